-- A table as a page: sit down, order, see the bill, call, without JavaScript (guide chapters 7.1 and 10).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/mesa.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta \gset
SELECT pg_temp.product(:alfa, 'Pizza', 4000) AS pizza \gset
SELECT (pg_temp.new_table('12 <b>', :'ta')).body ->> 'token' AS qr \gset
CREATE FUNCTION pg_temp.see(p_qr text, p_tab text DEFAULT NULL, p_bag text DEFAULT NULL, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/mesa/{token}', jsonb_strip_nulls(jsonb_build_object('slug', p_slug, 'token', p_qr, 'flowt_mesa', p_tab, 'flowt_sacola', p_bag)));
CREATE FUNCTION pg_temp.send(p_qr text, p_form text, p_tab text DEFAULT NULL, p_bag text DEFAULT NULL, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/mesa/{token}', jsonb_strip_nulls(jsonb_build_object('slug', 'alfa', 'token', p_qr, 'corpo', p_form, 'flowt_mesa', p_tab, 'flowt_sacola', p_bag)) || p_more);
CREATE FUNCTION pg_temp.cookie(p_answer pg_temp.answer, p_name text) RETURNS text LANGUAGE sql RETURN substring((p_answer).headers FROM 'Set-Cookie: ' || p_name || '=([^;]+)');

-- Who comes.
SELECT is((pg_temp.see(:'qr')).status, 200, 'the QR opens a page');
SELECT matches((pg_temp.see(:'qr')).raw, '<h1>Mesa 12 &lt;b&gt;</h1>.*name="nom_apelido".*Sentar e pedir', 'that asks for a name');
SELECT is((pg_temp.see('nenhum')).status, 404, 'a code of nothing');
SELECT is((pg_temp.see(:'qr', NULL, NULL, 'beta')).status, 404, 'of another house');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mesa_sessao), 0::bigint, 'looking opens nothing');
SELECT is((pg_temp.send(:'qr', f)).status, e, f) FROM (VALUES ('acao=entrar', 422), ('acao=entrar&nom_apelido=+x', 422), ('acao=voar', 422), ('', 422), ('acao=pedir', 410), ('acao=garcom', 410)) AS v (f, e);
SELECT is(pg_temp.outcome(pg_temp.send(:'qr', 'acao=entrar&nom_apelido=Ana', NULL, NULL, '{"sec_fetch_site": "cross-site"}')), '403 envio_de_outro_site', 'not from another site');
CREATE TEMP TABLE seated AS SELECT a.* FROM pg_temp.send(:'qr', 'acao=entrar&nom_apelido=Ana+%3Ci%3E', NULL, NULL, '{"esquema": "https"}') AS a;
SELECT is(status, 303, 'sits down') FROM seated;
SELECT matches(headers, '^Location: /alfa/mesa/' || :'qr' || E'\nSet-Cookie: flowt_mesa=[^;]+; Path=/alfa; HttpOnly; SameSite=Lax; Max-Age=43200; Secure\nSet-Cookie: flowt_sacola=', 'and is remembered, with a bag') FROM seated;
SELECT substring(headers FROM 'flowt_mesa=([^;]+)') AS ana, substring(headers FROM 'flowt_sacola=([^;]+)') AS bag FROM seated \gset
SELECT matches((pg_temp.see(:'qr', :'ana', :'bag')).raw, 'como <b>Ana &lt;i&gt;</b>.*href="/alfa">Ver o cardápio.*Chamar alguém.*Ninguém pediu nada', 'the bill, still empty, and the menu');
SELECT is(pg_temp.cookie(pg_temp.send(:'qr', 'acao=entrar&nom_apelido=Outra', :'ana', :'bag'), 'flowt_mesa'), NULL, 'who sits already does not sit down again');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_comanda), 1::bigint, 'one tab');
SELECT is((pg_temp.send(:'qr', 'acao=entrar&nom_apelido=ANA+%3Ci%3E')).status, 409, 'a name that is taken comes back');

-- The bag: filled at the menu, closed here.
SELECT pg_temp.request('POST /{slug}/sacola', jsonb_build_object('slug', 'alfa', 'flowt_sacola', :'bag', 'corpo', 'cod_produto=' || :pizza || '&qtd_item=2')) \g /dev/null
SELECT matches((pg_temp.request('GET /{slug}/sacola', jsonb_build_object('slug', 'alfa', 'flowt_sacola', :'bag'))).raw, 'href="/alfa/mesa/' || :'qr' || '">Confirmar o pedido', 'the bag leads back to the table');
SELECT unalike((pg_temp.request('GET /{slug}/sacola', jsonb_build_object('slug', 'alfa', 'flowt_sacola', :'bag'))).raw, '%num_telefone%', 'and asks for no phone');
SELECT matches((pg_temp.see(:'qr', :'ana', :'bag')).raw, 'Na sua sacola.*2 × Pizza.*name="vlr_esperado" value="8000".*Enviar para a cozinha', 'the table shows it');
SELECT is((pg_temp.send(:'qr', 'acao=pedir&chave=chave-da-mesa&vlr_esperado=1', :'ana', :'bag')).status, 409, 'a price that changed');
SELECT is((pg_temp.send(:'qr', 'acao=pedir&vlr_esperado=8000', :'ana', :'bag')).status, 400, 'no key');
CREATE TEMP TABLE sent AS SELECT a.* FROM pg_temp.send(:'qr', 'acao=pedir&chave=chave-da-mesa&vlr_esperado=8000', :'ana', :'bag') AS a;
SELECT is(status, 303, 'sent') FROM sent;
SELECT isnt(substring(headers FROM 'flowt_sacola=([^;]+)'), :'bag', 'and the next bag is ready') FROM sent;
SELECT is((pg_temp.send(:'qr', 'acao=pedir&chave=chave-da-mesa&vlr_esperado=8000', :'ana', :'bag')).status, 303, 'sent twice');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_mesa_pedido), 1::bigint, 'is one order');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_carrinho c WHERE c.sta_carrinho = 'ATIVO' AND c.des_fechamento = '/mesa/' || :'qr' AND c.tip_canal = 'MESA') > 0, true, 'the next bag too is closed at the table');
SELECT des_token AS ordered FROM flowt.tb_omni8_pedido \gset
SELECT matches((pg_temp.request('GET /{slug}/pedido/{token}', jsonb_build_object('slug', 'alfa', 'token', :'ordered'))).raw, '<dd>Ana</dd>', 'the order''s own page, of somebody without a phone');
SELECT matches((pg_temp.see(:'qr', :'ana')).raw, '<h3>Ana &lt;i&gt; <small>nº 1.*2 × Pizza.*80,00.*Serviço \(10%, opcional\).*8,00.*88,00', 'the bill');

-- Fee, tip, calls.
SELECT is((pg_temp.send(:'qr', f, :'ana')).status, e, f) FROM (VALUES ('acao=sem_taxa', 303), ('acao=gorjeta&vlr_gorjeta=muito', 422), ('acao=gorjeta&vlr_gorjeta=100000,01', 422), ('acao=gorjeta&vlr_gorjeta=5,50', 303), ('acao=garcom', 303)) AS v (f, e);
SELECT matches((pg_temp.see(:'qr', :'ana')).raw, 'Chamamos: alguém vem logo.*Pôr a taxa.*retirado.*Gorjeta.*5,50.*85,50', 'are on the page');
SELECT is((pg_temp.send(:'qr', 'acao=com_taxa', :'ana')).status, 303, 'the fee again');
SELECT is((pg_temp.send(:'qr', 'acao=conta', :'ana')).status, 303, 'the bill, please');
SELECT matches((pg_temp.see(:'qr', :'ana')).raw, 'A conta foi pedida', 'is said');
SELECT unalike((pg_temp.see(:'qr', :'ana')).raw, '%Ver o cardápio%', 'and no more is ordered');

-- Closed: the tab is over, the bag is any bag again.
SELECT cod_mesa_sessao AS s FROM flowt.tb_omni8_mesa_sessao \gset
SELECT pg_temp.bill('POST fechamento', :'s', :'ta', '{"des_liberacao": "cortesia da casa"}') \g /dev/null
SELECT matches((pg_temp.see(:'qr', :'ana')).raw, 'name="nom_apelido"', 'the page asks who comes next');
SELECT is((pg_temp.send(:'qr', 'acao=garcom', :'ana')).status, 410, 'the old tab calls nobody');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_carrinho WHERE des_fechamento IS NOT NULL), 0::bigint, 'no bag leads to the table any more');
SELECT flowt.definir_parametro(:alfa, 'mesa_abertura_publica', 'false', now()) \g /dev/null
SELECT matches((pg_temp.see(:'qr')).raw, 'ainda não foi aberta', 'where only staff opens, the page says so');
SELECT is((pg_temp.send(:'qr', 'acao=entrar&nom_apelido=Zoé')).status, 409, 'and the form does not');

SELECT * FROM finish();
ROLLBACK;
