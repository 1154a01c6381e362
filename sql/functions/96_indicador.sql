-- KPIs (guide chapter 12.1). One number, one function: API, dashboards and BI read flowt.indicadores and what stands below it.

CREATE OR REPLACE FUNCTION flowt.limite_de_periodo() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 400;
COMMENT ON FUNCTION flowt.limite_de_periodo() IS 'Dias de um período de indicadores: um ano e o que se compara com ele.';

CREATE OR REPLACE FUNCTION flowt.hoje(p_tenant bigint) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (now() AT TIME ZONE t.des_fuso_horario)::date FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.hoje(bigint) IS 'Dia de hoje no fuso de um tenant.';

CREATE OR REPLACE FUNCTION flowt.conferir_periodo(p_de date, p_ate date) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_de IS NULL OR p_ate IS NULL OR p_ate < p_de THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'periodo_invertido',
            DETAIL = 'O período vai do primeiro dia (de) ao último (ate), inclusive.';
    ELSIF p_de < '1900-01-01' OR p_ate > '9998-12-31' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'periodo_impossivel',
            DETAIL = 'Os dias do período vão de 1900-01-01 a 9998-12-31: confira o ano.';
    ELSIF p_ate - p_de >= flowt.limite_de_periodo() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'periodo_longo',
            DETAIL = format('O período vai até %s dias: peça-o em partes.', flowt.limite_de_periodo());
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_periodo(date, date) IS 'Recusa (422) um período ao contrário, longo demais ou de um ano que não é de calendário.';

-- The sums of a period, or of each of its days. A filter by unit leaves the visits out: a visit has none.
CREATE OR REPLACE FUNCTION flowt.sem_filtro(p_filtro jsonb) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN NOT coalesce(p_filtro ?| '{canal,campanha,unidade}', false) AND coalesce(current_setting('flowt.unidades', true), '') = '';
COMMENT ON FUNCTION flowt.sem_filtro(jsonb) IS 'Se um filtro deixa passar a empresa inteira e quem age a vê: bastam os totais de cada dia.';

CREATE OR REPLACE FUNCTION flowt.somas_do_item(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_por_dia boolean)
    RETURNS TABLE (dat_dia date, soma flowt.fato)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_item     bigint := (p_filtro ->> 'item')::bigint;
    v_canal    text   := p_filtro ->> 'canal';
    v_campanha text   := p_filtro ->> 'campanha';
    v_unidade  bigint := (p_filtro ->> 'unidade')::bigint;
BEGIN
    RETURN QUERY
    SELECT CASE WHEN p_por_dia THEN d.dat_dia END,
           (NULL, NULL, NULL, NULL, sum(d.qtd_visitas), sum(d.qtd_visitas_engajadas), sum(d.qtd_visitas_com_pedido), NULL, NULL,
            sum(d.qtd_funil_item), sum(d.qtd_funil_carrinho), sum(d.qtd_funil_checkout),
            sum(d.qtd_funil_pedido), NULL, NULL, NULL, NULL, sum(d.qtd_pedidos), sum(d.qtd_pedidos_confirmados), sum(d.vlr_vendido), NULL, NULL,
            sum(d.qtd_cancelados), NULL, NULL)::flowt.fato
      FROM flowt.tb_omni8_agregado_item_dia AS d
     WHERE d.cod_tenant = p_tenant AND d.cod_produto = v_item AND d.dat_dia BETWEEN p_de AND p_ate AND (v_canal IS NULL OR d.tip_canal = v_canal)
       AND (v_campanha IS NULL OR d.nom_campanha = v_campanha)
       AND (v_unidade IS NULL OR d.cod_unidade = v_unidade)
     GROUP BY CASE WHEN p_por_dia THEN d.dat_dia END;
END
$$;
COMMENT ON FUNCTION flowt.somas_do_item(bigint, date, date, jsonb, boolean)
    IS 'Somas de um item em um período, ou dia a dia, com filtro {item, canal, campanha, unidade}; nulas as que não são de um item.';

CREATE OR REPLACE FUNCTION flowt.unidades_vendidas(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_por_dia boolean)
    RETURNS TABLE (dat_dia date, qtd numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF flowt.sem_filtro(p_filtro) AND p_filtro ->> 'item' IS NULL THEN
        RETURN QUERY SELECT CASE WHEN p_por_dia THEN d.dat_dia END, sum(d.qtd_vendidos) FROM flowt.tb_omni8_agregado_total_dia AS d
                      WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate GROUP BY 1;
        RETURN;
    ELSIF flowt.sem_filtro(p_filtro) THEN
        RETURN QUERY SELECT CASE WHEN p_por_dia THEN d.dat_dia END, sum(d.qtd_vendidos) FROM flowt.tb_omni8_agregado_produto_dia AS d
                      WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate AND d.cod_produto = (p_filtro ->> 'item')::bigint GROUP BY 1;
        RETURN;
    END IF;
    RETURN QUERY SELECT CASE WHEN p_por_dia THEN d.dat_dia END, sum(d.qtd_vendidos) FROM flowt.tb_omni8_agregado_item_dia AS d
                  WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
                    AND (p_filtro ->> 'item' IS NULL OR d.cod_produto = (p_filtro ->> 'item')::bigint)
                    AND (p_filtro ->> 'canal' IS NULL OR d.tip_canal = p_filtro ->> 'canal')
                    AND (p_filtro ->> 'campanha' IS NULL OR d.nom_campanha = p_filtro ->> 'campanha')
                    AND (p_filtro ->> 'unidade' IS NULL OR d.cod_unidade = (p_filtro ->> 'unidade')::bigint) GROUP BY 1;
END
$$;
COMMENT ON FUNCTION flowt.unidades_vendidas(bigint, date, date, jsonb, boolean)
    IS 'Unidades nos pedidos confirmados de um período, ou dia a dia, com filtro {item, canal, campanha, unidade}.';

-- Who sees an offer is of no unit yet.
CREATE OR REPLACE FUNCTION flowt.vistas_de_ofertas(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_por_dia boolean)
    RETURNS TABLE (dat_dia date, qtd_cliques numeric, qtd_vistas numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF flowt.sem_filtro(p_filtro) THEN
        RETURN QUERY SELECT CASE WHEN p_por_dia THEN d.dat_dia END, sum(d.qtd_ofertas_clicadas), sum(d.qtd_ofertas_vistas)
                       FROM flowt.tb_omni8_agregado_total_dia AS d
                      WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate GROUP BY 1;
        RETURN;
    END IF;
    RETURN QUERY SELECT CASE WHEN p_por_dia THEN d.dat_dia END, sum(d.qtd_cliques), sum(d.qtd_vistas) FROM flowt.tb_omni8_agregado_oferta_dia AS d
                  WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
                    AND (p_filtro ->> 'canal' IS NULL OR d.tip_canal = p_filtro ->> 'canal')
                    AND (p_filtro ->> 'campanha' IS NULL OR d.nom_campanha = p_filtro ->> 'campanha') GROUP BY 1;
END
$$;
COMMENT ON FUNCTION flowt.vistas_de_ofertas(bigint, date, date, jsonb, boolean)
    IS 'Ofertas escolhidas e vistas em um período, ou dia a dia, cada uma uma vez por visita, com filtro {canal, campanha}.';

CREATE OR REPLACE FUNCTION flowt.somas(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_por_dia boolean)
    RETURNS TABLE (dat_dia date, soma flowt.fato)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_canal    text   := p_filtro ->> 'canal';
    v_campanha text   := p_filtro ->> 'campanha';
    v_unidade  bigint := (p_filtro ->> 'unidade')::bigint;
BEGIN
    IF p_filtro ->> 'item' IS NOT NULL THEN
        RETURN QUERY SELECT s.dat_dia, s.soma FROM flowt.somas_do_item(p_tenant, p_de, p_ate, p_filtro, p_por_dia) AS s;
        RETURN;
    ELSIF flowt.sem_filtro(p_filtro) THEN
        RETURN QUERY
        SELECT CASE WHEN p_por_dia THEN d.dat_dia END,
           (NULL, NULL, NULL, NULL, sum(d.qtd_visitas), sum(d.qtd_visitas_engajadas), sum(d.qtd_visitas_com_pedido), sum(d.qtd_paginas),
            sum(d.qtd_funil_pagina), sum(d.qtd_funil_item),
            sum(d.qtd_funil_carrinho), sum(d.qtd_funil_checkout), sum(d.qtd_funil_pedido), sum(d.qtd_checkouts), sum(d.qtd_checkouts_convertidos),
            sum(d.qtd_carrinhos), sum(d.qtd_carrinhos_convertidos),
            sum(d.qtd_pedidos), sum(d.qtd_pedidos_confirmados), sum(d.vlr_bruto), sum(d.qtd_estornos), sum(d.vlr_estornado), sum(d.qtd_cancelados),
            sum(d.qtd_funil_revisao), sum(d.qtd_funil_pos_venda))::flowt.fato
          FROM flowt.tb_omni8_agregado_total_dia AS d
         WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
         GROUP BY CASE WHEN p_por_dia THEN d.dat_dia END;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT CASE WHEN p_por_dia THEN d.dat_dia END,
           (NULL, NULL, NULL, NULL, sum(d.qtd_visitas), sum(d.qtd_visitas_engajadas), sum(d.qtd_visitas_com_pedido), sum(d.qtd_paginas),
            sum(d.qtd_funil_pagina), sum(d.qtd_funil_item),
            sum(d.qtd_funil_carrinho), sum(d.qtd_funil_checkout), sum(d.qtd_funil_pedido), sum(d.qtd_checkouts), sum(d.qtd_checkouts_convertidos),
            sum(d.qtd_carrinhos), sum(d.qtd_carrinhos_convertidos),
            sum(d.qtd_pedidos), sum(d.qtd_pedidos_confirmados), sum(d.vlr_bruto), sum(d.qtd_estornos), sum(d.vlr_estornado), sum(d.qtd_cancelados),
            sum(d.qtd_funil_revisao), sum(d.qtd_funil_pos_venda))::flowt.fato
      FROM flowt.tb_omni8_agregado_dia AS d
     WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate AND (v_canal IS NULL OR d.tip_canal = v_canal)
       AND (v_campanha IS NULL OR d.nom_campanha = v_campanha)
       AND (v_unidade IS NULL OR d.cod_unidade = v_unidade)
     GROUP BY CASE WHEN p_por_dia THEN d.dat_dia END;
END
$$;
COMMENT ON FUNCTION flowt.somas(bigint, date, date, jsonb, boolean)
    IS 'Somas de um período, ou dia a dia, com filtro {canal, campanha, unidade, item}.';

-- Carts that had their 24 hours: days before yesterday whole, the last two by the hour.
CREATE OR REPLACE FUNCTION flowt.carrinhos_maduros(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_por_dia boolean)
    RETURNS TABLE (dat_dia date, qtd_convertidos numeric, qtd_criados numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso text := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_hoje date := (now() AT TIME ZONE v_fuso)::date;
    v_tudo boolean := flowt.sem_filtro(p_filtro);
BEGIN
    RETURN QUERY
    SELECT CASE WHEN p_por_dia THEN c.dia END, sum(c.convertidos), sum(c.criados) FROM (
        SELECT t.dat_dia AS dia, t.qtd_carrinhos_convertidos AS convertidos, t.qtd_carrinhos AS criados FROM flowt.tb_omni8_agregado_total_dia AS t
         WHERE v_tudo AND t.cod_tenant = p_tenant AND t.dat_dia BETWEEN p_de AND least(p_ate, v_hoje - 2)
        UNION ALL
        SELECT d.dat_dia, d.qtd_carrinhos_convertidos, d.qtd_carrinhos FROM flowt.tb_omni8_agregado_dia AS d
         WHERE NOT v_tudo AND d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND least(p_ate, v_hoje - 2)
           AND (p_filtro ->> 'canal' IS NULL OR d.tip_canal = p_filtro ->> 'canal')
           AND (p_filtro ->> 'campanha' IS NULL OR d.nom_campanha = p_filtro ->> 'campanha')
        UNION ALL
        SELECT (h.dat_hora AT TIME ZONE v_fuso)::date, h.qtd_carrinhos_convertidos, h.qtd_carrinhos FROM flowt.tb_omni8_agregado_hora AS h
         WHERE h.cod_tenant = p_tenant AND h.dat_hora >= flowt.comeco_do_dia(greatest(p_de, v_hoje - 1), v_fuso)
           AND h.dat_hora < flowt.comeco_do_dia(p_ate + 1, v_fuso)
           AND h.dat_hora + interval '1 hour' <= now() - flowt.prazo_de_conversao()
           AND (p_filtro ->> 'canal' IS NULL OR h.tip_canal = p_filtro ->> 'canal')
           AND (p_filtro ->> 'campanha' IS NULL OR h.nom_campanha = p_filtro ->> 'campanha')) AS c
     GROUP BY CASE WHEN p_por_dia THEN c.dia END;
END
$$;
COMMENT ON FUNCTION flowt.carrinhos_maduros(bigint, date, date, jsonb, boolean)
    IS 'Carrinhos criados em um período, ou dia a dia, há mais de 24 horas, e quantos viraram pedido nesse tempo.';

CREATE OR REPLACE FUNCTION flowt.unicos(p_tenant bigint, p_de date, p_ate date, p_canal text)
    RETURNS TABLE (qtd_visitantes bigint, qtd_compradores bigint, qtd_pessoas bigint, qtd_pessoas_de_volta bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_canal IS NULL THEN
        RETURN QUERY SELECT u.qtd_visitantes, u.qtd_compradores, u.qtd_pessoas, u.qtd_pessoas_de_volta FROM flowt.tb_omni8_agregado_unico AS u
                      WHERE u.cod_tenant = p_tenant AND u.dat_de = p_de AND u.dat_ate = p_ate;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT c.* FROM flowt.contar_unicos(p_tenant, p_de, p_ate, p_canal) AS c;
END
$$;
COMMENT ON FUNCTION flowt.unicos(bigint, date, date, text) IS 'Visitantes e compradores únicos: os já contados, ou contados agora.';

-- Numerator and denominator of each; NULL where the filter leaves nothing to say.
CREATE OR REPLACE FUNCTION flowt.partes_dos_indicadores(p_s flowt.fato, p_so_pedidos boolean)
    RETURNS TABLE (nom_indicador text, num_numerador numeric, num_denominador numeric)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.nome, v.n, v.d
      FROM (VALUES ('receita_bruta', coalesce((p_s).vlr_bruto, 0)::numeric, 1::numeric, true),
                   ('receita_liquida', coalesce((p_s).vlr_bruto - (p_s).vlr_estornado, 0), 1, true),
                   ('pedidos', coalesce((p_s).qtd_pedidos, 0), 1, true), ('pedidos_confirmados', coalesce((p_s).qtd_pedidos_confirmados, 0), 1, true),
                   ('ticket_medio', coalesce((p_s).vlr_bruto, 0), coalesce((p_s).qtd_pedidos_confirmados, 0), true),
                   ('cancelamento', coalesce((p_s).qtd_cancelados, 0), coalesce((p_s).qtd_pedidos, 0), true),
                   ('visitas', coalesce((p_s).qtd_visitas, 0), 1, false),
                   ('engajamento', coalesce((p_s).qtd_visitas_engajadas, 0), coalesce((p_s).qtd_visitas, 0), false),
                   ('rejeicao', coalesce((p_s).qtd_visitas - (p_s).qtd_visitas_engajadas, 0), coalesce((p_s).qtd_visitas, 0), false),
                   ('adicao_carrinho', coalesce((p_s).qtd_funil_carrinho, 0), coalesce((p_s).qtd_funil_item, 0), false),
                   ('conversao', coalesce((p_s).qtd_visitas_com_pedido, 0), coalesce((p_s).qtd_visitas, 0), false),
                   ('abandono_checkout', coalesce((p_s).qtd_checkouts - (p_s).qtd_checkouts_convertidos, 0), coalesce((p_s).qtd_checkouts, 0),
                    false)) AS v (nome, n, d, de_pedidos)
     WHERE v.de_pedidos OR NOT p_so_pedidos;
END;
COMMENT ON FUNCTION flowt.partes_dos_indicadores(flowt.fato, boolean)
    IS 'Numerador e denominador dos indicadores que saem das somas; com p_so_pedidos, só os que não falam de visitas.';

CREATE OR REPLACE FUNCTION flowt.casas_da_unidade(p_unidade text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_unidade WHEN 'FRACAO' THEN 4 WHEN 'PONTOS' THEN 1 ELSE 0 END;
COMMENT ON FUNCTION flowt.casas_da_unidade(text) IS 'Casas decimais com que se diz um indicador.';

CREATE OR REPLACE FUNCTION flowt.indicadores(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb)
    RETURNS TABLE (nom_indicador text, num_numerador numeric, num_denominador numeric, num_valor numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_por_unidade boolean := p_filtro ->> 'unidade' IS NOT NULL;
    v_por_outro   boolean := num_nonnulls(p_filtro ->> 'unidade', p_filtro ->> 'campanha', p_filtro ->> 'item') > 0;
    v_por_item    boolean := p_filtro ->> 'item' IS NOT NULL;
    v_soma        flowt.fato;
BEGIN
    SELECT (s.soma).* INTO v_soma FROM flowt.somas(p_tenant, p_de, p_ate, p_filtro, false) AS s;
    RETURN QUERY
    SELECT i.nom_indicador, p.n, p.d, round(p.n / nullif(p.d, 0), flowt.casas_da_unidade(i.tip_unidade))
      FROM flowt.tb_omni8_indicador AS i
      LEFT JOIN (SELECT x.* FROM flowt.partes_dos_indicadores(v_soma, v_por_unidade) AS x (nome, n, d)
                 UNION ALL SELECT 'unidades_vendidas', coalesce(sum(v.qtd), 0), 1
                  FROM flowt.unidades_vendidas(p_tenant, p_de, p_ate, p_filtro, false) AS v
                 UNION ALL SELECT 'abandono_carrinho', coalesce(sum(c.qtd_criados - c.qtd_convertidos), 0), coalesce(sum(c.qtd_criados), 0)
                        FROM flowt.carrinhos_maduros(p_tenant, p_de, p_ate, p_filtro, false) AS c WHERE NOT v_por_unidade HAVING NOT v_por_unidade
                 UNION ALL SELECT v.nome, v.n, v.d FROM flowt.unicos(p_tenant, p_de, p_ate, p_filtro ->> 'canal') AS u
                        CROSS JOIN LATERAL (VALUES ('visitantes_unicos', u.qtd_visitantes, 1::bigint),
                                                   ('conversao_visitantes', u.qtd_compradores, u.qtd_visitantes),
                                                   ('recompra', CASE WHEN p_filtro ->> 'canal' IS NULL THEN u.qtd_pessoas_de_volta END,
                                                    CASE WHEN p_filtro ->> 'canal' IS NULL THEN u.qtd_pessoas END)) AS v (nome, n, d)
                        WHERE NOT v_por_outro
                 UNION ALL SELECT 'ctr_ofertas', coalesce(sum(o.qtd_cliques), 0), coalesce(sum(o.qtd_vistas), 0)
                        FROM flowt.vistas_de_ofertas(p_tenant, p_de, p_ate, p_filtro, false) AS o WHERE NOT v_por_unidade HAVING NOT v_por_unidade
                 -- A survey has a channel of its own, and no campaign.
                 UNION ALL SELECT 'nps', 100 * (n.qtd_promotores - n.qtd_detratores), n.qtd_respostas
                  FROM flowt.nps_do_periodo(p_tenant, p_de, p_ate, p_filtro || jsonb_build_object('produto', p_filtro -> 'item')) AS n
                        WHERE num_nonnulls(p_filtro ->> 'canal', p_filtro ->> 'campanha') = 0) AS p ON p.nome = i.nom_indicador
                    AND (i.flg_item OR NOT v_por_item)
     ORDER BY i.num_ordem;
END
$$;
COMMENT ON FUNCTION flowt.indicadores(bigint, date, date, jsonb)
    IS 'Todos os indicadores de um período, com filtro {canal, campanha, unidade, item}: numerador, denominador e valor (nulo sem denominador, ou se '
       'o filtro não se aplica). Valores em centavos; razões são frações. De um item: a receita e as unidades de suas linhas, os pedidos que o têm, '
       'e as visitas que o viram.';

-- Several at once, because a page draws several: each source is read once. Days without anything are there too: a line of a chart has no holes.
CREATE OR REPLACE FUNCTION flowt.series(p_tenant bigint, p_indicadores text[], p_de date, p_ate date, p_filtro jsonb)
RETURNS TABLE (nom_indicador text, dat_dia date, num_numerador numeric, num_denominador numeric, num_valor numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_por_unidade boolean := p_filtro ->> 'unidade' IS NOT NULL;
    v_por_outro   boolean := num_nonnulls(p_filtro ->> 'unidade', p_filtro ->> 'campanha', p_filtro ->> 'item') > 0;
BEGIN
    RETURN QUERY
    WITH dia AS (SELECT d::date AS dia FROM generate_series(p_de, p_ate, interval '1 day') AS d),
    parte AS (
        SELECT p.nom_indicador AS nome, d.dia, p.num_numerador AS n, p.num_denominador AS d
          FROM dia AS d LEFT JOIN flowt.somas(p_tenant, p_de, p_ate, p_filtro, true) AS s ON s.dat_dia = d.dia
         CROSS JOIN LATERAL flowt.partes_dos_indicadores(s.soma, v_por_unidade) AS p WHERE p.nom_indicador = ANY (p_indicadores)
        UNION ALL
        SELECT x.nome, v.dia, CASE x.nome WHEN 'visitantes_unicos' THEN v.visitantes ELSE v.compradores END,
               CASE x.nome WHEN 'visitantes_unicos' THEN 1 ELSE v.visitantes END
          FROM (SELECT d.dia, count(DISTINCT u.cod_visitante) AS visitantes,
                       count(DISTINCT u.cod_visitante) FILTER (WHERE u.flg_pedido) AS compradores
                  FROM dia AS d LEFT JOIN flowt.tb_omni8_agregado_visitante_dia AS u ON u.cod_tenant = p_tenant AND u.dat_dia = d.dia
                   AND (p_filtro ->> 'canal' IS NULL OR u.tip_canal = p_filtro ->> 'canal')
                 WHERE p_indicadores && '{visitantes_unicos,conversao_visitantes}' AND NOT v_por_outro GROUP BY d.dia) AS v
         CROSS JOIN unnest('{visitantes_unicos,conversao_visitantes}'::text[]) AS x (nome) WHERE x.nome = ANY (p_indicadores)
        UNION ALL
        SELECT 'ctr_ofertas', d.dia, coalesce(o.qtd_cliques, 0), coalesce(o.qtd_vistas, 0)
          FROM dia AS d LEFT JOIN flowt.vistas_de_ofertas(p_tenant, p_de, p_ate, p_filtro, true) AS o ON o.dat_dia = d.dia
         WHERE 'ctr_ofertas' = ANY (p_indicadores) AND NOT v_por_unidade
        UNION ALL
        SELECT 'unidades_vendidas', d.dia, coalesce(v.qtd, 0), 1
          FROM dia AS d LEFT JOIN flowt.unidades_vendidas(p_tenant, p_de, p_ate, p_filtro, true) AS v ON v.dat_dia = d.dia
         WHERE 'unidades_vendidas' = ANY (p_indicadores)
        UNION ALL
        SELECT 'abandono_carrinho', d.dia, coalesce(c.qtd_criados - c.qtd_convertidos, 0), coalesce(c.qtd_criados, 0)
          FROM dia AS d LEFT JOIN flowt.carrinhos_maduros(p_tenant, p_de, p_ate, p_filtro, true) AS c ON c.dat_dia = d.dia
         WHERE 'abandono_carrinho' = ANY (p_indicadores) AND NOT v_por_unidade
        UNION ALL
        SELECT 'nps', d.dia, 100 * (count(*) FILTER (WHERE n.tip_classe = 'PROMOTOR') - count(*) FILTER (WHERE n.tip_classe = 'DETRATOR')),
               count(n.cod_nps)
          FROM dia AS d LEFT JOIN flowt.nps_respostas(p_tenant, p_de, p_ate, p_filtro || jsonb_build_object('produto', p_filtro -> 'item')) AS n
            ON n.dat_dia = d.dia
         WHERE 'nps' = ANY (p_indicadores) AND num_nonnulls(p_filtro ->> 'canal', p_filtro ->> 'campanha') = 0 GROUP BY d.dia
    )
    SELECT i.nom_indicador, p.dia, p.n, p.d, round(p.n / nullif(p.d, 0), flowt.casas_da_unidade(i.tip_unidade))
      FROM parte AS p JOIN flowt.tb_omni8_indicador AS i ON i.nom_indicador = p.nome AND (i.flg_item OR p_filtro ->> 'item' IS NULL)
     ORDER BY i.num_ordem, p.dia;
END
$$;
COMMENT ON FUNCTION flowt.series(bigint, text[], date, date, jsonb)
    IS 'Indicadores dia a dia; os dias sem nada também vêm. Sem série: a recompra, que é de um período e não de um dia, e o que não se filtra como se pede.';

CREATE OR REPLACE FUNCTION flowt.serie(p_tenant bigint, p_indicador text, p_de date, p_ate date, p_filtro jsonb)
    RETURNS TABLE (dat_dia date, num_numerador numeric, num_denominador numeric, num_valor numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT s.dat_dia, s.num_numerador, s.num_denominador, s.num_valor FROM flowt.series(p_tenant, ARRAY[p_indicador], p_de, p_ate, p_filtro) AS s;
END;
COMMENT ON FUNCTION flowt.serie(bigint, text, date, date, jsonb) IS 'Um indicador dia a dia.';

CREATE OR REPLACE FUNCTION flowt.funil(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb)
    RETURNS TABLE (num_passo integer, nom_passo text, qtd_visitas bigint, num_fracao numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_soma   flowt.fato;
    v_pagina bigint;
BEGIN
    SELECT (x.soma).* INTO v_soma FROM flowt.somas(p_tenant, p_de, p_ate, p_filtro, false) AS x;
    -- Of an item, the steps after the first are its own: the first is everybody's.
    v_pagina := coalesce((SELECT (x.soma).qtd_funil_pagina FROM flowt.somas(p_tenant, p_de, p_ate, p_filtro - 'item', false) AS x), 0);
    RETURN QUERY
    SELECT v.passo, v.nome, coalesce(v.qtd, 0), round(coalesce(v.qtd, 0) / nullif(v_pagina, 0)::numeric, 4)
      FROM (VALUES (1, 'PAGINA', v_pagina, true), (2, 'ITEM', v_soma.qtd_funil_item, true), (3, 'CARRINHO', v_soma.qtd_funil_carrinho, true),
                   (4, 'REVISAO', v_soma.qtd_funil_revisao, false),
                   (5, 'CHECKOUT', v_soma.qtd_funil_checkout, true), (6, 'PEDIDO', v_soma.qtd_funil_pedido, true),
                   (7, 'POS_VENDA', v_soma.qtd_funil_pos_venda, false)) AS v (passo, nome, qtd, de_item)
     WHERE v.de_item OR p_filtro ->> 'item' IS NULL
     ORDER BY v.passo;
END
$$;
COMMENT ON FUNCTION flowt.funil(bigint, date, date, jsonb)
    IS 'Funil de um período: quantas visitas chegaram a cada passo, na ordem deles, e que fração das que viram uma página. De um item: das que viram '
       'uma página, as que viram o item, o puseram no carrinho, fecharam a compra e o compraram; a revisão é do carrinho inteiro e o pós-venda é de '
       'um pedido, e não vêm.';

-- MARK: cohorts, a slow and small result

CREATE OR REPLACE FUNCTION flowt.contar_coortes() RETURNS TABLE (cod_tenant bigint, dat_mes date, num_mes integer, qtd_pessoas bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH compra AS (
        SELECT d.cod_tenant, d.cod_pessoa, date_trunc('month', d.dat_dia)::date AS mes FROM flowt.tb_omni8_agregado_comprador_dia d GROUP BY 1, 2, 3
    ), primeira AS (SELECT c.cod_tenant, c.cod_pessoa, min(c.mes) AS mes FROM compra c GROUP BY 1, 2)
    SELECT c.cod_tenant, p.mes,
           ((extract(year FROM c.mes) - extract(year FROM p.mes)) * 12 + extract(month FROM c.mes) - extract(month FROM p.mes))::integer, count(*)
      FROM compra c JOIN primeira p ON p.cod_tenant = c.cod_tenant AND p.cod_pessoa = c.cod_pessoa GROUP BY 1, 2, 3
$$;
ALTER FUNCTION flowt.contar_coortes() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.contar_coortes() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.contar_coortes() TO flowt_dono;
COMMENT ON FUNCTION flowt.contar_coortes()
    IS 'Coortes de todos os tenants: por mês da primeira compra (confirmada), quantas pessoas compraram em cada mês seguinte.';

CREATE OR REPLACE FUNCTION rotina.atualizar_coortes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Not CONCURRENTLY: that makes a temporary table, which nobody here may. Readers of this small view wait a moment.
    REFRESH MATERIALIZED VIEW flowt.mv_omni8_coorte;
    RETURN 0;
END
$$;
COMMENT ON FUNCTION rotina.atualizar_coortes() IS 'Conta de novo as coortes. Para rodar de hora em hora.';
