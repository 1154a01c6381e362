-- Rollups (guide chapter 12.2): the other days of whoever came or bought, to tell if she is new to a period.

CREATE INDEX agregado_visitante_dia_por_visitante ON flowt.tb_omni8_agregado_visitante_dia (cod_tenant, cod_visitante, dat_dia);
CREATE INDEX agregado_comprador_dia_por_pessoa ON flowt.tb_omni8_agregado_comprador_dia (cod_tenant, cod_pessoa, dat_dia);

COMMENT ON TABLE flowt.tb_omni8_agregado_unico IS 'Visitantes e compradores únicos dos períodos mais pedidos, já contados; seguem o que muda em seus dias. Sem auditoria: apura-se de novo dos fatos. Fora da cópia: apura-se de novo no destino.';
