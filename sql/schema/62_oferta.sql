-- Offers and coupons (guide chapter 6.2). An offer is a number; what it gives, when and to whom is told by definitions, each in
-- force for a while, and its uses are counted by their moment: so a past price can be explained and a future one previewed.

CREATE TABLE flowt.tb_omni8_oferta (
    cod_tenant    bigint      NOT NULL,
    cod_oferta    bigint      GENERATED ALWAYS AS IDENTITY,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT oferta_chave PRIMARY KEY (cod_tenant, cod_oferta),
    CONSTRAINT oferta_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_oferta FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_oferta FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_oferta_versao (
    cod_tenant          bigint       NOT NULL,
    cod_oferta          bigint       NOT NULL,
    num_definicao       integer      NOT NULL,
    dat_vigor_inicio    timestamptz  NOT NULL DEFAULT now(),
    dat_vigor_fim       timestamptz  NOT NULL DEFAULT 'infinity',
    sta_oferta          text         NOT NULL,
    nom_oferta          text         NOT NULL,
    des_oferta          text,
    des_selo            text,
    num_cor             text,
    tip_oferta          text         NOT NULL,
    tip_alvo            text         NOT NULL,
    cod_produtos        bigint[],
    cod_categorias      bigint[],
    cod_combos          bigint[],
    num_percentual      numeric(5,2),
    vlr_desconto        bigint,
    vlr_preco           bigint,
    qtd_leve            integer,
    qtd_pague           integer,
    cod_brinde          bigint,
    qtd_brinde          integer,
    vlr_minimo          bigint,
    vlr_maximo          bigint,
    qtd_limite          integer,
    qtd_limite_pessoa   integer,
    vlr_orcamento       bigint,
    dat_inicio          timestamptz,
    dat_fim             timestamptz,
    num_dias_semana     smallint[],
    hor_inicio          time,
    hor_fim             time,
    flg_cupom           boolean      NOT NULL DEFAULT false,
    flg_primeira_compra boolean      NOT NULL DEFAULT false,
    cod_etiqueta        bigint,
    tip_canais          text[],
    tip_pagamentos      text[],
    num_prioridade      integer      NOT NULL DEFAULT 100,
    flg_cumulativa      boolean      NOT NULL DEFAULT false,
    CONSTRAINT oferta_versao_chave PRIMARY KEY (cod_tenant, cod_oferta, num_definicao),
    CONSTRAINT definicoes_de_oferta_nao_se_sobrepoem EXCLUDE USING gist (cod_tenant WITH =, cod_oferta WITH =, tstzrange(dat_vigor_inicio, dat_vigor_fim) WITH &&),
    CONSTRAINT vigor_de_oferta_em_ordem CHECK (dat_vigor_inicio < dat_vigor_fim),
    CONSTRAINT status_de_oferta_conhecido CHECK (sta_oferta IN ('RASCUNHO', 'ATIVA', 'PAUSADA', 'ENCERRADA')),
    CONSTRAINT nome_de_oferta_preenchido CHECK (length(btrim(nom_oferta)) BETWEEN 1 AND 120),
    CONSTRAINT cor_de_oferta_em_hexadecimal CHECK (num_cor ~ '^#[0-9A-Fa-f]{6}$'),
    CONSTRAINT tipo_de_oferta_conhecido CHECK (tip_oferta IN ('PERCENTUAL', 'VALOR', 'PRECO_FIXO', 'LEVE_X_PAGUE_Y', 'FRETE_GRATIS', 'BRINDE')),
    CONSTRAINT oferta_com_os_campos_do_tipo CHECK (
        (tip_oferta = 'PERCENTUAL') = (num_percentual IS NOT NULL) AND (tip_oferta = 'VALOR') = (vlr_desconto IS NOT NULL)
        AND (tip_oferta = 'PRECO_FIXO') = (vlr_preco IS NOT NULL) AND (tip_oferta = 'LEVE_X_PAGUE_Y') = (qtd_leve IS NOT NULL)
        AND (tip_oferta = 'LEVE_X_PAGUE_Y') = (qtd_pague IS NOT NULL) AND (tip_oferta = 'BRINDE') = (cod_brinde IS NOT NULL)
        AND (tip_oferta = 'BRINDE') = (qtd_brinde IS NOT NULL)),
    CONSTRAINT oferta_com_o_alvo_do_tipo CHECK (
        tip_alvo IN ('ITEM', 'CATEGORIA', 'COMBO', 'PEDIDO') AND (tip_alvo = 'ITEM') = (cod_produtos IS NOT NULL)
        AND (tip_alvo = 'CATEGORIA') = (cod_categorias IS NOT NULL) AND (tip_alvo = 'COMBO') = (cod_combos IS NOT NULL)
        AND (tip_oferta <> 'FRETE_GRATIS' OR tip_alvo = 'PEDIDO') AND (tip_oferta NOT IN ('PRECO_FIXO', 'LEVE_X_PAGUE_Y') OR tip_alvo <> 'PEDIDO')),
    CONSTRAINT alvos_de_oferta_de_1_a_1000 CHECK (cardinality(cod_produtos) BETWEEN 1 AND 1000 AND cardinality(cod_categorias) BETWEEN 1 AND 1000 AND cardinality(cod_combos) BETWEEN 1 AND 1000),
    CONSTRAINT valores_de_oferta_validos CHECK (num_percentual > 0 AND num_percentual <= 100 AND vlr_desconto BETWEEN 1 AND 100000000 AND vlr_preco BETWEEN 0 AND 100000000
        AND vlr_minimo BETWEEN 1 AND 10000000000 AND vlr_maximo BETWEEN 1 AND 10000000000 AND vlr_orcamento BETWEEN 1 AND 1000000000000),
    CONSTRAINT leve_mais_do_que_paga CHECK (qtd_pague BETWEEN 1 AND qtd_leve - 1 AND qtd_leve <= 100),
    CONSTRAINT brinde_de_1_a_99 CHECK (qtd_brinde BETWEEN 1 AND 99),
    CONSTRAINT teto_nao_cabe_em_brinde CHECK (vlr_maximo IS NULL OR tip_oferta <> 'BRINDE'),
    CONSTRAINT limites_de_oferta_positivos CHECK (qtd_limite BETWEEN 1 AND 1000000000 AND qtd_limite_pessoa BETWEEN 1 AND 1000000000),
    CONSTRAINT validade_de_oferta_em_ordem CHECK (dat_inicio < dat_fim),
    CONSTRAINT dias_de_oferta_entre_0_e_6 CHECK (cardinality(num_dias_semana) BETWEEN 1 AND 7 AND num_dias_semana <@ '{0,1,2,3,4,5,6}'::smallint[]),
    CONSTRAINT janela_de_oferta_inteira CHECK (num_nonnulls(hor_inicio, hor_fim) <> 1),
    CONSTRAINT canais_de_oferta_conhecidos CHECK (cardinality(tip_canais) > 0 AND tip_canais <@ '{CARDAPIO,QR,MESA,WHATSAPP,LINK,BALCAO,API}'::text[]),
    CONSTRAINT pagamentos_de_oferta_preenchidos CHECK (cardinality(tip_pagamentos) > 0),
    CONSTRAINT prioridade_de_oferta_entre_1_e_1000 CHECK (num_prioridade BETWEEN 1 AND 1000),
    CONSTRAINT versao_da_oferta FOREIGN KEY (cod_tenant, cod_oferta) REFERENCES flowt.tb_omni8_oferta (cod_tenant, cod_oferta)
);
-- What a quote asks: both validities in one range.
CREATE INDEX oferta_versao_ativa ON flowt.tb_omni8_oferta_versao (cod_tenant, least(dat_vigor_fim, dat_fim)) WHERE sta_oferta = 'ATIVA';
CREATE INDEX oferta_versao_em_vigor ON flowt.tb_omni8_oferta_versao (cod_tenant, dat_vigor_fim, cod_oferta);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_oferta_versao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

-- From a target to the offers that have had it, until they end: a quote looks up its lines instead of reading every list.
CREATE TABLE flowt.tb_omni8_oferta_alvo (
    cod_tenant     bigint NOT NULL,
    cod_oferta_alvo bigint GENERATED ALWAYS AS IDENTITY,
    cod_oferta     bigint NOT NULL,
    cod_produto    bigint,
    cod_categoria  bigint,
    cod_combo      bigint,
    CONSTRAINT oferta_alvo_chave PRIMARY KEY (cod_tenant, cod_oferta_alvo),
    CONSTRAINT alvo_de_oferta_uma_vez UNIQUE NULLS NOT DISTINCT (cod_tenant, cod_oferta, cod_produto, cod_categoria, cod_combo),
    CONSTRAINT um_alvo_por_linha CHECK (num_nonnulls(cod_produto, cod_categoria, cod_combo) = 1),
    CONSTRAINT alvo_da_oferta FOREIGN KEY (cod_tenant, cod_oferta) REFERENCES flowt.tb_omni8_oferta (cod_tenant, cod_oferta)
);
CREATE INDEX oferta_alvo_por_produto ON flowt.tb_omni8_oferta_alvo (cod_tenant, cod_produto, cod_oferta) WHERE cod_produto IS NOT NULL;
CREATE INDEX oferta_alvo_por_categoria ON flowt.tb_omni8_oferta_alvo (cod_tenant, cod_categoria, cod_oferta) WHERE cod_categoria IS NOT NULL;
CREATE INDEX oferta_alvo_por_combo ON flowt.tb_omni8_oferta_alvo (cod_tenant, cod_combo, cod_oferta) WHERE cod_combo IS NOT NULL;

-- A coupon does not change: it is given out, and one day it ends. A code never means two things.
CREATE TABLE flowt.tb_omni8_cupom (
    cod_tenant       bigint      NOT NULL,
    cod_cupom        bigint      GENERATED ALWAYS AS IDENTITY,
    cod_oferta       bigint      NOT NULL,
    des_cupom        text        NOT NULL,
    cod_pessoa       bigint,
    qtd_limite       integer,
    dat_fim          timestamptz,
    dat_criacao      timestamptz NOT NULL DEFAULT now(),
    dat_encerramento timestamptz,
    CONSTRAINT cupom_chave PRIMARY KEY (cod_tenant, cod_cupom),
    CONSTRAINT cupom_ja_existe UNIQUE (cod_tenant, des_cupom),
    CONSTRAINT cupom_em_maiusculas_sem_espacos CHECK (des_cupom ~ '^[A-Z0-9_-]{3,40}$'),
    CONSTRAINT limite_de_cupom_positivo CHECK (qtd_limite BETWEEN 1 AND 1000000000),
    CONSTRAINT cupom_da_oferta FOREIGN KEY (cod_tenant, cod_oferta) REFERENCES flowt.tb_omni8_oferta (cod_tenant, cod_oferta),
    CONSTRAINT cupom_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX cupom_por_oferta ON flowt.tb_omni8_cupom (cod_tenant, cod_oferta, cod_cupom);
CREATE INDEX cupom_por_pessoa ON flowt.tb_omni8_cupom (cod_tenant, cod_pessoa);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_cupom FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

-- Apart from offers and coupons, because they change with every sale.
CREATE TABLE flowt.tb_omni8_oferta_contador (
    cod_tenant bigint NOT NULL,
    cod_oferta bigint NOT NULL,
    qtd_uso    bigint NOT NULL DEFAULT 0,
    vlr_usado  bigint NOT NULL DEFAULT 0,
    CONSTRAINT oferta_contador_chave PRIMARY KEY (cod_tenant, cod_oferta),
    CONSTRAINT uso_de_oferta_nao_negativo CHECK (qtd_uso >= 0 AND vlr_usado >= 0),
    CONSTRAINT contador_da_oferta FOREIGN KEY (cod_tenant, cod_oferta) REFERENCES flowt.tb_omni8_oferta (cod_tenant, cod_oferta)
);

CREATE TABLE flowt.tb_omni8_oferta_uso (
    cod_tenant     bigint      NOT NULL,
    cod_oferta_uso bigint      GENERATED ALWAYS AS IDENTITY,
    cod_oferta     bigint      NOT NULL,
    cod_cupom      bigint,
    cod_pedido     bigint      NOT NULL,
    cod_pessoa     bigint,
    vlr_desconto   bigint      NOT NULL,
    dat_uso        timestamptz NOT NULL DEFAULT now(),
    dat_liberacao  timestamptz,
    CONSTRAINT oferta_uso_chave PRIMARY KEY (cod_tenant, cod_oferta_uso),
    CONSTRAINT um_uso_de_oferta_por_pedido EXCLUDE USING btree (cod_tenant WITH =, cod_pedido WITH =, cod_oferta WITH =) WHERE (dat_liberacao IS NULL),
    CONSTRAINT uso_de_oferta_com_desconto CHECK (vlr_desconto >= 0),
    CONSTRAINT uso_da_oferta FOREIGN KEY (cod_tenant, cod_oferta) REFERENCES flowt.tb_omni8_oferta (cod_tenant, cod_oferta),
    CONSTRAINT uso_do_cupom FOREIGN KEY (cod_tenant, cod_cupom) REFERENCES flowt.tb_omni8_cupom (cod_tenant, cod_cupom),
    CONSTRAINT pedido_da_oferta FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT pessoa_da_oferta FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX oferta_uso_por_oferta ON flowt.tb_omni8_oferta_uso (cod_tenant, cod_oferta, dat_uso);
CREATE INDEX oferta_uso_por_cupom ON flowt.tb_omni8_oferta_uso (cod_tenant, cod_cupom);
CREATE INDEX oferta_uso_por_pedido ON flowt.tb_omni8_oferta_uso (cod_tenant, cod_pedido);
CREATE INDEX oferta_uso_por_pessoa ON flowt.tb_omni8_oferta_uso (cod_tenant, cod_pessoa, cod_oferta);

COMMENT ON CONSTRAINT definicoes_de_oferta_nao_se_sobrepoem ON flowt.tb_omni8_oferta_versao IS 'Esta oferta acaba de ser alterada por outra pessoa: leia-a de novo e repita.';
COMMENT ON CONSTRAINT vigor_de_oferta_em_ordem ON flowt.tb_omni8_oferta_versao IS 'Uma definição vale de um momento a outro depois dele.';
COMMENT ON CONSTRAINT status_de_oferta_conhecido ON flowt.tb_omni8_oferta_versao IS 'O status da oferta é RASCUNHO, ATIVA, PAUSADA ou ENCERRADA.';
COMMENT ON CONSTRAINT nome_de_oferta_preenchido ON flowt.tb_omni8_oferta_versao IS 'Informe o nome da oferta, com até 120 caracteres.';
COMMENT ON CONSTRAINT cor_de_oferta_em_hexadecimal ON flowt.tb_omni8_oferta_versao IS 'A cor é como #E53935.';
COMMENT ON CONSTRAINT tipo_de_oferta_conhecido ON flowt.tb_omni8_oferta_versao IS 'A oferta é PERCENTUAL, VALOR, PRECO_FIXO, LEVE_X_PAGUE_Y, FRETE_GRATIS ou BRINDE.';
COMMENT ON CONSTRAINT oferta_com_os_campos_do_tipo ON flowt.tb_omni8_oferta_versao IS 'Informe só os campos do tipo da oferta: num_percentual, vlr_desconto, vlr_preco, qtd_leve e qtd_pague, ou cod_brinde e qtd_brinde.';
COMMENT ON CONSTRAINT oferta_com_o_alvo_do_tipo ON flowt.tb_omni8_oferta_versao IS 'Informe só a lista do alvo: cod_produtos (ITEM), cod_categorias (CATEGORIA) ou cod_combos (COMBO). FRETE_GRATIS é do PEDIDO; PRECO_FIXO e LEVE_X_PAGUE_Y não são.';
COMMENT ON CONSTRAINT alvos_de_oferta_de_1_a_1000 ON flowt.tb_omni8_oferta_versao IS 'Uma oferta tem de 1 a 1000 alvos.';
COMMENT ON CONSTRAINT valores_de_oferta_validos ON flowt.tb_omni8_oferta_versao IS 'O percentual vai de 0,01 a 100; valores são positivos e razoáveis, em centavos.';
COMMENT ON CONSTRAINT leve_mais_do_que_paga ON flowt.tb_omni8_oferta_versao IS 'Em "leve X pague Y", Y é ao menos 1 e menor que X, e X vai até 100.';
COMMENT ON CONSTRAINT brinde_de_1_a_99 ON flowt.tb_omni8_oferta_versao IS 'Um brinde são de 1 a 99 unidades.';
COMMENT ON CONSTRAINT teto_nao_cabe_em_brinde ON flowt.tb_omni8_oferta_versao IS 'Um brinde não tem teto de desconto: retire vlr_maximo.';
COMMENT ON CONSTRAINT limites_de_oferta_positivos ON flowt.tb_omni8_oferta_versao IS 'Um limite vai de 1 a 1.000.000.000; sem limite, envie null.';
COMMENT ON CONSTRAINT validade_de_oferta_em_ordem ON flowt.tb_omni8_oferta_versao IS 'A validade começa antes de terminar: confira dat_inicio e dat_fim.';
COMMENT ON CONSTRAINT dias_de_oferta_entre_0_e_6 ON flowt.tb_omni8_oferta_versao IS 'Os dias vão de 0 (domingo) a 6 (sábado); sem dias, todos.';
COMMENT ON CONSTRAINT janela_de_oferta_inteira ON flowt.tb_omni8_oferta_versao IS 'Informe a hora de começo e a de fim, ou nenhuma das duas.';
COMMENT ON CONSTRAINT canais_de_oferta_conhecidos ON flowt.tb_omni8_oferta_versao IS 'Os canais são CARDAPIO, QR, MESA, WHATSAPP, LINK, BALCAO e API; sem canais, todos.';
COMMENT ON CONSTRAINT pagamentos_de_oferta_preenchidos ON flowt.tb_omni8_oferta_versao IS 'Informe ao menos uma forma de pagamento, ou null para todas.';
COMMENT ON CONSTRAINT prioridade_de_oferta_entre_1_e_1000 ON flowt.tb_omni8_oferta_versao IS 'A prioridade vai de 1 (primeira) a 1000.';
COMMENT ON CONSTRAINT alvo_de_oferta_uma_vez ON flowt.tb_omni8_oferta_alvo IS 'Cada alvo de uma oferta aparece uma vez.';
COMMENT ON CONSTRAINT um_alvo_por_linha ON flowt.tb_omni8_oferta_alvo IS 'Um alvo é um item, uma categoria ou um combo.';
COMMENT ON CONSTRAINT cupom_ja_existe ON flowt.tb_omni8_cupom IS 'Já existe um cupom com este código (maiúsculas não fazem diferença): escolha outro.';
COMMENT ON CONSTRAINT cupom_em_maiusculas_sem_espacos ON flowt.tb_omni8_cupom IS 'O código do cupom tem de 3 a 40 letras sem acento, algarismos, hífens ou sublinhados.';
COMMENT ON CONSTRAINT limite_de_cupom_positivo ON flowt.tb_omni8_cupom IS 'O limite do cupom vai de 1 a 1.000.000.000; sem limite, envie null.';
COMMENT ON CONSTRAINT uso_de_oferta_nao_negativo ON flowt.tb_omni8_oferta_contador IS 'A contagem de usos de uma oferta não fica negativa.';
COMMENT ON CONSTRAINT um_uso_de_oferta_por_pedido ON flowt.tb_omni8_oferta_uso IS 'Este pedido já contou esta oferta.';
COMMENT ON CONSTRAINT uso_de_oferta_com_desconto ON flowt.tb_omni8_oferta_uso IS 'O desconto de um uso não é negativo.';

COMMENT ON TABLE flowt.tb_omni8_oferta IS 'Ofertas; o que cada uma dá está em tb_omni8_oferta_versao.';
COMMENT ON COLUMN flowt.tb_omni8_oferta.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_oferta.cod_oferta IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_oferta.num_versao IS 'Versão da linha (trava otimista): a da definição em vigor.';
COMMENT ON COLUMN flowt.tb_omni8_oferta.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_oferta.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_oferta_versao IS 'Definições de ofertas, cada uma em vigor de um momento a outro: alterar, ativar, pausar ou encerrar fecha uma e abre a seguinte.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.cod_oferta IS 'Oferta.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.num_definicao IS 'Número da definição: o num_versao da oferta quando ela entrou em vigor.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.dat_vigor_inicio IS 'Desde quando esta definição vale.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.dat_vigor_fim IS 'Até quando, exclusive; infinity: é a de agora.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.sta_oferta IS 'RASCUNHO, ATIVA, PAUSADA ou ENCERRADA.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.nom_oferta IS 'Nome, que o público lê.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.des_oferta IS 'Texto com as regras, que o público lê.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.des_selo IS 'Texto do selo nos cartões; nulo: feito do tipo da oferta.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.num_cor IS 'Cor do selo, como #E53935.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.tip_oferta IS 'PERCENTUAL, VALOR, PRECO_FIXO, LEVE_X_PAGUE_Y, FRETE_GRATIS ou BRINDE.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.tip_alvo IS 'ITEM, CATEGORIA (com as que estão nela), COMBO ou PEDIDO.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.cod_produtos IS 'Itens, se o alvo são itens; um excluído do catálogo não conta. Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.cod_categorias IS 'Categorias, se o alvo são elas. Refere: tb_omni8_categoria.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.cod_combos IS 'Combos, se o alvo são eles. Refere: tb_omni8_combo.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.num_percentual IS 'Percentual, se PERCENTUAL.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.vlr_desconto IS 'Centavos que se tiram de cada unidade, ou do pedido, se VALOR.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.vlr_preco IS 'Preço por unidade, sem os complementos, em centavos, se PRECO_FIXO.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.qtd_leve IS 'Quantas unidades formam um grupo, se LEVE_X_PAGUE_Y.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.qtd_pague IS 'Quantas se pagam de cada grupo completo; as mais baratas dele saem de graça.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.cod_brinde IS 'Item que se ganha, se BRINDE. Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.qtd_brinde IS 'Quantas unidades se ganham.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.vlr_minimo IS 'Soma mínima dos itens do pedido, antes dos descontos, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.vlr_maximo IS 'Teto do desconto em um pedido, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.qtd_limite IS 'Em quantos pedidos se usa ao todo; nulo: sem limite.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.qtd_limite_pessoa IS 'Em quantos pedidos cada pessoa usa; nulo: sem limite.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.vlr_orcamento IS 'Soma dos descontos que se dão ao todo, em centavos; nulo: sem limite.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.dat_inicio IS 'Começo da validade; nulo: desde já.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.dat_fim IS 'Fim da validade, exclusive; nulo: sem fim.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.num_dias_semana IS 'Dias em que a janela começa, 0 domingo … 6 sábado; nulo: todos.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.hor_inicio IS 'Hora em que a janela começa; nula: o dia inteiro.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.hor_fim IS 'Hora em que a janela termina; menor ou igual à de começo quer dizer no dia seguinte.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.flg_cupom IS 'Só vale com um de seus cupons.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.flg_primeira_compra IS 'Só para quem nunca comprou.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.cod_etiqueta IS 'Só para pessoas com esta etiqueta; nulo: para todas. Refere: tb_omni8_etiqueta.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.tip_canais IS 'Canais em que vale; nulo: todos.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.tip_pagamentos IS 'Formas de pagamento com que vale; nulo: todas.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.num_prioridade IS '1 é a primeira: desempata exclusivas e ordena cumulativas.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_versao.flg_cumulativa IS 'Soma-se às outras, sobre o que resta; falso: só a exclusiva que mais poupa vale.';
COMMENT ON TABLE flowt.tb_omni8_oferta_alvo IS 'De cada item, categoria e combo, as ofertas não encerradas que já o tiveram por alvo. Fora da cópia: refaz-se das definições. Sem auditoria: índice de tb_omni8_oferta_versao.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_alvo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_alvo.cod_oferta_alvo IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_alvo.cod_oferta IS 'Oferta.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_alvo.cod_produto IS 'Item, se é um. Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_alvo.cod_categoria IS 'Categoria, se é uma. Refere: tb_omni8_categoria.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_alvo.cod_combo IS 'Combo, se é um. Refere: tb_omni8_combo.';
COMMENT ON TABLE flowt.tb_omni8_cupom IS 'Cupons: códigos que abrem uma oferta. Não mudam: encerram-se.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.cod_cupom IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.cod_oferta IS 'Oferta que abre.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.des_cupom IS 'Código, em maiúsculas: quem o digita não precisa delas.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.cod_pessoa IS 'De quem é, se é de uma pessoa só.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.qtd_limite IS 'Em quantos pedidos este código se usa; nulo: quantos a oferta permitir.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.dat_fim IS 'Até quando se usa, exclusive; nulo: até o fim da oferta.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_cupom.dat_encerramento IS 'Quando a empresa o encerrou.';
COMMENT ON TABLE flowt.tb_omni8_oferta_contador IS 'Quanto cada oferta já foi usada. Sem auditoria: os usos contam a história.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_contador.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_contador.cod_oferta IS 'Oferta.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_contador.qtd_uso IS 'Pedidos em que se usou, menos os cancelados, recusados ou expirados.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_contador.vlr_usado IS 'Descontos dados nesses pedidos, em centavos.';
COMMENT ON TABLE flowt.tb_omni8_oferta_uso IS 'Usos de ofertas e cupons, por pedido, com seu momento. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.cod_oferta_uso IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.cod_oferta IS 'Oferta.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.cod_cupom IS 'Cupom que a abriu, se foi um.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.cod_pessoa IS 'Quem comprou, se se sabe.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.vlr_desconto IS 'Desconto que deu nesse pedido, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.dat_uso IS 'Quando contou.';
COMMENT ON COLUMN flowt.tb_omni8_oferta_uso.dat_liberacao IS 'Quando deixou de contar: o pedido foi cancelado, recusado ou expirou.';
