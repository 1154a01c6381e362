-- Requests may put messages in, not read them: a code is for its recipient alone.
SELECT flowt.isolar('flowt.tb_omni8_mensagem');
GRANT SELECT ON flowt.tb_omni8_mensagem_modelo TO flowt_api;
GRANT INSERT ON flowt.tb_omni8_mensagem TO flowt_api;
GRANT SELECT, UPDATE (sta_mensagem, qtd_tentativas, dat_proxima) ON flowt.tb_omni8_mensagem TO flowt_courier;
