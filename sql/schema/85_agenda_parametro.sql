-- Bookings (guide chapter 5.1): notice longer than the horizon would leave no time that anybody could choose.

UPDATE flowt.tb_omni8_parametro SET nom_conferencia = 'conferir_antecedencia' WHERE nom_parametro = 'agenda_antecedencia_min';
UPDATE flowt.tb_omni8_parametro SET nom_conferencia = 'conferir_horizonte' WHERE nom_parametro = 'agenda_horizonte_dias';
