-- Combos (guide chapter 6.1): administration, and how many there are to sell.

CREATE OR REPLACE FUNCTION flowt.limite_de_combos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.limite_de_combos() IS 'Combos não arquivados que uma empresa pode ter.';
CREATE OR REPLACE FUNCTION flowt.limite_de_itens_de_combo() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100;
COMMENT ON FUNCTION flowt.limite_de_itens_de_combo() IS 'Itens, somados os grupos, que um combo pode oferecer.';

-- min(floor(stock / quantity)) over what every combo takes; where there is a choice, over what the group's items make together.
CREATE OR REPLACE FUNCTION flowt.combos_em_estoque(p_tenant bigint, p_grupos jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_produtos bigint[] := ARRAY(SELECT (i.value ->> 'cod_produto')::bigint FROM jsonb_array_elements(p_grupos) AS g
                                  CROSS JOIN LATERAL jsonb_array_elements(g.value -> 'itens') AS i);
BEGIN
    RETURN (
        WITH item AS (
            SELECT g.num_grupo, g.qtd_minima, jsonb_array_length(g.itens) AS opcoes, i.cod_produto, coalesce(i.cod_variacao, 0) AS cod_variacao,
                   i.qtd_item
              FROM jsonb_to_recordset(p_grupos) AS g (num_grupo integer, qtd_minima integer, itens jsonb)
             CROSS JOIN LATERAL jsonb_to_recordset(g.itens) AS i (cod_produto bigint, cod_variacao bigint, qtd_item integer)
             WHERE g.qtd_minima > 0
        ), saldo AS MATERIALIZED (
            SELECT * FROM flowt.disponivel_em_estoque(p_tenant, v_produtos)
        ), livre AS (
            SELECT i.*, (SELECT CASE WHEN i.cod_variacao = 0 THEN sum(s.qtd_disponivel)
                                     ELSE max(s.qtd_disponivel) FILTER (WHERE s.cod_variacao = i.cod_variacao) END
                           FROM saldo AS s WHERE s.cod_produto = i.cod_produto) AS qtd
              FROM item AS i
        )
        SELECT min(x.quantos)::bigint FROM (
            SELECT div(min(l.qtd), sum(l.qtd_minima * l.qtd_item)) AS quantos FROM livre AS l WHERE l.opcoes = 1 AND l.qtd IS NOT NULL
             GROUP BY l.cod_produto, l.cod_variacao
            UNION ALL
            SELECT div(sum(div(l.qtd, l.qtd_item)), min(l.qtd_minima)) FROM livre AS l WHERE l.opcoes > 1 GROUP BY l.num_grupo
            HAVING bool_and(l.qtd IS NOT NULL)) AS x);
END
$$;
COMMENT ON FUNCTION flowt.combos_em_estoque(bigint, jsonb)
    IS 'Quantos combos o estoque dos componentes ainda forma; nulo se nenhum componente tem estoque controlado.';

CREATE OR REPLACE FUNCTION flowt.json_grupos(p_grupos jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT jsonb_agg((g.value - 'num_grupo') || jsonb_build_object('cod_grupo', g.value ->> 'num_grupo') ORDER BY g.ordinality)
              FROM jsonb_array_elements(p_grupos) WITH ORDINALITY AS g);
END
$$;
COMMENT ON FUNCTION flowt.json_grupos(jsonb) IS 'Grupos de um combo como a API os mostra.';

CREATE OR REPLACE FUNCTION flowt.json_combo(p_tenant bigint, p_combo bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('cod_combo', c.cod_combo::text, 'num_versao', c.num_versao, 'sta_combo', v.sta_combo, 'nom_combo', v.nom_combo,
                   'des_combo', v.des_combo, 'des_imagem', v.des_imagem,
                   'num_ordem', v.num_ordem, 'tip_preco', v.tip_preco, 'vlr_preco', v.vlr_preco, 'num_percentual', trim_scale(v.num_percentual),
                   'vlr_desconto', v.vlr_desconto,
                   'grupos', flowt.json_grupos(v.js_grupos), 'dat_inicio', v.dat_inicio, 'dat_fim', v.dat_fim, 'num_dias_semana', v.num_dias_semana,
                   'hor_inicio', to_char(v.hor_inicio, 'HH24:MI'),
                   'hor_fim', to_char(v.hor_fim, 'HH24:MI'), 'qtd_limite', v.qtd_limite, 'qtd_limite_pessoa', v.qtd_limite_pessoa,
                   'flg_primeira_compra', v.flg_primeira_compra,
                   'cod_etiqueta', v.cod_etiqueta::text, 'tip_canais', v.tip_canais, 'qtd_uso', k.qtd_uso,
                   'qtd_disponivel', least(flowt.combos_em_estoque(p_tenant, v.js_grupos), v.qtd_limite - k.qtd_uso))
          FROM flowt.tb_omni8_combo AS c
          JOIN flowt.tb_omni8_combo_versao AS v ON v.cod_tenant = p_tenant AND v.cod_combo = c.cod_combo AND v.dat_vigor_fim = 'infinity'
          JOIN flowt.tb_omni8_combo_contador AS k ON k.cod_tenant = p_tenant AND k.cod_combo = c.cod_combo
         WHERE c.cod_tenant = p_tenant AND c.cod_combo = p_combo);
END
$$;
COMMENT ON FUNCTION flowt.json_combo(bigint, bigint) IS 'Combo com sua definição de agora, como a API o mostra à equipe.';

-- Groups keep the number they were given, so that a cart's choices outlive a change of the combo; new ones get the next.
CREATE OR REPLACE FUNCTION flowt.numerar_grupos(p_grupos jsonb, p_antes jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_ultimo integer := greatest((SELECT coalesce(max((g.value ->> 'num_grupo')::integer), 0)
                                    FROM jsonb_array_elements(coalesce(p_antes, '[]')) AS g),
                                 (SELECT coalesce(max((g.value ->> 'cod_grupo')::integer), 0) FROM jsonb_array_elements(p_grupos) AS g));
BEGIN
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('num_grupo', coalesce((g.value ->> 'cod_grupo')::integer, v_ultimo + g.novos::integer),
                   'nom_grupo', btrim(g.value ->> 'nom_grupo'), 'qtd_minima', (g.value ->> 'qtd_minima')::integer,
                   'qtd_maxima', (g.value ->> 'qtd_maxima')::integer,
                   'itens', (SELECT jsonb_agg(jsonb_build_object('cod_produto', i.value ->> 'cod_produto',
                                                                 'cod_variacao', i.value ->> 'cod_variacao',
                                                                 'qtd_item', coalesce((i.value ->> 'qtd_item')::integer, 1)) ORDER BY i.ordinality)
                               FROM jsonb_array_elements(g.value -> 'itens') WITH ORDINALITY AS i)) ORDER BY g.ordinality)
          FROM (SELECT e.*, count(*) FILTER (WHERE e.value ->> 'cod_grupo' IS NULL) OVER (ORDER BY e.ordinality) AS novos
                  FROM jsonb_array_elements(p_grupos) WITH ORDINALITY AS e) AS g);
END
$$;
COMMENT ON FUNCTION flowt.numerar_grupos(jsonb, jsonb)
    IS 'Grupos de um combo como se guardam: os enviados com cod_grupo o mantêm, os novos ganham o seguinte.';

CREATE OR REPLACE FUNCTION flowt.conferir_grupos(p_tenant bigint, p_grupos jsonb) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erros jsonb := '[]';
BEGIN
    IF (SELECT count(*) FROM jsonb_array_elements(p_grupos) AS g
         CROSS JOIN LATERAL jsonb_array_elements(g.value -> 'itens')) > flowt.limite_de_itens_de_combo() THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('grupos',
                                                        'itens_demais', format('Um combo oferece até %s itens ao todo.',
                                                                               flowt.limite_de_itens_de_combo())));
    END IF;
    SELECT v_erros || coalesce(jsonb_agg(flowt.erro_de_campo(format('grupos[%s].%s', g.ordinality - 1, e.campo), e.codigo,
                                                             e.mensagem) -> 0 ORDER BY g.ordinality), '[]') INTO v_erros
      FROM jsonb_array_elements(p_grupos) WITH ORDINALITY AS g
     CROSS JOIN LATERAL (VALUES
           ('qtd_maxima', 'escolhas_fora_de_ordem', 'O máximo de escolhas é ao menos o mínimo.',
            (g.value ->> 'qtd_maxima')::integer < (g.value ->> 'qtd_minima')::integer),
           ('cod_grupo', 'grupo_repetido', 'Cada grupo tem seu código: retire o repetido, ou deixe-o sem cod_grupo para criar outro.',
            (SELECT count(*) FROM jsonb_array_elements(p_grupos) AS o
              WHERE o.value ->> 'cod_grupo' = g.value ->> 'cod_grupo') > 1)) AS e (campo, codigo, mensagem, errado)
     WHERE e.errado;
    SELECT v_erros || coalesce(jsonb_agg(flowt.erro_de_campo(format('grupos[%s].itens[%s].%s', g.ordinality - 1, i.ordinality - 1, e.campo),
                                                             e.codigo, e.mensagem) -> 0 ORDER BY g.ordinality, i.ordinality), '[]') INTO v_erros
      FROM jsonb_array_elements(p_grupos) WITH ORDINALITY AS g CROSS JOIN LATERAL jsonb_array_elements(g.value -> 'itens') WITH ORDINALITY AS i
     CROSS JOIN LATERAL (VALUES
           ('cod_combo', 'combo_dentro_de_combo', 'Um combo não entra em outro: ponha os itens dele.', i.value ? 'cod_combo'),
           ('cod_produto', 'codigo_desconhecido', 'Este item não existe: confira o código.', NOT i.value ? 'cod_combo' AND NOT EXISTS (
            SELECT FROM flowt.tb_omni8_produto_servico AS p
             WHERE p.cod_tenant = p_tenant AND p.cod_produto = (i.value ->> 'cod_produto')::bigint AND p.dat_exclusao IS NULL)),
           ('cod_variacao', 'codigo_desconhecido', 'Esta variação não é deste item: confira o código.', i.value ->> 'cod_variacao' IS NOT NULL
            AND NOT EXISTS (
            SELECT FROM flowt.tb_omni8_variacao AS v
             WHERE v.cod_tenant = p_tenant AND v.cod_produto = (i.value ->> 'cod_produto')::bigint
               AND v.cod_variacao = (i.value ->> 'cod_variacao')::bigint AND v.dat_exclusao IS NULL)),
           ('cod_produto', 'item_repetido', 'Um item aparece uma vez em cada grupo: aumente o máximo de escolhas, ou a quantidade.',
            (SELECT count(*) FROM jsonb_array_elements(g.value -> 'itens') AS o WHERE o.value ->> 'cod_produto' = i.value ->> 'cod_produto'
                AND (o.value ->> 'cod_variacao' IS NOT DISTINCT FROM i.value ->> 'cod_variacao'
                     OR o.value ->> 'cod_variacao' IS NULL)) > 1)) AS e (campo, codigo, mensagem, errado)
     WHERE e.errado;
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_grupos(bigint, jsonb) IS 'Levanta 422 que nomeia tudo que está errado nos grupos de um combo.';

CREATE OR REPLACE FUNCTION flowt.abrir_definicao_de_combo(p_tenant bigint, p_versao flowt.tb_omni8_combo_versao) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_versao.cod_etiqueta IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_etiqueta AS e
                                                          WHERE e.cod_tenant = p_tenant AND e.cod_etiqueta = p_versao.cod_etiqueta) THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('cod_etiqueta', 'codigo_desconhecido', 'Esta etiqueta não existe: confira o código.'));
    END IF;
    DELETE FROM flowt.tb_omni8_combo_versao AS v WHERE v.cod_tenant = p_tenant AND v.cod_combo = p_versao.cod_combo AND v.dat_vigor_inicio = now();
    UPDATE flowt.tb_omni8_combo_versao AS v SET dat_vigor_fim = now()
     WHERE v.cod_tenant = p_tenant AND v.cod_combo = p_versao.cod_combo AND v.dat_vigor_fim = 'infinity';
    INSERT INTO flowt.tb_omni8_combo_versao (cod_tenant, cod_combo, num_definicao, sta_combo, nom_combo, des_combo, des_imagem, num_ordem, tip_preco,
        vlr_preco, num_percentual, vlr_desconto, js_grupos,
        dat_inicio, dat_fim, num_dias_semana, hor_inicio, hor_fim, qtd_limite, qtd_limite_pessoa, flg_primeira_compra, cod_etiqueta, tip_canais)
    VALUES (p_tenant, p_versao.cod_combo, p_versao.num_definicao, coalesce(p_versao.sta_combo, 'RASCUNHO'), btrim(p_versao.nom_combo),
        p_versao.des_combo, p_versao.des_imagem, coalesce(p_versao.num_ordem, 0),
        p_versao.tip_preco, p_versao.vlr_preco, p_versao.num_percentual, p_versao.vlr_desconto, p_versao.js_grupos, p_versao.dat_inicio,
        p_versao.dat_fim, p_versao.num_dias_semana, p_versao.hor_inicio,
        p_versao.hor_fim, p_versao.qtd_limite, p_versao.qtd_limite_pessoa, coalesce(p_versao.flg_primeira_compra, false), p_versao.cod_etiqueta,
        p_versao.tip_canais);
END
$$;
COMMENT ON FUNCTION flowt.abrir_definicao_de_combo(bigint, flowt.tb_omni8_combo_versao)
    IS 'Encerra a definição em vigor de um combo e abre a seguinte.';

CREATE OR REPLACE FUNCTION api.combo_listar(p_limite integer, p_apos bigint, p_sta_combo text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT v.cod_combo FROM flowt.tb_omni8_combo_versao AS v
                                 WHERE v.cod_tenant = v_tenant AND v.dat_vigor_fim = 'infinity' AND v.cod_combo > coalesce(p_apos, 0)
                                   AND (p_sta_combo IS NULL OR v.sta_combo = p_sta_combo)
                                 ORDER BY v.cod_combo LIMIT v_quantos);
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object('itens', (SELECT coalesce(jsonb_agg(flowt.json_combo(v_tenant, c) ORDER BY c), '[]')
                                                            FROM unnest(v_pagina) AS c),
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.combo_listar(integer, bigint, text) IS
$$GET /v1/combos
acesso: oferta.ler
resposta: 200 combo_lista
etiqueta: Combos
Lista os combos da empresa, na ordem em que foram criados.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtro: sta_combo. qtd_disponivel null: sem limite.$$;

CREATE OR REPLACE FUNCTION api.combo_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_combo jsonb := flowt.json_combo(flowt.exigir_tenant(), p_id);
BEGIN
    IF v_combo IS NULL THEN
        PERFORM flowt.recusar_registro('este combo');
    END IF;
    RETURN (200, NULL, NULL, v_combo::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.combo_ler(bigint) IS
$$GET /v1/combos/{id}
acesso: oferta.ler
resposta: 200 combo
resposta: 404 problema
etiqueta: Combos
Lê um combo com sua definição de agora.$$;

CREATE OR REPLACE FUNCTION api.combo_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('combo_novo', p_corpo);
    v_versao flowt.tb_omni8_combo_versao;
BEGIN
    PERFORM flowt.conferir_grupos(v_tenant, v_corpo -> 'grupos');
    IF (SELECT count(*) FROM flowt.tb_omni8_combo_versao AS v
         WHERE v.cod_tenant = v_tenant AND v.dat_vigor_fim = 'infinity' AND v.sta_combo <> 'ARQUIVADO') >= flowt.limite_de_combos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'combos_demais',
            DETAIL = format('Uma empresa tem até %s combos: arquive os que não vende mais.', flowt.limite_de_combos());
    END IF;
    v_versao := jsonb_populate_record(NULL::flowt.tb_omni8_combo_versao, v_corpo);
    v_versao.js_grupos := flowt.numerar_grupos(v_corpo -> 'grupos', NULL);
    INSERT INTO flowt.tb_omni8_combo (cod_tenant) VALUES (v_tenant) RETURNING cod_combo, num_versao INTO v_versao.cod_combo, v_versao.num_definicao;
    INSERT INTO flowt.tb_omni8_combo_contador (cod_tenant, cod_combo) VALUES (v_tenant, v_versao.cod_combo);
    PERFORM flowt.abrir_definicao_de_combo(v_tenant, v_versao);
    RETURN (201, NULL, 'Location: /v1/combos/' || v_versao.cod_combo, flowt.json_combo(v_tenant, v_versao.cod_combo)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.combo_criar(text) IS
$$POST /v1/combos
acesso: oferta.escrever
corpo: combo_novo
resposta: 201 combo
resposta: 422 problema
etiqueta: Combos
Cria um combo: grupos de escolha e um preço FIXO (vlr_preco), SOMA_MENOS_PERC (num_percentual) ou SOMA_MENOS_VALOR (vlr_desconto); sem status, como rascunho.
Um grupo com um só item e mínimo igual ao máximo entra sempre, sem escolha. Combos não entram em combos.$$;

CREATE OR REPLACE FUNCTION api.combo_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('combo_alteracao', p_corpo);
    v_atual  integer;
    v_versao flowt.tb_omni8_combo_versao;
BEGIN
    SELECT c.num_versao INTO v_atual FROM flowt.tb_omni8_combo AS c WHERE c.cod_tenant = v_tenant AND c.cod_combo = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este combo');
    ELSIF v_atual <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_atual);
    END IF;
    SELECT v.* INTO v_versao FROM flowt.tb_omni8_combo_versao AS v
     WHERE v.cod_tenant = v_tenant AND v.cod_combo = p_id AND v.dat_vigor_fim = 'infinity';
    v_versao := jsonb_populate_record(v_versao, v_corpo);
    IF v_corpo ? 'grupos' THEN
        PERFORM flowt.conferir_grupos(v_tenant, v_corpo -> 'grupos');
        v_versao.js_grupos := flowt.numerar_grupos(v_corpo -> 'grupos', v_versao.js_grupos);
    END IF;
    UPDATE flowt.tb_omni8_combo AS c SET dat_alteracao = now() WHERE c.cod_tenant = v_tenant AND c.cod_combo = p_id
 RETURNING c.num_versao INTO v_versao.num_definicao;
    PERFORM flowt.abrir_definicao_de_combo(v_tenant, v_versao);
    RETURN (200, NULL, NULL, flowt.json_combo(v_tenant, p_id)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.combo_alterar(bigint, text) IS
$$PATCH /v1/combos/{id}
acesso: oferta.escrever
corpo: combo_alteracao
resposta: 200 combo
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Combos
Altera os campos enviados (e o status: PUBLICADO, PAUSADO, ARQUIVADO), de agora em diante; num_versao é a versão lida (409 se mudou desde então).
grupos substitui todos: os que continuam levam seu cod_grupo, que carrinhos já guardaram.$$;

SELECT flowt.definir_esquema('hora_de_janela',
                             $json${"type": ["string", "null"], "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                                    "x-mensagem": "Use hora e minuto, como 18:30."}$json$);
-- The fields a combo is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_combo": {"type": "string", "minLength": 1, "maxLength": 120},
    "des_combo": {"type": ["string", "null"], "maxLength": 2000},
    "des_imagem": {"type": ["string", "null"], "maxLength": 500, "format": "uri", "x-mensagem": "Use um endereço que comece com https://."},
    "num_ordem": {"type": "integer", "minimum": -100000, "maximum": 100000},
    "tip_preco": {"type": "string", "enum": ["FIXO", "SOMA_MENOS_PERC", "SOMA_MENOS_VALOR"]},
    "vlr_preco": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000, "description": "Centavos."},
    "num_percentual": {"type": ["number", "null"], "minimum": 0.01, "maximum": 100},
    "vlr_desconto": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000, "description": "Centavos."},
    "grupos": {"type": "array", "minItems": 1, "maxItems": 10,
        "items": {"type": "object", "required": ["nom_grupo", "qtd_minima", "qtd_maxima", "itens"], "properties": {
        "cod_grupo": {"type": ["string", "null"], "pattern": "^[1-9][0-9]{0,5}$", "x-mensagem": "Use o código de um grupo deste combo, como \"1\".",
            "description": "Só na alteração, para manter o grupo."},
        "nom_grupo": {"type": "string", "minLength": 1, "maxLength": 80},
        "qtd_minima": {"type": "integer", "minimum": 0, "maximum": 99}, "qtd_maxima": {"type": "integer", "minimum": 1, "maximum": 99},
        "itens": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"type": "object", "required": ["cod_produto"], "properties": {
            "cod_produto": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."},
            "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\".",
                "description": "null: quem compra escolhe."},
            "cod_combo": {"type": "string", "maxLength": 20, "description": "Não se aceita: um combo não entra em outro."},
            "qtd_item": {"type": "integer", "minimum": 1, "maximum": 99, "description": "Unidades por escolha."}}}}}}},
    "dat_inicio": {"$ref": "#/components/schemas/momento_opcional"}, "dat_fim": {"$ref": "#/components/schemas/momento_opcional"},
    "num_dias_semana": {"type": ["array", "null"], "minItems": 1, "maxItems": 7, "items": {"type": "integer", "minimum": 0, "maximum": 6},
        "description": "0 domingo … 6 sábado; null: todos."},
    "hor_inicio": {"$ref": "#/components/schemas/hora_de_janela"}, "hor_fim": {"$ref": "#/components/schemas/hora_de_janela"},
    "qtd_limite": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000}, "qtd_limite_pessoa": {"type": ["integer", "null"], "minimum": 1,
        "maximum": 1000000000},
    "flg_primeira_compra": {"type": "boolean"},
    "cod_etiqueta": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma etiqueta, como \"12\"."},
    "tip_canais": {"type": ["array", "null"], "minItems": 1, "maxItems": 7,
        "items": {"type": "string", "enum": ["CARDAPIO", "QR", "MESA", "WHATSAPP", "LINK", "BALCAO", "API"]}}
}$json$::jsonb))
FROM (VALUES ('combo_novo', '["nom_combo", "tip_preco", "grupos"]'::jsonb,
              '{"sta_combo": {"type": "string", "enum": ["RASCUNHO", "PUBLICADO"]}}'::jsonb),
             ('combo_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}, "sta_combo": {"type": "string", "enum": ["RASCUNHO", '
              '"PUBLICADO", "PAUSADO", "ARQUIVADO"]}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('combo_grupo', $json${
    "type": "object", "required": ["cod_grupo", "nom_grupo", "qtd_minima", "qtd_maxima", "itens"],
    "properties": {"cod_grupo": {"type": "string"}, "nom_grupo": {"type": "string"}, "qtd_minima": {"type": "integer"},
        "qtd_maxima": {"type": "integer"},
        "itens": {"type": "array", "items": {"type": "object", "additionalProperties": true, "properties": {"cod_produto": {"type": "string"},
                    "cod_variacao": {"type": ["string", "null"]}, "qtd_item": {"type": "integer"}}}}}
}$json$);
SELECT flowt.definir_esquema('combo', $json${
    "type": "object", "required": ["cod_combo", "num_versao", "sta_combo", "nom_combo", "tip_preco", "grupos", "qtd_uso"],
    "properties": {
        "cod_combo": {"type": "string"}, "num_versao": {"type": "integer"}, "sta_combo": {"type": "string"}, "nom_combo": {"type": "string"},
        "des_combo": {"type": ["string", "null"]},
        "des_imagem": {"type": ["string", "null"]}, "num_ordem": {"type": "integer"}, "tip_preco": {"type": "string"},
        "vlr_preco": {"type": ["integer", "null"]}, "num_percentual": {"type": ["number", "null"]},
        "vlr_desconto": {"type": ["integer", "null"]}, "grupos": {"type": "array", "items": {"$ref": "#/components/schemas/combo_grupo"}},
        "dat_inicio": {"type": ["string", "null"], "format": "date-time"},
        "dat_fim": {"type": ["string", "null"], "format": "date-time"}, "num_dias_semana": {"type": ["array", "null"], "items": {"type": "integer"}},
        "hor_inicio": {"type": ["string", "null"]},
        "hor_fim": {"type": ["string", "null"]}, "qtd_limite": {"type": ["integer", "null"]}, "qtd_limite_pessoa": {"type": ["integer", "null"]},
        "flg_primeira_compra": {"type": "boolean"},
        "cod_etiqueta": {"type": ["string", "null"]}, "tip_canais": {"type": ["array", "null"], "items": {"type": "string"}},
        "qtd_uso": {"type": "integer"},
        "qtd_disponivel": {"type": ["integer", "null"],
            "description": "Quantos o estoque dos componentes e o limite ainda deixam vender; null: sem limite."}
    }
}$json$);
SELECT flowt.definir_esquema('combo_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/combo"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
