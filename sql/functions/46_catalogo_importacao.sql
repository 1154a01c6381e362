-- Import of the catalogue (guide chapter 5.2): reading the file, with what 41_pessoa_importacao reads files with, and from a line
-- to an item. An empty cell keeps what the item has.

CREATE OR REPLACE FUNCTION flowt.coluna_de_catalogo(p_cabecalho text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT c.coluna FROM (VALUES
        ('codigo',    '{codigo,cod produto,codigo do item}'::text[]),
        ('sku',       '{sku,num sku,referencia,codigo sku,codigo interno,ref}'),
        ('nome',      '{nome,produto,item,nome do produto,nom produto,titulo,descricao curta}'),
        ('preco',     '{preco,valor,preco de venda,vlr preco,preco por,price}'),
        ('preco_de',  '{preco de,preco cheio,preco original,preco anterior,vlr preco de}'),
        ('categoria', '{categoria,grupo,secao,departamento,category}'),
        ('tipo',      '{tipo,tip item,tipo de item}'),
        ('duracao',   '{duracao,minutos,duracao em minutos,duracao min,qtd duracao min}'),
        ('resumo',    '{resumo,des resumo,chamada}'),
        ('descricao', '{descricao,des produto,descricao completa,detalhes}'),
        ('alergenos', '{alergenos,alergenico,alergenicos,des alergenos}'),
        ('estoque',   '{estoque,saldo,quantidade,qtd estoque,qtd}'),
        ('destaque',  '{destaque,flg destaque,em destaque}'),
        ('ordem',     '{ordem,num ordem,posicao}'),
        ('status',    '{status,situacao,sta produto}'),
        ('imagem',    '{imagem,foto,des imagem,url da imagem,imagem url}')) AS c (coluna, nomes)
     WHERE array_to_string(flowt.palavras(p_cabecalho), ' ') = ANY (c.nomes)
);
COMMENT ON FUNCTION flowt.coluna_de_catalogo(text) IS 'Coluna de um arquivo de catálogo a que um cabeçalho se refere; nulo se nenhuma.';

CREATE OR REPLACE FUNCTION flowt.conferir_cabecalho_de_catalogo(p_colunas text[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_repetida text;
BEGIN
    SELECT c INTO v_repetida FROM unnest(p_colunas) AS c GROUP BY c HAVING count(*) > 1 AND c IS NOT NULL LIMIT 1;
    IF v_repetida IS NOT NULL THEN
        PERFORM flowt.recusar_arquivo('coluna_repetida', format('Duas colunas do arquivo são "%s": deixe só uma.', v_repetida));
    ELSIF NOT p_colunas && '{sku,codigo,nome}' THEN
        PERFORM flowt.recusar_arquivo('coluna_obrigatoria_ausente', 'Falta a coluna "sku" ou "nome". A primeira linha do arquivo precisa ter os nomes das colunas.');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_cabecalho_de_catalogo(text[]) IS 'Levanta 422 para um cabeçalho de que não se sabe a que itens se refere.';

CREATE OR REPLACE FUNCTION flowt.receber_catalogo(p_tenant bigint, p_arquivo bytea, p_simular boolean) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_lido       record;
    v_sep        text;
    v_texto      text;
    v_vazias     integer;
    v_cabecalhos text[];
    v_colunas    text[];
    v_posicoes   integer[];
    v_sku        integer;
    v_codigo     bigint;
    v_linhas     integer;
BEGIN
    SELECT t.* INTO v_lido FROM flowt.ler_texto(p_arquivo) AS t;
    PERFORM flowt.conferir_aspas(v_lido.texto);
    v_sep := flowt.separador_de_csv(v_lido.texto);
    v_texto := flowt.esconder_citados(v_lido.texto, v_sep);
    v_vazias := length(v_texto) - length(ltrim(v_texto, E'\n'));
    v_texto := substr(v_texto, v_vazias + 1);
    PERFORM flowt.conferir_numero_de_colunas(split_part(v_texto, E'\n', 1), v_sep);
    v_cabecalhos := ARRAY(SELECT flowt.valor_de_csv(c.c, v_sep) FROM string_to_table(split_part(v_texto, E'\n', 1), v_sep) WITH ORDINALITY AS c (c, n) ORDER BY c.n);
    v_colunas := ARRAY(SELECT flowt.coluna_de_catalogo(c.c) FROM unnest(v_cabecalhos) WITH ORDINALITY AS c (c, n) ORDER BY c.n);
    PERFORM flowt.conferir_cabecalho_de_catalogo(v_colunas);
    v_posicoes := ARRAY(SELECT c.n::integer FROM unnest(v_colunas) WITH ORDINALITY AS c (c, n) WHERE c.c IS NOT NULL ORDER BY c.n);
    v_sku := array_position(v_colunas, 'sku');
    INSERT INTO flowt.tb_omni8_catalogo_importacao (cod_tenant, hsh_arquivo, flg_simulacao, des_codificacao, des_separador, des_colunas, des_ignoradas, qtd_linhas, cod_usuario)
    VALUES (p_tenant, sha256(p_arquivo), p_simular, v_lido.codificacao, CASE v_sep WHEN E'\t' THEN 'TAB' ELSE v_sep END, array_remove(v_colunas, NULL),
            ARRAY(SELECT left(coalesce(v_cabecalhos[c.n], '(sem nome)'), 80) FROM unnest(v_colunas) WITH ORDINALITY AS c (c, n) WHERE c.c IS NULL ORDER BY c.n),
            length(v_texto) - length(replace(v_texto, E'\n', '')) + 1, nullif(current_setting('flowt.cod_usuario', true), '')::bigint)
    RETURNING cod_importacao_catalogo INTO v_codigo;
    INSERT INTO flowt.tb_omni8_catalogo_importacao_linha (cod_tenant, cod_importacao_catalogo, num_linha, des_valores, num_sku)
    SELECT p_tenant, v_codigo, l.numero,
           CASE WHEN cardinality(l.campos) = cardinality(v_cabecalhos) THEN ARRAY(SELECT flowt.valor_de_csv(l.campos[p], v_sep) FROM unnest(v_posicoes) AS p) ELSE '{}' END,
           CASE WHEN cardinality(l.campos) = cardinality(v_cabecalhos) THEN left(flowt.valor_de_csv(l.campos[v_sku], v_sep), 41) END
      FROM (SELECT string_to_array(f.linha, v_sep) AS campos,
                   (v_vazias + f.n + coalesce(sum(length(f.linha) - length(replace(f.linha, E'\x02', ''))) OVER (ORDER BY f.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::integer AS numero,
                   f.n, f.linha
              FROM string_to_table(v_texto, E'\n') WITH ORDINALITY AS f (linha, n)) AS l
     WHERE l.n > 1 AND translate(l.linha, v_sep || E' "\t\x01\x02', '') <> '';
    GET DIAGNOSTICS v_linhas = ROW_COUNT;
    IF v_linhas = 0 THEN
        PERFORM flowt.recusar_arquivo('arquivo_sem_linhas', 'O arquivo só tem o cabeçalho: não há o que importar.');
    ELSIF v_linhas > flowt.limite_de_linhas_importadas() THEN
        PERFORM flowt.recusar_arquivo('linhas_demais', format('Um arquivo tem até %s linhas: divida-o.', flowt.limite_de_linhas_importadas()));
    END IF;
    UPDATE flowt.tb_omni8_catalogo_importacao i SET qtd_linhas = v_linhas WHERE i.cod_tenant = p_tenant AND i.cod_importacao_catalogo = v_codigo;
    RETURN v_codigo;
END
$$;
COMMENT ON FUNCTION flowt.receber_catalogo(bigint, bytea, boolean) IS 'Lê um arquivo CSV de catálogo, confere o cabeçalho e põe suas linhas na fila; devolve o código da importação.';

-- MARK: from a line to an item

CREATE OR REPLACE FUNCTION flowt.inteiro_de_planilha(p_texto text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_texto ~ '^[0-9]{1,12}([.,]0{1,2})?$' THEN to_jsonb(substring(p_texto FROM '^[0-9]+')::bigint) ELSE to_jsonb(p_texto) END;
COMMENT ON FUNCTION flowt.inteiro_de_planilha(text) IS 'Número inteiro de uma célula ("12", "12,00"); o que não é um fica como texto.';

-- What a spreadsheet has made of a formula's apostrophe, taken away again.
CREATE OR REPLACE FUNCTION flowt.texto_de_planilha(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(p_texto, '^''(?=\s*[=+@-])', '');
COMMENT ON FUNCTION flowt.texto_de_planilha(text) IS 'Texto de uma célula, sem o apóstrofo com que flowt.campo_de_csv o guarda de fórmulas.';

CREATE OR REPLACE FUNCTION flowt.item_da_linha(p_linha jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tipo   text := flowt.sem_acento(p_linha ->> 'tipo');
    v_status text := flowt.sem_acento(p_linha ->> 'status');
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object('num_sku', flowt.texto_de_planilha(p_linha ->> 'sku'), 'nom_produto', flowt.texto_de_planilha(p_linha ->> 'nome'),
        'vlr_preco', coalesce(to_jsonb(flowt.centavos_digitados(p_linha ->> 'preco')), p_linha -> 'preco'),
        'vlr_preco_de', coalesce(to_jsonb(flowt.centavos_digitados(p_linha ->> 'preco_de')), p_linha -> 'preco_de'),
        'tip_item', CASE WHEN v_tipo IN ('produto', 'p') THEN 'PRODUTO' WHEN v_tipo IN ('servico', 's') THEN 'SERVICO' ELSE upper(left(p_linha ->> 'tipo', 40)) END,
        'sta_produto', CASE WHEN v_status IN ('publicado', 'ativo', 'a venda') THEN 'PUBLICADO' WHEN v_status IN ('rascunho', 'novo') THEN 'RASCUNHO'
                            WHEN v_status IN ('arquivado', 'inativo') THEN 'ARQUIVADO' ELSE upper(left(p_linha ->> 'status', 40)) END,
        'qtd_duracao_min', flowt.inteiro_de_planilha(p_linha ->> 'duracao'), 'qtd_estoque', flowt.inteiro_de_planilha(p_linha ->> 'estoque'),
        'num_ordem', flowt.inteiro_de_planilha(p_linha ->> 'ordem'), 'des_resumo', flowt.texto_de_planilha(p_linha ->> 'resumo'), 'des_produto', flowt.texto_de_planilha(p_linha ->> 'descricao'),
        'des_alergenos', (SELECT jsonb_agg(btrim(x) ORDER BY n) FROM regexp_split_to_table(p_linha ->> 'alergenos', '[,|]') WITH ORDINALITY AS a (x, n) WHERE btrim(x) <> ''),
        'flg_destaque', coalesce(to_jsonb(flowt.sim_ou_nao(p_linha ->> 'destaque')), p_linha -> 'destaque'), 'des_imagem', p_linha ->> 'imagem'));
END
$$;
COMMENT ON FUNCTION flowt.item_da_linha(jsonb) IS 'Linha de um arquivo como corpo de um item (produto_novo), sem a categoria; o que não se entende fica como está, para que o esquema o recuse.';

CREATE OR REPLACE FUNCTION flowt.erros_do_item(p_corpo jsonb, p_novo boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erros jsonb := flowt.validar_json(jsonb_build_object('$ref', CASE WHEN p_novo THEN 'produto_novo' ELSE 'produto_alteracao' END), CASE WHEN p_novo THEN p_corpo ELSE p_corpo || '{"num_versao": 1}' END, '');
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(CASE WHEN c.coluna IN ('preco', 'preco_de') AND e ->> 'codigo' = 'tipo_invalido'
                       THEN e || jsonb_build_object('campo', c.coluna, 'mensagem', 'Escreva o valor em reais, como 12,90.')
                       WHEN c.coluna = 'destaque' THEN e || jsonb_build_object('campo', c.coluna, 'mensagem', 'Escreva sim ou não.')
                       ELSE e || jsonb_build_object('campo', coalesce(c.coluna, e ->> 'campo')) END), '[]')
              FROM jsonb_array_elements(v_erros) AS e
              LEFT JOIN (VALUES ('num_sku', 'sku'), ('nom_produto', 'nome'), ('vlr_preco', 'preco'), ('vlr_preco_de', 'preco_de'), ('tip_item', 'tipo'), ('sta_produto', 'status'), ('qtd_duracao_min', 'duracao'),
                         ('qtd_estoque', 'estoque'), ('num_ordem', 'ordem'), ('des_resumo', 'resumo'), ('des_produto', 'descricao'), ('des_alergenos', 'alergenos'), ('flg_destaque', 'destaque'),
                         ('des_imagem', 'imagem')) AS c (campo, coluna) ON c.campo = regexp_replace(e ->> 'campo', '\[.*$', ''));
END
$$;
COMMENT ON FUNCTION flowt.erros_do_item(jsonb, boolean) IS 'Erros de um item lido de um arquivo, com o nome da coluna de cada um.';

-- "Bebidas > Vinhos" is a way down the tree; a name alone is any category of that name, if there is but one.
CREATE OR REPLACE FUNCTION flowt.categoria_da_linha(p_tenant bigint, p_texto text, p_criar boolean, OUT cod_categoria bigint, OUT erros jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_nome text;
    v_mae  bigint;
BEGIN
    erros := CASE WHEN EXISTS (SELECT FROM string_to_table(p_texto, '>') AS n WHERE length(btrim(n)) NOT BETWEEN 1 AND 80)
                  THEN flowt.erro_de_campo('categoria', 'categoria_invalida', 'O nome de cada categoria tem de 1 a 80 caracteres.') ELSE '[]' END;
    IF erros <> '[]' THEN
        RETURN;
    ELSIF strpos(p_texto, '>') = 0 THEN
        SELECT min(c.cod_categoria), CASE WHEN count(*) > 1 THEN flowt.erro_de_campo('categoria', 'categoria_ambigua', 'Há mais de uma categoria com este nome: escreva o caminho, como "Bebidas > Vinhos".') ELSE '[]' END
          INTO cod_categoria, erros FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = p_tenant AND flowt.sem_acento(c.nom_categoria) = flowt.sem_acento(btrim(p_texto));
        IF cod_categoria IS NOT NULL OR erros <> '[]' THEN
            RETURN;
        END IF;
    END IF;
    FOREACH v_nome IN ARRAY string_to_array(p_texto, '>') LOOP
        v_mae := cod_categoria;
        v_nome := btrim(v_nome);
        SELECT c.cod_categoria INTO cod_categoria FROM flowt.tb_omni8_categoria c
         WHERE c.cod_tenant = p_tenant AND c.cod_categoria_mae IS NOT DISTINCT FROM v_mae AND flowt.sem_acento(c.nom_categoria) = flowt.sem_acento(v_nome) ORDER BY c.cod_categoria LIMIT 1;
        IF NOT FOUND AND NOT p_criar THEN
            cod_categoria := NULL;
            RETURN;
        ELSIF NOT FOUND THEN
            INSERT INTO flowt.tb_omni8_categoria AS c (cod_tenant, cod_categoria_mae, nom_categoria) VALUES (p_tenant, v_mae, v_nome) RETURNING c.cod_categoria INTO cod_categoria;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.categoria_da_linha(bigint, text, boolean) IS 'Categoria que uma linha diz, criada se não existe; os erros, se não se sabe qual.';
