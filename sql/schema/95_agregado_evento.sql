-- Rollups (guide chapter 12.2): events by day, so that whoever reads counts does not read the events.

CREATE TABLE flowt.tb_omni8_agregado_evento_dia (
    cod_tenant  bigint NOT NULL,
    dat_dia     date   NOT NULL,
    nom_tipo    text   NOT NULL,
    tip_canal   text   NOT NULL,
    qtd_eventos bigint NOT NULL,
    qtd_visitas bigint NOT NULL,
    vlr_eventos bigint NOT NULL,
    CONSTRAINT agregado_evento_dia_chave PRIMARY KEY (cod_tenant, dat_dia, nom_tipo, tip_canal)
);
COMMENT ON TABLE flowt.tb_omni8_agregado_evento_dia IS 'Eventos de cada tipo em cada dia do tenant, por canal; fica quando os eventos se apagam. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_dia.nom_tipo IS 'Tipo de evento.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_dia.tip_canal IS 'Canal da visita.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_dia.qtd_eventos IS 'Eventos, sem os de robôs.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_dia.qtd_visitas IS 'Visitas distintas que os tiveram nesse dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_dia.vlr_eventos IS 'Soma dos valores que os eventos trazem, em centavos. Receita sai dos pedidos, nunca daqui.';
