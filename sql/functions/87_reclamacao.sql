-- Complaints (guide chapter 10.3): opened with the order's token or by staff, answered within a deadline.

CREATE OR REPLACE FUNCTION flowt.limite_de_reclamacoes() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 10;
COMMENT ON FUNCTION flowt.limite_de_reclamacoes() IS 'Reclamações que um pedido pode ter.';

CREATE OR REPLACE FUNCTION flowt.json_reclamacao(p_linha flowt.tb_omni8_reclamacao, p_equipe boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT CASE WHEN p_equipe THEN jsonb_build_object('cod_reclamacao', (p_linha).cod_reclamacao::text,
                                              'cod_pedido', (p_linha).cod_pedido::text, 'nom_cliente', p.nom_cliente,
                                              'num_telefone', CASE WHEN flowt.ve_compradores_inteiros((p_linha).cod_tenant) THEN p.num_telefone
                                                                   ELSE flowt.telefone_mascarado(p.num_telefone) END,
                                              'tip_origem', (p_linha).tip_origem, 'num_versao', (p_linha).num_versao,
                                              'flg_atrasada', (p_linha).dat_conclusao IS NULL
                                              AND (p_linha).dat_prazo < flowt.dia_do_tenant((p_linha).cod_tenant, now())) ELSE '{}' END
                   || jsonb_build_object('num_pedido', p.num_pedido, 'tip_reclamacao', (p_linha).tip_reclamacao, 'des_tipo', t.des_tipo,
                          'sta_reclamacao', (p_linha).sta_reclamacao,
                          'des_reclamacao', (p_linha).des_reclamacao, 'des_resposta', (p_linha).des_resposta, 'dat_prazo', (p_linha).dat_prazo,
                          'dat_criacao', (p_linha).dat_criacao,
                          'dat_conclusao', (p_linha).dat_conclusao)
              FROM flowt.tb_omni8_pedido AS p JOIN flowt.tb_omni8_reclamacao_tipo AS t ON t.tip_reclamacao = (p_linha).tip_reclamacao
             WHERE p.cod_tenant = (p_linha).cod_tenant AND p.cod_pedido = (p_linha).cod_pedido);
END
$$;
COMMENT ON FUNCTION flowt.json_reclamacao(flowt.tb_omni8_reclamacao, boolean) IS 'Reclamação como a API a mostra; códigos e cliente, só à equipe.';

CREATE OR REPLACE FUNCTION flowt.abrir_reclamacao(p_tenant bigint, p_pedido bigint, p_origem text, p_corpo jsonb) RETURNS flowt.tb_omni8_reclamacao
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido flowt.tb_omni8_pedido := flowt.travar_pedido(p_tenant, p_pedido);
    v_linha  flowt.tb_omni8_reclamacao;
BEGIN
    -- Sent twice, it is one complaint.
    SELECT r.* INTO v_linha FROM flowt.tb_omni8_reclamacao r
     WHERE r.cod_tenant = p_tenant AND r.cod_pedido = p_pedido AND r.sta_reclamacao IN ('ABERTA', 'EM_ANALISE')
       AND r.tip_reclamacao = p_corpo ->> 'tip_reclamacao' AND r.des_reclamacao = btrim(p_corpo ->> 'des_reclamacao') LIMIT 1;
    IF FOUND THEN
        RETURN v_linha;
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_reclamacao r
            WHERE r.cod_tenant = p_tenant AND r.cod_pedido = p_pedido) >= flowt.limite_de_reclamacoes() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'reclamacoes_demais',
            DETAIL = format('Um pedido tem até %s reclamações: fale com a empresa.', flowt.limite_de_reclamacoes());
    END IF;
    INSERT INTO flowt.tb_omni8_reclamacao (cod_tenant, cod_pedido, tip_reclamacao, tip_origem, des_reclamacao, dat_prazo)
    VALUES (p_tenant, v_pedido.cod_pedido, p_corpo ->> 'tip_reclamacao', p_origem, btrim(p_corpo ->> 'des_reclamacao'),
            flowt.dia_do_tenant(p_tenant, now()) + (flowt.parametro(p_tenant, 'reclamacao_prazo_dias', now()))::integer)
    RETURNING * INTO v_linha;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.abrir_reclamacao(bigint, bigint, text, jsonb)
    IS 'Abre uma reclamação de um pedido, com o prazo em dias do tenant; a mesma, ainda em aberto, é a que já há.';

CREATE OR REPLACE FUNCTION api.reclamacao_abrir(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('reclamacao_nova', p_corpo);
BEGIN
    RETURN (201, NULL, NULL, flowt.json_reclamacao(flowt.abrir_reclamacao(v_tenant, flowt.pedido_do_token(v_tenant, p_token), 'CLIENTE', v_corpo),
                                                   false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.reclamacao_abrir(text, text) IS
$$POST /v1/pedidos/{token}/reclamacoes
acesso: publico
modulo: pedidos
corpo: reclamacao_nova
resposta: 201 reclamacao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pós-venda
Reclama de um pedido, ou pede para devolvê-lo. A empresa responde até dat_prazo.$$;

CREATE OR REPLACE FUNCTION api.reclamacao_do_pedido(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pedido bigint := flowt.pedido_do_token(v_tenant, p_token);
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object('itens', (SELECT coalesce(jsonb_agg(flowt.json_reclamacao(r, false) ORDER BY r.cod_reclamacao), '[]')
        FROM flowt.tb_omni8_reclamacao AS r WHERE r.cod_tenant = v_tenant AND r.cod_pedido = v_pedido), 'proximo', NULL)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.reclamacao_do_pedido(text) IS
$$GET /v1/pedidos/{token}/reclamacoes
acesso: publico
modulo: pedidos
resposta: 200 reclamacao_lista
resposta: 404 problema
cache: private, no-store
etiqueta: Pós-venda
As reclamações de um pedido e o que a empresa respondeu.$$;

CREATE OR REPLACE FUNCTION api.reclamacao_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('reclamacao_da_equipe', p_corpo);
    v_linha  flowt.tb_omni8_reclamacao := flowt.abrir_reclamacao(v_tenant, (v_corpo ->> 'cod_pedido')::bigint, 'EQUIPE', v_corpo);
BEGIN
    RETURN (201, NULL, 'Location: /v1/reclamacoes/' || v_linha.cod_reclamacao, flowt.json_reclamacao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.reclamacao_criar(text) IS
$$POST /v1/reclamacoes
acesso: reclamacao.responder
modulo: pedidos
corpo: reclamacao_da_equipe
resposta: 201 reclamacao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pós-venda
Registra uma reclamação que o cliente fez por telefone ou no balcão.$$;

CREATE OR REPLACE FUNCTION api.reclamacao_listar(p_limite integer, p_apos bigint, p_sta_reclamacao text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    flowt.tb_omni8_reclamacao;
    v_itens   jsonb;
BEGIN
    SELECT r.* INTO v_apos FROM flowt.tb_omni8_reclamacao r WHERE r.cod_tenant = v_tenant AND r.cod_reclamacao = p_apos;
    SELECT coalesce(jsonb_agg(flowt.json_reclamacao(l.r, true) ORDER BY l.n), '[]') INTO v_itens
      FROM (SELECT r, row_number() OVER (ORDER BY (r.dat_conclusao IS NOT NULL), r.dat_prazo, r.cod_reclamacao) AS n
              FROM flowt.tb_omni8_reclamacao AS r JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = v_tenant AND p.cod_pedido = r.cod_pedido
             WHERE r.cod_tenant = v_tenant AND (p_sta_reclamacao IS NULL OR r.sta_reclamacao = p_sta_reclamacao)
               AND (v_apos.cod_reclamacao IS NULL OR ((r.dat_conclusao IS NOT NULL), r.dat_prazo,
                                                      r.cod_reclamacao) > ((v_apos.dat_conclusao IS NOT NULL), v_apos.dat_prazo,
                                                                           v_apos.cod_reclamacao))
             ORDER BY (r.dat_conclusao IS NOT NULL), r.dat_prazo, r.cod_reclamacao LIMIT v_quantos) AS l;
    PERFORM flowt.registrar_leitura_pessoal('lista de reclamações', NULL, jsonb_array_length(v_itens));
    RETURN (200, NULL, NULL, jsonb_build_object('itens', v_itens,
        'proximo', CASE WHEN jsonb_array_length(v_itens) = v_quantos THEN v_itens -> -1 ->> 'cod_reclamacao' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.reclamacao_listar(integer, bigint, text) IS
$$GET /v1/reclamacoes
acesso: reclamacao.ler
modulo: pedidos
leitura: auditada
resposta: 200 reclamacao_lista
etiqueta: Pós-venda
Lista as reclamações: primeiro as abertas, da mais atrasada à mais folgada; depois as concluídas.
limite: até 100 por página (20). apos: o "proximo" da página anterior. sta_reclamacao: só as desse status.$$;

CREATE OR REPLACE FUNCTION api.reclamacao_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_json   jsonb  := (SELECT flowt.json_reclamacao(r, true) FROM flowt.tb_omni8_reclamacao AS r
                         WHERE r.cod_tenant = v_tenant AND r.cod_reclamacao = p_id);
BEGIN
    IF v_json IS NULL THEN
        PERFORM flowt.recusar_registro('esta reclamação');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('reclamação do pedido ' || (v_json ->> 'num_pedido'), NULL, 1);
    RETURN (200, NULL, NULL, v_json::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.reclamacao_ler(bigint) IS
$$GET /v1/reclamacoes/{id}
acesso: reclamacao.ler
modulo: pedidos
leitura: auditada
resposta: 200 reclamacao
resposta: 404 problema
etiqueta: Pós-venda
Lê uma reclamação.$$;

CREATE OR REPLACE FUNCTION flowt.mover_reclamacao(p_tenant bigint, p_reclamacao bigint, p_para text, p_resposta text)
    RETURNS flowt.tb_omni8_reclamacao
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_reclamacao;
BEGIN
    SELECT r.* INTO v_linha FROM flowt.tb_omni8_reclamacao r
     WHERE r.cod_tenant = p_tenant AND r.cod_reclamacao = p_reclamacao AND EXISTS (SELECT FROM flowt.tb_omni8_pedido p
                                                                                    WHERE p.cod_tenant = p_tenant AND p.cod_pedido = r.cod_pedido)
       FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta reclamação');
    ELSIF v_linha.sta_reclamacao = p_para THEN
        RETURN v_linha;
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_reclamacao_transicao x WHERE x.sta_de = v_linha.sta_reclamacao AND x.sta_para = p_para) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal',
            DETAIL = format('Uma reclamação não passa de %s a %s.', v_linha.sta_reclamacao, p_para),
            HINT = json_build_object('sta_reclamacao', v_linha.sta_reclamacao, 'permitidas',
                (SELECT coalesce(json_agg(x.sta_para ORDER BY x.sta_para), '[]') FROM flowt.tb_omni8_reclamacao_transicao x
                  WHERE x.sta_de = v_linha.sta_reclamacao))::text;
    END IF;
    UPDATE flowt.tb_omni8_reclamacao r
       SET sta_reclamacao = p_para, des_resposta = coalesce(p_resposta, r.des_resposta),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint,
           dat_conclusao = CASE WHEN p_para IN ('RESOLVIDA', 'RECUSADA') THEN now() END
     WHERE r.cod_tenant = p_tenant AND r.cod_reclamacao = p_reclamacao
    RETURNING * INTO v_linha;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.mover_reclamacao(bigint, bigint, text, text) IS 'Move uma reclamação, se a transição existe; repetir não muda nada.';

CREATE OR REPLACE FUNCTION api.reclamacao_mover(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('reclamacao_transicao', p_corpo);
    v_linha flowt.tb_omni8_reclamacao := flowt.mover_reclamacao(flowt.exigir_tenant(), p_id,
                                                                v_corpo ->> 'para', nullif(btrim(v_corpo ->> 'des_resposta'), ''));
BEGIN
    RETURN (200, NULL, NULL, flowt.json_reclamacao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.reclamacao_mover(bigint, text) IS
$$POST /v1/reclamacoes/{id}/transicoes
acesso: reclamacao.responder
modulo: pedidos
corpo: reclamacao_transicao
resposta: 200 reclamacao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pós-venda
Move uma reclamação: EM_ANALISE, depois RESOLVIDA ou RECUSADA, com a resposta que o cliente lê.$$;

-- What both sides say, in words of their own: staff also says of which order.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || jsonb_build_object(
    'tip_reclamacao', jsonb_build_object('type', 'string', 'enum', (SELECT jsonb_agg(t.tip_reclamacao ORDER BY t.num_ordem)
                                                                      FROM flowt.tb_omni8_reclamacao_tipo AS t)),
    'des_reclamacao', '{"type": "string", "minLength": 3, "maxLength": 2000, "format": "relato"}'::jsonb)))
  FROM (VALUES ('reclamacao_nova', '["tip_reclamacao", "des_reclamacao"]'::jsonb, '{}'::jsonb),
               ('reclamacao_da_equipe', '["cod_pedido", "tip_reclamacao", "des_reclamacao"]',
                '{"cod_pedido": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um pedido, como \"12\"."}}'))
       AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('reclamacao_transicao', $json${
    "type": "object", "required": ["para"], "properties": {
        "para": {"type": "string", "enum": ["EM_ANALISE", "RESOLVIDA", "RECUSADA"]},
        "des_resposta": {"type": ["string", "null"], "maxLength": 2000, "description": "O cliente lê; obrigatória para concluir."}}
}$json$);
SELECT flowt.definir_esquema('reclamacao', $json${
    "type": "object", "required": ["num_pedido", "tip_reclamacao", "des_tipo", "sta_reclamacao", "des_reclamacao", "dat_prazo", "dat_criacao"],
    "properties": {
        "cod_reclamacao": {"type": "string", "description": "Só para a equipe."},
        "cod_pedido": {"type": "string", "description": "Só para a equipe."},
        "nom_cliente": {"type": "string", "description": "Só para a equipe."},
        "num_telefone": {"type": ["string", "null"], "description": "Só para a equipe."},
        "tip_origem": {"type": "string", "description": "Só para a equipe."}, "num_versao": {"type": "integer", "description": "Só para a equipe."},
        "flg_atrasada": {"type": "boolean", "description": "Só para a equipe."},
        "num_pedido": {"type": "integer"}, "tip_reclamacao": {"type": "string"}, "des_tipo": {"type": "string"}, "sta_reclamacao": {"type": "string"},
        "des_reclamacao": {"type": "string"}, "des_resposta": {"type": ["string", "null"]}, "dat_prazo": {"type": "string", "format": "date"},
        "dat_criacao": {"type": "string", "format": "date-time"}, "dat_conclusao": {"type": ["string", "null"], "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('reclamacao_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/reclamacao"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
