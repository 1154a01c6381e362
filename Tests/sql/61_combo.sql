-- Combos: what one may be, what it costs, how many there are, and what its parts are worth (guide chapter 6.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/preco.sql
SELECT plan(72);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS atendente, pg_temp.login(:alfa, 'entregador') AS entregador \gset
SELECT pg_temp.item(:alfa, 'Pizza', 2990) AS pizza, pg_temp.item(:alfa, 'Suco', 1500) AS suco, pg_temp.item(:alfa, 'Doce', 1200) AS doce, pg_temp.item(:alfa, 'Café', 700) AS cafe, pg_temp.item(:beta, 'Alheio', 500) AS alheio \gset
CREATE FUNCTION pg_temp.combo(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/combos', jsonb_build_object('corpo', ('{"nom_combo": "Trio", "sta_combo": "PUBLICADO", "tip_preco": "FIXO"}'::jsonb || p_body)::text), p_token);
-- A group of so many choices of these items, "9*2" being two units of item 9.
CREATE FUNCTION pg_temp.choose(p_min integer, p_max integer, VARIADIC p_items text[]) RETURNS jsonb LANGUAGE sql
RETURN jsonb_build_object('nom_grupo', 'Grupo', 'qtd_minima', p_min, 'qtd_maxima', p_max,
    'itens', (SELECT jsonb_agg(jsonb_build_object('cod_produto', split_part(i, '*', 1), 'qtd_item', coalesce(nullif(split_part(i, '*', 2), ''), '1')::integer)) FROM unnest(p_items) i));
-- One line of a combo with these choices, "1:9" being item 9 in group 1.
CREATE FUNCTION pg_temp.buy(p_tenant bigint, p_combo text, p_many integer, p_choices text DEFAULT '', p_context jsonb DEFAULT '{}', p_moment timestamptz DEFAULT now()) RETURNS flowt.cotacao LANGUAGE sql
RETURN flowt.cotar(p_tenant, ARRAY[(1, NULL, NULL, p_combo::bigint, (SELECT coalesce(jsonb_agg(jsonb_build_object('cod_grupo', split_part(c, ':', 1), 'cod_produto', split_part(c, ':', 2), 'qtd', coalesce(nullif(split_part(c, ':', 3), ''), '1')::integer)), '[]')
    FROM regexp_split_to_table(p_choices, ' ') c WHERE c <> ''), p_many)::flowt.linha_de_compra], jsonb_populate_record(NULL::flowt.contexto_de_compra, p_context), p_moment);
CREATE FUNCTION pg_temp.parts(p_quote flowt.cotacao) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', max(l.vlr_bruto) FILTER (WHERE l.num_parte = 0), string_agg(l.vlr_bruto::text, ',' ORDER BY l.num_parte) FILTER (WHERE l.num_parte > 0), max(l.des_problema) FILTER (WHERE l.num_parte = 0)) FROM unnest((p_quote).linhas) l);

-- MARK: what a combo may be

SELECT is(concat_ws(' ', pg_temp.outcome(c), pg_temp.wrong_fields(c)), e, 'combo ' || left(b::text, 120)) FROM (VALUES
    (jsonb_build_object('vlr_preco', 100), '422 corpo_invalido grupos:campo_obrigatorio'),
    (jsonb_build_object('vlr_preco', 100, 'grupos', '[]'::jsonb), '422 corpo_invalido grupos:lista_curta'),
    (jsonb_build_object('grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))), '422 combo_com_os_campos_do_preco'),
    (jsonb_build_object('vlr_preco', 100, 'num_percentual', 10, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))), '422 combo_com_os_campos_do_preco'),
    (jsonb_build_object('tip_preco', 'SOMA_MENOS_PERC', 'num_percentual', 0, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))), '422 corpo_invalido num_percentual:numero_pequeno'),
    (jsonb_build_object('vlr_preco', 0, 'nom_combo', '', 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))), '422 corpo_invalido nom_combo:texto_curto vlr_preco:numero_pequeno'),
    (jsonb_build_object('vlr_preco', 100, 'grupos', jsonb_build_array(pg_temp.choose(2, 1, :'pizza'), pg_temp.choose(1, 1, :'suco', '999999999', :'alheio'))),
        '422 corpo_invalido grupos[0].qtd_maxima:escolhas_fora_de_ordem grupos[1].itens[1].cod_produto:codigo_desconhecido grupos[1].itens[2].cod_produto:codigo_desconhecido'),
    (jsonb_build_object('vlr_preco', 100, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza', :'pizza'))), '422 corpo_invalido grupos[0].itens[0].cod_produto:item_repetido grupos[0].itens[1].cod_produto:item_repetido'),
    (jsonb_build_object('vlr_preco', 100, 'grupos', jsonb_build_array(jsonb_build_object('nom_grupo', 'x', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :'pizza', 'cod_combo', '1'))))),
        '422 corpo_invalido grupos[0].itens[0].cod_combo:combo_dentro_de_combo'),
    (jsonb_build_object('vlr_preco', 100, 'dat_inicio', '2026-02-01T00:00:00Z', 'dat_fim', '2026-01-01T00:00:00Z', 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))), '422 validade_de_combo_em_ordem'),
    (jsonb_build_object('vlr_preco', 100, 'dat_inicio', 'amanhã', 'hor_inicio', '25:00', 'num_dias_semana', '[7]'::jsonb, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))),
        '422 corpo_invalido dat_inicio:formato_invalido hor_inicio:formato_invalido num_dias_semana[0]:numero_grande'),
    (jsonb_build_object('vlr_preco', 100, 'hor_inicio', '18:00', 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))), '422 janela_de_combo_inteira'),
    (jsonb_build_object('vlr_preco', 100, 'cod_etiqueta', '999999999', 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))), '422 corpo_invalido cod_etiqueta:codigo_desconhecido')) AS v (b, e),
    LATERAL pg_temp.combo(:'ta', b) AS c;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_combo), 0::bigint, 'nothing refused was kept');
SELECT is(pg_temp.outcome(pg_temp.combo(t, jsonb_build_object('vlr_preco', 100, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'))))), '403 sem_permissao', 'who may not make one') FROM unnest(ARRAY[:'atendente', :'entregador']) t;

-- MARK: prices

SELECT pg_temp.made(pg_temp.combo(:'ta', jsonb_build_object('vlr_preco', 4990, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'), pg_temp.choose(1, 1, :'suco'), pg_temp.choose(1, 1, :'doce'))))) AS trio,
       pg_temp.made(pg_temp.combo(:'ta', jsonb_build_object('vlr_preco', 1000, 'grupos', jsonb_build_array(pg_temp.choose(3, 3, :'cafe', :'doce'))))) AS tres,
       pg_temp.made(pg_temp.combo(:'ta', jsonb_build_object('tip_preco', 'SOMA_MENOS_PERC', 'num_percentual', 12.5, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'pizza'), pg_temp.choose(1, 2, :'suco' || '*2', :'cafe'))))) AS perc,
       pg_temp.made(pg_temp.combo(:'ta', jsonb_build_object('tip_preco', 'SOMA_MENOS_VALOR', 'vlr_desconto', 2000, 'grupos', jsonb_build_array(pg_temp.choose(1, 1, :'suco', :'cafe'))))) AS menos \gset
SELECT is(pg_temp.parts(q), e, n) FROM (VALUES
    ('4990 over three parts', pg_temp.buy(:alfa, :'trio', 1), '4990 2622,1316,1052'),
    ('two of them', pg_temp.buy(:alfa, :'trio', 2), '9980 5244,2631,2105'),
    ('1000 over three equal parts', pg_temp.buy(:alfa, :'tres', 1, format('1:%s:1 1:%s:1 1:%s:1', :'cafe', :'cafe', :'cafe')), '1000 334,333,333'),
    ('or three of one choice', pg_temp.buy(:alfa, :'tres', 1, format('1:%s:3', :'cafe')), '1000 1000'),
    ('the sum less 12.5 %', pg_temp.buy(:alfa, :'perc', 1, format('2:%s', :'suco')), '5241 2616,2625'),
    ('of two choices', pg_temp.buy(:alfa, :'perc', 1, format('2:%s 2:%s', :'suco', :'cafe')), '5854 2616,2625,613'),
    ('the sum less a value', pg_temp.buy(:alfa, :'menos', 1, format('1:%s', :'suco')), '0 0'),
    ('too few choices', pg_temp.buy(:alfa, :'perc', 1), '2616 2616 combo_escolhas_de_menos'),
    ('too many', pg_temp.buy(:alfa, :'perc', 1, format('2:%s:3', :'cafe')), '4454 2616,1838 combo_escolhas_demais'),
    ('another group''s', pg_temp.buy(:alfa, :'perc', 1, format('2:%s', :'pizza')), '2616 2616 combo_escolha_desconhecida'),
    ('a group there is not', pg_temp.buy(:alfa, :'trio', 1, format('9:%s', :'pizza')), '4990 2622,1316,1052 combo_escolha_desconhecida'),
    ('no such combo', pg_temp.buy(:alfa, '999999999', 1), '0 combo_nao_encontrado'),
    ('another company''s', pg_temp.buy(:beta, :'trio', 1), '0 combo_nao_encontrado')) AS v (n, q, e);
SELECT is((SELECT string_agg(format('%s %s %s', l.num_parte, l.nom_item, l.qtd_item), ', ' ORDER BY l.num_parte) FROM unnest((pg_temp.buy(:alfa, :'trio', 2)).linhas) l), '0 Trio 2, 1 Pizza 2, 2 Suco 2, 3 Doce 2', 'a quote takes a combo apart');
-- Each group may be left, not all of them.
SELECT pg_temp.made(pg_temp.combo(:'ta', jsonb_build_object('vlr_preco', 900, 'grupos', jsonb_build_array(pg_temp.choose(0, 2, :'suco', :'doce'), pg_temp.choose(0, 1, :'cafe'))))) AS livre \gset
SELECT is(pg_temp.parts(pg_temp.buy(:alfa, :'livre', 1, c)), e, 'only optional groups, choosing ' || coalesce(nullif(c, ''), 'nothing')) FROM (VALUES ('', '900 combo_escolhas_de_menos'), (format('2:%s', :'cafe'), '900 900'), (format('1:%s 2:%s', :'doce', :'cafe'), '900 568,332'),
    (format('9:%s', :'cafe'), '900 combo_escolha_desconhecida')) AS v (c, e);

-- What an offer takes of a combo is taken of its parts.
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'COMBO', 'num_percentual', 10, 'cod_combos', ARRAY[:'trio']))) AS dez \gset
SELECT is((SELECT string_agg(format('%s-%s=%s', l.vlr_bruto, l.vlr_desconto, l.vlr_liquido), ' ' ORDER BY l.num_parte) FROM unnest((pg_temp.buy(:alfa, :'trio', 1)).linhas) l), '4990-499=4491 2622-262=2360 1316-132=1184 1052-105=947', 'ten per cent of a combo');
SELECT pg_temp.no_offers() \g /dev/null

-- MARK: how many there are

INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:alfa, :pizza, 7), (:alfa, :suco, 5);
CREATE FUNCTION pg_temp.free(p_token text, p_combo text) RETURNS text LANGUAGE sql RETURN (pg_temp.request('GET /v1/combos/{id}', jsonb_build_object('id', p_combo), p_token)).body ->> 'qtd_disponivel';
SELECT is(pg_temp.free(:'ta', c), e, n) FROM (VALUES ('the scarcest part decides', :'trio', '5'), ('a choice with an endless item has no end', :'tres', NULL), ('but its fixed part has', :'perc', '7')) AS v (n, c, e);
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:alfa, :cafe, 1), (:alfa, :doce, 6);
SELECT is(pg_temp.free(:'ta', c), e, n) FROM (VALUES ('floor(5/2) juices and one coffee', :'perc', '3'), ('seven of two kinds, three at a time', :'tres', '2')) AS v (n, c, e);
SELECT is(pg_temp.parts(pg_temp.buy(:alfa, :'trio', n)), e, n || ' of five') FROM (VALUES (5, '24950 13111,6577,5262'), (6, '29940 15733,7893,6314 combo_esgotado')) AS v (n, e);
SELECT is((SELECT string_agg(concat_ws(' ', l.num_linha, l.des_problema), ', ' ORDER BY l.num_linha) FROM unnest((flowt.cotar(:alfa, ARRAY[(1, NULL, NULL, :trio, '[]', 3), (2, :suco, NULL, NULL, '[]', 3)]::flowt.linha_de_compra[], NULL, now())).linhas) l WHERE l.num_parte = 0),
    '1 combo_esgotado, 2 item_esgotado', 'alone and in combos, it is the same stock');
DELETE FROM flowt.tb_omni8_estoque WHERE cod_tenant = :alfa;

-- MARK: to whom and when

CREATE FUNCTION pg_temp.change(p_token text, p_combo text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
BEGIN
    RETURN pg_temp.request('PATCH /v1/combos/{id}', jsonb_build_object('id', p_combo, 'corpo', (p_body || jsonb_build_object('num_versao', (pg_temp.request('GET /v1/combos/{id}', jsonb_build_object('id', p_combo), p_token)).body -> 'num_versao'))::text), p_token);
END
$$;
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (:alfa, 'F', 'Ana') RETURNING cod_pessoa AS ana \gset
INSERT INTO flowt.tb_omni8_etiqueta (cod_tenant, nom_etiqueta) VALUES (:alfa, 'vip') RETURNING cod_etiqueta::text AS vip \gset
CREATE FUNCTION pg_temp.only(p_tenant bigint, p_token text, p_combo text, p_body jsonb, p_context jsonb, p_moment timestamptz DEFAULT now()) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_answer pg_temp.answer := pg_temp.change(p_token, p_combo, '{"qtd_limite": null, "qtd_limite_pessoa": null, "flg_primeira_compra": false, "cod_etiqueta": null, "tip_canais": null, "dat_inicio": null, "dat_fim": null, "hor_inicio": null, "hor_fim": null, "num_dias_semana": null}'::jsonb || p_body);
BEGIN
    RETURN CASE WHEN (v_answer).status = 200 THEN (SELECT coalesce(l.des_problema, 'ok') FROM unnest((pg_temp.buy(p_tenant, p_combo, 2, '', p_context, p_moment)).linhas) l WHERE l.num_parte = 0) ELSE pg_temp.outcome(v_answer) END;
END
$$;
SELECT is(pg_temp.only(:alfa, :'ta', :'trio', b, c, m), e, format('two of %s for %s', b, c)) FROM (VALUES
    ('{}'::jsonb, '{}'::jsonb, now(), 'ok'), ('{"qtd_limite": 2}', '{}', now(), 'ok'), ('{"qtd_limite": 1}', '{}', now(), 'combo_esgotado'), ('{"tip_canais": ["MESA"]}', '{"tip_canal": "MESA"}', now(), 'ok'),
    ('{"tip_canais": ["MESA"]}', '{"tip_canal": "API"}', now(), 'combo_nao_esta_a_venda'), ('{"qtd_limite_pessoa": 1}', '{}', now(), 'combo_pede_identificacao'),
    ('{"qtd_limite_pessoa": 1}', jsonb_build_object('cod_pessoa', :ana), now(), 'combo_no_limite_da_pessoa'), ('{"qtd_limite_pessoa": 2}', jsonb_build_object('cod_pessoa', :ana), now(), 'ok'),
    ('{"flg_primeira_compra": true}', jsonb_build_object('cod_pessoa', :ana), now(), 'ok'), (jsonb_build_object('cod_etiqueta', :'vip'), jsonb_build_object('cod_pessoa', :ana), now(), 'combo_nao_e_para_esta_pessoa'),
    ('{"dat_inicio": "2090-01-01T00:00:00Z", "dat_fim": "2090-02-01T00:00:00Z"}', '{}', now(), 'combo_nao_esta_a_venda'), ('{"dat_inicio": "2090-01-01T00:00:00Z", "dat_fim": "2090-02-01T00:00:00Z"}', '{}', '2090-01-05', 'ok'),
    ('{"hor_inicio": "22:00", "hor_fim": "02:00", "num_dias_semana": [5]}', '{}', '2090-01-07 01:00 America/Sao_Paulo', 'ok'), ('{"hor_inicio": "22:00", "hor_fim": "02:00", "num_dias_semana": [5]}', '{}', '2090-01-06 01:00 America/Sao_Paulo', 'combo_fora_do_horario')) AS v (b, c, m, e);
SELECT is(pg_temp.only(:alfa, :'ta', :'trio', '{"sta_combo": "PAUSADO"}', '{}'), 'combo_nao_esta_a_venda', 'paused');

-- MARK: changes

SELECT is((pg_temp.change(:'ta', :'tres', '{"sta_combo": "PUBLICADO"}')).status, 200, 'a combo changes');
UPDATE flowt.tb_omni8_combo_versao SET dat_vigor_inicio = now() - interval '9 days' WHERE cod_combo = :tres AND dat_vigor_fim = 'infinity';
UPDATE flowt.tb_omni8_preco SET dat_inicio = '2026-01-01' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', :'tres', '{"vlr_preco": 1500}')), '200', 'its price goes up');
SELECT is(pg_temp.parts(pg_temp.buy(:alfa, :'tres', 1, format('1:%s:3', :'cafe'), '{}', m)), e, 'three coffees asked of ' || m) FROM (VALUES (now() - interval '5 days', '1000 1000'), (now(), '1500 1500'), (now() - interval '10 days', '0 combo_nao_encontrado')) AS v (m, e);
SELECT is((pg_temp.change(:'ta', :'tres', jsonb_build_object('grupos', jsonb_build_array(pg_temp.choose(0, 1, :'suco'), pg_temp.choose(1, 3, :'cafe') || '{"cod_grupo": "1"}')))).body #>> '{grupos,0,cod_grupo}', '2', 'a new group gets the next number');
SELECT is(pg_temp.parts(pg_temp.buy(:alfa, :'tres', 1, format('1:%s:3', :'cafe'))), '1500 1500', 'and choices made before are still good');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/combos/{id}', jsonb_build_object('id', i, 'corpo', '{"num_versao": 1}'), t)), e, n) FROM (VALUES ('a stale version', :'tres', :'ta', '409 versao_desatualizada'), ('another company', :'tres', :'tb', '404 nao_encontrado')) AS v (n, i, t, e);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/combos/{id}', jsonb_build_object('id', :'tres'), t)), e, 'reading it') FROM (VALUES (:'tb', '404 nao_encontrado'), (:'atendente', '200')) AS v (t, e);
SELECT is((SELECT string_agg(i ->> 'cod_combo', ',') FROM jsonb_array_elements((pg_temp.request('GET /v1/combos', '{"limite": "2"}', :'ta')).body -> 'itens') i), concat(:'trio', ',', :'tres'), 'the list is read page by page');
SELECT is((pg_temp.request('GET /v1/combos', '{}', :'tb')).body, '{"itens": [], "proximo": null}', 'another company lists its own');
-- An item that leaves the catalogue takes its combos off the shelf.
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'ARQUIVADO', dat_exclusao = now() WHERE cod_tenant = :alfa AND cod_produto = :pizza;
SELECT is(pg_temp.parts(pg_temp.buy(:alfa, :'perc', 1, format('2:%s', :'cafe'))), '612 0,612 combo_com_item_indisponivel', 'a part that was deleted');

SELECT * FROM finish();
ROLLBACK;
