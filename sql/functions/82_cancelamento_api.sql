-- Cancellation (guide chapter 10.2): routes of the customer, who has the order's token, and of the staff.

CREATE OR REPLACE FUNCTION flowt.cancelamento_de(p_tenant bigint, p_pedido bigint) RETURNS flowt.tb_omni8_cancelamento
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha flowt.tb_omni8_cancelamento;
BEGIN
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_cancelamento c WHERE c.cod_tenant = p_tenant AND c.cod_pedido = p_pedido
     ORDER BY c.cod_cancelamento DESC LIMIT 1;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('um pedido de cancelamento deste pedido');
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.cancelamento_de(bigint, bigint) IS 'Último pedido de cancelamento de um pedido; 404 se não há.';

CREATE OR REPLACE FUNCTION api.cancelamento_pedir(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('cancelamento_novo', p_corpo);
    v_linha  flowt.tb_omni8_cancelamento := flowt.pedir_cancelamento(v_tenant, flowt.pedido_do_token(v_tenant, p_token),
                                                                     'CLIENTE', nullif(btrim(v_corpo ->> 'des_motivo'), ''));
BEGIN
    RETURN (200, NULL, NULL, flowt.json_cancelamento(v_linha, false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cancelamento_pedir(text, text) IS
$$POST /v1/pedidos/{token}/cancelamento
acesso: publico
modulo: pedidos
corpo: cancelamento_novo
resposta: 200 cancelamento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pedido
Cancela o pedido (sta_cancelamento ACEITO) ou, depois de confirmado, pede o cancelamento à empresa (ABERTO). Repetir não muda nada.$$;

CREATE OR REPLACE FUNCTION api.cancelamento_do_pedido(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, flowt.json_cancelamento(flowt.cancelamento_de(v_tenant, flowt.pedido_do_token(v_tenant, p_token)),
                                                     false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cancelamento_do_pedido(text) IS
$$GET /v1/pedidos/{token}/cancelamento
acesso: publico
modulo: pedidos
resposta: 200 cancelamento
resposta: 404 problema
cache: private, no-store
etiqueta: Pedido
O último pedido de cancelamento de um pedido, e a resposta a ele.$$;

CREATE OR REPLACE FUNCTION api.cancelamento_retirar(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_cancelamento := flowt.cancelamento_de(v_tenant, flowt.pedido_do_token(v_tenant, p_token));
BEGIN
    IF v_linha.tip_origem <> 'CLIENTE' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'cancelamento_da_empresa',
            DETAIL = 'Quem pediu este cancelamento foi a empresa: fale com ela.';
    END IF;
    PERFORM flowt.encerrar_cancelamento(v_tenant, v_linha.cod_cancelamento, 'RETIRADO', NULL);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cancelamento_retirar(text) IS
$$DELETE /v1/pedidos/{token}/cancelamento
acesso: publico
modulo: pedidos
resposta: 204
resposta: 404 problema
resposta: 409 problema
etiqueta: Pedido
Retira o próprio pedido de cancelamento, enquanto a empresa não respondeu.$$;

CREATE OR REPLACE FUNCTION api.cancelamento_abrir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('cancelamento_da_equipe', p_corpo);
BEGIN
    RETURN (200, NULL, NULL, flowt.json_cancelamento(flowt.pedir_cancelamento(v_tenant, p_id, 'EQUIPE', btrim(v_corpo ->> 'des_motivo')),
                                                     true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cancelamento_abrir(bigint, text) IS
$$POST /v1/pedidos/{id}/cancelamentos
acesso: pedido.operar
modulo: pedidos
corpo: cancelamento_da_equipe
resposta: 200 cancelamento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pedido
Pede, pela equipe, o cancelamento de um pedido, que quem pode cancelar aceita ou recusa. Com um já aberto, devolve-o.$$;

CREATE OR REPLACE FUNCTION api.cancelamento_listar(p_limite integer, p_apos bigint, p_sta_cancelamento text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(flowt.json_cancelamento(l.c, true) ORDER BY (l.c).cod_cancelamento), '[]') INTO v_itens
      FROM (SELECT c FROM flowt.tb_omni8_cancelamento AS c JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = v_tenant AND p.cod_pedido = c.cod_pedido
             WHERE c.cod_tenant = v_tenant AND c.sta_cancelamento = coalesce(p_sta_cancelamento, 'ABERTO')
               AND c.cod_cancelamento > coalesce(p_apos, 0)
             ORDER BY c.cod_cancelamento LIMIT v_quantos) AS l;
    PERFORM flowt.registrar_leitura_pessoal('pedidos de cancelamento', NULL, jsonb_array_length(v_itens));
    RETURN (200, NULL, NULL, jsonb_build_object('itens', v_itens,
        'proximo', CASE WHEN jsonb_array_length(v_itens) = v_quantos THEN v_itens -> -1 ->> 'cod_cancelamento' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cancelamento_listar(integer, bigint, text) IS
$$GET /v1/cancelamentos
acesso: pedido.ler
modulo: pedidos
leitura: auditada
resposta: 200 cancelamento_lista
etiqueta: Pedido
Lista os pedidos de cancelamento, do mais antigo ao mais novo: os abertos ou, com sta_cancelamento, os desse status.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.cancelamento_responder(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint  := flowt.exigir_tenant();
    v_corpo    jsonb   := flowt.ler_corpo('cancelamento_resposta', p_corpo);
    v_resposta text    := nullif(btrim(v_corpo ->> 'des_resposta'), '');
    v_aceito   boolean := (v_corpo ->> 'flg_aceito')::boolean;
    v_linha    flowt.tb_omni8_cancelamento;
BEGIN
    IF NOT v_aceito AND v_resposta IS NULL THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('des_resposta', 'campo_obrigatorio', 'Diga a quem pediu por que o pedido não se cancela.'));
    END IF;
    PERFORM flowt.encerrar_cancelamento(v_tenant, p_id, CASE WHEN v_aceito THEN 'ACEITO' ELSE 'RECUSADO' END, v_resposta);
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_cancelamento c WHERE c.cod_tenant = v_tenant AND c.cod_cancelamento = p_id;
    RETURN (200, NULL, NULL, flowt.json_cancelamento(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cancelamento_responder(bigint, text) IS
$$POST /v1/cancelamentos/{id}/resposta
acesso: pedido.cancelar
modulo: pedidos
corpo: cancelamento_resposta
resposta: 200 cancelamento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pedido
Aceita ou recusa um pedido de cancelamento. Aceito, o pedido passa a CANCELADO, o estoque volta e o que foi pago é estornado.$$;

SELECT flowt.definir_esquema('cancelamento_novo', $json${
    "type": "object", "properties": {"des_motivo": {"type": ["string", "null"], "maxLength": 200, "description": "Por que cancelar; a empresa lê."}}
}$json$);
SELECT flowt.definir_esquema('cancelamento_da_equipe', $json${
    "type": "object", "required": ["des_motivo"],
    "properties": {"des_motivo": {"type": "string", "minLength": 3, "maxLength": 200, "description": "O cliente lê na linha do tempo."}}
}$json$);
SELECT flowt.definir_esquema('cancelamento_resposta', $json${
    "type": "object", "required": ["flg_aceito"], "properties": {
        "flg_aceito": {"type": "boolean"}, "des_resposta": {"type": ["string", "null"], "maxLength": 200,
            "description": "O cliente lê; obrigatória na recusa."}}
}$json$);
SELECT flowt.definir_esquema('cancelamento', $json${
    "type": "object", "required": ["num_pedido", "sta_pedido", "sta_cancelamento", "tip_origem", "dat_criacao"],
    "properties": {
        "cod_cancelamento": {"type": "string", "description": "Só para a equipe."},
        "cod_pedido": {"type": "string", "description": "Só para a equipe."},
        "nom_cliente": {"type": "string", "description": "Só para a equipe."}, "vlr_total": {"type": "integer", "description": "Só para a equipe."},
        "num_pedido": {"type": "integer"}, "sta_pedido": {"type": "string"},
        "sta_cancelamento": {"type": "string", "enum": ["ABERTO", "ACEITO", "RECUSADO", "RETIRADO", "PREJUDICADO"]},
        "tip_origem": {"type": "string", "enum": ["CLIENTE", "EQUIPE"]}, "des_motivo": {"type": ["string", "null"]},
        "des_resposta": {"type": ["string", "null"]},
        "dat_criacao": {"type": "string", "format": "date-time"}, "dat_resposta": {"type": ["string", "null"], "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('cancelamento_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/cancelamento"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
