-- Images (guide chapter 5.1): what a file is by its bytes, its sides, and what of it is kept.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(41);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:alfa, 'atendente') AS clerk \gset

-- A whole PNG of these sides: the parser reads no further than it must, and its end.
CREATE FUNCTION pg_temp.png(p_width bigint, p_height bigint, p_more bytea DEFAULT '') RETURNS bytea LANGUAGE sql
RETURN '\x89504e470d0a1a0a0000000d49484452'::bytea || decode(lpad(to_hex(p_width), 8, '0') || lpad(to_hex(p_height), 8, '0'), 'hex') || '\x080000000000000000'::bytea
    || '\x0000000049444154'::bytea || '\x00000000'::bytea || p_more || '\x0000000049454e44ae426082'::bytea;
CREATE FUNCTION pg_temp.webp(p_kind text, p_data bytea) RETURNS bytea LANGUAGE sql
RETURN 'RIFF'::bytea || decode(lpad(to_hex(octet_length(p_data) + 12), 2, '0'), 'hex') || '\x000000'::bytea || 'WEBP'::bytea || p_kind::bytea
    || decode(lpad(to_hex(octet_length(p_data)), 2, '0'), 'hex') || '\x000000'::bytea || p_data;
CREATE FUNCTION pg_temp.measure(p_file bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_found flowt.medidas_de_imagem;
BEGIN
    v_found := flowt.conferir_imagem(p_file);
    RETURN concat_ws(' ', v_found.tip_imagem, v_found.qtd_largura, v_found.qtd_altura);
EXCEPTION WHEN SQLSTATE 'PT422' THEN
    RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.measure(f), e, n) FROM (VALUES
    ('png', pg_temp.png(21, 13), 'image/png 21 13'), ('png with more in it', pg_temp.png(8000, 3125, 'x'), 'image/png 8000 3125'),
    ('png without its end', substring(pg_temp.png(21, 13) FOR 50), 'imagem_invalida'), ('png with something after it', pg_temp.png(21, 13) || 'x'::bytea, 'imagem_invalida'),
    ('png without a side', pg_temp.png(0, 13), 'imagem_invalida'), ('too wide', pg_temp.png(8001, 1), 'imagem_grande_demais'), ('too high', pg_temp.png(1, 8001), 'imagem_grande_demais'),
    ('too many pixels', pg_temp.png(8000, 3126), 'imagem_grande_demais'), ('sides that multiply past an integer', pg_temp.png(4294967295, 4294967295), 'imagem_grande_demais'),
    ('jpeg', '\xffd8ffe000041234ffc0001108000d00150301ffda0000ffd9', 'image/jpeg 21 13'), ('progressive jpeg, fill bytes, a marker without length', '\xffd8ffff01ffffc2001108000d00150301ffda0000ffd9', 'image/jpeg 21 13'),
    ('jpeg whose tables look like a frame', '\xffd8ffc40004abcdffcc0002ffc0001108000d00150301ffd9', 'image/jpeg 21 13'),
    ('jpeg without its end', '\xffd8ffe000041234ffc0001108000d00150301ffda0000', 'imagem_invalida'), ('jpeg that scans before it says its sides', '\xffd8ffda0002ffc0001108000d00150301ffd9', 'imagem_invalida'),
    ('jpeg whose segment leads out of the file', '\xffd8ffe0ffff1234ffc0001108000d00150301ffd9', 'imagem_invalida'), ('jpeg with nothing in it', '\xffd8ffd9', 'imagem_invalida'),
    ('jpeg of a length of nothing', '\xffd8ff' || decode(repeat('e00000ff', 40), 'hex'), 'imagem_invalida'),
    ('lossy webp', pg_temp.webp('VP8 ', '\x0000009d012a15000d00'), 'image/webp 21 13'), ('lossy webp without its mark', pg_temp.webp('VP8 ', '\x0000009d012b15000d00'), 'imagem_invalida'),
    ('lossless webp', pg_temp.webp('VP8L', '\x2f140003000000000000'), 'image/webp 21 13'), ('lossless webp without its mark', pg_temp.webp('VP8L', '\x2e140003000000000000'), 'imagem_invalida'),
    ('extended webp', pg_temp.webp('VP8X', '\x000000001400000c0000'), 'image/webp 21 13'), ('extended webp, too wide', pg_temp.webp('VP8X', '\x00000000ffffff000000'), 'imagem_grande_demais'),
    ('a webp that is none', pg_temp.webp('VP9 ', '\x000000001400000c0000'), 'imagem_invalida'), ('webp of another length', pg_temp.webp('VP8X', '\x000000001400000c0000') || 'xy'::bytea, 'imagem_invalida'),
    ('nothing', '', 'imagem_invalida'), ('a page', '<html>', 'imagem_invalida'), ('only a beginning', '\x89504e470d0a1a0a', 'imagem_invalida')) AS v (n, f, e);

-- Kept once, in parts; shown in an order; the first is the cover.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Bolo', 100, 'PUBLICADO') RETURNING cod_produto AS bolo \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, des_imagem) VALUES (:alfa, 'Fora', 100, 'https://exemplo.com/a.png') RETURNING cod_produto AS fora \gset
CREATE FUNCTION pg_temp.send(p_token text, p_product text, p_file bytea) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/produtos/{id}/imagens', jsonb_build_object('id', p_product, 'arquivo', p_file::text), p_token);
SELECT is(pg_temp.outcome(pg_temp.send(:'clerk', :'bolo', pg_temp.png(1, 1))), '403 sem_permissao', 'who may not write the catalogue sends no pictures');
SELECT is(concat_ws(' ', pg_temp.outcome(a), (a).body ->> 'num_ordem', (a).body ->> 'des_alternativo'), '201 1 Bolo', 'without words of its own a picture is called like the product') FROM pg_temp.send(:'ta', :'bolo', pg_temp.png(1, 1, convert_to(repeat('x', 300000), 'UTF8'))) AS a;
SELECT is((SELECT array_agg(octet_length(arq_parte) ORDER BY num_parte) FROM flowt.tb_omni8_imagem_parte), ARRAY[262144, 300057 - 262144], 'in parts');
SELECT is((SELECT sha256(string_agg(arq_parte, ''::bytea ORDER BY num_parte)) FROM flowt.tb_omni8_imagem_parte), (SELECT hsh_imagem FROM flowt.tb_omni8_imagem), 'which are the whole');
SELECT matches((SELECT des_imagem FROM flowt.tb_omni8_produto_servico WHERE cod_produto = :bolo), '^/alfa/imagens/[0-9a-f]{64}$', 'the first is the cover');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', :'bolo', 'corpo', jsonb_build_object('num_versao', 2, 'des_imagem', p.des_imagem)), :'ta')), '200', 'what was read may be written back')
  FROM flowt.tb_omni8_produto_servico p WHERE cod_produto = :bolo;

-- A copied company has an address of its own.
SELECT flowt.atualizar_capas(:alfa, ARRAY[:bolo, :fora]::bigint[]) \g /dev/null
SELECT is((SELECT des_imagem FROM flowt.tb_omni8_produto_servico WHERE cod_produto = :fora), 'https://exemplo.com/a.png', 'an address elsewhere stays where there is no picture');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'SUSPENSO' WHERE cod_tenant = :alfa;
UPDATE flowt.tb_omni8_produto_servico SET des_imagem = replace(des_imagem, '/alfa/', '/antiga/') WHERE cod_produto = :bolo;
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE cod_tenant = :alfa;
SELECT matches((SELECT des_imagem FROM flowt.tb_omni8_produto_servico WHERE cod_produto = :bolo), '^/alfa/imagens/', 'covers follow it when it opens');

-- The space of a company.
CREATE OR REPLACE FUNCTION flowt.limite_de_bytes_de_imagens() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 300100;
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', :'bolo', pg_temp.png(2, 2))), '409 imagens_demais', 'a company keeps so many bytes');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_imagem), 1::bigint, 'and what is refused is not kept');

-- What a later module still shows stays.
CREATE TABLE flowt.tb_vitrine (cod_tenant bigint, cod_imagem bigint, FOREIGN KEY (cod_tenant, cod_imagem) REFERENCES flowt.tb_omni8_imagem);
INSERT INTO flowt.tb_vitrine SELECT cod_tenant, cod_imagem FROM flowt.tb_omni8_imagem;
GRANT SELECT ON flowt.tb_vitrine TO flowt_api;
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}', jsonb_build_object('id', :'bolo'), :'ta')), '204', 'its product is deleted');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_imagem) || ' ' || (SELECT count(*) FROM flowt.tb_omni8_produto_imagem), '1 0', 'the picture stays for whoever else shows it');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT FROM flowt.tb_omni8_imagem UNION ALL SELECT FROM flowt.tb_omni8_imagem_parte UNION ALL SELECT FROM flowt.tb_omni8_produto_imagem', :beta), 'ok 0', 'another company sees none');

SELECT * FROM finish();
ROLLBACK;
