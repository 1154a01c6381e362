-- Written by triggers alone; requests read them to explain a price.
SELECT flowt.isolar('flowt.tb_omni8_produto_categoria_passada');
SELECT flowt.isolar('flowt.tb_omni8_categoria_mae_passada');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_etiqueta_passada');
GRANT SELECT ON flowt.tb_omni8_produto_categoria_passada, flowt.tb_omni8_categoria_mae_passada, flowt.tb_omni8_pessoa_etiqueta_passada TO flowt_api;
