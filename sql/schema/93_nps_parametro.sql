-- NPS (guide chapter 10.3): a coupon for a detractor is of an offer that there is.

UPDATE flowt.tb_omni8_parametro SET js_conteudo = '{"pattern": "^([1-9][0-9]{0,17})?$", "x-mensagem": "Informe o código de uma oferta, só com números, ou deixe em branco."}', nom_conferencia = 'conferir_oferta_de_detrator'
 WHERE nom_parametro = 'nps_detrator_oferta';
