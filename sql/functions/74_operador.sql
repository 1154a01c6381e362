-- The platform's operators (guide chapters 3 and 4.1): the companies, seen and administered from the platform's own tenant.
-- Each of these functions crosses tenants, so each asks for the permission itself: it holds in that tenant alone.

CREATE OR REPLACE FUNCTION flowt.tenants_da_plataforma(p_quantos integer, p_apos bigint, p_status text) RETURNS TABLE (cod_tenant bigint, linha json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_permissao('plataforma.tenants');
    RETURN QUERY
        SELECT t.cod_tenant, json_build_object('cod_tenant', t.cod_tenant::text, 'nom_slug', t.nom_slug, 'nom_fantasia', t.nom_fantasia,
                   'tip_segmento', t.tip_segmento,
                   'sta_tenant', t.sta_tenant, 'nom_plano', flowt.plano_do_tenant(t.cod_tenant, now()), 'dat_criacao', t.dat_criacao)
          FROM flowt.tb_omni8_tenant t
         WHERE t.cod_tenant > coalesce(p_apos, 0) AND (p_status IS NULL OR t.sta_tenant = p_status)
         ORDER BY t.cod_tenant LIMIT p_quantos;
END
$$;
ALTER FUNCTION flowt.tenants_da_plataforma(integer, bigint, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.tenants_da_plataforma(integer, bigint, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tenants_da_plataforma(integer, bigint, text)
    IS 'Página de empresas, em ordem de código. Atravessa tenants: é o que a equipe da plataforma administra; confere ela mesma a permissão.';

CREATE OR REPLACE FUNCTION flowt.tenant_da_plataforma(p_tenant bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_permissao('plataforma.tenants');
    RETURN (
        SELECT json_build_object('cod_tenant', t.cod_tenant::text, 'nom_slug', t.nom_slug, 'nom_fantasia', t.nom_fantasia,
                   'tip_segmento', t.tip_segmento,
                   'sta_tenant', t.sta_tenant, 'dat_criacao', t.dat_criacao, 'pendencias', flowt.pendencias_de_publicacao(t.cod_tenant),
                   'plano', flowt.json_plano(t.cod_tenant),
                   'dominios', (SELECT coalesce(json_agg(d.nom_dominio ORDER BY d.nom_dominio), '[]') FROM flowt.tb_omni8_tenant_dominio d
                                 WHERE d.cod_tenant = t.cod_tenant),
                   'historico', (SELECT coalesce(json_agg(json_build_object('sta_de', e.sta_de, 'sta_para', e.sta_para, 'des_motivo', e.des_motivo,
                                                                            'dat_evento', e.dat_evento)
                                                          ORDER BY e.cod_evento DESC),
                                                      '[]') FROM flowt.tb_omni8_tenant_evento e WHERE e.cod_tenant = t.cod_tenant))
          FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
END
$$;
ALTER FUNCTION flowt.tenant_da_plataforma(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.tenant_da_plataforma(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tenant_da_plataforma(bigint)
    IS 'Uma empresa como a equipe da plataforma a vê: situação, plano, uso e histórico, nada de seus clientes. Atravessa tenants: confere ela mesma '
       'a permissão.';

CREATE OR REPLACE FUNCTION flowt.mudar_tenant_por_operador(p_tenant bigint, p_status text, p_de text, p_motivo text, p_confirmacao text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_permissao('plataforma.tenants');
    IF p_tenant = flowt.tenant_atual() AND p_status <> 'ATIVO' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'tenant_da_propria_plataforma',
            DETAIL = 'A empresa da própria plataforma não se suspende nem se encerra por aqui.';
    ELSIF p_status = 'ENCERRADO' THEN
        PERFORM flowt.exigir_confirmacao(p_tenant, p_confirmacao);
    END IF;
    PERFORM flowt.mudar_status_tenant(p_tenant, p_status, p_motivo, p_de);
END
$$;
ALTER FUNCTION flowt.mudar_tenant_por_operador(bigint, text, text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.mudar_tenant_por_operador(bigint, text, text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.mudar_tenant_por_operador(bigint, text, text, text, text)
    IS 'Suspende, reativa ou encerra uma empresa por ordem de um operador. Atravessa tenants: confere ela mesma a permissão.';

CREATE OR REPLACE FUNCTION flowt.mudar_plano_por_operador(p_tenant bigint, p_plano text, p_inicio timestamptz, p_motivo text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_permissao('plataforma.tenants');
    PERFORM admin.mudar_plano(p_tenant, p_plano, p_inicio, p_motivo);
END
$$;
ALTER FUNCTION flowt.mudar_plano_por_operador(bigint, text, timestamptz, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.mudar_plano_por_operador(bigint, text, timestamptz, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.mudar_plano_por_operador(bigint, text, timestamptz, text)
    IS 'Muda o plano de uma empresa por ordem de um operador. Atravessa tenants: confere ela mesma a permissão.';

CREATE OR REPLACE FUNCTION flowt.confirmar_dominio_por_operador(p_tenant bigint, p_dominio text, p_token text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_permissao('plataforma.tenants');
    PERFORM flowt.confirmar_dominio(p_tenant, p_dominio, p_token);
END
$$;
ALTER FUNCTION flowt.confirmar_dominio_por_operador(bigint, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.confirmar_dominio_por_operador(bigint, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.confirmar_dominio_por_operador(bigint, text, text)
    IS 'Confirma o domínio pedido por uma empresa, por ordem de um operador. Atravessa tenants: confere ela mesma a permissão.';

CREATE OR REPLACE FUNCTION api.tenant_listar(p_limite integer, p_apos bigint, p_sta_tenant text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   json;
    v_total   bigint;
    v_ultimo  bigint;
BEGIN
    SELECT coalesce(json_agg(t.linha ORDER BY t.cod_tenant), '[]'), count(*), max(t.cod_tenant) INTO v_itens, v_total, v_ultimo
      FROM flowt.tenants_da_plataforma(v_quantos, p_apos, p_sta_tenant) AS t;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
                                               'proximo', CASE WHEN v_total = v_quantos THEN v_ultimo::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.tenant_listar(integer, bigint, text) IS
$$GET /v1/tenants
acesso: plataforma.tenants
resposta: 200 tenant_lista
etiqueta: Plataforma
Lista as empresas da plataforma, na ordem em que foram criadas.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtro: sta_tenant.$$;

CREATE OR REPLACE FUNCTION flowt.resposta_tenant(p_tenant bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant json := flowt.tenant_da_plataforma(p_tenant);
BEGIN
    IF v_tenant IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado', DETAIL = format('Não há tenant de número %s.', p_tenant);
    END IF;
    RETURN (200, NULL, NULL, v_tenant::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_tenant(bigint) IS 'Resposta com uma empresa, para a equipe da plataforma; 404 se não existe.';

CREATE OR REPLACE FUNCTION api.tenant_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.resposta_tenant(p_id);
END
$$;
COMMENT ON FUNCTION api.tenant_ler(bigint) IS
$$GET /v1/tenants/{id}
acesso: plataforma.tenants
resposta: 200 tenant
resposta: 404 problema
etiqueta: Plataforma
Lê uma empresa: situação, o que falta para publicar, plano com o uso, domínios e histórico.$$;

CREATE OR REPLACE FUNCTION api.tenant_suspender(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('tenant_motivo', p_corpo);
BEGIN
    PERFORM flowt.mudar_tenant_por_operador(p_id, 'SUSPENSO', NULL, v_corpo ->> 'des_motivo', NULL);
    RETURN flowt.resposta_tenant(p_id);
END
$$;
COMMENT ON FUNCTION api.tenant_suspender(bigint, text) IS
$$POST /v1/tenants/{id}/suspensao
acesso: plataforma.tenants
corpo: tenant_motivo
resposta: 200 tenant
resposta: 404 problema
resposta: 409 problema
etiqueta: Plataforma
Suspende uma empresa: suas páginas dizem "indisponível", sua equipe só lê e exporta. O motivo fica no histórico, que ela vê.$$;

CREATE OR REPLACE FUNCTION api.tenant_reativar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('tenant_motivo', p_corpo);
BEGIN
    PERFORM flowt.mudar_tenant_por_operador(p_id, 'ATIVO', 'SUSPENSO', v_corpo ->> 'des_motivo', NULL);
    RETURN flowt.resposta_tenant(p_id);
END
$$;
COMMENT ON FUNCTION api.tenant_reativar(bigint, text) IS
$$POST /v1/tenants/{id}/reativacao
acesso: plataforma.tenants
corpo: tenant_motivo
resposta: 200 tenant
resposta: 404 problema
resposta: 409 problema
etiqueta: Plataforma
Reativa uma empresa suspensa; não publica uma que ainda não foi publicada.$$;

CREATE OR REPLACE FUNCTION api.tenant_encerrar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('tenant_encerramento', p_corpo);
BEGIN
    PERFORM flowt.mudar_tenant_por_operador(p_id, 'ENCERRADO', 'SUSPENSO', v_corpo ->> 'des_motivo', v_corpo ->> 'confirmacao');
    RETURN flowt.resposta_tenant(p_id);
END
$$;
COMMENT ON FUNCTION api.tenant_encerrar(bigint, text) IS
$$POST /v1/tenants/{id}/encerramento
acesso: plataforma.tenants
corpo: tenant_encerramento
resposta: 200 tenant
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Plataforma
Encerra uma empresa suspensa; confirmacao é o slug dela, digitado. Não tem volta: a equipe ainda lê e exporta por 30 dias.$$;

CREATE OR REPLACE FUNCTION api.tenant_mudar_plano(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('tenant_plano', p_corpo);
BEGIN
    PERFORM flowt.mudar_plano_por_operador(p_id, v_corpo ->> 'nom_plano', (v_corpo ->> 'dat_inicio')::timestamptz, v_corpo ->> 'des_motivo');
    RETURN flowt.resposta_tenant(p_id);
END
$$;
COMMENT ON FUNCTION api.tenant_mudar_plano(bigint, text) IS
$$POST /v1/tenants/{id}/plano
acesso: plataforma.tenants
corpo: tenant_plano
resposta: 200 tenant
resposta: 404 problema
resposta: 422 problema
etiqueta: Plataforma
Muda o plano de uma empresa, já ou a partir de dat_inicio. Para um plano menor que o uso também: nada se perde, só não entra mais.$$;

CREATE OR REPLACE FUNCTION api.tenant_verificar_dominio(p_id bigint, p_dominio text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('dominio_prova', p_corpo);
BEGIN
    PERFORM flowt.confirmar_dominio_por_operador(p_id, lower(p_dominio), regexp_replace(btrim(v_corpo ->> 'des_valor'), '^flowt-verificacao=', ''));
    RETURN flowt.resposta_tenant(p_id);
END
$$;
COMMENT ON FUNCTION api.tenant_verificar_dominio(bigint, text, text) IS
$$POST /v1/tenants/{id}/dominios/{dominio}/verificacao
acesso: plataforma.tenants
corpo: dominio_prova
resposta: 200 tenant
resposta: 404 problema
resposta: 409 problema
etiqueta: Plataforma
Confirma um domínio pedido por uma empresa: des_valor é o que se leu no registro TXT ou no arquivo do site.$$;

SELECT flowt.definir_esquema('tenant_motivo',
                             '{"type": "object", "required": ["des_motivo"], "properties": {"des_motivo": {"type": "string", "minLength": 1, '
                             '"maxLength": 500}}}');
SELECT flowt.definir_esquema('tenant_encerramento', $json${
    "type": "object", "required": ["des_motivo", "confirmacao"],
    "properties": {"des_motivo": {"type": "string", "minLength": 1, "maxLength": 500}, "confirmacao": {"type": "string", "maxLength": 40,
            "description": "O slug da empresa."}}
}$json$);
SELECT flowt.definir_esquema('tenant_plano', $json${
    "type": "object", "required": ["nom_plano"],
    "properties": {
        "nom_plano": {"type": "string", "minLength": 1, "maxLength": 40}, "des_motivo": {"type": ["string", "null"], "minLength": 1,
            "maxLength": 500},
        "dat_inicio": {"$ref": "#/components/schemas/momento_opcional"}
    }
}$json$);
SELECT flowt.definir_esquema('dominio_prova',
                             '{"type": "object", "required": ["des_valor"], "properties": {"des_valor": {"type": "string", "minLength": 1, '
                             '"maxLength": 200}}}');
SELECT flowt.definir_esquema('tenant_resumo', $json${
    "type": "object", "required": ["cod_tenant", "nom_slug", "nom_fantasia", "tip_segmento", "sta_tenant", "nom_plano", "dat_criacao"],
    "properties": {
        "cod_tenant": {"type": "string"}, "nom_slug": {"type": "string"}, "nom_fantasia": {"type": "string"}, "tip_segmento": {"type": "string"},
        "sta_tenant": {"type": "string"}, "nom_plano": {"type": "string"}, "dat_criacao": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('tenant_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/tenant_resumo"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('tenant', $json${
    "type": "object", "required": ["cod_tenant", "nom_slug", "nom_fantasia", "tip_segmento", "sta_tenant", "dat_criacao", "pendencias", "plano",
        "dominios", "historico"],
    "properties": {
        "cod_tenant": {"type": "string"}, "nom_slug": {"type": "string"}, "nom_fantasia": {"type": "string"}, "tip_segmento": {"type": "string"},
        "sta_tenant": {"type": "string"}, "dat_criacao": {"type": "string", "format": "date-time"},
        "pendencias": {"type": "array", "items": {"$ref": "#/components/schemas/erro_de_campo"}}, "plano": {"$ref": "#/components/schemas/plano"},
        "dominios": {"type": "array", "items": {"type": "string"}},
        "historico": {"type": "array", "items": {"type": "object", "required": ["sta_de", "sta_para", "dat_evento"], "properties": {
            "sta_de": {"type": "string"}, "sta_para": {"type": "string"}, "des_motivo": {"type": ["string", "null"]},
            "dat_evento": {"type": "string", "format": "date-time"}}}}
    }
}$json$);
