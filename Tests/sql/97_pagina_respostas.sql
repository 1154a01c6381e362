-- Answers of NPS and detractors' tasks as a page: who may, what it shows, concluding a task, whose units, and that each reading is kept (guide chapter 13.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT (SELECT token FROM staff WHERE profile = 'gerente') AS tg, (SELECT token FROM staff WHERE profile = 'atendente') AS tw, (SELECT token FROM staff WHERE profile = 'marketing') AS tm,
       (SELECT token FROM staff WHERE profile = 'cozinha') AS tk, pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, flowt.unidade_principal(:alfa) AS centro \gset
SELECT (pg_temp.request('POST /v1/unidades', jsonb_build_object('corpo', '{"nom_unidade": "Norte & Sul"}'), :'ta')).body ->> 'cod_unidade' AS norte \gset
CREATE FUNCTION pg_temp.page(p_token text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /{slug}/indicadores/nps/respostas', jsonb_build_object('slug', 'alfa', 'flowt_equipe', p_token) || p_more);
CREATE FUNCTION pg_temp.form(p_fields jsonb) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(k || '=' || flowt.codificar_url(v), '&') FROM jsonb_each_text(p_fields) AS x (k, v));
CREATE FUNCTION pg_temp.finish_task(p_task text, p_token text, p_what text, p_seal text DEFAULT NULL, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/indicadores/nps/tarefas/{id}', jsonb_build_object('slug', 'alfa', 'id', p_task, 'flowt_equipe', p_token, 'corpo', pg_temp.form(jsonb_build_object('selo', coalesce(p_seal, flowt.selo_do_formulario(p_token)), 'des_conclusao', p_what))) || p_more);
CREATE FUNCTION pg_temp.answered(p_tenant bigint, p_note integer, p_why text, p_more jsonb DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_nps bigint;
BEGIN
    PERFORM pg_temp.forget_request();
    INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pessoa, cod_produto, cod_unidade, tip_pesquisa, tip_canal, num_nota, des_motivo, dat_resposta)
    VALUES (p_tenant, (p_more ->> 'person')::bigint, (p_more ->> 'item')::bigint, (p_more ->> 'unit')::bigint, 'RELACIONAL', coalesce(p_more ->> 'channel', 'QR'), p_note, p_why,
            now() - coalesce(p_more ->> 'ago', '0 s')::interval) RETURNING cod_nps INTO v_nps;
    RETURN v_nps;
END
$$;
CREATE FUNCTION pg_temp.task_of(p_nps bigint) RETURNS text LANGUAGE sql RETURN (SELECT t.cod_tarefa::text FROM flowt.tb_omni8_tarefa t WHERE t.cod_nps = p_nps);

-- Empty, it teaches.
SELECT (pg_temp.page(:'tg')).raw AS page \gset
SELECT ok(:'page' LIKE '%' || w || '%', w) FROM unnest(ARRAY['Nenhuma tarefa aberta. Quando um cliente dá de 0 a 6', 'em até 48 horas', 'Nenhuma resposta neste período. Depois de uma entrega', '<title>Respostas de NPS', '<a href="/alfa/indicadores/nps">Números de NPS</a>']) AS w;
SELECT ok(:'page' NOT LIKE '%Ver mais%' AND :'page' NOT LIKE '%<ol%', 'no list and no next page of nothing');
SELECT ok((pg_temp.page(:'tg', '{"classe": "promotor"}')).raw LIKE '%Nenhuma resposta de promotor neste período.%', 'nor of a class');

-- Who: whoever may read NPS in the API; tasks, whoever may see to them.
CREATE TEMP TABLE allowed AS SELECT s.profile, bool_or(x.nom_permissao = 'nps.ler') AS reads, bool_or(x.nom_permissao = 'nps.tratar') AS sees FROM staff s JOIN flowt.tb_omni8_perfil_permissao x ON x.nom_perfil = s.profile AND x.nom_permissao LIKE 'nps.%' GROUP BY 1;
SELECT ok(count(*) BETWEEN 2 AND 8 AND count(*) FILTER (WHERE sees) < count(*), 'some may, some may not') FROM allowed;
SELECT is(pg_temp.outcome(pg_temp.page(s.token)), CASE WHEN a.reads THEN '200' ELSE '403 sem_permissao' END, 'the page and ' || s.profile) FROM staff s LEFT JOIN allowed a USING (profile) ORDER BY s.profile;
SELECT is((pg_temp.page(t)).headers, 'Location: /alfa/equipe/entrar?ir=indicadores/nps/respostas', 'first one signs in: ' || n) FROM (VALUES (NULL, 'nobody'), (:'tb', 'another company''s')) AS v (t, n);

-- What.
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (:alfa, 'F', 'Ana <b>Souza</b>') RETURNING cod_pessoa AS ana \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza & cia', 3990, 'PUBLICADO') RETURNING cod_produto AS pizza \gset
SELECT pg_temp.answered(:alfa, 2, 'Veio <i>fria</i>.', jsonb_build_object('person', :'ana', 'item', :'pizza', 'unit', :'norte', 'channel', 'WHATSAPP')) AS cold, pg_temp.answered(:alfa, 5, NULL, jsonb_build_object('unit', :'centro', 'ago', '50 hours')) AS late,
       pg_temp.answered(:alfa, 8, 'Bom.', jsonb_build_object('unit', :'centro')) AS good, pg_temp.answered(:alfa, 10, 'Ótimo de longa data.', '{"ago": "45 days"}') AS old, pg_temp.answered(:alfa, 9, 'Adorei.') AS great, pg_temp.answered(:beta, 0, 'Coisa de beta.') AS other \gset
SELECT (pg_temp.page(:'tg')).raw AS page \gset
SELECT (regexp_match(:'page', 'id="quadro-tarefas".*?</section>'))[1] AS tasks, (regexp_match(:'page', 'id="quadro-respostas".*?</section>'))[1] AS answers \gset
SELECT ok(:'tasks' LIKE '%' || w || '%', 'a task: ' || w) FROM unnest(ARRAY['<h3>Nota 2 <span class="classe ruim">detrator</span></h3><p class="quem">Ana &lt;b&gt;Souza&lt;/b&gt;</p><blockquote>Veio &lt;i&gt;fria&lt;/i&gt;.</blockquote>', 'Unidade Norte &amp; Sul · Prazo: <time',
    'Não se sabe quem respondeu', 'Não disse por quê.', '<strong>atrasada</strong>', 'action="/alfa/indicadores/nps/tarefas/' || pg_temp.task_of(:cold) || '"']) AS w;
SELECT is((SELECT array_agg(x[1] ORDER BY n) FROM regexp_matches(:'tasks', 'id="tarefa-(\d+)"', 'g') WITH ORDINALITY AS t (x, n)), ARRAY[pg_temp.task_of(:late), pg_temp.task_of(:cold)], 'the most late one first');
SELECT is((SELECT count(*) FROM regexp_matches(:'tasks', '<strong>atrasada', 'g')), 1::bigint, 'and only it is late');
SELECT is((SELECT string_agg(x[1], ' ' ORDER BY n) FROM regexp_matches(:'answers', 'Nota (\d+) ', 'g') WITH ORDINALITY AS t (x, n)), '9 8 2 5', 'the answers of thirty days, the last ones first');
SELECT ok(:'answers' LIKE '%Pizza &amp; cia · Unidade Norte &amp; Sul · WhatsApp · <time%' AND :'answers' LIKE '%<p class="nota">QR code · <time%', 'of what, where and by what way');
SELECT ok(strpos(:'page', 'id="quadro-tarefas"') < strpos(:'page', 'id="quadro-respostas"') AND :'page' NOT LIKE '%Coisa de beta%' AND :'page' NOT LIKE '%<i>fria%', 'tasks come first; nothing of others; what was said is text');
SELECT is((SELECT string_agg(x[1], ' ' ORDER BY n) FROM regexp_matches((regexp_match((pg_temp.page(:'tg', q::jsonb)).raw, 'id="quadro-respostas".*?</section>'))[1], 'Nota (\d+) ', 'g') WITH ORDINALITY AS t (x, n)), e, q) FROM (VALUES
    ('{"classe": "detrator"}', '2 5'), ('{"classe": "NEUTRO"}', '8'), ('{"classe": "promotor", "periodo": "90"}', '9 10'), ('{"classe": "nada"}', '9 8 2 5'), (format('{"unidade": "%s"}', :'norte'), '2'), (format('{"item": "%s"}', :'pizza'), '2'),
    (format('{"apos": "%s"}', :'good'), '2 5')) AS v (q, e);
SELECT is((pg_temp.page(:'tg', '{"de": "2026-02-02", "ate": "2026-02-01"}')).status, 422, 'a wrong period is told');
SELECT ok((pg_temp.page(:'tg', '{"classe": "detrator", "periodo": "7"}')).raw LIKE '%href="/alfa/indicadores/nps/respostas?periodo=90&amp;classe=detrator"%', 'a filter keeps the other');
SELECT ok((pg_temp.page(:'tm')).raw LIKE '%Seu perfil não cuida de quem não recomendaria%' AND (pg_temp.page(:'tm')).raw NOT LIKE '%des_conclusao%', 'who only reads has no task');
SELECT ok((pg_temp.page(:'tw')).raw NOT LIKE '%/alfa/indicadores/nps"%' AND (pg_temp.page(:'tw')).raw LIKE '%des_conclusao%', 'who may not open dashboards is not led to them');
CREATE FUNCTION pg_temp.dashboard(p_token text, p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql RETURN (pg_temp.request('GET /{slug}/indicadores/{area}', jsonb_build_object('slug', 'alfa', 'area', 'nps', 'flowt_equipe', p_token) || p_more)).raw;
SELECT ok(pg_temp.dashboard(:'tg', '{"periodo": "7"}') LIKE '%<a href="/alfa/indicadores/nps/respostas?periodo=7">Ver as respostas uma a uma e as tarefas</a>%' AND pg_temp.dashboard(:'tm') LIKE '%<a href="/alfa/indicadores/nps/respostas">Ver as respostas uma a uma</a>%', 'the dashboard leads here, with its filters');
SELECT ok(pg_temp.dashboard((SELECT token FROM staff WHERE profile = 'financeiro')) NOT LIKE '%nps/respostas%', 'whoever may come');
DELETE FROM flowt.tb_omni8_perfil_permissao WHERE nom_perfil = 'atendente' AND nom_permissao = 'pessoa.ler';
SELECT ok((pg_temp.page(:'tw')).raw NOT LIKE '%Ana%' AND (pg_temp.page(:'tw')).raw NOT LIKE '%class="quem"%' AND (pg_temp.page(:'tw')).raw LIKE '%Veio &lt;i&gt;fria%', 'nobody is named to who may not see people');

-- Units: one's own, and nothing of the whole company.
CREATE FUNCTION pg_temp.only_unit(p_tenant bigint, p_unit bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_token text := pg_temp.login(p_tenant, 'gerente');
    v_user  bigint := (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(v_token));
BEGIN
    UPDATE flowt.tb_omni8_usuario_tenant SET flg_todas_unidades = false WHERE cod_usuario = v_user;
    INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) VALUES (p_tenant, v_user, p_unit);
    RETURN v_token;
END
$$;
SELECT pg_temp.only_unit(:alfa, :centro) AS tc, pg_temp.answered(:alfa, 1, 'Da empresa toda.') AS whole \gset
SELECT is((SELECT string_agg(x[1], ' ' ORDER BY n) FROM regexp_matches((pg_temp.page(:'tc', q::jsonb)).raw, 'Nota (\d+) ', 'g') WITH ORDINALITY AS t (x, n)), '5 8 5', 'of one unit: ' || q) FROM unnest(ARRAY['{}', format('{"unidade": "%s"}', :'norte')]) AS q;

-- Concluding.
SELECT pg_temp.task_of(:cold) AS task, pg_temp.task_of(:late) AS task_late, pg_temp.task_of(:whole) AS task_whole, pg_temp.task_of(:other) AS task_other \gset
SELECT is(pg_temp.outcome(pg_temp.finish_task(i, t, 'Liguei.', s)), e, n) FROM (VALUES
    (:'task', :'tk', NULL, '403 sem_permissao', 'not the kitchen'), (:'task', :'tm', NULL, '403 sem_permissao', 'not who only reads'), (:'task', :'tg', repeat('0', 64), '403 envio_de_outro_site', 'not with another seal'),
    (:'task', :'tc', NULL, '404 nao_encontrado', 'not of another unit'), (:'task_whole', :'tc', NULL, '404 nao_encontrado', 'nor of the whole company'), (:'task_other', :'tg', NULL, '404 nao_encontrado', 'nor of another company'),
    ('999999999', :'tg', NULL, '404 nao_encontrado', 'nor none')) AS v (i, t, s, e, n);
SELECT is(pg_temp.outcome(pg_temp.finish_task(:'task', :'tg', 'Liguei.', NULL, '{"sec_fetch_site": "cross-site"}')), '403 envio_de_outro_site', 'nor from another site');
SELECT is((pg_temp.finish_task(:'task', NULL, 'Liguei.', 'x')).headers, 'Location: /alfa/equipe/entrar?ir=indicadores/nps/respostas', 'nor without a session');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_tarefa WHERE sta_tarefa = 'CONCLUIDA'), 0::bigint, 'none of these concluded any');
SELECT (a).status AS status, (a).raw AS page FROM (SELECT pg_temp.finish_task(:'task', :'tg', '"o') AS a) AS x \gset
SELECT is(:status, 422, 'too little is not enough');
SELECT ok(:'page' ~ ('id="quadro-tarefas".*?<li id="tarefa-' || :'task') AND :'page' ~ ('<details open><summary>Concluir<span class="leitor"> a tarefa ' || :'task' || '<') AND :'page' LIKE '%aria-invalid="true">' || chr(10) || '&quot;o</textarea>%' AND :'page' LIKE '%id="erro-' || :'task' || '">%'
          AND :'page' LIKE '%<div class="aviso" role="alert">%', 'the form comes back first, open, as it was sent');
SELECT is(position('tarefa-' || :'task' IN substring(:'page' FROM '<li id="tarefa-\d+"')) > 0, true, 'before what is later');
SELECT is((pg_temp.finish_task(:'task', :'tw', E'Liguei.\r\nDevolvi.')).headers, 'Location: /alfa/indicadores/nps/respostas?concluida=sim', 'done, and back to the list');
SELECT is((SELECT concat_ws(' ', t.sta_tarefa, t.des_conclusao, t.cod_usuario = (SELECT s.cod_usuario FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tw'))) FROM flowt.tb_omni8_tarefa t WHERE t.cod_tarefa = :task), E'CONCLUIDA Liguei.\nDevolvi. t', 'what was done, and by whom');
SELECT ok((pg_temp.page(:'tg', '{"concluida": "sim"}')).raw LIKE '%role="status">Tarefa concluída.%' AND (pg_temp.page(:'tg')).raw NOT LIKE '%tarefa-' || :'task' || '"%' AND (pg_temp.page(:'tg')).raw LIKE '%tarefa-' || :'task_late' || '"%', 'it is gone, others are not');
SELECT (a).status AS status, (a).raw AS page FROM (SELECT pg_temp.finish_task(:'task', :'tg', 'De novo.') AS a) AS x \gset
SELECT ok(:status = 409 AND :'page' LIKE '%Esta tarefa já foi concluída%', 'who comes second is told');
SELECT is((pg_temp.finish_task(:'task_late', :'tg', rpad(repeat(E'x\r\n', 499), 1499, 'y'))).status, 303, 'line breaks count once');

-- A page at a time.
SELECT pg_temp.answered(:alfa, 0, 'Massa ' || n) FROM generate_series(1, 25) AS n \g /dev/null
SELECT (pg_temp.page(:'tg')).raw AS page \gset
SELECT (regexp_match(:'page', 'respostas\?tarefa=(\d+)">Ver mais tarefas'))[1] AS more_tasks, (regexp_match(:'page', 'respostas\?apos=(\d+)">Ver mais respostas'))[1] AS more_answers \gset
SELECT is((SELECT count(*) FROM regexp_matches(:'page', 'id="tarefa-', 'g')) || ' ' || (SELECT count(*) FROM regexp_matches(:'page', '<h3>', 'g')), '20 40', 'twenty of each');
SELECT (pg_temp.page(:'tg', jsonb_build_object('tarefa', :'more_tasks', 'apos', :'more_answers'))).raw AS next \gset
SELECT is((SELECT count(DISTINCT x[1]) FROM regexp_matches(:'page' || :'next', 'id="tarefa-(\d+)"', 'g') AS x), 26::bigint, 'then the others, once each');
SELECT is((SELECT count(DISTINCT x[1]) FROM regexp_matches(:'page' || :'next', 'Massa \d+', 'g') AS x), 25::bigint, 'of the answers too');
SELECT ok((pg_temp.page(:'tg', jsonb_build_object('tarefa', (SELECT max(cod_tarefa)::text FROM flowt.tb_omni8_tarefa WHERE cod_tenant = :alfa), 'apos', :'late'))).raw ~ 'Não há mais tarefas abertas.*Não há mais respostas', 'after the last there is none');
SELECT (a).raw AS page FROM (SELECT pg_temp.finish_task((SELECT max(cod_tarefa)::text FROM flowt.tb_omni8_tarefa WHERE cod_tenant = :alfa), :'tg', 'o') AS a) AS x \gset
SELECT ok(:'page' ~ 'aria-invalid="true"', 'a wrong form of the second page comes back too');

-- Each reading is kept, with who and how many.
DELETE FROM flowt.tb_omni8_acesso_dado_pessoal;
SELECT (pg_temp.page(:'tg')).status, (pg_temp.page(:'tm')).status, (pg_temp.page(:'tk')).status, (pg_temp.finish_task(:'task_whole', :'tg', 'o')).status \g /dev/null
SELECT results_eq('SELECT nom_funcao, des_leitura, qtd_pessoas, count(*) FROM flowt.tb_omni8_acesso_dado_pessoal GROUP BY 1, 2, 3 ORDER BY 1, 2 DESC', $$VALUES ('api.pagina_nps_respostas', 'respostas de NPS', 20::bigint, 2::bigint), ('api.pagina_nps_respostas', 'lista de tarefas de NPS', 20, 1),
    ('api.pagina_nps_tarefa', 'respostas de NPS', 20, 1), ('api.pagina_nps_tarefa', 'lista de tarefas de NPS', 20, 1)$$, 'answers and tasks; no tasks of who sees none, nothing of who is refused');
SELECT * FROM finish();
ROLLBACK;
