SELECT flowt.isolar('flowt.tb_omni8_tenant_modulo');
GRANT SELECT ON flowt.tb_omni8_modulo, flowt.tb_omni8_plano_modulo TO flowt_api;
GRANT SELECT, INSERT, UPDATE (flg_ativo) ON flowt.tb_omni8_tenant_modulo TO flowt_api;
