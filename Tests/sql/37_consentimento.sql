-- The ledger of consents: what holds, channel by channel, and that it only grows.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(20);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'financeiro') AS tf \gset
SELECT (pg_temp.request('POST /v1/pessoas', '{"corpo": "{\"tip_pessoa\": \"F\", \"nom_pessoa\": \"Ana\"}"}', :'ta')).body ->> 'cod_pessoa' AS ana \gset

CREATE FUNCTION pg_temp.consent(p_token text, p_person text, p_channel text, p_given boolean, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pessoas/{id}/consentimentos', jsonb_build_object('id', p_person, 'ip', '192.0.2.9', 'corpo', (jsonb_build_object('tip_finalidade', 'MARKETING', 'tip_canal', p_channel,
    'flg_concedido', p_given, 'num_versao_texto', 'v1') || p_more)::text), p_token);
CREATE FUNCTION pg_temp.holds(p_tenant bigint, p_person text) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(c, ' ' ORDER BY c) FROM unnest('{EMAIL,SMS,WHATSAPP}'::text[]) AS c WHERE flowt.consentiu(p_tenant, p_person::bigint, 'MARKETING', c));

SELECT is(pg_temp.holds(:alfa, :'ana'), NULL, 'silence is no consent');
SELECT is(pg_temp.outcome(pg_temp.consent(t, p, 'EMAIL', true)), e, e) FROM (VALUES (NULL, :'ana', '401 login_necessario'), (:'tf', :'ana', '403 sem_permissao'), (:'tb', :'ana', '404 nao_encontrado')) AS v (t, p, e);
SELECT is(pg_temp.outcome(pg_temp.consent(:'ta', :'ana', 'EMAIL', true)), '201', 'one channel');
SELECT is(pg_temp.holds(:alfa, :'ana'), 'EMAIL', 'is one channel');
SELECT is(pg_temp.holds(:beta, :'ana'), NULL, 'of one tenant');
SELECT is(flowt.consentiu(:alfa, :ana, 'PESQUISA', 'EMAIL'), false, 'for one purpose');
SELECT is((SELECT tip_origem || ' ' || num_ip || ' ' || num_versao_texto FROM flowt.tb_omni8_consentimento WHERE cod_tenant = :alfa), 'EQUIPE 192.0.2.9 v1', 'with origin, address and the text that was read');
SELECT pg_temp.consent(:'ta', :'ana', 'TODOS', true) \g /dev/null
SELECT is(pg_temp.holds(:alfa, :'ana'), 'EMAIL SMS WHATSAPP', 'all of them');
SELECT pg_temp.consent(:'ta', :'ana', 'SMS', false) \g /dev/null
SELECT is(pg_temp.holds(:alfa, :'ana'), 'EMAIL WHATSAPP', 'a channel''s own line beats TODOS');
SELECT pg_temp.consent(:'ta', :'ana', 'TODOS', true) \g /dev/null
SELECT is(pg_temp.holds(:alfa, :'ana'), 'EMAIL WHATSAPP', 'also a later one: what was refused stays refused');
SELECT pg_temp.consent(:'ta', :'ana', 'TODOS', false) \g /dev/null
SELECT is(pg_temp.holds(:alfa, :'ana'), NULL, 'taking all back takes back each');
SELECT is((SELECT string_agg(concat_ws(' ', tip_canal, flg_concedido), ', ' ORDER BY cod_consentimento) FROM flowt.tb_omni8_consentimento WHERE cod_pessoa = :ana),
    'EMAIL t, TODOS t, SMS f, TODOS t, TODOS f, EMAIL f', 'each a fact of its own');
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'tip_canal', i ->> 'flg_concedido'), ', ') FROM jsonb_array_elements((pg_temp.request('GET /v1/pessoas/{id}/consentimentos', jsonb_build_object('id', :'ana'), :'ta')).body -> 'atuais') AS i),
    'EMAIL false, SMS false, TODOS false', 'what holds now');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/pessoas/{id}/consentimentos', jsonb_build_object('id', :'ana'), :'ta')).body -> 'historico'), 6, 'and how it came to that');
SELECT is(pg_temp.wrong_fields(pg_temp.consent(:'ta', :'ana', 'POMBO', true, '{"tip_finalidade": "X", "num_versao_texto": " ", "tip_origem": "CLIENTE"}')),
    'num_versao_texto:texto_curto tip_canal:opcao_invalida tip_finalidade:opcao_invalida tip_origem:campo_desconhecido', 'nothing else is a consent');
SELECT is(pg_temp.attempt('flowt_api', format(s, :ana), :alfa), '42501', s) FROM unnest(ARRAY['UPDATE flowt.tb_omni8_consentimento SET flg_concedido = true WHERE cod_pessoa = %s', 'DELETE FROM flowt.tb_omni8_consentimento WHERE cod_pessoa = %s']) AS s;
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_consentimento SET flg_concedido = true WHERE cod_pessoa = %s', :ana)), 'PT409 registro_so_de_inclusao', 'not even the superuser rewrites one by mistake');

SELECT * FROM finish();
ROLLBACK;
