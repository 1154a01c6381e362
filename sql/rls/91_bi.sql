-- What BI reads: the views, and of the tables behind them the columns they name, never cod_tenant nor personal data.
-- Without USAGE on schema flowt no statement of a BI login can name these tables itself.
SELECT flowt.isolar('flowt.tb_omni8_acesso_bi');
SELECT flowt.isolar('flowt.tb_omni8_pedido', true);
SELECT flowt.isolar('flowt.tb_omni8_pedido_item', true);
SELECT flowt.isolar('flowt.tb_omni8_produto_servico', true);
SELECT flowt.isolar('flowt.tb_omni8_categoria', true);
GRANT SELECT (cod_pedido, num_pedido, dat_criacao, sta_pedido, tip_atendimento, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total) ON flowt.tb_omni8_pedido TO flowt_bi;
GRANT SELECT (cod_pedido, num_item_pai, qtd_item) ON flowt.tb_omni8_pedido_item TO flowt_bi;
GRANT SELECT (cod_produto, tip_item, num_sku, nom_produto, cod_categoria, vlr_preco, sta_produto, flg_destaque, dat_criacao, dat_exclusao)
   ON flowt.tb_omni8_produto_servico TO flowt_bi;
GRANT SELECT (cod_categoria, nom_categoria) ON flowt.tb_omni8_categoria TO flowt_bi;
GRANT SELECT ON flowt.tb_omni8_pedido_status TO flowt_bi;
GRANT SELECT ON bi.vw_omni8_fato_pedido, bi.vw_omni8_dim_item TO flowt_bi;
GRANT SELECT ON admin.vw_acesso_bi TO flowt_dba;
