-- Images (guide chapters 5.1, 5.3): kept once, put on products, shown to the public under their digest.

CREATE OR REPLACE FUNCTION flowt.endereco_da_imagem(p_slug text, p_digesto bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '/' || p_slug || '/imagens/' || encode(p_digesto, 'hex');
COMMENT ON FUNCTION flowt.endereco_da_imagem(text, bytea) IS 'Endereço público de uma imagem.';

-- The row of what is there already is locked: whoever takes away its last use meanwhile waits, and finds it used.
CREATE OR REPLACE FUNCTION flowt.guardar_imagem(p_tenant bigint, p_arquivo bytea) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_medidas flowt.medidas_de_imagem := flowt.conferir_imagem(p_arquivo);
    v_arquivo bytea := flowt.sem_metadados(p_arquivo, v_medidas.tip_imagem);
    v_imagem  bigint;
    v_nova    boolean;
BEGIN
    INSERT INTO flowt.tb_omni8_imagem AS i (cod_tenant, hsh_imagem, tip_imagem, qtd_bytes, qtd_largura, qtd_altura, cod_usuario)
    VALUES (p_tenant, sha256(v_arquivo), v_medidas.tip_imagem, octet_length(v_arquivo), v_medidas.qtd_largura, v_medidas.qtd_altura,
            nullif(current_setting('flowt.cod_usuario', true), '')::bigint)
        ON CONFLICT (cod_tenant, hsh_imagem) DO UPDATE SET qtd_bytes = excluded.qtd_bytes
    RETURNING i.cod_imagem, i.xmax = 0 INTO v_imagem, v_nova;
    IF NOT v_nova THEN
        RETURN v_imagem;
    END IF;
    INSERT INTO flowt.tb_omni8_imagem_parte (cod_tenant, cod_imagem, num_parte, arq_parte)
    SELECT p_tenant, v_imagem, n, substring(v_arquivo FROM (n - 1) * flowt.tamanho_da_parte() + 1 FOR flowt.tamanho_da_parte())
      FROM generate_series(1, (octet_length(v_arquivo) - 1) / flowt.tamanho_da_parte() + 1) AS n;
    IF (SELECT sum(i.qtd_bytes) FROM flowt.tb_omni8_imagem i WHERE i.cod_tenant = p_tenant) > flowt.limite_de_bytes_de_imagens() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'imagens_demais',
            DETAIL = format('Sua empresa já guarda %s MiB de imagens: exclua as que não usa, ou envie-as menores.',
                            flowt.limite_de_bytes_de_imagens() / 1048576);
    END IF;
    RETURN v_imagem;
END
$$;
COMMENT ON FUNCTION flowt.guardar_imagem(bigint, bytea)
    IS 'Guarda uma imagem sem seus metadados, se já não está guardada, e devolve seu código; 422 se não é uma imagem aceita.';

-- Of an image no product shows. What a later module still shows with it keeps it, by its own key.
CREATE OR REPLACE FUNCTION flowt.descartar_imagem(p_tenant bigint, p_imagem bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_imagem i WHERE i.cod_tenant = p_tenant AND i.cod_imagem = p_imagem FOR UPDATE;
    DELETE FROM flowt.tb_omni8_imagem i WHERE i.cod_tenant = p_tenant AND i.cod_imagem = p_imagem
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_imagem x WHERE x.cod_tenant = p_tenant AND x.cod_imagem = p_imagem);
EXCEPTION WHEN foreign_key_violation THEN
    RETURN;
END
$$;
COMMENT ON FUNCTION flowt.descartar_imagem(bigint, bigint) IS 'Exclui uma imagem que nada mais mostra.';

CREATE OR REPLACE FUNCTION flowt.atualizar_capas(p_tenant bigint, p_produtos bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_slug text := (SELECT t.nom_slug FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
BEGIN
    UPDATE flowt.tb_omni8_produto_servico p SET des_imagem = c.endereco
      FROM (SELECT x.cod_produto, x.des_imagem,
                   (SELECT flowt.endereco_da_imagem(v_slug, i.hsh_imagem) FROM flowt.tb_omni8_produto_imagem m
                      JOIN flowt.tb_omni8_imagem i ON i.cod_tenant = p_tenant AND i.cod_imagem = m.cod_imagem
                     WHERE m.cod_tenant = p_tenant AND m.cod_produto = x.cod_produto ORDER BY m.num_ordem, m.cod_imagem LIMIT 1) AS endereco
              FROM flowt.tb_omni8_produto_servico x WHERE x.cod_tenant = p_tenant AND x.cod_produto = ANY (p_produtos) ORDER BY x.cod_produto
               FOR NO KEY UPDATE) AS c
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = c.cod_produto AND c.des_imagem IS DISTINCT FROM c.endereco
       -- An address elsewhere stays where no image takes its place.
       AND (c.endereco IS NOT NULL OR c.des_imagem ~ '^/[^/]+/imagens/[0-9a-f]{64}$');
END
$$;
COMMENT ON FUNCTION flowt.atualizar_capas(bigint, bigint[]) IS 'Faz da primeira imagem de cada produto a sua capa (des_imagem).';

-- A copied company has another address, and its covers still have the old one.
CREATE OR REPLACE FUNCTION flowt.mudar_endereco_das_capas() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.atualizar_capas(NEW.cod_tenant, ARRAY(SELECT DISTINCT m.cod_produto FROM flowt.tb_omni8_produto_imagem m
                                                         WHERE m.cod_tenant = NEW.cod_tenant));
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.mudar_endereco_das_capas() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.mudar_endereco_das_capas() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.mudar_endereco_das_capas() IS 'Gatilho: as capas seguem o endereço da empresa.';
CREATE OR REPLACE TRIGGER capas AFTER UPDATE OF sta_tenant, nom_slug ON flowt.tb_omni8_tenant FOR EACH ROW
    WHEN (NEW.nom_slug <> OLD.nom_slug OR NEW.sta_tenant <> OLD.sta_tenant
          AND NEW.sta_tenant = 'ATIVO') EXECUTE FUNCTION flowt.mudar_endereco_das_capas();

CREATE OR REPLACE FUNCTION flowt.retirar_imagens() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_imagem bigint;
BEGIN
    FOR v_imagem IN
        WITH fora AS (DELETE FROM flowt.tb_omni8_produto_imagem m WHERE m.cod_tenant = NEW.cod_tenant AND m.cod_produto = NEW.cod_produto
                   RETURNING m.cod_imagem)
        SELECT f.cod_imagem FROM fora AS f ORDER BY f.cod_imagem
    LOOP
        PERFORM flowt.descartar_imagem(NEW.cod_tenant, v_imagem);
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.retirar_imagens() IS 'Gatilho: um produto excluído não mostra imagens; as que só ele mostrava saem.';
CREATE OR REPLACE TRIGGER imagens_do_excluido AFTER UPDATE OF dat_exclusao ON flowt.tb_omni8_produto_servico FOR EACH ROW
    WHEN (NEW.dat_exclusao IS NOT NULL AND OLD.dat_exclusao IS NULL) EXECUTE FUNCTION flowt.retirar_imagens();

-- MARK: routes

CREATE OR REPLACE FUNCTION flowt.imagens_do_item(p_tenant bigint, p_produto bigint)
RETURNS TABLE (cod_imagem text, des_endereco text, des_alternativo text, num_ordem integer, tip_imagem text, qtd_bytes integer, qtd_largura integer,
               qtd_altura integer, dat_criacao timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT m.cod_imagem::text, flowt.endereco_da_imagem(t.nom_slug, i.hsh_imagem), m.des_alternativo, m.num_ordem, i.tip_imagem, i.qtd_bytes,
           i.qtd_largura, i.qtd_altura, m.dat_criacao
      FROM flowt.tb_omni8_produto_imagem AS m
      JOIN flowt.tb_omni8_imagem AS i ON i.cod_tenant = p_tenant AND i.cod_imagem = m.cod_imagem
      JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
     WHERE m.cod_tenant = p_tenant AND m.cod_produto = p_produto
     ORDER BY m.num_ordem, m.cod_imagem;
END;
COMMENT ON FUNCTION flowt.imagens_do_item(bigint, bigint) IS 'Imagens de um produto, na ordem, como a API as mostra.';

CREATE OR REPLACE FUNCTION flowt.travar_item(p_tenant bigint, p_produto bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.dat_exclusao IS NULL
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.travar_item(bigint, bigint) IS 'Trava um produto para mudá-lo; 404 se não existe.';

CREATE OR REPLACE FUNCTION flowt.resposta_imagens(p_tenant bigint, p_produto bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', (SELECT coalesce(json_agg(i), '[]')
                                                           FROM flowt.imagens_do_item(p_tenant, p_produto) AS i))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_imagens(bigint, bigint) IS 'Resposta com as imagens de um produto.';

CREATE OR REPLACE FUNCTION api.imagem_listar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.exigir_item(v_tenant, p_id, 0);
    RETURN flowt.resposta_imagens(v_tenant, p_id);
END
$$;
COMMENT ON FUNCTION api.imagem_listar(bigint) IS
$$GET /v1/produtos/{id}/imagens
acesso: catalogo.ler
resposta: 200 imagem_lista
resposta: 404 problema
etiqueta: Imagens
Lista as imagens de um item, na ordem em que aparecem.$$;

CREATE OR REPLACE FUNCTION api.imagem_enviar(p_id bigint, p_arquivo bytea, p_des_alternativo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_imagem bigint;
    v_ha     record;
BEGIN
    PERFORM flowt.travar_item(v_tenant, p_id);
    v_imagem := flowt.guardar_imagem(v_tenant, p_arquivo);
    SELECT count(*) AS quantas, coalesce(max(m.num_ordem), 0) AS ultima, coalesce(bool_or(m.cod_imagem = v_imagem), false) AS repetida INTO v_ha
      FROM flowt.tb_omni8_produto_imagem m WHERE m.cod_tenant = v_tenant AND m.cod_produto = p_id;
    IF v_ha.repetida THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'imagem_repetida', DETAIL = 'Este item já tem esta mesma imagem.';
    ELSIF v_ha.quantas >= flowt.limite_de_imagens_por_item() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'imagens_demais',
            DETAIL = format('Um item tem até %s imagens: exclua uma antes.', flowt.limite_de_imagens_por_item());
    END IF;
    INSERT INTO flowt.tb_omni8_produto_imagem (cod_tenant, cod_produto, cod_imagem, num_ordem, des_alternativo)
    SELECT v_tenant, p_id, v_imagem, v_ha.ultima + 1, coalesce(nullif(btrim(p_des_alternativo), ''), p.nom_produto)
      FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id;
    PERFORM flowt.atualizar_capas(v_tenant, ARRAY[p_id]);
    RETURN (SELECT (201, NULL, 'Location: ' || i.des_endereco, to_json(i)::text)::flowt.resposta FROM flowt.imagens_do_item(v_tenant, p_id) AS i
             WHERE i.cod_imagem = v_imagem::text);
END
$$;
COMMENT ON FUNCTION api.imagem_enviar(bigint, bytea, text) IS
$$POST /v1/produtos/{id}/imagens
acesso: catalogo.escrever
arquivo: image/png, image/jpeg, image/webp 5MiB
resposta: 201 imagem
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
faixa: lenta
etiqueta: Imagens
Acrescenta uma imagem PNG, JPEG ou WebP a um item, no fim; a primeira é a capa.
O que o arquivo é se vê em seus bytes: até 8.000 pixels de cada lado e 25 milhões ao todo, até 10 imagens por item. des_alternativo: descrição para quem não a vê (sem ela, o nome do item). A mesma imagem em vários itens é guardada uma vez.$$;

CREATE OR REPLACE FUNCTION api.imagem_alterar(p_id bigint, p_imagem bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('imagem_alteracao', p_corpo);
BEGIN
    UPDATE flowt.tb_omni8_produto_imagem m SET des_alternativo = btrim(v_corpo ->> 'des_alternativo')
     WHERE m.cod_tenant = v_tenant AND m.cod_produto = p_id AND m.cod_imagem = p_imagem;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta imagem');
    END IF;
    RETURN (SELECT (200, NULL, NULL, to_json(i)::text)::flowt.resposta FROM flowt.imagens_do_item(v_tenant, p_id) AS i
             WHERE i.cod_imagem = p_imagem::text);
END
$$;
COMMENT ON FUNCTION api.imagem_alterar(bigint, bigint, text) IS
$$PATCH /v1/produtos/{id}/imagens/{imagem}
acesso: catalogo.escrever
corpo: imagem_alteracao
resposta: 200 imagem
resposta: 404 problema
etiqueta: Imagens
Altera a descrição de uma imagem de um item.$$;

CREATE OR REPLACE FUNCTION api.imagem_ordenar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint   := flowt.exigir_tenant();
    v_ordem  bigint[] := ARRAY(SELECT x::bigint
                                 FROM jsonb_array_elements_text(flowt.ler_corpo('imagem_ordem', p_corpo) -> 'cod_imagens') WITH ORDINALITY AS o (x,
                                     n) ORDER BY n);
BEGIN
    PERFORM flowt.travar_item(v_tenant, p_id);
    IF ARRAY(SELECT x FROM unnest(v_ordem) AS x ORDER BY 1)
       <> ARRAY(SELECT m.cod_imagem FROM flowt.tb_omni8_produto_imagem m WHERE m.cod_tenant = v_tenant AND m.cod_produto = p_id ORDER BY 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'imagens_mudaram',
            DETAIL = 'A lista precisa ter todas as imagens do item, cada uma uma vez: leia-as de novo e repita.';
    END IF;
    UPDATE flowt.tb_omni8_produto_imagem m SET num_ordem = o.n FROM unnest(v_ordem) WITH ORDINALITY AS o (cod_imagem, n)
     WHERE m.cod_tenant = v_tenant AND m.cod_produto = p_id AND m.cod_imagem = o.cod_imagem AND m.num_ordem <> o.n;
    PERFORM flowt.atualizar_capas(v_tenant, ARRAY[p_id]);
    RETURN flowt.resposta_imagens(v_tenant, p_id);
END
$$;
COMMENT ON FUNCTION api.imagem_ordenar(bigint, text) IS
$$PUT /v1/produtos/{id}/imagens/ordem
acesso: catalogo.escrever
corpo: imagem_ordem
resposta: 200 imagem_lista
resposta: 404 problema
resposta: 409 problema
etiqueta: Imagens
Põe as imagens de um item em outra ordem; a primeira passa a ser a capa.$$;

CREATE OR REPLACE FUNCTION api.imagem_excluir(p_id bigint, p_imagem bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.travar_item(v_tenant, p_id);
    DELETE FROM flowt.tb_omni8_produto_imagem m WHERE m.cod_tenant = v_tenant AND m.cod_produto = p_id AND m.cod_imagem = p_imagem;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta imagem');
    END IF;
    PERFORM flowt.descartar_imagem(v_tenant, p_imagem);
    PERFORM flowt.atualizar_capas(v_tenant, ARRAY[p_id]);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.imagem_excluir(bigint, bigint) IS
$$DELETE /v1/produtos/{id}/imagens/{imagem}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
etiqueta: Imagens
Tira uma imagem de um item; se nenhum outro a mostra, ela é excluída.$$;

-- The address is the content: what is there once is there for ever. The digest is its strong ETag, too.
CREATE OR REPLACE FUNCTION api.imagem_publica(p_digesto text, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta_binaria
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 200, i.tip_imagem, 'ETag: "' || p_digesto || '"',
           (SELECT string_agg(x.arq_parte, ''::bytea ORDER BY x.num_parte) FROM flowt.tb_omni8_imagem_parte AS x
             WHERE x.cod_tenant = flowt.tenant_atual() AND x.cod_imagem = i.cod_imagem)
      FROM flowt.tb_omni8_imagem AS i
     WHERE i.cod_tenant = flowt.tenant_atual() AND i.hsh_imagem = CASE WHEN p_digesto ~ '^[0-9a-f]{64}$' THEN decode(p_digesto, 'hex') END;
END;
COMMENT ON FUNCTION api.imagem_publica(text, text) IS
$$GET /{slug}/imagens/{digesto}
GET /imagens/{digesto}
acesso: publico
cache: public, max-age=31536000, immutable
resposta: 200 image/webp
resposta: 404 problema
etiqueta: Imagens
Uma imagem (PNG, JPEG ou WebP) por seu digesto SHA-256: nunca muda, e pode ser guardada para sempre.$$;

SELECT flowt.definir_esquema('imagem', $json${
    "type": "object", "required": ["cod_imagem", "des_endereco", "des_alternativo", "num_ordem", "tip_imagem", "qtd_bytes", "qtd_largura",
        "qtd_altura"],
    "properties": {
        "cod_imagem": {"type": "string"}, "des_endereco": {"type": "string", "description": "Endereço público, que nunca muda de conteúdo."},
        "des_alternativo": {"type": "string"}, "num_ordem": {"type": "integer"},
        "tip_imagem": {"type": "string", "enum": ["image/png", "image/jpeg", "image/webp"]},
        "qtd_bytes": {"type": "integer"}, "qtd_largura": {"type": "integer"}, "qtd_altura": {"type": "integer"},
        "dat_criacao": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('imagem_lista', $json${
    "type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/imagem"}}}
}$json$);
SELECT flowt.definir_esquema('imagem_alteracao', $json${
    "type": "object", "required": ["des_alternativo"], "properties": {"des_alternativo": {"type": "string", "minLength": 1, "maxLength": 250}}
}$json$);
SELECT flowt.definir_esquema('imagem_ordem', $json${
    "type": "object", "required": ["cod_imagens"],
    "properties": {"cod_imagens": {"type": "array", "minItems": 1, "maxItems": 10,
            "items": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de uma imagem, como \"12\"."}}}
}$json$);
