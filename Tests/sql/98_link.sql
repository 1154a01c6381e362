-- A link is opened: whose it is, what is a click, the visit that begins by it, and what becomes of it when its visitor agrees (guide chapters 3.2, 8.1, 11.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 3990, 'PUBLICADO') RETURNING cod_produto AS pizza \gset
CREATE FUNCTION pg_temp.make(p_body jsonb, p_token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_made pg_temp.answer := pg_temp.request('POST /v1/links', jsonb_build_object('corpo', ('{"nom_link": "Cartaz", "tip_destino": "INICIO"}'::jsonb || p_body)::text), p_token);
BEGIN
    RETURN (SELECT l.des_token FROM flowt.tb_omni8_link l WHERE l.cod_link = (v_made.body ->> 'cod_link')::bigint);
END
$$;
CREATE FUNCTION pg_temp.open(p_link text, p_more jsonb DEFAULT '{}', p_session text DEFAULT NULL, p_slug text DEFAULT NULL, p_host text DEFAULT 'localhost') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /q/{link}', '{"metodo": "GET", "esquema": "https", "ip": "203.0.113.7", "user_agent": "Mozilla/5.0 (Android)"}'::jsonb || jsonb_build_object('link', p_link, 'host', p_host) || p_more, p_session, p_slug, p_host);
CREATE FUNCTION pg_temp.to(p_answer pg_temp.answer) RETURNS text LANGUAGE sql RETURN coalesce(substring((p_answer).headers FROM '^Location: ([^\n]*)'), pg_temp.outcome(p_answer));
CREATE FUNCTION pg_temp.counted(p_link text) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', a.tip_meio, a.qtd_cliques, a.qtd_visitantes, a.qtd_robos, a.qtd_consultas), ', ' ORDER BY a.tip_meio) FROM flowt.tb_omni8_link_acesso a JOIN flowt.tb_omni8_link l USING (cod_tenant, cod_link) WHERE l.des_token = p_link);
SELECT pg_temp.make('{"nom_campanha": "Verão"}', :'ta') AS um, pg_temp.make('{}', :'tb') AS outro, pg_temp.make(jsonb_build_object('tip_destino', 'ITEM', 'cod_produto', :'pizza', 'tip_canal', 'SOCIAL'), :'ta') AS item \gset

-- The token says whose it is; whoever says otherwise is refused, and nothing is counted.
SELECT is(pg_temp.to(pg_temp.open(:'um')), '/alfa?utm_source=link&utm_medium=link&utm_campaign=Ver%C3%A3o&meio=link', 'with the token alone');
SELECT is(pg_temp.to(pg_temp.open(:'um', '{}', s, h)), '/alfa?utm_source=link&utm_medium=link&utm_campaign=Ver%C3%A3o&meio=link', 'with others that agree') FROM (VALUES (:'ta', NULL), (NULL, 'alfa'), (:'ta', 'alfa')) AS v (s, h);
SELECT is(pg_temp.to(pg_temp.open(:'um', p_host => 'alfa.localhost')), '/?utm_source=link&utm_medium=link&utm_campaign=Ver%C3%A3o&meio=link', 'at its own site the page is there');
SELECT is(pg_temp.outcome(pg_temp.open(:'um', '{}', s, h, o)), '403 tenants_divergentes', 'but not with ' || n) FROM (VALUES (:'tb', NULL, 'localhost', 'the session of another'), (NULL, 'beta', 'localhost', 'the header of another'), (NULL, NULL, 'beta.localhost', 'the site of another')) AS v (s, h, o, n);
SELECT is(pg_temp.outcome(pg_temp.open(t)), '404 link_nao_encontrado', 'no such link: ' || t) FROM (VALUES ('aaaaaaaaaaaa'), (''), (upper(:'um') || 'x'), (:'um' || ' ')) AS v (t);
SELECT is(pg_temp.counted(:'um'), 'LINK 5 1 0 0', 'what was refused is no click');
SELECT is(current_setting('flowt.cod_tenant'), :'alfa', 'the company of the door is the company of the request') FROM (SELECT (pg_temp.open(:'outro')).status, (pg_temp.open(:'um')).status) AS s;

-- A copy of a company in the same database has its tokens: what is printed leads to the older one.
INSERT INTO flowt.tb_omni8_link_token (cod_tenant, des_token) VALUES (:beta, :'um');
SELECT is(pg_temp.to(pg_temp.open(:'um')) ~ '^/alfa\?', true, 'whoever came first keeps what is printed');
SELECT is(pg_temp.outcome(pg_temp.open(:'um', '{}', :'tb')), '403 tenants_divergentes', 'and nobody else takes it over');
DELETE FROM flowt.tb_omni8_link_token WHERE cod_tenant = :beta AND des_token = :'um';

-- A company that is not there.
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'SUSPENSO' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.open(:'um')), '503 tenant_indisponivel', 'suspended, as its other pages');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE cod_tenant = :alfa;
DELETE FROM flowt.tb_omni8_link_acesso;
DELETE FROM flowt.tb_omni8_link_visto;
DELETE FROM flowt.tb_omni8_evento_tracking;
UPDATE flowt.tb_omni8_visita SET dat_fim = dat_fim - interval '60 days', dat_inicio = dat_inicio - interval '60 days';

-- What is a click.
SELECT is(flowt.tipo_de_acesso(m, a, p), e, concat_ws(' ', m, a, p)) FROM (VALUES ('GET', 'Mozilla/5.0 (iPhone)', NULL, 'CLIQUE'), ('HEAD', 'Mozilla/5.0 (iPhone)', NULL, 'CONSULTA'), ('GET', 'Mozilla/5.0 (iPhone)', 'prefetch;prerender', 'CONSULTA'),
    ('GET', 'Mozilla/5.0 (iPhone)', 'preview', 'CONSULTA'), ('GET', 'WhatsApp/2.23.20.0', NULL, 'ROBO'), ('GET', 'facebookexternalhit/1.1', NULL, 'ROBO'), ('GET', 'TelegramBot (like TwitterBot)', NULL, 'ROBO'), ('GET', NULL, NULL, 'ROBO'), ('GET', 'curl/8', NULL, 'ROBO'),
    ('HEAD', 'Slackbot', NULL, 'CONSULTA')) AS v (m, a, p, e);
SELECT is((pg_temp.open(:'um', m::jsonb)).status, 302, 'all of them are led on: ' || m) FROM (VALUES ('{}'), ('{}'), ('{"ip": "203.0.113.8"}'), ('{"metodo": "HEAD"}'), ('{"sec_purpose": "prefetch"}'), ('{"user_agent": "WhatsApp/2.23.20.0 A"}'), ('{"o": "qr"}'), ('{"o": "qr", "user_agent": "WhatsApp/2"}'),
    ('{"o": "email"}'), ('{"o": "nada"}')) AS v (m);
SELECT is(pg_temp.counted(:'um'), 'EMAIL 1 0 0 0, LINK 4 2 1 2, QR 1 0 1 0', 'clicks by way, visitors once a day, robots and HEAD apart');
SELECT is((SELECT dat_dia FROM flowt.tb_omni8_link_acesso LIMIT 1), flowt.dia_do_tenant(:alfa, now()), 'on the day of the company');
SELECT is((pg_temp.request('GET /v1/links/{id}/acessos', jsonb_build_object('id', (SELECT cod_link::text FROM flowt.tb_omni8_link WHERE des_token = :'um')), :'ta')).body -> 'total', '{"qtd_cliques": 6, "qtd_robos": 2, "qtd_consultas": 2}', 'as the staff sees it');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/links/{id}/acessos', jsonb_build_object('id', (SELECT cod_link::text FROM flowt.tb_omni8_link WHERE des_token = :'um')) || m::jsonb, t)), e, e) FROM (VALUES ('{}', :'tb', '404 nao_encontrado'), ('{"de": "2026-02-01", "ate": "2026-01-01"}', :'ta', '422 periodo_invertido'),
    ('{"de": "2020-01-01", "ate": "2026-01-01"}', :'ta', '422 periodo_longo')) AS v (m, t, e);
SELECT is(count(*), 6::bigint, 'an event for each click, and for nothing else') FROM flowt.tb_omni8_evento_tracking;
SELECT is(string_agg(DISTINCT concat_ws(' ', nom_tipo, des_link = :'um', flg_consentimento, cod_pessoa, des_pagina), ', '), 'link_clicado t f /q, qr_lido t f /q', 'of the link, without anybody') FROM flowt.tb_omni8_evento_tracking;
SELECT is(rotina.expurgar_visitantes_de_links(), 0::bigint, 'digests of today stay');
UPDATE flowt.tb_omni8_link_visto SET dat_dia = dat_dia - 4;
SELECT is(rotina.expurgar_visitantes_de_links(), 2::bigint, 'older ones go');

-- The visit that begins by it.
CREATE FUNCTION pg_temp.visits() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', w.tip_canal, w.nom_origem, w.nom_midia, w.nom_campanha, w.qtd_eventos, w.qtd_paginas), ', ' ORDER BY w.cod_visita) FROM flowt.tb_omni8_visita w JOIN flowt.tb_omni8_tenant t USING (cod_tenant) WHERE t.nom_slug = 'alfa' AND w.dat_fim > now() - interval '1 day');
CREATE FUNCTION pg_temp.later() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_evento_tracking;
    UPDATE flowt.tb_omni8_visita SET dat_fim = dat_fim - interval '60 days', dat_inicio = dat_inicio - interval '60 days';
END
$$;
SELECT pg_temp.later() \g /dev/null
SELECT (pg_temp.open(l, jsonb_build_object('ip', '203.0.113.' || n, 'o', o))).status FROM (VALUES (21, :'um', NULL), (22, :'um', 'qr'), (23, :'um', 'whatsapp'), (24, :'um', 'email'), (25, :'um', 'instagram'), (26, :'item', NULL), (27, :'item', 'qr')) AS v (n, l, o) \g /dev/null
SELECT is(pg_temp.visits(), 'LINK link link verão 1 0, QR qr qr verão 1 0, WHATSAPP whatsapp mensagem verão 1 0, EMAIL email email verão 1 0, SOCIAL instagram social verão 1 0, SOCIAL link link 1 0, QR qr qr 1 0', 'has its channel and campaign; what was printed is a QR whatever the link is for');
SELECT is((SELECT string_agg(cod_produto::text, ' ') FROM flowt.tb_omni8_evento_tracking WHERE des_link = :'item'), :'pizza' || ' ' || :'pizza', 'and the event its item');

SELECT is(count(*) FILTER (WHERE w.des_link = :'um') || ' ' || count(*) FILTER (WHERE w.des_link = :'item'), '5 2', 'and knows which link it was') FROM flowt.tb_omni8_visita w WHERE w.cod_tenant = :alfa AND w.dat_fim > now() - interval '1 day';

-- The page that follows: whoever did not agree stays the visitor of the day, and the visit is one.
CREATE FUNCTION pg_temp.send(p_type text, p_more jsonb DEFAULT '{}', p_ip text DEFAULT '203.0.113.7') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_ms   bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
    v_sent pg_temp.answer := pg_temp.request('POST /v1/eventos', jsonb_build_object('arquivo', '\x' || encode(convert_to((jsonb_build_object('enviado', v_ms, 'consentimento', false,
        'eventos', jsonb_build_array(jsonb_build_object('id', flowt.novo_token(), 'tipo', p_type, 'momento', v_ms, 'pagina', '/alfa'))) || p_more)::text, 'UTF8'), 'hex'), 'user_agent', 'Mozilla/5.0 (Android)', 'ip', p_ip), NULL, 'alfa');
BEGIN
    RETURN concat_ws(' ', v_sent.body ->> 'qtd_guardados', v_sent.body #>> '{rejeitados,0,motivo}', v_sent.code);
END
$$;
SELECT pg_temp.later(), (pg_temp.open(:'um', '{"o": "qr"}')).status \g /dev/null
SELECT is(pg_temp.send('checkout_iniciado'), '1', 'without consent');
SELECT is(pg_temp.visits(), 'QR qr qr verão 2 0', 'it is the same visit');
-- Whoever agreed, before or now: the visit becomes that visitor's, and is not counted twice.
SELECT pg_temp.later(), (pg_temp.open(:'um', '{"o": "qr"}')).status \g /dev/null
SELECT is(pg_temp.send('pagina_vista', '{"visitante": "visitante-000000001", "consentimento": true, "chegada": {"utm_source": "qr", "utm_medium": "qr", "utm_campaign": "Verão", "meio": "QR"}}'), '1', 'with consent');
SELECT is(pg_temp.visits(), 'QR qr qr verão 2 1', 'it is the same visit too');
SELECT is(count(DISTINCT cod_visitante) || ' ' || bool_and(cod_visitante = (SELECT cod_visitante FROM flowt.tb_omni8_visitante WHERE hsh_visitante = sha256(convert_to(:alfa || '|visitante-000000001', 'UTF8')))), '1 true', 'of the visitor that agreed, event by event') FROM flowt.tb_omni8_evento_tracking;
-- Somebody else at the same address and browser opens it as well: a visit of its own, whose channel its address still tells.
SELECT is(pg_temp.send('pagina_vista', '{"visitante": "visitante-000000002", "consentimento": true, "chegada": {"utm_source": "qr", "meio": "QR"}}'), '1', 'another, who agreed');
SELECT is(pg_temp.visits(), 'QR qr qr verão 2 1, QR qr 1 1', 'has a visit of her own');
-- A visit with pages of its own, or one that began without a link, is nobody else's.
SELECT pg_temp.later() \g /dev/null
SELECT is(pg_temp.send('checkout_iniciado'), '1', 'a direct visit of whoever did not agree');
SELECT is(pg_temp.send('pagina_vista', '{"visitante": "visitante-000000003", "consentimento": true, "chegada": {"utm_source": "qr", "meio": "QR"}}'), '1', 'another at the same address');
SELECT is(pg_temp.visits(), 'DIRETO 1 0, QR qr 1 1', 'stays what it was');
SELECT is(pg_temp.send(t), '0 tipo_so_do_servidor', t || ': the server saw it, a visitor does not declare it') FROM (VALUES ('qr_lido'), ('link_clicado')) AS v (t);
-- Robots and HEAD begin no visit.
SELECT pg_temp.later(), (pg_temp.open(:'um', '{"metodo": "HEAD"}')).status, (pg_temp.open(:'um', '{"user_agent": "WhatsApp/2"}')).status \g /dev/null
SELECT is(pg_temp.visits(), NULL, 'of robots there is none');
-- Without the module nothing is tracked, and the link still leads.
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/modulos/{nome}', '{"nome": "rastreamento", "corpo": "{\"flg_ativo\": false}"}', :'ta')), '200', 'tracking switched off');
SELECT is((pg_temp.open(:'um')).status, 302, 'the link leads');
SELECT is(pg_temp.visits(), NULL, 'and nobody is tracked');

-- A unit to buy in is remembered for the bag; nothing else is kept.
SELECT pg_temp.make(jsonb_build_object('tip_destino', 'UNIDADE', 'cod_unidade', flowt.unidade_principal(:alfa)::text), :'ta') AS unidade \gset
SELECT is((pg_temp.open(:'unidade')).headers, 'Location: /alfa?utm_source=link&utm_medium=link&meio=link' || E'\nSet-Cookie: flowt_unidade=' || flowt.unidade_principal(:alfa) || '; Path=/alfa; HttpOnly; SameSite=Lax; Max-Age=86400; Secure', 'by a cookie of the company''s pages');
SELECT is((pg_temp.open(:'um')).headers ~ 'Set-Cookie', false, 'other links set none');

-- Over.
SELECT is((pg_temp.request('DELETE /v1/links/{id}', jsonb_build_object('id', (SELECT cod_link::text FROM flowt.tb_omni8_link WHERE des_token = :'unidade')), :'ta')).status, 204, 'revoked');
UPDATE flowt.tb_omni8_link SET dat_expiracao = now() WHERE des_token = :'item';
SELECT is((pg_temp.open(l)).status || ' ' || ((pg_temp.open(l)).raw ~ w), '410 true', w) FROM (VALUES (:'unidade', 'A empresa o retirou'), (:'item', 'O prazo dele acabou')) AS v (l, w);
SELECT is(pg_temp.counted(:'unidade'), 'LINK 1 1 0 0', 'what is over is not counted');
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/modulos/{nome}', '{"nome": "links", "corpo": "{\"flg_ativo\": false}"}', :'ta')), '200', 'links switched off');
SELECT is(pg_temp.outcome(pg_temp.open(:'um')), '404 modulo_desativado', 'no link leads anywhere');
SELECT is((pg_temp.open(:'outro')).status, 302, 'but another company''s');

SELECT * FROM finish();
ROLLBACK;
