-- Orders (guide chapter 10): a snapshot of what was bought, its transitions as data, its history append-only.

CREATE TABLE flowt.tb_omni8_pedido_numerador (
    cod_tenant bigint NOT NULL,
    num_ultimo bigint NOT NULL,
    CONSTRAINT pedido_numerador_chave PRIMARY KEY (cod_tenant),
    CONSTRAINT numerador_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

CREATE TABLE flowt.tb_omni8_pedido_status (
    sta_pedido text    NOT NULL,
    des_status text    NOT NULL,
    flg_final  boolean NOT NULL,
    flg_devolve_estoque boolean NOT NULL,
    CONSTRAINT pedido_status_chave PRIMARY KEY (sta_pedido)
);
INSERT INTO flowt.tb_omni8_pedido_status (sta_pedido, des_status, flg_final, flg_devolve_estoque) VALUES
    ('INTENCAO',             'Orçamento pedido',       false, true),
    ('AGUARDANDO_PAGAMENTO', 'Aguardando pagamento',   false, false),
    ('RECEBIDO',             'Pedido recebido',        false, false),
    ('CONFIRMADO',           'Confirmado',             false, false),
    ('EM_PREPARO',           'Em preparo',             false, false),
    ('PRONTO',               'Pronto',                 false, false),
    ('EM_ENTREGA',           'Saiu para entrega',      false, false),
    ('ENTREGUE',             'Entregue',               false, false),
    ('FALHA_ENTREGA',        'Não foi possível entregar', false, false),
    ('CONCLUIDO',            'Concluído',              false, false),
    ('DEVOLVIDO',            'Devolvido',              true,  true),
    ('RECUSADO',             'Recusado pela empresa',  true,  true),
    ('CANCELADO',            'Cancelado',              true,  true),
    ('EXPIRADO',             'Expirado',               false, true);

CREATE TABLE flowt.tb_omni8_pedido_transicao (
    sta_de        text NOT NULL,
    sta_para      text NOT NULL,
    nom_permissao text NOT NULL,
    CONSTRAINT pedido_transicao_chave PRIMARY KEY (sta_de, sta_para),
    CONSTRAINT status_de_partida FOREIGN KEY (sta_de) REFERENCES flowt.tb_omni8_pedido_status (sta_pedido),
    CONSTRAINT status_de_chegada FOREIGN KEY (sta_para) REFERENCES flowt.tb_omni8_pedido_status (sta_pedido),
    CONSTRAINT permissao_da_transicao FOREIGN KEY (nom_permissao) REFERENCES flowt.tb_omni8_permissao (nom_permissao)
);
CREATE INDEX pedido_transicao_por_chegada ON flowt.tb_omni8_pedido_transicao (sta_para);
CREATE INDEX pedido_transicao_por_permissao ON flowt.tb_omni8_pedido_transicao (nom_permissao);

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('pedido.ler',       'Ver pedidos'),
    ('pedido.operar',    'Mover pedidos, nos passos que o perfil puder'),
    ('pedido.confirmar', 'Confirmar ou recusar pedidos'),
    ('pedido.preparar',  'Preparar e aprontar pedidos'),
    ('pedido.entregar',  'Sair para entrega e entregar'),
    ('pedido.cancelar',  'Cancelar pedidos e registrar devoluções'),
    ('pedido.sistema',   'Passos que só o próprio sistema dá, como expirar');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('pedido.ler',       '{plataforma,admin,gerente,atendente,cozinha,entregador,financeiro,api}'::text[]),
    ('pedido.operar',    '{plataforma,admin,gerente,atendente,cozinha,entregador,api}'),
    ('pedido.confirmar', '{plataforma,admin,gerente,atendente,api}'),
    ('pedido.preparar',  '{plataforma,admin,gerente,atendente,cozinha,api}'),
    ('pedido.entregar',  '{plataforma,admin,gerente,atendente,entregador,api}'),
    ('pedido.cancelar',  '{plataforma,admin,gerente}')) AS m (permissao, perfis);

INSERT INTO flowt.tb_omni8_pedido_transicao (sta_de, sta_para, nom_permissao) VALUES
    ('INTENCAO', 'RECEBIDO', 'pedido.confirmar'), ('INTENCAO', 'EXPIRADO', 'pedido.sistema'), ('INTENCAO', 'CANCELADO', 'pedido.cancelar'),
    ('AGUARDANDO_PAGAMENTO', 'RECEBIDO', 'pedido.confirmar'), ('AGUARDANDO_PAGAMENTO', 'EXPIRADO', 'pedido.sistema'),
    ('AGUARDANDO_PAGAMENTO', 'CANCELADO', 'pedido.cancelar'),
    ('RECEBIDO', 'CONFIRMADO', 'pedido.confirmar'), ('RECEBIDO', 'RECUSADO', 'pedido.confirmar'), ('RECEBIDO', 'CANCELADO', 'pedido.cancelar'),
    ('CONFIRMADO', 'EM_PREPARO', 'pedido.preparar'), ('CONFIRMADO', 'PRONTO', 'pedido.preparar'),
    ('EM_PREPARO', 'PRONTO', 'pedido.preparar'),
    ('PRONTO', 'EM_ENTREGA', 'pedido.entregar'), ('PRONTO', 'ENTREGUE', 'pedido.entregar'),
    ('EM_ENTREGA', 'ENTREGUE', 'pedido.entregar'), ('EM_ENTREGA', 'FALHA_ENTREGA', 'pedido.entregar'),
    ('FALHA_ENTREGA', 'EM_ENTREGA', 'pedido.entregar'), ('FALHA_ENTREGA', 'CANCELADO', 'pedido.cancelar'),
    ('ENTREGUE', 'CONCLUIDO', 'pedido.operar'), ('ENTREGUE', 'DEVOLVIDO', 'pedido.cancelar'),
    ('CONCLUIDO', 'DEVOLVIDO', 'pedido.cancelar'),
    ('EXPIRADO', 'RECEBIDO', 'pedido.sistema');

CREATE TABLE flowt.tb_omni8_pedido (
    cod_tenant       bigint      NOT NULL,
    cod_pedido       bigint      GENERATED ALWAYS AS IDENTITY,
    num_pedido       bigint      NOT NULL,
    des_token        text        NOT NULL,
    cod_carrinho     bigint      NOT NULL,
    cod_unidade      bigint      NOT NULL,
    cod_pessoa       bigint,
    sta_pedido       text        NOT NULL,
    tip_atendimento  text        NOT NULL,
    nom_cliente      text        NOT NULL,
    num_telefone     text,
    des_endereco     text,
    nom_bairro       text,
    num_cep          text,
    des_observacao   text,
    tip_pagamento    text        NOT NULL,
    tip_canal        text        NOT NULL DEFAULT 'API',
    vlr_itens        bigint      NOT NULL,
    vlr_desconto     bigint      NOT NULL DEFAULT 0,
    vlr_taxa_entrega bigint      NOT NULL,
    vlr_desconto_entrega bigint  NOT NULL DEFAULT 0,
    vlr_taxa_servico bigint      NOT NULL DEFAULT 0,
    vlr_gorjeta      bigint      NOT NULL DEFAULT 0,
    vlr_total        bigint      NOT NULL,
    vlr_troco_para   bigint,
    js_cotacao       jsonb       NOT NULL DEFAULT '{}',
    js_campos        jsonb       NOT NULL DEFAULT '{}',
    dat_anonimizacao timestamptz,
    num_versao       integer     NOT NULL DEFAULT 1,
    dat_criacao      timestamptz NOT NULL DEFAULT now(),
    dat_alteracao    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pedido_chave PRIMARY KEY (cod_tenant, cod_pedido),
    CONSTRAINT numero_de_pedido_unico UNIQUE (cod_tenant, num_pedido),
    CONSTRAINT token_de_pedido_unico UNIQUE (cod_tenant, des_token),
    CONSTRAINT um_pedido_por_carrinho UNIQUE (cod_tenant, cod_carrinho),
    CONSTRAINT atendimento_conhecido CHECK (tip_atendimento IN ('RETIRADA', 'ENTREGA', 'LOCAL')),
    CONSTRAINT entrega_tem_endereco CHECK ((tip_atendimento = 'ENTREGA') = (des_endereco IS NOT NULL)),
    CONSTRAINT bairro_e_cep_so_na_entrega CHECK (tip_atendimento = 'ENTREGA' OR num_nonnulls(nom_bairro, num_cep) = 0),
    CONSTRAINT cep_do_pedido_valido CHECK (flowt.cep_valido(num_cep)),
    CONSTRAINT pagamento_conhecido CHECK (tip_pagamento IN ('PIX', 'DINHEIRO', 'CARTAO')),
    CONSTRAINT partes_somam_o_total CHECK (
        vlr_total = vlr_itens - vlr_desconto + vlr_taxa_entrega - vlr_desconto_entrega + vlr_taxa_servico + vlr_gorjeta
        AND vlr_itens > 0 AND vlr_desconto BETWEEN 0 AND vlr_itens AND vlr_desconto_entrega BETWEEN 0 AND vlr_taxa_entrega AND vlr_taxa_servico >= 0 AND vlr_gorjeta >= 0),
    CONSTRAINT canal_de_pedido_conhecido CHECK (flowt.canal_conhecido(tip_canal)),
    CONSTRAINT troco_so_em_dinheiro_e_acima_do_total CHECK (vlr_troco_para IS NULL OR (tip_pagamento = 'DINHEIRO' AND vlr_troco_para >= vlr_total AND vlr_troco_para <= vlr_total + 1000000)),
    CONSTRAINT telefone_do_cliente_valido CHECK (num_telefone IS NOT DISTINCT FROM flowt.telefone_e164(num_telefone)),
    CONSTRAINT pedido_tem_telefone CHECK (num_telefone IS NOT NULL OR dat_anonimizacao IS NOT NULL),
    CONSTRAINT campos_de_pedido_em_objeto CHECK (jsonb_typeof(js_campos) = 'object'),
    CONSTRAINT status_do_pedido FOREIGN KEY (sta_pedido) REFERENCES flowt.tb_omni8_pedido_status (sta_pedido),
    CONSTRAINT pedido_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT unidade_do_pedido FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade),
    CONSTRAINT pedido_do_carrinho FOREIGN KEY (cod_tenant, cod_carrinho) REFERENCES flowt.tb_omni8_carrinho (cod_tenant, cod_carrinho)
);
CREATE INDEX pedido_por_pessoa ON flowt.tb_omni8_pedido (cod_tenant, cod_pessoa, cod_pedido);
CREATE INDEX pedido_sem_pessoa ON flowt.tb_omni8_pedido (cod_tenant, num_telefone) WHERE cod_pessoa IS NULL;
CREATE INDEX pedido_por_data ON flowt.tb_omni8_pedido (cod_tenant, dat_criacao, cod_pedido);
CREATE INDEX pedido_por_unidade ON flowt.tb_omni8_pedido (cod_tenant, cod_unidade, dat_criacao, cod_pedido);
CREATE INDEX pedido_em_intencao ON flowt.tb_omni8_pedido (cod_tenant, dat_criacao) WHERE sta_pedido = 'INTENCAO';
CREATE INDEX pedido_por_status ON flowt.tb_omni8_pedido (cod_tenant, sta_pedido, dat_criacao, cod_pedido);

CREATE TABLE flowt.tb_omni8_pedido_item (
    cod_tenant      bigint  NOT NULL,
    cod_pedido      bigint  NOT NULL,
    num_item        integer NOT NULL,
    num_item_pai    integer,
    cod_produto     bigint,
    cod_variacao    bigint,
    cod_combo       bigint,
    num_sku         text,
    nom_produto     text    NOT NULL,
    des_observacao  text,
    qtd_item        integer NOT NULL,
    js_opcoes       jsonb   NOT NULL DEFAULT '[]',
    vlr_opcoes      bigint  NOT NULL DEFAULT 0,
    vlr_unitario    bigint  NOT NULL,
    vlr_bruto       bigint  NOT NULL,
    vlr_desconto    bigint  NOT NULL DEFAULT 0,
    vlr_liquido     bigint  NOT NULL,
    CONSTRAINT pedido_item_chave PRIMARY KEY (cod_tenant, cod_pedido, num_item),
    -- A part has its share of the combo's price, which no unit price need divide.
    CONSTRAINT linha_e_preco_vezes_quantidade CHECK ((num_item_pai IS NOT NULL OR vlr_bruto = vlr_unitario * qtd_item) AND qtd_item > 0),
    CONSTRAINT liquido_e_bruto_menos_desconto CHECK (vlr_liquido = vlr_bruto - vlr_desconto AND vlr_desconto BETWEEN 0 AND vlr_bruto),
    CONSTRAINT item_ou_combo_no_pedido CHECK (num_nonnulls(cod_produto, cod_combo) > 0 AND (num_item_pai IS NULL OR cod_produto IS NOT NULL)),
    CONSTRAINT item_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT variacao_do_pedido FOREIGN KEY (cod_tenant, cod_produto, cod_variacao) REFERENCES flowt.tb_omni8_variacao (cod_tenant, cod_produto, cod_variacao),
    CONSTRAINT produto_do_pedido FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
CREATE INDEX pedido_item_por_produto ON flowt.tb_omni8_pedido_item (cod_tenant, cod_produto, cod_variacao);

-- Why the price was what it was: one line per offer and per line, or for the whole order, or for the delivery.
CREATE TABLE flowt.tb_omni8_pedido_desconto (
    cod_tenant   bigint  NOT NULL,
    cod_pedido   bigint  NOT NULL,
    num_desconto integer NOT NULL,
    num_item     integer,
    cod_oferta   bigint,
    des_cupom    text,
    nom_oferta   text,
    tip_alvo     text    NOT NULL,
    vlr_desconto bigint  NOT NULL,
    des_motivo   text    NOT NULL,
    CONSTRAINT pedido_desconto_chave PRIMARY KEY (cod_tenant, cod_pedido, num_desconto),
    CONSTRAINT alvo_de_desconto_conhecido CHECK (tip_alvo IN ('ITEM', 'PEDIDO', 'FRETE', 'BRINDE')),
    CONSTRAINT desconto_nao_negativo CHECK (vlr_desconto >= 0),
    CONSTRAINT desconto_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT desconto_do_item FOREIGN KEY (cod_tenant, cod_pedido, num_item) REFERENCES flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item)
);
CREATE INDEX pedido_desconto_por_item ON flowt.tb_omni8_pedido_desconto (cod_tenant, cod_pedido, num_item);
CREATE INDEX pedido_desconto_por_oferta ON flowt.tb_omni8_pedido_desconto (cod_tenant, cod_oferta) WHERE cod_oferta IS NOT NULL;

CREATE TABLE flowt.tb_omni8_pedido_evento (
    cod_tenant  bigint      NOT NULL,
    cod_pedido  bigint      NOT NULL,
    num_evento  integer     NOT NULL,
    sta_de      text,
    sta_para    text        NOT NULL,
    des_motivo  text,
    cod_usuario bigint,
    dat_evento  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pedido_evento_chave PRIMARY KEY (cod_tenant, cod_pedido, num_evento)
);

-- The answer is made again from what was created and from how it was then: nobody's data is kept twice.
CREATE TABLE flowt.tb_omni8_idempotencia (
    cod_tenant     bigint      NOT NULL,
    des_chave      text        NOT NULL,
    hsh_requisicao bytea       NOT NULL,
    cod_resultado  bigint      NOT NULL,
    sta_resultado  text        NOT NULL,
    num_versao     integer     NOT NULL,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotencia_chave PRIMARY KEY (cod_tenant, des_chave)
);

CREATE TRIGGER campos BEFORE INSERT OR UPDATE OF js_campos ON flowt.tb_omni8_pedido FOR EACH ROW EXECUTE FUNCTION flowt.conferir_campos('PEDIDO');
CREATE TRIGGER unidade BEFORE INSERT ON flowt.tb_omni8_pedido FOR EACH ROW WHEN (NEW.cod_unidade IS NULL) EXECUTE FUNCTION flowt.preencher_unidade();
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_pedido FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pedido FOR EACH ROW
    EXECUTE FUNCTION flowt.auditar('nom_cliente', 'num_telefone', 'des_endereco', 'nom_bairro', 'num_cep', 'des_observacao', 'des_token', 'js_campos');
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_pedido_evento FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_pedido_item FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_pedido_desconto FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

COMMENT ON CONSTRAINT numero_de_pedido_unico ON flowt.tb_omni8_pedido IS 'Número de pedido repetido: tente de novo.';
COMMENT ON CONSTRAINT token_de_pedido_unico ON flowt.tb_omni8_pedido IS 'Token de pedido repetido: tente de novo.';
COMMENT ON CONSTRAINT um_pedido_por_carrinho ON flowt.tb_omni8_pedido IS 'Este carrinho já virou pedido.';
COMMENT ON CONSTRAINT atendimento_conhecido ON flowt.tb_omni8_pedido IS 'O atendimento é RETIRADA, ENTREGA ou LOCAL.';
COMMENT ON CONSTRAINT entrega_tem_endereco ON flowt.tb_omni8_pedido IS 'Para entrega, informe o endereço; sem entrega, não o envie.';
COMMENT ON CONSTRAINT bairro_e_cep_so_na_entrega ON flowt.tb_omni8_pedido IS 'Bairro e CEP são da entrega: sem entrega, não os envie.';
COMMENT ON CONSTRAINT cep_do_pedido_valido ON flowt.tb_omni8_pedido IS 'O CEP tem oito algarismos.';
COMMENT ON CONSTRAINT unidade_do_pedido ON flowt.tb_omni8_pedido IS 'Esta unidade já teve pedidos e não se exclui: mude o status dela para INATIVA.';
COMMENT ON CONSTRAINT pagamento_conhecido ON flowt.tb_omni8_pedido IS 'O pagamento é PIX, DINHEIRO ou CARTAO.';
COMMENT ON CONSTRAINT partes_somam_o_total ON flowt.tb_omni8_pedido IS 'Itens, menos o desconto, mais entrega, serviço e gorjeta precisam somar o total, e nenhum desconto passa do que desconta.';
COMMENT ON CONSTRAINT canal_de_pedido_conhecido ON flowt.tb_omni8_pedido IS 'O canal é CARDAPIO, QR, MESA, WHATSAPP, LINK, BALCAO ou API.';
COMMENT ON CONSTRAINT troco_so_em_dinheiro_e_acima_do_total ON flowt.tb_omni8_pedido IS 'O troco é para pagamento em dinheiro, com uma nota igual ou maior que o total (até R$ 10.000,00 acima).';
COMMENT ON CONSTRAINT telefone_do_cliente_valido ON flowt.tb_omni8_pedido IS 'O telefone precisa de DDD e número, no formato +55….';
COMMENT ON CONSTRAINT pedido_tem_telefone ON flowt.tb_omni8_pedido IS 'Informe o telefone de quem compra.';
COMMENT ON CONSTRAINT campos_de_pedido_em_objeto ON flowt.tb_omni8_pedido IS 'Os campos personalizados são um objeto.';
COMMENT ON CONSTRAINT linha_e_preco_vezes_quantidade ON flowt.tb_omni8_pedido_item IS 'O valor da linha é o preço vezes a quantidade.';
COMMENT ON CONSTRAINT liquido_e_bruto_menos_desconto ON flowt.tb_omni8_pedido_item IS 'O líquido de uma linha é o bruto menos o desconto, que não passa dele.';
COMMENT ON CONSTRAINT item_ou_combo_no_pedido ON flowt.tb_omni8_pedido_item IS 'Uma linha do pedido é um item ou um combo; a parte de um combo é um item.';
COMMENT ON CONSTRAINT alvo_de_desconto_conhecido ON flowt.tb_omni8_pedido_desconto IS 'O desconto é de ITEM, PEDIDO, FRETE ou BRINDE.';
COMMENT ON CONSTRAINT desconto_nao_negativo ON flowt.tb_omni8_pedido_desconto IS 'Um desconto não é negativo.';

COMMENT ON TABLE flowt.tb_omni8_pedido_numerador IS 'Último número de pedido de cada tenant. Sem auditoria: contador.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_numerador.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_numerador.num_ultimo IS 'Último número usado.';
COMMENT ON TABLE flowt.tb_omni8_pedido_status IS 'Status de pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_status.sta_pedido IS 'Status.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_status.des_status IS 'Como o público o lê.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_status.flg_final IS 'Dele não se sai.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_status.flg_devolve_estoque IS 'Nele o pedido não tem itens do estoque: chegar a ele os devolve, sair dele os baixa.';
COMMENT ON TABLE flowt.tb_omni8_pedido_transicao IS 'Transições de status permitidas e a permissão que cada uma exige.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_transicao.sta_de IS 'Status de partida.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_transicao.sta_para IS 'Status de chegada.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_transicao.nom_permissao IS 'Permissão exigida de quem a faz.';
COMMENT ON TABLE flowt.tb_omni8_pedido IS 'Pedidos: retrato do que foi comprado, por quem e por quanto.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.cod_pedido IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.num_pedido IS 'Número do pedido na empresa: 1, 2, 3….';
COMMENT ON COLUMN flowt.tb_omni8_pedido.des_token IS 'Token público de acompanhamento. Dado pessoal: abre a página do pedido. Anonimizado: novo token.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.cod_carrinho IS 'Carrinho de origem.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.cod_unidade IS 'Unidade que atende.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.cod_pessoa IS 'De quem é: o cliente que entrou, ou o pré-cadastro do telefone; nulo sem cadastro.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.sta_pedido IS 'Status (tb_omni8_pedido_status).';
COMMENT ON COLUMN flowt.tb_omni8_pedido.tip_atendimento IS 'RETIRADA, ENTREGA ou LOCAL.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.nom_cliente IS 'Nome de quem comprou. Dado pessoal. Anonimizado: Cliente anonimizado.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.num_telefone IS 'Telefone em E.164; nulo só depois de anonimizado. Dado pessoal. Contato do titular.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.des_endereco IS 'Endereço de entrega. Dado pessoal. Anonimizado: (endereço anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_pedido.nom_bairro IS 'Bairro da entrega. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.num_cep IS 'CEP da entrega, oito algarismos. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.des_observacao IS 'Observação do pedido. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.tip_pagamento IS 'PIX, DINHEIRO ou CARTAO.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.tip_canal IS 'Por onde se comprou: CARDAPIO, QR, MESA, WHATSAPP, LINK, BALCAO ou API.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_itens IS 'Soma das linhas sem desconto, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_desconto IS 'Descontos dos itens e do pedido, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_taxa_entrega IS 'Taxa de entrega sem desconto, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_desconto_entrega IS 'Desconto da entrega, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_taxa_servico IS 'Taxa de serviço da mesa, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_gorjeta IS 'Gorjeta, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_total IS 'Total a pagar: itens − desconto + entrega − desconto da entrega + serviço + gorjeta, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.js_cotacao IS 'O que a cotação disse dos cupons usados: aceito ou não, e por quê. Sem códigos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_troco_para IS 'Com quanto o cliente vai pagar em dinheiro, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.js_campos IS 'Campos personalizados do tenant. Sem códigos. Dado pessoal. Anonimizado: campos pessoais de PEDIDO.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.dat_anonimizacao IS 'Quando os dados de quem comprou foram anonimizados, se foram.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.dat_criacao IS 'Quando foi feito.';
COMMENT ON COLUMN flowt.tb_omni8_pedido.dat_alteracao IS 'Última mudança.';
COMMENT ON TABLE flowt.tb_omni8_pedido_item IS 'Linhas de pedido, com nome, SKU, complementos e preço do momento da compra; um combo é uma linha e suas partes. Sem auditoria: só de inclusão.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.num_item IS 'Posição no pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.num_item_pai IS 'Linha do combo de que esta é parte; nulo na linha como foi comprada.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.cod_produto IS 'Produto ou serviço; nulo na linha do combo.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.cod_variacao IS 'Variação comprada.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.cod_combo IS 'Combo comprado. Refere: tb_omni8_combo.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.num_sku IS 'SKU na compra.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.nom_produto IS 'Nome na compra.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.des_observacao IS 'Observação do item. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.qtd_item IS 'Quantidade.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.js_opcoes IS 'Complementos na compra: nomes, quantidades e preços.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.vlr_opcoes IS 'Complementos de uma unidade, em centavos: já no preço.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.vlr_unitario IS 'Preço de uma unidade na compra, com complementos, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.vlr_bruto IS 'Preço vezes quantidade, em centavos; na parte de um combo, o que lhe cabe do preço dele.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.vlr_desconto IS 'Descontos que cabem à linha, também os do pedido, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_item.vlr_liquido IS 'O que se pagou pela linha, em centavos: é o que se devolve dela.';
COMMENT ON TABLE flowt.tb_omni8_pedido_desconto IS 'Descontos de um pedido, cada um com seu motivo. Sem auditoria: só de inclusão.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.num_desconto IS 'Posição no pedido, na ordem em que foi calculado.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.num_item IS 'Linha descontada; nulo: do pedido ou da entrega.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.cod_oferta IS 'Oferta que o deu. Refere: tb_omni8_oferta.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.des_cupom IS 'Cupom que o deu, se foi um.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.nom_oferta IS 'Nome da oferta na compra.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.tip_alvo IS 'ITEM, PEDIDO, FRETE ou BRINDE.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.vlr_desconto IS 'Desconto, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_desconto.des_motivo IS 'Por que este preço, em palavras.';
COMMENT ON TABLE flowt.tb_omni8_pedido_evento IS 'Linha do tempo dos pedidos, só de inclusão. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.num_evento IS 'Posição na linha do tempo.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.sta_de IS 'Status anterior.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.sta_para IS 'Status novo.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.des_motivo IS 'Motivo dado, mostrado ao cliente. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.cod_usuario IS 'Quem moveu; nulo para o cliente e o sistema.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_evento.dat_evento IS 'Momento.';
COMMENT ON TABLE flowt.tb_omni8_idempotencia IS 'O que cada Idempotency-Key criou: repetir a requisição devolve o mesmo. Sem auditoria: o que foi criado tem a sua. Fora da cópia: só serve a quem repete uma requisição. Guarda: 30 dias desde dat_criacao.';
COMMENT ON COLUMN flowt.tb_omni8_idempotencia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_idempotencia.des_chave IS 'Chave enviada pelo cliente.';
COMMENT ON COLUMN flowt.tb_omni8_idempotencia.hsh_requisicao IS 'SHA-256 do que foi pedido com a chave.';
COMMENT ON COLUMN flowt.tb_omni8_idempotencia.cod_resultado IS 'Pedido que a requisição criou. Refere: tb_omni8_pedido.';
COMMENT ON COLUMN flowt.tb_omni8_idempotencia.sta_resultado IS 'Status do pedido na primeira resposta.';
COMMENT ON COLUMN flowt.tb_omni8_idempotencia.num_versao IS 'Versão do pedido na primeira resposta.';
COMMENT ON COLUMN flowt.tb_omni8_idempotencia.dat_criacao IS 'Quando.';

INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, nom_permissao, num_ordem) VALUES
    ('pedido_por_intencao', 'A sacola termina em um pedido de orçamento, sem pagamento nem baixa de estoque, que a equipe aceita ou não', 'Pedidos', 'booleano', 'false', NULL, NULL, 'empresa.configurar', 10),
    ('intencao_validade_dias', 'Dias em que um orçamento pode ser aceito, ao preço dele', 'Pedidos', 'inteiro', '10', 1, 90, 'empresa.configurar', 20);
INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expirar_intencoes', 'Expira orçamentos vencidos', '1 minute');
