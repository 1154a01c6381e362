SELECT flowt.isolar('flowt.tb_omni8_campo_personalizado');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_campo_personalizado TO flowt_api;
