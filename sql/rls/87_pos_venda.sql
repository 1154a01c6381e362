-- Returns are only added; of a complaint requests change how far it is and what was answered.
SELECT flowt.isolar('flowt.tb_omni8_reclamacao');
SELECT flowt.isolar('flowt.tb_omni8_devolucao');
SELECT flowt.isolar('flowt.tb_omni8_devolucao_item');
GRANT SELECT ON flowt.tb_omni8_reclamacao_tipo, flowt.tb_omni8_reclamacao_transicao TO flowt_api;
GRANT SELECT, INSERT, UPDATE (sta_reclamacao, des_resposta, cod_usuario, dat_conclusao) ON flowt.tb_omni8_reclamacao TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_devolucao, flowt.tb_omni8_devolucao_item TO flowt_api;
