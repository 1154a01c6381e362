-- The one price function: vectors of chapter 6 of the guide, and what lies beside each.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/preco.sql
SELECT plan(121);

-- MARK: arithmetic

SELECT is(flowt.ratear(v, w::bigint[]), e::bigint[], format('%s over %s', v, w)) FROM (VALUES
    (4990, '{2990,1500,1200}', '{2622,1316,1052}'), (1000, '{1,1,1}', '{334,333,333}'), (1000, '{700,700,700}', '{334,333,333}'), (0, '{5,5}', '{0,0}'), (7, '{9}', '{7}'), (5, '{0,0}', '{3,2}'),
    (2, '{1,1,1}', '{1,1,0}'), (100, '{0,1}', '{0,100}'), (99999999999, '{99999999999,99999999999}', '{50000000000,49999999999}')) AS v (v, w, e);
SELECT is(flowt.liberar_unidades(x, y, r::bigint[], q::integer[]), e::bigint[], format('take %s pay %s of %s × %s', x, y, r, q)) FROM (VALUES
    (3, 2, '{10,8,5}', '{1,1,1}', '{0,0,5}'), (3, 2, '{5,10,8}', '{1,1,1}', '{5,0,0}'), (3, 2, '{70}', '{7}', '{20}'), (3, 2, '{10,8}', '{1,1}', '{0,0}'), (3, 1, '{10,8,5}', '{1,1,1}', '{0,8,5}'),
    (3, 2, '{30,10}', '{3,2}', '{10,0}'), (3, 2, '{20,10,4}', '{2,1,1}', '{0,10,0}'), (2, 1, '{10,9,8,7}', '{1,1,1,1}', '{0,9,0,7}'), (3, 2, '{10}', '{3}', '{3}'), (100, 1, '{99900}', '{999}', '{89100}')) AS v (x, y, r, q, e);
SELECT is(flowt.melhor_conjunto(g::bigint[], c::integer[]), e, format('of gains %s with conflicts %s', g, c)) FROM (VALUES
    ('{5}', '{0}', 1), ('{5,4,3}', '{6,1,1}', 6), ('{8,4,3}', '{6,1,1}', 1), ('{7,4,3}', '{6,1,1}', 1), ('{5,4,3}', '{0,0,0}', 7), ('{5,5}', '{2,1}', 1)) AS v (g, c, e);


-- Offers that want the same lines, at random: held against every set there is, one by one.
CREATE TEMP TABLE joint (game integer, n integer, gain bigint, code bigint, lines integer[]);
SELECT setseed(0.6) \g /dev/null
INSERT INTO joint SELECT g, row_number() OVER (PARTITION BY g), 1 + (random() * CASE WHEN g % 2 = 0 THEN 3 ELSE 1000 END)::integer, (random() * 1e9)::bigint,
    ARRAY(SELECT DISTINCT 1 + (random() * (2 + g % 11))::integer FROM generate_series(1, 1 + (g + o) % 3)) FROM generate_series(1, 150) AS g, LATERAL generate_series(1, 1 + g % 9) AS o;
CREATE FUNCTION pg_temp.solved(p_game integer, p_last bigint DEFAULT NULL) RETURNS integer[] LANGUAGE sql AS $$
    WITH o AS (SELECT j.*, row_number() OVER (ORDER BY n) AS i FROM joint AS j WHERE game = p_game AND code <= coalesce(p_last, code))
    SELECT flowt.melhores_conjuntas(array_agg(i::integer ORDER BY i), array_agg(gain ORDER BY i), array_agg(code ORDER BY i), (SELECT array_agg(a.i <> b.i AND a.lines && b.lines ORDER BY a.i, b.i) FROM o AS a CROSS JOIN o AS b)) FROM o
$$;
CREATE FUNCTION pg_temp.worth(p_game integer, p_last bigint DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
    WITH o AS (SELECT j.*, row_number() OVER (ORDER BY n) AS i FROM joint AS j WHERE game = p_game AND code <= coalesce(p_last, code)), s AS (SELECT unnest(pg_temp.solved(p_game, p_last)) AS i)
    SELECT CASE WHEN EXISTS (SELECT FROM s AS x JOIN o AS a USING (i) CROSS JOIN s AS y JOIN o AS b ON b.i = y.i WHERE a.i < b.i AND a.lines && b.lines) THEN -1 ELSE coalesce(sum(o.gain), 0)::bigint END FROM s JOIN o USING (i)
$$;
CREATE FUNCTION pg_temp.best(p_game integer) RETURNS bigint LANGUAGE sql AS $$
    WITH RECURSIVE pack AS (
        SELECT 0::bigint AS n, 0::bigint AS gain, '{}'::integer[] AS used
        UNION ALL
        SELECT j.n, p.gain + j.gain, p.used || j.lines FROM pack AS p JOIN joint AS j ON j.game = p_game AND j.n > p.n AND NOT j.lines && p.used)
    SELECT max(gain) FROM pack
$$;
SELECT is_empty('SELECT g, pg_temp.worth(g), pg_temp.best(g) FROM generate_series(1, 150) AS g WHERE pg_temp.worth(g) <> pg_temp.best(g)', 'of offers that want the same lines, the best set');
-- With room for three to be compared, the newest still never makes it worse.
CREATE OR REPLACE FUNCTION flowt.limite_de_conjuntas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 3;
SELECT is_empty('SELECT * FROM (SELECT game, code, pg_temp.worth(game, code) AS worth, lag(pg_temp.worth(game, code)) OVER (PARTITION BY game ORDER BY code) AS before FROM joint) AS x WHERE worth < greatest(before, 0)', 'beyond the limit one more is never worse');
SELECT isnt_empty('SELECT FROM generate_series(1, 150) AS g WHERE pg_temp.worth(g) < pg_temp.best(g)', 'though not always best');
CREATE OR REPLACE FUNCTION flowt.limite_de_conjuntas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 12;
-- A component as large as is compared whole: in a ring of lines, each offer takes one and the next.
DELETE FROM joint;
INSERT INTO joint SELECT 1, n, 100 + n * 37 % 11, n, ARRAY[n, 1 + n % 12] FROM generate_series(1, 12) AS n;
SELECT is(pg_temp.worth(1), pg_temp.best(1), 'twelve in a ring');
-- However many more, where each is beaten within the same lines: of the chain's links, and of what spans the whole of it.
INSERT INTO joint SELECT 2, row_number() OVER (), 1 + (n * 7919 + c * 104729) % 1000, n + c * 7, ARRAY[n, n + 1] FROM generate_series(1, 6) AS n, generate_series(1, 6) AS c;
INSERT INTO joint SELECT 3, row_number() OVER (), n * 31 % 17, n, ARRAY[1, 2, 3] FROM generate_series(1, 40) AS n;
INSERT INTO joint SELECT 4, row_number() OVER (), 100 + n * 37 % 11, 100 - n, ARRAY[n, n + 1] FROM generate_series(1, 13) AS n;
INSERT INTO joint SELECT 4, 13 + n, 90 - n, n, ARRAY(SELECT generate_series(1, 14)) FROM generate_series(1, 13) AS n;
SELECT is(pg_temp.worth(g), pg_temp.best(g), n) FROM (VALUES (2, 'thirty-six on a chain of six links'), (3, 'forty on the same lines'), (4, 'thirteen links, and thirteen that are worth less than one')) AS v (g, n);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS atendente \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:alfa, 'Comidas') RETURNING cod_categoria::text AS comidas \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) VALUES (:alfa, 'Pizzas', :comidas) RETURNING cod_categoria::text AS pizzas \gset
SELECT pg_temp.item(:alfa, 'Pizza', 3000, :pizzas) AS pizza, pg_temp.item(:alfa, 'Suco', 1000) AS suco, pg_temp.item(:alfa, 'Bala', 5) AS bala, pg_temp.item(:alfa, 'Torta', 1070, :comidas) AS torta,
       pg_temp.item(:alfa, 'Dez', 10) AS dez, pg_temp.item(:alfa, 'Oito', 8) AS oito, pg_temp.item(:beta, 'Alheio', 1000) AS alheio \gset

-- MARK: without offers

SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Pizza 2, Suco 1')), '0,0 = 0', 'nothing off');
SELECT is((q.vlr_itens, q.vlr_frete, q.vlr_total, q.flg_disponivel)::text, '(7000,500,7500,t)', 'items and freight sum up') FROM pg_temp.quote(:alfa, 'Pizza 2, Suco 1', '{"vlr_frete": 500}') AS q;
SELECT is((pg_temp.quote(:alfa, 'Nada 1, Suco 1')).flg_disponivel, false, 'what does not exist is not sold');
SELECT is((SELECT string_agg(concat_ws(' ', l.num_linha, l.vlr_bruto, l.des_problema), ', ' ORDER BY l.num_linha) FROM unnest((pg_temp.quote(:alfa, 'Nada 1, Suco 1')).linhas) l), '1 0 item_nao_encontrado, 2 1000', 'and costs nothing');
SELECT is((pg_temp.quote(:beta, 'Suco 1')).vlr_itens, 0::bigint, 'another company''s item is none');

-- MARK: kinds

SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 25, 'cod_produtos', ARRAY[:'torta']))) \gset o_
SELECT is(pg_temp.off(pg_temp.quote(:alfa, w)), e, '25 %: ' || w) FROM (VALUES ('Torta 1', '268 = 268'), ('Torta 2', '535 = 535'), ('Torta 3', '803 = 803'), ('Suco 1', '0 = 0'), ('Torta 1, Torta 1', '268,268 = 536')) AS v (w, e);
SELECT is((SELECT d.des_motivo FROM unnest((pg_temp.quote(:alfa, 'Torta 1')).descontos) d), 'Oferta: 25% de desconto', 'why this price');
SELECT pg_temp.no_offers() \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Torta 1')), '0 = 0', 'paused, it gives nothing');

-- One kind after the other, each alone: what is made, what is bought, what comes off.
CREATE FUNCTION pg_temp.alone(p_tenant bigint, p_token text, p_body jsonb, p_what text, p_context jsonb DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.no_offers();
    PERFORM pg_temp.made(pg_temp.offer(p_token, p_body));
    RETURN pg_temp.off(pg_temp.quote(p_tenant, p_what, p_context));
END
$$;
SELECT is(pg_temp.alone(:alfa, :'ta', b, w, c), e, format('%s on %s', b, w)) FROM (VALUES
    (jsonb_build_object('tip_oferta', 'VALOR', 'tip_alvo', 'ITEM', 'vlr_desconto', 300, 'cod_produtos', ARRAY[:'suco', :'bala']), 'Suco 2, Bala 1', '{}'::jsonb, '600,5 = 605'),
    (jsonb_build_object('tip_oferta', 'VALOR', 'tip_alvo', 'ITEM', 'vlr_desconto', 300, 'vlr_maximo', 500, 'cod_produtos', ARRAY[:'suco']), 'Suco 2', '{}', '500 = 500'),
    (jsonb_build_object('tip_oferta', 'VALOR', 'tip_alvo', 'ITEM', 'vlr_desconto', 300, 'vlr_maximo', 500, 'cod_produtos', ARRAY[:'suco', :'torta']), 'Suco 1, Torta 1', '{}', '250,250 = 500'),
    (jsonb_build_object('tip_oferta', 'PRECO_FIXO', 'tip_alvo', 'ITEM', 'vlr_preco', 900, 'cod_produtos', ARRAY[:'suco', :'bala']), 'Suco 3, Bala 1', '{}', '300,0 = 300'),
    (jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'CATEGORIA', 'num_percentual', 10, 'cod_categorias', ARRAY[:'comidas']), 'Pizza 1, Torta 1, Suco 1', '{}', '300,107,0 = 407'),
    (jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'CATEGORIA', 'num_percentual', 10, 'cod_categorias', ARRAY[:'pizzas']), 'Pizza 1, Torta 1, Suco 1', '{}', '300,0,0 = 300'),
    (jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 3, 'qtd_pague', 2, 'cod_produtos', ARRAY[:'dez', :'oito', :'bala']), 'Bala 1, Dez 1, Oito 1', '{}', '5,0,0 = 5'),
    (jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 3, 'qtd_pague', 2, 'cod_produtos', ARRAY[:'dez']), 'Dez 7', '{}', '20 = 20'),
    (jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 3, 'qtd_pague', 2, 'vlr_maximo', 7, 'cod_produtos', ARRAY[:'dez']), 'Dez 7', '{}', '7 = 7'),
    (jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 3, 'qtd_pague', 2, 'cod_produtos', ARRAY[:'dez']), 'Dez 2', '{}', '0 = 0'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10}', 'Suco 1, Torta 1', '{}', '100,107 = 207'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 50}', 'Bala 1, Bala 1, Bala 1', '{}', '3,3,2 = 8'),
    ('{"tip_oferta": "VALOR", "tip_alvo": "PEDIDO", "vlr_desconto": 1000}', 'Suco 1, Suco 1, Suco 1', '{}', '334,333,333 = 1000'),
    ('{"tip_oferta": "VALOR", "tip_alvo": "PEDIDO", "vlr_desconto": 5000}', 'Suco 1', '{}', '1000 = 1000'),
    ('{"tip_oferta": "VALOR", "tip_alvo": "PEDIDO", "vlr_desconto": 500, "vlr_minimo": 2001}', 'Suco 2', '{}', '0 = 0'),
    ('{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "PEDIDO"}', 'Suco 1', '{"vlr_frete": 700}', '0 = 0 +700'),
    ('{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "PEDIDO", "vlr_maximo": 500}', 'Suco 1', '{"vlr_frete": 700}', '0 = 0 +500'),
    ('{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "PEDIDO"}', 'Suco 1', '{}', '0 = 0'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "tip_pagamentos": ["PIX"]}', 'Suco 1', '{"tip_pagamento": "PIX"}', '100 = 100'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "tip_pagamentos": ["PIX"]}', 'Suco 1', '{"tip_pagamento": "CARTAO"}', '0 = 0'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "tip_pagamentos": ["PIX"]}', 'Suco 1', '{}', '0 = 0'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "tip_canais": ["MESA", "QR"]}', 'Suco 1', '{"tip_canal": "QR"}', '100 = 100'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "tip_canais": ["MESA", "QR"]}', 'Suco 1', '{"tip_canal": "CARDAPIO"}', '0 = 0')) AS v (b, w, c, e);

-- A gift is a line of its own, that costs what it costs and is given whole.
SELECT is(pg_temp.alone(:alfa, :'ta', jsonb_build_object('tip_oferta', 'BRINDE', 'tip_alvo', 'ITEM', 'cod_produtos', ARRAY[:'pizza'], 'cod_brinde', :'suco', 'qtd_brinde', 2), 'Pizza 1'), '0 = 2000', 'a gift is off the total');
SELECT is((SELECT concat_ws(' ', l.nom_item, l.qtd_item, l.vlr_bruto, l.vlr_desconto, l.vlr_liquido, q.vlr_itens, q.vlr_total) FROM unnest(q.linhas) l WHERE l.num_linha < 0), 'Suco 2 2000 2000 0 5000 3000', 'and a line of the quote')
  FROM pg_temp.quote(:alfa, 'Pizza 1') AS q;
SELECT is((SELECT d.tip_alvo || ' ' || d.des_motivo FROM unnest((pg_temp.quote(:alfa, 'Pizza 1')).descontos) d), 'BRINDE Oferta: brinde', 'with its reason');
SELECT is((SELECT count(*) FROM unnest((pg_temp.quote(:alfa, 'Torta 1')).linhas) l WHERE l.num_linha < 0), 0::bigint, 'who buys something else gets none');
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:alfa, :suco, 3);
SELECT is((SELECT count(*) FROM unnest((pg_temp.quote(:alfa, w)).linhas) l WHERE l.num_linha < 0), e::bigint, 'of three in stock: ' || w) FROM (VALUES ('Pizza 1, Suco 1', 1), ('Pizza 1, Suco 2', 0)) AS v (w, e);
SELECT is((pg_temp.quote(:alfa, 'Pizza 1, Suco 2')).flg_disponivel, true, 'a gift there is not does not hinder the purchase');
DELETE FROM flowt.tb_omni8_estoque WHERE cod_tenant = :alfa;

-- MARK: exclusive and cumulative

CREATE FUNCTION pg_temp.together(p_tenant bigint, p_token text, p_bodies jsonb, p_what text, p_context jsonb DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_quote flowt.cotacao;
BEGIN
    PERFORM pg_temp.no_offers();
    PERFORM pg_temp.made(pg_temp.offer(p_token, jsonb_build_object('nom_oferta', 'o' || n) || b)) FROM jsonb_array_elements(p_bodies) WITH ORDINALITY AS x (b, n);
    v_quote := pg_temp.quote(p_tenant, p_what, p_context);
    RETURN pg_temp.off(v_quote) || ': ' || (SELECT string_agg(DISTINCT d.nom_oferta, ',' ORDER BY d.nom_oferta) FROM unnest(v_quote.descontos) d);
END
$$;
SELECT set_config('t.p', jsonb_build_object('tip_alvo', 'ITEM', 'cod_produtos', ARRAY[:'pizza', :'suco', :'torta'])::text, true) \gset
CREATE FUNCTION pg_temp.on_items(p_more jsonb) RETURNS jsonb LANGUAGE sql RETURN current_setting('t.p')::jsonb || p_more;
SELECT is(pg_temp.together(:alfa, :'ta', b, w), e, n) FROM (VALUES
    ('the best saving wins', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 10}'), pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 400}')), 'Pizza 1', '400 = 400: o2'),
    ('line by line', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 20}'), pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 400}')), 'Pizza 1, Suco 1', '600,400 = 1000: o1,o2'),
    ('of equals the one of lower priority', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 10}'), pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 300, "num_prioridade": 99}')), 'Pizza 1', '300 = 300: o2'),
    ('then the older', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 10}'), pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 300}')), 'Pizza 1', '300 = 300: o1'),
    ('cumulative acts on what is left', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 10}'), pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 10, "flg_cumulativa": true}')), 'Pizza 1', '570 = 570: o1,o2'),
    ('cumulative ones in order of priority', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 50, "flg_cumulativa": true, "num_prioridade": 2}'), pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 1000, "flg_cumulativa": true, "num_prioridade": 1}')), 'Pizza 1', '2000 = 2000: o1,o2'),
    ('and the other way round', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 50, "flg_cumulativa": true, "num_prioridade": 1}'), pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 1000, "flg_cumulativa": true, "num_prioridade": 2}')), 'Pizza 1', '2500 = 2500: o1,o2'),
    ('never below zero', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 800}'), pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 800, "flg_cumulativa": true}')), 'Suco 1', '1000 = 1000: o1,o2'),
    ('an exclusive one is decided before the cumulative, whatever their priorities', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "VALOR", "vlr_desconto": 500, "flg_cumulativa": true, "num_prioridade": 1}'), pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 50, "num_prioridade": 900}')), 'Suco 1', '1000 = 1000: o1,o2'),
    ('items, then the order, then the freight', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 50}'), '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 50}'::jsonb, '{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "PEDIDO"}'::jsonb), 'Suco 1', '750 = 750: o1,o2'),
    ('the minimum is of the items before discounts', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 50}'), '{"tip_oferta": "VALOR", "tip_alvo": "PEDIDO", "vlr_desconto": 100, "vlr_minimo": 1000}'::jsonb), 'Suco 1', '600 = 600: o1,o2'),
    ('three for two takes its lines when it gains more', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "LEVE_X_PAGUE_Y", "qtd_leve": 3, "qtd_pague": 2}'), pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 10}')), 'Pizza 1, Suco 1, Torta 1', '0,1000,0 = 1000: o1'),
    ('and leaves them when it does not', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "LEVE_X_PAGUE_Y", "qtd_leve": 3, "qtd_pague": 2}'), pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 20}')), 'Pizza 1, Suco 1, Torta 1', '600,200,214 = 1014: o2'),
    ('three for two on what an exclusive left', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "LEVE_X_PAGUE_Y", "qtd_leve": 3, "qtd_pague": 2, "flg_cumulativa": true}'), pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 50}')), 'Suco 3', '2000 = 2000: o1,o2'),
    ('two joint offers without a line in common', jsonb_build_array(jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 2, 'qtd_pague', 1, 'cod_produtos', ARRAY[:'pizza', :'torta']),
        jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 2, 'qtd_pague', 1, 'cod_produtos', ARRAY[:'suco', :'bala'])), 'Pizza 1, Torta 1, Suco 1, Bala 1', '0,1070,0,5 = 1075: o1,o2'),
    ('a capped offer is weighed whole', jsonb_build_array(pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 50, "vlr_maximo": 600}'), pg_temp.on_items('{"tip_oferta": "PERCENTUAL", "num_percentual": 11}')), 'Pizza 1, Suco 1, Torta 1', '355,118,127 = 600: o1')
    ) AS v (n, b, w, e);

-- The order of the lines does not matter, nor their numbers.
SELECT is(pg_temp.off(pg_temp.quote(:alfa, '1:Torta 1, 2:Pizza 2, 3:Suco 1')), pg_temp.off(pg_temp.quote(:alfa, '3:Suco 1, 2:Pizza 2, 1:Torta 1')), 'lines in another order');
SELECT is((SELECT sum(l.vlr_liquido) FROM unnest(q.linhas) l WHERE l.num_parte = 0)::bigint, q.vlr_itens - q.vlr_desconto, 'lines sum to the total') FROM pg_temp.quote(:alfa, 'Torta 1, Pizza 2, Suco 1') AS q;

-- One more offer never makes it dearer: eight pairs at the price of one each, and a ninth that reaches one of each pair.
SELECT pg_temp.no_offers() \g /dev/null
SELECT pg_temp.item(:alfa, 'Par ' || n, 1000) FROM generate_series(1, 16) AS n \g /dev/null
CREATE FUNCTION pg_temp.codes(p_tenant bigint, VARIADIC p_numbers integer[]) RETURNS text[] LANGUAGE sql RETURN (SELECT array_agg(pg_temp.code(p_tenant, 'Par ' || n)) FROM unnest(p_numbers) AS n);
SELECT string_agg('Par ' || n || ' 1', ', ') AS pares FROM generate_series(1, 16) AS n \gset
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 2, 'qtd_pague', 1, 'cod_produtos', pg_temp.codes(:alfa, 2 * n - 1, 2 * n)))) FROM generate_series(1, 8) AS n \g /dev/null
SELECT is((pg_temp.quote(:alfa, :'pares')).vlr_total, 8000::bigint, 'sixteen in pairs');
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 50, 'vlr_maximo', 1100, 'cod_produtos', pg_temp.codes(:alfa, 1, 3, 5, 7, 9, 11, 13, 15)))) \g /dev/null
SELECT is((pg_temp.quote(:alfa, :'pares')).vlr_total, 8000::bigint, 'are no dearer for an offer that saves less');
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 60, 'vlr_maximo', 9500, 'cod_produtos', pg_temp.codes(:alfa, VARIADIC ARRAY(SELECT generate_series(1, 16)))))) \g /dev/null
SELECT is((pg_temp.quote(:alfa, :'pares')).vlr_total, 6500::bigint, 'and cheaper for one that saves more than all of them');
-- Whoever comes first is preferred among equals, at no centavo's cost.
SELECT pg_temp.no_offers() \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Par 1 1, Par 2 1, Par 3 1, Par 4 1, Par 5 1, Par 6 1')), '0,0,0,0,0,0 = 0', 'without offers');
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 2, 'qtd_pague', 1, 'cod_produtos', pg_temp.codes(:alfa, 2 * n - 1, 2 * n)))) FROM generate_series(1, 3) AS n \g /dev/null
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 50, 'num_prioridade', 200, 'cod_produtos', pg_temp.codes(:alfa, 1, 2, 3, 4, 5, 6)))) \g /dev/null
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 90, 'vlr_maximo', 3001, 'num_prioridade', 300, 'cod_produtos', pg_temp.codes(:alfa, 1, 2, 3, 4, 5, 6)))) \g /dev/null
SELECT is((pg_temp.quote(:alfa, 'Par 1 1, Par 2 1, Par 3 1, Par 4 1, Par 5 1, Par 6 1')).vlr_total, 2999::bigint, 'a centavo more is more than coming first three times');
SELECT is((pg_temp.quote(:alfa, 'Par 1 1, Par 2 1')).vlr_total, 200::bigint, 'and one offer may take all of what is there');

-- MARK: when

SELECT pg_temp.no_offers() \g /dev/null
UPDATE flowt.tb_omni8_preco SET dat_inicio = '2026-01-01' WHERE cod_tenant = :alfa;
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Manaus' WHERE cod_tenant = :alfa;
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "num_dias_semana": [5], "hor_inicio": "22:00", "hor_fim": "02:00"}')) AS happy \gset
SELECT pg_temp.backdate(:'happy', '2026-01-01') \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', '{}', (m || ' America/Manaus')::timestamptz)), e, 'Friday 22:00 to 02:00, asked ' || m) FROM (VALUES
    ('2026-11-27 22:00', '100 = 100'), ('2026-11-28 01:00', '100 = 100'), ('2026-11-28 01:59:59', '100 = 100'), ('2026-11-28 02:00', '0 = 0'), ('2026-11-27 01:00', '0 = 0'), ('2026-11-27 21:59:59', '0 = 0'), ('2026-11-28 22:30', '0 = 0')) AS v (m, e);
SELECT pg_temp.no_offers() \g /dev/null
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "dat_inicio": "2090-01-01T00:00:00-04:00", "dat_fim": "2090-02-01T00:00:00-04:00"}')) AS futura \gset
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', '{}', m::timestamptz)), e, 'in January 2090, asked ' || m) FROM (VALUES
    ('2089-12-31 23:59:59-04', '0 = 0'), ('2090-01-01 00:00-04', '100 = 100'), ('2090-01-31 23:59:59-04', '100 = 100'), ('2090-02-01 00:00-04', '0 = 0')) AS v (m, e);

-- The past answers what it answered then.
SELECT pg_temp.no_offers() \g /dev/null
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10}')) AS velha \gset
SELECT pg_temp.backdate(:'velha', now() - interval '10 days') \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', '{}', now() - interval '5 days')), '100 = 100', 'ten per cent, five days ago');
SELECT is((pg_temp.request('PATCH /v1/ofertas/{id}', jsonb_build_object('id', :'velha', 'corpo', '{"num_versao": 1, "num_percentual": 30}'), :'ta')).body ->> 'num_versao', '2', 'the offer changes');
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', '{}', m)), e, 'asked of ' || m) FROM (VALUES (now() - interval '10 days 1 second', '0 = 0'), (now() - interval '5 days', '100 = 100'), (now() - interval '1 microsecond', '100 = 100'), (now(), '300 = 300'), (now() + interval '1 year', '300 = 300')) AS v (m, e);
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/ofertas/{id}/transicoes', jsonb_build_object('id', :'velha', 'corpo', '{"num_versao": 2, "para": "ENCERRADA"}'), :'ta')), '200', 'the offer ends');
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', '{}', m)), e, 'ended, asked of ' || m) FROM (VALUES (now() - interval '5 days', '100 = 100'), (now(), '0 = 0')) AS v (m, e);
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'ARQUIVADO', dat_exclusao = now() WHERE cod_tenant = :alfa AND nom_produto = 'Suco';
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', '{}', now() - interval '5 days')), '100 = 100', 'an item since deleted is explained too');
SELECT is((SELECT l.des_problema FROM unnest((pg_temp.quote(:alfa, 'Suco 1')).linhas) l), 'item_nao_encontrado', 'and not sold');

SELECT * FROM finish();
ROLLBACK;
