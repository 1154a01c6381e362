-- Rollups (guide chapter 12.2): the totals of a day follow its parts, whoever writes those.

CREATE OR REPLACE FUNCTION flowt.totalizar_dias() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_total_dia t USING (SELECT DISTINCT m.cod_tenant, m.dat_dia FROM mudadas m) AS d
     WHERE t.cod_tenant = d.cod_tenant AND t.dat_dia = d.dat_dia;
    INSERT INTO flowt.tb_omni8_agregado_total_dia
    SELECT p.cod_tenant, p.dat_dia, sum(p.qtd_visitas), sum(p.qtd_visitas_engajadas), sum(p.qtd_visitas_com_pedido), sum(p.qtd_paginas),
           sum(p.qtd_funil_pagina), sum(p.qtd_funil_item),
           sum(p.qtd_funil_carrinho), sum(p.qtd_funil_checkout), sum(p.qtd_funil_pedido), sum(p.qtd_checkouts), sum(p.qtd_checkouts_convertidos),
           sum(p.qtd_carrinhos), sum(p.qtd_carrinhos_convertidos),
           sum(p.qtd_pedidos), sum(p.qtd_pedidos_confirmados), sum(p.vlr_bruto), sum(p.qtd_estornos), sum(p.vlr_estornado), sum(p.qtd_cancelados),
           sum(p.qtd_funil_revisao),
           sum(p.qtd_funil_pos_venda)
      FROM (SELECT DISTINCT m.cod_tenant, m.dat_dia FROM mudadas m) AS d
      JOIN flowt.tb_omni8_agregado_dia AS p ON p.cod_tenant = d.cod_tenant AND p.dat_dia = d.dat_dia
     GROUP BY p.cod_tenant, p.dat_dia ORDER BY p.cod_tenant, p.dat_dia;
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
