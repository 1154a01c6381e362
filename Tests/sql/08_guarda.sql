-- Retention by what the comment of a table says (guide chapter 17.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa \gset
SELECT set_eq($$SELECT tabela::text FROM flowt.guardas()$$, ARRAY['flowt.tb_omni8_adesao', 'flowt.tb_omni8_codigo_verificacao', 'flowt.tb_omni8_convite', 'flowt.tb_omni8_idempotencia', 'flowt.tb_omni8_importacao', 'flowt.tb_omni8_mensagem', 'flowt.tb_omni8_sessao'],
    'what is kept for a time');
CREATE TABLE flowt.tb_omni8_teste_guarda (cod_tenant bigint NOT NULL, num_linha integer NOT NULL, dat_fim timestamptz, PRIMARY KEY (cod_tenant, num_linha));
COMMENT ON TABLE flowt.tb_omni8_teste_guarda IS 'Teste. Guarda: 10 dias desde dat_fim.';
GRANT SELECT, DELETE, UPDATE ON flowt.tb_omni8_teste_guarda TO flowt_rotina;
INSERT INTO flowt.tb_omni8_teste_guarda SELECT :alfa, n, now() - make_interval(days => n) FROM generate_series(8, 13) AS n;
INSERT INTO flowt.tb_omni8_teste_guarda VALUES (:alfa, 1, NULL);
SELECT is(flowt.expurgados_por_vez(), 5000, 'as many at a time as it says');
SELECT pg_temp.login(:alfa, 'admin') AS now, pg_temp.login(:alfa, 'gerente') AS long_ago \gset
UPDATE flowt.tb_omni8_sessao SET dat_expiracao = now() - interval '181 days', dat_criacao = now() - interval '182 days' WHERE hsh_token = flowt.digerir(:'long_ago');
-- Named before all the others, and none of its lines can go.
CREATE TABLE flowt.tb_omni8_a_presa (cod_tenant bigint NOT NULL, num_linha integer NOT NULL, dat_fim timestamptz, PRIMARY KEY (cod_tenant, num_linha));
COMMENT ON TABLE flowt.tb_omni8_a_presa IS 'Teste. Guarda: 10 dias desde dat_fim.';
GRANT SELECT, DELETE, UPDATE ON flowt.tb_omni8_a_presa TO flowt_rotina;
CREATE TABLE flowt.tb_omni8_teste_filha (cod_tenant bigint NOT NULL, num_linha integer NOT NULL, FOREIGN KEY (cod_tenant, num_linha) REFERENCES flowt.tb_omni8_a_presa);
INSERT INTO flowt.tb_omni8_a_presa VALUES (:alfa, 1, now() - interval '11 days');
INSERT INTO flowt.tb_omni8_teste_filha VALUES (:alfa, 1);
CREATE OR REPLACE FUNCTION flowt.expurgados_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
CREATE FUNCTION pg_temp.turn() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN rotina.expurgar_vencidos(); EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE || ' ' || SQLERRM; END $$;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_sessao WHERE dat_expiracao < now() - interval '180 days'), 1::bigint, 'a session of half a year ago');
SELECT is(pg_temp.turn(), '1', 'goes, whatever is the matter with the table before');
SELECT is(pg_temp.turn(), '2', 'more than ten days: of one table, and some at a time');
SELECT is(pg_temp.turn(), '1', 'until all have gone');
SELECT is(pg_temp.turn(), '23503 expurgo_falhou', 'and then the one that cannot is told');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_sessao WHERE dat_expiracao < now() - interval '180 days'), 0::bigint, 'what went is gone');
DELETE FROM flowt.tb_omni8_teste_filha;
SELECT is(pg_temp.turn(), '1', 'it goes once it can');
SELECT is((SELECT array_agg(num_linha ORDER BY num_linha) FROM flowt.tb_omni8_teste_guarda), '{1,8,9,10}', 'the others stay, and what has not ended');
SELECT is((pg_temp.request('GET /v1/sessoes/atual', '{}', :'now')).status, 200, 'so do living sessions');
SELECT is((SELECT rotina.expurgar_vencidos()), 0::bigint, 'and then there is nothing more to do');
SELECT * FROM finish();
ROLLBACK;
