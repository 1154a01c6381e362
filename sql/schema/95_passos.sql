-- Rollups (guide chapters 9.3 and 12.1): the funnel of all seven steps, by hour, by day and of a whole day. Of one item it keeps the five
-- that are its own: the cart is reviewed as a whole, most often before what the review itself suggests is added, and what follows a
-- sale is about an order.

ALTER TABLE flowt.tb_omni8_agregado_hora ADD COLUMN qtd_funil_revisao bigint NOT NULL DEFAULT 0, ADD COLUMN qtd_funil_pos_venda bigint NOT NULL DEFAULT 0;
ALTER TABLE flowt.tb_omni8_agregado_dia ADD COLUMN qtd_funil_revisao bigint NOT NULL DEFAULT 0, ADD COLUMN qtd_funil_pos_venda bigint NOT NULL DEFAULT 0;
ALTER TABLE flowt.tb_omni8_agregado_total_dia ADD COLUMN qtd_funil_revisao bigint NOT NULL DEFAULT 0, ADD COLUMN qtd_funil_pos_venda bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_revisao IS 'Das que puseram um item no carrinho, as que depois o reviram.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_revisao IS 'Das que puseram um item no carrinho, as que depois o reviram.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_total_dia.qtd_funil_revisao IS 'Das que puseram um item no carrinho, as que depois o reviram.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_checkout IS 'Das que o reviram, as que depois começaram a fechar a compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_checkout IS 'Das que o reviram, as que depois começaram a fechar a compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_total_dia.qtd_funil_checkout IS 'Das que o reviram, as que depois começaram a fechar a compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_pos_venda IS 'Das que compraram, as que depois tiveram um pós-venda: pesquisa respondida, reclamação, devolução ou o mesmo pedido outra vez.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_pos_venda IS 'Das que compraram, as que depois tiveram um pós-venda: pesquisa respondida, reclamação, devolução ou o mesmo pedido outra vez.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_total_dia.qtd_funil_pos_venda IS 'Das que compraram, as que depois tiveram um pós-venda: pesquisa respondida, reclamação, devolução ou o mesmo pedido outra vez.';

-- What happened before: who answered, complained or returned something is known, however long ago; orders that were asked for again
-- left no trace of it. Until the job has counted the hours that are marked, as many reviewed their cart as began to buy it.
SET LOCAL ROLE flowt_rotina;
UPDATE flowt.tb_omni8_visita w SET dat_pos_venda = x.primeira
  FROM (SELECT a.cod_tenant, a.cod_visita, min(m.momento) AS primeira FROM flowt.tb_omni8_pedido_atribuicao a
          JOIN (SELECT n.cod_tenant, n.cod_pedido, n.dat_resposta AS momento FROM flowt.tb_omni8_nps n WHERE n.dat_resposta IS NOT NULL
                UNION ALL SELECT r.cod_tenant, r.cod_pedido, r.dat_criacao FROM flowt.tb_omni8_reclamacao r
                UNION ALL SELECT d.cod_tenant, d.cod_pedido, d.dat_criacao FROM flowt.tb_omni8_devolucao d) AS m ON m.cod_tenant = a.cod_tenant AND m.cod_pedido = a.cod_pedido
         GROUP BY a.cod_tenant, a.cod_visita) AS x
 WHERE w.cod_tenant = x.cod_tenant AND w.cod_visita = x.cod_visita;
UPDATE flowt.tb_omni8_agregado_hora h SET qtd_funil_revisao = h.qtd_funil_checkout WHERE h.qtd_funil_checkout > 0;
UPDATE flowt.tb_omni8_agregado_dia d SET qtd_funil_revisao = d.qtd_funil_checkout WHERE d.qtd_funil_checkout > 0;
UPDATE flowt.tb_omni8_agregado_total_dia t SET qtd_funil_revisao = t.qtd_funil_checkout WHERE t.qtd_funil_checkout > 0;
SET LOCAL ROLE flowt_dono;
