-- Roles of the database (guide chapter 17; docs/architecture.md, "The database").
-- Roles belong to the cluster, so every statement here can run again on any database of it.
DO $$
DECLARE
    v_papel record;
BEGIN
    FOR v_papel IN
        SELECT * FROM (VALUES
            ('flowt_dono',    'NOLOGIN'),
            ('flowt_api',     'LOGIN'),
            ('flowt_courier', 'LOGIN'),
            ('flowt_rotina',  'NOLOGIN BYPASSRLS'),
            ('flowt_busca',   'NOLOGIN'),
            ('flowt_papeis',  'NOLOGIN CREATEROLE'),
            ('flowt_bi',      'NOLOGIN'),
            ('flowt_dba',     'NOLOGIN')
        ) AS papel (nome, atributos)
        WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = papel.nome)
    LOOP
        EXECUTE format('CREATE ROLE %I %s', v_papel.nome, v_papel.atributos);
    END LOOP;
END
$$;

COMMENT ON ROLE flowt_dono IS 'Dono de todos os objetos do Flowt; não atende requisições e, com RLS forçada, não lê linhas de tenant.';
COMMENT ON ROLE flowt_api IS 'Login do servidor HTTP: o único papel que atende requisições, sempre sob RLS.';
COMMENT ON ROLE flowt_courier IS 'Login do entregador: filas de saída e tarefas agendadas.';
COMMENT ON ROLE flowt_rotina IS 'Dono das poucas funções que atravessam tenants (abertura de requisição, login, administração, tarefas).';
COMMENT ON ROLE flowt_busca IS 'Dono das funções auditadas de busca textual, cujos operadores não usam índice sob RLS.';
COMMENT ON ROLE flowt_papeis IS 'Dono das duas funções que criam e removem logins de BI; ninguém entra nele.';
COMMENT ON ROLE flowt_bi IS 'Grupo dos logins de BI, um por tenant e ferramenta; lê apenas o esquema bi.';
COMMENT ON ROLE flowt_dba IS 'Grupo de quem administra tenants por psql, com as funções do esquema admin.';

-- The owner hands a function over to the special owners, which it can only do as a member of them.
GRANT flowt_rotina, flowt_busca, flowt_papeis TO flowt_dono;
-- Since PostgreSQL 16 CREATEROLE alone no longer lets one hand out a group.
GRANT flowt_bi TO flowt_papeis WITH ADMIN OPTION;
-- Seeing and stopping the sessions of others (admin.vw_*, rotina.vigiar_bi). Where nobody may grant it, they see their own.
DO $$
BEGIN
    GRANT pg_read_all_stats, pg_signal_backend TO flowt_rotina;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'flowt_rotina sem pg_read_all_stats e pg_signal_backend: peça a quem administra o servidor (docs/dba-guide.md)';
END
$$;

-- Trusted extensions: an owner of the database may create them, no superuser needed.
CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

CREATE SCHEMA IF NOT EXISTS flowt;
CREATE SCHEMA IF NOT EXISTS api;
CREATE SCHEMA IF NOT EXISTS bi;
CREATE SCHEMA IF NOT EXISTS admin;
CREATE SCHEMA IF NOT EXISTS rotina;
ALTER SCHEMA flowt OWNER TO flowt_dono;
ALTER SCHEMA api OWNER TO flowt_dono;
ALTER SCHEMA bi OWNER TO flowt_dono;
ALTER SCHEMA admin OWNER TO flowt_dono;
ALTER SCHEMA rotina OWNER TO flowt_dono;
-- The migration's own register exists before any role does.
ALTER TABLE IF EXISTS flowt.tb_omni8_migracao OWNER TO flowt_dono;

COMMENT ON SCHEMA flowt IS 'Tabelas e funções privadas do Flowt.';
COMMENT ON SCHEMA api IS 'O que o HTTP pode chamar: uma função por rota; a rota está nas primeiras linhas do comentário da função.';
COMMENT ON SCHEMA bi IS 'Visões para ferramentas de BI.';
COMMENT ON SCHEMA admin IS 'Funções e visões para DBAs administrarem tenants por psql.';
COMMENT ON SCHEMA rotina IS 'Tarefas agendadas.';

GRANT USAGE ON SCHEMA flowt TO flowt_api, flowt_courier, flowt_rotina, flowt_busca, flowt_papeis, flowt_dba;
-- A BI login cannot even name a table: it reads what the views of schema bi name for it.
REVOKE USAGE ON SCHEMA flowt FROM flowt_bi;
GRANT USAGE ON SCHEMA api TO flowt_api, flowt_rotina;
GRANT USAGE ON SCHEMA admin TO flowt_dba, flowt_rotina;
GRANT USAGE ON SCHEMA bi TO flowt_bi;
GRANT USAGE ON SCHEMA rotina TO flowt_courier, flowt_rotina;
GRANT CREATE ON SCHEMA flowt, api, admin, rotina TO flowt_rotina, flowt_busca;
GRANT CREATE ON SCHEMA flowt TO flowt_papeis;

-- Deny by default: nothing for PUBLIC, and each schema to its one audience. Whatever is SECURITY DEFINER in
-- schema flowt takes flowt_api's EXECUTE away again where it is defined, unless requests are meant to call it.
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono IN SCHEMA flowt GRANT EXECUTE ON FUNCTIONS TO flowt_api, flowt_courier, flowt_rotina, flowt_busca, flowt_dba;
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono IN SCHEMA flowt GRANT USAGE ON TYPES TO flowt_api, flowt_courier, flowt_rotina;
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono IN SCHEMA flowt GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO flowt_rotina;
-- An import numbers its rows itself.
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono IN SCHEMA flowt GRANT USAGE ON SEQUENCES TO flowt_rotina;
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono IN SCHEMA api GRANT EXECUTE ON FUNCTIONS TO flowt_api;
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono IN SCHEMA admin GRANT EXECUTE ON FUNCTIONS TO flowt_dba;
ALTER DEFAULT PRIVILEGES FOR ROLE flowt_dono IN SCHEMA rotina GRANT EXECUTE ON FUNCTIONS TO flowt_courier;

-- Times in JSON are UTC whatever the server's zone; pages convert to the tenant's. JIT costs more than it saves on
-- requests of microseconds. English messages, so that what the gateway logs and matches does not depend on a locale.
ALTER ROLE flowt_api SET timezone = 'UTC';
ALTER ROLE flowt_api SET jit = off;
ALTER ROLE flowt_api SET lc_messages = 'C';
-- Optional filters make PostgreSQL plan a prepared statement anew at every call (docs/decisions/0008).
ALTER ROLE flowt_api SET plan_cache_mode = force_generic_plan;
-- Dates are ISO; in 01/02/2026 nobody would know which is the month.
ALTER ROLE flowt_api SET datestyle = 'ISO, YMD';
ALTER ROLE flowt_courier SET timezone = 'UTC';
ALTER ROLE flowt_courier SET jit = off;

-- Refused requests are errors to PostgreSQL and answers to us: the gateway logs what matters, without texts of strangers.
-- Only a superuser may say so; elsewhere log_min_messages is the administrator's.
DO $$
BEGIN
    IF (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN
        ALTER ROLE flowt_api SET log_min_messages = 'fatal';
    END IF;
END
$$;

-- Roles are the cluster's and tenants the database's: tenant 1's BI login must not get into another database, where 1 is
-- somebody else. So CONNECT is each login's own.
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY, CREATE, CONNECT ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO flowt_api, flowt_courier, flowt_dba', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO flowt_papeis WITH GRANT OPTION', current_database());
END
$$;

-- What PostgreSQL lets everybody do and a BI login must not: keep large objects, hold advisory locks that requests and
-- migrations wait for, write into the log of changes. Only a superuser may take it away; elsewhere rotina.vigiar_bi watches.
DO $$
DECLARE
    v_funcao regprocedure;
BEGIN
    IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN
        RETURN;
    END IF;
    FOR v_funcao IN
        SELECT p.oid FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS g
         WHERE p.pronamespace = 'pg_catalog'::regnamespace AND g.grantee = 0
           AND p.proname ~ '^(lo_|loread$|lowrite$|pg_advisory_|pg_try_advisory_|pg_logical_emit_message$)'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', v_funcao);
        IF v_funcao::text ~ 'advisory' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO flowt_dono, flowt_api, flowt_courier, flowt_rotina', v_funcao);
        END IF;
    END LOOP;
END
$$;

-- Whatever the rest of this migration creates belongs to the owner role.
SET LOCAL ROLE flowt_dono;
