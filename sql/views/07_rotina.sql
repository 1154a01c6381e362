-- Jobs as the DBA sees them (guide chapter 19.1).

CREATE OR REPLACE VIEW admin.vw_rotinas AS SELECT * FROM flowt.ver_rotinas();
COMMENT ON VIEW admin.vw_rotinas IS 'Rotinas: quando rodam, o que houve da última vez, e se estão atrasadas.';
COMMENT ON COLUMN admin.vw_rotinas.nom_rotina IS 'Rotina.';
COMMENT ON COLUMN admin.vw_rotinas.des_rotina IS 'O que faz.';
COMMENT ON COLUMN admin.vw_rotinas.des_intervalo IS 'De quanto em quanto tempo roda.';
COMMENT ON COLUMN admin.vw_rotinas.flg_ativa IS 'Roda.';
COMMENT ON COLUMN admin.vw_rotinas.dat_proxima IS 'Próxima vez.';
COMMENT ON COLUMN admin.vw_rotinas.flg_atrasada
    IS 'Passou da hora por mais de um intervalo (e de um minuto): o flowt courier não está rodando, ou não dá conta.';
COMMENT ON COLUMN admin.vw_rotinas.qtd_falhas IS 'Falhas seguidas.';
COMMENT ON COLUMN admin.vw_rotinas.sta_ultima IS 'Como acabou a última execução, ou EXECUTANDO.';
COMMENT ON COLUMN admin.vw_rotinas.dat_ultima IS 'Quando a última começou.';
COMMENT ON COLUMN admin.vw_rotinas.num_duracao_s IS 'Quanto durou, ou dura, em segundos.';
COMMENT ON COLUMN admin.vw_rotinas.qtd_feitos IS 'Quantas coisas fez.';
COMMENT ON COLUMN admin.vw_rotinas.des_erro IS 'SQLSTATE e função do erro, se falhou.';

CREATE OR REPLACE VIEW admin.vw_rotina_falhas AS SELECT * FROM flowt.ver_falhas_de_rotinas();
COMMENT ON VIEW admin.vw_rotina_falhas IS 'Tenants em que uma rotina falhou da última vez, enquanto seguia com os outros; sem linha, nenhum.';
COMMENT ON COLUMN admin.vw_rotina_falhas.nom_rotina IS 'Rotina.';
COMMENT ON COLUMN admin.vw_rotina_falhas.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN admin.vw_rotina_falhas.qtd_falhas IS 'Falhas seguidas.';
COMMENT ON COLUMN admin.vw_rotina_falhas.des_erro IS 'SQLSTATE e função da última.';
COMMENT ON COLUMN admin.vw_rotina_falhas.dat_primeira IS 'Desde quando falha.';
COMMENT ON COLUMN admin.vw_rotina_falhas.dat_ultima IS 'Quando falhou pela última vez.';
COMMENT ON COLUMN admin.vw_rotina_falhas.dat_proxima IS 'A partir de quando se tenta de novo.';
