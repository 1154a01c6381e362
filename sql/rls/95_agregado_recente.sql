-- The job's own (SECURITY DEFINER): requests read days.
SELECT flowt.isolar('flowt.tb_omni8_agregado_dia_aberto');
SELECT flowt.isolar('flowt.tb_omni8_agregado_item_hora');
SELECT flowt.isolar('flowt.tb_omni8_agregado_oferta_hora');
SELECT flowt.isolar('flowt.tb_omni8_agregado_evento_hora');
