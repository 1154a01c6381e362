-- Which offers a purchase meets (guide chapter 6.2), and of each coupon that does not apply, why.

CREATE OR REPLACE FUNCTION flowt.limite_de_cupons() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
COMMENT ON FUNCTION flowt.limite_de_cupons() IS 'Cupons que uma compra aceita; dos demais se diz que são demais.';

CREATE OR REPLACE FUNCTION flowt.cupom_normalizado(p_cupom text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN upper(regexp_replace(left(p_cupom, 80), '\s', '', 'g'));
COMMENT ON FUNCTION flowt.cupom_normalizado(text) IS 'Código de cupom como se guarda: maiúsculas, sem espaços.';

-- What is asked of now reads nothing of the past, and does not even plan for it.
CREATE OR REPLACE FUNCTION flowt.categorias_dos_itens(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
    RETURNS TABLE (cod_produto bigint, cod_categoria bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_momento < now() THEN
        RETURN QUERY SELECT x.cod_produto, x.cod_categoria FROM flowt.categorias_passadas(p_tenant, p_produtos, p_momento) AS x;
        RETURN;
    END IF;
    RETURN QUERY
        WITH RECURSIVE categoria AS (
            SELECT p.cod_produto, p.cod_categoria FROM flowt.tb_omni8_produto_servico AS p
             WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_produtos) AND p.cod_categoria IS NOT NULL
            UNION ALL
            SELECT a.cod_produto, c.cod_categoria_mae FROM categoria AS a
              JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria = a.cod_categoria
             WHERE c.cod_categoria_mae IS NOT NULL
        )
        SELECT c.cod_produto, c.cod_categoria FROM categoria AS c;
END
$$;
COMMENT ON FUNCTION flowt.categorias_dos_itens(bigint, bigint[], timestamptz)
    IS 'De cada item, sua categoria em um momento e as que estavam acima dela.';

-- The lines as offers see them, in an order that only depends on what they are.
CREATE OR REPLACE FUNCTION flowt.linhas_base(p_tenant bigint, p_linhas flowt.linha_cotada[], p_momento timestamptz) RETURNS flowt.linha_base[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        WITH arvore AS MATERIALIZED (
            SELECT c.cod_produto, array_agg(c.cod_categoria) AS categorias
              FROM flowt.categorias_dos_itens(p_tenant, ARRAY(SELECT l.cod_produto FROM unnest(p_linhas) AS l WHERE l.num_parte = 0), p_momento) AS c
             GROUP BY c.cod_produto
        )
        SELECT (row_number() OVER (ORDER BY l.cod_produto, l.cod_variacao, l.cod_combo, l.js_opcoes, l.qtd_item, l.num_linha), l.num_linha,
                l.cod_produto, l.cod_combo,
                coalesce(a.categorias, '{}'), l.qtd_item, l.vlr_bruto, l.vlr_opcoes * l.qtd_item)::flowt.linha_base
          FROM unnest(p_linhas) AS l LEFT JOIN arvore AS a ON a.cod_produto = l.cod_produto
         WHERE l.num_parte = 0
         ORDER BY 1);
END
$$;
COMMENT ON FUNCTION flowt.linhas_base(bigint, flowt.linha_cotada[], timestamptz)
    IS 'Linhas (sem as partes de combos) em uma ordem que não depende da do carrinho.';

CREATE OR REPLACE FUNCTION flowt.usos_de_oferta(p_tenant bigint, p_oferta bigint, p_pessoa bigint, p_cupom bigint, p_momento timestamptz)
    RETURNS TABLE (qtd_uso bigint, vlr_usado bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT count(*), coalesce(sum(u.vlr_desconto), 0)::bigint FROM flowt.tb_omni8_oferta_uso AS u
     WHERE u.cod_tenant = p_tenant AND u.cod_oferta = p_oferta AND (p_pessoa IS NULL OR u.cod_pessoa = p_pessoa)
       AND (p_cupom IS NULL OR u.cod_cupom = p_cupom)
       AND CASE WHEN p_momento >= now() THEN u.dat_liberacao IS NULL ELSE u.dat_uso < p_momento AND coalesce(u.dat_liberacao >= p_momento, true) END;
END;
COMMENT ON FUNCTION flowt.usos_de_oferta(bigint, bigint, bigint, bigint, timestamptz)
    IS 'Usos de uma oferta que contavam em um momento; de uma pessoa ou de um cupom, se dados.';

CREATE OR REPLACE FUNCTION flowt.ofertas_dos_alvos(p_tenant bigint, p_produtos bigint[], p_categorias bigint[], p_combos bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Each by itself: asked of many, the plan may read every target there is.
    RETURN ARRAY(
        SELECT a.cod_oferta FROM unnest(p_produtos) AS p (cod)
         CROSS JOIN LATERAL (SELECT x.cod_oferta FROM flowt.tb_omni8_oferta_alvo AS x WHERE x.cod_tenant = p_tenant AND x.cod_produto = p.cod
                             OFFSET 0) AS a
        UNION
        SELECT a.cod_oferta FROM unnest(p_categorias) AS c (cod)
         CROSS JOIN LATERAL (SELECT x.cod_oferta FROM flowt.tb_omni8_oferta_alvo AS x WHERE x.cod_tenant = p_tenant AND x.cod_categoria = c.cod
                             OFFSET 0) AS a
        UNION
        SELECT a.cod_oferta FROM unnest(p_combos) AS c (cod)
         CROSS JOIN LATERAL (SELECT x.cod_oferta FROM flowt.tb_omni8_oferta_alvo AS x WHERE x.cod_tenant = p_tenant AND x.cod_combo = c.cod
                             OFFSET 0) AS a);
END
$$;
COMMENT ON FUNCTION flowt.ofertas_dos_alvos(bigint, bigint[], bigint[], bigint[]) IS 'Ofertas não encerradas que têm, ou tiveram, um destes alvos.';

-- The offers a moment has for some targets: those that apply by themselves, and those the coupons name, whatever their state.
-- Of what has ended since, only the definitions know what it reached.
CREATE OR REPLACE FUNCTION flowt.ofertas_no_momento(p_tenant bigint, p_produtos bigint[], p_categorias bigint[], p_combos bigint[],
                                                    p_abertas bigint[], p_momento timestamptz)
RETURNS SETOF flowt.tb_omni8_oferta_versao
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_alcancam bigint[] := CASE WHEN p_momento >= now() THEN flowt.ofertas_dos_alvos(p_tenant, p_produtos, p_categorias, p_combos) END;
BEGIN
    IF p_abertas <> '{}' THEN
        RETURN QUERY SELECT v.* FROM flowt.tb_omni8_oferta_versao AS v
                      WHERE v.cod_tenant = p_tenant AND v.cod_oferta = ANY (p_abertas) AND v.dat_vigor_inicio <= p_momento
                        AND v.dat_vigor_fim > p_momento;
    END IF;
    RETURN QUERY
        SELECT v.* FROM flowt.tb_omni8_oferta_versao AS v
         WHERE v.cod_tenant = p_tenant AND v.sta_oferta = 'ATIVA' AND least(v.dat_vigor_fim, v.dat_fim) > p_momento
           AND greatest(v.dat_vigor_inicio, v.dat_inicio) <= p_momento AND NOT v.flg_cupom AND v.cod_oferta <> ALL (p_abertas)
           AND (v.tip_alvo = 'PEDIDO' OR v.cod_oferta = ANY (v_alcancam)
                OR v_alcancam IS NULL AND (v.cod_produtos && p_produtos OR v.cod_categorias && p_categorias OR v.cod_combos && p_combos));
END
$$;
COMMENT ON FUNCTION flowt.ofertas_no_momento(bigint, bigint[], bigint[], bigint[], bigint[], timestamptz)
    IS 'Ofertas ativas em um momento que alcançam estes alvos, e as que cupons abrem, como estavam.';

CREATE OR REPLACE FUNCTION flowt.recusa_do_cupom(p_tenant bigint, p_cupom bigint, p_contexto flowt.contexto_de_compra, p_momento timestamptz)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cupom flowt.tb_omni8_cupom;
BEGIN
    IF p_cupom IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT c.* INTO v_cupom FROM flowt.tb_omni8_cupom AS c WHERE c.cod_tenant = p_tenant AND c.cod_cupom = p_cupom;
    RETURN CASE
        WHEN v_cupom.dat_criacao > p_momento THEN 'cupom_desconhecido'
        WHEN v_cupom.dat_encerramento <= p_momento THEN 'cupom_encerrado'
        WHEN v_cupom.dat_fim <= p_momento THEN 'cupom_vencido'
        WHEN v_cupom.cod_pessoa <> p_contexto.cod_pessoa OR v_cupom.cod_pessoa IS NOT NULL
            AND p_contexto.cod_pessoa IS NULL THEN 'cupom_de_outra_pessoa'
        WHEN v_cupom.qtd_limite <= (SELECT u.qtd_uso
                                      FROM flowt.usos_de_oferta(p_tenant, v_cupom.cod_oferta, NULL, p_cupom, p_momento) AS u)
                                          THEN 'cupom_esgotado' END;
END
$$;
COMMENT ON FUNCTION flowt.recusa_do_cupom(bigint, bigint, flowt.contexto_de_compra, timestamptz)
    IS 'Por que um código de cupom não se usa em um momento; nulo se se usa, ou se não há cupom.';

-- What of an offer depends on whom: asked only where the definition says so.
CREATE OR REPLACE FUNCTION flowt.recusa_da_pessoa(p_versao flowt.tb_omni8_oferta_versao, p_pessoa bigint, p_momento timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT p_versao.flg_primeira_compra AND p_versao.cod_etiqueta IS NULL AND p_versao.qtd_limite_pessoa IS NULL THEN
        RETURN NULL;
    ELSIF p_pessoa IS NULL THEN
        RETURN 'identificacao_necessaria';
    ELSIF p_versao.flg_primeira_compra AND flowt.ja_comprou(p_versao.cod_tenant, p_pessoa, p_momento, NULL) THEN
        RETURN 'so_na_primeira_compra';
    ELSIF p_versao.cod_etiqueta IS NOT NULL AND NOT flowt.tinha_etiqueta(p_versao.cod_tenant, p_pessoa, p_versao.cod_etiqueta, p_momento) THEN
        RETURN 'fora_do_segmento';
    ELSIF p_versao.qtd_limite_pessoa <= (SELECT u.qtd_uso
                                           FROM flowt.usos_de_oferta(p_versao.cod_tenant, p_versao.cod_oferta, p_pessoa, NULL, p_momento) AS u) THEN
        RETURN 'ja_usada';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.recusa_da_pessoa(flowt.tb_omni8_oferta_versao, bigint, timestamptz)
    IS 'Por que uma oferta não é para uma pessoa em um momento; nulo se é.';

CREATE OR REPLACE FUNCTION flowt.ofertas_candidatas(p_tenant bigint, p_bases flowt.linha_base[], p_contexto flowt.contexto_de_compra,
                                                    p_cupons text[], p_momento timestamptz) RETURNS flowt.oferta_candidata[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_local      timestamp := (SELECT p_momento AT TIME ZONE t.des_fuso_horario FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant);
    v_atual      boolean  := p_momento >= now();
    v_produtos   bigint[] := ARRAY(SELECT b.cod_produto FROM unnest(p_bases) AS b ORDER BY b.num_indice);
    v_combos     bigint[] := ARRAY(SELECT b.cod_combo FROM unnest(p_bases) AS b ORDER BY b.num_indice);
    v_categorias bigint[];
    v_linhas     integer[];
    v_itens      bigint   := (SELECT coalesce(sum(b.vlr_bruto), 0) FROM unnest(p_bases) AS b);
    v_abertas    bigint[] := '{}';
    v_ofertas    flowt.oferta_candidata[];
BEGIN
    SELECT coalesce(array_agg(c), '{}'), array_agg(b.num_indice) INTO v_categorias, v_linhas FROM unnest(p_bases) AS b
     CROSS JOIN LATERAL unnest(b.cod_categorias) AS c;
    IF cardinality(p_cupons) > 0 THEN
        v_abertas := ARRAY(SELECT c.cod_oferta FROM flowt.tb_omni8_cupom AS c WHERE c.cod_tenant = p_tenant AND c.des_cupom = ANY (p_cupons));
    END IF;
    v_ofertas := ARRAY(
        SELECT (v.cod_oferta, v.nom_oferta, v.tip_oferta, v.tip_alvo, v.num_percentual, v.vlr_desconto, v.vlr_preco, v.qtd_leve, v.qtd_pague,
                v.cod_brinde, v.qtd_brinde, v.vlr_minimo, v.vlr_maximo,
                v.vlr_orcamento - u.vlr_usado, v.num_prioridade, v.flg_cumulativa, v.dat_inicio, v.dat_fim, v.tip_pagamentos, c.cod_cupom,
                c.des_cupom, l.linhas,
                CASE WHEN v.sta_oferta <> 'ATIVA' THEN 'cupom_encerrado'
                     WHEN p_momento < v.dat_inicio THEN 'cupom_ainda_nao_vale'
                     WHEN p_momento >= v.dat_fim THEN 'cupom_vencido'
                     WHEN (v.num_dias_semana IS NOT NULL OR v.hor_inicio IS NOT NULL)
                          AND NOT flowt.janela_contem(v.num_dias_semana, coalesce(v.hor_inicio, '00:00'), coalesce(v.hor_fim, '00:00'),
                                                      v_local) THEN 'fora_do_horario'
                     WHEN NOT coalesce(p_contexto.tip_canal, '') = ANY (v.tip_canais) THEN 'outro_canal'
                     WHEN NOT coalesce(p_contexto.tip_pagamento, '') = ANY (v.tip_pagamentos) THEN 'outro_pagamento'
                     WHEN l.linhas = '{}' THEN 'nenhum_item_participa'
                     WHEN v_itens < v.vlr_minimo THEN 'abaixo_do_minimo'
                     WHEN u.qtd_uso >= v.qtd_limite OR u.vlr_usado >= v.vlr_orcamento THEN 'oferta_esgotada'
                     WHEN c.cod_cupom IS NOT NULL OR v.flg_primeira_compra OR v.cod_etiqueta IS NOT NULL OR v.qtd_limite_pessoa IS NOT NULL
                     THEN coalesce(flowt.recusa_do_cupom(p_tenant, c.cod_cupom, p_contexto, p_momento),
                                   flowt.recusa_da_pessoa(v, p_contexto.cod_pessoa, p_momento)) END)::flowt.oferta_candidata
          FROM flowt.ofertas_no_momento(p_tenant, v_produtos, v_categorias, v_combos, v_abertas, p_momento) AS v
         -- What needs no coupon is there without its coupons too, which may be good for nothing.
         CROSS JOIN LATERAL unnest(CASE WHEN NOT v.flg_cupom AND v.cod_oferta = ANY (v_abertas) THEN '{t,f}'
                                        ELSE '{t}' END::boolean[]) AS w (flg_com_cupom)
          LEFT JOIN flowt.tb_omni8_cupom AS c ON w.flg_com_cupom AND v_abertas <> '{}' AND c.cod_tenant = p_tenant AND c.cod_oferta = v.cod_oferta
           AND c.des_cupom = ANY (p_cupons)
          LEFT JOIN flowt.tb_omni8_oferta_contador AS k ON v_atual AND k.cod_tenant = p_tenant AND k.cod_oferta = v.cod_oferta
          LEFT JOIN LATERAL flowt.usos_de_oferta(p_tenant, v.cod_oferta, NULL, NULL, p_momento) AS x ON NOT v_atual
           AND num_nonnulls(v.qtd_limite, v.vlr_orcamento) > 0
         CROSS JOIN LATERAL (SELECT coalesce(k.qtd_uso, x.qtd_uso, 0) AS qtd_uso, coalesce(k.vlr_usado, x.vlr_usado, 0) AS vlr_usado) AS u
         CROSS JOIN LATERAL (
               SELECT CASE v.tip_alvo
                      WHEN 'ITEM' THEN ARRAY(SELECT p.i::integer FROM unnest(v_produtos) WITH ORDINALITY AS p (cod, i)
                                              WHERE p.cod = ANY (v.cod_produtos))
                      WHEN 'CATEGORIA' THEN ARRAY(SELECT DISTINCT g.i FROM unnest(v_categorias, v_linhas) AS g (cod, i)
                                                   WHERE g.cod = ANY (v.cod_categorias) ORDER BY 1)
                      WHEN 'COMBO' THEN ARRAY(SELECT m.i::integer FROM unnest(v_combos) WITH ORDINALITY AS m (cod, i)
                                               WHERE m.cod = ANY (v.cod_combos))
                      ELSE '{1}' END AS linhas) AS l
         ORDER BY v.flg_cumulativa, v.num_prioridade, v.cod_oferta, c.des_cupom);
    -- Two coupons of one offer: the first that is good opens it.
    FOR i IN 2 .. CASE WHEN v_abertas = '{}' THEN 1 ELSE cardinality(v_ofertas) END LOOP
        IF (v_ofertas[i]).des_recusa IS NULL AND EXISTS (SELECT FROM unnest(v_ofertas[1 : i - 1]) AS o
                                                          WHERE o.cod_oferta = (v_ofertas[i]).cod_oferta AND o.des_recusa IS NULL) THEN
            v_ofertas[i].des_recusa := 'mesma_oferta';
        END IF;
    END LOOP;
    RETURN v_ofertas;
END
$$;
COMMENT ON FUNCTION flowt.ofertas_candidatas(bigint, flowt.linha_base[], flowt.contexto_de_compra, text[], timestamptz) IS
    'Ofertas que uma compra encontra: as exclusivas, depois as cumulativas, cada grupo por prioridade e código; des_recusa diz por que uma não vale.';
