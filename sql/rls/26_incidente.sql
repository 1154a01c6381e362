-- An incident is never deleted, and its history never changed.
SELECT flowt.isolar('flowt.tb_omni8_incidente');
SELECT flowt.isolar('flowt.tb_omni8_incidente_evento');
GRANT SELECT, INSERT ON flowt.tb_omni8_incidente, flowt.tb_omni8_incidente_evento TO flowt_api;
GRANT UPDATE (nom_incidente, des_incidente, tip_gravidade, sta_incidente, des_dados_afetados, qtd_titulares, flg_risco_relevante, flg_pequeno_porte, des_medidas, des_justificativa,
              dat_ocorrencia, dat_ciencia, dat_comunicacao_anpd, dat_comunicacao_titulares) ON flowt.tb_omni8_incidente TO flowt_api;
