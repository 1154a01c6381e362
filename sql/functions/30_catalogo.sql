-- Catalogue (guide chapter 5): administration of categories, products and services.

CREATE OR REPLACE FUNCTION flowt.json_categoria(p_categoria flowt.tb_omni8_categoria) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('cod_categoria', (p_categoria).cod_categoria::text, 'cod_categoria_mae', (p_categoria).cod_categoria_mae::text,
    'nom_categoria', (p_categoria).nom_categoria,
    'num_ordem', (p_categoria).num_ordem, 'sta_categoria', (p_categoria).sta_categoria, 'num_versao', (p_categoria).num_versao);
COMMENT ON FUNCTION flowt.json_categoria(flowt.tb_omni8_categoria) IS 'Categoria como a API a mostra.';

-- Products as the API shows them to staff: the columns are the JSON's members, because json_agg of a row costs half of
-- what json_build_object does.
CREATE OR REPLACE FUNCTION flowt.produtos(p_tenant bigint, p_codigos bigint[])
RETURNS TABLE (cod_produto text, cod_categoria text, tip_item text, num_sku text, nom_produto text, des_resumo text, des_produto text,
               des_alergenos text[], des_imagem text, vlr_preco bigint, vlr_preco_de bigint, qtd_duracao_min integer, qtd_estoque bigint,
               flg_destaque boolean, num_ordem integer, sta_produto text, dat_esgotado date, num_versao integer, dat_alteracao timestamptz,
               campos jsonb)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.cod_produto::text, p.cod_categoria::text, p.tip_item, p.num_sku, p.nom_produto, p.des_resumo, p.des_produto,
           p.des_alergenos, p.des_imagem, p.vlr_preco, p.vlr_preco_de, p.qtd_duracao_min, e.qtd_estoque,
           p.flg_destaque, p.num_ordem, p.sta_produto, p.dat_esgotado, p.num_versao, p.dat_alteracao,
           CASE WHEN p.js_campos = '{}' THEN p.js_campos ELSE flowt.campos_visiveis(p_tenant, 'ITEM', p.js_campos) END
      FROM flowt.tb_omni8_produto_servico AS p
      LEFT JOIN flowt.tb_omni8_estoque AS e ON e.cod_tenant = p_tenant AND e.cod_produto = p.cod_produto AND e.cod_variacao = 0
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_codigos) AND p.dat_exclusao IS NULL
     ORDER BY p.cod_produto;
END;
COMMENT ON FUNCTION flowt.produtos(bigint, bigint[]) IS 'Produtos e serviços destes códigos, como a API os mostra à equipe, em ordem de código.';

-- Which products a page shows. Without filters it is a range of the primary key, however large the catalogue.
CREATE OR REPLACE FUNCTION flowt.pagina_de_produtos(p_tenant bigint, p_quantos integer, p_apos bigint, p_categoria bigint, p_status text,
                                                    p_busca text) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_apos  bigint := coalesce(p_apos, 0);
    v_busca text   := flowt.sem_acento(p_busca);
BEGIN
    IF num_nonnulls(p_categoria, p_status, p_busca) = 0 THEN
        RETURN ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p
                      WHERE p.cod_tenant = p_tenant AND p.cod_produto > v_apos AND p.dat_exclusao IS NULL
                      ORDER BY p.cod_produto LIMIT p_quantos);
    END IF;
    RETURN ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p
                  WHERE p.cod_tenant = p_tenant AND p.cod_produto > v_apos AND p.dat_exclusao IS NULL
                    AND (p_categoria IS NULL OR p.cod_categoria = p_categoria)
                    AND (p_status IS NULL OR p.sta_produto = p_status)
                    AND (v_busca IS NULL OR strpos(flowt.sem_acento(p.nom_produto), v_busca) > 0)
                  ORDER BY p.cod_produto LIMIT p_quantos);
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_produtos(bigint, integer, bigint, bigint, text, text)
    IS 'Códigos dos itens de uma página do catálogo, em ordem de código.';

CREATE OR REPLACE FUNCTION flowt.resposta_produto(p_tenant bigint, p_produto bigint, p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_resposta flowt.resposta;
BEGIN
    SELECT p_status, NULL, CASE p_status WHEN 201 THEN 'Location: /v1/produtos/' || p_produto END, to_json(p)::text INTO v_resposta
      FROM flowt.produtos(p_tenant, ARRAY[p_produto]) AS p;
    RETURN v_resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_produto(bigint, bigint, integer) IS 'Resposta com um produto recém-gravado.';

CREATE OR REPLACE FUNCTION flowt.recusar_registro(p_o_que text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado', DETAIL = format('Não encontramos %s: confira o código.', p_o_que);
END
$$;
COMMENT ON FUNCTION flowt.recusar_registro(text) IS 'Levanta o erro 404 de um registro que não existe (ou é de outro tenant, o que dá no mesmo).';

CREATE OR REPLACE FUNCTION flowt.tamanho_pagina(p_limite integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(greatest(coalesce(p_limite, 20), 1), 100);
COMMENT ON FUNCTION flowt.tamanho_pagina(integer) IS 'Itens por página: 20, no máximo 100.';

CREATE OR REPLACE FUNCTION api.categoria_listar() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', coalesce((
               SELECT json_agg(flowt.json_categoria(c) ORDER BY c.num_ordem, c.nom_categoria COLLATE "pt-BR-x-icu")
                 FROM flowt.tb_omni8_categoria AS c WHERE c.cod_tenant = flowt.tenant_atual()), '[]'))::text;
END;
COMMENT ON FUNCTION api.categoria_listar() IS
$$GET /v1/categorias
acesso: catalogo.ler
resposta: 200 categoria_lista
etiqueta: Catálogo
Lista as categorias, na ordem de exibição entre as que estão dentro da mesma.$$;

CREATE OR REPLACE FUNCTION api.categoria_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('categoria_nova', p_corpo);
    v_linha  flowt.tb_omni8_categoria;
BEGIN
    INSERT INTO flowt.tb_omni8_categoria (cod_tenant, cod_categoria_mae, nom_categoria, num_ordem)
    VALUES (v_tenant, (v_corpo ->> 'cod_categoria_mae')::bigint, btrim(v_corpo ->> 'nom_categoria'), coalesce((v_corpo ->> 'num_ordem')::integer, 0))
    RETURNING * INTO v_linha;
    RETURN (201, NULL, NULL, flowt.json_categoria(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.categoria_criar(text) IS
$$POST /v1/categorias
acesso: catalogo.escrever
corpo: categoria_nova
resposta: 201 categoria
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo
Cria uma categoria, solta ou dentro de outra (cod_categoria_mae).$$;

CREATE OR REPLACE FUNCTION api.categoria_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('categoria_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_categoria;
BEGIN
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_tenant AND c.cod_categoria = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta categoria');
    ELSIF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    UPDATE flowt.tb_omni8_categoria c
       SET cod_categoria_mae = v_linha.cod_categoria_mae, nom_categoria = btrim(v_linha.nom_categoria), num_ordem = v_linha.num_ordem,
           sta_categoria = v_linha.sta_categoria
     WHERE c.cod_tenant = v_tenant AND c.cod_categoria = p_id
    RETURNING c.* INTO v_linha;
    RETURN (200, NULL, NULL, flowt.json_categoria(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.categoria_alterar(bigint, text) IS
$$PATCH /v1/categorias/{id}
acesso: catalogo.escrever
corpo: categoria_alteracao
resposta: 200 categoria
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo
Altera uma categoria; num_versao é a versão lida (409 se mudou desde então).$$;

CREATE OR REPLACE FUNCTION api.categoria_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    DELETE FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_tenant AND c.cod_categoria = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta categoria');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.categoria_excluir(bigint) IS
$$DELETE /v1/categorias/{id}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
resposta: 409 problema
etiqueta: Catálogo
Exclui uma categoria sem itens nem categorias dentro (409 enquanto tiver).$$;

CREATE OR REPLACE FUNCTION api.produto_listar(p_limite integer, p_apos bigint, p_cod_categoria bigint, p_sta_produto text, p_busca text)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := flowt.pagina_de_produtos(v_tenant, v_quantos, p_apos, p_cod_categoria, p_sta_produto, p_busca);
    v_itens   json;
BEGIN
    SELECT coalesce(json_agg(p), '[]') INTO v_itens FROM flowt.produtos(v_tenant, v_pagina) AS p;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_listar(integer, bigint, bigint, text, text) IS
$$GET /v1/produtos
acesso: catalogo.ler
resposta: 200 produto_lista
etiqueta: Catálogo
Lista produtos e serviços, na ordem em que foram criados.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtros: cod_categoria, sta_produto, busca (no nome, sem diferença de acentos).$$;

CREATE OR REPLACE FUNCTION api.produto_ler(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, to_json(p)::text
      FROM flowt.produtos(flowt.tenant_atual(), ARRAY[p_id]) AS p;
END;
COMMENT ON FUNCTION api.produto_ler(bigint) IS
$$GET /v1/produtos/{id}
acesso: catalogo.ler
resposta: 200 produto
resposta: 404 problema
etiqueta: Catálogo
Lê um produto ou serviço.$$;

CREATE OR REPLACE FUNCTION api.produto_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('produto_novo', p_corpo);
    v_novo    flowt.tb_omni8_produto_servico;
    v_produto bigint;
BEGIN
    v_novo := jsonb_populate_record(NULL::flowt.tb_omni8_produto_servico, v_corpo);
    INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, tip_item, num_sku, nom_produto, des_resumo, des_produto, des_alergenos,
        des_imagem, vlr_preco, vlr_preco_de, qtd_duracao_min, flg_destaque, num_ordem, sta_produto, js_campos)
    VALUES (v_tenant, v_novo.cod_categoria, coalesce(v_novo.tip_item, 'PRODUTO'), v_novo.num_sku, btrim(v_novo.nom_produto), v_novo.des_resumo,
        v_novo.des_produto, coalesce(v_novo.des_alergenos, '{}'), v_novo.des_imagem, v_novo.vlr_preco, v_novo.vlr_preco_de, v_novo.qtd_duracao_min,
        coalesce(v_novo.flg_destaque, false), coalesce(v_novo.num_ordem, 0), coalesce(v_novo.sta_produto, 'RASCUNHO'),
        flowt.fundir_campos('{}', v_corpo -> 'campos'))
    RETURNING cod_produto INTO v_produto;
    PERFORM flowt.ajustar_estoque(v_tenant, v_produto, v_corpo);
    RETURN flowt.resposta_produto(v_tenant, v_produto, 201);
END
$$;
COMMENT ON FUNCTION api.produto_criar(text) IS
$$POST /v1/produtos
acesso: catalogo.escrever
corpo: produto_novo
resposta: 201 produto
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo
Cria um produto ou serviço; sem status, como rascunho.$$;

CREATE OR REPLACE FUNCTION api.produto_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('produto_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_produto_servico;
BEGIN
    SELECT p.* INTO v_linha FROM flowt.tb_omni8_produto_servico p
     WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item');
    ELSIF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    UPDATE flowt.tb_omni8_produto_servico p
       SET (cod_categoria, tip_item, num_sku, nom_produto, des_resumo, des_produto, des_alergenos, des_imagem, vlr_preco, vlr_preco_de,
            qtd_duracao_min, flg_destaque, num_ordem, sta_produto, dat_esgotado, js_campos)
         = (v_linha.cod_categoria, v_linha.tip_item, v_linha.num_sku, btrim(v_linha.nom_produto), v_linha.des_resumo, v_linha.des_produto,
            v_linha.des_alergenos, v_linha.des_imagem, v_linha.vlr_preco, v_linha.vlr_preco_de,
            v_linha.qtd_duracao_min, v_linha.flg_destaque, v_linha.num_ordem, v_linha.sta_produto, v_linha.dat_esgotado,
            flowt.fundir_campos(v_linha.js_campos, v_corpo -> 'campos'))
     WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id;
    PERFORM flowt.ajustar_estoque(v_tenant, p_id, v_corpo);
    RETURN flowt.resposta_produto(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.produto_alterar(bigint, text) IS
$$PATCH /v1/produtos/{id}
acesso: catalogo.escrever
corpo: produto_alteracao
resposta: 200 produto
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então).$$;

CREATE OR REPLACE FUNCTION api.produto_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    UPDATE flowt.tb_omni8_produto_servico p SET dat_exclusao = now(), sta_produto = 'ARQUIVADO', num_sku = NULL, cod_categoria = NULL
     WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_excluir(bigint) IS
$$DELETE /v1/produtos/{id}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
etiqueta: Catálogo
Exclui um produto ou serviço; pedidos antigos continuam a mostrá-lo e o SKU fica livre.$$;

CREATE OR REPLACE FUNCTION api.produto_esgotar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    UPDATE flowt.tb_omni8_produto_servico p SET dat_esgotado = flowt.dia_do_tenant(v_tenant, now())
     WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    RETURN flowt.resposta_produto(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.produto_esgotar(bigint) IS
$$POST /v1/produtos/{id}/esgotado-hoje
acesso: catalogo.esgotar
resposta: 200 produto
resposta: 404 problema
etiqueta: Catálogo
Marca o item como esgotado até o fim do dia da empresa.$$;

SELECT flowt.definir_esquema('categoria_nova', $json${
    "type": "object", "required": ["nom_categoria"],
    "properties": {
        "cod_categoria_mae": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma categoria, como \"12\"."},
        "nom_categoria": {"type": "string", "minLength": 1, "maxLength": 80},
        "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000}
    }
}$json$);
SELECT flowt.definir_esquema('categoria_alteracao', $json${
    "type": "object", "required": ["num_versao"],
    "properties": {
        "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
        "cod_categoria_mae": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma categoria, como \"12\"."},
        "nom_categoria": {"type": "string", "minLength": 1, "maxLength": 80},
        "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000},
        "sta_categoria": {"type": "string", "enum": ["ATIVA", "INATIVA"]}
    }
}$json$);
SELECT flowt.definir_esquema('categoria', $json${
    "type": "object", "required": ["cod_categoria", "nom_categoria", "num_ordem", "sta_categoria", "num_versao"],
    "properties": {
        "cod_categoria": {"type": "string"}, "cod_categoria_mae": {"type": ["string", "null"]}, "nom_categoria": {"type": "string"},
        "num_ordem": {"type": "integer"},
        "sta_categoria": {"type": "string"}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('categoria_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/categoria"}}}
}$json$);

-- The fields a product is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "cod_categoria": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma categoria, como \"12\"."},
    "tip_item": {"type": "string", "enum": ["PRODUTO", "SERVICO"]},
    "num_sku": {"type": ["string", "null"], "minLength": 1, "maxLength": 40},
    "nom_produto": {"type": "string", "minLength": 1, "maxLength": 120},
    "des_resumo": {"type": ["string", "null"], "maxLength": 200},
    "des_produto": {"type": ["string", "null"], "maxLength": 4000},
    "des_alergenos": {"type": "array", "maxItems": 30, "items": {"type": "string", "minLength": 1, "maxLength": 40}},
    "des_imagem": {"type": ["string", "null"], "maxLength": 500, "format": "uri", "x-mensagem": "Use um endereço http(s) de imagem."},
    "vlr_preco": {"type": "integer", "minimum": 1, "maximum": 100000000, "description": "Centavos."},
    "vlr_preco_de": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000, "description": "Centavos."},
    "qtd_duracao_min": {"type": ["integer", "null"], "minimum": 5, "maximum": 1440},
    "qtd_estoque": {"type": ["integer", "null"], "minimum": 0, "maximum": 1000000000, "description": "null: sem controle de estoque."},
    "flg_destaque": {"type": "boolean"},
    "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000},
    "sta_produto": {"type": "string", "enum": ["RASCUNHO", "PUBLICADO", "ARQUIVADO"]},
    "campos": {"$ref": "#/components/schemas/campos"}
}$json$::jsonb))
FROM (VALUES ('produto_novo', '["nom_produto", "vlr_preco"]'::jsonb, '{}'::jsonb),
             ('produto_alteracao', '["num_versao"]', '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
                                                       "dat_esgotado": {"type": ["string", "null"], "format": "date",
                                                           "x-mensagem": "Use uma data como 2026-12-31."}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('produto', $json${
    "type": "object", "required": ["cod_produto", "tip_item", "nom_produto", "vlr_preco", "sta_produto", "num_versao"],
    "properties": {
        "cod_produto": {"type": "string"}, "cod_categoria": {"type": ["string", "null"]}, "tip_item": {"type": "string"},
        "num_sku": {"type": ["string", "null"]}, "nom_produto": {"type": "string"}, "des_resumo": {"type": ["string", "null"]},
        "des_produto": {"type": ["string", "null"]}, "des_alergenos": {"type": "array", "items": {"type": "string"}},
        "des_imagem": {"type": ["string", "null"]}, "vlr_preco": {"type": "integer"}, "vlr_preco_de": {"type": ["integer", "null"]},
        "qtd_duracao_min": {"type": ["integer", "null"]}, "qtd_estoque": {"type": ["integer", "null"]}, "flg_destaque": {"type": "boolean"},
        "num_ordem": {"type": "integer"}, "sta_produto": {"type": "string"}, "dat_esgotado": {"type": ["string", "null"], "format": "date"},
        "num_versao": {"type": "integer"}, "dat_alteracao": {"type": "string", "format": "date-time"},
        "campos": {"$ref": "#/components/schemas/campos"}
    }
}$json$);
SELECT flowt.definir_esquema('produto_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"$ref": "#/components/schemas/produto"}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
