-- NPS: the formulas and their vectors, invitations by rule, answers by token and by open link, detractors, numbers (guide chapter 13).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

-- MARK: formulas
CREATE FUNCTION pg_temp.nps(p bigint, n bigint, d bigint) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws('; ', c.num_nps, c.num_margem, c.num_minimo || '..' || c.num_maximo) FROM flowt.nps_de_contagem(p, n, d) AS c);
SELECT is(pg_temp.nps(p, n, d), e, format('%s promoters, %s neutral, %s detractors', p, n, d)) FROM (VALUES
    (0, 0, 0, ''), (1, 0, 0, '100.0; 0.0; -48.5..98.5'), (1, 1, 1, '0.0; 92.4; -61.1..61.1'), (1, 2, 0, '33.3; 53.3; -33.2..66.6'), (0, 0, 3, '-100.0; 0.0; -100.0..6.6'),
    (70, 20, 10, '60.0; 13.0; 45.3..71.2'), (1, 1999, 0, '0.1; 0.1; -0.1..0.2')) AS v (p, n, d, e);
SELECT is_empty($$SELECT p, n, d FROM generate_series(0, 12) AS p, generate_series(0, 12) AS n, generate_series(0, 12) AS d CROSS JOIN LATERAL flowt.nps_de_contagem(p, n, d) AS c CROSS JOIN LATERAL flowt.nps_de_contagem(d, n, p) AS m
    WHERE CASE WHEN p + n + d = 0 THEN num_nonnulls(c.num_nps, c.num_margem, c.num_minimo, c.num_maximo) <> 0
               ELSE c.num_nps NOT BETWEEN -100 AND 100 OR c.num_minimo < -100 OR c.num_maximo > 100 OR c.num_minimo > c.num_maximo OR c.num_nps <> -m.num_nps OR c.num_margem <> m.num_margem
                    OR c.num_minimo <> -m.num_maximo END$$, 'within its bounds, and the mirror of its mirror');
SELECT is(flowt.nps_mudou(a, b, c, d), e, concat_ws(' ', a, b, c, d)) FROM (VALUES (60.0, 13.0, 40.0, 13.0, true), (60.0, 13.0, 45.0, 13.0, false), (60.0, 3.0, 55.0, 4.0, false), (60.0, 3.0, 54.9, 4.0, true), (60.0, 13.0, NULL, NULL, NULL)) AS v (a, b, c, d, e);

-- MARK: who is asked
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS tk, pg_temp.login(:alfa, 'atendente') AS tw, pg_temp.login(:alfa, 'marketing') AS tm \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza', 3990, 'PUBLICADO'), (:alfa, 'Suco', 850, 'PUBLICADO'), (:beta, 'Bolo', 900, 'PUBLICADO');
SELECT (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Pizza') AS pizza, (SELECT cod_produto FROM flowt.tb_omni8_produto_servico WHERE nom_produto = 'Suco') AS suco \gset
SELECT flowt.unidade_principal(:alfa) AS centro \gset
CREATE FUNCTION pg_temp.order_by(p_phone text, p_items text[] DEFAULT '{Pizza}', p_mode text DEFAULT 'RETIRADA') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
    v_made pg_temp.answer;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', json_build_object('cod_produto', p.cod_produto::text, 'qtd_item', 1)::text), NULL, 'alfa')
       FROM flowt.tb_omni8_produto_servico p WHERE p.nom_produto = ANY (p_items);
    v_made := pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', v_cart, 'corpo',
        jsonb_build_object('nom_cliente', 'Zenóbia Prado', 'num_telefone', p_phone, 'tip_atendimento', p_mode, 'tip_pagamento', 'DINHEIRO')::text), NULL, 'alfa');
    RETURN (SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p WHERE p.des_token = v_made.body ->> 'token');
END
$$;
CREATE FUNCTION pg_temp.move(p_order bigint, p_to text) RETURNS void LANGUAGE sql AS $$ UPDATE flowt.tb_omni8_pedido SET sta_pedido = p_to WHERE cod_pedido = p_order $$;
CREATE FUNCTION pg_temp.delivered(p_phone text, p_items text[] DEFAULT '{Pizza}') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_order bigint := pg_temp.order_by(p_phone, p_items);
BEGIN
    PERFORM pg_temp.move(v_order, s) FROM unnest('{CONFIRMADO,PRONTO,ENTREGUE,CONCLUIDO}'::text[]) WITH ORDINALITY AS x (s, n) ORDER BY n;
    RETURN v_order;
END
$$;
CREATE FUNCTION pg_temp.due() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_nps_agenda SET dat_prevista = now() WHERE sta_agenda = 'PENDENTE';
    RETURN rotina.convidar_nps();
END
$$;
CREATE FUNCTION pg_temp.fate(p_order bigint) RETURNS text LANGUAGE sql RETURN (SELECT concat_ws(' ', a.sta_agenda, a.des_motivo) FROM flowt.tb_omni8_nps_agenda a WHERE a.cod_pedido = p_order);
CREATE FUNCTION pg_temp.rule(p_body jsonb, p_token text, p_survey text DEFAULT 'transacional') RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
BEGIN
    RETURN pg_temp.request('PATCH /v1/nps/configuracao/{pesquisa}', jsonb_build_object('pesquisa', p_survey, 'corpo', (jsonb_build_object('num_versao',
        coalesce((SELECT r.num_versao FROM flowt.tb_omni8_nps_regra r WHERE r.cod_tenant = (SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'alfa') AND r.tip_pesquisa = upper(p_survey)), 0)) || p_body)::text), p_token);
END
$$;

-- The rules: a default until somebody says otherwise.
SELECT is((SELECT jsonb_agg(jsonb_build_array(i -> 'tip_pesquisa', i -> 'flg_ativa', i -> 'num_versao', i -> 'qtd_dias_descanso', i -> 'num_amostra')) FROM jsonb_array_elements((pg_temp.request('GET /v1/nps/configuracao', '{}', :'ta')).body -> 'itens') i),
    '[["TRANSACIONAL", true, 0, 30, 100], ["RELACIONAL", false, 0, 90, 100]]', 'what holds for who chose nothing');
SELECT is(pg_temp.outcome(pg_temp.rule(b::jsonb, t)), e, b || ' ' || e) FROM (VALUES
    ('{"des_canais": ["WHATSAPP", "EMAIL"]}', :'tm', '200'), ('{"num_versao": 0}', :'ta', '409 versao_desatualizada'), ('{"num_amostra": 101}', :'ta', '422 corpo_invalido'), ('{"num_amostra": -1}', :'ta', '422 corpo_invalido'),
    ('{"qtd_dias_validade": 0}', :'ta', '422 corpo_invalido'), ('{"des_pergunta": "  "}', :'ta', '422 corpo_invalido'), ('{"des_canais": []}', :'ta', '422 corpo_invalido'), ('{"des_canais": ["POMBO"]}', :'ta', '422 corpo_invalido'),
    ('{"flg_ativa": true}', :'tw', '403 sem_permissao'), ('{"cod_tenant": 1}', :'ta', '422 corpo_invalido')) AS v (b, t, e);
SELECT is(pg_temp.outcome(pg_temp.rule('{}', :'ta', 'anual')), '404 nao_encontrado', 'a survey that is none');
SELECT is((SELECT des_canais FROM flowt.tb_omni8_nps_regra WHERE cod_tenant = :alfa), '{WHATSAPP,EMAIL}', 'and nothing else changed');

-- Delivered: due two hours later, invited once, the token in the message alone.
SELECT pg_temp.order_by('(11) 91111-1111') AS o1 \gset
SELECT pg_temp.move(:o1, 'CONFIRMADO') \g /dev/null
SELECT is(pg_temp.fate(:o1), NULL, 'nothing is due before the delivery');
SELECT pg_temp.move(:o1, 'PRONTO'), pg_temp.move(:o1, 'ENTREGUE') \g /dev/null
SELECT is((SELECT sta_agenda || ' ' || (dat_prevista - now())::text FROM flowt.tb_omni8_nps_agenda WHERE cod_pedido = :o1), 'PENDENTE 02:00:00', 'it is due after the delay of the rule');
SELECT is(rotina.convidar_nps(), 0::bigint, 'and not before');
SELECT pg_temp.move(:o1, 'CONCLUIDO') \g /dev/null
SELECT is(pg_temp.due(), 1::bigint, 'decided once');
SELECT is(pg_temp.fate(:o1), 'CONVIDADO', 'invited');
SELECT is(pg_temp.due(), 0::bigint, 'and it is done');
SELECT is((SELECT concat_ws(' ', tip_pesquisa, tip_canal, cod_unidade = :centro, cod_pessoa IS NOT NULL, dat_expiracao - flowt.hora_de_enviar(:alfa, now()), num_nota) FROM flowt.tb_omni8_nps WHERE cod_pedido = :o1), 'TRANSACIONAL WHATSAPP t t 7 days', 'of the order, its unit and its person, by the channel preferred, for a week from when she hears of it');
SELECT is((SELECT concat_ws(' ', tip_canal, des_destino, nom_modelo) FROM flowt.tb_omni8_mensagem WHERE des_chave LIKE 'nps:%'), 'WHATSAPP +5511911111111 nps_convite', 'a message goes out');
CREATE FUNCTION pg_temp.token_of(p_order bigint) RETURNS text LANGUAGE sql
RETURN (SELECT substring(m.des_texto FROM '/nps/([A-Za-z0-9_-]{24})') FROM flowt.tb_omni8_mensagem m JOIN flowt.tb_omni8_nps n ON m.des_chave = 'nps:' || n.cod_nps WHERE n.cod_pedido = p_order);
SELECT is((SELECT hsh_token FROM flowt.tb_omni8_nps WHERE cod_pedido = :o1), sha256(convert_to(pg_temp.token_of(:o1), 'UTF8')), 'with the token, of which only the digest is kept');
SELECT matches((SELECT des_texto FROM flowt.tb_omni8_mensagem WHERE des_chave LIKE 'nps:%'), '^Olá, Zenóbia! De 0 a 10, .*https?://[^ ]+/alfa/nps/[A-Za-z0-9_-]{24}', 'and what it says');

-- Why not.
SELECT pg_temp.delivered('(11) 91111-1111') AS o2, pg_temp.delivered('(11) 92222-2222') AS o3, pg_temp.delivered('(11) 93333-3333') AS o4, pg_temp.delivered('(11) 94444-4444') AS o5 \gset
SELECT pg_temp.move(:o3, 'DEVOLVIDO') \g /dev/null
SELECT flowt.registrar_consentimento(:alfa, cod_pessoa, '{"tip_finalidade": "PESQUISA", "tip_canal": "TODOS", "flg_concedido": false, "num_versao_texto": "1"}', 'EQUIPE', NULL) FROM flowt.tb_omni8_pedido WHERE cod_pedido = :o4 \g /dev/null
UPDATE flowt.tb_omni8_pedido SET cod_pessoa = NULL WHERE cod_pedido = :o5;
SELECT pg_temp.due() \g /dev/null
SELECT is(pg_temp.fate(o), e, n) FROM (VALUES (:o2, 'SUPRIMIDO EM_DESCANSO', 'invited less than 30 days ago'), (:o3, 'SUPRIMIDO PEDIDO_DESFEITO', 'returned meanwhile'), (:o4, 'SUPRIMIDO RECUSA', 'who said no'), (:o5, 'SUPRIMIDO SEM_PESSOA', 'nobody')) AS v (o, e, n);
SELECT is(count(*), 1::bigint, 'and no message') FROM flowt.tb_omni8_mensagem WHERE des_chave LIKE 'nps:%';
SELECT flowt.registrar_consentimento(:alfa, cod_pessoa, '{"tip_finalidade": "PESQUISA", "tip_canal": "WHATSAPP", "flg_concedido": true, "num_versao_texto": "1"}', 'EQUIPE', NULL) FROM flowt.tb_omni8_pedido WHERE cod_pedido = :o4 \g /dev/null
SELECT pg_temp.delivered('(11) 93333-3333') AS o4 \gset
SELECT pg_temp.due() \g /dev/null
SELECT is(pg_temp.fate(:o4), 'CONVIDADO', 'who changed her mind about one channel');
SELECT (pg_temp.rule('{"des_canais": ["EMAIL"]}', :'ta')).status \g /dev/null
SELECT pg_temp.delivered('(11) 95555-5555') AS o5 \gset
SELECT pg_temp.due() \g /dev/null
SELECT is(pg_temp.fate(:o5), 'SUPRIMIDO SEM_CONTATO', 'who has no e-mail');
SELECT (pg_temp.rule('{"des_canais": ["WHATSAPP"], "num_amostra": 0}', :'ta')).status \g /dev/null
SELECT pg_temp.delivered('(11) 96666-6666') AS o6 \gset
SELECT pg_temp.due() \g /dev/null
SELECT is(pg_temp.fate(:o6), 'SUPRIMIDO FORA_DA_AMOSTRA', 'a sample of nobody');
SELECT is(abs(count(*) FILTER (WHERE flowt.na_amostra(7, 'pedido', i, 30)) - 3000) < 200, true, 'a sample of 30 % is about that') FROM generate_series(1, 10000) i;
SELECT is_empty($$SELECT i FROM generate_series(1, 500) i, generate_series(0, 99) a WHERE flowt.na_amostra(7, 'pedido', i, a) AND NOT flowt.na_amostra(7, 'pedido', i, a + 1)$$, 'a larger sample holds the smaller');
SELECT (pg_temp.rule('{"num_amostra": 100, "flg_ativa": false}', :'ta')).status \g /dev/null
SELECT pg_temp.delivered('(11) 96666-6667') AS o7 \gset
SELECT is(pg_temp.fate(:o7), NULL, 'switched off, nothing is due');
SELECT (pg_temp.rule('{"flg_ativa": true, "qtd_dias_descanso": 0}', :'ta')).status \g /dev/null
SELECT pg_temp.delivered('(11) 91111-1111') AS o8 \gset
SELECT pg_temp.due() \g /dev/null
SELECT is(pg_temp.fate(:o8), 'CONVIDADO', 'without a cool-down every order asks');
SELECT (pg_temp.rule('{"qtd_dias_descanso": 30}', :'ta')).status \g /dev/null

-- One survey of a kind an order, whatever is asked again.
SELECT throws_ok(format('INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pedido, tip_pesquisa, tip_canal) VALUES (%s, %s, ''TRANSACIONAL'', ''SMS'')', :alfa, :o8), '23505', NULL, 'a second of its kind is none');
SELECT lives_ok(format('INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pedido, tip_pesquisa, tip_canal) VALUES (%s, %s, ''RELACIONAL'', ''SMS'')', :alfa, :o8), 'another kind is another');
DELETE FROM flowt.tb_omni8_nps WHERE cod_pedido = :o8 AND tip_pesquisa = 'RELACIONAL';
SELECT (pg_temp.rule('{"qtd_dias_descanso": 0}', :'ta')).status \g /dev/null
UPDATE flowt.tb_omni8_nps_agenda SET sta_agenda = 'PENDENTE', dat_conclusao = NULL WHERE cod_pedido = :o8;
SELECT pg_temp.due() \g /dev/null
SELECT is(pg_temp.fate(:o8), 'SUPRIMIDO JA_CONVIDADO', 'nor does the job ask twice');
SELECT (pg_temp.rule('{"qtd_dias_descanso": 30}', :'ta')).status \g /dev/null

-- Merged people are one: what either was asked counts.
SELECT pg_temp.delivered('(11) 97777-7777') AS a, pg_temp.order_by('(11) 98888-8888') AS b \gset
SELECT pg_temp.due() \g /dev/null
SELECT (pg_temp.request('POST /v1/pessoas/{id}/fusao', jsonb_build_object('id', q.cod_pessoa, 'corpo', json_build_object('cod_pessoa_origem', p.cod_pessoa::text, 'num_versao', 1, 'num_versao_origem', 1, 'des_motivo', 'é a mesma')::text), :'ta')).status AS merged
  FROM flowt.tb_omni8_pedido p, flowt.tb_omni8_pedido q WHERE p.cod_pedido = :a AND q.cod_pedido = :b \gset
SELECT is(:merged, 201, 'two registrations become one');
SELECT is(n.cod_pessoa, q.cod_pessoa, 'her surveys come along') FROM flowt.tb_omni8_nps n, flowt.tb_omni8_pedido q WHERE n.cod_pedido = :a AND q.cod_pedido = :b;
SELECT pg_temp.move(:b, 'ENTREGUE') \g /dev/null
SELECT pg_temp.due() \g /dev/null
SELECT is(pg_temp.fate(:b), 'SUPRIMIDO EM_DESCANSO', 'and her cool-down');

-- MARK: answers
CREATE FUNCTION pg_temp.answer_it(p_token text, p_body text, p_method text DEFAULT 'POST') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(p_method || ' /v1/nps/{token}' || CASE p_method WHEN 'PATCH' THEN '/resposta' ELSE '' END, jsonb_build_object('token', p_token, 'corpo', p_body), NULL, 'alfa');
CREATE FUNCTION pg_temp.look(p_token text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/nps/{token}', jsonb_build_object('token', p_token), NULL, p_slug);
SELECT pg_temp.token_of(:o1) AS t1, pg_temp.token_of(:o8) AS t8, pg_temp.token_of(:o4) AS t4, pg_temp.token_of(:a) AS t7 \gset
SELECT is((pg_temp.look(:'t1')).body - '{dat_expiracao,num_pedido}'::text[], '{"sta_nps": "ABERTA", "tip_pesquisa": "TRANSACIONAL", "des_pergunta": "De 0 a 10, quanto você nos recomendaria depois deste pedido?", "des_pergunta_seguinte": null,
    "num_nota": null, "tip_classe": null, "des_motivo": null, "dat_resposta": null, "dat_limite_edicao": null}', 'what is asked');
SELECT is(pg_temp.outcome(pg_temp.look(t, s)), '404 nao_encontrado', n) FROM (VALUES ('x', 'alfa', 'a token of nothing'), (:'t1', 'beta', 'another company''s'), (upper(:'t1'), 'alfa', 'not quite')) AS v (t, s, n);
SELECT is(pg_temp.wrong_fields(pg_temp.answer_it(:'t1', b)), e, b) FROM (VALUES ('{"num_nota": 11}', 'num_nota:numero_grande'), ('{"num_nota": -1}', 'num_nota:numero_pequeno'), ('{"num_nota": 7.5}', 'num_nota:tipo_invalido'),
    ('{"num_nota": "dez"}', 'num_nota:tipo_invalido'), ('{"num_nota": "10"}', 'num_nota:tipo_invalido'), ('{"num_nota": null}', 'num_nota:tipo_invalido'), ('{}', 'num_nota:campo_obrigatorio'), ('{"num_nota": 1e400}', 'num_nota:numero_grande'),
    ('{"num_nota": 5, "cod_pessoa": "1"}', 'cod_pessoa:campo_desconhecido'), (format('{"num_nota": 5, "des_motivo": "%s"}', repeat('x', 1001)), 'des_motivo:texto_longo')) AS v (b, e);
SELECT is((SELECT num_nota FROM flowt.tb_omni8_nps WHERE cod_pedido = :o1), NULL, 'nothing of that was an answer');
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t1', '{"num_nota": 3}', 'PATCH')), '409 nps_sem_resposta', 'nothing to change yet');
-- Seen is told once, by a POST.
SELECT is((SELECT dat_exibicao FROM flowt.tb_omni8_nps WHERE cod_pedido = :o1), NULL, 'reading is not seeing');
SELECT is(pg_temp.outcome(pg_temp.request(r, jsonb_build_object('token', :'t1'), NULL, 'alfa')), '204', r) FROM (VALUES ('POST /v1/nps/{token}/exibicao'), ('POST /nps/{token}/exibicao')) AS v (r);
SELECT is((SELECT dat_exibicao FROM flowt.tb_omni8_nps WHERE cod_pedido = :o1), now(), 'seen');
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t1', '{"num_nota": 3, "des_motivo": "  Veio frio e sem talheres. "}')), '201', 'answered');
SELECT is((pg_temp.look(:'t1')).body - '{dat_expiracao,num_pedido,des_pergunta,dat_resposta,dat_limite_edicao}'::text[], '{"sta_nps": "RESPONDIDA", "tip_pesquisa": "TRANSACIONAL", "des_pergunta_seguinte": "Sentimos muito. O que deu errado?",
    "num_nota": 3, "tip_classe": "DETRATOR", "des_motivo": "Veio frio e sem talheres."}', 'and the question of its class');
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t1', '{"num_nota": 3, "des_motivo": "Veio frio e sem talheres."}')), '409 nps_ja_respondido', 'a token answers once');
SELECT results_eq($$SELECT nom_tipo, count(*) FROM flowt.tb_omni8_evento_tracking WHERE nom_tipo LIKE 'nps%' AND cod_pessoa IS NULL GROUP BY 1 ORDER BY 1$$, $$VALUES ('nps_exibido', 1::bigint), ('nps_respondido', 1)$$, 'the server tells tracking, of no person');
-- Classes.
CREATE FUNCTION pg_temp.class_of(p_note integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_class text;
BEGIN
    INSERT INTO flowt.tb_omni8_nps (cod_tenant, tip_pesquisa, tip_canal, num_nota, dat_resposta) SELECT cod_tenant, 'RELACIONAL', 'LINK', p_note, now() FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa' RETURNING tip_classe INTO v_class;
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = v_class;
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN v_class;
WHEN check_violation THEN
    GET STACKED DIAGNOSTICS v_class = CONSTRAINT_NAME;
    RETURN v_class;
END
$$;
SELECT is(pg_temp.class_of(n), CASE WHEN n NOT BETWEEN 0 AND 10 THEN 'nota_entre_0_e_10' WHEN n <= 6 THEN 'DETRATOR' WHEN n <= 8 THEN 'NEUTRO' ELSE 'PROMOTOR' END, 'a note of ' || n) FROM generate_series(-1, 11) AS n;
-- Edited for a day, with what it was on record.
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t1', '{"num_nota": 9, "des_motivo": "Trocaram na hora."}', 'PATCH')), '200', 'edited');
SELECT is((SELECT concat_ws(' ', num_nota, tip_classe, des_motivo, dat_edicao = now(), dat_resposta = now()) FROM flowt.tb_omni8_nps WHERE cod_pedido = :o1), '9 PROMOTOR Trocaram na hora. t t', 'to what it is now');
SELECT is((SELECT a.js_diferenca -> 'num_nota' FROM flowt.tb_omni8_auditoria a JOIN flowt.tb_omni8_nps n ON n.cod_pedido = :o1 AND n.cod_nps = a.cod_registro WHERE a.nom_tabela = 'tb_omni8_nps' AND a.tip_operacao = 'U' AND a.js_diferenca #>> '{num_nota,0}' IS NOT NULL), '[3, 9]', 'the audit trail has what it was');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_evento_tracking WHERE nom_tipo = 'nps_respondido'), 1::bigint, 'an edit is no second answer');
UPDATE flowt.tb_omni8_nps SET dat_resposta = now() - interval '24 hours', dat_edicao = NULL WHERE cod_pedido = :o1;
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t1', '{"num_nota": 0}', 'PATCH')), '409 nps_encerrado', 'a day later it stays');
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t1', '{"num_nota": 0}')), '409 nps_encerrado', 'whichever way');
-- The reason after the note is no edit.
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t8', '{"num_nota": 8}')), '201', 'the note first');
SELECT is((SELECT dat_exibicao FROM flowt.tb_omni8_nps WHERE cod_pedido = :o8), now(), 'who answers has seen');
SELECT is((pg_temp.look(:'t8')).body ->> 'des_pergunta_seguinte', 'O que faltou para a nota ser 10?', 'and is asked what was missing');
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t8', '{"des_motivo": "Faltou guardanapo."}', 'PATCH')), '200', 'then the reason');
SELECT is((SELECT concat_ws(' ', num_nota, des_motivo, dat_edicao) FROM flowt.tb_omni8_nps WHERE cod_pedido = :o8), '8 Faltou guardanapo.', 'is one answer');
-- Expired.
UPDATE flowt.tb_omni8_nps SET dat_expiracao = now() WHERE cod_pedido = :o4;
SELECT is(pg_temp.outcome(pg_temp.answer_it(:'t4', '{"num_nota": 8}', m)), '410 nps_vencido', m || ' after the deadline') FROM unnest('{POST,PATCH}'::text[]) m;
SELECT is((pg_temp.look(:'t4')).body ->> 'sta_nps', 'VENCIDA', 'it says so');
-- No more of these.
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/nps/{token}/recusa', jsonb_build_object('token', :'t7', 'ip', '203.0.113.9'), NULL, 'alfa')), '204', 'who wants no more ' || n) FROM generate_series(1, 2) n;
SELECT is((SELECT string_agg(concat_ws(' ', tip_finalidade, tip_canal, flg_concedido, tip_origem), ', ') FROM flowt.tb_omni8_consentimento WHERE cod_pessoa = (SELECT cod_pessoa FROM flowt.tb_omni8_nps WHERE cod_pedido = :a)), 'PESQUISA TODOS f LINK', 'one fact in her ledger');
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/nps/convites', jsonb_build_object('corpo', json_build_object('cod_pessoa', cod_pessoa::text)::text), :'tw')), '409 nps_recusado', 'and staff cannot ask her') FROM flowt.tb_omni8_nps WHERE cod_pedido = :a;

-- MARK: by hand, and from time to time
SELECT (pg_temp.rule('{"des_canais": ["WHATSAPP"]}', :'ta', 'relacional')).status \g /dev/null
SELECT cod_pessoa AS zenobia FROM flowt.tb_omni8_pedido WHERE cod_pedido = :o1 \gset
CREATE FUNCTION pg_temp.invite(p_person text, p_token text, p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('POST /v1/nps/convites', jsonb_build_object('corpo', (jsonb_build_object('cod_pessoa', p_person) || p_more)::text), p_token));
SELECT is(pg_temp.invite(p, t, b), e, n) FROM (VALUES (:'zenobia', :'tw', '{"tip_canal": "EMAIL"}'::jsonb, '409 nps_sem_contato', 'no e-mail'), (:'zenobia', :'tw', '{}', '201', 'by whom she knows'), (:'zenobia', :'tw', '{}', '409 nps_em_descanso', 'not twice'),
    (:'zenobia', :'tk', '{}', '403 sem_permissao', 'not by the kitchen'), (:'zenobia', :'tb', '{}', '404 nao_encontrado', 'nor by another company'), ('999999999', :'tw', '{}', '404 nao_encontrado', 'nobody'), ('x', :'tw', '{}', '422 corpo_invalido', 'no code')) AS v (p, t, b, e, n);
SELECT is(rotina.convidar_nps_relacional(), 0::bigint, 'by itself only where it is switched on');
SELECT (pg_temp.rule('{"flg_ativa": true}', :'ta', 'relacional')).status \g /dev/null
SELECT is(rotina.convidar_nps_relacional(), count(DISTINCT p.cod_pessoa), 'then every customer with a purchase, but who was asked or refused')
  FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = :alfa AND p.sta_pedido = 'CONCLUIDO' AND p.cod_pessoa NOT IN (SELECT c.cod_pessoa FROM flowt.tb_omni8_consentimento c WHERE NOT flowt.consentiu(:alfa, c.cod_pessoa, 'PESQUISA', 'WHATSAPP')) AND p.cod_pessoa <> :zenobia;
SELECT is(rotina.convidar_nps_relacional(), 0::bigint, 'the round is over');
SELECT ok(v.dat_fim = now() AND v.cod_pessoa_apos = (SELECT max(p.cod_pessoa) FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = :alfa), 'everybody was looked at') FROM flowt.tb_omni8_nps_volta v WHERE v.cod_tenant = :alfa;
UPDATE flowt.tb_omni8_nps_volta SET dat_fim = now() - interval '1 day';
SELECT is(rotina.convidar_nps_relacional(), 0::bigint, 'once in 90 days');
UPDATE flowt.tb_omni8_nps_volta SET dat_fim = now() - interval '1 day';
UPDATE flowt.tb_omni8_nps SET dat_convite = now() - interval '91 days' WHERE tip_pesquisa = 'RELACIONAL' AND cod_pessoa = :zenobia;
SELECT is(rotina.convidar_nps_relacional(), 1::bigint, 'and again after them');
-- A part at a time, from where the round is.
UPDATE flowt.tb_omni8_nps SET dat_convite = now() - interval '91 days' WHERE tip_pesquisa = 'RELACIONAL';
UPDATE flowt.tb_omni8_nps_volta SET dat_fim = now() - interval '1 day';
CREATE TEMP TABLE round (n integer, returned bigint, after bigint, ended boolean);
CREATE FUNCTION pg_temp.go_round() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_back bigint;
BEGIN
    FOR n IN 1 .. 500 LOOP
        v_back := flowt.convidar_relacional((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), 1);
        INSERT INTO round SELECT n, v_back, v.cod_pessoa_apos, v.dat_fim IS NOT NULL FROM flowt.tb_omni8_nps_volta v JOIN flowt.tb_omni8_tenant t USING (cod_tenant) WHERE t.nom_slug = 'alfa';
        EXIT WHEN v_back = 0;
    END LOOP;
END
$$;
SELECT pg_temp.go_round();
SELECT is(count(*), (SELECT 1 + count(*) FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = :alfa), 'one person at a time, each once') FROM round;
SELECT is(array_agg(r.after ORDER BY n), (SELECT array_agg(p.cod_pessoa ORDER BY p.cod_pessoa) FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = :alfa), 'in order, and it knows where it is') FROM round r WHERE NOT r.ended;
SELECT ok(count(*) > 1 AND count(*) = (SELECT count(*) FROM flowt.tb_omni8_nps n WHERE n.cod_tenant = :alfa AND n.tip_pesquisa = 'RELACIONAL' AND n.dat_convite = now()), 'all who may be asked were') FROM round WHERE returned = 2;
UPDATE flowt.tb_omni8_nps SET dat_convite = now() - interval '91 days' WHERE tip_pesquisa = 'RELACIONAL';
SELECT is(rotina.convidar_nps_relacional(), 0::bigint, 'the next round begins a day later');
UPDATE flowt.tb_omni8_nps_volta SET dat_inicio = now() - interval '1 minute';
SELECT ok(rotina.convidar_nps_relacional() > 0, 'or when the rule is another');

-- Quiet hours, in the company's zone.
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'America/Rio_Branco' WHERE cod_tenant = :beta;
SELECT is(flowt.hora_de_enviar(:beta, m::timestamptz), e::timestamptz, m) FROM (VALUES ('2026-03-10 08:00-05', '2026-03-10 08:00-05'), ('2026-03-10 20:59:59-05', '2026-03-10 20:59:59-05'), ('2026-03-10 21:00-05', '2026-03-11 08:00-05'),
    ('2026-03-10 23:59-05', '2026-03-11 08:00-05'), ('2026-03-11 00:00-05', '2026-03-11 08:00-05'), ('2026-03-11 07:59:59-05', '2026-03-11 08:00-05'), ('2026-03-11 00:30-03', '2026-03-11 08:00-05')) AS v (m, e);
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor) VALUES (:beta, 'mensagem_silencio_inicio', '2026-01-01', '"12:00"'), (:beta, 'mensagem_silencio_fim', '2026-01-01', '"14:30"');
SELECT is(flowt.hora_de_enviar(:beta, m::timestamptz), e::timestamptz, 'a rest at noon: ' || m) FROM (VALUES ('2026-03-10 11:59-05', '2026-03-10 11:59-05'), ('2026-03-10 12:00-05', '2026-03-10 14:30-05'), ('2026-03-10 14:30-05', '2026-03-10 14:30-05'), ('2026-03-10 23:00-05', '2026-03-10 23:00-05')) AS v (m, e);
UPDATE flowt.tb_omni8_parametro_valor SET js_valor = '"12:00"' WHERE cod_tenant = :beta;
SELECT is(flowt.hora_de_enviar(:beta, '2026-03-10 12:00-05'), '2026-03-10 12:00-05'::timestamptz, 'the same hour twice: none');
-- It is night until an hour from now.
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor)
SELECT :alfa, v.n, now() - interval '1 day', to_jsonb(to_char(now() AT TIME ZONE t.des_fuso_horario + v.d, 'HH24:MI')) FROM flowt.tb_omni8_tenant t, (VALUES ('mensagem_silencio_inicio', interval '-1 hour'), ('mensagem_silencio_fim', '1 hour')) AS v (n, d) WHERE t.cod_tenant = :alfa;
UPDATE flowt.tb_omni8_nps SET dat_convite = now() - interval '91 days' WHERE tip_pesquisa = 'RELACIONAL';
SELECT is(pg_temp.invite(:'zenobia', :'tw'), '201', 'she is asked at night');
SELECT ok(m.dat_proxima > now() + interval '58 minutes' AND m.dat_proxima = flowt.hora_de_enviar(:alfa, now()) AND n.dat_expiracao - m.dat_proxima = m.dat_expiracao - m.dat_proxima AND m.dat_expiracao > m.dat_proxima + interval '13 days', 'and hears of it in the morning, with all her days to answer')
  FROM flowt.tb_omni8_nps n JOIN flowt.tb_omni8_mensagem m ON m.cod_tenant = n.cod_tenant AND m.des_chave = 'nps:' || n.cod_nps WHERE n.cod_tenant = :alfa ORDER BY n.cod_nps DESC LIMIT 1;
DELETE FROM flowt.tb_omni8_parametro_valor WHERE cod_tenant = :alfa AND nom_parametro LIKE 'mensagem_silencio%';

-- MARK: the open link
CREATE FUNCTION pg_temp.say(p_body jsonb, p_ip text DEFAULT '203.0.113.5') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/nps', jsonb_build_object('ip', p_ip, 'corpo', p_body::text), NULL, 'alfa');
CREATE TEMP TABLE said AS SELECT a.* FROM pg_temp.say(jsonb_build_object('num_nota', 10, 'visitante', 'visitante-0000001', 'tip_canal', 'QR', 'cod_unidade', :'centro', 'cod_produto', :'pizza')) AS a;
SELECT is((SELECT status FROM said), 201, 'anybody answers');
SELECT is((SELECT concat_ws(' ', tip_pesquisa, tip_canal, num_nota, cod_pessoa, cod_unidade = :centro, cod_produto = :pizza, dat_convite) FROM flowt.tb_omni8_nps WHERE hsh_visitante IS NOT NULL), 'RELACIONAL QR 10 t t', 'and nobody knows who');
SELECT is(pg_temp.outcome(pg_temp.say('{"num_nota": 1, "visitante": "visitante-0000001"}', '203.0.113.6')), '409 nps_ja_respondido', 'once a visitor');
SELECT is(pg_temp.outcome(pg_temp.answer_it((SELECT body ->> 'token' FROM said), '{"num_nota": 9}', 'PATCH')), '200', 'who may change it');
SELECT is((pg_temp.say('{"num_nota": 1, "visitante": "visitante-0000002", "cod_unidade": "999999999", "cod_produto": "999999999"}')).status, 201, 'a unit and an item of nothing are left out');
SELECT is(count(*) FILTER (WHERE a.status = 201) || ' ' || count(*) FILTER (WHERE a.code = 'respostas_demais'), '28 2', 'thirty an hour from one address') FROM generate_series(1, 30) g CROSS JOIN LATERAL pg_temp.say(jsonb_build_object('num_nota', 7, 'visitante', 'visitante-massa-' || g)) AS a;
SELECT is((pg_temp.say('{"num_nota": 1, "visitante": "visitante-0000003"}', '203.0.113.7')).status, 201, 'another address has its own');
SELECT is(pg_temp.wrong_fields(pg_temp.say(b::jsonb)), e, b) FROM (VALUES ('{"num_nota": 5, "visitante": "curto"}', 'visitante:texto_curto'), ('{"num_nota": 5}', 'visitante:campo_obrigatorio'), ('{"num_nota": 5, "visitante": "visitante-000 0009"}', 'visitante:formato_invalido'),
    ('{"num_nota": 5.5, "visitante": "visitante-0000009"}', 'num_nota:tipo_invalido')) AS v (b, e);

-- MARK: detractors
CREATE FUNCTION pg_temp.tasks(p_token text, p_status text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/nps/tarefas', jsonb_strip_nulls(jsonb_build_object('sta_tarefa', p_status)), p_token);
CREATE FUNCTION pg_temp.task_of(p_order bigint) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', t.sta_tarefa, t.cod_tarefa IS NOT NULL, t.dat_prazo - n.dat_resposta, t.cod_pessoa = n.cod_pessoa, t.des_conclusao) FROM flowt.tb_omni8_tarefa t JOIN flowt.tb_omni8_nps n USING (cod_tenant, cod_nps) WHERE n.cod_pedido = p_order);
SELECT pg_temp.delivered('(21) 91111-0001', '{Pizza,Suco}') AS d1, pg_temp.delivered('(21) 91111-0002') AS d2 \gset
SELECT (pg_temp.rule('{"des_canais": ["WHATSAPP"]}', :'ta')).status, pg_temp.due() \g /dev/null
SELECT is((pg_temp.answer_it(pg_temp.token_of(o), format('{"num_nota": %s, "des_motivo": "Demorou."}', n))).status, 201, 'a note of ' || n) FROM (VALUES (:d1, 6), (:d2, 0)) AS v (o, n);
SELECT is(pg_temp.task_of(:d1), 'ABERTA t 2 days t', 'a detractor opens a task for the next 48 hours');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_tarefa t JOIN flowt.tb_omni8_nps n USING (cod_tenant, cod_nps) WHERE n.tip_classe <> 'DETRATOR' AND t.sta_tarefa = 'ABERTA'), 0::bigint, 'nobody else does');
SELECT is((pg_temp.answer_it(pg_temp.token_of(:d1), '{"num_nota": 9}', 'PATCH')).status, 200, 'who is content after all');
SELECT is(pg_temp.task_of(:d1), 'CONCLUIDA t 2 days t O cliente mudou a nota para 9.', 'needs nobody');
SELECT is((pg_temp.answer_it(pg_temp.token_of(:d1), '{"num_nota": 2}', 'PATCH')).status, 200, 'and is not');
SELECT is(pg_temp.task_of(:d1), 'ABERTA t 2 days t', 'is looked for again');
SELECT is((SELECT jsonb_agg(jsonb_build_array(i -> 'num_nota', i -> 'nom_pessoa', i -> 'des_motivo', i -> 'flg_atrasada') ORDER BY i -> 'num_nota') FROM jsonb_array_elements((pg_temp.tasks(:'tw', 'ABERTA')).body -> 'itens') i WHERE i ->> 'nom_pessoa' IS NOT NULL),
    '[[0, "Zenóbia Prado", "Demorou.", false], [2, "Zenóbia Prado", "Demorou.", false]]', 'whom to look for, and why');
SELECT t.cod_tarefa AS task FROM flowt.tb_omni8_tarefa t JOIN flowt.tb_omni8_nps n USING (cod_tenant, cod_nps) WHERE n.cod_pedido = :d1 \gset
CREATE FUNCTION pg_temp.close_task(p_id text, p_what text, p_token text) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('POST /v1/nps/tarefas/{id}/conclusao', jsonb_build_object('id', p_id, 'corpo', json_build_object('des_conclusao', p_what)::text), p_token));
SELECT is(pg_temp.close_task(:'task', w, t), e, n) FROM (VALUES ('Liguei.', :'tk', '403 sem_permissao', 'not by the kitchen'), ('Liguei.', :'tb', '404 nao_encontrado', 'nor by another company'), (' ', :'tw', '422 corpo_invalido', 'saying nothing'),
    (' Liguei e devolvi a entrega. ', :'tw', '200', 'done'), ('De novo', :'tw', '409 tarefa_ja_concluida', 'once')) AS v (w, t, e, n);
SELECT is(pg_temp.task_of(:d1), 'CONCLUIDA t 2 days t Liguei e devolvi a entrega.', 'and what was done');
SELECT is((pg_temp.answer_it(pg_temp.token_of(:d1), format('{"num_nota": %s}', n), 'PATCH')).status, 200, 'changed to ' || n) FROM unnest('{8,1}'::integer[]) n;
SELECT is(pg_temp.task_of(:d1), 'CONCLUIDA t 2 days t Liguei e devolvi a entrega.', 'what somebody saw to stays seen to');
SELECT is(pg_temp.outcome(pg_temp.tasks(:'tk')), '403 sem_permissao', 'the kitchen does not read them');

-- Of another unit it is another's.
SELECT (pg_temp.request('POST /v1/unidades', jsonb_build_object('corpo', '{"nom_unidade": "Norte"}'), :'ta')).body ->> 'cod_unidade' AS norte \gset
CREATE FUNCTION pg_temp.only_unit(p_unit bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_token text := pg_temp.login((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), 'gerente');
    v_user  bigint := (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(v_token));
BEGIN
    UPDATE flowt.tb_omni8_usuario_tenant SET flg_todas_unidades = false WHERE cod_usuario = v_user;
    INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT cod_tenant, v_user, p_unit FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa';
    RETURN v_token;
END
$$;
SELECT pg_temp.only_unit(:norte) AS tn, pg_temp.only_unit(:centro) AS tc \gset
SELECT is(jsonb_array_length((pg_temp.tasks(:'tn')).body -> 'itens'), 0, 'the other unit has no task');
SELECT is_empty(format($$SELECT i FROM jsonb_array_elements(%L::jsonb) i WHERE i ->> 'cod_unidade' IS DISTINCT FROM '%s'$$, (pg_temp.tasks(:'tc')).body -> 'itens', :centro), 'and this one its own, nothing of the whole company');
SELECT is(pg_temp.close_task((SELECT cod_tarefa::text FROM flowt.tb_omni8_tarefa t WHERE t.sta_tarefa = 'ABERTA' AND (cod_unidade IS NULL OR cod_unidade = :centro) LIMIT 1), 'Liguei.', :'tn'), '404 nao_encontrado', 'nor does it close one');

-- What another unit asked counts for the cool-down, though who asks does not see it.
SELECT cod_pessoa AS d2_person FROM flowt.tb_omni8_pedido WHERE cod_pedido = :d2 \gset
DELETE FROM flowt.tb_omni8_nps WHERE cod_pessoa = :d2_person AND tip_pesquisa = 'RELACIONAL';
SELECT is(pg_temp.invite(:'d2_person', t, '{"tip_canal": "WHATSAPP"}'), e, 'staff of ' || n) FROM (VALUES (:'tc', '201', 'the unit'), (:'tn', '409 nps_em_descanso', 'another')) AS v (t, e, n);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/nps/resumo', '{}', pg_temp.only_unit(:centro))), '200', 'one unit is the unit');
WITH u AS (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'tc')) INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT :alfa, u.cod_usuario, :norte FROM u;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/nps/resumo', '{}', :'tc')), '422 unidade_ausente', 'of several, which');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/nps/resumo', jsonb_build_object('unidade', :'centro'), :'tc')), '200', 'that one');

-- MARK: numbers. Two companies, two units, three channels, and days that begin at midnight in São Paulo.
DELETE FROM flowt.tb_omni8_tarefa;
DELETE FROM flowt.tb_omni8_nps;
INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pedido, cod_produto, cod_unidade, tip_pesquisa, tip_canal, num_nota, dat_convite, dat_resposta) VALUES
    (:alfa, :d1, NULL, :centro, 'TRANSACIONAL', 'WHATSAPP', 10, '2026-03-01 12:00-03', '2026-03-02 00:00-03'), (:alfa, :d2, NULL, :centro, 'TRANSACIONAL', 'EMAIL', 6, '2026-03-01 12:00-03', '2026-03-02 23:59:59-03'),
    (:alfa, NULL, :suco, :norte, 'RELACIONAL', 'QR', 7, NULL, '2026-03-02 12:00-03'), (:alfa, NULL, NULL, NULL, 'RELACIONAL', 'QR', 9, NULL, '2026-03-02 12:00-03'),
    (:alfa, :a, NULL, :centro, 'TRANSACIONAL', 'WHATSAPP', 0, '2026-03-01 12:00-03', '2026-03-03 00:00-03'), (:alfa, :b, NULL, :centro, 'TRANSACIONAL', 'WHATSAPP', NULL, '2026-03-01 12:00-03', NULL),
    (:alfa, :o1, NULL, :norte, 'TRANSACIONAL', 'WHATSAPP', 0, '2026-02-28 12:00-03', '2026-02-28 23:59:59-03'), (:beta, NULL, NULL, NULL, 'RELACIONAL', 'QR', 0, NULL, '2026-03-02 12:00-03');
CREATE FUNCTION pg_temp.of(p_from date, p_to date, p_filter text DEFAULT '{}') RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', x.qtd_convites, x.qtd_respostas, x.qtd_promotores, x.qtd_neutros, x.qtd_detratores, x.num_nps) FROM flowt.nps_do_periodo((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), p_from, p_to, p_filter::jsonb) x);
SELECT is(pg_temp.of(f, t, format(w, :centro, :suco, :pizza)), e, concat_ws(' ', f, t, w)) FROM (VALUES ('2026-03-02'::date, '2026-03-02'::date, '{}', '0 4 2 1 1 25.0'), ('2026-03-01', '2026-03-03', '{}', '4 5 2 1 2 0.0'), ('2026-03-01', '2026-03-01', '{}', '4 0 0 0 0'),
    ('2026-03-01', '2026-03-03', '{"unidade": "%1$s"}', '4 3 1 0 2 -33.3'), ('2026-03-01', '2026-03-03', '{"canal": "QR"}', '0 2 1 1 0 50.0'), ('2026-03-01', '2026-03-03', '{"pesquisa": "TRANSACIONAL"}', '4 3 1 0 2 -33.3'),
    ('2026-03-01', '2026-03-03', '{"produto": "%2$s"}', '1 2 1 1 0 50.0'), ('2026-03-01', '2026-03-03', '{"produto": "%3$s", "canal": "EMAIL"}', '1 1 0 0 1 -100.0'), ('2019-01-01', '2019-01-31', '{}', '0 0 0 0 0')) AS v (f, t, w, e);
SELECT is((SELECT string_agg(qtd::text, ' ' ORDER BY num_nota) FROM flowt.nps_por_nota(:alfa, '2026-03-01', '2026-03-03', '{}')), '1 0 0 0 0 0 1 1 0 1 1', 'how many of each note');
SELECT is((SELECT string_agg(concat_ws(' ', des_rotulo, qtd_convites, qtd_respostas, num_nps), ', ') FROM flowt.nps_quebra(:alfa, '2026-03-01', '2026-03-03', '{}', p)), e, 'by ' || p) FROM (VALUES
    ('canal', 'WHATSAPP 3 2 0.0, QR 0 2 50.0, EMAIL 1 1 -100.0'), ('unidade', 'Matriz 4 3 -33.3, Sem unidade 0 1 100.0, Norte 0 1 0.0'), ('item', 'Pizza 4 3 -33.3, Suco 1 2 50.0')) AS v (p, e);
-- One function, one number: the KPI is this one, and nothing without answers.
CREATE FUNCTION pg_temp.kpi(p_from date, p_to date, p_filter text DEFAULT '{}') RETURNS text LANGUAGE sql
RETURN (SELECT coalesce(num_valor::text, 'null') || ' = ' || coalesce(num_numerador::text, 'null') || '/' || coalesce(num_denominador::text, 'null') FROM flowt.indicadores((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), p_from, p_to, p_filter::jsonb) WHERE nom_indicador = 'nps');
SELECT is(pg_temp.kpi(f, t, format(w, :centro)), e, 'KPI ' || w || f) FROM (VALUES ('2026-03-02'::date, '2026-03-02'::date, '{}', '25.0 = 100/4'), ('2026-03-01', '2026-03-03', '{"unidade": "%s"}', '-33.3 = -100/3'), ('2026-03-01', '2026-03-01', '{}', 'null = 0/0'),
    ('2026-03-01', '2026-03-03', '{"canal": "DIRETO"}', 'null = null/null'), ('2026-03-01', '2026-03-03', '{"campanha": "natal"}', 'null = null/null')) AS v (f, t, w, e);
SELECT is((SELECT string_agg(concat_ws(' ', coalesce(num_valor::text, 'null'), num_denominador), ', ' ORDER BY dat_dia) FROM flowt.serie(:alfa, 'nps', '2026-03-01', '2026-03-03', '{}')), 'null 0, 25.0 4, -100.0 1', 'and its series');
-- The summary: compared with the days before it.
CREATE FUNCTION pg_temp.summary(p_args jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/nps/resumo', p_args, p_token);
SELECT is((pg_temp.summary('{"de": "2026-03-01", "ate": "2026-03-03"}', :'ta')).body - '{notas,filtro}'::text[], '{"dat_de": "2026-03-01", "dat_ate": "2026-03-03", "qtd_convites": 4, "qtd_respostas": 5, "qtd_promotores": 2, "qtd_neutros": 1, "qtd_detratores": 2,
    "num_nps": 0.0, "num_margem": 78.4, "num_minimo": -57.5, "num_maximo": 57.5, "num_taxa_de_resposta": 0.7500, "num_diferenca": 100.0, "flg_significativa": true,
    "anterior": {"dat_de": "2026-02-26", "dat_ate": "2026-02-28", "qtd_convites": 1, "qtd_respostas": 1, "qtd_promotores": 0, "qtd_neutros": 0, "qtd_detratores": 1, "num_nps": -100.0, "num_margem": 0.0, "num_minimo": -98.5, "num_maximo": 48.5}}', 'the summary');
SELECT is((pg_temp.summary(a, :'ta')).body -> k, e, n) FROM (VALUES ('{"de": "2026-03-01", "ate": "2026-03-03", "comparar": "nada"}'::jsonb, 'anterior', 'null'::jsonb, 'compared with nothing'), ('{"de": "2026-03-01", "ate": "2026-03-03", "comparar": "nada"}', 'flg_significativa', 'null', 'nothing is significant'),
    ('{"de": "2019-03-01", "ate": "2019-03-03"}', 'num_nps', 'null', 'no answer, no NPS')) AS v (a, k, e, n);
SELECT is(pg_temp.outcome(pg_temp.summary(a, t)), e, n) FROM (VALUES ('{"de": "2026-03-03", "ate": "2026-03-01"}'::jsonb, :'ta', '422 periodo_invertido', 'backwards'), ('{"de": "2024-03-03", "ate": "2026-03-01"}', :'ta', '422 periodo_longo', 'too long'), ('{}', :'tk', '403 sem_permissao', 'the kitchen'), ('{}', :'tm', '200', 'marketing')) AS v (a, t, e, n);
SELECT is(coalesce(a.body ->> 'qtd_respostas', a::text), '1', 'who sees one unit sees its number') FROM pg_temp.summary('{"de": "2026-03-01", "ate": "2026-03-03"}', :'tn') AS a;
SELECT is(((pg_temp.summary('{"de": "2026-03-01", "ate": "2026-03-03"}', :'tb')).body ->> 'num_nps')::numeric, -100.0, 'another company has another');
SELECT is((pg_temp.request('GET /v1/nps/quebra', '{"por": "canal", "de": "2026-03-01", "ate": "2026-03-03", "formato": "csv"}', :'ta')).raw, E'chave;des_rotulo;qtd_convites;qtd_respostas;qtd_promotores;qtd_neutros;qtd_detratores;num_nps;num_margem;num_minimo;num_maximo\r\nWHATSAPP;WHATSAPP;3;2;1;0;1;0.0;138.6;-73.3;73.3\r\nQR;QR;0;2;1;1;0;50.0;69.3;-39.4;79.4\r\nEMAIL;EMAIL;1;1;0;0;1;-100.0;0.0;-98.5;48.5\r\n', 'as CSV');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/nps/quebra', jsonb_strip_nulls(jsonb_build_object('por', p)), :'ta')), '422 corpo_invalido', 'by nothing') FROM (VALUES (NULL), ('pessoa')) v (p);
-- Asked of one item, a page and its files are of that item, as the number above them is.
CREATE FUNCTION pg_temp.shown(p_item bigint) RETURNS text LANGUAGE sql
RETURN (pg_temp.request('GET /{slug}/indicadores/{area}', jsonb_build_object('slug', 'alfa', 'area', 'nps', 'flowt_equipe', pg_temp.login((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'alfa'), 'gerente'), 'de', '2026-03-01', 'ate', '2026-03-03', 'item', p_item))).raw;
SELECT is((regexp_match(pg_temp.shown(i), '<p class="destaque">NPS ([^ ]+) '))[1] || ' ' || (regexp_match(pg_temp.shown(i), 'id="numero-nps">.*?<p class="valor">([^<]+)</p>'))[1], e, 'one NPS on one page: ' || i) FROM (VALUES (:suco::bigint, '50,0 50,0'), (:pizza, '-33,3 -33,3')) AS v (i, e);
SELECT is((pg_temp.request('GET /{slug}/indicadores/csv/{quadro}', jsonb_build_object('slug', 'alfa', 'quadro', q, 'flowt_equipe', :'ta', 'de', '2026-03-01', 'ate', '2026-03-03', 'item', :'suco'))).raw,
          (pg_temp.request('GET /v1/nps/' || r, jsonb_build_object('de', '2026-03-01', 'ate', '2026-03-03', 'item', :'suco', 'formato', 'csv') || a, :'ta')).raw, 'the file of ' || q)
  FROM (VALUES ('nps-notas', 'resumo', '{}'::jsonb), ('nps-classes', 'resumo', '{}'), ('nps-tendencia', 'tendencia', '{}'), ('nps-item', 'quebra', '{"por": "item"}'), ('nps-unidade', 'quebra', '{"por": "unidade"}'), ('nps-canal', 'quebra', '{"por": "canal"}')) AS v (q, r, a);
-- The trend: hidden under thirty answers in thirty days.
INSERT INTO flowt.tb_omni8_nps (cod_tenant, tip_pesquisa, tip_canal, num_nota, dat_resposta) SELECT :alfa, 'RELACIONAL', 'LINK', CASE WHEN g <= 20 THEN 10 ELSE 3 END, '2026-05-01 12:00-03'::timestamptz + g * interval '1 day' FROM generate_series(0, 29) g;
SELECT is((SELECT string_agg(concat_ws(' ', to_char(dat_dia, 'MM-DD'), qtd_respostas, num_nps), ', ' ORDER BY dat_dia) FROM flowt.nps_tendencia(:alfa, '2026-05-29', '2026-06-01', '{}')), '05-29 29, 05-30 30 40.0, 05-31 29, 06-01 28', 'a window of thirty days');
SELECT is((SELECT count(*) FROM flowt.nps_tendencia(:alfa, '2026-05-01', '2026-05-31', '{}')), 31::bigint, 'a line without holes');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/nps/tendencia', '{"de": "2026-05-01", "ate": "2026-05-31"}', :'ta')).body -> 'itens'), 31, 'over HTTP');

-- The answers: the last first, by pages.
CREATE FUNCTION pg_temp.list(p_args jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /v1/nps', p_args, p_token);
SELECT is((SELECT string_agg(i ->> 'num_nota', ' ' ORDER BY n) FROM jsonb_array_elements((pg_temp.list('{"de": "2026-03-01", "ate": "2026-03-03"}' || f, :'ta')).body -> 'itens') WITH ORDINALITY AS x (i, n)), e, 'answers ' || f::text) FROM (VALUES
    ('{}'::jsonb, '0 6 9 7 10'), ('{"classe": "promotor"}', '9 10'), ('{"canal": "qr"}', '9 7'), (jsonb_build_object('unidade', :'norte'), '7'), (jsonb_build_object('item', :'suco'), '7 10'), ('{"pesquisa": "relacional", "classe": "detrator"}', NULL)) AS v (f, e);
CREATE FUNCTION pg_temp.walk(p_token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_page pg_temp.answer;
    v_all  text[] := '{}';
    v_next text;
BEGIN
    FOR n IN 1 .. 9 LOOP
        v_page := pg_temp.list(jsonb_strip_nulls(jsonb_build_object('de', '2026-03-01', 'ate', '2026-03-03', 'limite', 2, 'apos', v_next)), p_token);
        v_all := v_all || ARRAY(SELECT i ->> 'num_nota' FROM jsonb_array_elements(v_page.body -> 'itens') WITH ORDINALITY AS x (i, k) ORDER BY k);
        v_next := v_page.body ->> 'proximo';
        EXIT WHEN v_next IS NULL;
    END LOOP;
    RETURN array_to_string(v_all, ' ');
END
$$;
SELECT is(pg_temp.wrong_fields(pg_temp.list(f, :'ta')), e, 'no filter ' || e) FROM (VALUES ('{"classe": "fa"}'::jsonb, 'classe:opcao_invalida'), ('{"canal": "pombo"}', 'canal:opcao_invalida'), ('{"pesquisa": "anual"}', 'pesquisa:opcao_invalida')) AS v (f, e);
SELECT is(pg_temp.walk(:'ta'), '0 6 9 7 10', 'page by page');
SELECT is(pg_temp.walk(:'tn'), '7', 'and of one unit');
SELECT is(pg_temp.outcome(pg_temp.list('{}', :'tk')), '403 sem_permissao', 'not to the kitchen');

-- MARK: rights of the person
SELECT pg_temp.delivered('(31) 91111-0001') AS l \gset
SELECT pg_temp.due() \g /dev/null
SELECT pg_temp.answer_it(pg_temp.token_of(:l), '{"num_nota": 4, "des_motivo": "Sou alérgica a camarão e não avisaram."}') \g /dev/null
SELECT pg_temp.close_task((SELECT cod_tarefa::text FROM flowt.tb_omni8_tarefa t JOIN flowt.tb_omni8_nps n USING (cod_tenant, cod_nps) WHERE n.cod_pedido = :l), 'Pedi desculpas à dona Zenóbia.', :'tw') \g /dev/null
SELECT cod_pessoa AS person FROM flowt.tb_omni8_pedido WHERE cod_pedido = :l \gset
SELECT set_config('flowt.cod_tenant', :'alfa', true) \g /dev/null
CREATE TEMP TABLE export AS SELECT flowt.exportar_pessoa(:person) -> 'dados' AS d;
SELECT is((SELECT jsonb_array_length(d -> 'nps') || ' ' || (d #>> '{nps,0,num_nota}') || ' ' || (d #>> '{nps,0,des_motivo}') || ' ' || (d #>> '{tarefa,0,des_conclusao}') || ' ' || (d #> '{nps,0}' ? 'hsh_token') FROM export),
    '1 4 Sou alérgica a camarão e não avisaram. Pedi desculpas à dona Zenóbia. false', 'she gets what she said and what was done, and no digest');
SELECT flowt.anonimizar_pessoa(:person) \g /dev/null
SELECT is((SELECT concat_ws(' ', n.num_nota, n.des_motivo, t.des_conclusao) FROM flowt.tb_omni8_nps n JOIN flowt.tb_omni8_tarefa t USING (cod_tenant, cod_nps) WHERE n.cod_pedido = :l), '4 (anonimizado)', 'erased, the number stays and the words go');
SELECT is_empty($$SELECT m.des_texto FROM flowt.tb_omni8_mensagem m WHERE m.des_destino = '+5531911110001'$$, 'and the message with the token');
SELECT is((SELECT hsh_token FROM flowt.tb_omni8_nps WHERE cod_pedido = :l), NULL, 'and what opened it');
-- Each change of an answer is kept by the audit for ever: what a stranger may write again and again, he may so many times a minute.
-- Pages for the staff are public as a route is, and ask themselves who it is.
SELECT set_eq($$SELECT f.funcao FROM flowt.rota_funcao f WHERE f.modulo = 'nps' AND f.acesso = 'publico' AND NOT f.somente_leitura AND f.limite_por_minuto IS NULL$$,
    '{nps_responder,nps_exibir,nps_recusar,pagina_nps_exibida,pagina_nps_respostas,pagina_nps_tarefa}'::text[], 'only what happens once has no limit');
SELECT * FROM finish();
ROLLBACK;
