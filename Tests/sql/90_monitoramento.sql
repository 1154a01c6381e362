-- Monitoring views: right about what they show, and for DBAs alone (guide 17.3, 19).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(143);

SELECT pg_temp.new_tenant('cantina') AS cantina \gset
SELECT pg_temp.new_tenant('padaria') AS padaria \gset
SELECT pg_temp.login(:cantina, 'admin') AS admin \gset
SELECT pg_temp.login(:cantina, 'cozinha') AS cook \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) SELECT :cantina, 'Categoria ' || n FROM generate_series(1, 900) AS n;
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) SELECT :padaria, 'Categoria ' || n FROM generate_series(1, 100) AS n;
CREATE TEMP TABLE monitor AS SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relnamespace = 'admin'::regnamespace AND c.relkind = 'v';

SELECT cmp_ok(count(*), '>=', 13::bigint, 'the views are there') FROM monitor;
SELECT matches(pg_temp.attempt('flowt_dba', 'SELECT * FROM ' || name), '^ok', 'a DBA reads ' || name) FROM monitor;
SELECT is(pg_temp.attempt(r, 'SELECT * FROM ' || name, :cantina), '42501', format('%s does not read %s', r, name))
    FROM monitor, unnest('{flowt_api,flowt_courier,flowt_bi,flowt_busca}'::text[]) AS r;
SELECT is(pg_temp.attempt(r, format('SELECT * FROM %s()', p.oid::regproc), :cantina), '42501', format('nor %s, whom %s asks', p.oid::regproc, r))
    FROM pg_proc p, unnest('{flowt_api,flowt_courier}'::text[]) AS r WHERE p.pronamespace = 'flowt'::regnamespace AND p.proname LIKE 'ver\_%' AND p.prosecdef;

ANALYZE flowt.tb_omni8_categoria, flowt.tb_omni8_auditoria, flowt.tb_omni8_tenant;
SELECT is((SELECT qtd_linhas FROM admin.vw_tamanho_tabela WHERE nom_tabela = 'tb_omni8_categoria'), 1000::bigint, 'a table''s rows');
SELECT is((SELECT qtd_particoes FROM admin.vw_tamanho_tabela WHERE nom_tabela = 'tb_omni8_auditoria'), 5::bigint, 'and its partitions in one line');
SELECT is((SELECT sum(qtd_bytes) FROM admin.vw_tamanho_tabela), (SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'flowt'::regnamespace AND relkind = 'r'),
    'the sizes are all there is');
SELECT cmp_ok((SELECT num_parte FROM admin.vw_tamanho_tenant WHERE cod_tenant = :cantina), '>', 4 * (SELECT num_parte FROM admin.vw_tamanho_tenant WHERE cod_tenant = :padaria),
    'who has most of the rows takes most of the space');
SELECT cmp_ok((SELECT sum(num_parte) FROM admin.vw_tamanho_tenant), '<=', 1.01, 'and nobody takes more than there is');
SELECT is(format('%s %s %s %s', sta_tenant, qtd_usuarios, qtd_sessoes, qtd_pedidos_mes), 'ATIVO 2 2 0', 'users, sessions and orders of a tenant') FROM admin.vw_atividade_tenant WHERE cod_tenant = :cantina;
SELECT cmp_ok(qtd_mudancas_dia, '>=', 900::bigint, 'and what it changed today') FROM admin.vw_atividade_tenant WHERE cod_tenant = :cantina;
SELECT results_eq(format('SELECT nom_perfil, qtd_sessoes FROM admin.vw_sessao WHERE cod_tenant = %s', :cantina), $$VALUES ('admin', 1::bigint), ('cozinha', 1)$$, 'sessions by profile');
SELECT is(count(*), 1::bigint, 'one''s own connection') FROM admin.vw_conexao WHERE num_processo = pg_backend_pid();
SELECT hasnt_column('admin', 'vw_conexao', 'query', 'without the text of statements');
SELECT matches(des_instrucao, '^Sem pg_stat_statements', 'without the extension there is a sentence, not an error') FROM admin.vw_instrucao_lenta
    WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements');
SAVEPOINT extension;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT * FROM admin.vw_instrucao_lenta WHERE des_instrucao LIKE ''Sem pg_stat%'''), 'ok 1', 'nor with one the server was started without');
ROLLBACK TO extension;
SELECT is_empty('SELECT * FROM admin.vw_conformidade', 'no house rule is broken');
SELECT isnt_empty('SELECT * FROM admin.vw_limpeza', 'dead rows by table');
SELECT is_empty('SELECT * FROM admin.vw_trava', 'nobody waits');
SELECT is_empty('SELECT * FROM admin.vw_servidor WHERE des_valor IS NULL', 'every figure of the server has a value');

-- What is amiss shows.
SELECT is((SELECT bool_or(flg_falta_proximo) FROM admin.vw_particao), false, 'no partition is missing');
SELECT format('DROP TABLE flowt.tb_omni8_auditoria_%s', to_char(now() AT TIME ZONE 'UTC' + interval '1 month', 'YYYY_MM')) AS statement \gset
SAVEPOINT gone;
:statement;
SELECT is((SELECT flg_falta_proximo FROM admin.vw_particao WHERE nom_tabela = 'tb_omni8_auditoria'), true, 'next month''s is');
ROLLBACK TO gone;
SELECT is(flg_atrasada, true, 'lines wait for a seal that never came') FROM admin.vw_auditoria WHERE nom_trilha = 'mudancas';
SELECT cmp_ok(qtd_pendentes, '>', 1000::bigint, 'so many') FROM admin.vw_auditoria WHERE nom_trilha = 'mudancas';
SELECT cmp_ok(rotina.selar_auditoria(), '>=', 2::bigint, 'sealed');
SELECT is(format('%s %s %s', flg_atrasada, qtd_pendentes, qtd_meses), 'f 0 60', 'none waits') FROM admin.vw_auditoria WHERE nom_trilha = 'mudancas';
SAVEPOINT breach;
ALTER TABLE flowt.tb_omni8_categoria NO FORCE ROW LEVEL SECURITY;
SELECT is((SELECT array_agg(nom_regra || ' ' || nom_objeto) FROM admin.vw_conformidade), '{rls_ligada_e_forcada tb_omni8_categoria}', 'a breach is named');
ROLLBACK TO breach;

-- BI logins, and those a restored server has lost.
SELECT nom_login AS login FROM admin.criar_acesso_bi(:cantina, 'metabase') \gset
SELECT is(format('%s %s %s %s', nom_slug, qtd_conexoes, qtd_maxima, flg_no_servidor), 'cantina 0 3 t', 'a BI login') FROM admin.vw_acesso_bi WHERE nom_login = :'login';
SELECT flowt.remover_papel_bi(:'login') \gset
SELECT is(format('%s %s', dat_revogacao, flg_no_servidor), ' f', 'gone from the server without being revoked') FROM admin.vw_acesso_bi WHERE nom_login = :'login';

-- Forgetting who the pseudonyms are.
SELECT flowt.segredo_da_auditoria(:cantina) AS secret \gset
SELECT throws_ok(format('SELECT admin.esquecer_pseudonimos(%s, %L)', :cantina, 'padaria'), 'PT422', 'confirmacao_nao_confere', 'not without the slug');
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.esquecer_pseudonimos(%s, %L)', :cantina, 'cantina')), 'ok 1', 'with it a DBA does');
SELECT is(count(*), 0::bigint, 'the key is gone') FROM flowt.tb_omni8_auditoria_segredo WHERE cod_tenant = :cantina;
SELECT isnt(flowt.segredo_da_auditoria(:cantina), :'secret', 'the next one is another');
SELECT is(admin.esquecer_pseudonimos(:padaria, 'padaria'), false, 'where there is none, none is forgotten');

SELECT * FROM finish();
ROLLBACK;
