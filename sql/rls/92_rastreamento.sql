-- What happened is only added; of a visit and a visitor, requests change what they learn of them.
SELECT flowt.isolar('flowt.tb_omni8_visitante');
SELECT flowt.isolar('flowt.tb_omni8_visita');
SELECT flowt.isolar('flowt.tb_omni8_evento_tracking');
SELECT flowt.isolar('flowt.tb_omni8_evento_tracking_resto');
SELECT flowt.isolar('flowt.tb_omni8_evento_recebido');
SELECT flowt.isolar('flowt.tb_omni8_evento_rejeitado');
SELECT flowt.isolar('flowt.tb_omni8_carrinho_visita');
SELECT flowt.isolar('flowt.tb_omni8_pedido_atribuicao');
GRANT SELECT ON flowt.tb_omni8_tipo_evento TO flowt_api;
GRANT SELECT, INSERT, UPDATE (cod_pessoa, dat_primeira, dat_ultima) ON flowt.tb_omni8_visitante TO flowt_api;
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_visita, flowt.tb_omni8_carrinho_visita TO flowt_api;
GRANT SELECT, INSERT, UPDATE (flg_robo, cod_visitante) ON flowt.tb_omni8_evento_tracking TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_evento_recebido, flowt.tb_omni8_evento_rejeitado, flowt.tb_omni8_pedido_atribuicao TO flowt_api;
REVOKE ALL ON flowt.tb_omni8_evento_tracking_resto FROM flowt_rotina;
