-- Search of products (guide chapter 5.3): found by words, accents and a wrong letter notwithstanding; by ranges of text under RLS.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(66);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:alfa, 'cozinha') AS cook \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:alfa, 'Comida') RETURNING cod_categoria AS comida \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) VALUES (:alfa, 'Pizzas', :comida) RETURNING cod_categoria AS pizzas \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, sta_categoria) VALUES (:alfa, 'Oculta', 'INATIVA') RETURNING cod_categoria AS oculta \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, des_resumo, vlr_preco, vlr_preco_de, num_sku, sta_produto, cod_categoria) VALUES
    (:alfa, 'Pizza de calabresa', 'Com cebola e azeitona', 3990, 4990, 'PZ-01', 'PUBLICADO', :pizzas), (:alfa, 'Pizza portuguesa', 'Presunto, ovo, cebola', 4290, NULL, 'PZ-02', 'PUBLICADO', :pizzas),
    (:alfa, 'Açaí na tigela', 'Banana e granola', 1990, NULL, NULL, 'PUBLICADO', :comida), (:alfa, 'Calzone', 'Recheio de pizza', 2590, NULL, NULL, 'PUBLICADO', :comida),
    (:alfa, 'Broto de pizza', NULL, 1500, NULL, NULL, 'PUBLICADO', :oculta), (:alfa, 'Pizza secreta', NULL, 100, NULL, NULL, 'RASCUNHO', :pizzas), (:alfa, 'Suco de laranja', NULL, 900, NULL, NULL, 'PUBLICADO', NULL),
    (:beta, 'Pizza alheia', NULL, 100, NULL, 'PZ-01', 'PUBLICADO', NULL);

CREATE FUNCTION pg_temp.menu(p_args jsonb) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/cardapio/busca', p_args, NULL, 'alfa');
CREATE FUNCTION pg_temp.names(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', i ->> 'nom_produto', '(' || (i ->> 'tip_achado') || ')'), ', ' ORDER BY n) FROM jsonb_array_elements((p_answer).body -> 'itens') WITH ORDINALITY AS e (i, n));

-- What is found, and in which order.
SELECT is(pg_temp.names(pg_temp.menu(jsonb_build_object('termo', t))), e, t) FROM (VALUES
    ('pizza', 'Pizza de calabresa (NOME), Pizza portuguesa (NOME), Calzone (RESUMO)'), ('PIZZA', 'Pizza de calabresa (NOME), Pizza portuguesa (NOME), Calzone (RESUMO)'),
    ('acai', 'Açaí na tigela (NOME)'), ('açaí', 'Açaí na tigela (NOME)'), ('aça' || U&'\0301' || 'i', 'Açaí na tigela (NOME)'), ('calab', 'Pizza de calabresa (NOME)'), ('calabresa pizza', 'Pizza de calabresa (NOME)'),
    ('cebola', 'Pizza de calabresa (RESUMO), Pizza portuguesa (RESUMO)'), ('pizza cebola', 'Pizza de calabresa (RESUMO), Pizza portuguesa (RESUMO)'), ('cebola ovo', 'Pizza portuguesa (RESUMO)'),
    ('calabreza', 'Pizza de calabresa (SEMELHANCA)'), ('calabrea', 'Pizza de calabresa (SEMELHANCA)'), ('calabressa', 'Pizza de calabresa (SEMELHANCA)'), ('claabresa', 'Pizza de calabresa (SEMELHANCA)'),
    ('piza portugeusa', 'Pizza portuguesa (SEMELHANCA)'), ('pz-02', 'Pizza portuguesa (SKU)'), ('PZ-02', 'Pizza portuguesa (SKU)'), ('ca', 'Calzone (NOME), Pizza de calabresa (NOME)'),
    ('secreta', NULL), ('broto', NULL), ('alheia', NULL), ('xyz', NULL), ('de', NULL), ('100%', NULL), ('_%', NULL), ('''; DROP', NULL), ('pizza alface', NULL)) AS v (t, e);
SELECT is(pg_temp.names(pg_temp.menu('{"termo": "de la"}')), NULL, 'words that only join are no words');
SELECT is(pg_temp.names(pg_temp.menu('{"termo": "lranja"}')), 'Suco de laranja (SEMELHANCA)', 'a letter too few');

-- Filters.
SELECT is(pg_temp.names(pg_temp.menu(f || '{"termo": "pizza"}')), e, f::text) FROM (VALUES
    (jsonb_build_object('cod_categoria', :'pizzas'), 'Pizza de calabresa (NOME), Pizza portuguesa (NOME)'), (jsonb_build_object('cod_categoria', :'comida'), 'Pizza de calabresa (NOME), Pizza portuguesa (NOME), Calzone (RESUMO)'),
    (jsonb_build_object('cod_categoria', '999999'), NULL), ('{"vlr_min": "4000"}', 'Pizza portuguesa (NOME)'), ('{"vlr_max": "3990"}', 'Pizza de calabresa (NOME), Calzone (RESUMO)'), ('{"vlr_min": "3000", "vlr_max": "4000"}', 'Pizza de calabresa (NOME)')) AS v (f, e);
SELECT is(pg_temp.wrong_fields(pg_temp.menu(a)), e, a::text) FROM (VALUES ('{"termo": "p"}'::jsonb, 'termo:texto_curto'), ('{}', 'termo:texto_curto'), (jsonb_build_object('termo', repeat('x', 81)), 'termo:texto_curto'),
    ('{"termo": "pizza", "apos": "9"}', 'apos:formato_invalido'), ('{"termo": "pizza", "apos": "1.x"}', 'apos:formato_invalido'), ('{"termo": "pizza", "vlr_min": "2", "vlr_max": "1"}', 'vlr_max:numero_pequeno')) AS v (a, e);

-- Pages: every item once, whatever the size.
CREATE FUNCTION pg_temp.walk(p_args jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_args   jsonb := p_args;
    v_answer pg_temp.answer;
    v_seen   text := '';
BEGIN
    FOR i IN 1 .. 20 LOOP
        v_answer := pg_temp.menu(v_args);
        v_seen := v_seen || coalesce((SELECT string_agg(left(e ->> 'nom_produto', 8), ',' ORDER BY n) || '|' FROM jsonb_array_elements(v_answer.body -> 'itens') WITH ORDINALITY AS x (e, n)), '');
        EXIT WHEN v_answer.body ->> 'proximo' IS NULL;
        v_args := p_args || jsonb_build_object('apos', v_answer.body ->> 'proximo');
    END LOOP;
    RETURN v_seen;
END
$$;
SELECT is(pg_temp.walk('{"termo": "pizza", "limite": "1"}'), 'Pizza de|Pizza po|Calzone|', 'page by page');
SELECT is(pg_temp.walk('{"termo": "pizza", "limite": "2"}'), 'Pizza de,Pizza po|Calzone|', 'two by two');
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) SELECT :alfa, 'Bolo ' || chr(97 + n % 3), 100, 'PUBLICADO' FROM generate_series(1, 7) AS n;
SELECT is(pg_temp.walk('{"termo": "bolo", "limite": "2"}'), 'Bolo a,Bolo a|Bolo b,Bolo b|Bolo b,Bolo c|Bolo c|', 'items of one name too');

-- The card.
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco, num_sku) SELECT :alfa, cod_produto, v.n, v.p, v.s FROM flowt.tb_omni8_produto_servico, (VALUES ('Grande', 5990::bigint, 'PZ-02-G'), ('Broto', 2990, NULL)) AS v (n, p, s) WHERE nom_produto = 'Pizza portuguesa';
SELECT is((SELECT concat_ws(' ', i ->> 'vlr_preco', i ->> 'flg_a_partir', i ->> 'flg_disponivel', i ->> 'nom_categoria', i ->> 'tip_achado') FROM jsonb_array_elements((a).body -> 'itens') AS i), e, d) FROM (VALUES
    (1, 'PZ-02-G', '2990 true true Pizzas SKU', 'a variation''s SKU finds its item, which begins at the cheapest'), (2, 'calabresa', '3990 false true Pizzas NOME', 'one price')) AS v (n, t, e, d)
 CROSS JOIN LATERAL pg_temp.menu(jsonb_build_object('termo', t)) AS a ORDER BY n;
SELECT is(pg_temp.names(pg_temp.menu('{"termo": "portuguesa", "vlr_max": "3000"}')), 'Pizza portuguesa (NOME)', 'the filter looks at all prices');
SELECT flowt.movimentar_estoque(:alfa, cod_produto, 0, 'CONTAGEM', 0, 'x') FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Calzone' \g /dev/null
SELECT flowt.movimentar_estoque(:alfa, cod_produto, cod_variacao, 'CONTAGEM', 0, 'x') FROM flowt.tb_omni8_variacao WHERE nom_variacao = 'Broto' \g /dev/null
UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = flowt.dia_do_tenant(:alfa, now()) WHERE nom_produto = 'Pizza de calabresa';
INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto, num_dias_semana, hor_inicio, hor_fim)
SELECT :alfa, cod_produto, ARRAY[(extract(dow FROM now() AT TIME ZONE 'America/Sao_Paulo')::integer + 3) % 7]::smallint[], '10:00', '11:00' FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Açaí na tigela';
SELECT is((SELECT string_agg((i ->> 'nom_produto') || ' ' || (i ->> 'flg_disponivel'), ', ' ORDER BY n) FROM jsonb_array_elements((a).body -> 'itens') WITH ORDINALITY AS e (i, n)), e, t) FROM (VALUES
    ('pizza', 'Pizza de calabresa false, Pizza portuguesa true, Calzone false'), ('acai', 'Açaí na tigela false')) AS v (t, e) CROSS JOIN LATERAL pg_temp.menu(jsonb_build_object('termo', t)) AS a;

-- Staff.
SELECT is((SELECT string_agg(i ->> 'nom_produto', ', ' ORDER BY n) FROM jsonb_array_elements((a).body -> 'itens') WITH ORDINALITY AS e (i, n)), e, f::text) FROM (VALUES
    ('{"termo": "pizza"}'::jsonb, 'Pizza de calabresa, Pizza portuguesa, Pizza secreta, Broto de pizza, Calzone'), ('{"termo": "pizza", "sta_produto": "RASCUNHO"}', 'Pizza secreta'),
    ('{"termo": "broto", "sta_produto": "PUBLICADO"}', 'Broto de pizza')) AS v (f, e) CROSS JOIN LATERAL pg_temp.request('GET /v1/produtos/busca', f, :'cook') AS a;

-- Names that begin like what was typed come first, words that join them or not; and however many lines there are of what is less.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, des_resumo, vlr_preco, sta_produto) VALUES (:alfa, 'Da Casa', NULL, 100, 'PUBLICADO'), (:alfa, 'A nossa casa', NULL, 100, 'PUBLICADO'),
    (:alfa, 'Caneca zulu', 'Grande', 100, 'PUBLICADO');
SELECT is(pg_temp.names(pg_temp.menu(jsonb_build_object('termo', t))), 'Da Casa (NOME), A nossa casa (NOME)', t) FROM unnest('{casa,da casa,da cas}'::text[]) AS t;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, des_resumo, vlr_preco, sta_produto) SELECT :alfa, 'Pires ' || n, 'Caneca avulsa', 100, 'PUBLICADO' FROM generate_series(10, 29) AS n;
CREATE OR REPLACE FUNCTION flowt.limite_de_linhas_da_busca() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10;
SELECT is(pg_temp.names(pg_temp.menu('{"termo": "caneca", "limite": "2"}')), 'Caneca zulu (NOME), Pires 10 (RESUMO)', 'summaries do not hide a name');
CREATE OR REPLACE FUNCTION flowt.limite_de_linhas_da_busca() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10000;

-- The index follows the catalogue.
UPDATE flowt.tb_omni8_produto_servico SET nom_produto = 'Vitamina de mamão', des_resumo = NULL WHERE nom_produto = 'Açaí na tigela';
SELECT is(pg_temp.names(pg_temp.menu(jsonb_build_object('termo', t))), e, t || ' after a change') FROM (VALUES ('acai', NULL), ('granola', NULL), ('vitamna', 'Vitamina de mamão (SEMELHANCA)'), ('mamao', 'Vitamina de mamão (NOME)')) AS v (t, e);
SELECT is_empty($$SELECT FROM flowt.tb_omni8_produto_palavra WHERE nom_palavra IN ('acai', 'tigela', 'granola')$$, 'what no item is called any more is forgotten');
UPDATE flowt.tb_omni8_produto_servico SET dat_exclusao = now(), sta_produto = 'ARQUIVADO' WHERE nom_produto = 'Vitamina de mamão';
SELECT is_empty($$SELECT FROM flowt.tb_omni8_produto_termo WHERE nom_termo LIKE '%mamao%' UNION ALL SELECT FROM flowt.tb_omni8_produto_palavra WHERE nom_palavra = 'mamao'$$, 'a deleted item leaves the search');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_produto_termo t JOIN flowt.tb_omni8_produto_servico p USING (cod_tenant, cod_produto)
            WHERE NOT EXISTS (SELECT FROM flowt.termos_do_produto(p.nom_produto, p.des_resumo) AS x WHERE (x.termo, x.posto) = (t.nom_termo COLLATE "default", t.num_posto))), 0::bigint, 'no line that its item does not have');

-- By the index, under RLS.
CREATE FUNCTION pg_temp.plan(p_query text, p_tenant bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_line text; v_plan text := ''; BEGIN
    PERFORM set_config('flowt.cod_tenant', p_tenant::text, true), set_config('enable_seqscan', 'off', true);
    SET LOCAL ROLE flowt_api;
    FOR v_line IN EXECUTE 'EXPLAIN (COSTS off) ' || p_query LOOP v_plan := v_plan || v_line || E'\n'; END LOOP;
    RESET ROLE; RETURN v_plan; END $$;
SELECT matches(pg_temp.plan(q, :alfa), i, 'the index under RLS: ' || i) FROM (VALUES
    (format('SELECT cod_produto FROM flowt.tb_omni8_produto_termo WHERE cod_tenant = %s AND nom_termo >= ''pi'' AND nom_termo < ''pj'' ORDER BY nom_termo LIMIT 20', :alfa),
     'Index Only Scan using produto_termo_chave[^\n]*\n *Index Cond: \(\(cod_tenant = \d+\) AND \(nom_termo >='),
    (format('SELECT nom_palavra FROM flowt.tb_omni8_produto_palavra WHERE cod_tenant = %s AND des_chave = ''piza''', :alfa),
     'Index Only Scan using produto_palavra_chave[^\n]*\n *Index Cond: \(\(cod_tenant = \d+\) AND \(des_chave = ')) AS v (q, i);
SELECT is(pg_temp.attempt('flowt_api', 'SELECT FROM flowt.tb_omni8_produto_termo WHERE nom_termo LIKE ''%calabresa%'' UNION ALL SELECT FROM flowt.tb_omni8_produto_palavra WHERE nom_palavra = ''calabresa''', :beta), 'ok 0', 'another company''s words are not seen');

SELECT * FROM finish();
ROLLBACK;
