-- Rollups (guide chapter 12): events of a day by type and channel.

-- What an event says it is worth is anybody's word: a sum beyond all numbers stops there, and not the count of every company.
CREATE OR REPLACE FUNCTION flowt.apurar_eventos(p_tenant bigint, p_dia date, p_de timestamptz, p_ate timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_evento_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia;
    INSERT INTO flowt.tb_omni8_agregado_evento_dia (cod_tenant, dat_dia, nom_tipo, tip_canal, qtd_eventos, qtd_visitas, vlr_eventos)
    SELECT p_tenant, p_dia, e.nom_tipo, e.tip_canal, count(*), count(DISTINCT e.cod_visita), least(coalesce(sum(e.vlr_evento), 0), 9223372036854775807)::bigint
      FROM flowt.tb_omni8_evento_tracking AS e
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND NOT e.flg_robo
     GROUP BY e.nom_tipo, e.tip_canal;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_eventos(bigint, date, timestamptz, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_eventos(bigint, date, timestamptz, timestamptz) IS 'Apura de novo os eventos de um dia, por tipo e canal.';
