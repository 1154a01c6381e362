-- Stock (guide chapters 5.1, 9.2, 10.2): balances, the ledger, reservations with a time limit.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(110);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS clerk, pg_temp.login(:alfa, 'marketing') AS marketing \gset
CREATE TEMP TABLE item (name text PRIMARY KEY, id bigint);
WITH p AS (
    INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto)
    SELECT t, n, 100, 'PUBLICADO' FROM (VALUES (:alfa, 'Caneta'), (:alfa, 'Papel'), (:alfa, 'Livre'), (:alfa, 'Camisa'), (:beta, 'Alheia')) AS v (t, n)
    RETURNING nom_produto, cod_produto
) INSERT INTO item SELECT * FROM p;
SELECT i.id AS caneta, (SELECT id FROM item WHERE name = 'Papel') AS papel, (SELECT id FROM item WHERE name = 'Livre') AS livre, (SELECT id FROM item WHERE name = 'Camisa') AS camisa,
       (SELECT id FROM item WHERE name = 'Alheia') AS alheia FROM item i WHERE name = 'Caneta' \gset

INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao) VALUES (:alfa, :camisa, 'P') RETURNING cod_variacao AS vp \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao) VALUES (:alfa, :camisa, 'M') RETURNING cod_variacao AS vm \gset

CREATE FUNCTION pg_temp.move(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/estoque/movimentos', jsonb_build_object('corpo', ('{"des_motivo": "teste de estoque"}'::jsonb || p_body)::text), p_token);
-- "physical reserved free" of a product, and what its ledger adds up to.
CREATE FUNCTION pg_temp.balance(p_product bigint, p_variation bigint DEFAULT 0) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', e.qtd_estoque, e.qtd_reservada, d.qtd_disponivel)
      FROM flowt.tb_omni8_estoque e CROSS JOIN LATERAL flowt.disponivel_em_estoque(e.cod_tenant, ARRAY[e.cod_produto]) d
     WHERE e.cod_produto = p_product AND e.cod_variacao = p_variation AND d.cod_variacao = p_variation
$$;
CREATE FUNCTION pg_temp.forget_cart() RETURNS void LANGUAGE sql AS $$ SELECT set_config('flowt.cod_carrinho', '', true) $$;
CREATE FUNCTION pg_temp.items(VARIADIC p_items bigint[]) RETURNS flowt.item_de_estoque[] LANGUAGE sql
RETURN ARRAY(SELECT (p_items[i], p_items[i + 1], p_items[i + 2])::flowt.item_de_estoque FROM generate_series(1, cardinality(p_items), 3) AS i);
CREATE FUNCTION pg_temp.reserve(p_tenant bigint, p_cart bigint, p_items flowt.item_de_estoque[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_until timestamptz;
BEGIN
    v_until := flowt.reservar_estoque(p_tenant, p_cart, p_items);
    PERFORM pg_temp.forget_cart();
    RETURN coalesce(round(extract(epoch FROM v_until - now()) / 60)::text, 'nothing');
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    PERFORM pg_temp.forget_cart();
    RETURN SQLERRM;
END
$$;

-- Movements by staff.
SELECT is(pg_temp.outcome(a), '201', 'what comes in for the first time is controlled from then on') FROM pg_temp.move(:'ta', jsonb_build_object('cod_produto', :'caneta', 'tip_movimento', 'ENTRADA', 'quantidade', 10)) AS a;
SELECT is(pg_temp.balance(:caneta), '10 0 10', 'the balance is what came in');
SELECT is(concat_ws(' ', pg_temp.outcome(pg_temp.move(:'ta', b || jsonb_build_object('cod_produto', :'caneta'))), pg_temp.balance(:caneta)), e, b ->> 'tip_movimento')
  FROM (VALUES (1, '{"tip_movimento": "SAIDA", "quantidade": 3}'::jsonb, '201 7 0 7'), (2, '{"tip_movimento": "PERDA", "quantidade": 2}', '201 5 0 5'),
               (3, '{"tip_movimento": "CONTAGEM", "quantidade": 8}', '201 8 0 8'), (4, '{"tip_movimento": "CONTAGEM", "quantidade": 8}', '201 8 0 8'),
               (5, '{"tip_movimento": "SAIDA", "quantidade": 9}', '409 estoque_insuficiente 8 0 8'), (6, '{"tip_movimento": "PERDA", "quantidade": 9}', '409 estoque_insuficiente 8 0 8'),
               (7, '{"tip_movimento": "ENTRADA", "quantidade": 999999999}', '422 estoque_entre_0_e_1_bilhao 8 0 8')) AS v (n, b, e) ORDER BY n;
SELECT results_eq(format('SELECT tip_movimento, qtd_movimento, des_motivo, cod_usuario IS NOT NULL FROM flowt.tb_omni8_estoque_movimento WHERE cod_produto = %s ORDER BY cod_movimento', :caneta),
    $$VALUES ('ENTRADA', 10::bigint, 'teste de estoque', true), ('SAIDA', -3, 'teste de estoque', true), ('PERDA', -2, 'teste de estoque', true), ('AJUSTE', 3, 'teste de estoque', true)$$,
    'each movement says what, why and who; a count that finds what is known is none');
SELECT is(pg_temp.outcome(pg_temp.move(:'ta', b)), e, b::text) FROM (VALUES
    (jsonb_build_object('cod_produto', :'livre', 'tip_movimento', 'SAIDA', 'quantidade', 1), '409 estoque_nao_controlado'),
    (jsonb_build_object('cod_produto', :'alheia', 'tip_movimento', 'ENTRADA', 'quantidade', 1), '404 nao_encontrado'),
    ('{"cod_produto": "999999999", "tip_movimento": "ENTRADA", "quantidade": 1}', '404 nao_encontrado')) AS v (b, e);
SELECT is(pg_temp.wrong_fields(pg_temp.move(:'ta', b)), e, b::text) FROM (VALUES
    (jsonb_build_object('cod_produto', :'caneta', 'tip_movimento', 'ENTRADA', 'quantidade', 0), 'quantidade:numero_pequeno'),
    ('{"cod_produto": 1, "tip_movimento": "VENDA", "quantidade": -1, "des_motivo": " x "}', 'cod_produto:tipo_invalido des_motivo:texto_curto quantidade:numero_pequeno tip_movimento:opcao_invalida')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.move(t, jsonb_build_object('cod_produto', :'caneta', 'tip_movimento', 'ENTRADA', 'quantidade', 1))), '403 sem_permissao', 'who may not, may not')
  FROM (VALUES (:'clerk'), (:'marketing')) AS v (t);

-- Variations have balances of their own.
SELECT is(pg_temp.outcome(pg_temp.move(:'ta', jsonb_build_object('cod_produto', :'camisa', 'cod_variacao', v, 'tip_movimento', 'ENTRADA', 'quantidade', q))), '201', 'variation ' || v)
  FROM (VALUES (:'vp', 4), (:'vm', 6)) AS v (v, q);
SELECT is(pg_temp.outcome(pg_temp.move(:'ta', jsonb_build_object('cod_produto', :'caneta', 'cod_variacao', :'vp', 'tip_movimento', 'ENTRADA', 'quantidade', 1))), '404 nao_encontrado', 'a variation is of one product');
SELECT results_eq(format('SELECT cod_variacao, qtd_disponivel FROM flowt.disponivel_em_estoque(%s, ARRAY[%s, %s]::bigint[]) ORDER BY 1', :alfa, :camisa, :livre), format('VALUES (%s::bigint, 4::bigint), (%s, 6)', :vp, :vm),
    'each variation has its stock; what is not controlled is not there');
SELECT is_empty(format('SELECT * FROM flowt.disponivel_em_estoque(%s, ARRAY[%s]::bigint[])', :beta, :caneta), 'nothing of another company');

-- Lists.
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'nom_produto', i ->> 'nom_variacao', i ->> 'qtd_disponivel'), ', ') FROM jsonb_array_elements((a).body -> 'itens') AS i), 'Caneta 8, Camisa P 4, Camisa M 6',
    'staff sees all balances') FROM pg_temp.request('GET /v1/estoque', '{}', :'clerk') AS a;
SELECT is((a).body ->> 'proximo', :'caneta', 'page by page') FROM pg_temp.request('GET /v1/estoque', '{"limite": 1}', :'ta') AS a;
SELECT is((SELECT string_agg(i ->> 'nom_variacao', ' ') FROM jsonb_array_elements((a).body -> 'itens') AS i), 'P M', 'a page is of whole products')
  FROM pg_temp.request('GET /v1/estoque', jsonb_build_object('limite', '1', 'apos', :'caneta'), :'ta') AS a;
SELECT is((a).body -> 'itens', '[]', 'the other company has none') FROM pg_temp.request('GET /v1/estoque', '{}', :'tb') AS a;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/estoque', '{}', :'marketing')), '403 sem_permissao', 'marketing does not see stock');
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/estoque/{id}/minimo', jsonb_build_object('id', i, 'corpo', b), :'ta')), e, b) FROM (VALUES
    (:'caneta', '{"qtd_minima": 8}', '200'), (:'camisa', jsonb_build_object('qtd_minima', 5, 'cod_variacao', :'vp')::text, '200'), (:'livre', '{"qtd_minima": 8}', '409 estoque_nao_controlado'),
    (:'alheia', '{"qtd_minima": 8}', '404 nao_encontrado'), (:'caneta', '{"qtd_minima": -1}', '422 corpo_invalido')) AS v (i, b, e);
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'nom_produto', i ->> 'nom_variacao'), ', ') FROM jsonb_array_elements((a).body -> 'itens') AS i), 'Caneta, Camisa P', 'what is at its minimum is low; the other size is not')
  FROM pg_temp.request('GET /v1/estoque/baixo', '{}', :'ta') AS a;
SELECT is((SELECT string_agg(i ->> 'tip_movimento', ' ') FROM jsonb_array_elements((a).body -> 'itens') AS i), e, 'movements ' || q::text) FROM (VALUES
    (jsonb_build_object('cod_produto', :'caneta'), 'AJUSTE PERDA SAIDA ENTRADA'), (jsonb_build_object('cod_produto', :'caneta', 'limite', '2'), 'AJUSTE PERDA'),
    ('{"tip_movimento": "ENTRADA"}', 'ENTRADA ENTRADA ENTRADA'), (jsonb_build_object('cod_produto', :'alheia'), NULL)) AS v (q, e)
 CROSS JOIN LATERAL pg_temp.request('GET /v1/estoque/movimentos', q, :'ta') AS a;
SELECT is((SELECT string_agg(i ->> 'tip_movimento', ' ') FROM jsonb_array_elements((b).body -> 'itens') AS i), 'SAIDA ENTRADA', 'the next page goes on where the first ended')
  FROM pg_temp.request('GET /v1/estoque/movimentos', jsonb_build_object('cod_produto', :'caneta', 'limite', '2'), :'ta') AS a
 CROSS JOIN LATERAL pg_temp.request('GET /v1/estoque/movimentos', jsonb_build_object('cod_produto', :'caneta', 'limite', '2', 'apos', (a).body ->> 'proximo'), :'ta') AS b;

-- Reservations.
SELECT pg_temp.move(:'ta', jsonb_build_object('cod_produto', :'papel', 'tip_movimento', 'ENTRADA', 'quantidade', 5)) \g /dev/null
SELECT pg_temp.forget_request() \g /dev/null
SELECT is(pg_temp.reserve(:alfa, 1, pg_temp.items(:caneta, NULL, 3, :papel, 0, 2, :livre, NULL, 9)), '15', 'a cart holds what it is about to buy for a quarter of an hour');
SELECT is(pg_temp.balance(:caneta) || ', ' || pg_temp.balance(:papel), '8 3 5, 5 2 3', 'what is reserved is there and not free');
SELECT is(pg_temp.reserve(:alfa, 2, pg_temp.items(:caneta, NULL, 6)), 'item_indisponivel', 'nobody else gets it');
SELECT is(pg_temp.balance(:caneta), '8 3 5', 'a refusal reserves nothing');
SELECT throws_ok(format('SELECT flowt.reservar_estoque(%s, 2, pg_temp.items(%s, NULL, 6))', :alfa, :caneta), 'PT409', 'item_indisponivel', 'by its code');
SELECT set_config('flowt.cod_carrinho', '1', true) \g /dev/null
SELECT is(pg_temp.balance(:caneta), '8 3 8', 'for the cart itself its own reservation is free');
SELECT pg_temp.forget_cart() \g /dev/null
SELECT is(pg_temp.reserve(:alfa, 1, pg_temp.items(:caneta, NULL, 3, :papel, 0, 2)), '15', 'asked again for the same, it is given more time');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_estoque_movimento WHERE tip_movimento IN ('RESERVA', 'LIBERACAO')), 2::bigint, 'and that is no movement');
SELECT is(pg_temp.reserve(:alfa, 1, pg_temp.items(:caneta, NULL, 2, :caneta, NULL, 5)), '15', 'a changed cart reserves anew, lines of the same product together');
SELECT is(pg_temp.balance(:caneta) || ', ' || pg_temp.balance(:papel), '8 7 1, 5 0 5', 'and lets go of what it no longer has');
SELECT is(pg_temp.reserve(:alfa, 1, pg_temp.items(:livre, NULL, 2)), 'nothing', 'what is not controlled is not reserved');
SELECT is(pg_temp.balance(:caneta), '8 0 8', 'an empty reservation lets go of all');
SELECT is(pg_temp.reserve(:alfa, 3, pg_temp.items(:camisa, :vp, 4)), '15', 'a variation');
SELECT is(pg_temp.reserve(:alfa, 4, pg_temp.items(:camisa, :vp, 1)) || ' ' || pg_temp.reserve(:alfa, 4, pg_temp.items(:camisa, :vm, 6)), 'item_indisponivel 15', 'does not use up another one');
SELECT is(pg_temp.reserve(:alfa, 3, '{}') || pg_temp.reserve(:alfa, 4, '{}'), 'nothingnothing', 'nothing is a reservation too');
SELECT is_empty('SELECT * FROM flowt.estoque_divergente()', 'the books agree after all this');

-- Time.
SELECT is(pg_temp.reserve(:alfa, 1, pg_temp.items(:caneta, NULL, 8)), '15', 'all of it is held');
UPDATE flowt.tb_omni8_estoque_reserva SET dat_expiracao = now() - interval '1 second' WHERE cod_carrinho = 1;
SELECT is(pg_temp.balance(:caneta), '8 8 8', 'past its time it counts as free at once');
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/estoque/{id}/minimo', jsonb_build_object('id', :'caneta', 'corpo', '{"qtd_minima": 7}'), :'ta')), '200', 'a minimum of 7');
SELECT is((SELECT string_agg(i ->> 'nom_produto', ' ') FROM jsonb_array_elements((a).body -> 'itens') AS i WHERE i ->> 'nom_produto' = 'Caneta'), NULL, 'what is reserved past its time does not make stock low')
  FROM pg_temp.request('GET /v1/estoque/baixo', '{}', :'ta') AS a;
SELECT is(pg_temp.reserve(:alfa, 2, pg_temp.items(:caneta, NULL, 5)), '15', 'and another gets it');
SELECT is(pg_temp.balance(:caneta), '8 5 3', 'whoever holds the row writes it off');
UPDATE flowt.tb_omni8_estoque_reserva SET dat_expiracao = now() - interval '1 second';
SELECT is(rotina.expirar_reservas(), 1::bigint, 'the job writes off the others');
SELECT is(rotina.expirar_reservas(), 0::bigint, 'once');
SELECT is(pg_temp.balance(:caneta), '8 0 8', 'and the balance shows it');
SELECT is_empty('SELECT * FROM flowt.estoque_divergente()', 'the books agree after the job');
SELECT flowt.definir_parametro(:alfa, 'estoque_reserva_minutos', v::jsonb, now()) FROM unnest('{40}'::text[]) AS v \g /dev/null
SELECT is(pg_temp.reserve(:alfa, 1, pg_temp.items(:caneta, NULL, 1)), '40', 'the time is the company''s own');
SELECT flowt.definir_parametro(:alfa, 'estoque_reserva_minutos', '0', now()) \g /dev/null
SELECT is(pg_temp.reserve(:alfa, 1, pg_temp.items(:caneta, NULL, 8)) || ' ' || pg_temp.reserve(:alfa, 1, pg_temp.items(:caneta, NULL, 9)), 'nothing item_indisponivel', 'or none: then it is only looked at');
SELECT is(pg_temp.balance(:caneta), '8 0 8', 'and nothing is held');
SELECT flowt.definir_parametro(:alfa, 'estoque_reserva_minutos', '15', now()) \g /dev/null

-- What staff does is the truth, whoever was promised more.
SELECT is(string_agg(pg_temp.reserve(:alfa, c, pg_temp.items(:caneta, NULL, 2)), ' '), '15 15 15', 'three carts hold two each') FROM generate_series(11, 13) AS c;
UPDATE flowt.tb_omni8_estoque_reserva SET dat_criacao = dat_criacao - (20 - cod_carrinho) * interval '1 minute';
SELECT is(concat_ws(' ', pg_temp.outcome(pg_temp.move(:'ta', b || jsonb_build_object('cod_produto', :'caneta'))), pg_temp.balance(:caneta)), e, b::text)
  FROM (VALUES (1, '{"tip_movimento": "SAIDA", "quantidade": 3}'::jsonb, '409 estoque_insuficiente 8 6 2'), (2, '{"tip_movimento": "SAIDA", "quantidade": 2}', '201 6 6 0'),
               (3, '{"tip_movimento": "CONTAGEM", "quantidade": 5}', '201 5 4 1'), (4, '{"tip_movimento": "PERDA", "quantidade": 3}', '201 2 2 0')) AS v (n, b, e) ORDER BY n;
SELECT is((SELECT array_agg(cod_carrinho) FROM flowt.tb_omni8_estoque_reserva), '{11}', 'the first to reserve keeps what there is');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', :'caneta', 'corpo', '{"num_versao": 1, "qtd_estoque": null}'), :'ta')), '200', 'control ends');
SELECT is_empty(format('SELECT FROM flowt.tb_omni8_estoque WHERE cod_produto = %s UNION ALL SELECT FROM flowt.tb_omni8_estoque_reserva', :caneta), 'with its reservations');
SELECT is_empty('SELECT * FROM flowt.estoque_divergente()', 'the books agree after a count, a loss and the end of control');

-- Orders: a cart's reservation becomes its sale.
UPDATE flowt.tb_omni8_tenant SET flg_pedido_fora_do_horario = true WHERE cod_tenant = :alfa;
CREATE FUNCTION pg_temp.buy(p_tenant bigint, p_cart text) RETURNS bigint LANGUAGE sql AS $$
    SELECT flowt.criar_pedido(p_tenant, p_cart, '{"nom_cliente": "Ana", "num_telefone": "11912345678", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}')
$$;
CREATE FUNCTION pg_temp.put(p_tenant bigint, p_cart text, p_item bigint, p_units integer) RETURNS bigint LANGUAGE sql
RETURN flowt.incluir_no_carrinho(p_tenant, p_cart, ROW (NULL, p_item, NULL, NULL, NULL, p_units)::flowt.linha_de_compra, NULL);
SELECT flowt.novo_carrinho(:alfa) AS c1, flowt.novo_carrinho(:alfa) AS c2 \gset
SELECT pg_temp.put(:alfa, :'c1', :papel, 4) AS n1, pg_temp.put(:alfa, :'c2', :papel, 2) AS n2 \gset
SELECT is(pg_temp.reserve(:alfa, :n1, pg_temp.items(:papel, NULL, 4, :camisa, :vm, 1)), '15', 'a cart reserves four, and a shirt it will not buy');
SELECT throws_ok(format('SELECT pg_temp.buy(%s, %L)', :alfa, :'c2'), 'PT409', 'item_indisponivel', 'an order does not get what another cart holds');
SELECT pg_temp.buy(:alfa, :'c1') AS o1 \gset
SELECT is(pg_temp.balance(:papel) || ', ' || pg_temp.balance(:camisa, :vm), '1 0 1, 6 0 6', 'the cart''s own order uses it up, and ends what is left of it');
SELECT results_eq(format('SELECT tip_movimento, qtd_movimento FROM flowt.tb_omni8_estoque_movimento WHERE cod_produto = %s ORDER BY cod_movimento OFFSET 1', :papel),
    $$VALUES ('RESERVA', 2::bigint), ('LIBERACAO', -2), ('RESERVA', 4), ('LIBERACAO', -4), ('VENDA', -4)$$, 'step by step in the ledger');
SELECT throws_ok(format('SELECT pg_temp.buy(%s, %L)', :alfa, :'c2'), 'PT409', 'item_indisponivel', 'two of one is one too many');
SELECT flowt.devolver_estoque(:alfa, :o1, pg_temp.items(:papel, NULL, 1)) \g /dev/null
SELECT is(pg_temp.balance(:papel), '2 0 2', 'one came back');
SELECT flowt.devolver_estoque(:alfa, :o1, pg_temp.items(:papel, NULL, 9, :camisa, :vm, 3)) \g /dev/null
SELECT is(pg_temp.balance(:papel) || ', ' || pg_temp.balance(:camisa, :vm), '5 0 5, 6 0 6', 'no more comes back than was taken, and nothing else');
SELECT flowt.mover_estoque(:alfa, :o1, 1) \g /dev/null
SELECT is(pg_temp.balance(:papel), '5 0 5', 'and not twice');
SELECT flowt.mover_estoque(:alfa, :o1, -1) \g /dev/null
SELECT is(pg_temp.balance(:papel), '1 0 1', 'it can be taken again');
SELECT flowt.mover_estoque(:alfa, :o1, 1) \g /dev/null
SELECT is(pg_temp.balance(:papel), '5 0 5', 'and come back again');
SELECT is_empty('SELECT * FROM flowt.estoque_divergente()', 'the books agree after orders');
SELECT pg_temp.buy(:alfa, :'c2') AS o2 \gset
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 999999999 WHERE cod_produto = :papel;
SELECT flowt.mover_estoque(:alfa, :o2, 1) \g /dev/null
SELECT is((SELECT qtd_movimento FROM flowt.tb_omni8_estoque_movimento WHERE cod_origem = :o2 AND tip_movimento = 'DEVOLUCAO'), 1::bigint, 'the ledger has what fitted in, not what did not');

-- A combo, whatever stands for it, is on no shelf: its parts are, each with its variation.
INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, num_item_pai, cod_produto, cod_variacao, cod_combo, nom_produto, qtd_item, vlr_unitario, vlr_bruto, vlr_liquido)
VALUES (:alfa, :o2, 10, NULL, :papel, NULL, 7, 'Kit', 2, 0, 0, 0), (:alfa, :o2, 11, 10, :camisa, :vm, 7, 'Camisa', 2, 0, 0, 0), (:alfa, :o2, 12, 10, :papel, NULL, 7, 'Papel', 6, 0, 0, 0),
       (:alfa, :o2, 13, NULL, NULL, NULL, 7, 'Outro kit', 1, 0, 0, 0);
SELECT results_eq(format('SELECT i.cod_produto, i.cod_variacao, i.qtd_item FROM unnest(flowt.itens_do_pedido(%s, %s)) AS i ORDER BY 1, 2 NULLS FIRST, 3', :alfa, :o2),
    format('VALUES (%s::bigint, NULL::bigint, 2), (%1$s, NULL, 6), (%s, %s, 2)', :papel, :camisa, :vm), 'an order takes its items and the parts of its combos');
SELECT is_empty(format('SELECT FROM unnest(flowt.itens_do_pedido(%s, %s))', :beta, :o2), 'and nobody else''s');

-- The proof proves: every way out of balance is seen.
SELECT results_eq($$SELECT qtd_estoque - qtd_movimentos FROM flowt.estoque_divergente()$$, 'VALUES (999999996::bigint)', 'a balance nobody moved');
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 5 WHERE cod_produto = :papel;
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = (SELECT sum(qtd_movimento) FROM flowt.tb_omni8_estoque_movimento m WHERE m.cod_produto = :papel AND tip_movimento NOT IN ('RESERVA', 'LIBERACAO')) WHERE cod_produto = :papel;
SELECT is_empty('SELECT * FROM flowt.estoque_divergente()', 'put right');
UPDATE flowt.tb_omni8_estoque SET qtd_reservada = 1 WHERE cod_produto = :papel;
SELECT isnt_empty('SELECT * FROM flowt.estoque_divergente()', 'a reserved quantity without a reservation');
INSERT INTO flowt.tb_omni8_estoque_reserva VALUES (:alfa, :papel, 0, 99, 1, now());
SELECT isnt_empty('SELECT * FROM flowt.estoque_divergente()', 'a reservation without a movement');
INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento) VALUES (:alfa, :papel, 1, 'RESERVA');
SELECT is_empty('SELECT * FROM flowt.estoque_divergente()', 'both');

-- Constraints and rights.
SELECT is(pg_temp.attempt('postgres', s), e, s) FROM (VALUES
    ('UPDATE flowt.tb_omni8_estoque SET qtd_reservada = qtd_estoque + 1', '23514 reserva_cabe_no_estoque'), ('UPDATE flowt.tb_omni8_estoque SET qtd_reservada = -1', '23514 reserva_cabe_no_estoque'),
    ('UPDATE flowt.tb_omni8_estoque SET qtd_minima = -1', '23514 estoque_minimo_entre_0_e_1_bilhao'), ('UPDATE flowt.tb_omni8_estoque SET cod_variacao = NULL', '23502'),
    ('UPDATE flowt.tb_omni8_estoque_reserva SET qtd_reservada = 0', '23514 reserva_de_ao_menos_uma_unidade'),
    ('INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento) VALUES (1, 1, -1, ''ENTRADA'')', '23514 sentido_do_movimento'),
    ('INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento) VALUES (1, 1, 1, ''LIBERACAO'')', '23514 sentido_do_movimento')) AS v (s, e);
SELECT is(pg_temp.attempt('flowt_api', s, :beta), e, s) FROM (VALUES ('SELECT FROM flowt.tb_omni8_estoque UNION ALL SELECT FROM flowt.tb_omni8_estoque_reserva UNION ALL SELECT FROM flowt.tb_omni8_estoque_movimento', 'ok 0'),
    ('DELETE FROM flowt.tb_omni8_estoque_movimento', '42501'), ('SELECT * FROM flowt.estoque_divergente()', '42501'), ('SELECT rotina.expirar_reservas()', '42501')) AS v (s, e);
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT * FROM flowt.estoque_divergente()'), 'ok 0', 'a DBA checks the books');

-- Sold out today, and back.
SELECT is(pg_temp.outcome(a) || ' ' || coalesce((a).body ->> 'dat_esgotado', 'free'), e, r) FROM (VALUES (1, 'POST /v1/produtos/{id}/esgotado-hoje', '200 ' || flowt.dia_do_tenant(:alfa, now())),
    (2, 'DELETE /v1/produtos/{id}/esgotado-hoje', '200 free')) AS v (n, r, e) CROSS JOIN LATERAL pg_temp.request(r, jsonb_build_object('id', :'papel'), :'clerk') AS a ORDER BY n;
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}/esgotado-hoje', jsonb_build_object('id', :'alheia'), :'clerk')), '404 nao_encontrado', 'another''s is not there');

SELECT * FROM finish();
ROLLBACK;
