-- Rollups (guide chapter 12): by item, by offer and by visitor, day by day; the job; the marks.

-- What each item adds to each number, as flowt.fatos says it of everything. Of a visit's steps those about the item are its own:
-- seen, put in the cart, ordered; a visit counts on the day it began, what was put in a cart on the day it was.
CREATE OR REPLACE FUNCTION flowt.visitas_de_itens(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.tb_omni8_agregado_item_dia
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_tenant, 0::bigint, NULL::date, v.cod_produto, w.tip_canal_atribuido, w.nom_campanha_atribuida, NULL::bigint,
           (v.visto IS NOT NULL)::integer, (v.visto IS NOT NULL AND flowt.visita_engajada(w))::integer, (v.visto IS NOT NULL AND o.primeiro IS NOT NULL)::integer,
           p.item::integer, p.carrinho::integer, p.checkout::integer, (p.checkout AND coalesce(o.primeiro >= w.dat_checkout, false))::integer, 0, 0, 0, 0, 0, 0
      FROM flowt.tb_omni8_visita AS w
     CROSS JOIN LATERAL (SELECT e.cod_produto, min(e.dat_evento) FILTER (WHERE e.nom_tipo = 'item_visto') AS visto, min(e.dat_evento) FILTER (WHERE e.nom_tipo = 'carrinho_adicionado') AS posto
                           FROM flowt.tb_omni8_evento_tracking AS e
                          WHERE e.cod_tenant = p_tenant AND e.cod_visita = w.cod_visita AND e.cod_produto IS NOT NULL AND e.nom_tipo IN ('item_visto', 'carrinho_adicionado') AND e.dat_evento >= p_de
                          GROUP BY e.cod_produto) AS v
      LEFT JOIN LATERAL (SELECT min(d.dat_criacao) AS primeiro FROM flowt.tb_omni8_pedido_atribuicao AS a
                           JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = a.cod_pedido AND flowt.pedido_valido(d.sta_pedido)
                          WHERE a.cod_tenant = p_tenant AND a.cod_visita = w.cod_visita
                            AND EXISTS (SELECT FROM flowt.tb_omni8_pedido_item AS i WHERE i.cod_tenant = p_tenant AND i.cod_pedido = a.cod_pedido AND i.cod_produto = v.cod_produto)) AS o ON true
     CROSS JOIN LATERAL (SELECT coalesce(v.visto >= w.dat_pagina, false) AS item, coalesce(v.visto >= w.dat_pagina AND v.posto >= v.visto, false) AS carrinho,
                                coalesce(v.visto >= w.dat_pagina AND v.posto >= v.visto AND w.dat_checkout >= v.posto, false) AS checkout) AS p
     WHERE w.cod_tenant = p_tenant AND w.dat_inicio >= p_de AND w.dat_inicio < p_ate AND NOT w.flg_robo;
END;
COMMENT ON FUNCTION flowt.visitas_de_itens(bigint, timestamptz, timestamptz) IS 'Visitas iniciadas em um período, por item que viram ou puseram no carrinho.';

CREATE OR REPLACE FUNCTION flowt.vendas_de_itens(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.tb_omni8_agregado_item_dia
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_tenant, 0::bigint, NULL::date, e.cod_produto, coalesce(w.tip_canal_atribuido, e.tip_canal), w.nom_campanha_atribuida, NULL::bigint, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0
      FROM flowt.tb_omni8_evento_tracking AS e LEFT JOIN flowt.tb_omni8_visita AS w ON w.cod_tenant = p_tenant AND w.cod_visita = e.cod_visita
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND e.cod_produto IS NOT NULL AND e.nom_tipo = 'carrinho_adicionado' AND NOT e.flg_robo
    UNION ALL
    SELECT p_tenant, 0, NULL, i.cod_produto, coalesce(a.tip_canal, 'DIRETO'), a.nom_campanha, d.cod_unidade, 0, 0, 0, 0, 0, 0, 0, 0,
           f.qtd_feitos, f.qtd_confirmados, f.qtd_cancelados, f.qtd_confirmados * i.qtd, f.qtd_confirmados * i.valor
      FROM flowt.passos_de_pedidos(p_tenant, p_de, p_ate, 0, 9223372036854775807) AS f
      JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = f.cod_pedido
     CROSS JOIN LATERAL (SELECT x.cod_produto, sum(x.qtd_item)::bigint AS qtd, sum(x.vlr_liquido)::bigint AS valor FROM flowt.tb_omni8_pedido_item AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_pedido = f.cod_pedido AND x.cod_produto IS NOT NULL GROUP BY x.cod_produto) AS i
      LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_tenant = p_tenant AND a.cod_pedido = f.cod_pedido;
END;
COMMENT ON FUNCTION flowt.vendas_de_itens(bigint, timestamptz, timestamptz) IS 'O que se pôs no carrinho e o que houve com pedidos em um período, por item.';

-- Whose name the day did not keep has none here either.
CREATE OR REPLACE FUNCTION flowt.campanhas_do_dia(p_tenant bigint, p_dia date) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT array_agg(DISTINCT d.nom_campanha) FROM flowt.tb_omni8_agregado_dia AS d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia HAVING bool_or(d.nom_campanha = flowt.outras_campanhas()));
END
$$;
COMMENT ON FUNCTION flowt.campanhas_do_dia(bigint, date) IS 'Campanhas que um dia conta pelo nome, se são mais do que cabem; nulo se cabem todas.';

CREATE OR REPLACE FUNCTION flowt.campanha_contada(p_campanhas text[], p_nome text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_campanhas IS NULL OR p_nome IS NULL OR p_nome = ANY (p_campanhas) THEN p_nome ELSE flowt.outras_campanhas() END;
COMMENT ON FUNCTION flowt.campanha_contada(text[], text) IS 'Sob que nome uma campanha se conta em um dia que conta estas pelo nome.';

CREATE OR REPLACE FUNCTION flowt.apurar_produtos(p_tenant bigint, p_dia date, p_de timestamptz, p_ate timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_campanhas text[] := flowt.campanhas_do_dia(p_tenant, p_dia);
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_item_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia;
    INSERT INTO flowt.tb_omni8_agregado_item_dia (cod_tenant, dat_dia, cod_produto, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido,
        qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido, qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados, qtd_vendidos, vlr_vendido)
    SELECT p_tenant, p_dia, x.cod_produto, x.tip_canal, flowt.campanha_contada(v_campanhas, x.nom_campanha), x.cod_unidade, sum(x.qtd_visitas), sum(x.qtd_visitas_engajadas), sum(x.qtd_visitas_com_pedido),
           sum(x.qtd_funil_item), sum(x.qtd_funil_carrinho), sum(x.qtd_funil_checkout), sum(x.qtd_funil_pedido), sum(x.qtd_adicionados), sum(x.qtd_pedidos), sum(x.qtd_pedidos_confirmados),
           sum(x.qtd_cancelados), sum(x.qtd_vendidos), sum(x.vlr_vendido)
      FROM (SELECT v.* FROM flowt.visitas_de_itens(p_tenant, p_de, p_ate) AS v UNION ALL SELECT v.* FROM flowt.vendas_de_itens(p_tenant, p_de, p_ate) AS v) AS x
     GROUP BY x.cod_produto, x.tip_canal, 5, x.cod_unidade;
    DELETE FROM flowt.tb_omni8_agregado_produto_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia;
    INSERT INTO flowt.tb_omni8_agregado_produto_dia (cod_tenant, dat_dia, cod_produto, qtd_visitas, qtd_adicionados, qtd_pedidos, qtd_vendidos, vlr_vendido)
    SELECT p_tenant, p_dia, i.cod_produto, sum(i.qtd_visitas), sum(i.qtd_adicionados), sum(i.qtd_pedidos_confirmados), sum(i.qtd_vendidos), sum(i.vlr_vendido)
      FROM flowt.tb_omni8_agregado_item_dia i WHERE i.cod_tenant = p_tenant AND i.dat_dia = p_dia
     GROUP BY i.cod_produto HAVING sum(i.qtd_visitas + i.qtd_adicionados + i.qtd_pedidos_confirmados) > 0;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_produtos(bigint, date, timestamptz, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_produtos(bigint, date, timestamptz, timestamptz) IS 'Apura de novo os itens de um dia, por canal, campanha e unidade, e ao todo.';

CREATE OR REPLACE FUNCTION flowt.pedidos_confirmados(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.cod_pedido FROM flowt.tb_omni8_pedido_evento AS e
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND e.sta_para = 'CONFIRMADO'
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_evento AS x
                        WHERE x.cod_tenant = p_tenant AND x.cod_pedido = e.cod_pedido AND x.num_evento < e.num_evento AND x.sta_para = 'CONFIRMADO');
END;
COMMENT ON FUNCTION flowt.pedidos_confirmados(bigint, timestamptz, timestamptz) IS 'Pedidos confirmados em um período, cada um na primeira vez.';

CREATE OR REPLACE FUNCTION flowt.apurar_ofertas(p_tenant bigint, p_dia date, p_de timestamptz, p_ate timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_campanhas text[] := flowt.campanhas_do_dia(p_tenant, p_dia);
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_oferta_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia;
    INSERT INTO flowt.tb_omni8_agregado_oferta_dia (cod_tenant, dat_dia, cod_oferta, tip_canal, nom_campanha, cod_unidade, qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto)
    SELECT p_tenant, p_dia, x.cod_oferta, x.tip_canal, flowt.campanha_contada(v_campanhas, x.nom_campanha), x.cod_unidade, sum(x.vistas), sum(x.cliques), sum(x.usos), sum(x.desconto)
      FROM (SELECT v.cod_oferta, v.tip_canal, v.nom_campanha, NULL::bigint AS cod_unidade, count(*) FILTER (WHERE v.vista) AS vistas, count(*) FILTER (WHERE v.vista AND v.clicada) AS cliques, 0::bigint AS usos, 0::numeric AS desconto
              FROM (SELECT e.cod_visita, e.cod_oferta, w.tip_canal_atribuido AS tip_canal, w.nom_campanha_atribuida AS nom_campanha, bool_or(e.nom_tipo = 'oferta_vista') AS vista, bool_or(e.nom_tipo = 'oferta_clicada') AS clicada
                      FROM flowt.tb_omni8_visita AS w
                      JOIN flowt.tb_omni8_evento_tracking AS e ON e.cod_tenant = p_tenant AND e.cod_visita = w.cod_visita AND e.cod_oferta IS NOT NULL
                     WHERE w.cod_tenant = p_tenant AND w.dat_inicio >= p_de AND w.dat_inicio < p_ate AND NOT w.flg_robo
                     GROUP BY e.cod_visita, e.cod_oferta, 3, 4) AS v
             GROUP BY v.cod_oferta, v.tip_canal, v.nom_campanha
            UNION ALL
            SELECT d.cod_oferta, coalesce(a.tip_canal, 'DIRETO'), a.nom_campanha, o.cod_unidade, 0, 0, count(DISTINCT d.cod_pedido), sum(d.vlr_desconto)
              FROM flowt.pedidos_confirmados(p_tenant, p_de, p_ate) AS c (cod_pedido)
              JOIN flowt.tb_omni8_pedido AS o ON o.cod_tenant = p_tenant AND o.cod_pedido = c.cod_pedido
              JOIN flowt.tb_omni8_pedido_desconto AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = c.cod_pedido AND d.cod_oferta IS NOT NULL
              LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_tenant = p_tenant AND a.cod_pedido = c.cod_pedido
             GROUP BY 1, 2, 3, 4) AS x
     GROUP BY x.cod_oferta, x.tip_canal, 5, x.cod_unidade;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_ofertas(bigint, date, timestamptz, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_ofertas(bigint, date, timestamptz, timestamptz) IS 'Apura de novo as ofertas de um dia: quem viu e quem escolheu, por visita.';

CREATE OR REPLACE FUNCTION flowt.apurar_visitantes(p_tenant bigint, p_dia date, p_de timestamptz, p_ate timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_visitante_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia;
    INSERT INTO flowt.tb_omni8_agregado_visitante_dia (cod_tenant, dat_dia, tip_canal, cod_visitante, flg_pedido)
    SELECT p_tenant, p_dia, w.tip_canal_atribuido, w.cod_visitante,
           bool_or(EXISTS (SELECT FROM flowt.tb_omni8_pedido_atribuicao a JOIN flowt.tb_omni8_pedido d ON d.cod_tenant = p_tenant AND d.cod_pedido = a.cod_pedido AND flowt.pedido_valido(d.sta_pedido)
                            WHERE a.cod_tenant = p_tenant AND a.cod_visita = w.cod_visita))
      FROM flowt.tb_omni8_visita AS w WHERE w.cod_tenant = p_tenant AND w.dat_inicio >= p_de AND w.dat_inicio < p_ate AND NOT w.flg_robo
     GROUP BY w.tip_canal_atribuido, w.cod_visitante;
    DELETE FROM flowt.tb_omni8_agregado_comprador_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia;
    INSERT INTO flowt.tb_omni8_agregado_comprador_dia (cod_tenant, dat_dia, cod_pessoa, qtd_pedidos)
    SELECT p_tenant, p_dia, d.cod_pessoa, count(*) FROM flowt.pedidos_confirmados(p_tenant, p_de, p_ate) AS c (cod_pedido)
      JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = c.cod_pedido WHERE d.cod_pessoa IS NOT NULL GROUP BY d.cod_pessoa;
    DELETE FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = p_tenant AND p_dia BETWEEN u.dat_de AND u.dat_ate;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_visitantes(bigint, date, timestamptz, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_visitantes(bigint, date, timestamptz, timestamptz) IS 'Apura de novo quem veio e quem comprou em um dia; períodos já contados que o incluem se contam de novo.';

CREATE OR REPLACE FUNCTION flowt.contar_unicos(p_tenant bigint, p_de date, p_ate date, p_canal text DEFAULT NULL)
RETURNS TABLE (qtd_visitantes bigint, qtd_compradores bigint, qtd_pessoas bigint, qtd_pessoas_de_volta bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.visitantes, v.compradores, c.pessoas, c.de_volta
      -- Of one channel day by day: each day's are together in the index, and a range of days would walk the other channels' too.
      FROM (SELECT count(DISTINCT x.cod_visitante) AS visitantes, count(DISTINCT x.cod_visitante) FILTER (WHERE x.flg_pedido) AS compradores
              FROM (SELECT d.cod_visitante, d.flg_pedido FROM flowt.tb_omni8_agregado_visitante_dia AS d WHERE p_canal IS NULL AND d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
                    UNION ALL
                    SELECT d.cod_visitante, d.flg_pedido FROM flowt.tb_omni8_agregado_visitante_dia AS d
                     WHERE d.cod_tenant = p_tenant AND d.tip_canal = p_canal AND d.dat_dia = ANY (ARRAY(SELECT g::date FROM generate_series(p_de, p_ate, interval '1 day') AS g))) AS x) AS v,
           (SELECT count(*) AS pessoas, count(*) FILTER (WHERE x.pedidos > 1) AS de_volta
              FROM (SELECT sum(d.qtd_pedidos) AS pedidos FROM flowt.tb_omni8_agregado_comprador_dia AS d
                     WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate GROUP BY d.cod_pessoa) AS x) AS c;
END;
COMMENT ON FUNCTION flowt.contar_unicos(bigint, date, date, text) IS 'Visitantes e compradores únicos de um período: contados, nunca somados.';

-- The periods that dashboards open with, and those before them that they compare with.
CREATE OR REPLACE FUNCTION flowt.periodos_usuais(p_hoje date) RETURNS TABLE (dat_de date, dat_ate date)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT p_hoje - n + 1 - n * k, p_hoje - n * k FROM unnest('{1,7,30,90}'::integer[]) AS n, generate_series(0, 1) AS k
    UNION
    SELECT (date_trunc('month', p_hoje) - make_interval(months => k))::date, least(p_hoje, (date_trunc('month', p_hoje) - make_interval(months => k - 1))::date - 1) FROM generate_series(0, 1) AS k;
END;
COMMENT ON FUNCTION flowt.periodos_usuais(date) IS 'Períodos com que os painéis abrem e se comparam: 1, 7, 30 e 90 dias até hoje e os anteriores a eles, este mês e o passado.';

CREATE OR REPLACE FUNCTION flowt.apurar_periodos(p_tenant bigint, p_hoje date) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_quantos bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_agregado_unico AS u (cod_tenant, dat_de, dat_ate, qtd_visitantes, qtd_compradores, qtd_pessoas, qtd_pessoas_de_volta)
    SELECT p_tenant, p.dat_de, p.dat_ate, c.*
      FROM flowt.periodos_usuais(p_hoje) AS p CROSS JOIN LATERAL flowt.contar_unicos(p_tenant, p.dat_de, p.dat_ate) AS c
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_agregado_unico x WHERE x.cod_tenant = p_tenant AND x.dat_de = p.dat_de AND x.dat_ate = p.dat_ate)
    ON CONFLICT (cod_tenant, dat_de, dat_ate) DO NOTHING;
    GET DIAGNOSTICS v_quantos = ROW_COUNT;
    DELETE FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = p_tenant AND u.dat_ate < p_hoje - 200;
    RETURN v_quantos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_periodos(bigint, date) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_periodos(bigint, date) IS 'Conta os períodos usuais de um tenant que ainda não estão contados; devolve quantos.';

-- MARK: the job

CREATE OR REPLACE FUNCTION flowt.baldes_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 20000;
COMMENT ON FUNCTION flowt.baldes_por_vez() IS 'Marcas que a apuração consome em uma transação.';

CREATE OR REPLACE FUNCTION flowt.horas_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;
COMMENT ON FUNCTION flowt.horas_por_vez() IS 'Horas de tenants que a apuração conta em uma transação: cabem, com seus dias, no prazo da rotina.';

-- Before this there are orders, visits and carts, but no events any more: what was counted of them stays as it was.
CREATE OR REPLACE FUNCTION flowt.comeco_dos_eventos() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN date_trunc('month', now(), 'UTC') - make_interval(months => flowt.meses_de_eventos());
COMMENT ON FUNCTION flowt.comeco_dos_eventos() IS 'Desde quando se guardam os eventos: o que se contou deles antes disso não se pode contar de novo.';

CREATE OR REPLACE FUNCTION flowt.tem_dia_sem_eventos(p_tenant bigint, p_dia date, p_de timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p_de < flowt.comeco_dos_eventos()
       AND (EXISTS (SELECT FROM flowt.tb_omni8_agregado_produto_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia)
            OR EXISTS (SELECT FROM flowt.tb_omni8_agregado_oferta_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia)
            OR EXISTS (SELECT FROM flowt.tb_omni8_agregado_evento_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia = p_dia));
END
$$;
COMMENT ON FUNCTION flowt.tem_dia_sem_eventos(bigint, date, timestamptz) IS 'Se um dia (que começa em p_de) já tem números de eventos que não se guardam mais: ficam como estão.';

CREATE OR REPLACE FUNCTION flowt.apurar_baldes(p_tenants bigint[], p_horas timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tenants bigint[];
    v_dias    date[];
    v_dia     record;
BEGIN
    PERFORM flowt.apurar_horas(p_tenants, p_horas);
    SELECT array_agg(d.cod_tenant), array_agg(d.dia) INTO v_tenants, v_dias
      FROM (SELECT DISTINCT t.cod_tenant, ((b.hora + x.resto) AT TIME ZONE t.des_fuso_horario)::date AS dia
              FROM unnest(p_tenants, p_horas) AS b (tenant, hora) JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = b.tenant
             CROSS JOIN (VALUES (interval '0'), (interval '59 minutes')) AS x (resto)) AS d;
    PERFORM flowt.apurar_dias(v_tenants, v_dias);
    FOR v_dia IN SELECT b.tenant, b.dia, flowt.comeco_do_dia(b.dia, t.des_fuso_horario) AS de, flowt.comeco_do_dia(b.dia + 1, t.des_fuso_horario) AS ate
                   FROM unnest(v_tenants, v_dias) AS b (tenant, dia) JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = b.tenant ORDER BY b.tenant, b.dia LOOP
        PERFORM flowt.apurar_visitantes(v_dia.tenant, v_dia.dia, v_dia.de, v_dia.ate);
        CONTINUE WHEN flowt.tem_dia_sem_eventos(v_dia.tenant, v_dia.dia, v_dia.de);
        PERFORM flowt.apurar_produtos(v_dia.tenant, v_dia.dia, v_dia.de, v_dia.ate), flowt.apurar_ofertas(v_dia.tenant, v_dia.dia, v_dia.de, v_dia.ate),
                flowt.apurar_eventos(v_dia.tenant, v_dia.dia, v_dia.de, v_dia.ate);
    END LOOP;
    PERFORM flowt.apurar_periodos(t.cod_tenant, (now() AT TIME ZONE t.des_fuso_horario)::date) FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = ANY (v_tenants);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_baldes(bigint[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_baldes(bigint[], timestamptz[]) IS 'Apura de novo estas horas e os dias a que pertencem.';

CREATE OR REPLACE FUNCTION flowt.apurar_do_tenant(p_tenant bigint, p_horas timestamptz[]) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.apurar_baldes(array_fill(p_tenant, ARRAY[cardinality(p_horas)]), p_horas);
    RETURN cardinality(p_horas);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_do_tenant(bigint, timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_do_tenant(bigint, timestamptz[]) IS 'Apura de novo estas horas de um tenant e os dias a que pertencem; devolve quantas.';

CREATE OR REPLACE FUNCTION rotina.apurar() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    v_lote    record;
    v_quantas bigint := 0;
BEGIN
    -- The marks go first: what commits from here on has its own, and what these stand for is there to be read. What is too much for
    -- one transaction is marked again: a company counted anew from its first day must not keep the others waiting, nor end at the deadline for ever.
    FOR v_lote IN
        WITH vez AS MATERIALIZED (
            SELECT x.cod_tenant FROM (
                SELECT b.cod_tenant, b.dat_marca FROM flowt.tb_omni8_balde_sujo b
                 WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f WHERE f.cod_tenant = b.cod_tenant AND f.nom_rotina = 'apurar' AND f.dat_proxima > now()) LIMIT flowt.baldes_por_vez()) AS x
             GROUP BY x.cod_tenant ORDER BY min(x.dat_marca), x.cod_tenant LIMIT flowt.tenants_por_rodada()
        ), lote AS (
            DELETE FROM flowt.tb_omni8_balde_sujo b
             WHERE (b.cod_tenant, b.cod_marca) IN (SELECT x.cod_tenant, x.cod_marca FROM vez v JOIN flowt.tb_omni8_balde_sujo x ON x.cod_tenant = v.cod_tenant LIMIT flowt.baldes_por_vez())
            RETURNING b.cod_tenant, b.dat_hora, b.dat_marca
        ), hora AS MATERIALIZED (
            SELECT l.cod_tenant, l.dat_hora, min(l.dat_marca) AS marca, row_number() OVER (ORDER BY min(l.dat_marca), l.cod_tenant, l.dat_hora) AS n FROM lote l GROUP BY l.cod_tenant, l.dat_hora
        ), adiada AS (
            INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora, dat_marca) SELECT h.cod_tenant, h.dat_hora, h.marca FROM hora h WHERE h.n > flowt.horas_por_vez()
        )
        SELECT h.cod_tenant, array_agg(h.dat_hora ORDER BY h.n) AS horas, array_agg(h.marca ORDER BY h.n) AS marcas FROM hora h WHERE h.n <= flowt.horas_por_vez() GROUP BY h.cod_tenant ORDER BY h.cod_tenant
    LOOP
        v_quantas := v_quantas + cardinality(v_lote.horas);
        IF flowt.tentar_no_tenant('apurar', v_lote.cod_tenant, 'apurar_do_tenant', v_lote.horas) IS NULL THEN
            -- Marked as long ago as they were: "apurado até" goes on telling the truth.
            INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora, dat_marca) SELECT v_lote.cod_tenant, h.hora, h.marca FROM unnest(v_lote.horas, v_lote.marcas) AS h (hora, marca);
        END IF;
    END LOOP;
    RETURN v_quantas;
END
$$;
ALTER FUNCTION rotina.apurar() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.apurar() IS 'Apura de novo as horas marcadas e seus dias, tenant por tenant; devolve quantas horas tomou, zero se não há mais. As de um tenant em que falha ficam marcadas e esperam (admin.vw_rotina_falhas). Para rodar a cada poucos segundos.';

CREATE OR REPLACE FUNCTION rotina.apurar_unicos() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT coalesce(sum(flowt.tentar_no_tenant('apurar_unicos', t.cod_tenant, 'apurar_periodos', t.hoje)), 0)::bigint
      FROM (SELECT t.cod_tenant, (now() AT TIME ZONE t.des_fuso_horario)::date AS hoje FROM flowt.tb_omni8_tenant t
             WHERE t.sta_tenant = 'ATIVO'
               AND NOT EXISTS (SELECT FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = t.cod_tenant AND u.dat_de = (now() AT TIME ZONE t.des_fuso_horario)::date AND u.dat_ate = u.dat_de)
               AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f WHERE f.cod_tenant = t.cod_tenant AND f.nom_rotina = 'apurar_unicos' AND f.dat_proxima > now())
             ORDER BY t.cod_tenant LIMIT flowt.tenants_por_rodada()) AS t
$$;
ALTER FUNCTION rotina.apurar_unicos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.apurar_unicos() IS 'Conta os visitantes únicos dos períodos usuais de quem entrou em um novo dia; devolve quantos períodos, zero se não há mais. O tenant em que falha espera (admin.vw_rotina_falhas).';

CREATE OR REPLACE FUNCTION flowt.apurado_ate(p_tenant bigint) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT min(b.dat_marca) FROM flowt.tb_omni8_balde_sujo b WHERE b.cod_tenant = p_tenant), now());
END
$$;
ALTER FUNCTION flowt.apurado_ate(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.apurado_ate(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurado_ate(bigint) IS 'Até quando os números de um tenant estão apurados. Atravessa tenants: só diz desde quando a fila dele espera.';

CREATE OR REPLACE FUNCTION flowt.marcar_desde(p_tenant bigint, p_de timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_quantas bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora)
    SELECT DISTINCT p_tenant, h.hora FROM (
        SELECT flowt.hora_cheia(f.dat_fato) AS hora FROM flowt.fatos(p_tenant, p_de, 'infinity') AS f
        -- Events of a visit go on after the hour it began in, past midnight too.
        UNION SELECT flowt.hora_cheia(e.dat_evento) FROM flowt.tb_omni8_evento_tracking AS e WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de
        UNION SELECT flowt.hora_cheia(h.dat_hora) FROM flowt.tb_omni8_agregado_hora h WHERE h.cod_tenant = p_tenant AND h.dat_hora >= p_de) AS h;
    GET DIAGNOSTICS v_quantas = ROW_COUNT;
    RETURN v_quantas;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.marcar_desde(bigint, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.marcar_desde(bigint, timestamptz) IS 'Marca todas as horas de um tenant a partir de um momento em que algo conta; devolve quantas.';

CREATE OR REPLACE FUNCTION admin.apurar_de_novo(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN flowt.marcar_desde(p_tenant, '-infinity');
END
$$;
ALTER FUNCTION admin.apurar_de_novo(bigint) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.apurar_de_novo(bigint) IS 'Marca todas as horas de um tenant para serem apuradas de novo (depois de importá-lo, ou por dúvida); devolve quantas. O que se contou de eventos que não se guardam mais fica como está.';
