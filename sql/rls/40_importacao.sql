-- Lines go away as they are imported; results stay.
SELECT flowt.isolar('flowt.tb_omni8_importacao');
SELECT flowt.isolar('flowt.tb_omni8_importacao_linha');
SELECT flowt.isolar('flowt.tb_omni8_importacao_erro');
GRANT SELECT, INSERT ON flowt.tb_omni8_importacao TO flowt_api;
GRANT UPDATE (sta_importacao, qtd_linhas, qtd_feitas, qtd_criadas, qtd_alteradas, qtd_recusadas, dat_conclusao) ON flowt.tb_omni8_importacao TO flowt_api;
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_importacao_linha TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_importacao_erro TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_tipo_importacao, flowt.tb_omni8_coluna_importacao TO flowt_api;
