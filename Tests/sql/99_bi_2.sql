-- BI views, all of them (guide chapter 18.3): described, granted, plain, only ever longer, of one's own company alone whatever the
-- other does, and silent in EXPLAIN; and what jobs count for them: affinity, RFM, cohorts. The sums are in 99_bi.sql.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/bi.sql
SELECT no_plan();

-- A list that only grows: a tool that knows a column by its place finds it there. Add at the end; never change what is here.
CREATE TEMP TABLE known (view text, columns text);
INSERT INTO known VALUES
    ('vw_omni8_dicionario', 'nom_visao des_visao num_ordem nom_coluna tip_coluna des_coluna'),
    ('vw_omni8_dim_calendario', 'dat_dia num_ano num_trimestre num_mes nom_mes des_ano_mes dat_mes dat_semana num_semana num_dia num_dia_semana nom_dia_semana flg_fim_de_semana flg_feriado nom_feriado flg_hoje'),
    ('vw_omni8_dim_campanha', 'nom_campanha dat_primeiro_dia dat_ultimo_dia'),
    ('vw_omni8_dim_canal', 'tip_canal nom_canal des_canal'),
    ('vw_omni8_dim_categoria', 'cod_categoria cod_categoria_mae nom_categoria des_caminho num_nivel num_ordem sta_categoria'),
    ('vw_omni8_dim_item', 'cod_produto tip_item num_sku nom_produto cod_categoria nom_categoria vlr_preco vlr_preco_reais sta_produto flg_destaque dat_dia_criacao dat_criacao dat_exclusao'),
    ('vw_omni8_dim_oferta', 'cod_oferta nom_oferta tip_oferta tip_alvo sta_oferta flg_cupom dat_inicio dat_fim dat_dia_criacao dat_criacao'),
    ('vw_omni8_dim_pessoa', 'cod_pessoa tip_pessoa tip_origem sta_pessoa flg_cliente flg_lead nom_cidade sig_uf nom_segmento num_score flg_detrator dat_dia_criacao dat_criacao'),
    ('vw_omni8_dim_segmento', 'nom_segmento des_segmento des_criterio num_ordem'),
    ('vw_omni8_dim_tenant', 'nom_slug nom_fantasia tip_segmento nom_cidade sig_uf des_fuso_horario sta_tenant dat_dia_criacao dat_criacao'),
    ('vw_omni8_dim_unidade', 'cod_unidade nom_unidade nom_cidade sig_uf flg_principal sta_unidade dat_dia_criacao dat_criacao'),
    ('vw_omni8_fato_afinidade', 'cod_produto cod_outro qtd_juntos qtd_produto qtd_outro qtd_pedidos num_suporte num_confianca num_lift'),
    ('vw_omni8_fato_coorte', 'dat_mes num_mes qtd_pessoas qtd_pessoas_coorte'),
    ('vw_omni8_fato_estoque', 'cod_produto cod_variacao nom_variacao qtd_estoque qtd_reservada qtd_disponivel qtd_minima flg_baixo dat_dia_alteracao dat_alteracao'),
    ('vw_omni8_fato_estoque_movimento', 'cod_movimento dat_dia dat_criacao cod_produto cod_variacao tip_movimento flg_fisico qtd_movimento cod_pedido'),
    ('vw_omni8_fato_estorno', 'cod_pedido num_estorno dat_dia dat_estorno tip_estorno flg_confirmado vlr_estorno vlr_devolvido vlr_estorno_reais vlr_devolvido_reais'),
    ('vw_omni8_fato_evento_dia', 'dat_dia nom_tipo des_tipo tip_canal qtd_eventos qtd_visitas vlr_eventos'),
    ('vw_omni8_fato_indicador_dia', 'dat_dia tip_canal nom_campanha cod_unidade qtd_visitas qtd_visitas_engajadas qtd_visitas_rejeitadas qtd_visitas_com_pedido qtd_paginas qtd_funil_pagina qtd_funil_item qtd_funil_carrinho qtd_funil_checkout qtd_funil_pedido qtd_checkouts qtd_checkouts_convertidos qtd_checkouts_abandonados qtd_carrinhos qtd_carrinhos_convertidos qtd_pedidos qtd_pedidos_confirmados qtd_cancelados qtd_estornos vlr_bruto vlr_estornado vlr_liquido vlr_bruto_reais vlr_liquido_reais qtd_funil_revisao qtd_funil_pos_venda'),
    ('vw_omni8_fato_indicador_periodo', 'dat_de dat_ate nom_indicador des_indicador tip_unidade des_formula num_numerador num_denominador num_valor dat_apurado'),
    ('vw_omni8_fato_item_dia', 'dat_dia cod_produto qtd_visitas qtd_adicionados qtd_pedidos qtd_vendidos vlr_vendido vlr_vendido_reais'),
    ('vw_omni8_fato_nps', 'cod_nps cod_pessoa cod_pedido cod_produto cod_unidade tip_pesquisa tip_canal num_nota tip_classe dat_dia dat_resposta dat_dia_convite dat_convite dat_exibicao qtd_convite qtd_resposta qtd_promotor qtd_neutro qtd_detrator'),
    ('vw_omni8_fato_oferta', 'dat_dia cod_oferta qtd_vistas qtd_cliques qtd_usos vlr_desconto vlr_desconto_reais'),
    ('vw_omni8_fato_pedido', 'cod_pedido num_pedido dat_dia dat_criacao sta_pedido des_status tip_atendimento tip_pagamento qtd_itens vlr_itens vlr_taxa_entrega vlr_total vlr_itens_reais vlr_taxa_entrega_reais vlr_total_reais cod_unidade cod_pessoa tip_canal tip_canal_atribuido nom_origem nom_midia nom_campanha vlr_desconto vlr_desconto_entrega vlr_taxa_servico vlr_gorjeta vlr_estornado dat_dia_confirmacao dat_confirmacao flg_valido vlr_desconto_reais'),
    ('vw_omni8_fato_pedido_item', 'cod_pedido num_item num_item_pai dat_dia dat_criacao dat_dia_confirmacao sta_pedido flg_valido cod_unidade cod_produto cod_variacao cod_combo num_sku nom_produto flg_linha flg_item qtd_item vlr_unitario vlr_opcoes vlr_bruto vlr_desconto vlr_liquido vlr_bruto_reais vlr_desconto_reais vlr_liquido_reais'),
    ('vw_omni8_fato_rfm', 'nom_segmento num_nivel_r num_nivel_f qtd_pessoas qtd_detratores num_scores qtd_pedidos vlr_liquido vlr_liquido_reais'),
    ('vw_omni8_fato_score', 'cod_pessoa num_score nom_segmento flg_detrator num_dias qtd_pedidos vlr_liquido vlr_liquido_reais num_nivel_r num_nivel_f num_r num_f num_m num_n dat_dia dat_calculo'),
    ('vw_omni8_fato_score_dia', 'dat_dia nom_segmento qtd_pessoas qtd_detratores num_scores vlr_liquido vlr_liquido_reais'),
    ('vw_omni8_fato_score_empresa', 'dat_dia num_score num_receita num_conversao num_recompra num_nps num_cancelamento num_atividade vlr_receita vlr_receita_anterior qtd_visitas qtd_respostas qtd_dias_ativos'),
    ('vw_omni8_fato_sessao', 'cod_visita cod_visitante cod_pessoa dat_dia dat_inicio dat_fim qtd_segundos qtd_eventos qtd_paginas flg_engajada tip_canal nom_origem nom_midia nom_campanha tip_canal_atribuido nom_origem_atribuida nom_midia_atribuida nom_campanha_atribuida flg_funil_pagina flg_funil_item flg_funil_carrinho flg_funil_checkout flg_funil_pedido flg_checkout flg_checkout_convertido flg_pedido flg_funil_revisao flg_funil_pos_venda nom_conteudo nom_termo tip_clique'),
    ('vw_omni8_ranking_item', 'num_dias num_posicao cod_produto qtd_vendidos vlr_vendido vlr_vendido_reais qtd_visitas');

CREATE TEMP TABLE view AS SELECT nom_visao AS name, array_agg(nom_coluna ORDER BY num_ordem) AS columns FROM bi.vw_omni8_dicionario GROUP BY 1;
SELECT is(v.columns[1:cardinality(string_to_array(k.columns, ' '))], string_to_array(k.columns, ' '), k.view || ' has its columns where they were') FROM known k LEFT JOIN view v ON v.name = k.view;
SELECT is_empty('SELECT name FROM view EXCEPT SELECT view FROM known', 'every view is in the list above');
SELECT is_empty('SELECT nom_visao, nom_coluna FROM bi.vw_omni8_dicionario WHERE coalesce(des_visao, '''') = '''' OR coalesce(des_coluna, '''') = ''''', 'every view and column is described');
SELECT is_empty($$SELECT name FROM view WHERE name !~ '^vw_omni8_(fato|dim|ranking)_[a-z_]+$' AND name <> 'vw_omni8_dicionario'$$, 'facts, dimensions, rankings and the dictionary');
SELECT is_empty($$SELECT nom_visao, nom_coluna, tip_coluna FROM bi.vw_omni8_dicionario WHERE tip_coluna !~ '^(bigint|integer|text|boolean|date|timestamp with time zone|numeric\(14,[246]\))$'$$, 'plain types');
SELECT is_empty($$SELECT nom_visao, nom_coluna FROM bi.vw_omni8_dicionario WHERE nom_coluna ~ 'nom_cliente|nom_pessoa|nom_social|telefone|email|documento|cpf|nascimento|endereco|bairro|cep|token|hsh|cod_tenant|observacao|motivo'$$, 'nobody''s data');
SELECT is_empty($$SELECT name FROM view WHERE NOT has_table_privilege('flowt_bi', 'bi.' || name, 'SELECT')$$, 'all of them granted');
SELECT is_empty($$SELECT c.relname FROM pg_class c WHERE c.relkind = 'm' AND (has_any_column_privilege('flowt_bi', c.oid, 'SELECT') OR has_any_column_privilege('flowt_api', c.oid, 'SELECT'))$$, 'and no materialized view');

-- Whatever a view can show is there, in both companies.
SELECT setseed(0.18);
SELECT count(pg_temp.something(t)) FROM generate_series(1, 120) n, unnest(ARRAY[:alfa, :beta]) t;
CREATE FUNCTION pg_temp.more(p_tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_estoque AS e (cod_tenant, cod_produto, qtd_estoque) SELECT p_tenant, min(cod_produto), 7 FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = p_tenant ON CONFLICT (cod_tenant, cod_produto, cod_variacao) DO UPDATE SET qtd_estoque = e.qtd_estoque + 1;
    INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento) SELECT p_tenant, min(cod_produto), 7, 'ENTRADA' FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = p_tenant;
    INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pessoa, tip_pesquisa, tip_canal, num_nota, dat_resposta, dat_convite, des_motivo)
    SELECT p_tenant, p.cod_pessoa, 'RELACIONAL', 'LINK', n, CASE WHEN n IS NOT NULL THEN now() - interval '1 day' END, now() - interval '2 days', CASE WHEN n IS NOT NULL THEN 'Zenóbia gostou' END
      FROM (SELECT cod_pessoa, row_number() OVER (ORDER BY cod_pessoa) AS k FROM flowt.tb_omni8_pessoa WHERE cod_tenant = p_tenant) AS p JOIN unnest('{10,9,9,7,6,0,NULL}'::smallint[]) WITH ORDINALITY AS v (n, k) USING (k);
    INSERT INTO flowt.tb_omni8_pessoa_endereco (cod_tenant, cod_pessoa, des_logradouro, nom_cidade, sig_uf, flg_principal)
    SELECT p_tenant, p.cod_pessoa, 'Rua de Zenóbia', CASE WHEN k <= 3 THEN 'Olinda' WHEN k = 8 THEN 'Exu' ELSE 'olindá' END, 'PE', NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_endereco e WHERE e.cod_pessoa = p.cod_pessoa)
      FROM (SELECT cod_pessoa, row_number() OVER (ORDER BY cod_pessoa) AS k FROM flowt.tb_omni8_pessoa WHERE cod_tenant = p_tenant) AS p;
    INSERT INTO flowt.tb_omni8_score_pessoa AS s (cod_tenant, cod_pessoa, num_score, nom_segmento, flg_detrator, qtd_pedidos, vlr_liquido, num_nivel_r, num_nivel_f, num_r, num_f, num_m, num_peso_r, num_peso_f, num_peso_m, num_pontos_r, num_pontos_f, num_pontos_m, dat_dia)
    SELECT p_tenant, p.cod_pessoa, 100 * k, CASE WHEN k <= 3 THEN 'campeao' ELSE 'novo' END, k = 1, k, k * 1000 + (SELECT length(nom_slug) - 4 + (nom_slug = 'beta')::integer FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant), 5, CASE WHEN k <= 3 THEN 5 ELSE 1 END, 1, 1, 1, 34, 33, 33, 1, 1, 1, flowt.hoje(p_tenant)
      FROM (SELECT cod_pessoa, row_number() OVER (ORDER BY cod_pessoa) AS k FROM flowt.tb_omni8_pessoa WHERE cod_tenant = p_tenant) AS p
    ON CONFLICT (cod_tenant, cod_pessoa) DO UPDATE SET num_score = EXCLUDED.num_score, nom_segmento = EXCLUDED.nom_segmento, flg_detrator = EXCLUDED.flg_detrator, qtd_pedidos = EXCLUDED.qtd_pedidos, vlr_liquido = s.vlr_liquido + 1,
        num_nivel_r = 5, num_nivel_f = EXCLUDED.num_nivel_f;
    INSERT INTO flowt.tb_omni8_score_tenant_dia (cod_tenant, dat_dia, num_score, num_atividade, vlr_receita, vlr_receita_anterior, qtd_visitas, qtd_respostas, qtd_dias_ativos)
    SELECT p_tenant, flowt.hoje(p_tenant) - count(*)::integer - 1, 712, 0.9, p_tenant, 1, 1, 1, 27 FROM flowt.tb_omni8_score_tenant_dia d WHERE d.cod_tenant = p_tenant;
END
$$;
SELECT pg_temp.more(t) FROM unnest(ARRAY[:alfa, :beta]) t;
CREATE FUNCTION pg_temp.count_all() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL SESSION AUTHORIZATION flowt_courier;
    PERFORM rotina.apurar(), rotina.atualizar_coortes(), rotina.atualizar_afinidade(), rotina.atualizar_rfm();
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN 'done';
END
$$;
SELECT is(pg_temp.count_all(), 'done', 'the courier counts');
CREATE FUNCTION pg_temp.seen(p_login text) RETURNS TABLE (name text, rows bigint, digest text) LANGUAGE plpgsql AS $$
DECLARE
    v_line text[];
BEGIN
    FOR name IN SELECT v.name FROM view v ORDER BY 1 LOOP
        v_line := string_to_array(pg_temp.as_login(p_login, format('SELECT count(*) || '' '' || coalesce(md5(string_agg(v::text, '','' ORDER BY v::text)), '''') FROM bi.%I v', name)), ' ');
        rows := v_line[1];
        digest := v_line[2];
        RETURN NEXT;
    END LOOP;
END
$$;
CREATE TEMP TABLE before AS SELECT l.login, s.* FROM unnest(ARRAY[:'la', :'lb']) AS l (login), pg_temp.seen(l.login) AS s;
SELECT is_empty('SELECT login, name FROM before WHERE rows = 0', 'no view is empty, so each is tested');
CREATE TEMP TABLE common (name text);
INSERT INTO common VALUES ('vw_omni8_dicionario'), ('vw_omni8_dim_canal'), ('vw_omni8_dim_segmento'), ('vw_omni8_dim_calendario');
CREATE TEMP TABLE alike AS SELECT name FROM before GROUP BY name HAVING count(DISTINCT digest) = 1;
SELECT is_empty('TABLE alike EXCEPT TABLE common', 'what two companies see alike is of nobody');
-- A calendar marks today, which is not always the same day in two zones.
SELECT is_empty($$TABLE common EXCEPT TABLE alike EXCEPT SELECT 'vw_omni8_dim_calendario'$$, 'and what is of nobody they see alike');
-- What happens to the other changes nothing that one reads.
SELECT count(pg_temp.something(:beta)) FROM generate_series(1, 120) n;
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (:beta, 'F', 'Alheia');
UPDATE flowt.tb_omni8_categoria SET nom_categoria = nom_categoria || ' x' WHERE cod_tenant = :beta;
UPDATE flowt.tb_omni8_produto_servico SET nom_produto = nom_produto || ' x' WHERE cod_tenant = :beta;
UPDATE flowt.tb_omni8_unidade SET nom_unidade = nom_unidade || ' x' WHERE cod_tenant = :beta;
UPDATE flowt.tb_omni8_oferta_versao SET nom_oferta = nom_oferta || ' x' WHERE cod_tenant = :beta;
UPDATE flowt.tb_omni8_visita SET nom_campanha_atribuida = 'alheia', nom_origem = 'alheia' WHERE cod_tenant = :beta;
UPDATE flowt.tb_omni8_tenant SET nom_fantasia = 'Alheia', des_fuso_horario = 'America/Manaus' WHERE cod_tenant = :beta;
SELECT pg_temp.more(:beta);
SELECT is(pg_temp.count_all(), 'done', 'and counts again');
CREATE TEMP TABLE after AS SELECT l.login, s.* FROM unnest(ARRAY[:'la', :'lb']) AS l (login), pg_temp.seen(l.login) AS s;
SELECT is_empty(format('SELECT name FROM before WHERE login = %L EXCEPT SELECT name FROM after a JOIN before b USING (login, name, rows, digest) WHERE login = %1$L', :'la'), 'nothing of alfa moved');
SELECT is_empty(format('SELECT name FROM after a JOIN before b USING (login, name, digest) WHERE login = %L EXCEPT TABLE common', :'lb'), 'everything of beta did');
SELECT is_empty(format('SELECT name FROM view WHERE pg_temp.as_login(%L, format(''SELECT string_agg(v::text, '''','''') FROM bi.%%I v'', name)) ~ ''Zenóbia|beta|[Aa]lheia|912345678''', :'la'), 'of no person, and of nobody else');
-- Settings choose no tenant.
SELECT set_config('flowt.cod_tenant', :beta::text, true) \gset
SELECT is_empty(format('SELECT name FROM after WHERE login = %L EXCEPT SELECT name FROM pg_temp.seen(%1$L) JOIN after USING (name, digest) WHERE login = %1$L', :'la'), 'whatever is set');
SELECT set_config('flowt.cod_tenant', '', true) \gset

-- EXPLAIN tells of no text of the other: the estimate for one it is full of is that for one that never was.
CREATE FUNCTION pg_temp.estimate(p_login text, p_view text, p_column text, p_value text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    v_plan json;
BEGIN
    PERFORM set_config('session_authorization', p_login, true);
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM bi.%I WHERE %I = %L', p_view, p_column, p_value) INTO v_plan;
    RESET SESSION AUTHORIZATION;
    RETURN v_plan #>> '{0,Plan,Plan Rows}';
END
$$;
ANALYZE;
CREATE TEMP TABLE told AS
SELECT d.nom_visao, d.nom_coluna, x.value FROM bi.vw_omni8_dicionario d
 CROSS JOIN LATERAL (SELECT pg_temp.as_login(:'lb', format('SELECT max(%I) FROM bi.%I', d.nom_coluna, d.nom_visao)) AS value) AS x
 WHERE d.tip_coluna = 'text' AND d.nom_coluna ~ '^(nom|des|num)_' AND d.nom_visao NOT IN (SELECT name FROM common)
   -- Texts of the platform, the same for all.
   AND d.nom_coluna NOT IN ('des_status', 'des_tipo', 'nom_indicador', 'des_indicador', 'des_formula');
SELECT ok(count(*) FILTER (WHERE value IS NOT NULL) > 15, 'texts of the other: ' || count(*)) FROM told;
SELECT is_empty(format('SELECT nom_visao, nom_coluna, value FROM told WHERE value IS NOT NULL AND pg_temp.estimate(%L, nom_visao, nom_coluna, value) <> pg_temp.estimate(%1$L, nom_visao, nom_coluna, ''o que nunca houve'')', :'la'), 'are estimated like what never was');

-- Surveys: the sum gives the number.
SELECT is(pg_temp.as_login(:'la', 'SELECT concat_ws('' '', sum(qtd_promotor), sum(qtd_neutro), sum(qtd_detrator), sum(qtd_resposta), sum(qtd_convite)) FROM bi.vw_omni8_fato_nps'), '3 1 2 6 7', 'promoters, passives, detractors, answers, invitations');
SELECT is(pg_temp.as_login(:'la', 'SELECT round(100.0 * (sum(qtd_promotor) - sum(qtd_detrator)) / sum(qtd_resposta), 1) FROM bi.vw_omni8_fato_nps'), n.num_nps::text, 'and the NPS of the panel') FROM flowt.nps_do_periodo(:alfa, flowt.hoje(:alfa) - 9, flowt.hoje(:alfa), '{}') n;

-- People: a town of few is not shown, one spelt in two ways is one.
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(DISTINCT concat_ws(''/'', coalesce(nom_cidade, ''-''), sig_uf), '', '') FROM bi.vw_omni8_dim_pessoa'), '-/PE, Olinda/PE, olindá/PE', 'a town of one is not named');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', nom_segmento, n), '', '' ORDER BY nom_segmento) FROM (SELECT nom_segmento, count(*) AS n FROM bi.vw_omni8_dim_pessoa GROUP BY 1) x'), 'campeao 3, novo 5', 'people with their segment');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', nom_segmento, num_nivel_r, num_nivel_f, qtd_pessoas, qtd_detratores, num_scores, vlr_liquido), '', '' ORDER BY nom_segmento) FROM bi.vw_omni8_fato_rfm'), 'campeao 5 5 3 1 600 6000, novo 5 1 5 0 3000 30000', 'RFM');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', nom_segmento, p, d, v), '', '' ORDER BY nom_segmento) FROM (SELECT nom_segmento, sum(qtd_pessoas) AS p, sum(qtd_detratores) AS d, sum(vlr_liquido) AS v FROM bi.vw_omni8_fato_rfm GROUP BY 1) x'),
    (SELECT string_agg(concat_ws(' ', nom_segmento, qtd_pessoas, qtd_detratores, vlr_liquido), ', ' ORDER BY nom_segmento) FROM flowt.segmentos_do_tenant(:alfa) WHERE qtd_pessoas > 0), 'as the segments of the API');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', dat_dia = (now() AT TIME ZONE ''America/Noronha'')::date, nom_segmento, qtd_pessoas), '', '' ORDER BY nom_segmento) FROM bi.vw_omni8_fato_score_dia'), 't campeao 3, t novo 5', 'kept for the day');
UPDATE flowt.tb_omni8_score_pessoa SET nom_segmento = 'novo' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.count_all(), 'done', 'later that day');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', nom_segmento, qtd_pessoas), '', '') FROM bi.vw_omni8_fato_score_dia'), 'novo 8', 'the day has its last count, and none of a segment that emptied');

-- Affinity, by hand: juice 1 with 2 in three orders, with 3 in two, alone in one; one with 4 only once.
CREATE TEMP TABLE suco AS SELECT row_number() OVER (ORDER BY cod_produto) AS n, cod_produto FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :alfa;
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO' WHERE cod_tenant = :alfa;
CREATE FUNCTION pg_temp.basket(p_tenant bigint, p_age interval, VARIADIC p_items integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_order bigint := pg_temp.sell(p_tenant, now() - p_age, (SELECT min(cod_visita) FROM flowt.tb_omni8_visita WHERE cod_tenant = p_tenant));
BEGIN
    -- What was sold is history: other lines need triggers to look away.
    SET LOCAL session_replication_role = replica;
    DELETE FROM flowt.tb_omni8_pedido_item WHERE cod_pedido = v_order;
    INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, qtd_item, vlr_unitario, vlr_bruto, vlr_liquido)
    SELECT p_tenant, v_order, k, s.cod_produto, 'Suco', 2, 50, 100, 100 FROM unnest(p_items) WITH ORDINALITY AS i (n, k) JOIN suco s ON s.n = i.n;
    SET LOCAL session_replication_role = origin;
END
$$;
SELECT pg_temp.basket(:alfa, '1 day', 1, 2), pg_temp.basket(:alfa, '1 day', 1, 2, 2), pg_temp.basket(:alfa, '179 days', 1, 2, 3), pg_temp.basket(:alfa, '1 day', 1, 3), pg_temp.basket(:alfa, '1 day', 1), pg_temp.basket(:alfa, '1 day', 1, 4), pg_temp.basket(:alfa, '181 days', 1, 4);
SELECT is(pg_temp.count_all(), 'done', 'counted');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', i.num_sku, o.num_sku, a.qtd_juntos, a.qtd_produto, a.qtd_outro, a.qtd_pedidos, a.num_suporte, a.num_confianca, a.num_lift), '', '' ORDER BY 1, i.num_sku, o.num_sku)
      FROM bi.vw_omni8_fato_afinidade a JOIN bi.vw_omni8_dim_item i USING (cod_produto) JOIN bi.vw_omni8_dim_item o ON o.cod_produto = a.cod_outro'),
    'alfa1 alfa2 3 6 3 6 0.500000 0.500000 1.0000, alfa1 alfa3 2 6 2 6 0.333333 0.333333 1.0000, alfa2 alfa1 3 3 6 6 0.500000 1.000000 1.0000, alfa3 alfa1 2 2 6 6 0.333333 1.000000 1.0000', 'pairs, both ways, of orders that stand and are not old');

-- Pairs and RFM are the API's too, as a list and as CSV.
SELECT pg_temp.login(:alfa, 'marketing') AS tm, pg_temp.login(:beta, 'admin') AS tb \gset
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', cod_produto, cod_outro, qtd_juntos, num_suporte, num_confianca, num_lift), '','' ORDER BY qtd_juntos DESC, cod_produto, cod_outro) FROM bi.vw_omni8_fato_afinidade'),
    (SELECT string_agg(concat_ws(' ', i ->> 'cod_produto', i ->> 'cod_outro', i ->> 'qtd_juntos', i ->> 'num_suporte', i ->> 'num_confianca', i ->> 'num_lift'), ',' ORDER BY n)
       FROM jsonb_array_elements((pg_temp.request('GET /v1/afinidade', '{}', :'tm')).body -> 'itens') WITH ORDINALITY AS x (i, n)), 'the pairs of the API');
SELECT is((SELECT count(*) FROM jsonb_array_elements((pg_temp.request('GET /v1/afinidade', jsonb_build_object('item', (SELECT min(a.cod_outro) FROM flowt.mv_omni8_afinidade a WHERE a.cod_tenant = :alfa)), :'tm')).body -> 'itens')),
    (SELECT count(*) FROM flowt.mv_omni8_afinidade a WHERE a.cod_tenant = :alfa AND a.cod_produto = (SELECT min(x.cod_outro) FROM flowt.mv_omni8_afinidade x WHERE x.cod_tenant = :alfa)), 'those of one item');
SELECT matches((pg_temp.request('GET /v1/afinidade', '{"formato": "csv", "limite": 1}', :'tm')).raw, E'^cod_produto;nom_produto;[^\r]*;num_lift\r\n[0-9]+;Suco[^\r]*;1.0000\r\n$', 'as CSV');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/afinidade', '{"item": 999999}', :'tm')), '422 item_desconhecido', 'of nothing');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/afinidade', '{}', :'tb')).body -> 'itens'), (SELECT count(*)::integer FROM flowt.mv_omni8_afinidade a WHERE a.cod_tenant = :beta), 'another company sees its own');
SELECT is(pg_temp.as_login(:'la', 'SELECT string_agg(concat_ws('' '', nom_segmento, num_nivel_r, num_nivel_f, qtd_pessoas, qtd_detratores, vlr_liquido), '','' ORDER BY num_nivel_r DESC NULLS LAST, num_nivel_f DESC NULLS LAST) FROM bi.vw_omni8_fato_rfm'),
    (SELECT string_agg(concat_ws(' ', i ->> 'nom_segmento', i ->> 'num_nivel_r', i ->> 'num_nivel_f', i ->> 'qtd_pessoas', i ->> 'qtd_detratores', i ->> 'vlr_liquido'), ',' ORDER BY n)
       FROM jsonb_array_elements((pg_temp.request('GET /v1/rfm', '{}', :'tm')).body -> 'itens') WITH ORDINALITY AS x (i, n)), 'the distribution of the API');
SELECT is((SELECT string_agg(i ->> 'num_score_medio', ' ') FROM jsonb_array_elements((pg_temp.request('GET /v1/rfm', '{}', :'tm')).body -> 'itens') i), (SELECT string_agg(round(m.num_scores::numeric / m.qtd_pessoas, 1)::text, ' ' ORDER BY m.num_nivel_r DESC NULLS LAST, m.num_nivel_f DESC NULLS LAST) FROM flowt.mv_omni8_rfm m WHERE m.cod_tenant = :alfa), 'with the mean score');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/' || r, '{}', pg_temp.login(:alfa, 'cozinha'))), '403 sem_permissao', 'not for the kitchen: ' || r) FROM unnest('{afinidade,rfm}'::text[]) AS r;

-- The ranking is the API's.
UPDATE flowt.tb_omni8_agregado_produto_dia SET dat_dia = flowt.hoje(:alfa) - 29, vlr_vendido = 1 WHERE cod_tenant = :alfa AND dat_dia = (SELECT min(dat_dia) FROM flowt.tb_omni8_agregado_produto_dia WHERE cod_tenant = :alfa);
INSERT INTO flowt.tb_omni8_agregado_produto_dia SELECT :alfa, flowt.hoje(:alfa) - 30, cod_produto, 1, 1, 1, n, n * 1000 FROM suco;
SELECT is(pg_temp.as_login(:'la', format('SELECT string_agg(concat_ws('' '', cod_produto, qtd_vendidos, vlr_vendido, qtd_visitas), '','' ORDER BY num_posicao) FROM bi.vw_omni8_ranking_item WHERE num_dias = %s', d)),
    (SELECT string_agg(concat_ws(' ', r ->> 'codigo', r ->> 'quantidade', r ->> 'valor', r ->> 'visitas'), ',') FROM json_array_elements(flowt.ranking(:alfa, 'itens', flowt.hoje(:alfa) - d + 1, flowt.hoje(:alfa), '{}', 10)) r), d || ' days') FROM unnest('{30,90}'::integer[]) d;
SELECT is(pg_temp.as_login(:'la', 'SELECT count(*) FROM bi.vw_omni8_fato_coorte WHERE num_mes = 0 AND qtd_pessoas = qtd_pessoas_coorte'), (SELECT count(*)::text FROM flowt.mv_omni8_coorte WHERE cod_tenant = :alfa AND num_mes = 0), 'cohorts');

SELECT * FROM finish();
ROLLBACK;
