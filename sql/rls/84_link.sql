-- A link is never deleted: what is printed answers that it was revoked. Whose token it is never changes.
SELECT flowt.isolar('flowt.tb_omni8_link');
SELECT flowt.isolar('flowt.tb_omni8_link_acesso');
SELECT flowt.isolar('flowt.tb_omni8_link_visto');
GRANT SELECT, INSERT, UPDATE (nom_link, tip_destino, cod_unidade, cod_mesa, cod_produto, cod_combo, cod_oferta, des_url, cod_indicador, tip_canal, nom_campanha, nom_origem, nom_midia, nom_conteudo,
    flg_pagina, num_ordem, sta_link, dat_expiracao, dat_revogacao) ON flowt.tb_omni8_link TO flowt_api;
GRANT SELECT, INSERT, UPDATE (qtd_cliques, qtd_visitantes, qtd_robos, qtd_consultas) ON flowt.tb_omni8_link_acesso TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_link_visto TO flowt_api;
