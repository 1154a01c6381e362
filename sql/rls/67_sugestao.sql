-- What is bought together is computed by a job; requests read it.
SELECT flowt.isolar('flowt.tb_omni8_sugestao_regra');
SELECT flowt.isolar('flowt.tb_omni8_sugestao_item');
SELECT flowt.isolar('flowt.tb_omni8_sugestao_par');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_sugestao_regra TO flowt_api;
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_sugestao_item TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_sugestao_par TO flowt_api;
