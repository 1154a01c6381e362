-- Plan limits: orders of the month, and that every limit of the catalogue is held by somebody.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(17);

SELECT is_empty($$SELECT nom_limite FROM flowt.tb_omni8_limite EXCEPT SELECT u.nom_limite FROM flowt.uso_do_plano(-1) AS u$$, 'every limit is counted');
SELECT is_empty($$SELECT u.nom_limite FROM flowt.uso_do_plano(-1) AS u EXCEPT SELECT nom_limite FROM flowt.tb_omni8_limite$$, 'and what is counted is a limit');
SELECT is_empty($$SELECT t.tgrelid::regclass FROM pg_trigger t WHERE t.tgfoid = 'flowt.conferir_limite'::regproc AND t.tgnewtable IS NULL
                     AND NOT EXISTS (SELECT FROM pg_trigger i WHERE i.tgrelid = t.tgrelid AND i.tgargs = t.tgargs AND i.tgnewtable IS NOT NULL)$$, 'what comes back counts as what comes in');

SELECT pg_temp.new_tenant('vendas') AS a \gset
SELECT pg_temp.login(:a, 'admin') AS staff \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:a, 'Pizza', 3990, 'PUBLICADO') RETURNING cod_produto AS pizza \gset
CREATE FUNCTION pg_temp.buy(p_product bigint) RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'vendas')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_produto', p_product::text)::text), NULL, 'vendas');
    RETURN pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', 'chave-' || v_cart, 'corpo',
        '{"nom_cliente": "Ana", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'), NULL, 'vendas');
END
$$;
INSERT INTO flowt.tb_omni8_plano (nom_plano, des_plano, num_ordem) VALUES ('tres', 'Três pedidos', 90);
INSERT INTO flowt.tb_omni8_plano_limite VALUES ('tres', 'pedidos_mes', 3);
SELECT is(flowt.pedidos_do_mes(:a), 0::bigint, 'no orders yet');
SELECT is((pg_temp.buy(:pizza)).status, 201, 'an order without a limit');
SELECT admin.mudar_plano(:a, 'tres') \g /dev/null
SELECT is((pg_temp.buy(:pizza)).status, 201, 'order ' || n) FROM generate_series(2, 3) AS n;
SELECT is(format('%s %s', pg_temp.outcome(r), r.hint), '409 limite_do_plano {"nom_limite": "pedidos_mes"}', 'the fourth is refused; a buyer is not told what the shop pays for') FROM pg_temp.buy(:pizza) AS r;
SELECT is((SELECT num_ultimo FROM flowt.tb_omni8_pedido_numerador WHERE cod_tenant = :a), 3::bigint, 'and takes no number');
SELECT is((SELECT l -> 'qtd_uso' FROM jsonb_array_elements((pg_temp.request('GET /v1/plano', '{}', :'staff')).body -> 'limites') AS l WHERE l ->> 'nom_limite' = 'pedidos_mes'), '3', 'the staff sees three');
-- Cancelled orders were made all the same.
SELECT is((pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', (SELECT max(cod_pedido) FROM flowt.tb_omni8_pedido WHERE cod_tenant = :a), 'corpo', '{"para": "CANCELADO"}'), :'staff')).status, 200, 'one is cancelled');
SELECT is(pg_temp.outcome(pg_temp.buy(:pizza)), '409 limite_do_plano', 'which makes no room');
-- Last month's do not count; the month is the company's.
UPDATE flowt.tb_omni8_pedido SET dat_criacao = (date_trunc('month', now() AT TIME ZONE 'America/Sao_Paulo') AT TIME ZONE 'America/Sao_Paulo') - interval '1 second'
 WHERE cod_tenant = :a AND num_pedido <= 2;
SELECT is(flowt.pedidos_do_mes(:a), 1::bigint, 'a second before midnight of its zone was last month');
UPDATE flowt.tb_omni8_pedido SET dat_criacao = (date_trunc('month', now() AT TIME ZONE 'America/Sao_Paulo') AT TIME ZONE 'America/Sao_Paulo') WHERE cod_tenant = :a AND num_pedido = 2;
SELECT is(flowt.pedidos_do_mes(:a), 2::bigint, 'midnight is this month');
SELECT is((pg_temp.buy(:pizza)).status, 201, 'so there is room for one');
SELECT is(pg_temp.outcome(pg_temp.buy(:pizza)), '409 limite_do_plano', 'and for no more');
SELECT admin.mudar_plano(:a, 'livre') \g /dev/null
SELECT is((pg_temp.buy(:pizza)).status, 201, 'a larger plan, and selling goes on');
SELECT * FROM finish();
ROLLBACK;
