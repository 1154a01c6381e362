-- Choosing a time on a page: the days, the free times, what is held, and what is said when it cannot be (guide chapters 5.1 and 9).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa', 'SERVICOS') AS alfa, pg_temp.new_tenant('beta', 'SERVICOS') AS beta \gset
SELECT flowt.unidade_principal(:alfa) AS unit, flowt.unidade_principal(:beta) AS other_unit \gset
-- Open from nine to noon and from two to eight, but on Sundays; the Tuesday after next.
INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento) SELECT :alfa, d, h, h + n FROM generate_series(1, 6) d, (VALUES (time '09:00', interval '3 hours'), ('14:00', '6 hours')) AS t (h, n);
SELECT (date_trunc('week', now())::date + 15) AS day \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, tip_item, vlr_preco, qtd_duracao_min, sta_produto) VALUES (:alfa, 'Corte <b>', 'SERVICO', 5000, 60, 'PUBLICADO') RETURNING cod_produto::text AS cut \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, tip_item, vlr_preco, qtd_duracao_min, sta_produto) VALUES (:alfa, 'Luzes', 'SERVICO', 30000, 150, 'PUBLICADO') RETURNING cod_produto::text AS lights \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco) VALUES (:alfa, :lights, 'Cabelo longo', 40000) RETURNING cod_variacao::text AS long \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pomada', 3000, 'PUBLICADO') RETURNING cod_produto::text AS pomade \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, tip_item, vlr_preco, qtd_duracao_min, sta_produto) VALUES (:beta, 'Alheio', 'SERVICO', 5000, 60, 'PUBLICADO') RETURNING cod_produto::text AS others \gset
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor) VALUES (:alfa, 'agenda_passo_min', now(), '60');

CREATE FUNCTION pg_temp.at(p_day date, p_time text) RETURNS timestamptz LANGUAGE sql RETURN (p_day + p_time::time) AT TIME ZONE 'America/Sao_Paulo';
CREATE FUNCTION pg_temp.utc(p_when timestamptz) RETURNS text LANGUAGE sql RETURN to_char(p_when AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
CREATE FUNCTION pg_temp.page(p_service text, p_args jsonb, p_cart text DEFAULT NULL, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/item/{id}/horarios', jsonb_build_object('id', p_service, 'slug', p_slug, 'flowt_sacola', p_cart) || p_args);
CREATE FUNCTION pg_temp.choose(p_service text, p_form text, p_cart text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/item/{id}/horarios', jsonb_build_object('id', p_service, 'slug', 'alfa', 'flowt_sacola', p_cart, 'corpo', p_form, 'host', 'localhost', 'esquema', 'http'));
-- The hours that can be chosen, by part of the day.
CREATE FUNCTION pg_temp.hours(p_html text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(p.part[1] || ': ' || (SELECT string_agg(b.b[1], ' ') FROM regexp_matches(f, '<b>([0-9:]+)', 'g') AS b), '; ' ORDER BY n)
      FROM regexp_split_to_table(p_html, '</fieldset>') WITH ORDINALITY AS f (f, n) CROSS JOIN LATERAL regexp_match(f, '<legend>(Madrugada|Manhã|Tarde|Noite)</legend>') AS p (part) $$;
CREATE FUNCTION pg_temp.cart_of(p_answer pg_temp.answer) RETURNS text LANGUAGE sql RETURN (regexp_match((p_answer).headers, 'flowt_sacola=([^;]+);'))[1];
CREATE FUNCTION pg_temp.bag(p_cart text) RETURNS text LANGUAGE sql RETURN (pg_temp.request('GET /{slug}/sacola', jsonb_build_object('slug', 'alfa', 'flowt_sacola', p_cart))).raw;
SELECT jsonb_build_object('dia', :'day') AS tuesday \gset

-- Dates in words.
SELECT is(flowt.dia_em_palavras(d), e::text, coalesce(e, 'no date')) FROM (VALUES (date '2026-11-28', 'sáb., 28 de nov.'), ('2026-12-01', 'ter., 1º de dez.'), ('2027-05-09', 'dom., 9 de maio'), (NULL, NULL)) AS v (d, e);

-- The item's page leads here, a product's does not.
SELECT is(strpos((pg_temp.request('GET /{slug}/item/{id}', jsonb_build_object('id', i, 'slug', 'alfa', 'host', 'localhost', 'esquema', 'http'))).raw, '/alfa/item/' || i || '/horarios"') > 0, e, 'a link: ' || e)
  FROM (VALUES (:'cut', true), (:'pomade', false)) AS v (i, e);

-- A day.
SELECT p.status::text AS status, p.raw AS html FROM pg_temp.page(:'cut', :'tuesday') AS p \gset
SELECT is(:'status'::text, '200', 'the page');
SELECT is(pg_temp.hours(:'html'), 'Manhã: 09:00 10:00 11:00; Tarde: 14:00 15:00 16:00 17:00; Noite: 18:00 19:00', 'free times by part of the day, in the zone of the place');
SELECT ok(strpos(:'html', 'value="' || pg_temp.utc(pg_temp.at(:'day', '09:00')) || '"') > 0, 'each with its instant');
SELECT ok(strpos(:'html', '<b>') > 0 AND strpos(:'html', 'Corte &lt;b&gt;, 1 h') > 0 AND strpos(:'html', 'Corte <b>') = 0, 'escaped, with its length');
SELECT is((SELECT count(*) FROM regexp_matches(:'html', 'name="dat_inicio"', 'g')), 9::bigint, 'nine radio buttons');
SELECT is((SELECT count(*) FROM regexp_matches(:'html', 'aria-current="date"', 'g')), 1::bigint, 'one day is the chosen one');
SELECT ok(strpos(:'html', 'dia=' || :'day' || '&amp;cod_unidade=' || :'unit' || '" aria-current="date"><b>' || flowt.dia_em_palavras(:'day')) > 0, 'Tuesday');
SELECT is((SELECT count(*) FROM regexp_matches(:'html', '<small>fechado</small>', 'g')), 1::bigint, 'a Sunday in any week');
SELECT ok(strpos(:'html', 'rel="prev"') > 0 AND strpos(:'html', 'rel="next"') > 0, 'a week before, a week after');
SELECT is((SELECT count(*) - count(DISTINCT i[1]) FROM regexp_matches(:'html', ' id="([^"]+)"', 'g') AS i), 0::bigint, 'no id twice');
SELECT ok(strpos(:'html', 'name="robots" content="noindex"') > 0, 'not indexed');
SELECT ok(strpos(:'html', 'titulo-quem') = 0 AND strpos(:'html', 'titulo-onde') = 0, 'nobody to choose between, nowhere');
SELECT is(pg_temp.hours((pg_temp.page(:'lights', :'tuesday')).raw), 'Manhã: 09:00; Tarde: 14:00 15:00 16:00 17:00', 'what lasts longer begins earlier');
SELECT ok(strpos((pg_temp.page(:'lights', :'tuesday')).raw, 'name="cod_variacao" value="' || :'long' || '"') > 0, 'with what the service''s own form asks');

-- Which day, if none or one out of reach is said.
SELECT is((regexp_match(p.raw, 'dia=([0-9-]+)[^"]*" aria-current="date"'))[1]::date, e, coalesce(d, 'no day')) FROM (VALUES ('2020-01-01', (now() AT TIME ZONE 'America/Sao_Paulo')::date), ('2099-01-01', (now() AT TIME ZONE 'America/Sao_Paulo')::date + 60)) AS v (d, e), LATERAL pg_temp.page(:'cut', jsonb_build_object('dia', d)) AS p;
SELECT ok(pg_temp.hours((pg_temp.page(:'cut', '{}')).raw) IS NOT NULL, 'without a day, one with a free time');
SELECT ok(strpos((pg_temp.page(:'cut', '{"dia": "2020-01-01"}')).raw, 'rel="prev"') = 0, 'no week before this one');
SELECT ok(strpos((pg_temp.page(:'cut', '{"dia": "2099-01-01"}')).raw, 'rel="next"') = 0, 'nor beyond the reach of the agenda');
SELECT is(pg_temp.outcome(pg_temp.page(i, a, NULL, s)), e, concat_ws(' ', s, a, e)) FROM (VALUES (:'pomade', '{}'::jsonb, 'alfa', '404 nao_encontrado'), (:'others', '{}', 'alfa', '404 nao_encontrado'), (:'cut', '{}', 'beta', '404 nao_encontrado'), ('999999999', '{}', 'alfa', '404 nao_encontrado'),
    (:'cut', '{"dia": "x"}', 'alfa', '400 22007'), (:'cut', jsonb_build_object('cod_unidade', :'other_unit'), 'alfa', '200'), (:'cut', '{"cod_recurso": "999999999", "item": "999999999"}', 'alfa', '200')) AS v (i, a, s, e);

-- A closed day, a holiday with its name, a day that is full: each says what to do.
SELECT p.raw AS sunday FROM pg_temp.page(:'cut', jsonb_build_object('dia', :'day'::date + 5)) AS p \gset
SELECT ok(strpos(:'sunday', 'Não atendemos neste dia. O próximo dia com horário: <a href="/alfa/item/' || :'cut' || '/horarios?dia=' || (:'day'::date + 6) || '&amp;') > 0 AND strpos(:'sunday', '<form') = 0, 'closed: the next day that is not');
INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao, nom_excecao) VALUES (:alfa, :'day'::date + 1, 'Reforma & festa');
SELECT ok(strpos((pg_temp.page(:'cut', jsonb_build_object('dia', :'day'::date + 1))).raw, 'Não atendemos neste dia (Reforma &amp; festa).') > 0, 'a day off, by its name');
INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, dat_inicio, dat_fim, sta_agendamento) VALUES (:alfa, 'cheio', :unit, pg_temp.at(:'day'::date + 2, '00:00'), pg_temp.at(:'day'::date + 3, '00:00'), 'BLOQUEIO');
SELECT ok(strpos((pg_temp.page(:'cut', jsonb_build_object('dia', :'day'::date + 2))).raw, 'Não há mais horário livre neste dia. O próximo dia com horário: <a ') > 0, 'full: the next day that is not');

-- Choosing: one step puts the service in the bag and holds the time.
SELECT a.status::text AS c_status, split_part(a.headers, E'\n', 1) AS c_to, pg_temp.cart_of(a) AS ana FROM pg_temp.choose(:'cut', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '10:00')) || '&dia=' || :'day' || '&cod_unidade=' || :'unit') AS a \gset
SELECT is(:'c_status' || ' ' || :'c_to', '303 Location: /alfa/sacola', 'to the bag');
SELECT is((SELECT string_agg(concat_ws(' ', a.sta_agendamento, a.dat_inicio = pg_temp.at(:'day', '10:00'), a.dat_validade = now() + flowt.validade_do_horario()), ',') FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = :alfa AND a.cod_produto = :cut), 'RESERVADO t t', 'held for a quarter of an hour');
SELECT pg_temp.bag(:'ana') AS bag \gset
SELECT (regexp_match(:'bag', '/horarios\?item=([0-9]+)'))[1] AS line \gset
SELECT ok(strpos(:'bag', flowt.dia_em_palavras(:'day') || ', às 10:00: reservado até ') > 0, 'the bag says which time, until when');
SELECT is(pg_temp.hours((pg_temp.page(:'cut', :'tuesday')).raw), 'Manhã: 09:00 11:00; Tarde: 14:00 15:00 16:00 17:00; Noite: 18:00 19:00', 'to others it is not free');
SELECT ok(strpos((pg_temp.page(:'cut', :'tuesday', :'ana')).raw, 'Este serviço já está na sua sacola (' || flowt.dia_em_palavras(:'day') || ', às 10:00: reservado até ') > 0, 'to her, a note that she has one');

-- Her line's own page: her time is free to her, and chosen.
SELECT p.raw AS own FROM pg_temp.page(:'cut', :'tuesday'::jsonb || jsonb_build_object('item', :'line'), :'ana') AS p \gset
SELECT is(pg_temp.hours(:'own'), 'Manhã: 09:00 10:00 11:00; Tarde: 14:00 15:00 16:00 17:00; Noite: 18:00 19:00', 'hers among them');
SELECT ok(strpos(:'own', 'value="' || pg_temp.utc(pg_temp.at(:'day', '10:00')) || '" required checked>') > 0 AND strpos(:'own', 'des_observacao') = 0, 'chosen already; nothing else is asked');
SELECT is(pg_temp.hours((pg_temp.page(:'cut', :'tuesday'::jsonb || jsonb_build_object('item', :'line'))).raw), 'Manhã: 09:00 11:00; Tarde: 14:00 15:00 16:00 17:00; Noite: 18:00 19:00', 'whoever has not her bag only has the line''s number');
SELECT is((pg_temp.choose(:'cut', 'item=' || :'line' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '11:00')), :'ana')).status, 303, 'another time for the same line');
SELECT is((pg_temp.choose(:'cut', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '14:00')), :'ana')).status, 303, 'without the line, the one that is the same');
SELECT is((SELECT string_agg(l.qtd_item::text, ',') FROM flowt.tb_omni8_carrinho_item l WHERE l.cod_tenant = :alfa), '1', 'still one line, of one');
SELECT is((pg_temp.choose(:'cut', 'des_observacao=Para+o+Beto&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '15:00')), :'ana')).status, 303, 'for somebody else');
SELECT is((SELECT string_agg(to_char(a.dat_inicio AT TIME ZONE 'America/Sao_Paulo', 'HH24:MI'), ',' ORDER BY a.dat_inicio) FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = :alfa AND a.sta_agendamento = 'RESERVADO'), '14:00,15:00', 'two lines, two times');

-- Refused: on the page, with what is free, and nothing is left of it.
SELECT count(*) AS carts FROM flowt.tb_omni8_carrinho WHERE cod_tenant = :alfa \gset
SELECT a.status::text AS t_status, a.raw AS taken, a.headers AS t_headers FROM pg_temp.choose(:'cut', 'dia=' || :'day' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '14:00'))) AS a \gset
SELECT is(:'t_status'::text, '409', 'taken meanwhile');
SELECT ok(:'taken' ~ 'role="alert"><p>Este horário não está livre: escolha outro\. Os mais próximos:</p><ul><li><a href="#h-[0-9]+">11:00</a></li><li><a href="#h-[0-9]+">16:00</a></li><li><a href="#h-[0-9]+">17:00</a>', 'said, with the nearest that are free');
SELECT is((SELECT count(*) FROM regexp_matches(:'taken', 'href="#(h-[0-9]+)"', 'g') AS l WHERE strpos(:'taken', ' id="' || l[1] || '"') = 0), 0::bigint, 'each link leads to its button');
SELECT is(pg_temp.hours(:'taken'), 'Manhã: 09:00 10:00 11:00; Tarde: 16:00 17:00; Noite: 18:00 19:00', 'the day as it is now');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_carrinho WHERE cod_tenant = :alfa), :'carts', 'and no bag was begun for it');
SELECT a.status::text AS n_status, a.raw AS none FROM pg_temp.choose(:'cut', 'dia=' || :'day') AS a \gset
SELECT ok(:'n_status' = '422' AND strpos(:'none', '<p class="erro" id="erro-dat_inicio">') > 0 AND strpos(:'none', 'aria-describedby="erro-dat_inicio"') > 0, 'no time chosen: said beside them');
SELECT is(pg_temp.outcome(pg_temp.choose(i, f, c)), e, concat_ws(' ', f, e)) FROM (VALUES (:'cut', 'dat_inicio=' || pg_temp.utc(now() - interval '1 day'), NULL, '422'), (:'cut', 'dat_inicio=' || pg_temp.utc(now() + interval '90 days'), NULL, '422'), (:'cut', 'dat_inicio=ontem', NULL, '422'),
    (:'cut', 'item=999999999&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), NULL, '404'), (:'cut', 'item=' || :'line' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), NULL, '404'), (:'lights', 'item=' || :'line' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), :'ana', '404'),
    (:'cut', 'cod_unidade=' || :'other_unit' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), NULL, '422'), (:'lights', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), NULL, '422'), (:'pomade', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), NULL, '404 nao_encontrado'),
    (:'others', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), NULL, '404 nao_encontrado'), (:'lights', 'cod_variacao=' || :'long' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '16:00')), NULL, '303')) AS v (i, f, c, e);

-- An overdue hold says so in the bag.
UPDATE flowt.tb_omni8_agendamento SET dat_validade = now() - interval '1 minute' WHERE cod_tenant = :alfa AND sta_agendamento = 'RESERVADO';
SELECT ok(strpos(pg_temp.bag(:'ana'), 'A reserva de ' || flowt.dia_em_palavras(:'day') || ', às 14:00, venceu: escolha de novo.') > 0, 'overdue');

-- With whom, and where.
INSERT INTO flowt.tb_omni8_recurso (cod_tenant, cod_unidade, nom_recurso, num_ordem) VALUES (:alfa, :unit, 'Bia <i>', 1) RETURNING cod_recurso::text AS bia \gset
INSERT INTO flowt.tb_omni8_recurso (cod_tenant, cod_unidade, nom_recurso, num_ordem) VALUES (:alfa, :unit, 'Caio', 2) RETURNING cod_recurso::text AS caio \gset
SELECT p.raw AS who FROM pg_temp.page(:'cut', :'tuesday'::jsonb || jsonb_build_object('cod_recurso', :'caio')) AS p \gset
SELECT ok(:'who' ~ ('cod_recurso=' || :'caio' || '" aria-current="true">Caio<') AND strpos(:'who', '>Quem estiver livre<') > 0 AND strpos(:'who', '>Bia &lt;i&gt;<') > 0, 'who serves, as links');
SELECT ok(strpos(:'who', '<input type="hidden" name="cod_recurso" value="' || :'caio' || '">') > 0, 'and in the form');
SELECT pg_temp.cart_of(a) AS eva FROM pg_temp.choose(:'cut', 'cod_recurso=' || :'caio' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '09:00'))) AS a \gset
SELECT ok(strpos(pg_temp.bag(:'eva'), ', às 09:00, com Caio: reservado até ') > 0, 'with whom, in the bag');
INSERT INTO flowt.tb_omni8_recurso_turno (cod_tenant, cod_recurso, num_dia_semana, hor_inicio, hor_fim) VALUES (:alfa, :caio, 3, '03:00', '04:00');
SELECT ok(strpos((pg_temp.page(:'cut', :'tuesday'::jsonb || jsonb_build_object('cod_recurso', :'caio'))).raw, '">quem estiver livre</a>') > 0, 'who never serves: somebody else may');
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Filial') RETURNING cod_unidade::text AS branch \gset
SELECT ok((pg_temp.page(:'cut', :'tuesday'::jsonb || jsonb_build_object('cod_unidade', :'branch'))).raw ~ ('cod_unidade=' || :'branch' || '" aria-current="true">Filial<'), 'where, as links');
SELECT is((pg_temp.choose(:'cut', 'cod_unidade=' || :'branch' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '10:00')), :'eva')).status, 303, 'at the branch');
SELECT ok(strpos(pg_temp.bag(:'eva'), ', às 10:00, em Filial: reservado até ') > 0, 'where, in the bag');

-- Where the clock goes back, the hour that comes twice is two buttons that can be told apart.
SELECT is((SELECT string_agg(b[1], ' ') FROM regexp_matches(flowt.html_horas(ARRAY(SELECT generate_series(timestamptz '2027-11-07 04:00Z', '2027-11-07 07:00Z', '1 hour')), 'America/New_York', NULL, NULL), '<b>(.*?)</b>', 'g') AS b),
          '00:00 01:00 <small>UTC-04</small> 01:00 <small>UTC-05</small> 02:00', 'twice one o''clock');

SELECT * FROM finish();
ROLLBACK;
