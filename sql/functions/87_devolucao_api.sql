-- Returns (guide chapter 10.3): routes of the staff.

CREATE OR REPLACE FUNCTION flowt.json_devolucoes(p_tenant bigint, p_pedido bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object(
        'itens', (SELECT coalesce(jsonb_agg(jsonb_build_object('num_item', l.num_item, 'nom_produto', l.nom_produto, 'qtd_item', l.qtd_item,
                             'vlr_liquido', l.vlr_liquido,
                             'qtd_devolvida', l.qtd_devolvida, 'vlr_devolvido', l.vlr_devolvido) ORDER BY l.num_item),
                         '[]') FROM flowt.linhas_devolviveis(p_tenant, p_pedido) AS l),
        'devolucoes', (SELECT coalesce(jsonb_agg(jsonb_build_object('cod_devolucao', d.cod_devolucao::text, 'cod_reclamacao', d.cod_reclamacao::text,
                             'vlr_devolucao', d.vlr_devolucao,
                             'des_motivo', d.des_motivo, 'dat_criacao', d.dat_criacao,
                             'itens', (SELECT coalesce(jsonb_agg(jsonb_build_object('num_item', x.num_item, 'qtd_item', x.qtd_item,
                                                                                    'vlr_item', x.vlr_item,
                                                                                    'tip_destino', x.tip_destino) ORDER BY x.num_item), '[]')
                                         FROM flowt.tb_omni8_devolucao_item AS x
                                        WHERE x.cod_tenant = p_tenant AND x.cod_devolucao = d.cod_devolucao)) ORDER BY d.cod_devolucao), '[]')
                         FROM flowt.tb_omni8_devolucao AS d WHERE d.cod_tenant = p_tenant AND d.cod_pedido = p_pedido),
        'estornos', (SELECT coalesce(jsonb_agg(jsonb_build_object('num_estorno', e.num_estorno, 'tip_estorno', e.tip_estorno,
                             'vlr_estorno', e.vlr_estorno, 'vlr_devolvido', e.vlr_devolvido,
                             'des_motivo', e.des_motivo, 'dat_estorno', e.dat_estorno) ORDER BY e.num_estorno), '[]')
                       FROM flowt.tb_omni8_pedido_estorno AS e WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido),
        'sta_pedido', (SELECT p.sta_pedido FROM flowt.tb_omni8_pedido AS p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido),
        'vlr_restante', (SELECT p.vlr_total - flowt.vlr_estornado(p_tenant, p_pedido) FROM flowt.tb_omni8_pedido AS p
                          WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido));
END
$$;
COMMENT ON FUNCTION flowt.json_devolucoes(bigint, bigint)
    IS 'Linhas de um pedido com o que já voltou de cada uma, suas devoluções, seus estornos e o que resta de seu valor.';

CREATE OR REPLACE FUNCTION api.devolucao_listar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_json   jsonb  := flowt.json_devolucoes(v_tenant, p_id);
BEGIN
    IF v_json ->> 'sta_pedido' IS NULL THEN
        PERFORM flowt.recusar_registro('este pedido');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('devoluções do pedido ' || p_id, NULL, 1);
    RETURN (200, NULL, NULL, v_json::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.devolucao_listar(bigint) IS
$$GET /v1/pedidos/{id}/devolucoes
acesso: pedido.ler
modulo: pedidos
leitura: auditada
resposta: 200 devolucoes
resposta: 404 problema
etiqueta: Pós-venda
As linhas de um pedido com o que já voltou de cada uma, as devoluções e os estornos feitos, e quanto resta do valor dele.$$;

CREATE OR REPLACE FUNCTION api.devolucao_criar(p_id bigint, p_idempotency_key text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := flowt.exigir_tenant();
    v_devolucao bigint := flowt.devolver_itens(v_tenant, p_id, p_idempotency_key, flowt.ler_corpo('devolucao_nova', p_corpo));
BEGIN
    RETURN (201, NULL, NULL, (jsonb_build_object('cod_devolucao', v_devolucao::text) || flowt.json_devolucoes(v_tenant, p_id))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.devolucao_criar(bigint, text, text) IS
$$POST /v1/pedidos/{id}/devolucoes
acesso: pedido.cancelar
modulo: pedidos
cabecalhos: Idempotency-Key
corpo: devolucao_nova
resposta: 201 devolucoes
resposta: 400 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pós-venda
Registra a devolução de itens de um pedido entregue e estorna a parte do líquido que levam; devolvido tudo, estorna também entrega, taxas e gorjeta, e o pedido passa a DEVOLVIDO.
tip_destino por linha: ESTOQUE (o padrão, volta à venda) ou PERDA. Com o mesmo Idempotency-Key a mesma devolução volta, sem outra.$$;

SELECT flowt.definir_esquema('devolucao_nova', $json${
    "type": "object", "required": ["itens"],
    "properties": {
        "itens": {"type": "array", "minItems": 1, "maxItems": 200, "items": {"type": "object", "required": ["num_item", "qtd_item"], "properties": {
            "num_item": {"type": "integer", "minimum": 1, "maximum": 100000}, "qtd_item": {"type": "integer", "minimum": 1, "maximum": 999},
            "tip_destino": {"type": "string", "enum": ["ESTOQUE", "PERDA"]}}}},
        "des_motivo": {"type": ["string", "null"], "maxLength": 200, "description": "O cliente lê."},
        "cod_reclamacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma reclamação, como \"12\"."}
    }
}$json$);
SELECT flowt.definir_esquema('devolucoes', $json${
    "type": "object", "required": ["itens", "devolucoes", "estornos", "sta_pedido", "vlr_restante"],
    "properties": {
        "cod_devolucao": {"type": "string", "description": "A que acabou de ser registrada."}, "sta_pedido": {"type": "string"},
        "vlr_restante": {"type": "integer", "description": "Do total do pedido, o que ainda não se desfez, em centavos."},
        "itens": {"type": "array", "items": {"type": "object", "properties": {
            "num_item": {"type": "integer"}, "nom_produto": {"type": "string"}, "qtd_item": {"type": "integer"}, "vlr_liquido": {"type": "integer"},
            "qtd_devolvida": {"type": "integer"}, "vlr_devolvido": {"type": "integer"}}}},
        "devolucoes": {"type": "array", "items": {"type": "object", "properties": {
            "cod_devolucao": {"type": "string"}, "cod_reclamacao": {"type": ["string", "null"]}, "vlr_devolucao": {"type": "integer"},
            "des_motivo": {"type": ["string", "null"]},
            "dat_criacao": {"type": "string", "format": "date-time"},
            "itens": {"type": "array", "items": {"type": "object", "properties": {
                "num_item": {"type": "integer"}, "qtd_item": {"type": "integer"}, "vlr_item": {"type": "integer"},
                "tip_destino": {"type": "string"}}}}}}},
        "estornos": {"type": "array", "items": {"type": "object", "properties": {
            "num_estorno": {"type": "integer"}, "tip_estorno": {"type": "string"}, "vlr_estorno": {"type": "integer"},
            "vlr_devolvido": {"type": "integer"},
            "des_motivo": {"type": ["string", "null"]}, "dat_estorno": {"type": "string", "format": "date-time"}}}}
    }
}$json$);
