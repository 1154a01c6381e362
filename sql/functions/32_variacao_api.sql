-- Variations (guide chapter 5.1): what the public may choose, and their administration.

CREATE OR REPLACE FUNCTION flowt.limite_variacoes() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 200;
COMMENT ON FUNCTION flowt.limite_variacoes() IS 'Variações que um item pode ter.';

CREATE OR REPLACE FUNCTION flowt.variacoes_a_venda(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
RETURNS TABLE (cod_produto bigint, cod_variacao bigint, nom_variacao text, js_atributos jsonb, num_sku text, vlr_preco bigint, vlr_preco_de bigint,
               num_ordem integer, flg_esgotada boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.cod_produto, v.cod_variacao, v.nom_variacao, v.js_atributos, v.num_sku, p.vlr_preco, p.vlr_preco_de, v.num_ordem,
           v.dat_esgotado IS NOT NULL AND v.dat_esgotado = (p_momento AT TIME ZONE t.des_fuso_horario)::date
      FROM flowt.tb_omni8_variacao AS v
      JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
      JOIN flowt.precos_em(p_tenant, p_produtos, p_momento) AS p ON p.cod_produto = v.cod_produto AND p.cod_variacao = v.cod_variacao
     WHERE v.cod_tenant = p_tenant AND v.cod_produto = ANY (p_produtos) AND v.sta_variacao = 'ATIVA' AND v.dat_exclusao IS NULL;
END;
COMMENT ON FUNCTION flowt.variacoes_a_venda(bigint, bigint[], timestamptz)
    IS 'Variações ativas destes itens, com o preço em um momento; o estoque é à parte.';

CREATE OR REPLACE FUNCTION flowt.variacoes_do_cardapio(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
    RETURNS TABLE (cod_produto bigint, variacoes json)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.cod_produto, json_agg(json_build_object('cod_variacao', v.cod_variacao::text, 'nom_variacao', v.nom_variacao,
               'atributos', v.js_atributos, 'vlr_preco', v.vlr_preco,
               'vlr_preco_de', v.vlr_preco_de, 'flg_disponivel', NOT v.flg_esgotada) ORDER BY v.num_ordem, v.cod_variacao)
      FROM flowt.variacoes_a_venda(p_tenant, p_produtos, p_momento) AS v GROUP BY v.cod_produto;
END;
COMMENT ON FUNCTION flowt.variacoes_do_cardapio(bigint, bigint[], timestamptz)
    IS 'Variações de cada um destes itens que as tem, como o público as vê; o estoque é à parte.';

CREATE OR REPLACE FUNCTION flowt.json_variacao(p_variacao flowt.tb_omni8_variacao) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('cod_variacao', (p_variacao).cod_variacao::text, 'cod_produto', (p_variacao).cod_produto::text,
    'nom_variacao', (p_variacao).nom_variacao,
    'atributos', (p_variacao).js_atributos, 'num_sku', (p_variacao).num_sku, 'vlr_preco', (p_variacao).vlr_preco,
        'vlr_preco_de', (p_variacao).vlr_preco_de,
    'num_ordem', (p_variacao).num_ordem, 'sta_variacao', (p_variacao).sta_variacao, 'dat_esgotado', (p_variacao).dat_esgotado,
        'num_versao', (p_variacao).num_versao);
COMMENT ON FUNCTION flowt.json_variacao(flowt.tb_omni8_variacao) IS 'Variação como a API a mostra.';

CREATE OR REPLACE FUNCTION flowt.conferir_atributos(p_atributos jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_each(p_atributos) AS a
                WHERE length(btrim(a.key)) NOT BETWEEN 1 AND 40 OR jsonb_typeof(a.value) <> 'string'
               OR length(btrim(a.value #>> '{}')) NOT BETWEEN 1 AND 60)
       OR (SELECT count(*) FROM jsonb_object_keys(p_atributos)) > 10 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'atributos_invalidos',
            DETAIL = 'Informe até 10 atributos, como {"Tamanho": "M"}: nomes de até 40 caracteres, valores de até 60.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_atributos(jsonb) IS 'Levanta 422 se os atributos de uma variação não são nomes e textos.';

CREATE OR REPLACE FUNCTION flowt.travar_variacao(p_tenant bigint, p_variacao bigint) RETURNS flowt.tb_omni8_variacao
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_variacao;
BEGIN
    SELECT v.* INTO v_linha FROM flowt.tb_omni8_variacao v WHERE v.cod_tenant = p_tenant AND v.cod_variacao = p_variacao AND v.dat_exclusao IS NULL
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta variação');
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.travar_variacao(bigint, bigint) IS 'Trava uma variação e a devolve, ou levanta 404.';

-- Without its product a variation is nothing, and its SKU is free.
CREATE OR REPLACE FUNCTION flowt.excluir_variacoes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_variacao v SET dat_exclusao = clock_timestamp(), sta_variacao = 'INATIVA', num_sku = NULL
     WHERE v.cod_tenant = NEW.cod_tenant AND v.cod_produto = NEW.cod_produto AND v.dat_exclusao IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.excluir_variacoes() IS 'Gatilho: as variações de um item excluído vão com ele.';
CREATE OR REPLACE TRIGGER variacoes_do_excluido AFTER UPDATE OF dat_exclusao ON flowt.tb_omni8_produto_servico FOR EACH ROW
    WHEN (OLD.dat_exclusao IS NULL AND NEW.dat_exclusao IS NOT NULL) EXECUTE FUNCTION flowt.excluir_variacoes();

CREATE OR REPLACE FUNCTION api.variacao_listar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_itens  json;
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                    WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL) THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    SELECT coalesce(json_agg(flowt.json_variacao(v) ORDER BY v.num_ordem, v.cod_variacao), '[]') INTO v_itens
      FROM flowt.tb_omni8_variacao v WHERE v.cod_tenant = v_tenant AND v.cod_produto = p_id AND v.dat_exclusao IS NULL;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.variacao_listar(bigint) IS
$$GET /v1/produtos/{id}/variacoes
acesso: catalogo.ler
resposta: 200 variacao_lista
resposta: 404 problema
etiqueta: Variações
Lista as variações de um item, na ordem de exibição.$$;

CREATE OR REPLACE FUNCTION api.variacao_criar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('variacao_nova', p_corpo);
    v_linha  flowt.tb_omni8_variacao;
BEGIN
    PERFORM flowt.travar_produto(v_tenant, p_id);
    PERFORM flowt.conferir_atributos(coalesce(v_corpo -> 'atributos', '{}'));
    IF (SELECT count(*) FROM flowt.tb_omni8_variacao v
         WHERE v.cod_tenant = v_tenant AND v.cod_produto = p_id AND v.dat_exclusao IS NULL) >= flowt.limite_variacoes() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'variacoes_demais',
            DETAIL = format('Um item tem até %s variações.', flowt.limite_variacoes());
    END IF;
    v_linha := jsonb_populate_record(NULL::flowt.tb_omni8_variacao, v_corpo);
    INSERT INTO flowt.tb_omni8_variacao AS v (cod_tenant, cod_produto, nom_variacao, js_atributos, num_sku, vlr_preco, vlr_preco_de, num_ordem)
    VALUES (v_tenant, p_id, btrim(v_linha.nom_variacao), coalesce(v_corpo -> 'atributos', '{}'), v_linha.num_sku, v_linha.vlr_preco,
            v_linha.vlr_preco_de, coalesce(v_linha.num_ordem, 0))
    RETURNING v.* INTO v_linha;
    RETURN (201, NULL, NULL, flowt.json_variacao(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.variacao_criar(bigint, text) IS
$$POST /v1/produtos/{id}/variacoes
acesso: catalogo.escrever
corpo: variacao_nova
resposta: 201 variacao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Variações
Cria uma variação de um item. Sem vlr_preco, ela custa o que o item custa. Com variações ativas, o item se compra por uma delas.$$;

CREATE OR REPLACE FUNCTION api.variacao_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('variacao_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_variacao := flowt.travar_variacao(v_tenant, p_id);
BEGIN
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    v_linha.js_atributos := coalesce(v_corpo -> 'atributos', v_linha.js_atributos);
    PERFORM flowt.conferir_atributos(v_linha.js_atributos);
    UPDATE flowt.tb_omni8_variacao v
       SET (nom_variacao, js_atributos, num_sku, vlr_preco, vlr_preco_de, num_ordem, sta_variacao, dat_esgotado)
         = (btrim(v_linha.nom_variacao), v_linha.js_atributos, v_linha.num_sku, v_linha.vlr_preco, v_linha.vlr_preco_de, v_linha.num_ordem,
            v_linha.sta_variacao, v_linha.dat_esgotado)
     WHERE v.cod_tenant = v_tenant AND v.cod_variacao = p_id
    RETURNING v.* INTO v_linha;
    RETURN (200, NULL, NULL, flowt.json_variacao(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.variacao_alterar(bigint, text) IS
$$PATCH /v1/variacoes/{id}
acesso: catalogo.escrever
corpo: variacao_alteracao
resposta: 200 variacao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Variações
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então). vlr_preco null: volta a custar o que o item custa.$$;

CREATE OR REPLACE FUNCTION api.variacao_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    UPDATE flowt.tb_omni8_variacao v SET dat_exclusao = clock_timestamp(), sta_variacao = 'INATIVA', num_sku = NULL
     WHERE v.cod_tenant = v_tenant AND v.cod_variacao = p_id AND v.dat_exclusao IS NULL;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta variação');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.variacao_excluir(bigint) IS
$$DELETE /v1/variacoes/{id}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
etiqueta: Variações
Exclui uma variação; pedidos antigos continuam a mostrá-la e o SKU fica livre.$$;

CREATE OR REPLACE FUNCTION api.variacao_esgotar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_variacao;
BEGIN
    UPDATE flowt.tb_omni8_variacao v SET dat_esgotado = flowt.dia_do_tenant(v_tenant, now())
     WHERE v.cod_tenant = v_tenant AND v.cod_variacao = p_id AND v.dat_exclusao IS NULL
    RETURNING v.* INTO v_linha;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta variação');
    END IF;
    RETURN (200, NULL, NULL, flowt.json_variacao(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.variacao_esgotar(bigint) IS
$$POST /v1/variacoes/{id}/esgotado-hoje
acesso: catalogo.esgotar
resposta: 200 variacao
resposta: 404 problema
etiqueta: Variações
Marca a variação como esgotada até o fim do dia da empresa.$$;

CREATE OR REPLACE FUNCTION api.variacao_preco_listar(p_id bigint, p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_produto bigint := (SELECT v.cod_produto FROM flowt.tb_omni8_variacao v
                          WHERE v.cod_tenant = v_tenant AND v.cod_variacao = p_id AND v.dat_exclusao IS NULL);
BEGIN
    IF v_produto IS NULL THEN
        PERFORM flowt.recusar_registro('esta variação');
    END IF;
    RETURN flowt.resposta_de_precos(v_tenant, v_produto, p_id, NULL, p_limite, p_apos);
END
$$;
COMMENT ON FUNCTION api.variacao_preco_listar(bigint, integer, bigint) IS
$$GET /v1/variacoes/{id}/precos
acesso: catalogo.ler
resposta: 200 preco_lista
resposta: 404 problema
etiqueta: Preços
Os preços de uma variação, agendados, em vigor e passados, do último ao primeiro.
vlr_preco null: o do item. limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.variacao_preco_agendar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('preco_novo', p_corpo);
    v_linha  flowt.tb_omni8_variacao := flowt.travar_variacao(v_tenant, p_id);
BEGIN
    RETURN (201, NULL, NULL, flowt.json_preco(flowt.agendar_preco(v_tenant, v_linha.cod_produto, p_id, NULL, v_corpo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.variacao_preco_agendar(bigint, text) IS
$$POST /v1/variacoes/{id}/precos
acesso: catalogo.escrever
corpo: preco_novo
resposta: 201 preco
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Preços
Agenda um preço de uma variação, como o de um item.$$;

CREATE OR REPLACE FUNCTION api.variacao_preco_cancelar(p_id bigint, p_preco bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_variacao := flowt.travar_variacao(v_tenant, p_id);
BEGIN
    PERFORM flowt.cancelar_preco(v_tenant, v_linha.cod_produto, p_id, NULL, p_preco);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.variacao_preco_cancelar(bigint, bigint) IS
$$DELETE /v1/variacoes/{id}/precos/{preco}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
resposta: 409 problema
etiqueta: Preços
Cancela um preço agendado de uma variação; o que já começou a valer fica (409).$$;

-- The fields a variation is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_variacao": {"type": "string", "minLength": 1, "maxLength": 80},
    "atributos": {"type": "object", "properties": {}, "additionalProperties": true, "description": "Nome e valor: {\"Tamanho\": \"M\"}."},
    "num_sku": {"type": ["string", "null"], "minLength": 1, "maxLength": 40},
    "vlr_preco": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000, "description": "Centavos; null: o do item."},
    "vlr_preco_de": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000, "description": "Centavos."},
    "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000}
}$json$::jsonb))
FROM (VALUES ('variacao_nova', '["nom_variacao"]'::jsonb, '{}'::jsonb),
             ('variacao_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}, "sta_variacao": {"type": "string", "enum": ["ATIVA", "INATIVA"]},
                                                        "dat_esgotado": {"type": ["string", "null"], "format": "date",
                                                            "x-mensagem": "Use uma data como 2026-12-31."}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('variacao', $json${
    "type": "object", "required": ["cod_variacao", "cod_produto", "nom_variacao", "vlr_preco", "sta_variacao", "num_versao"],
    "properties": {
        "cod_variacao": {"type": "string"}, "cod_produto": {"type": "string"}, "nom_variacao": {"type": "string"},
        "atributos": {"type": "object", "additionalProperties": true},
        "num_sku": {"type": ["string", "null"]}, "vlr_preco": {"type": ["integer", "null"]}, "vlr_preco_de": {"type": ["integer", "null"]},
        "num_ordem": {"type": "integer"},
        "sta_variacao": {"type": "string"}, "dat_esgotado": {"type": ["string", "null"], "format": "date"}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('variacao_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/variacao"}}}
}$json$);
