SELECT flowt.isolar('flowt.tb_omni8_disponibilidade');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_disponibilidade TO flowt_api;
