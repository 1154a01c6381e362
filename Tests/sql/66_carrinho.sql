-- The cart: ids and quantities, prices always of now (guide chapter 9.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(77);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE item AS WITH i AS (INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto)
    VALUES (:alfa, 'Pizza', 3990, 'PUBLICADO'), (:alfa, 'Suco', 850, 'PUBLICADO'), (:alfa, 'Rascunho', 1, 'RASCUNHO'), (:alfa, 'Esgotada', 1, 'PUBLICADO'), (:alfa,
        'Sem estoque', 1, 'PUBLICADO'), (:alfa, 'Pouca', 100, 'PUBLICADO'), (:beta, 'Alheia', 1, 'PUBLICADO')
    RETURNING cod_produto, nom_produto) SELECT cod_produto::text AS id, nom_produto AS name FROM i;
SELECT (SELECT id FROM item WHERE name = 'Pizza') AS pizza, (SELECT id FROM item WHERE name = 'Suco') AS suco, (SELECT id FROM item WHERE name = 'Pouca') AS pouca,
    (SELECT id FROM item WHERE name = 'Alheia') AS alheia \gset
UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = (now() AT TIME ZONE 'America/Sao_Paulo')::date WHERE nom_produto = 'Esgotada';
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) SELECT :alfa, id::bigint, CASE name WHEN 'Pouca' THEN 3 ELSE 0 END FROM item WHERE name IN ('Sem estoque', 'Pouca');

CREATE FUNCTION pg_temp.new_cart(p_slug text DEFAULT 'alfa') RETURNS text LANGUAGE sql RETURN (pg_temp.request('POST /v1/carrinhos', '{}', NULL,
    p_slug)).body ->> 'token';
CREATE FUNCTION pg_temp.put(p_cart text, p_item text, p_more jsonb DEFAULT '{}', p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', p_cart, 'corpo', (jsonb_build_object('cod_produto', p_item) || p_more)::text),
    NULL, p_slug);
CREATE FUNCTION pg_temp.set_quantity(p_cart text, p_line text, p_quantity text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/carrinhos/{token}/itens/{id}', jsonb_build_object('token', p_cart, 'id', p_line, 'corpo', '{"qtd_item": ' || p_quantity || '}'),
    NULL, p_slug);
CREATE FUNCTION pg_temp.read(p_cart text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/carrinhos/{token}',
    jsonb_build_object('token', p_cart), NULL, p_slug);

-- A new cart.
CREATE TEMP TABLE made AS SELECT a.* FROM pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa') AS a;
SELECT is(status, 201, 'a cart needs no login') FROM made;
SELECT is(body - '{token,dat_expiracao}'::text[], '{"itens": [], "qtd_itens": 0, "vlr_itens": 0, "vlr_desconto": 0, "vlr_frete": 0, "vlr_desconto_frete": 0, "vlr_total": 0, "descontos": [],
    "cupons": [], "flg_disponivel": true, "sta_carrinho": "ATIVO", "tip_canal": "API", "flg_identificado": false, "dat_reserva": null}', 'it is empty') FROM made;
SELECT is(headers, 'Location: /v1/carrinhos/' || (body ->> 'token'), 'and says where it is') FROM made;
SELECT body ->> 'token' AS cart FROM made \gset
SELECT is(hsh_token, sha256(convert_to(:'cart', 'UTF8')), 'its token is kept as a digest') FROM flowt.tb_omni8_carrinho;
SELECT is((pg_temp.read(:'cart')).body, body - 'token', 'it reads as empty') FROM made;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/carrinhos')), '400 tenant_nao_informado', 'a cart of nobody');

-- Putting in.
SELECT is((pg_temp.put(:'cart', :'pizza', '{"qtd_item": 2, "des_observacao": " sem cebola "}')).body -> 'itens' #- '{0,cod_carrinho_item}',
    jsonb_build_array(jsonb_build_object('cod_produto', :'pizza', 'cod_variacao', NULL, 'cod_combo', NULL, 'nom_produto', 'Pizza', 'des_observacao', 'sem cebola', 'qtd_item', 2, 'opcoes', '[]'::jsonb,
        'vlr_opcoes', 0, 'vlr_unitario', 3990, 'vlr_bruto', 7980, 'vlr_desconto', 0, 'vlr_liquido', 7980, 'flg_disponivel', true, 'problema', NULL)), 'two pizzas');
SELECT is((SELECT row(b -> 'qtd_itens', b -> 'vlr_itens', b -> 'vlr_total')::text FROM (SELECT (pg_temp.put(:'cart', :'suco')).body AS b) AS x), '(3,8830,8830)', 'without a quantity it is one');
SELECT is(jsonb_path_query_array((pg_temp.put(:'cart', :'pizza', '{"qtd_item": 3, "des_observacao": "sem cebola"}')).body, '$.itens.qtd_item'), '[5, 1]',
    'the same item with the same note is one line');
SELECT is(jsonb_path_query_array((pg_temp.put(:'cart', :'pizza')).body, '$.itens.qtd_item'), '[5, 1, 1]', 'without the note another');
SELECT is(jsonb_path_query_array((pg_temp.put(:'cart', :'pizza', '{"des_observacao": "  "}')).body, '$.itens.qtd_item'), '[5, 1, 2]', 'a blank note is no note');
SELECT is(pg_temp.outcome(pg_temp.put(:'cart', i.id)), e, 'putting in ' || i.name) FROM item i JOIN (VALUES ('Rascunho', '422 item_nao_esta_a_venda'), ('Esgotada',
    '409 item_esgotado'), ('Sem estoque', '409 item_esgotado'), ('Alheia', '422 item_nao_esta_a_venda')) AS v (name, e) USING (name);
SELECT is(pg_temp.outcome(pg_temp.put(:'cart', '999999999')), '422 item_nao_esta_a_venda', 'what never was looks like another''s');
SELECT is(pg_temp.wrong_fields(pg_temp.put(:'cart', c, m::jsonb)), e, format('item %s with %s', c, m)) FROM (VALUES (:'suco', '{"qtd_item": 0}',
    'qtd_item:numero_pequeno'), (:'suco', '{"qtd_item": -1}', 'qtd_item:numero_pequeno'), (:'suco', '{"qtd_item": 1000}', 'qtd_item:numero_grande'),
    (:'suco', '{"qtd_item": 1e400}', 'qtd_item:numero_grande'), (:'suco', '{"qtd_item": 1.5}', 'qtd_item:tipo_invalido'), (:'suco', '{"qtd_item": 1.0}',
        'qtd_item:tipo_invalido'), (:'suco', '{"qtd_item": "2"}', 'qtd_item:tipo_invalido'), (:'suco', '{"qtd_item": null}', 'qtd_item:tipo_invalido'),
    ('x', '{"vlr_preco": 1, "des_observacao": 5}', 'cod_produto:formato_invalido des_observacao:tipo_invalido vlr_preco:campo_desconhecido'), (NULL, '{}',
        'cod_produto:tipo_invalido')) AS v (c, m, e);
SELECT is(pg_temp.wrong_fields(pg_temp.put(:'cart', :'suco', jsonb_build_object('des_observacao', repeat('x', 201)))), 'des_observacao:texto_longo',
    'a note of 201 characters');
SELECT is(pg_temp.outcome(pg_temp.put(:'cart', :'suco', '{"qtd_item": 999}')), '422 quantidade_entre_1_e_999', 'a line never passes 999');
SELECT is(pg_temp.outcome(pg_temp.put(:'cart', :'suco', '{"qtd_item": 998}')), '201', 'up to it, it may');
SELECT is((pg_temp.read(:'cart')).body -> 'qtd_itens', '1006', 'what was refused changed nothing');
SELECT is(jsonb_path_query_array((pg_temp.put(:'cart', :'pouca', '{"qtd_item": 4}')).body, '$.itens[3].flg_disponivel'), '[false]',
    'more than the stock is shown as not available');
SELECT is(jsonb_path_query_array((pg_temp.put(:'cart', :'pouca', '{"qtd_item": 1, "des_observacao": "x"}')).body, '$.itens[3 to 4].flg_disponivel'), '[false, false]',
    'over all lines of the item');

-- Changing a line.
SELECT (pg_temp.read(:'cart')).body #>> '{itens,3,cod_carrinho_item}' AS line \gset
SELECT is(jsonb_path_query_array((pg_temp.set_quantity(:'cart', :'line', '2')).body, '$.itens[3 to 4].flg_disponivel'), '[true, true]',
    'three are in stock, two and one fit');
SELECT is(jsonb_path_query_array((pg_temp.set_quantity(:'cart', :'line', '0')).body, '$.itens.qtd_item'), '[5, 999, 2, 1]', 'zero takes the line out');
SELECT is(pg_temp.outcome(pg_temp.set_quantity(:'cart', :'line', '1')), '404 nao_encontrado', 'then it is gone');
SELECT (pg_temp.read(:'cart')).body #>> '{itens,0,cod_carrinho_item}' AS line \gset
SELECT is(pg_temp.outcome(pg_temp.set_quantity(:'cart', :'line', q)), e, 'quantity ' || q) FROM (VALUES ('1', '200'), ('999', '200'), ('1000', '422 corpo_invalido'),
    ('-1', '422 corpo_invalido'), ('null', '422 corpo_invalido'), ('"1"', '422 corpo_invalido'), ('', '400 22P02')) AS v (q, e);
SELECT pg_temp.new_cart() AS other \gset
SELECT is(pg_temp.outcome(pg_temp.set_quantity(:'other', :'line', '1')), '404 nao_encontrado', 'a line is of its cart alone');
SELECT is(pg_temp.outcome(pg_temp.set_quantity(:'cart', v, '1')), e, 'line ' || v) FROM (VALUES ('0', '404 nao_encontrado'), ('x', '400 22P02')) AS v (v, e);

-- The price is of now.
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 900 WHERE nom_produto = 'Suco';
SELECT is((pg_temp.read(:'other')).status, 200, 'another cart');
SELECT pg_temp.put(:'other', :'suco', '{"qtd_item": 2}') \gset
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 950 WHERE nom_produto = 'Suco';
SELECT is((pg_temp.read(:'other')).body -> 'vlr_total', '1900', 'a price change shows at once');
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'ARQUIVADO' WHERE nom_produto = 'Suco';
SELECT is((pg_temp.read(:'other')).body #> '{itens,0,flg_disponivel}', 'false', 'so does an item withdrawn');
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'PUBLICADO', dat_esgotado = '2040-11-23' WHERE nom_produto = 'Suco';
SELECT is((flowt.cotar_carrinho(:alfa, c.cod_carrinho, NULL, m::timestamptz)).flg_disponivel, e, 'and one sold out for the day, asked at ' || m)
    FROM flowt.tb_omni8_carrinho c,
    (VALUES ('2040-11-23 02:59Z', true), ('2040-11-23 03:00Z', false), ('2040-11-24 02:59Z', false), ('2040-11-24 03:00Z', true)) AS v (m,
        e) WHERE c.hsh_token = flowt.digerir(:'other');
UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = NULL WHERE nom_produto = 'Suco';

-- A hundred lines.
SELECT pg_temp.new_cart() AS full \gset
SELECT count(pg_temp.put(:'full', :'pizza', jsonb_build_object('des_observacao', n::text))) FROM generate_series(1, 100) AS n \gset
SELECT is(jsonb_array_length((pg_temp.read(:'full')).body -> 'itens'), 100, 'a hundred lines fit');
SELECT is(pg_temp.outcome(pg_temp.put(:'full', :'pizza', '{"des_observacao": "101"}')), '422 carrinho_cheio', 'one more does not');
SELECT is(pg_temp.outcome(pg_temp.put(:'full', :'pizza', '{"des_observacao": "100"}')), '201', 'a line that is there still grows');

-- Tokens of nothing, of others, of carts that are over.
SELECT is(pg_temp.outcome(pg_temp.read(t, s)), '404 nao_encontrado', 'reading ' || n) FROM (VALUES ('a token of nothing', 'x', 'alfa'), ('another tenant''s cart',
    :'cart', 'beta'), ('a digest', (SELECT encode(flowt.digerir(:'cart'), 'hex')), 'alfa'), ('no token', NULL, 'alfa')) AS v (n, t, s);
SELECT is(pg_temp.outcome(pg_temp.put(:'cart', :'alheia', '{}', 'beta')), '404 nao_encontrado', 'putting into another tenant''s cart');
SELECT is(pg_temp.outcome(pg_temp.set_quantity(:'cart', :'line', '1', 'beta')), '404 nao_encontrado', 'changing another tenant''s cart');
CREATE FUNCTION pg_temp.cart_that_is(p_status text, p_age interval, p_item text, p_into text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := pg_temp.new_cart();
    v_line text := (pg_temp.put(v_cart, p_item)).body #>> '{itens,0,cod_carrinho_item}';
BEGIN
    UPDATE flowt.tb_omni8_carrinho SET sta_carrinho = p_status, cod_destino = CASE p_status WHEN 'MESCLADO' THEN (flowt.achar_carrinho(cod_tenant, p_into)).cod_carrinho END,
        dat_alteracao = now() - p_age WHERE hsh_token = flowt.digerir(v_cart);
    RETURN concat_ws(', ', pg_temp.outcome(pg_temp.read(v_cart)), pg_temp.outcome(pg_temp.set_quantity(v_cart, v_line, '2')), pg_temp.outcome(pg_temp.put(v_cart,
        p_item)));
END
$$;
SELECT is(pg_temp.cart_that_is(s, a::interval, :'pizza', :'other'), e, format('a cart %s, last changed %s ago: read, change, put', s, a)) FROM (VALUES
    ('ATIVO', '0', '200, 200, 201'), ('ATIVO', '30 days -1 second', '200, 200, 201'), ('ATIVO', '30 days',
        '410 carrinho_expirado, 410 carrinho_expirado, 410 carrinho_expirado'), ('EXPIRADO', '0', '410 carrinho_expirado, 410 carrinho_expirado, 410 carrinho_expirado'),
    ('ABANDONADO', '0', '410 carrinho_expirado, 410 carrinho_expirado, 410 carrinho_expirado'), ('MESCLADO', '0', '200, 404 nao_encontrado, 201'),
    ('CONVERTIDO', '0', '200, 409 carrinho_ja_convertido, 409 carrinho_ja_convertido'), ('CONVERTIDO', '90 days',
        '200, 409 carrinho_ja_convertido, 409 carrinho_ja_convertido')) AS v (s, a, e);
SELECT pg_temp.new_cart() AS touched \gset
UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - interval '29 days' WHERE hsh_token = flowt.digerir(:'touched');
SELECT pg_temp.put(:'touched', :'pizza') \gset
SELECT is(dat_alteracao, now(), 'putting something in renews the cart') FROM flowt.tb_omni8_carrinho WHERE hsh_token = flowt.digerir(:'touched');

-- Constraints behind it all.
SELECT is(pg_temp.attempt('postgres', s), e, s) FROM (VALUES ('UPDATE flowt.tb_omni8_carrinho SET sta_carrinho = ''X''', '23514 status_de_carrinho_conhecido'),
    ('UPDATE flowt.tb_omni8_carrinho_item SET qtd_item = 0', '23514 quantidade_entre_1_e_999'),
    ('UPDATE flowt.tb_omni8_carrinho_item SET des_observacao = repeat(''x'', 201)', '23514 observacao_de_ate_200_caracteres'),
        (format('UPDATE flowt.tb_omni8_carrinho_item SET cod_produto = %s', :'alheia'), '23503 produto_do_carrinho'),
    (format('INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, qtd_item) SELECT %s, min(cod_carrinho), %s, 1 FROM flowt.tb_omni8_carrinho', :beta, :'alheia'), '23503 item_do_carrinho'),
    ('INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) SELECT cod_tenant, hsh_token FROM flowt.tb_omni8_carrinho LIMIT 1',
        '23505 token_de_carrinho_unico')) AS v (s, e);
SELECT is(pg_temp.attempt('flowt_api', 'DELETE FROM flowt.tb_omni8_carrinho', :alfa), '42501', 'requests delete no carts');

SELECT * FROM finish();
ROLLBACK;
