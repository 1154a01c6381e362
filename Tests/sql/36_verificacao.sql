-- Codes of verification: sent, throttled, guessed, used once (guide chapters 4.2 and 17.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
-- From the beginning: what is compiled before is not counted.
SET LOCAL track_functions = 'all';
SELECT plan(41);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'financeiro') AS tf \gset

CREATE FUNCTION pg_temp.person(p_token text, p_kind text, p_value text) RETURNS text LANGUAGE sql
RETURN (pg_temp.request('POST /v1/pessoas', jsonb_build_object('corpo', jsonb_build_object('tip_pessoa', 'F', 'nom_pessoa', 'Ana',
    'identificadores', jsonb_build_array(jsonb_build_object('tip_identificador', p_kind, 'des_valor', p_value)))::text), p_token)).body ->> 'cod_pessoa';
CREATE FUNCTION pg_temp.identifier(p_person text) RETURNS text LANGUAGE sql
RETURN (SELECT cod_identificador::text FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = p_person::bigint ORDER BY 1 LIMIT 1);
CREATE FUNCTION pg_temp.send(p_token text, p_person text, p_ip text DEFAULT '192.0.2.1') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pessoas/{id}/identificadores/{identificador}/verificacao', jsonb_build_object('id', p_person, 'identificador', pg_temp.identifier(p_person), 'ip', p_ip), p_token);
CREATE FUNCTION pg_temp.confirm(p_token text, p_person text, p_code text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pessoas/{id}/identificadores/{identificador}/verificacao/confirmacao', jsonb_build_object('id', p_person, 'identificador', pg_temp.identifier(p_person),
    'corpo', jsonb_build_object('codigo', p_code)::text), p_token);
CREATE FUNCTION pg_temp.last_code() RETURNS text LANGUAGE sql VOLATILE
RETURN (SELECT (regexp_match(des_texto, '\d{6}'))[1] FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'codigo_verificacao' ORDER BY cod_mensagem DESC LIMIT 1);
CREATE FUNCTION pg_temp.wrong(p_code text) RETURNS text LANGUAGE sql RETURN lpad(((p_code::integer + 1) % 1000000)::text, 6, '0');
-- Time passes: everything sent so far was sent that much earlier.
CREATE FUNCTION pg_temp.pass(p_time interval) RETURNS void LANGUAGE sql AS $$
    UPDATE flowt.tb_omni8_codigo_verificacao SET dat_criacao = dat_criacao - p_time, dat_expiracao = dat_expiracao - p_time
$$;

SELECT pg_temp.person(:'ta', 'EMAIL', 'ana@exemplo.com') AS ana, pg_temp.person(:'ta', 'CPF', '52998224725') AS cpf, pg_temp.person(:'tb', 'EMAIL', 'ana@exemplo.com') AS ana_b \gset
SELECT is(pg_temp.outcome(pg_temp.send(t, p)), e, e) FROM (VALUES (NULL, :'ana', '401 login_necessario'), (:'tf', :'ana', '403 sem_permissao'), (:'tb', :'ana', '404 nao_encontrado'),
    (:'ta', :'cpf', '422 identificador_sem_envio'), (:'ta', :'ana', '202')) AS v (t, p, e);
SELECT pg_temp.last_code() AS code \gset
SELECT is((SELECT des_destino || ' ' || tip_canal || ' ' || (dat_expiracao - dat_criacao) || ' ' || (des_texto ~ 'Casa alfa') FROM flowt.tb_omni8_mensagem ORDER BY cod_mensagem DESC LIMIT 1), 'ana@exemplo.com EMAIL 00:10:00 true', 'the message says whose it is and does not outlive the code');
SELECT ok(NOT EXISTS (SELECT FROM flowt.tb_omni8_codigo_verificacao c WHERE c::text ~ :'code'), 'the code is not kept');
SELECT ok(has_table_privilege('flowt_api', 'flowt.tb_omni8_codigo_verificacao', 'SELECT') IS FALSE, 'requests cannot read codes');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT flowt.conferir_codigo(1, ''LOGIN'', ''EMAIL'', ''x'', NULL, ''000000'')', :alfa), '42501', 'nor guess them past the functions that count');
CREATE TEMP TABLE soon AS SELECT a.* FROM pg_temp.send(:'ta', :'ana') AS a;
SELECT is(status || ' ' || code || ' ' || (split_part(headers, ' ', 2)::integer BETWEEN 50 AND 60), '429 codigo_enviado_ha_pouco true', 'another one is sent in a minute') FROM soon;

-- Guessing.
SELECT is(pg_temp.outcome(pg_temp.confirm(:'ta', :'ana', c)), e, c || ' ' || e) FROM (VALUES ('12345', '422 corpo_invalido'), ('1234567', '422 corpo_invalido'), ('١٢٣٤٥٦', '422 corpo_invalido'), ('abcdef', '422 corpo_invalido')) AS v (c, e);
SELECT is(pg_temp.outcome(pg_temp.confirm(:'tb', :'ana', :'code')), '404 nao_encontrado', 'another tenant''s staff confirms nothing');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'tb', :'ana_b', :'code')), '410 codigo_vencido', 'nor is its own person of the same e-mail confirmed by it');
SELECT is((SELECT string_agg(pg_temp.outcome(pg_temp.confirm(:'ta', :'ana', pg_temp.wrong(:'code'))), ' ') FROM generate_series(1, 5)), '422 codigo_errado 422 codigo_errado 422 codigo_errado 422 codigo_errado 422 codigo_errado', 'five wrong ones');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'ta', :'ana', :'code')), '410 codigo_vencido', 'and the right one is no good any more');
SELECT is((SELECT qtd_erros FROM flowt.tb_omni8_codigo_verificacao ORDER BY cod_codigo DESC LIMIT 1), 5, 'they were counted');

-- A new code, an old code, a used code.
SELECT pg_temp.pass('61 seconds') \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', :'ana')), '202', 'another one after a minute');
SELECT pg_temp.last_code() AS old \gset
SELECT pg_temp.pass('61 seconds') \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', :'ana')), '202', 'and another');
SELECT pg_temp.last_code() AS code \gset
SELECT is((SELECT array_agg(sta_mensagem ORDER BY cod_mensagem DESC) FROM (SELECT * FROM flowt.tb_omni8_mensagem ORDER BY cod_mensagem DESC LIMIT 2) AS m), '{PENDENTE,CANCELADA}', 'the message of the old one does not leave');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'ta', :'ana', :'old')), '422 codigo_errado', 'which is no good either') WHERE :'old' <> :'code';
SELECT pg_temp.pass('9 minutes 50 seconds') \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.confirm(:'ta', :'ana', :'code')), '200', 'ten minutes are not over');
SELECT isnt((SELECT dat_verificacao FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :ana), NULL, 'the e-mail is verified');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'ta', :'ana', :'code')), '410 codigo_vencido', 'a code is used once');
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', :'ana')), '409 identificador_ja_verificado', 'and there is nothing more to verify');
SELECT pg_temp.person(:'ta', 'EMAIL', 'bia@exemplo.com') AS bia \gset
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', :'bia')), '202', 'to another');
SELECT pg_temp.last_code() AS code \gset
SELECT pg_temp.pass('10 minutes') \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.confirm(:'ta', :'bia', :'code')), '410 codigo_vencido', 'after ten minutes it is too late');
SELECT is((SELECT string_agg(pg_temp.outcome(pg_temp.send(:'ta', :'bia')), ' ') FROM generate_series(1, 5) AS n, LATERAL (SELECT n, pg_temp.pass('2 minutes')) AS p), '202 202 202 202 429 codigo_enviado_ha_pouco', 'five a day');
SELECT pg_temp.pass('1 day') \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', :'bia')), '202', 'and again the next day');

-- Somebody else's.
SELECT pg_temp.person(:'ta', 'EMAIL', 'ana@exemplo.com') AS other \gset
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', :'other')), '202', 'a verified e-mail of another is sent a code');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'ta', :'other', pg_temp.last_code())), '409 identificador_verificado_de_outra_pessoa', 'which makes it nobody else''s');

-- An address on the network asks for so many only.
SELECT is((SELECT count(*) FROM generate_series(1, flowt.limite_de_codigos_por_endereco()) AS n,
             LATERAL pg_temp.request('POST /v1/clientes/codigos', jsonb_build_object('ip', '198.51.100.7', 'corpo', jsonb_build_object('canal', 'EMAIL', 'destino', n || '@exemplo.com')::text), NULL, 'alfa') AS a WHERE a.status = 202), 30::bigint, 'as many as may be');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/clientes/codigos', jsonb_build_object('ip', i, 'corpo', '{"canal": "EMAIL", "destino": "novo@exemplo.com"}'), NULL, t)), e, concat_ws(' ', t, i, e))
  FROM (VALUES ('198.51.100.7', 'alfa', '429 codigo_enviado_ha_pouco'), ('198.51.100.8', 'alfa', '202'), ('198.51.100.7', 'beta', '202')) AS v (i, t, e);

-- What is not sent takes the time of what is.
CREATE FUNCTION pg_temp.hashes() RETURNS bigint LANGUAGE sql VOLATILE RETURN (SELECT coalesce(sum(f.calls), 0) FROM pg_stat_xact_user_functions f WHERE f.funcname = 'crypt');
CREATE TEMP TABLE cost AS SELECT n, a.status, pg_temp.hashes() - h.before AS hashes FROM (SELECT pg_temp.hashes() AS before OFFSET 0) AS h, generate_series(1, 3) AS n,
    LATERAL pg_temp.request('POST /v1/clientes/codigos', jsonb_build_object('ip', '198.51.100.9', 'corpo', '{"canal": "EMAIL", "destino": "relogio@exemplo.com"}', 'n', n) - 'n', NULL, 'alfa') AS a;
SELECT is((SELECT string_agg(status || ':' || hashes, ' ' ORDER BY n) FROM cost), '202:1 202:2 202:3', 'a code held back costs a hash as one that leaves');

-- A phone is one, however many companies send to it.
SELECT pg_temp.new_tenant('codigo-aqui') AS aqui, pg_temp.new_tenant('codigo-ali') AS ali \gset
INSERT INTO flowt.tb_omni8_codigo_verificacao (cod_tenant, tip_uso, tip_identificador, des_destino, hsh_codigo, dat_criacao, dat_expiracao)
SELECT :ali, 'LOGIN', 'FONE', d, 'x', clock_timestamp() - interval '3 hours', clock_timestamp() FROM generate_series(1, flowt.limite_de_codigos_na_plataforma()) AS n, unnest(ARRAY['+5581999990001', '+5581999990002']) AS d
 WHERE d = '+5581999990001' OR n > 1;
SELECT is((flowt.espera_por_codigo(:aqui, 'LOGIN', '+5581999990002', '203.0.113.7')).qtd_segundos, 0, 'the last of a day, by whatever company');
SELECT is((flowt.espera_por_codigo(:aqui, 'LOGIN', '+5581999990001', '203.0.113.7')).qtd_segundos BETWEEN 75000 AND 75600, true, 'and no more until a day after the first');
SELECT is((flowt.espera_por_codigo(:aqui, 'LOGIN', '+5581999990001', '203.0.113.7')).flg_endereco, false, 'which looks as if it were sent');
SELECT * FROM finish();
ROLLBACK;
