-- Two companies in two zones with a login each, and things that happen to either: what the tests of BI views stand on.
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = CASE nom_slug WHEN 'alfa' THEN 'America/Noronha' ELSE 'America/Rio_Branco' END WHERE nom_slug IN ('alfa', 'beta');
SELECT nom_login AS la FROM admin.criar_acesso_bi(:alfa, 'teste') \gset
SELECT nom_login AS lb FROM admin.criar_acesso_bi(:beta, 'teste') \gset
CREATE FUNCTION pg_temp.as_login(p_login text, p_query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_row text;
BEGIN
    PERFORM set_config('session_authorization', p_login, true);
    EXECUTE p_query INTO v_row;
    RESET SESSION AUTHORIZATION;
    RETURN v_row;
END
$$;
-- Texts of each company bear its name.
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) SELECT t.cod_tenant, 'Bebidas ' || t.nom_slug FROM flowt.tb_omni8_tenant t WHERE t.nom_slug IN ('alfa', 'beta');
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) SELECT c.cod_tenant, 'Sucos', c.cod_categoria FROM flowt.tb_omni8_categoria c;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, num_sku, vlr_preco, sta_produto, cod_categoria)
SELECT c.cod_tenant, 'Suco ' || n || ' ' || t.nom_slug, t.nom_slug || n, 100 * n, 'PUBLICADO', c.cod_categoria
  FROM flowt.tb_omni8_categoria c JOIN flowt.tb_omni8_tenant t USING (cod_tenant), generate_series(1, 4) n WHERE c.nom_categoria = 'Sucos';
INSERT INTO flowt.tb_omni8_oferta (cod_tenant) SELECT unnest(ARRAY[:alfa, :beta]);
INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, dat_vigor_inicio, dat_vigor_fim, sta_oferta, nom_oferta, tip_oferta, tip_alvo, num_percentual)
SELECT o.cod_tenant, o.cod_oferta, n, now() - make_interval(days => 30 - n), CASE n WHEN 1 THEN now() - interval '28 days' ELSE 'infinity' END, 'ATIVA', format('Promoção %s %s', n, t.nom_slug), 'PERCENTUAL', 'PEDIDO', 10
  FROM flowt.tb_omni8_oferta o JOIN flowt.tb_omni8_tenant t USING (cod_tenant), generate_series(1, 2) n;
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) SELECT t.cod_tenant, 'F', format('Zenóbia %s de %s', n, t.nom_slug) FROM flowt.tb_omni8_tenant t, generate_series(1, 8) n WHERE t.nom_slug IN ('alfa', 'beta');
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) SELECT t, sha256(n::text::bytea), '{}', now(), now() FROM unnest(ARRAY[:alfa, :beta]) t, generate_series(1, 9) n;

CREATE FUNCTION pg_temp.visit(p_tenant bigint, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_slug  text := (SELECT nom_slug FROM flowt.tb_omni8_tenant WHERE cod_tenant = p_tenant);
    v_robot boolean := random() < 0.1;
    v_item  bigint := (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = p_tenant ORDER BY random() LIMIT 1);
    v_offer bigint := (SELECT cod_oferta FROM flowt.tb_omni8_oferta WHERE cod_tenant = p_tenant);
    v_visit bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, qtd_eventos, qtd_paginas, flg_robo, des_robo, tip_canal, nom_origem, nom_midia, nom_campanha, tip_canal_atribuido,
        nom_origem_atribuida, nom_midia_atribuida, nom_campanha_atribuida, dat_pagina, dat_item, dat_carrinho, dat_revisao, dat_checkout, nom_conteudo, nom_termo, tip_clique)
    SELECT p_tenant, v.cod_visitante, p_at, p_at + random() * interval '20 seconds', 3, floor(random() * 3)::integer, v_robot, CASE WHEN v_robot THEN 'teste' END, 'EMAIL', 'origem-' || v_slug, 'midia-' || v_slug, 'campanha-' || v_slug,
           (ARRAY['DIRETO', 'EMAIL', 'QR'])[1 + floor(random() * 3)], 'origem-' || v_slug, 'midia-' || v_slug, CASE WHEN random() < 0.5 THEN 'campanha-' || v_slug END, p_at, p_at + random() * interval '3 min',
           p_at + random() * interval '6 min', p_at + interval '2 min' + random() * interval '6 min', CASE WHEN random() < 0.7 THEN p_at + interval '4 min' + random() * interval '5 min' END, 'conteudo-' || v_slug, 'termo-' || v_slug, 'gclid'
      FROM (SELECT x.cod_visitante FROM flowt.tb_omni8_visitante x WHERE x.cod_tenant = p_tenant ORDER BY random() LIMIT 1) AS v RETURNING cod_visita INTO v_visit;
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, cod_produto, cod_oferta, tip_canal, vlr_evento, flg_robo, flg_consentimento)
    SELECT p_tenant, p_at + interval '1 second', gen_random_uuid()::text, e.tipo, v_visit, e.item, e.oferta, 'EMAIL', e.valor, v_robot, true
      FROM (VALUES ('pagina_vista', NULL::bigint, NULL::bigint, NULL::bigint), ('item_visto', v_item, NULL, 100), ('carrinho_adicionado', v_item, NULL, 100), ('oferta_vista', NULL, v_offer, NULL), ('oferta_clicada', NULL, v_offer, NULL)) AS e (tipo, item, oferta, valor)
     WHERE random() < 0.8;
    RETURN v_visit;
END
$$;
CREATE FUNCTION pg_temp.sell(p_tenant bigint, p_at timestamptz, p_visit bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  bigint;
    v_order bigint;
    v_total bigint := (1 + floor(random() * 50))::bigint * 100;
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, dat_criacao, sta_carrinho) VALUES (p_tenant, public.gen_random_bytes(32), p_at - random() * interval '2 days', 'CONVERTIDO') RETURNING cod_carrinho INTO v_cart;
    -- An order is attributed by its cart's visit.
    INSERT INTO flowt.tb_omni8_carrinho_visita (cod_tenant, cod_carrinho, cod_visita) VALUES (p_tenant, v_cart, p_visit);
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_desconto, vlr_taxa_entrega, vlr_total, dat_criacao)
    SELECT p_tenant, flowt.proximo_numero_de_pedido(p_tenant), flowt.novo_token(), flowt.unidade_principal(p_tenant), v_cart, (SELECT cod_pessoa FROM flowt.tb_omni8_pessoa WHERE cod_tenant = p_tenant ORDER BY random() LIMIT 1), 'RECEBIDO', 'RETIRADA',
           'Zenóbia', '+5511912345678', 'DINHEIRO', v_total, v_total / 10, 0, v_total - v_total / 10, p_at RETURNING cod_pedido INTO v_order;
    INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento) VALUES (p_tenant, v_order, 1, 'RECEBIDO', p_at);
    INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, num_sku, qtd_item, vlr_unitario, vlr_bruto, vlr_desconto, vlr_liquido)
    SELECT p_tenant, v_order, row_number() OVER (), x.cod_produto, x.nom_produto, x.num_sku, 1, v_total / 2, v_total / 2, v_total / 20, v_total / 2 - v_total / 20
      FROM (SELECT p.* FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant ORDER BY random() LIMIT 2) AS x;
    INSERT INTO flowt.tb_omni8_pedido_desconto (cod_tenant, cod_pedido, num_desconto, cod_oferta, tip_alvo, vlr_desconto, des_motivo)
    SELECT p_tenant, v_order, 1, o.cod_oferta, 'PEDIDO', v_total / 10, 'Promoção' FROM flowt.tb_omni8_oferta o WHERE o.cod_tenant = p_tenant AND random() < 0.5;
    RETURN v_order;
END
$$;
CREATE FUNCTION pg_temp.something(p_tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_at    timestamptz := now() - interval '4 days' - random() * interval '6 days';
    v_order bigint := (SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE cod_tenant = p_tenant ORDER BY random() LIMIT 1);
    v_visit bigint := (SELECT cod_visita FROM flowt.tb_omni8_visita WHERE cod_tenant = p_tenant ORDER BY random() LIMIT 1);
BEGIN
    CASE floor(random() * 8)
        WHEN 0, 1, 2 THEN PERFORM pg_temp.visit(p_tenant, v_at);
        WHEN 3, 4 THEN PERFORM pg_temp.sell(p_tenant, (SELECT w.dat_inicio + random() * interval '12 min' FROM flowt.tb_omni8_visita w WHERE w.cod_visita = v_visit), v_visit) WHERE v_visit IS NOT NULL;
        WHEN 5 THEN
            UPDATE flowt.tb_omni8_pedido SET sta_pedido = (ARRAY['CONFIRMADO', 'CONFIRMADO', 'ENTREGUE', 'CANCELADO', 'RECUSADO'])[1 + floor(random() * 5)] WHERE cod_tenant = p_tenant AND cod_pedido = v_order;
            INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento)
            SELECT p_tenant, v_order, max(e.num_evento) + 1, max(p.sta_pedido), v_at + interval '1 day' FROM flowt.tb_omni8_pedido_evento e JOIN flowt.tb_omni8_pedido p USING (cod_tenant, cod_pedido) WHERE e.cod_tenant = p_tenant AND e.cod_pedido = v_order HAVING v_order IS NOT NULL;
        WHEN 6 THEN INSERT INTO flowt.tb_omni8_reclamacao (cod_tenant, cod_pedido, tip_reclamacao, tip_origem, des_reclamacao, dat_prazo, dat_criacao)
            SELECT p_tenant, v_order, 'ATRASO', 'CLIENTE', 'Atrasou', v_at::date, v_at + interval '2 days' WHERE v_order IS NOT NULL;
        ELSE INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido, dat_estorno)
            SELECT p_tenant, v_order, coalesce(max(num_estorno), 0) + 1, 'PARCIAL', 7, 7, v_at + interval '2 days' FROM flowt.tb_omni8_pedido_estorno WHERE cod_tenant = p_tenant AND cod_pedido = v_order HAVING v_order IS NOT NULL;
    END CASE;
END
$$;
