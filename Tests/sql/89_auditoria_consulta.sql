-- The audit trails as the API shows them (guide 17.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(44);

SELECT pg_temp.new_tenant('cantina') AS cantina \gset
SELECT pg_temp.new_tenant('padaria') AS padaria \gset
SELECT pg_temp.login(:cantina, 'admin') AS admin \gset
SELECT pg_temp.login(:padaria, 'admin') AS vizinho \gset
SELECT (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'admin')) AS usuario \gset
CREATE FUNCTION pg_temp.trail(p_args jsonb, p_token text, p_route text DEFAULT 'GET /v1/auditoria') RETURNS pg_temp.answer LANGUAGE sql
    AS $$ SELECT pg_temp.request(p_route, p_args, p_token) $$;
SELECT (pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"Pizzas\", \"num_ordem\": 3}"}', :'admin')).body ->> 'cod_categoria' AS categoria \gset
SELECT (pg_temp.request('PATCH /v1/categorias/{id}', jsonb_build_object('id', :'categoria', 'corpo', '{"num_versao": 1, "num_ordem": 4}'), :'admin')).status \gset
SELECT (pg_temp.request('DELETE /v1/categorias/{id}', jsonb_build_object('id', :'categoria'), :'admin')).status \gset
CREATE TEMP TABLE seen AS SELECT (pg_temp.trail('{"tabela": "tb_omni8_categoria"}', :'admin')).body AS body;

SELECT is((SELECT array_agg(i ->> 'tip_operacao' ORDER BY o) FROM seen, jsonb_array_elements(body -> 'itens') WITH ORDINALITY AS e (i, o)),
    '{EXCLUSAO,ALTERACAO,INCLUSAO}', 'a category''s life, newest first');
SELECT is(body #> '{itens,1,mudancas}', '[{"coluna": "num_ordem", "antes": 3, "depois": 4, "descricao": "Ordem de exibição, crescente"}]'::jsonb, 'what changed, from what to what, and what the column means') FROM seen;
SELECT is(body #> '{itens,1,chave}', jsonb_build_object('cod_categoria', :'categoria', 'cod_categoria_mae', NULL), 'of which row') FROM seen;
SELECT is(format('%s %s %s %s', body #>> '{itens,1,cod_registro}', body #>> '{itens,1,cod_usuario}', body #>> '{itens,1,nom_login}', body #>> '{itens,1,requisicao}'),
    format('%s %s flowt_api %s', :'categoria', :'usuario', md5('PATCH /v1/categorias/{id}')), 'who, by which login, in which request') FROM seen;
SELECT is(body -> 'proximo', 'null', 'the last page says so') FROM seen;

CREATE FUNCTION pg_temp.found(p_args jsonb, p_token text) RETURNS integer LANGUAGE sql AS $$ SELECT jsonb_array_length((pg_temp.trail(p_args, p_token)).body -> 'itens') $$;
SELECT is(pg_temp.found(a::jsonb, :'admin'), e, 'filter ' || (a::jsonb)::text) FROM (VALUES
    (jsonb_build_object('tabela', 'tb_omni8_categoria', 'registro', :'categoria'), 3), (jsonb_build_object('tabela', 'tb_omni8_categoria', 'registro', '0'), 0),
    (jsonb_build_object('tabela', 'tb_omni8_categoria', 'registro', :'categoria', 'usuario', :'usuario'), 3),
    (jsonb_build_object('tabela', 'tb_omni8_categoria', 'registro', :'categoria', 'usuario', '0'), 0),
    (jsonb_build_object('usuario', :'usuario'), 3), (jsonb_build_object('usuario', '0'), 0), (jsonb_build_object('usuario', :'usuario', 'tabela', 'tb_omni8_tenant'), 0),
    (jsonb_build_object('usuario', :'usuario', 'tabela', 'tb_omni8_categoria'), 3), ('{"tabela": "tb_que_nao_ha"}', 0), ('{"tabela": "''; DROP TABLE x"}', 0),
    ('{"dat_ate": "2020-01-01"}', 0), ('{"dat_de": "2020-01-01", "tabela": "tb_omni8_categoria"}', 3), ('{"dat_de": "9999-12-30"}', 0),
    (jsonb_build_object('tabela', 'tb_omni8_categoria', 'dat_ate', (now() AT TIME ZONE 'America/Sao_Paulo')::date), 3),
    (jsonb_build_object('tabela', 'tb_omni8_categoria', 'dat_de', (now() AT TIME ZONE 'America/Sao_Paulo')::date), 3),
    (jsonb_build_object('tabela', 'tb_omni8_categoria', 'dat_ate', (now() AT TIME ZONE 'America/Sao_Paulo')::date - 1), 0),
    ('{"tabela": "tb_omni8_categoria", "limite": "2"}', 2)) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.trail(a::jsonb, :'admin')), e, 'asked badly: ' || a) FROM (VALUES ('{"registro": "1"}', '422 registro_de_que_tabela'),
    ('{"apos": "x"}', '400 22P02'), ('{"apos": "1-x"}', '400 22P02'), ('{"apos": "99999999999999999999-1"}', '400 22003'), ('{"dat_de": "ontem!"}', '400 22007'),
    ('{"apos": "9223372036854775807-1"}', '400 22008')) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.trail('{}', t)), e, n) FROM (VALUES (pg_temp.login(:cantina, 'gerente'), '403 sem_permissao', 'a manager does not read the trail'),
    (pg_temp.login(:cantina, 'financeiro'), '403 sem_permissao', 'nor does finance'), (NULL, '401 login_necessario', 'nor nobody'), (:'admin', '200', 'the owner does')) AS v (t, e, n);
SELECT is(pg_temp.found('{"tabela": "tb_omni8_categoria"}', :'vizinho'), 0, 'another tenant''s trail is not there');

-- Page by page every line once, in both trails.
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) SELECT :cantina, 'Categoria ' || n FROM generate_series(1, 23) AS n;
SELECT pg_temp.forget_request(), set_config('flowt.cod_tenant', :'cantina', true) \gset
SELECT count(flowt.registrar_leitura_pessoal('ficha', n % 3, 1)) FROM generate_series(1, 23) AS n \gset
SELECT pg_temp.forget_request() \gset
CREATE FUNCTION pg_temp.walk(p_route text, p_key text, p_filter jsonb, p_token text) RETURNS bigint[] LANGUAGE sql AS $$
    WITH RECURSIVE page (n, body) AS (
        SELECT 1, (pg_temp.trail(p_filter || '{"limite": "5"}', p_token, p_route)).body UNION ALL
        SELECT n + 1, (pg_temp.trail(p_filter || jsonb_build_object('limite', '5', 'apos', body ->> 'proximo'), p_token, p_route)).body FROM page
         WHERE body ->> 'proximo' IS NOT NULL AND n < 30)
    SELECT array_agg((i ->> p_key)::bigint ORDER BY n, o) FROM page, jsonb_array_elements(body -> 'itens') WITH ORDINALITY AS e (i, o) $$;
SELECT is(pg_temp.walk('GET /v1/auditoria', 'cod_auditoria', f::jsonb, :'admin'),
    (SELECT array_agg(cod_auditoria ORDER BY dat_evento DESC, cod_auditoria DESC) FROM flowt.tb_omni8_auditoria
      WHERE cod_tenant = :cantina AND nom_tabela LIKE coalesce(f::jsonb ->> 'tabela', '%')), 'every change once: ' || f)
    FROM unnest('{"{}","{\"tabela\": \"tb_omni8_categoria\"}"}'::text[]) AS f;
SELECT is(pg_temp.walk('GET /v1/auditoria/acessos', 'cod_acesso', f::jsonb, :'admin'),
    (SELECT array_agg(cod_acesso ORDER BY dat_evento DESC, cod_acesso DESC) FROM flowt.tb_omni8_acesso_dado_pessoal
      WHERE cod_tenant = :cantina AND cod_pessoa = coalesce((f::jsonb ->> 'pessoa')::bigint, cod_pessoa)), 'every reading once: ' || f)
    FROM unnest('{"{}","{\"pessoa\": \"2\"}"}'::text[]) AS f;
SELECT is(((pg_temp.trail('{"limite": "1", "pessoa": "2"}', :'admin', 'GET /v1/auditoria/acessos')).body #> '{itens,0}'::text[]) - 'cod_acesso' - 'dat_evento',
    '{"des_leitura": "ficha", "nom_funcao": null, "qtd_pessoas": 1, "cod_pessoa": "2", "cod_usuario": null, "cod_pessoa_login": null, "cod_chave_api": null,
      "cod_personificador": null, "nom_login": "postgres", "requisicao": null}', 'what a reading shows');
SELECT is(jsonb_array_length((pg_temp.trail(a::jsonb, :'admin', 'GET /v1/auditoria/acessos')).body -> 'itens'), e, 'readings ' || a) FROM (VALUES
    ('{"usuario": "1"}', 0), ('{"pessoa": "1", "usuario": "1"}', 0), ('{"dat_ate": "2020-01-01"}', 0)) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.trail('{}', t, 'GET /v1/auditoria/acessos')), e, n) FROM (VALUES (pg_temp.login(:cantina, 'gerente'), '403 sem_permissao', 'nor are readings a manager''s'),
    (:'vizinho', '200', 'each owner has the own')) AS v (t, e, n);
SELECT is((pg_temp.trail('{}', :'vizinho', 'GET /v1/auditoria/acessos')).body -> 'itens', '[]', 'and none of another''s');

SELECT * FROM finish();
ROLLBACK;
