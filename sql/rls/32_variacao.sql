SELECT flowt.isolar('flowt.tb_omni8_variacao');
SELECT flowt.isolar('flowt.tb_omni8_sku');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_variacao TO flowt_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_sku TO flowt_api;
