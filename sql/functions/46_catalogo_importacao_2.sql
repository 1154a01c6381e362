-- Import of the catalogue (guide chapter 5.2): what the importer (40_importacao) asks of it.

DROP FUNCTION IF EXISTS flowt.gravar_item(bigint, bigint, bigint, jsonb), flowt.importar_item(flowt.tb_omni8_importacao, flowt.linha_lida);

-- By SKU or, without one, by the code an export has written.
CREATE OR REPLACE FUNCTION flowt.item_existente(p_tenant bigint, p_linha jsonb, OUT cod_produto bigint, OUT erros jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_variacao bigint;
BEGIN
    erros := '[]';
    IF p_linha ->> 'sku' IS NOT NULL THEN
        SELECT s.cod_produto, s.cod_variacao INTO cod_produto, v_variacao FROM flowt.tb_omni8_sku s
         WHERE s.cod_tenant = p_tenant AND s.num_sku = flowt.texto_de_planilha(p_linha ->> 'sku');
        IF v_variacao IS NOT NULL THEN
            erros := flowt.erro_de_campo('sku', 'sku_de_variacao', 'Este SKU é de uma variação: altere-a na tela do item.');
        END IF;
    END IF;
    IF cod_produto IS NULL AND p_linha ->> 'codigo' ~ '^[1-9][0-9]{0,17}$' THEN
        SELECT p.cod_produto INTO cod_produto FROM flowt.tb_omni8_produto_servico p
         WHERE p.cod_tenant = p_tenant AND p.cod_produto = (p_linha ->> 'codigo')::bigint AND p.dat_exclusao IS NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.item_existente(bigint, jsonb) IS 'Item a que uma linha se refere, nulo se é novo.';

-- In one statement: what a trigger does for each statement costs as much for one item as for many.
CREATE OR REPLACE FUNCTION flowt.criar_itens(p_tenant bigint, p_corpos jsonb[], p_categorias bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    v_codigos bigint[];
BEGIN
    WITH novos AS (
        INSERT INTO flowt.tb_omni8_produto_servico AS d (cod_tenant, cod_categoria, tip_item, num_sku, nom_produto, des_resumo, des_produto,
            des_alergenos, des_imagem, vlr_preco, vlr_preco_de, qtd_duracao_min,
            flg_destaque, num_ordem, sta_produto)
        SELECT p_tenant, l.categoria, coalesce(i.tip_item, 'PRODUTO'), i.num_sku, btrim(i.nom_produto), i.des_resumo, i.des_produto,
               coalesce(i.des_alergenos, '{}'),
               i.des_imagem, i.vlr_preco, i.vlr_preco_de, i.qtd_duracao_min, coalesce(i.flg_destaque, false), coalesce(i.num_ordem, 0),
               coalesce(i.sta_produto, 'RASCUNHO')
          FROM unnest(p_corpos, p_categorias) WITH ORDINALITY AS l (corpo, categoria, n)
         CROSS JOIN LATERAL jsonb_populate_record(NULL::flowt.tb_omni8_produto_servico, l.corpo) AS i
         ORDER BY l.n
        RETURNING d.cod_produto
    ) SELECT array_agg(n.cod_produto ORDER BY n.cod_produto) INTO v_codigos FROM novos AS n;
    RETURN v_codigos;
END
$$;
COMMENT ON FUNCTION flowt.criar_itens(bigint, jsonb[], bigint[])
    IS 'Cria itens de corpos já conferidos, cada um em sua categoria; devolve seus códigos, na mesma ordem.';

CREATE OR REPLACE FUNCTION flowt.alterar_item(p_tenant bigint, p_produto bigint, p_categoria bigint, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_item flowt.tb_omni8_produto_servico;
BEGIN
    SELECT p.* INTO v_item FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto FOR NO KEY UPDATE;
    v_item := jsonb_populate_record(v_item, p_corpo);
    -- A price that rises past what is struck out strikes it out no longer, unless the file says otherwise.
    IF NOT p_corpo ? 'vlr_preco_de' AND v_item.vlr_preco_de <= v_item.vlr_preco THEN
        v_item.vlr_preco_de := NULL;
    END IF;
    -- Apart: an update that names a key's column locks the item against whoever sells it, and few files change one.
    UPDATE flowt.tb_omni8_produto_servico p SET num_sku = v_item.num_sku
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.num_sku IS DISTINCT FROM v_item.num_sku;
    UPDATE flowt.tb_omni8_produto_servico p
       SET (cod_categoria, tip_item, nom_produto, des_resumo, des_produto, des_alergenos, des_imagem, vlr_preco, vlr_preco_de, qtd_duracao_min,
            flg_destaque, num_ordem, sta_produto)
         = (coalesce(p_categoria, v_item.cod_categoria), v_item.tip_item, btrim(v_item.nom_produto), v_item.des_resumo, v_item.des_produto,
            v_item.des_alergenos, v_item.des_imagem,
            v_item.vlr_preco, v_item.vlr_preco_de, v_item.qtd_duracao_min, v_item.flg_destaque, v_item.num_ordem, v_item.sta_produto)
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto
       AND (p.cod_categoria, p.tip_item, p.nom_produto, p.des_resumo, p.des_produto, p.des_alergenos, p.des_imagem, p.vlr_preco, p.vlr_preco_de,
            p.qtd_duracao_min, p.flg_destaque, p.num_ordem, p.sta_produto)
           IS DISTINCT FROM (coalesce(p_categoria, v_item.cod_categoria), v_item.tip_item, btrim(v_item.nom_produto), v_item.des_resumo,
            v_item.des_produto, v_item.des_alergenos, v_item.des_imagem,
            v_item.vlr_preco, v_item.vlr_preco_de, v_item.qtd_duracao_min, v_item.flg_destaque, v_item.num_ordem, v_item.sta_produto);
END
$$;
COMMENT ON FUNCTION flowt.alterar_item(bigint, bigint, bigint, jsonb) IS 'Altera em um item o que o corpo, já conferido, traz; sem o estoque.';

CREATE OR REPLACE FUNCTION flowt.itens_de_uma_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50;
COMMENT ON FUNCTION flowt.itens_de_uma_vez()
    IS 'Linhas de um arquivo cujos itens novos uma importação cria em um só comando; se um deles não entra, cada uma é tentada por si.';

CREATE OR REPLACE FUNCTION flowt.conferir_item(p_importacao flowt.tb_omni8_importacao, p_linha flowt.linha_lida, OUT resultado text, OUT erros jsonb,
                                               OUT cod_produto bigint, OUT corpo jsonb,
                                               OUT cod_categoria bigint, OUT categoria_nova text)
LANGUAGE plpgsql AS $$
DECLARE
    v_linha jsonb := (p_linha).js_linha;
    v_erros jsonb;
BEGIN
    corpo := flowt.item_da_linha(v_linha);
    SELECT e.cod_produto, e.erros INTO cod_produto, erros FROM flowt.item_existente(p_importacao.cod_tenant, v_linha) AS e;
    resultado := CASE WHEN cod_produto IS NOT NULL OR flowt.linha_repetida(p_importacao, p_linha) THEN 'ALTERADA' ELSE 'CRIADA' END;
    erros := erros || flowt.erros_do_item(corpo, resultado = 'CRIADA');
    IF v_linha ->> 'categoria' IS NOT NULL THEN
        SELECT c.cod_categoria, c.erros, CASE WHEN c.cod_categoria IS NULL THEN v_linha ->> 'categoria' END INTO cod_categoria, v_erros,
               categoria_nova
          FROM flowt.categoria_da_linha(p_importacao.cod_tenant, v_linha ->> 'categoria', false) AS c;
        erros := erros || v_erros;
    END IF;
    IF erros <> '[]' THEN
        resultado := 'RECUSADA';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_item(flowt.tb_omni8_importacao, flowt.linha_lida)
    IS 'Confere uma linha: o que se fará dela, ou os erros; o item que já existe, o corpo dele, e a categoria, ou a que é preciso criar.';

-- A category is made only with its item: a refused line leaves none behind.
CREATE OR REPLACE FUNCTION flowt.gravar_itens(p_tenant bigint, p_produto bigint, p_corpos jsonb[], p_categorias bigint[], p_categoria_nova text,
                                              OUT codigos bigint[], OUT erros jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_categorias bigint[] := p_categorias;
    v_detalhe    text;
    v_restricao  text;
BEGIN
    erros := '[]';
    IF p_categoria_nova IS NOT NULL THEN
        v_categorias := ARRAY(SELECT c.cod_categoria FROM flowt.categoria_da_linha(p_tenant, p_categoria_nova, true) AS c);
    END IF;
    IF p_produto IS NULL THEN
        codigos := flowt.criar_itens(p_tenant, p_corpos, v_categorias);
    ELSE
        PERFORM flowt.alterar_item(p_tenant, p_produto, v_categorias[1], p_corpos[1]);
        codigos := ARRAY[p_produto];
    END IF;
EXCEPTION WHEN integrity_constraint_violation OR data_exception OR SQLSTATE 'PT409' OR SQLSTATE 'PT422' THEN
    GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
    codigos := NULL;
    erros := flowt.erro_da_linha(SQLSTATE, SQLERRM, v_detalhe, v_restricao);
END
$$;
COMMENT ON FUNCTION flowt.gravar_itens(bigint, bigint, jsonb[], bigint[], text)
    IS 'Cria itens (p_produto nulo) ou altera um, todos ou nenhum: seus códigos, ou os erros. Com p_categoria_nova, de um só item, cria a categoria dele.';

CREATE OR REPLACE FUNCTION flowt.saldos_lidos(p_produtos bigint[], p_corpos jsonb[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(i.produto, i.corpo -> 'qtd_estoque'), '{}') FROM unnest(p_produtos, p_corpos) AS i (produto, corpo)
             WHERE i.produto IS NOT NULL AND i.corpo ? 'qtd_estoque');
END
$$;
COMMENT ON FUNCTION flowt.saldos_lidos(bigint[], jsonb[]) IS 'O estoque que corpos de itens pedem, por código do item.';

-- What may be about an item that waits to be made, or makes a category, ends the batch: lines are done in their order wherever it
-- can be told. Items that do not go together are tried one by one, from the start.
CREATE OR REPLACE FUNCTION flowt.importar_leva(p_importacao flowt.tb_omni8_importacao, p_linhas flowt.linha_lida[], OUT qtd_linhas integer,
                                               OUT feitas flowt.linha_feita[], OUT saldos jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_linha      flowt.linha_lida;
    v_item       record;
    v_gravados   record;
    v_novas      flowt.linha_lida[] := '{}';
    v_corpos     jsonb[]            := '{}';
    v_categorias bigint[]           := '{}';
BEGIN
    qtd_linhas := 0;
    feitas := '{}';
    saldos := '{}';
    FOREACH v_linha IN ARRAY p_linhas LOOP
        EXIT WHEN EXISTS (SELECT FROM unnest(v_novas) AS n WHERE n.des_chave = v_linha.des_chave);
        SELECT i.* INTO v_item FROM flowt.conferir_item(p_importacao, v_linha) AS i;
        EXIT WHEN v_item.categoria_nova IS NOT NULL AND v_novas <> '{}';
        qtd_linhas := qtd_linhas + 1;
        IF v_item.resultado = 'RECUSADA' OR p_importacao.flg_simulacao THEN
            feitas := feitas || (v_linha.num_linha, v_item.resultado, v_item.erros)::flowt.linha_feita;
        ELSIF v_item.resultado = 'CRIADA' AND v_item.categoria_nova IS NULL AND cardinality(p_linhas) > 1 THEN
            v_novas := v_novas || v_linha;
            v_corpos := v_corpos || v_item.corpo;
            v_categorias := v_categorias || v_item.cod_categoria;
        ELSE
            SELECT g.* INTO v_gravados
              FROM flowt.gravar_itens(p_importacao.cod_tenant, v_item.cod_produto, ARRAY[v_item.corpo], ARRAY[v_item.cod_categoria],
                                      v_item.categoria_nova) AS g;
            feitas := feitas || (v_linha.num_linha, CASE v_gravados.erros WHEN '[]' THEN v_item.resultado ELSE 'RECUSADA' END,
                                 v_gravados.erros)::flowt.linha_feita;
            saldos := saldos || flowt.saldos_lidos(v_gravados.codigos, ARRAY[v_item.corpo]);
        END IF;
    END LOOP;
    IF v_novas = '{}' THEN
        RETURN;
    END IF;
    SELECT g.* INTO v_gravados FROM flowt.gravar_itens(p_importacao.cod_tenant, NULL, v_corpos, v_categorias, NULL) AS g;
    IF v_gravados.erros = '[]' THEN
        feitas := feitas || ARRAY(SELECT (n.num_linha, 'CRIADA', '[]')::flowt.linha_feita FROM unnest(v_novas) AS n);
        saldos := saldos || flowt.saldos_lidos(v_gravados.codigos, v_corpos);
        RETURN;
    END IF;
    FOREACH v_linha IN ARRAY v_novas LOOP
        SELECT l.* INTO v_item FROM flowt.importar_leva(p_importacao, ARRAY[v_linha]) AS l;
        feitas := feitas || v_item.feitas;
        saldos := saldos || v_item.saldos;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.importar_leva(flowt.tb_omni8_importacao, flowt.linha_lida[])
    IS 'Importa (ou só confere) as primeiras destas linhas, cada uma inteira ou nada: quantas, o que se fez de cada uma, e o estoque que pedem, por item.';

-- Items are locked in the order of their codes before the first is changed, and balances after the last, in order, too: the order of
-- a file's lines is nobody else's.
CREATE OR REPLACE FUNCTION flowt.importar_itens(p_importacao flowt.tb_omni8_importacao, p_linhas flowt.linha_lida[]) RETURNS SETOF flowt.linha_feita
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint  := p_importacao.cod_tenant;
    v_feitas integer := 0;
    v_leva   record;
    v_saldo  record;
    v_saldos jsonb   := '{}';
BEGIN
    PERFORM FROM flowt.tb_omni8_produto_servico p
      WHERE NOT p_importacao.flg_simulacao AND p.cod_tenant = v_tenant
        AND p.cod_produto IN (SELECT s.cod_produto FROM flowt.tb_omni8_sku s
                               WHERE s.cod_tenant = v_tenant AND s.num_sku = ANY (ARRAY(SELECT l.des_chave FROM unnest(p_linhas) AS l)))
      ORDER BY p.cod_produto FOR NO KEY UPDATE;
    WHILE v_feitas < cardinality(p_linhas) LOOP
        SELECT l.* INTO v_leva FROM flowt.importar_leva(p_importacao, p_linhas[v_feitas + 1 : v_feitas + flowt.itens_de_uma_vez()]) AS l;
        v_feitas := v_feitas + v_leva.qtd_linhas;
        v_saldos := v_saldos || v_leva.saldos;
        RETURN QUERY SELECT f.* FROM unnest(v_leva.feitas) AS f;
    END LOOP;
    FOR v_saldo IN SELECT s.key::bigint AS cod_produto, s.value::bigint AS quantidade FROM jsonb_each_text(v_saldos) AS s ORDER BY 1 LOOP
        PERFORM flowt.movimentar_estoque(v_tenant, v_saldo.cod_produto, 0, 'CONTAGEM', v_saldo.quantidade, 'Importação de arquivo');
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.importar_itens(flowt.tb_omni8_importacao, flowt.linha_lida[]) IS 'Importa um lote de linhas de um arquivo do catálogo.';
