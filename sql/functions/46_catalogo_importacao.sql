-- Import of the catalogue (guide chapter 5.2): from a line to an item. An empty cell keeps what the item has.

-- One character more than a SKU has, so that what is too long is refused with its line.
CREATE OR REPLACE FUNCTION flowt.sku_de_csv(p_valor text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN left(p_valor, 41);
COMMENT ON FUNCTION flowt.sku_de_csv(text) IS 'SKU de uma linha, para achar outra igual no arquivo.';

CREATE OR REPLACE FUNCTION flowt.inteiro_de_planilha(p_texto text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_texto ~ '^[0-9]{1,12}([.,]0{1,2})?$' THEN to_jsonb(substring(p_texto FROM '^[0-9]+')::bigint) ELSE to_jsonb(p_texto) END;
COMMENT ON FUNCTION flowt.inteiro_de_planilha(text) IS 'Número inteiro de uma célula ("12", "12,00"); o que não é um fica como texto.';

-- What a spreadsheet has made of a formula's apostrophe, taken away again.
CREATE OR REPLACE FUNCTION flowt.texto_de_planilha(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(p_texto, '^''(?=\s*[=+@-])', '');
COMMENT ON FUNCTION flowt.texto_de_planilha(text) IS 'Texto de uma célula, sem o apóstrofo com que flowt.campo_de_csv o guarda de fórmulas.';

-- Several names in one cell: what separates them, and the backslash that says so, is a name's own after a backslash.
CREATE OR REPLACE FUNCTION flowt.nome_em_celula(p_nome text, p_separadores text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(p_nome, '([\\' || p_separadores || '])', '\\\1', 'g');
COMMENT ON FUNCTION flowt.nome_em_celula(text, text)
    IS 'Um dos nomes de uma célula, com uma barra invertida antes do que separaria dois (e dela própria).';

CREATE OR REPLACE FUNCTION flowt.nomes_da_celula(p_celula text, p_separadores text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    -- Stands for a backslash that was told twice; no text has it, for it is no character.
    v_barra text := chr(65534);
BEGIN
    RETURN ARRAY(
        SELECT btrim(replace(regexp_replace(n.nome, '\\([' || p_separadores || '])', '\1', 'g'), v_barra, '\'))
          FROM regexp_split_to_table(replace(flowt.texto_de_planilha(p_celula), '\\', v_barra),
                                     '(?<!\\)[' || p_separadores || ']') WITH ORDINALITY AS n (nome, ordem) ORDER BY n.ordem);
END
$$;
COMMENT ON FUNCTION flowt.nomes_da_celula(text, text)
    IS 'Nomes de uma célula, entre separadores sem barra invertida antes: o contrário de flowt.nome_em_celula.';

CREATE OR REPLACE FUNCTION flowt.item_da_linha(p_linha jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tipo   text := flowt.sem_acento(p_linha ->> 'tipo');
    v_status text := flowt.sem_acento(p_linha ->> 'status');
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object('num_sku', flowt.texto_de_planilha(p_linha ->> 'sku'),
        'nom_produto', flowt.texto_de_planilha(p_linha ->> 'nome'),
        'vlr_preco', coalesce(to_jsonb(flowt.centavos_digitados(p_linha ->> 'preco')), p_linha -> 'preco'),
        'vlr_preco_de', coalesce(to_jsonb(flowt.centavos_digitados(p_linha ->> 'preco_de')), p_linha -> 'preco_de'),
        'tip_item', CASE WHEN v_tipo IN ('produto', 'p') THEN 'PRODUTO' WHEN v_tipo IN ('servico', 's') THEN 'SERVICO'
                         ELSE upper(left(p_linha ->> 'tipo', 40)) END,
        'sta_produto', CASE WHEN v_status IN ('publicado', 'ativo', 'a venda') THEN 'PUBLICADO' WHEN v_status IN ('rascunho', 'novo') THEN 'RASCUNHO'
                            WHEN v_status IN ('arquivado', 'inativo') THEN 'ARQUIVADO' ELSE upper(left(p_linha ->> 'status', 40)) END,
        'qtd_duracao_min', flowt.inteiro_de_planilha(p_linha ->> 'duracao'), 'qtd_estoque', flowt.inteiro_de_planilha(p_linha ->> 'estoque'),
        'num_ordem', flowt.inteiro_de_planilha(p_linha ->> 'ordem'), 'des_resumo', flowt.texto_de_planilha(p_linha ->> 'resumo'),
        'des_produto', flowt.texto_de_planilha(p_linha ->> 'descricao'),
        'des_alergenos', (SELECT jsonb_agg(x ORDER BY n)
                            FROM unnest(flowt.nomes_da_celula(p_linha ->> 'alergenos', ',|')) WITH ORDINALITY AS a (x, n) WHERE x <> ''),
        'flg_destaque', coalesce(to_jsonb(flowt.sim_ou_nao(p_linha ->> 'destaque')), p_linha -> 'destaque'), 'des_imagem', p_linha ->> 'imagem'));
END
$$;
COMMENT ON FUNCTION flowt.item_da_linha(jsonb)
    IS 'Linha de um arquivo como corpo de um item (produto_novo), sem a categoria; o que não se entende fica como está, para que o esquema o recuse.';

CREATE OR REPLACE FUNCTION flowt.erros_do_item(p_corpo jsonb, p_novo boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erros jsonb := flowt.validar_json(jsonb_build_object('$ref', CASE WHEN p_novo THEN 'produto_novo' ELSE 'produto_alteracao' END),
                                        CASE WHEN p_novo THEN p_corpo ELSE p_corpo || '{"num_versao": 1}' END, '');
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(CASE WHEN c.coluna IN ('preco', 'preco_de') AND e ->> 'codigo' = 'tipo_invalido'
                       THEN e || jsonb_build_object('campo', c.coluna, 'mensagem', 'Escreva o valor em reais, como 12,90.')
                       WHEN c.coluna = 'destaque' THEN e || jsonb_build_object('campo', c.coluna, 'mensagem', 'Escreva sim ou não.')
                       ELSE e || jsonb_build_object('campo', coalesce(c.coluna, e ->> 'campo')) END), '[]')
              FROM jsonb_array_elements(v_erros) AS e
              LEFT JOIN (VALUES ('num_sku', 'sku'), ('nom_produto', 'nome'), ('vlr_preco', 'preco'), ('vlr_preco_de', 'preco_de'),
                         ('tip_item', 'tipo'), ('sta_produto', 'status'), ('qtd_duracao_min', 'duracao'),
                         ('qtd_estoque', 'estoque'), ('num_ordem', 'ordem'), ('des_resumo', 'resumo'), ('des_produto', 'descricao'),
                         ('des_alergenos', 'alergenos'), ('flg_destaque', 'destaque'),
                         ('des_imagem', 'imagem')) AS c (campo, coluna) ON c.campo = regexp_replace(e ->> 'campo', '\[.*$', ''));
END
$$;
COMMENT ON FUNCTION flowt.erros_do_item(jsonb, boolean) IS 'Erros de um item lido de um arquivo, com o nome da coluna de cada um.';

-- "Bebidas > Vinhos" is a way down the tree; a name alone is any category of that name, if there is but one; "> Vinhos" is the
-- one at the top.
CREATE OR REPLACE FUNCTION flowt.categoria_da_linha(p_tenant bigint, p_texto text, p_criar boolean, OUT cod_categoria bigint, OUT erros jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_nomes text[]  := flowt.nomes_da_celula(p_texto, '>');
    v_solto boolean := cardinality(v_nomes) = 1;
    v_nome  text;
    v_mae   bigint;
BEGIN
    IF NOT v_solto AND v_nomes[1] = '' THEN
        v_nomes := v_nomes[2:];
    END IF;
    erros := CASE WHEN EXISTS (SELECT FROM unnest(v_nomes) AS n WHERE length(n) NOT BETWEEN 1 AND 80)
                  THEN flowt.erro_de_campo('categoria', 'categoria_invalida', 'O nome de cada categoria tem de 1 a 80 caracteres.') ELSE '[]' END;
    IF erros <> '[]' THEN
        RETURN;
    ELSIF v_solto THEN
        SELECT min(c.cod_categoria), CASE WHEN count(*) > 1 THEN flowt.erro_de_campo('categoria', 'categoria_ambigua',
                                                                                     'Há mais de uma categoria com este nome: escreva o caminho, '
                                                                                     'como "Bebidas > Vinhos".') ELSE '[]' END
          INTO cod_categoria, erros FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = p_tenant
              AND flowt.sem_acento(c.nom_categoria) = flowt.sem_acento(v_nomes[1]);
        IF cod_categoria IS NOT NULL OR erros <> '[]' THEN
            RETURN;
        END IF;
    END IF;
    FOREACH v_nome IN ARRAY v_nomes LOOP
        v_mae := cod_categoria;
        SELECT c.cod_categoria INTO cod_categoria FROM flowt.tb_omni8_categoria c
         WHERE c.cod_tenant = p_tenant AND c.cod_categoria_mae IS NOT DISTINCT FROM v_mae
           AND flowt.sem_acento(c.nom_categoria) = flowt.sem_acento(v_nome) ORDER BY c.cod_categoria LIMIT 1;
        IF NOT FOUND AND NOT p_criar THEN
            cod_categoria := NULL;
            RETURN;
        ELSIF NOT FOUND THEN
            INSERT INTO flowt.tb_omni8_categoria AS c (cod_tenant, cod_categoria_mae, nom_categoria) VALUES (p_tenant, v_mae, v_nome)
         RETURNING c.cod_categoria INTO cod_categoria;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.categoria_da_linha(bigint, text, boolean)
    IS 'Categoria que uma linha diz, criada se não existe; os erros, se não se sabe qual.';
