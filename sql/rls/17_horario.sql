-- A week is replaced whole, an exception is made and deleted: none of their rows is ever updated.
SELECT flowt.isolar('flowt.tb_omni8_unidade_horario');
SELECT flowt.isolar('flowt.tb_omni8_horario_excecao');
SELECT flowt.isolar('flowt.tb_omni8_horario_excecao_turno');
GRANT SELECT ON flowt.tb_omni8_feriado TO flowt_api;
GRANT INSERT, DELETE ON flowt.tb_omni8_tenant_horario TO flowt_api;
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_unidade_horario, flowt.tb_omni8_horario_excecao, flowt.tb_omni8_horario_excecao_turno TO flowt_api;
