-- Nothing here is deleted by requests: prices of the past depend on it.
SELECT flowt.isolar('flowt.tb_omni8_complemento_grupo');
SELECT flowt.isolar('flowt.tb_omni8_complemento_regra');
SELECT flowt.isolar('flowt.tb_omni8_complemento_opcao');
SELECT flowt.isolar('flowt.tb_omni8_complemento_uso');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_complemento_grupo, flowt.tb_omni8_complemento_regra, flowt.tb_omni8_complemento_opcao, flowt.tb_omni8_complemento_uso TO flowt_api;
