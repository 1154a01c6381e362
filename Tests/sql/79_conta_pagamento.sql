-- Accounts with payment providers: their secrets, and the requests composed for them (guide chapter 18.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/pagamento.sql
SELECT plan(88);

CREATE FUNCTION pg_temp.create(p_token text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/contas-pagamento', jsonb_build_object('corpo', ('{"nom_conta": "Banco", "des_url": "https://api.banco.example.com/pix"}'::jsonb || p_more)::text), p_token);
CREATE FUNCTION pg_temp.change(p_token text, p_id bigint, p_body text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/contas-pagamento/{id}', jsonb_build_object('id', p_id::text, 'corpo', p_body), p_token);
CREATE FUNCTION pg_temp.renew(p_token text, p_id bigint, p_body text DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/contas-pagamento/{id}/segredo', jsonb_build_object('id', p_id::text, 'corpo', p_body), p_token);

SELECT is(flowt.assinar_webhook(flowt.bytes_do_segredo('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}'),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', 'the example of Standard Webhooks');
SELECT is(length(flowt.bytes_do_segredo(s)), e, coalesce(s, 'null')) FROM (VALUES ('whsec_' || encode(repeat('a', 24)::bytea, 'base64'), 24), (encode(repeat('a', 24)::bytea, 'base64'), 24), ('whsec_' || encode(repeat('a', 23)::bytea, 'base64'), NULL),
    ('whsec_' || replace(encode(repeat('a', 64)::bytea, 'base64'), E'\n', ''), 64), ('whsec_' || replace(encode(repeat('a', 65)::bytea, 'base64'), E'\n', ''), NULL), ('whsec_não é base64 de jeito nenhum mesmo', NULL), ('', NULL), (NULL, NULL)) AS v (s, e);

-- Making one.
CREATE TEMP TABLE made AS SELECT a.* FROM pg_temp.create(:'ta') AS a;
SELECT body ->> 'cod_conta_pagamento' AS conta, body ->> 'des_segredo' AS segredo FROM made \gset
SELECT is(pg_temp.outcome(ROW (m.*)::pg_temp.answer), '201', 'an account') FROM made m;
SELECT is(body - '{cod_conta_pagamento,des_segredo,des_caminho_webhook}'::text[], '{"nom_conta": "Banco", "tip_provedor": "API_PIX", "des_url": "https://api.banco.example.com/pix", "sta_conta": "INATIVA", "num_versao": 1, "qtd_recusas": 0,
    "flg_segredo": true, "flg_credencial": false, "dat_fim_segredo_anterior": null}', 'at rest, with a secret') FROM made;
SELECT matches(body ->> 'des_caminho_webhook', '^/alfa/webhooks/pagamentos/[A-Za-z0-9_-]{24}$', 'to be told at an address nobody guesses') FROM made;
SELECT is(length(flowt.bytes_do_segredo(:'segredo')), 32, 'which is shown, once');
SELECT is((pg_temp.request('GET /v1/contas-pagamento', '{}', :'ta')).body #>> '{itens,0,des_segredo}', NULL, 'not again');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_conta_pagamento_segredo s WHERE position(flowt.bytes_do_segredo(:'segredo') IN s.des_segredo) > 0 OR position(convert_to(:'segredo', 'UTF8') IN s.des_segredo) > 0), 0::bigint, 'nor kept as it is');
SELECT is(pg_temp.attempt(r, 'SELECT FROM flowt.tb_omni8_conta_pagamento_segredo', :alfa), '42501', r || ' cannot read it') FROM (VALUES ('flowt_api'), ('flowt_courier'), ('flowt_dba')) AS v (r);
SELECT is(pg_temp.attempt('flowt_api', $$SELECT flowt.chave_cifra('pagamento')$$, :alfa), '42501', 'nor the key');
SELECT is((pg_temp.create(:'ta', jsonb_build_object('des_segredo', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'))).body ->> 'des_segredo', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'or the provider''s own');
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a)), e, b::text) FROM (VALUES ('{"nom_conta": "", "des_url": "http://x.example.com"}'::jsonb, '422 corpo_invalido des_url:formato_invalido nom_conta:texto_curto'),
    ('{"des_segredo": "curto"}', '422 corpo_invalido des_segredo:formato_invalido'), ('{"des_url": "https://127.0.0.1/pix"}', '422 url_de_conta_em_https'), ('{"des_url": "https://localhost/pix"}', '422 url_de_conta_em_https'), ('{"des_url": "https://a.example.com/"}', '422 url_de_conta_em_https'),
    ('{"des_url": "https://a.example.com/x?y=1"}', '422 url_de_conta_em_https'), ('{"des_url": "https://user:pw@a.example.com"}', '422 url_de_conta_em_https'), ('{"des_url": "https://[::1]/aaa"}', '422 url_de_conta_em_https'), ('{"tip_provedor": "OUTRO"}', '422 corpo_invalido tip_provedor:opcao_invalida'),
    ('{"des_credencial": "Bearer\nX-Outro: 1"}', '422 corpo_invalido des_credencial:formato_invalido')) AS v (b, e), LATERAL pg_temp.create(:'ta', b) AS a;
SELECT is(pg_temp.outcome(pg_temp.create(s.token, '{"nom_conta": ""}')), CASE WHEN s.profile = ANY ('{plataforma,admin,financeiro}') THEN '422 corpo_invalido' ELSE '403 sem_permissao' END, 'making one as ' || s.profile) FROM staff s;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/contas-pagamento', '{}', s.token)), CASE WHEN s.profile = ANY ('{plataforma,admin,financeiro}') THEN '200' ELSE '403 sem_permissao' END, 'reading them as ' || s.profile) FROM staff s;

-- Changing one.
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a)), e, b) FROM (VALUES ('{"num_versao": 2}', '409 versao_desatualizada'), ('{}', '422 corpo_invalido num_versao:campo_obrigatorio'), ('{"num_versao": 1, "sta_conta": "ATIVA"}', '422 pix_nao_configurado'),
    ('{"num_versao": 1, "des_url": "https://outro.example.com"}', '422 corpo_invalido des_credencial:campo_obrigatorio'), ('{"num_versao": 1, "nom_conta": " Banco do Brás "}', '200')) AS v (b, e), LATERAL pg_temp.change(:'ta', :conta, b) AS a;
INSERT INTO flowt.tb_omni8_pix (cod_tenant, tip_chave, des_chave, nom_recebedor, nom_cidade) VALUES (:alfa, 'EMAIL', 'loja@example.com', 'Casa', 'São Paulo');
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', :conta, b)), e, b) FROM (VALUES ('{"num_versao": 2, "sta_conta": "ATIVA"}', '422 conta_sem_segredos'), ('{"num_versao": 2, "sta_conta": "ATIVA", "des_credencial": "Bearer abc123"}', '200')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', (SELECT max(cod_conta_pagamento) FROM flowt.tb_omni8_conta_pagamento), '{"num_versao": 1, "sta_conta": "ATIVA", "des_credencial": "Bearer outra"}')), '409 outra_conta_ja_ativa', 'one active at a time');
SELECT is(pg_temp.outcome(a), '404 nao_encontrado', 'another company''s') FROM (VALUES (pg_temp.change(:'tb', :conta, '{"num_versao": 3}')), (pg_temp.renew(:'tb', :conta)), (pg_temp.renew(:'ta', 999999999))) AS v (a);
SELECT isnt((pg_temp.renew(:'ta', :conta)).body ->> 'des_segredo', :'segredo', 'a new secret');
SELECT is((SELECT (s.dat_fim_anterior - now())::text FROM flowt.tb_omni8_conta_pagamento_segredo s WHERE s.cod_conta_pagamento = :conta), '1 day', 'beside which the old one still holds');
SELECT ok((SELECT count(*) >= 3 AND count(*) FILTER (WHERE a.js_diferenca::text ~ 'abc123|\\x' OR position(:'segredo' IN a.js_diferenca::text) > 0) = 0 FROM flowt.tb_omni8_auditoria a WHERE a.nom_tabela LIKE 'tb_omni8_conta_pagamento%'), 'the trail tells that they changed, not what they are');
INSERT INTO flowt.tb_omni8_conta_pagamento (cod_tenant, nom_conta, des_url, des_token) SELECT :alfa, 'Conta ' || n, 'https://x.example.com', 'token' || n FROM generate_series(1, flowt.limite_de_contas_de_pagamento()) AS n;
SELECT is(pg_temp.outcome(pg_temp.create(:'ta')), '422 contas_demais', 'a company has so many');

-- In person.
INSERT INTO flowt.tb_omni8_parametro_plataforma VALUES ('tenant_da_plataforma', :beta, 'x');
SELECT pg_temp.login(:beta, 'plataforma') AS operator \gset
UPDATE flowt.tb_omni8_sessao SET cod_personificador = (SELECT a.cod_usuario FROM flowt.tb_omni8_usuario_tenant a WHERE a.cod_tenant = :beta AND a.nom_perfil = 'plataforma'), des_motivo = 'chamado 1234' WHERE hsh_token = flowt.digerir((SELECT token FROM staff WHERE profile = 'financeiro'));
SELECT is(pg_temp.outcome(a), '403 so_em_pessoa', 'a support session touches no account') FROM (SELECT token AS t FROM staff WHERE profile = 'financeiro') AS s, LATERAL (VALUES (pg_temp.create(t)), (pg_temp.change(t, :conta, '{"num_versao": 3}')), (pg_temp.renew(t, :conta))) AS v (a);

-- With an active account an order by PIX waits, and the charge is ready to be sent.
SELECT pg_temp.buy(3) AS one, pg_temp.buy(1, '{"tip_pagamento": "CARTAO"}') AS card \gset
SELECT is(pg_temp.state(:one) || ' ' || pg_temp.state(:card), 'AGUARDANDO_PAGAMENTO RECEBIDO', 'PIX waits, a card does not');
SELECT g.des_txid AS txid, g.cod_pagamento AS pagamento FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = :one \gset
SELECT is(to_jsonb(r) - '{cod_requisicao_pagamento,dat_criacao,dat_proxima,des_corpo}'::text[], jsonb_build_object('cod_tenant', :alfa, 'cod_conta_pagamento', :conta, 'cod_pagamento', :pagamento, 'tip_requisicao', 'COBRANCA', 'des_chave', 'cobranca-' || :'txid',
    'des_metodo', 'PUT', 'des_url', 'https://api.banco.example.com/pix/v2/cob/' || :'txid', 'js_cabecalhos', jsonb_build_object('Content-Type', 'application/json', 'Accept', 'application/json', 'Idempotency-Key', 'cobranca-' || :'txid'),
    'sta_requisicao', 'PENDENTE', 'qtd_tentativas', 0), 'method, address and headers') FROM flowt.tb_omni8_requisicao_pagamento r;
SELECT is(r.des_corpo::jsonb, '{"calendario": {"expiracao": 1800}, "valor": {"original": "30.00"}, "chave": "loja@example.com", "solicitacaoPagador": "Pedido nº 1, Casa alfa", "infoAdicionais": [{"nome": "empresa", "valor": "alfa"}, {"nome": "pedido", "valor": "1"}]}'::jsonb, 'and the body')
  FROM flowt.tb_omni8_requisicao_pagamento r;
SELECT is(pg_temp.attempt('flowt_api', 'SELECT des_corpo FROM flowt.tb_omni8_requisicao_pagamento', :alfa), '42501', 'requests do not read the outbox');
SELECT is(pg_temp.attempt('flowt_courier', 'SELECT des_corpo FROM flowt.tb_omni8_requisicao_pagamento', t), e, 'the courier does, of the tenant it is at') FROM (VALUES (:alfa, 'ok 1'), (:beta, 'ok 0')) AS v (t, e);
SELECT r.cod_requisicao_pagamento AS req FROM flowt.tb_omni8_requisicao_pagamento r \gset
CREATE FUNCTION pg_temp.credential(p_tenant bigint, p_request bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_result text;
BEGIN
    SET LOCAL SESSION AUTHORIZATION flowt_courier;
    v_result := rotina.cabecalhos_da_requisicao(p_tenant, p_request) ->> 'Authorization';
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN v_result;
END
$$;
SELECT is(pg_temp.credential(t, r), e, 'the credential is added when it is sent') FROM (VALUES (:alfa, :req, 'Bearer abc123'), (:beta, :req, NULL), (:alfa, 999999999, NULL)) AS v (t, r, e);
SELECT is(pg_temp.attempt('flowt_api', format('SELECT rotina.cabecalhos_da_requisicao(%s, %s)', :alfa, :req), :alfa), '42501', 'by nobody else');
UPDATE flowt.tb_omni8_requisicao_pagamento SET sta_requisicao = 'CONCLUIDA';
SELECT is(pg_temp.credential(:alfa, :req), NULL, 'and only while there is something to send');

-- What is undone here is undone there.
CREATE FUNCTION pg_temp.asked() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT string_agg(concat_ws(' ', r.tip_requisicao, r.des_metodo, r.des_corpo::jsonb #>> '{valor,original}', r.des_corpo::jsonb ->> 'status'), ', ' ORDER BY r.cod_requisicao_pagamento) FROM flowt.tb_omni8_requisicao_pagamento r WHERE r.sta_requisicao = 'PENDENTE');
END
$$;
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :one, '[{"tip_pagamento": "PIX", "vlr_pagamento": 1000}, {"tip_pagamento": "PIX", "vlr_pagamento": 1999}, {"tip_pagamento": "DINHEIRO", "vlr_pagamento": 1}]')), '200', 'divided');
SELECT is(pg_temp.asked(), 'CANCELAMENTO PATCH REMOVIDA_PELO_USUARIO_RECEBEDOR, COBRANCA PUT 10.00, COBRANCA PUT 19.99', 'the old charge goes, the new ones come');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_cobranca b), 3::bigint, 'each payment has its charge');
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', :conta, '{"num_versao": 3, "sta_conta": "INATIVA"}')), '200', 'the account rests');
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :one, '[{"tip_pagamento": "PIX", "vlr_pagamento": 3000}]')), '409 sem_conta_ativa', 'and charges no more');
SELECT pg_temp.buy(1) AS later \gset
SELECT is(pg_temp.state(:later), 'RECEBIDO', 'new orders do not wait');
SELECT is((SELECT count(*) FROM admin.conferir_pagamentos()), 0::bigint, 'nothing is out of order');

SELECT * FROM finish();
ROLLBACK;
