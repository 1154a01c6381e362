-- Requests may put messages in, not read them: a code is for its recipient alone. The courier sees what it has claimed.
SELECT flowt.isolar('flowt.tb_omni8_mensagem');
GRANT SELECT ON flowt.tb_omni8_mensagem_modelo TO flowt_api;
GRANT INSERT ON flowt.tb_omni8_mensagem TO flowt_api;
GRANT SELECT ON admin.vw_mensagem TO flowt_dba;
