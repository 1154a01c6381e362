-- A customer's score as a page: why, day by day, reviews; who may see it, and that each reading is kept (guide chapter 14).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT (SELECT token FROM staff WHERE profile = 'gerente') AS tg, (SELECT token FROM staff WHERE profile = 'marketing') AS tm, pg_temp.login(:beta, 'admin') AS tb, flowt.hoje(:alfa) AS hoje \gset
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (:alfa, 'F', 'Ana <b>Souza</b>') RETURNING cod_pessoa AS ana \gset
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (:beta, 'F', 'Bia') RETURNING cod_pessoa AS bia \gset
SELECT flowt.gravar_scores(:alfa, ARRAY[:ana]::bigint[], :'hoje');
UPDATE flowt.tb_omni8_score_pessoa SET num_score = 585, nom_segmento = 'campeao', num_dias = 30, qtd_pedidos = 3, vlr_liquido = 25000, num_nota = 7, num_r = 0.5, num_f = 0.5405, num_m = 0.8, num_n = 0.5,
    num_peso_n = 20, num_pontos_r = 150, num_pontos_f = 135.13, num_pontos_m = 200, num_pontos_n = 100 WHERE cod_tenant = :alfa;
DELETE FROM flowt.tb_omni8_score_pessoa_dia;
INSERT INTO flowt.tb_omni8_score_pessoa_dia VALUES (:alfa, :ana, :'hoje'::date - 40, 400, 'fiel', false), (:alfa, :ana, :'hoje'::date - 3, 585, 'campeao', false);
CREATE FUNCTION pg_temp.score(p_id bigint, p_token text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /{slug}/indicadores/clientes/{id}', jsonb_build_object('slug', p_slug, 'id', p_id, 'flowt_equipe', p_token));
CREATE FUNCTION pg_temp.segment(p_name text, p_token text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('GET /{slug}/indicadores/segmentos/{nome}', jsonb_build_object('slug', 'alfa', 'nome', p_name, 'flowt_equipe', p_token) || p_more);
CREATE FUNCTION pg_temp.plain(p_html text) RETURNS text LANGUAGE sql RETURN replace(p_html, chr(160), ' ');

-- Who: whoever may read scores and people.
CREATE TEMP TABLE allowed AS SELECT profile FROM staff s WHERE (SELECT count(*) FROM flowt.tb_omni8_perfil_permissao x WHERE x.nom_perfil = s.profile AND x.nom_permissao IN ('score.ler', 'pessoa.ler')) = 2;
SELECT ok(count(*) BETWEEN 2 AND 8, 'some may, some may not') FROM allowed;
SELECT is(pg_temp.outcome(pg_temp.score(:ana, s.token)), CASE WHEN a.profile IS NOT NULL THEN '200' ELSE '403 sem_permissao' END, 'the score and ' || s.profile) FROM staff s LEFT JOIN allowed a USING (profile) ORDER BY s.profile;
SELECT is(pg_temp.outcome(pg_temp.segment('campeao', s.token)), CASE WHEN a.profile IS NOT NULL THEN '200' ELSE '403 sem_permissao' END, 'the segment and ' || s.profile) FROM staff s LEFT JOIN allowed a USING (profile) ORDER BY s.profile;
SELECT is((pg_temp.score(:ana, NULL)).headers, 'Location: /alfa/equipe/entrar?ir=indicadores/clientes/' || :ana, 'without a session one signs in first');
SELECT is((pg_temp.score(:ana, :'tb')).headers, 'Location: /alfa/equipe/entrar?ir=indicadores/clientes/' || :ana, 'a session of another company is none');
SELECT is(pg_temp.outcome(pg_temp.score(p, :'tg')), '404', 'nobody of this company: ' || p) FROM unnest(ARRAY[:bia, 0, 999999999]::bigint[]) AS p;
SELECT is(pg_temp.outcome(pg_temp.segment('nada', :'tg')), '404', 'no such segment');

-- What.
SELECT pg_temp.plain((pg_temp.score(:ana, :'tg')).raw) AS page \gset
SELECT ok(:'page' LIKE '%' || w || '%', w) FROM unnest(ARRAY['Score de Ana &lt;b&gt;Souza&lt;/b&gt;</h1>', '<p class="destaque">585 <small>', '150,00 <small>pontos: valor 0,5000, peso 30 (30 % do que entra)', '135,13 <small>pontos: valor 0,5405, peso 25',
    'A última compra foi há 30 dias.', '3 pedidos confirmados em 365 dias.', 'A última nota foi 7, de neutro.', '/alfa/indicadores/segmentos/campeao"', 'Nenhum pedido de revisão', 'De 400 em', 'a 585 em']) AS w;
SELECT ok(:'page' NOT LIKE '%<b>Souza%' AND :'page' ~ '<title>Score de cliente' , 'a name is text, and not in the title');
SELECT is((SELECT array_agg(x[1] ORDER BY n) FROM regexp_matches((regexp_match(:'page', 'id="quadro-porques".*?</section>'))[1], '<td>([\d,]+)</td></tr>|<td>([\d,]+)</td>(?=</tr>)', 'g') WITH ORDINALITY AS t (x, n)),
          (SELECT array_agg(flowt.numero_por_extenso((c ->> 'num_pontos')::numeric, 2) ORDER BY n) FROM jsonb_array_elements((pg_temp.request('GET /v1/pessoas/{id}/score', jsonb_build_object('id', :'ana'), :'tg')).body -> 'componentes') WITH ORDINALITY AS t (c, n)), 'the points are the API''s');
SELECT pg_temp.plain((pg_temp.segment('campeao', :'tg')).raw) AS list \gset
SELECT ok(:'list' LIKE '%<a href="/alfa/indicadores/clientes/' || :ana || '">Ana &lt;b&gt;Souza&lt;/b&gt;</a><span>585 pontos</span><small>3 pedidos, R$ 250,00 em 365 dias; última nota 7</small>%', 'the segment leads to the score');
SELECT ok((pg_temp.segment('campeao', :'tg', jsonb_build_object('apos', :'ana'))).raw LIKE '%não há mais ninguém%', 'the next page is empty');
SELECT ok((pg_temp.request('GET /{slug}/indicadores/{area}', jsonb_build_object('slug', 'alfa', 'area', 'clientes', 'flowt_equipe', :'tg'))).raw LIKE '%href="/alfa/indicadores/segmentos/campeao"%', 'and the dashboard to the segment');
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) SELECT :alfa, 'F', 'Cliente ' || n FROM generate_series(1, 20) AS n;
SELECT flowt.gravar_scores(:alfa, ARRAY(SELECT cod_pessoa FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa AND nom_pessoa LIKE 'Cliente %'), :'hoje');
UPDATE flowt.tb_omni8_score_pessoa SET nom_segmento = 'campeao' WHERE cod_tenant = :alfa;
SELECT is((SELECT count(*) FROM regexp_matches((pg_temp.segment('campeao', :'tg')).raw, '/indicadores/clientes/\d+"', 'g')) || ' ' || ((pg_temp.segment('campeao', :'tg')).raw ~ 'segmentos/campeao\?apos=\d+">Ver mais'), '20 true', 'a page at a time');

-- Reviews: where they stand, not what was written.
INSERT INTO flowt.tb_omni8_score_revisao (cod_tenant, cod_pessoa, tip_canal, des_pedido, num_score, dat_prazo) VALUES (:alfa, :ana, 'CLIENTE', 'Comprei em segredo', 500, :'hoje'::date - 1);
SELECT ok((pg_temp.score(:ana, :'tg')).raw ~ 'Aberto: pedido pela própria pessoa em \d\d/\d\d/\d{4}, com score 500; prazo \d\d/\d\d/\d{4} <strong>atrasado' AND (pg_temp.score(:ana, :'tg')).raw NOT LIKE '%segredo%', 'a request that is late');
SELECT ok((pg_temp.score(:ana, :'tm')).raw LIKE '%Seu perfil não vê pedidos de revisão%', 'only to whoever answers them');

-- Each reading is kept, with who and whose.
DELETE FROM flowt.tb_omni8_acesso_dado_pessoal;
SELECT (pg_temp.score(:ana, :'tg')).status, (pg_temp.segment('campeao', :'tg')).status, (pg_temp.score(:bia, :'tg')).status \g /dev/null
SELECT results_eq('SELECT des_leitura, nom_funcao, cod_pessoa, qtd_pessoas FROM flowt.tb_omni8_acesso_dado_pessoal ORDER BY 1 DESC', format('VALUES (''score'', ''api.pagina_score'', %s::bigint, 1::bigint), (''pessoas de um segmento'', ''api.pagina_segmento'', NULL, 20)', :ana), 'both readings, and none of nobody');
SELECT * FROM finish();
ROLLBACK;
