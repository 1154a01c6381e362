-- Add-ons: what options cost, what is refused, and what they cost once (guide chapter 5.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, dat_criacao) VALUES (:alfa, 'Pizza', 3000, 'PUBLICADO', now() - interval '1 year') RETURNING cod_produto AS pizza \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Suco', 800, 'PUBLICADO') RETURNING cod_produto AS juice \gset

-- A group, its options as {name: price}, and where it is used; a year old.
CREATE FUNCTION pg_temp.grp(p_tenant bigint, p_name text, p_min integer, p_max integer, p_rule text, p_options jsonb, p_product bigint DEFAULT NULL, p_option text DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_group bigint;
    v_born  timestamptz := now() - interval '1 year';
BEGIN
    INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo, qtd_min, qtd_max, tip_preco, dat_criacao) VALUES (p_tenant, p_name, p_min, p_max, p_rule, v_born) RETURNING cod_grupo INTO v_group;
    INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco, qtd_max, num_ordem, dat_criacao)
    SELECT p_tenant, v_group, o.key, o.value::text::bigint, p_max, row_number() OVER (ORDER BY o.key), v_born FROM jsonb_each(p_options) AS o;
    IF num_nonnulls(p_product, p_option) = 1 THEN
        INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto, cod_opcao, dat_inicio)
        VALUES (p_tenant, v_group, p_product, (SELECT o.cod_opcao FROM flowt.tb_omni8_complemento_opcao o WHERE o.cod_tenant = p_tenant AND o.nom_opcao = p_option), v_born);
    END IF;
    RETURN v_group;
END
$$;
SELECT pg_temp.grp(:alfa, 'Sabores', 1, 3, 'MAIOR', '{"Calabresa": 0, "Camarão": 2500, "Margherita": 500}', :pizza) AS flavours,
       pg_temp.grp(:alfa, 'Extras', 0, 4, 'SOMA', '{"Azeitona": 150, "Bacon": 300}', :pizza) AS extras \gset
SELECT pg_temp.grp(:alfa, 'Molho do camarão', 0, 1, 'SOMA', '{"Branco": 200, "Vermelho": 100}', NULL, 'Camarão') AS sauces,
       pg_temp.grp(:beta, 'Alheio', 0, 1, 'SOMA', '{"Alheia": 1}') AS foreigner \gset

-- "Camarão*2 (Branco), Bacon" → js_opcoes.
CREATE FUNCTION pg_temp.pick(p_text text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('cod_opcao', (SELECT o.cod_opcao::text FROM flowt.tb_omni8_complemento_opcao o WHERE o.nom_opcao = m[1]), 'qtd', m[2]::integer,
                'opcoes', CASE WHEN m[3] IS NOT NULL THEN pg_temp.pick(m[3]) END))), '[]') FROM regexp_matches(p_text, '([^,(*]+?)(?:\*(\d+))?(?: \(([^)]*)\))?(?:, |$)', 'g') AS m);
END
$$;
CREATE FUNCTION pg_temp.quote(p_options jsonb, p_product bigint, p_moment timestamptz DEFAULT now()) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', q.vlr_opcoes, q.des_problema) FROM flowt.cotar_opcoes((SELECT p.cod_tenant FROM flowt.tb_omni8_produto_servico p WHERE p.cod_produto = p_product), p_product, p_options, p_moment) AS q $$;

SELECT is(pg_temp.quote(pg_temp.pick(p), :pizza), e, 'chosen: ' || p) FROM (VALUES
    ('Calabresa', '0'), ('Camarão', '2500'), ('Calabresa, Camarão', '2500'), ('Camarão*3', '2500'), ('Margherita, Calabresa, Bacon', '800'), ('Calabresa, Bacon*3, Azeitona', '1050'),
    ('Camarão (Branco)', '2700'), ('Camarão*2 (Branco)', '2900'), ('Camarão (Branco), Camarão (Vermelho)', '2800'), ('', '0 opcoes_de_menos'), ('Bacon', '300 opcoes_de_menos'),
    ('Calabresa*4', '0 opcoes_demais'), ('Calabresa*2, Margherita*2', '500 opcoes_demais'), ('Calabresa, Bacon*5', '1500 opcoes_demais'), ('Calabresa (Branco)', '0 opcao_desconhecida'),
    ('Camarão (Branco, Vermelho)', '2800 opcoes_demais'), ('Calabresa, Branco', '0 opcao_desconhecida'), ('Calabresa, Alheia', '0 opcao_desconhecida')) AS v (p, e);
SELECT is(pg_temp.quote(NULL, :juice), '0', 'an item without groups asks for nothing');
SELECT is(pg_temp.quote(pg_temp.pick('Bacon'), :juice), '0 opcao_desconhecida', 'nor takes what it does not offer');

-- The average is rounded half away from zero, once.
UPDATE flowt.tb_omni8_complemento_grupo SET tip_preco = 'MEDIA' WHERE cod_grupo = :flavours;
UPDATE flowt.tb_omni8_complemento_opcao SET vlr_preco = 535 WHERE nom_opcao = 'Margherita';
SELECT is(pg_temp.quote(pg_temp.pick(p), :pizza), e, 'averaged: ' || p) FROM (VALUES ('Margherita, Calabresa', '268'), ('Calabresa*2, Margherita', '178'), ('Camarão, Calabresa', '1250'), ('Camarão*2 (Branco), Calabresa', '2067')) AS v (p, e);

-- A year-old quote is what it was: prices, rules, memberships and uses.
SELECT is(pg_temp.quote(pg_temp.pick(p), :pizza, now() - interval '1 minute'), e, 'as it was: ' || p) FROM (VALUES ('Margherita, Calabresa', '500'), ('Camarão, Bacon', '2800')) AS v (p, e);
SELECT cod_opcao AS bacon FROM flowt.tb_omni8_complemento_opcao WHERE nom_opcao = 'Bacon' \gset
UPDATE flowt.tb_omni8_complemento_opcao SET dat_exclusao = now() WHERE nom_opcao = 'Bacon';
UPDATE flowt.tb_omni8_complemento_uso SET dat_fim = now() WHERE cod_grupo = :sauces;
SELECT is(pg_temp.quote(pg_temp.pick('Camarão, Bacon'), :pizza, now()), '2500 opcao_desconhecida', 'a deleted option is gone');
SELECT is(pg_temp.quote(pg_temp.pick('Camarão (Branco), Bacon'), :pizza, now() - interval '1 minute'), '3000', 'and was there');
SELECT is(pg_temp.quote(pg_temp.pick('Camarão (Branco)'), :pizza), '2500 opcao_desconhecida', 'a group no longer opened offers nothing');
SELECT is(pg_temp.quote(pg_temp.pick('Camarão'), :pizza, now() - interval '2 years'), '0 opcao_desconhecida', 'before it all there was nothing');

-- Sold out, at rest; today says nothing of yesterday.
UPDATE flowt.tb_omni8_complemento_opcao SET dat_esgotado = flowt.dia_do_tenant(:alfa, now()) WHERE nom_opcao = 'Camarão';
UPDATE flowt.tb_omni8_complemento_opcao SET sta_opcao = 'INATIVA' WHERE nom_opcao = 'Azeitona';
SELECT is(pg_temp.quote(pg_temp.pick(p), :pizza, m), e, format('%s at %s', p, m)) FROM (VALUES ('Camarão', now(), '2500 opcao_indisponivel'), ('Camarão', now() + interval '2 days', '2500'), ('Camarão', now() - interval '1 hour', '2500'),
    ('Calabresa, Azeitona', now(), '150 opcao_indisponivel'), ('Calabresa, Azeitona', now() - interval '1 hour', '150')) AS v (p, m, e);

-- What strangers send.
SELECT is(pg_temp.quote(p::jsonb, :pizza), e, p) FROM (VALUES ('{}', '0 opcoes_invalidas'), ('"x"', '0 opcoes_invalidas'), ('null', '0 opcoes_invalidas'), ('[1]', '0 opcoes_invalidas'), ('[{}]', '0 opcoes_invalidas'),
    ('[{"cod_opcao": 1}]', '0 opcoes_invalidas'), ('[{"cod_opcao": "1", "qtd": 0}]', '0 opcoes_invalidas'), ('[{"cod_opcao": "1", "qtd": -1}]', '0 opcoes_invalidas'), ('[{"cod_opcao": "1", "qtd": 100}]', '0 opcoes_invalidas'),
    ('[{"cod_opcao": "1", "qtd": 1.5}]', '0 opcoes_invalidas'), ('[{"cod_opcao": "1", "qtd": 99999999999999999999}]', '0 opcoes_invalidas'), ('[{"cod_opcao": "1", "qtd": "1"}]', '0 opcoes_invalidas'),
    ('[{"cod_opcao": "99999999999999999999"}]', '0 opcoes_invalidas'), ('[{"cod_opcao": "999999999999999999"}]', '0 opcao_desconhecida'), ('[{"cod_opcao": "1", "opcoes": 1}]', '0 opcoes_invalidas'),
    ('[{"cod_opcao": "1; DROP TABLE x"}]', '0 opcoes_invalidas'), ('[null]', '0 opcoes_invalidas')) AS v (p, e);
SELECT is(pg_temp.quote((SELECT jsonb_agg('{"cod_opcao": "1"}'::jsonb) FROM generate_series(1, 101)), :pizza), '0 opcoes_invalidas', 'too many choices');
UPDATE flowt.tb_omni8_complemento_opcao SET vlr_preco = 100000000, qtd_max = 99 WHERE nom_opcao = 'Calabresa';
UPDATE flowt.tb_omni8_complemento_grupo SET tip_preco = 'SOMA', qtd_max = 99 WHERE cod_grupo = :flavours;
SELECT is(pg_temp.quote(pg_temp.pick(p), :pizza), e, 'dear: ' || p) FROM (VALUES ('Calabresa', '100000000'), ('Calabresa*99', '100000001 opcoes_acima_do_limite')) AS v (p, e);

-- The same choices, in whatever order, are the same.
SELECT is((SELECT q.js_opcoes FROM flowt.cotar_opcoes(:alfa, :pizza, pg_temp.pick('Azeitona, Margherita, Calabresa'), now()) AS q), (SELECT q.js_opcoes FROM flowt.cotar_opcoes(:alfa, :pizza, pg_temp.pick('Calabresa, Azeitona, Margherita'), now()) AS q), 'order does not matter');
SELECT is((SELECT string_agg((o ->> 'nom_grupo') || ':' || (o ->> 'nom_opcao') || ' ' || (o ->> 'qtd') || ' ' || (o ->> 'vlr_unitario'), ', ') FROM flowt.cotar_opcoes(:alfa, :pizza, pg_temp.pick('Azeitona*2, Margherita'), now()) AS q, jsonb_array_elements(q.js_opcoes) AS o),
    'Sabores:Margherita 1 535, Extras:Azeitona 2 150', 'the snapshot names what was chosen');

-- No circles, and no abyss.
CREATE FUNCTION pg_temp.opens(p_option text, p_group bigint) RETURNS text LANGUAGE sql RETURN pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_opcao)
    SELECT cod_tenant, %s, cod_opcao FROM flowt.tb_omni8_complemento_opcao WHERE nom_opcao = %L', p_group, p_option));
SELECT pg_temp.grp(:alfa, 'A', 0, 1, 'SOMA', '{"a": 1}') AS ga, pg_temp.grp(:alfa, 'B', 0, 1, 'SOMA', '{"b": 1}') AS gb, pg_temp.grp(:alfa, 'C', 0, 1, 'SOMA', '{"c": 1}') AS gc, pg_temp.grp(:alfa, 'D', 0, 1, 'SOMA', '{"d": 1}') AS gd \gset
SELECT is(pg_temp.opens(o, g), e, format('%s opens %s', o, g)) FROM (VALUES ('a', :ga, 'PT422 complemento_em_laco'), ('a', :gb, 'ok 1'), ('a', :gb, '23P01 grupo_ja_usado_aqui'), ('b', :ga, 'PT422 complemento_em_laco'), ('b', :gc, 'ok 1'),
    ('c', :ga, 'PT422 complemento_em_laco'), ('c', :gd, 'PT422 complemento_fundo_demais'), ('d', :ga, 'PT422 complemento_fundo_demais'), ('d', :gb, 'ok 1'), ('a', :gd, 'PT422 complemento_fundo_demais'), ('a', :foreigner, '23503 uso_do_grupo')) AS v (o, g, e);

-- Administration.
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook \gset
CREATE FUNCTION pg_temp.call(p_route text, p_token text, p_id text, p_body jsonb DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(p_route, jsonb_strip_nulls(jsonb_build_object('id', p_id, 'corpo', p_body::text)), p_token);
SELECT (pg_temp.call('POST /v1/complementos', :'ta', NULL, '{"nom_grupo": " Ponto da carne ", "qtd_min": 1}')) AS a \gset
SELECT is((:'a'::pg_temp.answer).status || ' ' || ((:'a'::pg_temp.answer).body - 'cod_grupo'), '201 {"opcoes": [], "qtd_max": 1, "qtd_min": 1, "des_grupo": null, "nom_grupo": "Ponto da carne", "tip_preco": "SOMA", "num_versao": 1, "qtd_produtos": 0}', 'a group is created');
SELECT (:'a'::pg_temp.answer).body ->> 'cod_grupo' AS g \gset
SELECT is((:'a'::pg_temp.answer).headers, 'Location: /v1/complementos/' || :'g', 'and says where');
SELECT is(pg_temp.outcome(pg_temp.call('POST /v1/complementos', t, NULL, b)), e, b::text) FROM (VALUES (:'ta', '{"nom_grupo": "X", "qtd_min": 2, "qtd_max": 1}'::jsonb, '422 escolhas_de_grupo_em_ordem'), (:'ta', '{"nom_grupo": "X", "qtd_max": 0}', '422 corpo_invalido'),
    (:'ta', '{"nom_grupo": "X", "qtd_max": 99999999999}', '422 corpo_invalido'), (:'ta', '{"nom_grupo": "X", "tip_preco": "MENOR"}', '422 corpo_invalido'), (:'ta', '{"qtd_min": -1}', '422 corpo_invalido'), (:'cook', '{"nom_grupo": "X"}', '403 sem_permissao')) AS v (t, b, e);
SELECT is(pg_temp.outcome(pg_temp.call('PATCH /v1/complementos/{id}', t, :'g', b)), e, b::text) FROM (VALUES (:'ta', '{"num_versao": 1, "qtd_max": 2, "tip_preco": "MEDIA"}'::jsonb, '200'), (:'ta', '{"num_versao": 1}', '409 versao_desatualizada'),
    (:'ta', '{"num_versao": 2, "qtd_min": 3}', '422 escolhas_de_grupo_em_ordem'), (:'tb', '{"num_versao": 2}', '404 nao_encontrado')) AS v (t, b, e);
SELECT is(pg_temp.outcome(pg_temp.call('POST /v1/complementos/{id}/opcoes', t, :'g', b)), e, b::text) FROM (VALUES (:'ta', '{"nom_opcao": "Mal passada"}'::jsonb, '201'), (:'ta', '{"nom_opcao": "Ao ponto", "vlr_preco": 100, "num_ordem": 1, "des_alergenos": ["leite"]}', '201'),
    (:'ta', '{"nom_opcao": "Ao ponto"}', '409 nome_de_opcao_ja_usado'), (:'ta', '{"nom_opcao": "X", "vlr_preco": -1}', '422 corpo_invalido'), (:'ta', '{"nom_opcao": "X", "vlr_preco": 100000001}', '422 corpo_invalido'), (:'ta', '{"nom_opcao": "X", "qtd_max": 0}', '422 corpo_invalido'),
    (:'tb', '{"nom_opcao": "X"}', '404 nao_encontrado')) AS v (t, b, e);
SELECT cod_opcao::text AS rare FROM flowt.tb_omni8_complemento_opcao WHERE nom_opcao = 'Mal passada' \gset
SELECT cod_opcao::text AS medium FROM flowt.tb_omni8_complemento_opcao WHERE nom_opcao = 'Ao ponto' \gset
SELECT is(pg_temp.outcome(pg_temp.call('PATCH /v1/opcoes/{id}', t, :'rare', b)), e, b::text) FROM (VALUES (:'ta', '{"num_versao": 1, "vlr_preco": 50}'::jsonb, '200'), (:'ta', '{"num_versao": 1}', '409 versao_desatualizada'), (:'ta', '{"num_versao": 2, "nom_opcao": "Ao ponto"}', '409 nome_de_opcao_ja_usado'),
    (:'tb', '{"num_versao": 2}', '404 nao_encontrado'), (:'ta', '{"num_versao": 2, "dat_esgotado": "2027-02-30"}', '422 corpo_invalido')) AS v (t, b, e);
SELECT is(pg_temp.outcome(pg_temp.call('POST /v1/opcoes/{id}/esgotado-hoje', t, :'rare')), e, 'sold out today: ' || e) FROM (VALUES (:'tb', '404 nao_encontrado'), (:'cook', '200')) AS v (t, e);

-- Where it is offered.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Bife', 4000, 'PUBLICADO') RETURNING cod_produto::text AS steak \gset
SELECT is(pg_temp.outcome(pg_temp.call('PUT /v1/produtos/{id}/complementos', t, :'steak', b)), e, b::text) FROM (VALUES (:'ta', jsonb_build_object('grupos', ARRAY[:'g', :'extras']), '200'), (:'ta', jsonb_build_object('grupos', ARRAY[:'g', :'g']), '422 grupo_repetido'),
    (:'ta', jsonb_build_object('grupos', ARRAY[:'foreigner']), '422 grupo_desconhecido'), (:'ta', '{"grupos": ["x"]}', '422 corpo_invalido'), (:'ta', '{}', '422 corpo_invalido'), (:'tb', '{"grupos": []}', '404 nao_encontrado')) AS v (t, b, e);
SELECT is((SELECT jsonb_path_query_array(o.grupos::jsonb, '$[*].nom_grupo') FROM flowt.opcoes_do_cardapio(:alfa, ARRAY[:steak, :pizza], now()) AS o WHERE o.cod_produto = :steak), '["Ponto da carne", "Extras"]', 'in the order given');
SELECT is((pg_temp.call('PUT /v1/produtos/{id}/complementos', :'ta', :'steak', jsonb_build_object('grupos', ARRAY[:'extras', :'g']))).body -> 'grupos', jsonb_build_array(:'extras', :'g'), 'and in another');
SELECT is((pg_temp.call('GET /v1/produtos/{id}/complementos', :'cook', :'steak')).body -> 'grupos', jsonb_build_array(:'extras', :'g'), 'it is read back');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_complemento_uso u WHERE u.cod_produto = :steak), 2::bigint, 'an order is no new use');
SELECT is(pg_temp.outcome(pg_temp.call('PUT /v1/opcoes/{id}/complementos', t, :'medium', b)), e, b::text) FROM (VALUES (:'ta', jsonb_build_object('grupos', ARRAY[:'g']), '422 complemento_em_laco'), (:'ta', jsonb_build_object('grupos', ARRAY[:'extras']), '200'),
    (:'tb', '{"grupos": []}', '404 nao_encontrado')) AS v (t, b, e);
SELECT is((pg_temp.call('GET /v1/complementos/{id}', :'ta', :'g')).body #> '{opcoes,1,grupos}', jsonb_build_array(:'extras'), 'what an option opens');
SELECT is((SELECT jsonb_path_query_array(o.grupos::jsonb, '$[1].opcoes[*].grupos[*].opcoes[*].nom_opcao') FROM flowt.opcoes_do_cardapio(:alfa, ARRAY[:steak], now()) AS o), '[]', 'an option at rest is not shown');
UPDATE flowt.tb_omni8_complemento_opcao SET sta_opcao = 'ATIVA' WHERE nom_opcao = 'Azeitona';
SELECT is((SELECT jsonb_path_query_array(o.grupos::jsonb, '$[1].opcoes[*].grupos[*].opcoes[*].nom_opcao') FROM flowt.opcoes_do_cardapio(:alfa, ARRAY[:steak], now()) AS o), '["Azeitona"]', 'the public opens it too');
SELECT is((SELECT jsonb_path_query_array(o.grupos::jsonb, '$[1].opcoes[*].flg_disponivel') FROM flowt.opcoes_do_cardapio(:alfa, ARRAY[:steak], now()) AS o), '[false, true]', 'and sees what is sold out');

-- Scheduled prices of an option, for next June.
SELECT extract(year FROM now())::integer + 1 AS next \gset
SELECT is(pg_temp.outcome(pg_temp.call('POST /v1/opcoes/{id}/precos', t, :'medium', format(b, :next)::jsonb)), e, b) FROM (VALUES (:'ta', '{"vlr_preco": 0, "dat_inicio": "%1$s-06-01T00:00", "dat_fim": "%1$s-07-01T00:00"}', '201'), (:'ta', '{"vlr_preco": 0, "dat_inicio": "%1$s-06-05T00:00"}', '409 preco_ja_agendado'),
    (:'ta', '{"vlr_preco": -1, "dat_inicio": "%1$s-08-01T00:00"}', '422 corpo_invalido'), (:'ta', '{"vlr_preco": 1, "vlr_preco_de": 2, "dat_inicio": "%1$s-08-01T00:00"}', '422 corpo_invalido'), (:'tb', '{"vlr_preco": 0, "dat_inicio": "%1$s-08-05T00:00"}', '404 nao_encontrado')) AS v (t, b, e);
SELECT is(pg_temp.quote(jsonb_build_array(jsonb_build_object('cod_opcao', :'medium')), :steak, m), e, 'at ' || m) FROM (VALUES (now(), '100'), (make_timestamptz(:next, 6, 10, 0, 0, 0, 'UTC'), '0'), (make_timestamptz(:next, 7, 1, 3, 0, 0, 'UTC'), '100')) AS v (m, e);
SELECT i ->> 'cod_preco' AS june FROM jsonb_array_elements((pg_temp.call('GET /v1/opcoes/{id}/precos', :'ta', :'medium')).body -> 'itens') AS i WHERE i ->> 'tip_periodo' = 'PROMOCAO' \gset
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/opcoes/{id}/precos/{preco}', jsonb_build_object('id', :'medium', 'preco', :'june'), t)), e, e) FROM (VALUES (:'tb', '404 nao_encontrado'), (:'ta', '204'), (:'ta', '404 nao_encontrado')) AS v (t, e);
SELECT is(pg_temp.outcome(pg_temp.call('GET /v1/opcoes/{id}/precos', :'tb', :'medium')), '404 nao_encontrado', 'another company''s');

-- Deletion.
SELECT is(pg_temp.outcome(pg_temp.call('DELETE /v1/opcoes/{id}', t, :'rare')), e, 'an option: ' || e) FROM (VALUES (:'tb', '404 nao_encontrado'), (:'ta', '204'), (:'ta', '404 nao_encontrado')) AS v (t, e);
SELECT is(pg_temp.outcome(pg_temp.call('DELETE /v1/complementos/{id}', t, :'g')), e, 'a group: ' || e) FROM (VALUES (:'tb', '404 nao_encontrado'), (:'ta', '204'), (:'ta', '404 nao_encontrado')) AS v (t, e);
SELECT is(pg_temp.outcome(pg_temp.call('GET /v1/complementos/{id}', :'ta', :'g')), '404 nao_encontrado', 'it is gone');
SELECT is((pg_temp.call('GET /v1/produtos/{id}/complementos', :'ta', :'steak')).body -> 'grupos', jsonb_build_array(:'extras'), 'from every item');
SELECT is((SELECT string_agg(i ->> 'nom_grupo', ', ') FROM jsonb_array_elements((pg_temp.request('GET /v1/complementos', '{"limite": "2"}', :'cook')).body -> 'itens') AS i), 'Sabores, Extras', 'the list is read page by page');
SELECT is((SELECT string_agg(i ->> 'nom_grupo', ', ') FROM jsonb_array_elements((pg_temp.request('GET /v1/complementos', '{}', :'tb')).body -> 'itens') AS i), 'Alheio', 'each company its own');

SELECT * FROM finish();
ROLLBACK;
