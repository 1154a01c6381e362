-- Delivery areas: which one decides, what it costs, and what an order pays (guide chapter 4.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(111);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS atendente \gset
SELECT flowt.unidade_principal(:alfa)::text AS matriz, flowt.unidade_principal(:beta)::text AS alheia \gset
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Sul') RETURNING cod_unidade AS sul \gset
UPDATE flowt.tb_omni8_tenant SET flg_entrega = true, vlr_taxa_entrega = 700, vlr_pedido_minimo = 1500 WHERE cod_tenant = :alfa;
UPDATE flowt.tb_omni8_unidade SET num_latitude = -23.561400, num_longitude = -46.656100 WHERE cod_unidade = :matriz;
CREATE FUNCTION pg_temp.area(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/areas-entrega', jsonb_build_object('corpo', ('{"nom_area": "Área", "vlr_taxa": 500}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.quote(p_args jsonb, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/entrega', p_args, NULL, p_slug);
CREATE FUNCTION pg_temp.fee(p_args jsonb) RETURNS text LANGUAGE sql
RETURN (SELECT coalesce(concat_ws(' ', (q).body ->> 'nom_area', (q).body ->> 'vlr_taxa'), '') || CASE WHEN (q).body -> 'flg_atende' = 'false' THEN 'fora' ELSE '' END FROM pg_temp.quote(p_args) AS q);

-- Distances that are known: a degree of the meridian, São Paulo to Rio, the antipodes, nowhere.
SELECT is(round(flowt.distancia_km(a, b, c, d)), e::numeric, format('from %s,%s to %s,%s', a, b, c, d)) FROM (VALUES (0, 0, 1, 0, 111), (-23.5505, -46.6333, -22.9068, -43.1729, 361), (0, 0, 0, 180, 20015), (10, 20, 10, 20, 0), (0, 179.5, 0, -179.5, 111)) AS v (a, b, c, d, e);
SELECT is(flowt.nome_comparavel(n), e, 'name ' || n) FROM (VALUES ('  Jardim   Paulista ', 'jardim paulista'), ('SÃO JOSÉ', 'sao jose'), ('Pau-d''Alho', 'pau d alho'), ('V. Olímpia', 'v olimpia'), ('-', '')) AS v (n, e);

-- Without areas the flat fee holds.
SELECT is((pg_temp.quote('{}')).body, jsonb_build_object('cod_unidade', :'matriz', 'flg_atende', true, 'nom_area', NULL, 'vlr_taxa', 700, 'vlr_minimo', 1500, 'vlr_gratis_acima', NULL, 'qtd_prazo_min', NULL),
    'without areas, the company''s one fee');
SELECT is((pg_temp.quote('{}', 'beta')).body -> 'flg_atende', 'false', 'a company that does not deliver');

-- What an area may be.
SELECT is(pg_temp.outcome(pg_temp.area(:'ta', b::jsonb)), e, 'area ' || left(b, 100)) FROM (VALUES
    ('{"tip_area": "BAIRRO"}', '422 area_com_os_campos_do_tipo'), ('{"tip_area": "BAIRRO", "nom_bairros": []}', '422 corpo_invalido'), ('{"tip_area": "BAIRRO", "nom_bairros": ["Centro", "CENTRO"]}', '422 bairro_repetido_ou_vazio'),
    ('{"tip_area": "BAIRRO", "nom_bairros": ["--"]}', '422 bairro_repetido_ou_vazio'), ('{"tip_area": "BAIRRO", "nom_bairros": ["Centro"], "num_raio_km": 1}', '422 area_com_os_campos_do_tipo'),
    ('{"tip_area": "CEP"}', '422 area_com_os_campos_do_tipo'), ('{"tip_area": "CEP", "num_cep_inicio": "01000-000"}', '422 area_com_os_campos_do_tipo'),
    ('{"tip_area": "CEP", "num_cep_inicio": "02000-000", "num_cep_fim": "01999-999"}', '422 faixa_de_cep_em_ordem'), ('{"tip_area": "CEP", "num_cep_inicio": "0100000a", "num_cep_fim": "01999-999"}', '422 corpo_invalido'),
    ('{"tip_area": "CEP", "num_cep_inicio": "01", "num_cep_fim": "02"}', '422 corpo_invalido'), ('{"tip_area": "RAIO", "num_raio_km": 3}', '422 raio_exige_unidade'),
    ('{"tip_area": "RAIO", "num_raio_km": 0}', '422 corpo_invalido'), ('{"tip_area": "RAIO", "num_raio_km": -1}', '422 corpo_invalido'), ('{"tip_area": "RAIO", "num_raio_km": 201}', '422 corpo_invalido'),
    ('{"tip_area": "LUA"}', '422 corpo_invalido'), ('{"tip_area": "CEP", "num_cep_inicio": "01000-000", "num_cep_fim": "01000-000", "vlr_taxa": -1}', '422 corpo_invalido'),
    ('{"tip_area": "CEP", "num_cep_inicio": "01000-000", "num_cep_fim": "01000-000", "vlr_taxa": 1.5}', '422 corpo_invalido'),
    ('{"tip_area": "CEP", "num_cep_inicio": "01000-000", "num_cep_fim": "01000-000", "num_prioridade": 0}', '422 corpo_invalido')) AS v (b, e);
SELECT is(pg_temp.outcome(pg_temp.area(:'ta', '{"tip_area": "RAIO", "num_raio_km": 3}'::jsonb || jsonb_build_object('cod_unidade', u))), e, 'a radius around unit ' || u) FROM (VALUES
    (:'sul', '422 unidade_sem_coordenadas'), (:'alheia', '404 nao_encontrado'), ('999999999', '404 nao_encontrado')) AS v (u, e);
SELECT is(pg_temp.outcome(pg_temp.area(:'atendente', '{"tip_area": "BAIRRO", "nom_bairros": ["Centro"]}')), '403 sem_permissao', 'who attends makes none');
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_area_entrega (cod_tenant, cod_unidade, nom_area, tip_area, num_raio_km, vlr_taxa) VALUES (%s, %s, ''x'', ''RAIO'', %s, 0)', :'alfa', :'matriz', r)),
    '23514 raio_entre_0_e_200_km', 'a radius of ' || r) FROM unnest('{0,-1,200.001}'::text[]) AS r;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_area_entrega), 0::bigint, 'nothing refused was kept');

-- Which one decides: each is put in, then asked for. Wide CEP, narrow CEP, bairro, radius, the unit's own, and a priority.
SELECT is(pg_temp.outcome(pg_temp.area(:'ta', '{"nom_area": "Raio", "tip_area": "RAIO", "num_raio_km": 3.5, "vlr_taxa": 100}'::jsonb || jsonb_build_object('cod_unidade', :'matriz'))), '201', 'a radius');
SELECT is(pg_temp.fee(a), e, 'radius: ' || a::text) FROM (VALUES ('{"lat": "-23.5614", "long": "-46.6561"}'::jsonb, 'Raio 100'), ('{"lat": "-23.5900", "long": "-46.6561"}', 'Raio 100'), ('{"lat": "-23.5950", "long": "-46.6561"}', 'fora'),
    ('{"cep": "01310-100"}', 'fora'), ('{"bairro": "Centro"}', 'fora'), ('{}', 'fora'), (jsonb_build_object('lat', '-23.5614', 'long', '-46.6561', 'cod_unidade', :'sul'), '700')) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.area(:'ta', b::jsonb)), '201', b) FROM unnest(ARRAY['{"nom_area": "Larga", "tip_area": "CEP", "num_cep_inicio": "01000-000", "num_cep_fim": "01999-999", "vlr_taxa": 900}',
    '{"nom_area": "Paulista", "tip_area": "CEP", "num_cep_inicio": "01310-000", "num_cep_fim": "01310-999", "vlr_taxa": 1200}', '{"nom_area": "Bairros", "tip_area": "BAIRRO", "nom_bairros": ["Bela Vista", "Sé"], "vlr_taxa": 300}']) AS b;
SELECT is(pg_temp.fee(a), e, 'areas: ' || a::text) FROM (VALUES ('{"cep": "01310-100"}'::jsonb, 'Paulista 1200'), ('{"cep": "01310100"}', 'Paulista 1200'), ('{"cep": "01309999"}', 'Larga 900'), ('{"cep": "01000000"}', 'Larga 900'), ('{"cep": "01999999"}', 'Larga 900'),
    ('{"cep": "02000000"}', 'fora'), ('{"cep": "00999999"}', 'fora'), ('{"bairro": "BELA  VISTA"}', 'Bairros 300'), ('{"bairro": "se"}', 'Bairros 300'), ('{"bairro": "Bela"}', 'fora'), ('{"cep": "01310-100", "bairro": "Sé"}', 'Paulista 1200'),
    ('{"cep": "05000-000", "bairro": "Sé"}', 'Bairros 300'), ('{"bairro": "Sé", "lat": "-23.5614", "long": "-46.6561"}', 'Raio 100')) AS v (a, e);
SELECT is(pg_temp.fee(jsonb_build_object('cep', '01310-100', 'cod_unidade', :'sul')), 'Paulista 1200', 'what is all units'' holds in each');
SELECT is(pg_temp.outcome(pg_temp.area(:'ta', '{"nom_area": "Do Sul", "tip_area": "BAIRRO", "nom_bairros": ["Sé"], "vlr_taxa": 2000}'::jsonb || jsonb_build_object('cod_unidade', :'sul'))), '201', 'a unit''s own');
SELECT is(pg_temp.fee(jsonb_build_object('bairro', 'Sé', 'cep', '01310-100', 'cod_unidade', :'sul')) || ' ' || pg_temp.fee('{"bairro": "Sé", "cep": "01310-100"}'), 'Do Sul 2000 Paulista 1200', 'comes before all units'', there only');
SELECT is(pg_temp.outcome(pg_temp.area(:'ta', '{"nom_area": "Primeira", "tip_area": "BAIRRO", "nom_bairros": ["Sé"], "vlr_taxa": 50, "num_prioridade": 1}')), '201', 'a priority');
SELECT is(pg_temp.fee(jsonb_build_object('bairro', 'Sé', 'cep', '01310-100', 'cod_unidade', u)), 'Primeira 50', 'comes before everything') FROM unnest(ARRAY[:'matriz', :'sul']) AS u;
DELETE FROM flowt.tb_omni8_area_entrega WHERE nom_area IN ('Do Sul', 'Primeira');
SELECT is(pg_temp.outcome(pg_temp.area(:'ta', b::jsonb)), '201', b) FROM unnest(ARRAY['{"nom_area": "Cara", "tip_area": "CEP", "num_cep_inicio": "03000-000", "num_cep_fim": "03999-999", "vlr_taxa": 900}',
    '{"nom_area": "Barata", "tip_area": "CEP", "num_cep_inicio": "03000-000", "num_cep_fim": "03999-999", "vlr_taxa": 800}', '{"nom_area": "Gêmea", "tip_area": "CEP", "num_cep_inicio": "03000-000", "num_cep_fim": "03999-999", "vlr_taxa": 800}']) AS b;
SELECT is(pg_temp.fee('{"cep": "03500000"}'), 'Barata 800', 'of the same range the cheapest, then the oldest');

-- The question.
SELECT is(pg_temp.outcome(pg_temp.quote(a)), e, 'asked ' || a::text) FROM (VALUES ('{"cep": "0131010a"}'::jsonb, '422 cep_invalido'), ('{"cep": "123"}', '422 cep_invalido'), ('{"lat": "1"}', '422 coordenadas_invalidas'), ('{"lat": "91", "long": "0"}', '422 coordenadas_invalidas'),
    ('{"lat": "NaN", "long": "0"}', '422 coordenadas_invalidas'), ('{"lat": "x", "long": "0"}', '400 22P02'), ('{"cod_unidade": "999999999"}', '422 unidade_indisponivel')) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.quote(jsonb_build_object('cod_unidade', :'alheia'))), '422 unidade_indisponivel', 'another company''s unit');

-- Change and deletion.
SELECT cod_area::text AS paulista FROM flowt.tb_omni8_area_entrega WHERE nom_area = 'Paulista' \gset
CREATE FUNCTION pg_temp.change(p_token text, p_id text, p_body text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('PATCH /v1/areas-entrega/{id}', jsonb_build_object('id', p_id, 'corpo', p_body), p_token);
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', :'paulista', b)), e, 'change ' || b) FROM (VALUES ('{"num_versao": 2, "vlr_taxa": 1}', '409 versao_desatualizada'), ('{"num_versao": 1, "tip_area": "BAIRRO"}', '422 area_com_os_campos_do_tipo'),
    ('{"num_versao": 1, "num_cep_fim": "01000-000"}', '422 faixa_de_cep_em_ordem'), ('{"num_versao": 1, "sta_area": "INATIVA"}', '200')) AS v (b, e);
SELECT is(pg_temp.fee('{"cep": "01310-100"}'), 'Larga 900', 'at rest it decides nothing');
SELECT is((pg_temp.change(:'ta', :'paulista', '{"num_versao": 2, "sta_area": "ATIVA", "tip_area": "BAIRRO", "nom_bairros": ["Jardins"], "num_cep_inicio": null, "num_cep_fim": null}')).body -> 'nom_bairros', '["Jardins"]', 'a CEP range becomes a bairro');
SELECT is(pg_temp.outcome(pg_temp.change(:'tb', :'paulista', '{"num_versao": 3}')), '404 nao_encontrado', 'another company does not change it');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/areas-entrega/{id}', jsonb_build_object('id', :'paulista'), t)), e, 'deleting it') FROM (VALUES (:'tb', '404 nao_encontrado'), (:'ta', '204'), (:'ta', '404 nao_encontrado')) AS v (t, e);
SELECT is((pg_temp.request('GET /v1/areas-entrega', '{}', :'tb')).body, '{"itens": [], "proximo": null}', 'another company lists its own');
SELECT is((SELECT string_agg(i ->> 'nom_area', ',') FROM jsonb_array_elements((pg_temp.request('GET /v1/areas-entrega', '{"limite": "2"}', :'ta')).body -> 'itens') i), 'Raio,Larga', 'the list is read page by page');

-- An order pays what was quoted.
UPDATE flowt.tb_omni8_area_entrega SET vlr_minimo = 2500, vlr_gratis_acima = 4000, qtd_prazo_min = 40 WHERE nom_area = 'Bairros';
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pastel', 1000, 'PUBLICADO') RETURNING cod_produto AS pastel \gset
CREATE FUNCTION pg_temp.buy(p_many integer, p_more jsonb) RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', json_build_object('qtd_item', p_many, 'cod_produto', (SELECT cod_produto::text FROM flowt.tb_omni8_produto_servico))::text), NULL, 'alfa');
    RETURN pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', 'chave-' || v_cart, 'corpo',
        ('{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "ENTREGA", "des_endereco": "Rua A, 1", "tip_pagamento": "PIX"}'::jsonb || p_more)::text), NULL, 'alfa');
END
$$;
SELECT is(concat_ws(' ', pg_temp.outcome(b), (b).body ->> 'vlr_taxa_entrega', (b).body ->> 'vlr_total'), e, format('%s items, %s', n, m)) FROM (VALUES
    (3, '{"nom_bairro": "sé"}'::jsonb, '201 300 3300'), (3, '{"nom_bairro": "Sé", "vlr_esperado": 3300}', '201 300 3300'), (3, '{"nom_bairro": "Sé", "vlr_esperado": 3700}', '409 PRECO_ALTERADO'),
    (2, '{"nom_bairro": "Sé"}', '422 abaixo_do_pedido_minimo'), (4, '{"nom_bairro": "Sé", "vlr_esperado": 4000}', '201 0 4000'), (2, '{"num_cep": "01500-000"}', '201 900 2900'), (1, '{"num_cep": "01500-000"}', '422 abaixo_do_pedido_minimo'),
    (3, '{}', '422 local_de_entrega_ausente'), (3, '{"nom_bairro": "Longe"}', '422 fora_da_area_de_entrega'), (3, '{"num_cep": "99999-999"}', '422 fora_da_area_de_entrega'), (3, '{"num_cep": "9999999x"}', '422 corpo_invalido'),
    (3, '{"num_latitude": -23.5614, "num_longitude": -46.6561}', '201 100 3100'), (3, '{"num_latitude": 0, "num_longitude": 0}', '422 fora_da_area_de_entrega'),
    (2, '{"tip_atendimento": "RETIRADA", "des_endereco": null}', '201 0 2000'), (2, '{"tip_atendimento": "RETIRADA", "des_endereco": null, "nom_bairro": "Sé"}', '422 bairro_e_cep_so_na_entrega')) AS v (n, m, e), LATERAL pg_temp.buy(n, m) AS b;
SELECT is((pg_temp.buy(2, '{"nom_bairro": "Sé"}')).detail, 'O pedido mínimo é de R$' || chr(160) || '25,00: faltam R$' || chr(160) || '5,00.', 'the minimum is the area''s');
SELECT is((pg_temp.buy(3, '{"nom_bairro": "Sé", "vlr_esperado": 1}')).hint -> 'vlr_taxa_entrega', '300', 'a changed price comes with the fee');
SELECT is((SELECT array_agg(concat_ws(' ', p.nom_bairro, p.num_cep) ORDER BY p.num_pedido) FROM flowt.tb_omni8_pedido p WHERE p.vlr_taxa_entrega IN (300, 900)), '{sé,Sé,01500000}', 'the order keeps the place');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria a WHERE a.nom_tabela = 'tb_omni8_pedido' AND (a.js_diferenca::text LIKE '%01500000%' OR a.js_diferenca::text LIKE '%"Sé"%')), 0::bigint, 'the trail does not');

SELECT * FROM finish();
ROLLBACK;
