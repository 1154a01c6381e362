-- Digital menu (guide chapter 7): what the public may buy, as data.

CREATE OR REPLACE FUNCTION flowt.limite_itens_do_cardapio() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 200;
COMMENT ON FUNCTION flowt.limite_itens_do_cardapio() IS 'Itens de uma página do cardápio: uma loja grande tem várias.';

-- Which items a page of the menu shows, in the order it shows them: what each of them is, is asked for these alone.
CREATE OR REPLACE FUNCTION flowt.pagina_do_cardapio(p_tenant bigint, p_momento timestamptz, p_categoria bigint, p_busca text, p_preco_min bigint,
                                                    p_preco_max bigint, p_apos bigint, p_quantos integer)
RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_achados bigint[] := flowt.produtos_da_busca(p_tenant, p_busca);
    v_ramo    bigint[];
BEGIN
    IF p_categoria IS NOT NULL THEN
        WITH RECURSIVE ramo (cod_categoria) AS (
            SELECT p_categoria
            UNION
            SELECT c.cod_categoria FROM ramo AS r
              JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria_mae = r.cod_categoria
        ) SELECT array_agg(r.cod_categoria) INTO v_ramo FROM ramo AS r;
    END IF;
    IF num_nonnulls(p_preco_min, p_preco_max) > 0 THEN
        v_achados := ARRAY(SELECT DISTINCT f.cod_produto
                             FROM flowt.precos_em(p_tenant, coalesce(v_achados, ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico AS p
                                                                                                                   WHERE p.cod_tenant = p_tenant
                                                                                                                       AND p.sta_produto
                                                                                                                           = 'PUBLICADO')),
                                                                                                                               p_momento) AS f
                             LEFT JOIN flowt.tb_omni8_variacao AS v ON v.cod_tenant = p_tenant AND v.cod_produto = f.cod_produto
                              AND v.cod_variacao = f.cod_variacao AND v.sta_variacao = 'ATIVA'
                            WHERE f.vlr_preco BETWEEN coalesce(p_preco_min, 0) AND coalesce(p_preco_max, 9223372036854775807)
                              -- Only what one may pay: of what has variations, theirs.
                              AND CASE WHEN f.cod_variacao IS NOT NULL THEN v.cod_variacao IS NOT NULL
                                       ELSE NOT EXISTS (SELECT FROM flowt.tb_omni8_variacao AS x
                                                         WHERE x.cod_tenant = p_tenant AND x.cod_produto = f.cod_produto
                                                           AND x.sta_variacao = 'ATIVA') END);
    END IF;
    RETURN ARRAY(
        WITH arvore AS MATERIALIZED (
            SELECT a.cod_categoria, a.flg_ativa, row_number() OVER (ORDER BY a.num_posicoes COLLATE "C") AS posicao
              FROM flowt.arvore_de_categorias(p_tenant) AS a
        ), item AS MATERIALIZED (
            SELECT p.cod_produto, coalesce(a.posicao, 9223372036854775807) AS posicao, p.num_ordem, p.nom_produto COLLATE "pt-BR-x-icu" AS nome
              FROM flowt.tb_omni8_produto_servico AS p LEFT JOIN arvore AS a ON a.cod_categoria = p.cod_categoria
             WHERE p.cod_tenant = p_tenant AND p.sta_produto = 'PUBLICADO' AND coalesce(a.flg_ativa, true)
               -- As an OR they would be guessed to leave next to nothing, and the tree would be read anew for every item.
               AND coalesce(p.cod_categoria = ANY (v_ramo), v_ramo IS NULL) AND coalesce(p.cod_produto = ANY (v_achados), v_achados IS NULL)
        ), ultimo AS MATERIALIZED (
            SELECT x.* FROM item AS x WHERE x.cod_produto = p_apos
        )
        SELECT i.cod_produto FROM item AS i LEFT JOIN ultimo AS u ON true
         WHERE u.cod_produto IS NULL OR (i.posicao, i.num_ordem, i.nome, i.cod_produto) > (u.posicao, u.num_ordem, u.nome, u.cod_produto)
         ORDER BY i.posicao, i.num_ordem, i.nome, i.cod_produto LIMIT p_quantos);
END
$$;
COMMENT ON FUNCTION flowt.pagina_do_cardapio(bigint, timestamptz, bigint, text, bigint, bigint, bigint, integer)
    IS 'Códigos dos itens publicados de uma página do cardápio, na ordem de exibição; filtros nulos não filtram.';

CREATE OR REPLACE FUNCTION flowt.produtos_da_busca(p_tenant bigint, p_busca text) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_busca IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(SELECT b.cod_produto FROM flowt.pagina_da_busca(p_tenant, p_busca, true, NULL, NULL, NULL, NULL, NULL,
                                                                 flowt.limite_de_achados()) AS b);
END
$$;
COMMENT ON FUNCTION flowt.produtos_da_busca(bigint, text) IS 'Itens do cardápio que uma busca acha (47_produto_busca); nulo sem busca.';
CREATE OR REPLACE FUNCTION flowt.limite_de_achados() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.limite_de_achados() IS 'Itens que o cardápio mostra de uma busca: quem não se achou neles pede outra.';

-- What the public sees of these items, at a moment: the price is that of the cheapest way to buy one, its offer included. Of what
-- has variations an offer shows its badge alone: each variation has a price of its own, which the bag tells.
CREATE OR REPLACE FUNCTION flowt.itens_do_cardapio(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
RETURNS TABLE (cod_produto bigint, cod_categoria bigint, tip_item text, nom_produto text, des_resumo text, des_produto text, des_alergenos text[],
               des_imagem text,
               vlr_preco bigint, vlr_preco_de bigint, vlr_maior bigint, qtd_duracao_min integer, flg_destaque boolean, flg_escolhas boolean,
               qtd_variacoes bigint,
               cod_oferta bigint, nom_oferta text, vlr_oferta bigint, des_selo text, dat_fim_oferta timestamptz, des_indisponivel text, ordem bigint,
               num_cor_oferta text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- What is known of an item comes from many places and is brought together by one grouping: the planner, who cannot know how many
    -- items are asked for, would join each place by reading it anew for every item.
    WITH preco AS MATERIALIZED (
        SELECT * FROM flowt.precos_em(p_tenant, p_produtos, p_momento)
    ), saldo AS MATERIALIZED (
        SELECT * FROM flowt.disponivel_em_estoque(p_tenant, p_produtos)
    ), variacao AS (
        SELECT v.cod_produto, v.cod_variacao, max(v.vlr_preco) AS preco, max(v.vlr_preco_de) AS de, bool_and(v.livre) AS livre
          FROM (SELECT x.cod_produto, x.cod_variacao, NULL::bigint AS vlr_preco, NULL::bigint AS vlr_preco_de,
                       x.dat_esgotado IS DISTINCT FROM (p_momento AT TIME ZONE t.des_fuso_horario)::date AS livre, true AS ativa
                  FROM flowt.tb_omni8_variacao AS x JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
                 WHERE x.cod_tenant = p_tenant AND x.cod_produto = ANY (p_produtos) AND x.sta_variacao = 'ATIVA' AND x.dat_exclusao IS NULL
                UNION ALL
                SELECT f.cod_produto, f.cod_variacao, f.vlr_preco, f.vlr_preco_de, true, NULL FROM preco AS f WHERE f.cod_variacao IS NOT NULL
                UNION ALL
                SELECT s.cod_produto, s.cod_variacao, NULL, NULL, s.qtd_disponivel > 0, NULL FROM saldo AS s WHERE s.cod_variacao > 0) AS v
         GROUP BY v.cod_produto, v.cod_variacao HAVING bool_or(v.ativa) AND max(v.vlr_preco) IS NOT NULL
    ), sabido AS (
        SELECT u.cod_produto, max(u.preco) AS preco, max(u.de) AS de, max(u.quantas) AS quantas, max(u.menor) AS menor, max(u.maior) AS maior,
               max(u.menor_de) AS menor_de, bool_and(u.livre) AS livre,
               bool_or(u.escolhas) AS escolhas, max(u.cod_oferta) AS cod_oferta, max(u.nom_oferta) AS nom_oferta, max(u.vlr_oferta) AS vlr_oferta,
               max(u.des_selo) AS des_selo, max(u.dat_fim) AS dat_fim, max(u.cor) AS cor,
               bool_or(u.fechado) AS fechado
          FROM (SELECT f.cod_produto, f.vlr_preco AS preco, f.vlr_preco_de AS de, NULL::bigint AS quantas, NULL::bigint AS menor,
                       NULL::bigint AS maior, NULL::bigint AS menor_de, NULL::boolean AS livre, false AS escolhas,
                       NULL::bigint AS cod_oferta, NULL::text AS nom_oferta, NULL::bigint AS vlr_oferta, NULL::text AS des_selo,
                           NULL::timestamptz AS dat_fim, NULL::text AS cor, false AS fechado
                  FROM preco AS f WHERE f.cod_variacao IS NULL
                UNION ALL
                SELECT v.cod_produto, NULL, NULL, count(*), min(v.preco), max(v.preco), (array_agg(v.de ORDER BY v.preco, v.cod_variacao))[1],
                       bool_or(v.livre), true, NULL, NULL, NULL, NULL, NULL, NULL, false
                  FROM variacao AS v GROUP BY v.cod_produto
                UNION ALL
                SELECT s.cod_produto, NULL, NULL, NULL, NULL, NULL, NULL, s.qtd_disponivel > 0, false, NULL, NULL, NULL, NULL, NULL, NULL, false
                  FROM saldo AS s WHERE s.cod_variacao = 0
                UNION ALL
                SELECT c.cod_produto, NULL, NULL, NULL, NULL, NULL, NULL, NULL, true, NULL, NULL, NULL, NULL, NULL, NULL, false
                  FROM flowt.tb_omni8_complemento_uso AS c
                 WHERE c.cod_tenant = p_tenant AND c.cod_produto = ANY (p_produtos) AND c.dat_inicio <= p_momento AND c.dat_fim > p_momento
                UNION ALL
                SELECT o.cod_produto, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, o.cod_oferta, o.nom_oferta, o.vlr_oferta, o.des_selo,
                       o.dat_fim, o.num_cor, false FROM flowt.ofertas_de_vitrine(p_tenant, p_produtos, p_momento) AS o
                UNION ALL
                SELECT h.cod_produto, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, true
                  FROM flowt.fora_da_janela(p_tenant, p_produtos, p_momento) AS h) AS u
         GROUP BY u.cod_produto
    )
    SELECT p.cod_produto, p.cod_categoria, p.tip_item, p.nom_produto, p.des_resumo, p.des_produto, p.des_alergenos, p.des_imagem,
           coalesce(k.menor, k.preco), CASE WHEN k.quantas IS NULL THEN k.de ELSE k.menor_de END, coalesce(k.maior, k.preco), p.qtd_duracao_min,
           p.flg_destaque, k.escolhas, coalesce(k.quantas, 0),
           k.cod_oferta, k.nom_oferta, CASE WHEN k.quantas IS NULL AND k.vlr_oferta < k.preco THEN k.vlr_oferta END, k.des_selo, k.dat_fim,
           CASE WHEN p.dat_esgotado = (p_momento AT TIME ZONE t.des_fuso_horario)::date OR NOT coalesce(k.livre, true) THEN 'ESGOTADO'
                WHEN k.fechado THEN 'FORA_DO_HORARIO' END,
           array_position(p_produtos, p.cod_produto)::bigint, k.cor
      FROM flowt.tb_omni8_produto_servico AS p
      JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
      JOIN sabido AS k ON k.cod_produto = p.cod_produto
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_produtos) AND p.sta_produto = 'PUBLICADO' AND k.preco IS NOT NULL;
END;
COMMENT ON FUNCTION flowt.itens_do_cardapio(bigint, bigint[], timestamptz) IS
    'Estes itens como o público os vê em um momento: preço (com variações, o menor), oferta, se pedem escolhas, e por que não se compram agora '
    '(ESGOTADO, FORA_DO_HORARIO; nulo: compram-se).';

CREATE OR REPLACE FUNCTION flowt.frase_de_indisponivel(p_tipo text, p_motivo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_motivo = 'FORA_DO_HORARIO' THEN 'Fora do horário' WHEN p_tipo = 'SERVICO' THEN 'Indisponível hoje' ELSE 'Esgotado' END;
COMMENT ON FUNCTION flowt.frase_de_indisponivel(text, text) IS 'Por que um item não se compra agora, como o público o lê.';

-- Every open menu asks this twice a minute: it reads no price, no offer and no text. What it says is what flowt.itens_do_cardapio says.
CREATE OR REPLACE FUNCTION flowt.indisponiveis_no_cardapio(p_tenant bigint, p_momento timestamptz)
    RETURNS TABLE (cod_produto bigint, tip_item text, des_indisponivel text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_hoje     date     := (SELECT (p_momento AT TIME ZONE t.des_fuso_horario)::date FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant);
    v_produtos bigint[] := ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico AS p
                                  WHERE p.cod_tenant = p_tenant AND p.sta_produto = 'PUBLICADO');
BEGIN
    RETURN QUERY
        WITH saldo AS MATERIALIZED (
            SELECT * FROM flowt.disponivel_em_estoque(p_tenant, v_produtos)
        ), parado AS (
            SELECT s.cod_produto, true AS esgotado FROM saldo AS s WHERE s.cod_variacao = 0 AND s.qtd_disponivel <= 0
            UNION ALL
            SELECT v.cod_produto, true FROM flowt.tb_omni8_variacao AS v
              LEFT JOIN saldo AS s ON s.cod_produto = v.cod_produto AND s.cod_variacao = v.cod_variacao
             WHERE v.cod_tenant = p_tenant AND v.cod_produto = ANY (v_produtos) AND v.sta_variacao = 'ATIVA' AND v.dat_exclusao IS NULL
             GROUP BY v.cod_produto HAVING NOT bool_or(v.dat_esgotado IS DISTINCT FROM v_hoje AND coalesce(s.qtd_disponivel > 0, true))
            UNION ALL
            SELECT f.cod_produto, false FROM flowt.fora_da_janela(p_tenant, v_produtos, p_momento) AS f
        )
        SELECT p.cod_produto, p.tip_item, CASE WHEN p.dat_esgotado = v_hoje OR x.esgotado THEN 'ESGOTADO' ELSE 'FORA_DO_HORARIO' END
          FROM flowt.tb_omni8_produto_servico AS p
          LEFT JOIN (SELECT a.cod_produto, bool_or(a.esgotado) AS esgotado FROM parado AS a GROUP BY a.cod_produto) AS x
            ON x.cod_produto = p.cod_produto
         WHERE p.cod_tenant = p_tenant AND p.sta_produto = 'PUBLICADO' AND (p.dat_esgotado = v_hoje OR x.cod_produto IS NOT NULL);
END
$$;
COMMENT ON FUNCTION flowt.indisponiveis_no_cardapio(bigint, timestamptz)
    IS 'Itens publicados que não se compram em um momento, e por quê (ESGOTADO, FORA_DO_HORARIO).';

CREATE OR REPLACE FUNCTION flowt.json_variacoes(p_tenant bigint, p_produto bigint, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('cod_variacao', v.cod_variacao::text, 'nom_variacao', v.nom_variacao,
                   'atributos', v.js_atributos, 'vlr_preco', v.vlr_preco,
                   'vlr_preco_de', v.vlr_preco_de, 'flg_disponivel', NOT v.flg_esgotada
                   AND coalesce(s.qtd_disponivel > 0, true)) ORDER BY v.num_ordem, v.cod_variacao), '[]')
          FROM flowt.variacoes_a_venda(p_tenant, ARRAY[p_produto], p_momento) AS v
          LEFT JOIN flowt.disponivel_em_estoque(p_tenant, ARRAY[p_produto]) AS s ON s.cod_produto = v.cod_produto
           AND s.cod_variacao = v.cod_variacao);
END
$$;
COMMENT ON FUNCTION flowt.json_variacoes(bigint, bigint, timestamptz) IS 'Variações de um item como o público as escolhe.';

CREATE OR REPLACE FUNCTION flowt.json_tenant(p_tenant bigint, p_momento timestamptz) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT json_build_object('nom_slug', t.nom_slug, 'nom_fantasia', t.nom_fantasia, 'des_apresentacao', t.des_apresentacao,
                   'tip_segmento', t.tip_segmento, 'des_cor', t.des_cor, 'des_fuso_horario', t.des_fuso_horario, 'num_whatsapp', t.num_whatsapp,
                   'flg_aberto', a.flg_aberto, 'dat_fechamento', a.dat_fechamento, 'dat_proxima_abertura', a.dat_proxima_abertura,
                   'flg_entrega', t.flg_entrega, 'vlr_taxa_entrega', t.vlr_taxa_entrega, 'vlr_pedido_minimo', t.vlr_pedido_minimo,
                   'qtd_preparo_min', t.qtd_preparo_min)
          FROM flowt.tb_omni8_tenant AS t CROSS JOIN flowt.atendimento(p_tenant, p_momento) AS a
         WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.json_tenant(bigint, timestamptz) IS 'Empresa como o público a vê.';

CREATE OR REPLACE FUNCTION flowt.json_itens_do_cardapio(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
RETURNS TABLE (cod_produto bigint, cod_categoria bigint, ordem bigint, js_item json)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT i.cod_produto, i.cod_categoria, i.ordem, row_to_json(m)
      FROM flowt.itens_do_cardapio(p_tenant, p_produtos, p_momento) AS i
     CROSS JOIN LATERAL (SELECT i.cod_produto::text AS cod_produto, i.tip_item, i.nom_produto, i.des_resumo, i.des_produto, i.des_alergenos,
                                i.des_imagem, i.vlr_preco, i.vlr_preco_de, i.vlr_maior,
                                i.vlr_oferta, i.cod_oferta::text AS cod_oferta, i.nom_oferta, i.des_selo, i.num_cor_oferta, i.dat_fim_oferta,
                                i.qtd_duracao_min, i.flg_destaque, i.flg_escolhas,
                                i.des_indisponivel IS NULL AS flg_disponivel, i.des_indisponivel) AS m;
END;
COMMENT ON FUNCTION flowt.json_itens_do_cardapio(bigint, bigint[], timestamptz) IS 'Estes itens como a API do cardápio os mostra.';

CREATE OR REPLACE FUNCTION api.cardapio(p_categoria bigint DEFAULT NULL, p_busca text DEFAULT NULL, p_preco_min bigint DEFAULT NULL,
                                        p_preco_max bigint DEFAULT NULL, p_apos bigint DEFAULT NULL,
                                        p_limite integer DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint      := flowt.exigir_tenant();
    v_momento timestamptz := now();
    v_quantos integer     := least(greatest(coalesce(p_limite, flowt.limite_itens_do_cardapio()), 1), flowt.limite_itens_do_cardapio());
    v_pagina  bigint[]    := flowt.pagina_do_cardapio(v_tenant, v_momento, p_categoria, nullif(btrim(left(p_busca, 80)), ''), p_preco_min,
                                                      p_preco_max, p_apos, v_quantos);
BEGIN
    RETURN QUERY
    WITH categorias AS (
        SELECT g.cod_categoria, c.nom_categoria, g.ordem, g.itens
          FROM (SELECT i.cod_categoria, min(i.ordem) AS ordem, json_agg(i.js_item ORDER BY i.ordem) AS itens
                  FROM flowt.json_itens_do_cardapio(v_tenant, v_pagina, v_momento) AS i GROUP BY i.cod_categoria) AS g
          LEFT JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = v_tenant AND c.cod_categoria = g.cod_categoria
    )
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('tenant', flowt.json_tenant(v_tenant, v_momento),
               'categorias', (SELECT coalesce(json_agg(json_build_object('cod_categoria', c.cod_categoria::text,
                                  'nom_categoria', coalesce(c.nom_categoria, 'Outros'), 'itens', c.itens) ORDER BY c.ordem),
                              '[]') FROM categorias AS c),
               'combos', CASE WHEN num_nonnulls(p_categoria, p_busca, p_preco_min, p_preco_max,
                                                p_apos) = 0 THEN flowt.json_combos_do_cardapio(v_tenant, v_momento) ELSE '[]' END,
               'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text;
END
$$;
COMMENT ON FUNCTION api.cardapio(bigint, text, bigint, bigint, bigint, integer) IS
$$GET /v1/cardapio
acesso: publico
modulo: cardapio
resposta: 200 cardapio
etiqueta: Cardápio
O cardápio: a empresa, se está aberta, e os itens publicados por categoria, com ofertas e combos.
Até 200 itens por vez (limite; apos: o "proximo" da página anterior). Filtros: categoria (com as que estão nela), busca, preco_min e preco_max, em centavos.$$;

CREATE OR REPLACE FUNCTION api.cardapio_disponibilidade() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL,
                                         (SELECT json_build_object('itens',
                                                                   coalesce(json_agg(json_build_object('cod_produto', i.cod_produto::text,
                                                                       'des_indisponivel', i.des_indisponivel,
                                         'des_frase', flowt.frase_de_indisponivel(i.tip_item, i.des_indisponivel)) ORDER BY i.cod_produto), '[]'))
                                FROM flowt.indisponiveis_no_cardapio(v_tenant, now()) AS i)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cardapio_disponibilidade() IS
$$GET /v1/cardapio/disponibilidade
acesso: publico
modulo: cardapio
resposta: 200 cardapio_disponibilidade
cache: private, no-cache
limite: 600
etiqueta: Cardápio
O que do cardápio não se compra agora, e por quê: o que um cardápio aberto pergunta para saber o que esgotou ou voltou.
Com ETag: enquanto nada muda, a resposta é 304. O limite é por endereço, que uma sala inteira pode ter em comum.$$;

CREATE OR REPLACE FUNCTION api.cardapio_item(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_item   jsonb  := flowt.json_item_do_cardapio(v_tenant, p_id, now());
BEGIN
    IF v_item IS NOT NULL THEN
        RETURN NEXT (200, NULL, NULL, v_item::text)::flowt.resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.cardapio_item(bigint) IS
$$GET /v1/cardapio/itens/{id}
acesso: publico
modulo: cardapio
resposta: 200 cardapio_item_completo
resposta: 404 problema
etiqueta: Cardápio
Um item publicado com suas imagens e tudo que se escolhe nele: variações, complementos, dias e horários.$$;

CREATE OR REPLACE FUNCTION flowt.json_item_do_cardapio(p_tenant bigint, p_produto bigint, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_item jsonb;
BEGIN
    IF cardinality(flowt.itens_a_mostra(p_tenant, ARRAY[p_produto])) = 0 THEN
        RETURN NULL;
    END IF;
    SELECT i.js_item::jsonb INTO v_item FROM flowt.json_itens_do_cardapio(p_tenant, ARRAY[p_produto], p_momento) AS i;
    RETURN v_item || jsonb_build_object('variacoes', flowt.json_variacoes(p_tenant, p_produto, p_momento),
        'grupos', coalesce((SELECT o.grupos::jsonb FROM flowt.opcoes_do_cardapio(p_tenant, ARRAY[p_produto], p_momento) AS o), '[]'),
        'imagens', (SELECT coalesce(jsonb_agg(jsonb_build_object('des_endereco', m.des_endereco, 'des_alternativo', m.des_alternativo,
                               'qtd_largura', m.qtd_largura, 'qtd_altura', m.qtd_altura) ORDER BY m.num_ordem, m.cod_imagem::bigint), '[]')
                      FROM flowt.imagens_do_item(p_tenant, p_produto) AS m),
        'janelas', (SELECT coalesce(jsonb_agg(jsonb_build_object('num_dias_semana', d.num_dias_semana,
                                                                 'hor_inicio', to_char(d.hor_inicio, 'HH24:MI'),
                                                                 'hor_fim', to_char(d.hor_fim, 'HH24:MI'))
                               ORDER BY d.num_dias_semana, d.hor_inicio),
                           '[]') FROM flowt.tb_omni8_disponibilidade AS d WHERE d.cod_tenant = p_tenant AND d.cod_produto = p_produto));
END
$$;
COMMENT ON FUNCTION flowt.json_item_do_cardapio(bigint, bigint, timestamptz)
    IS 'Um item publicado com suas imagens, escolhas e janelas; nulo se não está no cardápio.';

-- A draft, or an item of a category that is put away, is nowhere: not on the menu, not by its number.
CREATE OR REPLACE FUNCTION flowt.itens_a_mostra(p_tenant bigint, p_produtos bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico AS p
                   LEFT JOIN flowt.arvore_de_categorias(p_tenant) AS a ON a.cod_categoria = p.cod_categoria
                  WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_produtos) AND p.sta_produto = 'PUBLICADO' AND coalesce(a.flg_ativa, true)
                  ORDER BY array_position(p_produtos, p.cod_produto));
END
$$;
COMMENT ON FUNCTION flowt.itens_a_mostra(bigint, bigint[]) IS 'Dentre estes itens, os publicados cujas categorias estão ativas, na mesma ordem.';

SELECT flowt.definir_esquema('cardapio', $json${
    "type": "object", "required": ["tenant", "categorias", "combos", "proximo"],
    "properties": {
        "tenant": {"type": "object", "required": ["nom_slug", "nom_fantasia", "flg_aberto"], "properties": {
            "nom_slug": {"type": "string"}, "nom_fantasia": {"type": "string"}, "des_apresentacao": {"type": ["string", "null"]},
            "tip_segmento": {"type": "string"}, "des_cor": {"type": "string"}, "des_fuso_horario": {"type": "string"},
            "num_whatsapp": {"type": ["string", "null"]}, "flg_aberto": {"type": "boolean"},
            "dat_fechamento": {"type": ["string", "null"], "format": "date-time"},
            "dat_proxima_abertura": {"type": ["string", "null"], "format": "date-time"},
            "flg_entrega": {"type": "boolean"}, "vlr_taxa_entrega": {"type": "integer"}, "vlr_pedido_minimo": {"type": "integer"},
            "qtd_preparo_min": {"type": ["integer", "null"]}}},
        "categorias": {"type": "array", "items": {"type": "object", "required": ["nom_categoria", "itens"], "properties": {
            "cod_categoria": {"type": ["string", "null"]}, "nom_categoria": {"type": "string"},
            "itens": {"type": "array", "items": {"$ref": "#/components/schemas/cardapio_item"}}}}},
        "combos": {"type": "array", "items": {"$ref": "#/components/schemas/cardapio_combo"}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
SELECT flowt.definir_esquema('cardapio_disponibilidade', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["cod_produto", "des_indisponivel", "des_frase"],
                "properties": {
        "cod_produto": {"type": "string"}, "des_indisponivel": {"type": "string", "enum": ["ESGOTADO", "FORA_DO_HORARIO"]},
        "des_frase": {"type": "string", "description": "Como o público o lê."}}}}}
}$json$);
SELECT flowt.definir_esquema('cardapio_item', $json${
    "type": "object", "required": ["cod_produto", "tip_item", "nom_produto", "vlr_preco", "flg_disponivel"],
    "properties": {
        "cod_produto": {"type": "string"}, "tip_item": {"type": "string"}, "nom_produto": {"type": "string"},
        "des_resumo": {"type": ["string", "null"]}, "des_produto": {"type": ["string", "null"]},
        "des_alergenos": {"type": "array", "items": {"type": "string"}}, "des_imagem": {"type": ["string", "null"]},
        "vlr_preco": {"type": "integer", "description": "Centavos; com variações, o menor."}, "vlr_preco_de": {"type": ["integer", "null"]},
        "vlr_maior": {"type": "integer", "description": "O preço da variação mais cara; sem variações, o mesmo."},
        "vlr_oferta": {"type": ["integer", "null"], "description": "Preço com a oferta de agora."}, "cod_oferta": {"type": ["string", "null"]},
        "nom_oferta": {"type": ["string", "null"]},
        "des_selo": {"type": ["string", "null"]}, "num_cor_oferta": {"type": ["string", "null"], "description": "Cor do selo, como \"#E53935\"."},
        "dat_fim_oferta": {"type": ["string", "null"], "format": "date-time"},
        "qtd_duracao_min": {"type": ["integer", "null"]}, "flg_destaque": {"type": "boolean"},
        "flg_escolhas": {"type": "boolean", "description": "Tem variações ou complementos a escolher."}, "flg_disponivel": {"type": "boolean"},
        "des_indisponivel": {"type": ["string", "null"], "enum": ["ESGOTADO", "FORA_DO_HORARIO", null]}
    }
}$json$);
SELECT flowt.definir_esquema('cardapio_item_completo', jsonb_set(e.js_esquema, '{properties}', (e.js_esquema -> 'properties') || $json${
    "variacoes": {"type": "array", "items": {"type": "object", "properties": {
        "cod_variacao": {"type": "string"}, "nom_variacao": {"type": "string"}, "atributos": {"type": "object", "additionalProperties": true},
        "vlr_preco": {"type": "integer"},
        "vlr_preco_de": {"type": ["integer", "null"]}, "flg_disponivel": {"type": "boolean"}}}},
    "imagens": {"type": "array", "description": "As enviadas, na ordem: a primeira é des_imagem.", "items": {"type": "object", "properties": {
        "des_endereco": {"type": "string"}, "des_alternativo": {"type": "string"}, "qtd_largura": {"type": "integer"},
        "qtd_altura": {"type": "integer"}}}},
    "grupos": {"type": "array", "items": {"$ref": "#/components/schemas/cardapio_grupo"}},
    "janelas": {"type": "array", "description": "Dias e horas em que se vende; sem nenhuma, sempre.", "items": {"type": "object", "properties": {
        "num_dias_semana": {"type": ["array", "null"], "items": {"type": "integer"}}, "hor_inicio": {"type": "string"},
        "hor_fim": {"type": "string"}}}}
}$json$::jsonb)) FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'cardapio_item';
SELECT flowt.definir_esquema('cardapio_grupo', $json${
    "type": "object", "required": ["cod_grupo", "nom_grupo", "qtd_min", "qtd_max", "opcoes"],
    "properties": {
        "cod_grupo": {"type": "string"}, "nom_grupo": {"type": "string"}, "des_grupo": {"type": ["string", "null"]}, "qtd_min": {"type": "integer"},
        "qtd_max": {"type": "integer"},
        "tip_preco": {"type": "string", "enum": ["SOMA", "MAIOR", "MEDIA"]},
        "opcoes": {"type": "array", "items": {"type": "object", "properties": {
            "cod_opcao": {"type": "string"}, "nom_opcao": {"type": "string"}, "des_opcao": {"type": ["string", "null"]},
            "des_alergenos": {"type": "array", "items": {"type": "string"}},
            "vlr_preco": {"type": "integer"}, "qtd_max": {"type": "integer"}, "flg_disponivel": {"type": "boolean"},
            "grupos": {"type": "array", "items": {"$ref": "#/components/schemas/cardapio_grupo"}}}}}
    }
}$json$);
SELECT flowt.definir_esquema('cardapio_combo', $json${
    "type": "object", "required": ["cod_combo", "nom_combo", "vlr_preco", "flg_disponivel"],
    "properties": {
        "cod_combo": {"type": "string"}, "nom_combo": {"type": "string"}, "des_combo": {"type": ["string", "null"]},
        "des_imagem": {"type": ["string", "null"]},
        "vlr_preco": {"type": "integer", "description": "Centavos; com as escolhas mais baratas."},
        "vlr_separado": {"type": "integer", "description": "O que os mesmos itens custam fora do combo."},
        "flg_disponivel": {"type": "boolean"},
        "grupos": {"type": "array", "items": {"type": "object", "properties": {
            "cod_grupo": {"type": "string"}, "nom_grupo": {"type": "string"}, "qtd_min": {"type": "integer"}, "qtd_max": {"type": "integer"},
            "itens": {"type": "array", "items": {"type": "object", "properties": {
                "cod_produto": {"type": "string"}, "cod_variacao": {"type": ["string", "null"]}, "nom_produto": {"type": "string"},
                "nom_variacao": {"type": ["string", "null"]}, "qtd_item": {"type": "integer"}}}}}}}
    }
}$json$);
