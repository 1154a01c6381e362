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

-- Not the pairs of 67_sugestao: those are what a cart may be shown, chosen by lift. These are counts, from which whoever reads
-- them computes what he likes. Each order counts a pair once, however many of each it has.
CREATE OR REPLACE FUNCTION flowt.contar_afinidade()
RETURNS TABLE (cod_tenant bigint, cod_produto bigint, cod_outro bigint, qtd_juntos bigint, qtd_produto bigint, qtd_outro bigint, qtd_pedidos bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    WITH pedido AS MATERIALIZED (
        SELECT t.cod_tenant, p.cod_pedido
          FROM flowt.tb_omni8_tenant AS t
         CROSS JOIN LATERAL (SELECT x.cod_pedido FROM flowt.tb_omni8_pedido AS x
                              WHERE x.cod_tenant = t.cod_tenant AND x.dat_criacao >= now() - flowt.periodo_da_afinidade() AND flowt.pedido_valido(x.sta_pedido)
                              ORDER BY x.dat_criacao DESC LIMIT flowt.pedidos_da_afinidade()) AS p
    ), item AS MATERIALIZED (
        SELECT DISTINCT p.cod_tenant, i.cod_pedido, i.cod_produto
          FROM pedido AS p JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = p.cod_tenant AND i.cod_pedido = p.cod_pedido AND i.cod_produto IS NOT NULL
    ), frequencia AS MATERIALIZED (SELECT i.cod_tenant, i.cod_produto, count(*) AS pedidos FROM item AS i GROUP BY 1, 2
    ), total AS (SELECT p.cod_tenant, count(*) AS pedidos FROM pedido AS p GROUP BY 1
    ), par AS (
        SELECT a.cod_tenant, a.cod_produto, b.cod_produto AS cod_outro, count(*) AS juntos,
               row_number() OVER (PARTITION BY a.cod_tenant, a.cod_produto ORDER BY count(*) DESC, b.cod_produto) AS posicao
          FROM item AS a JOIN item AS b ON b.cod_tenant = a.cod_tenant AND b.cod_pedido = a.cod_pedido AND b.cod_produto <> a.cod_produto
         GROUP BY 1, 2, 3 HAVING count(*) >= flowt.minimo_da_afinidade()
    )
    SELECT p.cod_tenant, p.cod_produto, p.cod_outro, p.juntos, a.pedidos, b.pedidos, t.pedidos
      FROM par AS p
      JOIN frequencia AS a ON a.cod_tenant = p.cod_tenant AND a.cod_produto = p.cod_produto
      JOIN frequencia AS b ON b.cod_tenant = p.cod_tenant AND b.cod_produto = p.cod_outro
      JOIN total AS t ON t.cod_tenant = p.cod_tenant
     WHERE p.posicao <= flowt.afinidades_por_item()
$$;
ALTER FUNCTION flowt.contar_afinidade() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.contar_afinidade() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.contar_afinidade() TO flowt_dono;
COMMENT ON FUNCTION flowt.contar_afinidade() IS 'Itens comprados juntos em todos os tenants: de cada par, os pedidos com os dois, com cada um, e todos os contados.';

CREATE OR REPLACE FUNCTION rotina.atualizar_afinidade() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Not CONCURRENTLY: that makes a temporary table, which nobody here may. Readers of this small view wait a moment.
    REFRESH MATERIALIZED VIEW flowt.mv_omni8_afinidade;
    RETURN 0;
END
$$;
COMMENT ON FUNCTION rotina.atualizar_afinidade() IS 'Conta de novo os itens que se compram juntos. Para rodar algumas vezes por dia.';
