-- A customer's own score as a page: what the API tells her, her right to a review, and that each reading is kept (LGPD art. 20; guide chapter 14).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(52);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT flowt.hoje(:alfa) AS hoje, pg_temp.login(:alfa, 'admin') AS ta \gset
CREATE FUNCTION pg_temp.customer(p_tenant bigint, p_name text) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, tip_origem) VALUES (p_tenant, 'F', p_name, 'LOGIN') RETURNING cod_pessoa
$$;
CREATE FUNCTION pg_temp.session(p_tenant bigint, p_person bigint) RETURNS text LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao) VALUES (p_tenant, p_person, flowt.digerir('fc_' || p_person), now() + interval '1 hour') RETURNING 'fc_' || p_person
$$;
SELECT pg_temp.customer(:alfa, 'Ana') AS ana, pg_temp.customer(:alfa, 'Nina') AS nova, pg_temp.customer(:beta, 'Bia') AS bia \gset
SELECT pg_temp.session(:alfa, :ana) AS tana, pg_temp.session(:alfa, :nova) AS tnova, pg_temp.session(:beta, :bia) AS tbia \gset
SELECT flowt.gravar_scores(:alfa, ARRAY[:ana]::bigint[], :'hoje');
UPDATE flowt.tb_omni8_score_pessoa SET num_score = 585, nom_segmento = 'campeao', num_dias = 30, qtd_pedidos = 3, vlr_liquido = 25000, num_nota = NULL, num_r = 0.5, num_f = 0.5405, num_m = 0.8, num_n = NULL,
    num_peso_n = NULL, num_pontos_r = 187.5, num_pontos_f = 168.91, num_pontos_m = 250, num_pontos_n = NULL WHERE cod_tenant = :alfa;
CREATE FUNCTION pg_temp.mine(p_token text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /{slug}/conta/score', jsonb_build_object('slug', p_slug, 'flowt_cliente', p_token));
CREATE FUNCTION pg_temp.ask(p_token text, p_text text, p_more jsonb DEFAULT '{}', p_seal text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/conta/score/revisoes', jsonb_build_object('slug', 'alfa', 'flowt_cliente', p_token, 'corpo', 'selo=' || coalesce(p_seal, flowt.selo_do_formulario(p_token), '') || '&des_pedido=' || p_text) || p_more);
CREATE FUNCTION pg_temp.plain(p_html text) RETURNS text LANGUAGE sql RETURN replace(p_html, chr(160), ' ');

-- Whose.
SELECT is((pg_temp.mine(t)).status || ' ' || (pg_temp.mine(t)).headers, '303 Location: /alfa/entrar', 'not signed in: ' || coalesce(w, 'nobody')) FROM (VALUES (NULL, NULL), ('fc_falso', 'a false token'), (:'tbia', 'of another company'), (:'ta', 'staff')) AS v (t, w);
SELECT is(pg_temp.outcome(pg_temp.mine(:'tana')), '200', 'signed in');
SELECT ok((pg_temp.request('GET /{slug}/conta', jsonb_build_object('slug', 'alfa', 'flowt_cliente', :'tana'))).raw LIKE '%<a href="/alfa/conta/score">%', 'the account leads to it');
SELECT pg_temp.plain((pg_temp.mine(:'tana')).raw) AS page \gset
SELECT ok(:'page' LIKE '%' || w || '%', w) FROM unnest(ARRAY['<h1>Meu score</h1>', '<p class="status">585 de 1.000 pontos</p>', '<dd>Campeão</dd>', '<dd>Comprou há pouco e compra muito.</dd>', to_char(:'hoje'::date, 'DD/MM/YYYY') || '</dd>',
    '<b>Recência</b><small>A última compra foi há 30 dias.</small><small>Vale 0,5000 de 1, com peso 30 (37,5 % da conta).</small></span><span>187,50 pontos</span>',
    '<b>Frequência</b><small>3 pedidos confirmados em 365 dias.</small><small>Vale 0,5405 de 1, com peso 25 (31,3 % da conta).</small></span><span>168,91 pontos</span>', 'R$ 250,00 em compras',
    '<b>Satisfação</b><small>Ainda sem nota de NPS: não entra na conta, e os outros pesam por ela.</small></span><span>não entra</span>', 'LGPD art. 20', 'responde em até 15 dias', 'action="/alfa/conta/score/revisoes"', 'name="selo" value="' || flowt.selo_do_formulario(:'tana') || '"']) AS w;
SELECT is((SELECT array_agg(x[1] ORDER BY n) FROM regexp_matches(:'page', '</span><span>(?:([\d,.]+) pontos|não entra)</span></li>', 'g') WITH ORDINALITY AS t (x, n)),
          (SELECT array_agg(flowt.numero_por_extenso((c ->> 'num_pontos')::numeric, 2) ORDER BY n) FROM jsonb_array_elements((pg_temp.request('GET /v1/clientes/eu/score', '{}', :'tana')).body -> 'componentes') WITH ORDINALITY AS t (c, n)), 'the points are the API''s');
SELECT is((pg_temp.request('GET /conta/score', jsonb_build_object('flowt_cliente', :'tana'), NULL, 'alfa')).status, 200, 'without the company in the address too');

-- Who has just come has no score kept: it is counted on the spot. Who was erased has none, and no session either.
SELECT is((SELECT count(*) FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :nova), 0::bigint, 'no score is kept of who has just come');
SELECT ok((pg_temp.mine(:'tnova')).raw LIKE '%<p class="status">0 de 1.000 pontos</p>%<dd>Sem compra</dd>%<dd>Nenhum pedido confirmado em 365 dias.</dd>%Nenhuma compra confirmada%', 'and the page tells it');
SAVEPOINT erased;
UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'ANONIMIZADA' WHERE cod_pessoa = :nova;
SELECT is((pg_temp.mine(:'tnova')).headers, 'Location: /alfa/entrar', 'who was erased is led to sign in');
SELECT is((pg_temp.ask(:'tnova', 'Nada')).headers, 'Location: /alfa/entrar', 'with a form too');
ROLLBACK TO erased;

-- Forms that are not of the page.
SELECT is(pg_temp.outcome(pg_temp.ask(:'tana', 'Comprei+mais', m, s)), '403 envio_de_outro_site', w) FROM (VALUES ('{}'::jsonb, '', 'no seal'), ('{}', repeat('0', 64), 'a wrong seal'), ('{}', flowt.selo_do_formulario(:'tnova'), 'the seal of another'),
    ('{"sec_fetch_site": "cross-site"}', NULL, 'of another site'), ('{"origin": "https://mau.example", "host": "localhost"}', NULL, 'of another origin')) AS v (m, s, w);
SELECT is((pg_temp.ask(NULL, 'Comprei+mais')).headers, 'Location: /alfa/entrar', 'without a session one signs in');
SELECT is((pg_temp.ask(:'tana', b)).status || ' ' || ((pg_temp.ask(:'tana', b)).raw ~ ('id="erro-des_pedido">[^<]+</p>')) || ' ' || ((pg_temp.ask(:'tana', b)).raw LIKE '%Falta pouco%'), '422 true true', w)
  FROM (VALUES ('', 'nothing written'), ('ab', 'two letters'), ('%0D%0A+%0D%0A%0D%0A', 'blank lines'), (repeat('x', 2001), 'too long')) AS v (b, w);
SELECT is((SELECT count(*) FROM flowt.tb_omni8_score_revisao), 0::bigint, 'nothing was asked for');

-- Asking.
SELECT is((pg_temp.ask(:'tana', '%0D%0AComprei+%3Cb%3Emais%3C/b%3E' || repeat('%0D%0A', 900) || 'x%0D%0A')).headers, 'Location: /alfa/conta/score#revisao', 'a request, whose line breaks count as one character');
SELECT cod_revisao AS rev FROM flowt.tb_omni8_score_revisao WHERE cod_pessoa = :ana \gset
SELECT is((SELECT cod_pessoa || ' ' || tip_canal || ' ' || sta_revisao || ' ' || num_score || ' ' || (dat_prazo - :'hoje'::date) || ' ' || (des_pedido ~ '^Comprei <b>mais</b>\n+x$') FROM flowt.tb_omni8_score_revisao), :'ana' || ' CLIENTE ABERTA 585 15 true', 'is kept as the API''s');
SELECT pg_temp.plain((pg_temp.mine(:'tana')).raw) AS page \gset
SELECT ok(:'page' LIKE '%<h3>Pedido de revisão nº ' || :'rev' || '</h3><p class="nota">Aberto. Pedido em ' || to_char(:'hoje'::date, 'DD/MM/YYYY') || ', com score 585; respondemos até ' || to_char(:'hoje'::date + 15, 'DD/MM/YYYY') || '.</p>%', 'its number and its deadline');
SELECT ok(:'page' LIKE '%Comprei &lt;b&gt;mais&lt;/b&gt;<br>%' AND :'page' NOT LIKE '%<b>mais</b>%', 'what she wrote is text');
SELECT ok(:'page' LIKE '%está em andamento%' AND :'page' NOT LIKE '%<form%', 'and no second one is asked for');
SELECT ok((pg_temp.mine(:'tnova')).raw NOT LIKE '%Pedido de revisão%', 'nobody else sees it');
SELECT is((pg_temp.ask(:'tana', 'De+novo')).status || ' ' || ((pg_temp.ask(:'tana', 'De+novo')).raw LIKE '%role="alert"><p>Você já pediu a revisão%nº ' || :'rev' || '%'), '409 true', 'a second one is refused, and the first shown');
SELECT is((pg_temp.ask(:'tana', '')).status, 409, 'whatever is written');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_score_revisao), 1::bigint, 'there is one');
UPDATE flowt.tb_omni8_score_revisao SET dat_prazo = :'hoje'::date - 1;
SELECT ok((pg_temp.mine(:'tana')).raw LIKE '%o prazo da resposta era ' || to_char(:'hoje'::date - 1, 'DD/MM/YYYY') || ' e já passou.%', 'one that is late says so');
UPDATE flowt.tb_omni8_score_revisao SET sta_revisao = 'RECUSADA', dat_conclusao = now(), des_resposta = 'Conferimos: as três compras estão lá.', num_score_depois = 590;
SELECT ok((pg_temp.mine(:'tana')).raw LIKE '%<form%Recusado. Pedido em%; respondido em ' || to_char(:'hoje'::date, 'DD/MM/YYYY') || ', com score 590.</p>%<b>Resposta:</b> Conferimos:%', 'the answer, and another may be asked for');
SELECT is((pg_temp.ask(:'tana', 'Ainda+falta')).status, 303, 'which is taken');

-- Each reading is kept, with whose and how it was read; whoever was led elsewhere read nothing.
DELETE FROM flowt.tb_omni8_acesso_dado_pessoal;
SELECT (pg_temp.mine(:'tana')).status, (pg_temp.mine(NULL)).status, (pg_temp.ask(:'tana', 'ab')).status, (pg_temp.ask(:'tana', 'Outra')).status \g /dev/null
SELECT results_eq('SELECT des_leitura, nom_funcao, cod_pessoa, cod_pessoa_login, count(*) FROM flowt.tb_omni8_acesso_dado_pessoal GROUP BY 1, 2, 3, 4 ORDER BY 2',
    format('VALUES (''score, pelo titular'', ''api.pagina_conta_score'', %1$s::bigint, %1$s::bigint, 1::bigint), (''score, pelo titular'', ''api.pagina_conta_score_revisar'', %1$s, %1$s, 2)', :ana), 'the page and what a refused form shows');

-- A company that keeps no people.
INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (:alfa, 'pessoas', false);
SELECT is(pg_temp.outcome(pg_temp.mine(:'tana')), '404 modulo_desativado', 'without the module there is no page');
SELECT is(pg_temp.outcome(pg_temp.ask(:'tana', 'Mais')), '404 modulo_desativado', 'nor form');
SELECT ok((pg_temp.request('GET /{slug}/sacola', jsonb_build_object('slug', 'alfa'))).raw NOT LIKE '%/conta%', 'and nothing leads to either');
SELECT * FROM finish();
ROLLBACK;
