-- Payments an order waits for: released when they come, expired when they do not, honoured or given back when they come late;
-- and the reconciliation of all of them (guide chapter 18.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/pagamento.sql
SELECT plan(95);

-- What a provider's module does to new orders, and none of what it does besides.
ALTER TABLE flowt.tb_omni8_pagamento DISABLE TRIGGER cobranca, DISABLE TRIGGER cobranca_seguida;
CREATE FUNCTION pg_temp.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.sta_pedido := 'AGUARDANDO_PAGAMENTO'; RETURN NEW; END $$;
CREATE TRIGGER teste BEFORE INSERT ON flowt.tb_omni8_pedido FOR EACH ROW WHEN (NEW.tip_pagamento = 'PIX' AND NEW.des_observacao IS NULL) EXECUTE FUNCTION pg_temp.wait();
CREATE FUNCTION pg_temp.let_expire(p_order bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_pagamento SET dat_expiracao = now() - interval '1 second' WHERE cod_pedido = p_order AND flg_online;
    RETURN pg_temp.run('SELECT rotina.expirar_pagamentos()');
END
$$;
CREATE FUNCTION pg_temp.run(p_call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_result text;
BEGIN
    PERFORM pg_temp.forget_request();
    SET LOCAL SESSION AUTHORIZATION flowt_courier;
    EXECUTE p_call INTO v_result;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN v_result;
END
$$;
-- As what a provider tells does it: by nobody's permission.
CREATE FUNCTION pg_temp.comes(p_payment bigint) RETURNS text LANGUAGE sql
RETURN pg_temp.attempt('flowt_api', format('SELECT flowt.receber_pagamento(%s, %s, NULL, false)', (SELECT g.cod_tenant FROM flowt.tb_omni8_pagamento g WHERE g.cod_pagamento = p_payment), p_payment), (SELECT g.cod_tenant FROM flowt.tb_omni8_pagamento g WHERE g.cod_pagamento = p_payment));
CREATE FUNCTION pg_temp.wrong() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM admin.conferir_pagamentos()); END $$;

SELECT pg_temp.buy(2) AS one \gset
SELECT is(concat_ws(' ', pg_temp.state(:one), g.flg_online, flowt.txid_valido(g.des_txid, true), g.dat_expiracao - g.dat_criacao), 'AGUARDANDO_PAGAMENTO t t 00:30:00', 'an order that waits has a payment with a deadline and a charge''s identifier')
  FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = :one;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pedidos/{token}/pagamentos/{num}/pix', jsonb_build_object('token', pg_temp.link_of(:one), 'num', '1'), NULL, 'alfa')), '409 pix_em_preparo', 'whose code is the provider''s to give');
UPDATE flowt.tb_omni8_pagamento SET des_pix = '00020101' WHERE cod_pedido = :one;
SELECT is((pg_temp.request('GET /v1/pedidos/{token}/pagamentos/{num}/qr', jsonb_build_object('token', pg_temp.link_of(:one), 'num', '1'), NULL, 'alfa')).raw, '00020101', 'and is shown once there');
SELECT is(pg_temp.run('SELECT rotina.expirar_pagamentos()'), '0', 'its time has not come');
SELECT is(pg_temp.comes(pg_temp.part(:one)), 'ok 1', 'it is paid');
SELECT is(pg_temp.state(:one) || ' ' || pg_temp.parts(:one), 'RECEBIDO PIX PAGO 2000', 'and goes on');
SELECT is((SELECT string_agg(concat_ws(':', e.sta_para, e.cod_usuario), ' ' ORDER BY e.num_evento) FROM flowt.tb_omni8_pedido_evento e WHERE e.cod_pedido = :one AND e.sta_de IS NOT NULL), 'RECEBIDO', 'by nobody''s hand');
SELECT is(pg_temp.comes(pg_temp.part(:one)), 'ok 1', 'told twice');
SELECT is(pg_temp.told(pg_temp.part(:one)), 'CRIADO:2000 PENDENTE PAGO:2000', 'it is paid once');

-- Time runs out.
SELECT pg_temp.stock() AS before \gset
SELECT pg_temp.buy(3) AS two \gset
SELECT is(pg_temp.stock(), :before - 3::bigint, 'what waits is reserved');
SELECT is(pg_temp.let_expire(:two), '1', 'expired');
SELECT is(pg_temp.state(:two) || ' ' || pg_temp.parts(:two) || ' ' || pg_temp.stock(), 'EXPIRADO PIX EXPIRADO 3000 ' || :before, 'order and payment, and the stock is back');
SELECT is(pg_temp.run('SELECT rotina.expirar_pagamentos()'), '0', 'once');
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:two))), '403 sem_permissao', 'staff does not bring it back');
SELECT is(pg_temp.comes(pg_temp.part(:two)), 'ok 1', 'the money does');
SELECT is(pg_temp.state(:two) || ' ' || pg_temp.parts(:two) || ' ' || pg_temp.stock(), 'RECEBIDO PIX PAGO 3000 ' || :before - 3, 'with the stock reserved again');

SELECT pg_temp.buy(4) AS three \gset
SELECT pg_temp.let_expire(:three) \g /dev/null
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 3;
SELECT is(pg_temp.comes(pg_temp.part(:three)), 'ok 1', 'too late for what has been sold');
SELECT is(pg_temp.state(:three) || ' ' || pg_temp.parts(:three) || ' ' || pg_temp.stock(), 'EXPIRADO PIX ESTORNADO 4000 -4000 3', 'it is given back, and nothing is taken');
SELECT is(pg_temp.told(pg_temp.part(:three)), 'CRIADO:4000 PENDENTE EXPIRADO PAGO:4000 ESTORNADO:4000', 'all of it is told');
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1000;
SELECT pg_temp.buy(1) AS four \gset
SELECT is(pg_temp.move(:four, 'CANCELADO'), '200', 'an order cancelled while its buyer pays');
SELECT is(pg_temp.comes(pg_temp.part(:four)), 'ok 1', 'whose money then comes');
SELECT is(pg_temp.state(:four) || ' ' || pg_temp.parts(:four), 'CANCELADO PIX ESTORNADO 1000 -1000', 'gives it back');

-- Several, of which some come.
SELECT pg_temp.buy(5) AS five \gset
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :five, '[{"tip_pagamento": "PIX", "vlr_pagamento": 2000}, {"tip_pagamento": "PIX", "vlr_pagamento": 2500}, {"tip_pagamento": "DINHEIRO", "vlr_pagamento": 500}]')), '200', 'two by PIX, one in cash');
SELECT is((SELECT string_agg(g.flg_online::text, ' ' ORDER BY g.num_pagamento) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = :five), 'true true true false', 'cash waits for no provider');
SELECT is(pg_temp.comes(pg_temp.part(:five, 2)) || ' ' || pg_temp.state(:five), 'ok 1 AGUARDANDO_PAGAMENTO', 'one is not enough');
SELECT is(pg_temp.comes(pg_temp.part(:five, 3)) || ' ' || pg_temp.state(:five), 'ok 1 RECEBIDO', 'both are: cash comes at the door');
SELECT is(pg_temp.comes(pg_temp.part(:five, 1)), 'ok 1', 'then somebody pays what had been divided');
SELECT is(pg_temp.parts(:five), 'PIX ESTORNADO 5000 -5000, PIX PAGO 2000, PIX PAGO 2500, DINHEIRO PENDENTE 500', 'and gets it back');
SELECT pg_temp.buy(5) AS six \gset
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :six, '[{"tip_pagamento": "PIX", "vlr_pagamento": 2000}, {"tip_pagamento": "PIX", "vlr_pagamento": 3000}]')), '200', 'two');
SELECT is(pg_temp.comes(pg_temp.part(:six, 2)), 'ok 1', 'one of which comes');
SELECT is(pg_temp.let_expire(:six), '1', 'the other never does');
SELECT is(pg_temp.state(:six) || ' ' || pg_temp.parts(:six), 'EXPIRADO PIX CANCELADO 5000, PIX ESTORNADO 2000 -2000, PIX EXPIRADO 3000', 'half a payment is given back');
SELECT pg_temp.buy(1) AS seven \gset
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :seven, '[{"tip_pagamento": "CARTAO", "vlr_pagamento": 1000}]')) || ' ' || pg_temp.state(:seven), '200 RECEBIDO', 'paid at the door after all, it waits no longer');
SELECT pg_temp.buy(1) AS eight \gset
SELECT is(pg_temp.move(:eight, 'RECEBIDO'), '200', 'staff takes an order without waiting');
SELECT is(pg_temp.let_expire(:eight) || ' ' || pg_temp.state(:eight) || ' ' || pg_temp.parts(:eight), '1 RECEBIDO PIX EXPIRADO 1000', 'its payment expires alone');

SELECT pg_temp.buy(1) AS refused \gset
SELECT is(pg_temp.outcome(pg_temp.refuse(:'ta', pg_temp.part(:refused))) || ' ' || pg_temp.state(:refused) || ' ' || pg_temp.parts(:refused), '200 CANCELADO PIX RECUSADO 1000', 'an order waits for no refused payment');

-- Authorized is not paid: it is waited for a while longer, not for ever.
CREATE FUNCTION pg_temp.authorize(p_payment bigint) RETURNS text LANGUAGE sql
RETURN pg_temp.attempt('flowt_api', format('SELECT flowt.mover_pagamento(g, ''AUTORIZADO'', NULL, NULL, false) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pagamento = %s', p_payment), (SELECT g.cod_tenant FROM flowt.tb_omni8_pagamento g WHERE g.cod_pagamento = p_payment));
SELECT pg_temp.stock() AS full \gset
SELECT pg_temp.buy(3) AS held, pg_temp.buy(1) AS captured \gset
SELECT pg_temp.authorize(pg_temp.part(o)) FROM unnest(ARRAY[:held, :captured]) AS o \g /dev/null
SELECT is(pg_temp.let_expire(:held) || ' ' || pg_temp.state(:held) || ' ' || pg_temp.parts(:held), '0 AGUARDANDO_PAGAMENTO PIX AUTORIZADO 3000', 'what is authorized may still come when its time is over');
UPDATE flowt.tb_omni8_pagamento SET dat_expiracao = now() - flowt.prazo_de_captura() WHERE cod_pedido IN (:held, :captured);
SELECT is(pg_temp.comes(pg_temp.part(:captured)) || ' ' || pg_temp.state(:captured), 'ok 1 RECEBIDO', 'captured at last');
SELECT is(pg_temp.run('SELECT rotina.expirar_pagamentos()') || ' ' || pg_temp.state(:held) || ' ' || pg_temp.parts(:held) || ' ' || pg_temp.stock(), '1 EXPIRADO PIX EXPIRADO 3000 ' || :full - 1, 'never captured, it holds order and stock no more');
SELECT is(pg_temp.run('SELECT rotina.expirar_pagamentos()'), '0', 'once');
SELECT is(pg_temp.comes(pg_temp.part(:held)) || ' ' || pg_temp.state(:held) || ' ' || pg_temp.parts(:held), 'ok 1 RECEBIDO PIX PAGO 3000', 'captured even later, it is honoured like any other');
SELECT pg_temp.buy(5) AS both \gset
SELECT pg_temp.divide(:'ta', :both, '[{"tip_pagamento": "PIX", "vlr_pagamento": 2000}, {"tip_pagamento": "PIX", "vlr_pagamento": 3000}]') \g /dev/null
SELECT is(pg_temp.authorize(pg_temp.part(:both, 2)), 'ok 1', 'one of two authorized');
SELECT is(pg_temp.let_expire(:both) || ' ' || pg_temp.state(:both) || ' ' || pg_temp.parts(:both), '1 EXPIRADO PIX CANCELADO 5000, PIX EXPIRADO 2000, PIX EXPIRADO 3000', 'goes with the other, that nobody paid');
SELECT pg_temp.buy(1) AS declined \gset
SELECT pg_temp.authorize(pg_temp.part(:declined)) \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.refuse(:'ta', pg_temp.part(:declined))) || ' ' || pg_temp.state(:declined) || ' ' || pg_temp.parts(:declined), '200 CANCELADO PIX RECUSADO 1000', 'and staff may turn down what was only authorized');

-- One that something holds is left for later; one that something refuses to let go stops nobody.
SELECT pg_temp.buy(1) AS nine, pg_temp.buy(1) AS ten \gset
CREATE FUNCTION pg_temp.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'preso'; END $$;
SELECT format('CREATE TRIGGER preso BEFORE UPDATE ON flowt.tb_omni8_pedido FOR EACH ROW WHEN (NEW.cod_pedido = %s) EXECUTE FUNCTION pg_temp.hold()', :nine) \gexec
UPDATE flowt.tb_omni8_pagamento SET dat_expiracao = now() - CASE cod_pedido WHEN :nine THEN interval '2 min' ELSE interval '1 min' END WHERE cod_pedido IN (:nine, :ten);
SET client_min_messages = error;
SELECT is(pg_temp.run('SELECT rotina.expirar_pagamentos()'), '1', 'the next one expires');
SELECT is(pg_temp.state(:nine) || ' ' || pg_temp.state(:ten), 'AGUARDANDO_PAGAMENTO EXPIRADO', 'the held one does not');
DROP TRIGGER preso ON flowt.tb_omni8_pedido;
SELECT is(pg_temp.run('SELECT rotina.expirar_pagamentos()') || pg_temp.state(:nine), '1EXPIRADO', 'until it can');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT rotina.expirar_pagamentos()'), '42501', 'requests do not run the job');

-- Reconciliation. In Belém a day begins three hours after UTC's.
SELECT is(pg_temp.wrong(), 0::bigint, 'after all that nothing is out of order');
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Belem' WHERE cod_tenant = :alfa;
UPDATE flowt.tb_omni8_pedido SET dat_criacao = '2026-03-10 15:00Z';
UPDATE flowt.tb_omni8_pedido SET dat_criacao = '2026-03-10 02:59:59Z' WHERE cod_pedido = :one;
UPDATE flowt.tb_omni8_pedido SET dat_criacao = '2026-03-11 02:59:59Z' WHERE cod_pedido = :two;
CREATE FUNCTION pg_temp.reconcile(p_args jsonb DEFAULT '{"dat_de": "2026-03-09", "dat_ate": "2026-03-10"}', p_token text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/pagamentos/conciliacao', p_args, coalesce(p_token, (SELECT token FROM staff WHERE profile = 'financeiro')));
SELECT is((pg_temp.reconcile()).body -> 'dias', jsonb_build_array('{"dat_dia": "2026-03-09", "qtd_pedidos": 1, "vlr_pedidos": 2000, "vlr_recebido": 2000, "vlr_estornado": 0, "qtd_diferencas": 0}'::jsonb,
    jsonb_build_object('dat_dia', '2026-03-10', 'qtd_pedidos', 14, 'vlr_pedidos', (SELECT sum(vlr_total) FROM flowt.tb_omni8_pedido WHERE cod_pedido <> :one), 'vlr_recebido', 3000 + 4000 + 1000 + 9500 + 2000 + 3000 + 1000, 'vlr_estornado', 4000 + 1000 + 5000 + 2000, 'qtd_diferencas', 0)),
    'by the day of the company');
SELECT is((pg_temp.reconcile()).body -> 'diferencas', '[]', 'and nothing differs');
SELECT pg_temp.buy(1, '{"des_observacao": "agora"}') AS a, pg_temp.buy(1, '{"des_observacao": "agora"}') AS b, pg_temp.buy(1, '{"des_observacao": "agora"}') AS c, pg_temp.buy(1, '{"des_observacao": "agora"}') AS d, pg_temp.buy(1, '{"des_observacao": "agora"}') AS e, pg_temp.buy(1, '{"des_observacao": "agora"}') AS f \gset
SELECT pg_temp.receive(:'ta', pg_temp.part(o)) FROM unnest(ARRAY[:a, :c, :d, :e, :f]) AS o \g /dev/null
SELECT pg_temp.move(o, s) FROM unnest(ARRAY[:b, :d]) AS o, unnest('{CONFIRMADO,PRONTO,ENTREGUE}'::text[]) AS s \g /dev/null
-- As if nobody had given the money back.
SET session_replication_role = replica;
UPDATE flowt.tb_omni8_pedido SET sta_pedido = CASE cod_pedido WHEN :a THEN 'CANCELADO' ELSE 'DEVOLVIDO' END WHERE cod_pedido IN (:a, :c);
SET session_replication_role = DEFAULT;
SELECT pg_temp.refund(:'ta', :d, 1000, 1000) \g /dev/null
SELECT pg_temp.attempt('flowt_api', format('SELECT flowt.mover_pagamento(g, ''CONTESTADO'', NULL, NULL, false) FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = %s', :e), :alfa) \g /dev/null
INSERT INTO flowt.tb_omni8_pagamento (cod_tenant, cod_pedido, num_pagamento, cod_unidade, tip_pagamento, flg_online, sta_pagamento, vlr_pagamento, des_txid, dat_pagamento)
SELECT cod_tenant, cod_pedido, 2, cod_unidade, 'CARTAO', false, 'PAGO', 1, 'X', now() FROM flowt.tb_omni8_pagamento WHERE cod_pedido = :f;
SELECT is((SELECT jsonb_object_agg(x ->> 'cod_pedido', x ->> 'des_diferenca') FROM jsonb_array_elements((pg_temp.reconcile('{}')).body -> 'diferencas') AS x),
    jsonb_build_object(:'a', 'PAGO_E_CANCELADO', :'b', 'PAGO_A_MENOS', :'c', 'DEVOLVIDO_E_NAO_ESTORNADO', :'d', 'ESTORNADO_E_NAO_CANCELADO', :'e', 'CONTESTADO', :'f', 'PAGO_A_MAIS'), 'each difference has its name, today without saying so');
SELECT is((pg_temp.reconcile('{}')).body -> 'qtd_diferencas', '6', 'and they are counted');
SELECT is(pg_temp.outcome(pg_temp.refund(:'ta', :e, 1, 0)), '422 estorno_acima_do_pago', 'what is disputed is not given back as well');
SELECT is(pg_temp.outcome(pg_temp.reconcile(a)), e, a::text) FROM (VALUES ('{"dat_de": "2026-03-10", "dat_ate": "2026-03-09"}'::jsonb, '422 periodo_invalido'), ('{"dat_de": "2026-01-01", "dat_ate": "2026-04-03"}', '422 periodo_invalido'),
    ('{"dat_de": "2026-01-01", "dat_ate": "2026-04-02"}', '200'), ('{"dat_de": "2026-01-01"}', '200'), ('{"dat_de": "ontem"}', '400 22007')) AS v (a, e);
SELECT is(jsonb_array_length((pg_temp.reconcile('{"dat_de": "2026-03-10"}', :'tb')).body -> 'dias'), 0, 'another company has other days');
SELECT is(pg_temp.outcome(pg_temp.reconcile('{}', s.token)), CASE WHEN s.profile = ANY ('{plataforma,admin,gerente,atendente,entregador,financeiro,api}') THEN '200' ELSE '403 sem_permissao' END, 'reconciling as ' || s.profile) FROM staff s;

-- What must never be true is seen when it is.
SELECT set_eq('SELECT des_problema FROM admin.conferir_pagamentos()', '{o status não é o do último evento,os pagamentos passam do total}'::text[], 'a payment out of nowhere');
DELETE FROM flowt.tb_omni8_pagamento WHERE des_txid = 'X';
CREATE FUNCTION pg_temp.breaks(p_change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_seen text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE p_change;
    SELECT string_agg(DISTINCT c.des_problema, ', ') INTO v_seen FROM admin.conferir_pagamentos() AS c;
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = coalesce(v_seen, 'nada');
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.breaks(format(c, :one)), e, c) FROM (VALUES ('SELECT %s', 'nada'), ('UPDATE flowt.tb_omni8_pagamento SET sta_pagamento = ''PENDENTE'' WHERE cod_pedido = %s', 'o status não é o do último evento'),
    ('UPDATE flowt.tb_omni8_pagamento_evento SET vlr_evento = 1999 WHERE sta_para = ''PAGO'' AND cod_pagamento = (SELECT cod_pagamento FROM flowt.tb_omni8_pagamento WHERE cod_pedido = %s)', 'foi recebido mais de uma vez, ou em outro valor'),
    ('INSERT INTO flowt.tb_omni8_pagamento_evento (cod_tenant, cod_pagamento, num_evento, sta_de, sta_para, vlr_evento) SELECT cod_tenant, cod_pagamento, 9, ''PENDENTE'', ''PAGO'', 2000 FROM flowt.tb_omni8_pagamento WHERE cod_pedido = %s', 'foi recebido mais de uma vez, ou em outro valor'),
    ('DELETE FROM flowt.tb_omni8_pagamento WHERE cod_pedido = %s', 'os pagamentos não somam o total'), ('UPDATE flowt.tb_omni8_pedido SET vlr_itens = 1, vlr_total = 1 WHERE cod_pedido = %s', 'os pagamentos passam do total'),
    ('UPDATE flowt.tb_omni8_pedido SET vlr_itens = 9999, vlr_total = 9999 WHERE cod_pedido = %s', 'os pagamentos não somam o total'), ('UPDATE flowt.tb_omni8_pedido SET sta_pedido = ''AGUARDANDO_PAGAMENTO'' WHERE cod_pedido = %s', 'espera um pagamento que não há')) AS v (c, e);
SELECT is(pg_temp.breaks(format('UPDATE flowt.tb_omni8_pagamento_evento SET vlr_evento = vlr_evento - 1 WHERE sta_para = ''ESTORNADO'' AND cod_pagamento = %s', pg_temp.part(:d))), 'os estornos não somam o valor estornado', 'a refund that is not what was given back');

-- What staff reads.
CREATE FUNCTION pg_temp.list(p_args jsonb, p_token text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/pagamentos', p_args, coalesce(p_token, (SELECT token FROM staff WHERE profile = 'atendente')));
SELECT is(jsonb_array_length((pg_temp.list(a)).body -> 'itens'), e, 'list ' || a::text) FROM (VALUES (jsonb_build_object('cod_pedido', :'five'), 4), (jsonb_build_object('cod_pedido', :'five', 'sta_pagamento', 'PAGO'), 2), ('{"sta_pagamento": "CONTESTADO"}', 1), ('{"sta_pagamento": "NADA"}', 0),
    ('{"dat_ate": "2020-01-01"}', 0), ('{"limite": "3"}', 3)) AS v (a, e);
SELECT is((SELECT count(*) FROM (WITH RECURSIVE page AS (
        SELECT (pg_temp.list('{"limite": "3"}')).body AS b UNION ALL SELECT (pg_temp.list(jsonb_build_object('limite', '3', 'apos', p.b ->> 'proximo'))).body FROM page p WHERE p.b ->> 'proximo' IS NOT NULL
    ) SELECT DISTINCT i ->> 'cod_pagamento' FROM page, jsonb_array_elements(page.b -> 'itens') AS i) AS x), (SELECT count(*) FROM flowt.tb_omni8_pagamento), 'page by page, all of them, each once');
SELECT is(jsonb_array_length((pg_temp.list('{}', :'tb')).body -> 'itens'), 0, 'another company has its own');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pagamentos/{id}', jsonb_build_object('id', pg_temp.part(:d)::text), t)), e, e) FROM (VALUES (:'ta', '200'), (:'tb', '404 nao_encontrado')) AS v (t, e);
SELECT is((SELECT string_agg(concat_ws(':', e ->> 'sta_pagamento', e ->> 'vlr_evento', e ->> 'des_motivo'), ' ') FROM jsonb_array_elements((pg_temp.request('GET /v1/pagamentos/{id}', jsonb_build_object('id', pg_temp.part(:d)::text), :'ta')).body -> 'eventos') AS e),
    'CRIADO:1000 PENDENTE PAGO:1000 ESTORNADO:1000:Veio frio', 'one, with its history');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_acesso_dado_pessoal a WHERE a.nom_funcao = 'api.pagamento_ler'), 2::bigint, 'whose reading is noted: reasons name people');

-- Who is erased is erased from there too.
SELECT p.cod_pessoa AS person FROM flowt.tb_omni8_pedido p WHERE p.cod_pedido = :d \gset
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CONCLUIDO' WHERE sta_pedido NOT IN ('CANCELADO', 'EXPIRADO', 'DEVOLVIDO');
SELECT is(pg_temp.attempt('flowt_api', format('SELECT flowt.anonimizar_pessoa(%s)', :person), :alfa), 'ok 1', 'a buyer is erased');
SELECT is((SELECT concat_ws(' ', count(*) > 20, count(des_motivo)) FROM flowt.tb_omni8_pagamento_evento), 't 0', 'with the reasons; the sums stay');

SELECT * FROM finish();
ROLLBACK;
