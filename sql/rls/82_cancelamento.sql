-- Facts are only added; a request changes by being answered.
SELECT flowt.isolar('flowt.tb_omni8_cancelamento');
SELECT flowt.isolar('flowt.tb_omni8_pedido_estorno');
GRANT SELECT ON flowt.tb_omni8_cancelamento_direto TO flowt_api;
GRANT SELECT, INSERT, UPDATE (sta_cancelamento, des_resposta, cod_usuario, dat_resposta) ON flowt.tb_omni8_cancelamento TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_pedido_estorno TO flowt_api;
