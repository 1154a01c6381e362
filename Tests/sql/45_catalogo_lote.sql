-- Catalogue, many at once (guide chapter 5.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(69);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:alfa, 'cozinha') AS cook \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:alfa, 'Comida') RETURNING cod_categoria AS comida \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) VALUES (:alfa, 'Pizza', :comida) RETURNING cod_categoria AS pizza \gset
CREATE TEMP TABLE item (name text PRIMARY KEY, id bigint);
WITH p AS (
    INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, vlr_preco_de, cod_categoria, sta_produto)
    SELECT * FROM (VALUES (:alfa, 'Calabresa', 3990::bigint, 4990::bigint, :pizza, 'PUBLICADO'), (:alfa, 'Limão', 1005, NULL, :comida, 'PUBLICADO'), (:alfa, 'Água sem gás', 350, NULL, NULL, 'RASCUNHO'),
                          (:alfa, 'Caro', 99999999, NULL, NULL, 'ARQUIVADO'), (:beta, 'Alheia', 700, NULL, NULL, 'PUBLICADO')) AS v
    RETURNING nom_produto, cod_produto
) INSERT INTO item SELECT * FROM p;
SELECT id AS calabresa, (SELECT id FROM item WHERE name = 'Limão') AS limao, (SELECT id FROM item WHERE name LIKE 'Água%') AS agua, (SELECT id FROM item WHERE name = 'Caro') AS caro,
       (SELECT id FROM item WHERE name = 'Alheia') AS alheia FROM item WHERE name = 'Calabresa' \gset

-- Money.
SELECT is(flowt.preco_ajustado(p, a::jsonb), e::bigint, p || ' ' || a) FROM (VALUES
    (1000, '{"tipo": "PERCENTUAL", "valor": 10}', 1100), (1005, '{"tipo": "PERCENTUAL", "valor": 10}', 1106), (1005, '{"tipo": "PERCENTUAL", "valor": -10}', 905), (1001, '{"tipo": "PERCENTUAL", "valor": 7.55}', 1077),
    (1000, '{"tipo": "VALOR", "valor": -50}', 950), (1000, '{"tipo": "FIXO", "valor": 3}', 3),
    (1000, '{"tipo": "PERCENTUAL", "valor": 10, "terminado_em": 90}', 1090), (1139, '{"tipo": "ARREDONDAR", "terminado_em": 90}', 1090), (1140, '{"tipo": "ARREDONDAR", "terminado_em": 90}', 1190),
    (1141, '{"tipo": "ARREDONDAR", "terminado_em": 90}', 1190), (1190, '{"tipo": "ARREDONDAR", "terminado_em": 90}', 1190), (20, '{"tipo": "ARREDONDAR", "terminado_em": 90}', 90),
    (20, '{"tipo": "ARREDONDAR", "terminado_em": 0}', 100), (149, '{"tipo": "ARREDONDAR", "terminado_em": 0}', 100), (150, '{"tipo": "ARREDONDAR", "terminado_em": 0}', 200), (1234, '{"tipo": "ARREDONDAR", "terminado_em": 99}', 1199),
    (1000, '{"tipo": "VALOR", "valor": -2000, "terminado_em": 90}', -1), (100000000, '{"tipo": "PERCENTUAL", "valor": 1000}', 1100000000)) AS v (p, a, e);

CREATE FUNCTION pg_temp.lot(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/produtos/lote/precos', jsonb_build_object('corpo', p_body::text), p_token);
CREATE FUNCTION pg_temp.changes(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', i ->> 'nom_produto', i ->> 'vlr_antes', i ->> 'vlr_depois', i ->> 'vlr_de_antes', '>', i ->> 'vlr_de_depois'), ', ') FROM jsonb_array_elements((p_answer).body -> 'itens') AS i);
CREATE FUNCTION pg_temp.prices() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.vlr_preco || coalesce('/' || p.vlr_preco_de, ''), ' ' ORDER BY p.cod_produto) FROM flowt.tb_omni8_produto_servico p);

-- Which.
SELECT is(pg_temp.changes(pg_temp.lot(:'ta', jsonb_build_object('flg_simulacao', true, 'filtro', f::jsonb, 'ajuste', '{"tipo": "FIXO", "valor": 500}'::jsonb))), e, f) FROM (VALUES
    (format('{"cod_categoria": "%s"}', :pizza), 'Calabresa 3990 500 4990 > 4990'), (format('{"cod_categoria": "%s"}', :comida), 'Calabresa 3990 500 4990 > 4990, Limão 1005 500 >'),
    ('{"busca": "agua ga"}', 'Água sem gás 350 500 >'), ('{"busca": "gua"}', NULL), ('{"sta_produto": "ARQUIVADO"}', 'Caro 99999999 500 >'), ('{"tip_item": "SERVICO"}', NULL),
    (format('{"cod_produtos": ["%s"]}', :limao), 'Limão 1005 500 >'), (format('{"cod_produtos": ["%s", "%s"], "cod_categoria": "%s"}', :limao, :agua, :comida), 'Limão 1005 500 >'),
    ('{"flg_todos": true, "sta_produto": "PUBLICADO"}', 'Calabresa 3990 500 4990 > 4990, Limão 1005 500 >')) AS v (f, e);
SELECT is(pg_temp.prices(), '3990/4990 1005 350 99999999 700', 'a simulation changes nothing');
SELECT is(pg_temp.outcome(pg_temp.lot(:'ta', jsonb_build_object('filtro', f::jsonb, 'ajuste', a::jsonb))), e, f || a) FROM (VALUES
    ('{}', '{"tipo": "FIXO", "valor": 500}', '422 corpo_invalido'), (format('{"cod_produtos": ["%s", "%s"]}', :limao, :alheia), '{"tipo": "FIXO", "valor": 500}', '404 nao_encontrado'),
    ('{"flg_todos": true}', '{"tipo": "PERCENTUAL", "valor": 10}', '422 preco_fora_dos_limites'), ('{"flg_todos": true}', '{"tipo": "VALOR", "valor": -350}', '422 preco_fora_dos_limites'),
    ('{"flg_todos": true}', '{"tipo": "VALOR"}', '422 corpo_invalido'), ('{"flg_todos": true}', '{"tipo": "VALOR", "valor": 1.5}', '422 corpo_invalido'),
    ('{"flg_todos": true}', '{"tipo": "PERCENTUAL", "valor": 1.555}', '422 corpo_invalido'), ('{"flg_todos": true}', '{"tipo": "PERCENTUAL", "valor": -100}', '422 corpo_invalido'),
    ('{"flg_todos": true}', '{"tipo": "ARREDONDAR"}', '422 corpo_invalido'), ('{"flg_todos": true}', '{"tipo": "ARREDONDAR", "terminado_em": 90, "valor": 1}', '422 corpo_invalido')) AS v (f, a, e);
SELECT is(pg_temp.prices(), '3990/4990 1005 350 99999999 700', 'what is refused changes nothing, of none');
SELECT is(pg_temp.outcome(pg_temp.lot(:'cook', jsonb_build_object('filtro', '{"flg_todos": true}'::jsonb, 'ajuste', '{"tipo": "FIXO", "valor": 500}'::jsonb))), '403 sem_permissao', 'a cook sets no prices');

-- As shown, or not at all.
SELECT a.body ->> 'selo' AS selo FROM pg_temp.lot(:'ta', jsonb_build_object('flg_simulacao', true, 'filtro', jsonb_build_object('cod_categoria', :'comida'), 'ajuste', '{"tipo": "PERCENTUAL", "valor": 30}'::jsonb)) AS a \gset
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 1010 WHERE cod_produto = :limao;
SELECT is(pg_temp.outcome(pg_temp.lot(:'ta', jsonb_build_object('selo', :'selo', 'filtro', jsonb_build_object('cod_categoria', :'comida'), 'ajuste', '{"tipo": "PERCENTUAL", "valor": 30}'::jsonb))),
    '409 previa_desatualizada', 'a price has changed since');
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 1005 WHERE cod_produto = :limao;
SELECT is(concat_ws(' ', pg_temp.outcome(a), (a).body ->> 'qtd_itens', (a).body ->> 'qtd_mudados', pg_temp.changes(a)), '200 2 2 Calabresa 3990 5187 4990 >, Limão 1005 1307 >',
    'as shown: a price that is no longer lower strikes nothing out')
  FROM pg_temp.lot(:'ta', jsonb_build_object('selo', :'selo', 'filtro', jsonb_build_object('cod_categoria', :'comida'), 'ajuste', '{"tipo": "PERCENTUAL", "valor": 30}'::jsonb)) AS a;
SELECT is(pg_temp.prices(), '5187 1307 350 99999999 700', 'and so it is');
SELECT is((SELECT vlr_preco FROM flowt.precos_em(:alfa, ARRAY[:limao]::bigint[], now())), 1307::bigint, 'in the history of prices, too');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria WHERE cod_tenant = :alfa AND nom_tabela = 'tb_omni8_produto_servico' AND js_diferenca ? 'vlr_preco' AND tip_operacao = 'U' AND cod_registro = :calabresa), 1::bigint, 'each with its line in the trail');
SELECT is(pg_temp.changes(a), 'Calabresa 5187 4668 > 5187', 'a lower price may show what it was') FROM pg_temp.lot(:'ta', jsonb_build_object('filtro', jsonb_build_object('cod_produtos', jsonb_build_array(:'calabresa')),
    'ajuste', '{"tipo": "PERCENTUAL", "valor": -10, "preco_de": "ANTERIOR"}'::jsonb)) AS a;
SELECT is(pg_temp.changes(a), 'Calabresa 4668 4668 5187 >', 'or no longer') FROM pg_temp.lot(:'ta', jsonb_build_object('filtro', jsonb_build_object('cod_produtos', jsonb_build_array(:'calabresa')),
    'ajuste', '{"tipo": "VALOR", "valor": 0, "preco_de": "LIMPAR"}'::jsonb)) AS a;
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco, vlr_preco_de, num_sku) VALUES (:alfa, :calabresa, 'Grande', 6000, 7000, 'CAL-G'), (:alfa, :calabresa, 'Média', NULL, NULL, NULL);
SELECT is(pg_temp.changes(a), 'Calabresa 4668 4768 >, Calabresa · Grande 6000 6100 7000 > 7000', 'variations with a price of their own move along; the others follow their product') FROM pg_temp.lot(:'ta', jsonb_build_object('filtro', jsonb_build_object('cod_produtos', jsonb_build_array(:'calabresa')),
    'ajuste', '{"tipo": "VALOR", "valor": 100}'::jsonb)) AS a;
SELECT is((SELECT array_agg(vlr_preco ORDER BY vlr_preco) FROM flowt.precos_em(:alfa, ARRAY[:calabresa]::bigint[], now())), '{4768,4768,6100}', 'all of them');

-- Limits.
CREATE OR REPLACE FUNCTION flowt.limite_de_itens_por_lote() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 3;
CREATE OR REPLACE FUNCTION flowt.limite_de_itens_na_previa() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;
SELECT is(pg_temp.outcome(pg_temp.lot(:'ta', '{"filtro": {"flg_todos": true}, "ajuste": {"tipo": "VALOR", "valor": 1}}')), '422 itens_demais', 'so many at a time');
SELECT is(concat_ws(' ', (a).body ->> 'qtd_mudados', jsonb_array_length((a).body -> 'itens')), '3 1', 'and only the first are shown')
  FROM pg_temp.lot(:'ta', jsonb_build_object('flg_simulacao', true, 'filtro', jsonb_build_object('cod_categoria', :'comida'), 'ajuste', '{"tipo": "VALOR", "valor": 1}'::jsonb)) AS a;

-- Status, sold out, order.
SELECT is(concat_ws(' ', pg_temp.outcome(a), (a).body ->> 'qtd_itens', (a).body ->> 'qtd_mudados'), e, r || b) FROM (VALUES
    (1, 'POST /v1/produtos/lote/status', format('{"filtro": {"cod_produtos": ["%s", "%s"]}, "sta_produto": "PUBLICADO"}', :agua, :limao), :'ta', '200 2 1'),
    (2, 'POST /v1/produtos/lote/status', format('{"filtro": {"cod_produtos": ["%s", "%s"]}, "sta_produto": "RASCUNHO"}', :caro, :limao), :'ta', '409 transicao_ilegal'),
    (3, 'POST /v1/produtos/lote/status', format('{"filtro": {"cod_produtos": ["%s"]}, "sta_produto": "ARQUIVADO"}', :limao), :'ta', '200 1 1'),
    (4, 'POST /v1/produtos/lote/status', '{"filtro": {"cod_produtos": []}, "sta_produto": "X"}', :'ta', '422 corpo_invalido'),
    (5, 'POST /v1/produtos/lote/esgotado-hoje', format('{"filtro": {"cod_produtos": ["%s", "%s"]}, "flg_esgotado": true}', :agua, :calabresa), :'cook', '200 2 2'),
    (6, 'POST /v1/produtos/lote/esgotado-hoje', format('{"filtro": {"cod_produtos": ["%s"]}, "flg_esgotado": false}', :calabresa), :'cook', '200 1 1'),
    (7, 'PUT /v1/produtos/ordem', format('{"cod_produtos": ["%s", "%s", "%s"]}', :agua, :calabresa, :limao), :'ta', '200 3 3'),
    (8, 'PUT /v1/produtos/ordem', format('{"cod_produtos": ["%s", "%s", "%s"]}', :agua, :calabresa, :limao), :'ta', '200 3 0'),
    (9, 'PUT /v1/produtos/ordem', format('{"cod_produtos": ["%s"]}', :alheia), :'ta', '404 nao_encontrado')) AS v (n, r, b, t, e)
 CROSS JOIN LATERAL pg_temp.request(r, jsonb_build_object('corpo', b), t) AS a ORDER BY n;
SELECT results_eq(format('SELECT cod_produto, sta_produto, dat_esgotado IS NOT NULL, num_ordem FROM flowt.tb_omni8_produto_servico WHERE cod_produto IN (%s, %s, %s, %s) ORDER BY 1', :calabresa, :limao, :agua, :caro),
    format($$VALUES (%s::bigint, 'PUBLICADO', false, 2), (%s, 'ARQUIVADO', false, 3), (%s, 'PUBLICADO', true, 1), (%s, 'ARQUIVADO', false, 0)$$, :calabresa, :limao, :agua, :caro), 'one refused in a lot leaves all as they were');

-- Duplicating.
INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo) VALUES (:alfa, 'Borda') RETURNING cod_grupo AS borda \gset
INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto) VALUES (:alfa, :borda, :calabresa);
INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto, num_dias_semana, hor_inicio, hor_fim) VALUES (:alfa, :calabresa, '{5,6}', '18:00', '02:00');
UPDATE flowt.tb_omni8_produto_servico SET num_sku = 'CAL', des_resumo = 'Com cebola', js_campos = '{}' WHERE cod_produto = :calabresa;
SELECT flowt.ajustar_estoque(:alfa, :calabresa, '{"qtd_estoque": 9}') \g /dev/null
CREATE TEMP TABLE copy AS SELECT a.* FROM pg_temp.request('POST /v1/produtos/{id}/duplicacao', jsonb_build_object('id', :'calabresa', 'corpo', '{}'), :'ta') AS a;
SELECT is(concat_ws(' ', status, body ->> 'nom_produto', body ->> 'sta_produto', body ->> 'num_sku', body ->> 'des_resumo', body ->> 'vlr_preco', body ->> 'qtd_estoque'), '201 Calabresa (cópia) RASCUNHO Com cebola 4768',
    'a draft like it, without its SKU and stock') FROM copy;
SELECT body ->> 'cod_produto' AS copy FROM copy \gset
SELECT results_eq(format('SELECT nom_variacao, vlr_preco, num_sku FROM flowt.tb_omni8_variacao WHERE cod_produto = %s ORDER BY 1', :copy), $$VALUES ('Grande', 6100::bigint, NULL), ('Média', NULL, NULL)$$, 'its variations');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_complemento_uso WHERE cod_produto = :copy AND cod_grupo = :borda) || ' ' || (SELECT count(*) FROM flowt.tb_omni8_disponibilidade WHERE cod_produto = :copy AND hor_fim = '02:00'),
    '1 1', 'its add-on groups and windows');
SELECT is(pg_temp.outcome(a), e, b) FROM (VALUES (:'alheia', '{}', '404 nao_encontrado'), (:'caro', '{"nom_produto": " Caríssimo "}', '201'), ('999999999', '{}', '404 nao_encontrado'),
    (:'caro', '{"nom_produto": 1}', '422 corpo_invalido')) AS v (i, b, e) CROSS JOIN LATERAL pg_temp.request('POST /v1/produtos/{id}/duplicacao', jsonb_build_object('id', i, 'corpo', b), :'ta') AS a;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Caríssimo'), 1::bigint, 'or with a name of its own');

SELECT * FROM finish();
ROLLBACK;
