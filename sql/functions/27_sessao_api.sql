-- Access (guide chapter 17.2): routes of logins and sessions.

CREATE OR REPLACE FUNCTION flowt.problema_de_segundo_fator(p_falta text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p_falta
        WHEN 'segundo_fator_necessario' THEN
            flowt.problema(401, p_falta, 'Falta o código',
                           'Este login tem segundo fator. Envie também, em "codigo", o código do seu aplicativo ou um de recuperação.')
        ELSE
            flowt.problema(401, p_falta, 'O código não confere',
                           'Espere o próximo código do aplicativo e tente de novo. Depois de vários errados é preciso esperar alguns minutos.')
    END;
END
$$;
COMMENT ON FUNCTION flowt.problema_de_segundo_fator(text) IS 'Resposta a quem provou o resto, e não o segundo fator.';

CREATE OR REPLACE FUNCTION api.sessao_criar(p_ip text, p_user_agent text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo  jsonb := flowt.ler_corpo('sessao_nova', p_corpo);
    v_sessao json  := flowt.entrar(v_corpo ->> 'email', v_corpo ->> 'senha', v_corpo ->> 'codigo', p_user_agent, p_ip);
BEGIN
    IF v_sessao IS NULL THEN
        RETURN flowt.problema(401, 'credenciais_invalidas', 'Não foi possível entrar',
            'E-mail ou senha não conferem, ou o login está bloqueado por alguns minutos após várias tentativas.');
    ELSIF v_sessao ->> 'falta' IS NOT NULL THEN
        RETURN flowt.problema_de_segundo_fator(v_sessao ->> 'falta');
    END IF;
    RETURN (201, NULL, NULL, v_sessao::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sessao_criar(text, text, text) IS
$$POST /v1/sessoes
acesso: aberto
contexto: ip
cabecalhos: user-agent
corpo: sessao_nova
resposta: 201 sessao
resposta: 401 problema
faixa: lenta
limite: 30
etiqueta: Acesso
Abre uma sessão com e-mail, senha e, se o login tem segundo fator, código.
Devolve o token a enviar em Authorization: Bearer; vale 12 horas, ou até 2 horas sem uso. Cinco senhas erradas seguidas bloqueiam o login por 15 minutos: só na rede de onde vieram, se a pessoa já entrou por ela; senão em todas as que ela nunca usou.$$;

CREATE OR REPLACE FUNCTION api.sessao_ler() RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_sessao json := flowt.detalhes_da_sessao();
BEGIN
    IF v_sessao IS NOT NULL THEN
        RETURN NEXT (200, NULL, NULL, v_sessao::text)::flowt.resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.sessao_ler() IS
$$GET /v1/sessoes/atual
acesso: sessao
resposta: 200 sessao_atual
etiqueta: Acesso
Diz de quem é a sessão, até quando vale, em que outras empresas a pessoa pode entrar e se quem age é o suporte da plataforma.$$;

CREATE OR REPLACE FUNCTION api.sessao_encerrar() RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.sair();
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sessao_encerrar() IS
$$DELETE /v1/sessoes/atual
acesso: sessao
resposta: 204
etiqueta: Acesso
Encerra a sessão: o token deixa de valer na hora.$$;

CREATE OR REPLACE FUNCTION api.sessao_trocar(p_ip text, p_user_agent text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (201, NULL, NULL, flowt.trocar_empresa(flowt.ler_corpo('sessao_troca', p_corpo) ->> 'slug', p_user_agent, p_ip)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sessao_trocar(text, text, text) IS
$$POST /v1/sessoes/atual/troca
acesso: sessao
contexto: ip
cabecalhos: user-agent
corpo: sessao_troca
resposta: 201 sessao
etiqueta: Acesso
Abre uma sessão da mesma pessoa em outra empresa sua, sem senha; termina quando terminaria a atual, que continua.$$;

CREATE OR REPLACE FUNCTION api.sessao_listar(p_limite integer, p_apos bigint, p_todas boolean) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  json[];
BEGIN
    IF p_todas THEN
        PERFORM flowt.exigir_permissao('acesso.gerir');
    END IF;
    v_pagina := flowt.sessoes_vivas(CASE WHEN p_todas THEN NULL ELSE current_setting('flowt.cod_usuario')::bigint END, p_apos, v_quantos);
    RETURN (200, NULL, NULL, json_build_object('itens', v_pagina, 'proximo',
        CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos] ->> 'cod_sessao' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sessao_listar(integer, bigint, boolean) IS
$$GET /v1/sessoes
acesso: sessao
resposta: 200 sessao_lista
etiqueta: Acesso
Lista as próprias sessões vivas nesta empresa; com todas=true (permissão acesso.gerir), as da equipe. O endereço de rede vem mascarado.$$;

CREATE OR REPLACE FUNCTION api.sessao_revogar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.encerrar_sessao(p_id);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sessao_revogar(bigint) IS
$$DELETE /v1/sessoes/{id}
acesso: sessao
resposta: 204
etiqueta: Acesso
Encerra uma sessão sua, ou (com acesso.gerir) a de quem não pode mais do que você.$$;

CREATE OR REPLACE FUNCTION api.sessao_revogar_outras() RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (200, NULL, NULL, json_build_object('qtd_encerradas', flowt.encerrar_outras_sessoes())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sessao_revogar_outras() IS
$$DELETE /v1/sessoes
acesso: sessao
resposta: 200 sessoes_encerradas
etiqueta: Acesso
Encerra todas as suas outras sessões, em qualquer empresa.$$;

SELECT flowt.definir_esquema('sessao_nova', $json${
    "type": "object", "required": ["email", "senha"],
    "properties": {
        "email": {"type": "string", "minLength": 3, "maxLength": 254},
        "senha": {"type": "string", "minLength": 1, "maxLength": 1024},
        "codigo": {"type": "string", "minLength": 6, "maxLength": 40, "description": "Do aplicativo ou de recuperação, se o login tem segundo fator."}
    }
}$json$);
SELECT flowt.definir_esquema('sessao', $json${
    "type": "object", "required": ["token", "dat_expiracao", "usuario", "tenant", "nom_perfil", "permissoes"],
    "properties": {
        "token": {"type": "string", "description": "Token opaco; mostrado só aqui."},
        "dat_expiracao": {"type": "string", "format": "date-time"},
        "usuario": {"type": "object", "properties": {"cod_usuario": {"type": "string"}, "nom_usuario": {"type": "string"}}},
        "tenant": {"type": "object", "properties": {"cod_tenant": {"type": "string"}, "nom_slug": {"type": "string"},
                "nom_fantasia": {"type": "string"}}},
        "nom_perfil": {"type": "string"},
        "flg_restrita": {"type": "boolean", "description": "Só serve para cadastrar o segundo fator, que a empresa exige."},
        "permissoes": {"type": "array", "items": {"type": "string"}}
    }
}$json$);
SELECT flowt.definir_esquema('sessao_atual', $json${
    "type": "object", "required": ["cod_sessao", "cod_usuario", "cod_tenant", "nom_perfil", "dat_expiracao", "flg_restrita", "empresas",
        "personificacao"],
    "properties": {
        "cod_sessao": {"type": "string"}, "cod_usuario": {"type": "string"}, "cod_tenant": {"type": "string"}, "nom_perfil": {"type": "string"},
        "dat_expiracao": {"type": "string", "format": "date-time"}, "flg_restrita": {"type": "boolean"},
        "empresas": {"type": "array", "items": {"type": "object", "properties": {"nom_slug": {"type": "string"}, "nom_fantasia": {"type": "string"},
                    "nom_perfil": {"type": "string"}}}},
        "personificacao": {"type": ["object", "null"], "properties": {"des_motivo": {"type": "string"}, "nom_personificador": {"type": "string"}}}
    }
}$json$);
SELECT flowt.definir_esquema('sessao_troca', $json${
    "type": "object", "required": ["slug"], "properties": {"slug": {"type": "string", "minLength": 1, "maxLength": 40}}
}$json$);
SELECT flowt.definir_esquema('sessao_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "properties": {
            "cod_sessao": {"type": "string"}, "cod_usuario": {"type": "string"}, "nom_usuario": {"type": "string"}, "flg_atual": {"type": "boolean"},
            "flg_personificacao": {"type": "boolean"}, "des_agente": {"type": ["string", "null"]}, "num_ip": {"type": ["string", "null"]},
            "dat_criacao": {"type": "string", "format": "date-time"}, "dat_uso": {"type": "string", "format": "date-time"},
            "dat_expiracao": {"type": "string", "format": "date-time"}}}},
        "proximo": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema('sessoes_encerradas', $json${
    "type": "object", "required": ["qtd_encerradas"], "properties": {"qtd_encerradas": {"type": "integer"}}
}$json$);
