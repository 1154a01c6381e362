-- Closing the cart from a form, and the order's page.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(40);

SELECT admin.criar_tenant('pedido-um', 'Um', 'RESTAURANTE', 'Um Ltda', '12.ABC.345/01DE-35', 'a@um.example', '(92) 91234-5678', 'Rua A', '1', 'Centro', 'Manaus', 'AM', '69000-000', 'America/Manaus') AS um \gset
SELECT admin.criar_tenant('pedido-dois', 'Dois', 'LOJA', 'Dois Ltda', '00.000.000/0001-91', 'a@dois.example', '(11) 91234-5678', 'Rua A', '1', 'Centro', 'São Paulo', 'SP', '01000-000') AS dois \gset
SELECT admin.ativar_tenant(:um), admin.ativar_tenant(:dois) \g /dev/null
UPDATE flowt.tb_omni8_tenant SET flg_entrega = true, vlr_taxa_entrega = 500 WHERE cod_tenant = :um;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:um, 'Bolo <b>', 1250, 'PUBLICADO') RETURNING cod_produto AS bolo \gset

-- A form as a browser sends it, and the fields that differ from a good one.
CREATE SCHEMA teste;
CREATE FUNCTION teste.formulario(p_outros jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(e.key || '=' || flowt.codificar_url(e.value), '&')
      FROM jsonb_each_text('{"chave": "chave-do-teste-1", "vlr_retirada": "2500", "vlr_entrega": "3000", "nom_cliente": "Zé <i>\"Silva\"", "num_telefone": "(92) 99876-5432",
                             "tip_atendimento": "ENTREGA", "des_endereco": "Rua das Flores, 45, ap. 12", "tip_pagamento": "DINHEIRO", "vlr_troco_para": "R$ 50",
                             "des_observacao": "Sem campainha"}' || p_outros) AS e
$$;
CREATE FUNCTION teste.fechar(p_token text, p_outros jsonb) RETURNS flowt.resposta LANGUAGE sql AS $$
    SELECT * FROM api.pagina_pedido_criar(p_token, teste.formulario(p_outros), 'pedido-um')
$$;
GRANT USAGE ON SCHEMA teste TO flowt_api;

SET LOCAL ROLE flowt_api;
SELECT flowt.abrir('publico', false, NULL, 'localhost', NULL, 'pedido-um', 'r') \g /dev/null
SELECT flowt.novo_carrinho(:um) AS token \gset
SELECT flowt.incluir_no_carrinho(:um, :'token', (0, :bolo, NULL, NULL, '[]', 2)::flowt.linha_de_compra, NULL) \g /dev/null
SELECT status AS e_status, corpo AS e FROM teste.fechar(:'token', '{"nom_cliente": "", "num_telefone": "12 \"34\"", "des_endereco": " ", "vlr_troco_para": "cem <b>", "tip_pagamento": "DINHEIRO"}') \gset
SELECT status AS t_status, corpo AS t FROM teste.fechar(:'token', '{"vlr_troco_para": "10,00"}') \gset
SELECT status AS p_status, corpo AS p FROM teste.fechar(:'token', '{"vlr_entrega": "2900"}') \gset
SELECT status AS h_status, corpo AS h FROM teste.fechar(:'token', '{"chave": "x"}') \gset
SELECT status AS v_status, corpo AS v FROM teste.fechar(NULL, '{}') \gset
SELECT status AS o_status, cabecalhos AS o_cabecalhos, corpo AS o_corpo FROM teste.fechar(:'token', '{}') \gset
SELECT cabecalhos AS o2_cabecalhos FROM teste.fechar(:'token', '{}') \gset
SELECT status AS j_status, corpo AS j FROM teste.fechar(:'token', '{"chave": "chave-do-teste-2"}') \gset
SELECT status AS k_status, corpo AS k FROM teste.fechar(:'token', '{"des_endereco": "Outra rua, 1"}') \gset
SELECT substr(:'o_cabecalhos', strpos(:'o_cabecalhos', '/pedido/') + 8) AS publico \gset
SELECT corpo AS pagina FROM api.pagina_pedido(:'publico', 'pedido-um') \gset
SELECT count(*) AS desconhecido FROM api.pagina_pedido('nao-existe', 'pedido-um') \gset
SELECT flowt.abrir('publico', false, NULL, 'localhost', NULL, 'pedido-dois', 'r') \g /dev/null
SELECT count(*) AS alheio FROM api.pagina_pedido(:'publico', 'pedido-dois') \gset
RESET ROLE;

SELECT is(:'e_status'::text, '422', 'wrong fields');
SELECT ok(strpos(:'e', 'id="erro-nom_cliente"') > 0 AND strpos(:'e', 'id="erro-num_telefone"') > 0 AND strpos(:'e', 'id="erro-des_endereco"') > 0
          AND strpos(:'e', 'id="erro-vlr_troco_para"') > 0, 'are all named at once, beside their fields');
SELECT ok(:'e' ~ '<input id="campo-num_telefone" name="num_telefone"[^>]* aria-invalid="true" aria-describedby="dica-num_telefone erro-num_telefone"', 'and tied to them for screen readers');
SELECT ok(strpos(:'e', 'role="alert"') > 0 AND strpos(:'e', '<a href="#campo-num_telefone">') > 0, 'the summary leads to them');
SELECT ok(strpos(:'e', 'value="12 &quot;34&quot;"') > 0 AND strpos(:'e', 'value="cem &lt;b&gt;"') > 0 AND :'e' ~ 'value="ENTREGA"[^>]* checked'
          AND :'e' ~ 'value="DINHEIRO"[^>]* checked' AND strpos(:'e', 'Sem campainha</textarea>') > 0, 'everything typed is kept, escaped');
SELECT ok(strpos(:'e', 'value="chave-do-teste-1"') > 0, 'and so is the key');
SELECT is(:'t_status'::text, '422', 'change from a note that does not pay');
SELECT ok(:'t' ~ 'id="erro-vlr_troco_para">O troco é para pagamento em dinheiro', 'is the field''s error, in the words of the constraint');
SELECT is(:'p_status'::text, '409', 'a price that changed');
SELECT ok(strpos(:'p', 'O preço mudou') > 0 AND strpos(:'p', 'name="vlr_retirada" value="2500"') > 0, 'comes back with the price of now');
SELECT ok(strpos(:'p', 'value="chave-do-teste-1"') = 0, 'under a new key');
SELECT ok(strpos(:'p', 'value="Zé &lt;i&gt;&quot;Silva&quot;"') > 0, 'with everything typed');
SELECT is(:'h_status'::text, '422', 'a form without its key');
SELECT is(:'v_status'::text, '404', 'no cart');
SELECT ok(strpos(:'v', 'Sua sacola está vazia') > 0, 'is an empty one');
SELECT is(:'o_status'::text, '303', 'the order is made');
SELECT ok(:'o_cabecalhos' ~ '^Location: /pedido-um/pedido/[A-Za-z0-9_-]{24}$' AND :'o_corpo' = '', 'and leads to its page');
SELECT is(:'o2_cabecalhos'::text, :'o_cabecalhos', 'sending it twice leads to the same one');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = :um), 1::bigint, 'there is one order');
SELECT is((SELECT (p.vlr_total, p.vlr_troco_para, p.des_endereco, p.num_telefone)::text FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = :um),
          '(3000,5000,"Rua das Flores, 45, ap. 12",+5592998765432)', 'with what the form said');
SELECT is(:'j_status'::text, '409', 'the same cart under another key');
SELECT ok(strpos(:'j', 'já virou o pedido nº 1') > 0 AND strpos(:'j', '/pedido-um/pedido/' || :'publico') > 0, 'is told where its order is');
SELECT is(:'k_status'::text, '422', 'the same key with other data');
SELECT ok(strpos(:'k', '/pedido-um/pedido/' || :'publico') > 0, 'is told the same');

SELECT ok(strpos(:'pagina', '<h1>Pedido nº 1</h1>') > 0 AND strpos(:'pagina', 'Pedido recebido') > 0, 'the order''s page: number and status');
SELECT ok(strpos(:'pagina', to_char(now() AT TIME ZONE 'America/Manaus', 'DD/MM "às" HH24:MI')) > 0, 'times in the company''s zone');
SELECT ok(strpos(:'pagina', '2 × Bolo &lt;b&gt;') > 0 AND strpos(:'pagina', 'R$' || chr(160) || '30,00') > 0 AND strpos(:'pagina', 'troco para R$' || chr(160) || '50,00') > 0, 'items, total and change');
SELECT ok(strpos(:'pagina', '99876') = 0 AND strpos(:'pagina', '998765432') = 0 AND strpos(:'pagina', '(92) •••••-••32') > 0, 'the phone is masked');
SELECT ok(strpos(:'pagina', 'ap. 12') = 0 AND strpos(:'pagina', 'Flores, ') = 0 AND strpos(:'pagina', 'Rua das Flores •••') > 0, 'the address is masked');
SELECT ok(strpos(:'pagina', 'Silva') = 0, 'of the name, the first one');
SELECT ok(strpos(:'pagina', '<meta http-equiv="refresh" content="30">') > 0 AND strpos(:'pagina', 'noindex') > 0, 'it refreshes itself, and is not indexed');
SELECT ok(strpos(:'pagina', '/pedido/' || :'publico' || '/pagamento">Pagar ou ver o pagamento</a>') > 0, 'it leads to the page on which it is paid');
SELECT is(:'desconhecido'::text, '0', 'an unknown token is no page');
SELECT is(:'alheio'::text, '0', 'nor is one of another company');

UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO' WHERE cod_tenant = :um;
SET LOCAL ROLE flowt_api;
SELECT flowt.abrir('publico', false, NULL, 'localhost', NULL, 'pedido-um', 'r') \g /dev/null
SELECT corpo AS fim FROM api.pagina_pedido(:'publico', 'pedido-um') \gset
-- Pick-up with Pix: what was typed into the fields that do not apply does not count.
SELECT flowt.novo_carrinho(:um) AS token \gset
SELECT flowt.incluir_no_carrinho(:um, :'token', (0, :bolo, NULL, NULL, '[]', 2)::flowt.linha_de_compra, NULL) \g /dev/null
SELECT status AS r_status FROM teste.fechar(:'token', '{"chave": "chave-do-teste-3", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX", "vlr_troco_para": "xyz"}') \gset
RESET ROLE;
SELECT ok(strpos(:'fim', 'http-equiv') = 0 AND strpos(:'fim', 'Cancelado') > 0, 'a finished order does not refresh');
SELECT is(:'r_status'::text, '303', 'pick-up with Pix');
SELECT is((SELECT (p.vlr_total, p.vlr_troco_para, p.des_endereco)::text FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = :um AND p.num_pedido = 2), '(2500,,)', 'has no fee, change or address');

SELECT is(flowt.centavos_digitados(d.texto), d.valor::bigint, 'typed money: ' || d.texto)
  FROM (VALUES ('R$ 1.250,5', 125050), ('12,345', NULL)) AS d (texto, valor);

-- Without the cookie nobody is shown an order, whatever key he guesses (the cart of the order above is another's).
SELECT set_config('flowt.cod_tenant', :'um', true) \g /dev/null
SELECT is((SELECT status FROM teste.fechar(NULL, '{}')), 404, 'no cookie, no order');

SELECT * FROM finish();
ROLLBACK;
