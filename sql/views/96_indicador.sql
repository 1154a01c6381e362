-- Cohorts (guide chapter 12.1): materialized, because they are slow and small. Materialized views have no row-level security:
-- nobody but the owner reads this one, and requests read the view over it.

CREATE MATERIALIZED VIEW IF NOT EXISTS flowt.mv_omni8_coorte AS SELECT * FROM flowt.contar_coortes();
CREATE UNIQUE INDEX IF NOT EXISTS coorte_unica ON flowt.mv_omni8_coorte (cod_tenant, dat_mes, num_mes);
COMMENT ON MATERIALIZED VIEW flowt.mv_omni8_coorte IS 'Coortes de todos os tenants, contadas de hora em hora.';
COMMENT ON COLUMN flowt.mv_omni8_coorte.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.mv_omni8_coorte.dat_mes IS 'Mês da primeira compra.';
COMMENT ON COLUMN flowt.mv_omni8_coorte.num_mes IS 'Meses depois dele.';
COMMENT ON COLUMN flowt.mv_omni8_coorte.qtd_pessoas IS 'Pessoas da coorte que compraram nesse mês.';

CREATE OR REPLACE VIEW flowt.coorte WITH (security_barrier = true) AS
SELECT c.cod_tenant, c.dat_mes, c.num_mes, c.qtd_pessoas FROM flowt.mv_omni8_coorte AS c WHERE c.cod_tenant = flowt.tenant_atual();
COMMENT ON VIEW flowt.coorte IS 'Coortes do tenant da requisição.';
COMMENT ON COLUMN flowt.coorte.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.coorte.dat_mes IS 'Mês da primeira compra.';
COMMENT ON COLUMN flowt.coorte.num_mes IS 'Meses depois dele.';
COMMENT ON COLUMN flowt.coorte.qtd_pessoas IS 'Pessoas da coorte que compraram nesse mês.';
GRANT SELECT ON flowt.coorte TO flowt_api;
