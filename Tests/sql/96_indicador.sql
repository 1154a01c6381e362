-- KPIs: each with its numerator and denominator, filters, comparison, series, funnel, cohorts, rankings, CSV (guide chapter 12).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(110);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'marketing') AS tm, pg_temp.login(:alfa, 'cozinha') AS tk, pg_temp.login(:beta, 'admin') AS tb \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, '=Pizza;1', 3990, 'PUBLICADO');
SELECT cod_produto AS pizza FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :alfa \gset
SELECT flowt.unidade_principal(:alfa) AS unidade \gset
CREATE FUNCTION pg_temp.value(p_name text, p_from date, p_to date, p_filter jsonb DEFAULT '{}') RETURNS text LANGUAGE sql
AS $$ SELECT coalesce(num_valor::text, 'null') || ' = ' || coalesce(num_numerador::text, 'null') || '/' || coalesce(num_denominador::text, 'null') FROM flowt.indicadores((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), p_from, p_to, p_filter) WHERE nom_indicador = p_name $$;

-- Nothing happened: a sum is 0, a ratio is nothing.
SELECT is(pg_temp.value(i.nom_indicador, '2026-01-01', '2026-01-31') ~ CASE WHEN i.tip_unidade IN ('FRACAO', 'PONTOS') THEN '^null' ELSE '^(0 =|null = 0/0)' END, true, 'of an empty month: ' || i.nom_indicador || ' ' || pg_temp.value(i.nom_indicador, '2026-01-01', '2026-01-31'))
  FROM flowt.tb_omni8_indicador i;
SELECT is(count(*), 0::bigint, 'no denominator, no ratio') FROM flowt.indicadores(:alfa, '2026-01-01', '2026-01-31', '{}') x WHERE x.num_denominador = 0 AND x.num_valor IS NOT NULL;

-- Two days of February, and the month before to compare with. The numbers are put where the job puts them.
INSERT INTO flowt.tb_omni8_agregado_dia (cod_tenant, dat_dia, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho,
    qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos, qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda) VALUES
    (:alfa, '2026-02-10', 'DIRETO', NULL, NULL, 60, 30, 3, 100, 60, 30, 12, 6, 3, 6, 3, 10, 4, 0, 0, 0, 0, 0, 0, 9, 2), (:alfa, '2026-02-11', 'EMAIL', 'natal', NULL, 40, 30, 2, 80, 40, 30, 8, 4, 2, 4, 2, 10, 2, 0, 0, 0, 0, 0, 0, 5, 1),
    (:alfa, '2026-02-10', 'DIRETO', NULL, :unidade, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 3, 30000, 1, 5000, 1, 0, 0), (:alfa, '2026-02-11', 'EMAIL', 'natal', :unidade, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 20001, 0, 0, 1, 0, 0),
    (:alfa, '2026-02-08', 'DIRETO', NULL, :unidade, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40000, 0, 0, 0, 0, 0);
INSERT INTO flowt.tb_omni8_agregado_visitante_dia VALUES (:alfa, '2026-02-10', 'DIRETO', 1, true), (:alfa, '2026-02-10', 'EMAIL', 1, false), (:alfa, '2026-02-11', 'DIRETO', 1, false), (:alfa, '2026-02-11', 'EMAIL', 2, false), (:alfa, '2026-02-11', 'EMAIL', 3, true);
INSERT INTO flowt.tb_omni8_agregado_comprador_dia VALUES (:alfa, '2026-02-10', 7, 1), (:alfa, '2026-02-11', 7, 1), (:alfa, '2026-02-11', 8, 1), (:alfa, '2026-03-05', 8, 1), (:alfa, '2026-01-05', 9, 2), (:alfa, '2026-02-20', 9, 1);
INSERT INTO flowt.tb_omni8_agregado_oferta_dia (cod_tenant, dat_dia, cod_oferta, tip_canal, qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto) VALUES (:alfa, '2026-02-10', 1, 'DIRETO', 10, 3, 2, 500), (:alfa, '2026-02-11', 1, 'EMAIL', 10, 1, 0, 0);
INSERT INTO flowt.tb_omni8_agregado_produto_dia VALUES (:alfa, '2026-02-10', :pizza, 9, 4, 2, 3, 11970);
SELECT is(pg_temp.value(n, '2026-02-10', '2026-02-11'), e, n) FROM (VALUES ('receita_bruta', '50001 = 50001/1'), ('receita_liquida', '45001 = 45001/1'), ('pedidos', '8 = 8/1'), ('pedidos_confirmados', '6 = 6/1'), ('ticket_medio', '8334 = 50001/6'),
    ('cancelamento', '0.2500 = 2/8'), ('visitantes_unicos', '3 = 3/1'), ('visitas', '100 = 100/1'), ('engajamento', '0.6000 = 60/100'), ('rejeicao', '0.4000 = 40/100'), ('conversao', '0.0500 = 5/100'), ('conversao_visitantes', '0.6667 = 2/3'),
    ('ctr_ofertas', '0.2000 = 4/20'), ('abandono_carrinho', '0.7000 = 14/20'), ('abandono_checkout', '0.5000 = 5/10'), ('recompra', '0.5000 = 1/2')) AS v (n, e);
SELECT is(pg_temp.value(n, '2026-02-10', '2026-02-11', f::jsonb), e, n || ' with ' || f) FROM (VALUES ('visitas', '{"canal": "EMAIL"}', '40 = 40/1'), ('receita_bruta', '{"campanha": "natal"}', '20001 = 20001/1'), ('visitantes_unicos', '{"canal": "EMAIL"}', '3 = 3/1'),
    ('visitas', '{"unidade": "1"}', 'null = null/null'), ('conversao_visitantes', '{"unidade": "1"}', 'null = null/null'), ('recompra', '{"canal": "EMAIL"}', 'null = null/null'), ('ctr_ofertas', '{"canal": "EMAIL"}', '0.1000 = 1/10'), ('ctr_ofertas', '{"unidade": "1"}', 'null = null/null')) AS v (n, f, e);
SELECT is(pg_temp.value('receita_bruta', '2026-02-10', '2026-02-11', jsonb_build_object('unidade', :unidade)), '50001 = 50001/1', 'of a unit');

-- Over HTTP.
CREATE FUNCTION pg_temp.ask(p_route text, p_args jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/' || p_route, p_args, p_token);
SELECT is(i ->> 'num_valor_anterior' || ' ' || (i ->> 'num_variacao'), '40000 0.2500', 'change against the two days before') FROM jsonb_array_elements((pg_temp.ask('indicadores', '{"de": "2026-02-10", "ate": "2026-02-11"}', :'tm')).body -> 'itens') i WHERE i ->> 'nom_indicador' = 'receita_bruta';
SELECT is(i -> 'num_variacao', 'null', 'nothing to compare with') FROM jsonb_array_elements((pg_temp.ask('indicadores', '{"de": "2026-02-10", "ate": "2026-02-11", "comparar": "ano"}', :'tm')).body -> 'itens') i WHERE i ->> 'nom_indicador' = 'receita_bruta';
SELECT is(jsonb_array_length((pg_temp.ask('indicadores', '{}', :'tm')).body -> 'itens'), 19, 'without a period, the last thirty days');
SELECT is(pg_temp.outcome(pg_temp.ask('indicadores', a::jsonb, :'tm')), e, a) FROM (VALUES ('{"de": "2026-02-11", "ate": "2026-02-10"}', '422 periodo_invertido'), ('{"de": "2016-01-01", "ate": "2026-01-01"}', '422 periodo_longo'),
  ('{"ate": "0001-01-01"}', '422 periodo_impossivel'), ('{"de": "4713-01-01 BC", "ate": "4713-01-02 BC"}', '422 periodo_impossivel'), ('{"de": "5874897-12-01", "ate": "5874897-12-31"}', '422 periodo_impossivel'),
  ('{"de": "-infinity", "ate": "-infinity"}', '422 periodo_impossivel'), ('{"de": "1900-01-01", "ate": "1900-01-01"}', '200'), ('{"de": "ontem", "ate": "hoje"}', '400 22007')) AS v (a, e);
SELECT is(pg_temp.outcome(pg_temp.ask('indicadores', '{}', :'tk')), '403 sem_permissao', 'the kitchen does not see it');
SELECT is((SELECT sum((i ->> 'num_numerador')::numeric) FROM jsonb_array_elements((pg_temp.ask('indicadores', '{"de": "2026-02-10", "ate": "2026-02-11"}', :'tb')).body -> 'itens') i), 0::numeric, 'nor does another company');
SELECT is((SELECT string_agg(i ->> 'num_valor', ' ') FROM jsonb_array_elements((pg_temp.ask('indicadores/{nome}/serie', '{"nome": "receita_bruta", "de": "2026-02-09", "ate": "2026-02-11"}', :'tm')).body -> 'itens') i), '0 30000 20001', 'day by day, without holes');
SELECT is((SELECT string_agg(coalesce(i ->> 'num_valor', '-'), ' ') FROM jsonb_array_elements((pg_temp.ask('indicadores/{nome}/serie', jsonb_build_object('nome', n, 'de', '2026-02-09', 'ate', '2026-02-11'), :'tm')).body -> 'itens') i), e, 'series of ' || n)
  FROM (VALUES ('visitantes_unicos', '0 1 3'), ('conversao', '- 0.0500 0.0500'), ('ctr_ofertas', '- 0.3000 0.1000'), ('abandono_carrinho', '- 0.6000 0.8000'), ('conversao_visitantes', '- 1.0000 0.3333')) AS v (n, e);
SELECT is(pg_temp.outcome(pg_temp.ask('indicadores/{nome}/serie', '{"nome": "nada"}', :'tm')), '404 nao_encontrado', 'of nothing');
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'num_passo', i ->> 'nom_passo'), ', ') FROM jsonb_array_elements((pg_temp.ask('funil', f, :'tm')).body -> 'itens') i), e, 'the steps of ' || w)
  FROM (VALUES ('{}'::jsonb, '1 PAGINA, 2 ITEM, 3 CARRINHO, 4 REVISAO, 5 CHECKOUT, 6 PEDIDO, 7 POS_VENDA', 'a visit'), (jsonb_build_object('item', :'pizza'), '1 PAGINA, 2 ITEM, 3 CARRINHO, 5 CHECKOUT, 6 PEDIDO', 'an item: its own')) AS v (f, e, w);
SELECT is((SELECT string_agg(i ->> 'qtd_visitas', ' ') FROM jsonb_array_elements((pg_temp.ask('funil', '{"de": "2026-02-10", "ate": "2026-02-11"}', :'tm')).body -> 'itens') i), '100 60 20 14 10 5 3', 'the funnel');
SELECT is((pg_temp.ask('rankings/{nome}', '{"nome": "itens", "de": "2026-02-10", "ate": "2026-02-11"}', :'tm')).body #>> '{itens,0,valor}', '11970', 'the best item');
SELECT is((SELECT string_agg(i ->> 'codigo', ' ') FROM jsonb_array_elements((pg_temp.ask('rankings/{nome}', '{"nome": "canais", "de": "2026-02-10", "ate": "2026-02-11"}', :'tm')).body -> 'itens') i), 'DIRETO EMAIL', 'channels by revenue');
SELECT matches((pg_temp.ask('rankings/{nome}', '{"nome": "itens", "de": "2026-02-10", "ate": "2026-02-11", "formato": "csv"}', :'tm')).raw, E'^codigo;nome;quantidade;valor;visitas\r\n[0-9]+;"''=Pizza;1";3;11970;9\r\n$', 'as CSV, without formulas');

-- Of one item, and rankings within a filter.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:beta, 'Alheia', 100, 'PUBLICADO') RETURNING cod_produto AS alheia \gset
INSERT INTO flowt.tb_omni8_agregado_item_dia (cod_tenant, dat_dia, cod_produto, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout,
    qtd_funil_pedido, qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados, qtd_vendidos, vlr_vendido) VALUES
    (:alfa, '2026-02-10', :pizza, 'DIRETO', NULL, NULL, 6, 3, 1, 5, 2, 1, 1, 2, 0, 0, 0, 0, 0), (:alfa, '2026-02-10', :pizza, 'EMAIL', 'natal', NULL, 3, 2, 1, 3, 2, 1, 1, 2, 0, 0, 0, 0, 0),
    (:alfa, '2026-02-10', :pizza, 'EMAIL', 'natal', :unidade, 0, 0, 0, 0, 0, 0, 0, 0, 4, 2, 1, 3, 11970), (:alfa, '2026-02-12', :pizza, 'DIRETO', NULL, :unidade, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 3990);
CREATE FUNCTION pg_temp.of_item(p_name text, p_filter jsonb) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value(p_name, '2026-02-10', '2026-02-11', p_filter || jsonb_build_object('item', (SELECT max(cod_produto) FROM flowt.tb_omni8_produto_servico WHERE nom_produto = '=Pizza;1'))) $$;
SELECT is(pg_temp.of_item(n, '{}'), e, n || ' of an item') FROM (VALUES ('receita_bruta', '11970 = 11970/1'), ('receita_liquida', 'null = null/null'), ('pedidos', '4 = 4/1'), ('pedidos_confirmados', '2 = 2/1'), ('unidades_vendidas', '3 = 3/1'),
    ('ticket_medio', '5985 = 11970/2'), ('cancelamento', '0.2500 = 1/4'), ('visitas', '9 = 9/1'), ('engajamento', '0.5556 = 5/9'), ('rejeicao', '0.4444 = 4/9'), ('conversao', '0.2222 = 2/9'), ('adicao_carrinho', '0.5000 = 4/8'),
    ('visitantes_unicos', 'null = null/null'), ('conversao_visitantes', 'null = null/null'), ('ctr_ofertas', 'null = null/null'), ('abandono_carrinho', 'null = null/null'), ('abandono_checkout', 'null = null/null'), ('recompra', 'null = null/null'), ('nps', 'null = 0/0')) AS v (n, e);
SELECT is(pg_temp.of_item(n, f), e, n || ' of an item and ' || f::text) FROM (VALUES ('visitas', '{"canal": "EMAIL"}'::jsonb, '3 = 3/1'), ('adicao_carrinho', '{"campanha": "natal"}', '0.6667 = 2/3'), ('unidades_vendidas', '{"canal": "DIRETO"}', '0 = 0/1'), ('conversao', jsonb_build_object('unidade', :unidade), 'null = null/null'),
    ('receita_bruta', jsonb_build_object('unidade', :unidade), '11970 = 11970/1')) AS v (n, f, e);
SELECT is(pg_temp.outcome(pg_temp.ask(r, jsonb_build_object('item', i) || a, :'tm')), e, concat_ws(' ', r, a, e)) FROM (VALUES ('indicadores', :'pizza', '{}'::jsonb, '200'), ('indicadores', '999999999', '{}', '422 item_desconhecido'), ('indicadores', :'alheia', '{}', '422 item_desconhecido'), ('indicadores', 'x', '{}', '400 22P02'),
    ('indicadores/{nome}/serie', :'pizza', '{"nome": "receita_liquida"}', '422 indicador_nao_e_de_item'), ('rankings/{nome}', :'pizza', '{"nome": "ofertas"}', '422 ranking_nao_e_de_item')) AS v (r, i, a, e);
SELECT is((SELECT string_agg(i ->> 'num_valor', ' ') FROM jsonb_array_elements((pg_temp.ask('indicadores/{nome}/serie', jsonb_build_object('nome', 'unidades_vendidas', 'item', :'pizza', 'de', '2026-02-10', 'ate', '2026-02-12'), :'tm')).body -> 'itens') i), '3 0 0', 'units day by day, as the days'' totals have them');
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'codigo', i ->> 'quantidade', i ->> 'valor', coalesce(i ->> 'visitas', '-')), ',') FROM jsonb_array_elements((pg_temp.ask('rankings/{nome}', jsonb_build_object('nome', n, 'de', '2026-02-10', 'ate', '2026-02-11') || f, :'tm')).body -> 'itens') i), e, concat_ws(' ', n, f))
  FROM (VALUES ('canais', '{"campanha": "natal"}'::jsonb, 'EMAIL 3 20001 40'), ('canais', jsonb_build_object('item', :'pizza'), 'EMAIL 2 11970 3,DIRETO 0 0 6'), ('campanhas', jsonb_build_object('unidade', :'unidade'), 'natal 3 20001 -'),
               ('itens', '{"canal": "EMAIL"}', :'pizza' || ' 3 11970 3'), ('itens', jsonb_build_object('unidade', :'unidade'), :'pizza' || ' 3 11970 -')) AS v (n, f, e);

SET LOCAL SESSION AUTHORIZATION flowt_courier;
SELECT is(rotina.atualizar_coortes(), 0::bigint, 'the courier refreshes the cohorts');
SET LOCAL SESSION AUTHORIZATION DEFAULT;
SELECT is((SELECT string_agg(concat_ws(' ', left(i ->> 'dat_mes', 7), i ->> 'num_mes', i ->> 'qtd_pessoas', i ->> 'num_fracao'), ', ') FROM jsonb_array_elements((pg_temp.ask('coortes', '{}', :'tm')).body -> 'itens') i),
    '2026-01 0 1 1.0000, 2026-01 1 1 1.0000, 2026-02 0 2 1.0000, 2026-02 1 1 0.5000', 'cohorts');
SELECT is(jsonb_array_length((pg_temp.ask('coortes', '{}', :'tb')).body -> 'itens'), 0, 'of this company');
SELECT * FROM finish();
ROLLBACK;
