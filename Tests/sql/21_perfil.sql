-- The matrix as each company has it: who may change what, and that it takes effect at once (guide chapter 17.1).
\ir lib/request.sql
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(48);
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS admin, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:alfa, 'cozinha') AS cozinha, pg_temp.login(:beta, 'cozinha') AS outra \gset

CREATE FUNCTION pg_temp.put(p_perfil text, p_permissao text, p_flg boolean, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PUT /v1/perfis/{perfil}/permissoes/{permissao}', jsonb_build_object('perfil', p_perfil, 'permissao', p_permissao,
    'corpo', jsonb_build_object('flg_concedida', p_flg)::text), p_token);
CREATE FUNCTION pg_temp.reset(p_perfil text, p_permissao text, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('DELETE /v1/perfis/{perfil}/permissoes/{permissao}', jsonb_build_object('perfil', p_perfil, 'permissao', p_permissao), p_token);
CREATE FUNCTION pg_temp.cell(p_perfil text, p_permissao text, p_token text) RETURNS jsonb LANGUAGE sql
RETURN (SELECT p -> 'perfis' -> p_perfil FROM jsonb_array_elements((pg_temp.request('GET /v1/perfis/matriz', '{}', p_token)).body -> 'recursos') AS r,
               jsonb_array_elements(r -> 'permissoes') AS p WHERE p ->> 'nom_permissao' = p_permissao);

-- The list and the matrix.
SELECT set_eq($$SELECT p ->> 'nom_perfil' FROM jsonb_array_elements((pg_temp.request('GET /v1/perfis', '{}', $$ || quote_literal(:'admin') || $$)).body -> 'itens') AS p$$,
    'SELECT nom_perfil FROM flowt.tb_omni8_perfil', 'every profile is listed');
SELECT is((SELECT (p ->> 'flg_atribuivel')::boolean FROM jsonb_array_elements((pg_temp.request('GET /v1/perfis', '{}', :'gerente')).body -> 'itens') AS p WHERE p ->> 'nom_perfil' = n), e,
    'a manager may make somebody ' || n) FROM (VALUES ('admin', false), ('plataforma', false), ('api', false), ('bi', false), ('gerente', true), ('cozinha', true)) AS v (n, e);
SELECT is((SELECT count(*) FROM jsonb_array_elements((pg_temp.request('GET /v1/perfis/matriz', '{}', :'admin')).body -> 'recursos') AS r, jsonb_array_elements(r -> 'permissoes')),
    (SELECT count(*) FROM flowt.tb_omni8_permissao), 'every permission is in the matrix');
SELECT is(pg_temp.cell('cozinha', 'catalogo.escrever', :'admin'), '{"flg_concedida": false, "flg_padrao": false, "flg_alterada": false, "flg_editavel": true}', 'a cell');
SELECT is(pg_temp.cell('admin', 'catalogo.escrever', :'admin') -> 'flg_editavel', 'false', 'that of admin is fixed');
SELECT is(pg_temp.cell('gerente', 'pedido.sistema', :'admin') -> 'flg_editavel', 'false', 'what nobody holds nobody changes');
SELECT is(pg_temp.cell('api', 'acesso.gerir', :'admin') -> 'flg_editavel', 'false', 'keys never manage access');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/perfis/matriz', '{}', :'cozinha')), '403 sem_permissao', 'the kitchen does not read it');

-- A change takes effect at the next request, in this company only.
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"a\"}"}', :'cozinha')).status, 403, 'the kitchen writes no catalogue');
SELECT is((pg_temp.put('cozinha', 'catalogo.escrever', true, :'admin')).body, '{"nom_perfil": "cozinha", "nom_permissao": "catalogo.escrever", "des_permissao":
    "Criar e alterar catálogo", "flg_concedida": true, "flg_padrao": false, "flg_alterada": true, "flg_editavel": true}'::jsonb
        || jsonb_build_object('des_permissao', (SELECT des_permissao FROM flowt.tb_omni8_permissao WHERE nom_permissao = 'catalogo.escrever')), 'until it is granted');
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"a\"}"}', :'cozinha')).status, 201, 'then it does');
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"a\"}"}', :'outra')).status, 403, 'that of another company not');
SELECT is((pg_temp.put('cozinha', 'catalogo.escrever', false, :'admin')).body -> 'flg_concedida', 'false', 'taken away again');
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"b\"}"}', :'cozinha')).status, 403, 'it is gone');
SELECT is((pg_temp.put('cozinha', 'catalogo.ler', false, :'admin')).status, 200, 'a default is taken away');
SELECT is((pg_temp.request('GET /v1/categorias', '{}', :'cozinha')).status, 403, 'and gone');
SELECT is((pg_temp.reset('cozinha', 'catalogo.ler', :'admin')).body ->> 'flg_alterada', 'false', 'back to the default');
SELECT is((pg_temp.request('GET /v1/categorias', '{}', :'cozinha')).status, 200, 'it is back');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria WHERE cod_tenant = :alfa AND nom_tabela = 'tb_omni8_permissao_tenant'), 4::bigint, 'each change is in the trail');

-- What cannot be changed.
SELECT is(pg_temp.outcome(pg_temp.put(p, m, true, :'admin')), e, format('%s on %s', m, p)) FROM (VALUES
    ('admin', 'catalogo.ler', '409 permissao_fixa'), ('plataforma', 'catalogo.ler', '409 permissao_fixa'), ('gerente', 'plataforma.personificar', '409 permissao_fixa'),
    ('api', 'acesso.gerir', '409 permissao_fixa'), ('api', 'chave_api.gerir', '409 permissao_fixa'), ('bi', 'acesso.ler', '409 permissao_fixa'),
    ('rei', 'catalogo.ler', '404 nao_encontrado'), ('gerente', 'nada.disso', '404 nao_encontrado'), ('gerente', 'pedido.sistema', '403 alem_do_proprio_acesso')) AS v (p, m, e);
SELECT is(pg_temp.outcome(pg_temp.put('cozinha', 'catalogo.ler', true, :'gerente')), '403 sem_permissao', 'a manager does not configure');
SELECT is((pg_temp.put('gerente', 'acesso.configurar', true, :'admin')).status, 200, 'unless the company says so');
SELECT is(pg_temp.outcome(pg_temp.put('cozinha', 'chave_api.gerir', true, :'gerente')), '403 alem_do_proprio_acesso', 'and then gives no more than a manager has');
SELECT is(pg_temp.outcome(pg_temp.put('gerente', 'chave_api.gerir', true, :'gerente')), '403 alem_do_proprio_acesso', 'not to managers either');
SELECT is((pg_temp.put('cozinha', 'catalogo.escrever', true, :'gerente')).status, 200, 'what it has, it gives');
SELECT is((pg_temp.put('cozinha', 'chave_api.gerir', true, :'admin')).status, 200, 'a profile that has more');
SELECT is(pg_temp.outcome(pg_temp.put('cozinha', 'catalogo.escrever', false, :'gerente')), '403 alem_do_proprio_acesso', 'is out of reach');
SELECT is(pg_temp.wrong_fields(pg_temp.put('cozinha', 'catalogo.ler', NULL, :'admin')), 'flg_concedida:tipo_invalido', 'a wrong body');
SELECT is(pg_temp.outcome(pg_temp.reset('admin', 'catalogo.ler', :'admin')), '409 permissao_fixa', 'nor reset');
SELECT is(pg_temp.attempt('flowt_api', 'UPDATE flowt.tb_omni8_permissao_tenant SET nom_perfil = ''admin''', :alfa), '42501', 'no line is moved to another profile');
SELECT is(pg_temp.attempt('flowt_api', 'DELETE FROM flowt.tb_omni8_perfil_permissao', :alfa), '42501', 'the platform''s matrix is not a request''s');

-- A support session and a key change nothing.
UPDATE flowt.tb_omni8_sessao SET cod_personificador = cod_usuario, des_motivo = 'x' WHERE hsh_token = flowt.digerir(:'admin');
SELECT is(pg_temp.outcome(pg_temp.put('cozinha', 'catalogo.ler', true, :'admin')), '401 sessao_invalida', 'a support session of nobody is none');
INSERT INTO flowt.tb_omni8_parametro_plataforma VALUES ('tenant_da_plataforma', :beta, 'x') ON CONFLICT (nom_parametro) DO UPDATE SET des_valor = excluded.des_valor;
SELECT pg_temp.login(:beta, 'plataforma') AS suporte \gset
UPDATE flowt.tb_omni8_sessao SET cod_personificador = (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'suporte')) WHERE hsh_token = flowt.digerir(:'admin');
SELECT is((pg_temp.request('GET /v1/perfis/matriz', '{}', :'admin')).status, 200, 'support reads the matrix');
SELECT is(pg_temp.outcome(pg_temp.put('cozinha', 'catalogo.ler', true, :'admin')), '403 so_em_pessoa', 'and does not change it');
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"suporte\"}"}', :'admin')).status, 201, 'ordinary work it does');

SELECT * FROM finish();
ROLLBACK;
