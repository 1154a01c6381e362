-- Cancellation: the customer's own before the order is confirmed, asked for and answered after that (guide chapter 10.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:alfa, 'atendente') AS atendente,
       pg_temp.login(:alfa, 'financeiro') AS financeiro \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 4000, 'PUBLICADO') RETURNING cod_produto AS pizza \gset
SELECT pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', :'pizza', 'corpo', '{"num_versao": 1, "qtd_estoque": 100}'), :'ta') AS stocked \gset

CREATE FUNCTION pg_temp.new_order(p_status text, p_slug text DEFAULT 'alfa') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, p_slug)).body ->> 'token';
    v_token text;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', json_build_object('cod_produto', (SELECT cod_produto::text
        FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Pizza'), 'qtd_item', 2)::text), NULL, p_slug);
    v_token := (pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', v_cart, 'corpo',
        '{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "DINHEIRO"}'), NULL, p_slug)).body ->> 'token';
    UPDATE flowt.tb_omni8_pedido SET sta_pedido = p_status WHERE des_token = v_token AND sta_pedido <> p_status;
    RETURN (SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE des_token = v_token);
END
$$;
CREATE FUNCTION pg_temp.token_of(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT des_token FROM flowt.tb_omni8_pedido WHERE cod_pedido = p_order);
CREATE FUNCTION pg_temp.ask(p_order bigint, p_body jsonb DEFAULT '{}', p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(p_order), 'corpo', p_body::text), NULL, p_slug);
CREATE FUNCTION pg_temp.staff_ask(p_order bigint, p_token text, p_body jsonb DEFAULT '{"des_motivo": "Acabou o gás"}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pedidos/{id}/cancelamentos', jsonb_build_object('id', p_order, 'corpo', p_body::text), p_token);
CREATE FUNCTION pg_temp.reply(p_order bigint, p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/cancelamentos/{id}/resposta', jsonb_build_object('id', (SELECT max(cod_cancelamento) FROM flowt.tb_omni8_cancelamento WHERE cod_pedido = p_order),
    'corpo', p_body::text), p_token);
CREATE FUNCTION pg_temp.state(p_order bigint) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', p.sta_pedido, (SELECT string_agg(c.sta_cancelamento, '+' ORDER BY c.cod_cancelamento) FROM flowt.tb_omni8_cancelamento c WHERE c.cod_pedido = p_order),
    (SELECT count(*) FROM flowt.tb_omni8_pedido_evento e WHERE e.cod_pedido = p_order)) FROM flowt.tb_omni8_pedido p WHERE p.cod_pedido = p_order);
CREATE FUNCTION pg_temp.stock() RETURNS bigint LANGUAGE sql RETURN (SELECT qtd_estoque FROM flowt.tb_omni8_estoque e JOIN flowt.tb_omni8_produto_servico p USING (cod_tenant, cod_produto) WHERE p.nom_produto = 'Pizza');
CREATE FUNCTION pg_temp.last_reason(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT des_motivo FROM flowt.tb_omni8_pedido_evento WHERE cod_pedido = p_order ORDER BY num_evento DESC LIMIT 1);

-- The customer's word, from every status: cancelled, asked for, or too late.
CREATE TEMP TABLE case_of (status text, outcome text);
INSERT INTO case_of VALUES ('INTENCAO', 'CANCELADO ACEITO 2'), ('AGUARDANDO_PAGAMENTO', 'CANCELADO ACEITO 2'), ('RECEBIDO', 'CANCELADO ACEITO 2'), ('CONFIRMADO', 'CONFIRMADO ABERTO 2'),
    ('EM_PREPARO', 'EM_PREPARO ABERTO 2'), ('PRONTO', 'PRONTO ABERTO 2'), ('EM_ENTREGA', 'EM_ENTREGA ABERTO 2'), ('FALHA_ENTREGA', 'FALHA_ENTREGA ABERTO 2'), ('ENTREGUE', NULL), ('CONCLUIDO', NULL),
    ('DEVOLVIDO', NULL), ('RECUSADO', NULL), ('CANCELADO', NULL), ('EXPIRADO', NULL);
SELECT set_eq('SELECT status FROM case_of', 'SELECT sta_pedido FROM flowt.tb_omni8_pedido_status', 'every status is tried');
CREATE FUNCTION pg_temp.asked_from(p_status text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_order  bigint := pg_temp.new_order(p_status);
    v_answer pg_temp.answer := pg_temp.ask(v_order, '{"des_motivo": " mudei de ideia "}');
    v_state  text := pg_temp.state(v_order);
BEGIN
    RETURN pg_temp.outcome(v_answer) || ' ' || v_state || CASE WHEN (pg_temp.ask(v_order)).status = v_answer.status AND pg_temp.state(v_order) = v_state THEN '' ELSE ' and not the same again' END;
END
$$;
SELECT is(pg_temp.asked_from(status), coalesce('200 ' || outcome, '409 cancelamento_fora_de_hora ' || status || ' 1'), 'from ' || status) FROM case_of;

-- Cancelled at once: stock back, the reason in the time line, the fact for who must take something back.
SELECT pg_temp.stock() AS before \gset
SELECT pg_temp.new_order('RECEBIDO') AS o \gset
SELECT is((pg_temp.ask(:o, '{"des_motivo": " mudei de ideia "}')).body - '{num_pedido,dat_criacao,dat_resposta}'::text[],
    '{"sta_pedido": "CANCELADO", "sta_cancelamento": "ACEITO", "tip_origem": "CLIENTE", "des_motivo": "mudei de ideia", "des_resposta": null}', 'what the customer reads');
SELECT is(pg_temp.stock(), :before::bigint, 'the stock is back');
SELECT is(pg_temp.last_reason(:o), 'Cancelado pelo cliente: mudei de ideia', 'the time line says who and why');
SELECT results_eq(format('SELECT num_estorno, tip_estorno, vlr_estorno FROM flowt.tb_omni8_pedido_estorno WHERE cod_pedido = %s', :'o'), $$VALUES (1, 'CANCELAMENTO', 8000::bigint)$$, 'the whole order is undone, once');
SELECT is((pg_temp.ask(:o)).body ->> 'sta_cancelamento', 'ACEITO', 'cancelling again is answered the same');
SELECT is(pg_temp.state(:o), 'CANCELADO ACEITO 2', 'and changes nothing');

-- Asked for and answered.
SELECT pg_temp.new_order('EM_PREPARO') AS o \gset
SELECT pg_temp.ask(:o, '{"des_motivo": "demorou"}') \g /dev/null
SELECT is(pg_temp.last_reason(:o), 'Cancelamento pedido pelo cliente: demorou', 'the request is in the time line');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pedidos/{token}/linha-do-tempo', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')), '200', 'which still reads');
SELECT is((pg_temp.request('GET /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')).body ->> 'sta_cancelamento', 'ABERTO', 'and can be asked after');
SELECT is(pg_temp.outcome(pg_temp.reply(:o, t, '{"flg_aceito": true}')), e, n || ' accepting') FROM (VALUES (:'atendente', '403 sem_permissao', 'who attends'), (:'financeiro', '403 sem_permissao', 'finance'), (:'tb', '404 nao_encontrado', 'another tenant')) AS v (t, e, n);
SELECT is(pg_temp.wrong_fields(pg_temp.reply(:o, :'gerente', '{"flg_aceito": false}')), 'des_resposta:campo_obrigatorio', 'a refusal says why');
SELECT is(pg_temp.wrong_fields(pg_temp.reply(:o, :'gerente', '{"flg_aceito": "sim", "x": 1}')), 'flg_aceito:tipo_invalido x:campo_desconhecido', 'every wrong field');
SELECT is((pg_temp.reply(:o, :'gerente', '{"flg_aceito": false, "des_resposta": "já está no forno"}')).body ->> 'sta_cancelamento', 'RECUSADO', 'refused');
SELECT is(pg_temp.last_reason(:o), 'Cancelamento recusado: já está no forno', 'in the time line');
SELECT is(pg_temp.outcome(pg_temp.reply(:o, :'gerente', '{"flg_aceito": false, "des_resposta": "de novo"}')) || ' ' || pg_temp.state(:o), '200 EM_PREPARO RECUSADO 3', 'refused again adds nothing');
SELECT is(pg_temp.outcome(pg_temp.reply(:o, :'gerente', '{"flg_aceito": true}')), '409 cancelamento_ja_respondido', 'the other answer comes too late');
SELECT is(pg_temp.outcome(pg_temp.ask(:o)), '200', 'the customer asks once more');
SELECT pg_temp.stock() AS before \gset
SELECT is((pg_temp.reply(:o, :'gerente', '{"flg_aceito": true}')).body - '{num_pedido,dat_criacao,dat_resposta,cod_pedido,cod_cancelamento}'::text[],
    '{"sta_pedido": "CANCELADO", "sta_cancelamento": "ACEITO", "tip_origem": "CLIENTE", "des_motivo": null, "des_resposta": null, "nom_cliente": "Zenóbia", "vlr_total": 8000}', 'accepted');
SELECT is(pg_temp.stock(), (:before + 2)::bigint, 'the stock is back');
SELECT is(pg_temp.outcome(pg_temp.reply(:o, :'gerente', '{"flg_aceito": true}')) || ' ' || pg_temp.state(:o), '200 CANCELADO RECUSADO+ACEITO 5', 'accepted again adds nothing');
SELECT is((SELECT array_agg(tip_estorno || ' ' || vlr_estorno) FROM flowt.tb_omni8_pedido_estorno WHERE cod_pedido = :o), '{CANCELAMENTO 8000}', 'undone once');

-- The plain step is nobody's.
SELECT pg_temp.new_order('CONFIRMADO') AS o \gset
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', :o, 'corpo', '{"para": "CANCELADO"}'), :'ta')), '403 sem_permissao', 'a confirmed order is not simply cancelled, not by an admin');

-- Asked for by the staff.
SELECT is(pg_temp.outcome(pg_temp.staff_ask(:o, t, b::jsonb)), e, n) FROM (VALUES (:'atendente', '{}', '422 corpo_invalido', 'the staff says why'), (:'financeiro', '{"des_motivo": "x y z"}', '403 sem_permissao', 'finance asks for none'),
    (:'tb', '{"des_motivo": "x y z"}', '404 nao_encontrado', 'another tenant'), (:'atendente', '{"des_motivo": "Acabou o gás"}', '200', 'who attends asks')) AS v (t, b, e, n);
SELECT is(pg_temp.last_reason(:o), 'Cancelamento pedido pela empresa: Acabou o gás', 'the customer reads it');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')), '409 cancelamento_da_empresa', 'and does not withdraw what the company asked');
SELECT is((pg_temp.ask(:o)).body ->> 'tip_origem', 'EQUIPE', 'one request is open, whoever asked');
SELECT is((pg_temp.request('GET /v1/cancelamentos', '{}', :'ta')).body -> 'itens' -> -1 ->> 'des_motivo', 'Acabou o gás', 'the list of what is open');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/cancelamentos', '{"limite": "1"}', :'ta')).body -> 'itens'), 1, 'page by page');
SELECT is((SELECT array_agg(DISTINCT i ->> 'sta_cancelamento') FROM jsonb_array_elements((pg_temp.request('GET /v1/cancelamentos', '{"sta_cancelamento": "RECUSADO"}', :'ta')).body -> 'itens') AS i), '{RECUSADO}', 'or of what was refused');
SELECT is((pg_temp.request('GET /v1/cancelamentos', '{}', :'tb')).body, '{"itens": [], "proximo": null}', 'another tenant has none');
SELECT ok(EXISTS (SELECT FROM flowt.tb_omni8_acesso_dado_pessoal a WHERE a.cod_tenant = :alfa AND to_jsonb(a)::text LIKE '%pedidos de cancelamento%'), 'reading it is noted');

-- The customer withdraws; only so often can it be asked.
SELECT pg_temp.new_order('PRONTO') AS o \gset
SELECT pg_temp.ask(:o) \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')) || ' ' || pg_temp.state(:o), '204 PRONTO RETIRADO 3', 'withdrawn');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')) || ' ' || pg_temp.state(:o), '204 PRONTO RETIRADO 3', 'again adds nothing');
CREATE FUNCTION pg_temp.ask_and_withdraw(p_order bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_answer pg_temp.answer := pg_temp.ask(p_order);
BEGIN
    PERFORM pg_temp.request('DELETE /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(p_order)), NULL, 'alfa');
    RETURN pg_temp.outcome(v_answer);
END
$$;
SELECT is((SELECT string_agg(pg_temp.ask_and_withdraw(:o), ' ') FROM generate_series(1, flowt.limite_de_cancelamentos())), '200 200 200 200 409 cancelamentos_demais', 'five times in all');

-- An order that goes on leaves the request behind; one cancelled otherwise answers it.
CREATE FUNCTION pg_temp.moved_on(p_from text, p_to text, p_token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_order bigint := pg_temp.new_order(p_from);
BEGIN
    PERFORM pg_temp.ask(v_order);
    PERFORM pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', v_order, 'corpo', json_build_object('para', p_to)::text), p_token);
    RETURN pg_temp.state(v_order) || ' ' || pg_temp.outcome(pg_temp.reply(v_order, p_token, '{"flg_aceito": true}'));
END
$$;
SELECT is(pg_temp.moved_on(f, t, :'ta'), e, f || ' to ' || t) FROM (VALUES ('CONFIRMADO', 'EM_PREPARO', 'EM_PREPARO ABERTO 3 200'), ('PRONTO', 'ENTREGUE', 'ENTREGUE PREJUDICADO 3 409 cancelamento_ja_respondido'),
    ('FALHA_ENTREGA', 'CANCELADO', 'CANCELADO ACEITO 3 200')) AS v (f, t, e);

-- Strangers.
SELECT pg_temp.new_order('CONFIRMADO') AS o \gset
SELECT is(pg_temp.outcome(pg_temp.ask(:o, '{}', 'beta')), '404 nao_encontrado', 'the token is of its own tenant');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', 'nenhum', 'corpo', '{}'), NULL, 'alfa')), '404 nao_encontrado', 'no such order');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pedidos/{token}/cancelamento', jsonb_build_object('token', pg_temp.token_of(:o)), NULL, 'alfa')), '404 nao_encontrado', 'nothing was asked');
SELECT is(pg_temp.wrong_fields(pg_temp.ask(:o, jsonb_build_object('des_motivo', repeat('x', 201), 'sta_pedido', 'CANCELADO'))), 'des_motivo:texto_longo sta_pedido:campo_desconhecido', 'a long reason');
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_cancelamento (cod_tenant, cod_pedido, tip_origem, sta_cancelamento) SELECT %s, %s, ''CLIENTE'', ''ABERTO'' FROM generate_series(1, 2)', :alfa, :o)),
    '23P01 um_cancelamento_aberto_por_pedido', 'two open requests cannot be');
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', s) FROM unnest('{UPDATE flowt.tb_omni8_cancelamento SET des_motivo = NULL,DELETE FROM flowt.tb_omni8_cancelamento,UPDATE flowt.tb_omni8_pedido_estorno SET vlr_estorno = 0}'::text[]) AS s;

-- The pages.
CREATE FUNCTION pg_temp.page(p_order bigint, p_method text DEFAULT 'GET', p_body text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(p_method || ' /{slug}/pedido/{token}/cancelar', jsonb_strip_nulls(jsonb_build_object('slug', 'alfa', 'token', pg_temp.token_of(p_order), 'corpo', p_body)));
SELECT matches((pg_temp.page(:o)).raw, 'Pedir o cancelamento nº .*<form method="post".*des_motivo', 'the form of a confirmed order asks');
SELECT matches((pg_temp.page(pg_temp.new_order('RECEBIDO'))).raw, '<h1>Cancelar o pedido nº', 'of a new one cancels');
SELECT ok((pg_temp.page(pg_temp.new_order('ENTREGUE'))).raw !~ '<form' AND (pg_temp.page(pg_temp.new_order('ENTREGUE'))).raw ~ 'não se cancela mais', 'of a delivered one there is none');
SELECT is((pg_temp.page(:o, 'POST', 'des_motivo=' || repeat('x', 201))).status, 422, 'a long reason comes back');
SELECT is((pg_temp.page(:o, 'POST', 'des_motivo=N%C3%A3o+quero+mais')).status || ' ' || pg_temp.state(:o) || ' ' || pg_temp.last_reason(:o), '303 CONFIRMADO ABERTO 2 Cancelamento pedido pelo cliente: Não quero mais', 'sent');
SELECT is((pg_temp.page(pg_temp.new_order('CONCLUIDO'), 'POST', '')).status, 409, 'too late by the form too');
SELECT is((pg_temp.request('GET /{slug}/pedido/{token}/cancelar', '{"slug": "alfa", "token": "nenhum"}')).status, 404, 'a page of nothing');
SELECT matches((pg_temp.request('GET /{slug}/pedido/{token}', jsonb_build_object('slug', 'alfa', 'token', pg_temp.token_of(:o)))).raw, 'href="/alfa/pedido/[^"]+/cancelar">Pedir o cancelamento', 'the order''s page leads there');

SELECT * FROM finish();
ROLLBACK;
