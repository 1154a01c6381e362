SELECT flowt.isolar('flowt.tb_omni8_combo');
SELECT flowt.isolar('flowt.tb_omni8_combo_versao');
SELECT flowt.isolar('flowt.tb_omni8_combo_contador');
SELECT flowt.isolar('flowt.tb_omni8_combo_uso');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_combo, flowt.tb_omni8_combo_contador TO flowt_api;
GRANT SELECT, INSERT, DELETE, UPDATE (dat_vigor_fim) ON flowt.tb_omni8_combo_versao TO flowt_api;
GRANT SELECT, INSERT, UPDATE (dat_liberacao) ON flowt.tb_omni8_combo_uso TO flowt_api;
