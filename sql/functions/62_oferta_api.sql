-- Offers (guide chapter 6.2): routes of the company's staff.

CREATE OR REPLACE FUNCTION api.oferta_cadastradas(p_limite integer, p_apos bigint, p_sta_oferta text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT v.cod_oferta FROM flowt.tb_omni8_oferta_versao AS v
                                 WHERE v.cod_tenant = v_tenant AND v.dat_vigor_fim = 'infinity' AND v.cod_oferta > coalesce(p_apos, 0)
                                   AND (p_sta_oferta IS NULL OR v.sta_oferta = p_sta_oferta)
                                 ORDER BY v.cod_oferta LIMIT v_quantos);
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object(
        'itens', (SELECT coalesce(jsonb_agg(flowt.json_oferta(v_tenant, o) ORDER BY o), '[]') FROM unnest(v_pagina) AS o),
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.oferta_cadastradas(integer, bigint, text) IS
$$GET /v1/ofertas/cadastradas
acesso: oferta.ler
resposta: 200 oferta_lista
etiqueta: Ofertas
Lista todas as ofertas da empresa, na ordem em que foram criadas, com quanto cada uma foi usada.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtro: sta_oferta.$$;

CREATE OR REPLACE FUNCTION api.oferta_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_oferta jsonb := flowt.json_oferta(flowt.exigir_tenant(), p_id);
BEGIN
    IF v_oferta IS NULL THEN
        PERFORM flowt.recusar_registro('esta oferta');
    END IF;
    RETURN (200, NULL, NULL, v_oferta::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.oferta_ler(bigint) IS
$$GET /v1/ofertas/{id}
acesso: oferta.ler
resposta: 200 oferta
resposta: 404 problema
etiqueta: Ofertas
Lê uma oferta com sua definição de agora.$$;

CREATE OR REPLACE FUNCTION api.oferta_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('oferta_nova', p_corpo);
    v_versao flowt.tb_omni8_oferta_versao;
BEGIN
    v_versao := jsonb_populate_record(NULL::flowt.tb_omni8_oferta_versao, v_corpo);
    PERFORM flowt.conferir_oferta(v_tenant, v_versao);
    IF (SELECT count(*) FROM flowt.tb_omni8_oferta_versao AS v
         WHERE v.cod_tenant = v_tenant AND v.dat_vigor_fim = 'infinity' AND v.sta_oferta <> 'ENCERRADA') >= flowt.limite_de_ofertas() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'ofertas_demais',
            DETAIL = format('Uma empresa tem até %s ofertas: encerre as que não usa mais.', flowt.limite_de_ofertas());
    END IF;
    v_versao.sta_oferta := coalesce(v_versao.sta_oferta, 'RASCUNHO');
    INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (v_tenant)
 RETURNING cod_oferta, num_versao INTO v_versao.cod_oferta, v_versao.num_definicao;
    INSERT INTO flowt.tb_omni8_oferta_contador (cod_tenant, cod_oferta) VALUES (v_tenant, v_versao.cod_oferta);
    PERFORM flowt.abrir_definicao_de_oferta(v_tenant, v_versao);
    RETURN (201, NULL, 'Location: /v1/ofertas/' || v_versao.cod_oferta, flowt.json_oferta(v_tenant, v_versao.cod_oferta)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.oferta_criar(text) IS
$$POST /v1/ofertas
acesso: oferta.escrever
corpo: oferta_nova
resposta: 201 oferta
resposta: 422 problema
etiqueta: Ofertas
Cria uma oferta: PERCENTUAL, VALOR, PRECO_FIXO, LEVE_X_PAGUE_Y, FRETE_GRATIS ou BRINDE; sem status, como rascunho.
Uma exclusiva disputa: em cada item, no pedido, no frete e entre os brindes vale a que mais poupa (entre iguais, a de menor num_prioridade). As cumulativas vêm depois, por prioridade, sobre o que resta. A janela que passa da meia-noite é do dia em que começa.$$;

CREATE OR REPLACE FUNCTION api.oferta_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('oferta_alteracao', p_corpo);
    v_versao flowt.tb_omni8_oferta_versao := flowt.travar_oferta(v_tenant, p_id, (v_corpo ->> 'num_versao')::integer);
BEGIN
    v_versao := jsonb_populate_record(v_versao, v_corpo);
    PERFORM flowt.conferir_oferta(v_tenant, v_versao);
    PERFORM flowt.mudar_oferta(v_tenant, v_versao);
    RETURN (200, NULL, NULL, flowt.json_oferta(v_tenant, p_id)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.oferta_alterar(bigint, text) IS
$$PATCH /v1/ofertas/{id}
acesso: oferta.escrever
corpo: oferta_alteracao
resposta: 200 oferta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Ofertas
Altera os campos enviados, de agora em diante: o que já foi vendido e cotado continua explicado como era.
num_versao é a versão lida (409 se mudou desde então). Uma oferta encerrada não muda (409).$$;

CREATE OR REPLACE FUNCTION api.oferta_mover(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('oferta_status', p_corpo);
    v_versao flowt.tb_omni8_oferta_versao := flowt.travar_oferta(v_tenant, p_id, (v_corpo ->> 'num_versao')::integer);
BEGIN
    IF v_versao.sta_oferta = 'RASCUNHO' AND v_corpo ->> 'para' = 'PAUSADA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal',
            DETAIL = 'Um rascunho se ativa ou se encerra: só uma oferta ativa se pausa.',
            HINT = '{"sta_oferta": "RASCUNHO", "permitidas": ["ATIVA", "ENCERRADA"]}';
    ELSIF v_versao.sta_oferta <> v_corpo ->> 'para' THEN
        v_versao.sta_oferta := v_corpo ->> 'para';
        PERFORM flowt.mudar_oferta(v_tenant, v_versao);
    END IF;
    RETURN (200, NULL, NULL, flowt.json_oferta(v_tenant, p_id)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.oferta_mover(bigint, text) IS
$$POST /v1/ofertas/{id}/transicoes
acesso: oferta.escrever
corpo: oferta_status
resposta: 200 oferta
resposta: 404 problema
resposta: 409 problema
etiqueta: Ofertas
Ativa, pausa ou encerra uma oferta, de agora em diante. Encerrada, não volta.$$;

CREATE OR REPLACE FUNCTION api.oferta_historico(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_itens  jsonb  := (SELECT jsonb_agg(jsonb_build_object('num_versao', v.num_definicao, 'dat_vigor_inicio', v.dat_vigor_inicio,
                                             'dat_vigor_fim', nullif(v.dat_vigor_fim, 'infinity'),
                                             'sta_oferta', v.sta_oferta, 'nom_oferta', v.nom_oferta, 'tip_oferta', v.tip_oferta,
                                             'num_percentual', trim_scale(v.num_percentual), 'vlr_desconto', v.vlr_desconto,
                                             'vlr_preco', v.vlr_preco, 'qtd_leve', v.qtd_leve, 'qtd_pague', v.qtd_pague) ORDER BY v.num_definicao)
                          FROM flowt.tb_omni8_oferta_versao AS v WHERE v.cod_tenant = v_tenant AND v.cod_oferta = p_id);
BEGIN
    IF v_itens IS NULL THEN
        PERFORM flowt.recusar_registro('esta oferta');
    END IF;
    RETURN (200, NULL, NULL, jsonb_build_object('itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.oferta_historico(bigint) IS
$$GET /v1/ofertas/{id}/historico
acesso: oferta.ler
resposta: 200 oferta_historico
resposta: 404 problema
etiqueta: Ofertas
O que a oferta foi, definição a definição, da primeira à de agora (dat_vigor_fim null).$$;

-- The fields an offer is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_oferta": {"type": "string", "minLength": 1, "maxLength": 120},
    "des_oferta": {"type": ["string", "null"], "maxLength": 1000, "description": "Regras, que o público lê."},
    "des_selo": {"type": ["string", "null"], "minLength": 1, "maxLength": 30, "description": "Texto do selo; null: feito do tipo."},
    "num_cor": {"type": ["string", "null"], "maxLength": 7, "pattern": "^#[0-9A-Fa-f]{6}$", "x-mensagem": "Use uma cor como #E53935."},
    "tip_oferta": {"type": "string", "enum": ["PERCENTUAL", "VALOR", "PRECO_FIXO", "LEVE_X_PAGUE_Y", "FRETE_GRATIS", "BRINDE"]},
    "tip_alvo": {"type": "string", "enum": ["ITEM", "CATEGORIA", "COMBO", "PEDIDO"]},
    "cod_produtos": {"type": ["array", "null"], "minItems": 1, "maxItems": 1000, "items": {"type": "string", "format": "codigo"}},
    "cod_categorias": {"type": ["array", "null"], "minItems": 1, "maxItems": 1000, "items": {"type": "string", "format": "codigo"},
        "description": "Com as categorias que estão nelas."},
    "cod_combos": {"type": ["array", "null"], "minItems": 1, "maxItems": 1000, "items": {"type": "string", "format": "codigo"}},
    "num_percentual": {"type": ["number", "null"], "minimum": 0.01, "maximum": 100},
    "vlr_desconto": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000,
        "description": "Centavos, por unidade ou, se o alvo é PEDIDO, do pedido."},
    "vlr_preco": {"type": ["integer", "null"], "minimum": 0, "maximum": 100000000, "description": "Centavos por unidade, sem os complementos."},
    "qtd_leve": {"type": ["integer", "null"], "minimum": 2, "maximum": 100}, "qtd_pague": {"type": ["integer", "null"], "minimum": 1, "maximum": 99},
    "cod_brinde": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."},
    "qtd_brinde": {"type": ["integer", "null"], "minimum": 1, "maximum": 99},
    "vlr_minimo": {"type": ["integer", "null"], "minimum": 1, "maximum": 10000000000,
        "description": "Soma mínima dos itens, antes dos descontos, em centavos."},
    "vlr_maximo": {"type": ["integer", "null"], "minimum": 1, "maximum": 10000000000, "description": "Teto do desconto em um pedido, em centavos."},
    "qtd_limite": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000, "description": "Em quantos pedidos, ao todo."},
    "qtd_limite_pessoa": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000},
    "vlr_orcamento": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000000,
        "description": "Soma dos descontos que se dão ao todo, em centavos."},
    "dat_inicio": {"$ref": "#/components/schemas/momento_opcional"}, "dat_fim": {"$ref": "#/components/schemas/momento_opcional"},
    "num_dias_semana": {"type": ["array", "null"], "minItems": 1, "maxItems": 7, "items": {"type": "integer", "minimum": 0, "maximum": 6},
        "description": "0 domingo … 6 sábado; null: todos."},
    "hor_inicio": {"$ref": "#/components/schemas/hora_de_janela"}, "hor_fim": {"$ref": "#/components/schemas/hora_de_janela"},
    "flg_cupom": {"type": "boolean", "description": "Só vale com um de seus cupons."},
    "flg_primeira_compra": {"type": "boolean"},
    "cod_etiqueta": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma etiqueta, como \"12\".",
        "description": "Segmento: só para pessoas com esta etiqueta."},
    "tip_canais": {"type": ["array", "null"], "minItems": 1, "maxItems": 7,
        "items": {"type": "string", "enum": ["CARDAPIO", "QR", "MESA", "WHATSAPP", "LINK", "BALCAO", "API"]}},
    "tip_pagamentos": {"type": ["array", "null"], "minItems": 1, "maxItems": 10, "items": {"type": "string", "pattern": "^[A-Z][A-Z_]{1,29}$",
            "x-mensagem": "Use uma forma de pagamento, como PIX."}},
    "num_prioridade": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "1: a primeira."},
    "flg_cumulativa": {"type": "boolean", "description": "Soma-se às outras; false: só a que mais poupa vale."}
}$json$::jsonb))
FROM (VALUES ('oferta_nova', '["nom_oferta", "tip_oferta", "tip_alvo"]'::jsonb,
              '{"sta_oferta": {"type": "string", "enum": ["RASCUNHO", "ATIVA"]}}'::jsonb),
             ('oferta_alteracao', '["num_versao"]', '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('oferta_status', $json${
    "type": "object", "required": ["para", "num_versao"],
    "properties": {"para": {"type": "string", "enum": ["ATIVA", "PAUSADA", "ENCERRADA"]},
        "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}}
}$json$);
SELECT flowt.definir_esquema('oferta', $json${
    "type": "object", "required": ["cod_oferta", "num_versao", "sta_oferta", "nom_oferta", "tip_oferta", "tip_alvo", "num_prioridade",
        "flg_cumulativa", "qtd_uso", "vlr_usado"],
    "properties": {
        "cod_oferta": {"type": "string"}, "num_versao": {"type": "integer"}, "sta_oferta": {"type": "string"}, "nom_oferta": {"type": "string"},
        "des_oferta": {"type": ["string", "null"]},
        "des_selo": {"type": ["string", "null"]}, "num_cor": {"type": ["string", "null"]}, "tip_oferta": {"type": "string"},
        "tip_alvo": {"type": "string"},
        "cod_produtos": {"type": ["array", "null"], "items": {"type": "string"}},
        "cod_categorias": {"type": ["array", "null"], "items": {"type": "string"}},
        "cod_combos": {"type": ["array", "null"], "items": {"type": "string"}}, "num_percentual": {"type": ["number", "null"]},
        "vlr_desconto": {"type": ["integer", "null"]},
        "vlr_preco": {"type": ["integer", "null"]}, "qtd_leve": {"type": ["integer", "null"]}, "qtd_pague": {"type": ["integer", "null"]},
        "cod_brinde": {"type": ["string", "null"]},
        "qtd_brinde": {"type": ["integer", "null"]}, "vlr_minimo": {"type": ["integer", "null"]}, "vlr_maximo": {"type": ["integer", "null"]},
        "qtd_limite": {"type": ["integer", "null"]},
        "qtd_limite_pessoa": {"type": ["integer", "null"]}, "vlr_orcamento": {"type": ["integer", "null"]},
        "dat_inicio": {"type": ["string", "null"], "format": "date-time"},
        "dat_fim": {"type": ["string", "null"], "format": "date-time"}, "num_dias_semana": {"type": ["array", "null"], "items": {"type": "integer"}},
        "hor_inicio": {"type": ["string", "null"]},
        "hor_fim": {"type": ["string", "null"]}, "flg_cupom": {"type": "boolean"}, "flg_primeira_compra": {"type": "boolean"},
        "cod_etiqueta": {"type": ["string", "null"]},
        "tip_canais": {"type": ["array", "null"], "items": {"type": "string"}},
        "tip_pagamentos": {"type": ["array", "null"], "items": {"type": "string"}}, "num_prioridade": {"type": "integer"},
        "flg_cumulativa": {"type": "boolean"}, "qtd_uso": {"type": "integer"}, "vlr_usado": {"type": "integer", "description": "Centavos."},
        "dat_criacao": {"type": "string", "format": "date-time"}, "dat_alteracao": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('oferta_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/oferta"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('oferta_historico', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "properties": {
        "num_versao": {"type": "integer"}, "dat_vigor_inicio": {"type": "string", "format": "date-time"},
        "dat_vigor_fim": {"type": ["string", "null"], "format": "date-time"}, "sta_oferta": {"type": "string"},
        "nom_oferta": {"type": "string"}, "tip_oferta": {"type": "string"}, "num_percentual": {"type": ["number", "null"]},
        "vlr_desconto": {"type": ["integer", "null"]}, "vlr_preco": {"type": ["integer", "null"]},
        "qtd_leve": {"type": ["integer", "null"]}, "qtd_pague": {"type": ["integer", "null"]}}}}}
}$json$);
