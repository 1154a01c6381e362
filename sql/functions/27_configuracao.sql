-- The company's settings (guide chapter 3.1): modules, parameters, plan and domains, by its own staff.

CREATE OR REPLACE FUNCTION flowt.json_modulos(p_tenant bigint, p_modulo text) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT json_agg(json_build_object('nom_modulo', m.nom_modulo, 'des_modulo', m.des_modulo,
                                          'flg_ativo', flowt.modulo_ativo(p_tenant, m.nom_modulo),
                                          'flg_no_plano', flowt.plano_inclui_modulo(p_tenant, m.nom_modulo)) ORDER BY m.nom_modulo)
          FROM flowt.tb_omni8_modulo m WHERE p_modulo IS NULL OR m.nom_modulo = p_modulo);
END
$$;
COMMENT ON FUNCTION flowt.json_modulos(bigint, text) IS 'Módulos como a API os mostra; nulo se o pedido não existe.';

CREATE OR REPLACE FUNCTION api.modulo_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', flowt.json_modulos(flowt.exigir_tenant(), NULL))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.modulo_listar() IS
$$GET /v1/modulos
acesso: empresa.ler
resposta: 200 modulo_lista
etiqueta: Empresa
Lista os módulos do produto, quais estão ligados e quais o plano inclui.$$;

CREATE OR REPLACE FUNCTION api.modulo_alterar(p_nome text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint  := flowt.exigir_tenant();
    v_ativo  boolean := (flowt.ler_corpo('modulo_alteracao', p_corpo) ->> 'flg_ativo')::boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_modulo m WHERE m.nom_modulo = p_nome) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado', DETAIL = 'Não encontramos este módulo: confira o nome.';
    ELSIF v_ativo AND NOT flowt.plano_inclui_modulo(v_tenant, p_nome) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'modulo_fora_do_plano',
            DETAIL = 'Seu plano não inclui este módulo: mude de plano para usá-lo.',
            HINT = json_build_object('nom_plano', flowt.plano_do_tenant(v_tenant, now()))::text;
    END IF;
    INSERT INTO flowt.tb_omni8_tenant_modulo AS t (cod_tenant, nom_modulo, flg_ativo) VALUES (v_tenant, p_nome, v_ativo)
    ON CONFLICT (cod_tenant, nom_modulo) DO UPDATE SET flg_ativo = excluded.flg_ativo;
    RETURN (200, NULL, NULL, (flowt.json_modulos(v_tenant, p_nome) -> 0)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.modulo_alterar(text, text) IS
$$PUT /v1/modulos/{nome}
acesso: empresa.configurar
corpo: modulo_alteracao
resposta: 200 modulo
resposta: 404 problema
resposta: 409 problema
etiqueta: Empresa
Liga ou desliga um módulo. Desligado, suas rotas e páginas respondem 404; os dados ficam, e voltam com ele.$$;

CREATE OR REPLACE FUNCTION flowt.json_parametros(p_tenant bigint, p_nome text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('nom_parametro', p.nom_parametro, 'des_parametro', p.des_parametro, 'nom_grupo', p.nom_grupo,
                   'tip_parametro', p.tip_parametro,
                   'js_esquema', flowt.esquema_do_parametro(p), 'padrao', p.js_padrao, 'valor', flowt.parametro(p_tenant, p.nom_parametro, now()),
                   'flg_escolhido', EXISTS (SELECT FROM flowt.tb_omni8_parametro_valor v
                                             WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p.nom_parametro
                                               AND v.dat_inicio <= now() AND coalesce(v.dat_fim, 'infinity') > now()),
                   'nom_permissao', p.nom_permissao,
                   'marcados', (SELECT coalesce(jsonb_agg(jsonb_build_object('valor', v.js_valor, 'dat_inicio', v.dat_inicio,
                                                                             'dat_fim', v.dat_fim) ORDER BY v.dat_inicio), '[]')
                                  FROM flowt.tb_omni8_parametro_valor v
                                 WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p.nom_parametro AND v.dat_inicio > now()))
               ORDER BY p.nom_grupo, p.num_ordem, p.nom_parametro)
          FROM flowt.tb_omni8_parametro p WHERE p_nome IS NULL OR p.nom_parametro = p_nome);
END
$$;
COMMENT ON FUNCTION flowt.json_parametros(bigint, text)
    IS 'Parâmetros como a API os mostra: valor em vigor, padrão, regras e o que está marcado para depois; nulo se o pedido não existe.';

CREATE OR REPLACE FUNCTION api.parametro_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object('itens', flowt.json_parametros(flowt.exigir_tenant(), NULL))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.parametro_listar() IS
$$GET /v1/parametros
acesso: empresa.ler
resposta: 200 parametro_lista
etiqueta: Empresa
Lista os parâmetros: o valor em vigor, o padrão, que valores cabem e os marcados para depois.$$;

CREATE OR REPLACE FUNCTION api.parametro_historico(p_nome text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_parametro p WHERE p.nom_parametro = p_nome) THEN
        PERFORM flowt.recusar_parametro();
    END IF;
    RETURN (200, NULL, NULL, json_build_object('itens', (
        SELECT coalesce(json_agg(json_build_object('valor', v.js_valor, 'dat_inicio', v.dat_inicio, 'dat_fim', v.dat_fim,
                                                   'cod_usuario', v.cod_usuario::text)
                                 ORDER BY v.dat_inicio DESC), '[]')
          FROM flowt.tb_omni8_parametro_valor v WHERE v.cod_tenant = v_tenant AND v.nom_parametro = p_nome))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.parametro_historico(text) IS
$$GET /v1/parametros/{nome}/historico
acesso: empresa.ler
resposta: 200 parametro_historico
resposta: 404 problema
etiqueta: Empresa
Mostra os valores que um parâmetro teve, tem e terá, do mais novo ao mais antigo; fora deles valeu o padrão.$$;

CREATE OR REPLACE FUNCTION flowt.conferir_quem_muda_parametro(p_nome text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_permissao text;
BEGIN
    SELECT p.nom_permissao INTO v_permissao FROM flowt.tb_omni8_parametro p WHERE p.nom_parametro = p_nome;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_parametro();
    END IF;
    PERFORM flowt.exigir_permissao(v_permissao);
END
$$;
COMMENT ON FUNCTION flowt.conferir_quem_muda_parametro(text) IS 'Levanta 403 se quem age não tem a permissão que o parâmetro pede.';

CREATE OR REPLACE FUNCTION api.parametro_alterar(p_nome text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('parametro_alteracao', p_corpo);
BEGIN
    PERFORM flowt.conferir_quem_muda_parametro(p_nome);
    PERFORM flowt.definir_parametro(v_tenant, p_nome, v_corpo -> 'valor', coalesce((v_corpo ->> 'dat_inicio')::timestamptz, now()));
    RETURN (200, NULL, NULL, (flowt.json_parametros(v_tenant, p_nome) -> 0)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.parametro_alterar(text, text) IS
$$PUT /v1/parametros/{nome}
acesso: empresa.escrever
corpo: parametro_alteracao
resposta: 200 parametro
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Empresa
Dá um valor a um parâmetro, já ou a partir de dat_inicio; vale até o próximo marcado. O anterior fica no histórico.
Alguns pedem a permissão empresa.configurar: é a que aparece em nom_permissao.$$;

CREATE OR REPLACE FUNCTION api.parametro_desmarcar(p_nome text, p_dat_inicio flowt.momento) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.conferir_quem_muda_parametro(p_nome);
    PERFORM flowt.desmarcar_parametro(v_tenant, p_nome, flowt.ler_momento('dat_inicio', p_dat_inicio));
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.parametro_desmarcar(text, flowt.momento) IS
$$DELETE /v1/parametros/{nome}
acesso: empresa.escrever
resposta: 204
resposta: 404 problema
resposta: 422 problema
etiqueta: Empresa
Desfaz um valor marcado para depois: o de dat_inicio ou, sem ele, o próximo. O que já vale não se apaga.$$;

CREATE OR REPLACE FUNCTION api.dominio_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', (
        SELECT coalesce(json_agg(d.linha ORDER BY d.nome), '[]')
          FROM (SELECT x.nom_dominio AS nome, json_build_object('nom_dominio', x.nom_dominio, 'sta_dominio', 'VERIFICADO',
                                                                'dat_verificacao', x.dat_verificacao) AS linha
                  FROM flowt.tb_omni8_tenant_dominio x WHERE x.cod_tenant = v_tenant
                UNION ALL
                SELECT x.nom_dominio, flowt.json_pedido_de_dominio(x) FROM flowt.tb_omni8_dominio_pedido x
                 WHERE x.cod_tenant = v_tenant) AS d))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.dominio_listar() IS
$$GET /v1/dominios
acesso: empresa.ler
resposta: 200 dominio_lista
etiqueta: Empresa
Lista os domínios da empresa; dos que faltam provar, diz o que publicar e onde.$$;

CREATE OR REPLACE FUNCTION flowt.json_pedido_de_dominio(p_pedido flowt.tb_omni8_dominio_pedido) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('nom_dominio', (p_pedido).nom_dominio, 'dat_verificacao', NULL,
    'sta_dominio', CASE WHEN (p_pedido).dat_criacao > now() - flowt.validade_do_pedido_de_dominio() THEN 'PENDENTE' ELSE 'VENCIDO' END,
    'dat_expiracao', (p_pedido).dat_criacao + flowt.validade_do_pedido_de_dominio(),
        'prova', flowt.json_prova_de_dominio((p_pedido).nom_dominio, (p_pedido).des_token));
COMMENT ON FUNCTION flowt.json_pedido_de_dominio(flowt.tb_omni8_dominio_pedido) IS 'Domínio ainda não provado, como a API o mostra.';

CREATE OR REPLACE FUNCTION api.dominio_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_dominio text   := lower(btrim(flowt.ler_corpo('dominio_novo', p_corpo) ->> 'nom_dominio'));
    v_pedido  flowt.tb_omni8_dominio_pedido;
BEGIN
    PERFORM flowt.pedir_dominio(v_tenant, v_dominio);
    SELECT d.* INTO v_pedido FROM flowt.tb_omni8_dominio_pedido d WHERE d.cod_tenant = v_tenant AND d.nom_dominio = v_dominio;
    RETURN (201, NULL, NULL, flowt.json_pedido_de_dominio(v_pedido)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.dominio_criar(text) IS
$$POST /v1/dominios
acesso: empresa.configurar
corpo: dominio_novo
resposta: 201 dominio
resposta: 409 problema
resposta: 422 problema
etiqueta: Empresa
Pede um domínio próprio. A resposta diz o que publicar no DNS (registro TXT) ou no site que já está nele; provada a posse, o domínio passa a levar à empresa.$$;

CREATE OR REPLACE FUNCTION api.dominio_excluir(p_dominio text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_dominio text   := lower(p_dominio);
    v_pedido  boolean;
BEGIN
    DELETE FROM flowt.tb_omni8_dominio_pedido d WHERE d.cod_tenant = v_tenant AND d.nom_dominio = v_dominio;
    v_pedido := FOUND;
    DELETE FROM flowt.tb_omni8_tenant_dominio d WHERE d.cod_tenant = v_tenant AND d.nom_dominio = v_dominio;
    IF NOT FOUND AND NOT v_pedido THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado', DETAIL = 'Não encontramos este domínio: confira como ele está escrito.';
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.dominio_excluir(text) IS
$$DELETE /v1/dominios/{dominio}
acesso: empresa.configurar
resposta: 204
resposta: 404 problema
etiqueta: Empresa
Desliga um domínio da empresa, ou desiste de um pedido.$$;

SELECT flowt.definir_esquema('modulo_alteracao', '{"type": "object", "required": ["flg_ativo"], "properties": {"flg_ativo": {"type": "boolean"}}}');
SELECT flowt.definir_esquema('modulo', $json${
    "type": "object", "required": ["nom_modulo", "des_modulo", "flg_ativo", "flg_no_plano"],
    "properties": {"nom_modulo": {"type": "string"}, "des_modulo": {"type": "string"}, "flg_ativo": {"type": "boolean"},
        "flg_no_plano": {"type": "boolean"}}
}$json$);
SELECT flowt.definir_esquema('modulo_lista',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/modulo"}}}}');
SELECT flowt.definir_esquema('parametro_alteracao', $json${
    "type": "object", "required": ["valor"],
    "properties": {
        "valor": {"description": "Do tipo do parâmetro: número inteiro, texto, true/false ou lista de textos."},
        "dat_inicio": {"$ref": "#/components/schemas/momento"}
    }
}$json$);
SELECT flowt.definir_esquema('parametro', $json${
    "type": "object", "required": ["nom_parametro", "des_parametro", "nom_grupo", "tip_parametro", "js_esquema", "padrao", "valor", "flg_escolhido",
        "nom_permissao", "marcados"],
    "properties": {
        "nom_parametro": {"type": "string"}, "des_parametro": {"type": "string"}, "nom_grupo": {"type": "string"},
        "tip_parametro": {"type": "string"},
        "js_esquema": {"type": "object", "additionalProperties": true, "description": "JSON Schema do valor."},
        "padrao": {"description": "Valor de quem nada escolheu."}, "valor": {"description": "Valor em vigor."},
        "flg_escolhido": {"type": "boolean", "description": "O valor em vigor foi escolhido; falso: é o padrão."},
        "nom_permissao": {"type": "string"},
        "marcados": {"type": "array", "items": {"$ref": "#/components/schemas/parametro_valor"}}
    }
}$json$);
SELECT flowt.definir_esquema('parametro_valor', $json${
    "type": "object", "required": ["valor", "dat_inicio", "dat_fim"],
    "properties": {
        "valor": {}, "dat_inicio": {"type": "string", "format": "date-time"}, "dat_fim": {"type": ["string", "null"], "format": "date-time"},
        "cod_usuario": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema('parametro_lista',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/parametro"}}}}');
SELECT flowt.definir_esquema('parametro_historico',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/parametro_valor"}}}}');
SELECT flowt.definir_esquema('dominio_novo', $json${
    "type": "object", "required": ["nom_dominio"],
    "properties": {"nom_dominio": {"type": "string", "minLength": 4, "maxLength": 253,
            "pattern": "^ *([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63} *$",
                                   "x-mensagem": "Escreva só o domínio, sem https:// nem barra, como cardapio.minhaloja.com.br."}}
}$json$);
SELECT flowt.definir_esquema('dominio', $json${
    "type": "object", "required": ["nom_dominio", "sta_dominio", "dat_verificacao"],
    "properties": {
        "nom_dominio": {"type": "string"}, "sta_dominio": {"type": "string", "enum": ["VERIFICADO", "PENDENTE", "VENCIDO"]},
        "dat_verificacao": {"type": ["string", "null"], "format": "date-time"}, "dat_expiracao": {"type": "string", "format": "date-time"},
        "prova": {"type": "object", "required": ["des_registro_txt", "des_valor", "des_url"], "properties": {
            "des_registro_txt": {"type": "string", "description": "Nome do registro TXT."},
            "des_valor": {"type": "string", "description": "Conteúdo do registro ou do arquivo."},
            "des_url": {"type": "string", "description": "Arquivo, em vez do registro."}}}
    }
}$json$);
SELECT flowt.definir_esquema('dominio_lista',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/dominio"}}}}');
