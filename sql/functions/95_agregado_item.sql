-- Rollups (guide chapter 12): by item and by offer, day by day. All days of a run are counted by one statement, since planning one costs
-- more than the days of a small company; and of what comes out only what is otherwise than before is written, so that what a busy day
-- has already costs no more than reading it.

DROP FUNCTION IF EXISTS flowt.campanhas_do_dia(bigint, date), flowt.apurar_produtos(bigint, date, timestamptz, timestamptz),
    flowt.apurar_ofertas(bigint, date, timestamptz, timestamptz);

-- What each item adds to each number, as flowt.fatos says it of everything. Of a visit's steps those about the item are its own:
-- seen, put in the cart, ordered; a visit counts on the day it began, what was put in a cart on the day it was. What is done on a page
-- lies between the beginning and the end of its visit: of the months of events one is looked into, or two.
CREATE OR REPLACE FUNCTION flowt.visitas_de_itens(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.tb_omni8_agregado_item_dia
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_tenant, 0::bigint, NULL::date, v.cod_produto, w.tip_canal_atribuido, w.nom_campanha_atribuida, NULL::bigint,
           (v.visto IS NOT NULL)::integer, (v.visto IS NOT NULL AND flowt.visita_engajada(w))::integer,
           (v.visto IS NOT NULL AND o.primeiro IS NOT NULL)::integer,
           p.item::integer, p.carrinho::integer, p.checkout::integer, (p.checkout AND coalesce(o.primeiro >= w.dat_checkout, false))::integer, 0, 0,
           0, 0, 0, 0
      FROM flowt.tb_omni8_visita AS w
     CROSS JOIN LATERAL (SELECT e.cod_produto, min(e.dat_evento) FILTER (WHERE e.nom_tipo = 'item_visto') AS visto,
                                min(e.dat_evento) FILTER (WHERE e.nom_tipo = 'carrinho_adicionado') AS posto
                           FROM flowt.tb_omni8_evento_tracking AS e
                          WHERE e.cod_tenant = p_tenant AND e.cod_visita = w.cod_visita AND e.dat_evento >= w.dat_inicio AND e.dat_evento <= w.dat_fim
                            AND e.cod_produto IS NOT NULL AND e.nom_tipo IN ('item_visto', 'carrinho_adicionado')
                          GROUP BY e.cod_produto) AS v
      LEFT JOIN LATERAL (SELECT min(d.dat_criacao) AS primeiro FROM flowt.tb_omni8_pedido_atribuicao AS a
                           JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = a.cod_pedido
                            AND flowt.pedido_valido(d.sta_pedido)
                          WHERE a.cod_tenant = p_tenant AND a.cod_visita = w.cod_visita
                            AND EXISTS (SELECT FROM flowt.tb_omni8_pedido_item AS i
                                         WHERE i.cod_tenant = p_tenant AND i.cod_pedido = a.cod_pedido
                                           AND i.cod_produto = v.cod_produto)) AS o ON true
     CROSS JOIN LATERAL (SELECT coalesce(v.visto >= w.dat_pagina, false) AS item,
                                coalesce(v.visto >= w.dat_pagina AND v.posto >= v.visto, false) AS carrinho,
                                coalesce(v.visto >= w.dat_pagina AND v.posto >= v.visto AND w.dat_checkout >= v.posto, false) AS checkout) AS p
     WHERE w.cod_tenant = p_tenant AND w.dat_inicio >= p_de AND w.dat_inicio < p_ate AND NOT w.flg_robo;
END;
COMMENT ON FUNCTION flowt.visitas_de_itens(bigint, timestamptz, timestamptz)
    IS 'Visitas iniciadas em um período, por item que viram ou puseram no carrinho.';

CREATE OR REPLACE FUNCTION flowt.vendas_de_itens(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.tb_omni8_agregado_item_dia
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_tenant, 0::bigint, NULL::date, e.cod_produto, coalesce(w.tip_canal_atribuido, e.tip_canal), w.nom_campanha_atribuida, NULL::bigint, 0,
           0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0
      FROM flowt.tb_omni8_evento_tracking AS e LEFT JOIN flowt.tb_omni8_visita AS w ON w.cod_tenant = p_tenant AND w.cod_visita = e.cod_visita
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND e.cod_produto IS NOT NULL
       AND e.nom_tipo = 'carrinho_adicionado' AND NOT e.flg_robo
    UNION ALL
    SELECT p_tenant, 0, NULL, i.cod_produto, coalesce(a.tip_canal, 'DIRETO'), a.nom_campanha, d.cod_unidade, 0, 0, 0, 0, 0, 0, 0, 0,
           f.qtd_feitos, f.qtd_confirmados, f.qtd_cancelados, f.qtd_confirmados * i.qtd, f.qtd_confirmados * i.valor
      FROM flowt.passos_de_pedidos(p_tenant, p_de, p_ate, 0, 9223372036854775807) AS f
      JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = f.cod_pedido
     CROSS JOIN LATERAL (SELECT x.cod_produto, sum(x.qtd_item)::bigint AS qtd, sum(x.vlr_liquido)::bigint AS valor
                           FROM flowt.tb_omni8_pedido_item AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_pedido = f.cod_pedido AND x.cod_produto IS NOT NULL GROUP BY x.cod_produto) AS i
      LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_tenant = p_tenant AND a.cod_pedido = f.cod_pedido;
END;
COMMENT ON FUNCTION flowt.vendas_de_itens(bigint, timestamptz, timestamptz)
    IS 'O que se pôs no carrinho e o que houve com pedidos em um período, por item.';

-- Whose name the day did not keep has none here either.
CREATE OR REPLACE FUNCTION flowt.campanhas_dos_dias(p_tenants bigint[], p_dias date[])
    RETURNS TABLE (cod_tenant bigint, dat_dia date, nom_campanhas text[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT d.cod_tenant, d.dat_dia, array_agg(DISTINCT d.nom_campanha)
      FROM unnest(p_tenants, p_dias) AS b (tenant, dia) JOIN flowt.tb_omni8_agregado_dia AS d ON d.cod_tenant = b.tenant AND d.dat_dia = b.dia
     GROUP BY d.cod_tenant, d.dat_dia HAVING bool_or(d.nom_campanha = flowt.outras_campanhas());
END;
COMMENT ON FUNCTION flowt.campanhas_dos_dias(bigint[], date[]) IS 'Campanhas que se contam pelo nome nos dias que têm mais do que cabem.';

CREATE OR REPLACE FUNCTION flowt.campanha_contada(p_campanhas text[], p_nome text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_campanhas IS NULL OR p_nome IS NULL OR p_nome = ANY (p_campanhas) THEN p_nome ELSE flowt.outras_campanhas() END;
COMMENT ON FUNCTION flowt.campanha_contada(text[], text) IS 'Sob que nome uma campanha se conta em um dia que conta estas pelo nome.';

CREATE OR REPLACE FUNCTION flowt.apurar_produtos(p_tenants bigint[], p_dias date[], p_de timestamptz[], p_ate timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH novo AS MATERIALIZED (
        SELECT b.tenant AS cod_tenant, b.dia AS dat_dia, x.cod_produto, x.tip_canal,
               flowt.campanha_contada(c.nom_campanhas, x.nom_campanha) AS nom_campanha, x.cod_unidade,
               sum(x.qtd_visitas)::bigint AS visitas, sum(x.qtd_visitas_engajadas)::bigint AS engajadas,
               sum(x.qtd_visitas_com_pedido)::bigint AS com_pedido, sum(x.qtd_funil_item)::bigint AS item,
               sum(x.qtd_funil_carrinho)::bigint AS carrinho, sum(x.qtd_funil_checkout)::bigint AS checkout,
               sum(x.qtd_funil_pedido)::bigint AS pedido, sum(x.qtd_adicionados)::bigint AS adicionados,
               sum(x.qtd_pedidos)::bigint AS pedidos, sum(x.qtd_pedidos_confirmados)::bigint AS confirmados,
               sum(x.qtd_cancelados)::bigint AS cancelados, sum(x.qtd_vendidos)::bigint AS vendidos, sum(x.vlr_vendido)::bigint AS vendido
          FROM unnest(p_tenants, p_dias, p_de, p_ate) AS b (tenant, dia, de, ate)
         CROSS JOIN LATERAL (SELECT v.* FROM flowt.visitas_de_itens(b.tenant, b.de, b.ate) AS v UNION ALL SELECT v.*
                               FROM flowt.vendas_de_itens(b.tenant, b.de, b.ate) AS v) AS x
          LEFT JOIN flowt.campanhas_dos_dias(p_tenants, p_dias) AS c ON c.cod_tenant = b.tenant AND c.dat_dia = b.dia
         GROUP BY 1, 2, 3, 4, 5, 6
    ), velho AS MATERIALIZED (
        SELECT i.* FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
          JOIN flowt.tb_omni8_agregado_item_dia AS i ON i.cod_tenant = b.tenant AND i.dat_dia = b.dia
    ), mudanca AS MATERIALIZED (
        -- Equal or both missing: no campaign's name is empty, and no unit is zero.
        SELECT n.*, v.cod_tenant AS tenant_velho, v.cod_agregado AS velho
          FROM novo AS n FULL JOIN velho AS v ON v.cod_tenant = n.cod_tenant AND v.dat_dia = n.dat_dia AND v.cod_produto = n.cod_produto
              AND v.tip_canal = n.tip_canal
                AND coalesce(v.nom_campanha, '') = coalesce(n.nom_campanha, '') AND coalesce(v.cod_unidade, 0) = coalesce(n.cod_unidade, 0)
         WHERE (n.visitas, n.engajadas, n.com_pedido, n.item, n.carrinho, n.checkout, n.pedido, n.adicionados, n.pedidos, n.confirmados,
                n.cancelados, n.vendidos, n.vendido)
               IS DISTINCT FROM (v.qtd_visitas, v.qtd_visitas_engajadas, v.qtd_visitas_com_pedido, v.qtd_funil_item, v.qtd_funil_carrinho,
                                 v.qtd_funil_checkout, v.qtd_funil_pedido, v.qtd_adicionados,
                                 v.qtd_pedidos, v.qtd_pedidos_confirmados, v.qtd_cancelados, v.qtd_vendidos, v.vlr_vendido)
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_item_dia i USING mudanca m
         WHERE m.cod_tenant IS NULL AND i.cod_tenant = m.tenant_velho AND i.cod_agregado = m.velho
    )
    INSERT INTO flowt.tb_omni8_agregado_item_dia AS i (cod_tenant, dat_dia, cod_produto, tip_canal, nom_campanha, cod_unidade, qtd_visitas,
        qtd_visitas_engajadas, qtd_visitas_com_pedido,
        qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido, qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados,
        qtd_cancelados, qtd_vendidos, vlr_vendido)
    SELECT m.cod_tenant, m.dat_dia, m.cod_produto, m.tip_canal, m.nom_campanha, m.cod_unidade, m.visitas, m.engajadas, m.com_pedido, m.item,
           m.carrinho, m.checkout, m.pedido, m.adicionados, m.pedidos,
           m.confirmados, m.cancelados, m.vendidos, m.vendido
      FROM mudanca m WHERE m.cod_tenant IS NOT NULL
    ON CONFLICT ON CONSTRAINT agregado_item_dia_unico DO UPDATE
       SET qtd_visitas = excluded.qtd_visitas, qtd_visitas_engajadas = excluded.qtd_visitas_engajadas,
           qtd_visitas_com_pedido = excluded.qtd_visitas_com_pedido, qtd_funil_item = excluded.qtd_funil_item,
           qtd_funil_carrinho = excluded.qtd_funil_carrinho, qtd_funil_checkout = excluded.qtd_funil_checkout,
           qtd_funil_pedido = excluded.qtd_funil_pedido, qtd_adicionados = excluded.qtd_adicionados,
           qtd_pedidos = excluded.qtd_pedidos, qtd_pedidos_confirmados = excluded.qtd_pedidos_confirmados, qtd_cancelados = excluded.qtd_cancelados,
           qtd_vendidos = excluded.qtd_vendidos, vlr_vendido = excluded.vlr_vendido;
    PERFORM flowt.totalizar_produtos(p_tenants, p_dias);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_produtos(bigint[], date[], timestamptz[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca,
    flowt_dba;
COMMENT ON FUNCTION flowt.apurar_produtos(bigint[], date[], timestamptz[], timestamptz[])
    IS 'Apura de novo os itens destes dias (que começam em p_de e acabam em p_ate), por canal, campanha e unidade, e ao todo.';

-- A day in which something changed is written whole: dashboards read thirty of them, and rows that lie together are few pages.
CREATE OR REPLACE FUNCTION flowt.totalizar_produtos(p_tenants bigint[], p_dias date[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tenants bigint[];
    v_dias    date[];
BEGIN
    WITH novo AS MATERIALIZED (
        SELECT i.cod_tenant, i.dat_dia, i.cod_produto, sum(i.qtd_visitas)::bigint, sum(i.qtd_adicionados)::bigint,
               sum(i.qtd_pedidos_confirmados)::bigint, sum(i.qtd_vendidos)::bigint, sum(i.vlr_vendido)::bigint
          FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
          JOIN flowt.tb_omni8_agregado_item_dia AS i ON i.cod_tenant = b.tenant AND i.dat_dia = b.dia
         GROUP BY i.cod_tenant, i.dat_dia, i.cod_produto HAVING sum(i.qtd_visitas + i.qtd_adicionados + i.qtd_pedidos_confirmados) > 0
    ), velho AS MATERIALIZED (
        SELECT p.cod_tenant, p.dat_dia, p.cod_produto, p.qtd_visitas, p.qtd_adicionados, p.qtd_pedidos, p.qtd_vendidos, p.vlr_vendido
          FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
          JOIN flowt.tb_omni8_agregado_produto_dia AS p ON p.cod_tenant = b.tenant AND p.dat_dia = b.dia
    )
    SELECT array_agg(x.cod_tenant), array_agg(x.dat_dia) INTO v_tenants, v_dias
      FROM (SELECT m.cod_tenant, m.dat_dia FROM (SELECT n.* FROM novo n EXCEPT SELECT v.* FROM velho v) AS m UNION SELECT m.cod_tenant, m.dat_dia
              FROM (SELECT v.* FROM velho v EXCEPT SELECT n.* FROM novo n) AS m ORDER BY 1, 2) AS x;
    DELETE FROM flowt.tb_omni8_agregado_produto_dia p USING unnest(v_tenants, v_dias) AS b (tenant, dia)
     WHERE p.cod_tenant = b.tenant AND p.dat_dia = b.dia;
    INSERT INTO flowt.tb_omni8_agregado_produto_dia (cod_tenant, dat_dia, cod_produto, qtd_visitas, qtd_adicionados, qtd_pedidos, qtd_vendidos,
                                                     vlr_vendido)
    SELECT i.cod_tenant, i.dat_dia, i.cod_produto, sum(i.qtd_visitas), sum(i.qtd_adicionados), sum(i.qtd_pedidos_confirmados), sum(i.qtd_vendidos),
           sum(i.vlr_vendido)
      FROM unnest(v_tenants, v_dias) AS b (tenant, dia) JOIN flowt.tb_omni8_agregado_item_dia AS i ON i.cod_tenant = b.tenant AND i.dat_dia = b.dia
     GROUP BY i.cod_tenant, i.dat_dia, i.cod_produto HAVING sum(i.qtd_visitas + i.qtd_adicionados + i.qtd_pedidos_confirmados) > 0
     ORDER BY i.cod_tenant, i.dat_dia, i.cod_produto;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.totalizar_produtos(bigint[], date[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.totalizar_produtos(bigint[], date[]) IS 'Soma de novo os itens destes dias, de qualquer canal, campanha e unidade.';

CREATE OR REPLACE FUNCTION flowt.pedidos_confirmados(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.cod_pedido FROM flowt.tb_omni8_pedido_evento AS e
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND e.sta_para = 'CONFIRMADO'
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_evento AS x
                        WHERE x.cod_tenant = p_tenant AND x.cod_pedido = e.cod_pedido AND x.num_evento < e.num_evento AND x.sta_para = 'CONFIRMADO');
END;
COMMENT ON FUNCTION flowt.pedidos_confirmados(bigint, timestamptz, timestamptz) IS 'Pedidos confirmados em um período, cada um na primeira vez.';

CREATE OR REPLACE FUNCTION flowt.contar_ofertas(p_tenant bigint, p_de timestamptz, p_ate timestamptz)
RETURNS TABLE (cod_oferta bigint, tip_canal text, nom_campanha text, cod_unidade bigint, qtd_vistas bigint, qtd_cliques bigint, qtd_usos bigint,
               vlr_desconto numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.cod_oferta, v.tip_canal, v.nom_campanha, NULL::bigint, count(*) FILTER (WHERE v.vista), count(*) FILTER (WHERE v.vista AND v.clicada),
           0::bigint, 0::numeric
      FROM (SELECT o.cod_oferta, w.tip_canal_atribuido AS tip_canal, w.nom_campanha_atribuida AS nom_campanha, o.vista, o.clicada
              FROM flowt.tb_omni8_visita AS w
             CROSS JOIN LATERAL (SELECT e.cod_oferta, bool_or(e.nom_tipo = 'oferta_vista') AS vista,
                                        bool_or(e.nom_tipo = 'oferta_clicada') AS clicada FROM flowt.tb_omni8_evento_tracking AS e
                                  WHERE e.cod_tenant = p_tenant AND e.cod_visita = w.cod_visita AND e.dat_evento >= w.dat_inicio
                                    AND e.dat_evento <= w.dat_fim AND e.cod_oferta IS NOT NULL
                                  GROUP BY e.cod_oferta) AS o
             WHERE w.cod_tenant = p_tenant AND w.dat_inicio >= p_de AND w.dat_inicio < p_ate AND NOT w.flg_robo) AS v
     GROUP BY v.cod_oferta, v.tip_canal, v.nom_campanha
    UNION ALL
    SELECT d.cod_oferta, coalesce(a.tip_canal, 'DIRETO'), a.nom_campanha, o.cod_unidade, 0, 0, count(DISTINCT d.cod_pedido), sum(d.vlr_desconto)
      FROM flowt.pedidos_confirmados(p_tenant, p_de, p_ate) AS c (cod_pedido)
      JOIN flowt.tb_omni8_pedido AS o ON o.cod_tenant = p_tenant AND o.cod_pedido = c.cod_pedido
      JOIN flowt.tb_omni8_pedido_desconto AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = c.cod_pedido AND d.cod_oferta IS NOT NULL
      LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_tenant = p_tenant AND a.cod_pedido = c.cod_pedido
     GROUP BY 1, 2, 3, 4;
END;
COMMENT ON FUNCTION flowt.contar_ofertas(bigint, timestamptz, timestamptz)
    IS 'Ofertas de um período: quem viu e quem escolheu, por visita; e os usos, por pedido confirmado.';

CREATE OR REPLACE FUNCTION flowt.apurar_ofertas(p_tenants bigint[], p_dias date[], p_de timestamptz[], p_ate timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH novo AS MATERIALIZED (
        SELECT b.tenant AS cod_tenant, b.dia AS dat_dia, x.cod_oferta, x.tip_canal,
               flowt.campanha_contada(c.nom_campanhas, x.nom_campanha) AS nom_campanha, x.cod_unidade,
               sum(x.qtd_vistas)::bigint AS vistas, sum(x.qtd_cliques)::bigint AS cliques, sum(x.qtd_usos)::bigint AS usos,
               sum(x.vlr_desconto)::bigint AS desconto
          FROM unnest(p_tenants, p_dias, p_de, p_ate) AS b (tenant, dia, de, ate)
         CROSS JOIN LATERAL flowt.contar_ofertas(b.tenant, b.de, b.ate) AS x
          LEFT JOIN flowt.campanhas_dos_dias(p_tenants, p_dias) AS c ON c.cod_tenant = b.tenant AND c.dat_dia = b.dia
         GROUP BY 1, 2, 3, 4, 5, 6
    ), velho AS MATERIALIZED (
        SELECT o.cod_tenant, o.dat_dia, o.cod_oferta, o.tip_canal, o.nom_campanha, o.cod_unidade, o.qtd_vistas, o.qtd_cliques, o.qtd_usos,
               o.vlr_desconto
          FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
          JOIN flowt.tb_omni8_agregado_oferta_dia AS o ON o.cod_tenant = b.tenant AND o.dat_dia = b.dia
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_oferta_dia o
         USING (SELECT v.cod_tenant, v.dat_dia, v.cod_oferta, v.tip_canal, v.nom_campanha, v.cod_unidade FROM velho v EXCEPT
                SELECT n.cod_tenant, n.dat_dia, n.cod_oferta, n.tip_canal, n.nom_campanha, n.cod_unidade FROM novo n) AS x
         WHERE o.cod_tenant = x.cod_tenant AND o.dat_dia = x.dat_dia AND o.cod_oferta = x.cod_oferta AND o.tip_canal = x.tip_canal
           AND o.nom_campanha IS NOT DISTINCT FROM x.nom_campanha AND o.cod_unidade IS NOT DISTINCT FROM x.cod_unidade
    )
    INSERT INTO flowt.tb_omni8_agregado_oferta_dia AS o (cod_tenant, dat_dia, cod_oferta, tip_canal, nom_campanha, cod_unidade, qtd_vistas,
                                                         qtd_cliques, qtd_usos, vlr_desconto)
    SELECT n.* FROM novo n EXCEPT SELECT v.* FROM velho v
    ON CONFLICT ON CONSTRAINT agregado_oferta_dia_unico DO UPDATE
       SET qtd_vistas = excluded.qtd_vistas, qtd_cliques = excluded.qtd_cliques, qtd_usos = excluded.qtd_usos, vlr_desconto = excluded.vlr_desconto;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_ofertas(bigint[], date[], timestamptz[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_ofertas(bigint[], date[], timestamptz[], timestamptz[])
    IS 'Apura de novo as ofertas destes dias (que começam em p_de e acabam em p_ate): quem viu, quem escolheu e quem usou.';
