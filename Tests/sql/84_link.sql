-- Short links: where they may lead, retargeting, revocation, ready links, pictures, the links page (guide chapter 8).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'marketing') AS tm, pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:alfa, 'atendente') AS tw, pg_temp.login(:alfa, 'cozinha') AS tk, pg_temp.login(:beta, 'admin') AS tb \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 3990, 'PUBLICADO'), (:beta, 'Bolo', 990, 'PUBLICADO');
SELECT (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :alfa) AS pizza, (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :beta) AS bolo \gset
SELECT flowt.unidade_principal(:alfa) AS centro, flowt.unidade_principal(:beta) AS outra \gset
INSERT INTO flowt.tb_omni8_mesa (cod_tenant, cod_unidade, nom_mesa, des_token) VALUES (:alfa, :centro, '12', 'mesa-doze-0000000000000'), (:beta, :outra, '1', 'mesa-um-00000000000000000');
SELECT (SELECT cod_mesa FROM flowt.tb_omni8_mesa WHERE cod_tenant = :alfa) AS doze, (SELECT cod_mesa FROM flowt.tb_omni8_mesa WHERE cod_tenant = :beta) AS mesa_beta \gset
INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (:alfa) RETURNING cod_oferta AS oferta \gset

CREATE FUNCTION pg_temp.make(p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/links', jsonb_build_object('corpo', ('{"nom_link": "Cardápio", "tip_destino": "INICIO"}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.change(p_link text, p_body jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/links/{id}', jsonb_build_object('id', p_link, 'corpo', (jsonb_build_object('num_versao', (SELECT num_versao FROM flowt.tb_omni8_link WHERE cod_link = p_link::bigint)) || p_body)::text), p_token);
CREATE FUNCTION pg_temp.leads(p_link text, p_way text DEFAULT 'LINK', p_base text DEFAULT '/alfa') RETURNS text LANGUAGE sql
RETURN (SELECT flowt.destino_do_link(l, p_base, p_way) FROM flowt.tb_omni8_link l WHERE l.cod_link = p_link::bigint);

-- Who may.
SELECT is(pg_temp.outcome(pg_temp.make('{}', t)), e, 'makes a link: ' || e) FROM (VALUES (:'tm', '201'), (:'ta', '201'), (:'tw', '403 sem_permissao'), (:'tk', '403 sem_permissao'), (NULL, '401 login_necessario')) AS v (t, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/links', '{}', t)), e, 'sees them: ' || e) FROM (VALUES (:'tw', '200'), (:'tk', '403 sem_permissao')) AS v (t, e);
SELECT is(count(*), 0::bigint, 'another company has none') FROM jsonb_array_elements((pg_temp.request('GET /v1/links', '{}', :'tb')).body -> 'itens');

-- Where it may lead.
SELECT is(pg_temp.outcome(pg_temp.make(b::jsonb, :'tm')), e, b || ' ' || e) FROM (VALUES
    ('{"tip_destino": "ITEM"}', '422 destino_de_link_tem_alvo'), (format('{"tip_destino": "ITEM", "cod_produto": "%s"}', :'pizza'), '201'), (format('{"tip_destino": "ITEM", "cod_produto": "%s"}', :'bolo'), '404 nao_encontrado'),
    ('{"tip_destino": "COMBO"}', '422 destino_de_link_tem_alvo'), ('{"tip_destino": "COMBO", "cod_combo": "1"}', '404 nao_encontrado'), ('{"tip_destino": "OFERTA"}', '422 destino_de_link_tem_alvo'),
    ('{"tip_destino": "UNIDADE"}', '422 destino_de_link_tem_alvo'), (format('{"tip_destino": "UNIDADE", "cod_unidade": "%s"}', :'centro'), '201'), (format('{"cod_unidade": "%s"}', :'outra'), '404 nao_encontrado'),
    ('{"tip_destino": "MESA"}', '422 destino_de_link_tem_alvo'), (format('{"tip_destino": "MESA", "cod_mesa": "%s"}', :'mesa_beta'), '404 nao_encontrado'), ('{"cod_indicador": "1"}', '404 nao_encontrado'),
    ('{"tip_destino": "NADA"}', '422 corpo_invalido'), ('{"nom_link": " "}', '422 corpo_invalido'), ('{"tip_canal": "DIRETO"}', '422 corpo_invalido'), ('{"num_ordem": 10000}', '422 corpo_invalido'), ('{"cod_tenant": 1}', '422 corpo_invalido'),
    ('{"des_token": "aaaaaaaaaaaa"}', '422 corpo_invalido'), ('{"dat_expiracao": "2020-01-01T00:00:00Z"}', '201')) AS v (b, e);
-- Nothing of the old destination stays where it does not belong.
SELECT is((pg_temp.make(format('{"cod_mesa": "%s"}', :'doze')::jsonb, :'tm')).body ->> 'cod_mesa', NULL, 'a table is the target of a table link alone');

-- No open redirect: only a site that the company allows, written as it is.
SELECT is(pg_temp.outcome(pg_temp.make(jsonb_build_object('tip_destino', 'EXTERNO', 'des_url', u), :'ta')), '422 site_nao_permitido', u) FROM (VALUES ('https://www.instagram.com/alfa'), ('https://example.com')) AS v (u);
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/parametros/{nome}', '{"nome": "link_sites_permitidos", "corpo": "{\"valor\": [\"www.Instagram.com\", \"loja.example\"]}"}', :'ta')), '200', 'a company allows sites');
SELECT is(pg_temp.outcome(pg_temp.make(jsonb_build_object('tip_destino', 'EXTERNO', 'des_url', u), :'ta')), e, to_json(u) || ' ' || e) FROM (VALUES
    ('https://www.instagram.com/alfa', '201'), ('https://www.instagram.com', '201'), ('https://loja.example?x=1', '201'), ('https://www.instagram.com/p/@x?y=1&z=%C3%A3', '201'),
    ('https://instagram.com/alfa', '422 site_nao_permitido'), ('https://x.www.instagram.com/', '422 site_nao_permitido'), ('https://www.instagram.com.evil.example/', '422 site_nao_permitido'),
    ('http://www.instagram.com/', '422 corpo_invalido'), ('https://www.instagram.com@evil.example/', '422 corpo_invalido'), ('https://www.instagram.com:8443/', '422 corpo_invalido'), ('https://evil.example\.www.instagram.com/', '422 corpo_invalido'),
    ('javascript:alert(1)', '422 corpo_invalido'), ('//www.instagram.com/', '422 corpo_invalido'), ('/alfa', '422 corpo_invalido'), (E'https://www.instagram.com/\r\nSet-Cookie: a=b', '422 corpo_invalido'), ('https://www.instagram.com/a b', '422 corpo_invalido'),
    ('https://www.instagram.com/#x', '422 corpo_invalido'), ('https://-a-/', '422 site_nao_permitido')) AS v (u, e);
SELECT is(pg_temp.outcome(pg_temp.make('{"tip_destino": "EXTERNO"}', :'ta')), '422 destino_de_link_tem_alvo', 'a site needs an address');
SELECT throws_ok(format('INSERT INTO flowt.tb_omni8_link (cod_tenant, des_token, nom_link, tip_destino, des_url) VALUES (%s, (SELECT des_token FROM flowt.tb_omni8_link_token LIMIT 1), %L, %L, %L)', :'alfa', 'X', 'EXTERNO', 'http://a.example/'),
    '23514', NULL, 'whoever writes it');

-- A link, and the ready ones (8.2).
UPDATE flowt.tb_omni8_parametro_plataforma SET des_valor = 'https://flowt.example' WHERE nom_parametro = 'endereco_publico';
SELECT (pg_temp.make(jsonb_build_object('nom_link', 'Pizza & pão <1>', 'tip_destino', 'ITEM', 'cod_produto', :'pizza', 'nom_campanha', 'Verão à vista', 'nom_conteudo', 'a&b=c', 'flg_pagina', true, 'num_ordem', 2), :'tm')).body AS link \gset
SELECT :'link'::jsonb ->> 'cod_link' AS id, :'link'::jsonb #>> '{compartilhar,des_copiar}' AS curto \gset
SELECT matches(:'curto'::text, '^https://flowt\.example/q/[A-Za-z0-9_-]{12}$', 'a short address');
SELECT right(:'curto', 12) AS token \gset
SELECT is(:'link'::jsonb ->> 'tip_link', 'CAMPANHA', 'of a campaign');
SELECT is(flowt.codificar_url('Olá!'), 'Ol%C3%A1%21', 'UTF-8, percent-encoded');
SELECT is(:'link'::jsonb -> 'compartilhar' ->> k, e, k) FROM (VALUES
    ('des_qr', :'curto' || '?o=qr'), ('des_instagram', :'curto' || '?o=instagram'),
    ('des_whatsapp', 'https://wa.me/?text=Pizza%20%26%20p%C3%A3o%20%3C1%3E%20%C2%B7%20Casa%20alfa%3A%20https%3A%2F%2Fflowt.example%2Fq%2F' || :'token' || '%3Fo%3Dwhatsapp'),
    ('des_whatsapp_empresa', 'https://wa.me/5511912345678?text=Ol%C3%A1%21%20Vim%20por%20https%3A%2F%2Fflowt.example%2Fq%2F' || :'token' || '%3Fo%3Dwhatsapp'),
    ('des_email', 'mailto:?subject=Pizza%20%26%20p%C3%A3o%20%3C1%3E%20%C2%B7%20Casa%20alfa&body=Pizza%20%26%20p%C3%A3o%20%3C1%3E%20%C2%B7%20Casa%20alfa%0D%0A%0D%0Ahttps%3A%2F%2Fflowt.example%2Fq%2F' || :'token' || '%3Fo%3Demail')) AS v (k, e);
SELECT is(:'link'::jsonb #>> '{compartilhar,nativo,url}', :'curto' || '?o=nativo', 'and for the share sheet of a device');
INSERT INTO flowt.tb_omni8_tenant_dominio (cod_tenant, nom_dominio) VALUES (:alfa, 'alfa.example');
SELECT is((pg_temp.request('GET /v1/links/{id}', jsonb_build_object('id', :'id'), :'tw')).body #>> '{compartilhar,des_copiar}', 'https://alfa.example/q/' || :'token', 'at the company''s own domain, if it has one');

-- What each way adds.
SELECT is(pg_temp.leads(:'id', w), '/alfa/item/' || :'pizza' || '?utm_source=' || e || '&utm_campaign=Ver%C3%A3o%20%C3%A0%20vista&utm_content=a%26b%3Dc' || m, w) FROM (VALUES
    ('LINK', 'link&utm_medium=link', '&meio=link'), ('QR', 'qr&utm_medium=qr', '&meio=qr'), ('WHATSAPP', 'whatsapp&utm_medium=mensagem', ''), ('EMAIL', 'email&utm_medium=email', ''), ('INSTAGRAM', 'instagram&utm_medium=social', ''),
    ('NATIVO', 'compartilhamento&utm_medium=social', '')) AS v (w, e, m);
SELECT is(pg_temp.leads(:'id', 'WHATSAPP', ''), '/item/' || :'pizza' || '?utm_source=whatsapp&utm_medium=mensagem&utm_campaign=Ver%C3%A3o%20%C3%A0%20vista&utm_content=a%26b%3Dc', 'and at its own site');
SELECT is(flowt.meio_do_link(o), e, coalesce(o, 'nothing')) FROM (VALUES (NULL, 'LINK'), ('qr', 'QR'), ('whatsapp', 'WHATSAPP'), ('x', 'LINK'), ('QR', 'LINK')) AS v (o, e);

-- Retargeted without printing again.
SELECT is((pg_temp.change(:'id', b::jsonb || '{"nom_campanha": null, "nom_conteudo": null, "nom_origem": "cartaz", "nom_midia": "impresso"}', :'tm')).status, 200, 'now ' || b) FROM (VALUES ('{"tip_destino": "INICIO"}')) AS v (b);
SELECT is(pg_temp.leads(:'id', 'QR'), '/alfa?utm_source=cartaz&utm_medium=impresso&meio=qr', 'the home page, under the words of the link');
SELECT is(pg_temp.leads(:'id', 'QR', ''), '/?utm_source=cartaz&utm_medium=impresso&meio=qr', 'and at its own site');
SELECT (pg_temp.change(:'id', jsonb_build_object('tip_destino', d) || m, :'tm')).status AS s, pg_temp.leads(:'id') AS l FROM (VALUES ('MESA', jsonb_build_object('cod_mesa', :'doze'))) AS v (d, m) \gset
SELECT is(pg_temp.leads(:'id', 'EMAIL'), '/alfa/mesa/mesa-doze-0000000000000?utm_source=cartaz&utm_medium=impresso', 'a table: its own code is in the address it leads to');
SELECT is((SELECT cod_unidade || ' ' || tip_link FROM flowt.tb_omni8_link WHERE cod_link = :'id'), :'centro' || ' MESA', 'and the link is of the unit it stands in');
SELECT is((pg_temp.change(:'id', jsonb_build_object('tip_destino', 'OFERTA', 'cod_oferta', :'oferta'), :'tm')).status, 200, 'an offer');
SELECT is(pg_temp.leads(:'id', 'EMAIL'), '/alfa?utm_source=cartaz&utm_medium=impresso#titulo-ofertas', 'is among the offers');
SELECT is((SELECT cod_mesa FROM flowt.tb_omni8_link WHERE cod_link = :'id'), NULL, 'and the table is gone');
SELECT is((pg_temp.change(:'id', '{"tip_destino": "LINKS"}', :'tm')).status, 200, 'the links page');
SELECT is(pg_temp.leads(:'id', 'EMAIL'), '/alfa/links?utm_source=cartaz&utm_medium=impresso', 'is a page');
SELECT is((pg_temp.change(:'id', jsonb_build_object('tip_destino', 'NPS', 'cod_unidade', :'centro'), :'tm')).status, 200, 'the survey of the company');
SELECT is(pg_temp.leads(:'id', w), '/alfa/nps?canal=' || e || '&unidade=' || :'centro' || '&item=' || :'pizza' || '&utm_source=cartaz&utm_medium=impresso' || m, 'is asked of the link''s unit and item, ' || w) FROM (VALUES ('QR', 'qr', '&meio=qr'), ('LINK', 'link', '&meio=link'), ('EMAIL', 'link', '')) AS v (w, e, m);
SELECT is((pg_temp.change(:'id', '{"tip_destino": "EXTERNO", "des_url": "https://loja.example/a?b=1"}', :'tm')).status, 200, 'a site');
SELECT is(pg_temp.leads(:'id'), 'https://loja.example/a?b=1&utm_source=cartaz&utm_medium=impresso', 'gets the campaign, and nothing of ours');
SELECT is(pg_temp.outcome(pg_temp.change(:'id', '{"des_url": "https://evil.example/"}', :'tm')), '422 site_nao_permitido', 'no other site');
SELECT is((SELECT des_token FROM flowt.tb_omni8_link WHERE cod_link = :'id'), :'token', 'all the time with the same token');
UPDATE flowt.tb_omni8_parametro_valor SET js_valor = '[]' WHERE cod_tenant = :alfa AND nom_parametro = 'link_sites_permitidos';
SELECT is((SELECT flowt.site_permitido(:alfa, 'https://loja.example/a')), false, 'a site that is no longer allowed');
SELECT is(pg_temp.leads(:'id'), NULL, 'is led to no more');

-- The lock, units, revocation.
SELECT is(pg_temp.outcome(pg_temp.change(:'id', b::jsonb, t)), e, b || ' ' || e) FROM (VALUES ('{"num_versao": 1}', :'tm', '409 versao_desatualizada'), ('{"nom_link": "X"}', :'tb', '404 nao_encontrado'), ('{"nom_link": "X"}', :'tw', '403 sem_permissao'),
    ('{"tip_destino": "INICIO", "cod_unidade": null, "nom_link": " Voltar "}', :'tm', '200')) AS v (b, t, e);
SELECT is((SELECT nom_link FROM flowt.tb_omni8_link WHERE cod_link = :'id'), 'Voltar', 'trimmed');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/links/{id}', jsonb_build_object('id', :'id', 'corpo', '{"nom_link": "X"}'), :'tm')), '422 corpo_invalido', 'without the version nothing changes');
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Praia') RETURNING cod_unidade AS praia \gset
SELECT (pg_temp.make(jsonb_build_object('cod_unidade', u), :'ta')).body ->> 'cod_link' AS da_praia FROM (VALUES (:'praia')) AS v (u) \gset
SELECT (pg_temp.make(jsonb_build_object('cod_unidade', u), :'ta')).body ->> 'cod_link' AS do_centro FROM (VALUES (:'centro')) AS v (u) \gset
UPDATE flowt.tb_omni8_usuario_tenant a SET flg_todas_unidades = false FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tm') AND a.cod_tenant = :alfa AND a.cod_usuario = s.cod_usuario;
INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT :alfa, s.cod_usuario, :praia FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tm');
SELECT is(pg_temp.outcome(pg_temp.change(l, '{"num_ordem": 1}', :'tm')), e, n) FROM (VALUES (:'da_praia', '200', 'of one''s unit'), (:'do_centro', '404 nao_encontrado', 'of another unit'), (:'id', '403 fora_das_suas_unidades', 'of the whole company')) AS v (l, e, n);
SELECT is(pg_temp.outcome(pg_temp.change(:'id', jsonb_build_object('cod_unidade', :'praia'), :'tm')), '403 fora_das_suas_unidades', 'nor taken into one''s unit');
SELECT is(pg_temp.outcome(pg_temp.make('{}', :'tm')), '403 fora_das_suas_unidades', 'who sees one unit makes none of the whole company');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/links/{id}', jsonb_build_object('id', l), t)), e, 'revoke ' || e) FROM (VALUES (:'da_praia', :'tb', '404 nao_encontrado'), (:'id', :'tm', '403 fora_das_suas_unidades'), (:'do_centro', :'tm', '404 nao_encontrado'), (:'da_praia', :'tm', '204'), (:'da_praia', :'tm', '204')) AS v (l, t, e);
SELECT is(pg_temp.outcome(pg_temp.change(:'da_praia', '{"num_ordem": 1}', :'tm')), '409 link_revogado', 'for ever');
SELECT is((SELECT sta_link || ' ' || (dat_revogacao IS NOT NULL) FROM flowt.tb_omni8_link WHERE cod_link = :'da_praia'), 'REVOGADO true', 'and it is known when');

-- The list.
SELECT is((pg_temp.request('GET /v1/links', a::jsonb, :'ta')).body -> 'itens' -> 0 ->> 'cod_link', e, a) FROM (VALUES ('{"sta_link": "REVOGADO"}', :'da_praia'), ('{"tip_link": "MESA"}', NULL), ('{"campanha": "nenhuma"}', NULL)) AS v (a, e);
WITH RECURSIVE page AS (
    SELECT (pg_temp.request('GET /v1/links', '{"limite": "3"}', :'ta')).body AS b, 1 AS n
    UNION ALL
    SELECT (pg_temp.request('GET /v1/links', jsonb_build_object('limite', '3', 'apos', page.b ->> 'proximo'), :'ta')).body, page.n + 1 FROM page WHERE page.b ->> 'proximo' IS NOT NULL AND page.n < 20
) SELECT is(array_agg(i ->> 'cod_link' ORDER BY n, (i ->> 'cod_link')::bigint DESC), (SELECT array_agg(cod_link::text ORDER BY cod_link DESC) FROM flowt.tb_omni8_link WHERE cod_tenant = :alfa), 'page by page, each once') FROM page, jsonb_array_elements(b -> 'itens') i;

-- Pictures: what the gateway is asked to draw.
CREATE FUNCTION pg_temp.qr(p_args jsonb, p_link text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_drawn flowt.resposta;
BEGIN
    v_drawn := flowt.desenho_do_link(p_link::bigint, 'image/png', p_args ->> 'tamanho', (p_args ->> 'logo')::boolean, p_args ->> 'cor', p_args ->> 'fundo');
    RETURN v_drawn.tipo;
EXCEPTION WHEN SQLSTATE 'PT422' THEN
    RETURN SQLERRM;
END
$$;
SELECT set_config('flowt.cod_tenant', :'alfa', true) \g /dev/null
SELECT is(pg_temp.qr(a::jsonb, :'id'), e, a) FROM (VALUES ('{}', 'image/png;qr;nivel=M;tamanho=medio'), ('{"logo": true, "tamanho": "grande"}', 'image/png;qr;nivel=H;tamanho=grande'), ('{"cor": "0F766E"}', 'image/png;qr;nivel=M;tamanho=medio;cor=0f766e;fundo=ffffff'),
    ('{"cor": "123456", "fundo": "fff3d9"}', 'image/png;qr;nivel=M;tamanho=medio;cor=123456;fundo=fff3d9'), ('{"cor": "ffffff", "fundo": "000000"}', 'cores_sem_contraste'), ('{"cor": "999999"}', 'cores_sem_contraste'),
    ('{"cor": "red"}', 'cor_desconhecida'), ('{"fundo": "fff;x=1"}', 'cor_desconhecida'), ('{"tamanho": "4096"}', 'tamanho_desconhecido')) AS v (a, e);
SELECT is((pg_temp.request('GET /v1/links/{id}/qr.svg', jsonb_build_object('id', :'id'), :'ta')).raw, 'https://alfa.example/q/' || :'token' || '?o=qr', 'the symbol says the short address, and that it was printed');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/links/{id}/qr.png', jsonb_build_object('id', l), t)), e, e) FROM (VALUES (:'da_praia', :'ta', '409 link_revogado'), (:'id', :'tb', '404 nao_encontrado'), ('0', :'ta', '404 nao_encontrado')) AS v (l, t, e);

-- The links page.
CREATE FUNCTION pg_temp.page(p_slug text DEFAULT 'alfa') RETURNS text LANGUAGE sql RETURN (pg_temp.request('GET /{slug}/links', jsonb_build_object('slug', p_slug, 'host', 'localhost', 'esquema', 'http'))).raw;
SELECT is((SELECT string_agg(m[1], ' | ') FROM regexp_matches(pg_temp.page(), '<li><a class="botao largo"[^>]*>([^<]*)', 'g') m), 'Voltar', 'only what was chosen is shown');
SELECT (pg_temp.make('{"nom_link": "Primeiro <b>", "flg_pagina": true, "num_ordem": 1}', :'ta')).status, (pg_temp.make('{"nom_link": "Vencido", "flg_pagina": true, "dat_expiracao": "2020-01-01T00:00:00Z"}', :'ta')).status \g /dev/null
SELECT is((SELECT string_agg(m[1], ' | ') FROM regexp_matches(pg_temp.page(), '<li><a class="botao largo"[^>]*>([^<]*)', 'g') m), 'Primeiro &lt;b&gt; | Voltar', 'in its order, without what is over');
SELECT ok(pg_temp.page() ~ ('href="/q/' || :'token' || '"'), 'by the short link, which counts it');
SELECT ok(pg_temp.page('beta') ~ 'Ainda não há links aqui', 'a company that shows none says so');
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/modulos/{nome}', '{"nome": "links", "corpo": "{\"flg_ativo\": false}"}', :'ta')), '200', 'switched off');
SELECT is(pg_temp.outcome(pg_temp.request(r, jsonb_build_object('slug', 'alfa', 'host', 'localhost', 'esquema', 'http'))), '404 modulo_desativado', r) FROM (VALUES ('GET /{slug}/links')) AS v (r);

SELECT * FROM finish();
ROLLBACK;
