-- The door of every request, permissions, logins and sessions (guide chapter 17).
\ir lib/request.sql

-- What abrir sets is gone after COMMIT; these three transactions are the only ones of this file that end so.
BEGIN;
SELECT pg_temp.new_tenant('efemera') AS efemera \gset
SELECT pg_temp.login(:efemera, 'admin') AS token \gset
COMMIT;
BEGIN;
SET LOCAL SESSION AUTHORIZATION flowt_api;
SELECT flowt.abrir('catalogo.ler', true, :'token', 'localhost', NULL, NULL, 'r1') AS opened \gset
SELECT string_agg(s || '=' || coalesce(current_setting(s, true), ''),
    ' ') AS inside FROM unnest('{flowt.cod_tenant,flowt.perfil,flowt.requisicao,transaction_read_only}'::text[]) AS s \gset
SELECT current_setting('flowt.cod_usuario') || current_setting('flowt.cod_sessao') AS who \gset
COMMIT;
SELECT string_agg(s || '=' || coalesce(current_setting(s, true), ''), ' ') AS outside
  FROM unnest('{flowt.cod_tenant,flowt.cod_usuario,flowt.cod_sessao,flowt.perfil,flowt.requisicao,transaction_read_only}'::text[]) AS s \gset

BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(529);
SELECT is(:'opened'::text, :'efemera', 'abrir returns the tenant');
SELECT is(:'inside'::text, format('flowt.cod_tenant=%s flowt.perfil=admin flowt.requisicao=r1 transaction_read_only=on', :efemera),
    'and sets the context of the request');
SELECT matches(:'who'::text, '^[1-9]\d+$', 'with its user and session');
SELECT is(:'outside'::text, 'flowt.cod_tenant= flowt.cod_usuario= flowt.cod_sessao= flowt.perfil= flowt.requisicao= transaction_read_only=off',
    'nothing of it outlives the transaction');

-- The tenant abrir finds, or "403 tenants_divergentes".
CREATE FUNCTION pg_temp.door(p_acesso text, p_leitura boolean, p_token text DEFAULT NULL, p_host text DEFAULT 'localhost', p_slug text DEFAULT NULL,
    p_path text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint;
BEGIN
    PERFORM pg_temp.forget_request();
    SET LOCAL SESSION AUTHORIZATION flowt_api;
    v_tenant := flowt.abrir(p_acesso, p_leitura, p_token, p_host, p_slug, p_path, 'r');
    IF v_tenant IS DISTINCT FROM flowt.tenant_atual() OR current_setting('transaction_read_only')::boolean IS DISTINCT FROM coalesce(p_leitura, false) THEN
        RAISE EXCEPTION 'context differs from answer';
    END IF;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN coalesce((SELECT t.nom_slug FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant), 'nobody');
EXCEPTION WHEN OTHERS THEN
    RETURN pg_temp.status_of(SQLSTATE) || ' ' || SQLERRM;
END
$$;

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb \gset
INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (:alfa, 'alfa.com.br'), (:beta, 'beta.com.br');

-- Every source of the tenant by itself.
SELECT is(pg_temp.door('publico', true, p_slug => 'alfa'), 'alfa', 'by header');
SELECT is(pg_temp.door('publico', true, p_path => 'alfa'), 'alfa', 'by path');
SELECT is(pg_temp.door('publico', true, p_host => 'alfa.com.br'), 'alfa', 'by own domain');
SELECT is(pg_temp.door('publico', true, p_host => 'alfa.localhost'), 'alfa', 'by subdomain');
SELECT is(pg_temp.door('publico', true, :'ta'), 'alfa', 'by token');
SELECT is(pg_temp.door('publico', true, :'ta', 'alfa.localhost', 'alfa', 'alfa'), 'alfa', 'by all of them');
SELECT is(pg_temp.door('publico', true, :'ta', 'alfa.com.br', 'alfa', 'alfa'), 'alfa', 'and by its domain');

-- Every pair that disagrees, both ways round.
CREATE TEMP TABLE source (kind text, tenant text, token text, host text, slug text, path text);
INSERT INTO source VALUES ('token', 'alfa', :'ta', NULL, NULL, NULL), ('token', 'beta', :'tb', NULL, NULL, NULL), ('domain', 'alfa', NULL, 'alfa.com.br', NULL, NULL),
    ('domain', 'beta', NULL, 'beta.com.br', NULL, NULL),
    ('subdomain', 'alfa', NULL, 'alfa.localhost', NULL, NULL), ('subdomain', 'beta', NULL, 'beta.localhost', NULL, NULL), ('header', 'alfa', NULL, NULL, 'alfa', NULL),
        ('header', 'beta', NULL, NULL, 'beta', NULL),
    ('path', 'alfa', NULL, NULL, NULL, 'alfa'), ('path', 'beta', NULL, NULL, NULL, 'beta');
SELECT is(pg_temp.door(k.access, k.reading, coalesce(a.token, b.token), coalesce(a.host, b.host, 'localhost'), coalesce(a.slug, b.slug), coalesce(a.path, b.path)),
          CASE WHEN a.tenant = b.tenant THEN a.tenant ELSE '403 tenants_divergentes' END, format('%s of %s with %s of %s, %s', a.kind, a.tenant, b.kind, b.tenant,
              k.access))
  FROM source a JOIN source b ON a.kind < b.kind AND num_nonnulls(a.host, b.host) < 2, (VALUES ('publico', true), ('aberto', false)) AS k (access, reading);
SELECT is(pg_temp.door('publico', true, :'ta', 'beta.localhost', 'alfa', 'alfa'), '403 tenants_divergentes', 'one that disagrees with three');
SELECT is(pg_temp.door('publico', true, NULL, 'alfa.localhost', 'beta', 'beta'), '403 tenants_divergentes', 'a host that disagrees with header and path');

-- Names of nobody.
SELECT is(pg_temp.door('publico', true, p_slug => v), '404 tenant_nao_encontrado', 'unknown slug ' || to_json(v)) FROM unnest(ARRAY['gama', 'ALFA', '', ' alfa',
    'alfa%', 'alfa'' OR true --']) AS v;
SELECT is(pg_temp.door('aberto', true, p_path => 'gama'), '404 tenant_nao_encontrado', 'unknown slug in the path');
SELECT is(pg_temp.door('publico', true, p_host => v), '404 tenant_nao_encontrado', 'unknown subdomain ' || v)
    FROM unnest('{gama.localhost,a.alfa.localhost,.localhost}'::text[]) AS v;
SELECT is(pg_temp.door('publico', true, :'ta', 'gama.localhost'), '404 tenant_nao_encontrado', 'an unknown subdomain with a good token');
SELECT is(pg_temp.door('publico', true, p_host => v), '400 tenant_nao_informado', 'a host that names nobody: ' || coalesce(v, 'none')) FROM unnest(ARRAY[NULL,
    'localhost', '127.0.0.1', 'outra.com.br', 'www.localhost', '[::1]', 'alfalocalhost', '10.0.0.1', 'x.alfa.com.br']) AS v;
SELECT is(pg_temp.door('publico', true, p_host => v, p_slug => 'alfa'), 'alfa', 'and does not contradict the header: ' || coalesce(v, 'none')) FROM unnest(ARRAY[NULL,
    'localhost', '127.0.0.1', 'outra.com.br', 'www.localhost']) AS v;
SELECT is(pg_temp.door('aberto', true), 'nobody', 'an open route needs no tenant');
SELECT is(pg_temp.door('aberto', false, p_slug => 'alfa'), 'alfa', 'but takes one');
SELECT is(pg_temp.door('catalogo.ler', true), '401 login_necessario', 'a permission asks for a login before a tenant');
SELECT is(pg_temp.door('catalogo.ler', true, p_slug => 'alfa'), '401 login_necessario', 'and after one');
UPDATE flowt.tb_omni8_parametro_plataforma SET des_valor = 'flowt.com.br' WHERE nom_parametro = 'dominio_base';
SELECT is(pg_temp.door('publico', true, p_host => h), e, 'with another base domain: ' || h) FROM (VALUES ('alfa.flowt.com.br', 'alfa'), ('alfa.localhost',
    '400 tenant_nao_informado'), ('flowt.com.br', '400 tenant_nao_informado'),
    ('alfaxflowt.com.br', '400 tenant_nao_informado'), ('gama.flowt.com.br', '404 tenant_nao_encontrado')) AS v (h, e);
UPDATE flowt.tb_omni8_parametro_plataforma SET des_valor = 'localhost' WHERE nom_parametro = 'dominio_base';

-- Tokens that open nothing.
SELECT is(pg_temp.door(a, true, v, 'localhost', 'alfa'), '401 sessao_invalida', format('%s with token %s', a, to_json(left(v,
    20)))) FROM unnest('{aberto,publico,sessao,catalogo.ler}'::text[]) AS a, unnest(ARRAY['', 'x', upper(:'ta'), :'ta' || ' ', repeat('x', 10000)]) AS v;
CREATE FUNCTION pg_temp.door_after(p_change text, p_token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_result text;
BEGIN
    EXECUTE p_change;
    v_result := pg_temp.door('catalogo.ler', true, p_token);
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = v_result;
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.door_after('SELECT 1', :'ta'), 'alfa', 'the token works');
SELECT is(pg_temp.door_after(c, :'ta'), '401 sessao_invalida', 'not after ' || c) FROM unnest(ARRAY['UPDATE flowt.tb_omni8_sessao SET dat_expiracao = now()',
    'UPDATE flowt.tb_omni8_sessao SET dat_revogacao = now()', 'UPDATE flowt.tb_omni8_sessao SET dat_uso = now() - interval ''2 hours''', 'DELETE FROM flowt.tb_omni8_sessao']) AS c;
SELECT pg_temp.login(:alfa, 'gerente') AS tg \gset
SELECT is(pg_temp.door_after(c, :'tg'), '401 sessao_invalida', 'not after ' || c) FROM unnest(ARRAY[
    'UPDATE flowt.tb_omni8_usuario SET flg_ativo = false WHERE nom_usuario = ''gerente''', 'UPDATE flowt.tb_omni8_usuario_tenant SET flg_ativo = false WHERE nom_perfil = ''gerente''']) AS c;
SELECT is(pg_temp.door_after('UPDATE flowt.tb_omni8_sessao SET flg_restrita = true', :'ta'), '403 segundo_fator_obrigatorio', 'a restricted session opens no door');
SELECT is(pg_temp.door_after('UPDATE flowt.tb_omni8_sessao SET dat_uso = now() - interval ''119 minutes''', :'ta'), 'alfa', 'nearly two hours unused');
SELECT is(pg_temp.door_after('UPDATE flowt.tb_omni8_sessao SET dat_expiracao = now() + interval ''1 second''', :'ta'), 'alfa', 'until its last second');

-- Each status of a tenant, each access, reading and writing.
SELECT pg_temp.login(:alfa, 'admin') AS staff \gset
SELECT is(pg_temp.door_after(format('UPDATE flowt.tb_omni8_tenant SET sta_tenant = %L WHERE nom_slug = ''alfa''', s), :'staff'),
          CASE s WHEN 'ENCERRADO' THEN '410 tenant_encerrado' ELSE 'alfa' END, 'staff reads while the tenant is ' || s)
              FROM unnest('{PROVISIONANDO,ATIVO,SUSPENSO,ENCERRADO}'::text[]) AS s;
CREATE FUNCTION pg_temp.door_while(p_status text, p_access text, p_reading boolean, p_token text, p_host text, p_slug text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_tenant SET sta_tenant = p_status WHERE nom_slug = 'alfa';
    RETURN pg_temp.door(p_access, p_reading, p_token, p_host, p_slug);
END
$$;
SELECT is(pg_temp.door_while(s, a, r, CASE WHEN a IN ('sessao', 'catalogo.escrever') THEN :'staff' END, h, CASE h WHEN 'localhost' THEN 'alfa' END),
          CASE WHEN s = 'ENCERRADO' THEN '410 tenant_encerrado' WHEN s = 'ATIVO' OR a = 'aberto' OR a = 'sessao' THEN 'alfa'
              WHEN a = 'publico' THEN '503 tenant_indisponivel'
               WHEN s = 'SUSPENSO' AND NOT r THEN '403 tenant_suspenso' ELSE 'alfa' END, format('%s: %s %s via %s', s, CASE WHEN r THEN 'reading' ELSE 'writing' END,
                   a, h))
  FROM unnest('{PROVISIONANDO,ATIVO,SUSPENSO,ENCERRADO}'::text[]) AS s, unnest('{aberto,publico,sessao,catalogo.escrever}'::text[]) AS a,
      unnest('{true,false}'::boolean[]) AS r, unnest('{localhost,alfa.localhost,alfa.com.br}'::text[]) AS h;
SELECT is_empty(format('SELECT r.name FROM route r WHERE r.name LIKE ''GET %%'' AND r.acesso ~ ''\.'' AND pg_temp.door_while(''SUSPENSO'', r.acesso, r.somente_leitura, %L, ''localhost'', NULL) ~ ''tenant_suspenso''', :'staff'),
    'a suspended company reads everything, that which is logged too');
SELECT is(pg_temp.door_while('SUSPENSO', 'catalogo.escrever', NULL, :'staff', 'localhost', NULL), '403 tenant_suspenso', 'what is not said to be reading is writing');
SELECT is(pg_temp.door_while(s, 'cliente', true, NULL, 'localhost', 'alfa'), '503 tenant_indisponivel', 'a customer of a tenant that is ' || s)
    FROM unnest('{PROVISIONANDO,SUSPENSO}'::text[]) AS s;
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE nom_slug = 'alfa';

-- Deny by default.
SELECT is(pg_temp.door(a, r, :'staff'), '403 sem_permissao', format('access %s, reading %s', coalesce(to_json(a)::text, 'null'), r)) FROM unnest(ARRAY[NULL, '',
    'nada.disso', 'Aberto', 'PUBLICO', 'cliente', 'catalogo', 'catalogo.ler ', '%']) AS a, unnest('{true,false}'::boolean[]) AS r;
SELECT alike(pg_temp.door(a, true, NULL, 'localhost', s), '40_ %', format('anonymous with access %s, tenant %s', coalesce(a, 'null'), coalesce(s,
    'none'))) FROM unnest(ARRAY[NULL, '', 'nada.disso', 'sessao', 'cliente', 'catalogo.ler']) AS a, unnest(ARRAY[NULL, 'alfa']) AS s;

-- The matrix of the guide, in words of its own: every profile, every permission.
CREATE TEMP TABLE matrix (permission text, profiles text[]);
INSERT INTO matrix VALUES
    ('catalogo.ler', '{plataforma,admin,gerente,atendente,cozinha,entregador,marketing,financeiro,api}'), ('catalogo.escrever',
        '{plataforma,admin,gerente,marketing,api}'),
    ('catalogo.esgotar', '{plataforma,admin,gerente,atendente,cozinha,api}'), ('pedido.ler', '{plataforma,admin,gerente,atendente,cozinha,entregador,financeiro,api}'),
    ('pedido.operar', '{plataforma,admin,gerente,atendente,cozinha,entregador,api}'), ('pedido.confirmar', '{plataforma,admin,gerente,atendente,api}'),
        ('pedido.preparar', '{plataforma,admin,gerente,atendente,cozinha,api}'),
    ('pedido.entregar', '{plataforma,admin,gerente,atendente,entregador,api}'), ('pedido.cancelar', '{plataforma,admin,gerente}'), ('pedido.sistema', '{}'), ('pedido.acordo', '{}');
SELECT set_has('SELECT nom_permissao FROM flowt.tb_omni8_permissao', 'SELECT permission FROM matrix', 'the permissions of the foundation exist');
SELECT set_eq('SELECT nom_perfil FROM flowt.tb_omni8_perfil', '{plataforma,admin,gerente,atendente,cozinha,entregador,marketing,financeiro,parceiro,api,bi}'::text[],
    'the profiles of the guide');
CREATE TEMP TABLE profile AS SELECT nom_perfil AS name, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT is(pg_temp.door(m.permission, false, p.token), CASE WHEN p.name = ANY (m.profiles) THEN 'alfa' ELSE '403 sem_permissao' END,
    p.name || ' with ' || m.permission) FROM profile p, matrix m;
SELECT is(pg_temp.door('sessao', true, p.token), 'alfa', p.name || ' has a session') FROM profile p;
SELECT is_empty($$SELECT r.caminho FROM flowt.rota r WHERE split_part(r.acesso, '@', 1) NOT IN ('aberto', 'publico', 'cliente', 'sessao') AND NOT EXISTS (SELECT
    FROM flowt.tb_omni8_perfil_permissao x WHERE x.nom_permissao = split_part(r.acesso, '@', 1))$$, 'somebody can use every route');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT flowt.exigir_permissao(''catalogo.ler'')'), 'PT401 login_necessario', 'a finer rule asks for a login too');
SELECT is(pg_temp.attempt('postgres', 'INSERT INTO flowt.tb_omni8_permissao VALUES (''' || v || ''', ''x'')'), '23514 permissao_na_forma_recurso_ponto_acao',
    'not a permission: ' || v) FROM unnest('{aberto,publico,sessao,A.b,a.b.c}'::text[]) AS v;

-- A reading request writes nothing, whatever its function tries.
CREATE FUNCTION pg_temp.write_while_reading(p_token text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL SESSION AUTHORIZATION flowt_api;
    PERFORM flowt.abrir('catalogo.escrever', true, p_token, 'localhost', NULL, NULL, 'r');
    INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (flowt.tenant_atual(), 'x');
    RETURN 'written';
EXCEPTION WHEN read_only_sql_transaction THEN
    RETURN SQLSTATE;
END
$$;
CREATE FUNCTION pg_temp.unlock_while_reading(p_token text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL SESSION AUTHORIZATION flowt_api;
    PERFORM flowt.abrir('catalogo.escrever', true, p_token, 'localhost', NULL, NULL, 'r');
    SET LOCAL transaction_read_only = off;
    RETURN 'unlocked';
EXCEPTION WHEN active_sql_transaction THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.write_while_reading(:'ta'), '25006', 'a write is refused');
SELECT is(pg_temp.unlock_while_reading(:'ta'), '25001', 'and the lock stays on');
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"x\"}"}', :'ta')).status, 201, 'a writing request writes');

-- Who may call what.
SELECT is(pg_temp.attempt(r, 'SELECT ' || f), '42501', r || ' does not call ' || f) FROM unnest('{flowt_courier,flowt_busca,flowt_dba,flowt_bi}'::text[]) AS r,
    unnest(ARRAY['flowt.abrir(''aberto'', true, NULL, NULL, NULL, NULL, ''r'')', 'flowt.autenticar(''a'', ''b'')', 'flowt.abrir_sessao(1, 1)', 'flowt.entrar(''a'', ''b'')', 'flowt.sair()',
        'flowt.tenant_do_host(''x'')']) AS f;
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', s) FROM unnest(ARRAY['SELECT flowt.tenant_do_host(''x'')',
    'SELECT flowt.autenticar(''a'', ''b'')', 'SELECT flowt.abrir_sessao(1, 1)', 'UPDATE flowt.tb_omni8_sessao SET dat_revogacao = NULL',
    'SELECT admin.criar_acesso(1, ''a'', ''b'', ''admin'', ''c'')', 'SELECT * FROM flowt.tb_omni8_usuario',
    'SELECT hsh_token FROM flowt.tb_omni8_sessao', 'UPDATE flowt.tb_omni8_sessao SET dat_expiracao = ''infinity''', 'UPDATE flowt.tb_omni8_sessao SET cod_usuario = 1',
        'INSERT INTO flowt.tb_omni8_perfil_permissao VALUES (''bi'', ''pedido.cancelar'')',
    'UPDATE flowt.tb_omni8_usuario_tenant SET nom_perfil = ''admin''', 'DELETE FROM flowt.tb_omni8_sessao']) AS s;

-- Passwords.
SELECT admin.criar_acesso(:alfa, ' Dono@Alfa.com.BR ', 'Dono', 'admin', 'senha-bem-boa') AS dono \gset
CREATE TEMP VIEW dono AS SELECT * FROM flowt.tb_omni8_usuario WHERE des_email = 'dono@alfa.com.br';
SELECT is(count(*), 1::bigint, 'an e-mail is kept in lower case') FROM dono;
SELECT matches(hsh_senha, '^\$2a\$12\$[./A-Za-z0-9]{53}$', 'bcrypt of cost 12, with the salt crypt() knows') FROM dono;
SELECT unalike(to_jsonb(d)::text, '%senha-bem-boa%', 'the password is nowhere in the row') FROM dono d;
SELECT ok(flowt.cifrar_senha('x') <> flowt.cifrar_senha('x'), 'each with a salt of its own');
SELECT is(flowt.autenticar('dono@alfa.com.br', 'senha-bem-boa'), :dono::bigint, 'the right password');
SELECT is(flowt.autenticar(' DONO@alfa.com.br', 'senha-bem-boa'), :dono::bigint, 'whatever the case of the e-mail');
SELECT is(qtd_falhas, 0, 'nothing is counted') FROM dono;
SELECT is(flowt.autenticar('dono@alfa.com.br', v), NULL, 'wrong password ' || coalesce(to_json(v)::text, 'null')) FROM unnest(ARRAY['Senha-bem-boa', 'senha-bem-bo',
    'senha-bem-boa ', '']) AS v;
SELECT is(qtd_falhas::text || coalesce(dat_bloqueio::text, ''), '4', 'four wrong ones are counted and lock nothing') FROM dono;
SELECT is(flowt.autenticar('dono@alfa.com.br', 'senha-bem-boa'), :dono::bigint, 'the right one still enters');
SELECT is(qtd_falhas, 0, 'and clears the count') FROM dono;
SELECT is(flowt.autenticar('dono@alfa.com.br', 'errada-' || n), NULL, 'wrong again, ' || n) FROM generate_series(1, 5) AS n;
SELECT ok(qtd_falhas = 5 AND dat_bloqueio BETWEEN clock_timestamp() + interval '14 minutes' AND clock_timestamp() + interval '15 minutes',
    'the fifth in a row locks the login for 15 minutes') FROM dono;
SELECT is(flowt.autenticar('dono@alfa.com.br', 'senha-bem-boa'), NULL, 'then the right one does not enter');
SELECT is(qtd_falhas, 5, 'and nothing prolongs the lock') FROM dono;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/sessoes', '{"corpo": "{\"email\": \"dono@alfa.com.br\", \"senha\": \"senha-bem-boa\"}"}', NULL, 'alfa')),
    '401 credenciais_invalidas', 'over HTTP a locked login looks like a wrong password');
UPDATE flowt.tb_omni8_usuario SET dat_bloqueio = clock_timestamp() WHERE des_email = 'dono@alfa.com.br';
SELECT is(flowt.autenticar('dono@alfa.com.br', 'senha-bem-boa'), :dono::bigint, 'after the lock it enters');
SELECT is(qtd_falhas::text || coalesce(dat_bloqueio::text, ''), '0', 'with a clean slate') FROM dono;
SELECT is(flowt.autenticar('ninguem@alfa.com.br', 'senha-bem-boa'), NULL, 'an unknown login');
SELECT is(flowt.autenticar(NULL, NULL), NULL, 'no login at all');
SELECT ok(public.crypt('x', '$2a$12$abcdefghijklmnopqrstuu') LIKE '$2a$12$%', 'the stand-in for an unknown login is real work');
UPDATE flowt.tb_omni8_usuario SET flg_ativo = false WHERE des_email = 'dono@alfa.com.br';
SELECT is(flowt.autenticar('dono@alfa.com.br', 'senha-bem-boa'), NULL, 'an inactive login');
UPDATE flowt.tb_omni8_usuario SET flg_ativo = true WHERE des_email = 'dono@alfa.com.br';
-- bcrypt alone would not see past 72 bytes.
SELECT is(flowt.senha_confere(repeat('x', 72) || v, flowt.cifrar_senha(repeat('x', 72) || 'a')), v = 'a', 'a long password that ends with ' || v)
    FROM unnest('{a,b}'::text[]) AS v;
SELECT is(flowt.senha_confere('x', NULL), false, 'nothing matches no hash');

-- Accesses.
SELECT throws_ok(format('SELECT admin.criar_acesso(%s, %L, %L, %L, %L)', :alfa, 'x@alfa.com.br', 'X', 'admin', 'curta-123'), 'PT422', 'senha_curta',
    'a password of nine characters');
SELECT throws_ok(format('SELECT admin.criar_acesso(%s, %L, %L, %L, NULL)', :alfa, 'x@alfa.com.br', 'X', 'admin'), '23502', NULL, 'no password');
SELECT throws_ok(format('SELECT admin.criar_acesso(%s, %L, %L, %L, %L)', :alfa, 'x', 'X', 'admin', 'senha-bem-boa'), 'PT422', NULL, 'no e-mail');
SELECT throws_ok(format('SELECT admin.criar_acesso(%s, %L, %L, %L, %L)', :alfa, 'x@alfa.com.br', ' ', 'admin', 'senha-bem-boa'), 'PT422', NULL, 'no name');
SELECT throws_ok(format('SELECT admin.criar_acesso(%s, %L, %L, %L, %L)', :alfa, 'x@alfa.com.br', 'X', 'rei', 'senha-bem-boa'), 'PT404', NULL, 'no such profile');
SELECT throws_ok(format('SELECT admin.criar_acesso(0, %L, %L, %L, %L)', 'x@alfa.com.br', 'X', 'admin', 'senha-bem-boa'), 'PT404', NULL, 'no such tenant');
SELECT is(admin.criar_acesso(:beta, 'dono@alfa.com.br', 'Outro Nome', 'gerente', 'outra-senha-boa'), :dono::bigint, 'an e-mail that has a login keeps it');
SELECT is(flowt.autenticar('dono@alfa.com.br', 'outra-senha-boa'), NULL, 'and its password');
SELECT is((SELECT nom_perfil FROM flowt.tb_omni8_usuario_tenant WHERE cod_tenant = :alfa AND cod_usuario = :dono), 'admin', 'its profile elsewhere stays');

-- Sessions over HTTP.
CREATE FUNCTION pg_temp.enter(p_password text, p_slug text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/sessoes', jsonb_build_object('corpo', json_build_object('email', 'dono@alfa.com.br', 'senha', p_password)::text), NULL, p_slug);
SELECT is(pg_temp.outcome(pg_temp.enter('senha-bem-boa', NULL)), '409 escolha_a_empresa', 'a login of two companies says which');
CREATE TEMP TABLE entered AS SELECT a.status, a.body, a.raw FROM pg_temp.enter('senha-bem-boa', 'beta') AS a;
SELECT is(status, 201, 'it enters the one it said') FROM entered;
SELECT is(body - 'token' - 'dat_expiracao' - 'permissoes' - 'flg_restrita', jsonb_build_object('usuario', jsonb_build_object('cod_usuario', :'dono', 'nom_usuario', 'Dono'),
    'nom_perfil', 'gerente',
          'tenant', jsonb_build_object('cod_tenant', :'beta', 'nom_slug', 'beta', 'nom_fantasia', 'Casa beta')), 'with the profile it has there') FROM entered;
SELECT is(body -> 'permissoes', (SELECT jsonb_agg(nom_permissao ORDER BY nom_permissao) FROM flowt.tb_omni8_perfil_permissao WHERE nom_perfil = 'gerente'),
    'and its permissions') FROM entered;
SELECT is((body ->> 'dat_expiracao')::timestamptz, now() + interval '12 hours', 'for twelve hours') FROM entered;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_sessao, entered WHERE hsh_token = sha256(convert_to(body ->> 'token', 'UTF8'))), 1::bigint,
    'the token is kept as its digest');
SELECT ok(raw !~ 'senha|hsh_|\$2a\$', 'no password and no hash in the answer') FROM entered;
SELECT body ->> 'token' AS session FROM entered \gset
SELECT is((pg_temp.request('GET /v1/sessoes/atual', '{}', :'session')).body - 'dat_expiracao' - 'cod_sessao', jsonb_build_object('cod_usuario', :'dono', 'cod_tenant', :'beta',
    'nom_perfil', 'gerente', 'flg_restrita', false, 'personificacao', NULL, 'empresas', jsonb_build_array(
        jsonb_build_object('nom_slug', 'alfa', 'nom_fantasia', 'Casa alfa', 'nom_perfil', 'admin'), jsonb_build_object('nom_slug', 'beta', 'nom_fantasia', 'Casa beta',
            'nom_perfil', 'gerente'))), 'the session tells whose it is');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual')), '401 login_necessario', 'without a token there is none');
SELECT is((pg_temp.request('DELETE /v1/sessoes/atual', '{}', :'session')).status, 204, 'it is closed');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual', '{}', :'session')), '401 sessao_invalida', 'and at once opens nothing');
SELECT is(pg_temp.door('sessao', true, :'ta'), 'alfa', 'other sessions go on');
SELECT is(pg_temp.outcome(pg_temp.enter('senha-bem-ruim', 'beta')), '401 credenciais_invalidas', 'a wrong password');
SELECT is(qtd_falhas, 1, 'is counted although the request failed') FROM dono;
SELECT is(pg_temp.outcome(pg_temp.enter('senha-bem-boa', 'efemera')), '401 credenciais_invalidas', 'a company it has no access to looks the same');
UPDATE flowt.tb_omni8_usuario_tenant SET flg_ativo = false WHERE cod_tenant = :beta AND cod_usuario = :dono;
SELECT is(pg_temp.outcome(pg_temp.enter('senha-bem-boa', 'beta')), '401 credenciais_invalidas', 'an access taken away');
SELECT is((pg_temp.enter('senha-bem-boa', NULL)).status, 201, 'leaves one company, which need not be named');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'SUSPENSO' WHERE cod_tenant = :alfa;
SELECT is((pg_temp.enter('senha-bem-boa', 'alfa')).status, 201, 'staff of a suspended company still enters');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ENCERRADO' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.enter('senha-bem-boa', 'alfa')), '410 tenant_encerrado', 'of a closed one not');
SELECT is(pg_temp.outcome(pg_temp.enter('senha-bem-boa', NULL)), '401 credenciais_invalidas', 'even unnamed');
SELECT is(pg_temp.wrong_fields(pg_temp.request('POST /v1/sessoes', jsonb_build_object('corpo', b))), e, 'a body without its fields: ' || b) FROM (VALUES
    ('{}', 'email:campo_obrigatorio senha:campo_obrigatorio'), ('{"email": "", "senha": ""}', 'email:texto_curto senha:texto_curto'),
        ('{"email": 1, "senha": null, "x": 1}', 'email:tipo_invalido senha:tipo_invalido x:campo_desconhecido'),
    ('{"email": "a@b.co", "senha": "' || repeat('x', 1025) || '"}', 'senha:texto_longo')) AS v (b, e);

SELECT is((SELECT array_agg(DISTINCT m[1] ORDER BY m[1]) FROM pg_proc p CROSS JOIN LATERAL regexp_matches(p.prosrc, $r$set_config\('(flowt\.\w+)'$r$, 'g') AS m
            WHERE p.pronamespace IN ('flowt'::regnamespace, 'api'::regnamespace, 'admin'::regnamespace, 'rotina'::regnamespace)),
          (SELECT array_agg(m[1] ORDER BY m[1]) FROM regexp_matches((SELECT prosrc FROM pg_proc WHERE oid = 'flowt.esquecer_contexto'::regproc), '(flowt\.\w+)[,}]', 'g') AS m),
          'whatever a request may set is forgotten before one that is committed with it');

SELECT * FROM finish();
ROLLBACK;
