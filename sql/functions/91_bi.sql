-- BI (guide chapter 18.3): logins, what they may cost, and the time zone their days are in.
-- The walls are row-level security by the login's own name, privileges on columns, and no USAGE on schema flowt; none of
-- them is a setting. What is set on a login its holder can change, so the watchdog holds to the same limits.

CREATE OR REPLACE FUNCTION flowt.limite_consulta_bi() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '2 minutes';
COMMENT ON FUNCTION flowt.limite_consulta_bi() IS 'Quanto uma consulta de BI pode durar antes de ser cancelada.';
CREATE OR REPLACE FUNCTION flowt.limite_transacao_bi() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '10 minutes';
COMMENT ON FUNCTION flowt.limite_transacao_bi()
    IS 'Quanto uma transação de BI pode ficar aberta antes de a conexão ser encerrada: aberta, impede a limpeza de linhas mortas.';
CREATE OR REPLACE FUNCTION flowt.limite_conexoes_bi() RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN current_setting('max_connections')::integer * 2 / 5;
END
$$;
COMMENT ON FUNCTION flowt.limite_conexoes_bi() IS 'Conexões que todos os logins de BI juntos podem ocupar: dois quintos das do servidor.';

-- Of the caller's own tenant alone: the login's name says which, as in the policies.
CREATE OR REPLACE FUNCTION flowt.fuso_bi() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = flowt.tenant_bi() $$;
ALTER FUNCTION flowt.fuso_bi() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.fuso_bi() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.fuso_bi() TO flowt_bi;
COMMENT ON FUNCTION flowt.fuso_bi() IS 'Fuso do tenant de um login de BI. Atravessa tenants: lê só a linha do tenant do próprio login.';

-- PBKDF2 of RFC 5802 in SQL: PostgreSQL is given the verifier, so the password is in no statement of ours.
CREATE OR REPLACE FUNCTION flowt.verificador_scram(p_senha text, p_sal bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_chave bytea := convert_to(p_senha, 'UTF8');
    v_u     bytea := public.hmac(p_sal || '\x00000001'::bytea, v_chave, 'sha256');
    v_soma  bit(256) := ('x' || encode(v_u, 'hex'))::bit(256);
    v_final bytea;
BEGIN
    FOR v_volta IN 2 .. 4096 LOOP
        v_u := public.hmac(v_u, v_chave, 'sha256');
        v_soma := v_soma # ('x' || encode(v_u, 'hex'))::bit(256);
    END LOOP;
    v_final := (SELECT decode(string_agg(lpad(to_hex(substring(v_soma FROM b * 32 + 1 FOR 32)::bit(32)::integer), 8, '0'), '' ORDER BY b), 'hex')
                  FROM generate_series(0, 7) AS b);
    RETURN format('SCRAM-SHA-256$4096:%s$%s:%s', encode(p_sal, 'base64'),
                  encode(sha256(public.hmac('Client Key'::bytea, v_final, 'sha256')), 'base64'),
                  encode(public.hmac('Server Key'::bytea, v_final, 'sha256'), 'base64'));
END
$$;
COMMENT ON FUNCTION flowt.verificador_scram(text, bytea) IS 'Verificador SCRAM-SHA-256 de uma senha, como o PostgreSQL o guarda (4096 voltas).';

CREATE OR REPLACE FUNCTION flowt.criar_papel_bi(p_login text, p_verificador text, p_conexoes integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_ajuste record;
BEGIN
    IF p_login !~ '^flowt_bi_[1-9][0-9]{0,17}_[a-z][a-z0-9_]{1,29}$'
        OR p_verificador !~ '^SCRAM-SHA-256\$4096:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'login_de_bi_invalido',
            DETAIL = 'Um login de BI se chama flowt_bi_<tenant>_<nome> e tem verificador SCRAM-SHA-256.';
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT %s PASSWORD %L IN ROLE flowt_bi', p_login,
                   p_conexoes, p_verificador);
    EXECUTE format('COMMENT ON ROLE %I IS %L', p_login, 'Login de BI criado por admin.criar_acesso_bi.');
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), p_login);
    FOR v_ajuste IN
        SELECT * FROM (VALUES ('search_path', 'bi'), ('default_transaction_read_only', 'on'), ('statement_timeout', '60s'), ('lock_timeout', '5s'),
            ('idle_in_transaction_session_timeout', '60s'), ('idle_session_timeout', '30min'), ('work_mem', '16MB'),
            ('max_parallel_workers_per_gather', '0'),
            ('jit', 'off')) AS a (nome, valor)
    LOOP
        EXECUTE format('ALTER ROLE %I SET %I = %L', p_login, v_ajuste.nome, v_ajuste.valor);
    END LOOP;
END
$$;
ALTER FUNCTION flowt.criar_papel_bi(text, text, integer) OWNER TO flowt_papeis;
REVOKE EXECUTE ON FUNCTION flowt.criar_papel_bi(text, text, integer) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.criar_papel_bi(text, text, integer)
    IS 'Cria no servidor o papel de um login de BI; executa como flowt_papeis, o único que cria papéis.';

CREATE OR REPLACE FUNCTION flowt.remover_papel_bi(p_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_login !~ '^flowt_bi_[1-9][0-9]{0,17}_[a-z][a-z0-9_]{1,29}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'login_de_bi_invalido', DETAIL = 'Um login de BI se chama flowt_bi_<tenant>_<nome>.';
    ELSIF to_regrole(p_login) IS NULL THEN
        RETURN;
    END IF;
    -- First what is certain to work; the role may still be named by another database of the server.
    EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', p_login);
    EXECUTE format('REVOKE flowt_bi FROM %I', p_login);
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM %I', current_database(), p_login);
    EXECUTE format('DROP ROLE %I', p_login);
EXCEPTION WHEN dependent_objects_still_exist THEN
    EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', p_login);
    EXECUTE format('REVOKE flowt_bi FROM %I', p_login);
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM %I', current_database(), p_login);
END
$$;
ALTER FUNCTION flowt.remover_papel_bi(text) OWNER TO flowt_papeis;
REVOKE EXECUTE ON FUNCTION flowt.remover_papel_bi(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.remover_papel_bi(text)
    IS 'Remove do servidor o papel de um login de BI; se algo ainda o cita, ele fica sem senha, sem grupo e sem poder entrar.';

CREATE OR REPLACE FUNCTION flowt.encerrar_conexoes(p_login text) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN (SELECT count(*) FILTER (WHERE pg_terminate_backend(a.pid)) FROM pg_stat_activity a WHERE a.usename = p_login);
REVOKE EXECUTE ON FUNCTION flowt.encerrar_conexoes(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encerrar_conexoes(text) IS 'Encerra as conexões de um login; devolve quantas.';

CREATE OR REPLACE FUNCTION admin.criar_acesso_bi(p_tenant bigint, p_nome text, p_senha text DEFAULT NULL, p_conexoes integer DEFAULT 3)
    RETURNS TABLE (nom_login text, des_senha text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_nova text := CASE WHEN p_senha IS NULL THEN flowt.novo_token() END;
BEGIN
    IF p_senha !~ '^[!-~]{12,128}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'senha_de_bi_fraca',
            DETAIL = 'A senha tem de 12 a 128 caracteres, sem espaços nem acentos. Sem p_senha, uma é sorteada e mostrada uma vez.';
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant AND t.sta_tenant <> 'ENCERRADO') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado',
            DETAIL = format('Não há tenant em atividade de número %s.', p_tenant);
    END IF;
    nom_login := format('flowt_bi_%s_%s', p_tenant, p_nome);
    IF EXISTS (SELECT FROM flowt.tb_omni8_acesso_bi a WHERE a.cod_tenant = p_tenant AND a.nom_acesso = p_nome AND a.dat_revogacao IS NULL)
        OR to_regrole(quote_ident(nom_login)) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'acesso_bi_ja_existe',
            DETAIL = format('O login %s já existe: revogue-o ou escolha outro nome.', nom_login);
    END IF;
    INSERT INTO flowt.tb_omni8_acesso_bi (cod_tenant, nom_acesso, qtd_conexoes) VALUES (p_tenant, p_nome, p_conexoes);
    PERFORM flowt.criar_papel_bi(nom_login, flowt.verificador_scram(coalesce(p_senha, v_nova), public.gen_random_bytes(16)), p_conexoes);
    des_senha := v_nova;
    RETURN NEXT;
END
$$;
ALTER FUNCTION admin.criar_acesso_bi(bigint, text, text, integer) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.criar_acesso_bi(bigint, text, text, integer)
    IS 'Cria o login de BI flowt_bi_<tenant>_<nome>, que lê só as visões do esquema bi e só as linhas desse tenant. Sem senha, sorteia uma e a '
       'mostra só aqui.';

CREATE OR REPLACE FUNCTION admin.revogar_acesso_bi(p_tenant bigint, p_nome text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_login   text := format('flowt_bi_%s_%s', p_tenant, p_nome);
    v_quantas bigint;
BEGIN
    UPDATE flowt.tb_omni8_acesso_bi a SET dat_revogacao = now() WHERE a.cod_tenant = p_tenant AND a.nom_acesso = p_nome AND a.dat_revogacao IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'acesso_bi_nao_encontrado',
            DETAIL = format('O tenant %s não tem acesso de BI em vigor chamado %s.', p_tenant, p_nome);
    END IF;
    -- While the role is there: a session whose role is gone has no name to find it by.
    v_quantas := flowt.encerrar_conexoes(v_login);
    PERFORM flowt.remover_papel_bi(v_login);
    RETURN v_quantas;
END
$$;
ALTER FUNCTION admin.revogar_acesso_bi(bigint, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.revogar_acesso_bi(bigint, text) IS 'Remove um login de BI e encerra suas conexões; devolve quantas eram.';

-- A company that closes its account takes its BI logins along.
CREATE OR REPLACE FUNCTION flowt.revogar_bi_do_encerrado() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM admin.revogar_acesso_bi(a.cod_tenant, a.nom_acesso) FROM flowt.tb_omni8_acesso_bi a
      WHERE a.cod_tenant = NEW.cod_tenant AND a.dat_revogacao IS NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.revogar_bi_do_encerrado() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.revogar_bi_do_encerrado() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.revogar_bi_do_encerrado() IS 'Gatilho: revoga os acessos de BI de um tenant que se encerra.';
CREATE OR REPLACE TRIGGER bi_do_encerrado AFTER UPDATE OF sta_tenant ON flowt.tb_omni8_tenant FOR EACH ROW
    WHEN (NEW.sta_tenant = 'ENCERRADO' AND OLD.sta_tenant <> 'ENCERRADO') EXECUTE FUNCTION flowt.revogar_bi_do_encerrado();

-- What a BI session does that it may not, whatever its holder has set: nothing else stops what he has set himself.
CREATE OR REPLACE FUNCTION flowt.excessos_bi() RETURNS TABLE (pid integer, nom_login text, des_excesso text, flg_encerra boolean)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT a.pid, coalesce(a.usename::text, '(revogado)'), e.des_excesso, e.flg_encerra
      FROM (SELECT s.*, row_number() OVER (ORDER BY s.state = 'active' DESC, s.backend_start) AS posicao FROM pg_stat_activity s
             WHERE s.usename LIKE 'flowt\_bi\_%' OR (s.usename IS NULL AND s.usesysid IS NOT NULL AND s.backend_type = 'client backend')) AS a
     CROSS JOIN LATERAL (VALUES
            (a.usename IS NULL, 'o login já não existe', true),
            (a.state <> 'idle' AND now() - a.xact_start > flowt.limite_transacao_bi(), 'transação aberta há tempo demais', true),
            (EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory'), 'segura trava consultiva', true),
            (a.posicao > flowt.limite_conexoes_bi(), 'conexões de BI demais no servidor', true),
            (a.state = 'active' AND now() - a.query_start > flowt.limite_consulta_bi(),
             'consulta longa demais', false)) AS e (flg_excede, des_excesso, flg_encerra)
     WHERE e.flg_excede;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.excessos_bi() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.excessos_bi() IS 'Conexões de BI que passam de um limite, e se por isso se encerram ou só se cancela a consulta.';

CREATE OR REPLACE FUNCTION rotina.vigiar_bi() RETURNS TABLE (pid integer, nom_login text, des_excesso text, flg_feito boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.pid, e.nom_login, e.des_excesso, CASE WHEN e.flg_encerra THEN pg_terminate_backend(e.pid) ELSE pg_cancel_backend(e.pid) END
      FROM flowt.excessos_bi() AS e
$$;
ALTER FUNCTION rotina.vigiar_bi() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.vigiar_bi()
    IS 'Cancela consultas e encerra conexões de BI que passam dos limites; devolve o que fez. Para rodar a cada meio minuto.';

DROP VIEW IF EXISTS admin.vw_acesso_bi;
DROP FUNCTION IF EXISTS flowt.ver_acesso_bi();
CREATE OR REPLACE FUNCTION flowt.ver_acesso_bi() RETURNS TABLE (
    cod_tenant bigint, nom_slug text, nom_login text, qtd_conexoes bigint, qtd_maxima integer, dat_criacao timestamptz, dat_revogacao timestamptz,
        flg_no_servidor boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.cod_tenant, t.nom_slug, l.login, (SELECT count(*) FROM pg_stat_activity s WHERE s.usename = l.login AND a.dat_revogacao IS NULL),
           a.qtd_conexoes,
           a.dat_criacao, a.dat_revogacao, a.dat_revogacao IS NULL AND to_regrole(l.login) IS NOT NULL
      FROM flowt.tb_omni8_acesso_bi AS a JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = a.cod_tenant
     CROSS JOIN LATERAL (SELECT format('flowt_bi_%s_%s', a.cod_tenant, a.nom_acesso) AS login) AS l ORDER BY a.cod_tenant, a.cod_acesso_bi
$$;
ALTER FUNCTION flowt.ver_acesso_bi() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_acesso_bi() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_acesso_bi() IS 'O que admin.vw_acesso_bi mostra. Atravessa tenants: é para quem administra a plataforma.';
