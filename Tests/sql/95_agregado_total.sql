-- Totals of a day: always the sum of its parts, whatever is done to those; and what is not filtered reads them.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta, pg_temp.new_tenant('gama') AS gama \gset
SELECT flowt.unidade_principal(:alfa) AS unidade \gset
CREATE FUNCTION pg_temp.add(p_tenant bigint, p_day date, p_channel text, p_unit bigint, p_n bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_agregado_dia (cod_tenant, dat_dia, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho,
        qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos, qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda)
    SELECT p_tenant, p_day, p_channel, NULL, p_unit, p_n, p_n + 1, p_n + 2, p_n + 3, p_n + 4, p_n + 5, p_n + 6, p_n + 7, p_n + 8, p_n + 9, p_n + 10, p_n + 11, p_n + 12, p_n + 13, p_n + 14, p_n + 15, p_n + 16, p_n + 17, p_n + 18, p_n + 19, p_n + 20
$$;
-- Every column of the totals is one of the parts, and their sum; but for those of items and offers, below.
CREATE FUNCTION pg_temp.wrong() RETURNS TABLE (tenant bigint, day date, name text, total numeric, parts numeric) LANGUAGE sql AS $$
    SELECT coalesce(t.cod_tenant, p.cod_tenant), coalesce(t.dat_dia, p.dat_dia), coalesce(t.name, p.name), t.value, p.value
      FROM (SELECT x.cod_tenant, x.dat_dia, e.key AS name, e.value::numeric FROM flowt.tb_omni8_agregado_total_dia x, jsonb_each_text(to_jsonb(x) - '{cod_tenant,dat_dia,qtd_vendidos,qtd_ofertas_vistas,qtd_ofertas_clicadas}'::text[]) e) AS t
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
-- What was sold and what was shown, whichever of the three is written first, and whatever is done to it.
CREATE FUNCTION pg_temp.wrong_things() RETURNS TABLE (tenant bigint, day date, total bigint[], parts bigint[]) LANGUAGE sql AS $$
    SELECT coalesce(t.cod_tenant, p.cod_tenant), coalesce(t.dat_dia, p.dat_dia), t.n, p.n
      FROM (SELECT x.cod_tenant, x.dat_dia, ARRAY[x.qtd_vendidos, x.qtd_ofertas_vistas, x.qtd_ofertas_clicadas] AS n FROM flowt.tb_omni8_agregado_total_dia x) AS t
      FULL JOIN (SELECT y.cod_tenant, y.dat_dia, ARRAY[sum(y.sold), sum(y.seen), sum(y.clicked)]::bigint[] AS n
                   FROM (SELECT d.cod_tenant, d.dat_dia, d.qtd_vendidos, 0, 0 FROM flowt.tb_omni8_agregado_produto_dia d
                         UNION ALL SELECT d.cod_tenant, d.dat_dia, 0, d.qtd_vistas, d.qtd_cliques FROM flowt.tb_omni8_agregado_oferta_dia d) AS y (cod_tenant, dat_dia, sold, seen, clicked)
                  GROUP BY y.cod_tenant, y.dat_dia) AS p
        ON (p.cod_tenant, p.dat_dia) = (t.cod_tenant, t.dat_dia)
     WHERE coalesce(t.n, '{0,0,0}') <> coalesce(p.n, '{0,0,0}')
$$;
SELECT pg_temp.add(:gama, d, 'QR', NULL, 1) FROM (VALUES ('2026-02-01'::date), ('2026-02-02')) AS v (d);
INSERT INTO flowt.tb_omni8_agregado_produto_dia (cod_tenant, dat_dia, cod_produto, qtd_visitas, qtd_adicionados, qtd_pedidos, qtd_vendidos, vlr_vendido)
VALUES (:gama, '2026-02-01', 1, 1, 1, 1, 3, 300), (:gama, '2026-02-01', 2, 1, 1, 1, 40, 400), (:gama, '2026-02-03', 1, 1, 1, 1, 500, 300), (:gama, '2026-02-04', 1, 9, 0, 0, 0, 0), (:beta, '2026-02-01', 1, 1, 1, 1, 6000, 1);
INSERT INTO flowt.tb_omni8_agregado_oferta_dia (cod_tenant, dat_dia, cod_oferta, tip_canal, qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto)
VALUES (:gama, '2026-02-01', 1, 'DIRETO', 10, 3, 2, 500), (:gama, '2026-02-01', 1, 'QR', 200, 50, 0, 0), (:gama, '2026-02-05', 2, 'QR', 4000, 600, 0, 0), (:beta, '2026-02-01', 1, 'QR', 7, 7, 0, 0);
SELECT is_empty('SELECT * FROM pg_temp.wrong_things()', 'sold and shown');
SELECT is((SELECT array_agg((t.dat_dia, t.qtd_vendidos, t.qtd_ofertas_vistas, t.qtd_ofertas_clicadas)::text ORDER BY t.dat_dia) FROM flowt.tb_omni8_agregado_total_dia t WHERE t.cod_tenant = :gama),
          '{"(2026-02-01,43,210,53)","(2026-02-02,0,0,0)","(2026-02-03,500,0,0)","(2026-02-05,0,4000,600)"}', 'each on its day; a day on which nothing was sold or shown has no total of its own');
SELECT pg_temp.add(:gama, '2026-02-03', 'QR', NULL, 5);
SELECT is_empty('SELECT * FROM pg_temp.wrong_things()', 'the day itself comes later');
UPDATE flowt.tb_omni8_agregado_produto_dia SET qtd_vendidos = qtd_vendidos * 2 WHERE cod_produto = 1;
UPDATE flowt.tb_omni8_agregado_oferta_dia SET qtd_vistas = qtd_vistas + 1, qtd_cliques = qtd_cliques + 1 WHERE tip_canal = 'QR';
SELECT is_empty('SELECT * FROM pg_temp.wrong_things()', 'changed');
DELETE FROM flowt.tb_omni8_agregado_produto_dia WHERE cod_produto = 1;
DELETE FROM flowt.tb_omni8_agregado_oferta_dia WHERE dat_dia = '2026-02-05';
SELECT is_empty('SELECT * FROM pg_temp.wrong_things()', 'gone');
DELETE FROM flowt.tb_omni8_agregado_dia WHERE cod_tenant = :gama AND dat_dia <> '2026-02-02';
SELECT is_empty('SELECT * FROM pg_temp.wrong_things()', 'the day itself is gone');
SELECT is((SELECT qtd_visitas FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = :gama AND dat_dia = '2026-02-01'), 0::bigint, 'and counts for nothing');
DELETE FROM flowt.tb_omni8_agregado_produto_dia;
DELETE FROM flowt.tb_omni8_agregado_oferta_dia;
SELECT is_empty('SELECT * FROM pg_temp.wrong_things()', 'nothing is left');
-- Read where nothing is filtered; a part wherever something is, or where not everything may be seen.
UPDATE flowt.tb_omni8_agregado_total_dia SET qtd_visitas = 1 WHERE cod_tenant = :alfa;
CREATE FUNCTION pg_temp.visits(p_filter jsonb) RETURNS numeric LANGUAGE sql AS $$ SELECT (s.soma).qtd_visitas FROM flowt.somas((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), '2026-02-01', '2026-02-02', p_filter, false) s $$;
SELECT is(pg_temp.visits(f::jsonb), e::numeric, 'visits with ' || f) FROM (VALUES ('{}', 2), ('{"produto": 1}', 2), ('{"canal": "DIRETO"}', 3), ('{"unidade": "1"}', NULL), ('{"campanha": "x"}', NULL)) AS v (f, e);
INSERT INTO flowt.tb_omni8_agregado_produto_dia (cod_tenant, dat_dia, cod_produto, qtd_visitas, qtd_adicionados, qtd_pedidos, qtd_vendidos, vlr_vendido)
VALUES (:alfa, '2026-02-01', 1, 1, 1, 1, 3, 300), (:alfa, '2026-02-02', 2, 1, 1, 1, 40, 400);
INSERT INTO flowt.tb_omni8_agregado_item_dia (cod_tenant, dat_dia, cod_produto, tip_canal, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido, qtd_adicionados,
    qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados, qtd_vendidos, vlr_vendido)
VALUES (:alfa, '2026-02-01', 1, 'QR', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 3, 300), (:alfa, '2026-02-02', 2, 'DIRETO', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 40, 400);
INSERT INTO flowt.tb_omni8_agregado_oferta_dia (cod_tenant, dat_dia, cod_oferta, tip_canal, qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto) VALUES (:alfa, '2026-02-01', 1, 'DIRETO', 10, 3, 2, 500), (:alfa, '2026-02-02', 1, 'QR', 20, 5, 2, 500);
UPDATE flowt.tb_omni8_agregado_total_dia SET qtd_vendidos = 1000, qtd_ofertas_vistas = 1000, qtd_ofertas_clicadas = 100 WHERE cod_tenant = :alfa AND dat_dia = '2026-02-01';
CREATE FUNCTION pg_temp.things(p_filter jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT (SELECT sum(u.qtd) FROM flowt.unidades_vendidas(t.cod_tenant, '2026-02-01', '2026-02-02', p_filter, false) u) || ' ' || (SELECT sum(o.qtd_cliques) || '/' || sum(o.qtd_vistas) FROM flowt.vistas_de_ofertas(t.cod_tenant, '2026-02-01', '2026-02-02', p_filter, true) o)
      FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'alfa' $$;
SELECT is(pg_temp.things(f::jsonb), e, 'sold, clicked and seen with ' || f) FROM (VALUES ('{}', '1040 105/1020'), ('{"item": "2"}', '40 105/1020'), ('{"canal": "QR"}', '3 5/20'), ('{"canal": "DIRETO"}', '40 3/10')) AS v (f, e);
SELECT set_config('flowt.unidades', '1', true);
SELECT is(pg_temp.things('{}'), '43 8/30', 'nor what the whole company sold and showed');
SELECT isnt(pg_temp.visits('{}'), 2::numeric, 'who sees some units does not see the totals');
SELECT set_config('flowt.unidades', '', true);
DELETE FROM flowt.tb_omni8_agregado_produto_dia;
DELETE FROM flowt.tb_omni8_agregado_oferta_dia;
DELETE FROM flowt.tb_omni8_agregado_dia WHERE cod_tenant = :alfa;
SELECT is_empty('SELECT * FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = ' || :alfa, 'of nothing no total');
SELECT * FROM finish();
ROLLBACK;
