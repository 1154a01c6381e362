-- The trail is written by its trigger alone (SECURITY DEFINER); requests may only read their tenant's.
SELECT flowt.isolar('flowt.tb_omni8_auditoria');
SELECT flowt.isolar('flowt.tb_omni8_auditoria_resto');
SELECT flowt.isolar('flowt.tb_omni8_auditoria_segredo');
GRANT SELECT ON flowt.tb_omni8_auditoria TO flowt_api;
REVOKE UPDATE, DELETE ON flowt.tb_omni8_auditoria FROM flowt_rotina;
REVOKE ALL ON flowt.tb_omni8_auditoria_resto FROM flowt_rotina;
REVOKE UPDATE ON flowt.tb_omni8_auditoria_segredo FROM flowt_rotina;
