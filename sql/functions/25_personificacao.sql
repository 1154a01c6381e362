-- Access (guide chapter 17.1): impersonation, for a time, with a reason, in sight of the company.

CREATE OR REPLACE FUNCTION flowt.validade_personificacao() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '30 minutes';
COMMENT ON FUNCTION flowt.validade_personificacao() IS 'Quanto dura uma sessão de suporte, no máximo.';

CREATE OR REPLACE FUNCTION flowt.personificar(p_slug text, p_usuario bigint, p_motivo text, p_agente text, p_ip text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_ator   bigint := flowt.exigir_pessoa();
    v_token  text   := 'fs_' || flowt.novo_token();
    v_alvo   record;
    v_sessao bigint;
BEGIN
    PERFORM flowt.exigir_permissao('plataforma.personificar');
    -- Without a user said, the company's first administrator. Nobody becomes another of the platform's own staff.
    SELECT t.cod_tenant, t.nom_slug, t.nom_fantasia, t.des_email, a.cod_usuario, a.nom_perfil, u.nom_usuario INTO v_alvo
      FROM flowt.tb_omni8_tenant t
      JOIN flowt.tb_omni8_usuario_tenant a ON a.cod_tenant = t.cod_tenant AND a.flg_ativo
      JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = a.cod_usuario AND u.flg_ativo
     WHERE t.nom_slug = p_slug AND t.sta_tenant <> 'ENCERRADO' AND t.cod_tenant <> flowt.tenant_atual()
       AND CASE WHEN p_usuario IS NULL THEN a.nom_perfil = 'admin' ELSE a.cod_usuario = p_usuario END
     ORDER BY a.cod_usuario LIMIT 1;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta empresa, ou este usuário nela');
    END IF;
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, cod_personificador, des_motivo, des_agente, num_ip, hsh_token, dat_expiracao)
    VALUES (v_alvo.cod_tenant, v_alvo.cod_usuario, v_ator, btrim(p_motivo), left(p_agente, 200), p_ip, flowt.digerir(v_token),
            now() + flowt.validade_personificacao())
    RETURNING cod_sessao INTO v_sessao;
    IF v_alvo.des_email IS NOT NULL THEN
        PERFORM flowt.enfileirar_mensagem(v_alvo.cod_tenant, 'personificacao', 'EMAIL', v_alvo.des_email,
            jsonb_build_object('empresa', v_alvo.nom_fantasia, 'motivo', btrim(p_motivo)), 'personificacao:' || v_sessao, interval '1 day');
    END IF;
    RETURN json_build_object('token', v_token, 'cod_sessao', v_sessao::text, 'dat_expiracao', now() + flowt.validade_personificacao(),
        'nom_slug', v_alvo.nom_slug,
        'cod_usuario', v_alvo.cod_usuario::text, 'nom_usuario', v_alvo.nom_usuario, 'nom_perfil', v_alvo.nom_perfil);
END
$$;
ALTER FUNCTION flowt.personificar(text, bigint, text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.personificar(text, bigint, text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.personificar(text, bigint, text, text, text)
    IS 'Sessão de suporte em outra empresa, no lugar de um usuário dela, com motivo e aviso a ela. Atravessa tenants: é o que faz, só a partir do '
       'tenant da plataforma e com a permissão.';

CREATE OR REPLACE FUNCTION flowt.personificacoes(p_apos bigint, p_quantos integer) RETURNS json[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN ARRAY(
        SELECT json_build_object('cod_sessao', s.cod_sessao::text, 'nom_personificador', p.nom_usuario, 'cod_usuario', s.cod_usuario::text,
                   'nom_usuario', u.nom_usuario,
                   'des_motivo', s.des_motivo, 'dat_criacao', s.dat_criacao, 'dat_fim', coalesce(s.dat_revogacao, s.dat_expiracao),
                   'flg_ativa', s.dat_revogacao IS NULL AND s.dat_expiracao > now())
          FROM flowt.tb_omni8_sessao s
          JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = s.cod_usuario
          JOIN flowt.tb_omni8_usuario p ON p.cod_usuario = s.cod_personificador
         WHERE s.cod_tenant = v_tenant AND s.cod_personificador IS NOT NULL AND s.cod_sessao < coalesce(p_apos, 9223372036854775807)
         ORDER BY s.cod_sessao DESC LIMIT p_quantos);
END
$$;
ALTER FUNCTION flowt.personificacoes(bigint, integer) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.personificacoes(bigint, integer) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.personificacoes(bigint, integer)
    IS 'Sessões de suporte no tenant da requisição, também as passadas. Atravessa tenants: o nome de quem personifica é de toda a plataforma; o '
       'filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.encerrar_personificacao(p_sessao bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = coalesce(s.dat_revogacao, now())
     WHERE s.cod_tenant = v_tenant AND s.cod_sessao = p_sessao AND s.cod_personificador IS NOT NULL;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta sessão de suporte');
    END IF;
END
$$;
ALTER FUNCTION flowt.encerrar_personificacao(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.encerrar_personificacao(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encerrar_personificacao(bigint)
    IS 'Encerra uma sessão de suporte no tenant da requisição. Atravessa tenants: grava sessões; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION api.personificacao_criar(p_ip text, p_user_agent text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('personificacao_nova', p_corpo);
BEGIN
    RETURN (201, NULL, NULL, flowt.personificar(v_corpo ->> 'slug', (v_corpo ->> 'cod_usuario')::bigint, v_corpo ->> 'motivo', p_user_agent,
                                                p_ip)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.personificacao_criar(text, text, text) IS
$$POST /v1/personificacoes
acesso: plataforma.personificar
contexto: ip
cabecalhos: user-agent
corpo: personificacao_nova
resposta: 201 personificacao_aberta
limite: 30
etiqueta: Acesso
Entra em uma empresa no lugar de um usuário dela (sem dizer qual, do primeiro administrador), por até 30 minutos.
Só da equipe da plataforma. A empresa é avisada, vê a sessão e pode encerrá-la; nela não se mudam senhas, acessos nem chaves.$$;

CREATE OR REPLACE FUNCTION api.personificacao_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  json[]  := flowt.personificacoes(p_apos, v_quantos);
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', v_pagina, 'proximo',
        CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos] ->> 'cod_sessao' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.personificacao_listar(integer, bigint) IS
$$GET /v1/personificacoes
acesso: acesso.ler
resposta: 200 personificacao_lista
etiqueta: Acesso
Lista as sessões que o suporte da plataforma abriu nesta empresa, também as passadas, as mais novas primeiro.$$;

CREATE OR REPLACE FUNCTION api.personificacao_encerrar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.encerrar_personificacao(p_id);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.personificacao_encerrar(bigint) IS
$$DELETE /v1/personificacoes/{id}
acesso: acesso.gerir
resposta: 204
etiqueta: Acesso
Encerra uma sessão de suporte: o token deixa de valer na hora.$$;

SELECT flowt.definir_esquema('personificacao_nova', $json${
    "type": "object", "required": ["slug", "motivo"],
    "properties": {
        "slug": {"type": "string", "minLength": 1, "maxLength": 40},
        "cod_usuario": {"type": "string", "format": "codigo", "x-mensagem": "O código é um número inteiro positivo, entre aspas."},
        "motivo": {"type": "string", "minLength": 10, "maxLength": 500,
            "description": "Por que é preciso entrar; a empresa o lê. Sem dados pessoais."}
    }
}$json$);
SELECT flowt.definir_esquema('personificacao_aberta', $json${
    "type": "object", "required": ["token", "cod_sessao", "dat_expiracao", "nom_slug", "cod_usuario", "nom_usuario", "nom_perfil"],
    "properties": {"token": {"type": "string"}, "cod_sessao": {"type": "string"}, "dat_expiracao": {"type": "string", "format": "date-time"},
        "nom_slug": {"type": "string"},
                   "cod_usuario": {"type": "string"}, "nom_usuario": {"type": "string"}, "nom_perfil": {"type": "string"}}
}$json$);
SELECT flowt.definir_esquema('personificacao_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "properties": {
            "cod_sessao": {"type": "string"}, "nom_personificador": {"type": "string"}, "cod_usuario": {"type": "string"},
            "nom_usuario": {"type": "string"}, "des_motivo": {"type": "string"},
            "dat_criacao": {"type": "string", "format": "date-time"}, "dat_fim": {"type": "string", "format": "date-time"},
            "flg_ativa": {"type": "boolean"}}}},
        "proximo": {"type": ["string", "null"]}
    }
}$json$);
