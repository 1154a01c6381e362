-- What BI reads: the views, and of the tables behind them the columns they name, never cod_tenant nor personal data.
-- Without USAGE on schema flowt no statement of a BI login can name these tables itself.
SELECT flowt.isolar(t::regclass, true) FROM unnest(ARRAY['flowt.tb_omni8_agregado_dia', 'flowt.tb_omni8_agregado_produto_dia', 'flowt.tb_omni8_agregado_oferta_dia', 'flowt.tb_omni8_categoria',
    'flowt.tb_omni8_estoque', 'flowt.tb_omni8_estoque_movimento', 'flowt.tb_omni8_oferta', 'flowt.tb_omni8_oferta_versao', 'flowt.tb_omni8_pedido', 'flowt.tb_omni8_pedido_atribuicao',
    'flowt.tb_omni8_pedido_estorno', 'flowt.tb_omni8_pedido_evento', 'flowt.tb_omni8_pedido_item', 'flowt.tb_omni8_produto_servico', 'flowt.tb_omni8_tenant',
    'flowt.tb_omni8_unidade', 'flowt.tb_omni8_variacao', 'flowt.tb_omni8_visita']) AS t;
GRANT SELECT (cod_pedido, num_pedido, dat_criacao, sta_pedido, tip_atendimento, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, cod_unidade, cod_pessoa, tip_canal,
    vlr_desconto, vlr_desconto_entrega, vlr_taxa_servico, vlr_gorjeta) ON flowt.tb_omni8_pedido TO flowt_bi;
GRANT SELECT (cod_pedido, num_item, num_item_pai, qtd_item, cod_produto, cod_variacao, cod_combo, num_sku, nom_produto, vlr_unitario, vlr_opcoes, vlr_bruto, vlr_desconto, vlr_liquido)
   ON flowt.tb_omni8_pedido_item TO flowt_bi;
GRANT SELECT (cod_pedido, num_evento, sta_para, dat_evento) ON flowt.tb_omni8_pedido_evento TO flowt_bi;
GRANT SELECT (cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido, dat_estorno) ON flowt.tb_omni8_pedido_estorno TO flowt_bi;
GRANT SELECT (cod_pedido, cod_visita, tip_canal, nom_origem, nom_midia, nom_campanha) ON flowt.tb_omni8_pedido_atribuicao TO flowt_bi;
GRANT SELECT (cod_visita, cod_visitante, cod_pessoa, dat_inicio, dat_fim, qtd_eventos, qtd_paginas, flg_evento_chave, flg_robo, tip_canal, nom_origem, nom_midia,
    nom_campanha, nom_conteudo, nom_termo, tip_clique, tip_canal_atribuido, nom_origem_atribuida, nom_midia_atribuida, nom_campanha_atribuida, dat_pagina, dat_item, dat_carrinho, dat_revisao, dat_checkout,
    dat_pos_venda)
   ON flowt.tb_omni8_visita TO flowt_bi;
GRANT SELECT (dat_dia, nom_tipo, tip_canal, qtd_eventos, qtd_visitas, vlr_eventos) ON flowt.tb_omni8_agregado_evento_dia TO flowt_bi;
GRANT SELECT (dat_dia, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item,
    qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos,
    qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda) ON flowt.tb_omni8_agregado_dia TO flowt_bi;
GRANT SELECT (dat_dia, cod_produto, qtd_visitas, qtd_adicionados, qtd_pedidos, qtd_vendidos, vlr_vendido) ON flowt.tb_omni8_agregado_produto_dia TO flowt_bi;
GRANT SELECT (dat_dia, cod_oferta, qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto) ON flowt.tb_omni8_agregado_oferta_dia TO flowt_bi;
GRANT SELECT (cod_produto, cod_variacao, qtd_estoque, qtd_reservada, qtd_minima, dat_alteracao) ON flowt.tb_omni8_estoque TO flowt_bi;
GRANT SELECT (cod_movimento, cod_produto, cod_variacao, qtd_movimento, tip_movimento, cod_origem, dat_criacao) ON flowt.tb_omni8_estoque_movimento TO flowt_bi;
GRANT SELECT (cod_variacao, nom_variacao) ON flowt.tb_omni8_variacao TO flowt_bi;
GRANT SELECT (nom_slug, nom_fantasia, tip_segmento, nom_cidade, sig_uf, des_fuso_horario, sta_tenant, dat_criacao) ON flowt.tb_omni8_tenant TO flowt_bi;
GRANT SELECT (cod_unidade, nom_unidade, nom_cidade, sig_uf, flg_principal, sta_unidade, dat_criacao) ON flowt.tb_omni8_unidade TO flowt_bi;
GRANT SELECT (cod_produto, tip_item, num_sku, nom_produto, cod_categoria, vlr_preco, sta_produto, flg_destaque, dat_criacao, dat_exclusao)
   ON flowt.tb_omni8_produto_servico TO flowt_bi;
GRANT SELECT (cod_categoria, nom_categoria, cod_categoria_mae, num_ordem, sta_categoria) ON flowt.tb_omni8_categoria TO flowt_bi;
GRANT SELECT (cod_oferta, dat_criacao) ON flowt.tb_omni8_oferta TO flowt_bi;
GRANT SELECT (cod_oferta, num_definicao, sta_oferta, nom_oferta, tip_oferta, tip_alvo, flg_cupom, dat_inicio, dat_fim) ON flowt.tb_omni8_oferta_versao TO flowt_bi;
-- The same for every company.
GRANT SELECT ON flowt.tb_omni8_pedido_status, flowt.tb_omni8_tipo_evento, flowt.tb_omni8_indicador, flowt.tb_omni8_feriado TO flowt_bi;
-- What the views compute with; none of these reads a tenant's row.
GRANT EXECUTE ON FUNCTION flowt.pedido_valido(text), flowt.minimo_de_engajamento(), flowt.prazo_de_conversao(), flowt.feriados(integer), flowt.pascoa(integer) TO flowt_bi;
GRANT SELECT ON bi.vw_omni8_fato_pedido, bi.vw_omni8_dim_item, bi.vw_omni8_fato_pedido_item, bi.vw_omni8_fato_estorno, bi.vw_omni8_fato_sessao, bi.vw_omni8_fato_evento_dia, bi.vw_omni8_fato_indicador_dia,
    bi.vw_omni8_fato_indicador_periodo, bi.vw_omni8_fato_item_dia, bi.vw_omni8_fato_oferta, bi.vw_omni8_fato_estoque, bi.vw_omni8_fato_estoque_movimento,
    bi.vw_omni8_dim_tenant, bi.vw_omni8_dim_unidade, bi.vw_omni8_dim_categoria, bi.vw_omni8_dim_calendario, bi.vw_omni8_dim_canal,
    bi.vw_omni8_dim_campanha, bi.vw_omni8_dim_oferta, bi.vw_omni8_dicionario TO flowt_bi;
