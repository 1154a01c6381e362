-- Impersonation: from the platform alone, for a time, with a reason, in sight; and sessions listed, closed, changed (guide chapter 17).
\ir lib/request.sql
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta, pg_temp.new_tenant('plata') AS plata \gset
INSERT INTO flowt.tb_omni8_parametro_plataforma VALUES ('tenant_da_plataforma', :plata, 'x') ON CONFLICT (nom_parametro) DO UPDATE SET des_valor = excluded.des_valor;
SELECT pg_temp.login(:alfa, 'admin') AS admin, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:alfa, 'cozinha') AS cozinha, pg_temp.login(:beta, 'admin') AS fora,
    pg_temp.login(:beta, 'plataforma') AS falsa, pg_temp.login(:plata, 'plataforma') AS suporte, pg_temp.login(:plata, 'admin') AS chefe \gset
CREATE FUNCTION pg_temp.who(p_token text) RETURNS bigint LANGUAGE sql RETURN (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(p_token));
CREATE FUNCTION pg_temp.number(p_token text) RETURNS text LANGUAGE sql RETURN (SELECT cod_sessao::text FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(p_token));
CREATE FUNCTION pg_temp.impersonate(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/personificacoes', jsonb_build_object('ip', '10.1.1.1', 'user_agent', 'Firefox', 'corpo', ('{"slug": "alfa", "motivo": "Chamado 1234"}'::jsonb || p_body)::text), p_token);

SELECT is(pg_temp.outcome(pg_temp.impersonate('{}', t)), '403 sem_permissao', 'not ' || left(t, 16)) FROM unnest(ARRAY[:'admin', :'falsa', :'chefe', :'cozinha']) AS t;
SELECT is(pg_temp.outcome(pg_temp.impersonate(b, :'suporte')), e, 'impersonation with ' || b::text) FROM (VALUES ('{"motivo": "curto"}'::jsonb, '422 corpo_invalido'), ('{"slug": "nada"}', '404 nao_encontrado'),
    ('{"slug": "plata"}', '404 nao_encontrado'), ('{"cod_usuario": "999999999"}', '404 nao_encontrado'), ('{"cod_usuario": "x"}', '422 corpo_invalido')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.impersonate(jsonb_build_object('cod_usuario', pg_temp.who(:'fora')::text), :'suporte')), '404 nao_encontrado', 'nobody of another company');
CREATE TEMP TABLE made AS SELECT (pg_temp.impersonate('{}', :'suporte')).body AS b;
SELECT is(b ->> 'cod_usuario', pg_temp.who(:'admin')::text, 'without a name it is the first administrator') FROM made;
SELECT is((b ->> 'dat_expiracao')::timestamptz, now() + interval '30 minutes', 'for half an hour') FROM made;
SELECT b ->> 'token' AS s, b ->> 'cod_sessao' AS id FROM made \gset
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/empresa/exportacao', '{}', :'s')), '403 so_em_pessoa', 'support carries nothing away');
SELECT is((pg_temp.request('GET /v1/sessoes/atual', '{}', :'s')).body -> 'personificacao', '{"des_motivo": "Chamado 1234", "nom_personificador": "plataforma"}', 'the session says what it is');
SELECT is((pg_temp.request('GET /v1/sessoes/atual', '{}', :'s')).body -> 'empresas', '[]', 'and leads nowhere else');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mensagem WHERE cod_tenant = :alfa AND nom_modelo = 'personificacao'), 1::bigint, 'the company is told');
SELECT is((pg_temp.request('GET /v1/usuarios', '{}', :'s')).status, 200, 'it sees what its user sees');

-- What support does not do.
SELECT is(pg_temp.outcome(pg_temp.request(r, a, :'s')), '403 so_em_pessoa', 'support does not ' || r) FROM (VALUES
    ('PUT /v1/usuarios/eu/senha', '{"corpo": "{\"senha_atual\": \"x\", \"senha_nova\": \"y\"}"}'::jsonb), ('POST /v1/usuarios/eu/segundo-fator', '{"corpo": "{\"senha\": \"x\"}"}'),
    ('POST /v1/usuarios/eu/segundo-fator/confirmacao', '{"corpo": "{\"codigo\": \"123456\"}"}'), ('POST /v1/usuarios/eu/segundo-fator/desativacao', '{"corpo": "{\"senha\": \"x\", \"codigo\": \"123456\"}"}'),
    ('PUT /v1/acesso/segundo-fator', '{"corpo": "{\"perfis\": []}"}'), ('POST /v1/chaves-api', '{"corpo": "{\"nom_chave\": \"x\", \"escopos\": [\"catalogo.ler\"]}"}'),
    ('DELETE /v1/chaves-api/{id}', '{"id": "1"}'), ('POST /v1/chaves-api/{id}/rotacao', '{"id": "1"}'), ('PATCH /v1/usuarios/{id}', '{"id": "1", "corpo": "{\"num_versao\": 1}"}'),
    ('DELETE /v1/usuarios/{id}', '{"id": "1"}'), ('POST /v1/convites', '{"corpo": "{\"email\": \"a@b.co\", \"nome\": \"x\", \"perfil\": \"cozinha\"}"}'), ('DELETE /v1/convites/{id}', '{"id": "1"}'),
    ('PUT /v1/perfis/{perfil}/permissoes/{permissao}', '{"perfil": "cozinha", "permissao": "catalogo.ler", "corpo": "{\"flg_concedida\": true}"}'), ('DELETE /v1/sessoes', '{}'),
    ('DELETE /v1/sessoes/{id}', '{"id": "1"}'), ('POST /v1/sessoes/atual/troca', '{"corpo": "{\"slug\": \"alfa\"}"}')) AS v (r, a);
SELECT is(pg_temp.outcome(pg_temp.impersonate('{"slug": "beta"}', :'s')), '403 sem_permissao', 'nor impersonate further');

-- In sight, and stopped.
SELECT is((SELECT jsonb_agg(p - 'dat_criacao' - 'dat_fim') FROM jsonb_array_elements((pg_temp.request('GET /v1/personificacoes', '{}', :'gerente')).body -> 'itens') AS p),
    jsonb_build_array(jsonb_build_object('cod_sessao', :'id', 'nom_personificador', 'plataforma', 'cod_usuario', pg_temp.who(:'admin')::text, 'nom_usuario', 'admin', 'des_motivo', 'Chamado 1234',
        'flg_ativa', true)), 'the company sees it');
SELECT is((pg_temp.request('GET /v1/personificacoes', '{}', :'fora')).body -> 'itens', '[]', 'another does not');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/personificacoes/{id}', jsonb_build_object('id', :'id'), :'fora')), '404 nao_encontrado', 'nor stops it');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/personificacoes/{id}', jsonb_build_object('id', pg_temp.number(:'cozinha')), :'admin')), '404 nao_encontrado', 'an ordinary session is none');
SELECT is((pg_temp.request('DELETE /v1/personificacoes/{id}', jsonb_build_object('id', :'id'), :'admin')).status, 204, 'its administrator stops it');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/usuarios', '{}', :'s')), '401 sessao_invalida', 'at once');
SELECT is((SELECT p ->> 'flg_ativa' FROM jsonb_array_elements((pg_temp.request('GET /v1/personificacoes', '{}', :'admin')).body -> 'itens') AS p), 'false', 'and it stays on the list');
SELECT (pg_temp.impersonate(jsonb_build_object('cod_usuario', pg_temp.who(:'cozinha')::text), :'suporte')).body ->> 'token' AS s \gset
SELECT is((pg_temp.request('GET /v1/sessoes/atual', '{}', :'s')).body ->> 'nom_perfil', 'cozinha', 'as somebody else');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/usuarios', '{}', :'s')), '403 sem_permissao', 'with no more than they have');
UPDATE flowt.tb_omni8_usuario_tenant SET flg_ativo = false WHERE cod_usuario = pg_temp.who(:'suporte');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual', '{}', :'s')), '401 sessao_invalida', 'who leaves the platform leaves the company too');

-- Sessions: one's own, the team's, and another company.
SELECT is((SELECT jsonb_agg(s ->> 'cod_sessao') FROM jsonb_array_elements((pg_temp.request('GET /v1/sessoes', '{}', :'cozinha')).body -> 'itens') AS s WHERE NOT (s ->> 'flg_personificacao')::boolean),
    jsonb_build_array(pg_temp.number(:'cozinha')), 'one sees one''s own');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes', '{"todas": "true"}', :'cozinha')), '403 sem_permissao', 'the team''s only with permission');
SELECT is((SELECT count(*) FROM jsonb_array_elements((pg_temp.request('GET /v1/sessoes', '{"todas": "true"}', :'gerente')).body -> 'itens') AS s), 4::bigint, 'a manager sees the company''s');
UPDATE flowt.tb_omni8_sessao SET num_ip = '200.1.2.3', des_agente = 'Firefox' WHERE hsh_token = flowt.digerir(:'gerente');
SELECT is((SELECT s ->> 'num_ip' FROM jsonb_array_elements((pg_temp.request('GET /v1/sessoes', '{}', :'gerente')).body -> 'itens') AS s), '200.1.•.•', 'the address is masked');
SELECT is(flowt.ip_mascarado('2001:db8:1::2'), '2001:db8:…', 'of either kind');
CREATE FUNCTION pg_temp.drop_session(p_id text, p_token text) RETURNS text LANGUAGE sql RETURN pg_temp.outcome(pg_temp.request('DELETE /v1/sessoes/{id}', jsonb_build_object('id', p_id), p_token));
SELECT is(pg_temp.drop_session(pg_temp.number(:'gerente'), :'cozinha'), '404 nao_encontrado', 'another''s is not there');
SELECT is(pg_temp.drop_session(pg_temp.number(:'fora'), :'admin'), '404 nao_encontrado', 'another company''s even less');
SELECT is(pg_temp.drop_session(pg_temp.number(:'admin'), :'gerente'), '403 alem_do_proprio_acesso', 'who can do more is not thrown out');
SELECT is(pg_temp.drop_session(pg_temp.number(:'cozinha'), :'gerente'), '204', 'who can do less is');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual', '{}', :'cozinha')), '401 sessao_invalida', 'at once');
INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil) VALUES (:beta, pg_temp.who(:'gerente'), 'cozinha');
CREATE FUNCTION pg_temp.switch(p_slug text, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/sessoes/atual/troca', jsonb_build_object('corpo', jsonb_build_object('slug', p_slug)::text), p_token);
SELECT is(pg_temp.outcome(pg_temp.switch(v, :'gerente')), '404 tenant_nao_encontrado', 'no passage to ' || v) FROM unnest('{plata,nada}'::text[]) AS v;
SELECT (pg_temp.switch('beta', :'gerente')).body ->> 'token' AS la \gset
SELECT is((pg_temp.request('GET /v1/sessoes/atual', '{}', :'la')).body ->> 'nom_perfil', 'cozinha', 'to a company of one''s own, with the profile there');
SELECT is((SELECT count(DISTINCT dat_expiracao) FROM flowt.tb_omni8_sessao WHERE hsh_token IN (flowt.digerir(:'la'), flowt.digerir(:'gerente'))), 1::bigint, 'and no longer than before');
SELECT is((pg_temp.request('DELETE /v1/sessoes', '{}', :'la')).body, '{"qtd_encerradas": 1}', 'all others closed, in every company');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual', '{}', t)), e, 'after that') FROM (VALUES (:'la', '200'), (:'gerente', '401 sessao_invalida')) AS v (t, e);

SELECT * FROM finish();
ROLLBACK;
