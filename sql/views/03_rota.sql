-- Routes (docs/decisions/0002): the first lines of an api function's comment say how HTTP calls it.
--
--   METHOD /path/{argument}       one or more; {x} is the argument p_x
--   acesso: aberto | publico | cliente | sessao | <permission>
--   modulo: <name>                404 where the company has switched it off
--   corpo: <schema>               a JSON body, argument p_corpo;  formulario: <schema>, an HTML form
--   arquivo: <type>, <type> <max> a file of one of these media types up to 16MiB (or …KiB), argument p_arquivo bytea
--   resposta: <status> <schema>   one per documented answer; "html" for a page, a media type like text/csv for what is no JSON
--   cabecalhos: / cookies: / contexto: a, b    arguments that come from there; the others are query parameters
--   leitura: auditada            shows personal data and logs it (functions/09_auditoria_acesso.sql)
--   leitura: contada             a GET that only counts that it was asked for
--   consulta: livre               other query parameters (utm_source…) are ignored instead of refused
--   fluxo: sim                    the rows of SETOF flowt.resposta are the pieces of one body, sent as they are made (decision 0009)
--   fluxo: eventos                server-sent events: called again with the last id when a topic is announced (decision 0014)
--   confirmacao: conjunta         concurrent calls may be committed together: a small write that many send at once (decision 0016)
--   cache: <Cache-Control>   faixa: lenta   limite: <per minute and address>   etiqueta: <chapter in OpenAPI>
-- Everything after them is the description.

CREATE OR REPLACE VIEW flowt.rota_linha AS
-- OFFSET 0: each line is matched once, however often what was found is looked at; and one function's lines only, if one is asked for.
WITH linha AS (
    SELECT p.oid AS cod_funcao, p.proname::text AS funcao, l.numero, l.texto, m.rota, m.diretiva
      FROM pg_catalog.pg_proc AS p,
           LATERAL regexp_split_to_table(coalesce(obj_description(p.oid, 'pg_proc'), ''), '\n') WITH ORDINALITY AS l (texto, numero),
           LATERAL (SELECT regexp_match(l.texto, '^(GET|POST|PUT|PATCH|DELETE) (/\S*)$') AS rota,
                           regexp_match(l.texto,
                                        '^(acesso|modulo|corpo|formulario|arquivo|fluxo|resposta|consulta|cabecalhos|cookies|contexto|cache|faixa|limite|leitura|etiqueta|confirmacao): (.+)$') AS diretiva
                    OFFSET 0) AS m
     WHERE p.pronamespace = 'api'::regnamespace
), cabecalho AS (
    -- The header ends at the first line that is neither; a description may begin a line with "limite: …".
    SELECT l.*, bool_and(num_nonnulls(l.rota, l.diretiva) > 0) OVER (PARTITION BY l.cod_funcao ORDER BY l.numero) AS no_cabecalho FROM linha AS l
)
SELECT c.cod_funcao, c.funcao, c.numero, c.texto,
       CASE WHEN c.no_cabecalho THEN c.rota[1] END AS metodo, CASE WHEN c.no_cabecalho THEN c.rota[2] END AS caminho,
       CASE WHEN c.no_cabecalho THEN c.diretiva[1] END AS chave, CASE WHEN c.no_cabecalho THEN c.diretiva[2] END AS valor
  FROM cabecalho AS c;
COMMENT ON VIEW flowt.rota_linha IS 'Linhas dos comentários das funções do esquema api, já reconhecidas.';
COMMENT ON COLUMN flowt.rota_linha.cod_funcao IS 'Identificador da função no catálogo.';
COMMENT ON COLUMN flowt.rota_linha.funcao IS 'Nome da função no esquema api.';
COMMENT ON COLUMN flowt.rota_linha.numero IS 'Posição da linha no comentário.';
COMMENT ON COLUMN flowt.rota_linha.texto IS 'A linha.';
COMMENT ON COLUMN flowt.rota_linha.metodo IS 'Método, se a linha é uma rota.';
COMMENT ON COLUMN flowt.rota_linha.caminho IS 'Caminho, se a linha é uma rota.';
COMMENT ON COLUMN flowt.rota_linha.chave IS 'Nome da diretiva, se é uma.';
COMMENT ON COLUMN flowt.rota_linha.valor IS 'Valor da diretiva.';

CREATE OR REPLACE VIEW flowt.rota_funcao AS
SELECT p.oid AS cod_funcao, p.proname::text AS funcao, p.provolatile <> 'v' AS somente_leitura,
       coalesce(p.proargnames[1:p.pronargs], '{}') AS nomes, p.proargtypes::oid[] AS tipos,
       max(l.valor) FILTER (WHERE l.chave = 'acesso')     AS acesso,
       max(l.valor) FILTER (WHERE l.chave = 'corpo')      AS esquema_corpo,
       max(l.valor) FILTER (WHERE l.chave = 'formulario') AS esquema_formulario,
       max(l.valor) FILTER (WHERE l.chave = 'cache')      AS cache,
       CASE max(l.valor) FILTER (WHERE l.chave = 'fluxo') WHEN 'sim' THEN 'fluxo' WHEN 'eventos' THEN 'eventos'
            ELSE coalesce(max(l.valor) FILTER (WHERE l.chave = 'faixa'), 'rapida') END AS faixa,
       max(l.valor) FILTER (WHERE l.chave = 'limite')::integer AS limite_por_minuto,
       coalesce(max(l.valor) FILTER (WHERE l.chave = 'etiqueta'), 'Geral') AS etiqueta,
       regexp_split_to_array(max(l.valor) FILTER (WHERE l.chave = 'cabecalhos'), ',\s*') AS cabecalhos,
       regexp_split_to_array(max(l.valor) FILTER (WHERE l.chave = 'cookies'), ',\s*')    AS cookies,
       regexp_split_to_array(max(l.valor) FILTER (WHERE l.chave = 'contexto'), ',\s*')   AS contexto,
       max(l.valor) FILTER (WHERE l.chave = 'consulta')   AS consulta,
       max(l.valor) FILTER (WHERE l.chave = 'arquivo')    AS arquivo,
       regexp_split_to_array(lower(substring(max(l.valor) FILTER (WHERE l.chave = 'arquivo') FROM '^(.+?)\s+\S+$')), ',\s*') AS arquivo_tipos,
       pg_size_bytes(replace(substring(max(l.valor) FILTER (WHERE l.chave = 'arquivo') FROM '\s(\d{1,5}[KM]iB)$'), 'i', '')) AS arquivo_maximo,
       max(l.valor) FILTER (WHERE l.chave = 'modulo')     AS modulo,
       btrim(string_agg(l.texto, E'\n' ORDER BY l.numero) FILTER (WHERE l.metodo IS NULL AND l.chave IS NULL), E'\n') AS descricao,
       max(l.valor) FILTER (WHERE l.chave = 'confirmacao') AS confirmacao,
       max(l.valor) FILTER (WHERE l.chave = 'leitura')     AS leitura
  FROM pg_catalog.pg_proc AS p
  JOIN flowt.rota_linha AS l ON l.cod_funcao = p.oid
 GROUP BY p.oid, p.proname, p.provolatile, p.proargnames, p.pronargs, p.proargtypes;
COMMENT ON VIEW flowt.rota_funcao IS 'Uma linha por função do esquema api, com as diretivas do comentário.';
COMMENT ON COLUMN flowt.rota_funcao.cod_funcao IS 'Identificador da função no catálogo.';
COMMENT ON COLUMN flowt.rota_funcao.funcao IS 'Nome da função no esquema api.';
COMMENT ON COLUMN flowt.rota_funcao.somente_leitura IS 'A função não é VOLATILE: a transação é só de leitura.';
COMMENT ON COLUMN flowt.rota_funcao.nomes IS 'Nomes dos argumentos.';
COMMENT ON COLUMN flowt.rota_funcao.tipos IS 'Tipos dos argumentos.';
COMMENT ON COLUMN flowt.rota_funcao.acesso IS 'Quem pode: aberto, publico, cliente, sessao ou o nome de uma permissão.';
COMMENT ON COLUMN flowt.rota_funcao.esquema_corpo IS 'Esquema do corpo JSON.';
COMMENT ON COLUMN flowt.rota_funcao.esquema_formulario IS 'Esquema do formulário HTML.';
COMMENT ON COLUMN flowt.rota_funcao.cache IS 'Cache-Control, se não o padrão.';
COMMENT ON COLUMN flowt.rota_funcao.faixa
    IS 'rapida, lenta ou fluxo: cada faixa tem conexões próprias, e as demoradas não atrasam as outras; eventos usa a rápida, uma chamada curta por vez.';
COMMENT ON COLUMN flowt.rota_funcao.limite_por_minuto IS 'Requisições por minuto e endereço de rede, se há limite próprio.';
COMMENT ON COLUMN flowt.rota_funcao.etiqueta IS 'Capítulo na documentação da API.';
COMMENT ON COLUMN flowt.rota_funcao.cabecalhos IS 'Cabeçalhos que são argumentos.';
COMMENT ON COLUMN flowt.rota_funcao.cookies IS 'Cookies que são argumentos.';
COMMENT ON COLUMN flowt.rota_funcao.contexto IS 'Argumentos que vêm da conexão: ip, host, requisicao, esquema, metodo.';
COMMENT ON COLUMN flowt.rota_funcao.consulta IS 'livre: parâmetros de consulta desconhecidos são ignorados.';
COMMENT ON COLUMN flowt.rota_funcao.arquivo IS 'A diretiva arquivo: como está no comentário.';
COMMENT ON COLUMN flowt.rota_funcao.arquivo_tipos IS 'Tipos de conteúdo do arquivo que a rota recebe.';
COMMENT ON COLUMN flowt.rota_funcao.arquivo_maximo IS 'Tamanho máximo do arquivo, em bytes.';
COMMENT ON COLUMN flowt.rota_funcao.modulo IS 'Módulo que, desligado no tenant, faz a rota responder 404.';
COMMENT ON COLUMN flowt.rota_funcao.descricao IS 'Descrição para a documentação.';
COMMENT ON COLUMN flowt.rota_funcao.leitura IS 'auditada: lê dados pessoais e registra que os leu; é leitura, embora grave.';
COMMENT ON COLUMN flowt.rota_funcao.confirmacao IS 'conjunta: requisições simultâneas podem ser confirmadas em uma só transação.';

CREATE OR REPLACE VIEW flowt.rota_argumento AS
SELECT f.cod_funcao, f.metodo, f.caminho, a.numero, a.nome, substr(a.nome, 3) AS apelido, a.tipo::oid::regtype AS tipo,
       CASE WHEN strpos(f.caminho, '{' || substr(a.nome, 3) || '}') > 0 THEN 'caminho'
            WHEN a.nome = 'p_corpo' THEN 'corpo'
            WHEN a.nome = 'p_arquivo' THEN 'arquivo'
            WHEN substr(a.nome, 3) = ANY (f.contexto) THEN 'contexto'
            WHEN substr(a.nome, 3) = ANY (f.cookies)  THEN 'cookie'
            WHEN EXISTS (SELECT FROM unnest(f.cabecalhos) c WHERE replace(lower(c), '-', '_') = substr(a.nome, 3)) THEN 'cabecalho'
            ELSE 'consulta' END AS origem
  FROM (SELECT f.*, r.metodo, r.caminho, string_agg(r.caminho, ' ') OVER (PARTITION BY f.cod_funcao) AS caminhos
          FROM flowt.rota_funcao AS f JOIN flowt.rota_linha AS r ON r.cod_funcao = f.cod_funcao AND r.metodo IS NOT NULL) AS f
 CROSS JOIN LATERAL unnest(f.nomes, f.tipos) WITH ORDINALITY AS a (nome, tipo, numero)
    -- An argument that is in another path of the same function keeps its default in this one.
 WHERE strpos(f.caminho, '{' || substr(a.nome, 3) || '}') > 0 OR strpos(f.caminhos, '{' || substr(a.nome, 3) || '}') = 0;
COMMENT ON VIEW flowt.rota_argumento IS 'Argumentos de cada rota e de onde cada um vem na requisição.';
COMMENT ON COLUMN flowt.rota_argumento.cod_funcao IS 'Identificador da função no catálogo.';
COMMENT ON COLUMN flowt.rota_argumento.metodo IS 'Método HTTP.';
COMMENT ON COLUMN flowt.rota_argumento.caminho IS 'Caminho da rota.';
COMMENT ON COLUMN flowt.rota_argumento.numero IS 'Posição do argumento na função.';
COMMENT ON COLUMN flowt.rota_argumento.nome IS 'Nome do argumento na função.';
COMMENT ON COLUMN flowt.rota_argumento.apelido IS 'Nome na requisição.';
COMMENT ON COLUMN flowt.rota_argumento.tipo IS 'Tipo na função.';
COMMENT ON COLUMN flowt.rota_argumento.origem IS 'caminho, consulta, cabecalho, cookie, contexto, corpo ou arquivo.';

CREATE OR REPLACE VIEW flowt.rota AS
SELECT r.metodo, r.caminho, f.funcao, concat_ws('@', f.acesso, CASE WHEN f.leitura IS NOT NULL THEN coalesce(f.modulo, '') ELSE f.modulo END,
                                                CASE WHEN f.leitura IS NOT NULL THEN 'leitura' END) AS acesso, f.somente_leitura, f.faixa,
       coalesce(f.cache, CASE WHEN r.metodo <> 'GET' OR NOT f.somente_leitura OR f.faixa = 'eventos' THEN 'no-store'
                              WHEN f.acesso IN ('aberto', 'publico') THEN 'no-cache'
                              ELSE 'private, no-cache' END) AS cache,
       CASE WHEN f.esquema_corpo IS NOT NULL THEN 'json' WHEN f.esquema_formulario IS NOT NULL THEN 'formulario'
            WHEN f.arquivo IS NOT NULL THEN 'arquivo' END AS corpo,
       f.limite_por_minuto,
       format('SELECT * FROM api.%I(%s)', f.funcao, coalesce(a.chamada, '')) AS instrucao,
       concat_ws(E'\n', a.lista, CASE WHEN f.consulta = 'livre' THEN 'consulta *' END) AS argumentos,
       f.arquivo_maximo || ' ' || array_to_string(f.arquivo_tipos, ' ') AS arquivo,
       coalesce(f.confirmacao = 'conjunta', false) AND NOT f.somente_leitura AS confirma_junto
  FROM flowt.rota_funcao AS f
  JOIN flowt.rota_linha AS r ON r.cod_funcao = f.cod_funcao AND r.metodo IS NOT NULL
  -- Together, not route by route: it grows with the routes and not with their square.
  LEFT JOIN (
       SELECT n.cod_funcao, n.metodo, n.caminho, string_agg(format('%I => $%s', n.nome, n.posicao), ', ' ORDER BY n.posicao) AS chamada,
              string_agg(n.origem || ' ' || CASE n.origem WHEN 'cabecalho' THEN replace(n.apelido, '_', '-') ELSE n.apelido END,
                         E'\n' ORDER BY n.posicao) AS lista
         FROM (SELECT a.*, row_number() OVER (PARTITION BY a.cod_funcao, a.metodo, a.caminho ORDER BY a.numero) AS posicao
                 FROM flowt.rota_argumento a) AS n
        GROUP BY n.cod_funcao, n.metodo, n.caminho) AS a ON a.cod_funcao = f.cod_funcao AND a.metodo = r.metodo AND a.caminho = r.caminho;
COMMENT ON VIEW flowt.rota
    IS 'Rotas HTTP, lidas dos comentários das funções do esquema api: o servidor as carrega ao iniciar e a cada NOTIFY flowt_rota.';
COMMENT ON COLUMN flowt.rota.metodo IS 'Método HTTP.';
COMMENT ON COLUMN flowt.rota.caminho IS 'Caminho, com {argumentos}.';
COMMENT ON COLUMN flowt.rota.funcao IS 'Função do esquema api.';
COMMENT ON COLUMN flowt.rota.acesso IS 'Quem pode e, depois de @, o módulo e, se é uma leitura que se registra, leitura: conferidos em flowt.abrir.';
COMMENT ON COLUMN flowt.rota.somente_leitura IS 'A transação é só de leitura.';
COMMENT ON COLUMN flowt.rota.faixa IS 'rapida, lenta, fluxo ou eventos.';
COMMENT ON COLUMN flowt.rota.cache IS 'Cache-Control da resposta.';
COMMENT ON COLUMN flowt.rota.corpo IS 'json, formulario, arquivo ou nulo.';
COMMENT ON COLUMN flowt.rota.limite_por_minuto IS 'Limite próprio por endereço de rede.';
COMMENT ON COLUMN flowt.rota.instrucao IS 'Instrução SQL que o servidor prepara.';
COMMENT ON COLUMN flowt.rota.argumentos IS 'Um argumento por linha: origem e nome, na ordem de $1, $2….';
COMMENT ON COLUMN flowt.rota.arquivo IS 'Do arquivo que a rota recebe: tamanho máximo em bytes e tipos de conteúdo.';
COMMENT ON COLUMN flowt.rota.confirma_junto IS 'Requisições simultâneas podem ser confirmadas em uma só transação.';

-- A constraint's name is the code of its error; its comment is the sentence the user reads.
CREATE OR REPLACE VIEW flowt.mensagem_erro AS
SELECT c.conname::text AS codigo, NULL::text AS titulo, obj_description(c.oid, 'pg_constraint') AS detalhe
  FROM pg_catalog.pg_constraint AS c
 WHERE c.connamespace = 'flowt'::regnamespace AND c.conparentid = 0 AND c.coninhcount = 0 AND obj_description(c.oid, 'pg_constraint') IS NOT NULL;
COMMENT ON VIEW flowt.mensagem_erro IS 'Mensagem ao usuário de cada restrição: o nome da restrição é o código do erro, o comentário é a frase.';
COMMENT ON COLUMN flowt.mensagem_erro.codigo IS 'Código estável do erro.';
COMMENT ON COLUMN flowt.mensagem_erro.titulo IS 'O que houve (nulo: o título do status).';
COMMENT ON COLUMN flowt.mensagem_erro.detalhe IS 'O que fazer.';
