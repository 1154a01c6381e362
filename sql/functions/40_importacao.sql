-- Import from files (guide chapters 4.2, 5.2): reading. CSV as people's programs write it: any of three encodings and three
-- separators, quotes, line breaks in quotes. All of it in a few passes over the whole text, none line by line.

CREATE OR REPLACE FUNCTION flowt.limite_de_linhas_importadas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100000;
COMMENT ON FUNCTION flowt.limite_de_linhas_importadas() IS 'Linhas com dados que um arquivo de importação pode ter.';
CREATE OR REPLACE FUNCTION flowt.limite_de_colunas_importadas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100;
COMMENT ON FUNCTION flowt.limite_de_colunas_importadas() IS 'Colunas que um arquivo de importação pode ter.';
CREATE OR REPLACE FUNCTION flowt.linhas_na_hora() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.linhas_na_hora()
    IS 'Linhas até as quais uma importação se faz na própria requisição; acima, rotina.processar_importacoes a faz aos poucos.';
CREATE OR REPLACE FUNCTION flowt.limite_do_valor_importado() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5000;
COMMENT ON FUNCTION flowt.limite_do_valor_importado()
    IS 'Caracteres de um valor de um arquivo de importação: nenhum campo do cadastro aceita mais, e listas de um milhão de nomes custam caro só para '
       'ser recusadas.';
CREATE OR REPLACE FUNCTION flowt.limite_de_erros_da_importacao() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10000;
COMMENT ON FUNCTION flowt.limite_de_erros_da_importacao() IS 'Linhas recusadas de que uma importação guarda os erros; das outras, só a conta.';

CREATE OR REPLACE FUNCTION flowt.recusar_arquivo(p_codigo text, p_frase text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = p_codigo, DETAIL = p_frase;
END
$$;
COMMENT ON FUNCTION flowt.recusar_arquivo(text, text) IS 'Levanta o erro 422 de um arquivo que não se consegue ler.';

-- What is not UTF-8 is what old Excel writes. Five bytes mean nothing in Windows-1252 and something in Latin-1.
CREATE OR REPLACE FUNCTION flowt.ler_texto(p_arquivo bytea, OUT texto text, OUT codificacao text)
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF position('\x00'::bytea IN p_arquivo) > 0 THEN
        PERFORM flowt.recusar_arquivo('arquivo_nao_e_texto',
                                      'O arquivo não é um CSV de texto: salve a planilha como "CSV UTF-8" e envie o arquivo salvo.');
    END IF;
    BEGIN
        codificacao := 'UTF-8';
        texto := convert_from(p_arquivo, 'UTF8');
    EXCEPTION WHEN character_not_in_repertoire THEN
        BEGIN
            codificacao := 'Windows-1252';
            texto := convert_from(p_arquivo, 'WIN1252');
        EXCEPTION WHEN untranslatable_character OR character_not_in_repertoire THEN
            codificacao := 'Latin-1';
            texto := convert_from(p_arquivo, 'LATIN1');
        END;
    END;
    IF starts_with(texto, chr(65279)) THEN
        texto := substr(texto, 2);
    END IF;
    texto := translate(replace(texto, E'\r\n', E'\n'), E'\r\x01\x02', E'\n');
END
$$;
COMMENT ON FUNCTION flowt.ler_texto(bytea)
    IS 'Texto de um arquivo em UTF-8 (com ou sem BOM), Windows-1252 ou Latin-1, com fins de linha \n, e em qual estava.';

-- What is between quotes is every second piece of the text cut at its quotes; there, separators and line breaks are hidden
-- behind \x01 and \x02, and the rest may be cut without looking. A doubled quote is two cuts with nothing between.
CREATE OR REPLACE FUNCTION flowt.esconder_citados(p_texto text, p_separador text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF strpos(p_texto, '"') = 0 THEN
        RETURN p_texto;
    END IF;
    RETURN (SELECT string_agg(CASE WHEN p.n % 2 = 0 THEN translate(p.parte, p_separador || E'\n', E'\x01\x02') ELSE p.parte END, '"' ORDER BY p.n)
              FROM string_to_table(p_texto, '"') WITH ORDINALITY AS p (parte, n));
END
$$;
COMMENT ON FUNCTION flowt.esconder_citados(text, text) IS 'O texto com separadores e fins de linha que estão entre aspas trocados por \x01 e \x02.';

CREATE OR REPLACE FUNCTION flowt.valor_de_csv(p_campo text, p_separador text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(btrim(CASE WHEN p_campo ~ '^\s*".*"\s*$' THEN replace(regexp_replace(translate(p_campo, E'\x01\x02', p_separador || E'\n'),
                                                                                   '^\s*"|"\s*$', '', 'g'), '""', '"')
                         ELSE translate(p_campo, E'\x01\x02', p_separador || E'\n') END, E' \t\n\u00a0'), '');
COMMENT ON FUNCTION flowt.valor_de_csv(text, text) IS 'Valor de um campo de CSV, sem as aspas; nulo se vazio.';

CREATE OR REPLACE FUNCTION flowt.separador_de_csv(p_texto text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT s FROM unnest(ARRAY[';', E'\t', ',']) WITH ORDINALITY AS s (s, n),
                   LATERAL (SELECT regexp_replace(split_part(ltrim(left(p_texto, 20000), E'\n'), E'\n', 1), '"[^"]*"', '', 'g') AS cabecalho) AS c
             ORDER BY length(c.cabecalho) - length(replace(c.cabecalho, s, '')) DESC, n LIMIT 1);
END
$$;
COMMENT ON FUNCTION flowt.separador_de_csv(text)
    IS 'Separador de um CSV: ponto e vírgula, tabulação ou vírgula, o que mais houver no cabeçalho fora de aspas.';

CREATE OR REPLACE FUNCTION flowt.conferir_aspas(p_texto text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF (length(p_texto) - length(replace(p_texto, '"', ''))) % 2 = 1 THEN
        PERFORM flowt.recusar_arquivo('aspas_sem_par',
            format('Há aspas que não fecham, talvez na linha %s: dentro de um valor, escreva-as em dobro ("").',
            (SELECT min(l.n) FROM string_to_table(p_texto, E'\n') WITH ORDINALITY AS l (linha, n)
              WHERE (length(l.linha) - length(replace(l.linha, '"', ''))) % 2 = 1)));
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_aspas(text) IS 'Levanta 422 se o texto tem aspas em número ímpar, com a primeira linha que as tem.';

-- MARK: columns

CREATE OR REPLACE FUNCTION flowt.coluna_de_importacao(p_tipo text, p_cabecalho text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT c.nom_coluna FROM flowt.tb_omni8_coluna_importacao AS c
             WHERE c.tip_importacao = p_tipo AND array_to_string(flowt.palavras(p_cabecalho), ' ') = ANY (c.des_nomes) ORDER BY c.nom_coluna LIMIT 1);
END
$$;
COMMENT ON FUNCTION flowt.coluna_de_importacao(text, text)
    IS 'Coluna a que um cabeçalho se refere, sem diferença de acentos, maiúsculas e pontuação; nulo se nenhuma.';

CREATE OR REPLACE FUNCTION flowt.conferir_numero_de_colunas(p_cabecalho text, p_separador text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF length(p_cabecalho) - length(replace(p_cabecalho, p_separador, '')) >= flowt.limite_de_colunas_importadas() THEN
        PERFORM flowt.recusar_arquivo('colunas_demais', format('Um arquivo tem até %s colunas.', flowt.limite_de_colunas_importadas()));
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_numero_de_colunas(text, text) IS 'Levanta 422 para um cabeçalho com colunas demais, só contando separadores.';

CREATE OR REPLACE FUNCTION flowt.conferir_cabecalho(p_tipo flowt.tb_omni8_tipo_importacao, p_colunas text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_repetida text;
BEGIN
    SELECT c INTO v_repetida FROM unnest(p_colunas) AS c GROUP BY c HAVING count(*) > 1 AND c IS NOT NULL LIMIT 1;
    IF v_repetida IS NOT NULL THEN
        PERFORM flowt.recusar_arquivo('coluna_repetida', format('Duas colunas do arquivo são "%s": deixe só uma.', v_repetida));
    ELSIF NOT array_remove(p_colunas, NULL) && (p_tipo).des_exigidas THEN
        PERFORM flowt.recusar_arquivo('coluna_obrigatoria_ausente', (p_tipo).des_falta);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_cabecalho(flowt.tb_omni8_tipo_importacao, text[])
    IS 'Levanta 422 para um cabeçalho sem nenhuma das colunas exigidas ou com uma repetida.';

CREATE OR REPLACE FUNCTION flowt.receber_importacao(p_tipo flowt.tb_omni8_tipo_importacao, p_tenant bigint, p_arquivo bytea, p_simular boolean)
    RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_lido       record;
    v_sep        text;
    v_texto      text;
    v_vazias     integer;
    v_cabecalhos text[];
    v_colunas    text[];
    v_posicoes   integer[];
    v_codigo     bigint;
    v_linhas     integer;
BEGIN
    SELECT t.* INTO v_lido FROM flowt.ler_texto(p_arquivo) AS t;
    PERFORM flowt.conferir_aspas(v_lido.texto);
    v_sep := flowt.separador_de_csv(v_lido.texto);
    v_texto := flowt.esconder_citados(v_lido.texto, v_sep);
    -- The header is the first line that is not blank.
    v_vazias := length(v_texto) - length(ltrim(v_texto, E'\n'));
    v_texto := substr(v_texto, v_vazias + 1);
    -- Before any of them is read: a line of a million separators is no header.
    PERFORM flowt.conferir_numero_de_colunas(split_part(v_texto, E'\n', 1), v_sep);
    v_cabecalhos := ARRAY(SELECT flowt.valor_de_csv(c.c, v_sep)
                            FROM string_to_table(split_part(v_texto, E'\n', 1), v_sep) WITH ORDINALITY AS c (c, n) ORDER BY c.n);
    v_colunas := ARRAY(SELECT flowt.coluna_de_importacao((p_tipo).tip_importacao, c.c) FROM unnest(v_cabecalhos) WITH ORDINALITY AS c (c, n)
                        ORDER BY c.n);
    PERFORM flowt.conferir_cabecalho(p_tipo, v_colunas);
    v_posicoes := ARRAY(SELECT c.n::integer FROM unnest(v_colunas) WITH ORDINALITY AS c (c, n) WHERE c.c IS NOT NULL ORDER BY c.n);
    INSERT INTO flowt.tb_omni8_importacao (cod_tenant, tip_importacao, hsh_arquivo, flg_simulacao, flg_uma_vez, des_codificacao, des_separador,
                                           des_colunas, des_ignoradas, qtd_linhas, cod_usuario)
    VALUES (p_tenant, (p_tipo).tip_importacao, sha256(p_arquivo), p_simular, (p_tipo).flg_uma_vez, v_lido.codificacao,
            CASE v_sep WHEN E'\t' THEN 'TAB' ELSE v_sep END, array_remove(v_colunas, NULL),
            ARRAY(SELECT left(coalesce(v_cabecalhos[c.n], '(sem nome)'), 80) FROM unnest(v_colunas) WITH ORDINALITY AS c (c, n) WHERE c.c IS NULL
                   ORDER BY c.n),
            length(v_texto) - length(replace(v_texto, E'\n', '')) + 1, nullif(current_setting('flowt.cod_usuario', true), '')::bigint)
    RETURNING cod_importacao INTO v_codigo;
    -- A line with more or fewer fields than the header keeps none: nobody knows which is which.
    EXECUTE format(
            $sql$
    INSERT INTO flowt.tb_omni8_importacao_linha (cod_tenant, cod_importacao, num_linha, des_valores, des_chave)
    SELECT $1, $2, l.numero,
           CASE WHEN cardinality(l.campos) = cardinality($3) THEN ARRAY(SELECT flowt.valor_de_csv(l.campos[p], $5) FROM unnest($4) AS p)
                ELSE '{}' END,
           CASE WHEN cardinality(l.campos) = cardinality($3) THEN flowt.%I(flowt.valor_de_csv(l.campos[$8], $5)) END
      -- Counted before it is cut: a line of millions of separators would take half a gigabyte to be refused.
      FROM (SELECT CASE WHEN length(f.linha) - length(replace(f.linha, $5, '')) < cardinality($3) THEN string_to_array(f.linha, $5) END AS campos,
                   ($7 + f.n + coalesce(sum(length(f.linha) - length(replace(f.linha, E'\x02', '')))
                                        OVER (ORDER BY f.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::integer AS numero,
                   f.n, f.linha
              FROM string_to_table($6, E'\n') WITH ORDINALITY AS f (linha, n)) AS l
     WHERE l.n > 1 AND translate(l.linha, $5 || E' "\t\x01\x02', '') <> ''
    $sql$, (p_tipo).nom_funcao_chave)
        USING p_tenant, v_codigo, v_cabecalhos, v_posicoes, v_sep, v_texto, v_vazias, array_position(v_colunas, (p_tipo).nom_coluna_chave);
    GET DIAGNOSTICS v_linhas = ROW_COUNT;
    IF v_linhas = 0 THEN
        PERFORM flowt.recusar_arquivo('arquivo_sem_linhas', 'O arquivo só tem o cabeçalho: não há o que importar.');
    ELSIF v_linhas > flowt.limite_de_linhas_importadas() THEN
        PERFORM flowt.recusar_arquivo('linhas_demais', format('Um arquivo tem até %s linhas: divida-o.', flowt.limite_de_linhas_importadas()));
    END IF;
    UPDATE flowt.tb_omni8_importacao i SET qtd_linhas = v_linhas WHERE i.cod_tenant = p_tenant AND i.cod_importacao = v_codigo;
    RETURN v_codigo;
END
$$;
COMMENT ON FUNCTION flowt.receber_importacao(flowt.tb_omni8_tipo_importacao, bigint, bytea, boolean)
    IS 'Lê um arquivo CSV, confere o cabeçalho e põe suas linhas na fila; devolve o código da importação.';
