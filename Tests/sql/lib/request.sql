-- Calls a route as the gateway does: as flowt_api, door first, arguments as text, errors as statuses.
CREATE TYPE pg_temp.answer AS (status integer, code text, body jsonb, raw text, headers text, hint jsonb, detail text);

CREATE FUNCTION pg_temp.status_of(p_state text) RETURNS integer LANGUAGE sql
RETURN CASE WHEN p_state LIKE 'PT___' THEN right(p_state, 3)::integer
            WHEN p_state LIKE '22%' OR p_state LIKE '54%' THEN 400
            WHEN p_state = '42501' THEN 403 WHEN p_state = '25006' THEN 405
            WHEN p_state IN ('23505', '23503', '23P01') THEN 409
            WHEN p_state IN ('23502', '23514') THEN 422 ELSE 500 END;

-- As the gateway holds them: read once.
CREATE TEMP TABLE route AS SELECT r.metodo || ' ' || r.caminho AS name, r.funcao, r.acesso, r.somente_leitura FROM flowt.rota r;
CREATE TEMP TABLE route_argument AS SELECT a.metodo || ' ' || a.caminho AS route, a.numero, a.nome, a.apelido FROM flowt.rota_argumento a;

CREATE FUNCTION pg_temp.call_of(p_route text, p_args jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_call text;
    v_left jsonb := p_args;
    v_arg  record;
BEGIN
    FOR v_arg IN SELECT a.* FROM route_argument a WHERE a.route = p_route ORDER BY a.numero LOOP
        v_call := concat_ws(', ', v_call, format('%I => %L', v_arg.nome, p_args ->> v_arg.apelido));
        v_left := v_left - v_arg.apelido;
    END LOOP;
    IF v_left <> '{}' THEN
        RAISE EXCEPTION 'route % has no argument %', p_route, v_left;
    END IF;
    RETURN (SELECT format('SELECT * FROM api.%I(%s)', r.funcao, v_call) FROM route r WHERE r.name = p_route);
END
$$;

CREATE FUNCTION pg_temp.forget_request() RETURNS void LANGUAGE sql AS $$
    SELECT set_config(s, '', true) FROM unnest('{flowt.cod_tenant,flowt.cod_usuario,flowt.cod_sessao,flowt.perfil,flowt.requisicao,flowt.unidades,flowt.escopos,flowt.cod_pessoa,flowt.cod_chave_api,flowt.cod_personificador}'::text[]) AS s
$$;

-- The exception block is a subtransaction: what abrir made read-only is over when the request is.
CREATE FUNCTION pg_temp.request(p_route text, p_args jsonb DEFAULT '{}', p_token text DEFAULT NULL, p_slug text DEFAULT NULL, p_host text DEFAULT 'localhost')
RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
DECLARE
    v_call       text := pg_temp.call_of(p_route, p_args);
    v_route      record;
    v_answer     pg_temp.answer;
    v_type       text;
    v_rows       integer;
    v_state      text;
    v_hint       text;
    v_constraint text;
BEGIN
    SELECT r.* INTO STRICT v_route FROM route r WHERE r.name = p_route;
    PERFORM pg_temp.forget_request();
    SET LOCAL SESSION AUTHORIZATION flowt_api;
    PERFORM flowt.abrir(v_route.acesso, v_route.somente_leitura, p_token, p_host, p_slug, p_args ->> 'slug', md5(p_route), CASE WHEN strpos(p_route, '{link}') > 0 THEN p_args ->> 'link' END);
    EXECUTE v_call INTO v_answer.status, v_type, v_answer.headers, v_answer.raw;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    v_answer.status := CASE v_rows WHEN 0 THEN 404 ELSE coalesce(v_answer.status, 200) END;
    v_answer.body := CASE WHEN coalesce(v_type, 'application/json') LIKE 'application/%json' THEN v_answer.raw::jsonb END;
    v_answer.code := v_answer.body ->> 'codigo';
    RETURN v_answer;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_hint = PG_EXCEPTION_HINT, v_constraint = CONSTRAINT_NAME, v_answer.detail = PG_EXCEPTION_DETAIL;
    v_answer.status := pg_temp.status_of(v_state);
    v_answer.code := CASE WHEN v_state LIKE 'PT%' THEN SQLERRM ELSE coalesce(nullif(v_constraint, ''), v_state) END;
    v_answer.hint := CASE WHEN v_hint LIKE '{%' THEN v_hint::jsonb END;
    RETURN v_answer;
END
$$;

-- "409 item_esgotado", or just "200": what most tests compare.
CREATE FUNCTION pg_temp.outcome(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN concat_ws(' ', (p_answer).status::text, (p_answer).code);

-- The codes and fields of a refused body: "nom_cliente:campo_obrigatorio vlr_esperado:tipo_invalido".
CREATE FUNCTION pg_temp.wrong_fields(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg((e ->> 'campo') || ':' || (e ->> 'codigo'), ' ' ORDER BY e ->> 'campo') FROM jsonb_array_elements((p_answer).hint -> 'erros') AS e);

CREATE FUNCTION pg_temp.new_tenant(p_slug text, p_segment text DEFAULT 'RESTAURANTE', p_active boolean DEFAULT true) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := admin.criar_tenant(p_slug, 'Casa ' || p_slug, p_segment, 'Casa ' || p_slug || ' Ltda', '12.ABC.345/01DE-35', 'contato@example.com.br',
                                          '(11) 91234-5678', 'Rua das Flores', '10', 'Centro', 'São Paulo', 'SP', '01000-000');
BEGIN
    IF p_active THEN
        PERFORM admin.ativar_tenant(v_tenant);
    END IF;
    RETURN v_tenant;
END
$$;

-- A session without the 200 ms of bcrypt; returns its token.
CREATE FUNCTION pg_temp.login(p_tenant bigint, p_profile text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_user  bigint;
    v_token text := 'token-' || p_profile || '-' || p_tenant || '-' || gen_random_uuid();
BEGIN
    INSERT INTO flowt.tb_omni8_usuario (des_email, nom_usuario, hsh_senha) VALUES (lower(md5(v_token)) || '@example.com', p_profile,
        'x') RETURNING cod_usuario INTO v_user;
    INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil) VALUES (p_tenant, v_user, p_profile);
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, hsh_token, dat_expiracao) VALUES (p_tenant, v_user, sha256(convert_to(v_token, 'UTF8')),
        now() + interval '1 hour');
    RETURN v_token;
END
$$;

-- SQLSTATE of a statement run as a role, with its constraint when it broke one; 'ok' and the rows it touched otherwise.
CREATE FUNCTION pg_temp.attempt(p_role text, p_statement text, p_tenant bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_rows       bigint;
    v_constraint text;
BEGIN
    PERFORM pg_temp.forget_request();
    PERFORM set_config('flowt.cod_tenant', coalesce(p_tenant::text, ''), true), set_config('session_authorization', p_role, true);
    EXECUTE p_statement;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN 'ok ' || v_rows;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
    RETURN concat_ws(' ', SQLSTATE, CASE WHEN SQLSTATE LIKE 'PT%' THEN SQLERRM ELSE nullif(v_constraint, '') END);
END
$$;
