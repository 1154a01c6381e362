-- Rollups (guide chapter 12): by item, hour by hour and day by day. All companies of a run are counted by one statement, since planning one
-- costs more than the hours of a small company; and of what comes out only what is otherwise than before is written.

DROP FUNCTION IF EXISTS flowt.campanhas_do_dia(bigint, date), flowt.campanhas_dos_dias(bigint[], date[]),
    flowt.apurar_produtos(bigint, date, timestamptz, timestamptz), flowt.apurar_produtos(bigint[], date[], timestamptz[], timestamptz[]),
    flowt.totalizar_produtos(bigint[], date[]), flowt.visitas_de_itens(bigint, timestamptz, timestamptz),
    flowt.vendas_de_itens(bigint, timestamptz, timestamptz);

-- What each item adds to each number, as flowt.fatos says it of everything. Of a visit's steps those about the item are its own:
-- seen, put in the cart, ordered; a visit counts on the day it began, what was put in a cart on the day it was. What is done on a page
-- lies between the beginning and the end of its visit: of the months of events one is looked into, or two.
CREATE OR REPLACE FUNCTION flowt.fatos_de_itens_vistos(p_tenant bigint, p_de timestamptz, p_ate timestamptz)
    RETURNS SETOF flowt.tb_omni8_agregado_item_hora
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_tenant, 0::bigint, NULL::date, v.cod_produto, w.tip_canal_atribuido, w.nom_campanha_atribuida, NULL::bigint,
           (v.visto IS NOT NULL)::integer, (v.visto IS NOT NULL AND flowt.visita_engajada(w))::integer,
           (v.visto IS NOT NULL AND o.primeiro IS NOT NULL)::integer,
           p.item::integer, p.carrinho::integer, p.checkout::integer, (p.checkout AND coalesce(o.primeiro >= w.dat_checkout, false))::integer, 0, 0,
           0, 0, 0, 0, w.dat_inicio
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
COMMENT ON FUNCTION flowt.fatos_de_itens_vistos(bigint, timestamptz, timestamptz)
    IS 'Visitas iniciadas em um período, por item que viram ou puseram no carrinho; dat_hora é quando começaram.';

CREATE OR REPLACE FUNCTION flowt.fatos_de_itens_vendidos(p_tenant bigint, p_de timestamptz, p_ate timestamptz)
    RETURNS SETOF flowt.tb_omni8_agregado_item_hora
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_tenant, 0::bigint, NULL::date, e.cod_produto, coalesce(w.tip_canal_atribuido, e.tip_canal), w.nom_campanha_atribuida, NULL::bigint, 0,
           0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, e.dat_evento
      FROM flowt.tb_omni8_evento_tracking AS e LEFT JOIN flowt.tb_omni8_visita AS w ON w.cod_tenant = p_tenant AND w.cod_visita = e.cod_visita
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND e.cod_produto IS NOT NULL
       AND e.nom_tipo = 'carrinho_adicionado' AND NOT e.flg_robo
    UNION ALL
    SELECT p_tenant, 0, NULL, i.cod_produto, coalesce(a.tip_canal, 'DIRETO'), a.nom_campanha, d.cod_unidade, 0, 0, 0, 0, 0, 0, 0, 0,
           f.qtd_feitos, f.qtd_confirmados, f.qtd_cancelados, f.qtd_confirmados * i.qtd, f.qtd_confirmados * i.valor,
           f.dat_fato
      FROM flowt.passos_de_pedidos(p_tenant, p_de, p_ate) AS f
      JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = f.cod_pedido
     CROSS JOIN LATERAL (SELECT x.cod_produto, sum(x.qtd_item)::bigint AS qtd, sum(x.vlr_liquido)::bigint AS valor
                           FROM flowt.tb_omni8_pedido_item AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_pedido = f.cod_pedido AND x.cod_produto IS NOT NULL GROUP BY x.cod_produto) AS i
      LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_tenant = p_tenant AND a.cod_pedido = f.cod_pedido;
END;
COMMENT ON FUNCTION flowt.fatos_de_itens_vendidos(bigint, timestamptz, timestamptz)
    IS 'O que se pôs no carrinho e o que houve com pedidos em um período, por item; dat_hora é quando foi.';

CREATE OR REPLACE FUNCTION flowt.campanha_contada(p_campanhas text[], p_nome text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_campanhas IS NULL OR p_nome IS NULL OR p_nome = ANY (p_campanhas) THEN p_nome ELSE flowt.outras_campanhas() END;
COMMENT ON FUNCTION flowt.campanha_contada(text[], text) IS 'Sob que nome uma campanha se conta em um dia que conta estas pelo nome.';

CREATE OR REPLACE FUNCTION flowt.apurar_itens_das_horas(p_partes flowt.parte_de_dia[]) RETURNS flowt.linha_do_dia[]
LANGUAGE plpgsql AS $$
DECLARE
    v_mudadas flowt.linha_do_dia[];
BEGIN
    WITH nova AS MATERIALIZED (
        SELECT b.cod_tenant, b.dat_dia, greatest(b.dat_de, flowt.hora_cheia(x.dat_hora)) AS dat_hora, x.cod_produto, x.tip_canal,
               x.nom_campanha, x.cod_unidade,
               sum(x.qtd_visitas)::bigint AS qtd_visitas, sum(x.qtd_visitas_engajadas)::bigint AS qtd_visitas_engajadas,
               sum(x.qtd_visitas_com_pedido)::bigint AS qtd_visitas_com_pedido, sum(x.qtd_funil_item)::bigint AS qtd_funil_item,
               sum(x.qtd_funil_carrinho)::bigint AS qtd_funil_carrinho, sum(x.qtd_funil_checkout)::bigint AS qtd_funil_checkout,
               sum(x.qtd_funil_pedido)::bigint AS qtd_funil_pedido, sum(x.qtd_adicionados)::bigint AS qtd_adicionados,
               sum(x.qtd_pedidos)::bigint AS qtd_pedidos, sum(x.qtd_pedidos_confirmados)::bigint AS qtd_pedidos_confirmados,
               sum(x.qtd_cancelados)::bigint AS qtd_cancelados, sum(x.qtd_vendidos)::bigint AS qtd_vendidos,
               sum(x.vlr_vendido)::bigint AS vlr_vendido
          FROM unnest(p_partes) AS b
         CROSS JOIN LATERAL (SELECT v.* FROM flowt.fatos_de_itens_vistos(b.cod_tenant, b.dat_de, b.dat_ate) AS v
                             UNION ALL SELECT v.* FROM flowt.fatos_de_itens_vendidos(b.cod_tenant, b.dat_de, b.dat_ate) AS v) AS x
         WHERE b.flg_aberto
         GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), velha AS MATERIALIZED (
        SELECT h.* FROM unnest(p_partes) AS b
          JOIN flowt.tb_omni8_agregado_item_hora AS h ON h.cod_tenant = b.cod_tenant AND h.dat_hora >= b.dat_de AND h.dat_hora < b.dat_ate
         WHERE b.flg_aberto
    ), mudanca AS MATERIALIZED (
        -- Equal or both missing: no campaign's name is empty, and no unit is zero.
        SELECT n.*, v.cod_tenant AS tenant_velho, v.cod_agregado AS velha, v.dat_dia AS dia_velho, v.cod_produto AS produto_velho
          FROM nova AS n FULL JOIN velha AS v ON v.cod_tenant = n.cod_tenant AND v.dat_hora = n.dat_hora AND v.cod_produto = n.cod_produto
              AND v.tip_canal = n.tip_canal
                AND coalesce(v.nom_campanha, '') = coalesce(n.nom_campanha, '') AND coalesce(v.cod_unidade, 0) = coalesce(n.cod_unidade, 0)
         WHERE (n.qtd_visitas, n.qtd_visitas_engajadas, n.qtd_visitas_com_pedido, n.qtd_funil_item, n.qtd_funil_carrinho, n.qtd_funil_checkout,
                n.qtd_funil_pedido, n.qtd_adicionados, n.qtd_pedidos, n.qtd_pedidos_confirmados, n.qtd_cancelados, n.qtd_vendidos, n.vlr_vendido)
               IS DISTINCT FROM
               (v.qtd_visitas, v.qtd_visitas_engajadas, v.qtd_visitas_com_pedido, v.qtd_funil_item, v.qtd_funil_carrinho, v.qtd_funil_checkout,
                v.qtd_funil_pedido, v.qtd_adicionados, v.qtd_pedidos, v.qtd_pedidos_confirmados, v.qtd_cancelados, v.qtd_vendidos, v.vlr_vendido)
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_item_hora h USING mudanca m
         WHERE m.cod_tenant IS NULL AND h.cod_tenant = m.tenant_velho AND h.cod_agregado = m.velha
    ), gravada AS (
        INSERT INTO flowt.tb_omni8_agregado_item_hora AS h (cod_tenant, dat_dia, dat_hora, cod_produto, tip_canal, nom_campanha, cod_unidade,
            qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido,
            qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados, qtd_vendidos, vlr_vendido)
        SELECT m.cod_tenant, m.dat_dia, m.dat_hora, m.cod_produto, m.tip_canal, m.nom_campanha, m.cod_unidade,
               m.qtd_visitas, m.qtd_visitas_engajadas, m.qtd_visitas_com_pedido, m.qtd_funil_item, m.qtd_funil_carrinho, m.qtd_funil_checkout,
               m.qtd_funil_pedido, m.qtd_adicionados, m.qtd_pedidos, m.qtd_pedidos_confirmados, m.qtd_cancelados, m.qtd_vendidos, m.vlr_vendido
          FROM mudanca m WHERE m.cod_tenant IS NOT NULL
        ON CONFLICT ON CONSTRAINT agregado_item_hora_unico DO UPDATE SET
            qtd_visitas = excluded.qtd_visitas, qtd_visitas_engajadas = excluded.qtd_visitas_engajadas,
            qtd_visitas_com_pedido = excluded.qtd_visitas_com_pedido, qtd_funil_item = excluded.qtd_funil_item,
            qtd_funil_carrinho = excluded.qtd_funil_carrinho, qtd_funil_checkout = excluded.qtd_funil_checkout,
            qtd_funil_pedido = excluded.qtd_funil_pedido, qtd_adicionados = excluded.qtd_adicionados, qtd_pedidos = excluded.qtd_pedidos,
            qtd_pedidos_confirmados = excluded.qtd_pedidos_confirmados, qtd_cancelados = excluded.qtd_cancelados,
            qtd_vendidos = excluded.qtd_vendidos, vlr_vendido = excluded.vlr_vendido
    )
    SELECT array_agg((x.tenant, x.dia, x.produto)::flowt.linha_do_dia) INTO v_mudadas
      FROM (SELECT DISTINCT coalesce(m.cod_tenant, m.tenant_velho) AS tenant, coalesce(m.dat_dia, m.dia_velho) AS dia,
                   coalesce(m.cod_produto, m.produto_velho) AS produto FROM mudanca m) AS x;
    RETURN v_mudadas;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_itens_das_horas(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_itens_das_horas(flowt.parte_de_dia[])
    IS 'Conta de novo os itens destas horas de dias abertos; devolve os itens em que algo mudou, e em que dias.';

CREATE OR REPLACE FUNCTION flowt.somar_itens_dos_dias(p_partes flowt.parte_de_dia[], p_mudadas flowt.linha_do_dia[]) RETURNS flowt.linha_do_dia[]
LANGUAGE plpgsql AS $$
DECLARE
    v_mudadas flowt.linha_do_dia[];
BEGIN
    WITH campanha AS MATERIALIZED (SELECT c.* FROM flowt.campanhas_dos_dias(p_partes) AS c
    ), velho AS MATERIALIZED (
        SELECT i.* FROM unnest(p_mudadas) AS k
          JOIN flowt.tb_omni8_agregado_item_dia AS i ON i.cod_tenant = k.cod_tenant AND i.dat_dia = k.dat_dia AND i.cod_produto = k.cod_linha
    ), novo AS MATERIALIZED (
        SELECT x.cod_tenant, x.dat_dia, x.cod_produto, x.tip_canal, flowt.campanha_contada(c.nom_campanhas, x.nom_campanha) AS nom_campanha,
               x.cod_unidade,
               sum(x.qtd_visitas)::bigint AS qtd_visitas, sum(x.qtd_visitas_engajadas)::bigint AS qtd_visitas_engajadas,
               sum(x.qtd_visitas_com_pedido)::bigint AS qtd_visitas_com_pedido, sum(x.qtd_funil_item)::bigint AS qtd_funil_item,
               sum(x.qtd_funil_carrinho)::bigint AS qtd_funil_carrinho, sum(x.qtd_funil_checkout)::bigint AS qtd_funil_checkout,
               sum(x.qtd_funil_pedido)::bigint AS qtd_funil_pedido, sum(x.qtd_adicionados)::bigint AS qtd_adicionados,
               sum(x.qtd_pedidos)::bigint AS qtd_pedidos, sum(x.qtd_pedidos_confirmados)::bigint AS qtd_pedidos_confirmados,
               sum(x.qtd_cancelados)::bigint AS qtd_cancelados, sum(x.qtd_vendidos)::bigint AS qtd_vendidos,
               sum(x.vlr_vendido)::bigint AS vlr_vendido
          FROM (SELECT h.cod_tenant, h.dat_dia, h.cod_produto, h.tip_canal, h.nom_campanha, h.cod_unidade,
                       h.qtd_visitas, h.qtd_visitas_engajadas, h.qtd_visitas_com_pedido, h.qtd_funil_item, h.qtd_funil_carrinho,
                       h.qtd_funil_checkout, h.qtd_funil_pedido, h.qtd_adicionados, h.qtd_pedidos, h.qtd_pedidos_confirmados, h.qtd_cancelados,
                       h.qtd_vendidos, h.vlr_vendido
                  FROM unnest(p_mudadas) AS k JOIN flowt.tb_omni8_agregado_item_hora AS h
                    ON h.cod_tenant = k.cod_tenant AND h.dat_dia = k.dat_dia AND h.cod_produto = k.cod_linha
                UNION ALL
                SELECT b.cod_tenant, b.dat_dia, f.cod_produto, f.tip_canal, f.nom_campanha, f.cod_unidade,
                       f.qtd_visitas, f.qtd_visitas_engajadas, f.qtd_visitas_com_pedido, f.qtd_funil_item, f.qtd_funil_carrinho,
                       f.qtd_funil_checkout, f.qtd_funil_pedido, f.qtd_adicionados, f.qtd_pedidos, f.qtd_pedidos_confirmados, f.qtd_cancelados,
                       f.qtd_vendidos, f.vlr_vendido
                  FROM unnest(p_partes) AS b
                 CROSS JOIN LATERAL (SELECT v.* FROM flowt.fatos_de_itens_vistos(b.cod_tenant, b.dat_de, b.dat_ate) AS v
                                     UNION ALL SELECT v.* FROM flowt.fatos_de_itens_vendidos(b.cod_tenant, b.dat_de, b.dat_ate) AS v) AS f
                 WHERE NOT b.flg_aberto) AS x
          LEFT JOIN campanha AS c ON c.cod_tenant = x.cod_tenant AND c.dat_dia = x.dat_dia
         GROUP BY 1, 2, 3, 4, 5, 6
    ), mudanca AS MATERIALIZED (
        SELECT n.*, v.cod_tenant AS tenant_velho, v.cod_agregado AS velho, v.dat_dia AS dia_velho, v.cod_produto AS produto_velho
          FROM novo AS n FULL JOIN velho AS v ON v.cod_tenant = n.cod_tenant AND v.dat_dia = n.dat_dia AND v.cod_produto = n.cod_produto
              AND v.tip_canal = n.tip_canal
                AND coalesce(v.nom_campanha, '') = coalesce(n.nom_campanha, '') AND coalesce(v.cod_unidade, 0) = coalesce(n.cod_unidade, 0)
         WHERE (n.qtd_visitas, n.qtd_visitas_engajadas, n.qtd_visitas_com_pedido, n.qtd_funil_item, n.qtd_funil_carrinho, n.qtd_funil_checkout,
                n.qtd_funil_pedido, n.qtd_adicionados, n.qtd_pedidos, n.qtd_pedidos_confirmados, n.qtd_cancelados, n.qtd_vendidos, n.vlr_vendido)
               IS DISTINCT FROM
               (v.qtd_visitas, v.qtd_visitas_engajadas, v.qtd_visitas_com_pedido, v.qtd_funil_item, v.qtd_funil_carrinho, v.qtd_funil_checkout,
                v.qtd_funil_pedido, v.qtd_adicionados, v.qtd_pedidos, v.qtd_pedidos_confirmados, v.qtd_cancelados, v.qtd_vendidos, v.vlr_vendido)
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_item_dia i USING mudanca m
         WHERE m.cod_tenant IS NULL AND i.cod_tenant = m.tenant_velho AND i.cod_agregado = m.velho
    ), gravada AS (
        INSERT INTO flowt.tb_omni8_agregado_item_dia AS i (cod_tenant, dat_dia, cod_produto, tip_canal, nom_campanha, cod_unidade,
            qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido,
            qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados, qtd_vendidos, vlr_vendido)
        SELECT m.cod_tenant, m.dat_dia, m.cod_produto, m.tip_canal, m.nom_campanha, m.cod_unidade,
               m.qtd_visitas, m.qtd_visitas_engajadas, m.qtd_visitas_com_pedido, m.qtd_funil_item, m.qtd_funil_carrinho, m.qtd_funil_checkout,
               m.qtd_funil_pedido, m.qtd_adicionados, m.qtd_pedidos, m.qtd_pedidos_confirmados, m.qtd_cancelados, m.qtd_vendidos, m.vlr_vendido
          FROM mudanca m WHERE m.cod_tenant IS NOT NULL
        ON CONFLICT ON CONSTRAINT agregado_item_dia_unico DO UPDATE SET
            qtd_visitas = excluded.qtd_visitas, qtd_visitas_engajadas = excluded.qtd_visitas_engajadas,
            qtd_visitas_com_pedido = excluded.qtd_visitas_com_pedido, qtd_funil_item = excluded.qtd_funil_item,
            qtd_funil_carrinho = excluded.qtd_funil_carrinho, qtd_funil_checkout = excluded.qtd_funil_checkout,
            qtd_funil_pedido = excluded.qtd_funil_pedido, qtd_adicionados = excluded.qtd_adicionados, qtd_pedidos = excluded.qtd_pedidos,
            qtd_pedidos_confirmados = excluded.qtd_pedidos_confirmados, qtd_cancelados = excluded.qtd_cancelados,
            qtd_vendidos = excluded.qtd_vendidos, vlr_vendido = excluded.vlr_vendido
    )
    SELECT array_agg((x.tenant, x.dia, x.produto)::flowt.linha_do_dia) INTO v_mudadas
      FROM (SELECT DISTINCT coalesce(m.cod_tenant, m.tenant_velho) AS tenant, coalesce(m.dat_dia, m.dia_velho) AS dia,
                   coalesce(m.cod_produto, m.produto_velho) AS produto FROM mudanca m) AS x;
    RETURN v_mudadas;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.somar_itens_dos_dias(flowt.parte_de_dia[], flowt.linha_do_dia[])
    FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.somar_itens_dos_dias(flowt.parte_de_dia[], flowt.linha_do_dia[])
    IS 'Soma de novo estes itens em dias abertos, das horas deles, e conta dos fatos as partes que são dias inteiros; devolve os itens em que algo '
       'mudou, e em que dias.';

-- Of a day that is counted whole, and of one on which campaigns lose their names, any line may change.
CREATE OR REPLACE FUNCTION flowt.apurar_produtos(p_partes flowt.parte_de_dia[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_mudadas flowt.linha_do_dia[] := flowt.apurar_itens_das_horas(p_partes);
BEGIN
    SELECT array_agg((x.cod_tenant, x.dat_dia, x.cod_linha)::flowt.linha_do_dia) INTO v_mudadas
      FROM (SELECT m.* FROM unnest(v_mudadas) AS m
            UNION SELECT i.cod_tenant, i.dat_dia, i.cod_produto FROM flowt.dias_de_toda_linha(p_partes) AS d
              JOIN flowt.tb_omni8_agregado_item_dia AS i ON i.cod_tenant = d.cod_tenant AND i.dat_dia = d.dat_dia
            UNION SELECT h.cod_tenant, h.dat_dia, h.cod_produto FROM flowt.dias_de_toda_linha(p_partes) AS d
              JOIN flowt.tb_omni8_agregado_item_hora AS h ON h.cod_tenant = d.cod_tenant AND h.dat_dia = d.dat_dia
            UNION SELECT p.cod_tenant, p.dat_dia, p.cod_produto FROM flowt.dias_de_toda_linha(p_partes) AS d
              JOIN flowt.tb_omni8_agregado_produto_dia AS p ON p.cod_tenant = d.cod_tenant AND p.dat_dia = d.dat_dia) AS x;
    PERFORM flowt.totalizar_produtos(flowt.somar_itens_dos_dias(p_partes, v_mudadas) || v_mudadas);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_produtos(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_produtos(flowt.parte_de_dia[])
    IS 'Apura de novo os itens destas partes de dias, por canal, campanha e unidade, e ao todo.';

CREATE OR REPLACE FUNCTION flowt.totalizar_produtos(p_mudadas flowt.linha_do_dia[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH chave AS MATERIALIZED (SELECT DISTINCT k.* FROM unnest(p_mudadas) AS k
    ), novo AS MATERIALIZED (
        SELECT i.cod_tenant, i.dat_dia, i.cod_produto, sum(i.qtd_visitas)::bigint AS visitas, sum(i.qtd_adicionados)::bigint AS adicionados,
               sum(i.qtd_pedidos_confirmados)::bigint AS pedidos, sum(i.qtd_vendidos)::bigint AS vendidos, sum(i.vlr_vendido)::bigint AS vendido
          FROM chave AS k
          JOIN flowt.tb_omni8_agregado_item_dia AS i ON i.cod_tenant = k.cod_tenant AND i.dat_dia = k.dat_dia AND i.cod_produto = k.cod_linha
         GROUP BY i.cod_tenant, i.dat_dia, i.cod_produto HAVING sum(i.qtd_visitas + i.qtd_adicionados + i.qtd_pedidos_confirmados) > 0
    ), excluido AS (
        DELETE FROM flowt.tb_omni8_agregado_produto_dia p USING chave k
         WHERE p.cod_tenant = k.cod_tenant AND p.dat_dia = k.dat_dia AND p.cod_produto = k.cod_linha
           AND NOT EXISTS (SELECT FROM novo n WHERE n.cod_tenant = k.cod_tenant AND n.dat_dia = k.dat_dia AND n.cod_produto = k.cod_linha)
    )
    INSERT INTO flowt.tb_omni8_agregado_produto_dia AS p (cod_tenant, dat_dia, cod_produto, qtd_visitas, qtd_adicionados, qtd_pedidos, qtd_vendidos,
                                                          vlr_vendido)
    SELECT n.* FROM novo n
      LEFT JOIN flowt.tb_omni8_agregado_produto_dia AS v ON v.cod_tenant = n.cod_tenant AND v.dat_dia = n.dat_dia AND v.cod_produto = n.cod_produto
     WHERE (n.visitas, n.adicionados, n.pedidos, n.vendidos, n.vendido)
           IS DISTINCT FROM (v.qtd_visitas, v.qtd_adicionados, v.qtd_pedidos, v.qtd_vendidos, v.vlr_vendido)
     ORDER BY n.cod_tenant, n.dat_dia, n.cod_produto
    ON CONFLICT (cod_tenant, dat_dia, cod_produto) DO UPDATE
       SET qtd_visitas = excluded.qtd_visitas, qtd_adicionados = excluded.qtd_adicionados, qtd_pedidos = excluded.qtd_pedidos,
           qtd_vendidos = excluded.qtd_vendidos, vlr_vendido = excluded.vlr_vendido;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.totalizar_produtos(flowt.linha_do_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.totalizar_produtos(flowt.linha_do_dia[]) IS 'Soma de novo estes itens nestes dias, de qualquer canal, campanha e unidade.';
