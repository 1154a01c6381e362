-- Rollups (guide chapter 12): by offer, hour by hour and day by day, as items are (95_agregado_item).

DROP FUNCTION IF EXISTS flowt.apurar_ofertas(bigint, date, timestamptz, timestamptz),
    flowt.apurar_ofertas(bigint[], date[], timestamptz[], timestamptz[]), flowt.contar_ofertas(bigint, timestamptz, timestamptz),
    flowt.passos_de_pedidos(bigint, timestamptz, timestamptz, bigint, bigint);

CREATE OR REPLACE FUNCTION flowt.confirmacoes_de_pedidos(p_tenant bigint, p_de timestamptz, p_ate timestamptz)
    RETURNS TABLE (cod_pedido bigint, dat_evento timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.cod_pedido, e.dat_evento
      FROM flowt.tb_omni8_pedido_evento AS e CROSS JOIN LATERAL flowt.primeira_vez(p_tenant, e.cod_pedido, 'CONFIRMADO') AS v
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND e.sta_para = 'CONFIRMADO' AND v.num_evento = e.num_evento;
END;
COMMENT ON FUNCTION flowt.confirmacoes_de_pedidos(bigint, timestamptz, timestamptz)
    IS 'Pedidos confirmados em um período, cada um na primeira vez, e quando.';

CREATE OR REPLACE FUNCTION flowt.pedidos_confirmados(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.cod_pedido FROM flowt.confirmacoes_de_pedidos(p_tenant, p_de, p_ate) AS c;
END;
COMMENT ON FUNCTION flowt.pedidos_confirmados(bigint, timestamptz, timestamptz) IS 'Pedidos confirmados em um período, cada um na primeira vez.';

CREATE OR REPLACE FUNCTION flowt.fatos_de_ofertas(p_tenant bigint, p_de timestamptz, p_ate timestamptz)
    RETURNS SETOF flowt.tb_omni8_agregado_oferta_hora
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_tenant, 0::bigint, NULL::date, o.cod_oferta, w.tip_canal_atribuido, w.nom_campanha_atribuida, NULL::bigint, o.vista::integer,
           (o.vista AND o.clicada)::integer, 0, 0, w.dat_inicio
      FROM flowt.tb_omni8_visita AS w
     CROSS JOIN LATERAL (SELECT e.cod_oferta, bool_or(e.nom_tipo = 'oferta_vista') AS vista,
                                bool_or(e.nom_tipo = 'oferta_clicada') AS clicada FROM flowt.tb_omni8_evento_tracking AS e
                          WHERE e.cod_tenant = p_tenant AND e.cod_visita = w.cod_visita AND e.dat_evento >= w.dat_inicio
                            AND e.dat_evento <= w.dat_fim AND e.cod_oferta IS NOT NULL
                          GROUP BY e.cod_oferta) AS o
     WHERE w.cod_tenant = p_tenant AND w.dat_inicio >= p_de AND w.dat_inicio < p_ate AND NOT w.flg_robo
    UNION ALL
    SELECT p_tenant, 0, NULL, d.cod_oferta, coalesce(a.tip_canal, 'DIRETO'), a.nom_campanha, o.cod_unidade, 0, 0, 1, d.vlr_desconto, c.dat_evento
      FROM flowt.confirmacoes_de_pedidos(p_tenant, p_de, p_ate) AS c
      JOIN flowt.tb_omni8_pedido AS o ON o.cod_tenant = p_tenant AND o.cod_pedido = c.cod_pedido
     CROSS JOIN LATERAL (SELECT x.cod_oferta, sum(x.vlr_desconto) AS vlr_desconto FROM flowt.tb_omni8_pedido_desconto AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_pedido = c.cod_pedido AND x.cod_oferta IS NOT NULL GROUP BY x.cod_oferta) AS d
      LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_tenant = p_tenant AND a.cod_pedido = c.cod_pedido;
END;
COMMENT ON FUNCTION flowt.fatos_de_ofertas(bigint, timestamptz, timestamptz)
    IS 'Ofertas de um período: quem viu e quem escolheu, por visita; e os usos, por pedido confirmado; dat_hora é quando foi.';

CREATE OR REPLACE FUNCTION flowt.apurar_ofertas_das_horas(p_partes flowt.parte_de_dia[]) RETURNS flowt.linha_do_dia[]
LANGUAGE plpgsql AS $$
DECLARE
    v_mudadas flowt.linha_do_dia[];
BEGIN
    WITH nova AS MATERIALIZED (
        SELECT b.cod_tenant, b.dat_dia, greatest(b.dat_de, flowt.hora_cheia(x.dat_hora)) AS dat_hora, x.cod_oferta, x.tip_canal,
               x.nom_campanha, x.cod_unidade,
               sum(x.qtd_vistas)::bigint AS qtd_vistas, sum(x.qtd_cliques)::bigint AS qtd_cliques, sum(x.qtd_usos)::bigint AS qtd_usos,
               sum(x.vlr_desconto)::bigint AS vlr_desconto
          FROM unnest(p_partes) AS b CROSS JOIN LATERAL flowt.fatos_de_ofertas(b.cod_tenant, b.dat_de, b.dat_ate) AS x
         WHERE b.flg_aberto
         GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), velha AS MATERIALIZED (
        SELECT h.* FROM unnest(p_partes) AS b
          JOIN flowt.tb_omni8_agregado_oferta_hora AS h ON h.cod_tenant = b.cod_tenant AND h.dat_hora >= b.dat_de AND h.dat_hora < b.dat_ate
         WHERE b.flg_aberto
    ), mudanca AS MATERIALIZED (
        SELECT n.*, v.cod_tenant AS tenant_velho, v.cod_agregado AS velha, v.dat_dia AS dia_velho, v.cod_oferta AS oferta_velha
          FROM nova AS n FULL JOIN velha AS v ON v.cod_tenant = n.cod_tenant AND v.dat_hora = n.dat_hora AND v.cod_oferta = n.cod_oferta
              AND v.tip_canal = n.tip_canal
                AND coalesce(v.nom_campanha, '') = coalesce(n.nom_campanha, '') AND coalesce(v.cod_unidade, 0) = coalesce(n.cod_unidade, 0)
         WHERE (n.qtd_vistas, n.qtd_cliques, n.qtd_usos, n.vlr_desconto)
               IS DISTINCT FROM (v.qtd_vistas, v.qtd_cliques, v.qtd_usos, v.vlr_desconto)
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_oferta_hora h USING mudanca m
         WHERE m.cod_tenant IS NULL AND h.cod_tenant = m.tenant_velho AND h.cod_agregado = m.velha
    ), gravada AS (
        INSERT INTO flowt.tb_omni8_agregado_oferta_hora AS h (cod_tenant, dat_dia, dat_hora, cod_oferta, tip_canal, nom_campanha, cod_unidade,
                                                              qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto)
        SELECT m.cod_tenant, m.dat_dia, m.dat_hora, m.cod_oferta, m.tip_canal, m.nom_campanha, m.cod_unidade, m.qtd_vistas, m.qtd_cliques,
               m.qtd_usos, m.vlr_desconto
          FROM mudanca m WHERE m.cod_tenant IS NOT NULL
        ON CONFLICT ON CONSTRAINT agregado_oferta_hora_unico DO UPDATE
           SET qtd_vistas = excluded.qtd_vistas, qtd_cliques = excluded.qtd_cliques, qtd_usos = excluded.qtd_usos,
               vlr_desconto = excluded.vlr_desconto
    )
    SELECT array_agg((x.tenant, x.dia, x.oferta)::flowt.linha_do_dia) INTO v_mudadas
      FROM (SELECT DISTINCT coalesce(m.cod_tenant, m.tenant_velho) AS tenant, coalesce(m.dat_dia, m.dia_velho) AS dia,
                   coalesce(m.cod_oferta, m.oferta_velha) AS oferta FROM mudanca m) AS x;
    RETURN v_mudadas;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_ofertas_das_horas(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_ofertas_das_horas(flowt.parte_de_dia[])
    IS 'Conta de novo as ofertas destas horas de dias abertos; devolve as ofertas em que algo mudou, e em que dias.';

CREATE OR REPLACE FUNCTION flowt.somar_ofertas_dos_dias(p_partes flowt.parte_de_dia[], p_mudadas flowt.linha_do_dia[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH campanha AS MATERIALIZED (SELECT c.* FROM flowt.campanhas_dos_dias(p_partes) AS c
    ), velho AS MATERIALIZED (
        SELECT o.* FROM unnest(p_mudadas) AS k
          JOIN flowt.tb_omni8_agregado_oferta_dia AS o ON o.cod_tenant = k.cod_tenant AND o.dat_dia = k.dat_dia AND o.cod_oferta = k.cod_linha
    ), novo AS MATERIALIZED (
        SELECT x.cod_tenant, x.dat_dia, x.cod_oferta, x.tip_canal, flowt.campanha_contada(c.nom_campanhas, x.nom_campanha) AS nom_campanha,
               x.cod_unidade, sum(x.qtd_vistas)::bigint AS qtd_vistas, sum(x.qtd_cliques)::bigint AS qtd_cliques,
               sum(x.qtd_usos)::bigint AS qtd_usos, sum(x.vlr_desconto)::bigint AS vlr_desconto
          FROM (SELECT h.cod_tenant, h.dat_dia, h.cod_oferta, h.tip_canal, h.nom_campanha, h.cod_unidade, h.qtd_vistas, h.qtd_cliques, h.qtd_usos,
                       h.vlr_desconto
                  FROM unnest(p_mudadas) AS k JOIN flowt.tb_omni8_agregado_oferta_hora AS h
                    ON h.cod_tenant = k.cod_tenant AND h.dat_dia = k.dat_dia AND h.cod_oferta = k.cod_linha
                UNION ALL
                SELECT b.cod_tenant, b.dat_dia, f.cod_oferta, f.tip_canal, f.nom_campanha, f.cod_unidade, f.qtd_vistas, f.qtd_cliques, f.qtd_usos,
                       f.vlr_desconto
                  FROM unnest(p_partes) AS b
                 CROSS JOIN LATERAL flowt.fatos_de_ofertas(b.cod_tenant, b.dat_de, b.dat_ate) AS f WHERE NOT b.flg_aberto) AS x
          LEFT JOIN campanha AS c ON c.cod_tenant = x.cod_tenant AND c.dat_dia = x.dat_dia
         GROUP BY 1, 2, 3, 4, 5, 6
    ), mudanca AS MATERIALIZED (
        SELECT n.*, v.cod_tenant AS tenant_velho, v.cod_agregado AS velho
          FROM novo AS n FULL JOIN velho AS v ON v.cod_tenant = n.cod_tenant AND v.dat_dia = n.dat_dia AND v.cod_oferta = n.cod_oferta
              AND v.tip_canal = n.tip_canal
                AND coalesce(v.nom_campanha, '') = coalesce(n.nom_campanha, '') AND coalesce(v.cod_unidade, 0) = coalesce(n.cod_unidade, 0)
         WHERE (n.qtd_vistas, n.qtd_cliques, n.qtd_usos, n.vlr_desconto)
               IS DISTINCT FROM (v.qtd_vistas, v.qtd_cliques, v.qtd_usos, v.vlr_desconto)
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_oferta_dia o USING mudanca m
         WHERE m.cod_tenant IS NULL AND o.cod_tenant = m.tenant_velho AND o.cod_agregado = m.velho
    )
    INSERT INTO flowt.tb_omni8_agregado_oferta_dia AS o (cod_tenant, dat_dia, cod_oferta, tip_canal, nom_campanha, cod_unidade, qtd_vistas,
                                                         qtd_cliques, qtd_usos, vlr_desconto)
    SELECT m.cod_tenant, m.dat_dia, m.cod_oferta, m.tip_canal, m.nom_campanha, m.cod_unidade, m.qtd_vistas, m.qtd_cliques, m.qtd_usos, m.vlr_desconto
      FROM mudanca m WHERE m.cod_tenant IS NOT NULL
    ON CONFLICT ON CONSTRAINT agregado_oferta_dia_unico DO UPDATE
       SET qtd_vistas = excluded.qtd_vistas, qtd_cliques = excluded.qtd_cliques, qtd_usos = excluded.qtd_usos, vlr_desconto = excluded.vlr_desconto;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.somar_ofertas_dos_dias(flowt.parte_de_dia[], flowt.linha_do_dia[])
    FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.somar_ofertas_dos_dias(flowt.parte_de_dia[], flowt.linha_do_dia[])
    IS 'Soma de novo estas ofertas em dias abertos, das horas deles, e conta dos fatos as partes que são dias inteiros.';

CREATE OR REPLACE FUNCTION flowt.apurar_ofertas(p_partes flowt.parte_de_dia[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_mudadas flowt.linha_do_dia[] := flowt.apurar_ofertas_das_horas(p_partes);
BEGIN
    SELECT array_agg((x.cod_tenant, x.dat_dia, x.cod_linha)::flowt.linha_do_dia) INTO v_mudadas
      FROM (SELECT m.* FROM unnest(v_mudadas) AS m
            UNION SELECT o.cod_tenant, o.dat_dia, o.cod_oferta FROM flowt.dias_de_toda_linha(p_partes) AS d
              JOIN flowt.tb_omni8_agregado_oferta_dia AS o ON o.cod_tenant = d.cod_tenant AND o.dat_dia = d.dat_dia
            UNION SELECT h.cod_tenant, h.dat_dia, h.cod_oferta FROM flowt.dias_de_toda_linha(p_partes) AS d
              JOIN flowt.tb_omni8_agregado_oferta_hora AS h ON h.cod_tenant = d.cod_tenant AND h.dat_dia = d.dat_dia) AS x;
    PERFORM flowt.somar_ofertas_dos_dias(p_partes, v_mudadas);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_ofertas(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_ofertas(flowt.parte_de_dia[])
    IS 'Apura de novo as ofertas destas partes de dias: quem viu, quem escolheu e quem usou.';
