-- Access (guide chapter 17.1): the users of a company. Nobody grants more than they hold; the last administrator stays.

-- An administrator of some units cannot give back what all need, so only those of all of them count as the last one.
-- Whoever changes an administrator holds them all, in order: two who demote each other wait for one another, not in a circle.
CREATE OR REPLACE FUNCTION flowt.travar_administradores(p_tenant bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_usuario_tenant a WHERE a.cod_tenant = p_tenant AND a.nom_perfil = 'admin' AND a.flg_ativo ORDER BY a.cod_usuario
        FOR NO KEY UPDATE;
END
$$;
COMMENT ON FUNCTION flowt.travar_administradores(bigint) IS 'Trava os administradores ativos de um tenant, em ordem, até o fim da transação.';

CREATE OR REPLACE FUNCTION flowt.exigir_outro_administrador(p_tenant bigint, p_usuario bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pilha text;
BEGIN
    -- The call stack tells who forces it, and cannot be set: a DBA's own function, which no request may call.
    GET DIAGNOSTICS v_pilha = PG_CONTEXT;
    IF v_pilha ~ '\mflowt\.encerrar_acesso_forcado\(bigint,bigint\)' THEN
        RETURN;
    END IF;
    PERFORM flowt.travar_administradores(p_tenant);
    -- A closed company needs nobody: it is being exported and erased.
    IF EXISTS (SELECT FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant AND t.sta_tenant <> 'ENCERRADO')
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario_tenant a JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = a.cod_usuario AND u.flg_ativo
                        WHERE a.cod_tenant = p_tenant AND a.nom_perfil = 'admin' AND a.flg_ativo AND a.flg_todas_unidades
                          AND a.cod_usuario <> p_usuario) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'ultimo_administrador',
            DETAIL = 'A empresa ficaria sem administrador ativo de todas as unidades: dê o perfil admin a outra pessoa antes.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_outro_administrador(bigint, bigint)
    IS 'Levanta 409 se o tenant não tem outro administrador ativo, de todas as unidades.';

CREATE OR REPLACE FUNCTION flowt.guardar_ultimo_administrador() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
BEGIN
    IF TG_TABLE_NAME = 'tb_omni8_usuario_tenant' THEN
        IF OLD.nom_perfil = 'admin' AND OLD.flg_ativo AND OLD.flg_todas_unidades
           AND (TG_OP = 'DELETE' OR NEW.nom_perfil <> 'admin' OR NOT NEW.flg_ativo OR NOT NEW.flg_todas_unidades) THEN
            PERFORM flowt.exigir_outro_administrador(OLD.cod_tenant, OLD.cod_usuario);
        END IF;
    ELSIF OLD.flg_ativo AND (TG_OP = 'DELETE' OR NOT NEW.flg_ativo) THEN
        FOR v_tenant IN SELECT a.cod_tenant FROM flowt.tb_omni8_usuario_tenant a
                         WHERE a.cod_usuario = OLD.cod_usuario AND a.nom_perfil = 'admin' AND a.flg_ativo AND a.flg_todas_unidades ORDER BY 1 LOOP
            PERFORM flowt.exigir_outro_administrador(v_tenant, OLD.cod_usuario);
        END LOOP;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
ALTER FUNCTION flowt.guardar_ultimo_administrador() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.guardar_ultimo_administrador() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.guardar_ultimo_administrador() IS 'Gatilho: um tenant que tem administrador ativo não o perde, por caminho algum.';
CREATE OR REPLACE TRIGGER ultimo_administrador BEFORE UPDATE OR DELETE ON flowt.tb_omni8_usuario_tenant FOR EACH ROW
    EXECUTE FUNCTION flowt.guardar_ultimo_administrador();
CREATE OR REPLACE TRIGGER ultimo_administrador BEFORE UPDATE OF flg_ativo OR DELETE ON flowt.tb_omni8_usuario FOR EACH ROW
    EXECUTE FUNCTION flowt.guardar_ultimo_administrador();

-- NULL is all units. An actor who sees some gives some of those.
CREATE OR REPLACE FUNCTION flowt.conferir_concessao(p_tenant bigint, p_ator bigint, p_perfil text, p_unidades bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_todas boolean;
BEGIN
    SELECT a.flg_todas_unidades INTO v_todas FROM flowt.tb_omni8_usuario_tenant a
     WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_ator AND a.flg_ativo;
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_perfil p WHERE p.nom_perfil = p_perfil AND p.flg_pessoa) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'perfil_nao_e_de_pessoa',
            DETAIL = 'Este perfil não existe ou é só de programas: escolha um da lista de perfis.';
    ELSIF NOT flowt.alcanca_perfil(p_tenant, p_ator, p_perfil) THEN
        PERFORM flowt.recusar_alcance('O perfil pode mais do que o seu: ninguém dá mais do que tem.');
    ELSIF p_unidades IS NULL AND v_todas IS NOT TRUE THEN
        PERFORM flowt.recusar_alcance('Seu acesso não é a todas as unidades: escolha entre as suas.');
    ELSIF EXISTS (SELECT FROM unnest(p_unidades) n
                   WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant AND u.cod_unidade = n)) THEN
        PERFORM flowt.recusar_registro('esta unidade');
    ELSIF NOT v_todas AND EXISTS (SELECT FROM unnest(p_unidades) n WHERE NOT EXISTS (
              SELECT FROM flowt.tb_omni8_usuario_unidade x WHERE x.cod_tenant = p_tenant AND x.cod_usuario = p_ator AND x.cod_unidade = n)) THEN
        PERFORM flowt.recusar_alcance('Há unidades fora do seu acesso: escolha entre as suas.');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_concessao(bigint, bigint, text, bigint[])
    IS 'Recusa dar um perfil e unidades além do que um usuário tem; p_unidades nulo é todas.';

CREATE OR REPLACE FUNCTION flowt.unidades_do_corpo(p_corpo jsonb) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(p_corpo -> 'unidades') = 'array' THEN ARRAY(SELECT DISTINCT u::bigint
                                                                            FROM jsonb_array_elements_text(p_corpo -> 'unidades') AS u
                                                                           ORDER BY 1) END;
COMMENT ON FUNCTION flowt.unidades_do_corpo(jsonb) IS 'Unidades que um corpo lista, em ordem; nulo (ou ausente) é todas.';

CREATE OR REPLACE FUNCTION flowt.gravar_unidades(p_tenant bigint, p_usuario bigint, p_unidades bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_usuario_unidade x
     WHERE x.cod_tenant = p_tenant AND x.cod_usuario = p_usuario AND NOT x.cod_unidade = ANY (coalesce(p_unidades, '{}'));
    INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT p_tenant, p_usuario, n FROM unnest(p_unidades) AS n
    ON CONFLICT (cod_tenant, cod_usuario, cod_unidade) DO NOTHING;
END
$$;
COMMENT ON FUNCTION flowt.gravar_unidades(bigint, bigint, bigint[]) IS 'Deixa as unidades de um acesso iguais a uma lista; nula: nenhuma linha.';

-- Of a company's accesses, with names and e-mails that requests cannot read themselves.
CREATE OR REPLACE FUNCTION flowt.usuarios_do_tenant(p_apos bigint, p_quantos integer, p_usuario bigint) RETURNS json[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN ARRAY(
        SELECT json_build_object('cod_usuario', a.cod_usuario::text, 'nom_usuario', u.nom_usuario, 'des_email', u.des_email,
                   'nom_perfil', a.nom_perfil,
                   'flg_ativo', a.flg_ativo AND u.flg_ativo, 'flg_segundo_fator', u.dat_segundo_fator IS NOT NULL,
                   'flg_todas_unidades', a.flg_todas_unidades,
                   'unidades', ARRAY(SELECT x.cod_unidade::text FROM flowt.tb_omni8_usuario_unidade x
                                      WHERE x.cod_tenant = v_tenant AND x.cod_usuario = a.cod_usuario ORDER BY x.cod_unidade),
                   'flg_voce', a.cod_usuario::text = current_setting('flowt.cod_usuario', true),
                   'dat_ultimo_uso', (SELECT max(s.dat_uso) FROM flowt.tb_omni8_sessao s
                                       WHERE s.cod_tenant = v_tenant AND s.cod_usuario = a.cod_usuario AND s.cod_personificador IS NULL),
                   'num_versao', a.num_versao, 'dat_criacao', a.dat_criacao)
          FROM flowt.tb_omni8_usuario_tenant a JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = a.cod_usuario
         WHERE a.cod_tenant = v_tenant AND a.dat_revogacao IS NULL AND a.cod_usuario > coalesce(p_usuario - 1, p_apos, 0)
           AND a.cod_usuario <= coalesce(p_usuario, a.cod_usuario)
         ORDER BY a.cod_usuario LIMIT p_quantos);
END
$$;
ALTER FUNCTION flowt.usuarios_do_tenant(bigint, integer, bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.usuarios_do_tenant(bigint, integer, bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.usuarios_do_tenant(bigint, integer, bigint)
    IS 'Usuários do tenant da requisição (ou um só), como a API os mostra. Atravessa tenants: o login é de toda a plataforma; o filtro por tenant é dela.';

-- The access to be changed, locked after the administrators; refused if its holder can do more than the actor.
CREATE OR REPLACE FUNCTION flowt.travar_acesso(p_tenant bigint, p_ator bigint, p_usuario bigint) RETURNS flowt.tb_omni8_usuario_tenant
LANGUAGE plpgsql AS $$
DECLARE
    v_acesso flowt.tb_omni8_usuario_tenant;
    v_todas  boolean;
BEGIN
    PERFORM flowt.travar_administradores(p_tenant);
    SELECT a.* INTO v_acesso FROM flowt.tb_omni8_usuario_tenant a
     WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_usuario AND a.dat_revogacao IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este usuário');
    ELSIF NOT flowt.alcanca_perfil(p_tenant, p_ator, v_acesso.nom_perfil) THEN
        PERFORM flowt.recusar_alcance('Esta pessoa pode mais do que você: peça a mudança a quem administra a empresa.');
    END IF;
    SELECT a.flg_todas_unidades INTO v_todas FROM flowt.tb_omni8_usuario_tenant a WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_ator;
    IF NOT v_todas AND (v_acesso.flg_todas_unidades OR EXISTS (
           SELECT FROM flowt.tb_omni8_usuario_unidade x WHERE x.cod_tenant = p_tenant AND x.cod_usuario = p_usuario
              AND NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario_unidade m
                               WHERE m.cod_tenant = p_tenant AND m.cod_usuario = p_ator AND m.cod_unidade = x.cod_unidade))) THEN
        PERFORM flowt.recusar_alcance('Esta pessoa atua em unidades fora do seu acesso: peça a mudança a quem as vê.');
    END IF;
    RETURN v_acesso;
END
$$;
COMMENT ON FUNCTION flowt.travar_acesso(bigint, bigint, bigint)
    IS 'Acesso de um usuário, travado para mudar; 404 se não há, 403 se ele pode mais que o ator.';

CREATE OR REPLACE FUNCTION flowt.alterar_acesso(p_usuario bigint, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_ator     bigint := flowt.exigir_pessoa();
    v_acesso   flowt.tb_omni8_usuario_tenant := flowt.travar_acesso(v_tenant, v_ator, p_usuario);
    v_perfil   text   := coalesce(p_corpo ->> 'nom_perfil', v_acesso.nom_perfil);
    v_unidades bigint[] := CASE WHEN p_corpo ? 'unidades' THEN flowt.unidades_do_corpo(p_corpo)
                                WHEN NOT v_acesso.flg_todas_unidades THEN ARRAY(SELECT x.cod_unidade FROM flowt.tb_omni8_usuario_unidade x
                                                                                 WHERE x.cod_tenant = v_tenant AND x.cod_usuario = p_usuario) END;
BEGIN
    PERFORM flowt.exigir_permissao('acesso.gerir');
    IF v_acesso.num_versao <> (p_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_acesso.num_versao);
    ELSIF p_usuario = v_ator AND v_perfil <> v_acesso.nom_perfil AND v_acesso.nom_perfil <> 'admin' THEN
        PERFORM flowt.recusar_alcance('O próprio perfil não se muda: peça a quem administra a empresa.');
    END IF;
    PERFORM flowt.conferir_concessao(v_tenant, v_ator, v_perfil, v_unidades);
    UPDATE flowt.tb_omni8_usuario_tenant a
       SET nom_perfil = v_perfil, flg_todas_unidades = v_unidades IS NULL, flg_ativo = coalesce((p_corpo ->> 'flg_ativo')::boolean, a.flg_ativo)
     WHERE a.cod_tenant = v_tenant AND a.cod_usuario = p_usuario;
    PERFORM flowt.gravar_unidades(v_tenant, p_usuario, v_unidades);
    -- Whoever comes back signs in again.
    IF NOT coalesce((p_corpo ->> 'flg_ativo')::boolean, true) THEN
        UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now()
         WHERE s.cod_tenant = v_tenant AND s.cod_usuario = p_usuario AND s.dat_revogacao IS NULL;
    END IF;
END
$$;
ALTER FUNCTION flowt.alterar_acesso(bigint, jsonb) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.alterar_acesso(bigint, jsonb) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.alterar_acesso(bigint, jsonb)
    IS 'Muda perfil, unidades e situação de um usuário do tenant da requisição, até onde quem age alcança. Atravessa tenants: só ela grava acessos '
       'por HTTP; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.encerrar_acesso(p_tenant bigint, p_usuario bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_usuario_tenant a SET flg_ativo = false, dat_revogacao = now() WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_usuario;
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now() WHERE s.cod_tenant = p_tenant AND s.cod_usuario = p_usuario AND s.dat_revogacao IS NULL;
    UPDATE flowt.tb_omni8_chave_api k SET dat_revogacao = now()
     WHERE k.cod_tenant = p_tenant AND k.cod_criador = p_usuario AND k.dat_revogacao IS NULL;
    DELETE FROM flowt.tb_omni8_usuario_unidade x WHERE x.cod_tenant = p_tenant AND x.cod_usuario = p_usuario;
END
$$;
COMMENT ON FUNCTION flowt.encerrar_acesso(bigint, bigint) IS 'Retira um acesso: morrem com ele as sessões e as chaves de API.';

CREATE OR REPLACE FUNCTION flowt.retirar_acesso(p_usuario bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.exigir_permissao('acesso.gerir'), flowt.travar_acesso(v_tenant, flowt.exigir_pessoa(), p_usuario),
            flowt.encerrar_acesso(v_tenant, p_usuario);
END
$$;
ALTER FUNCTION flowt.retirar_acesso(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.retirar_acesso(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.retirar_acesso(bigint)
    IS 'Retira o acesso de um usuário ao tenant da requisição. Atravessa tenants: só ela grava acessos por HTTP; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION api.usuario_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  json[]  := flowt.usuarios_do_tenant(p_apos, v_quantos, NULL);
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', v_pagina, 'proximo',
        CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos] ->> 'cod_usuario' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.usuario_listar(integer, bigint) IS
$$GET /v1/usuarios
acesso: acesso.ler
resposta: 200 usuario_lista
etiqueta: Acesso
Lista os usuários da empresa, na ordem em que foram criados.$$;

CREATE OR REPLACE FUNCTION api.usuario_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.alterar_acesso(p_id, flowt.ler_corpo('usuario_alteracao', p_corpo));
    RETURN (200, NULL, NULL, (flowt.usuarios_do_tenant(NULL, 1, p_id))[1]::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.usuario_alterar(bigint, text) IS
$$PATCH /v1/usuarios/{id}
acesso: acesso.gerir
corpo: usuario_alteracao
resposta: 200 usuario
etiqueta: Acesso
Muda o perfil, as unidades (null: todas) ou a situação de um usuário, com a versão lida.
Ninguém dá mais do que tem nem muda quem pode mais (403); o último administrador fica (409). Vale na próxima requisição.$$;

CREATE OR REPLACE FUNCTION api.usuario_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.retirar_acesso(p_id);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.usuario_excluir(bigint) IS
$$DELETE /v1/usuarios/{id}
acesso: acesso.gerir
resposta: 204
etiqueta: Acesso
Retira o acesso de um usuário: suas sessões e chaves de API nesta empresa deixam de valer na hora.$$;

SELECT flowt.definir_esquema('usuario', $json${
    "type": "object", "required": ["cod_usuario", "nom_usuario", "des_email", "nom_perfil", "flg_ativo", "flg_todas_unidades", "unidades",
        "num_versao"],
    "properties": {
        "cod_usuario": {"type": "string"}, "nom_usuario": {"type": "string"}, "des_email": {"type": "string"}, "nom_perfil": {"type": "string"},
        "flg_ativo": {"type": "boolean"}, "flg_segundo_fator": {"type": "boolean"}, "flg_todas_unidades": {"type": "boolean"},
        "unidades": {"type": "array", "items": {"type": "string"}}, "flg_voce": {"type": "boolean"},
        "dat_ultimo_uso": {"type": ["string", "null"], "format": "date-time"}, "num_versao": {"type": "integer"},
        "dat_criacao": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('usuario_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/usuario"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('usuario_alteracao', $json${
    "type": "object", "required": ["num_versao"],
    "properties": {
        "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
        "nom_perfil": {"type": "string", "minLength": 1, "maxLength": 40},
        "unidades": {"type": ["array", "null"], "minItems": 1, "maxItems": 200, "items": {"type": "string", "format": "codigo",
                "x-mensagem": "O código é um número inteiro positivo, entre aspas."},
                     "description": "Unidades em que o acesso vale; null: todas."},
        "flg_ativo": {"type": "boolean"}
    }
}$json$);
