-- BI (guide chapters 12.2, 14.3 and 18.3): how many people each segment had at the end of each day. The history of each person
-- would tell, but a score decays day by day: counting it anew for every reader would cost more than keeping the count.

CREATE TABLE flowt.tb_omni8_segmento_dia (
    cod_tenant     bigint NOT NULL,
    dat_dia        date   NOT NULL,
    nom_segmento   text   NOT NULL,
    qtd_pessoas    bigint NOT NULL,
    qtd_detratores bigint NOT NULL,
    num_scores     bigint NOT NULL,
    vlr_liquido    bigint NOT NULL,
    CONSTRAINT segmento_dia_chave PRIMARY KEY (cod_tenant, dat_dia, nom_segmento)
);
COMMENT ON TABLE flowt.tb_omni8_segmento_dia IS 'Pessoas de cada segmento ao fim de cada dia do tenant. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_dia.nom_segmento IS 'Segmento.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_dia.qtd_pessoas IS 'Pessoas nele, na última contagem do dia.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_dia.qtd_detratores IS 'Dessas, as detratoras.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_dia.num_scores IS 'Soma dos scores delas.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_dia.vlr_liquido IS 'O que elas compraram em 365 dias, líquido, em centavos.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('atualizar_rfm', 'Conta de novo quantas pessoas há em cada segmento, para o BI', '1 hour');
