SELECT flowt.isolar('flowt.tb_omni8_area_entrega');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_area_entrega TO flowt_api;
