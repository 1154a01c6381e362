-- A period that began is never deleted (flowt.guardar_preco).
SELECT flowt.isolar('flowt.tb_omni8_preco');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_preco TO flowt_api;
