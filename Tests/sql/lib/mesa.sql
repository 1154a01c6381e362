-- Tables, tabs and orders of a house: what both tests of tables use. Needs lib/request.sql, and tenant alfa with :ta.
CREATE FUNCTION pg_temp.product(p_tenant bigint, p_name text, p_price bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_product bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (p_tenant, p_name, p_price, 'PUBLICADO') RETURNING cod_produto INTO v_product;
    RETURN v_product;
END
$$;
CREATE FUNCTION pg_temp.new_table(p_name text, p_token text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/mesas', jsonb_build_object('corpo', (jsonb_build_object('nom_mesa', p_name) || p_more)::text), p_token);
CREATE FUNCTION pg_temp.sit(p_table text, p_name text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/mesa/{token}/comandas', jsonb_build_object('token', p_table, 'corpo', json_build_object('nom_apelido', p_name)::text), NULL, p_slug);
CREATE FUNCTION pg_temp.cart_of(p_product bigint, p_quantity integer DEFAULT 1) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', json_build_object('cod_produto', p_product::text, 'qtd_item', p_quantity)::text), NULL, 'alfa');
    RETURN v_cart;
END
$$;
CREATE FUNCTION pg_temp.have(p_tab text, p_product bigint, p_quantity integer DEFAULT 1) RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := pg_temp.cart_of(p_product, p_quantity);
BEGIN
    RETURN pg_temp.request('POST /v1/comandas/{token}/pedidos', jsonb_build_object('token', p_tab, 'idempotency_key', v_cart, 'corpo', json_build_object('carrinho', v_cart)::text), NULL, 'alfa');
END
$$;
CREATE FUNCTION pg_temp.by_tab(p_route text, p_tab text, p_body jsonb DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(p_route, jsonb_strip_nulls(jsonb_build_object('token', p_tab, 'corpo', p_body::text)), NULL, 'alfa');
CREATE FUNCTION pg_temp.bill(p_step text, p_session text, p_token text, p_body jsonb DEFAULT NULL, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(replace(p_step, ' ', ' /v1/mesas/sessoes/{id}/'), jsonb_strip_nulls(jsonb_build_object('id', p_session, 'corpo', p_body::text) || p_more), p_token);
CREATE FUNCTION pg_temp.sums(p_session text, p_token text) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', b ->> 'sta_sessao', b ->> 'vlr_consumo', b ->> 'vlr_taxa_servico', b ->> 'vlr_gorjeta', b ->> 'vlr_total', b ->> 'vlr_pago')
          FROM (SELECT (pg_temp.request('GET /v1/mesas/sessoes/{id}', jsonb_build_object('id', p_session), p_token)).body AS b) AS q);
CREATE FUNCTION pg_temp.parts(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN CASE WHEN (p_answer).status = 200 THEN (SELECT string_agg(concat_ws(' ', q ->> 'vlr_parcela', CASE q ->> 'sta_parcela' WHEN 'PAGA' THEN 'paga' END), ', ' ORDER BY (q ->> 'num_parcela')::integer)
    FROM jsonb_array_elements((p_answer).body -> 'parcelas') AS q) ELSE pg_temp.outcome(p_answer) END;
CREATE FUNCTION pg_temp.pay_part(p_session text, p_part integer, p_token text, p_body jsonb DEFAULT '{"tip_pagamento": "CARTAO"}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.bill('POST parcelas/{num}/pagamento', p_session, p_token, p_body, jsonb_build_object('num', p_part));
