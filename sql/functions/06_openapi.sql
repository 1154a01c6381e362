-- OpenAPI 3.1 and its readable page, composed from the catalogue: what is documented is what runs.

CREATE OR REPLACE FUNCTION flowt.esquema_do_tipo(p_tipo regtype) RETURNS jsonb
LANGUAGE sql STABLE
RETURN CASE p_tipo
    WHEN 'bigint'::regtype      THEN '{"type": "string", "pattern": "^[1-9][0-9]{0,17}$"}'::jsonb
    WHEN 'integer'::regtype     THEN '{"type": "integer"}'
    WHEN 'boolean'::regtype     THEN '{"type": "boolean"}'
    WHEN 'date'::regtype        THEN '{"type": "string", "format": "date"}'
    WHEN 'flowt.momento'::regtype THEN '{"$ref": "#/components/schemas/momento"}'
    ELSE '{"type": "string"}' END;
COMMENT ON FUNCTION flowt.esquema_do_tipo(regtype) IS 'JSON Schema de um argumento, pelo tipo SQL.';

CREATE OR REPLACE FUNCTION flowt.openapi_respostas() RETURNS TABLE (cod_funcao oid, respostas jsonb)
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- The same status may come as JSON or, where one asks for it, as something else.
    SELECT r.cod_funcao, jsonb_object_agg(r.status, jsonb_build_object('description', CASE WHEN r.status < '400' THEN 'Sucesso' ELSE 'Erro' END)
                                      || CASE WHEN r.conteudo IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('content', r.conteudo) END)
           || '{"default": {"description": "Erro", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problema"}}}}}'
      FROM (SELECT l.cod_funcao, l.partes[1] AS status, jsonb_object_agg(
                       CASE WHEN l.partes[2] = 'html' THEN 'text/html' WHEN l.partes[2] LIKE '%/%' THEN l.partes[2]
                            WHEN l.partes[2] = 'problema' THEN 'application/problem+json' ELSE 'application/json' END,
                       jsonb_build_object('schema', CASE WHEN l.partes[2] = 'html' OR l.partes[2] LIKE '%/%' THEN '{"type": "string"}'::jsonb
                                                         ELSE jsonb_build_object('$ref',
                                                                                 '#/components/schemas/'
                                                                                 || l.partes[2]) END)) FILTER (
                                                                                 WHERE l.partes[2] IS NOT NULL) AS conteudo
              FROM (SELECT x.cod_funcao, regexp_split_to_array(x.valor, '\s+') AS partes FROM flowt.rota_linha x WHERE x.chave = 'resposta') AS l
             GROUP BY l.cod_funcao, l.partes[1]) AS r
     GROUP BY r.cod_funcao;
END;
COMMENT ON FUNCTION flowt.openapi_respostas() IS 'Respostas documentadas de cada função do esquema api.';

CREATE OR REPLACE FUNCTION flowt.openapi_corpo(p_f flowt.rota_funcao) RETURNS jsonb
LANGUAGE sql IMMUTABLE
RETURN CASE
    WHEN (p_f).esquema_corpo IS NOT NULL THEN jsonb_build_object('required', true, 'content', jsonb_build_object('application/json',
        jsonb_build_object('schema', jsonb_build_object('$ref', '#/components/schemas/' || (p_f).esquema_corpo))))
    WHEN (p_f).esquema_formulario IS NOT NULL THEN jsonb_build_object('required', true,
        'content', jsonb_build_object('application/x-www-form-urlencoded',
        jsonb_build_object('schema', jsonb_build_object('$ref', '#/components/schemas/' || (p_f).esquema_formulario))))
    WHEN (p_f).arquivo IS NOT NULL THEN (SELECT jsonb_build_object('required', true, 'content', jsonb_object_agg(t.tipo, jsonb_build_object('schema',
        jsonb_build_object('type', 'string', 'contentMediaType', t.tipo,
                           'x-tamanho-maximo', (p_f).arquivo_maximo)))) FROM unnest((p_f).arquivo_tipos) AS t (tipo)) END;
COMMENT ON FUNCTION flowt.openapi_corpo(flowt.rota_funcao) IS 'Objeto Request Body de uma função do esquema api.';

-- All at once: asked route by route, the catalogue is read once a route.
CREATE OR REPLACE FUNCTION flowt.openapi_operacoes() RETURNS TABLE (etiqueta text, metodo text, caminho text, operacao jsonb)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH rota AS MATERIALIZED (
        SELECT l.cod_funcao, l.metodo, l.caminho, min(l.caminho) OVER (PARTITION BY l.cod_funcao) AS primeiro FROM flowt.rota_linha AS l
         WHERE l.metodo IS NOT NULL
    ), funcao AS MATERIALIZED (
        SELECT f, f.cod_funcao FROM flowt.rota_funcao AS f
    ), resposta AS MATERIALIZED (
        SELECT r.cod_funcao, r.respostas FROM flowt.openapi_respostas() AS r
    ), argumento AS MATERIALIZED (
        SELECT a.cod_funcao, a.metodo, a.caminho, jsonb_agg(jsonb_build_object(
                   'name', CASE a.origem WHEN 'cabecalho' THEN initcap(replace(a.apelido, '_', '-')) ELSE a.apelido END,
                   'in', CASE a.origem WHEN 'caminho' THEN 'path' WHEN 'cabecalho' THEN 'header' WHEN 'cookie' THEN 'cookie' ELSE 'query' END,
                   'required', a.origem = 'caminho', 'schema', flowt.esquema_do_tipo(a.tipo)) ORDER BY a.numero) AS lista
          FROM flowt.rota_argumento AS a WHERE a.origem NOT IN ('corpo', 'arquivo', 'contexto') GROUP BY 1, 2, 3
    )
    SELECT (x.f).etiqueta, r.metodo, r.caminho, jsonb_strip_nulls(jsonb_build_object(
               'operationId', (x.f).funcao || CASE WHEN r.caminho = r.primeiro THEN '' ELSE '_2' END,
               'tags', jsonb_build_array((x.f).etiqueta),
               'summary', split_part((x.f).descricao, E'\n', 1),
               'description', (x.f).descricao,
               'security', CASE WHEN (x.f).acesso IN ('aberto', 'publico') THEN '[]'::jsonb ELSE '[{"sessao": []}]' END,
               'x-fluxo', CASE (x.f).faixa WHEN 'fluxo' THEN 'true'::jsonb WHEN 'eventos' THEN '"eventos"' END,
               'x-permissao', CASE WHEN (x.f).acesso LIKE '%.%' THEN (x.f).acesso END,
               'parameters', a.lista, 'requestBody', flowt.openapi_corpo(x.f), 'responses', s.respostas))
      FROM rota AS r JOIN funcao AS x ON x.cod_funcao = r.cod_funcao
      LEFT JOIN resposta AS s ON s.cod_funcao = r.cod_funcao
      LEFT JOIN argumento AS a ON a.cod_funcao = r.cod_funcao AND a.metodo = r.metodo AND a.caminho = r.caminho;
END
$$;
COMMENT ON FUNCTION flowt.openapi_operacoes() IS 'Objeto Operation de cada rota.';

CREATE OR REPLACE FUNCTION api.openapi() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_caminhos jsonb;
BEGIN
    SELECT jsonb_object_agg(c.caminho, c.operacoes) INTO v_caminhos
      FROM (SELECT o.caminho, jsonb_object_agg(lower(o.metodo), o.operacao) AS operacoes FROM flowt.openapi_operacoes() AS o GROUP BY o.caminho) AS c;
    RETURN (200, 'application/json', NULL, jsonb_build_object(
        'openapi', '3.1.0',
        'info', jsonb_build_object('title', 'Flowt', 'version', '1', 'description',
            'Comércio, engajamento e inteligência para empresas. Dinheiro é inteiro em centavos, códigos são textos, datas são instantes em UTC (RFC 3339). '
            || 'A empresa vem do cabeçalho X-Flowt-Tenant, do endereço (domínio ou subdomínio) ou da sessão. Erros seguem a RFC 9457, em português.'),
        'servers', '[{"url": "/"}]'::jsonb,
        'paths', v_caminhos,
        'components', jsonb_build_object(
            'securitySchemes', '{"sessao": {"type": "http", "scheme": "bearer", "description": "Token de POST /v1/sessoes."}}'::jsonb,
            'schemas', (SELECT jsonb_object_agg(e.nom_esquema, e.js_esquema) FROM flowt.tb_omni8_esquema_json e)))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.openapi() IS
$$GET /openapi.json
acesso: aberto
resposta: 200
faixa: lenta
etiqueta: Documentação
Esta descrição da API, em OpenAPI 3.1.$$;

CREATE OR REPLACE FUNCTION flowt.docs_rota(p_caminho text, p_metodo text, p_operacao jsonb) RETURNS text
LANGUAGE sql STABLE
RETURN '<section class="rota"><h3><code><b class="metodo ' || lower(p_metodo) || '">' || p_metodo || '</b> ' || flowt.html(p_caminho)
    || '</code></h3><p>'
    || replace(flowt.html(p_operacao ->> 'description'), E'\n', '<br>') || '</p>'
    || coalesce('<p class="nota">Permissão: <code>' || flowt.html(p_operacao ->> 'x-permissao') || '</code></p>', '')
    || coalesce((SELECT '<ul>' || string_agg('<li><code>' || flowt.html(a ->> 'name') || '</code> (' || (a ->> 'in') || ', '
                                             || (a -> 'schema' ->> 'type') || ')</li>', '') || '</ul>'
                   FROM jsonb_array_elements(p_operacao -> 'parameters') AS a), '')
    || coalesce((SELECT '<p class="nota">Arquivo: ' || string_agg('<code>' || flowt.html(c.key) || '</code>', ', ') || ', até '
                        || max((c.value #>> '{schema,x-tamanho-maximo}')::bigint) / 1024 || ' KiB</p>'
                   FROM jsonb_each(p_operacao #> '{requestBody,content}') AS c WHERE c.value #> '{schema,contentMediaType}' IS NOT NULL), '')
    || coalesce((SELECT '<details><summary>Corpo: ' || flowt.html(s.nom_esquema) || '</summary><pre>' || flowt.html(jsonb_pretty(s.js_esquema))
                   || '</pre></details>'
                   FROM flowt.tb_omni8_esquema_json AS s
                  WHERE '#/components/schemas/' || s.nom_esquema IN (p_operacao #>> '{requestBody,content,application/json,schema,$ref}',
                                                                     p_operacao #>> '{requestBody,content,application/x-www-form-urlencoded,schema,$ref}')), '')
    || coalesce((SELECT string_agg('<details><summary>Resposta ' || r.key || ': ' || flowt.html(s.nom_esquema) || '</summary><pre>'
                                   || flowt.html(jsonb_pretty(s.js_esquema)) || '</pre></details>', '' ORDER BY r.key)
                   FROM jsonb_each(p_operacao -> 'responses') AS r
                   JOIN flowt.tb_omni8_esquema_json AS s ON '#/components/schemas/'
                       || s.nom_esquema = r.value #>> '{content,application/json,schema,$ref}'), '')
    || '</section>';
COMMENT ON FUNCTION flowt.docs_rota(text, text, jsonb) IS 'Uma rota na página de documentação.';

CREATE OR REPLACE FUNCTION api.docs() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_conteudo text;
BEGIN
    SELECT string_agg(c.html, '' ORDER BY c.etiqueta) INTO v_conteudo
      FROM (SELECT o.etiqueta, '<h2>' || flowt.html(o.etiqueta) || '</h2>' || string_agg(flowt.docs_rota(o.caminho, o.metodo, o.operacao),
                                                                                         '' ORDER BY o.caminho, o.metodo) AS html
              FROM flowt.openapi_operacoes() AS o GROUP BY o.etiqueta) AS c;
    RETURN (200, 'text/html; charset=utf-8', NULL, flowt.pagina('API do Flowt', 'Documentação da API do Flowt', NULL,
        '<main class="docs"><h1>API do Flowt</h1><p>Dinheiro é inteiro em centavos; códigos são textos; datas são instantes em UTC. '
        || 'A empresa vem do cabeçalho <code>X-Flowt-Tenant</code>, do endereço ou da sessão. '
        || 'Erros seguem a RFC 9457. Para máquinas: <a href="/openapi.json">openapi.json</a>.</p>' || v_conteudo || '</main>'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.docs() IS
$$GET /docs
acesso: aberto
resposta: 200 html
faixa: lenta
etiqueta: Documentação
Esta documentação, em uma página.$$;

CREATE OR REPLACE FUNCTION api.ping() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, '{"situacao":"ok"}'::text;
END;
COMMENT ON FUNCTION api.ping() IS
$$GET /v1/ping
acesso: aberto
resposta: 200 situacao
etiqueta: Documentação
Responde sem tocar em dados: mede o caminho inteiro, do HTTP ao banco.$$;

SELECT flowt.definir_esquema('situacao',
                             '{"type": "object", "required": ["situacao"], "properties": {"situacao": {"type": "string", "enum": ["ok"]}}}');
