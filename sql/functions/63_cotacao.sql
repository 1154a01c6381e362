-- Prices (guide chapter 6.3): one function prices everything, for every channel, at any moment. Its steps, each a function:
-- price in force → complements → combos (flowt.precificar); then, of what is left, item offers → order offers → freight →
-- gifts. Lines are put in an order of their own first, so that nothing depends on the cart's.

-- What is hidden, sold out or out of stock today says nothing of the past: there, whatever had a price was sold.
CREATE OR REPLACE FUNCTION flowt.itens_parados(p_tenant bigint, p_pecas flowt.peca_de_compra[], p_produtos bigint[], p_momento timestamptz)
RETURNS TABLE (cod_produto bigint, cod_variacao bigint, des_problema text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_hoje date := (SELECT (p_momento AT TIME ZONE t.des_fuso_horario)::date FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant);
BEGIN
    IF EXISTS (SELECT FROM flowt.tb_omni8_disponibilidade AS d WHERE d.cod_tenant = p_tenant) THEN
        RETURN QUERY SELECT f.cod_produto, NULL::bigint, 'item_fora_do_horario' FROM flowt.fora_da_janela(p_tenant, p_produtos, p_momento) AS f;
    END IF;
    IF p_momento < now() THEN
        RETURN;
    END IF;
    RETURN QUERY
        WITH RECURSIVE categoria AS (
            SELECT p.cod_produto, p.cod_categoria, p.sta_produto <> 'PUBLICADO' AS oculta, p.dat_esgotado = v_hoje AS esgotada
              FROM flowt.tb_omni8_produto_servico AS p
             WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_produtos)
            UNION ALL
            SELECT a.cod_produto, c.cod_categoria_mae, c.sta_categoria = 'INATIVA', false FROM categoria AS a
              JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria = a.cod_categoria
        )
        SELECT c.cod_produto, NULL::bigint, CASE WHEN bool_or(c.oculta) THEN 'item_nao_esta_a_venda' ELSE 'item_esgotado' END FROM categoria AS c
         GROUP BY c.cod_produto HAVING bool_or(c.oculta) OR bool_or(c.esgotada)
        UNION ALL
        SELECT d.cod_produto, d.cod_variacao, 'item_esgotado' FROM flowt.disponivel_em_estoque(p_tenant, p_produtos) AS d
         WHERE d.qtd_disponivel < (SELECT sum(p.qtd_item) FROM unnest(p_pecas) AS p
                                    WHERE p.cod_produto = d.cod_produto AND coalesce(p.cod_variacao, 0) = d.cod_variacao)
        UNION ALL
        SELECT v.cod_produto, v.cod_variacao, CASE WHEN v.sta_variacao = 'INATIVA' THEN 'variacao_indisponivel' ELSE 'item_esgotado' END
          FROM flowt.tb_omni8_variacao AS v
         WHERE v.cod_tenant = p_tenant AND v.cod_produto = ANY (p_produtos) AND (v.sta_variacao = 'INATIVA' OR v.dat_esgotado = v_hoje)
        UNION ALL
        SELECT v.cod_produto, 0::bigint, 'variacao_obrigatoria' FROM flowt.tb_omni8_variacao AS v
         WHERE v.cod_tenant = p_tenant AND v.cod_produto = ANY (p_produtos) AND v.sta_variacao = 'ATIVA' GROUP BY v.cod_produto;
END
$$;
COMMENT ON FUNCTION flowt.itens_parados(bigint, flowt.peca_de_compra[], bigint[], timestamptz) IS
    'O que impede de comprar itens em um momento: o item inteiro (variação nula), uma variação, ou comprá-lo sem escolher uma (variação 0).';

CREATE OR REPLACE FUNCTION flowt.precificar_pecas(p_tenant bigint, p_pecas flowt.peca_de_compra[], p_momento timestamptz) RETURNS flowt.linha_cotada[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_produtos bigint[] := ARRAY(SELECT DISTINCT p.cod_produto FROM unnest(p_pecas) AS p WHERE p.cod_produto IS NOT NULL ORDER BY 1);
    v_com_grupos bigint[] := ARRAY(SELECT u.cod_produto FROM flowt.tb_omni8_complemento_uso AS u
                                    WHERE u.cod_tenant = p_tenant AND u.cod_produto = ANY (v_produtos) AND u.dat_fim > p_momento);
BEGIN
    RETURN ARRAY(
        WITH parado AS MATERIALIZED (
            SELECT * FROM flowt.itens_parados(p_tenant, p_pecas, v_produtos, p_momento)
        )
        SELECT (l.num_linha, l.num_parte, l.cod_produto, l.cod_variacao, NULL, coalesce(x.num_sku, p.num_sku),
                p.nom_produto || coalesce(' – ' || x.nom_variacao, ''), l.qtd_item,
                v.preco + o.vlr_opcoes, o.vlr_opcoes, coalesce(o.js_opcoes, '[]'), (v.preco + o.vlr_opcoes) * l.qtd_item, 0, NULL,
                v.problema IS NULL, v.problema)::flowt.linha_cotada
          FROM unnest(p_pecas) AS l
          LEFT JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = l.cod_produto
           AND coalesce(p.dat_exclusao > p_momento, true)
          LEFT JOIN flowt.tb_omni8_variacao AS x ON l.cod_variacao IS NOT NULL AND x.cod_tenant = p_tenant AND x.cod_produto = l.cod_produto
           AND x.cod_variacao = l.cod_variacao
           AND coalesce(x.dat_exclusao > p_momento, true)
          -- One item at a time: asked of many, the plan reads every price there is.
          LEFT JOIN LATERAL (SELECT e.vlr_preco FROM flowt.precos_em(p_tenant, ARRAY[p.cod_produto], p_momento) AS e
                              WHERE e.cod_variacao IS NOT DISTINCT FROM l.cod_variacao LIMIT 1) AS f ON true
         CROSS JOIN LATERAL (
               SELECT c.vlr_opcoes, c.js_opcoes, c.des_problema FROM flowt.cotar_opcoes(p_tenant, l.cod_produto, l.js_opcoes, p_momento) AS c
                WHERE coalesce(l.js_opcoes, '[]') <> '[]' OR l.cod_produto = ANY (v_com_grupos)
               UNION ALL SELECT 0, '[]', NULL WHERE coalesce(l.js_opcoes, '[]') = '[]' AND coalesce(l.cod_produto <> ALL (v_com_grupos), true)) AS o
         CROSS JOIN LATERAL (SELECT coalesce(f.vlr_preco, 0) AS preco, CASE
               WHEN p.cod_produto IS NULL THEN 'item_nao_encontrado'
               WHEN l.cod_variacao IS NOT NULL AND x.cod_variacao IS NULL THEN 'variacao_desconhecida'
               WHEN f.vlr_preco IS NULL THEN 'item_nao_esta_a_venda'
               ELSE coalesce((SELECT i.des_problema FROM parado AS i
                               WHERE i.cod_produto = l.cod_produto AND coalesce(i.cod_variacao = coalesce(l.cod_variacao, 0), true)
                               ORDER BY array_position(
                                       '{item_nao_esta_a_venda,item_fora_do_horario,variacao_obrigatoria,variacao_indisponivel}'::text[],
                                                       i.des_problema) LIMIT 1), o.des_problema) END AS problema) AS v
         ORDER BY l.num_linha, l.num_parte);
END
$$;
COMMENT ON FUNCTION flowt.precificar_pecas(bigint, flowt.peca_de_compra[], timestamptz)
    IS 'Preço em vigor, complementos e situação de cada item, ainda sem ofertas.';

-- A combo's own line, and its parts with their share of its price.
CREATE OR REPLACE FUNCTION flowt.fechar_combo(p_versao flowt.tb_omni8_combo_versao, p_linha flowt.linha_de_compra, p_problema text,
                                              p_partes flowt.linha_cotada[]) RETURNS flowt.linha_cotada[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_partes flowt.linha_cotada[] := p_partes;
    v_linha  flowt.linha_cotada;
    v_pesos  bigint[] := ARRAY(SELECT (p.vlr_unitario - p.vlr_opcoes) * p.qtd_item FROM unnest(p_partes) AS p ORDER BY p.num_parte);
    v_rateio bigint[];
    v_preco  bigint;
BEGIN
    SELECT coalesce(sum(p.vlr_opcoes * p.qtd_item) / p_linha.qtd_item, 0), min(p.des_problema) INTO v_linha.vlr_opcoes, v_linha.des_problema
      FROM unnest(p_partes) AS p;
    v_linha.des_problema := coalesce(p_problema,
                                     CASE WHEN v_linha.des_problema = 'item_esgotado' THEN 'combo_esgotado'
                                          -- Add-ons of a part are chosen as those of an item are.
                                          WHEN flowt.frase_de_opcoes(v_linha.des_problema) IS NOT NULL THEN v_linha.des_problema
                                          WHEN v_linha.des_problema IS NOT NULL THEN 'combo_com_item_indisponivel' END);
    v_preco := CASE WHEN p_versao.cod_combo IS NULL THEN 0
                    ELSE flowt.preco_do_combo(p_versao, (SELECT coalesce(sum(w) / p_linha.qtd_item, 0)::bigint FROM unnest(v_pesos) AS w)) END;
    v_rateio := flowt.ratear(v_preco * p_linha.qtd_item, v_pesos);
    FOR i IN 1 .. cardinality(v_partes) LOOP
        v_partes[i].vlr_bruto := v_rateio[i] + v_partes[i].vlr_opcoes * v_partes[i].qtd_item;
    END LOOP;
    v_linha.num_linha := p_linha.num_linha;
    v_linha.num_parte := 0;
    v_linha.cod_combo := p_linha.cod_combo;
    v_linha.nom_item := p_versao.nom_combo;
    v_linha.qtd_item := p_linha.qtd_item;
    v_linha.vlr_unitario := v_preco + v_linha.vlr_opcoes;
    v_linha.js_opcoes := coalesce(p_linha.js_opcoes, '[]');
    v_linha.vlr_bruto := v_linha.vlr_unitario * p_linha.qtd_item;
    v_linha.vlr_desconto := 0;
    v_linha.flg_disponivel := v_linha.des_problema IS NULL;
    RETURN v_linha || v_partes;
END
$$;
COMMENT ON FUNCTION flowt.fechar_combo(flowt.tb_omni8_combo_versao, flowt.linha_de_compra, text, flowt.linha_cotada[]) IS
    'Linha de um combo e suas partes: o preço do combo se divide entre os componentes pelo preço de cada um, e os complementos ficam com o seu.';

CREATE OR REPLACE FUNCTION flowt.precificar(p_tenant bigint, p_linhas flowt.linha_de_compra[], p_contexto flowt.contexto_de_compra,
                                            p_momento timestamptz) RETURNS flowt.linha_cotada[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha   flowt.linha_de_compra;
    v_versao  flowt.tb_omni8_combo_versao;
    v_pecas   flowt.peca_de_compra[];
    v_cotadas flowt.linha_cotada[];
    v_fechadas flowt.linha_cotada[] := '{}';
BEGIN
    v_pecas := ARRAY(SELECT (l.num_linha, 0, l.cod_produto, l.cod_variacao, l.js_opcoes, l.qtd_item, NULL)::flowt.peca_de_compra
                       FROM unnest(p_linhas) AS l WHERE l.cod_combo IS NULL);
    IF cardinality(v_pecas) = cardinality(p_linhas) THEN
        RETURN flowt.precificar_pecas(p_tenant, v_pecas, p_momento);
    END IF;
    FOREACH v_linha IN ARRAY p_linhas LOOP
        IF v_linha.cod_combo IS NOT NULL THEN
            v_pecas := v_pecas || flowt.pecas_do_combo(flowt.combo_em(p_tenant, v_linha.cod_combo, p_momento), v_linha);
        END IF;
    END LOOP;
    v_cotadas := flowt.precificar_pecas(p_tenant, v_pecas, p_momento);
    FOREACH v_linha IN ARRAY p_linhas LOOP
        IF v_linha.cod_combo IS NOT NULL THEN
            v_versao := flowt.combo_em(p_tenant, v_linha.cod_combo, p_momento);
            v_fechadas := v_fechadas || flowt.fechar_combo(v_versao, v_linha,
                coalesce(flowt.problema_do_combo(v_versao, (SELECT sum(l.qtd_item) FROM unnest(p_linhas) AS l WHERE l.cod_combo = v_linha.cod_combo),
                                                 p_contexto, p_momento),
                         flowt.problema_das_escolhas(v_versao.js_grupos, v_linha.js_opcoes)),
                ARRAY(SELECT c FROM unnest(v_cotadas) AS c WHERE c.num_linha = v_linha.num_linha AND c.num_parte > 0 ORDER BY c.num_parte));
        END IF;
    END LOOP;
    RETURN ARRAY(SELECT c FROM unnest(v_cotadas) AS c WHERE c.num_parte = 0) || v_fechadas;
END
$$;
COMMENT ON FUNCTION flowt.precificar(bigint, flowt.linha_de_compra[], flowt.contexto_de_compra, timestamptz)
    IS 'Linhas e partes de uma compra com o preço em vigor, complementos e combos, ainda sem ofertas.';
