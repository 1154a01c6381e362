-- Prices (guide chapter 6.3): what the one price function answers. Money in centavos.

CREATE TYPE flowt.linha_cotada AS (
    num_linha bigint, num_parte integer, cod_produto bigint, cod_variacao bigint, cod_combo bigint, num_sku text, nom_item text, qtd_item integer,
    vlr_unitario bigint, vlr_opcoes bigint, js_opcoes jsonb, vlr_bruto bigint, vlr_desconto bigint, vlr_liquido bigint, flg_disponivel boolean, des_problema text
);
COMMENT ON TYPE flowt.linha_cotada IS 'Linha com seu preço em um momento: num_parte 0 é a linha como comprada; 1 em diante, os componentes de um combo, que somam a linha.';

CREATE TYPE flowt.desconto_cotado AS (num_linha bigint, cod_oferta bigint, des_cupom text, nom_oferta text, tip_alvo text, vlr_desconto bigint, des_motivo text);
COMMENT ON TYPE flowt.desconto_cotado IS 'Um desconto e seu motivo; num_linha nulo: do pedido ou do frete. tip_alvo ITEM, PEDIDO, FRETE ou BRINDE.';

CREATE TYPE flowt.cotacao AS (
    linhas flowt.linha_cotada[], descontos flowt.desconto_cotado[], vlr_itens bigint, vlr_desconto bigint, vlr_frete bigint, vlr_desconto_frete bigint,
    vlr_total bigint, js_cupons jsonb, flg_disponivel boolean
);
COMMENT ON TYPE flowt.cotacao IS 'Preço de uma compra em um momento: vlr_total = vlr_itens − vlr_desconto + vlr_frete − vlr_desconto_frete; js_cupons diz de cada cupom se foi aceito e por quê.';

-- What passes between the steps of the price function.
CREATE TYPE flowt.linha_base AS (
    num_indice integer, num_linha bigint, cod_produto bigint, cod_combo bigint, cod_categorias bigint[], qtd_item integer, vlr_bruto bigint, vlr_opcoes bigint
);
COMMENT ON TYPE flowt.linha_base IS 'O que uma oferta vê de uma linha; vlr_opcoes é o dos complementos da linha inteira. A ordem não depende da do carrinho.';

CREATE TYPE flowt.oferta_candidata AS (
    cod_oferta bigint, nom_oferta text, tip_oferta text, tip_alvo text, num_percentual numeric, vlr_desconto bigint, vlr_preco bigint, qtd_leve integer, qtd_pague integer,
    cod_brinde bigint, qtd_brinde integer, vlr_minimo bigint, vlr_maximo bigint, vlr_saldo bigint, num_prioridade integer, flg_cumulativa boolean,
    dat_inicio timestamptz, dat_fim timestamptz, tip_pagamentos text[], cod_cupom bigint, des_cupom text, linhas integer[], des_recusa text
);
COMMENT ON TYPE flowt.oferta_candidata IS 'Uma oferta diante de uma compra: o que dá, as linhas que alcança, o que resta do orçamento e, se não vale aqui, por quê.';

CREATE TYPE flowt.abatimento AS (num_oferta integer, num_indice integer, vlr_desconto bigint);
COMMENT ON TYPE flowt.abatimento IS 'Quanto uma candidata tira de uma linha, ambas por sua posição.';
