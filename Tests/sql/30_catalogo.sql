-- Categories, products, services and their stock (guide chapter 5).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook, pg_temp.login(:alfa,
    'parceiro') AS partner \gset

CREATE FUNCTION pg_temp.create_product(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/produtos', jsonb_build_object('corpo', ('{"nom_produto": "Pizza", "vlr_preco": 3990}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.change_product(p_token text, p_id text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', p_id, 'corpo',
    (jsonb_build_object('num_versao', (SELECT num_versao FROM flowt.tb_omni8_produto_servico WHERE cod_produto = p_id::bigint)) || p_body)::text), p_token);
CREATE FUNCTION pg_temp.product(p_token text, p_id text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/produtos/{id}', jsonb_build_object('id', p_id), p_token);

-- Categories.
CREATE TEMP TABLE category AS SELECT a.* FROM pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"  Pizzas \", \"num_ordem\": 2}"}', :'ta') AS a;
SELECT is(status || ' ' || (body - 'cod_categoria'), '201 {"num_ordem": 2, "num_versao": 1, "nom_categoria": "Pizzas", "sta_categoria": "ATIVA", "cod_categoria_mae": null}',
    'a category is created, its name trimmed') FROM category;
SELECT body ->> 'cod_categoria' AS pizzas FROM category \gset
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"Pizzas\"}"}', :'ta')), '409 nome_de_categoria_ja_usado',
    'its name is used once');
SELECT is((pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"Pizzas\"}"}', :'tb')).status, 201, 'in each tenant');
SELECT (pg_temp.request('POST /v1/categorias', '{"corpo": "{\"nom_categoria\": \"Bebidas\", \"num_ordem\": 1}"}', :'ta')).body ->> 'cod_categoria' AS bebidas \gset
SELECT is(jsonb_path_query_array((pg_temp.request('GET /v1/categorias', '{}', :'ta')).body, '$.itens.nom_categoria'), '["Bebidas", "Pizzas"]',
    'they are listed in order, the tenant''s own only');
SELECT is(pg_temp.wrong_fields(pg_temp.request('POST /v1/categorias', jsonb_build_object('corpo', b), :'ta')), e, 'category ' || b) FROM (VALUES ('{}',
    'nom_categoria:campo_obrigatorio'), ('{"nom_categoria": " "}', 'nom_categoria:texto_curto'),
    ('{"nom_categoria": "' || repeat('x', 81) || '", "num_ordem": -1, "cod_tenant": 1}',
        'cod_tenant:campo_desconhecido nom_categoria:texto_longo num_ordem:numero_pequeno'), ('{"nom_categoria": "x", "num_ordem": 100001}',
        'num_ordem:numero_grande')) AS v (b, e);
CREATE FUNCTION pg_temp.change_category(p_token text, p_id text, p_body text) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('PATCH /v1/categorias/{id}', jsonb_build_object('id', p_id, 'corpo', p_body), p_token));
SELECT is(pg_temp.change_category(:'ta', :'pizzas', '{"num_versao": 1, "sta_categoria": "INATIVA"}'), '200', 'it is changed');
SELECT is(pg_temp.change_category(:'ta', :'pizzas', '{"num_versao": 1, "sta_categoria": "ATIVA"}'), '409 versao_desatualizada', 'a stale version is refused');
SELECT is((pg_temp.request('PATCH /v1/categorias/{id}', jsonb_build_object('id', :'pizzas', 'corpo', '{"num_versao": 9}'), :'ta')).hint, '{"num_versao_atual": 2}',
    'and told the current one');
SELECT is(pg_temp.change_category(:'ta', :'pizzas', '{"num_versao": 2, "sta_categoria": "ATIVA", "nom_categoria": "Bebidas"}'), '409 nome_de_categoria_ja_usado',
    'a name of another');
SELECT is(pg_temp.change_category(:'ta', :'pizzas', '{"num_versao": 2, "sta_categoria": "ATIVA"}'), '200', 'changed back');
SELECT is(pg_temp.change_category(:'tb', :'pizzas', '{"num_versao": 3}'), '404 nao_encontrado', 'another tenant''s is not there');
SELECT is(pg_temp.change_category(:'ta', '0', '{"num_versao": 1}'), '404 nao_encontrado', 'nor one that never was');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/categorias/{id}', jsonb_build_object('id', v, 'corpo', '{"num_versao": 1}'), :'ta')), e,
    'id ' || v) FROM (VALUES ('x', '400 22P02'), ('1.5', '400 22P02'), ('99999999999999999999', '400 22003'), ('-1', '404 nao_encontrado')) AS v (v, e);

-- A tree: no circles, four levels.
CREATE FUNCTION pg_temp.category(p_token text, p_name text, p_mother text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/categorias', jsonb_build_object('corpo', jsonb_build_object('nom_categoria', p_name, 'cod_categoria_mae', p_mother)::text), p_token);
SELECT (pg_temp.category(:'ta', 'Roupas', NULL)).body ->> 'cod_categoria' AS c1, (pg_temp.category(:'ta', 'Casa', NULL)).body ->> 'cod_categoria' AS home \gset
SELECT (pg_temp.category(:'ta', 'Feminino', :'c1')).body ->> 'cod_categoria' AS c2, (pg_temp.category(:'ta', 'Masculino', :'c1')).body ->> 'cod_categoria' AS men \gset
SELECT (pg_temp.category(:'ta', 'Camisas', :'c2')).body ->> 'cod_categoria' AS c3 \gset
SELECT (pg_temp.category(:'ta', 'Linho', :'c3')).body ->> 'cod_categoria' AS c4 \gset
SELECT is(pg_temp.outcome(pg_temp.category(t, n, m)), e, format('%s in %s: %s', n, m, e)) FROM (VALUES (:'ta', 'Camisas', :'men', '201'), (:'ta', 'Camisas', :'c2', '409 nome_de_categoria_ja_usado'), (:'ta', 'Roupas', NULL, '409 nome_de_categoria_ja_usado'),
    (:'ta', 'Puro', :'c4', '422 categoria_funda_demais'), (:'ta', 'Nenhuma', '999999999', '409 categoria_mae'), (:'tb', 'Alheia', :'c1', '409 categoria_mae'), (:'ta', 'Errada', 'x', '422 corpo_invalido')) AS v (t, n, m, e);
SELECT is(pg_temp.change_category(:'ta', c, jsonb_build_object('num_versao', 1, 'cod_categoria_mae', m)::text), e, format('%s into %s: %s', c, m, e)) FROM (VALUES (:'c1', :'c1', '422 categoria_em_laco'), (:'c1', :'c4', '422 categoria_em_laco'),
    (:'c2', :'c3', '422 categoria_em_laco'), (:'c1', :'home', '422 categoria_funda_demais'), (:'home', :'c4', '422 categoria_funda_demais'), (:'c3', :'home', '200')) AS v (c, m, e);
SELECT is((SELECT string_agg(repeat('>', a.num_nivel - 1) || a.nom_categoria, ' ' ORDER BY a.num_posicoes COLLATE "C") FROM flowt.arvore_de_categorias(:alfa) AS a),
    'Casa >Camisas >>Linho Roupas >Feminino >Masculino >>Camisas Bebidas Pizzas', 'each after the one it is in');
UPDATE flowt.tb_omni8_categoria SET sta_categoria = 'INATIVA' WHERE cod_categoria = :c3;
SELECT is((SELECT string_agg(a.nom_categoria, ' ' ORDER BY a.num_posicoes COLLATE "C") FROM flowt.arvore_de_categorias(:alfa) AS a WHERE NOT a.flg_ativa), 'Camisas Linho', 'what rests, rests with all in it');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/categorias/{id}', jsonb_build_object('id', c), :'ta')), e, 'deleting ' || e) FROM (VALUES (:'c3', '409 categoria_mae'), (:'c4', '204'), (:'c3', '204')) AS v (c, e);

-- Creating.
CREATE TEMP TABLE created AS SELECT a.* FROM pg_temp.create_product(:'ta',
    format('{"cod_categoria": "%s", "num_sku": "P-1", "nom_produto": " Pizza de Calabresa ", "des_alergenos": ["glúten", "leite"], "vlr_preco_de": 4990,
    "qtd_estoque": 7, "flg_destaque": true, "num_ordem": 5, "sta_produto": "PUBLICADO", "des_imagem": "https://exemplo.com/p.png"}', :'pizzas')::jsonb) AS a;
SELECT body ->> 'cod_produto' AS pizza FROM created \gset
SELECT is(status, 201, 'a product is created') FROM created;
SELECT is(headers, 'Location: /v1/produtos/' || :'pizza', 'and says where') FROM created;
SELECT is(body - 'dat_alteracao', jsonb_build_object('cod_produto', :'pizza', 'cod_categoria', :'pizzas', 'tip_item', 'PRODUTO', 'num_sku', 'P-1', 'nom_produto',
    'Pizza de Calabresa', 'des_resumo', NULL, 'des_produto', NULL,
    'des_alergenos', '["glúten", "leite"]'::jsonb, 'des_imagem', 'https://exemplo.com/p.png', 'vlr_preco', 3990, 'vlr_preco_de', 4990, 'qtd_duracao_min', NULL,
        'qtd_estoque', 7, 'flg_destaque', true, 'num_ordem', 5,
    'sta_produto', 'PUBLICADO', 'dat_esgotado', NULL, 'num_versao', 1, 'campos', '{}'::jsonb), 'all of it') FROM created;
SELECT is((pg_temp.product(:'ta', :'pizza')).body, body, 'it reads as it was answered') FROM created;
SELECT is((pg_temp.create_product(:'ta', '{}')).body - '{cod_produto,dat_alteracao}'::text[],
    '{"cod_categoria": null, "tip_item": "PRODUTO", "num_sku": null, "nom_produto": "Pizza", "des_resumo": null, "des_produto": null, "des_alergenos": [],
    "des_imagem": null, "vlr_preco": 3990, "vlr_preco_de": null, "qtd_duracao_min": null, "qtd_estoque": null, "flg_destaque": false, "num_ordem": 0, "sta_produto": "RASCUNHO", "dat_esgotado": null, "num_versao": 1, "campos": {}}', 'name and price are enough: a draft without stock control');
SELECT is(pg_temp.outcome(pg_temp.create_product(:'ta', b::jsonb)), e, 'product ' || left(b, 70)) FROM (VALUES
    ('{"num_sku": "P-1"}', '409 sku_ja_usado'), ('{"tip_item": "SERVICO", "qtd_duracao_min": 30}', '201'), ('{"tip_item": "SERVICO"}', '422 duracao_so_de_servico'),
        ('{"tip_item": "SERVICO", "qtd_duracao_min": null}', '422 duracao_so_de_servico'),
    ('{"qtd_duracao_min": 30}', '422 duracao_so_de_servico'), ('{"vlr_preco_de": 3990}', '422 preco_de_maior_que_o_preco'), ('{"vlr_preco_de": 3991}', '201'),
        ('{"vlr_preco": 1}', '201'), ('{"vlr_preco": 100000000}', '201'),
    ('{"cod_categoria": "999999"}', '409 categoria_do_produto'), ('{"qtd_estoque": 0}', '201'), ('{"num_sku": null}', '201'),
        ('{"des_imagem": "/estatico/demo/a.svg"}', '201')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.create_product(:'tb', jsonb_build_object('num_sku', concat('P-1', c), 'cod_categoria', c))), e,
    'the other tenant, category ' || coalesce(c, 'none'))
  FROM (VALUES (NULL, '201'), (:'pizzas', '409 categoria_do_produto')) AS v (c, e);
SELECT is(pg_temp.wrong_fields(pg_temp.create_product(:'ta', b::jsonb)), e, 'product ' || left(b, 90)) FROM (VALUES
    ('{"vlr_preco": 0}', 'vlr_preco:numero_pequeno'), ('{"vlr_preco": -1}', 'vlr_preco:numero_pequeno'), ('{"vlr_preco": 100000001}', 'vlr_preco:numero_grande'),
        ('{"vlr_preco": 1e400}', 'vlr_preco:numero_grande'),
    ('{"vlr_preco": 39.9}', 'vlr_preco:tipo_invalido'), ('{"vlr_preco": 39.0}', 'vlr_preco:tipo_invalido'), ('{"vlr_preco": "3990"}', 'vlr_preco:tipo_invalido'),
        ('{"vlr_preco": null}', 'vlr_preco:tipo_invalido'),
    ('{"nom_produto": "", "vlr_preco": -5, "tip_item": "COISA", "cod_categoria": 3, "des_alergenos": ["", 1], "qtd_estoque": -1, "sta_produto": "X", "cod_tenant": "2", "dat_esgotado": "2026-01-01"}',
     'cod_categoria:tipo_invalido cod_tenant:campo_desconhecido dat_esgotado:campo_desconhecido des_alergenos[0]:texto_curto des_alergenos[1]:tipo_invalido nom_produto:texto_curto qtd_estoque:numero_pequeno sta_produto:opcao_invalida tip_item:opcao_invalida vlr_preco:numero_pequeno'),
    ('{"cod_categoria": "abc"}', 'cod_categoria:formato_invalido'), ('{"des_imagem": "javascript:alert(1)"}', 'des_imagem:formato_invalido'),
        ('{"qtd_estoque": 1000000001}', 'qtd_estoque:numero_grande'), ('{"num_sku": ""}', 'num_sku:texto_curto'),
    (jsonb_build_object('nom_produto', repeat('x', 121))::text, 'nom_produto:texto_longo'), (jsonb_build_object('des_alergenos',
        (SELECT jsonb_agg('x'::text) FROM generate_series(1, 31)))::text, 'des_alergenos:lista_longa'),
    ('{"qtd_duracao_min": 4}', 'qtd_duracao_min:numero_pequeno'), ('{"qtd_duracao_min": 1441}', 'qtd_duracao_min:numero_grande'), ('{"flg_destaque": "sim"}',
        'flg_destaque:tipo_invalido')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.create_product(t, '{}')), e, n || ' creates products') FROM (VALUES ('the kitchen', :'cook', '403 sem_permissao'), ('a partner',
    :'partner', '403 sem_permissao'), ('nobody', NULL, '401 login_necessario')) AS v (n, t, e);
SELECT is(count(*), 0::bigint, 'a refused product leaves nothing') FROM flowt.tb_omni8_produto_servico WHERE vlr_preco < 1 OR nom_produto = '' OR num_sku = '';

-- Changing.
SELECT is((pg_temp.change_product(:'ta', :'pizza', '{"vlr_preco": 4200, "des_resumo": "Boa"}')).body - 'dat_alteracao',
    (SELECT body - 'dat_alteracao' || '{"vlr_preco": 4200, "des_resumo": "Boa", "num_versao": 2}' FROM created), 'only what was sent changes');
SELECT is(pg_temp.outcome(pg_temp.change_product(:'ta', :'pizza', '{"num_versao": 1, "vlr_preco": 1}')), '409 versao_desatualizada', 'a stale version is refused');
SELECT is((pg_temp.change_product(:'ta', :'pizza', '{"num_versao": 1}')).hint, '{"num_versao_atual": 2}', 'and told the current one');
SELECT is((pg_temp.product(:'ta', :'pizza')).body -> 'vlr_preco', '4200', 'the price stays');
SELECT is(pg_temp.wrong_fields(pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', :'pizza', 'corpo', '{}'), :'ta')), 'num_versao:campo_obrigatorio',
    'without a version nothing changes');
SELECT is(pg_temp.outcome(pg_temp.change_product(:'ta', :'pizza', b::jsonb)), e, 'change ' || b) FROM (VALUES
    ('{"vlr_preco": 5000}', '422 preco_de_maior_que_o_preco'), ('{"vlr_preco_de": null, "vlr_preco": 5000}', '200'), ('{"tip_item": "SERVICO"}',
        '422 duracao_so_de_servico'), ('{"cod_categoria": null}', '200'), ('{"cod_categoria": "999999"}', '409 categoria_do_produto'),
    ('{"sta_produto": "RASCUNHO"}', '409 transicao_ilegal'), ('{"sta_produto": "ARQUIVADO"}', '200'), ('{"sta_produto": "PUBLICADO"}', '200'), ('{"dat_esgotado": "2026-12-31"}', '200'), ('{"dat_esgotado": null}', '200'),
        ('{"dat_esgotado": "2026-02-30"}', '422 corpo_invalido'), ('{"nom_produto": null}', '422 corpo_invalido')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.change_product(:'tb', :'pizza', '{"vlr_preco": 1}')), '404 nao_encontrado', 'another tenant''s product is not there to change');
SELECT is((pg_temp.product(:'tb', :'pizza')).status, 404, 'nor to read');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}', jsonb_build_object('id', :'pizza'), :'tb')), '404 nao_encontrado', 'nor to delete');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/produtos/{id}/esgotado-hoje', jsonb_build_object('id', :'pizza'), :'tb')), '404 nao_encontrado', 'nor to sell out');
SELECT is(pg_temp.outcome(pg_temp.product(:'ta', v)), e, 'reading id ' || v) FROM (VALUES ('0', '404'), ('abc', '400 22P02'), ('', '400 22P02'), ('1 OR 1=1',
    '400 22P02'), ('9223372036854775808', '400 22003')) AS v (v, e);

-- Stock: every movement is kept, and they sum to the balance.
CREATE FUNCTION pg_temp.stock_after(p_token text, p_id text, p_stock text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_answer pg_temp.answer := pg_temp.change_product(p_token, p_id, CASE WHEN p_stock IS NULL THEN '{}' ELSE jsonb_build_object('qtd_estoque', p_stock::jsonb) END);
BEGIN
    RETURN (SELECT concat_ws(' ', (v_answer.body -> 'qtd_estoque')::text, sum(m.qtd_movimento), count(*)) FROM flowt.tb_omni8_estoque_movimento m
        WHERE m.cod_produto = p_id::bigint);
END
$$;
SELECT is(pg_temp.stock_after(:'ta', :'pizza', NULL), '7 7 1', 'the first stock is a movement; an absent field moves nothing');
SELECT is(pg_temp.stock_after(:'ta', :'pizza', '10'), '10 10 2', 'up');
SELECT is(pg_temp.stock_after(:'ta', :'pizza', '10'), '10 10 2', 'the same: no movement');
SELECT is(pg_temp.stock_after(:'ta', :'pizza', '0'), '0 0 3', 'down to nothing');
SELECT is(pg_temp.stock_after(:'ta', :'pizza', '3'), '3 3 4', 'up again');
SELECT is(pg_temp.stock_after(:'ta', :'pizza', 'null'), 'null 0 5', 'no longer controlled');
SELECT is(pg_temp.stock_after(:'ta', :'pizza', 'null'), 'null 0 5', 'twice');
SELECT is(pg_temp.stock_after(:'ta', :'pizza', '4'), '4 4 6', 'controlled again');
SELECT is_empty($$SELECT FROM flowt.tb_omni8_estoque e WHERE e.qtd_estoque <> (SELECT coalesce(sum(m.qtd_movimento),
    0) FROM flowt.tb_omni8_estoque_movimento m WHERE m.cod_tenant = e.cod_tenant AND m.cod_produto = e.cod_produto)$$,
    'the movements of every product sum to its balance');
SELECT is(pg_temp.attempt('postgres', s), e, s) FROM (VALUES ('UPDATE flowt.tb_omni8_estoque_movimento SET qtd_movimento = 1', 'PT409 registro_so_de_inclusao'),
    ('DELETE FROM flowt.tb_omni8_estoque_movimento', 'PT409 registro_so_de_inclusao'),
    ('INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento) VALUES (1, 1, 0, ''AJUSTE'')',
        '23514 movimento_diferente_de_zero'),
    ('INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento) VALUES (1, 1, 1, ''ROUBO'')',
        '23514 tipo_de_movimento_conhecido'),
    ('UPDATE flowt.tb_omni8_estoque SET qtd_estoque = -1', '23514 estoque_entre_0_e_1_bilhao')) AS v (s, e);
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', s)
    FROM unnest('{UPDATE flowt.tb_omni8_estoque_movimento SET qtd_movimento = 1,DELETE FROM flowt.tb_omni8_estoque_movimento,DELETE FROM flowt.tb_omni8_produto_servico}'::text[]) AS s;

-- Sold out today: the day of the company, not of the server.
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Rio_Branco' WHERE cod_tenant = :alfa;
SELECT is((pg_temp.request('POST /v1/produtos/{id}/esgotado-hoje', jsonb_build_object('id', :'pizza'), :'cook')).body ->> 'dat_esgotado',
    ((now() AT TIME ZONE 'America/Rio_Branco')::date)::text, 'the kitchen sells it out for today');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/produtos/{id}/esgotado-hoje', jsonb_build_object('id', :'pizza'), :'partner')), '403 sem_permissao',
    'a partner does not');

-- Deleting keeps the row for old orders and frees what was unique.
SELECT pg_temp.change_product(:'ta', :'pizza', jsonb_build_object('cod_categoria', :'pizzas')) \gset
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/categorias/{id}', jsonb_build_object('id', :'pizzas'), :'ta')), '409 categoria_do_produto',
    'a category with items stays');
SELECT is((pg_temp.request('DELETE /v1/produtos/{id}', jsonb_build_object('id', :'pizza'), :'ta')).status, 204, 'a product is deleted');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}', jsonb_build_object('id', :'pizza'), :'ta')), '404 nao_encontrado', 'once');
SELECT is((pg_temp.product(:'ta', :'pizza')).status, 404, 'it is gone');
SELECT is(pg_temp.outcome(pg_temp.change_product(:'ta', :'pizza', '{"sta_produto": "PUBLICADO"}')), '404 nao_encontrado', 'and does not come back');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/produtos/{id}/esgotado-hoje', jsonb_build_object('id', :'pizza'), :'ta')), '404 nao_encontrado', 'nor sells out');
SELECT is(sta_produto || nom_produto, 'ARQUIVADOPizza de Calabresa', 'its row stays') FROM flowt.tb_omni8_produto_servico WHERE cod_produto = :pizza;
SELECT is(pg_temp.attempt('postgres', 'UPDATE flowt.tb_omni8_produto_servico SET sta_produto = ''PUBLICADO'' WHERE cod_produto = ' || :pizza),
    '23514 produto_excluido_fica_arquivado', 'archived for good');
SELECT is((pg_temp.create_product(:'ta', '{"num_sku": "P-1"}')).status, 201, 'its SKU is free');
SELECT is((pg_temp.request('DELETE /v1/categorias/{id}', jsonb_build_object('id', :'pizzas'), :'ta')).status, 204, 'and its category can go');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/categorias/{id}', jsonb_build_object('id', :'bebidas'), :'tb')), '404 nao_encontrado', 'not by another tenant');

-- Listing.
SELECT pg_temp.new_tenant('gama') AS gama \gset
SELECT pg_temp.login(:gama, 'gerente') AS tg \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:gama, 'C') RETURNING cod_categoria AS c \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria, dat_exclusao)
SELECT :gama, CASE n WHEN 7 THEN 'Pão de Açúcar' ELSE 'Item ' || n END, n, CASE WHEN n = 250 THEN 'ARQUIVADO' WHEN n % 2 = 0 THEN 'PUBLICADO' ELSE 'RASCUNHO' END,
    CASE WHEN n <= 30 THEN :c END, CASE n WHEN 250 THEN now() END FROM generate_series(1, 250) AS n;
CREATE FUNCTION pg_temp.list(p_token text, p_args jsonb) RETURNS jsonb LANGUAGE sql RETURN (pg_temp.request('GET /v1/produtos', p_args, p_token)).body;
SELECT is(jsonb_array_length(pg_temp.list(:'tg', a::jsonb) -> 'itens'), e, 'list ' || a) FROM (VALUES ('{}', 20), ('{"limite": "5"}', 5), ('{"limite": "100"}', 100),
    ('{"limite": "101"}', 100), ('{"limite": "2147483647"}', 100), ('{"limite": "0"}', 1),
    ('{"limite": "-3"}', 1), ('{"sta_produto": "PUBLICADO", "limite": "100"}', 100), ('{"sta_produto": "ARQUIVADO"}', 0), ('{"sta_produto": "QUALQUER"}', 0),
        ('{"cod_categoria": "' || :c || '", "limite": "100"}', 30), ('{"cod_categoria": "999999"}', 0),
    ('{"busca": "PAO DE ACUCAR"}', 1), ('{"busca": "açúcar"}', 1), ('{"busca": "item 24", "limite": "100"}', 11), ('{"busca": "%"}', 0), ('{"busca": "_"}', 0),
        ('{"busca": ""}', 20), ('{"apos": "-1"}', 20), ('{"apos": "9223372036854775807"}', 0)) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/produtos', a::jsonb, :'tg')), e, 'list ' || a) FROM (VALUES ('{"limite": "x"}', '400 22P02'),
    ('{"limite": "99999999999"}', '400 22003'), ('{"apos": "1.5"}', '400 22P02'), ('{"cod_categoria": "abc"}', '400 22P02')) AS v (a, e);
CREATE TEMP TABLE walk AS WITH RECURSIVE page (n, body) AS (
    SELECT 1, pg_temp.list(:'tg', '{"limite": "50"}') UNION ALL
    SELECT n + 1, pg_temp.list(:'tg', jsonb_build_object('limite', '50', 'apos', body ->> 'proximo')) FROM page
        WHERE body ->> 'proximo' IS NOT NULL AND n < 20) SELECT * FROM page;
SELECT is((SELECT array_agg((i ->> 'cod_produto')::bigint ORDER BY n, o) FROM walk, jsonb_array_elements(body -> 'itens') WITH ORDINALITY AS e (i, o)),
          (SELECT array_agg(cod_produto ORDER BY cod_produto) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :gama AND dat_exclusao IS NULL),
              'page by page: every item once, in order, the deleted one left out');
SELECT is((SELECT max(n) FROM walk), 5, 'in five pages');
SELECT is(pg_temp.list(:'tg', '{"busca": "acucar"}') -> 'proximo', 'null', 'the last page says so');

SELECT * FROM finish();
ROLLBACK;
