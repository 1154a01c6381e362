-- Favourites, and who waits for an item is told once (guide chapter 9.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(32);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE item AS WITH i AS (INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto)
    VALUES (:alfa, 'Bolo', 1000, 'PUBLICADO'), (:alfa, 'Torta', 2000, 'PUBLICADO'), (:alfa, 'Rascunho', 1, 'RASCUNHO'), (:beta, 'Alheio', 1, 'PUBLICADO') RETURNING cod_produto, nom_produto)
    SELECT cod_produto::text AS id, nom_produto AS name FROM i;
SELECT (SELECT id FROM item WHERE name = 'Bolo') AS bolo, (SELECT id FROM item WHERE name = 'Torta') AS torta, (SELECT id FROM item WHERE name = 'Rascunho') AS rascunho,
    (SELECT id FROM item WHERE name = 'Alheio') AS alheio \gset
CREATE FUNCTION pg_temp.customer(p_tenant bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_person bigint;
    v_token  text := 'fc_' || gen_random_uuid();
BEGIN
    INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (p_tenant, 'F', 'Cliente') RETURNING cod_pessoa INTO v_person;
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao) VALUES (p_tenant, v_person, flowt.digerir(v_token), now() + interval '1 day');
    RETURN v_token;
END
$$;
SELECT pg_temp.customer(:alfa) AS ana, pg_temp.customer(:alfa) AS bia \gset
CREATE FUNCTION pg_temp.keep(p_method text, p_item text, p_token text) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request(p_method || ' /v1/clientes/eu/favoritos/{id}', jsonb_build_object('id', p_item), p_token, 'alfa'));
CREATE FUNCTION pg_temp.kept(p_token text) RETURNS jsonb LANGUAGE sql
RETURN (SELECT jsonb_path_query_array(a.body, '$.itens.nom_produto') FROM pg_temp.request('GET /v1/clientes/eu/favoritos', '{}', p_token, 'alfa') AS a);

SELECT is(pg_temp.keep(m, i, t), e, format('%s %s', m, n)) FROM (VALUES ('PUT', :'bolo', :'ana', '204', 'an item of the menu'), ('PUT', :'bolo', :'ana', '204', 'it again'), ('PUT', :'rascunho', :'ana', '404 nao_encontrado', 'a draft'),
    ('PUT', :'alheio', :'ana', '404 nao_encontrado', 'another company''s'), ('PUT', :'bolo', NULL, '401 login_necessario', 'by nobody'), ('PUT', :'torta', :'bia', '204', 'by another customer')) AS v (m, i, t, e, n);
SELECT is(pg_temp.kept(t), e::jsonb, n) FROM (VALUES (:'ana', '["Bolo"]', 'hers are hers'), (:'bia', '["Torta"]', 'and the other''s the other''s')) AS v (t, e, n);
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'ARQUIVADO' WHERE nom_produto = 'Torta';
SELECT is(pg_temp.kept(:'bia'), '[]', 'what left the menu is not shown');
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'PUBLICADO' WHERE nom_produto = 'Torta';
SELECT is(pg_temp.keep('DELETE', i, :'ana'), e, 'DELETE ' || n) FROM (VALUES (:'torta', '404 nao_encontrado', 'another''s favourite'), (:'bolo', '204', 'her own'), (:'bolo', '404 nao_encontrado', 'it again')) AS v (i, e, n);

-- Who waits.
CREATE FUNCTION pg_temp.wait(p_item text, p_body jsonb, p_token text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/cardapio/itens/{id}/avisos', jsonb_build_object('id', p_item, 'corpo', p_body::text), p_token, 'alfa');
SELECT is(pg_temp.outcome(pg_temp.wait(i, b::jsonb)), e, n) FROM (VALUES
    (:'bolo', '{"canal": "EMAIL", "destino": "Ana@Example.com"}', '202', 'anybody with an e-mail'), (:'bolo', '{"canal": "EMAIL", "destino": "ana@example.com"}', '202', 'who already waits'),
    (:'bolo', '{"canal": "FONE", "destino": "(11) 91234-5678"}', '202', 'or a phone'), (:'bolo', '{"canal": "FONE", "destino": "1234"}', '422 corpo_invalido', 'a phone that is none'),
    (:'bolo', '{"canal": "POMBO", "destino": "x"}', '422 corpo_invalido', 'a way that is none'), (:'rascunho', '{"canal": "EMAIL", "destino": "ana@example.com"}', '404 nao_encontrado', 'a draft'),
    (:'alheio', '{"canal": "EMAIL", "destino": "ana@example.com"}', '404 nao_encontrado', 'another company''s item'), (:'bolo', '{"canal": "EMAIL", "destino": "a@b.example", "cod_variacao": "999999"}', '404 nao_encontrado', 'a variation of nothing')) AS v (i, b, e, n);
SELECT is(count(*), 2::bigint, 'each waits once') FROM flowt.tb_omni8_aviso_disponibilidade;
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco, dat_esgotado) SELECT :alfa, :torta, n, 2000, CASE n WHEN 'Pequena' THEN flowt.dia_do_tenant(:alfa, now()) END FROM unnest('{Pequena,Grande}'::text[]) AS n;
SELECT is((pg_temp.wait(:'torta', jsonb_build_object('canal', 'EMAIL', 'destino', 'bia@example.com', 'cod_variacao', (SELECT cod_variacao::text FROM flowt.tb_omni8_variacao WHERE nom_variacao = 'Pequena')), :'bia')).status, 202, 'one may wait for a size');

-- Told when it can be bought, and never again.
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:alfa, :bolo, 0);
SELECT is(rotina.avisar_disponibilidade(), 0::bigint, 'nobody is told while there is none');
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1 WHERE cod_produto = :bolo;
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'SUSPENSO' WHERE cod_tenant = :alfa;
SELECT is(rotina.avisar_disponibilidade(), 0::bigint, 'nor by a company that is suspended');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE cod_tenant = :alfa;
SELECT is(rotina.avisar_disponibilidade(), 2::bigint, 'who waits is told');
SELECT set_eq($$SELECT tip_canal, des_destino FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'item_disponivel'$$, $$VALUES ('EMAIL', 'ana@example.com'), ('SMS', '+5511912345678')$$, 'each the way she asked');
SELECT is(rotina.avisar_disponibilidade(), 0::bigint, 'once');
UPDATE flowt.tb_omni8_variacao SET dat_esgotado = NULL WHERE nom_variacao = 'Pequena';
SELECT is(rotina.avisar_disponibilidade(), 1::bigint, 'a size that comes back is told of');
SELECT matches(des_texto, 'Torta Pequena está à venda de novo em Casa alfa', 'by its name') FROM flowt.tb_omni8_mensagem WHERE des_destino = 'bia@example.com';
SELECT is((pg_temp.wait(:'bolo', '{"canal": "EMAIL", "destino": "ana@example.com"}')).status, 202, 'told, she may ask again');
WITH muitos AS (INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) SELECT :alfa, 'Item ' || n, 1, 'PUBLICADO' FROM generate_series(1, 20) AS n RETURNING cod_produto)
INSERT INTO flowt.tb_omni8_aviso_disponibilidade (cod_tenant, cod_produto, tip_contato, des_destino) SELECT :alfa, cod_produto, 'EMAIL', 'muitos@example.com' FROM muitos;
SELECT is(pg_temp.outcome(pg_temp.wait(:'bolo', '{"canal": "EMAIL", "destino": "muitos@example.com"}')), '422 avisos_demais', 'one address does not wait for everything');
SELECT is(pg_temp.attempt('flowt_api', 'UPDATE flowt.tb_omni8_aviso_disponibilidade SET sta_aviso = ''ESPERANDO''', :alfa), '42501', 'requests make nobody wait again');

SELECT * FROM finish();
ROLLBACK;
