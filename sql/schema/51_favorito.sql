-- Favourites, and who wants to know when an item can be bought again (guide chapter 9.1).

CREATE TABLE flowt.tb_omni8_favorito (
    cod_tenant  bigint      NOT NULL,
    cod_pessoa  bigint      NOT NULL,
    cod_produto bigint      NOT NULL,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT favorito_chave PRIMARY KEY (cod_tenant, cod_pessoa, cod_produto),
    CONSTRAINT favorito_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT produto_favorito FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
CREATE INDEX favorito_por_produto ON flowt.tb_omni8_favorito (cod_tenant, cod_produto);

-- Anybody may ask, with an address of their own; one asks once until told.
CREATE TABLE flowt.tb_omni8_aviso_disponibilidade (
    cod_tenant   bigint      NOT NULL,
    cod_aviso    bigint      GENERATED ALWAYS AS IDENTITY,
    cod_produto  bigint      NOT NULL,
    cod_variacao bigint,
    cod_pessoa   bigint,
    tip_contato  text        NOT NULL,
    des_destino  text        NOT NULL,
    sta_aviso    text        NOT NULL DEFAULT 'ESPERANDO',
    dat_criacao  timestamptz NOT NULL DEFAULT now(),
    dat_aviso    timestamptz,
    CONSTRAINT aviso_chave PRIMARY KEY (cod_tenant, cod_aviso),
    CONSTRAINT contato_de_aviso_conhecido CHECK (tip_contato IN ('EMAIL', 'FONE')),
    CONSTRAINT status_de_aviso_conhecido CHECK (sta_aviso IN ('ESPERANDO', 'AVISADO')),
    CONSTRAINT avisado_tem_data CHECK ((sta_aviso = 'AVISADO') = (dat_aviso IS NOT NULL)),
    CONSTRAINT um_aviso_por_contato EXCLUDE USING btree (cod_tenant WITH =, cod_produto WITH =, coalesce(cod_variacao, 0) WITH =, des_destino WITH =) WHERE (sta_aviso = 'ESPERANDO'),
    CONSTRAINT aviso_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT produto_do_aviso FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT variacao_do_aviso FOREIGN KEY (cod_tenant, cod_produto, cod_variacao) REFERENCES flowt.tb_omni8_variacao (cod_tenant, cod_produto, cod_variacao)
);
CREATE INDEX aviso_por_produto ON flowt.tb_omni8_aviso_disponibilidade (cod_tenant, cod_produto, cod_variacao);
CREATE INDEX aviso_por_pessoa ON flowt.tb_omni8_aviso_disponibilidade (cod_tenant, cod_pessoa);
CREATE INDEX aviso_por_destino ON flowt.tb_omni8_aviso_disponibilidade (cod_tenant, des_destino) WHERE sta_aviso = 'ESPERANDO';
CREATE INDEX aviso_esperando ON flowt.tb_omni8_aviso_disponibilidade (cod_tenant, cod_produto) WHERE sta_aviso = 'ESPERANDO';

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto, flg_guarda_texto) VALUES
    ('item_disponivel', 'EMAIL', '{{item}} voltou em {{empresa}}',
     E'{{item}} está à venda de novo em {{empresa}}.\n\nVocê pediu para saber. Este aviso é só este: não vamos escrever outra vez sobre ele.', true),
    ('item_disponivel', 'SMS', NULL, '{{empresa}}: {{item}} está à venda de novo. Você pediu para saber; este é o único aviso.', true),
    ('item_disponivel', 'WHATSAPP', NULL, '*{{item}}* está à venda de novo em {{empresa}}. Você pediu para saber; este é o único aviso.', true);

COMMENT ON CONSTRAINT contato_de_aviso_conhecido ON flowt.tb_omni8_aviso_disponibilidade IS 'O contato é EMAIL ou FONE.';
COMMENT ON CONSTRAINT status_de_aviso_conhecido ON flowt.tb_omni8_aviso_disponibilidade IS 'O status do aviso é ESPERANDO ou AVISADO.';
COMMENT ON CONSTRAINT avisado_tem_data ON flowt.tb_omni8_aviso_disponibilidade IS 'O aviso dado tem a data em que o foi.';
COMMENT ON CONSTRAINT um_aviso_por_contato ON flowt.tb_omni8_aviso_disponibilidade IS 'Este contato já pediu para ser avisado deste item.';
COMMENT ON TABLE flowt.tb_omni8_favorito IS 'Itens que clientes guardaram. Sem auditoria: é o próprio cliente que os põe e tira. Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_favorito.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_favorito.cod_pessoa IS 'Cliente.';
COMMENT ON COLUMN flowt.tb_omni8_favorito.cod_produto IS 'Item.';
COMMENT ON COLUMN flowt.tb_omni8_favorito.dat_criacao IS 'Quando foi guardado.';
COMMENT ON TABLE flowt.tb_omni8_aviso_disponibilidade IS 'Quem pediu para ser avisado quando um item voltar a se vender. Sem auditoria: a própria linha conta o que houve. Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.cod_aviso IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.cod_produto IS 'Item.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.cod_variacao IS 'Variação, se é de uma; nula: qualquer uma.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.cod_pessoa IS 'Cliente, se tinha entrado.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.tip_contato IS 'EMAIL ou FONE.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.des_destino IS 'E-mail ou telefone em E.164. Dado pessoal. Contato do titular.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.sta_aviso IS 'ESPERANDO → AVISADO.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.dat_criacao IS 'Quando pediu.';
COMMENT ON COLUMN flowt.tb_omni8_aviso_disponibilidade.dat_aviso IS 'Quando a mensagem foi para a caixa de saída.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('avisar_disponibilidade', 'Avisa quem espera por itens que voltaram', '1 minute');
