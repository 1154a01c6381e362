-- Who asked to be told is written by anybody and read by the job that tells; what a customer keeps, she also takes out.
SELECT flowt.isolar('flowt.tb_omni8_favorito');
SELECT flowt.isolar('flowt.tb_omni8_aviso_disponibilidade');
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_favorito TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_aviso_disponibilidade TO flowt_api;
