-- The cart with choices: variations, add-ons, combos, coupons; whose it becomes, and how it ends (guide chapter 9.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(70);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 4000, 'PUBLICADO') RETURNING cod_produto AS pizza \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Suco', 1000, 'PUBLICADO') RETURNING cod_produto AS suco \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pão', 1500, 'PUBLICADO') RETURNING cod_produto AS pao \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco) VALUES (:alfa, :pizza, 'Grande', 5500) RETURNING cod_variacao AS grande \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco) VALUES (:alfa, :pizza, 'Média', 4000) RETURNING cod_variacao AS media \gset
INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo, qtd_min, qtd_max) VALUES (:alfa, 'Sabores', 1, 2) RETURNING cod_grupo AS sabores \gset
INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco) VALUES (:alfa, :sabores, 'Calabresa', 0) RETURNING cod_opcao AS calabresa \gset
INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco) VALUES (:alfa, :sabores, 'Atum', 300) RETURNING cod_opcao AS atum \gset
INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco) VALUES (:alfa, :sabores, 'Alho', 100) RETURNING cod_opcao AS alho \gset
INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto) VALUES (:alfa, :sabores, :pizza);
INSERT INTO flowt.tb_omni8_combo (cod_tenant) VALUES (:alfa) RETURNING cod_combo AS combo \gset
INSERT INTO flowt.tb_omni8_combo_contador (cod_tenant, cod_combo) VALUES (:alfa, :combo);
INSERT INTO flowt.tb_omni8_combo_versao (cod_tenant, cod_combo, num_definicao, sta_combo, nom_combo, tip_preco, vlr_preco, js_grupos) VALUES (:alfa, :combo, 1, 'PUBLICADO', 'Lanche', 'FIXO', 2000,
    jsonb_build_array(jsonb_build_object('num_grupo', 1, 'nom_grupo', 'Pão', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :pao, 'cod_variacao', NULL, 'qtd_item', 1))),
                      jsonb_build_object('num_grupo', 2, 'nom_grupo', 'Bebida', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :suco, 'cod_variacao', NULL, 'qtd_item', 1)))));
INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (:alfa) RETURNING cod_oferta AS oferta \gset
INSERT INTO flowt.tb_omni8_oferta_contador (cod_tenant, cod_oferta) VALUES (:alfa, :oferta);
INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, sta_oferta, nom_oferta, tip_oferta, tip_alvo, vlr_desconto, vlr_minimo, flg_cupom)
VALUES (:alfa, :oferta, 1, 'ATIVA', 'Dez', 'VALOR', 'PEDIDO', 1000, 3000, true);
INSERT INTO flowt.tb_omni8_cupom (cod_tenant, cod_oferta, des_cupom) SELECT :alfa, :oferta, c FROM unnest('{DEZ,UMA,DOIS,TRES,QUATRO,CINCO}'::text[]) AS c;

CREATE FUNCTION pg_temp.new_cart(p_channel text DEFAULT NULL, p_token text DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN (pg_temp.request('POST /v1/carrinhos', jsonb_strip_nulls(jsonb_build_object('canal', p_channel)), p_token, 'alfa')).body ->> 'token';
CREATE FUNCTION pg_temp.put(p_cart text, p_line jsonb, p_token text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', p_cart, 'corpo', p_line::text), p_token, 'alfa');
CREATE FUNCTION pg_temp.coupon(p_cart text, p_code text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/cupons', jsonb_build_object('token', p_cart, 'corpo', jsonb_build_object('des_cupom', p_code)::text), NULL, 'alfa');
CREATE FUNCTION pg_temp.read(p_cart text) RETURNS jsonb LANGUAGE sql RETURN (pg_temp.request('GET /v1/carrinhos/{token}', jsonb_build_object('token', p_cart), NULL, 'alfa')).body;
CREATE FUNCTION pg_temp.options(VARIADIC p_codes text[]) RETURNS jsonb LANGUAGE sql RETURN (SELECT jsonb_agg(jsonb_build_object('cod_opcao', c)) FROM unnest(p_codes) AS c);
CREATE FUNCTION pg_temp.pizza(p_item text, p_size text, p_options jsonb, p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql
RETURN jsonb_build_object('cod_produto', p_item, 'cod_variacao', p_size, 'opcoes', p_options) || p_more;

-- What is bought with choices, and what is refused.
SELECT pg_temp.new_cart() AS cart \gset
SELECT is(pg_temp.outcome(pg_temp.put(:'cart', l)), e, 'putting in ' || n) FROM (VALUES
    ('a pizza without a size', pg_temp.pizza(:'pizza', NULL, pg_temp.options(:'atum')), '422 variacao_obrigatoria'),
    ('a size of nothing', pg_temp.pizza(:'pizza', '999999', pg_temp.options(:'atum')), '422 variacao_desconhecida'),
    ('a size of another item', pg_temp.pizza(:'suco', :'grande', '[]'), '422 variacao_desconhecida'),
    ('no flavour', pg_temp.pizza(:'pizza', :'grande', '[]'), '422 opcoes_de_menos'),
    ('three flavours of two', pg_temp.pizza(:'pizza', :'grande', pg_temp.options(:'atum', :'alho', :'calabresa')), '422 opcoes_demais'),
    ('a flavour of nothing', pg_temp.pizza(:'pizza', :'grande', pg_temp.options('999999')), '422 opcao_desconhecida'),
    ('options of what has none', pg_temp.pizza(:'suco', NULL, pg_temp.options(:'atum')), '422 opcao_desconhecida'),
    ('nothing', '{}', '422 corpo_invalido'),
    ('an item and a combo', jsonb_build_object('cod_produto', :'suco', 'cod_combo', :'combo'), '422 corpo_invalido'),
    ('a combo of nothing', '{"cod_combo": "999999"}', '422 combo_nao_esta_a_venda'),
    ('a combo with a strange choice', jsonb_build_object('cod_combo', :'combo', 'escolhas', jsonb_build_array(jsonb_build_object('cod_grupo', '2', 'cod_produto', :'pizza'))), '422 combo_escolha_desconhecida'),
    ('a quantity beyond', jsonb_build_object('cod_produto', :'suco', 'qtd_item', 99999999999), '422 corpo_invalido'),
    ('a pizza', pg_temp.pizza(:'pizza', :'grande', pg_temp.options(:'atum', :'alho'), '{"des_observacao": "bem assada"}'), '201')) AS v (n, l, e);
SELECT is(pg_temp.wrong_fields(pg_temp.put(:'cart', l::jsonb)), e, l) FROM (VALUES
    ('{"cod_produto": "1", "opcoes": [{"cod_opcao": "x", "qtd": 0}, {"qtd": 1}], "preco": 1}', 'opcoes[0].cod_opcao:formato_invalido opcoes[0].qtd:numero_pequeno opcoes[1].cod_opcao:campo_obrigatorio preco:campo_desconhecido'),
    ('{"cod_combo": "1", "escolhas": [{"cod_grupo": 1}]}', 'escolhas[0].cod_grupo:tipo_invalido escolhas[0].cod_produto:campo_obrigatorio')) AS v (l, e);
SELECT is((SELECT row(i -> 'vlr_unitario', i -> 'vlr_opcoes', i ->> 'nom_produto', i ->> 'cod_variacao', jsonb_path_query_array(i, '$.opcoes.nom_opcao'))::text FROM (SELECT pg_temp.read(:'cart') #> '{itens,0}' AS i) AS x),
    format('(5900,400,"Pizza – Grande",%s,"[""Atum"", ""Alho""]")', :'grande'), 'its price is that of the size and of what goes on it');
SELECT is(jsonb_path_query_array((pg_temp.put(:'cart', pg_temp.pizza(:'pizza', :'grande', pg_temp.options(:'alho', :'atum'), '{"des_observacao": "bem assada", "qtd_item": 2}'))).body, '$.itens.qtd_item'), '[3]',
    'the same choices in another order are one line');
SELECT is(jsonb_path_query_array((pg_temp.put(:'cart', l)).body, '$.itens.qtd_item'), e::jsonb, 'not one line: ' || n) FROM (VALUES
    ('another note', pg_temp.pizza(:'pizza', :'grande', pg_temp.options(:'alho', :'atum')), '[3, 1]'), ('another size', pg_temp.pizza(:'pizza', :'media', pg_temp.options(:'alho', :'atum')), '[3, 1, 1]'),
    ('other options', pg_temp.pizza(:'pizza', :'media', pg_temp.options(:'alho')), '[3, 1, 1, 1]'),
    ('twice the same option', pg_temp.pizza(:'pizza', :'media', jsonb_build_array(jsonb_build_object('cod_opcao', :'alho', 'qtd', 1))), '[3, 1, 1, 2]')) AS v (n, l, e);
SELECT is(flowt.escolhas_em_ordem('[{"qtd": 1, "cod_opcao": "2", "opcoes": null}, {"cod_opcao": "1", "opcoes": [{"cod_opcao": "9"}, {"cod_opcao": "8", "qtd": 2}]}]'),
    flowt.escolhas_em_ordem('[{"cod_opcao": "1", "qtd": 1, "opcoes": [{"cod_opcao": "8", "qtd": 2}, {"cod_opcao": "9", "qtd": 1}]}, {"cod_opcao": "2", "opcoes": []}]'), 'choices have one form');

-- Choices in choices: no deeper than there are any, and what is deep costs no more than it is long.
CREATE FUNCTION pg_temp.nested(p_levels integer, p_first text) RETURNS jsonb LANGUAGE sql
RETURN (repeat(format('[{"cod_opcao": "%s", "opcoes": ', p_first), p_levels) || '[]' || repeat('}]', p_levels))::jsonb;
SELECT pg_temp.new_cart() AS fundo \gset
SELECT is(pg_temp.outcome(pg_temp.put(:'fundo', pg_temp.pizza(:'suco', NULL, pg_temp.nested(n, :'atum')))), e, n || ' levels of add-ons') FROM (VALUES (3, '422 opcao_desconhecida'), (4, '422 escolhas_fundas_demais'),
    (60, '422 escolhas_fundas_demais')) AS v (n, e);
SELECT is(pg_temp.outcome(pg_temp.put(:'fundo', jsonb_build_object('cod_combo', :'combo', 'escolhas', jsonb_build_array(jsonb_build_object('cod_grupo', '2', 'cod_produto', :'suco', 'opcoes', pg_temp.nested(n, :'atum')))))), e,
    n || ' levels of add-ons in a combo') FROM (VALUES (3, '422 opcao_desconhecida'), (4, '422 escolhas_fundas_demais')) AS v (n, e);
-- What is wrong with the add-ons of a combo's part is said as it is of an item alone.
INSERT INTO flowt.tb_omni8_combo (cod_tenant) VALUES (:alfa) RETURNING cod_combo AS rodizio \gset
INSERT INTO flowt.tb_omni8_combo_contador (cod_tenant, cod_combo) VALUES (:alfa, :rodizio);
INSERT INTO flowt.tb_omni8_combo_versao (cod_tenant, cod_combo, num_definicao, sta_combo, nom_combo, tip_preco, vlr_preco, js_grupos) VALUES (:alfa, :rodizio, 1, 'PUBLICADO', 'Rodízio', 'FIXO', 6000,
    jsonb_build_array(jsonb_build_object('num_grupo', 1, 'nom_grupo', 'Pizza', 'qtd_minima', 1, 'qtd_maxima', 1, 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :pizza, 'cod_variacao', :grande, 'qtd_item', 1)))));
SELECT is(concat_ws(' ', pg_temp.outcome(a), a.detail), e, n) FROM (VALUES
    ('a pizza of a combo without a flavour', '[]'::jsonb, '422 opcoes_de_menos Falta escolher uma opção deste item.'), ('with three of two', pg_temp.options(:'atum', :'alho', :'calabresa'), '422 opcoes_demais Há opções a mais em um dos grupos: tire alguma.'),
    ('with what is no flavour', pg_temp.options('999999'), '422 opcao_desconhecida Uma das opções escolhidas não é mais deste item: escolha-as de novo.'), ('with two', pg_temp.options(:'atum', :'alho'), '201')) AS v (n, o, e),
    LATERAL pg_temp.put(pg_temp.new_cart(), jsonb_build_object('cod_combo', :'rodizio', 'escolhas', jsonb_build_array(jsonb_build_object('cod_grupo', '1', 'cod_produto', :'pizza', 'cod_variacao', :'grande', 'opcoes', v.o)))) AS a;
UPDATE flowt.tb_omni8_complemento_opcao SET sta_opcao = 'INATIVA' WHERE cod_tenant = :alfa AND cod_opcao = :alho;
SELECT is(pg_temp.outcome(pg_temp.put(:'fundo', jsonb_build_object('cod_combo', :'rodizio', 'escolhas', jsonb_build_array(jsonb_build_object('cod_grupo', '1', 'cod_produto', :'pizza', 'cod_variacao', :'grande', 'opcoes', pg_temp.options(:'alho')))))),
    '409 opcao_indisponivel', 'or with one that is out');
UPDATE flowt.tb_omni8_complemento_opcao SET sta_opcao = 'ATIVA' WHERE cod_tenant = :alfa AND cod_opcao = :alho;
SELECT (pg_temp.put(:'fundo', pg_temp.pizza(:'suco', NULL, '[]'))).body #>> '{itens,0,cod_carrinho_item}' AS linha_funda \gset
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/carrinhos/{token}/itens/{id}', jsonb_build_object('token', :'fundo', 'id', :'linha_funda', 'corpo', jsonb_build_object('opcoes', pg_temp.nested(4, :'atum'))::text), NULL, 'alfa')),
    '422 escolhas_fundas_demais', 'nor does a line become deeper');
SET LOCAL track_functions = 'all';
SELECT flowt.escolhas_em_ordem(pg_temp.nested(12, :'atum')) \g /dev/null
SELECT is((SELECT s.calls FROM pg_stat_xact_user_functions AS s WHERE s.schemaname = 'flowt' AND s.funcname = 'escolhas_em_ordem'), 12::bigint, 'each level is put in order once');
RESET track_functions;

-- A combo and its parts, to the centavo: 2000 over [1500, 1000].
SELECT pg_temp.new_cart() AS lanche \gset
SELECT is((SELECT row(c #> '{itens,0,vlr_bruto}', c #>> '{itens,0,cod_combo}', jsonb_path_query_array(c, '$.itens[0].partes.vlr_bruto'), c -> 'vlr_total')::text FROM (SELECT (pg_temp.put(:'lanche', jsonb_build_object('cod_combo', :'combo', 'qtd_item', 1))).body AS c) AS x),
    format('(2000,%s,"[1200, 800]",2000)', :'combo'), 'a combo is a line and its parts');
SELECT is(jsonb_path_query_array((pg_temp.put(:'lanche', jsonb_build_object('cod_combo', :'combo'))).body, '$.itens.qtd_item'), '[2]', 'and grows as one');

-- Coupons are kept with the cart.
SELECT is(pg_temp.outcome(pg_temp.coupon(:'lanche', 'nada')), '422 cupom_desconhecido', 'a coupon that does not exist stays out');
SELECT is((SELECT row(c #>> '{cupons,0,des_cupom}', c #> '{cupons,0,flg_aceito}', c #>> '{cupons,0,codigo}', c -> 'vlr_total')::text FROM (SELECT (pg_temp.coupon(:'lanche', ' dez ')).body AS c) AS x), '(DEZ,true,cupom_aceito,3000)',
    'a good one takes off what it says');
SELECT is((SELECT row(c -> 'vlr_itens', c -> 'vlr_desconto', c #>> '{descontos,0,des_cupom}', c #>> '{descontos,0,tip_alvo}')::text FROM (SELECT pg_temp.read(:'lanche') AS c) AS x), '(4000,1000,DEZ,PEDIDO)', 'and the next reader sees it, with why');
SELECT (pg_temp.read(:'lanche')) #>> '{itens,0,cod_carrinho_item}' AS line \gset
SELECT is((SELECT row(c #> '{cupons,0,flg_aceito}', c #>> '{cupons,0,codigo}', c -> 'vlr_total')::text FROM (SELECT (pg_temp.request('PATCH /v1/carrinhos/{token}/itens/{id}', jsonb_build_object('token', :'lanche', 'id', :'line', 'corpo', '{"qtd_item": 1}'),
    NULL, 'alfa')).body AS c) AS x), '(false,abaixo_do_minimo,2000)', 'below its minimum it is kept, and refused with a reason');
SELECT is(pg_temp.outcome(pg_temp.coupon(:'lanche', c)), e, 'coupon ' || c) FROM (VALUES ('UMA', '200'), ('dez', '200'), ('DOIS', '200'), ('TRES', '200'), ('QUATRO', '200'), ('CINCO', '422 cupons_demais')) AS v (c, e);
SELECT is(jsonb_path_query_array((pg_temp.request('DELETE /v1/carrinhos/{token}/cupons/{cupom}', jsonb_build_object('token', :'lanche', 'cupom', 'uma'), NULL, 'alfa')).body, '$.cupons.des_cupom'), '["DEZ", "DOIS", "TRES", "QUATRO"]', 'one taken out');

-- The channel is of whoever opens the cart.
SELECT is(tip_canal, 'WHATSAPP', 'a cart knows where it comes from') FROM flowt.tb_omni8_carrinho WHERE hsh_token = flowt.digerir(pg_temp.new_cart('WHATSAPP'));
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/carrinhos', jsonb_build_object('canal', c), t, 'alfa')), e, format('channel %s by %s', c, n)) FROM (VALUES
    ('BALCAO', NULL, 'anybody', '401 login_necessario'), ('BALCAO', pg_temp.login(:alfa, 'atendente'), 'staff', '201'), ('BALCAO', pg_temp.login(:alfa, 'bi'), 'a profile that sells nothing', '403 sem_permissao'), ('MESA', NULL, 'anybody', '422 canal_desconhecido'), ('X', NULL, 'anybody', '422 canal_desconhecido')) AS v (c, t, n, e);

-- Identification: the cart becomes the customer's, or goes into the one she has; once.
CREATE FUNCTION pg_temp.customer(p_tenant bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_person bigint;
    v_token  text := 'fc_' || gen_random_uuid();
BEGIN
    INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (p_tenant, 'F', 'Cliente') RETURNING cod_pessoa INTO v_person;
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao) VALUES (p_tenant, v_person, flowt.digerir(v_token), now() + interval '1 day');
    RETURN v_token;
END
$$;
CREATE FUNCTION pg_temp.identify(p_cart text, p_customer text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/carrinhos/{token}/identificacao', jsonb_build_object('token', p_cart), p_customer, 'alfa');
SELECT pg_temp.customer(:alfa) AS ana, pg_temp.customer(:alfa) AS bia, pg_temp.new_cart() AS fone, pg_temp.new_cart() AS mesa \gset
SELECT pg_temp.put(:'fone', jsonb_build_object('cod_produto', :'suco', 'qtd_item', 2)), pg_temp.put(:'mesa', jsonb_build_object('cod_produto', :'suco', 'qtd_item', 3)), pg_temp.put(:'mesa', jsonb_build_object('cod_produto', :'pao')), pg_temp.coupon(:'mesa', 'DEZ') \gset
SELECT is((SELECT row(c -> 'flg_identificado', c -> 'qtd_itens')::text FROM (SELECT (pg_temp.identify(:'fone', :'ana')).body AS c) AS x), '(true,2)', 'the first cart becomes hers');
SELECT is((pg_temp.read(:'fone') ->> 'dat_expiracao')::timestamptz, now() + interval '90 days', 'and lives ninety days');
SELECT is((SELECT row(jsonb_path_query_array(c, '$.itens.qtd_item'), jsonb_path_query_array(c, '$.cupons.des_cupom'))::text FROM (SELECT (pg_temp.identify(:'mesa', :'ana')).body AS c) AS x), '("[5, 1]","[""DEZ""]")', 'the second goes into it: equal lines add up, coupons come along');
SELECT is(pg_temp.read(:'mesa'), pg_temp.read(:'fone'), 'both tokens open it');
SELECT is((SELECT array_agg(sta_carrinho ORDER BY cod_carrinho) FROM flowt.tb_omni8_carrinho WHERE hsh_token IN (flowt.digerir(:'fone'), flowt.digerir(:'mesa'))), '{ATIVO,MESCLADO}', 'one was merged');
SELECT is(jsonb_path_query_array((pg_temp.identify(:'mesa', :'ana')).body, '$.itens.qtd_item'), '[5, 1]', 'a merge is not done twice');
SELECT is(pg_temp.outcome(pg_temp.identify(:'mesa', :'bia')), '404 nao_encontrado', 'nor is it somebody else''s');
SELECT is(pg_temp.outcome(pg_temp.identify(:'lanche', NULL)), '401 login_necessario', 'nobody identifies without having come in');
SELECT is(pg_temp.read(pg_temp.new_cart(NULL, :'ana')), pg_temp.read(:'fone'), 'on a new device a customer finds her cart');

-- Reservation: free for the cart, gone for others, until its time.
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (:alfa, :pao, 2);
SELECT pg_temp.new_cart() AS um, pg_temp.new_cart() AS dois \gset
SELECT pg_temp.put(c, jsonb_build_object('cod_produto', :'pao', 'qtd_item', 2)) FROM unnest(ARRAY[:'um', :'dois']) AS c \g /dev/null
CREATE FUNCTION pg_temp.reserve(p_cart text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/carrinhos/{token}/reserva', jsonb_build_object('token', p_cart), NULL, 'alfa');
SELECT ok((r.body ->> 'dat_reserva')::timestamptz BETWEEN now() + interval '1 minute' AND now() + interval '1 day' AND (r.body -> 'flg_disponivel')::boolean, 'a reservation says until when') FROM pg_temp.reserve(:'um') AS r;
SELECT is(pg_temp.outcome(pg_temp.reserve(:'dois')), '409 item_indisponivel', 'another cart finds nothing left');
SELECT is(pg_temp.read(c) -> 'flg_disponivel', e::jsonb, n) FROM (VALUES (:'um', 'true', 'free for the one that has it'), (:'dois', 'false', 'not for the other')) AS v (c, e, n);
SELECT is((pg_temp.request('DELETE /v1/carrinhos/{token}', jsonb_build_object('token', :'um'), NULL, 'alfa')).status, 204, 'the first gives up');
SELECT is(pg_temp.outcome(pg_temp.reserve(:'dois')), '200', 'and what it held is free at once');
SELECT is(pg_temp.outcome(pg_temp.put(:'um', jsonb_build_object('cod_produto', :'suco'))), '410 carrinho_expirado', 'a cart given up is over');

-- Expiry: thirty days, or ninety; a month later they are gone.
UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - interval '31 days' WHERE hsh_token IN (flowt.digerir(:'dois'), flowt.digerir(:'fone'));
UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - interval '61 days' WHERE hsh_token = flowt.digerir(:'um');
SELECT is(rotina.expirar_carrinhos(), 1::bigint, 'the job expires what is past its time');
SELECT is((SELECT array_agg(v.n || coalesce(c.sta_carrinho, '-') ORDER BY v.n) FROM (VALUES (1, :'um'), (2, :'dois'), (3, :'fone')) AS v (n, t) LEFT JOIN flowt.tb_omni8_carrinho c ON c.hsh_token = flowt.digerir(v.t)), '{1-,2EXPIRADO,3ATIVO}', 'one erased, one expired, a customer''s still open');

SELECT * FROM finish();
ROLLBACK;
