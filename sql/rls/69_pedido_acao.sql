GRANT SELECT ON flowt.tb_omni8_pedido_acao TO flowt_api;
