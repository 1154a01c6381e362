-- Tables of a house (guide chapters 7.1 and 10): what who sits there does, by the table's code and then by one's own tab.

CREATE OR REPLACE FUNCTION flowt.conta_da_comanda(p_comanda flowt.tb_omni8_comanda) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT flowt.json_conta(s, (p_comanda).cod_comanda) FROM flowt.tb_omni8_mesa_sessao AS s
             WHERE s.cod_tenant = (p_comanda).cod_tenant AND s.cod_mesa_sessao = (p_comanda).cod_mesa_sessao);
END
$$;
COMMENT ON FUNCTION flowt.conta_da_comanda(flowt.tb_omni8_comanda) IS 'Conta da mesa como uma comanda a vê.';

CREATE OR REPLACE FUNCTION api.mesa_publica(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_mesa   flowt.tb_omni8_mesa := flowt.mesa_do_token(v_tenant, p_token);
    v_aberta boolean := flowt.sessao_da_mesa(v_tenant, v_mesa.cod_mesa) IS NOT NULL;
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object('nom_mesa', v_mesa.nom_mesa,
        'nom_unidade', (SELECT u.nom_unidade FROM flowt.tb_omni8_unidade AS u WHERE u.cod_tenant = v_tenant AND u.cod_unidade = v_mesa.cod_unidade),
        'flg_aberta', v_aberta, 'flg_pode_entrar', v_aberta
        OR (flowt.parametro(v_tenant, 'mesa_abertura_publica', now()))::boolean)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.mesa_publica(text) IS
$$GET /v1/mesa/{token}
acesso: publico
modulo: pedidos
resposta: 200 mesa_publica
resposta: 404 problema
cache: private, no-store
etiqueta: Mesas
A mesa de um QR: qual é, se está aberta e se dá para entrar.$$;

CREATE OR REPLACE FUNCTION api.mesa_entrar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('mesa_entrada', p_corpo);
    v_comanda text   := flowt.entrar_na_mesa(v_tenant, (flowt.mesa_do_token(v_tenant, p_token)).cod_mesa, v_corpo ->> 'nom_apelido');
BEGIN
    RETURN (201, NULL, 'Location: /v1/comandas/' || v_comanda,
            (jsonb_build_object('token', v_comanda) || flowt.conta_da_comanda(flowt.comanda_do_token(v_tenant, v_comanda)))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.mesa_entrar(text, text) IS
$$POST /v1/mesa/{token}/comandas
acesso: publico
modulo: pedidos
corpo: mesa_entrada
resposta: 201 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Senta-se à mesa com um nome ou apelido e abre a própria comanda; o token devolvido é a chave dela, até a conta se fechar.$$;

CREATE OR REPLACE FUNCTION api.comanda_ler(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, flowt.conta_da_comanda(flowt.comanda_do_token(flowt.exigir_tenant(), p_token))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.comanda_ler(text) IS
$$GET /v1/comandas/{token}
acesso: publico
modulo: pedidos
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 410 problema
cache: private, no-store
etiqueta: Mesas
A conta da mesa, com quem pediu o quê.$$;

CREATE OR REPLACE FUNCTION api.comanda_pedir(p_token text, p_idempotency_key text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('comanda_pedido', p_corpo);
    v_comanda flowt.tb_omni8_comanda := flowt.comanda_do_token(v_tenant, p_token);
    v_pedido  bigint := flowt.pedir_na_mesa(v_tenant, v_comanda, v_corpo ->> 'carrinho', p_idempotency_key, v_corpo);
    v_json    jsonb  := flowt.json_pedido(v_tenant, v_pedido, false);
BEGIN
    RETURN (201, NULL, 'Location: /v1/pedidos/' || (v_json ->> 'token') || '/linha-do-tempo', v_json::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.comanda_pedir(text, text, text) IS
$$POST /v1/comandas/{token}/pedidos
acesso: publico
modulo: pedidos
cabecalhos: Idempotency-Key
corpo: comanda_pedido
resposta: 201 pedido
resposta: 400 problema
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Mesas
Manda à cozinha o que está em um carrinho, na conta da mesa. Com o mesmo Idempotency-Key, uma vez só.$$;

CREATE OR REPLACE FUNCTION api.comanda_chamar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('comanda_chamado', p_corpo);
    v_comanda flowt.tb_omni8_comanda := flowt.comanda_do_token(v_tenant, p_token);
BEGIN
    PERFORM flowt.chamar_garcom(v_tenant, v_comanda, v_corpo ->> 'tip_chamado');
    RETURN (200, NULL, NULL, flowt.conta_da_comanda(v_comanda)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.comanda_chamar(text, text) IS
$$POST /v1/comandas/{token}/chamados
acesso: publico
modulo: pedidos
corpo: comanda_chamado
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Mesas
Chama o garçom, ou pede a conta (e a mesa deixa de pedir, até reabrir). Repetir é o mesmo chamado.$$;

CREATE OR REPLACE FUNCTION api.comanda_ajustar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('mesa_conta_ajuste', p_corpo);
    v_comanda flowt.tb_omni8_comanda := flowt.comanda_do_token(v_tenant, p_token);
BEGIN
    PERFORM flowt.ajustar_conta_pela_comanda(v_comanda, v_corpo);
    RETURN (200, NULL, NULL, flowt.conta_da_comanda(v_comanda)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.comanda_ajustar(text, text) IS
$$PATCH /v1/comandas/{token}/conta
acesso: publico
modulo: pedidos
corpo: mesa_conta_ajuste
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Mesas
Tira ou põe a taxa de serviço, que é opcional (Lei 13.419/2017), e a gorjeta da mesa, até o valor consumido (ou R$ 20,00), enquanto nada se pagou.$$;

SELECT flowt.definir_esquema('mesa_publica', $json${
    "type": "object", "required": ["nom_mesa", "flg_aberta", "flg_pode_entrar"],
    "properties": {"nom_mesa": {"type": "string"}, "nom_unidade": {"type": "string"}, "flg_aberta": {"type": "boolean"},
        "flg_pode_entrar": {"type": "boolean"}}
}$json$);
SELECT flowt.definir_esquema('mesa_entrada', $json${
    "type": "object", "required": ["nom_apelido"], "properties": {"nom_apelido": {"type": "string", "minLength": 2, "maxLength": 40, "format": "nome",
            "description": "Como a mesa chama você."}}
}$json$);
SELECT flowt.definir_esquema('comanda_pedido', $json${
    "type": "object", "required": ["carrinho"],
    "properties": {"carrinho": {"type": "string", "minLength": 1, "maxLength": 100, "description": "Token do carrinho."},
        "des_observacao": {"type": ["string", "null"], "maxLength": 500},
        "vlr_esperado": {"type": ["integer", "null"], "minimum": 0, "maximum": 1000000000000,
            "description": "Total que o cliente viu, em centavos: só é comparado."}}
}$json$);
SELECT flowt.definir_esquema('comanda_chamado', $json${
    "type": "object", "required": ["tip_chamado"], "properties": {"tip_chamado": {"type": "string", "enum": ["GARCOM", "CONTA"]}}
}$json$);
