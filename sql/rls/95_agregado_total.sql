SELECT flowt.isolar('flowt.tb_omni8_agregado_total_dia');
GRANT SELECT ON flowt.tb_omni8_agregado_total_dia TO flowt_api;
