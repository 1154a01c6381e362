-- What offers look like from outside (guide chapter 6.3): badges of the menu, and the public page of offers. The same
-- definitions, the same arithmetic and the same order as flowt.cotar, for one unit alone, seen by a stranger on the menu.

CREATE OR REPLACE FUNCTION flowt.limite_de_itens_na_vitrine() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 24;
COMMENT ON FUNCTION flowt.limite_de_itens_na_vitrine() IS 'Itens que a vitrine mostra de cada oferta.';

CREATE OR REPLACE FUNCTION flowt.selo_da_oferta(p_versao flowt.tb_omni8_oferta_versao) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(p_versao.des_selo, CASE p_versao.tip_oferta
        WHEN 'PERCENTUAL' THEN '-' || replace(trim_scale(p_versao.num_percentual)::text, '.', ',') || '%'
        WHEN 'VALOR' THEN '-' || flowt.reais(p_versao.vlr_desconto)
        WHEN 'PRECO_FIXO' THEN 'por ' || flowt.reais(p_versao.vlr_preco)
        WHEN 'LEVE_X_PAGUE_Y' THEN format('Leve %s, pague %s', p_versao.qtd_leve, p_versao.qtd_pague)
        WHEN 'FRETE_GRATIS' THEN 'Frete grátis'
        ELSE 'Ganhe um brinde' END);
END
$$;
COMMENT ON FUNCTION flowt.selo_da_oferta(flowt.tb_omni8_oferta_versao)
    IS 'Texto do selo de uma oferta: o que a empresa escreveu, ou o que o tipo diz.';

CREATE OR REPLACE FUNCTION flowt.ha_brinde(p_tenant bigint, p_versao flowt.tb_omni8_oferta_versao, p_momento timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pecas flowt.peca_de_compra[] := ARRAY[(1, 0, (p_versao).cod_brinde, NULL, '[]', (p_versao).qtd_brinde, NULL)::flowt.peca_de_compra];
BEGIN
    RETURN (SELECT bool_and(l.flg_disponivel) FROM unnest(flowt.precificar_pecas(p_tenant, v_pecas, p_momento)) AS l);
END
$$;
COMMENT ON FUNCTION flowt.ha_brinde(bigint, flowt.tb_omni8_oferta_versao, timestamptz)
    IS 'Se o brinde que uma oferta promete se pode dar em um momento: existe, está à venda e há bastante dele.';

-- What a stranger sees: nothing that depends on who or how one pays, and no gift that there is not.
CREATE OR REPLACE FUNCTION flowt.ofertas_abertas(p_tenant bigint, p_produtos bigint[], p_categorias bigint[], p_combos bigint[],
                                                 p_momento timestamptz) RETURNS SETOF flowt.tb_omni8_oferta_versao
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_local timestamp := (SELECT p_momento AT TIME ZONE t.des_fuso_horario FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant);
BEGIN
    RETURN QUERY
        SELECT v.* FROM flowt.ofertas_no_momento(p_tenant, p_produtos, p_categorias, p_combos, '{}', p_momento) AS v
          LEFT JOIN flowt.tb_omni8_oferta_contador AS k ON k.cod_tenant = p_tenant AND k.cod_oferta = v.cod_oferta
         WHERE num_nonnulls(v.cod_etiqueta, v.qtd_limite_pessoa, v.tip_pagamentos) = 0 AND NOT v.flg_primeira_compra
           AND coalesce('CARDAPIO' = ANY (v.tip_canais), true)
           AND coalesce(k.qtd_uso < v.qtd_limite, true) AND coalesce(k.vlr_usado < v.vlr_orcamento, true)
           AND (v.num_dias_semana IS NULL AND v.hor_inicio IS NULL OR flowt.janela_contem(v.num_dias_semana, v.hor_inicio, v.hor_fim, v_local))
           AND CASE WHEN v.cod_brinde IS NULL THEN true ELSE flowt.ha_brinde(p_tenant, v, p_momento) END;
END
$$;
COMMENT ON FUNCTION flowt.ofertas_abertas(bigint, bigint[], bigint[], bigint[], timestamptz)
    IS 'Ofertas que alcançam estes alvos para qualquer um, sem cupom, pelo cardápio, em um momento.';

-- A window of days alone goes on until the first day that is not one of them.
CREATE OR REPLACE FUNCTION flowt.fim_da_janela(p_dias smallint[], p_inicio time, p_fim time, p_local timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_inicio IS NULL THEN (SELECT min(p_local::date + n) FROM generate_series(1, 6) AS n
                                         WHERE extract(dow FROM p_local::date + n)::smallint <> ALL (p_dias))
            WHEN p_local::time < coalesce(p_fim, '00:00') THEN p_local::date + p_fim
            ELSE p_local::date + 1 + coalesce(p_fim, '00:00') END;
COMMENT ON FUNCTION flowt.fim_da_janela(smallint[], time, time, timestamp)
    IS 'Quando acaba a janela (flowt.janela_contem) em que uma hora local está; nulo se não acaba.';

CREATE OR REPLACE FUNCTION flowt.ofertas_de_vitrine(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
RETURNS TABLE (cod_produto bigint, cod_oferta bigint, nom_oferta text, vlr_oferta bigint, des_selo text, dat_fim timestamptz, num_cor text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_categorias bigint[];
    v_de         bigint[];
    v_ofertas    flowt.tb_omni8_oferta_versao[];
BEGIN
    SELECT array_agg(c.cod_produto), array_agg(c.cod_categoria) INTO v_de, v_categorias
      FROM flowt.categorias_dos_itens(p_tenant, p_produtos, p_momento) AS c;
    v_ofertas := ARRAY(SELECT o FROM flowt.ofertas_abertas(p_tenant, p_produtos, coalesce(v_categorias, '{}'), '{}', p_momento) AS o
                        WHERE o.tip_alvo IN ('ITEM', 'CATEGORIA'));
    IF v_ofertas = '{}' THEN
        RETURN;
    END IF;
    RETURN QUERY
        WITH RECURSIVE oferta AS MATERIALIZED (
            SELECT o.*, flowt.selo_da_oferta(o) AS selo,
                   least(o.dat_fim, flowt.fim_da_janela(o.num_dias_semana, o.hor_inicio, o.hor_fim,
                                                        p_momento AT TIME ZONE t.des_fuso_horario) AT TIME ZONE t.des_fuso_horario) AS termina
              FROM unnest(v_ofertas) AS o JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
        ), alvo AS (
            SELECT o.cod_oferta, x.cod AS cod_produto FROM oferta AS o CROSS JOIN LATERAL unnest(o.cod_produtos) AS x (cod)
             WHERE x.cod = ANY (p_produtos)
            UNION
            SELECT o.cod_oferta, c.cod_produto FROM oferta AS o CROSS JOIN LATERAL unnest(o.cod_categorias) AS x (cod)
              JOIN unnest(v_de, v_categorias) AS c (cod_produto, cod_categoria) ON c.cod_categoria = x.cod
        ), preco AS MATERIALIZED (
            -- Through arrays, so that what follows is joined by a hash: the planner expects one row of a function, and would go through all targets
            -- for each.
            SELECT x.* FROM (SELECT array_agg(f.cod_produto) AS produtos, array_agg(f.vlr_preco) AS precos
                               FROM flowt.precos_em(p_tenant, ARRAY(SELECT DISTINCT a.cod_produto FROM alvo AS a), p_momento) AS f
                              WHERE f.cod_variacao IS NULL) AS g
             CROSS JOIN LATERAL unnest(g.produtos, g.precos) AS x (cod_produto, vlr_preco)
        ), par AS MATERIALIZED (
            SELECT a.cod_produto, p.vlr_preco AS preco, o.cod_oferta, o.nom_oferta, o.tip_oferta, o.num_percentual, o.vlr_desconto, o.vlr_preco,
                   o.vlr_maximo, o.num_prioridade, o.flg_cumulativa, o.selo, o.dat_fim,
                   row_number() OVER (PARTITION BY a.cod_produto, o.flg_cumulativa ORDER BY o.num_prioridade, o.cod_oferta) AS posicao,
                   least(flowt.economia(o.tip_oferta, o.num_percentual, o.vlr_desconto, o.vlr_preco, p.vlr_preco, 1, 0), o.vlr_maximo) AS economia
              FROM alvo AS a JOIN oferta AS o ON o.cod_oferta = a.cod_oferta
              JOIN preco AS p ON p.cod_produto = a.cod_produto
             WHERE coalesce(o.vlr_minimo <= p.vlr_preco, true) AND o.tip_oferta NOT IN ('LEVE_X_PAGUE_Y', 'BRINDE')
        ), exclusiva AS (
            SELECT DISTINCT ON (x.cod_produto) x.cod_produto, x.cod_oferta, x.preco - x.economia AS resto FROM par AS x
             WHERE NOT x.flg_cumulativa AND x.economia > 0
             ORDER BY x.cod_produto, x.economia DESC, x.num_prioridade, x.cod_oferta
        ), passo AS (
            SELECT DISTINCT x.cod_produto, 0::bigint AS posicao, coalesce(e.resto, x.preco) AS resto, e.cod_oferta FROM par AS x
              LEFT JOIN exclusiva AS e ON e.cod_produto = x.cod_produto
            UNION ALL
            SELECT s.cod_produto, x.posicao, s.resto - least(flowt.economia(x.tip_oferta, x.num_percentual, x.vlr_desconto, x.vlr_preco, s.resto, 1,
                                                                            0), x.vlr_maximo), coalesce(s.cod_oferta, x.cod_oferta)
              FROM passo AS s JOIN par AS x ON x.cod_produto = s.cod_produto AND x.flg_cumulativa AND x.posicao = s.posicao + 1
        ), final AS (
            SELECT DISTINCT ON (s.cod_produto) s.cod_produto, s.cod_oferta, s.resto, 1 AS ordem FROM passo AS s WHERE s.cod_oferta IS NOT NULL
             ORDER BY s.cod_produto, s.posicao DESC
        ), leve AS (
            SELECT DISTINCT ON (a.cod_produto) a.cod_produto, o.cod_oferta, p.vlr_preco, 2 FROM alvo AS a
              JOIN oferta AS o ON o.cod_oferta = a.cod_oferta AND o.tip_oferta IN ('LEVE_X_PAGUE_Y', 'BRINDE')
              JOIN preco AS p ON p.cod_produto = a.cod_produto ORDER BY a.cod_produto, o.num_prioridade, o.cod_oferta
        )
        SELECT DISTINCT ON (f.cod_produto) f.cod_produto, o.cod_oferta, o.nom_oferta, f.resto, o.selo, o.termina, o.num_cor
          FROM (SELECT * FROM final UNION ALL SELECT * FROM leve) AS f JOIN oferta AS o ON o.cod_oferta = f.cod_oferta
         ORDER BY f.cod_produto, f.ordem;
END
$$;
COMMENT ON FUNCTION flowt.ofertas_de_vitrine(bigint, bigint[], timestamptz) IS
    'De cada item com oferta para qualquer um: a oferta do selo, e o preço de uma unidade com todas as que agem nela, como flowt.cotar; de "leve X, '
    'pague Y" e de brindes, só o selo. dat_fim: quando ela deixa de valer, por seu prazo ou pela janela em que se está.';

-- A combo from outside: what it costs at least, what its parts would cost apart, how many there are.
CREATE OR REPLACE FUNCTION flowt.combos_de_vitrine(p_tenant bigint, p_momento timestamptz)
RETURNS TABLE (cod_combo bigint, nom_combo text, des_combo text, des_imagem text, vlr_preco bigint, vlr_preco_de bigint, qtd_disponivel bigint,
               dat_fim timestamptz, js_grupos jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contexto flowt.contexto_de_compra;
BEGIN
    v_contexto.tip_canal := 'CARDAPIO';
    RETURN QUERY
        SELECT v.cod_combo, v.nom_combo, v.des_combo, v.des_imagem, flowt.preco_do_combo(v, g.soma),
               nullif(g.soma, least(g.soma, flowt.preco_do_combo(v, g.soma))),
               CASE WHEN p_momento >= now() THEN least(flowt.combos_em_estoque(p_tenant, v.js_grupos),
                                                       v.qtd_limite - flowt.usos_de_combo(p_tenant, v.cod_combo, NULL, p_momento)) END, v.dat_fim,
                   g.grupos
          FROM flowt.tb_omni8_combo_versao AS v
         CROSS JOIN LATERAL (
               SELECT sum(x.minimo)::bigint AS soma, bool_and(x.minimo IS NOT NULL OR x.qtd_minima = 0) AS inteiro,
                      jsonb_agg(jsonb_build_object('cod_grupo', x.num_grupo::text, 'nom_grupo', x.nom_grupo,
                          'qtd_minima', x.qtd_minima, 'qtd_maxima', x.qtd_maxima, 'itens', x.itens) ORDER BY x.ordem) AS grupos
                 FROM (SELECT r.num_grupo, r.nom_grupo, r.qtd_minima, r.qtd_maxima, r.ordem, min(f.vlr_preco * i.qtd_item) * r.qtd_minima AS minimo,
                              jsonb_agg(jsonb_build_object('cod_produto', i.cod_produto::text, 'cod_variacao', i.cod_variacao::text,
                                  'qtd_item', i.qtd_item, 'nom_produto', p.nom_produto, 'nom_variacao', n.nom_variacao,
                                  'vlr_preco', f.vlr_preco) ORDER BY i.cod_produto, i.cod_variacao) AS itens
                         FROM ROWS FROM (jsonb_to_recordset(v.js_grupos) AS (num_grupo integer, nom_grupo text, qtd_minima integer,
                                                                             qtd_maxima integer, itens jsonb)) WITH ORDINALITY
                                AS r (num_grupo, nom_grupo, qtd_minima, qtd_maxima, itens, ordem)
                        CROSS JOIN LATERAL jsonb_to_recordset(r.itens) AS i (cod_produto bigint, cod_variacao bigint, qtd_item integer)
                         JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = i.cod_produto
                          AND p.sta_produto = 'PUBLICADO'
                         LEFT JOIN flowt.tb_omni8_variacao AS n ON n.cod_tenant = p_tenant AND n.cod_produto = i.cod_produto
                          AND n.cod_variacao = i.cod_variacao
                         JOIN LATERAL (SELECT min(e.vlr_preco) AS vlr_preco FROM flowt.precos_em(p_tenant, ARRAY[i.cod_produto], p_momento) AS e
                                        WHERE i.cod_variacao IS NULL OR e.cod_variacao = i.cod_variacao) AS f ON f.vlr_preco IS NOT NULL
                        GROUP BY r.num_grupo, r.nom_grupo, r.qtd_minima, r.qtd_maxima, r.ordem) AS x) AS g
         WHERE v.cod_tenant = p_tenant AND v.dat_vigor_fim > p_momento AND v.dat_vigor_inicio <= p_momento AND v.sta_combo = 'PUBLICADO'
           AND flowt.problema_do_combo(v, 1, v_contexto, p_momento) IS NULL
           AND g.inteiro AND jsonb_array_length(g.grupos) = jsonb_array_length(v.js_grupos)
         ORDER BY v.num_ordem, v.cod_combo;
END
$$;
COMMENT ON FUNCTION flowt.combos_de_vitrine(bigint, timestamptz) IS
    'Combos à venda no cardápio em um momento: a partir de quanto, quanto custariam as partes mais baratas separadas (se mais), quantos há (nulo: '
    'sem limite) e os grupos com nomes e preços.';
