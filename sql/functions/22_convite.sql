-- Access (guide chapter 17.1): invitations. The token is in the e-mail alone; the rights of who invited are asked again at the end.

CREATE OR REPLACE FUNCTION flowt.validade_convite() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '7 days';
COMMENT ON FUNCTION flowt.validade_convite() IS 'Tempo para aceitar um convite.';
CREATE OR REPLACE FUNCTION flowt.limite_de_convites_abertos() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 100;
COMMENT ON FUNCTION flowt.limite_de_convites_abertos()
    IS 'Convites de uma empresa em aberto, ou feitos há menos de um dia e não aceitos: a caixa de saída não serve para mandar e-mail a estranhos.';
CREATE OR REPLACE FUNCTION flowt.limite_de_envios_de_convite() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 5;
COMMENT ON FUNCTION flowt.limite_de_envios_de_convite()
    IS 'E-mails de convite que um endereço recebe de uma empresa em um dia, reenvios e convites refeitos contados.';

CREATE OR REPLACE FUNCTION flowt.json_convite(p_tenant bigint, p_convites bigint[]) RETURNS json[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT json_build_object('cod_convite', c.cod_convite::text, 'des_email', c.des_email, 'nom_convidado', c.nom_convidado,
                   'nom_perfil', c.nom_perfil,
                   'flg_todas_unidades', c.flg_todas_unidades, 'unidades', ARRAY(SELECT n::text FROM unnest(c.cod_unidades) AS n),
                   'cod_convidador', c.cod_convidador::text,
                   'sta_convite', CASE WHEN c.dat_aceite IS NOT NULL THEN 'ACEITO' WHEN c.dat_revogacao IS NOT NULL THEN 'REVOGADO'
                                       WHEN c.dat_expiracao <= now() THEN 'EXPIRADO' ELSE 'ABERTO' END,
                   'dat_criacao', c.dat_criacao, 'dat_expiracao', c.dat_expiracao, 'dat_aceite', c.dat_aceite)
          FROM flowt.tb_omni8_convite c WHERE c.cod_tenant = p_tenant AND c.cod_convite = ANY (p_convites) ORDER BY c.cod_convite DESC);
END
$$;
COMMENT ON FUNCTION flowt.json_convite(bigint, bigint[]) IS 'Convites como a API os mostra, os mais novos primeiro.';

-- A fresh token each time: whatever was sent before no longer opens anything.
CREATE OR REPLACE FUNCTION flowt.enviar_convite(p_tenant bigint, p_convite bigint, p_ator bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_token   text := flowt.novo_token();
    v_convite flowt.tb_omni8_convite;
BEGIN
    IF (SELECT sum(c.qtd_envios) FROM flowt.tb_omni8_convite c
         WHERE c.cod_tenant = p_tenant AND c.dat_envio > now() - interval '1 day'
           AND c.des_email = (SELECT x.des_email FROM flowt.tb_omni8_convite x
                               WHERE x.cod_tenant = p_tenant AND x.cod_convite = p_convite)) >= flowt.limite_de_envios_de_convite() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'convites_demais_ao_email',
            DETAIL = 'Este e-mail já recebeu muitos convites da empresa hoje: espere até amanhã para enviar outro.';
    END IF;
    UPDATE flowt.tb_omni8_convite c SET hsh_token = flowt.digerir(v_token), dat_expiracao = now() + flowt.validade_convite(), dat_envio = now(),
           qtd_envios = c.qtd_envios + 1
     WHERE c.cod_tenant = p_tenant AND c.cod_convite = p_convite RETURNING c.* INTO v_convite;
    PERFORM flowt.enfileirar_mensagem(p_tenant, 'convite', 'EMAIL', v_convite.des_email,
        jsonb_build_object('nome', v_convite.nom_convidado, 'link', flowt.parametro_plataforma('endereco_publico') || '/convite/' || v_token,
                           'convidador', (SELECT u.nom_usuario FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = p_ator),
                           'empresa', (SELECT t.nom_fantasia FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant)),
        'convite:' || encode(v_convite.hsh_token, 'hex'), flowt.validade_convite());
END
$$;
COMMENT ON FUNCTION flowt.enviar_convite(bigint, bigint, bigint) IS 'Sorteia o token de um convite e põe o e-mail na caixa de saída.';

CREATE OR REPLACE FUNCTION flowt.criar_convite(p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant   bigint   := flowt.exigir_tenant();
    v_ator     bigint   := flowt.exigir_pessoa();
    v_email    text     := lower(btrim(p_corpo ->> 'email'));
    v_unidades bigint[] := flowt.unidades_do_corpo(p_corpo);
    v_convite  bigint;
BEGIN
    PERFORM flowt.exigir_permissao('acesso.gerir');
    PERFORM flowt.conferir_concessao(v_tenant, v_ator, p_corpo ->> 'perfil', v_unidades);
    PERFORM flowt.um_de_cada_vez(v_tenant, 'convite');
    IF EXISTS (SELECT FROM flowt.tb_omni8_usuario u JOIN flowt.tb_omni8_usuario_tenant a ON a.cod_tenant = v_tenant AND a.cod_usuario = u.cod_usuario
                  AND a.dat_revogacao IS NULL
                WHERE u.des_email = v_email) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'usuario_ja_tem_acesso',
            DETAIL = 'Este e-mail já tem acesso à empresa: mude o perfil dele na lista de usuários.';
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_convite c WHERE c.cod_tenant = v_tenant AND c.dat_aceite IS NULL
              AND (c.dat_revogacao IS NULL AND c.dat_expiracao > now() OR c.dat_criacao > now() - interval '1 day'))
          >= flowt.limite_de_convites_abertos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'convites_demais',
            DETAIL = format('Há %s convites em aberto ou feitos hoje: revogue os que não servem mais, ou espere até amanhã.',
                            flowt.limite_de_convites_abertos());
    END IF;
    UPDATE flowt.tb_omni8_convite c SET dat_revogacao = now()
     WHERE c.cod_tenant = v_tenant AND c.des_email = v_email AND c.dat_aceite IS NULL AND c.dat_revogacao IS NULL AND c.dat_expiracao <= now();
    INSERT INTO flowt.tb_omni8_convite (cod_tenant, des_email, nom_convidado, nom_perfil, flg_todas_unidades, cod_unidades, hsh_token,
                                        cod_convidador, dat_expiracao)
    VALUES (v_tenant, v_email, btrim(p_corpo ->> 'nome'), p_corpo ->> 'perfil', v_unidades IS NULL, coalesce(v_unidades, '{}'),
            flowt.digerir(flowt.novo_token()), v_ator, now())
    RETURNING cod_convite INTO v_convite;
    PERFORM flowt.enviar_convite(v_tenant, v_convite, v_ator);
    RETURN v_convite;
END
$$;
ALTER FUNCTION flowt.criar_convite(jsonb) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.criar_convite(jsonb) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.criar_convite(jsonb)
    IS 'Convida um e-mail para o tenant da requisição e envia o link. Atravessa tenants: o login convidado é de toda a plataforma; o filtro por '
       'tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.mudar_convite(p_convite bigint, p_reenvia boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_ator    bigint := flowt.exigir_pessoa();
    v_convite flowt.tb_omni8_convite;
BEGIN
    PERFORM flowt.exigir_permissao('acesso.gerir');
    SELECT c.* INTO v_convite FROM flowt.tb_omni8_convite c WHERE c.cod_tenant = v_tenant AND c.cod_convite = p_convite FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este convite');
    ELSIF v_convite.dat_aceite IS NOT NULL OR v_convite.dat_revogacao IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'convite_encerrado',
            DETAIL = 'Este convite já foi aceito ou revogado: faça outro, se preciso.';
    END IF;
    IF p_reenvia THEN
        -- Sent again in the name of who sends it now: it is their rights that count at the end.
        PERFORM flowt.conferir_concessao(v_tenant, v_ator, v_convite.nom_perfil,
                                         CASE WHEN NOT v_convite.flg_todas_unidades THEN v_convite.cod_unidades END);
        UPDATE flowt.tb_omni8_convite c SET cod_convidador = v_ator WHERE c.cod_tenant = v_tenant AND c.cod_convite = p_convite;
        PERFORM flowt.enviar_convite(v_tenant, p_convite, v_ator);
    ELSE
        UPDATE flowt.tb_omni8_convite c SET dat_revogacao = now() WHERE c.cod_tenant = v_tenant AND c.cod_convite = p_convite;
    END IF;
END
$$;
ALTER FUNCTION flowt.mudar_convite(bigint, boolean) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.mudar_convite(bigint, boolean) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.mudar_convite(bigint, boolean)
    IS 'Reenvia ou revoga um convite do tenant da requisição. Atravessa tenants: lê o nome de quem convida, que é de toda a plataforma; o filtro por '
       'tenant é dela.';

-- What the holder of a link may see of it. An address that names another company finds nothing.
CREATE OR REPLACE FUNCTION flowt.convite_do_token(p_token text)
    RETURNS TABLE (nom_fantasia text, des_cor text, nom_convidado text, des_perfil text, flg_tem_login boolean, flg_vale boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.nom_fantasia, t.des_cor, c.nom_convidado, p.des_perfil, EXISTS (SELECT FROM flowt.tb_omni8_usuario u WHERE u.des_email = c.des_email),
           c.dat_aceite IS NULL AND c.dat_revogacao IS NULL AND c.dat_expiracao > now() AND t.sta_tenant <> 'ENCERRADO'
      FROM flowt.tb_omni8_convite c
      JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = c.cod_tenant
      JOIN flowt.tb_omni8_perfil p ON p.nom_perfil = c.nom_perfil
     WHERE c.hsh_token = flowt.digerir(p_token) AND c.cod_tenant = coalesce(flowt.tenant_atual(), c.cod_tenant)
$$;
ALTER FUNCTION flowt.convite_do_token(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.convite_do_token(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.convite_do_token(text)
    IS 'O que se mostra de um convite a quem tem o link. Atravessa tenants: o token acha o convite antes de se saber a empresa.';

CREATE OR REPLACE FUNCTION flowt.travar_convite(p_token text) RETURNS flowt.tb_omni8_convite
LANGUAGE plpgsql AS $$
DECLARE
    v_convite flowt.tb_omni8_convite;
BEGIN
    SELECT c.* INTO v_convite FROM flowt.tb_omni8_convite c
     WHERE c.hsh_token = flowt.digerir(p_token) AND c.cod_tenant = coalesce(flowt.tenant_atual(), c.cod_tenant) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este convite');
    ELSIF v_convite.dat_aceite IS NOT NULL OR v_convite.dat_revogacao IS NOT NULL OR v_convite.dat_expiracao <= now()
          OR EXISTS (SELECT FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_convite.cod_tenant AND t.sta_tenant = 'ENCERRADO') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT410', MESSAGE = 'convite_encerrado',
            DETAIL = 'Este convite já foi usado, revogado ou passou do prazo: peça outro a quem convidou você.';
    END IF;
    RETURN v_convite;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.travar_convite(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.travar_convite(text) IS 'Convite de um token, travado para aceitar; 404 ou 410 se não serve.';

-- What the inviter may no longer give, nobody gets.
CREATE OR REPLACE FUNCTION flowt.conferir_convidador(p_convite flowt.tb_omni8_convite) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT coalesce(flowt.perfil_pode(p_convite.cod_tenant, flowt.perfil_do_usuario(p_convite.cod_tenant, p_convite.cod_convidador), 'acesso.gerir'),
                    false)
       OR NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = p_convite.cod_convidador AND u.flg_ativo) THEN
        PERFORM flowt.recusar_alcance('Quem convidou você não pode mais convidar: peça um convite a quem administra a empresa.');
    END IF;
    PERFORM flowt.conferir_concessao(p_convite.cod_tenant, p_convite.cod_convidador, p_convite.nom_perfil,
                                     CASE WHEN NOT p_convite.flg_todas_unidades THEN p_convite.cod_unidades END);
END
$$;
COMMENT ON FUNCTION flowt.conferir_convidador(flowt.tb_omni8_convite) IS 'Confere de novo os direitos de quem convidou, no aceite.';

-- NULL is a wrong password, returned so that it is counted.
CREATE OR REPLACE FUNCTION flowt.aceitar_convite(p_token text, p_nome text, p_senha text, p_ip text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_convite flowt.tb_omni8_convite := flowt.travar_convite(p_token);
    v_usuario bigint;
    v_empresa record;
BEGIN
    SELECT t.nom_slug, t.nom_fantasia INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_convite.cod_tenant;
    IF EXISTS (SELECT FROM flowt.tb_omni8_usuario u WHERE u.des_email = v_convite.des_email) THEN
        v_usuario := flowt.autenticar(v_convite.des_email, coalesce(p_senha, ''), p_ip);
        IF v_usuario IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM flowt.conferir_convidador(v_convite);
    IF v_usuario IS NULL THEN
        IF p_senha IS NULL THEN
            PERFORM flowt.recusar_corpo(flowt.erro_de_campo('senha', 'campo_obrigatorio', 'Escolha uma senha.'));
        END IF;
        PERFORM flowt.exigir_senha_boa(p_senha, ARRAY[v_convite.des_email, coalesce(p_nome, v_convite.nom_convidado), v_empresa.nom_slug,
                                                      v_empresa.nom_fantasia]);
        INSERT INTO flowt.tb_omni8_usuario (des_email, nom_usuario, hsh_senha)
        VALUES (v_convite.des_email, btrim(coalesce(p_nome, v_convite.nom_convidado)), flowt.cifrar_senha(p_senha))
     RETURNING cod_usuario INTO v_usuario;
    END IF;
    INSERT INTO flowt.tb_omni8_usuario_tenant AS a (cod_tenant, cod_usuario, nom_perfil, flg_todas_unidades)
    VALUES (v_convite.cod_tenant, v_usuario, v_convite.nom_perfil, v_convite.flg_todas_unidades)
    ON CONFLICT (cod_tenant, cod_usuario) DO UPDATE
   SET nom_perfil = excluded.nom_perfil, flg_todas_unidades = excluded.flg_todas_unidades, flg_ativo = true, dat_revogacao = NULL
     WHERE a.dat_revogacao IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'usuario_ja_tem_acesso',
            DETAIL = 'Seu login já tem acesso a esta empresa: entre com sua senha.';
    END IF;
    PERFORM flowt.gravar_unidades(v_convite.cod_tenant, v_usuario, CASE WHEN NOT v_convite.flg_todas_unidades THEN v_convite.cod_unidades END);
    UPDATE flowt.tb_omni8_convite c SET dat_aceite = now(), cod_usuario = v_usuario
     WHERE c.cod_tenant = v_convite.cod_tenant AND c.cod_convite = v_convite.cod_convite;
    RETURN json_build_object('nom_slug', v_empresa.nom_slug, 'nom_fantasia', v_empresa.nom_fantasia, 'nom_perfil', v_convite.nom_perfil);
END
$$;
ALTER FUNCTION flowt.aceitar_convite(text, text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.aceitar_convite(text, text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.aceitar_convite(text, text, text, text)
    IS 'Aceita um convite: cria o login (ou confere a senha do que existe) e lhe dá o acesso; nulo se a senha não confere. Atravessa tenants: o '
       'token acha o convite antes de se saber a empresa.';

CREATE OR REPLACE FUNCTION api.convite_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    bigint  := coalesce(p_apos, 9223372036854775807);
    v_pagina  bigint[] := ARRAY(SELECT c.cod_convite FROM flowt.tb_omni8_convite c WHERE c.cod_tenant = v_tenant AND c.cod_convite < v_apos
                                 ORDER BY c.cod_convite DESC LIMIT v_quantos);
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', flowt.json_convite(v_tenant, v_pagina), 'proximo',
        CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.convite_listar(integer, bigint) IS
$$GET /v1/convites
acesso: acesso.ler
resposta: 200 convite_lista
etiqueta: Acesso
Lista os convites da empresa, os mais novos primeiro.$$;

CREATE OR REPLACE FUNCTION api.convite_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_convite bigint := flowt.criar_convite(flowt.ler_corpo('convite_novo', p_corpo));
BEGIN
    RETURN (201, NULL, NULL, (flowt.json_convite(flowt.exigir_tenant(), ARRAY[v_convite]))[1]::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.convite_criar(text) IS
$$POST /v1/convites
acesso: acesso.gerir
corpo: convite_novo
resposta: 201 convite
limite: 60
etiqueta: Acesso
Convida um e-mail, com perfil e unidades que você também tem. O link segue por e-mail, serve uma vez e vale 7 dias.$$;

CREATE OR REPLACE FUNCTION api.convite_revogar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.mudar_convite(p_id, false);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.convite_revogar(bigint) IS
$$DELETE /v1/convites/{id}
acesso: acesso.gerir
resposta: 204
etiqueta: Acesso
Revoga um convite em aberto: o link deixa de valer.$$;

CREATE OR REPLACE FUNCTION api.convite_reenviar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.mudar_convite(p_id, true);
    RETURN (200, NULL, NULL, (flowt.json_convite(flowt.exigir_tenant(), ARRAY[p_id]))[1]::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.convite_reenviar(bigint) IS
$$POST /v1/convites/{id}/reenvio
acesso: acesso.gerir
resposta: 200 convite
limite: 60
etiqueta: Acesso
Envia de novo um convite em aberto, com link e prazo novos; o link anterior deixa de valer.$$;

CREATE OR REPLACE FUNCTION api.convite_aceitar(p_token text, p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo  jsonb := flowt.ler_corpo('convite_aceite', p_corpo);
    v_acesso json  := flowt.aceitar_convite(p_token, v_corpo ->> 'nome', v_corpo ->> 'senha', p_ip);
BEGIN
    IF v_acesso IS NULL THEN
        RETURN flowt.problema(401, 'credenciais_invalidas', 'Não foi possível entrar',
                              'Este e-mail já tem um login e a senha não é a dele, ou ele está bloqueado por alguns minutos.');
    END IF;
    RETURN (201, NULL, NULL, v_acesso::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.convite_aceitar(text, text, text) IS
$$POST /v1/convites/{token}/aceite
acesso: aberto
contexto: ip
corpo: convite_aceite
resposta: 201 convite_aceito
faixa: lenta
limite: 30
etiqueta: Acesso
Aceita um convite. Um e-mail novo escolhe nome e senha; o que já tem login confirma a senha dele. Depois, entre em /v1/sessoes.$$;

SELECT flowt.definir_esquema('convite_novo', $json${
    "type": "object", "required": ["email", "nome", "perfil"],
    "properties": {
        "email": {"type": "string", "maxLength": 254, "format": "email", "x-mensagem": "O e-mail não é um endereço válido."},
        "nome": {"type": "string", "minLength": 1, "maxLength": 120}, "perfil": {"type": "string", "minLength": 1, "maxLength": 40},
        "unidades": {"type": ["array", "null"], "minItems": 1, "maxItems": 200, "items": {"type": "string", "format": "codigo",
                "x-mensagem": "O código é um número inteiro positivo, entre aspas."},
                     "description": "Unidades em que o acesso valerá; null: todas."}
    }
}$json$);
SELECT flowt.definir_esquema('convite', $json${
    "type": "object", "required": ["cod_convite", "des_email", "nom_convidado", "nom_perfil", "sta_convite", "dat_expiracao"],
    "properties": {
        "cod_convite": {"type": "string"}, "des_email": {"type": "string"}, "nom_convidado": {"type": "string"}, "nom_perfil": {"type": "string"},
        "flg_todas_unidades": {"type": "boolean"}, "unidades": {"type": "array", "items": {"type": "string"}}, "cod_convidador": {"type": "string"},
        "sta_convite": {"type": "string", "enum": ["ABERTO", "ACEITO", "REVOGADO", "EXPIRADO"]},
        "dat_criacao": {"type": "string", "format": "date-time"},
        "dat_expiracao": {"type": "string", "format": "date-time"}, "dat_aceite": {"type": ["string", "null"], "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('convite_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/convite"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('convite_aceite', $json${
    "type": "object",
    "properties": {"nome": {"type": "string", "minLength": 1, "maxLength": 120}, "senha": {"type": "string", "maxLength": 1024}}
}$json$);
SELECT flowt.definir_esquema('convite_aceito', $json${
    "type": "object", "required": ["nom_slug", "nom_fantasia", "nom_perfil"],
    "properties": {"nom_slug": {"type": "string"}, "nom_fantasia": {"type": "string"}, "nom_perfil": {"type": "string"}}
}$json$);
