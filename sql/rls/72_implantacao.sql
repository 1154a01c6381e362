-- Only the functions that make a company read models and say which was applied.
SELECT flowt.isolar('flowt.tb_omni8_tenant_modelo');
