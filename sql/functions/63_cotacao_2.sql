-- The price function itself (guide chapter 6.3), and how it explains itself.

CREATE OR REPLACE FUNCTION flowt.motivo_do_desconto(p_oferta flowt.oferta_candidata) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p_oferta.nom_oferta || ': '
        || CASE p_oferta.tip_oferta
           WHEN 'PERCENTUAL' THEN replace(trim_scale(p_oferta.num_percentual)::text, '.', ',') || '% de desconto'
           WHEN 'VALOR' THEN flowt.reais(p_oferta.vlr_desconto) || ' de desconto'
               || CASE p_oferta.tip_alvo WHEN 'PEDIDO' THEN '' ELSE ' por unidade' END
           WHEN 'PRECO_FIXO' THEN 'por ' || flowt.reais(p_oferta.vlr_preco) || ' cada'
           WHEN 'LEVE_X_PAGUE_Y' THEN format('leve %s, pague %s', p_oferta.qtd_leve, p_oferta.qtd_pague)
           WHEN 'FRETE_GRATIS' THEN 'frete grátis'
           ELSE 'brinde' END
        || coalesce(', até ' || flowt.reais(p_oferta.vlr_maximo), '') || coalesce(', em compras a partir de ' || flowt.reais(p_oferta.vlr_minimo), '')
        || coalesce(', com o cupom ' || p_oferta.des_cupom, '');
END
$$;
COMMENT ON FUNCTION flowt.motivo_do_desconto(flowt.oferta_candidata) IS 'Por que este preço: a frase que explica um desconto a quem compra.';

CREATE OR REPLACE FUNCTION flowt.mensagem_do_cupom(p_codigo text, p_oferta flowt.oferta_candidata, p_itens bigint, p_fuso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p_codigo
        WHEN 'cupom_aceito' THEN 'Cupom aplicado.'
        WHEN 'cupom_desconhecido' THEN 'Este cupom não existe: confira o código.'
        WHEN 'cupons_demais' THEN format('Use até %s cupons por pedido.', flowt.limite_de_cupons())
        WHEN 'cupom_encerrado' THEN 'Este cupom não vale mais.'
        WHEN 'cupom_vencido' THEN 'Este cupom venceu.'
        WHEN 'cupom_ainda_nao_vale' THEN 'Este cupom vale a partir de ' || to_char(p_oferta.dat_inicio AT TIME ZONE p_fuso, 'DD/MM/YYYY HH24:MI')
            || '.'
        WHEN 'cupom_de_outra_pessoa' THEN 'Este cupom é pessoal: entre com a conta que o recebeu.'
        WHEN 'cupom_esgotado' THEN 'Este cupom já foi usado.'
        WHEN 'oferta_esgotada' THEN 'Esta oferta esgotou.'
        WHEN 'ja_usada' THEN 'Você já usou esta oferta.'
        WHEN 'mesma_oferta' THEN 'Outro cupom seu já abre esta oferta.'
        WHEN 'fora_do_horario' THEN 'Este cupom vale em outros dias ou horários.'
        WHEN 'outro_canal' THEN 'Este cupom não vale por este canal de compra.'
        WHEN 'outro_pagamento' THEN 'Este cupom vale pagando com ' || array_to_string(p_oferta.tip_pagamentos, ' ou ') || '.'
        WHEN 'nenhum_item_participa' THEN 'Nenhum item do carrinho participa desta oferta.'
        WHEN 'abaixo_do_minimo' THEN format('Este cupom vale em compras a partir de %s: faltam %s.', flowt.reais(p_oferta.vlr_minimo),
                                            flowt.reais(p_oferta.vlr_minimo - p_itens))
        WHEN 'identificacao_necessaria' THEN 'Entre com sua conta para usar este cupom.'
        WHEN 'so_na_primeira_compra' THEN 'Este cupom é só para a primeira compra.'
        WHEN 'fora_do_segmento' THEN 'Este cupom é para outros clientes.'
        WHEN 'nada_a_descontar' THEN 'Este cupom não tem o que descontar desta compra.'
        WHEN 'sem_frete' THEN 'Não há frete a descontar: o cupom vale na entrega.'
        ELSE 'Outra oferta já dá um desconto igual ou maior.' END;
END
$$;
COMMENT ON FUNCTION flowt.mensagem_do_cupom(text, flowt.oferta_candidata, bigint, text) IS 'Frase que diz de um cupom se foi aceito ou por que não.';

-- Exclusive offers are decided first, together; the cumulative ones follow by priority, each on what the others left.
CREATE OR REPLACE FUNCTION flowt.aplicar_ofertas(p_ofertas flowt.oferta_candidata[], p_restos bigint[], p_qtds integer[], p_opcoes bigint[])
    RETURNS flowt.abatimento[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_restos     bigint[] := p_restos;
    v_exclusivas integer := (SELECT count(*) FROM unnest(p_ofertas) AS o WHERE NOT o.flg_cumulativa);
    v_numero     integer := v_exclusivas;
    v_novas      flowt.abatimento[] := CASE WHEN v_exclusivas > 0 THEN flowt.abater_exclusivas(p_ofertas[1 : v_exclusivas], p_restos, p_qtds,
        p_opcoes) ELSE '{}' END;
    v_parte      flowt.abatimento;
    v_partes     flowt.abatimento[] := '{}';
BEGIN
    LOOP
        FOREACH v_parte IN ARRAY v_novas LOOP
            v_restos[v_parte.num_indice] := v_restos[v_parte.num_indice] - v_parte.vlr_desconto;
        END LOOP;
        v_partes := v_partes || v_novas;
        v_numero := v_numero + 1;
        EXIT WHEN v_numero > cardinality(p_ofertas);
        v_novas := flowt.abater(p_ofertas[v_numero], v_numero, v_restos, p_qtds, p_opcoes);
    END LOOP;
    RETURN v_partes;
END
$$;
COMMENT ON FUNCTION flowt.aplicar_ofertas(flowt.oferta_candidata[], bigint[], integer[], bigint[])
    IS 'O que as ofertas de uma etapa tiram de cada linha: as exclusivas primeiro, depois as cumulativas sobre o que resta.';

CREATE OR REPLACE FUNCTION flowt.etapa_da_oferta(p_oferta flowt.oferta_candidata) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (p_oferta).tip_oferta = 'FRETE_GRATIS' THEN 'FRETE' WHEN (p_oferta).tip_oferta = 'BRINDE' THEN 'BRINDE'
            WHEN (p_oferta).tip_alvo = 'PEDIDO' THEN 'PEDIDO' ELSE 'ITEM' END;
COMMENT ON FUNCTION flowt.etapa_da_oferta(flowt.oferta_candidata)
    IS 'Em que etapa da cotação uma oferta age: ITEM, PEDIDO, FRETE ou BRINDE. Cada etapa decide suas exclusivas.';

-- Gifts are lines of their own, numbered by their offer and below zero; they cost what they cost, and are given whole.
CREATE OR REPLACE FUNCTION flowt.dar_brindes(p_tenant bigint, p_ofertas flowt.oferta_candidata[], p_linhas flowt.linha_de_compra[],
                                             p_contexto flowt.contexto_de_compra, p_momento timestamptz) RETURNS flowt.linha_cotada[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cotadas flowt.linha_cotada[];
BEGIN
    v_cotadas := flowt.precificar(p_tenant, p_linhas
                                  || ARRAY(SELECT (-o.cod_oferta, o.cod_brinde, NULL, NULL, NULL, o.qtd_brinde)::flowt.linha_de_compra
                                             FROM unnest(p_ofertas) AS o), p_contexto, p_momento);
    RETURN ARRAY(
        SELECT (b.num_linha, 0, b.cod_produto, NULL, NULL, b.num_sku, b.nom_item, b.qtd_item, b.vlr_unitario, b.vlr_opcoes, b.js_opcoes, b.vlr_bruto,
                b.vlr_bruto, 0, true, NULL)::flowt.linha_cotada
          FROM (SELECT c.*, o.flg_cumulativa, row_number() OVER (PARTITION BY o.flg_cumulativa ORDER BY c.vlr_bruto DESC, o.num_prioridade,
                                                                 o.cod_oferta) AS posicao
                  FROM unnest(v_cotadas) AS c JOIN unnest(p_ofertas) AS o ON c.num_linha = -o.cod_oferta
                 WHERE c.flg_disponivel AND c.vlr_bruto <= coalesce(o.vlr_saldo, c.vlr_bruto)) AS b
         WHERE b.flg_cumulativa OR b.posicao = 1
         ORDER BY b.num_linha DESC);
END
$$;
COMMENT ON FUNCTION flowt.dar_brindes(bigint, flowt.oferta_candidata[], flowt.linha_de_compra[], flowt.contexto_de_compra, timestamptz) IS
    'Brindes que uma compra ganha e há em estoque: das ofertas exclusivas, o de maior valor; das cumulativas, todos.';

-- Every line gets its discount, and the parts of a combo their share of it.
CREATE OR REPLACE FUNCTION flowt.repartir_descontos(p_linhas flowt.linha_cotada[], p_bases flowt.linha_base[], p_restos bigint[])
    RETURNS flowt.linha_cotada[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY(
        SELECT (l.num_linha, l.num_parte, l.cod_produto, l.cod_variacao, l.cod_combo, l.num_sku, l.nom_item, l.qtd_item, l.vlr_unitario,
                l.vlr_opcoes, l.js_opcoes, l.vlr_bruto,
                d.desconto, l.vlr_bruto - d.desconto, l.flg_disponivel, l.des_problema)::flowt.linha_cotada
          FROM unnest(p_linhas) AS l
          JOIN unnest(p_bases) AS b ON b.num_linha = l.num_linha
         CROSS JOIN LATERAL (SELECT CASE WHEN l.num_parte = 0 OR p_restos[b.num_indice] = b.vlr_bruto THEN b.vlr_bruto - p_restos[b.num_indice]
               ELSE (flowt.ratear(b.vlr_bruto - p_restos[b.num_indice], ARRAY(SELECT p.vlr_bruto FROM unnest(p_linhas) AS p
                                                                               WHERE p.num_linha = l.num_linha AND p.num_parte > 0
                                                                               ORDER BY p.num_parte)))[l.num_parte]
               END AS desconto) AS d
         ORDER BY l.num_linha, l.num_parte);
END
$$;
COMMENT ON FUNCTION flowt.repartir_descontos(flowt.linha_cotada[], flowt.linha_base[], bigint[])
    IS 'Linhas com o desconto de cada uma, em ordem de linha e parte.';

CREATE OR REPLACE FUNCTION flowt.explicar_cupons(p_cupons text[], p_ofertas flowt.oferta_candidata[], p_cotacao flowt.cotacao, p_itens bigint,
                                                 p_fuso text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('des_cupom', x.des_cupom, 'flg_aceito', x.codigo = 'cupom_aceito', 'codigo', x.codigo,
                                                     'mensagem', flowt.mensagem_do_cupom(x.codigo, x.oferta, p_itens, p_fuso)) ORDER BY x.posicao),
                                                 '[]')
          FROM (SELECT c.des_cupom, c.posicao, o.oferta,
                       CASE WHEN c.posicao > flowt.limite_de_cupons() THEN 'cupons_demais'
                            WHEN (o.oferta).cod_oferta IS NULL THEN 'cupom_desconhecido'
                            WHEN (o.oferta).des_recusa IS NOT NULL THEN (o.oferta).des_recusa
                            WHEN EXISTS (SELECT FROM unnest(p_cotacao.descontos) AS d WHERE d.des_cupom = c.des_cupom) THEN 'cupom_aceito'
                            WHEN (o.oferta).tip_oferta = 'FRETE_GRATIS' AND p_cotacao.vlr_frete = 0 THEN 'sem_frete'
                            WHEN NOT (o.oferta).flg_cumulativa AND EXISTS (SELECT FROM unnest(p_cotacao.descontos) AS d
                                                                            WHERE d.tip_alvo = flowt.etapa_da_oferta(o.oferta))
                                                                                THEN 'outra_oferta_melhor'
                            WHEN (o.oferta).tip_oferta = 'BRINDE' THEN 'oferta_esgotada'
                            ELSE 'nada_a_descontar' END AS codigo
                  FROM unnest(p_cupons) WITH ORDINALITY AS c (des_cupom, posicao)
                  LEFT JOIN LATERAL (SELECT u AS oferta FROM unnest(p_ofertas) AS u WHERE u.des_cupom = c.des_cupom) AS o ON true) AS x);
END
$$;
COMMENT ON FUNCTION flowt.explicar_cupons(text[], flowt.oferta_candidata[], flowt.cotacao, bigint, text)
    IS 'De cada cupom dado, se foi aceito e por quê, na ordem em que veio.';

-- What the offers of the four stages take: from lines, from the order, from the freight; and what they add.
CREATE OR REPLACE FUNCTION flowt.cotar_ofertas(p_ofertas flowt.oferta_candidata[], p_bases flowt.linha_base[], p_frete bigint, OUT restos bigint[],
                                               OUT resto_frete bigint, OUT descontos flowt.desconto_cotado[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_etapa  text;
    v_ofertas flowt.oferta_candidata[];
    v_partes flowt.abatimento[];
    v_soma   bigint;
    v_rateio bigint[];
BEGIN
    restos := ARRAY(SELECT b.vlr_bruto FROM unnest(p_bases) AS b ORDER BY b.num_indice);
    resto_frete := p_frete;
    descontos := '{}';
    FOREACH v_etapa IN ARRAY '{ITEM,PEDIDO,FRETE}'::text[] LOOP
        v_ofertas := ARRAY(SELECT o FROM unnest(p_ofertas) AS o WHERE flowt.etapa_da_oferta(o) = v_etapa);
        CONTINUE WHEN v_ofertas = '{}';
        v_soma := CASE v_etapa WHEN 'FRETE' THEN p_frete ELSE (SELECT sum(r) FROM unnest(restos) AS r) END;
        v_partes := CASE v_etapa WHEN 'ITEM'
            THEN flowt.aplicar_ofertas(v_ofertas, restos, ARRAY(SELECT b.qtd_item FROM unnest(p_bases) AS b ORDER BY b.num_indice),
                                       ARRAY(SELECT b.vlr_opcoes FROM unnest(p_bases) AS b ORDER BY b.num_indice))
            ELSE flowt.aplicar_ofertas(v_ofertas, ARRAY[v_soma], '{1}', '{0}') END;
        descontos := descontos || ARRAY(
            SELECT (CASE v_etapa WHEN 'ITEM' THEN (p_bases[a.num_indice]).num_linha END, o.cod_oferta, o.des_cupom, o.nom_oferta, v_etapa,
                    a.vlr_desconto, o.motivo)::flowt.desconto_cotado
              FROM unnest(v_partes) WITH ORDINALITY AS a (num_oferta, num_indice, vlr_desconto, n)
              JOIN (SELECT u.num_oferta, (x.o).cod_oferta, (x.o).des_cupom, (x.o).nom_oferta, (x.o).flg_cumulativa, (x.o).num_prioridade,
                           flowt.motivo_do_desconto(x.o) AS motivo
                      FROM (SELECT DISTINCT b.num_oferta FROM unnest(v_partes) AS b) AS u
                     CROSS JOIN LATERAL (SELECT v_ofertas[u.num_oferta] AS o) AS x OFFSET 0) AS o ON o.num_oferta = a.num_oferta
             WHERE a.vlr_desconto > 0 ORDER BY o.flg_cumulativa, o.num_prioridade, o.cod_oferta, a.n);
        v_soma := (SELECT coalesce(sum(a.vlr_desconto), 0) FROM unnest(v_partes) AS a);
        IF v_etapa = 'FRETE' THEN
            resto_frete := p_frete - v_soma;
            CONTINUE;
        ELSIF v_etapa = 'PEDIDO' THEN
            v_rateio := flowt.ratear(v_soma, restos);
        END IF;
        restos := ARRAY(SELECT r.resto - CASE v_etapa WHEN 'PEDIDO' THEN v_rateio[r.i]
                                              ELSE (SELECT coalesce(sum(a.vlr_desconto), 0) FROM unnest(v_partes) AS a WHERE a.num_indice = r.i) END
                          FROM unnest(restos) WITH ORDINALITY AS r (resto, i) ORDER BY r.i);
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.cotar_ofertas(flowt.oferta_candidata[], flowt.linha_base[], bigint)
    IS 'O que resta de cada linha e do frete depois das ofertas, e cada desconto com seu motivo; brindes à parte.';

CREATE OR REPLACE FUNCTION flowt.cotar(p_tenant bigint, p_linhas flowt.linha_de_compra[], p_contexto flowt.contexto_de_compra, p_momento timestamptz)
    RETURNS flowt.cotacao
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linhas  flowt.linha_cotada[] := flowt.precificar(p_tenant, p_linhas, p_contexto, p_momento);
    v_bases   flowt.linha_base[] := flowt.linhas_base(p_tenant, v_linhas, p_momento);
    v_cupons  text[] := ARRAY(SELECT x.cupom FROM (SELECT DISTINCT ON (1) flowt.cupom_normalizado(c), n
                                                     FROM unnest(p_contexto.des_cupons) WITH ORDINALITY AS u (c, n) ORDER BY 1, n) AS x (cupom, n)
                               WHERE x.cupom <> '' ORDER BY x.n);
    v_ofertas flowt.oferta_candidata[] := flowt.ofertas_candidatas(p_tenant, v_bases, p_contexto, v_cupons[1 : flowt.limite_de_cupons()], p_momento);
    v_validas flowt.oferta_candidata[] := ARRAY(SELECT o FROM unnest(v_ofertas) AS o WHERE o.des_recusa IS NULL);
    v_brindes flowt.oferta_candidata[] := ARRAY(SELECT o FROM unnest(v_validas) AS o WHERE o.tip_oferta = 'BRINDE');
    v_dados   flowt.linha_cotada[] := '{}';
    v_restos  bigint[];
    v_frete   bigint;
    v_cotacao flowt.cotacao;
BEGIN
    v_cotacao.vlr_frete := coalesce(p_contexto.vlr_frete, 0);
    SELECT o.restos, o.resto_frete, o.descontos INTO v_restos, v_frete, v_cotacao.descontos
      FROM flowt.cotar_ofertas(v_validas, v_bases, v_cotacao.vlr_frete) AS o;
    IF v_brindes <> '{}' THEN
        v_dados := flowt.dar_brindes(p_tenant, v_brindes, p_linhas, p_contexto, p_momento);
        v_cotacao.descontos := v_cotacao.descontos || ARRAY(
            SELECT (b.num_linha, o.cod_oferta, o.des_cupom, o.nom_oferta, 'BRINDE', b.vlr_desconto,
                    flowt.motivo_do_desconto(o))::flowt.desconto_cotado
              FROM unnest(v_dados) AS b JOIN unnest(v_brindes) AS o ON b.num_linha = -o.cod_oferta ORDER BY o.num_prioridade, o.cod_oferta);
    END IF;
    v_cotacao.linhas := flowt.repartir_descontos(v_linhas, v_bases, v_restos) || v_dados;
    SELECT coalesce(sum(l.vlr_bruto), 0), coalesce(sum(l.vlr_desconto), 0), coalesce(bool_and(l.flg_disponivel), true) INTO v_cotacao.vlr_itens,
           v_cotacao.vlr_desconto, v_cotacao.flg_disponivel
      FROM unnest(v_cotacao.linhas) AS l WHERE l.num_parte = 0;
    v_cotacao.vlr_desconto_frete := v_cotacao.vlr_frete - v_frete;
    v_cotacao.vlr_total := v_cotacao.vlr_itens - v_cotacao.vlr_desconto + v_frete;
    v_cotacao.js_cupons := CASE WHEN v_cupons = '{}' THEN '[]' ELSE flowt.explicar_cupons(v_cupons, v_ofertas, v_cotacao,
        (SELECT coalesce(sum(b.vlr_bruto), 0)::bigint FROM unnest(v_bases) AS b),
        (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant)) END;
    RETURN v_cotacao;
END
$$;
COMMENT ON FUNCTION flowt.cotar(bigint, flowt.linha_de_compra[], flowt.contexto_de_compra, timestamptz) IS
    'Preço de uma compra em um momento qualquer: cardápio, carrinho, pedido, prévia do futuro e explicação do passado perguntam aqui.';
