-- The cart's page: plain forms, cookies, redirects, and what comes back when something is wrong.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(34);

SELECT admin.criar_tenant('sacola-um', 'Um', 'RESTAURANTE', 'Um Ltda', '12.ABC.345/01DE-35', 'a@um.example', '(11) 91234-5678', 'Rua A', '1', 'Centro', 'São Paulo', 'SP', '01000-000') AS um \gset
SELECT admin.criar_tenant('sacola-dois', 'Dois', 'LOJA', 'Dois Ltda', '00.000.000/0001-91', 'a@dois.example', '(11) 91234-5678', 'Rua A', '1', 'Centro', 'São Paulo', 'SP', '01000-000') AS dois \gset
SELECT admin.ativar_tenant(:um), admin.ativar_tenant(:dois) \g /dev/null
UPDATE flowt.tb_omni8_tenant SET flg_entrega = true, vlr_taxa_entrega = 500, vlr_pedido_minimo = 3000 WHERE cod_tenant = :um;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:um, 'Bolo <b>', 1250, 'PUBLICADO') RETURNING cod_produto AS bolo \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:um, 'Rascunho', 1000, 'RASCUNHO') RETURNING cod_produto AS rascunho \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:um, 'Pouco', 1000, 'PUBLICADO') RETURNING cod_produto AS pouco \gset
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:um, :pouco, 2);
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:dois, 'Alheio', 1000, 'PUBLICADO') RETURNING cod_produto AS alheio \gset

SET LOCAL ROLE flowt_api;
SELECT flowt.abrir('publico', false, NULL, 'localhost', NULL, 'sacola-um', 'r') \g /dev/null
SELECT status AS v_status, corpo AS vazia FROM api.pagina_sacola(NULL, 'sacola-um') \gset
SELECT status AS i_status, cabecalhos AS i_cabecalhos, corpo AS i_corpo
  FROM api.pagina_sacola_incluir(NULL, 'https', 'cod_produto=' || :bolo || '&qtd_item=2&des_observacao=sem+%3Ci%3E+a%C3%A7%C3%BAcar', 'sacola-um') \gset
SELECT (regexp_match(:'i_cabecalhos', 'flowt_sacola=([^;]+);'))[1] AS token \gset
SELECT cabecalhos AS i2_cabecalhos FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=' || :bolo || '&des_observacao=sem+%3Ci%3E+a%C3%A7%C3%BAcar', 'sacola-um') \gset
SELECT corpo AS cheia FROM api.pagina_sacola(:'token', 'sacola-um') \gset
SELECT (regexp_match(:'cheia', '/sacola/itens/([0-9]+)'))[1] AS linha \gset
SELECT status AS q_status, corpo AS q FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=' || :bolo || '&qtd_item=0', 'sacola-um') \gset
SELECT status AS r_status, corpo AS r FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=' || :rascunho, 'sacola-um') \gset
SELECT status AS a_status, corpo AS a FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=' || :alheio, 'sacola-um') \gset
SELECT status AS x_status, corpo AS x FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=1;drop', 'sacola-um') \gset
SELECT status AS m_status, corpo AS m FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=' || :bolo || '&qtd_item=999&des_observacao=sem+%3Ci%3E+a%C3%A7%C3%BAcar', 'sacola-um') \gset
SELECT status AS e_status, cabecalhos AS e_cabecalhos FROM api.pagina_sacola_alterar(:linha, :'token', 'qtd_item=5', 'sacola-um') \gset
SELECT corpo AS cinco FROM api.pagina_sacola(:'token', 'sacola-um') \gset
SELECT status AS g_status, corpo AS g FROM api.pagina_sacola_alterar(:linha, :'token', 'qtd_item=muitos', 'sacola-um') \gset
SELECT status AS f_status, corpo AS f FROM api.pagina_sacola_alterar(999999999, :'token', 'qtd_item=1', 'sacola-um') \gset
SELECT status AS o_status FROM api.pagina_sacola_alterar(:linha, :'token', 'qtd_item=0', 'sacola-um') \gset
SELECT corpo AS removida FROM api.pagina_sacola(:'token', 'sacola-um') \gset
SELECT status AS p_status FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=' || :pouco || '&qtd_item=3', 'sacola-um') \gset
SELECT corpo AS pouca FROM api.pagina_sacola(:'token', 'sacola-um') \gset
SELECT cabecalhos AS proprio FROM api.pagina_sacola_incluir(NULL, 'http', 'cod_produto=' || :bolo) \gset
RESET ROLE;

SELECT is(:'v_status'::text, '200', 'without a cookie the cart is empty, not an error');
SELECT ok(strpos(:'vazia', 'Sua sacola está vazia') > 0 AND strpos(:'vazia', '<form') = 0, 'and has nothing to send');
SELECT is(:'i_status'::text, '303', 'adding redirects');
SELECT is(:'i_cabecalhos'::text, 'Location: /sacola-um/sacola' || E'\n' || 'Set-Cookie: flowt_sacola=' || :'token' || '; Path=/sacola-um; HttpOnly; SameSite=Lax; Max-Age=7776000; Secure',
          'to the cart, with a cookie of that company''s pages only, Secure over https');
SELECT is(:'i_corpo'::text, '', 'without a body');
SELECT is(:'i2_cabecalhos'::text, 'Location: /sacola-um/sacola' || E'\n' || 'Set-Cookie: flowt_sacola=' || :'token' || '; Path=/sacola-um; HttpOnly; SameSite=Lax; Max-Age=7776000',
          'a second item goes to the same cart');
SELECT ok(strpos(:'cheia', 'value="3"') > 0, 'the same item with the same note is one line');
SELECT ok(strpos(:'cheia', 'sem &lt;i&gt; açúcar') > 0 AND strpos(:'cheia', 'Bolo &lt;b&gt;') > 0 AND strpos(:'cheia', 'Bolo <b>') = 0, 'name and note are escaped');
SELECT ok(strpos(:'cheia', 'R$' || chr(160) || '37,50') > 0, 'the line''s total');
SELECT ok(strpos(:'cheia', 'com R$' || chr(160) || '5,00 de entrega') > 0 AND strpos(:'cheia', 'Total R$' || chr(160) || '42,50') > 0, 'the total with delivery, before choosing it');
SELECT ok(:'cheia' ~ 'name="chave" value="[A-Za-z0-9_-]{24}"' AND strpos(:'cheia', 'name="vlr_retirada" value="3750"') > 0 AND strpos(:'cheia', 'name="vlr_entrega" value="4250"') > 0, 'a fresh key and the totals the buyer sees');
SELECT ok(strpos(:'cheia', 'name="robots" content="noindex"') > 0, 'a cart is not indexed');
SELECT is((SELECT count(*) - count(DISTINCT i[1]) FROM regexp_matches(:'cheia', ' id="([^"]+)"', 'g') AS i), 0::bigint, 'no id twice');
SELECT is((SELECT count(*) FROM regexp_matches(:'cheia', '<label[^>]* for="([^"]+)"', 'g') AS l WHERE strpos(:'cheia', ' id="' || l[1] || '"') = 0), 0::bigint, 'every label has its field');
SELECT is(:'q_status'::text, '422', 'quantity zero when adding');
SELECT ok(strpos(:'q', 'role="alert"') > 0 AND strpos(:'q', 'Use uma quantidade de 1 a 999.') > 0 AND strpos(:'q', 'value="3"') > 0, 'says so, with the cart as it was');
SELECT is(:'r_status'::text, '422', 'a draft is not for sale');
SELECT is(regexp_replace(:'a', 'name="chave" value="[^"]*"', ''), regexp_replace(:'r', 'name="chave" value="[^"]*"', ''), 'another company''s item is told apart from a draft by nothing');
SELECT is(:'a_status'::text, '422', 'not even by the status');
SELECT is(:'x_status'::text, '422', 'a code that is none');
SELECT ok(strpos(:'x', 'drop') = 0, 'is not repeated');
SELECT is(:'m_status'::text, '422', 'a line over 999');
SELECT ok(strpos(:'m', 'A quantidade vai de 1 a 999.') > 0, 'in the words of the constraint');
SELECT is(:'e_status' || :'e_cabecalhos', '303Location: /sacola-um/sacola', 'changing redirects');
SELECT ok(strpos(:'cinco', 'value="5"') > 0, 'and has changed');
SELECT is(:'g_status'::text, '422', 'a quantity that is no number');
SELECT is(:'f_status'::text, '404', 'a line that is not there');
SELECT ok(strpos(:'f', 'Não encontramos este item do carrinho') > 0, 'says so');
SELECT is(:'o_status'::text, '303', 'zero removes');
SELECT ok(strpos(:'removida', 'Sua sacola está vazia') > 0, 'the last line leaves an empty cart');
SELECT ok(:'p_status' = '303' AND strpos(:'pouca', 'não há mais esta quantidade') > 0, 'more than the stock is marked in the cart');
SELECT ok(strpos(:'proprio', 'Location: /sacola') = 1 AND strpos(:'proprio', 'Path=/;') > 0, 'on the own domain the cookie is of the whole site');

-- A cart that became an order or expired: the next item starts another one.
UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - interval '30 days' WHERE hsh_token = flowt.digerir(:'token');
SET LOCAL ROLE flowt_api;
SELECT (regexp_match(cabecalhos, 'flowt_sacola=([^;]+);'))[1] AS outro FROM api.pagina_sacola_incluir(:'token', 'http', 'cod_produto=' || :bolo, 'sacola-um') \gset
SELECT flowt.abrir('publico', false, NULL, 'localhost', NULL, 'sacola-dois', 'r') \g /dev/null
SELECT corpo AS alheia FROM api.pagina_sacola(:'outro', 'sacola-dois') \gset
RESET ROLE;
SELECT isnt(:'outro'::text, :'token', 'an expired cart is replaced');
SELECT ok(strpos(:'alheia', 'Sua sacola está vazia') > 0, 'a cart of one company is nothing in another');

SELECT * FROM finish();
ROLLBACK;
