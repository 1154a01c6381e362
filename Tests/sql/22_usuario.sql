-- Users, invitations and forgotten passwords (guide chapter 17.1-17.2): nobody grants more than they hold, the last administrator stays.
\ir lib/request.sql
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS admin, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:alfa, 'cozinha') AS cozinha, pg_temp.login(:beta, 'admin') AS fora \gset
CREATE FUNCTION pg_temp.who(p_token text) RETURNS text LANGUAGE sql RETURN (SELECT cod_usuario::text FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(p_token));
SELECT pg_temp.who(:'admin') AS n_admin, pg_temp.who(:'gerente') AS n_gerente, pg_temp.who(:'cozinha') AS n_cozinha, pg_temp.who(:'fora') AS n_fora \gset
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Norte'), (:alfa, 'Sul'), (:beta, 'Leste');
SELECT cod_unidade AS norte FROM flowt.tb_omni8_unidade WHERE nom_unidade = 'Norte' \gset
SELECT cod_unidade AS sul FROM flowt.tb_omni8_unidade WHERE nom_unidade = 'Sul' \gset
SELECT cod_unidade AS leste FROM flowt.tb_omni8_unidade WHERE nom_unidade = 'Leste' \gset

-- The version is that of the row unless the change says another.
CREATE FUNCTION pg_temp.patch(p_id text, p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/usuarios/{id}', jsonb_build_object('id', p_id, 'corpo', (jsonb_build_object('num_versao', coalesce((SELECT a.num_versao
    FROM flowt.tb_omni8_usuario_tenant a, flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(p_token) AND a.cod_tenant = s.cod_tenant AND a.cod_usuario = p_id::bigint), 1))
        || p_body)::text), p_token);
CREATE FUNCTION pg_temp.remove(p_id text, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('DELETE /v1/usuarios/{id}', jsonb_build_object('id', p_id), p_token);

-- The list.
SELECT is((SELECT jsonb_agg(u ->> 'cod_usuario') FROM jsonb_array_elements((pg_temp.request('GET /v1/usuarios', '{}', :'gerente')).body -> 'itens') AS u),
    jsonb_build_array(:'n_admin', :'n_gerente', :'n_cozinha'), 'the users of this company');
SELECT is((pg_temp.request('GET /v1/usuarios', '{"limite": "1"}', :'gerente')).body ->> 'proximo', :'n_admin', 'a page');
SELECT is((SELECT count(*) FROM jsonb_array_elements((pg_temp.request('GET /v1/usuarios', jsonb_build_object('apos', :'n_admin'), :'gerente')).body -> 'itens')), 2::bigint, 'and the next');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/usuarios', '{}', :'cozinha')), '403 sem_permissao', 'not for the kitchen');

-- Nobody grants more than they hold.
SELECT is((pg_temp.patch(:'n_cozinha', '{"nom_perfil": "atendente"}', :'gerente')).body ->> 'nom_perfil', 'atendente', 'a manager makes an attendant');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_cozinha', jsonb_build_object('nom_perfil', p), :'gerente')), e, 'a manager gives ' || p) FROM (VALUES
    ('admin', '403 alem_do_proprio_acesso'), ('financeiro', '200'), ('plataforma', '403 alem_do_proprio_acesso'), ('gerente', '200'), ('api', '422 perfil_nao_e_de_pessoa'),
    ('bi', '422 perfil_nao_e_de_pessoa'), ('cliente', '422 perfil_nao_e_de_pessoa'), ('rei', '422 perfil_nao_e_de_pessoa'), ('cozinha', '200')) AS v (p, e)
 WHERE p <> 'financeiro' OR flowt.alcanca_perfil(:alfa, :n_gerente, 'financeiro');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_admin', '{"nom_perfil": "cozinha"}', :'gerente')), '403 alem_do_proprio_acesso', 'who can do more is not changed');
SELECT is(pg_temp.outcome(pg_temp.remove(:'n_admin', :'gerente')), '403 alem_do_proprio_acesso', 'nor removed');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_admin', '{"flg_ativo": false}', :'gerente')), '403 alem_do_proprio_acesso', 'nor switched off');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_gerente', '{"nom_perfil": "admin"}', :'gerente')), '403 alem_do_proprio_acesso', 'one''s own profile is not raised');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_gerente', '{"nom_perfil": "cozinha"}', :'gerente')), '403 alem_do_proprio_acesso', 'nor changed at all');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_cozinha', '{"nom_perfil": "plataforma"}', :'admin')), '403 alem_do_proprio_acesso', 'an administrator makes no platform staff');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_cozinha', '{"nom_perfil": "atendente"}', :'cozinha')), '403 sem_permissao', 'without the permission nothing');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_fora', '{"nom_perfil": "cozinha"}', :'admin')), '404 nao_encontrado', 'of another company there is nobody');
SELECT is(pg_temp.outcome(pg_temp.remove(:'n_fora', :'admin')), '404 nao_encontrado', 'nobody at all');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_cozinha', '{"num_versao": 1}', :'admin')), '409 versao_desatualizada', 'a stale version');

-- Units.
SELECT is((pg_temp.patch(:'n_gerente', jsonb_build_object('unidades', jsonb_build_array(:'norte')), :'admin')).body -> 'unidades', jsonb_build_array(:'norte'), 'a manager of one unit');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_gerente', jsonb_build_object('unidades', jsonb_build_array(:'leste')), :'admin')), '404 nao_encontrado', 'a unit of another company');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_cozinha', jsonb_build_object('unidades', jsonb_build_array(:'norte')), :'gerente')), '403 alem_do_proprio_acesso', 'does not touch who is in all of them');
SELECT is((pg_temp.patch(:'n_cozinha', jsonb_build_object('unidades', jsonb_build_array(:'norte')), :'admin')).status, 200, 'somebody of the same unit');
SELECT is((pg_temp.patch(:'n_cozinha', '{"nom_perfil": "entregador"}', :'gerente')).status, 200, 'is within reach');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_cozinha', jsonb_build_object('unidades', u), :'gerente')), '403 alem_do_proprio_acesso', 'no other units: ' || u::text)
    FROM (VALUES (jsonb_build_array(:'sul')), (jsonb_build_array(:'norte', :'sul')), ('null'::jsonb)) AS v (u);
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_gerente', '{"unidades": null}', :'gerente')), '403 alem_do_proprio_acesso', 'not for oneself either');
SELECT is(pg_temp.wrong_fields(pg_temp.patch(:'n_cozinha', '{"unidades": [], "flg_ativo": "x", "nom": 1}', :'admin')), 'flg_ativo:tipo_invalido nom:campo_desconhecido unidades:lista_curta',
    'wrong fields');
SELECT is((pg_temp.patch(:'n_gerente', '{"unidades": null}', :'admin')).body -> 'flg_todas_unidades', 'true', 'all of them again');

-- The last administrator.
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_admin', b, :'admin')), '409 ultimo_administrador', 'the last administrator: ' || b::text) FROM (VALUES ('{"nom_perfil": "gerente"}'::jsonb),
    ('{"flg_ativo": false}'), (jsonb_build_object('unidades', jsonb_build_array(:'norte')))) AS v (b);
SELECT is(pg_temp.outcome(pg_temp.remove(:'n_admin', :'admin')), '409 ultimo_administrador', 'is not removed');
SELECT is(pg_temp.attempt('postgres', s), 'PT409 ultimo_administrador', s) FROM unnest(ARRAY['UPDATE flowt.tb_omni8_usuario SET flg_ativo = false WHERE cod_usuario = ' || :'n_admin',
    'DELETE FROM flowt.tb_omni8_usuario_tenant WHERE cod_usuario = ' || :'n_admin', 'UPDATE flowt.tb_omni8_usuario_tenant SET flg_ativo = false WHERE nom_perfil = ''admin''']) AS s;
SELECT pg_temp.login(:alfa, 'admin') AS segundo \gset
UPDATE flowt.tb_omni8_usuario SET flg_ativo = false WHERE cod_usuario = pg_temp.who(:'segundo')::bigint;
SELECT is(pg_temp.outcome(pg_temp.remove(:'n_admin', :'admin')), '409 ultimo_administrador', 'another whose login is switched off does not count');
UPDATE flowt.tb_omni8_usuario SET flg_ativo = true WHERE cod_usuario = pg_temp.who(:'segundo')::bigint;
SELECT is((pg_temp.patch(:'n_admin', '{"nom_perfil": "gerente"}', :'admin')).status, 200, 'with another one it may go');
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_admin', '{"nom_perfil": "admin"}', :'admin')), '403 alem_do_proprio_acesso', 'and not come back by itself');
SELECT is((pg_temp.patch(:'n_admin', '{"nom_perfil": "admin"}', :'segundo')).status, 200, 'but by the other');

-- Switched off and on again: the sessions from before are over.
SELECT is((pg_temp.patch(:'n_cozinha', jsonb_build_object('flg_ativo', on_again)::text::jsonb, :'segundo')).status, 200, 'switched ' || on_again) FROM (VALUES (false), (true)) AS v (on_again);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual', '{}', :'cozinha')), '401 sessao_invalida', 'whoever comes back signs in again');

-- Access taken away.
INSERT INTO flowt.tb_omni8_chave_api (cod_tenant, nom_chave, des_prefixo, hsh_token, des_escopos, cod_criador) VALUES (:alfa, 'x', 'fk_x', flowt.digerir('fk_x'), '{catalogo.ler}', :n_gerente);
SELECT is((pg_temp.request('GET /v1/categorias', '{}', 'fk_x')).status, 200, 'a key of the manager');
SELECT is((pg_temp.remove(:'n_gerente', :'admin')).status, 204, 'the manager goes');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/categorias', '{}', t)), '401 sessao_invalida', 'and with them ' || left(t, 5)) FROM unnest(ARRAY[:'gerente', 'fk_x']) AS t;
SELECT is(pg_temp.outcome(pg_temp.patch(:'n_gerente', '{"flg_ativo": true}', :'admin')), '404 nao_encontrado', 'only an invitation brings them back');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'SUSPENSO' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.remove(:'n_cozinha', :'admin')), '403 tenant_suspenso', 'a suspended company changes nobody');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE cod_tenant = :alfa;

-- Invitations.
CREATE FUNCTION pg_temp.invite(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/convites', jsonb_build_object('corpo', ('{"email": "nova@example.com", "nome": "Nova Pessoa", "perfil": "cozinha"}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.accept(p_invitation text, p_body jsonb, p_slug text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/convites/{token}/aceite', jsonb_build_object('token', p_invitation, 'corpo', p_body::text), NULL, p_slug);
CREATE FUNCTION pg_temp.link() RETURNS text LANGUAGE sql RETURN (SELECT (regexp_match(des_texto, '/(?:convite|senha)/([A-Za-z0-9_-]{24})'))[1] FROM flowt.tb_omni8_mensagem
    WHERE nom_modelo IN ('convite', 'senha_recuperacao') ORDER BY cod_mensagem DESC LIMIT 1);
SELECT is((pg_temp.invite('{}', :'admin')).status, 201, 'an invitation');
SELECT is(pg_temp.outcome(pg_temp.invite('{}', :'admin')), '409 convite_em_aberto', 'one at a time');
SELECT is(pg_temp.outcome(pg_temp.invite(b, :'admin')), e, 'an invitation with ' || b::text) FROM (VALUES
    ('{"perfil": "plataforma"}'::jsonb, '403 alem_do_proprio_acesso'), ('{"perfil": "api"}', '422 perfil_nao_e_de_pessoa'), ('{"email": "x"}', '422 corpo_invalido'),
    ('{"unidades": ["999999"]}', '404 nao_encontrado'), ('{"nome": " "}', '422 corpo_invalido')) AS v (b, e);
SELECT pg_temp.link() AS link \gset
SELECT is((SELECT count(*) FROM flowt.tb_omni8_convite c WHERE to_jsonb(c)::text LIKE '%' || :'link' || '%'), 0::bigint, 'the token is not in the table');
SELECT is(pg_temp.outcome(pg_temp.accept('nenhum', '{"senha": "uma-frase-boa"}')), '404 nao_encontrado', 'no such token');
SELECT is(pg_temp.outcome(pg_temp.accept(:'link', '{"senha": "uma-frase-boa"}', 'beta')), '404 nao_encontrado', 'nor under another company''s address');
SELECT is(pg_temp.outcome(pg_temp.accept(:'link', b)), e, 'accepted with ' || left(b::text, 60)) FROM (VALUES ('{}'::jsonb, '422 corpo_invalido'), ('{"senha": "curta-123"}', '422 senha_curta'),
    ('{"senha": "1234567890"}', '422 senha_comum'), ('{"senha": "QwertyUiop"}', '422 senha_comum'), ('{"senha": "Password123!"}', '422 senha_comum'), ('{"senha": "Mudar@2031!!"}', '422 senha_comum'), ('{"senha": "zzzzzzzzzzzz"}', '422 senha_comum'), ('{"senha": "Nova@Example.com"}', '422 senha_obvia'),
    ('{"senha": "nova-pessoa-2026"}', '422 senha_obvia'), ('{"senha": "Alfa-2024-!!"}', '422 senha_obvia'), ('{"nome": "", "senha": "uma-frase-boa"}', '422 corpo_invalido')) AS v (b, e);
SELECT is((pg_temp.accept(:'link', '{"senha": "uma frase boa"}')).body, '{"nom_slug": "alfa", "nom_perfil": "cozinha", "nom_fantasia": "Casa alfa"}', 'accepted');
SELECT is(pg_temp.outcome(pg_temp.accept(:'link', '{"senha": "outra frase boa"}')), '410 convite_encerrado', 'once');
SELECT ok(flowt.autenticar('nova@example.com', 'uma frase boa') IS NOT NULL, 'the new login enters');
SELECT is(pg_temp.outcome(pg_temp.invite('{}', :'admin')), '409 usuario_ja_tem_acesso', 'who is in is not invited');
SELECT is((SELECT js_diferenca ? 'des_email' AND js_diferenca::text NOT LIKE '%nova@example%' FROM flowt.tb_omni8_auditoria WHERE nom_tabela = 'tb_omni8_convite' AND tip_operacao = 'I' AND cod_tenant = :alfa
    ORDER BY dat_evento LIMIT 1), true, 'the trail knows of it without the address');

-- Somebody who has a login already; rights asked again; sent again; revoked; expired.
SELECT pg_temp.login(:beta, 'gerente') AS de_beta \gset
SELECT is((pg_temp.request('POST /v1/convites', '{"corpo": "{\"email\": \"nova@example.com\", \"nome\": \"Nova\", \"perfil\": \"cozinha\"}"}', :'de_beta')).status, 201, 'another company invites the same login');
SELECT pg_temp.link() AS link \gset
SELECT is(pg_temp.outcome(pg_temp.accept(:'link', '{"senha": "errada errada"}')), '401 credenciais_invalidas', 'its own password is asked');
SELECT is((SELECT qtd_falhas FROM flowt.tb_omni8_usuario WHERE des_email = 'nova@example.com'), 1, 'and a wrong one counted');
UPDATE flowt.tb_omni8_usuario_tenant SET nom_perfil = 'atendente' WHERE cod_usuario = pg_temp.who(:'de_beta')::bigint;
SELECT is(pg_temp.outcome(pg_temp.accept(:'link', '{"senha": "uma frase boa"}')), '403 alem_do_proprio_acesso', 'an inviter who lost the right invites nobody');
UPDATE flowt.tb_omni8_usuario_tenant SET nom_perfil = 'gerente' WHERE cod_usuario = pg_temp.who(:'de_beta')::bigint;
SELECT cod_convite AS convite FROM flowt.tb_omni8_convite WHERE cod_tenant = :beta \gset
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/convites/{id}/reenvio', jsonb_build_object('id', :'convite'), :'admin')), '404 nao_encontrado', 'not another company''s to send');
SELECT is((pg_temp.request('POST /v1/convites/{id}/reenvio', jsonb_build_object('id', :'convite'), :'de_beta')).status, 200, 'sent again');
SELECT is(pg_temp.outcome(pg_temp.accept(:'link', '{"senha": "uma frase boa"}')), '404 nao_encontrado', 'the old link is dead');
SELECT pg_temp.link() AS link \gset
UPDATE flowt.tb_omni8_convite SET dat_expiracao = now() WHERE cod_convite = :convite;
SELECT is(pg_temp.outcome(pg_temp.accept(:'link', '{"senha": "uma frase boa"}')), '410 convite_encerrado', 'expired');
UPDATE flowt.tb_omni8_convite SET dat_expiracao = now() + interval '1 day' WHERE cod_convite = :convite;
SELECT is((pg_temp.accept(:'link', '{"senha": "uma frase boa"}', 'beta')).status, 201, 'accepted with the password it has');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_usuario WHERE des_email = 'nova@example.com'), 1::bigint, 'one login, two companies');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/convites/{id}', jsonb_build_object('id', :'convite'), :'de_beta')), '409 convite_encerrado', 'too late to revoke');
SELECT is((pg_temp.invite('{"email": "mais@example.com"}', :'admin')).status, 201, 'one more');
SELECT is((pg_temp.request('DELETE /v1/convites/{id}', jsonb_build_object('id', (SELECT cod_convite FROM flowt.tb_omni8_convite WHERE des_email = 'mais@example.com')), :'admin')).status, 204, 'revoked');
SELECT is(pg_temp.outcome(pg_temp.accept(pg_temp.link(), '{"senha": "uma frase boa"}')), '410 convite_encerrado', 'opens nothing');
SELECT is((SELECT jsonb_agg(c ->> 'sta_convite') FROM jsonb_array_elements((pg_temp.request('GET /v1/convites', '{}', :'admin')).body -> 'itens') AS c), '["REVOGADO", "ACEITO"]', 'the list says what became of them');

-- Nobody's mailbox is filled by inviting: neither one's, again and again, nor those of strangers, by revoking.
SELECT is((pg_temp.invite('{"email": "alvo@example.com"}', :'admin')).status, 201, 'a first e-mail');
SELECT cod_convite AS alvo FROM flowt.tb_omni8_convite WHERE des_email = 'alvo@example.com' \gset
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/convites/{id}/reenvio', jsonb_build_object('id', :'alvo'), :'admin')), '200', 'e-mail ' || n) FROM generate_series(2, 5) AS n;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/convites/{id}/reenvio', jsonb_build_object('id', :'alvo'), :'admin')), '409 convites_demais_ao_email', 'not a sixth in a day');
SELECT is((pg_temp.request('DELETE /v1/convites/{id}', jsonb_build_object('id', :'alvo'), :'admin')).status, 204, 'revoked');
SELECT is(pg_temp.outcome(pg_temp.invite('{"email": "alvo@example.com"}', :'admin')), '409 convites_demais_ao_email', 'nor by another invitation');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mensagem WHERE des_destino = 'alvo@example.com'), 5::bigint, 'five it was');
UPDATE flowt.tb_omni8_convite SET dat_envio = dat_envio - interval '1 day' WHERE cod_convite = :alvo;
SELECT is((pg_temp.invite('{"email": "alvo@example.com"}', :'admin')).status, 201, 'tomorrow again');
INSERT INTO flowt.tb_omni8_convite (cod_tenant, des_email, nom_convidado, nom_perfil, flg_todas_unidades, hsh_token, cod_convidador, dat_expiracao, dat_revogacao)
SELECT c.cod_tenant, n || '@estranho.example', 'X', 'cozinha', true, flowt.digerir(flowt.novo_token()), c.cod_convidador, now(), now()
  FROM flowt.tb_omni8_convite c, generate_series(1, flowt.limite_de_convites_abertos()) AS n WHERE c.cod_convite = :alvo;
SELECT is(pg_temp.outcome(pg_temp.invite('{"email": "cem@example.com"}', :'admin')), '409 convites_demais', 'those revoked today count');
DELETE FROM flowt.tb_omni8_convite WHERE des_email LIKE '%@estranho.example' OR des_email = 'alvo@example.com';

-- A forgotten password.
CREATE FUNCTION pg_temp.forgot(p_email text, p_slug text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_before bigint := (SELECT count(*) FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'senha_recuperacao');
    v_answer pg_temp.answer := pg_temp.request('POST /v1/senhas/recuperacao', jsonb_build_object('corpo', jsonb_build_object('email', p_email)::text), NULL, p_slug);
BEGIN
    RETURN v_answer.status || coalesce(v_answer.raw, '') || ' ' || (SELECT count(*) FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'senha_recuperacao') - v_before;
END
$$;
CREATE FUNCTION pg_temp.choose(p_link text, p_password text, p_slug text DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('POST /v1/senhas/{token}', jsonb_build_object('token', p_link, 'corpo', jsonb_build_object('senha', p_password)::text), NULL, p_slug));
SELECT is(pg_temp.forgot('ninguem@example.com'), '202 0', 'an unknown address gets no message');
SELECT is(pg_temp.forgot('nova@example.com', 'efemera-nao-ha'), '404 0', 'an address that names no company');
SELECT is(pg_temp.forgot(' Nova@example.com '), '202 1', 'a known one gets a link, and the answer is the same');
SELECT is(pg_temp.forgot('nova@example.com'), '202 0', 'not twice in two minutes');
SELECT pg_temp.link() AS link \gset
SELECT is(pg_temp.choose('nenhum', 'mais uma frase'), '404 link_encerrado', 'no such link');
SELECT pg_temp.new_tenant('gama') AS gama \gset
SELECT is(pg_temp.choose(:'link', 'mais uma frase', 'gama'), '404 link_encerrado', 'nor under the address of a company it is not of');
SELECT is(pg_temp.choose(:'link', 'curta'), '422 senha_curta', 'the same rules of passwords');
SELECT is(pg_temp.choose(:'link', 'nova.pessoa.9'), '422 senha_obvia', 'of names too');
INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, hsh_token, dat_expiracao) SELECT :alfa, cod_usuario, flowt.digerir('velha'), now() + interval '1 hour' FROM flowt.tb_omni8_usuario
    WHERE des_email = 'nova@example.com';
UPDATE flowt.tb_omni8_usuario SET qtd_falhas = 9, dat_bloqueio = now() + interval '1 hour' WHERE des_email = 'nova@example.com';
SELECT is(pg_temp.choose(:'link', 'mais uma frase'), '204', 'the new password');
SELECT is(pg_temp.choose(:'link', 'outra frase mais'), '404 link_encerrado', 'the link served once');
SELECT ok(flowt.autenticar('nova@example.com', 'mais uma frase') IS NOT NULL, 'it enters, the lock is gone');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual', '{}', 'velha')), '401 sessao_invalida', 'the sessions of before are closed');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'senha_alterada' AND des_destino = 'nova@example.com'), 1::bigint, 'and the owner is told');
SELECT is(pg_temp.forgot('nova@example.com'), '202 1', 'another link');
SELECT pg_temp.link() AS link \gset
UPDATE flowt.tb_omni8_senha_recuperacao SET dat_pedido = now() - interval '2 minutes';
SELECT is(pg_temp.forgot('nova@example.com'), '202 1', 'and another');
SELECT is(pg_temp.choose(:'link', 'frase que nao vai'), '404 link_encerrado', 'of which only the last one lives');
UPDATE flowt.tb_omni8_senha_recuperacao SET dat_pedido = now() - interval '2 minutes', qtd_pedidos = 5;
SELECT is(pg_temp.forgot('nova@example.com'), '202 0', 'five a day');
UPDATE flowt.tb_omni8_senha_recuperacao SET dat_expiracao = now();
SELECT is(pg_temp.choose(pg_temp.link(), 'frase que nao vai'), '404 link_encerrado', 'expired');
-- How long an answer takes tells nothing: every one of them waits by chance.
CREATE OR REPLACE FUNCTION flowt.esperar_ao_acaso() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('test.waits', (coalesce(nullif(current_setting('test.waits', true), ''), '0')::integer + 1)::text, true);
END
$$;
SELECT is(pg_temp.forgot(e) || ' ' || current_setting('test.waits'), w, 'a wait for ' || e) FROM (VALUES ('ninguem@example.com', '202 0 1'), ('nova@example.com', '202 0 2'), ('nao-e-email@x', '202 0 3')) AS v (e, w);

-- What a DBA may do.
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.redefinir_senha(%L, %L, %L)', 'nova@example.com', 'senha do suporte', c)), e, 'reset with confirmation ' || coalesce(c, 'null'))
    FROM (VALUES ('', 'PT422 confirmacao_nao_confere'), (NULL, 'PT422 confirmacao_nao_confere'), ('nova@example.com', 'ok 1')) AS v (c, e);
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT admin.redefinir_senha(''ninguem@example.com'', ''senha do suporte'', ''ninguem@example.com'')'), 'PT404 nao_encontrado', 'no such login');
UPDATE flowt.tb_omni8_usuario SET des_email = 'unico@example.com' WHERE cod_usuario = :n_fora;
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.revogar_acesso(%s, %L, %L%s)', :beta, 'unico@example.com', c, f)), e, format('revoke with %s%s', c, f)) FROM (VALUES
    ('x', ', true', 'PT422 confirmacao_nao_confere'), ('unico@example.com', '', 'PT409 ultimo_administrador'), ('unico@example.com', ', true', 'ok 1'),
        ('unico@example.com', '', 'PT404 nao_encontrado')) AS v (c, f, e);
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', s) FROM unnest(ARRAY['SELECT admin.revogar_acesso(1, ''a'', ''a'')', 'SELECT flowt.encerrar_acesso_forcado(1, 1)',
    'SELECT flowt.trocar_senha(1, ''x'', NULL)', 'SELECT * FROM flowt.tb_omni8_senha_recuperacao', 'SELECT hsh_token FROM flowt.tb_omni8_convite', 'INSERT INTO flowt.tb_omni8_usuario_unidade VALUES (1, 1, 1)',
    'UPDATE flowt.tb_omni8_usuario_tenant SET flg_ativo = true']) AS s;

-- Whoever knows an e-mail locks nobody out of where they work.
SELECT admin.criar_acesso(:alfa, 'dona@example.com', 'Dona Flor', 'gerente', 'meu bolo de fuba') AS dona \gset
SELECT flowt.lembrar_rede(:dona, '200.1.2.3');
SELECT flowt.autenticar('dona@example.com', 'chute ' || n, '45.6.7.' || n) FROM generate_series(1, 5) AS n;
SELECT is(flowt.autenticar('dona@example.com', 'meu bolo de fuba', '99.9.9.9'), NULL, 'guesses from many places lock all unknown ones');
SELECT is(flowt.autenticar('dona@example.com', 'meu bolo de fuba', '200.1.2.77'), :dona::bigint, 'and not a network it has entered from');
SELECT flowt.autenticar('dona@example.com', 'chute ' || n, '200.1.2.9') FROM generate_series(1, 5) AS n;
SELECT is(flowt.autenticar('dona@example.com', 'meu bolo de fuba', '200.1.2.3'), NULL, 'where guesses are limited just the same');
UPDATE flowt.tb_omni8_usuario_rede SET dat_bloqueio = now(), dat_uso = now() - interval '91 days';
SELECT is(flowt.autenticar('dona@example.com', 'meu bolo de fuba', '200.1.2.3'), NULL, 'a network unused for long is unknown again');
SELECT is(flowt.rede(v), e, coalesce(v, 'null') || ' is of network ' || coalesce(e, 'none')) FROM (VALUES ('200.1.2.3', '200.1.2.0'), ('2001:db8:1:2::3', '2001:db8:1::'), ('x', NULL), (NULL, NULL)) AS v (v, e);

SELECT * FROM finish();
ROLLBACK;
