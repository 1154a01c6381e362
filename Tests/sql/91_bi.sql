-- BI logins and views (guide 18.3). What a login can and cannot do over a connection of its own is in Tests/http/test_bi.py.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(56);

SELECT pg_temp.new_tenant('cantina') AS cantina \gset
SELECT pg_temp.new_tenant('padaria') AS padaria \gset

-- The verifier, by the example of RFC 7677.
SELECT is(flowt.verificador_scram('pencil', decode('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')),
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=', 'PBKDF2 as RFC 7677 has it');

-- Creating.
CREATE TEMP TABLE made AS SELECT * FROM admin.criar_acesso_bi(:cantina, 'metabase');
SELECT is(nom_login, 'flowt_bi_' || :cantina || '_metabase', 'the login names its tenant') FROM made;
SELECT matches(des_senha, '^[A-Za-z0-9_-]{24}$', 'without a password one is drawn and shown once') FROM made;
SELECT is((SELECT rolpassword FROM pg_authid WHERE rolname = nom_login), flowt.verificador_scram(des_senha, decode(split_part(split_part((SELECT rolpassword FROM pg_authid
    WHERE rolname = nom_login), '$', 2), ':', 2), 'base64')), 'kept as SCRAM') FROM made;
SELECT is(format('%s %s %s %s %s %s %s', rolcanlogin, rolinherit, rolconnlimit, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls), 't t 3 f f f f', 'a login and nothing more')
    FROM pg_roles, made WHERE rolname = nom_login;
SELECT is((SELECT array_agg(roleid::regrole::text) FROM pg_auth_members WHERE member = to_regrole(nom_login)), '{flowt_bi}', 'of one group') FROM made;
SELECT set_has(format('SELECT unnest(rolconfig) FROM pg_roles WHERE rolname = %L', nom_login), $$VALUES ('statement_timeout=60s'), ('default_transaction_read_only=on'),
    ('search_path=bi'), ('idle_in_transaction_session_timeout=60s'), ('idle_session_timeout=30min'), ('work_mem=16MB'), ('lock_timeout=5s')$$, 'with the limits of the house') FROM made;
SELECT is((SELECT des_senha FROM admin.criar_acesso_bi(:cantina, 'powerbi', 'uma-senha-dada', 1)), NULL, 'a password given is not repeated');
SELECT is((SELECT rolconnlimit FROM pg_roles WHERE rolname = format('flowt_bi_%s_powerbi', :cantina)), 1, 'with the connections asked for');
SELECT is_empty($$SELECT FROM flowt.tb_omni8_auditoria WHERE js_diferenca::text ~ 'uma-senha-dada|SCRAM'$$, 'no password in the trail');
SELECT is(count(*), 2::bigint, 'but who got a login is') FROM flowt.tb_omni8_auditoria WHERE nom_tabela = 'tb_omni8_acesso_bi' AND tip_operacao = 'I';
SELECT is_empty('SELECT * FROM flowt.conformidade()', 'and the house rules hold with them');
SELECT is(pg_temp.attempt('postgres', format('SELECT admin.criar_acesso_bi(%s)', a)), e, 'criar_acesso_bi(' || a || ')') FROM (VALUES
    (:cantina || ', ''metabase''', 'PT409 acesso_bi_ja_existe'), ('-1, ''x1''', 'PT404 tenant_nao_encontrado'), ('NULL, ''x1''', 'PT404 tenant_nao_encontrado'),
    (:cantina || ', ''X''', '23514 nome_do_acesso_bi_curto'), (:cantina || ', ''''', '23514 nome_do_acesso_bi_curto'), (:cantina || ', ''1x''', '23514 nome_do_acesso_bi_curto'),
    (:cantina || ', ''x; DROP ROLE flowt_api''', '23514 nome_do_acesso_bi_curto'), (:cantina || ', ''x" SUPERUSER "''', '23514 nome_do_acesso_bi_curto'),
    (:cantina || ', ''abcdefghijabcdefghijabcdefghijx''', '23514 nome_do_acesso_bi_curto'), (:cantina || ', NULL', '23502'),
    (:cantina || ', ''x1'', ''curta''', 'PT422 senha_de_bi_fraca'), (:cantina || ', ''x1'', ''com espaço e acento''', 'PT422 senha_de_bi_fraca'),
    (:cantina || ', ''x1'', ''''', 'PT422 senha_de_bi_fraca'), (:cantina || ', ''x1'', NULL, 0', '23514 conexoes_de_bi_entre_1_e_10'),
    (:cantina || ', ''x1'', NULL, 11', '23514 conexoes_de_bi_entre_1_e_10'), (:cantina || ', ''x1'', NULL, -1', '23514 conexoes_de_bi_entre_1_e_10')) AS v (a, e);
SELECT is(pg_temp.attempt('postgres', s), 'PT422 login_de_bi_invalido', s) FROM unnest(ARRAY['SELECT flowt.criar_papel_bi(''flowt_api'', ''x'', 1)',
    'SELECT flowt.criar_papel_bi(''flowt_bi_1_x1'', ''senha'', 1)', 'SELECT flowt.remover_papel_bi(''flowt_api'')', 'SELECT flowt.remover_papel_bi(''flowt_bi'')',
    'SELECT flowt.remover_papel_bi(''flowt_bi_1_x"; DROP ROLE flowt_api; --'')']) AS s;
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.criar_acesso_bi(%s, %L)', :padaria, 'looker')), 'ok 1', 'a DBA, no superuser, creates one');
SELECT is(pg_temp.attempt('flowt_dba', s), '42501', 'and has no other way: ' || s) FROM unnest('{CREATE ROLE flowt_bi_1_x,"SELECT flowt.criar_papel_bi(''flowt_bi_1_x1'', ''x'', 1)",SET ROLE flowt_papeis}'::text[]) AS s;
SELECT is(pg_temp.attempt(r, 'SELECT admin.criar_acesso_bi(1, ''x1'')'), '42501', r || ' does not') FROM unnest('{flowt_api,flowt_courier,flowt_bi}'::text[]) AS r;

-- Two tenants with orders; what each login reads, by its name alone.
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) SELECT t, 'Pizzas ' || t FROM unnest(ARRAY[:cantina, :padaria]) AS t;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria)
SELECT c.cod_tenant, 'Item de ' || c.cod_tenant, 1050, 'PUBLICADO', c.cod_categoria FROM flowt.tb_omni8_categoria c;
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Rio_Branco' WHERE cod_tenant = :cantina;
CREATE FUNCTION pg_temp.order(p_slug text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, p_slug)).body ->> 'token';
    v_item bigint := (SELECT cod_produto FROM flowt.tb_omni8_produto_servico JOIN flowt.tb_omni8_tenant USING (cod_tenant) WHERE nom_slug = p_slug);
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', json_build_object('cod_produto', v_item::text, 'qtd_item', 3)::text), NULL, p_slug);
    RETURN (pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', md5(v_cart),
        'corpo', '{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'), NULL, p_slug)).status;
END
$$;
SELECT is(pg_temp.order(s), 201, 'an order of ' || s) FROM unnest('{cantina,padaria,padaria}'::text[]) AS s;
UPDATE flowt.tb_omni8_pedido SET dat_criacao = '2026-11-22 03:30:00Z' WHERE cod_tenant = :cantina;
CREATE FUNCTION pg_temp.as_login(p_login text, p_query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_row text;
BEGIN
    PERFORM set_config('session_authorization', p_login, true);
    EXECUTE p_query INTO v_row;
    RESET SESSION AUTHORIZATION;
    RETURN v_row;
END
$$;
SELECT is(pg_temp.as_login(format('flowt_bi_%s_metabase', :cantina), 'SELECT row(dat_dia, sta_pedido, des_status, qtd_itens, vlr_total, vlr_total_reais)::text FROM bi.vw_omni8_fato_pedido'),
    '(2026-11-21,RECEBIDO,"Pedido recebido",3,3150,31.50)', 'an order as BI sees it: on the day of its tenant');
SELECT is(pg_temp.as_login(format('flowt_bi_%s_looker', :padaria), 'SELECT count(*) FROM bi.vw_omni8_fato_pedido'), '2', 'each login its tenant''s');
SELECT is(pg_temp.as_login(format('flowt_bi_%s_metabase', :cantina), 'SELECT row(nom_produto, nom_categoria, vlr_preco, vlr_preco_reais)::text FROM bi.vw_omni8_dim_item'),
    format('("Item de %s","Pizzas %1$s",1050,10.50)', :cantina), 'items with their category');
SELECT is_empty($$SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'bi' AND (column_name ~ 'nom_cliente|nom_pessoa|telefone|endereco|token|cod_tenant'
    OR data_type NOT IN ('bigint', 'integer', 'text', 'boolean', 'date', 'timestamp with time zone', 'numeric'))$$, 'plain types, nobody''s data');

-- Revoking, and what closes with its tenant.
SELECT is(admin.revogar_acesso_bi(:cantina, 'metabase'), 0::bigint, 'a login is revoked');
SELECT is(to_regrole(nom_login)::text, NULL, 'and gone from the server') FROM made;
SELECT is(pg_temp.attempt('postgres', format('SELECT admin.revogar_acesso_bi(%s, %L)', t, n)), 'PT404 acesso_bi_nao_encontrado', format('%s of %s is not there', n, t))
    FROM (VALUES (:cantina, 'metabase'), (:padaria, 'powerbi')) AS v (t, n);
SELECT lives_ok(format('SELECT admin.criar_acesso_bi(%s, %L)', :cantina, 'metabase'), 'the name is free again');
SELECT admin.suspender_tenant(:cantina) \gset
SELECT isnt(to_regrole(format('flowt_bi_%s_powerbi', :cantina))::text, NULL, 'a suspended company still reads');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ENCERRADO' WHERE cod_tenant = :cantina;
SELECT is((SELECT count(*) FROM pg_roles WHERE rolname LIKE format('flowt\_bi\_%s\_%%', :cantina)), 0::bigint, 'a closed one has no login left');
SELECT isnt(to_regrole(format('flowt_bi_%s_looker', :padaria))::text, NULL, 'its neighbour does');
SELECT is(pg_temp.attempt('postgres', format('SELECT admin.criar_acesso_bi(%s, %L)', :cantina, 'outro')), 'PT404 tenant_nao_encontrado', 'nor gets one');

SELECT * FROM finish();
ROLLBACK;
