-- Custom fields (guide chapter 20): their definitions, and the check of what later modules keep in js_campos.
--
-- A later module has a column js_campos and a trigger
--     CREATE TRIGGER campos BEFORE INSERT OR UPDATE OF js_campos ON … EXECUTE FUNCTION flowt.conferir_campos('ITEM');
-- takes "campos" from a body with flowt.fundir_campos and shows it with flowt.campos_visiveis.
-- Without its definition (switched off, or deleted) a value stays where it is, hidden, until the definition comes back.

CREATE OR REPLACE FUNCTION flowt.limite_de_campos_personalizados() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50;
COMMENT ON FUNCTION flowt.limite_de_campos_personalizados() IS 'Campos personalizados que um tenant pode dar a cada entidade.';

CREATE OR REPLACE FUNCTION flowt.esquema_de_campo(p_tipo text, p_opcoes jsonb, p_minimo numeric, p_maximo numeric) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_strip_nulls(CASE p_tipo
    WHEN 'texto'    THEN jsonb_build_object('type', 'string', 'minLength', coalesce(p_minimo, 1)::integer,
                                            'maxLength', coalesce(p_maximo, 2000)::integer)
    WHEN 'inteiro'  THEN jsonb_build_object('type', 'integer', 'minimum', coalesce(p_minimo, -9007199254740991),
                                            'maximum', coalesce(p_maximo, 9007199254740991))
    WHEN 'decimal'  THEN jsonb_build_object('type', 'number', 'minimum', coalesce(p_minimo, -1e15), 'maximum', coalesce(p_maximo, 1e15))
    WHEN 'booleano' THEN jsonb_build_object('type', 'boolean')
    WHEN 'data'     THEN jsonb_build_object('type', 'string', 'format', 'date', 'x-mensagem', 'Use uma data como 2026-12-31.')
    WHEN 'lista'    THEN jsonb_build_object('type', 'string', 'enum', p_opcoes) END);
COMMENT ON FUNCTION flowt.esquema_de_campo(text, jsonb, numeric, numeric) IS 'JSON Schema do valor de um campo personalizado.';

CREATE OR REPLACE FUNCTION flowt.esquema_de_campos(p_tenant bigint, p_entidade text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('type', 'object',
                   'required', coalesce(jsonb_agg(c.nom_campo ORDER BY c.num_ordem, c.cod_campo) FILTER (WHERE c.flg_obrigatorio), '[]'),
                   'properties', coalesce(jsonb_object_agg(c.nom_campo,
                                                           flowt.esquema_de_campo(c.tip_campo, c.js_opcoes, c.num_minimo, c.num_maximo)), '{}'))
          FROM flowt.tb_omni8_campo_personalizado AS c
         WHERE c.cod_tenant = p_tenant AND c.tip_entidade = p_entidade AND c.flg_ativo);
END
$$;
COMMENT ON FUNCTION flowt.esquema_de_campos(bigint, text) IS 'JSON Schema do objeto "campos" de uma entidade de um tenant: os campos ativos.';

CREATE OR REPLACE FUNCTION flowt.campos_visiveis(p_tenant bigint, p_entidade text, p_campos jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_campos = '{}' THEN
        RETURN p_campos;
    END IF;
    RETURN (
        SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}') FROM jsonb_each(p_campos) AS v
         WHERE EXISTS (SELECT FROM flowt.tb_omni8_campo_personalizado AS c
                        WHERE c.cod_tenant = p_tenant AND c.tip_entidade = p_entidade AND c.nom_campo = v.key AND c.flg_ativo));
END
$$;
COMMENT ON FUNCTION flowt.campos_visiveis(bigint, text, jsonb) IS 'Os valores que ainda têm um campo ativo.';

CREATE OR REPLACE FUNCTION flowt.sem_campos_pessoais(p_tenant bigint, p_entidade text, p_campos jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Of a value without definition nobody knows what it is: it goes too.
    RETURN (
        SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}') FROM jsonb_each(p_campos) AS v
         WHERE EXISTS (SELECT FROM flowt.tb_omni8_campo_personalizado AS c
                        WHERE c.cod_tenant = p_tenant AND c.tip_entidade = p_entidade AND c.nom_campo = v.key AND NOT c.flg_dado_pessoal));
END
$$;
COMMENT ON FUNCTION flowt.sem_campos_pessoais(bigint, text, jsonb) IS 'Os valores que não são dados pessoais: o que fica depois da anonimização.';

CREATE OR REPLACE FUNCTION flowt.fundir_campos(p_antes jsonb, p_enviados jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF jsonb_typeof(p_enviados) IS DISTINCT FROM 'object' THEN
        RETURN coalesce(p_antes, '{}');
    END IF;
    RETURN (SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}') FROM jsonb_each(coalesce(p_antes, '{}') || p_enviados) AS v
             WHERE v.value <> 'null');
END
$$;
COMMENT ON FUNCTION flowt.fundir_campos(jsonb, jsonb)
    IS 'Os campos de antes com os enviados por cima; null apaga um valor, campo não enviado fica como está.';

CREATE OR REPLACE FUNCTION flowt.conferir_campos() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_antes   jsonb := CASE TG_OP WHEN 'UPDATE' THEN OLD.js_campos ELSE '{}' END;
    v_esquema jsonb;
    v_erros   jsonb;
BEGIN
    IF (TG_OP = 'UPDATE' AND NEW.js_campos = v_antes) OR jsonb_typeof(NEW.js_campos) <> 'object'
       -- Merging, erasing and importing move what has been checked.
       OR current_user = 'flowt_rotina' THEN
        RETURN NEW;
    END IF;
    v_esquema := flowt.esquema_de_campos(NEW.cod_tenant, TG_ARGV[0]);
    -- Who buys, or is registered by the system, was not asked: what is required is so of staff, and of who sends any.
    IF NEW.js_campos = '{}' AND TG_OP = 'INSERT' AND (TG_ARGV[0] = 'PEDIDO' OR coalesce(current_setting('flowt.cod_usuario', true), '') = '') THEN
        RETURN NEW;
    END IF;
    -- A hidden value may stay as it is.
    SELECT flowt.validar_json(v_esquema, coalesce(jsonb_object_agg(v.key, v.value), '{}'), 'campos') INTO v_erros
      FROM jsonb_each(NEW.js_campos) AS v WHERE v_esquema -> 'properties' ? v.key OR v_antes -> v.key IS DISTINCT FROM v.value;
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.conferir_campos() IS 'Gatilho: confere js_campos contra os campos personalizados do tenant; seu argumento é a entidade.';

CREATE OR REPLACE FUNCTION flowt.json_campo_personalizado(p_campo flowt.tb_omni8_campo_personalizado) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('cod_campo', (p_campo).cod_campo::text, 'tip_entidade', (p_campo).tip_entidade, 'nom_campo', (p_campo).nom_campo,
    'des_rotulo', (p_campo).des_rotulo, 'tip_campo', (p_campo).tip_campo, 'opcoes', (p_campo).js_opcoes, 'num_minimo', (p_campo).num_minimo,
    'num_maximo', (p_campo).num_maximo, 'num_ordem', (p_campo).num_ordem, 'flg_obrigatorio', (p_campo).flg_obrigatorio,
    'flg_dado_pessoal', (p_campo).flg_dado_pessoal, 'flg_ativo', (p_campo).flg_ativo, 'num_versao', (p_campo).num_versao);
COMMENT ON FUNCTION flowt.json_campo_personalizado(flowt.tb_omni8_campo_personalizado) IS 'Campo personalizado como a API o mostra.';

CREATE OR REPLACE FUNCTION api.campo_personalizado_listar(p_tip_entidade text) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', coalesce((
               SELECT json_agg(flowt.json_campo_personalizado(c) ORDER BY c.tip_entidade, c.num_ordem, c.cod_campo)
                 FROM flowt.tb_omni8_campo_personalizado AS c
                WHERE c.cod_tenant = flowt.tenant_atual() AND (p_tip_entidade IS NULL OR c.tip_entidade = p_tip_entidade)), '[]'))::text;
END;
COMMENT ON FUNCTION api.campo_personalizado_listar(text) IS
$$GET /v1/campos-personalizados
acesso: campo.ler
resposta: 200 campo_personalizado_lista
etiqueta: Campos personalizados
Lista os campos personalizados, na ordem de exibição; tip_entidade: só os de PESSOA, ITEM ou PEDIDO.$$;

CREATE OR REPLACE FUNCTION api.campo_personalizado_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('campo_personalizado_novo', p_corpo);
    v_linha  flowt.tb_omni8_campo_personalizado := jsonb_populate_record(NULL::flowt.tb_omni8_campo_personalizado, v_corpo);
BEGIN
    PERFORM flowt.um_de_cada_vez(v_tenant, 'campo_personalizado');
    IF (SELECT count(*) FROM flowt.tb_omni8_campo_personalizado c
         WHERE c.cod_tenant = v_tenant AND c.tip_entidade = v_linha.tip_entidade) >= flowt.limite_de_campos_personalizados() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'campos_personalizados_demais',
            DETAIL = format('Cada entidade tem até %s campos personalizados: exclua um que não se usa mais.',
                            flowt.limite_de_campos_personalizados());
    END IF;
    INSERT INTO flowt.tb_omni8_campo_personalizado (cod_tenant, tip_entidade, nom_campo, des_rotulo, tip_campo, js_opcoes, num_minimo, num_maximo,
                                                    num_ordem,
                                                    flg_obrigatorio, flg_dado_pessoal)
    VALUES (v_tenant, v_linha.tip_entidade, v_linha.nom_campo, btrim(v_linha.des_rotulo), v_linha.tip_campo, nullif(v_corpo -> 'opcoes', 'null'),
            v_linha.num_minimo,
            v_linha.num_maximo, coalesce(v_linha.num_ordem, 0), coalesce(v_linha.flg_obrigatorio, false), coalesce(v_linha.flg_dado_pessoal, false))
    RETURNING * INTO v_linha;
    RETURN (201, NULL, NULL, flowt.json_campo_personalizado(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.campo_personalizado_criar(text) IS
$$POST /v1/campos-personalizados
acesso: campo.escrever
corpo: campo_personalizado_novo
resposta: 201 campo_personalizado
resposta: 409 problema
resposta: 422 problema
etiqueta: Campos personalizados
Acrescenta um campo a pessoas, itens ou pedidos: passa a valer no objeto "campos" deles.
Obrigatório vale para o que a equipe grava e para quem envia "campos"; o que já existe só é cobrado na próxima alteração.$$;

CREATE OR REPLACE FUNCTION api.campo_personalizado_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('campo_personalizado_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_campo_personalizado;
BEGIN
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_campo_personalizado c WHERE c.cod_tenant = v_tenant AND c.cod_campo = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este campo');
    ELSIF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    IF v_corpo ? 'opcoes' THEN
        v_linha.js_opcoes := nullif(v_corpo -> 'opcoes', 'null');
    END IF;
    UPDATE flowt.tb_omni8_campo_personalizado c
       SET (des_rotulo, js_opcoes, num_minimo, num_maximo, num_ordem, flg_obrigatorio, flg_dado_pessoal, flg_ativo)
         = (btrim(v_linha.des_rotulo), v_linha.js_opcoes, v_linha.num_minimo, v_linha.num_maximo, v_linha.num_ordem, v_linha.flg_obrigatorio,
            v_linha.flg_dado_pessoal,
            v_linha.flg_ativo)
     WHERE c.cod_tenant = v_tenant AND c.cod_campo = p_id
    RETURNING c.* INTO v_linha;
    RETURN (200, NULL, NULL, flowt.json_campo_personalizado(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.campo_personalizado_alterar(bigint, text) IS
$$PATCH /v1/campos-personalizados/{id}
acesso: campo.escrever
corpo: campo_personalizado_alteracao
resposta: 200 campo_personalizado
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Campos personalizados
Altera um campo; nome, entidade e tipo não mudam. Com flg_ativo falso os valores ficam guardados, sem aparecer.$$;

CREATE OR REPLACE FUNCTION api.campo_personalizado_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    DELETE FROM flowt.tb_omni8_campo_personalizado c WHERE c.cod_tenant = v_tenant AND c.cod_campo = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este campo');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.campo_personalizado_excluir(bigint) IS
$$DELETE /v1/campos-personalizados/{id}
acesso: campo.escrever
resposta: 204
resposta: 404 problema
etiqueta: Campos personalizados
Exclui um campo. Os valores já gravados deixam de aparecer e voltam se um campo de mesmo nome for criado; a exportação LGPD ainda os mostra.$$;

SELECT flowt.definir_esquema('campo_personalizado_novo', $json${
    "type": "object", "required": ["tip_entidade", "nom_campo", "des_rotulo", "tip_campo"],
    "properties": {
        "tip_entidade": {"type": "string", "enum": ["PESSOA", "ITEM", "PEDIDO"]},
        "nom_campo": {"type": "string", "maxLength": 40, "pattern": "^[a-z][a-z0-9_]{0,39}$",
            "x-mensagem": "Use letras minúsculas sem acento, números e _, a começar por letra."},
        "des_rotulo": {"type": "string", "minLength": 1, "maxLength": 80},
        "tip_campo": {"type": "string", "enum": ["texto", "inteiro", "decimal", "booleano", "data", "lista"]},
        "opcoes": {"type": ["array", "null"], "minItems": 1, "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 80},
            "description": "Só de lista."},
        "num_minimo": {"type": ["number", "null"], "minimum": -1e15, "maximum": 1e15, "description": "Menor valor, ou menor tamanho do texto."},
        "num_maximo": {"type": ["number", "null"], "minimum": -1e15, "maximum": 1e15},
        "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000},
        "flg_obrigatorio": {"type": "boolean"},
        "flg_dado_pessoal": {"type": "boolean", "description": "O valor identifica alguém: sai quando a pessoa é anonimizada."}
    }
}$json$);
SELECT flowt.definir_esquema('campo_personalizado_alteracao', $json${
    "type": "object", "required": ["num_versao"],
    "properties": {
        "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
        "des_rotulo": {"type": "string", "minLength": 1, "maxLength": 80},
        "opcoes": {"type": ["array", "null"], "minItems": 1, "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 80}},
        "num_minimo": {"type": ["number", "null"], "minimum": -1e15, "maximum": 1e15},
        "num_maximo": {"type": ["number", "null"], "minimum": -1e15, "maximum": 1e15},
        "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000},
        "flg_obrigatorio": {"type": "boolean"}, "flg_dado_pessoal": {"type": "boolean"}, "flg_ativo": {"type": "boolean"}
    }
}$json$);
SELECT flowt.definir_esquema('campo_personalizado', $json${
    "type": "object", "required": ["cod_campo", "tip_entidade", "nom_campo", "des_rotulo", "tip_campo", "num_versao"],
    "properties": {
        "cod_campo": {"type": "string"}, "tip_entidade": {"type": "string"}, "nom_campo": {"type": "string"}, "des_rotulo": {"type": "string"},
        "tip_campo": {"type": "string"}, "opcoes": {"type": ["array", "null"], "items": {"type": "string"}},
        "num_minimo": {"type": ["number", "null"]},
        "num_maximo": {"type": ["number", "null"]}, "num_ordem": {"type": "integer"}, "flg_obrigatorio": {"type": "boolean"},
        "flg_dado_pessoal": {"type": "boolean"}, "flg_ativo": {"type": "boolean"}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('campo_personalizado_lista', $json${
    "type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/campo_personalizado"}}}
}$json$);
SELECT flowt.definir_esquema('campos', $json${
    "type": "object", "description": "Valores dos campos personalizados: GET /v1/campos-personalizados.", "properties": {},
    "additionalProperties": true
}$json$);
