-- The incident register: its deadline, its history, what closing one asks for (LGPD art. 48; Resolução CD/ANPD 15/2024).
\ir lib/request.sql
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();
SELECT is(flowt.dia_util(d::date), e, d) FROM (VALUES ('2026-11-20', false), ('2026-11-19', true), ('2026-11-21', false), ('2026-11-22', false), ('2026-04-03', false), ('2027-03-26', false), ('2026-12-25', false),
    ('2026-01-01', false), ('2026-02-17', true)) AS v (d, e);
-- Known on a Wednesday before a holiday: Thursday, Monday, Tuesday.
SELECT is(flowt.prazo_em_dias_uteis(d::date, n), e::date, format('%s working days after %s', n, d)) FROM (VALUES ('2026-11-18', 3, '2026-11-24'), ('2026-11-20', 3, '2026-11-25'), ('2026-11-21', 3, '2026-11-25'),
    ('2026-11-16', 3, '2026-11-19'), ('2026-12-23', 3, '2026-12-29'), ('2026-11-18', 6, '2026-11-27'), ('2026-04-01', 3, '2026-04-07')) AS v (d, n, e);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS admin, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:beta, 'admin') AS fora \gset
CREATE FUNCTION pg_temp.report(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/incidentes', jsonb_build_object('corpo', ('{"nom_incidente": "Planilha aberta", "des_incidente": "Um arquivo ficou público.", "tip_gravidade": "ALTA"}'::jsonb || p_body)::text), p_token);
CREATE TEMP TABLE made AS SELECT (pg_temp.report('{"dat_ciencia": "2026-11-18T12:00:00Z"}', :'admin')).body AS b;
SELECT is((b ->> 'dat_prazo_comunicacao')::timestamptz, '2026-11-25 00:00-03'::timestamptz, 'to the end of the third working day, where the company is') FROM made;
SELECT b ->> 'cod_incidente' AS id FROM made \gset
CREATE FUNCTION pg_temp.change(p_id text, p_version integer, p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/incidentes/{id}', jsonb_build_object('id', p_id, 'corpo', (jsonb_build_object('num_versao', p_version) || p_body)::text), p_token);
SELECT is((pg_temp.change(:'id', 1, '{"flg_pequeno_porte": true}', :'admin')).body ->> 'dat_prazo_comunicacao', to_json('2026-11-28 00:00-03'::timestamptz) #>> '{}', 'twice as long for small agents');
SELECT is(pg_temp.outcome(pg_temp.change(:'id', 1, '{}', :'admin')), '409 versao_desatualizada', 'a stale version');
SELECT is(pg_temp.outcome(pg_temp.change(:'id', 2, b, :'admin')), e, b::text) FROM (VALUES ('{"sta_incidente": "ENCERRADO"}'::jsonb, '422 encerramento_diz_o_que_houve'),
    ('{"sta_incidente": "ENCERRADO", "flg_risco_relevante": true, "des_medidas": "x"}', '422 risco_relevante_se_comunica'), ('{"dat_ocorrencia": "2026-11-19T00:00:00Z"}', '422 incidente_em_ordem'),
    ('{"dat_comunicacao_anpd": "2026-11-17T00:00:00Z"}', '422 incidente_em_ordem'), ('{"sta_incidente": "SUMIU"}', '422 corpo_invalido'), ('{"qtd_titulares": -1}', '422 corpo_invalido')) AS v (b, e);
SELECT is((pg_temp.change(:'id', 2, '{"flg_pequeno_porte": false, "flg_risco_relevante": true, "dat_comunicacao_anpd": "2026-11-24T23:00:00Z", "dat_comunicacao_titulares": "2026-11-25T10:00:00Z"}', :'admin')).body
    ->> 'sta_comunicacao', 'FEITA_COM_ATRASO', 'told too late');
SELECT is((pg_temp.change(:'id', 3, '{"sta_incidente": "ENCERRADO", "des_medidas": "Arquivo retirado.", "des_justificativa": "Feriado local."}', :'admin')).body ->> 'sta_incidente', 'ENCERRADO', 'closed');
SELECT is(pg_temp.outcome(pg_temp.change(:'id', 4, '{"nom_incidente": "outro"}', :'admin')), '409 incidente_encerrado', 'for good');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/incidentes/{id}', jsonb_build_object('id', :'id'), :'admin')).body -> 'historico'), 4, 'its history has every step');
SELECT is((pg_temp.report('{"flg_risco_relevante": false}', :'admin')).body ->> 'sta_comunicacao', 'DISPENSADA', 'without relevant risk nobody need be told');
SELECT is((pg_temp.report('{}', :'admin')).body ->> 'sta_comunicacao', 'NO_PRAZO', 'known now');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/incidentes', '{}', :'admin')).body -> 'itens'), 3, 'the list');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/incidentes', '{}', :'gerente')), '403 sem_permissao', 'not for managers');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/incidentes/{id}', jsonb_build_object('id', :'id'), :'fora')), '404', 'not for another company');
SELECT is(pg_temp.outcome(pg_temp.change(:'id', 4, '{}', :'fora')), '404 nao_encontrado', 'to change even less');
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), e, s) FROM (VALUES ('DELETE FROM flowt.tb_omni8_incidente', '42501'), ('DELETE FROM flowt.tb_omni8_incidente_evento', '42501'),
    ('UPDATE flowt.tb_omni8_incidente_evento SET js_mudanca = ''{}''', '42501')) AS v (s, e);
SELECT is(pg_temp.attempt('postgres', 'DELETE FROM flowt.tb_omni8_incidente_evento', :alfa), 'PT409 registro_so_de_inclusao', 'history is history');

SELECT * FROM finish();
ROLLBACK;
