-- Checkout with everything a price is made of: the order says what was bought, for how much and why, and its parts sum (guide chapters 9.2 and 10.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(39);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta \gset
UPDATE flowt.tb_omni8_tenant SET flg_entrega = true, vlr_taxa_entrega = 700 WHERE cod_tenant = :alfa;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, num_sku) VALUES (:alfa, 'Pizza', 4000, 'PUBLICADO', 'PZ') RETURNING cod_produto AS pizza \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Suco', 1000, 'PUBLICADO') RETURNING cod_produto AS suco \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pão', 1500, 'PUBLICADO') RETURNING cod_produto AS pao \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco, num_sku) VALUES (:alfa, :pizza, 'Grande', 5500, 'PZ-G') RETURNING cod_variacao AS grande \gset
INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo, qtd_min, qtd_max) VALUES (:alfa, 'Borda', 0, 1) RETURNING cod_grupo AS bordas \gset
INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco) VALUES (:alfa, :bordas, 'Catupiry', 900) RETURNING cod_opcao AS catupiry \gset
INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto) VALUES (:alfa, :bordas, :pizza);
INSERT INTO flowt.tb_omni8_combo (cod_tenant) VALUES (:alfa) RETURNING cod_combo AS combo \gset
INSERT INTO flowt.tb_omni8_combo_contador (cod_tenant, cod_combo) VALUES (:alfa, :combo);
INSERT INTO flowt.tb_omni8_combo_versao (cod_tenant, cod_combo, num_definicao, sta_combo, nom_combo, tip_preco, vlr_preco, js_grupos) VALUES (:alfa, :combo, 1, 'PUBLICADO', 'Lanche', 'FIXO', 2000,
    jsonb_build_array(jsonb_build_object('num_grupo', 1, 'nom_grupo', 'Pão', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :pao, 'cod_variacao', NULL, 'qtd_item', 1))),
                      jsonb_build_object('num_grupo', 2, 'nom_grupo', 'Bebida', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :suco, 'cod_variacao', NULL, 'qtd_item', 1)))));
CREATE FUNCTION pg_temp.offer(p_tenant bigint, p_columns jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_offer bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (p_tenant) RETURNING cod_oferta INTO v_offer;
    INSERT INTO flowt.tb_omni8_oferta_contador (cod_tenant, cod_oferta) VALUES (p_tenant, v_offer);
    INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, sta_oferta, nom_oferta, tip_oferta, tip_alvo, num_percentual, vlr_desconto, cod_produtos, flg_cupom, qtd_limite, tip_canais, tip_pagamentos)
    SELECT p_tenant, v_offer, 1, 'ATIVA', r.nom_oferta, r.tip_oferta, coalesce(r.tip_alvo, 'PEDIDO'), r.num_percentual, r.vlr_desconto, r.cod_produtos, coalesce(r.flg_cupom, false), r.qtd_limite, r.tip_canais, r.tip_pagamentos
      FROM jsonb_populate_record(NULL::flowt.tb_omni8_oferta_versao, p_columns) AS r;
    RETURN v_offer;
END
$$;
SELECT pg_temp.offer(:alfa, jsonb_build_object('nom_oferta', 'Suco do dia', 'tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 20, 'cod_produtos', jsonb_build_array(:suco))) AS suco_do_dia,
    pg_temp.offer(:alfa, '{"nom_oferta": "Mil", "tip_oferta": "VALOR", "vlr_desconto": 1000, "flg_cupom": true, "qtd_limite": 1}') AS mil,
    pg_temp.offer(:alfa, '{"nom_oferta": "Frete", "tip_oferta": "FRETE_GRATIS", "flg_cupom": true}') AS frete,
    pg_temp.offer(:alfa, '{"nom_oferta": "No Pix", "tip_oferta": "VALOR", "vlr_desconto": 100, "flg_cupom": true, "tip_pagamentos": ["PIX"]}') AS pix \gset
INSERT INTO flowt.tb_omni8_cupom (cod_tenant, cod_oferta, des_cupom) VALUES (:alfa, :mil, 'MIL'), (:alfa, :frete, 'FRETE'), (:alfa, :pix, 'NOPIX');

-- Gross: pizza 2 × 6400, juice 1000, combo 2000 = 15800. Juice −200; order −1000 with the coupon.
CREATE FUNCTION pg_temp.full_cart(p_lines jsonb, VARIADIC p_coupons text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{"canal": "QR"}', NULL, 'alfa')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', l::text), NULL, 'alfa') FROM jsonb_array_elements(p_lines) AS l;
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/cupons', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('des_cupom', c)::text), NULL, 'alfa') FROM unnest(p_coupons) AS c;
    RETURN v_cart;
END
$$;
CREATE FUNCTION pg_temp.confirm(p_cart text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', p_cart, 'idempotency_key', gen_random_uuid(), 'corpo',
    ('{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'::jsonb || p_more)::text), NULL, 'alfa');
CREATE FUNCTION pg_temp.quote(p_cart text, p_more jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/cotacao', jsonb_build_object('token', p_cart, 'corpo', p_more::text), NULL, 'alfa');
SELECT jsonb_build_array(jsonb_build_object('cod_produto', :'pizza', 'cod_variacao', :'grande', 'qtd_item', 2, 'opcoes', jsonb_build_array(jsonb_build_object('cod_opcao', :'catupiry')), 'des_observacao', 'bem assada'),
    jsonb_build_object('cod_produto', :'suco'), jsonb_build_object('cod_combo', :'combo')) AS lines, jsonb_build_array(jsonb_build_object('cod_produto', :'suco')) AS juice \gset
SELECT pg_temp.full_cart(:'lines', 'MIL') AS cart \gset
CREATE TEMP TABLE placed AS SELECT a.* FROM pg_temp.confirm(:'cart', '{"vlr_esperado": 14600}') AS a;
SELECT is(status, 201, 'what the cart showed is what the order costs') FROM placed;
SELECT is((SELECT jsonb_object_agg(k, body -> k) FROM unnest('{vlr_itens,vlr_desconto,vlr_taxa_entrega,vlr_desconto_entrega,vlr_taxa_servico,vlr_gorjeta,vlr_total,tip_canal}'::text[]) AS k),
    '{"vlr_itens": 15800, "vlr_desconto": 1200, "vlr_taxa_entrega": 0, "vlr_desconto_entrega": 0, "vlr_taxa_servico": 0, "vlr_gorjeta": 0, "vlr_total": 14600, "tip_canal": "QR"}', 'its money, part by part') FROM placed;
SELECT is(jsonb_path_query_array(body, '$.itens.nom_produto') || jsonb_path_query_array(body, '$.itens.num_sku') || jsonb_path_query_array(body, '$.itens.vlr_unitario') || jsonb_path_query_array(body, '$.itens.vlr_bruto')
       || jsonb_path_query_array(body, '$.itens.opcoes.nom_opcao'), '["Pizza – Grande", "Suco", "Lanche", "PZ-G", null, null, 6400, 1000, 2000, 12800, 1000, 2000, "Catupiry"]', 'lines with name, SKU, price and options of that moment') FROM placed;
SELECT is(jsonb_path_query_array(body, '$.itens[2].partes.nom_produto') || jsonb_path_query_array(body, '$.itens[2].partes.vlr_bruto'), '["Pão", "Suco", 1200, 800]', 'the combo is its parts, its price shared among them') FROM placed;
SELECT is(jsonb_path_query_array(body, '$.descontos.tip_alvo') || jsonb_path_query_array(body, '$.descontos.vlr_desconto') || jsonb_path_query_array(body, '$.descontos.num_item') || jsonb_path_query_array(body, '$.descontos.des_cupom'),
    '["ITEM", "PEDIDO", 200, 1000, 2, null, null, "MIL"]', 'each discount on its line or on the order') FROM placed;
SELECT matches(body #>> '{descontos,0,des_motivo}', 'Suco do dia.*20', 'and with its reason') FROM placed;
SELECT is(body #>> '{cupons,0,codigo}', 'cupom_aceito', 'what was said of the coupon is kept') FROM placed;
SELECT cod_pedido AS id FROM flowt.tb_omni8_pedido \gset
SELECT is((SELECT sum(vlr_liquido) FROM flowt.tb_omni8_pedido_item WHERE num_item_pai IS NULL), 14600::numeric, 'the lines sum to the total');
SELECT is_empty('SELECT p.num_item FROM flowt.tb_omni8_pedido_item p JOIN flowt.tb_omni8_pedido_item f ON f.num_item_pai = p.num_item GROUP BY p.num_item, p.vlr_bruto, p.vlr_desconto, p.vlr_liquido
    HAVING (sum(f.vlr_bruto), sum(f.vlr_desconto), sum(f.vlr_liquido)) <> (p.vlr_bruto, p.vlr_desconto, p.vlr_liquido)', 'the parts of a combo sum to it, discount and all');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'the end of the transaction finds nothing wrong');
SET CONSTRAINTS ALL DEFERRED;
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'id'), :'ta')).body -> 'descontos', body -> 'descontos', 'the staff sees why as well') FROM placed;
UPDATE flowt.tb_omni8_complemento_opcao SET nom_opcao = 'Requeijão', vlr_preco = 1 WHERE cod_opcao = :catupiry;
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'id'), :'ta')).body #>> '{itens,0,opcoes,0,nom_opcao}', 'Catupiry', 'a snapshot does not follow the menu');
UPDATE flowt.tb_omni8_complemento_opcao SET nom_opcao = 'Catupiry', vlr_preco = 900 WHERE cod_opcao = :catupiry;

-- A limit reached between cart and order.
SELECT pg_temp.full_cart(:'juice', 'MIL') AS late \gset
SELECT is(pg_temp.outcome(pg_temp.confirm(:'late', '{"vlr_esperado": 0}')), '409 PRECO_ALTERADO', 'a coupon that ran out no longer takes anything off');
SELECT is((pg_temp.confirm(:'late', '{"vlr_esperado": 0}')).hint #>> '{carrinho,cupons,0,flg_aceito}', 'false', 'and the fresh quote says so');
SELECT is((pg_temp.confirm(:'late', '{"vlr_esperado": 0}')).hint -> 'vlr_total', '800', 'with the price of now');
SELECT is(pg_temp.outcome(pg_temp.confirm(:'late', '{"vlr_esperado": 800}')), '201', 'which may be accepted');

-- A quote is what the order will cost.
SELECT pg_temp.full_cart(:'juice', 'FRETE', 'NOPIX') AS quoted \gset
SELECT is((SELECT row(a.status, a.body -> 'vlr_itens', a.body -> 'vlr_desconto', a.body -> 'vlr_frete', a.body -> 'vlr_desconto_frete', a.body -> 'vlr_total')::text FROM pg_temp.quote(:'quoted', q::jsonb) AS a), e, q) FROM (VALUES
    ('{"tip_atendimento": "RETIRADA"}', '(200,1000,200,0,0,800)'), ('{"tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}', '(200,1000,300,0,0,700)'),
    ('{"tip_atendimento": "ENTREGA", "tip_pagamento": "CARTAO"}', '(200,1000,200,700,700,800)')) AS v (q, e);
SELECT is(jsonb_path_query_array((pg_temp.quote(:'quoted', '{"tip_atendimento": "RETIRADA"}')).body, '$.cupons.codigo'), '["sem_frete", "outro_pagamento"]', 'it says what each coupon waits for');
SELECT is(pg_temp.wrong_fields(pg_temp.quote(:'quoted', '{"tip_atendimento": "DRONE", "num_telefone": "x"}')), 'num_telefone:campo_desconhecido tip_atendimento:opcao_invalida', 'who buys is not asked');
SELECT is((SELECT row(a.status, a.body -> 'vlr_taxa_entrega', a.body -> 'vlr_desconto_entrega', a.body -> 'vlr_total', jsonb_path_query_array(a.body, '$.descontos.tip_alvo'))::text
    FROM pg_temp.confirm(:'quoted', '{"tip_atendimento": "ENTREGA", "des_endereco": "Rua A, 1", "vlr_esperado": 700}') AS a), '(201,700,700,700,"[""ITEM"", ""PEDIDO"", ""FRETE""]")', 'free delivery is a discount of the delivery');

-- What may change between cart and order, each refused in its own words.
CREATE FUNCTION pg_temp.confirm_after(p_change text, p_cart text, p_more jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_answer pg_temp.answer;
BEGIN
    EXECUTE p_change;
    v_answer := pg_temp.confirm(p_cart, p_more);
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = concat_ws(' ', pg_temp.outcome(v_answer), jsonb_path_query_array(v_answer.hint, '$.carrinho.itens[*].problema.codigo'));
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM;
END
$$;
SELECT pg_temp.full_cart(:'lines') AS cart \gset
SELECT is(pg_temp.confirm_after(s, :'cart', '{"vlr_esperado": 15600}'), e, s) FROM (VALUES ('SELECT 1', '201'),
    (format('UPDATE flowt.tb_omni8_variacao SET vlr_preco = 6000 WHERE cod_variacao = %s', :'grande'), '409 PRECO_ALTERADO []'),
    (format('UPDATE flowt.tb_omni8_complemento_opcao SET vlr_preco = 1000 WHERE cod_opcao = %s', :'catupiry'), '409 PRECO_ALTERADO []'),
    (format('UPDATE flowt.tb_omni8_complemento_opcao SET sta_opcao = ''INATIVA'' WHERE cod_opcao = %s', :'catupiry'), '409 item_indisponivel ["opcao_indisponivel"]'),
    (format('UPDATE flowt.tb_omni8_variacao SET sta_variacao = ''INATIVA'' WHERE cod_variacao = %s', :'grande'), '409 item_indisponivel ["variacao_indisponivel"]'),
    (format('INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto, num_dias_semana, hor_inicio, hor_fim) SELECT %s, %s, ARRAY[(extract(dow FROM now() AT TIME ZONE ''America/Sao_Paulo'')::integer + 3) %% 7]::smallint[], ''10:00'', ''10:01''', :alfa, :'pizza'),
        '409 item_indisponivel ["item_fora_do_horario"]'),
    (format('INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, cod_variacao, qtd_estoque) VALUES (%s, %s, %s, 1)', :alfa, :'pizza', :'grande'), '409 item_indisponivel ["item_esgotado"]'),
    ('UPDATE flowt.tb_omni8_combo_versao SET sta_combo = ''PAUSADO''', '409 item_indisponivel ["combo_nao_esta_a_venda"]'),
    ('UPDATE flowt.tb_omni8_oferta_versao SET sta_oferta = ''PAUSADA''', '409 PRECO_ALTERADO []')) AS v (s, e);

-- The lines of an order sum to it, whoever writes them.
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) VALUES (:alfa, 'x') RETURNING cod_carrinho AS raw \gset
CREATE FUNCTION pg_temp.write(p_tenant bigint, p_cart bigint, p_lines text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_desconto, vlr_taxa_entrega, vlr_total)
    VALUES (p_tenant, 999, 't-999', flowt.unidade_principal(p_tenant), p_cart, 'RECEBIDO', 'RETIRADA', 'Zé', '+5585988776655', 'PIX', 1000, 100, 0, 900);
    EXECUTE format('INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, num_item_pai, cod_produto, cod_combo, nom_produto, qtd_item, vlr_unitario, vlr_bruto, vlr_desconto, vlr_liquido)
        SELECT p.cod_tenant, p.cod_pedido, l.n, l.pai, l.produto, l.combo, ''x'', 1, l.bruto, l.bruto, l.desconto, l.bruto - l.desconto FROM flowt.tb_omni8_pedido p, (VALUES %s) AS l (n, pai, produto, combo, bruto, desconto) WHERE p.num_pedido = 999', p_lines);
    SET CONSTRAINTS ALL IMMEDIATE;
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = 'ok';
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    SET CONSTRAINTS ALL DEFERRED;
    RETURN 'ok';
WHEN check_violation THEN
    SET CONSTRAINTS ALL DEFERRED;
    RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.write(:alfa, :raw, format(l, :'suco', :'combo')), e, n) FROM (VALUES
    ('(1, NULL::integer, %1$s, NULL::bigint, 1000, 100)', 'ok', 'lines that sum'), ('(1, NULL::integer, %1$s, NULL::bigint, 999, 100)', 'itens_somam_o_pedido', 'a centavo less'),
    ('(1, NULL::integer, %1$s, NULL::bigint, 1000, 99)', 'itens_somam_o_pedido', 'a discount that no line has'),
    ('(1, NULL::integer, NULL::bigint, %2$s, 1000, 100), (2, 1, %1$s, NULL, 600, 60), (3, 1, %1$s, NULL, 400, 40)', 'ok', 'a combo whose parts sum'),
    ('(1, NULL::integer, NULL::bigint, %2$s, 1000, 100), (2, 1, %1$s, NULL, 600, 60), (3, 1, %1$s, NULL, 400, 39)', 'itens_somam_o_pedido', 'a combo whose parts do not'),
    ('(1, NULL::integer, %1$s, NULL::bigint, 1000, 100), (2, 7, %1$s, NULL, 0, 0)', 'itens_somam_o_pedido', 'a part of nothing')) AS v (l, e, n);

-- What an order reads grows neither with the catalogue nor with the past: all the rows that one fetches, of any table.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) SELECT :alfa, 'Item ' || n, 1000, 'PUBLICADO' FROM generate_series(1, 2000) AS n;
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) SELECT p.cod_tenant, p.cod_produto, 100 FROM flowt.tb_omni8_produto_servico AS p WHERE p.cod_tenant = :alfa;
INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) SELECT :alfa, flowt.digerir('past ' || n) FROM generate_series(1, 3000) AS n;
ANALYZE flowt.tb_omni8_produto_servico, flowt.tb_omni8_estoque, flowt.tb_omni8_carrinho;
SELECT pg_temp.full_cart(:'juice') AS first, pg_temp.full_cart(:'juice') AS second \gset
CREATE FUNCTION pg_temp.rows_read() RETURNS bigint LANGUAGE sql RETURN (SELECT sum(coalesce(t.seq_tup_read, 0) + coalesce(t.idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables AS t WHERE t.schemaname = 'flowt');
SELECT is((pg_temp.confirm(:'first')).status, 201, 'plans are made');
SELECT pg_temp.rows_read() AS before \gset
SELECT pg_temp.confirm(:'second') \g /dev/null
SELECT cmp_ok(pg_temp.rows_read() - :before, '<', 500::bigint, 'an order of one line reads no more than its own');

SELECT * FROM finish();
ROLLBACK;
