-- Access (guide chapter 17): what a token proves, of a user, a customer or an API key.

CREATE OR REPLACE FUNCTION flowt.unidades_do_usuario(p_tenant bigint, p_usuario bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- No unit at all is unit 0, which nobody has: an empty list would mean all of them.
    RETURN (SELECT coalesce(string_agg(u.cod_unidade::text, ','), '0') FROM flowt.tb_omni8_usuario_unidade u
             WHERE u.cod_tenant = p_tenant AND u.cod_usuario = p_usuario);
END
$$;
COMMENT ON FUNCTION flowt.unidades_do_usuario(bigint, bigint) IS 'Unidades de um usuário que não vê todas, separadas por vírgula.';

-- A key never does more than whoever made it still may: its scopes and units are cut to the creator's of this moment.
CREATE OR REPLACE FUNCTION flowt.ler_chave(p_token text) RETURNS flowt.credencial
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_c       flowt.credencial;
    v_chave   record;
    v_criador record;
BEGIN
    SELECT k.cod_tenant, k.cod_chave_api, k.cod_criador, k.des_escopos, k.cod_unidades, k.dat_uso INTO v_chave FROM flowt.tb_omni8_chave_api k
     WHERE k.hsh_token = flowt.digerir(p_token) AND k.dat_revogacao IS NULL AND coalesce(k.dat_expiracao, 'infinity') > now();
    SELECT a.nom_perfil, a.flg_todas_unidades, t.sta_tenant INTO v_criador
      FROM flowt.tb_omni8_usuario_tenant a, flowt.tb_omni8_usuario u, flowt.tb_omni8_tenant t
     WHERE a.cod_tenant = v_chave.cod_tenant AND a.cod_usuario = v_chave.cod_criador AND a.flg_ativo
       AND u.cod_usuario = v_chave.cod_criador AND u.flg_ativo AND t.cod_tenant = v_chave.cod_tenant;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    v_c.cod_tenant := v_chave.cod_tenant;
    v_c.sta_tenant := v_criador.sta_tenant;
    v_c.nom_perfil := 'api';
    v_c.cod_usuario := v_chave.cod_criador;
    v_c.cod_chave_api := v_chave.cod_chave_api;
    v_c.dat_uso := coalesce(v_chave.dat_uso, '-infinity');
    -- An empty list would mean no restriction: '-' is no permission, 0 is no unit.
    v_c.escopos := coalesce((SELECT string_agg(e, ',') FROM unnest(v_chave.des_escopos) e
                              WHERE e = ANY (flowt.permissoes_do_perfil(v_chave.cod_tenant, v_criador.nom_perfil))), '-');
    IF v_chave.cod_unidades IS NOT NULL OR NOT v_criador.flg_todas_unidades THEN
        v_c.unidades := coalesce((SELECT string_agg(u.cod_unidade::text, ',') FROM flowt.tb_omni8_unidade u
                                   WHERE u.cod_tenant = v_chave.cod_tenant
                                     AND u.cod_unidade = ANY (coalesce(v_chave.cod_unidades, ARRAY[u.cod_unidade]))
                                     AND (v_criador.flg_todas_unidades OR EXISTS (SELECT FROM flowt.tb_omni8_usuario_unidade x
                                           WHERE x.cod_tenant = v_chave.cod_tenant AND x.cod_usuario = v_chave.cod_criador
                                             AND x.cod_unidade = u.cod_unidade))), '0');
    END IF;
    RETURN v_c;
END
$$;
COMMENT ON FUNCTION flowt.ler_chave(text)
    IS 'O que uma chave de API prova: seus escopos e unidades, até onde vão os de quem a criou; nada se ela ou o acesso dele acabou.';

-- Support staff acts in a company only while it is still allowed to.
CREATE OR REPLACE FUNCTION flowt.pode(p_tenant bigint, p_permissao text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_escopos text := coalesce(current_setting('flowt.escopos', true), '');
BEGIN
    RETURN flowt.perfil_pode(p_tenant, nullif(current_setting('flowt.perfil', true), ''), p_permissao)
        AND (v_escopos = '' OR p_permissao = ANY (string_to_array(v_escopos, ',')));
END
$$;
COMMENT ON FUNCTION flowt.pode(bigint, text)
    IS 'Se o perfil de quem age, e a chave que usa, têm uma permissão: para o que se mostra a uns e não a outros.';

CREATE OR REPLACE FUNCTION flowt.pode_personificar(p_usuario bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_plataforma bigint := flowt.parametro_plataforma('tenant_da_plataforma')::bigint;
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_usuario_tenant a, flowt.tb_omni8_usuario u
                    WHERE a.cod_tenant = v_plataforma AND a.cod_usuario = p_usuario AND a.flg_ativo AND u.cod_usuario = p_usuario AND u.flg_ativo
                      AND flowt.perfil_pode(v_plataforma, a.nom_perfil, 'plataforma.personificar'));
END
$$;
COMMENT ON FUNCTION flowt.pode_personificar(bigint) IS 'Se um usuário é da equipe da plataforma e pode entrar em outras empresas.';

-- Statements of their own: with the keys known, every table is one look-up, whatever the statistics say.
CREATE OR REPLACE FUNCTION flowt.ler_credencial(p_token text) RETURNS flowt.credencial
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_c     flowt.credencial;
    v_todas boolean := true;
BEGIN
    IF p_token LIKE 'fk\_%' THEN
        v_c := flowt.ler_chave(p_token);
    ELSE
        SELECT s.cod_tenant, s.cod_usuario, s.cod_sessao, s.cod_pessoa, s.cod_personificador, s.dat_uso, s.flg_restrita
          INTO v_c.cod_tenant, v_c.cod_usuario, v_c.cod_sessao, v_c.cod_pessoa, v_c.cod_personificador, v_c.dat_uso,
              v_c.flg_restrita FROM flowt.tb_omni8_sessao s
         WHERE s.hsh_token = flowt.digerir(p_token) AND s.dat_revogacao IS NULL AND s.dat_expiracao > now()
           AND (s.cod_usuario IS NULL OR s.dat_uso > now() - flowt.inatividade_de_sessao());
        IF v_c.cod_pessoa IS NOT NULL THEN
            SELECT 'cliente', t.sta_tenant INTO v_c.nom_perfil, v_c.sta_tenant FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_c.cod_tenant;
        ELSIF v_c.cod_personificador IS NULL OR flowt.pode_personificar(v_c.cod_personificador) THEN
            SELECT a.nom_perfil, t.sta_tenant, a.flg_todas_unidades INTO v_c.nom_perfil, v_c.sta_tenant, v_todas
              FROM flowt.tb_omni8_usuario_tenant a, flowt.tb_omni8_usuario u, flowt.tb_omni8_tenant t
             WHERE a.cod_tenant = v_c.cod_tenant AND a.cod_usuario = v_c.cod_usuario AND a.flg_ativo
               AND u.cod_usuario = v_c.cod_usuario AND u.flg_ativo AND t.cod_tenant = v_c.cod_tenant;
            IF NOT v_todas THEN
                v_c.unidades := flowt.unidades_do_usuario(v_c.cod_tenant, v_c.cod_usuario);
            END IF;
        END IF;
    END IF;
    IF v_c.sta_tenant IS NULL THEN
        PERFORM flowt.recusar_acesso('sessao_invalida');
    END IF;
    RETURN v_c;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.ler_credencial(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.ler_credencial(text)
    IS 'O que um token prova: sessão de usuário, sessão de cliente ou (fk_…) chave de API; levanta 401 se nada.';

-- Whoever is noting the same use already does it for this request too; a replica cannot.
CREATE OR REPLACE FUNCTION flowt.anotar_uso(p_c flowt.credencial) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN;
    ELSIF p_c.cod_chave_api IS NOT NULL AND p_c.dat_uso < now() - flowt.precisao_de_uso_de_chave() THEN
        UPDATE flowt.tb_omni8_chave_api k SET dat_uso = now()
         WHERE k.cod_tenant = p_c.cod_tenant AND k.cod_chave_api = (SELECT x.cod_chave_api FROM flowt.tb_omni8_chave_api x
               WHERE x.cod_tenant = p_c.cod_tenant AND x.cod_chave_api = p_c.cod_chave_api FOR NO KEY UPDATE SKIP LOCKED);
    ELSIF p_c.cod_sessao IS NOT NULL AND p_c.dat_uso < now() - flowt.precisao_de_uso_de_sessao() THEN
        UPDATE flowt.tb_omni8_sessao s SET dat_uso = now()
         WHERE s.cod_tenant = p_c.cod_tenant AND s.cod_sessao = (SELECT x.cod_sessao FROM flowt.tb_omni8_sessao x
               WHERE x.cod_tenant = p_c.cod_tenant AND x.cod_sessao = p_c.cod_sessao FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.anotar_uso(flowt.credencial), flowt.ler_chave(text), flowt.pode_personificar(bigint) FROM flowt_api, flowt_courier,
    flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.anotar_uso(flowt.credencial) IS 'Anota o uso de uma sessão ou chave, se a última anotação já é antiga.';
