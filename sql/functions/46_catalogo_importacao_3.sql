-- Import and export of the catalogue (guide chapter 5.2): routes.

CREATE OR REPLACE FUNCTION api.catalogo_importar(p_arquivo bytea, p_simular boolean) RETURNS flowt.resposta
LANGUAGE sql VOLATILE
RETURN flowt.importar_arquivo('CATALOGO', p_arquivo, p_simular);
COMMENT ON FUNCTION api.catalogo_importar(bytea, boolean) IS
$$POST /v1/catalogo/importacoes
acesso: catalogo.escrever
arquivo: text/csv, text/plain, application/vnd.ms-excel 16MiB
resposta: 201 importacao
resposta: 202 importacao
resposta: 422 problema
faixa: lenta
etiqueta: Catálogo em arquivo
Importa o catálogo de um CSV de até 100 mil linhas; simular=true só confere e conta.
UTF-8, Windows-1252 ou Latin-1; colunas separadas por ponto e vírgula, vírgula ou tabulação. A primeira linha tem os nomes das colunas: sku, nome, preço, preço de, categoria ("Bebidas > Vinhos"; criada se não existe; um ">" do próprio nome leva uma barra invertida antes), tipo, duração, resumo, descrição, alérgenos, estoque, destaque, ordem, status, imagem, código; as outras são ignoradas, e ditas.
Cada linha entra inteira ou é recusada, com seus erros. A de um SKU (ou, sem ele, de um código) já cadastrado altera o item: só o que a linha traz, célula vazia não muda nada. As outras criam.
Até 500 linhas são tratadas na hora (201); mais que isso, aos poucos (202): acompanhe em Location.$$;

CREATE OR REPLACE FUNCTION api.catalogo_importacao_ler(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, to_json(i)::text FROM flowt.importacoes(flowt.tenant_atual(), 'CATALOGO', ARRAY[p_id]) AS i;
END;
COMMENT ON FUNCTION api.catalogo_importacao_ler(bigint) IS
$$GET /v1/catalogo/importacoes/{id}
acesso: catalogo.escrever
resposta: 200 importacao
resposta: 404 problema
etiqueta: Catálogo em arquivo
Lê em que pé está uma importação de catálogo, ou seu resultado.$$;

CREATE OR REPLACE FUNCTION api.catalogo_importacao_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.listar_importacoes('CATALOGO', p_limite, p_apos);
COMMENT ON FUNCTION api.catalogo_importacao_listar(integer, bigint) IS
$$GET /v1/catalogo/importacoes
acesso: catalogo.escrever
resposta: 200 importacao_lista
etiqueta: Catálogo em arquivo
Lista as importações de catálogo, as últimas primeiro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.catalogo_importacao_erros(p_id bigint, p_limite integer, p_apos integer) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.listar_erros_da_importacao('CATALOGO', p_id, p_limite, p_apos);
COMMENT ON FUNCTION api.catalogo_importacao_erros(bigint, integer, integer) IS
$$GET /v1/catalogo/importacoes/{id}/erros
acesso: catalogo.escrever
resposta: 200 importacao_erro_lista
resposta: 404 problema
etiqueta: Catálogo em arquivo
Lista as linhas recusadas de uma importação de catálogo (até 10 mil), com a coluna, o código e a frase de cada erro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

-- MARK: the way out

CREATE OR REPLACE FUNCTION flowt.itens_por_pedaco() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.itens_por_pedaco() IS 'Itens em cada pedaço de uma exportação do catálogo.';

CREATE OR REPLACE FUNCTION flowt.valor_em_planilha(p_centavos bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_centavos / 100 || ',' || lpad((p_centavos % 100)::text, 2, '0');
COMMENT ON FUNCTION flowt.valor_em_planilha(bigint) IS 'Centavos como uma planilha brasileira os lê: "1234,50".';

CREATE OR REPLACE FUNCTION flowt.catalogo_em_csv(p_tenant bigint, p_apos bigint, p_quantos integer) RETURNS TABLE (ultimo bigint, linhas text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH RECURSIVE caminho AS (
        -- One at the top is told apart from others of its name.
        SELECT c.cod_categoria, CASE WHEN EXISTS (SELECT FROM flowt.tb_omni8_categoria o
                                                   WHERE o.cod_tenant = p_tenant AND o.cod_categoria <> c.cod_categoria
                                                     AND flowt.sem_acento(o.nom_categoria) = flowt.sem_acento(c.nom_categoria))
                                     THEN '> ' ELSE '' END || flowt.nome_em_celula(c.nom_categoria, '>') AS nome
          FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = p_tenant AND c.cod_categoria_mae IS NULL
        UNION ALL
        SELECT c.cod_categoria, m.nome || ' > ' || flowt.nome_em_celula(c.nom_categoria, '>') FROM caminho m
          JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = p_tenant AND c.cod_categoria_mae = m.cod_categoria
    )
    SELECT max(p.cod_produto), string_agg(array_to_string(ARRAY(SELECT flowt.campo_de_csv(c)
                                                                  FROM unnest(ARRAY[p.cod_produto::text, p.num_sku, p.nom_produto,
                                                                                    flowt.valor_em_planilha(p.vlr_preco),
               flowt.valor_em_planilha(p.vlr_preco_de), k.nome, p.tip_item, p.qtd_duracao_min::text, p.des_resumo, p.des_produto,
               nullif((SELECT string_agg(flowt.nome_em_celula(a.a, ',|'), '|' ORDER BY a.n)
                         FROM unnest(p.des_alergenos) WITH ORDINALITY AS a (a, n)), ''), e.qtd_estoque::text,
               CASE WHEN p.flg_destaque THEN 'sim' ELSE 'não' END, p.num_ordem::text, p.sta_produto,
                   p.des_imagem]) WITH ORDINALITY AS c (c, n) ORDER BY c.n), ';') || E'\r\n', '' ORDER BY p.cod_produto)
      FROM (SELECT o.* FROM flowt.tb_omni8_produto_servico o WHERE o.cod_tenant = p_tenant AND o.cod_produto > p_apos AND o.dat_exclusao IS NULL
             ORDER BY o.cod_produto LIMIT p_quantos) AS p
      LEFT JOIN caminho AS k ON k.cod_categoria = p.cod_categoria
      LEFT JOIN flowt.tb_omni8_estoque AS e ON e.cod_tenant = p_tenant AND e.cod_produto = p.cod_produto AND e.cod_variacao = 0;
END
$$;
COMMENT ON FUNCTION flowt.catalogo_em_csv(bigint, bigint, integer)
    IS 'Um pedaço da exportação: linhas de CSV dos itens de código maior que um, e o último código.';

CREATE OR REPLACE FUNCTION api.catalogo_exportar() RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_apos   bigint := 0;
    v_pedaco record;
BEGIN
    -- Excel takes a file for UTF-8 by its first three bytes.
    RETURN NEXT (200, 'text/csv; charset=utf-8', 'Content-Disposition: attachment; filename="catalogo.csv"', chr(65279)
        || 'código;sku;nome;preço;preço de;categoria;tipo;duração;resumo;descrição;alérgenos;estoque;destaque;ordem;status;imagem'
        || E'\r\n')::flowt.resposta;
    LOOP
        SELECT c.* INTO v_pedaco FROM flowt.catalogo_em_csv(v_tenant, v_apos, flowt.itens_por_pedaco()) AS c;
        EXIT WHEN v_pedaco.ultimo IS NULL;
        RETURN NEXT (NULL, NULL, NULL, v_pedaco.linhas)::flowt.resposta;
        v_apos := v_pedaco.ultimo;
    END LOOP;
END
$$;
COMMENT ON FUNCTION api.catalogo_exportar() IS
$$GET /v1/catalogo/exportacao
acesso: catalogo.ler
fluxo: sim
resposta: 200 text/csv
etiqueta: Catálogo em arquivo
Exporta o catálogo em CSV (UTF-8 com BOM, ponto e vírgula), como POST /v1/catalogo/importacoes o lê de volta.
Valores que uma planilha tomaria por fórmula vêm precedidos de apóstrofo.$$;
