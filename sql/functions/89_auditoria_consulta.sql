-- Reading the audit trails (guide chapter 17.3), newest first. A cursor is the moment in microseconds and the number.

CREATE OR REPLACE FUNCTION flowt.cursor_da_trilha(p_momento timestamptz, p_numero bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (extract(epoch FROM p_momento) * 1000000)::bigint || '-' || p_numero;
COMMENT ON FUNCTION flowt.cursor_da_trilha(timestamptz, bigint) IS 'Posição de uma linha na trilha, para continuar depois dela.';

CREATE OR REPLACE FUNCTION flowt.momento_do_cursor(p_cursor text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(timestamptz 'epoch' + split_part(p_cursor, '-', 1)::bigint * interval '1 microsecond', 'infinity');
COMMENT ON FUNCTION flowt.momento_do_cursor(text) IS 'Momento de um cursor; infinito sem cursor.';

CREATE OR REPLACE FUNCTION flowt.numero_do_cursor(p_cursor text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(nullif(split_part(p_cursor, '-', 2), ''), '0')::bigint;
COMMENT ON FUNCTION flowt.numero_do_cursor(text) IS 'Número de linha de um cursor.';

CREATE OR REPLACE FUNCTION flowt.inicio_do_dia(p_tenant bigint, p_dia date) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT p_dia::timestamp AT TIME ZONE t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.inicio_do_dia(bigint, date) IS 'Momento em que um dia começa no fuso do tenant.';

-- Each way of asking has an index of its own, and so a statement of its own (docs/decisions/0008).
CREATE OR REPLACE FUNCTION flowt.pagina_da_auditoria(p_tenant bigint, p_quantos integer, p_cursor text, p_tabela text, p_registro bigint,
                                                     p_usuario bigint,
                                                     p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.tb_omni8_auditoria
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_dat timestamptz := flowt.momento_do_cursor(p_cursor);
    v_cod bigint      := flowt.numero_do_cursor(p_cursor);
    v_ate timestamptz := least(v_dat, p_ate);
BEGIN
    IF p_registro IS NOT NULL THEN
        RETURN QUERY SELECT a.* FROM flowt.tb_omni8_auditoria a
            WHERE a.cod_tenant = p_tenant AND a.nom_tabela = p_tabela AND a.cod_registro = p_registro
              AND (p_usuario IS NULL OR a.cod_usuario = p_usuario)
              AND a.dat_evento >= p_de AND a.dat_evento <= v_ate AND a.dat_evento < p_ate AND (a.dat_evento, a.cod_auditoria) < (v_dat, v_cod)
            ORDER BY a.dat_evento DESC, a.cod_auditoria DESC LIMIT p_quantos;
    ELSIF p_usuario IS NOT NULL THEN
        RETURN QUERY SELECT a.* FROM flowt.tb_omni8_auditoria a
            WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_usuario AND (p_tabela IS NULL OR a.nom_tabela = p_tabela)
              AND a.dat_evento >= p_de AND a.dat_evento <= v_ate AND a.dat_evento < p_ate AND (a.dat_evento, a.cod_auditoria) < (v_dat, v_cod)
            ORDER BY a.dat_evento DESC, a.cod_auditoria DESC LIMIT p_quantos;
    ELSIF p_tabela IS NOT NULL THEN
        RETURN QUERY SELECT a.* FROM flowt.tb_omni8_auditoria a
            WHERE a.cod_tenant = p_tenant AND a.nom_tabela = p_tabela
              AND a.dat_evento >= p_de AND a.dat_evento <= v_ate AND a.dat_evento < p_ate AND (a.dat_evento, a.cod_auditoria) < (v_dat, v_cod)
            ORDER BY a.dat_evento DESC, a.cod_auditoria DESC LIMIT p_quantos;
    ELSE
        RETURN QUERY SELECT a.* FROM flowt.tb_omni8_auditoria a
            WHERE a.cod_tenant = p_tenant
              AND a.dat_evento >= p_de AND a.dat_evento <= v_ate AND a.dat_evento < p_ate AND (a.dat_evento, a.cod_auditoria) < (v_dat, v_cod)
            ORDER BY a.dat_evento DESC, a.cod_auditoria DESC LIMIT p_quantos;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.pagina_da_auditoria IS 'Linhas de uma página da trilha, da mais nova à mais antiga.';

-- What a column means is in its comment: its first sentence.
CREATE OR REPLACE FUNCTION flowt.json_mudancas(p_tabela text, p_diferenca jsonb) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(json_build_object('coluna', d.key, 'antes', d.value -> 0, 'depois', d.value -> 1,
                   'descricao', rtrim(split_part(col_description(a.attrelid, a.attnum), '. ', 1), '.')) ORDER BY a.attnum, d.key), '[]')
          FROM jsonb_each(p_diferenca) AS d
          LEFT JOIN pg_attribute AS a ON a.attrelid = to_regclass('flowt.' || quote_ident(p_tabela)) AND a.attname = d.key);
END
$$;
COMMENT ON FUNCTION flowt.json_mudancas(text, jsonb) IS 'Diferença de uma linha da trilha, coluna a coluna, com o que cada uma quer dizer.';

CREATE OR REPLACE FUNCTION api.auditoria_listar(p_limite integer, p_apos text, p_tabela text, p_registro bigint, p_usuario bigint, p_dat_de date,
                                                p_dat_ate date)
RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   json;
    v_proximo text;
BEGIN
    IF p_registro IS NOT NULL AND p_tabela IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'registro_de_que_tabela',
            DETAIL = 'Diga também a tabela do registro, como tabela=tb_omni8_pedido.';
    END IF;
    SELECT coalesce(json_agg(json_build_object(
               'cod_auditoria', a.cod_auditoria::text, 'dat_evento', a.dat_evento, 'nom_tabela', a.nom_tabela,
               'tip_operacao', CASE a.tip_operacao WHEN 'I' THEN 'INCLUSAO' WHEN 'U' THEN 'ALTERACAO' ELSE 'EXCLUSAO' END,
               'cod_registro', a.cod_registro::text, 'chave', (SELECT jsonb_object_agg(k.key, k.value) FROM jsonb_each_text(a.js_chave) k
                                                                WHERE k.key <> 'cod_tenant'),
               'mudancas', flowt.json_mudancas(a.nom_tabela, a.js_diferenca),
               'cod_usuario', a.cod_usuario::text, 'cod_pessoa', a.cod_pessoa::text, 'cod_chave_api', a.cod_chave_api::text,
               'cod_personificador', a.cod_personificador::text, 'nom_login', a.nom_login, 'requisicao', a.num_requisicao)
               ORDER BY a.dat_evento DESC, a.cod_auditoria DESC), '[]'),
           CASE WHEN count(*) = v_quantos THEN (array_agg(flowt.cursor_da_trilha(a.dat_evento, a.cod_auditoria) ORDER BY a.dat_evento,
                                                          a.cod_auditoria))[1] END
      INTO v_itens, v_proximo
      FROM flowt.pagina_da_auditoria(v_tenant, v_quantos, p_apos, p_tabela, p_registro, p_usuario,
               coalesce(flowt.inicio_do_dia(v_tenant, p_dat_de), '-infinity'),
               coalesce(flowt.inicio_do_dia(v_tenant, p_dat_ate + 1), 'infinity')) AS a;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_proximo)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.auditoria_listar(integer, text, text, bigint, bigint, date, date) IS
$$GET /v1/auditoria
acesso: auditoria.ler
resposta: 200 auditoria_lista
resposta: 422 problema
faixa: lenta
etiqueta: Auditoria
Lista o que mudou nos dados da empresa, do mais novo ao mais antigo: quem, quando, em que requisição, de que valor para qual.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtros: tabela, registro (com tabela), usuario, dat_de e dat_ate (dias da empresa, inclusive).
Dados pessoais aparecem como pseudônimos: o mesmo valor tem sempre o mesmo.$$;

CREATE OR REPLACE FUNCTION flowt.pagina_de_acessos(p_tenant bigint, p_quantos integer, p_cursor text, p_pessoa bigint, p_usuario bigint,
                                                   p_de timestamptz, p_ate timestamptz)
RETURNS SETOF flowt.tb_omni8_acesso_dado_pessoal
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_dat timestamptz := flowt.momento_do_cursor(p_cursor);
    v_cod bigint      := flowt.numero_do_cursor(p_cursor);
    v_ate timestamptz := least(v_dat, p_ate);
BEGIN
    IF p_pessoa IS NOT NULL THEN
        RETURN QUERY SELECT a.* FROM flowt.tb_omni8_acesso_dado_pessoal a
            WHERE a.cod_tenant = p_tenant AND a.cod_pessoa = p_pessoa AND (p_usuario IS NULL OR a.cod_usuario = p_usuario)
              AND a.dat_evento >= p_de AND a.dat_evento <= v_ate AND a.dat_evento < p_ate AND (a.dat_evento, a.cod_acesso) < (v_dat, v_cod)
            ORDER BY a.dat_evento DESC, a.cod_acesso DESC LIMIT p_quantos;
    ELSIF p_usuario IS NOT NULL THEN
        RETURN QUERY SELECT a.* FROM flowt.tb_omni8_acesso_dado_pessoal a
            WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_usuario
              AND a.dat_evento >= p_de AND a.dat_evento <= v_ate AND a.dat_evento < p_ate AND (a.dat_evento, a.cod_acesso) < (v_dat, v_cod)
            ORDER BY a.dat_evento DESC, a.cod_acesso DESC LIMIT p_quantos;
    ELSE
        RETURN QUERY SELECT a.* FROM flowt.tb_omni8_acesso_dado_pessoal a
            WHERE a.cod_tenant = p_tenant
              AND a.dat_evento >= p_de AND a.dat_evento <= v_ate AND a.dat_evento < p_ate AND (a.dat_evento, a.cod_acesso) < (v_dat, v_cod)
            ORDER BY a.dat_evento DESC, a.cod_acesso DESC LIMIT p_quantos;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_acessos IS 'Linhas de uma página das leituras de dados pessoais, da mais nova à mais antiga.';

CREATE OR REPLACE FUNCTION api.acesso_listar(p_limite integer, p_apos text, p_pessoa bigint, p_usuario bigint, p_dat_de date, p_dat_ate date)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   json;
    v_proximo text;
BEGIN
    SELECT coalesce(json_agg(json_build_object(
               'cod_acesso', a.cod_acesso::text, 'dat_evento', a.dat_evento, 'des_leitura', a.des_leitura, 'nom_funcao', a.nom_funcao,
               'qtd_pessoas', a.qtd_pessoas,
               'cod_pessoa', a.cod_pessoa::text, 'cod_usuario', a.cod_usuario::text, 'cod_pessoa_login', a.cod_pessoa_login::text,
               'cod_chave_api', a.cod_chave_api::text, 'cod_personificador', a.cod_personificador::text, 'nom_login', a.nom_login,
               'requisicao', a.num_requisicao)
               ORDER BY a.dat_evento DESC, a.cod_acesso DESC), '[]'),
           CASE WHEN count(*) = v_quantos THEN (array_agg(flowt.cursor_da_trilha(a.dat_evento, a.cod_acesso) ORDER BY a.dat_evento,
                                                          a.cod_acesso))[1] END
      INTO v_itens, v_proximo
      FROM flowt.pagina_de_acessos(v_tenant, v_quantos, p_apos, p_pessoa, p_usuario,
               coalesce(flowt.inicio_do_dia(v_tenant, p_dat_de), '-infinity'),
               coalesce(flowt.inicio_do_dia(v_tenant, p_dat_ate + 1), 'infinity')) AS a;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_proximo)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.acesso_listar(integer, text, bigint, bigint, date, date) IS
$$GET /v1/auditoria/acessos
acesso: auditoria.ler
resposta: 200 acesso_lista
faixa: lenta
etiqueta: Auditoria
Lista quem leu ou exportou dados pessoais, do mais novo ao mais antigo.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtros: pessoa, usuario, dat_de e dat_ate (dias da empresa, inclusive).$$;

SELECT flowt.definir_esquema('auditoria_linha', $json${
    "type": "object", "required": ["cod_auditoria", "dat_evento", "nom_tabela", "tip_operacao", "chave", "mudancas", "nom_login"],
    "properties": {
        "cod_auditoria": {"type": "string"}, "dat_evento": {"type": "string", "format": "date-time"}, "nom_tabela": {"type": "string"},
        "tip_operacao": {"type": "string", "enum": ["INCLUSAO", "ALTERACAO", "EXCLUSAO"]}, "cod_registro": {"type": ["string", "null"]},
        "chave": {"type": ["object", "null"], "additionalProperties": true, "description": "Colunas cod_ da linha."},
        "mudancas": {"type": "array", "items": {"type": "object", "required": ["coluna", "antes", "depois"], "properties": {
            "coluna": {"type": "string"}, "descricao": {"type": ["string", "null"]}, "antes": {}, "depois": {}}}},
        "cod_usuario": {"type": ["string", "null"]}, "cod_pessoa": {"type": ["string", "null"]}, "cod_chave_api": {"type": ["string", "null"]},
        "cod_personificador": {"type": ["string", "null"]}, "nom_login": {"type": "string"}, "requisicao": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema('acesso_linha', $json${
    "type": "object", "required": ["cod_acesso", "dat_evento", "des_leitura", "qtd_pessoas", "nom_login"],
    "properties": {
        "cod_acesso": {"type": "string"}, "dat_evento": {"type": "string", "format": "date-time"}, "des_leitura": {"type": "string"},
        "nom_funcao": {"type": ["string", "null"]}, "qtd_pessoas": {"type": "integer"}, "cod_pessoa": {"type": ["string", "null"]},
        "cod_usuario": {"type": ["string", "null"]}, "cod_pessoa_login": {"type": ["string", "null"]}, "cod_chave_api": {"type": ["string", "null"]},
        "cod_personificador": {"type": ["string", "null"]}, "nom_login": {"type": "string"}, "requisicao": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema(e.lista, jsonb_build_object('type', 'object', 'required', '["itens", "proximo"]'::jsonb,
           'properties', jsonb_build_object(
           'itens', jsonb_build_object('type', 'array', 'items', jsonb_build_object('$ref', '#/components/schemas/' || e.linha)),
           'proximo', '{"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}'::jsonb)))
  FROM (VALUES ('auditoria_lista', 'auditoria_linha'), ('acesso_lista', 'acesso_linha')) AS e (lista, linha);
