-- Requests ask and answer: whom a survey is of never changes by a request, and nothing is deleted. The queue is the job's;
-- tasks open by trigger.
SELECT flowt.isolar('flowt.tb_omni8_nps_regra');
SELECT flowt.isolar('flowt.tb_omni8_nps_agenda');
SELECT flowt.isolar('flowt.tb_omni8_nps_volta');
SELECT flowt.isolar('flowt.tb_omni8_nps');
SELECT flowt.isolar('flowt.tb_omni8_tarefa');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_nps_regra TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_nps_agenda TO flowt_api;
GRANT SELECT, INSERT, UPDATE (num_nota, des_motivo, dat_exibicao, dat_resposta, dat_edicao) ON flowt.tb_omni8_nps TO flowt_api;
GRANT SELECT, UPDATE (sta_tarefa, des_conclusao, cod_usuario, dat_conclusao) ON flowt.tb_omni8_tarefa TO flowt_api;
