SELECT flowt.isolar('flowt.tb_omni8_dominio_pedido');
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_dominio_pedido TO flowt_api;
SELECT flowt.isolar('flowt.tb_omni8_link_token');
GRANT SELECT, INSERT ON flowt.tb_omni8_link_token TO flowt_api;
