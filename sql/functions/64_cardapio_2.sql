-- Digital menu: combos, as data (guide chapters 6.1 and 7). A combo is shown with its cheapest choices, priced as any purchase is.

CREATE OR REPLACE FUNCTION flowt.escolhas_mais_baratas(p_tenant bigint, p_grupos jsonb, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('cod_grupo', e.num_grupo::text, 'cod_produto', e.cod_produto::text,
                                                                       'cod_variacao', e.cod_variacao::text, 'qtd', e.qtd_minima))
                                  ORDER BY e.num_grupo), '[]')
          FROM (SELECT DISTINCT ON (g.num_grupo) g.num_grupo, g.qtd_minima, i.cod_produto, f.cod_variacao
                  FROM jsonb_to_recordset(p_grupos) AS g (num_grupo integer, qtd_minima integer, itens jsonb)
                 CROSS JOIN LATERAL jsonb_to_recordset(g.itens) AS i (cod_produto bigint, cod_variacao bigint, qtd_item integer)
                 CROSS JOIN LATERAL (SELECT x.cod_variacao, x.vlr_preco FROM flowt.precos_em(p_tenant, ARRAY[i.cod_produto], p_momento) AS x
                                      WHERE CASE WHEN i.cod_variacao IS NOT NULL THEN x.cod_variacao = i.cod_variacao
                                                 ELSE (x.cod_variacao IS NULL) = NOT EXISTS (SELECT
                                                     FROM flowt.variacoes_a_venda(p_tenant, ARRAY[i.cod_produto], p_momento)) END
                                      ORDER BY x.vlr_preco LIMIT 1) AS f
                 WHERE g.qtd_minima > 0
                 ORDER BY g.num_grupo, f.vlr_preco * i.qtd_item, i.cod_produto) AS e);
END
$$;
COMMENT ON FUNCTION flowt.escolhas_mais_baratas(bigint, jsonb, timestamptz)
    IS 'As escolhas obrigatórias mais baratas dos grupos de um combo, como um carrinho as leva.';

CREATE OR REPLACE FUNCTION flowt.json_grupos_do_combo(p_tenant bigint, p_grupos jsonb, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('cod_grupo', g.num_grupo::text, 'nom_grupo', g.nom_grupo, 'qtd_min', g.qtd_minima,
                                                     'qtd_max', g.qtd_maxima, 'itens', x.itens) ORDER BY g.num_grupo), '[]')
          FROM jsonb_to_recordset(p_grupos) AS g (num_grupo integer, nom_grupo text, qtd_minima integer, qtd_maxima integer, itens jsonb)
         CROSS JOIN LATERAL (
               SELECT coalesce(jsonb_agg(jsonb_build_object('cod_produto', i.cod_produto::text,
                          'cod_variacao', coalesce(i.cod_variacao, v.cod_variacao)::text, 'nom_produto', p.nom_produto,
                          'nom_variacao', v.nom_variacao, 'qtd_item', i.qtd_item) ORDER BY n.n, v.num_ordem, v.cod_variacao), '[]') AS itens
                 FROM jsonb_array_elements(g.itens) WITH ORDINALITY AS n (item, n)
                CROSS JOIN LATERAL jsonb_to_record(n.item) AS i (cod_produto bigint, cod_variacao bigint, qtd_item integer)
                 JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = i.cod_produto AND p.sta_produto = 'PUBLICADO'
                 -- An item of which any variation will do is offered once for each.
                 LEFT JOIN LATERAL (SELECT w.* FROM flowt.variacoes_a_venda(p_tenant, ARRAY[i.cod_produto], p_momento) AS w
                                     WHERE i.cod_variacao IS NULL OR w.cod_variacao = i.cod_variacao) AS v ON true) AS x);
END
$$;
COMMENT ON FUNCTION flowt.json_grupos_do_combo(bigint, jsonb, timestamptz) IS 'Grupos de um combo com os itens que se escolhem em cada um.';

CREATE OR REPLACE FUNCTION flowt.json_combos(p_tenant bigint, p_combos bigint[], p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contexto flowt.contexto_de_compra;
    v_cotacao  flowt.cotacao;
    v_linhas   flowt.linha_de_compra[];
BEGIN
    v_linhas := ARRAY(SELECT (v.cod_combo, NULL, NULL, v.cod_combo, flowt.escolhas_mais_baratas(p_tenant, v.js_grupos, p_momento),
                              1)::flowt.linha_de_compra
                        FROM flowt.tb_omni8_combo_versao AS v
                       WHERE v.cod_tenant = p_tenant AND v.cod_combo = ANY (p_combos) AND v.sta_combo = 'PUBLICADO'
                         AND v.dat_vigor_inicio <= p_momento AND v.dat_vigor_fim > p_momento
                         AND coalesce(v.dat_inicio <= p_momento, true) AND coalesce(v.dat_fim > p_momento, true));
    IF v_linhas = '{}' THEN
        RETURN '[]';
    END IF;
    v_contexto.tip_canal := 'CARDAPIO';
    v_contexto.cod_pessoa := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
    v_cotacao := flowt.cotar(p_tenant, v_linhas, v_contexto, p_momento);
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('cod_combo', v.cod_combo::text, 'nom_combo', v.nom_combo, 'des_combo', v.des_combo,
                   'des_imagem', v.des_imagem, 'vlr_preco', q.vlr_liquido,
                   'vlr_separado', greatest(s.soma, q.vlr_liquido), 'flg_disponivel', q.flg_disponivel,
                   'grupos', flowt.json_grupos_do_combo(p_tenant, v.js_grupos, p_momento)) ORDER BY v.num_ordem, v.nom_combo), '[]')
          FROM unnest(v_cotacao.linhas) AS q
          JOIN flowt.tb_omni8_combo_versao AS v ON v.cod_tenant = p_tenant AND v.cod_combo = q.cod_combo AND v.dat_vigor_inicio <= p_momento
           AND v.dat_vigor_fim > p_momento
         CROSS JOIN LATERAL (SELECT coalesce(sum(f.vlr_unitario * f.qtd_item), 0)::bigint AS soma FROM unnest(v_cotacao.linhas) AS f
                              WHERE f.num_linha = q.num_linha AND f.num_parte > 0) AS s
         WHERE q.num_parte = 0 AND q.num_linha > 0 AND coalesce(q.des_problema NOT IN ('combo_nao_esta_a_venda', 'combo_nao_encontrado',
                                                                                       'combo_nao_e_para_esta_pessoa'), true));
END
$$;
COMMENT ON FUNCTION flowt.json_combos(bigint, bigint[], timestamptz)
    IS 'Destes combos, os que se mostram em um momento, cada um com o preço de suas escolhas mais baratas.';

CREATE OR REPLACE FUNCTION flowt.json_combos_do_cardapio(p_tenant bigint, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.json_combos(p_tenant, ARRAY(SELECT v.cod_combo FROM flowt.tb_omni8_combo_versao AS v
                                              WHERE v.cod_tenant = p_tenant AND v.sta_combo = 'PUBLICADO' AND v.dat_vigor_fim > p_momento
                                                AND v.dat_vigor_inicio <= p_momento
                                              ORDER BY v.num_ordem, v.cod_combo LIMIT flowt.limite_combos_do_cardapio()), p_momento);
END
$$;
COMMENT ON FUNCTION flowt.json_combos_do_cardapio(bigint, timestamptz) IS 'Combos do cardápio em um momento.';
CREATE OR REPLACE FUNCTION flowt.limite_combos_do_cardapio() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 30;
COMMENT ON FUNCTION flowt.limite_combos_do_cardapio() IS 'Combos que o cardápio mostra.';

CREATE OR REPLACE FUNCTION api.cardapio_combo(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_combos jsonb := flowt.json_combos(flowt.exigir_tenant(), ARRAY[p_id], now());
BEGIN
    IF v_combos <> '[]' THEN
        RETURN NEXT (200, NULL, NULL, (v_combos -> 0)::text)::flowt.resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.cardapio_combo(bigint) IS
$$GET /v1/cardapio/combos/{id}
acesso: publico
modulo: cardapio
resposta: 200 cardapio_combo
resposta: 404 problema
etiqueta: Cardápio
Um combo à venda, com os grupos e o que se escolhe em cada um.$$;
