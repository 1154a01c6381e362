-- Rollups (guide chapter 12.2): the totals of a day follow its parts, whoever writes those.

CREATE OR REPLACE FUNCTION flowt.totalizar_dias() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_agregado_total_dia AS t (cod_tenant, dat_dia,
        qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho,
        qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos,
        qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda)
    SELECT d.cod_tenant, d.dat_dia,
           coalesce(sum(p.qtd_visitas), 0), coalesce(sum(p.qtd_visitas_engajadas), 0), coalesce(sum(p.qtd_visitas_com_pedido), 0),
           coalesce(sum(p.qtd_paginas), 0), coalesce(sum(p.qtd_funil_pagina), 0), coalesce(sum(p.qtd_funil_item), 0),
           coalesce(sum(p.qtd_funil_carrinho), 0), coalesce(sum(p.qtd_funil_checkout), 0), coalesce(sum(p.qtd_funil_pedido), 0),
           coalesce(sum(p.qtd_checkouts), 0), coalesce(sum(p.qtd_checkouts_convertidos), 0), coalesce(sum(p.qtd_carrinhos), 0),
           coalesce(sum(p.qtd_carrinhos_convertidos), 0), coalesce(sum(p.qtd_pedidos), 0), coalesce(sum(p.qtd_pedidos_confirmados), 0),
           coalesce(sum(p.vlr_bruto), 0), coalesce(sum(p.qtd_estornos), 0), coalesce(sum(p.vlr_estornado), 0), coalesce(sum(p.qtd_cancelados), 0),
           coalesce(sum(p.qtd_funil_revisao), 0), coalesce(sum(p.qtd_funil_pos_venda), 0)
      FROM (SELECT DISTINCT m.cod_tenant, m.dat_dia FROM mudadas m) AS d
      LEFT JOIN flowt.tb_omni8_agregado_dia AS p ON p.cod_tenant = d.cod_tenant AND p.dat_dia = d.dat_dia
     GROUP BY d.cod_tenant, d.dat_dia ORDER BY d.cod_tenant, d.dat_dia
    ON CONFLICT (cod_tenant, dat_dia) DO UPDATE SET
        qtd_visitas = excluded.qtd_visitas, qtd_visitas_engajadas = excluded.qtd_visitas_engajadas,
        qtd_visitas_com_pedido = excluded.qtd_visitas_com_pedido, qtd_paginas = excluded.qtd_paginas, qtd_funil_pagina = excluded.qtd_funil_pagina,
        qtd_funil_item = excluded.qtd_funil_item, qtd_funil_carrinho = excluded.qtd_funil_carrinho,
        qtd_funil_checkout = excluded.qtd_funil_checkout, qtd_funil_pedido = excluded.qtd_funil_pedido, qtd_checkouts = excluded.qtd_checkouts,
        qtd_checkouts_convertidos = excluded.qtd_checkouts_convertidos, qtd_carrinhos = excluded.qtd_carrinhos,
        qtd_carrinhos_convertidos = excluded.qtd_carrinhos_convertidos, qtd_pedidos = excluded.qtd_pedidos,
        qtd_pedidos_confirmados = excluded.qtd_pedidos_confirmados, vlr_bruto = excluded.vlr_bruto, qtd_estornos = excluded.qtd_estornos,
        vlr_estornado = excluded.vlr_estornado, qtd_cancelados = excluded.qtd_cancelados, qtd_funil_revisao = excluded.qtd_funil_revisao,
        qtd_funil_pos_venda = excluded.qtd_funil_pos_venda;
    DELETE FROM flowt.tb_omni8_agregado_total_dia t USING (SELECT DISTINCT m.cod_tenant, m.dat_dia FROM mudadas m) AS d
     WHERE t.cod_tenant = d.cod_tenant AND t.dat_dia = d.dat_dia AND t.qtd_vendidos = 0 AND t.qtd_ofertas_vistas = 0
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_agregado_dia p WHERE p.cod_tenant = d.cod_tenant AND p.dat_dia = d.dat_dia);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.totalizar_dias() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.totalizar_dias() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.totalizar_dias() IS 'Gatilho: soma de novo os dias de que uma parte mudou.';
CREATE OR REPLACE TRIGGER total_incluido AFTER INSERT ON flowt.tb_omni8_agregado_dia REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_dias();
CREATE OR REPLACE TRIGGER total_alterado AFTER UPDATE ON flowt.tb_omni8_agregado_dia REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_dias();
CREATE OR REPLACE TRIGGER total_excluido AFTER DELETE ON flowt.tb_omni8_agregado_dia REFERENCING OLD TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_dias();

CREATE OR REPLACE FUNCTION flowt.somar_vendidos(p_tenants bigint[], p_dias date[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_agregado_total_dia AS t (cod_tenant, dat_dia, qtd_vendidos)
    SELECT b.tenant, b.dia, coalesce(sum(p.qtd_vendidos), 0)
      FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
      LEFT JOIN flowt.tb_omni8_agregado_produto_dia AS p ON p.cod_tenant = b.tenant AND p.dat_dia = b.dia
     GROUP BY b.tenant, b.dia
    HAVING sum(p.qtd_vendidos) > 0 OR EXISTS (SELECT FROM flowt.tb_omni8_agregado_total_dia x WHERE x.cod_tenant = b.tenant AND x.dat_dia = b.dia)
     ORDER BY b.tenant, b.dia
    ON CONFLICT (cod_tenant, dat_dia) DO UPDATE SET qtd_vendidos = excluded.qtd_vendidos WHERE t.qtd_vendidos <> excluded.qtd_vendidos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.somar_vendidos(bigint[], date[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.somar_vendidos(bigint[], date[]) IS 'Soma de novo o que se vendeu nestes dias.';

CREATE OR REPLACE FUNCTION flowt.totalizar_itens_do_dia() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.somar_vendidos(array_agg(d.cod_tenant), array_agg(d.dat_dia))
       FROM (SELECT DISTINCT m.cod_tenant, m.dat_dia FROM mudadas m ORDER BY 1, 2) AS d;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.totalizar_itens_do_dia() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.totalizar_itens_do_dia() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.totalizar_itens_do_dia() IS 'Gatilho: soma de novo o que se vendeu nos dias de que um item mudou.';
CREATE OR REPLACE TRIGGER total_incluido AFTER INSERT ON flowt.tb_omni8_agregado_produto_dia REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_itens_do_dia();
CREATE OR REPLACE TRIGGER total_alterado AFTER UPDATE ON flowt.tb_omni8_agregado_produto_dia REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_itens_do_dia();
CREATE OR REPLACE TRIGGER total_excluido AFTER DELETE ON flowt.tb_omni8_agregado_produto_dia REFERENCING OLD TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_itens_do_dia();

CREATE OR REPLACE FUNCTION flowt.somar_ofertas_vistas(p_tenants bigint[], p_dias date[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_agregado_total_dia AS t (cod_tenant, dat_dia, qtd_ofertas_vistas, qtd_ofertas_clicadas)
    SELECT b.tenant, b.dia, coalesce(sum(o.qtd_vistas), 0), coalesce(sum(o.qtd_cliques), 0)
      FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
      LEFT JOIN flowt.tb_omni8_agregado_oferta_dia AS o ON o.cod_tenant = b.tenant AND o.dat_dia = b.dia
     GROUP BY b.tenant, b.dia
    HAVING sum(o.qtd_vistas) > 0 OR EXISTS (SELECT FROM flowt.tb_omni8_agregado_total_dia x WHERE x.cod_tenant = b.tenant AND x.dat_dia = b.dia)
     ORDER BY b.tenant, b.dia
    ON CONFLICT (cod_tenant, dat_dia) DO UPDATE SET qtd_ofertas_vistas = excluded.qtd_ofertas_vistas,
        qtd_ofertas_clicadas = excluded.qtd_ofertas_clicadas
     WHERE (t.qtd_ofertas_vistas, t.qtd_ofertas_clicadas) <> (excluded.qtd_ofertas_vistas, excluded.qtd_ofertas_clicadas);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.somar_ofertas_vistas(bigint[], date[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.somar_ofertas_vistas(bigint[], date[]) IS 'Soma de novo as ofertas que se viram e escolheram nestes dias.';

CREATE OR REPLACE FUNCTION flowt.totalizar_ofertas_do_dia() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.somar_ofertas_vistas(array_agg(d.cod_tenant), array_agg(d.dat_dia))
       FROM (SELECT DISTINCT m.cod_tenant, m.dat_dia FROM mudadas m ORDER BY 1, 2) AS d;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.totalizar_ofertas_do_dia() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.totalizar_ofertas_do_dia() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.totalizar_ofertas_do_dia() IS 'Gatilho: soma de novo o que se viu e se escolheu nos dias de que uma oferta mudou.';
CREATE OR REPLACE TRIGGER total_incluido AFTER INSERT ON flowt.tb_omni8_agregado_oferta_dia REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_ofertas_do_dia();
CREATE OR REPLACE TRIGGER total_alterado AFTER UPDATE ON flowt.tb_omni8_agregado_oferta_dia REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_ofertas_do_dia();
CREATE OR REPLACE TRIGGER total_excluido AFTER DELETE ON flowt.tb_omni8_agregado_oferta_dia REFERENCING OLD TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.totalizar_ofertas_do_dia();
