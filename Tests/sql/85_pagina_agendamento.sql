-- Moving and cancelling an appointment on its page: what the order's page says, what may be changed, until when, and what is told to the
-- order (guide chapters 5.1 and 10).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa', 'SERVICOS') AS alfa, pg_temp.new_tenant('beta', 'SERVICOS') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, flowt.unidade_principal(:alfa) AS unit \gset
-- The Tuesday after next.
SELECT (date_trunc('week', now())::date + 15) AS day \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, tip_item, vlr_preco, qtd_duracao_min, sta_produto) VALUES (:alfa, 'Corte <b>', 'SERVICO', 5000, 60, 'PUBLICADO') RETURNING cod_produto::text AS cut \gset
INSERT INTO flowt.tb_omni8_recurso (cod_tenant, cod_unidade, nom_recurso, num_ordem) VALUES (:alfa, :unit, 'Bia', 1), (:alfa, :unit, 'Caio', 2);
SELECT max(cod_recurso) FILTER (WHERE nom_recurso = 'Bia') AS bia, max(cod_recurso) FILTER (WHERE nom_recurso = 'Caio') AS caio FROM flowt.tb_omni8_recurso \gset
-- The company never closes, so that it sells at any hour; they serve from nine to noon and from two to eight, but on Sundays.
INSERT INTO flowt.tb_omni8_recurso_turno (cod_tenant, cod_recurso, num_dia_semana, hor_inicio, hor_fim)
SELECT :alfa, r, d, h, h + n FROM unnest(ARRAY[:bia, :caio]::bigint[]) AS r, generate_series(1, 6) AS d, (VALUES (time '09:00', interval '3 hours'), ('14:00', '6 hours')) AS t (h, n);
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor) VALUES (:alfa, 'agenda_passo_min', now(), '60');

CREATE FUNCTION pg_temp.at(p_day date, p_time text) RETURNS timestamptz LANGUAGE sql RETURN (p_day + p_time::time) AT TIME ZONE 'America/Sao_Paulo';
CREATE FUNCTION pg_temp.utc(p_when timestamptz) RETURNS text LANGUAGE sql RETURN to_char(p_when AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
-- An order of a service with a time: its token, and the time's.
CREATE FUNCTION pg_temp.booked(p_tenant bigint, p_service text, p_when timestamptz, p_with bigint, OUT pedido text, OUT horario text) LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := flowt.novo_carrinho(p_tenant);
    v_line bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, js_opcoes, qtd_item)
    SELECT p_tenant, cod_carrinho, p_service::bigint, '[]', 1 FROM flowt.tb_omni8_carrinho WHERE hsh_token = flowt.digerir(v_cart) RETURNING cod_carrinho_item INTO v_line;
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/horarios', jsonb_build_object('token', v_cart, 'corpo', json_build_object('cod_carrinho_item', v_line::text, 'dat_inicio', pg_temp.utc(p_when), 'cod_recurso', p_with::text)::text), NULL, 'alfa');
    pedido := (pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', 'chave-' || v_cart,
        'corpo', '{"nom_cliente": "Zenóbia", "num_telefone": "(11) 91234-5678", "tip_atendimento": "LOCAL", "tip_pagamento": "PIX"}'), NULL, 'alfa')).body ->> 'token';
    horario := (SELECT a.des_token FROM flowt.tb_omni8_agendamento a JOIN flowt.tb_omni8_pedido p USING (cod_tenant, cod_pedido) WHERE p.des_token = pedido);
END
$$;
CREATE FUNCTION pg_temp.order_page(p_order text) RETURNS text LANGUAGE sql RETURN (pg_temp.request('GET /{slug}/pedido/{token}', jsonb_build_object('slug', 'alfa', 'token', p_order))).raw;
CREATE FUNCTION pg_temp.page(p_time text, p_more jsonb DEFAULT '{}', p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/agenda/{token}', jsonb_build_object('slug', p_slug, 'token', p_time) || p_more);
CREATE FUNCTION pg_temp.move(p_time text, p_form text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/agenda/{token}', jsonb_build_object('slug', p_slug, 'token', p_time, 'corpo', p_form, 'host', 'localhost'));
CREATE FUNCTION pg_temp.cancel(p_time text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/agenda/{token}/cancelar', jsonb_build_object('slug', p_slug, 'token', p_time, 'host', 'localhost'));
CREATE FUNCTION pg_temp.hours(p_html text) RETURNS text LANGUAGE sql AS $$SELECT string_agg(b.b[1], ' ') FROM regexp_matches(p_html, '<b>([0-9]{2}:[0-9]{2})</b>', 'g') AS b$$;
CREATE FUNCTION pg_temp.told(p_order text) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(e.des_motivo, ' | ' ORDER BY e.num_evento) FROM flowt.tb_omni8_pedido_evento e JOIN flowt.tb_omni8_pedido p USING (cod_tenant, cod_pedido) WHERE p.des_token = p_order);
SELECT flowt.dia_em_palavras(:'day') AS tuesday, flowt.dia_em_palavras(:'day'::date + 1) AS wednesday \gset

-- Where it is reached.
SELECT pedido AS o, horario AS h FROM pg_temp.booked(:alfa, :'cut', pg_temp.at(:'day', '10:00'), :bia) \gset
SELECT ok(strpos(pg_temp.order_page(:'o'), '<p>Corte &lt;b&gt;: ' || :'tuesday' || ', às 10:00, com Bia.</p>') > 0, 'the order''s page says when, with whom');
SELECT ok(strpos(pg_temp.order_page(:'o'), 'href="/alfa/agenda/' || :'h' || '">Mudar ou cancelar o horário</a>') > 0, 'and leads to where it is changed');

-- The page.
SELECT p.status::text AS status, p.raw AS html FROM pg_temp.page(:'h') AS p \gset
SELECT is(:'status'::text, '200', 'the page');
SELECT is(pg_temp.hours(:'html'), '09:00 10:00 11:00 14:00 15:00 16:00 17:00 18:00 19:00', 'the day of the appointment: free are the others, and its own');
SELECT ok(strpos(:'html', 'value="' || pg_temp.utc(pg_temp.at(:'day', '10:00')) || '" required checked>') > 0, 'which is chosen already');
SELECT ok(:'html' ~ ('cod_recurso=' || :'bia' || '" aria-current="true">Bia<') AND strpos(:'html', 'titulo-onde') = 0, 'with whom it is, and another place is no question');
SELECT is((SELECT count(*) FROM regexp_matches(:'html', 'href="/alfa/agenda/' || :'h' || '\?dia=', 'g')), 12::bigint, 'days, weeks and who serves are links of this page');
SELECT is((SELECT count(*) - count(DISTINCT i[1]) FROM regexp_matches(:'html', ' id="([^"]+)"', 'g') AS i), 0::bigint, 'no id twice');
SELECT ok(strpos(:'html', 'name="robots" content="noindex"') > 0 AND strpos(:'html', 'Zenóbia') = 0, 'not indexed, and nobody''s name');
SELECT is(pg_temp.hours((pg_temp.page(:'h', jsonb_build_object('dia', :'day'::date + 1, 'cod_recurso', :'caio'::text))).raw), '09:00 10:00 11:00 14:00 15:00 16:00 17:00 18:00 19:00', 'another day');
SELECT is(pg_temp.outcome(a), e, n) FROM (VALUES ('GET', pg_temp.page(:'h', '{}', 'beta'), '404'), ('POST', pg_temp.move(:'h', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '15:00')), 'beta'), '404'), ('cancel', pg_temp.cancel(:'h', 'beta'), '404'),
    ('nobody''s', pg_temp.page('nenhum'), '404'), ('nobody''s', pg_temp.cancel('nenhum'), '404')) AS v (n, a, e);

-- Moved, and told.
SELECT is(pg_temp.outcome(a) || ' ' || split_part(a.headers, E'\n', 1), '303 Location: /alfa/pedido/' || :'o', 'moved, and back to the order')
  FROM pg_temp.move(:'h', 'dia=' || (:'day'::date + 1) || '&cod_recurso=' || :'caio' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day'::date + 1, '15:00'))) AS a;
SELECT is(pg_temp.told(:'o'), 'Horário mudado pelo cliente: ' || :'wednesday' || ', às 15:00, com Caio; era ' || :'tuesday' || ', às 10:00, com Bia', 'the order''s time line tells it');
SELECT ok(strpos(pg_temp.order_page(:'o'), '<p>Corte &lt;b&gt;: ' || :'wednesday' || ', às 15:00, com Caio.</p>') > 0, 'its page says the new time');
SELECT is(pg_temp.outcome(pg_temp.move(:'h', 'cod_recurso=' || :'caio' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day'::date + 1, '15:00')))), '303', 'to where it is');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pedido_evento e JOIN flowt.tb_omni8_pedido p USING (cod_tenant, cod_pedido) WHERE p.des_token = :'o'), 2::bigint, 'is no event');

-- Taken meanwhile, out of reach, nonsense.
SELECT pedido AS o2, horario AS h2 FROM pg_temp.booked(:alfa, :'cut', pg_temp.at(:'day'::date + 1, '16:00'), :caio) \gset
SELECT a.status::text AS t_status, a.raw AS taken FROM pg_temp.move(:'h', 'dia=' || (:'day'::date + 1) || '&cod_recurso=' || :'caio' || '&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day'::date + 1, '16:00'))) AS a \gset
SELECT is(:'t_status'::text, '409', 'somebody was faster');
SELECT ok(:'taken' ~ 'role="alert"><p>Este horário não está livre: escolha outro\. Os mais próximos:</p><ul><li><a href="#h-[0-9]+">14:00</a></li><li><a href="#h-[0-9]+">15:00</a></li><li><a href="#h-[0-9]+">17:00</a>', 'the nearest free ones are a tap away');
SELECT is((SELECT count(*) FROM regexp_matches(:'taken', 'href="#(h-[0-9]+)"', 'g') AS l WHERE strpos(:'taken', ' id="' || l[1] || '"') = 0), 0::bigint, 'each link leads to its button');
SELECT is(pg_temp.outcome(pg_temp.move(:'h', f)), '422', f) FROM (VALUES (''), ('dat_inicio=<script>'), ('dat_inicio=' || pg_temp.utc(now() + interval '10 minutes')), ('dat_inicio=' || pg_temp.utc(now() + interval '200 days')),
    ('dia=x&cod_recurso=y&dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '15:00')))) AS v (f);
SELECT ok(strpos((pg_temp.move(:'h', '')).raw, '<p class="erro" id="erro-dat_inicio">') > 0, 'no time chosen: said beside them');

-- Cancelled: the order goes on, and the time is free again.
SELECT is(pg_temp.outcome(pg_temp.cancel(:'h')), '303', 'cancelled');
SELECT is((SELECT p.sta_pedido || ' ' || a.sta_agendamento FROM flowt.tb_omni8_agendamento a JOIN flowt.tb_omni8_pedido p USING (cod_tenant, cod_pedido) WHERE a.des_token = :'h'), 'RECEBIDO CANCELADO', 'the order goes on');
SELECT ok(pg_temp.told(:'o') LIKE '% | Horário cancelado pelo cliente: ' || :'wednesday' || ', às 15:00, com Caio', 'and tells it');
SELECT ok(strpos(pg_temp.order_page(:'o'), '/agenda/') = 0, 'nothing is left to change');
SELECT is(pg_temp.outcome(a) || ' ' || (strpos((a).raw, 'Este horário já foi usado, cancelado ou expirou') > 0)::text, e, n) FROM (VALUES (pg_temp.cancel(:'h'), '409 true', 'again'), (pg_temp.move(:'h', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '15:00'))), '409 true', 'moved after that'),
    (pg_temp.page(:'h'), '200 true', 'its page says so')) AS v (a, e, n);
SELECT is(strpos(pg_temp.hours((pg_temp.page(:'h2', jsonb_build_object('dia', :'day'::date + 1, 'cod_recurso', :'caio'::text))).raw), '15:00') > 0, true, 'to others it is free');

-- Until when is a parameter; what the staff does is told as theirs; an order that is over keeps its times as they were.
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/agendamentos/{id}', jsonb_build_object('id', cod_agendamento, 'corpo', json_build_object('num_versao', num_versao, 'dat_inicio', pg_temp.utc(pg_temp.at(:'day', '11:00')), 'cod_recurso', :'bia'::text)::text), :'ta')), '200', 'the staff moves one')
  FROM flowt.tb_omni8_agendamento WHERE des_token = :'h2';
SELECT is(pg_temp.told(:'o2'), 'Horário mudado: ' || :'tuesday' || ', às 11:00, com Bia; era ' || :'wednesday' || ', às 16:00, com Caio', 'and it is told');
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor) VALUES (:alfa, 'agenda_cancelamento_min', now(), '43200');
SELECT is(pg_temp.outcome(a) || ' ' || (strpos((a).raw, 'próximo demais para ser mudado aqui') > 0)::text, e, n) FROM (VALUES (pg_temp.cancel(:'h2'), '409 true', 'too late to cancel'), (pg_temp.move(:'h2', 'dat_inicio=' || pg_temp.utc(pg_temp.at(:'day', '15:00'))), '409 true', 'or to move'),
    (pg_temp.page(:'h2'), '200 true', 'its page says with whom to speak')) AS v (a, e, n);
SELECT ok(strpos((pg_temp.page(:'h2')).raw, 'class="escolhas') = 0 AND strpos((pg_temp.page(:'h2')).raw, '/cancelar"') = 0, 'and offers nothing');
SELECT ok(strpos(pg_temp.order_page(:'o2'), 'às 11:00, com Bia. Para mudar agora, fale com a gente.</p>') > 0 AND strpos(pg_temp.order_page(:'o2'), '/agenda/') = 0, 'the order''s page too');
UPDATE flowt.tb_omni8_parametro_valor SET js_valor = '0' WHERE nom_parametro = 'agenda_cancelamento_min';
UPDATE flowt.tb_omni8_pedido SET sta_pedido = t FROM unnest('{CONFIRMADO,PRONTO,ENTREGUE}'::text[]) AS t WHERE des_token = :'o2' AND t = 'ENTREGUE';
SELECT is(pg_temp.outcome(pg_temp.cancel(:'h2')), '409', 'an order that was delivered is over');
SELECT ok(strpos(pg_temp.order_page(:'o2'), 'às 11:00, com Bia.</p>') > 0 AND strpos(pg_temp.order_page(:'o2'), '/agenda/') = 0, 'its page still says when it was');

SELECT * FROM finish();
ROLLBACK;
