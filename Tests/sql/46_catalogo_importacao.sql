-- The catalogue from a file and into one (guide chapter 5.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(75);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook \gset

CREATE FUNCTION pg_temp.send(p_token text, p_text text, p_try boolean DEFAULT false, p_encoding text DEFAULT 'UTF8') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/catalogo/importacoes', jsonb_build_object('arquivo', convert_to(p_text, p_encoding)::text, 'simular', p_try::text), p_token);
-- "created changed refused"
CREATE FUNCTION pg_temp.counts(p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN concat_ws(' ', (p_answer).status, (p_answer).code, (p_answer).body ->> 'qtd_criadas', (p_answer).body ->> 'qtd_alteradas', (p_answer).body ->> 'qtd_recusadas');
CREATE FUNCTION pg_temp.errors(p_token text, p_answer pg_temp.answer) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg((i ->> 'num_linha') || ' ' || (SELECT string_agg(concat_ws(':', e ->> 'campo', e ->> 'codigo'), ' ' ORDER BY e ->> 'campo') FROM jsonb_array_elements(i -> 'erros') AS e), ', ')
          FROM pg_temp.request('GET /v1/catalogo/importacoes/{id}/erros', jsonb_build_object('id', (p_answer).body ->> 'cod_importacao'), p_token) AS r, jsonb_array_elements((r).body -> 'itens') AS i);

-- Headers.
SELECT is(flowt.coluna_de_importacao('CATALOGO', h), e, h) FROM (VALUES ('SKU', 'sku'), ('Preço de Venda', 'preco'), ('preço-de', 'preco_de'), ('ALÉRGENOS', 'alergenos'), ('Código', 'codigo'), ('Cor', NULL)) AS v (h, e);
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', f)), e, translate(f, E'\n', '/')) FROM (VALUES ('cor;tamanho' || E'\nx;y', '422 coluna_obrigatoria_ausente'), (E'sku;Preço;valor\nx;1;2', '422 coluna_repetida'), (E'sku;nome\n\n', '422 arquivo_sem_linhas'),
    (E'sku;nome\n"a;b', '422 aspas_sem_par'), ('', '422 coluna_obrigatoria_ausente')) AS v (f, e);
SELECT is(pg_temp.outcome(pg_temp.send(:'cook', E'sku;nome\na;b')), '403 sem_permissao', 'a cook imports nothing');

-- A file as people have it.
CREATE TEMP TABLE file AS SELECT E'SKU;Nome;Preço;Preço de;Categoria;Tipo;Duração;Descrição;Alérgenos;Estoque;Destaque;Status;Cor\r\n'
    || E'PZ-1;Pizza de calabresa;R$ 39,90;49,90;Comida > Pizzas;;;"Molho; queijo\ne ""calabresa""";glúten|leite;10;sim;publicado;vermelha\r\n'
    || E'\r\n'
    || E'CT-1;Corte;50;;Serviços;serviço;30;;;;não;Publicado;\r\n'
    || E';Sem código;1.250,5;;comida;;;;;;;;\r\n'
    || E'ER-1;;caro;;;coisa;x;;;-3;talvez;sumido;\r\n'
    || E'ER-2;Duas colunas;1\r\n'
    || E'PZ-1;Pizza calabresa;41,00;;;;;;;8;;;\r\n' AS text;
CREATE TEMP TABLE trial AS SELECT a FROM file, pg_temp.send(:'ta', file.text, true) AS a;
SELECT is(pg_temp.counts(t.a), '201 3 1 2', 'a trial counts: a SKU twice in the file is made and changed') FROM trial t;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_produto_servico) + (SELECT count(*) FROM flowt.tb_omni8_categoria) + (SELECT count(*) FROM flowt.tb_omni8_estoque), 0::bigint, 'and writes nothing');
SELECT is(pg_temp.errors(:'ta', t.a), '7 destaque:tipo_invalido duracao:tipo_invalido estoque:tipo_invalido nome:campo_obrigatorio preco:tipo_invalido status:opcao_invalida tipo:opcao_invalida, 8 colunas_diferentes',
    'every error of every line, by the line of the file') FROM trial t;
SELECT is((t.a).body -> 'colunas_ignoradas', '["Cor"]', 'what is not read is said') FROM trial t;
CREATE TEMP TABLE done AS SELECT a FROM file, pg_temp.send(:'ta', file.text) AS a;
SELECT is(pg_temp.counts(d.a), '201 3 1 2', 'the import does what the trial said') FROM done d;
SELECT results_eq('SELECT num_sku, nom_produto, vlr_preco, vlr_preco_de, tip_item, qtd_duracao_min, des_produto, des_alergenos, flg_destaque, sta_produto FROM flowt.tb_omni8_produto_servico ORDER BY cod_produto',
    $$VALUES ('PZ-1', 'Pizza calabresa', 4100::bigint, 4990::bigint, 'PRODUTO', NULL::integer, E'Molho; queijo\ne "calabresa"', '{glúten,leite}'::text[], true, 'PUBLICADO'),
             ('CT-1', 'Corte', 5000, NULL, 'SERVICO', 30, NULL, '{}', false, 'PUBLICADO'), (NULL, 'Sem código', 125050, NULL, 'PRODUTO', NULL, NULL, '{}', false, 'RASCUNHO')$$, 'items as the lines say; an empty cell keeps what was');
SELECT results_eq('SELECT c.nom_categoria, m.nom_categoria FROM flowt.tb_omni8_categoria c LEFT JOIN flowt.tb_omni8_categoria m ON m.cod_tenant = c.cod_tenant AND m.cod_categoria = c.cod_categoria_mae ORDER BY 1',
    $$VALUES ('Comida', NULL), ('Pizzas', 'Comida'), ('Serviços', NULL)$$, 'categories are made on the way; "comida" is Comida');
SELECT results_eq('SELECT qtd_movimento, tip_movimento, des_motivo FROM flowt.tb_omni8_estoque_movimento', $$VALUES (8::bigint, 'AJUSTE', 'Importação de arquivo')$$, 'stock as it is at the end of the file');
SELECT is_empty('SELECT * FROM flowt.estoque_divergente()', 'and the books agree');
SELECT is_empty('SELECT FROM flowt.tb_omni8_importacao_linha', 'lines are gone');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria WHERE cod_tenant = :alfa AND nom_tabela = 'tb_omni8_produto_servico' AND cod_usuario IS NOT NULL), 4::bigint, 'each change is in the trail, with who sent it');

-- Again, and by code.
SELECT is(pg_temp.counts(pg_temp.send(:'ta', E'sku,preco\nPZ-1,"41,00"')), '201 0 1 0', 'the same price');
SELECT is((SELECT num_versao FROM flowt.tb_omni8_produto_servico WHERE num_sku = 'PZ-1'), 2, 'is no change');
SELECT is(pg_temp.counts(pg_temp.send(:'ta', format(E'código\tpreço\n%s\t10,00', cod_produto))), '201 0 1 0', 'an item without a SKU is known by its code') FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Sem código';
SELECT is(pg_temp.counts(pg_temp.send(:'ta', E'sku;preco\nPZ-1;60,00')), '201 0 1 0', 'a price that rises past the one struck out');
SELECT is((SELECT vlr_preco || coalesce('/' || vlr_preco_de, '') FROM flowt.tb_omni8_produto_servico WHERE num_sku = 'PZ-1'), '6000', 'strikes nothing out');
SELECT is(concat_ws(' | ', pg_temp.counts(a), pg_temp.errors(:'ta', a)), e, translate(f, E'\n', '/')) FROM (VALUES
    (1, E'sku;nome\nNV-1;Só nome', '201 0 0 1 | 2 preco:campo_obrigatorio'),
    (2, E'sku;preco;preco de\nPZ-1;10,00;5,00', '201 0 0 1 | 2 preco_de_maior_que_o_preco'),
    (3, E'sku;status\nPZ-1;rascunho', '201 0 0 1 | 2 transicao_ilegal'),
    (4, E'sku;nome;preco;categoria\nNV-2;Novo;1;Uma > ', '201 0 0 1 | 2 categoria:categoria_invalida'),
    (5, E'sku;nome;preco;tipo\nNV-3;Novo;1;servico', '201 0 0 1 | 2 duracao_so_de_servico'),
    (6, E'sku;nome;preco;imagem\nNV-4;Novo;1;javascript:x', '201 0 0 1 | 2 imagem:formato_invalido'),
    (7, format(E'sku;nome;preco\n%s;Novo;1', repeat('x', 41)), '201 0 0 1 | 2 sku:texto_longo')) AS v (n, f, e) CROSS JOIN LATERAL pg_temp.send(:'ta', f) AS a ORDER BY n;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_categoria WHERE nom_categoria = 'Uma'), 0::bigint, 'a refused line leaves no category behind');
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) SELECT :alfa, 'Pizzas', cod_categoria FROM flowt.tb_omni8_categoria WHERE nom_categoria = 'Serviços';
SELECT is(pg_temp.errors(:'ta', a), '2 categoria:categoria_ambigua', 'two of one name') FROM pg_temp.send(:'ta', E'sku;categoria\nPZ-1;pizzas') AS a;
SELECT is(pg_temp.counts(a), '201 0 1 0', 'are told apart by their way') FROM pg_temp.send(:'ta', E'sku;categoria\nPZ-1;SERVICOS > pizzas') AS a;
INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku) SELECT :alfa, cod_produto, 'Grande', 'PZ-1-G' FROM flowt.tb_omni8_produto_servico WHERE num_sku = 'PZ-1';
SELECT is(pg_temp.errors(:'ta', a), '2 sku:sku_de_variacao', 'a variation''s SKU is not an item''s') FROM pg_temp.send(:'ta', E'sku;preco\nPZ-1-G;1,00') AS a;
SELECT is(pg_temp.counts(pg_temp.send(:'tb', format(E'código;nome;preço\n%s;Meu;1', cod_produto))), '201 1 0 0', 'another company''s code is none') FROM flowt.tb_omni8_produto_servico WHERE num_sku = 'PZ-1';

-- New items go in together: one that does not is refused alone, and each line finds what the lines before it have made.
SELECT pg_temp.new_tenant('delta') AS delta \gset
SELECT pg_temp.login(:delta, 'admin') AS td \gset
CREATE TEMP TABLE together AS SELECT pg_temp.send(:'td', E'sku;nome;preço;preço de;categoria;estoque\n'
    || E'D-1;Um;1;;;11\nD-2;Dois;2;;;12\n;Sem código;3;;;13\nD-4;De menor que o preço;4;3;Nova;14\nD-5;Cinco;5;;Outra;15\nD-6;Seis;6;;outra;\nD-1;Um, outra vez;7;;;\n''=D;Fórmula;8;;;\n=D;A mesma;9;;;19\nD-10;;1;;;\n'
    || 'D-11;Onze;11;;;21') AS a;
SELECT is(pg_temp.counts(t.a), '201 7 2 2', 'each line made, changed or refused') FROM together AS t;
SELECT is(pg_temp.errors(:'td', t.a), '5 preco_de_maior_que_o_preco, 11 nome:campo_obrigatorio', 'for its own reason') FROM together AS t;
SELECT results_eq(format('SELECT p.nom_produto, p.vlr_preco, e.qtd_estoque FROM flowt.tb_omni8_produto_servico p LEFT JOIN flowt.tb_omni8_estoque e ON e.cod_tenant = p.cod_tenant AND e.cod_produto = p.cod_produto WHERE p.cod_tenant = %s ORDER BY p.cod_produto', :delta),
    $$VALUES ('Um, outra vez', 700::bigint, 11::bigint), ('Dois', 200, 12), ('Sem código', 300, 13), ('Cinco', 500, 15), ('Seis', 600, NULL), ('A mesma', 900, 19), ('Onze', 1100, 21)$$, 'in the order of the file, each with its stock');
SELECT is((SELECT string_agg(nom_categoria, ' ') FROM flowt.tb_omni8_categoria WHERE cod_tenant = :delta), 'Outra', 'and no category of a refused line');

-- Encodings.
SELECT is(pg_temp.counts(pg_temp.send(:'tb', E'nome;preço\nAçaí com maçã;12,00', false, e)), '201 1 0 0', e) FROM unnest('{UTF8,LATIN1,WIN1252}'::text[]) AS e;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :beta AND nom_produto = 'Açaí com maçã'), 3::bigint, 'are read alike');

-- Out, and in again.
UPDATE flowt.tb_omni8_produto_servico SET nom_produto = '=SOMA(A1:A9)', des_resumo = '+55; "ok"' WHERE num_sku = 'CT-1';
CREATE FUNCTION pg_temp.export(p_token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_text text;
BEGIN
    PERFORM pg_temp.forget_request();
    SET LOCAL SESSION AUTHORIZATION flowt_api;
    PERFORM flowt.abrir('catalogo.ler', false, p_token, 'localhost', NULL, NULL, 'x');
    SELECT string_agg(e.corpo, '') INTO v_text FROM api.catalogo_exportar() AS e;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN v_text;
END
$$;
CREATE TEMP TABLE out AS SELECT pg_temp.export(:'ta') AS text;
SELECT matches(text, E'\r\n[0-9]+;CT-1;''=SOMA\\(A1:A9\\);50,00;;Serviços;SERVICO;30;"''\\+55; ""ok""";', 'formulas are made text') FROM out;
SELECT matches(text, E';PZ-1;Pizza calabresa;60,00;;Serviços > Pizzas;PRODUTO;;;"Molho; queijo\ne ""calabresa""";glúten\\|leite;8;sim;0;PUBLICADO;', 'everything of an item is in its line') FROM out;
CREATE TEMP TABLE before AS SELECT * FROM flowt.tb_omni8_produto_servico;
SELECT is(pg_temp.counts(pg_temp.send(:'ta', text)), '201 0 3 0', 'what went out comes in again') FROM out;
SELECT is_empty('SELECT * FROM flowt.tb_omni8_produto_servico EXCEPT SELECT * FROM before', 'and changes nothing');

-- Names with what separates names, in and out to the letter.
SELECT is(flowt.nomes_da_celula(c, '>'), e::text[], 'the names in ' || c) FROM (VALUES ('Pratos > Frios', '{Pratos,Frios}'), ('Pratos \> Frios', '{Pratos > Frios}'), ('Pratos \\> Frios', '{"Pratos \\",Frios}'), ('C:\x', '{"C:\\x"}'), ('''=A', '{=A}')) AS v (c, e);
SELECT pg_temp.new_tenant('gama') AS gama \gset
SELECT pg_temp.login(:gama, 'admin') AS tg \gset
CREATE TEMP TABLE odd AS SELECT row_number() OVER ()::integer AS n, c AS name FROM unnest(ARRAY['Pratos > Frios', 'Pratos', 'a\b', 'fim\', '>', '\>', '=SOMA', 'Pães, bolos', 'a|b', ' x']) AS c;
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) SELECT :gama, btrim(name) FROM odd ORDER BY n;
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) SELECT :gama, btrim(o.name), (SELECT c.cod_categoria FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = :gama AND c.nom_categoria = 'Pratos') FROM odd AS o ORDER BY o.n;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, cod_categoria, des_alergenos) SELECT :gama, 'Item', 100, c.cod_categoria, ARRAY[c.nom_categoria, 'a,b', 'c|d\'] FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = :gama;
CREATE TEMP TABLE gama_before AS SELECT p.*, (SELECT count(*) FROM flowt.tb_omni8_categoria) AS categories FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = :gama;
CREATE TEMP TABLE gama_out AS SELECT pg_temp.export(:'tg') AS text;
SELECT is(pg_temp.counts(pg_temp.send(:'tg', text)), '201 0 20 0', 'odd names come in again') FROM gama_out;
SELECT is_empty(format('SELECT p.*, (SELECT count(*) FROM flowt.tb_omni8_categoria) FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = %s EXCEPT SELECT * FROM gama_before', :gama), 'each item in its category, with its allergens');
UPDATE flowt.tb_omni8_produto_servico SET cod_categoria = NULL, des_alergenos = '{}' WHERE cod_tenant = :gama;
SELECT pg_temp.send(:'tg', text) FROM gama_out \g /dev/null
SELECT is_empty(format('SELECT p.cod_produto, p.cod_categoria, p.des_alergenos FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = %s EXCEPT SELECT cod_produto, cod_categoria, des_alergenos FROM gama_before', :gama), 'and where both were lost they are back');

-- Long files wait for the job, one company beside the other.
CREATE OR REPLACE FUNCTION flowt.linhas_na_hora() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
SELECT is(pg_temp.counts(a), '202 0 0 0', 'a longer file waits') FROM pg_temp.send(:'ta', E'sku;nome;preco;estoque\nL-1;Um;1;1\nL-2;Dois;2;2\nL-3;Três;3;3') AS a;
SELECT is(pg_temp.counts(a), '202 0 0 0', 'so does another company''s') FROM pg_temp.send(:'tb', E'sku;nome;preco\nL-1;Um;1\nL-2;Dois;2\nL-3;Três;3') AS a;
SELECT is(rotina.processar_importacoes(), e, 'batch ' || n) FROM (VALUES (1, 4::bigint), (2, 2), (3, 0)) AS v (n, e) ORDER BY n;
SELECT is((SELECT string_agg(nom_produto, ' ' ORDER BY cod_produto) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :alfa AND num_sku LIKE 'L-%'), 'Um Dois Três', 'all of it is there');
SELECT is((SELECT array_agg(qtd_estoque ORDER BY cod_produto) FROM flowt.tb_omni8_estoque WHERE cod_tenant = :alfa AND cod_produto IN (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE num_sku LIKE 'L-%')), '{1,2,3}', 'with its stock');
SELECT is((SELECT string_agg(i ->> 'sta_importacao', ' ') FROM jsonb_array_elements((a).body -> 'itens') AS i), 'CONCLUIDO CONCLUIDO', 'files are listed, the last first') FROM pg_temp.request('GET /v1/catalogo/importacoes', '{"limite": 2}', :'ta') AS a;
SELECT is(pg_temp.outcome(pg_temp.request(r, jsonb_build_object('id', (SELECT max(cod_importacao) FROM flowt.tb_omni8_importacao WHERE cod_tenant = :alfa)), :'tb')), e, r)
  FROM (VALUES ('GET /v1/catalogo/importacoes/{id}', '404'), ('GET /v1/catalogo/importacoes/{id}/erros', '404 nao_encontrado')) AS v (r, e);

-- What a line costs does not grow with the file: each is looked at once, and what is done for each statement is done for many items.
SET LOCAL track_functions = 'all';
SELECT pg_temp.new_tenant('longo') AS longo \gset
SELECT pg_temp.login(:longo, 'admin') AS tl \gset
CREATE OR REPLACE FUNCTION flowt.linhas_na_hora() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100;
SELECT is(pg_temp.counts(pg_temp.send(:'tl', E'sku;nome;preco\n' || (SELECT string_agg(format(E'C-%s;Item %s;1\n', n, n), '') FROM generate_series(1, 400) AS n))), '202 0 0 0', 'four batches');
CREATE FUNCTION pg_temp.calls(p_function text) RETURNS bigint LANGUAGE sql AS $$ SELECT coalesce(sum(f.calls), 0)::bigint FROM pg_stat_xact_user_functions AS f WHERE f.funcname = p_function $$;
CREATE TEMP TABLE calls AS SELECT f AS name, pg_temp.calls(f) AS before FROM unnest('{erros_de_forma,abrir_precos_de_produtos,registrar_skus_de_produtos}'::text[]) AS f;
DO $$ BEGIN WHILE rotina.processar_importacoes() > 0 LOOP END LOOP; END $$;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :longo), 400::bigint, 'are done');
SELECT is(pg_temp.calls(c.name) - c.before, e, c.name) FROM calls AS c JOIN (VALUES ('erros_de_forma', 400::bigint), ('abrir_precos_de_produtos', 8), ('registrar_skus_de_produtos', 8)) AS v (n, e) ON v.n = c.name;

SELECT * FROM finish();
ROLLBACK;
