-- Rollups of items and offers: what a run reads and writes is what changed, whatever the queue's statistics and the day's size (guide chapter 12.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(12);

SELECT pg_temp.new_tenant('alfa') AS alfa \gset
DO $$ BEGIN WHILE rotina.apurar() > 0 LOOP END LOOP; END $$;
CREATE FUNCTION pg_temp.rows_read(p_table text) RETURNS bigint LANGUAGE sql RETURN (SELECT coalesce(sum(coalesce(t.seq_tup_read, 0) + coalesce(t.idx_tup_fetch, 0)), 0)::bigint FROM pg_stat_xact_user_tables AS t WHERE t.schemaname = 'flowt' AND t.relname = p_table);
CREATE FUNCTION pg_temp.rows_written() RETURNS bigint LANGUAGE sql RETURN (SELECT coalesce(sum(t.n_tup_ins + t.n_tup_upd + t.n_tup_del), 0)::bigint FROM pg_stat_xact_user_tables AS t
    WHERE t.relname IN ('tb_omni8_agregado_item_dia', 'tb_omni8_agregado_produto_dia', 'tb_omni8_agregado_oferta_dia', 'tb_omni8_agregado_visitante_dia'));

-- Statistics that were gathered while nothing waited.
ANALYZE flowt.tb_omni8_balde_sujo;
INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT :alfa, h FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-10 23:00Z', interval '1 hour') AS h, generate_series(1, 4);
SELECT pg_temp.rows_read('tb_omni8_balde_sujo') AS lidas \gset
SELECT is(rotina.apurar(), 240::bigint, 'hours that are marked four times each');
SELECT cmp_ok(pg_temp.rows_read('tb_omni8_balde_sujo') - :lidas, '<=', 960::bigint * 4, 'each mark is read a few times, and not once for each other');

-- A day of fifty visits, each of which saw an item and an offer of its own; a visit that goes on past midnight (of São Paulo) puts one in a cart there.
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) SELECT :alfa, sha256(n::text::bytea), '{}', now(), now() FROM generate_series(1, 50) n;
INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, tip_canal, tip_canal_atribuido, dat_pagina)
SELECT :alfa, v.cod_visitante, '2026-10-06 02:50Z', '2026-10-06 03:20Z', 'DIRETO', 'DIRETO', '2026-10-06 02:50Z' FROM flowt.tb_omni8_visitante v WHERE v.cod_tenant = :alfa;
CREATE FUNCTION pg_temp.event(p_visit bigint, p_id text, p_kind text, p_at timestamptz, p_item bigint, p_offer bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, cod_visitante, cod_produto, cod_oferta, tip_canal, flg_consentimento)
    SELECT w.cod_tenant, p_at, p_id, p_kind, w.cod_visita, w.cod_visitante, p_item, p_offer, 'DIRETO', true FROM flowt.tb_omni8_visita w WHERE w.cod_visita = p_visit $$;
SELECT min(cod_visita) AS visita FROM flowt.tb_omni8_visita WHERE cod_tenant = :alfa \gset
SELECT count(pg_temp.event(w.cod_visita, 'i' || w.cod_visita, 'item_visto', '2026-10-06 02:51Z', w.cod_visita - :visita + 1, NULL)), count(pg_temp.event(w.cod_visita, 'o' || w.cod_visita, 'oferta_vista', '2026-10-06 02:51Z', NULL, w.cod_visita - :visita + 1))
  FROM flowt.tb_omni8_visita w WHERE w.cod_tenant = :alfa;
SELECT pg_temp.event(:visita, 'depois', 'carrinho_adicionado', '2026-10-06 03:10Z', 1, NULL);
SELECT rotina.apurar();
SELECT results_eq($$SELECT dat_dia, count(*), sum(qtd_visitas)::bigint, sum(qtd_funil_item)::bigint, sum(qtd_funil_carrinho)::bigint, sum(qtd_adicionados)::bigint FROM flowt.tb_omni8_agregado_item_dia GROUP BY 1 ORDER BY 1$$,
    $$VALUES ('2026-10-05'::date, 50::bigint, 50::bigint, 50::bigint, 1::bigint, 0::bigint), ('2026-10-06', 1, 0, 0, 0, 1)$$, 'a visit''s steps are of the day it began, past midnight too');
SELECT results_eq('SELECT dat_dia, count(*), sum(qtd_vistas)::bigint FROM flowt.tb_omni8_agregado_oferta_dia GROUP BY 1', $$VALUES ('2026-10-05'::date, 50::bigint, 50::bigint)$$, 'offers too');

-- One more of them sees one more item.
SELECT pg_temp.rows_written() AS escritas \gset
SELECT pg_temp.event(:visita, 'outro', 'item_visto', '2026-10-06 02:52Z', 2, NULL);
SELECT is(rotina.apurar(), 1::bigint, 'its hour is counted');
SELECT is(pg_temp.rows_written() - :escritas, 2::bigint, 'one item of the day is written, by channel and in all');
SELECT is(qtd_visitas, 2::bigint, 'with both visits') FROM flowt.tb_omni8_agregado_item_dia WHERE cod_produto = 2 AND dat_dia = '2026-10-05';
SELECT pg_temp.rows_written() AS escritas \gset
INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT :alfa, h FROM generate_series(timestamptz '2026-10-05 00:00Z', '2026-10-06 23:00Z', interval '1 hour') AS h;
SELECT is(rotina.apurar(), 48::bigint, 'counted anew');
SELECT is(pg_temp.rows_written() - :escritas, 0::bigint, 'what is as it was is not written');

-- What is not there any more is taken away: a robot's, of every table.
UPDATE flowt.tb_omni8_visita SET flg_robo = true, des_robo = 'teste' WHERE cod_visita = :visita;
UPDATE flowt.tb_omni8_evento_tracking SET flg_robo = true WHERE cod_visita = :visita;
SELECT rotina.apurar();
SELECT results_eq('SELECT dat_dia, count(*), sum(qtd_visitas)::bigint FROM flowt.tb_omni8_agregado_item_dia GROUP BY 1', $$VALUES ('2026-10-05'::date, 49::bigint, 49::bigint)$$, 'the items of a robot');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_agregado_produto_dia) || ' ' || (SELECT count(*) FROM flowt.tb_omni8_agregado_oferta_dia) || ' ' || (SELECT count(*) FROM flowt.tb_omni8_agregado_visitante_dia WHERE cod_tenant = :alfa), '49 49 49', 'and its offers and itself');
SELECT is(sum(qtd_eventos)::bigint, 98::bigint, 'and its events') FROM flowt.tb_omni8_agregado_evento_dia WHERE cod_tenant = :alfa;
SELECT * FROM finish();
ROLLBACK;
