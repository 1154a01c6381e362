-- Counted by the job alone (SECURITY DEFINER); requests read their tenant's, and nobody's marks. Weights and reviews are theirs.
SELECT flowt.isolar('flowt.tb_omni8_score_configuracao');
SELECT flowt.isolar('flowt.tb_omni8_score_sujo');
SELECT flowt.isolar('flowt.tb_omni8_score_pessoa');
SELECT flowt.isolar('flowt.tb_omni8_score_pessoa_dia');
SELECT flowt.isolar('flowt.tb_omni8_score_tenant_dia');
SELECT flowt.isolar('flowt.tb_omni8_score_revisao');
SELECT flowt.isolar('flowt.tb_omni8_score_revisao_passo');
GRANT SELECT ON flowt.tb_omni8_score_componente, flowt.tb_omni8_score_nivel, flowt.tb_omni8_segmento, flowt.tb_omni8_segmento_grade,
    flowt.tb_omni8_score_pessoa, flowt.tb_omni8_score_pessoa_dia, flowt.tb_omni8_score_tenant_dia TO flowt_api;
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_score_configuracao, flowt.tb_omni8_score_revisao TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_score_revisao_passo TO flowt_api;
