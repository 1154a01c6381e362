-- What BI tools read (guide chapter 18.3). Columns are only ever added, at the end.
--
-- No view names cod_tenant: a login has one tenant, and a condition on it would let EXPLAIN tell, from the statistics of the
-- whole table, how large another one is. Texts pass through || '' for the same reason: an estimate for an expression comes
-- from no statistics. The time zone is a sub-select so that it is looked up once.
-- What is joined is unique by what it is joined on: a join of which nothing is asked for falls away, and the rest is one hash.

CREATE OR REPLACE VIEW bi.vw_omni8_fato_pedido WITH (security_invoker = true) AS
SELECT p.cod_pedido, p.num_pedido,
       (p.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia, p.dat_criacao,
       p.sta_pedido, s.des_status, p.tip_atendimento, p.tip_pagamento,
       coalesce(i.qtd_itens, 0)::bigint AS qtd_itens,
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
       coalesce(r.vlr_estornado, 0)::bigint AS vlr_estornado,
       (f.dat_evento AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_confirmacao,
       f.dat_evento AS dat_confirmacao,
       flowt.pedido_valido(p.sta_pedido) AS flg_valido,
       (p.vlr_desconto / 100.0)::numeric(14, 2) AS vlr_desconto_reais
  FROM flowt.tb_omni8_pedido AS p
  JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
  LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_pedido = p.cod_pedido
  LEFT JOIN (SELECT DISTINCT ON (e.cod_pedido) e.cod_pedido, e.dat_evento FROM flowt.tb_omni8_pedido_evento AS e WHERE e.sta_para = 'CONFIRMADO'
              ORDER BY e.cod_pedido, e.num_evento) AS f
    ON f.cod_pedido = p.cod_pedido
  LEFT JOIN (SELECT x.cod_pedido, sum(x.qtd_item) AS qtd_itens FROM flowt.tb_omni8_pedido_item AS x WHERE x.num_item_pai IS NULL
              GROUP BY x.cod_pedido) AS i ON i.cod_pedido = p.cod_pedido
  LEFT JOIN (SELECT x.cod_pedido, sum(x.vlr_estorno) AS vlr_estornado FROM flowt.tb_omni8_pedido_estorno AS x GROUP BY x.cod_pedido) AS r
    ON r.cod_pedido = p.cod_pedido;
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
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.dat_dia_confirmacao
    IS 'Dia em que foi confirmado, no fuso da empresa; nulo se não foi. Receita bruta = soma de vlr_total por este dia.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.dat_confirmacao IS 'Momento em que foi confirmado, na primeira vez.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.flg_valido
    IS 'Conta como compra: nem intenção, nem à espera de pagamento, nem expirado, cancelado ou recusado.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido.vlr_desconto_reais IS 'Descontos nos itens e no pedido, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_pedido_item WITH (security_invoker = true) AS
SELECT i.cod_pedido, i.num_item, i.num_item_pai, (p.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia, p.dat_criacao,
       (f.dat_evento AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_confirmacao,
       p.sta_pedido, flowt.pedido_valido(p.sta_pedido) AS flg_valido, p.cod_unidade, i.cod_produto, i.cod_variacao, i.cod_combo,
       i.num_sku || '' AS num_sku, i.nom_produto || '' AS nom_produto, i.num_item_pai IS NULL AS flg_linha, i.cod_produto IS NOT NULL AS flg_item,
       i.qtd_item, i.vlr_unitario, i.vlr_opcoes, i.vlr_bruto, i.vlr_desconto, i.vlr_liquido, (i.vlr_bruto / 100.0)::numeric(14, 2) AS vlr_bruto_reais,
       (i.vlr_desconto / 100.0)::numeric(14, 2) AS vlr_desconto_reais, (i.vlr_liquido / 100.0)::numeric(14, 2) AS vlr_liquido_reais
  FROM flowt.tb_omni8_pedido_item AS i
  JOIN flowt.tb_omni8_pedido AS p ON p.cod_pedido = i.cod_pedido
  LEFT JOIN (SELECT DISTINCT ON (e.cod_pedido) e.cod_pedido, e.dat_evento FROM flowt.tb_omni8_pedido_evento AS e WHERE e.sta_para = 'CONFIRMADO'
              ORDER BY e.cod_pedido, e.num_evento) AS f
    ON f.cod_pedido = p.cod_pedido;
COMMENT ON VIEW bi.vw_omni8_fato_pedido_item
    IS 'Linhas dos pedidos. Some as de flg_linha para ter o valor dos itens de um pedido (um combo é uma linha), ou as de flg_item para ter o de '
       'cada item (as partes do combo dividem o preço dele).';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.cod_pedido IS 'Pedido: vw_omni8_fato_pedido.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.num_item IS 'Número da linha no pedido.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.num_item_pai IS 'Linha do combo de que esta é parte, se é.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.dat_dia IS 'Dia em que o pedido foi feito, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.dat_criacao IS 'Momento em que o pedido foi feito.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.dat_dia_confirmacao IS 'Dia em que o pedido foi confirmado, no fuso da empresa; nulo se não foi.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.sta_pedido IS 'Status do pedido, em código.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.flg_valido IS 'O pedido conta como compra.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.cod_unidade IS 'Unidade: vw_omni8_dim_unidade.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.cod_produto IS 'Item: vw_omni8_dim_item; nulo na linha de um combo.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.cod_variacao IS 'Variação do item, se tem.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.cod_combo IS 'Combo, se a linha é de um ou parte de um.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.num_sku IS 'Código do item (SKU) no momento da compra.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.nom_produto IS 'Nome no momento da compra.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.flg_linha
    IS 'É uma linha do pedido, e não parte de um combo: soma de vlr_bruto = vlr_itens do pedido.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.flg_item IS 'É de um item, e não o combo que o contém: é o que conta para os itens mais vendidos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.qtd_item IS 'Unidades.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_unitario IS 'Preço de uma unidade com suas opções, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_opcoes IS 'Das opções, em uma unidade, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_bruto IS 'Antes dos descontos, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_desconto IS 'Descontos da linha, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_liquido IS 'Depois dos descontos da linha, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_bruto_reais IS 'Antes dos descontos, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_desconto_reais IS 'Descontos da linha, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_pedido_item.vlr_liquido_reais IS 'Depois dos descontos da linha, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_estorno WITH (security_invoker = true) AS
SELECT s.cod_pedido, s.num_estorno, (s.dat_estorno AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia, s.dat_estorno, s.tip_estorno,
       EXISTS (SELECT FROM flowt.tb_omni8_pedido_evento AS e WHERE e.cod_pedido = s.cod_pedido AND e.sta_para = 'CONFIRMADO') AS flg_confirmado,
       s.vlr_estorno, s.vlr_devolvido, (s.vlr_estorno / 100.0)::numeric(14, 2) AS vlr_estorno_reais,
       (s.vlr_devolvido / 100.0)::numeric(14, 2) AS vlr_devolvido_reais
  FROM flowt.tb_omni8_pedido_estorno AS s;
COMMENT ON VIEW bi.vw_omni8_fato_estorno
    IS 'O que se desfez de pedidos: cancelamentos, devoluções e estornos parciais. Receita líquida = receita bruta menos vlr_estorno dos de '
       'flg_confirmado, no dia do estorno.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.cod_pedido IS 'Pedido: vw_omni8_fato_pedido.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.num_estorno IS 'Número do estorno no pedido.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.dat_dia IS 'Dia do estorno, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.dat_estorno IS 'Momento do estorno.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.tip_estorno IS 'CANCELAMENTO, DEVOLUCAO (de itens) ou PARCIAL (só dinheiro).';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.flg_confirmado IS 'O pedido chegou a ser confirmado: só então o estorno desconta receita.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.vlr_estorno IS 'Quanto do total do pedido se desfez, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.vlr_devolvido IS 'Dinheiro que volta a quem pagou, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.vlr_estorno_reais IS 'Quanto do total do pedido se desfez, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_estorno.vlr_devolvido_reais IS 'Dinheiro que volta a quem pagou, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_sessao WITH (security_invoker = true) AS
SELECT w.cod_visita, w.cod_visitante, w.cod_pessoa, (w.dat_inicio AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia, w.dat_inicio, w.dat_fim,
       floor(extract(epoch FROM w.dat_fim - w.dat_inicio))::bigint AS qtd_segundos, w.qtd_eventos, w.qtd_paginas,
       w.dat_fim - w.dat_inicio > flowt.minimo_de_engajamento() OR w.qtd_paginas >= 2 OR w.flg_evento_chave AS flg_engajada, w.tip_canal,
       w.nom_origem || '' AS nom_origem, w.nom_midia || '' AS nom_midia, w.nom_campanha || '' AS nom_campanha, w.tip_canal_atribuido,
       w.nom_origem_atribuida || '' AS nom_origem_atribuida, w.nom_midia_atribuida || '' AS nom_midia_atribuida,
       w.nom_campanha_atribuida || '' AS nom_campanha_atribuida, w.dat_pagina IS NOT NULL AS flg_funil_pagina,
       coalesce(w.dat_item >= w.dat_pagina, false) AS flg_funil_item,
       coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item, false) AS flg_funil_carrinho,
       coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item AND w.dat_revisao >= w.dat_carrinho AND w.dat_checkout >= w.dat_revisao,
                false) AS flg_funil_checkout,
       coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item AND w.dat_revisao >= w.dat_carrinho AND w.dat_checkout >= w.dat_revisao
                AND o.primeiro >= w.dat_checkout, false) AS flg_funil_pedido,
       w.dat_checkout IS NOT NULL AS flg_checkout,
       coalesce(o.primeiro BETWEEN w.dat_checkout AND w.dat_checkout + flowt.prazo_de_conversao(), false) AS flg_checkout_convertido,
       o.primeiro IS NOT NULL AS flg_pedido,
       coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item AND w.dat_revisao >= w.dat_carrinho, false) AS flg_funil_revisao,
       coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item AND w.dat_revisao >= w.dat_carrinho AND w.dat_checkout >= w.dat_revisao
                AND o.primeiro >= w.dat_checkout AND w.dat_pos_venda >= o.primeiro, false) AS flg_funil_pos_venda,
       w.nom_conteudo || '' AS nom_conteudo, w.nom_termo || '' AS nom_termo, w.tip_clique || '' AS tip_clique
  FROM flowt.tb_omni8_visita AS w
  LEFT JOIN (SELECT x.cod_visita, min(d.dat_criacao) AS primeiro FROM flowt.tb_omni8_pedido_atribuicao AS x
               JOIN flowt.tb_omni8_pedido AS d ON d.cod_pedido = x.cod_pedido AND flowt.pedido_valido(d.sta_pedido)
              GROUP BY x.cod_visita) AS o ON o.cod_visita = w.cod_visita
 WHERE NOT w.flg_robo;
COMMENT ON VIEW bi.vw_omni8_fato_sessao
    IS 'Visitas (sessões de navegação), uma por linha, sem as de robôs. Visitantes únicos = contagem distinta de cod_visitante; conversão = visitas '
       'com flg_pedido ÷ visitas.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.cod_visita IS 'Identificador da visita.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.cod_visitante IS 'Visitante: um número, sem ligação com o navegador. Sem consentimento, vale por um dia.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.cod_pessoa IS 'Pessoa, se se identificou e consentiu: vw_omni8_dim_pessoa.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.dat_dia IS 'Dia em que começou, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.dat_inicio IS 'Primeiro evento.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.dat_fim IS 'Último evento.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.qtd_segundos IS 'Duração, em segundos inteiros.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.qtd_eventos IS 'Eventos.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.qtd_paginas IS 'Páginas vistas.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_engajada IS 'Engajada: mais de 10 s, 2 páginas ou um evento-chave. Numerador do engajamento.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.tip_canal IS 'Canal do primeiro toque da visita.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_origem IS 'Origem (utm_source, ou o site de onde veio).';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_midia IS 'Mídia (utm_medium).';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_campanha IS 'Campanha (utm_campaign).';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.tip_canal_atribuido
    IS 'Canal a que se atribui (o último não direto em 30 dias), como nos painéis: vw_omni8_dim_canal.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_origem_atribuida IS 'Origem a que se atribui.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_midia_atribuida IS 'Mídia a que se atribui.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_campanha_atribuida IS 'Campanha a que se atribui: vw_omni8_dim_campanha.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_funil_pagina IS 'Funil: viu uma página.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_funil_item IS 'Funil: depois, viu um item.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_funil_carrinho IS 'Funil: depois, pôs um item no carrinho.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_funil_checkout IS 'Funil: depois, começou a fechar a compra.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_funil_pedido IS 'Funil: depois, fez um pedido válido.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_checkout
    IS 'Começou a fechar a compra, com ou sem os passos de antes. Denominador do abandono no fechamento.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_checkout_convertido IS 'O fechamento virou pedido válido em 24 h.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_pedido IS 'Teve um pedido válido. Numerador da conversão.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_funil_revisao IS 'Funil: depois do item no carrinho e antes do fechamento, reviu o carrinho.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.flg_funil_pos_venda
    IS 'Funil: depois do pedido, respondeu à pesquisa, reclamou, devolveu ou pediu de novo.';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_conteudo IS 'Conteúdo do anúncio ou link por que veio (utm_content).';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.nom_termo IS 'Palavra do anúncio por que veio (utm_term).';
COMMENT ON COLUMN bi.vw_omni8_fato_sessao.tip_clique IS 'Rede de anúncios cujo identificador de clique trouxe: gclid, fbclid…';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_evento_dia WITH (security_invoker = true) AS
SELECT d.dat_dia, d.nom_tipo || '' AS nom_tipo, t.des_tipo, d.tip_canal, d.qtd_eventos, d.qtd_visitas, d.vlr_eventos
  FROM flowt.tb_omni8_agregado_evento_dia AS d
  JOIN flowt.tb_omni8_tipo_evento AS t ON t.nom_tipo = d.nom_tipo;
COMMENT ON VIEW bi.vw_omni8_fato_evento_dia IS 'Eventos de cada dia, por tipo e canal, sem os de robôs.';
COMMENT ON COLUMN bi.vw_omni8_fato_evento_dia.dat_dia IS 'Dia, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_evento_dia.nom_tipo IS 'Tipo de evento.';
COMMENT ON COLUMN bi.vw_omni8_fato_evento_dia.des_tipo IS 'O que aconteceu.';
COMMENT ON COLUMN bi.vw_omni8_fato_evento_dia.tip_canal IS 'Canal da visita: vw_omni8_dim_canal.';
COMMENT ON COLUMN bi.vw_omni8_fato_evento_dia.qtd_eventos IS 'Eventos.';
COMMENT ON COLUMN bi.vw_omni8_fato_evento_dia.qtd_visitas IS 'Visitas distintas que os tiveram nesse dia: não se somam entre tipos.';
COMMENT ON COLUMN bi.vw_omni8_fato_evento_dia.vlr_eventos IS 'Soma dos valores que os eventos trazem, em centavos. Receita sai dos pedidos.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_indicador_dia WITH (security_invoker = true) AS
SELECT d.dat_dia, d.tip_canal, d.nom_campanha || '' AS nom_campanha, d.cod_unidade, d.qtd_visitas, d.qtd_visitas_engajadas,
       d.qtd_visitas - d.qtd_visitas_engajadas AS qtd_visitas_rejeitadas, d.qtd_visitas_com_pedido, d.qtd_paginas, d.qtd_funil_pagina,
       d.qtd_funil_item, d.qtd_funil_carrinho, d.qtd_funil_checkout, d.qtd_funil_pedido, d.qtd_checkouts, d.qtd_checkouts_convertidos,
       d.qtd_checkouts - d.qtd_checkouts_convertidos AS qtd_checkouts_abandonados, d.qtd_carrinhos, d.qtd_carrinhos_convertidos, d.qtd_pedidos,
       d.qtd_pedidos_confirmados, d.qtd_cancelados, d.qtd_estornos, d.vlr_bruto, d.vlr_estornado, d.vlr_bruto - d.vlr_estornado AS vlr_liquido,
       (d.vlr_bruto / 100.0)::numeric(14, 2) AS vlr_bruto_reais, ((d.vlr_bruto - d.vlr_estornado) / 100.0)::numeric(14, 2) AS vlr_liquido_reais,
       d.qtd_funil_revisao, d.qtd_funil_pos_venda
  FROM flowt.tb_omni8_agregado_dia AS d;
COMMENT ON VIEW bi.vw_omni8_fato_indicador_dia
    IS 'As somas de que se fazem os indicadores, por dia, canal, campanha e unidade: somadas em um período, dão o mesmo que painéis e API. Some '
       'numeradores e denominadores e só depois divida. Visitas não têm unidade. Contagens de únicos não se somam: saem de vw_omni8_fato_sessao ou '
       'vw_omni8_fato_indicador_periodo.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.dat_dia IS 'Dia, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.tip_canal IS 'Canal a que se atribui: vw_omni8_dim_canal.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.nom_campanha IS 'Campanha a que se atribui: vw_omni8_dim_campanha.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.cod_unidade IS 'Unidade, do que é de pedidos: vw_omni8_dim_unidade.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_visitas IS 'Visitas iniciadas, sem robôs. Denominador de engajamento, rejeição e conversão.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_visitas_engajadas IS 'Numerador do engajamento.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_visitas_rejeitadas IS 'Numerador da rejeição.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_visitas_com_pedido IS 'Numerador da conversão.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_paginas IS 'Páginas vistas.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_funil_pagina IS 'Funil: visitas que viram uma página.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_funil_item IS 'Funil: que depois viram um item.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_funil_carrinho IS 'Funil: que depois puseram um item no carrinho.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_funil_checkout IS 'Funil: que depois começaram a fechar a compra.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_funil_pedido IS 'Funil: que depois fizeram um pedido válido.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_checkouts IS 'Visitas que começaram a fechar a compra. Denominador do abandono no fechamento.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_checkouts_convertidos IS 'Das que começaram a fechar, as com pedido válido em 24 h.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_checkouts_abandonados IS 'Numerador do abandono no fechamento.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_carrinhos
    IS 'Carrinhos criados. Denominador do abandono de carrinho; os de menos de 24 h ainda não contam no indicador.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_carrinhos_convertidos IS 'Dos criados, os que viraram pedido em 24 h.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_pedidos IS 'Pedidos feitos. Denominador do cancelamento.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_pedidos_confirmados
    IS 'Pedidos confirmados, no dia da confirmação. Denominador do ticket médio.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_cancelados
    IS 'Pedidos cancelados ou recusados, no dia em que o foram. Numerador do cancelamento.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_estornos IS 'Estornos, no dia do estorno.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.vlr_bruto IS 'Receita bruta, em centavos, no dia da confirmação. Numerador do ticket médio.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.vlr_estornado IS 'Estornos de pedidos confirmados, em centavos, no dia do estorno.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.vlr_liquido IS 'Receita líquida, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.vlr_bruto_reais IS 'Receita bruta, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.vlr_liquido_reais IS 'Receita líquida, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_funil_revisao IS 'Funil: que depois do item no carrinho o reviram.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_dia.qtd_funil_pos_venda
    IS 'Funil: que depois do pedido responderam à pesquisa, reclamaram, devolveram ou pediram de novo.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_indicador_periodo WITH (security_invoker = true) AS
SELECT i.dat_de, i.dat_ate, i.nom_indicador, c.des_indicador, c.tip_unidade, c.des_formula, i.num_numerador::numeric(14, 2) AS num_numerador,
       i.num_denominador::numeric(14, 2) AS num_denominador, i.num_valor::numeric(14, 4) AS num_valor, i.dat_apurado
  FROM flowt.indicadores_bi() AS i
  JOIN flowt.tb_omni8_indicador AS c ON c.nom_indicador = i.nom_indicador;
COMMENT ON VIEW bi.vw_omni8_fato_indicador_periodo
    IS 'Todos os indicadores nos períodos com que os painéis abrem: 1, 7, 30 e 90 dias até hoje e os anteriores a eles, este mês e o passado. É a '
       'mesma função dos painéis e da API, únicos inclusive.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.dat_de IS 'Primeiro dia do período.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.dat_ate IS 'Último dia, inclusive.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.nom_indicador IS 'Indicador.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.des_indicador IS 'Como se lê na tela.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.tip_unidade IS 'INTEIRO, FRACAO (0,024 é 2,4 %), CENTAVOS, ou outra que o próprio nome diz.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.des_formula IS 'Numerador e denominador, em palavras.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.num_numerador IS 'Numerador.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.num_denominador IS 'Denominador.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.num_valor IS 'Valor; nulo sem denominador.';
COMMENT ON COLUMN bi.vw_omni8_fato_indicador_periodo.dat_apurado IS 'Até quando os fatos estão apurados.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_item_dia WITH (security_invoker = true) AS
SELECT d.dat_dia, d.cod_produto, d.qtd_visitas, d.qtd_adicionados, d.qtd_pedidos, d.qtd_vendidos, d.vlr_vendido,
       (d.vlr_vendido / 100.0)::numeric(14, 2) AS vlr_vendido_reais
  FROM flowt.tb_omni8_agregado_produto_dia AS d;
COMMENT ON VIEW bi.vw_omni8_fato_item_dia IS 'Cada item em cada dia: visto, posto no carrinho, vendido.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.dat_dia IS 'Dia, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.cod_produto IS 'Item: vw_omni8_dim_item.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.qtd_visitas IS 'Visitas iniciadas no dia que o viram.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.qtd_adicionados IS 'Vezes que foi posto no carrinho.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.qtd_pedidos IS 'Pedidos confirmados no dia que o têm.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.qtd_vendidos IS 'Unidades neles.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.vlr_vendido IS 'Valor líquido delas, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_item_dia.vlr_vendido_reais IS 'Valor líquido delas, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_oferta WITH (security_invoker = true) AS
SELECT d.dat_dia, d.cod_oferta, sum(d.qtd_vistas)::bigint AS qtd_vistas, sum(d.qtd_cliques)::bigint AS qtd_cliques,
       sum(d.qtd_usos)::bigint AS qtd_usos,
       sum(d.vlr_desconto)::bigint AS vlr_desconto, (sum(d.vlr_desconto) / 100.0)::numeric(14, 2) AS vlr_desconto_reais
  FROM flowt.tb_omni8_agregado_oferta_dia AS d
 GROUP BY d.dat_dia, d.cod_oferta;
COMMENT ON VIEW bi.vw_omni8_fato_oferta IS 'Cada oferta em cada dia: vista, escolhida, usada. CTR = qtd_cliques ÷ qtd_vistas.';
COMMENT ON COLUMN bi.vw_omni8_fato_oferta.dat_dia IS 'Dia, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_oferta.cod_oferta IS 'Oferta: vw_omni8_dim_oferta.';
COMMENT ON COLUMN bi.vw_omni8_fato_oferta.qtd_vistas IS 'Visitas do dia que a viram. Denominador do CTR.';
COMMENT ON COLUMN bi.vw_omni8_fato_oferta.qtd_cliques IS 'Dessas, as que a escolheram. Numerador do CTR.';
COMMENT ON COLUMN bi.vw_omni8_fato_oferta.qtd_usos IS 'Pedidos confirmados no dia com desconto dela.';
COMMENT ON COLUMN bi.vw_omni8_fato_oferta.vlr_desconto IS 'Soma desses descontos, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_oferta.vlr_desconto_reais IS 'Soma desses descontos, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_estoque WITH (security_invoker = true) AS
SELECT e.cod_produto, nullif(e.cod_variacao, 0) AS cod_variacao, v.nom_variacao || '' AS nom_variacao, e.qtd_estoque, e.qtd_reservada,
       e.qtd_estoque - e.qtd_reservada AS qtd_disponivel, e.qtd_minima, e.qtd_estoque - e.qtd_reservada <= e.qtd_minima AS flg_baixo,
       (e.dat_alteracao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_alteracao, e.dat_alteracao
  FROM flowt.tb_omni8_estoque AS e
  LEFT JOIN flowt.tb_omni8_variacao AS v ON v.cod_variacao = e.cod_variacao;
COMMENT ON VIEW bi.vw_omni8_fato_estoque IS 'Saldo de agora dos itens com estoque controlado; os que não estão aqui não têm limite.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.cod_produto IS 'Item: vw_omni8_dim_item.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.cod_variacao IS 'Variação; nulo, o próprio item.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.nom_variacao IS 'Nome da variação.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.qtd_estoque IS 'Unidades que há.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.qtd_reservada
    IS 'Destas, as prometidas a compras em andamento; as reservas vencidas contam até a rotina as liberar, em um minuto.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.qtd_disponivel IS 'Unidades à venda.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.qtd_minima IS 'Estoque mínimo.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.flg_baixo IS 'Está no mínimo ou abaixo dele.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.dat_dia_alteracao IS 'Dia do último movimento, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque.dat_alteracao IS 'Momento do último movimento.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_estoque_movimento WITH (security_invoker = true) AS
SELECT m.cod_movimento, (m.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia, m.dat_criacao, m.cod_produto,
       nullif(m.cod_variacao, 0) AS cod_variacao, m.tip_movimento, m.tip_movimento NOT IN ('RESERVA', 'LIBERACAO') AS flg_fisico, m.qtd_movimento,
       m.cod_origem AS cod_pedido
  FROM flowt.tb_omni8_estoque_movimento AS m;
COMMENT ON VIEW bi.vw_omni8_fato_estoque_movimento
    IS 'Movimentos de estoque: a soma de qtd_movimento dos que não são RESERVA nem LIBERACAO é o estoque; a desses dois, o reservado.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.cod_movimento IS 'Sequência.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.dat_dia IS 'Dia, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.dat_criacao IS 'Momento.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.cod_produto IS 'Item: vw_omni8_dim_item.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.cod_variacao IS 'Variação; nulo, o próprio item.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.tip_movimento
    IS 'ENTRADA, SAIDA, AJUSTE (contagem), PERDA, VENDA, DEVOLUCAO, RESERVA ou LIBERACAO.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.flg_fisico IS 'Muda o estoque, e não só o que está reservado.';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.qtd_movimento IS 'Unidades que entram (positivo) ou saem (negativo).';
COMMENT ON COLUMN bi.vw_omni8_fato_estoque_movimento.cod_pedido IS 'Pedido, se veio de um: vw_omni8_fato_pedido.';
