-- Joining by oneself: e-mail, code, company. Every way a code can be wrong, and nothing that tells who is a user already.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(86);

CREATE FUNCTION pg_temp.join_as(p_email text, p_changes jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/adesoes', jsonb_build_object('corpo', (jsonb_build_object('nom_pessoa', 'Zélia Prado', 'des_email', p_email, 'num_documento', '12.ABC.345/01DE-35') || p_changes)::text));
CREATE FUNCTION pg_temp.confirm(p_token text, p_code text) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('POST /v1/adesoes/{token}/confirmacao', jsonb_build_object('token', p_token, 'corpo', json_build_object('codigo', p_code)::text)));
CREATE FUNCTION pg_temp.finish_join(p_token text, p_changes jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/adesoes/{token}/conclusao', jsonb_build_object('token', p_token,
    'corpo', ('{"nom_slug": "loja-da-zelia", "nom_fantasia": "Loja da Zélia", "tip_segmento": "LOJA", "senha": "senha-da-zelia"}'::jsonb || p_changes)::text));
CREATE FUNCTION pg_temp.last_code(p_email text) RETURNS text LANGUAGE sql AS $$
    SELECT substring(m.des_texto FROM 'é ([0-9]{6})\.') FROM flowt.tb_omni8_mensagem m WHERE m.des_destino = p_email AND m.nom_modelo = 'codigo_de_adesao' ORDER BY m.cod_mensagem DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.other_code(p_code text) RETURNS text LANGUAGE sql RETURN lpad(((p_code::integer + 1) % 1000000)::text, 6, '0');

SELECT is(pg_temp.outcome(pg_temp.join_as('a@b.example')), '503 plataforma_sem_tenant', 'not before the DBA says in whose name');
SELECT pg_temp.new_tenant('plataforma-y') AS p \gset
SELECT admin.definir_tenant_da_plataforma(:p) \g /dev/null
SELECT is(coalesce(pg_temp.wrong_fields(r), pg_temp.outcome(r)), e, v) FROM (VALUES ('{"des_email": "x"}', 'des_email:formato_invalido'), ('{"num_documento": "11111111111"}', 'num_documento:formato_invalido'),
    ('{"num_documento": "52998224726"}', 'num_documento:formato_invalido'), ('{"nom_pessoa": " "}', 'nom_pessoa:texto_curto'), ('{"nom_pessoa": null, "des_email": 1}', 'des_email:tipo_invalido nom_pessoa:tipo_invalido'),
    ('{"senha": "x"}', 'senha:campo_desconhecido')) AS c (v, e), LATERAL pg_temp.join_as('a@b.example', v::jsonb) AS r;

-- (1) The answer and the message.
SELECT (pg_temp.join_as('Zelia@Prado.example')).body ->> 'token' AS t \gset
SELECT matches(:'t'::text, '^fa_[A-Za-z0-9_-]{24}$', 'a token for the next steps');
SELECT matches(pg_temp.last_code('zelia@prado.example'), '^[0-9]{6}$', 'a code goes to the e-mail');
SELECT is_empty(format($$SELECT FROM flowt.tb_omni8_adesao a WHERE to_jsonb(a)::text ~ %L OR strpos(to_jsonb(a)::text, %L) > 0$$, '[^0-9]' || pg_temp.last_code('zelia@prado.example') || '[^0-9]', :'t'), 'neither is kept in the clear');
SELECT is((SELECT count(DISTINCT flowt.novo_codigo()) FROM generate_series(1, 50)) > 45, true, 'codes differ');
SELECT is_empty($$SELECT c FROM (SELECT flowt.novo_codigo() AS c FROM generate_series(1, 200)) AS x WHERE c !~ '^[0-9]{6}$'$$, 'and always have six digits');
-- (3) before (2).
SELECT is(pg_temp.outcome(pg_temp.finish_join(:'t')), '409 email_nao_confirmado', 'no company before the e-mail is proven');
-- (2) Wrong, right, used.
SELECT pg_temp.last_code('zelia@prado.example') AS code \gset
SELECT is(pg_temp.confirm(:'t', c), e, 'code ' || to_json(c)) FROM (VALUES ('12345', '422 corpo_invalido'), ('1234567', '422 corpo_invalido'), ('12345a', '422 corpo_invalido'), ('１２３４５６', '422 corpo_invalido'), ('', '422 corpo_invalido')) AS v (c, e);
SELECT is(pg_temp.confirm('fa_nnnnnnnnnnnnnnnnnnnnnnnn', :'code'), '404 adesao_nao_encontrada', 'a code without its token');
SELECT is(pg_temp.confirm(:'t', pg_temp.other_code(:'code')), '422 codigo_invalido', 'wrong, try ' || n) FROM generate_series(1, 4) AS n;
SELECT is((SELECT qtd_tentativas FROM flowt.tb_omni8_adesao), 4, 'tries are counted');
SELECT is(pg_temp.confirm(:'t', :'code'), '204', 'right at the fifth');
SELECT is(pg_temp.confirm(:'t', :'code'), '422 codigo_invalido', 'a code is used once');
SELECT isnt((SELECT dat_confirmacao FROM flowt.tb_omni8_adesao), NULL, 'the proof stays');
-- Five wrong ones kill a code, the right one too; another can be had.
SELECT (pg_temp.join_as('cinco@x.example')).body ->> 'token' AS t5 \gset
SELECT pg_temp.last_code('cinco@x.example') AS code5 \gset
SELECT is(pg_temp.confirm(:'t5', pg_temp.other_code(:'code5')), '422 codigo_invalido', 'wrong, try ' || n) FROM generate_series(1, 5) AS n;
SELECT is(pg_temp.confirm(:'t5', :'code5'), '422 codigo_invalido', 'too late for the right one');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/adesoes/{token}/codigo', jsonb_build_object('token', :'t5'))), '204', 'another code');
SELECT isnt(pg_temp.last_code('cinco@x.example'), :'code5', 'a new one');
SELECT is(pg_temp.confirm(:'t5', pg_temp.last_code('cinco@x.example')), '204', 'which counts');
-- A code of another joining, an expired one, an expired joining.
SELECT (pg_temp.join_as('velho@x.example')).body ->> 'token' AS tv \gset
SELECT is(pg_temp.confirm(:'tv', :'code5'), '422 codigo_invalido', 'another''s code');
UPDATE flowt.tb_omni8_adesao SET dat_codigo = clock_timestamp() - interval '10 minutes 1 second' WHERE des_email = 'velho@x.example';
SELECT is(pg_temp.confirm(:'tv', pg_temp.last_code('velho@x.example')), '422 codigo_invalido', 'ten minutes and it is over');
UPDATE flowt.tb_omni8_adesao SET dat_codigo = clock_timestamp() - interval '9 minutes 30 seconds' WHERE des_email = 'velho@x.example';
SELECT is(pg_temp.confirm(:'tv', pg_temp.last_code('velho@x.example')), '204', 'before that it counts');
UPDATE flowt.tb_omni8_adesao SET dat_criacao = now() - interval '24 hours 1 second' WHERE des_email = 'velho@x.example';
SELECT is(pg_temp.outcome(pg_temp.finish_join(:'tv')), '404 adesao_nao_encontrada', 'a day to finish');
-- An e-mail is not flooded, whoever begins.
SELECT is((pg_temp.join_as('alvo@x.example')).status, 201, 'code ' || n || ' for one e-mail') FROM generate_series(1, 4) AS n;
SELECT (pg_temp.join_as('ALVO@x.example')).body ->> 'token' AS ta \gset
SELECT is(pg_temp.outcome(pg_temp.join_as('Alvo@X.example')), '409 codigos_demais', 'the sixth within the hour, however it is written');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/adesoes/{token}/codigo', jsonb_build_object('token', :'ta'))), '409 codigos_demais', 'nor by asking again');
SELECT is((pg_temp.join_as('outro-alvo@x.example')).status, 201, 'others are not held up');

-- Addresses.
SELECT is((pg_temp.request('GET /v1/adesoes/enderecos/{nome}', '{"nome": "loja-da-zelia"}')).body, '{"nom_slug": "loja-da-zelia", "flg_disponivel": true, "codigo": null, "mensagem": null,
    "sugestoes": ["loja-da-zelia", "loja-da-zelia-2", "loja-da-zelia-3"]}', 'free');
SELECT is((pg_temp.request('GET /v1/adesoes/enderecos/{nome}', jsonb_build_object('nome', n))).body - '{nom_slug,mensagem}'::text[], e::jsonb, n) FROM (VALUES
    ('plataforma-y', '{"flg_disponivel": false, "codigo": "slug_ja_usado", "sugestoes": ["plataforma-y-2", "plataforma-y-3", "plataforma-y-4"]}'),
    ('Padaria do Zé', '{"flg_disponivel": false, "codigo": "slug_com_letras_minusculas_numeros_e_hifens", "sugestoes": ["padaria-do-ze", "padaria-do-ze-2", "padaria-do-ze-3"]}'),
    ('api', '{"flg_disponivel": false, "codigo": "slug_reservado", "sugestoes": ["api-2", "api-3", "api-4"]}')) AS v (n, e);
SELECT is((pg_temp.request('GET /v1/adesoes/enderecos/{nome}', '{"nome": "plataforma-y"}')).body ->> 'mensagem', 'Este endereço já é de outra empresa: escolha outro.', 'in words, without the note for developers');

-- (3) The company.
SELECT is(coalesce(pg_temp.wrong_fields(r), pg_temp.outcome(r)), e, v) FROM (VALUES ('{"nom_slug": "Loja"}', 'nom_slug:formato_invalido'), ('{"nom_slug": "plataforma-y"}', '409 slug_ja_usado'), ('{"nom_slug": "sacola"}', '422 slug_reservado'),
    ('{"senha": "curta"}', 'senha:texto_curto'), ('{"tip_segmento": "BAR"}', 'tip_segmento:opcao_invalida'), ('{"num_documento": "52998224725"}', 'num_documento:campo_desconhecido'), ('{"des_email": "x@y.example"}', 'des_email:campo_desconhecido'),
    ('{"nom_plano": "profissional"}', 'nom_plano:campo_desconhecido'), ('{"flg_publicar": true}', 'flg_publicar:campo_desconhecido'), ('{"administrador": {}}', 'administrador:campo_desconhecido')) AS c (v, e), LATERAL pg_temp.finish_join(:'t', v::jsonb) AS r;
SELECT pg_temp.finish_join(:'t') AS done \gset
SELECT (:'done'::pg_temp.answer).body AS session \gset
SELECT is(:'session'::jsonb #>> '{tenant,nom_slug}', 'loja-da-zelia', 'created');
SELECT is((pg_temp.request('GET /v1/empresa', '{}', :'session'::jsonb ->> 'token')).body - '{cod_tenant,dat_criacao,dat_alteracao,num_versao}'::text[] @>
    '{"sta_tenant": "PROVISIONANDO", "num_documento": "12ABC34501DE35", "des_email": "zelia@prado.example", "tip_segmento": "LOJA"}', true, 'the session is its administrator''s; not published yet');
SELECT is((pg_temp.request('GET /v1/produtos', '{}', :'session'::jsonb ->> 'token')).body #>> '{itens,0,sta_produto}', 'RASCUNHO', 'with its model');
SELECT is(pg_temp.outcome(pg_temp.finish_join(:'t', '{"nom_slug": "outra-zelia"}')), '404 adesao_nao_encontrada', 'once');
SELECT is(pg_temp.confirm(:'t', :'code'), '404 adesao_nao_encontrada', 'the token is spent');

-- Somebody who is a user already: every answer has the same form, and the password stays.
SELECT (pg_temp.join_as('zelia@prado.example')).body ->> 'token' AS t2 \gset
SELECT is(pg_temp.confirm(:'t2', pg_temp.last_code('zelia@prado.example')), '204', 'a user joins again');
SELECT is((SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys((pg_temp.finish_join(:'t2', '{"nom_slug": "zelia-dois", "senha": "senha-diferente"}')).body) AS k),
    (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(:'session'::jsonb) AS k), 'the answer has the same members');
SELECT is((SELECT format('%s %s', flowt.senha_confere('senha-da-zelia', hsh_senha), flowt.senha_confere('senha-diferente', hsh_senha)) FROM flowt.tb_omni8_usuario WHERE des_email = 'zelia@prado.example'), 't f', 'the password is the one it was');

-- The e-mail alone is not the login of who has a second factor: this session would pass to all of its companies.
INSERT INTO flowt.tb_omni8_segundo_fator (cod_usuario, des_segredo)
SELECT u.cod_usuario, public.pgp_sym_encrypt_bytea('12345678901234567890', flowt.chave_cifra('segundo_fator'), 'cipher-algo=aes256') FROM flowt.tb_omni8_usuario u WHERE u.des_email = 'zelia@prado.example';
UPDATE flowt.tb_omni8_usuario SET dat_segundo_fator = now() WHERE des_email = 'zelia@prado.example';
CREATE FUNCTION pg_temp.code_now(p_step integer DEFAULT 0) RETURNS text LANGUAGE sql RETURN flowt.codigo_do_passo('12345678901234567890', flowt.passo_do_codigo(clock_timestamp()) + p_step);
SELECT (pg_temp.join_as('zelia@prado.example')).body ->> 'token' AS t3 \gset
SELECT is(pg_temp.confirm(:'t3', pg_temp.last_code('zelia@prado.example')), '204', 'the e-mail is proven');
SELECT is(pg_temp.outcome(pg_temp.finish_join(:'t3', '{"nom_slug": "zelia-tres"}')), '401 segundo_fator_necessario', 'the second factor is asked for');
SELECT is(pg_temp.outcome(pg_temp.finish_join(:'t3', jsonb_build_object('nom_slug', 'zelia-tres', 'codigo', pg_temp.code_now(-20)))), '401 codigo_invalido', 'a wrong one');
SELECT is((SELECT qtd_falhas FROM flowt.tb_omni8_segundo_fator), 1, 'is counted');
SELECT is_empty('SELECT FROM flowt.tb_omni8_tenant WHERE nom_slug = ''zelia-tres''', 'and nothing was created');
SELECT is((pg_temp.finish_join(:'t3', jsonb_build_object('nom_slug', 'zelia-tres', 'codigo', pg_temp.code_now()))).status, 201, 'the right one');

-- A joining lives for a day: what an e-mail gets is limited in every hour of it, not only in the first.
SELECT (pg_temp.join_as('depois@x.example')).body ->> 'token' AS td \gset
UPDATE flowt.tb_omni8_adesao SET dat_criacao = now() - interval '2 hours' WHERE des_email = 'depois@x.example';
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/adesoes/{token}/codigo', jsonb_build_object('token', :'td'))), '204', 'code ' || n || ' of an older joining') FROM generate_series(2, 5) AS n;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/adesoes/{token}/codigo', jsonb_build_object('token', :'td'))), '409 codigos_demais', 'not a sixth within the hour');
SELECT is(pg_temp.outcome(pg_temp.join_as('depois@x.example')), '409 codigos_demais', 'nor by beginning again');

-- Nobody reads these lines.
SELECT is(pg_temp.attempt(r, 'SELECT * FROM flowt.tb_omni8_adesao', :p), '42501', r || ' reads none of it') FROM unnest('{flowt_api,flowt_courier,flowt_bi,flowt_dba}'::text[]) AS r;
SELECT * FROM finish();
ROLLBACK;
