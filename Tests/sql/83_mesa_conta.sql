-- The bill of a table: fee, tip, every way of dividing it, paying part by part, closing; every centavo accounted for (guide chapter 10).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/mesa.sql
SELECT no_plan();

-- Largest remainder, by itself.
SELECT is(flowt.repartir(v, w::bigint[]), e::bigint[], format('%s over %s', v, w)) FROM (VALUES (100, '{1,1,1}', '{34,33,33}'), (1, '{1,1,1}', '{1,0,0}'), (0, '{1,2}', '{0,0}'), (10, '{0,0}', '{5,5}'), (11, '{0,0}', '{6,5}'), (100, '{2,1}', '{67,33}'),
    (5, '{1,3}', '{1,4}'), (10000000001, '{99900000000,1}', '{10000000001,0}'), (7, '{5}', '{7}')) AS v (v, w, e);
SELECT is_empty($$SELECT v, a, b, c FROM generate_series(0, 40) AS v, generate_series(0, 4) AS a, generate_series(0, 4) AS b, generate_series(0, 4) AS c
    WHERE (SELECT sum(p) FROM unnest(flowt.repartir(v, ARRAY[a, b, c]::bigint[])) AS p) <> v OR 0 > ANY (flowt.repartir(v, ARRAY[a, b, c]::bigint[]))$$, 'the parts always sum to the value, and none is negative');

SELECT pg_temp.new_tenant('alfa') AS alfa \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:alfa, 'atendente') AS atendente, pg_temp.login(:alfa, 'cozinha') AS cozinha \gset
SELECT pg_temp.product(:alfa, 'Pizza', 3335) AS pizza, pg_temp.product(:alfa, 'Suco', 851) AS suco \gset
CREATE FUNCTION pg_temp.table_of(p_names text[], OUT s text, OUT tabs text[]) LANGUAGE plpgsql AS $$
DECLARE
    v_qr   text := (pg_temp.new_table('M' || md5(random()::text || clock_timestamp()), (SELECT token FROM token))).body ->> 'token';
    v_name text;
    v_tab  pg_temp.answer;
BEGIN
    FOREACH v_name IN ARRAY p_names LOOP
        v_tab := pg_temp.sit(v_qr, v_name);
        s := v_tab.body ->> 'cod_mesa_sessao';
        tabs := tabs || (v_tab.body ->> 'token');
    END LOOP;
END
$$;
CREATE TEMP TABLE token AS SELECT :'ta'::text AS token;
CREATE FUNCTION pg_temp.fees(p_session text) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(concat_ws('+', p.vlr_itens, p.vlr_taxa_servico, p.vlr_gorjeta) || '=' || p.vlr_total, ' ' ORDER BY p.cod_pedido)
    FROM flowt.tb_omni8_mesa_pedido x JOIN flowt.tb_omni8_pedido p ON p.cod_pedido = x.cod_pedido WHERE x.cod_mesa_sessao = p_session::bigint);
CREATE FUNCTION pg_temp.order_of(p_tab text, p_product bigint, p_quantity integer DEFAULT 1) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_token text := (pg_temp.have(p_tab, p_product, p_quantity)).body ->> 'token';
BEGIN
    RETURN (SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE des_token = v_token);
END
$$;

-- Two people: 6670 and 851; ten per cent, half a centavo up.
SELECT s, tabs[1] AS ana, tabs[2] AS beto FROM pg_temp.table_of('{Ana,Beto}') \gset
SELECT is(pg_temp.outcome(pg_temp.bill('PUT divisao', :'s', :'atendente', '{"tip_divisao": "IGUAL"}')), '409 nada_a_dividir', 'nothing had, nothing to divide');
SELECT pg_temp.order_of(:'ana', :pizza, 2) AS o1 \gset
SELECT pg_temp.order_of(:'beto', :suco) AS o2 \gset
SELECT is(pg_temp.sums(:'s', :'ta'), 'ABERTA 7521 752 0 8273 0', 'the sums');
SELECT is((pg_temp.by_tab('PATCH /v1/comandas/{token}/conta', :'beto', '{"vlr_gorjeta": 500}')).body ->> 'vlr_total', '8773', 'a tip');
SELECT is(concat_ws(' ', pg_temp.outcome(a), a.hint), e, n) FROM (VALUES (1, '{"vlr_gorjeta": 7522}'::jsonb, '422 gorjeta_acima_do_consumo {"vlr_maximo": 7521}', 'who sits there tips no more than was had'),
    (2, '{"vlr_gorjeta": 7521}', '200', 'as much as that'), (3, '{"vlr_gorjeta": 500}', '200', 'or less')) AS v (o, b, e, n) CROSS JOIN LATERAL pg_temp.by_tab('PATCH /v1/comandas/{token}/conta', :'beto', b) AS a ORDER BY o;
SELECT is(pg_temp.outcome(pg_temp.bill('PATCH conta', :'s', :'ta', b::jsonb)), '200', 'the house writes down ' || b) FROM unnest(ARRAY['{"vlr_gorjeta": 20000}', '{"vlr_gorjeta": 500}']) AS b;
SELECT is(pg_temp.fees(:'s'), '6670+667+443=7780 851+85+57=993', 'fee and tip go to the orders by what each had, and the orders sum to the bill');
SELECT is(pg_temp.parts(pg_temp.bill('PUT divisao', :'s', :'atendente', d::jsonb)), e, d) FROM (VALUES ('{"tip_divisao": "IGUAL", "qtd_partes": 2}', '4387, 4386'), ('{"tip_divisao": "IGUAL", "qtd_partes": 3}', '2925, 2924, 2924'),
    ('{"tip_divisao": "IGUAL"}', '8773'), ('{"tip_divisao": "PESSOA"}', '7780, 993'), ('{"tip_divisao": "LIVRE", "partes": [{"vlr_parcela": 8000}, {"vlr_parcela": 773}]}', '8000, 773'),
    ('{"tip_divisao": "LIVRE", "partes": [{"vlr_parcela": 8000}, {"vlr_parcela": 774}]}', '422 partes_nao_somam'), ('{"tip_divisao": "LIVRE", "partes": [{"vlr_parcela": 8773}, {}]}', '422 partes_nao_somam'), ('{"tip_divisao": "LIVRE"}', '422 partes_nao_somam'),
    ('{"tip_divisao": "LIVRE", "partes": [{"vlr_parcela": 0}]}', '422 corpo_invalido'), ('{"tip_divisao": "IGUAL", "qtd_partes": 51}', '422 corpo_invalido'), ('{"tip_divisao": "NO_PALITO"}', '422 corpo_invalido')) AS v (d, e);
SELECT is((pg_temp.bill('PUT divisao', :'s', :'atendente', '{"tip_divisao": "LIVRE", "partes": [{"vlr_parcela": 1}]}')).hint, '{"vlr_a_pagar": 8773, "vlr_informado": 1}', 'what does not sum is told by how much');
SELECT is(pg_temp.outcome(pg_temp.bill('PUT divisao', :'s', :'cozinha', '{"tip_divisao": "IGUAL"}')), '403 sem_permissao', 'the kitchen divides nothing');
-- By item: one each; the pizza shared; something missing, twice, of nobody.
CREATE FUNCTION pg_temp.by_item(p_session text, p_parts text, p_one text, p_two text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.bill('PUT divisao', p_session, (SELECT token FROM token), jsonb_build_object('tip_divisao', 'ITEM', 'partes', replace(replace(p_parts, 'P', '{"num_item": 1, "cod_pedido": "' || p_one || '"}'), 'S', '{"num_item": 1, "cod_pedido": "' || p_two || '"}')::jsonb));
SELECT is(pg_temp.parts(pg_temp.by_item(:'s', p, :'o1', :'o2')), e, p) FROM (VALUES ('[{"itens": [P]}, {"itens": [S]}]', '7780, 993'), ('[{"itens": [P]}, {"itens": [P, S]}]', '3890, 4883'), ('[{"itens": [P, S]}]', '8773'), ('[{"itens": [P, S]}, {"itens": []}]', '8773'),
    ('[{"itens": [P]}]', '422 itens_da_conta_nao_conferem'), ('[{"itens": [P, P]}, {"itens": [S]}]', '422 itens_da_conta_nao_conferem'), ('[{"itens": [P, S, {"num_item": 9, "cod_pedido": "1"}]}]', '422 itens_da_conta_nao_conferem'), ('[{}]', '422 itens_da_conta_nao_conferem')) AS v (p, e);
SELECT is((pg_temp.by_item(:'s', '[{"itens": [P]}]', :'o1', :'o2')).hint -> 'faltam', jsonb_build_array(jsonb_build_object('cod_pedido', :'o2', 'num_item', 1)), 'what is missing is named');

-- The fee is optional (Lei 13.419/2017).
SELECT is((pg_temp.by_tab('PATCH /v1/comandas/{token}/conta', :'ana', '{"flg_taxa_servico": false}')).body ->> 'vlr_total', '8021', 'without the fee');
SELECT is(pg_temp.fees(:'s'), '6670+0+443=7113 851+0+57=908', 'nor the orders have it');
SELECT is(jsonb_array_length((pg_temp.by_tab('GET /v1/comandas/{token}', :'ana')).body -> 'parcelas'), 0, 'and the old division is gone');
SELECT is(pg_temp.outcome(pg_temp.by_tab('PATCH /v1/comandas/{token}/conta', :'ana', b::jsonb)), e, b) FROM (VALUES ('{"vlr_gorjeta": -1}', '422 corpo_invalido'), ('{"vlr_gorjeta": 10000001}', '422 corpo_invalido'), ('{"flg_taxa_servico": "nao"}', '422 corpo_invalido'), ('{"flg_taxa_servico": true}', '200')) AS v (b, e);

-- Paying, part by part; the orders' own payments sum to the orders.
SELECT is(pg_temp.parts(pg_temp.bill('PUT divisao', :'s', :'atendente', '{"tip_divisao": "IGUAL", "qtd_partes": 3}')), '2925, 2924, 2924', 'in three');
SELECT is((pg_temp.bill('POST fechamento', :'s', :'ta', '{}')).hint, '{"vlr_total": 8773, "vlr_pago": 0, "vlr_restante": 8773}', 'not closed unpaid');
CREATE FUNCTION pg_temp.first_part(p_session text) RETURNS integer LANGUAGE sql RETURN (SELECT min(num_parcela) FROM flowt.tb_omni8_mesa_parcela WHERE cod_mesa_sessao = p_session::bigint AND sta_parcela = 'PENDENTE');
SELECT pg_temp.first_part(:'s') AS n \gset
SELECT is(pg_temp.outcome(pg_temp.pay_part(:'s', p, t, b::jsonb)), e, concat_ws(' ', p, b, n)) FROM (VALUES (:n, :'cozinha', '{"tip_pagamento": "PIX"}', '403 sem_permissao', 'by the kitchen'), (999, :'ta', '{"tip_pagamento": "PIX"}', '404 nao_encontrado', 'of no part'), (:n, :'ta', '{}', '422 corpo_invalido', 'nohow'),
    (:n, :'ta', '{"tip_pagamento": "FIADO"}', '422 corpo_invalido', 'on credit'), (:n, :'ta', '{"tip_pagamento": "DINHEIRO", "vlr_recebido": 2924}', '422 recebido_cobre_a_parcela', 'with too little'), (:n, :'ta', '{"tip_pagamento": "CARTAO", "vlr_recebido": 3000}', '422 recebido_cobre_a_parcela', 'change from a card'),
    (:n, :'atendente', '{"tip_pagamento": "DINHEIRO", "vlr_recebido": 3000}', '200', 'in cash'), (:n, :'atendente', '{"tip_pagamento": "DINHEIRO", "vlr_recebido": 3000}', '409 parcela_ja_paga', 'twice')) AS v (p, t, b, e, n);
SELECT is((SELECT q ->> 'vlr_troco' FROM jsonb_array_elements((pg_temp.by_tab('GET /v1/comandas/{token}', :'ana')).body -> 'parcelas') AS q WHERE q ->> 'sta_parcela' = 'PAGA'), '75', 'with change');
SELECT is(pg_temp.outcome(pg_temp.by_tab('PATCH /v1/comandas/{token}/conta', :'ana', '{"flg_taxa_servico": false}')), '409 conta_em_pagamento', 'the fee stays once part is paid');
SELECT is(pg_temp.parts(pg_temp.bill('PUT divisao', :'s', :'atendente', d::jsonb)), e, d) FROM (VALUES ('{"tip_divisao": "PESSOA"}', '409 conta_em_pagamento'), ('{"tip_divisao": "LIVRE", "partes": [{"vlr_parcela": 5848}]}', '2925 paga, 5848'), ('{"tip_divisao": "IGUAL", "qtd_partes": 2}', '2925 paga, 2924, 2924')) AS v (d, e);
SELECT is(pg_temp.outcome(pg_temp.pay_part(:'s', pg_temp.first_part(:'s'), :'ta', b::jsonb)), '200', b) FROM (VALUES ('{"tip_pagamento": "PIX"}'), ('{"tip_pagamento": "CARTAO"}')) AS v (b);
SELECT is(pg_temp.sums(:'s', :'ta'), 'CONTA 7521 752 500 8773 8773', 'all paid');
SELECT is(pg_temp.outcome(pg_temp.bill('PUT divisao', :'s', :'ta', '{"tip_divisao": "IGUAL"}')), '409 nada_a_dividir', 'nothing is left to divide');
SELECT results_eq(format($$SELECT p.vlr_total, (SELECT sum(g.vlr_pagamento) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = p.cod_pedido AND g.sta_pagamento = 'PAGO'), (SELECT count(*) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = p.cod_pedido AND g.sta_pagamento = 'PENDENTE')
    FROM flowt.tb_omni8_mesa_pedido x JOIN flowt.tb_omni8_pedido p USING (cod_tenant, cod_pedido) WHERE x.cod_mesa_sessao = %s ORDER BY 1 DESC$$, :'s'), $$VALUES (7780::bigint, 7780::numeric, 0::bigint), (993, 993, 0)$$, 'each order is paid to the centavo');
SELECT is((SELECT string_agg(g.tip_pagamento || ' ' || g.vlr_pagamento, ', ' ORDER BY g.cod_pagamento) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido IN (:o1, :o2) AND g.sta_pagamento = 'PAGO'), 'DINHEIRO 2925, PIX 2924, CARTAO 1931, CARTAO 993', 'the way it came');
SELECT is((pg_temp.bill('POST fechamento', :'s', :'atendente', '{}')).body ->> 'sta_sessao', 'FECHADA', 'closed by who attends');
SELECT is((SELECT vlr_conta FROM flowt.tb_omni8_mesa_sessao WHERE cod_mesa_sessao = :s), 8773::bigint, 'with its sum');
SELECT is(pg_temp.outcome(pg_temp.bill(x, :'s', :'ta', b::jsonb)), '409 mesa_fechada', x) FROM (VALUES ('POST fechamento', '{}'), ('PUT divisao', '{"tip_divisao": "IGUAL"}'), ('PATCH conta', '{}'), ('POST reabertura', NULL)) AS v (x, b);

-- By person with something of the whole table; nobody sits there; by whom nothing was had.
SELECT s, tabs[1] AS ana, tabs[2] AS beto FROM pg_temp.table_of('{Ana,Beto,Caio}') \gset
SELECT pg_temp.order_of(:'ana', :suco) AS o1 \gset
SELECT pg_temp.order_of(:'beto', :suco) AS o2 \gset
SELECT pg_temp.order_of(:'beto', :pizza) AS o3 \gset
SET LOCAL session_replication_role = replica;
UPDATE flowt.tb_omni8_mesa_pedido SET cod_comanda = NULL WHERE cod_pedido = :o3;
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(w.vlr_peso::text, ' ' ORDER BY w.cod_comanda) FROM flowt.pesos_por_pessoa(:alfa, :s) AS w), '2519 2518', 'what is of all is shared by those who had something');
SELECT is(pg_temp.parts(pg_temp.bill('PUT divisao', :'s', :'ta', '{"tip_divisao": "PESSOA"}')), '2771, 2770', 'to the centavo');
SELECT is((SELECT count(DISTINCT cod_comanda) FROM flowt.tb_omni8_mesa_parcela WHERE cod_mesa_sessao = :s), 2::bigint, 'each knows its part');
SELECT (pg_temp.request('POST /v1/mesas/{id}/sessoes', jsonb_build_object('id', (pg_temp.new_table('vazia', :'ta')).body ->> 'cod_mesa'), :'ta')).body ->> 'cod_mesa_sessao' AS empty \gset
SELECT is((pg_temp.bill('POST fechamento', :'empty', :'atendente', '{}')).body ->> 'vlr_total', '0', 'a table that had nothing closes');

-- The bill changes after it was divided: an order cancelled, returned, or brought.
SELECT pg_temp.first_part(:'s') AS n \gset
SELECT pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', :'o1', 'corpo', '{"para": "RECUSADO"}'), :'ta') \g /dev/null
SELECT is(pg_temp.sums(:'s', :'ta'), 'CONTA 4186 419 0 4605 0', 'a refused order is off the bill');
SELECT is(pg_temp.outcome(pg_temp.pay_part(:'s', :n, :'ta')), '409 conta_mudou', 'the old parts are not paid');
SELECT is(pg_temp.parts(pg_temp.bill('PUT divisao', :'s', :'ta', '{"tip_divisao": "IGUAL"}')), '4605', 'divided anew');
SELECT is(pg_temp.outcome(pg_temp.pay_part(:'s', pg_temp.first_part(:'s'), :'ta')), '200', 'paid');
SELECT is(pg_temp.outcome(pg_temp.bill('POST reabertura', :'s', :'ta')), '200', 'reopened: they stay for a juice');
SELECT is(pg_temp.outcome(pg_temp.have(:'beto', :suco)), '201', 'which is ordered');
SELECT is(pg_temp.sums(:'s', :'ta'), 'ABERTA 5037 504 0 5541 4605', 'what was paid stays paid');
SELECT is(pg_temp.parts(pg_temp.bill('PUT divisao', :'s', :'ta', '{"tip_divisao": "IGUAL", "qtd_partes": 2}')), '4605 paga, 468, 468', 'the rest is divided');
SELECT is(pg_temp.outcome(pg_temp.pay_part(:'s', pg_temp.first_part(:'s'), :'ta')), '200', 'one of them');
SELECT is((pg_temp.bill('POST fechamento', :'s', :'ta', '{"des_liberacao": "foi embora"}')).body ->> 'vlr_restante', '468', 'let go with something unpaid');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mesa_parcela WHERE cod_mesa_sessao = :s AND sta_parcela = 'PENDENTE'), 0::bigint, 'of which no part is left');
SELECT is_empty($$SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p WHERE p.vlr_total <> (SELECT sum(g.vlr_pagamento) FROM flowt.tb_omni8_pagamento g JOIN flowt.tb_omni8_pagamento_status s USING (sta_pagamento) WHERE g.cod_pedido = p.cod_pedido AND s.flg_conta)
    AND p.sta_pedido NOT IN ('RECUSADO')$$, 'payments of every order sum to it, paid or still owed');

-- What came back of an order nobody has paid is not asked for again when the tip changes its total.
SELECT s, tabs[1] AS ana FROM pg_temp.table_of('{Ana}') \gset
SELECT pg_temp.order_of(:'ana', :pizza, 2) AS o \gset
SELECT pg_temp.bill('PUT divisao', :'s', :'ta', '{"tip_divisao": "IGUAL", "qtd_partes": 1}') \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', :o, 'corpo', jsonb_build_object('para', t)::text), :'ta')), '200', t) FROM unnest('{CONFIRMADO,PRONTO,ENTREGUE}'::text[]) AS t;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/pedidos/{id}/devolucoes', jsonb_build_object('id', :o, 'idempotency_key', 'uma-pizza-volta', 'corpo', '{"itens": [{"num_item": 1, "qtd_item": 1}]}'), :'ta')), '201', 'one of two comes back, unpaid');
CREATE FUNCTION pg_temp.asked(p_order bigint) RETURNS bigint LANGUAGE sql RETURN (SELECT sum(vlr_pagamento) FROM flowt.tb_omni8_pagamento WHERE cod_pedido = p_order AND sta_pagamento = 'PENDENTE');
SELECT is(pg_temp.outcome(pg_temp.bill('PATCH conta', :'s', :'ta', '{"vlr_gorjeta": 300}')) || ' ' || pg_temp.outcome(pg_temp.bill('PUT divisao', :'s', :'ta', '{"tip_divisao": "IGUAL", "qtd_partes": 1}')), '200 200', 'a tip, and the bill again');
SELECT is(pg_temp.sums(:'s', :'ta'), 'CONTA 3335 334 300 3969 0', 'the bill is of what stayed');
SELECT is(pg_temp.asked(:o), 3969::bigint, 'and so is what is asked for');

-- The parameter: another fee, none, and what it was when the table opened.
SELECT flowt.definir_parametro(:alfa, 'mesa_taxa_servico', '12', now()) \g /dev/null
SELECT s, tabs[1] AS ana FROM pg_temp.table_of('{Ana}') \gset
SELECT pg_temp.have(:'ana', :pizza) \g /dev/null
SELECT is(pg_temp.sums(:'s', :'ta'), 'ABERTA 3335 400 0 3735 0', 'twelve per cent');
UPDATE flowt.tb_omni8_parametro_valor SET js_valor = '0' WHERE nom_parametro = 'mesa_taxa_servico';
SELECT is(pg_temp.sums(:'s', :'ta'), 'ABERTA 3335 400 0 3735 0', 'stays what it was when they sat down');
SELECT s, tabs[1] AS ana FROM pg_temp.table_of('{Ana}') \gset
SELECT pg_temp.have(:'ana', :pizza) \g /dev/null
SELECT is(pg_temp.sums(:'s', :'ta'), 'ABERTA 3335 0 0 3335 0', 'none');

-- What comes back of a closed bill while its payment is disputed gives no money back then; won or lost, nobody left without paying.
CREATE FUNCTION pg_temp.disputed(p_product bigint, p_end text) RETURNS TABLE (paid text, wrong text) LANGUAGE plpgsql AS $$
DECLARE
    v_staff text := (SELECT token FROM token);
    v_s     text;
    v_tab   text;
    v_order text;
    v_say   text;
BEGIN
    SELECT t.s, t.tabs[1] INTO v_s, v_tab FROM pg_temp.table_of('{Ana}') AS t;
    v_order := pg_temp.order_of(v_tab, p_product, 2);
    PERFORM pg_temp.bill('PUT divisao', v_s, v_staff, '{"tip_divisao": "IGUAL", "qtd_partes": 1}');
    PERFORM pg_temp.pay_part(v_s, pg_temp.first_part(v_s), v_staff, '{"tip_pagamento": "PIX"}'), pg_temp.bill('POST fechamento', v_s, v_staff, '{}');
    PERFORM pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', v_order, 'corpo', json_build_object('para', x)::text), v_staff)
       FROM unnest('{CONFIRMADO,PRONTO,ENTREGUE}'::text[]) WITH ORDINALITY AS u (x, n) ORDER BY n;
    FOREACH v_say IN ARRAY ARRAY['pagamento.contestado', 'devolucao', p_end] LOOP
        IF v_say = 'devolucao' THEN
            PERFORM pg_temp.request('POST /v1/pedidos/{id}/devolucoes', jsonb_build_object('id', v_order, 'idempotency_key', 'volta-' || v_order, 'corpo', '{"itens": [{"num_item": 1, "qtd_item": 1}]}'), v_staff);
        ELSE
            PERFORM flowt.aplicar_aviso(g, v_say, '{}') FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = v_order::bigint AND g.sta_pagamento IN ('PAGO', 'CONTESTADO');
        END IF;
    END LOOP;
    RETURN QUERY SELECT (SELECT g.sta_pagamento || ' ' || g.vlr_estornado FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = v_order::bigint AND g.dat_pagamento IS NOT NULL),
        (SELECT string_agg(d.des_problema, ' ') FROM flowt.mesas_divergentes((SELECT p.cod_tenant FROM flowt.tb_omni8_pedido p WHERE p.cod_pedido = v_order::bigint)) AS d WHERE d.cod_registro = v_s::bigint);
END
$$;
SELECT is(d.paid || coalesce(d.wrong, ''), e, x) FROM (VALUES ('contestacao.ganha', 'ESTORNADO_PARCIAL 3335'), ('contestacao.perdida', 'ESTORNADO 6670')) AS v (x, e), LATERAL pg_temp.disputed(:pizza, x) AS d;

-- What requests may not write.
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', s) FROM unnest(ARRAY['UPDATE flowt.tb_omni8_pedido SET vlr_taxa_servico = 1', 'UPDATE flowt.tb_omni8_mesa_sessao SET num_taxa_servico = 1', 'UPDATE flowt.tb_omni8_mesa_parcela SET vlr_parcela = 1',
    'DELETE FROM flowt.tb_omni8_mesa_sessao', 'DELETE FROM flowt.tb_omni8_comanda', 'UPDATE flowt.tb_omni8_comanda SET nom_apelido = ''x''']) AS s;
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_mesa_sessao SET %s WHERE cod_mesa_sessao = %s', c, :'s')), '23514 ' || e, c) FROM (VALUES ('num_taxa_servico = 21', 'taxa_de_servico_ate_20_por_cento'), ('vlr_gorjeta = -1', 'gorjeta_ate_100_mil'), ('sta_sessao = ''FECHADA''', 'sessao_fechada_tem_data_e_conta'),
    ('des_liberacao = ''x''', 'liberacao_tem_motivo'), ('sta_sessao = ''X''', 'status_de_sessao_conhecido')) AS v (c, e);

SELECT * FROM finish();
ROLLBACK;
