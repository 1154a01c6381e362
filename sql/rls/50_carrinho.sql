SELECT flowt.isolar('flowt.tb_omni8_carrinho');
SELECT flowt.isolar('flowt.tb_omni8_carrinho_item');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_carrinho TO flowt_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_carrinho_item TO flowt_api;
