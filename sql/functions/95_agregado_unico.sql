-- Rollups (guide chapter 12): who came and who bought, day by day, and how many they are over the usual periods. Those are told apart from
-- their own days alone: of the periods that a day is in, only whoever is new on it, or no longer there, is counted anew.

DROP FUNCTION IF EXISTS flowt.apurar_visitantes(bigint, date, timestamptz, timestamptz);

-- What is taken off and put on a count must come from the days that the count is of: whoever changes either waits for whoever does.
CREATE OR REPLACE FUNCTION flowt.travar_unicos() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(flowt.chave_de_rotina(), hashtext('unicos'));
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.travar_unicos() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.travar_unicos()
    IS 'Espera até que ninguém mais mude visitantes e compradores dos dias nem conte os únicos dos períodos, até o fim da transação.';

CREATE OR REPLACE FUNCTION flowt.apurar_visitantes(p_tenants bigint[], p_dias date[], p_de timestamptz[], p_ate timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH novo AS MATERIALIZED (
        SELECT b.tenant AS cod_tenant, b.dia AS dat_dia, w.tip_canal_atribuido AS tip_canal, w.cod_visitante, bool_or(p.tem IS NOT NULL) AS flg_pedido
          FROM unnest(p_tenants, p_dias, p_de, p_ate) AS b (tenant, dia, de, ate)
          JOIN flowt.tb_omni8_visita AS w ON w.cod_tenant = b.tenant AND w.dat_inicio >= b.de AND w.dat_inicio < b.ate AND NOT w.flg_robo
          LEFT JOIN LATERAL (SELECT true AS tem FROM flowt.tb_omni8_pedido_atribuicao AS a
                               JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = b.tenant AND d.cod_pedido = a.cod_pedido
                                AND flowt.pedido_valido(d.sta_pedido)
                              WHERE a.cod_tenant = b.tenant AND a.cod_visita = w.cod_visita LIMIT 1) AS p ON true
         GROUP BY 1, 2, 3, 4
    ), velho AS MATERIALIZED (
        SELECT v.cod_tenant, v.dat_dia, v.tip_canal, v.cod_visitante, v.flg_pedido
          FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
          JOIN flowt.tb_omni8_agregado_visitante_dia AS v ON v.cod_tenant = b.tenant AND v.dat_dia = b.dia
    ), par AS MATERIALIZED (
        SELECT n.*, v.cod_tenant AS tenant_velho, v.dat_dia AS dia_velho, v.tip_canal AS canal_velho, v.cod_visitante AS visitante_velho
          FROM novo AS n FULL JOIN velho AS v ON v.cod_tenant = n.cod_tenant AND v.dat_dia = n.dat_dia AND v.tip_canal = n.tip_canal
              AND v.cod_visitante = n.cod_visitante
         WHERE n.flg_pedido IS DISTINCT FROM v.flg_pedido
    ), saiu AS MATERIALIZED (SELECT p.tenant_velho AS cod_tenant, p.dia_velho AS dat_dia, p.canal_velho AS tip_canal,
                                    p.visitante_velho AS cod_visitante, p.cod_tenant IS NULL AS de_vez FROM par p WHERE p.tenant_velho IS NOT NULL
    ), entrou AS MATERIALIZED (SELECT p.cod_tenant, p.dat_dia, p.tip_canal, p.cod_visitante, p.flg_pedido FROM par p WHERE p.cod_tenant IS NOT NULL
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_visitante_dia v USING saiu s
         WHERE s.de_vez AND v.cod_tenant = s.cod_tenant AND v.dat_dia = s.dat_dia AND v.tip_canal = s.tip_canal AND v.cod_visitante = s.cod_visitante
    ), incluida AS (
        INSERT INTO flowt.tb_omni8_agregado_visitante_dia AS v (cod_tenant, dat_dia, tip_canal, cod_visitante, flg_pedido) SELECT e.* FROM entrou e
        ON CONFLICT (cod_tenant, dat_dia, tip_canal, cod_visitante) DO UPDATE SET flg_pedido = excluded.flg_pedido
    ), linha AS (
        -- As it was is what the table still shows; as it will be, without what left and with what came.
        SELECT v.cod_tenant, v.cod_visitante, v.dat_dia, v.flg_pedido, 1 AS antes,
               (NOT EXISTS (SELECT FROM saiu s WHERE s.cod_tenant = v.cod_tenant AND s.dat_dia = v.dat_dia AND s.tip_canal = v.tip_canal
                               AND s.cod_visitante = v.cod_visitante))::integer AS depois
          FROM (SELECT s.cod_tenant, s.cod_visitante FROM saiu s UNION SELECT e.cod_tenant, e.cod_visitante FROM entrou e) AS q
               -- One by one (OFFSET): joined, the days of everybody that ever came would be read.
         CROSS JOIN LATERAL (SELECT x.* FROM flowt.tb_omni8_agregado_visitante_dia AS x
                              WHERE x.cod_tenant = q.cod_tenant AND x.cod_visitante = q.cod_visitante OFFSET 0) AS v
        UNION ALL SELECT e.cod_tenant, e.cod_visitante, e.dat_dia, e.flg_pedido, 0, 1 FROM entrou e
    ), mudanca AS (
        SELECT x.cod_tenant, x.dat_de, x.dat_ate, sum(x.veio_depois - x.veio_antes) AS visitantes,
               sum(x.comprou_depois - x.comprou_antes) AS compradores
          FROM (SELECT u.cod_tenant, u.dat_de, u.dat_ate, l.cod_visitante, max(l.antes) AS veio_antes, max(l.depois) AS veio_depois,
                       max(l.antes * l.flg_pedido::integer) AS comprou_antes, max(l.depois * l.flg_pedido::integer) AS comprou_depois
                  FROM flowt.tb_omni8_agregado_unico AS u JOIN linha AS l ON l.cod_tenant = u.cod_tenant AND l.dat_dia BETWEEN u.dat_de AND u.dat_ate
                 WHERE u.cod_tenant = ANY (p_tenants) GROUP BY u.cod_tenant, u.dat_de, u.dat_ate, l.cod_visitante) AS x
         GROUP BY x.cod_tenant, x.dat_de, x.dat_ate
    )
    UPDATE flowt.tb_omni8_agregado_unico u SET qtd_visitantes = u.qtd_visitantes + m.visitantes, qtd_compradores = u.qtd_compradores + m.compradores
      FROM mudanca m
     WHERE u.cod_tenant = m.cod_tenant AND u.dat_de = m.dat_de AND u.dat_ate = m.dat_ate AND (m.visitantes <> 0 OR m.compradores <> 0);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_visitantes(bigint[], date[], timestamptz[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca,
    flowt_dba;
COMMENT ON FUNCTION flowt.apurar_visitantes(bigint[], date[], timestamptz[], timestamptz[])
    IS 'Apura de novo quem veio nestes dias (que começam em p_de e acabam em p_ate), e o que isso muda nos períodos já contados.';

CREATE OR REPLACE FUNCTION flowt.apurar_compradores(p_tenants bigint[], p_dias date[], p_de timestamptz[], p_ate timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH novo AS MATERIALIZED (
        SELECT b.tenant AS cod_tenant, b.dia AS dat_dia, d.cod_pessoa, count(*) AS qtd_pedidos
          FROM unnest(p_tenants, p_dias, p_de, p_ate) AS b (tenant, dia, de, ate)
         CROSS JOIN LATERAL flowt.pedidos_confirmados(b.tenant, b.de, b.ate) AS c (cod_pedido)
          JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = b.tenant AND d.cod_pedido = c.cod_pedido WHERE d.cod_pessoa IS NOT NULL
         GROUP BY 1, 2, 3
    ), velho AS MATERIALIZED (
        SELECT v.cod_tenant, v.dat_dia, v.cod_pessoa, v.qtd_pedidos
          FROM unnest(p_tenants, p_dias) AS b (tenant, dia)
          JOIN flowt.tb_omni8_agregado_comprador_dia AS v ON v.cod_tenant = b.tenant AND v.dat_dia = b.dia
    ), saiu AS MATERIALIZED (SELECT v.* FROM velho v EXCEPT SELECT n.* FROM novo n
    ), entrou AS MATERIALIZED (SELECT n.* FROM novo n EXCEPT SELECT v.* FROM velho v
    ), excluida AS (
        DELETE FROM flowt.tb_omni8_agregado_comprador_dia v
         USING (SELECT s.cod_tenant, s.dat_dia, s.cod_pessoa FROM saiu s EXCEPT SELECT e.cod_tenant, e.dat_dia, e.cod_pessoa FROM entrou e) AS x
         WHERE v.cod_tenant = x.cod_tenant AND v.dat_dia = x.dat_dia AND v.cod_pessoa = x.cod_pessoa
    ), incluida AS (
        INSERT INTO flowt.tb_omni8_agregado_comprador_dia AS v (cod_tenant, dat_dia, cod_pessoa, qtd_pedidos) SELECT e.* FROM entrou e
        ON CONFLICT (cod_tenant, dat_dia, cod_pessoa) DO UPDATE SET qtd_pedidos = excluded.qtd_pedidos
    ), linha AS (
        SELECT v.cod_tenant, v.cod_pessoa, v.dat_dia, v.qtd_pedidos AS antes, v.qtd_pedidos AS depois
          FROM (SELECT s.cod_tenant, s.cod_pessoa FROM saiu s UNION SELECT e.cod_tenant, e.cod_pessoa FROM entrou e) AS q
         CROSS JOIN LATERAL (SELECT x.* FROM flowt.tb_omni8_agregado_comprador_dia AS x
                              WHERE x.cod_tenant = q.cod_tenant AND x.cod_pessoa = q.cod_pessoa OFFSET 0) AS v
        UNION ALL SELECT s.cod_tenant, s.cod_pessoa, s.dat_dia, 0, -s.qtd_pedidos FROM saiu s
        UNION ALL SELECT e.cod_tenant, e.cod_pessoa, e.dat_dia, 0, e.qtd_pedidos FROM entrou e
    ), mudanca AS (
        SELECT x.cod_tenant, x.dat_de, x.dat_ate, sum((x.depois > 0)::integer - (x.antes > 0)::integer) AS pessoas,
               sum((x.depois > 1)::integer - (x.antes > 1)::integer) AS de_volta
          FROM (SELECT u.cod_tenant, u.dat_de, u.dat_ate, l.cod_pessoa, sum(l.antes) AS antes, sum(l.depois) AS depois
                  FROM flowt.tb_omni8_agregado_unico AS u JOIN linha AS l ON l.cod_tenant = u.cod_tenant AND l.dat_dia BETWEEN u.dat_de AND u.dat_ate
                 WHERE u.cod_tenant = ANY (p_tenants) GROUP BY u.cod_tenant, u.dat_de, u.dat_ate, l.cod_pessoa) AS x
         GROUP BY x.cod_tenant, x.dat_de, x.dat_ate
    )
    UPDATE flowt.tb_omni8_agregado_unico u SET qtd_pessoas = u.qtd_pessoas + m.pessoas, qtd_pessoas_de_volta = u.qtd_pessoas_de_volta + m.de_volta
      FROM mudanca m WHERE u.cod_tenant = m.cod_tenant AND u.dat_de = m.dat_de AND u.dat_ate = m.dat_ate AND (m.pessoas <> 0 OR m.de_volta <> 0);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_compradores(bigint[], date[], timestamptz[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca,
    flowt_dba;
COMMENT ON FUNCTION flowt.apurar_compradores(bigint[], date[], timestamptz[], timestamptz[])
    IS 'Apura de novo quem comprou nestes dias (que começam em p_de e acabam em p_ate), e o que isso muda nos períodos já contados.';

CREATE OR REPLACE FUNCTION flowt.contar_unicos(p_tenant bigint, p_de date, p_ate date, p_canal text DEFAULT NULL)
RETURNS TABLE (qtd_visitantes bigint, qtd_compradores bigint, qtd_pessoas bigint, qtd_pessoas_de_volta bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.visitantes, v.compradores, c.pessoas, c.de_volta
      -- Of one channel day by day: each day's are together in the index, and a range of days would walk the other channels' too.
      FROM (SELECT count(DISTINCT x.cod_visitante) AS visitantes, count(DISTINCT x.cod_visitante) FILTER (WHERE x.flg_pedido) AS compradores
              FROM (SELECT d.cod_visitante, d.flg_pedido FROM flowt.tb_omni8_agregado_visitante_dia AS d
                     WHERE p_canal IS NULL AND d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
                    UNION ALL
                    SELECT d.cod_visitante, d.flg_pedido FROM flowt.tb_omni8_agregado_visitante_dia AS d
                     WHERE d.cod_tenant = p_tenant AND d.tip_canal = p_canal
                       AND d.dat_dia = ANY (ARRAY(SELECT g::date FROM generate_series(p_de, p_ate, interval '1 day') AS g))) AS x) AS v,
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
    SELECT (date_trunc('month', p_hoje) - make_interval(months => k))::date,
           least(p_hoje, (date_trunc('month', p_hoje) - make_interval(months => k - 1))::date - 1) FROM generate_series(0, 1) AS k;
END;
COMMENT ON FUNCTION flowt.periodos_usuais(date)
    IS 'Períodos com que os painéis abrem e se comparam: 1, 7, 30 e 90 dias até hoje e os anteriores a eles, este mês e o passado.';

-- Which are the usual ones changes with the day alone, and they are counted together: who has that of today has them all.
-- Midnight comes to all companies at once, and months of days of a thousand are more than a run has time for: the next one goes on, and
-- meanwhile whoever asks counts.
CREATE OR REPLACE FUNCTION flowt.contar_periodos(p_tenants bigint[], p_hoje date[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_tenants bigint[];
    v_hoje    date[];
    v_quantos bigint;
BEGIN
    SELECT array_agg(x.tenant), array_agg(x.hoje) INTO v_tenants, v_hoje
      FROM (SELECT t.tenant, t.hoje FROM unnest(p_tenants, p_hoje) AS t (tenant, hoje)
             WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = t.tenant AND u.dat_de = t.hoje AND u.dat_ate = t.hoje)
             ORDER BY t.tenant LIMIT flowt.tenants_por_rodada()) AS x;
    DELETE FROM flowt.tb_omni8_agregado_unico u USING unnest(v_tenants, v_hoje) AS t (tenant, hoje)
     WHERE u.cod_tenant = t.tenant AND NOT EXISTS (SELECT FROM flowt.periodos_usuais(t.hoje) AS p
                                                    WHERE p.dat_de = u.dat_de AND p.dat_ate = u.dat_ate);
    INSERT INTO flowt.tb_omni8_agregado_unico AS u (cod_tenant, dat_de, dat_ate, qtd_visitantes, qtd_compradores, qtd_pessoas, qtd_pessoas_de_volta)
    SELECT t.tenant, p.dat_de, p.dat_ate, c.*
      FROM unnest(v_tenants, v_hoje) AS t (tenant, hoje) CROSS JOIN LATERAL flowt.periodos_usuais(t.hoje) AS p
     CROSS JOIN LATERAL flowt.contar_unicos(t.tenant, p.dat_de, p.dat_ate) AS c
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_agregado_unico x WHERE x.cod_tenant = t.tenant AND x.dat_de = p.dat_de AND x.dat_ate = p.dat_ate);
    GET DIAGNOSTICS v_quantos = ROW_COUNT;
    RETURN v_quantos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.contar_periodos(bigint[], date[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.contar_periodos(bigint[], date[])
    IS 'Conta os períodos usuais de hoje destes tenants que ainda não estão contados, de até flowt.tenants_por_rodada() deles, e esquece os que não '
       'são mais usuais; devolve quantos contou.';

CREATE OR REPLACE FUNCTION flowt.apurar_periodos(p_tenant bigint, p_hoje date) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.travar_unicos(), flowt.fechar_dias(ARRAY[p_tenant]);
    RETURN flowt.contar_periodos(ARRAY[p_tenant], ARRAY[p_hoje]);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_periodos(bigint, date) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_periodos(bigint, date)
    IS 'Conta os períodos usuais de um tenant que ainda não estão contados, e fecha os dias que já passaram; devolve quantos contou.';
