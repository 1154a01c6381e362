-- Bodies of requests (docs/architecture.md): one JSON Schema per body, kept in the database, documents it in OpenAPI
-- and checks it here; every wrong field is named in one answer. The subset of JSON Schema 2020-12 that is checked:
-- type, $ref, properties, required, additionalProperties (false unless said), minLength, maxLength, pattern, format,
-- minimum, maximum, enum, items, minItems, maxItems. "x-mensagem" replaces the sentence of pattern and format, beside $ref too.

CREATE OR REPLACE FUNCTION flowt.definir_esquema(p_nome text, p_esquema jsonb) RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    INSERT INTO flowt.tb_omni8_esquema_json (nom_esquema, js_esquema) VALUES (p_nome, p_esquema)
        ON CONFLICT (nom_esquema) DO UPDATE SET js_esquema = excluded.js_esquema;
END;
COMMENT ON FUNCTION flowt.definir_esquema(text, jsonb) IS 'Registra o JSON Schema de um corpo de requisição ou resposta.';

-- Bodies come from strangers: what one may cost is bounded before it is looked at.
CREATE OR REPLACE FUNCTION flowt.limite_de_erros() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50;
COMMENT ON FUNCTION flowt.limite_de_erros() IS 'Erros de campo que uma resposta nomeia: depois deles a conferência para.';
CREATE OR REPLACE FUNCTION flowt.limite_de_corpo() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 65536;
COMMENT ON FUNCTION flowt.limite_de_corpo() IS 'Bytes de um corpo cujo esquema não diz outro limite em "x-tamanho-maximo".';
CREATE OR REPLACE FUNCTION flowt.limite_de_campos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 64;
COMMENT ON FUNCTION flowt.limite_de_campos() IS 'Campos de um formulário, e campos desconhecidos de um objeto, que ainda se olham um a um.';

CREATE OR REPLACE FUNCTION flowt.conferir_tamanho(p_corpo text, p_limite integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF octet_length(p_corpo) > p_limite THEN
        RAISE EXCEPTION USING ERRCODE = 'PT413', MESSAGE = 'corpo_grande_demais',
            DETAIL = format('O corpo desta operação vai até %s KiB. Divida o envio em partes menores.', p_limite / 1024);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_tamanho(text, integer) IS 'Levanta 413 para um corpo maior que o limite, em bytes.';

CREATE OR REPLACE FUNCTION flowt.erro_de_campo(p_campo text, p_codigo text, p_mensagem text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_build_array(jsonb_build_object('campo', p_campo, 'codigo', p_codigo, 'mensagem', p_mensagem));
COMMENT ON FUNCTION flowt.erro_de_campo(text, text, text) IS 'Lista com um erro de campo, como a resposta 422 a mostra.';

-- What people type for others to read: nothing in it that nobody sees (control and format characters, fillers), or that turns the
-- words around it (bidirectional overrides). A joiner between letters of scripts that need it, or in an emoji, stays.
CREATE OR REPLACE FUNCTION flowt.texto_visivel(p_texto text, p_linhas boolean) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_texto text := regexp_replace(p_texto, '(?<=[^\u0001-\u024f\u2000-\u200f])[\u200c\u200d](?=[^\u0001-\u024f\u2000-\u200f])', '', 'g');
BEGIN
    IF p_linhas THEN
        v_texto := regexp_replace(v_texto, '[\t\n\r]', ' ', 'g');
    END IF;
    -- An empty text hides nothing: whether there may be one is minLength's to say.
    RETURN v_texto !~ (
            '[\u0001-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb'
                       '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]')
       AND (btrim(v_texto) = '' OR v_texto ~ '[^ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]');
END
$$;
COMMENT ON FUNCTION flowt.texto_visivel(text, boolean)
    IS 'Se um texto digitado não esconde nada: sem caracteres invisíveis nem que invertam a leitura; com p_linhas, pode ter mais de uma linha.';

CREATE OR REPLACE FUNCTION flowt.formato_valido(p_formato text, p_valor text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE p_formato
        WHEN 'telefone'  THEN flowt.telefone_e164(p_valor) IS NOT NULL
        WHEN 'email'     THEN flowt.email_valido(p_valor)
        WHEN 'documento' THEN flowt.documento_valido(flowt.documento_normalizado(p_valor))
        WHEN 'cep'       THEN flowt.cep_valido(replace(p_valor, '-', ''))
        WHEN 'fuso'      THEN flowt.fuso_valido(p_valor)
        WHEN 'nome'      THEN flowt.texto_visivel(p_valor, false)
        WHEN 'relato'    THEN flowt.texto_visivel(p_valor, true)
        WHEN 'codigo'    THEN p_valor ~ '^[1-9][0-9]{0,17}$'
        WHEN 'uri'       THEN p_valor ~ '^https?://[^\s"<>]+$' OR p_valor ~ '^/(estatico/[A-Za-z0-9._/-]+|[a-z0-9-]+/imagens/[0-9a-f]{64})$'
        WHEN 'date'      THEN p_valor ~ '^[1-9][0-9]{3}-(0[1-9]|1[0-2])-[0-9]{2}$'
                              AND substr(p_valor, 9)::integer BETWEEN 1 AND extract(day FROM (left(p_valor, 7) || '-01')::date
                                                                                    + interval '1 month - 1 day')
        -- Without an offset it would be read as UTC, and whoever leaves it out means the hour of a clock.
        WHEN 'date-time'
            THEN p_valor ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$'
                              AND flowt.formato_valido('date', left(p_valor, 10))
        WHEN 'data-hora' THEN flowt.formato_valido('date-time', p_valor) OR flowt.formato_valido('date-time', p_valor || 'Z')
    END;
END
$$;
COMMENT ON FUNCTION flowt.formato_valido(text, text) IS 'Confere um "format" dos esquemas; nulo para um formato que não existe.';

CREATE OR REPLACE FUNCTION flowt.validar_texto(p_esquema jsonb, p_valor text, p_campo text) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    v_minimo integer := (p_esquema ->> 'minLength')::integer;
    v_maximo integer := (p_esquema ->> 'maxLength')::integer;
BEGIN
    IF length(p_valor) > v_maximo THEN
        RETURN flowt.erro_de_campo(p_campo, 'texto_longo', format('Use no máximo %s caracteres.', v_maximo));
    ELSIF length(btrim(p_valor, E' \t\r\n\u00a0')) < v_minimo THEN
        RETURN flowt.erro_de_campo(p_campo, 'texto_curto', CASE v_minimo WHEN 1 THEN 'Preencha este campo.'
                                                                ELSE format('Use ao menos %s caracteres.', v_minimo) END);
    ELSIF (p_esquema ? 'pattern' AND p_valor !~ (p_esquema ->> 'pattern'))
       OR (p_esquema ? 'format' AND NOT flowt.formato_valido(p_esquema ->> 'format', p_valor)) THEN
        RETURN flowt.erro_de_campo(p_campo, 'formato_invalido',
            coalesce(p_esquema ->> 'x-mensagem', CASE WHEN p_esquema ->> 'format' IN ('nome', 'relato')
            THEN 'Há caracteres que não se veem neste campo: digite-o de novo, sem colar.' ELSE 'O valor não tem o formato esperado.' END));
    END IF;
    RETURN '[]';
END
$$;
COMMENT ON FUNCTION flowt.validar_texto(jsonb, text, text) IS 'Confere um texto contra seu esquema.';

CREATE OR REPLACE FUNCTION flowt.validar_numero(p_esquema jsonb, p_valor numeric, p_campo text) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF p_valor < (p_esquema ->> 'minimum')::numeric THEN
        RETURN flowt.erro_de_campo(p_campo, 'numero_pequeno', format('O menor valor aceito é %s.', p_esquema ->> 'minimum'));
    ELSIF p_valor > (p_esquema ->> 'maximum')::numeric THEN
        RETURN flowt.erro_de_campo(p_campo, 'numero_grande', format('O maior valor aceito é %s.', p_esquema ->> 'maximum'));
    END IF;
    RETURN '[]';
END
$$;
COMMENT ON FUNCTION flowt.validar_numero(jsonb, numeric, text) IS 'Confere um número contra seu esquema.';

CREATE OR REPLACE FUNCTION flowt.validar_objeto(p_esquema jsonb, p_valor jsonb, p_campo text) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    v_erros   jsonb := '[]';
    v_prefixo text  := CASE WHEN p_campo = '' THEN '' ELSE p_campo || '.' END;
    v_nome    text;
    v_membro  jsonb;
BEGIN
    FOR v_nome IN SELECT jsonb_array_elements_text(p_esquema -> 'required') LOOP
        IF NOT p_valor ? v_nome THEN
            v_erros := v_erros || flowt.erro_de_campo(v_prefixo || v_nome, 'campo_obrigatorio', 'Informe este campo.');
        END IF;
    END LOOP;
    IF (SELECT count(*) FROM jsonb_object_keys(p_valor)) > (SELECT count(*)
                                                              FROM jsonb_object_keys(p_esquema -> 'properties')) + flowt.limite_de_campos() THEN
        RETURN v_erros || flowt.erro_de_campo(p_campo, 'campos_demais', 'Há campos demais: envie só os que a operação conhece.');
    END IF;
    FOR v_nome, v_membro IN SELECT e.key, e.value FROM jsonb_each(p_valor) AS e LOOP
        EXIT WHEN jsonb_array_length(v_erros) >= flowt.limite_de_erros();
        IF p_esquema -> 'properties' ? v_nome THEN
            v_erros := v_erros || flowt.validar_json(p_esquema -> 'properties' -> v_nome, v_membro, v_prefixo || v_nome);
        ELSIF p_esquema -> 'additionalProperties' IS DISTINCT FROM 'true' THEN
            v_erros := v_erros || flowt.erro_de_campo(v_prefixo || left(v_nome, 60), 'campo_desconhecido',
                                                      'Este campo não existe: retire-o ou confira o nome.');
        END IF;
    END LOOP;
    RETURN v_erros;
END
$$;
COMMENT ON FUNCTION flowt.validar_objeto(jsonb, jsonb, text) IS 'Confere um objeto: campos que faltam, que sobram, e cada um dos presentes.';

CREATE OR REPLACE FUNCTION flowt.validar_lista(p_esquema jsonb, p_valor jsonb, p_campo text) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    v_erros jsonb := '[]';
BEGIN
    IF jsonb_array_length(p_valor) < (p_esquema ->> 'minItems')::integer THEN
        RETURN flowt.erro_de_campo(p_campo, 'lista_curta', format('Informe ao menos %s.', p_esquema ->> 'minItems'));
    ELSIF jsonb_array_length(p_valor) > (p_esquema ->> 'maxItems')::integer THEN
        RETURN flowt.erro_de_campo(p_campo, 'lista_longa', format('Informe no máximo %s.', p_esquema ->> 'maxItems'));
    END IF;
    -- A batch of events is not looked at twice: what may be anything is checked by whoever reads it.
    IF (p_esquema -> 'items') - 'description' = '{"additionalProperties": true}' THEN
        RETURN v_erros;
    END IF;
    FOR v_posicao IN 0 .. jsonb_array_length(p_valor) - 1 LOOP
        EXIT WHEN jsonb_array_length(v_erros) >= flowt.limite_de_erros();
        v_erros := v_erros || flowt.validar_json(p_esquema -> 'items', p_valor -> v_posicao, format('%s[%s]', p_campo, v_posicao));
    END LOOP;
    RETURN v_erros;
END
$$;
COMMENT ON FUNCTION flowt.validar_lista(jsonb, jsonb, text) IS 'Confere uma lista e cada um de seus elementos.';

CREATE OR REPLACE FUNCTION flowt.validar_json(p_esquema jsonb, p_valor jsonb, p_campo text) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    v_esquema jsonb := p_esquema;
    v_tipo    text  := jsonb_typeof(p_valor);
BEGIN
    IF v_esquema ? '$ref' THEN
        SELECT e.js_esquema INTO STRICT v_esquema FROM flowt.tb_omni8_esquema_json e
         WHERE e.nom_esquema = replace(p_esquema ->> '$ref', '#/components/schemas/', '');
        IF p_esquema ? 'x-mensagem' THEN
            v_esquema := v_esquema || jsonb_build_object('x-mensagem', p_esquema -> 'x-mensagem');
        END IF;
    END IF;
    -- 1.0 is no integer here: SQL would refuse to read it as one.
    IF v_tipo = 'number' AND v_esquema -> 'type' @> '"integer"' AND scale((p_valor #>> '{}')::numeric) = 0 THEN
        v_tipo := 'integer';
    END IF;
    -- @> holds for a type that is one name and for a list of names alike.
    IF v_esquema ? 'type' AND NOT v_esquema -> 'type' @> to_jsonb(v_tipo) THEN
        RETURN flowt.erro_de_campo(p_campo, 'tipo_invalido', 'Use ' || flowt.nome_do_tipo_json(v_esquema -> 'type') || '.');
    ELSIF v_tipo <> 'null' AND NOT coalesce(v_esquema -> 'enum' @> p_valor, true) THEN
        RETURN flowt.erro_de_campo(p_campo, 'opcao_invalida',
            'Use uma das opções: ' || (SELECT string_agg(o, ', ') FROM jsonb_array_elements_text(v_esquema -> 'enum') AS o) || '.');
    END IF;
    RETURN CASE v_tipo
        WHEN 'string'  THEN flowt.validar_texto(v_esquema, p_valor #>> '{}', p_campo)
        WHEN 'number'  THEN flowt.validar_numero(v_esquema, (p_valor #>> '{}')::numeric, p_campo)
        WHEN 'integer' THEN flowt.validar_numero(v_esquema, (p_valor #>> '{}')::numeric, p_campo)
        WHEN 'object'  THEN flowt.validar_objeto(v_esquema, p_valor, p_campo)
        WHEN 'array'   THEN flowt.validar_lista(v_esquema, p_valor, p_campo)
        ELSE '[]' END;
END
$$;
COMMENT ON FUNCTION flowt.validar_json(jsonb, jsonb, text)
    IS 'Erros de um valor JSON contra seu esquema: lista de {campo, codigo, mensagem}, vazia se está correto.';

CREATE OR REPLACE FUNCTION flowt.nome_do_tipo_json(p_tipo jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(coalesce(n.nome, t.tipo), ' ou ' ORDER BY t.posicao)
      FROM jsonb_array_elements_text(CASE jsonb_typeof(p_tipo) WHEN 'array' THEN p_tipo ELSE jsonb_build_array(p_tipo) END)
               WITH ORDINALITY AS t (tipo, posicao)
      LEFT JOIN (VALUES ('string', 'um texto entre aspas'), ('integer', 'um número inteiro'), ('number', 'um número'),
                        ('boolean', 'true ou false'), ('object', 'um objeto'), ('array', 'uma lista'), ('null', 'null'))
                AS n (tipo, nome) ON n.tipo = t.tipo
);
COMMENT ON FUNCTION flowt.nome_do_tipo_json(jsonb) IS 'Nome em português do que um "type" aceita.';

CREATE OR REPLACE FUNCTION flowt.recusar_corpo(p_erros jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'corpo_invalido',
        DETAIL = 'Há campos a corrigir: veja a lista "erros", corrija-os e envie de novo.',
        HINT = jsonb_build_object('erros', p_erros)::text;
END
$$;
COMMENT ON FUNCTION flowt.recusar_corpo(jsonb) IS 'Levanta o erro 422 que nomeia todos os campos errados.';

-- 1e131071 is eight characters, and 131,072 digits wherever it is written out: a small body would cost seconds. The first pattern
-- costs little and finds some texts too; what is between quotation marks is then left out.
CREATE OR REPLACE FUNCTION flowt.tem_numero_enorme(p_json text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_padrao text := '(^|[[:space:]:,[])-?[0-9][0-9.]*[eE][+-]?[0-9]{3}';
BEGIN
    RETURN p_json ~ v_padrao AND regexp_replace(p_json, '"([^"\\]|\\.)*"', '""', 'g') ~ v_padrao;
END
$$;
COMMENT ON FUNCTION flowt.tem_numero_enorme(text) IS 'Se um texto JSON, já lido como tal, tem um número de expoente de três algarismos ou mais.';

CREATE OR REPLACE FUNCTION flowt.ler_corpo(p_esquema text, p_corpo text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_corpo jsonb;
    v_erros jsonb;
BEGIN
    IF coalesce(btrim(p_corpo, E' \t\r\n'), '') = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT400', MESSAGE = 'corpo_ausente',
            DETAIL = 'Envie os dados no corpo da requisição, em JSON (Content-Type: application/json).';
    END IF;
    PERFORM flowt.conferir_tamanho(p_corpo, coalesce(
        (SELECT (e.js_esquema ->> 'x-tamanho-maximo')::integer FROM flowt.tb_omni8_esquema_json e WHERE e.nom_esquema = p_esquema),
        flowt.limite_de_corpo()));
    v_corpo := p_corpo::jsonb;
    v_erros := flowt.validar_json(jsonb_build_object('$ref', p_esquema), v_corpo, '');
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
    -- Where the schema says how large a number may be, it has been said above; it is where anything goes that this matters.
    IF flowt.tem_numero_enorme(p_corpo) THEN
        RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'a number of a body has an exponent of three digits';
    END IF;
    RETURN v_corpo;
END
$$;
COMMENT ON FUNCTION flowt.ler_corpo(text, text) IS 'Corpo JSON já conferido contra o esquema de nome dado; senão levanta 400 ou 422.';

-- The argument of a route is a flowt.momento, and not a timestamptz, so that what was written is still there to be looked at.
CREATE OR REPLACE FUNCTION flowt.ler_momento(p_parametro text, p_valor flowt.momento) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT flowt.formato_valido('date-time', p_valor) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'momento_invalido',
            DETAIL = format('Em "%s", use data, hora e fuso, como 2026-11-27T18:00:00-03:00.', p_parametro),
            HINT = jsonb_build_object('parametro', p_parametro)::text;
    END IF;
    RETURN p_valor::timestamptz;
END
$$;
COMMENT ON FUNCTION flowt.ler_momento(text, flowt.momento)
    IS 'Momento de um parâmetro da consulta, nulo se ela não o tem; 422 com o nome dele se lhe falta o fuso.';

-- %XX and + of application/x-www-form-urlencoded; a byte sequence that is not UTF-8 raises class 22, as anywhere.
CREATE OR REPLACE FUNCTION flowt.decodificar_formulario(p_texto text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN (
        SELECT coalesce(convert_from(string_agg(CASE WHEN m.parte[1] ~ '^%..' THEN decode(replace(m.parte[1], '%', ''), 'hex')
                                                     ELSE convert_to(m.parte[1], 'UTF8') END,
                                                ''::bytea ORDER BY m.posicao), 'UTF8'), '')
          FROM regexp_matches(replace(p_texto, '+', ' '), '((?:%[0-9A-Fa-f]{2})+|[^%]+|%)', 'g') WITH ORDINALITY AS m (parte, posicao));
END
$$;
COMMENT ON FUNCTION flowt.decodificar_formulario(text) IS 'Texto de um campo de formulário HTML, decodificado.';

CREATE OR REPLACE FUNCTION flowt.ler_formulario(p_corpo text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM flowt.conferir_tamanho(p_corpo, flowt.limite_de_corpo());
    IF length(p_corpo) - length(replace(p_corpo, '&', '')) >= flowt.limite_de_campos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT413', MESSAGE = 'campos_demais',
            DETAIL = format('Um formulário tem até %s campos.', flowt.limite_de_campos());
    END IF;
    -- An empty field of a form is a field not filled in. Of a repeated one the last counts, as jsonb does.
    RETURN (
        SELECT coalesce(jsonb_object_agg(flowt.decodificar_formulario(split_part(c.par, '=', 1)), v.valor ORDER BY c.posicao), '{}')
          FROM regexp_split_to_table(coalesce(p_corpo, ''), '&') WITH ORDINALITY AS c (par, posicao),
               LATERAL (SELECT btrim(flowt.decodificar_formulario(substr(c.par, strpos(c.par || '=', '=') + 1))) AS valor) AS v
         WHERE c.par <> '' AND v.valor <> '');
END
$$;
COMMENT ON FUNCTION flowt.ler_formulario(text)
    IS 'Campos preenchidos de um formulário HTML (application/x-www-form-urlencoded), como objeto de textos.';

DELETE FROM flowt.tb_omni8_esquema_json;

SELECT flowt.definir_esquema('problema', $json${
    "type": "object", "description": "Erro no formato da RFC 9457.",
    "required": ["type", "title", "status", "detail", "codigo", "requisicao"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string", "description": "O que fazer, em português."},
        "codigo": {"type": "string", "description": "Código estável do erro."},
        "requisicao": {"type": "string", "description": "Identificador da requisição, para o suporte."},
        "erros": {"type": "array", "items": {"$ref": "#/components/schemas/erro_de_campo"}}
    }, "additionalProperties": true
}$json$);
-- Every moment that a body or a query brings. What comes without an offset, where it may, is the company's time.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', e.tipo, 'format', e.formato, 'maxLength', 40, 'x-mensagem', e.mensagem))
  FROM (VALUES ('momento', '"string"'::jsonb, 'date-time', 'Use data, hora e fuso, como 2026-11-27T18:00:00-03:00.'),
               ('momento_opcional', '["string", "null"]', 'date-time', 'Use data, hora e fuso, como 2026-11-27T18:00:00-03:00.'),
               ('momento_da_empresa', '"string"', 'data-hora',
                'Use data e hora como 2026-12-01T08:00, da empresa, ou com o fuso: 2026-12-01T08:00-03:00.'),
               ('momento_da_empresa_opcional', '["string", "null"]', 'data-hora',
                'Use data e hora como 2026-12-01T08:00, da empresa, ou com o fuso: 2026-12-01T08:00-03:00.'))
       AS e (nome, tipo, formato, mensagem);
SELECT flowt.definir_esquema('erro_de_campo', $json${
    "type": "object", "required": ["campo", "codigo", "mensagem"],
    "properties": {"campo": {"type": "string"}, "codigo": {"type": "string"}, "mensagem": {"type": "string"}}
}$json$);
