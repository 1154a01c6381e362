-- Of a value requests may only bring the end forward or back; the api functions never delete one that has begun.
SELECT flowt.isolar('flowt.tb_omni8_parametro_valor');
GRANT SELECT ON flowt.tb_omni8_parametro TO flowt_api;
GRANT SELECT, INSERT, UPDATE (dat_fim), DELETE ON flowt.tb_omni8_parametro_valor TO flowt_api;
