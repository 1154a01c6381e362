-- BR Code: the published vectors, and what is composed read back by a decoder that shares nothing with it (guide chapter 18.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(113);

SELECT is(flowt.crc16(convert_to(t, 'UTF8')), c, 'CRC of ' || left(t, 20)) FROM (VALUES ('123456789', '29B1'), ('', 'FFFF'), ('A', 'B915'), ('00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***6304', '1D3D')) AS v (t, c);
SELECT is(flowt.pix_estatico('123e4567-e12b-12d1-a456-426655440000', 'Fulano de Tal', 'BRASILIA', NULL, NULL, NULL),
    '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D', 'the example of the manual');

-- Reads byte by byte what a phone reads: the fields of one level, in their order.
CREATE FUNCTION pg_temp.fields(p_code text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_bytes bytea := convert_to(p_code, 'UTF8');
    v_at    integer := 1;
    v_long  integer;
    v_read  jsonb := '{}';
BEGIN
    WHILE v_at <= length(v_bytes) LOOP
        v_long := convert_from(substr(v_bytes, v_at + 2, 2), 'UTF8')::integer;
        v_read := v_read || jsonb_build_object(convert_from(substr(v_bytes, v_at, 2), 'UTF8'), convert_from(substr(v_bytes, v_at + 4, v_long), 'UTF8'));
        IF v_at + 3 + v_long > length(v_bytes) THEN
            RAISE 'field % is longer than the code', convert_from(substr(v_bytes, v_at, 2), 'UTF8');
        END IF;
        v_at := v_at + 4 + v_long;
    END LOOP;
    RETURN v_read;
END
$$;
-- Bit by bit with a table of its own, so that a mistake in the one is not the mistake of the other.
CREATE FUNCTION pg_temp.crc(p_text text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_bits bit(16) := X'FFFF';
    v_in   bit;
BEGIN
    FOR i IN 1 .. octet_length(p_text) * 8 LOOP
        v_in := (get_bit(convert_to(p_text, 'UTF8'), (i - 1) / 8 * 8 + 7 - (i - 1) % 8))::text::bit;
        v_bits := CASE WHEN substring(v_bits FROM 1 FOR 1) <> v_in THEN (v_bits << 1) # X'1021' ELSE v_bits << 1 END;
    END LOOP;
    RETURN upper(lpad(to_hex(v_bits::integer), 4, '0'));
END
$$;
SELECT is(pg_temp.crc('123456789'), '29B1', 'the judge is right');
CREATE FUNCTION pg_temp.decode(p_code text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_all jsonb := pg_temp.fields(p_code);
BEGIN
    RETURN v_all || jsonb_build_object('26', pg_temp.fields(v_all ->> '26'), '62', pg_temp.fields(v_all ->> '62'), 'crc', (v_all ->> '63') = pg_temp.crc(left(p_code, -4)));
END
$$;

-- Whatever goes in comes out: keys of every kind, many values, identifiers and sentences of every length.
CREATE TEMP TABLE sample AS
SELECT n, (ARRAY['52998224725', '12ABC34501DE35', 'a@example.com', '+5511912345678', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', repeat('x', 64) || '@example1.com'])[n % 6 + 1] AS key,
       (ARRAY[1, 5, 99, 100, 101, 3700, 123456, 999999999999])[n % 8 + 1] AS cents, left('PED' || repeat(md5(n::text), 2), n % 25 + 1) AS txid,
       (ARRAY['Padaria São João', 'Zé & Filhos', 'Açaí do Ângelo — Comércio de Alimentos Ltda', 'X'])[n % 4 + 1] AS name, (ARRAY['São José dos Campos', 'Ji-Paraná', 'Itu'])[n % 3 + 1] AS city,
       repeat('Pedido no ' || n || ' ç', n % 9) AS note
  FROM generate_series(1, 48) AS n;
SELECT is(d - 'crc' - '63' - '26', jsonb_strip_nulls(jsonb_build_object('00', '01', '52', '0000', '53', '986', '58', 'BR', '54', trim(to_char(s.cents / 100.0, 'FM999999999990.00')),
        '59', btrim(left(replace(replace(unaccent(s.name), '—', ' '), '  ', ' '), 25)), '60', btrim(left(unaccent(s.city), 15)), '62', jsonb_build_object('05', s.txid))), 'sample ' || n)
  FROM sample s, LATERAL (SELECT pg_temp.decode(flowt.pix_estatico(s.key, s.name, s.city, s.cents, s.txid, s.note)) AS d) AS c;
SELECT ok(bool_and((d ->> 'crc')::boolean AND d #>> '{26,00}' = 'br.gov.bcb.pix' AND d #>> '{26,01}' = s.key), 'every one with its key and a right check')
  FROM sample s, LATERAL (SELECT pg_temp.decode(flowt.pix_estatico(s.key, s.name, s.city, s.cents, s.txid, s.note)) AS d) AS c;
SELECT ok(bool_and(octet_length(c) = length(c) AND octet_length(pg_temp.fields(c) ->> '26') <= 99), 'every byte is ASCII and no field is too long')
  FROM sample s, LATERAL flowt.pix_estatico(s.key, s.name, s.city, s.cents, s.txid, s.note) AS c;
SELECT is(pg_temp.decode(flowt.pix_estatico('a@example.com', 'N', 'C', 1, 'T', 'Mesa nº 4, café')) #>> '{26,02}', 'Mesa no 4, cafe', 'the information is transliterated');
SELECT is(pg_temp.decode(flowt.pix_estatico('f47ac10b-58cc-4372-a567-0e02b2c3d479', 'N', 'C', 1, 'T', repeat('abcde', 20))) #>> '{26,02}', left(repeat('abcde', 20), 37), 'and cut to what room there is');
SELECT is(pg_temp.decode(flowt.pix_estatico(repeat('x', 64) || '@example1.com', 'N', 'C', 1, 'T', 'nada cabe')) -> '26' ? '02', false, 'with the longest key there is none');

SELECT is(pg_temp.decode(flowt.pix_dinamico('https://pix.example.com/qr/v2/9d36b84fc70b478fb95c12729b90ca25', 'Fulano de Tal', 'Brasília', 12345)) - '63',
    '{"00": "01", "01": "12", "26": {"00": "br.gov.bcb.pix", "25": "pix.example.com/qr/v2/9d36b84fc70b478fb95c12729b90ca25"}, "52": "0000", "53": "986", "54": "123.45", "58": "BR", "59": "Fulano de Tal", "60": "Brasilia", "62": {"05": "***"}, "crc": true}',
    'a dynamic code is of one use and has the address of its charge');
SELECT is(pg_temp.decode(flowt.pix_dinamico('pix.example.com/x', 'N', 'C', NULL)) ? '54', false, 'the charge knows the value');

SELECT is(flowt.campo_emv('59', v), e, 'lengths are of bytes: ' || coalesce(v, 'null')) FROM (VALUES ('São', '5904São'), ('a', '5901a'), ('', ''), (NULL, '')) AS x (v, e);

-- What cannot be composed says why.
SELECT is(pg_temp.attempt('flowt_api', c), e, c) FROM (VALUES
    ($$SELECT flowt.pix_estatico(NULL, 'N', 'C', 1, 'T', NULL)$$, 'PT422 chave_pix_invalida'), ($$SELECT flowt.pix_estatico(repeat('x', 78), 'N', 'C', 1, 'T', NULL)$$, 'PT422 chave_pix_invalida'),
    ($$SELECT flowt.pix_estatico('k', 'N', 'C', 0, 'T', NULL)$$, 'PT422 valor_pix_invalido'), ($$SELECT flowt.pix_estatico('k', 'N', 'C', -1, 'T', NULL)$$, 'PT422 valor_pix_invalido'),
    ($$SELECT flowt.pix_estatico('k', 'N', 'C', 1000000000000, 'T', NULL)$$, 'PT422 valor_pix_invalido'), ($$SELECT flowt.pix_estatico('k', 'N', 'C', 1, '', NULL)$$, 'PT422 txid_invalido'),
    ($$SELECT flowt.pix_estatico('k', 'N', 'C', 1, repeat('a', 26), NULL)$$, 'PT422 txid_invalido'), ($$SELECT flowt.pix_estatico('k', 'N', 'C', 1, 'a-b', NULL)$$, 'PT422 txid_invalido'),
    ($$SELECT flowt.pix_estatico('k', '日本', 'C', 1, 'T', NULL)$$, 'PT422 recebedor_pix_ausente'), ($$SELECT flowt.pix_estatico('k', 'N', NULL, 1, 'T', NULL)$$, 'PT422 recebedor_pix_ausente'),
    ($$SELECT flowt.pix_dinamico('https://example.com/' || repeat('a', 78), 'N', 'C', 1)$$, 'PT422 url_pix_invalida'), ($$SELECT flowt.pix_dinamico('https://exa mple.com/a', 'N', 'C', 1)$$, 'PT422 url_pix_invalida'),
    ($$SELECT flowt.pix_dinamico('http://example.com/a', 'N', 'C', 1)$$, 'PT422 url_pix_invalida'), ($$SELECT flowt.pix_dinamico(NULL, 'N', 'C', 1)$$, 'PT422 url_pix_invalida'),
    ($$SELECT flowt.campo_emv('59', repeat('x', 100))$$, 'PT422 campo_pix_longo')) AS v (c, e);
SELECT is(flowt.txid_valido(t, d), e, format('identifier of %s, dynamic %s', length(t), d)) FROM (VALUES (repeat('a', 25), false, true), (repeat('a', 26), false, false), (repeat('a', 25), true, false), (repeat('a', 26), true, true),
    (repeat('a', 35), true, true), (repeat('a', 36), true, false), ('', false, false), (repeat('a', 25) || 'é', true, false)) AS v (t, d, e);

-- Keys.
SELECT is(flowt.chave_pix_normalizada(t, k), e, format('%s %s', t, k)) FROM (VALUES
    ('CPF', '529.982.247-25', '52998224725'), ('CPF', '529.982.247-26', NULL), ('CNPJ', '12.abc.345/01de-35', '12ABC34501DE35'), ('CNPJ', '529.982.247-25', NULL), ('EMAIL', ' Loja@Example.COM ', 'loja@example.com'),
    ('EMAIL', 'loja@example', NULL), ('EMAIL', repeat('x', 64) || '@example1.com', repeat('x', 64) || '@example1.com'), ('EMAIL', repeat('x', 60) || '@' || repeat('y', 13) || '.com', NULL), ('FONE', '(11) 91234-5678', '+5511912345678'), ('FONE', '+1 212 555 0100', NULL),
    ('EVP', 'F47AC10B-58CC-4372-A567-0E02B2C3D479', 'f47ac10b-58cc-4372-a567-0e02b2c3d479'), ('EVP', 'f47ac10b58cc4372a5670e02b2c3d479', NULL), ('OUTRO', '52998224725', NULL), (NULL, 'x', NULL)) AS v (t, k, e);
SELECT is(flowt.chave_pix_mascarada(t, k), e, 'masked ' || t) FROM (VALUES ('CPF', '52998224725', '•••.982.247-••'), ('CNPJ', '12ABC34501DE35', '••.ABC.345/••••-••'), ('EMAIL', 'loja@example.com', 'l•••@example.com'),
    ('FONE', '+5511912345678', '(11) •••••-••78'), ('EVP', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', 'f47a••••-••••-d479')) AS v (t, k, e);
SELECT is(flowt.texto_pix(t, m), e, 'text ' || t) FROM (VALUES ('São  João  da Boa Vista', 15, 'Sao Joao da Boa'), ('Ação', 4, 'Acao'), ('  ', 5, ''), ('日本', 5, ''), (E'a\tb\nc', 9, 'a b c'), ('Zé™', 9, 'Ze')) AS v (t, m, e);

SELECT * FROM finish();
ROLLBACK;
