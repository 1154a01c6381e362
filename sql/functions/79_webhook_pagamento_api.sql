-- Inbox of payment providers (guide chapter 18.1): its routes, and what staff and DBAs do with what failed.

CREATE OR REPLACE FUNCTION flowt.json_webhook(p_webhook flowt.tb_omni8_webhook_pagamento) RETURNS jsonb
LANGUAGE sql STABLE
RETURN jsonb_build_object('cod_webhook_pagamento', (p_webhook).cod_webhook_pagamento::text,
    'cod_conta_pagamento', (p_webhook).cod_conta_pagamento::text, 'des_id', (p_webhook).des_id,
    'tip_evento', (p_webhook).tip_evento, 'sta_webhook', (p_webhook).sta_webhook, 'cod_pagamento', (p_webhook).cod_pagamento::text,
        'des_erro', (p_webhook).des_erro, 'des_detalhe', (p_webhook).des_detalhe,
    'qtd_tentativas', (p_webhook).qtd_tentativas, 'qtd_entregas', (p_webhook).qtd_entregas, 'dat_envio', (p_webhook).dat_envio,
        'dat_recebimento', (p_webhook).dat_recebimento,
    'dat_processamento', (p_webhook).dat_processamento);
COMMENT ON FUNCTION flowt.json_webhook(flowt.tb_omni8_webhook_pagamento) IS 'Aviso de provedor como a API o mostra à equipe: sem o corpo.';

CREATE OR REPLACE FUNCTION flowt.resposta_do_webhook(p_tenant bigint, p_webhook bigint, p_repetido boolean) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_webhook flowt.tb_omni8_webhook_pagamento;
BEGIN
    SELECT w.* INTO v_webhook FROM flowt.tb_omni8_webhook_pagamento w WHERE w.cod_tenant = p_tenant AND w.cod_webhook_pagamento = p_webhook;
    IF v_webhook.sta_webhook = 'FALHA' THEN
        -- Returned, so that what was received stays; no 2xx, so that the provider knows.
        RETURN flowt.problema(422, v_webhook.des_erro,
                              'Aviso não tratado', coalesce(v_webhook.des_detalhe, 'O aviso foi guardado, mas não se pôde tratar.'));
    END IF;
    RETURN (200, NULL, NULL, json_build_object('sta_webhook', v_webhook.sta_webhook, 'flg_repetido', p_repetido)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_do_webhook(bigint, bigint, boolean) IS 'O que se responde a quem entrega um aviso, pelo que houve com ele.';

CREATE OR REPLACE FUNCTION flowt.receber_webhook(p_tenant bigint, p_conta bigint, p_id text, p_momento text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_codigo bigint;
    v_hash   bytea;
BEGIN
    -- Whoever delivers the same at the same time waits here until the first is done.
    INSERT INTO flowt.tb_omni8_webhook_pagamento (cod_tenant, cod_conta_pagamento, des_id, dat_envio, des_corpo, hsh_corpo)
    VALUES (p_tenant, p_conta, p_id, to_timestamp(p_momento::bigint), p_corpo, flowt.digerir(p_corpo))
        ON CONFLICT (cod_tenant, cod_conta_pagamento, des_id) DO NOTHING RETURNING cod_webhook_pagamento INTO v_codigo;
    IF v_codigo IS NOT NULL THEN
        PERFORM flowt.processar_webhook(p_tenant, v_codigo);
        RETURN flowt.resposta_do_webhook(p_tenant, v_codigo, false);
    END IF;
    UPDATE flowt.tb_omni8_webhook_pagamento w SET qtd_entregas = w.qtd_entregas + 1
     WHERE w.cod_tenant = p_tenant AND w.cod_conta_pagamento = p_conta AND w.des_id = p_id
 RETURNING w.cod_webhook_pagamento, w.hsh_corpo INTO v_codigo, v_hash;
    IF v_hash <> flowt.digerir(p_corpo) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'webhook_id_de_outro_aviso',
            DETAIL = 'Este webhook-id já foi usado com outro corpo: um aviso novo tem um id novo.';
    END IF;
    PERFORM flowt.processar_webhook(p_tenant, v_codigo);
    RETURN flowt.resposta_do_webhook(p_tenant, v_codigo, true);
END
$$;
COMMENT ON FUNCTION flowt.receber_webhook(bigint, bigint, text, text, text)
    IS 'Guarda e trata um aviso já conferido; repetido, responde o que o primeiro teve (ou tenta de novo o que falhou).';

CREATE OR REPLACE FUNCTION api.webhook_pagamento_receber(p_conta text, p_webhook_id text, p_webhook_timestamp text, p_webhook_signature text,
                                                         p_corpo text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  text   := coalesce(p_corpo, '');
    v_conta  bigint;
    v_motivo text;
BEGIN
    PERFORM flowt.conferir_tamanho(v_corpo, flowt.limite_de_corpo());
    SELECT c.cod_conta_pagamento INTO v_conta FROM flowt.tb_omni8_conta_pagamento c WHERE c.cod_tenant = v_tenant AND c.des_token = p_conta;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta conta');
    END IF;
    v_motivo := flowt.motivo_da_recusa(v_conta, p_webhook_id, p_webhook_timestamp, p_webhook_signature, v_corpo);
    IF v_motivo IS NOT NULL THEN
        RETURN flowt.recusar_webhook(v_tenant, v_conta, v_motivo, v_corpo);
    END IF;
    RETURN flowt.receber_webhook(v_tenant, v_conta, p_webhook_id, p_webhook_timestamp, v_corpo);
END
$$;
COMMENT ON FUNCTION api.webhook_pagamento_receber(text, text, text, text, text, text) IS
$$POST /{slug}/webhooks/pagamentos/{conta}
POST /v1/webhooks/pagamentos/{conta}
acesso: publico
modulo: pedidos
cabecalhos: Webhook-Id, Webhook-Timestamp, Webhook-Signature
corpo: webhook_pagamento
resposta: 200 webhook_recebido
resposta: 401 problema
resposta: 404 problema
resposta: 409 problema
resposta: 413 problema
resposta: 422 problema
etiqueta: Pagamento
Recebe um aviso de um provedor, assinado à maneira de Standard Webhooks (HMAC-SHA256 de id.momento.corpo com o segredo da conta, até 5 minutos).
O mesmo webhook-id vale uma vez: repetir responde o mesmo. O que não se pode tratar (422) fica guardado com o erro: entregar de novo tenta de novo. Tipos desconhecidos se guardam e ignoram (200).$$;

CREATE OR REPLACE FUNCTION api.webhook_pagamento_listar(p_limite integer, p_apos bigint, p_sta_webhook text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[];
BEGIN
    IF p_sta_webhook IS NULL THEN
        v_pagina := ARRAY(SELECT w.cod_webhook_pagamento FROM flowt.tb_omni8_webhook_pagamento w
                           WHERE w.cod_tenant = v_tenant AND w.cod_webhook_pagamento < coalesce(p_apos, 9223372036854775807)
                           ORDER BY w.cod_webhook_pagamento DESC LIMIT v_quantos);
    ELSE
        v_pagina := ARRAY(SELECT w.cod_webhook_pagamento FROM flowt.tb_omni8_webhook_pagamento w
                           WHERE w.cod_tenant = v_tenant AND w.sta_webhook = p_sta_webhook
                             AND w.cod_webhook_pagamento < coalesce(p_apos, 9223372036854775807) ORDER BY w.cod_webhook_pagamento DESC
                           LIMIT v_quantos);
    END IF;
    RETURN (200, NULL, NULL, json_build_object(
        'itens', (SELECT coalesce(json_agg(flowt.json_webhook(w) ORDER BY w.cod_webhook_pagamento DESC), '[]')
                    FROM flowt.tb_omni8_webhook_pagamento w WHERE w.cod_tenant = v_tenant AND w.cod_webhook_pagamento = ANY (v_pagina)),
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.webhook_pagamento_listar(integer, bigint, text) IS
$$GET /v1/webhooks/pagamentos
acesso: pagamento.ler
modulo: pedidos
resposta: 200 webhook_pagamento_lista
etiqueta: Pagamento
Lista os avisos recebidos de provedores, do mais novo ao mais antigo, sem o corpo. Filtro: sta_webhook (FALHA: os que esperam alguém).
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.webhook_pagamento_reprocessar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.processar_webhook(v_tenant, p_id);
    RETURN (SELECT (200, NULL, NULL, flowt.json_webhook(w)::text)::flowt.resposta FROM flowt.tb_omni8_webhook_pagamento w
             WHERE w.cod_tenant = v_tenant AND w.cod_webhook_pagamento = p_id);
END
$$;
COMMENT ON FUNCTION api.webhook_pagamento_reprocessar(bigint) IS
$$POST /v1/webhooks/pagamentos/{id}/reprocessamento
acesso: pagamento.receber
modulo: pedidos
resposta: 200 webhook_pagamento_resumo
resposta: 404 problema
etiqueta: Pagamento
Trata de novo um aviso que falhou, e diz o que houve com ele. O que já foi tratado fica como está.$$;

-- One at a time, each with its own error; what does not work stays as it is.
CREATE OR REPLACE FUNCTION admin.reprocessar_webhooks(p_tenant bigint)
    RETURNS TABLE (cod_webhook_pagamento bigint, tip_evento text, sta_webhook text, des_erro text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_webhook bigint;
BEGIN
    FOR v_webhook IN SELECT w.cod_webhook_pagamento FROM flowt.tb_omni8_webhook_pagamento w WHERE w.cod_tenant = p_tenant AND w.sta_webhook = 'FALHA'
                      ORDER BY 1 LOOP
        PERFORM flowt.processar_webhook(p_tenant, v_webhook);
        RETURN QUERY SELECT w.cod_webhook_pagamento, w.tip_evento, w.sta_webhook, w.des_erro FROM flowt.tb_omni8_webhook_pagamento w
                      WHERE w.cod_tenant = p_tenant AND w.cod_webhook_pagamento = v_webhook;
    END LOOP;
END
$$;
ALTER FUNCTION admin.reprocessar_webhooks(bigint) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.reprocessar_webhooks(bigint)
    IS 'Trata de novo os avisos de provedores que falharam em um tenant, e diz o que houve com cada um.';

CREATE OR REPLACE FUNCTION rotina.expurgar_webhooks() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_antes timestamptz := now() - flowt.retencao_de_webhooks();
    v_feitos bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_webhook_recusado r WHERE r.dat_ultima < v_antes;
    DELETE FROM flowt.tb_omni8_webhook_pagamento w WHERE w.dat_recebimento < v_antes AND w.sta_webhook IN ('PROCESSADO', 'IGNORADO');
    GET DIAGNOSTICS v_feitos = ROW_COUNT;
    RETURN v_feitos;
END
$$;
ALTER FUNCTION rotina.expurgar_webhooks() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expurgar_webhooks()
    IS 'Apaga avisos de provedores tratados há mais de 90 dias e contagens de recusas dessa idade; devolve quantos avisos. O que falhou fica. Para '
       'chamar todo dia.';

SELECT flowt.definir_esquema('webhook_pagamento',
                             $json${
    "type": "object", "required": ["type"],
    "properties": {
        "type": {"type": "string", "minLength": 1, "maxLength": 200,
            "description": "cobranca.criada, pagamento.autorizado, pagamento.pago, pagamento.recusado, pagamento.expirado, pagamento.estornado, pagamento.contestado, contestacao.ganha ou contestacao.perdida; outros se ignoram."},
        "timestamp": {"type": "string", "maxLength": 40}, "data": {"type": "object", "additionalProperties": true,
            "description": "De um tipo conhecido: webhook_pagamento_dados."}
    }, "additionalProperties": true
}$json$);
SELECT flowt.definir_esquema('webhook_pagamento_dados', $json${
    "type": "object", "required": ["txid", "vlr_pagamento", "empresa", "pedido"],
    "properties": {
        "txid": {"type": "string", "minLength": 1, "maxLength": 35}, "vlr_pagamento": {"type": "integer", "minimum": 1, "maximum": 1000000000000,
            "description": "Centavos: precisa ser o do pagamento."},
        "empresa": {"type": "string", "maxLength": 60, "description": "Slug, como foi na cobrança (infoAdicionais)."},
        "pedido": {"type": "string", "maxLength": 20, "description": "Número do pedido, como foi na cobrança."},
        "id": {"type": "string", "minLength": 1, "maxLength": 100, "description": "Identificador do pagamento no provedor (endToEndId)."},
        "location": {"type": "string", "maxLength": 200, "description": "Em cobranca.criada: endereço da cobrança, que o código PIX leva."},
        "vlr_estornado": {"type": "integer", "minimum": 1, "maximum": 1000000000000,
            "description": "Em pagamento.estornado: quanto já se devolveu ao todo."}
    }, "additionalProperties": true
}$json$);
SELECT flowt.definir_esquema('webhook_recebido',
                             '{"type": "object", "required": ["sta_webhook", "flg_repetido"], "properties": {"sta_webhook": {"type": "string"}, '
                             '"flg_repetido": {"type": "boolean"}}}');
SELECT flowt.definir_esquema('webhook_pagamento_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/webhook_pagamento_resumo"}},
        "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('webhook_pagamento_resumo', $json${
    "type": "object", "required": ["cod_webhook_pagamento", "des_id", "sta_webhook"],
    "properties": {
        "cod_webhook_pagamento": {"type": "string"}, "cod_conta_pagamento": {"type": "string"}, "des_id": {"type": "string"},
        "tip_evento": {"type": ["string", "null"]}, "sta_webhook": {"type": "string"},
        "cod_pagamento": {"type": ["string", "null"]}, "des_erro": {"type": ["string", "null"]}, "des_detalhe": {"type": ["string", "null"]},
        "qtd_tentativas": {"type": "integer"}, "qtd_entregas": {"type": "integer"},
        "dat_envio": {"type": "string", "format": "date-time"}, "dat_recebimento": {"type": "string", "format": "date-time"},
        "dat_processamento": {"type": ["string", "null"], "format": "date-time"}
    }
}$json$);
