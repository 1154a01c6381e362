-- What is undone of orders (guide chapters 10.3 and 18.1): each cancellation, return and partial refund is one fact here.
--
-- This is the one place to react to: whatever was given for an order (points, cashback, commission, a referral's reward) is
-- taken back by a trigger AFTER INSERT on this table, in the reacting module's own file. vlr_estorno is how much of the
-- order's total is undone, whether or not it had been paid; vlr_devolvido is the money that goes back to who paid.

CREATE TABLE flowt.tb_omni8_pedido_estorno (
    cod_tenant    bigint      NOT NULL,
    cod_pedido    bigint      NOT NULL,
    num_estorno   integer     NOT NULL,
    tip_estorno   text        NOT NULL,
    vlr_estorno   bigint      NOT NULL,
    vlr_devolvido bigint      NOT NULL,
    des_motivo    text,
    cod_usuario   bigint,
    dat_estorno   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pedido_estorno_chave PRIMARY KEY (cod_tenant, cod_pedido, num_estorno),
    CONSTRAINT tipo_de_estorno_conhecido CHECK (tip_estorno IN ('CANCELAMENTO', 'DEVOLUCAO', 'PARCIAL')),
    CONSTRAINT devolvido_ate_o_estornado CHECK (vlr_estorno >= 0 AND vlr_devolvido BETWEEN 0 AND vlr_estorno)
);
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_pedido_estorno FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

COMMENT ON CONSTRAINT tipo_de_estorno_conhecido ON flowt.tb_omni8_pedido_estorno IS 'O estorno é de CANCELAMENTO, DEVOLUCAO ou PARCIAL.';
COMMENT ON CONSTRAINT devolvido_ate_o_estornado ON flowt.tb_omni8_pedido_estorno IS 'O que se devolve em dinheiro vai até o que se estorna, e nada é negativo.';
COMMENT ON TABLE flowt.tb_omni8_pedido_estorno IS 'O que se desfez de cada pedido, fato a fato: a ele reagem, por gatilho, os módulos que deram algo pelo pedido. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.num_estorno IS 'Posição entre os estornos do pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.tip_estorno IS 'CANCELAMENTO, DEVOLUCAO (de itens) ou PARCIAL (só dinheiro).';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.vlr_estorno IS 'Quanto do total do pedido se desfez, em centavos; a soma nunca passa do total.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.vlr_devolvido IS 'Quanto volta a quem pagou, em centavos: até o que foi pago.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.des_motivo IS 'Por quê. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.cod_usuario IS 'Quem o fez; nulo para o cliente e o sistema.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_estorno.dat_estorno IS 'Momento.';
