-- Rollups (guide chapter 12.2): what a day sold and showed, in its totals too: a page of numbers of thirty days read one row for each item
-- and each offer of each of them, to add them all up.

ALTER TABLE flowt.tb_omni8_agregado_total_dia ADD COLUMN qtd_vendidos bigint NOT NULL DEFAULT 0,
    ADD COLUMN qtd_ofertas_vistas bigint NOT NULL DEFAULT 0, ADD COLUMN qtd_ofertas_clicadas bigint NOT NULL DEFAULT 0,
    ALTER COLUMN qtd_visitas SET DEFAULT 0, ALTER COLUMN qtd_visitas_engajadas SET DEFAULT 0, ALTER COLUMN qtd_visitas_com_pedido SET DEFAULT 0,
    ALTER COLUMN qtd_paginas SET DEFAULT 0, ALTER COLUMN qtd_funil_pagina SET DEFAULT 0, ALTER COLUMN qtd_funil_item SET DEFAULT 0,
    ALTER COLUMN qtd_funil_carrinho SET DEFAULT 0, ALTER COLUMN qtd_funil_checkout SET DEFAULT 0, ALTER COLUMN qtd_funil_pedido SET DEFAULT 0,
    ALTER COLUMN qtd_checkouts SET DEFAULT 0, ALTER COLUMN qtd_checkouts_convertidos SET DEFAULT 0, ALTER COLUMN qtd_carrinhos SET DEFAULT 0,
    ALTER COLUMN qtd_carrinhos_convertidos SET DEFAULT 0, ALTER COLUMN qtd_pedidos SET DEFAULT 0, ALTER COLUMN qtd_pedidos_confirmados SET DEFAULT 0,
    ALTER COLUMN vlr_bruto SET DEFAULT 0, ALTER COLUMN qtd_estornos SET DEFAULT 0, ALTER COLUMN vlr_estornado SET DEFAULT 0,
    ALTER COLUMN qtd_cancelados SET DEFAULT 0;
COMMENT ON COLUMN flowt.tb_omni8_agregado_total_dia.qtd_vendidos IS 'Unidades nos pedidos confirmados: a soma de tb_omni8_agregado_produto_dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_total_dia.qtd_ofertas_vistas IS 'Ofertas vistas, cada uma uma vez por visita: a soma de tb_omni8_agregado_oferta_dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_total_dia.qtd_ofertas_clicadas IS 'Dessas, as escolhidas: a soma de tb_omni8_agregado_oferta_dia.';
COMMENT ON TABLE flowt.tb_omni8_agregado_total_dia IS 'O que houve em cada dia do tenant, ao todo: a soma de tb_omni8_agregado_dia, e dos itens e ofertas do dia. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';

SET LOCAL ROLE flowt_rotina;
UPDATE flowt.tb_omni8_agregado_total_dia t SET qtd_vendidos = x.vendidos
  FROM (SELECT p.cod_tenant, p.dat_dia, sum(p.qtd_vendidos) AS vendidos FROM flowt.tb_omni8_agregado_produto_dia p GROUP BY p.cod_tenant, p.dat_dia) AS x
 WHERE t.cod_tenant = x.cod_tenant AND t.dat_dia = x.dat_dia;
UPDATE flowt.tb_omni8_agregado_total_dia t SET qtd_ofertas_vistas = x.vistas, qtd_ofertas_clicadas = x.cliques
  FROM (SELECT o.cod_tenant, o.dat_dia, sum(o.qtd_vistas) AS vistas, sum(o.qtd_cliques) AS cliques FROM flowt.tb_omni8_agregado_oferta_dia o
         GROUP BY o.cod_tenant, o.dat_dia) AS x
 WHERE t.cod_tenant = x.cod_tenant AND t.dat_dia = x.dat_dia;
SET LOCAL ROLE flowt_dono;
