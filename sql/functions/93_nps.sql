-- NPS in numbers (guide chapter 13.3): the formulas, and what API, panels, scores and BI all read. Days are the tenant's, and an
-- answer counts on the day it was given.

-- Before anything refers to people through the new tables.
SELECT flowt.proteger_titulares();

CREATE OR REPLACE FUNCTION flowt.janela_da_tendencia() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 30;
COMMENT ON FUNCTION flowt.janela_da_tendencia() IS 'Dias de cada ponto da tendência de NPS.';
CREATE OR REPLACE FUNCTION flowt.minimo_da_tendencia() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 30;
COMMENT ON FUNCTION flowt.minimo_da_tendencia() IS 'Respostas abaixo das quais um ponto da tendência de NPS não se mostra.';
CREATE OR REPLACE FUNCTION flowt.prazo_de_edicao_de_nps() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '24 hours';
COMMENT ON FUNCTION flowt.prazo_de_edicao_de_nps() IS 'Por quanto tempo quem respondeu pode mudar a resposta.';
CREATE OR REPLACE FUNCTION flowt.prazo_de_detrator() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '48 hours';
COMMENT ON FUNCTION flowt.prazo_de_detrator() IS 'Em quanto tempo se procura quem deu nota de 0 a 6.';
CREATE OR REPLACE FUNCTION flowt.intervalo_de_nps_aberto() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '90 days';
COMMENT ON FUNCTION flowt.intervalo_de_nps_aberto() IS 'Por quanto tempo um visitante que respondeu pelo link aberto não responde de novo.';
CREATE OR REPLACE FUNCTION flowt.limite_de_nps_por_endereco() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 30;
COMMENT ON FUNCTION flowt.limite_de_nps_por_endereco()
    IS 'Respostas pelo link aberto que um endereço de rede dá a um tenant em uma hora: cabem os clientes de um salão, não uma máquina.';
CREATE OR REPLACE FUNCTION flowt.guarda_da_agenda_de_nps() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '90 days';
COMMENT ON FUNCTION flowt.guarda_da_agenda_de_nps() IS 'Por quanto tempo se guarda o que se decidiu de um convite.';
CREATE OR REPLACE FUNCTION flowt.convites_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 200;
COMMENT ON FUNCTION flowt.convites_por_vez() IS 'Convites de NPS de um tenant que uma vez da rotina decide.';

CREATE OR REPLACE FUNCTION flowt.clientes_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2000;
COMMENT ON FUNCTION flowt.clientes_por_vez() IS 'Pessoas de um tenant que uma vez da rotina da pesquisa da relação olha.';
CREATE OR REPLACE FUNCTION flowt.intervalo_da_volta() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '1 day';
COMMENT ON FUNCTION flowt.intervalo_da_volta()
    IS 'Depois de quanto tempo de acabar uma volta da pesquisa da relação começa outra; mudada a regra, começa já.';

CREATE OR REPLACE FUNCTION flowt.nps_de_contagem(p_promotores bigint, p_neutros bigint, p_detratores bigint)
RETURNS TABLE (num_nps numeric, num_margem numeric, num_minimo numeric, num_maximo numeric)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT round(100 * (c.p - c.d), 1), round(196 * sqrt(greatest(0, c.p + c.d - (c.p - c.d) ^ 2) / c.n), 1),
           -- Without answers there is nothing to say; greatest and least would still say something.
           CASE WHEN c.n IS NOT NULL THEN greatest(-100.0, round(100 * (c.pa - c.da) - c.desvio, 1)) END,
           CASE WHEN c.n IS NOT NULL THEN least(100.0, round(100 * (c.pa - c.da) + c.desvio, 1)) END
      FROM (SELECT y.*, 196 * sqrt(greatest(0, y.pa + y.da - (y.pa - y.da) ^ 2) / (y.n + 3)) AS desvio
              FROM (SELECT x.n, p_promotores / x.n AS p, p_detratores / x.n AS d, (p_promotores + 0.75) / (x.n + 3) AS pa,
                           (p_detratores + 0.75) / (x.n + 3) AS da
                      FROM (SELECT nullif((p_promotores + p_neutros + p_detratores)::numeric, 0) AS n) AS x) AS y) AS c;
END;
COMMENT ON FUNCTION flowt.nps_de_contagem(bigint, bigint, bigint)
    IS 'NPS de uma contagem (guia 13.3): 100·(promotores − detratores)/respostas, sua margem de 95 % e o intervalo de Wald ajustado, de −100 a 100; '
       'nulos sem respostas.';

-- The square roots are of margins already rounded, as they are shown: whoever checks by hand gets the same.
CREATE OR REPLACE FUNCTION flowt.nps_mudou(p_nps numeric, p_margem numeric, p_nps_antes numeric, p_margem_antes numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN abs(p_nps - p_nps_antes) > sqrt(p_margem * p_margem + p_margem_antes * p_margem_antes);
COMMENT ON FUNCTION flowt.nps_mudou(numeric, numeric, numeric, numeric)
    IS 'Se a diferença entre dois NPS é significativa: |Δ| > √(m₁² + m₂²); nulo se falta um deles.';

-- The answers of a period, as every number counts them. An item is the survey's own, or one of the order's.
CREATE OR REPLACE FUNCTION flowt.nps_respostas(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb)
RETURNS TABLE (cod_nps bigint, dat_dia date, num_nota integer, tip_classe text, cod_pedido bigint, cod_produto bigint, cod_unidade bigint,
               tip_canal text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso     text   := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_unidade  bigint := (p_filtro ->> 'unidade')::bigint;
    v_produto  bigint := (p_filtro ->> 'produto')::bigint;
    v_canal    text   := p_filtro ->> 'canal';
    v_pesquisa text   := p_filtro ->> 'pesquisa';
BEGIN
    RETURN QUERY
    SELECT n.cod_nps, (n.dat_resposta AT TIME ZONE v_fuso)::date, n.num_nota::integer, n.tip_classe, n.cod_pedido, n.cod_produto, n.cod_unidade,
           n.tip_canal
      FROM flowt.tb_omni8_nps AS n
     WHERE n.cod_tenant = p_tenant AND n.dat_resposta >= p_de::timestamp AT TIME ZONE v_fuso
       AND n.dat_resposta < (p_ate + 1)::timestamp AT TIME ZONE v_fuso
       AND (v_unidade IS NULL OR n.cod_unidade = v_unidade) AND (v_canal IS NULL OR n.tip_canal = v_canal)
       AND (v_pesquisa IS NULL OR n.tip_pesquisa = v_pesquisa)
       AND (v_produto IS NULL OR n.cod_produto = v_produto
            OR EXISTS (SELECT FROM flowt.tb_omni8_pedido_item AS i
                        WHERE i.cod_tenant = p_tenant AND i.cod_pedido = n.cod_pedido AND i.cod_produto = v_produto));
END
$$;
COMMENT ON FUNCTION flowt.nps_respostas(bigint, date, date, jsonb)
    IS 'Respostas de NPS de um período, com filtro {unidade, canal, produto, pesquisa}.';

CREATE OR REPLACE FUNCTION flowt.nps_convites(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb)
RETURNS TABLE (cod_pedido bigint, cod_produto bigint, cod_unidade bigint, tip_canal text, flg_respondido boolean)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso     text   := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_unidade  bigint := (p_filtro ->> 'unidade')::bigint;
    v_produto  bigint := (p_filtro ->> 'produto')::bigint;
    v_canal    text   := p_filtro ->> 'canal';
    v_pesquisa text   := p_filtro ->> 'pesquisa';
BEGIN
    RETURN QUERY
    SELECT n.cod_pedido, n.cod_produto, n.cod_unidade, n.tip_canal, n.dat_resposta IS NOT NULL
      FROM flowt.tb_omni8_nps AS n
     WHERE n.cod_tenant = p_tenant AND n.dat_convite >= p_de::timestamp AT TIME ZONE v_fuso
       AND n.dat_convite < (p_ate + 1)::timestamp AT TIME ZONE v_fuso
       AND (v_unidade IS NULL OR n.cod_unidade = v_unidade) AND (v_canal IS NULL OR n.tip_canal = v_canal)
       AND (v_pesquisa IS NULL OR n.tip_pesquisa = v_pesquisa)
       AND (v_produto IS NULL OR n.cod_produto = v_produto
            OR EXISTS (SELECT FROM flowt.tb_omni8_pedido_item AS i
                        WHERE i.cod_tenant = p_tenant AND i.cod_pedido = n.cod_pedido AND i.cod_produto = v_produto));
END
$$;
COMMENT ON FUNCTION flowt.nps_convites(bigint, date, date, jsonb)
    IS 'Convites de NPS enviados em um período, e se foram respondidos, com filtro {unidade, canal, produto, pesquisa}.';

CREATE OR REPLACE FUNCTION flowt.nps_do_periodo(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb)
RETURNS TABLE (qtd_convites bigint, qtd_respostas bigint, qtd_promotores bigint, qtd_neutros bigint, qtd_detratores bigint, num_nps numeric,
               num_margem numeric, num_minimo numeric, num_maximo numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT (SELECT count(*) FROM flowt.nps_convites(p_tenant, p_de, p_ate, p_filtro)), s.n, s.p, s.u, s.d, x.num_nps, x.num_margem, x.num_minimo,
           x.num_maximo
      FROM (SELECT count(*) AS n, count(*) FILTER (WHERE r.tip_classe = 'PROMOTOR') AS p, count(*) FILTER (WHERE r.tip_classe = 'NEUTRO') AS u,
                   count(*) FILTER (WHERE r.tip_classe = 'DETRATOR') AS d
              FROM flowt.nps_respostas(p_tenant, p_de, p_ate, p_filtro) AS r) AS s
     CROSS JOIN LATERAL flowt.nps_de_contagem(s.p, s.u, s.d) AS x;
END
$$;
COMMENT ON FUNCTION flowt.nps_do_periodo(bigint, date, date, jsonb)
    IS 'NPS de um período, com filtro {unidade, canal, produto, pesquisa}: convites enviados nele, respostas dadas nele, NPS com margem e intervalo '
       '(nulos sem respostas).';

CREATE OR REPLACE FUNCTION flowt.nps_por_nota(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb) RETURNS TABLE (num_nota integer, qtd bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT g.nota, count(r.cod_nps) FROM generate_series(0, 10) AS g (nota)
      LEFT JOIN flowt.nps_respostas(p_tenant, p_de, p_ate, p_filtro) AS r ON r.num_nota = g.nota
     GROUP BY g.nota ORDER BY g.nota;
END
$$;
COMMENT ON FUNCTION flowt.nps_por_nota(bigint, date, date, jsonb) IS 'Quantas respostas de um período deram cada nota, de 0 a 10.';

CREATE OR REPLACE FUNCTION flowt.nps_tendencia(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb)
    RETURNS TABLE (dat_dia date, qtd_respostas bigint, num_nps numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_antes integer := flowt.janela_da_tendencia() - 1;
BEGIN
    RETURN QUERY
    WITH dia AS (
        SELECT d::date AS dia, count(r.cod_nps) AS n, count(*) FILTER (WHERE r.tip_classe = 'PROMOTOR') AS p,
               count(*) FILTER (WHERE r.tip_classe = 'DETRATOR') AS d
          FROM generate_series(p_de - v_antes, p_ate, interval '1 day') AS d
          LEFT JOIN flowt.nps_respostas(p_tenant, p_de - v_antes, p_ate, p_filtro) AS r ON r.dat_dia = d::date
         GROUP BY d
    ), janela AS (
        -- Every day is there, so so many rows are so many days.
        SELECT x.dia, sum(x.n) OVER w AS n, sum(x.p) OVER w AS p, sum(x.d) OVER w AS d FROM dia AS x
        WINDOW w AS (ORDER BY x.dia ROWS v_antes PRECEDING)
    )
    SELECT j.dia, j.n::bigint, CASE WHEN j.n >= flowt.minimo_da_tendencia() THEN c.num_nps END
      FROM janela AS j CROSS JOIN LATERAL flowt.nps_de_contagem(j.p::bigint, (j.n - j.p - j.d)::bigint, j.d::bigint) AS c
     WHERE j.dia >= p_de ORDER BY j.dia;
END
$$;
COMMENT ON FUNCTION flowt.nps_tendencia(bigint, date, date, jsonb)
    IS 'Dia a dia, o NPS dos 30 dias que terminam nele; nulo com menos de 30 respostas.';

-- An answer about an order is one of each item in it: of items, sums mean nothing.
CREATE OR REPLACE FUNCTION flowt.nps_chaves(p_tenant bigint, p_por text, p_pedido bigint, p_produto bigint, p_unidade bigint, p_canal text)
    RETURNS SETOF text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_por = 'item' THEN
        RETURN QUERY SELECT p_produto::text WHERE p_produto IS NOT NULL
                     UNION SELECT i.cod_produto::text FROM flowt.tb_omni8_pedido_item AS i
                     WHERE i.cod_tenant = p_tenant AND i.cod_pedido = p_pedido AND i.cod_produto IS NOT NULL;
    ELSE
        RETURN NEXT CASE p_por WHEN 'unidade' THEN coalesce(p_unidade::text, '') ELSE p_canal END;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.nps_chaves(bigint, text, bigint, bigint, bigint, text)
    IS 'Em que linhas de uma quebra (item, unidade ou canal) uma pesquisa entra.';

CREATE OR REPLACE FUNCTION flowt.nps_quebra(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_por text)
RETURNS TABLE (chave text, des_rotulo text, qtd_convites bigint, qtd_respostas bigint, qtd_promotores bigint, qtd_neutros bigint,
               qtd_detratores bigint,
               num_nps numeric, num_margem numeric, num_minimo numeric, num_maximo numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH parte AS (
        SELECT k AS chave, 0 AS convite, r.tip_classe AS classe FROM flowt.nps_respostas(p_tenant, p_de, p_ate, p_filtro) AS r
         CROSS JOIN LATERAL flowt.nps_chaves(p_tenant, p_por, r.cod_pedido, r.cod_produto, r.cod_unidade, r.tip_canal) AS k
        UNION ALL
        SELECT k, 1, NULL FROM flowt.nps_convites(p_tenant, p_de, p_ate, p_filtro) AS c
         CROSS JOIN LATERAL flowt.nps_chaves(p_tenant, p_por, c.cod_pedido, c.cod_produto, c.cod_unidade, c.tip_canal) AS k
    ), soma AS (
        SELECT p.chave, sum(p.convite) AS c, count(p.classe) AS n, count(*) FILTER (WHERE p.classe = 'PROMOTOR') AS p,
               count(*) FILTER (WHERE p.classe = 'NEUTRO') AS u,
               count(*) FILTER (WHERE p.classe = 'DETRATOR') AS d
          FROM parte AS p GROUP BY p.chave
    )
    SELECT s.chave, CASE p_por WHEN 'item' THEN i.nom_produto WHEN 'unidade' THEN coalesce(u.nom_unidade, 'Sem unidade') ELSE s.chave END,
           s.c, s.n, s.p, s.u, s.d, x.num_nps, x.num_margem, x.num_minimo, x.num_maximo
      FROM soma AS s CROSS JOIN LATERAL flowt.nps_de_contagem(s.p, s.u, s.d) AS x
      LEFT JOIN flowt.tb_omni8_produto_servico AS i ON i.cod_tenant = p_tenant AND i.cod_produto = CASE p_por WHEN 'item' THEN s.chave::bigint END
      LEFT JOIN flowt.tb_omni8_unidade AS u ON u.cod_tenant = p_tenant
       AND u.cod_unidade = CASE p_por WHEN 'unidade' THEN nullif(s.chave, '')::bigint END
     ORDER BY s.n DESC, s.c DESC, s.chave;
END
$$;
COMMENT ON FUNCTION flowt.nps_quebra(bigint, date, date, jsonb, text)
    IS 'NPS de um período por item, unidade ou canal, com filtro {unidade, canal, produto, pesquisa}; os que têm mais respostas antes. A chave vazia '
       'é a de quem não tem unidade.';
