-- Rollups (guide chapter 12.2): the totals of a day. Most dashboards ask for the whole company: one row a day answers them, however
-- many channels, campaigns and units the day has. The columns are those of the day's parts.

CREATE TABLE flowt.tb_omni8_agregado_total_dia (LIKE flowt.tb_omni8_agregado_dia INCLUDING COMMENTS);
ALTER TABLE flowt.tb_omni8_agregado_total_dia DROP COLUMN cod_agregado, DROP COLUMN tip_canal, DROP COLUMN nom_campanha, DROP COLUMN cod_unidade,
    ADD CONSTRAINT agregado_total_dia_chave PRIMARY KEY (cod_tenant, dat_dia);
COMMENT ON TABLE flowt.tb_omni8_agregado_total_dia IS 'O que houve em cada dia do tenant, ao todo: a soma de tb_omni8_agregado_dia. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
