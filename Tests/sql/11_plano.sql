-- Plans: which one is in force, changing it now or later, and the limits it sets on every table (with 71_limite).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(51);

SELECT pg_temp.new_tenant('limitada') AS a \gset
SELECT pg_temp.new_tenant('outra') AS b \gset
SELECT pg_temp.login(:a, 'admin') AS staff, pg_temp.login(:b, 'admin') AS other \gset

-- A plan for the test: two of everything.
INSERT INTO flowt.tb_omni8_plano (nom_plano, des_plano, num_ordem) VALUES ('dois', 'Dois de cada', 90);
INSERT INTO flowt.tb_omni8_plano_limite SELECT 'dois', l.nom_limite, 2 FROM flowt.tb_omni8_limite l;
SELECT is(flowt.plano_do_tenant(:a, now()), 'livre', 'without a contract, the default plan');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_plano_limite WHERE nom_plano = 'livre'), 0::bigint, 'which limits nothing');
SELECT is(pg_temp.attempt('postgres', s), e, s) FROM (VALUES
    ('UPDATE flowt.tb_omni8_plano SET flg_padrao = true', '23P01 um_plano_padrao'), ('UPDATE flowt.tb_omni8_plano SET flg_todos_modulos = false WHERE flg_padrao', '23514 plano_padrao_inclui_todos_os_modulos'),
    ('UPDATE flowt.tb_omni8_plano_limite SET qtd_maxima = -1', '23514 maximo_nao_negativo'),
    ('INSERT INTO flowt.tb_omni8_plano_limite VALUES (''dois'', ''qualquer'', 1)', '23503 limite_conhecido')) AS v (s, e);

-- Changing it.
SELECT throws_ok(format('SELECT admin.mudar_plano(%s, %L)', :a, 'nenhum'), 'PT404', 'plano_nao_encontrado', 'a plan that is not there');
SELECT throws_ok('SELECT admin.mudar_plano(-1, ''dois'')', 'PT404', 'tenant_nao_encontrado', 'a tenant that is not there');
SELECT throws_ok(format('SELECT admin.mudar_plano(%s, %L, now() - interval %L)', :a, 'dois', '1 second'), 'PT422', 'inicio_no_passado', 'the past is not rewritten');
SELECT lives_ok(format('SELECT admin.mudar_plano(%s, %L, now() + interval %L)', :a, 'dois', '1 day'), 'announced for tomorrow');
SELECT lives_ok(format('SELECT admin.mudar_plano(%s, %L, now() + interval %L)', :a, 'profissional', '2 days'), 'and another for the day after');
SELECT is(array[flowt.plano_do_tenant(:a, now()), flowt.plano_do_tenant(:a, now() + interval '1 day'), flowt.plano_do_tenant(:a, now() + interval '2 days'),
                flowt.plano_do_tenant(:a, now() + interval '9 years')], '{livre,dois,profissional,profissional}'::text[], 'each from its day until the next');
SELECT lives_ok(format('SELECT admin.mudar_plano(%s, %L, now() + interval %L)', :a, 'inicial', '36 hours'), 'a change in between');
SELECT is(flowt.plano_do_tenant(:a, now() + interval '3 days'), 'inicial', 'takes the place of what was announced after it');
SELECT is(flowt.plano_do_tenant(:b, now() + interval '3 days'), 'livre', 'of nobody else');
SELECT is(pg_temp.attempt(r, 'SELECT admin.mudar_plano(' || :a || ', ''dois'')'), CASE r WHEN 'flowt_dba' THEN 'ok 1' ELSE '42501' END, r) FROM unnest('{flowt_api,flowt_courier,flowt_bi,flowt_dba}'::text[]) AS r;
SELECT is(array[flowt.plano_do_tenant(:a, now()), flowt.plano_do_tenant(:a, now() + interval '3 days')], '{dois,dois}'::text[], 'a change at once undoes those announced');
SELECT is(pg_temp.attempt('flowt_api', s, :a), '42501', s) FROM unnest(ARRAY['INSERT INTO flowt.tb_omni8_tenant_plano (cod_tenant, dat_inicio, nom_plano) VALUES (1, now(), ''livre'')',
    'UPDATE flowt.tb_omni8_tenant_plano SET nom_plano = ''livre''', 'DELETE FROM flowt.tb_omni8_tenant_plano', 'UPDATE flowt.tb_omni8_plano_limite SET qtd_maxima = 9']) AS s;

-- Every limit: the third is refused, whatever way it comes; the other company has none.
CREATE FUNCTION pg_temp.add(p_tenant bigint, p_what text, p_times integer DEFAULT 1) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. p_times LOOP
        CASE p_what
            WHEN 'usuarios' THEN PERFORM pg_temp.login(p_tenant, 'gerente');
            WHEN 'unidades' THEN INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (p_tenant, gen_random_uuid());
            WHEN 'produtos' THEN INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco) VALUES (p_tenant, 'x', 1);
            WHEN 'pessoas'  THEN INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (p_tenant, 'F', 'x');
            WHEN 'chaves_api' THEN INSERT INTO flowt.tb_omni8_chave_api (cod_tenant, nom_chave, des_prefixo, hsh_token, des_escopos, cod_criador)
                SELECT p_tenant, 'x', 'fk_', flowt.digerir(gen_random_uuid()::text), '{catalogo.ler}', cod_usuario FROM flowt.tb_omni8_usuario_tenant WHERE cod_tenant = p_tenant ORDER BY 1 LIMIT 1;
        END CASE;
    END LOOP;
    RETURN 'ok';
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    RETURN SQLERRM;
END
$$;
-- The first unit and the first user are there already.
SELECT is(pg_temp.add(:a, l, CASE WHEN l IN ('usuarios', 'unidades') THEN 1 ELSE 2 END), 'ok', 'up to the limit of ' || l) FROM unnest('{usuarios,unidades,produtos,pessoas,chaves_api}'::text[]) AS l;
SELECT is(pg_temp.add(:a, l), 'limite_do_plano', 'and no further: ' || l) FROM unnest('{usuarios,unidades,produtos,pessoas,chaves_api}'::text[]) AS l;
SELECT is(pg_temp.add(:b, l, 4), 'ok', 'who has no limit adds ' || l) FROM unnest('{usuarios,unidades,produtos,pessoas,chaves_api}'::text[]) AS l;
-- What leaves makes room; what comes back is asked again.
UPDATE flowt.tb_omni8_unidade SET sta_unidade = 'INATIVA' WHERE cod_tenant = :a AND NOT flg_principal;
SELECT is(pg_temp.add(:a, 'unidades'), 'ok', 'a unit closed makes room for one');
SELECT throws_ok(format('UPDATE flowt.tb_omni8_unidade SET sta_unidade = ''ATIVA'' WHERE cod_tenant = %s AND sta_unidade = ''INATIVA''', :a), 'PT409', 'limite_do_plano', 'which cannot come back then');
UPDATE flowt.tb_omni8_produto_servico SET dat_exclusao = now(), sta_produto = 'ARQUIVADO' WHERE cod_tenant = :a AND cod_produto = (SELECT min(cod_produto) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :a);
SELECT is(pg_temp.add(:a, 'produtos'), 'ok', 'a product deleted makes room for one');
SELECT throws_ok(format('INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco) SELECT t, ''x'', 1 FROM unnest(ARRAY[%s, %s]::bigint[]) AS t', :b, :a), 'PT409', 'limite_do_plano',
    'a statement for two companies is refused for the one that may not');

-- The error says which, how much and what to do; a request of the staff gets it whole.
SELECT is(format('%s %s %s', (r).status, (r).code, (r).hint), '409 limite_do_plano {"qtd_uso": 2, "nom_plano": "dois", "nom_limite": "produtos", "qtd_maxima": 2}', 'of a product')
    FROM pg_temp.request('POST /v1/produtos', jsonb_build_object('corpo', '{"nom_produto": "Café", "vlr_preco": 500}'), :'staff') AS r;
SELECT is((pg_temp.request('POST /v1/produtos', jsonb_build_object('corpo', '{"nom_produto": "Café", "vlr_preco": 500}'), :'staff')).detail,
    'Seu plano vai até 2 produtos e serviços, e a empresa já tem 2. Exclua itens que não vende mais, ou mude de plano.', 'in words');
-- A plan below the use: all stays and can be changed, nothing comes in.
INSERT INTO flowt.tb_omni8_plano (nom_plano, des_plano, num_ordem) VALUES ('um', 'Um de cada', 91);
INSERT INTO flowt.tb_omni8_plano_limite SELECT 'um', l.nom_limite, 1 FROM flowt.tb_omni8_limite l;
SELECT lives_ok(format('SELECT admin.mudar_plano(%s, %L, NULL, %L)', :b, 'um', 'Menor'), 'a smaller plan is taken');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :b AND dat_exclusao IS NULL), 4::bigint, 'nothing is lost');
SELECT lives_ok(format('UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = 2 WHERE cod_tenant = %s', :b), 'and all may be changed');
SELECT is(pg_temp.add(:b, 'produtos'), 'limite_do_plano', 'but nothing comes in');
SELECT is(format('%s', l - 'des_limite'), '{"qtd_uso": 4, "nom_limite": "produtos", "qtd_maxima": 1, "num_proporcao": 4.0000}', 'its use is shown')
  FROM pg_temp.request('GET /v1/plano', '{}', :'other') AS r, jsonb_array_elements(r.body -> 'limites') AS l WHERE l ->> 'nom_limite' = 'produtos';
SELECT is((SELECT jsonb_object_agg(l ->> 'nom_limite', l -> 'qtd_uso') FROM jsonb_array_elements((pg_temp.request('GET /v1/plano', '{}', :'staff')).body -> 'limites') AS l),
    '{"usuarios": 2, "unidades": 2, "produtos": 2, "pessoas": 2, "pedidos_mes": 0, "chaves_api": 2}', 'every limit is counted');
SELECT * FROM finish();
ROLLBACK;
