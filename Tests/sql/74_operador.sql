-- The platform's operators: every company from the platform's tenant, nobody from anywhere else.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(59);

SELECT pg_temp.new_tenant('plataforma-z') AS p \gset
SELECT pg_temp.new_tenant('cliente-um') AS a \gset
SELECT pg_temp.new_tenant('cliente-dois', p_active => false) AS b \gset
SELECT admin.definir_tenant_da_plataforma(:p) \g /dev/null
SELECT pg_temp.login(:p, 'plataforma') AS operator, pg_temp.login(:a, 'admin') AS staff, pg_temp.login(:b, 'admin') AS theirs \gset
CREATE FUNCTION pg_temp.act(p_route text, p_id bigint, p_body jsonb, p_token text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/tenants/{id}/' || p_route, jsonb_build_object('id', p_id, 'corpo', p_body::text) || p_more, p_token);

-- Nobody else: every profile of the platform but its operators', every profile of a company, and the functions without the door.
CREATE TEMP TABLE body AS SELECT * FROM (VALUES ('suspensao', '{"des_motivo": "x"}'::jsonb), ('reativacao', '{"des_motivo": "x"}'), ('encerramento', '{"des_motivo": "x", "confirmacao": "cliente-um"}'), ('plano', '{"nom_plano": "inicial"}')) AS v (route, body);
SELECT is(string_agg(DISTINCT pg_temp.outcome(pg_temp.act(b.route, :a, b.body, pg_temp.login(t.tenant, f.nom_perfil))), ' '), '403 sem_permissao', format('%s as anybody of %s', b.route, t.name))
  FROM body b, flowt.tb_omni8_perfil f, (VALUES (:p, 'the platform'), (:a, 'the company itself'), (:b, 'another')) AS t (tenant, name) WHERE t.tenant <> :p OR f.nom_perfil <> 'plataforma' GROUP BY b.route, t.name;
SELECT is(pg_temp.outcome(pg_temp.request(r, '{}', :'staff')), '403 sem_permissao', r) FROM unnest('{GET /v1/tenants}'::text[]) AS r;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/tenants/{id}', jsonb_build_object('id', :a), :'staff')), '403 sem_permissao', 'not even its own');
SELECT is(pg_temp.attempt('flowt_api', s, :p), 'PT401 login_necessario', s) FROM unnest(ARRAY['SELECT flowt.tenants_da_plataforma(1, NULL, NULL)', 'SELECT flowt.tenant_da_plataforma(1)',
    'SELECT flowt.mudar_tenant_por_operador(1, ''SUSPENSO'', NULL, NULL, NULL)', 'SELECT flowt.mudar_plano_por_operador(1, ''livre'', NULL, NULL)', 'SELECT flowt.confirmar_dominio_por_operador(1, ''a'', ''b'')']) AS s;

-- Seeing them.
SELECT is((SELECT string_agg(t ->> 'nom_slug', ' ' ORDER BY (t ->> 'cod_tenant')::bigint) FROM jsonb_array_elements(r.body -> 'itens') AS t), 'plataforma-z cliente-um cliente-dois', 'all of them')
    FROM pg_temp.request('GET /v1/tenants', jsonb_build_object('apos', :p - 1), :'operator') AS r;
SELECT is(format('%s %s', r.body #>> '{itens,0,nom_slug}', (r.body ->> 'proximo')::bigint = :a), 'cliente-um t', 'by pages') FROM pg_temp.request('GET /v1/tenants', jsonb_build_object('apos', :p, 'limite', 1), :'operator') AS r;
SELECT is((SELECT string_agg(t ->> 'nom_slug', ' ') FROM jsonb_array_elements(r.body -> 'itens') AS t WHERE (t ->> 'cod_tenant')::bigint >= :p), 'cliente-dois', 'by status')
    FROM pg_temp.request('GET /v1/tenants', '{"sta_tenant": "PROVISIONANDO"}', :'operator') AS r;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/tenants/{id}', '{"id": 987654321987654}', :'operator')), '404 tenant_nao_encontrado', 'one that is not there');

-- Suspending, reactivating, closing.
SELECT is(pg_temp.wrong_fields(pg_temp.act('suspensao', :a, '{}', :'operator')), 'des_motivo:campo_obrigatorio', 'an operator gives a reason');
SELECT is(pg_temp.wrong_fields(pg_temp.act('suspensao', :a, '{"des_motivo": "  "}', :'operator')), 'des_motivo:texto_curto', 'a real one');
SELECT is((pg_temp.act('suspensao', :a, '{"des_motivo": "Falta de pagamento"}', :'operator')).body ->> 'sta_tenant', 'SUSPENSO', 'suspended');
SELECT is((pg_temp.request('GET /v1/empresa/historico', '{}', :'staff')).body #>> '{itens,0,des_motivo}', 'Falta de pagamento', 'the company reads why');
SELECT is((SELECT cod_usuario IS NOT NULL FROM flowt.tb_omni8_tenant_evento WHERE cod_tenant = :a ORDER BY cod_evento DESC LIMIT 1), true, 'and the trail by whom');
SELECT is(pg_temp.outcome(pg_temp.act('encerramento', :a, jsonb_build_object('des_motivo', 'x', 'confirmacao', c), :'operator')), '422 confirmacao_nao_confere', 'confirmed as ' || to_json(c)) FROM unnest(ARRAY['', 'Cliente-um', 'cliente-dois', 'sim']) AS c;
SELECT is((pg_temp.act('reativacao', :a, '{"des_motivo": "Pagou"}', :'operator')).body ->> 'sta_tenant', 'ATIVO', 'back');
SELECT is(pg_temp.outcome(pg_temp.act('encerramento', :a, '{"des_motivo": "x", "confirmacao": "cliente-um"}', :'operator')), '409 transicao_de_tenant_ilegal', 'an active company is not closed at one stroke');
SELECT is(pg_temp.outcome(pg_temp.act('reativacao', :b, '{"des_motivo": "x"}', :'operator')), '409 transicao_de_tenant_ilegal', 'nor one published by reactivating it');
SELECT is(pg_temp.outcome(pg_temp.act(b.route, :p, b.body, :'operator')), '409 tenant_da_propria_plataforma', 'the platform does not lock itself out: ' || b.route) FROM body b WHERE b.route IN ('suspensao', 'encerramento');
SELECT is((pg_temp.act('suspensao', :a, '{"des_motivo": "x"}', :'operator')).status, 200, 'suspended again');
SELECT is((pg_temp.act('encerramento', :a, '{"des_motivo": "Pediu", "confirmacao": "cliente-um"}', :'operator')).body ->> 'sta_tenant', 'ENCERRADO', 'closed');
SELECT is((pg_temp.request('GET /v1/tenants/{id}', jsonb_build_object('id', :a), :'operator')).body #>> '{historico,0,des_motivo}', 'Pediu', 'for a reason');
-- The closed company: thirty days to take its data away, and no more.
SELECT is(pg_temp.outcome(pg_temp.request(r, '{}', t, s)), e, why) FROM (VALUES ('GET /v1/produtos', :'staff', NULL, '200', 'its staff reads'), ('GET /v1/sessoes/atual', :'staff', NULL, '200', 'with its session'),
    ('POST /v1/categorias', :'staff', NULL, '410 tenant_encerrado', 'writes nothing'), ('POST /v1/empresa/publicacao', :'staff', NULL, '410 tenant_encerrado', 'does not come back'), ('GET /v1/cardapio', NULL, 'cliente-um', '410 tenant_encerrado', 'the public sees nothing'),
    ('GET /v1/cardapio', :'staff', NULL, '410 tenant_encerrado', 'nor does the staff as public'), ('POST /v1/carrinhos', NULL, 'cliente-um', '410 tenant_encerrado', 'nobody buys')) AS v (r, t, s, e, why);
INSERT INTO flowt.tb_omni8_usuario (des_email, nom_usuario, hsh_senha) VALUES ('ze@x.example', 'Zé', 'x') RETURNING cod_usuario AS ze \gset
INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil) VALUES (:a, :ze, 'admin');
SELECT isnt(flowt.abrir_sessao(:ze, :a)::jsonb ->> 'token', NULL, 'a closed company is entered by name');
SELECT is(flowt.abrir_sessao(:ze, NULL)::text, NULL, 'and only so');
ALTER TABLE flowt.tb_omni8_tenant_evento DISABLE TRIGGER so_inclusao;
UPDATE flowt.tb_omni8_tenant_evento SET dat_evento = now() - interval '31 days' WHERE cod_tenant = :a;
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/produtos', '{}', :'staff')), '410 tenant_encerrado', 'after thirty days nobody reads');
SELECT is(flowt.abrir_sessao(:ze, :a)::text, NULL, 'nor enters');

-- Plans and domains.
SELECT is((pg_temp.act('plano', :b, '{"nom_plano": "inicial", "des_motivo": "Contratou"}', :'operator')).body #>> '{plano,nom_plano}', 'inicial', 'a plan');
SELECT is(pg_temp.outcome(pg_temp.act('plano', :b, v::jsonb, :'operator')), e, v) FROM (VALUES ('{"nom_plano": "nenhum"}', '404 plano_nao_encontrado'), ('{"nom_plano": "livre", "dat_inicio": "2020-01-01T00:00:00Z"}', '422 inicio_no_passado'),
    ('{"nom_plano": "livre", "dat_inicio": "ontem"}', '422 corpo_invalido'), ('{}', '422 corpo_invalido')) AS c (v, e);
SELECT is((pg_temp.act('plano', :b, '{"nom_plano": "profissional", "dat_inicio": "2099-01-01T00:00:00-03:00"}', :'operator')).body #>> '{plano,marcados,0,nom_plano}', 'profissional', 'another from 2099');
SELECT (pg_temp.request('POST /v1/dominios', jsonb_build_object('corpo', '{"nom_dominio": "b.example"}'), :'theirs')).body #>> '{prova,des_valor}' AS proof \gset
SELECT is(pg_temp.outcome(pg_temp.act('dominios/{dominio}/verificacao', :b, '{"des_valor": "flowt-verificacao=x"}', :'operator', '{"dominio": "b.example"}')), '404 pedido_de_dominio_nao_encontrado', 'not what is published');
SELECT is((pg_temp.act('dominios/{dominio}/verificacao', :b, jsonb_build_object('des_valor', :'proof'), :'operator', '{"dominio": "B.example"}')).body -> 'dominios', '["b.example"]', 'proven, with what was read');
SELECT * FROM finish();
ROLLBACK;
