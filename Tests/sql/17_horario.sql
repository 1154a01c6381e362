-- Opening hours: weeks per unit, days off, and clocks that go forward and back (guide chapter 3.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(89);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:alfa, 'atendente') AS atendente \gset
SELECT flowt.unidade_principal(:alfa)::text AS matriz, flowt.unidade_principal(:beta)::text AS alheia \gset
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Sul') RETURNING cod_unidade AS sul \gset
CREATE FUNCTION pg_temp.week(p_token text, p_shifts text, p_unit text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
-- "1 11:00-15:00, 5 22:00-02:00"
RETURN pg_temp.request('PUT /v1/horarios', jsonb_build_object('corpo', jsonb_build_object('cod_unidade', p_unit, 'turnos', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('num_dia_semana', split_part(s, ' ', 1)::integer, 'hor_abertura', split_part(split_part(s, ' ', 2), '-', 1),
                                                 'hor_fechamento', split_part(s, '-', 2))), '[]') FROM regexp_split_to_table(nullif(p_shifts, ''), ', ') AS s))::text), p_token);
CREATE FUNCTION pg_temp.week_of(p_body jsonb) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(format('%s %s-%s', t ->> 'num_dia_semana', t ->> 'hor_abertura', t ->> 'hor_fechamento'), ', ') FROM jsonb_array_elements(p_body -> 'turnos') AS t);
-- Shifts that begin on the days around a moment, in local time: "03 10:00-04 02:00".
CREATE FUNCTION pg_temp.shifts(p_tenant bigint, p_moment timestamptz, p_unit bigint DEFAULT NULL, p_zone text DEFAULT 'America/Sao_Paulo') RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(to_char(t.dat_abertura AT TIME ZONE p_zone, 'DD HH24:MI-') || to_char(t.dat_fechamento AT TIME ZONE p_zone, 'DD HH24:MI'), ', ' ORDER BY 1) FROM flowt.turnos(p_tenant, p_moment, p_unit) AS t);

-- The week is written whole.
SELECT is(pg_temp.week_of((pg_temp.week(:'ta', '5 22:00-02:00, 1 18:00-23:00, 1 11:00-15:00')).body), '1 11:00-15:00, 1 18:00-23:00, 5 22:00-02:00', 'a week is written and answered in order');
SELECT is(pg_temp.week_of((pg_temp.week(:'ta', '0 00:00-00:00, 1 00:00-00:00')).body), '0 00:00-00:00, 1 00:00-00:00', 'another replaces it; whole days touch');
SELECT is(pg_temp.outcome(pg_temp.week(:'ta', w)), e, 'week ' || w) FROM (VALUES
    ('1 11:00-15:00, 1 14:59-18:00', '422 turnos_sobrepostos'), ('1 11:00-15:00, 1 15:00-18:00', '200'), ('1 18:00-02:00, 2 01:00-03:00', '422 turnos_sobrepostos'),
    ('1 18:00-02:00, 2 02:00-03:00', '200'), ('6 22:00-03:00, 0 02:00-05:00', '422 turnos_sobrepostos'), ('0 02:00-05:00, 6 22:00-02:00', '200'),
    ('1 11:00-15:00, 1 11:00-15:00', '422 turnos_sobrepostos'), ('3 10:00-10:00, 4 09:00-12:00', '422 turnos_sobrepostos'), ('1 00:00-00:00, 1 12:00-13:00', '422 turnos_sobrepostos'),
    ('1 25:00-26:00', '422 corpo_invalido'), ('1 10:00-24:00', '422 corpo_invalido'), ('1 9:00-12:00', '422 corpo_invalido'), ('1 10:60-12:00', '422 corpo_invalido'),
    ('7 10:00-12:00', '422 corpo_invalido'), ('1 -10:00', '422 corpo_invalido')) AS v (w, e);
SELECT is((pg_temp.week(:'ta', '1 18:00-02:00, 2 01:00-03:00')).detail, 'Dois turnos se sobrepõem: segunda-feira, 18:00 às 02:00, e terça-feira, 01:00 às 03:00.', 'the refusal names both');
SELECT is(pg_temp.week_of((pg_temp.request('GET /v1/horarios', '{}', :'ta')).body), '0 02:00-05:00, 6 22:00-02:00', 'what was refused left the week alone');
SELECT is(pg_temp.outcome(pg_temp.week(:'atendente', '1 10:00-12:00')), '403 sem_permissao', 'who attends reads hours and writes none');
SELECT is(pg_temp.outcome(pg_temp.week(:'ta', (SELECT string_agg(format('%1$s %2$s:%3$s-%2$s:%4$s', d, lpad((m / 4)::text, 2, '0'), lpad((m % 4 * 15)::text, 2, '0'), lpad((m % 4 * 15 + 5)::text, 2, '0')), ', ')
    FROM generate_series(0, 6) d, generate_series(0, n) m))), e, 'shifts a day: ' || (n + 1)) FROM (VALUES (9, '200'), (10, '422 corpo_invalido')) AS v (n, e);
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_%s VALUES (%s, 1, %s)', t, k, h)), e, t || ' ' || h) FROM (VALUES
    ('tenant_horario', :'beta', '''10:00'', ''24:00''', '23514 hora_da_empresa_antes_das_24'), ('unidade_horario', :'beta' || ',' || :'alheia', '''24:00'', ''10:00''', '23514 hora_da_unidade_antes_das_24'),
    ('unidade_horario', :'beta' || ',' || :'alheia', '''10:00'', ''12:00''', 'ok 1'), ('unidade_horario', :'alfa' || ',' || :'alheia', '''10:00'', ''12:00''', '23503 horario_da_unidade')) AS v (t, k, h, e);

-- A unit's own week.
SELECT is(pg_temp.outcome(pg_temp.week(:'ta', '1 11:00-15:00')), '200', 'the company: Mondays');
SELECT is((pg_temp.request('GET /v1/horarios', jsonb_build_object('cod_unidade', :'sul'), :'ta')).body,
    jsonb_build_object('cod_unidade', :'sul', 'des_fuso_horario', 'America/Sao_Paulo', 'flg_proprio', false, 'turnos', '[{"num_dia_semana": 1, "hor_abertura": "11:00", "hor_fechamento": "15:00"}]'::jsonb),
    'a unit without a week follows the company');
SELECT is((pg_temp.week(:'ta', '2 10:00-12:00', :'sul')).body -> 'flg_proprio', 'true', 'until it has its own');
SELECT is(pg_temp.shifts(:alfa, '2026-11-23 12:00Z'), '23 11:00-23 15:00, 30 11:00-30 15:00', 'the principal goes on with the company''s');
SELECT is(pg_temp.shifts(:alfa, '2026-11-23 12:00Z', :sul), '24 10:00-24 12:00', 'the other has its own');
UPDATE flowt.tb_omni8_unidade SET des_fuso_horario = 'America/Manaus' WHERE cod_unidade = :sul;
SELECT is(pg_temp.shifts(:alfa, '2026-11-23 12:00Z', :sul), '24 11:00-24 13:00', 'in its own zone');
SELECT is(pg_temp.outcome(pg_temp.week(:'ta', '', :'sul')), '200', 'an empty week');
SELECT is(pg_temp.shifts(:alfa, '2026-11-23 12:00Z', :sul), '23 12:00-23 16:00, 30 12:00-30 16:00', 'gives the company''s back');
SELECT is(pg_temp.outcome(pg_temp.week(:'ta', '1 10:00-12:00', u)), e, 'the week of unit ' || u) FROM (VALUES (:'alheia', '404 nao_encontrado'), ('999999999', '404 nao_encontrado'), ('0', '422 corpo_invalido')) AS v (u, e);
SELECT is((pg_temp.request('GET /v1/horarios', jsonb_build_object('cod_unidade', :'alheia'), :'ta')).status, 404, 'another company''s is not read');
UPDATE flowt.tb_omni8_unidade SET des_fuso_horario = NULL WHERE cod_unidade = :sul;

-- What touches is one shift; what never closes says so.
CREATE FUNCTION pg_temp.phrase(p_tenant bigint, p_moment timestamptz) RETURNS text LANGUAGE sql RETURN (SELECT f.des_frase FROM flowt.frase_atendimento(p_tenant, p_moment) AS f);
SELECT is(pg_temp.outcome(pg_temp.week(:'ta', '0 00:00-00:00, 1 00:00-00:00, 2 00:00-00:00, 3 00:00-00:00, 4 00:00-00:00, 5 00:00-00:00, 6 00:00-00:00')), '200', 'seven whole days');
SELECT is(pg_temp.phrase(:alfa, m), 'Aberto 24 horas', 'at ' || m) FROM unnest('{2026-11-23 00:00-03,2026-11-23 23:59:59-03,2026-11-28 12:00-03,2026-11-29 00:00-03}'::timestamptz[]) AS m;
SELECT is((SELECT count(*) FROM flowt.turnos(:alfa, '2026-11-23 12:00Z')), 1::bigint, 'are one shift');
SELECT is(pg_temp.outcome(pg_temp.week(:'ta', '1 00:00-00:00, 2 00:00-00:00, 3 00:00-00:00, 4 00:00-12:00, 4 12:00-00:00, 5 00:00-18:00')), '200', 'Monday to Friday evening');
SELECT is(pg_temp.phrase(:alfa, m.at), m.phrase, 'at ' || m.at) FROM (VALUES
    ('2026-11-22 23:59-03'::timestamptz, 'Fechado · abre amanhã às 00:00'), ('2026-11-23 00:00-03', 'Aberto até sexta-feira às 18:00'), ('2026-11-26 17:59-03', 'Aberto até amanhã às 18:00'),
    ('2026-11-26 18:01-03', 'Aberto até 18:00'), ('2026-11-27 18:00-03', 'Fechado · abre segunda-feira às 00:00')) AS m (at, phrase);
SELECT is(pg_temp.phrase(:beta, '2026-11-23 12:00Z'), 'Fechado · abre hoje às 10:00', 'a principal with a week of its own decides for its company');

-- Clocks that go forward at midnight: São Paulo until 2018, Asunción until 2024, Santiago still. The day has 23 hours and no 00:00.
CREATE FUNCTION pg_temp.house(p_slug text, p_zone text, p_shift text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := pg_temp.new_tenant(p_slug);
BEGIN
    UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = p_zone WHERE cod_tenant = v_tenant;
    INSERT INTO flowt.tb_omni8_tenant_horario SELECT v_tenant, d, split_part(p_shift, '-', 1)::time, split_part(p_shift, '-', 2)::time FROM generate_series(0, 6) AS d;
    RETURN v_tenant;
END
$$;
CREATE TEMP TABLE clock AS SELECT c.*, pg_temp.house('inteira-' || lower(c.city), c.zone, '00:00-00:00') AS whole, pg_temp.house('manha-' || lower(c.city), c.zone, '00:00-08:00') AS morning,
        pg_temp.house('noite-' || lower(c.city), c.zone, '20:00-00:30') AS night, pg_temp.house('hora-' || lower(c.city), c.zone, '00:00-01:00') AS hour
  FROM (VALUES ('SaoPaulo', 'America/Sao_Paulo', date '2018-11-04', timestamptz '2018-11-04 03:00Z', date '2018-02-18', timestamptz '2018-02-18 03:00Z'),
               ('Asuncion', 'America/Asuncion', '2023-10-01', '2023-10-01 04:00Z', '2024-03-24', '2024-03-24 04:00Z'),
               ('Santiago', 'America/Santiago', '2026-09-06', '2026-09-06 04:00Z', '2026-04-05', '2026-04-05 04:00Z')) AS c (city, zone, forward, first, back, midnight);
-- `first` is the instant the clock goes from 24:00 to 01:00; `midnight` ends the day of 25 hours, whose last hour comes twice.
SELECT is(c.first AT TIME ZONE c.zone, c.forward + time '01:00', c.city || ': the day begins at one') FROM clock c;
SELECT is(c.midnight AT TIME ZONE c.zone, c.back::timestamp, c.city || ': the day begins at midnight') FROM clock c;
SELECT is((SELECT count(*) FROM flowt.turnos(c.whole, c.first)), 1::bigint, c.city || ': whole days touch across the missing midnight') FROM clock c;
SELECT is((SELECT count(*) FROM flowt.turnos(c.whole, c.midnight)), 1::bigint, c.city || ': and across the hour that comes twice') FROM clock c;
SELECT is((SELECT array_agg(a.flg_aberto ORDER BY s) FROM unnest('{-1,0,25199,25200}'::integer[]) s, flowt.atendimento(c.morning, c.first + s * interval '1 second') a), '{f,t,t,f}'::boolean[],
    c.city || ': a shift from midnight to eight is open from the day''s first instant, for seven hours') FROM clock c;
SELECT is((SELECT array_agg(a.flg_aberto ORDER BY s) FROM unnest('{-7200,-1,0,1799,1800}'::integer[]) s, flowt.atendimento(c.night, c.first + s * interval '1 second') a), '{t,t,t,t,f}'::boolean[],
    c.city || ': a shift until half past midnight is open for half an hour of the new day') FROM clock c;
SELECT is((SELECT count(*) FROM flowt.turnos(c.hour, c.first) t WHERE (t.dat_abertura AT TIME ZONE c.zone)::date = c.forward), 0::bigint, c.city || ': the hour that is skipped is no shift') FROM clock c;
SELECT is((SELECT array_agg(a.flg_aberto ORDER BY s) FROM unnest('{-18001,-18000,-3601,-3600,-1,0,1799,1800}'::integer[]) s, flowt.atendimento(c.night, c.midnight + s * interval '1 second') a), '{f,t,t,t,t,t,t,f}'::boolean[],
    c.city || ': where 23:00 comes twice, the night is an hour longer') FROM clock c;
SELECT is(flowt.dia_do_tenant(c.whole, c.first - interval '1 second'), c.forward - 1, c.city || ': a second before, the day before') FROM clock c;

-- Asked from outside.
-- Of a year around now one may ask: the minute before next Monday.
SELECT (date_trunc('week', now() AT TIME ZONE 'America/Sao_Paulo') + interval '7 days') AT TIME ZONE 'America/Sao_Paulo' AS monday \gset
SELECT is((pg_temp.request('GET /v1/atendimento', jsonb_build_object('momento', :'monday'::timestamptz - interval '1 minute'), NULL, 'alfa')).body - '{turnos,avisos}'::text[],
    jsonb_build_object('momento', to_jsonb(:'monday'::timestamptz - interval '1 minute'), 'des_fuso_horario', 'America/Sao_Paulo', 'flg_aberto', false, 'dat_fechamento', NULL,
                       'dat_proxima_abertura', to_jsonb(:'monday'::timestamptz)),
    'whether it is open at a moment');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/atendimento', jsonb_build_object('momento', m), NULL, 'alfa')), e, 'moment ' || m) FROM (VALUES
    ('ontem de noite', '422 momento_invalido'), ('infinity', '422 momento_invalido'), ('2026-11-23', '422 momento_invalido'), ('2026-11-23T12:00', '422 momento_invalido'), ('1999-01-01T00:00Z', '422 momento_fora_do_alcance'), ('2999-01-01T00:00-03:00', '422 momento_fora_do_alcance')) AS v (m, e);
SELECT is((pg_temp.request('GET /v1/atendimento', jsonb_build_object('cod_unidade', u), NULL, 'alfa')).status, e, 'unit ' || u) FROM (VALUES (:'sul', 200), (:'alheia', 404), ('999999999', 404)) AS v (u, e);
UPDATE flowt.tb_omni8_unidade SET sta_unidade = 'INATIVA' WHERE cod_unidade = :sul;
SELECT is((pg_temp.request('GET /v1/atendimento', jsonb_build_object('cod_unidade', :'sul'), NULL, 'alfa')).status, 404, 'a unit at rest is not shown');

SELECT * FROM finish();
ROLLBACK;
