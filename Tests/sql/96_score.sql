-- Scores: the marks of people are taken by their key, whatever the statistics of their queue say (guide chapter 14).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(3);

SELECT pg_temp.new_tenant('alfa') AS alfa \gset
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (:alfa, 'F', 'Ana') RETURNING cod_pessoa AS ana \gset
DO $$ BEGIN WHILE rotina.recalcular_scores() > 0 LOOP END LOOP; END $$;
CREATE FUNCTION pg_temp.marks_read() RETURNS bigint LANGUAGE sql RETURN (SELECT (coalesce(t.seq_tup_read, 0) + coalesce(t.idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables AS t WHERE t.relname = 'tb_omni8_score_sujo');
-- A queue that was long, and empty when its statistics were gathered.
INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, cod_pessoa) SELECT :alfa, :ana FROM generate_series(1, 1000);
DELETE FROM flowt.tb_omni8_score_sujo;
ANALYZE flowt.tb_omni8_score_sujo;
INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, cod_pessoa) SELECT :alfa, :ana FROM generate_series(1, 500);
SELECT pg_temp.marks_read() AS lidas \gset
SELECT is(rotina.recalcular_scores(), 1::bigint, 'one who is marked five hundred times is scored once');
SELECT cmp_ok(pg_temp.marks_read() - :lidas, '<=', 500::bigint * 5, 'each mark is read a few times, and not once for each other');
SELECT is(count(*), 0::bigint, 'and none is left') FROM flowt.tb_omni8_score_sujo;
SELECT * FROM finish();
ROLLBACK;
