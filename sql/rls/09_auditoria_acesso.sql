-- Written by flowt.registrar_leitura_pessoal alone; requests may only read their tenant's.
SELECT flowt.isolar('flowt.tb_omni8_acesso_dado_pessoal');
SELECT flowt.isolar('flowt.tb_omni8_acesso_dado_pessoal_resto');
GRANT SELECT ON flowt.tb_omni8_acesso_dado_pessoal TO flowt_api;
REVOKE UPDATE, DELETE ON flowt.tb_omni8_acesso_dado_pessoal FROM flowt_rotina;
REVOKE ALL ON flowt.tb_omni8_acesso_dado_pessoal_resto FROM flowt_rotina;
GRANT SELECT ON SEQUENCE flowt.tb_omni8_acesso_dado_pessoal_cod_acesso_seq TO flowt_rotina;
-- The trails begin with the partitions of the coming months.
SELECT rotina.criar_particoes_auditoria();
