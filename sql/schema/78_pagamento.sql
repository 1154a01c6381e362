-- Payments (guide chapters 10.1 and 18.1): the parts an order is paid in, their transitions as data, their history append-only.

CREATE TABLE flowt.tb_omni8_pagamento_status (
    sta_pagamento text    NOT NULL,
    des_status    text    NOT NULL,
    flg_conta     boolean NOT NULL,
    flg_recebido  boolean NOT NULL,
    CONSTRAINT pagamento_status_chave PRIMARY KEY (sta_pagamento),
    CONSTRAINT o_que_se_recebeu_conta CHECK (flg_conta OR NOT flg_recebido)
);
INSERT INTO flowt.tb_omni8_pagamento_status (sta_pagamento, des_status, flg_conta, flg_recebido) VALUES
    ('CRIADO',            'Criado',                   true,  false),
    ('PENDENTE',          'Aguardando pagamento',     true,  false),
    ('AUTORIZADO',        'Autorizado',               true,  false),
    ('PAGO',              'Pago',                     true,  true),
    ('ESTORNADO_PARCIAL', 'Estornado em parte',       true,  true),
    ('ESTORNADO',         'Estornado',                true,  true),
    ('CONTESTADO',        'Contestado por quem pagou', true, true),
    ('RECUSADO',          'Recusado',                 false, false),
    ('EXPIRADO',          'Expirado',                 false, false),
    ('CANCELADO',         'Cancelado',                false, false);

-- Where the order's page leads to the one on which it is paid, or was.
INSERT INTO flowt.tb_omni8_pedido_acao (nom_acao, sta_pedido, des_rotulo, des_caminho, num_ordem)
SELECT 'pagar', s.sta_pedido, CASE WHEN s.sta_pedido = 'AGUARDANDO_PAGAMENTO' THEN 'Pagar agora' WHEN s.flg_devolve_estoque OR s.sta_pedido = 'CONCLUIDO' THEN 'Ver o pagamento'
                                   ELSE 'Pagar ou ver o pagamento' END, 'pagamento', 1
  FROM flowt.tb_omni8_pedido_status AS s WHERE s.sta_pedido <> 'INTENCAO';

CREATE TABLE flowt.tb_omni8_pagamento_transicao (
    sta_de        text NOT NULL,
    sta_para      text NOT NULL,
    nom_permissao text NOT NULL,
    CONSTRAINT pagamento_transicao_chave PRIMARY KEY (sta_de, sta_para),
    CONSTRAINT status_de_partida_do_pagamento FOREIGN KEY (sta_de) REFERENCES flowt.tb_omni8_pagamento_status (sta_pagamento),
    CONSTRAINT status_de_chegada_do_pagamento FOREIGN KEY (sta_para) REFERENCES flowt.tb_omni8_pagamento_status (sta_pagamento),
    CONSTRAINT permissao_da_transicao_de_pagamento FOREIGN KEY (nom_permissao) REFERENCES flowt.tb_omni8_permissao (nom_permissao)
);
CREATE INDEX pagamento_transicao_por_chegada ON flowt.tb_omni8_pagamento_transicao (sta_para);
CREATE INDEX pagamento_transicao_por_permissao ON flowt.tb_omni8_pagamento_transicao (nom_permissao);

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('pagamento.receber',  'Confirmar, recusar e dividir pagamentos'),
    ('pagamento.estornar', 'Estornar pagamentos'),
    ('pagamento.sistema',  'Passos que só o provedor ou o próprio sistema dá, como expirar');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('pagamento.receber',  '{plataforma,admin,gerente,atendente,entregador,financeiro,api}'::text[]),
    ('pagamento.estornar', '{plataforma,admin,gerente,financeiro}')) AS m (permissao, perfis);

-- The chain of the guide, and what money does besides: cash needs nobody's authorization; what comes after all (EXPIRADO,
-- CANCELADO, RECUSADO to PAGO) has come and is never lost sight of; a dispute is won or lost. An authorization is no money
-- yet: the provider may refuse it after all or never capture it, and the order does not wait for it for ever.
INSERT INTO flowt.tb_omni8_pagamento_transicao (sta_de, sta_para, nom_permissao) VALUES
    ('CRIADO', 'PENDENTE', 'pagamento.sistema'),
    ('PENDENTE', 'AUTORIZADO', 'pagamento.sistema'), ('PENDENTE', 'PAGO', 'pagamento.receber'), ('AUTORIZADO', 'PAGO', 'pagamento.receber'),
    ('PENDENTE', 'RECUSADO', 'pagamento.receber'), ('PENDENTE', 'EXPIRADO', 'pagamento.sistema'), ('PENDENTE', 'CANCELADO', 'pagamento.receber'),
    ('AUTORIZADO', 'CANCELADO', 'pagamento.receber'), ('AUTORIZADO', 'RECUSADO', 'pagamento.receber'), ('AUTORIZADO', 'EXPIRADO', 'pagamento.sistema'),
    ('PAGO', 'ESTORNADO_PARCIAL', 'pagamento.estornar'), ('PAGO', 'ESTORNADO', 'pagamento.estornar'),
    ('ESTORNADO_PARCIAL', 'ESTORNADO_PARCIAL', 'pagamento.estornar'), ('ESTORNADO_PARCIAL', 'ESTORNADO', 'pagamento.estornar'),
    ('PAGO', 'CONTESTADO', 'pagamento.sistema'), ('CONTESTADO', 'PAGO', 'pagamento.sistema'), ('CONTESTADO', 'ESTORNADO', 'pagamento.sistema'),
    ('EXPIRADO', 'PAGO', 'pagamento.sistema'), ('CANCELADO', 'PAGO', 'pagamento.sistema'), ('RECUSADO', 'PAGO', 'pagamento.sistema');

INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, des_opcoes, nom_permissao, num_ordem) VALUES
    ('pagamento_prazo_min', 'Minutos que um cliente tem para pagar por PIX um pedido que só começa depois de pago', 'Pagamentos', 'inteiro', '30', 5, 1440, NULL, 'pagamento.configurar', 10);

CREATE TABLE flowt.tb_omni8_pagamento (
    cod_tenant     bigint      NOT NULL,
    cod_pagamento  bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pedido     bigint      NOT NULL,
    num_pagamento  integer     NOT NULL,
    cod_unidade    bigint      NOT NULL,
    tip_pagamento  text        NOT NULL,
    flg_online     boolean     NOT NULL,
    sta_pagamento  text        NOT NULL,
    vlr_pagamento  bigint      NOT NULL,
    vlr_estornado  bigint      NOT NULL DEFAULT 0,
    vlr_troco_para bigint,
    des_txid       text        NOT NULL,
    des_pix        text,
    dat_expiracao  timestamptz,
    dat_pagamento  timestamptz,
    num_versao     integer     NOT NULL DEFAULT 1,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    dat_alteracao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pagamento_chave PRIMARY KEY (cod_tenant, cod_pagamento),
    CONSTRAINT numero_de_pagamento_unico UNIQUE (cod_tenant, cod_pedido, num_pagamento),
    CONSTRAINT txid_de_pagamento_unico UNIQUE (cod_tenant, des_txid),
    CONSTRAINT tipo_de_pagamento_conhecido CHECK (tip_pagamento IN ('PIX', 'DINHEIRO', 'CARTAO')),
    CONSTRAINT valor_de_pagamento_positivo CHECK (vlr_pagamento > 0),
    CONSTRAINT estorno_conforme_o_status CHECK (CASE sta_pagamento WHEN 'ESTORNADO' THEN vlr_estornado = vlr_pagamento
        WHEN 'ESTORNADO_PARCIAL' THEN vlr_estornado BETWEEN 1 AND vlr_pagamento - 1 ELSE vlr_estornado = 0 END),
    CONSTRAINT troco_de_pagamento_em_dinheiro CHECK (vlr_troco_para IS NULL OR (tip_pagamento = 'DINHEIRO' AND vlr_troco_para BETWEEN vlr_pagamento AND vlr_pagamento + 1000000)),
    CONSTRAINT pagamento_recebido_tem_data CHECK (dat_pagamento IS NOT NULL OR sta_pagamento NOT IN ('PAGO', 'ESTORNADO_PARCIAL', 'ESTORNADO', 'CONTESTADO')),
    CONSTRAINT so_pagamento_online_expira CHECK (flg_online OR num_nonnulls(dat_expiracao, des_pix) = 0),
    CONSTRAINT txid_de_letras_e_algarismos CHECK (flowt.txid_valido(des_txid, flg_online)),
    CONSTRAINT status_do_pagamento FOREIGN KEY (sta_pagamento) REFERENCES flowt.tb_omni8_pagamento_status (sta_pagamento),
    CONSTRAINT pagamento_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT unidade_do_pagamento FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade)
);
CREATE INDEX pagamento_por_unidade ON flowt.tb_omni8_pagamento (cod_tenant, cod_unidade);
CREATE INDEX pagamento_por_data ON flowt.tb_omni8_pagamento (cod_tenant, dat_criacao, cod_pagamento);
CREATE INDEX pagamento_por_status ON flowt.tb_omni8_pagamento (cod_tenant, sta_pagamento, dat_criacao, cod_pagamento);
CREATE INDEX pagamento_a_expirar ON flowt.tb_omni8_pagamento (dat_expiracao) WHERE sta_pagamento IN ('PENDENTE', 'AUTORIZADO') AND dat_expiracao IS NOT NULL;

CREATE TABLE flowt.tb_omni8_pagamento_evento (
    cod_tenant    bigint      NOT NULL,
    cod_pagamento bigint      NOT NULL,
    num_evento    integer     NOT NULL,
    sta_de        text,
    sta_para      text        NOT NULL,
    vlr_evento    bigint,
    des_motivo    text,
    cod_usuario   bigint,
    dat_evento    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pagamento_evento_chave PRIMARY KEY (cod_tenant, cod_pagamento, num_evento)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_pagamento FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pagamento FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_pagamento_evento FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

COMMENT ON CONSTRAINT o_que_se_recebeu_conta ON flowt.tb_omni8_pagamento_status IS 'O que se recebeu conta para a soma do pedido.';
COMMENT ON CONSTRAINT numero_de_pagamento_unico ON flowt.tb_omni8_pagamento IS 'Número de pagamento repetido: tente de novo.';
COMMENT ON CONSTRAINT txid_de_pagamento_unico ON flowt.tb_omni8_pagamento IS 'Identificador de pagamento repetido: tente de novo.';
COMMENT ON CONSTRAINT tipo_de_pagamento_conhecido ON flowt.tb_omni8_pagamento IS 'O pagamento é PIX, DINHEIRO ou CARTAO.';
COMMENT ON CONSTRAINT valor_de_pagamento_positivo ON flowt.tb_omni8_pagamento IS 'O valor de um pagamento é maior que zero.';
COMMENT ON CONSTRAINT estorno_conforme_o_status ON flowt.tb_omni8_pagamento IS 'O estorno não passa do valor pago, e o status diz se foi parcial ou total.';
COMMENT ON CONSTRAINT troco_de_pagamento_em_dinheiro ON flowt.tb_omni8_pagamento IS 'O troco é de um pagamento em dinheiro, com uma nota igual ou maior que ele (até R$ 10.000,00 acima).';
COMMENT ON CONSTRAINT pagamento_recebido_tem_data ON flowt.tb_omni8_pagamento IS 'Um pagamento recebido tem a data do recebimento.';
COMMENT ON CONSTRAINT so_pagamento_online_expira ON flowt.tb_omni8_pagamento IS 'Só um pagamento por provedor tem prazo e código próprio.';
COMMENT ON CONSTRAINT txid_de_letras_e_algarismos ON flowt.tb_omni8_pagamento IS 'O identificador tem só letras e algarismos: até 25, ou de 26 a 35 por provedor.';

COMMENT ON TABLE flowt.tb_omni8_pagamento_status IS 'Status de pagamento.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_status.sta_pagamento IS 'Status.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_status.des_status IS 'Como o público o lê.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_status.flg_conta IS 'Faz parte da soma que precisa dar o total do pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_status.flg_recebido IS 'O dinheiro entrou, ainda que depois tenha saído.';
COMMENT ON TABLE flowt.tb_omni8_pagamento_transicao IS 'Transições de pagamento permitidas e a permissão que cada uma exige.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_transicao.sta_de IS 'Status de partida.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_transicao.sta_para IS 'Status de chegada.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_transicao.nom_permissao IS 'Permissão exigida de quem a faz.';
COMMENT ON TABLE flowt.tb_omni8_pagamento IS 'Pagamentos de pedidos; os que contam somam o total do pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.cod_pagamento IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.num_pagamento IS 'Número no pedido: 1, 2, 3….';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.cod_unidade IS 'Unidade do pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.tip_pagamento IS 'PIX, DINHEIRO ou CARTAO.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.flg_online IS 'Cobrado por um provedor, que avisa quando é pago; falso: a equipe confirma o recebimento.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.sta_pagamento IS 'Status (tb_omni8_pagamento_status).';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.vlr_pagamento IS 'Valor, em centavos: paga-se inteiro ou não se paga.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.vlr_estornado IS 'Quanto já foi devolvido, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.vlr_troco_para IS 'Com quanto o cliente vai pagar em dinheiro, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.des_txid IS 'Identificador no PIX e no provedor; no extrato de quem recebe.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.des_pix IS 'Código PIX da cobrança no provedor, quando ele já o deu.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.dat_expiracao IS 'Até quando se pode pagar, se há prazo.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.dat_pagamento IS 'Quando o dinheiro entrou.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento.dat_alteracao IS 'Última mudança.';
COMMENT ON TABLE flowt.tb_omni8_pagamento_evento IS 'O que houve com cada pagamento, só de inclusão. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.cod_pagamento IS 'Pagamento.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.num_evento IS 'Posição na história do pagamento.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.sta_de IS 'Status anterior.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.sta_para IS 'Status novo.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.vlr_evento IS 'Quanto entrou ou foi devolvido, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.des_motivo IS 'Motivo dado. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.cod_usuario IS 'Quem o fez; nulo para o provedor e o sistema.';
COMMENT ON COLUMN flowt.tb_omni8_pagamento_evento.dat_evento IS 'Momento.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expirar_pagamentos', 'Expira pagamentos vencidos e os pedidos que esperavam por eles', '1 minute');
