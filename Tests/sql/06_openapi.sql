-- The OpenAPI document and its page say exactly what the routes are.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(35);

CREATE FUNCTION api.novidade(p_id bigint, p_limite integer, p_quando date, p_x_chave text, p_ip inet, p_corpo text) RETURNS flowt.resposta
    LANGUAGE sql VOLATILE RETURN NULL::flowt.resposta;
COMMENT ON FUNCTION api.novidade(bigint, integer, date, text, inet, text) IS
E'PUT /v1/novidades/{id}\nacesso: catalogo.escrever\ncabecalhos: X-Chave\ncontexto: ip\ncorpo: categoria_nova\nresposta: 200 categoria\nresposta: 204\nresposta: 422 problema\netiqueta: Novidades\nUma frase.\nE outra <b>.';
GRANT EXECUTE ON FUNCTION api.novidade(bigint, integer, date, text, inet, text) TO flowt_api;
CREATE FUNCTION api.foto(p_arquivo bytea) RETURNS SETOF flowt.resposta LANGUAGE sql VOLATILE RETURN NULL::flowt.resposta;
COMMENT ON FUNCTION api.foto(bytea) IS E'POST /v1/fotos\nacesso: catalogo.escrever\narquivo: image/png, image/jpeg 1MiB\nfluxo: sim\nresposta: 200 text/csv\nFoto.';

CREATE TEMP TABLE document AS SELECT a.status, a.body AS doc FROM pg_temp.request('GET /openapi.json') AS a;
CREATE TEMP VIEW operation AS SELECT p.key AS path, o.key AS method, o.value AS op FROM document, jsonb_each(doc -> 'paths') AS p, jsonb_each(p.value) AS o;

SELECT is(status, 200, 'anybody may read the document') FROM document;
SELECT is(doc ->> 'openapi', '3.1.0', 'its version') FROM document;
SELECT set_eq('SELECT path, upper(method) FROM operation', 'SELECT caminho, metodo FROM flowt.rota', 'every route is in it, and nothing else');
SELECT ok((SELECT count(*) FROM document, LATERAL jsonb_path_query(doc, 'strict $.**."$ref"')) > 50, 'it has references');
SELECT is_empty($$SELECT DISTINCT r #>> '{}' FROM document, LATERAL jsonb_path_query(doc, 'strict $.**."$ref"') AS r
                   WHERE doc #> string_to_array(substr(r #>> '{}', 3), '/') IS NULL$$, 'every reference resolves');
SELECT is_empty($$SELECT op ->> 'operationId' FROM operation GROUP BY 1 HAVING count(*) > 1$$, 'no operation id twice');
SELECT is_empty($$SELECT path FROM operation WHERE op ->> 'operationId' IS NULL OR coalesce(op ->> 'summary',
    '') = '' OR jsonb_array_length(op -> 'tags') <> 1 OR op -> 'responses' = '{}'$$, 'each operation is complete');
SELECT is_empty($$SELECT path, m[1] FROM operation, regexp_matches(path, '\{([^}]+)\}', 'g') AS m
                   WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(op -> 'parameters') AS a WHERE a ->> 'in' = 'path' AND a ->> 'name' = m[1]
                       AND a -> 'required' = 'true')$$, 'every part of a path is a required parameter');
SELECT is_empty($$SELECT path FROM operation, jsonb_array_elements(op -> 'parameters') AS a WHERE a ->> 'in' = 'path' AND strpos(path,
    '{' || (a ->> 'name') || '}') = 0$$, 'and no other is');
SELECT is_empty($$SELECT o.path FROM operation o JOIN (SELECT metodo, caminho, corpo, split_part(acesso, '@', 1) AS acesso FROM flowt.rota) r ON r.caminho = o.path AND r.metodo = upper(o.method)
                   WHERE (r.corpo IS NOT NULL) <> (o.op ? 'requestBody') OR (r.acesso NOT IN ('aberto', 'publico')) <> (o.op -> 'security' <> '[]')
                      OR (o.op ->> 'x-permissao') IS DISTINCT FROM CASE WHEN r.acesso LIKE '%.%' THEN r.acesso END$$, 'body, security and permission are the route''s');
SELECT is(op, '{"operationId": "novidade", "tags": ["Novidades"], "summary": "Uma frase.", "description": "Uma frase.\nE outra <b>.", "security": [{"sessao": []}], "x-permissao": "catalogo.escrever",
    "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,17}$"}}, {"name": "limite", "in": "query", "required": false, "schema": {"type": "integer"}},
                   {"name": "quando", "in": "query", "required": false, "schema": {"type": "string", "format": "date"}}, {"name": "X-Chave", "in": "header", "required": false, "schema": {"type": "string"}}],
    "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/categoria_nova"}}}},
    "responses": {"200": {"description": "Sucesso", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/categoria"}}}}, "204": {"description": "Sucesso"},
                  "422": {"description": "Erro", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problema"}}}},
                  "default": {"description": "Erro", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problema"}}}}}}',
                      'a new function is documented whole')
  FROM operation WHERE path = '/v1/novidades/{id}';
SELECT is(op -> 'requestBody', '{"required": true, "content": {"image/png": {"schema": {"type": "string", "contentMediaType": "image/png", "x-tamanho-maximo": 1048576}},
    "image/jpeg": {"schema": {"type": "string", "contentMediaType": "image/jpeg", "x-tamanho-maximo": 1048576}}}}', 'a file is documented with its types and size')
  FROM operation WHERE path = '/v1/fotos';
SELECT is(op -> 'x-fluxo' || (op #> '{responses,200,content}'), '[true, {"text/csv": {"schema": {"type": "string"}}}]', 'a stream and what is no JSON too')
  FROM operation WHERE path = '/v1/fotos';
SELECT is_empty($$SELECT s.key FROM document, jsonb_each(doc #> '{components,schemas}') AS s WHERE s.value ->> 'type' IS NULL$$, 'every schema says its type');
-- A keyword the checker does not know would be documented and not enforced.
SELECT is_empty($$SELECT DISTINCT k FROM (SELECT jsonb_object_keys(n) AS k FROM document, jsonb_path_query(doc,
    'strict $.components.schemas.** ? (@.type() == "object" && exists(@.type))') AS n WHERE jsonb_typeof(n -> 'type') IN ('string', 'array')) AS x
                   WHERE k NOT IN ('type', '$ref', 'properties', 'required', 'additionalProperties', 'minLength', 'maxLength', 'pattern', 'format', 'minimum',
                       'maximum', 'enum', 'items', 'minItems', 'maxItems', 'x-mensagem', 'x-tamanho-maximo', 'description')$$,
                'only keywords that are checked');
SELECT is_empty($$SELECT DISTINCT n ->> 'format' FROM document, jsonb_path_query(doc, 'strict $.components.schemas.** ? (@.format.type() == "string")') AS n
    WHERE flowt.formato_valido(n ->> 'format', '') IS NULL$$, 'only formats that are checked');
SELECT is_empty($$SELECT n FROM document, jsonb_path_query(doc, 'strict $.components.schemas.** ? (@.type() == "object").keyvalue() ? (@.key == "nom_cliente" || @.key == "nom_pessoa" || @.key == "nom_social" || @.key == "nom_apelido")') AS n
    WHERE n -> 'value' ? 'maxLength' AND coalesce(n #>> '{value,format}', '') NOT IN ('nome', 'relato')$$, 'a name that somebody types hides nothing');
-- A write body without bounds would let anything through.
SELECT is_empty($$SELECT e.nom_esquema, p.key FROM flowt.tb_omni8_esquema_json e JOIN flowt.rota_funcao f ON e.nom_esquema = f.esquema_corpo,
    jsonb_each(e.js_esquema -> 'properties') AS p
                   WHERE (p.value -> 'type' @> '"string"' AND NOT p.value ?| '{maxLength,enum,format}') OR (p.value -> 'type' @> '"integer"'
                       AND NOT p.value ?& '{minimum,maximum}')
                      OR (p.value -> 'type' @> '"array"' AND NOT p.value ? 'maxItems')$$, 'every field of a body is bounded');
-- A moment is one rule: whatever a request brings that is one goes through the schema of moments, in bodies and forms, at any depth.
CREATE TEMP TABLE brought AS
WITH RECURSIVE found AS (
    SELECT e.nom_esquema AS name, e.nom_esquema AS path, e.js_esquema AS node FROM flowt.tb_omni8_esquema_json e JOIN flowt.rota_funcao f ON e.nom_esquema IN (f.esquema_corpo, f.esquema_formulario)
    UNION
    SELECT x.* FROM found AS d CROSS JOIN LATERAL (
        SELECT d.name, d.path || '.' || k.key, k.value FROM jsonb_each(CASE jsonb_typeof(d.node) WHEN 'object' THEN d.node END) AS k WHERE k.key <> '$ref'
        UNION ALL
        SELECT e.nom_esquema, e.nom_esquema, e.js_esquema FROM flowt.tb_omni8_esquema_json e
         WHERE jsonb_typeof(d.node) = 'object' AND d.node ->> '$ref' = '#/components/schemas/' || e.nom_esquema AND e.nom_esquema NOT LIKE 'momento%') AS x
)
SELECT DISTINCT f.name, f.path, f.node FROM found AS f WHERE jsonb_typeof(f.node) = 'object';
SELECT is_empty($$SELECT path FROM brought WHERE node ->> 'format' IN ('date-time', 'data-hora') OR strpos(node ->> 'pattern', 'T[') > 0 OR strpos(node ->> 'pattern', 'T(') > 0$$, 'no schema says by itself what a moment is');
SELECT is((SELECT count(DISTINCT path) FROM brought WHERE node ->> '$ref' ~ 'schemas/momento(_opcional)?$'), (SELECT count(DISTINCT path) FROM brought WHERE node ->> '$ref' ~ 'schemas/momento(_opcional)?$'
    AND flowt.validar_json(node, '"2026-12-01T08:00"', 'x') @> '[{"campo": "x", "codigo": "formato_invalido"}]' AND flowt.validar_json(node, '"2026-12-01T08:00-03:00"', 'x') = '[]'), 'each wants an offset, and names the field');
SELECT set_eq($$SELECT path FROM brought WHERE node ->> '$ref' LIKE '%/momento_da_empresa%'$$, ARRAY['preco_novo.properties.dat_inicio', 'preco_novo.properties.dat_fim', 'opcao_preco_novo.properties.dat_inicio',
    'opcao_preco_novo.properties.dat_fim'], 'but those that are the time of the company');
SELECT ok(count(*) > 15, 'there are such fields') FROM brought WHERE node ->> '$ref' ~ 'schemas/momento(_opcional)?$';
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'api'::regnamespace AND p.proargtypes::oid[] && ARRAY['timestamptz'::regtype, 'timestamp'::regtype]::oid[]$$,
    'no query is read as a moment before it is looked at');

SELECT is(flowt.esquema_do_tipo(t), e::jsonb, 'schema of ' || t)
  FROM (VALUES ('bigint'::regtype, '{"type": "string", "pattern": "^[1-9][0-9]{0,17}$"}'), ('integer', '{"type": "integer"}'), ('boolean', '{"type": "boolean"}'),
      ('date', '{"type": "string", "format": "date"}'),
               ('flowt.momento', '{"$ref": "#/components/schemas/momento"}'), ('text', '{"type": "string"}'), ('inet', '{"type": "string"}')) AS c (t, e);

CREATE TEMP TABLE page AS SELECT a.status, a.raw FROM pg_temp.request('GET /docs') AS a;
SELECT is(status, 200, 'anybody may read the page') FROM page;
SELECT is_empty($$SELECT r.caminho FROM flowt.rota r, page WHERE strpos(page.raw, '</b> ' || r.caminho || '</code>') = 0$$, 'every route is on the page');
SELECT ok(strpos(raw, 'E outra &lt;b&gt;.') > 0, 'descriptions are escaped') FROM page;
SELECT ok(strpos(raw, '<p class="nota">Arquivo: <code>image/png</code>, <code>image/jpeg</code>, até 1024 KiB</p>') > 0, 'files with types and size') FROM page;
SELECT is(pg_temp.request('GET /v1/ping'), (200, NULL, '{"situacao": "ok"}', '{"situacao":"ok"}', NULL, NULL, NULL)::pg_temp.answer, 'ping answers without a tenant');

SELECT * FROM finish();
ROLLBACK;
