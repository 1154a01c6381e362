SELECT flowt.isolar('flowt.tb_omni8_unidade');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_unidade TO flowt_api;
