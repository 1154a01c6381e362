-- Import of the catalogue (guide chapter 5.2): what the importer (40_importacao) asks of it.

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
    -- Apart: an update that names a key's column locks the item against whoever sells it, and few files change one.
    UPDATE flowt.tb_omni8_produto_servico p SET num_sku = v_item.num_sku WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.num_sku IS DISTINCT FROM v_item.num_sku;
    UPDATE flowt.tb_omni8_produto_servico p
       SET (cod_categoria, tip_item, nom_produto, des_resumo, des_produto, des_alergenos, des_imagem, vlr_preco, vlr_preco_de, qtd_duracao_min, flg_destaque, num_ordem, sta_produto)
         = (coalesce(p_categoria, v_item.cod_categoria), v_item.tip_item, btrim(v_item.nom_produto), v_item.des_resumo, v_item.des_produto, v_item.des_alergenos, v_item.des_imagem,
            v_item.vlr_preco, v_item.vlr_preco_de, v_item.qtd_duracao_min, v_item.flg_destaque, v_item.num_ordem, v_item.sta_produto)
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto
       AND (p.cod_categoria, p.tip_item, p.nom_produto, p.des_resumo, p.des_produto, p.des_alergenos, p.des_imagem, p.vlr_preco, p.vlr_preco_de, p.qtd_duracao_min, p.flg_destaque, p.num_ordem, p.sta_produto)
           IS DISTINCT FROM (coalesce(p_categoria, v_item.cod_categoria), v_item.tip_item, btrim(v_item.nom_produto), v_item.des_resumo, v_item.des_produto, v_item.des_alergenos, v_item.des_imagem,
            v_item.vlr_preco, v_item.vlr_preco_de, v_item.qtd_duracao_min, v_item.flg_destaque, v_item.num_ordem, v_item.sta_produto);
    RETURN p_produto;
END
$$;
COMMENT ON FUNCTION flowt.gravar_item(bigint, bigint, bigint, jsonb) IS 'Cria um item (p_produto nulo) ou altera nele o que o corpo traz, já conferido; sem o estoque.';

CREATE OR REPLACE FUNCTION flowt.importar_item(p_importacao flowt.tb_omni8_importacao, p_linha flowt.linha_lida, OUT resultado text, OUT erros jsonb, OUT cod_produto bigint, OUT qtd_estoque bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := p_importacao.cod_tenant;
    v_linha     jsonb  := (p_linha).js_linha;
    v_corpo     jsonb  := flowt.item_da_linha(v_linha);
    v_categoria bigint;
    v_erros     jsonb;
    v_detalhe   text;
    v_restricao text;
BEGIN
    SELECT e.cod_produto, e.erros INTO cod_produto, erros FROM flowt.item_existente(v_tenant, v_linha) AS e;
    resultado := CASE WHEN cod_produto IS NOT NULL OR flowt.linha_repetida(p_importacao, p_linha) THEN 'ALTERADA' ELSE 'CRIADA' END;
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
        erros := flowt.erro_da_linha(SQLSTATE, SQLERRM, v_detalhe, v_restricao);
    END;
END
$$;
COMMENT ON FUNCTION flowt.importar_item(flowt.tb_omni8_importacao, flowt.linha_lida) IS 'Importa (ou só confere) uma linha, inteira ou nada: CRIADA, ALTERADA ou RECUSADA com os erros; o estoque, quem chama acerta.';

-- Items are locked in the order of their codes before the first is changed, and balances after the last, in order, too: the order of
-- a file's lines is nobody else's.
CREATE OR REPLACE FUNCTION flowt.importar_itens(p_importacao flowt.tb_omni8_importacao, p_linhas flowt.linha_lida[]) RETURNS SETOF flowt.linha_feita
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := p_importacao.cod_tenant;
    v_linha  flowt.linha_lida;
    v_feita  record;
    v_saldos jsonb := '{}';
BEGIN
    PERFORM FROM flowt.tb_omni8_produto_servico p
      WHERE NOT p_importacao.flg_simulacao AND p.cod_tenant = v_tenant
        AND p.cod_produto IN (SELECT s.cod_produto FROM flowt.tb_omni8_sku s WHERE s.cod_tenant = v_tenant AND s.num_sku = ANY (ARRAY(SELECT l.des_chave FROM unnest(p_linhas) AS l)))
      ORDER BY p.cod_produto FOR NO KEY UPDATE;
    FOREACH v_linha IN ARRAY p_linhas LOOP
        SELECT f.* INTO v_feita FROM flowt.importar_item(p_importacao, v_linha) AS f;
        IF v_feita.qtd_estoque IS NOT NULL THEN
            v_saldos := v_saldos || jsonb_build_object(v_feita.cod_produto::text, v_feita.qtd_estoque);
        END IF;
        RETURN NEXT (v_linha.num_linha, v_feita.resultado, v_feita.erros)::flowt.linha_feita;
    END LOOP;
    FOR v_feita IN SELECT s.key::bigint AS cod_produto, s.value::bigint AS quantidade FROM jsonb_each_text(v_saldos) AS s ORDER BY 1 LOOP
        PERFORM flowt.movimentar_estoque(v_tenant, v_feita.cod_produto, 0, 'CONTAGEM', v_feita.quantidade, 'Importação de arquivo');
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.importar_itens(flowt.tb_omni8_importacao, flowt.linha_lida[]) IS 'Importa um lote de linhas de um arquivo do catálogo.';
