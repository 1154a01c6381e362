-- Review of a score (LGPD art. 20; guide chapter 14): asked for by the customer or for her, decided by a person, within the same
-- days and by the same steps as her other requests (71_lgpd_solicitacao), each step kept.

CREATE OR REPLACE FUNCTION flowt.json_revisao(p_r flowt.tb_omni8_score_revisao, p_textos boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('cod_revisao', (p_r).cod_revisao::text, 'cod_pessoa', (p_r).cod_pessoa::text, 'tip_canal', (p_r).tip_canal,
               'sta_revisao', (p_r).sta_revisao,
               'num_score', (p_r).num_score, 'num_score_depois', (p_r).num_score_depois, 'dat_prazo', (p_r).dat_prazo,
               'dat_criacao', (p_r).dat_criacao, 'dat_conclusao', (p_r).dat_conclusao,
               'flg_atrasada', (p_r).dat_conclusao IS NULL AND (p_r).dat_prazo < flowt.dia_do_tenant((p_r).cod_tenant, now()))
        || CASE WHEN p_textos THEN jsonb_build_object('des_pedido', (p_r).des_pedido, 'des_resposta', (p_r).des_resposta,
               'componentes', coalesce(nullif((p_r).js_score, '{}'), '[]'),
               'historico', (SELECT coalesce(jsonb_agg(jsonb_build_object('sta_de', x.sta_de, 'sta_para', x.sta_para,
                                                                          'flg_equipe', x.cod_usuario IS NOT NULL,
                                                                          'dat_passo', x.dat_passo) ORDER BY x.num_passo), '[]')
                               FROM flowt.tb_omni8_score_revisao_passo AS x
                              WHERE x.cod_tenant = (p_r).cod_tenant AND x.cod_revisao = (p_r).cod_revisao)) ELSE '{}' END;
END
$$;
COMMENT ON FUNCTION flowt.json_revisao(flowt.tb_omni8_score_revisao, boolean)
    IS 'Pedido de revisão como a API o mostra; os textos, só a quem o abre.';

CREATE OR REPLACE FUNCTION flowt.registrar_passo_da_revisao() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_score_revisao_passo (cod_tenant, cod_revisao, num_passo, sta_de, sta_para, cod_usuario)
    SELECT NEW.cod_tenant, NEW.cod_revisao, 1 + count(*), CASE TG_OP WHEN 'UPDATE' THEN OLD.sta_revisao END, NEW.sta_revisao,
           nullif(current_setting('flowt.cod_usuario', true), '')::bigint
      FROM flowt.tb_omni8_score_revisao_passo x WHERE x.cod_tenant = NEW.cod_tenant AND x.cod_revisao = NEW.cod_revisao;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.registrar_passo_da_revisao() IS 'Gatilho: cada status de uma revisão fica na história dela.';
CREATE OR REPLACE TRIGGER passo_aberto AFTER INSERT ON flowt.tb_omni8_score_revisao FOR EACH ROW WHEN (NOT flowt.em_copia())
    EXECUTE FUNCTION flowt.registrar_passo_da_revisao();
CREATE OR REPLACE TRIGGER passo_dado AFTER UPDATE OF sta_revisao ON flowt.tb_omni8_score_revisao FOR EACH ROW
    WHEN (NEW.sta_revisao <> OLD.sta_revisao) EXECUTE FUNCTION flowt.registrar_passo_da_revisao();

CREATE OR REPLACE FUNCTION flowt.conciliar_score_revisao(p_tenant bigint, p_origem bigint, p_destino bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_par record;
BEGIN
    SELECT o.cod_revisao AS de, o.des_pedido, o.dat_prazo, d.cod_revisao AS para INTO v_par
      FROM flowt.tb_omni8_score_revisao AS o JOIN flowt.tb_omni8_score_revisao AS d ON d.cod_tenant = p_tenant AND d.cod_pessoa = p_destino
       AND d.dat_conclusao IS NULL
     WHERE o.cod_tenant = p_tenant AND o.cod_pessoa = p_origem AND o.dat_conclusao IS NULL;
    IF FOUND THEN
        UPDATE flowt.tb_omni8_score_revisao AS r
           SET sta_revisao = 'RECUSADA', dat_conclusao = now(), des_resposta = format('Reunida à revisão %s, da mesma pessoa.', v_par.para)
         WHERE r.cod_tenant = p_tenant AND r.cod_revisao = v_par.de;
        UPDATE flowt.tb_omni8_score_revisao AS r
           SET dat_prazo = least(r.dat_prazo, v_par.dat_prazo), des_pedido = left(concat_ws(E'\n', r.des_pedido, v_par.des_pedido), 2000)
         WHERE r.cod_tenant = p_tenant AND r.cod_revisao = v_par.para;
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.conciliar_score_revisao(bigint, bigint, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conciliar_score_revisao(bigint, bigint, bigint)
    IS 'Antes de dois cadastros virarem um: de duas revisões em andamento fica uma, com o prazo mais próximo e o que as duas dizem.';

CREATE OR REPLACE FUNCTION flowt.abrir_revisao(p_tenant bigint, p_pessoa bigint, p_canal text, p_corpo jsonb) RETURNS flowt.tb_omni8_score_revisao
LANGUAGE plpgsql AS $$
DECLARE
    v_score flowt.tb_omni8_score_pessoa;
    v_linha flowt.tb_omni8_score_revisao;
BEGIN
    PERFORM flowt.um_de_cada_vez(p_tenant, 'revisao ' || p_pessoa);
    v_score := flowt.score_da_pessoa(p_tenant, p_pessoa);
    INSERT INTO flowt.tb_omni8_score_revisao (cod_tenant, cod_pessoa, tip_canal, des_pedido, num_score, js_score, dat_prazo)
    SELECT p_tenant, p_pessoa, p_canal, btrim(p_corpo ->> 'des_pedido'), v_score.num_score, flowt.porques_do_score(v_score),
           flowt.dia_do_tenant(p_tenant, now()) + flowt.prazo_de_solicitacao()
    RETURNING * INTO v_linha;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.abrir_revisao(bigint, bigint, text, jsonb)
    IS 'Abre um pedido de revisão do score de uma pessoa, com o score como está e o prazo em dias do tenant; 409 se já há um em andamento.';

CREATE OR REPLACE FUNCTION api.cliente_revisao_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('score_revisao_nova', p_corpo);
BEGIN
    RETURN (201, NULL, NULL, flowt.json_revisao(flowt.abrir_revisao(v_tenant, nullif(current_setting('flowt.cod_pessoa', true), '')::bigint,
                                                                    'CLIENTE', v_corpo), true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_revisao_criar(text) IS
$$POST /v1/clientes/eu/score/revisoes
acesso: cliente
modulo: pessoas
corpo: score_revisao_nova
resposta: 201 score_revisao
resposta: 409 problema
resposta: 422 problema
limite: 30
etiqueta: Scores
Pede a revisão do próprio score (LGPD art. 20): uma pessoa da empresa o confere e responde em até 15 dias. O score fica registrado como está.$$;

CREATE OR REPLACE FUNCTION api.cliente_revisao_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object('itens', (
        SELECT coalesce(jsonb_agg(flowt.json_revisao(r, true) ORDER BY r.cod_revisao DESC), '[]') FROM flowt.tb_omni8_score_revisao AS r
         WHERE r.cod_tenant = v_tenant AND r.cod_pessoa = nullif(current_setting('flowt.cod_pessoa', true), '')::bigint))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_revisao_listar() IS
$$GET /v1/clientes/eu/score/revisoes
acesso: cliente
modulo: pessoas
resposta: 200 score_revisao_lista
etiqueta: Scores
Os próprios pedidos de revisão, do mais novo ao mais antigo, com a resposta e cada passo.$$;

CREATE OR REPLACE FUNCTION api.pessoa_revisao_criar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('score_revisao_nova', p_corpo);
    v_linha  flowt.tb_omni8_score_revisao := flowt.abrir_revisao(v_tenant, flowt.pessoa_vigente(v_tenant, p_id), 'EQUIPE', v_corpo);
BEGIN
    RETURN (201, NULL, 'Location: /v1/score/revisoes/' || v_linha.cod_revisao, flowt.json_revisao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_revisao_criar(bigint, text) IS
$$POST /v1/pessoas/{id}/score/revisoes
acesso: score.revisar
modulo: pessoas
corpo: score_revisao_nova
resposta: 201 score_revisao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Scores
Registra o pedido de revisão que uma pessoa fez por outro meio.$$;

CREATE OR REPLACE FUNCTION api.revisao_listar(p_limite integer, p_apos bigint, p_sta_revisao text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    flowt.tb_omni8_score_revisao;
    v_itens   jsonb;
BEGIN
    SELECT r.* INTO v_apos FROM flowt.tb_omni8_score_revisao r WHERE r.cod_tenant = v_tenant AND r.cod_revisao = p_apos;
    SELECT coalesce(jsonb_agg(flowt.json_revisao(p.r, false) ORDER BY p.n), '[]') INTO v_itens
      FROM (SELECT r, row_number() OVER (ORDER BY (r.dat_conclusao IS NOT NULL), r.dat_prazo, r.cod_revisao) AS n
              FROM flowt.tb_omni8_score_revisao AS r
             WHERE r.cod_tenant = v_tenant AND (p_sta_revisao IS NULL OR r.sta_revisao = p_sta_revisao)
               AND (v_apos.cod_revisao IS NULL
                    OR ((r.dat_conclusao IS NOT NULL), r.dat_prazo, r.cod_revisao) > ((v_apos.dat_conclusao IS NOT NULL), v_apos.dat_prazo,
                                                                                      v_apos.cod_revisao))
             ORDER BY (r.dat_conclusao IS NOT NULL), r.dat_prazo, r.cod_revisao LIMIT v_quantos) AS p;
    RETURN (200, NULL, NULL, jsonb_build_object('itens', v_itens,
        'proximo', CASE WHEN jsonb_array_length(v_itens) = v_quantos THEN v_itens -> -1 ->> 'cod_revisao' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.revisao_listar(integer, bigint, text) IS
$$GET /v1/score/revisoes
acesso: score.revisar
modulo: pessoas
resposta: 200 score_revisao_lista
etiqueta: Scores
Os pedidos de revisão de score: primeiro os abertos, do mais atrasado ao mais folgado; depois os concluídos.
limite: até 100 por página (20). apos: o "proximo" da página anterior. sta_revisao: só os desse status.$$;

CREATE OR REPLACE FUNCTION api.revisao_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_score_revisao;
BEGIN
    SELECT r.* INTO v_linha FROM flowt.tb_omni8_score_revisao r WHERE r.cod_tenant = v_tenant AND r.cod_revisao = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta revisão');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('revisão de score', v_linha.cod_pessoa, 1);
    RETURN (200, NULL, NULL, flowt.json_revisao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.revisao_ler(bigint) IS
$$GET /v1/score/revisoes/{id}
acesso: score.revisar
modulo: pessoas
leitura: auditada
resposta: 200 score_revisao
resposta: 404 problema
etiqueta: Scores
Lê um pedido de revisão: o que a pessoa escreveu, o score como estava com seus componentes, e cada passo.$$;

CREATE OR REPLACE FUNCTION api.revisao_mover(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('score_revisao_transicao', p_corpo);
    v_para   text   := v_corpo ->> 'para';
    v_linha  flowt.tb_omni8_score_revisao;
BEGIN
    SELECT r.* INTO v_linha FROM flowt.tb_omni8_score_revisao r WHERE r.cod_tenant = v_tenant AND r.cod_revisao = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta revisão');
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_solicitacao_transicao x WHERE x.sta_de = v_linha.sta_revisao AND x.sta_para = v_para) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal',
            DETAIL = format('Uma revisão não passa de %s a %s.', v_linha.sta_revisao, v_para);
    END IF;
    UPDATE flowt.tb_omni8_score_revisao r
       SET sta_revisao = v_para, des_resposta = coalesce(nullif(btrim(v_corpo ->> 'des_resposta'), ''), r.des_resposta),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint,
           dat_conclusao = CASE WHEN v_para IN ('ATENDIDA', 'RECUSADA') THEN now() END,
           num_score_depois = CASE WHEN v_para IN ('ATENDIDA', 'RECUSADA') THEN (SELECT c.num_score
                                                                                   FROM flowt.calcular_scores(v_tenant, ARRAY[v_linha.cod_pessoa],
                                                                                       flowt.dia_do_tenant(v_tenant, now())) AS c) END
     WHERE r.cod_tenant = v_tenant AND r.cod_revisao = p_id
    RETURNING r.* INTO v_linha;
    PERFORM flowt.registrar_leitura_pessoal('revisão de score', v_linha.cod_pessoa, 1);
    RETURN (200, NULL, NULL, flowt.json_revisao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.revisao_mover(bigint, text) IS
$$POST /v1/score/revisoes/{id}/transicoes
acesso: score.revisar
modulo: pessoas
corpo: score_revisao_transicao
resposta: 200 score_revisao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Scores
Move um pedido de revisão: ABERTA, EM_ANALISE, ATENDIDA ou RECUSADA. Concluir pede a resposta a quem pediu, com os critérios e o que se viu (LGPD art. 20, § 1º).
O score se corrige onde estão seus dados (pedidos, notas, pesos): ao concluir, calcula-se de novo e fica em num_score_depois.$$;

SELECT flowt.definir_esquema('score_revisao_nova', $json${
    "type": "object", "required": ["des_pedido"],
    "properties": {"des_pedido": {"type": "string", "minLength": 3, "maxLength": 2000, "description": "O que não confere."}}
}$json$);
SELECT flowt.definir_esquema('score_revisao_transicao', $json${
    "type": "object", "required": ["para"],
    "properties": {"para": {"type": "string", "enum": ["EM_ANALISE", "ATENDIDA", "RECUSADA"]},
        "des_resposta": {"type": ["string", "null"], "maxLength": 2000, "description": "A resposta a quem pediu; obrigatória ao concluir."}}
}$json$);
SELECT flowt.definir_esquema('score_revisao', $json${
    "type": "object", "required": ["cod_revisao", "cod_pessoa", "tip_canal", "sta_revisao", "dat_prazo", "flg_atrasada"],
    "properties": {
        "cod_revisao": {"type": "string"}, "cod_pessoa": {"type": "string"}, "tip_canal": {"type": "string", "enum": ["CLIENTE", "EQUIPE"]},
        "sta_revisao": {"type": "string"},
        "num_score": {"type": ["integer", "null"], "description": "Quando foi pedida."}, "num_score_depois": {"type": ["integer", "null"],
            "description": "Quando foi concluída."},
        "dat_prazo": {"type": "string", "format": "date", "description": "Último dia para responder, no fuso da empresa."},
        "dat_criacao": {"type": "string", "format": "date-time"},
        "dat_conclusao": {"type": ["string", "null"], "format": "date-time"}, "flg_atrasada": {"type": "boolean"},
        "des_pedido": {"type": ["string", "null"]}, "des_resposta": {"type": ["string", "null"]},
        "componentes": {"type": "array", "description": "Como estavam quando foi pedida.",
            "items": {"type": "object", "properties": {}, "additionalProperties": true}},
        "historico": {"type": "array",
            "items": {"type": "object", "properties": {"sta_de": {"type": ["string", "null"]}, "sta_para": {"type": "string"},
                "flg_equipe": {"type": "boolean"},
            "dat_passo": {"type": "string", "format": "date-time"}}}}
    }
}$json$);
SELECT flowt.definir_esquema('score_revisao_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/score_revisao"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
