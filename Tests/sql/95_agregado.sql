-- Rollups: marks, hours and days of a zone, late events, refunds, robots; whatever happens, they equal a recount (guide chapter 12).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(59);
-- Here quotes of long ago are accepted.
ALTER TABLE flowt.tb_omni8_pedido DISABLE TRIGGER validade_da_intencao;

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Noronha' WHERE cod_tenant = :alfa;
SELECT flowt.unidade_principal(:alfa) AS unidade \gset
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) SELECT t, sha256(n::text::bytea), '{}', now(), now() FROM unnest(ARRAY[:alfa, :beta]) t, generate_series(1, 9) n;
CREATE FUNCTION pg_temp.visit(p_tenant bigint, p_visitor integer, p_at timestamptz, p_more jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, qtd_paginas, flg_evento_chave, flg_robo, des_robo, tip_canal, tip_canal_atribuido, nom_campanha_atribuida, dat_pagina, dat_item, dat_carrinho, dat_revisao, dat_checkout)
    SELECT p_tenant, v.cod_visitante, p_at, p_at + coalesce(p_more ->> 'dura', '1 second')::interval, coalesce((p_more ->> 'paginas')::integer, 1), false, p_more ? 'robo', p_more ->> 'robo', 'DIRETO',
           coalesce(p_more ->> 'canal', 'DIRETO'), p_more ->> 'campanha', p_at, p_at + (p_more ->> 'item')::interval, p_at + (p_more ->> 'carrinho')::interval, p_at + (p_more ->> 'revisao')::interval, p_at + (p_more ->> 'checkout')::interval
      FROM flowt.tb_omni8_visitante v WHERE v.cod_tenant = p_tenant AND v.hsh_visitante = sha256(p_visitor::text::bytea) RETURNING cod_visita $$;
CREATE FUNCTION pg_temp.run() RETURNS bigint LANGUAGE sql AS 'SELECT rotina.apurar()';
-- Nothing that is counted differs from a recount of everything, and every day from its hours.
CREATE FUNCTION pg_temp.differences() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_columns text := (SELECT string_agg(format('sum(%I)::bigint AS %1$I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                        WHERE a.attrelid = 'flowt.tb_omni8_agregado_hora'::regclass AND a.attname ~ '^(qtd|vlr)_');
    v_count   bigint;
BEGIN
    EXECUTE format($q$
        WITH hora AS (SELECT cod_tenant, dat_hora AS quando, tip_canal, nom_campanha, cod_unidade, %1$s FROM flowt.tb_omni8_agregado_hora GROUP BY 1, 2, 3, 4, 5),
             hora_certa AS (SELECT t.cod_tenant, flowt.hora_cheia(f.dat_fato) AS quando, f.tip_canal, f.nom_campanha, f.cod_unidade, %1$s FROM flowt.tb_omni8_tenant t, flowt.fatos(t.cod_tenant, '-infinity', 'infinity') f GROUP BY 1, 2, 3, 4, 5),
             dia AS (SELECT cod_tenant, dat_dia AS quando, tip_canal, nom_campanha, cod_unidade, %1$s FROM flowt.tb_omni8_agregado_dia GROUP BY 1, 2, 3, 4, 5),
             dia_certo AS (SELECT t.cod_tenant, (f.dat_fato AT TIME ZONE t.des_fuso_horario)::date AS quando, f.tip_canal, f.nom_campanha, f.cod_unidade, %1$s FROM flowt.tb_omni8_tenant t, flowt.fatos(t.cod_tenant, '-infinity', 'infinity') f GROUP BY 1, 2, 3, 4, 5)
        SELECT (SELECT count(*) FROM (TABLE hora EXCEPT TABLE hora_certa) x) + (SELECT count(*) FROM (TABLE hora_certa EXCEPT TABLE hora) x)
             + (SELECT count(*) FROM (TABLE dia EXCEPT TABLE dia_certo) x) + (SELECT count(*) FROM (TABLE dia_certo EXCEPT TABLE dia) x)$q$, v_columns) INTO v_count;
    RETURN v_count;
END
$$;

SELECT lives_ok('SELECT pg_temp.run()', 'what making companies marked');
SELECT is(pg_temp.run(), 0::bigint, 'nothing to do');
SELECT pg_temp.visit(:alfa, 1, '2026-03-10 01:30Z', '{"dura": "11 seconds"}');
SELECT is(count(*), 1::bigint, 'a visit marks its hour') FROM flowt.tb_omni8_balde_sujo;
SELECT is(pg_temp.run(), 1::bigint, 'which is counted');
SELECT results_eq('SELECT dat_hora, qtd_visitas, qtd_visitas_engajadas, qtd_paginas, qtd_funil_pagina, qtd_funil_item FROM flowt.tb_omni8_agregado_hora', $$VALUES (timestamptz '2026-03-10 01:00Z', 1::bigint, 1::bigint, 1::bigint, 1::bigint, 0::bigint)$$, 'in its hour');
SELECT is(dat_dia, '2026-03-09'::date, 'on the day of its zone') FROM flowt.tb_omni8_agregado_dia;

-- A late one, on both sides of midnight; one that is engaged by nothing; a robot.
SELECT pg_temp.visit(:alfa, 1, '2026-03-10 02:00Z'), pg_temp.visit(:alfa, 2, '2026-03-10 01:59:59Z', '{"dura": "10 seconds"}'), pg_temp.visit(:alfa, 3, '2026-03-10 01:00Z', '{"robo": "robô declarado"}');
SELECT pg_temp.run();
SELECT results_eq('SELECT dat_dia, sum(qtd_visitas)::bigint, sum(qtd_visitas_engajadas)::bigint FROM flowt.tb_omni8_agregado_dia GROUP BY 1 ORDER BY 1',
    $$VALUES ('2026-03-09'::date, 2::bigint, 1::bigint), ('2026-03-10', 1, 0)$$, 'late events land on their own day; ten seconds are not more than ten');
SELECT is(c.qtd_visitantes, n, 'unique visitors of ' || d) FROM (VALUES ('2026-03-09', '2026-03-09', 2::bigint), ('2026-03-10', '2026-03-10', 1), ('2026-03-09', '2026-03-10', 2), ('2026-03-11', '2026-03-12', 0)) AS v (d, e, n),
    flowt.contar_unicos(:alfa, v.d::date, v.e::date) AS c;
UPDATE flowt.tb_omni8_visita SET flg_robo = false, des_robo = NULL WHERE flg_robo;
SELECT pg_temp.run();
SELECT is((SELECT qtd_visitantes FROM flowt.contar_unicos(:alfa, '2026-03-09', '2026-03-09')), 3::bigint, 'the robot was a person: counted anew');

-- The funnel: a step counts if it comes after the one before.
SELECT pg_temp.visit(:alfa, 4, '2026-03-12 12:00Z', m) FROM (VALUES ('{"item": "1 min", "carrinho": "2 min", "revisao": "2 min", "checkout": "3 min"}'::jsonb), ('{"item": "2 min", "carrinho": "1 min", "revisao": "2 min", "checkout": "3 min"}'), ('{"carrinho": "1 min"}'), ('{"item": "0", "carrinho": "0"}'),
    ('{"item": "1 min", "carrinho": "2 min", "checkout": "3 min"}'), ('{"item": "1 min", "carrinho": "2 min", "revisao": "1 min", "checkout": "3 min"}'), ('{"item": "1 min", "carrinho": "2 min", "revisao": "4 min", "checkout": "3 min"}')) AS v (m);
SELECT pg_temp.run();
SELECT results_eq($$SELECT qtd_visitas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho, qtd_funil_revisao, qtd_funil_checkout, qtd_funil_pedido, qtd_funil_pos_venda, qtd_checkouts FROM flowt.tb_omni8_agregado_dia WHERE dat_dia = '2026-03-12'$$,
    $$VALUES (7::bigint, 7::bigint, 6::bigint, 5::bigint, 2::bigint, 1::bigint, 0::bigint, 0::bigint, 5::bigint)$$, 'the funnel of seven visits');
SELECT is(pg_temp.differences(), 0::bigint, 'equal to a recount');

-- Money: by confirmation, by refund.
CREATE FUNCTION pg_temp.sell(p_tenant bigint, p_at timestamptz, p_total bigint, p_visit bigint DEFAULT NULL, p_status text DEFAULT 'RECEBIDO') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  bigint;
    v_order bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, dat_criacao, sta_carrinho) VALUES (p_tenant, public.gen_random_bytes(32), p_at - interval '1 hour', 'CONVERTIDO') RETURNING cod_carrinho INTO v_cart;
    IF p_visit IS NOT NULL THEN
        INSERT INTO flowt.tb_omni8_carrinho_visita VALUES (p_tenant, v_cart, p_visit);
    END IF;
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
    VALUES (p_tenant, flowt.proximo_numero_de_pedido(p_tenant), flowt.novo_token(), flowt.unidade_principal(p_tenant), v_cart, p_status, 'RETIRADA', 'Ana', '+5511912345678', 'DINHEIRO', p_total, 0, p_total, p_at) RETURNING cod_pedido INTO v_order;
    INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento) VALUES (p_tenant, v_order, 1, p_status, p_at);
    RETURN v_order;
END
$$;
CREATE FUNCTION pg_temp.step(p_tenant bigint, p_order bigint, p_to text, p_at timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE flowt.tb_omni8_pedido SET sta_pedido = p_to WHERE cod_tenant = p_tenant AND cod_pedido = p_order;
    INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_de, sta_para, dat_evento)
    SELECT p_tenant, p_order, max(num_evento) + 1, (array_agg(sta_para ORDER BY num_evento DESC))[1], p_to, p_at FROM flowt.tb_omni8_pedido_evento WHERE cod_tenant = p_tenant AND cod_pedido = p_order $$;
SELECT pg_temp.visit(:alfa, 5, '2026-03-15 22:00Z', '{"item": "1 min", "carrinho": "2 min", "revisao": "150 seconds", "checkout": "3 min", "canal": "EMAIL", "campanha": "natal"}') AS visita \gset
SELECT pg_temp.sell(:alfa, '2026-03-15 22:10Z', 5000, :visita) AS pedido \gset
SELECT pg_temp.run();
SELECT results_eq($$SELECT tip_canal, nom_campanha, sum(qtd_pedidos)::bigint, sum(vlr_bruto)::bigint, sum(qtd_visitas_com_pedido)::bigint, sum(qtd_funil_pedido)::bigint, sum(qtd_carrinhos_convertidos)::bigint, sum(qtd_checkouts_convertidos)::bigint
      FROM flowt.tb_omni8_agregado_dia WHERE dat_dia = '2026-03-15' GROUP BY 1, 2$$, $$VALUES ('EMAIL', 'natal', 1::bigint, 0::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint)$$, 'an order is no revenue yet');
SELECT pg_temp.step(:alfa, :pedido, 'CONFIRMADO', '2026-03-16 03:00Z'), pg_temp.step(:alfa, :pedido, 'EM_PREPARO', '2026-03-16 04:00Z');
SELECT pg_temp.run();
SELECT results_eq($$SELECT dat_dia, sum(vlr_bruto)::bigint, sum(qtd_pedidos_confirmados)::bigint FROM flowt.tb_omni8_agregado_dia WHERE vlr_bruto > 0 GROUP BY 1$$, $$VALUES ('2026-03-16'::date, 5000::bigint, 1::bigint)$$, 'it is on the day it is confirmed');
-- What follows the sale happens whenever it does, and counts where the visit of its order began: the first time, and only after the order.
CREATE FUNCTION pg_temp.complain(p_tenant bigint, p_order bigint, p_at timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_reclamacao (cod_tenant, cod_pedido, tip_reclamacao, tip_origem, des_reclamacao, dat_prazo, dat_criacao) SELECT p_tenant, p_order, 'ATRASO', 'CLIENTE', 'Atrasou', p_at::date, p_at WHERE p_order IS NOT NULL $$;
CREATE FUNCTION pg_temp.after_sales(p_day date) RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(' ', sum(qtd_funil_pedido), sum(qtd_funil_pos_venda), string_agg(nom_campanha, '') FILTER (WHERE qtd_funil_pos_venda > 0)) FROM flowt.tb_omni8_agregado_dia WHERE dat_dia = p_day $$;
SELECT is(pg_temp.after_sales('2026-03-15'), '1 0', 'an order that nobody came back about');
SELECT pg_temp.complain(:alfa, :pedido, '2026-03-15 22:05Z');
SELECT is(array_agg(dat_hora), '{2026-03-15 22:00Z}'::timestamptz[], 'marks the hour in which the visit began') FROM flowt.tb_omni8_balde_sujo;
SELECT is(pg_temp.run(), 1::bigint, 'which is counted');
SELECT is(pg_temp.after_sales('2026-03-15'), '1 0', 'what is older than the order does not follow it');
UPDATE flowt.tb_omni8_visita SET dat_pos_venda = NULL WHERE cod_visita = :visita;
SELECT pg_temp.complain(:alfa, :pedido, '2026-03-18 22:05Z');
SELECT pg_temp.run();
SELECT is(pg_temp.after_sales('2026-03-15'), '1 1 natal', 'three days later: on the day of its visit, of its campaign');
SELECT pg_temp.complain(:alfa, :pedido, '2026-03-19 22:05Z');
SELECT is(count(*), 0::bigint, 'a second time changes nothing') FROM flowt.tb_omni8_balde_sujo;
SELECT is((SELECT dat_pos_venda FROM flowt.tb_omni8_visita WHERE cod_visita = :visita), '2026-03-18 22:05Z'::timestamptz, 'the first stays');
SELECT is(pg_temp.differences(), 0::bigint, 'equal to a recount');
INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido, dat_estorno) VALUES (:alfa, :pedido, 1, 'PARCIAL', 1200, 1200, '2026-03-20 12:00Z');
SELECT pg_temp.run();
SELECT results_eq($$SELECT dat_dia, sum(vlr_estornado)::bigint FROM flowt.tb_omni8_agregado_dia WHERE vlr_estornado > 0 GROUP BY 1$$, $$VALUES ('2026-03-20'::date, 1200::bigint)$$, 'and a refund on its own');
SELECT pg_temp.sell(:alfa, '2026-03-15 22:30Z', 700) AS recusado \gset
SELECT pg_temp.step(:alfa, :recusado, 'RECUSADO', '2026-03-15 23:30Z');
SELECT pg_temp.run();
SELECT is(sum(vlr_estornado)::bigint, 1200::bigint, 'what never was revenue is not taken off it') FROM flowt.tb_omni8_agregado_dia;
SELECT is(sum(qtd_cancelados)::bigint, 1::bigint, 'it is counted as refused') FROM flowt.tb_omni8_agregado_dia WHERE dat_dia = '2026-03-15';
-- A quote is an order from when it is accepted; of one that is not, nothing counts.
SELECT pg_temp.sell(:alfa, '2026-03-22 12:00Z', 4000, NULL, 'INTENCAO') AS aceito, pg_temp.sell(:alfa, '2026-03-22 12:00Z', 900, NULL, 'INTENCAO') AS largado, pg_temp.sell(:alfa, '2026-03-22 12:00Z', 800, NULL, 'INTENCAO') AS vencido \gset
SELECT pg_temp.step(:alfa, :largado, 'CANCELADO', '2026-03-22 13:00Z'), pg_temp.step(:alfa, :vencido, 'EXPIRADO', '2026-03-22 14:00Z');
SELECT pg_temp.run();
SELECT results_eq($$SELECT sum(qtd_pedidos)::bigint, sum(qtd_cancelados)::bigint, sum(qtd_carrinhos)::bigint FROM flowt.tb_omni8_agregado_dia WHERE dat_dia = '2026-03-22'$$, $$VALUES (0::bigint, 0::bigint, 3::bigint)$$, 'quotes are no orders, nor cancelled ones');
SELECT pg_temp.step(:alfa, :aceito, 'RECEBIDO', '2026-03-24 12:00Z'), pg_temp.step(:alfa, :aceito, 'CANCELADO', '2026-03-25 12:00Z');
SELECT pg_temp.run();
SELECT results_eq($$SELECT dat_dia, sum(qtd_pedidos)::bigint, sum(qtd_cancelados)::bigint FROM flowt.tb_omni8_agregado_dia WHERE dat_dia > '2026-03-21' AND qtd_pedidos + qtd_cancelados > 0 GROUP BY 1 ORDER BY 1$$,
    $$VALUES ('2026-03-24'::date, 1::bigint, 0::bigint), ('2026-03-25', 0::bigint, 1::bigint)$$, 'one that is accepted counts on that day, and its end on its own');
SELECT pg_temp.sell(:alfa, '2026-03-26 12:00Z', 600, NULL, 'INTENCAO') AS cedo \gset
SELECT pg_temp.run();
SELECT pg_temp.step(:alfa, :cedo, 'RECEBIDO', '2026-03-27 11:00Z');
SELECT pg_temp.run();
SELECT results_eq($$SELECT dat_dia, sum(qtd_carrinhos)::bigint, sum(qtd_carrinhos_convertidos)::bigint FROM flowt.tb_omni8_agregado_dia WHERE dat_dia IN ('2026-03-22', '2026-03-26') GROUP BY 1 ORDER BY 1$$,
    $$VALUES ('2026-03-22'::date, 3::bigint, 0::bigint), ('2026-03-26', 1::bigint, 1::bigint)$$, 'its bag is converted if it was accepted within a day, not two days later nor never');
SELECT is(pg_temp.differences(), 0::bigint, 'equal to a recount');

-- Random histories of two companies in two zones, counted now and then.
SELECT setseed(0.26);
CREATE FUNCTION pg_temp.something() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := (SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug IN ('alfa', 'beta') ORDER BY random() LIMIT 1);
    v_at     timestamptz := '2026-04-01 00:00Z'::timestamptz + random() * interval '6 days';
    v_order  bigint := (SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE cod_tenant = v_tenant ORDER BY random() LIMIT 1);
    v_visit  bigint := (SELECT cod_visita FROM flowt.tb_omni8_visita WHERE cod_tenant = v_tenant ORDER BY random() LIMIT 1);
BEGIN
    CASE floor(random() * 9)
        WHEN 0, 1, 2 THEN PERFORM pg_temp.visit(v_tenant, 1 + floor(random() * 9)::integer, v_at, jsonb_build_object('dura', random() * interval '20 seconds', 'paginas', floor(random() * 3), 'item', random() * interval '5 min',
                'carrinho', random() * interval '9 min', 'revisao', random() * interval '9 min', 'checkout', random() * interval '9 min', 'canal', (ARRAY['DIRETO', 'EMAIL', 'QR'])[1 + floor(random() * 3)]));
        WHEN 3 THEN PERFORM pg_temp.sell(v_tenant, v_at, 1 + floor(random() * 10000)::bigint, v_visit);
        WHEN 4 THEN PERFORM pg_temp.step(v_tenant, v_order, (ARRAY['CONFIRMADO', 'CANCELADO', 'RECUSADO', 'ENTREGUE'])[1 + floor(random() * 4)], v_at) WHERE v_order IS NOT NULL;
        WHEN 5 THEN INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido, dat_estorno)
                SELECT v_tenant, v_order, coalesce(max(num_estorno), 0) + 1, 'PARCIAL', 7, 7, v_at FROM flowt.tb_omni8_pedido_estorno WHERE cod_tenant = v_tenant AND cod_pedido = v_order HAVING v_order IS NOT NULL;
        WHEN 6 THEN UPDATE flowt.tb_omni8_visita SET flg_robo = NOT flg_robo, des_robo = CASE WHEN NOT flg_robo THEN 'teste' END WHERE cod_tenant = v_tenant AND cod_visita = v_visit;
        WHEN 7 THEN PERFORM pg_temp.complain(v_tenant, v_order, v_at);
        ELSE UPDATE flowt.tb_omni8_visita SET dat_inicio = dat_inicio - random() * interval '3 hours' WHERE cod_tenant = v_tenant AND cod_visita = v_visit;
    END CASE;
    IF random() < 0.05 THEN
        PERFORM rotina.apurar();
    END IF;
END
$$;
SELECT count(pg_temp.something()) FROM generate_series(1, 600);
SELECT ok(pg_temp.run() > 0, 'six hundred things happened');
SELECT is(pg_temp.differences(), 0::bigint, 'equal to a recount, hour by hour and day by day');
SELECT ok((SELECT count(*) > 60 AND sum(vlr_bruto) > 0 AND sum(vlr_estornado) > 0 AND sum(qtd_cancelados) > 0 FROM flowt.tb_omni8_agregado_hora WHERE dat_hora >= '2026-03-31'), 'of something');
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Rio_Branco' WHERE cod_tenant = :beta;
SELECT ok(pg_temp.run() > 0, 'in another zone');
SELECT is(pg_temp.differences(), 0::bigint, 'days are others, and right');
SELECT is(flowt.apurado_ate(:alfa), now(), 'all is counted');
SELECT pg_temp.visit(:alfa, 1, '2026-04-01 01:30Z');
SELECT is(flowt.apurado_ate(:alfa), now(), 'a mark says since when it waits');
SELECT is(count(*), 10::bigint, 'the usual periods') FROM flowt.periodos_usuais('2026-03-31');
SELECT results_eq($$SELECT dat_de, dat_ate FROM flowt.periodos_usuais('2026-03-31') WHERE dat_de = '2026-03-01' OR dat_ate = '2026-02-28' ORDER BY 1$$, $$VALUES ('2026-02-01'::date, '2026-02-28'::date), ('2026-03-01', '2026-03-31')$$, 'this month and the last');
-- Of two companies: what one of them says it is worth does not stop the count of the other.
INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, tip_canal, vlr_evento, flg_consentimento)
SELECT :alfa, '2026-04-01 12:00Z', 'caro-' || n, 'busca', 'DIRETO', 999999999999999, false FROM generate_series(1, 9300) AS n;
SELECT lives_ok('SELECT pg_temp.run()', 'events of an impossible worth are counted');
SELECT is(e.vlr_eventos, 9223372036854775807, 'up to what a number holds') FROM flowt.tb_omni8_agregado_evento_dia e WHERE e.cod_tenant = :alfa AND e.nom_tipo = 'busca';
-- A company counted anew from its first day: part by part, and what waits says since when.
INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora, dat_marca) SELECT :beta, h, now() - interval '1 hour' FROM generate_series(timestamptz '2025-01-01 00:00Z', '2025-02-25 23:00Z', interval '1 hour') AS h, generate_series(1, 2);
SELECT is(pg_temp.run(), 1000::bigint, 'as many hours as one transaction counts');
SELECT is(count(*), 344::bigint, 'the others are marked again, each once') FROM flowt.tb_omni8_balde_sujo b WHERE b.cod_tenant = :beta;
SELECT is(flowt.apurado_ate(:beta), now() - interval '1 hour', 'as long ago as they were');
SELECT is(pg_temp.run(), 344::bigint, 'and counted next');
SELECT is(pg_temp.run(), 0::bigint, 'all of them');
-- Days of which no event is left: another zone, a late fact, a recount of everything leave what was counted of them.
SELECT (flowt.comeco_dos_eventos() - interval '40 days')::date AS antigo \gset
CREATE FUNCTION pg_temp.history(p_day date) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', (SELECT sum(qtd_visitas) FROM flowt.tb_omni8_agregado_produto_dia WHERE dat_dia = p_day), (SELECT sum(qtd_visitas) FROM flowt.tb_omni8_agregado_item_dia WHERE dat_dia = p_day), (SELECT sum(qtd_vistas) FROM flowt.tb_omni8_agregado_oferta_dia WHERE dat_dia = p_day),
        (SELECT sum(qtd_eventos) FROM flowt.tb_omni8_agregado_evento_dia WHERE dat_dia = p_day), (SELECT sum(qtd_visitas) FROM flowt.tb_omni8_agregado_total_dia WHERE dat_dia = p_day), (SELECT count(*) FROM flowt.tb_omni8_agregado_visitante_dia WHERE dat_dia = p_day)) $$;
SELECT pg_temp.visit(:beta, 1, :'antigo'::timestamp AT TIME ZONE 'UTC' + interval '12 hours');
SELECT count(pg_temp.run()) FROM generate_series(1, 3);
INSERT INTO flowt.tb_omni8_agregado_produto_dia VALUES (:beta, :'antigo', 1, 7, 1, 1, 1, 1);
INSERT INTO flowt.tb_omni8_agregado_item_dia (cod_tenant, dat_dia, cod_produto, tip_canal, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido, qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados, qtd_vendidos, vlr_vendido)
VALUES (:beta, :'antigo', 1, 'DIRETO', 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
INSERT INTO flowt.tb_omni8_agregado_oferta_dia (cod_tenant, dat_dia, cod_oferta, tip_canal, qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto) VALUES (:beta, :'antigo', 1, 'DIRETO', 5, 1, 1, 1);
INSERT INTO flowt.tb_omni8_agregado_evento_dia (cod_tenant, dat_dia, nom_tipo, tip_canal, qtd_eventos, qtd_visitas, vlr_eventos) VALUES (:beta, :'antigo', 'busca', 'DIRETO', 3, 1, 0);
SELECT is(pg_temp.history(:'antigo'), '7 7 5 3 1 1', 'a day of long ago');
SELECT ok(flowt.comeco_dos_eventos() < now() - interval '12 months', 'which is older than a year');
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Noronha' WHERE cod_tenant = :beta;
SELECT count(pg_temp.run()) FROM generate_series(1, 3);
SELECT is(pg_temp.history(:'antigo'), '7 7 5 3 1 1', 'stays as it was in another zone');
SELECT pg_temp.visit(:beta, 2, :'antigo'::timestamp AT TIME ZONE 'UTC' + interval '13 hours');
SELECT pg_temp.run();
SELECT is(pg_temp.history(:'antigo'), '7 7 5 3 2 2', 'a late fact changes only what facts are still there of');
SELECT admin.apurar_de_novo(:beta);
SELECT count(pg_temp.run()) FROM generate_series(1, 3);
SELECT is(pg_temp.history(:'antigo'), '7 7 5 3 2 2', 'and so does a recount of everything');
SELECT is(pg_temp.run(), 0::bigint, 'all of it');
-- More names than fit: those with orders first, then by visits, then by name; the others are counted together, and nothing is lost.
CREATE OR REPLACE FUNCTION flowt.campanhas_por_dia() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 3;
SELECT pg_temp.visit(:alfa, 1, '2026-06-01 12:00Z', jsonb_build_object('campanha', c)) FROM (VALUES ('a', 1), ('b', 2), ('c', 3), ('d', 1), ('natal', 1), ('z', 3)) AS v (c, n), generate_series(1, v.n);
SELECT pg_temp.visit(:alfa, 2, '2026-06-01 15:00Z', jsonb_build_object('campanha', c)) FROM (VALUES ('a', 1), ('b', 6)) AS v (c, n), generate_series(1, v.n);
SELECT pg_temp.sell(:alfa, '2026-06-01 12:30Z', 900, (SELECT max(cod_visita) FROM flowt.tb_omni8_visita WHERE cod_tenant = :alfa AND nom_campanha_atribuida = 'natal')) AS vendido \gset
SELECT count(pg_temp.run()) FROM generate_series(1, 3);
CREATE FUNCTION pg_temp.names(p_table text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_names text;
BEGIN
    EXECUTE format('SELECT string_agg(x.nome || '' '' || x.n, '', '' ORDER BY x.nome COLLATE "C") FROM (SELECT nom_campanha AS nome, sum(qtd_visitas) AS n FROM %s GROUP BY 1) AS x', p_table) INTO v_names;
    RETURN v_names;
END
$$;
SELECT is(pg_temp.names('flowt.tb_omni8_agregado_hora WHERE dat_hora = ''2026-06-01 12:00Z'''), '(outras) 4, c 3, natal 1, z 3', 'of an hour');
SELECT is(pg_temp.names('flowt.tb_omni8_agregado_dia WHERE dat_dia = ''2026-06-01'''), '(outras) 8, b 6, c 3, natal 1', 'of a day');
SELECT is(sum(qtd_visitas)::bigint, 18::bigint, 'nothing is lost') FROM flowt.tb_omni8_agregado_total_dia WHERE dat_dia = '2026-06-01' AND cod_tenant = :alfa;
SELECT is((SELECT num_valor FROM flowt.indicadores(:alfa, '2026-06-01', '2026-06-01', jsonb_build_object('campanha', c)) WHERE nom_indicador = 'visitas'), n, 'filtered by ' || c) FROM (VALUES ('(outras)', 8::numeric), ('natal', 1)) AS v (c, n);
SELECT admin.apurar_de_novo(:alfa);
SELECT count(pg_temp.run()) FROM generate_series(1, 4);
SELECT is(pg_temp.names('flowt.tb_omni8_agregado_dia WHERE dat_dia = ''2026-06-01'''), '(outras) 8, b 6, c 3, natal 1', 'the same of a recount');
SELECT * FROM finish();
ROLLBACK;
