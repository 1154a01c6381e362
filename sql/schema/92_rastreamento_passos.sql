-- Tracking (guide chapter 9.3): the seven steps of the journey. Five were known; the review of the cart and what follows the sale
-- were events only.

ALTER TABLE flowt.tb_omni8_tipo_evento DROP CONSTRAINT passo_do_funil_conhecido,
    ADD CONSTRAINT passo_do_funil_conhecido CHECK (nom_passo IN ('PAGINA', 'ITEM', 'CARRINHO', 'REVISAO', 'CHECKOUT', 'PEDIDO', 'POS_VENDA'));
COMMENT ON CONSTRAINT passo_do_funil_conhecido ON flowt.tb_omni8_tipo_evento IS 'O passo do funil é PAGINA, ITEM, CARRINHO, REVISAO, CHECKOUT, PEDIDO ou POS_VENDA.';
UPDATE flowt.tb_omni8_tipo_evento SET nom_passo = CASE nom_tipo WHEN 'carrinho_visto' THEN 'REVISAO' ELSE 'POS_VENDA' END WHERE nom_tipo IN ('carrinho_visto', 'nps_respondido');

ALTER TABLE flowt.tb_omni8_visita ADD COLUMN dat_revisao timestamptz, ADD COLUMN dat_pos_venda timestamptz;
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_revisao IS 'Primeira vez que o carrinho foi revisto.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_pos_venda IS 'Primeira vez que, depois de um pedido desta visita, alguém respondeu à pesquisa sobre ele, reclamou, devolveu ou o pediu de novo; quase sempre em outro dia.';

-- What happened before: the events tell as long as they are kept. Where they do not, and where a purchase was begun without one (its
-- form is in the page of the cart, and "buy now" led right to it), the cart was reviewed by when that began: no visit that counted
-- loses the steps it had reached. The trigger of the visits marks their hours to be counted anew.
SET LOCAL ROLE flowt_rotina;
UPDATE flowt.tb_omni8_visita w SET dat_revisao = least(w.dat_checkout, v.primeira)
  FROM (SELECT x.cod_tenant, x.cod_visita, e.primeira FROM flowt.tb_omni8_visita x
          LEFT JOIN (SELECT t.cod_tenant, t.cod_visita, min(t.dat_evento) AS primeira FROM flowt.tb_omni8_evento_tracking t WHERE t.nom_tipo = 'carrinho_visto' GROUP BY 1, 2) AS e
            ON e.cod_tenant = x.cod_tenant AND e.cod_visita = x.cod_visita
         WHERE x.dat_checkout IS NOT NULL OR e.primeira IS NOT NULL) AS v
 WHERE w.cod_tenant = v.cod_tenant AND w.cod_visita = v.cod_visita;
SET LOCAL ROLE flowt_dono;
