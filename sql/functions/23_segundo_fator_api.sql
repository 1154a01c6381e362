-- Access (guide chapter 17.2): routes of the second factor.

CREATE OR REPLACE FUNCTION flowt.recusar_prova() RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.problema(403, 'prova_nao_confere', 'A senha ou o código não confere',
                      'Confira a senha e o código do aplicativo e tente de novo. Depois de vários erros é preciso esperar alguns minutos.');
COMMENT ON FUNCTION flowt.recusar_prova() IS 'Resposta a uma senha ou código errado de quem já está em sessão; devolvida, para que a falha se conte.';

CREATE OR REPLACE FUNCTION api.segundo_fator_ler() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, flowt.situacao_do_segundo_fator()::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.segundo_fator_ler() IS
$$GET /v1/usuarios/eu/segundo-fator
acesso: sessao
resposta: 200 segundo_fator
etiqueta: Acesso
Diz se o próprio login tem segundo fator, se a empresa o exige e quantos códigos de recuperação restam.$$;

CREATE OR REPLACE FUNCTION api.segundo_fator_iniciar(p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_semente json := flowt.iniciar_segundo_fator(flowt.ler_corpo('senha_propria', p_corpo) ->> 'senha', p_ip);
BEGIN
    IF v_semente IS NULL THEN
        RETURN flowt.recusar_prova();
    END IF;
    RETURN (201, NULL, NULL, v_semente::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.segundo_fator_iniciar(text, text) IS
$$POST /v1/usuarios/eu/segundo-fator
acesso: sessao
contexto: ip
corpo: senha_propria
resposta: 201 segundo_fator_semente
faixa: lenta
limite: 30
etiqueta: Acesso
Começa o cadastro do segundo fator, com a senha. A semente é mostrada só aqui; vale depois de confirmada por um código.$$;

CREATE OR REPLACE FUNCTION api.segundo_fator_confirmar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_codigos text[] := flowt.confirmar_segundo_fator(flowt.ler_corpo('codigo_de_fator', p_corpo) ->> 'codigo');
BEGIN
    IF v_codigos IS NULL THEN
        RETURN flowt.recusar_prova();
    END IF;
    RETURN (200, NULL, NULL, json_build_object('codigos_recuperacao', v_codigos)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.segundo_fator_confirmar(text) IS
$$POST /v1/usuarios/eu/segundo-fator/confirmacao
acesso: sessao
corpo: codigo_de_fator
resposta: 200 codigos_de_recuperacao
limite: 30
etiqueta: Acesso
Liga o segundo fator com um código do aplicativo (ou, já ligado, troca os códigos de recuperação). Guarde os códigos de recuperação: são mostrados só aqui e cada um serve uma vez.$$;

CREATE OR REPLACE FUNCTION api.segundo_fator_desativar(p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('segundo_fator_desativacao', p_corpo);
BEGIN
    IF NOT flowt.desativar_segundo_fator(v_corpo ->> 'senha', v_corpo ->> 'codigo', p_ip) THEN
        RETURN flowt.recusar_prova();
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.segundo_fator_desativar(text, text) IS
$$POST /v1/usuarios/eu/segundo-fator/desativacao
acesso: sessao
contexto: ip
corpo: segundo_fator_desativacao
resposta: 204
faixa: lenta
limite: 30
etiqueta: Acesso
Desliga o segundo fator, com a senha e um código (ou código de recuperação).$$;

CREATE OR REPLACE FUNCTION api.segundo_fator_exigencia_ler() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, json_build_object('perfis',
        ARRAY(SELECT e.nom_perfil FROM flowt.tb_omni8_segundo_fator_exigencia e WHERE e.cod_tenant = v_tenant ORDER BY 1))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.segundo_fator_exigencia_ler() IS
$$GET /v1/acesso/segundo-fator
acesso: acesso.ler
resposta: 200 segundo_fator_exigencia
etiqueta: Acesso
Diz de que perfis a empresa exige segundo fator.$$;

CREATE OR REPLACE FUNCTION api.segundo_fator_exigencia_definir(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.exigir_segundo_fator_de(ARRAY(SELECT jsonb_array_elements_text(flowt.ler_corpo('segundo_fator_exigencia', p_corpo) -> 'perfis')));
    RETURN api.segundo_fator_exigencia_ler();
END
$$;
COMMENT ON FUNCTION api.segundo_fator_exigencia_definir(text) IS
$$PUT /v1/acesso/segundo-fator
acesso: acesso.configurar
corpo: segundo_fator_exigencia
resposta: 200 segundo_fator_exigencia
etiqueta: Acesso
Define de que perfis a empresa exige segundo fator. Quem não o tem continua em sessão só para cadastrá-lo.$$;

SELECT flowt.definir_esquema('segundo_fator', $json${
    "type": "object", "required": ["flg_ativo", "flg_exigido", "dat_ativacao", "qtd_codigos_recuperacao"],
    "properties": {"flg_ativo": {"type": "boolean"}, "flg_exigido": {"type": "boolean"},
        "dat_ativacao": {"type": ["string", "null"], "format": "date-time"},
                   "qtd_codigos_recuperacao": {"type": "integer"}}
}$json$);
SELECT flowt.definir_esquema('senha_propria', $json${
    "type": "object", "required": ["senha"], "properties": {"senha": {"type": "string", "minLength": 1, "maxLength": 1024}}
}$json$);
SELECT flowt.definir_esquema('segundo_fator_semente', $json${
    "type": "object", "required": ["segredo", "uri"],
    "properties": {"segredo": {"type": "string", "description": "Semente em base32; mostrada só aqui."},
        "uri": {"type": "string", "description": "otpauth://, para o QR que o aplicativo lê."}}
}$json$);
SELECT flowt.definir_esquema('codigo_de_fator', $json${
    "type": "object", "required": ["codigo"], "properties": {"codigo": {"type": "string", "minLength": 6, "maxLength": 40}}
}$json$);
SELECT flowt.definir_esquema('codigos_de_recuperacao', $json${
    "type": "object", "required": ["codigos_recuperacao"], "properties": {"codigos_recuperacao": {"type": "array", "items": {"type": "string"}}}
}$json$);
SELECT flowt.definir_esquema('segundo_fator_desativacao', $json${
    "type": "object", "required": ["senha", "codigo"],
    "properties": {"senha": {"type": "string", "minLength": 1, "maxLength": 1024}, "codigo": {"type": "string", "minLength": 6, "maxLength": 40}}
}$json$);
SELECT flowt.definir_esquema('segundo_fator_exigencia', $json${
    "type": "object", "required": ["perfis"],
    "properties": {"perfis": {"type": "array", "maxItems": 20, "items": {"type": "string", "minLength": 1, "maxLength": 40}}}
}$json$);
