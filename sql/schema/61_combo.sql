-- Combos (guide chapter 6.1): items sold together for a price of their own. A combo is a number; what it is, is told by
-- definitions, each in force for a while, so that any past price can be explained.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('oferta.ler',      'Ver combos, ofertas e cupons'),
    ('oferta.simular',  'Simular preços de qualquer momento e pessoa'),
    ('oferta.escrever', 'Criar, alterar, ativar e encerrar combos, ofertas e cupons');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('oferta.ler',      '{plataforma,admin,gerente,atendente,marketing,financeiro,api}'::text[]),
    ('oferta.simular',  '{plataforma,admin,gerente,atendente,marketing,financeiro,api}'),
    ('oferta.escrever', '{plataforma,admin,gerente,marketing,api}')) AS m (permissao, perfis);

CREATE TABLE flowt.tb_omni8_combo (
    cod_tenant    bigint      NOT NULL,
    cod_combo     bigint      GENERATED ALWAYS AS IDENTITY,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT combo_chave PRIMARY KEY (cod_tenant, cod_combo),
    CONSTRAINT combo_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_combo FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_combo FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_combo_versao (
    cod_tenant          bigint       NOT NULL,
    cod_combo           bigint       NOT NULL,
    num_definicao       integer      NOT NULL,
    dat_vigor_inicio    timestamptz  NOT NULL DEFAULT now(),
    dat_vigor_fim       timestamptz  NOT NULL DEFAULT 'infinity',
    sta_combo           text         NOT NULL,
    nom_combo           text         NOT NULL,
    des_combo           text,
    des_imagem          text,
    num_ordem           integer      NOT NULL DEFAULT 0,
    tip_preco           text         NOT NULL,
    vlr_preco           bigint,
    num_percentual      numeric(5,2),
    vlr_desconto        bigint,
    js_grupos           jsonb        NOT NULL,
    dat_inicio          timestamptz,
    dat_fim             timestamptz,
    num_dias_semana     smallint[],
    hor_inicio          time,
    hor_fim             time,
    qtd_limite          integer,
    qtd_limite_pessoa   integer,
    flg_primeira_compra boolean      NOT NULL DEFAULT false,
    cod_etiqueta        bigint,
    tip_canais          text[],
    CONSTRAINT combo_versao_chave PRIMARY KEY (cod_tenant, cod_combo, num_definicao),
    CONSTRAINT definicoes_de_combo_nao_se_sobrepoem EXCLUDE USING gist (cod_tenant WITH =, cod_combo WITH =, tstzrange(dat_vigor_inicio, dat_vigor_fim) WITH &&),
    CONSTRAINT vigor_de_combo_em_ordem CHECK (dat_vigor_inicio < dat_vigor_fim),
    CONSTRAINT status_de_combo_conhecido CHECK (sta_combo IN ('RASCUNHO', 'PUBLICADO', 'PAUSADO', 'ARQUIVADO')),
    CONSTRAINT nome_de_combo_preenchido CHECK (length(btrim(nom_combo)) BETWEEN 1 AND 120),
    CONSTRAINT preco_de_combo_conhecido CHECK (tip_preco IN ('FIXO', 'SOMA_MENOS_PERC', 'SOMA_MENOS_VALOR')),
    CONSTRAINT combo_com_os_campos_do_preco CHECK (
        (tip_preco = 'FIXO') = (vlr_preco IS NOT NULL) AND (tip_preco = 'SOMA_MENOS_PERC') = (num_percentual IS NOT NULL)
        AND (tip_preco = 'SOMA_MENOS_VALOR') = (vlr_desconto IS NOT NULL)),
    CONSTRAINT valores_de_combo_positivos CHECK (vlr_preco BETWEEN 1 AND 100000000 AND num_percentual > 0 AND num_percentual <= 100 AND vlr_desconto BETWEEN 1 AND 100000000),
    CONSTRAINT combo_tem_de_1_a_10_grupos CHECK (jsonb_typeof(js_grupos) = 'array' AND jsonb_array_length(js_grupos) BETWEEN 1 AND 10),
    CONSTRAINT validade_de_combo_em_ordem CHECK (dat_inicio < dat_fim),
    CONSTRAINT dias_de_combo_entre_0_e_6 CHECK (cardinality(num_dias_semana) BETWEEN 1 AND 7 AND num_dias_semana <@ '{0,1,2,3,4,5,6}'::smallint[]),
    CONSTRAINT janela_de_combo_inteira CHECK (num_nonnulls(hor_inicio, hor_fim) <> 1),
    CONSTRAINT limites_de_combo_positivos CHECK (qtd_limite BETWEEN 1 AND 1000000000 AND qtd_limite_pessoa BETWEEN 1 AND 1000000000),
    CONSTRAINT canais_de_combo_conhecidos CHECK (cardinality(tip_canais) > 0 AND tip_canais <@ '{CARDAPIO,QR,MESA,WHATSAPP,LINK,BALCAO,API}'::text[]),
    CONSTRAINT versao_do_combo FOREIGN KEY (cod_tenant, cod_combo) REFERENCES flowt.tb_omni8_combo (cod_tenant, cod_combo)
);
CREATE INDEX combo_versao_em_vigor ON flowt.tb_omni8_combo_versao (cod_tenant, dat_vigor_fim, cod_combo);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_combo_versao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

-- Apart from the combo, because it changes with every sale.
CREATE TABLE flowt.tb_omni8_combo_contador (
    cod_tenant bigint NOT NULL,
    cod_combo  bigint NOT NULL,
    qtd_uso    bigint NOT NULL DEFAULT 0,
    CONSTRAINT combo_contador_chave PRIMARY KEY (cod_tenant, cod_combo),
    CONSTRAINT uso_de_combo_nao_negativo CHECK (qtd_uso >= 0),
    CONSTRAINT contador_do_combo FOREIGN KEY (cod_tenant, cod_combo) REFERENCES flowt.tb_omni8_combo (cod_tenant, cod_combo)
);

CREATE TABLE flowt.tb_omni8_combo_uso (
    cod_tenant    bigint      NOT NULL,
    cod_combo_uso bigint      GENERATED ALWAYS AS IDENTITY,
    cod_combo     bigint      NOT NULL,
    cod_pedido    bigint      NOT NULL,
    cod_pessoa    bigint,
    qtd_uso       integer     NOT NULL,
    dat_uso       timestamptz NOT NULL DEFAULT now(),
    dat_liberacao timestamptz,
    CONSTRAINT combo_uso_chave PRIMARY KEY (cod_tenant, cod_combo_uso),
    CONSTRAINT um_uso_de_combo_por_pedido EXCLUDE USING btree (cod_tenant WITH =, cod_pedido WITH =, cod_combo WITH =) WHERE (dat_liberacao IS NULL),
    CONSTRAINT uso_de_combo_tem_quantidade CHECK (qtd_uso > 0),
    CONSTRAINT uso_do_combo FOREIGN KEY (cod_tenant, cod_combo) REFERENCES flowt.tb_omni8_combo (cod_tenant, cod_combo),
    CONSTRAINT pedido_do_combo FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT pessoa_do_combo FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX combo_uso_por_combo ON flowt.tb_omni8_combo_uso (cod_tenant, cod_combo, dat_uso);
CREATE INDEX combo_uso_por_pedido ON flowt.tb_omni8_combo_uso (cod_tenant, cod_pedido);
CREATE INDEX combo_uso_por_pessoa ON flowt.tb_omni8_combo_uso (cod_tenant, cod_pessoa, cod_combo);

COMMENT ON CONSTRAINT definicoes_de_combo_nao_se_sobrepoem ON flowt.tb_omni8_combo_versao IS 'Este combo acaba de ser alterado por outra pessoa: leia-o de novo e repita.';
COMMENT ON CONSTRAINT vigor_de_combo_em_ordem ON flowt.tb_omni8_combo_versao IS 'Uma definição vale de um momento a outro depois dele.';
COMMENT ON CONSTRAINT status_de_combo_conhecido ON flowt.tb_omni8_combo_versao IS 'O status do combo é RASCUNHO, PUBLICADO, PAUSADO ou ARQUIVADO.';
COMMENT ON CONSTRAINT nome_de_combo_preenchido ON flowt.tb_omni8_combo_versao IS 'Informe o nome do combo, com até 120 caracteres.';
COMMENT ON CONSTRAINT preco_de_combo_conhecido ON flowt.tb_omni8_combo_versao IS 'O preço do combo é FIXO, SOMA_MENOS_PERC ou SOMA_MENOS_VALOR.';
COMMENT ON CONSTRAINT combo_com_os_campos_do_preco ON flowt.tb_omni8_combo_versao IS 'Informe só o campo do tipo de preço: vlr_preco (FIXO), num_percentual (SOMA_MENOS_PERC) ou vlr_desconto (SOMA_MENOS_VALOR).';
COMMENT ON CONSTRAINT valores_de_combo_positivos ON flowt.tb_omni8_combo_versao IS 'Os valores vão de R$ 0,01 a R$ 1.000.000,00; o percentual, de 0,01 a 100.';
COMMENT ON CONSTRAINT combo_tem_de_1_a_10_grupos ON flowt.tb_omni8_combo_versao IS 'Um combo tem de 1 a 10 grupos de escolha.';
COMMENT ON CONSTRAINT validade_de_combo_em_ordem ON flowt.tb_omni8_combo_versao IS 'A validade começa antes de terminar: confira dat_inicio e dat_fim.';
COMMENT ON CONSTRAINT dias_de_combo_entre_0_e_6 ON flowt.tb_omni8_combo_versao IS 'Os dias vão de 0 (domingo) a 6 (sábado); sem dias, todos.';
COMMENT ON CONSTRAINT janela_de_combo_inteira ON flowt.tb_omni8_combo_versao IS 'Informe a hora de começo e a de fim, ou nenhuma das duas.';
COMMENT ON CONSTRAINT limites_de_combo_positivos ON flowt.tb_omni8_combo_versao IS 'Um limite vai de 1 a 1.000.000.000; sem limite, envie null.';
COMMENT ON CONSTRAINT canais_de_combo_conhecidos ON flowt.tb_omni8_combo_versao IS 'Os canais são CARDAPIO, QR, MESA, WHATSAPP, LINK, BALCAO e API; sem canais, todos.';
COMMENT ON CONSTRAINT uso_de_combo_nao_negativo ON flowt.tb_omni8_combo_contador IS 'A contagem de vendas de um combo não fica negativa.';
COMMENT ON CONSTRAINT um_uso_de_combo_por_pedido ON flowt.tb_omni8_combo_uso IS 'Este pedido já contou este combo.';
COMMENT ON CONSTRAINT uso_de_combo_tem_quantidade ON flowt.tb_omni8_combo_uso IS 'Um uso de combo tem quantidade.';

COMMENT ON TABLE flowt.tb_omni8_combo IS 'Combos; o que cada um é está em tb_omni8_combo_versao.';
COMMENT ON COLUMN flowt.tb_omni8_combo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_combo.cod_combo IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_combo.num_versao IS 'Versão da linha (trava otimista): a da definição em vigor.';
COMMENT ON COLUMN flowt.tb_omni8_combo.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_combo.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_combo_versao IS 'Definições de combos, cada uma em vigor de um momento a outro: alterar um combo encerra uma e abre a seguinte.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.cod_combo IS 'Combo.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.num_definicao IS 'Número da definição: o num_versao do combo quando ela entrou em vigor.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.dat_vigor_inicio IS 'Desde quando esta definição vale.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.dat_vigor_fim IS 'Até quando, exclusive; infinity: é a de agora.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.sta_combo IS 'RASCUNHO, PUBLICADO, PAUSADO ou ARQUIVADO.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.nom_combo IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.des_combo IS 'Descrição.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.des_imagem IS 'Endereço da imagem.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.num_ordem IS 'Ordem de exibição, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.tip_preco IS 'FIXO, SOMA_MENOS_PERC ou SOMA_MENOS_VALOR.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.vlr_preco IS 'Preço, em centavos, se FIXO.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.num_percentual IS 'Percentual que se tira da soma dos componentes, se SOMA_MENOS_PERC.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.vlr_desconto IS 'Centavos que se tiram da soma dos componentes, se SOMA_MENOS_VALOR.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.js_grupos IS 'Grupos: [{num_grupo, nom_grupo, qtd_minima, qtd_maxima, itens: [{cod_produto, cod_variacao, qtd_item}]}]. Um item excluído do catálogo deixa o combo indisponível.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.dat_inicio IS 'Começo da validade; nulo: desde sempre.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.dat_fim IS 'Fim da validade, exclusive; nulo: sem fim.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.num_dias_semana IS 'Dias em que a janela começa, 0 domingo … 6 sábado; nulo: todos.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.hor_inicio IS 'Hora em que a janela começa; nula: o dia inteiro.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.hor_fim IS 'Hora em que a janela termina; menor ou igual à de começo quer dizer no dia seguinte.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.qtd_limite IS 'Quantos se vendem ao todo; nulo: sem limite.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.qtd_limite_pessoa IS 'Quantos cada pessoa compra; nulo: sem limite.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.flg_primeira_compra IS 'Só para quem nunca comprou.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.cod_etiqueta IS 'Só para pessoas com esta etiqueta; nulo: para todas. Refere: tb_omni8_etiqueta.';
COMMENT ON COLUMN flowt.tb_omni8_combo_versao.tip_canais IS 'Canais em que se vende; nulo: todos.';
COMMENT ON TABLE flowt.tb_omni8_combo_contador IS 'Quantas vezes cada combo foi vendido. Sem auditoria: os usos contam a história.';
COMMENT ON COLUMN flowt.tb_omni8_combo_contador.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_combo_contador.cod_combo IS 'Combo.';
COMMENT ON COLUMN flowt.tb_omni8_combo_contador.qtd_uso IS 'Vendidos, menos os de pedidos cancelados, recusados ou expirados.';
COMMENT ON TABLE flowt.tb_omni8_combo_uso IS 'Vendas de combos, por pedido, com seu momento. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.cod_combo_uso IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.cod_combo IS 'Combo.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.cod_pessoa IS 'Quem comprou, se se sabe.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.qtd_uso IS 'Quantos.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.dat_uso IS 'Quando contou.';
COMMENT ON COLUMN flowt.tb_omni8_combo_uso.dat_liberacao IS 'Quando deixou de contar: o pedido foi cancelado, recusado ou expirou.';
