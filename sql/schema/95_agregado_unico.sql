-- Rollups (guide chapter 12.2): the other days of whoever came or bought, to tell if she is new to a period.

CREATE INDEX agregado_visitante_dia_por_visitante ON flowt.tb_omni8_agregado_visitante_dia (cod_tenant, cod_visitante, dat_dia);
CREATE INDEX agregado_comprador_dia_por_pessoa ON flowt.tb_omni8_agregado_comprador_dia (cod_tenant, cod_pessoa, dat_dia);
