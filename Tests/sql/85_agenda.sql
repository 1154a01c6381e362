-- Appointments: what is free, what is taken, and that nothing is taken twice (guide chapter 5.1, services).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa', 'SERVICOS') AS alfa, pg_temp.new_tenant('beta', 'SERVICOS') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook, pg_temp.login(:alfa, 'marketing') AS marketing \gset
SELECT flowt.unidade_principal(:alfa) AS unit, flowt.unidade_principal(:beta) AS other_unit \gset
-- Open from nine to noon and from two to six; the Tuesday after next.
INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento) SELECT :alfa, d, h, h + n FROM generate_series(1, 6) d, (VALUES (time '09:00', interval '3 hours'), ('14:00', '4 hours')) AS t (h, n);
SELECT (date_trunc('week', now())::date + 15) AS day \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, tip_item, vlr_preco, qtd_duracao_min, sta_produto) VALUES (:alfa, 'Corte', 'SERVICO', 5000, 60, 'PUBLICADO') RETURNING cod_produto::text AS cut \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, tip_item, vlr_preco, qtd_duracao_min, sta_produto) VALUES (:alfa, 'Luzes', 'SERVICO', 30000, 150, 'PUBLICADO') RETURNING cod_produto::text AS lights \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pomada', 3000, 'PUBLICADO') RETURNING cod_produto::text AS pomade \gset
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor) VALUES (:alfa, 'agenda_passo_min', now(), '30');

CREATE FUNCTION pg_temp.at(p_day date, p_time text) RETURNS timestamptz LANGUAGE sql RETURN (p_day + p_time::time) AT TIME ZONE 'America/Sao_Paulo';
CREATE FUNCTION pg_temp.free(p_service text, p_args jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg((h ->> 'hora') || coalesce(' ' || nullif((SELECT string_agg(r ->> 'nom_recurso', '+') FROM jsonb_array_elements(h -> 'recursos') AS r), ''), ''), ', '), '-')
      FROM jsonb_array_elements((pg_temp.request('GET /v1/servicos/{id}/horarios', jsonb_build_object('id', p_service) || p_args, NULL, 'alfa')).body -> 'horarios') AS h $$;
SELECT jsonb_build_object('dia', :'day') AS tuesday \gset

-- The unit by itself.
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 09:30, 10:00, 10:30, 11:00, 14:00, 14:30, 15:00, 15:30, 16:00, 16:30, 17:00', 'within the shifts, whole');
SELECT is(pg_temp.free(:'lights', :'tuesday'), '09:00, 09:30, 14:00, 14:30, 15:00, 15:30', 'what lasts longer begins earlier');
SELECT is(pg_temp.free(:'cut', jsonb_build_object('dia', :'day'::date - 2)), '-', 'a Sunday is closed');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/servicos/{id}/horarios', jsonb_build_object('id', i) || a, NULL, 'alfa')), e, concat_ws(' ', a, e)) FROM (VALUES (:'pomade', '{}'::jsonb, '404 nao_encontrado'), ('999999999', '{}', '404 nao_encontrado'),
    (:'cut', '{"dia": "2020-01-01"}', '422 dia_fora_da_agenda'), (:'cut', '{"dia": "2099-01-01"}', '422 dia_fora_da_agenda'), (:'cut', '{"dia": "x"}', '400 22007'), (:'cut', jsonb_build_object('cod_unidade', :'other_unit'), '422 unidade_indisponivel')) AS v (i, a, e);

-- Holding a time for a line of a cart.
CREATE FUNCTION pg_temp.cart(p_product text, p_many integer DEFAULT 1) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_produto', p_product, 'qtd_item', p_many)::text), NULL, 'alfa');
    RETURN v_cart;
END
$$;
CREATE FUNCTION pg_temp.line(p_cart text) RETURNS text LANGUAGE sql AS $$
    SELECT l.cod_carrinho_item::text FROM flowt.tb_omni8_carrinho_item l JOIN flowt.tb_omni8_carrinho c ON c.cod_tenant = l.cod_tenant AND c.cod_carrinho = l.cod_carrinho WHERE c.hsh_token = flowt.digerir(p_cart) $$;
CREATE FUNCTION pg_temp.hold(p_cart text, p_when timestamptz, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/horarios', jsonb_build_object('token', p_cart, 'corpo', (jsonb_build_object('cod_carrinho_item', pg_temp.line(p_cart),
    'dat_inicio', to_char(p_when AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) || p_more)::text), NULL, 'alfa');
CREATE FUNCTION pg_temp.buy(p_cart text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', p_cart, 'idempotency_key', 'chave-' || md5(p_cart || random()), 'corpo',
    ('{"nom_cliente": "Maria", "num_telefone": "(11) 98877-6655", "tip_atendimento": "LOCAL", "tip_pagamento": "PIX"}'::jsonb || p_more)::text), NULL, 'alfa');
UPDATE flowt.tb_omni8_tenant SET flg_pedido_fora_do_horario = true WHERE cod_tenant = :alfa;
SELECT pg_temp.cart(:'cut') AS c1, pg_temp.cart(:'cut') AS c2, pg_temp.cart(:'cut', 2) AS c3, pg_temp.cart(:'pomade') AS c4 \gset
SELECT pg_temp.hold(:'c1', pg_temp.at(:'day', '10:00')) AS h1 \gset
SELECT is((:'h1'::pg_temp.answer).status || ' ' || ((:'h1'::pg_temp.answer).body - '{token,cod_unidade,dat_inicio,dat_fim,dat_validade,cod_produto,cod_carrinho_item}'::text[]),
    '201 {"cod_recurso": null, "nom_produto": "Corte", "nom_recurso": null, "nom_unidade": "Matriz", "sta_agendamento": "RESERVADO", "des_fuso_horario": "America/Sao_Paulo"}', 'a time is held');
SELECT is(((:'h1'::pg_temp.answer).body ->> 'dat_fim')::timestamptz - ((:'h1'::pg_temp.answer).body ->> 'dat_inicio')::timestamptz, interval '1 hour', 'for as long as it takes');
SELECT is(((:'h1'::pg_temp.answer).body ->> 'dat_validade')::timestamptz, now() + interval '15 minutes', 'for fifteen minutes');
SELECT (:'h1'::pg_temp.answer).body ->> 'token' AS t1 \gset
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 11:00, 14:00, 14:30, 15:00, 15:30, 16:00, 16:30, 17:00', 'what is held is free no more');
SELECT is(pg_temp.outcome(pg_temp.hold(c, w, m)), e, concat_ws(' ', w, m, e)) FROM (VALUES (:'c2', pg_temp.at(:'day', '10:00'), '{}'::jsonb, '409 horario_indisponivel'), (:'c2', pg_temp.at(:'day', '09:30'), '{}', '409 horario_indisponivel'),
    (:'c2', pg_temp.at(:'day', '10:30'), '{}', '409 horario_indisponivel'), (:'c2', pg_temp.at(:'day', '11:30'), '{}', '409 horario_indisponivel'), (:'c2', pg_temp.at(:'day', '11:10'), '{}', '409 horario_indisponivel'),
    (:'c2', pg_temp.at(:'day', '13:00'), '{}', '409 horario_indisponivel'), (:'c2', now() - interval '1 day', '{}', '422 horario_em_cima_da_hora'), (:'c2', now() + interval '30 minutes', '{}', '422 horario_em_cima_da_hora'),
    (:'c2', now() + interval '61 days', '{}', '422 horario_longe_demais'), (:'c2', pg_temp.at(:'day', '11:00'), '{"cod_recurso": "999999999"}', '409 horario_indisponivel'), (:'c4', pg_temp.at(:'day', '11:00'), '{}', '404 nao_encontrado'),
    (:'c2', pg_temp.at(:'day', '11:00'), jsonb_build_object('cod_carrinho_item', pg_temp.line(:'c1')), '404 nao_encontrado'), ('n' || :'c2', pg_temp.at(:'day', '11:00'), '{"cod_carrinho_item": "1"}', '404 nao_encontrado'),
    (:'c2', pg_temp.at(:'day', '11:00'), '{"dat_inicio": "2026-12-01T08:00"}', '422 corpo_invalido'), (:'c2', pg_temp.at(:'day', '11:00'), jsonb_build_object('cod_unidade', :'other_unit'), '422 unidade_indisponivel'),
    (:'c2', pg_temp.at(:'day', '11:00'), '{}', '201'), (:'c2', pg_temp.at(:'day', '09:00'), '{}', '201'), (:'c3', pg_temp.at(:'day', '11:00'), '{}', '409 horario_indisponivel'), (:'c3', pg_temp.at(:'day', '14:00'), '{}', '201')) AS v (c, w, m, e);
SELECT is(pg_temp.free(:'cut', :'tuesday'), '11:00, 16:00, 16:30, 17:00', 'another time gives the first back, and two cuts take two hours');

-- A line that changes or goes leaves its time.
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/carrinhos/{token}/itens/{id}', jsonb_build_object('token', :'c3', 'id', pg_temp.line(:'c3'), 'corpo', '{"qtd_item": 1}'), NULL, 'alfa')), '200', 'one cut will do');
SELECT is(pg_temp.free(:'cut', :'tuesday'), '11:00, 14:00, 14:30, 15:00, 15:30, 16:00, 16:30, 17:00', 'the time was for two');
SELECT is(pg_temp.outcome(pg_temp.hold(:'c3', pg_temp.at(:'day', '14:00'))), '201', 'held again');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/carrinhos/{token}/itens/{id}', jsonb_build_object('token', :'c3', 'id', pg_temp.line(:'c3'), 'corpo', '{"qtd_item": 0}'), NULL, 'alfa')), '200', 'none at all');
SELECT is(pg_temp.free(:'cut', :'tuesday'), '11:00, 14:00, 14:30, 15:00, 15:30, 16:00, 16:30, 17:00', 'and its time is free');

-- The order confirms it.
SELECT is(pg_temp.outcome(pg_temp.buy(:'c1')), '201', 'bought');
SELECT is((pg_temp.request('GET /v1/agenda/{token}', jsonb_build_object('token', :'t1'), NULL, 'alfa')).body ->> 'sta_agendamento', 'CONFIRMADO', 'confirmed');
SELECT p.cod_pedido AS order1 FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = :alfa \gset
SELECT is(jsonb_array_length(flowt.agendamentos_de(:alfa, NULL, :order1)), 1, 'the order knows its time');
-- A hold that is overdue is the buyer's while nobody takes it.
UPDATE flowt.tb_omni8_agendamento SET dat_validade = now() - interval '1 minute' WHERE sta_agendamento = 'RESERVADO';
SELECT pg_temp.cart(:'cut') AS c5, pg_temp.cart(:'cut') AS c6 \gset
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 11:00, 14:00, 14:30, 15:00, 15:30, 16:00, 16:30, 17:00', 'overdue, it is free to others');
SELECT is(pg_temp.outcome(pg_temp.hold(:'c5', pg_temp.at(:'day', '09:00'))), '201', 'who take it');
SELECT is(pg_temp.outcome(pg_temp.buy(:'c2')), '409 horario_perdido', 'then the order is refused');
SELECT is(pg_temp.outcome(pg_temp.hold(:'c2', pg_temp.at(:'day', '16:00'))), '201', 'until another time is chosen');
UPDATE flowt.tb_omni8_agendamento SET dat_validade = now() - interval '1 minute' WHERE sta_agendamento = 'RESERVADO';
SELECT is(pg_temp.outcome(pg_temp.buy(:'c2')), '201', 'overdue and untaken, it is the buyer''s still');
SELECT is(pg_temp.outcome(pg_temp.buy(:'c6')), '201', 'a service may be ordered without a time');
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 11:00, 14:00, 14:30, 15:00, 17:00', 'two confirmed');

-- Two bookings of one time cannot be, whoever writes them.
SELECT is(pg_temp.attempt('flowt_api', format('INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, cod_produto, dat_inicio, dat_fim, sta_agendamento) VALUES (%s, ''x'', %s, %s, %L, %L, ''CONFIRMADO'')',
    :alfa, :unit, :'cut', pg_temp.at(:'day', '10:59'), pg_temp.at(:'day', '11:30')), :alfa), '23P01 horario_ja_reservado', 'the constraint stands behind');

-- The customer moves and cancels.
CREATE FUNCTION pg_temp.move(p_token text, p_when timestamptz, p_more jsonb DEFAULT '{}', p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/agenda/{token}', jsonb_build_object('token', p_token, 'corpo', (jsonb_build_object('dat_inicio', to_char(p_when AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) || p_more)::text), NULL, p_slug);
SELECT is(pg_temp.outcome(pg_temp.move(:'t1', w, '{}', s)), e, concat_ws(' ', s, w, e)) FROM (VALUES ('alfa', pg_temp.at(:'day', '16:30'), '409 horario_indisponivel'), ('beta', pg_temp.at(:'day', '10:30'), '404 nao_encontrado'),
    ('alfa', now() + interval '61 days', '422 horario_longe_demais'), ('alfa', pg_temp.at(:'day', '10:30'), '200'), ('alfa', pg_temp.at(:'day', '10:30'), '200')) AS v (s, w, e);
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 09:30, 14:00, 14:30, 15:00, 17:00', 'half an hour on, over its own old time');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/agenda/{token}', jsonb_build_object('token', :'t1'), NULL, 'beta')), '404 nao_encontrado', 'another company does not see it');
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor) VALUES (:alfa, 'agenda_cancelamento_min', now(), '43200');
SELECT is(pg_temp.outcome(pg_temp.move(:'t1', pg_temp.at(:'day', '09:00'))), '409 tarde_para_mudar_o_horario', 'too late to move');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/agenda/{token}', jsonb_build_object('token', :'t1'), NULL, 'alfa')), '409 tarde_para_mudar_o_horario', 'or to cancel');
UPDATE flowt.tb_omni8_parametro_valor SET js_valor = '120' WHERE nom_parametro = 'agenda_cancelamento_min';
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/agenda/{token}', jsonb_build_object('token', :'t1'), NULL, 'alfa')), e, 'cancelling: ' || e) FROM unnest('{204,409 horario_encerrado}'::text[]) AS e;
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 09:30, 10:00, 10:30, 11:00, 14:00, 14:30, 15:00, 17:00', 'free again');

-- An order that comes to nothing leaves its times; one that comes back takes them again if it can.
SELECT p.cod_pedido AS order2 FROM flowt.tb_omni8_agendamento a JOIN flowt.tb_omni8_pedido p ON p.cod_tenant = a.cod_tenant AND p.cod_pedido = a.cod_pedido WHERE a.cod_tenant = :alfa AND a.sta_agendamento = 'CONFIRMADO' \gset
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'EXPIRADO' WHERE cod_pedido = :order2;
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 09:30, 10:00, 10:30, 11:00, 14:00, 14:30, 15:00, 15:30, 16:00, 16:30, 17:00', 'expired');
CREATE FUNCTION pg_temp.paid_late(p_order bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_payment flowt.tb_omni8_pagamento;
    v_result  text;
BEGIN
    SELECT g.* INTO v_payment FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = p_order;
    v_result := pg_temp.attempt('flowt_api', format('SELECT flowt.receber_pagamento(%s, %s, NULL, false)', v_payment.cod_tenant, v_payment.cod_pagamento), v_payment.cod_tenant);
    RETURN (SELECT concat_ws(' ', v_result, p.sta_pedido, g.sta_pagamento, (SELECT string_agg(a.sta_agendamento, ',') FROM flowt.tb_omni8_agendamento a WHERE a.cod_pedido = p_order))
              FROM flowt.tb_omni8_pedido p JOIN flowt.tb_omni8_pagamento g ON g.cod_pedido = p.cod_pedido WHERE p.cod_pedido = p_order);
END
$$;
SELECT is(pg_temp.paid_late(:order2), 'ok 1 RECEBIDO PAGO CONFIRMADO', 'paid late');
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00, 09:30, 10:00, 10:30, 11:00, 14:00, 14:30, 15:00, 17:00', 'it has its time again');
-- A time that somebody else has by then, or that is over, was not what the money was for.
CREATE FUNCTION pg_temp.expired(p_time text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  text := pg_temp.cart((SELECT cod_produto::text FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Corte'));
    v_made  pg_temp.answer;
    v_order bigint;
BEGIN
    PERFORM pg_temp.hold(v_cart, pg_temp.at((date_trunc('week', now())::date + 15), p_time));
    v_made := pg_temp.buy(v_cart);
    v_order := (SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p WHERE p.des_token = v_made.body ->> 'token');
    UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'EXPIRADO' WHERE cod_pedido = v_order;
    RETURN v_order;
END
$$;
SELECT pg_temp.expired('09:00') AS sold, pg_temp.cart(:'cut') AS c9 \gset
SELECT is(pg_temp.outcome(pg_temp.hold(:'c9', pg_temp.at(:'day', '09:00'))), '201', 'taken meanwhile');
SELECT is(pg_temp.paid_late(:sold), 'ok 1 EXPIRADO ESTORNADO CANCELADO', 'it is not sold twice: the money goes back');
UPDATE flowt.tb_omni8_agendamento SET dat_validade = now() - interval '1 minute' WHERE sta_agendamento = 'RESERVADO' AND dat_inicio = pg_temp.at(:'day', '09:00');
SELECT pg_temp.expired('10:00') AS given_up, pg_temp.expired('09:00') AS unheld, pg_temp.expired('11:00') AS over \gset
SELECT is(pg_temp.paid_late(:unheld), 'ok 1 RECEBIDO PAGO CONFIRMADO', 'an overdue hold keeps nobody out');
UPDATE flowt.tb_omni8_agendamento SET des_motivo = 'Cancelado pelo cliente.' WHERE cod_pedido = :given_up;
SELECT is(pg_temp.paid_late(:given_up), 'ok 1 RECEBIDO PAGO CANCELADO', 'what its buyer had given up does not come back');
UPDATE flowt.tb_omni8_agendamento SET dat_inicio = now() - interval '2 hours', dat_fim = now() - interval '1 hour' WHERE cod_pedido = :over;
SELECT is(pg_temp.paid_late(:over), 'ok 1 EXPIRADO ESTORNADO CANCELADO', 'what is over is given back');
SELECT is((SELECT jsonb_agg(d.des_problema) FROM flowt.comercio_divergente() AS d WHERE d.des_problema ~ 'dinheiro|pagamento'), NULL, 'and the books agree');
UPDATE flowt.tb_omni8_agendamento SET sta_agendamento = 'CANCELADO' WHERE cod_pedido IN (:order2, :unheld);
SELECT is(pg_temp.outcome(pg_temp.hold(:'c5', pg_temp.at(:'day', '16:30'))), '201', 'and a time given up is somebody else''s');

-- Resources: who does what, when.
CREATE FUNCTION pg_temp.resource(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/recursos', jsonb_build_object('corpo', p_body::text), p_token);
SELECT is(pg_temp.outcome(pg_temp.resource(t, b)), e, concat_ws(' ', b, e)) FROM (VALUES
    (:'ta', jsonb_build_object('nom_recurso', 'Bia', 'num_ordem', 1, 'turnos', '[{"num_dia_semana": 2, "hor_inicio": "09:00", "hor_fim": "12:00"}]'::jsonb), '201'), (:'ta', jsonb_build_object('nom_recurso', 'Ana', 'num_ordem', 2, 'servicos', jsonb_build_array(:'cut')), '201'),
    (:'ta', '{"nom_recurso": "Ana"}'::jsonb, '409 nome_de_recurso_ja_usado'), (:'ta', '{"nom_recurso": " "}', '422 corpo_invalido'), (:'ta', jsonb_build_object('nom_recurso', 'Eva', 'servicos', jsonb_build_array(:'pomade')), '422 servico_desconhecido'),
    (:'ta', '{"nom_recurso": "Eva", "servicos": ["999999999"]}', '422 servico_desconhecido'), (:'ta', '{"nom_recurso": "Eva", "turnos": [{"num_dia_semana": 2, "hor_inicio": "09:00", "hor_fim": "12:00"}, {"num_dia_semana": 2, "hor_inicio": "11:00", "hor_fim": "13:00"}]}', '422 turnos_sobrepostos'),
    (:'ta', jsonb_build_object('nom_recurso', 'Eva', 'cod_unidade', :'other_unit'), '404 nao_encontrado'), (:'cook', '{"nom_recurso": "Eva"}', '403 sem_permissao')) AS v (t, b, e);
SELECT cod_recurso::text AS bia FROM flowt.tb_omni8_recurso WHERE nom_recurso = 'Bia' \gset
SELECT cod_recurso::text AS ana FROM flowt.tb_omni8_recurso WHERE nom_recurso = 'Ana' \gset
SELECT is(pg_temp.free(:'cut', :'tuesday'), '09:00 Bia+Ana, 09:30 Bia+Ana, 10:00 Bia+Ana, 10:30 Bia+Ana, 11:00 Bia+Ana, 14:00 Ana, 14:30 Ana, 15:00 Ana, 15:30 Ana, 16:00 Ana, 16:30 Ana, 17:00 Ana', 'each in her hours');
SELECT is(pg_temp.free(:'lights', :'tuesday'), '09:00 Bia, 09:30 Bia', 'each what she does');
SELECT is(pg_temp.free(:'cut', :'tuesday'::jsonb || jsonb_build_object('cod_recurso', :'bia')), '09:00 Bia, 09:30 Bia, 10:00 Bia, 10:30 Bia, 11:00 Bia', 'of one alone');
SELECT pg_temp.cart(:'cut') AS c7, pg_temp.cart(:'cut') AS c8, pg_temp.cart(:'cut') AS c9 \gset
SELECT is(concat_ws(' ', pg_temp.outcome(h), h.body ->> 'nom_recurso'), e, e) FROM (VALUES (:'c7', '{}'::jsonb, '201 Bia'), (:'c8', jsonb_build_object('cod_recurso', :'bia'), '409 horario_indisponivel'), (:'c8', '{}', '201 Ana'), (:'c9', '{}', '409 horario_indisponivel')) AS v (c, m, e),
    LATERAL pg_temp.hold(c, pg_temp.at(:'day', '10:00'), m) AS h;
SELECT is(pg_temp.outcome(pg_temp.buy(:'c7')), '201', 'Bia''s is bought');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/recursos/{id}', jsonb_build_object('id', :'bia', 'corpo', b), t)), e, concat_ws(' ', b, e)) FROM (VALUES (:'ta', '{"num_versao": 1, "turnos": []}', '200'), (:'ta', '{"num_versao": 1}', '409 versao_desatualizada'),
    (:'ta', '{"num_versao": 2, "nom_recurso": "Ana"}', '409 nome_de_recurso_ja_usado'), (:'tb', '{"num_versao": 2}', '404 nao_encontrado'), (:'ta', '{"num_versao": 2, "sta_recurso": "X"}', '422 corpo_invalido')) AS v (t, b, e);
SELECT is(pg_temp.free(:'cut', :'tuesday'::jsonb || jsonb_build_object('cod_recurso', :'bia')), '09:00 Bia, 11:00 Bia, 14:00 Bia, 14:30 Bia, 15:00 Bia, 15:30 Bia, 16:00 Bia, 16:30 Bia, 17:00 Bia', 'without hours of her own, the unit''s');
SELECT is((SELECT string_agg(i ->> 'nom_recurso', ',') FROM jsonb_array_elements((pg_temp.request('GET /v1/recursos', '{}', t)).body -> 'itens') AS i), e, 'the list') FROM (VALUES (:'ta', 'Bia,Ana'), (:'tb', NULL)) AS v (t, e);
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria a WHERE a.nom_tabela = 'tb_omni8_recurso' AND a.js_diferenca::text LIKE '%Bia%'), 0::bigint, 'the trail does not name her');

-- The staff's day: blocking, fitting in, moving, what became of it.
CREATE FUNCTION pg_temp.staff(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/agendamentos', jsonb_build_object('corpo', p_body::text), p_token);
SELECT to_jsonb(pg_temp.at(:'day', '14:00')) AS two, to_jsonb(pg_temp.at(:'day', '15:00')) AS three, to_jsonb(pg_temp.at(:'day', '11:30')) AS half \gset
SELECT is(pg_temp.outcome(pg_temp.staff(t, b)), e, concat_ws(' ', b, e)) FROM (VALUES (:'ta', jsonb_build_object('cod_recurso', :'bia', 'dat_inicio', :'two'::jsonb, 'dat_fim', :'three'::jsonb, 'des_motivo', 'Curso'), '201'),
    (:'ta', jsonb_build_object('cod_recurso', :'bia', 'dat_inicio', :'half'::jsonb, 'dat_fim', :'three'::jsonb), '409 horario_ja_reservado'), (:'ta', jsonb_build_object('cod_recurso', :'bia', 'dat_inicio', :'three'::jsonb, 'dat_fim', :'two'::jsonb), '422 agendamento_em_ordem'),
    (:'ta', jsonb_build_object('cod_recurso', :'bia', 'dat_inicio', :'three'::jsonb), '422 bloqueio_sem_fim'), (:'ta', jsonb_build_object('dat_inicio', :'two'::jsonb, 'dat_fim', :'three'::jsonb), '422 bloqueio_sem_recurso'),
    (:'ta', jsonb_build_object('cod_recurso', '999999999', 'dat_inicio', :'two'::jsonb, 'dat_fim', :'three'::jsonb), '404 nao_encontrado'), (:'ta', jsonb_build_object('cod_pedido', :'order2', 'dat_inicio', :'two'::jsonb), '422 pedido_e_servico_juntos'),
    (:'ta', jsonb_build_object('cod_pedido', :'order2', 'cod_produto', :'lights', 'dat_inicio', :'two'::jsonb), '404 nao_encontrado'), (:'ta', jsonb_build_object('cod_pedido', :'order2', 'cod_produto', :'cut', 'dat_inicio', :'two'::jsonb), '201'),
    (:'ta', jsonb_build_object('cod_pedido', :'order2', 'cod_produto', :'cut', 'dat_inicio', :'two'::jsonb), '409 horario_indisponivel'), (:'tb', jsonb_build_object('cod_unidade', :'unit', 'dat_inicio', :'two'::jsonb, 'dat_fim', :'three'::jsonb), '404 nao_encontrado'),
    (:'cook', jsonb_build_object('dat_inicio', :'two'::jsonb, 'dat_fim', :'three'::jsonb), '403 sem_permissao')) AS v (t, b, e);
SELECT is((SELECT string_agg(concat_ws(' ', to_char((i ->> 'dat_inicio')::timestamptz AT TIME ZONE 'America/Sao_Paulo', 'HH24:MI'), i ->> 'nom_recurso', i ->> 'sta_agendamento', i ->> 'des_motivo'), ', ')
      FROM jsonb_array_elements((pg_temp.request('GET /v1/agendamentos', :'tuesday'::jsonb || jsonb_build_object('cod_recurso', r), :'cook')).body -> 'itens') AS i), e, 'the day of ' || r)
  FROM (VALUES (:'bia', '10:00 Bia CONFIRMADO, 14:00 Bia BLOQUEIO Curso'), (:'ana', '10:00 Ana RESERVADO, 14:00 Ana CONFIRMADO')) AS v (r, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/agendamentos', a, t)), e, e) FROM (VALUES (:'tb', jsonb_build_object('cod_unidade', :'unit'), '404 nao_encontrado'), (:'marketing', '{}', '403 sem_permissao'), (:'ta', '{}', '200')) AS v (t, a, e);
SELECT a.cod_agendamento::text AS fitted FROM flowt.tb_omni8_agendamento a JOIN flowt.tb_omni8_recurso r ON r.cod_recurso = a.cod_recurso WHERE r.nom_recurso = 'Ana' AND a.sta_agendamento = 'CONFIRMADO' \gset
SELECT a.cod_agendamento::text AS course FROM flowt.tb_omni8_agendamento a WHERE a.sta_agendamento = 'BLOQUEIO' \gset
CREATE FUNCTION pg_temp.change(p_token text, p_id text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('PATCH /v1/agendamentos/{id}', jsonb_build_object('id', p_id, 'corpo', p_body::text), p_token);
SELECT is(pg_temp.outcome(pg_temp.change(t, i, b)), e, concat_ws(' ', b, e)) FROM (VALUES (:'ta', :'fitted', jsonb_build_object('num_versao', 1, 'dat_inicio', :'three'::jsonb, 'cod_recurso', :'bia'), '200'), (:'ta', :'fitted', jsonb_build_object('num_versao', 1), '409 versao_desatualizada'),
    (:'ta', :'fitted', jsonb_build_object('num_versao', 2, 'dat_inicio', :'two'::jsonb, 'cod_recurso', :'bia'), '409 horario_indisponivel'), (:'tb', :'fitted', '{"num_versao": 2}', '404 nao_encontrado'), (:'ta', :'fitted', '{"num_versao": 2, "sta_agendamento": "CANCELADO"}', '422 corpo_invalido'),
    (:'ta', :'fitted', '{"num_versao": 2, "sta_agendamento": "FALTOU"}', '200'), (:'ta', :'fitted', '{"num_versao": 3, "sta_agendamento": "REALIZADO"}', '409 transicao_ilegal'), (:'ta', :'fitted', jsonb_build_object('num_versao', 3, 'dat_inicio', :'two'::jsonb), '409 so_confirmado_se_remarca'),
    (:'ta', :'course', '{"num_versao": 1, "sta_agendamento": "REALIZADO"}', '409 transicao_ilegal')) AS v (t, i, b, e);
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/agendamentos/{id}', jsonb_build_object('id', i), t)), e, e) FROM (VALUES (:'tb', :'course', '404 nao_encontrado'), (:'ta', :'course', '204'), (:'ta', :'fitted', '409 transicao_ilegal'), (:'ta', '999999999', '404 nao_encontrado')) AS v (t, i, e);

-- A holiday, and what nobody came back for.
INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao, nom_excecao) VALUES (:alfa, :'day', 'Reforma');
SELECT is(pg_temp.free(:'cut', :'tuesday'), '-', 'a day off of the company''s is one of everybody''s');
UPDATE flowt.tb_omni8_agendamento SET dat_validade = now() - interval '25 hours' WHERE sta_agendamento = 'RESERVADO';
SELECT is(rotina.expirar_horarios() > 0, true, 'holds of yesterday expire');
SELECT is(rotina.expirar_horarios(), 0::bigint, 'once');

-- Where the clock changes: the hour that is skipped is not sold, the one that comes twice is sold twice.
UPDATE flowt.tb_omni8_unidade SET des_fuso_horario = 'America/New_York' WHERE cod_unidade = :unit;
UPDATE flowt.tb_omni8_recurso SET sta_recurso = 'INATIVO' WHERE cod_tenant = :alfa;
DELETE FROM flowt.tb_omni8_tenant_horario WHERE cod_tenant = :alfa;
INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento) VALUES (:alfa, 0, '00:00', '04:00');
UPDATE flowt.tb_omni8_parametro_valor SET js_valor = '60' WHERE nom_parametro = 'agenda_passo_min';
SELECT is((SELECT string_agg(to_char(h.dat_inicio AT TIME ZONE 'America/New_York', 'HH24:MI'), ', ' ORDER BY h.dat_inicio) FROM flowt.horarios_livres(:alfa, :unit, :'cut', NULL, 60, d::timestamp AT TIME ZONE 'America/New_York', (d + 1)::timestamp AT TIME ZONE 'America/New_York', NULL) AS h), e, 'on ' || d)
  FROM (VALUES (date '2027-03-07', '00:00, 01:00, 02:00, 03:00'), ('2027-03-14', '00:00, 01:00, 03:00'), ('2027-11-07', '00:00, 01:00, 01:00, 02:00, 03:00')) AS v (d, e);

SELECT * FROM finish();
ROLLBACK;
