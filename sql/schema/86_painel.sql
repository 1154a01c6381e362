-- Order board (guide chapter 10): its columns and buttons as data, and what the screens of a company have to hear.

CREATE TABLE flowt.tb_omni8_painel_status (
    sta_pedido text    NOT NULL,
    num_coluna integer,
    nom_coluna text,
    nom_acao   text,
    flg_so_entrega boolean NOT NULL DEFAULT false,
    CONSTRAINT painel_status_chave PRIMARY KEY (sta_pedido),
    CONSTRAINT coluna_tem_nome_e_lugar CHECK ((num_coluna IS NULL) = (nom_coluna IS NULL)),
    CONSTRAINT status_do_painel FOREIGN KEY (sta_pedido) REFERENCES flowt.tb_omni8_pedido_status (sta_pedido)
);
INSERT INTO flowt.tb_omni8_painel_status (sta_pedido, num_coluna, nom_coluna, nom_acao, flg_so_entrega) VALUES
    ('INTENCAO',      0,    'Orçamentos',        NULL,                false),
    ('RECEBIDO',      1,    'Recebidos',         'Aceitar',           false),
    ('CONFIRMADO',    2,    'Confirmados',       'Confirmar',         false),
    ('EM_PREPARO',    3,    'Em preparo',        'Preparar',          false),
    ('PRONTO',        4,    'Prontos',           'Pronto',            false),
    ('EM_ENTREGA',    5,    'Em entrega',        'Saiu para entrega', true),
    ('FALHA_ENTREGA', 6,    'Entrega frustrada', 'Não entregue',      true),
    ('ENTREGUE',      NULL, NULL,                'Entregue',          false);

-- One line a step of an order, for as long as a screen may have been away.
CREATE TABLE flowt.tb_omni8_painel_evento (
    cod_tenant    bigint      NOT NULL,
    num_evento    bigint      GENERATED ALWAYS AS IDENTITY,
    num_transacao bigint      NOT NULL,
    cod_pedido    bigint      NOT NULL,
    cod_unidade   bigint      NOT NULL,
    sta_pedido    text        NOT NULL,
    dat_evento    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT painel_evento_chave PRIMARY KEY (cod_tenant, num_evento)
);
CREATE INDEX painel_evento_por_transacao ON flowt.tb_omni8_painel_evento (cod_tenant, num_transacao);
CREATE INDEX painel_evento_por_data ON flowt.tb_omni8_painel_evento USING brin (dat_evento);

COMMENT ON CONSTRAINT coluna_tem_nome_e_lugar ON flowt.tb_omni8_painel_status IS 'Uma coluna do painel tem nome e lugar.';
COMMENT ON TABLE flowt.tb_omni8_painel_status IS 'Status que são colunas do painel de pedidos, e como se chama o botão que leva a cada um.';
COMMENT ON COLUMN flowt.tb_omni8_painel_status.sta_pedido IS 'Status (tb_omni8_pedido_status).';
COMMENT ON COLUMN flowt.tb_omni8_painel_status.num_coluna IS 'Lugar da coluna, da esquerda à direita; nulo se não é uma.';
COMMENT ON COLUMN flowt.tb_omni8_painel_status.nom_coluna IS 'Título da coluna.';
COMMENT ON COLUMN flowt.tb_omni8_painel_status.nom_acao IS 'Texto do botão que leva um pedido a este status; nulo se nenhum leva.';
COMMENT ON COLUMN flowt.tb_omni8_painel_status.flg_so_entrega IS 'O botão é só de pedidos para entrega.';
COMMENT ON TABLE flowt.tb_omni8_painel_evento IS 'Passos de pedidos que os painéis abertos acompanham. Sem auditoria: repete tb_omni8_pedido_evento por uns dias. Fora da cópia: só serve a telas abertas.';
COMMENT ON COLUMN flowt.tb_omni8_painel_evento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_painel_evento.num_evento IS 'Número: cresce, mas não diz a ordem em que as transações valeram.';
COMMENT ON COLUMN flowt.tb_omni8_painel_evento.num_transacao IS 'Transação que o gravou: com ela se sabe o que uma tela ainda não viu.';
COMMENT ON COLUMN flowt.tb_omni8_painel_evento.cod_pedido IS 'Pedido. Refere: tb_omni8_pedido.';
COMMENT ON COLUMN flowt.tb_omni8_painel_evento.cod_unidade IS 'Unidade do pedido. Refere: tb_omni8_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_painel_evento.sta_pedido IS 'Status a que o pedido chegou.';
COMMENT ON COLUMN flowt.tb_omni8_painel_evento.dat_evento IS 'Momento.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expurgar_painel', 'Apaga os passos de pedidos que nenhum painel aberto pode mais querer', '1 day');
