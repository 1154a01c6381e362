-- Access (guide chapter 17): how a request is opened, what lets it in, and passwords.

-- Lock-out of guesses: LIMITE wrong passwords in a row close the login for a while (OWASP ASVS 2.2.1).
CREATE OR REPLACE FUNCTION flowt.limite_senhas_erradas() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 5;
COMMENT ON FUNCTION flowt.limite_senhas_erradas()
    IS 'Senhas (ou códigos) erradas seguidas que bloqueiam o login; depois delas, uma só volta a bloquear.';
CREATE OR REPLACE FUNCTION flowt.duracao_bloqueio() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '15 minutes';
COMMENT ON FUNCTION flowt.duracao_bloqueio() IS 'Quanto dura o bloqueio do login.';
CREATE OR REPLACE FUNCTION flowt.validade_sessao() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '12 hours';
COMMENT ON FUNCTION flowt.validade_sessao() IS 'Validade de uma sessão: um dia de trabalho.';
CREATE OR REPLACE FUNCTION flowt.inatividade_de_sessao() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '2 hours';
COMMENT ON FUNCTION flowt.inatividade_de_sessao() IS 'Tempo sem uso que encerra uma sessão da equipe.';
CREATE OR REPLACE FUNCTION flowt.precisao_de_uso_de_sessao() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '5 minutes';
COMMENT ON FUNCTION flowt.precisao_de_uso_de_sessao()
    IS 'O uso de uma sessão se anota no máximo uma vez neste tempo: a maioria das requisições não grava.';
CREATE OR REPLACE FUNCTION flowt.precisao_de_uso_de_chave() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '1 day';
COMMENT ON FUNCTION flowt.precisao_de_uso_de_chave() IS 'O uso de uma chave de API se anota no máximo uma vez neste tempo.';
CREATE OR REPLACE FUNCTION flowt.validade_de_rede() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '90 days';
COMMENT ON FUNCTION flowt.validade_de_rede() IS 'Por quanto tempo sem login uma rede ainda é conhecida de um usuário.';
CREATE OR REPLACE FUNCTION flowt.limite_de_redes() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 10;
COMMENT ON FUNCTION flowt.limite_de_redes() IS 'Redes conhecidas de um usuário: cada uma tem suas tentativas, então são poucas.';

CREATE OR REPLACE FUNCTION flowt.tenant_do_host(p_host text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
    v_base   text;
BEGIN
    SELECT d.cod_tenant INTO v_tenant FROM flowt.tb_omni8_tenant_dominio d WHERE d.nom_dominio = p_host;
    IF FOUND THEN
        RETURN v_tenant;
    END IF;
    v_base := '.' || flowt.parametro_plataforma('dominio_base');
    IF right(p_host, length(v_base)) = v_base THEN
        SELECT t.cod_tenant INTO v_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = left(p_host, -length(v_base));
        IF NOT FOUND AND left(p_host, -length(v_base)) <> 'www' THEN
            PERFORM flowt.recusar_tenant();
        END IF;
    END IF;
    RETURN v_tenant;
END
$$;
ALTER FUNCTION flowt.tenant_do_host(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.tenant_do_host(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tenant_do_host(text) IS 'Tenant de um domínio próprio ou subdomínio; nulo para qualquer outro host.';

CREATE OR REPLACE FUNCTION flowt.recusar_tenant() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado',
        DETAIL = 'Não há empresa neste endereço: confira como ele está escrito.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_tenant() IS 'Levanta o erro 404 de empresa que não existe.';

-- A copy of a company in the same database has its tokens too; what is printed is the older one's.
CREATE OR REPLACE FUNCTION flowt.tenant_do_link(p_link text, p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := (SELECT min(k.cod_tenant) FROM flowt.tb_omni8_link_token k WHERE k.des_token = p_link);
BEGIN
    IF v_tenant IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'link_nao_encontrado',
            DETAIL = 'Este link não existe: confira como ele está escrito, ou leia o código de novo.';
    ELSIF v_tenant <> p_tenant THEN
        PERFORM flowt.recusar_acesso('tenants_divergentes');
    END IF;
    RETURN v_tenant;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.tenant_do_link(text, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tenant_do_link(text, bigint)
    IS 'Tenant do token de um link curto: 404 se não há, 403 se é outro que p_tenant, o que já se sabe.';

CREATE OR REPLACE FUNCTION flowt.conferir_situacao(p_acesso text, p_leitura boolean, p_status text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_status = 'ENCERRADO' AND NOT (p_acesso NOT IN ('publico', 'cliente') AND flowt.encerrado_no_prazo(flowt.tenant_atual())
                                       AND (p_leitura IS TRUE OR p_acesso IN ('aberto', 'sessao'))) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT410', MESSAGE = 'tenant_encerrado', DETAIL = 'Esta empresa encerrou sua conta.';
    ELSIF p_acesso IN ('publico', 'cliente') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT503', MESSAGE = 'tenant_indisponivel',
            DETAIL = 'Esta página está indisponível no momento. Volte mais tarde ou fale com a empresa.';
    ELSIF p_status = 'SUSPENSO' AND p_leitura IS NOT TRUE AND p_acesso NOT IN ('aberto', 'sessao') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = 'tenant_suspenso',
            DETAIL = 'A conta da empresa está suspensa: dá para consultar e exportar, mas não alterar. Fale com o suporte.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_situacao(text, boolean, text) IS 'Recusa o que um tenant que não está ATIVO não pode (guia 3.1).';

CREATE OR REPLACE FUNCTION flowt.recusar_acesso(p_motivo text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE p_motivo
        WHEN 'sessao_invalida' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT401', MESSAGE = p_motivo, DETAIL = 'A sessão expirou, foi encerrada ou não existe: entre de novo.';
        WHEN 'login_necessario' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT401', MESSAGE = p_motivo,
                DETAIL = 'Entre com seu login: envie o token da sessão em Authorization: Bearer.';
        WHEN 'tenants_divergentes' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = p_motivo,
                DETAIL = 'A requisição aponta para duas empresas diferentes: confira endereço, cabeçalho X-Flowt-Tenant e sessão.';
        WHEN 'segundo_fator_obrigatorio' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = p_motivo,
                DETAIL = 'A empresa exige um segundo fator no login: cadastre o seu em /v1/usuarios/eu/segundo-fator para continuar.';
        WHEN 'so_em_pessoa' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = p_motivo,
                DETAIL = 'Isto pede o login da própria pessoa: não vale por chave de API nem em uma sessão de suporte da plataforma.';
        ELSE
            RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = 'sem_permissao',
                DETAIL = 'Seu perfil não tem permissão para isto. Peça a quem administra a empresa.';
    END CASE;
END
$$;
COMMENT ON FUNCTION flowt.recusar_acesso(text) IS 'Levanta o erro 401 ou 403 de um acesso negado.';

-- The matrix: the company's own line where there is one, the platform's otherwise; what is in neither is denied.
CREATE OR REPLACE FUNCTION flowt.perfil_pode(p_tenant bigint, p_perfil text, p_permissao text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT t.flg_concedida FROM flowt.tb_omni8_permissao_tenant t
                      WHERE t.cod_tenant = p_tenant AND t.nom_perfil = p_perfil AND t.nom_permissao = p_permissao),
                    EXISTS (SELECT FROM flowt.tb_omni8_perfil_permissao x WHERE x.nom_perfil = p_perfil AND x.nom_permissao = p_permissao));
END
$$;
COMMENT ON FUNCTION flowt.perfil_pode(bigint, text, text) IS 'Se um perfil tem uma permissão em um tenant, pela matriz.';

-- What a profile can do by the matrix, as one list: for comparing people, not for opening requests.
CREATE OR REPLACE FUNCTION flowt.permissoes_do_perfil(p_tenant bigint, p_perfil text) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT x.nom_permissao FROM flowt.tb_omni8_perfil_permissao x
                  WHERE x.nom_perfil = p_perfil
                    AND NOT EXISTS (SELECT FROM flowt.tb_omni8_permissao_tenant t
                                     WHERE t.cod_tenant = p_tenant AND t.nom_perfil = p_perfil AND t.nom_permissao = x.nom_permissao
                                       AND NOT t.flg_concedida)
                 UNION
                 SELECT t.nom_permissao FROM flowt.tb_omni8_permissao_tenant t
                  WHERE t.cod_tenant = p_tenant AND t.nom_perfil = p_perfil AND t.flg_concedida
                  ORDER BY 1);
END
$$;
COMMENT ON FUNCTION flowt.permissoes_do_perfil(bigint, text) IS 'Permissões de um perfil em um tenant, pela matriz, em ordem.';

CREATE OR REPLACE FUNCTION flowt.conferir_permissao(p_acesso text, p_tenant bigint, p_perfil text, p_escopos text, p_unidades text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_perfil IS NULL THEN
        PERFORM flowt.recusar_acesso('login_necessario');
    -- Sessions are of people: a key proves no one, and a customer is no staff.
    ELSIF p_acesso IN ('sessao', 'cliente') AND (p_acesso = 'cliente') = (p_perfil = 'cliente') AND coalesce(p_escopos, '') = '' THEN
        RETURN;
    ELSIF p_acesso IS NULL OR NOT flowt.perfil_pode(p_tenant, p_perfil, p_acesso)
          OR (p_escopos <> '' AND NOT p_acesso = ANY (string_to_array(p_escopos, ',')))
          OR (p_acesso LIKE 'plataforma.%' AND p_tenant::text IS DISTINCT FROM flowt.parametro_plataforma('tenant_da_plataforma')) THEN
        PERFORM flowt.recusar_acesso('sem_permissao');
    ELSIF p_unidades <> '' AND EXISTS (SELECT FROM flowt.tb_omni8_permissao p WHERE p.nom_permissao = p_acesso AND p.flg_empresa) THEN
        PERFORM flowt.recusar_empresa_toda();
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_permissao(text, bigint, text, text, text)
    IS 'Levanta 401 sem credencial e 403 se o perfil não tem a permissão, se ela está fora dos escopos da chave, se é da plataforma e o tenant não, '
       'ou se vale para a empresa toda e quem age só vê algumas unidades.';

CREATE OR REPLACE FUNCTION flowt.conferir_modulo(p_tenant bigint, p_modulo text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT flowt.modulo_ativo(p_tenant, p_modulo) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'modulo_desativado',
            DETAIL = 'Esta empresa não usa este recurso. Quem a administra pode ligá-lo em Módulos.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_modulo(bigint, text) IS 'Levanta 404 se o módulo está desligado no tenant (guia 3.1).';

CREATE OR REPLACE FUNCTION flowt.definir_contexto(p_c flowt.credencial) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_feito text;
BEGIN
    -- What is not set is empty: every setting ends with its transaction.
    v_feito := set_config('flowt.cod_usuario', coalesce(p_c.cod_usuario::text, ''), true) || set_config('flowt.perfil', p_c.nom_perfil, true)
            || set_config('flowt.cod_sessao', coalesce(p_c.cod_sessao::text, ''), true);
    IF num_nonnulls(p_c.cod_pessoa, p_c.cod_chave_api, p_c.cod_personificador, p_c.escopos, p_c.unidades) > 0 THEN
        v_feito := set_config('flowt.cod_pessoa', coalesce(p_c.cod_pessoa::text, ''), true)
        || set_config('flowt.cod_chave_api', coalesce(p_c.cod_chave_api::text, ''), true)
                || set_config('flowt.cod_personificador', coalesce(p_c.cod_personificador::text, ''), true)
                || set_config('flowt.escopos', coalesce(p_c.escopos, ''), true) || set_config('flowt.unidades', coalesce(p_c.unidades, ''), true);
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.definir_contexto(flowt.credencial) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.definir_contexto(flowt.credencial) IS 'Define quem age, só nesta transação.';

CREATE OR REPLACE FUNCTION flowt.esquecer_contexto() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config(n.nome, '', true)
       FROM unnest('{flowt.cod_tenant,flowt.cod_usuario,flowt.perfil,flowt.cod_sessao,flowt.cod_pessoa,flowt.cod_chave_api,flowt.cod_personificador,flowt.escopos,flowt.unidades,
                     flowt.cod_carrinho,flowt.manutencao,flowt.requisicao}'::text[]) AS n (nome);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.esquecer_contexto() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.esquecer_contexto()
    IS 'Esvazia tudo que diz quem age: o que uma requisição definiu não vale para a que é confirmada junto com ela.';

-- The door of every request. It runs in the same pipeline, before the route's function: if it raises, nothing else runs.
CREATE OR REPLACE FUNCTION flowt.abrir(p_acesso text, p_leitura boolean, p_token text, p_host text, p_slug text, p_slug_caminho text,
                                       p_requisicao text, p_link text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_acesso text := split_part(p_acesso, '@', 1);
    v_modulo text := split_part(p_acesso, '@', 2);
    v_c      flowt.credencial;
    v_tenant bigint;
    v_outro  bigint;
    v_status text;
    v_feito  text;
BEGIN
    -- Requests that are committed together share a transaction, and nothing else.
    IF current_setting('flowt.requisicao', true) <> '' THEN
        PERFORM flowt.esquecer_contexto();
    END IF;
    IF p_token IS NOT NULL THEN
        v_c := flowt.ler_credencial(p_token);
        v_tenant := v_c.cod_tenant;
        v_status := v_c.sta_tenant;
    END IF;
    IF p_slug IS NOT NULL OR p_slug_caminho IS NOT NULL THEN
        SELECT t.cod_tenant, t.sta_tenant INTO v_outro, v_status FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = coalesce(p_slug, p_slug_caminho);
        IF NOT FOUND THEN
            PERFORM flowt.recusar_tenant();
        ELSIF v_outro <> v_tenant OR p_slug <> p_slug_caminho THEN
            PERFORM flowt.recusar_acesso('tenants_divergentes');
        END IF;
        v_tenant := v_outro;
    END IF;
    IF p_link IS NOT NULL THEN
        SELECT t.cod_tenant, t.sta_tenant INTO v_tenant, v_status FROM flowt.tb_omni8_tenant t
         WHERE t.cod_tenant = (SELECT flowt.tenant_do_link(p_link, v_tenant));
    END IF;
    -- A bare host name or an address names nobody.
    IF p_host LIKE '%.%' AND p_host !~ '^[0-9.]+$' THEN
        v_outro := flowt.tenant_do_host(p_host);
        IF v_outro <> v_tenant THEN
            PERFORM flowt.recusar_acesso('tenants_divergentes');
        ELSIF v_tenant IS NULL AND v_outro IS NOT NULL THEN
            SELECT t.cod_tenant, t.sta_tenant INTO v_tenant, v_status FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_outro;
        END IF;
    END IF;
    IF v_tenant IS NOT NULL THEN
        v_feito := set_config('flowt.cod_tenant', v_tenant::text, true);
        IF v_status <> 'ATIVO' THEN
            PERFORM flowt.conferir_situacao(v_acesso, p_leitura OR split_part(p_acesso, '@', 3) = 'leitura', v_status);
        END IF;
        IF v_modulo <> '' THEN
            PERFORM flowt.conferir_modulo(v_tenant, v_modulo);
        END IF;
    ELSIF v_acesso = 'publico' THEN
        PERFORM flowt.exigir_tenant();
    ELSIF v_acesso IS DISTINCT FROM 'aberto' THEN
        PERFORM flowt.recusar_acesso('login_necessario');
    END IF;
    -- NULL is no access level: whatever is not one of the two goes on to prove itself.
    IF coalesce(v_acesso, '') NOT IN ('aberto', 'publico') THEN
        PERFORM flowt.conferir_permissao(v_acesso, v_tenant, v_c.nom_perfil, v_c.escopos, v_c.unidades);
    END IF;
    IF v_c.nom_perfil IS NOT NULL THEN
        IF v_c.flg_restrita AND v_acesso NOT IN ('aberto', 'publico', 'sessao') THEN
            PERFORM flowt.recusar_acesso('segundo_fator_obrigatorio');
        ELSIF v_c.flg_restrita THEN
            -- Routes of every session may do more for who may more: this one may nothing.
            v_c.escopos := '-';
        END IF;
        PERFORM flowt.definir_contexto(v_c), flowt.anotar_uso(v_c);
    END IF;
    v_feito := set_config('flowt.requisicao', p_requisicao, true) || CASE WHEN p_leitura THEN set_config('transaction_read_only', 'on', true) END;
    RETURN v_tenant;
END
$$;
ALTER FUNCTION flowt.abrir OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.abrir FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.abrir
    IS 'Abre uma requisição: acha o tenant (fontes que divergem dão 403), confere credencial, situação, módulo e permissão, e define o contexto, só '
       'nesta transação. p_acesso é o acesso da rota e, depois de cada @, seu módulo e se é leitura que se registra. Devolve o tenant. Atravessa '
       'tenants: acha a credencial e a empresa de qualquer um.';

CREATE OR REPLACE FUNCTION flowt.exigir_permissao(p_permissao text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM flowt.conferir_permissao(p_permissao, flowt.tenant_atual(), nullif(current_setting('flowt.perfil', true), ''),
                                     current_setting('flowt.escopos', true),
                                     current_setting('flowt.unidades', true));
END
$$;
COMMENT ON FUNCTION flowt.exigir_permissao(text) IS 'Levanta 403 se quem age não tem a permissão: para regras mais finas que uma rota.';

CREATE OR REPLACE FUNCTION flowt.exigir_pessoa() RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF current_setting('flowt.cod_chave_api', true) <> '' OR current_setting('flowt.cod_personificador', true) <> '' THEN
        PERFORM flowt.recusar_acesso('so_em_pessoa');
    END IF;
    RETURN nullif(current_setting('flowt.cod_usuario', true), '')::bigint;
END
$$;
COMMENT ON FUNCTION flowt.exigir_pessoa()
    IS 'Usuário que age, em pessoa: levanta 403 para uma chave de API e para quem personifica. Guarda tudo que muda acessos, senhas e chaves.';

CREATE OR REPLACE FUNCTION flowt.problema(p_status integer, p_codigo text, p_titulo text, p_detalhe text) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN (p_status, 'application/problem+json', CASE p_status WHEN 401 THEN 'WWW-Authenticate: Bearer' END,
        json_build_object('type', 'urn:flowt:erro:' || p_codigo, 'title', p_titulo, 'status', p_status, 'detail', p_detalhe,
                          'codigo', p_codigo, 'requisicao', current_setting('flowt.requisicao', true))::text)::flowt.resposta;
COMMENT ON FUNCTION flowt.problema(integer, text, text, text)
    IS 'Resposta de erro que se devolve em vez de levantar, quando a transação precisa valer.';
