-- CPF, CNPJ, telephone, CEP and e-mail: the guide's vectors and their refused neighbours (chapter 4).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(1233);

SELECT ok(flowt.cpf_valido(v), 'valid CPF ' || v) FROM unnest('{52998224725,11144477735,12345678909,00000000191,01234567890}'::text[]) AS v;
SELECT is(flowt.cpf_valido(overlay(v PLACING d::text FROM i FOR 1)), d::text = substr(v, i, 1), format('CPF %s with digit %s as %s', v, i, d))
  FROM unnest('{52998224725,11144477735}'::text[]) AS v, generate_series(1, 11) AS i, generate_series(0, 9) AS d;
SELECT ok(NOT flowt.cpf_valido(repeat(d::text, 11)), 'CPF of eleven times ' || d) FROM generate_series(0, 9) AS d;
SELECT ok(NOT flowt.cpf_valido(v), 'not a CPF: ' || to_json(v))
  FROM unnest(ARRAY['', '5299822472', '529982247250', '529.982.247-25', ' 52998224725', E'52998224725\n', '5299822472A', '٥٢٩٩٨٢٢٤٧٢٥', '５２９９８２２４７２５']) AS v;
SELECT is(flowt.cpf_valido(NULL), NULL, 'no CPF is neither valid nor invalid');

SELECT ok(flowt.cnpj_valido(v), 'valid CNPJ ' || v) FROM unnest('{12ABC34501DE35,00000000000191,11222333000181,33000167000101,60746948000112}'::text[]) AS v;
SELECT is(flowt.cnpj_valido(overlay(v PLACING d::text FROM i FOR 1)), d::text = substr(v, i, 1), format('CNPJ %s with character %s as %s', v, i, d))
  FROM unnest('{00000000000191,11222333000181}'::text[]) AS v, generate_series(1, 14) AS i, generate_series(0, 9) AS d;
-- Values that differ by a multiple of 11 weigh the same: 6, A and L among them.
SELECT is(flowt.cnpj_valido(overlay('12ABC34501DE35' PLACING c FROM i FOR 1)), (ascii(c) - ascii(substr('12ABC34501DE35', i, 1))) % 11 = 0,
          format('CNPJ 12ABC34501DE35 with character %s as %s', i, c))
  FROM generate_series(1, 12) AS i, regexp_split_to_table('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') AS c;
SELECT is(flowt.cnpj_valido(overlay('12ABC34501DE35' PLACING d::text FROM i FOR 1)), d::text = substr('12ABC34501DE35', i, 1),
    format('CNPJ 12ABC34501DE35 with digit %s as %s', i, d))
  FROM generate_series(13, 14) AS i, generate_series(0, 9) AS d;
SELECT ok(NOT flowt.cnpj_valido(v), 'not a CNPJ: ' || to_json(v))
  FROM unnest(ARRAY['', '00000000000000', '11111111111111', '12abc34501de35', '12ABC34501DE3A', '12ABC34501DEA5', '12.ABC.345/01DE-35', '0000000000019',
      '000000000001911',
                    '12ÁBC34501DE35', E'12ABC34501DE35\n']) AS v;

SELECT is(flowt.documento_normalizado(v), n, format('"%s" is kept as %s', v, n))
  FROM (VALUES ('529.982.247-25', '52998224725'), ('12.abc.345/01de-35', '12ABC34501DE35'), (' 00.000.000/0001-91 ', '00000000000191'), ('', '')) AS c (v, n);
SELECT is(flowt.documento_valido(v), e, format('document "%s"', v))
  FROM (VALUES ('52998224725', true), ('12ABC34501DE35', true), ('52998224724', false), ('00000000000000', false), ('1234567890', false), ('123456789012', false), ('',
      false)) AS c (v, e);

SELECT is(flowt.telefone_e164(lpad(ddd::text, 2, '0') || '912345678'),
          CASE WHEN ddd = ANY ('{11,12,13,14,15,16,17,18,19,21,22,24,27,28,31,32,33,34,35,37,38,41,42,43,44,45,46,47,48,49,51,53,54,55,61,62,63,64,65,66,67,68,69,
                                 71,73,74,75,77,79,81,82,83,84,85,86,87,88,89,91,92,93,94,95,96,97,98,99}'::integer[]) THEN '+55' || ddd || '912345678' END,
          'area code ' || lpad(ddd::text, 2, '0'))
  FROM generate_series(0, 99) AS ddd;
SELECT is(flowt.telefone_e164('11' || d || '2345678'), CASE WHEN d BETWEEN 2 AND 5 THEN '+5511' || d || '2345678' END,
    'landline that begins with ' || d) FROM generate_series(0, 9) AS d;
SELECT is(flowt.telefone_e164('11' || d || '12345678'), CASE d WHEN 9 THEN '+5511912345678' END, 'eleven digits with ' || d || ' after the area code')
    FROM generate_series(0, 9) AS d;
SELECT is(flowt.telefone_e164(v), e, format('telephone "%s"', v)) FROM (VALUES
    ('(11) 91234-5678', '+5511912345678'), ('+55 11 91234-5678', '+5511912345678'), ('5511912345678', '+5511912345678'), ('011 91234-5678', '+5511912345678'),
    ('11.91234.5678', '+5511912345678'), ('(61)2345-6789', '+556123456789'), ('+556123456789', '+556123456789'),
    ('55 3212-3456', '+555532123456'), ('5553212345', '+555553212345'), ('5555991234567', '+5555991234567'), ('+5555991234567', '+5555991234567'),
    ('+1 11 91234-5678', NULL), ('+5511 9123-4567', NULL), ('1191234567', NULL), ('119123456789', NULL), ('91234-5678', NULL), ('', NULL), ('onze', NULL),
    ('11 9123x-5678', NULL), ('+550011912345678', NULL), ('00 55 11 91234-5678', NULL), ('++5511912345678', NULL), ('١١٩١٢٣٤٥٦٧٨', NULL)) AS c (v, e);

SELECT is(flowt.cep_valido(v), e, 'CEP ' || to_json(v))
  FROM (VALUES ('01000000', true), ('99999999', true), ('01000-000', false), ('0100000', false), ('010000000', false), ('0100000A', false), ('', false),
      (E'01000000\n', false), ('０１０００000', false)) AS c (v, e);

SELECT ok(flowt.email_valido(v), 'valid e-mail ' || left(v, 80)) FROM unnest(ARRAY[
    'a@b.co', 'ana@exemplo.com.br', 'ana.souza@exemplo.com.br', 'ana+flowt@exemplo.com', 'ana_souza@exemplo.com', 'ana-souza@exemplo.com', '1234@exemplo.com',
    'ANA@EXEMPLO.COM', 'a.b.c.d.e@exemplo.com', 'o''neil@exemplo.com', 'a!#$%&*+/=?^_`{|}~-@exemplo.com', 'ana@sub.dominio.exemplo.com.br', 'ana@ex-emplo.com',
    'ana@1exemplo.com', 'ana@e.museum', 'ana@xn--exemplo-9ua.com', 'ana@exemplo.xnpq', 'ana@a.b.c.d.e.f.br', 'x@y.zz', '-ana@exemplo.com', 'ana-@exemplo.com',
        '_@exemplo.com',
    repeat('a', 64) || '@exemplo.com', 'ana@' || repeat('b', 63) || '.com', repeat('a', 64) || '@' || repeat(repeat('b', 60) || '.', 3) || 'ccc.br',
    'ana@a-b-c.com', 'ana@exemplo.technology', 'ana=br@exemplo.com', 'ana/br@exemplo.com', '$a@exemplo.com']) AS v;
SELECT ok(NOT flowt.email_valido(v), 'not an e-mail: ' || to_json(left(v, 80))) FROM unnest(ARRAY[
    '', ' ', 'ana', '@', 'ana@', '@exemplo.com', 'ana@exemplo', 'ana@localhost', 'ana.exemplo.com', 'ana@@exemplo.com', 'ana@exemplo@com.br', '.ana@exemplo.com',
        'ana.@exemplo.com',
    'ana..souza@exemplo.com', 'ana@.exemplo.com', 'ana@exemplo.com.', 'ana@exemplo..com', 'ana@-exemplo.com', 'ana@exemplo-.com', 'ana@exemplo.c', 'ana@exemplo.123',
        'ana@exemplo.c0m',
    'ana souza@exemplo.com', 'ana@exem plo.com', ' ana@exemplo.com', 'ana@exemplo.com ', E'ana@exemplo.com\n', E'ana\n@exemplo.com',
        E'ana@exemplo.com\r\nBcc: x@y.com', 'ana<@exemplo.com',
    '"ana"@exemplo.com', 'Ana <ana@exemplo.com>', 'ana,bia@exemplo.com', 'ana;bia@exemplo.com', 'ana(x)@exemplo.com', 'ana\@exemplo.com', 'ana@[127.0.0.1]',
        'ana@127.0.0.1', 'ana@exemplo_a.com',
    'aná@exemplo.com', 'ana@exêmplo.com', 'mailto:ana@exemplo.com', 'ana@exemplo.com/x', repeat('a', 65) || '@exemplo.com', 'ana@' || repeat('b', 64) || '.com',
    'ana@' || repeat('b', 10) || '.' || repeat('c', 64), repeat('a', 64) || '@' || repeat(repeat('b', 60) || '.', 3) || 'cccccccc.br']) AS v;

SELECT * FROM finish();
ROLLBACK;
