-- Access (guide chapter 17.2): API keys. A key is in its creator's name and dies with their access; it never manages access.

CREATE OR REPLACE FUNCTION flowt.validade_chave_api() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '1 year';
COMMENT ON FUNCTION flowt.validade_chave_api() IS 'Validade de uma chave de API, se não se pede outra; e a maior que se pode pedir.';
CREATE OR REPLACE FUNCTION flowt.limite_de_chaves() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 50;
COMMENT ON FUNCTION flowt.limite_de_chaves() IS 'Chaves de API vivas de uma empresa.';

CREATE OR REPLACE FUNCTION flowt.json_chave(p_tenant bigint, p_chaves bigint[]) RETURNS jsonb[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT jsonb_build_object('cod_chave_api', k.cod_chave_api::text, 'nom_chave', k.nom_chave, 'des_prefixo', k.des_prefixo,
                   'escopos', k.des_escopos,
                   'unidades', CASE WHEN k.cod_unidades IS NOT NULL THEN ARRAY(SELECT n::text FROM unnest(k.cod_unidades) AS n) END,
                   'cod_criador', k.cod_criador::text,
                   'sta_chave', CASE WHEN k.dat_revogacao IS NOT NULL THEN 'REVOGADA' WHEN k.dat_expiracao <= now() THEN 'EXPIRADA'
                                     WHEN flowt.perfil_do_usuario(p_tenant, k.cod_criador) IS NULL THEN 'SEM_DONO' ELSE 'ATIVA' END,
                   'dat_criacao', k.dat_criacao, 'dat_expiracao', k.dat_expiracao, 'dat_uso', k.dat_uso)
          FROM flowt.tb_omni8_chave_api k WHERE k.cod_tenant = p_tenant AND k.cod_chave_api = ANY (p_chaves) ORDER BY k.cod_chave_api);
END
$$;
COMMENT ON FUNCTION flowt.json_chave(bigint, bigint[]) IS 'Chaves de API como a API as mostra: nunca o token.';

CREATE OR REPLACE FUNCTION flowt.conferir_escopos(p_tenant bigint, p_ator bigint, p_escopos text[], p_unidades bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_todas boolean;
BEGIN
    SELECT a.flg_todas_unidades INTO v_todas FROM flowt.tb_omni8_usuario_tenant a
     WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_ator AND a.flg_ativo;
    IF NOT p_escopos <@ flowt.permissoes_do_perfil(p_tenant, 'api') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'escopo_fora_do_perfil_api',
            DETAIL = 'Há permissões que o perfil api não tem: escolha entre as dele, em /v1/perfis.';
    ELSIF NOT p_escopos <@ flowt.permissoes_do_perfil(p_tenant, flowt.perfil_do_usuario(p_tenant, p_ator)) THEN
        PERFORM flowt.recusar_alcance('Há permissões que você não tem: uma chave não pode mais do que quem a cria.');
    ELSIF EXISTS (SELECT FROM unnest(p_unidades) n
                   WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant AND u.cod_unidade = n)) THEN
        PERFORM flowt.recusar_registro('esta unidade');
    ELSIF NOT v_todas AND (p_unidades IS NULL OR EXISTS (SELECT FROM unnest(p_unidades) n WHERE NOT EXISTS (
              SELECT FROM flowt.tb_omni8_usuario_unidade x WHERE x.cod_tenant = p_tenant AND x.cod_usuario = p_ator AND x.cod_unidade = n))) THEN
        PERFORM flowt.recusar_alcance('Há unidades fora do seu acesso: escolha entre as suas.');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_escopos(bigint, bigint, text[], bigint[])
    IS 'Recusa escopos e unidades além dos do perfil api ou de quem cria a chave.';

CREATE OR REPLACE FUNCTION flowt.criar_chave(p_corpo jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant   bigint   := flowt.exigir_tenant();
    v_ator     bigint   := flowt.exigir_pessoa();
    v_token    text     := 'fk_' || flowt.novo_token();
    v_escopos  text[]   := ARRAY(SELECT DISTINCT e FROM jsonb_array_elements_text(p_corpo -> 'escopos') AS e ORDER BY 1);
    v_unidades bigint[] := flowt.unidades_do_corpo(p_corpo);
    v_expira   timestamptz := coalesce((p_corpo ->> 'dat_expiracao')::timestamptz, now() + flowt.validade_chave_api());
    v_chave    bigint;
BEGIN
    PERFORM flowt.exigir_permissao('chave_api.gerir'), flowt.conferir_escopos(v_tenant, v_ator, v_escopos, v_unidades);
    PERFORM flowt.um_de_cada_vez(v_tenant, 'chave_api');
    IF v_expira <= now() OR v_expira > now() + flowt.validade_chave_api() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'validade_de_chave',
            DETAIL = 'A chave expira em uma data futura, no máximo daqui a um ano.';
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_chave_api k
            WHERE k.cod_tenant = v_tenant AND k.dat_revogacao IS NULL
              AND coalesce(k.dat_expiracao, 'infinity') > now()) >= flowt.limite_de_chaves() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'chaves_demais',
            DETAIL = format('Há %s chaves vivas: revogue as que não se usam mais.', flowt.limite_de_chaves());
    END IF;
    INSERT INTO flowt.tb_omni8_chave_api (cod_tenant, nom_chave, des_prefixo, hsh_token, des_escopos, cod_unidades, cod_criador, dat_expiracao)
    VALUES (v_tenant, btrim(p_corpo ->> 'nom_chave'), left(v_token, 8), flowt.digerir(v_token), v_escopos, v_unidades, v_ator, v_expira)
    RETURNING cod_chave_api INTO v_chave;
    RETURN (flowt.json_chave(v_tenant, ARRAY[v_chave]))[1] || jsonb_build_object('token', v_token);
END
$$;
ALTER FUNCTION flowt.criar_chave(jsonb) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.criar_chave(jsonb) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.criar_chave(jsonb)
    IS 'Cria uma chave de API no tenant da requisição, em nome de quem age; só esta resposta tem o token. Atravessa tenants: só ela e trocar_chave '
       'gravam chaves; o filtro por tenant é delas.';

-- Whoever exchanges a key sees its new token: it must be no more than they could create. It is theirs from then on.
CREATE OR REPLACE FUNCTION flowt.trocar_chave(p_chave bigint, p_revoga boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ator   bigint := flowt.exigir_pessoa();
    v_token  text   := 'fk_' || flowt.novo_token();
    v_linha  flowt.tb_omni8_chave_api;
BEGIN
    PERFORM flowt.exigir_permissao('chave_api.gerir');
    SELECT k.* INTO v_linha FROM flowt.tb_omni8_chave_api k WHERE k.cod_tenant = v_tenant AND k.cod_chave_api = p_chave FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta chave');
    ELSIF p_revoga THEN
        UPDATE flowt.tb_omni8_chave_api k SET dat_revogacao = now()
         WHERE k.cod_tenant = v_tenant AND k.cod_chave_api = p_chave AND k.dat_revogacao IS NULL;
        RETURN NULL;
    ELSIF v_linha.dat_revogacao IS NOT NULL OR v_linha.dat_expiracao <= now() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'chave_encerrada', DETAIL = 'Esta chave foi revogada ou expirou: crie outra.';
    END IF;
    PERFORM flowt.conferir_escopos(v_tenant, v_ator, v_linha.des_escopos, v_linha.cod_unidades);
    UPDATE flowt.tb_omni8_chave_api k SET hsh_token = flowt.digerir(v_token), des_prefixo = left(v_token, 8), cod_criador = v_ator, dat_uso = NULL
     WHERE k.cod_tenant = v_tenant AND k.cod_chave_api = p_chave;
    RETURN (flowt.json_chave(v_tenant, ARRAY[p_chave]))[1] || jsonb_build_object('token', v_token);
END
$$;
ALTER FUNCTION flowt.trocar_chave(bigint, boolean) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.trocar_chave(bigint, boolean) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.trocar_chave(bigint, boolean)
    IS 'Revoga uma chave do tenant da requisição, ou lhe dá um token novo. Atravessa tenants: só ela e criar_chave gravam chaves; o filtro por '
       'tenant é delas.';

CREATE OR REPLACE FUNCTION api.chave_api_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    -- The living ones are few by limite_de_chaves; of the dead, the last.
    RETURN (200, NULL, NULL, json_build_object('itens', flowt.json_chave(v_tenant,
        ARRAY(SELECT k.cod_chave_api FROM flowt.tb_omni8_chave_api k WHERE k.cod_tenant = v_tenant
               ORDER BY k.dat_revogacao IS NOT NULL, k.cod_chave_api DESC LIMIT 100)))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.chave_api_listar() IS
$$GET /v1/chaves-api
acesso: chave_api.gerir
resposta: 200 chave_api_lista
etiqueta: Acesso
Lista as chaves de API da empresa (as vivas, e as últimas revogadas), sem os tokens.$$;

CREATE OR REPLACE FUNCTION api.chave_api_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (201, NULL, NULL, flowt.criar_chave(flowt.ler_corpo('chave_api_nova', p_corpo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.chave_api_criar(text) IS
$$POST /v1/chaves-api
acesso: chave_api.gerir
corpo: chave_api_nova
resposta: 201 chave_api_criada
etiqueta: Acesso
Cria uma chave de API com permissões que você e o perfil api têm. O token é mostrado só aqui.
A chave age em seu nome: perde o que você perder, e deixa de valer se seu acesso acabar. Não gere acessos.$$;

CREATE OR REPLACE FUNCTION api.chave_api_trocar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (201, NULL, NULL, flowt.trocar_chave(p_id, false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.chave_api_trocar(bigint) IS
$$POST /v1/chaves-api/{id}/rotacao
acesso: chave_api.gerir
resposta: 201 chave_api_criada
etiqueta: Acesso
Dá um token novo à chave, que passa a ser sua; o anterior deixa de valer na hora.$$;

CREATE OR REPLACE FUNCTION api.chave_api_revogar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.trocar_chave(p_id, true);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.chave_api_revogar(bigint) IS
$$DELETE /v1/chaves-api/{id}
acesso: chave_api.gerir
resposta: 204
etiqueta: Acesso
Revoga uma chave: o token deixa de valer na hora.$$;

SELECT flowt.definir_esquema('chave_api_nova', $json${
    "type": "object", "required": ["nom_chave", "escopos"],
    "properties": {
        "nom_chave": {"type": "string", "minLength": 1, "maxLength": 80},
        "escopos": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"type": "string", "minLength": 3, "maxLength": 80}},
        "unidades": {"type": ["array", "null"], "minItems": 1, "maxItems": 200, "items": {"type": "string", "format": "codigo",
                "x-mensagem": "O código é um número inteiro positivo, entre aspas."},
                     "description": "Unidades em que a chave vale; null: todas."},
        "dat_expiracao": {"$ref": "#/components/schemas/momento", "description": "No máximo um ano à frente, que é o padrão."}
    }
}$json$);
SELECT flowt.definir_esquema('chave_api', $json${
    "type": "object", "required": ["cod_chave_api", "nom_chave", "des_prefixo", "escopos", "unidades", "sta_chave", "dat_criacao", "dat_expiracao",
        "dat_uso"],
    "properties": {
        "cod_chave_api": {"type": "string"}, "nom_chave": {"type": "string"}, "des_prefixo": {"type": "string"},
        "escopos": {"type": "array", "items": {"type": "string"}},
        "unidades": {"type": ["array", "null"], "items": {"type": "string"}}, "cod_criador": {"type": "string"},
        "sta_chave": {"type": "string", "enum": ["ATIVA", "EXPIRADA", "REVOGADA", "SEM_DONO"]},
        "dat_criacao": {"type": "string", "format": "date-time"},
        "dat_expiracao": {"type": ["string", "null"], "format": "date-time"}, "dat_uso": {"type": ["string", "null"], "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('chave_api_criada', jsonb_set(e.js_esquema, '{properties,token}',
                                                           '{"type": "string", "description": "Token da chave; mostrado só aqui."}'))
  FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'chave_api';
SELECT flowt.definir_esquema('chave_api_lista', $json${
    "type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/chave_api"}}}
}$json$);
