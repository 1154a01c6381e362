-- Exceptions to the opening hours: which one holds, what the public is told, and the holidays offered (guide chapter 3.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(86);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS atendente \gset
SELECT flowt.unidade_principal(:alfa)::text AS matriz, flowt.unidade_principal(:beta)::text AS alheia \gset
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Sul') RETURNING cod_unidade AS sul \gset
-- Every day ten to six; the Sul, noon to one.
INSERT INTO flowt.tb_omni8_tenant_horario SELECT :alfa, d, '10:00', '18:00' FROM generate_series(0, 6) AS d;
INSERT INTO flowt.tb_omni8_unidade_horario SELECT :alfa, :sul, d, '12:00', '13:00' FROM generate_series(0, 6) AS d;
CREATE FUNCTION pg_temp.except(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/horarios/excecoes', jsonb_build_object('corpo', ('{"nom_excecao": "Teste"}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.remove(p_id text, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('DELETE /v1/horarios/excecoes/{id}', jsonb_build_object('id', p_id), p_token);
CREATE FUNCTION pg_temp.day(p_tenant bigint, p_day date, p_unit bigint DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN (SELECT coalesce(string_agg(to_char(t.dat_abertura AT TIME ZONE 'America/Sao_Paulo', 'HH24:MI-') || to_char(t.dat_fechamento AT TIME ZONE 'America/Sao_Paulo', 'HH24:MI'), ', ' ORDER BY t.dat_abertura), 'fechado')
          FROM flowt.turnos(p_tenant, (p_day + time '12:00') AT TIME ZONE 'America/Sao_Paulo', p_unit) AS t WHERE (t.dat_abertura AT TIME ZONE 'America/Sao_Paulo')::date = p_day);

-- Precedence: each layer is put over the one before, then taken away again.
CREATE TEMP TABLE layer AS SELECT l.*, NULL::text AS id FROM (VALUES
    (1, '{"des_dia_anual": "12-24", "turnos": [{"hor_abertura": "10:00", "hor_fechamento": "14:00"}]}'::jsonb, '10:00-14:00', '10:00-14:00'),
    (2, '{"dat_excecao": "2029-12-24", "turnos": [{"hor_abertura": "08:00", "hor_fechamento": "09:00"}]}', '08:00-09:00', '08:00-09:00'),
    (3, jsonb_build_object('cod_unidade', :'sul', 'des_dia_anual', '12-24', 'turnos', '[{"hor_abertura": "15:00", "hor_fechamento": "16:00"}]'::jsonb), '08:00-09:00', '15:00-16:00'),
    (4, jsonb_build_object('cod_unidade', :'sul', 'dat_excecao', '2029-12-24'), '08:00-09:00', 'fechado')) AS l (step, body, principal, south);
SELECT is(pg_temp.day(:alfa, '2029-12-24') || ' ' || pg_temp.day(:alfa, '2029-12-24', :sul), '10:00-18:00 12:00-13:00', 'the weeks');
CREATE FUNCTION pg_temp.put(p_step integer, p_token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_answer pg_temp.answer := pg_temp.except((SELECT l.body FROM layer l WHERE l.step = p_step), p_token);
BEGIN
    UPDATE layer SET id = v_answer.body ->> 'cod_excecao' WHERE step = p_step;
    RETURN pg_temp.outcome(v_answer);
END
$$;
SELECT is(pg_temp.put(l.step, :'ta') || ' ' || pg_temp.day(:alfa, '2029-12-24') || ' ' || pg_temp.day(:alfa, '2029-12-24', :sul), concat_ws(' ', '201', l.principal, l.south), 'layer ' || l.step)
  FROM layer l ORDER BY l.step;
SELECT is(pg_temp.day(:alfa, '2028-12-24') || ' ' || pg_temp.day(:alfa, '2028-12-24', :sul), '10:00-14:00 15:00-16:00', 'in another year the yearly ones hold');
SELECT is(pg_temp.day(:alfa, '2029-12-23') || ' ' || pg_temp.day(:alfa, '2029-12-25'), '10:00-18:00 10:00-18:00', 'and the days around are as always');
SELECT is(pg_temp.outcome(pg_temp.remove(l.id, :'ta')) || ' ' || pg_temp.day(:alfa, '2029-12-24', :sul),
    '204 ' || coalesce((SELECT b.south FROM layer b WHERE b.step = l.step - 1), '12:00-13:00'), 'without layer ' || l.step) FROM layer l ORDER BY l.step DESC;
SELECT is(pg_temp.day(:beta, '2029-12-24'), 'fechado', 'a company without hours has one shift that began before');
SELECT is(pg_temp.outcome(pg_temp.except('{"dat_excecao": "2029-12-25"}', :'tb')), '201', 'and may still take a day off');
SELECT is((SELECT array_agg(a.flg_aberto ORDER BY m) FROM unnest('{2029-12-24 23:59:59-03,2029-12-25 00:00-03,2029-12-25 23:59:59-03,2029-12-26 00:00-03}'::timestamptz[]) m, flowt.atendimento(:beta, m) a), '{t,f,f,t}'::boolean[], 'that whole day and no more');
SELECT is((SELECT dat_fechamento FROM flowt.atendimento(:beta, '2029-12-24 12:00-03')), '2029-12-25 00:00-03'::timestamptz, 'with a closing to tell');

-- A shift past midnight belongs to the day it began.
SELECT is(pg_temp.outcome(pg_temp.except('{"dat_excecao": "2029-12-31", "turnos": [{"hor_abertura": "20:00", "hor_fechamento": "03:00"}, {"hor_abertura": "10:00", "hor_fechamento": "14:00"}]}', :'ta')), '201', 'two shifts, one past midnight');
SELECT is(pg_temp.outcome(pg_temp.except('{"des_dia_anual": "01-01"}', :'ta')), '201', 'before a day off');
SELECT is(pg_temp.day(:alfa, '2029-12-31') || ' / ' || pg_temp.day(:alfa, '2030-01-01'), '10:00-14:00, 20:00-03:00 / fechado', 'the night goes on into the day off');
SELECT is((SELECT flg_aberto FROM flowt.atendimento(:alfa, m)), e, 'open at ' || m) FROM (VALUES ('2030-01-01 02:59-03'::timestamptz, true), ('2030-01-01 03:00-03', false), ('2030-01-01 11:00-03', false), ('2030-01-02 11:00-03', true)) AS v (m, e);
SELECT is(pg_temp.outcome(pg_temp.except('{"des_dia_anual": "02-29"}', :'ta')), '201', 'the 29th of February');
SELECT is(pg_temp.day(:alfa, '2028-02-29') || ' ' || pg_temp.day(:alfa, '2029-02-28') || ' ' || pg_temp.day(:alfa, '2029-03-01'), 'fechado 10:00-18:00 10:00-18:00', 'is only where there is one');
-- A long holiday: the next opening is beyond the week.
INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao, nom_excecao) SELECT :alfa, date '2031-07-01' + n, 'Férias' FROM generate_series(0, 29) AS n;
SELECT is((SELECT dat_proxima_abertura FROM flowt.atendimento(:alfa, '2031-07-01 09:00-03')), '2031-07-31 10:00-03'::timestamptz, 'thirty days off: the next opening is found');
DELETE FROM flowt.tb_omni8_horario_excecao WHERE nom_excecao = 'Férias';

-- What is refused.
SELECT is(pg_temp.outcome(pg_temp.except(b::jsonb, :'ta')), e, 'exception ' || b) FROM (VALUES
    ('{}', '422 excecao_em_uma_data_ou_todo_ano'), ('{"dat_excecao": "2029-01-02", "des_dia_anual": "01-02"}', '422 excecao_em_uma_data_ou_todo_ano'),
    ('{"dat_excecao": "2029-02-30"}', '422 corpo_invalido'), ('{"dat_excecao": "31/12/2029"}', '422 corpo_invalido'), ('{"dat_excecao": "2020-01-01"}', '422 excecao_no_passado'),
    ('{"des_dia_anual": "13-01"}', '422 dia_anual_valido'), ('{"des_dia_anual": "02-30"}', '422 dia_anual_valido'), ('{"des_dia_anual": "04-31"}', '422 dia_anual_valido'),
    ('{"des_dia_anual": "00-10"}', '422 dia_anual_valido'), ('{"des_dia_anual": "1-1"}', '422 corpo_invalido'), ('{"des_dia_anual": "01-01"}', '409 excecao_ja_cadastrada'),
    ('{"dat_excecao": "2029-12-31"}', '409 excecao_ja_cadastrada'), ('{"dat_excecao": "2029-03-03", "nom_excecao": ""}', '422 corpo_invalido'),
    ('{"dat_excecao": "2029-03-03", "turnos": [{"hor_abertura": "10:00", "hor_fechamento": "24:00"}]}', '422 corpo_invalido'),
    ('{"dat_excecao": "2029-03-03", "turnos": [{"hor_abertura": "25:00", "hor_fechamento": "10:00"}]}', '422 corpo_invalido'),
    ('{"dat_excecao": "2029-03-03", "turnos": [{"hor_abertura": "10:00", "hor_fechamento": "12:00"}, {"hor_abertura": "11:00", "hor_fechamento": "13:00"}]}', '422 turnos_sobrepostos'),
    ('{"dat_excecao": "2029-03-03", "turnos": [{"hor_abertura": "20:00", "hor_fechamento": "02:00"}, {"hor_abertura": "01:00", "hor_fechamento": "03:00"}]}', '201'),
    ('{"dat_excecao": "2029-03-04", "turnos": [{"hor_abertura": "00:00", "hor_fechamento": "00:00"}]}', '201')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.except(jsonb_build_object('dat_excecao', (now() AT TIME ZONE 'America/Sao_Paulo')::date + d), :'ta')), e, format('in %s days', d)) FROM (VALUES (-1, '422 excecao_no_passado'), (0, '201')) AS v (d, e);
DELETE FROM flowt.tb_omni8_horario_excecao WHERE dat_excecao < date '2029-01-01';
SELECT is(pg_temp.outcome(pg_temp.except(jsonb_build_object('dat_excecao', '2029-05-05', 'cod_unidade', :'alheia'), :'ta')), '404 nao_encontrado', 'another company''s unit');
SELECT is(pg_temp.outcome(pg_temp.except('{"dat_excecao": "2029-05-05"}', :'atendente')), '403 sem_permissao', 'who attends makes none');
SELECT is(pg_temp.outcome(pg_temp.remove(e.cod_excecao::text, :'tb')), '404 nao_encontrado', 'another company does not remove it') FROM flowt.tb_omni8_horario_excecao e WHERE e.cod_tenant = :alfa LIMIT 1;
SELECT is((SELECT array_agg(i ->> 'nom_excecao') FROM jsonb_array_elements((pg_temp.request('GET /v1/horarios/excecoes', '{}', :'tb')).body -> 'itens') i), '{Teste}', 'nor sees more than its own');
CREATE TEMP TABLE page AS WITH RECURSIVE p AS (
    SELECT 1 AS n, (pg_temp.request('GET /v1/horarios/excecoes', '{"limite": "2"}', :'ta')).body AS body
    UNION ALL SELECT n + 1, (pg_temp.request('GET /v1/horarios/excecoes', jsonb_build_object('limite', '2', 'apos', p.body ->> 'proximo'), :'ta')).body FROM p WHERE p.body ->> 'proximo' IS NOT NULL AND n < 20)
    SELECT * FROM p;
SELECT is((SELECT count(DISTINCT i ->> 'cod_excecao') FROM page, jsonb_array_elements(page.body -> 'itens') i), (SELECT count(*) FROM flowt.tb_omni8_horario_excecao WHERE cod_tenant = :alfa), 'the list is read page by page');
INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao, nom_excecao) SELECT :alfa, date '2040-01-01' + n, 'Cheia' FROM generate_series(1, flowt.limite_excecoes() - (SELECT count(*)::integer FROM flowt.tb_omni8_horario_excecao WHERE cod_tenant = :alfa)) AS n;
SELECT is(pg_temp.outcome(pg_temp.except('{"dat_excecao": "2039-01-01"}', :'ta')), '422 excecoes_demais', 'there is a limit');
DELETE FROM flowt.tb_omni8_horario_excecao WHERE cod_tenant = :alfa;

-- What the public is told.
INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao, nom_excecao) VALUES (:alfa, '2026-12-25', 'Natal <b>');
INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao, nom_excecao) VALUES (:alfa, '2026-12-24', 'Véspera') RETURNING cod_excecao AS vespera \gset
INSERT INTO flowt.tb_omni8_horario_excecao_turno VALUES (:alfa, :vespera, '16:00', '18:00'), (:alfa, :vespera, '10:00', '14:00');
SELECT is((SELECT array_agg(a.des_aviso ORDER BY a.dia) FROM flowt.avisos_de_horario(:alfa, m) a), e::text[], 'told at ' || m) FROM (VALUES
    ('2026-12-16 12:00-03'::timestamptz, NULL), ('2026-12-17 12:00-03', '{"Horário especial daqui a uma semana, 24/12: 10:00 às 14:00 e 16:00 às 18:00 (Véspera)"}'),
    ('2026-12-20 12:00-03', '{"Horário especial quinta-feira, 24/12: 10:00 às 14:00 e 16:00 às 18:00 (Véspera)","Fechado sexta-feira, 25/12: Natal <b>"}'),
    ('2026-12-24 23:59-03', '{"Horário especial hoje, 24/12: 10:00 às 14:00 e 16:00 às 18:00 (Véspera)","Fechado amanhã, 25/12: Natal <b>"}'),
    ('2026-12-25 00:00-03', '{"Fechado hoje, 25/12: Natal <b>"}'), ('2026-12-26 00:00-03', NULL)) AS v (m, e);
SELECT is(flowt.html_avisos_de_horario(:alfa, '2026-12-25 12:00-03'), '<p class="aviso">Fechado hoje, 25/12: Natal &lt;b&gt;</p>', 'on the page, escaped');
SELECT (now() AT TIME ZONE 'America/Sao_Paulo')::date + 400 AS day \gset
INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao, nom_excecao) VALUES (:alfa, :'day', 'Natal <b>');
SELECT is((pg_temp.request('GET /v1/atendimento', jsonb_build_object('momento', :'day' || 'T12:00:00-03:00'), NULL, 'alfa')).body -> 'avisos',
    jsonb_build_array(jsonb_build_object('dat_excecao', :'day', 'des_aviso', format('Fechado hoje, %s: Natal <b>', to_char(:'day'::date, 'DD/MM')))), 'and by the API');

-- Easter, and what hangs on it.
SELECT is(flowt.pascoa(y), d, 'Easter of ' || y) FROM (VALUES (1961, date '1961-04-02'), (2000, '2000-04-23'), (2008, '2008-03-23'), (2011, '2011-04-24'), (2024, '2024-03-31'), (2025, '2025-04-20'), (2026, '2026-04-05'),
    (2027, '2027-03-28'), (2038, '2038-04-25'), (2049, '2049-04-18'), (2076, '2076-04-19')) AS v (y, d);
SELECT is((SELECT bool_and(extract(dow FROM flowt.pascoa(y)) = 0 AND flowt.pascoa(y) BETWEEN make_date(y, 3, 22) AND make_date(y, 4, 25)) FROM generate_series(1980, 2199) y), true, 'always a Sunday between 22 March and 25 April');
SELECT is((SELECT string_agg(to_char(f.dat_feriado, 'DD/MM ') || f.nom_feriado || CASE WHEN f.flg_facultativo THEN '*' ELSE '' END, ', ') FROM flowt.feriados(2026) f),
    '01/01 Confraternização Universal, 16/02 Segunda-feira de Carnaval*, 17/02 Carnaval*, 18/02 Quarta-feira de Cinzas*, 03/04 Sexta-feira Santa, 21/04 Tiradentes, 01/05 Dia do Trabalho, 04/06 Corpus Christi*, '
    || '07/09 Independência do Brasil, 12/10 Nossa Senhora Aparecida, 02/11 Finados, 15/11 Proclamação da República, 20/11 Consciência Negra, 25/12 Natal', 'the holidays of 2026');
SELECT is((SELECT count(*) FROM flowt.feriados(2023) f WHERE f.nom_feriado = 'Consciência Negra'), 0::bigint, 'Consciência Negra is national from 2024 on');
CREATE FUNCTION pg_temp.accept(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/horarios/feriados', jsonb_build_object('corpo', p_body::text), p_token);
DELETE FROM flowt.tb_omni8_horario_excecao WHERE cod_tenant = :alfa;
SELECT is((SELECT array_agg(i ->> 'dat_excecao') FROM jsonb_array_elements((pg_temp.accept('{"ano": 2030, "feriados": ["Natal", "Carnaval"]}', :'ta')).body -> 'itens') i), '{2030-03-05,2030-12-25}', 'holidays are accepted');
SELECT is(pg_temp.day(:alfa, '2030-03-05') || ' ' || pg_temp.day(:alfa, '2030-03-04'), 'fechado 10:00-18:00', 'and the company is closed on them');
SELECT is((pg_temp.accept('{"ano": 2030, "feriados": ["Natal"]}', :'ta')).body, '{"itens": []}', 'what is there already stays');
SELECT is((SELECT array_agg(i ->> 'nom_feriado') FROM jsonb_array_elements((pg_temp.request('GET /v1/horarios/feriados', '{"ano": "2030"}', :'ta')).body -> 'itens') i WHERE (i ->> 'flg_aceito')::boolean), '{Carnaval,Natal}', 'the list says which are accepted');
SELECT is(pg_temp.outcome(pg_temp.accept(b::jsonb, :'ta')), e, 'accepting ' || b) FROM (VALUES ('{"ano": 2030, "feriados": ["Dia do Pastel"]}', '422 feriado_desconhecido'), ('{"ano": 2030, "feriados": []}', '422 corpo_invalido'),
    ('{"ano": 1999, "feriados": ["Natal"]}', '422 corpo_invalido'), ('{"ano": 2030}', '422 corpo_invalido')) AS v (b, e);
SELECT is((pg_temp.accept('{"ano": 2024, "feriados": ["Natal"]}', :'ta')).body, '{"itens": []}', 'what is past is past');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/horarios/feriados', jsonb_build_object('ano', y), :'ta')), e, 'year ' || y) FROM (VALUES ('1979', '422 ano_fora_do_alcance'), ('2200', '422 ano_fora_do_alcance'), ('2199', '200'), ('x', '400 22P02')) AS v (y, e);

SELECT * FROM finish();
ROLLBACK;
