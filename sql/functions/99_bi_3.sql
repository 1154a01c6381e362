-- BI (guide chapters 12.2 and 14.3): the RFM distribution.

CREATE OR REPLACE FUNCTION flowt.contar_rfm()
RETURNS TABLE (cod_tenant bigint, nom_segmento text, num_nivel_r integer, num_nivel_f integer, qtd_pessoas bigint, qtd_detratores bigint,
               num_scores bigint, qtd_pedidos bigint, vlr_liquido bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT s.cod_tenant, s.nom_segmento, s.num_nivel_r::integer, s.num_nivel_f::integer, count(*), count(*) FILTER (WHERE s.flg_detrator),
           sum(s.num_score)::bigint, sum(s.qtd_pedidos)::bigint,
           sum(s.vlr_liquido)::bigint
      FROM flowt.tb_omni8_score_pessoa AS s GROUP BY 1, 2, 3, 4
$$;
ALTER FUNCTION flowt.contar_rfm() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.contar_rfm() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.contar_rfm() TO flowt_dono;
COMMENT ON FUNCTION flowt.contar_rfm() IS 'Pessoas de todos os tenants por segmento e níveis de recência e frequência.';

CREATE OR REPLACE FUNCTION flowt.renovar_rfm() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Not CONCURRENTLY: that makes a temporary table, which nobody here may. Readers of this small view wait a moment.
    REFRESH MATERIALIZED VIEW flowt.mv_omni8_rfm;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.renovar_rfm() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.renovar_rfm() IS 'Renova a distribuição RFM; executa como dona da visão, que só ela pode renovar.';

CREATE OR REPLACE FUNCTION rotina.atualizar_rfm() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.renovar_rfm();
    -- A segment that is empty now may have been counted earlier today.
    DELETE FROM flowt.tb_omni8_segmento_dia d USING flowt.tb_omni8_tenant t
     WHERE d.cod_tenant = t.cod_tenant AND d.dat_dia = (now() AT TIME ZONE t.des_fuso_horario)::date;
    INSERT INTO flowt.tb_omni8_segmento_dia AS d (cod_tenant, dat_dia, nom_segmento, qtd_pessoas, qtd_detratores, num_scores, vlr_liquido)
    SELECT t.cod_tenant, (now() AT TIME ZONE t.des_fuso_horario)::date, m.nom_segmento, sum(m.qtd_pessoas)::bigint, sum(m.qtd_detratores)::bigint,
           sum(m.num_scores)::bigint, sum(m.vlr_liquido)::bigint
      FROM flowt.mv_omni8_rfm AS m JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = m.cod_tenant GROUP BY 1, 2, 3;
    RETURN 0;
END
$$;
ALTER FUNCTION rotina.atualizar_rfm() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.atualizar_rfm() IS 'Conta de novo a distribuição RFM e guarda a do dia. Para rodar de hora em hora.';
