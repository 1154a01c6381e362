SELECT flowt.isolar('flowt.tb_omni8_solicitacao_titular');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_solicitacao_titular TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_solicitacao_transicao TO flowt_api;
