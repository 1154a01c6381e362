SELECT flowt.isolar('flowt.tb_omni8_mesa');
SELECT flowt.isolar('flowt.tb_omni8_mesa_sessao');
SELECT flowt.isolar('flowt.tb_omni8_comanda');
SELECT flowt.isolar('flowt.tb_omni8_mesa_pedido');
SELECT flowt.isolar('flowt.tb_omni8_mesa_chamado');
SELECT flowt.isolar('flowt.tb_omni8_mesa_parcela');
GRANT SELECT, INSERT, UPDATE (nom_mesa, des_token, qtd_lugares, sta_mesa) ON flowt.tb_omni8_mesa TO flowt_api;
GRANT SELECT, INSERT, UPDATE (cod_mesa, sta_sessao, flg_taxa_servico, vlr_gorjeta, vlr_dividido, vlr_conta, des_liberacao, cod_usuario, dat_conta, dat_fechamento) ON flowt.tb_omni8_mesa_sessao TO flowt_api;
GRANT SELECT, INSERT, UPDATE (cod_mesa_sessao, cod_pessoa) ON flowt.tb_omni8_comanda TO flowt_api;
GRANT SELECT, INSERT, UPDATE (cod_mesa_sessao, vlr_taxa_servico, vlr_gorjeta) ON flowt.tb_omni8_mesa_pedido TO flowt_api;
GRANT SELECT, INSERT, UPDATE (cod_mesa_sessao, sta_chamado, cod_usuario, dat_atendimento) ON flowt.tb_omni8_mesa_chamado TO flowt_api;
-- A division is made anew until somebody has paid a part of it.
GRANT SELECT, INSERT, UPDATE (sta_parcela, tip_pagamento, vlr_recebido, cod_usuario, dat_pagamento), DELETE ON flowt.tb_omni8_mesa_parcela TO flowt_api;
