-- The digital menu as data: what the public may buy, at a moment (guide chapter 7).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(47);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta, pg_temp.new_tenant('vazia') AS vazia \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem, sta_categoria) VALUES (:alfa, 'Bebidas', 2, 'ATIVA'), (:alfa, 'Pizzas', 1, 'ATIVA'),
    (:alfa, 'Oculta', 0, 'INATIVA'), (:alfa, 'Vazia', 0, 'ATIVA'), (:beta, 'Pizzas', 1, 'ATIVA');
CREATE FUNCTION pg_temp.item(p_tenant bigint, p_name text, p_category text, p_status text, p_stock bigint DEFAULT NULL, p_soldout date DEFAULT NULL,
    p_order integer DEFAULT 0) RETURNS void LANGUAGE sql AS $$
    WITH item AS (
        INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria, dat_esgotado, num_ordem)
        VALUES (p_tenant, p_name, 1000, p_status, (SELECT cod_categoria FROM flowt.tb_omni8_categoria WHERE cod_tenant = p_tenant AND nom_categoria = p_category),
            p_soldout, p_order) RETURNING cod_produto)
    INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) SELECT p_tenant, cod_produto, p_stock FROM item WHERE p_stock IS NOT NULL
$$;
SELECT pg_temp.item(:alfa, 'Calabresa', 'Pizzas', 'PUBLICADO', p_order => 2), pg_temp.item(:alfa, 'Atum', 'Pizzas', 'PUBLICADO', 5, p_order => 2), pg_temp.item(:alfa,
    'Zucchini', 'Pizzas', 'PUBLICADO', p_order => 1),
       pg_temp.item(:alfa, 'Rascunho', 'Pizzas', 'RASCUNHO'), pg_temp.item(:alfa, 'Arquivada', 'Pizzas', 'ARQUIVADO'), pg_temp.item(:alfa, 'Suco', 'Bebidas',
           'PUBLICADO', 0),
       pg_temp.item(:alfa, 'Segredo', 'Oculta', 'PUBLICADO'), pg_temp.item(:alfa, 'Solto', NULL, 'PUBLICADO', p_soldout => '2040-11-23'), pg_temp.item(:beta,
           'De outra casa', 'Pizzas', 'PUBLICADO') \gset

CREATE TEMP TABLE menu AS SELECT a.* FROM pg_temp.request('GET /v1/cardapio', '{}', NULL, 'alfa') AS a;
SELECT is(status, 200, 'the menu needs no login') FROM menu;
SELECT is(jsonb_path_query_array(body, '$.categorias.nom_categoria'), '["Pizzas", "Bebidas", "Outros"]',
    'categories in order, what has none last, empty and inactive ones left out') FROM menu;
SELECT is(jsonb_path_query_array(body, '$.categorias.itens.nom_produto'), '["Zucchini", "Atum", "Calabresa", "Suco", "Solto"]',
    'published items only, by order and name, of this company only') FROM menu;
SELECT is(jsonb_path_query_array(body, '$.categorias.itens ? (@.flg_disponivel == false).nom_produto'), '["Suco"]',
    'without stock it is there, but not available') FROM menu;
SELECT is((body #> '{categorias,0,itens,0}') - 'cod_produto',
    '{"tip_item": "PRODUTO", "nom_produto": "Zucchini", "des_resumo": null, "des_produto": null, "des_alergenos": [], "des_imagem": null, "vlr_preco": 1000, "vlr_preco_de": null,
    "vlr_maior": 1000, "vlr_oferta": null, "cod_oferta": null, "nom_oferta": null, "des_selo": null, "num_cor_oferta": null, "dat_fim_oferta": null, "qtd_duracao_min": null, "flg_destaque": false,
    "flg_escolhas": false, "flg_disponivel": true, "des_indisponivel": null}', 'an item as the public sees it: no stock, no SKU') FROM menu;
SELECT is(body -> 'tenant', '{"nom_slug": "alfa", "nom_fantasia": "Casa alfa", "des_apresentacao": null, "tip_segmento": "RESTAURANTE", "des_cor": "#0f766e", "des_fuso_horario": "America/Sao_Paulo", "num_whatsapp": "+5511912345678", "flg_aberto": true,
    "dat_fechamento": null, "dat_proxima_abertura": null, "flg_entrega": false, "vlr_taxa_entrega": 0, "vlr_pedido_minimo": 0, "qtd_preparo_min": null}',
        'and the company') FROM menu;
SELECT ok(raw !~ 'Ltda|12ABC345|cod_tenant|Rascunho|Segredo|outra casa', 'nothing else leaks') FROM menu;
SELECT is((pg_temp.request('GET /v1/cardapio', '{}', NULL, 'vazia')).body -> 'categorias', '[]', 'an empty menu is a menu');
SELECT is((pg_temp.request('GET /v1/cardapio/disponibilidade', '{}', NULL, 'alfa')).body, jsonb_build_object('itens', (SELECT jsonb_agg(jsonb_build_object('cod_produto', i ->> 'cod_produto', 'des_indisponivel', 'ESGOTADO', 'des_frase', 'Esgotado'))
            FROM menu, jsonb_path_query(body, '$.categorias.itens ? (@.flg_disponivel == false)') AS i)), 'an open menu asks for what cannot be bought alone');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/cardapio')), '400 tenant_nao_informado', 'whose menu must be said');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM api.cardapio()'), 'PT400 tenant_nao_informado', 'even past the door');

-- Sold out today is the tenant's day: the same instants in four zones, around each midnight.
SELECT cod_produto AS solto FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Solto' \gset
SELECT is((SELECT i.des_indisponivel IS NULL FROM flowt.itens_do_cardapio(:alfa, ARRAY[:solto::bigint], m::timestamptz) AS i), e,
    'sold out on 23 November 2040, asked at ' || m || ' in São Paulo')
  FROM (VALUES ('2040-11-23 02:59:59Z', true), ('2040-11-23 03:00Z', false), ('2040-11-24 02:59:59Z', false), ('2040-11-24 03:00Z', true)) AS v (m, e);
CREATE FUNCTION pg_temp.available_in(p_tenant bigint, p_zone text, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = p_zone WHERE cod_tenant = p_tenant;
    RETURN (SELECT i.des_indisponivel IS NULL FROM flowt.itens_do_cardapio(p_tenant, ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p WHERE p.nom_produto = 'Solto'), p_at) AS i);
END
$$;
SELECT is(pg_temp.available_in(:alfa, z, m::timestamptz), e, format('asked at %s in %s', m, z)) FROM (VALUES ('America/Noronha', '2040-11-23 01:59Z', true),
    ('America/Noronha', '2040-11-23 02:00Z', false), ('America/Noronha', '2040-11-24 02:00Z', true),
    ('America/Manaus', '2040-11-23 03:59Z', true), ('America/Manaus', '2040-11-24 03:59Z', false), ('America/Rio_Branco', '2040-11-23 04:59Z', true),
        ('America/Rio_Branco', '2040-11-24 04:59Z', false), ('America/Rio_Branco', '2040-11-24 05:00Z', true)) AS v (z, m, e);
-- What has sizes costs at least its cheapest; its stock is theirs; a window shuts it; an offer shows its price, or for sizes its badge alone.
SELECT pg_temp.new_tenant('gama') AS gama \gset
SELECT pg_temp.item(:gama, 'Camisa', NULL, 'PUBLICADO', p_order => 1), pg_temp.item(:gama, 'Boné', NULL, 'PUBLICADO', p_order => 2), pg_temp.item(:gama, 'Meia', NULL, 'PUBLICADO', p_order => 3) \gset
SELECT max(cod_produto) FILTER (WHERE nom_produto = 'Camisa') AS camisa, max(cod_produto) FILTER (WHERE nom_produto = 'Boné') AS bone, max(cod_produto) FILTER (WHERE nom_produto = 'Meia') AS meia
  FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :gama \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco, vlr_preco_de) VALUES (:gama, :camisa, 'G', 2500, NULL), (:gama, :camisa, 'P', 2000, 2200), (:gama, :camisa, 'Fora', 100, NULL);
UPDATE flowt.tb_omni8_variacao SET sta_variacao = 'INATIVA' WHERE nom_variacao = 'Fora';
CREATE FUNCTION pg_temp.shown(p_tenant bigint, p_item bigint, p_at timestamptz DEFAULT now()) RETURNS text LANGUAGE sql
RETURN (SELECT row(i.vlr_preco, i.vlr_preco_de, i.vlr_maior, i.vlr_oferta, i.des_selo, i.flg_escolhas, i.des_indisponivel)::text FROM flowt.itens_do_cardapio(p_tenant, ARRAY[p_item], p_at) AS i);
-- Said in the cheap way and in the whole one, it is the same.
CREATE FUNCTION pg_temp.disagreeing(p_tenant bigint, p_at timestamptz DEFAULT now()) RETURNS bigint LANGUAGE sql
RETURN (SELECT count(*) FROM flowt.indisponiveis_no_cardapio(p_tenant, p_at) AS c
          FULL JOIN (SELECT i.* FROM flowt.itens_do_cardapio(p_tenant, ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant), p_at) AS i WHERE i.des_indisponivel IS NOT NULL) AS w
                 ON w.cod_produto = c.cod_produto WHERE w.des_indisponivel IS DISTINCT FROM c.des_indisponivel);
SELECT is(pg_temp.shown(:gama, i), e, n) FROM (VALUES (:camisa, '(2000,2200,2500,,,t,)', 'a shirt in two sizes'), (:bone, '(1000,,1000,,,f,)', 'a cap in one')) AS v (i, e, n);
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, cod_variacao, qtd_estoque) SELECT :gama, :camisa, cod_variacao, 0 FROM flowt.tb_omni8_variacao WHERE nom_variacao = 'P';
SELECT is(pg_temp.shown(:gama, :camisa), '(2000,2200,2500,,,t,)', 'one size gone is not the shirt gone');
SELECT is(pg_temp.disagreeing(:gama), 0::bigint, 'so says the open menu, too');
UPDATE flowt.tb_omni8_variacao SET dat_esgotado = flowt.dia_do_tenant(:gama, now()) WHERE nom_variacao = 'G';
SELECT is(pg_temp.shown(:gama, :camisa), '(2000,2200,2500,,,t,ESGOTADO)', 'both are');
SELECT is(pg_temp.disagreeing(:gama), 0::bigint, 'so says the open menu, too');
INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto, num_dias_semana, hor_inicio, hor_fim) VALUES (:gama, :meia, '{5}', '22:00', '02:00');
SELECT is(pg_temp.shown(:gama, :meia, m::timestamptz), e, 'socks of Friday night, ' || m) FROM (VALUES ('2040-11-23 22:00 America/Sao_Paulo', '(1000,,1000,,,f,)'), ('2040-11-24 01:00 America/Sao_Paulo', '(1000,,1000,,,f,)'),
    ('2040-11-24 02:00 America/Sao_Paulo', '(1000,,1000,,,f,FORA_DO_HORARIO)'), ('2040-11-23 01:00 America/Sao_Paulo', '(1000,,1000,,,f,FORA_DO_HORARIO)')) AS v (m, e);
INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (:gama) RETURNING cod_oferta AS oferta \gset
INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, sta_oferta, nom_oferta, tip_oferta, tip_alvo, num_percentual, cod_produtos) VALUES (:gama, :oferta, 1, 'ATIVA', 'Dez', 'PERCENTUAL', 'ITEM', 10, ARRAY[:camisa, :bone]);
SELECT is(pg_temp.shown(:gama, i), e, n) FROM (VALUES (:bone, '(1000,,1000,900,-10%,f,)', 'a cap on offer'), (:camisa, '(2000,2200,2500,,-10%,t,ESGOTADO)', 'a shirt with its badge')) AS v (i, e, n);
SELECT is((SELECT q.vlr_liquido FROM unnest((flowt.cotar(:gama, ARRAY[(1, :bone, NULL, NULL, '[]', 1)::flowt.linha_de_compra], NULL, now())).linhas) AS q), 900::bigint, 'costs in a cart what the menu says');

-- Pages of a menu, and what narrows it down.
CREATE FUNCTION pg_temp.names(p_args jsonb) RETURNS jsonb LANGUAGE sql RETURN (SELECT jsonb_path_query_array(a.body, '$.categorias.itens.nom_produto') FROM pg_temp.request('GET /v1/cardapio', p_args, NULL, 'gama') AS a);
SELECT is(pg_temp.names(a::jsonb), e::jsonb, 'menu ' || a) FROM (VALUES ('{}', '["Camisa", "Boné", "Meia"]'), ('{"limite": "2"}', '["Camisa", "Boné"]'), ('{"busca": "BONE"}', '["Boné"]'), ('{"preco_min": "2400"}', '["Camisa"]'),
    ('{"preco_max": "1500", "limite": "1"}', '["Boné"]'), ('{"categoria": "999999"}', '[]')) AS v (a, e);
SELECT is(pg_temp.names(jsonb_build_object('apos', :bone::text)), '["Meia"]', 'what comes after');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/cardapio', a::jsonb, NULL, 'gama')), e, 'menu ' || a) FROM (VALUES ('{"categoria": "x"}', '400 22P02'), ('{"preco_min": "99999999999999999999"}', '400 22003')) AS v (a, e);

-- A publication withdrawn, a company suspended.
UPDATE flowt.tb_omni8_categoria SET sta_categoria = 'INATIVA' WHERE cod_tenant = :alfa AND nom_categoria = 'Pizzas';
SELECT is(jsonb_path_query_array((pg_temp.request('GET /v1/cardapio', '{}', NULL, 'alfa')).body, '$.categorias.itens.nom_produto'), '["Suco", "Solto"]',
    'an inactive category takes its items along');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'SUSPENSO' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/cardapio', '{}', NULL, 'alfa')), '503 tenant_indisponivel', 'a suspended company has no menu');

SELECT * FROM finish();
ROLLBACK;
