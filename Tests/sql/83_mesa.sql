-- Tables: registration, codes, sitting down, ordering, calls, moving and joining (guide chapters 7.1 and 10).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/mesa.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS atendente, pg_temp.login(:alfa, 'cozinha') AS cozinha, pg_temp.login(:alfa, 'marketing') AS marketing \gset
SELECT flowt.unidade_principal(:alfa)::text AS matriz, flowt.unidade_principal(:beta)::text AS alheia, pg_temp.product(:alfa, 'Pizza', 4000) AS pizza, pg_temp.product(:alfa, 'Suco', 850) AS suco \gset
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Sul') RETURNING cod_unidade AS sul \gset

-- Registration.
CREATE TEMP TABLE made AS SELECT a.* FROM pg_temp.new_table(' 12 ', :'ta', '{"qtd_lugares": 4}') AS a;
SELECT is(status, 201, 'a table') FROM made;
SELECT is(body - '{cod_mesa,token}'::text[], jsonb_build_object('cod_unidade', :'matriz', 'nom_mesa', '12', 'qtd_lugares', 4, 'sta_mesa', 'ATIVA', 'num_versao', 1, 'sessao', NULL), 'of the main unit, free') FROM made;
SELECT matches(body ->> 'token', '^[A-Za-z0-9_-]{24}$', 'its code cannot be guessed') FROM made;
SELECT body ->> 'cod_mesa' AS doze, body ->> 'token' AS qr FROM made \gset
SELECT is(pg_temp.outcome(pg_temp.new_table(n, t, m::jsonb)), e, concat_ws(' ', 'table', n, m)) FROM (VALUES ('12', :'ta', '{}', '409 nome_de_mesa_unico'), ('13', :'atendente', '{}', '403 sem_permissao'), ('', :'ta', '{}', '422 corpo_invalido'),
    ('13', :'ta', '{"qtd_lugares": 0}', '422 corpo_invalido'), ('13', :'ta', jsonb_build_object('cod_unidade', :'alheia')::text, '404 nao_encontrado'), ('12', :'ta', jsonb_build_object('cod_unidade', :'sul')::text, '201')) AS v (n, t, m, e);
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/mesas/{id}', jsonb_build_object('id', :'doze', 'corpo', b), t)), e, b) FROM (VALUES ('{"num_versao": 1, "nom_mesa": "Doze"}', :'ta', '200'), ('{"num_versao": 1, "nom_mesa": "Treze"}', :'ta', '409 versao_desatualizada'),
    ('{"num_versao": 2, "sta_mesa": "QUEBRADA"}', :'ta', '422 corpo_invalido'), ('{"num_versao": 2}', :'tb', '404 nao_encontrado'), ('{"num_versao": 2}', :'cozinha', '403 sem_permissao')) AS v (b, t, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/mesas', '{}', t)), e, n) FROM (VALUES (:'cozinha', '200', 'the kitchen sees tables'), (:'marketing', '403 sem_permissao', 'marketing does not')) AS v (t, e, n);
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/mesas', '{}', :'tb')).body -> 'itens'), 0, 'another tenant has none');

-- Sitting down.
SELECT is((pg_temp.request('GET /v1/mesa/{token}', jsonb_build_object('token', :'qr'), NULL, 'alfa')).body, '{"nom_mesa": "Doze", "nom_unidade": "Matriz", "flg_aberta": false, "flg_pode_entrar": true}', 'what the QR says');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/mesa/{token}', jsonb_build_object('token', t), NULL, s)), '404 nao_encontrado', n) FROM (VALUES (:'qr', 'beta', 'of another house'), ('nenhum', 'alfa', 'a code of nothing'), (:'doze', 'alfa', 'its number')) AS v (t, s, n);
CREATE TEMP TABLE tab AS SELECT a.* FROM pg_temp.sit(:'qr', ' Ana ') AS a;
SELECT is(status, 201, 'the first sits down') FROM tab;
SELECT body ->> 'token' AS ana, body ->> 'cod_mesa_sessao' AS s FROM tab \gset
SELECT is(body -> 'comandas' -> 0 ->> 'nom_apelido', 'Ana', 'under her name') FROM tab;
SELECT is((pg_temp.sit(:'qr', 'Beto')).body ->> 'cod_mesa_sessao', :'s', 'the second joins the same session');
SELECT is(pg_temp.outcome(pg_temp.sit(:'qr', n)), e, 'as ' || n) FROM (VALUES ('ANA', '409 apelido_em_uso'), ('á na', '201'), ('x', '422 corpo_invalido'), ('', '422 corpo_invalido'), (repeat('x', 41), '422 corpo_invalido')) AS v (n, e);
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mesa_sessao), 1::bigint, 'one session');
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa, cod_unidade, num_taxa_servico) VALUES (%s, %s, %s, 10)', :alfa, :'doze', :'matriz')), '23P01 uma_sessao_aberta_por_mesa', 'and there cannot be two');
SELECT is((pg_temp.request('POST /v1/mesas/{id}/sessoes', jsonb_build_object('id', :'doze'), :'atendente')).body ->> 'cod_mesa_sessao', :'s', 'opened by staff it is the same');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/mesas/{id}', jsonb_build_object('id', :'doze', 'corpo', '{"num_versao": 2, "sta_mesa": "INATIVA"}'), :'ta')), '409 mesa_ocupada', 'a table with people stays');
SELECT ok(position(:'ana' IN (SELECT string_agg(c::text, '') FROM flowt.tb_omni8_comanda c)) = 0, 'the tab''s token is not kept');

-- The code is there for everybody to photograph: who takes all seats and asks for nothing keeps nobody out for long.
SELECT (pg_temp.new_table('cheia', :'ta')).body ->> 'token' AS qr50 \gset
SELECT (pg_temp.sit(:'qr50', 'Zeca')).body ->> 'cod_mesa_sessao' AS s50 \gset
INSERT INTO flowt.tb_omni8_comanda (cod_tenant, cod_mesa_sessao, nom_apelido, hsh_token) SELECT :alfa, :s50, 'Falso ' || n, sha256(n::text::bytea) FROM generate_series(2, flowt.limite_de_comandas()) AS n;
SELECT is(pg_temp.outcome(pg_temp.sit(:'qr50', 'Yara')), '409 mesa_cheia', 'fifty fill a table');
UPDATE flowt.tb_omni8_comanda SET dat_criacao = dat_criacao - flowt.validade_de_lugar_sem_pedido() WHERE cod_mesa_sessao = :s50;
SELECT is(pg_temp.outcome(pg_temp.sit(:'qr50', 'Yara')), '201', 'who asked for nothing in a quarter of an hour takes no seat');
-- Orders that are none, but on the tabs.
SET LOCAL session_replication_role = replica;
INSERT INTO flowt.tb_omni8_mesa_pedido (cod_tenant, cod_pedido, cod_mesa_sessao, cod_comanda)
SELECT :alfa, -c.cod_comanda, :s50, c.cod_comanda FROM flowt.tb_omni8_comanda AS c WHERE c.cod_mesa_sessao = :s50 AND c.nom_apelido <> 'Yara' LIMIT 49;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.outcome(pg_temp.sit(:'qr50', 'Xavier')), '409 mesa_cheia', 'who did ask keeps the seat');
DELETE FROM flowt.tb_omni8_mesa_pedido WHERE cod_mesa_sessao = :s50;

-- Only staff opens, where the house wants it so.
SELECT (pg_temp.new_table('14', :'ta')).body ->> 'token' AS qr14 \gset
SELECT flowt.definir_parametro(:alfa, 'mesa_abertura_publica', 'false', now()) \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.sit(:'qr14', 'Caio')), '409 mesa_nao_aberta', 'a closed table waits for staff');
SELECT is(pg_temp.outcome(pg_temp.sit(:'qr', 'Duda')), '201', 'an open one takes more people');
UPDATE flowt.tb_omni8_parametro_valor SET js_valor = 'true' WHERE nom_parametro = 'mesa_abertura_publica';

-- Ordering: an order like any other, of this table and this person.
CREATE TEMP TABLE placed AS SELECT a.* FROM pg_temp.have(:'ana', :pizza, 2) AS a;
SELECT is(body - '{token,num_pedido,dat_criacao,itens,des_status,descontos,cupons,js_cotacao}'::text[] @> '{"sta_pedido": "RECEBIDO", "tip_atendimento": "LOCAL", "nom_cliente": "Ana", "num_telefone": null, "vlr_total": 8000}', true, 'an order, by name alone') FROM placed;
SELECT is(tip_canal || ' ' || cod_unidade, 'MESA ' || :'matriz', 'through the table') FROM flowt.tb_omni8_pedido;
SELECT pg_temp.cart_of(:suco) AS cart \gset
SELECT pg_temp.request('POST /v1/comandas/{token}/pedidos', jsonb_build_object('token', :'ana', 'idempotency_key', 'chave-suco', 'corpo', json_build_object('carrinho', :'cart', 'vlr_esperado', 850, 'des_observacao', 'gelado')::text), NULL, 'alfa') AS first \gset
SELECT is(pg_temp.request('POST /v1/comandas/{token}/pedidos', jsonb_build_object('token', :'ana', 'idempotency_key', 'chave-suco', 'corpo', json_build_object('carrinho', :'cart', 'vlr_esperado', 850, 'des_observacao', 'gelado')::text), NULL, 'alfa')::text, :'first', 'sent again it is the same order');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mesa_pedido), 2::bigint, 'two orders in all');
SELECT is(pg_temp.outcome(pg_temp.by_tab('POST /v1/comandas/{token}/pedidos', :'ana', b::jsonb)), e, b) FROM (VALUES ('{}', '422 corpo_invalido'), ('{"carrinho": "nenhum"}', '400 idempotency_key_ausente')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/comandas/{token}/pedidos', jsonb_build_object('token', :'ana', 'idempotency_key', 'chave-caro', 'corpo', json_build_object('carrinho', pg_temp.cart_of(:suco), 'vlr_esperado', 1)::text), NULL, 'alfa')), '409 PRECO_ALTERADO', 'a price that changed is told');
SELECT is(pg_temp.outcome(pg_temp.by_tab('GET /v1/comandas/{token}', 'nenhuma')), '404 nao_encontrado', 'a tab of nothing');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/comandas/{token}', jsonb_build_object('token', :'ana'), NULL, 'beta')), '404 nao_encontrado', 'of another house');
SELECT is((SELECT string_agg(concat_ws(' ', p ->> 'nom_apelido', p ->> 'vlr_consumo', (p ->> 'token' IS NOT NULL)), ', ') FROM jsonb_array_elements((pg_temp.by_tab('GET /v1/comandas/{token}', :'ana')).body -> 'pedidos') AS p), 'Ana 8000 t, Ana 850 t', 'one follows one''s own orders');
SELECT (pg_temp.sit(:'qr', 'Eva')).body ->> 'token' AS eva \gset
SELECT is((SELECT string_agg(concat_ws(' ', p ->> 'nom_apelido', p ->> 'vlr_consumo', (p ->> 'token' IS NOT NULL)), ', ') FROM jsonb_array_elements((pg_temp.by_tab('GET /v1/comandas/{token}', :'eva')).body -> 'pedidos') AS p), 'Ana 8000 f, Ana 850 f', 'and sees, but does not follow, the others''');
SELECT is((SELECT string_agg(c ->> 'nom_apelido', ',') FROM jsonb_array_elements((pg_temp.by_tab('GET /v1/comandas/{token}', :'eva')).body -> 'comandas') AS c WHERE (c ->> 'flg_minha')::boolean), 'Eva', 'and is told which tab is hers');

-- Calls.
SELECT is((pg_temp.by_tab('POST /v1/comandas/{token}/chamados', :'eva', '{"tip_chamado": "GARCOM"}')).body -> 'chamados' -> 0 ->> 'nom_apelido', 'Eva', 'the waiter is called');
SELECT is(jsonb_array_length((pg_temp.by_tab('POST /v1/comandas/{token}/chamados', :'ana', '{"tip_chamado": "GARCOM"}')).body -> 'chamados'), 1, 'once');
SELECT is(pg_temp.outcome(pg_temp.by_tab('POST /v1/comandas/{token}/chamados', :'ana', '{"tip_chamado": "POLICIA"}')), '422 corpo_invalido', 'and nobody else');
SELECT max(cod_chamado) AS call FROM flowt.tb_omni8_mesa_chamado \gset
SELECT is((pg_temp.request('GET /v1/mesas', '{}', :'cozinha')).body #>> '{itens,0,sessao,chamados,0,tip_chamado}', 'GARCOM', 'staff sees it at the table');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/mesas/chamados/{id}/atendimento', jsonb_build_object('id', :'call'), t)), e, n) FROM (VALUES (:'cozinha', '403 sem_permissao', 'the kitchen does not serve'), (:'tb', '404 nao_encontrado', 'nor another house'), (:'atendente', '200', 'who attends does'), (:'atendente', '200', 'twice is once')) AS v (t, e, n);
SELECT is((SELECT string_agg(sta_chamado, ',') FROM flowt.tb_omni8_mesa_chamado), 'ATENDIDO', 'served');
SELECT is((pg_temp.by_tab('POST /v1/comandas/{token}/chamados', :'ana', '{"tip_chamado": "CONTA"}')).body ->> 'sta_sessao', 'CONTA', 'the bill is asked for');
SELECT is(pg_temp.outcome(pg_temp.have(:'eva', :suco)), '409 conta_ja_pedida', 'and nothing more is ordered');
SELECT is((pg_temp.bill('POST reabertura', :'s', :'atendente')).body ->> 'sta_sessao', 'ABERTA', 'until staff reopens');
SELECT is(pg_temp.outcome(pg_temp.have(:'eva', :suco)), '201', 'and then it is');

-- Another code: who sits there stays, the printed one is dead.
CREATE TEMP TABLE turned AS SELECT a.* FROM pg_temp.request('POST /v1/mesas/{id}/token', jsonb_build_object('id', :'doze'), :'ta') AS a;
SELECT isnt(body ->> 'token', :'qr', 'a new code') FROM turned;
SELECT is(pg_temp.outcome(pg_temp.sit(:'qr', 'Gil')), '404 nao_encontrado', 'the old one opens nothing');
SELECT is(pg_temp.outcome(pg_temp.by_tab('GET /v1/comandas/{token}', :'ana')), '200', 'the tabs go on');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/mesas/{id}/token', jsonb_build_object('id', :'doze'), :'atendente')), '403 sem_permissao', 'who attends changes none');

-- Moving and joining.
SELECT (pg_temp.new_table('20', :'ta')).body ->> 'cod_mesa' AS vinte, (pg_temp.new_table('21', :'ta')).body ->> 'cod_mesa' AS vinte_e_um, (pg_temp.new_table('do Sul', :'ta', jsonb_build_object('cod_unidade', :'sul'))).body ->> 'cod_mesa' AS do_sul \gset
SELECT (pg_temp.request('POST /v1/mesas/{id}/sessoes', jsonb_build_object('id', :'vinte_e_um'), :'ta')).body ->> 'cod_mesa_sessao' AS other \gset
SELECT is(pg_temp.outcome(pg_temp.bill('POST transferencia', :'s', :'atendente', jsonb_build_object('cod_mesa', m))), e, n) FROM (VALUES (:'vinte_e_um', '409 mesa_ocupada', 'to a taken table'), (:'do_sul', '404 nao_encontrado', 'to another unit'), ('999999999', '404 nao_encontrado', 'to nowhere'), (:'vinte', '200', 'to a free one')) AS v (m, e, n);
SELECT is((pg_temp.by_tab('GET /v1/comandas/{token}', :'ana')).body ->> 'nom_mesa', '20', 'the tabs go with it');
SELECT (pg_temp.sit((SELECT des_token FROM flowt.tb_omni8_mesa WHERE cod_mesa = :'vinte_e_um'), 'Hugo')).body ->> 'token' AS hugo \gset
SELECT is(pg_temp.outcome(pg_temp.have(:'hugo', :suco)), '201', 'the other table has something too');
SELECT is(pg_temp.outcome(pg_temp.bill('POST uniao', :'s', :'atendente', jsonb_build_object('cod_mesa_sessao', o))), e, n) FROM (VALUES (:'s', '422 mesas_nao_se_juntam', 'a table joins itself'), ('999999999', '404 nao_encontrado', 'or nothing'), (:'other', '200', 'or another'), (:'other', '409 mesa_fechada', 'once')) AS v (o, e, n);
SELECT is(pg_temp.sums(:'s', :'ta'), 'ABERTA 10550 1055 0 11605 0', 'one bill of both');
SELECT is((pg_temp.by_tab('GET /v1/comandas/{token}', :'hugo')).body ->> 'nom_mesa', '20', 'and one table');
SELECT is((SELECT sta_sessao || ' ' || vlr_conta || ' ' || des_liberacao FROM flowt.tb_omni8_mesa_sessao WHERE cod_mesa_sessao = :'other'), 'FECHADA 0 Juntada à mesa 20', 'the other is closed, and says why');

-- An order made at the counter comes to the table.
SELECT pg_temp.cart_of(:suco) AS cart \gset
SELECT (pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', :'cart', 'idempotency_key', :'cart', 'corpo', '{"nom_cliente": "Ivo", "num_telefone": "(85) 98877-6655", "tip_atendimento": "LOCAL", "tip_pagamento": "DINHEIRO"}'), NULL, 'alfa')).body ->> 'num_pedido' AS num \gset
SELECT cod_pedido AS counter FROM flowt.tb_omni8_pedido WHERE num_pedido = :num \gset
SELECT is(pg_temp.outcome(pg_temp.bill('POST pedidos', :'s', t, jsonb_build_object('cod_pedido', :'counter') || m::jsonb)), e, n) FROM (VALUES (:'cozinha', '{}', '403 sem_permissao', 'not by the kitchen'), (:'atendente', '{"cod_comanda": "999999999"}', '404 nao_encontrado', 'to a tab of nothing'),
    (:'tb', '{}', '404 nao_encontrado', 'by another house'), (:'atendente', '{}', '200', 'to the whole table'), (:'atendente', '{}', '200', 'once')) AS v (t, m, e, n);
SELECT is(pg_temp.sums(:'s', :'ta'), 'ABERTA 11400 1140 0 12540 0', 'it is on the bill');

-- Closed: every token stops working.
SELECT is(pg_temp.outcome(pg_temp.bill('POST fechamento', :'s', t, b::jsonb)), e, n) FROM (VALUES (:'atendente', '{}', '409 conta_nao_paga', 'unpaid'), (:'atendente', '{"des_liberacao": "amigos da casa"}', '403 sem_permissao', 'who attends lets nobody go'),
    (:'cozinha', '{}', '403 sem_permissao', 'the kitchen closes nothing'), (:'ta', '{"des_liberacao": "amigos da casa"}', '200', 'who may'), (:'ta', '{}', '409 mesa_fechada', 'once')) AS v (t, b, e, n);
SELECT is(pg_temp.outcome(pg_temp.by_tab(r, :'ana', b::jsonb)), '410 mesa_encerrada', r) FROM (VALUES ('GET /v1/comandas/{token}', NULL), ('POST /v1/comandas/{token}/chamados', '{"tip_chamado": "GARCOM"}'), ('PATCH /v1/comandas/{token}/conta', '{"vlr_gorjeta": 1}')) AS v (r, b);
SELECT is(pg_temp.outcome(pg_temp.have(:'ana', :suco)), '410 mesa_encerrada', 'nor orders');
SELECT is((pg_temp.request('GET /v1/mesas/sessoes/{id}', jsonb_build_object('id', :'s'), :'ta')).body ->> 'des_liberacao', 'amigos da casa', 'staff still reads it');
SELECT isnt((pg_temp.request('POST /v1/mesas/{id}/sessoes', jsonb_build_object('id', :'vinte'), :'ta')).body ->> 'cod_mesa_sessao', :'s', 'the table starts anew');
SELECT is((pg_temp.request('GET /v1/mesas/sessoes/{id}', jsonb_build_object('id', :'s'), :'tb')).status, 404, 'another tenant reads none');

SELECT * FROM finish();
ROLLBACK;
