-- Links as touches (guide chapter 11.2): the server sees them opened, so a visitor does not declare it.

UPDATE flowt.tb_omni8_tipo_evento SET flg_servidor = true WHERE nom_tipo IN ('qr_lido', 'link_clicado');
