-- BI facts and dimensions: over random histories the sums are those of flowt.indicadores (one number, one function), on the days
-- of the tenant's zone (guide chapters 12.2 and 18.3). Isolation, columns and EXPLAIN: 99_bi_2.sql.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/bi.sql
SELECT no_plan();

SELECT setseed(0.18);
SELECT count(pg_temp.something(t)) FROM generate_series(1, 250) n, unnest(ARRAY[:alfa, :beta]) t;
SELECT ok(rotina.apurar() > 0, 'five hundred things happened');
SELECT (flowt.hoje(:alfa) - 20)::text AS de, flowt.hoje(:alfa)::text AS ate \gset
CREATE TEMP TABLE certo AS SELECT t.slug, i.* FROM (VALUES ('alfa', :alfa), ('beta', :beta)) AS t (slug, tenant), flowt.indicadores(t.tenant, :'de', :'ate', '{}') AS i;
SELECT ok(bool_and(num_numerador > 0), 'every number has something in it: ' || string_agg(nom_indicador, ' ') FILTER (WHERE coalesce(num_numerador, 0) = 0)) FROM certo WHERE nom_indicador NOT LIKE 'nps%';

-- Each indicator by what a BI tool would sum, against what API and dashboards show.
CREATE TEMP TABLE bi_sum (name text, source text, numerator text, denominator text);
INSERT INTO bi_sum VALUES
    ('receita_bruta', 'vw_omni8_fato_indicador_dia', 'sum(vlr_bruto)', '1'), ('receita_liquida', 'vw_omni8_fato_indicador_dia', 'sum(vlr_liquido)', '1'), ('pedidos', 'vw_omni8_fato_indicador_dia', 'sum(qtd_pedidos)', '1'),
    ('pedidos_confirmados', 'vw_omni8_fato_indicador_dia', 'sum(qtd_pedidos_confirmados)', '1'), ('ticket_medio', 'vw_omni8_fato_indicador_dia', 'sum(vlr_bruto)', 'sum(qtd_pedidos_confirmados)'),
    ('cancelamento', 'vw_omni8_fato_indicador_dia', 'sum(qtd_cancelados)', 'sum(qtd_pedidos)'), ('visitas', 'vw_omni8_fato_indicador_dia', 'sum(qtd_visitas)', '1'),
    ('engajamento', 'vw_omni8_fato_indicador_dia', 'sum(qtd_visitas_engajadas)', 'sum(qtd_visitas)'), ('rejeicao', 'vw_omni8_fato_indicador_dia', 'sum(qtd_visitas_rejeitadas)', 'sum(qtd_visitas)'),
    ('conversao', 'vw_omni8_fato_indicador_dia', 'sum(qtd_visitas_com_pedido)', 'sum(qtd_visitas)'), ('abandono_checkout', 'vw_omni8_fato_indicador_dia', 'sum(qtd_checkouts_abandonados)', 'sum(qtd_checkouts)'),
    ('abandono_carrinho', 'vw_omni8_fato_indicador_dia', 'sum(qtd_carrinhos - qtd_carrinhos_convertidos)', 'sum(qtd_carrinhos)'), ('ctr_ofertas', 'vw_omni8_fato_oferta', 'sum(qtd_cliques)', 'sum(qtd_vistas)'),
    ('adicao_carrinho', 'vw_omni8_fato_indicador_dia', 'sum(qtd_funil_carrinho)', 'sum(qtd_funil_item)'), ('unidades_vendidas', 'vw_omni8_fato_item_dia', 'sum(qtd_vendidos)', '1'),
    -- The same from the facts themselves.
    ('adicao_carrinho', 'vw_omni8_fato_sessao', 'count(*) FILTER (WHERE flg_funil_carrinho)', 'count(*) FILTER (WHERE flg_funil_item)'),
    ('unidades_vendidas', '(SELECT dat_dia_confirmacao AS dat_dia, qtd_item FROM bi.vw_omni8_fato_pedido_item WHERE flg_item)', 'sum(qtd_item)', '1'),
    ('pedidos', 'vw_omni8_fato_pedido', 'count(*)', '1'), ('visitas', 'vw_omni8_fato_sessao', 'count(*)', '1'), ('engajamento', 'vw_omni8_fato_sessao', 'count(*) FILTER (WHERE flg_engajada)', 'count(*)'),
    ('conversao', 'vw_omni8_fato_sessao', 'count(*) FILTER (WHERE flg_pedido)', 'count(*)'), ('visitantes_unicos', 'vw_omni8_fato_sessao', 'count(DISTINCT cod_visitante)', '1'),
    ('conversao_visitantes', 'vw_omni8_fato_sessao', 'count(DISTINCT cod_visitante) FILTER (WHERE flg_pedido)', 'count(DISTINCT cod_visitante)'),
    ('abandono_checkout', 'vw_omni8_fato_sessao', 'count(*) FILTER (WHERE flg_checkout AND NOT flg_checkout_convertido)', 'count(*) FILTER (WHERE flg_checkout)'),
    ('receita_bruta', '(SELECT dat_dia_confirmacao AS dat_dia, vlr_total FROM bi.vw_omni8_fato_pedido)', 'sum(vlr_total)', '1'),
    ('pedidos_confirmados', '(SELECT dat_dia_confirmacao AS dat_dia FROM bi.vw_omni8_fato_pedido)', 'count(*)', '1'),
    ('receita_liquida', '(SELECT dat_dia_confirmacao AS dat_dia, vlr_total AS valor FROM bi.vw_omni8_fato_pedido UNION ALL SELECT dat_dia, -vlr_estorno FROM bi.vw_omni8_fato_estorno WHERE flg_confirmado)', 'sum(valor)', '1'),
    ('recompra', format('(SELECT max(dat_dia_confirmacao) AS dat_dia, count(*) AS pedidos FROM bi.vw_omni8_fato_pedido WHERE dat_dia_confirmacao BETWEEN %L AND %L AND cod_pessoa IS NOT NULL GROUP BY cod_pessoa)', :'de', :'ate'), 'count(*) FILTER (WHERE pedidos > 1)', 'count(*)');
SELECT is(pg_temp.as_login(l.login, format('SELECT concat_ws(''/'', (%s)::numeric, (%s)::numeric) FROM %s AS x WHERE dat_dia BETWEEN %L AND %L', s.numerator, s.denominator, CASE WHEN s.source LIKE '(%' THEN s.source ELSE 'bi.' || s.source END, :'de', :'ate')),
          concat_ws('/', c.num_numerador, c.num_denominador), format('%s of %s by %s', s.name, c.slug, left(s.source, 40)))
  FROM bi_sum s JOIN certo c ON c.nom_indicador = s.name JOIN (VALUES ('alfa', :'la'), ('beta', :'lb')) AS l (slug, login) USING (slug);
SELECT is_empty($$SELECT nom_indicador FROM certo EXCEPT SELECT name FROM bi_sum EXCEPT SELECT 'nps'$$, 'no indicator is left out');
-- Day by day, with a filter, and the periods that dashboards open with.
SELECT is(pg_temp.as_login(:'la', format('SELECT string_agg(v::text, '' '' ORDER BY dat_dia) FROM (SELECT dat_dia, sum(vlr_bruto) AS v FROM bi.vw_omni8_fato_indicador_dia WHERE dat_dia BETWEEN %L AND %L GROUP BY 1 HAVING sum(vlr_bruto) > 0) x', :'de', :'ate')),
    (SELECT string_agg(s.num_valor::text, ' ' ORDER BY s.dat_dia) FROM flowt.serie(:alfa, 'receita_bruta', :'de', :'ate', '{}') s WHERE s.num_valor > 0), 'revenue day by day');
SELECT is(pg_temp.as_login(:'la', format('SELECT sum(qtd_visitas) FROM bi.vw_omni8_fato_indicador_dia WHERE nom_campanha = ''campanha-alfa'' AND tip_canal = ''QR'' AND dat_dia BETWEEN %L AND %L', :'de', :'ate')),
    (SELECT num_valor::text FROM flowt.indicadores(:alfa, :'de', :'ate', '{"canal": "QR", "campanha": "campanha-alfa"}') WHERE nom_indicador = 'visitas'), 'visits of a campaign and a channel');
SELECT is(pg_temp.as_login(l, 'SELECT md5(string_agg(concat_ws('' '', dat_de, dat_ate, nom_indicador, num_numerador, num_denominador, num_valor), '','' ORDER BY dat_de, dat_ate, nom_indicador)) FROM (SELECT dat_de::text, dat_ate, nom_indicador, num_numerador, num_denominador, num_valor FROM bi.vw_omni8_fato_indicador_periodo) x'),
    (SELECT md5(string_agg(concat_ws(' ', p.dat_de, p.dat_ate, i.nom_indicador, i.num_numerador::numeric(14, 2), i.num_denominador::numeric(14, 2), i.num_valor::numeric(14, 4)), ',' ORDER BY p.dat_de::text, p.dat_ate, i.nom_indicador))
       FROM flowt.periodos_usuais(flowt.hoje(t)) p, flowt.indicadores(t, p.dat_de, p.dat_ate, '{}') i), 'every indicator of the usual periods, to the digit') FROM (VALUES (:'la', :alfa), (:'lb', :beta)) AS v (l, t);
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', n, q), '', '' ORDER BY o) FROM (SELECT unnest(ARRAY[1, 2, 3, 4, 5, 6, 7]) AS o, unnest(ARRAY[''pagina'', ''item'', ''carrinho'', ''revisao'', ''checkout'', ''pedido'', ''pos_venda'']) AS n, unnest(ARRAY[count(*) FILTER (WHERE flg_funil_pagina), count(*) FILTER (WHERE flg_funil_item),
    count(*) FILTER (WHERE flg_funil_carrinho), count(*) FILTER (WHERE flg_funil_revisao), count(*) FILTER (WHERE flg_funil_checkout), count(*) FILTER (WHERE flg_funil_pedido), count(*) FILTER (WHERE flg_funil_pos_venda)]) AS q FROM bi.vw_omni8_fato_sessao) x'),
    (SELECT string_agg(lower(nom_passo) || ' ' || qtd_visitas, ', ' ORDER BY num_passo) FROM flowt.funil(:alfa, :'de', :'ate', '{}')), 'the funnel by visits');
SELECT ok(min(f.qtd_visitas) > 0, 'down to its last step') FROM flowt.funil(:alfa, :'de', :'ate', '{}') f;
SELECT is(pg_temp.as_login(:'la', format('SELECT concat_ws('' '', sum(qtd_funil_revisao), sum(qtd_funil_pos_venda)) FROM bi.vw_omni8_fato_indicador_dia WHERE dat_dia BETWEEN %L AND %L', :'de', :'ate')),
    (SELECT string_agg(f.qtd_visitas::text, ' ' ORDER BY f.num_passo) FROM flowt.funil(:alfa, :'de', :'ate', '{}') f WHERE f.nom_passo IN ('REVISAO', 'POS_VENDA')), 'and by days');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', cod_produto, u, v), '','' ORDER BY cod_produto) FROM (SELECT cod_produto, sum(qtd_item) AS u, sum(vlr_liquido) AS v FROM bi.vw_omni8_fato_pedido_item WHERE flg_item AND dat_dia_confirmacao IS NOT NULL GROUP BY 1) x'),
    pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', cod_produto, u, v), '','' ORDER BY cod_produto) FROM (SELECT cod_produto, sum(qtd_vendidos) AS u, sum(vlr_vendido) AS v FROM bi.vw_omni8_fato_item_dia GROUP BY 1 HAVING sum(qtd_vendidos) > 0) x'), 'items sold by order lines and by days');
SELECT is(pg_temp.as_login(:'la', 'SELECT sum(vlr_bruto) FROM bi.vw_omni8_fato_pedido_item WHERE flg_linha'), pg_temp.as_login(:'la', 'SELECT sum(vlr_itens) FROM bi.vw_omni8_fato_pedido'), 'lines sum to the orders');
SELECT is(pg_temp.as_login(:'la', 'SELECT count(*) FROM bi.vw_omni8_fato_pedido'), (SELECT count(*)::text FROM flowt.tb_omni8_pedido WHERE cod_tenant = :alfa), 'an order is one row whatever it joins');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(nom_tipo || '' '' || q, '','' ORDER BY nom_tipo) FROM (SELECT nom_tipo, sum(qtd_eventos) AS q FROM bi.vw_omni8_fato_evento_dia GROUP BY 1) x'),
    (SELECT string_agg(nom_tipo || ' ' || q, ',' ORDER BY nom_tipo) FROM (SELECT nom_tipo, count(*) AS q FROM flowt.tb_omni8_evento_tracking WHERE cod_tenant = :alfa AND NOT flg_robo GROUP BY 1) x), 'events by type, without robots');
SELECT is(pg_temp.as_login(:'la', 'SELECT sum(vlr_desconto) FROM bi.vw_omni8_fato_oferta'), (SELECT sum(d.vlr_desconto)::text FROM flowt.tb_omni8_pedido_desconto d WHERE d.cod_tenant = :alfa
    AND EXISTS (SELECT FROM flowt.tb_omni8_pedido_evento e WHERE e.cod_tenant = :alfa AND e.cod_pedido = d.cod_pedido AND e.sta_para = 'CONFIRMADO')), 'what offers gave in confirmed orders');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(nom_oferta, '','') FROM bi.vw_omni8_dim_oferta'), 'Promoção 2 alfa', 'an offer by its last definition');

-- Of one event: the day of its zone, whatever the day of the server's.
INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, tip_canal, vlr_evento, flg_robo, flg_consentimento)
SELECT :alfa, m::timestamptz, gen_random_uuid()::text, 'busca', 'DIRETO', v, r, true FROM (VALUES ('2026-01-10 01:59:59Z', 5, false), ('2026-01-10 02:00Z', 6, false), ('2026-01-10 02:00Z', 7, false), ('2026-01-10 02:00Z', 8, true)) AS x (m, v, r);
SELECT rotina.apurar();
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', dat_dia, des_tipo, qtd_eventos, vlr_eventos), '', '' ORDER BY dat_dia) FROM bi.vw_omni8_fato_evento_dia WHERE nom_tipo = ''busca'''),
    '2026-01-09 Algo foi procurado 1 5, 2026-01-10 Algo foi procurado 2 13', 'midnight is Noronha''s');
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Rio_Branco' WHERE cod_tenant = :alfa;
SELECT rotina.apurar();
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', dat_dia, qtd_eventos), '', '' ORDER BY dat_dia) FROM bi.vw_omni8_fato_evento_dia WHERE nom_tipo = ''busca'''), '2026-01-09 3', 'and then Rio Branco''s');
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Noronha' WHERE cod_tenant = :alfa;
SELECT rotina.apurar();

-- Dimensions.
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws(''|'', des_caminho, num_nivel), '', '' ORDER BY num_nivel) FROM bi.vw_omni8_dim_categoria'), 'Bebidas alfa|1, Bebidas alfa › Sucos|2', 'categories with their path');
SELECT is(pg_temp.as_login(:'la', format('SELECT concat_ws(''|'', nom_dia_semana, flg_fim_de_semana, nom_mes, des_ano_mes, num_semana, num_dia_semana, flg_feriado, nom_feriado) FROM bi.vw_omni8_dim_calendario WHERE dat_dia = %L', d)), e, 'the calendar on ' || d)
  FROM (VALUES ('2026-11-15', 'domingo|t|novembro|2026-11|46|7|t|Proclamação da República'), ('2026-03-03', 'terça-feira|f|março|2026-03|10|2|f'), ('2026-02-17', 'terça-feira|f|fevereiro|2026-02|8|2|f|Carnaval'), ('2026-04-03', 'sexta-feira|f|abril|2026-04|14|5|t|Sexta-feira Santa')) AS v (d, e);
SELECT is(pg_temp.as_login(:'la', 'SELECT concat_ws('' '', count(*) = count(DISTINCT dat_dia), min(dat_dia) <= ''2026-01-01'', max(dat_dia) = (date_trunc(''year'', now()) + interval ''2 years'' - interval ''1 day'')::date, count(*) FILTER (WHERE flg_hoje)) FROM bi.vw_omni8_dim_calendario'), 't t t 1', 'each day once, this year and the next');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(x, '','') FROM (SELECT tip_canal AS x FROM bi.vw_omni8_dim_canal EXCEPT SELECT (regexp_matches(pg_get_constraintdef(oid), ''''''([A-Z]+)'''''', ''g''))[1] FROM pg_constraint WHERE conname = ''canal_de_visita_conhecido'') y'), NULL, 'channels are those of visits')
    UNION ALL SELECT is((SELECT count(*) FROM regexp_matches((SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'canal_de_visita_conhecido'), '''[A-Z]+''', 'g')), pg_temp.as_login(:'la', 'SELECT count(*) FROM bi.vw_omni8_dim_canal')::bigint, 'all of them');
SELECT is(pg_temp.as_login(:'la', 'SELECT concat_ws('' '', nom_slug, des_fuso_horario, sta_tenant) FROM bi.vw_omni8_dim_tenant'), 'alfa America/Noronha ATIVO', 'one''s own company');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(nom_campanha, '','') FROM bi.vw_omni8_dim_campanha'), 'campanha-alfa', 'campaigns');
SELECT is(pg_temp.as_login(:'la', 'SELECT count(*) FROM bi.vw_omni8_dim_unidade WHERE flg_principal'), '1', 'units');

-- Stock: the movements sum to the balance.
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque, qtd_reservada, qtd_minima) SELECT cod_tenant, min(cod_produto), 7, 2, 5 FROM flowt.tb_omni8_produto_servico WHERE cod_tenant IN (:alfa, :beta) GROUP BY 1;
INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento, des_motivo, dat_criacao) SELECT cod_tenant, cod_produto, q, t, 'Dona Zenóbia pediu', '2026-03-01 01:00Z'
    FROM flowt.tb_omni8_estoque, (VALUES (10, 'ENTRADA'), (-3, 'VENDA'), (2, 'RESERVA')) AS v (q, t) WHERE cod_tenant IN (:alfa, :beta);
SELECT is(pg_temp.as_login(:'la', 'SELECT concat_ws('' '', qtd_estoque, qtd_reservada, qtd_disponivel, flg_baixo, cod_variacao) FROM bi.vw_omni8_fato_estoque'), '7 2 5 t', 'a balance');
SELECT is(pg_temp.as_login(:'la', 'SELECT concat_ws('' '', sum(qtd_movimento) FILTER (WHERE flg_fisico), sum(qtd_movimento) FILTER (WHERE NOT flg_fisico), min(dat_dia)) FROM bi.vw_omni8_fato_estoque_movimento'), '7 2 2026-02-28', 'is the sum of its movements');

SELECT * FROM finish();
ROLLBACK;
