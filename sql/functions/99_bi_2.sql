-- BI (guide chapter 12.2): what is slow to count and small to keep, for all tenants at once. The materialized views over these
-- functions are nobody's to read; BI logins read the views over them (views/99_bi_3.sql).

CREATE OR REPLACE FUNCTION flowt.periodo_da_afinidade() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '180 days';
COMMENT ON FUNCTION flowt.periodo_da_afinidade() IS 'De quanto tempo atrás se contam os pedidos da afinidade entre itens.';
CREATE OR REPLACE FUNCTION flowt.pedidos_da_afinidade() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50000;
COMMENT ON FUNCTION flowt.pedidos_da_afinidade() IS 'Pedidos de um tenant que se contam, os últimos.';
CREATE OR REPLACE FUNCTION flowt.minimo_da_afinidade() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
COMMENT ON FUNCTION flowt.minimo_da_afinidade() IS 'Pedidos com dois itens juntos a partir dos quais o par se guarda.';
CREATE OR REPLACE FUNCTION flowt.afinidades_por_item() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 20;
COMMENT ON FUNCTION flowt.afinidades_por_item() IS 'Pares que se guardam de cada item, os mais frequentes.';

CREATE OR REPLACE FUNCTION flowt.suporte(p_juntos bigint, p_pedidos bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p_juntos::numeric / p_pedidos)::numeric(14, 6);
COMMENT ON FUNCTION flowt.suporte(bigint, bigint) IS 'Parte dos pedidos que tem os dois itens, de 0 a 1.';
CREATE OR REPLACE FUNCTION flowt.confianca(p_juntos bigint, p_produto bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p_juntos::numeric / p_produto)::numeric(14, 6);
COMMENT ON FUNCTION flowt.confianca(bigint, bigint) IS 'Parte dos pedidos com o primeiro item que tem o segundo, de 0 a 1.';
CREATE OR REPLACE FUNCTION flowt.lift(p_juntos bigint, p_produto bigint, p_outro bigint, p_pedidos bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p_juntos::numeric * p_pedidos / (p_produto * p_outro))::numeric(14, 4);
COMMENT ON FUNCTION flowt.lift(bigint, bigint, bigint, bigint) IS 'Quantas vezes mais juntos do que por acaso.';
GRANT EXECUTE ON FUNCTION flowt.suporte(bigint, bigint), flowt.confianca(bigint, bigint), flowt.lift(bigint, bigint, bigint, bigint) TO flowt_bi;

-- Not the pairs of 67_sugestao: those are what a cart may be shown, chosen by lift. These are counts, from which whoever reads
-- them computes what he likes. Each order counts a pair once, however many of each it has; company by company, so that what has
-- to be in memory at once is one of them. What the planner takes for a handful of pairs is many thousand: no nested loops.
CREATE OR REPLACE FUNCTION flowt.contar_afinidade()
RETURNS TABLE (cod_tenant bigint, cod_produto bigint, cod_outro bigint, qtd_juntos bigint, qtd_produto bigint, qtd_outro bigint, qtd_pedidos bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET enable_nestloop = off SET work_mem = '64MB' AS $$
DECLARE
    v_tenant bigint;
BEGIN
    FOR v_tenant IN SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t ORDER BY t.cod_tenant LOOP
        RETURN QUERY
        WITH pedido AS MATERIALIZED (
            SELECT x.cod_pedido FROM flowt.tb_omni8_pedido AS x
             WHERE x.cod_tenant = v_tenant AND x.dat_criacao >= now() - flowt.periodo_da_afinidade() AND flowt.pedido_valido(x.sta_pedido)
             ORDER BY x.dat_criacao DESC LIMIT flowt.pedidos_da_afinidade()
        ), item AS MATERIALIZED (
            SELECT DISTINCT i.cod_pedido, i.cod_produto FROM pedido AS p
              JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = v_tenant AND i.cod_pedido = p.cod_pedido
             WHERE i.cod_produto IS NOT NULL
        ), frequencia AS MATERIALIZED (SELECT i.cod_produto, count(*) AS pedidos FROM item AS i GROUP BY i.cod_produto
        ), par AS MATERIALIZED (
            SELECT a.cod_produto AS um, b.cod_produto AS outro, count(*) AS juntos FROM item AS a
              JOIN item AS b ON b.cod_pedido = a.cod_pedido AND b.cod_produto > a.cod_produto
             GROUP BY 1, 2 HAVING count(*) >= flowt.minimo_da_afinidade()
        ), sentido AS (
            SELECT s.um, s.outro, s.juntos, row_number() OVER (PARTITION BY s.um ORDER BY s.juntos DESC, s.outro) AS posicao
              FROM (SELECT p.um, p.outro, p.juntos FROM par AS p UNION ALL SELECT p.outro, p.um, p.juntos FROM par AS p) AS s
        )
        SELECT v_tenant, s.um, s.outro, s.juntos, a.pedidos, b.pedidos, (SELECT count(*) FROM pedido)
          FROM sentido AS s JOIN frequencia AS a ON a.cod_produto = s.um JOIN frequencia AS b ON b.cod_produto = s.outro
         WHERE s.posicao <= flowt.afinidades_por_item();
    END LOOP;
END
$$;
ALTER FUNCTION flowt.contar_afinidade() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.contar_afinidade() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.contar_afinidade() TO flowt_dono;
COMMENT ON FUNCTION flowt.contar_afinidade()
    IS 'Itens comprados juntos em todos os tenants: de cada par, os pedidos com os dois, com cada um, e todos os contados.';

CREATE OR REPLACE FUNCTION rotina.atualizar_afinidade() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Not CONCURRENTLY: that makes a temporary table, which nobody here may. Readers of this small view wait a moment.
    REFRESH MATERIALIZED VIEW flowt.mv_omni8_afinidade;
    RETURN 0;
END
$$;
COMMENT ON FUNCTION rotina.atualizar_afinidade() IS 'Conta de novo os itens que se compram juntos. Para rodar algumas vezes por dia.';
