-- Routes are read from the comments of the functions in schema api.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(24);

CREATE FUNCTION api.novidade(p_id bigint, p_limite integer, p_x_chave text, p_sacola text, p_ip inet, p_corpo text) RETURNS flowt.resposta
    LANGUAGE sql VOLATILE RETURN NULL::flowt.resposta;
COMMENT ON FUNCTION api.novidade(bigint, integer, text, text, inet, text) IS
$$PUT /v1/novidades/{id}
acesso: catalogo.escrever
cabecalhos: X-Chave
cookies: sacola
contexto: ip
corpo: categoria_nova
resposta: 200 categoria
resposta: 422 problema
faixa: lenta
limite: 7
etiqueta: Novidades
Uma frase.
limite: isto já é descrição.
GET /isto/tambem$$;
SELECT is(to_jsonb(r) - 'argumentos' - 'instrucao' - 'arquivo', '{"metodo": "PUT", "caminho": "/v1/novidades/{id}", "funcao": "novidade", "acesso": "catalogo.escrever", "somente_leitura": false,
    "faixa": "lenta", "cache": "no-store", "corpo": "json", "limite_por_minuto": 7, "confirma_junto": false}', 'a comment is a route') FROM flowt.rota r WHERE r.funcao = 'novidade';
SELECT is(r.argumentos, E'caminho id\nconsulta limite\ncabecalho x-chave\ncookie sacola\ncontexto ip\ncorpo corpo',
    'each argument with its origin, in order') FROM flowt.rota r WHERE r.funcao = 'novidade';
SELECT is(r.instrucao, 'SELECT * FROM api.novidade(p_id => $1, p_limite => $2, p_x_chave => $3, p_sacola => $4, p_ip => $5, p_corpo => $6)',
    'and the statement that takes them') FROM flowt.rota r WHERE r.funcao = 'novidade';
SELECT is(f.descricao, E'Uma frase.\nlimite: isto já é descrição.\nGET /isto/tambem', 'after the first line of description everything is description')
    FROM flowt.rota_funcao f WHERE f.funcao = 'novidade';
SELECT is_empty($$SELECT FROM flowt.rota WHERE caminho = '/isto/tambem'$$, 'even what looks like a route');

-- Two paths of one function: an argument of the other path keeps its default.
CREATE FUNCTION api.vitrine(p_busca text, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta LANGUAGE sql STABLE RETURN NULL::flowt.resposta;
COMMENT ON FUNCTION api.vitrine(text, text) IS E'GET /{slug}/vitrine\nGET /vitrine\nacesso: publico\nresposta: 200 html\nVitrine.';
SELECT set_eq($$SELECT caminho, instrucao, argumentos, somente_leitura, cache, faixa, corpo, limite_por_minuto FROM flowt.rota WHERE funcao = 'vitrine'$$,
    $$VALUES ('/vitrine', 'SELECT * FROM api.vitrine(p_busca => $1)', 'consulta busca', true, 'no-cache', 'rapida', NULL::text, NULL::integer),
             ('/{slug}/vitrine', 'SELECT * FROM api.vitrine(p_busca => $1, p_slug => $2)', E'consulta busca\ncaminho slug', true, 'no-cache', 'rapida', NULL, NULL)$$,
                 'one function, two paths');
COMMENT ON FUNCTION api.vitrine(text, text) IS E'GET /{slug}/vitrine\nacesso: catalogo.ler\nresposta: 200 html\nVitrine.';
SELECT is(r.cache, 'private, no-cache', 'what a permission guards is not for shared caches') FROM flowt.rota r WHERE r.funcao = 'vitrine';
COMMENT ON FUNCTION api.vitrine(text, text) IS E'GET /{slug}/vitrine\nacesso: publico\nresposta: 200 html\ncache: max-age=5\nVitrine.';
SELECT is(r.cache, 'max-age=5', 'unless the route says otherwise') FROM flowt.rota r WHERE r.funcao = 'vitrine';
COMMENT ON FUNCTION api.vitrine(text, text) IS E'GET /{slug}/vitrine\nacesso: publico\nconsulta: livre\nresposta: 200 html\nVitrine.';
SELECT is(r.argumentos || '; ' || r.instrucao, E'consulta busca\ncaminho slug\nconsulta *; SELECT * FROM api.vitrine(p_busca => $1, p_slug => $2)',
    'a page may take any query; what it does not name goes nowhere') FROM flowt.rota r WHERE r.funcao = 'vitrine';
COMMENT ON FUNCTION api.vitrine(text, text) IS E'Nenhuma rota aqui.\nGET /v1/vitrine';
SELECT is_empty($$SELECT FROM flowt.rota WHERE funcao = 'vitrine'$$, 'a comment that does not begin with a route has none');
DROP FUNCTION api.vitrine(text, text);

-- Files and streams.
CREATE FUNCTION api.foto(p_id bigint, p_arquivo bytea, p_content_type text) RETURNS SETOF flowt.resposta LANGUAGE sql VOLATILE RETURN NULL::flowt.resposta;
COMMENT ON FUNCTION api.foto(bigint, bytea, text) IS
E'PUT /v1/fotos/{id}\nacesso: catalogo.escrever\narquivo: image/png,  Image/JPEG 16MiB\ncabecalhos: Content-Type\nfaixa: lenta\nresposta: 204\nGuarda uma foto.';
SELECT is(r.arquivo, '16777216 image/png image/jpeg', 'a file has a size and types') FROM flowt.rota r WHERE r.funcao = 'foto';
SELECT is(r.corpo || '; ' || r.faixa || '; ' || r.argumentos, E'arquivo; lenta; caminho id\narquivo arquivo\ncabecalho content-type',
    'it is the body, and an argument') FROM flowt.rota r WHERE r.funcao = 'foto';
COMMENT ON FUNCTION api.foto(bigint, bytea, text) IS E'PUT /v1/fotos/{id}\nacesso: catalogo.escrever\narquivo: image/png 900KiB\nfluxo: sim\nfaixa: lenta\nresposta: 204\nFoto.';
SELECT is(r.arquivo, '921600 image/png', 'kibibytes are a size too') FROM flowt.rota r WHERE r.funcao = 'foto';
SELECT is(r.faixa, 'fluxo', 'a stream has a lane of its own') FROM flowt.rota r WHERE r.funcao = 'foto';
COMMENT ON FUNCTION api.foto(bigint, bytea, text) IS E'PUT /v1/fotos/{id}\nacesso: catalogo.escrever\narquivo: image/png 9TB\nresposta: 204\nFoto.';
SELECT is((r.corpo, r.arquivo), ('arquivo'::text, NULL::text), 'what is no size is none: the house rule and the gateway refuse it') FROM flowt.rota r WHERE r.funcao = 'foto';
COMMENT ON FUNCTION api.foto(bigint, bytea, text) IS E'PUT /v1/fotos/{id}\nacesso: catalogo.escrever\nconfirmacao: conjunta\narquivo: image/png 9KiB\nresposta: 204\nFoto.';
SELECT ok(r.confirma_junto, 'what many write at once may be committed together') FROM flowt.rota r WHERE r.funcao = 'foto';
DROP FUNCTION api.foto(bigint, bytea, text);
DROP FUNCTION api.novidade(bigint, integer, text, text, inet, text);

-- Every statement can be prepared with as many parameters as it has arguments, by the role that runs it.
CREATE TEMP TABLE prepared AS SELECT r.metodo || ' ' || r.caminho AS route, r.instrucao, r.argumentos, pg_temp.attempt('flowt_api', format('PREPARE %I AS %s',
    'r' || row_number() OVER (), r.instrucao)) AS result FROM flowt.rota r;
SELECT is_empty($$SELECT route, result FROM prepared WHERE result NOT LIKE 'ok%'$$, 'every statement prepares');
SELECT is_empty($$SELECT route FROM prepared p
                   WHERE (SELECT count(*) FROM regexp_matches(p.instrucao, '\$\d+', 'g'))
                      <> (SELECT count(*) FROM regexp_split_to_table(p.argumentos, '\n') AS a WHERE a NOT IN ('', 'consulta *'))$$, 'with a parameter per argument');
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM ' || v), 'ok ' || n, 'the gateway can load ' || v)
  FROM (VALUES ('flowt.rota', (SELECT count(*) FROM flowt.rota)), ('flowt.mensagem_erro', (SELECT count(*) FROM flowt.mensagem_erro))) AS c (v, n);
SELECT cmp_ok((SELECT count(*) FROM flowt.rota), '>=', 20::bigint, 'there are routes');

SELECT is(m.detalhe, 'Já existe um item com este SKU: escolha outro.', 'a constraint''s comment is its message')
    FROM flowt.mensagem_erro m WHERE m.codigo = 'sku_ja_usado';
SELECT is_empty('SELECT codigo FROM flowt.mensagem_erro GROUP BY codigo HAVING count(*) > 1', 'each code has one message');
SELECT is_empty($$SELECT codigo FROM flowt.mensagem_erro WHERE detalhe !~ '^[A-ZÁÉÍÓÚÂÊÔÃÕÇ].*[.…]$'$$, 'each message is a sentence');

SELECT * FROM finish();
ROLLBACK;
