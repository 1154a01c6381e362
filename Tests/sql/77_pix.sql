-- The PIX key of a company: who may set it, what is refused, and that nobody sees it whole (guide chapter 18.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(51);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT token AS ta FROM staff WHERE profile = 'admin' \gset
SELECT pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:beta, 'plataforma') AS operator \gset
CREATE FUNCTION pg_temp.put(p_token text, p_body text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('PUT /v1/pix', jsonb_build_object('corpo', p_body), p_token);

SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pix', '{}', :'ta')), '404', 'a new company has none');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/pix', '{}', :'ta')), '404 nao_encontrado', 'to take away neither');
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a)), e, 'setting ' || b) FROM (VALUES
    ('{}', '422 corpo_invalido des_chave:campo_obrigatorio tip_chave:campo_obrigatorio'), ('{"tip_chave": "CPF", "des_chave": "529.982.247-26"}', '422 corpo_invalido des_chave:formato_invalido'),
    ('{"tip_chave": "EMAIL", "des_chave": "52998224725"}', '422 corpo_invalido des_chave:formato_invalido'), ('{"tip_chave": "BOLETO", "des_chave": "x", "valor": 1}', '422 corpo_invalido tip_chave:opcao_invalida valor:campo_desconhecido'),
    ('{"tip_chave": "EVP", "des_chave": "f47ac10b-58cc-4372-a567-0e02b2c3d479", "nom_recebedor": "日本"}', '422 recebedor_do_pix_escrito_em_letras'),
    ('{"tip_chave": "EVP", "des_chave": "f47ac10b-58cc-4372-a567-0e02b2c3d479", "nom_cidade": "✗"}', '422 cidade_do_pix_escrita_em_letras'),
    ('[]', '422 corpo_invalido :tipo_invalido'), ('{', '400 22P02'), (NULL, '400 corpo_ausente')) AS v (b, e), LATERAL pg_temp.put(:'ta', b) AS a;
SELECT is((pg_temp.put(:'ta', '{"tip_chave": "FONE", "des_chave": "(11) 91234-5678"}')).body,
    '{"tip_chave": "FONE", "des_chave": "(11) •••••-••78", "nom_recebedor": "Casa alfa", "nom_cidade": "São Paulo", "num_versao": 1}', 'a key, in the name of the company');
SELECT is((SELECT des_chave FROM flowt.tb_omni8_pix WHERE cod_tenant = :alfa), '+5511912345678', 'kept as banks write it');
SELECT is(pg_temp.outcome(pg_temp.put(:'ta', '{"tip_chave": "CPF", "des_chave": "529.982.247-25"' || v || '}')), e, 'over it with version ' || v) FROM (VALUES
    ('', '409 versao_desatualizada'), (', "num_versao": null', '409 versao_desatualizada'), (', "num_versao": 2', '409 versao_desatualizada'), (', "num_versao": 1', '200'), (', "num_versao": 1', '409 versao_desatualizada')) AS x (v, e);
SELECT is((pg_temp.request('GET /v1/pix', '{}', :'ta')).body, '{"tip_chave": "CPF", "des_chave": "•••.982.247-••", "nom_recebedor": "Casa alfa", "nom_cidade": "São Paulo", "num_versao": 2}', 'the new one is there, masked');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pix', '{}', :'tb')), '404', 'another company does not see it');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria a WHERE a.nom_tabela = 'tb_omni8_pix'), 2::bigint, 'both changes are in the trail');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria a WHERE a.nom_tabela = 'tb_omni8_pix' AND a.js_diferenca::text ~ '52998224725|5511912345678|Casa alfa'), 0::bigint, 'without the keys');

-- Who may.
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pix', '{}', s.token)), CASE WHEN s.profile = ANY ('{plataforma,admin,gerente,atendente,entregador,financeiro,api}') THEN '200' ELSE '403 sem_permissao' END, 'reading as ' || s.profile) FROM staff s;
SELECT is(pg_temp.outcome(pg_temp.put(s.token, '{"tip_chave": "CPF", "des_chave": "1"}')), CASE WHEN s.profile = ANY ('{plataforma,admin,financeiro}') THEN '422 corpo_invalido' ELSE '403 sem_permissao' END, 'writing as ' || s.profile) FROM staff s;
SELECT is(pg_temp.outcome(pg_temp.put(NULL, '{}')), '401 login_necessario', 'nobody else');
INSERT INTO flowt.tb_omni8_parametro_plataforma VALUES ('tenant_da_plataforma', :beta, 'x');
UPDATE flowt.tb_omni8_sessao SET cod_personificador = (SELECT a.cod_usuario FROM flowt.tb_omni8_usuario_tenant a WHERE a.cod_tenant = :beta AND a.nom_perfil = 'plataforma'), des_motivo = 'chamado 1234' WHERE hsh_token = flowt.digerir((SELECT token FROM staff WHERE profile = 'financeiro'));
SELECT is(pg_temp.outcome(a), '403 so_em_pessoa', 'a support session does not turn the money elsewhere') FROM (SELECT token AS t FROM staff WHERE profile = 'financeiro') AS s, LATERAL (VALUES
    (pg_temp.put(t, '{"tip_chave": "CPF", "des_chave": "529.982.247-25", "num_versao": 2}')), (pg_temp.request('DELETE /v1/pix', '{}', t))) AS v (a);
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/pix', '{}', t)), e, 'taken away') FROM (VALUES (:'tb', '404 nao_encontrado'), (:'ta', '204'), (:'ta', '404 nao_encontrado')) AS v (t, e);

-- The wall.
SELECT is(pg_temp.attempt('flowt_api', format('SELECT FROM flowt.tb_omni8_pix WHERE cod_tenant = %s', :alfa), :beta), 'ok 0', 'nor by SQL');

SELECT * FROM finish();
ROLLBACK;
