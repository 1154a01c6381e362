-- Payments (guide chapter 18.1): how staff and whoever holds an order's link see them, and the routes.

CREATE OR REPLACE FUNCTION flowt.json_pagamento(p_pagamento flowt.tb_omni8_pagamento, p_equipe boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('num_pagamento', (p_pagamento).num_pagamento, 'tip_pagamento', (p_pagamento).tip_pagamento,
               'flg_online', (p_pagamento).flg_online,
               'sta_pagamento', (p_pagamento).sta_pagamento, 'des_status', (SELECT s.des_status FROM flowt.tb_omni8_pagamento_status s
                                                                             WHERE s.sta_pagamento = (p_pagamento).sta_pagamento),
               'vlr_pagamento', (p_pagamento).vlr_pagamento, 'vlr_estornado', (p_pagamento).vlr_estornado,
               'vlr_troco_para', (p_pagamento).vlr_troco_para,
               'vlr_troco', (p_pagamento).vlr_troco_para - (p_pagamento).vlr_pagamento, 'dat_expiracao', (p_pagamento).dat_expiracao,
               'dat_pagamento', (p_pagamento).dat_pagamento)
        || CASE WHEN p_equipe THEN jsonb_build_object('cod_pagamento', (p_pagamento).cod_pagamento::text,
               'cod_pedido', (p_pagamento).cod_pedido::text, 'cod_unidade', (p_pagamento).cod_unidade::text,
               'num_pedido', (SELECT p.num_pedido FROM flowt.tb_omni8_pedido p
                               WHERE p.cod_tenant = (p_pagamento).cod_tenant AND p.cod_pedido = (p_pagamento).cod_pedido),
               'des_txid', (p_pagamento).des_txid, 'num_versao', (p_pagamento).num_versao, 'dat_criacao', (p_pagamento).dat_criacao) ELSE '{}' END;
END
$$;
COMMENT ON FUNCTION flowt.json_pagamento(flowt.tb_omni8_pagamento, boolean) IS 'Pagamento como a API o mostra; à equipe, com seus códigos.';

CREATE OR REPLACE FUNCTION flowt.json_historia_do_pagamento(p_tenant bigint, p_pagamento bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('sta_pagamento', e.sta_para, 'vlr_evento', e.vlr_evento, 'des_motivo', e.des_motivo,
                                                         'cod_usuario', e.cod_usuario::text, 'dat_evento', e.dat_evento)
                                      ORDER BY e.num_evento), '[]')
              FROM flowt.tb_omni8_pagamento_evento e WHERE e.cod_tenant = p_tenant AND e.cod_pagamento = p_pagamento);
END
$$;
COMMENT ON FUNCTION flowt.json_historia_do_pagamento(bigint, bigint) IS 'O que houve com um pagamento, do começo ao fim.';

CREATE OR REPLACE FUNCTION flowt.resposta_do_pagamento(p_tenant bigint, p_pagamento bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
BEGIN
    SELECT g.* INTO v_pagamento FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = p_tenant AND g.cod_pagamento = p_pagamento;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pagamento');
    END IF;
    RETURN (200, NULL, NULL, (flowt.json_pagamento(v_pagamento, true)
                              || jsonb_build_object('eventos', flowt.json_historia_do_pagamento(p_tenant, p_pagamento)))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_do_pagamento(bigint, bigint) IS 'Resposta com um pagamento e sua história; 404 se não existe.';

CREATE OR REPLACE FUNCTION flowt.json_pagamentos_do_pedido(p_tenant bigint, p_pedido bigint, p_equipe boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('num_pedido', p.num_pedido, 'vlr_total', p.vlr_total, 'vlr_pago', flowt.valor_pago(p_tenant, p_pedido),
                'itens', (SELECT coalesce(jsonb_agg(flowt.json_pagamento(g, p_equipe) ORDER BY g.num_pagamento), '[]') FROM flowt.tb_omni8_pagamento g
                           WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido))
              FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.json_pagamentos_do_pedido(bigint, bigint, boolean)
    IS 'Pagamentos de um pedido, com seu total e quanto dele está pago; nulo se o pedido não existe.';

-- MARK: whoever holds the order's link

-- Through a provider the code is the charge's; without one, the company's own key with the payment's identifier.
CREATE OR REPLACE FUNCTION flowt.pix_do_pagamento(p_pagamento flowt.tb_omni8_pagamento) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pix flowt.tb_omni8_pix;
BEGIN
    IF (p_pagamento).tip_pagamento <> 'PIX' OR (p_pagamento).sta_pagamento <> 'PENDENTE' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'sem_pix_a_pagar', DETAIL = 'Este pagamento não é por PIX, ou já não espera por ele.';
    ELSIF (p_pagamento).des_pix IS NOT NULL THEN
        RETURN (p_pagamento).des_pix;
    ELSIF (p_pagamento).flg_online THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pix_em_preparo',
            DETAIL = 'O código PIX está sendo preparado: espere alguns segundos e tente de novo.';
    END IF;
    SELECT x.* INTO v_pix FROM flowt.tb_omni8_pix x WHERE x.cod_tenant = (p_pagamento).cod_tenant;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pix_nao_configurado',
            DETAIL = 'A empresa ainda não tem chave PIX aqui: combine o pagamento com ela.';
    END IF;
    RETURN flowt.pix_estatico(v_pix.des_chave, v_pix.nom_recebedor, v_pix.nom_cidade, (p_pagamento).vlr_pagamento, (p_pagamento).des_txid, NULL);
END
$$;
COMMENT ON FUNCTION flowt.pix_do_pagamento(flowt.tb_omni8_pagamento) IS 'Código PIX ("copia e cola") de um pagamento a pagar; 409 se não há.';

CREATE OR REPLACE FUNCTION flowt.pagamento_do_link(p_tenant bigint, p_token text, p_numero integer) RETURNS flowt.tb_omni8_pagamento
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
BEGIN
    SELECT g.* INTO v_pagamento FROM flowt.tb_omni8_pagamento g
     WHERE g.cod_tenant = p_tenant AND g.num_pagamento = p_numero AND g.cod_pedido = (SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p
                                                                                       WHERE p.cod_tenant = p_tenant AND p.des_token = p_token);
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pagamento');
    END IF;
    RETURN v_pagamento;
END
$$;
COMMENT ON FUNCTION flowt.pagamento_do_link(bigint, text, integer) IS 'Pagamento de um pedido, pelo token público dele; 404 se não existe.';

CREATE OR REPLACE FUNCTION api.pedido_pagamentos(p_token text) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN QUERY SELECT NULL::integer, NULL::text, NULL::text, flowt.json_pagamentos_do_pedido(v_tenant, p.cod_pedido, false)::text
                   FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = v_tenant AND p.des_token = p_token;
END
$$;
COMMENT ON FUNCTION api.pedido_pagamentos(text) IS
$$GET /v1/pedidos/{token}/pagamentos
acesso: publico
modulo: pedidos
resposta: 200 pagamentos_do_pedido
resposta: 404 problema
cache: private, no-cache
etiqueta: Pagamento
Os pagamentos de um pedido, pelo seu token público: quanto, como, e o que já foi pago.$$;

CREATE OR REPLACE FUNCTION api.pedido_pix(p_token text, p_num integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento := flowt.pagamento_do_link(flowt.exigir_tenant(), p_token, p_num);
BEGIN
    RETURN (200, NULL, NULL, json_build_object('copia_e_cola', flowt.pix_do_pagamento(v_pagamento), 'vlr_pagamento', v_pagamento.vlr_pagamento,
        'des_txid', v_pagamento.des_txid,
        'dat_expiracao', v_pagamento.dat_expiracao)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_pix(text, integer) IS
$$GET /v1/pedidos/{token}/pagamentos/{num}/pix
acesso: publico
modulo: pedidos
resposta: 200 pix_a_pagar
resposta: 404 problema
resposta: 409 problema
cache: private, no-cache
etiqueta: Pagamento
O código PIX ("copia e cola") de um pagamento do pedido: num é o num_pagamento dele.
409 pix_em_preparo: o provedor ainda não o deu, tente em alguns segundos. 409 sem_pix_a_pagar: já foi pago, expirou ou não é PIX.$$;

-- The gateway draws what the body says (";qr"), so the picture is never stored.
CREATE OR REPLACE FUNCTION api.pedido_pix_qr(p_token text, p_num integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, 'image/svg+xml;qr', NULL, flowt.pix_do_pagamento(flowt.pagamento_do_link(flowt.exigir_tenant(), p_token, p_num)))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_pix_qr(text, integer) IS
$$GET /v1/pedidos/{token}/pagamentos/{num}/qr
acesso: publico
modulo: pedidos
resposta: 200 image/svg+xml
resposta: 404 problema
resposta: 409 problema
cache: private, no-cache
etiqueta: Pagamento
O mesmo código PIX como figura (QR), em SVG.$$;

-- MARK: staff

-- Which payments a page shows, newest first; every condition is a range of an index.
CREATE OR REPLACE FUNCTION flowt.pagina_de_pagamentos(p_tenant bigint, p_quantos integer, p_apos bigint, p_status text, p_pedido bigint, p_de date,
                                                      p_ate date) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso text        := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_de   timestamptz := coalesce(p_de::timestamp AT TIME ZONE v_fuso, '-infinity');
    v_ate  timestamptz := coalesce((p_ate + 1)::timestamp AT TIME ZONE v_fuso, 'infinity');
    v_apos timestamptz := coalesce((SELECT g.dat_criacao FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = p_tenant AND g.cod_pagamento = p_apos),
                                   'infinity');
BEGIN
    IF p_pedido IS NOT NULL THEN
        RETURN ARRAY(SELECT g.cod_pagamento FROM flowt.tb_omni8_pagamento g
                      WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido AND g.dat_criacao >= v_de AND g.dat_criacao < v_ate
                        AND g.sta_pagamento = coalesce(p_status, g.sta_pagamento)
                        AND (g.dat_criacao, g.cod_pagamento) < (v_apos, coalesce(p_apos, 0)) ORDER BY g.dat_criacao DESC, g.cod_pagamento DESC
                      LIMIT p_quantos);
    ELSIF p_status IS NOT NULL THEN
        RETURN ARRAY(SELECT g.cod_pagamento FROM flowt.tb_omni8_pagamento g
                      WHERE g.cod_tenant = p_tenant AND g.sta_pagamento = p_status AND g.dat_criacao >= v_de AND g.dat_criacao < v_ate
                        AND (g.dat_criacao, g.cod_pagamento) < (v_apos, coalesce(p_apos, 0)) ORDER BY g.dat_criacao DESC, g.cod_pagamento DESC
                      LIMIT p_quantos);
    END IF;
    RETURN ARRAY(SELECT g.cod_pagamento FROM flowt.tb_omni8_pagamento g
                  WHERE g.cod_tenant = p_tenant AND g.dat_criacao >= v_de AND g.dat_criacao < v_ate
                    AND (g.dat_criacao, g.cod_pagamento) < (v_apos, coalesce(p_apos, 0)) ORDER BY g.dat_criacao DESC, g.cod_pagamento DESC
                  LIMIT p_quantos);
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_pagamentos(bigint, integer, bigint, text, bigint, date, date)
    IS 'Códigos dos pagamentos de uma página, do mais novo ao mais antigo; de e até são dias do tenant, inclusive.';

CREATE OR REPLACE FUNCTION api.pagamento_listar(p_limite integer, p_apos bigint, p_sta_pagamento text, p_cod_pedido bigint, p_dat_de date,
                                                p_dat_ate date) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := flowt.pagina_de_pagamentos(v_tenant, v_quantos, p_apos, p_sta_pagamento, p_cod_pedido, p_dat_de, p_dat_ate);
BEGIN
    RETURN (200, NULL, NULL, json_build_object(
        'itens', (SELECT coalesce(json_agg(flowt.json_pagamento(g, true) ORDER BY g.dat_criacao DESC, g.cod_pagamento DESC), '[]')
                    FROM flowt.tb_omni8_pagamento g
                   WHERE g.cod_tenant = v_tenant AND g.cod_pagamento = ANY (v_pagina)),
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagamento_listar(integer, bigint, text, bigint, date, date) IS
$$GET /v1/pagamentos
acesso: pagamento.ler
modulo: pedidos
resposta: 200 pagamento_lista
etiqueta: Pagamento
Lista os pagamentos, do mais novo ao mais antigo.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtros: sta_pagamento, cod_pedido, dat_de e dat_ate (dias da empresa, inclusive).$$;

CREATE OR REPLACE FUNCTION api.pagamento_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_resposta flowt.resposta := flowt.resposta_do_pagamento(flowt.exigir_tenant(), p_id);
BEGIN
    -- A reason may name somebody.
    PERFORM flowt.registrar_leitura_pessoal('história de um pagamento', NULL, 1);
    RETURN v_resposta;
END
$$;
COMMENT ON FUNCTION api.pagamento_ler(bigint) IS
$$GET /v1/pagamentos/{id}
acesso: pagamento.ler
modulo: pedidos
leitura: auditada
resposta: 200 pagamento
resposta: 404 problema
etiqueta: Pagamento
Lê um pagamento, com tudo que houve com ele.$$;

CREATE OR REPLACE FUNCTION api.pagamento_receber(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.receber_pagamento(v_tenant, p_id, NULL, true);
    RETURN flowt.resposta_do_pagamento(v_tenant, p_id);
END
$$;
COMMENT ON FUNCTION api.pagamento_receber(bigint) IS
$$POST /v1/pagamentos/{id}/recebimento
acesso: pagamento.receber
modulo: pedidos
resposta: 200 pagamento
resposta: 404 problema
resposta: 409 problema
etiqueta: Pagamento
Confirma que o dinheiro entrou: dinheiro ou cartão na entrega, PIX conferido no extrato. Repetir nada acrescenta.$$;

CREATE OR REPLACE FUNCTION api.pagamento_recusar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pagamento_recusa', p_corpo);
BEGIN
    PERFORM flowt.recusar_pagamento(v_tenant, p_id, btrim(v_corpo ->> 'des_motivo'), true);
    RETURN flowt.resposta_do_pagamento(v_tenant, p_id);
END
$$;
COMMENT ON FUNCTION api.pagamento_recusar(bigint, text) IS
$$POST /v1/pagamentos/{id}/recusa
acesso: pagamento.receber
modulo: pedidos
corpo: pagamento_recusa
resposta: 200 pagamento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pagamento
Recusa um pagamento que não veio ou não passou. O pedido fica com esse valor a pagar: registre como, em /v1/pedidos/{id}/divisao-pagamento. O que só esperava por ele é cancelado.$$;

-- What staff saw paid is what they give back from: sending the same again finds less of it, and gives nothing back twice.
CREATE OR REPLACE FUNCTION api.pedido_estornar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pagamento_estorno', p_corpo);
    v_pago   bigint;
BEGIN
    PERFORM FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = v_tenant AND p.cod_pedido = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pedido');
    END IF;
    v_pago := flowt.valor_pago(v_tenant, p_id);
    IF (v_corpo ->> 'vlr_pago')::bigint <> v_pago THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'valor_pago_mudou',
            DETAIL = format('Deste pedido há agora %s pagos e não devolvidos. Confira e repita, se ainda for o caso.', flowt.reais(v_pago)),
            HINT = json_build_object('vlr_pago', v_pago)::text;
    END IF;
    PERFORM flowt.estornar(v_tenant, p_id, (v_corpo ->> 'vlr_estorno')::bigint, btrim(v_corpo ->> 'des_motivo'));
    RETURN (200, NULL, NULL, flowt.json_pagamentos_do_pedido(v_tenant, p_id, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_estornar(bigint, text) IS
$$POST /v1/pedidos/{id}/estornos
acesso: pagamento.estornar
modulo: pedidos
corpo: pagamento_estorno
resposta: 200 pagamentos_do_pedido
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pagamento
Devolve parte ou tudo do que foi pago. vlr_pago é o que você viu pago e não devolvido (409 valor_pago_mudou se mudou); acima dele, 422 estorno_acima_do_pago.
O que veio por provedor ele devolve; o que veio à mão, a empresa devolve e aqui registra.$$;

SELECT flowt.definir_esquema('pagamento_recusa',
                             '{"type": "object", "required": ["des_motivo"], "properties": {"des_motivo": {"type": "string", "minLength": 3, '
                             '"maxLength": 200}}}');
SELECT flowt.definir_esquema('pagamento_estorno', $json${
    "type": "object", "required": ["vlr_estorno", "vlr_pago", "des_motivo"],
    "properties": {
        "vlr_estorno": {"type": "integer", "minimum": 1, "maximum": 1000000000000, "description": "Centavos."},
        "vlr_pago": {"type": "integer", "minimum": 0, "maximum": 1000000000000, "description": "O que você viu pago e não devolvido, em centavos."},
        "des_motivo": {"type": "string", "minLength": 3, "maxLength": 200}
    }
}$json$);
SELECT flowt.definir_esquema('pagamento_divisao', jsonb_set($json${
    "type": "object", "required": ["pagamentos"],
    "properties": {"pagamentos": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["tip_pagamento", "vlr_pagamento"],
                "properties": {
        "tip_pagamento": {"type": "string", "enum": ["PIX", "DINHEIRO", "CARTAO"]},
        "vlr_pagamento": {"type": "integer", "minimum": 1, "maximum": 1000000000000, "description": "Centavos."},
        "vlr_troco_para": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000000, "description": "Só em dinheiro."}}}}}
}$json$, '{properties,pagamentos,maxItems}', to_jsonb(flowt.limite_de_pagamentos())));
-- What everybody sees of a payment; staff sees its codes too.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required',
                                                        '["num_pagamento", "tip_pagamento", "flg_online", "sta_pagamento", "vlr_pagamento", '
                                                        '"vlr_estornado"]'::jsonb, 'properties', $json${
    "num_pagamento": {"type": "integer"}, "tip_pagamento": {"type": "string"},
    "flg_online": {"type": "boolean", "description": "Por provedor, que avisa quando é pago."},
    "sta_pagamento": {"type": "string"}, "des_status": {"type": "string"}, "vlr_pagamento": {"type": "integer", "description": "Centavos."},
    "vlr_estornado": {"type": "integer"},
    "vlr_troco_para": {"type": ["integer", "null"]}, "vlr_troco": {"type": ["integer", "null"]},
    "dat_expiracao": {"type": ["string", "null"], "format": "date-time"}, "dat_pagamento": {"type": ["string", "null"], "format": "date-time"},
    "cod_pagamento": {"type": "string", "description": "Só para a equipe."}, "cod_pedido": {"type": "string", "description": "Só para a equipe."},
    "cod_unidade": {"type": "string", "description": "Só para a equipe."},
    "num_pedido": {"type": "integer", "description": "Só para a equipe."}, "des_txid": {"type": "string", "description": "Só para a equipe."},
    "num_versao": {"type": "integer", "description": "Só para a equipe."}, "dat_criacao": {"type": "string", "format": "date-time",
        "description": "Só para a equipe."}
}$json$::jsonb || e.mais))
FROM (VALUES ('pagamento_resumo', '{}'::jsonb),
             ('pagamento',
              '{"eventos": {"type": "array", "items": {"type": "object", "properties": {"sta_pagamento": {"type": "string"}, "vlr_evento": {"type": ["integer", "null"]},
                  "des_motivo": {"type": ["string", "null"]}, "cod_usuario": {"type": ["string", "null"]},
                  "dat_evento": {"type": "string", "format": "date-time"}}}}}')) AS e (nome, mais);
SELECT flowt.definir_esquema('pagamento_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/pagamento_resumo"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('pagamentos_do_pedido', $json${
    "type": "object", "required": ["num_pedido", "vlr_total", "vlr_pago", "itens"],
    "properties": {"num_pedido": {"type": "integer"}, "vlr_total": {"type": "integer"},
        "vlr_pago": {"type": "integer", "description": "Pago e não devolvido, em centavos."},
                   "itens": {"type": "array", "items": {"$ref": "#/components/schemas/pagamento_resumo"}}}
}$json$);
SELECT flowt.definir_esquema('pix_a_pagar', $json${
    "type": "object", "required": ["copia_e_cola", "vlr_pagamento", "des_txid", "dat_expiracao"],
    "properties": {"copia_e_cola": {"type": "string"}, "vlr_pagamento": {"type": "integer"}, "des_txid": {"type": "string"},
        "dat_expiracao": {"type": ["string", "null"], "format": "date-time"}}
}$json$);
