-- The company's identity by its own staff: every field and its refused neighbours, publication, who may what.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(118);

SELECT pg_temp.new_tenant('empresa', p_active => false) AS a \gset
SELECT pg_temp.new_tenant('vizinha') AS b \gset
SELECT pg_temp.login(:a, 'admin') AS staff, pg_temp.login(:b, 'admin') AS other \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:a, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
CREATE FUNCTION pg_temp.patch(p_fields jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql AS $$
    SELECT pg_temp.request('PATCH /v1/empresa', jsonb_build_object('corpo',
        (jsonb_build_object('num_versao', (pg_temp.request('GET /v1/empresa', '{}', p_token)).body -> 'num_versao') || p_fields)::text), p_token)
$$;

SELECT is((pg_temp.request('GET /v1/empresa', '{}', :'staff')).body ->> 'nom_slug', 'empresa', 'reads its own');
SELECT is((pg_temp.request('GET /v1/empresa', '{}', :'other')).body ->> 'nom_slug', 'vizinha', 'each its own');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/empresa', '{}', NULL, 'empresa')), '401 login_necessario', 'not the public');

-- Every field: what is taken, and its neighbours.
SELECT is(coalesce(pg_temp.wrong_fields(r), r.code, r.body ->> f), e, format('%s = %s', f, v)) FROM (VALUES
    ('nom_fantasia', '"  Nova  "', 'Nova'), ('nom_fantasia', '""', 'nom_fantasia:texto_curto'), ('nom_fantasia', 'null', 'nom_fantasia:tipo_invalido'),
    ('nom_fantasia', to_jsonb(repeat('x', 121))::text, 'nom_fantasia:texto_longo'), ('nom_razao_social', '"Nova Ltda"', 'Nova Ltda'), ('nom_razao_social', to_jsonb(repeat('x', 201))::text, 'nom_razao_social:texto_longo'),
    ('num_documento', '"529.982.247-25"', '52998224725'), ('num_documento', '"12.abc.345/01de-35"', '12ABC34501DE35'), ('num_documento', '"12.ABC.345/01DE-36"', 'num_documento:formato_invalido'),
    ('num_documento', '"111.111.111-11"', 'num_documento:formato_invalido'), ('num_documento', '"00.000.000/0000-00"', 'num_documento:formato_invalido'), ('num_documento', '"5299822472"', 'num_documento:formato_invalido'),
    ('num_documento', '52998224725', 'num_documento:tipo_invalido'), ('num_documento', 'null', NULL),
    ('des_email', '"oi@nova.com.br"', 'oi@nova.com.br'), ('des_email', '"oi@nova"', 'des_email:formato_invalido'), ('des_email', '"oi nova@x.com"', 'des_email:formato_invalido'), ('des_email', '"@x.com"', 'des_email:formato_invalido'),
    ('num_telefone', '"(11) 3123-4567"', '+551131234567'), ('num_telefone', '"(10) 91234-5678"', 'num_telefone:formato_invalido'), ('num_telefone', '"(11) 81234-5678"', 'num_telefone:formato_invalido'), ('num_telefone', '"190"', 'num_telefone:formato_invalido'),
    ('num_whatsapp', '"85 98877-6655"', '+5585988776655'), ('num_whatsapp', '"23 98877-6655"', 'num_whatsapp:formato_invalido'), ('num_whatsapp', 'null', NULL),
    ('num_cep', '"69050-010"', '69050010'), ('num_cep', '"6905001"', 'num_cep:formato_invalido'), ('num_cep', '"69.050-010"', 'num_cep:texto_longo'), ('num_cep', '"6905001a"', 'num_cep:formato_invalido'),
    ('sig_uf', '"AM"', 'AM'), ('sig_uf', '"am"', 'sig_uf:opcao_invalida'), ('sig_uf', '"XX"', 'sig_uf:opcao_invalida'), ('sig_uf', '""', 'sig_uf:opcao_invalida'),
    ('des_cor', '"#AbCdEf"', '#abcdef'), ('des_cor', '"#abc"', 'des_cor:formato_invalido'), ('des_cor', '"red"', 'des_cor:formato_invalido'), ('des_cor', '"#ggggg0"', 'des_cor:formato_invalido'), ('des_cor', '"#0f766e;"', 'des_cor:texto_longo'), ('des_cor', 'null', 'des_cor:tipo_invalido'),
    ('des_logo', '"https://cdn.example.com/l.png"', 'https://cdn.example.com/l.png'), ('des_logo', '"/estatico/l.png"', '/estatico/l.png'), ('des_logo', '"http://x.com/l.png"', 'des_logo:formato_invalido'),
    ('des_logo', '"javascript:alert(1)"', 'des_logo:formato_invalido'), ('des_logo', '"//x.com/l.png"', 'des_logo:formato_invalido'), ('des_logo', '"https://x.com/a b"', 'des_logo:formato_invalido'), ('des_logo', '"data:image/png;base64,AA"', 'des_logo:formato_invalido'),
    ('des_logo', 'null', NULL), ('des_apresentacao', '"Olá"', 'Olá'), ('des_apresentacao', to_jsonb(repeat('x', 501))::text, 'des_apresentacao:texto_longo'),
    ('des_fuso_horario', '"America/Manaus"', 'America/Manaus'), ('des_fuso_horario', '"BRT"', 'des_fuso_horario:formato_invalido'), ('des_fuso_horario', '"America/Nowhere"', 'des_fuso_horario:formato_invalido'),
    ('des_fuso_horario', '"Etc/GMT+3"', 'des_fuso_horario:formato_invalido'), ('des_fuso_horario', '"-03:00"', 'des_fuso_horario:formato_invalido'), ('des_fuso_horario', '"america/manaus"', 'des_fuso_horario:formato_invalido'),
    ('des_fuso_horario', '""', 'des_fuso_horario:formato_invalido'), ('des_fuso_horario', 'null', 'des_fuso_horario:tipo_invalido'), ('tip_segmento', '"SERVICOS"', 'SERVICOS'), ('tip_segmento', '"BAR"', 'tip_segmento:opcao_invalida'),
    ('flg_entrega', 'true', 'true'), ('flg_entrega', '"sim"', 'flg_entrega:tipo_invalido'), ('vlr_taxa_entrega', '100000', '100000'), ('vlr_taxa_entrega', '100001', 'vlr_taxa_entrega:numero_grande'), ('vlr_taxa_entrega', '-1', 'vlr_taxa_entrega:numero_pequeno'),
    ('vlr_taxa_entrega', '7.5', 'vlr_taxa_entrega:tipo_invalido'), ('vlr_pedido_minimo', '10000001', 'vlr_pedido_minimo:numero_grande'), ('qtd_preparo_min', '1440', '1440'), ('qtd_preparo_min', '0', 'qtd_preparo_min:numero_pequeno'), ('qtd_preparo_min', 'null', NULL),
    ('nom_slug', '"outro"', 'nom_slug:campo_desconhecido'), ('sta_tenant', '"ATIVO"', 'sta_tenant:campo_desconhecido'), ('cod_tenant', '"1"', 'cod_tenant:campo_desconhecido'), ('dat_criacao', '"2020-01-01"', 'dat_criacao:campo_desconhecido')) AS c (f, v, e),
    LATERAL pg_temp.patch(jsonb_build_object(f, v::jsonb), :'staff') AS r;
SELECT is(pg_temp.wrong_fields(pg_temp.patch('{"des_cor": "x", "num_cep": "1", "sig_uf": "ZZ"}', :'staff')), 'des_cor:formato_invalido num_cep:formato_invalido sig_uf:opcao_invalida', 'every wrong field at once');

-- The lock, and who may.
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/empresa', '{"corpo": "{\"nom_fantasia\": \"x\"}"}', :'staff')), '422 corpo_invalido', 'the version read is required');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/empresa', '{"corpo": "{\"num_versao\": 1, \"nom_fantasia\": \"x\"}"}', :'staff')), '409 versao_desatualizada', 'and must be the last');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/empresa', '{}', token)), CASE WHEN profile IN ('plataforma', 'admin', 'gerente', 'marketing', 'financeiro') THEN '200' ELSE '403 sem_permissao' END, profile || ' reads') FROM staff;
SELECT is((pg_temp.patch('{"des_apresentacao": "Oi"}', (SELECT token FROM staff WHERE profile = 'gerente'))).status, 200, 'a manager changes the slogan');
SELECT is(pg_temp.outcome(pg_temp.patch(f::jsonb, (SELECT token FROM staff WHERE profile = 'gerente'))), '403 sem_permissao', 'but not ' || f)
    FROM unnest(ARRAY['{"num_documento": "529.982.247-25"}', '{"des_fuso_horario": "America/Recife"}', '{"nom_razao_social": "x"}', '{"des_cor": "#000000", "tip_segmento": "LOJA"}']) AS f;
SELECT is(pg_temp.outcome(pg_temp.patch('{"des_apresentacao": "Oi"}', (SELECT token FROM staff WHERE profile = 'marketing'))), '403 sem_permissao', 'marketing reads only');

-- Publication.
SELECT is((pg_temp.request('GET /v1/empresa/pendencias', '{}', :'staff')).body, '{"nom_fantasia": "Nova", "sta_tenant": "PROVISIONANDO", "flg_pode_publicar": false,
    "pendencias": [{"campo": "num_documento", "codigo": "campo_obrigatorio", "mensagem": "Informe o CNPJ ou CPF."}]}', 'what is missing');
SELECT is((pg_temp.patch('{"nom_razao_social": null, "sig_uf": null}', :'staff')).status, 200, 'more goes missing while nobody sees it');
SELECT is(format('%s %s', pg_temp.outcome(r), pg_temp.wrong_fields(r)), '422 publicacao_exige_identificacao_legal nom_razao_social:campo_obrigatorio num_documento:campo_obrigatorio sig_uf:campo_obrigatorio', 'publishing names all of it')
    FROM pg_temp.request('POST /v1/empresa/publicacao', '{}', :'staff') AS r;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/empresa/publicacao', '{}', (SELECT token FROM staff WHERE profile = 'gerente'))), '403 sem_permissao', 'a manager does not publish');
SELECT is((pg_temp.patch('{"nom_razao_social": "Nova Ltda", "sig_uf": "AM", "num_documento": "529.982.247-25"}', :'staff')).status, 200, 'completed');
SELECT is((pg_temp.request('GET /v1/empresa/pendencias', '{}', :'staff')).body -> 'flg_pode_publicar', 'true', 'ready');
SELECT is((pg_temp.request('POST /v1/empresa/publicacao', '{}', :'staff')).body ->> 'sta_tenant', 'ATIVO', 'published');
SELECT is((pg_temp.request('POST /v1/empresa/publicacao', '{}', :'staff')).body ->> 'sta_tenant', 'ATIVO', 'again changes nothing');
SELECT is((pg_temp.request('GET /v1/empresa/historico', '{}', :'staff')).body #>> '{itens,0,sta_para}', 'ATIVO', 'history says when');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/empresa/historico', '{}', :'staff')).body -> 'itens'), 1, 'once');
SELECT is(pg_temp.outcome(pg_temp.patch(f::jsonb, :'staff')), '422 publicacao_exige_identificacao_legal', 'a published company keeps it: ' || f) FROM unnest(ARRAY['{"num_documento": null}', '{"des_email": null}', '{"num_cep": null}', '{"des_logradouro": " "}']) AS f;
SELECT admin.suspender_tenant(:a) \g /dev/null
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/empresa/publicacao', '{}', :'staff')), '403 tenant_suspenso', 'the staff does not bring itself back');
SELECT is(pg_temp.outcome(pg_temp.patch('{"des_apresentacao": "Oi"}', :'staff')), '403 tenant_suspenso', 'nor writes');
SELECT is((pg_temp.request('GET /v1/empresa', '{}', :'staff')).status, 200, 'it reads');
-- The function behind the route holds without the door.
SELECT is(pg_temp.attempt('flowt_api', 'SELECT flowt.publicar_empresa()', :a), 'PT401 login_necessario', 'without a profile nobody publishes');

-- Changing the zone moves no moment, only how it is read.
SELECT admin.reativar_tenant(:a) \g /dev/null
INSERT INTO flowt.tb_omni8_tenant_horario VALUES (:a, 1, '09:00', '18:00');
SELECT is((SELECT dat_proxima_abertura FROM flowt.atendimento(:a, '2026-11-23 03:00Z')), '2026-11-23 13:00Z'::timestamptz, 'nine in Manaus');
SELECT is((pg_temp.patch('{"des_fuso_horario": "America/Sao_Paulo"}', :'staff')).status, 200, 'moves to São Paulo');
SELECT is((SELECT dat_proxima_abertura FROM flowt.atendimento(:a, '2026-11-23 03:00Z')), '2026-11-23 12:00Z'::timestamptz, 'nine there');
SELECT is(flowt.dia_do_tenant(:a, '2026-11-23 03:30Z'), date '2026-11-23', 'and its day');
SELECT * FROM finish();
ROLLBACK;
