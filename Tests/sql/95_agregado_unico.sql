-- Rollups: the unique visitors and buyers of the usual periods, kept by what changes in their days, equal a count of those days (guide chapter 12.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(12);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
DO $$ BEGIN WHILE rotina.apurar() > 0 LOOP END LOOP; END $$;
CREATE TEMPORARY TABLE company AS SELECT unnest(ARRAY[:alfa, :beta]) AS tenant;
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) SELECT c.tenant, sha256(n::text::bytea), '{}', now(), now() FROM company c, generate_series(1, 12) n;
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) SELECT c.tenant, 'F', 'Ana ' || n FROM company c, generate_series(1, 4) n;
CREATE FUNCTION pg_temp.wrong() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM flowt.tb_omni8_agregado_unico u CROSS JOIN LATERAL flowt.contar_unicos(u.cod_tenant, u.dat_de, u.dat_ate) AS c
     WHERE (u.qtd_visitantes, u.qtd_compradores, u.qtd_pessoas, u.qtd_pessoas_de_volta) IS DISTINCT FROM (c.qtd_visitantes, c.qtd_compradores, c.qtd_pessoas, c.qtd_pessoas_de_volta) $$;
CREATE FUNCTION pg_temp.rows_read() RETURNS bigint LANGUAGE sql RETURN (SELECT (coalesce(t.seq_tup_read, 0) + coalesce(t.idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables AS t WHERE t.relname = 'tb_omni8_agregado_visitante_dia');

-- Visits of the last hundred days that come, move and are a robot's after all; orders of them that are made, confirmed, cancelled.
SELECT setseed(0.12);
CREATE FUNCTION pg_temp.something() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := (SELECT c.tenant FROM company c ORDER BY random() LIMIT 1);
    v_at     timestamptz := now() - random() ^ 2 * interval '100 days';
    v_visit  bigint := (SELECT w.cod_visita FROM flowt.tb_omni8_visita w WHERE w.cod_tenant = v_tenant ORDER BY random() LIMIT 1);
    v_cart   bigint;
    v_order  bigint;
BEGIN
    CASE floor(random() * 6)
        WHEN 0, 1 THEN INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, tip_canal, tip_canal_atribuido)
            SELECT v_tenant, v.cod_visitante, v_at, v_at, 'DIRETO', (ARRAY['DIRETO', 'EMAIL'])[1 + floor(random() * 2)] FROM flowt.tb_omni8_visitante v WHERE v.cod_tenant = v_tenant ORDER BY random() LIMIT 1;
        WHEN 2 THEN UPDATE flowt.tb_omni8_visita SET flg_robo = NOT flg_robo, des_robo = CASE WHEN NOT flg_robo THEN 'teste' END WHERE cod_tenant = v_tenant AND cod_visita = v_visit;
        WHEN 3 THEN UPDATE flowt.tb_omni8_visita SET dat_inicio = dat_inicio - random() * interval '30 hours' WHERE cod_tenant = v_tenant AND cod_visita = v_visit;
        WHEN 4 THEN
            INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, dat_criacao, sta_carrinho) VALUES (v_tenant, public.gen_random_bytes(32), v_at, 'CONVERTIDO') RETURNING cod_carrinho INTO v_cart;
            INSERT INTO flowt.tb_omni8_carrinho_visita SELECT v_tenant, v_cart, v_visit WHERE v_visit IS NOT NULL;
            INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
            SELECT v_tenant, flowt.proximo_numero_de_pedido(v_tenant), flowt.novo_token(), flowt.unidade_principal(v_tenant), v_cart, (SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = v_tenant ORDER BY random() LIMIT 1),
                   'CONFIRMADO', 'RETIRADA', 'Ana', '+5511912345678', 'DINHEIRO', 100, 0, 100, v_at RETURNING cod_pedido INTO v_order;
            INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento) VALUES (v_tenant, v_order, 1, 'CONFIRMADO', v_at);
        ELSE UPDATE flowt.tb_omni8_pedido SET sta_pedido = CASE sta_pedido WHEN 'CANCELADO' THEN 'CONFIRMADO' ELSE 'CANCELADO' END
              WHERE cod_tenant = v_tenant AND cod_pedido = (SELECT d.cod_pedido FROM flowt.tb_omni8_pedido d WHERE d.cod_tenant = v_tenant ORDER BY random() LIMIT 1);
    END CASE;
END
$$;
CREATE TEMPORARY TABLE seen (wrong bigint, visitors bigint);
DO $$
BEGIN
    FOR v_round IN 1 .. 40 LOOP
        PERFORM pg_temp.something() FROM generate_series(1, 12);
        WHILE rotina.apurar() > 0 LOOP
        END LOOP;
        INSERT INTO seen SELECT pg_temp.wrong(), sum(u.qtd_visitantes) FROM flowt.tb_omni8_agregado_unico u;
    END LOOP;
END
$$;
SELECT is(sum(s.wrong)::bigint, 0::bigint, 'whatever happens, every period is what its days say') FROM seen s;
SELECT ok(count(DISTINCT s.visitors) > 20, 'which change') FROM seen s;
SELECT ok(min(u.qtd_visitantes) >= 0 AND max(u.qtd_visitantes) = 12 AND max(u.qtd_compradores) > 2 AND max(u.qtd_pessoas_de_volta) > 2, 'of visitors, and of buyers who come again') FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = :alfa;
SELECT is(count(*), (SELECT count(*) FROM flowt.periodos_usuais(flowt.hoje(:alfa))), 'the usual periods and no other') FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = :alfa;

-- A visitor more does not count the others again.
INSERT INTO flowt.tb_omni8_agregado_visitante_dia SELECT :alfa, flowt.hoje(:alfa) - 20, 'DIRETO', -n, false FROM generate_series(1, 3000) n;
UPDATE flowt.tb_omni8_agregado_unico u SET qtd_visitantes = c.qtd_visitantes FROM flowt.tb_omni8_agregado_unico x CROSS JOIN LATERAL flowt.contar_unicos(x.cod_tenant, x.dat_de, x.dat_ate) AS c WHERE (u.cod_tenant, u.dat_de, u.dat_ate) = (x.cod_tenant, x.dat_de, x.dat_ate);
SELECT pg_temp.rows_read() AS lidas \gset
INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, tip_canal, tip_canal_atribuido) SELECT :alfa, max(v.cod_visitante), now(), now(), 'DIRETO', 'QR' FROM flowt.tb_omni8_visitante v WHERE v.cod_tenant = :alfa;
SELECT is(rotina.apurar(), 1::bigint, 'somebody comes');
SELECT cmp_ok(pg_temp.rows_read() - :lidas, '<', 300::bigint, 'her days are read, and those of nobody else');
SELECT is(pg_temp.wrong(), 0::bigint, 'and she is counted');

-- Yesterday's periods are no longer usual.
INSERT INTO flowt.tb_omni8_agregado_unico SELECT :alfa, flowt.hoje(:alfa) - 60, flowt.hoje(:alfa) - 50, 1, 1, 1, 1;
DELETE FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = :alfa AND u.dat_de = flowt.hoje(:alfa);
SELECT is(flowt.apurar_periodos(:alfa, flowt.hoje(:alfa)), 1::bigint, 'the day turns: what is not counted is');
SELECT ok(NOT EXISTS (SELECT FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = :alfa AND u.dat_ate = flowt.hoje(:alfa) - 50) AND pg_temp.wrong() = 0, 'and what nobody asks for is forgotten');

-- In doubt they are counted from their days, and not by what changes.
UPDATE flowt.tb_omni8_agregado_unico SET qtd_visitantes = qtd_visitantes + 1, qtd_pessoas = qtd_pessoas + 1 WHERE cod_tenant = :alfa;
SELECT count(admin.apurar_de_novo(:alfa));
DO $$ BEGIN WHILE rotina.apurar() > 0 LOOP END LOOP; END $$;
SELECT is(pg_temp.wrong() || ' ' || count(*), '0 ' || (SELECT count(*) FROM flowt.periodos_usuais(flowt.hoje(:alfa))), 'counted anew, all of them') FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = :alfa;

-- Midnight comes to all companies at once: a run counts the periods of some of them, the next ones those of the others.
CREATE OR REPLACE FUNCTION flowt.tenants_por_rodada() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;
DELETE FROM flowt.tb_omni8_agregado_unico;
CREATE FUNCTION pg_temp.companies_after_a_run() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT c.tenant, date_trunc('hour', now()) FROM company c;
    PERFORM rotina.apurar();
    RETURN (SELECT count(DISTINCT u.cod_tenant) FROM flowt.tb_omni8_agregado_unico u);
END
$$;
SELECT is(pg_temp.companies_after_a_run(), 1::bigint, 'both companies are counted, and the periods of one');
SELECT is(pg_temp.companies_after_a_run() || ' ' || pg_temp.wrong(), '2 0', 'then those of the other');
SELECT * FROM finish();
ROLLBACK;
