-- Reads of personal data are logged with the answer, or there is no answer (guide 17.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(48);

SELECT pg_temp.new_tenant('cantina') AS cantina \gset
SELECT pg_temp.new_tenant('padaria') AS padaria \gset
SELECT pg_temp.login(:cantina, 'gerente') AS gerente \gset
SELECT pg_temp.login(:cantina, 'marketing') AS marketing \gset
SELECT pg_temp.login(:padaria, 'gerente') AS vizinho \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:cantina, 'Pizza', 1000, 'PUBLICADO')
    RETURNING cod_produto AS produto \gset
SELECT (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'cantina')).body ->> 'token' AS cart \gset
SELECT (pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', :'cart', 'corpo', json_build_object('cod_produto', :'produto')::text), NULL,
    'cantina')).status \gset
SELECT (pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', :'cart', 'idempotency_key', 'chave-0001', 'corpo',
    '{"nom_cliente": "Zenóbia Quintela", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'), NULL, 'cantina')).status \gset
SELECT cod_pedido AS pedido FROM flowt.tb_omni8_pedido \gset
CREATE FUNCTION pg_temp.read_order(p_token text) RETURNS pg_temp.answer LANGUAGE sql
    AS $$ SELECT pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', (SELECT cod_pedido FROM flowt.tb_omni8_pedido)), p_token) $$;
CREATE TEMP VIEW reads AS SELECT row_number() OVER (ORDER BY cod_acesso) AS line, a.* FROM flowt.tb_omni8_acesso_dado_pessoal AS a;

SELECT is((SELECT r.somente_leitura FROM flowt.rota r WHERE r.caminho = '/v1/pedidos/{id}'), false, 'a route that logs its reading may write');
SELECT is((SELECT r.cache FROM flowt.rota r WHERE r.caminho = '/v1/pedidos/{id}' AND metodo = 'GET'), 'no-store', 'and nobody keeps its answer');
SELECT is((pg_temp.read_order(:'gerente')).body ->> 'nom_cliente', 'Zenóbia Quintela', 'an order shows its buyer');
SELECT is(format('%s|%s|%s|%s|%s|%s', cod_tenant, des_leitura, nom_funcao, qtd_pessoas, nom_login, num_requisicao),
    format('%s|pedido 1|api.pedido_ler|1|flowt_api|%s', :cantina, md5('GET /v1/pedidos/{id}')), 'and leaves a line: what, by which function, how many, in which request')
    FROM reads WHERE line = 1;
SELECT is(cod_usuario, (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'gerente')), 'and who') FROM reads WHERE line = 1;
SELECT is(pg_temp.outcome(pg_temp.read_order(t)), e, n) FROM (VALUES (:'marketing', '403 sem_permissao', 'who may not read is refused'),
    (:'vizinho', '404 nao_encontrado', 'another tenant''s order is not there'), (NULL, '401 login_necessario', 'nor for nobody')) AS v (t, e, n);
SELECT is(count(*), 1::bigint, 'who saw nothing leaves no line') FROM reads;
SELECT is_empty($$SELECT FROM reads r WHERE r::text ~ 'Zenóbia|Quintela|8877.?6655'$$, 'a line never holds the data itself');

-- A company that may only read still may, and is logged.
SELECT admin.suspender_tenant(:cantina) \gset
SELECT is((pg_temp.read_order(:'gerente')).status, 200, 'a suspended company reads its orders');
SELECT is(count(*), 2::bigint, 'and the reading is logged') FROM reads;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"X\"}"}', (SELECT pg_temp.login(:cantina, 'admin')))), '403 tenant_suspenso',
    'what it may not is change');
SELECT admin.reativar_tenant(:cantina) \gset

-- The signature for every module.
SELECT is(pg_temp.attempt('flowt_api', 'SELECT flowt.registrar_leitura_pessoal(''busca de pessoas'', NULL, 7)', :padaria), 'ok 1', 'a search of seven people');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT flowt.registrar_leitura_pessoal(''ficha da pessoa'', 42, 1)', :padaria), 'ok 1', 'one person''s record');
SELECT is(array_agg(format('%s|%s|%s|%s', cod_tenant = :padaria, des_leitura, qtd_pessoas, cod_pessoa) ORDER BY line),
    '{t|busca de pessoas|7|,t|ficha da pessoa|1|42}', 'both in the tenant of the request') FROM reads WHERE line > 2;
SELECT is(pg_temp.attempt('flowt_api', s, t), e, s) FROM (VALUES
    ('SELECT flowt.registrar_leitura_pessoal('''', NULL, 1)', :padaria, '23514 leitura_diz_o_que_e_de_quantos'),
    ('SELECT flowt.registrar_leitura_pessoal(''x'', NULL, -1)', :padaria, '23514 leitura_diz_o_que_e_de_quantos'),
    ('SELECT flowt.registrar_leitura_pessoal(''x'', NULL, NULL)', :padaria, '23502'),
    ('SELECT flowt.registrar_leitura_pessoal(repeat(''x'', 121), NULL, 1)', :padaria, '23514 leitura_diz_o_que_e_de_quantos'),
    ('SELECT flowt.registrar_leitura_pessoal(''x'', NULL, 1)', NULL, 'PT400 tenant_nao_informado'),
    ('SELECT flowt.gravar_leitura_pessoal(1, ''x'', NULL, 1)', :padaria, '42501')) AS v (s, t, e);

-- Every actor the context knows is kept.
SELECT set_config('flowt.cod_tenant', :'padaria', true), set_config('flowt.cod_pessoa', '11', true), set_config('flowt.cod_chave_api', '12', true),
       set_config('flowt.cod_personificador', '13', true) \gset
SELECT flowt.registrar_leitura_pessoal('exportação LGPD', 11, 1) \gset
SELECT pg_temp.forget_request() \gset
SELECT is(format('%s|%s|%s|%s', cod_pessoa_login, cod_chave_api, cod_personificador, cod_usuario), '11|12|13|', 'customer, API key and impersonator')
    FROM reads ORDER BY line DESC LIMIT 1;

-- If the line cannot be written, nothing is shown.
CREATE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'disk full'; END $$;
CREATE TRIGGER sem_disco BEFORE INSERT ON flowt.tb_omni8_acesso_dado_pessoal FOR EACH ROW EXECUTE FUNCTION pg_temp.full_disk();
SELECT is(pg_temp.outcome(a) || coalesce((a).raw, ''), '500 53100', 'no line, no answer') FROM pg_temp.read_order(:'gerente') AS a;
DROP TRIGGER sem_disco ON flowt.tb_omni8_acesso_dado_pessoal;
SELECT is((pg_temp.read_order(:'gerente')).status, 200, 'and with the line the answer again');

-- Nobody rewrites it.
SELECT is(pg_temp.attempt(r, s, :cantina), '42501', r || ': ' || s)
  FROM unnest('{flowt_api,flowt_courier,flowt_bi,flowt_dba,flowt_rotina}'::text[]) AS r, unnest(ARRAY[
      'UPDATE flowt.tb_omni8_acesso_dado_pessoal SET nom_login = nom_login', 'DELETE FROM flowt.tb_omni8_acesso_dado_pessoal',
      'TRUNCATE flowt.tb_omni8_acesso_dado_pessoal', 'SELECT * FROM flowt.tb_omni8_acesso_dado_pessoal_resto']) AS s;
SELECT is(pg_temp.attempt('flowt_api', 'INSERT INTO flowt.tb_omni8_acesso_dado_pessoal (cod_tenant, des_leitura, qtd_pessoas, nom_login) VALUES (1, ''x'', 1, ''x'')', 1), '42501',
    'nor writes it but through its function');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_acesso_dado_pessoal', :padaria), 'ok 3', 'a request reads its tenant''s lines');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_acesso_dado_pessoal', :padaria + 1), 'ok 0', 'not another''s');

SELECT * FROM finish();
ROLLBACK;
