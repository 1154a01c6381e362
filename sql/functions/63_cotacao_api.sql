-- Quotes (guide chapter 6.3): routes. Anybody asks what a purchase costs now; the staff, what it will cost or why it did.

CREATE OR REPLACE FUNCTION flowt.json_linha_cotada(p_linha flowt.linha_cotada, p_linhas flowt.linha_cotada[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN jsonb_build_object('num_linha', p_linha.num_linha, 'cod_produto', p_linha.cod_produto::text, 'cod_variacao', p_linha.cod_variacao::text,
        'cod_combo', p_linha.cod_combo::text, 'num_sku', p_linha.num_sku,
        'nom_item', p_linha.nom_item, 'qtd_item', p_linha.qtd_item, 'vlr_unitario', p_linha.vlr_unitario, 'vlr_opcoes', p_linha.vlr_opcoes,
        'opcoes', p_linha.js_opcoes, 'vlr_bruto', p_linha.vlr_bruto,
        'vlr_desconto', p_linha.vlr_desconto, 'vlr_liquido', p_linha.vlr_liquido, 'flg_disponivel', p_linha.flg_disponivel,
        'des_problema', p_linha.des_problema)
        || CASE WHEN p_linha.num_linha < 0 THEN '{"flg_brinde": true}' ELSE '{}' END::jsonb
        || CASE WHEN p_linha.cod_combo IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('partes', (
               SELECT coalesce(jsonb_agg(flowt.json_linha_cotada(p, '{}') ORDER BY p.num_parte), '[]') FROM unnest(p_linhas) AS p
                WHERE p.num_linha = p_linha.num_linha AND p.num_parte > 0)) END;
END
$$;
COMMENT ON FUNCTION flowt.json_linha_cotada(flowt.linha_cotada, flowt.linha_cotada[])
    IS 'Linha cotada, com as partes se é um combo, como a API a mostra.';

CREATE OR REPLACE FUNCTION flowt.json_da_cotacao(p_cotacao flowt.cotacao) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN jsonb_build_object(
        'itens', (SELECT coalesce(jsonb_agg(flowt.json_linha_cotada(l, p_cotacao.linhas) ORDER BY l.num_linha < 0, abs(l.num_linha)), '[]')
                    FROM unnest(p_cotacao.linhas) AS l WHERE l.num_parte = 0),
        'descontos', (SELECT coalesce(jsonb_agg(jsonb_build_object('num_linha', d.num_linha, 'cod_oferta', d.cod_oferta::text,
                                  'des_cupom', d.des_cupom, 'nom_oferta', d.nom_oferta, 'tip_alvo', d.tip_alvo,
                                  'vlr_desconto', d.vlr_desconto, 'des_motivo', d.des_motivo) ORDER BY d.ordinality),
                              '[]') FROM unnest(p_cotacao.descontos) WITH ORDINALITY AS d),
        'cupons', p_cotacao.js_cupons, 'vlr_itens', p_cotacao.vlr_itens, 'vlr_desconto', p_cotacao.vlr_desconto, 'vlr_frete', p_cotacao.vlr_frete,
        'vlr_desconto_frete', p_cotacao.vlr_desconto_frete,
        'vlr_total', p_cotacao.vlr_total, 'flg_disponivel', p_cotacao.flg_disponivel);
END
$$;
COMMENT ON FUNCTION flowt.json_da_cotacao(flowt.cotacao)
    IS 'Cotação como a API a mostra: linhas, descontos com seus motivos, cupons e somas, em centavos.';

CREATE OR REPLACE FUNCTION flowt.cotar_corpo(p_tenant bigint, p_corpo jsonb, p_pessoa bigint, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contexto flowt.contexto_de_compra;
    v_erros    jsonb := (SELECT jsonb_agg(flowt.erro_de_campo(format('itens[%s].cod_produto', i.ordinality - 1), 'item_ou_combo',
                                                              'Informe cod_produto ou cod_combo, um dos dois.') -> 0 ORDER BY i.ordinality)
                           FROM jsonb_array_elements(p_corpo -> 'itens') WITH ORDINALITY AS i
                          WHERE (i.value ->> 'cod_produto' IS NULL) = (i.value ->> 'cod_combo' IS NULL));
BEGIN
    IF v_erros IS NOT NULL THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
    v_contexto := jsonb_populate_record(NULL::flowt.contexto_de_compra, p_corpo);
    v_contexto.cod_pessoa := p_pessoa;
    v_contexto.des_cupons := ARRAY(SELECT jsonb_array_elements_text(coalesce(p_corpo -> 'cupons', '[]')));
    RETURN flowt.json_da_cotacao(flowt.cotar(p_tenant, ARRAY(
        SELECT (i.ordinality, (i.value ->> 'cod_produto')::bigint, (i.value ->> 'cod_variacao')::bigint, (i.value ->> 'cod_combo')::bigint,
                coalesce(i.value -> 'opcoes', '[]'), (i.value ->> 'qtd_item')::integer)::flowt.linha_de_compra
          FROM jsonb_array_elements(p_corpo -> 'itens') WITH ORDINALITY AS i), v_contexto, p_momento)) || jsonb_build_object('momento', p_momento);
END
$$;
COMMENT ON FUNCTION flowt.cotar_corpo(bigint, jsonb, bigint, timestamptz)
    IS 'Cotação do que um corpo já conferido pede, para uma pessoa, em um momento.';

CREATE OR REPLACE FUNCTION api.cotacao(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, flowt.cotar_corpo(v_tenant, flowt.ler_corpo('cotacao_nova', p_corpo),
                                               nullif(current_setting('flowt.cod_pessoa', true), '')::bigint, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cotacao(text) IS
$$POST /v1/cotacoes
acesso: publico
modulo: cardapio
corpo: cotacao_nova
resposta: 200 cotacao
resposta: 422 problema
etiqueta: Ofertas
Quanto custa agora comprar estes itens e combos, com as ofertas, e por quê; nada se reserva. Com cupons: POST /v1/cotacoes/cupons.
O que não se pode comprar vem com flg_disponivel false e des_problema. Quem entrou é reconhecido pela sessão.$$;

-- Apart, because it says which codes are good: whoever guesses gets no further here than with a cart.
CREATE OR REPLACE FUNCTION api.cotacao_cupons(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, flowt.cotar_corpo(v_tenant, flowt.ler_corpo('cotacao_com_cupons', p_corpo),
                                               nullif(current_setting('flowt.cod_pessoa', true), '')::bigint, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cotacao_cupons(text) IS
$$POST /v1/cotacoes/cupons
acesso: publico
modulo: cardapio
corpo: cotacao_com_cupons
resposta: 200 cotacao
resposta: 422 problema
limite: 30
etiqueta: Ofertas
O mesmo que POST /v1/cotacoes, com cupons: de cada um se diz se foi aceito e, se não, por quê. Quem compra aos poucos os guarda em um carrinho.$$;

CREATE OR REPLACE FUNCTION api.cotacao_simular(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('cotacao_simulada', p_corpo);
    v_pessoa bigint := (v_corpo ->> 'cod_pessoa')::bigint;
BEGIN
    IF v_pessoa IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = v_tenant AND p.cod_pessoa = v_pessoa) THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('cod_pessoa', 'codigo_desconhecido', 'Esta pessoa não existe: confira o código.'));
    END IF;
    RETURN (200, NULL, NULL, flowt.cotar_corpo(v_tenant, v_corpo, v_pessoa,
                                               coalesce((v_corpo ->> 'momento')::timestamptz, now()))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cotacao_simular(text) IS
$$POST /v1/cotacoes/simulacao
acesso: oferta.simular
corpo: cotacao_simulada
resposta: 200 cotacao
resposta: 422 problema
etiqueta: Ofertas
A mesma cotação para qualquer pessoa e qualquer momento: prévia do futuro, explicação do passado.
Preços, combos, ofertas e usos são os daquele momento; o que está esgotado hoje não conta no passado.$$;

CREATE OR REPLACE FUNCTION api.oferta_vitrine() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint   := flowt.exigir_tenant();
    v_produtos bigint[] := ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico AS p
                                  WHERE p.cod_tenant = v_tenant AND p.sta_produto = 'PUBLICADO');
    v_ofertas  jsonb;
    v_combos   jsonb;
BEGIN
    v_produtos := ARRAY(SELECT unnest(v_produtos) EXCEPT SELECT i.cod_produto FROM flowt.itens_parados(v_tenant, '{}', v_produtos, now()) AS i
                                                          WHERE i.cod_variacao IS NULL);
    SELECT coalesce(jsonb_agg(jsonb_build_object('cod_oferta', o.cod_oferta::text, 'nom_oferta', o.nom_oferta, 'des_oferta', o.des_oferta,
               'des_selo', flowt.selo_da_oferta(o), 'num_cor', o.num_cor,
               'tip_oferta', o.tip_oferta, 'tip_alvo', o.tip_alvo, 'vlr_minimo', o.vlr_minimo, 'dat_fim', o.dat_fim,
               'itens', v.itens) ORDER BY o.num_prioridade, o.cod_oferta), '[]') INTO v_ofertas
      FROM flowt.ofertas_abertas(v_tenant, v_produtos,
               ARRAY(SELECT DISTINCT c.cod_categoria FROM flowt.categorias_dos_itens(v_tenant, v_produtos, now()) AS c),
               ARRAY(SELECT c.cod_combo FROM flowt.combos_de_vitrine(v_tenant, now()) AS c), now()) AS o
      LEFT JOIN (SELECT s.cod_oferta, jsonb_agg(jsonb_build_object('cod_produto', s.cod_produto::text, 'nom_produto', s.nom_produto,
                                                                   'vlr_preco', s.vlr_preco, 'vlr_oferta', s.vlr_oferta) ORDER BY s.posicao) AS itens
                   FROM (SELECT x.*, p.nom_produto, p.vlr_preco,
                                row_number() OVER (PARTITION BY x.cod_oferta ORDER BY p.flg_destaque DESC, p.num_ordem, p.cod_produto) AS posicao
                           FROM flowt.ofertas_de_vitrine(v_tenant, v_produtos, now()) AS x
                           JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = v_tenant AND p.cod_produto = x.cod_produto) AS s
                  WHERE s.posicao <= flowt.limite_de_itens_na_vitrine() GROUP BY s.cod_oferta) AS v ON v.cod_oferta = o.cod_oferta;
    SELECT coalesce(jsonb_agg(jsonb_build_object('cod_combo', c.cod_combo::text, 'nom_combo', c.nom_combo, 'des_combo', c.des_combo,
               'des_imagem', c.des_imagem, 'vlr_preco', c.vlr_preco,
               'vlr_preco_de', c.vlr_preco_de, 'flg_disponivel', coalesce(c.qtd_disponivel > 0, true), 'dat_fim', c.dat_fim, 'grupos', c.js_grupos)),
           '[]') INTO v_combos
      FROM flowt.combos_de_vitrine(v_tenant, now()) AS c;
    RETURN (200, NULL, NULL, jsonb_build_object('ofertas', v_ofertas, 'combos', v_combos)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.oferta_vitrine() IS
$$GET /v1/ofertas
acesso: publico
modulo: cardapio
resposta: 200 oferta_vitrine
cache: private, no-cache
etiqueta: Ofertas
Ofertas e combos que qualquer um aproveita agora, sem cupom; de cada oferta, os itens em que ela é a que mais poupa, com o preço de uma unidade (vlr_oferta).$$;

-- What is chosen may open choices of its own.
SELECT flowt.definir_esquema('cotacao_escolha', $json${
    "type": "object",
    "properties": {
        "cod_opcao": {"type": "string", "format": "codigo"}, "cod_grupo": {"type": "string", "pattern": "^[1-9][0-9]{0,5}$"},
        "cod_produto": {"type": "string", "format": "codigo"},
        "cod_variacao": {"type": ["string", "null"], "format": "codigo"}, "qtd": {"type": "integer", "minimum": 1, "maximum": 99},
        "opcoes": {"type": "array", "maxItems": 200, "items": {"$ref": "#/components/schemas/cotacao_escolha"}}
    }
}$json$);
SELECT flowt.definir_esquema('cupons_digitados', '{"type": "array", "maxItems": 20, "items": {"type": "string", "minLength": 1, "maxLength": 80}}');
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', '["itens"]'::jsonb, 'properties', e.proprios || $json${
    "itens": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"type": "object", "required": ["qtd_item"], "properties": {
        "cod_produto": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."},
        "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\"."},
        "cod_combo": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um combo, como \"12\"."},
        "qtd_item": {"type": "integer", "minimum": 1, "maximum": 999},
        "opcoes": {"type": "array", "maxItems": 200,
            "description": "De um item, complementos (cod_opcao); de um combo, as escolhas de cada grupo (cod_grupo, cod_produto).",
        "items": {"$ref": "#/components/schemas/cotacao_escolha"}}}}},
    "tip_canal": {"type": ["string", "null"], "enum": ["CARDAPIO", "QR", "MESA", "WHATSAPP", "LINK", "BALCAO", "API"]},
    "tip_atendimento": {"type": ["string", "null"], "enum": ["RETIRADA", "ENTREGA", "LOCAL"]},
    "tip_pagamento": {"type": ["string", "null"], "maxLength": 30, "pattern": "^[A-Z][A-Z_]{1,29}$",
        "x-mensagem": "Use uma forma de pagamento, como PIX."},
    "vlr_frete": {"type": ["integer", "null"], "minimum": 0, "maximum": 100000,
        "description": "A taxa que GET /v1/entrega respondeu, em centavos; o pedido a confere de novo."}
}$json$::jsonb))
FROM (VALUES ('cotacao_nova', '{}'::jsonb),
             ('cotacao_com_cupons', '{"cupons": {"$ref": "#/components/schemas/cupons_digitados"}}'),
             ('cotacao_simulada',
              '{"cupons": {"$ref": "#/components/schemas/cupons_digitados"}, "momento": {"$ref": "#/components/schemas/momento_opcional"}, '
              '"cod_pessoa": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma pessoa, como \"12\"."}}'))
     AS e (nome, proprios);
SELECT flowt.definir_esquema('linha_cotada', $json${
    "type": "object", "required": ["num_linha", "qtd_item", "vlr_unitario", "vlr_bruto", "vlr_desconto", "vlr_liquido", "flg_disponivel"],
    "properties": {
        "num_linha": {"type": "integer", "description": "Posição no pedido; menor que zero: brinde."}, "cod_produto": {"type": ["string", "null"]},
        "cod_variacao": {"type": ["string", "null"]},
        "cod_combo": {"type": ["string", "null"]}, "num_sku": {"type": ["string", "null"]}, "nom_item": {"type": ["string", "null"]},
        "qtd_item": {"type": "integer"},
        "vlr_unitario": {"type": "integer", "description": "Preço em vigor e complementos, por unidade, em centavos."},
        "vlr_opcoes": {"type": "integer"},
        "opcoes": {"type": "array", "items": {"type": "object", "additionalProperties": true}}, "vlr_bruto": {"type": "integer"},
        "vlr_desconto": {"type": "integer"}, "vlr_liquido": {"type": "integer"},
        "flg_disponivel": {"type": "boolean"}, "des_problema": {"type": ["string", "null"]}, "flg_brinde": {"type": "boolean"},
        "partes": {"type": "array", "description": "Componentes de um combo: somam a linha.", "items": {"$ref": "#/components/schemas/linha_cotada"}}
    }
}$json$);
SELECT flowt.definir_esquema('cotacao', $json${
    "type": "object", "required": ["itens", "descontos", "cupons", "vlr_itens", "vlr_desconto", "vlr_frete", "vlr_desconto_frete", "vlr_total",
        "flg_disponivel"],
    "properties": {
        "itens": {"type": "array", "items": {"$ref": "#/components/schemas/linha_cotada"}},
        "descontos": {"type": "array", "items": {"type": "object", "properties": {
            "num_linha": {"type": ["integer", "null"]}, "cod_oferta": {"type": "string"}, "des_cupom": {"type": ["string", "null"]},
            "nom_oferta": {"type": "string"}, "tip_alvo": {"type": "string"},
            "vlr_desconto": {"type": "integer"}, "des_motivo": {"type": "string"}}}},
        "cupons": {"type": "array", "items": {"type": "object", "properties": {
            "des_cupom": {"type": "string"}, "flg_aceito": {"type": "boolean"}, "codigo": {"type": "string"}, "mensagem": {"type": "string"}}}},
        "vlr_itens": {"type": "integer"}, "vlr_desconto": {"type": "integer"}, "vlr_frete": {"type": "integer"},
        "vlr_desconto_frete": {"type": "integer"},
        "vlr_total": {"type": "integer", "description": "vlr_itens − vlr_desconto + vlr_frete − vlr_desconto_frete, em centavos."},
        "flg_disponivel": {"type": "boolean"}, "momento": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('oferta_vitrine', $json${
    "type": "object", "required": ["ofertas", "combos"],
    "properties": {
        "ofertas": {"type": "array", "items": {"type": "object", "properties": {
            "cod_oferta": {"type": "string"}, "nom_oferta": {"type": "string"}, "des_oferta": {"type": ["string", "null"]},
            "des_selo": {"type": "string"}, "num_cor": {"type": ["string", "null"]},
            "tip_oferta": {"type": "string"}, "tip_alvo": {"type": "string"}, "vlr_minimo": {"type": ["integer", "null"]},
            "dat_fim": {"type": ["string", "null"], "format": "date-time"},
            "itens": {"type": ["array", "null"], "items": {"type": "object", "properties": {
                "cod_produto": {"type": "string"}, "nom_produto": {"type": "string"}, "vlr_preco": {"type": "integer"},
                "vlr_oferta": {"type": "integer"}}}}}}},
        "combos": {"type": "array", "items": {"type": "object", "properties": {
            "cod_combo": {"type": "string"}, "nom_combo": {"type": "string"}, "des_combo": {"type": ["string", "null"]},
            "des_imagem": {"type": ["string", "null"]}, "vlr_preco": {"type": "integer"},
            "vlr_preco_de": {"type": ["integer", "null"]}, "flg_disponivel": {"type": "boolean"},
            "dat_fim": {"type": ["string", "null"], "format": "date-time"},
            "grupos": {"type": "array", "items": {"$ref": "#/components/schemas/combo_grupo"}}}}}
    }
}$json$);
