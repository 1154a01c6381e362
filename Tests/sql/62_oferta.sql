-- Offers and coupons: what one may be, to whom it is given and how often, and what the public sees (guide chapter 6.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/preco.sql
SELECT plan(158);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS atendente \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:alfa, 'Comidas') RETURNING cod_categoria::text AS comidas \gset
SELECT pg_temp.item(:alfa, 'Pizza', 3000, :comidas) AS pizza, pg_temp.item(:alfa, 'Suco', 1000) AS suco, pg_temp.item(:beta, 'Alheio', 500) AS alheio \gset
SELECT pg_temp.item(:alfa, 'Camisa', 1000) AS camisa \gset
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao) VALUES (:alfa, :camisa, 'M');

-- MARK: what an offer may be

SELECT is(concat_ws(' ', pg_temp.outcome(o), pg_temp.wrong_fields(o)), e, 'offer ' || left(b::text, 120)) FROM (VALUES
    ('{}'::jsonb, '422 corpo_invalido tip_alvo:campo_obrigatorio tip_oferta:campo_obrigatorio'),
    ('{"tip_oferta": "DOBRO", "tip_alvo": "LUA", "num_cor": "azul", "num_percentual": 101, "hor_inicio": "24:00", "dat_fim": "ontem"}',
        '422 corpo_invalido dat_fim:formato_invalido hor_inicio:formato_invalido num_cor:formato_invalido num_percentual:numero_grande tip_alvo:opcao_invalida tip_oferta:opcao_invalida'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO"}', '422 oferta_com_os_campos_do_tipo'), ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "vlr_preco": 1}', '422 oferta_com_os_campos_do_tipo'),
    ('{"tip_oferta": "LEVE_X_PAGUE_Y", "tip_alvo": "PEDIDO", "qtd_leve": 3, "qtd_pague": 2}', '422 oferta_com_o_alvo_do_tipo'), ('{"tip_oferta": "PRECO_FIXO", "tip_alvo": "PEDIDO", "vlr_preco": 3}', '422 oferta_com_o_alvo_do_tipo'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "ITEM", "num_percentual": 10}', '422 oferta_com_o_alvo_do_tipo'), ('{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "ITEM", "cod_produtos": ["999999999"]}', '422 corpo_invalido cod_produtos[0]:codigo_desconhecido'),
    (jsonb_build_object('tip_oferta', 'FRETE_GRATIS', 'tip_alvo', 'ITEM', 'cod_produtos', ARRAY[:'suco']), '422 oferta_com_o_alvo_do_tipo'),
    (jsonb_build_object('tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 2, 'qtd_pague', 2, 'cod_produtos', ARRAY[:'suco']), '422 leve_mais_do_que_paga'),
    (jsonb_build_object('tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 10, 'cod_etiqueta', '999999999', 'cod_produtos', ARRAY[:'suco', '999999999', :'alheio']),
        '422 corpo_invalido cod_etiqueta:codigo_desconhecido cod_produtos[1]:codigo_desconhecido cod_produtos[2]:codigo_desconhecido'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "CATEGORIA", "num_percentual": 10, "cod_categorias": ["999999999"]}', '422 corpo_invalido cod_categorias[0]:codigo_desconhecido'),
    ('{"tip_oferta": "PERCENTUAL", "tip_alvo": "COMBO", "num_percentual": 10, "cod_combos": ["999999999"]}', '422 corpo_invalido cod_combos[0]:codigo_desconhecido'),
    ('{"tip_oferta": "BRINDE", "tip_alvo": "PEDIDO", "cod_brinde": "999999999", "qtd_brinde": 1}', '422 corpo_invalido cod_brinde:codigo_desconhecido'),
    (jsonb_build_object('tip_oferta', 'BRINDE', 'tip_alvo', 'PEDIDO', 'cod_brinde', :'camisa', 'qtd_brinde', 1), '422 corpo_invalido cod_brinde:brinde_com_variacoes'),
    (jsonb_build_object('tip_oferta', 'BRINDE', 'tip_alvo', 'PEDIDO', 'cod_brinde', :'suco', 'qtd_brinde', 1, 'vlr_maximo', 5), '422 teto_nao_cabe_em_brinde'),
    ('{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "PEDIDO", "dat_inicio": "2026-02-01T00:00:00Z", "dat_fim": "2026-02-01T00:00:00Z"}', '422 validade_de_oferta_em_ordem'),
    ('{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "PEDIDO", "hor_fim": "10:00"}', '422 janela_de_oferta_inteira')) AS v (b, e), LATERAL pg_temp.offer(:'ta', b) AS o;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_oferta), 0::bigint, 'nothing refused was kept');
SELECT is(pg_temp.outcome(pg_temp.offer(:'atendente', '{"tip_oferta": "FRETE_GRATIS", "tip_alvo": "PEDIDO"}')), '403 sem_permissao', 'who attends makes none');

-- MARK: its life

SELECT pg_temp.made(pg_temp.offer(:'ta', '{"sta_oferta": "RASCUNHO", "tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 7.5}')) AS vida \gset
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1')), '0 = 0', 'a draft gives nothing');
CREATE FUNCTION pg_temp.move(p_token text, p_id text, p_version integer, p_to text) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('POST /v1/ofertas/{id}/transicoes', jsonb_build_object('id', p_id, 'corpo', jsonb_build_object('para', p_to, 'num_versao', p_version)::text), p_token));
CREATE FUNCTION pg_temp.moved(p_tenant bigint, p_token text, p_id text, p_version integer, p_to text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_outcome text := pg_temp.move(p_token, p_id, p_version, p_to);
BEGIN
    RETURN v_outcome || ' ' || pg_temp.off(pg_temp.quote(p_tenant, 'Suco 1'));
END
$$;
SELECT is(pg_temp.moved(:alfa, t, :'vida', v, p), e, format('to %s at version %s', p, v)) FROM (VALUES
    (1, :'ta', 1, 'PAUSADA', '409 transicao_ilegal 0 = 0'), (2, :'tb', 1, 'ATIVA', '404 nao_encontrado 0 = 0'), (3, :'ta', 1, 'ATIVA', '200 75 = 75'), (4, :'ta', 1, 'PAUSADA', '409 versao_desatualizada 75 = 75'),
    (5, :'ta', 2, 'PAUSADA', '200 0 = 0'), (6, :'ta', 3, 'PAUSADA', '200 0 = 0'), (7, :'ta', 3, 'ATIVA', '200 75 = 75'), (8, :'ta', 4, 'ENCERRADA', '200 0 = 0'), (9, :'ta', 5, 'ATIVA', '409 oferta_encerrada 0 = 0')) AS v (n, t, v, p, e) ORDER BY n;
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/ofertas/{id}', jsonb_build_object('id', :'vida', 'corpo', '{"num_versao": 5, "num_percentual": 8}'), :'ta')), '409 oferta_encerrada', 'what ended does not change');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/ofertas/{id}' || s, jsonb_build_object('id', :'vida'), t)), e, 'reading it' || s) FROM (VALUES ('', :'tb', '404 nao_encontrado'), ('', :'atendente', '200'), ('/historico', :'tb', '404 nao_encontrado'), ('/historico', :'ta', '200')) AS v (s, t, e);
SELECT is((pg_temp.request('GET /v1/ofertas/cadastradas', '{}', :'tb')).body, '{"itens": [], "proximo": null}', 'another company lists its own');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/ofertas/cadastradas', jsonb_build_object('sta_oferta', s), :'ta')).body -> 'itens'), n, 'those ' || s) FROM (VALUES ('ENCERRADA', 1), ('ATIVA', 0)) AS v (s, n);

-- MARK: coupons

CREATE FUNCTION pg_temp.coupon(p_token text, p_offer text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/ofertas/{id}/cupons', jsonb_build_object('id', p_offer, 'corpo', p_body::text), p_token);
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"nom_oferta": "Natal", "tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "flg_cupom": true}')) AS natal \gset
SELECT is(concat_ws(' ', pg_temp.outcome(c), pg_temp.wrong_fields(c)), e, format('coupon %s', b)) FROM (VALUES
    ('{}'::jsonb, '422 corpo_invalido des_cupom:escolha_uma_forma qtd_cupons:escolha_uma_forma'), ('{"des_cupom": "A B"}', '422 corpo_invalido des_cupom:formato_invalido'), ('{"des_cupom": "ABC", "qtd_cupons": 2}', '422 corpo_invalido des_cupom:escolha_uma_forma qtd_cupons:escolha_uma_forma'),
    ('{"qtd_cupons": 1001}', '422 corpo_invalido qtd_cupons:numero_grande'), ('{"des_cupom": "ABC", "cod_pessoa": "999999999"}', '422 corpo_invalido cod_pessoa:codigo_desconhecido'), ('{"des_cupom": "natal10"}', '201'), ('{"des_cupom": "Natal10"}', '409 cupom_ja_existe')) AS v (b, e),
    LATERAL pg_temp.coupon(:'ta', :'natal', b) AS c;
SELECT is(pg_temp.outcome(pg_temp.coupon(:'tb', :'natal', '{"des_cupom": "ABC"}')), '404 nao_encontrado', 'another company''s offer');
SELECT is(pg_temp.off(q) || ' ' || pg_temp.told(q), e, format('with %s', c)) FROM (VALUES
    ('["natal10"]', '100 = 100 NATAL10:cupom_aceito'), ('[" Natal 10 "]', '100 = 100 NATAL10:cupom_aceito'), ('["nada"]', '0 = 0 NADA:cupom_desconhecido'), ('["natal10", "NATAL10"]', '100 = 100 NATAL10:cupom_aceito'),
    ('["a1", "a2", "a3", "a4", "a5", "natal10"]', '0 = 0 A1:cupom_desconhecido A2:cupom_desconhecido A3:cupom_desconhecido A4:cupom_desconhecido A5:cupom_desconhecido NATAL10:cupons_demais')) AS v (c, e), LATERAL pg_temp.quote(:alfa, 'Suco 1', jsonb_build_object('des_cupons', c::jsonb)) AS q;
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1')), '0 = 0', 'and without one, nothing');
SELECT is((SELECT d.des_motivo FROM unnest((pg_temp.quote(:alfa, 'Suco 1', '{"des_cupons": ["natal10"]}')).descontos) d), 'Natal: 10% de desconto, com o cupom NATAL10', 'why');
SELECT is(pg_temp.told(pg_temp.quote(:beta, 'Alheio 1', '{"des_cupons": ["natal10"]}')), 'NATAL10:cupom_desconhecido', 'another company''s coupon is none');
SELECT is((SELECT count(DISTINCT i ->> 'des_cupom') FILTER (WHERE i ->> 'des_cupom' ~ '^BF-[A-HJ-NP-Z2-9]{12}$') FROM jsonb_array_elements((pg_temp.coupon(:'ta', :'natal', '{"qtd_cupons": 300, "des_prefixo": "bf-", "qtd_limite": 1}')).body -> 'itens') i), 300::bigint, 'three hundred drawn');
SELECT is((pg_temp.request('GET /v1/ofertas/{id}/cupons', jsonb_build_object('id', :'natal', 'limite', '2'), :'ta')).body #>> '{itens,0,des_cupom}', 'NATAL10', 'the list of coupons');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/ofertas/{id}/cupons', jsonb_build_object('id', :'natal'), :'tb')), '404 nao_encontrado', 'not another company''s');
SELECT cod_cupom::text AS natal10 FROM flowt.tb_omni8_cupom WHERE des_cupom = 'NATAL10' \gset
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/cupons/{id}', jsonb_build_object('id', :'natal10'), t)), e, 'one coupon') FROM (VALUES (:'ta', '200'), (:'tb', '404 nao_encontrado')) AS v (t, e);

-- MARK: why not

INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) SELECT :alfa, 'F', n FROM unnest('{Ana,Bia}'::text[]) n;
SELECT max(cod_pessoa) FILTER (WHERE nom_pessoa = 'Ana') AS ana, max(cod_pessoa) FILTER (WHERE nom_pessoa = 'Bia') AS bia FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa \gset
INSERT INTO flowt.tb_omni8_etiqueta (cod_tenant, nom_etiqueta) VALUES (:alfa, 'vip') RETURNING cod_etiqueta::text AS vip \gset
INSERT INTO flowt.tb_omni8_pessoa_etiqueta (cod_tenant, cod_pessoa, cod_etiqueta) VALUES (:alfa, :bia, :vip);
CREATE FUNCTION pg_temp.with_coupon(p_tenant bigint, p_token text, p_offer jsonb, p_coupon jsonb, p_context jsonb, p_what text DEFAULT 'Suco 1') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_code text := 'C' || floor(random() * 1e9)::bigint;
    v_quote flowt.cotacao;
BEGIN
    PERFORM pg_temp.coupon(p_token, pg_temp.made(pg_temp.offer(p_token, '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "flg_cupom": true}'::jsonb || p_offer)), jsonb_build_object('des_cupom', v_code) || p_coupon);
    v_quote := pg_temp.quote(p_tenant, p_what, p_context || jsonb_build_object('des_cupons', ARRAY[v_code]));
    RETURN replace(replace((v_quote).js_cupons -> 0 ->> 'codigo' || ' ' || ((v_quote).js_cupons -> 0 ->> 'mensagem'), chr(160), ' '), v_code, '…');
END
$$;
SELECT is(pg_temp.with_coupon(:alfa, :'ta', o, c, x), e, format('coupon %s of %s for %s', c, o, x)) FROM (VALUES
    ('{}'::jsonb, '{}'::jsonb, '{}'::jsonb, 'cupom_aceito Cupom aplicado.'),
    ('{"dat_inicio": "2090-01-01T10:00:00-03:00"}', '{}', '{}', 'cupom_ainda_nao_vale Este cupom vale a partir de 01/01/2090 10:00.'),
    ('{"dat_fim": "2020-01-01T10:00:00-03:00"}', '{}', '{}', 'cupom_vencido Este cupom venceu.'), ('{}', '{"dat_fim": "2020-01-01T10:00:00-03:00"}', '{}', 'cupom_vencido Este cupom venceu.'),
    ('{"vlr_minimo": 1500}', '{}', '{}', 'abaixo_do_minimo Este cupom vale em compras a partir de R$ 15,00: faltam R$ 5,00.'),
    ('{"tip_pagamentos": ["PIX", "DINHEIRO"]}', '{}', '{"tip_pagamento": "CARTAO"}', 'outro_pagamento Este cupom vale pagando com PIX ou DINHEIRO.'),
    ('{"tip_canais": ["MESA"]}', '{}', '{"tip_canal": "API"}', 'outro_canal Este cupom não vale por este canal de compra.'),
    ('{"sta_oferta": "RASCUNHO"}', '{}', '{}', 'cupom_encerrado Este cupom não vale mais.'),
    ('{"flg_primeira_compra": true}', '{}', '{}', 'identificacao_necessaria Entre com sua conta para usar este cupom.'),
    ('{"flg_primeira_compra": true}', '{}', jsonb_build_object('cod_pessoa', :ana), 'cupom_aceito Cupom aplicado.'),
    (jsonb_build_object('cod_etiqueta', :'vip'), '{}', jsonb_build_object('cod_pessoa', :ana), 'fora_do_segmento Este cupom é para outros clientes.'),
    (jsonb_build_object('cod_etiqueta', :'vip'), '{}', jsonb_build_object('cod_pessoa', :bia), 'cupom_aceito Cupom aplicado.'),
    ('{}', jsonb_build_object('cod_pessoa', :'bia'), jsonb_build_object('cod_pessoa', :ana), 'cupom_de_outra_pessoa Este cupom é pessoal: entre com a conta que o recebeu.'),
    ('{}', jsonb_build_object('cod_pessoa', :'bia'), '{}', 'cupom_de_outra_pessoa Este cupom é pessoal: entre com a conta que o recebeu.'),
    ('{}', jsonb_build_object('cod_pessoa', :'bia'), jsonb_build_object('cod_pessoa', :bia), 'cupom_aceito Cupom aplicado.'),
    (jsonb_build_object('tip_alvo', 'ITEM', 'cod_produtos', ARRAY[:'pizza']), '{}', '{}', 'nenhum_item_participa Nenhum item do carrinho participa desta oferta.'),
    ('{"tip_oferta": "FRETE_GRATIS", "num_percentual": null}', '{}', '{}', 'sem_frete Não há frete a descontar: o cupom vale na entrega.'),
    ('{"tip_oferta": "FRETE_GRATIS", "num_percentual": null}', '{}', '{"vlr_frete": 5}', 'cupom_aceito Cupom aplicado.')) AS v (o, c, x, e);
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 20}')) AS vinte \gset
SELECT is(pg_temp.off(q) || ' ' || pg_temp.told(q), '200 = 200 NATAL10:outra_oferta_melhor', 'a better offer wins over the coupon') FROM pg_temp.quote(:alfa, 'Suco 1', '{"des_cupons": ["natal10"]}') AS q;
SELECT pg_temp.move(:'ta', :'vinte', 1, 'ENCERRADA') \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/cupons/{id}', jsonb_build_object('id', :'natal10'), t)), e, 'ending a coupon') FROM (VALUES (:'tb', '404 nao_encontrado'), (:'atendente', '403 sem_permissao'), (:'ta', '204'), (:'ta', '204')) AS v (t, e);
SELECT is(pg_temp.told(pg_temp.quote(:alfa, 'Suco 1', '{"des_cupons": ["natal10"]}')), 'NATAL10:cupom_encerrado', 'it is over');
SELECT is(pg_temp.outcome(pg_temp.coupon(:'ta', :'natal', '{"des_cupom": "NATAL10"}')), '409 cupom_ja_existe', 'and its code never means another');

-- MARK: uses

CREATE FUNCTION pg_temp.order(p_tenant bigint, p_person bigint DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  bigint;
    v_order bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, sta_carrinho) VALUES (p_tenant, sha256(gen_random_uuid()::text::bytea), 'CONVERTIDO') RETURNING cod_carrinho INTO v_cart;
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_carrinho, cod_unidade, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total)
    VALUES (p_tenant, flowt.proximo_numero_de_pedido(p_tenant), flowt.novo_token(), v_cart, flowt.unidade_principal(p_tenant), p_person, 'RECEBIDO', 'RETIRADA', 'Zé', '+5585988776655', 'PIX', 1000, 0, 1000) RETURNING cod_pedido INTO v_order;
    RETURN v_order;
END
$$;
CREATE FUNCTION pg_temp.claim(p_tenant bigint, p_context jsonb, p_what text DEFAULT 'Suco 1') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_person bigint := (p_context ->> 'cod_pessoa')::bigint;
    v_quote  flowt.cotacao := pg_temp.quote(p_tenant, p_what, p_context);
    v_order  bigint := pg_temp.order(p_tenant, v_person);
BEGIN
    PERFORM flowt.reservar_ofertas(p_tenant, v_order, v_person, v_quote);
    RETURN v_order::text;
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    RETURN SQLERRM;
END
$$;
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"nom_oferta": "Duas", "tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "qtd_limite": 2}')) AS duas \gset
SELECT pg_temp.quote(:alfa, 'Suco 1')::text AS antes \gset
SELECT pg_temp.claim(:alfa, '{}') AS p1, pg_temp.claim(:alfa, '{}') AS p2 \gset
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1')), '0 = 0', 'used twice, it is over');
SELECT is(pg_temp.attempt('postgres', format('SELECT flowt.reservar_ofertas(%s, %s, NULL, %L)', :alfa, pg_temp.order(:alfa), :'antes')), 'PT409 oferta_esgotada', 'whoever was quoted before is refused');
SELECT is((SELECT (qtd_uso, vlr_usado)::text FROM flowt.tb_omni8_oferta_contador WHERE cod_oferta = :duas), '(2,200)', 'and counted not at all');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO' WHERE cod_pedido = :p1;
SELECT is((SELECT (qtd_uso, vlr_usado)::text FROM flowt.tb_omni8_oferta_contador WHERE cod_oferta = :duas), '(1,100)', 'a cancelled order gives its use back');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'RECUSADO' WHERE cod_pedido = :p1;
SELECT is((SELECT (qtd_uso, vlr_usado)::text FROM flowt.tb_omni8_oferta_contador WHERE cod_oferta = :duas), '(1,100)', 'once');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'EXPIRADO' WHERE cod_pedido = :p2;
SELECT is((SELECT qtd_uso FROM flowt.tb_omni8_oferta_contador WHERE cod_oferta = :duas), 0::bigint, 'so does one that expired');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'RECEBIDO' WHERE cod_pedido = :p2;
SELECT is((SELECT (qtd_uso, vlr_usado)::text FROM flowt.tb_omni8_oferta_contador WHERE cod_oferta = :duas), '(1,100)', 'paid late, it counts again');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'EXPIRADO' WHERE cod_pedido = :p2;
SELECT pg_temp.claim(:alfa, '{}'), pg_temp.claim(:alfa, '{}') \g /dev/null
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_pedido SET sta_pedido = ''RECEBIDO'' WHERE cod_pedido = %s', :p2)), 'PT409 oferta_esgotada', 'unless meanwhile there is none left');
SELECT is((SELECT (qtd_uso, vlr_usado)::text FROM flowt.tb_omni8_oferta_contador WHERE cod_oferta = :duas), (SELECT (count(*), sum(vlr_desconto))::text FROM flowt.tb_omni8_oferta_uso WHERE cod_oferta = :duas AND dat_liberacao IS NULL), 'the counter is the sum of the uses');
SELECT pg_temp.no_offers() \g /dev/null

SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "vlr_orcamento": 150}')) \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 2')) || ' / ' || pg_temp.off(pg_temp.quote(:alfa, 'Suco 1')), '0 = 0 / 100 = 100', 'a budget of 150 has no room for 200');
SELECT pg_temp.claim(:alfa, '{}') \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1')), '0 = 0', 'nor, after 100, for another');
SELECT pg_temp.no_offers() \g /dev/null

SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "qtd_limite_pessoa": 1}')) \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', c)), e, n) FROM (VALUES ('once a person: who is unknown, gets none', '{}'::jsonb, '0 = 0'), ('Ana does', jsonb_build_object('cod_pessoa', :ana), '100 = 100')) AS v (n, c, e);
SELECT pg_temp.quote(:alfa, 'Suco 1', jsonb_build_object('cod_pessoa', :ana))::text AS antes \gset
SELECT pg_temp.claim(:alfa, jsonb_build_object('cod_pessoa', :ana)) AS p3 \gset
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', jsonb_build_object('cod_pessoa', p))), e, n) FROM (VALUES ('Ana has had hers', :ana, '0 = 0'), ('Bia has not', :bia, '100 = 100')) AS v (n, p, e);
SELECT is(pg_temp.attempt('postgres', format('SELECT flowt.reservar_ofertas(%s, %s, %s, %L)', :alfa, pg_temp.order(:alfa, :ana), :ana, :'antes')), 'PT409 oferta_esgotada', 'nor with the quote of before');
SELECT pg_temp.no_offers() \g /dev/null

SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "flg_primeira_compra": true}')) \g /dev/null
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', jsonb_build_object('cod_pessoa', p))), e, n) FROM (VALUES ('Ana has bought', :ana, '0 = 0'), ('Bia never', :bia, '100 = 100')) AS v (n, p, e);
SELECT is(pg_temp.claim(:alfa, jsonb_build_object('cod_pessoa', :bia)) ~ '^\d+$', true, 'a first purchase is hers');
SELECT is(pg_temp.claim(:alfa, jsonb_build_object('cod_pessoa', :bia)) ~ '^\d+$', true, 'the second is bought without');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_oferta_uso u WHERE u.cod_pessoa = :bia), 1::bigint, 'and counts no use');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO' WHERE cod_pessoa = :bia;
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', jsonb_build_object('cod_pessoa', :bia))), '100 = 100', 'all cancelled, the next is the first again');
SELECT pg_temp.no_offers() \g /dev/null

SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "flg_cupom": true}')) AS unica \gset
SELECT pg_temp.coupon(:'ta', :'unica', c) FROM (VALUES ('{"des_cupom": "UMA", "qtd_limite": 1}'::jsonb), ('{"des_cupom": "DUAS"}')) AS v (c) \g /dev/null
SELECT pg_temp.claim(:alfa, '{"des_cupons": ["uma"]}') \g /dev/null
SELECT is(pg_temp.told(pg_temp.quote(:alfa, 'Suco 1', c)), e, format('coupons %s', c)) FROM (VALUES ('{"des_cupons": ["uma"]}'::jsonb, 'UMA:cupom_esgotado'), ('{"des_cupons": ["uma", "duas"]}', 'UMA:cupom_esgotado DUAS:cupom_aceito')) AS v (c, e);
-- An offer that needs no coupon is not lost to a coupon of its own that is good for nothing.
SELECT pg_temp.no_offers() \g /dev/null
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"nom_oferta": "Sem cupom", "tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10}')) AS livre \gset
SELECT pg_temp.coupon(:'ta', :'livre', c) FROM (VALUES (jsonb_build_object('des_cupom', 'BOA')), (jsonb_build_object('des_cupom', 'VENCIDO', 'dat_fim', '2020-01-01T10:00:00-03:00')), (jsonb_build_object('des_cupom', 'DABIA', 'cod_pessoa', :'bia'))) AS v (c) \g /dev/null
SELECT is(pg_temp.off(q) || coalesce(' ' || pg_temp.told(q), ''), e, format('an offer without coupon, with %s', c)) FROM (VALUES ('[]'::jsonb, '100 = 100'), ('["vencido"]', '100 = 100 VENCIDO:cupom_vencido'), ('["dabia"]', '100 = 100 DABIA:cupom_de_outra_pessoa'),
    ('["vencido", "dabia"]', '100 = 100 VENCIDO:cupom_vencido DABIA:cupom_de_outra_pessoa'), ('["boa"]', '100 = 100 BOA:cupom_aceito'), ('["vencido", "boa"]', '100 = 100 VENCIDO:cupom_vencido BOA:cupom_aceito')) AS v (c, e),
    LATERAL pg_temp.quote(:alfa, 'Suco 1', jsonb_build_object('des_cupons', c)) AS q;
SELECT is((SELECT string_agg(d.des_motivo, ', ') FROM unnest((pg_temp.quote(:alfa, 'Suco 1', '{"des_cupons": ["vencido", "boa"]}')).descontos) d), 'Sem cupom: 10% de desconto, com o cupom BOA', 'and it counts once, for the coupon that is good');
SELECT pg_temp.no_offers() \g /dev/null
SELECT is((SELECT u.qtd_uso FROM flowt.tb_omni8_oferta_contador u WHERE u.cod_oferta = :unica), 1::bigint, 'one use');
SELECT pg_temp.no_offers() \g /dev/null

-- Uses of a moment: what was over then is over in the explanation, too.
SELECT pg_temp.made(pg_temp.offer(:'ta', '{"tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 10, "qtd_limite": 1}')) AS uma \gset
SELECT pg_temp.claim(:alfa, '{}') \g /dev/null
SELECT pg_temp.backdate(:'uma', now() - interval '10 days') \g /dev/null
UPDATE flowt.tb_omni8_preco SET dat_inicio = '2026-01-01' WHERE cod_tenant = :alfa;
UPDATE flowt.tb_omni8_oferta_uso SET dat_uso = now() - interval '5 days', dat_liberacao = now() - interval '2 days' WHERE cod_oferta = :uma;
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1', '{}', now() - d::interval)), e, d || ' ago') FROM (VALUES ('6 days', '100 = 100'), ('5 days', '100 = 100'), ('4 days', '0 = 0'), ('1 day', '100 = 100')) AS v (d, e);

-- MARK: what the public sees

SELECT pg_temp.no_offers() \g /dev/null
SELECT pg_temp.made(pg_temp.offer(:'ta', b)) FROM (VALUES
    (jsonb_build_object('nom_oferta', 'Comidas', 'tip_oferta', 'PERCENTUAL', 'tip_alvo', 'CATEGORIA', 'num_percentual', 12.5, 'cod_categorias', ARRAY[:'comidas'], 'num_cor', '#00ff00')),
    (jsonb_build_object('nom_oferta', 'Sucos', 'tip_oferta', 'LEVE_X_PAGUE_Y', 'tip_alvo', 'ITEM', 'qtd_leve', 3, 'qtd_pague', 2, 'cod_produtos', ARRAY[:'suco'])),
    (jsonb_build_object('nom_oferta', 'Mais um real', 'tip_oferta', 'VALOR', 'tip_alvo', 'ITEM', 'vlr_desconto', 100, 'cod_produtos', ARRAY[:'pizza'], 'flg_cumulativa', true)),
    (jsonb_build_object('nom_oferta', 'Secreta', 'tip_oferta', 'PERCENTUAL', 'tip_alvo', 'PEDIDO', 'num_percentual', 50, 'flg_cupom', true)),
    (jsonb_build_object('nom_oferta', 'Novatos', 'tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 50, 'cod_produtos', ARRAY[:'pizza'], 'flg_primeira_compra', true))) AS v (b) \g /dev/null
SELECT is((SELECT string_agg(format('%s %s %s %s', v.cod_produto, v.nom_oferta, v.vlr_oferta, v.des_selo), ', ' ORDER BY v.cod_produto) FROM flowt.ofertas_de_vitrine(:alfa, ARRAY[:pizza, :suco, :camisa]::bigint[], now()) v),
    format('%s Comidas 2525 -12,5%%, %s Sucos 1000 Leve 3, pague 2', :'pizza', :'suco'), 'badges');
SELECT is((SELECT v.num_cor FROM flowt.ofertas_de_vitrine(:alfa, ARRAY[:pizza]::bigint[], now()) v), '#00ff00', 'in the colour of the offer that gives it');
SELECT is(flowt.fim_da_janela(d::smallint[], i::time, f::time, l::timestamp), e::timestamp, format('%s %s-%s at %s ends', d, i, f, l)) FROM (VALUES
    (NULL, NULL, NULL, '2026-11-27 10:00', NULL), ('{0,1,2,3,4,5,6}', NULL, NULL, '2026-11-27 10:00', NULL), ('{5,6}', NULL, NULL, '2026-11-27 10:00', '2026-11-29'),
    (NULL, '18:00', '20:00', '2026-11-27 18:00', '2026-11-27 20:00'), ('{5}', '22:00', '02:00', '2026-11-27 23:00', '2026-11-28 02:00'), ('{5}', '22:00', '02:00', '2026-11-28 01:59', '2026-11-28 02:00'),
    (NULL, '22:00', '22:00', '2026-11-27 23:00', '2026-11-28 22:00')) AS v (d, i, f, l, e);
SELECT is((SELECT v.vlr_oferta FROM flowt.ofertas_de_vitrine(:alfa, ARRAY[:pizza]::bigint[], now()) v), (pg_temp.quote(:alfa, 'Pizza 1')).vlr_total, 'a badge costs what the cart will');
SELECT is((SELECT string_agg(o ->> 'nom_oferta', ',') FROM jsonb_array_elements((pg_temp.request('GET /v1/ofertas', '{}', NULL, 'alfa')).body -> 'ofertas') o), 'Comidas,Sucos,Mais um real', 'the page of offers has no secrets');
SELECT is((pg_temp.request('GET /v1/ofertas', '{}', NULL, 'alfa')).body #> '{ofertas,0,itens}', jsonb_build_array(jsonb_build_object('cod_produto', :'pizza', 'nom_produto', 'Pizza', 'vlr_preco', 3000, 'vlr_oferta', 2525)), 'with the items they are best on');
SELECT is((pg_temp.request('GET /v1/ofertas', '{}', NULL, 'beta')).body, '{"ofertas": [], "combos": []}', 'another company shows its own');

-- MARK: quotes by HTTP

CREATE FUNCTION pg_temp.ask(p_route text, p_body jsonb, p_token text, p_slug text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/cotacoes' || p_route, jsonb_build_object('corpo', p_body::text), p_token, p_slug);
SELECT is((a.body ->> 'vlr_total') || ' ' || (a.body #>> '{descontos,0,des_motivo}'), '2625 Comidas: 12,5% de desconto', 'a quote by anybody')
  FROM (SELECT (pg_temp.ask('', jsonb_build_object('itens', jsonb_build_array(jsonb_build_object('cod_produto', :'pizza', 'qtd_item', 1)), 'vlr_frete', 100), NULL, 'alfa')).body) AS a;
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a)), e, format('asked %s', b)) FROM (VALUES
    ('{"itens": []}'::jsonb, '422 corpo_invalido itens:lista_curta'), ('{"itens": [{"qtd_item": 1}]}', '422 corpo_invalido itens[0].cod_produto:item_ou_combo'),
    ('{"itens": [{"cod_produto": "x", "qtd_item": 0}], "cupons": ["A"], "tip_canal": "LUA"}', '422 corpo_invalido cupons:campo_desconhecido itens[0].cod_produto:formato_invalido itens[0].qtd_item:numero_pequeno tip_canal:opcao_invalida')) AS v (b, e), LATERAL pg_temp.ask('', b, NULL, 'alfa') AS a;
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a), a.body #>> '{cupons,0,codigo}'), e, format('with coupons %s', b)) FROM (VALUES
    ('"A"'::jsonb, '422 corpo_invalido cupons:tipo_invalido'), ('["vencido"]', '200 cupom_encerrado'), ('["nada"]', '200 cupom_desconhecido')) AS v (b, e),
    LATERAL pg_temp.ask('/cupons', jsonb_build_object('itens', jsonb_build_array(jsonb_build_object('cod_produto', :'pizza', 'qtd_item', 1)), 'cupons', b), NULL, 'alfa') AS a;
SELECT is((pg_temp.ask('/simulacao', jsonb_build_object('itens', jsonb_build_array(jsonb_build_object('cod_produto', :'pizza', 'qtd_item', 1)), 'momento', m, 'cod_pessoa', p), :'ta', NULL)).body ->> 'vlr_total', e, format('asked by staff of %s', m)) FROM (VALUES
    ('2090-01-01T00:00:00Z', NULL, '2525'), ('2026-02-01T00:00:00Z', NULL, '3000'), (NULL, :'ana', '2525'), (NULL, :'bia', '1400')) AS v (m, p, e);
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a)), e, n) FROM (VALUES
    ('nobody there', :'ta', '999999999', '422 corpo_invalido cod_pessoa:codigo_desconhecido'), ('another company''s person', :'tb', :'ana', '422 corpo_invalido cod_pessoa:codigo_desconhecido')) AS v (n, t, p, e),
    LATERAL pg_temp.ask('/simulacao', jsonb_build_object('itens', '[{"cod_produto": "1", "qtd_item": 1}]'::jsonb, 'cod_pessoa', p), t, NULL) AS a;

-- MARK: offers that point at what is gone

-- What is promised is given: a gift there is not is on no page and in no purchase, and keeps nobody from buying.
SELECT pg_temp.no_offers() \g /dev/null
SELECT pg_temp.item(:alfa, 'Doce', 500) AS doce \gset
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('nom_oferta', 'Dois doces', 'tip_oferta', 'BRINDE', 'tip_alvo', 'PEDIDO', 'cod_brinde', :'doce', 'qtd_brinde', 2))) AS doces \gset
CREATE FUNCTION pg_temp.gift_after(p_tenant bigint, p_change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_quote flowt.cotacao;
BEGIN
    EXECUTE p_change;
    v_quote := pg_temp.quote(p_tenant, 'Suco 1');
    RETURN format('%s %s %s', (v_quote).vlr_desconto, (v_quote).flg_disponivel, jsonb_array_length((pg_temp.request('GET /v1/ofertas', '{}', NULL, 'alfa')).body -> 'ofertas'));
END
$$;
SELECT is(pg_temp.gift_after(:alfa, s), e, s) FROM (VALUES (1, 'SELECT 1', '1000 t 1'), (2, format('INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque) VALUES (%s, %s, 1)', :alfa, :doce), '0 t 0'),
    (3, format('UPDATE flowt.tb_omni8_estoque SET qtd_estoque = 2 WHERE cod_produto = %s', :doce), '1000 t 1'), (4, format('UPDATE flowt.tb_omni8_produto_servico SET sta_produto = ''ARQUIVADO'' WHERE cod_produto = %s', :doce), '0 t 0'),
    (5, format('UPDATE flowt.tb_omni8_produto_servico SET sta_produto = ''PUBLICADO'' WHERE cod_produto = %s', :doce), '1000 t 1')) AS v (n, s, e) ORDER BY n;
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}', jsonb_build_object('id', i), :'ta')), '204', 'an item of an offer goes') FROM unnest(ARRAY[:'doce', :'pizza']) AS i;
SELECT is(pg_temp.gift_after(:alfa, 'SELECT 1'), '0 t 0', 'a gift that was deleted is none');
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a)), e, b::text) FROM (VALUES ('{"qtd_brinde": 1}'::jsonb, '422 corpo_invalido cod_brinde:codigo_desconhecido'), (jsonb_build_object('cod_brinde', :'suco'), '200')) AS v (b, e),
    LATERAL pg_temp.request('PATCH /v1/ofertas/{id}', jsonb_build_object('id', :'doces', 'corpo', (b || '{"num_versao": 1}')::text), :'ta') AS a;
SELECT pg_temp.no_offers() \g /dev/null
SELECT pg_temp.made(pg_temp.offer(:'ta', jsonb_build_object('nom_oferta', 'Camisas', 'tip_oferta', 'PERCENTUAL', 'tip_alvo', 'ITEM', 'num_percentual', 10, 'cod_produtos', ARRAY[:'suco', :'camisa']))) \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/produtos/{id}', jsonb_build_object('id', :'camisa'), :'ta')), '204', 'of two items of an offer one goes');
SELECT is(pg_temp.off(pg_temp.quote(:alfa, 'Suco 1, Camisa 1')), '100,0 = 100', 'and the other stays on offer');

SELECT * FROM finish();
ROLLBACK;
