-- Search of products (guide chapter 5.3): accents do not count, a letter may be wrong; the words are those of 38_pessoa_busca.

CREATE OR REPLACE FUNCTION flowt.limite_de_linhas_da_busca() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10000;
COMMENT ON FUNCTION flowt.limite_de_linhas_da_busca() IS 'Linhas do índice que uma busca de itens olha, no máximo.';

-- MARK: upkeep

CREATE OR REPLACE FUNCTION flowt.termos_do_produto(p_nome text, p_resumo text) RETURNS TABLE (termo text, posto smallint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN QUERY SELECT t, (CASE n WHEN 1 THEN 1 ELSE 2 END)::smallint FROM unnest(flowt.termos_de_nome(p_nome)) WITH ORDINALITY AS n (t, n);
    IF p_resumo IS NOT NULL THEN
        RETURN QUERY SELECT t, 3::smallint FROM unnest(flowt.termos_de_nome(p_nome || ' ' || p_resumo)) AS t;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.termos_do_produto(text, text)
    IS 'Textos por que se acha um item, e o posto de cada um: 1 o nome desde o começo (sem a palavra de ligação que o abra), 2 o nome girado, 3 com o resumo.';

CREATE OR REPLACE FUNCTION flowt.aprender_palavras_do_catalogo(p_tenant bigint, p_palavras text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- In order, so that two imports do not wait in a ring. A sub-select, because a join planned while the vocabulary was small would
    -- read all of it once it is large.
    INSERT INTO flowt.tb_omni8_produto_palavra (cod_tenant, des_chave, nom_palavra)
    SELECT p_tenant, c.chave, n.palavra
      FROM (SELECT DISTINCT w AS palavra FROM unnest(p_palavras) AS w) AS n CROSS JOIN LATERAL unnest(flowt.chaves_de_palavra(n.palavra)) AS c (chave)
     WHERE (SELECT e.cod_tenant FROM flowt.tb_omni8_produto_palavra e
             WHERE e.cod_tenant = p_tenant AND e.des_chave = n.palavra AND e.nom_palavra = n.palavra) IS NULL
     ORDER BY c.chave COLLATE "C", n.palavra COLLATE "C"
    ON CONFLICT (cod_tenant, des_chave, nom_palavra) DO NOTHING;
END
$$;
COMMENT ON FUNCTION flowt.aprender_palavras_do_catalogo(bigint, text[]) IS 'Acrescenta palavras ao vocabulário do catálogo.';

CREATE OR REPLACE FUNCTION flowt.esquecer_palavras_do_catalogo(p_tenant bigint, p_palavras text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_palavra text;
BEGIN
    FOR v_palavra IN SELECT DISTINCT w FROM unnest(p_palavras) AS w ORDER BY 1 LOOP
        -- "!" is what follows the space.
        IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_termo t
                        WHERE t.cod_tenant = p_tenant AND t.nom_termo >= v_palavra AND t.nom_termo < v_palavra || '!') THEN
            DELETE FROM flowt.tb_omni8_produto_palavra p WHERE p.cod_tenant = p_tenant AND p.des_chave = ANY (flowt.chaves_de_palavra(v_palavra))
               AND p.nom_palavra = v_palavra;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.esquecer_palavras_do_catalogo(bigint, text[]) IS 'Tira do vocabulário as palavras que nenhum item tem mais.';

CREATE OR REPLACE FUNCTION flowt.indexar_produto() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_antes  text[] := '{}';
    v_depois text[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.dat_exclusao IS NULL THEN
        v_antes := ARRAY(SELECT x.termo FROM flowt.termos_do_produto(OLD.nom_produto, OLD.des_resumo) AS x);
        DELETE FROM flowt.tb_omni8_produto_termo t
         WHERE t.cod_tenant = OLD.cod_tenant AND t.nom_termo = ANY (v_antes) AND t.cod_produto = OLD.cod_produto;
        v_antes := ARRAY(SELECT split_part(x, ' ', 1) FROM unnest(v_antes) AS x);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.dat_exclusao IS NULL THEN
        WITH nova AS (
            INSERT INTO flowt.tb_omni8_produto_termo AS t (cod_tenant, nom_termo, cod_produto, num_posto)
            SELECT NEW.cod_tenant, x.termo, NEW.cod_produto, x.posto FROM flowt.termos_do_produto(NEW.nom_produto, NEW.des_resumo) AS x
            RETURNING split_part(t.nom_termo, ' ', 1) AS palavra
        ) SELECT coalesce(array_agg(n.palavra), '{}') INTO v_depois FROM nova AS n;
        PERFORM flowt.aprender_palavras_do_catalogo(NEW.cod_tenant, v_depois);
    END IF;
    IF NOT v_antes <@ v_depois THEN
        PERFORM flowt.esquecer_palavras_do_catalogo(OLD.cod_tenant, v_antes);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.indexar_produto() IS 'Gatilho: mantém na busca o nome e o resumo de um item que não foi excluído.';
CREATE OR REPLACE TRIGGER busca_incluir AFTER INSERT OR DELETE ON flowt.tb_omni8_produto_servico FOR EACH ROW
    EXECUTE FUNCTION flowt.indexar_produto();
CREATE OR REPLACE TRIGGER busca_alterar AFTER UPDATE OF nom_produto, des_resumo, dat_exclusao ON flowt.tb_omni8_produto_servico FOR EACH ROW
    WHEN ((OLD.nom_produto, OLD.des_resumo, OLD.dat_exclusao) IS DISTINCT FROM (NEW.nom_produto, NEW.des_resumo,
                                                                                NEW.dat_exclusao)) EXECUTE FUNCTION flowt.indexar_produto();

-- MARK: finding

CREATE OR REPLACE FUNCTION flowt.linhas_da_palavra(p_tenant bigint, p_palavra text, p_ate bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM (SELECT FROM flowt.tb_omni8_produto_termo t
                                   WHERE t.cod_tenant = p_tenant AND t.nom_termo >= p_palavra AND t.nom_termo < flowt.apos_prefixo(p_palavra)
                                   LIMIT p_ate) AS l);
END
$$;
COMMENT ON FUNCTION flowt.linhas_da_palavra(bigint, text, bigint)
    IS 'Quantas linhas da busca de itens começam por uma palavra, contadas até um limite.';

-- By the most telling of the words, the others being in the line that was found.
CREATE OR REPLACE FUNCTION flowt.produtos_por_palavras(p_tenant bigint, p_palavras text[]) RETURNS TABLE (cod_produto bigint, flg_nome boolean)
LANGUAGE plpgsql STABLE ROWS 100 AS $$
DECLARE
    v_guia    text;
    v_padroes text[];
BEGIN
    SELECT l.w INTO v_guia
      FROM (SELECT w, n, flowt.linhas_da_palavra(p_tenant, w, 200) AS linhas FROM unnest(p_palavras) WITH ORDINALITY AS p (w, n)) AS l
     ORDER BY l.linhas, l.n LIMIT 1;
    v_padroes := ARRAY(SELECT '% ' || w || '%' FROM unnest(p_palavras) AS w WHERE w <> v_guia);
    RETURN QUERY
    SELECT c.cod_produto, min(c.num_posto) < 3
      FROM (SELECT t.nom_termo, t.cod_produto, t.num_posto FROM flowt.tb_omni8_produto_termo t
             WHERE t.cod_tenant = p_tenant AND t.nom_termo >= v_guia AND t.nom_termo < flowt.apos_prefixo(v_guia)
             ORDER BY t.nom_termo LIMIT flowt.limite_de_linhas_da_busca()) AS c
     WHERE ' ' || c.nom_termo LIKE ALL (v_padroes)
     GROUP BY c.cod_produto;
END
$$;
COMMENT ON FUNCTION flowt.produtos_por_palavras(bigint, text[])
    IS 'Itens com todas estas palavras, ou começos de palavras, e se todas estão no nome.';

CREATE OR REPLACE FUNCTION flowt.palavras_parecidas_do_catalogo(p_tenant bigint, p_palavra text) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT p.nom_palavra FROM flowt.tb_omni8_produto_palavra p
                  WHERE p.cod_tenant = p_tenant AND p.des_chave = ANY (flowt.chaves_de_palavra(p_palavra))
                    AND NOT starts_with(p.nom_palavra, p_palavra)
                  GROUP BY p.nom_palavra ORDER BY public.similarity(p.nom_palavra, p_palavra) DESC, p.nom_palavra LIMIT flowt.limite_de_parecidas());
END
$$;
COMMENT ON FUNCTION flowt.palavras_parecidas_do_catalogo(bigint, text)
    IS 'Palavras do catálogo a cerca de uma letra de uma digitada, as mais parecidas primeiro.';

CREATE OR REPLACE FUNCTION flowt.produtos_parecidos(p_tenant bigint, p_palavras text[]) RETURNS TABLE (cod_produto bigint)
LANGUAGE plpgsql STABLE ROWS 20 AS $$
DECLARE
    v_parecidas text[];
    v_padroes   text[];
BEGIN
    SELECT array_agg(s) FILTER (WHERE s IS NOT NULL), array_agg(DISTINCT x.padrao) INTO v_parecidas, v_padroes
      FROM (SELECT w.parecidas, '(^| )(' || array_to_string(p.palavra || ARRAY(SELECT y || '( |$)' FROM unnest(w.parecidas) AS y), '|')
              || ')' AS padrao
              FROM unnest(p_palavras) AS p (palavra)
             CROSS JOIN LATERAL (SELECT flowt.palavras_parecidas_do_catalogo(p_tenant, p.palavra) AS parecidas) AS w) AS x
      LEFT JOIN LATERAL unnest(x.parecidas) AS s ON true;
    RETURN QUERY
    SELECT DISTINCT c.cod_produto FROM unnest(v_parecidas) AS s (palavra)
     CROSS JOIN LATERAL (SELECT t.nom_termo, t.cod_produto FROM flowt.tb_omni8_produto_termo t
                          WHERE t.cod_tenant = p_tenant AND t.nom_termo >= s.palavra AND t.nom_termo < s.palavra || '!' ORDER BY t.nom_termo
                          LIMIT flowt.limite_de_candidatos() / 10) AS c
     WHERE c.nom_termo ~ ALL (v_padroes);
END
$$;
COMMENT ON FUNCTION flowt.produtos_parecidos(bigint, text[]) IS 'Itens que têm, no lugar de cada palavra digitada, ela ou uma parecida.';

-- Rank: 0 the SKU, 1 the name begins like that, 2 the words are in the name, 3 with the summary, 4 words that resemble them.
CREATE OR REPLACE FUNCTION flowt.achar_produtos(p_tenant bigint, p_termo text) RETURNS TABLE (cod_produto bigint, num_posto integer)
LANGUAGE plpgsql STABLE ROWS 100 AS $$
DECLARE
    v_palavras text[]   := flowt.palavras_procuradas(p_termo);
    -- As the names are kept: without the words that only join before the first that does not.
    v_frase    text     := array_to_string(flowt.palavras(p_termo), ' ');
    v_sku      bigint[] := ARRAY(SELECT s.cod_produto FROM flowt.tb_omni8_sku s
                                  WHERE s.cod_tenant = p_tenant AND s.num_sku IN (btrim(p_termo), upper(btrim(p_termo))));
    v_nomes    bigint[] := '{}';
    v_resumos  bigint[] := '{}';
BEGIN
    IF cardinality(v_palavras) > 0 THEN
        v_frase := substr(v_frase, strpos(' ' || v_frase || ' ', ' ' || v_palavras[1] || ' '));
        SELECT coalesce(array_agg(p.cod_produto) FILTER (WHERE p.flg_nome), '{}'),
               coalesce(array_agg(p.cod_produto) FILTER (WHERE NOT p.flg_nome), '{}') INTO v_nomes, v_resumos
          FROM flowt.produtos_por_palavras(p_tenant, v_palavras) AS p;
    END IF;
    RETURN QUERY
    SELECT a.cod_produto, min(a.posto)
      FROM (SELECT s AS cod_produto, 0 AS posto FROM unnest(v_sku) AS s
            UNION ALL
            (SELECT t.cod_produto, 1 FROM flowt.tb_omni8_produto_termo t
              WHERE t.cod_tenant = p_tenant AND t.nom_termo >= v_frase AND t.nom_termo < flowt.apos_prefixo(v_frase) AND t.num_posto = 1
                AND cardinality(v_palavras) > 0
              ORDER BY t.nom_termo LIMIT flowt.limite_de_linhas_da_busca())
            UNION ALL
            SELECT s, 2 FROM unnest(v_nomes) AS s
            UNION ALL
            SELECT s, 3 FROM unnest(v_resumos) AS s
            UNION ALL
            SELECT p.cod_produto, 4 FROM flowt.produtos_parecidos(p_tenant, v_palavras) AS p
             WHERE cardinality(v_sku || v_nomes || v_resumos) < flowt.achados_que_bastam()) AS a
     GROUP BY a.cod_produto;
END
$$;
COMMENT ON FUNCTION flowt.achar_produtos(bigint, text)
    IS 'Itens não excluídos que uma busca acha, de qualquer status, e o posto de cada um: 0 SKU, 1 e 2 nome, 3 nome e resumo, 4 palavras parecidas.';
