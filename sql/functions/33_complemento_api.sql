-- Administration of add-ons (guide chapter 5.1).

CREATE OR REPLACE FUNCTION flowt.limite_grupos() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1000;
COMMENT ON FUNCTION flowt.limite_grupos() IS 'Grupos de complementos que uma empresa pode ter.';
CREATE OR REPLACE FUNCTION flowt.limite_opcoes_do_grupo() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 200;
COMMENT ON FUNCTION flowt.limite_opcoes_do_grupo() IS 'Opções que um grupo pode ter.';

CREATE OR REPLACE FUNCTION flowt.json_opcao(p_opcao flowt.tb_omni8_complemento_opcao, p_grupos json) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('cod_opcao', (p_opcao).cod_opcao::text, 'cod_grupo', (p_opcao).cod_grupo::text, 'nom_opcao', (p_opcao).nom_opcao,
    'des_opcao', (p_opcao).des_opcao,
    'des_alergenos', (p_opcao).des_alergenos, 'vlr_preco', (p_opcao).vlr_preco, 'qtd_max', (p_opcao).qtd_max, 'num_ordem', (p_opcao).num_ordem,
        'sta_opcao', (p_opcao).sta_opcao,
    'dat_esgotado', (p_opcao).dat_esgotado, 'grupos', coalesce(p_grupos, '[]'), 'num_versao', (p_opcao).num_versao);
COMMENT ON FUNCTION flowt.json_opcao(flowt.tb_omni8_complemento_opcao, json) IS 'Opção como a API a mostra, com os códigos dos grupos que abre.';

CREATE OR REPLACE FUNCTION flowt.grupos_usados(p_tenant bigint, p_produto bigint, p_opcao bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(u.cod_grupo::text ORDER BY u.num_ordem, u.cod_uso), '[]') FROM flowt.tb_omni8_complemento_uso u
             WHERE u.cod_tenant = p_tenant AND (u.cod_produto = p_produto OR u.cod_opcao = p_opcao) AND u.dat_fim = 'infinity');
END
$$;
COMMENT ON FUNCTION flowt.grupos_usados(bigint, bigint, bigint) IS 'Códigos dos grupos de um produto ou de uma opção, agora, em ordem.';

CREATE OR REPLACE FUNCTION flowt.grupos_de_complementos(p_tenant bigint, p_codigos bigint[])
RETURNS TABLE (cod_grupo text, nom_grupo text, des_grupo text, qtd_min integer, qtd_max integer, tip_preco text, qtd_produtos bigint, opcoes json,
               num_versao integer)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT g.cod_grupo::text, g.nom_grupo, g.des_grupo, g.qtd_min, g.qtd_max, g.tip_preco,
           (SELECT count(*) FROM flowt.tb_omni8_complemento_uso u
             WHERE u.cod_tenant = p_tenant AND u.cod_grupo = g.cod_grupo AND u.cod_produto IS NOT NULL AND u.dat_fim = 'infinity'),
           (SELECT coalesce(json_agg(flowt.json_opcao(o, flowt.grupos_usados(p_tenant, NULL, o.cod_opcao)) ORDER BY o.num_ordem, o.cod_opcao), '[]')
              FROM flowt.tb_omni8_complemento_opcao o WHERE o.cod_tenant = p_tenant AND o.cod_grupo = g.cod_grupo AND o.dat_exclusao IS NULL),
           g.num_versao
      FROM flowt.tb_omni8_complemento_grupo g WHERE g.cod_tenant = p_tenant AND g.cod_grupo = ANY (p_codigos) AND g.dat_exclusao IS NULL
     ORDER BY g.cod_grupo;
END
$$;
COMMENT ON FUNCTION flowt.grupos_de_complementos(bigint, bigint[]) IS 'Grupos como a API os mostra à equipe, com suas opções.';

CREATE OR REPLACE FUNCTION flowt.resposta_grupo(p_tenant bigint, p_grupo bigint, p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_corpo text := (SELECT to_json(g)::text FROM flowt.grupos_de_complementos(p_tenant, ARRAY[p_grupo]) AS g);
BEGIN
    IF v_corpo IS NULL THEN
        PERFORM flowt.recusar_registro('este grupo');
    END IF;
    RETURN (p_status, NULL, CASE p_status WHEN 201 THEN 'Location: /v1/complementos/' || p_grupo END, v_corpo)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_grupo(bigint, bigint, integer) IS 'Resposta com um grupo de complementos, ou 404.';

CREATE OR REPLACE FUNCTION flowt.travar_grupo(p_tenant bigint, p_grupo bigint) RETURNS flowt.tb_omni8_complemento_grupo
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_complemento_grupo;
BEGIN
    SELECT g.* INTO v_linha FROM flowt.tb_omni8_complemento_grupo g
     WHERE g.cod_tenant = p_tenant AND g.cod_grupo = p_grupo AND g.dat_exclusao IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este grupo');
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.travar_grupo(bigint, bigint) IS 'Trava um grupo de complementos e o devolve, ou levanta 404.';

-- What is no longer listed ends now, what is new begins now, and an order changes no price.
CREATE OR REPLACE FUNCTION flowt.definir_grupos(p_tenant bigint, p_produto bigint, p_opcao bigint, p_grupos jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_grupos bigint[] := ARRAY(SELECT g::bigint FROM jsonb_array_elements_text(p_grupos) WITH ORDINALITY AS g (g, posicao) ORDER BY g.posicao);
    v_falta  bigint;
BEGIN
    IF (SELECT count(DISTINCT g) FROM unnest(v_grupos) AS g) < cardinality(v_grupos) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'grupo_repetido', DETAIL = 'Cada grupo aparece uma vez: tire o repetido.';
    END IF;
    PERFORM FROM flowt.tb_omni8_complemento_grupo g WHERE g.cod_tenant = p_tenant AND g.cod_grupo = ANY (v_grupos) AND g.dat_exclusao IS NULL
      ORDER BY g.cod_grupo FOR KEY SHARE;
    SELECT x INTO v_falta FROM unnest(v_grupos) AS x
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_complemento_grupo g WHERE g.cod_tenant = p_tenant AND g.cod_grupo = x AND g.dat_exclusao IS NULL)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'grupo_desconhecido',
            DETAIL = format('Não há grupo de código %s: confira a lista.', v_falta);
    END IF;
    UPDATE flowt.tb_omni8_complemento_uso u SET dat_fim = greatest(now(), u.dat_inicio + interval '1 microsecond')
     WHERE u.cod_tenant = p_tenant AND (u.cod_produto = p_produto OR u.cod_opcao = p_opcao) AND u.dat_fim = 'infinity'
       AND u.cod_grupo <> ALL (v_grupos);
    UPDATE flowt.tb_omni8_complemento_uso u SET num_ordem = array_position(v_grupos, u.cod_grupo)
     WHERE u.cod_tenant = p_tenant AND (u.cod_produto = p_produto OR u.cod_opcao = p_opcao) AND u.dat_fim = 'infinity'
       AND u.num_ordem <> array_position(v_grupos, u.cod_grupo);
    FOR v_posicao IN 1 .. cardinality(v_grupos) LOOP
        INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto, cod_opcao, num_ordem, dat_inicio)
        SELECT p_tenant, v_grupos[v_posicao], p_produto, p_opcao, v_posicao,
               greatest(now(), (SELECT max(u.dat_fim) FROM flowt.tb_omni8_complemento_uso u
                   WHERE u.cod_tenant = p_tenant AND u.cod_grupo = v_grupos[v_posicao] AND (u.cod_produto = p_produto OR u.cod_opcao = p_opcao)))
         WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_complemento_uso u WHERE u.cod_tenant = p_tenant AND u.cod_grupo = v_grupos[v_posicao]
                              AND (u.cod_produto = p_produto OR u.cod_opcao = p_opcao) AND u.dat_fim = 'infinity');
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.definir_grupos(bigint, bigint, bigint, jsonb)
    IS 'Faz da lista os grupos de um produto ou de uma opção travados, nesta ordem; o que sai fica para os preços de antes.';

CREATE OR REPLACE FUNCTION api.complemento_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT g.cod_grupo FROM flowt.tb_omni8_complemento_grupo g
                                 WHERE g.cod_tenant = v_tenant AND g.cod_grupo > coalesce(p_apos, 0) AND g.dat_exclusao IS NULL
                                 ORDER BY g.cod_grupo LIMIT v_quantos);
    v_itens   json;
BEGIN
    SELECT coalesce(json_agg(g), '[]') INTO v_itens FROM flowt.grupos_de_complementos(v_tenant, v_pagina) AS g;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
                                               'proximo', CASE
                                                               WHEN cardinality(v_pagina)
                                                               = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.complemento_listar(integer, bigint) IS
$$GET /v1/complementos
acesso: catalogo.ler
resposta: 200 complemento_lista
etiqueta: Complementos
Lista os grupos de complementos com suas opções, na ordem em que foram criados.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.complemento_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.resposta_grupo(flowt.exigir_tenant(), p_id, 200);
END
$$;
COMMENT ON FUNCTION api.complemento_ler(bigint) IS
$$GET /v1/complementos/{id}
acesso: catalogo.ler
resposta: 200 complemento
resposta: 404 problema
etiqueta: Complementos
Lê um grupo de complementos com suas opções.$$;

CREATE OR REPLACE FUNCTION api.complemento_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('complemento_novo', p_corpo);
    v_linha  flowt.tb_omni8_complemento_grupo;
BEGIN
    IF (SELECT count(*) FROM flowt.tb_omni8_complemento_grupo g
         WHERE g.cod_tenant = v_tenant AND g.dat_exclusao IS NULL) >= flowt.limite_grupos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'grupos_demais',
            DETAIL = format('Uma empresa tem até %s grupos de complementos.', flowt.limite_grupos());
    END IF;
    v_linha := jsonb_populate_record(NULL::flowt.tb_omni8_complemento_grupo, v_corpo);
    INSERT INTO flowt.tb_omni8_complemento_grupo AS g (cod_tenant, nom_grupo, des_grupo, qtd_min, qtd_max, tip_preco)
    VALUES (v_tenant, btrim(v_linha.nom_grupo), v_linha.des_grupo, coalesce(v_linha.qtd_min, 0), coalesce(v_linha.qtd_max, 1),
            coalesce(v_linha.tip_preco, 'SOMA'))
    RETURNING g.* INTO v_linha;
    RETURN flowt.resposta_grupo(v_tenant, v_linha.cod_grupo, 201);
END
$$;
COMMENT ON FUNCTION api.complemento_criar(text) IS
$$POST /v1/complementos
acesso: catalogo.escrever
corpo: complemento_novo
resposta: 201 complemento
resposta: 422 problema
etiqueta: Complementos
Cria um grupo de complementos. tip_preco: quanto custam as escolhas, a SOMA delas, a MAIOR ou a MEDIA (meia pizza de cada sabor); o que uma opção abre soma sempre.$$;

CREATE OR REPLACE FUNCTION api.complemento_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('complemento_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_complemento_grupo := flowt.travar_grupo(v_tenant, p_id);
BEGIN
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    UPDATE flowt.tb_omni8_complemento_grupo g
       SET (nom_grupo, des_grupo, qtd_min, qtd_max, tip_preco) = (btrim(v_linha.nom_grupo), v_linha.des_grupo, v_linha.qtd_min, v_linha.qtd_max,
                                                                  v_linha.tip_preco)
     WHERE g.cod_tenant = v_tenant AND g.cod_grupo = p_id;
    RETURN flowt.resposta_grupo(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.complemento_alterar(bigint, text) IS
$$PATCH /v1/complementos/{id}
acesso: catalogo.escrever
corpo: complemento_alteracao
resposta: 200 complemento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Complementos
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então). A regra nova vale daqui em diante.$$;

CREATE OR REPLACE FUNCTION api.complemento_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.travar_grupo(v_tenant, p_id);
    UPDATE flowt.tb_omni8_complemento_uso u SET dat_fim = greatest(now(), u.dat_inicio + interval '1 microsecond')
     WHERE u.cod_tenant = v_tenant AND u.cod_grupo = p_id AND u.dat_fim = 'infinity';
    UPDATE flowt.tb_omni8_complemento_opcao o SET dat_exclusao = clock_timestamp()
     WHERE o.cod_tenant = v_tenant AND o.cod_grupo = p_id AND o.dat_exclusao IS NULL;
    UPDATE flowt.tb_omni8_complemento_grupo g SET dat_exclusao = now() WHERE g.cod_tenant = v_tenant AND g.cod_grupo = p_id;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.complemento_excluir(bigint) IS
$$DELETE /v1/complementos/{id}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
etiqueta: Complementos
Exclui um grupo e o tira de todos os itens; pedidos antigos guardam o que foi escolhido.$$;

CREATE OR REPLACE FUNCTION api.produto_complemento_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                    WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL) THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    RETURN (200, NULL, NULL, json_build_object('grupos', flowt.grupos_usados(v_tenant, p_id, NULL))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_complemento_ler(bigint) IS
$$GET /v1/produtos/{id}/complementos
acesso: catalogo.ler
resposta: 200 complemento_grupos
resposta: 404 problema
etiqueta: Complementos
Os grupos de complementos de um item, na ordem de exibição.$$;

CREATE OR REPLACE FUNCTION api.produto_complemento_definir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('complemento_grupos', p_corpo);
BEGIN
    PERFORM flowt.travar_produto(v_tenant, p_id);
    PERFORM flowt.definir_grupos(v_tenant, p_id, NULL, v_corpo -> 'grupos');
    RETURN (200, NULL, NULL, json_build_object('grupos', flowt.grupos_usados(v_tenant, p_id, NULL))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_complemento_definir(bigint, text) IS
$$PUT /v1/produtos/{id}/complementos
acesso: catalogo.escrever
corpo: complemento_grupos
resposta: 200 complemento_grupos
resposta: 404 problema
resposta: 422 problema
etiqueta: Complementos
Troca a lista inteira de grupos de um item, nesta ordem.$$;

SELECT flowt.definir_esquema('complemento_grupos', $json${
    "type": "object", "required": ["grupos"],
    "properties": {"grupos": {"type": "array", "maxItems": 20,
            "items": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um grupo, como \"12\"."}}}
}$json$);
-- The fields a group is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_grupo": {"type": "string", "minLength": 1, "maxLength": 80},
    "des_grupo": {"type": ["string", "null"], "maxLength": 200},
    "qtd_min": {"type": "integer", "minimum": 0, "maximum": 99},
    "qtd_max": {"type": "integer", "minimum": 1, "maximum": 99},
    "tip_preco": {"type": "string", "enum": ["SOMA", "MAIOR", "MEDIA"]}
}$json$::jsonb))
FROM (VALUES ('complemento_novo', '["nom_grupo"]'::jsonb, '{}'::jsonb),
             ('complemento_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}}')) AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('complemento', $json${
    "type": "object", "required": ["cod_grupo", "nom_grupo", "qtd_min", "qtd_max", "tip_preco", "opcoes", "num_versao"],
    "properties": {
        "cod_grupo": {"type": "string"}, "nom_grupo": {"type": "string"}, "des_grupo": {"type": ["string", "null"]}, "qtd_min": {"type": "integer"},
        "qtd_max": {"type": "integer"},
        "tip_preco": {"type": "string"}, "qtd_produtos": {"type": "integer", "description": "Itens que usam o grupo."},
        "opcoes": {"type": "array", "items": {"$ref": "#/components/schemas/opcao"}}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('complemento_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/complemento"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
