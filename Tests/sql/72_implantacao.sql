-- Onboarding in one call: the company, its first administrator and its segment's model, or nothing.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(52);

SELECT pg_temp.new_tenant('plataforma-x') AS p \gset
SELECT pg_temp.new_tenant('comum') AS c \gset
SELECT pg_temp.login(:p, 'plataforma') AS operator, pg_temp.login(:p, 'admin') AS admin, pg_temp.login(:c, 'plataforma') AS pretender \gset
CREATE FUNCTION pg_temp.deploy(p_changes jsonb, p_token text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/implantacoes', jsonb_build_object('corpo', ('{"nom_slug": "nova-casa", "nom_fantasia": "Nova Casa", "tip_segmento": "RESTAURANTE",
    "num_documento": "12.ABC.345/01DE-35", "administrador": {"des_email": "dona@nova.example", "nom_usuario": "Dona Nova", "senha": "uma-senha-boa"}}'::jsonb || p_changes)::text), p_token);

-- The models.
SELECT set_eq('SELECT tip_segmento FROM flowt.tb_omni8_modelo_segmento', $$SELECT unnest('{RESTAURANTE,LOJA,SERVICOS}'::text[])$$, 'each segment has one');
SELECT is_empty($$SELECT m.tip_segmento, k FROM flowt.tb_omni8_modelo_segmento m, jsonb_object_keys(m.js_modelo -> 'empresa') AS k
    WHERE k NOT IN ('flg_entrega', 'flg_pedido_fora_do_horario', 'vlr_taxa_entrega', 'vlr_pedido_minimo', 'qtd_preparo_min')$$, 'a model sets only what is applied');
SELECT is_empty($$SELECT m.tip_segmento, k FROM flowt.tb_omni8_modelo_segmento m, jsonb_array_elements(m.js_modelo -> 'categorias') AS c, jsonb_array_elements(c -> 'itens') AS i, jsonb_object_keys(i) AS k
    WHERE k NOT IN ('tip_item', 'nom_produto', 'des_resumo', 'des_alergenos', 'vlr_preco', 'vlr_preco_de', 'qtd_duracao_min', 'flg_destaque')$$, 'of an item too');

-- Who may: the platform's operators, in the platform's own tenant, once there is one.
SELECT is(pg_temp.outcome(pg_temp.deploy('{}', :'operator')), '403 sem_permissao', 'nobody, while no tenant is the platform''s');
SELECT throws_ok('SELECT admin.definir_tenant_da_plataforma(-1)', 'PT404', 'tenant_nao_encontrado', 'which must exist');
SELECT is(pg_temp.attempt(r, format('SELECT admin.definir_tenant_da_plataforma(%s)', :p)), CASE r WHEN 'flowt_dba' THEN 'ok 1' ELSE '42501' END, r) FROM unnest('{flowt_api,flowt_courier,flowt_dba}'::text[]) AS r;
SELECT is(pg_temp.outcome(pg_temp.deploy('{}', t)), '403 sem_permissao', why) FROM (VALUES (:'admin', 'not the platform''s own administrator'), (:'pretender', 'not a company''s user of the profile plataforma')) AS v (t, why);
SELECT is(pg_temp.outcome(pg_temp.deploy('{}', NULL)), '401 login_necessario', 'not the public');
SELECT is(pg_temp.attempt('flowt_api', s, :p), e, s) FROM (VALUES ('SELECT flowt.implantar_por_operador(''{}'')', 'PT401 login_necessario'), ('SELECT flowt.implantar(''{}'', ''a'', ''b'', ''c'')', '42501'),
    ('SELECT flowt.aplicar_modelo(1)', '42501'), ('SELECT * FROM flowt.tb_omni8_tenant_modelo', '42501')) AS v (s, e);

-- Bad input, all of it named.
SELECT is(coalesce(pg_temp.wrong_fields(r), pg_temp.outcome(r)), e, v) FROM (VALUES
    ('{"nom_slug": "Nova Casa"}', 'nom_slug:formato_invalido'), ('{"nom_slug": "ab"}', 'nom_slug:texto_curto'), ('{"nom_slug": "1casa"}', 'nom_slug:formato_invalido'), ('{"nom_slug": "admin"}', '422 slug_reservado'),
    ('{"nom_slug": "comum"}', '409 slug_ja_usado'), ('{"num_documento": "12.ABC.345/01DE-36"}', 'num_documento:formato_invalido'), ('{"num_documento": null}', 'num_documento:tipo_invalido'),
    ('{"tip_segmento": "BAR"}', 'tip_segmento:opcao_invalida'), ('{"administrador": {"des_email": "x", "nom_usuario": ""}}', 'administrador.des_email:formato_invalido administrador.nom_usuario:texto_curto'),
    ('{"administrador": {"des_email": "a@b.com", "nom_usuario": "A", "senha": "curta"}}', 'administrador.senha:texto_curto'), ('{"nom_plano": "nenhum"}', '404 plano_nao_encontrado'),
    ('{"des_fuso_horario": "Etc/GMT+3"}', 'des_fuso_horario:formato_invalido'), ('{"flg_publicar": true}', 'des_email:campo_obrigatorio des_logradouro:campo_obrigatorio nom_cidade:campo_obrigatorio nom_razao_social:campo_obrigatorio num_cep:campo_obrigatorio num_endereco:campo_obrigatorio sig_uf:campo_obrigatorio'), ('{"sta_tenant": "ATIVO"}', 'sta_tenant:campo_desconhecido')) AS c (v, e),
    LATERAL pg_temp.deploy(v::jsonb, :'operator') AS r;
SELECT is_empty($$SELECT nom_slug FROM flowt.tb_omni8_tenant WHERE nom_slug = 'nova-casa'$$, 'what fails at the end leaves nothing of the beginning');
SELECT is_empty($$SELECT FROM flowt.tb_omni8_usuario WHERE des_email = 'dona@nova.example'$$, 'nor its administrator');

-- A restaurant.
SELECT (pg_temp.deploy('{"nom_plano": "inicial", "des_cor": "#ABCDEF", "des_fuso_horario": "America/Manaus"}', :'operator')).body ->> 'cod_tenant' AS nova \gset
SELECT is(to_jsonb(t) - '{cod_tenant,dat_criacao,dat_alteracao,num_versao}'::text[] , '{"nom_slug": "nova-casa", "nom_fantasia": "Nova Casa", "nom_razao_social": null, "num_documento": "12ABC34501DE35", "des_email": null, "num_telefone": null,
    "num_whatsapp": null, "des_logradouro": null, "num_endereco": null, "nom_bairro": null, "nom_cidade": null, "sig_uf": null, "num_cep": null, "des_apresentacao": null, "tip_segmento": "RESTAURANTE", "des_cor": "#abcdef",
    "des_logo": null, "des_fuso_horario": "America/Manaus", "flg_entrega": true, "flg_pedido_fora_do_horario": false, "vlr_taxa_entrega": 700, "vlr_pedido_minimo": 2000, "qtd_preparo_min": 40, "sta_tenant": "PROVISIONANDO"}',
    'the company, with its segment''s settings') FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = :nova;
SELECT is((SELECT string_agg(nom_categoria, ', ' ORDER BY num_ordem) FROM flowt.tb_omni8_categoria WHERE cod_tenant = :nova), 'Entradas, Pratos principais, Bebidas, Sobremesas', 'its categories');
SELECT is((SELECT format('%s %s %s', count(*), count(*) FILTER (WHERE sta_produto = 'RASCUNHO'), count(cod_categoria)) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :nova), '6 6 6', 'six products to begin with, all drafts');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_tenant_horario WHERE cod_tenant = :nova), 13::bigint, 'lunch every day, dinner but on Mondays');
SELECT is(flowt.parametro(:nova, 'mensagem_canais', now()), '["WHATSAPP", "EMAIL"]', 'its parameters');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_tenant_modulo WHERE cod_tenant = :nova AND flg_ativo), 3::bigint, 'its modules');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_unidade WHERE cod_tenant = :nova AND flg_principal), 1::bigint, 'its unit');
SELECT is(flowt.plano_do_tenant(:nova, now()), 'inicial', 'the plan asked for');
SELECT is((SELECT format('%s %s %s', a.nom_perfil, u.nom_usuario, flowt.senha_confere('uma-senha-boa', u.hsh_senha)) FROM flowt.tb_omni8_usuario_tenant a JOIN flowt.tb_omni8_usuario u USING (cod_usuario) WHERE a.cod_tenant = :nova),
    'admin Dona Nova t', 'its administrator, who may log in');
SELECT is((SELECT des_destino FROM flowt.tb_omni8_mensagem WHERE cod_tenant = :nova), 'dona@nova.example', 'who is told');
SELECT ok(NOT flowt.aplicar_modelo(:nova), 'the model is applied once');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :nova), 6::bigint, 'indeed');

-- An e-mail that has a login keeps its password, and the answer is the same.
SELECT is((pg_temp.deploy('{"nom_slug": "segunda", "tip_segmento": "LOJA", "administrador": {"des_email": " DONA@nova.example", "nom_usuario": "Outra", "senha": "outra-senha-boa"}}', :'operator')).status, 422, 'an e-mail with a space is none');
SELECT is((SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys((pg_temp.deploy('{"nom_slug": "segunda", "tip_segmento": "LOJA", "administrador": {"des_email": "DONA@nova.example", "nom_usuario": "Outra", "senha": "outra-senha-boa"}}', :'operator')).body) AS k),
    'cod_tenant nom_slug sta_tenant', 'a second company of hers');
SELECT is((SELECT format('%s %s %s', nom_usuario, flowt.senha_confere('uma-senha-boa', hsh_senha), flowt.senha_confere('outra-senha-boa', hsh_senha)) FROM flowt.tb_omni8_usuario WHERE des_email = 'dona@nova.example'), 'Dona Nova t f', 'name and password stay');
-- Services, by the DBA, published in the same breath.
SELECT admin.implantar_tenant('studio-z', 'Studio Z', 'SERVICOS', '529.982.247-25', 'z@z.example', 'Zé', p_razao_social => 'José Z', p_email => 'z@z.example', p_logradouro => 'Rua Z', p_numero => '1', p_cidade => 'Recife', p_uf => 'PE', p_cep => '50000-000') AS z \gset
SELECT is((SELECT format('%s %s', flg_entrega, flg_pedido_fora_do_horario) FROM flowt.tb_omni8_tenant WHERE cod_tenant = :z), 'f t', 'services are not delivered');
SELECT is((SELECT string_agg(tip_item || ' ' || qtd_duracao_min, ', ' ORDER BY cod_produto) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :z), 'SERVICO 60, SERVICO 30', 'they have a duration');
SELECT ok((SELECT hsh_senha LIKE '$2a$12$%' FROM flowt.tb_omni8_usuario WHERE des_email = 'z@z.example'), 'a login whose password nobody knows yet');
SELECT lives_ok(format('SELECT admin.ativar_tenant(%s)', :z), 'ready to be published');
SELECT is_empty($$SELECT m.des_texto FROM flowt.tb_omni8_mensagem m WHERE m.nom_modelo = 'boas_vindas' AND m.des_texto ~ 'senha-boa'$$, 'no password in a message');
SELECT is_empty($$SELECT a.js_diferenca FROM flowt.tb_omni8_auditoria a WHERE a.js_diferenca::text ~ 'senha-boa'$$, 'nor in the trail');
SELECT * FROM finish();
ROLLBACK;
