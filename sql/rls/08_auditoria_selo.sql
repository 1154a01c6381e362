-- Only the sealing job writes seals, and nobody changes one.
SELECT flowt.isolar('flowt.tb_omni8_auditoria_selo');
SELECT flowt.isolar('flowt.tb_omni8_auditoria_cadeia');
GRANT SELECT ON flowt.tb_omni8_auditoria_selo TO flowt_api;
REVOKE UPDATE, DELETE ON flowt.tb_omni8_auditoria_selo FROM flowt_rotina;
REVOKE DELETE ON flowt.tb_omni8_auditoria_cadeia FROM flowt_rotina;
REVOKE INSERT, DELETE ON flowt.tb_omni8_auditoria_trilha FROM flowt_rotina;
-- How far the numbers of the trails have come.
GRANT SELECT ON SEQUENCE flowt.tb_omni8_auditoria_cod_auditoria_seq TO flowt_rotina;
