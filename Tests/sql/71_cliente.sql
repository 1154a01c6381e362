-- Customers: signing in with a code, whose an order is, and what a customer does with its own data.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(67);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb \gset
UPDATE flowt.tb_omni8_tenant SET flg_pedido_fora_do_horario = true WHERE cod_tenant IN (:alfa, :beta);
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 3990, 'PUBLICADO') RETURNING cod_produto AS pizza \gset

CREATE FUNCTION pg_temp.order(p_product text, p_phone text, p_name text DEFAULT 'Rita', p_token text DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
    v_order pg_temp.answer;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_produto', p_product)::text), NULL, 'alfa');
    v_order := pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', 'chave-' || v_cart, 'corpo', jsonb_build_object('nom_cliente', p_name,
        'num_telefone', p_phone, 'tip_atendimento', 'RETIRADA', 'tip_pagamento', 'PIX')::text), p_token, 'alfa');
    RETURN (SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE des_token = v_order.body ->> 'token');
END
$$;
CREATE FUNCTION pg_temp.person_of(p_order bigint) RETURNS bigint LANGUAGE sql RETURN (SELECT cod_pessoa FROM flowt.tb_omni8_pedido WHERE cod_pedido = p_order);
CREATE FUNCTION pg_temp.ask(p_channel text, p_to text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/clientes/codigos', jsonb_build_object('ip', '192.0.2.1', 'corpo', jsonb_build_object('canal', p_channel, 'destino', p_to)::text), NULL, p_slug);
CREATE FUNCTION pg_temp.enter(p_channel text, p_to text, p_code text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/clientes/sessoes', jsonb_build_object('ip', '192.0.2.1', 'user_agent', 'Teste/1', 'corpo', jsonb_build_object('canal', p_channel, 'destino', p_to, 'codigo', p_code)::text), NULL, p_slug);
CREATE FUNCTION pg_temp.last_code() RETURNS text LANGUAGE sql VOLATILE
RETURN (SELECT (regexp_match(des_texto, '\d{6}'))[1] FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'codigo_verificacao' ORDER BY cod_mensagem DESC LIMIT 1);
CREATE FUNCTION pg_temp.sign_in(p_channel text, p_to text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_codigo_verificacao SET dat_criacao = dat_criacao - interval '61 seconds';
    PERFORM pg_temp.ask(p_channel, p_to);
    RETURN (pg_temp.enter(p_channel, p_to, pg_temp.last_code())).body;
END
$$;
CREATE FUNCTION pg_temp.mine(p_token text, p_route text, p_args jsonb DEFAULT '{}', p_body jsonb DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(p_route, p_args || CASE WHEN p_body IS NULL THEN '{}' ELSE jsonb_build_object('corpo', p_body::text) END, p_token);

-- Orders of strangers make one unproven person a phone.
SELECT pg_temp.order(:'pizza', '(11) 91111-1111') AS o1, pg_temp.order(:'pizza', '11911111111', 'Outra Rita') AS o2, pg_temp.order(:'pizza', '(11) 92222-2222') AS o3 \gset
SELECT is(pg_temp.person_of(:o2), pg_temp.person_of(:o1), 'the same phone is the same person');
SELECT isnt(pg_temp.person_of(:o3), pg_temp.person_of(:o1), 'another phone another');
SELECT pg_temp.person_of(:o1) AS pre \gset
SELECT is((SELECT p.nom_pessoa || ' ' || p.tip_origem || ' ' || i.des_valor || ' ' || (i.dat_verificacao IS NULL) || ' ' || r.tip_papel FROM flowt.tb_omni8_pessoa p JOIN flowt.tb_omni8_pessoa_identificador i USING (cod_tenant, cod_pessoa)
              JOIN flowt.tb_omni8_pessoa_papel r USING (cod_tenant, cod_pessoa) WHERE p.cod_pessoa = :pre), 'Rita PEDIDO +5511911111111 true CLIENTE', 'a customer by the first name given, nothing proven');
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :o1), :'ta')).body ->> 'cod_pessoa', :'pre', 'the staff sees whose an order is');
SELECT ok(NOT (pg_temp.request('GET /v1/pedidos/{token}/linha-do-tempo', jsonb_build_object('token', (SELECT des_token FROM flowt.tb_omni8_pedido WHERE cod_pedido = :o1)), NULL, 'alfa')).body ? 'cod_pessoa', 'the public does not');

-- Asking for a code tells nothing.
SELECT is((pg_temp.ask('FONE', '(11) 91111-1111')).body, (pg_temp.ask('FONE', '(11) 98888-8888')).body, 'known or not, the answer is the same');
SELECT is(pg_temp.outcome(pg_temp.ask('FONE', '(11) 91111-1111')), '202', 'so it is when one was sent just now');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mensagem WHERE cod_tenant = :alfa AND des_destino = '+5511911111111'), 1::bigint, 'though nothing is sent again');
SELECT is(coalesce(pg_temp.wrong_fields(a), pg_temp.outcome(a)), e, format('%s %s', c, d)) FROM (VALUES ('FONE', '123', 'destino:formato_invalido'), ('EMAIL', 'x', 'destino:formato_invalido'), ('CPF', '52998224725', 'canal:opcao_invalida'),
    ('EMAIL', 'Nova@Exemplo.com', '202')) AS v (c, d, e), pg_temp.ask(c, d) AS a;

-- Codes that are no good.
SELECT (regexp_match(des_texto, '\d{6}'))[1] AS code FROM flowt.tb_omni8_mensagem WHERE des_destino = '+5511911111111' \gset
SELECT is(pg_temp.outcome(pg_temp.enter(c, d, k, s)), '401 codigo_invalido', w) FROM (VALUES ('FONE', '11911111111', lpad(((:'code'::integer + 1) % 1000000)::text, 6, '0'), 'alfa', 'a wrong code'),
    ('FONE', '11922222222', :'code', 'alfa', 'a code of another phone'), ('FONE', '11911111111', :'code', 'beta', 'a code of another tenant'), ('EMAIL', 'nova@exemplo.com', :'code', 'alfa', 'of a phone for an e-mail')) AS v (c, d, k, s, w);
SELECT is(pg_temp.wrong_fields(pg_temp.enter('FONE', '11911111111', '12345')), 'codigo:formato_invalido', 'five digits');

-- Signing in: the pre-registration is the customer, and has its orders.
CREATE TEMP TABLE rita AS SELECT a.* FROM pg_temp.enter('FONE', '11 91111-1111', :'code') AS a;
SELECT is(status || ' ' || left(body ->> 'token', 3) || ' ' || (body ->> 'cod_pessoa'), '201 fc_ ' || :'pre', 'the right code lets in') FROM rita;
SELECT body ->> 'token' AS tr FROM rita \gset
SELECT is(pg_temp.outcome(pg_temp.enter('FONE', '11911111111', :'code')), '401 codigo_invalido', 'once');
SELECT is((SELECT des_agente || ' ' || num_ip FROM flowt.tb_omni8_sessao WHERE cod_pessoa = :pre), 'Teste/1 192.0.2.1', 'the session knows where from');
SELECT is((SELECT dat_verificacao IS NOT NULL FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :pre), true, 'the phone is proven');
SELECT is(jsonb_path_query_array((pg_temp.mine(:'tr', 'GET /v1/clientes/eu/pedidos')).body, '$.itens.num_pedido'), '[2, 1]', 'its orders are there, newest first');
SELECT is((pg_temp.mine(:'tr', 'GET /v1/clientes/eu/pedidos', '{"limite": "1"}')).body ->> 'proximo', :'o2', 'page by page');
SELECT is(jsonb_path_query_array((pg_temp.mine(:'tr', 'GET /v1/clientes/eu/pedidos', jsonb_build_object('limite', '1', 'apos', :'o2'))).body, '$.itens.num_pedido'), '[1]', 'the next');
SELECT isnt(pg_temp.person_of(pg_temp.order(:'pizza', '(11) 91111-1111', 'Estranho')), :pre::bigint, 'a stranger who types the phone is not taken for who proved it');
SELECT is(pg_temp.person_of(pg_temp.order(:'pizza', '(11) 97777-7777', 'Presente', :'tr')), :pre::bigint, 'an order of who signed in is theirs, whatever the phone');
SELECT is((pg_temp.sign_in('FONE', '(11) 91111-1111')) ->> 'cod_pessoa', :'pre', 'signing in again is the same person');

-- Proving a phone later: what was ordered with just that phone comes along, and nothing else.
SELECT pg_temp.order(:'pizza', '(11) 93333-3333', 'Teo') AS t1 \gset
SELECT pg_temp.person_of(:t1) AS teo \gset
SELECT pg_temp.request('POST /v1/pessoas/{id}/identificadores', jsonb_build_object('id', :'teo', 'corpo', '{"tip_identificador": "FONE", "des_valor": "(11) 94444-4444"}'), :'ta') \g /dev/null
SELECT is(pg_temp.person_of(pg_temp.order(:'pizza', '(11) 94444-4444', 'Teo')), :teo::bigint, 'staff gave a pre-registration a second phone');
SELECT (pg_temp.sign_in('FONE', '(11) 93333-3333')) ->> 'cod_pessoa' AS three \gset
SELECT isnt(:'three'::text, :'teo'::text, 'who proves the first is not given the second');
SELECT is((SELECT string_agg(num_telefone || ' ' || (cod_pessoa = :three), ', ' ORDER BY cod_pedido) FROM flowt.tb_omni8_pedido WHERE num_telefone IN ('+5511933333333', '+5511944444444')), '+5511933333333 true, +5511944444444 false', 'but gets the orders of the first');
SELECT (pg_temp.sign_in('EMAIL', 'Rita@exemplo.com')) AS mail \gset
SELECT (:'mail'::jsonb) ->> 'cod_pessoa' AS rm, (:'mail'::jsonb) ->> 'token' AS trm \gset
SELECT is((SELECT nom_pessoa || ' ' || tip_origem FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = :rm), 'Cliente LOGIN', 'an e-mail nobody had is somebody new');
SELECT pg_temp.request('POST /v1/pessoas/{id}/identificadores', jsonb_build_object('id', :'rm', 'corpo', '{"tip_identificador": "FONE", "des_valor": "(11) 92222-2222"}'), :'ta') \g /dev/null
SELECT cod_identificador AS fone FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :rm AND tip_identificador = 'FONE' \gset
SELECT pg_temp.request('POST /v1/pessoas/{id}/identificadores/{identificador}/verificacao', jsonb_build_object('id', :'rm', 'identificador', :'fone', 'ip', '192.0.2.1'), :'ta') \g /dev/null
SELECT pg_temp.person_of(:o3) AS pre3 \gset
-- Whatever hangs on it, as in a merge.
INSERT INTO flowt.tb_omni8_consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem) VALUES (:alfa, :pre3, 'MARKETING', 'EMAIL', true, '1', 'EQUIPE');
INSERT INTO flowt.tb_omni8_solicitacao_titular (cod_tenant, cod_pessoa, tip_solicitacao, tip_canal, des_identificacao, dat_prazo) VALUES (:alfa, :pre3, 'REVOGACAO', 'CARTA', 'documento', current_date + 3) RETURNING cod_solicitacao AS revoke \gset
SELECT is((pg_temp.request('POST /v1/pessoas/{id}/identificadores/{identificador}/verificacao/confirmacao', jsonb_build_object('id', :'rm', 'identificador', :'fone', 'corpo', jsonb_build_object('codigo', pg_temp.last_code())::text), :'ta')).status, 200, 'a phone proven to the staff');
SELECT is(pg_temp.person_of(:o3), :rm::bigint, 'brings its orders');
SELECT is((SELECT sta_pessoa || ' ' || cod_pessoa_destino FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = :pre3), 'MESCLADA ' || :'rm', 'and the pre-registration becomes this person');
SELECT is(array_agg(r.nom_tabela), NULL, 'nothing is left with it') FROM flowt.referencias_a_pessoa() AS r
 WHERE (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s WHERE %I = %s', r.cod_tabela::regclass, r.nom_coluna, :pre3), false, true, '')))[1]::text <> '0';
SELECT is((SELECT array_agg((pg_temp.request('POST /v1/solicitacoes-lgpd/{id}/transicoes', jsonb_build_object('id', :'revoke', 'corpo', jsonb_build_object('para', p)::text), :'ta')).status) FROM unnest('{EM_ANALISE,ATENDIDA}'::text[]) AS p),
    '{200,200}', 'what was asked for before is attended now');
SELECT is((SELECT flg_concedido FROM flowt.tb_omni8_consentimento WHERE cod_pessoa = :rm AND tip_canal = 'EMAIL' ORDER BY cod_consentimento DESC LIMIT 1), false, 'and revokes what was consented to then');

-- One's own data, and nobody else's.
SELECT is(pg_temp.outcome(pg_temp.mine(t, r)), e, concat_ws(' ', e, r)) FROM (VALUES (NULL, 'GET /v1/clientes/eu', '401 login_necessario'), (:'ta', 'GET /v1/clientes/eu', '403 sem_permissao'),
    (:'tr', 'GET /v1/pessoas', '403 sem_permissao'), (:'tr', 'GET /v1/sessoes/atual', '403 sem_permissao'), (:'tr', 'GET /v1/clientes/eu', '200')) AS v (t, r, e);
SELECT pg_temp.request('PATCH /v1/pessoas/{id}', jsonb_build_object('id', :'pre', 'corpo', jsonb_build_object('num_versao', 1, 'des_observacao', 'chata')::text), :'ta') \g /dev/null
SELECT is((SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys((pg_temp.mine(:'tr', 'GET /v1/clientes/eu')).body) AS k), 'cod_pessoa dat_alteracao dat_criacao dat_nascimento enderecos identificadores nom_pessoa nom_social num_versao tip_pessoa', 'not what staff notes');
SELECT is((pg_temp.mine(:'tr', 'GET /v1/clientes/eu')).body #>> '{identificadores,0,des_valor}', '+5511911111111', 'without a mask');
SELECT is(pg_temp.outcome(pg_temp.mine(:'tr', 'PATCH /v1/clientes/eu', '{}', b)), e, e || ' ' || b) FROM (VALUES ('{"num_versao": 1, "nom_pessoa": "Rita Lee"}'::jsonb, '409 versao_desatualizada'), ('{"num_versao": 2, "nom_pessoa": "Rita Lee", "dat_nascimento": "1990-02-28"}', '200'),
    ('{"num_versao": 3, "dat_nascimento": "2990-02-28"}', '422 nascimento_no_futuro'), ('{"num_versao": 3, "des_observacao": "ótima"}', '422 corpo_invalido'), ('{"num_versao": 3, "identificadores": []}', '422 corpo_invalido')) AS v (b, e);
SELECT (pg_temp.mine(:'tr', 'POST /v1/clientes/eu/enderecos', '{}', '{"des_logradouro": "Rua A", "nom_cidade": "Recife", "sig_uf": "PE"}')).body ->> 'cod_endereco' AS casa \gset
SELECT is(pg_temp.outcome(pg_temp.mine(t, r, jsonb_build_object('endereco', :'casa'), b)), e, e || ' ' || r) FROM (VALUES (:'trm', 'PATCH /v1/clientes/eu/enderecos/{endereco}', '{"nom_bairro": "X"}'::jsonb, '404 nao_encontrado'), (:'trm', 'DELETE /v1/clientes/eu/enderecos/{endereco}', NULL, '404 nao_encontrado'),
    (:'tr', 'PATCH /v1/clientes/eu/enderecos/{endereco}', '{"nom_bairro": "X"}', '200'), (:'tr', 'DELETE /v1/clientes/eu/enderecos/{endereco}', NULL, '204')) AS v (t, r, b, e);
SELECT is(pg_temp.outcome(pg_temp.mine(:'tr', 'POST /v1/clientes/eu/consentimentos', '{"ip": "192.0.2.5"}', '{"tip_finalidade": "MARKETING", "tip_canal": "EMAIL", "flg_concedido": true, "num_versao_texto": "1"}')), '201', 'a customer consents');
SELECT is((SELECT tip_origem || ' ' || num_ip FROM flowt.tb_omni8_consentimento WHERE cod_pessoa = :pre), 'CLIENTE 192.0.2.5', 'in its own name');
SELECT is(jsonb_array_length((pg_temp.mine(:'trm', 'GET /v1/clientes/eu/consentimentos')).body -> 'historico'), 2, 'nobody else but what was said before');

-- Sessions.
SELECT is(jsonb_array_length((pg_temp.mine(:'tr', 'GET /v1/clientes/sessoes')).body -> 'itens'), 2, 'where one is signed in');
SELECT cod_sessao AS other FROM flowt.tb_omni8_sessao WHERE cod_pessoa = :pre AND hsh_token <> flowt.digerir(:'tr') \gset
SELECT is(pg_temp.outcome(pg_temp.mine(t, 'DELETE /v1/clientes/sessoes/{sessao}', jsonb_build_object('sessao', :'other'))), e, e) FROM (VALUES (:'trm', '404 nao_encontrado'), (:'tr', '204'), (:'tr', '404 nao_encontrado')) AS v (t, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/clientes/eu', '{}', :'tr', 'beta')), '403 tenants_divergentes', 'a session is of one company');
SELECT is(pg_temp.outcome(pg_temp.mine(:'tr', 'DELETE /v1/clientes/sessoes/atual')), '204', 'signing out');
SELECT is(pg_temp.outcome(pg_temp.mine(:'tr', 'GET /v1/clientes/eu')), '401 sessao_invalida', 'is for good');
UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'ANONIMIZADA' WHERE cod_pessoa = :rm;
SELECT is(pg_temp.outcome(pg_temp.mine(:'trm', 'GET /v1/clientes/eu')), '401 sessao_invalida', 'who was erased is out');

-- A company that keeps no people.
INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (:alfa, 'pessoas', false);
SELECT is(pg_temp.person_of(pg_temp.order(:'pizza', '(11) 95555-5555')), NULL, 'without the module an order is nobody''s');
SELECT is(pg_temp.outcome(pg_temp.ask('FONE', '(11) 95555-5555')), '404 modulo_desativado', 'and nobody signs in');
DELETE FROM flowt.tb_omni8_tenant_modulo WHERE cod_tenant = :alfa;
SELECT (pg_temp.sign_in('FONE', '(11) 95555-5555')) ->> 'cod_pessoa' AS late \gset
SELECT is((SELECT cod_pessoa FROM flowt.tb_omni8_pedido WHERE num_telefone = '+5511955555555'), :late::bigint, 'until who holds the phone signs in');

SELECT * FROM finish();
ROLLBACK;
