-- Counted by the job alone (SECURITY DEFINER); requests read their tenant's, and nobody's marks.
SELECT flowt.isolar('flowt.tb_omni8_balde_sujo');
SELECT flowt.isolar('flowt.tb_omni8_agregado_hora');
SELECT flowt.isolar('flowt.tb_omni8_agregado_dia');
SELECT flowt.isolar('flowt.tb_omni8_agregado_produto_dia');
SELECT flowt.isolar('flowt.tb_omni8_agregado_item_dia');
SELECT flowt.isolar('flowt.tb_omni8_agregado_oferta_dia');
SELECT flowt.isolar('flowt.tb_omni8_agregado_visitante_dia');
SELECT flowt.isolar('flowt.tb_omni8_agregado_comprador_dia');
SELECT flowt.isolar('flowt.tb_omni8_agregado_unico');
GRANT SELECT ON flowt.tb_omni8_agregado_hora, flowt.tb_omni8_agregado_dia, flowt.tb_omni8_agregado_produto_dia, flowt.tb_omni8_agregado_item_dia, flowt.tb_omni8_agregado_oferta_dia,
    flowt.tb_omni8_agregado_visitante_dia, flowt.tb_omni8_agregado_comprador_dia, flowt.tb_omni8_agregado_unico TO flowt_api;
