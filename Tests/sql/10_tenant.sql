-- Tenants: identity, status, addresses on the web and opening hours (guide chapter 3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(311);

-- Creation.
SELECT admin.criar_tenant('acme', 'Acme', 'LOJA', 'Acme Ltda', '12.abc.345/01de-35', 'a@b.com.br', '(11) 91234-5678', 'Rua A', '10', 'Centro', 'São Paulo', 'SP',
    '01000-000', 'America/Manaus') AS acme \gset
SELECT is(to_jsonb(t) - '{cod_tenant,dat_criacao,dat_alteracao}'::text[],
    '{"nom_slug": "acme", "nom_fantasia": "Acme", "nom_razao_social": "Acme Ltda", "num_documento": "12ABC34501DE35", "des_email": "a@b.com.br",
    "num_telefone": "+5511912345678", "num_whatsapp": "+5511912345678", "des_logradouro": "Rua A", "num_endereco": "10", "nom_bairro": "Centro", "nom_cidade": "São Paulo", "sig_uf": "SP", "num_cep": "01000000",
    "des_apresentacao": null, "tip_segmento": "LOJA", "des_cor": "#0f766e", "des_logo": null, "des_fuso_horario": "America/Manaus", "flg_entrega": false, "flg_pedido_fora_do_horario": false, "vlr_taxa_entrega": 0, "vlr_pedido_minimo": 0,
    "qtd_preparo_min": null, "sta_tenant": "PROVISIONANDO", "num_versao": 1}', 'a new tenant, its numbers without punctuation')
        FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = :acme;
SELECT admin.criar_tenant('fixo', 'Fixo', 'LOJA', p_telefone => '(11) 3123-4567') AS fixo \gset
SELECT is((SELECT num_whatsapp FROM flowt.tb_omni8_tenant WHERE cod_tenant = :fixo), NULL,
    'a landline is no WhatsApp');

-- Slugs.
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.criar_tenant(%L, %L, %L)', v, 'X', 'LOJA')), 'ok 1', 'slug ' || v)
  FROM unnest(ARRAY['abc', 'a1b', 'pizzaria-do-ze', 'a-1', 'loja24h', 'x' || repeat('y', 39)]) AS v;
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.criar_tenant(%L, %L, %L)', v, 'X', 'LOJA')), '23514 slug_com_letras_minusculas_numeros_e_hifens',
    'not a slug: ' || to_json(v))
  FROM unnest(ARRAY['', 'ab', '1abc', '-abc', 'abc-', 'a--b', 'Abc', 'a_b', 'a b', 'a.b', 'açaí', 'a/b', E'abc\n', 'x' || repeat('y', 40)]) AS v;
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT admin.criar_tenant(%L, %L, %L)', v, 'X', 'LOJA')), '23514 slug_reservado', 'reserved slug: ' || v)
  FROM unnest('{admin,api,combo,conta,convite,docs,entrar,equipe,estatico,eventos,flowt,imagens,indicadores,item,livez,mesa,metrics,nps,openapi,painel,pedido,readyz,sacola,senha,www}'::text[]) AS v;
-- What a page of the platform begins with can be nobody's slug.
SELECT is_empty($$SELECT caminho FROM flowt.rota WHERE split_part(caminho, '/', 2) ~ '^[a-z]{3,}$'
                     AND split_part(caminho, '/', 2) NOT IN (SELECT unnest('{admin,api,combo,conta,convite,docs,entrar,equipe,estatico,eventos,flowt,imagens,indicadores,item,livez,mesa,metrics,nps,openapi,painel,pedido,readyz,sacola,senha,www}'::text[]))$$, 'every page of the platform is reserved');
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT admin.criar_tenant(''acme'', ''X'', ''LOJA'')'), '23505 slug_ja_usado', 'a slug has one owner');

-- Every constraint of a tenant.
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_tenant SET %s WHERE cod_tenant = %s', c, :acme)), e, c) FROM (VALUES
    ('nom_fantasia = '' ''', '23514 nome_da_empresa_preenchido'), ('nom_fantasia = repeat(''x'', 121)', '23514 nome_da_empresa_preenchido'),
        ('nom_fantasia = repeat(''x'', 120)', 'ok 1'),
    ('num_documento = ''52998224725''', 'ok 1'), ('num_documento = ''52998224724''', '23514 documento_da_empresa_valido'), ('num_documento = ''529.982.247-25''',
        '23514 documento_da_empresa_valido'),
    ('des_email = ''x''', '23514 email_da_empresa_valido'), ('num_telefone = ''11912345678''', '23514 telefone_da_empresa_valido'),
        ('num_telefone = ''+5510912345678''', '23514 telefone_da_empresa_valido'),
    ('num_whatsapp = ''9''', '23514 whatsapp_da_empresa_valido'), ('num_cep = ''01000-000''', '23514 cep_da_empresa_valido'), ('sig_uf = ''XX''',
        '23514 uf_da_empresa_conhecida'), ('sig_uf = ''sp''', '23514 uf_da_empresa_conhecida'),
    ('sig_uf = ''DF''', 'ok 1'), ('tip_segmento = ''BAR''', '23514 segmento_conhecido'), ('des_cor = ''#0F766E''', '23514 cor_em_hexadecimal'), ('des_cor = ''red''',
        '23514 cor_em_hexadecimal'),
    ('des_logo = ''https://cdn.example.com/l.png''', 'ok 1'), ('des_logo = ''/estatico/l.png''', 'ok 1'), ('des_logo = ''http://x.com/l.png''', '23514 logo_em_https_ou_da_plataforma'),
    ('des_logo = ''javascript:alert(1)''', '23514 logo_em_https_ou_da_plataforma'), ('des_logo = ''//x.com/l.png''', '23514 logo_em_https_ou_da_plataforma'),
        ('des_logo = ''https://x.com/"><script>''', '23514 logo_em_https_ou_da_plataforma'), ('des_logo = ''https://x.com/'' || repeat(''x'', 500)', '23514 logo_em_https_ou_da_plataforma'),
    ('des_apresentacao = repeat(''x'', 501)', '23514 textos_da_empresa_de_tamanho_aceitavel'), ('nom_razao_social = repeat(''x'', 201)', '23514 textos_da_empresa_de_tamanho_aceitavel'),
    ('des_cor = ''#fff''', '23514 cor_em_hexadecimal'), ('des_fuso_horario = ''BRT''', '23514 fuso_horario_conhecido'), ('des_fuso_horario = ''America/Noronha''',
        'ok 1'),
    ('vlr_taxa_entrega = -1', '23514 valores_do_tenant_nao_negativos'), ('vlr_taxa_entrega = 100001', '23514 valores_do_tenant_nao_negativos'),
        ('vlr_taxa_entrega = 100000', 'ok 1'),
    ('vlr_pedido_minimo = -1', '23514 valores_do_tenant_nao_negativos'), ('vlr_pedido_minimo = 10000001', '23514 valores_do_tenant_nao_negativos'),
        ('qtd_preparo_min = 0', '23514 preparo_entre_1_e_1440_minutos'),
    ('qtd_preparo_min = 1441', '23514 preparo_entre_1_e_1440_minutos'), ('qtd_preparo_min = 1440', 'ok 1'), ('sta_tenant = ''X''',
        '23514 status_de_tenant_conhecido')) AS v (c, e);

-- Time zones: only names of the IANA base in the form Region/City.
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = %L WHERE cod_tenant = %s', z, :acme)), '23514 fuso_horario_conhecido',
    'no time zone: ' || to_json(z))
  FROM unnest(ARRAY['BRT', 'GMT', 'UTC', 'America/Nowhere', 'Etc/GMT+3', 'GMT+3', 'BRT3', '-03:00', 'America/Sao_Paulo;x', 'america/sao_paulo', '', 'posix/America/Recife', 'EST5EDT', '../etc/passwd']) AS z;
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = %L WHERE cod_tenant = %s', z, :acme)), 'ok 1', 'time zone ' || z)
  FROM unnest(ARRAY['America/Sao_Paulo', 'America/Manaus', 'America/Rio_Branco', 'America/Noronha', 'America/Port-au-Prince', 'America/Argentina/Buenos_Aires', 'Europe/Lisbon']) AS z;

-- Publishing needs the legal identification, every part of it (Decreto 7.962/2013).
SELECT pg_temp.new_tenant('legal', p_active => false) AS legal \gset
CREATE FUNCTION pg_temp.publish_without(p_tenant bigint, p_column text, p_value text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE flowt.tb_omni8_tenant SET %I = %L WHERE cod_tenant = %s', p_column, p_value, p_tenant);
    PERFORM admin.ativar_tenant(p_tenant);
    RAISE EXCEPTION 'published';
EXCEPTION WHEN SQLSTATE 'PT422' OR raise_exception THEN
    RETURN SQLERRM;
END
$$;
SELECT matches(pg_temp.publish_without(:legal, c, v), 'publicacao_exige_identificacao_legal', format('no publishing with %s %s', c, coalesce(to_json(v)::text,
    'missing')))
  FROM (SELECT c, NULL AS v FROM unnest('{nom_razao_social,num_documento,des_email,des_logradouro,num_endereco,nom_cidade,sig_uf,num_cep}'::text[]) AS c
        UNION ALL SELECT c, ' ' FROM unnest('{nom_razao_social,des_logradouro,num_endereco,nom_cidade}'::text[]) AS c) AS n;
SELECT is(pg_temp.publish_without(:legal, 'nom_bairro', NULL), 'published', 'a quarter is not required');
SELECT lives_ok(format('SELECT admin.ativar_tenant(%s)', :legal), 'with all of it, it is published');
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_tenant SET nom_razao_social = NULL WHERE cod_tenant = %s', :legal)),
    '23514 publicacao_exige_identificacao_legal', 'and nothing of it can be taken away later');

-- Every pair of status.
CREATE FUNCTION pg_temp.transition(p_tenant bigint, p_from text, p_to text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_tenant SET sta_tenant = p_from WHERE cod_tenant = p_tenant;
    PERFORM flowt.mudar_status_tenant(p_tenant, p_to);
    RETURN (SELECT sta_tenant FROM flowt.tb_omni8_tenant WHERE cod_tenant = p_tenant);
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.transition(:legal, f, t), CASE WHEN f = t OR (f, t) IN (('PROVISIONANDO', 'ATIVO'), ('ATIVO', 'SUSPENSO'), ('SUSPENSO', 'ATIVO'), ('SUSPENSO',
    'ENCERRADO')) THEN t ELSE 'transicao_de_tenant_ilegal' END, f || ' to ' || t)
  FROM unnest('{PROVISIONANDO,ATIVO,SUSPENSO,ENCERRADO}'::text[]) AS f, unnest('{PROVISIONANDO,ATIVO,SUSPENSO,ENCERRADO,QUALQUER}'::text[]) AS t;
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE cod_tenant = :legal;
SELECT lives_ok(format('SELECT admin.suspender_tenant(%s), admin.suspender_tenant(%1$s)', :legal), 'suspending twice is suspending once');
SELECT is(sta_tenant, 'SUSPENSO', 'suspended') FROM flowt.tb_omni8_tenant WHERE cod_tenant = :legal;
SELECT lives_ok(format('SELECT admin.reativar_tenant(%s)', :legal), 'reactivated');
SELECT is(sta_tenant, 'ATIVO', 'active again') FROM flowt.tb_omni8_tenant WHERE cod_tenant = :legal;
-- A reason, and who: the history of the status.
SELECT lives_ok(format('SELECT admin.suspender_tenant(%s, %L)', :legal, ' Falta de pagamento '), 'suspended for a reason');
SELECT is((SELECT format('%s>%s %s %s', sta_de, sta_para, des_motivo, nom_login) FROM flowt.tb_omni8_tenant_evento WHERE cod_tenant = :legal ORDER BY cod_evento DESC LIMIT 1),
    'ATIVO>SUSPENSO Falta de pagamento ' || session_user, 'which is kept');
SELECT throws_ok(format('SELECT admin.suspender_tenant(%s), admin.encerrar_tenant(%1$s, %L)', :legal, 'outro'), 'PT422', 'confirmacao_nao_confere', 'closing asks for the slug');
SELECT lives_ok(format('SELECT admin.reativar_tenant(%s)', :legal), 'back again');
SELECT throws_ok(format('SELECT admin.encerrar_tenant(%s, %L)', :legal, 'legal'), 'PT409', 'transicao_de_tenant_ilegal', 'an active company is suspended first');
SELECT pg_temp.new_tenant('aindanao', p_active => false) AS aindanao \gset
SELECT throws_ok(format('SELECT admin.reativar_tenant(%s)', :aindanao), 'PT409', 'transicao_de_tenant_ilegal', 'reactivating does not publish');
SELECT is((SELECT sta_tenant FROM flowt.tb_omni8_tenant WHERE cod_tenant = :aindanao), 'PROVISIONANDO', 'indeed');
SELECT pg_temp.new_tenant('fechando') AS fechando \gset
SELECT lives_ok(format('SELECT admin.suspender_tenant(%s), admin.encerrar_tenant(%1$s, %L, %L)', :fechando, 'fechando', 'Pedido do cliente'), 'closed');
SELECT throws_ok(format('SELECT admin.reativar_tenant(%s)', :fechando), 'PT409', 'transicao_de_tenant_ilegal', 'for good');
SELECT throws_ok(format('SELECT admin.ativar_tenant(%s)', :fechando), 'PT409', 'transicao_de_tenant_ilegal', 'whatever one calls it');
SELECT ok(flowt.encerrado_no_prazo(:fechando), 'its people may still take their data');
SELECT throws_ok(format('DELETE FROM flowt.tb_omni8_tenant_evento WHERE cod_tenant = %s', :fechando), 'PT409', 'registro_so_de_inclusao', 'history is only added to');
ALTER TABLE flowt.tb_omni8_tenant_evento DISABLE TRIGGER so_inclusao;
UPDATE flowt.tb_omni8_tenant_evento SET dat_evento = now() - interval '29 days 23 hours' WHERE cod_tenant = :fechando;
SELECT ok(flowt.encerrado_no_prazo(:fechando), 'until the thirtieth day');
UPDATE flowt.tb_omni8_tenant_evento SET dat_evento = now() - interval '30 days 1 second' WHERE cod_tenant = :fechando;
SELECT ok(NOT flowt.encerrado_no_prazo(:fechando), 'and not after it');
ALTER TABLE flowt.tb_omni8_tenant_evento ENABLE TRIGGER so_inclusao;
SELECT ok(NOT flowt.encerrado_no_prazo(:acme), 'of a company that is open there is nothing to ask');

-- What is missing, named all at once.
INSERT INTO flowt.tb_omni8_tenant (nom_slug, nom_fantasia, tip_segmento, des_logradouro) VALUES ('vazia', 'Vazia', 'LOJA', ' ') RETURNING cod_tenant AS vazia \gset
SELECT is((SELECT string_agg(e ->> 'campo', ' ') FROM jsonb_array_elements(flowt.pendencias_de_publicacao(:vazia)) AS e),
    'nom_razao_social num_documento des_email des_logradouro num_endereco nom_cidade sig_uf num_cep', 'every missing field, blank ones too');
SELECT is(flowt.pendencias_de_publicacao(:legal), '[]', 'nothing is missing of a published company');

-- Slugs for newcomers.
SELECT is(flowt.situacao_do_slug(v), e, 'slug ' || to_json(v)) FROM (VALUES ('livre-ainda', NULL), ('acme', 'slug_ja_usado'), ('admin', 'slug_reservado'), ('sacola', 'slug_reservado'),
    ('sacol', NULL), ('Ab', 'slug_com_letras_minusculas_numeros_e_hifens'), ('a--b', 'slug_com_letras_minusculas_numeros_e_hifens'), ('x''y', 'slug_com_letras_minusculas_numeros_e_hifens'),
    ('', 'slug_com_letras_minusculas_numeros_e_hifens')) AS c (v, e);
SELECT is((flowt.slugs_sugeridos(n))[1], e, 'suggestion for ' || to_json(n)) FROM (VALUES ('Padaria do Zé', 'padaria-do-ze'), ('ACME', 'acme-2'), ('24 horas', 'loja-24-horas'),
    ('Çç & Ññ!!', 'cc-nn'), ('admin', 'admin-2'), ('', 'loja'), ('--', 'loja'), ('Zé', 'loja-ze'), (repeat('abcdefghij ', 10), 'abcdefghij-abcdefghij-abcdefghij-a')) AS c (n, e);
SELECT ok(bool_and(flowt.situacao_do_slug(s) IS NULL), 'what is suggested is free') FROM unnest('{Padaria,acme,admin,9,É}'::text[]) AS n, unnest(flowt.slugs_sugeridos(n)) AS s;

SELECT throws_ok('SELECT admin.ativar_tenant(0)', 'PT404', 'tenant_nao_encontrado', 'a tenant that is not there');
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT admin.suspender_tenant(' || :legal || ')'), 'ok 1', 'a DBA may');
SELECT is(pg_temp.attempt(r, 'SELECT admin.suspender_tenant(' || :legal || ')'), '42501', r || ' may not') FROM unnest('{flowt_api,flowt_courier,flowt_bi}'::text[]) AS r;
SELECT is(pg_temp.attempt(r, 'SELECT flowt.mudar_status_tenant(' || :legal || ', ''ATIVO'')'), '42501', r || ' goes through the admin functions')
    FROM unnest('{flowt_api,flowt_courier,flowt_dba}'::text[]) AS r;

-- Domains.
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (%s, %L)', :acme, d)), e, 'domain ' || to_json(left(d, 40))) FROM (VALUES
    ('cardapio.acme.com.br', 'ok 1'), ('xn--aa-yia.com', 'ok 1'), ('a.io', 'ok 1'), (repeat('a', 63) || '.com', 'ok 1'), ('Acme.com', '23514 dominio_bem_formado'),
        ('acme', '23514 dominio_bem_formado'),
    ('acme.com:80', '23514 dominio_bem_formado'), ('https://acme.com', '23514 dominio_bem_formado'), ('-acme.com', '23514 dominio_bem_formado'), ('acme-.com',
        '23514 dominio_bem_formado'), ('acme..com', '23514 dominio_bem_formado'),
    ('acme.com.', '23514 dominio_bem_formado'), ('127.0.0.1', '23514 dominio_bem_formado'), ('*.acme.com', '23514 dominio_bem_formado'), ('a b.com',
        '23514 dominio_bem_formado'), ('', '23514 dominio_bem_formado'),
    (repeat('a', 64) || '.com', '23514 dominio_bem_formado'), (repeat('abcdefghi.', 26) || 'com', '23514 dominio_bem_formado')) AS v (d, e);
INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (:acme, 'acme.com.br');
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (%s, %L)', :legal, 'acme.com.br')), '23505 dominio_ja_usado',
    'a domain has one owner');
SELECT is(pg_temp.attempt('postgres', 'INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (0, ''x.com.br'')'), '23503 dominio_do_tenant', 'which exists');

-- Opening hours: Monday and Tuesday two shifts, Friday past midnight, Saturday the whole day, in four zones.
CREATE TEMP TABLE house AS SELECT z.zone, pg_temp.new_tenant(z.slug) AS tenant
  FROM (VALUES ('sp-casa', 'America/Sao_Paulo'), ('no-casa', 'America/Noronha'), ('am-casa', 'America/Manaus'), ('ac-casa', 'America/Rio_Branco')) AS z (slug, zone);
UPDATE flowt.tb_omni8_tenant t SET des_fuso_horario = h.zone FROM house h WHERE h.tenant = t.cod_tenant;
INSERT INTO flowt.tb_omni8_tenant_horario SELECT h.tenant, s.* FROM house h, (VALUES (1::smallint, time '11:00', time '15:00'), (1, '18:00', '23:00'), (2, '11:00',
    '15:00'), (5, '22:00', '02:00'), (6, '10:00', '10:00')) AS s;
-- 2026-11-23 is a Monday. Each line: a local moment, open?, until, next opening; local too.
CREATE TEMP TABLE moment (at timestamp, open boolean, until timestamp, next timestamp);
INSERT INTO moment VALUES
    ('2026-11-23 10:59:59', false, NULL, '2026-11-23 11:00'), ('2026-11-23 11:00', true, '2026-11-23 15:00', '2026-11-23 18:00'), ('2026-11-23 14:59:59', true,
        '2026-11-23 15:00', '2026-11-23 18:00'),
    ('2026-11-23 15:00', false, NULL, '2026-11-23 18:00'), ('2026-11-23 23:00', false, NULL, '2026-11-24 11:00'), ('2026-11-24 00:30', false, NULL, '2026-11-24 11:00'),
    ('2026-11-24 15:00', false, NULL, '2026-11-27 22:00'), ('2026-11-27 01:00', false, NULL, '2026-11-27 22:00'), ('2026-11-27 22:00', true, '2026-11-28 02:00',
        '2026-11-28 10:00'),
    ('2026-11-28 01:00', true, '2026-11-28 02:00', '2026-11-28 10:00'), ('2026-11-28 02:00', false, NULL, '2026-11-28 10:00'), ('2026-11-28 10:00', true,
        '2026-11-29 10:00', '2026-11-30 11:00'),
    ('2026-11-29 09:59:59', true, '2026-11-29 10:00', '2026-11-30 11:00'), ('2026-11-29 10:00', false, NULL, '2026-11-30 11:00'), ('2026-12-31 23:59', false, NULL,
        '2027-01-01 22:00');
SELECT is(to_jsonb(a), jsonb_build_object('flg_aberto', m.open, 'dat_fechamento', m.until AT TIME ZONE h.zone, 'dat_proxima_abertura', m.next AT TIME ZONE h.zone),
    format('%s on %s', h.zone, to_char(m.at, 'Dy DD HH24:MI:SS')))
  FROM house h CROSS JOIN moment m CROSS JOIN LATERAL flowt.atendimento(h.tenant, m.at AT TIME ZONE h.zone) AS a;
-- One instant, four local times.
SELECT is((SELECT flg_aberto FROM flowt.atendimento(h.tenant, '2026-11-23 14:30Z')), h.zone <> 'America/Rio_Branco' AND h.zone <> 'America/Manaus',
    'Monday 14:30 UTC in ' || h.zone) FROM house h;
SELECT is(flowt.dia_do_tenant(h.tenant, '2026-11-23 02:30Z'), CASE h.zone WHEN 'America/Noronha' THEN date '2026-11-23' ELSE '2026-11-22' END,
    'the date of 02:30 UTC in ' || h.zone) FROM house h;
SELECT is(flowt.dia_do_tenant(h.tenant, '2026-11-23 04:30Z'), CASE WHEN h.zone = 'America/Rio_Branco' THEN date '2026-11-22' ELSE '2026-11-23' END,
    'the date of 04:30 UTC in ' || h.zone) FROM house h;
-- Summer time was in force in 2018: the same wall clock, another instant.
SELECT is((SELECT dat_abertura FROM flowt.turnos(tenant, '2018-12-03 12:00Z') ORDER BY 1 LIMIT 1), '2018-12-03 13:00Z'::timestamptz,
    '11:00 in São Paulo in the summer of 2018') FROM house WHERE zone = 'America/Sao_Paulo';

SELECT pg_temp.new_tenant('sempre') AS sempre \gset
SELECT is(to_jsonb(a), '{"flg_aberto": true, "dat_fechamento": null, "dat_proxima_abertura": null}', 'without hours it never closes') FROM flowt.atendimento(:sempre,
    '2026-11-23 03:00Z') AS a;
INSERT INTO flowt.tb_omni8_tenant_horario SELECT :sempre, d, '00:00', '00:00' FROM generate_series(0, 6) AS d;
SELECT is(bool_and(a.flg_aberto), true, 'seven whole days: open at every hour of two weeks')
  FROM generate_series(timestamptz '2026-11-23 00:00Z', '2026-12-07 00:00Z', interval '30 minutes') AS m, flowt.atendimento(:sempre, m) AS a;
DELETE FROM flowt.tb_omni8_tenant_horario WHERE cod_tenant = :sempre AND num_dia_semana <> 0;
SELECT is(a.dat_proxima_abertura, '2026-12-06 03:00Z'::timestamptz, 'a house open on Sundays only, asked on Monday: next Sunday') FROM flowt.atendimento(:sempre,
    '2026-11-30 03:00Z') AS a;
SELECT is(a.dat_proxima_abertura, '2026-12-06 03:00Z'::timestamptz, 'and asked while it is open: a week ahead') FROM flowt.atendimento(:sempre, '2026-11-29 12:00Z') AS a;
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_tenant_horario VALUES (%s, %s, ''08:00'', ''12:00'')', :sempre, d)), e, 'day of the week ' || d)
  FROM (VALUES (-1, '23514 dia_da_semana_entre_0_e_6'), (0, 'ok 1'), (6, 'ok 1'), (7, '23514 dia_da_semana_entre_0_e_6')) AS v (d, e);
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_tenant_horario VALUES (%s, 0, ''00:00'', ''12:00'')', :sempre)), '23505 tenant_horario_chave',
    'two shifts do not begin at once');

-- A request reads its company and changes no more than what describes it.
SELECT is(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.tb_omni8_tenant', :sempre), 'ok 1', 'a request sees one company: its own');
SELECT is(pg_temp.attempt('flowt_api', s, :sempre), '42501', s) FROM unnest(ARRAY['UPDATE flowt.tb_omni8_tenant SET sta_tenant = ''ATIVO''', 'UPDATE flowt.tb_omni8_tenant SET nom_slug = ''x''', 'DELETE FROM flowt.tb_omni8_tenant',
    'UPDATE flowt.tb_omni8_tenant_horario SET hor_abertura = ''09:00''', 'UPDATE flowt.tb_omni8_tenant_dominio SET nom_dominio = ''x.com''', 'INSERT INTO flowt.tb_omni8_tenant_evento DEFAULT VALUES',
    'INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (1, ''x.com'')', 'UPDATE flowt.tb_omni8_tenant_transicao SET sta_para = ''x''',
        'SELECT * FROM flowt.tb_omni8_tenant_transicao']) AS s;

-- What destroys asks for the slug.
SELECT pg_temp.new_tenant('confirma') AS confirma \gset
SELECT lives_ok(format('SELECT flowt.exigir_confirmacao(%s, %L)', :confirma, 'confirma'), 'the slug, typed, confirms');
SELECT throws_ok(format('SELECT flowt.exigir_confirmacao(%s, %L)', :confirma, c), 'PT422', 'confirmacao_nao_confere', format('%L does not', c))
    FROM unnest(ARRAY['Confirma', 'confirma ', '', NULL, 'sim', :'confirma']) AS c;
SELECT throws_ok('SELECT flowt.exigir_confirmacao(-1, ''confirma'')', 'PT404', 'tenant_nao_encontrado', 'nor does anything for a tenant that is not there');

SELECT * FROM finish();
ROLLBACK;
