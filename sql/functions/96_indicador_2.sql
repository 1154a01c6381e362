-- KPIs over HTTP (guide chapter 12.2): numbers with their change, series, funnel, cohorts, rankings, each as CSV too.

CREATE OR REPLACE FUNCTION flowt.periodo_anterior(p_de date, p_ate date, p_comparar text) RETURNS daterange
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_comparar WHEN 'ano' THEN daterange((p_de - interval '1 year')::date, (p_ate - interval '1 year')::date, '[]')
                       WHEN 'nada' THEN NULL ELSE daterange(p_de - (p_ate - p_de + 1), p_de - 1, '[]') END;
COMMENT ON FUNCTION flowt.periodo_anterior(date, date, text)
    IS 'Com que período se compara: o de mesmo tamanho logo antes, ou o mesmo do ano passado.';

CREATE OR REPLACE FUNCTION flowt.filtro_de_indicadores(p_canal text, p_campanha text, p_unidade bigint, p_item bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_unidades bigint[] := string_to_array(nullif(current_setting('flowt.unidades', true), ''), ',')::bigint[];
BEGIN
    -- Whoever sees one unit only sees its numbers; one of several has to say which.
    IF v_unidades IS NOT NULL AND p_unidade IS NULL THEN
        IF cardinality(v_unidades) <> 1 THEN
            RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'unidade_ausente',
                DETAIL = 'Seu acesso é a algumas unidades: diga de qual quer os números (unidade).';
        END IF;
        p_unidade := v_unidades[1];
    END IF;
    IF p_item IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                                           WHERE p.cod_tenant = flowt.exigir_tenant() AND p.cod_produto = p_item) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'item_desconhecido',
            DETAIL = 'Não encontramos este item: confira o código (item), ou tire o filtro.';
    END IF;
    RETURN jsonb_strip_nulls(jsonb_build_object('canal', upper(p_canal), 'campanha', lower(p_campanha), 'unidade', p_unidade, 'item', p_item));
END
$$;
COMMENT ON FUNCTION flowt.filtro_de_indicadores(text, text, bigint, bigint)
    IS 'Filtro de indicadores de uma requisição, dentro das unidades de quem pede; 422 se o item não é da empresa.';

CREATE OR REPLACE FUNCTION flowt.exigir_indicador_de_item(p_nome text, p_filtro jsonb) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_filtro ? 'item' AND NOT (SELECT i.flg_item FROM flowt.tb_omni8_indicador i WHERE i.nom_indicador = p_nome) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'indicador_nao_e_de_item',
            DETAIL = format('%s não se mede de um item só: tire o filtro de item, ou peça um destes: %s.',
            (SELECT i.des_indicador FROM flowt.tb_omni8_indicador i WHERE i.nom_indicador = p_nome),
            (SELECT string_agg(i.nom_indicador, ', ' ORDER BY i.num_ordem) FROM flowt.tb_omni8_indicador i WHERE i.flg_item));
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_indicador_de_item(text, jsonb)
    IS 'Recusa (422) filtrar por item um indicador que não se mede de um item só, dizendo quais se medem.';

CREATE OR REPLACE FUNCTION flowt.exigir_empresa_toda() RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF current_setting('flowt.unidades', true) <> '' THEN
        PERFORM flowt.recusar_empresa_toda();
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_empresa_toda() IS 'Levanta 403 se quem age só vê algumas unidades: para números que não são de nenhuma.';

CREATE OR REPLACE FUNCTION flowt.json_indicadores(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_comparar text) RETURNS json
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_antes daterange := flowt.periodo_anterior(p_de, p_ate, p_comparar);
BEGIN
    RETURN (
        SELECT json_agg(json_build_object('nom_indicador', i.nom_indicador, 'des_indicador', i.des_indicador, 'tip_unidade', i.tip_unidade,
                   'flg_maior_melhor', i.flg_maior_melhor,
                   'num_numerador', a.num_numerador, 'num_denominador', a.num_denominador, 'num_valor', a.num_valor,
                   'num_valor_anterior', b.num_valor,
                   'num_variacao', round((a.num_valor - b.num_valor) / nullif(abs(b.num_valor), 0), 4)) ORDER BY i.num_ordem)
          FROM flowt.tb_omni8_indicador AS i
          JOIN flowt.indicadores(p_tenant, p_de, p_ate, p_filtro) AS a ON a.nom_indicador = i.nom_indicador
          LEFT JOIN LATERAL (SELECT x.* FROM flowt.indicadores(p_tenant, lower(v_antes), upper(v_antes) - 1, p_filtro) AS x
                              WHERE v_antes IS NOT NULL) AS b ON b.nom_indicador = i.nom_indicador);
END
$$;
COMMENT ON FUNCTION flowt.json_indicadores(bigint, date, date, jsonb, text)
    IS 'Indicadores com o valor do período com que se comparam e a variação (fração; nula se não há com que comparar).';

CREATE OR REPLACE FUNCTION flowt.csv_de_json(p_colunas text[], p_linhas json) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN array_to_string(p_colunas, ';') || E'\r\n' || coalesce((
        SELECT string_agg(x.linha || E'\r\n', '' ORDER BY x.posicao)
          FROM (SELECT l.posicao, string_agg(CASE json_typeof(l.linha -> c.nome) WHEN 'number' THEN l.linha ->> c.nome
                                                  ELSE coalesce(flowt.campo_de_csv(l.linha ->> c.nome), '') END, ';' ORDER BY c.ordem) AS linha
                  FROM json_array_elements(p_linhas) WITH ORDINALITY AS l (linha, posicao)
                 CROSS JOIN unnest(p_colunas) WITH ORDINALITY AS c (nome, ordem)
                 GROUP BY l.posicao) AS x), '');
END
$$;
COMMENT ON FUNCTION flowt.csv_de_json(text[], json) IS 'Linhas de uma lista JSON em CSV (ponto e vírgula, CRLF), sem fórmulas.';

CREATE OR REPLACE FUNCTION flowt.resposta_de_lista(p_formato text, p_nome text, p_colunas text[], p_itens json, p_envelope jsonb)
    RETURNS flowt.resposta
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_formato = 'csv' THEN
        RETURN (200, 'text/csv; charset=utf-8', format('Content-Disposition: attachment; filename="%s.csv"', p_nome),
                flowt.csv_de_json(p_colunas, coalesce(p_itens, '[]')))::flowt.resposta;
    END IF;
    RETURN (200, NULL, NULL, (p_envelope || jsonb_build_object('itens', coalesce(p_itens, '[]')))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_de_lista(text, text, text[], json, jsonb) IS 'Lista em JSON, ou em CSV para baixar.';

CREATE OR REPLACE FUNCTION api.indicador_ler(p_de date, p_ate date, p_comparar text, p_canal text, p_campanha text, p_unidade bigint, p_item bigint,
                                             p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date   := coalesce(p_de, v_ate - 29);
    v_filtro jsonb  := flowt.filtro_de_indicadores(p_canal, p_campanha, p_unidade, p_item);
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    RETURN flowt.resposta_de_lista(p_formato, 'indicadores',
        '{nom_indicador,des_indicador,tip_unidade,num_numerador,num_denominador,num_valor,num_valor_anterior,num_variacao}',
        flowt.json_indicadores(v_tenant, v_de, v_ate, v_filtro, coalesce(p_comparar, 'anterior')),
        jsonb_build_object('dat_de', v_de, 'dat_ate', v_ate, 'dat_apurado', flowt.apurado_ate(v_tenant), 'filtro', v_filtro));
END
$$;
COMMENT ON FUNCTION api.indicador_ler(date, date, text, text, text, bigint, bigint, text) IS
$$GET /v1/indicadores
acesso: indicador.ler
modulo: rastreamento
resposta: 200 indicador_lista
resposta: 422 problema
etiqueta: Indicadores
Os indicadores de um período (dias da empresa, inclusive; sem ele, os últimos 30), com a variação.
comparar: anterior (o período logo antes, o padrão), ano ou nada. Filtros: canal, campanha, unidade, item; onde um filtro não se aplica, o valor é null. De um item: a receita e as unidades de suas
linhas, os pedidos que o têm, as visitas que o viram e, delas, as que o puseram no carrinho e o compraram. Razões são frações, null sem denominador. formato: csv para baixar.$$;

CREATE OR REPLACE FUNCTION api.indicador_serie(p_nome text, p_de date, p_ate date, p_canal text, p_campanha text, p_unidade bigint, p_item bigint,
                                               p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date   := coalesce(p_de, v_ate - 29);
    v_filtro jsonb  := flowt.filtro_de_indicadores(p_canal, p_campanha, p_unidade, p_item);
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_indicador i WHERE i.nom_indicador = p_nome) THEN
        PERFORM flowt.recusar_registro('este indicador');
    END IF;
    PERFORM flowt.exigir_indicador_de_item(p_nome, v_filtro);
    RETURN flowt.resposta_de_lista(p_formato, p_nome,
        '{dat_dia,num_numerador,num_denominador,num_valor}', (SELECT json_agg(s) FROM flowt.serie(v_tenant, p_nome, v_de, v_ate, v_filtro) AS s),
        jsonb_build_object('nom_indicador', p_nome, 'dat_de', v_de, 'dat_ate', v_ate, 'dat_apurado', flowt.apurado_ate(v_tenant)));
END
$$;
COMMENT ON FUNCTION api.indicador_serie(text, date, date, text, text, bigint, bigint, text) IS
$$GET /v1/indicadores/{nome}/serie
acesso: indicador.ler
modulo: rastreamento
resposta: 200 indicador_serie
resposta: 404 problema
resposta: 422 problema
etiqueta: Indicadores
Um indicador dia a dia. Filtros: canal, campanha, unidade, item (422 se não se mede de um item só). formato: csv para baixar. A recompra é de um período inteiro e não tem série.$$;

CREATE OR REPLACE FUNCTION api.funil_ler(p_de date, p_ate date, p_canal text, p_campanha text, p_item bigint, p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date   := coalesce(p_de, v_ate - 29);
BEGIN
    -- Visits are of no unit: of one there is no funnel, which is something else than one of zeros.
    PERFORM flowt.exigir_empresa_toda(), flowt.conferir_periodo(v_de, v_ate);
    RETURN flowt.resposta_de_lista(p_formato, 'funil',
        '{num_passo,nom_passo,qtd_visitas,num_fracao}', (SELECT json_agg(f)
                                                           FROM flowt.funil(v_tenant, v_de, v_ate,
                                                                            flowt.filtro_de_indicadores(p_canal, p_campanha, NULL, p_item)) AS f),
        jsonb_build_object('dat_de', v_de, 'dat_ate', v_ate, 'dat_apurado', flowt.apurado_ate(v_tenant)));
END
$$;
COMMENT ON FUNCTION api.funil_ler(date, date, text, text, bigint, text) IS
$$GET /v1/funil
acesso: indicador.ler
modulo: rastreamento
resposta: 200 funil
resposta: 403 problema
resposta: 422 problema
etiqueta: Indicadores
Quantas visitas chegaram a cada passo, na ordem: página, item, carrinho, revisão do carrinho, fechamento, pedido, pós-venda (pesquisa respondida, reclamação, devolução ou o pedido outra vez, quando quer que seja). Um passo só conta se a primeira vez dele não é antes da do anterior. Filtros: canal, campanha, item (das visitas que viram uma página, as que viram, puseram no carrinho e compraram este: sem os passos 4 e 7, que não são de um item). formato: csv para baixar.$$;

CREATE OR REPLACE FUNCTION api.coorte_listar(p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.exigir_empresa_toda();
    RETURN flowt.resposta_de_lista(p_formato, 'coortes', '{dat_mes,num_mes,qtd_pessoas,num_fracao}',
        (SELECT json_agg(json_build_object('dat_mes', c.dat_mes, 'num_mes', c.num_mes, 'qtd_pessoas', c.qtd_pessoas,
                                           'num_fracao', round(c.qtd_pessoas / nullif(i.qtd_pessoas, 0)::numeric, 4)) ORDER BY c.dat_mes, c.num_mes)
           FROM flowt.coorte AS c JOIN flowt.coorte AS i ON i.cod_tenant = v_tenant AND i.dat_mes = c.dat_mes AND i.num_mes = 0
          WHERE c.cod_tenant = v_tenant),
        '{}');
END
$$;
COMMENT ON FUNCTION api.coorte_listar(text) IS
$$GET /v1/coortes
acesso: indicador.ler
modulo: rastreamento
resposta: 200 coorte_lista
resposta: 403 problema
etiqueta: Indicadores
Retenção: pessoas por mês da primeira compra confirmada, e quantas compraram em cada mês seguinte. formato: csv para baixar.$$;

-- Items by themselves are added up from one line a day; filtered, from the lines of each channel, campaign and unit.
CREATE OR REPLACE FUNCTION flowt.ranking_de_itens(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_quantos integer)
    RETURNS TABLE (codigo text, nome text, quantidade bigint, valor bigint, visitas bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT x.cod_produto::text, p.nom_produto, sum(x.vendidos)::bigint, sum(x.vendido)::bigint,
           CASE WHEN p_filtro ->> 'unidade' IS NULL THEN sum(x.visitas)::bigint END
      FROM (SELECT d.cod_produto, d.qtd_vendidos AS vendidos, d.vlr_vendido AS vendido, d.qtd_visitas AS visitas
              FROM flowt.tb_omni8_agregado_produto_dia AS d
             WHERE flowt.sem_filtro(p_filtro) AND d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
            UNION ALL
            SELECT d.cod_produto, d.qtd_vendidos, d.vlr_vendido, d.qtd_visitas FROM flowt.tb_omni8_agregado_item_dia AS d
             WHERE NOT flowt.sem_filtro(p_filtro) AND d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
               AND (p_filtro ->> 'canal' IS NULL OR d.tip_canal = p_filtro ->> 'canal')
               AND (p_filtro ->> 'campanha' IS NULL OR d.nom_campanha = p_filtro ->> 'campanha')
               AND (p_filtro ->> 'unidade' IS NULL OR d.cod_unidade = (p_filtro ->> 'unidade')::bigint)) AS x
      JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = x.cod_produto
     WHERE p_filtro ->> 'item' IS NULL OR x.cod_produto = (p_filtro ->> 'item')::bigint
     GROUP BY x.cod_produto, p.nom_produto ORDER BY sum(x.vendido) DESC, sum(x.visitas) DESC, x.cod_produto LIMIT p_quantos;
END
$$;
COMMENT ON FUNCTION flowt.ranking_de_itens(bigint, date, date, jsonb, integer)
    IS 'Os itens de um período por receita, com filtro {canal, campanha, unidade, item}; visitas nulas com unidade.';

CREATE OR REPLACE FUNCTION flowt.ranking_de_ofertas(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_quantos integer)
    RETURNS TABLE (codigo text, nome text, quantidade bigint, valor bigint, visitas bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT d.cod_oferta::text, max(x.nom_oferta), sum(d.qtd_usos)::bigint, sum(d.vlr_desconto)::bigint,
           CASE WHEN p_filtro ->> 'unidade' IS NULL THEN sum(d.qtd_vistas)::bigint END
      FROM flowt.tb_omni8_agregado_oferta_dia AS d
      LEFT JOIN LATERAL (SELECT v.nom_oferta FROM flowt.tb_omni8_oferta_versao AS v WHERE v.cod_tenant = p_tenant AND v.cod_oferta = d.cod_oferta
                          ORDER BY v.num_definicao DESC LIMIT 1) AS x ON true
     WHERE d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate AND (p_filtro ->> 'canal' IS NULL OR d.tip_canal = p_filtro ->> 'canal')
       AND (p_filtro ->> 'campanha' IS NULL OR d.nom_campanha = p_filtro ->> 'campanha')
       AND (p_filtro ->> 'unidade' IS NULL OR d.cod_unidade = (p_filtro ->> 'unidade')::bigint)
     GROUP BY d.cod_oferta ORDER BY sum(d.qtd_usos) DESC, sum(d.qtd_vistas) DESC, d.cod_oferta LIMIT p_quantos;
END
$$;
COMMENT ON FUNCTION flowt.ranking_de_ofertas(bigint, date, date, jsonb, integer)
    IS 'As ofertas de um período por uso, com filtro {canal, campanha, unidade}; visitas nulas com unidade.';

CREATE OR REPLACE FUNCTION flowt.ranking_de_origens(p_tenant bigint, p_por text, p_de date, p_ate date, p_filtro jsonb, p_quantos integer)
    RETURNS TABLE (codigo text, nome text, quantidade bigint, valor bigint, visitas bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT x.origem, x.origem, sum(x.confirmados)::bigint, sum(x.bruto)::bigint,
           CASE WHEN p_filtro ->> 'unidade' IS NULL THEN sum(x.visitas)::bigint END
      FROM (SELECT CASE p_por WHEN 'canais' THEN d.tip_canal ELSE d.nom_campanha END AS origem, d.tip_canal, d.nom_campanha, d.cod_unidade,
                   d.qtd_pedidos_confirmados AS confirmados, d.vlr_bruto AS bruto, d.qtd_visitas AS visitas
              FROM flowt.tb_omni8_agregado_dia AS d WHERE p_filtro ->> 'item' IS NULL AND d.cod_tenant = p_tenant AND d.dat_dia BETWEEN p_de AND p_ate
            UNION ALL
            SELECT CASE p_por WHEN 'canais' THEN d.tip_canal ELSE d.nom_campanha END, d.tip_canal, d.nom_campanha, d.cod_unidade,
                   d.qtd_pedidos_confirmados, d.vlr_vendido, d.qtd_visitas
              FROM flowt.tb_omni8_agregado_item_dia AS d
             WHERE d.cod_tenant = p_tenant AND d.cod_produto = (p_filtro ->> 'item')::bigint AND d.dat_dia BETWEEN p_de AND p_ate) AS x
     WHERE x.origem IS NOT NULL AND (p_filtro ->> 'canal' IS NULL OR x.tip_canal = p_filtro ->> 'canal')
       AND (p_filtro ->> 'campanha' IS NULL OR x.nom_campanha = p_filtro ->> 'campanha')
       AND (p_filtro ->> 'unidade' IS NULL OR x.cod_unidade = (p_filtro ->> 'unidade')::bigint)
     GROUP BY x.origem ORDER BY sum(x.bruto) DESC, sum(x.visitas) DESC, x.origem LIMIT p_quantos;
END
$$;
COMMENT ON FUNCTION flowt.ranking_de_origens(bigint, text, date, date, jsonb, integer)
    IS 'Os canais ou as campanhas de um período por receita, com filtro {canal, campanha, unidade, item}; visitas nulas com unidade.';

CREATE OR REPLACE FUNCTION flowt.ranking(p_tenant bigint, p_nome text, p_de date, p_ate date, p_filtro jsonb, p_quantos integer) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p_nome WHEN 'itens' THEN (SELECT json_agg(r) FROM flowt.ranking_de_itens(p_tenant, p_de, p_ate, p_filtro, p_quantos) AS r)
                       WHEN 'ofertas' THEN (SELECT json_agg(r) FROM flowt.ranking_de_ofertas(p_tenant, p_de, p_ate, p_filtro, p_quantos) AS r)
                       ELSE (SELECT json_agg(r) FROM flowt.ranking_de_origens(p_tenant, p_nome, p_de, p_ate, p_filtro, p_quantos) AS r) END;
END
$$;
COMMENT ON FUNCTION flowt.ranking(bigint, text, date, date, jsonb, integer)
    IS 'Os primeiros de um período: itens, ofertas, canais ou campanhas, com filtro {canal, campanha, unidade, item}. Valor em centavos (de ofertas, '
       'o desconto dado).';

CREATE OR REPLACE FUNCTION api.ranking_ler(p_nome text, p_de date, p_ate date, p_canal text, p_campanha text, p_unidade bigint, p_item bigint,
                                           p_limite integer, p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date   := coalesce(p_de, v_ate - 29);
    v_filtro jsonb  := flowt.filtro_de_indicadores(p_canal, p_campanha, p_unidade, p_item);
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    IF p_nome NOT IN ('itens', 'ofertas', 'canais', 'campanhas') THEN
        PERFORM flowt.recusar_registro('este ranking');
    ELSIF p_nome = 'ofertas' AND p_item IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'ranking_nao_e_de_item',
            DETAIL = 'Uma oferta não é vista nem usada por item: tire o filtro de item, ou peça itens, canais ou campanhas.';
    END IF;
    RETURN flowt.resposta_de_lista(p_formato, p_nome,
        '{codigo,nome,quantidade,valor,visitas}', flowt.ranking(v_tenant, p_nome, v_de, v_ate, v_filtro, flowt.tamanho_pagina(p_limite)),
        jsonb_build_object('dat_de', v_de, 'dat_ate', v_ate, 'dat_apurado', flowt.apurado_ate(v_tenant), 'filtro', v_filtro));
END
$$;
COMMENT ON FUNCTION api.ranking_ler(text, date, date, text, text, bigint, bigint, integer, text) IS
$$GET /v1/rankings/{nome}
acesso: indicador.ler
modulo: rastreamento
resposta: 200 ranking
resposta: 404 problema
resposta: 422 problema
etiqueta: Indicadores
Os primeiros do período, por receita: itens, canais ou campanhas; ofertas, por uso. Filtros: canal, campanha, unidade (uma visita não é de nenhuma: visitas null) e, menos em ofertas, item. formato: csv para baixar.$$;

SELECT flowt.definir_esquema('indicador_lista', $json${
    "type": "object", "required": ["dat_de", "dat_ate", "dat_apurado", "itens"],
    "properties": {"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "dat_apurado": {"type": "string", "format": "date-time"},
        "filtro": {"type": "object", "additionalProperties": true},
        "itens": {"type": "array", "items": {"type": "object", "required": ["nom_indicador", "des_indicador", "tip_unidade", "num_valor"],
                "properties": {
            "nom_indicador": {"type": "string"}, "des_indicador": {"type": "string"},
            "tip_unidade": {"type": "string", "enum": ["INTEIRO", "FRACAO", "CENTAVOS", "PONTOS"]}, "flg_maior_melhor": {"type": "boolean"},
            "num_numerador": {"type": ["number", "null"]}, "num_denominador": {"type": ["number", "null"]}, "num_valor": {"type": ["number", "null"]},
            "num_valor_anterior": {"type": ["number", "null"]},
            "num_variacao": {"type": ["number", "null"], "description": "Fração: 0.1 é 10 % a mais."}}}}}
}$json$);
SELECT flowt.definir_esquema('indicador_serie', $json${
    "type": "object", "required": ["nom_indicador", "dat_de", "dat_ate", "itens"],
    "properties": {"nom_indicador": {"type": "string"}, "dat_de": {"type": "string", "format": "date"},
        "dat_ate": {"type": "string", "format": "date"}, "dat_apurado": {"type": "string", "format": "date-time"},
        "itens": {"type": "array", "items": {"type": "object", "required": ["dat_dia", "num_valor"],
                "properties": {"dat_dia": {"type": "string", "format": "date"},
            "num_numerador": {"type": ["number", "null"]}, "num_denominador": {"type": ["number", "null"]},
            "num_valor": {"type": ["number", "null"]}}}}}
}$json$);
SELECT flowt.definir_esquema('funil', $json${
    "type": "object", "required": ["itens"],
    "properties": {"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "dat_apurado": {"type": "string", "format": "date-time"},
        "itens": {"type": "array", "items": {"type": "object", "required": ["num_passo", "nom_passo", "qtd_visitas"],
                "properties": {"num_passo": {"type": "integer"},
            "nom_passo": {"type": "string", "enum": ["PAGINA", "ITEM", "CARRINHO", "REVISAO", "CHECKOUT", "PEDIDO", "POS_VENDA"]},
            "qtd_visitas": {"type": "integer"}, "num_fracao": {"type": ["number", "null"]}}}}}
}$json$);
SELECT flowt.definir_esquema('coorte_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["dat_mes", "num_mes", "qtd_pessoas"],
                "properties": {"dat_mes": {"type": "string", "format": "date"}, "num_mes": {"type": "integer"},
        "qtd_pessoas": {"type": "integer"}, "num_fracao": {"type": ["number", "null"]}}}}}
}$json$);
SELECT flowt.definir_esquema('ranking', $json${
    "type": "object", "required": ["itens"],
    "properties": {"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "dat_apurado": {"type": "string", "format": "date-time"},
        "filtro": {"type": "object", "additionalProperties": true},
        "itens": {"type": "array", "items": {"type": "object", "required": ["codigo", "quantidade", "valor", "visitas"],
                "properties": {"codigo": {"type": "string"}, "nome": {"type": ["string", "null"]},
            "quantidade": {"type": "integer"}, "valor": {"type": "integer"}, "visitas": {"type": ["integer", "null"]}}}}}
}$json$);
