-- Totals of a day: always the sum of its parts, whatever is done to those; and what is not filtered reads them.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT flowt.unidade_principal(:alfa) AS unidade \gset
CREATE FUNCTION pg_temp.add(p_tenant bigint, p_day date, p_channel text, p_unit bigint, p_n bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_agregado_dia (cod_tenant, dat_dia, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho,
        qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos, qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda)
    SELECT p_tenant, p_day, p_channel, NULL, p_unit, p_n, p_n + 1, p_n + 2, p_n + 3, p_n + 4, p_n + 5, p_n + 6, p_n + 7, p_n + 8, p_n + 9, p_n + 10, p_n + 11, p_n + 12, p_n + 13, p_n + 14, p_n + 15, p_n + 16, p_n + 17, p_n + 18, p_n + 19, p_n + 20
$$;
-- Every column of the totals is one of the parts, and their sum.
CREATE FUNCTION pg_temp.wrong() RETURNS TABLE (tenant bigint, day date, name text, total numeric, parts numeric) LANGUAGE sql AS $$
    SELECT coalesce(t.cod_tenant, p.cod_tenant), coalesce(t.dat_dia, p.dat_dia), coalesce(t.name, p.name), t.value, p.value
      FROM (SELECT x.cod_tenant, x.dat_dia, e.key AS name, e.value::numeric FROM flowt.tb_omni8_agregado_total_dia x, jsonb_each_text(to_jsonb(x) - '{cod_tenant,dat_dia}'::text[]) e) AS t
      FULL JOIN (SELECT x.cod_tenant, x.dat_dia, e.key AS name, sum(e.value::numeric) AS value
                   FROM flowt.tb_omni8_agregado_dia x, jsonb_each_text(to_jsonb(x) - '{cod_tenant,dat_dia,cod_agregado,tip_canal,nom_campanha,cod_unidade}'::text[]) e GROUP BY 1, 2, 3) AS p
        ON (p.cod_tenant, p.dat_dia, p.name) = (t.cod_tenant, t.dat_dia, t.name)
     WHERE t.value IS DISTINCT FROM p.value
$$;
SELECT pg_temp.add(:alfa, d, c, u, n) FROM (VALUES ('2026-02-01'::date, 'DIRETO', NULL::bigint, 3), ('2026-02-01', 'QR', NULL, 50), ('2026-02-01', 'QR', :unidade, 700), ('2026-02-02', 'QR', NULL, 9000)) AS v (d, c, u, n);
SELECT pg_temp.add(:beta, '2026-02-01', 'QR', NULL, 11);
SELECT is_empty('SELECT * FROM pg_temp.wrong()', 'totals of what was added');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_agregado_total_dia), 3::bigint, 'one a day and company');
SELECT is((SELECT qtd_visitas || ' ' || qtd_cancelados FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = :alfa AND dat_dia = '2026-02-01'), '753 807', 'each column its own');
UPDATE flowt.tb_omni8_agregado_dia SET qtd_visitas = qtd_visitas * 2 WHERE tip_canal = 'QR';
SELECT is_empty('SELECT * FROM pg_temp.wrong()', 'of what was changed');
DELETE FROM flowt.tb_omni8_agregado_dia WHERE cod_tenant = :alfa AND cod_unidade IS NOT NULL;
SELECT is_empty('SELECT * FROM pg_temp.wrong()', 'of what is left');
-- Read where nothing is filtered; a part wherever something is, or where not everything may be seen.
UPDATE flowt.tb_omni8_agregado_total_dia SET qtd_visitas = 1 WHERE cod_tenant = :alfa;
CREATE FUNCTION pg_temp.visits(p_filter jsonb) RETURNS numeric LANGUAGE sql AS $$ SELECT (s.soma).qtd_visitas FROM flowt.somas((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), '2026-02-01', '2026-02-02', p_filter, false) s $$;
SELECT is(pg_temp.visits(f::jsonb), e::numeric, 'visits with ' || f) FROM (VALUES ('{}', 2), ('{"produto": 1}', 2), ('{"canal": "DIRETO"}', 3), ('{"unidade": "1"}', NULL), ('{"campanha": "x"}', NULL)) AS v (f, e);
SELECT set_config('flowt.unidades', '1', true);
SELECT isnt(pg_temp.visits('{}'), 2::numeric, 'who sees some units does not see the totals');
SELECT set_config('flowt.unidades', '', true);
DELETE FROM flowt.tb_omni8_agregado_dia WHERE cod_tenant = :alfa;
SELECT is_empty('SELECT * FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = ' || :alfa, 'of nothing no total');
SELECT * FROM finish();
ROLLBACK;
