-- Cart (guide chapter 9): what a visitor has chosen, kept by a token; prices are never stored here.

-- One list for carts and orders: where a purchase comes from decides which offers are for it.
CREATE FUNCTION flowt.canal_conhecido(p_canal text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_canal IN ('CARDAPIO', 'QR', 'MESA', 'WHATSAPP', 'LINK', 'BALCAO', 'API');
COMMENT ON FUNCTION flowt.canal_conhecido(text) IS 'Se este é um canal por onde se compra.';

CREATE TABLE flowt.tb_omni8_carrinho (
    cod_tenant    bigint      NOT NULL,
    cod_carrinho  bigint      GENERATED ALWAYS AS IDENTITY,
    hsh_token     bytea       NOT NULL,
    cod_pessoa    bigint,
    sta_carrinho  text        NOT NULL DEFAULT 'ATIVO',
    tip_canal     text        NOT NULL DEFAULT 'API',
    des_cupons    text[]      NOT NULL DEFAULT '{}',
    cod_destino   bigint,
    dat_reserva   timestamptz,
    des_fechamento text,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT carrinho_chave PRIMARY KEY (cod_tenant, cod_carrinho),
    CONSTRAINT token_de_carrinho_unico UNIQUE (cod_tenant, hsh_token),
    CONSTRAINT status_de_carrinho_conhecido CHECK (sta_carrinho IN ('ATIVO', 'MESCLADO', 'CONVERTIDO', 'ABANDONADO', 'EXPIRADO')),
    CONSTRAINT canal_de_carrinho_conhecido CHECK (flowt.canal_conhecido(tip_canal)),
    CONSTRAINT ate_5_cupons_por_carrinho CHECK (cardinality(des_cupons) <= 5),
    CONSTRAINT mesclado_aponta_o_destino CHECK ((sta_carrinho = 'MESCLADO') = (cod_destino IS NOT NULL)),
    CONSTRAINT carrinho_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT carrinho_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE INDEX carrinho_por_pessoa ON flowt.tb_omni8_carrinho (cod_tenant, cod_pessoa, dat_alteracao);
-- What the job that expires them looks through.
CREATE INDEX carrinho_a_expirar ON flowt.tb_omni8_carrinho (cod_tenant, dat_alteracao) WHERE sta_carrinho <> 'CONVERTIDO';

-- A line is an item, with its variation and its add-ons, or a combo with what was chosen of each group.
CREATE TABLE flowt.tb_omni8_carrinho_item (
    cod_tenant        bigint      NOT NULL,
    cod_carrinho_item bigint      GENERATED ALWAYS AS IDENTITY,
    cod_carrinho      bigint      NOT NULL,
    cod_produto       bigint,
    cod_variacao      bigint,
    cod_combo         bigint,
    js_opcoes         jsonb       NOT NULL DEFAULT '[]',
    qtd_item          integer     NOT NULL,
    des_observacao    text,
    dat_criacao       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT carrinho_item_chave PRIMARY KEY (cod_tenant, cod_carrinho_item),
    CONSTRAINT quantidade_entre_1_e_999 CHECK (qtd_item BETWEEN 1 AND 999),
    CONSTRAINT item_ou_combo_no_carrinho CHECK (num_nonnulls(cod_produto, cod_combo) = 1 AND (cod_variacao IS NULL OR cod_produto IS NOT NULL)),
    CONSTRAINT escolhas_em_lista CHECK (jsonb_typeof(js_opcoes) = 'array'),
    CONSTRAINT escolhas_de_ate_8000_caracteres CHECK (length(js_opcoes::text) <= 8000),
    CONSTRAINT observacao_de_ate_200_caracteres CHECK (length(des_observacao) <= 200),
    CONSTRAINT item_do_carrinho FOREIGN KEY (cod_tenant, cod_carrinho) REFERENCES flowt.tb_omni8_carrinho (cod_tenant, cod_carrinho) ON DELETE CASCADE,
    CONSTRAINT variacao_do_carrinho FOREIGN KEY (cod_tenant, cod_produto, cod_variacao) REFERENCES flowt.tb_omni8_variacao (cod_tenant, cod_produto, cod_variacao),
    CONSTRAINT produto_do_carrinho FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
CREATE INDEX carrinho_item_por_carrinho ON flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho);
CREATE INDEX carrinho_item_por_produto ON flowt.tb_omni8_carrinho_item (cod_tenant, cod_produto, cod_variacao);

COMMENT ON CONSTRAINT token_de_carrinho_unico ON flowt.tb_omni8_carrinho IS 'Token de carrinho repetido: crie outro carrinho.';
COMMENT ON CONSTRAINT status_de_carrinho_conhecido ON flowt.tb_omni8_carrinho IS 'O status do carrinho é ATIVO, MESCLADO, CONVERTIDO, ABANDONADO ou EXPIRADO.';
COMMENT ON CONSTRAINT canal_de_carrinho_conhecido ON flowt.tb_omni8_carrinho IS 'O canal é CARDAPIO, QR, MESA, WHATSAPP, LINK, BALCAO ou API.';
COMMENT ON CONSTRAINT ate_5_cupons_por_carrinho ON flowt.tb_omni8_carrinho IS 'Um carrinho leva até 5 cupons: retire um para usar outro.';
COMMENT ON CONSTRAINT mesclado_aponta_o_destino ON flowt.tb_omni8_carrinho IS 'Só um carrinho mesclado aponta outro, e sempre aponta.';
COMMENT ON CONSTRAINT item_ou_combo_no_carrinho ON flowt.tb_omni8_carrinho_item IS 'Uma linha do carrinho é um item ou um combo; variação só o item tem.';
COMMENT ON CONSTRAINT escolhas_em_lista ON flowt.tb_omni8_carrinho_item IS 'As escolhas de um item são uma lista.';
COMMENT ON CONSTRAINT escolhas_de_ate_8000_caracteres ON flowt.tb_omni8_carrinho_item IS 'Há escolhas demais neste item: diminua-as.';
COMMENT ON CONSTRAINT quantidade_entre_1_e_999 ON flowt.tb_omni8_carrinho_item IS 'A quantidade vai de 1 a 999.';
COMMENT ON CONSTRAINT observacao_de_ate_200_caracteres ON flowt.tb_omni8_carrinho_item IS 'A observação tem até 200 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_carrinho IS 'Carrinhos. Sem auditoria: rascunho de quem compra, apagado um mês depois de expirar.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.cod_carrinho IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.hsh_token IS 'SHA-256 do token que só quem compra tem.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.cod_pessoa IS 'De quem é, depois que o cliente entra; nulo enquanto anônimo.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.tip_canal IS 'Por onde se compra: CARDAPIO, QR, MESA, WHATSAPP, LINK, BALCAO ou API.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.des_cupons IS 'Cupons digitados, em maiúsculas; a cada cotação se diz de cada um se vale.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.cod_destino IS 'Carrinho em que este foi mesclado. Refere: tb_omni8_carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.des_fechamento IS 'Página que fecha este carrinho, depois do começo dos links da empresa; nulo: o formulário da sacola.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.dat_reserva IS 'Até quando o estoque dos itens está reservado; nulo sem reserva.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.sta_carrinho IS 'ATIVO → MESCLADO (em outro, ao entrar) | CONVERTIDO (em pedido) | ABANDONADO (quem compra desistiu) | EXPIRADO (pelo tempo).';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho.dat_alteracao IS 'Última mudança: a validade conta daqui.';
COMMENT ON TABLE flowt.tb_omni8_carrinho_item IS 'Itens de carrinho. Sem auditoria: rascunho de quem compra.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.cod_carrinho_item IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.cod_carrinho IS 'Carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.cod_produto IS 'Produto ou serviço; nulo em linha de combo.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.cod_variacao IS 'Variação escolhida.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.cod_combo IS 'Combo; nulo em linha de item. Refere: tb_omni8_combo.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.js_opcoes IS 'Complementos escolhidos, ou as escolhas de cada grupo do combo, em uma só forma: mesmas escolhas, mesmo valor.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.qtd_item IS 'Quantidade.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.des_observacao IS 'Pedido de quem compra sobre o item, como "sem cebola". Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_item.dat_criacao IS 'Inclusão.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expirar_carrinhos', 'Expira os carrinhos parados', '1 hour');
