-- Tables of a house (guide chapter 10): routes of the staff.

CREATE OR REPLACE FUNCTION api.mesa_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT m.cod_mesa FROM flowt.tb_omni8_mesa m WHERE m.cod_tenant = v_tenant AND m.cod_mesa > coalesce(p_apos, 0)
                                 ORDER BY m.cod_mesa LIMIT v_quantos);
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object(
        'itens', (SELECT coalesce(jsonb_agg(flowt.json_mesa(m) ORDER BY m.cod_mesa), '[]') FROM flowt.tb_omni8_mesa AS m
                   WHERE m.cod_tenant = v_tenant AND m.cod_mesa = ANY (v_pagina)),
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.mesa_listar(integer, bigint) IS
$$GET /v1/mesas
acesso: mesa.ler
modulo: pedidos
resposta: 200 mesa_lista
etiqueta: Mesas
Lista as mesas, com a sessão em curso e os chamados abertos de cada uma.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.mesa_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('mesa_nova', p_corpo);
    v_unidade bigint := coalesce((v_corpo ->> 'cod_unidade')::bigint, flowt.unidade_principal(v_tenant));
    v_mesa    flowt.tb_omni8_mesa;
BEGIN
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    IF (SELECT count(*) FROM flowt.tb_omni8_mesa m WHERE m.cod_tenant = v_tenant) >= flowt.limite_mesas() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'mesas_demais', DETAIL = format('Uma empresa tem até %s mesas.', flowt.limite_mesas());
    END IF;
    INSERT INTO flowt.tb_omni8_mesa (cod_tenant, cod_unidade, nom_mesa, des_token, qtd_lugares)
    VALUES (v_tenant, v_unidade, btrim(v_corpo ->> 'nom_mesa'), flowt.novo_token(), (v_corpo ->> 'qtd_lugares')::integer) RETURNING * INTO v_mesa;
    RETURN (201, NULL, 'Location: /v1/mesas', flowt.json_mesa(v_mesa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.mesa_criar(text) IS
$$POST /v1/mesas
acesso: mesa.configurar
modulo: pedidos
corpo: mesa_nova
resposta: 201 mesa
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Cadastra uma mesa; o token é o que o QR dela leva. Sem cod_unidade, na unidade principal.$$;

CREATE OR REPLACE FUNCTION flowt.travar_mesa(p_tenant bigint, p_mesa bigint) RETURNS flowt.tb_omni8_mesa
LANGUAGE plpgsql AS $$
DECLARE
    v_mesa flowt.tb_omni8_mesa;
BEGIN
    SELECT m.* INTO v_mesa FROM flowt.tb_omni8_mesa m WHERE m.cod_tenant = p_tenant AND m.cod_mesa = p_mesa FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta mesa');
    END IF;
    RETURN v_mesa;
END
$$;
COMMENT ON FUNCTION flowt.travar_mesa(bigint, bigint) IS 'Trava uma mesa para mudá-la; 404 se não existe.';

CREATE OR REPLACE FUNCTION api.mesa_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('mesa_alteracao', p_corpo);
    v_mesa   flowt.tb_omni8_mesa := flowt.travar_mesa(v_tenant, p_id);
BEGIN
    IF v_mesa.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_mesa.num_versao);
    ELSIF v_corpo ->> 'sta_mesa' = 'INATIVA' AND flowt.sessao_da_mesa(v_tenant, p_id) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'mesa_ocupada', DETAIL = 'Esta mesa está aberta: feche a conta antes de desativá-la.';
    END IF;
    UPDATE flowt.tb_omni8_mesa m
       SET nom_mesa = coalesce(btrim(v_corpo ->> 'nom_mesa'), m.nom_mesa), sta_mesa = coalesce(v_corpo ->> 'sta_mesa', m.sta_mesa),
           qtd_lugares = CASE WHEN v_corpo ? 'qtd_lugares' THEN (v_corpo ->> 'qtd_lugares')::integer ELSE m.qtd_lugares END
     WHERE m.cod_tenant = v_tenant AND m.cod_mesa = p_id RETURNING * INTO v_mesa;
    RETURN (200, NULL, NULL, flowt.json_mesa(v_mesa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.mesa_alterar(bigint, text) IS
$$PATCH /v1/mesas/{id}
acesso: mesa.configurar
modulo: pedidos
corpo: mesa_alteracao
resposta: 200 mesa
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Mesas
Muda nome, lugares ou status de uma mesa. num_versao é a que você leu (409 se mudou).$$;

CREATE OR REPLACE FUNCTION api.mesa_trocar_token(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_velha  flowt.tb_omni8_mesa := flowt.travar_mesa(v_tenant, p_id);
    v_mesa   flowt.tb_omni8_mesa;
BEGIN
    UPDATE flowt.tb_omni8_mesa m SET des_token = flowt.novo_token() WHERE m.cod_tenant = v_tenant AND m.cod_mesa = p_id RETURNING * INTO v_mesa;
    UPDATE flowt.tb_omni8_carrinho c SET des_fechamento = '/mesa/' || v_mesa.des_token
     WHERE c.cod_tenant = v_tenant AND c.des_fechamento = '/mesa/' || v_velha.des_token;
    RETURN (200, NULL, NULL, flowt.json_mesa(v_mesa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.mesa_trocar_token(bigint) IS
$$POST /v1/mesas/{id}/token
acesso: mesa.configurar
modulo: pedidos
resposta: 200 mesa
resposta: 404 problema
etiqueta: Mesas
Troca o código da mesa: o QR impresso deixa de valer, quem já está sentado continua.$$;

CREATE OR REPLACE FUNCTION api.mesa_abrir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN flowt.resposta_da_conta(v_tenant, flowt.abrir_mesa(v_tenant, p_id), 200);
END
$$;
COMMENT ON FUNCTION api.mesa_abrir(bigint) IS
$$POST /v1/mesas/{id}/sessoes
acesso: mesa.atender
modulo: pedidos
resposta: 200 mesa_conta
resposta: 404 problema
resposta: 409 problema
etiqueta: Mesas
Abre uma mesa; se já está aberta, devolve a conta em curso.$$;

SELECT flowt.definir_esquema('mesa_nova', $json${
    "type": "object", "required": ["nom_mesa"],
    "properties": {"nom_mesa": {"type": "string", "minLength": 1, "maxLength": 40}, "qtd_lugares": {"type": ["integer", "null"], "minimum": 1,
            "maximum": 100},
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."}}
}$json$);
SELECT flowt.definir_esquema('mesa_alteracao', $json${
    "type": "object", "required": ["num_versao"],
    "properties": {"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
        "nom_mesa": {"type": "string", "minLength": 1, "maxLength": 40},
        "qtd_lugares": {"type": ["integer", "null"], "minimum": 1, "maximum": 100}, "sta_mesa": {"type": "string", "enum": ["ATIVA", "INATIVA"]}}
}$json$);
