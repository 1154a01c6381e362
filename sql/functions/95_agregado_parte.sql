-- Rollups (guide chapter 12.2): which parts of days are counted. The hours of today and of yesterday are kept, and a day is added up from
-- them; an older one is counted whole.

CREATE OR REPLACE FUNCTION flowt.fechar_dias(p_tenants bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tenants bigint[];
    v_dias    date[];
BEGIN
    WITH fechado AS (
        DELETE FROM flowt.tb_omni8_agregado_dia_aberto d USING unnest(p_tenants) AS b (tenant), flowt.tb_omni8_tenant t
         WHERE d.cod_tenant = b.tenant AND t.cod_tenant = b.tenant
           AND d.dat_dia <= (now() AT TIME ZONE t.des_fuso_horario)::date - flowt.dias_abertos()
        RETURNING d.cod_tenant, d.dat_dia
    )
    SELECT array_agg(f.cod_tenant), array_agg(f.dat_dia) INTO v_tenants, v_dias FROM fechado f;
    IF v_tenants IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM flowt.tb_omni8_agregado_item_hora h USING unnest(v_tenants, v_dias) AS b (tenant, dia)
     WHERE h.cod_tenant = b.tenant AND h.dat_dia = b.dia;
    DELETE FROM flowt.tb_omni8_agregado_oferta_hora h USING unnest(v_tenants, v_dias) AS b (tenant, dia)
     WHERE h.cod_tenant = b.tenant AND h.dat_dia = b.dia;
    DELETE FROM flowt.tb_omni8_agregado_evento_hora h USING unnest(v_tenants, v_dias) AS b (tenant, dia)
     WHERE h.cod_tenant = b.tenant AND h.dat_dia = b.dia;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.fechar_dias(bigint[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.fechar_dias(bigint[]) IS 'Esquece as horas dos dias destes tenants que já não são dos mais recentes; seus totais ficam.';

CREATE OR REPLACE FUNCTION flowt.esquecer_horas(p_tenant bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_dia_aberto d WHERE d.cod_tenant = p_tenant;
    DELETE FROM flowt.tb_omni8_agregado_item_hora h WHERE h.cod_tenant = p_tenant;
    DELETE FROM flowt.tb_omni8_agregado_oferta_hora h WHERE h.cod_tenant = p_tenant;
    DELETE FROM flowt.tb_omni8_agregado_evento_hora h WHERE h.cod_tenant = p_tenant;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.esquecer_horas(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.esquecer_horas(bigint)
    IS 'Fecha os dias de um tenant e esquece as horas deles, para que se contem inteiros: de um dia que não é aberto não há horas.';

-- A day that is opened is counted whole once: from then on its hours are all there.
CREATE OR REPLACE FUNCTION flowt.partes_a_apurar(p_tenants bigint[], p_horas timestamptz[], p_dos_dias bigint[], p_dias date[], p_de timestamptz[],
                                                  p_ate timestamptz[]) RETURNS flowt.parte_de_dia[]
LANGUAGE plpgsql AS $$
DECLARE
    v_partes flowt.parte_de_dia[];
BEGIN
    WITH dia AS MATERIALIZED (
        SELECT b.tenant, b.dia, b.de, b.ate, b.dia > (now() AT TIME ZONE t.des_fuso_horario)::date - flowt.dias_abertos() AS recente,
               EXISTS (SELECT FROM flowt.tb_omni8_agregado_dia_aberto a WHERE a.cod_tenant = b.tenant AND a.dat_dia = b.dia) AS aberto
          FROM unnest(p_dos_dias, p_dias, p_de, p_ate) AS b (tenant, dia, de, ate)
          JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = b.tenant
    ), parte AS (
        SELECT d.tenant, d.dia, greatest(d.de, h.hora) AS de, least(d.ate, h.hora + interval '1 hour') AS ate, true AS aberto, false AS inteiro
          FROM dia AS d
          JOIN (SELECT DISTINCT m.tenant, m.hora FROM unnest(p_tenants, p_horas) AS m (tenant, hora)) AS h
            ON h.tenant = d.tenant AND h.hora < d.ate AND h.hora + interval '1 hour' > d.de
         WHERE d.recente AND d.aberto
        UNION ALL
        SELECT d.tenant, d.dia, d.de, d.ate, d.recente, true FROM dia AS d WHERE NOT (d.recente AND d.aberto)
    ), aberto AS (
        INSERT INTO flowt.tb_omni8_agregado_dia_aberto (cod_tenant, dat_dia) SELECT d.tenant, d.dia FROM dia AS d WHERE d.recente AND NOT d.aberto
    )
    SELECT array_agg((p.tenant, p.dia, p.de, p.ate, p.aberto, p.inteiro)::flowt.parte_de_dia ORDER BY p.tenant, p.de) INTO v_partes FROM parte AS p;
    RETURN v_partes;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.partes_a_apurar(bigint[], timestamptz[], bigint[], date[], timestamptz[], timestamptz[])
    FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.partes_a_apurar(bigint[], timestamptz[], bigint[], date[], timestamptz[], timestamptz[])
    IS 'O que se conta de novo destes dias (p_dos_dias, p_dias, que começam em p_de e acabam em p_ate) em que algo mudou nestas horas (p_tenants, '
       'p_horas): as horas, nos dias abertos; e inteiros os outros, de que os recentes passam a ser abertos.';

-- Whose name the day did not keep has none in its items and offers either.
CREATE OR REPLACE FUNCTION flowt.campanhas_dos_dias(p_partes flowt.parte_de_dia[])
    RETURNS TABLE (cod_tenant bigint, dat_dia date, nom_campanhas text[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT d.cod_tenant, d.dat_dia, array_agg(DISTINCT d.nom_campanha)
      FROM (SELECT DISTINCT t.cod_tenant, t.dat_dia FROM unnest(p_partes) AS t) AS b
      JOIN flowt.tb_omni8_agregado_dia AS d ON d.cod_tenant = b.cod_tenant AND d.dat_dia = b.dat_dia
     WHERE EXISTS (SELECT FROM flowt.tb_omni8_agregado_dia AS o
                    WHERE o.cod_tenant = b.cod_tenant AND o.dat_dia = b.dat_dia AND o.nom_campanha = '(outras)')
     GROUP BY d.cod_tenant, d.dat_dia;
END;
REVOKE EXECUTE ON FUNCTION flowt.campanhas_dos_dias(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.campanhas_dos_dias(flowt.parte_de_dia[]) IS 'Campanhas que se contam pelo nome nos dias que têm mais do que cabem.';

CREATE OR REPLACE FUNCTION flowt.dias_de_toda_linha(p_partes flowt.parte_de_dia[]) RETURNS TABLE (cod_tenant bigint, dat_dia date)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT b.cod_tenant, b.dat_dia FROM (SELECT t.cod_tenant, t.dat_dia, bool_or(t.flg_inteiro) AS inteiro
                                           FROM unnest(p_partes) AS t GROUP BY t.cod_tenant, t.dat_dia) AS b
     WHERE b.inteiro
        OR EXISTS (SELECT FROM flowt.tb_omni8_agregado_dia AS o
                    WHERE o.cod_tenant = b.cod_tenant AND o.dat_dia = b.dat_dia AND o.nom_campanha = '(outras)')
        OR EXISTS (SELECT FROM flowt.tb_omni8_agregado_item_dia AS o
                    WHERE o.cod_tenant = b.cod_tenant AND o.dat_dia = b.dat_dia AND o.nom_campanha = '(outras)')
        OR EXISTS (SELECT FROM flowt.tb_omni8_agregado_oferta_dia AS o
                    WHERE o.cod_tenant = b.cod_tenant AND o.dat_dia = b.dat_dia AND o.nom_campanha = '(outras)');
END;
REVOKE EXECUTE ON FUNCTION flowt.dias_de_toda_linha(flowt.parte_de_dia[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.dias_de_toda_linha(flowt.parte_de_dia[])
    IS 'Dias de que qualquer linha pode mudar: os que se contam inteiros, e os em que campanhas perdem o nome ou o recuperam.';
