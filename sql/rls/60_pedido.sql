-- Items, events and kept answers are only added; of an order requests change nothing but its status.
SELECT flowt.isolar('flowt.tb_omni8_pedido_numerador');
SELECT flowt.isolar('flowt.tb_omni8_pedido');
SELECT flowt.isolar('flowt.tb_omni8_pedido_item');
SELECT flowt.isolar('flowt.tb_omni8_pedido_desconto');
SELECT flowt.isolar('flowt.tb_omni8_pedido_evento');
SELECT flowt.isolar('flowt.tb_omni8_idempotencia');
GRANT SELECT ON flowt.tb_omni8_pedido_status, flowt.tb_omni8_pedido_transicao TO flowt_api;
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_pedido_numerador TO flowt_api;
GRANT SELECT, INSERT, UPDATE (sta_pedido) ON flowt.tb_omni8_pedido TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_pedido_item, flowt.tb_omni8_pedido_desconto, flowt.tb_omni8_pedido_evento, flowt.tb_omni8_idempotencia TO flowt_api;
