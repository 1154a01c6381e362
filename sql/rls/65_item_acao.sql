GRANT SELECT ON flowt.tb_omni8_item_acao TO flowt_api;
