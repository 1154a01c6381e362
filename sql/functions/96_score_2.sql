-- Scores (guide chapter 14): the company's own, over the thirty days up to a day, from the indicators that its panels show; and
-- what the turn of its day does.

CREATE OR REPLACE FUNCTION flowt.periodo_do_score() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 30;
COMMENT ON FUNCTION flowt.periodo_do_score() IS 'Dias do score de uma empresa (guia 14).';
CREATE OR REPLACE FUNCTION flowt.minimo_de_visitas_do_score() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100;
COMMENT ON FUNCTION flowt.minimo_de_visitas_do_score() IS 'Visitas a partir das quais a conversão entra no score de uma empresa.';
CREATE OR REPLACE FUNCTION flowt.minimo_de_respostas_do_score() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10;
COMMENT ON FUNCTION flowt.minimo_de_respostas_do_score() IS 'Respostas de NPS a partir das quais a satisfação entra no score de uma empresa.';

-- From the figures of the period to their parts of the score: 1.2 times the revenue, 2.4 %, 18 %, +42, 2 %, 27 days → 712.
CREATE OR REPLACE FUNCTION flowt.pontuar_tenant(p_linha flowt.tb_omni8_score_tenant_dia) RETURNS flowt.tb_omni8_score_tenant_dia
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha flowt.tb_omni8_score_tenant_dia := p_linha;
BEGIN
    -- LEAST passes over NULL: it would make 1 of a rate that is not there.
    v_linha.num_receita      := CASE WHEN p_linha.vlr_receita_anterior > 0
                                     THEN least(1, round(p_linha.vlr_receita::numeric / p_linha.vlr_receita_anterior / 2, 4)) END;
    v_linha.num_conversao    := CASE WHEN p_linha.qtd_visitas >= flowt.minimo_de_visitas_do_score()
                                     THEN least(1, round(p_linha.num_taxa_conversao / 0.03, 4)) END;
    v_linha.num_recompra     := CASE WHEN p_linha.num_taxa_recompra IS NOT NULL THEN least(1, round(p_linha.num_taxa_recompra / 0.30, 4)) END;
    v_linha.num_nps          := CASE
                                     WHEN p_linha.qtd_respostas >= flowt.minimo_de_respostas_do_score() THEN round((p_linha.num_nota_nps
                                         + 100) / 200, 4) END;
    v_linha.num_cancelamento := CASE WHEN p_linha.num_taxa_cancelamento IS NOT NULL THEN 1
                                     - least(1, round(p_linha.num_taxa_cancelamento / 0.10, 4)) END;
    v_linha.num_atividade    := round(p_linha.qtd_dias_ativos::numeric / flowt.periodo_do_score(), 4);
    v_linha.num_score := (
        SELECT flowt.score_ponderado(array_agg(x.valor), array_agg(c.num_peso::integer)) FROM flowt.tb_omni8_score_componente AS c
          JOIN (VALUES ('receita', v_linha.num_receita), ('conversao', v_linha.num_conversao), ('recompra', v_linha.num_recompra),
                       ('nps', v_linha.num_nps),
                       ('cancelamento', v_linha.num_cancelamento),
                       ('atividade', v_linha.num_atividade)) AS x (nome, valor) ON x.nome = c.nom_componente
         WHERE c.tip_score = 'EMPRESA');
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.pontuar_tenant(flowt.tb_omni8_score_tenant_dia)
    IS 'Componentes (nulos, se não entram) e score de uma empresa, pelos números do período.';

CREATE OR REPLACE FUNCTION flowt.score_do_tenant(p_tenant bigint, p_dia date) RETURNS SETOF flowt.tb_omni8_score_tenant_dia
LANGUAGE plpgsql STABLE ROWS 1 AS $$
DECLARE
    v_de    date := p_dia - flowt.periodo_do_score() + 1;
    v_linha flowt.tb_omni8_score_tenant_dia;
BEGIN
    v_linha.cod_tenant := p_tenant;
    v_linha.dat_dia := p_dia;
    SELECT coalesce(max(i.num_valor) FILTER (WHERE i.nom_indicador = 'receita_bruta'), 0)::bigint,
           coalesce(max(i.num_valor) FILTER (WHERE i.nom_indicador = 'visitas'), 0)::bigint,
           max(i.num_valor) FILTER (WHERE i.nom_indicador = 'conversao'), max(i.num_valor) FILTER (WHERE i.nom_indicador = 'recompra'),
           max(i.num_valor) FILTER (WHERE i.nom_indicador = 'cancelamento')
      INTO v_linha.vlr_receita, v_linha.qtd_visitas, v_linha.num_taxa_conversao, v_linha.num_taxa_recompra, v_linha.num_taxa_cancelamento
      FROM flowt.indicadores(p_tenant, v_de, p_dia, '{}') AS i;
    SELECT coalesce(max(i.num_valor), 0)::bigint INTO v_linha.vlr_receita_anterior
      FROM flowt.indicadores(p_tenant, v_de - flowt.periodo_do_score(), v_de - 1, '{}') AS i WHERE i.nom_indicador = 'receita_bruta';
    SELECT n.num_nps, n.qtd_respostas INTO v_linha.num_nota_nps, v_linha.qtd_respostas FROM flowt.nps_do_periodo(p_tenant, v_de, p_dia, '{}') AS n;
    SELECT count(*) FILTER (WHERE (s.soma).qtd_pedidos_confirmados > 0) INTO v_linha.qtd_dias_ativos
      FROM flowt.somas(p_tenant, v_de, p_dia, '{}', true) AS s;
    RETURN NEXT flowt.pontuar_tenant(v_linha);
END
$$;
COMMENT ON FUNCTION flowt.score_do_tenant(bigint, date) IS 'Score de uma empresa nos 30 dias até um dia: seus componentes e os números de que saem.';

-- MARK: the turn of the day

CREATE OR REPLACE FUNCTION flowt.dias_a_rever_do_score() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 7;
COMMENT ON FUNCTION flowt.dias_a_rever_do_score()
    IS 'Dias passados cujo score da empresa se calcula de novo: os em que um evento atrasado ainda pode cair (guia 11.1).';

CREATE OR REPLACE FUNCTION flowt.registrar_score_do_tenant(p_tenant bigint, p_de date, p_ate date) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_score_tenant_dia d WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate;
    INSERT INTO flowt.tb_omni8_score_tenant_dia SELECT s.* FROM generate_series(p_de, p_ate, interval '1 day') AS g (dia)
                                                 CROSS JOIN LATERAL flowt.score_do_tenant(p_tenant, g.dia::date) AS s;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.registrar_score_do_tenant(bigint, date, date) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.registrar_score_do_tenant(bigint, date, date) IS 'Guarda o score de uma empresa ao fim de cada um destes dias.';

CREATE OR REPLACE FUNCTION flowt.envelhecer_do_tenant(p_tenant bigint, p_hoje date) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_criacao date := (SELECT (t.dat_criacao AT TIME ZONE t.des_fuso_horario)::date FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_ultimo  date := (SELECT max(d.dat_dia) FROM flowt.tb_omni8_score_tenant_dia d WHERE d.cod_tenant = p_tenant);
BEGIN
    -- What was missed while nothing ran is made up for, as far back as a score looks.
    PERFORM flowt.registrar_score_do_tenant(p_tenant,
                                            greatest(v_criacao, p_hoje - flowt.periodo_do_score(),
                                                     least(v_ultimo + 1, p_hoje - flowt.dias_a_rever_do_score())), p_hoje - 1);
    INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, tip_marca, cod_pessoa_apos) VALUES (p_tenant, 'DIA', 0);
    RETURN 1;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.envelhecer_do_tenant(bigint, date) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.envelhecer_do_tenant(bigint, date)
    IS 'Guarda o score de uma empresa ao fim dos dias passados e marca os scores de clientes que o tempo muda.';

CREATE OR REPLACE FUNCTION rotina.envelhecer_scores() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    v_tenant  record;
    v_quantos bigint := 0;
BEGIN
    FOR v_tenant IN
        SELECT t.cod_tenant, t.hoje
          FROM (SELECT t.cod_tenant, (now() AT TIME ZONE t.des_fuso_horario)::date AS hoje,
                       (t.dat_criacao AT TIME ZONE t.des_fuso_horario)::date AS criacao
                  FROM flowt.tb_omni8_tenant t WHERE t.sta_tenant = 'ATIVO') AS t
         CROSS JOIN LATERAL (SELECT max(d.dat_dia) AS ultimo FROM flowt.tb_omni8_score_tenant_dia d WHERE d.cod_tenant = t.cod_tenant) AS u
         WHERE t.criacao < t.hoje AND (u.ultimo IS NULL OR u.ultimo < t.hoje - 1)
           AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                            WHERE f.cod_tenant = t.cod_tenant AND f.nom_rotina = 'envelhecer_scores' AND f.dat_proxima > now())
         ORDER BY t.cod_tenant LIMIT flowt.tenants_por_rodada()
    LOOP
        v_quantos := v_quantos + coalesce(flowt.tentar_no_tenant('envelhecer_scores', v_tenant.cod_tenant, 'envelhecer_do_tenant', v_tenant.hoje), 0);
    END LOOP;
    RETURN v_quantos;
END
$$;
ALTER FUNCTION rotina.envelhecer_scores() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.envelhecer_scores()
    IS 'Dos tenants cujo dia virou, guarda o score da empresa ao fim dos dias passados e marca os scores de clientes que o tempo muda; devolve '
       'quantos tenants, zero se não há mais. O tenant em que falha espera (admin.vw_rotina_falhas). Para rodar a cada poucos minutos.';

-- The last day before the limit stays: it says what the score was from then on.
CREATE OR REPLACE FUNCTION flowt.guarda_de_scores() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 730;
COMMENT ON FUNCTION flowt.guarda_de_scores() IS 'Dias de história dos scores de clientes que se guardam.';
CREATE OR REPLACE FUNCTION flowt.scores_por_expurgo() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50000;
COMMENT ON FUNCTION flowt.scores_por_expurgo() IS 'Linhas da história dos scores que um expurgo apaga em uma transação.';

CREATE OR REPLACE FUNCTION rotina.expurgar_scores() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_antes   date := (now() AT TIME ZONE 'UTC')::date - flowt.guarda_de_scores();
    v_quantos bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_score_pessoa_dia h
     WHERE (h.cod_tenant, h.cod_pessoa, h.dat_dia) IN (
        SELECT x.cod_tenant, x.cod_pessoa, x.dat_dia FROM flowt.tb_omni8_score_pessoa_dia x
         WHERE x.dat_dia < v_antes
           AND EXISTS (SELECT FROM flowt.tb_omni8_score_pessoa_dia y
                        WHERE y.cod_tenant = x.cod_tenant AND y.cod_pessoa = x.cod_pessoa AND y.dat_dia > x.dat_dia AND y.dat_dia <= v_antes)
         LIMIT flowt.scores_por_expurgo());
    GET DIAGNOSTICS v_quantos = ROW_COUNT;
    RETURN v_quantos;
END
$$;
ALTER FUNCTION rotina.expurgar_scores() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expurgar_scores()
    IS 'Apaga dias de scores de clientes mais velhos que flowt.guarda_de_scores(), menos o último antes disso; devolve quantos, zero se não há mais. '
       'Para rodar todo dia.';
