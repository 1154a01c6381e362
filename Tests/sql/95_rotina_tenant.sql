-- Jobs over many companies: one whose count fails waits, later and later, and keeps nobody; what it has to do is not lost (guide chapter 12.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(33);

CREATE TEMPORARY TABLE company AS SELECT n, pg_temp.new_tenant('empresa-' || n) AS tenant FROM generate_series(1, 55) AS n;
SELECT tenant AS poisoned FROM company WHERE n = 20 \gset
SELECT tenant AS healthy FROM company WHERE n = 21 \gset
DO $$ BEGIN WHILE rotina.apurar() > 0 LOOP END LOOP; WHILE rotina.recalcular_scores() > 0 LOOP END LOOP; END $$;
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) SELECT c.tenant, sha256('x'), '{}', now(), now() FROM company c;
CREATE FUNCTION pg_temp.visit_all() RETURNS void LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, tip_canal, tip_canal_atribuido)
    SELECT v.cod_tenant, v.cod_visitante, '2026-03-10 12:00Z', '2026-03-10 12:01Z', 'DIRETO', 'DIRETO' FROM flowt.tb_omni8_visitante v JOIN company c ON c.tenant = v.cod_tenant $$;
CREATE FUNCTION pg_temp.poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.cod_tenant = current_setting('teste.envenenada')::bigint THEN
        RAISE EXCEPTION 'Maria, 123' USING ERRCODE = current_setting('teste.estado');
    END IF;
    RETURN NEW;
END
$$;
SELECT set_config('teste.envenenada', :'poisoned', true), set_config('teste.estado', '23514', true);
CREATE TRIGGER veneno BEFORE INSERT ON flowt.tb_omni8_agregado_dia FOR EACH ROW EXECUTE FUNCTION pg_temp.poison();
CREATE FUNCTION pg_temp.counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM flowt.tb_omni8_agregado_dia d JOIN company c ON c.tenant = d.cod_tenant WHERE d.dat_dia = ''2026-03-10''';

-- Rollups.
SELECT pg_temp.visit_all();
SELECT is(rotina.apurar(), 50::bigint, 'as many companies as one transaction serves');
SELECT is(rotina.apurar(), 5::bigint, 'then the others');
SELECT is(rotina.apurar(), 0::bigint, 'and the one that failed is not tried again at once');
SELECT is(pg_temp.counted(), 54::bigint, 'every company but that one is counted');
SELECT ok(EXISTS (SELECT FROM flowt.tb_omni8_balde_sujo b WHERE b.cod_tenant = :poisoned), 'whose marks are still there');
SELECT is(flowt.apurado_ate(:poisoned), now(), 'as long ago as they were');
SELECT results_eq('SELECT nom_rotina, cod_tenant, qtd_falhas, dat_proxima - now() FROM admin.vw_rotina_falhas', format('VALUES (''apurar'', %s::bigint, 1, interval ''5 seconds'')', :poisoned), 'the failure is written down');
SELECT is(des_erro, 'SQLSTATE 23514 pg_temp_' || split_part(des_erro, 'pg_temp_', 2), 'with its state and function') FROM admin.vw_rotina_falhas;
SELECT is(count(*), 0::bigint, 'and no value') FROM admin.vw_rotina_falhas WHERE des_erro ~ 'Maria';
UPDATE flowt.tb_omni8_rotina_falha SET dat_proxima = now();
SELECT is(rotina.apurar(), 1::bigint, 'later it is tried again');
SELECT is(qtd_falhas || ' ' || (dat_proxima - now()), '2 00:00:10', 'and waits twice as long') FROM admin.vw_rotina_falhas;
UPDATE flowt.tb_omni8_rotina_falha SET dat_proxima = now(), qtd_falhas = 2000;
SELECT rotina.apurar();
SELECT is(dat_proxima - now(), flowt.maior_espera_do_tenant(), 'up to an hour') FROM admin.vw_rotina_falhas;
SELECT pg_temp.visit_all();
SELECT is(rotina.apurar() + rotina.apurar(), 54::bigint, 'meanwhile the others go on');
SELECT is(sum(d.qtd_visitas)::bigint, 2::bigint, 'with what is new') FROM flowt.tb_omni8_agregado_dia d WHERE d.cod_tenant = :healthy AND d.dat_dia = '2026-03-10';
UPDATE flowt.tb_omni8_rotina_falha SET dat_proxima = now();
SELECT set_config('teste.envenenada', '0', true);
SELECT is(rotina.apurar(), 1::bigint, 'mended, all its marks are one hour');
SELECT is(sum(d.qtd_visitas)::bigint, 2::bigint, 'nothing of it was lost') FROM flowt.tb_omni8_agregado_dia d WHERE d.cod_tenant = :poisoned AND d.dat_dia = '2026-03-10';
SELECT is_empty('SELECT * FROM admin.vw_rotina_falhas', 'and nothing is wrong any more');

-- What is nobody's fault in particular ends the run.
SELECT set_config('teste.envenenada', :'poisoned', true), set_config('teste.estado', '40001', true);
SELECT pg_temp.visit_all();
CREATE FUNCTION pg_temp.run() RETURNS void LANGUAGE plpgsql AS $$ BEGIN WHILE rotina.apurar() > 0 LOOP END LOOP; END $$;
SELECT throws_ok('SELECT pg_temp.run()', '40001', NULL, 'a conflict of transactions is the run''s');
SELECT set_config('teste.estado', 'PT500', true);
SELECT lives_ok('SELECT pg_temp.run()', 'a refusal of our own is the company''s');
DELETE FROM flowt.tb_omni8_rotina_falha;
DROP TRIGGER veneno ON flowt.tb_omni8_agregado_dia;

-- Unique visitors.
DELETE FROM flowt.tb_omni8_agregado_unico;
CREATE TRIGGER veneno BEFORE INSERT ON flowt.tb_omni8_agregado_unico FOR EACH ROW EXECUTE FUNCTION pg_temp.poison();
SELECT set_config('teste.estado', '22003', true);
SELECT ok(rotina.apurar_unicos() + rotina.apurar_unicos() > 0, 'periods of a new day');
SELECT is(count(DISTINCT u.cod_tenant), 54::bigint, 'of every company but one') FROM flowt.tb_omni8_agregado_unico u JOIN company c ON c.tenant = u.cod_tenant;
SELECT is(rotina.apurar_unicos(), 0::bigint, 'which waits');
DROP TRIGGER veneno ON flowt.tb_omni8_agregado_unico;
DELETE FROM flowt.tb_omni8_rotina_falha;

-- Scores of people, and of everybody of a company.
CREATE TRIGGER veneno BEFORE INSERT ON flowt.tb_omni8_score_pessoa FOR EACH ROW EXECUTE FUNCTION pg_temp.poison();
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) SELECT c.tenant, 'F', 'Ana' FROM company c;
SELECT is(rotina.recalcular_scores() + rotina.recalcular_scores(), 55::bigint, 'a new customer in each');
SELECT is(count(*), 54::bigint, 'scored in every company but one') FROM flowt.tb_omni8_score_pessoa s JOIN company c ON c.tenant = s.cod_tenant;
SELECT is(count(*), 1::bigint, 'whose mark is still there') FROM flowt.tb_omni8_score_sujo;
DELETE FROM flowt.tb_omni8_rotina_falha;
DELETE FROM flowt.tb_omni8_score_sujo;
SELECT admin.calcular_scores_de_novo(:poisoned), admin.calcular_scores_de_novo(:healthy);
SELECT is(rotina.recalcular_scores() || ' ' || rotina.recalcular_scores() || ' ' || rotina.recalcular_scores(), '1 2 0', 'everybody''s mark that fails lets the next through');
SELECT is(string_agg(concat_ws(' ', s.cod_tenant, s.tip_marca, s.cod_pessoa_apos), ','), :'poisoned' || ' TODAS 0', 'and stays') FROM flowt.tb_omni8_score_sujo s;
DELETE FROM flowt.tb_omni8_rotina_falha;

-- The turn of the day.
CREATE TRIGGER veneno BEFORE INSERT ON flowt.tb_omni8_score_tenant_dia FOR EACH ROW EXECUTE FUNCTION pg_temp.poison();
UPDATE flowt.tb_omni8_tenant SET dat_criacao = now() - interval '3 days' WHERE cod_tenant IN (SELECT c.tenant FROM company c);
SELECT is(rotina.envelhecer_scores() + rotina.envelhecer_scores(), 54::bigint, 'the day turns for every company but one');
SELECT is(rotina.envelhecer_scores(), 0::bigint, 'which keeps nobody');
DELETE FROM flowt.tb_omni8_rotina_falha;

-- Invitations: the poisoned company's have waited longest.
WITH carrinho AS (
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, sta_carrinho) SELECT c.tenant, public.gen_random_bytes(32), 'CONVERTIDO' FROM company c WHERE c.n BETWEEN 20 AND 22 RETURNING cod_tenant, cod_carrinho
)
INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total)
SELECT c.cod_tenant, 1, flowt.novo_token(), flowt.unidade_principal(c.cod_tenant), c.cod_carrinho, 'ENTREGUE', 'RETIRADA', 'Ana', '+5511912345678', 'DINHEIRO', 100, 0, 100 FROM carrinho c;
DELETE FROM flowt.tb_omni8_nps_agenda;
INSERT INTO flowt.tb_omni8_nps_agenda (cod_tenant, cod_pedido, dat_prevista) SELECT p.cod_tenant, p.cod_pedido, now() - make_interval(hours => 30 - c.n) FROM flowt.tb_omni8_pedido p JOIN company c ON c.tenant = p.cod_tenant;
CREATE TRIGGER veneno BEFORE UPDATE ON flowt.tb_omni8_nps_agenda FOR EACH ROW EXECUTE FUNCTION pg_temp.poison();
SELECT is(rotina.convidar_nps(), 2::bigint, 'the others'' customers are asked');
SELECT is(string_agg(a.sta_agenda, ' ' ORDER BY a.cod_tenant), 'PENDENTE SUPRIMIDO SUPRIMIDO', 'whatever became of the first') FROM flowt.tb_omni8_nps_agenda a;
SELECT is(rotina.convidar_nps(), 0::bigint, 'which waits');
UPDATE flowt.tb_omni8_rotina_falha SET dat_proxima = now();
SELECT set_config('teste.envenenada', '0', true);
SELECT is(rotina.convidar_nps(), 1::bigint, 'and is not forgotten');
SELECT * FROM finish();
ROLLBACK;
