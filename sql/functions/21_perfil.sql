-- Access (guide chapter 17.1): the matrix of profiles and permissions, as each company has it, and who may change what.

-- Nobody grants more than they hold. What somebody holds is read from the tables: the door may have seen it before a change.
CREATE OR REPLACE FUNCTION flowt.perfil_do_usuario(p_tenant bigint, p_usuario bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT a.nom_perfil FROM flowt.tb_omni8_usuario_tenant a WHERE a.cod_tenant = p_tenant AND a.cod_usuario = p_usuario AND a.flg_ativo);
END
$$;
COMMENT ON FUNCTION flowt.perfil_do_usuario(bigint, bigint) IS 'Perfil de um acesso ativo; nulo se não há.';

CREATE OR REPLACE FUNCTION flowt.alcanca_perfil(p_tenant bigint, p_ator bigint, p_perfil text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_perfil text := flowt.perfil_do_usuario(p_tenant, p_ator);
BEGIN
    RETURN v_perfil IS NOT NULL AND flowt.permissoes_do_perfil(p_tenant, p_perfil) <@ flowt.permissoes_do_perfil(p_tenant, v_perfil);
END
$$;
COMMENT ON FUNCTION flowt.alcanca_perfil(bigint, bigint, text) IS 'Se um usuário tem toda permissão que um perfil tem no tenant.';

CREATE OR REPLACE FUNCTION flowt.recusar_alcance(p_detalhe text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = 'alem_do_proprio_acesso', DETAIL = p_detalhe;
END
$$;
COMMENT ON FUNCTION flowt.recusar_alcance(text) IS 'Levanta o erro 403 de quem tenta dar, ou mudar em outro, mais do que tem.';

-- The administrator is who can put everything right again, so it is never less; a key never manages access.
CREATE OR REPLACE FUNCTION flowt.edita_matriz(p_perfil text, p_permissao text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_perfil NOT IN ('admin', 'plataforma') AND p_permissao NOT LIKE 'plataforma.%'
    AND NOT (p_perfil IN ('api', 'bi') AND split_part(p_permissao, '.', 1) IN ('acesso', 'chave_api'));
COMMENT ON FUNCTION flowt.edita_matriz(text, text)
    IS 'Se um lugar da matriz se pode mudar: os de admin e plataforma não, nem programas gerem acessos.';

CREATE OR REPLACE FUNCTION flowt.matriz(p_tenant bigint, p_ator bigint)
RETURNS TABLE (nom_perfil text, des_perfil text, nom_permissao text, des_permissao text, flg_concedida boolean, flg_padrao boolean,
               flg_alterada boolean, flg_editavel boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.nom_perfil, p.des_perfil, m.nom_permissao, m.des_permissao,
           coalesce(t.flg_concedida, x.nom_perfil IS NOT NULL), x.nom_perfil IS NOT NULL, t.nom_perfil IS NOT NULL,
           flowt.edita_matriz(p.nom_perfil, m.nom_permissao) AND m.nom_permissao = ANY (a.permissoes) AND p.alcancado
      FROM (SELECT f.nom_perfil, f.des_perfil, flowt.alcanca_perfil(p_tenant, p_ator, f.nom_perfil) AS alcancado FROM flowt.tb_omni8_perfil AS f
            OFFSET 0) AS p
     CROSS JOIN flowt.tb_omni8_permissao AS m
     CROSS JOIN (SELECT flowt.permissoes_do_perfil(p_tenant, flowt.perfil_do_usuario(p_tenant, p_ator)) AS permissoes OFFSET 0) AS a
      LEFT JOIN flowt.tb_omni8_perfil_permissao AS x ON x.nom_perfil = p.nom_perfil AND x.nom_permissao = m.nom_permissao
      LEFT JOIN flowt.tb_omni8_permissao_tenant AS t ON t.cod_tenant = p_tenant AND t.nom_perfil = p.nom_perfil AND t.nom_permissao = m.nom_permissao;
END;
COMMENT ON FUNCTION flowt.matriz(bigint, bigint)
    IS 'A matriz de um tenant: cada perfil e permissão, o que vale, o padrão da plataforma, se foi alterada e se o usuário pode mudá-la.';

CREATE OR REPLACE FUNCTION flowt.conferir_mudanca_na_matriz(p_tenant bigint, p_perfil text, p_permissao text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_ator bigint := flowt.exigir_pessoa();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_perfil p WHERE p.nom_perfil = p_perfil) THEN
        PERFORM flowt.recusar_registro('este perfil');
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_permissao p WHERE p.nom_permissao = p_permissao) THEN
        PERFORM flowt.recusar_registro('esta permissão');
    ELSIF NOT flowt.edita_matriz(p_perfil, p_permissao) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'permissao_fixa', DETAIL = 'Esta permissão é fixa neste perfil: mude a de outro perfil.';
    ELSIF NOT p_permissao = ANY (flowt.permissoes_do_perfil(p_tenant, flowt.perfil_do_usuario(p_tenant, v_ator))) THEN
        PERFORM flowt.recusar_alcance('Você não tem esta permissão, então não pode dá-la nem retirá-la.');
    ELSIF NOT flowt.alcanca_perfil(p_tenant, v_ator, p_perfil) THEN
        PERFORM flowt.recusar_alcance('Este perfil pode mais do que o seu: peça a mudança a quem administra a empresa.');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_mudanca_na_matriz(bigint, text, text) IS 'Recusa o que quem age não pode mudar na matriz do tenant.';

CREATE OR REPLACE FUNCTION flowt.resposta_da_matriz(p_tenant bigint, p_perfil text, p_permissao text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_corpo json;
BEGIN
    SELECT json_build_object('nom_perfil', m.nom_perfil, 'nom_permissao', m.nom_permissao, 'des_permissao', m.des_permissao,
                             'flg_concedida', m.flg_concedida,
                             'flg_padrao', m.flg_padrao, 'flg_alterada', m.flg_alterada, 'flg_editavel', m.flg_editavel) INTO v_corpo
      FROM flowt.matriz(p_tenant, current_setting('flowt.cod_usuario')::bigint) AS m WHERE m.nom_perfil = p_perfil AND m.nom_permissao = p_permissao;
    RETURN (200, NULL, NULL, v_corpo::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_da_matriz(bigint, text, text) IS 'Resposta com um lugar da matriz.';

CREATE OR REPLACE FUNCTION api.perfil_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ator   bigint := current_setting('flowt.cod_usuario')::bigint;
    v_itens  json;
BEGIN
    SELECT json_agg(json_build_object('nom_perfil', p.nom_perfil, 'des_perfil', p.des_perfil, 'flg_pessoa', p.flg_pessoa,
                                      'flg_atribuivel', p.flg_pessoa AND flowt.alcanca_perfil(v_tenant, v_ator, p.nom_perfil),
                                      'permissoes', flowt.permissoes_do_perfil(v_tenant, p.nom_perfil),
                                      'qtd_usuarios', (SELECT count(*) FROM flowt.tb_omni8_usuario_tenant a
                                                        WHERE a.cod_tenant = v_tenant AND a.nom_perfil = p.nom_perfil AND a.flg_ativo))
                    ORDER BY p.nom_perfil) INTO v_itens
      FROM flowt.tb_omni8_perfil AS p;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.perfil_listar() IS
$$GET /v1/perfis
acesso: acesso.ler
resposta: 200 perfil_lista
etiqueta: Acesso
Lista os perfis: o que cada um pode nesta empresa, quantos usuários tem e se você pode dá-lo a alguém.$$;

CREATE OR REPLACE FUNCTION api.perfil_matriz() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  json;
BEGIN
    WITH lugar AS MATERIALIZED (SELECT m.*, split_part(m.nom_permissao, '.', 1) AS nom_recurso
                                  FROM flowt.matriz(v_tenant, current_setting('flowt.cod_usuario')::bigint) AS m),
         linha AS (SELECT l.nom_recurso, l.nom_permissao, l.des_permissao,
                          json_object_agg(l.nom_perfil, json_build_object('flg_concedida', l.flg_concedida, 'flg_padrao', l.flg_padrao,
                                                                          'flg_alterada', l.flg_alterada,
                                                                          'flg_editavel', l.flg_editavel) ORDER BY l.nom_perfil) AS perfis
                     FROM lugar AS l GROUP BY 1, 2, 3),
         recurso AS (SELECT r.nom_recurso, json_agg(json_build_object('nom_permissao', r.nom_permissao, 'des_permissao', r.des_permissao,
                                                                      'perfis', r.perfis)
                                                    ORDER BY r.nom_permissao) AS permissoes FROM linha AS r GROUP BY 1)
    SELECT json_build_object('perfis', (SELECT json_agg(json_build_object('nom_perfil', p.nom_perfil,
                                                                          'des_perfil', p.des_perfil) ORDER BY p.nom_perfil)
                                          FROM flowt.tb_omni8_perfil AS p),
                             'recursos', json_agg(json_build_object('nom_recurso', r.nom_recurso,
                                                                    'permissoes', r.permissoes) ORDER BY r.nom_recurso)) INTO v_corpo
      FROM recurso AS r;
    RETURN (200, NULL, NULL, v_corpo::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.perfil_matriz() IS
$$GET /v1/perfis/matriz
acesso: acesso.ler
resposta: 200 perfil_matriz
etiqueta: Acesso
A matriz de permissões, pronta para uma tela: permissões por recurso, e de cada perfil o que vale, o padrão, se foi alterada e se você pode mudá-la.$$;

CREATE OR REPLACE FUNCTION api.perfil_permissao_definir(p_perfil text, p_permissao text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('permissao_alteracao', p_corpo);
BEGIN
    PERFORM flowt.conferir_mudanca_na_matriz(v_tenant, p_perfil, p_permissao);
    INSERT INTO flowt.tb_omni8_permissao_tenant AS t (cod_tenant, nom_perfil, nom_permissao, flg_concedida)
    VALUES (v_tenant, p_perfil, p_permissao, (v_corpo ->> 'flg_concedida')::boolean)
    ON CONFLICT (cod_tenant, nom_perfil, nom_permissao) DO UPDATE SET flg_concedida = excluded.flg_concedida;
    RETURN flowt.resposta_da_matriz(v_tenant, p_perfil, p_permissao);
END
$$;
COMMENT ON FUNCTION api.perfil_permissao_definir(text, text, text) IS
$$PUT /v1/perfis/{perfil}/permissoes/{permissao}
acesso: acesso.configurar
corpo: permissao_alteracao
resposta: 200 permissao_do_perfil
etiqueta: Acesso
Concede a um perfil, ou retira dele, uma permissão que você tem. Vale na próxima requisição.$$;

CREATE OR REPLACE FUNCTION api.perfil_permissao_restaurar(p_perfil text, p_permissao text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.conferir_mudanca_na_matriz(v_tenant, p_perfil, p_permissao);
    DELETE FROM flowt.tb_omni8_permissao_tenant t WHERE t.cod_tenant = v_tenant AND t.nom_perfil = p_perfil AND t.nom_permissao = p_permissao;
    RETURN flowt.resposta_da_matriz(v_tenant, p_perfil, p_permissao);
END
$$;
COMMENT ON FUNCTION api.perfil_permissao_restaurar(text, text) IS
$$DELETE /v1/perfis/{perfil}/permissoes/{permissao}
acesso: acesso.configurar
resposta: 200 permissao_do_perfil
etiqueta: Acesso
Volta um lugar da matriz ao padrão da plataforma.$$;

SELECT flowt.definir_esquema('permissao_alteracao', $json${
    "type": "object", "required": ["flg_concedida"], "properties": {"flg_concedida": {"type": "boolean"}}
}$json$);
SELECT flowt.definir_esquema('permissao_do_perfil', $json${
    "type": "object", "required": ["nom_perfil", "nom_permissao", "des_permissao", "flg_concedida", "flg_padrao", "flg_alterada", "flg_editavel"],
    "properties": {
        "nom_perfil": {"type": "string"}, "nom_permissao": {"type": "string"}, "des_permissao": {"type": "string"},
        "flg_concedida": {"type": "boolean", "description": "O que vale nesta empresa."},
        "flg_padrao": {"type": "boolean", "description": "O padrão da plataforma."},
        "flg_alterada": {"type": "boolean"}, "flg_editavel": {"type": "boolean", "description": "Você pode mudá-la."}
    }
}$json$);
SELECT flowt.definir_esquema('perfil_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "properties": {
        "nom_perfil": {"type": "string"}, "des_perfil": {"type": "string"}, "flg_pessoa": {"type": "boolean"}, "flg_atribuivel": {"type": "boolean"},
        "permissoes": {"type": "array", "items": {"type": "string"}}, "qtd_usuarios": {"type": "integer"}}}}}
}$json$);
SELECT flowt.definir_esquema('perfil_matriz', $json${
    "type": "object", "required": ["perfis", "recursos"],
    "properties": {
        "perfis": {"type": "array", "items": {"type": "object", "properties": {"nom_perfil": {"type": "string"}, "des_perfil": {"type": "string"}}}},
        "recursos": {"type": "array", "items": {"type": "object", "properties": {
            "nom_recurso": {"type": "string"},
            "permissoes": {"type": "array", "items": {"type": "object", "properties": {
                "nom_permissao": {"type": "string"}, "des_permissao": {"type": "string"},
                "perfis": {"type": "object", "additionalProperties": true,
                    "description": "Por nome de perfil: flg_concedida, flg_padrao, flg_alterada, flg_editavel."}}}}}}}
    }
}$json$);
