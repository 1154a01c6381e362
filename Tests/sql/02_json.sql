-- Bodies of requests: the JSON Schema subset that is checked, and HTML forms.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(267);

-- "field:code" of every error, in order of field.
CREATE FUNCTION pg_temp.errors(p_schema text, p_value text) RETURNS text LANGUAGE sql
RETURN (SELECT coalesce(string_agg((e ->> 'campo') || ':' || (e ->> 'codigo'), ' ' ORDER BY e ->> 'campo' COLLATE "C"),
    '') FROM jsonb_array_elements(flowt.validar_json(p_schema::jsonb, p_value::jsonb, '')) AS e);

SELECT is(pg_temp.errors(s, v), coalesce(e, ''), format('%s against %s', left(v, 60), s)) FROM (VALUES
    ('{"type": "string"}', '"a"', NULL), ('{"type": "string"}', '""', NULL), ('{"type": "string"}', '1', ':tipo_invalido'), ('{"type": "string"}', 'null',
        ':tipo_invalido'),
    ('{"type": "string"}', 'true', ':tipo_invalido'), ('{"type": "string"}', '[]', ':tipo_invalido'), ('{"type": "string"}', '{}', ':tipo_invalido'),
    ('{"type": ["string", "null"]}', 'null', NULL), ('{"type": ["string", "null"]}', '"a"', NULL), ('{"type": ["string", "null"]}', '0', ':tipo_invalido'),
    ('{"type": "boolean"}', 'true', NULL), ('{"type": "boolean"}', 'false', NULL), ('{"type": "boolean"}', '"true"', ':tipo_invalido'), ('{"type": "boolean"}', '1',
        ':tipo_invalido'),
    ('{"type": "number"}', '1.5', NULL), ('{"type": "number"}', '1', NULL), ('{"type": "number"}', '-0', NULL), ('{"type": "number"}', '"1"', ':tipo_invalido'),
    ('{"type": "integer"}', '1', NULL), ('{"type": "integer"}', '-1', NULL), ('{"type": "integer"}', '1e3', NULL), ('{"type": "integer"}', '1.5', ':tipo_invalido'),
    ('{"type": "integer"}', '1.0', ':tipo_invalido'), ('{"type": "integer"}', '1e-1', ':tipo_invalido'), ('{"type": "integer"}', '"1"', ':tipo_invalido'),
        ('{"type": "integer"}', 'null', ':tipo_invalido'),
    ('{"type": ["integer", "null"]}', 'null', NULL), ('{"type": ["integer", "null"]}', '2', NULL),
    ('{"type": "integer", "minimum": 1, "maximum": 999}', '1', NULL), ('{"type": "integer", "minimum": 1, "maximum": 999}', '999', NULL),
    ('{"type": "integer", "minimum": 1, "maximum": 999}', '0', ':numero_pequeno'), ('{"type": "integer", "minimum": 1, "maximum": 999}', '-1e400', ':numero_pequeno'),
    ('{"type": "integer", "minimum": 1, "maximum": 999}', '1000', ':numero_grande'), ('{"type": "integer", "minimum": 1, "maximum": 999}', '1e400', ':numero_grande'),
    ('{"type": "integer", "minimum": 1, "maximum": 999}', '9223372036854775808', ':numero_grande'),
    ('{"type": "number", "minimum": 0.5}', '0.49', ':numero_pequeno'), ('{"type": "number", "minimum": 0.5}', '0.5', NULL), ('{"type": "number", "maximum": 0.5}',
        '0.51', ':numero_grande'),
    ('{"type": "string", "minLength": 1}', '"   "', ':texto_curto'), ('{"type": "string", "minLength": 1}', '"\u00a0\t"', ':texto_curto'),
        ('{"type": "string", "minLength": 2}', '"a"', ':texto_curto'),
    ('{"type": "string", "minLength": 2}', '"ab"', NULL), ('{"type": "string", "maxLength": 3}', '"áéí"', NULL), ('{"type": "string", "maxLength": 3}', '"áéíó"',
        ':texto_longo'),
    ('{"type": "string", "maxLength": 3}', '"👍👍👍"', NULL), ('{"type": "string", "pattern": "^[a-z]+$"}', '"abc"', NULL), ('{"type": "string", "pattern": "^[a-z]+$"}',
        '"aBc"', ':formato_invalido'),
    ('{"type": "string", "pattern": "^[a-z]+$"}', '"abc\n"', ':formato_invalido'),
    ('{"type": "string", "enum": ["A", "B"]}', '"A"', NULL), ('{"type": "string", "enum": ["A", "B"]}', '"a"', ':opcao_invalida'),
        ('{"type": ["string", "null"], "enum": ["A"]}', 'null', NULL),
    ('{"type": "array", "items": {"type": "string"}}', '["a", "b"]', NULL), ('{"type": "array", "items": {"type": "string"}}', '["a", 1, null]',
        '[1]:tipo_invalido [2]:tipo_invalido'),
    ('{"type": "array", "items": {"type": "string"}, "minItems": 1}', '[]', ':lista_curta'), ('{"type": "array", "items": {"type": "string"}, "maxItems": 1}',
        '["a", "b"]', ':lista_longa'),
    ('{"type": "array", "items": {"type": "string"}}', '{}', ':tipo_invalido'),
    ('{"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}', '{}', 'a:campo_obrigatorio b:campo_obrigatorio'),
    ('{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}', '{"a": null}', 'a:tipo_invalido'),
    ('{"type": "object", "properties": {"a": {"type": "string"}}}', '{"b": 1, "c": 2}', 'b:campo_desconhecido c:campo_desconhecido'),
    ('{"type": "object", "properties": {}, "additionalProperties": true}', '{"b": 1}', NULL),
    ('{"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "array", "items": {"type": "object", "required": ["c"], "properties": {"c": {"type": "integer"}}}}}}}}',
     '{"a": {"b": [{"c": 1}, {"c": "x"}, {}]}}', 'a.b[1].c:tipo_invalido a.b[2].c:campo_obrigatorio'),
    ('{"type": "object", "properties": {"a": {"type": "string"}}}', '{"a": 1, "a": "last"}', NULL)
) AS c (s, v, e);

-- Names of people from anywhere, and what only looks like one.
SELECT is(flowt.formato_valido('nome', v), true, 'a name: ' || v) FROM unnest(ARRAY['José da Silva-Neto', 'Zenóbia', E'Jose\u0301', 'D''Ávila', 'O’Connor', 'Maria (Bia)', 'Łukasz Żółć', 'Nguyễn Văn Đạt', 'محمد بن سلمان', 'שרה כהן', '山田太郎', 'やまだ　たろう',
    E'葛\U000E0100城', 'Владимир', 'ก้อง', E'علی\u200cرضا', 'ක්‍රිෂ්ණ', 'Ana 2', '🐙🐙', E'👨\u200d👩\u200d👧', E'❤\ufe0f\u200d🔥', '', '  ']) AS v;
SELECT is(flowt.formato_valido('nome', v), false, 'no name: ' || to_json(v)) FROM unnest(ARRAY[E'\u200b\u200b', E'Ana\u200b', E'\u202eanA', E'\u2066Ana\u2069', E'Ana\u200d', E'\u200c\u200d', E'A\u200dna', E'\ufeffAna', E'A\u00adna', E'\u3164\u3164', E'\u2800\u2800', E'\u2003\u2003',
    E'Ana\nBia', E'A\u0007', E'\u009bAna', E'\U000E0041\U000E0042']) AS v;
SELECT is(flowt.formato_valido('relato', v), e, 'told: ' || to_json(v)) FROM (VALUES (E'Veio fria.\n\tE tarde', true), (E'Veio \u202efria', false)) AS c (v, e);
SELECT is(flowt.formato_valido(f, v || e), false, format('format %s: %s', f, to_json(v || e))) FROM (VALUES ('telefone', '11912345678'), ('email', 'ana@exemplo.com'), ('cep', '01310-100'),
    ('fuso', 'America/Sao_Paulo'), ('nome', 'Ana'), ('codigo', '12'), ('uri', 'https://exemplo.com/a'), ('date', '2026-12-31'), ('date-time', '2026-12-01T08:00Z'), ('data-hora', '2026-12-01T08:00')) AS c (f, v), unnest(ARRAY[E'\n', E'\t']) AS e;
SELECT is(flowt.formato_valido(f, v), e, format('format %s: %s', f, v)) FROM (VALUES
    ('telefone', '(11) 91234-5678', true), ('telefone', '1234', false), ('email', 'ana@exemplo.com', true), ('email', 'ana', false), ('documento', '529.982.247-25',
        true),
    ('documento', '12.abc.345/01de-35', true), ('documento', '529.982.247-24', false), ('cep', '01000-000', true), ('cep', '0100000', false), ('codigo', '1', true),
    ('codigo', '999999999999999999', true), ('codigo', '0', false), ('codigo', '-1', false), ('codigo', '01', false), ('codigo', '1.0', false), ('codigo',
        '9999999999999999999', false),
    ('codigo', 'abc', false), ('uri', 'https://exemplo.com/a.png', true), ('uri', 'http://exemplo.com', true), ('uri', '/estatico/demo/a.svg', true), ('uri',
        'javascript:alert(1)', false),
    ('uri', 'data:image/png;base64,x', false), ('uri', 'https://a b', false), ('uri', 'https://a"onload=x', false), ('uri', '//exemplo.com', false), ('uri',
        '/etc/passwd', false),
    ('date', '2026-12-31', true), ('date', '2028-02-29', true), ('date', '2026-02-29', false), ('date', '2026-04-31', false), ('date', '2026-13-01', false), ('date',
        '2026-00-10', false),
    ('date', '2026-01-00', false), ('date', '31/12/2026', false), ('date', '2026-1-1', false), ('date', '0000-01-01', false), ('inexistente', 'x', NULL),
    ('date-time', '2026-12-01T08:00Z', true), ('date-time', '2026-12-01T08:00:59.123456-03:00', true), ('date-time', '2028-02-29T23:59:59+14:00', true), ('date-time', '2026-12-01T08:00', false), ('date-time', '2026-12-01T08:00:00', false),
    ('date-time', '2026-02-29T08:00Z', false), ('date-time', '2026-12-01T24:00Z', false), ('date-time', '2026-12-01 08:00Z', false), ('date-time', '2026-12-01T08:00-03', false), ('date-time', '2026-12-01T08:00+15:00', false),
    ('date-time', '2026-12-01', false), ('date-time', '9999-12-01T08:00Z', false), ('date-time', E'2026-12-01T08:00Z\n', false), ('data-hora', '2026-12-01T08:00', true), ('data-hora', '2026-12-01T08:00-03:00', true),
    ('data-hora', '2026-13-01T08:00', false), ('data-hora', '2026-12-01', false)) AS c (f, v, e);

SELECT is(flowt.validar_json('{"$ref": "#/components/schemas/momento", "x-mensagem": "Escolha."}', '"x"', 'm') #>> '{0,mensagem}', 'Escolha.', 'a sentence beside $ref is the one that is told');

SELECT flowt.definir_esquema('teste', '{"type": "object", "x-tamanho-maximo": 1000000, "required": ["nome", "idade"], "properties": {
    "nome": {"type": "string", "minLength": 1, "maxLength": 5}, "idade": {"type": "integer", "minimum": 0, "maximum": 150},
    "fone": {"type": ["string", "null"], "format": "telefone", "x-mensagem": "Use DDD e número."}, "cor": {"type": "string", "enum": ["AZUL", "VERDE"]},
    "filho": {"$ref": "#/components/schemas/teste"}}}') \gset
SELECT is(flowt.ler_corpo('teste', '{"nome": "Ana", "idade": 3}'), '{"nome": "Ana", "idade": 3}', 'a good body is handed over');
SELECT is(flowt.ler_corpo('teste', E' \n{"nome": "Ana", "idade": 3, "fone": null}\n'), '{"nome": "Ana", "idade": 3, "fone": null}',
    'white space around it does not matter');
SELECT is(pg_temp.errors('{"$ref": "#/components/schemas/teste"}',
    '{"nome": "Antônio", "idade": -1, "fone": "12", "cor": "ROXO", "zzz": 1, "filho": {"nome": "", "idade": 1e400}}'),
          'cor:opcao_invalida filho.idade:numero_grande filho.nome:texto_curto fone:formato_invalido idade:numero_pequeno nome:texto_longo zzz:campo_desconhecido',
          'every wrong field is named in one answer, nested ones by their path');
SELECT is((SELECT e ->> 'mensagem' FROM jsonb_array_elements(flowt.validar_json('{"$ref": "teste"}', '{"nome": "A", "idade": 1, "fone": "x"}', '')) AS e),
    'Use DDD e número.', 'x-mensagem replaces the sentence');
SELECT is((SELECT e ->> 'mensagem' FROM jsonb_array_elements(flowt.validar_json('{"type": ["integer", "null"]}', '"x"', 'a')) AS e), 'Use um número inteiro ou null.',
    'a wrong type is explained');
SELECT is((SELECT e ->> 'mensagem' FROM jsonb_array_elements(flowt.validar_json('{"type": "string", "enum": ["A", "B"]}', '"x"', 'a')) AS e),
    'Use uma das opções: A, B.', 'a wrong option is explained');
SELECT is(length(flowt.validar_json('{"type": "object"}', jsonb_build_object(repeat('x', 10000), 1), '') #>> '{0,campo}'), 60,
    'a giant unknown name is not echoed whole');

SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', v), 'PT400', 'corpo_ausente', 'no body: ' || coalesce(to_json(v)::text,
    'null')) FROM unnest(ARRAY[NULL, '', ' ', E'\n\t\r ']) AS v;
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', v), '22P02', NULL, 'malformed: ' || left(to_json(v)::text, 50))
  FROM unnest(ARRAY['{', '}', '{"nome": }', '{"nome": "Ana",}', '{nome: "Ana"}', '{''nome'': 1}', 'nome=Ana', '{"a": 01}', '{"a": NaN}', '{"a": 1} {"b": 2}', '"abc',
      '{"a": "\x"}', '{"a": "\ud800"}', '<xml/>', 'undefined',
                    '{"a": "' || chr(9) || '"}']) AS v;
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', '{"nome": "a\u0000b"}'), '22P05', NULL, 'a NUL has no place in text');
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', '{"nome": "Ana", "idade": 1e131072}'), '22003', NULL, 'a number beyond all numbers');
SELECT flowt.definir_esquema('teste_livre', '{"type": "object", "properties": {"lista": {"type": "array", "items": {"additionalProperties": true}}}}');
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste_livre', '{"lista": [{"a": ' || v || '}]}'), '22003', NULL, 'eight characters that are thousands of digits: ' || v)
  FROM unnest(ARRAY['1e131071', '-1.5E+131071', '0e-16383', '[1, 1e000131071]', E'\n1e999']) AS v;
SELECT ok(NOT flowt.tem_numero_enorme(v), 'no such number: ' || v) FROM unnest(ARRAY['{"a": 1e99}', '{"a": "de: 1e131071"}', '{"a": "\": 1e131071", "b": 12345678901234567890}',
    '{"a": "c4ca4238a0b923820dcc509a6f75849b4e100"}']) AS v;
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', repeat('[', 100000) || repeat(']', 100000)), '54001', NULL,
    'nesting without end is a bad request, not a crash');
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', repeat('{"nome": "a", "idade": 1, "filho": ', 5000) || '1' || repeat('}', 5000)), '54001', NULL,
    'nor can a recursive schema be followed without end');
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', v), 'PT422', 'corpo_invalido', 'JSON of another shape: ' || v) FROM unnest(ARRAY['[]', '1', '"x"',
    'null', 'true']) AS v;
SELECT throws_ok($$SELECT flowt.ler_corpo('nao_existe', '{}')$$, 'P0002', NULL, 'a schema that does not exist is our fault, not the caller''s');
SELECT lives_ok(format('SELECT flowt.validar_json(%L, %L, %L)', '{"type": "array", "maxItems": 10, "items": {"type": "integer"}}', to_jsonb(array_agg(n)), ''),
    'a list too long is not walked')
  FROM generate_series(1, 100000) AS n;

SELECT is(flowt.decodificar_formulario(v), e, 'form value ' || v) FROM (VALUES
    ('', ''), ('abc', 'abc'), ('a+b', 'a b'), ('a%2Bb', 'a+b'), ('a%20b', 'a b'), ('Jos%C3%A9', 'José'), ('%F0%9F%91%8D', '👍'), ('100%', '100%'), ('100%+de',
        '100% de'), ('%zz', '%zz'),
    ('%4', '%4'), ('%%41', '%A'), ('%25', '%'), ('%2541', '%41'), ('%c3%a9', 'é'), ('José', 'José'), ('a%26b%3Dc', 'a&b=c'), ('%41%42c%43', 'ABcC')) AS c (v, e);
SELECT throws_ok(format('SELECT flowt.decodificar_formulario(%L)', v), '22021', NULL, 'bytes that are no UTF-8: ' || v)
    FROM unnest('{%FF,%C3,%00,%ED%A0%80,a%C3b}'::text[]) AS v;
SELECT is(flowt.ler_formulario(v), e::jsonb, 'form ' || coalesce(v, 'null')) FROM (VALUES
    (NULL, '{}'), ('', '{}'), ('a=1&b=2', '{"a": "1", "b": "2"}'), ('a=', '{}'), ('a=+++', '{}'), ('a', '{}'), ('&&a=1&', '{"a": "1"}'), ('a=1&a=2', '{"a": "2"}'),
        ('a=b=c', '{"a": "b=c"}'),
    ('nom%5Fcliente=Z%C3%A9', '{"nom_cliente": "Zé"}'), ('a=%26', '{"a": "&"}'), ('a=+x+', '{"a": "x"}'), ('=x', '{"": "x"}')) AS c (v, e);

-- What a stranger's body may cost is bounded.
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'carrinho_item_novo', '{"des_observacao": "' || repeat('x', 65536) || '"}'), 'PT413', 'corpo_grande_demais',
    'a body over its limit is not read');
SELECT throws_ok(format('SELECT flowt.ler_corpo(%L, %L)', 'teste', '{"nome": "' || repeat('x', 1000000) || '"}'), 'PT413', 'corpo_grande_demais',
    'a schema may set its own limit');
SELECT is((SELECT string_agg(e ->> 'codigo', ' ') FROM jsonb_array_elements(flowt.validar_json('{"type": "object", "properties": {}}',
    (SELECT jsonb_object_agg('c' || n, n) FROM generate_series(1, 65) AS n), '')) AS e), 'campos_demais', 'too many unknown fields are one error');
SELECT is(jsonb_array_length(flowt.validar_json('{"type": "array", "items": {"type": "string"}}', (SELECT jsonb_agg(n) FROM generate_series(1, 5000) AS n), '')),
    flowt.limite_de_erros(), 'after so many errors the check stops');
SELECT throws_ok(format('SELECT flowt.ler_formulario(%L)', repeat('a=1&', 64)), 'PT413', 'campos_demais', 'a form of too many fields is not read');
SELECT throws_ok(format('SELECT flowt.ler_formulario(%L)', 'a=' || repeat('x', 65536)), 'PT413', 'corpo_grande_demais', 'nor is one too long');
SELECT * FROM finish();
ROLLBACK;
