-- Digital menu as a page (guide chapter 7): what is for sale, card by card.

CREATE OR REPLACE FUNCTION flowt.html_preco_do_item(p_preco bigint, p_de bigint, p_oferta bigint, p_maior bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_maior > p_preco THEN '<small>a partir de</small> ' ELSE '' END
    || CASE WHEN coalesce(CASE WHEN p_oferta IS NULL THEN p_de ELSE greatest(p_de, p_preco) END) IS NULL THEN '<strong>' || flowt.reais(p_preco)
            || '</strong>'
            ELSE '<s><span class="leitor">de </span>' || flowt.reais(CASE WHEN p_oferta IS NULL THEN p_de ELSE greatest(p_de, p_preco) END)
                || '</s> <strong><span class="leitor">por </span>'
                 || flowt.reais(coalesce(p_oferta, p_preco)) || '</strong>' END;
COMMENT ON FUNCTION flowt.html_preco_do_item(bigint, bigint, bigint, bigint)
    IS 'Preço de um item no cardápio: com oferta, o de antes riscado; com variações, o menor.';

CREATE OR REPLACE FUNCTION flowt.html_selo_da_oferta(p_selo text, p_oferta text, p_cor text, p_fim timestamptz, p_momento timestamptz, p_fuso text)
    RETURNS text
LANGUAGE sql STABLE
RETURN CASE WHEN p_oferta IS NULL THEN ''
            ELSE '<p class="selo oferta"' || coalesce(' style="background:' || p_cor || ';color:' || flowt.texto_sobre(p_cor) || '"', '') || '>'
                || flowt.html(coalesce(p_selo, p_oferta))
                 || CASE WHEN p_fim < p_momento + interval '1 day'
                         THEN ' <time class="contagem" datetime="' || to_char(p_fim AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                             || '">termina em '
                              || flowt.minutos_por_extenso(greatest(ceil(extract(epoch FROM p_fim - p_momento) / 60)::integer, 1)) || '</time>'
                         WHEN p_fim < p_momento + interval '7 days' THEN ' <span>até ' || flowt.quando(p_fim, p_momento, p_fuso)
                             || '</span>' ELSE '' END || '</p>' END;
COMMENT ON FUNCTION flowt.html_selo_da_oferta(text, text, text, timestamptz, timestamptz, text)
    IS 'Selo da oferta de um item, em sua cor, com o fim dela se está perto (no último dia, quanto falta); vazio sem oferta.';

-- One query writes every card: nothing here reads a table per row. OFFSET 0 keeps the planner from escaping the name anew each time it is used.
CREATE OR REPLACE FUNCTION flowt.html_itens(p_tenant bigint, p_produtos bigint[], p_momento timestamptz, p_base text)
RETURNS TABLE (cod_categoria bigint, cod_produto bigint, ordem bigint, html text, html_vitrine text, flg_destaque boolean, num_vantagem numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT i.cod_categoria, i.cod_produto, i.ordem,
           '<li class="item' || CASE WHEN i.des_indisponivel IS NULL THEN '' ELSE ' esgotado' END || '" id="item-' || i.cod_produto || '">'
           || coalesce('<img src="' || flowt.html(i.des_imagem) || '" alt="" width="96" height="96" loading="lazy">', '')
           || '<div class="dados">' || n.selo || '<h3><a data-evento="item_clicado" data-produto="' || i.cod_produto || '" href="' || p_base
               || '/item/' || i.cod_produto || '">' || n.nome || '</a></h3>'
           || coalesce('<p class="resumo">' || flowt.html(i.des_resumo) || '</p>', '')
           || coalesce('<p class="nota">Duração: ' || flowt.minutos_por_extenso(i.qtd_duracao_min) || '</p>', '')
           || CASE WHEN i.des_alergenos = '{}' THEN '' ELSE '<p class="nota">Contém: ' || flowt.html(array_to_string(i.des_alergenos, ', '))
                   || '</p>' END
           || '<p class="preco">' || n.preco || '</p></div>'
           || CASE WHEN i.des_indisponivel IS NOT NULL THEN '<p class="acao"><span class="selo">'
                   || flowt.frase_de_indisponivel(i.tip_item, i.des_indisponivel)
                        || '</span> <a class="botao secundario" data-evento="item_clicado" data-produto="' || i.cod_produto || '" href="' || p_base
                        || '/item/' || i.cod_produto || '">Ver<span class="leitor"> ' || n.nome || '</span></a></p>'
                   WHEN i.flg_escolhas THEN '<p class="acao"><a class="botao" data-evento="item_clicado" data-produto="' || i.cod_produto
                       || '" href="' || p_base || '/item/' || i.cod_produto || '">Escolher<span class="leitor"> ' || n.nome || '</span></a></p>'
                   ELSE '<form class="incluir" data-evento="carrinho_adicionado" data-produto="' || i.cod_produto || '" method="post" action="'
                       || p_base || '/sacola"><input type="hidden" name="cod_produto" value="' || i.cod_produto || '">'
                        || '<details><summary>' || CASE WHEN i.des_produto IS NULL THEN 'Observação' ELSE 'Detalhes' END
                        || '<span class="leitor"> de ' || n.nome || '</span></summary>'
                        || coalesce('<p>' || replace(flowt.html(i.des_produto), E'\n', '<br>') || '</p>', '')
                        || '<label for="obs-' || i.cod_produto || '">Alguma observação?</label><input id="obs-' || i.cod_produto
                        || '" name="des_observacao" maxlength="200" autocomplete="off"></details>'
                        || '<div class="acao"><label class="leitor" for="qtd-' || i.cod_produto || '">Quantidade de ' || n.nome
                        || '</label><input id="qtd-' || i.cod_produto
                        || '" class="quantidade" type="number" inputmode="numeric" name="qtd_item" value="1" min="1" max="999" required>'
                        || '<button class="botao">Adicionar<span class="leitor"> ' || n.nome || '</span></button></div></form>' END
           || '</li>',
           CASE WHEN i.des_indisponivel IS NULL AND (i.flg_destaque OR i.cod_oferta IS NOT NULL) THEN
                  '<li><a data-produto="' || i.cod_produto || '" data-evento="'
                  || coalesce('oferta_clicada" data-visto="oferta_vista" data-oferta="' || i.cod_oferta, 'item_clicado')
                  || '" href="' || p_base || '/item/' || i.cod_produto || '">'
                  || coalesce('<img src="' || flowt.html(i.des_imagem) || '" alt="" width="224" height="126" loading="lazy">', '')
                  || n.selo || '<b>' || n.nome || '</b>' || coalesce('<span class="resumo">' || flowt.html(i.des_resumo) || '</span>', '')
                  || '<span class="preco">' || n.preco || '</span></a></li>' END,
           i.flg_destaque, CASE WHEN i.des_indisponivel IS NULL
                                     AND i.cod_oferta IS NOT NULL THEN greatest(1
                                                                                - coalesce(i.vlr_oferta,
                                                                                    i.vlr_preco)::numeric / greatest(i.vlr_preco_de, i.vlr_preco),
                                                                                0.001) END
      FROM flowt.itens_do_cardapio(p_tenant, p_produtos, p_momento) AS i
      JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant,
           LATERAL (SELECT flowt.html(i.nom_produto) AS nome,
                           flowt.html_preco_do_item(i.vlr_preco, i.vlr_preco_de, i.vlr_oferta, i.vlr_maior) AS preco,
                           flowt.html_selo_da_oferta(i.des_selo, i.nom_oferta, i.num_cor_oferta, i.dat_fim_oferta, p_momento,
                                                     t.des_fuso_horario) AS selo OFFSET 0) AS n;
END;
COMMENT ON FUNCTION flowt.html_itens(bigint, bigint[], timestamptz, text)
    IS 'Estes itens já em HTML: o cartão da lista e, se é destaque ou está em oferta e se pode comprar, o da vitrine; num_vantagem é quanto a oferta '
       'tira, de 0 a 1.';

CREATE OR REPLACE FUNCTION flowt.limite_da_vitrine() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 12;
COMMENT ON FUNCTION flowt.limite_da_vitrine() IS 'Itens de cada vitrine do cardápio: ofertas do dia, as mais vantajosas, destaques.';

-- What a customer has bought or keeps as a favourite, and is cheaper now.
CREATE OR REPLACE FUNCTION flowt.preferidos(p_tenant bigint, p_pessoa bigint, p_produtos bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_pessoa IS NULL OR p_produtos = '{}' THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT f.cod_produto FROM flowt.tb_omni8_favorito AS f
                  WHERE f.cod_tenant = p_tenant AND f.cod_pessoa = p_pessoa AND f.cod_produto = ANY (p_produtos)
                 UNION
                 SELECT i.cod_produto FROM flowt.tb_omni8_pedido AS p
                   JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = p_tenant AND i.cod_pedido = p.cod_pedido
                  WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa AND i.cod_produto = ANY (p_produtos));
END
$$;
COMMENT ON FUNCTION flowt.preferidos(bigint, bigint, bigint[]) IS 'Dentre estes itens, os que uma pessoa já comprou ou guardou como favoritos.';

CREATE OR REPLACE FUNCTION flowt.limite_de_itens_em_oferta() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 36;
COMMENT ON FUNCTION flowt.limite_de_itens_em_oferta()
    IS 'Itens em oferta fora da página do cardápio entre os quais se escolhem os da vitrine: os primeiros na ordem dos itens.';

-- The bands stand on the first page alone; what they show may be on any.
CREATE OR REPLACE FUNCTION flowt.itens_da_vitrine(p_tenant bigint, p_pagina bigint[], p_momento timestamptz) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- One target of each offer is enough to find it.
    v_produtos   bigint[] := ARRAY(SELECT min(a.cod_produto) FROM flowt.tb_omni8_oferta_alvo AS a
                                    WHERE a.cod_tenant = p_tenant AND a.cod_produto IS NOT NULL GROUP BY a.cod_oferta);
    v_categorias bigint[] := ARRAY(SELECT min(a.cod_categoria) FROM flowt.tb_omni8_oferta_alvo AS a
                                    WHERE a.cod_tenant = p_tenant AND a.cod_categoria IS NOT NULL GROUP BY a.cod_oferta);
BEGIN
    RETURN ARRAY(
        WITH RECURSIVE aberta AS MATERIALIZED (
            SELECT o.cod_produtos, o.cod_categorias FROM flowt.ofertas_abertas(p_tenant, v_produtos, v_categorias, '{}', p_momento) AS o
             WHERE o.tip_alvo IN ('ITEM', 'CATEGORIA')
        ), ramo (cod_categoria) AS (
            SELECT c.cod FROM aberta AS a CROSS JOIN LATERAL unnest(a.cod_categorias) AS c (cod)
            UNION
            SELECT c.cod_categoria FROM ramo AS r
              JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria_mae = r.cod_categoria
        ), item AS MATERIALIZED (
            SELECT p.cod_produto, p.flg_destaque, p.num_ordem,
                   p.cod_produto IN (SELECT i.cod FROM aberta AS a CROSS JOIN LATERAL unnest(a.cod_produtos) AS i (cod))
                   OR p.cod_categoria IN (SELECT r.cod_categoria FROM ramo AS r) AS em_oferta
              FROM flowt.tb_omni8_produto_servico AS p
             WHERE p.cod_tenant = p_tenant AND p.sta_produto = 'PUBLICADO' AND p.cod_produto <> ALL (p_pagina)
               AND (p.cod_categoria IN (SELECT t.cod_categoria FROM flowt.arvore_de_categorias(p_tenant) AS t WHERE NOT t.flg_ativa)) IS NOT TRUE
        )
        (SELECT i.cod_produto FROM item AS i WHERE i.flg_destaque ORDER BY i.num_ordem, i.cod_produto LIMIT flowt.limite_da_vitrine())
        UNION
        (SELECT i.cod_produto FROM item AS i WHERE i.em_oferta ORDER BY i.num_ordem, i.cod_produto LIMIT flowt.limite_de_itens_em_oferta()));
END
$$;
COMMENT ON FUNCTION flowt.itens_da_vitrine(bigint, bigint[], timestamptz)
    IS 'Itens publicados fora de uma página do cardápio que são destaques ou estão em oferta para qualquer um.';

CREATE OR REPLACE FUNCTION flowt.html_faixa(p_classe text, p_titulo text, p_itens text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '<section class="destaques ' || p_classe || '" aria-labelledby="titulo-' || p_classe || '"><h2 id="titulo-' || p_classe || '">' || p_titulo
    || '</h2><ul>' || p_itens || '</ul></section>';
COMMENT ON FUNCTION flowt.html_faixa(text, text, text) IS 'Uma faixa de cartões que desliza de lado; nula sem itens.';

CREATE OR REPLACE FUNCTION flowt.html_combos(p_tenant bigint, p_momento timestamptz, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<section id="combos" aria-labelledby="titulo-combos"><h2 id="titulo-combos">Combos</h2><ul class="itens">'
               || string_agg('<li class="item' || CASE WHEN (c.combo ->> 'flg_disponivel')::boolean THEN '' ELSE ' esgotado' END || '">'
                   || coalesce('<img src="' || flowt.html(c.combo ->> 'des_imagem') || '" alt="" width="96" height="96" loading="lazy">', '')
                   || '<div class="dados"><h3><a href="' || p_base || '/combo/' || (c.combo ->> 'cod_combo') || '">'
                   || flowt.html(c.combo ->> 'nom_combo') || '</a></h3>'
                   || coalesce('<p class="resumo">' || flowt.html(c.combo ->> 'des_combo') || '</p>', '') || '<p class="preco">'
                   || flowt.html_preco((c.combo ->> 'vlr_preco')::bigint,
                                       nullif((c.combo ->> 'vlr_separado')::bigint, (c.combo ->> 'vlr_preco')::bigint)) || '</p></div>'
                   || CASE WHEN (c.combo ->> 'flg_disponivel')::boolean
                           THEN '<p class="acao"><a class="botao" href="' || p_base || '/combo/' || (c.combo ->> 'cod_combo')
                               || '">Montar<span class="leitor"> ' || flowt.html(c.combo ->> 'nom_combo') || '</span></a></p>'
                           ELSE '<p class="selo">Indisponível</p>' END || '</li>', '' ORDER BY c.n) || '</ul></section>'
          FROM jsonb_array_elements(flowt.json_combos_do_cardapio(p_tenant, p_momento)) WITH ORDINALITY AS c (combo, n) HAVING count(*) > 0
    );
END
$$;
COMMENT ON FUNCTION flowt.html_combos(bigint, timestamptz, text) IS 'Combos do cardápio; nulo se não há.';

-- What no item's price can show.
CREATE OR REPLACE FUNCTION flowt.html_ofertas_do_pedido(p_tenant bigint, p_momento timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<section class="do-pedido" aria-label="Ofertas em todo o pedido"><ul>'
               || string_agg('<li data-visto="oferta_vista" data-oferta="' || o.cod_oferta || '">'
                      || flowt.html_selo_da_oferta(flowt.selo_da_oferta(o), o.nom_oferta, o.num_cor,
                             least(o.dat_fim, flowt.fim_da_janela(o.num_dias_semana, o.hor_inicio, o.hor_fim,
                                                                  p_momento AT TIME ZONE t.des_fuso_horario) AT TIME ZONE t.des_fuso_horario),
                             p_momento, t.des_fuso_horario)
                      || ' <span><b>' || flowt.html(o.nom_oferta) || '</b>'
                      || coalesce(' em compras a partir de ' || flowt.reais(o.vlr_minimo), '') || '</span></li>',
                      '' ORDER BY o.num_prioridade, o.cod_oferta) || '</ul></section>'
          FROM flowt.ofertas_abertas(p_tenant, '{}', '{}', '{}', p_momento) AS o
          JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
         WHERE o.tip_alvo = 'PEDIDO' AND (o.tip_oferta <> 'FRETE_GRATIS' OR t.flg_entrega)
        HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION flowt.html_ofertas_do_pedido(bigint, timestamptz)
    IS 'As ofertas que agem no pedido inteiro ou na entrega e valem para qualquer um, com o mínimo e o fim de cada uma; nulo se não há.';

CREATE OR REPLACE FUNCTION flowt.frase_dos_precos(p_filtros jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(' a partir de ' || flowt.reais(flowt.centavos_digitados(p_filtros ->> 'preco_min')), '')
    || coalesce(' até ' || flowt.reais(flowt.centavos_digitados(p_filtros ->> 'preco_max')), '');
COMMENT ON FUNCTION flowt.frase_dos_precos(jsonb) IS 'Entre que preços o cardápio foi filtrado, em palavras; vazia se não foi.';

CREATE OR REPLACE FUNCTION flowt.html_vitrine(p_tenant bigint, p_momento timestamptz, p_base text, p_filtros jsonb, p_apos bigint DEFAULT NULL)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_limite  integer  := flowt.limite_itens_do_cardapio();
    v_busca   text     := p_filtros ->> 'busca';
    v_pagina  bigint[] := flowt.pagina_do_cardapio(p_tenant, p_momento, (p_filtros ->> 'categoria')::bigint, v_busca,
                                                   flowt.centavos_digitados(p_filtros ->> 'preco_min'),
                                                   flowt.centavos_digitados(p_filtros ->> 'preco_max'), p_apos, v_limite + 1);
    v_mais    text     := CASE
                               WHEN cardinality(v_pagina) > v_limite THEN format(
                                   '<p class="mais"><a class="botao secundario" href="%s?%sapos=%s">Ver mais itens</a></p>',
                                   coalesce(nullif(p_base, ''), '/'),
                                   flowt.parametros_do_cardapio(p_filtros), v_pagina[v_limite]) ELSE '' END;
    v_inteiro boolean  := p_filtros = '{}' AND p_apos IS NULL;
    v_pessoa  bigint   := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
    v_outros  bigint[] := '{}';
    v         record;
BEGIN
    IF v_inteiro AND v_mais <> '' THEN
        v_outros := flowt.itens_da_vitrine(p_tenant, v_pagina[1 : v_limite], p_momento);
    END IF;
    WITH itens AS MATERIALIZED (
        SELECT i.* FROM flowt.html_itens(p_tenant, v_pagina[1 : v_limite] || v_outros, p_momento, p_base) AS i
    ), secoes AS (
        SELECT coalesce(i.cod_categoria, 0) AS codigo, coalesce(c.nom_categoria, 'Outros') AS nome, min(i.ordem) AS ordem, count(*) AS itens,
               string_agg(i.html, '' ORDER BY i.ordem) AS html
          FROM itens i LEFT JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = p_tenant AND c.cod_categoria = i.cod_categoria
         WHERE i.ordem <= v_limite
         GROUP BY i.cod_categoria, c.nom_categoria
    ), oferta AS MATERIALIZED (
        SELECT i.cod_produto, i.html_vitrine, i.num_vantagem, row_number() OVER (ORDER BY i.num_vantagem DESC, i.ordem) AS n FROM itens i
         WHERE i.num_vantagem IS NOT NULL AND v_inteiro
    ), preferido AS (
        SELECT o.*, row_number() OVER (ORDER BY o.n) AS m FROM oferta o
         WHERE o.cod_produto = ANY (flowt.preferidos(p_tenant, v_pessoa, ARRAY(SELECT x.cod_produto FROM oferta x)))
    )
    SELECT string_agg(
            format('<section id="categoria-%s" aria-labelledby="titulo-%1$s"><h2 id="titulo-%1$s">%s</h2><ul class="itens">%s</ul></section>',
                   s.codigo, flowt.html(s.nome), s.html), '' ORDER BY s.ordem) AS secoes,
           string_agg(format('<li><a href="%s">%s</a></li>', CASE WHEN v_mais = '' THEN '#categoria-' || s.codigo
                                                                  ELSE coalesce(nullif(p_base, ''), '/') || '?categoria=' || s.codigo END,
                             flowt.html(s.nome)), '' ORDER BY s.ordem) AS menu,
           sum(s.itens) AS itens,
           (SELECT string_agg(o.html_vitrine, '' ORDER BY o.n) FROM oferta o WHERE o.n <= flowt.limite_da_vitrine()) AS ofertas,
           (SELECT string_agg(p.html_vitrine, '' ORDER BY p.m) FROM preferido p WHERE p.m <= flowt.limite_da_vitrine()) AS para_voce,
           (SELECT string_agg(i.html_vitrine, '' ORDER BY i.ordem)
              FROM (SELECT x.* FROM itens x WHERE x.flg_destaque AND x.html_vitrine IS NOT NULL AND v_inteiro ORDER BY x.ordem
                     LIMIT flowt.limite_da_vitrine()) AS i) AS destaques
      INTO v FROM secoes s;
    IF v_busca IS NOT NULL THEN
        RETURN format('<p class="resultado" role="status" data-visto="busca" data-busca="%s">%s <a href="%s">Ver tudo</a></p>', flowt.html(v_busca),
                      CASE WHEN v.itens IS NULL THEN 'Nada encontrado para “' ELSE v.itens
                           || CASE v.itens WHEN 1 THEN ' item encontrado para “' ELSE ' itens encontrados para “' END END
                      || flowt.html(v_busca) || '”' || flowt.frase_dos_precos(p_filtros) || '.', coalesce(nullif(p_base, ''), '/'))
                  || coalesce(v.secoes, '') || v_mais;
    ELSIF v.secoes IS NULL AND v_inteiro THEN
        RETURN coalesce(flowt.html_combos(p_tenant, p_momento, p_base),
                        '<p class="resultado">Ainda não há itens publicados aqui. Volte em breve.</p>');
    ELSIF NOT v_inteiro THEN
        RETURN '<p class="resultado" role="status" data-visto="lista_vista">'
            || coalesce('Itens' || nullif(flowt.frase_dos_precos(p_filtros), '') || '. ', '') || '<a href="' || coalesce(nullif(p_base, ''), '/')
            || '">Ver tudo</a></p>' || coalesce(v.secoes, '<p class="resultado">Não há itens aqui.</p>') || v_mais;
    END IF;
    RETURN '<nav class="categorias" data-visto="lista_vista" aria-label="Categorias"><ul>' || v.menu || '</ul></nav>'
        || coalesce(flowt.html_ofertas_do_pedido(p_tenant, p_momento), '')
        || coalesce(flowt.html_faixa('ofertas', 'Ofertas do dia', v.ofertas), '')
        || coalesce(flowt.html_faixa('para-voce', 'Mais vantajosas para você', v.para_voce), '')
        || coalesce(flowt.html_faixa('em-destaque', 'Destaques', v.destaques), '') || coalesce(flowt.html_combos(p_tenant, p_momento, p_base), '')
        || v.secoes || v_mais;
END
$$;
COMMENT ON FUNCTION flowt.html_vitrine(bigint, timestamptz, text, jsonb, bigint)
    IS 'O cardápio: ofertas em todo o pedido, as do dia, as mais vantajosas para o cliente, destaques, combos e itens por categoria; ou o que os filtros '
       '(flowt.filtros_do_cardapio) ou a página seguinte mostram.';

-- The bar shows what the visitor's own cart holds, at today's prices; a cart that is gone is an empty one.
CREATE OR REPLACE FUNCTION flowt.html_barra_sacola(p_tenant bigint, p_token text, p_base text, p_momento timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_carrinho bigint := flowt.carrinho_aberto(p_tenant, p_token);
    v_contexto flowt.contexto_de_compra;
    v_cotacao  flowt.cotacao;
    v_itens    bigint;
BEGIN
    IF v_carrinho IS NOT NULL THEN
        v_contexto.cod_unidade := flowt.unidade_principal(p_tenant);
        v_cotacao := flowt.cotar_carrinho(p_tenant, v_carrinho, v_contexto, p_momento);
        v_itens := (SELECT sum(q.qtd_item) FROM unnest(v_cotacao.linhas) AS q WHERE q.num_parte = 0);
        IF v_itens > 0 THEN
            RETURN format(
                    '<nav class="sacola" aria-label="Sacola"><a class="botao" href="%s/sacola"><span>Ver sacola</span> <span>%s · %s</span></a></nav>', p_base,
                          v_itens || CASE v_itens WHEN 1 THEN ' item' ELSE ' itens' END, flowt.reais(v_cotacao.vlr_total));
        END IF;
    END IF;
    RETURN format('<nav class="sacola" aria-label="Sacola"><a class="botao" href="%s/sacola"><span>Ver sacola</span></a></nav>', p_base);
END
$$;
COMMENT ON FUNCTION flowt.html_barra_sacola(bigint, text, text, timestamptz) IS 'Barra fixa que leva à sacola, com quantos itens e quanto.';

CREATE OR REPLACE FUNCTION api.pagina_cardapio(p_busca text, p_host text, p_esquema text, p_flowt_sacola text, p_slug text DEFAULT NULL,
                                               p_flowt_cliente text DEFAULT NULL, p_categoria text DEFAULT NULL,
                                               p_apos text DEFAULT NULL, p_preco_min text DEFAULT NULL,
                                               p_preco_max text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_base     text   := flowt.base_da_pagina(p_slug);
    v_filtros  jsonb  := flowt.filtros_do_cardapio(p_busca, p_categoria, p_preco_min, p_preco_max);
    v_empresa  flowt.tb_omni8_tenant;
    v_endereco text   := flowt.endereco_publico(v_tenant, p_esquema, p_host, v_base);
    v_apos     bigint := CASE WHEN flowt.formato_valido('codigo', p_apos) THEN p_apos::bigint END;
BEGIN
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant;
    RETURN (200, 'text/html; charset=utf-8', NULL, flowt.pagina(
        v_empresa.nom_fantasia || CASE v_empresa.tip_segmento WHEN 'RESTAURANTE' THEN ' · Cardápio' WHEN 'LOJA' THEN ' · Catálogo'
                                       ELSE ' · Serviços' END,
        v_empresa.des_apresentacao, v_empresa.des_cor,
        '<a class="pular" href="#conteudo">Pular para o conteúdo</a>' || flowt.html_apresentacao(v_empresa, now(), v_base, v_filtros)
        || '<main id="conteudo" class="miolo cardapio">' || flowt.html_vitrine(v_tenant, now(), v_base, v_filtros, v_apos) || '</main>'
        || flowt.html_rodape(v_empresa) || flowt.html_barra_sacola(v_tenant, p_flowt_sacola, v_base, now()),
        coalesce('<link rel="canonical" href="' || coalesce(nullif(v_endereco, ''), '/') || '"><meta property="og:url" content="' || v_endereco
                 || '">', '')
        || '<meta property="og:type" content="website"><meta property="og:site_name" content="' || flowt.html(v_empresa.nom_fantasia) || '">'
        || coalesce('<meta property="og:image" content="' || flowt.html(v_empresa.des_logo) || '">', '')
        || CASE WHEN v_filtros = '{}' AND v_apos IS NULL THEN '' ELSE '<meta name="robots" content="noindex">' END
        || flowt.html_rastreio(v_tenant, v_base) || flowt.html_cardapio_aberto(v_base)
        || flowt.json_em_html(flowt.dados_estruturados(v_empresa, v_endereco))))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_cardapio(text, text, text, text, text, text, text, text, text, text) IS
$$GET /{slug}
GET /
acesso: publico
modulo: cardapio
consulta: livre
contexto: host, esquema
cookies: flowt_sacola, flowt_cliente
resposta: 200 html
cache: private, no-cache
etiqueta: Páginas
O cardápio digital: a empresa, se está aberta, ofertas, combos e os itens publicados, com busca e filtros por categoria e por preço (preco_min e preco_max, em reais, como "15,00").
Em /{slug} ou na raiz do domínio da empresa. Só da própria pessoa são a barra da sacola e as ofertas para ela: por isso a cópia em cache é privada.$$;
