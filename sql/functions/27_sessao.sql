-- Access (guide chapter 17.2): logins, the sessions they open, and the companies a session may pass to.

CREATE OR REPLACE FUNCTION flowt.ip_mascarado(p_ip text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_ip LIKE '%:%' THEN split_part(p_ip, ':', 1) || ':' || split_part(p_ip, ':', 2) || ':…'
            ELSE regexp_replace(p_ip, '^(\d+\.\d+)\..*$', '\1.•.•') END;
COMMENT ON FUNCTION flowt.ip_mascarado(text) IS 'Endereço de rede só com o começo: bastante para a própria pessoa o reconhecer.';

CREATE OR REPLACE FUNCTION flowt.empresas_do_usuario(p_usuario bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(json_build_object('nom_slug', t.nom_slug, 'nom_fantasia', t.nom_fantasia,
                                                       'nom_perfil', a.nom_perfil) ORDER BY t.nom_fantasia, t.nom_slug), '[]')
              FROM flowt.tb_omni8_usuario_tenant a JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = a.cod_tenant AND t.sta_tenant <> 'ENCERRADO'
             WHERE a.cod_usuario = p_usuario AND a.flg_ativo);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.empresas_do_usuario(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.empresas_do_usuario(bigint) IS 'Empresas em que um usuário entra.';

CREATE OR REPLACE FUNCTION flowt.abrir_sessao(p_usuario bigint, p_tenant bigint, p_agente text DEFAULT NULL, p_ip text DEFAULT NULL,
                                              p_ate timestamptz DEFAULT NULL) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_acesso   record;
    v_token    text := 'fs_' || flowt.novo_token();
    v_expira   timestamptz := coalesce(p_ate, now() + flowt.validade_sessao());
    v_restrita boolean;
BEGIN
    -- Without a tenant in the request, a login that has only one enters it.
    SELECT t.cod_tenant, t.nom_slug, t.nom_fantasia, a.nom_perfil, u.nom_usuario, u.dat_segundo_fator, count(*) OVER () AS quantos INTO v_acesso
      FROM flowt.tb_omni8_usuario_tenant a
      JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = a.cod_tenant
           -- One that is closed is entered by its name alone, to take the data away.
           AND (t.sta_tenant <> 'ENCERRADO' OR (p_tenant IS NOT NULL AND flowt.encerrado_no_prazo(t.cod_tenant)))
      JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = a.cod_usuario
     WHERE a.cod_usuario = p_usuario AND a.flg_ativo AND (p_tenant IS NULL OR a.cod_tenant = p_tenant);
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF v_acesso.quantos > 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'escolha_a_empresa',
            DETAIL = 'Seu login entra em mais de uma empresa: diga qual no cabeçalho X-Flowt-Tenant.',
                HINT = json_build_object('empresas', flowt.empresas_do_usuario(p_usuario))::text;
    END IF;
    v_restrita := v_acesso.dat_segundo_fator IS NULL AND flowt.exige_segundo_fator(v_acesso.cod_tenant, v_acesso.nom_perfil);
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, hsh_token, des_agente, num_ip, flg_restrita, dat_expiracao)
    VALUES (v_acesso.cod_tenant, p_usuario, flowt.digerir(v_token), left(p_agente, 200), p_ip, v_restrita, v_expira);
    RETURN json_build_object('token', v_token, 'dat_expiracao', v_expira,
        'usuario', json_build_object('cod_usuario', p_usuario::text, 'nom_usuario', v_acesso.nom_usuario),
        'tenant', json_build_object('cod_tenant', v_acesso.cod_tenant::text, 'nom_slug', v_acesso.nom_slug, 'nom_fantasia', v_acesso.nom_fantasia),
        'nom_perfil', v_acesso.nom_perfil, 'flg_restrita', v_restrita,
        'permissoes', CASE WHEN v_restrita THEN '{}' ELSE flowt.permissoes_do_perfil(v_acesso.cod_tenant, v_acesso.nom_perfil) END);
END
$$;
ALTER FUNCTION flowt.abrir_sessao(bigint, bigint, text, text, timestamptz) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.abrir_sessao(bigint, bigint, text, text, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.abrir_sessao(bigint, bigint, text, text, timestamptz)
    IS 'Sessão nova de um usuário já autenticado, com o token que só esta resposta mostra; nulo se ele não tem acesso ao tenant. Sem o segundo fator '
       'que a empresa exige, é restrita a cadastrá-lo.';

-- The only way to a session: whoever holds the gateway's role still needs the password, and the code of who has one.
CREATE OR REPLACE FUNCTION flowt.entrar(p_email text, p_senha text, p_codigo text DEFAULT NULL, p_agente text DEFAULT NULL, p_ip text DEFAULT NULL)
    RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := flowt.autenticar(p_email, p_senha, p_ip);
BEGIN
    IF v_usuario IS NULL THEN
        RETURN NULL;
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = v_usuario AND u.dat_segundo_fator IS NOT NULL) THEN
        IF p_codigo IS NULL THEN
            RETURN '{"falta": "segundo_fator_necessario"}';
        ELSIF NOT flowt.conferir_segundo_fator(v_usuario, p_codigo) THEN
            RETURN '{"falta": "codigo_invalido"}';
        END IF;
    END IF;
    PERFORM flowt.lembrar_rede(v_usuario, p_ip);
    RETURN flowt.abrir_sessao(v_usuario, flowt.tenant_atual(), p_agente, p_ip);
END
$$;
ALTER FUNCTION flowt.entrar(text, text, text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.entrar(text, text, text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.entrar(text, text, text, text, text)
    IS 'Sessão nova para um e-mail, senha e (de quem tem segundo fator) código; nulo se não conferem, {"falta"} se falta o código ou ele não serve. '
       'Atravessa tenants: o login existe antes de se saber a empresa.';

CREATE OR REPLACE FUNCTION flowt.sair() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now()
     WHERE s.cod_tenant = flowt.tenant_atual() AND s.cod_sessao = current_setting('flowt.cod_sessao')::bigint AND s.dat_revogacao IS NULL
$$;
ALTER FUNCTION flowt.sair() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.sair() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.sair() IS 'Encerra a sessão da requisição. Atravessa tenants: é a única que grava sessões; o filtro por tenant é dela.';

-- Whoever closes all sessions of a user and whoever opens one from another wait for each other: none slips in between.
CREATE OR REPLACE FUNCTION flowt.travar_usuario(p_usuario bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = p_usuario FOR NO KEY UPDATE;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.travar_usuario(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.travar_usuario(bigint) IS 'Trava um login até o fim da transação.';

-- Another company of the same person: no password, because this session has just shown one; and no longer than this one.
CREATE OR REPLACE FUNCTION flowt.trocar_empresa(p_slug text, p_agente text, p_ip text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := flowt.exigir_pessoa();
    v_ate     timestamptz;
    v_sessao  json;
BEGIN
    PERFORM flowt.travar_usuario(v_usuario);
    SELECT s.dat_expiracao INTO v_ate FROM flowt.tb_omni8_sessao s
     WHERE s.cod_tenant = flowt.tenant_atual() AND s.cod_sessao = current_setting('flowt.cod_sessao')::bigint AND s.dat_revogacao IS NULL;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_acesso('sessao_invalida');
    END IF;
    SELECT flowt.abrir_sessao(v_usuario, t.cod_tenant, p_agente, p_ip, v_ate) INTO v_sessao FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = p_slug;
    IF v_sessao IS NULL THEN
        PERFORM flowt.recusar_tenant();
    END IF;
    RETURN v_sessao;
END
$$;
ALTER FUNCTION flowt.trocar_empresa(text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.trocar_empresa(text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.trocar_empresa(text, text, text)
    IS 'Sessão do mesmo usuário em outra empresa sua; 404 se não é dele. Atravessa tenants: é o que faz, só para o usuário da própria sessão.';

CREATE OR REPLACE FUNCTION flowt.detalhes_da_sessao() RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT json_build_object('cod_sessao', s.cod_sessao::text, 'cod_usuario', s.cod_usuario::text, 'cod_tenant', s.cod_tenant::text,
                       'nom_perfil', current_setting('flowt.perfil', true), 'dat_expiracao', s.dat_expiracao, 'flg_restrita', s.flg_restrita,
                       'empresas', CASE WHEN s.cod_personificador IS NULL THEN flowt.empresas_do_usuario(s.cod_usuario) ELSE '[]' END,
                       'personificacao', CASE WHEN s.cod_personificador IS NOT NULL THEN json_build_object('des_motivo', s.des_motivo,
                           'nom_personificador', (SELECT u.nom_usuario FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = s.cod_personificador)) END)
              FROM flowt.tb_omni8_sessao s
             WHERE s.cod_tenant = flowt.tenant_atual() AND s.cod_sessao = nullif(current_setting('flowt.cod_sessao', true), '')::bigint);
END
$$;
ALTER FUNCTION flowt.detalhes_da_sessao() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.detalhes_da_sessao() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.detalhes_da_sessao()
    IS 'A sessão da requisição: de quem, até quando, em que outras empresas a pessoa entra, e se é de suporte. Atravessa tenants: lista as empresas '
       'do usuário da própria sessão.';

-- Living sessions of one user, or (NULL) of the company; with names, which requests cannot read themselves.
CREATE OR REPLACE FUNCTION flowt.sessoes_vivas(p_usuario bigint, p_apos bigint, p_quantos integer) RETURNS json[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN ARRAY(
        SELECT json_build_object('cod_sessao', s.cod_sessao::text, 'cod_usuario', s.cod_usuario::text, 'nom_usuario', u.nom_usuario,
                   'flg_atual', s.cod_sessao::text = current_setting('flowt.cod_sessao', true),
                   'flg_personificacao', s.cod_personificador IS NOT NULL, 'des_agente', s.des_agente, 'num_ip', flowt.ip_mascarado(s.num_ip),
                   'dat_criacao', s.dat_criacao, 'dat_uso', s.dat_uso,
                   'dat_expiracao', least(s.dat_expiracao, s.dat_uso + flowt.inatividade_de_sessao()))
          FROM flowt.tb_omni8_sessao s JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = s.cod_usuario
         WHERE s.cod_tenant = v_tenant AND s.cod_usuario = coalesce(p_usuario, s.cod_usuario) AND s.cod_sessao > coalesce(p_apos, 0)
           AND s.dat_revogacao IS NULL AND s.dat_expiracao > now() AND s.dat_uso > now() - flowt.inatividade_de_sessao()
         ORDER BY s.cod_sessao LIMIT p_quantos);
END
$$;
ALTER FUNCTION flowt.sessoes_vivas(bigint, bigint, integer) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.sessoes_vivas(bigint, bigint, integer) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.sessoes_vivas(bigint, bigint, integer)
    IS 'Sessões vivas de um usuário no tenant da requisição, ou da equipe toda. Atravessa tenants: o nome é de um login de toda a plataforma; o '
       'filtro por tenant é dela.';

-- One's own, or those of somebody who can do no more: what one may not touch is not there.
CREATE OR REPLACE FUNCTION flowt.encerrar_sessao(p_sessao bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ator   bigint := flowt.exigir_pessoa();
    v_dono   bigint;
BEGIN
    SELECT s.cod_usuario INTO v_dono FROM flowt.tb_omni8_sessao s
     WHERE s.cod_tenant = v_tenant AND s.cod_sessao = p_sessao AND s.cod_usuario IS NOT NULL AND s.dat_revogacao IS NULL;
    IF NOT FOUND OR (v_dono <> v_ator AND (coalesce(current_setting('flowt.escopos', true), '') <> ''
                                           OR NOT flowt.perfil_pode(v_tenant, current_setting('flowt.perfil'), 'acesso.gerir'))) THEN
        PERFORM flowt.recusar_registro('esta sessão');
    ELSIF v_dono <> v_ator AND flowt.perfil_do_usuario(v_tenant, v_dono) IS NOT NULL THEN
        PERFORM flowt.travar_acesso(v_tenant, v_ator, v_dono);
    END IF;
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now() WHERE s.cod_tenant = v_tenant AND s.cod_sessao = p_sessao AND s.dat_revogacao IS NULL;
END
$$;
ALTER FUNCTION flowt.encerrar_sessao(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.encerrar_sessao(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encerrar_sessao(bigint)
    IS 'Encerra uma sessão do tenant da requisição: a própria, ou a de quem não pode mais do que quem age. Atravessa tenants: grava sessões; o '
       'filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.encerrar_outras_sessoes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_ator    bigint := flowt.exigir_pessoa();
    v_quantas bigint;
BEGIN
    PERFORM flowt.travar_usuario(v_ator);
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now()
     WHERE s.cod_usuario = v_ator AND s.cod_sessao <> current_setting('flowt.cod_sessao')::bigint AND s.dat_revogacao IS NULL
       AND s.dat_expiracao > now() AND s.cod_personificador IS NULL;
    GET DIAGNOSTICS v_quantas = ROW_COUNT;
    RETURN v_quantas;
END
$$;
ALTER FUNCTION flowt.encerrar_outras_sessoes() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.encerrar_outras_sessoes() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encerrar_outras_sessoes()
    IS 'Encerra todas as outras sessões do usuário da requisição. Atravessa tenants: as dele em qualquer empresa.';
