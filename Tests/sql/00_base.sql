-- What every module stands on: the tenant of a request, zones, tokens, stamps, append-only tables and the wall.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(81);

SELECT set_config('flowt.cod_tenant', '', true) \gset
SELECT is(flowt.tenant_atual(), NULL, 'no tenant outside a request');
SELECT throws_ok('SELECT flowt.exigir_tenant()', 'PT400', 'tenant_nao_informado', 'a function that needs a tenant says so instead of finding nothing');
SELECT set_config('flowt.cod_tenant', '42', true) \gset
SELECT is(flowt.tenant_atual(), 42::bigint, 'the tenant is the transaction''s setting');
SELECT is(flowt.exigir_tenant(), 42::bigint, 'and is handed on');
SELECT throws_ok($$SELECT set_config('flowt.cod_tenant', '1 OR true', true), flowt.tenant_atual()$$, '22P02', NULL,
    'a setting that is no number raises, it opens nothing');

SELECT is(flowt.tenant_bi(), NULL, 'a login that is not of BI has no BI tenant');
SELECT is(substring(l FROM '^flowt_bi_([1-9][0-9]{0,17})_')::bigint, e, 'tenant of the login ' || l)
  FROM (VALUES ('flowt_bi_7_powerbi', 7::bigint), ('flowt_bi_07_x', NULL), ('flowt_bi_7', NULL), ('flowt_bi__7_x', NULL), ('xflowt_bi_7_x', NULL), ('flowt_bi_7x_y',
      NULL),
               ('flowt_bi_999999999999999999_x', 999999999999999999), ('flowt_bi_9999999999999999999_x', NULL), ('flowt_api', NULL)) AS c (l, e);
SELECT matches(pg_get_functiondef('flowt.tenant_bi()'::regprocedure), '\^flowt_bi_\(\[1-9\]\[0-9\]\{0,17\}\)_', 'the pattern above is the function''s');
SELECT matches(pg_get_functiondef('flowt.tenant_bi()'::regprocedure), 'SESSION_USER', 'and it reads the login, which SET ROLE does not change');

SELECT ok(flowt.fuso_valido(z), 'time zone ' || z)
  FROM unnest('{America/Sao_Paulo,America/Noronha,America/Manaus,America/Rio_Branco,America/Porto_Velho,America/Argentina/Buenos_Aires,Europe/Lisbon}'::text[]) AS z;
SELECT ok(NOT flowt.fuso_valido(z), 'not a time zone of ours: ' || to_json(z))
  FROM unnest(ARRAY['', 'BRT', 'BRT3', 'UTC', 'GMT-3', '-03:00', 'america/sao_paulo', 'America/Sao Paulo', 'America/Cidade_Que_Nao_Existe', 'America', 'America/',
      '../../etc/passwd', 'posix/America/Sao_Paulo',
                    'America/Sao_Paulo; DROP TABLE x']) AS z;

SELECT is(flowt.sem_acento(t), e, format('"%s" as people type it', t))
  FROM (VALUES ('Pão de AÇÚCAR', 'pao de acucar'), ('ÀÉÎÕÜç', 'aeiouc'), ('pizza', 'pizza'), ('', '')) AS c (t, e);

SELECT ok(count(DISTINCT t) = 1000 AND bool_and(t ~ '^[A-Za-z0-9_-]{24}$'), 'a thousand tokens: all different, all safe in a URL')
    FROM (SELECT flowt.novo_token() AS t FROM generate_series(1, 1000)) AS n;
SELECT is(encode(flowt.digerir('abc'), 'hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'SHA-256, the standard''s first vector');

CREATE TEMP TABLE stamped (n integer, num_versao integer DEFAULT 1, dat_alteracao timestamptz DEFAULT '2000-01-01');
CREATE TRIGGER carimbo BEFORE UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
INSERT INTO stamped VALUES (1);
UPDATE stamped SET n = 2, num_versao = 99, dat_alteracao = '1999-01-01';
SELECT is(num_versao, 2, 'an update counts the version, whatever it was set to') FROM stamped;
SELECT ok(dat_alteracao > now() - interval '1 minute', 'and dates the change') FROM stamped;
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON stamped FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
SELECT throws_ok('UPDATE stamped SET n = 3', 'PT409', 'registro_so_de_inclusao', 'an append-only table refuses a change');
SELECT throws_ok('DELETE FROM stamped', 'PT409', 'registro_so_de_inclusao', 'and a deletion');
SELECT throws_ok('SELECT flowt.recusar_versao(7)', 'PT409', 'versao_desatualizada', 'a stale version is a conflict');

SELECT is(flowt.parametro_plataforma('dominio_base'), 'localhost', 'a platform parameter');
SELECT is(flowt.parametro_plataforma('nada'), NULL, 'an unknown parameter is null');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_parametro_plataforma'), '42501', 'requests read parameters through the function only');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_migracao'), '42501', 'requests do not read the migration register');
SELECT is(pg_temp.attempt('flowt_api', 'CREATE TEMP TABLE t ()'), '42501', 'requests make no temporary tables');
SELECT is(pg_temp.attempt('flowt_api', format('CREATE TABLE %I.t ()', s)), '42501', 'requests make no tables in ' || s)
    FROM unnest('{flowt,api,bi,admin,rotina,public}'::text[]) AS s;

-- The wall, on a table of its own.
SET LOCAL ROLE flowt_dono;
CREATE TABLE flowt.tb_muro (cod_tenant bigint NOT NULL, nom text, PRIMARY KEY (cod_tenant, nom));
SELECT flowt.isolar('flowt.tb_muro', true) \gset
SELECT flowt.isolar('flowt.tb_muro', true) \gset
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_muro TO flowt_api, flowt_courier, flowt_bi, flowt_dba;
-- BI tools reach tables through views alone.
CREATE VIEW bi.vw_muro WITH (security_invoker = true) AS SELECT * FROM flowt.tb_muro;
GRANT SELECT ON bi.vw_muro TO flowt_bi;
RESET ROLE;
INSERT INTO flowt.tb_muro VALUES (1, 'a'), (2, 'b');
CREATE ROLE flowt_bi_1_teste IN ROLE flowt_bi;
CREATE ROLE flowt_bi_0_teste IN ROLE flowt_bi;
SELECT policies_are('flowt', 'tb_muro', '{isolamento,isolamento_bi}'::name[], 'called twice, two policies');
SELECT is(pg_temp.attempt(r, CASE WHEN r LIKE 'flowt\_bi%' THEN 'SELECT * FROM bi.vw_muro' ELSE 'SELECT * FROM flowt.tb_muro' END, t), 'ok ' || e, format('%s with tenant %s sees %s rows', r, coalesce(t::text, 'none'), e))
  FROM (VALUES ('flowt_api', 1, 1), ('flowt_api', 2, 1), ('flowt_api', 3, 0), ('flowt_api', NULL, 0), ('flowt_courier', 1, 1), ('flowt_courier', NULL, 0),
               ('flowt_bi', 1, 0), ('flowt_bi_1_teste', NULL, 1), ('flowt_bi_1_teste', 2, 1), ('flowt_bi_0_teste', 1, 0), ('flowt_dba', 1, 0), ('flowt_dono', 1, 0),
                   ('flowt_rotina', NULL, 2)) AS c (r, t, e);
SELECT is(pg_temp.attempt('flowt_bi_1_teste', 'SELECT 1 / (count(*) FILTER (WHERE cod_tenant = 2)) FROM bi.vw_muro', 2), '22012',
    'a BI login of tenant 1 sees none of 2, whatever it sets');
SELECT is(pg_temp.attempt('flowt_api', s, 1), e, 'tenant 1: ' || s)
  FROM (VALUES ('INSERT INTO flowt.tb_muro VALUES (1, ''c'')', 'ok 1'), ('INSERT INTO flowt.tb_muro VALUES (2, ''c'')', '42501'),
      ('UPDATE flowt.tb_muro SET cod_tenant = 2', '42501'),
               ('UPDATE flowt.tb_muro SET nom = ''z'' WHERE cod_tenant = 2', 'ok 0'), ('DELETE FROM flowt.tb_muro WHERE cod_tenant = 2', 'ok 0')) AS c (s, e);
-- The owner's insert is refused too: RLS is forced.
SELECT is(pg_temp.attempt('flowt_dono', 'INSERT INTO flowt.tb_muro VALUES (1, ''d'')', 1), '42501', 'the owner writes no tenant rows');

SELECT * FROM finish();
ROLLBACK;
