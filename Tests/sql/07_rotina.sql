-- Jobs: what is due is taken once, by turns; failures are tried again later and later; the record says what happened.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(43);

UPDATE flowt.tb_omni8_rotina SET flg_ativa = false;
CREATE FUNCTION rotina.teste_conta() RETURNS bigint LANGUAGE sql AS 'SELECT 3::bigint';
CREATE FUNCTION rotina.teste_nada() RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
CREATE FUNCTION rotina.teste_linhas() RETURNS SETOF integer LANGUAGE sql AS 'SELECT generate_series(1, 4)';
CREATE FUNCTION rotina.teste_falha() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'Maria, 123' USING ERRCODE = '23514'; END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA rotina TO flowt_courier;
CREATE FUNCTION pg_temp.job(p_name text, p_interval interval DEFAULT '1 hour', p_due timestamptz DEFAULT clock_timestamp() - interval '1 minute') RETURNS void LANGUAGE sql
AS 'INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo, dat_proxima) VALUES (p_name, ''Teste'', p_interval, p_due)';
CREATE FUNCTION pg_temp.claimed() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    SELECT * INTO v FROM rotina.reivindicar('teste');
    RETURN v.nom_rotina;
END
$$;
-- As the courier does: takes a job, runs its command, and reports an error by itself.
CREATE FUNCTION pg_temp.turn() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v         record;
    v_done    bigint;
    v_state   text;
    v_context text;
BEGIN
    SET LOCAL SESSION AUTHORIZATION flowt_courier;
    SELECT * INTO v FROM rotina.reivindicar('teste');
    IF v.nom_rotina IS NULL THEN
        SET LOCAL SESSION AUTHORIZATION DEFAULT;
        RETURN NULL;
    END IF;
    BEGIN
        EXECUTE split_part(v.des_comando, '; ', 2) INTO v_done;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_context = PG_EXCEPTION_CONTEXT;
        PERFORM rotina.encerrar(v.cod_execucao, NULL, v_state, v_context);
    END;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN v.nom_rotina || ' ' || coalesce(v_done::text, v_state);
END
$$;

-- The times.
SELECT is(flowt.proximo_horario(t.due::timestamptz, t.every::interval, t.at::timestamptz), t.expected::timestamptz, t.due || ' every ' || t.every || ' at ' || t.at) FROM (VALUES
    ('2026-01-01 03:00Z', '1 day', '2026-01-01 03:00:07Z', '2026-01-02 03:00Z'), ('2026-01-01 03:00Z', '1 day', '2026-01-05 02:59Z', '2026-01-05 03:00Z'),
    ('2026-01-01 03:00Z', '1 day', '2026-01-05 03:00Z', '2026-01-06 03:00Z'), ('2026-01-01 00:00Z', '5 seconds', '2026-01-01 00:00:04.9Z', '2026-01-01 00:00:05Z'),
    ('2026-01-01 00:00Z', '5 seconds', '2026-01-01 00:00:05Z', '2026-01-01 00:00:10Z'), ('2026-01-02 00:00Z', '1 hour', '2026-01-01 00:00Z', '2026-01-02 01:00Z')) AS t (due, every, at, expected);

-- A run.
SELECT is(pg_temp.turn(), NULL, 'nothing is due');
SELECT is(rotina.espera(), 60000::bigint, 'and nothing will be');
SELECT pg_temp.job('teste_nada');
SELECT is(rotina.espera(), 0::bigint, 'something is due');
SELECT is(pg_temp.turn(), 'teste_nada 0', 'it runs');
SELECT is(pg_temp.turn(), NULL, 'once');
SELECT ok(dat_proxima BETWEEN now() + interval '58 minutes' AND now() + interval '60 minutes', 'then it waits for its hour') FROM flowt.tb_omni8_rotina WHERE nom_rotina = 'teste_nada';
SELECT ok(rotina.espera() BETWEEN 58 * 60000 AND 60 * 60000, 'and so does the courier');
SELECT results_eq('SELECT nom_rotina, des_processo, sta_execucao, qtd_feitos, des_erro FROM flowt.tb_omni8_log_execucao', $$VALUES ('teste_nada', 'teste', 'CONCLUIDA', 0::bigint, NULL::text)$$, 'the record says so');

-- What did something may have more to do.
SELECT pg_temp.job('teste_conta');
SELECT is(pg_temp.turn(), 'teste_conta 3', 'three things done');
SELECT is(pg_temp.turn(), 'teste_conta 3', 'and again at once');
SELECT pg_temp.job('teste_linhas', p_due => clock_timestamp());
SELECT is(pg_temp.turn(), 'teste_linhas 4', 'but one after the other: who waits longest goes first, lines are counted');
SELECT is(pg_temp.turn(), 'teste_conta 3', 'by turns');
SELECT is((SELECT string_agg(split_part(pg_temp.turn(), ' ', 1), ' ') FROM generate_series(1, 4)), 'teste_linhas teste_conta teste_linhas teste_conta', 'for ever');
UPDATE flowt.tb_omni8_rotina SET flg_ativa = false;
SELECT is(pg_temp.turn(), NULL, 'what is switched off does not run');

-- Failures.
SELECT pg_temp.job('teste_falha', '1 minute');
UPDATE flowt.tb_omni8_rotina SET qtd_tentativas = 3 WHERE nom_rotina = 'teste_falha';
CREATE FUNCTION pg_temp.after_failure() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_turn text := pg_temp.turn();
    v_next text;
BEGIN
    -- A little of the pause is over when it is looked at.
    SELECT qtd_falhas || ' ' || 5 * ceil(extract(epoch FROM dat_proxima - clock_timestamp()) / 5) INTO v_next FROM flowt.tb_omni8_rotina WHERE nom_rotina = 'teste_falha';
    UPDATE flowt.tb_omni8_rotina SET dat_proxima = clock_timestamp() WHERE nom_rotina = 'teste_falha';
    RETURN v_turn || ' ' || v_next;
END
$$;
SELECT is(pg_temp.after_failure(), 'teste_falha 23514 ' || e, 'failure: ' || e) FROM unnest('{1 5,2 10,3 20,4 60,5 60}'::text[]) AS e;
SELECT is(des_erro, 'SQLSTATE 23514 rotina.teste_falha', 'the record has no values') FROM flowt.tb_omni8_log_execucao WHERE nom_rotina = 'teste_falha' ORDER BY cod_execucao DESC LIMIT 1;
CREATE OR REPLACE FUNCTION rotina.teste_falha() RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
SELECT is(pg_temp.turn(), 'teste_falha 0', 'mended');
SELECT is(qtd_falhas, 0, 'it has no failures behind it') FROM flowt.tb_omni8_rotina WHERE nom_rotina = 'teste_falha';

-- One that was being run by a process that is gone. (The lock of this session is ours again and again.)
UPDATE flowt.tb_omni8_rotina SET dat_proxima = clock_timestamp() WHERE nom_rotina = 'teste_falha';
SELECT is(pg_temp.claimed(), 'teste_falha', 'taken');
SELECT is(pg_temp.claimed(), NULL, 'taken up again, it is found to be half done and left for later');
SELECT results_eq($$SELECT sta_execucao FROM flowt.tb_omni8_log_execucao WHERE nom_rotina = 'teste_falha' ORDER BY cod_execucao DESC LIMIT 1$$, ARRAY['INTERROMPIDA'], 'the record says so');
SELECT is(qtd_falhas, 1, 'and it counts as a failure') FROM flowt.tb_omni8_rotina WHERE nom_rotina = 'teste_falha';
SELECT throws_ok($$SELECT rotina.encerrar((SELECT max(cod_execucao) FROM flowt.tb_omni8_log_execucao), 1, NULL, NULL)$$, 'PT409', 'execucao_encerrada', 'whoever comes back finds the run closed');
SELECT throws_ok($$SELECT rotina.rodar((SELECT max(cod_execucao) FROM flowt.tb_omni8_log_execucao), 'teste_conta')$$, 'PT409', 'execucao_encerrada', 'and what it did is undone');
INSERT INTO flowt.tb_omni8_log_execucao (nom_rotina, des_processo) VALUES ('teste_conta', 'a');
SELECT throws_ok($$INSERT INTO flowt.tb_omni8_log_execucao (nom_rotina, des_processo) VALUES ('teste_conta', 'b')$$, '23505', NULL, 'two runs of one job cannot be');

-- Upkeep.
UPDATE flowt.tb_omni8_log_execucao SET dat_inicio = now() - interval '31 days' WHERE nom_rotina IN ('teste_nada', 'teste_conta');
SELECT is(rotina.expurgar_execucoes(), 6::bigint, 'old runs go, but not one under way');
SELECT lives_ok($$SELECT admin.rodar_rotina('teste_nada')$$, 'a DBA runs one now');
SELECT ok(dat_proxima <= clock_timestamp(), 'it is due') FROM flowt.tb_omni8_rotina WHERE nom_rotina = 'teste_nada';
SELECT throws_ok($$SELECT admin.rodar_rotina('nada')$$, 'PT404', 'rotina_nao_encontrada', 'one that is not there');
SELECT throws_ok($$SELECT admin.agendar_rotina('nada', '1 hour')$$, 'PT404', 'rotina_nao_encontrada', 'nor can it be scheduled');
SELECT lives_ok($$SELECT admin.agendar_rotina('teste_nada', '1 day', '2030-01-01 03:00Z')$$, 'another schedule');
SELECT results_eq($$SELECT des_intervalo, dat_proxima, flg_ativa, flg_atrasada FROM admin.vw_rotinas WHERE nom_rotina = 'teste_nada'$$,
    $$VALUES (interval '1 day', timestamptz '2030-01-01 03:00Z', true, false)$$, 'as the view shows it');
SELECT results_eq($$SELECT m.nom_rotina FROM flowt.tb_omni8_rotina m WHERE m.nom_rotina NOT LIKE 'teste_%' AND to_regproc('rotina.' || m.nom_rotina) IS NULL$$, $$SELECT ''::text WHERE false$$, 'every job on schedule is there');
SELECT * FROM finish();
ROLLBACK;
