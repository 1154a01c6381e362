-- The bill of a table (guide chapter 10): whose each order is, who calls the waiter, in what parts it is paid.

CREATE TABLE flowt.tb_omni8_mesa_pedido (
    cod_tenant       bigint  NOT NULL,
    cod_pedido       bigint  NOT NULL,
    cod_mesa_sessao  bigint  NOT NULL,
    cod_comanda      bigint,
    vlr_taxa_servico bigint  NOT NULL DEFAULT 0,
    vlr_gorjeta      bigint  NOT NULL DEFAULT 0,
    CONSTRAINT mesa_pedido_chave PRIMARY KEY (cod_tenant, cod_pedido),
    CONSTRAINT partes_da_conta_nao_negativas CHECK (vlr_taxa_servico >= 0 AND vlr_gorjeta >= 0),
    CONSTRAINT pedido_da_mesa FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT pedido_da_sessao FOREIGN KEY (cod_tenant, cod_mesa_sessao) REFERENCES flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa_sessao),
    CONSTRAINT pedido_da_comanda FOREIGN KEY (cod_tenant, cod_comanda) REFERENCES flowt.tb_omni8_comanda (cod_tenant, cod_comanda)
);
CREATE INDEX mesa_pedido_por_sessao ON flowt.tb_omni8_mesa_pedido (cod_tenant, cod_mesa_sessao, cod_pedido);
CREATE INDEX mesa_pedido_por_comanda ON flowt.tb_omni8_mesa_pedido (cod_tenant, cod_comanda);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_mesa_pedido FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_mesa_chamado (
    cod_tenant      bigint      NOT NULL,
    cod_chamado     bigint      GENERATED ALWAYS AS IDENTITY,
    cod_mesa_sessao bigint      NOT NULL,
    cod_comanda     bigint,
    tip_chamado     text        NOT NULL,
    sta_chamado     text        NOT NULL DEFAULT 'ABERTO',
    cod_usuario     bigint,
    dat_criacao     timestamptz NOT NULL DEFAULT now(),
    dat_atendimento timestamptz,
    CONSTRAINT mesa_chamado_chave PRIMARY KEY (cod_tenant, cod_chamado),
    CONSTRAINT um_chamado_aberto_de_cada_tipo EXCLUDE USING btree (cod_tenant WITH =, cod_mesa_sessao WITH =, tip_chamado WITH =) WHERE (sta_chamado = 'ABERTO'),
    CONSTRAINT tipo_de_chamado_conhecido CHECK (tip_chamado IN ('GARCOM', 'CONTA')),
    CONSTRAINT status_de_chamado_conhecido CHECK (sta_chamado IN ('ABERTO', 'ATENDIDO')),
    CONSTRAINT chamado_atendido_tem_data CHECK ((sta_chamado = 'ATENDIDO') = (dat_atendimento IS NOT NULL)),
    CONSTRAINT chamado_da_sessao FOREIGN KEY (cod_tenant, cod_mesa_sessao) REFERENCES flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa_sessao),
    CONSTRAINT chamado_da_comanda FOREIGN KEY (cod_tenant, cod_comanda) REFERENCES flowt.tb_omni8_comanda (cod_tenant, cod_comanda)
);
CREATE INDEX mesa_chamado_por_sessao ON flowt.tb_omni8_mesa_chamado (cod_tenant, cod_mesa_sessao, cod_chamado);
CREATE INDEX mesa_chamado_por_comanda ON flowt.tb_omni8_mesa_chamado (cod_tenant, cod_comanda);

CREATE TABLE flowt.tb_omni8_mesa_parcela (
    cod_tenant      bigint      NOT NULL,
    cod_mesa_sessao bigint      NOT NULL,
    num_parcela     integer     NOT NULL,
    cod_comanda     bigint,
    vlr_parcela     bigint      NOT NULL,
    sta_parcela     text        NOT NULL DEFAULT 'PENDENTE',
    tip_pagamento   text,
    vlr_recebido    bigint,
    cod_usuario     bigint,
    dat_pagamento   timestamptz,
    CONSTRAINT mesa_parcela_chave PRIMARY KEY (cod_tenant, cod_mesa_sessao, num_parcela),
    CONSTRAINT parcela_de_conta_positiva CHECK (vlr_parcela > 0),
    CONSTRAINT status_de_parcela_conhecido CHECK (sta_parcela IN ('PENDENTE', 'PAGA')),
    CONSTRAINT parcela_paga_diz_como CHECK ((sta_parcela = 'PAGA') = (tip_pagamento IS NOT NULL) AND (sta_parcela = 'PAGA') = (dat_pagamento IS NOT NULL) AND (sta_parcela = 'PAGA') = (vlr_recebido IS NOT NULL)),
    CONSTRAINT forma_de_pagar_parcela_conhecida CHECK (tip_pagamento IN ('PIX', 'DINHEIRO', 'CARTAO')),
    CONSTRAINT recebido_cobre_a_parcela CHECK (vlr_recebido >= vlr_parcela AND (tip_pagamento = 'DINHEIRO' OR vlr_recebido = vlr_parcela)),
    CONSTRAINT parcela_da_sessao FOREIGN KEY (cod_tenant, cod_mesa_sessao) REFERENCES flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa_sessao),
    CONSTRAINT parcela_da_comanda FOREIGN KEY (cod_tenant, cod_comanda) REFERENCES flowt.tb_omni8_comanda (cod_tenant, cod_comanda)
);
CREATE INDEX mesa_parcela_por_comanda ON flowt.tb_omni8_mesa_parcela (cod_tenant, cod_comanda);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_mesa_parcela FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT partes_da_conta_nao_negativas ON flowt.tb_omni8_mesa_pedido IS 'A parte de um pedido na taxa e na gorjeta não é negativa.';
COMMENT ON CONSTRAINT um_chamado_aberto_de_cada_tipo ON flowt.tb_omni8_mesa_chamado IS 'Já chamamos: alguém vem logo.';
COMMENT ON CONSTRAINT tipo_de_chamado_conhecido ON flowt.tb_omni8_mesa_chamado IS 'O chamado é GARCOM ou CONTA.';
COMMENT ON CONSTRAINT status_de_chamado_conhecido ON flowt.tb_omni8_mesa_chamado IS 'O status do chamado é ABERTO ou ATENDIDO.';
COMMENT ON CONSTRAINT chamado_atendido_tem_data ON flowt.tb_omni8_mesa_chamado IS 'Só um chamado atendido tem data de atendimento.';
COMMENT ON CONSTRAINT parcela_de_conta_positiva ON flowt.tb_omni8_mesa_parcela IS 'Uma parte da conta é maior que zero.';
COMMENT ON CONSTRAINT status_de_parcela_conhecido ON flowt.tb_omni8_mesa_parcela IS 'O status da parte é PENDENTE ou PAGA.';
COMMENT ON CONSTRAINT parcela_paga_diz_como ON flowt.tb_omni8_mesa_parcela IS 'Só uma parte paga diz como, quanto e quando.';
COMMENT ON CONSTRAINT forma_de_pagar_parcela_conhecida ON flowt.tb_omni8_mesa_parcela IS 'O pagamento é PIX, DINHEIRO ou CARTAO.';
COMMENT ON CONSTRAINT recebido_cobre_a_parcela ON flowt.tb_omni8_mesa_parcela IS 'O valor recebido cobre a parte; só em dinheiro passa dela, e há troco.';

COMMENT ON TABLE flowt.tb_omni8_mesa_pedido IS 'De que sessão de mesa e de quem é cada pedido, e a parte dele na taxa e na gorjeta.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_pedido.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_pedido.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_pedido.cod_mesa_sessao IS 'Sessão de mesa.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_pedido.cod_comanda IS 'Comanda de quem pediu; nulo: da mesa toda.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_pedido.vlr_taxa_servico IS 'Parte deste pedido na taxa de serviço, em centavos: vai ao pedido.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_pedido.vlr_gorjeta IS 'Parte deste pedido na gorjeta, em centavos: vai ao pedido.';
COMMENT ON TABLE flowt.tb_omni8_mesa_chamado IS 'Chamados das mesas: garçom ou conta. Sem auditoria: a própria linha diz quem chamou e quem atendeu.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.cod_chamado IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.cod_mesa_sessao IS 'Sessão de mesa.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.cod_comanda IS 'Quem chamou, se se sabe.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.tip_chamado IS 'GARCOM ou CONTA.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.sta_chamado IS 'ABERTO → ATENDIDO.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.cod_usuario IS 'Quem atendeu.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.dat_criacao IS 'Quando chamou.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_chamado.dat_atendimento IS 'Quando foi atendido.';
COMMENT ON TABLE flowt.tb_omni8_mesa_parcela IS 'Partes em que a conta de uma mesa se divide, e as já pagas.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.cod_mesa_sessao IS 'Sessão de mesa.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.num_parcela IS 'Número da parte.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.cod_comanda IS 'De quem é, se a divisão é por pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.vlr_parcela IS 'Valor, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.sta_parcela IS 'PENDENTE → PAGA.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.tip_pagamento IS 'PIX, DINHEIRO ou CARTAO, se paga.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.vlr_recebido IS 'Quanto se recebeu, em centavos; o que passa é troco.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.cod_usuario IS 'Quem recebeu.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_parcela.dat_pagamento IS 'Quando foi paga.';
