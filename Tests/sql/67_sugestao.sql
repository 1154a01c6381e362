-- Suggestions: the company's rules, and what is bought together once there is enough of it (guide chapter 9.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(27);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:alfa, 'Pizzas') RETURNING cod_categoria AS pizzas \gset
CREATE TEMP TABLE item AS WITH i AS (INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria) VALUES (:alfa, 'Pizza', 4000, 'PUBLICADO', :pizzas),
    (:alfa, 'Suco', 1000, 'PUBLICADO', NULL), (:alfa, 'Vinho', 9000, 'PUBLICADO', NULL), (:alfa, 'Pudim', 1200, 'PUBLICADO', NULL), (:alfa, 'Café', 500, 'PUBLICADO', NULL), (:alfa, 'Rascunho', 1, 'RASCUNHO', NULL)
    RETURNING cod_produto, nom_produto) SELECT cod_produto::text AS id, nom_produto AS name FROM i;
SELECT max(id) FILTER (WHERE name = 'Pizza') AS pizza, max(id) FILTER (WHERE name = 'Suco') AS suco, max(id) FILTER (WHERE name = 'Vinho') AS vinho, max(id) FILTER (WHERE name = 'Pudim') AS pudim,
    max(id) FILTER (WHERE name = 'Café') AS cafe, max(id) FILTER (WHERE name = 'Rascunho') AS rascunho FROM item \gset
CREATE FUNCTION pg_temp.rule(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/sugestoes', jsonb_build_object('corpo', p_body::text), p_token);
CREATE FUNCTION pg_temp.cart(VARIADIC p_items text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_produto', i)::text), NULL, 'alfa') FROM unnest(p_items) AS i;
    RETURN v_cart;
END
$$;
CREATE FUNCTION pg_temp.suggested(p_cart text) RETURNS jsonb LANGUAGE sql
RETURN (SELECT jsonb_path_query_array(a.body, '$.itens.nom_produto') FROM pg_temp.request('GET /v1/carrinhos/{token}/sugestoes', jsonb_build_object('token', p_cart), NULL, 'alfa') AS a);

-- Rules are data.
CREATE TEMP TABLE made AS SELECT a.* FROM pg_temp.rule(jsonb_build_object('nom_regra', ' Com pizza ', 'cod_categoria', :'pizzas', 'itens', jsonb_build_array(:'vinho', :'suco', :'rascunho', :'vinho'), 'vlr_maximo', 5000), :'ta') AS a;
SELECT body ->> 'cod_regra' AS rule FROM made \gset
SELECT is(body - 'cod_regra', jsonb_build_object('nom_regra', 'Com pizza', 'cod_produto', NULL, 'cod_categoria', :'pizzas', 'itens', jsonb_build_array(:'vinho', :'suco', :'rascunho'), 'vlr_maximo', 5000, 'num_prioridade', 100,
    'sta_regra', 'ATIVA', 'num_versao', 1), 'a rule, its items each once') FROM made;
SELECT is(pg_temp.outcome(pg_temp.rule(b, t)), e, n) FROM (VALUES (jsonb_build_object('nom_regra', 'x', 'itens', jsonb_build_array(:'suco')), :'cook', '403 sem_permissao', 'a cook writes none'),
    (jsonb_build_object('nom_regra', 'x', 'itens', jsonb_build_array(:'suco')), :'tb', '409 item_sugerido', 'nor does another company with this item'),
    (jsonb_build_object('nom_regra', 'x', 'itens', jsonb_build_array(:'suco'), 'cod_produto', :'pizza', 'cod_categoria', :'pizzas'), :'ta', '422 regra_de_item_ou_de_categoria', 'of an item or of a category, not both'),
    ('{"nom_regra": "", "itens": [], "num_prioridade": 0}', :'ta', '422 corpo_invalido', 'every field is checked'), ('{"nom_regra": "x", "itens": ["999999"]}', :'ta', '409 item_sugerido', 'an item of nothing')) AS v (b, t, e, n);
SELECT is(pg_temp.suggested(pg_temp.cart(:'pizza')), '["Suco"]', 'what is for sale, below the cap, and no draft');
SELECT is(pg_temp.suggested(pg_temp.cart(:'cafe')), '[]', 'to who buys of that category');
SELECT is(pg_temp.suggested(pg_temp.cart(:'pizza', :'suco')), '[]', 'and has it not already');
SELECT is((pg_temp.rule(jsonb_build_object('nom_regra', 'Sempre', 'itens', jsonb_build_array(:'pudim'), 'num_prioridade', 1), :'ta')).status, 201, 'a rule for every purchase');
SELECT is(pg_temp.suggested(pg_temp.cart(:'pizza')), '["Pudim", "Suco"]', 'the first in priority comes first');
SELECT is((pg_temp.request('GET /v1/carrinhos/{token}/sugestoes', jsonb_build_object('token', pg_temp.cart(:'pizza')), NULL, 'alfa')).body #>> '{itens,1,des_motivo}', 'Combina com o seu pedido', 'with its reason');
UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = flowt.dia_do_tenant(:alfa, now()) WHERE nom_produto = 'Pudim';
SELECT is(pg_temp.suggested(pg_temp.cart(:'pizza')), '["Suco"]', 'what is sold out is not suggested');
UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = NULL WHERE nom_produto = 'Pudim';
CREATE FUNCTION pg_temp.change(p_rule text, p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('PATCH /v1/sugestoes/{id}', jsonb_build_object('id', p_rule, 'corpo', p_body::text), p_token);
SELECT is((SELECT row(a.status, a.body -> 'itens', a.body -> 'vlr_maximo', a.body -> 'num_versao')::text FROM pg_temp.change(:'rule', jsonb_build_object('num_versao', 1, 'vlr_maximo', NULL, 'itens', jsonb_build_array(:'vinho')), :'ta') AS a),
    format('(200,"[""%s""]",null,2)', :'vinho'), 'a rule changes');
SELECT is(pg_temp.suggested(pg_temp.cart(:'pizza')), '["Pudim", "Vinho"]', 'and its suggestions with it');
SELECT is(pg_temp.outcome(pg_temp.change(:'rule', b::jsonb, t)), e, n) FROM (VALUES ('{"num_versao": 1}', :'ta', '409 versao_desatualizada', 'by an old version'), ('{"num_versao": 2}', :'tb', '404 nao_encontrado', 'by another company')) AS v (b, t, e, n);
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/sugestoes', '{}', :'ta')).body -> 'itens'), 2, 'all of them are listed');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/sugestoes/{id}', jsonb_build_object('id', :'rule'), t)), e, n) FROM (VALUES (:'tb', '404 nao_encontrado', 'another''s rule'), (:'ta', '204', 'a rule goes'), (:'ta', '404 nao_encontrado', 'once')) AS v (t, e, n);
DELETE FROM flowt.tb_omni8_sugestao_regra;

-- Bought together: pizza and juice in 5 of 8 orders, coffee in all of them, pizza and pudding in 4.
CREATE FUNCTION pg_temp.past(p_tenant bigint, p_status text, p_age interval, VARIADIC p_items text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_cart  bigint;
    v_order bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) VALUES (p_tenant, flowt.digerir(gen_random_uuid()::text)) RETURNING cod_carrinho INTO v_cart;
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
    VALUES (p_tenant, flowt.proximo_numero_de_pedido(p_tenant), flowt.novo_token(), flowt.unidade_principal(p_tenant), v_cart, p_status, 'RETIRADA', 'Zé', '+5585988776655', 'PIX', cardinality(p_items), 0, cardinality(p_items), now() - p_age)
    RETURNING cod_pedido INTO v_order;
    INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, qtd_item, vlr_unitario, vlr_bruto, vlr_liquido)
    SELECT p_tenant, v_order, n, i::bigint, 'x', 1, 1, 1, 1 FROM unnest(p_items) WITH ORDINALITY AS u (i, n);
END
$$;
SELECT pg_temp.past(:alfa, 'CONCLUIDO', interval '1 day', :'pizza', :'suco', :'cafe') FROM generate_series(1, 4) \g /dev/null
SELECT pg_temp.past(:alfa, 'CONCLUIDO', interval '1 day', :'pizza', :'pudim', :'cafe') FROM generate_series(1, 4) \g /dev/null
SELECT pg_temp.past(:alfa, 'CONCLUIDO', interval '1 day', :'vinho', :'cafe') FROM generate_series(1, 3) \g /dev/null
SELECT pg_temp.past(:alfa, s, a::interval, :'pizza', :'suco', :'cafe') FROM (VALUES ('CANCELADO', '1 day'), ('CONCLUIDO', '91 days')) AS v (s, a) \g /dev/null
SELECT rotina.calcular_sugestoes() \g /dev/null
SELECT is(pg_temp.suggested(pg_temp.cart(:'pizza')), '[]', 'four orders are chance: a cancelled one and an old one do not make them five');
SELECT pg_temp.past(:alfa, 'ENTREGUE', interval '0', :'pizza', :'suco', :'cafe') \g /dev/null
SELECT is(rotina.calcular_sugestoes(), 2::bigint, 'five are a pair, both ways');
SELECT is((SELECT row(qtd_juntos, num_suporte, num_confianca, num_lift)::text FROM flowt.tb_omni8_sugestao_par WHERE cod_produto = :pizza), '(5,0.416667,0.555556,1.3333)', 'support, confidence and lift');
SELECT is((SELECT row(jsonb_path_query_array(a.body, '$.itens.nom_produto'), a.body #>> '{itens,0,des_motivo}')::text FROM pg_temp.request('GET /v1/carrinhos/{token}/sugestoes', jsonb_build_object('token', pg_temp.cart(:'pizza')), NULL, 'alfa') AS a),
    '("[""Suco""]","Quem levou Pizza também levou")', 'what goes with everything, like coffee, is not suggested for it');
SELECT is(pg_temp.attempt('flowt_api', 'DELETE FROM flowt.tb_omni8_sugestao_par', :alfa), '42501', 'requests do not count');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/carrinhos/{token}/sugestoes', '{"token": "x"}', NULL, 'alfa')), '404 nao_encontrado', 'a cart of nothing');

SELECT * FROM finish();
ROLLBACK;
