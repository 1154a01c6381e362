-- Own domains: asked for, proven, and only then the company's.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(70);

SELECT pg_temp.new_tenant('dono') AS a \gset
SELECT pg_temp.new_tenant('rival') AS b \gset
SELECT pg_temp.login(:a, 'admin') AS staff, pg_temp.login(:a, 'gerente') AS manager, pg_temp.login(:b, 'admin') AS rival \gset
CREATE FUNCTION pg_temp.ask(p_domain text, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/dominios', jsonb_build_object('corpo', json_build_object('nom_dominio', p_domain)::text), p_token);
CREATE FUNCTION pg_temp.tenant_at(p_host text) RETURNS text LANGUAGE sql
RETURN coalesce((pg_temp.request('GET /v1/cardapio', '{}', NULL, NULL, p_host)).body #>> '{tenant,nom_slug}', (pg_temp.request('GET /v1/cardapio', '{}', NULL, NULL, p_host)).code);

SELECT is(pg_temp.outcome(pg_temp.ask(d, :'staff')), e, 'domain ' || to_json(d)) FROM (VALUES ('acme', '422 corpo_invalido'), ('https://acme.com', '422 corpo_invalido'), ('acme.com/x', '422 corpo_invalido'),
    ('acme.com:80', '422 corpo_invalido'), ('127.0.0.1', '422 corpo_invalido'), ('a_b.com', '422 corpo_invalido'), ('-a.com', '422 corpo_invalido'), ('*.acme.com', '422 corpo_invalido'), ('', '422 corpo_invalido'),
    ('açaí.com', '422 corpo_invalido'), ('x.localhost', '422 dominio_da_plataforma'), ('dono.localhost', '422 dominio_da_plataforma'),
    (E'loja.example\n', '422 corpo_invalido'), (E'\tloja.example', '422 corpo_invalido')) AS v (d, e);
SELECT is(pg_temp.outcome(pg_temp.ask('loja.example', :'manager')), '403 sem_permissao', 'a manager does not bring domains');
SELECT body AS asked, status AS status, body #>> '{prova,des_valor}' AS proof FROM pg_temp.ask(' Loja.Example ', :'staff') \gset
SELECT is(:'status'::text, '201', 'asked for');
SELECT is(:'asked'::jsonb - '{dat_expiracao,prova}'::text[], '{"nom_dominio": "loja.example", "sta_dominio": "PENDENTE", "dat_verificacao": null}', 'in small letters, not proven');
SELECT is(:'asked'::jsonb #>> '{prova,des_registro_txt}', '_flowt.loja.example', 'where to publish');
SELECT is(:'asked'::jsonb #>> '{prova,des_url}', 'https://loja.example/.well-known/flowt-verificacao.txt', 'or where else');
SELECT matches(:'proof'::text, '^flowt-verificacao=[A-Za-z0-9_-]{24}$', 'what to publish');
SELECT is((pg_temp.ask('loja.example', :'staff')).body #>> '{prova,des_valor}', :'proof', 'asking again keeps the token');
SELECT is(pg_temp.tenant_at('loja.example'), 'tenant_nao_informado', 'until proven it leads to nobody');
SELECT is((pg_temp.ask('loja.example', :'rival')).status, 201, 'another may ask for it too');
SELECT isnt((pg_temp.ask('loja.example', :'rival')).body #>> '{prova,des_valor}', :'proof', 'with a token of its own');

-- The proof.
SELECT throws_ok(format('SELECT admin.verificar_dominio(%s, ''loja.example'', %L)', t, p), 'PT404', 'pedido_de_dominio_nao_encontrado', why) FROM (VALUES
    (:a, 'x', 'another token proves nothing'), (:a, :'proof', 'the token alone counts'), (:b, replace(:'proof', 'flowt-verificacao=', ''), 'the token of another company'), (:a, NULL, 'nothing')) AS v (t, p, why);
SELECT is(pg_temp.attempt(r, format('SELECT flowt.confirmar_dominio(%s, ''loja.example'', %L)', :a, replace(:'proof', 'flowt-verificacao=', ''))), '42501', r || ' does not confirm by itself')
    FROM unnest('{flowt_api,flowt_bi,flowt_dba}'::text[]) AS r;
SELECT is(pg_temp.attempt('flowt_api', s, :a), '42501', s) FROM unnest(ARRAY['INSERT INTO flowt.tb_omni8_tenant_dominio (cod_tenant, nom_dominio) VALUES (1, ''x.com'')',
    'UPDATE flowt.tb_omni8_tenant_dominio SET nom_dominio = ''x.com''', 'UPDATE flowt.tb_omni8_dominio_pedido SET des_token = ''x''']) AS s;
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.verificar_dominio(%s, ''loja.example'', %L)', :a, replace(:'proof', 'flowt-verificacao=', ''))), 'ok 1', 'the DBA, with what he found');
SELECT is(pg_temp.tenant_at('loja.example'), 'dono', 'from now on it leads to the company');
SELECT is(pg_temp.outcome(pg_temp.ask('loja.example', :'staff')), '409 dominio_ja_ligado', 'which has it already');
SELECT is(pg_temp.attempt('flowt_courier', format('SELECT flowt.confirmar_dominio(%s, ''loja.example'', (SELECT p.des_token FROM flowt.tb_omni8_dominio_pedido p WHERE p.nom_dominio = ''loja.example''))', :b), :b), '42501', 'the courier is told the token, it does not look it up');
SELECT des_token AS theirs FROM flowt.tb_omni8_dominio_pedido WHERE cod_tenant = :b \gset
SELECT is(pg_temp.attempt('flowt_courier', format('SELECT flowt.confirmar_dominio(%s, ''loja.example'', %L)', :b, :'theirs')), '23505 dominio_ja_usado', 'a domain has one owner');
SELECT is((pg_temp.request('GET /v1/dominios', '{}', :'rival')).body -> 'itens' -> 0 ->> 'sta_dominio', 'PENDENTE', 'the other still waits');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/dominios/{dominio}', '{"dominio": "loja.example"}', :'rival')), '204', 'gives up');
SELECT is(pg_temp.tenant_at('loja.example'), 'dono', 'which takes nothing from the owner');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/dominios/{dominio}', '{"dominio": "loja.example"}', :'rival')), '404 nao_encontrado', 'nor a second time');
SELECT is((pg_temp.request('GET /v1/dominios', '{}', :'manager')).body -> 'itens' -> 0 ->> 'sta_dominio', 'VERIFICADO', 'listed as proven');
SELECT is((pg_temp.request('GET /v1/dominios', '{}', :'rival')).body, '{"itens": []}', 'to its company alone');

-- Too late, too many, and gone.
SELECT (pg_temp.ask('tarde.example', :'staff')).body #>> '{prova,des_valor}' AS late \gset
UPDATE flowt.tb_omni8_dominio_pedido SET dat_criacao = now() - interval '14 days 1 second' WHERE nom_dominio = 'tarde.example';
SELECT is((SELECT d ->> 'sta_dominio' FROM jsonb_array_elements((pg_temp.request('GET /v1/dominios', '{}', :'staff')).body -> 'itens') AS d WHERE d ->> 'nom_dominio' = 'tarde.example'), 'VENCIDO', 'two weeks to prove it');
SELECT throws_ok(format('SELECT admin.verificar_dominio(%s, ''tarde.example'', %L)', :a, replace(:'late', 'flowt-verificacao=', '')), 'PT404', 'pedido_de_dominio_nao_encontrado', 'then the token is worth nothing');
SELECT isnt((pg_temp.ask('tarde.example', :'staff')).body #>> '{prova,des_valor}', :'late', 'asking again gives a new one');
SELECT is((pg_temp.ask(format('d%s.example', n), :'staff')).status, CASE WHEN n <= 8 THEN 201 ELSE 409 END, 'domain ' || n) FROM generate_series(1, 9) AS n;
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/dominios/{dominio}', '{"dominio": "LOJA.example"}', :'staff')), '204', 'the owner lets it go');
SELECT is(pg_temp.tenant_at('loja.example'), 'tenant_nao_informado', 'and it leads to nobody again');

-- What a page says its address is: never whatever Host was sent.
CREATE FUNCTION pg_temp.canonical(p_host text, p_asked text DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN substring((pg_temp.request('GET /{slug}', jsonb_build_object('slug', 'dono', 'esquema', 'https', 'host', coalesce(p_asked, p_host)), NULL, NULL, p_host)).raw FROM '<link rel="canonical" href="([^"]*)"');
SELECT is(pg_temp.canonical(h, a), e, 'canonical address asked at ' || coalesce(a, h)) FROM (VALUES ('localhost', NULL, 'https://localhost/dono'), ('localhost', 'localhost:8080', 'https://localhost:8080/dono'),
    ('dono.localhost', NULL, 'https://dono.localhost/dono'), ('evil.example', NULL, NULL), ('evil.example', 'evil.example:443', NULL), ('localhost', 'localhost.evil.example', NULL), ('localhost', 'evillocalhost', NULL),
    ('localhost', '203.0.113.9', NULL), ('localhost', 'localhost/x', NULL)) AS v (h, a, e);
INSERT INTO flowt.tb_omni8_tenant_dominio (cod_tenant, nom_dominio) VALUES (:a, 'proprio.example');
SELECT is(pg_temp.canonical('localhost'), 'https://proprio.example', 'its own domain, once proven');
SELECT is(pg_temp.canonical('evil.example'), 'https://proprio.example', 'whatever was asked');
SELECT * FROM finish();
ROLLBACK;
