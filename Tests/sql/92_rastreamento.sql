-- Tracking: clocks, identifiers, visits, where visitors come from, consent, robots, orders (guide chapter 11).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(147);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'marketing') AS tm, pg_temp.login(:alfa, 'cozinha') AS tk, pg_temp.login(:beta, 'admin') AS tb \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 3990, 'PUBLICADO'), (:beta, 'Bolo', 990, 'PUBLICADO');
SELECT (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :alfa) AS pizza, (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :beta) AS bolo \gset

CREATE FUNCTION pg_temp.ms(p_ago interval DEFAULT '0') RETURNS bigint LANGUAGE sql AS 'SELECT (extract(epoch FROM clock_timestamp() - p_ago) * 1000)::bigint';
CREATE FUNCTION pg_temp.event(p_id text, p_type text DEFAULT 'pagina_vista', p_ago interval DEFAULT '0', p_more jsonb DEFAULT '{"pagina": "/alfa"}') RETURNS jsonb LANGUAGE sql
AS $$ SELECT jsonb_build_object('id', rpad(p_id, greatest(8, length(p_id)), '0'), 'tipo', p_type, 'momento', pg_temp.ms(p_ago)) || p_more $$;
CREATE FUNCTION pg_temp.send(p_events jsonb, p_more jsonb DEFAULT '{}', p_agent text DEFAULT 'Mozilla/5.0 (Android)', p_slug text DEFAULT 'alfa', p_cookie text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/eventos', jsonb_build_object('arquivo', '\x' || encode(convert_to((jsonb_build_object('enviado', pg_temp.ms(), 'visitante', 'visitante-000000001', 'consentimento', true,
    'eventos', p_events) || p_more)::text, 'UTF8'), 'hex'), 'user_agent', p_agent, 'ip', '203.0.113.7', 'flowt_cliente', p_cookie), NULL, p_slug);
CREATE FUNCTION pg_temp.counts(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN concat_ws(' ', (p_answer).body ->> 'qtd_recebidos', (p_answer).body ->> 'qtd_guardados', (p_answer).body ->> 'qtd_repetidos', (p_answer).body ->> 'qtd_rejeitados');
CREATE FUNCTION pg_temp.why(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(r ->> 'motivo', ' ' ORDER BY (r ->> 'num_ordem')::integer) FROM jsonb_array_elements((p_answer).body -> 'rejeitados') r);

-- A batch.
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('a1'), pg_temp.event('a2', 'item_visto', '0', jsonb_build_object('cod_produto', :'pizza'))))), '2 2 0 0', 'two events');
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('a1'), pg_temp.event('a3')))), '2 1 1 0', 'one of them sent again');
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('a4'), pg_temp.event('a4')))), '2 1 1 0', 'twice in one batch');
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('a1')), p_slug => 'beta')), '1 1 0 0', 'another company has identifiers of its own');
SELECT is(count(*), 4::bigint, 'stored once each') FROM flowt.tb_omni8_evento_tracking WHERE cod_tenant = :alfa;
SELECT results_eq('SELECT qtd_eventos, qtd_paginas, dat_pagina IS NOT NULL, dat_item IS NOT NULL, dat_carrinho, flg_evento_chave, tip_canal FROM flowt.tb_omni8_visita WHERE cod_tenant = ' || :alfa,
    $$VALUES (4, 3, true, true, NULL::timestamptz, false, 'DIRETO')$$, 'in one visit');

-- Bad input: each refused by itself, the others stored.
SELECT is(pg_temp.why(pg_temp.send(jsonb_build_array(e))), w, w || ' ' || left(e::text, 60)) FROM (VALUES
    ('7'::jsonb, 'evento_invalido'), ('"x"', 'evento_invalido'), (NULL, 'evento_invalido'), ('[]', 'evento_invalido'), ('{}', 'id_invalido'),
    (pg_temp.event('b1') || '{"id": "curto"}', 'id_invalido'), (pg_temp.event('b1') || jsonb_build_object('id', repeat('x', 65)), 'id_invalido'), (pg_temp.event('b1') || '{"id": "com espaço 1"}', 'id_invalido'),
    (pg_temp.event('b1', 'nada'), 'tipo_desconhecido'), (pg_temp.event('b1') - 'tipo', 'tipo_desconhecido'), (pg_temp.event('b1', 'pedido_concluido'), 'tipo_so_do_servidor'),
    (pg_temp.event('b1') - 'momento', 'momento_invalido'), (pg_temp.event('b1') || '{"momento": "ontem"}', 'momento_invalido'), (pg_temp.event('b1') || '{"momento": -1}', 'momento_invalido'),
    (pg_temp.event('b1') || '{"momento": 1e30}', 'momento_invalido'), (pg_temp.event('b1', p_ago => '-6 minutes'), 'no_futuro'), (pg_temp.event('b1', p_ago => '-10 years'), 'no_futuro'),
    (pg_temp.event('b1', p_ago => '7 days 1 minute'), 'antigo_demais'), (pg_temp.event('b1') || '{"momento": 0}', 'antigo_demais'),
    (pg_temp.event('b1') || '{"propriedades": [1]}', 'propriedades_invalidas'), (pg_temp.event('b1') || jsonb_build_object('propriedades', jsonb_build_object('x', repeat('x', 9 * 1024))), 'propriedades_grandes_demais'),
    (pg_temp.event('b1', 'item_visto', '0', '{}'), 'propriedade_ausente'), (pg_temp.event('b1', 'busca', '0', '{"propriedades": {"busca": ""}}'), 'propriedade_ausente'),
    (pg_temp.event('b1', p_more => '{}'), 'propriedade_ausente'), (pg_temp.event('b1', 'item_visto', '0', '{"cod_produto": "abc"}'), 'codigo_invalido'),
    (pg_temp.event('b1', 'item_visto', '0', '{"cod_produto": "-1"}'), 'codigo_invalido'), (pg_temp.event('b1', 'item_visto', '0', '{"cod_produto": "9999999999999999999"}'), 'codigo_invalido'),
    (pg_temp.event('b1', 'item_visto', '0', '{"cod_produto": "999999999"}'), 'item_desconhecido'), (pg_temp.event('b1', 'item_visto', '0', jsonb_build_object('cod_produto', :'bolo')), 'item_desconhecido'),
    (pg_temp.event('b1', 'oferta_vista', '0', '{"cod_oferta": "1"}'), 'item_desconhecido')) AS v (e, w);
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('b2'), pg_temp.event('b3', 'nada'), pg_temp.event('b4')))), '3 2 0 1', 'a bad one stops no other');
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('b1', p_ago => t::interval)))), e, 'at the edge: ' || t) FROM (VALUES ('-4 minutes 55 seconds', '1 1 0 0'), ('6 days 23 hours 59 minutes', '1 0 1 0')) AS v (t, e);
SELECT is(coalesce(pg_temp.why(a), pg_temp.counts(a)), e, 'properties of so many bytes: ' || n) FROM (VALUES (8192, '1 1 0 0'), (8193, 'propriedades_grandes_demais')) AS v (n, e),
    pg_temp.send(jsonb_build_array(pg_temp.event('b6', p_more => jsonb_build_object('pagina', '/alfa', 'propriedades', jsonb_build_object('x', repeat('x', n - length('{"x": ""}'))))))) AS a;
SELECT is(sum(qtd_eventos), 32::bigint, 'what was refused is counted') FROM flowt.tb_omni8_evento_rejeitado WHERE cod_tenant = :alfa;
SELECT max(cod_rejeitado) AS antes FROM flowt.tb_omni8_evento_rejeitado \gset
-- Neither a few bytes nor invented types cost a row each.
SELECT is(pg_temp.counts(pg_temp.send((SELECT jsonb_agg(CASE WHEN n <= 400 THEN '{}' ELSE pg_temp.event('m' || n, 'nada-' || n) END) FROM generate_series(1, 500) AS n))), '500 0 0 500', 'a batch of nothing');
SELECT results_eq('SELECT des_motivo, sum(qtd_eventos), count(*), count(nom_tipo) FROM flowt.tb_omni8_evento_rejeitado WHERE cod_tenant = ' || :alfa || ' AND dat_recebimento = now() AND cod_rejeitado > ' || :antes || ' GROUP BY 1 ORDER BY 1',
    $$VALUES ('id_invalido', 400::bigint, 1::bigint, 0::bigint), ('tipo_desconhecido', 100, 20, 19)$$, 'is a few rows');
SELECT is(pg_temp.outcome(pg_temp.send(b, m)), e, 'batch: ' || left(m::text, 60)) FROM (VALUES ('[]'::jsonb, '{}'::jsonb, '422 corpo_invalido'), ('7', '{}', '422 corpo_invalido'),
    ((SELECT jsonb_agg(pg_temp.event('c' || n)) FROM generate_series(1, 501) n), '{}', '422 corpo_invalido'), (jsonb_build_array(pg_temp.event('c1')), '{"enviado": "agora"}', '422 corpo_invalido'),
    (jsonb_build_array(pg_temp.event('c1')), '{"enviado": -1}', '422 corpo_invalido'), (jsonb_build_array(pg_temp.event('c1')), '{"visitante": "x"}', '422 corpo_invalido'),
    (jsonb_build_array(pg_temp.event('c1')), '{"nada": 1}', '422 corpo_invalido')) AS v (b, m, e);
SELECT is(pg_temp.counts(pg_temp.send((SELECT jsonb_agg(pg_temp.event('lote-' || 1000 + n, p_ago => n * interval '1 second')) FROM generate_series(1, 500) n))), '500 500 0 0', 'five hundred events');

-- Clocks: an hour fast, three years slow; what counts is how long before sending it happened.
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(jsonb_build_object('id', 'relogio-' || k, 'tipo', 'pagina_vista', 'pagina', '/x', 'momento', pg_temp.ms() + off - 90000)), jsonb_build_object('enviado', pg_temp.ms() + off))),
    '1 1 0 0', 'a clock ' || k) FROM (VALUES ('rapido', 3600000::bigint), ('lento', -94608000000)) AS c (k, off);
SELECT ok(abs(extract(epoch FROM clock_timestamp() - dat_evento) - 90) < 20, des_id_cliente || ': ninety seconds ago') FROM flowt.tb_omni8_evento_tracking WHERE des_id_cliente LIKE 'relogio-%';

-- Visits end after thirty minutes.
CREATE FUNCTION pg_temp.visits(p_visitor text) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(w.qtd_eventos::text, ' ' ORDER BY w.dat_inicio) FROM flowt.tb_omni8_visita w JOIN flowt.tb_omni8_visitante v USING (cod_tenant, cod_visitante)
       WHERE v.hsh_visitante = flowt.resumo_do_visitante(w.cod_tenant, p_visitor, NULL, NULL) $$;
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('d1', p_ago => '120 minutes'), pg_temp.event('d2', p_ago => '91 minutes'), pg_temp.event('d3', p_ago => '60 minutes'), pg_temp.event('d4')),
    '{"visitante": "visitante-das-visitas"}')), '4 4 0 0', 'over two hours');
SELECT is(pg_temp.visits('visitante-das-visitas'), '2 1 1', 'three visits');
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('d5', p_ago => '140 minutes')), '{"visitante": "visitante-das-visitas"}')), '1 1 0 0', 'a late one');
SELECT is(pg_temp.visits('visitante-das-visitas'), '3 1 1', 'belongs where it was');

-- Where from.
SELECT is((flowt.toque_da_chegada(c::jsonb)).tip_canal || ' ' || coalesce((flowt.toque_da_chegada(c::jsonb)).nom_origem, '-'), e, c) FROM (VALUES
    ('null', 'DIRETO -'), ('{}', 'DIRETO -'), ('{"referencia": "https://www.google.com.br/search?q=x"}', 'BUSCA google.com.br'), ('{"referencia": "https://l.instagram.com/?u=1"}', 'SOCIAL instagram.com'),
    ('{"referencia": "https://blog.exemplo.com.br/a?cpf=1"}', 'REFERENCIA blog.exemplo.com.br'), ('{"utm_source": "Jornal ", "utm_medium": "banner"}', 'CAMPANHA jornal'),
    ('{"utm_source": "google", "utm_medium": "CPC"}', 'PAGO google'), ('{"clique": "gclid-1", "referencia": "https://google.com"}', 'PAGO google.com'), ('{"utm_source": "newsletter", "utm_medium": "e-mail"}', 'EMAIL newsletter'),
    ('{"utm_source": "whatsapp"}', 'WHATSAPP whatsapp'), ('{"meio": "QR", "utm_source": "mesa"}', 'QR mesa'), ('{"utm_campaign": "verao"}', 'CAMPANHA -')) AS v (c, e);
CREATE FUNCTION pg_temp.attributed(p_visitor text) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(w.tip_canal || '>' || w.tip_canal_atribuido || coalesce(':' || w.nom_campanha_atribuida, ''), ' ' ORDER BY w.dat_inicio) FROM flowt.tb_omni8_visita w JOIN flowt.tb_omni8_visitante v USING (cod_tenant, cod_visitante)
       WHERE v.hsh_visitante = flowt.resumo_do_visitante(w.cod_tenant, p_visitor, NULL, NULL) $$;
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('e1', p_ago => '6 days')), '{"visitante": "visitante-que-volta", "chegada": {"utm_source": "x", "utm_medium": "social", "utm_campaign": "Verão"}}');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('e2', p_ago => '5 days')), '{"visitante": "visitante-que-volta"}');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('e3', p_ago => '4 days')), '{"visitante": "visitante-que-volta", "chegada": {"utm_source": "loja", "utm_medium": "email"}}');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('e4')), '{"visitante": "visitante-que-volta"}');
SELECT is(pg_temp.attributed('visitante-que-volta'), 'SOCIAL>SOCIAL:verão DIRETO>SOCIAL:verão EMAIL>EMAIL DIRETO>EMAIL', 'the last touch that was not direct');
UPDATE flowt.tb_omni8_visita SET dat_inicio = dat_inicio - interval '40 days', dat_fim = dat_fim - interval '40 days' WHERE tip_canal IN ('SOCIAL', 'EMAIL');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('e5', p_ago => '2 hours')), '{"visitante": "visitante-que-volta"}');
SELECT matches(pg_temp.attributed('visitante-que-volta'), 'DIRETO>DIRETO DIRETO>EMAIL$', 'is forgotten after thirty days');
SELECT is(js_primeiro_toque ->> 'nom_campanha', 'verão', 'the first touch is kept') FROM flowt.tb_omni8_visitante WHERE hsh_visitante = flowt.resumo_do_visitante(:alfa, 'visitante-que-volta', NULL, NULL);

-- The rest of what the address says of the way: which advertisement, which word, whose click; not the click's own number.
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('e6')), '{"visitante": "visitante-do-anuncio1", "chegada": {"utm_source": "Jornal", "utm_campaign": "Natal", "utm_content": " Banner A", "utm_term": "pastel 11 91234-5678", "clique": "gclid"}}')), '1 1 0 0', 'from an advertisement');
SELECT is(concat_ws(' | ', w.tip_canal, w.nom_campanha, w.nom_conteudo, w.nom_termo, w.tip_clique, w.des_link), 'PAGO | natal | banner a | pastel *** | gclid', 'the visit knows which') FROM flowt.tb_omni8_visita w
  JOIN flowt.tb_omni8_visitante v USING (cod_tenant, cod_visitante) WHERE v.hsh_visitante = flowt.resumo_do_visitante(:alfa, 'visitante-do-anuncio1', NULL, NULL);
SELECT is(js_primeiro_toque, '{"tip_canal": "PAGO", "nom_origem": "jornal", "nom_campanha": "natal", "nom_conteudo": "banner a", "nom_termo": "pastel ***", "tip_clique": "gclid"}', 'and so does the first touch') FROM flowt.tb_omni8_visitante WHERE hsh_visitante = flowt.resumo_do_visitante(:alfa, 'visitante-do-anuncio1', NULL, NULL);

-- What is typed may be somebody's.
SELECT is(flowt.texto_digitado(t), e, t) FROM (VALUES ('pastel de 4 queijos', 'pastel de 4 queijos'), ('mesa 12 às 20h30', 'mesa 12 às 20h30'), ('R$ 1.234,50', 'R$ 1.234,50'), (NULL, NULL),
    ('liga 11 91234-5678 hoje', 'liga *** hoje'), ('(85) 98877.6655', '(***'), ('529.982.247-25', '***'), ('pedido de ana@exemplo.com.br já', 'pedido de *** já'), ('01000-000', '***')) AS v (t, e);
SELECT is(length(flowt.texto_digitado(repeat('x', 500))), flowt.limite_de_texto_digitado(), 'no more than a search has');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('t1', 'busca', '0', '{"propriedades": {"busca": "cpf 529.982.247-25", "lugar": "menu"}}'), pg_temp.event('t2', 'busca', '0', '{"propriedades": {"busca": 11912345678}}')));
SELECT results_eq($$SELECT js_propriedades FROM flowt.tb_omni8_evento_tracking WHERE des_id_cliente IN ('t1000000', 't2000000') ORDER BY des_id_cliente$$,
    $$VALUES ('{"busca": "cpf ***", "lugar": "menu"}'::jsonb), ('{"busca": "***"}')$$, 'and is kept so');

-- What is taken as right at a glance is right by its schema too; what is not, the schema decides.
CREATE FUNCTION pg_temp.by_schema(p_lote jsonb) RETURNS boolean LANGUAGE sql RETURN flowt.validar_json('{"$ref": "evento_lote"}', p_lote, '') = '[]';
SELECT ok(flowt.lote_correto(b) AND pg_temp.by_schema(b), 'at a glance: ' || b::text) FROM (VALUES
    ('{"enviado": 1, "eventos": [1]}'::jsonb), ('{"enviado": 99999999999999, "visitante": null, "consentimento": null, "carrinho": null, "chegada": null, "eventos": [{}]}'),
    ('{"enviado": 0, "visitante": "visitante_-000001", "consentimento": false, "chegada": {}, "eventos": [{}, {}]}')) AS v (b);
CREATE TEMP TABLE tried AS
SELECT flowt.lote_correto(x.b) AS glance, pg_temp.by_schema(x.b) AS good
  FROM unnest('{enviado,visitante,consentimento,carrinho,chegada,eventos,outro}'::text[]) AS m (nome)
 CROSS JOIN unnest(ARRAY['null', '1', '-1', '1.0', '1.5', '1e2', '100000000000000', 'true', '""', '"abc"', '"1"', '"visitante-000000001"', '"visitante-0000000 1"', '{}', '{"x": 1}', '{"meio": "QR"}', '[]', '[1]', '[[]]']::jsonb[]) AS v (valor)
 CROSS JOIN LATERAL (SELECT jsonb_build_object('enviado', 1, 'visitante', 'visitante-000000001', 'consentimento', true, 'eventos', '[{}]'::jsonb) || jsonb_build_object(m.nome, v.valor)) AS x (b);
SELECT is(count(*) FILTER (WHERE glance AND NOT good), 0::bigint, 'nothing is taken that the schema refuses') FROM tried;
SELECT ok(count(*) FILTER (WHERE NOT good) > 20 AND count(*) FILTER (WHERE glance) > 5, 'and both were tried') FROM tried;
SELECT ok(flowt.lote_correto(b) = pg_temp.by_schema(b), 'so many: ' || n) FROM (SELECT n, jsonb_build_object('enviado', 1, 'eventos', (SELECT coalesce(jsonb_agg(i), '[]') FROM generate_series(1, n) AS i)) AS b FROM unnest('{0,1,500,501}'::integer[]) AS n) AS v;
SELECT ok(NOT flowt.lote_correto(b) AND NOT pg_temp.by_schema(b), 'no batch: ' || b::text) FROM (VALUES ('null'::jsonb), ('[]'), ('7'), ('{}')) AS v (b);

-- Consent.
SELECT is(pg_temp.why(pg_temp.send(jsonb_build_array(pg_temp.event('f1'), pg_temp.event('f2', 'carrinho_adicionado', '0', jsonb_build_object('cod_produto', :'pizza'))), '{"consentimento": false}')), 'sem_consentimento', 'without consent only what is essential');
SELECT is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.event('f3', 'carrinho_visto')), '{"visitante": null}')), '1 1 0 0', 'consent without an identifier is none');
SELECT is(count(DISTINCT cod_visitante), 1::bigint, 'the two of today are one visitor') FROM flowt.tb_omni8_evento_tracking WHERE NOT flg_consentimento;
UPDATE flowt.tb_omni8_sal_do_dia SET des_sal = 'outro dia';
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('f4', 'carrinho_visto')), '{"consentimento": false}');
SELECT is(count(DISTINCT cod_visitante), 2::bigint, 'who is somebody else tomorrow') FROM flowt.tb_omni8_evento_tracking WHERE NOT flg_consentimento;

-- A person.
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, tip_origem) VALUES (:alfa, 'F', 'Rita', 'LOGIN'), (:alfa, 'F', 'Zélia', 'LOGIN'), (:beta, 'F', 'Outra', 'LOGIN');
INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao) SELECT cod_tenant, cod_pessoa, flowt.digerir('fc_' || nom_pessoa), now() + interval '1 day' FROM flowt.tb_omni8_pessoa WHERE tip_origem = 'LOGIN';
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('g1', p_ago => '3 hours')), '{"visitante": "visitante-que-entra"}');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('g2')), '{"visitante": "visitante-que-entra"}', p_cookie => 'fc_Rita');
CREATE FUNCTION pg_temp.whose(p_visitor text) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(coalesce(p.nom_pessoa, '-'), ' ' ORDER BY w.dat_inicio) FROM flowt.tb_omni8_visita w JOIN flowt.tb_omni8_visitante v USING (cod_tenant, cod_visitante)
        LEFT JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = w.cod_tenant AND p.cod_pessoa = w.cod_pessoa WHERE v.hsh_visitante = flowt.resumo_do_visitante(w.cod_tenant, p_visitor, NULL, NULL) $$;
SELECT is(pg_temp.whose('visitante-que-entra'), 'Rita Rita', 'what was anonymous becomes hers');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('g3')), '{"visitante": "visitante-que-entra"}', p_cookie => 'fc_Zélia');
SELECT is(pg_temp.whose('visitante-que-entra'), 'Rita Rita Zélia', 'somebody else at the same browser is somebody else');
SELECT is(p.nom_pessoa, 'Rita', 'and the browser stays the first one''s') FROM flowt.tb_omni8_visitante v JOIN flowt.tb_omni8_pessoa p USING (cod_tenant, cod_pessoa) WHERE v.hsh_visitante = flowt.resumo_do_visitante(:alfa, 'visitante-que-entra', NULL, NULL);
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('g4')), '{"visitante": "visitante-alheio-1"}', p_cookie => 'fc_Outra');
SELECT is(pg_temp.whose('visitante-alheio-1'), '-', 'another company''s customer is nobody here');
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('g5', 'carrinho_visto')), '{"visitante": "visitante-sem-sim-1", "consentimento": false}', p_cookie => 'fc_Rita');
SELECT is(cod_pessoa, NULL, 'nor is who did not consent') FROM flowt.tb_omni8_evento_tracking WHERE des_id_cliente = 'g5000000';

-- Robots.
SELECT is(flowt.motivo_de_robo(a), e, coalesce(a, 'none')) FROM (VALUES (NULL, 'sem User-Agent'), ('Googlebot/2.1', 'robô declarado'), ('WhatsApp/2.23', 'pré-visualização de link'), ('curl/8', 'programa'),
    ('Mozilla/5.0 HeadlessChrome/120', 'navegador sem tela'), ('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1', NULL)) AS v (a, e);
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('h1')), '{"visitante": "visitante-de-lata-1"}', 'Googlebot/2.1');
SELECT cod_visita AS robo FROM flowt.tb_omni8_evento_tracking WHERE des_id_cliente = 'h1000000' AND flg_robo \gset
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/visitas/{id}/robo', jsonb_build_object('id', :'robo', 'corpo', '{"flg_robo": false}'), :'tm')), '204', 'it was a person after all');
SELECT is(flg_robo, false, 'its events too') FROM flowt.tb_omni8_evento_tracking WHERE des_id_cliente = 'h1000000';
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/visitas/{id}/robo', jsonb_build_object('id', :'robo', 'corpo', '{"flg_robo": true}'), t)), e, w) FROM (VALUES (:'tm', '204', 'or not'), (:'tk', '403 sem_permissao', 'the kitchen may not say'), (:'tb', '404 nao_encontrado', 'nor another company')) AS v (t, e, w);
SELECT is((pg_temp.request('GET /v1/visitas', '{"flg_robo": "true"}', :'tm')).body #>> '{itens,0,des_robo}', 'classificada pela equipe', 'the list says why');
SELECT is((pg_temp.request('GET /v1/eventos/rejeitados', '{}', :'tm')).body #>> '{itens,0,motivo}' IS NOT NULL, true, 'what was refused is summed up');

-- An order.
SELECT (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token' AS cart \gset
SELECT pg_temp.outcome(pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', :'cart', 'corpo', json_build_object('cod_produto', :'pizza')::text), NULL, 'alfa'));
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('i1'), pg_temp.event('i2', 'checkout_iniciado'), pg_temp.event('i3', 'carrinho_visto', '10 seconds')), jsonb_build_object('visitante', 'visitante-que-compra', 'carrinho', :'cart', 'chegada', '{"utm_source": "jornal", "utm_campaign": "natal"}'::jsonb));
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', :'cart', 'idempotency_key', 'chave-do-pedido', 'corpo',
    '{"nom_cliente": "Rita", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"}'), NULL, 'alfa')), '201', 'bought');
SELECT results_eq('SELECT tip_canal, nom_campanha, js_primeiro_toque ->> ''nom_origem'' FROM flowt.tb_omni8_pedido_atribuicao', $$VALUES ('CAMPANHA', 'natal', 'jornal')$$, 'the order is the campaign''s');
SELECT ok(w.dat_pedido >= w.dat_checkout AND w.flg_evento_chave, 'the visit ends in an order') FROM flowt.tb_omni8_visita w JOIN flowt.tb_omni8_pedido_atribuicao a USING (cod_tenant, cod_visita);
-- The review is the first one, in whatever order batches arrive.
SELECT ok(w.dat_revisao < w.dat_checkout, 'the cart was reviewed') FROM flowt.tb_omni8_visita w WHERE w.dat_pedido IS NOT NULL;
SELECT pg_temp.send(jsonb_build_array(pg_temp.event('i4', 'carrinho_visto', '70 seconds'), pg_temp.event('i5', 'carrinho_visto')), '{"visitante": "visitante-que-compra"}');
SELECT ok(w.dat_revisao < w.dat_checkout - interval '30 seconds', 'earlier still') FROM flowt.tb_omni8_visita w WHERE w.dat_pedido IS NOT NULL;
SELECT is(nom_tipo || ' ' || vlr_evento, 'pedido_concluido 3990', 'and the server says so') FROM flowt.tb_omni8_evento_tracking WHERE cod_pedido IS NOT NULL;
-- Refunds are told one by one, by what each undid; what is returned in the end, by what was left.
CREATE FUNCTION pg_temp.told(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(concat_ws(' ', nom_tipo, vlr_evento), ', ' ORDER BY cod_evento) FROM flowt.tb_omni8_evento_tracking WHERE cod_pedido = p_order);
SELECT cod_pedido AS um FROM flowt.tb_omni8_pedido \gset
INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido) VALUES (:alfa, :um, 1, 'PARCIAL', 500, 0);
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO';
SELECT is(pg_temp.told(:um), 'pedido_concluido 3990, pedido_estornado 500, pedido_cancelado 3990', 'of its end too');
SELECT (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token' AS cart \gset
SELECT pg_temp.outcome(pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', :'cart', 'corpo', json_build_object('cod_produto', :'pizza', 'qtd_item', 2)::text), NULL, 'alfa')),
    pg_temp.outcome(pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', :'cart', 'idempotency_key', 'chave-do-outro', 'corpo', '{"nom_cliente": "Rita", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "DINHEIRO"}'), NULL, 'alfa')) \g /dev/null
SELECT max(cod_pedido) AS outro FROM flowt.tb_omni8_pedido \gset
UPDATE flowt.tb_omni8_pedido SET sta_pedido = s FROM (VALUES ('ENTREGUE')) AS v (s) WHERE cod_pedido = :outro;
INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido) VALUES (:alfa, :outro, 1, 'DEVOLUCAO', 3990, 0);
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'DEVOLVIDO' WHERE cod_pedido = :outro;
SELECT is(pg_temp.told(:outro), 'pedido_concluido 7980, pedido_estornado 3990, pedido_estornado 3990', 'returned in two parts');
SELECT is(count(DISTINCT des_id_cliente), count(*), 'each with a name of its own') FROM flowt.tb_omni8_evento_tracking WHERE cod_tenant = :alfa;

-- Who signs in, and up: the server says so, of no person. Staff that do are no visitors.
CREATE FUNCTION pg_temp.sign_in(p_wrong integer DEFAULT 0) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_code text;
BEGIN
    UPDATE flowt.tb_omni8_codigo_verificacao SET dat_criacao = dat_criacao - interval '61 seconds';
    PERFORM pg_temp.request('POST /v1/clientes/codigos', '{"ip": "192.0.2.1", "corpo": "{\"canal\": \"FONE\", \"destino\": \"(11) 94444-0001\"}"}', NULL, 'alfa');
    v_code := (SELECT (regexp_match(des_texto, '\d{6}'))[1] FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'codigo_verificacao' ORDER BY cod_mensagem DESC LIMIT 1);
    DELETE FROM flowt.tb_omni8_evento_tracking WHERE nom_tipo IN ('login', 'cadastro');
    PERFORM pg_temp.request('POST /v1/clientes/sessoes', jsonb_build_object('ip', '192.0.2.1', 'user_agent', 'Teste/1', 'corpo', jsonb_build_object('canal', 'FONE', 'destino', '(11) 94444-0001',
        'codigo', lpad(((v_code::integer + p_wrong) % 1000000)::text, 6, '0'))::text), NULL, 'alfa');
    PERFORM pg_temp.login((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), 'marketing');
    RETURN (SELECT string_agg(concat_ws(' ', nom_tipo, tip_canal, cod_pessoa, flg_consentimento), ', ' ORDER BY nom_tipo) FROM flowt.tb_omni8_evento_tracking WHERE nom_tipo IN ('login', 'cadastro'));
END
$$;
SELECT is(pg_temp.sign_in(1), NULL, 'a wrong code is no login');
SELECT is(pg_temp.sign_in(), 'cadastro DIRETO f, login DIRETO f', 'the first time she signs up too');
SELECT is(pg_temp.sign_in(), 'login DIRETO f', 'then in');
SELECT is(pg_temp.why(pg_temp.send(jsonb_build_array(pg_temp.event('j1', 'login'), pg_temp.event('j2', 'cadastro')))), 'tipo_so_do_servidor tipo_so_do_servidor', 'nobody declares it');

-- Upkeep.
UPDATE flowt.tb_omni8_evento_recebido SET dat_recebimento = now() - interval '9 days' WHERE des_id_cliente = 'a1000000';
SELECT is(rotina.expurgar_eventos(), 2::bigint, 'identifiers that cannot come again are forgotten');
SELECT is(rotina.criar_particoes_de_eventos(), 0::bigint, 'partitions are there');
CREATE FUNCTION pg_temp.month(p_ahead integer) RETURNS date LANGUAGE sql RETURN (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => p_ahead))::date;
SELECT has_table('flowt', to_char(pg_temp.month(n), '"tb_omni8_evento_tracking_"YYYY_MM')::name, 'of ' || n || ' months ahead') FROM generate_series(0, 2) AS n;
SELECT to_char(pg_temp.month(3), '"DROP TABLE flowt.tb_omni8_evento_tracking_"YYYY_MM') \gexec
SELECT is(rotina.criar_particoes_de_eventos(), 1::bigint, 'and a fourth, which was not');
-- Thirteen whole months are kept.
SELECT flowt.criar_particao('flowt.tb_omni8_evento_tracking', m) FROM unnest(ARRAY['2020-01-01', pg_temp.month(-14), pg_temp.month(-13)]) AS m \g /dev/null
SELECT is(rotina.expurgar_eventos(), 2::bigint, 'months past their time go');
SELECT hasnt_table('flowt', 'tb_omni8_evento_tracking_2020_01', 'whole');
SELECT has_table('flowt', to_char(pg_temp.month(-13), '"tb_omni8_evento_tracking_"YYYY_MM')::name, 'the thirteenth stays');
-- The guide's types, each by its name in GA4.
SELECT is((SELECT string_agg(concat_ws(' ', t ->> 'nom_tipo', t ->> 'nom_ga4'), ', ' ORDER BY t ->> 'nom_tipo') FROM jsonb_array_elements((pg_temp.request('GET /v1/tipos-de-evento')).body -> 'itens') AS t),
    'aviso_solicitado, busca search, cadastro sign_up, carrinho_adicionado add_to_cart, carrinho_removido remove_from_cart, carrinho_visto view_cart, checkout_iniciado begin_checkout, compartilhado share, compra_direta, cupom_aplicado, cupom_negado, '
    'favoritado add_to_wishlist, indicado, item_clicado select_item, item_visto view_item, lead_gerado generate_lead, link_clicado, lista_vista view_item_list, login login, nps_exibido, nps_respondido, oferta_clicada select_promotion, oferta_vista view_promotion, '
    'pagamento_informado add_payment_info, pagina_vista page_view, pedido_cancelado, pedido_concluido purchase, pedido_estornado refund, qr_lido, whatsapp_clicado', 'the types are public');
SELECT * FROM finish();
ROLLBACK;
