-- Cart (guide chapter 9.2): its routes and the bodies they take.

CREATE OR REPLACE FUNCTION api.carrinho_criar(p_canal text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_token  text;
BEGIN
    IF p_canal NOT IN ('API', 'CARDAPIO', 'QR', 'WHATSAPP', 'LINK', 'BALCAO') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'canal_desconhecido', DETAIL = 'O canal é API, CARDAPIO, QR, WHATSAPP, LINK ou BALCAO.';
    END IF;
    v_token := flowt.novo_carrinho(v_tenant, coalesce(p_canal, 'API'));
    IF nullif(current_setting('flowt.cod_pessoa', true), '') IS NOT NULL THEN
        PERFORM flowt.identificar_carrinho(v_tenant, v_token, flowt.cliente_atual());
    END IF;
    RETURN (201, NULL, 'Location: /v1/carrinhos/' || v_token,
            (jsonb_build_object('token', v_token) || flowt.json_carrinho(v_tenant, (flowt.achar_carrinho(v_tenant, v_token)).cod_carrinho,
                                                                         now()))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_criar(text) IS
$$POST /v1/carrinhos
acesso: publico
modulo: pedidos
resposta: 201 carrinho
resposta: 403 problema
resposta: 422 problema
etiqueta: Carrinho
Abre um carrinho; o token devolvido é a chave dele.
canal: por onde se compra (API), que decide ofertas: CARDAPIO, QR, WHATSAPP, LINK, ou BALCAO, só para a equipe. Com a sessão de um cliente, é o carrinho que ele já tem, em qualquer aparelho.$$;

CREATE OR REPLACE FUNCTION api.carrinho_ler(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_carrinho flowt.tb_omni8_carrinho := flowt.achar_carrinho(v_tenant, p_token);
BEGIN
    IF v_carrinho.sta_carrinho <> 'CONVERTIDO' AND NOT flowt.carrinho_vale(v_carrinho) THEN
        PERFORM flowt.recusar_carrinho(v_carrinho);
    END IF;
    RETURN (200, NULL, NULL, flowt.json_carrinho(v_tenant, v_carrinho.cod_carrinho, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_ler(text) IS
$$GET /v1/carrinhos/{token}
acesso: publico
modulo: pedidos
resposta: 200 carrinho
resposta: 404 problema
resposta: 410 problema
cache: private, no-store
etiqueta: Carrinho
O carrinho com os preços de agora: linhas, descontos e seus motivos, cupons aceitos e recusados, total.$$;

CREATE OR REPLACE FUNCTION api.carrinho_incluir(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_corpo    jsonb  := flowt.ler_corpo('carrinho_item_novo', p_corpo);
    v_carrinho bigint;
BEGIN
    IF num_nonnulls(v_corpo ->> 'cod_produto', v_corpo ->> 'cod_combo') <> 1 THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('cod_produto', 'item_ou_combo', 'Informe cod_produto ou cod_combo: um dos dois.'));
    END IF;
    v_carrinho := flowt.incluir_no_carrinho(v_tenant, p_token, flowt.linha_do_corpo(v_corpo), v_corpo ->> 'des_observacao');
    RETURN (201, NULL, NULL, flowt.json_carrinho(v_tenant, v_carrinho, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_incluir(text, text) IS
$$POST /v1/carrinhos/{token}/itens
acesso: publico
modulo: pedidos
corpo: carrinho_item_novo
resposta: 201 carrinho
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Carrinho
Põe um item (com variação e complementos) ou um combo (com as escolhas de cada grupo) no carrinho.
O mesmo item com as mesmas escolhas e a mesma observação soma na mesma linha.$$;

CREATE OR REPLACE FUNCTION flowt.linha_do_corpo(p_corpo jsonb) RETURNS flowt.linha_de_compra
LANGUAGE sql IMMUTABLE
RETURN (0, (p_corpo ->> 'cod_produto')::bigint, (p_corpo ->> 'cod_variacao')::bigint, (p_corpo ->> 'cod_combo')::bigint,
        coalesce(CASE WHEN p_corpo ->> 'cod_combo' IS NULL THEN p_corpo -> 'opcoes' ELSE p_corpo -> 'escolhas' END, '[]'),
        coalesce((p_corpo ->> 'qtd_item')::integer, 1))::flowt.linha_de_compra;
COMMENT ON FUNCTION flowt.linha_do_corpo(jsonb) IS 'A linha que um corpo carrinho_item_novo, já conferido, quer comprar.';

CREATE OR REPLACE FUNCTION api.carrinho_alterar(p_token text, p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_corpo    jsonb  := flowt.ler_corpo('carrinho_item_alteracao', p_corpo);
    v_carrinho bigint;
BEGIN
    IF v_corpo = '{}' THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('qtd_item', 'campo_obrigatorio',
                                                        'Diga o que mudar: quantidade, variação, complementos, escolhas ou observação.'));
    END IF;
    v_carrinho := flowt.mudar_linha_do_carrinho(v_tenant, p_token, p_id, v_corpo);
    RETURN (200, NULL, NULL, flowt.json_carrinho(v_tenant, v_carrinho, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_alterar(text, bigint, text) IS
$$PATCH /v1/carrinhos/{token}/itens/{id}
acesso: publico
modulo: pedidos
corpo: carrinho_item_alteracao
resposta: 200 carrinho
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Carrinho
Muda um item do carrinho: quantidade (zero o retira), variação, complementos (escolhas, em um combo) e observação. O que não se diz fica como está.
O item que fica igual a outro do carrinho soma nele.$$;

CREATE OR REPLACE FUNCTION api.carrinho_abandonar(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_carrinho bigint := flowt.travar_carrinho(v_tenant, p_token);
BEGIN
    PERFORM flowt.reservar_estoque(v_tenant, v_carrinho, '{}');
    UPDATE flowt.tb_omni8_carrinho c SET sta_carrinho = 'ABANDONADO', dat_reserva = NULL, dat_alteracao = now()
     WHERE c.cod_tenant = v_tenant AND c.cod_carrinho = v_carrinho;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_abandonar(text) IS
$$DELETE /v1/carrinhos/{token}
acesso: publico
modulo: pedidos
resposta: 204
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
etiqueta: Carrinho
Desiste da compra: o carrinho não se abre mais.$$;

CREATE OR REPLACE FUNCTION api.carrinho_cupom(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_corpo    jsonb  := flowt.ler_corpo('carrinho_cupom', p_corpo);
    v_carrinho bigint := flowt.mudar_cupons_do_carrinho(v_tenant, p_token, v_corpo ->> 'des_cupom', NULL);
BEGIN
    RETURN (200, NULL, NULL, flowt.json_carrinho(v_tenant, v_carrinho, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_cupom(text, text) IS
$$POST /v1/carrinhos/{token}/cupons
acesso: publico
modulo: pedidos
corpo: carrinho_cupom
resposta: 200 carrinho
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
limite: 30
etiqueta: Carrinho
Põe um cupom no carrinho, onde ele fica guardado; "cupons" diz se vale para esta compra e, se não, por quê. Um código que não existe não entra (422).$$;

CREATE OR REPLACE FUNCTION api.carrinho_cupom_retirar(p_token text, p_cupom text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_carrinho bigint := flowt.mudar_cupons_do_carrinho(v_tenant, p_token, NULL, p_cupom);
BEGIN
    RETURN (200, NULL, NULL, flowt.json_carrinho(v_tenant, v_carrinho, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_cupom_retirar(text, text) IS
$$DELETE /v1/carrinhos/{token}/cupons/{cupom}
acesso: publico
modulo: pedidos
resposta: 200 carrinho
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
etiqueta: Carrinho
Retira um cupom do carrinho; retirar o que não está nele não muda nada.$$;

-- What is on shelves: lines of items, and the parts of combos.
CREATE OR REPLACE FUNCTION flowt.reservar_carrinho(p_tenant bigint, p_token text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_carrinho bigint := flowt.travar_carrinho(p_tenant, p_token);
    v_contexto flowt.contexto_de_compra;
    v_cotacao  flowt.cotacao;
    v_fim      timestamptz;
BEGIN
    v_contexto.cod_unidade := flowt.unidade_principal(p_tenant);
    v_cotacao := flowt.cotar_carrinho(p_tenant, v_carrinho, v_contexto, now());
    IF cardinality(v_cotacao.linhas) = 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'carrinho_vazio', DETAIL = 'O carrinho está vazio: escolha ao menos um item.';
    ELSIF NOT v_cotacao.flg_disponivel THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'item_indisponivel',
            DETAIL = 'Há itens que esgotaram ou saíram do cardápio: retire-os ou diminua a quantidade.',
            HINT = json_build_object('carrinho', flowt.json_carrinho_cotado(p_tenant, v_carrinho, v_cotacao))::text;
    END IF;
    v_fim := flowt.reservar_estoque(p_tenant, v_carrinho, ARRAY(
        SELECT (q.cod_produto, q.cod_variacao, q.qtd_item)::flowt.item_de_estoque FROM unnest(v_cotacao.linhas) AS q
         WHERE q.cod_produto IS NOT NULL AND (q.cod_combo IS NULL OR q.num_parte > 0)));
    UPDATE flowt.tb_omni8_carrinho c SET dat_reserva = v_fim WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho;
    RETURN v_carrinho;
END
$$;
COMMENT ON FUNCTION flowt.reservar_carrinho(bigint, text)
    IS 'Reserva o estoque dos itens de um carrinho, no lugar do que ele tinha reservado; 409 se não há. Devolve o número do carrinho.';

CREATE OR REPLACE FUNCTION api.carrinho_reservar(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_carrinho bigint := flowt.reservar_carrinho(v_tenant, p_token);
BEGIN
    RETURN (200, NULL, NULL, flowt.json_carrinho(v_tenant, v_carrinho, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_reservar(text) IS
$$POST /v1/carrinhos/{token}/reserva
acesso: publico
modulo: pedidos
resposta: 200 carrinho
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Carrinho
Reserva o estoque dos itens enquanto se fecha o pedido, até dat_reserva (nulo: nada a reservar).
Reservar outra vez troca a reserva pela do carrinho de agora e conta o tempo de novo.$$;

CREATE OR REPLACE FUNCTION api.carrinho_identificar(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_carrinho bigint := flowt.identificar_carrinho(v_tenant, p_token, flowt.cliente_atual());
BEGIN
    RETURN (200, NULL, NULL, flowt.json_carrinho(v_tenant, v_carrinho, now())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_identificar(text) IS
$$POST /v1/carrinhos/{token}/identificacao
acesso: cliente
modulo: pedidos
resposta: 200 carrinho
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
etiqueta: Carrinho
Dá o carrinho ao cliente que entrou; o que ele já tinha recebe as linhas e os cupons deste, uma vez, e os dois tokens abrem o mesmo carrinho.$$;

SELECT flowt.definir_esquema('opcao_escolhida', $json${
    "type": "object", "required": ["cod_opcao"],
    "properties": {
        "cod_opcao": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de uma opção, como \"12\"."},
        "qtd": {"type": "integer", "minimum": 1, "maximum": 99},
        "opcoes": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/opcao_escolhida"}}
    }
}$json$);
SELECT flowt.definir_esquema('escolha_de_combo', $json${
    "type": "object", "required": ["cod_grupo", "cod_produto"],
    "properties": {
        "cod_grupo": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um grupo do combo, como \"12\"."},
        "cod_produto": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."},
        "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\"."},
        "qtd": {"type": "integer", "minimum": 1, "maximum": 99},
        "opcoes": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/opcao_escolhida"}}
    }
}$json$);
SELECT flowt.definir_esquema('carrinho_item_novo', $json${
    "type": "object", "description": "Um item (cod_produto) ou um combo (cod_combo).",
    "properties": {
        "cod_produto": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."},
        "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\"."},
        "opcoes": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/opcao_escolhida"}},
        "cod_combo": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um combo, como \"12\"."},
        "escolhas": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/escolha_de_combo"}},
        "qtd_item": {"type": "integer", "minimum": 1, "maximum": 999},
        "des_observacao": {"type": ["string", "null"], "maxLength": 200}
    }
}$json$);
SELECT flowt.definir_esquema('carrinho_item_alteracao', $json${
    "type": "object", "description": "Ao menos um dos campos.",
    "properties": {
        "qtd_item": {"type": "integer", "minimum": 0, "maximum": 999},
        "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\"."},
        "opcoes": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/opcao_escolhida"}},
        "escolhas": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/escolha_de_combo"}},
        "des_observacao": {"type": ["string", "null"], "maxLength": 200}
    }
}$json$);
SELECT flowt.definir_esquema('carrinho_cupom', $json${
    "type": "object", "required": ["des_cupom"],
    "properties": {"des_cupom": {"type": "string", "minLength": 1, "maxLength": 40}}
}$json$);
SELECT flowt.definir_esquema('carrinho_item', $json${
    "type": "object", "required": ["nom_produto", "qtd_item", "vlr_unitario", "vlr_bruto", "vlr_desconto", "vlr_liquido", "flg_disponivel"],
    "properties": {
        "cod_carrinho_item": {"type": "string"}, "cod_produto": {"type": ["string", "null"]}, "cod_variacao": {"type": ["string", "null"]},
        "cod_combo": {"type": ["string", "null"]},
        "nom_produto": {"type": "string"}, "des_observacao": {"type": ["string", "null"]}, "qtd_item": {"type": "integer"},
        "opcoes": {"type": "array", "items": {"type": "object", "additionalProperties": true}}, "vlr_opcoes": {"type": "integer"},
        "vlr_unitario": {"type": "integer"}, "vlr_bruto": {"type": "integer"}, "vlr_desconto": {"type": "integer"},
        "vlr_liquido": {"type": "integer"},
        "flg_disponivel": {"type": "boolean"},
        "problema": {"type": ["object", "null"], "description": "O que impede a compra desta linha.",
            "properties": {"codigo": {"type": "string"}, "mensagem": {"type": "string"}}},
        "partes": {"type": "array", "description": "Os itens de um combo.", "items": {"$ref": "#/components/schemas/carrinho_item"}}
    }
}$json$);
SELECT flowt.definir_esquema('carrinho', $json${
    "type": "object", "required": ["itens", "qtd_itens", "vlr_itens", "vlr_desconto", "vlr_total", "descontos", "cupons"],
    "properties": {
        "token": {"type": "string", "description": "Só na criação."},
        "itens": {"type": "array", "items": {"$ref": "#/components/schemas/carrinho_item"}},
        "qtd_itens": {"type": "integer"}, "descontos": {"type": "array", "items": {"$ref": "#/components/schemas/desconto"}},
        "cupons": {"type": "array", "items": {"$ref": "#/components/schemas/cupom_usado"}},
        "vlr_itens": {"type": "integer", "description": "Soma das linhas, sem descontos. Centavos."}, "vlr_desconto": {"type": "integer"},
        "vlr_frete": {"type": "integer"}, "vlr_desconto_frete": {"type": "integer"}, "vlr_total": {"type": "integer"},
        "flg_disponivel": {"type": "boolean"},
        "sta_carrinho": {"type": "string"}, "tip_canal": {"type": "string"}, "flg_identificado": {"type": "boolean"},
        "dat_expiracao": {"type": "string", "format": "date-time"},
        "dat_reserva": {"type": ["string", "null"], "format": "date-time", "description": "Até quando o estoque está reservado."}
    }
}$json$);
