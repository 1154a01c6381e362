-- Prices by period: no gap, no overlap, a past that stays (guide chapter 5.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT now() - interval '365 days' AS birth, s + interval '1 day' AS d1, s + interval '3 days' AS d3, s + interval '5 days' AS d5, s + interval '9 days' AS d9 FROM date_trunc('second', now()) AS s \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, vlr_preco_de, sta_produto, dat_criacao) VALUES (:alfa, 'Pastel', 900, 1000, 'PUBLICADO', :'birth')
    RETURNING cod_produto AS pastel \gset

-- The timeline of an item, in days from now: "-365..inf 900/1000".
CREATE FUNCTION pg_temp.line(p_tenant bigint, p_product bigint, p_variation bigint DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s..%s %s%s%s', round(extract(epoch FROM p.dat_inicio - now()) / 86400), CASE WHEN isfinite(p.dat_fim) THEN round(extract(epoch FROM p.dat_fim - now()) / 86400)::text ELSE 'inf' END,
        coalesce(p.vlr_preco::text, '='), '/' || p.vlr_preco_de, CASE p.tip_periodo WHEN 'PROMOCAO' THEN ' P' WHEN 'RETORNO' THEN ' R' END), ', ' ORDER BY p.dat_inicio)
      FROM flowt.tb_omni8_preco p WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_product AND p.cod_variacao IS NOT DISTINCT FROM p_variation $$;
CREATE FUNCTION pg_temp.price(p_tenant bigint, p_product bigint, p_moment timestamptz) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws('/', e.vlr_preco, e.vlr_preco_de) FROM flowt.precos_em(p_tenant, ARRAY[p_product], p_moment) AS e WHERE e.cod_variacao IS NULL $$;

SELECT is(pg_temp.line(:alfa, :pastel), '-365..inf 900/1000', 'an item has a price since it was made');
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 950, vlr_preco_de = NULL WHERE cod_produto = :pastel;
SELECT is(pg_temp.line(:alfa, :pastel), '-365..0 900/1000, 0..inf 950', 'a new price closes the one before and opens another');
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 990 WHERE cod_produto = :pastel;
SELECT is(pg_temp.line(:alfa, :pastel), '-365..0 900/1000, 0..inf 990', 'two changes at one moment are the last of them');
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 990, nom_produto = 'Pastel de feira' WHERE cod_produto = :pastel;
SELECT is(pg_temp.line(:alfa, :pastel), '-365..0 900/1000, 0..inf 990', 'another field changes no price');
SELECT is(pg_temp.price(:alfa, :pastel, m), e, 'the price ' || m) FROM (VALUES (:'birth'::timestamptz - interval '1 second', NULL), (:'birth', '900/1000'), (now() - interval '1 microsecond', '900/1000'),
    (now(), '990'), (now() + interval '1 year', '990')) AS v (m, e);
SELECT is(pg_temp.price(:beta, :pastel, now()), NULL, 'another company has none');

-- The past stays, whoever asks.
SELECT is(pg_temp.attempt('flowt_api', format('%s AND cod_produto = %s AND dat_inicio < now()', s, :pastel), :alfa), 'PT409 preco_passado_nao_muda', s) FROM unnest(ARRAY[
    'UPDATE flowt.tb_omni8_preco SET vlr_preco = 1 WHERE true', 'UPDATE flowt.tb_omni8_preco SET dat_inicio = dat_inicio - interval ''1 day'' WHERE true', 'DELETE FROM flowt.tb_omni8_preco WHERE true',
    'UPDATE flowt.tb_omni8_preco SET dat_fim = ''infinity'' WHERE true', 'UPDATE flowt.tb_omni8_preco SET dat_fim = dat_fim - interval ''1 hour'' WHERE true']) AS s;
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_preco (cod_tenant, cod_produto, vlr_preco, dat_inicio, dat_fim) VALUES (%s, %s, 1, %s)', :alfa, :pastel, p)), e, p) FROM (VALUES
    ('now() - interval ''1 day'', now() + interval ''1 day''', '23P01 periodos_de_preco_nao_se_sobrepoem'), ('now() + interval ''5 years'', ''infinity''', '23P01 periodos_de_preco_nao_se_sobrepoem'),
    ('now(), now()', '23514 periodo_de_preco_em_ordem'), ('''-infinity'', now() - interval ''2 years''', '23514 periodo_de_preco_em_ordem')) AS v (p, e);

-- Scheduling.
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Coxinha', 700, 'PUBLICADO') RETURNING cod_produto AS coxinha \gset
CREATE FUNCTION pg_temp.schedule(p_token text, p_product bigint, p_price bigint, p_from timestamptz, p_to timestamptz DEFAULT NULL, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/produtos/{id}/precos', jsonb_build_object('id', p_product::text, 'corpo', (jsonb_build_object('vlr_preco', p_price, 'dat_inicio', to_char(p_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'dat_fim', to_char(p_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) || p_more)::text), p_token);
CREATE FUNCTION pg_temp.cancel(p_token text, p_product bigint, p_price bigint) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}/precos/{preco}', jsonb_build_object('id', p_product::text, 'preco', (SELECT max(p.cod_preco)::text FROM flowt.tb_omni8_preco p WHERE p.cod_produto = p_product AND p.vlr_preco = p_price)), p_token));
SELECT pg_temp.schedule(:'ta', :coxinha, 500, :'d1', :'d3') AS s \gset
SELECT is((:'s'::pg_temp.answer).body - 'cod_preco' - 'dat_inicio' - 'dat_fim', '{"vlr_preco": 500, "vlr_preco_de": 700, "tip_periodo": "PROMOCAO", "sta_periodo": "AGENDADO"}', 'a promotion strikes the normal price');
SELECT is(pg_temp.line(:alfa, :coxinha), '0..1 700, 1..3 500/700 P, 3..inf 700 R', 'and the normal price returns after it');
SELECT is(pg_temp.outcome(pg_temp.schedule(:'ta', :coxinha, 800, :'d5')), '201', 'a normal price to come');
SELECT is(pg_temp.outcome(pg_temp.schedule(:'ta', :coxinha, 600, :'d9', :'d9'::timestamptz + interval '1 day', '{"vlr_preco_de": null}')), '201', 'a promotion on it');
SELECT is(pg_temp.line(:alfa, :coxinha), '0..1 700, 1..3 500/700 P, 3..5 700 R, 5..9 800, 9..10 600 P, 10..inf 800 R', 'each returns to the normal price of its day');
SELECT is(pg_temp.outcome(a), e, 'refused: ' || e) FROM (VALUES
    (pg_temp.schedule(:'ta', :coxinha, 400, now() - interval '1 hour'), '422 preco_no_passado'), (pg_temp.schedule(:'ta', :coxinha, 400, now() - interval '1 hour', :'d9'), '422 preco_no_passado'),
    (pg_temp.schedule(:'ta', :coxinha, 400, :'d1'), '409 preco_ja_agendado'), (pg_temp.schedule(:'ta', :coxinha, 400, :'d1'::timestamptz + interval '1 hour'), '409 preco_ja_agendado'),
    (pg_temp.schedule(:'ta', :coxinha, 400, :'d3'::timestamptz - interval '1 second', :'d5'), '409 preco_ja_agendado'), (pg_temp.schedule(:'ta', :coxinha, 400, :'d3'::timestamptz, :'d5'::timestamptz + interval '1 second'), '409 preco_ja_agendado'),
    (pg_temp.schedule(:'ta', :coxinha, 400, :'d5'), '409 preco_ja_agendado'), (pg_temp.schedule(:'ta', :coxinha, 400, :'d5', :'d9'), '409 preco_ja_agendado'), (pg_temp.schedule(:'ta', :coxinha, 400, :'d5', :'d3'), '422 periodo_de_preco_em_ordem'),
    (pg_temp.schedule(:'ta', :coxinha, 400, now() + interval '3 years'), '422 preco_longe_demais'), (pg_temp.schedule(:'ta', :coxinha, 400, :'d3'::timestamptz, :'d5', '{"vlr_preco_de": 400}'), '422 preco_de_do_periodo_maior_que_o_preco'),
    (pg_temp.schedule(:'ta', :coxinha, 0, :'d3'), '422 corpo_invalido'), (pg_temp.schedule(:'ta', :coxinha, -1, :'d3'), '422 corpo_invalido'), (pg_temp.schedule(:'ta', :coxinha, 100000001, :'d3'), '422 corpo_invalido'),
    (pg_temp.schedule(:'ta', :coxinha, 1, :'d3', NULL, '{"dat_inicio": "amanhã"}'), '422 corpo_invalido'), (pg_temp.schedule(:'ta', :coxinha, 1, :'d3', NULL, '{"dat_inicio": "2027-13-01T00:00"}'), '422 corpo_invalido'),
    (pg_temp.schedule(:'tb', :coxinha, 400, :'d3'), '404 nao_encontrado'), (pg_temp.schedule(:'cook', :coxinha, 400, :'d3'), '403 sem_permissao')) AS v (a, e);
SELECT is(pg_temp.line(:alfa, :coxinha), '0..1 700, 1..3 500/700 P, 3..5 700 R, 5..9 800, 9..10 600 P, 10..inf 800 R', 'refusals leave all as it was');
SELECT is(pg_temp.outcome(pg_temp.schedule(:'ta', :coxinha, 450, :'d3', :'d5')), '201', 'what touches does not overlap');
SELECT is(pg_temp.line(:alfa, :coxinha), '0..1 700, 1..3 500/700 P, 3..5 450/700 P, 5..9 800, 9..10 600 P, 10..inf 800 R', 'one promotion after another');
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 750 WHERE cod_produto = :coxinha;
SELECT is(pg_temp.line(:alfa, :coxinha), '0..1 750, 1..3 500/700 P, 3..5 450/700 P, 5..9 800, 9..10 600 P, 10..inf 800 R', 'the price of now changes no schedule');
SELECT is(pg_temp.cancel(t, :coxinha, p), e, format('cancelling %s: %s', p, e)) FROM (VALUES (:'tb', 450::bigint, '404 nao_encontrado'), (:'ta', 450, '204'), (:'ta', 1, '404 nao_encontrado'), (:'ta', 800, '409 retorno_segue_a_promocao'), (:'ta', 750, '409 retorno_segue_a_promocao')) AS v (t, p, e);
SELECT is(pg_temp.line(:alfa, :coxinha), '0..1 750, 1..3 500/700 P, 3..5 750 R, 5..9 800, 9..10 600 P, 10..inf 800 R', 'cancelled, the normal price of the day returns');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}/precos/{preco}', jsonb_build_object('id', :'coxinha', 'preco', p.cod_preco::text), :'ta')), CASE WHEN p.dat_inicio = now() THEN '409 preco_passado_nao_muda' ELSE '204' END, 'cancelling a normal price')
  FROM flowt.tb_omni8_preco p WHERE p.cod_produto = :coxinha AND p.tip_periodo = 'NORMAL' ORDER BY p.dat_inicio;
SELECT is(pg_temp.line(:alfa, :coxinha), '0..1 750, 1..3 500/700 P, 3..9 750 R, 9..10 600 P, 10..inf 750 R', 'one still in force remains');
SELECT is(string_agg((i ->> 'vlr_preco') || ' ' || (i ->> 'sta_periodo'), ', '), '750 AGENDADO, 600 AGENDADO', 'the list begins with the last') FROM jsonb_array_elements((pg_temp.request('GET /v1/produtos/{id}/precos', jsonb_build_object('id', :'coxinha', 'limite', '2'), :'ta')).body -> 'itens') AS i;
SELECT is(string_agg((i ->> 'vlr_preco') || ' ' || (i ->> 'sta_periodo'), ', '), '750 AGENDADO, 500 AGENDADO', 'and goes on') FROM jsonb_array_elements((pg_temp.request('GET /v1/produtos/{id}/precos', jsonb_build_object('id', :'coxinha', 'limite', '2', 'apos',
    (pg_temp.request('GET /v1/produtos/{id}/precos', jsonb_build_object('id', :'coxinha', 'limite', '2'), :'ta')).body ->> 'proximo'), :'ta')).body -> 'itens') AS i;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/produtos/{id}/precos', jsonb_build_object('id', :'coxinha'), t)), e, e) FROM (VALUES (:'tb', '404 nao_encontrado'), (:'cook', '200')) AS v (t, e);
SELECT is(pg_temp.price(:alfa, :coxinha, m), e, 'previewed at ' || m) FROM (VALUES (:'d1'::timestamptz - interval '1 microsecond', '750'), (:'d1', '500/700'), (:'d3'::timestamptz - interval '1 microsecond', '500/700'), (:'d3', '750'), (:'d9', '600')) AS v (m, e);

-- Local time is the company's.
SELECT is(flowt.momento_do_tenant(:alfa, '2026-12-01T08:00') , '2026-12-01 11:00+00'::timestamptz, 'without a zone, the company''s');
SELECT is(flowt.momento_do_tenant(:alfa, '2026-12-01T08:00-05:00') , '2026-12-01 13:00+00'::timestamptz, 'with one, that');

-- Time passes: the first period first, so that none overlaps another on the way.
CREATE FUNCTION pg_temp.pass(p_product bigint, p_time interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_code bigint;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR v_code IN SELECT p.cod_preco FROM flowt.tb_omni8_preco p WHERE p.cod_produto = p_product ORDER BY p.dat_inicio LOOP
        UPDATE flowt.tb_omni8_preco p SET dat_inicio = p.dat_inicio - p_time, dat_fim = p.dat_fim - p_time WHERE p.cod_preco = v_code;
    END LOOP;
    SET LOCAL session_replication_role = origin;
END
$$;

-- A scheduled price begins: two days on, the first promotion is in force.
SELECT pg_temp.pass(:coxinha, '2 days');
SELECT is(rotina.aplicar_precos(), 1::bigint, 'one price began');
SELECT is((SELECT concat_ws(' ', vlr_preco, vlr_preco_de, num_versao) FROM flowt.tb_omni8_produto_servico WHERE cod_produto = :coxinha), '500 700 3', 'the item says so');
SELECT is(pg_temp.line(:alfa, :coxinha), '-2..-1 750, -1..1 500/700 P, 1..7 750 R, 7..8 600 P, 8..inf 750 R', 'no period changed for it');
SELECT is(rotina.aplicar_precos(), 0::bigint, 'and only once');
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 650, vlr_preco_de = NULL WHERE cod_produto = :coxinha;
SELECT is(pg_temp.line(:alfa, :coxinha), '-2..-1 750, -1..0 500/700 P, 0..7 650, 7..8 600 P, 8..inf 650 R', 'a new normal price ends the promotion, and is what the next returns to');
SELECT pg_temp.pass(:coxinha, '10 days');
SELECT is(rotina.aplicar_precos(), 2::bigint, 'of two that began, the last counts');
SELECT is((SELECT concat_ws(' ', vlr_preco, vlr_preco_de) FROM flowt.tb_omni8_produto_servico WHERE cod_produto = :coxinha), '650', 'the normal price is back');

-- The number of schedules has an end.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco) VALUES (:alfa, 'Kibe', 700) RETURNING cod_produto AS kibe \gset
SELECT is((SELECT string_agg(DISTINCT pg_temp.outcome(pg_temp.schedule(:'ta', :kibe, 100 + n, now() + n * interval '1 day')), ', ') FROM generate_series(1, 101) n), '201, 422 precos_agendados_demais', 'a hundred schedules, not one more');

SELECT * FROM finish();
ROLLBACK;
