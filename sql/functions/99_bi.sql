-- BI (guide chapter 18.3): what a view cannot read by columns. Each function answers for the tenant in the login's own name and
-- takes no argument that could name another.

CREATE OR REPLACE FUNCTION flowt.minimo_de_pessoas_por_cidade() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
COMMENT ON FUNCTION flowt.minimo_de_pessoas_por_cidade()
    IS 'Pessoas de uma cidade a partir das quais o BI a mostra: com menos, a cidade diria quem é.';

CREATE OR REPLACE FUNCTION flowt.lugares_bi() RETURNS TABLE (cod_pessoa bigint, nom_cidade text, sig_uf text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.cod_pessoa, CASE WHEN count(*) OVER (PARTITION BY lower(public.unaccent(e.nom_cidade)),
                                                  e.sig_uf) >= flowt.minimo_de_pessoas_por_cidade() THEN e.nom_cidade END, e.sig_uf
      FROM (SELECT DISTINCT ON (x.cod_pessoa) x.cod_pessoa, x.nom_cidade, x.sig_uf FROM flowt.tb_omni8_pessoa_endereco AS x
             WHERE x.cod_tenant = flowt.tenant_bi() ORDER BY x.cod_pessoa, x.flg_principal DESC, x.cod_endereco) AS e
$$;
ALTER FUNCTION flowt.lugares_bi() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.lugares_bi() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.lugares_bi() TO flowt_bi;
COMMENT ON FUNCTION flowt.lugares_bi()
    IS 'Cidade e estado de cada pessoa do tenant de um login de BI; a cidade, só se várias pessoas são dela. Atravessa tenants: lê só os endereços '
       'do tenant do próprio login.';

CREATE OR REPLACE FUNCTION flowt.indicadores_bi()
RETURNS TABLE (dat_de date, dat_ate date, nom_indicador text, num_numerador numeric, num_denominador numeric, num_valor numeric,
               dat_apurado timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.tenant_bi();
BEGIN
    RETURN QUERY
    SELECT p.dat_de, p.dat_ate, i.nom_indicador, i.num_numerador, i.num_denominador, i.num_valor, flowt.apurado_ate(v_tenant)
      FROM flowt.periodos_usuais(flowt.hoje(v_tenant)) AS p CROSS JOIN LATERAL flowt.indicadores(v_tenant, p.dat_de, p.dat_ate, '{}') AS i
     WHERE v_tenant IS NOT NULL;
END
$$;
ALTER FUNCTION flowt.indicadores_bi() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.indicadores_bi() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.indicadores_bi() TO flowt_bi;
COMMENT ON FUNCTION flowt.indicadores_bi()
    IS 'Indicadores dos períodos usuais do tenant de um login de BI. Atravessa tenants: só o tenant do próprio login.';
