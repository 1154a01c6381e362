-- Rollups (guide chapter 12): what counts, hour by hour, from the facts. This one function says what each number is; the job,
-- the recount of a whole company and the tests all call it.

DO $$
BEGIN
    IF to_regtype('flowt.fato') IS NULL THEN
        CREATE TYPE flowt.fato AS (dat_fato timestamptz, tip_canal text, nom_campanha text, cod_unidade bigint,
            qtd_visitas bigint, qtd_visitas_engajadas bigint, qtd_visitas_com_pedido bigint, qtd_paginas bigint, qtd_funil_pagina bigint,
            qtd_funil_item bigint, qtd_funil_carrinho bigint, qtd_funil_checkout bigint, qtd_funil_pedido bigint, qtd_checkouts bigint,
            qtd_checkouts_convertidos bigint, qtd_carrinhos bigint, qtd_carrinhos_convertidos bigint, qtd_pedidos bigint,
            qtd_pedidos_confirmados bigint, vlr_bruto bigint, qtd_estornos bigint, vlr_estornado bigint, qtd_cancelados bigint,
            qtd_funil_revisao bigint, qtd_funil_pos_venda bigint);
    ELSIF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = 'flowt.fato'::regclass AND a.attname = 'qtd_funil_revisao') THEN
        ALTER TYPE flowt.fato ADD ATTRIBUTE qtd_funil_revisao bigint, ADD ATTRIBUTE qtd_funil_pos_venda bigint;
    END IF;
    IF to_regtype('flowt.parte_de_dia') IS NULL THEN
        CREATE TYPE flowt.parte_de_dia AS (cod_tenant bigint, dat_dia date, dat_de timestamptz, dat_ate timestamptz,
            flg_aberto boolean, flg_inteiro boolean);
        CREATE TYPE flowt.linha_do_dia AS (cod_tenant bigint, dat_dia date, cod_linha bigint);
    END IF;
END
$$;
COMMENT ON TYPE flowt.fato IS 'Um fato e o que ele soma em cada número, no momento em que conta.';
COMMENT ON TYPE flowt.parte_de_dia IS 'Parte de um dia a contar, de dat_de até antes de dat_ate: uma hora, ou o dia inteiro (flg_inteiro). '
    'flg_aberto se dele se guardam as horas.';
COMMENT ON TYPE flowt.linha_do_dia IS 'Um item, ou uma oferta, em um dia.';

CREATE OR REPLACE FUNCTION flowt.minimo_de_engajamento() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '10 seconds';
COMMENT ON FUNCTION flowt.minimo_de_engajamento() IS 'Duração acima da qual uma visita conta como engajada (guia 12.1).';
CREATE OR REPLACE FUNCTION flowt.prazo_de_conversao() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '24 hours';
COMMENT ON FUNCTION flowt.prazo_de_conversao()
    IS 'Tempo em que um carrinho ou um fechamento de compra precisa virar pedido para contar como convertido (guia 12.1).';

CREATE OR REPLACE FUNCTION flowt.pedido_valido(p_status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_status NOT IN ('INTENCAO', 'AGUARDANDO_PAGAMENTO', 'EXPIRADO', 'CANCELADO', 'RECUSADO');
COMMENT ON FUNCTION flowt.pedido_valido(text) IS 'Se um pedido neste status conta como compra.';

CREATE OR REPLACE FUNCTION flowt.visita_engajada(p_visita flowt.tb_omni8_visita) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p_visita).dat_fim - (p_visita).dat_inicio > flowt.minimo_de_engajamento() OR (p_visita).qtd_paginas >= 2 OR (p_visita).flg_evento_chave;
COMMENT ON FUNCTION flowt.visita_engajada(flowt.tb_omni8_visita) IS 'Se uma visita conta como engajada (guia 12.1).';

-- Visits, with whether each led to a valid order. A step counts only if its first time is not before that of the step before it.
CREATE OR REPLACE FUNCTION flowt.fatos_de_visitas(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.fato
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT w.dat_inicio, w.tip_canal_atribuido, w.nom_campanha_atribuida, NULL::bigint,
           1, flowt.visita_engajada(w)::integer, (o.primeiro IS NOT NULL)::integer, w.qtd_paginas,
           p.pagina::integer, p.item::integer, p.carrinho::integer, p.checkout::integer,
           (p.checkout AND coalesce(o.primeiro >= w.dat_checkout, false))::integer,
           (w.dat_checkout IS NOT NULL)::integer, coalesce(o.primeiro >= w.dat_checkout
                                                           AND o.primeiro <= w.dat_checkout + flowt.prazo_de_conversao(), false)::integer,
           0, 0, 0, 0, 0, 0, 0, 0, p.revisao::integer,
           (p.checkout AND coalesce(o.primeiro >= w.dat_checkout AND w.dat_pos_venda >= o.primeiro, false))::integer
      FROM flowt.tb_omni8_visita AS w
      LEFT JOIN LATERAL (SELECT min(d.dat_criacao) AS primeiro FROM flowt.tb_omni8_pedido_atribuicao AS a
                           JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = a.cod_pedido
                            AND flowt.pedido_valido(d.sta_pedido)
                          WHERE a.cod_tenant = p_tenant AND a.cod_visita = w.cod_visita) AS o ON true
     CROSS JOIN LATERAL (SELECT w.dat_pagina IS NOT NULL AS pagina, coalesce(w.dat_item >= w.dat_pagina, false) AS item,
                                coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item, false) AS carrinho,
                                coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item AND w.dat_revisao >= w.dat_carrinho,
                                         false) AS revisao,
                                coalesce(w.dat_item >= w.dat_pagina AND w.dat_carrinho >= w.dat_item AND w.dat_revisao >= w.dat_carrinho
                                         AND w.dat_checkout >= w.dat_revisao, false) AS checkout) AS p
     WHERE w.cod_tenant = p_tenant AND w.dat_inicio >= p_de AND w.dat_inicio < p_ate AND NOT w.flg_robo;
END;
COMMENT ON FUNCTION flowt.fatos_de_visitas(bigint, timestamptz, timestamptz) IS 'Visitas iniciadas em um período, como fatos.';

CREATE OR REPLACE FUNCTION flowt.primeira_vez(p_tenant bigint, p_pedido bigint, p_status text)
    RETURNS TABLE (num_evento integer, dat_evento timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.num_evento, e.dat_evento FROM flowt.tb_omni8_pedido_evento AS e
     WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido AND e.sta_para = p_status ORDER BY e.num_evento LIMIT 1;
END;
COMMENT ON FUNCTION flowt.primeira_vez(bigint, bigint, text) IS 'Em que passo e quando um pedido chegou a um status: se mais de uma vez, conta a primeira.';

-- Money comes from orders, each sum at its own moment: made, confirmed, undone.
CREATE OR REPLACE FUNCTION flowt.passos_de_pedidos(p_tenant bigint, p_de timestamptz, p_ate timestamptz)
RETURNS TABLE (cod_pedido bigint, dat_fato timestamptz, qtd_feitos integer, qtd_confirmados integer, qtd_estornos integer, vlr_estornado bigint,
               qtd_cancelados integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT d.cod_pedido, d.dat_criacao, 1, 0, 0, 0::bigint, 0
      FROM flowt.tb_omni8_pedido AS d WHERE d.cod_tenant = p_tenant AND d.dat_criacao >= p_de AND d.dat_criacao < p_ate
       -- A quote is an order from when it is accepted.
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_evento AS x
                        WHERE x.cod_tenant = p_tenant AND x.cod_pedido = d.cod_pedido AND x.sta_para = 'INTENCAO')
    UNION ALL
    SELECT e.cod_pedido, e.dat_evento, 1, 0, 0, 0, 0
      FROM flowt.tb_omni8_pedido_evento AS e
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate AND e.sta_de = 'INTENCAO' AND e.sta_para = 'RECEBIDO'
    UNION ALL
    SELECT e.cod_pedido, e.dat_evento, 0, (e.sta_para = 'CONFIRMADO')::integer, 0, 0, (e.sta_para <> 'CONFIRMADO')::integer
      FROM flowt.tb_omni8_pedido_evento AS e CROSS JOIN LATERAL flowt.primeira_vez(p_tenant, e.cod_pedido, e.sta_para) AS v
     WHERE e.cod_tenant = p_tenant AND e.dat_evento >= p_de AND e.dat_evento < p_ate
       AND e.sta_para IN ('CONFIRMADO', 'CANCELADO', 'RECUSADO') AND e.sta_de IS DISTINCT FROM 'INTENCAO' AND v.num_evento = e.num_evento
    UNION ALL
    SELECT s.cod_pedido, s.dat_estorno, 0, 0, 1, s.vlr_estorno, 0
      FROM flowt.tb_omni8_pedido_estorno AS s
     WHERE s.cod_tenant = p_tenant AND s.dat_estorno >= p_de AND s.dat_estorno < p_ate
       -- What never was revenue is not taken off it.
       AND EXISTS (SELECT FROM flowt.primeira_vez(p_tenant, s.cod_pedido, 'CONFIRMADO'));
END;
COMMENT ON FUNCTION flowt.passos_de_pedidos(bigint, timestamptz, timestamptz)
    IS 'Guia 12.1: um orçamento só conta como pedido desde que é aceito, e um que ninguém aceitou não conta; um pedido confirmado conta na receita '
       'bruta e nos confirmados do dia da confirmação, e lá fica se depois é cancelado; o que se desfez dele sai da receita líquida no dia do '
       'estorno, e o cancelamento conta no seu. O que conta de pedidos em um período: feitos, confirmados, desfeitos, cada um em seu momento.';

CREATE OR REPLACE FUNCTION flowt.fatos_de_pedidos(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.fato
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.dat_fato, coalesce(a.tip_canal, 'DIRETO'), a.nom_campanha, d.cod_unidade, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
           f.qtd_feitos, f.qtd_confirmados, f.qtd_confirmados * d.vlr_total, f.qtd_estornos, f.vlr_estornado, f.qtd_cancelados, 0, 0
      FROM flowt.passos_de_pedidos(p_tenant, p_de, p_ate) AS f
      JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_pedido = f.cod_pedido
      LEFT JOIN flowt.tb_omni8_pedido_atribuicao AS a ON a.cod_tenant = p_tenant AND a.cod_pedido = f.cod_pedido;
END;
COMMENT ON FUNCTION flowt.fatos_de_pedidos(bigint, timestamptz, timestamptz) IS 'O que houve com pedidos em um período, como fatos.';

CREATE OR REPLACE FUNCTION flowt.fatos_de_carrinhos(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.fato
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.dat_criacao, coalesce(w.tip_canal_atribuido, 'DIRETO'), w.nom_campanha_atribuida, NULL::bigint, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
           -- A bag that ended in a quote is an order from when that is accepted.
           1, coalesce(CASE WHEN EXISTS (SELECT FROM flowt.tb_omni8_pedido_evento AS x
                                          WHERE x.cod_tenant = p_tenant AND x.cod_pedido = d.cod_pedido AND x.sta_para = 'INTENCAO')
                            THEN (SELECT min(x.dat_evento) FROM flowt.tb_omni8_pedido_evento AS x
                                   WHERE x.cod_tenant = p_tenant AND x.cod_pedido = d.cod_pedido AND x.sta_de = 'INTENCAO'
                                     AND x.sta_para = 'RECEBIDO')
                            ELSE d.dat_criacao END <= c.dat_criacao + flowt.prazo_de_conversao(), false)::integer, 0, 0, 0, 0, 0, 0, 0, 0
      FROM flowt.tb_omni8_carrinho AS c
      LEFT JOIN flowt.tb_omni8_pedido AS d ON d.cod_tenant = p_tenant AND d.cod_carrinho = c.cod_carrinho
      LEFT JOIN flowt.tb_omni8_carrinho_visita AS v ON v.cod_tenant = p_tenant AND v.cod_carrinho = c.cod_carrinho
      LEFT JOIN flowt.tb_omni8_visita AS w ON w.cod_tenant = p_tenant AND w.cod_visita = v.cod_visita
     WHERE c.cod_tenant = p_tenant AND c.dat_criacao >= p_de AND c.dat_criacao < p_ate AND c.sta_carrinho <> 'MESCLADO'
       AND NOT coalesce(w.flg_robo, false);
END;
COMMENT ON FUNCTION flowt.fatos_de_carrinhos(bigint, timestamptz, timestamptz) IS 'Carrinhos criados em um período, como fatos.';

CREATE OR REPLACE FUNCTION flowt.fatos(p_tenant bigint, p_de timestamptz, p_ate timestamptz) RETURNS SETOF flowt.fato
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT * FROM flowt.fatos_de_visitas(p_tenant, p_de, p_ate)
    UNION ALL SELECT * FROM flowt.fatos_de_pedidos(p_tenant, p_de, p_ate)
    UNION ALL SELECT * FROM flowt.fatos_de_carrinhos(p_tenant, p_de, p_ate);
END;
COMMENT ON FUNCTION flowt.fatos(bigint, timestamptz, timestamptz)
    IS 'Tudo que conta em um período, de p_de até antes de p_ate: a definição de cada número apurado (guia 12.1).';

-- MARK: counting anew

-- Anybody may write a name of a campaign into an address. Those that brought orders go before those that brought visits: a stranger
-- with a thousand names of his own does not push a real one out.
CREATE OR REPLACE FUNCTION flowt.campanhas_por_dia() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 200;
COMMENT ON FUNCTION flowt.campanhas_por_dia()
    IS 'Campanhas que se contam pelo nome em uma hora, e em um dia, de um tenant: as com mais pedidos, depois as com mais visitas, depois por nome. '
       'As outras se contam juntas, como flowt.outras_campanhas().';
CREATE OR REPLACE FUNCTION flowt.outras_campanhas() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '(outras)';
COMMENT ON FUNCTION flowt.outras_campanhas() IS 'Nome sob o qual se contam as campanhas além de flowt.campanhas_por_dia().';

CREATE OR REPLACE FUNCTION flowt.dias_abertos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
COMMENT ON FUNCTION flowt.dias_abertos() IS 'Dias, com o de hoje, de que se guardam as horas por item, oferta e tipo de evento.';

CREATE OR REPLACE FUNCTION flowt.hora_cheia(p_momento timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_bin('1 hour', p_momento, '2000-01-01 00:00:00+00');
COMMENT ON FUNCTION flowt.hora_cheia(timestamptz) IS 'Começo da hora de um momento.';

-- Where clocks are set back at one in the morning, midnight comes twice and PostgreSQL takes the second one.
CREATE OR REPLACE FUNCTION flowt.comeco_do_dia(p_dia date, p_fuso text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (p_dia::timestamp AT TIME ZONE p_fuso)
    - CASE WHEN ((p_dia::timestamp AT TIME ZONE p_fuso) - interval '1 hour') AT TIME ZONE p_fuso = p_dia::timestamp THEN interval '1 hour'
           ELSE interval '0' END;
COMMENT ON FUNCTION flowt.comeco_do_dia(date, text) IS 'Quando um dia começa em um fuso.';

CREATE OR REPLACE FUNCTION flowt.apurar_horas(p_tenants bigint[], p_horas timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_hora h USING unnest(p_tenants, p_horas) AS b (tenant, hora)
     WHERE h.cod_tenant = b.tenant AND h.dat_hora >= b.hora AND h.dat_hora < b.hora + interval '1 hour';
    INSERT INTO flowt.tb_omni8_agregado_hora (cod_tenant, dat_hora, tip_canal, nom_campanha, cod_unidade,
        qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho,
        qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos,
        qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda)
    WITH fato AS MATERIALIZED (
        SELECT b.tenant, CASE WHEN f.dat_fato >= b.comeco THEN greatest(b.hora, b.comeco) ELSE b.hora END AS parte, f.*
          -- In a zone like India's a day begins in the middle of an hour: that hour has two parts. Looked for by the hour (OFFSET), not by fact.
          FROM (SELECT m.tenant, m.hora,
                       flowt.comeco_do_dia(((m.hora + interval '59 minutes') AT TIME ZONE t.des_fuso_horario)::date, t.des_fuso_horario) AS comeco
                  FROM unnest(p_tenants, p_horas) AS m (tenant, hora) JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = m.tenant OFFSET 0) AS b
         CROSS JOIN LATERAL flowt.fatos(b.tenant, b.hora, b.hora + interval '1 hour') AS f
    ), nome AS (
        SELECT n.tenant, n.parte, n.nom_campanha, row_number() OVER (PARTITION BY n.tenant,
                                                                     n.parte ORDER BY sum(n.qtd_pedidos + n.qtd_pedidos_confirmados) DESC,
                                                                     sum(n.qtd_visitas) DESC, n.nom_campanha COLLATE "C") AS posicao
          FROM fato AS n WHERE n.nom_campanha <> flowt.outras_campanhas() GROUP BY n.tenant, n.parte, n.nom_campanha
    )
    SELECT f.tenant, f.parte, f.tip_canal, CASE WHEN n.posicao > flowt.campanhas_por_dia() THEN flowt.outras_campanhas() ELSE f.nom_campanha END,
           f.cod_unidade,
           sum(f.qtd_visitas)::bigint, sum(f.qtd_visitas_engajadas)::bigint, sum(f.qtd_visitas_com_pedido)::bigint, sum(f.qtd_paginas)::bigint,
           sum(f.qtd_funil_pagina)::bigint, sum(f.qtd_funil_item)::bigint, sum(f.qtd_funil_carrinho)::bigint, sum(f.qtd_funil_checkout)::bigint,
           sum(f.qtd_funil_pedido)::bigint, sum(f.qtd_checkouts)::bigint, sum(f.qtd_checkouts_convertidos)::bigint, sum(f.qtd_carrinhos)::bigint,
           sum(f.qtd_carrinhos_convertidos)::bigint, sum(f.qtd_pedidos)::bigint, sum(f.qtd_pedidos_confirmados)::bigint, sum(f.vlr_bruto)::bigint,
           sum(f.qtd_estornos)::bigint, sum(f.vlr_estornado)::bigint, sum(f.qtd_cancelados)::bigint,
           sum(f.qtd_funil_revisao)::bigint, sum(f.qtd_funil_pos_venda)::bigint
      FROM fato AS f LEFT JOIN nome AS n ON n.tenant = f.tenant AND n.parte = f.parte AND n.nom_campanha = f.nom_campanha
     GROUP BY f.tenant, f.parte, f.tip_canal, 4, f.cod_unidade;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_horas(bigint[], timestamptz[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_horas(bigint[], timestamptz[])
    IS 'Apura de novo estas horas, a partir dos fatos; de cada uma, até flowt.campanhas_por_dia() campanhas pelo nome.';

CREATE OR REPLACE FUNCTION flowt.apurar_dias(p_tenants bigint[], p_dias date[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_agregado_dia h USING unnest(p_tenants, p_dias) AS b (tenant, dia) WHERE h.cod_tenant = b.tenant AND h.dat_dia = b.dia;
    INSERT INTO flowt.tb_omni8_agregado_dia (cod_tenant, dat_dia, tip_canal, nom_campanha, cod_unidade,
        qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho,
        qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos,
        qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda)
    WITH hora AS MATERIALIZED (
        SELECT b.tenant, b.dia, h.*
          FROM unnest(p_tenants, p_dias) AS b (tenant, dia) JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = b.tenant
          JOIN flowt.tb_omni8_agregado_hora AS h
            ON h.cod_tenant = b.tenant AND h.dat_hora >= flowt.comeco_do_dia(b.dia, t.des_fuso_horario)
           AND h.dat_hora < flowt.comeco_do_dia(b.dia + 1, t.des_fuso_horario)
    ), nome AS (
        SELECT n.tenant, n.dia, n.nom_campanha, row_number() OVER (PARTITION BY n.tenant,
                                                                   n.dia ORDER BY sum(n.qtd_pedidos + n.qtd_pedidos_confirmados) DESC,
                                                                   sum(n.qtd_visitas) DESC, n.nom_campanha COLLATE "C") AS posicao
          FROM hora AS n WHERE n.nom_campanha <> flowt.outras_campanhas() GROUP BY n.tenant, n.dia, n.nom_campanha
    )
    SELECT f.tenant, f.dia, f.tip_canal, CASE WHEN n.posicao > flowt.campanhas_por_dia() THEN flowt.outras_campanhas() ELSE f.nom_campanha END,
           f.cod_unidade,
           sum(f.qtd_visitas)::bigint, sum(f.qtd_visitas_engajadas)::bigint, sum(f.qtd_visitas_com_pedido)::bigint, sum(f.qtd_paginas)::bigint,
           sum(f.qtd_funil_pagina)::bigint, sum(f.qtd_funil_item)::bigint, sum(f.qtd_funil_carrinho)::bigint, sum(f.qtd_funil_checkout)::bigint,
           sum(f.qtd_funil_pedido)::bigint, sum(f.qtd_checkouts)::bigint, sum(f.qtd_checkouts_convertidos)::bigint, sum(f.qtd_carrinhos)::bigint,
           sum(f.qtd_carrinhos_convertidos)::bigint, sum(f.qtd_pedidos)::bigint, sum(f.qtd_pedidos_confirmados)::bigint, sum(f.vlr_bruto)::bigint,
           sum(f.qtd_estornos)::bigint, sum(f.vlr_estornado)::bigint, sum(f.qtd_cancelados)::bigint,
           sum(f.qtd_funil_revisao)::bigint, sum(f.qtd_funil_pos_venda)::bigint
      FROM hora AS f LEFT JOIN nome AS n ON n.tenant = f.tenant AND n.dia = f.dia AND n.nom_campanha = f.nom_campanha
     GROUP BY f.tenant, f.dia, f.tip_canal, 4, f.cod_unidade;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apurar_dias(bigint[], date[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apurar_dias(bigint[], date[])
    IS 'Apura de novo estes dias dos tenants, a partir das horas; de cada um, até flowt.campanhas_por_dia() campanhas pelo nome.';
