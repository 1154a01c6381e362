-- Appointments are never deleted: cancelled ones tell what was.
SELECT flowt.isolar('flowt.tb_omni8_recurso');
SELECT flowt.isolar('flowt.tb_omni8_recurso_servico');
SELECT flowt.isolar('flowt.tb_omni8_recurso_turno');
SELECT flowt.isolar('flowt.tb_omni8_agendamento');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_recurso, flowt.tb_omni8_agendamento TO flowt_api;
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_recurso_servico, flowt.tb_omni8_recurso_turno TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_agendamento_transicao TO flowt_api;
