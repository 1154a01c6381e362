-- Variations: SKUs shared with products, prices of their own or the product's (guide chapter 5.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, num_sku, vlr_preco, vlr_preco_de, sta_produto, dat_criacao) VALUES (:alfa, 'Camiseta', 'CAM', 5000, 6000, 'PUBLICADO', now() - interval '1 year')
    RETURNING cod_produto AS shirt \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, num_sku, vlr_preco, sta_produto) VALUES (:beta, 'Caneca', 'CAN', 3000, 'PUBLICADO') RETURNING cod_produto AS mug \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku, vlr_preco, dat_criacao) VALUES (:alfa, :shirt, 'P', 'CAM-P', NULL, now() - interval '1 year') RETURNING cod_variacao AS small \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku, vlr_preco, dat_criacao) VALUES (:alfa, :shirt, 'G', 'CAM-G', 5500, now() - interval '1 year') RETURNING cod_variacao AS large \gset

CREATE FUNCTION pg_temp.prices(p_tenant bigint, p_product bigint, p_moment timestamptz) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', coalesce(v.nom_variacao, '-'), e.vlr_preco, e.vlr_preco_de), ', ' ORDER BY e.cod_variacao NULLS FIRST)
      FROM flowt.precos_em(p_tenant, ARRAY[p_product], p_moment) AS e LEFT JOIN flowt.tb_omni8_variacao v ON v.cod_tenant = p_tenant AND v.cod_variacao = e.cod_variacao $$;
SELECT is(pg_temp.prices(:alfa, :shirt, now()), '- 5000 6000, P 5000 6000, G 5500', 'own price, or the product''s');
UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 4800, vlr_preco_de = NULL WHERE cod_produto = :shirt;
UPDATE flowt.tb_omni8_variacao SET vlr_preco = NULL WHERE cod_variacao = :large;
SELECT is(pg_temp.prices(:alfa, :shirt, now()), '- 4800, P 4800, G 4800', 'a price given up is the product''s again');
SELECT is(pg_temp.prices(:alfa, :shirt, now() - interval '1 hour'), '- 5000 6000, P 5000 6000, G 5500', 'the past stays');
UPDATE flowt.tb_omni8_variacao SET dat_exclusao = now(), sta_variacao = 'INATIVA', num_sku = NULL WHERE cod_variacao = :large;
SELECT is(pg_temp.prices(:alfa, :shirt, now()), '- 4800, P 4800', 'what was deleted has no price');
SELECT is(pg_temp.prices(:alfa, :shirt, now() - interval '1 hour'), '- 5000 6000, P 5000 6000, G 5500', 'and still has a past');

-- One space of SKUs.
SELECT is(pg_temp.attempt('postgres', s), e, s) FROM (VALUES
    (format('INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku) VALUES (%s, %s, ''M'', ''CAM'')', :alfa, :shirt), 'PT409 sku_ja_usado'),
    (format('INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku) VALUES (%s, %s, ''M'', ''CAM-P'')', :alfa, :shirt), 'PT409 sku_ja_usado'),
    (format('INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, num_sku, vlr_preco) VALUES (%s, ''Outra'', ''CAM-P'', 1)', :alfa), 'PT409 sku_ja_usado'),
    (format('UPDATE flowt.tb_omni8_produto_servico SET num_sku = ''CAM-P'' WHERE cod_produto = %s', :shirt), 'PT409 sku_ja_usado'),
    (format('INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, num_sku, vlr_preco) VALUES (%s, ''Outra'', ''CAM-P'', 1)', :beta), 'ok 1'),
    (format('UPDATE flowt.tb_omni8_produto_servico SET num_sku = ''CAM-2'' WHERE cod_produto = %s', :shirt), 'ok 1'),
    (format('INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku) VALUES (%s, %s, ''M'', ''CAM'')', :alfa, :shirt), 'ok 1'),
    (format('INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku) VALUES (%s, %s, ''G'', ''CAM-G'')', :alfa, :shirt), 'ok 1'),
    (format('INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao) VALUES (%s, %s, ''P'')', :alfa, :shirt), '23505 nome_de_variacao_ja_usado'),
    (format('INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao) VALUES (%s, %s, ''P'')', :alfa, :mug), '23503 variacao_do_produto'),
    (format('UPDATE flowt.tb_omni8_variacao SET num_sku = NULL WHERE cod_variacao = %s', :small), 'ok 1')) AS v (s, e);
SELECT is((SELECT string_agg(s.num_sku, ' ' ORDER BY s.num_sku) FROM flowt.tb_omni8_sku s WHERE s.cod_tenant = :alfa), 'CAM CAM-2 CAM-G', 'the register holds what is in use');

-- Administration.
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Vestido', 9000, 'PUBLICADO') RETURNING cod_produto::text AS dress \gset
CREATE FUNCTION pg_temp.create(p_token text, p_product text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/produtos/{id}/variacoes', jsonb_build_object('id', p_product, 'corpo', ('{"nom_variacao": "M"}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.change(p_token text, p_id text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/variacoes/{id}', jsonb_build_object('id', p_id, 'corpo', p_body::text), p_token);
CREATE TEMP TABLE made AS SELECT a.* FROM pg_temp.create(:'ta', :'dress', '{"nom_variacao": " Azul / M ", "atributos": {"Cor": "Azul", "Tamanho": "M"}, "num_sku": "VES-AM", "num_ordem": 2}') AS a;
SELECT is(status || ' ' || (body - 'cod_variacao' - 'cod_produto'), '201 {"num_sku": "VES-AM", "atributos": {"Cor": "Azul", "Tamanho": "M"}, "num_ordem": 2, "vlr_preco": null, "num_versao": 1, "dat_esgotado": null, "nom_variacao": "Azul / M", "sta_variacao": "ATIVA", "vlr_preco_de": null}', 'a variation is created') FROM made;
SELECT body ->> 'cod_variacao' AS v FROM made \gset
SELECT is(pg_temp.outcome(pg_temp.create(t, :'dress', b)), e, b::text) FROM (VALUES
    (:'ta', '{"vlr_preco": 0}'::jsonb, '422 corpo_invalido'), (:'ta', '{"vlr_preco": -5}', '422 corpo_invalido'), (:'ta', '{"vlr_preco": 100000001}', '422 corpo_invalido'), (:'ta', '{"nom_variacao": " "}', '422 corpo_invalido'),
    (:'ta', '{"vlr_preco_de": 500}', '422 preco_de_da_variacao_maior_que_o_preco'), (:'ta', '{"vlr_preco": 500, "vlr_preco_de": 500}', '422 preco_de_da_variacao_maior_que_o_preco'), (:'ta', '{"num_sku": "VES-AM"}', '409 sku_ja_usado'),
    (:'ta', '{"num_sku": "CAM-2"}', '409 sku_ja_usado'), (:'ta', '{"nom_variacao": "Azul / M"}', '409 nome_de_variacao_ja_usado'), (:'ta', '{"atributos": {"Cor": 1}}', '422 atributos_invalidos'), (:'ta', '{"atributos": {"": "x"}}', '422 atributos_invalidos'),
    (:'ta', '{"atributos": []}', '422 corpo_invalido'), (:'ta', '{"cod_produto": "1"}', '422 corpo_invalido'), (:'tb', '{}', '404 nao_encontrado'), (:'cook', '{}', '403 sem_permissao')) AS v (t, b, e);
SELECT is(pg_temp.outcome(pg_temp.create(:'ta', '999999999', '{}')), '404 nao_encontrado', 'of no product');
SELECT is(pg_temp.outcome(pg_temp.change(t, :'v', b)), e, b::text) FROM (VALUES (:'ta', '{"num_versao": 1, "vlr_preco": 9500, "atributos": {"Cor": "Anil"}}'::jsonb, '200'), (:'ta', '{"num_versao": 1, "vlr_preco": 1}', '409 versao_desatualizada'),
    (:'ta', '{"num_versao": 2, "sta_variacao": "X"}', '422 corpo_invalido'), (:'ta', '{"vlr_preco": 1}', '422 corpo_invalido'), (:'tb', '{"num_versao": 2}', '404 nao_encontrado'), (:'ta', '{"num_versao": 2, "num_ordem": 1}', '200')) AS v (t, b, e);
SELECT is((pg_temp.change(:'ta', :'v', '{"num_versao": 3, "nom_variacao": "Anil / M"}')).body -> 'atributos', '{"Cor": "Anil"}', 'what is not named stays');
SELECT is(pg_temp.prices(:alfa, :dress, now()), '- 9000, Anil / M 9500', 'its own price');
SELECT is(pg_temp.outcome(pg_temp.create(:'ta', :'dress', '{"nom_variacao": "Rosa / M"}')), '201', 'another');
SELECT is((SELECT v.variacoes::jsonb - 'x' #>> '{0,nom_variacao}' FROM flowt.variacoes_do_cardapio(:alfa, ARRAY[:dress], now()) AS v), 'Rosa / M', 'the public sees them in order');
SELECT is((SELECT string_agg(concat_ws(' ', x ->> 'nom_variacao', x ->> 'vlr_preco', x ->> 'flg_disponivel'), ', ') FROM flowt.variacoes_do_cardapio(:alfa, ARRAY[:dress, :shirt], now()) AS v, json_array_elements(v.variacoes) AS x WHERE v.cod_produto = :dress),
    'Rosa / M 9000 true, Anil / M 9500 true', 'with the price of each');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/variacoes/{id}/esgotado-hoje', jsonb_build_object('id', :'v'), t)), e, 'sold out today: ' || e) FROM (VALUES (:'tb', '404 nao_encontrado'), (:'cook', '200')) AS v (t, e);
SELECT is((SELECT string_agg(x ->> 'flg_disponivel', ', ') FROM flowt.variacoes_do_cardapio(:alfa, ARRAY[:dress], m) AS v, json_array_elements(v.variacoes) AS x), e, 'until ' || m)
  FROM (VALUES (now(), 'true, false'), (now() + interval '1 day', 'true, true')) AS v (m, e);
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', :'v', '{"num_versao": 5, "sta_variacao": "INATIVA"}')), '200', 'at rest');
SELECT is((SELECT json_array_length(v.variacoes) FROM flowt.variacoes_do_cardapio(:alfa, ARRAY[:dress], now()) AS v), 1, 'the public does not see it');
SELECT is((SELECT string_agg(i ->> 'nom_variacao', ', ') FROM jsonb_array_elements((pg_temp.request('GET /v1/produtos/{id}/variacoes', jsonb_build_object('id', :'dress'), :'cook')).body -> 'itens') AS i), 'Rosa / M, Anil / M', 'the staff sees both');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/produtos/{id}/variacoes', jsonb_build_object('id', :'dress'), :'tb')), '404 nao_encontrado', 'another company sees none');

-- Scheduled prices of a variation, for next June.
SELECT extract(year FROM now())::integer + 1 AS next \gset
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/variacoes/{id}/precos', jsonb_build_object('id', :'v', 'corpo', format('{"vlr_preco": 8000, "dat_inicio": "%1$s-06-01T00:00", "dat_fim": "%1$s-07-01T00:00"}', :next)), t)), e, e) FROM (VALUES (:'ta', '201'), (:'ta', '409 preco_ja_agendado'), (:'tb', '404 nao_encontrado')) AS v (t, e);
SELECT is(pg_temp.prices(:alfa, :dress, m), e, 'at ' || m) FROM (VALUES (make_timestamptz(:next, 6, 15, 12, 0, 0, 'UTC'), '- 9000, Anil / M 8000 9500, Rosa / M 9000'), (make_timestamptz(:next, 7, 1, 3, 0, 0, 'UTC'), '- 9000, Anil / M 9500, Rosa / M 9000')) AS v (m, e);
SELECT i ->> 'cod_preco' AS june FROM jsonb_array_elements((pg_temp.request('GET /v1/variacoes/{id}/precos', jsonb_build_object('id', :'v'), :'ta')).body -> 'itens') AS i WHERE i ->> 'tip_periodo' = 'PROMOCAO' \gset
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/variacoes/{id}/precos/{preco}', jsonb_build_object('id', :'v', 'preco', p), t)), e, e) FROM (VALUES (:'tb', :'june', '404 nao_encontrado'), (:'ta', '999999999', '404 nao_encontrado'), (:'ta', :'june', '204')) AS v (t, p, e);

-- Deletion, of one and of all with their product.
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/variacoes/{id}', jsonb_build_object('id', :'v'), t)), e, 'deleting: ' || e) FROM (VALUES (:'tb', '404 nao_encontrado'), (:'ta', '204'), (:'ta', '404 nao_encontrado')) AS v (t, e);
SELECT is(pg_temp.outcome(pg_temp.create(:'ta', :'dress', '{"nom_variacao": "Anil / M", "num_sku": "VES-AM"}')), '201', 'name and SKU are free again');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}', jsonb_build_object('id', :'dress'), :'ta')), '204', 'the product goes');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_variacao v WHERE v.cod_produto = :dress AND v.dat_exclusao IS NULL) + (SELECT count(*) FROM flowt.tb_omni8_sku s WHERE s.cod_produto = :dress), 0::bigint, 'and its variations and SKUs with it');

SELECT * FROM finish();
ROLLBACK;
