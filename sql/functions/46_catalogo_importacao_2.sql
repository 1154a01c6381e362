-- Import of the catalogue (guide chapter 5.2): the queue of lines, its routes, and the way out.

-- By SKU or, without one, by the code an export has written.
CREATE OR REPLACE FUNCTION flowt.item_existente(p_tenant bigint, p_linha jsonb, OUT cod_produto bigint, OUT erros jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_variacao bigint;
BEGIN
    erros := '[]';
    IF p_linha ->> 'sku' IS NOT NULL THEN
        SELECT s.cod_produto, s.cod_variacao INTO cod_produto, v_variacao FROM flowt.tb_omni8_sku s WHERE s.cod_tenant = p_tenant AND s.num_sku = flowt.texto_de_planilha(p_linha ->> 'sku');
        IF v_variacao IS NOT NULL THEN
            erros := flowt.erro_de_campo('sku', 'sku_de_variacao', 'Este SKU é de uma variação: altere-a na tela do item.');
        END IF;
    END IF;
    IF cod_produto IS NULL AND p_linha ->> 'codigo' ~ '^[1-9][0-9]{0,17}$' THEN
        SELECT p.cod_produto INTO cod_produto FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.cod_produto = (p_linha ->> 'codigo')::bigint AND p.dat_exclusao IS NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.item_existente(bigint, jsonb) IS 'Item a que uma linha se refere, nulo se é novo.';

CREATE OR REPLACE FUNCTION flowt.gravar_item(p_tenant bigint, p_produto bigint, p_categoria bigint, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_item   flowt.tb_omni8_produto_servico;
    v_codigo bigint;
BEGIN
    IF p_produto IS NULL THEN
        v_item := jsonb_populate_record(NULL::flowt.tb_omni8_produto_servico, p_corpo);
        INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, tip_item, num_sku, nom_produto, des_resumo, des_produto, des_alergenos, des_imagem, vlr_preco, vlr_preco_de, qtd_duracao_min,
            flg_destaque, num_ordem, sta_produto)
        VALUES (p_tenant, p_categoria, coalesce(v_item.tip_item, 'PRODUTO'), v_item.num_sku, btrim(v_item.nom_produto), v_item.des_resumo, v_item.des_produto, coalesce(v_item.des_alergenos, '{}'),
            v_item.des_imagem, v_item.vlr_preco, v_item.vlr_preco_de, v_item.qtd_duracao_min, coalesce(v_item.flg_destaque, false), coalesce(v_item.num_ordem, 0), coalesce(v_item.sta_produto, 'RASCUNHO'))
        RETURNING cod_produto INTO v_codigo;
        RETURN v_codigo;
    END IF;
    SELECT p.* INTO v_item FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto FOR NO KEY UPDATE;
    v_item := jsonb_populate_record(v_item, p_corpo);
    -- A price that rises past what is struck out strikes it out no longer, unless the file says otherwise.
    IF NOT p_corpo ? 'vlr_preco_de' AND v_item.vlr_preco_de <= v_item.vlr_preco THEN
        v_item.vlr_preco_de := NULL;
    END IF;
    UPDATE flowt.tb_omni8_produto_servico p
       SET (cod_categoria, tip_item, num_sku, nom_produto, des_resumo, des_produto, des_alergenos, des_imagem, vlr_preco, vlr_preco_de, qtd_duracao_min, flg_destaque, num_ordem, sta_produto)
         = (coalesce(p_categoria, v_item.cod_categoria), v_item.tip_item, v_item.num_sku, btrim(v_item.nom_produto), v_item.des_resumo, v_item.des_produto, v_item.des_alergenos, v_item.des_imagem,
            v_item.vlr_preco, v_item.vlr_preco_de, v_item.qtd_duracao_min, v_item.flg_destaque, v_item.num_ordem, v_item.sta_produto)
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto
       AND (p.cod_categoria, p.tip_item, p.num_sku, p.nom_produto, p.des_resumo, p.des_produto, p.des_alergenos, p.des_imagem, p.vlr_preco, p.vlr_preco_de, p.qtd_duracao_min, p.flg_destaque, p.num_ordem, p.sta_produto)
           IS DISTINCT FROM (coalesce(p_categoria, v_item.cod_categoria), v_item.tip_item, v_item.num_sku, btrim(v_item.nom_produto), v_item.des_resumo, v_item.des_produto, v_item.des_alergenos, v_item.des_imagem,
            v_item.vlr_preco, v_item.vlr_preco_de, v_item.qtd_duracao_min, v_item.flg_destaque, v_item.num_ordem, v_item.sta_produto);
    RETURN p_produto;
END
$$;
COMMENT ON FUNCTION flowt.gravar_item(bigint, bigint, bigint, jsonb) IS 'Cria um item (p_produto nulo) ou altera nele o que o corpo traz, já conferido; sem o estoque.';

CREATE OR REPLACE FUNCTION flowt.importar_item(p_importacao flowt.tb_omni8_catalogo_importacao, p_linha flowt.tb_omni8_catalogo_importacao_linha, OUT resultado text, OUT erros jsonb, OUT cod_produto bigint, OUT qtd_estoque bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := p_importacao.cod_tenant;
    v_linha     jsonb;
    v_corpo     jsonb;
    v_categoria bigint;
    v_erros     jsonb;
    v_detalhe   text;
    v_restricao text;
BEGIN
    resultado := 'RECUSADA';
    IF p_linha.des_valores = '{}' THEN
        erros := flowt.erro_de_campo(NULL, 'colunas_diferentes', 'A linha não tem o mesmo número de colunas do cabeçalho: confira separadores e aspas.');
        RETURN;
    END IF;
    v_linha := jsonb_strip_nulls(jsonb_object(p_importacao.des_colunas, p_linha.des_valores));
    v_corpo := flowt.item_da_linha(v_linha);
    SELECT e.cod_produto, e.erros INTO cod_produto, erros FROM flowt.item_existente(v_tenant, v_linha) AS e;
    resultado := CASE WHEN cod_produto IS NOT NULL OR (p_importacao.flg_simulacao AND EXISTS (
                           SELECT FROM flowt.tb_omni8_catalogo_importacao_linha l WHERE l.cod_tenant = v_tenant AND l.cod_importacao_catalogo = p_importacao.cod_importacao_catalogo
                              AND l.num_sku = p_linha.num_sku AND l.num_linha < p_linha.num_linha)) THEN 'ALTERADA' ELSE 'CRIADA' END;
    erros := erros || flowt.erros_do_item(v_corpo, resultado = 'CRIADA');
    -- Made only with its item: a refused line leaves no category behind.
    IF v_linha ->> 'categoria' IS NOT NULL THEN
        SELECT c.cod_categoria, c.erros INTO v_categoria, v_erros FROM flowt.categoria_da_linha(v_tenant, v_linha ->> 'categoria', false) AS c;
        erros := erros || v_erros;
    END IF;
    IF erros <> '[]' THEN
        resultado := 'RECUSADA';
    END IF;
    IF erros <> '[]' OR p_importacao.flg_simulacao THEN
        RETURN;
    END IF;
    BEGIN
        IF v_linha ->> 'categoria' IS NOT NULL AND v_categoria IS NULL THEN
            SELECT c.cod_categoria INTO v_categoria FROM flowt.categoria_da_linha(v_tenant, v_linha ->> 'categoria', true) AS c;
        END IF;
        cod_produto := flowt.gravar_item(v_tenant, cod_produto, v_categoria, v_corpo);
        qtd_estoque := (v_corpo ->> 'qtd_estoque')::bigint;
    EXCEPTION WHEN integrity_constraint_violation OR data_exception OR SQLSTATE 'PT409' OR SQLSTATE 'PT422' THEN
        GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
        resultado := 'RECUSADA';
        qtd_estoque := NULL;
        erros := flowt.erro_de_campo(NULL, CASE WHEN SQLSTATE LIKE 'PT%' THEN SQLERRM ELSE coalesce(nullif(v_restricao, ''), 'valor_invalido') END,
            CASE WHEN SQLSTATE LIKE 'PT%' THEN v_detalhe ELSE coalesce(flowt.frase_do_erro(NULL, v_restricao), 'Um dos valores da linha não é aceito.') END);
    END;
END
$$;
COMMENT ON FUNCTION flowt.importar_item(flowt.tb_omni8_catalogo_importacao, flowt.tb_omni8_catalogo_importacao_linha) IS 'Importa (ou só confere) uma linha, inteira ou nada: CRIADA, ALTERADA ou RECUSADA com os erros; o estoque, quem chama acerta.';

-- Items are locked in the order of their codes before the first is changed, and balances after the last, in order, too: the order of
-- a file's lines is nobody else's.
CREATE OR REPLACE FUNCTION flowt.processar_catalogo(p_importacao flowt.tb_omni8_catalogo_importacao, p_quantas integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v_i      flowt.tb_omni8_catalogo_importacao := p_importacao;
    v_linhas flowt.tb_omni8_catalogo_importacao_linha[];
    v_linha  flowt.tb_omni8_catalogo_importacao_linha;
    v_feita  record;
    v_saldos jsonb := '{}';
BEGIN
    v_linhas := ARRAY(SELECT l FROM flowt.tb_omni8_catalogo_importacao_linha l WHERE l.cod_tenant = v_i.cod_tenant AND l.cod_importacao_catalogo = v_i.cod_importacao_catalogo
                       ORDER BY l.num_linha OFFSET v_i.qtd_feitas LIMIT p_quantas);
    PERFORM FROM flowt.tb_omni8_produto_servico p
      WHERE NOT v_i.flg_simulacao AND p.cod_tenant = v_i.cod_tenant
        AND p.cod_produto IN (SELECT s.cod_produto FROM flowt.tb_omni8_sku s WHERE s.cod_tenant = v_i.cod_tenant AND s.num_sku = ANY (ARRAY(SELECT l.num_sku FROM unnest(v_linhas) AS l)))
      ORDER BY p.cod_produto FOR NO KEY UPDATE;
    FOREACH v_linha IN ARRAY v_linhas LOOP
        SELECT f.* INTO v_feita FROM flowt.importar_item(v_i, v_linha) AS f;
        v_i.qtd_feitas := v_i.qtd_feitas + 1;
        v_i.qtd_criadas := v_i.qtd_criadas + (v_feita.resultado = 'CRIADA')::integer;
        v_i.qtd_alteradas := v_i.qtd_alteradas + (v_feita.resultado = 'ALTERADA')::integer;
        v_i.qtd_recusadas := v_i.qtd_recusadas + (v_feita.resultado = 'RECUSADA')::integer;
        IF v_feita.qtd_estoque IS NOT NULL THEN
            v_saldos := v_saldos || jsonb_build_object(v_feita.cod_produto::text, v_feita.qtd_estoque);
        END IF;
        INSERT INTO flowt.tb_omni8_catalogo_importacao_erro (cod_tenant, cod_importacao_catalogo, num_linha, num_erro, nom_coluna, des_codigo, des_mensagem)
        SELECT v_i.cod_tenant, v_i.cod_importacao_catalogo, v_linha.num_linha, e.n, e.erro ->> 'campo', e.erro ->> 'codigo', e.erro ->> 'mensagem'
          FROM jsonb_array_elements(v_feita.erros) WITH ORDINALITY AS e (erro, n) WHERE v_feita.resultado = 'RECUSADA' AND v_i.qtd_recusadas <= flowt.limite_de_erros_da_importacao();
    END LOOP;
    FOR v_feita IN SELECT s.key::bigint AS cod_produto, s.value::bigint AS quantidade FROM jsonb_each_text(v_saldos) AS s ORDER BY 1 LOOP
        PERFORM flowt.movimentar_estoque(v_i.cod_tenant, v_feita.cod_produto, 0, 'CONTAGEM', v_feita.quantidade, 'Importação de arquivo');
    END LOOP;
    -- A company that was copied in the middle of a file has no lines of it left: it ends with what was done.
    IF cardinality(v_linhas) = 0 THEN
        v_i.qtd_linhas := v_i.qtd_feitas;
    END IF;
    v_i.sta_importacao := CASE WHEN v_i.qtd_feitas = v_i.qtd_linhas THEN 'CONCLUIDO' ELSE 'PROCESSANDO' END;
    UPDATE flowt.tb_omni8_catalogo_importacao i
       SET (sta_importacao, qtd_linhas, qtd_feitas, qtd_criadas, qtd_alteradas, qtd_recusadas, dat_conclusao)
         = (v_i.sta_importacao, v_i.qtd_linhas, v_i.qtd_feitas, v_i.qtd_criadas, v_i.qtd_alteradas, v_i.qtd_recusadas, CASE v_i.sta_importacao WHEN 'CONCLUIDO' THEN clock_timestamp() END)
     WHERE i.cod_tenant = v_i.cod_tenant AND i.cod_importacao_catalogo = v_i.cod_importacao_catalogo;
    IF v_i.sta_importacao = 'CONCLUIDO' THEN
        DELETE FROM flowt.tb_omni8_catalogo_importacao_linha l WHERE l.cod_tenant = v_i.cod_tenant AND l.cod_importacao_catalogo = v_i.cod_importacao_catalogo;
    END IF;
    RETURN cardinality(v_linhas);
END
$$;
COMMENT ON FUNCTION flowt.processar_catalogo(flowt.tb_omni8_catalogo_importacao, integer) IS 'Trata as próximas linhas de uma importação de catálogo travada; devolve quantas. As linhas saem no fim.';

CREATE OR REPLACE FUNCTION rotina.processar_catalogos() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    v_i        flowt.tb_omni8_catalogo_importacao;
    v_feitas   bigint := 0;
    v_tenants  bigint[] := '{}';
    v_contexto flowt.credencial;
BEGIN
    FOR v_i IN SELECT i.* FROM flowt.tb_omni8_catalogo_importacao i WHERE i.sta_importacao <> 'CONCLUIDO' ORDER BY i.dat_criacao, i.cod_importacao_catalogo FOR UPDATE SKIP LOCKED LOOP
        CONTINUE WHEN v_i.cod_tenant = ANY (v_tenants);
        v_tenants := v_tenants || v_i.cod_tenant;
        -- What is audited is audited as done by who sent the file.
        v_contexto.cod_usuario := v_i.cod_usuario;
        v_contexto.nom_perfil := '';
        PERFORM flowt.definir_contexto(v_contexto);
        v_feitas := v_feitas + flowt.processar_catalogo(v_i, flowt.linhas_na_hora());
    END LOOP;
    RETURN v_feitas;
END
$$;
ALTER FUNCTION rotina.processar_catalogos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.processar_catalogos() IS 'Importa as próximas linhas do arquivo de catálogo mais antigo de cada tenant; devolve quantas. Para chamar a cada poucos segundos, e de novo enquanto não devolver 0.';
