-- Seals: what is sealed cannot change behind the chain's back, and the verifier names the first broken link (guide 17.3).
-- Lines of transactions still open are tested over real connections in Tests/http/test_auditoria.py.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(86);

SELECT pg_temp.new_tenant('cantina') AS cantina \gset
SELECT pg_temp.new_tenant('padaria') AS padaria \gset
-- Four batches of five lines, the padaria's in between.
CREATE FUNCTION pg_temp.batch(p_name text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria)
    SELECT t.cod_tenant, format('%s %s', p_name, n) FROM flowt.tb_omni8_tenant t, generate_series(1, 5) AS n WHERE t.nom_slug IN ('cantina', 'padaria') ORDER BY n, t.cod_tenant;
    RETURN rotina.selar_auditoria();
END
$$;
SELECT is(pg_temp.batch('A'), 2::bigint, 'one seal per tenant');
SELECT is(rotina.selar_auditoria(), 0::bigint, 'nothing new, no seal');
SELECT is(pg_temp.batch(b), 2::bigint, 'batch ' || b) FROM unnest('{B,C,D}'::text[]) AS b;
CREATE TEMP VIEW seal AS SELECT s.* FROM flowt.tb_omni8_auditoria_selo AS s JOIN flowt.tb_omni8_tenant t USING (cod_tenant) WHERE t.nom_slug = 'cantina';
-- Counted so that 3 to 7 are the first batch's categories, 8 to 12 the second's, whatever the tenants' creation wrote before.
CREATE TEMP VIEW line AS SELECT row_number() OVER (ORDER BY a.cod_auditoria) + 2 - count(*) FILTER (WHERE a.nom_tabela <> 'tb_omni8_categoria') OVER () AS line, a.* FROM flowt.tb_omni8_auditoria AS a JOIN flowt.tb_omni8_tenant t USING (cod_tenant) WHERE t.nom_slug = 'cantina';
SELECT is((SELECT array_agg(qtd_linhas ORDER BY num_selo) FROM seal),
    ARRAY[(SELECT count(*) FROM line WHERE nom_tabela <> 'tb_omni8_categoria') + 5, 5, 5, 5], 'each seal counts its lines: the tenant''s own creation came first');
SELECT is((SELECT array_agg(num_selo ORDER BY num_selo) FROM seal), '{1,2,3,4}', 'numbered from 1');
SELECT is((SELECT sum(qtd_linhas) FROM seal), (SELECT count(*)::numeric FROM line), 'every line is in one');
SELECT is((SELECT array_agg(hsh_anterior ORDER BY num_selo) FROM seal WHERE num_selo > 1), (SELECT array_agg(hsh_elo ORDER BY num_selo) FROM seal WHERE num_selo < 4),
    'each holds the link before it');
SELECT is((SELECT encode(hsh_anterior, 'hex') FROM seal WHERE num_selo = 1), repeat('0', 64), 'the first holds nothing');
SELECT is((SELECT hsh_linhas FROM seal WHERE num_selo = 2), (SELECT sha256(string_agg(sha256(convert_to(jsonb_build_array(cod_tenant, cod_auditoria, dat_evento, nom_tabela,
        tip_operacao, cod_registro, js_chave, js_diferenca, cod_usuario, cod_pessoa, cod_chave_api, cod_personificador, nom_login, num_requisicao)::text, 'UTF8')), '' ORDER BY cod_auditoria))
    FROM line WHERE line BETWEEN 8 AND 12), 'the digest is what the guide says: anybody can compute it');

CREATE FUNCTION pg_temp.verdict(p_tenant bigint, p_trail text DEFAULT 'mudancas') RETURNS text LANGUAGE sql
    AS $$ SELECT concat_ws(' ', CASE WHEN flg_integra THEN 'whole' ELSE 'broken' END, num_selo, des_falha) FROM admin.verificar_auditoria(p_tenant) WHERE nom_trilha = p_trail $$;
SELECT is(pg_temp.verdict(:cantina), 'whole', 'untouched, the chain is whole');
SELECT is(qtd_selos || hsh_ultimo, (SELECT num_selo || encode(hsh_elo, 'hex') FROM seal WHERE num_selo = 4), 'the verifier tells the last link, to keep elsewhere')
    FROM admin.verificar_auditoria(:cantina) WHERE nom_trilha = 'mudancas';
SELECT is((SELECT count(*) FROM admin.verificar_auditoria()), 4::bigint, 'without a tenant it verifies all, each trail');
SELECT is((SELECT array_agg(format('%s %s', nom_trilha, num_selo)) FROM admin.localizar_elo(:cantina, (SELECT encode(hsh_elo, 'hex') FROM seal WHERE num_selo = 3))), '{"mudancas 3"}',
    'and finds a link that was kept');
SELECT is_empty(format('SELECT * FROM admin.localizar_elo(%s, %L)', t, e), 'another it does not') FROM (VALUES (:cantina, repeat('0', 64)), (:cantina, NULL),
    (:padaria, (SELECT encode(hsh_elo, 'hex') FROM seal WHERE num_selo = 3))) AS v (t, e);
SET LOCAL timezone = 'America/Sao_Paulo';
SELECT is(pg_temp.verdict(:cantina), 'whole', 'in whatever time zone');
SET LOCAL datestyle = 'German';
SELECT is(pg_temp.verdict(:cantina), 'whole', 'and date style');
RESET timezone; RESET datestyle;

-- As superuser, behind the triggers: change, look, take back.
CREATE FUNCTION pg_temp.after(p_change text, p_trail text DEFAULT 'mudancas') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_rows    bigint;
    v_verdict text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE p_change;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    v_verdict := pg_temp.verdict((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'cantina'), p_trail);
    IF pg_temp.verdict((SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'padaria'), p_trail) <> 'whole' THEN
        v_verdict := 'the neighbour is accused';
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = CASE v_rows WHEN 0 THEN 'nothing was changed' ELSE v_verdict END;
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM;
END
$$;
-- Lines 8 to 12 are batch 2, 18 to 22 the last.
CREATE FUNCTION pg_temp.at(p_line integer) RETURNS text LANGUAGE sql AS $$ SELECT format('cod_auditoria = %s', cod_auditoria) FROM line WHERE line = p_line $$;
SELECT is(pg_temp.after(format(c, pg_temp.at(l))), e, regexp_replace(format(c, 'line ' || l), '\s+|flowt.tb_omni8_', ' ', 'g')) FROM (VALUES
    ('UPDATE flowt.tb_omni8_auditoria SET js_diferenca = js_diferenca || ''{"nom_categoria": [null, "Outra"]}'' WHERE %s', 9, 'broken 2 linhas foram alteradas'),
    ('UPDATE flowt.tb_omni8_auditoria SET cod_usuario = 999 WHERE %s', 9, 'broken 2 linhas foram alteradas'),
    ('UPDATE flowt.tb_omni8_auditoria SET nom_login = ''outro'' WHERE %s', 22, 'broken 4 linhas foram alteradas'),
    ('UPDATE flowt.tb_omni8_auditoria SET num_requisicao = '''' WHERE %s', 1, 'broken 1 linhas foram alteradas'),
    ('UPDATE flowt.tb_omni8_auditoria SET dat_evento = dat_evento + interval ''1 microsecond'' WHERE %s', 12, 'broken 2 linhas foram alteradas'),
    ('UPDATE flowt.tb_omni8_auditoria SET dat_evento = dat_evento - interval ''1 year'' WHERE %s', 12, 'broken 2 faltam 1 linhas'),
    ('DELETE FROM flowt.tb_omni8_auditoria WHERE %s', 9, 'broken 2 faltam 1 linhas'),
    ('DELETE FROM flowt.tb_omni8_auditoria WHERE %s', 22, 'broken 4 faltam 1 linhas'),
    ('DELETE FROM flowt.tb_omni8_auditoria WHERE %s', 1, 'broken 1 faltam 1 linhas'),
    -- Two lines change places in their batch: the same lines, in another order.
    ('UPDATE flowt.tb_omni8_auditoria a SET js_chave = (SELECT b.js_chave FROM line b WHERE b.line = 21 - (SELECT l.line FROM line l WHERE l.cod_auditoria = a.cod_auditoria))
        WHERE cod_auditoria IN (SELECT cod_auditoria FROM line WHERE line IN (10, 11)) OR (false AND %s)', 10, 'broken 2 linhas foram alteradas')) AS v (c, l, e);

-- Insertion: into a sealed batch, between, and at the end with a date of old.
CREATE FUNCTION pg_temp.forged(p_number bigint, p_moment timestamptz) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, dat_evento, cod_auditoria, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login) OVERRIDING SYSTEM VALUE
        VALUES (%s, %L, %s, ''x'', ''I'', ''{}'', ''{}'', ''x'')', (SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'cantina'), p_moment, p_number) $$;
SELECT is(pg_temp.after(pg_temp.forged(cod_auditoria, dat_evento + interval '1 microsecond')), 'broken 2 há 1 linhas a mais', 'a line into the second batch')
    FROM line WHERE line = 9;
SELECT is(pg_temp.after(pg_temp.forged(cod_auditoria, dat_evento + interval '1 microsecond')), 'broken 4 há 1 linhas a mais', 'a line into the last batch') FROM line WHERE line = 22;
SELECT is(pg_temp.after(pg_temp.forged(cod_auditoria, dat_evento - interval '1 year')), format('broken a linha %s foi incluída onde já estava selado', cod_auditoria),
    'a line into a month that had none') FROM line WHERE line = 9;
SELECT is(pg_temp.after(pg_temp.forged(max(cod_auditoria) + 1, now()) || '; SELECT'), 'whole', 'a line nobody sealed yet accuses nobody') FROM flowt.tb_omni8_auditoria;
SELECT matches(pg_temp.after(format('INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, dat_evento, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login)
    VALUES (%s, now() - interval ''40 days'', ''x'', ''I'', ''{}'', ''{}'', ''x''); SELECT rotina.selar_auditoria()', :cantina)), '^broken 5 há linha datada de .*, antes de o lote existir$',
    'a line dated back and sealed gives itself away');

-- The seals themselves.
SELECT is(pg_temp.after(format('UPDATE flowt.tb_omni8_auditoria_selo SET %s WHERE cod_tenant = %s AND num_selo = 2', c, :cantina)), 'broken 2 o selo foi alterado', c) FROM unnest(ARRAY[
    'qtd_linhas = 4', 'hsh_linhas = sha256('''')', 'hsh_anterior = sha256('''')', 'hsh_elo = sha256('''')', 'cod_de = cod_de + 1', 'cod_ate = cod_ate - 1',
    'dat_selo = now() - interval ''1 day''', 'dat_mes = dat_mes - 31', 'dat_de = dat_de - interval ''1 day''']) AS c;
CREATE FUNCTION pg_temp.resealed(p_number bigint) RETURNS text LANGUAGE sql AS $$
    SELECT format('UPDATE flowt.tb_omni8_auditoria SET nom_login = ''outro'' WHERE cod_auditoria = (SELECT max(cod_auditoria) FROM line l, seal s WHERE s.num_selo = %1$s AND l.cod_auditoria <= s.cod_ate);
        UPDATE flowt.tb_omni8_auditoria_selo s SET hsh_linhas = (SELECT sha256(string_agg(l.hsh_linha, '''' ORDER BY l.cod_linha)) FROM flowt.linhas_da_trilha(''mudancas'', s.cod_tenant, s.cod_de, s.cod_ate) l)
         WHERE s.num_selo = %1$s AND s.cod_tenant = (SELECT min(cod_tenant) FROM seal);
        UPDATE flowt.tb_omni8_auditoria_selo s SET hsh_elo = flowt.elo_do_selo(s) WHERE s.num_selo = %1$s AND s.cod_tenant = (SELECT min(cod_tenant) FROM seal)', p_number) $$;
SELECT is(pg_temp.after(pg_temp.resealed(2)), 'broken 3 o elo não é o do selo anterior: um dos dois foi trocado', 'a line changed and its batch sealed anew: the next seal tells');
SELECT is(pg_temp.after(pg_temp.resealed(4)), 'broken 4 a cadeia termina antes do selo 4, ou ele foi trocado', 'the last batch sealed anew: the end of the chain tells');
SELECT is(pg_temp.after(format('DELETE FROM flowt.tb_omni8_auditoria_selo WHERE cod_tenant = %s AND num_selo = %s', :cantina, n)), e, 'seal ' || n || ' taken away') FROM (VALUES
    (1, 'broken 2 falta o selo 1'), (2, 'broken 3 falta o selo 2'), (4, 'broken 4 a cadeia termina antes do selo 4, ou ele foi trocado')) AS v (n, e);
SELECT is(pg_temp.after(format('DELETE FROM flowt.tb_omni8_auditoria WHERE cod_auditoria IN (SELECT cod_auditoria FROM line WHERE line > 17);
    DELETE FROM flowt.tb_omni8_auditoria_selo WHERE cod_tenant = %s AND num_selo = 4', :cantina)), 'broken 4 a cadeia termina antes do selo 4, ou ele foi trocado', 'the last batch gone, seal and all');
SELECT matches(pg_temp.after(format('DELETE FROM flowt.tb_omni8_auditoria_selo WHERE cod_tenant = %s; DELETE FROM flowt.tb_omni8_auditoria_cadeia WHERE cod_tenant = %1$s', :cantina)),
    '^broken a linha [0-9]+ foi incluída onde já estava selado$', 'the whole chain gone: its lines are there');
SELECT is(pg_temp.verdict(:cantina), 'whole', 'all of it taken back');

-- Who may what.
SELECT is(pg_temp.attempt(r, s, :cantina), '42501', r || ': ' || s) FROM unnest('{flowt_api,flowt_courier,flowt_dba,flowt_rotina}'::text[]) AS r, unnest(ARRAY[
    'UPDATE flowt.tb_omni8_auditoria_selo SET qtd_linhas = 1', 'DELETE FROM flowt.tb_omni8_auditoria_selo', 'DELETE FROM flowt.tb_omni8_auditoria_cadeia']) AS s;
SELECT is(pg_temp.attempt('flowt_api', 'INSERT INTO flowt.tb_omni8_auditoria_selo SELECT * FROM flowt.tb_omni8_auditoria_selo', :cantina), '42501', 'a request seals nothing');
SELECT is(pg_temp.attempt('postgres', s), 'PT409 registro_so_de_inclusao', s) FROM unnest('{UPDATE flowt.tb_omni8_auditoria_selo SET qtd_linhas = 1,DELETE FROM flowt.tb_omni8_auditoria_selo}'::text[]) AS s;
SELECT is(pg_temp.attempt('flowt_courier', 'SELECT rotina.selar_auditoria()'), 'ok 1', 'the courier''s job seals');
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT admin.verificar_auditoria()'), 'ok 4', 'a DBA verifies');
SELECT is(pg_temp.attempt('flowt_api', s, :cantina), '42501', 'a request neither: ' || s) FROM unnest('{SELECT rotina.selar_auditoria(),SELECT admin.verificar_auditoria()}'::text[]) AS s;

-- Partitions: made ahead, once; by age taken away, sealed ones only, and the chain stays whole.
SELECT is((SELECT count(*) FROM pg_inherits WHERE inhparent = 'flowt.tb_omni8_auditoria'::regclass), 5::bigint, 'this month, three to come, and the rest');
SELECT is(rotina.criar_particoes_auditoria(), 0::bigint, 'there is nothing to create twice');
SET LOCAL ROLE flowt_dono;
SELECT is(flowt.criar_particao('flowt.tb_omni8_auditoria', '2020-03-01'), true, 'a month of long ago');
SELECT is(flowt.criar_particao('flowt.tb_omni8_auditoria', '2020-04-01'), true, 'and the next');
RESET ROLE;
SELECT is_empty('SELECT * FROM flowt.conformidade()', 'a new partition keeps the house rules');
INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, dat_evento, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login)
SELECT :padaria, d::timestamptz, 'antiga', 'I', '{}', '{}', 'x' FROM unnest('{2020-03-01 00:00Z,2020-03-31 23:59:59Z,2020-04-10 12:00Z}'::text[]) AS d;
SELECT is(count(*), 2::bigint, 'a month begins and ends at midnight UTC') FROM flowt.tb_omni8_auditoria_2020_03;
SELECT is(rotina.expurgar_auditoria(), 0::bigint, 'what is not sealed stays, whatever its age');
UPDATE flowt.tb_omni8_auditoria_trilha SET dat_marca = '2020-01-01', dat_selado = '2020-01-01';
SELECT is(rotina.selar_auditoria(), 2::bigint, 'a batch never reaches over the end of a month');
SELECT is(pg_temp.verdict(:padaria), 'whole', 'six seals');
UPDATE flowt.tb_omni8_parametro_plataforma SET des_valor = '1200' WHERE nom_parametro = 'auditoria_meses';
SELECT is(rotina.expurgar_auditoria(), 0::bigint, 'kept as long as the parameter says');
UPDATE flowt.tb_omni8_parametro_plataforma SET des_valor = '1' WHERE nom_parametro = 'auditoria_meses';
SELECT is(flowt.meses_de_auditoria(), 6, 'no parameter goes below what the law demands');
SELECT is(rotina.expurgar_auditoria(), 2::bigint, 'then two months go');
SELECT is(to_regclass('flowt.tb_omni8_auditoria_2020_03')::text, NULL, 'with their table');
SELECT is(pg_temp.verdict(:padaria), 'whole', 'and the chain is whole, from its first seal to its last');
SELECT is(pg_temp.after(pg_temp.resealed(2)), 'broken 3 o elo não é o do selo anterior: um dos dois foi trocado', 'what is kept is verified as before');

SELECT * FROM finish();
ROLLBACK;
