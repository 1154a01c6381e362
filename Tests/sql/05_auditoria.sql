-- The audit trail: what changed, by whom, in which request; nobody rewrites it (guide 17.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(77);

SELECT is(flowt.pseudonimo('The quick brown fox jumps over the lazy dog', 'key'), '(dado pessoal f7bc83f430538424)', 'a pseudonym is the HMAC of the value (known vector)');
SELECT is(flowt.diferenca(a::jsonb, d::jsonb, '{nome}', 'k'),
          replace(replace(e, 'ANA', flowt.pseudonimo('Ana', 'k')), 'BIA', flowt.pseudonimo('Bia', 'k'))::jsonb, format('%s to %s', coalesce(a, 'nothing'), coalesce(d, 'nothing'))) FROM (VALUES
    (NULL, '{"x": 1, "y": null, "nome": "Ana"}', '{"x": [null, 1], "nome": [null, "ANA"]}'), ('{"x": 1, "nome": "Ana"}', NULL, '{"x": [1, null], "nome": ["ANA", null]}'),
    ('{"x": 1, "y": 2}', '{"x": 1, "y": 3}', '{"y": [2, 3]}'), ('{"x": 1}', '{"x": null}', '{"x": [1, null]}'), ('{"x": null}', '{"x": 1}', '{"x": [null, 1]}'),
        ('{"x": 1}', '{"x": 1}', '{}'),
    ('{"nome": "Ana"}', '{"nome": "Bia"}', '{"nome": ["ANA", "BIA"]}'), ('{"nome": "Ana"}', '{"nome": "Ana"}', '{}'),
    ('{"num_versao": 1, "dat_alteracao": "a"}', '{"num_versao": 2, "dat_alteracao": "b"}', '{}'), ('{"x": []}', '{"x": [1]}', '{"x": [[], [1]]}')) AS c (a, d, e);

SELECT pg_temp.new_tenant('cantina') AS cantina \gset
SELECT pg_temp.login(:cantina, 'admin') AS admin \gset
CREATE TEMP VIEW trail AS SELECT row_number() OVER (ORDER BY cod_auditoria) AS line, a.* FROM flowt.tb_omni8_auditoria AS a WHERE nom_tabela = 'tb_omni8_categoria';

SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"Pizzas\", \"num_ordem\": 3}"}', :'admin')).status, 201, 'a category is created');
SELECT cod_categoria AS categoria FROM flowt.tb_omni8_categoria \gset
SELECT is(js_diferenca - 'dat_criacao' - 'cod_categoria' - 'cod_tenant',
    '{"nom_categoria": [null, "Pizzas"], "num_ordem": [null, 3], "sta_categoria": [null, "ATIVA"]}', 'an insert shows all that is new') FROM trail;
SELECT is(tip_operacao || ' ' || cod_tenant || ' ' || (js_chave ->> 'cod_categoria') || ' ' || nom_login || ' ' || num_requisicao, format('I %s %s flowt_api %s',
    :cantina, :categoria, md5('POST /v1/categorias')),
          'which row, which database login, which request') FROM trail;
SELECT is(cod_usuario, (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'admin')), 'and who') FROM trail;
SELECT is((pg_temp.request('PATCH /v1/categorias/{id}', jsonb_build_object('id', :categoria, 'corpo', '{"num_versao": 1, "num_ordem": 4}'), :'admin')).status, 200,
    'it is changed');
SELECT is(tip_operacao || js_diferenca::text, 'U{"num_ordem": [3, 4]}', 'an update shows what changed only') FROM trail WHERE line = 2;
SELECT is((pg_temp.request('PATCH /v1/categorias/{id}', jsonb_build_object('id', :categoria, 'corpo', '{"num_versao": 2, "num_ordem": 4}'), :'admin')).status, 200,
    'a change to the same value');
SELECT is(count(*), 2::bigint, 'leaves no line') FROM trail;
SELECT is((pg_temp.request('DELETE /v1/categorias/{id}', jsonb_build_object('id', :categoria), :'admin')).status, 204, 'it is deleted');
SELECT is(tip_operacao || (js_diferenca -> 'nom_categoria')::text, 'D["Pizzas", null]', 'a deletion shows what was') FROM trail WHERE line = 3;
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"\"}"}', :'admin')).status, 422, 'a refused request');
SELECT is(count(*), 3::bigint, 'leaves no line either') FROM trail;
SELECT is_empty($$SELECT FROM flowt.tb_omni8_auditoria WHERE nom_tabela = 'tb_omni8_tenant' AND num_nonnulls(cod_usuario, num_requisicao) > 0$$,
    'the DBA''s own work has no user and no request');
SELECT isnt_empty($$SELECT FROM flowt.tb_omni8_auditoria WHERE nom_tabela = 'tb_omni8_tenant'$$, 'but it is recorded');

-- Every actor the context knows.
SELECT set_config('flowt.cod_pessoa', '11', true), set_config('flowt.cod_chave_api', '12', true), set_config('flowt.cod_personificador', '13', true) \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:cantina, 'Massas');
SELECT pg_temp.forget_request() \gset
SELECT is(format('%s|%s|%s', cod_pessoa, cod_chave_api, cod_personificador), '11|12|13', 'customer, API key and impersonator are recorded') FROM trail WHERE line = 4;

-- Personal data: an order's buyer never reaches the trail, in any operation.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:cantina, 'Pizza', 1000,
    'PUBLICADO') RETURNING cod_produto AS produto \gset
SELECT (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'cantina')).body ->> 'token' AS cart \gset
SELECT (pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', :'cart', 'corpo', json_build_object('cod_produto', :'produto')::text), NULL,
    'cantina')).status \gset
UPDATE flowt.tb_omni8_tenant SET flg_entrega = true WHERE cod_tenant = :cantina;
SELECT is((pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', :'cart', 'idempotency_key', 'chave-0001', 'corpo',
    '{"nom_cliente": "Zenóbia Quintela", "num_telefone": "(85) 98877-6655", "tip_atendimento": "ENTREGA", "des_endereco": "Travessa Escondida, 77", "tip_pagamento": "PIX"}'), NULL, 'cantina')).status, 201, 'an order');
UPDATE flowt.tb_omni8_pedido SET nom_cliente = 'Zenóbia Q.', num_telefone = '+5585988776656';
UPDATE flowt.tb_omni8_pedido SET nom_cliente = 'Zenóbia Quintela';
CREATE TEMP TABLE names AS SELECT row_number() OVER (ORDER BY cod_auditoria) AS line, js_diferenca -> 'nom_cliente' ->> 0 AS before, js_diferenca -> 'nom_cliente' ->> 1 AS after
    FROM flowt.tb_omni8_auditoria WHERE nom_tabela = 'tb_omni8_pedido';
SELECT is(array_agg(before ~ '^\(dado pessoal [0-9a-f]{16}\)$' ORDER BY line), '{NULL,t,t}', 'a name that changed is kept as a pseudonym') FROM names;
SELECT is((SELECT array_agg(after ORDER BY line) FROM names WHERE line IN (1, 3)), (SELECT array_agg(before) FROM names n, generate_series(1, 2) WHERE line = 2),
    'from A to B and back to A can be seen without knowing A');
SELECT isnt((SELECT after FROM names WHERE line = 1), (SELECT after FROM names WHERE line = 2), 'and B is not A');
SELECT is((SELECT before FROM names WHERE line = 2), flowt.pseudonimo('Zenóbia Quintela', des_segredo), 'only the key of the tenant tells whether a name is A')
    FROM flowt.tb_omni8_auditoria_segredo WHERE cod_tenant = :cantina;
SELECT is(count(DISTINCT des_segredo), 2::bigint, 'every tenant has a key of its own') FROM (
    SELECT flowt.segredo_da_auditoria(:cantina) AS des_segredo UNION ALL SELECT flowt.segredo_da_auditoria(:cantina) UNION ALL SELECT flowt.segredo_da_auditoria(-1)) AS k;
SELECT is(pg_temp.attempt(r, s, :cantina), '42501', r || ': ' || s) FROM unnest('{flowt_api,flowt_courier,flowt_busca,flowt_bi,flowt_dba}'::text[]) AS r,
    unnest('{SELECT * FROM flowt.tb_omni8_auditoria_segredo,SELECT flowt.segredo_da_auditoria(1)}'::text[]) AS s;
SELECT is_empty($$SELECT js_diferenca FROM flowt.tb_omni8_auditoria WHERE concat(js_diferenca, js_chave) ~ 'Zen|Quintela|8877.?665|Travessa'$$,
    'no personal data in any line');
SELECT is_empty($$SELECT FROM flowt.tb_omni8_auditoria a JOIN flowt.tb_omni8_pedido p ON strpos(a.js_diferenca::text, p.des_token) > 0$$,
    'nor the token that opens the order');
SELECT isnt_empty($$SELECT FROM flowt.tb_omni8_auditoria WHERE nom_tabela = 'tb_omni8_pedido' AND tip_operacao = 'I' AND js_diferenca ? 'vlr_total'$$,
    'though its order was recorded');

-- Nobody who serves requests writes the trail; they read their own tenant's.
SELECT is(pg_temp.attempt(r, s, :cantina), '42501', r || ': ' || s)
  FROM unnest('{flowt_api,flowt_courier,flowt_bi,flowt_dba}'::text[]) AS r, unnest(ARRAY[
      'INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login) VALUES (1, ''x'', ''I'', ''{}'', ''{}'', ''x'')',
      'UPDATE flowt.tb_omni8_auditoria SET nom_login = ''x''', 'DELETE FROM flowt.tb_omni8_auditoria', 'TRUNCATE flowt.tb_omni8_auditoria',
          'SELECT * FROM flowt.tb_omni8_auditoria_resto']) AS s;
SELECT is(pg_temp.attempt('flowt_rotina', s, :cantina), '42501', 'flowt_rotina: ' || s)
  FROM unnest('{UPDATE flowt.tb_omni8_auditoria SET nom_login = nom_login,DELETE FROM flowt.tb_omni8_auditoria,DELETE FROM flowt.tb_omni8_auditoria_resto}'::text[]) AS s;
SELECT is(pg_temp.attempt('flowt_api', 'SELECT flowt.auditar()'), '42501', 'the trigger''s function cannot be called');
SELECT isnt(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_auditoria', :cantina), 'ok 0', 'a request reads its tenant''s trail');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_auditoria', :cantina + 1), 'ok 0', 'not another''s');
SELECT throws_ok(format('INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login) VALUES (%s, %L, %L, %L, %L, %L)', :cantina, 'x', 'X', '{}', '{}', 'x'), '23514', NULL, 'an unknown operation');

-- Partitions are added without a line being refused before, between or after them.
INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, dat_evento, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login)
    SELECT :cantina, d::timestamptz, 'tarde', 'I', '{}', '{}', 'x' FROM unnest('{1999-01-01,2099-01-01}'::text[]) AS d;
SELECT is(count(*), 2::bigint, 'what has no partition goes to the rest') FROM flowt.tb_omni8_auditoria_resto WHERE nom_tabela = 'tarde';
SET LOCAL ROLE flowt_dono;
CREATE TABLE flowt.tb_omni8_auditoria_2098_01 (LIKE flowt.tb_omni8_auditoria INCLUDING ALL EXCLUDING IDENTITY, CONSTRAINT mes CHECK (dat_evento >= '2098-01-01'
    AND dat_evento < '2098-02-01'));
ALTER TABLE flowt.tb_omni8_auditoria ATTACH PARTITION flowt.tb_omni8_auditoria_2098_01 FOR VALUES FROM ('2098-01-01') TO ('2098-02-01');
SELECT flowt.isolar('flowt.tb_omni8_auditoria_2098_01') \gset
RESET ROLE;
INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, dat_evento, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login) VALUES (:cantina, '2098-01-15', 'tarde',
    'I', '{}', '{}', 'x');
SELECT is(count(*), 1::bigint, 'a partition attached late takes its month') FROM flowt.tb_omni8_auditoria_2098_01;
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_auditoria WHERE nom_tabela = ''tarde''', :cantina), 'ok 3',
    'and the trail is read through its parent');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_auditoria_2098_01', :cantina), '42501', 'never by the partition');
SELECT is(count(DISTINCT cod_auditoria), count(*), 'the sequence goes on over all partitions') FROM flowt.tb_omni8_auditoria;

SELECT * FROM finish();
ROLLBACK;
