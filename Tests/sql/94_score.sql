-- Scores: the formulas and their vectors, segments, weights, what marks a person, the jobs, history, the company's own, reviews (guide chapter 14).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(117);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS admin, pg_temp.login(:alfa, 'gerente') AS gerente, pg_temp.login(:alfa, 'atendente') AS atendente, pg_temp.login(:beta, 'admin') AS outra \gset
SELECT flowt.dia_do_tenant(:alfa, now()) AS hoje \gset

-- MARK: formulas
SELECT is(flowt.score_recencia(d), r, 'recency of ' || coalesce(d::text, 'nobody')) FROM (VALUES (0, 1::numeric), (30, 0.5), (60, 0.25), (90, 0.125), (7, 0.8507), (364, 0.0002), (NULL, 0)) AS v (d, r);
SELECT is(flowt.score_frequencia(q), f, 'frequency of ' || q) FROM (VALUES (0::bigint, 0::numeric), (1, 0.2702), (3, 0.5405), (12, 1), (500, 1)) AS v (q, f);
SELECT is(flowt.score_valor(c), m, 'value of ' || c) FROM (VALUES (0::bigint, 0::numeric), (-5000, 0), (8000, 0.6361), (25000, 0.7998), (100000, 1), (900000000, 1)) AS v (c, m);
SELECT is(array_agg(flowt.score_nota(n) ORDER BY n), '{0,0,0,0,0,0,0,0.5,0.5,1,1}'::numeric[], 'satisfaction by the note') FROM generate_series(0, 10) AS n;
SELECT is(flowt.score_nota(NULL), NULL, 'absent without one');
SELECT is(flowt.score_ponderado(ARRAY[flowt.score_recencia(d), flowt.score_frequencia(q), flowt.score_valor(c), flowt.score_nota(n)], '{30,25,25,20}'), s, format('the guide''s %s', s))
  FROM (VALUES (0, 12::bigint, 100000::bigint, 10, 1000), (30, 3, 25000, 7, 585), (90, 1, 8000, NULL, 330), (NULL, 0, 0, NULL, 0)) AS v (d, q, c, n, s);
SELECT is(flowt.score_ponderado('{NULL,NULL}', '{50,50}'), 0, 'of nothing, nothing');

-- MARK: people, scored by the job
CREATE FUNCTION pg_temp.person(p_tenant bigint, p_name text) RETURNS bigint LANGUAGE sql AS
    'INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (p_tenant, ''F'', p_name) RETURNING cod_pessoa';
CREATE FUNCTION pg_temp.bought(p_tenant bigint, p_person bigint, p_days integer, p_total bigint, p_to text DEFAULT 'CONFIRMADO') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_at    timestamptz := now() - make_interval(days => p_days);
    v_cart  bigint;
    v_order bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, dat_criacao, sta_carrinho) VALUES (p_tenant, public.gen_random_bytes(32), v_at, 'CONVERTIDO') RETURNING cod_carrinho INTO v_cart;
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
    VALUES (p_tenant, flowt.proximo_numero_de_pedido(p_tenant), flowt.novo_token(), flowt.unidade_principal(p_tenant), v_cart, p_person, p_to, 'RETIRADA', 'Ana', '+5511912345678', 'DINHEIRO', p_total, 0, p_total, v_at) RETURNING cod_pedido INTO v_order;
    INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento) VALUES (p_tenant, v_order, 1, 'RECEBIDO', v_at), (p_tenant, v_order, 2, p_to, v_at);
    RETURN v_order;
END
$$;
CREATE FUNCTION pg_temp.gave(p_tenant bigint, p_person bigint, p_note integer, p_days integer DEFAULT 0) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pessoa, tip_pesquisa, tip_canal, num_nota, dat_resposta, dat_criacao) VALUES (p_tenant, p_person, 'RELACIONAL', 'LINK', p_note, now() - make_interval(days => p_days), now()) RETURNING cod_nps $$;
-- Until there is nothing to do.
CREATE FUNCTION pg_temp.run() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_sum  bigint := 0;
    v_done bigint;
BEGIN
    LOOP
        v_done := rotina.recalcular_scores();
        EXIT WHEN v_done = 0;
        v_sum := v_sum + v_done;
    END LOOP;
    RETURN v_sum;
END
$$;
CREATE FUNCTION pg_temp.score_of(p_person bigint) RETURNS text LANGUAGE sql AS $$ SELECT num_score || ' ' || nom_segmento || CASE WHEN flg_detrator THEN ' detrator' ELSE '' END FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = p_person $$;

SELECT lives_ok('SELECT pg_temp.run()', 'what making companies marked');
SELECT is(pg_temp.run(), 0::bigint, 'nothing to do');
SELECT pg_temp.person(:alfa, 'Melhor') AS melhor, pg_temp.person(:alfa, 'Meio') AS meio, pg_temp.person(:alfa, 'Longe') AS longe, pg_temp.person(:alfa, 'Nada') AS nada, pg_temp.person(:beta, 'Alheia') AS alheia \gset
SELECT is(pg_temp.run(), 5::bigint, 'five people, scored at once');
SELECT is(pg_temp.score_of(:nada), '0 sem_compra', 'no order, none: 0');
SELECT pg_temp.bought(:alfa, :melhor, n, 100000 / 12 + CASE n WHEN 0 THEN 4 ELSE 0 END) FROM generate_series(0, 11) AS n;
SELECT pg_temp.gave(:alfa, :melhor, 10);
SELECT pg_temp.bought(:alfa, :meio, n, 25000 / 3 + CASE n WHEN 30 THEN 1 ELSE 0 END) FROM unnest('{30,40,50}'::integer[]) AS n;
SELECT pg_temp.gave(:alfa, :meio, 7);
SELECT pg_temp.bought(:alfa, :longe, 90, 8000) AS longe_pedido \gset
SELECT is(count(*), 0::bigint, 'nothing is scored by the request') FROM flowt.tb_omni8_score_pessoa WHERE num_score > 0;
SELECT is(pg_temp.run(), 3::bigint, 'three people had something happen');
SELECT is(pg_temp.score_of(:melhor), '1000 campeao', '0 days, 12 orders, R$ 1000, 10');
SELECT is(pg_temp.score_of(:meio), '585 potencial_fiel', '30 days, 3 orders, R$ 250, 7');
SELECT is(pg_temp.score_of(:longe), '330 hibernando', '90 days, 1 order, R$ 80, none');
SELECT is((num_r, num_f, num_m, num_n, num_peso_n, num_pontos_r, num_pontos_f, num_pontos_m, num_pontos_n)::text, '(0.1250,0.2702,0.6361,,,46.88,84.44,198.78,)', 'value, weight and points are kept; who gave no note has none') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :longe;

-- Nobody but who changed.
UPDATE flowt.tb_omni8_score_pessoa SET dat_calculo = '2020-01-01';
SELECT pg_temp.gave(:alfa, :longe, 3) AS nota \gset
SELECT is(pg_temp.run(), 1::bigint, 'a note of one');
SELECT is(array_agg(cod_pessoa), ARRAY[:longe]::bigint[], 'only she is scored anew') FROM flowt.tb_omni8_score_pessoa WHERE dat_calculo > '2020-01-01';
SELECT is(pg_temp.score_of(:longe), '264 hibernando detrator', 'a detractor, in whatever segment');
UPDATE flowt.tb_omni8_nps SET num_nota = 9 WHERE cod_nps = :nota;
SELECT pg_temp.run();
SELECT is(pg_temp.score_of(:longe), '464 hibernando', 'the note is edited');
SELECT pg_temp.gave(:alfa, :longe, 0, 10);
SELECT pg_temp.run();
SELECT is(pg_temp.score_of(:longe), '464 hibernando', 'the latest counts, whenever it came');
DELETE FROM flowt.tb_omni8_tarefa WHERE cod_pessoa = :longe;
DELETE FROM flowt.tb_omni8_nps WHERE cod_pessoa = :longe;
SELECT pg_temp.run();
SELECT is(pg_temp.score_of(:longe), '330 hibernando', 'and gone, none does');
INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido) VALUES (:alfa, :longe_pedido, 1, 'PARCIAL', 8000, 0);
SELECT pg_temp.run();
SELECT is(pg_temp.score_of(:longe), '131 hibernando', 'refunded: the order stays, the money does not');
-- 364 days are the last of the window, 365 the first outside it; and only what was confirmed.
SELECT pg_temp.bought(:alfa, :nada, 364, 5000), pg_temp.bought(:alfa, :nada, 365, 5000), pg_temp.bought(:alfa, :nada, 1, 5000, 'CANCELADO');
SELECT pg_temp.run();
SELECT is((num_dias, qtd_pedidos, vlr_liquido)::text, '(364,1,5000)', 'the window') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :nada;
-- A refund inside of an order outside: less than nothing counts as nothing.
SELECT pg_temp.person(:alfa, 'Devolveu') AS devolveu \gset
SELECT pg_temp.bought(:alfa, :devolveu, 400, 5000) AS velho \gset
INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido) VALUES (:alfa, :velho, 1, 'PARCIAL', 5000, 0);
SELECT pg_temp.run();
SELECT is((num_score, nom_segmento, num_dias, qtd_pedidos, vlr_liquido)::text, '(0,sem_compra,,0,-5000)', 'net below zero') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :devolveu;
SELECT pg_temp.bought(:alfa, NULL, 2, 700) AS anonimo \gset
SELECT is(pg_temp.run(), 0::bigint, 'an order of nobody known is nobody''s');
UPDATE flowt.tb_omni8_pedido SET cod_pessoa = :devolveu WHERE cod_pedido = :anonimo;
SELECT pg_temp.run();
SELECT is(qtd_pedidos, 1::bigint, 'until it is known whose') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :devolveu;

-- MARK: segments
SELECT is(string_agg(concat(num_nivel_r, num_nivel_f, ' ', nom_segmento), ', ' ORDER BY num_nivel_r DESC, num_nivel_f DESC),
    '55 campeao, 54 campeao, 53 potencial_fiel, 52 potencial_fiel, 51 novo, 45 fiel, 44 fiel, 43 potencial_fiel, 42 potencial_fiel, 41 promissor, 35 fiel, 34 fiel, 33 precisa_atencao, 32 prestes_a_dormir, 31 prestes_a_dormir, '
    '25 nao_pode_perder, 24 em_risco, 23 em_risco, 22 hibernando, 21 hibernando, 15 nao_pode_perder, 14 em_risco, 13 em_risco, 12 hibernando, 11 hibernando', 'the whole grid') FROM flowt.tb_omni8_segmento_grade;
SELECT is((SELECT string_agg(concat_ws(' ', d, flowt.nivel_por_dias(d, '{7,30,60,120}')), ', ' ORDER BY d) FROM unnest('{0,7,8,30,31,60,61,120,121}'::integer[]) AS d), '0 5, 7 5, 8 4, 30 4, 31 3, 60 3, 61 2, 120 2, 121 1', 'days at their limits');
SELECT is((SELECT string_agg(concat_ws(' ', q, flowt.nivel_por_limites(q, '{12,6,3,2,1}')), ', ' ORDER BY q) FROM unnest('{0,1,2,3,5,6,11,12}'::bigint[]) AS q), '0, 1 1, 2 2, 3 3, 5 3, 6 4, 11 4, 12 5', 'orders at theirs');
SELECT is(string_agg((SELECT g.nom_segmento FROM flowt.tb_omni8_segmento_grade g WHERE g.num_nivel_r = flowt.nivel_por_dias(d, '{7,30,60,120}') AND g.num_nivel_f = flowt.nivel_por_limites(q, '{12,6,3,2,1}')), ' ' ORDER BY n),
    'campeao fiel potencial_fiel promissor novo precisa_atencao prestes_a_dormir nao_pode_perder em_risco hibernando campeao fiel potencial_fiel', 'each of the segments, at its limits')
  FROM (VALUES (1, 7, 12), (2, 60, 6), (3, 30, 5), (4, 8, 1), (5, 0, 1), (6, 31, 3), (7, 60, 2), (8, 121, 12), (9, 120, 3), (10, 61, 2), (11, 0, 6), (12, 30, 11), (13, 7, 2)) AS v (n, d, q);
SELECT results_eq(format('SELECT nom_segmento, qtd_pessoas, qtd_detratores, vlr_liquido FROM flowt.segmentos_do_tenant(%s) WHERE qtd_pessoas > 0', :alfa),
    $$VALUES ('campeao', 1::bigint, 0::bigint, 100000::bigint), ('potencial_fiel', 1, 0, 25000), ('novo', 1, 0, -4300), ('hibernando', 2, 0, 5000)$$, 'counted, with their money');
SELECT is(count(*), 11::bigint, 'all of them, empty or not') FROM flowt.segmentos_do_tenant(:beta);

-- MARK: weights
SELECT pg_temp.run();
SELECT is(a.body -> 'pesos' || jsonb_build_object('v', a.body -> 'num_versao', 'r', a.body -> 'num_dias_r', 'f', a.body -> 'qtd_pedidos_f'),
    '{"recencia": 30, "frequencia": 25, "valor": 25, "nps": 20, "engajamento": 0, "indicacao": 0, "v": 0, "r": [7, 30, 60, 120], "f": [12, 6, 3, 2, 1]}', 'the platform''s')
  FROM pg_temp.request('GET /v1/score/configuracao', '{}', :'gerente') AS a;
CREATE FUNCTION pg_temp.configure(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('PATCH /v1/score/configuracao', jsonb_build_object('corpo', p_body), p_token);
SELECT is(pg_temp.outcome(pg_temp.configure(:'gerente', '{"num_versao": 0}')), '403 sem_permissao', 'not a manager''s');
SELECT is(pg_temp.wrong_fields(pg_temp.configure(:'admin', b::jsonb)), e, e) FROM (VALUES
    ('{"num_versao": 0, "pesos": {"recencia": 31}}', 'pesos:pesos_somam_100'), ('{"num_versao": 0, "pesos": {"recencia": 0, "frequencia": 0, "valor": 0, "nps": 100}}', 'pesos:compras_tem_peso'),
    ('{"num_versao": 0, "pesos": {"recencia": -1}}', 'pesos.recencia:numero_pequeno'), ('{"num_versao": 0, "num_dias_r": [7, 7, 60, 120], "qtd_pedidos_f": [12, 6, 3, 2, 2]}', 'num_dias_r:limites_de_dias_crescentes qtd_pedidos_f:limites_de_pedidos_decrescentes'),
    ('{"num_versao": 0, "num_dias_r": [1, 2, 3]}', 'num_dias_r:lista_curta'), ('{"num_versao": 0, "qtd_pedidos_f": [5, 4, 3, 3, 1]}', 'qtd_pedidos_f:limites_de_pedidos_decrescentes'), ('{}', 'num_versao:campo_obrigatorio')) AS v (b, e);
SELECT matches((pg_temp.configure(:'admin', '{"num_versao": 0, "pesos": {"recencia": 20}}')).hint #>> '{erros,0,mensagem}', 'somam 90: acrescente 10', 'and says what to do');
SELECT throws_ok(format('INSERT INTO flowt.tb_omni8_score_configuracao VALUES (%s, 30, 25, 25, 19, 0, 0, ''{7,30,60,120}'', ''{12,6,3,2,1}'')', :alfa), '23514', NULL, 'whichever way it comes');
SELECT is(pg_temp.outcome(pg_temp.configure(:'admin', '{"num_versao": 3}')), '409 versao_desatualizada', 'read by somebody else meanwhile');
SELECT is((a.body -> 'num_versao', a.body -> 'flg_escolhida', a.body #> '{pesos,nps}')::text, '(1,true,0)', 'weights are chosen')
  FROM pg_temp.configure(:'admin', '{"num_versao": 0, "pesos": {"recencia": 100, "frequencia": 0, "valor": 0, "nps": 0}, "num_dias_r": [29, 30, 60, 120]}') AS a;
SELECT is(pg_temp.run(), 6::bigint, 'everybody is scored anew, of this company alone');
SELECT is(pg_temp.score_of(:meio), '500 potencial_fiel', 'by the new weights');
SELECT is(pg_temp.score_of(:longe), '125 hibernando', 'of one component');
SELECT is((pg_temp.configure(:'admin', '{"num_versao": 1, "pesos": {"recencia": 30, "frequencia": 25, "valor": 25, "nps": 10, "engajamento": 10}, "num_dias_r": [7, 30, 60, 120]}')).status, 200, 'engagement may weigh');
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, cod_pessoa, js_primeiro_toque, dat_primeira, dat_ultima) VALUES (:alfa, sha256('v'), :meio, '{}', now(), now()) RETURNING cod_visitante AS visitante \gset
INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, cod_pessoa, dat_inicio, dat_fim, qtd_paginas, flg_robo, des_robo, tip_canal, tip_canal_atribuido)
SELECT :alfa, :visitante, :meio, now() - d, now() - d + interval '1 second', p, r, CASE WHEN r THEN 'teste' END, 'DIRETO', 'DIRETO'
  FROM (VALUES (interval '3 days', 2, false), ('4 days', 3, false), ('5 days', 1, false), ('6 days', 9, true), ('-1 hours', 9, false), ('400 days', 9, false), ('20 days', 2, false)) AS v (d, p, r);
SELECT pg_temp.run();
SELECT is((qtd_visitas, num_engajamento, num_peso_engajamento)::text, '(3,0.5405,10)', 'engaged visits of a year, up to yesterday, no robots') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :meio;
SELECT is((qtd_visitas, num_engajamento, num_peso_engajamento)::text, '(,,)', 'who is not known to have come has none') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :melhor;
DELETE FROM flowt.tb_omni8_score_configuracao;
SELECT admin.calcular_scores_de_novo(:alfa);
SELECT is(pg_temp.run(), 6::bigint, 'the DBA asks for all');
-- Another zone, other days.
SELECT des_fuso_horario AS fuso FROM flowt.tb_omni8_tenant WHERE cod_tenant = :alfa \gset
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Manaus' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.run(), 6::bigint, 'whoever moves is scored anew');
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = :'fuso' WHERE cod_tenant = :alfa;
SELECT is(pg_temp.run(), 6::bigint, 'and back');

-- MARK: the turn of the day
UPDATE flowt.tb_omni8_score_pessoa SET dat_dia = :'hoje'::date - 1, num_dias = num_dias - 1;
UPDATE flowt.tb_omni8_tenant SET dat_criacao = now() - interval '5 days' WHERE cod_tenant = :alfa;
SELECT is(rotina.envelhecer_scores(), 1::bigint, 'the day of one company turned');
SELECT is(rotina.envelhecer_scores(), 0::bigint, 'once');
UPDATE flowt.tb_omni8_score_pessoa SET dat_calculo = '2020-01-01';
SELECT pg_temp.run();
SELECT is((SELECT array_agg(cod_pessoa ORDER BY cod_pessoa) FROM flowt.tb_omni8_score_pessoa WHERE dat_calculo > '2020-01-01'), (SELECT array_agg(p ORDER BY p) FROM unnest(ARRAY[:melhor, :meio, :longe, :nada, :devolveu]::bigint[]) AS p), 'time changes the scores of who bought');
SELECT is(count(*), 5::bigint, 'the company''s own, since it is there') FROM flowt.tb_omni8_score_tenant_dia WHERE cod_tenant = :alfa;

-- MARK: history
DELETE FROM flowt.tb_omni8_score_pessoa_dia WHERE cod_pessoa = :meio;
INSERT INTO flowt.tb_omni8_score_pessoa_dia (cod_tenant, cod_pessoa, dat_dia, num_score, nom_segmento, flg_detrator) VALUES (:alfa, :meio, :'hoje'::date - 9, 700, 'fiel', false), (:alfa, :meio, :'hoje'::date - 3, 600, 'fiel', true);
SELECT results_eq(format('SELECT num_score, dat_desde FROM unnest(ARRAY[3, 4, 9]) AS n, flowt.score_da_pessoa_no_dia(%s, %s, %L::date - n)', :alfa, :meio, :'hoje'), format('VALUES (600, %1$L::date - 3), (700, %1$L::date - 9), (700, %1$L::date - 9)', :'hoje'), 'any day');
SELECT is(count(*), 0::bigint, 'before the first, none') FROM flowt.score_da_pessoa_no_dia(:alfa, :meio, :'hoje'::date - 10);
SELECT is((a.body #> '{itens,0,num_score}', a.body #> '{itens,5,num_score}', a.body #> '{itens,6,num_score}', jsonb_array_length(a.body -> 'itens'))::text, '(700,700,600,10)', 'day by day')
  FROM pg_temp.request('GET /v1/pessoas/{id}/score/historico', jsonb_build_object('id', :meio, 'de', :'hoje'::date - 20, 'ate', :'hoje'::date + 90), :'admin') AS a;
SELECT flowt.gravar_scores(:alfa, ARRAY[:meio]::bigint[], :'hoje'), flowt.gravar_scores(:alfa, ARRAY[:meio]::bigint[], :'hoje');
SELECT is(count(*), 2::bigint, 'a score that did not change takes no room') FROM flowt.tb_omni8_score_pessoa_dia WHERE cod_pessoa = :meio;
SELECT pg_temp.gave(:alfa, :meio, 1);
SELECT pg_temp.run();
SELECT is((num_score, flg_detrator)::text, '(485,t)', 'one that did does') FROM flowt.score_da_pessoa_no_dia(:alfa, :meio, :'hoje');

INSERT INTO flowt.tb_omni8_score_pessoa_dia SELECT :alfa, :nada, :'hoje'::date - n, n, 'novo', false FROM unnest('{720,740,800,900}'::integer[]) AS n;
SELECT is(rotina.expurgar_scores(), 2::bigint, 'old days go');
SELECT is((SELECT num_score FROM flowt.score_da_pessoa_no_dia(:alfa, :nada, :'hoje'::date - 725)), 740, 'but the last before');
SELECT is(rotina.expurgar_scores(), 0::bigint, 'once');

-- MARK: a part at a time
CREATE OR REPLACE FUNCTION flowt.pessoas_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
UPDATE flowt.tb_omni8_score_pessoa SET dat_calculo = '2020-01-01', dat_dia = dat_dia - 1;
SELECT admin.calcular_scores_de_novo(:alfa), admin.calcular_scores_de_novo(:alfa);
SELECT is(rotina.recalcular_scores(), 3::bigint, 'two of five, and that there was something to do');
SELECT is((SELECT array_agg(tip_marca || ' ' || cod_pessoa_apos) FROM flowt.tb_omni8_score_sujo), ARRAY['TODAS ' || :meio], 'the rest waits in one mark');
SELECT pg_temp.gave(:alfa, :nada, 8);
SELECT is(rotina.recalcular_scores(), 4::bigint, 'who has something happen does not wait for the rest');
SELECT pg_temp.run();
SELECT is(count(*), 5::bigint, 'all of them, in parts') FROM flowt.tb_omni8_score_pessoa WHERE dat_calculo > '2020-01-01' AND cod_tenant = :alfa;
UPDATE flowt.tb_omni8_score_pessoa SET dat_dia = dat_dia - 1;
INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, tip_marca, cod_pessoa_apos) VALUES (:alfa, 'DIA', 0);
SELECT pg_temp.run();
SELECT is(array_agg(DISTINCT dat_dia), ARRAY[:'hoje'::date], 'those of the day too') FROM flowt.tb_omni8_score_pessoa WHERE cod_tenant = :alfa AND num_dias IS NOT NULL;
SELECT throws_ok('SELECT admin.calcular_scores_de_novo(0)', 'PT404', NULL, 'of no company, none');

-- MARK: why
SELECT is((SELECT string_agg(e ->> 'des_frase', ' ' ORDER BY n) FROM jsonb_array_elements(a.body -> 'componentes') WITH ORDINALITY AS x (e, n)),
    'A última compra foi há 90 dias. 1 pedido confirmado em 365 dias. R$' || chr(160) || '0,00 em compras em 365 dias, já sem o que foi devolvido. Ainda sem nota de NPS: não entra na conta, e os outros pesam por ela.', 'in words')
  FROM pg_temp.request('GET /v1/pessoas/{id}/score', jsonb_build_object('id', :longe), :'admin') AS a;
SELECT is((SELECT sum((e ->> 'num_pontos')::numeric)::integer FROM jsonb_array_elements(a.body -> 'componentes') AS e), (a.body ->> 'num_score')::integer, 'the points make the score')
  FROM pg_temp.request('GET /v1/pessoas/{id}/score', jsonb_build_object('id', :meio), :'admin') AS a;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pessoas/{id}/score', jsonb_build_object('id', :longe), :'atendente')), '403 sem_permissao', 'not for everybody');
SELECT is((pg_temp.request('GET /v1/pessoas/{id}/score', jsonb_build_object('id', :longe), :'outra')).status, 404, 'not another company''s');

-- MARK: merged, erased
SELECT set_config('flowt.cod_tenant', :'alfa', true) \g /dev/null
SELECT flowt.fundir_pessoas(:meio, jsonb_build_object('cod_pessoa_origem', (:melhor)::text, 'num_versao', 1, 'num_versao_origem', 1, 'des_motivo', 'a mesma')) \g /dev/null
SELECT pg_temp.run();
SELECT is((qtd_pedidos, vlr_liquido)::text, '(15,125000)', 'merged, the purchases are one person''s') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :meio;
SELECT is(pg_temp.score_of(:melhor), NULL, 'and the other''s score is gone');
SELECT is((pg_temp.request('GET /v1/pessoas/{id}/score', jsonb_build_object('id', :melhor), :'admin')).body ->> 'cod_pessoa', (:meio)::text, 'whoever has the old code finds it');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CONCLUIDO' WHERE cod_tenant = :alfa;
SELECT set_config('flowt.cod_tenant', :'alfa', true) \g /dev/null
SELECT flowt.anonimizar_pessoa(:meio) \g /dev/null
SELECT is((SELECT count(*) FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :meio) + (SELECT count(*) FROM flowt.tb_omni8_score_pessoa_dia WHERE cod_pessoa IN (:meio, :melhor)), 0::bigint, 'erased, nothing of it stays');
INSERT INTO flowt.tb_omni8_score_pessoa_dia VALUES (:alfa, :meio, :'hoje', 1, 'novo', false);
SELECT pg_temp.run();
SELECT is((SELECT count(*) FROM flowt.tb_omni8_score_pessoa_dia WHERE cod_pessoa = :meio), 0::bigint, 'nor what the job had in hand');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pessoas/{id}/score', jsonb_build_object('id', :meio), :'admin')), '404 sem_score', 'and there is none');

-- MARK: the company's
CREATE FUNCTION pg_temp.company_score(p_now bigint, p_before bigint, p_conversion numeric, p_visits bigint, p_repeat numeric, p_nps numeric, p_answers bigint, p_cancelled numeric, p_days integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_line flowt.tb_omni8_score_tenant_dia;
BEGIN
    v_line.vlr_receita := p_now;
    v_line.vlr_receita_anterior := p_before;
    v_line.num_taxa_conversao := p_conversion;
    v_line.qtd_visitas := p_visits;
    v_line.num_taxa_recompra := p_repeat;
    v_line.num_nota_nps := p_nps;
    v_line.qtd_respostas := p_answers;
    v_line.num_taxa_cancelamento := p_cancelled;
    v_line.qtd_dias_ativos := p_days;
    RETURN (flowt.pontuar_tenant(v_line)).num_score;
END
$$;
SELECT is(pg_temp.company_score(120000, 100000, 0.024, 100, 0.18, 42, 10, 0.02, 27), 712, 'the guide''s 712');
SELECT is(pg_temp.company_score(120000, 100000, 0.024, 99, 0.18, 42, 10, 0.02, 27), 690, '99 sessions are too few');
SELECT is(pg_temp.company_score(120000, 100000, 0.024, 100, 0.18, 42, 9, 0.02, 27), 713, '9 answers too');
SELECT is(pg_temp.company_score(0, 0, NULL, 0, NULL, NULL, 0, NULL, 0), 0, 'nothing at all is 0');
SELECT is(pg_temp.company_score(900, 100, 0.9, 100, 0.9, 100, 10, 0, 30), 1000, 'no more than 1000');
SELECT is(pg_temp.company_score(900, 100, 0.9, 100, 0.9, 100, 10, 0.5, 30), 900, 'no less than nothing for cancellations');
SELECT rotina.apurar();
SELECT is((SELECT (s.qtd_dias_ativos, s.num_receita IS NULL, s.num_conversao IS NULL, s.num_nps IS NULL)::text FROM flowt.score_do_tenant(:alfa, :'hoje') AS s), '(12,f,t,t)', 'from the indicators');
SELECT is((a.body ->> 'num_score')::integer, (SELECT s.num_score FROM flowt.score_do_tenant(:alfa, :'hoje'::date - 1) AS s), 'what is shown is of yesterday') FROM pg_temp.request('GET /v1/score', '{}', :'gerente') AS a;
SELECT is((SELECT string_agg(e ->> 'des_frase', ' ' ORDER BY n) FROM jsonb_array_elements(a.body -> 'componentes') WITH ORDINALITY AS x (e, n) WHERE e -> 'num_valor' = 'null'),
    'Só 4 visitas em 30 dias: com menos de 100 não entra. Só 0 respostas em 30 dias: com menos de 10 não entra.', 'what is absent says why') FROM pg_temp.request('GET /v1/score', '{}', :'gerente') AS a;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/score', '{"dia": "-infinity"}', :'gerente')), '422 periodo_impossivel', 'nor of no calendar');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/score', jsonb_build_object('dia', :'hoje'::date + 1), :'gerente')), '422 dia_no_futuro', 'not of tomorrow');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/score/historico', '{}', :'gerente')).body -> 'itens'), 5, 'day by day');
-- Confirmed, then cancelled: no purchase any more, and no money.
SELECT pg_temp.person(:alfa, 'Desistiu') AS desistiu \gset
SELECT pg_temp.bought(:alfa, :desistiu, 10, 5000) AS desfeito, pg_temp.bought(:alfa, :desistiu, 40, 3000) AS mantido \gset
SELECT pg_temp.run();
SELECT is((num_dias, qtd_pedidos, vlr_liquido)::text, '(10,2,8000)', 'two purchases') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :desistiu;
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO' WHERE cod_pedido = :desfeito;
SELECT pg_temp.run();
SELECT is((num_dias, qtd_pedidos, vlr_liquido)::text, '(40,1,3000)', 'one of them is none') FROM flowt.tb_omni8_score_pessoa WHERE cod_pessoa = :desistiu;
SELECT rotina.apurar();
SELECT is((SELECT string_agg(concat_ws(' ', i.nom_indicador, i.num_valor), ', ' ORDER BY i.num_ordem) FROM flowt.somas(:alfa, flowt.hoje(:alfa) - 10, flowt.hoje(:alfa) - 10, '{}', false) s, LATERAL (SELECT x.nom_indicador, x.num_numerador AS num_valor, t.num_ordem FROM flowt.partes_dos_indicadores(s.soma, false) x JOIN flowt.tb_omni8_indicador t USING (nom_indicador)
    WHERE x.nom_indicador IN ('receita_bruta', 'pedidos_confirmados')) i), 'receita_bruta ' || (SELECT sum(d.vlr_total) FROM flowt.tb_omni8_pedido d JOIN flowt.tb_omni8_pedido_evento e USING (cod_tenant, cod_pedido) WHERE d.cod_tenant = :alfa AND e.sta_para = 'CONFIRMADO' AND (e.dat_evento AT TIME ZONE (SELECT des_fuso_horario FROM flowt.tb_omni8_tenant WHERE cod_tenant = :alfa))::date = flowt.hoje(:alfa) - 10)
    || ', pedidos_confirmados ' || (SELECT count(*) FROM flowt.tb_omni8_pedido_evento e WHERE e.cod_tenant = :alfa AND e.sta_para = 'CONFIRMADO' AND (e.dat_evento AT TIME ZONE (SELECT des_fuso_horario FROM flowt.tb_omni8_tenant WHERE cod_tenant = :alfa))::date = flowt.hoje(:alfa) - 10), 'of its day it stays confirmed revenue: the refund is on its own day');
SELECT * FROM finish();
ROLLBACK;
