-- Plans are reference data; a company sees which it has, and only admin functions change it.
SELECT flowt.isolar('flowt.tb_omni8_tenant_plano');
GRANT SELECT ON flowt.tb_omni8_limite, flowt.tb_omni8_plano, flowt.tb_omni8_plano_limite, flowt.tb_omni8_tenant_plano TO flowt_api;
