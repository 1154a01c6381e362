-- Scores (guide chapter 14): each customer's, from the facts. This one function says what a score is; the job, a recount of a
-- whole company and the tests all call it.

-- A purchase is an order that was confirmed and is still valid (flowt.pedido_valido). One that was confirmed and then cancelled,
-- refused or let expire is none, as it is none for the conversion: neither it nor its money nor its refund is looked at, so that what
-- she never had moves nobody's score, on no day. The KPIs of revenue and of confirmed orders do not take it back (guide 12.1): they say
-- what was confirmed on a day, and the refund, on its own day, what of it was undone.
-- Days are the tenant's, p_dia the last of them; money and purchases are the facts that revenue is made of. Person by person and
-- order by order, everything found by its number: for one of a million as for all of them, and never by reading a year of everybody's.
CREATE OR REPLACE FUNCTION flowt.componentes_das_pessoas(p_tenant bigint, p_pessoas bigint[], p_dia date)
RETURNS TABLE (cod_pessoa bigint, num_dias integer, qtd_pedidos bigint, vlr_liquido bigint, num_nota smallint, qtd_visitas bigint)
LANGUAGE plpgsql STABLE ROWS 100 AS $$
DECLARE
    v_fuso    text        := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_de      timestamptz := flowt.comeco_do_dia(p_dia - flowt.janela_de_score() + 1, v_fuso);
    v_ate     timestamptz := flowt.comeco_do_dia(p_dia + 1, v_fuso);
    -- Visits up to the day before: those of today still grow, and would move a score at every page.
    v_visitas timestamptz := CASE WHEN (flowt.configuracao_do_score(p_tenant)).num_peso_engajamento > 0 THEN flowt.comeco_do_dia(p_dia, v_fuso) END;
BEGIN
    RETURN QUERY
    SELECT p.cod_pessoa, p_dia - (c.ultima AT TIME ZONE v_fuso)::date, coalesce(c.confirmados, 0)::bigint, coalesce(c.liquido, 0)::bigint,
           n.num_nota, w.engajadas
      FROM unnest(p_pessoas) AS u (cod_pessoa)
     CROSS JOIN LATERAL (SELECT q.cod_pessoa FROM flowt.tb_omni8_pessoa AS q
                          WHERE q.cod_tenant = p_tenant AND q.cod_pessoa = u.cod_pessoa AND q.sta_pessoa = 'ATIVA' LIMIT 1) AS p
     CROSS JOIN LATERAL (
        -- What flowt.passos_de_pedidos finds in a period, of one customer's orders.
        SELECT max(v.dat_evento) FILTER (WHERE v.conta) AS ultima, count(*) FILTER (WHERE v.conta) AS confirmados,
               sum(CASE WHEN v.conta THEN d.vlr_total ELSE 0 END - v.estornado) AS liquido
          FROM flowt.tb_omni8_pedido AS d
         CROSS JOIN LATERAL (SELECT f.dat_evento, f.dat_evento >= v_de AND f.dat_evento < v_ate AS conta, coalesce((
                                    SELECT sum(s.vlr_estorno) FROM flowt.tb_omni8_pedido_estorno AS s
                                     WHERE s.cod_tenant = p_tenant AND s.cod_pedido = d.cod_pedido AND s.dat_estorno >= v_de
                                       AND s.dat_estorno < v_ate), 0) AS estornado
                               FROM flowt.primeira_vez(p_tenant, d.cod_pedido, 'CONFIRMADO') AS f) AS v
         WHERE d.cod_tenant = p_tenant AND d.cod_pessoa = p.cod_pessoa AND flowt.pedido_valido(d.sta_pedido)) AS c
     CROSS JOIN LATERAL (
        -- Of whom no visit is known, because she did not come or did not agree to be, nothing is said.
        SELECT CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE flowt.visita_engajada(v)) END AS engajadas
          FROM flowt.tb_omni8_visita AS v
         WHERE v.cod_tenant = p_tenant AND v.cod_pessoa = p.cod_pessoa AND v.dat_inicio >= v_de AND v.dat_inicio < v_visitas AND NOT v.flg_robo) AS w
      LEFT JOIN LATERAL (
        SELECT s.num_nota FROM flowt.tb_omni8_nps AS s
         WHERE s.cod_tenant = p_tenant AND s.cod_pessoa = p.cod_pessoa AND s.num_nota IS NOT NULL AND s.dat_resposta < v_ate
         ORDER BY s.dat_resposta DESC, s.cod_nps DESC LIMIT 1) AS n ON true;
END
$$;
COMMENT ON FUNCTION flowt.componentes_das_pessoas(bigint, bigint[], date)
    IS 'O que o score olha de cada pessoa ativa, até um dia: nos 365 dias até ele, dias desde a última compra, pedidos confirmados, valor líquido '
       '(confirmados menos estornos, cada um em sua data) e visitas engajadas (até a véspera, se pesam); e a última nota. Pedidos cancelados, '
       'recusados ou expirados depois de confirmados não são compras: nada deles conta.';

CREATE OR REPLACE FUNCTION flowt.nivel_por_limites(p_valor bigint, p_limites integer[]) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN p_valor >= p_limites[1] THEN 5 WHEN p_valor >= p_limites[2] THEN 4 WHEN p_valor >= p_limites[3] THEN 3
             WHEN p_valor >= p_limites[4] THEN 2
             WHEN p_valor >= 1 THEN 1 END)::smallint;
COMMENT ON FUNCTION flowt.nivel_por_limites(bigint, integer[])
    IS 'Nível de 5 a 1 de uma quantidade, pelos limites de cima para baixo; nulo abaixo de 1.';

CREATE OR REPLACE FUNCTION flowt.nivel_por_dias(p_dias integer, p_limites integer[]) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN p_dias <= p_limites[1] THEN 5 WHEN p_dias <= p_limites[2] THEN 4 WHEN p_dias <= p_limites[3] THEN 3
             WHEN p_dias <= p_limites[4] THEN 2
             WHEN p_dias IS NOT NULL THEN 1 END)::smallint;
COMMENT ON FUNCTION flowt.nivel_por_dias(integer, integer[]) IS 'Nível de 5 a 1 de dias desde a última compra; nulo sem compra.';

CREATE OR REPLACE FUNCTION flowt.calcular_scores(p_tenant bigint, p_pessoas bigint[], p_dia date) RETURNS SETOF flowt.tb_omni8_score_pessoa
LANGUAGE plpgsql STABLE ROWS 100 AS $$
DECLARE
    v_c flowt.tb_omni8_score_configuracao := flowt.configuracao_do_score(p_tenant);
    v_r integer := v_c.num_peso_recencia;
    v_f integer := v_c.num_peso_frequencia;
    v_m integer := v_c.num_peso_valor;
BEGIN
    RETURN QUERY
    WITH k AS MATERIALIZED (
        SELECT x.*, flowt.nivel_por_dias(x.num_dias, v_c.num_dias_r) AS nivel_r, flowt.nivel_por_limites(x.qtd_pedidos, v_c.qtd_pedidos_f) AS nivel_f,
               flowt.score_recencia(x.num_dias) AS r, flowt.score_frequencia(x.qtd_pedidos) AS f, flowt.score_valor(x.vlr_liquido) AS m,
               flowt.score_nota(x.num_nota) AS n, flowt.score_frequencia(x.qtd_visitas) AS e,
               CASE WHEN x.num_nota IS NOT NULL THEN v_c.num_peso_nps END AS peso_n,
                   CASE WHEN x.qtd_visitas IS NOT NULL THEN v_c.num_peso_engajamento END AS peso_e
          FROM flowt.componentes_das_pessoas(p_tenant, p_pessoas, p_dia) AS x
    )
    SELECT p_tenant, k.cod_pessoa,
           round(1000 * (v_r * k.r + v_f * k.f + v_m * k.m + coalesce(k.peso_n * k.n, 0) + coalesce(k.peso_e * k.e, 0)) / s.soma)::integer,
           coalesce(g.nom_segmento, 'sem_compra'), coalesce(k.num_nota <= 6, false), k.num_dias, k.qtd_pedidos, k.vlr_liquido, k.num_nota,
           k.qtd_visitas, k.nivel_r, k.nivel_f,
           k.r::numeric(5,4), k.f::numeric(5,4), k.m::numeric(5,4), k.n::numeric(5,4), k.e::numeric(5,4), NULL::numeric(5,4), v_r::smallint,
           v_f::smallint, v_m::smallint, k.peso_n, k.peso_e, NULL::smallint,
           (1000 * v_r * k.r / s.soma)::numeric(6,2), (1000 * v_f * k.f / s.soma)::numeric(6,2), (1000 * v_m * k.m / s.soma)::numeric(6,2),
           (1000 * k.peso_n * k.n / s.soma)::numeric(6,2), (1000 * k.peso_e * k.e / s.soma)::numeric(6,2), NULL::numeric(6,2), p_dia, now()
           -- Purchases always weigh something (compras_tem_peso): the sum is never 0.
      FROM k CROSS JOIN LATERAL (SELECT v_r + v_f + v_m + coalesce(k.peso_n, 0) + coalesce(k.peso_e, 0) AS soma) AS s
      LEFT JOIN flowt.tb_omni8_segmento_grade AS g ON g.num_nivel_r = k.nivel_r AND g.num_nivel_f = k.nivel_f;
END
$$;
COMMENT ON FUNCTION flowt.calcular_scores(bigint, bigint[], date)
    IS 'Scores destas pessoas até um dia, com o porquê; as que não são ativas não vêm. As indicações ainda não entram.';

-- What stops being a purchase, even where no money goes back.
CREATE OR REPLACE TRIGGER score_desfeito AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (flowt.pedido_valido(OLD.sta_pedido) AND NOT flowt.pedido_valido(NEW.sta_pedido)) EXECUTE FUNCTION flowt.marcar_score_dos_dois();

-- MARK: keeping them

-- Whoever is no longer active has no score. Her days stay with a registration that became another's; erased, nothing does:
-- the job may have been at it while she was.
CREATE OR REPLACE FUNCTION flowt.retirar_scores(p_tenant bigint, p_pessoas bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_fora bigint[] := ARRAY(SELECT u.cod_pessoa FROM unnest(p_pessoas) AS u (cod_pessoa)
                               LEFT JOIN LATERAL (SELECT q.sta_pessoa FROM flowt.tb_omni8_pessoa AS q
                                                   WHERE q.cod_tenant = p_tenant AND q.cod_pessoa = u.cod_pessoa LIMIT 1) AS p ON true
                              WHERE p.sta_pessoa IS DISTINCT FROM 'ATIVA');
BEGIN
    DELETE FROM flowt.tb_omni8_score_pessoa s WHERE s.cod_tenant = p_tenant AND s.cod_pessoa = ANY (v_fora);
    DELETE FROM flowt.tb_omni8_score_pessoa_dia h USING flowt.tb_omni8_pessoa p
     WHERE h.cod_tenant = p_tenant AND h.cod_pessoa = ANY (v_fora) AND p.cod_tenant = p_tenant AND p.cod_pessoa = h.cod_pessoa
       AND p.sta_pessoa = 'ANONIMIZADA';
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.retirar_scores(bigint, bigint[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.retirar_scores(bigint, bigint[]) IS 'Retira os scores de quem, destas pessoas, foi mesclada ou anonimizada.';

CREATE OR REPLACE FUNCTION flowt.gravar_scores(p_tenant bigint, p_pessoas bigint[], p_dia date) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_quantos bigint;
BEGIN
    PERFORM flowt.retirar_scores(p_tenant, p_pessoas);
    WITH novo AS MATERIALIZED (
        SELECT c.* FROM flowt.calcular_scores(p_tenant, p_pessoas, p_dia) AS c ORDER BY c.cod_pessoa
    ), dia AS (
        -- What changed, against what stood before this statement.
        INSERT INTO flowt.tb_omni8_score_pessoa_dia AS h (cod_tenant, cod_pessoa, dat_dia, num_score, nom_segmento, flg_detrator)
        SELECT n.cod_tenant, n.cod_pessoa, p_dia, n.num_score, n.nom_segmento, n.flg_detrator
          FROM novo AS n LEFT JOIN flowt.tb_omni8_score_pessoa AS v ON v.cod_tenant = p_tenant AND v.cod_pessoa = n.cod_pessoa
         WHERE v.cod_pessoa IS NULL OR (n.num_score, n.nom_segmento, n.flg_detrator) IS DISTINCT FROM (v.num_score, v.nom_segmento, v.flg_detrator)
        ON CONFLICT (cod_tenant, cod_pessoa, dat_dia) DO UPDATE
       SET num_score = excluded.num_score, nom_segmento = excluded.nom_segmento, flg_detrator = excluded.flg_detrator
    )
    INSERT INTO flowt.tb_omni8_score_pessoa AS s SELECT n.* FROM novo AS n
    ON CONFLICT (cod_tenant, cod_pessoa) DO UPDATE
   SET num_score = excluded.num_score, nom_segmento = excluded.nom_segmento, flg_detrator = excluded.flg_detrator,
        num_dias = excluded.num_dias, qtd_pedidos = excluded.qtd_pedidos, vlr_liquido = excluded.vlr_liquido, num_nota = excluded.num_nota,
        qtd_visitas = excluded.qtd_visitas,
        num_nivel_r = excluded.num_nivel_r, num_nivel_f = excluded.num_nivel_f, num_r = excluded.num_r, num_f = excluded.num_f,
        num_m = excluded.num_m, num_n = excluded.num_n,
        num_engajamento = excluded.num_engajamento, num_indicacao = excluded.num_indicacao, num_peso_r = excluded.num_peso_r,
        num_peso_f = excluded.num_peso_f, num_peso_m = excluded.num_peso_m,
        num_peso_n = excluded.num_peso_n, num_peso_engajamento = excluded.num_peso_engajamento, num_peso_indicacao = excluded.num_peso_indicacao,
        num_pontos_r = excluded.num_pontos_r, num_pontos_f = excluded.num_pontos_f, num_pontos_m = excluded.num_pontos_m,
        num_pontos_n = excluded.num_pontos_n,
        num_pontos_engajamento = excluded.num_pontos_engajamento, num_pontos_indicacao = excluded.num_pontos_indicacao, dat_dia = excluded.dat_dia,
        dat_calculo = excluded.dat_calculo;
    GET DIAGNOSTICS v_quantos = ROW_COUNT;
    RETURN v_quantos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.gravar_scores(bigint, bigint[], date) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.gravar_scores(bigint, bigint[], date)
    IS 'Calcula e guarda os scores destas pessoas, e o dia em que mudaram; devolve quantos.';

CREATE OR REPLACE FUNCTION flowt.gravar_scores_de_hoje(p_tenant bigint, p_pessoas bigint[]) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    RETURN flowt.gravar_scores(p_tenant, p_pessoas, flowt.dia_do_tenant(p_tenant, now()));
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.gravar_scores_de_hoje(bigint, bigint[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.gravar_scores_de_hoje(bigint, bigint[]) IS 'Calcula e guarda os scores destas pessoas até hoje; devolve quantos.';

-- A part of everybody, in the order of codes; where there is more, the mark goes on from where this ended, at the end of the queue.
CREATE OR REPLACE FUNCTION flowt.gravar_parte_dos_scores(p_tenant bigint, p_marca flowt.tb_omni8_score_sujo) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoas bigint[];
    v_dia     date    := flowt.dia_do_tenant(p_tenant, now());
    v_visitas boolean := (flowt.configuracao_do_score(p_tenant)).num_peso_engajamento > 0;
BEGIN
    IF (p_marca).tip_marca = 'TODAS' THEN
        v_pessoas := ARRAY(SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa p
                            WHERE p.cod_tenant = p_tenant AND p.cod_pessoa > (p_marca).cod_pessoa_apos ORDER BY p.cod_pessoa
                            LIMIT flowt.pessoas_por_vez());
    ELSE
        -- Time changes nothing of who bought nothing, had nothing refunded and whose visits do not weigh.
        v_pessoas := ARRAY(SELECT s.cod_pessoa FROM flowt.tb_omni8_score_pessoa s
                            WHERE s.cod_tenant = p_tenant AND s.cod_pessoa > (p_marca).cod_pessoa_apos AND s.dat_dia < v_dia
                              AND (s.num_dias IS NOT NULL OR s.vlr_liquido <> 0 OR v_visitas)
                            ORDER BY s.cod_pessoa LIMIT flowt.pessoas_por_vez());
    END IF;
    IF cardinality(v_pessoas) = flowt.pessoas_por_vez() THEN
        INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, tip_marca, cod_pessoa_apos)
        VALUES (p_tenant, (p_marca).tip_marca, v_pessoas[cardinality(v_pessoas)]);
    END IF;
    RETURN flowt.gravar_scores(p_tenant, v_pessoas, v_dia);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.gravar_parte_dos_scores(bigint, flowt.tb_omni8_score_sujo) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.gravar_parte_dos_scores(bigint, flowt.tb_omni8_score_sujo)
    IS 'Calcula e guarda os scores das próximas pessoas de uma marca de muitas; devolve quantos.';

-- As flowt.tomar_baldes: no join that the statistics of a queue could make a bad one.
CREATE OR REPLACE FUNCTION flowt.recalcular_marcados() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_tenants bigint[];
    v_ultimas bigint[];
    v_lote    record;
    v_quantos bigint := 0;
BEGIN
    SELECT array_agg(x.cod_tenant) INTO v_tenants
      FROM (SELECT m.cod_tenant FROM (
                SELECT s.cod_tenant, s.dat_marca FROM flowt.tb_omni8_score_sujo s
                 WHERE s.tip_marca = 'PESSOA' AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                                                               WHERE f.cod_tenant = s.cod_tenant AND f.nom_rotina = 'recalcular_scores'
                                                                 AND f.dat_proxima > now())
                 LIMIT flowt.pessoas_por_vez()) AS m
             GROUP BY m.cod_tenant ORDER BY min(m.dat_marca), m.cod_tenant LIMIT flowt.tenants_por_rodada()) AS x;
    SELECT array_agg(t.tenant), array_agg(m.ultima) INTO v_tenants, v_ultimas
      FROM unnest(v_tenants) AS t (tenant)
     CROSS JOIN LATERAL (SELECT max(p.cod_score_marca) AS ultima
                           FROM (SELECT s.cod_score_marca FROM flowt.tb_omni8_score_sujo s WHERE s.cod_tenant = t.tenant AND s.tip_marca = 'PESSOA'
                                                                        ORDER BY s.cod_score_marca
                                                                        LIMIT greatest(1,
                                                                                       flowt.pessoas_por_vez() / cardinality(v_tenants))) AS p) AS m;
    -- The marks go first: what commits from here on has its own, and what these stand for is there to be read.
    FOR v_lote IN
        WITH lote AS (
            DELETE FROM flowt.tb_omni8_score_sujo s USING unnest(v_tenants, v_ultimas) AS t (tenant, ultima)
             WHERE s.cod_tenant = t.tenant AND s.cod_score_marca <= t.ultima AND s.tip_marca = 'PESSOA'
            RETURNING s.cod_tenant, s.cod_pessoa, s.dat_marca
        )
        SELECT p.cod_tenant, array_agg(p.cod_pessoa ORDER BY p.cod_pessoa) AS pessoas, array_agg(p.marca ORDER BY p.cod_pessoa) AS marcas
          FROM (SELECT l.cod_tenant, l.cod_pessoa, min(l.dat_marca) AS marca FROM lote l GROUP BY l.cod_tenant, l.cod_pessoa) AS p
         GROUP BY p.cod_tenant ORDER BY p.cod_tenant
    LOOP
        v_quantos := v_quantos + cardinality(v_lote.pessoas);
        IF flowt.tentar_no_tenant('recalcular_scores', v_lote.cod_tenant, 'gravar_scores_de_hoje', v_lote.pessoas) IS NULL THEN
            INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, cod_pessoa, dat_marca) SELECT v_lote.cod_tenant, u.cod_pessoa, u.marca
                                                                                        FROM unnest(v_lote.pessoas, v_lote.marcas) AS u (cod_pessoa,
                                                                                            marca);
        END IF;
    END LOOP;
    RETURN v_quantos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.recalcular_marcados() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.recalcular_marcados() IS 'Pontua de novo as pessoas marcadas uma a uma, tenant por tenant; devolve quantas.';

-- A plan made when the tables were small, or for one person, would be kept for as long as the courier's connection lives; and
-- nobody is looked up twice, so there is nothing to remember.
CREATE OR REPLACE FUNCTION rotina.recalcular_scores() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog,
    pg_temp SET jit = off SET plan_cache_mode = force_custom_plan SET enable_memoize = off AS $$
DECLARE
    v_marca   flowt.tb_omni8_score_sujo;
    v_quantos bigint;
    v_feitos  bigint;
BEGIN
    -- One at a time, should somebody run it by hand beside the courier: an older count must not end up over a newer one.
    PERFORM flowt.um_de_cada_vez(0, 'scores');
    v_quantos := flowt.recalcular_marcados();
    -- Then a part of one company: marks of the same kind are one, from where the first of them is.
    FOR v_marca IN
        WITH lote AS (
            DELETE FROM flowt.tb_omni8_score_sujo s
             WHERE (s.cod_tenant, s.tip_marca) = (
                SELECT x.cod_tenant, x.tip_marca FROM flowt.tb_omni8_score_sujo x
                 WHERE x.tip_marca <> 'PESSOA' AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                                                                WHERE f.cod_tenant = x.cod_tenant AND f.nom_rotina = 'recalcular_scores'
                                                                  AND f.dat_proxima > now())
                 ORDER BY x.dat_marca, x.cod_score_marca LIMIT 1)
            RETURNING s.cod_tenant, s.tip_marca, s.cod_pessoa_apos, s.dat_marca
        )
        SELECT l.cod_tenant, NULL, l.tip_marca, NULL, min(l.cod_pessoa_apos), min(l.dat_marca) FROM lote l GROUP BY l.cod_tenant, l.tip_marca
    LOOP
        v_feitos := flowt.tentar_no_tenant('recalcular_scores', v_marca.cod_tenant, 'gravar_parte_dos_scores', v_marca);
        v_quantos := v_quantos + 1 + coalesce(v_feitos, 0);
        IF v_feitos IS NULL THEN
            INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, tip_marca, cod_pessoa_apos, dat_marca)
            VALUES (v_marca.cod_tenant, v_marca.tip_marca, v_marca.cod_pessoa_apos, v_marca.dat_marca);
        END IF;
    END LOOP;
    RETURN v_quantos;
END
$$;
ALTER FUNCTION rotina.recalcular_scores() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.recalcular_scores()
    IS 'Pontua de novo as pessoas marcadas, e uma parte de um tenant marcado por inteiro; devolve quantas, zero se não há mais. As de um tenant em '
       'que falha ficam marcadas e esperam (admin.vw_rotina_falhas). Para rodar a cada poucos segundos.';
