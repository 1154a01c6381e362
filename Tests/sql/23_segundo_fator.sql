-- The second factor: the vectors of RFC 6238, enrolment, login, replay, guesses, recovery, and who must have it (guide chapter 17.2).
\ir lib/request.sql
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();

-- RFC 6238, appendix B: eight digits, three algorithms.
SELECT is(flowt.codigo_do_passo(convert_to(left(repeat('1234567890', 7), CASE a WHEN 'sha1' THEN 20 WHEN 'sha256' THEN 32 ELSE 64 END), 'UTF8'), flowt.passo_do_codigo(to_timestamp(t)), 8, a), c,
    format('%s at %s', a, t)) FROM (VALUES
    (59, 'sha1', '94287082'), (59, 'sha256', '46119246'), (59, 'sha512', '90693936'), (1111111109, 'sha1', '07081804'), (1111111109, 'sha256', '68084774'), (1111111109, 'sha512', '25091201'),
    (1111111111, 'sha1', '14050471'), (1111111111, 'sha256', '67062674'), (1111111111, 'sha512', '99943326'), (1234567890, 'sha1', '89005924'), (1234567890, 'sha256', '91819424'),
    (1234567890, 'sha512', '93441116'), (2000000000, 'sha1', '69279037'), (2000000000, 'sha256', '90698825'), (2000000000, 'sha512', '38618901'), (20000000000, 'sha1', '65353130'),
    (20000000000, 'sha256', '77737706'), (20000000000, 'sha512', '47863826')) AS v (t, a, c);
-- RFC 4226, appendix D: six digits.
SELECT is(flowt.codigo_do_passo('12345678901234567890', n), c, 'HOTP of ' || n) FROM (VALUES (0, '755224'), (1, '287082'), (2, '359152'), (3, '969429'), (4, '338314'), (5, '254676'), (6, '287922'),
    (7, '162583'), (8, '399871'), (9, '520489')) AS v (n, c);
-- RFC 4648, chapter 10, without padding.
SELECT is(flowt.base32(convert_to(p, 'UTF8')), e, 'base32 of ' || p) FROM (VALUES ('f', 'MY'), ('fo', 'MZXQ'), ('foo', 'MZXW6'), ('foob', 'MZXW6YQ'), ('fooba', 'MZXW6YTB'), ('foobar', 'MZXW6YTBOI')) AS v (p, e);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT admin.criar_acesso(:alfa, 'ana@example.com', 'Ana', 'admin', 'frase da ana toda') AS ana \gset
CREATE FUNCTION pg_temp.enter(p_code text DEFAULT NULL, p_password text DEFAULT 'frase da ana toda') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/sessoes', jsonb_build_object('ip', '10.1.1.1', 'corpo',
    jsonb_strip_nulls(jsonb_build_object('email', 'ana@example.com', 'senha', p_password, 'codigo', p_code))::text), NULL, 'alfa');
CREATE FUNCTION pg_temp.self(p_route text, p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/usuarios/eu/segundo-fator' || p_route, jsonb_build_object('corpo', p_body::text), p_token);
CREATE FUNCTION pg_temp.code(p_step integer DEFAULT 0) RETURNS text LANGUAGE sql
RETURN (SELECT flowt.codigo_do_passo(public.pgp_sym_decrypt_bytea(des_segredo, flowt.chave_cifra('segundo_fator')), flowt.passo_do_codigo(clock_timestamp()) + p_step) FROM flowt.tb_omni8_segundo_fator);

-- Enrolment.
SELECT (pg_temp.enter()).body ->> 'token' AS ana_s \gset
SELECT (pg_temp.enter()).body ->> 'token' AS outra_s \gset
SELECT is(pg_temp.outcome(pg_temp.self('/confirmacao', '{"codigo": "123456"}', :'ana_s')), '404 nao_encontrado', 'nothing to confirm yet');
SELECT is(pg_temp.outcome(pg_temp.self('', '{"senha": "errada errada"}', :'ana_s')), '403 prova_nao_confere', 'enrolment asks for the password');
CREATE TEMP TABLE seed AS SELECT (pg_temp.self('', '{"senha": "frase da ana toda"}', :'ana_s')).body AS body;
SELECT is(body ->> 'uri', 'otpauth://totp/Flowt:ana%40example.com?secret=' || (body ->> 'segredo') || '&issuer=Flowt&algorithm=SHA1&digits=6&period=30', 'the address of the seed') FROM seed;
SELECT matches(body ->> 'segredo', '^[A-Z2-7]{32}$', '160 bits in base32') FROM seed;
SELECT is(flowt.base32(public.pgp_sym_decrypt_bytea(f.des_segredo, flowt.chave_cifra('segundo_fator'))), s.body ->> 'segredo', 'kept encrypted') FROM flowt.tb_omni8_segundo_fator f, seed s;
SELECT is((pg_temp.enter()).status, 201, 'until it is confirmed, it is not asked');
SELECT is(pg_temp.outcome(pg_temp.self('/confirmacao', '{"codigo": "abcdef"}', :'ana_s')), '403 prova_nao_confere', 'a wrong code confirms nothing');
-- Kept: a moment later it may be the code of another step before.
SELECT pg_temp.code(-1) AS used \gset
CREATE TEMP TABLE recovery AS SELECT (pg_temp.self('/confirmacao', jsonb_build_object('codigo', :'used'::text), :'ana_s')).body -> 'codigos_recuperacao' AS codes;
SELECT is(jsonb_array_length(codes), 10, 'ten recovery codes') FROM recovery;
SELECT is((SELECT count(DISTINCT c) FROM recovery, jsonb_array_elements_text(codes) AS c WHERE c ~ '^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$'), 10::bigint, 'of 80 bits each');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_codigo_recuperacao k, recovery, jsonb_array_elements_text(codes) AS c WHERE k.hsh_codigo = flowt.digerir(replace(c, '-', ''))), 10::bigint, 'kept as digests');
SELECT is((pg_temp.request('GET /v1/usuarios/eu/segundo-fator', '{}', :'ana_s')).body - 'dat_ativacao', '{"flg_ativo": true, "flg_exigido": false, "qtd_codigos_recuperacao": 10}', 'it is on');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes/atual', '{}', :'outra_s')), '401 sessao_invalida', 'sessions opened without it are closed');
SELECT is(pg_temp.outcome(pg_temp.self('', '{"senha": "frase da ana toda"}', :'ana_s')), '409 segundo_fator_ja_ativo', 'another seed only after this one');

-- Login.
SELECT is(pg_temp.outcome(pg_temp.enter(NULL, 'errada errada')), '401 credenciais_invalidas', 'a wrong password tells nothing of it');
SELECT is(pg_temp.outcome(pg_temp.enter(pg_temp.code(), 'errada errada')), '401 credenciais_invalidas', 'even with the code');
SELECT is(pg_temp.outcome(pg_temp.enter()), '401 segundo_fator_necessario', 'the right one asks for the code');
SELECT is(pg_temp.outcome(pg_temp.enter(:'used'::text)), '401 codigo_invalido', 'the code that confirmed is used up');
UPDATE flowt.tb_omni8_segundo_fator SET num_ultimo_passo = 0, qtd_falhas = 0;
-- The next few are of one step of 30 seconds: near its end, wait for the next.
SELECT pg_sleep(CASE WHEN second > 20 THEN 30 - second ELSE 0 END) FROM (SELECT extract(epoch FROM clock_timestamp())::numeric % 30 AS second) AS s \gset
SELECT is((pg_temp.enter(pg_temp.code())).status, 201, 'the code enters');
SELECT is(pg_temp.outcome(pg_temp.enter(pg_temp.code())), '401 codigo_invalido', 'once');
SELECT is(pg_temp.outcome(pg_temp.enter(pg_temp.code(-1))), '401 codigo_invalido', 'and none before it');
SELECT is((pg_temp.enter(left(pg_temp.code(1), 3) || ' ' || right(pg_temp.code(1), 3))).status, 201, 'one step ahead, typed with a space');
UPDATE flowt.tb_omni8_segundo_fator SET num_ultimo_passo = 0, qtd_falhas = 0;
SELECT is(pg_temp.outcome(pg_temp.enter(pg_temp.code(n))), '401 codigo_invalido', n || ' steps off') FROM unnest('{-2,2,3,-100}'::integer[]) AS n;
SELECT is((SELECT qtd_falhas FROM flowt.tb_omni8_segundo_fator), 4, 'wrong ones are counted');
SELECT is(pg_temp.outcome(pg_temp.enter('000000x')), '401 codigo_invalido', 'the fifth');
SELECT is(pg_temp.outcome(pg_temp.enter(pg_temp.code())), '401 codigo_invalido', 'closes it to right ones too');
UPDATE flowt.tb_omni8_segundo_fator SET dat_bloqueio = now();
SELECT is((pg_temp.enter(codes ->> 3)).status, 201, 'a recovery code enters after the lock') FROM recovery;
SELECT is(pg_temp.outcome(pg_temp.enter(codes ->> 3)), '401 codigo_invalido', 'once') FROM recovery;
SELECT is((pg_temp.enter(lower(replace(codes ->> 4, '-', '')))).status, 201, 'another, as people type it') FROM recovery;
SELECT is((SELECT qtd_falhas FROM flowt.tb_omni8_segundo_fator), 0, 'a right one clears the count');

-- Off again.
SELECT (pg_temp.enter(codes ->> 5)).body ->> 'token' AS s FROM recovery \gset
SELECT is(pg_temp.outcome(pg_temp.self('/desativacao', jsonb_build_object('senha', 'errada errada', 'codigo', codes ->> 6), :'s')), '403 prova_nao_confere', 'off needs the password') FROM recovery;
SELECT is(pg_temp.outcome(pg_temp.self('/desativacao', '{"senha": "frase da ana toda", "codigo": "nenhum"}', :'s')), '403 prova_nao_confere', 'and a code');
CREATE FUNCTION pg_temp.demand(p_profiles jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PUT /v1/acesso/segundo-fator', jsonb_build_object('corpo', jsonb_build_object('perfis', p_profiles)::text), p_token);
SELECT pg_temp.login(:alfa, 'cozinha') AS cozinha, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:beta, 'admin') AS fora \gset
SELECT is((pg_temp.demand('["admin", "cozinha"]', :'s')).body, '{"perfis": ["admin", "cozinha"]}', 'a company demands it');
SELECT is(pg_temp.outcome(pg_temp.self('/desativacao', jsonb_build_object('senha', 'frase da ana toda', 'codigo', codes ->> 7), :'s')), '409 segundo_fator_exigido', 'then it stays on') FROM recovery;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/categorias', '{}', :'cozinha')), '403 segundo_fator_obrigatorio', 'who has none only enrols');
SELECT is((pg_temp.request('GET /v1/usuarios/eu/segundo-fator', '{}', :'cozinha')).body -> 'flg_exigido', 'true', 'and is told');
SELECT is((pg_temp.request('GET /v1/categorias', '{}', t)).status, 200, 'others go on') FROM unnest(ARRAY[:'s', :'gerente', :'fora']) AS t;
SELECT is(pg_temp.outcome(pg_temp.demand('[]', :'gerente')), '403 sem_permissao', 'not for a manager to say');
SELECT is(pg_temp.outcome(pg_temp.demand('["rei"]', :'s')), '404 nao_encontrado', 'of no such profile');
SELECT is(pg_temp.outcome(pg_temp.demand('["api"]', :'s')), '404 nao_encontrado', 'nor of programs');
SELECT admin.criar_acesso(:alfa, 'caio@example.com', 'Caio', 'cozinha', 'frase do caio toda') AS caio \gset
CREATE TEMP TABLE caio AS SELECT (pg_temp.request('POST /v1/sessoes', '{"corpo": "{\"email\": \"caio@example.com\", \"senha\": \"frase do caio toda\"}"}', NULL, 'alfa')).body AS body;
SELECT is(body - 'token' - 'dat_expiracao' - 'usuario' - 'tenant', '{"nom_perfil": "cozinha", "flg_restrita": true, "permissoes": []}', 'a new login is restricted') FROM caio;
SELECT body ->> 'token' AS caio_s FROM caio \gset
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/produtos', '{}', :'caio_s')), '403 segundo_fator_obrigatorio', 'to enrolling');
SELECT is((pg_temp.self('', '{"senha": "frase do caio toda"}', :'caio_s')).status, 201, 'which it does');
SELECT flowt.codigo_do_passo(public.pgp_sym_decrypt_bytea(des_segredo, flowt.chave_cifra('segundo_fator')), flowt.passo_do_codigo(clock_timestamp())) AS caio_c
    FROM flowt.tb_omni8_segundo_fator WHERE cod_usuario = :caio \gset
SELECT is((pg_temp.self('/confirmacao', jsonb_build_object('codigo', :'caio_c'), :'caio_s')).status, 200, 'confirms');
SELECT is((pg_temp.request('GET /v1/produtos', '{}', :'caio_s')).status, 200, 'and works');
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT admin.desativar_segundo_fator(''caio@example.com'', ''x'')'), 'PT422 confirmacao_nao_confere', 'a DBA types the e-mail twice');
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT admin.desativar_segundo_fator(''caio@example.com'', ''caio@example.com'')'), 'ok 1', 'then it is off');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_codigo_recuperacao WHERE cod_usuario = :caio), 0::bigint, 'with its codes');
SELECT is((pg_temp.demand('[]', :'s')).status, 200, 'nobody must any longer');
SELECT is(pg_temp.outcome(pg_temp.self('/desativacao', jsonb_build_object('senha', 'frase da ana toda', 'codigo', codes ->> 8), :'s')), '204', 'with both it goes off') FROM recovery;
SELECT is((pg_temp.enter()).status, 201, 'and is not asked');

SELECT is(pg_temp.attempt(r, s, :alfa), '42501', r || ': ' || s) FROM unnest('{flowt_api,flowt_courier,flowt_bi,flowt_dba,flowt_busca}'::text[]) AS r, unnest(ARRAY['SELECT * FROM flowt.tb_omni8_chave_cifra',
    'SELECT * FROM flowt.tb_omni8_segundo_fator', 'SELECT * FROM flowt.tb_omni8_codigo_recuperacao', 'SELECT flowt.chave_cifra(''segundo_fator'')', 'SELECT flowt.conferir_segundo_fator(1, ''1'')']) AS s;

-- A restricted session is of nobody's manager, whatever its profile.
SELECT pg_temp.new_tenant('restrita') AS restrita \gset
SELECT pg_temp.login(:restrita, 'admin') AS chefe, pg_temp.login(:restrita, 'cozinha') AS outra \gset
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes', '{"todas": "true"}', :'chefe')), '200', 'an administrator sees the sessions of all');
UPDATE flowt.tb_omni8_sessao SET flg_restrita = true WHERE hsh_token = flowt.digerir(:'chefe');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes', '{"todas": "true"}', :'chefe')), '403 sem_permissao', 'not before the second factor');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/sessoes/{id}', jsonb_build_object('id', (SELECT cod_sessao FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'outra'))), :'chefe')),
    '404 nao_encontrado', 'nor ends them');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/sessoes', '{}', :'chefe')), '200', 'its own it sees');
SELECT * FROM finish();
ROLLBACK;
