-- Cancellation (guide chapter 10.2): the customer's own until the order is confirmed; after that one side asks for it and
-- the company accepts or denies.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('pedido.acordo', 'Cancelar o que já foi confirmado: passo que só um pedido de cancelamento aceito dá');
-- No profile has it: the flow of this module takes the step itself.
INSERT INTO flowt.tb_omni8_pedido_transicao (sta_de, sta_para, nom_permissao) VALUES
    ('CONFIRMADO', 'CANCELADO', 'pedido.acordo'), ('EM_PREPARO', 'CANCELADO', 'pedido.acordo'),
    ('PRONTO', 'CANCELADO', 'pedido.acordo'), ('EM_ENTREGA', 'CANCELADO', 'pedido.acordo');

CREATE TABLE flowt.tb_omni8_cancelamento_direto (
    sta_pedido text NOT NULL,
    CONSTRAINT cancelamento_direto_chave PRIMARY KEY (sta_pedido),
    CONSTRAINT status_que_o_cliente_cancela FOREIGN KEY (sta_pedido) REFERENCES flowt.tb_omni8_pedido_status (sta_pedido)
);
INSERT INTO flowt.tb_omni8_cancelamento_direto (sta_pedido) VALUES ('INTENCAO'), ('AGUARDANDO_PAGAMENTO'), ('RECEBIDO');

CREATE TABLE flowt.tb_omni8_cancelamento (
    cod_tenant       bigint      NOT NULL,
    cod_cancelamento bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pedido       bigint      NOT NULL,
    tip_origem       text        NOT NULL,
    sta_cancelamento text        NOT NULL,
    des_motivo       text,
    des_resposta     text,
    cod_solicitante  bigint,
    cod_usuario      bigint,
    dat_resposta     timestamptz,
    num_versao       integer     NOT NULL DEFAULT 1,
    dat_criacao      timestamptz NOT NULL DEFAULT now(),
    dat_alteracao    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cancelamento_chave PRIMARY KEY (cod_tenant, cod_cancelamento),
    CONSTRAINT um_cancelamento_aberto_por_pedido EXCLUDE USING btree (cod_tenant WITH =, cod_pedido WITH =) WHERE (sta_cancelamento = 'ABERTO'),
    CONSTRAINT origem_de_cancelamento_conhecida CHECK (tip_origem IN ('CLIENTE', 'EQUIPE')),
    CONSTRAINT status_de_cancelamento_conhecido CHECK (sta_cancelamento IN ('ABERTO', 'ACEITO', 'RECUSADO', 'RETIRADO', 'PREJUDICADO')),
    CONSTRAINT cancelamento_respondido_tem_data CHECK ((sta_cancelamento = 'ABERTO') = (dat_resposta IS NULL)),
    CONSTRAINT textos_de_cancelamento_ate_300 CHECK (length(des_motivo) <= 300 AND length(des_resposta) <= 300),
    CONSTRAINT cancelamento_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido)
);
CREATE INDEX cancelamento_por_pedido ON flowt.tb_omni8_cancelamento (cod_tenant, cod_pedido, cod_cancelamento);
CREATE INDEX cancelamento_por_status ON flowt.tb_omni8_cancelamento (cod_tenant, sta_cancelamento, cod_cancelamento);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_cancelamento FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_cancelamento FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_motivo', 'des_resposta');

INSERT INTO flowt.tb_omni8_pedido_acao (nom_acao, sta_pedido, des_rotulo, des_caminho, num_ordem)
SELECT 'cancelar', x.sta_de, CASE WHEN d.sta_pedido IS NULL THEN 'Pedir o cancelamento' ELSE 'Cancelar o pedido' END, 'cancelar', 90
  FROM flowt.tb_omni8_pedido_transicao AS x LEFT JOIN flowt.tb_omni8_cancelamento_direto AS d ON d.sta_pedido = x.sta_de WHERE x.sta_para = 'CANCELADO';

COMMENT ON CONSTRAINT um_cancelamento_aberto_por_pedido ON flowt.tb_omni8_cancelamento IS 'Já há um pedido de cancelamento aberto: espere a resposta.';
COMMENT ON CONSTRAINT origem_de_cancelamento_conhecida ON flowt.tb_omni8_cancelamento IS 'A origem é CLIENTE ou EQUIPE.';
COMMENT ON CONSTRAINT status_de_cancelamento_conhecido ON flowt.tb_omni8_cancelamento IS 'O status é ABERTO, ACEITO, RECUSADO, RETIRADO ou PREJUDICADO.';
COMMENT ON CONSTRAINT cancelamento_respondido_tem_data ON flowt.tb_omni8_cancelamento IS 'Só um pedido de cancelamento respondido tem data de resposta.';
COMMENT ON CONSTRAINT textos_de_cancelamento_ate_300 ON flowt.tb_omni8_cancelamento IS 'O motivo e a resposta têm até 300 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_cancelamento_direto IS 'Status em que o próprio cliente cancela o pedido, sem perguntar.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento_direto.sta_pedido IS 'Status do pedido.';
COMMENT ON TABLE flowt.tb_omni8_cancelamento IS 'Pedidos de cancelamento, e a resposta a cada um.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.cod_cancelamento IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.cod_pedido IS 'Pedido a cancelar.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.tip_origem IS 'Quem pediu: CLIENTE ou EQUIPE.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.sta_cancelamento IS 'ABERTO → ACEITO | RECUSADO | RETIRADO (por quem pediu) | PREJUDICADO (o pedido seguiu até onde não se cancela).';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.des_motivo IS 'Por que cancelar. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.des_resposta IS 'O que se respondeu a quem pediu. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.cod_solicitante IS 'Quem da equipe pediu; nulo: o cliente. Refere: tb_omni8_usuario.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.cod_usuario IS 'Quem respondeu; nulo: ninguém precisou.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.dat_resposta IS 'Quando deixou de estar aberto.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.dat_criacao IS 'Quando foi pedido.';
COMMENT ON COLUMN flowt.tb_omni8_cancelamento.dat_alteracao IS 'Última mudança.';
