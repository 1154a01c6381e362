-- API keys: never more than their creator, never access itself, dead with the access that made them (guide chapter 17.2).
\ir lib/request.sql
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS admin, pg_temp.login(:alfa, 'admin') AS outro, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:beta, 'admin') AS fora \gset
CREATE FUNCTION pg_temp.who(p_token text) RETURNS bigint LANGUAGE sql RETURN (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(p_token));
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Norte'), (:alfa, 'Sul'), (:beta, 'Leste');
SELECT max(cod_unidade) FILTER (WHERE nom_unidade = 'Norte') AS norte, max(cod_unidade) FILTER (WHERE nom_unidade = 'Sul') AS sul, max(cod_unidade) FILTER (WHERE nom_unidade = 'Leste') AS leste
    FROM flowt.tb_omni8_unidade \gset
CREATE FUNCTION pg_temp.make(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/chaves-api', jsonb_build_object('corpo', ('{"nom_chave": "Loja", "escopos": ["catalogo.ler"]}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.door(p_key text, p_access text DEFAULT 'catalogo.ler') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.forget_request();
    PERFORM flowt.abrir(p_access, false, p_key, 'localhost', NULL, NULL, 'r');
    RETURN concat_ws(' ', current_setting('flowt.perfil'), current_setting('flowt.escopos'), nullif(current_setting('flowt.unidades'), ''));
EXCEPTION WHEN SQLSTATE 'PT401' OR SQLSTATE 'PT403' THEN
    RETURN SQLERRM;
END
$$;

CREATE TEMP TABLE made AS SELECT (pg_temp.make('{"escopos": ["pedido.ler", "catalogo.ler", "catalogo.ler"]}', :'admin')).body AS b;
SELECT matches(b ->> 'token', '^fk_[A-Za-z0-9_-]{24}$', 'the token is shown') FROM made;
SELECT is(b -> 'escopos', '["catalogo.ler", "pedido.ler"]', 'with its scopes') FROM made;
SELECT is((b ->> 'dat_expiracao')::timestamptz, now() + interval '1 year', 'for a year') FROM made;
SELECT is(b ->> 'des_prefixo', left(b ->> 'token', 8), 'recognised by its beginning') FROM made;
SELECT b ->> 'token' AS key, b ->> 'cod_chave_api' AS id FROM made \gset
SELECT ok(NOT (pg_temp.request('GET /v1/chaves-api', '{}', :'admin')).raw LIKE '%' || :'key' || '%', 'never again');
SELECT is(pg_temp.door(:'key'), 'api catalogo.ler,pedido.ler', 'it opens its scopes');
SELECT is(pg_temp.door(:'key', a), 'sem_permissao', 'and not ' || a) FROM unnest('{catalogo.escrever,sessao,cliente,acesso.ler,acesso.gerir,chave_api.gerir,plataforma.personificar}'::text[]) AS a;
SELECT is((SELECT dat_uso FROM flowt.tb_omni8_chave_api WHERE cod_chave_api = :id), now(), 'its use is noted');

SELECT is(pg_temp.outcome(pg_temp.make(b, :'admin')), e, 'a key with ' || b::text) FROM (VALUES
    ('{"escopos": ["acesso.gerir"]}'::jsonb, '422 escopo_fora_do_perfil_api'), ('{"escopos": ["nada.disso"]}', '422 escopo_fora_do_perfil_api'), ('{"escopos": []}', '422 corpo_invalido'),
    ('{"unidades": ["999999999"]}', '404 nao_encontrado'), ('{"unidades": []}', '422 corpo_invalido'), ('{"nom_chave": " "}', '422 corpo_invalido'),
    ('{"dat_expiracao": "2020-01-01T00:00:00Z"}', '422 validade_de_chave'), ('{"dat_expiracao": "2999-01-01T00:00:00Z"}', '422 validade_de_chave'), ('{"dat_expiracao": "amanha"}', '422 corpo_invalido')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.make('{}', :'gerente')), '403 sem_permissao', 'a manager makes none');
INSERT INTO flowt.tb_omni8_permissao_tenant VALUES (:alfa, 'gerente', 'chave_api.gerir', true), (:alfa, 'gerente', 'pedido.ler', false);
SELECT is((pg_temp.make('{}', :'gerente')).status, 201, 'unless the company says so');
SELECT is(pg_temp.outcome(pg_temp.make('{"escopos": ["pedido.ler"]}', :'gerente')), '403 alem_do_proprio_acesso', 'no more than its creator can');
UPDATE flowt.tb_omni8_usuario_tenant SET flg_todas_unidades = false WHERE cod_usuario = pg_temp.who(:'gerente');
INSERT INTO flowt.tb_omni8_usuario_unidade VALUES (:alfa, pg_temp.who(:'gerente'), :norte);
SELECT is(pg_temp.outcome(pg_temp.make(jsonb_build_object('unidades', u), :'gerente')), e, 'a key of a manager of one unit for ' || u::text) FROM (VALUES (jsonb_build_array(:'norte'), '201'),
    (jsonb_build_array(:'norte', :'sul'), '403 alem_do_proprio_acesso'), ('null', '403 alem_do_proprio_acesso'), (jsonb_build_array(:'leste'), '404 nao_encontrado')) AS v (u, e);

-- The creator loses, the key loses; the matrix changes, the key gains nothing.
SELECT (pg_temp.make(jsonb_build_object('unidades', jsonb_build_array(:'norte', :'sul'), 'escopos', '["catalogo.escrever", "catalogo.ler"]'::jsonb), :'outro')).body ->> 'token' AS filha \gset
SELECT is(pg_temp.door(:'filha'), format('api catalogo.escrever,catalogo.ler %s,%s', :'norte', :'sul'), 'a key for two units');
UPDATE flowt.tb_omni8_usuario_tenant SET flg_todas_unidades = false WHERE cod_usuario = pg_temp.who(:'outro');
INSERT INTO flowt.tb_omni8_usuario_unidade VALUES (:alfa, pg_temp.who(:'outro'), :sul);
SELECT is(pg_temp.door(:'filha'), 'api catalogo.escrever,catalogo.ler ' || :'sul', 'has the units its creator still has');
DELETE FROM flowt.tb_omni8_usuario_unidade WHERE cod_usuario = pg_temp.who(:'outro');
SELECT is(pg_temp.door(:'filha'), 'api catalogo.escrever,catalogo.ler 0', 'or none');
UPDATE flowt.tb_omni8_usuario_tenant SET nom_perfil = 'cozinha' WHERE cod_usuario = pg_temp.who(:'outro');
SELECT is(pg_temp.door(:'filha', 'catalogo.escrever'), 'sem_permissao', 'and the permissions its creator still has');
UPDATE flowt.tb_omni8_usuario_tenant SET nom_perfil = 'parceiro' WHERE cod_usuario = pg_temp.who(:'outro');
SELECT is(pg_temp.door(:'filha', a), 'sem_permissao', 'or none: ' || a) FROM unnest('{catalogo.ler,sessao}'::text[]) AS a;
INSERT INTO flowt.tb_omni8_permissao_tenant VALUES (:alfa, 'api', 'pedido.cancelar', true);
SELECT is(pg_temp.door(:'key', 'pedido.cancelar'), 'sem_permissao', 'what the profile api gains, an old key does not');
INSERT INTO flowt.tb_omni8_permissao_tenant VALUES (:alfa, 'api', 'pedido.ler', false);
SELECT is(pg_temp.door(:'key', 'pedido.ler'), 'sem_permissao', 'what it loses, a key loses');
UPDATE flowt.tb_omni8_usuario SET flg_ativo = false WHERE cod_usuario = pg_temp.who(:'outro');
SELECT is(pg_temp.door(:'filha'), 'sessao_invalida', 'a creator who is switched off has no keys');
UPDATE flowt.tb_omni8_usuario_tenant SET flg_ativo = false WHERE cod_usuario = pg_temp.who(:'outro');
SELECT is((SELECT string_agg(DISTINCT c ->> 'sta_chave', ' ') FROM jsonb_array_elements((pg_temp.request('GET /v1/chaves-api', '{}', :'admin')).body -> 'itens') AS c), 'ATIVA SEM_DONO', 'nor who has no access, and the list says so');

-- Exchange and end.
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/chaves-api/{id}/rotacao', jsonb_build_object('id', :'id'), :'fora')), '404 nao_encontrado', 'another company has no such key');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/chaves-api/{id}', jsonb_build_object('id', :'id'), :'fora')), '404 nao_encontrado', 'nor revokes it');
DELETE FROM flowt.tb_omni8_permissao_tenant WHERE nom_perfil = 'api';
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/chaves-api/{id}/rotacao', jsonb_build_object('id', :'id'), :'gerente')), '403 alem_do_proprio_acesso', 'nobody takes over a key that can do more');
SELECT (pg_temp.request('POST /v1/chaves-api/{id}/rotacao', jsonb_build_object('id', :'id'), :'admin')).body ->> 'token' AS nova \gset
SELECT is(pg_temp.door(:'key') || ' ' || pg_temp.door(:'nova'), 'sessao_invalida api catalogo.ler,pedido.ler', 'the new token opens, the old no more');
SELECT is((pg_temp.request('DELETE /v1/chaves-api/{id}', jsonb_build_object('id', :'id'), :'admin')).status, 204, 'revoked');
SELECT is(pg_temp.door(:'nova'), 'sessao_invalida', 'it opens nothing');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/chaves-api/{id}/rotacao', jsonb_build_object('id', :'id'), :'admin')), '409 chave_encerrada', 'and is not revived');
SELECT (pg_temp.make('{}', :'admin')).body ->> 'token' AS viva \gset
UPDATE flowt.tb_omni8_chave_api SET dat_expiracao = now() WHERE hsh_token = flowt.digerir(:'viva');
SELECT is(pg_temp.door(:'viva'), 'sessao_invalida', 'nor an expired one');
SELECT (pg_temp.make('{}', :'admin')).body ->> 'token' AS viva \gset
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'SUSPENSO' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.door(:'viva', 'catalogo.escrever'), 'tenant_suspenso', 'a suspended company''s key writes nothing');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT hsh_token FROM flowt.tb_omni8_chave_api', :alfa), '42501', 'no digest for requests');
SELECT is(pg_temp.attempt('flowt_api', 'UPDATE flowt.tb_omni8_chave_api SET dat_revogacao = NULL', :alfa), '42501', 'no hand on the keys');

SELECT * FROM finish();
ROLLBACK;
