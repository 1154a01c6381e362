-- Access (guide chapter 17.2): a forgotten password by e-mail, a known one by its owner, and what DBAs may do to a login.

CREATE OR REPLACE FUNCTION flowt.validade_recuperacao() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '1 hour';
COMMENT ON FUNCTION flowt.validade_recuperacao() IS 'Tempo para usar um link de nova senha.';
CREATE OR REPLACE FUNCTION flowt.intervalo_de_recuperacao() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '2 minutes';
COMMENT ON FUNCTION flowt.intervalo_de_recuperacao() IS 'Tempo entre dois e-mails de nova senha para o mesmo login.';
CREATE OR REPLACE FUNCTION flowt.limite_de_recuperacoes() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 5;
COMMENT ON FUNCTION flowt.limite_de_recuperacoes() IS 'E-mails de nova senha para o mesmo login em um dia.';

-- A message needs a sender: the company asked for, if the login is of it, or else its oldest access.
CREATE OR REPLACE FUNCTION flowt.tenant_que_escreve(p_usuario bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT a.cod_tenant FROM flowt.tb_omni8_usuario_tenant a
              JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = a.cod_tenant AND t.sta_tenant <> 'ENCERRADO'
             WHERE a.cod_usuario = p_usuario AND a.flg_ativo AND a.cod_tenant = coalesce(flowt.tenant_atual(), a.cod_tenant)
             ORDER BY a.dat_criacao, a.cod_tenant LIMIT 1);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.tenant_que_escreve(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tenant_que_escreve(bigint)
    IS 'Tenant em cujo nome se escreve a um usuário sobre seu login; nulo se ele não entra em nenhum (ou não no da requisição).';

CREATE OR REPLACE FUNCTION flowt.pode_pedir_recuperacao(p_ultimo timestamptz, p_quantos integer, p_janela timestamptz) RETURNS boolean
LANGUAGE sql STABLE
RETURN p_ultimo <= now() - flowt.intervalo_de_recuperacao() AND (p_quantos < flowt.limite_de_recuperacoes() OR p_janela <= now() - interval '1 day');
COMMENT ON FUNCTION flowt.pode_pedir_recuperacao(timestamptz, integer, timestamptz) IS 'Se um login pode receber outro link de nova senha.';

-- Finding somebody takes some milliseconds more than finding nobody; among this they are lost.
CREATE OR REPLACE FUNCTION flowt.esperar_ao_acaso() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(random() * 0.25);
END
$$;
COMMENT ON FUNCTION flowt.esperar_ao_acaso() IS 'Espera até um quarto de segundo, ao acaso: o tempo de uma resposta não conta o que ela não diz.';

CREATE OR REPLACE FUNCTION flowt.pedir_recuperacao(p_email text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_token   text := flowt.novo_token();
    v_usuario record;
BEGIN
    PERFORM flowt.esperar_ao_acaso();
    SELECT u.cod_usuario, u.nom_usuario, u.des_email, flowt.tenant_que_escreve(u.cod_usuario) AS cod_tenant INTO v_usuario
      FROM flowt.tb_omni8_usuario u WHERE u.des_email = lower(btrim(p_email)) AND u.flg_ativo;
    -- Asked again too soon it writes nothing, as for nobody: what a commit takes can be measured a few times a day, no more.
    IF v_usuario.cod_tenant IS NULL OR EXISTS (SELECT FROM flowt.tb_omni8_senha_recuperacao r WHERE r.cod_usuario = v_usuario.cod_usuario
           AND NOT flowt.pode_pedir_recuperacao(r.dat_pedido, r.qtd_pedidos, r.dat_janela)) THEN
        RETURN;
    END IF;
    INSERT INTO flowt.tb_omni8_senha_recuperacao AS r (cod_usuario, hsh_token, dat_expiracao)
    VALUES (v_usuario.cod_usuario, flowt.digerir(v_token), now() + flowt.validade_recuperacao())
    ON CONFLICT (cod_usuario) DO UPDATE
       SET hsh_token = excluded.hsh_token, dat_expiracao = excluded.dat_expiracao, dat_pedido = now(),
           qtd_pedidos = CASE WHEN r.dat_janela > now() - interval '1 day' THEN r.qtd_pedidos + 1 ELSE 1 END,
           dat_janela = CASE WHEN r.dat_janela > now() - interval '1 day' THEN r.dat_janela ELSE now() END
     WHERE flowt.pode_pedir_recuperacao(r.dat_pedido, r.qtd_pedidos, r.dat_janela);
    IF FOUND THEN
        PERFORM flowt.enfileirar_mensagem(v_usuario.cod_tenant, 'senha_recuperacao', 'EMAIL', v_usuario.des_email,
            jsonb_build_object('nome', v_usuario.nom_usuario, 'link', flowt.parametro_plataforma('endereco_publico') || '/senha/' || v_token),
            'senha_recuperacao:' || encode(flowt.digerir(v_token), 'hex'), flowt.validade_recuperacao());
    END IF;
END
$$;
ALTER FUNCTION flowt.pedir_recuperacao(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.pedir_recuperacao(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.pedir_recuperacao(text)
    IS 'Envia o link de nova senha, se o e-mail é de um login ativo e não se pediu há pouco; não diz se o fez. Atravessa tenants: o login é de toda '
       'a plataforma.';

-- The e-mail proves who it is; every session, token and lock of before goes.
CREATE OR REPLACE FUNCTION flowt.trocar_senha(p_usuario bigint, p_senha text, p_menos_sessao bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_usuario record;
    v_tenant  bigint := flowt.tenant_que_escreve(p_usuario);
BEGIN
    PERFORM flowt.exigir_senha_boa(p_senha, flowt.contexto_da_senha(p_usuario));
    UPDATE flowt.tb_omni8_usuario u SET hsh_senha = flowt.cifrar_senha(p_senha), qtd_falhas = 0, dat_bloqueio = NULL
     WHERE u.cod_usuario = p_usuario RETURNING u.nom_usuario, u.des_email INTO v_usuario;
    UPDATE flowt.tb_omni8_usuario_rede r SET qtd_falhas = 0, dat_bloqueio = NULL WHERE r.cod_usuario = p_usuario;
    DELETE FROM flowt.tb_omni8_senha_recuperacao r WHERE r.cod_usuario = p_usuario;
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now()
     WHERE s.cod_usuario = p_usuario AND s.dat_revogacao IS NULL AND s.cod_sessao IS DISTINCT FROM p_menos_sessao;
    IF v_tenant IS NOT NULL THEN
        PERFORM flowt.enfileirar_mensagem(v_tenant, 'senha_alterada', 'EMAIL', v_usuario.des_email,
            jsonb_build_object('nome', v_usuario.nom_usuario, 'link', flowt.parametro_plataforma('endereco_publico') || '/senha'),
            'senha_alterada:' || flowt.novo_token(), interval '1 day');
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.trocar_senha(bigint, text, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.trocar_senha(bigint, text, bigint)
    IS 'Grava a senha nova de um usuário, encerra suas outras sessões e pedidos, tira bloqueios e avisa por e-mail.';

CREATE OR REPLACE FUNCTION flowt.recuperacao_vale(p_token text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_senha_recuperacao r JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = r.cod_usuario AND u.flg_ativo
                    WHERE r.hsh_token = flowt.digerir(p_token) AND r.dat_expiracao > now() AND flowt.tenant_que_escreve(r.cod_usuario) IS NOT NULL);
END
$$;
ALTER FUNCTION flowt.recuperacao_vale(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.recuperacao_vale(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.recuperacao_vale(text) IS 'Se um link de nova senha ainda serve. Atravessa tenants: o login é de toda a plataforma.';

CREATE OR REPLACE FUNCTION flowt.recuperar_senha(p_token text, p_senha text, p_ip text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint;
BEGIN
    -- Locked, so that of two who use it at once one finds it gone.
    SELECT r.cod_usuario INTO v_usuario FROM flowt.tb_omni8_senha_recuperacao r
     WHERE r.hsh_token = flowt.digerir(p_token) AND r.dat_expiracao > now() FOR UPDATE;
    IF NOT FOUND OR NOT flowt.recuperacao_vale(p_token) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'link_encerrado',
            DETAIL = 'Este link já foi usado ou passou do prazo: peça uma nova senha outra vez.';
    END IF;
    PERFORM flowt.trocar_senha(v_usuario, p_senha, NULL), flowt.lembrar_rede(v_usuario, p_ip);
END
$$;
ALTER FUNCTION flowt.recuperar_senha(text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.recuperar_senha(text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.recuperar_senha(text, text, text)
    IS 'Troca a senha de quem tem o link de um pedido; o segundo fator continua exigido. Atravessa tenants: o login é de toda a plataforma.';

-- Of the session's own user: whoever holds a stolen session still has to guess.
CREATE OR REPLACE FUNCTION flowt.senha_de_quem_age(p_senha text, p_ip text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN flowt.autenticar((SELECT u.des_email FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = flowt.exigir_pessoa()), p_senha, p_ip);
END
$$;
ALTER FUNCTION flowt.senha_de_quem_age(text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.senha_de_quem_age(text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.senha_de_quem_age(text, text)
    IS 'Usuário da sessão, se a senha é a dele; nulo se não (e a falha conta). Atravessa tenants: o login é de toda a plataforma, e é o da própria sessão.';

CREATE OR REPLACE FUNCTION flowt.mudar_propria_senha(p_atual text, p_nova text, p_ip text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := flowt.senha_de_quem_age(p_atual, p_ip);
BEGIN
    IF v_usuario IS NULL THEN
        RETURN false;
    END IF;
    PERFORM flowt.trocar_senha(v_usuario, p_nova, current_setting('flowt.cod_sessao')::bigint);
    RETURN true;
END
$$;
ALTER FUNCTION flowt.mudar_propria_senha(text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.mudar_propria_senha(text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.mudar_propria_senha(text, text, text)
    IS 'Troca a senha do usuário da sessão; falso se a atual não confere. Atravessa tenants: o login é de toda a plataforma, e é o da própria sessão.';

CREATE OR REPLACE FUNCTION api.senha_recuperar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.pedir_recuperacao(flowt.ler_corpo('senha_pedido', p_corpo) ->> 'email');
    RETURN (202, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.senha_recuperar(text) IS
$$POST /v1/senhas/recuperacao
acesso: aberto
corpo: senha_pedido
resposta: 202
faixa: lenta
limite: 30
etiqueta: Acesso
Pede o link de uma nova senha. A resposta é a mesma exista ou não o login; o link segue por e-mail, serve uma vez e vale 1 hora.$$;

CREATE OR REPLACE FUNCTION api.senha_definir(p_token text, p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.recuperar_senha(p_token, flowt.ler_corpo('senha_nova', p_corpo) ->> 'senha', p_ip);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.senha_definir(text, text, text) IS
$$POST /v1/senhas/{token}
acesso: aberto
contexto: ip
corpo: senha_nova
resposta: 204
faixa: lenta
limite: 30
etiqueta: Acesso
Define a nova senha com o token do link. Todas as sessões do login são encerradas e o bloqueio, se havia, acaba.$$;

CREATE OR REPLACE FUNCTION api.usuario_mudar_senha(p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('senha_troca', p_corpo);
BEGIN
    IF NOT flowt.mudar_propria_senha(v_corpo ->> 'senha_atual', v_corpo ->> 'senha_nova', p_ip) THEN
        RETURN flowt.problema(403, 'senha_atual_nao_confere', 'A senha atual não confere',
                              'Digite de novo a senha atual. Depois de várias erradas o login fica bloqueado por alguns minutos.');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.usuario_mudar_senha(text, text) IS
$$PUT /v1/usuarios/eu/senha
acesso: sessao
contexto: ip
corpo: senha_troca
resposta: 204
faixa: lenta
limite: 30
etiqueta: Acesso
Troca a própria senha, com a atual. As outras sessões são encerradas.$$;

-- A login is of many companies: the e-mail, typed twice, is what a DBA confirms.
CREATE OR REPLACE FUNCTION flowt.usuario_confirmado(p_email text, p_confirmacao text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_usuario bigint;
BEGIN
    SELECT u.cod_usuario INTO v_usuario FROM flowt.tb_omni8_usuario u WHERE u.des_email = lower(btrim(p_email));
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado', DETAIL = 'Não há login com este e-mail: confira como está escrito.';
    ELSIF lower(btrim(p_confirmacao)) IS DISTINCT FROM lower(btrim(p_email)) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'confirmacao_nao_confere',
            DETAIL = 'Isto não se desfaz: para confirmar, escreva o e-mail de novo em p_confirmacao.';
    END IF;
    RETURN v_usuario;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.usuario_confirmado(text, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.usuario_confirmado(text, text) IS 'Usuário de um e-mail digitado duas vezes: para funções admin que tiram algo dele.';

CREATE OR REPLACE FUNCTION admin.redefinir_senha(p_email text, p_senha text, p_confirmacao text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.trocar_senha(flowt.usuario_confirmado(p_email, p_confirmacao), p_senha, NULL);
END
$$;
ALTER FUNCTION admin.redefinir_senha(text, text, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.redefinir_senha(text, text, text)
    IS 'Dá uma senha nova a um login, encerra suas sessões e bloqueios e avisa a pessoa. p_confirmacao: o e-mail, digitado de novo.';

CREATE OR REPLACE FUNCTION flowt.encerrar_acesso_forcado(p_tenant bigint, p_usuario bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.encerrar_acesso(p_tenant, p_usuario);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.encerrar_acesso_forcado(bigint, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encerrar_acesso_forcado(bigint, bigint)
    IS 'Retira um acesso ainda que a empresa fique sem administrador: flowt.exigir_outro_administrador a reconhece na pilha.';

CREATE OR REPLACE FUNCTION admin.revogar_acesso(p_tenant bigint, p_email text, p_confirmacao text, p_forcar boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := flowt.usuario_confirmado(p_email, p_confirmacao);
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario_tenant a
                    WHERE a.cod_tenant = p_tenant AND a.cod_usuario = v_usuario AND a.dat_revogacao IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado', DETAIL = format('Este login não tem acesso ao tenant %s.', p_tenant);
    END IF;
    PERFORM flowt.travar_administradores(p_tenant);
    IF p_forcar THEN
        PERFORM flowt.encerrar_acesso_forcado(p_tenant, v_usuario);
    ELSE
        PERFORM flowt.encerrar_acesso(p_tenant, v_usuario);
    END IF;
END
$$;
ALTER FUNCTION admin.revogar_acesso(bigint, text, text, boolean) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.revogar_acesso(bigint, text, text, boolean)
    IS 'Retira o acesso de um login a um tenant, com suas sessões e chaves. p_confirmacao: o e-mail, digitado de novo. O último administrador só sai '
       'com p_forcar => true.';

SELECT flowt.definir_esquema('senha_pedido', $json${
    "type": "object", "required": ["email"], "properties": {"email": {"type": "string", "minLength": 3, "maxLength": 254}}
}$json$);
SELECT flowt.definir_esquema('senha_nova', $json${
    "type": "object", "required": ["senha"],
    "properties": {"senha": {"type": "string", "minLength": 1, "maxLength": 1024, "description": "De 10 a 1024 caracteres; não uma senha comum."}}
}$json$);
SELECT flowt.definir_esquema('senha_troca', $json${
    "type": "object", "required": ["senha_atual", "senha_nova"],
    "properties": {"senha_atual": {"type": "string", "minLength": 1, "maxLength": 1024}, "senha_nova": {"type": "string", "minLength": 1,
            "maxLength": 1024}}
}$json$);
