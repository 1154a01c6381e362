-- Rollups (guide chapter 12.2): the hours of today and of yesterday, item by item, offer by offer, kind of event by kind. A day is the sum
-- of its hours here too, so that a busy one costs no more at night than in the morning: what happened in an hour is counted, and of the day
-- those lines are added up again that changed in it. Older days, in which something happens now and then, are counted whole from the facts,
-- and their hours are not kept.

CREATE TABLE flowt.tb_omni8_agregado_dia_aberto (
    cod_tenant bigint NOT NULL,
    dat_dia    date   NOT NULL,
    CONSTRAINT agregado_dia_aberto_chave PRIMARY KEY (cod_tenant, dat_dia)
);
COMMENT ON TABLE flowt.tb_omni8_agregado_dia_aberto IS 'Dias de que se guardam as horas por item, oferta e tipo de evento: hoje e ontem, desde que algo houve neles. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia_aberto.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_dia_aberto.dat_dia IS 'Dia, no fuso do tenant.';

CREATE TABLE flowt.tb_omni8_agregado_item_hora (LIKE flowt.tb_omni8_agregado_item_dia INCLUDING COMMENTS INCLUDING IDENTITY);
ALTER TABLE flowt.tb_omni8_agregado_item_hora ADD COLUMN dat_hora timestamptz NOT NULL,
    ADD CONSTRAINT agregado_item_hora_chave PRIMARY KEY (cod_tenant, cod_agregado),
    ADD CONSTRAINT agregado_item_hora_unico UNIQUE NULLS NOT DISTINCT (cod_tenant, dat_hora, cod_produto, tip_canal, nom_campanha, cod_unidade);
CREATE INDEX agregado_item_hora_por_item ON flowt.tb_omni8_agregado_item_hora (cod_tenant, dat_dia, cod_produto);
COMMENT ON CONSTRAINT agregado_item_hora_unico ON flowt.tb_omni8_agregado_item_hora IS 'Estes números já foram apurados.';
COMMENT ON TABLE flowt.tb_omni8_agregado_item_hora IS 'Cada item em cada hora dos dias abertos, por canal, campanha e unidade. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_item_hora.dat_hora IS 'Começo da hora ou, se o dia do tenant começa no meio dela, também o do dia.';

CREATE TABLE flowt.tb_omni8_agregado_oferta_hora (LIKE flowt.tb_omni8_agregado_oferta_dia INCLUDING COMMENTS INCLUDING IDENTITY);
ALTER TABLE flowt.tb_omni8_agregado_oferta_hora ADD COLUMN dat_hora timestamptz NOT NULL,
    ADD CONSTRAINT agregado_oferta_hora_chave PRIMARY KEY (cod_tenant, cod_agregado),
    ADD CONSTRAINT agregado_oferta_hora_unico UNIQUE NULLS NOT DISTINCT (cod_tenant, dat_hora, cod_oferta, tip_canal, nom_campanha, cod_unidade);
CREATE INDEX agregado_oferta_hora_por_oferta ON flowt.tb_omni8_agregado_oferta_hora (cod_tenant, dat_dia, cod_oferta);
COMMENT ON CONSTRAINT agregado_oferta_hora_unico ON flowt.tb_omni8_agregado_oferta_hora IS 'Estes números já foram apurados.';
COMMENT ON TABLE flowt.tb_omni8_agregado_oferta_hora IS 'Cada oferta em cada hora dos dias abertos, por canal, campanha e unidade. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_oferta_hora.dat_hora IS 'Começo da hora ou, se o dia do tenant começa no meio dela, também o do dia.';

CREATE TABLE flowt.tb_omni8_agregado_evento_hora (
    cod_tenant  bigint      NOT NULL,
    dat_hora    timestamptz NOT NULL,
    nom_tipo    text        NOT NULL,
    tip_canal   text        NOT NULL,
    dat_dia     date        NOT NULL,
    qtd_eventos bigint      NOT NULL,
    qtd_visitas bigint      NOT NULL,
    vlr_eventos bigint      NOT NULL,
    CONSTRAINT agregado_evento_hora_chave PRIMARY KEY (cod_tenant, dat_hora, nom_tipo, tip_canal)
);
COMMENT ON TABLE flowt.tb_omni8_agregado_evento_hora IS 'Eventos de cada tipo em cada hora dos dias abertos, por canal. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.dat_hora IS 'Começo da hora ou, se o dia do tenant começa no meio dela, também o do dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.nom_tipo IS 'Tipo de evento.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.tip_canal IS 'Canal da visita.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.qtd_eventos IS 'Eventos, sem os de robôs.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.qtd_visitas IS 'Visitas que tiveram nela o primeiro deles no dia: somadas, as distintas do dia.';
COMMENT ON COLUMN flowt.tb_omni8_agregado_evento_hora.vlr_eventos IS 'Soma dos valores que os eventos trazem, em centavos.';

-- Days on which some campaigns have lost their name: which ones may change with every order, for all lines of the day.
CREATE INDEX agregado_dia_de_outras ON flowt.tb_omni8_agregado_dia (cod_tenant, dat_dia) WHERE nom_campanha = '(outras)';
CREATE INDEX agregado_item_dia_de_outras ON flowt.tb_omni8_agregado_item_dia (cod_tenant, dat_dia) WHERE nom_campanha = '(outras)';
CREATE INDEX agregado_oferta_dia_de_outras ON flowt.tb_omni8_agregado_oferta_dia (cod_tenant, dat_dia) WHERE nom_campanha = '(outras)';
