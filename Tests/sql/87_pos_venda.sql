-- After the sale: order again, complaints with a deadline, returns to the cent (guide chapter 10.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS atendente, pg_temp.login(:alfa, 'cozinha') AS cozinha \gset
CREATE TEMP TABLE item AS WITH i AS (INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 3333, 'PUBLICADO'), (:alfa, 'Suco', 850, 'PUBLICADO')
    RETURNING cod_produto, nom_produto) SELECT cod_produto AS id, nom_produto AS name FROM i;
SELECT (SELECT id FROM item WHERE name = 'Pizza') AS pizza, (SELECT id FROM item WHERE name = 'Suco') AS suco \gset
SELECT pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', :'pizza', 'corpo', '{"num_versao": 1, "qtd_estoque": 100}'), :'ta') \g /dev/null

CREATE FUNCTION pg_temp.new_order(p_status text, p_pizzas integer DEFAULT 3, p_juices integer DEFAULT 1) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
    v_token text;
    v_order bigint;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', json_build_object('cod_produto', i.id::text, 'qtd_item', n.quantity,
        'des_observacao', CASE i.name WHEN 'Pizza' THEN 'sem cebola' END)::text), NULL, 'alfa')
       FROM item i JOIN (VALUES ('Pizza', p_pizzas), ('Suco', p_juices)) AS n (name, quantity) USING (name) WHERE n.quantity > 0;
    v_token := (pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', v_cart, 'corpo',
        '{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "DINHEIRO"}'), NULL, 'alfa')).body ->> 'token';
    SELECT cod_pedido INTO v_order FROM flowt.tb_omni8_pedido WHERE des_token = v_token;
    UPDATE flowt.tb_omni8_pedido SET sta_pedido = p_status WHERE cod_pedido = v_order AND sta_pedido <> p_status;
    RETURN v_order;
END
$$;
-- All of it, as the cashier does.
CREATE FUNCTION pg_temp.pay(p_order bigint, p_token text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.request('POST /v1/pagamentos/{id}/recebimento', jsonb_build_object('id', g.cod_pagamento), p_token) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = p_order AND g.sta_pagamento = 'PENDENTE';
END
$$;
CREATE FUNCTION pg_temp.token_of(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT des_token FROM flowt.tb_omni8_pedido WHERE cod_pedido = p_order);
CREATE FUNCTION pg_temp.give_back(p_order bigint, p_items jsonb, p_token text, p_key text DEFAULT NULL, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pedidos/{id}/devolucoes', jsonb_build_object('id', p_order, 'idempotency_key', coalesce(p_key, 'chave-' || gen_random_uuid()),
    'corpo', (jsonb_build_object('itens', p_items) || p_more)::text), p_token);
CREATE FUNCTION pg_temp.facts(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(concat_ws(' ', tip_estorno, vlr_estorno, vlr_devolvido), ', ' ORDER BY num_estorno) FROM flowt.tb_omni8_pedido_estorno WHERE cod_pedido = p_order);
CREATE FUNCTION pg_temp.held(p_order bigint) RETURNS bigint LANGUAGE sql RETURN (SELECT sum(vlr_pagamento - vlr_estornado) FROM flowt.tb_omni8_pagamento WHERE cod_pedido = p_order AND sta_pagamento IN ('PAGO', 'ESTORNADO_PARCIAL', 'ESTORNADO'));
CREATE FUNCTION pg_temp.stock() RETURNS bigint LANGUAGE sql RETURN (SELECT e.qtd_estoque FROM flowt.tb_omni8_estoque e JOIN item i ON i.id = e.cod_produto WHERE i.name = 'Pizza');
CREATE FUNCTION pg_temp.status_of_order(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT sta_pedido FROM flowt.tb_omni8_pedido WHERE cod_pedido = p_order);

-- Whatever way a line comes back, in the end exactly its net price was refunded: every split of every quantity, prices that do not divide.
SELECT is_empty($$WITH RECURSIVE walk (net, quantity, back, paid) AS (
        SELECT n, q, 0, 0::bigint FROM unnest('{0,1,7,100,3333,9999,99900000000}'::bigint[]) AS n, unnest('{1,2,3,7,11}'::integer[]) AS q
        UNION ALL SELECT net, quantity, back + k, paid + flowt.parte_devolvida(net, quantity, back, k) FROM walk, generate_series(1, 4) AS k WHERE back + k <= quantity)
    SELECT * FROM walk WHERE (back = quantity AND paid <> net) OR paid NOT BETWEEN 0 AND net$$, 'no split of a return loses or gains a centavo');

-- One pizza of three, from a net price of 9999 less a discount that does not divide: the row is what decides.
SELECT pg_temp.new_order('ENTREGUE') AS o \gset
SELECT pg_temp.pay(:o, :'ta') \g /dev/null
SELECT is(pg_temp.held(:o), 10849::bigint, 'paid');
SELECT pg_temp.stock() AS before \gset
CREATE TEMP TABLE first_return AS SELECT a.* FROM pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta', 'devolucao-1', '{"des_motivo": " veio fria "}') AS a;
SELECT is(status, 201, 'one of three comes back') FROM first_return;
SELECT is(body -> 'itens', '[{"num_item": 1, "nom_produto": "Pizza", "qtd_item": 3, "vlr_liquido": 9999, "qtd_devolvida": 1, "vlr_devolvido": 3333}, {"num_item": 2, "nom_produto": "Suco", "qtd_item": 1, "vlr_liquido": 850, "qtd_devolvida": 0, "vlr_devolvido": 0}]', 'what is left of each line') FROM first_return;
SELECT is((body #> '{devolucoes,0}') - '{cod_devolucao,dat_criacao}'::text[], '{"vlr_devolucao": 3333, "des_motivo": "veio fria", "cod_reclamacao": null, "itens": [{"num_item": 1, "qtd_item": 1, "vlr_item": 3333, "tip_destino": "ESTOQUE"}]}', 'the return itself') FROM first_return;
SELECT is(body -> 'vlr_restante', '7516', 'what is left of the order') FROM first_return;
SELECT is(pg_temp.facts(:o) || ', held ' || pg_temp.held(:o), 'DEVOLUCAO 3333 3333, held 7516', 'one fact, and as much money back');
SELECT is(pg_temp.stock(), (:before + 1)::bigint, 'in stock again');
SELECT is((SELECT des_motivo FROM flowt.tb_omni8_pedido_evento WHERE cod_pedido = :o ORDER BY num_evento DESC LIMIT 1), 'Devolução de 1 × Pizza', 'the time line tells');
SELECT is(pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta', 'devolucao-1', '{"des_motivo": " veio fria "}')::text, f::text, 'the same key: the same return') FROM first_return AS f;
SELECT is(pg_temp.outcome(pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 2}]', :'ta', 'devolucao-1')), '422 idempotency_key_de_outra_requisicao', 'the same key for something else');
SELECT is(pg_temp.outcome(pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta', k)), '400 idempotency_key_ausente', 'key ' || k) FROM unnest('{"",curta,com espaço}'::text[]) AS k;
SELECT is((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 3}]', :'ta')).hint, '{"itens": [{"num_item": 1, "qtd_restante": 2}]}', 'more than is left');

-- Goods that are lost come back in the ledger and leave it; the rest closes the order.
SELECT pg_temp.stock() AS before \gset
SELECT is((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1, "tip_destino": "PERDA"}]', :'ta')).status, 201, 'a lost one');
SELECT is(pg_temp.stock(), :before::bigint, 'is not in stock');
SELECT is((SELECT array_agg(tip_movimento || qtd_movimento ORDER BY cod_movimento) FROM flowt.tb_omni8_estoque_movimento WHERE cod_origem = :o), '{VENDA-3,DEVOLUCAO1,DEVOLUCAO1,PERDA-1}', 'and the ledger tells both');
SELECT is((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}, {"num_item": 2, "qtd_item": 1}]', :'ta', 'o-resto-1')).body ->> 'sta_pedido', 'DEVOLVIDO', 'everything is back');
SELECT is(pg_temp.facts(:o) || ', held ' || pg_temp.held(:o), 'DEVOLUCAO 3333 3333, DEVOLUCAO 3333 3333, DEVOLUCAO 4183 4183, held 0', 'all that was paid, and nothing more');
SELECT is(pg_temp.stock(), (:before + 1)::bigint, 'the lost one stays lost');
SELECT is(pg_temp.outcome(pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}, {"num_item": 2, "qtd_item": 1}]', :'ta', 'o-resto-1')), '201', 'asked again it is the same');
SELECT is(pg_temp.outcome(pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta')), '409 devolucao_fora_de_hora', 'and there is no more');
SELECT is_empty($$SELECT p.cod_produto FROM flowt.tb_omni8_estoque p WHERE p.qtd_estoque <> (SELECT sum(m.qtd_movimento) FROM flowt.tb_omni8_estoque_movimento m WHERE (m.cod_tenant, m.cod_produto, m.cod_variacao) = (p.cod_tenant, p.cod_produto, p.cod_variacao) AND m.tip_movimento NOT IN ('RESERVA', 'LIBERACAO'))$$, 'the ledger sums to the balance');

-- Discounts: what comes back is the net price. The row is written as checkout writes it.
SELECT pg_temp.new_order('ENTREGUE') AS o \gset
SET LOCAL session_replication_role = replica;
UPDATE flowt.tb_omni8_pedido_item SET vlr_desconto = 1000, vlr_liquido = 8999 WHERE cod_pedido = :o AND num_item = 1;
UPDATE flowt.tb_omni8_pedido SET vlr_desconto = 1000, vlr_total = vlr_total - 1000 WHERE cod_pedido = :o;
UPDATE flowt.tb_omni8_pagamento SET vlr_pagamento = vlr_pagamento - 1000 WHERE cod_pedido = :o;
SET LOCAL session_replication_role = origin;
SELECT pg_temp.pay(:o, :'ta') \g /dev/null
SELECT is(((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta')).body #> '{devolucoes,-1,vlr_devolucao}')::bigint, e, 'part ' || n) FROM (VALUES (1, 2999::bigint), (2, 3000), (3, 3000)) AS v (n, e) ORDER BY n;
SELECT is(pg_temp.held(:o), 850::bigint, 'of 9849 paid, 8999 came back');
SELECT is((SELECT string_agg(x.vlr_item::text, ' ' ORDER BY x.cod_devolucao) FROM flowt.tb_omni8_devolucao_item x WHERE x.cod_pedido = :o), '2999 3000 3000', 'line by line');

-- What was not paid is undone without money; a partial refund counts.
SELECT pg_temp.new_order('CONCLUIDO', 3, 0) AS o \gset
SELECT is((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta')).status, 201, 'an unpaid order');
SELECT is(pg_temp.facts(:o), 'DEVOLUCAO 3333 0', 'is undone, and no money moves');
SELECT pg_temp.new_order('ENTREGUE', 3, 0) AS o \gset
SELECT pg_temp.pay(:o, :'ta') \g /dev/null
SELECT is((pg_temp.request('POST /v1/pedidos/{id}/estornos', jsonb_build_object('id', :o, 'corpo', '{"vlr_estorno": 1000, "vlr_pago": 9999, "des_motivo": "demorou"}'), :'ta')).status, 200, 'a partial refund of the order');
SELECT is(pg_temp.facts(:o), 'PARCIAL 1000 1000', 'is a fact too');
SELECT is((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 3}]', :'ta')).body ->> 'vlr_restante', '0', 'all of it comes back after that');
SELECT is(pg_temp.facts(:o) || ', held ' || pg_temp.held(:o), 'PARCIAL 1000 1000, DEVOLUCAO 8999 8999, held 0', 'never more than was paid');
SELECT pg_temp.new_order('RECEBIDO', 1, 0) AS o \gset
SELECT pg_temp.pay(:o, :'ta') \g /dev/null
SELECT pg_temp.request('POST /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(:o), 'corpo', '{}'), NULL, 'alfa') \g /dev/null
SELECT is(pg_temp.facts(:o) || ', held ' || pg_temp.held(:o), 'CANCELAMENTO 3333 3333, held 0', 'a cancelled order gives back what was paid, once');

-- Moved to DEVOLVIDO by hand: the rest is returned with it.
SELECT pg_temp.new_order('ENTREGUE') AS o \gset
SELECT pg_temp.pay(:o, :'ta') \g /dev/null
SELECT pg_temp.stock() AS before \gset
SELECT pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 2, "tip_destino": "PERDA"}]', :'ta') \g /dev/null
SELECT is((pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', :o, 'corpo', '{"para": "DEVOLVIDO"}'), :'ta')).status, 200, 'by the plain step');
SELECT is(pg_temp.facts(:o) || ', held ' || pg_temp.held(:o), 'DEVOLUCAO 6666 6666, DEVOLUCAO 4183 4183, held 0', 'the rest is returned');
SELECT is(pg_temp.stock(), (:before + 1)::bigint, 'one of three to the shelf');

-- However an order comes back whole, all that was paid for it goes back: with discounts, combos, freight, service and tip, in any
-- pieces, whatever was refunded before. The rows are written as checkout and tables write them.
INSERT INTO flowt.tb_omni8_combo (cod_tenant) VALUES (:alfa) RETURNING cod_combo AS combo \gset
INSERT INTO flowt.tb_omni8_combo_contador (cod_tenant, cod_combo) VALUES (:alfa, :combo);
INSERT INTO flowt.tb_omni8_combo_versao (cod_tenant, cod_combo, num_definicao, sta_combo, nom_combo, tip_preco, vlr_preco, js_grupos) VALUES (:alfa, :combo, 1, 'PUBLICADO', 'Casal', 'FIXO', 4001,
    jsonb_build_array(jsonb_build_object('num_grupo', 1, 'nom_grupo', 'Pizza', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :pizza, 'cod_variacao', NULL, 'qtd_item', 1))),
                      jsonb_build_object('num_grupo', 2, 'nom_grupo', 'Suco', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :suco, 'cod_variacao', NULL, 'qtd_item', 2)))));
CREATE TEMP TABLE shape (name text, pizzas integer, combos integer, off bigint, freight bigint, freight_off bigint, service bigint, tip bigint, before bigint, pieces boolean);
INSERT INTO shape VALUES ('plain', 2, 0, 0, 0, 0, 0, 0, 0, false), ('freight', 2, 0, 0, 700, 0, 0, 0, 0, false), ('freight in pieces', 3, 0, 0, 700, 0, 0, 0, 0, true), ('free freight', 1, 0, 0, 700, 700, 0, 0, 0, false),
    ('discount', 3, 0, 1000, 700, 200, 0, 0, 0, true), ('all discounted', 1, 0, 3333, 700, 0, 0, 0, 0, false), ('combo', 0, 3, 0, 500, 0, 0, 0, 0, true), ('combo and discount', 2, 2, 1, 500, 0, 0, 0, 0, true), ('service', 3, 0, 0, 0, 0, 1000, 0, 0, true),
    ('service and tip', 2, 1, 7, 0, 0, 1066, 501, 0, true), ('refunded in part', 3, 0, 0, 700, 0, 0, 0, 1500, true), ('refunded beyond its freight', 1, 0, 0, 700, 0, 0, 0, 3000, false);
CREATE FUNCTION pg_temp.comes_back(p_shape shape, p_paid boolean, p_token text, p_combo bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_cart  text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
    v_made  pg_temp.answer;
    v_order bigint;
    v_total bigint;
    v_item  record;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', b::text), NULL, 'alfa') FROM (VALUES
        (p_shape.pizzas, jsonb_build_object('cod_produto', (SELECT id::text FROM item WHERE name = 'Pizza'), 'qtd_item', p_shape.pizzas)),
        (p_shape.combos, jsonb_build_object('cod_combo', p_combo::text, 'qtd_item', p_shape.combos))) AS v (n, b) WHERE n > 0;
    v_made := pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', v_cart, 'corpo',
        '{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "DINHEIRO"}'), NULL, 'alfa');
    SELECT p.cod_pedido INTO v_order FROM flowt.tb_omni8_pedido p WHERE p.des_token = v_made.body ->> 'token';
    SET LOCAL session_replication_role = replica;
    UPDATE flowt.tb_omni8_pedido_item SET vlr_desconto = p_shape.off, vlr_liquido = vlr_bruto - p_shape.off WHERE cod_pedido = v_order AND num_item = 1;
    UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'ENTREGUE', vlr_desconto = p_shape.off, vlr_taxa_entrega = p_shape.freight, vlr_desconto_entrega = p_shape.freight_off, vlr_taxa_servico = p_shape.service, vlr_gorjeta = p_shape.tip,
        vlr_total = vlr_itens - p_shape.off + p_shape.freight - p_shape.freight_off + p_shape.service + p_shape.tip WHERE cod_pedido = v_order RETURNING vlr_total INTO v_total;
    UPDATE flowt.tb_omni8_pagamento SET vlr_pagamento = v_total WHERE cod_pedido = v_order;
    SET LOCAL session_replication_role = origin;
    IF p_paid THEN
        PERFORM pg_temp.pay(v_order, p_token);
        IF p_shape.before > 0 THEN
            PERFORM pg_temp.request('POST /v1/pedidos/{id}/estornos', jsonb_build_object('id', v_order, 'corpo', jsonb_build_object('vlr_estorno', p_shape.before, 'vlr_pago', v_total, 'des_motivo', 'demorou')::text), p_token);
        END IF;
    END IF;
    FOR v_item IN SELECT i.num_item, i.qtd_item FROM flowt.tb_omni8_pedido_item i WHERE i.cod_pedido = v_order AND i.num_item_pai IS NULL ORDER BY i.num_item LOOP
        PERFORM pg_temp.give_back(v_order, jsonb_build_array(jsonb_build_object('num_item', v_item.num_item, 'qtd_item', q)), p_token)
           FROM (SELECT v_item.qtd_item AS q WHERE NOT p_shape.pieces UNION ALL SELECT 1 FROM generate_series(1, v_item.qtd_item) WHERE p_shape.pieces) AS x;
    END LOOP;
    RETURN (SELECT concat_ws(' ', p.sta_pedido, (SELECT sum(e.vlr_estorno) FROM flowt.tb_omni8_pedido_estorno e WHERE e.cod_pedido = v_order) - v_total, coalesce(pg_temp.held(v_order), 0),
                (SELECT string_agg(g.sta_pagamento, ',') FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = v_order AND g.sta_pagamento <> 'CANCELADO'), c.des_diferenca)
              FROM flowt.tb_omni8_pedido p JOIN flowt.conciliacao(p.cod_tenant, p.dat_criacao::date - 1, p.dat_criacao::date + 1) c ON c.cod_pedido = p.cod_pedido WHERE p.cod_pedido = v_order);
END
$$;
SELECT is(pg_temp.comes_back(s, true, :'ta', :combo), 'DEVOLVIDO 0 0 ESTORNADO', 'all comes back, paid: ' || s.name) FROM shape AS s;
SELECT is(pg_temp.comes_back(s, false, :'ta', :combo), 'DEVOLVIDO 0 0', 'all comes back, never paid: ' || s.name) FROM shape AS s WHERE s.before = 0;
SELECT is((SELECT jsonb_agg(d.des_problema) FROM flowt.comercio_divergente() AS d WHERE d.des_problema ~ 'encerrado|dinheiro|total'), NULL, 'and the books agree');
-- Moved by hand, it asks nobody for its money any more.
SELECT pg_temp.new_order('ENTREGUE', 1, 0) AS o \gset
SELECT pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', :o, 'corpo', '{"para": "DEVOLVIDO"}'), :'ta') \g /dev/null
SELECT is((SELECT string_agg(g.sta_pagamento, ',') FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = :o), 'CANCELADO', 'the payment of what came back unpaid is closed');

-- What cannot be.
SELECT pg_temp.new_order('ENTREGUE') AS o \gset
SELECT is(pg_temp.outcome(pg_temp.give_back(:o, i::jsonb, :'ta')), e, 'return ' || i) FROM (VALUES ('[]', '422 corpo_invalido'), ('[{"num_item": 1}]', '422 corpo_invalido'), ('[{"num_item": 1, "qtd_item": 0}]', '422 corpo_invalido'),
    ('[{"num_item": 1, "qtd_item": 1, "tip_destino": "LIXO"}]', '422 corpo_invalido'), ('[{"num_item": 1, "qtd_item": 1}, {"num_item": 1, "qtd_item": 1}]', '422 item_repetido'), ('[{"num_item": 3, "qtd_item": 1}]', '422 item_de_outro_pedido'),
    ('[{"num_item": 2, "qtd_item": 2}]', '409 item_ja_devolvido'), ('[{"num_item": 2, "qtd_item": 999}]', '409 item_ja_devolvido')) AS v (i, e);
SELECT is(pg_temp.outcome(pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', t)), e, n) FROM (VALUES (:'atendente', '403 sem_permissao', 'who attends'), (:'tb', '404 nao_encontrado', 'another tenant')) AS v (t, e, n);
SELECT is(pg_temp.outcome(pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta', NULL, '{"cod_reclamacao": "999999999"}')), '404 nao_encontrado', 'a complaint of nothing');
SELECT is(pg_temp.outcome(pg_temp.give_back(pg_temp.new_order(s), '[{"num_item": 1, "qtd_item": 1}]', :'ta')), CASE WHEN s IN ('ENTREGUE', 'CONCLUIDO') THEN '201' ELSE '409 devolucao_fora_de_hora' END, 'of ' || s) FROM (SELECT sta_pedido FROM flowt.tb_omni8_pedido_status) AS v (s);
SELECT is(pg_temp.facts(:o), NULL, 'nothing refused left a fact');
SELECT is(pg_temp.attempt('postgres', s), 'PT409 registro_so_de_inclusao', s) FROM unnest('{UPDATE flowt.tb_omni8_devolucao SET vlr_devolucao = 0,DELETE FROM flowt.tb_omni8_devolucao_item,DELETE FROM flowt.tb_omni8_pedido_estorno}'::text[]) AS s;
SELECT is((pg_temp.request('GET /v1/pedidos/{id}/devolucoes', jsonb_build_object('id', :o), :'tb')).status, 404, 'another tenant reads none');
SELECT is((pg_temp.request('GET /v1/pedidos/{id}/devolucoes', jsonb_build_object('id', :o), :'ta')).body - 'itens', '{"devolucoes": [], "estornos": [], "sta_pedido": "ENTREGUE", "vlr_restante": 10849}', 'nothing yet');

-- Complaints.
CREATE FUNCTION pg_temp.complain(p_order bigint, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pedidos/{token}/reclamacoes', jsonb_build_object('token', pg_temp.token_of(p_order), 'corpo', p_body::text), NULL, 'alfa');
CREATE FUNCTION pg_temp.move_complaint(p_id text, p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/reclamacoes/{id}/transicoes', jsonb_build_object('id', p_id, 'corpo', p_body::text), p_token);
SELECT is((pg_temp.complain(:o, '{"tip_reclamacao": "ITEM_FALTANDO", "des_reclamacao": " faltou o suco "}')).body - '{num_pedido,dat_criacao}'::text[],
    jsonb_build_object('tip_reclamacao', 'ITEM_FALTANDO', 'des_tipo', 'Faltou um item', 'sta_reclamacao', 'ABERTA', 'des_reclamacao', 'faltou o suco', 'des_resposta', NULL, 'dat_conclusao', NULL, 'dat_prazo', flowt.dia_do_tenant(:alfa, now()) + 7), 'a complaint, with a deadline in the company''s days');
SELECT pg_temp.complain(:o, '{"tip_reclamacao": "ITEM_FALTANDO", "des_reclamacao": "faltou o suco"}') \g /dev/null
SELECT is((SELECT count(*) FROM flowt.tb_omni8_reclamacao), 1::bigint, 'sent twice it is one');
SELECT max(cod_reclamacao) AS r FROM flowt.tb_omni8_reclamacao \gset
SELECT is(pg_temp.wrong_fields(pg_temp.complain(:o, b::jsonb)), e, 'complaint ' || b) FROM (VALUES ('{}', 'des_reclamacao:campo_obrigatorio tip_reclamacao:campo_obrigatorio'), ('{"tip_reclamacao": "TUDO", "des_reclamacao": "x", "y": 1}', 'des_reclamacao:texto_curto tip_reclamacao:opcao_invalida y:campo_desconhecido')) AS v (b, e);
SELECT is((pg_temp.request('GET /v1/reclamacoes', '{}', :'atendente')).body #>> '{itens,0,des_reclamacao}', 'faltou o suco', 'the staff''s list');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/reclamacoes/{id}', jsonb_build_object('id', :'r'), t)), e, n) FROM (VALUES (:'atendente', '200', 'who attends reads'), (:'cozinha', '403 sem_permissao', 'the kitchen does not'), (:'tb', '404 nao_encontrado', 'nor another tenant')) AS v (t, e, n);
SELECT is(concat_ws(' ', pg_temp.outcome(a), a.body ->> 'sta_reclamacao'), e, n || ': ' || b) FROM (VALUES (1, '{"para": "RESOLVIDA", "des_resposta": "pronto"}', '409 transicao_ilegal'), (2, '{"para": "EM_ANALISE"}', '200 EM_ANALISE'),
    (3, '{"para": "EM_ANALISE"}', '200 EM_ANALISE'), (4, '{"para": "RESOLVIDA"}', '422 reclamacao_concluida_tem_resposta'), (5, '{"para": "ABERTA"}', '422 corpo_invalido'), (6, '{"para": "RESOLVIDA", "des_resposta": "mandamos outro"}', '200 RESOLVIDA'),
    (7, '{"para": "RESOLVIDA", "des_resposta": "de novo"}', '200 RESOLVIDA'), (8, '{"para": "RECUSADA", "des_resposta": "não"}', '409 transicao_ilegal')) AS v (n, b, e) CROSS JOIN LATERAL pg_temp.move_complaint(:'r', b::jsonb, :'atendente') AS a;
SELECT is((pg_temp.move_complaint(:'r', '{"para": "RECUSADA", "des_resposta": "não"}', :'ta')).hint, '{"sta_reclamacao": "RESOLVIDA", "permitidas": []}', 'an end is an end');
SELECT is((pg_temp.request('GET /v1/pedidos/{token}/reclamacoes', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')).body #>> '{itens,0,des_resposta}', 'mandamos outro', 'the customer reads the answer');
SELECT ok(NOT (pg_temp.request('GET /v1/pedidos/{token}/reclamacoes', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')).body::text ~ 'cod_pedido|nom_cliente|cod_usuario', 'without what is the staff''s');
SELECT is((pg_temp.give_back(:o, '[{"num_item": 2, "qtd_item": 1}]', :'ta', NULL, jsonb_build_object('cod_reclamacao', :'r'))).body #>> '{devolucoes,-1,cod_reclamacao}', :'r', 'a return may answer a complaint');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/reclamacoes', jsonb_build_object('corpo', jsonb_build_object('cod_pedido', p, 'tip_reclamacao', 'ATRASO', 'des_reclamacao', 'ligou irritado')::text), t)), e, n)
  FROM (VALUES (:'o', :'atendente', '201', 'staff writes one down'), (:'o', :'cozinha', '403 sem_permissao', 'not the kitchen'), ('999999999', :'ta', '404 nao_encontrado', 'of an order that is'), (:'o', :'tb', '404 nao_encontrado', 'and is one''s own')) AS v (p, t, e, n);
SELECT is((SELECT string_agg((pg_temp.complain(:o, jsonb_build_object('tip_reclamacao', 'OUTRO', 'des_reclamacao', 'texto ' || n))).status::text, ' ') FROM generate_series(1, 9) AS n), '201 201 201 201 201 201 201 201 409', 'ten of an order');
SELECT is((pg_temp.request('GET /v1/reclamacoes', '{"limite": "1"}', :'ta')).body ->> 'proximo', (pg_temp.request('GET /v1/reclamacoes', '{"limite": "1"}', :'ta')).body #>> '{itens,0,cod_reclamacao}', 'page by page');
UPDATE flowt.tb_omni8_reclamacao SET dat_prazo = dat_prazo - 30 WHERE cod_reclamacao = (SELECT max(cod_reclamacao) FROM flowt.tb_omni8_reclamacao);
SELECT is((pg_temp.request('GET /v1/reclamacoes', '{"limite": "1"}', :'ta')).body #> '{itens,0,flg_atrasada}', 'true', 'the late ones first');

-- Order again: what is gone and what costs something else is told, and the rest is in a cart.
CREATE FUNCTION pg_temp.again(p_order bigint) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/pedidos/{token}/repeticao', jsonb_build_object('token', pg_temp.token_of(p_order)), NULL, 'alfa');
CREATE FUNCTION pg_temp.told(p_answer pg_temp.answer) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(concat_ws(' ', i ->> 'nom_produto', i ->> 'flg_incluido', i ->> 'vlr_agora', i ->> 'codigo'), ', ') FROM jsonb_array_elements((p_answer).body -> 'itens') AS i);
SELECT is(pg_temp.told(pg_temp.again(:o)), 'Pizza true 3333, Suco true 850', 'nothing changed');
SELECT is((SELECT string_agg(l.qtd_item || coalesce(' ' || l.des_observacao, ''), ', ' ORDER BY l.cod_carrinho_item) FROM flowt.tb_omni8_carrinho_item l WHERE l.cod_carrinho = (SELECT max(cod_carrinho) FROM flowt.tb_omni8_carrinho)), '3 sem cebola, 1', 'quantities and notes with it');
CREATE FUNCTION pg_temp.again_after(p_change text, p_order bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_told text;
BEGIN
    EXECUTE p_change;
    v_told := pg_temp.told(pg_temp.again(p_order));
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = v_told;
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM;
END
$$;
SELECT matches(pg_temp.again_after(c, :o), e, c) FROM (VALUES ('UPDATE flowt.tb_omni8_produto_servico SET sta_produto = ''ARQUIVADO'' WHERE nom_produto = ''Suco''', '^Pizza true 3333, Suco false item_nao_esta_a_venda$'),
    ('UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = (now() AT TIME ZONE ''America/Sao_Paulo'')::date WHERE nom_produto = ''Pizza''', '^Pizza false \w+, Suco true 850$')) AS v (c, e);
SELECT is((pg_temp.request('POST /v1/pedidos/{token}/repeticao', '{"token": "nenhum"}', NULL, 'alfa')).status, 404, 'no such order');
SELECT is((SELECT sta_pedido FROM flowt.tb_omni8_pedido WHERE cod_pedido = :o), 'ENTREGUE', 'the old order stays as it was');

-- The pages.
CREATE FUNCTION pg_temp.page(p_what text, p_order bigint, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(split_part(p_what, ' ', 1) || ' /{slug}/pedido/{token}/' || split_part(p_what, ' ', 2), jsonb_build_object('slug', 'alfa', 'token', pg_temp.token_of(p_order)) || p_more);
SELECT matches((pg_temp.page('GET repetir', :o)).raw, '3 × Pizza.*1 × Suco.*Pôr na sacola', 'order again shows what it was');
SELECT matches((pg_temp.page('POST repetir', :o, '{"corpo": ""}')).headers, '^Location: /alfa/sacola\nSet-Cookie: flowt_sacola=', 'and leads to the bag');
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'ARQUIVADO' WHERE nom_produto = 'Suco';
SELECT matches((pg_temp.page('POST repetir', :o, '{"corpo": ""}')).raw, 'Algumas coisas mudaram.*<b>Suco</b>: Este item não está à venda.*Ver a sacola', 'telling first what is gone');
SELECT matches((pg_temp.page('GET reclamar', :o)).raw, 'Faltou um item.*mandamos outro.*name="tip_reclamacao"', 'complaints, answers and a form');
SELECT is((pg_temp.page('POST reclamar', :o, '{"corpo": "tip_reclamacao=OUTRO"}')).status, 422, 'an empty one comes back');
SELECT is((pg_temp.page('POST reclamar', :o, '{"corpo": "tip_reclamacao=OUTRO&des_reclamacao=mais+uma"}')).status, 409, 'ten are enough');
SELECT is((pg_temp.page('POST reclamar', pg_temp.new_order('ENTREGUE', 1, 0), '{"corpo": "tip_reclamacao=OUTRO&des_reclamacao=n%C3%A3o+gostei"}')).status, 303, 'and is shown');
SELECT is((SELECT des_reclamacao FROM flowt.tb_omni8_reclamacao ORDER BY cod_reclamacao DESC LIMIT 1), 'não gostei', 'as it was typed');
SELECT is((pg_temp.request(r, '{"slug": "alfa", "token": "nenhum"}')).status, 404, r) FROM unnest(ARRAY['GET /{slug}/pedido/{token}/repetir', 'GET /{slug}/pedido/{token}/reclamar']) AS r;

SELECT is_empty('SELECT d.cod_devolucao FROM flowt.tb_omni8_devolucao d WHERE d.vlr_devolucao <> (SELECT sum(x.vlr_item) FROM flowt.tb_omni8_devolucao_item x WHERE x.cod_devolucao = d.cod_devolucao)', 'every return is the sum of its lines');

-- An order that is not paid, or not all of it: what came back is no longer asked for, and money goes back only beyond the rest.
CREATE FUNCTION pg_temp.open_of(p_order bigint) RETURNS text LANGUAGE sql
RETURN concat_ws(' ', (SELECT string_agg(g.vlr_pagamento::text, '+' ORDER BY g.num_pagamento) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = p_order AND g.sta_pagamento = 'PENDENTE'), 'held', coalesce(pg_temp.held(p_order), 0));
CREATE FUNCTION pg_temp.divide(p_order bigint, p_token text, VARIADIC p_parts bigint[]) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('PUT /v1/pedidos/{id}/divisao-pagamento', jsonb_build_object('id', p_order, 'corpo',
    jsonb_build_object('pagamentos', (SELECT jsonb_agg(jsonb_build_object('tip_pagamento', 'DINHEIRO', 'vlr_pagamento', v)) FROM unnest(p_parts) AS v))::text), p_token));
SELECT pg_temp.new_order('ENTREGUE') AS o, pg_temp.new_order('ENTREGUE') AS half \gset
SELECT is(pg_temp.open_of(:o), '9999 held 0', 'nothing is paid yet');
SELECT is((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta')).status || ' ' || pg_temp.open_of(:o), '201 6666 held 0', 'of what came back nothing is asked');
SELECT is(pg_temp.facts(:o), 'DEVOLUCAO 3333 0', 'and nothing goes back');
SELECT is(pg_temp.divide(:o, :'ta', VARIADIC p::bigint[]), e, p) FROM (VALUES (1, '{9999}', '422 pagamentos_nao_somam'), (2, '{6000,666}', '200')) AS v (n, p, e) ORDER BY n;
SELECT pg_temp.pay(:o, :'ta') \g /dev/null
SELECT is(pg_temp.open_of(:o), 'held 6666', 'what was left is paid');
SELECT is(pg_temp.divide(:o, :'ta', 3333), '409 pagamento_ja_recebido', 'nothing more is asked');
SELECT is((pg_temp.give_back(:o, '[{"num_item": 1, "qtd_item": 1}]', :'ta')).status || ' ' || pg_temp.open_of(:o), '201 held 3333', 'and what comes back now goes back in money');
SELECT is(pg_temp.divide(:half, :'ta', 5000, 4999), '200', 'another order in two parts');
SELECT pg_temp.request('POST /v1/pagamentos/{id}/recebimento', jsonb_build_object('id', g.cod_pagamento), :'ta') FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = :half AND g.sta_pagamento = 'PENDENTE' AND g.vlr_pagamento = 5000 \g /dev/null
SELECT is((pg_temp.give_back(:half, '[{"num_item": 1, "qtd_item": 1}]', :'ta')).status || ' ' || pg_temp.open_of(:half), '201 1666 held 5000', 'one part paid: the other falls first');
SELECT is((pg_temp.give_back(:half, '[{"num_item": 1, "qtd_item": 1}]', :'ta')).status || ' ' || pg_temp.open_of(:half), '201 held 3333', 'then what was paid too much goes back');
SELECT is(pg_temp.facts(:half), 'DEVOLUCAO 3333 0, DEVOLUCAO 3333 1667', 'which the facts tell');
SELECT is_empty(format('SELECT * FROM flowt.pagamentos_inconsistentes(%s) AS i WHERE i.cod_pedido IN (%s, %s)', :alfa, :o, :half), 'and the books agree');
SELECT is_empty(format('SELECT * FROM flowt.pedidos_divergentes(%s) AS i WHERE i.cod_registro IN (%s, %s)', :alfa, :o, :half), 'those of the orders too');

SELECT * FROM finish();
ROLLBACK;
