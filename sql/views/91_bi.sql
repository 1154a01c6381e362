-- What BI tools read (guide chapter 18.3). Columns are only ever added, at the end.
--
-- No view names cod_tenant: a login has one tenant, and a condition on it would let EXPLAIN tell, from the statistics of the
-- whole table, how large another one is. Texts pass through || '' for the same reason: an estimate for an expression comes
-- from no statistics. The time zone is a sub-select so that it is looked up once.

CREATE OR REPLACE VIEW bi.vw_omni8_fato_pedido WITH (security_invoker = true) AS
SELECT p.cod_pedido, p.num_pedido,
       (p.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia, p.dat_criacao,
       p.sta_pedido, s.des_status, p.tip_atendimento, p.tip_pagamento,
       (SELECT coalesce(sum(i.qtd_item), 0) FROM flowt.tb_omni8_pedido_item AS i WHERE i.cod_pedido = p.cod_pedido AND i.num_item_pai IS NULL)::bigint AS qtd_itens,
       p.vlr_itens, p.vlr_taxa_entrega, p.vlr_total,
       (p.vlr_itens / 100.0)::numeric(14, 2) AS vlr_itens_reais, (p.vlr_taxa_entrega / 100.0)::numeric(14, 2) AS vlr_taxa_entrega_reais,
       (p.vlr_total / 100.0)::numeric(14, 2) AS vlr_total_reais
  FROM flowt.tb_omni8_pedido AS p
  JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido;
COMMENT ON VIEW bi.vw_omni8_fato_pedido IS 'Pedidos, um por linha. Sem dados pessoais de quem comprou.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.cod_pedido IS 'Identificador do pedido.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.num_pedido IS 'Número do pedido na empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.dat_dia IS 'Dia em que foi feito, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.dat_criacao IS 'Momento em que foi feito.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.sta_pedido IS 'Status, em código.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.des_status IS 'Status, como o público o lê.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.tip_atendimento IS 'RETIRADA, ENTREGA ou LOCAL.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.tip_pagamento IS 'PIX, DINHEIRO ou CARTAO.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.qtd_itens IS 'Unidades compradas.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_itens IS 'Soma dos itens, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_taxa_entrega IS 'Taxa de entrega, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_total IS 'Total, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_itens_reais IS 'Soma dos itens, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_taxa_entrega_reais IS 'Taxa de entrega, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_total_reais IS 'Total, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_item WITH (security_invoker = true) AS
SELECT p.cod_produto, p.tip_item, p.num_sku || '' AS num_sku, p.nom_produto || '' AS nom_produto, p.cod_categoria, c.nom_categoria || '' AS nom_categoria,
       p.vlr_preco, (p.vlr_preco / 100.0)::numeric(14, 2) AS vlr_preco_reais, p.sta_produto, p.flg_destaque,
       (p.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_criacao, p.dat_criacao, p.dat_exclusao
  FROM flowt.tb_omni8_produto_servico AS p
  LEFT JOIN flowt.tb_omni8_categoria AS c ON c.cod_categoria = p.cod_categoria;
COMMENT ON VIEW bi.vw_omni8_dim_item IS 'Produtos e serviços, os excluídos também: pedidos antigos apontam para eles.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.cod_produto IS 'Identificador do item.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.tip_item IS 'PRODUTO ou SERVICO.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.num_sku IS 'Código do item para a empresa (SKU).';
COMMENT ON COLUMN bi.vw_omni8_dim_item.nom_produto IS 'Nome.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.cod_categoria IS 'Identificador da categoria, se tem.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.nom_categoria IS 'Nome da categoria, se tem.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.vlr_preco IS 'Preço de hoje, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.vlr_preco_reais IS 'Preço de hoje, em reais.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.sta_produto IS 'RASCUNHO, PUBLICADO ou ARQUIVADO.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.flg_destaque IS 'Aparece em destaque.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.dat_dia_criacao IS 'Dia da criação, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.dat_criacao IS 'Momento da criação.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.dat_exclusao IS 'Momento da exclusão, se foi excluído.';

CREATE OR REPLACE VIEW admin.vw_acesso_bi AS SELECT * FROM flowt.ver_acesso_bi();
COMMENT ON VIEW admin.vw_acesso_bi IS 'Logins de BI, em vigor e revogados, com suas conexões de agora.';
COMMENT ON COLUMN admin.vw_acesso_bi.cod_tenant IS 'Tenant que o login lê.';
COMMENT ON COLUMN admin.vw_acesso_bi.nom_slug IS 'Slug do tenant.';
COMMENT ON COLUMN admin.vw_acesso_bi.nom_login IS 'Login no servidor.';
COMMENT ON COLUMN admin.vw_acesso_bi.qtd_conexoes IS 'Conexões abertas agora.';
COMMENT ON COLUMN admin.vw_acesso_bi.qtd_maxima IS 'Conexões permitidas.';
COMMENT ON COLUMN admin.vw_acesso_bi.dat_criacao IS 'Quando foi criado.';
COMMENT ON COLUMN admin.vw_acesso_bi.dat_revogacao IS 'Quando foi revogado, se foi.';
COMMENT ON COLUMN admin.vw_acesso_bi.flg_no_servidor IS 'O login existe no servidor; falso sem revogação: os papéis não vieram na restauração.';
