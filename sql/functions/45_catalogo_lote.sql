-- Catalogue, many at once (guide chapter 5.2): prices, status, order, sold out today; each in one transaction, products locked in
-- the order of their codes. A change of prices is shown before it is made, and made as it was shown or not at all.

CREATE OR REPLACE FUNCTION flowt.limite_de_itens_por_lote() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5000;
COMMENT ON FUNCTION flowt.limite_de_itens_por_lote() IS 'Itens que uma operação em lote muda.';
CREATE OR REPLACE FUNCTION flowt.limite_de_itens_na_previa() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.limite_de_itens_na_previa()
    IS 'Itens de que a resposta de uma operação em lote mostra antes e depois; dos outros, só a conta.';

CREATE OR REPLACE FUNCTION flowt.categorias_de(p_tenant bigint, p_categoria bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        WITH RECURSIVE dentro AS (
            SELECT p_categoria AS cod_categoria
            UNION
            SELECT c.cod_categoria FROM dentro AS d
              JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria_mae = d.cod_categoria
        )
        SELECT d.cod_categoria FROM dentro AS d);
END
$$;
COMMENT ON FUNCTION flowt.categorias_de(bigint, bigint) IS 'Uma categoria e as que estão dentro dela.';

CREATE OR REPLACE FUNCTION flowt.itens_do_lote(p_tenant bigint, p_filtro jsonb) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    v_codigos   bigint[] := ARRAY(SELECT x::bigint FROM jsonb_array_elements_text(p_filtro -> 'cod_produtos') AS x);
    v_categorias bigint[] := flowt.categorias_de(p_tenant, (p_filtro ->> 'cod_categoria')::bigint);
    v_palavras  text[]   := flowt.palavras(p_filtro ->> 'busca');
    v_itens     bigint[];
BEGIN
    IF NOT p_filtro ?| '{cod_produtos,cod_categoria,busca,sta_produto,tip_item,flg_todos}' THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('filtro', 'campo_obrigatorio',
                                                        'Diga quais itens: por código, categoria, busca, status ou tipo, ou "flg_todos": true.'));
    END IF;
    v_itens := ARRAY(
        SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p
         WHERE p.cod_tenant = p_tenant AND p.dat_exclusao IS NULL
           AND (NOT p_filtro ? 'cod_produtos' OR p.cod_produto = ANY (v_codigos))
           AND (NOT p_filtro ? 'cod_categoria' OR p.cod_categoria = ANY (v_categorias))
           AND (p_filtro ->> 'sta_produto' IS NULL OR p.sta_produto = p_filtro ->> 'sta_produto')
           AND (p_filtro ->> 'tip_item' IS NULL OR p.tip_item = p_filtro ->> 'tip_item')
           AND (v_palavras IS NULL OR NOT EXISTS (SELECT FROM unnest(v_palavras) AS w
                                                   WHERE NOT ' ' || array_to_string(flowt.palavras(p.nom_produto), ' ') LIKE '% ' || w || '%'))
         ORDER BY p.cod_produto LIMIT flowt.limite_de_itens_por_lote() + 1 FOR NO KEY UPDATE);
    IF cardinality(v_itens) > flowt.limite_de_itens_por_lote() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'itens_demais',
            DETAIL = format('Uma operação muda até %s itens: divida-a por categoria ou status.', flowt.limite_de_itens_por_lote());
    ELSIF p_filtro ? 'cod_produtos' AND NOT v_codigos <@ v_itens AND NOT p_filtro ?| '{cod_categoria,busca,sta_produto,tip_item}' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado', DETAIL = 'Não encontramos um ou mais destes itens: confira os códigos.',
            HINT = jsonb_build_object('cod_produtos', (SELECT jsonb_agg(c::text) FROM unnest(v_codigos) AS c WHERE c <> ALL (v_itens)))::text;
    END IF;
    RETURN v_itens;
END
$$;
COMMENT ON FUNCTION flowt.itens_do_lote(bigint, jsonb)
    IS 'Trava, em ordem, os itens que um filtro escolhe (todas as condições valem juntas); 404 para códigos que não existem, 422 se são demais.';

-- Rounded half away from zero, once; then to the nearest price of that ending, the higher of two as near.
CREATE OR REPLACE FUNCTION flowt.preco_ajustado(p_preco bigint, p_ajuste jsonb) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_valor numeric := (p_ajuste ->> 'valor')::numeric;
    v_final bigint  := (p_ajuste ->> 'terminado_em')::bigint;
    v_preco numeric;
BEGIN
    v_preco := CASE p_ajuste ->> 'tipo' WHEN 'PERCENTUAL' THEN round(p_preco * (100 + v_valor) / 100) WHEN 'VALOR' THEN p_preco + v_valor
                    WHEN 'FIXO' THEN v_valor ELSE p_preco END;
    IF v_final IS NOT NULL AND v_preco > 0 THEN
        v_preco := floor((v_preco - v_final + 50) / 100) * 100 + v_final;
        v_preco := greatest(v_preco, CASE v_final WHEN 0 THEN 100 ELSE v_final END);
    END IF;
    RETURN least(greatest(v_preco, -1), 1000000000000)::bigint;
END
$$;
COMMENT ON FUNCTION flowt.preco_ajustado(bigint, jsonb)
    IS 'Preço em centavos depois de um ajuste PERCENTUAL, VALOR, FIXO ou ARREDONDAR, e do arredondamento a um final como 90.';

CREATE OR REPLACE FUNCTION flowt.conferir_ajuste(p_ajuste jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_tipo  text    := p_ajuste ->> 'tipo';
    v_valor numeric := (p_ajuste ->> 'valor')::numeric;
BEGIN
    IF v_tipo = 'ARREDONDAR' AND (p_ajuste ->> 'terminado_em' IS NULL OR v_valor IS NOT NULL) THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('ajuste.terminado_em', 'campo_obrigatorio',
                                                        'Para só arredondar, diga em que centavos o preço termina, e não um valor.'));
    ELSIF v_tipo <> 'ARREDONDAR' AND v_valor IS NULL THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('ajuste.valor', 'campo_obrigatorio', 'Informe o valor do ajuste.'));
    ELSIF v_tipo = 'PERCENTUAL' AND (v_valor NOT BETWEEN -99 AND 1000 OR scale(v_valor) > 2) THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('ajuste.valor', 'numero_invalido',
                                                        'O percentual vai de -99 a 1000, com até duas casas: 7.5 aumenta, -10 diminui.'));
    ELSIF v_tipo IN ('VALOR', 'FIXO') AND scale(v_valor) > 0 THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('ajuste.valor', 'numero_invalido', 'O valor é em centavos, sem casas: 150 é R$ 1,50.'));
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_ajuste(jsonb) IS 'Levanta 422 para um ajuste de preço que não se entende.';

-- Of products and of the variations with prices of their own. What is struck out is more than what is asked, or it is not there.
CREATE OR REPLACE FUNCTION flowt.precos_do_lote(p_tenant bigint, p_itens bigint[], p_ajuste jsonb)
RETURNS TABLE (cod_produto bigint, cod_variacao bigint, nom_produto text, vlr_antes bigint, vlr_depois bigint, vlr_de_antes bigint,
               vlr_de_depois bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT x.cod_produto, x.cod_variacao, x.nom_produto, x.antes, x.depois, x.de_antes, CASE WHEN x.de > x.depois THEN x.de END
      FROM (SELECT i.*, n.depois, CASE p_ajuste ->> 'preco_de' WHEN 'ANTERIOR' THEN i.antes WHEN 'LIMPAR' THEN NULL ELSE i.de_antes END AS de
              FROM (SELECT p.cod_produto, NULL::bigint AS cod_variacao, p.nom_produto, p.vlr_preco AS antes, p.vlr_preco_de AS de_antes
                      FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_itens)
                    UNION ALL
                    SELECT v.cod_produto, v.cod_variacao, p.nom_produto || ' · ' || v.nom_variacao, v.vlr_preco, v.vlr_preco_de
                      FROM flowt.tb_omni8_variacao v
                      JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = p_tenant AND p.cod_produto = v.cod_produto
                     WHERE v.cod_tenant = p_tenant AND v.cod_produto = ANY (p_itens) AND v.vlr_preco IS NOT NULL AND v.dat_exclusao IS NULL) AS i
             CROSS JOIN LATERAL (SELECT flowt.preco_ajustado(i.antes, p_ajuste) AS depois) AS n) AS x
     WHERE x.depois <> x.antes OR x.de_antes IS DISTINCT FROM CASE WHEN x.de > x.depois THEN x.de END
     ORDER BY x.cod_produto, x.cod_variacao NULLS FIRST;
END
$$;
COMMENT ON FUNCTION flowt.precos_do_lote(bigint, bigint[], jsonb)
    IS 'Preços que mudam com um ajuste, de itens e de suas variações com preço próprio, antes e depois; o preço "de" que deixa de ser maior sai.';

CREATE OR REPLACE FUNCTION api.lote_precos(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('lote_precos', p_corpo);
    v_itens  bigint[];
    v_lote   record;
BEGIN
    PERFORM flowt.conferir_ajuste(v_corpo -> 'ajuste');
    v_itens := flowt.itens_do_lote(v_tenant, v_corpo -> 'filtro');
    SELECT count(*) AS mudam, array_agg(m.cod_produto) FILTER (WHERE m.vlr_depois NOT BETWEEN 1 AND 100000000) AS fora,
           encode(sha256(convert_to(coalesce(string_agg(concat_ws(' ', m.cod_produto, m.cod_variacao, m.vlr_antes, m.vlr_depois, m.vlr_de_antes,
                                                                  '>', m.vlr_de_depois), ',' ORDER BY m.n), ''), 'UTF8')), 'hex') AS selo,
           coalesce(json_agg(json_build_object('cod_produto', m.cod_produto::text, 'cod_variacao', m.cod_variacao::text,
                    'nom_produto', m.nom_produto, 'vlr_antes', m.vlr_antes, 'vlr_depois', m.vlr_depois,
                    'vlr_de_antes', m.vlr_de_antes, 'vlr_de_depois',
                    m.vlr_de_depois) ORDER BY m.n) FILTER (WHERE m.n <= flowt.limite_de_itens_na_previa()), '[]') AS itens
      INTO v_lote FROM (SELECT p.*, row_number() OVER (ORDER BY p.cod_produto, p.cod_variacao NULLS FIRST) AS n
                          FROM flowt.precos_do_lote(v_tenant, v_itens, v_corpo -> 'ajuste') AS p) AS m;
    IF v_lote.fora IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'preco_fora_dos_limites',
            DETAIL = 'Com este ajuste, algum preço sairia de R$ 0,01 a R$ 1.000.000,00: nada foi mudado.',
            HINT = jsonb_build_object('cod_produtos', (SELECT jsonb_agg(f::text) FROM unnest(v_lote.fora[:20]) AS f))::text;
    ELSIF v_lote.selo <> v_corpo ->> 'selo' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'previa_desatualizada',
            DETAIL = 'Os preços mudaram desde a simulação: simule de novo, confira e repita.';
    ELSIF NOT coalesce((v_corpo ->> 'flg_simulacao')::boolean, false) THEN
        WITH mudanca AS MATERIALIZED (
            SELECT m.* FROM flowt.precos_do_lote(v_tenant, v_itens, v_corpo -> 'ajuste') AS m
        ), variacao AS (
            UPDATE flowt.tb_omni8_variacao v SET vlr_preco = m.vlr_depois, vlr_preco_de = m.vlr_de_depois FROM mudanca AS m
             WHERE v.cod_tenant = v_tenant AND v.cod_variacao = m.cod_variacao
        )
        UPDATE flowt.tb_omni8_produto_servico p SET vlr_preco = m.vlr_depois, vlr_preco_de = m.vlr_de_depois FROM mudanca AS m
         WHERE p.cod_tenant = v_tenant AND p.cod_produto = m.cod_produto AND m.cod_variacao IS NULL;
    END IF;
    RETURN (200, NULL, NULL, json_build_object('flg_simulacao', coalesce((v_corpo ->> 'flg_simulacao')::boolean, false),
        'qtd_itens', cardinality(v_itens), 'qtd_mudados', v_lote.mudam,
        'selo', v_lote.selo, 'itens', v_lote.itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.lote_precos(text) IS
$$POST /v1/produtos/lote/precos
acesso: catalogo.escrever
corpo: lote_precos
resposta: 200 lote_precos_resultado
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo em lote
Muda o preço de muitos itens, e de suas variações com preço próprio, de uma vez, todos ou nenhum; flg_simulacao só mostra o antes e o depois.
ajuste: PERCENTUAL (valor 7.5 aumenta, -10 diminui), VALOR (centavos a somar), FIXO (centavos) ou ARREDONDAR; terminado_em: 90 leva ao preço mais próximo que termina em ,90. preco_de: MANTER, ANTERIOR (mostra o preço de antes riscado) ou LIMPAR; um preço "de" que deixa de ser maior sai.
selo: o da simulação; com ele, se algum preço mudou desde então, nada é feito (409).$$;

CREATE OR REPLACE FUNCTION api.lote_status(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint   := flowt.exigir_tenant();
    v_corpo  jsonb    := flowt.ler_corpo('lote_status', p_corpo);
    v_itens  bigint[] := flowt.itens_do_lote(v_tenant, v_corpo -> 'filtro');
    v_mudam  bigint;
BEGIN
    UPDATE flowt.tb_omni8_produto_servico p SET sta_produto = v_corpo ->> 'sta_produto'
     WHERE p.cod_tenant = v_tenant AND p.cod_produto = ANY (v_itens) AND p.sta_produto <> v_corpo ->> 'sta_produto';
    GET DIAGNOSTICS v_mudam = ROW_COUNT;
    RETURN (200, NULL, NULL, json_build_object('qtd_itens', cardinality(v_itens), 'qtd_mudados', v_mudam)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.lote_status(text) IS
$$POST /v1/produtos/lote/status
acesso: catalogo.escrever
corpo: lote_status
resposta: 200 lote_resultado
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo em lote
Publica, arquiva ou volta a rascunho muitos itens de uma vez, todos ou nenhum (409 se algum não pode passar a esse status).$$;

CREATE OR REPLACE FUNCTION api.lote_esgotar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint   := flowt.exigir_tenant();
    v_corpo  jsonb    := flowt.ler_corpo('lote_esgotado', p_corpo);
    v_itens  bigint[] := flowt.itens_do_lote(v_tenant, v_corpo -> 'filtro');
    v_dia    date     := CASE WHEN (v_corpo ->> 'flg_esgotado')::boolean THEN flowt.dia_do_tenant(v_tenant, now()) END;
    v_mudam  bigint;
BEGIN
    UPDATE flowt.tb_omni8_produto_servico p SET dat_esgotado = v_dia
     WHERE p.cod_tenant = v_tenant AND p.cod_produto = ANY (v_itens) AND p.dat_esgotado IS DISTINCT FROM v_dia;
    GET DIAGNOSTICS v_mudam = ROW_COUNT;
    RETURN (200, NULL, NULL, json_build_object('qtd_itens', cardinality(v_itens), 'qtd_mudados', v_mudam)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.lote_esgotar(text) IS
$$POST /v1/produtos/lote/esgotado-hoje
acesso: catalogo.esgotar
corpo: lote_esgotado
resposta: 200 lote_resultado
resposta: 404 problema
resposta: 422 problema
etiqueta: Catálogo em lote
Marca muitos itens como esgotados até o fim do dia da empresa, ou volta a vendê-los.$$;

CREATE OR REPLACE FUNCTION api.lote_ordenar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint   := flowt.exigir_tenant();
    v_corpo  jsonb    := flowt.ler_corpo('lote_ordem', p_corpo);
    v_itens  bigint[] := flowt.itens_do_lote(v_tenant, v_corpo);
    v_mudam  bigint;
BEGIN
    UPDATE flowt.tb_omni8_produto_servico p SET num_ordem = o.n
      FROM (SELECT x::bigint AS cod_produto, min(n)::integer AS n
              FROM jsonb_array_elements_text(v_corpo -> 'cod_produtos') WITH ORDINALITY AS x (x, n) GROUP BY 1) AS o
     WHERE p.cod_tenant = v_tenant AND p.cod_produto = o.cod_produto AND p.num_ordem <> o.n;
    GET DIAGNOSTICS v_mudam = ROW_COUNT;
    RETURN (200, NULL, NULL, json_build_object('qtd_itens', cardinality(v_itens), 'qtd_mudados', v_mudam)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.lote_ordenar(text) IS
$$PUT /v1/produtos/ordem
acesso: catalogo.escrever
corpo: lote_ordem
resposta: 200 lote_resultado
resposta: 404 problema
etiqueta: Catálogo em lote
Põe itens nesta ordem de exibição: o primeiro da lista recebe num_ordem 1.$$;

-- MARK: duplicating

-- A draft of its own: no SKUs, no stock, the same pictures, variations, add-on groups and windows.
CREATE OR REPLACE FUNCTION flowt.duplicar_item(p_tenant bigint, p_produto bigint, p_nome text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_novo bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, tip_item, nom_produto, des_resumo, des_produto, des_alergenos, des_imagem,
        vlr_preco, vlr_preco_de,
        qtd_duracao_min, flg_destaque, num_ordem, js_campos)
    SELECT p_tenant, p.cod_categoria, p.tip_item, coalesce(nullif(btrim(p_nome), ''), left(p.nom_produto, 112) || ' (cópia)'), p.des_resumo,
           p.des_produto, p.des_alergenos, p.des_imagem,
           p.vlr_preco, p.vlr_preco_de, p.qtd_duracao_min, p.flg_destaque, p.num_ordem, p.js_campos
      FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto
    RETURNING cod_produto INTO v_novo;
    INSERT INTO flowt.tb_omni8_produto_imagem (cod_tenant, cod_produto, cod_imagem, num_ordem, des_alternativo)
    SELECT p_tenant, v_novo, m.cod_imagem, m.num_ordem, m.des_alternativo FROM flowt.tb_omni8_produto_imagem m
     WHERE m.cod_tenant = p_tenant AND m.cod_produto = p_produto;
    INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, js_atributos, vlr_preco, vlr_preco_de, num_ordem, sta_variacao)
    SELECT p_tenant, v_novo, v.nom_variacao, v.js_atributos, v.vlr_preco, v.vlr_preco_de, v.num_ordem, v.sta_variacao
      FROM flowt.tb_omni8_variacao v WHERE v.cod_tenant = p_tenant AND v.cod_produto = p_produto AND v.dat_exclusao IS NULL ORDER BY v.cod_variacao;
    INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto, num_ordem)
    SELECT p_tenant, u.cod_grupo, v_novo, u.num_ordem FROM flowt.tb_omni8_complemento_uso u
     WHERE u.cod_tenant = p_tenant AND u.cod_produto = p_produto AND u.dat_inicio <= now() AND u.dat_fim > now() ORDER BY u.cod_uso;
    INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto, num_dias_semana, hor_inicio, hor_fim)
    SELECT p_tenant, v_novo, d.num_dias_semana, d.hor_inicio, d.hor_fim FROM flowt.tb_omni8_disponibilidade d
     WHERE d.cod_tenant = p_tenant AND d.cod_produto = p_produto ORDER BY d.cod_disponibilidade;
    RETURN v_novo;
END
$$;
COMMENT ON FUNCTION flowt.duplicar_item(bigint, bigint, text)
    IS 'Cria um rascunho igual a um item, sem SKUs nem estoque, com as mesmas imagens, variações, complementos e horários.';

CREATE OR REPLACE FUNCTION api.produto_duplicar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('produto_duplicacao', p_corpo);
    v_novo   bigint;
BEGIN
    PERFORM flowt.travar_item(v_tenant, p_id);
    v_novo := flowt.duplicar_item(v_tenant, p_id, v_corpo ->> 'nom_produto');
    RETURN flowt.resposta_produto(v_tenant, v_novo, 201);
END
$$;
COMMENT ON FUNCTION api.produto_duplicar(bigint, text) IS
$$POST /v1/produtos/{id}/duplicacao
acesso: catalogo.escrever
corpo: produto_duplicacao
resposta: 201 produto
resposta: 404 problema
etiqueta: Catálogo em lote
Cria um rascunho igual a um item, com as mesmas imagens, variações, complementos e horários, sem SKUs nem estoque. nom_produto: o nome do novo (sem ele, o do original e "(cópia)").$$;

SELECT flowt.definir_esquema('lote_filtro', $json${
    "type": "object", "description": "Quais itens: todas as condições valem juntas.",
    "properties": {
        "cod_produtos": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"type": "string", "format": "codigo",
                "x-mensagem": "Use o código de um item, como \"12\"."}},
        "cod_categoria": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de uma categoria, como \"12\"."},
        "busca": {"type": "string", "minLength": 2, "maxLength": 80, "description": "Começos de palavras do nome, sem diferença de acentos."},
        "sta_produto": {"type": "string", "enum": ["RASCUNHO", "PUBLICADO", "ARQUIVADO"]},
        "tip_item": {"type": "string", "enum": ["PRODUTO", "SERVICO"]},
        "flg_todos": {"type": "boolean", "description": "O catálogo inteiro."}
    }
}$json$);
SELECT flowt.definir_esquema('lote_precos', $json${
    "type": "object", "required": ["filtro", "ajuste"],
    "properties": {
        "filtro": {"$ref": "#/components/schemas/lote_filtro"},
        "ajuste": {"type": "object", "required": ["tipo"], "properties": {
            "tipo": {"type": "string", "enum": ["PERCENTUAL", "VALOR", "FIXO", "ARREDONDAR"]},
            "valor": {"type": ["number", "integer"], "minimum": -100000000, "maximum": 100000000, "description": "Percentual, ou centavos."},
            "terminado_em": {"type": ["integer", "null"], "minimum": 0, "maximum": 99, "description": "Centavos em que o preço termina, como 90."},
            "preco_de": {"type": "string", "enum": ["MANTER", "ANTERIOR", "LIMPAR"]}}},
        "flg_simulacao": {"type": "boolean"},
        "selo": {"type": ["string", "null"], "maxLength": 64, "description": "O da simulação."}
    }
}$json$);
SELECT flowt.definir_esquema('lote_precos_resultado', $json${
    "type": "object", "required": ["flg_simulacao", "qtd_itens", "qtd_mudados", "selo", "itens"],
    "properties": {
        "flg_simulacao": {"type": "boolean"}, "qtd_itens": {"type": "integer", "description": "Itens que o filtro escolheu."},
        "qtd_mudados": {"type": "integer"}, "selo": {"type": "string"},
        "itens": {"type": "array", "description": "Os primeiros 500 que mudam.",
            "items": {"type": "object", "required": ["cod_produto", "nom_produto", "vlr_antes", "vlr_depois"], "properties": {
            "cod_produto": {"type": "string"}, "cod_variacao": {"type": ["string", "null"]}, "nom_produto": {"type": "string"},
            "vlr_antes": {"type": "integer"}, "vlr_depois": {"type": "integer"},
            "vlr_de_antes": {"type": ["integer", "null"]}, "vlr_de_depois": {"type": ["integer", "null"]}}}}
    }
}$json$);
SELECT flowt.definir_esquema('lote_resultado', $json${
    "type": "object", "required": ["qtd_itens", "qtd_mudados"],
    "properties": {"qtd_itens": {"type": "integer", "description": "Itens que o filtro escolheu."}, "qtd_mudados": {"type": "integer"}}
}$json$);
SELECT flowt.definir_esquema('lote_status', $json${
    "type": "object", "required": ["filtro", "sta_produto"],
    "properties": {"filtro": {"$ref": "#/components/schemas/lote_filtro"},
        "sta_produto": {"type": "string", "enum": ["RASCUNHO", "PUBLICADO", "ARQUIVADO"]}}
}$json$);
SELECT flowt.definir_esquema('lote_esgotado', $json${
    "type": "object", "required": ["filtro", "flg_esgotado"], "properties": {"filtro": {"$ref": "#/components/schemas/lote_filtro"},
        "flg_esgotado": {"type": "boolean"}}
}$json$);
SELECT flowt.definir_esquema('lote_ordem', $json${
    "type": "object", "required": ["cod_produtos"],
    "properties": {"cod_produtos": {"type": "array", "minItems": 1, "maxItems": 1000,
            "items": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."}}}
}$json$);
SELECT flowt.definir_esquema('produto_duplicacao', $json${
    "type": "object", "properties": {"nom_produto": {"type": ["string", "null"], "maxLength": 120}}
}$json$);
