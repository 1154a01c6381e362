-- Today and yesterday are added up from their hours: what one of these tests finds must be what counting the whole day finds.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
-- Noon of yesterday: hours before and after it are the same day's, whatever the time is.
SELECT flowt.comeco_do_dia(flowt.hoje(:alfa) - 1, 'America/Sao_Paulo') + interval '12 hours' AS meio_dia, flowt.hoje(:alfa) - 1 AS ontem, flowt.hoje(:alfa) - 3 AS antes \gset
CREATE FUNCTION pg_temp.visit(p_tenant bigint, p_begin timestamptz, p_minutes integer, p_campaign text) RETURNS bigint LANGUAGE sql AS $$
    WITH v AS (INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) VALUES (p_tenant, sha256(random()::text::bytea), '{}', now(), now()) RETURNING cod_visitante)
    INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, tip_canal, tip_canal_atribuido, nom_campanha_atribuida, dat_pagina)
    SELECT p_tenant, v.cod_visitante, p_begin, p_begin + make_interval(mins => p_minutes), 'DIRETO', 'DIRETO', p_campaign, p_begin FROM v RETURNING cod_visita $$;
CREATE FUNCTION pg_temp.event(p_visit bigint, p_kind text, p_at timestamptz, p_item bigint DEFAULT NULL, p_offer bigint DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, cod_visitante, cod_produto, cod_oferta, tip_canal, flg_consentimento)
    SELECT w.cod_tenant, p_at, p_visit || p_kind || p_at || coalesce(p_item, 0), p_kind, w.cod_visita, w.cod_visitante, p_item, p_offer, 'DIRETO', true FROM flowt.tb_omni8_visita w WHERE w.cod_visita = p_visit;
    UPDATE flowt.tb_omni8_visita w SET qtd_eventos = w.qtd_eventos + 1 WHERE w.cod_visita = p_visit $$;
-- Everything that is kept by item, offer and kind of event, but for its own numbers.
CREATE FUNCTION pg_temp.kept() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT 'item ' || (to_jsonb(d) - 'cod_agregado')::text FROM flowt.tb_omni8_agregado_item_dia d
    UNION ALL SELECT 'produto ' || to_jsonb(d)::text FROM flowt.tb_omni8_agregado_produto_dia d
    UNION ALL SELECT 'oferta ' || (to_jsonb(d) - 'cod_agregado')::text FROM flowt.tb_omni8_agregado_oferta_dia d
    UNION ALL SELECT 'evento ' || to_jsonb(d)::text FROM flowt.tb_omni8_agregado_evento_dia d
    UNION ALL SELECT 'total ' || to_jsonb(d)::text FROM flowt.tb_omni8_agregado_total_dia d $$;
CREATE TABLE pg_temp.counted (line text);
-- By hour, then whole: with no day open every one that is marked is.
CREATE FUNCTION pg_temp.differences() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rotina.apurar();
    DELETE FROM pg_temp.counted;
    INSERT INTO pg_temp.counted SELECT * FROM pg_temp.kept();
    DELETE FROM flowt.tb_omni8_agregado_dia_aberto;
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT DISTINCT w.cod_tenant, flowt.hora_cheia(w.dat_inicio) FROM flowt.tb_omni8_visita w;
    PERFORM rotina.apurar();
    RETURN QUERY (SELECT '- ' || k FROM (SELECT pg_temp.kept() EXCEPT SELECT c.line FROM pg_temp.counted c) AS x (k)) UNION ALL (SELECT '+ ' || k FROM (SELECT c.line FROM pg_temp.counted c EXCEPT SELECT pg_temp.kept()) AS x (k));
END $$;

SELECT pg_temp.visit(:alfa, :'meio_dia', 10, NULL) AS curta, pg_temp.visit(:alfa, timestamptz :'meio_dia' + interval '50 minutes', 20, 'natal') AS longa, pg_temp.visit(:beta, :'meio_dia', 5, NULL) AS outra \gset
SELECT pg_temp.event(:curta, 'item_visto', timestamptz :'meio_dia' + interval '1 minute', 1), pg_temp.event(:curta, 'oferta_vista', timestamptz :'meio_dia' + interval '2 minutes', NULL, 7),
       pg_temp.event(:longa, 'item_visto', timestamptz :'meio_dia' + interval '51 minutes', 1), pg_temp.event(:longa, 'item_visto', timestamptz :'meio_dia' + interval '65 minutes', 2), pg_temp.event(:outra, 'item_visto', :'meio_dia', 9);
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'a day that is opened');
SELECT results_eq('SELECT cod_tenant, dat_dia FROM flowt.tb_omni8_agregado_dia_aberto ORDER BY 1', format($$VALUES (%s::bigint, %L::date), (%s, %L)$$, :alfa, :'ontem', :beta, :'ontem'), 'yesterday is open');
SELECT results_eq(format($$SELECT dat_hora - %L::timestamptz, cod_produto, qtd_visitas FROM flowt.tb_omni8_agregado_item_hora WHERE cod_tenant = %s ORDER BY 1, 2, nom_campanha NULLS FIRST$$, :'meio_dia', :alfa),
    $$VALUES (interval '0', 1::bigint, 1::bigint), ('0', 1, 1), ('0', 2, 1)$$, 'each item in the hour in which its visits began');
SELECT results_eq(format($$SELECT dat_hora - %L::timestamptz, qtd_eventos, qtd_visitas FROM flowt.tb_omni8_agregado_evento_hora WHERE cod_tenant = %s AND nom_tipo = 'item_visto' ORDER BY 1$$, :'meio_dia', :alfa),
    $$VALUES (interval '0', 2::bigint, 2::bigint), ('1 hour', 1, 0)$$, 'events in their own, a visit where it has its first');

-- One hour's lines alone are counted again: those of another, set wrong, are believed.
UPDATE flowt.tb_omni8_agregado_item_hora SET qtd_adicionados = 100 WHERE cod_tenant = :alfa AND cod_produto = 1 AND nom_campanha IS NULL;
SELECT pg_temp.visit(:alfa, timestamptz :'meio_dia' + interval '3 hours', 1, NULL) AS tarde \gset
SELECT pg_temp.event(:tarde, 'item_visto', timestamptz :'meio_dia' + interval '3 hours', 1), rotina.apurar();
SELECT is(qtd_adicionados || ' ' || qtd_visitas, '100 2', 'the other hours are not read anew') FROM flowt.tb_omni8_agregado_item_dia WHERE cod_tenant = :alfa AND cod_produto = 1 AND nom_campanha IS NULL;
SELECT admin.apurar_de_novo(:alfa), rotina.apurar();
SELECT is(qtd_adicionados || ' ' || qtd_visitas, '0 2', 'and in doubt all are') FROM flowt.tb_omni8_agregado_item_dia WHERE cod_tenant = :alfa AND cod_produto = 1 AND nom_campanha IS NULL;
-- Lines that have no hour, and totals that are not their sums, too.
INSERT INTO flowt.tb_omni8_agregado_produto_dia VALUES (:alfa, :'ontem', 77, 1, 1, 1, 5, 5);
UPDATE flowt.tb_omni8_agregado_produto_dia SET qtd_visitas = 99 WHERE cod_tenant = :alfa AND cod_produto = 1;
UPDATE flowt.tb_omni8_agregado_total_dia SET qtd_ofertas_vistas = 99 WHERE cod_tenant = :alfa;
SELECT admin.apurar_de_novo(:alfa), rotina.apurar();
SELECT is((SELECT array_agg(cod_produto || ':' || qtd_visitas ORDER BY cod_produto) FROM flowt.tb_omni8_agregado_produto_dia WHERE cod_tenant = :alfa), '{1:3,2:1}', 'items are the sum of their parts again');
SELECT is(qtd_ofertas_vistas || ' ' || qtd_vendidos, '1 0', 'and the day') FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = :alfa AND dat_dia = :'ontem';
DELETE FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = :alfa;
SELECT admin.apurar_de_novo(:alfa), rotina.apurar();
SELECT is(qtd_visitas || ' ' || qtd_ofertas_vistas, '3 1', 'also where it had none') FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = :alfa AND dat_dia = :'ontem';
-- Midnight comes between that and the run: what was of yesterday is of an older day, counted whole, and of its hours nothing is there to be added.
SAVEPOINT noite;
SELECT admin.apurar_de_novo(:alfa);
CREATE OR REPLACE FUNCTION flowt.dias_abertos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;
SELECT rotina.apurar();
SELECT is((SELECT array_agg(cod_produto || ':' || qtd_visitas ORDER BY cod_produto) FROM flowt.tb_omni8_agregado_produto_dia WHERE cod_tenant = :alfa), '{1:3,2:1}', 'a day that is no longer recent is counted once');
SELECT is((SELECT qtd_vistas FROM flowt.tb_omni8_agregado_oferta_dia WHERE cod_tenant = :alfa), 1::bigint, 'its offers too');
ROLLBACK TO noite;

-- What moves the first event of a visit from one hour to another.
SELECT pg_temp.event(:longa, 'busca', timestamptz :'meio_dia' + interval '66 minutes'), rotina.apurar();
SELECT pg_temp.event(:longa, 'busca', timestamptz :'meio_dia' + interval '52 minutes');
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'an earlier one that comes late');
DELETE FROM flowt.tb_omni8_evento_tracking WHERE cod_visita = :longa AND dat_evento < timestamptz :'meio_dia' + interval '1 hour';
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'the first is deleted');
SELECT is(qtd_visitas, 1::bigint, 'and the next one tells of the visit') FROM flowt.tb_omni8_agregado_evento_dia WHERE cod_tenant = :alfa AND nom_tipo = 'busca';
-- An item was seen an hour after the visit began: it counts there.
SELECT pg_temp.visit(:alfa, timestamptz :'meio_dia' + interval '50 minutes', 20, NULL) AS seguida \gset
SELECT pg_temp.event(:seguida, 'item_visto', timestamptz :'meio_dia' + interval '65 minutes', 3), rotina.apurar();
DELETE FROM flowt.tb_omni8_evento_tracking WHERE cod_visita = :seguida;
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'what it saw is deleted');
SELECT flowt.classificar_visita(:alfa, :curta, 'teste');
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'a visit turns out to be a robot''s');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_agregado_oferta_dia WHERE cod_tenant = :alfa) || ' ' || (SELECT count(*) FROM flowt.tb_omni8_agregado_oferta_hora WHERE cod_tenant = :alfa), '0 0', 'the offer only it saw is gone, from its hour too');

-- A clock that is ahead: of what a visit bought, one order is from before its first event.
SELECT pg_temp.visit(:alfa, timestamptz :'meio_dia' + interval '362 minutes', 20, NULL) AS adiantada \gset
SELECT set_config('flowt.cod_tenant', :'alfa', true) AS agindo \gset
WITH c AS (INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) SELECT :alfa, sha256(n::text::bytea) FROM generate_series(1, 2) AS n RETURNING cod_carrinho),
     v AS (INSERT INTO flowt.tb_omni8_carrinho_visita (cod_tenant, cod_carrinho, cod_visita) SELECT :alfa, c.cod_carrinho, :adiantada FROM c RETURNING cod_carrinho)
SELECT array_agg(v.cod_carrinho) AS carrinhos FROM v \gset
INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
SELECT :alfa, n, flowt.novo_token(), flowt.unidade_principal(:alfa), c, 'RECEBIDO', 'RETIRADA', 'Ana', '+5511912345678', 'DINHEIRO', 100, 0, 100, timestamptz :'meio_dia' + interval '351 minutes' + n * interval '7 minutes'
  FROM unnest(:'carrinhos'::bigint[]) WITH ORDINALITY AS x (c, n);
SELECT set_config('flowt.cod_tenant', '', true) AS agindo \gset
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'orders on either side of an hour');
SELECT is(qtd_eventos || ' ' || qtd_visitas, '2 1', 'are of one visit') FROM flowt.tb_omni8_agregado_evento_dia WHERE cod_tenant = :alfa AND nom_tipo = 'pedido_concluido';

-- A table's tablet is one visit of ten hours: what is done on it marks two of them, where the visit began and now; what comes late, those that follow.
SELECT pg_temp.visit(:beta, timestamptz :'meio_dia' - interval '10 hours', 600, NULL) AS comprida \gset
SELECT rotina.apurar();
SELECT pg_temp.event(:comprida, 'busca', :'meio_dia');
SELECT results_eq(format($$SELECT DISTINCT %L::timestamptz - dat_hora FROM flowt.tb_omni8_balde_sujo WHERE cod_tenant = %s ORDER BY 1$$, :'meio_dia', :beta), $$VALUES (interval '0'), ('10 hours')$$, 'an event marks its hour and that of the visit''s beginning');
SELECT rotina.apurar();
SELECT pg_temp.event(:comprida, 'busca', timestamptz :'meio_dia' - interval '2 hours');
SELECT results_eq(format($$SELECT DISTINCT %L::timestamptz - dat_hora FROM flowt.tb_omni8_balde_sujo WHERE cod_tenant = %s ORDER BY 1$$, :'meio_dia', :beta), $$VALUES (interval '0'), ('1 hour'), ('2 hours'), ('10 hours')$$, 'one that comes late, also the hours that the visit has had since');
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'and the visit counts once');

-- More campaigns than have room: whose names are kept may change with every visit, for items that are not touched.
SELECT count(pg_temp.event(pg_temp.visit(:alfa, timestamptz :'meio_dia' + interval '4 hours', 1, 'c' || lpad(n::text, 4, '0')), 'item_visto', timestamptz :'meio_dia' + interval '4 hours', 100 + n)) FROM generate_series(1, flowt.campanhas_por_dia() + 2) AS n;
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'campaigns beyond the limit');
SELECT ok(EXISTS (SELECT FROM flowt.tb_omni8_agregado_item_dia WHERE cod_tenant = :alfa AND nom_campanha = flowt.outras_campanhas()), 'some lose their name');
SELECT pg_temp.event(pg_temp.visit(:alfa, timestamptz :'meio_dia' + interval '5 hours', 1, 'c0202'), 'item_visto', timestamptz :'meio_dia' + interval '5 hours', 5);
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'one of those gets it back, and another loses it');
SELECT flowt.classificar_visita(:alfa, w.cod_visita, 'teste') FROM flowt.tb_omni8_visita w WHERE w.cod_tenant = :alfa AND w.nom_campanha_atribuida BETWEEN 'c0001' AND 'c0010';
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'there is room again');
SELECT is_empty(format('SELECT * FROM flowt.tb_omni8_agregado_item_dia WHERE cod_tenant = %s AND nom_campanha = flowt.outras_campanhas()', :alfa), 'and all have theirs');

-- A zone whose days begin in the middle of an hour.
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'Asia/Kolkata' WHERE cod_tenant = :alfa;
SELECT is_empty(format('SELECT cod_tenant FROM flowt.tb_omni8_agregado_item_hora WHERE cod_tenant = %1$s UNION ALL SELECT cod_tenant FROM flowt.tb_omni8_agregado_evento_hora WHERE cod_tenant = %1$s', :alfa), 'with other days no hour is of the day it was of');
SELECT flowt.comeco_do_dia(flowt.hoje(:alfa), 'Asia/Kolkata') AS meia_noite \gset
SELECT count(rotina.apurar()) FROM generate_series(1, 3);
SELECT pg_temp.visit(:alfa, timestamptz :'meia_noite' - interval '5 minutes', 10, NULL) AS vespera \gset
SELECT pg_temp.event(:vespera, 'item_visto', timestamptz :'meia_noite' - interval '4 minutes', 1), pg_temp.event(:vespera, 'carrinho_adicionado', timestamptz :'meia_noite' + interval '4 minutes', 1), pg_temp.event(:vespera, 'item_visto', timestamptz :'meia_noite' + interval '3 minutes', 2),
       pg_temp.event(:vespera, 'pagina_vista', timestamptz :'meia_noite' - interval '4 minutes'), pg_temp.event(:vespera, 'pagina_vista', timestamptz :'meia_noite' + interval '3 minutes');
SELECT is_empty('SELECT * FROM pg_temp.differences()', 'two days in one hour');
SELECT results_eq(format($$SELECT dat_dia - flowt.hoje(%1$s), sum(qtd_eventos)::bigint, sum(qtd_visitas)::bigint FROM flowt.tb_omni8_agregado_evento_hora WHERE cod_tenant = %1$s AND nom_tipo = 'pagina_vista' GROUP BY 1 ORDER BY 1$$,   :alfa),
    $$VALUES (-1, 1::bigint, 1::bigint), (0, 1, 1)$$, 'each has its part, and the visit counts on both');

-- A zone whose clocks are set back at one in the morning: midnight comes twice, and the day begins with the first.
SELECT is(flowt.comeco_do_dia(d::date, z), m::timestamptz, d || ' begins in ' || z) FROM (VALUES ('2024-11-03', 'America/Havana', '2024-11-03 04:00+00'), ('2024-11-04', 'America/Havana', '2024-11-04 05:00+00'), ('2024-10-27', 'Atlantic/Azores', '2024-10-27 00:00+00'),
    ('2024-03-10', 'America/Havana', '2024-03-10 05:00+00'), ('2024-04-07', 'America/Santiago', '2024-04-07 04:00+00'), ('2011-12-30', 'Pacific/Apia', '2011-12-30 10:00+00'), ('2024-11-03', 'Asia/Kolkata', '2024-11-02 18:30+00')) AS v (d, z, m);
SELECT pg_temp.new_tenant('gama') AS gama \gset
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Havana' WHERE cod_tenant = :gama;
SELECT pg_temp.event(pg_temp.visit(:gama, '2024-11-03 04:10+00', 5, NULL), 'item_visto', '2024-11-03 04:12+00', 1), pg_temp.event(pg_temp.visit(:gama, '2024-11-03 05:10+00', 5, NULL), 'item_visto', '2024-11-03 05:12+00', 1), rotina.apurar();
SELECT results_eq(format('SELECT t.dat_dia, t.qtd_visitas, e.qtd_eventos, p.qtd_visitas FROM flowt.tb_omni8_agregado_total_dia t JOIN flowt.tb_omni8_agregado_evento_dia e USING (cod_tenant, dat_dia) JOIN flowt.tb_omni8_agregado_produto_dia p USING (cod_tenant, dat_dia) WHERE t.cod_tenant = %s', :gama),
    $$VALUES (date '2024-11-03', 2::bigint, 2::bigint, 2::bigint)$$, 'both of its first hours count');
INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) VALUES (:gama, '2024-11-03 05:00+00');
SELECT rotina.apurar();
SELECT is(qtd_visitas, 2::bigint, 'and stay when one is counted again') FROM flowt.tb_omni8_agregado_total_dia WHERE cod_tenant = :gama;

-- Older days keep no hours, and those that were open lose theirs.
SELECT pg_temp.event(pg_temp.visit(:beta, flowt.comeco_do_dia(:'antes', 'America/Sao_Paulo'), 5, NULL), 'item_visto', flowt.comeco_do_dia(:'antes', 'America/Sao_Paulo'), 9), rotina.apurar();
SELECT is((SELECT qtd_visitas FROM flowt.tb_omni8_agregado_produto_dia WHERE cod_tenant = :beta AND dat_dia = :'antes'), 1::bigint, 'an older day is counted');
SELECT is_empty(format('SELECT * FROM flowt.tb_omni8_agregado_item_hora WHERE cod_tenant = %s AND dat_dia < %L', :beta, :'ontem'), 'without its hours');
SELECT isnt((SELECT count(*) FROM flowt.tb_omni8_agregado_item_hora WHERE cod_tenant = :beta), 0::bigint, 'yesterday has its own');
UPDATE flowt.tb_omni8_agregado_dia_aberto SET dat_dia = dat_dia - 1 WHERE cod_tenant = :beta;
UPDATE flowt.tb_omni8_agregado_item_hora SET dat_dia = dat_dia - 1 WHERE cod_tenant = :beta;
UPDATE flowt.tb_omni8_agregado_evento_hora SET dat_dia = dat_dia - 1 WHERE cod_tenant = :beta;
SELECT flowt.apurar_periodos(:beta, flowt.hoje(:beta)) IS NOT NULL AS contado;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_agregado_item_hora WHERE cod_tenant = :beta) || ' ' || (SELECT count(*) FROM flowt.tb_omni8_agregado_evento_hora WHERE cod_tenant = :beta) || ' ' || (SELECT count(*) FROM flowt.tb_omni8_agregado_dia_aberto WHERE cod_tenant = :beta), '0 0 0', 'a day later it loses them');
SELECT is_empty($$SELECT r, p.oid::regprocedure FROM pg_proc p, unnest('{flowt_api,flowt_courier,flowt_busca,flowt_dba,flowt_bi}'::text[]) AS r WHERE (p.proargtypes::oid[] @> ARRAY['flowt.parte_de_dia[]'::regtype::oid] OR p.proname = 'horas_ate') AND has_function_privilege(r, p.oid, 'EXECUTE')$$, 'the job''s own functions are nobody else''s');
SELECT * FROM finish();
ROLLBACK;
