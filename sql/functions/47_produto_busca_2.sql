-- Search of products (guide chapter 5.3): pages of what was found, filtered by category and price, for the public and for staff.

-- A page's mark is the last item's rank and code; its name, which orders within a rank, is looked up.
CREATE OR REPLACE FUNCTION flowt.pagina_da_busca(p_tenant bigint, p_termo text, p_publico boolean, p_status text, p_categoria bigint,
                                                 p_preco_min bigint, p_preco_max bigint, p_apos text, p_quantos integer)
RETURNS TABLE (cod_produto bigint, num_posto integer, posicao bigint)
LANGUAGE plpgsql STABLE ROWS 20 AS $$
DECLARE
    v_ramo   bigint[] := CASE WHEN p_categoria IS NOT NULL THEN flowt.categorias_de(p_tenant, p_categoria) END;
    v_fora   bigint[] := CASE WHEN p_publico THEN ARRAY(SELECT g.cod_categoria FROM flowt.arvore_de_categorias(p_tenant) AS g
                                                         WHERE NOT g.flg_ativa) END;
    v_posto  integer  := coalesce(split_part(p_apos, '.', 1)::integer, -1);
    v_codigo bigint   := coalesce(split_part(p_apos, '.', 2)::bigint, 0);
    v_nome   text     := coalesce((SELECT p.nom_produto FROM flowt.tb_omni8_produto_servico p
                                    WHERE p.cod_tenant = p_tenant AND p.cod_produto = v_codigo), '');
BEGIN
    RETURN QUERY
    SELECT x.cod_produto, x.num_posto, row_number() OVER (ORDER BY x.num_posto, x.nom_produto COLLATE "pt-BR-x-icu", x.cod_produto)
      FROM (SELECT a.cod_produto, a.num_posto, p.nom_produto
              FROM flowt.achar_produtos(p_tenant, p_termo) AS a
              JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = a.cod_produto
             WHERE p.dat_exclusao IS NULL AND (p_status IS NULL OR p.sta_produto = p_status) AND (v_ramo IS NULL OR p.cod_categoria = ANY (v_ramo))
               -- What is in a category that is not shown is not for sale.
               AND (NOT p_publico OR (p.sta_produto = 'PUBLICADO' AND coalesce(p.cod_categoria <> ALL (v_fora), true)))
               AND (num_nonnulls(p_preco_min, p_preco_max) = 0 OR EXISTS (
                    SELECT FROM flowt.precos_em(p_tenant, ARRAY[p.cod_produto], now()) AS f
                     WHERE f.vlr_preco BETWEEN coalesce(p_preco_min, 0) AND coalesce(p_preco_max, 9223372036854775807)))
               AND (a.num_posto, p.nom_produto COLLATE "pt-BR-x-icu", a.cod_produto) > (v_posto, v_nome COLLATE "pt-BR-x-icu", v_codigo)
             ORDER BY a.num_posto, p.nom_produto COLLATE "pt-BR-x-icu", a.cod_produto LIMIT p_quantos) AS x;
END
$$;
COMMENT ON FUNCTION flowt.pagina_da_busca(bigint, text, boolean, text, bigint, bigint, bigint, text, integer)
    IS 'Uma página dos itens que uma busca acha, os melhores achados primeiro; filtros nulos não filtram.';

CREATE OR REPLACE FUNCTION flowt.conferir_busca(p_termo text, p_apos text, p_preco_min bigint, p_preco_max bigint) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF length(btrim(coalesce(p_termo, ''))) NOT BETWEEN 2 AND 80 THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('termo', 'texto_curto', 'Digite de 2 a 80 caracteres do nome, do resumo ou o SKU do item.'));
    ELSIF p_apos !~ '^[0-4]\.[0-9]{1,18}$' THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('apos', 'formato_invalido', 'Use o "proximo" da página anterior.'));
    ELSIF p_preco_min > p_preco_max THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('vlr_max', 'numero_pequeno', 'O preço máximo não é menor que o mínimo.'));
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_busca(text, text, bigint, bigint) IS 'Levanta 422 para uma busca de itens que não se entende.';

CREATE OR REPLACE FUNCTION flowt.nome_do_achado(p_posto integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_posto WHEN 0 THEN 'SKU' WHEN 3 THEN 'RESUMO' WHEN 4 THEN 'SEMELHANCA' ELSE 'NOME' END;
COMMENT ON FUNCTION flowt.nome_do_achado(integer) IS 'Por que um item está na resposta de uma busca.';

-- The price is that of the cheapest way to buy one now.
CREATE OR REPLACE FUNCTION flowt.cartoes_da_busca(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
RETURNS TABLE (cod_produto bigint, vlr_preco bigint, vlr_preco_de bigint, flg_a_partir boolean, flg_disponivel boolean)
LANGUAGE plpgsql STABLE ROWS 20 AS $$
BEGIN
    RETURN QUERY
    WITH variacao AS MATERIALIZED (
        SELECT v.* FROM flowt.variacoes_a_venda(p_tenant, p_produtos, p_momento) AS v
    ), saldo AS MATERIALIZED (
        SELECT s.* FROM flowt.disponivel_em_estoque(p_tenant, p_produtos) AS s
    ), fora AS MATERIALIZED (
        SELECT f.cod_produto FROM flowt.fora_da_janela(p_tenant, p_produtos, p_momento) AS f
    ), jeito AS (
        SELECT v.cod_produto, v.cod_variacao, v.vlr_preco, v.vlr_preco_de, NOT v.flg_esgotada AS vende FROM variacao AS v
        UNION ALL
        SELECT f.cod_produto, 0, f.vlr_preco, f.vlr_preco_de, true FROM flowt.precos_em(p_tenant, p_produtos, p_momento) AS f
         WHERE f.cod_variacao IS NULL AND NOT EXISTS (SELECT FROM variacao AS v WHERE v.cod_produto = f.cod_produto)
    )
    SELECT j.cod_produto, min(j.vlr_preco), (array_agg(j.vlr_preco_de ORDER BY j.vlr_preco, j.cod_variacao))[1], min(j.vlr_preco) < max(j.vlr_preco),
           bool_or(j.vende AND coalesce(s.qtd_disponivel > 0, true)) AND j.cod_produto NOT IN (SELECT f.cod_produto FROM fora AS f)
           AND bool_and(p.dat_esgotado IS DISTINCT FROM (p_momento AT TIME ZONE t.des_fuso_horario)::date)
      FROM jeito AS j
      JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = j.cod_produto
      JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
      LEFT JOIN saldo AS s ON s.cod_produto = j.cod_produto AND s.cod_variacao = j.cod_variacao
     GROUP BY j.cod_produto;
END
$$;
COMMENT ON FUNCTION flowt.cartoes_da_busca(bigint, bigint[], timestamptz)
    IS 'Preço mais baixo, e se dá para comprar, de cada um destes itens em um momento.';

CREATE OR REPLACE FUNCTION api.cardapio_buscar(p_termo text, p_cod_categoria bigint, p_vlr_min bigint, p_vlr_max bigint, p_limite integer,
                                               p_apos text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[];
    v_postos  integer[];
    v_itens   json;
BEGIN
    PERFORM flowt.conferir_busca(p_termo, p_apos, p_vlr_min, p_vlr_max);
    SELECT coalesce(array_agg(g.cod_produto ORDER BY g.posicao), '{}'), array_agg(g.num_posto ORDER BY g.posicao) INTO v_pagina, v_postos
      FROM flowt.pagina_da_busca(v_tenant, p_termo, true, NULL, p_cod_categoria, p_vlr_min, p_vlr_max, p_apos, v_quantos) AS g;
    SELECT coalesce(json_agg(json_build_object('cod_produto', p.cod_produto::text, 'tip_item', p.tip_item, 'nom_produto', p.nom_produto,
               'des_resumo', p.des_resumo, 'des_imagem', p.des_imagem,
               'cod_categoria', p.cod_categoria::text, 'nom_categoria', c.nom_categoria, 'vlr_preco', k.vlr_preco, 'vlr_preco_de', k.vlr_preco_de,
               'flg_a_partir', k.flg_a_partir,
               'flg_disponivel', k.flg_disponivel, 'tip_achado', flowt.nome_do_achado(v_postos[o.n])) ORDER BY o.n), '[]') INTO v_itens
      FROM unnest(v_pagina) WITH ORDINALITY AS o (cod_produto, n)
      JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = v_tenant AND p.cod_produto = o.cod_produto
      JOIN flowt.cartoes_da_busca(v_tenant, v_pagina, now()) AS k ON k.cod_produto = o.cod_produto
      LEFT JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = v_tenant AND c.cod_categoria = p.cod_categoria;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_postos[v_quantos] || '.' || v_pagina[v_quantos])::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cardapio_buscar(text, bigint, bigint, bigint, integer, text) IS
$$GET /v1/cardapio/busca
acesso: publico
modulo: cardapio
resposta: 200 cardapio_busca
resposta: 422 problema
etiqueta: Cardápio
Procura itens à venda por palavras do nome e do resumo, ou pelo SKU, os melhores achados primeiro.
Bastam começos de palavras, em qualquer ordem, sem diferença de acentos nem maiúsculas; se assim se acham menos de cinco, vêm também os de palavras com uma letra errada, a mais, a menos ou trocada.
Filtros: cod_categoria (com as de dentro dela), vlr_min e vlr_max (centavos). limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.produto_buscar(p_termo text, p_sta_produto text, p_cod_categoria bigint, p_vlr_min bigint, p_vlr_max bigint,
                                              p_limite integer, p_apos text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[];
    v_postos  integer[];
    v_itens   json;
BEGIN
    PERFORM flowt.conferir_busca(p_termo, p_apos, p_vlr_min, p_vlr_max);
    SELECT coalesce(array_agg(g.cod_produto ORDER BY g.posicao), '{}'), array_agg(g.num_posto ORDER BY g.posicao) INTO v_pagina, v_postos
      FROM flowt.pagina_da_busca(v_tenant, p_termo, false, p_sta_produto, p_cod_categoria, p_vlr_min, p_vlr_max, p_apos, v_quantos) AS g;
    SELECT coalesce(json_agg(p ORDER BY array_position(v_pagina, p.cod_produto::bigint)), '[]') INTO v_itens
      FROM flowt.produtos(v_tenant, v_pagina) AS p;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_postos[v_quantos] || '.' || v_pagina[v_quantos])::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_buscar(text, text, bigint, bigint, bigint, integer, text) IS
$$GET /v1/produtos/busca
acesso: catalogo.ler
resposta: 200 produto_lista
resposta: 422 problema
etiqueta: Catálogo
Procura itens de qualquer status (ou de um: sta_produto), como GET /v1/cardapio/busca.$$;

SELECT flowt.definir_esquema('cardapio_busca', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["cod_produto", "tip_item", "nom_produto", "vlr_preco", "flg_disponivel",
                    "tip_achado"], "properties": {
            "cod_produto": {"type": "string"}, "tip_item": {"type": "string"}, "nom_produto": {"type": "string"},
            "des_resumo": {"type": ["string", "null"]}, "des_imagem": {"type": ["string", "null"]},
            "cod_categoria": {"type": ["string", "null"]}, "nom_categoria": {"type": ["string", "null"]},
            "vlr_preco": {"type": "integer", "description": "Centavos; de um item com variações, o da mais barata."},
            "vlr_preco_de": {"type": ["integer", "null"]},
            "flg_a_partir": {"type": "boolean", "description": "Há variações mais caras."}, "flg_disponivel": {"type": "boolean"},
            "tip_achado": {"type": "string", "enum": ["SKU", "NOME", "RESUMO", "SEMELHANCA"], "description": "Por que o item está na resposta."}}}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
