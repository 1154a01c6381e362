-- Rollups (guide chapter 12): the job; the marks.

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
COMMENT ON FUNCTION flowt.tem_dia_sem_eventos(bigint, date, timestamptz)
    IS 'Se um dia (que começa em p_de) já tem números de eventos que não se guardam mais: ficam como estão.';

CREATE OR REPLACE FUNCTION flowt.apurar_baldes(p_tenants bigint[], p_horas timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tenants bigint[];
    v_dias    date[];
    v_de      timestamptz[];
    v_ate     timestamptz[];
    v_partes flowt.parte_de_dia[];
BEGIN
    PERFORM flowt.travar_unicos();
    PERFORM flowt.apurar_horas(p_tenants, p_horas);
    SELECT array_agg(d.cod_tenant), array_agg(d.dia), array_agg(flowt.comeco_do_dia(d.dia, d.fuso)),
           array_agg(flowt.comeco_do_dia(d.dia + 1, d.fuso)) INTO v_tenants, v_dias, v_de, v_ate
      FROM (SELECT DISTINCT t.cod_tenant, ((b.hora + x.resto) AT TIME ZONE t.des_fuso_horario)::date AS dia, t.des_fuso_horario AS fuso
              FROM unnest(p_tenants, p_horas) AS b (tenant, hora) JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = b.tenant
             CROSS JOIN (VALUES (interval '0'), (interval '59 minutes')) AS x (resto) ORDER BY 1, 2) AS d;
    PERFORM flowt.apurar_dias(v_tenants, v_dias), flowt.apurar_visitantes(v_tenants, v_dias, v_de, v_ate),
            flowt.apurar_compradores(v_tenants, v_dias, v_de, v_ate);
    PERFORM flowt.contar_periodos(array_agg(t.cod_tenant), array_agg((now() AT TIME ZONE t.des_fuso_horario)::date))
       FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = ANY (v_tenants);
    SELECT array_agg(d.tenant), array_agg(d.dia), array_agg(d.de), array_agg(d.ate) INTO v_tenants, v_dias, v_de, v_ate
      FROM unnest(v_tenants, v_dias, v_de, v_ate) AS d (tenant, dia, de, ate)
     WHERE d.de >= flowt.comeco_dos_eventos() OR NOT flowt.tem_dia_sem_eventos(d.tenant, d.dia, d.de);
    PERFORM flowt.fechar_dias(v_tenants);
    v_partes := flowt.partes_a_apurar(p_tenants, p_horas, v_tenants, v_dias, v_de, v_ate);
    PERFORM flowt.apurar_produtos(v_partes), flowt.apurar_ofertas(v_partes), flowt.apurar_eventos(v_partes);
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
COMMENT ON FUNCTION flowt.apurar_do_tenant(bigint, timestamptz[])
    IS 'Apura de novo estas horas de um tenant e os dias a que pertencem; devolve quantas.';

-- The statistics of a queue say nothing of it: it was empty when they were gathered, or full. So no join here may be a bad one whatever they
-- say: the marks of a company are the first of the key, up to one that is found beforehand.
CREATE OR REPLACE FUNCTION flowt.tomar_baldes() RETURNS TABLE (cod_tenant bigint, dat_hora timestamptz, dat_marca timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_tenants bigint[];
    v_ultimas bigint[];
BEGIN
    SELECT array_agg(x.cod_tenant) INTO v_tenants
      FROM (SELECT m.cod_tenant FROM (
                SELECT b.cod_tenant, b.dat_marca FROM flowt.tb_omni8_balde_sujo b
                 WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                                    WHERE f.cod_tenant = b.cod_tenant AND f.nom_rotina = 'apurar' AND f.dat_proxima > now())
                 LIMIT flowt.baldes_por_vez()) AS m
             GROUP BY m.cod_tenant ORDER BY min(m.dat_marca), m.cod_tenant LIMIT flowt.horas_por_vez()) AS x;
    SELECT array_agg(t.tenant), array_agg(m.ultima) INTO v_tenants, v_ultimas
      FROM unnest(v_tenants) AS t (tenant)
     CROSS JOIN LATERAL (SELECT max(p.cod_marca) AS ultima
                           FROM (SELECT b.cod_marca FROM flowt.tb_omni8_balde_sujo b WHERE b.cod_tenant = t.tenant
                                  ORDER BY b.cod_marca LIMIT greatest(1, flowt.baldes_por_vez() / cardinality(v_tenants))) AS p) AS m;
    RETURN QUERY
    WITH lote AS (
        DELETE FROM flowt.tb_omni8_balde_sujo b USING unnest(v_tenants, v_ultimas) AS t (tenant, ultima)
         WHERE b.cod_tenant = t.tenant AND b.cod_marca <= t.ultima
        RETURNING b.cod_tenant, b.dat_hora, b.dat_marca
    ), hora AS MATERIALIZED (
        SELECT l.cod_tenant, l.dat_hora, min(l.dat_marca) AS marca, row_number() OVER (ORDER BY min(l.dat_marca), l.cod_tenant, l.dat_hora) AS n
          FROM lote l GROUP BY l.cod_tenant, l.dat_hora
    ), adiada AS (
        INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora, dat_marca)
        SELECT h.cod_tenant, h.dat_hora, h.marca FROM hora h WHERE h.n > flowt.horas_por_vez()
    )
    SELECT h.cod_tenant, h.dat_hora, h.marca FROM hora h WHERE h.n <= flowt.horas_por_vez() ORDER BY h.n;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.tomar_baldes() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tomar_baldes()
    IS 'Tira da fila as marcas que esperam há mais tempo e diz as horas delas, até flowt.horas_por_vez(); as que passam disso voltam à fila com a '
       'mesma data.';

-- One statement for all companies is what makes it fast; whose data it fails on is found by counting each by itself.
CREATE OR REPLACE FUNCTION flowt.apurar_juntos(p_tenants bigint[], p_horas timestamptz[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.apurar_baldes(p_tenants, p_horas);
    DELETE FROM flowt.tb_omni8_rotina_falha f WHERE f.nom_rotina = 'apurar' AND f.cod_tenant = ANY (p_tenants);
    RETURN true;
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR syntax_error_or_access_rule_violation OR program_limit_exceeded OR plpgsql_error
    OR SQLSTATE 'PT000' THEN
    RETURN false;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_juntos(bigint[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_juntos(bigint[], timestamptz[])
    IS 'Apura de novo estas horas de todos estes tenants de uma vez, em uma subtransação; falso, e nada feito, se os dados de algum deles não deixam '
       '(flowt.tentar_no_tenant).';

-- No estimate knows how few days an array names of how long a history: a whole table is never what should be read, nor a whole index in order.
CREATE OR REPLACE FUNCTION rotina.apurar() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET work_mem = '32MB'
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_mergejoin = off AS $$
DECLARE
    v_tenants bigint[];
    v_horas   timestamptz[];
    v_marcas  timestamptz[];
    v_lote    record;
    v_quantas bigint := 0;
BEGIN
    -- The marks go first: what commits from here on has its own, and what these stand for is there to be read. What is too much for
    -- one transaction is marked again: a company counted anew from its first day must not keep the others waiting, nor end at the deadline for ever.
    SELECT array_agg(b.cod_tenant), array_agg(b.dat_hora), array_agg(b.dat_marca) INTO v_tenants, v_horas, v_marcas FROM flowt.tomar_baldes() AS b;
    IF v_tenants IS NULL OR flowt.apurar_juntos(v_tenants, v_horas) THEN
        RETURN coalesce(cardinality(v_horas), 0);
    END IF;
    FOR v_lote IN
        SELECT h.tenant, array_agg(h.hora ORDER BY h.n) AS horas, array_agg(h.marca ORDER BY h.n) AS marcas,
               row_number() OVER (ORDER BY min(h.n)) <= flowt.tenants_por_rodada() AS agora
          FROM unnest(v_tenants, v_horas, v_marcas) WITH ORDINALITY AS h (tenant, hora, marca, n) GROUP BY h.tenant ORDER BY h.tenant
    LOOP
        IF v_lote.agora THEN
            v_quantas := v_quantas + cardinality(v_lote.horas);
            CONTINUE WHEN flowt.tentar_no_tenant('apurar', v_lote.tenant, 'apurar_do_tenant', v_lote.horas) IS NOT NULL;
        END IF;
        -- Marked as long ago as they were: "apurado até" goes on telling the truth.
        INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora, dat_marca) SELECT v_lote.tenant, h.hora, h.marca
                                                                                  FROM unnest(v_lote.horas, v_lote.marcas) AS h (hora, marca);
    END LOOP;
    RETURN v_quantas;
END
$$;
ALTER FUNCTION rotina.apurar() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.apurar()
    IS 'Apura de novo as horas marcadas e seus dias, de todos os tenants de uma vez; se os dados de um não deixam, tenant por tenant. Devolve '
       'quantas horas tomou, zero se não há mais. As de um tenant em que falha ficam marcadas e esperam (admin.vw_rotina_falhas). Para rodar a cada '
       'poucos segundos.';

CREATE OR REPLACE FUNCTION rotina.apurar_unicos() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT coalesce(sum(flowt.tentar_no_tenant('apurar_unicos', t.cod_tenant, 'apurar_periodos', t.hoje)), 0)::bigint
      FROM (SELECT t.cod_tenant, (now() AT TIME ZONE t.des_fuso_horario)::date AS hoje FROM flowt.tb_omni8_tenant t
             WHERE t.sta_tenant = 'ATIVO'
               AND NOT EXISTS (SELECT FROM flowt.tb_omni8_agregado_unico u
                                WHERE u.cod_tenant = t.cod_tenant AND u.dat_de = (now() AT TIME ZONE t.des_fuso_horario)::date
                                  AND u.dat_ate = u.dat_de)
               AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                                WHERE f.cod_tenant = t.cod_tenant AND f.nom_rotina = 'apurar_unicos' AND f.dat_proxima > now())
             ORDER BY t.cod_tenant LIMIT flowt.tenants_por_rodada()) AS t
$$;
ALTER FUNCTION rotina.apurar_unicos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.apurar_unicos()
    IS 'Conta os visitantes únicos dos períodos usuais de quem entrou em um novo dia; devolve quantos períodos, zero se não há mais. O tenant em que '
       'falha espera (admin.vw_rotina_falhas).';

CREATE OR REPLACE FUNCTION flowt.apurado_ate(p_tenant bigint) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT min(b.dat_marca) FROM flowt.tb_omni8_balde_sujo b WHERE b.cod_tenant = p_tenant), now());
END
$$;
ALTER FUNCTION flowt.apurado_ate(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.apurado_ate(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurado_ate(bigint)
    IS 'Até quando os números de um tenant estão apurados. Atravessa tenants: só diz desde quando a fila dele espera.';

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
COMMENT ON FUNCTION flowt.marcar_desde(bigint, timestamptz)
    IS 'Marca todas as horas de um tenant a partir de um momento em que algo conta; devolve quantas.';

CREATE OR REPLACE FUNCTION admin.apurar_de_novo(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- What only follows the changes of its days would stay as wrong as it is.
    PERFORM flowt.travar_unicos();
    DELETE FROM flowt.tb_omni8_agregado_unico u WHERE u.cod_tenant = p_tenant;
    PERFORM flowt.esquecer_horas(p_tenant);
    PERFORM flowt.somar_vendidos(d.tenants, d.dias), flowt.somar_ofertas_vistas(d.tenants, d.dias)
       FROM (SELECT array_agg(p_tenant) AS tenants, array_agg(x.dat_dia) AS dias
               FROM (SELECT t.dat_dia FROM flowt.tb_omni8_agregado_total_dia t WHERE t.cod_tenant = p_tenant
                     UNION SELECT p.dat_dia FROM flowt.tb_omni8_agregado_produto_dia p WHERE p.cod_tenant = p_tenant
                     UNION SELECT o.dat_dia FROM flowt.tb_omni8_agregado_oferta_dia o WHERE o.cod_tenant = p_tenant) AS x) AS d;
    RETURN flowt.marcar_desde(p_tenant, '-infinity');
END
$$;
ALTER FUNCTION admin.apurar_de_novo(bigint) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.apurar_de_novo(bigint)
    IS 'Marca todas as horas de um tenant para serem apuradas de novo (depois de importá-lo, ou por dúvida) e esquece os únicos já contados; devolve '
       'quantas. O que se contou de eventos que não se guardam mais fica como está.';
