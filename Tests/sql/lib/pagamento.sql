-- Two companies, one of them with something to sell, and what is done with and asked about payments.
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT token AS ta FROM staff WHERE profile = 'admin' \gset
SELECT pg_temp.login(:beta, 'admin') AS tb \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pastel', 1000, 'PUBLICADO') RETURNING cod_produto AS pastel \gset
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:alfa, :pastel, 1000);
CREATE FUNCTION pg_temp.stock() RETURNS bigint LANGUAGE sql RETURN (SELECT e.qtd_estoque FROM flowt.tb_omni8_estoque e);
CREATE FUNCTION pg_temp.buy(p_many integer, p_more jsonb DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
    v_made  pg_temp.answer;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', json_build_object('qtd_item', p_many, 'cod_produto', (SELECT cod_produto::text FROM flowt.tb_omni8_produto_servico))::text), NULL, 'alfa');
    v_made := pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', 'chave-' || v_cart, 'corpo',
        ('{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'::jsonb || p_more)::text), NULL, 'alfa');
    RETURN (SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p WHERE p.des_token = v_made.body ->> 'token');
END
$$;
CREATE FUNCTION pg_temp.link_of(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT p.des_token FROM flowt.tb_omni8_pedido p WHERE p.cod_pedido = p_order);
-- "PIX PENDENTE 1000, DINHEIRO PAGO 500": the payments of an order, in their order.
CREATE FUNCTION pg_temp.parts(p_order bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT string_agg(concat_ws(' ', g.tip_pagamento, g.sta_pagamento, g.vlr_pagamento, CASE WHEN g.vlr_estornado > 0 THEN '-' || g.vlr_estornado END), ', ' ORDER BY g.num_pagamento) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = p_order);
END
$$;
CREATE FUNCTION pg_temp.part(p_order bigint, p_number integer DEFAULT 1) RETURNS bigint LANGUAGE sql RETURN (SELECT g.cod_pagamento FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = p_order AND g.num_pagamento = p_number);
CREATE FUNCTION pg_temp.told(p_payment bigint) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(':', e.sta_para, e.vlr_evento), ' ' ORDER BY e.num_evento) FROM flowt.tb_omni8_pagamento_evento e WHERE e.cod_pagamento = p_payment);
CREATE FUNCTION pg_temp.state(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT p.sta_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_pedido = p_order);
CREATE FUNCTION pg_temp.receive(p_token text, p_payment bigint) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/pagamentos/{id}/recebimento', jsonb_build_object('id', p_payment::text), p_token);
CREATE FUNCTION pg_temp.refuse(p_token text, p_payment bigint, p_body text DEFAULT '{"des_motivo": "Não passou"}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pagamentos/{id}/recusa', jsonb_build_object('id', p_payment::text, 'corpo', p_body), p_token);
CREATE FUNCTION pg_temp.refund(p_token text, p_order bigint, p_cents bigint, p_seen bigint) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pedidos/{id}/estornos', jsonb_build_object('id', p_order::text, 'corpo', json_build_object('vlr_estorno', p_cents, 'vlr_pago', p_seen, 'des_motivo', 'Veio frio')::text), p_token);
CREATE FUNCTION pg_temp.divide(p_token text, p_order bigint, p_parts text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PUT /v1/pedidos/{id}/divisao-pagamento', jsonb_build_object('id', p_order::text, 'corpo', format('{"pagamentos": %s}', p_parts)), p_token);
CREATE FUNCTION pg_temp.move(p_order bigint, p_to text) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', p_order::text, 'corpo', json_build_object('para', p_to)::text), (SELECT token FROM staff WHERE profile = 'admin')));
