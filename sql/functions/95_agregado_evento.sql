-- Rollups (guide chapter 12): events by type and channel, hour by hour and day by day.

DROP FUNCTION IF EXISTS flowt.apurar_eventos(bigint, date, timestamptz, timestamptz),
    flowt.apurar_eventos(bigint[], date[], timestamptz[], timestamptz[]);

-- What an event says it is worth is anybody's word: a sum beyond all numbers stops there, and not the count of every company. A visit counts
-- where it has its first event of a kind that day, so that the hours of a day can be added up; where a visit goes on, all its hours are marked.
CREATE OR REPLACE FUNCTION flowt.contar_eventos(p_partes flowt.parte_de_dia[]) RETURNS SETOF flowt.tb_omni8_agregado_evento_hora
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT v.cod_tenant, v.dat_hora, v.nom_tipo, v.tip_canal, v.dat_dia, sum(v.eventos)::bigint,
           count(v.cod_visita) FILTER (WHERE NOT v.flg_aberto OR NOT EXISTS (
               SELECT FROM flowt.tb_omni8_visita AS w
                 JOIN flowt.tb_omni8_evento_tracking AS a ON a.cod_tenant = v.cod_tenant AND a.cod_visita = v.cod_visita
                WHERE w.cod_tenant = v.cod_tenant AND w.cod_visita = v.cod_visita AND w.dat_inicio < v.dat_hora
                  AND a.dat_evento >= flowt.comeco_do_dia(v.dat_dia, t.des_fuso_horario) AND a.dat_evento < v.dat_hora
                  AND a.nom_tipo = v.nom_tipo AND a.tip_canal = v.tip_canal AND NOT a.flg_robo)),
           least(coalesce(sum(v.valor), 0), 9223372036854775807)::bigint
      -- By visit first: distinct ones would be sorted.
      FROM (SELECT b.cod_tenant, b.dat_dia, b.flg_aberto,
                   CASE WHEN b.flg_aberto THEN greatest(b.dat_de, flowt.hora_cheia(e.dat_evento)) ELSE b.dat_de END AS dat_hora,
                   e.nom_tipo, e.tip_canal, e.cod_visita, count(*) AS eventos, sum(e.vlr_evento) AS valor
              FROM unnest(p_partes) AS b
              JOIN flowt.tb_omni8_evento_tracking AS e
                ON e.cod_tenant = b.cod_tenant AND e.dat_evento >= b.dat_de AND e.dat_evento < b.dat_ate AND NOT e.flg_robo
             GROUP BY 1, 2, 3, 4, e.nom_tipo, e.tip_canal, e.cod_visita) AS v
      JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = v.cod_tenant
     GROUP BY v.cod_tenant, v.dat_hora, v.nom_tipo, v.tip_canal, v.dat_dia;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.contar_eventos(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.contar_eventos(flowt.parte_de_dia[]) IS 'Eventos destas partes de dias, por tipo e canal.';

CREATE OR REPLACE FUNCTION flowt.apurar_eventos(p_partes flowt.parte_de_dia[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_evento_hora h USING unnest(p_partes) AS b
     WHERE b.flg_aberto AND h.cod_tenant = b.cod_tenant AND h.dat_hora >= b.dat_de AND h.dat_hora < b.dat_ate;
    INSERT INTO flowt.tb_omni8_agregado_evento_hora
    SELECT c.* FROM flowt.contar_eventos(ARRAY(SELECT b FROM unnest(p_partes) AS b WHERE b.flg_aberto)) AS c;
    DELETE FROM flowt.tb_omni8_agregado_evento_dia d USING unnest(p_partes) AS b WHERE d.cod_tenant = b.cod_tenant AND d.dat_dia = b.dat_dia;
    INSERT INTO flowt.tb_omni8_agregado_evento_dia (cod_tenant, dat_dia, nom_tipo, tip_canal, qtd_eventos, qtd_visitas, vlr_eventos)
    SELECT x.cod_tenant, x.dat_dia, x.nom_tipo, x.tip_canal, sum(x.qtd_eventos)::bigint, sum(x.qtd_visitas)::bigint,
           least(sum(x.vlr_eventos), 9223372036854775807)::bigint
      FROM (SELECT h.* FROM (SELECT DISTINCT b.cod_tenant, b.dat_dia FROM unnest(p_partes) AS b WHERE b.flg_aberto) AS d
              JOIN flowt.tb_omni8_agregado_evento_hora AS h ON h.cod_tenant = d.cod_tenant AND h.dat_dia = d.dat_dia
            UNION ALL SELECT c.* FROM flowt.contar_eventos(ARRAY(SELECT b FROM unnest(p_partes) AS b WHERE NOT b.flg_aberto)) AS c) AS x
     GROUP BY x.cod_tenant, x.dat_dia, x.nom_tipo, x.tip_canal;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_eventos(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_eventos(flowt.parte_de_dia[]) IS 'Apura de novo os eventos destas partes de dias, por tipo e canal.';
