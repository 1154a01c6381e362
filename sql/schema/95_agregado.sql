-- Rollups (guide chapter 12.2): what happened marks its (tenant, hour) as dirty in the same transaction; a job consumes the
-- marks first and then counts just those hours anew from the facts, then the tenant's days. Nothing is ever added up twice,
-- and whoever commits late has left its own mark. No foreign keys: these tables are counted, not entered.

CREATE TABLE flowt.tb_omni8_balde_sujo (
    cod_tenant bigint      NOT NULL,
    cod_marca  bigint      GENERATED ALWAYS AS IDENTITY,
    dat_hora   timestamptz NOT NULL,
    dat_marca  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT balde_sujo_chave PRIMARY KEY (cod_tenant, cod_marca)
);
COMMENT ON TABLE flowt.tb_omni8_balde_sujo IS 'Horas (UTC) de tenants a apurar de novo. Só se acrescenta, sem chave única: quem escreve não espera por ninguém. Sem auditoria: é uma fila. Fora da cópia: é uma fila.';
COMMENT ON COLUMN flowt.tb_omni8_balde_sujo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_balde_sujo.cod_marca IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_balde_sujo.dat_hora IS 'Começo da hora.';
COMMENT ON COLUMN flowt.tb_omni8_balde_sujo.dat_marca IS 'Desde quando espera.';

CREATE TABLE flowt.tb_omni8_agregado_hora (
    cod_tenant    bigint NOT NULL,
    cod_agregado  bigint GENERATED ALWAYS AS IDENTITY,
    dat_hora      timestamptz NOT NULL,
    tip_canal     text NOT NULL,
    nom_campanha  text,
    cod_unidade   bigint,
    qtd_visitas               bigint NOT NULL,
    qtd_visitas_engajadas     bigint NOT NULL,
    qtd_visitas_com_pedido    bigint NOT NULL,
    qtd_paginas               bigint NOT NULL,
    qtd_funil_pagina          bigint NOT NULL,
    qtd_funil_item            bigint NOT NULL,
    qtd_funil_carrinho        bigint NOT NULL,
    qtd_funil_checkout        bigint NOT NULL,
    qtd_funil_pedido          bigint NOT NULL,
    qtd_checkouts             bigint NOT NULL,
    qtd_checkouts_convertidos bigint NOT NULL,
    qtd_carrinhos             bigint NOT NULL,
    qtd_carrinhos_convertidos bigint NOT NULL,
    qtd_pedidos               bigint NOT NULL,
    qtd_pedidos_confirmados   bigint NOT NULL,
    vlr_bruto                 bigint NOT NULL,
    qtd_estornos              bigint NOT NULL,
    vlr_estornado             bigint NOT NULL,
    qtd_cancelados            bigint NOT NULL,
    CONSTRAINT agregado_hora_chave PRIMARY KEY (cod_tenant, cod_agregado),
    CONSTRAINT agregado_hora_unico UNIQUE NULLS NOT DISTINCT (cod_tenant, dat_hora, tip_canal, nom_campanha, cod_unidade)
);
COMMENT ON CONSTRAINT agregado_hora_unico ON flowt.tb_omni8_agregado_hora IS 'Estes números já foram apurados.';
COMMENT ON TABLE flowt.tb_omni8_agregado_hora IS 'O que houve em cada hora (UTC), por canal, campanha e unidade. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.cod_agregado IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.dat_hora IS 'Começo da hora ou, se o dia do tenant começa no meio dela, também o do dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.tip_canal IS 'Canal a que se atribui.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.nom_campanha IS 'Campanha a que se atribui, se há.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.cod_unidade IS 'Unidade dos pedidos; nula para visitas e carrinhos. Refere: tb_omni8_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_visitas IS 'Visitas iniciadas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_visitas_engajadas IS 'Visitas de mais de 10 s, 2 páginas ou um evento-chave.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_visitas_com_pedido IS 'Visitas com ao menos um pedido válido.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_paginas IS 'Páginas vistas nelas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_pagina IS 'Visitas que viram uma página.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_item IS 'Dessas, as que depois viram um item.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_carrinho IS 'Dessas, as que depois puseram um item no carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_checkout IS 'Dessas, as que depois começaram a fechar a compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_funil_pedido IS 'Dessas, as que depois compraram.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_checkouts IS 'Visitas que começaram a fechar uma compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_checkouts_convertidos IS 'Dessas, as que compraram em até 24 horas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_carrinhos IS 'Carrinhos criados.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_carrinhos_convertidos IS 'Desses, os que viraram pedido em até 24 horas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_pedidos IS 'Pedidos feitos.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_pedidos_confirmados IS 'Pedidos confirmados, na data da confirmação.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.vlr_bruto IS 'Soma dos totais dos pedidos confirmados, em centavos, na data da confirmação.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_estornos IS 'Estornos, na data do estorno.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.vlr_estornado IS 'Soma dos estornos de pedidos confirmados, em centavos, na data do estorno.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_hora.qtd_cancelados IS 'Pedidos cancelados ou recusados, na data em que o foram.';

CREATE TABLE flowt.tb_omni8_agregado_dia (
    cod_tenant    bigint NOT NULL,
    cod_agregado  bigint GENERATED ALWAYS AS IDENTITY,
    dat_dia       date NOT NULL,
    tip_canal     text NOT NULL,
    nom_campanha  text,
    cod_unidade   bigint,
    qtd_visitas               bigint NOT NULL,
    qtd_visitas_engajadas     bigint NOT NULL,
    qtd_visitas_com_pedido    bigint NOT NULL,
    qtd_paginas               bigint NOT NULL,
    qtd_funil_pagina          bigint NOT NULL,
    qtd_funil_item            bigint NOT NULL,
    qtd_funil_carrinho        bigint NOT NULL,
    qtd_funil_checkout        bigint NOT NULL,
    qtd_funil_pedido          bigint NOT NULL,
    qtd_checkouts             bigint NOT NULL,
    qtd_checkouts_convertidos bigint NOT NULL,
    qtd_carrinhos             bigint NOT NULL,
    qtd_carrinhos_convertidos bigint NOT NULL,
    qtd_pedidos               bigint NOT NULL,
    qtd_pedidos_confirmados   bigint NOT NULL,
    vlr_bruto                 bigint NOT NULL,
    qtd_estornos              bigint NOT NULL,
    vlr_estornado             bigint NOT NULL,
    qtd_cancelados            bigint NOT NULL,
    CONSTRAINT agregado_dia_chave PRIMARY KEY (cod_tenant, cod_agregado),
    CONSTRAINT agregado_dia_unico UNIQUE NULLS NOT DISTINCT (cod_tenant, dat_dia, tip_canal, nom_campanha, cod_unidade)
);
COMMENT ON CONSTRAINT agregado_dia_unico ON flowt.tb_omni8_agregado_dia IS 'Estes números já foram apurados.';
COMMENT ON TABLE flowt.tb_omni8_agregado_dia IS 'O que houve em cada dia do tenant (em seu fuso), por canal, campanha e unidade. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.cod_agregado IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.tip_canal IS 'Canal a que se atribui.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.nom_campanha IS 'Campanha a que se atribui, se há.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.cod_unidade IS 'Unidade dos pedidos; nula para visitas e carrinhos. Refere: tb_omni8_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_visitas IS 'Visitas iniciadas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_visitas_engajadas IS 'Visitas de mais de 10 s, 2 páginas ou um evento-chave.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_visitas_com_pedido IS 'Visitas com ao menos um pedido válido.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_paginas IS 'Páginas vistas nelas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_pagina IS 'Visitas que viram uma página.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_item IS 'Dessas, as que depois viram um item.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_carrinho IS 'Dessas, as que depois puseram um item no carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_checkout IS 'Dessas, as que depois começaram a fechar a compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_funil_pedido IS 'Dessas, as que depois compraram.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_checkouts IS 'Visitas que começaram a fechar uma compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_checkouts_convertidos IS 'Dessas, as que compraram em até 24 horas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_carrinhos IS 'Carrinhos criados.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_carrinhos_convertidos IS 'Desses, os que viraram pedido em até 24 horas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_pedidos IS 'Pedidos feitos.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_pedidos_confirmados IS 'Pedidos confirmados, na data da confirmação.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.vlr_bruto IS 'Soma dos totais dos pedidos confirmados, em centavos, na data da confirmação.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_estornos IS 'Estornos, na data do estorno.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.vlr_estornado IS 'Soma dos estornos de pedidos confirmados, em centavos, na data do estorno.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia.qtd_cancelados IS 'Pedidos cancelados ou recusados, na data em que o foram.';

CREATE TABLE flowt.tb_omni8_agregado_produto_dia (
    cod_tenant      bigint NOT NULL,
    dat_dia         date   NOT NULL,
    cod_produto     bigint NOT NULL,
    qtd_visitas     bigint NOT NULL,
    qtd_adicionados bigint NOT NULL,
    qtd_pedidos     bigint NOT NULL,
    qtd_vendidos    bigint NOT NULL,
    vlr_vendido     bigint NOT NULL,
    CONSTRAINT agregado_produto_dia_chave PRIMARY KEY (cod_tenant, dat_dia, cod_produto)
);
COMMENT ON TABLE flowt.tb_omni8_agregado_produto_dia IS 'Cada item em cada dia do tenant. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.cod_produto IS 'Item. Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.qtd_visitas IS 'Visitas iniciadas no dia que viram o item.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.qtd_adicionados IS 'Vezes que foi posto no carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.qtd_pedidos IS 'Pedidos confirmados no dia que o têm.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.qtd_vendidos IS 'Unidades neles.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_produto_dia.vlr_vendido IS 'Valor líquido delas, em centavos.';

-- The same with where it came from, for whoever filters; the sums of these are the line above.
CREATE TABLE flowt.tb_omni8_agregado_item_dia (
    cod_tenant   bigint NOT NULL,
    cod_agregado bigint GENERATED ALWAYS AS IDENTITY,
    dat_dia      date   NOT NULL,
    cod_produto  bigint NOT NULL,
    tip_canal    text   NOT NULL,
    nom_campanha text,
    cod_unidade  bigint,
    qtd_visitas             bigint NOT NULL,
    qtd_visitas_engajadas   bigint NOT NULL,
    qtd_visitas_com_pedido  bigint NOT NULL,
    qtd_funil_item          bigint NOT NULL,
    qtd_funil_carrinho      bigint NOT NULL,
    qtd_funil_checkout      bigint NOT NULL,
    qtd_funil_pedido        bigint NOT NULL,
    qtd_adicionados         bigint NOT NULL,
    qtd_pedidos             bigint NOT NULL,
    qtd_pedidos_confirmados bigint NOT NULL,
    qtd_cancelados          bigint NOT NULL,
    qtd_vendidos            bigint NOT NULL,
    vlr_vendido             bigint NOT NULL,
    CONSTRAINT agregado_item_dia_chave PRIMARY KEY (cod_tenant, cod_agregado),
    CONSTRAINT agregado_item_dia_unico UNIQUE NULLS NOT DISTINCT (cod_tenant, dat_dia, cod_produto, tip_canal, nom_campanha, cod_unidade)
);
CREATE INDEX agregado_item_dia_por_item ON flowt.tb_omni8_agregado_item_dia (cod_tenant, cod_produto, dat_dia);
COMMENT ON CONSTRAINT agregado_item_dia_unico ON flowt.tb_omni8_agregado_item_dia IS 'Estes números já foram apurados.';
COMMENT ON TABLE flowt.tb_omni8_agregado_item_dia IS 'Cada item em cada dia do tenant, por canal, campanha e unidade. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.cod_agregado IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.cod_produto IS 'Item. Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.tip_canal IS 'Canal a que se atribui.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.nom_campanha IS 'Campanha a que se atribui, se há.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.cod_unidade IS 'Unidade dos pedidos; nula para visitas. Refere: tb_omni8_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_visitas IS 'Visitas iniciadas no dia que viram o item.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_visitas_engajadas IS 'Dessas, as engajadas.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_visitas_com_pedido IS 'Dessas, as com ao menos um pedido válido que o tem.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_funil_item IS 'Visitas iniciadas no dia que viram uma página e depois o item.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_funil_carrinho IS 'Dessas, as que depois o puseram no carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_funil_checkout IS 'Dessas, as que depois começaram a fechar a compra.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_funil_pedido IS 'Dessas, as que depois fizeram um pedido válido que o tem.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_adicionados IS 'Vezes que foi posto no carrinho no dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_pedidos IS 'Pedidos feitos no dia que o têm.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_pedidos_confirmados IS 'Pedidos confirmados no dia que o têm.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_cancelados IS 'Pedidos que o têm cancelados ou recusados no dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.qtd_vendidos IS 'Unidades nos pedidos confirmados.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_dia.vlr_vendido IS 'Valor líquido delas, em centavos.';

CREATE TABLE flowt.tb_omni8_agregado_oferta_dia (
    cod_tenant   bigint NOT NULL,
    cod_agregado bigint GENERATED ALWAYS AS IDENTITY,
    dat_dia      date   NOT NULL,
    cod_oferta   bigint NOT NULL,
    tip_canal    text   NOT NULL,
    nom_campanha text,
    cod_unidade  bigint,
    qtd_vistas   bigint NOT NULL,
    qtd_cliques  bigint NOT NULL,
    qtd_usos     bigint NOT NULL,
    vlr_desconto bigint NOT NULL,
    CONSTRAINT agregado_oferta_dia_chave PRIMARY KEY (cod_tenant, cod_agregado),
    CONSTRAINT agregado_oferta_dia_unico UNIQUE NULLS NOT DISTINCT (cod_tenant, dat_dia, cod_oferta, tip_canal, nom_campanha, cod_unidade)
);
COMMENT ON CONSTRAINT agregado_oferta_dia_unico ON flowt.tb_omni8_agregado_oferta_dia IS 'Estes números já foram apurados.';
COMMENT ON TABLE flowt.tb_omni8_agregado_oferta_dia IS 'Cada oferta em cada dia do tenant, por canal, campanha e unidade. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.cod_agregado IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.cod_oferta IS 'Oferta. Refere: tb_omni8_oferta.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.tip_canal IS 'Canal a que se atribui.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.nom_campanha IS 'Campanha a que se atribui, se há.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.cod_unidade IS 'Unidade dos pedidos; nula para visitas. Refere: tb_omni8_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.qtd_vistas IS 'Visitas do dia que a viram.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.qtd_cliques IS 'Dessas, as que a escolheram.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.qtd_usos IS 'Pedidos confirmados no dia com desconto dela.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_dia.vlr_desconto IS 'Soma desses descontos, em centavos.';

-- Unique counts are never summed: who came on which day is kept, and counted over whatever period is asked for.
CREATE TABLE flowt.tb_omni8_agregado_visitante_dia (
    cod_tenant    bigint NOT NULL,
    dat_dia       date   NOT NULL,
    tip_canal     text   NOT NULL,
    cod_visitante bigint NOT NULL,
    flg_pedido    boolean NOT NULL,
    CONSTRAINT agregado_visitante_dia_chave PRIMARY KEY (cod_tenant, dat_dia, tip_canal, cod_visitante) INCLUDE (flg_pedido)
);
COMMENT ON TABLE flowt.tb_omni8_agregado_visitante_dia IS 'Quem veio em cada dia do tenant, uma vez por canal. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_visitante_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_visitante_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_visitante_dia.tip_canal IS 'Canal a que se atribui a visita.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_visitante_dia.cod_visitante IS 'Visitante. Refere: tb_omni8_visitante.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_visitante_dia.flg_pedido IS 'Fez um pedido válido em uma visita do dia.';

CREATE TABLE flowt.tb_omni8_agregado_comprador_dia (
    cod_tenant  bigint NOT NULL,
    dat_dia     date   NOT NULL,
    cod_pessoa  bigint NOT NULL,
    qtd_pedidos bigint NOT NULL,
    CONSTRAINT agregado_comprador_dia_chave PRIMARY KEY (cod_tenant, dat_dia, cod_pessoa)
);
COMMENT ON TABLE flowt.tb_omni8_agregado_comprador_dia IS 'Quem teve pedidos confirmados em cada dia do tenant. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_comprador_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_comprador_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_comprador_dia.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_comprador_dia.qtd_pedidos IS 'Pedidos confirmados no dia.';

CREATE TABLE flowt.tb_omni8_agregado_unico (
    cod_tenant     bigint NOT NULL,
    dat_de         date   NOT NULL,
    dat_ate        date   NOT NULL,
    qtd_visitantes bigint NOT NULL,
    qtd_compradores bigint NOT NULL,
    qtd_pessoas     bigint NOT NULL,
    qtd_pessoas_de_volta bigint NOT NULL,
    CONSTRAINT agregado_unico_chave PRIMARY KEY (cod_tenant, dat_de, dat_ate),
    CONSTRAINT periodo_de_unicos_em_ordem CHECK (dat_de <= dat_ate)
);
COMMENT ON CONSTRAINT periodo_de_unicos_em_ordem ON flowt.tb_omni8_agregado_unico IS 'O período começa antes de terminar.';
COMMENT ON TABLE flowt.tb_omni8_agregado_unico IS 'Visitantes únicos dos períodos mais pedidos, já contados; some quando um de seus dias muda. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_unico.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_unico.dat_de IS 'Primeiro dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_unico.dat_ate IS 'Último dia, inclusive.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_unico.qtd_visitantes IS 'Visitantes únicos.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_unico.qtd_compradores IS 'Desses, os que fizeram um pedido válido.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_unico.qtd_pessoas IS 'Pessoas com pedido confirmado no período.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_unico.qtd_pessoas_de_volta IS 'Dessas, as com dois ou mais.';

-- By when a fact counts.
CREATE INDEX pedido_evento_por_data ON flowt.tb_omni8_pedido_evento (cod_tenant, dat_evento) WHERE sta_para IN ('CONFIRMADO', 'CANCELADO', 'RECUSADO');
CREATE INDEX pedido_evento_de_orcamento ON flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido) WHERE sta_para = 'INTENCAO';
CREATE INDEX pedido_evento_de_aceite ON flowt.tb_omni8_pedido_evento (cod_tenant, dat_evento) WHERE sta_de = 'INTENCAO' AND sta_para = 'RECEBIDO';
CREATE INDEX pedido_estorno_por_data ON flowt.tb_omni8_pedido_estorno (cod_tenant, dat_estorno);
CREATE INDEX carrinho_por_criacao ON flowt.tb_omni8_carrinho (cod_tenant, dat_criacao);
CREATE INDEX pedido_atribuicao_por_visita ON flowt.tb_omni8_pedido_atribuicao (cod_tenant, cod_visita);

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('apurar', 'Apura de novo as horas e os dias em que algo mudou', '10 seconds'),
    ('apurar_unicos', 'Conta os visitantes únicos dos períodos mais pedidos, quando o dia vira', '10 minutes');
