-- Order again (guide chapter 10.3): what was bought goes into a cart, at the prices of now; what cannot is told.

-- A combo's choices are asked for as they were made; an item's add-ons were kept with names and prices, which are asked for anew.
CREATE OR REPLACE FUNCTION flowt.escolhas_do_item(p_opcoes jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('cod_grupo', CASE WHEN o ? 'cod_produto' THEN o -> 'cod_grupo' END,
                       'cod_produto', o -> 'cod_produto', 'cod_variacao', o -> 'cod_variacao',
                       'cod_opcao', o -> 'cod_opcao', 'qtd', coalesce(o -> 'qtd', '1'),
                       'opcoes', CASE WHEN jsonb_typeof(o -> 'opcoes') = 'array' THEN flowt.escolhas_do_item(o -> 'opcoes') END))), '[]')
              FROM jsonb_array_elements(CASE jsonb_typeof(p_opcoes) WHEN 'array' THEN p_opcoes ELSE '[]' END) AS o);
END
$$;
COMMENT ON FUNCTION flowt.escolhas_do_item(jsonb)
    IS 'As escolhas de uma linha de pedido na forma em que um carrinho as pede: só códigos e quantidades.';

CREATE OR REPLACE FUNCTION flowt.repetir_item(p_tenant bigint, p_token text, p_item flowt.tb_omni8_pedido_item) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_linha    flowt.linha_de_compra;
    v_carrinho bigint;
    v_agora    flowt.linha_cotada;
    v_codigo   text;
    v_frase    text;
BEGIN
    v_linha := (0, CASE WHEN (p_item).cod_combo IS NULL THEN (p_item).cod_produto END, (p_item).cod_variacao, (p_item).cod_combo,
                flowt.escolhas_do_item((p_item).js_opcoes), (p_item).qtd_item)::flowt.linha_de_compra;
    v_carrinho := flowt.incluir_no_carrinho(p_tenant, p_token, v_linha, (p_item).des_observacao);
    SELECT q.* INTO v_agora FROM unnest((flowt.cotar_carrinho(p_tenant, v_carrinho, NULL, now())).linhas) AS q
     WHERE q.num_parte = 0 AND (q.cod_produto, q.cod_variacao,
                                q.cod_combo) IS NOT DISTINCT FROM (v_linha.cod_produto, v_linha.cod_variacao, v_linha.cod_combo)
     ORDER BY q.num_linha DESC LIMIT 1;
    RETURN jsonb_build_object('num_item', (p_item).num_item, 'nom_produto', (p_item).nom_produto, 'qtd_item', (p_item).qtd_item,
        'vlr_antes', (p_item).vlr_unitario, 'vlr_agora', v_agora.vlr_unitario,
        'flg_incluido', true, 'codigo', CASE WHEN v_agora.vlr_unitario <> (p_item).vlr_unitario THEN 'preco_alterado' END,
        'mensagem', CASE WHEN v_agora.vlr_unitario <> (p_item).vlr_unitario THEN format('O preço mudou de %s para %s.',
                                                                                        flowt.reais((p_item).vlr_unitario),
                                                                                        flowt.reais(v_agora.vlr_unitario)) END);
EXCEPTION WHEN SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT422' THEN
    GET STACKED DIAGNOSTICS v_codigo = MESSAGE_TEXT, v_frase = PG_EXCEPTION_DETAIL;
    RETURN jsonb_build_object('num_item', (p_item).num_item, 'nom_produto', (p_item).nom_produto, 'qtd_item', (p_item).qtd_item,
        'vlr_antes', (p_item).vlr_unitario, 'vlr_agora', NULL,
        'flg_incluido', false, 'codigo', v_codigo, 'mensagem', v_frase);
END
$$;
COMMENT ON FUNCTION flowt.repetir_item(bigint, text, flowt.tb_omni8_pedido_item)
    IS 'Põe no carrinho uma linha de um pedido antigo, e diz se coube e se o preço mudou.';

-- The bag, then the visit, as a purchase takes them.
CREATE OR REPLACE FUNCTION flowt.repetir_pedido(p_tenant bigint, p_pedido bigint, p_token text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_itens jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(flowt.repetir_item(p_tenant, p_token, l.i) ORDER BY (l.i).num_item), '[]') INTO v_itens
      FROM (SELECT i FROM flowt.tb_omni8_pedido_item AS i
             WHERE i.cod_tenant = p_tenant AND i.cod_pedido = p_pedido AND i.num_item_pai IS NULL ORDER BY i.num_item) AS l;
    PERFORM flowt.anotar_pos_venda(p_tenant, p_pedido, clock_timestamp());
    RETURN v_itens;
END
$$;
COMMENT ON FUNCTION flowt.repetir_pedido(bigint, bigint, text)
    IS 'Põe no carrinho o que um pedido antigo tinha, linha a linha, e diz o que mudou de cada uma; é pós-venda do antigo.';

CREATE OR REPLACE FUNCTION api.pedido_repetir(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_pedido   bigint := flowt.pedido_do_token(v_tenant, p_token);
    v_carrinho text   := flowt.novo_carrinho(v_tenant);
    v_itens    jsonb  := flowt.repetir_pedido(v_tenant, v_pedido, v_carrinho);
BEGIN
    RETURN (201, NULL, 'Location: /v1/carrinhos/' || v_carrinho, jsonb_build_object('token', v_carrinho, 'itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_repetir(text) IS
$$POST /v1/pedidos/{token}/repeticao
acesso: publico
modulo: pedidos
resposta: 201 pedido_repetido
resposta: 404 problema
etiqueta: Pós-venda
Monta um carrinho novo com o que este pedido tinha, aos preços de agora. De cada linha diz se coube e, se não, por quê; e se o preço mudou.$$;

SELECT flowt.definir_esquema('pedido_repetido', $json${
    "type": "object", "required": ["token", "itens"],
    "properties": {
        "token": {"type": "string", "description": "Do carrinho novo."},
        "itens": {"type": "array", "items": {"type": "object", "required": ["num_item", "nom_produto", "qtd_item", "vlr_antes", "vlr_agora",
                    "flg_incluido"], "properties": {
            "num_item": {"type": "integer"}, "nom_produto": {"type": "string"}, "qtd_item": {"type": "integer"}, "vlr_antes": {"type": "integer"},
            "vlr_agora": {"type": ["integer", "null"], "description": "null: não coube."}, "flg_incluido": {"type": "boolean"},
            "codigo": {"type": ["string", "null"], "description": "preco_alterado, ou por que não coube."},
            "mensagem": {"type": ["string", "null"]}}}}
    }
}$json$);
