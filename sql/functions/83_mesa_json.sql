-- Tables and bills as the API shows them (guide chapter 10).

CREATE OR REPLACE FUNCTION flowt.json_pedidos_da_conta(p_sessao flowt.tb_omni8_mesa_sessao, p_comanda bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('num_pedido', p.num_pedido, 'sta_pedido', p.sta_pedido, 'des_status', s.des_status,
                   'cod_comanda', x.cod_comanda::text, 'nom_apelido', c.nom_apelido,
                   'cod_pedido', p.cod_pedido::text, 'token', CASE WHEN x.cod_comanda = p_comanda THEN p.des_token END,
                   'vlr_consumo', coalesce(k.vlr_consumo, 0), 'dat_criacao', p.dat_criacao,
                   'itens', (SELECT jsonb_agg(jsonb_build_object('num_item', i.num_item, 'nom_produto', i.nom_produto,
                                                                 'des_observacao', i.des_observacao, 'qtd_item', i.qtd_item,
                                                                 'vlr_liquido', i.vlr_liquido) ORDER BY i.num_item)
                               FROM flowt.tb_omni8_pedido_item AS i
                              WHERE i.cod_tenant = p.cod_tenant AND i.cod_pedido = p.cod_pedido AND i.num_item_pai IS NULL)) ORDER BY p.cod_pedido),
                          '[]')
          FROM flowt.tb_omni8_mesa_pedido AS x
          JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = x.cod_tenant AND p.cod_pedido = x.cod_pedido
          JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
          LEFT JOIN flowt.tb_omni8_comanda AS c ON c.cod_tenant = x.cod_tenant AND c.cod_comanda = x.cod_comanda
          LEFT JOIN flowt.pedidos_da_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS k ON k.cod_pedido = x.cod_pedido
         WHERE x.cod_tenant = (p_sessao).cod_tenant AND x.cod_mesa_sessao = (p_sessao).cod_mesa_sessao);
END
$$;
COMMENT ON FUNCTION flowt.json_pedidos_da_conta(flowt.tb_omni8_mesa_sessao, bigint)
    IS 'Pedidos de uma conta, com quem pediu; o token de acompanhar, só dos da comanda que olha.';

-- p_comanda is who looks, at the table; NULL is the staff.
CREATE OR REPLACE FUNCTION flowt.json_conta(p_sessao flowt.tb_omni8_mesa_sessao, p_comanda bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_conta record;
BEGIN
    SELECT s.* INTO v_conta FROM flowt.somar_conta(p_sessao) AS s;
    RETURN (
        SELECT jsonb_build_object('cod_mesa_sessao', (p_sessao).cod_mesa_sessao::text, 'nom_mesa', m.nom_mesa, 'cod_mesa', m.cod_mesa::text,
                   'sta_sessao', (p_sessao).sta_sessao, 'dat_abertura', (p_sessao).dat_criacao,
                   'dat_fechamento', (p_sessao).dat_fechamento, 'num_taxa_servico', (p_sessao).num_taxa_servico,
                   'flg_taxa_servico', (p_sessao).flg_taxa_servico,
                   'vlr_consumo', v_conta.vlr_consumo, 'vlr_taxa_servico', v_conta.vlr_taxa_servico, 'vlr_gorjeta', v_conta.vlr_gorjeta,
                   'vlr_total', coalesce((p_sessao).vlr_conta, v_conta.vlr_total), 'vlr_pago', v_conta.vlr_pago,
                   'vlr_restante', greatest(coalesce((p_sessao).vlr_conta, v_conta.vlr_total) - v_conta.vlr_pago, 0),
                   'des_liberacao', CASE WHEN p_comanda IS NULL THEN (p_sessao).des_liberacao END,
                   'pedidos', flowt.json_pedidos_da_conta(p_sessao, p_comanda),
                   'comandas', (SELECT coalesce(jsonb_agg(jsonb_build_object('cod_comanda', c.cod_comanda::text, 'nom_apelido', c.nom_apelido,
                                           'flg_minha', c.cod_comanda = coalesce(p_comanda, 0),
                                           'vlr_consumo', (SELECT coalesce(sum(k.vlr_consumo), 0)
                                                             FROM flowt.pedidos_da_conta(c.cod_tenant, c.cod_mesa_sessao) AS k
                                                            WHERE k.cod_comanda = c.cod_comanda)) ORDER BY c.cod_comanda), '[]')
                                  FROM flowt.tb_omni8_comanda AS c
                                 WHERE c.cod_tenant = m.cod_tenant AND c.cod_mesa_sessao = (p_sessao).cod_mesa_sessao),
                   'parcelas', (SELECT coalesce(jsonb_agg(jsonb_build_object('num_parcela', a.num_parcela, 'cod_comanda', a.cod_comanda::text,
                                           'vlr_parcela', a.vlr_parcela, 'sta_parcela', a.sta_parcela,
                                           'tip_pagamento', a.tip_pagamento, 'vlr_troco', a.vlr_recebido - a.vlr_parcela) ORDER BY a.num_parcela),
                                       '[]')
                                  FROM flowt.tb_omni8_mesa_parcela AS a
                                 WHERE a.cod_tenant = m.cod_tenant AND a.cod_mesa_sessao = (p_sessao).cod_mesa_sessao),
                   'chamados', flowt.json_chamados(m.cod_tenant, (p_sessao).cod_mesa_sessao))
          FROM flowt.tb_omni8_mesa AS m WHERE m.cod_tenant = (p_sessao).cod_tenant AND m.cod_mesa = (p_sessao).cod_mesa);
END
$$;
COMMENT ON FUNCTION flowt.json_conta(flowt.tb_omni8_mesa_sessao, bigint)
    IS 'Conta de uma mesa como a API a mostra: quem pediu o quê, somas, divisão e chamados.';

CREATE OR REPLACE FUNCTION flowt.json_chamados(p_tenant bigint, p_sessao bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('cod_chamado', h.cod_chamado::text, 'tip_chamado', h.tip_chamado,
                                                         'nom_apelido', c.nom_apelido, 'dat_criacao', h.dat_criacao) ORDER BY h.cod_chamado), '[]')
              FROM flowt.tb_omni8_mesa_chamado AS h LEFT JOIN flowt.tb_omni8_comanda AS c ON c.cod_tenant = p_tenant AND c.cod_comanda = h.cod_comanda
             WHERE h.cod_tenant = p_tenant AND h.cod_mesa_sessao = p_sessao AND h.sta_chamado = 'ABERTO');
END
$$;
COMMENT ON FUNCTION flowt.json_chamados(bigint, bigint) IS 'Chamados abertos de uma sessão de mesa.';

CREATE OR REPLACE FUNCTION flowt.json_mesa(p_mesa flowt.tb_omni8_mesa) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao;
BEGIN
    SELECT s.* INTO v_sessao FROM flowt.tb_omni8_mesa_sessao AS s
     WHERE s.cod_tenant = (p_mesa).cod_tenant AND s.cod_mesa = (p_mesa).cod_mesa AND s.sta_sessao <> 'FECHADA';
    RETURN jsonb_build_object('cod_mesa', (p_mesa).cod_mesa::text, 'cod_unidade', (p_mesa).cod_unidade::text, 'nom_mesa', (p_mesa).nom_mesa,
        'token', (p_mesa).des_token, 'qtd_lugares', (p_mesa).qtd_lugares,
        'sta_mesa', (p_mesa).sta_mesa, 'num_versao', (p_mesa).num_versao,
        'sessao', CASE WHEN v_sessao.cod_mesa_sessao IS NOT NULL THEN (
            SELECT jsonb_build_object('cod_mesa_sessao', v_sessao.cod_mesa_sessao::text, 'sta_sessao', v_sessao.sta_sessao,
                       'dat_abertura', v_sessao.dat_criacao, 'vlr_total', k.vlr_total, 'vlr_pago', k.vlr_pago,
                       'qtd_comandas', (SELECT count(*) FROM flowt.tb_omni8_comanda AS c
                                         WHERE c.cod_tenant = v_sessao.cod_tenant AND c.cod_mesa_sessao = v_sessao.cod_mesa_sessao),
                       'chamados', flowt.json_chamados(v_sessao.cod_tenant, v_sessao.cod_mesa_sessao)) FROM flowt.somar_conta(v_sessao) AS k) END);
END
$$;
COMMENT ON FUNCTION flowt.json_mesa(flowt.tb_omni8_mesa) IS 'Mesa como a API a mostra à equipe, com a sessão em curso.';

SELECT flowt.definir_esquema('mesa', $json${
    "type": "object", "required": ["cod_mesa", "cod_unidade", "nom_mesa", "token", "sta_mesa", "num_versao", "sessao"],
    "properties": {
        "cod_mesa": {"type": "string"}, "cod_unidade": {"type": "string"}, "nom_mesa": {"type": "string"},
        "token": {"type": "string", "description": "O que o QR da mesa leva: /{slug}/mesa/{token}."},
        "qtd_lugares": {"type": ["integer", "null"]}, "sta_mesa": {"type": "string"}, "num_versao": {"type": "integer"},
        "sessao": {"type": ["object", "null"], "properties": {
            "cod_mesa_sessao": {"type": "string"}, "sta_sessao": {"type": "string"}, "dat_abertura": {"type": "string", "format": "date-time"},
            "vlr_total": {"type": "integer"}, "vlr_pago": {"type": "integer"},
            "qtd_comandas": {"type": "integer"}, "chamados": {"type": "array", "items": {"$ref": "#/components/schemas/mesa_chamado"}}}}
    }
}$json$);
SELECT flowt.definir_esquema('mesa_chamado', $json${
    "type": "object", "required": ["cod_chamado", "tip_chamado", "dat_criacao"],
    "properties": {"cod_chamado": {"type": "string"}, "tip_chamado": {"type": "string", "enum": ["GARCOM", "CONTA"]},
        "nom_apelido": {"type": ["string", "null"]}, "dat_criacao": {"type": "string", "format": "date-time"}}
}$json$);
SELECT flowt.definir_esquema('mesa_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/mesa"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('mesa_conta', $json${
    "type": "object", "required": ["cod_mesa_sessao", "nom_mesa", "sta_sessao", "vlr_consumo", "vlr_taxa_servico", "vlr_gorjeta", "vlr_total",
        "vlr_pago", "vlr_restante", "pedidos", "comandas", "parcelas", "chamados"],
    "properties": {
        "token": {"type": "string", "description": "Da comanda que acabou de se abrir."},
        "cod_mesa_sessao": {"type": "string"}, "cod_mesa": {"type": "string"}, "nom_mesa": {"type": "string"}, "sta_sessao": {"type": "string"},
        "dat_abertura": {"type": "string", "format": "date-time"}, "dat_fechamento": {"type": ["string", "null"], "format": "date-time"},
        "des_liberacao": {"type": ["string", "null"]},
        "num_taxa_servico": {"type": "integer", "description": "Por cento."}, "flg_taxa_servico": {"type": "boolean"},
        "vlr_consumo": {"type": "integer"}, "vlr_taxa_servico": {"type": "integer"}, "vlr_gorjeta": {"type": "integer"},
        "vlr_total": {"type": "integer"},
        "vlr_pago": {"type": "integer"}, "vlr_restante": {"type": "integer"},
        "pedidos": {"type": "array", "items": {"type": "object", "properties": {
            "cod_pedido": {"type": "string"}, "num_pedido": {"type": "integer"},
            "token": {"type": ["string", "null"], "description": "Só dos pedidos da própria comanda."}, "sta_pedido": {"type": "string"},
            "des_status": {"type": "string"},
            "cod_comanda": {"type": ["string", "null"]}, "nom_apelido": {"type": ["string", "null"]}, "vlr_consumo": {"type": "integer"},
            "dat_criacao": {"type": "string", "format": "date-time"},
            "itens": {"type": "array", "items": {"type": "object", "properties": {
                "num_item": {"type": "integer"}, "nom_produto": {"type": "string"}, "des_observacao": {"type": ["string", "null"]},
                "qtd_item": {"type": "integer"}, "vlr_liquido": {"type": "integer"}}}}}}},
        "comandas": {"type": "array", "items": {"type": "object", "properties": {
            "cod_comanda": {"type": "string"}, "nom_apelido": {"type": "string"}, "flg_minha": {"type": "boolean"},
            "vlr_consumo": {"type": "integer"}}}},
        "parcelas": {"type": "array", "items": {"type": "object", "properties": {
            "num_parcela": {"type": "integer"}, "cod_comanda": {"type": ["string", "null"]}, "vlr_parcela": {"type": "integer"},
            "sta_parcela": {"type": "string"},
            "tip_pagamento": {"type": ["string", "null"]}, "vlr_troco": {"type": ["integer", "null"]}}}},
        "chamados": {"type": "array", "items": {"$ref": "#/components/schemas/mesa_chamado"}}
    }
}$json$);
