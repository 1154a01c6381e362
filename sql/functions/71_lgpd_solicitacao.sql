-- Requests of the people whose data it is (LGPD art. 18; guide chapter 4.2): opened, decided and attended, within a deadline.

CREATE OR REPLACE FUNCTION flowt.prazo_de_solicitacao() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 15;
COMMENT ON FUNCTION flowt.prazo_de_solicitacao()
    IS 'Dias que a empresa tem para atender uma solicitação de titular (LGPD art. 19, II), contados do dia seguinte ao pedido.';

CREATE OR REPLACE FUNCTION flowt.json_solicitacao(p_s flowt.tb_omni8_solicitacao_titular, p_textos boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('cod_solicitacao', p_s.cod_solicitacao::text, 'cod_pessoa', p_s.cod_pessoa::text,
               'tip_solicitacao', p_s.tip_solicitacao,
               'tip_canal', p_s.tip_canal, 'sta_solicitacao', p_s.sta_solicitacao, 'dat_prazo', p_s.dat_prazo, 'dat_criacao', p_s.dat_criacao,
               'dat_conclusao', p_s.dat_conclusao, 'num_versao', p_s.num_versao,
               'flg_atrasada', p_s.dat_conclusao IS NULL AND p_s.dat_prazo < flowt.dia_do_tenant(p_s.cod_tenant, now()))
        || CASE WHEN p_textos THEN jsonb_build_object('des_pedido', p_s.des_pedido, 'des_identificacao', p_s.des_identificacao,
                                                      'des_motivo', p_s.des_motivo) ELSE '{}' END;
END
$$;
COMMENT ON FUNCTION flowt.json_solicitacao(flowt.tb_omni8_solicitacao_titular, boolean)
    IS 'Solicitação de titular como a API a mostra; os textos, só a quem a abre.';

CREATE OR REPLACE FUNCTION flowt.abrir_solicitacao(p_tenant bigint, p_pessoa bigint, p_canal text, p_corpo jsonb)
    RETURNS flowt.tb_omni8_solicitacao_titular
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_solicitacao_titular;
BEGIN
    PERFORM flowt.um_de_cada_vez(p_tenant, 'solicitacao ' || p_pessoa);
    INSERT INTO flowt.tb_omni8_solicitacao_titular (cod_tenant, cod_pessoa, tip_solicitacao, tip_canal, des_pedido, des_identificacao, dat_prazo)
    SELECT p_tenant, p.cod_pessoa, p_corpo ->> 'tip_solicitacao', p_canal, nullif(btrim(p_corpo ->> 'des_pedido'), ''),
           nullif(btrim(p_corpo ->> 'des_identificacao'), ''),
           flowt.dia_do_tenant(p_tenant, now()) + flowt.prazo_de_solicitacao()
      FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa
    RETURNING * INTO v_linha;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta pessoa');
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.abrir_solicitacao(bigint, bigint, text, jsonb) IS 'Abre uma solicitação de titular, com o prazo contado em dias do tenant.';

-- The last word of each purpose and channel that was "yes" becomes "no"; what never was granted needs no revocation.
CREATE OR REPLACE FUNCTION flowt.revogar_consentimentos(p_tenant bigint, p_pessoa bigint, p_origem text, p_texto text) RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    INSERT INTO flowt.tb_omni8_consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem)
    SELECT p_tenant, p_pessoa, u.tip_finalidade, u.tip_canal, false, p_texto, p_origem
      FROM (SELECT DISTINCT ON (c.tip_finalidade, c.tip_canal) c.tip_finalidade, c.tip_canal, c.flg_concedido FROM flowt.tb_omni8_consentimento AS c
             WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa ORDER BY c.tip_finalidade, c.tip_canal, c.cod_consentimento DESC) AS u
     WHERE u.flg_concedido;
END;
COMMENT ON FUNCTION flowt.revogar_consentimentos(bigint, bigint, text, text)
    IS 'Acrescenta ao livro a revogação de todo consentimento em vigor de uma pessoa.';

CREATE OR REPLACE FUNCTION flowt.exigir_frase(p_pessoa bigint, p_frase text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_frase IS DISTINCT FROM 'ANONIMIZAR ' || p_pessoa THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'confirmacao_nao_confere',
            DETAIL = format('Isto não se desfaz. Para confirmar, escreva "ANONIMIZAR %s" em confirmacao.', p_pessoa);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_frase(bigint, text) IS 'Levanta 422 se a frase que confirma uma anonimização não confere.';

CREATE OR REPLACE FUNCTION flowt.mover_solicitacao(p_linha flowt.tb_omni8_solicitacao_titular, p_corpo jsonb)
    RETURNS flowt.tb_omni8_solicitacao_titular
LANGUAGE plpgsql AS $$
DECLARE
    v_para  text := p_corpo ->> 'para';
    v_linha flowt.tb_omni8_solicitacao_titular;
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_solicitacao_transicao x WHERE x.sta_de = p_linha.sta_solicitacao AND x.sta_para = v_para) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal',
            DETAIL = format('Uma solicitação não passa de %s a %s.', p_linha.sta_solicitacao, v_para);
    END IF;
    UPDATE flowt.tb_omni8_solicitacao_titular s
       SET sta_solicitacao = v_para, des_motivo = coalesce(nullif(btrim(p_corpo ->> 'des_motivo'), ''), s.des_motivo),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint,
           dat_conclusao = CASE WHEN v_para IN ('ATENDIDA', 'RECUSADA') THEN now() END
     WHERE s.cod_tenant = p_linha.cod_tenant AND s.cod_solicitacao = p_linha.cod_solicitacao
    RETURNING s.* INTO v_linha;
    IF v_para = 'ATENDIDA' AND v_linha.tip_solicitacao = 'REVOGACAO' THEN
        PERFORM flowt.revogar_consentimentos(v_linha.cod_tenant, v_linha.cod_pessoa,
                                             CASE v_linha.tip_canal WHEN 'CLIENTE' THEN 'CLIENTE' ELSE 'EQUIPE' END,
                                             'solicitação ' || v_linha.cod_solicitacao);
    ELSIF v_para = 'ATENDIDA' AND v_linha.tip_solicitacao = 'ANONIMIZACAO' THEN
        PERFORM flowt.exigir_frase(v_linha.cod_pessoa, p_corpo ->> 'confirmacao');
        PERFORM flowt.anonimizar_pessoa(v_linha.cod_pessoa);
        SELECT s.* INTO v_linha FROM flowt.tb_omni8_solicitacao_titular s
         WHERE s.cod_tenant = p_linha.cod_tenant AND s.cod_solicitacao = p_linha.cod_solicitacao;
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.mover_solicitacao(flowt.tb_omni8_solicitacao_titular, jsonb) IS 'Move uma solicitação e, ao atendê-la, faz o que ela pede.';

-- Two requests that ask the same for what turns out to be one person: one goes on, with what both said and the nearer deadline.
CREATE OR REPLACE FUNCTION flowt.conciliar_solicitacao_titular(p_tenant bigint, p_origem bigint, p_destino bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_par record;
BEGIN
    FOR v_par IN
        SELECT o.cod_solicitacao AS de, o.des_pedido, o.dat_prazo, d.cod_solicitacao AS para
          FROM flowt.tb_omni8_solicitacao_titular AS o
          JOIN flowt.tb_omni8_solicitacao_titular AS d ON d.cod_tenant = p_tenant AND d.cod_pessoa = p_destino
           AND d.tip_solicitacao = o.tip_solicitacao AND d.dat_conclusao IS NULL
         WHERE o.cod_tenant = p_tenant AND o.cod_pessoa = p_origem AND o.dat_conclusao IS NULL ORDER BY o.cod_solicitacao
    LOOP
        UPDATE flowt.tb_omni8_solicitacao_titular AS s
           SET sta_solicitacao = 'RECUSADA', dat_conclusao = now(),
               des_motivo = format('Reunida à solicitação %s, igual e da mesma pessoa.', v_par.para)
         WHERE s.cod_tenant = p_tenant AND s.cod_solicitacao = v_par.de;
        UPDATE flowt.tb_omni8_solicitacao_titular AS s
           SET dat_prazo = least(s.dat_prazo, v_par.dat_prazo), des_pedido = left(concat_ws(E'\n', s.des_pedido, v_par.des_pedido), 2000)
         WHERE s.cod_tenant = p_tenant AND s.cod_solicitacao = v_par.para;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.conciliar_solicitacao_titular(bigint, bigint, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conciliar_solicitacao_titular(bigint, bigint, bigint)
    IS 'Antes de dois cadastros virarem um: de duas solicitações iguais em andamento fica uma, com o prazo mais próximo e o que as duas dizem; a '
       'outra se encerra, apontando-a.';

CREATE OR REPLACE FUNCTION api.pessoa_exportar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_json jsonb := flowt.exportar_pessoa(p_id);
BEGIN
    -- Nothing of it is masked.
    PERFORM flowt.exigir_permissao('pessoa.ler_completo');
    PERFORM flowt.registrar_leitura_pessoal('exportação LGPD', p_id, 1);
    RETURN (200, NULL, format('Content-Disposition: attachment; filename="pessoa-%s.json"', p_id), v_json::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_exportar(bigint) IS
$$GET /v1/pessoas/{id}/exportacao
acesso: pessoa.exportar
leitura: auditada
resposta: 200 pessoa_exportacao
resposta: 404 problema
faixa: lenta
etiqueta: LGPD
Tudo que se guarda de uma pessoa (LGPD art. 18, II e V), em JSON, com legenda de cada coluna.
"dados" tem uma lista de linhas por tabela; as tabelas são achadas pelo catálogo do banco. Ficam de fora digestos e códigos de uso único.$$;

CREATE OR REPLACE FUNCTION api.cliente_exportar() RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa bigint := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
    v_json   jsonb  := flowt.exportar_pessoa(v_pessoa);
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('exportação LGPD pelo titular', v_pessoa, 1);
    RETURN (200, NULL, 'Content-Disposition: attachment; filename="meus-dados.json"', v_json::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_exportar() IS
$$GET /v1/clientes/eu/exportacao
acesso: cliente
leitura: auditada
resposta: 200 pessoa_exportacao
faixa: lenta
limite: 30
etiqueta: LGPD
Tudo que a empresa guarda de quem está com a sessão aberta, no mesmo formato de /v1/pessoas/{id}/exportacao.$$;

CREATE OR REPLACE FUNCTION api.pessoa_anonimizar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('anonimizacao', p_corpo);
    v_linha  flowt.tb_omni8_solicitacao_titular;
BEGIN
    PERFORM flowt.exigir_frase(p_id, v_corpo ->> 'confirmacao');
    v_linha := flowt.abrir_solicitacao(v_tenant, p_id, 'EQUIPE', v_corpo || '{"tip_solicitacao": "ANONIMIZACAO"}');
    -- What refers to a merged record refers to the one that it was merged into.
    IF v_linha.cod_pessoa <> p_id THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_mesclada', DETAIL = 'Este cadastro foi fundido em outro: anonimize o outro.',
            HINT = json_build_object('cod_pessoa_destino', v_linha.cod_pessoa::text)::text;
    END IF;
    v_linha := flowt.mover_solicitacao(v_linha, '{"para": "EM_ANALISE"}');
    v_linha := flowt.mover_solicitacao(v_linha, jsonb_build_object('para', 'ATENDIDA', 'confirmacao', v_corpo ->> 'confirmacao'));
    RETURN (200, NULL, NULL, flowt.json_solicitacao(v_linha, false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_anonimizar(bigint, text) IS
$$POST /v1/pessoas/{id}/anonimizacao
acesso: pessoa.apagar
corpo: anonimizacao
resposta: 200 solicitacao_titular
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
faixa: lenta
etiqueta: LGPD
Anonimiza uma pessoa, sem volta: os dados pessoais saem de toda parte, os pedidos ficam com seus totais (LGPD arts. 16 e 18, VI).
confirmacao: "ANONIMIZAR " e o código da pessoa. 409 pedido_em_aberto enquanto houver pedido por concluir. Fica registrada como solicitação atendida.$$;

CREATE OR REPLACE FUNCTION api.solicitacao_listar(p_limite integer, p_apos bigint, p_sta_solicitacao text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    flowt.tb_omni8_solicitacao_titular;
    v_itens   jsonb;
BEGIN
    SELECT s.* INTO v_apos FROM flowt.tb_omni8_solicitacao_titular s WHERE s.cod_tenant = v_tenant AND s.cod_solicitacao = p_apos;
    SELECT coalesce(jsonb_agg(flowt.json_solicitacao(p.s, false) ORDER BY p.n), '[]') INTO v_itens
      FROM (SELECT s, row_number() OVER (ORDER BY (s.dat_conclusao IS NOT NULL), s.dat_prazo, s.cod_solicitacao) AS n
              FROM flowt.tb_omni8_solicitacao_titular AS s
             WHERE s.cod_tenant = v_tenant AND (p_sta_solicitacao IS NULL OR s.sta_solicitacao = p_sta_solicitacao)
               AND (v_apos.cod_solicitacao IS NULL
                    OR ((s.dat_conclusao IS NOT NULL), s.dat_prazo, s.cod_solicitacao) > ((v_apos.dat_conclusao IS NOT NULL), v_apos.dat_prazo,
                                                                                          v_apos.cod_solicitacao))
             ORDER BY (s.dat_conclusao IS NOT NULL), s.dat_prazo, s.cod_solicitacao LIMIT v_quantos) AS p;
    RETURN (200, NULL, NULL, jsonb_build_object('itens', v_itens,
        'proximo', CASE WHEN jsonb_array_length(v_itens) = v_quantos THEN v_itens -> -1 ->> 'cod_solicitacao' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.solicitacao_listar(integer, bigint, text) IS
$$GET /v1/solicitacoes-lgpd
acesso: pessoa.apagar
resposta: 200 solicitacao_titular_lista
etiqueta: LGPD
Lista as solicitações de titulares: primeiro as abertas, da mais atrasada à mais folgada; depois as concluídas.
limite: até 100 por página (20). apos: o "proximo" da página anterior. sta_solicitacao: só as desse status.$$;

CREATE OR REPLACE FUNCTION api.solicitacao_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_solicitacao_titular;
BEGIN
    SELECT s.* INTO v_linha FROM flowt.tb_omni8_solicitacao_titular s WHERE s.cod_tenant = v_tenant AND s.cod_solicitacao = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta solicitação');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('solicitação LGPD', v_linha.cod_pessoa, 1);
    RETURN (200, NULL, NULL, flowt.json_solicitacao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.solicitacao_ler(bigint) IS
$$GET /v1/solicitacoes-lgpd/{id}
acesso: pessoa.apagar
leitura: auditada
resposta: 200 solicitacao_titular
resposta: 404 problema
etiqueta: LGPD
Lê uma solicitação, com o que a pessoa escreveu.$$;

CREATE OR REPLACE FUNCTION api.solicitacao_criar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('solicitacao_titular_nova', p_corpo);
    v_linha  flowt.tb_omni8_solicitacao_titular := flowt.abrir_solicitacao(v_tenant, p_id, v_corpo ->> 'tip_canal', v_corpo);
BEGIN
    RETURN (201, NULL, 'Location: /v1/solicitacoes-lgpd/' || v_linha.cod_solicitacao, flowt.json_solicitacao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.solicitacao_criar(bigint, text) IS
$$POST /v1/pessoas/{id}/solicitacoes-lgpd
acesso: pessoa.apagar
corpo: solicitacao_titular_nova
resposta: 201 solicitacao_titular
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: LGPD
Registra a solicitação que uma pessoa fez por outro meio; des_identificacao diz como ela provou quem é.$$;

CREATE OR REPLACE FUNCTION api.solicitacao_mover(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('solicitacao_titular_transicao', p_corpo);
    v_linha  flowt.tb_omni8_solicitacao_titular;
    v_json   jsonb;
BEGIN
    SELECT s.* INTO v_linha FROM flowt.tb_omni8_solicitacao_titular s WHERE s.cod_tenant = v_tenant AND s.cod_solicitacao = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta solicitação');
    END IF;
    v_linha := flowt.mover_solicitacao(v_linha, v_corpo);
    v_json := flowt.json_solicitacao(v_linha, true);
    IF v_linha.sta_solicitacao = 'ATENDIDA' AND v_linha.tip_solicitacao IN ('ACESSO', 'PORTABILIDADE') THEN
        -- The same file as api.pessoa_exportar, so the same rights.
        PERFORM flowt.exigir_permissao('pessoa.exportar'), flowt.exigir_permissao('pessoa.ler_completo');
        PERFORM flowt.registrar_leitura_pessoal('exportação LGPD', v_linha.cod_pessoa, 1);
        v_json := v_json || jsonb_build_object('exportacao', flowt.exportar_pessoa(v_linha.cod_pessoa));
    END IF;
    RETURN (200, NULL, NULL, v_json::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.solicitacao_mover(bigint, text) IS
$$POST /v1/solicitacoes-lgpd/{id}/transicoes
acesso: pessoa.apagar
corpo: solicitacao_titular_transicao
resposta: 200 solicitacao_titular
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
faixa: lenta
etiqueta: LGPD
Move uma solicitação: ABERTA, EM_ANALISE, ATENDIDA ou RECUSADA (com o motivo).
Atender faz o que ela pede: ACESSO e PORTABILIDADE devolvem "exportacao" (e pedem também pessoa.exportar e pessoa.ler_completo); REVOGACAO revoga os consentimentos em vigor; ANONIMIZACAO anonimiza a pessoa e
pede em confirmacao "ANONIMIZAR " e seu código; CORRECAO só registra, pois corrigir se faz no cadastro.$$;

CREATE OR REPLACE FUNCTION api.cliente_solicitacao_listar() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', coalesce((
               SELECT json_agg(flowt.json_solicitacao(s, false) ORDER BY s.cod_solicitacao DESC) FROM flowt.tb_omni8_solicitacao_titular AS s
                WHERE s.cod_tenant = flowt.tenant_atual() AND s.cod_pessoa = nullif(current_setting('flowt.cod_pessoa', true), '')::bigint),
            '[]'))::text;
END;
COMMENT ON FUNCTION api.cliente_solicitacao_listar() IS
$$GET /v1/clientes/eu/solicitacoes-lgpd
acesso: cliente
resposta: 200 solicitacao_titular_lista
etiqueta: LGPD
As solicitações de quem está com a sessão aberta, da mais nova à mais antiga.$$;

CREATE OR REPLACE FUNCTION api.cliente_solicitacao_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('cliente_solicitacao_nova', p_corpo);
    v_linha  flowt.tb_omni8_solicitacao_titular := flowt.abrir_solicitacao(v_tenant, nullif(current_setting('flowt.cod_pessoa', true), '')::bigint,
                                                                           'CLIENTE', v_corpo);
BEGIN
    RETURN (201, NULL, NULL, flowt.json_solicitacao(v_linha, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_solicitacao_criar(text) IS
$$POST /v1/clientes/eu/solicitacoes-lgpd
acesso: cliente
corpo: cliente_solicitacao_nova
resposta: 201 solicitacao_titular
resposta: 409 problema
resposta: 422 problema
limite: 30
etiqueta: LGPD
Faz uma solicitação sobre os próprios dados (LGPD art. 18); a empresa responde em até 15 dias. A sessão prova quem é.$$;

SELECT flowt.definir_esquema('anonimizacao', $json${
    "type": "object", "required": ["confirmacao", "des_identificacao"],
    "properties": {
        "confirmacao": {"type": "string", "minLength": 1, "maxLength": 40, "description": "ANONIMIZAR e o código da pessoa."},
        "des_identificacao": {"type": "string", "minLength": 5, "maxLength": 2000,
            "description": "Como a pessoa provou quem é, ou por que se anonimiza sem pedido."},
        "des_pedido": {"type": ["string", "null"], "maxLength": 2000}
    }
}$json$);
SELECT flowt.definir_esquema('solicitacao_titular_nova', $json${
    "type": "object", "required": ["tip_solicitacao", "tip_canal", "des_identificacao"],
    "properties": {
        "tip_solicitacao": {"type": "string", "enum": ["ACESSO", "CORRECAO", "ANONIMIZACAO", "PORTABILIDADE", "REVOGACAO"]},
        "tip_canal": {"type": "string", "enum": ["EMAIL", "TELEFONE", "PRESENCIAL", "CARTA", "EQUIPE"]},
        "des_identificacao": {"type": "string", "minLength": 5, "maxLength": 2000, "description": "Como a pessoa provou quem é."},
        "des_pedido": {"type": ["string", "null"], "maxLength": 2000}
    }
}$json$);
SELECT flowt.definir_esquema('cliente_solicitacao_nova', $json${
    "type": "object", "required": ["tip_solicitacao"],
    "properties": {
        "tip_solicitacao": {"type": "string", "enum": ["ACESSO", "CORRECAO", "ANONIMIZACAO", "PORTABILIDADE", "REVOGACAO"]},
        "des_pedido": {"type": ["string", "null"], "maxLength": 2000}
    }
}$json$);
SELECT flowt.definir_esquema('solicitacao_titular_transicao', $json${
    "type": "object", "required": ["para"],
    "properties": {
        "para": {"type": "string", "enum": ["EM_ANALISE", "ATENDIDA", "RECUSADA"]},
        "des_motivo": {"type": ["string", "null"], "maxLength": 2000,
            "description": "O que foi feito, ou por que foi recusada (obrigatório ao recusar)."},
        "confirmacao": {"type": ["string", "null"], "maxLength": 40, "description": "Só ao atender uma ANONIMIZACAO."}
    }
}$json$);
SELECT flowt.definir_esquema('solicitacao_titular', $json${
    "type": "object", "required": ["cod_solicitacao", "cod_pessoa", "tip_solicitacao", "sta_solicitacao", "dat_prazo", "flg_atrasada"],
    "properties": {
        "cod_solicitacao": {"type": "string"}, "cod_pessoa": {"type": "string"}, "tip_solicitacao": {"type": "string"},
        "tip_canal": {"type": "string"},
        "sta_solicitacao": {"type": "string"}, "dat_prazo": {"type": "string", "format": "date",
            "description": "Último dia para concluir, no fuso da empresa."},
        "flg_atrasada": {"type": "boolean"}, "dat_criacao": {"type": "string", "format": "date-time"},
        "dat_conclusao": {"type": ["string", "null"], "format": "date-time"},
        "num_versao": {"type": "integer"}, "des_pedido": {"type": ["string", "null"]}, "des_identificacao": {"type": ["string", "null"]},
        "des_motivo": {"type": ["string", "null"]}, "exportacao": {"$ref": "#/components/schemas/pessoa_exportacao"}
    }
}$json$);
SELECT flowt.definir_esquema('solicitacao_titular_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/solicitacao_titular"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('pessoa_exportacao', $json${
    "type": "object", "required": ["formato", "dat_exportacao", "cod_pessoa", "empresa", "legenda", "dados"],
    "properties": {
        "formato": {"type": "string", "enum": ["flowt.pessoa.1"]}, "dat_exportacao": {"type": "string", "format": "date-time"},
        "cod_pessoa": {"type": "string"},
        "empresa": {"type": "object", "description": "Quem guarda os dados.", "properties": {}, "additionalProperties": true},
        "campos": {"type": "object", "description": "Rótulo de cada campo personalizado.", "properties": {}, "additionalProperties": true},
        "legenda": {"type": "object", "description": "Por tabela: descricao, e o que é cada coluna.", "properties": {}, "additionalProperties": true},
        "dados": {"type": "object", "description": "Por tabela, as linhas da pessoa.", "properties": {}, "additionalProperties": true}
    }
}$json$);
