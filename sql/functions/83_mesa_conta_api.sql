-- The bill of a table (guide chapter 10): routes of the staff.

CREATE OR REPLACE FUNCTION flowt.resposta_da_conta(p_tenant bigint, p_sessao bigint, p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao;
BEGIN
    SELECT s.* INTO v_sessao FROM flowt.tb_omni8_mesa_sessao s WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta conta de mesa');
    END IF;
    RETURN (p_status, NULL, NULL, flowt.json_conta(v_sessao, NULL)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_da_conta(bigint, bigint, integer) IS 'Resposta com a conta de uma mesa, como a equipe a vê; 404 se não existe.';

CREATE OR REPLACE FUNCTION api.mesa_conta_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_resposta flowt.resposta := flowt.resposta_da_conta(flowt.exigir_tenant(), p_id, 200);
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('conta de mesa', NULL, 1);
    RETURN v_resposta;
END
$$;
COMMENT ON FUNCTION api.mesa_conta_ler(bigint) IS
$$GET /v1/mesas/sessoes/{id}
acesso: mesa.ler
modulo: pedidos
leitura: auditada
resposta: 200 mesa_conta
resposta: 404 problema
etiqueta: Mesas
A conta de uma mesa: quem pediu o quê, taxa, gorjeta, divisão e o que falta pagar.$$;

CREATE OR REPLACE FUNCTION api.mesa_conta_ajustar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.ajustar_conta(v_tenant, p_id, flowt.ler_corpo('mesa_conta_ajuste', p_corpo));
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_conta_ajustar(bigint, text) IS
$$PATCH /v1/mesas/sessoes/{id}/conta
acesso: mesa.atender
modulo: pedidos
corpo: mesa_conta_ajuste
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Põe ou tira a taxa de serviço, que é opcional, e muda a gorjeta, enquanto nada se pagou.$$;

CREATE OR REPLACE FUNCTION api.mesa_dividir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.dividir_conta(v_tenant, p_id, flowt.ler_corpo('mesa_divisao', p_corpo));
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_dividir(bigint, text) IS
$$PUT /v1/mesas/sessoes/{id}/divisao
acesso: mesa.atender
modulo: pedidos
corpo: mesa_divisao
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Divide o que falta pagar, no lugar da divisão anterior: IGUAL (qtd_partes), PESSOA (o que cada comanda consumiu), ITEM (partes com itens; o item em várias se divide entre elas) ou LIVRE (partes com vlr_parcela).
As partes somam exatamente o total, taxa e gorjeta incluídas; dividida a conta, nada mais se pede até reabrir.$$;

CREATE OR REPLACE FUNCTION api.mesa_parcela_pagar(p_id bigint, p_num integer, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('mesa_parcela_pagamento', p_corpo);
BEGIN
    PERFORM flowt.pagar_parcela(v_tenant, p_id, p_num, v_corpo ->> 'tip_pagamento', (v_corpo ->> 'vlr_recebido')::bigint);
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_parcela_pagar(bigint, integer, text) IS
$$POST /v1/mesas/sessoes/{id}/parcelas/{num}/pagamento
acesso: mesa.atender
modulo: pedidos
corpo: mesa_parcela_pagamento
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Recebe uma parte da conta (409 se já foi paga, ou se a conta mudou depois de dividida). Em dinheiro, vlr_recebido acima da parte dá troco.$$;

CREATE OR REPLACE FUNCTION api.mesa_fechar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('mesa_fechamento', p_corpo);
BEGIN
    PERFORM flowt.fechar_conta(v_tenant, p_id, nullif(btrim(v_corpo ->> 'des_liberacao'), ''));
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_fechar(bigint, text) IS
$$POST /v1/mesas/sessoes/{id}/fechamento
acesso: mesa.atender
modulo: pedidos
corpo: mesa_fechamento
resposta: 200 mesa_conta
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Fecha a conta paga por inteiro. Com des_liberacao, quem pode liberar a fecha mesmo com algo por pagar. Os tokens das comandas deixam de valer.$$;

CREATE OR REPLACE FUNCTION api.mesa_reabrir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.reabrir_mesa(v_tenant, p_id);
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_reabrir(bigint) IS
$$POST /v1/mesas/sessoes/{id}/reabertura
acesso: mesa.atender
modulo: pedidos
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
etiqueta: Mesas
Volta a aceitar pedidos de uma mesa que tinha pedido a conta; o que já se pagou fica pago.$$;

CREATE OR REPLACE FUNCTION api.mesa_transferir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('mesa_transferencia', p_corpo);
BEGIN
    PERFORM flowt.transferir_mesa(v_tenant, p_id, (v_corpo ->> 'cod_mesa')::bigint);
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_transferir(bigint, text) IS
$$POST /v1/mesas/sessoes/{id}/transferencia
acesso: mesa.atender
modulo: pedidos
corpo: mesa_transferencia
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Leva a conta a outra mesa, livre, da mesma unidade.$$;

CREATE OR REPLACE FUNCTION api.mesa_juntar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('mesa_uniao', p_corpo);
BEGIN
    PERFORM flowt.juntar_mesas(v_tenant, p_id, (v_corpo ->> 'cod_mesa_sessao')::bigint);
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_juntar(bigint, text) IS
$$POST /v1/mesas/sessoes/{id}/uniao
acesso: mesa.atender
modulo: pedidos
corpo: mesa_uniao
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Junta a esta a conta de outra mesa, com suas pessoas e pedidos; a outra se fecha.$$;

CREATE OR REPLACE FUNCTION api.mesa_pedido_incluir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('mesa_pedido', p_corpo);
BEGIN
    PERFORM flowt.levar_pedido_a_mesa(v_tenant, p_id, (v_corpo ->> 'cod_pedido')::bigint, (v_corpo ->> 'cod_comanda')::bigint);
    RETURN flowt.resposta_da_conta(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_pedido_incluir(bigint, text) IS
$$POST /v1/mesas/sessoes/{id}/pedidos
acesso: mesa.atender
modulo: pedidos
corpo: mesa_pedido
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Põe na conta um pedido local feito de outro modo, como no balcão; sem cod_comanda, é da mesa toda.$$;

CREATE OR REPLACE FUNCTION api.mesa_chamado_atender(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_sessao bigint := (SELECT s.cod_mesa_sessao FROM flowt.tb_omni8_mesa_chamado h
                          JOIN flowt.tb_omni8_mesa_sessao s ON s.cod_tenant = v_tenant AND s.cod_mesa_sessao = h.cod_mesa_sessao
                         WHERE h.cod_tenant = v_tenant AND h.cod_chamado = p_id);
BEGIN
    IF v_sessao IS NULL THEN
        PERFORM flowt.recusar_registro('este chamado');
    END IF;
    PERFORM flowt.atender_chamados(v_tenant, v_sessao, p_id);
    RETURN flowt.resposta_da_conta(v_tenant, v_sessao, 200);
END
$$;
COMMENT ON FUNCTION api.mesa_chamado_atender(bigint) IS
$$POST /v1/mesas/chamados/{id}/atendimento
acesso: mesa.atender
modulo: pedidos
resposta: 200 mesa_conta
resposta: 404 problema
etiqueta: Mesas
Dá um chamado por atendido; repetir não muda nada.$$;

SELECT flowt.definir_esquema('mesa_conta_ajuste', $json${
    "type": "object", "properties": {"flg_taxa_servico": {"type": "boolean"}, "vlr_gorjeta": {"type": "integer", "minimum": 0, "maximum": 10000000,
            "description": "Centavos."}}
}$json$);
SELECT flowt.definir_esquema('mesa_divisao', jsonb_set(jsonb_set($json${
    "type": "object", "required": ["tip_divisao"],
    "properties": {
        "tip_divisao": {"type": "string", "enum": ["IGUAL", "PESSOA", "ITEM", "LIVRE"]},
        "qtd_partes": {"type": "integer", "minimum": 1, "description": "IGUAL: em quantas (1)."},
        "partes": {"type": "array", "minItems": 1, "items": {"type": "object", "properties": {
            "vlr_parcela": {"type": "integer", "minimum": 1, "maximum": 1000000000000, "description": "LIVRE: centavos."},
            "itens": {"type": "array", "maxItems": 500, "description": "ITEM: o que esta parte paga.",
                "items": {"type": "object", "required": ["cod_pedido", "num_item"], "properties": {
                "cod_pedido": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um pedido, como \"12\"."},
                "num_item": {"type": "integer", "minimum": 1, "maximum": 100000}}}}}}}
    }
}$json$, '{properties,qtd_partes,maximum}', to_jsonb(flowt.limite_de_partes())), '{properties,partes,maxItems}', to_jsonb(flowt.limite_de_partes())));
SELECT flowt.definir_esquema('mesa_parcela_pagamento', $json${
    "type": "object", "required": ["tip_pagamento"],
    "properties": {"tip_pagamento": {"type": "string", "enum": ["PIX", "DINHEIRO", "CARTAO"]},
        "vlr_recebido": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000000, "description": "Centavos; sem ele, o valor da parte."}}
}$json$);
SELECT flowt.definir_esquema('mesa_fechamento', $json${
    "type": "object", "properties": {"des_liberacao": {"type": ["string", "null"], "minLength": 3, "maxLength": 200,
            "description": "Por que se fecha sem receber tudo."}}
}$json$);
SELECT flowt.definir_esquema('mesa_transferencia', $json${
    "type": "object", "required": ["cod_mesa"],
    "properties": {"cod_mesa": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de uma mesa, como \"12\"."}}
}$json$);
SELECT flowt.definir_esquema('mesa_uniao', $json${
    "type": "object", "required": ["cod_mesa_sessao"],
    "properties": {"cod_mesa_sessao": {"type": "string", "format": "codigo", "x-mensagem": "Use o código da conta da outra mesa, como \"12\"."}}
}$json$);
SELECT flowt.definir_esquema('mesa_pedido', $json${
    "type": "object", "required": ["cod_pedido"], "properties": {
        "cod_pedido": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um pedido, como \"12\"."},
        "cod_comanda": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma comanda, como \"12\"."}}
}$json$);
