-- Rollups (guide chapter 12): events of a day by type and channel.

DROP FUNCTION IF EXISTS flowt.apurar_eventos(bigint, date, timestamptz, timestamptz);

-- What an event says it is worth is anybody's word: a sum beyond all numbers stops there, and not the count of every company.
CREATE OR REPLACE FUNCTION flowt.apurar_eventos(p_tenants bigint[], p_dias date[], p_de timestamptz[], p_ate timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_evento_dia d USING unnest(p_tenants, p_dias) AS b (tenant, dia)
     WHERE d.cod_tenant = b.tenant AND d.dat_dia = b.dia;
    INSERT INTO flowt.tb_omni8_agregado_evento_dia (cod_tenant, dat_dia, nom_tipo, tip_canal, qtd_eventos, qtd_visitas, vlr_eventos)
    SELECT v.tenant, v.dia, v.nom_tipo, v.tip_canal, sum(v.eventos)::bigint, count(v.cod_visita),
           least(coalesce(sum(v.valor), 0), 9223372036854775807)::bigint
      -- By visit first: distinct ones would be sorted.
      FROM (SELECT b.tenant, b.dia, e.nom_tipo, e.tip_canal, e.cod_visita, count(*) AS eventos, sum(e.vlr_evento) AS valor
              FROM unnest(p_tenants, p_dias, p_de, p_ate) AS b (tenant, dia, de, ate)
              JOIN flowt.tb_omni8_evento_tracking AS e ON e.cod_tenant = b.tenant AND e.dat_evento >= b.de AND e.dat_evento < b.ate AND NOT e.flg_robo
             GROUP BY b.tenant, b.dia, e.nom_tipo, e.tip_canal, e.cod_visita) AS v
     GROUP BY v.tenant, v.dia, v.nom_tipo, v.tip_canal;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_eventos(bigint[], date[], timestamptz[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_eventos(bigint[], date[], timestamptz[], timestamptz[])
    IS 'Apura de novo os eventos destes dias (que começam em p_de e acabam em p_ate), por tipo e canal.';
