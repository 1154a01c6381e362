-- Tracking (guide chapter 11.2): signing in and up. The server sees it, so a visitor does not declare it.

UPDATE flowt.tb_omni8_tipo_evento SET flg_servidor = true WHERE nom_tipo IN ('cadastro', 'login');
