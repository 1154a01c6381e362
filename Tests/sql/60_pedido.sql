-- Orders: confirming a cart, idempotency, stock, transitions, the time line (guide chapters 9.3 and 10).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(650);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT pg_temp.login(:beta, 'admin') AS tb, (SELECT token FROM staff WHERE profile = 'admin') AS ta \gset
CREATE TEMP TABLE item AS WITH i AS (INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, num_sku) VALUES (:alfa, 'Pizza',
    3990, 'PUBLICADO', 'P-1'), (:alfa, 'Suco', 850, 'PUBLICADO', NULL) RETURNING cod_produto, nom_produto)
    SELECT cod_produto::text AS id, nom_produto AS name FROM i;
SELECT (SELECT id FROM item WHERE name = 'Pizza') AS pizza, (SELECT id FROM item WHERE name = 'Suco') AS suco \gset
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:alfa, :pizza, 10);

-- A cart with two pizzas (in two lines) and a juice: 8830 centavos.
CREATE FUNCTION pg_temp.filled_cart() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_produto', i.id, 'des_observacao',
        i.note)::text), NULL, 'alfa')
       FROM (SELECT id, n.note FROM item, (VALUES ('Pizza', NULL), ('Pizza', 'sem cebola'), ('Suco', NULL)) AS n (name,
           note) WHERE item.name = n.name ORDER BY item.id, n.note NULLS FIRST) AS i;
    RETURN v_cart;
END
$$;
CREATE FUNCTION pg_temp.confirm(p_cart text, p_more jsonb DEFAULT '{}', p_key text DEFAULT NULL, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', p_cart, 'idempotency_key', coalesce(p_key, 'chave-' || p_cart), 'corpo',
    ('{"nom_cliente": "Zenóbia Quintela", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'::jsonb || p_more)::text), NULL,
        p_slug);
CREATE FUNCTION pg_temp.move(p_token text, p_order text, p_to text, p_reason text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', p_order, 'corpo', json_build_object('para', p_to, 'des_motivo', p_reason)::text),
    p_token);
CREATE FUNCTION pg_temp.stock_of(p_item text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT e.qtd_estoque FROM flowt.tb_omni8_estoque e WHERE e.cod_produto = p_item::bigint);
END
$$;

CREATE FUNCTION pg_temp.line(p_number integer, p_item text, p_sku text, p_name text, p_note text, p_price integer) RETURNS jsonb LANGUAGE sql
RETURN jsonb_build_object('num_item', p_number, 'cod_produto', p_item, 'cod_variacao', NULL, 'cod_combo', NULL, 'num_sku', p_sku, 'nom_produto', p_name, 'des_observacao', p_note, 'qtd_item', 1,
    'opcoes', '[]'::jsonb, 'vlr_opcoes', 0, 'vlr_unitario', p_price, 'vlr_bruto', p_price, 'vlr_desconto', 0, 'vlr_liquido', p_price);

-- An order.
SELECT pg_temp.filled_cart() AS cart \gset
CREATE TEMP TABLE placed AS SELECT a.* FROM pg_temp.confirm(:'cart', '{"nom_cliente": "  Zenóbia Quintela ", "vlr_esperado": 8830, "des_observacao": " rápido "}') AS a;
SELECT body ->> 'token' AS token FROM placed \gset
SELECT cod_pedido AS id FROM flowt.tb_omni8_pedido WHERE des_token = :'token' \gset
SELECT is(status, 201, 'a cart becomes an order') FROM placed;
SELECT is(headers, format('Location: /v1/pedidos/%s/linha-do-tempo', :'token'), 'which can be followed') FROM placed;
SELECT is(body - '{token,dat_criacao}'::text[], jsonb_build_object('num_pedido', 1, 'sta_pedido', 'RECEBIDO', 'des_status', 'Pedido recebido', 'tip_atendimento',
    'RETIRADA', 'tip_pagamento', 'PIX', 'nom_cliente', 'Zenóbia Quintela',
    'num_telefone', '+5585988776655', 'des_endereco', NULL, 'nom_bairro', NULL, 'num_cep', NULL, 'cod_unidade',
        flowt.unidade_principal(:alfa)::text, 'des_observacao', 'rápido', 'tip_canal', 'API', 'vlr_itens', 8830, 'vlr_desconto', 0,
        'vlr_taxa_entrega', 0, 'vlr_desconto_entrega', 0, 'vlr_taxa_servico', 0, 'vlr_gorjeta', 0, 'vlr_total', 8830, 'vlr_troco_para', NULL, 'descontos', '[]'::jsonb, 'cupons', '[]'::jsonb, 'num_versao', 1, 'itens', jsonb_build_array(
        pg_temp.line(1, :'pizza', 'P-1', 'Pizza', NULL, 3990),
        pg_temp.line(2, :'pizza', 'P-1', 'Pizza', 'sem cebola', 3990),
        pg_temp.line(3, :'suco', NULL, 'Suco', NULL, 850))), 'all of it, without the internal code') FROM placed;
SELECT matches(:'token'::text, '^[A-Za-z0-9_-]{24}$', 'its token cannot be guessed');
SELECT is(pg_temp.stock_of(:'pizza'), '8', 'two pizzas left the stock');
SELECT is((SELECT array_agg(qtd_movimento || ' ' || tip_movimento || ' ' || cod_origem) FROM flowt.tb_omni8_estoque_movimento), ARRAY[format('-2 VENDA %s', :'id')],
    'in one movement that names the order');
SELECT is((pg_temp.request('GET /v1/carrinhos/{token}', jsonb_build_object('token', :'cart'), NULL, 'alfa')).status, 200, 'the cart can still be seen');
SELECT is(sta_carrinho, 'CONVERTIDO', 'as converted') FROM flowt.tb_omni8_carrinho WHERE hsh_token = flowt.digerir(:'cart');
SELECT is((pg_temp.confirm(pg_temp.filled_cart())).body -> 'num_pedido', '2', 'orders are numbered per tenant, without holes');

-- The snapshot stays when the product changes.
UPDATE flowt.tb_omni8_produto_servico SET nom_produto = 'Pizzona', vlr_preco = 9999, num_sku = 'P-2' WHERE cod_produto = :pizza;
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'id'), :'ta')).body - '{eventos,cod_pessoa}'::text[], body || jsonb_build_object('cod_pedido', :'id', 'campos', '{}'::jsonb),
    'the staff reads it as it was bought') FROM placed;
UPDATE flowt.tb_omni8_produto_servico SET nom_produto = 'Pizza', vlr_preco = 3990, num_sku = 'P-1' WHERE cod_produto = :pizza;

-- Idempotency.
SELECT is((pg_temp.confirm(:'cart', '{"nom_cliente": "  Zenóbia Quintela ", "vlr_esperado": 8830, "des_observacao": " rápido "}'))::text, p::text,
    'the same key and payload: the same answer, byte by byte') FROM placed p;
SELECT is(count(*), 2::bigint, 'and no other order') FROM flowt.tb_omni8_pedido;
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', '{"des_observacao": " rápido ", "vlr_esperado": 8830, "nom_cliente": "  Zenóbia Quintela "}')), '201',
    'the order of the fields does not matter');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', '{"vlr_esperado": 8830}')), '422 idempotency_key_de_outra_requisicao', 'the same key with another payload');
SELECT is(pg_temp.outcome(pg_temp.confirm(pg_temp.filled_cart(), '{"nom_cliente": "  Zenóbia Quintela ", "vlr_esperado": 8830, "des_observacao": " rápido "}',
    'chave-' || :'cart')), '422 idempotency_key_de_outra_requisicao', 'or with another cart');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', '{}', 'outra-chave')), '409 carrinho_ja_convertido', 'another key for the same cart');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', '{}', k)), '400 idempotency_key_ausente', 'key ' || coalesce(to_json(left(k, 20))::text,
    'null')) FROM unnest(ARRAY['', '1234567', 'com espaço', repeat('x', 129), E'nova\nlinha0', 'çççççççç']) AS k;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', :'cart', 'corpo',
    '{"nom_cliente": "Zé da Silva", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'), NULL, 'alfa')),
    '400 idempotency_key_ausente', 'no key');
SELECT is(pg_temp.outcome(pg_temp.confirm(pg_temp.filled_cart(), '{}', repeat('k', n))), '201', 'a key of ' || n) FROM unnest('{8,128}'::integer[]) AS n;
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', '{}', 'chave-' || :'cart', 'beta')), '404 nao_encontrado', 'in another tenant the key and the cart are unknown');
SELECT pg_temp.filled_cart() AS retried \gset
SELECT is(pg_temp.outcome(pg_temp.confirm(:'retried', '{"vlr_esperado": 1}', 'de-novo-1')), '409 PRECO_ALTERADO', 'a failure is not kept');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'retried', '{"vlr_esperado": 8830}', 'de-novo-1')), '201', 'the same key may try again, corrected');

SELECT is(pg_temp.outcome(pg_temp.confirm((SELECT pg_temp.filled_cart()), '{"vlr_esperado": 850}')), '201', 'what was not to be had never came into the cart');

-- The body.
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 100;
SELECT pg_temp.filled_cart() AS cart \gset
SELECT is(pg_temp.wrong_fields(pg_temp.confirm(:'cart', m::jsonb)), e, 'order with ' || m) FROM (VALUES
    ('{"nom_cliente": "", "num_telefone": "1234", "tip_atendimento": "DRONE", "tip_pagamento": 3, "zzz": 1, "vlr_esperado": -1, "vlr_troco_para": 0, "vlr_total": 1}',
     'nom_cliente:texto_curto num_telefone:formato_invalido tip_atendimento:opcao_invalida tip_pagamento:tipo_invalido vlr_esperado:numero_pequeno vlr_total:campo_desconhecido vlr_troco_para:numero_pequeno zzz:campo_desconhecido'),
    ('{"nom_cliente": "Z"}', 'nom_cliente:texto_curto'), ('{"nom_cliente": "\u200b\u200b"}', 'nom_cliente:formato_invalido'), ('{"nom_cliente": "Zen\u202eóbia"}', 'nom_cliente:formato_invalido'), ('{"nom_cliente": null, "num_telefone": null}', 'nom_cliente:tipo_invalido num_telefone:tipo_invalido'),
        ('{"des_endereco": "Rua"}', 'des_endereco:texto_curto'), ('{"vlr_esperado": 88.30}', 'vlr_esperado:tipo_invalido'),
    ('{"vlr_esperado": 1e400}', 'vlr_esperado:numero_grande'), ('{"num_telefone": "(10) 98877-6655"}', 'num_telefone:formato_invalido')) AS v (m, e);
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', m::jsonb)), e, 'order with ' || m) FROM (VALUES ('{"vlr_esperado": 8829}', '409 PRECO_ALTERADO'),
    ('{"vlr_esperado": 8831}', '409 PRECO_ALTERADO'), ('{"tip_atendimento": "ENTREGA", "des_endereco": "Rua A, 1"}', '422 sem_entrega'),
    ('{"des_endereco": "Rua A, 1"}', '422 entrega_tem_endereco'), ('{"vlr_troco_para": 10000}', '422 troco_so_em_dinheiro_e_acima_do_total'),
        ('{"tip_pagamento": "CARTAO", "vlr_troco_para": 10000}', '422 troco_so_em_dinheiro_e_acima_do_total'),
    ('{"tip_pagamento": "DINHEIRO", "vlr_troco_para": 8829}', '422 troco_so_em_dinheiro_e_acima_do_total'),
        ('{"tip_pagamento": "DINHEIRO", "vlr_troco_para": 1008831}', '422 troco_so_em_dinheiro_e_acima_do_total')) AS v (m, e);
SELECT is((pg_temp.confirm(:'cart', '{"vlr_esperado": 1}')).hint - 'carrinho', '{"vlr_taxa_entrega": 0, "vlr_total": 8830}', 'a changed price comes with the new total');
SELECT is((pg_temp.confirm(:'cart', '{"vlr_esperado": 1}')).hint -> 'carrinho', (pg_temp.request('GET /v1/carrinhos/{token}', jsonb_build_object('token', :'cart'),
    NULL, 'alfa')).body - '{sta_carrinho,tip_canal,flg_identificado,dat_expiracao,dat_reserva}'::text[], 'and the cart quoted anew');
SELECT is((SELECT sta_carrinho FROM flowt.tb_omni8_carrinho WHERE hsh_token = flowt.digerir(:'cart')), 'ATIVO', 'a refused order leaves the cart alone');
SELECT is(pg_temp.stock_of(:'pizza'), '100', 'and the stock');
SELECT is((SELECT num_ultimo FROM flowt.tb_omni8_pedido_numerador), 6::bigint, 'and the numbers');
SELECT is((pg_temp.confirm(pg_temp.filled_cart(), ('{"tip_pagamento": "DINHEIRO", "vlr_troco_para": ' || v || '}')::jsonb)).body -> 'vlr_troco_para', v::jsonb,
    'change for ' || v) FROM unnest('{8830,10000,1008830,null}'::text[]) AS v;

-- Delivery, minimum, hours.
UPDATE flowt.tb_omni8_tenant SET flg_entrega = true, vlr_taxa_entrega = 700, vlr_pedido_minimo = 8830 WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', m::jsonb)), e, 'delivery with ' || m) FROM (VALUES ('{"tip_atendimento": "ENTREGA"}', '422 entrega_tem_endereco'),
    ('{"tip_atendimento": "ENTREGA", "des_endereco": null}', '422 entrega_tem_endereco'),
    ('{"tip_atendimento": "ENTREGA", "des_endereco": "Rua A, 1", "vlr_esperado": 8830}', '409 PRECO_ALTERADO')) AS v (m, e);
SELECT is((pg_temp.confirm(:'cart', '{"tip_atendimento": "ENTREGA", "des_endereco": "Rua A, 1", "vlr_esperado": 9530}')).body - '{itens,token,dat_criacao,num_pedido,nom_cliente,num_telefone,des_status,sta_pedido,num_versao,tip_pagamento,cod_unidade,descontos,cupons,tip_canal,vlr_taxa_servico,vlr_gorjeta}'::text[],
    '{"vlr_desconto": 0, "vlr_desconto_entrega": 0, "nom_bairro": null, "num_cep": null, "tip_atendimento": "ENTREGA", "des_endereco": "Rua A, 1", "vlr_itens": 8830, "vlr_taxa_entrega": 700, "vlr_total": 9530, "vlr_troco_para": null, "des_observacao": null}', 'items and fee sum to the total');
SELECT pg_temp.filled_cart() AS cart \gset
SELECT is((pg_temp.confirm(pg_temp.filled_cart(), ('{"tip_atendimento": "' || t || '"}')::jsonb)).body -> 'vlr_total', '8830',
    t || ' has no fee, and the minimum is reached') FROM unnest('{RETIRADA,LOCAL}'::text[]) AS t;
UPDATE flowt.tb_omni8_tenant SET vlr_pedido_minimo = 8831 WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart', m::jsonb)), '422 abaixo_do_pedido_minimo', 'a centavo below the minimum, with ' || m) FROM unnest(ARRAY['{}',
    '{"tip_atendimento": "ENTREGA", "des_endereco": "Rua A, 1"}']) AS m;
SELECT is((pg_temp.confirm(:'cart')).detail, 'O pedido mínimo é de R$' || chr(160) || '88,31: faltam R$' || chr(160) || '0,01.', 'and says how much is missing');
UPDATE flowt.tb_omni8_tenant SET vlr_pedido_minimo = 0 WHERE cod_tenant = :alfa;
INSERT INTO flowt.tb_omni8_tenant_horario SELECT :alfa, extract(dow FROM (now() AT TIME ZONE 'America/Sao_Paulo')::date + 3), '10:00', '10:01';
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart')), '409 empresa_fechada', 'a closed house takes no order');
SELECT is(((pg_temp.confirm(:'cart')).hint ->> 'dat_proxima_abertura')::timestamptz,
    ((now() AT TIME ZONE 'America/Sao_Paulo')::date + 3 + time '10:00') AT TIME ZONE 'America/Sao_Paulo', 'and says when it opens');
UPDATE flowt.tb_omni8_tenant SET flg_pedido_fora_do_horario = true WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.confirm(:'cart')), '201', 'unless it wants to');
DELETE FROM flowt.tb_omni8_tenant_horario;

-- Carts that cannot be bought.
SELECT is(pg_temp.outcome(pg_temp.confirm((pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token')), '422 carrinho_vazio', 'an empty cart');
SELECT is(pg_temp.outcome(pg_temp.confirm('inexistente')), '404 nao_encontrado', 'a cart of nothing');
SELECT pg_temp.filled_cart() AS cart \gset
CREATE FUNCTION pg_temp.confirm_after(p_change text, p_cart text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_answer pg_temp.answer;
BEGIN
    EXECUTE p_change;
    v_answer := pg_temp.confirm(p_cart);
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = concat_ws(' ', pg_temp.outcome(v_answer), jsonb_path_query_array(v_answer.hint,
        '$.carrinho.itens.flg_disponivel'));
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.confirm_after(s, :'cart'), e, s) FROM (VALUES ('SELECT 1', '201'), ('UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1',
    '409 item_indisponivel [false, false, true]'), ('UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 2', '201'),
    ('UPDATE flowt.tb_omni8_produto_servico SET sta_produto = ''ARQUIVADO'' WHERE nom_produto = ''Suco''', '409 item_indisponivel [true, true, false]'),
        ('DELETE FROM flowt.tb_omni8_estoque', '201'),
    ('UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = (now() AT TIME ZONE ''America/Sao_Paulo'')::date', '409 item_indisponivel [false, false, false]'),
    ('UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - interval ''30 days''', '410 carrinho_expirado'),
        ('UPDATE flowt.tb_omni8_carrinho SET sta_carrinho = ''EXPIRADO''', '410 carrinho_expirado')) AS v (s, e);
-- Between quote and sale another order may take the last one: the sale itself checks.
SELECT pg_temp.confirm(:'cart') \gset
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 0; SELECT flowt.mover_estoque(%s, %s, -1)', :alfa, :'id')), 'PT409 item_indisponivel', 'stock never goes below zero');

-- The guide's transitions, every pair of status, by who may do anything.
CREATE TEMP TABLE edge (de text, para text, permission text);
INSERT INTO edge VALUES ('INTENCAO', 'RECEBIDO', 'pedido.confirmar'), ('INTENCAO', 'EXPIRADO', 'pedido.sistema'), ('INTENCAO', 'CANCELADO', 'pedido.cancelar'),
    ('AGUARDANDO_PAGAMENTO', 'RECEBIDO', 'pedido.confirmar'), ('AGUARDANDO_PAGAMENTO', 'EXPIRADO', 'pedido.sistema'),
    ('AGUARDANDO_PAGAMENTO', 'CANCELADO', 'pedido.cancelar'), ('RECEBIDO', 'CONFIRMADO', 'pedido.confirmar'), ('RECEBIDO', 'RECUSADO', 'pedido.confirmar'),
        ('RECEBIDO', 'CANCELADO', 'pedido.cancelar'), ('CONFIRMADO', 'EM_PREPARO', 'pedido.preparar'),
    ('CONFIRMADO', 'PRONTO', 'pedido.preparar'), ('EM_PREPARO', 'PRONTO', 'pedido.preparar'), ('PRONTO', 'EM_ENTREGA', 'pedido.entregar'), ('PRONTO', 'ENTREGUE',
        'pedido.entregar'), ('EM_ENTREGA', 'ENTREGUE', 'pedido.entregar'),
    ('EM_ENTREGA', 'FALHA_ENTREGA', 'pedido.entregar'), ('FALHA_ENTREGA', 'EM_ENTREGA', 'pedido.entregar'), ('FALHA_ENTREGA', 'CANCELADO', 'pedido.cancelar'),
        ('ENTREGUE', 'CONCLUIDO', 'pedido.operar'), ('ENTREGUE', 'DEVOLVIDO', 'pedido.cancelar'),
    ('CONCLUIDO', 'DEVOLVIDO', 'pedido.cancelar'), ('EXPIRADO', 'RECEBIDO', 'pedido.sistema'),
    ('CONFIRMADO', 'CANCELADO', 'pedido.acordo'), ('EM_PREPARO', 'CANCELADO', 'pedido.acordo'), ('PRONTO', 'CANCELADO', 'pedido.acordo'), ('EM_ENTREGA', 'CANCELADO',
        'pedido.acordo');
SELECT set_eq('SELECT sta_de, sta_para, nom_permissao FROM flowt.tb_omni8_pedido_transicao', 'SELECT * FROM edge', 'the transitions are the guide''s');
SELECT is_empty('SELECT sta_pedido FROM flowt.tb_omni8_pedido_status s WHERE s.flg_final <> NOT EXISTS (SELECT FROM edge WHERE de = s.sta_pedido)',
    'a final status is one nothing leaves');
CREATE FUNCTION pg_temp.step(p_order text, p_from text, p_to text, p_token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_events bigint;
    v_answer pg_temp.answer;
BEGIN
    UPDATE flowt.tb_omni8_pedido SET sta_pedido = p_from WHERE cod_pedido = p_order::bigint;
    SELECT count(*) INTO v_events FROM flowt.tb_omni8_pedido_evento WHERE cod_pedido = p_order::bigint;
    v_answer := pg_temp.move(p_token, p_order, p_to);
    RETURN concat_ws(' ', pg_temp.outcome(v_answer), v_answer.body ->> 'sta_pedido', (SELECT '+' || count(*) - v_events
        FROM flowt.tb_omni8_pedido_evento WHERE cod_pedido = p_order::bigint));
END
$$;
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1000;
SELECT is(pg_temp.step(:'id', f.sta_pedido, t.sta_pedido, :'ta'),
          CASE WHEN f.sta_pedido = t.sta_pedido THEN '200 ' || t.sta_pedido || ' +0' WHEN e.permission IN ('pedido.sistema', 'pedido.acordo') THEN '403 sem_permissao +0'
              WHEN e.permission IS NULL THEN '409 transicao_ilegal +0' ELSE '200 ' || t.sta_pedido || ' +1' END,
          f.sta_pedido || ' to ' || t.sta_pedido)
  FROM flowt.tb_omni8_pedido_status f CROSS JOIN flowt.tb_omni8_pedido_status t LEFT JOIN edge e ON e.de = f.sta_pedido AND e.para = t.sta_pedido;
-- Each transition, by every profile.
SELECT is(pg_temp.step(:'id', e.de, e.para, s.token),
          CASE WHEN EXISTS (SELECT FROM flowt.tb_omni8_perfil_permissao x WHERE x.nom_perfil = s.profile AND x.nom_permissao = 'pedido.operar')
              AND EXISTS (SELECT FROM flowt.tb_omni8_perfil_permissao x WHERE x.nom_perfil = s.profile AND x.nom_permissao = e.permission)
               THEN '200 ' || e.para || ' +1' ELSE '403 sem_permissao +0' END, format('%s moves from %s to %s', s.profile, e.de, e.para))
  FROM edge e, staff s;
SELECT is(pg_temp.step(:'id', 'RECEBIDO', p, :'ta'), '422 corpo_invalido +0', 'to ' || p) FROM unnest('{NADA,recebido}'::text[]) AS p;
SELECT is((pg_temp.move(:'ta', :'id', 'ENTREGUE')).hint, '{"sta_pedido": "RECEBIDO", "permitidas": ["CANCELADO", "CONFIRMADO", "RECUSADO"]}',
    'an illegal step is told the legal ones');
SELECT is(pg_temp.outcome(pg_temp.move(:'tb', :'id', 'CONFIRMADO')), '404 nao_encontrado', 'another tenant''s order is not there');
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'id'), :'tb')).status, 404, 'nor to read');

-- Stock comes back once, and is taken again if the order lives again.
CREATE FUNCTION pg_temp.fresh_order() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_token text;
BEGIN
    UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 10;
    v_token := (pg_temp.confirm(pg_temp.filled_cart())).body ->> 'token';
    RETURN (SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE des_token = v_token);
END
$$;
CREATE FUNCTION pg_temp.stock_along(p_path text[], p_token text, p_item text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_order text := pg_temp.fresh_order();
    v_to    text;
    v_trace text := pg_temp.stock_of(p_item);
BEGIN
    -- What no profile may do, the system does.
    INSERT INTO flowt.tb_omni8_perfil_permissao VALUES ('admin', 'pedido.sistema') ON CONFLICT DO NOTHING;
    FOREACH v_to IN ARRAY p_path LOOP
        IF v_to = 'AGUARDANDO_PAGAMENTO' THEN
            UPDATE flowt.tb_omni8_pedido SET sta_pedido = v_to WHERE cod_pedido = v_order::bigint;
        ELSE
            PERFORM pg_temp.move(p_token, v_order, v_to);
        END IF;
        v_trace := v_trace || ' ' || left(v_to, 4) || ' ' || pg_temp.stock_of(p_item);
    END LOOP;
    DELETE FROM flowt.tb_omni8_perfil_permissao WHERE nom_permissao = 'pedido.sistema';
    RETURN v_trace;
END
$$;
SELECT is(pg_temp.stock_along(p::text[], :'ta', :'pizza'), e, p) FROM (VALUES
    ('{CANCELADO,CANCELADO}', '8 CANC 10 CANC 10'), ('{RECUSADO,RECUSADO}', '8 RECU 10 RECU 10'), ('{CONFIRMADO,EM_PREPARO,PRONTO,EM_ENTREGA,FALHA_ENTREGA,CANCELADO}',
        '8 CONF 8 EM_P 8 PRON 8 EM_E 8 FALH 8 CANC 10'),
    ('{CONFIRMADO,PRONTO,ENTREGUE,CONCLUIDO,DEVOLVIDO,DEVOLVIDO}', '8 CONF 8 PRON 8 ENTR 8 CONC 8 DEVO 10 DEVO 10'),
        ('{AGUARDANDO_PAGAMENTO,EXPIRADO,RECEBIDO,CANCELADO}', '8 AGUA 8 EXPI 10 RECE 8 CANC 10')) AS v (p, e);
SELECT is_empty($$SELECT cod_origem FROM flowt.tb_omni8_estoque_movimento WHERE tip_movimento <> 'AJUSTE' AND cod_origem IN (SELECT cod_pedido
    FROM flowt.tb_omni8_pedido WHERE sta_pedido IN ('CANCELADO', 'RECUSADO', 'DEVOLVIDO') ORDER BY cod_pedido DESC LIMIT 4)
                   GROUP BY cod_origem HAVING sum(qtd_movimento) <> 0$$, 'the movements of an undone order sum to nothing');
SELECT pg_temp.fresh_order() AS late \gset
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'EXPIRADO' WHERE cod_pedido = :late;
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1;
INSERT INTO flowt.tb_omni8_perfil_permissao VALUES ('admin', 'pedido.sistema');
SELECT is(pg_temp.outcome(pg_temp.move(:'ta', :'late', 'RECEBIDO')), '409 item_indisponivel', 'a late payment finds the stock gone');
DELETE FROM flowt.tb_omni8_perfil_permissao WHERE nom_permissao = 'pedido.sistema';
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1000;

-- The time line is public, the buyer is not.
SELECT pg_temp.fresh_order() AS followed \gset
SELECT des_token AS token FROM flowt.tb_omni8_pedido WHERE cod_pedido = :followed \gset
SELECT is((pg_temp.move((SELECT token FROM staff WHERE profile = 'atendente'), :'followed', 'CONFIRMADO', '  já vai  ')).status, 200, 'confirmed with a reason');
SELECT is((pg_temp.move((SELECT token FROM staff WHERE profile = 'cozinha'), :'followed', 'EM_PREPARO')).status, 200, 'cooking');
SELECT is((SELECT (a.body ->> 'num_telefone') || ' ' || (a.body ->> 'nom_cliente') FROM pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'followed'), s.token) AS a), e, s.profile || ' sees of the buyer what the work asks for')
  FROM staff s JOIN (VALUES ('cozinha', '(85) •••••-••55 Zenóbia Quintela'), ('financeiro', '(85) •••••-••55 Zenóbia Quintela'), ('entregador', '+5585988776655 Zenóbia Quintela'), ('atendente', '+5585988776655 Zenóbia Quintela')) AS v (p, e) ON v.p = s.profile ORDER BY 1;
CREATE FUNCTION pg_temp.follow(p_token text, p_slug text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/pedidos/{token}/linha-do-tempo',
    jsonb_build_object('token', p_token), NULL, p_slug);
CREATE TEMP TABLE line AS SELECT a.* FROM pg_temp.follow(:'token', 'alfa') AS a;
SELECT is(body - '{eventos,num_pedido}'::text[], '{"sta_pedido": "EM_PREPARO", "des_status": "Em preparo", "tip_atendimento": "RETIRADA", "vlr_total": 8830}',
    'where it stands') FROM line;
SELECT is(jsonb_path_query_array(body, '$.eventos.sta_pedido') || jsonb_path_query_array(body, '$.eventos.des_motivo'),
    '["RECEBIDO", "CONFIRMADO", "EM_PREPARO", null, "já vai", null]', 'and how it got there') FROM line;
SELECT ok(raw !~ 'Zen|Quintela|8877.?6655', 'without the buyer''s name or telephone') FROM line;
SELECT ok(NOT jsonb_path_exists(body, '$.** ? (exists(@.cod_usuario) || exists(@.cod_pedido) || exists(@.nom_cliente))'), 'nor who served') FROM line;
SELECT is(pg_temp.outcome(pg_temp.follow(t, s)), '404', n) FROM (VALUES ('its token elsewhere', :'token', 'beta'), ('its number as token', :'followed', 'alfa'),
    ('no token', '', 'alfa'), ('a pattern', '%', 'alfa'), ('its token in upper case', upper(:'token'), 'alfa')) AS v (n, t, s);
SELECT is((SELECT array_agg(num_evento || coalesce(sta_de, '-') || sta_para || (cod_usuario IS NOT NULL) ORDER BY num_evento)
    FROM flowt.tb_omni8_pedido_evento WHERE cod_pedido = :followed), '{1-RECEBIDOfalse,2RECEBIDOCONFIRMADOtrue,3CONFIRMADOEM_PREPAROtrue}',
    'events: numbered, linked, with who moved');
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'followed'), :'ta')).body -> 'eventos', body -> 'eventos',
    'the staff sees the same line') FROM line;

-- What was is not rewritten.
SELECT is(pg_temp.attempt('postgres', s), 'PT409 registro_so_de_inclusao', s) FROM unnest(ARRAY['UPDATE flowt.tb_omni8_pedido_evento SET sta_para = ''X''',
    'DELETE FROM flowt.tb_omni8_pedido_evento', 'UPDATE flowt.tb_omni8_pedido_item SET vlr_bruto = 1', 'DELETE FROM flowt.tb_omni8_pedido_item']) AS s;
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', s) FROM unnest(ARRAY['UPDATE flowt.tb_omni8_pedido SET vlr_total = 1',
    'UPDATE flowt.tb_omni8_pedido SET nom_cliente = ''x''', 'DELETE FROM flowt.tb_omni8_pedido', 'UPDATE flowt.tb_omni8_idempotencia SET cod_resultado = 1',
    'DELETE FROM flowt.tb_omni8_idempotencia', 'UPDATE flowt.tb_omni8_pedido_evento SET sta_para = ''X''', 'DELETE FROM flowt.tb_omni8_pedido_numerador',
        'INSERT INTO flowt.tb_omni8_pedido_transicao VALUES (''A'', ''B'', ''pedido.ler'')']) AS s;
SELECT is(pg_temp.attempt('postgres', 'UPDATE flowt.tb_omni8_pedido SET ' || c || ' WHERE cod_pedido = ' || :followed), e, c) FROM (VALUES ('vlr_total = 1',
    '23514 partes_somam_o_total'), ('vlr_itens = 0, vlr_total = 0', '23514 partes_somam_o_total'), ('vlr_taxa_entrega = -1, vlr_total = 8829',
    '23514 partes_somam_o_total'),
    ('tip_atendimento = ''X''', '23514 atendimento_conhecido'), ('tip_pagamento = ''X''', '23514 pagamento_conhecido'), ('num_telefone = ''85988776655''',
        '23514 telefone_do_cliente_valido'), ('num_telefone = ''x''', '23514 telefone_do_cliente_valido'), ('sta_pedido = ''X''', '23503 status_do_pedido'),
    ('num_pedido = 1', '23505 numero_de_pedido_unico'), ('cod_carrinho = (SELECT min(cod_carrinho) FROM flowt.tb_omni8_carrinho)', '23505 um_pedido_por_carrinho'),
        ('des_token = (SELECT o.des_token FROM flowt.tb_omni8_pedido o WHERE o.cod_tenant = tb_omni8_pedido.cod_tenant AND o.cod_pedido <> tb_omni8_pedido.cod_pedido LIMIT 1)', '23505 token_de_pedido_unico')) AS v (c, e);
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, qtd_item, vlr_unitario, vlr_bruto, vlr_liquido) SELECT cod_tenant, cod_pedido, 99, cod_produto, ''x'', %1$s, 10, %2$s, %2$s FROM flowt.tb_omni8_pedido_item LIMIT 1', q, v)), e, format('a line of %s times 10 that says %s', q, v))
  FROM (VALUES (2, 20, 'ok 1'), (2, 21, '23514 linha_e_preco_vezes_quantidade'), (0, 0, '23514 linha_e_preco_vezes_quantidade'), (-1, -10,
      '23514 linha_e_preco_vezes_quantidade')) AS v (q, v, e);
SELECT is_empty('SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p WHERE p.vlr_itens <> (SELECT sum(i.vlr_bruto) FROM flowt.tb_omni8_pedido_item i WHERE i.cod_tenant = p.cod_tenant AND i.cod_pedido = p.cod_pedido AND i.num_item < 99)', 'the lines of every order sum to its items');
SELECT is((SELECT array_agg(num_pedido ORDER BY num_pedido) FROM flowt.tb_omni8_pedido WHERE cod_tenant = :alfa), (SELECT array_agg(n) FROM generate_series(1,
    (SELECT num_ultimo FROM flowt.tb_omni8_pedido_numerador WHERE cod_tenant = :alfa)) AS n), 'no number is missing');

-- Listing.
CREATE FUNCTION pg_temp.list(p_args jsonb) RETURNS jsonb LANGUAGE sql RETURN (pg_temp.request('GET /v1/pedidos', p_args,
    (SELECT token FROM staff WHERE profile = 'financeiro'))).body;
SELECT is(pg_temp.list('{"limite": "1"}') -> 'itens' -> 0 ->> 'cod_pedido', :'followed', 'the newest comes first');
CREATE TEMP TABLE walk AS WITH RECURSIVE page (n, body) AS (
    SELECT 1, pg_temp.list('{"limite": "3"}') UNION ALL SELECT n + 1, pg_temp.list(jsonb_build_object('limite', '3', 'apos',
        body ->> 'proximo')) FROM page WHERE body ->> 'proximo' IS NOT NULL AND n < 100) SELECT * FROM page;
SELECT is((SELECT array_agg((i ->> 'cod_pedido')::bigint ORDER BY n, o) FROM walk, jsonb_array_elements(body -> 'itens') WITH ORDINALITY AS e (i, o)),
    (SELECT array_agg(cod_pedido ORDER BY cod_pedido DESC) FROM flowt.tb_omni8_pedido), 'page by page: every order once');
SELECT set_eq($$SELECT DISTINCT i ->> 'sta_pedido' FROM jsonb_array_elements(pg_temp.list('{"sta_pedido": "EM_PREPARO"}') -> 'itens') AS i$$, '{EM_PREPARO}'::text[],
    'by status');
-- 23 November in São Paulo is from 03:00 to 03:00 UTC.
UPDATE flowt.tb_omni8_pedido SET dat_criacao = CASE num_pedido WHEN 1 THEN '2026-11-23 02:59:59Z' WHEN 2 THEN '2026-11-23 03:00Z'
    WHEN 3 THEN '2026-11-24 02:59:59Z' WHEN 4 THEN '2026-11-24 03:00Z' ELSE '2020-01-01Z' END::timestamptz;
SELECT is(jsonb_path_query_array(pg_temp.list(a::jsonb), '$.itens.num_pedido'), e::jsonb,
    'days ' || a) FROM (VALUES ('{"dat_de": "2026-11-23", "dat_ate": "2026-11-23"}', '[3, 2]'), ('{"dat_de": "2026-11-22", "dat_ate": "2026-11-22"}', '[1]'),
    ('{"dat_de": "2026-11-24"}', '[4]'), ('{"dat_de": "2026-11-23"}', '[4, 3, 2]'),
    ('{"dat_de": "2026-11-22", "dat_ate": "2026-11-24", "sta_pedido": "INTENCAO"}', '[]'), ('{"dat_de": "2026-11-24", "dat_ate": "2026-11-23"}', '[]')) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pedidos', a::jsonb, :'ta')), e, 'list ' || a) FROM (VALUES ('{"dat_de": "ontem"}', '400 22007'),
    ('{"dat_de": "2026-02-30"}', '400 22008'), ('{"limite": "dez"}', '400 22P02'), ('{"sta_pedido": "NADA"}', '200')) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pedidos', '{}', s.token)), CASE WHEN s.profile IN ('marketing', 'parceiro',
    'bi') THEN '403 sem_permissao' ELSE '200' END, s.profile || ' lists orders') FROM staff s;
SELECT is((pg_temp.request('GET /v1/pedidos', '{}', :'tb')).body, '{"itens": [], "proximo": null}', 'another tenant has none');

-- What an attack found once.
RESET SESSION AUTHORIZATION;
SELECT set_config('flowt.cod_tenant', :'alfa', true), set_config('flowt.perfil', 'admin', true) \g /dev/null
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Sem controle', 9000, 'PUBLICADO') RETURNING cod_produto AS solto \gset
UPDATE flowt.tb_omni8_tenant SET flg_pedido_fora_do_horario = true, vlr_pedido_minimo = 0, tip_segmento = 'LOJA' WHERE cod_tenant = :alfa;
SELECT flowt.novo_carrinho(:alfa) AS t1 \gset
SELECT flowt.incluir_no_carrinho(:alfa, :'t1', (0, :solto, NULL, NULL, '[]', 5)::flowt.linha_de_compra, NULL) \g /dev/null
SELECT flowt.fechar_pedido(:alfa, :'t1', 'ataque-0001', '{"nom_cliente": "Zé", "num_telefone": "11912345678", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}') AS feito \gset
SELECT flowt.ajustar_estoque(:alfa, :solto, '{"qtd_estoque": 10}') \g /dev/null
SELECT flowt.mover_pedido(:alfa, :feito, 'CANCELADO', NULL) \g /dev/null
SELECT is((SELECT qtd_estoque FROM flowt.tb_omni8_estoque WHERE cod_produto = :solto), 10::bigint, 'an order that took no stock gives none back');
SELECT throws_ok(format('SELECT flowt.fechar_pedido(%s, NULL, %L, %L)', :alfa, 'ataque-0001', '{}'), 'PT404', 'nao_encontrado', 'no cart, no stored order');
SELECT throws_ok(format('SELECT flowt.fechar_pedido(%s, %L, %L, %L)', :alfa, 'outro', 'ataque-0001', '{}'), 'PT422', 'idempotency_key_de_outra_requisicao', 'nor with another cart');
SELECT flowt.novo_carrinho(:alfa) AS t2 \gset
SELECT flowt.incluir_no_carrinho(:alfa, :'t2', (0, :solto, NULL, NULL, '[]', 4)::flowt.linha_de_compra, NULL) \g /dev/null
SELECT throws_ok(format('SELECT flowt.criar_pedido(%s, %L, %L)', :alfa, :'t2', '{"nom_cliente": "Zé", "num_telefone": "11912345678", "tip_atendimento": "LOCAL", "tip_pagamento": "PIX"}'),
    'PT422', 'atendimento_nao_oferecido', 'a shop serves nobody at a table');
SELECT flowt.criar_pedido(:alfa, :'t2', '{"nom_cliente": "Zé", "num_telefone": "11912345678", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}') AS feito \gset
UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 1000000000 WHERE cod_produto = :solto;
SELECT lives_ok(format('SELECT flowt.mover_pedido(%s, %s, %L, NULL)', :alfa, :feito, 'CANCELADO'), 'a full stock does not keep an order from being cancelled');

SELECT * FROM finish();
ROLLBACK;
