-- The outbox as the DBA sees it (guide chapter 19.1).

CREATE OR REPLACE VIEW admin.vw_mensagem AS SELECT * FROM flowt.ver_mensagem();
COMMENT ON VIEW admin.vw_mensagem IS 'Caixa de saída por canal: o que espera, há quanto tempo, e o que houve com as mensagens das últimas 24 horas.';
COMMENT ON COLUMN admin.vw_mensagem.tip_canal IS 'EMAIL, SMS ou WHATSAPP.';
COMMENT ON COLUMN admin.vw_mensagem.qtd_pendentes IS 'Mensagens que esperam, na hora ou não.';
COMMENT ON COLUMN admin.vw_mensagem.qtd_enviando IS 'Mensagens que um courier tomou.';
COMMENT ON COLUMN admin.vw_mensagem.qtd_na_hora IS 'Mensagens que já deviam estar saindo.';
COMMENT ON COLUMN admin.vw_mensagem.num_espera_s IS 'Há quantos segundos a mais antiga delas está na hora.';
COMMENT ON COLUMN admin.vw_mensagem.flg_parado IS 'Há mais de um minuto: nenhum courier envia por este canal, ou não dá conta.';
COMMENT ON COLUMN admin.vw_mensagem.qtd_enviadas_dia IS 'Enviadas, das geradas nas últimas 24 horas.';
COMMENT ON COLUMN admin.vw_mensagem.qtd_falhas_dia IS 'Das mesmas, as que falharam.';
COMMENT ON COLUMN admin.vw_mensagem.qtd_expiradas_dia IS 'Das mesmas, as que expiraram sem ser enviadas.';
COMMENT ON COLUMN admin.vw_mensagem.dat_ultimo_envio IS 'Das mesmas, quando saiu a última.';
COMMENT ON COLUMN admin.vw_mensagem.des_ultimo_erro IS 'Das mesmas, o erro da mais nova que teve um.';
