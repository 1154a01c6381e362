-- What a provider tells: believed only when signed, in time and once; of this account, company, order and value (guide chapter 18.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/pagamento.sql
SELECT plan(153);

INSERT INTO flowt.tb_omni8_pix (cod_tenant, tip_chave, des_chave, nom_recebedor, nom_cidade) VALUES (:alfa, 'EMAIL', 'loja@example.com', 'Casa', 'São Paulo');
CREATE TEMP TABLE account AS
SELECT n AS name, (a.body ->> 'cod_conta_pagamento')::bigint AS id, right(a.body ->> 'des_caminho_webhook', 24) AS token, a.body ->> 'des_segredo' AS secret, t.token AS staff
  FROM (VALUES ('first', :'ta'), ('second', :'ta'), ('foreign', :'tb')) AS t (n, token),
       LATERAL pg_temp.request('POST /v1/contas-pagamento', '{"corpo": "{\"nom_conta\": \"Banco\", \"des_url\": \"https://api.banco.example.com\", \"des_credencial\": \"Bearer abc123\"}"}', t.token) AS a;
UPDATE flowt.tb_omni8_conta_pagamento SET sta_conta = 'ATIVA' WHERE cod_conta_pagamento = (SELECT id FROM account WHERE name = 'first');

-- Signed here, by nothing of what is tested.
CREATE FUNCTION pg_temp.sign(p_secret text, p_id text, p_time text, p_body text) RETURNS text LANGUAGE sql
RETURN 'v1,' || encode(public.hmac(convert_to(concat(p_id, '.', p_time, '.', p_body), 'UTF8'), decode(substr(p_secret, 7), 'base64'), 'sha256'), 'base64');
CREATE FUNCTION pg_temp.clock(p_off interval DEFAULT '0') RETURNS text LANGUAGE sql RETURN floor(extract(epoch FROM clock_timestamp() + p_off))::bigint::text;
CREATE FUNCTION pg_temp.post(p_account text, p_id text, p_time text, p_signature text, p_body text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/webhooks/pagamentos/{conta}', jsonb_build_object('conta', p_account, 'webhook_id', p_id, 'webhook_timestamp', p_time, 'webhook_signature', p_signature, 'corpo', p_body), NULL, p_slug);
CREATE FUNCTION pg_temp.tell(p_body text, p_id text DEFAULT NULL, p_account text DEFAULT 'first', p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
DECLARE
    v_id      text := coalesce(p_id, gen_random_uuid()::text);
    v_account account;
BEGIN
    SELECT a.* INTO v_account FROM account a WHERE a.name = p_account;
    RETURN pg_temp.post(v_account.token, v_id, pg_temp.clock(), pg_temp.sign(v_account.secret, v_id, pg_temp.clock(), p_body), p_body, p_slug);
END
$$;
CREATE FUNCTION pg_temp.message(p_type text, p_payment bigint, p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('type', p_type, 'timestamp', '2026-11-29T12:00:00Z', 'data', jsonb_build_object('txid', g.des_txid, 'vlr_pagamento', g.vlr_pagamento, 'empresa', 'alfa', 'pedido', p.num_pedido::text, 'id', 'E' || g.cod_pagamento) || p_more)::text
              FROM flowt.tb_omni8_pagamento g JOIN flowt.tb_omni8_pedido p ON p.cod_pedido = g.cod_pedido WHERE g.cod_pagamento = p_payment);
END
$$;
CREATE FUNCTION pg_temp.inbox() RETURNS text LANGUAGE sql RETURN (SELECT string_agg(concat_ws(' ', w.tip_evento, w.sta_webhook, w.des_erro, w.qtd_tentativas || '/' || w.qtd_entregas), ', ' ORDER BY w.cod_webhook_pagamento) FROM flowt.tb_omni8_webhook_pagamento w);
CREATE FUNCTION pg_temp.last() RETURNS text LANGUAGE sql RETURN (SELECT concat_ws(' ', w.tip_evento, w.sta_webhook, w.des_erro) FROM flowt.tb_omni8_webhook_pagamento w ORDER BY w.cod_webhook_pagamento DESC LIMIT 1);
CREATE FUNCTION pg_temp.asked() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', r.tip_requisicao, r.des_corpo::jsonb ->> 'valor', substring(r.des_url FROM '/pix/(.*)/devolucao')), ', ' ORDER BY r.cod_requisicao_pagamento) FROM flowt.tb_omni8_requisicao_pagamento r WHERE r.tip_requisicao <> 'COBRANCA');

SELECT pg_temp.buy(2) AS one \gset
SELECT pg_temp.message('pagamento.pago', pg_temp.part(:one)) AS paid, pg_temp.clock() AS now, a.token AS account, a.secret AS secret FROM account a WHERE name = 'first' \gset
SELECT pg_temp.sign(:'secret', 'm1', :'now', :'paid') AS good \gset

-- Nobody is believed without the right signature, of this very text, at this very time.
SELECT is(pg_temp.outcome(pg_temp.post(a, i, t, s, b, g)), e, w) FROM (VALUES
    ('nenhuma-conta-com-este-to', 'm1', :'now', :'good', :'paid', 'alfa', '404 nao_encontrado', 'an account that is none'), ((SELECT token FROM account WHERE name = 'foreign'), 'm1', :'now', :'good', :'paid', 'alfa', '404 nao_encontrado', 'another company''s account'),
    (:'account', 'm1', :'now', :'good', :'paid', 'beta', '404 nao_encontrado', 'at another company''s address'),
    (:'account', NULL, :'now', :'good', :'paid', 'alfa', '401 webhook_sem_assinatura', 'without id'), (:'account', 'm1', NULL, :'good', :'paid', 'alfa', '401 webhook_sem_assinatura', 'without time'), (:'account', 'm1', :'now', NULL, :'paid', 'alfa', '401 webhook_sem_assinatura', 'without signature'),
    (:'account', 'm1 ', :'now', :'good', :'paid', 'alfa', '401 webhook_malformado', 'an id with a space'), (:'account', repeat('m', 129), :'now', :'good', :'paid', 'alfa', '401 webhook_malformado', 'a long id'), (:'account', 'm1', 'agora', :'good', :'paid', 'alfa', '401 webhook_malformado', 'a time that is none'),
    (:'account', 'm1', '123456789012', :'good', :'paid', 'alfa', '401 webhook_malformado', 'in the year 5882'), (:'account', 'm2', :'now', :'good', :'paid', 'alfa', '401 assinatura_invalida', 'another id'), (:'account', 'm1', (:'now'::bigint + 1)::text, :'good', :'paid', 'alfa', '401 assinatura_invalida', 'another time'),
    (:'account', 'm1', :'now', :'good', :'paid' || ' ', 'alfa', '401 assinatura_invalida', 'another body'), (:'account', 'm1', :'now', replace(:'good', 'v1,', 'v1a,'), :'paid', 'alfa', '401 assinatura_invalida', 'another scheme'), (:'account', 'm1', :'now', substr(:'good', 4), :'paid', 'alfa', '401 assinatura_invalida', 'no scheme'),
    (:'account', 'm1', :'now', '', :'paid', 'alfa', '401 assinatura_invalida', 'an empty one'), (:'account', 'm1', :'now', pg_temp.sign((SELECT secret FROM account WHERE name = 'second'), 'm1', :'now', :'paid'), :'paid', 'alfa', '401 assinatura_invalida', 'the secret of another account'),
    (:'account', 'm1', pg_temp.clock('-6 min'), pg_temp.sign(:'secret', 'm1', pg_temp.clock('-6 min'), :'paid'), :'paid', 'alfa', '401 webhook_fora_do_prazo', 'six minutes old'),
    (:'account', 'm1', pg_temp.clock('6 min'), pg_temp.sign(:'secret', 'm1', pg_temp.clock('6 min'), :'paid'), :'paid', 'alfa', '401 webhook_fora_do_prazo', 'six minutes from now'),
    (:'account', 'm1', :'now', pg_temp.sign(:'secret', 'm1', :'now', repeat('x', 65537)), repeat('x', 65537), 'alfa', '413 corpo_grande_demais', 'too long')) AS v (a, i, t, s, b, g, e, w);
SELECT is(pg_temp.state(:one) || ' ' || pg_temp.parts(:one) || coalesce(pg_temp.inbox(), ''), 'AGUARDANDO_PAGAMENTO PIX PENDENTE 2000', 'nothing of it is kept, nothing happens');
SELECT is((SELECT string_agg(concat_ws(' ', r.des_motivo, r.qtd_recusas), ', ' ORDER BY r.des_motivo) FROM flowt.tb_omni8_webhook_recusado r), 'assinatura_invalida 7, webhook_fora_do_prazo 2, webhook_malformado 4, webhook_sem_assinatura 3', 'but it is counted, in as many rows as there are reasons');
SELECT is((pg_temp.request('GET /v1/contas-pagamento', '{}', :'ta')).body #>> '{itens,0,qtd_recusas}', '16', 'and staff sees how many');

-- Believed, once.
SELECT is((pg_temp.tell(pg_temp.message('cobranca.criada', pg_temp.part(:one), '{"location": "pix.banco.example.com/qr/v2/abc"}'))).body, '{"sta_webhook": "PROCESSADO", "flg_repetido": false}', 'the charge is there');
SELECT is((pg_temp.request('GET /v1/pedidos/{token}/pagamentos/{num}/pix', jsonb_build_object('token', pg_temp.link_of(:one), 'num', '1'), NULL, 'alfa')).body ->> 'copia_e_cola', flowt.pix_dinamico('pix.banco.example.com/qr/v2/abc', 'Casa', 'São Paulo', 2000), 'the buyer has a code');
SELECT is((pg_temp.post(:'account', 'm1', :'now', 'v1a,xyz v1,YWJj ' || :'good', :'paid')).body, '{"sta_webhook": "PROCESSADO", "flg_repetido": false}', 'paid, by one of several signatures');
SELECT is(pg_temp.state(:one) || ' ' || pg_temp.parts(:one), 'RECEBIDO PIX PAGO 2000', 'the order goes on');
SELECT is((pg_temp.post(:'account', 'm1', :'now', :'good', :'paid')).body, '{"sta_webhook": "PROCESSADO", "flg_repetido": true}', 'the same again');
SELECT is(pg_temp.outcome(pg_temp.tell(:'paid', 'm1b')), '200', 'the same in another envelope');
SELECT is(pg_temp.told(pg_temp.part(:one)), 'CRIADO:2000 PENDENTE PAGO:2000', 'pays once');
SELECT is(pg_temp.outcome(pg_temp.tell(replace(:'paid', 'pago', 'recusado'), 'm1')), '409 webhook_id_de_outro_aviso', 'the envelope with another letter');
SELECT is(pg_temp.inbox(), 'cobranca.criada PROCESSADO 1/1, pagamento.pago PROCESSADO 1/2, pagamento.pago PROCESSADO 1/1', 'all of it is in the inbox');
SELECT is((SELECT w.des_corpo FROM flowt.tb_omni8_webhook_pagamento w WHERE w.des_id = 'm1'), :'paid', 'as it came');
SELECT is(pg_temp.outcome(pg_temp.request('POST /{slug}/webhooks/pagamentos/{conta}', jsonb_build_object('slug', 'alfa', 'conta', :'account', 'webhook_id', 'm1', 'webhook_timestamp', :'now', 'webhook_signature', :'good', 'corpo', :'paid'))), '200', 'at the address that names the company too');

-- Of what it says: account, company, order, value.
SELECT pg_temp.buy(1) AS two \gset
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:two), m::jsonb), NULL, a)), '422 ' || e, e || m) FROM (VALUES ('first', '{"vlr_pagamento": 999}', 'valor_divergente'), ('first', '{"vlr_pagamento": 1001}', 'valor_divergente'),
    ('first', '{"empresa": "beta"}', 'empresa_divergente'), ('first', '{"pedido": "1"}', 'pedido_divergente'), ('first', '{"pedido": "02"}', 'pedido_divergente'), ('first', '{"txid": "naohaestetxid"}', 'cobranca_desconhecida'), ('second', '{}', 'cobranca_de_outra_conta'),
    ('first', '{"vlr_pagamento": 0}', 'corpo_invalido'), ('first', '{"vlr_pagamento": "1000"}', 'corpo_invalido'), ('first', '{"vlr_pagamento": null}', 'corpo_invalido'), ('first', '{"id": ""}', 'corpo_invalido')) AS v (a, m, e);
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:two)), 'x', 'foreign', 'beta')), '422 cobranca_desconhecida', 'told to another company');
SELECT is(pg_temp.outcome(pg_temp.tell(b)), CASE b WHEN '' THEN '422 corpo_ausente' ELSE '422 corpo_invalido' END, 'signed, but ' || b) FROM (VALUES ('{'), (''), ('[]'), ('"x"'), ('{"type": 1}'), ('{"type": "pagamento.pago"}'), ('{"type": "pagamento.pago", "data": []}'), ('{"type": "pagamento.pago", "data": {"txid": "\u0000"}}')) AS v (b);
SELECT is(pg_temp.state(:two) || ' ' || pg_temp.parts(:two), 'AGUARDANDO_PAGAMENTO PIX PENDENTE 1000', 'none of them pays');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_webhook_pagamento w WHERE w.sta_webhook = 'FALHA' AND w.des_erro IS NOT NULL), 20::bigint, 'each is kept with its error');
SELECT is((SELECT w.des_detalhe FROM flowt.tb_omni8_webhook_pagamento w WHERE w.des_corpo LIKE '%"vlr_pagamento": 0}%' OR w.des_corpo LIKE '%"vlr_pagamento": 0,%'), 'data.vlr_pagamento: O menor valor aceito é 1.', 'in words');
SELECT is((pg_temp.tell('{"type": "saque.concluido", "data": {"qualquer": [1, 2]}}')).body ->> 'sta_webhook', 'IGNORADO', 'what nobody knows is kept and left alone');

-- What failed is tried again: by the provider, by staff, by a DBA.
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.contestado', pg_temp.part(:two)), 'd1')), '422 transicao_ilegal', 'a dispute before the payment');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.contestado', pg_temp.part(:two)), 'd1')), '422 transicao_ilegal', 'once more');
SELECT w.cod_webhook_pagamento AS failed FROM flowt.tb_omni8_webhook_pagamento w WHERE w.des_id = 'd1' \gset
CREATE FUNCTION pg_temp.retry(p_token text, p_id text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/webhooks/pagamentos/{id}/reprocessamento', jsonb_build_object('id', p_id), p_token);
SELECT is((pg_temp.retry(:'ta', :'failed')).body ->> 'des_erro', 'transicao_ilegal', 'by hand, too early');
SELECT is((SELECT concat_ws(' ', w.qtd_tentativas, w.qtd_entregas, w.des_detalhe) FROM flowt.tb_omni8_webhook_pagamento w WHERE w.des_id = 'd1'), '3 2 Um pagamento não passa de PENDENTE a CONTESTADO.', 'each try counts');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.autorizado', pg_temp.part(:two)))) || pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:two)))), '200200', 'authorized, paid');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.autorizado', pg_temp.part(:two)))), '200', 'what comes late and no longer matters is no failure');
SELECT is(pg_temp.told(pg_temp.part(:two)), 'CRIADO:1000 PENDENTE AUTORIZADO PAGO:1000', 'step by step');
SELECT is(pg_temp.outcome(pg_temp.retry(t, i)), e, e) FROM (VALUES (:'tb', :'failed', '404 nao_encontrado'), (:'ta', '999999999', '404 nao_encontrado'), ((SELECT token FROM staff WHERE profile = 'cozinha'), :'failed', '403 sem_permissao')) AS v (t, i, e);
SELECT is((pg_temp.retry(:'ta', :'failed')).body ->> 'sta_webhook', 'PROCESSADO', 'now it works');
SELECT is(pg_temp.parts(:two), 'PIX CONTESTADO 1000', 'and the dispute is there');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('contestacao.ganha', pg_temp.part(:two)))) || ' ' || pg_temp.parts(:two), '200 PIX PAGO 1000', 'won');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.contestado', pg_temp.part(:two)))) || pg_temp.outcome(pg_temp.tell(pg_temp.message('contestacao.perdida', pg_temp.part(:two)))) || ' ' || pg_temp.parts(:two), '200200 PIX ESTORNADO 1000 -1000', 'another one lost');
SELECT is(pg_temp.asked(), NULL, 'of which the provider is not asked to give anything back');
SELECT is((SELECT count(*) FROM admin.reprocessar_webhooks(:alfa) AS r WHERE r.sta_webhook = 'FALHA'), 19::bigint, 'a DBA tries all that failed');
SELECT is(pg_temp.attempt('flowt_api', format('SELECT admin.reprocessar_webhooks(%s)', :alfa), :alfa), '42501', 'a DBA alone');

-- Money that goes back: asked for here, or done there.
SELECT is(pg_temp.outcome(pg_temp.refund(:'ta', :one, 500, 2000)), '200', 'five reais back');
SELECT is(pg_temp.asked(), format('ESTORNO 5.00 E%s', pg_temp.part(:one)), 'the provider is asked');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.estornado', pg_temp.part(:one), '{"vlr_estornado": 500}'))) || ' ' || pg_temp.parts(:one), '200 PIX ESTORNADO_PARCIAL 2000 -500', 'it says that it did: nothing new');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.estornado', pg_temp.part(:one), '{"vlr_estornado": 800}'))) || ' ' || pg_temp.parts(:one), '200 PIX ESTORNADO_PARCIAL 2000 -800', 'and more, at somebody''s desk there');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.estornado', pg_temp.part(:one), '{"vlr_estornado": 500}'))) || ' ' || pg_temp.parts(:one), '200 PIX ESTORNADO_PARCIAL 2000 -800', 'an older message takes nothing back');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.estornado', pg_temp.part(:one), m::jsonb))), '422 ' || e, e) FROM (VALUES ('{"vlr_estornado": 2001}', 'estorno_divergente'), ('{}', 'estorno_divergente'), ('{"vlr_estornado": -1}', 'corpo_invalido')) AS v (m, e);
SELECT is(pg_temp.outcome(pg_temp.refund(:'ta', :one, 1200, 1200)), '200', 'the rest');
SELECT is(pg_temp.asked(), format('ESTORNO 5.00 E%1$s, ESTORNO 12.00 E%1$s', pg_temp.part(:one)), 'is asked for, what went by itself is not');
SELECT is((SELECT count(DISTINCT r.des_url) FROM flowt.tb_omni8_requisicao_pagamento r WHERE r.tip_requisicao = 'ESTORNO'), 2::bigint, 'each refund has a name of its own');

-- Ends.
SELECT pg_temp.buy(1) AS a, pg_temp.buy(1) AS b, pg_temp.buy(1) AS c, pg_temp.buy(1) AS d \gset
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.recusado', pg_temp.part(:a)))) || ' ' || pg_temp.state(:a) || ' ' || pg_temp.parts(:a), '200 CANCELADO PIX RECUSADO 1000', 'refused');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.expirado', pg_temp.part(:b)))) || ' ' || pg_temp.state(:b) || ' ' || pg_temp.parts(:b), '200 EXPIRADO PIX EXPIRADO 1000', 'expired');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:b)))) || ' ' || pg_temp.state(:b) || ' ' || pg_temp.parts(:b), '200 RECEBIDO PIX PAGO 1000', 'paid too late, and honoured');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.expirado', pg_temp.part(:b)))) || ' ' || pg_temp.state(:b), '200 RECEBIDO', 'what is paid does not expire');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.expirado', pg_temp.part(:c)))) || ' ' || pg_temp.state(:c), '200 EXPIRADO', 'expired');
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 0;
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:c)))) || ' ' || pg_temp.state(:c) || ' ' || pg_temp.parts(:c), '200 EXPIRADO PIX ESTORNADO 1000 -1000', 'too late for what has been sold');
SELECT matches(pg_temp.asked(), format('ESTORNO 10.00 E%s$', pg_temp.part(:c)), 'and the provider is asked to give it back');
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:d))), '200', 'staff saw the money first');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:d)))) || ' ' || pg_temp.told(pg_temp.part(:d)), '200 CRIADO:1000 PENDENTE PAGO:1000', 'then the provider');
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 100;
UPDATE flowt.tb_omni8_conta_pagamento SET sta_conta = 'INATIVA';
SELECT pg_temp.buy(1) AS still \gset
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:still)))) || ' ' || pg_temp.parts(:still), '200 PIX PAGO 1000', 'a static code is told of as well, by an account at rest');
SELECT pg_temp.buy(1, '{"tip_pagamento": "DINHEIRO"}') AS cash \gset
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(:cash)))), '422 cobranca_desconhecida', 'cash is not');

-- Authorized, and then not paid after all.
UPDATE flowt.tb_omni8_conta_pagamento SET sta_conta = 'ATIVA' WHERE cod_conta_pagamento = (SELECT id FROM account WHERE name = 'first');
SELECT pg_temp.buy(1) AS refused, pg_temp.buy(1) AS lapsed \gset
SELECT pg_temp.tell(pg_temp.message('pagamento.autorizado', pg_temp.part(o))) FROM unnest(ARRAY[:refused, :lapsed]) AS o \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.recusado', pg_temp.part(:refused)))) || ' ' || pg_temp.state(:refused) || ' ' || pg_temp.parts(:refused), '200 CANCELADO PIX RECUSADO 1000', 'authorized, then refused');
SELECT is(pg_temp.outcome(pg_temp.tell(pg_temp.message('pagamento.expirado', pg_temp.part(:lapsed)))) || ' ' || pg_temp.state(:lapsed) || ' ' || pg_temp.parts(:lapsed), '200 EXPIRADO PIX EXPIRADO 1000', 'authorized, then expired');
SELECT is((SELECT string_agg(r.tip_requisicao, ' ' ORDER BY r.cod_requisicao_pagamento) FROM flowt.tb_omni8_requisicao_pagamento r WHERE r.cod_pagamento IN (pg_temp.part(:refused), pg_temp.part(:lapsed)) AND r.tip_requisicao <> 'COBRANCA'), 'CANCELAMENTO CANCELAMENTO',
    'and the provider lets go of what it held');

-- A dispute won when there is nothing left to pay for: the money is nobody's here.
CREATE FUNCTION pg_temp.disputed(p_many integer, p_steps text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_order bigint := pg_temp.buy(p_many);
BEGIN
    PERFORM pg_temp.tell(pg_temp.message('pagamento.pago', pg_temp.part(v_order)));
    PERFORM pg_temp.tell(pg_temp.message('pagamento.contestado', pg_temp.part(v_order)));
    PERFORM pg_temp.move(v_order, s) FROM unnest(p_steps) WITH ORDINALITY AS x (s, n) ORDER BY n;
    RETURN v_order;
END
$$;
CREATE FUNCTION pg_temp.won(p_order bigint) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.tell(pg_temp.message('contestacao.ganha', pg_temp.part(p_order)))) || ' ' || pg_temp.state(p_order) || ' ' || pg_temp.parts(p_order);
SELECT pg_temp.disputed(2, '{CANCELADO}') AS gone, pg_temp.disputed(2, '{RECUSADO}') AS turned_away, pg_temp.disputed(2, '{CONFIRMADO,PRONTO,ENTREGUE,DEVOLVIDO}') AS came_back, pg_temp.disputed(2, '{CONFIRMADO,PRONTO,ENTREGUE}') AS halved, pg_temp.disputed(1, '{CONFIRMADO}') AS alive \gset
SELECT pg_temp.request('POST /v1/pedidos/{id}/devolucoes', jsonb_build_object('id', :'halved', 'idempotency_key', 'devolve-metade', 'corpo', '{"itens": [{"num_item": 1, "qtd_item": 1}]}'), :'ta') \g /dev/null
SELECT is(pg_temp.parts(:gone), 'PIX CONTESTADO 2000', 'while it is disputed nothing goes back');
SELECT is(pg_temp.won(o), '200 ' || e, n) FROM (VALUES (:gone, 'CANCELADO PIX ESTORNADO 2000 -2000', 'cancelled meanwhile'), (:turned_away, 'RECUSADO PIX ESTORNADO 2000 -2000', 'turned away meanwhile'),
    (:came_back, 'DEVOLVIDO PIX ESTORNADO 2000 -2000', 'returned meanwhile'), (:halved, 'ENTREGUE PIX ESTORNADO_PARCIAL 2000 -1000', 'half of it returned meanwhile'), (:alive, 'CONFIRMADO PIX PAGO 1000', 'still alive')) AS v (o, e, n);
SELECT is(pg_temp.told(pg_temp.part(:gone)), 'CRIADO:2000 PENDENTE PAGO:2000 CONTESTADO PAGO ESTORNADO:2000', 'step by step');
SELECT is((SELECT string_agg(r.des_corpo::jsonb ->> 'valor', ' ' ORDER BY r.cod_requisicao_pagamento) FROM flowt.tb_omni8_requisicao_pagamento r WHERE r.tip_requisicao = 'ESTORNO' AND r.cod_pagamento IN (pg_temp.part(:gone), pg_temp.part(:turned_away), pg_temp.part(:came_back), pg_temp.part(:halved), pg_temp.part(:alive))),
    '20.00 20.00 20.00 10.00', 'and the provider is asked to give it back');
SELECT is((SELECT jsonb_agg(d.des_problema) FROM flowt.comercio_divergente() AS d WHERE d.nom_area <> 'ESTOQUE'), NULL, 'and the books agree');

-- What is disputed is what is left: a refund before it and one meanwhile lower it, lost it takes the rest, won it gives back what there was.
CREATE FUNCTION pg_temp.hears(p_order bigint, p_said text, p_id text DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.tell(pg_temp.message(CASE WHEN p_said ~ '^[0-9]' THEN 'pagamento.estornado' ELSE p_said END, pg_temp.part(p_order), CASE WHEN p_said ~ '^[0-9]' THEN jsonb_build_object('vlr_estornado', p_said::bigint) ELSE '{}' END), p_id));
CREATE FUNCTION pg_temp.after(p_order bigint, p_said text[]) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(DISTINCT pg_temp.hears(p_order, s), ' ') FROM unnest(ARRAY['pagamento.pago'] || p_said) WITH ORDINALITY AS x (s, n)) || ' ' || pg_temp.parts(p_order) || ' ' || pg_temp.told(pg_temp.part(p_order));
SELECT is(pg_temp.after(pg_temp.buy(2), m::text[]), '200 PIX ' || e, m) FROM (VALUES
    ('{500,pagamento.contestado}', 'CONTESTADO 2000 -500 CRIADO:2000 PENDENTE PAGO:2000 ESTORNADO_PARCIAL:500 CONTESTADO'),
    ('{500,pagamento.contestado,contestacao.ganha}', 'ESTORNADO_PARCIAL 2000 -500 CRIADO:2000 PENDENTE PAGO:2000 ESTORNADO_PARCIAL:500 CONTESTADO ESTORNADO_PARCIAL'),
    ('{500,pagamento.contestado,800,contestacao.ganha}', 'ESTORNADO_PARCIAL 2000 -800 CRIADO:2000 PENDENTE PAGO:2000 ESTORNADO_PARCIAL:500 CONTESTADO CONTESTADO:300 ESTORNADO_PARCIAL'),
    ('{500,pagamento.contestado,800,contestacao.perdida}', 'ESTORNADO 2000 -2000 CRIADO:2000 PENDENTE PAGO:2000 ESTORNADO_PARCIAL:500 CONTESTADO CONTESTADO:300 ESTORNADO:1200'),
    ('{pagamento.contestado,1999,2000,contestacao.ganha}', 'ESTORNADO 2000 -2000 CRIADO:2000 PENDENTE PAGO:2000 CONTESTADO CONTESTADO:1999 ESTORNADO:1'),
    ('{pagamento.contestado,pagamento.contestado,contestacao.ganha,contestacao.ganha}', 'PAGO 2000 CRIADO:2000 PENDENTE PAGO:2000 CONTESTADO PAGO'),
    ('{contestacao.perdida,pagamento.contestado,contestacao.perdida,500}', 'ESTORNADO 2000 -2000 CRIADO:2000 PENDENTE PAGO:2000 ESTORNADO:2000')) AS v (m, e);
SELECT is((SELECT count(*) FROM flowt.tb_omni8_requisicao_pagamento r WHERE r.tip_requisicao = 'ESTORNO' AND r.cod_pagamento >= (SELECT max(g.cod_pagamento) - 6 FROM flowt.tb_omni8_pagamento g)), 0::bigint, 'and none of it is asked of the provider again');
SELECT pg_temp.buy(2) AS early, pg_temp.buy(2) AS undone \gset
SELECT is(pg_temp.hears(:early, m), '422 ' || e, 'a ' || m || ' of nothing') FROM (VALUES ('contestacao.ganha', 'contestacao_desconhecida'), ('contestacao.perdida', 'transicao_ilegal')) AS v (m, e);
SELECT pg_temp.after(:undone, '{500,pagamento.contestado}') \g /dev/null
SELECT is(pg_temp.move(:undone, 'CANCELADO') || ' ' || pg_temp.parts(:undone), '200 PIX CONTESTADO 2000 -500', 'cancelled while the rest is disputed');
SELECT is(pg_temp.won(:undone), '200 CANCELADO PIX ESTORNADO 2000 -2000', 'the rest goes back when it is won');
SELECT is((SELECT r.des_corpo FROM flowt.tb_omni8_requisicao_pagamento r WHERE r.cod_pagamento = pg_temp.part(:undone) AND r.tip_requisicao = 'ESTORNO'), '{"valor": "15.00"}', 'as asked of the provider');

-- Whatever comes first, and though what came too early has to come again: the same end.
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1000;
CREATE FUNCTION pg_temp.ends(p_said text[]) RETURNS TABLE (ways bigint, ended text) LANGUAGE plpgsql AS $$
DECLARE
    v_way   text[];
    v_left  text[];
    v_order bigint;
BEGIN
    CREATE TEMP TABLE ending (ended text) ON COMMIT DROP;
    FOR v_way IN WITH RECURSIVE way AS (SELECT '{}'::text[] AS w UNION ALL SELECT w || s FROM way CROSS JOIN unnest(p_said) AS s WHERE s <> ALL (w)) SELECT w FROM way WHERE cardinality(w) = cardinality(p_said) LOOP
        v_order := pg_temp.buy(2);
        v_left := v_way;
        FOR i IN 1 .. cardinality(p_said) LOOP
            v_left := ARRAY(SELECT s FROM unnest(v_left) WITH ORDINALITY AS x (s, n) WHERE pg_temp.hears(v_order, s, v_order || s) <> '200' ORDER BY n);
        END LOOP;
        INSERT INTO ending VALUES (pg_temp.parts(v_order) || v_left::text);
    END LOOP;
    RETURN QUERY SELECT count(*), string_agg(DISTINCT e.ended, ' | ') FROM ending AS e;
    DROP TABLE ending;
END
$$;
SELECT is(e.ways || ' ' || e.ended, x, x) FROM (VALUES ('{pagamento.pago,500,pagamento.contestado,contestacao.ganha}', '24 PIX ESTORNADO_PARCIAL 2000 -500{}'),
    ('{pagamento.pago,500,pagamento.contestado,contestacao.perdida}', '24 PIX ESTORNADO 2000 -2000{}'), ('{pagamento.pago,2000,pagamento.contestado,contestacao.ganha}', '24 PIX ESTORNADO 2000 -2000{}'),
    ('{pagamento.pago,500,800,pagamento.contestado}', '24 PIX CONTESTADO 2000 -800{}')) AS v (m, x), LATERAL pg_temp.ends(m::text[]) AS e;
SELECT is((SELECT jsonb_agg(d.des_problema) FROM flowt.comercio_divergente() AS d WHERE d.nom_area <> 'ESTOQUE'), NULL, 'and the books agree');

-- Part of an order undone before its money comes: what comes pays for the rest, and no more is kept than that.
CREATE FUNCTION pg_temp.halves(p_first text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_order bigint := pg_temp.buy(2);
BEGIN
    PERFORM pg_temp.divide((SELECT token FROM staff WHERE profile = 'admin'), v_order, format('[{"tip_pagamento": "%s", "vlr_pagamento": 1000}, {"tip_pagamento": "PIX", "vlr_pagamento": 1000}]', p_first));
    RETURN v_order;
END
$$;
CREATE FUNCTION pg_temp.says(p_type text, p_order bigint, p_number integer DEFAULT 1, p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.tell(pg_temp.message(p_type, pg_temp.part(p_order, p_number), p_more))) || ' ' || pg_temp.state(p_order) || ' ' || pg_temp.parts(p_order);
CREATE FUNCTION pg_temp.one_comes_back(p_order bigint) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.move(p_order, s) FROM unnest('{RECEBIDO,CONFIRMADO,PRONTO,ENTREGUE}'::text[]) WITH ORDINALITY AS x (s, n) WHERE s <> pg_temp.state(p_order) ORDER BY n;
    RETURN (pg_temp.request('POST /v1/pedidos/{id}/devolucoes', jsonb_build_object('id', p_order::text, 'idempotency_key', 'volta-' || p_order, 'corpo', '{"itens": [{"num_item": 1, "qtd_item": 1}]}'), (SELECT token FROM staff WHERE profile = 'admin'))).status;
END
$$;
SELECT pg_temp.halves('PIX') AS lapses, pg_temp.halves('PIX') AS refunded, pg_temp.halves('DINHEIRO') AS shared, pg_temp.buy(2) AS held \gset
SELECT pg_temp.says('pagamento.pago', :lapses, 2) \g /dev/null
SELECT is(pg_temp.says('pagamento.expirado', :lapses, 3), '200 EXPIRADO PIX CANCELADO 2000, PIX ESTORNADO 1000 -1000, PIX EXPIRADO 1000', 'half paid, half expired');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pedido_estorno e WHERE e.cod_pedido = :lapses), 0::bigint, 'an order that expired is undone by nothing');
SELECT is(pg_temp.says('pagamento.pago', :lapses), '200 RECEBIDO PIX PAGO 2000, PIX ESTORNADO 1000 -1000, PIX EXPIRADO 1000', 'it lives again when all of it comes');
SELECT is(pg_temp.move(:lapses, 'CANCELADO') || ' ' || pg_temp.parts(:lapses), '200 PIX ESTORNADO 2000 -2000, PIX ESTORNADO 1000 -1000, PIX EXPIRADO 1000', 'and cancelled then, all of it goes back');
SELECT pg_temp.says('pagamento.pago', :refunded, 2), pg_temp.says('pagamento.estornado', :refunded, 2, '{"vlr_estornado": 1000}') \g /dev/null
SELECT is(pg_temp.says('pagamento.pago', :refunded, 3), '200 RECEBIDO PIX CANCELADO 2000, PIX ESTORNADO 1000 -1000, PIX PAGO 1000', 'what is left is paid: the order goes on');
SELECT pg_temp.halves('PIX') AS contested, pg_temp.halves('PIX') AS lost, pg_temp.halves('PIX') AS missed, pg_temp.buy(2) AS counter \gset
SELECT pg_temp.says('pagamento.pago', :contested, 2), pg_temp.says('pagamento.estornado', :contested, 2, '{"vlr_estornado": 300}'), pg_temp.says('pagamento.contestado', :contested, 2) \g /dev/null
SELECT is(pg_temp.says('pagamento.pago', :contested, 3), '200 RECEBIDO PIX CANCELADO 2000, PIX CONTESTADO 1000 -300, PIX PAGO 1000', 'it goes on too while what came first is disputed');
SELECT pg_temp.divide(:'ta', :counter, '[{"tip_pagamento": "PIX", "vlr_pagamento": 700}, {"tip_pagamento": "PIX", "vlr_pagamento": 900}, {"tip_pagamento": "DINHEIRO", "vlr_pagamento": 400}]'),
       pg_temp.says('pagamento.pago', :counter, 2), pg_temp.says('pagamento.estornado', :counter, 2, '{"vlr_estornado": 300}') \g /dev/null
SELECT is(pg_temp.says('pagamento.pago', :counter, 3), '200 RECEBIDO PIX CANCELADO 2000, PIX ESTORNADO_PARCIAL 700 -300, PIX PAGO 900, DINHEIRO PENDENTE 400', 'and while only cash is missing');
-- A part refused leaves the order short, whichever of them is told of first.
SELECT pg_temp.says('pagamento.recusado', :lost, 2), pg_temp.says('pagamento.pago', :missed, 3) \g /dev/null
SELECT is(pg_temp.says('pagamento.pago', :lost, 3), '200 CANCELADO PIX CANCELADO 2000, PIX RECUSADO 1000, PIX ESTORNADO 1000 -1000', 'refused, then the other paid');
SELECT is(pg_temp.says('pagamento.recusado', :missed, 2), '200 CANCELADO PIX CANCELADO 2000, PIX RECUSADO 1000, PIX ESTORNADO 1000 -1000', 'paid, then the other refused');
SELECT pg_temp.receive(:'ta', pg_temp.part(:shared, 2)) \g /dev/null
SELECT is(pg_temp.one_comes_back(:shared), 201, 'half of it in cash, and half of it comes back');
SELECT is(pg_temp.says('pagamento.pago', :shared, 3), '200 ENTREGUE PIX CANCELADO 2000, DINHEIRO PAGO 1000, PIX ESTORNADO 1000 -1000', 'the other half, paid after all, goes back');
SELECT pg_temp.says('pagamento.autorizado', :held) \g /dev/null
SELECT is(pg_temp.one_comes_back(:held), 201, 'authorized, delivered, and half of it comes back');
SELECT is(pg_temp.says('pagamento.pago', :held), '200 ENTREGUE PIX ESTORNADO_PARCIAL 2000 -1000', 'captured whole, half goes back');
SELECT is((SELECT jsonb_agg(d.des_problema) FROM flowt.comercio_divergente() AS d WHERE d.nom_area <> 'ESTOQUE'), NULL, 'and the books agree');

-- Two secrets in rotation.
SELECT pg_temp.request('POST /v1/contas-pagamento/{id}/segredo', jsonb_build_object('id', a.id::text, 'corpo', '{}'), :'ta') FROM account a WHERE name = 'first' \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.tell('{"type": "ping"}', 'old')), '200', 'the old secret holds');
UPDATE account SET secret = (SELECT (pg_temp.request('POST /v1/contas-pagamento/{id}/segredo', jsonb_build_object('id', id::text, 'corpo', '{}'), :'ta')).body ->> 'des_segredo') WHERE name = 'first';
SELECT is(pg_temp.outcome(pg_temp.tell('{"type": "ping"}', 'new')), '200', 'and so does the new one');
SELECT is(pg_temp.outcome(pg_temp.post(:'account', 'm9', pg_temp.clock(), pg_temp.sign(:'secret', 'm9', pg_temp.clock(), '{"type": "ping"}'), '{"type": "ping"}')), '401 assinatura_invalida', 'not the one before the old one');
SELECT a.secret AS before FROM account a WHERE name = 'first' \gset
UPDATE account SET secret = x.s FROM (SELECT (pg_temp.request('POST /v1/contas-pagamento/{id}/segredo', jsonb_build_object('id', id::text, 'corpo', '{}'), :'ta')).body ->> 'des_segredo' AS s FROM account WHERE name = 'first') AS x WHERE name = 'first';
UPDATE flowt.tb_omni8_conta_pagamento_segredo SET dat_fim_anterior = now() - interval '1 second' WHERE dat_fim_anterior IS NOT NULL;
SELECT is(pg_temp.outcome(pg_temp.post(:'account', 'm10', pg_temp.clock(), pg_temp.sign(:'before', 'm10', pg_temp.clock(), '{"type": "ping"}'), '{"type": "ping"}')), '401 assinatura_invalida', 'nor the old one once its day is over');
SELECT is(pg_temp.outcome(pg_temp.tell('{"type": "ping"}', 'newest')), '200', 'only the new one');

-- What staff sees: everything but the letter.
CREATE FUNCTION pg_temp.list(p_args jsonb, p_token text) RETURNS jsonb LANGUAGE sql RETURN (pg_temp.request('GET /v1/webhooks/pagamentos', p_args, p_token)).body -> 'itens';
SELECT is(jsonb_array_length(pg_temp.list('{"sta_webhook": "FALHA", "limite": "100"}', :'ta')), (SELECT count(*)::integer FROM flowt.tb_omni8_webhook_pagamento WHERE cod_tenant = :alfa AND sta_webhook = 'FALHA'), 'what waits for somebody');
SELECT is(pg_temp.list('{"limite": "100"}', :'ta')::text ~ 'des_corpo|des_txid', false, 'without bodies');
SELECT is(jsonb_array_length(pg_temp.list('{}', :'tb')), 1, 'each company its own');
SELECT is((SELECT count(*) FROM (WITH RECURSIVE page AS (
        SELECT (pg_temp.request('GET /v1/webhooks/pagamentos', '{"limite": "7"}', :'ta')).body AS b UNION ALL
        SELECT (pg_temp.request('GET /v1/webhooks/pagamentos', jsonb_build_object('limite', '7', 'apos', p.b ->> 'proximo'), :'ta')).body FROM page p WHERE p.b ->> 'proximo' IS NOT NULL
    ) SELECT DISTINCT i ->> 'cod_webhook_pagamento' FROM page, jsonb_array_elements(page.b -> 'itens') AS i) AS x), (SELECT count(*) FROM flowt.tb_omni8_webhook_pagamento WHERE cod_tenant = :alfa), 'page by page');

-- After ninety days what was done with is gone; what failed is not.
UPDATE flowt.tb_omni8_webhook_pagamento SET dat_recebimento = now() - interval '91 days' WHERE des_id <> 'new';
UPDATE flowt.tb_omni8_webhook_recusado SET dat_ultima = now() - interval '91 days';
SELECT count(*) AS done FROM flowt.tb_omni8_webhook_pagamento WHERE sta_webhook IN ('PROCESSADO', 'IGNORADO') AND des_id <> 'new' \gset
SELECT is(rotina.expurgar_webhooks(), :done::bigint, 'the job clears up');
SELECT is((SELECT string_agg(DISTINCT sta_webhook, ' ') FROM flowt.tb_omni8_webhook_pagamento WHERE des_id <> 'new') || (SELECT count(*) FROM flowt.tb_omni8_webhook_recusado), 'FALHA0', 'and leaves what waits for somebody');
SELECT is((SELECT count(*) FROM admin.conferir_pagamentos()), 0::bigint, 'after all that nothing is out of order');

SELECT * FROM finish();
ROLLBACK;
