-- What is asked of the one price function (guide chapter 6.3). Money in centavos.

CREATE TYPE flowt.linha_de_compra AS (num_linha bigint, cod_produto bigint, cod_variacao bigint, cod_combo bigint, js_opcoes jsonb, qtd_item integer);
COMMENT ON TYPE flowt.linha_de_compra IS 'O que se quer comprar: um item (com variação e complementos) ou um combo (com as escolhas de cada grupo), e quantos.';

CREATE TYPE flowt.contexto_de_compra AS (
    cod_unidade bigint, cod_pessoa bigint, tip_canal text, tip_atendimento text, tip_pagamento text, des_cupons text[], vlr_frete bigint
);
COMMENT ON TYPE flowt.contexto_de_compra IS 'Em que situação se compra: quem, por onde, como recebe e paga, com que cupons e a que frete; nulo é o que ainda não se sabe.';

CREATE TYPE flowt.peca_de_compra AS (
    num_linha bigint, num_parte integer, cod_produto bigint, cod_variacao bigint, js_opcoes jsonb, qtd_item integer, des_problema text
);
COMMENT ON TYPE flowt.peca_de_compra IS 'Um item que sai do estoque: uma linha de item (num_parte 0) ou um componente de uma linha de combo.';
