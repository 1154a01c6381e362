-- Onboarding (guide chapter 4.1): a company made whole in one transaction, by an operator, a DBA, or itself (73_adesao).

CREATE OR REPLACE FUNCTION flowt.exigir_tenant_da_plataforma() RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := nullif(flowt.parametro_plataforma('tenant_da_plataforma'), '')::bigint;
BEGIN
    IF v_tenant IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT503', MESSAGE = 'plataforma_sem_tenant',
            DETAIL = 'Esta instalação ainda não recebe empresas novas por aqui. Fale com quem a mantém.';
    END IF;
    RETURN v_tenant;
END
$$;
COMMENT ON FUNCTION flowt.exigir_tenant_da_plataforma()
    IS 'Tenant da própria plataforma, em cujo nome se fala com quem ainda não tem empresa; 503 se o DBA não o definiu.';

CREATE OR REPLACE FUNCTION admin.definir_tenant_da_plataforma(p_tenant bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant AND t.sta_tenant IN ('PROVISIONANDO', 'ATIVO')) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado',
            DETAIL = format('Não há tenant de número %s em atividade.', p_tenant);
    END IF;
    INSERT INTO flowt.tb_omni8_parametro_plataforma (nom_parametro, des_valor, des_parametro)
    VALUES ('tenant_da_plataforma', p_tenant::text, 'Tenant da equipe da plataforma: só nele valem as permissões plataforma.*.')
    ON CONFLICT (nom_parametro) DO UPDATE SET des_valor = excluded.des_valor;
END
$$;
ALTER FUNCTION admin.definir_tenant_da_plataforma(bigint) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.definir_tenant_da_plataforma(bigint)
    IS 'Diz qual tenant é o da plataforma: só a equipe dele, com o perfil plataforma, administra os outros pela API.';

CREATE OR REPLACE FUNCTION flowt.criar_itens_do_modelo(p_tenant bigint, p_categorias jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_categoria record;
    v_item      flowt.tb_omni8_produto_servico;
    v_dados     record;
    v_codigo    bigint;
BEGIN
    FOR v_categoria IN SELECT c.valor, c.posicao FROM jsonb_array_elements(p_categorias) WITH ORDINALITY AS c (valor, posicao) LOOP
        INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem)
        VALUES (p_tenant, v_categoria.valor ->> 'nome', v_categoria.posicao * 10)
        RETURNING cod_categoria INTO v_codigo;
        FOR v_dados IN SELECT i.valor, i.posicao FROM jsonb_array_elements(v_categoria.valor -> 'itens') WITH ORDINALITY AS i (valor, posicao) LOOP
            v_item := jsonb_populate_record(NULL::flowt.tb_omni8_produto_servico, v_dados.valor);
            -- Drafts: examples to be made one's own, never seen by the public.
            INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, tip_item, nom_produto, des_resumo, des_alergenos, vlr_preco,
                vlr_preco_de,
                qtd_duracao_min, flg_destaque, num_ordem, sta_produto)
            VALUES (p_tenant, v_codigo, coalesce(v_item.tip_item, 'PRODUTO'), v_item.nom_produto, v_item.des_resumo,
                coalesce(v_item.des_alergenos, '{}'), v_item.vlr_preco,
                v_item.vlr_preco_de, v_item.qtd_duracao_min, coalesce(v_item.flg_destaque, false), v_dados.posicao * 10, 'RASCUNHO');
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.criar_itens_do_modelo(bigint, jsonb) IS 'Cria as categorias e os itens (em rascunho) de um modelo.';

CREATE OR REPLACE FUNCTION flowt.aplicar_modelo(p_tenant bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_modelo  jsonb;
    v_empresa flowt.tb_omni8_tenant;
BEGIN
    INSERT INTO flowt.tb_omni8_tenant_modelo AS t (cod_tenant, tip_segmento)
    SELECT e.cod_tenant, e.tip_segmento FROM flowt.tb_omni8_tenant e WHERE e.cod_tenant = p_tenant
    ON CONFLICT (cod_tenant) DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT m.js_modelo INTO v_modelo FROM flowt.tb_omni8_tenant_modelo t JOIN flowt.tb_omni8_modelo_segmento m ON m.tip_segmento = t.tip_segmento
     WHERE t.cod_tenant = p_tenant;
    SELECT e.* INTO v_empresa FROM flowt.tb_omni8_tenant e WHERE e.cod_tenant = p_tenant;
    v_empresa := jsonb_populate_record(v_empresa, coalesce(v_modelo -> 'empresa', '{}'));
    UPDATE flowt.tb_omni8_tenant e
       SET flg_entrega = v_empresa.flg_entrega, flg_pedido_fora_do_horario = v_empresa.flg_pedido_fora_do_horario,
           vlr_taxa_entrega = v_empresa.vlr_taxa_entrega,
           vlr_pedido_minimo = v_empresa.vlr_pedido_minimo, qtd_preparo_min = v_empresa.qtd_preparo_min
     WHERE e.cod_tenant = p_tenant;
    INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento)
    SELECT p_tenant, d.dia::smallint, (h ->> 'abre')::time, (h ->> 'fecha')::time
      FROM jsonb_array_elements(v_modelo -> 'horarios') AS h, jsonb_array_elements_text(h -> 'dias') AS d (dia);
    PERFORM flowt.criar_itens_do_modelo(p_tenant, coalesce(v_modelo -> 'categorias', '[]'));
    PERFORM flowt.definir_parametro(p_tenant, x.key, x.value, now()) FROM jsonb_each(v_modelo -> 'parametros') AS x ORDER BY x.key;
    INSERT INTO flowt.tb_omni8_tenant_modulo (cod_tenant, nom_modulo, flg_ativo)
    SELECT p_tenant, x.key, x.value::boolean FROM jsonb_each(v_modelo -> 'modulos') AS x ON CONFLICT (cod_tenant, nom_modulo) DO NOTHING;
    RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.aplicar_modelo(bigint), flowt.criar_itens_do_modelo(bigint, jsonb) FROM flowt_api, flowt_courier, flowt_busca,
    flowt_dba;
COMMENT ON FUNCTION flowt.aplicar_modelo(bigint) IS 'Aplica a um tenant o modelo de seu segmento, uma única vez; falso se já fora aplicado.';

-- One transaction: the company, its first administrator and its model, or nothing.
CREATE OR REPLACE FUNCTION flowt.implantar(p_dados jsonb, p_email text, p_nome text, p_senha text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_empresa flowt.tb_omni8_tenant := flowt.normalizar_empresa(jsonb_populate_record(NULL::flowt.tb_omni8_tenant, p_dados));
    v_tenant  bigint;
BEGIN
    v_tenant := admin.criar_tenant(v_empresa.nom_slug, v_empresa.nom_fantasia, v_empresa.tip_segmento, v_empresa.nom_razao_social,
        v_empresa.num_documento,
        v_empresa.des_email, v_empresa.num_telefone, v_empresa.des_logradouro, v_empresa.num_endereco, v_empresa.nom_bairro, v_empresa.nom_cidade,
        v_empresa.sig_uf,
        v_empresa.num_cep, coalesce(v_empresa.des_fuso_horario, 'America/Sao_Paulo'));
    UPDATE flowt.tb_omni8_tenant t
       SET des_apresentacao = v_empresa.des_apresentacao, des_cor = coalesce(v_empresa.des_cor, t.des_cor), des_logo = v_empresa.des_logo,
           num_whatsapp = coalesce(v_empresa.num_whatsapp, t.num_whatsapp)
     WHERE t.cod_tenant = v_tenant AND num_nonnulls(v_empresa.des_apresentacao, v_empresa.des_cor, v_empresa.des_logo, v_empresa.num_whatsapp) > 0;
    -- Whoever has a login keeps its password; without one given, a new login has one that nobody knows, to be reset by e-mail.
    PERFORM admin.criar_acesso(v_tenant, p_email, p_nome, 'admin', coalesce(p_senha, flowt.novo_token()));
    PERFORM flowt.aplicar_modelo(v_tenant);
    PERFORM flowt.enfileirar_mensagem(v_tenant, 'boas_vindas', 'EMAIL', lower(btrim(p_email)),
        jsonb_build_object('empresa', v_empresa.nom_fantasia, 'nome', p_nome, 'slug', v_empresa.nom_slug), 'boas_vindas', interval '3 days');
    RETURN v_tenant;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.implantar(jsonb, text, text, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.implantar(jsonb, text, text, text)
    IS 'Cria um tenant em PROVISIONANDO, com seu primeiro administrador e o modelo do segmento, e avisa o administrador por e-mail; tudo ou nada.';

CREATE OR REPLACE FUNCTION admin.implantar_tenant(
    p_slug text, p_nome_fantasia text, p_segmento text, p_documento text, p_admin_email text, p_admin_nome text, p_admin_senha text DEFAULT NULL,
    p_razao_social text DEFAULT NULL, p_email text DEFAULT NULL, p_telefone text DEFAULT NULL, p_logradouro text DEFAULT NULL,
        p_numero text DEFAULT NULL,
    p_bairro text DEFAULT NULL, p_cidade text DEFAULT NULL, p_uf text DEFAULT NULL, p_cep text DEFAULT NULL,
        p_fuso_horario text DEFAULT 'America/Sao_Paulo'
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT flowt.implantar(jsonb_build_object('nom_slug', p_slug, 'nom_fantasia', p_nome_fantasia, 'tip_segmento', p_segmento,
        'num_documento', p_documento,
        'nom_razao_social', p_razao_social, 'des_email', p_email, 'num_telefone', p_telefone, 'des_logradouro', p_logradouro,
        'num_endereco', p_numero, 'nom_bairro', p_bairro,
        'nom_cidade', p_cidade, 'sig_uf', p_uf, 'num_cep', p_cep, 'des_fuso_horario', p_fuso_horario), p_admin_email, p_admin_nome, p_admin_senha)
$$;
ALTER FUNCTION admin.implantar_tenant OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.implantar_tenant
    IS 'Implanta um tenant de uma vez: cria-o em PROVISIONANDO, dá acesso ao primeiro administrador e aplica o modelo do segmento. Sem senha, o '
       'administrador a define por "Esqueci minha senha"; de um login que existe a senha não muda. Depois: admin.ativar_tenant.';

CREATE OR REPLACE FUNCTION flowt.implantar_por_operador(p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
BEGIN
    PERFORM flowt.exigir_permissao('plataforma.tenants');
    v_tenant := flowt.implantar(p_corpo - 'administrador' - 'nom_plano' - 'flg_publicar', p_corpo #>> '{administrador,des_email}',
                                p_corpo #>> '{administrador,nom_usuario}',
                                p_corpo #>> '{administrador,senha}');
    IF p_corpo ->> 'nom_plano' IS NOT NULL THEN
        PERFORM admin.mudar_plano(v_tenant, p_corpo ->> 'nom_plano', NULL, 'Plano da implantação');
    END IF;
    IF (p_corpo ->> 'flg_publicar')::boolean THEN
        PERFORM flowt.mudar_status_tenant(v_tenant, 'ATIVO', 'Publicada na implantação', 'PROVISIONANDO');
    END IF;
    RETURN v_tenant;
END
$$;
ALTER FUNCTION flowt.implantar_por_operador(jsonb) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.implantar_por_operador(jsonb) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.implantar_por_operador(jsonb)
    IS 'Implanta uma empresa por ordem de um operador. Atravessa tenants: cria um; confere ela mesma a permissão, que só vale no tenant da '
       'plataforma.';

CREATE OR REPLACE FUNCTION api.implantacao_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo  jsonb  := flowt.ler_corpo('implantacao_nova', p_corpo);
    v_tenant bigint := flowt.implantar_por_operador(v_corpo);
BEGIN
    RETURN (201, NULL, 'Location: /v1/tenants/' || v_tenant, json_build_object('cod_tenant', v_tenant::text, 'nom_slug', v_corpo ->> 'nom_slug',
        'sta_tenant', CASE WHEN (v_corpo ->> 'flg_publicar')::boolean THEN 'ATIVO' ELSE 'PROVISIONANDO' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.implantacao_criar(text) IS
$$POST /v1/implantacoes
acesso: plataforma.tenants
corpo: implantacao_nova
resposta: 201 implantacao
resposta: 409 problema
resposta: 422 problema
faixa: lenta
etiqueta: Plataforma
Implanta uma empresa de uma vez: dados, primeiro administrador, modelo do segmento e, se pedido, plano e publicação. Tudo ou nada.
O administrador recebe um e-mail. Sem senha, ele a define por "Esqueci minha senha"; se já tem login no Flowt, continua com a senha que tem, e a resposta é a mesma.$$;

SELECT flowt.definir_esquema('implantacao_nova', jsonb_build_object('type', 'object',
    'required', '["nom_slug", "nom_fantasia", "tip_segmento", "num_documento", "administrador"]'::jsonb,
        'properties', flowt.campos_da_empresa() || $json${
    "nom_slug": {"type": "string", "maxLength": 40, "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "minLength": 3,
                 "x-mensagem": "O endereço tem de 3 a 40 letras minúsculas sem acento, números e hífens, e começa por letra."},
    "num_documento": {"type": "string", "maxLength": 30, "format": "documento", "x-mensagem": "O CPF ou CNPJ não confere: digite-o de novo."},
    "administrador": {"type": "object", "required": ["des_email", "nom_usuario"], "properties": {
        "des_email": {"type": "string", "maxLength": 254, "format": "email", "x-mensagem": "Use um e-mail como ana@empresa.com.br."},
        "nom_usuario": {"type": "string", "minLength": 1, "maxLength": 120, "format": "nome"},
        "senha": {"type": ["string", "null"], "minLength": 10, "maxLength": 1024}}},
    "nom_plano": {"type": ["string", "null"], "maxLength": 40},
    "flg_publicar": {"type": "boolean"}
}$json$::jsonb));
SELECT flowt.definir_esquema('implantacao', $json${
    "type": "object", "required": ["cod_tenant", "nom_slug", "sta_tenant"],
    "properties": {"cod_tenant": {"type": "string"}, "nom_slug": {"type": "string"}, "sta_tenant": {"type": "string"}}
}$json$);
