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
       (p.vlr_total / 100.0)::numeric(14, 2) AS vlr_total_reais,
       p.cod_unidade,
       p.cod_pessoa,
       p.tip_canal,
       coalesce(a.tip_canal, 'DIRETO') AS tip_canal_atribuido,
       a.nom_origem || '' AS nom_origem,
       a.nom_midia || '' AS nom_midia,
       a.nom_campanha || '' AS nom_campanha,
       p.vlr_desconto,
       p.vlr_desconto_entrega,
       p.vlr_taxa_servico,
       p.vlr_gorjeta,
       (SELECT coalesce(sum(x.vlr_estorno), 0) FROM flowt.tb_omni8_pedido_estorno AS x WHERE x.cod_pedido = p.cod_pedido)::bigint AS vlr_estornado,
       ((SELECT e.dat_evento FROM flowt.tb_omni8_pedido_evento AS e WHERE e.cod_pedido = p.cod_pedido AND e.sta_para = 'CONFIRMADO' ORDER BY e.num_evento LIMIT 1) AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_confirmacao,
       (SELECT e.dat_evento FROM flowt.tb_omni8_pedido_evento AS e WHERE e.cod_pedido = p.cod_pedido AND e.sta_para = 'CONFIRMADO' ORDER BY e.num_evento LIMIT 1) AS dat_confirmacao,
       flowt.pedido_valido(p.sta_pedido) AS flg_valido,
       (p.vlr_desconto / 100.0)::numeric(14, 2) AS vlr_desconto_reais
  FROM flowt.tb_omni8_pedido AS p
  JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
  LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_pedido = p.cod_pedido;
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
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.cod_unidade IS 'Unidade: vw_omni8_dim_unidade.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.cod_pessoa IS 'Pessoa, se quem comprou está cadastrado: vw_omni8_dim_pessoa.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.tip_canal IS 'Por onde se comprou: CARDAPIO, QR, MESA, WHATSAPP, LINK, BALCAO ou API.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.tip_canal_atribuido IS 'Canal a que se atribui: vw_omni8_dim_canal.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.nom_origem IS 'Origem a que se atribui (utm_source).';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.nom_midia IS 'Mídia a que se atribui (utm_medium).';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.nom_campanha IS 'Campanha a que se atribui: vw_omni8_dim_campanha.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_desconto IS 'Descontos nos itens e no pedido, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_desconto_entrega IS 'Desconto na entrega, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_taxa_servico IS 'Taxa de serviço, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_gorjeta IS 'Gorjeta, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_estornado IS 'Quanto do total se desfez, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.dat_dia_confirmacao IS 'Dia em que foi confirmado, no fuso da empresa; nulo se não foi. Receita bruta = soma de vlr_total por este dia.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.dat_confirmacao IS 'Momento em que foi confirmado, na primeira vez.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.flg_valido IS 'Conta como compra: nem intenção, nem à espera de pagamento, nem expirado, cancelado ou recusado.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_desconto_reais IS 'Descontos nos itens e no pedido, em reais.';

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
