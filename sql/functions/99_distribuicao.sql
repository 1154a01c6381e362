-- What is counted now and then, over HTTP (guide chapters 12.2 and 14.3): items bought together and the RFM distribution, the same
-- counts and formulas as in BI (views/99_bi_3.sql, views/99_bi_4.sql).

CREATE OR REPLACE FUNCTION api.afinidade_listar(p_item bigint, p_limite integer, p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.exigir_empresa_toda(), flowt.filtro_de_indicadores(NULL, NULL, NULL, p_item);
    RETURN flowt.resposta_de_lista(p_formato, 'afinidade',
        '{cod_produto,nom_produto,cod_outro,nom_outro,qtd_juntos,qtd_produto,qtd_outro,qtd_pedidos,num_suporte,num_confianca,num_lift}', (
        SELECT json_agg(json_build_object('cod_produto', x.cod_produto::text, 'nom_produto', p.nom_produto, 'cod_outro', x.cod_outro::text,
                   'nom_outro', o.nom_produto,
                   'qtd_juntos', x.qtd_juntos, 'qtd_produto', x.qtd_produto, 'qtd_outro', x.qtd_outro, 'qtd_pedidos', x.qtd_pedidos,
                   'num_suporte', flowt.suporte(x.qtd_juntos, x.qtd_pedidos),
                   'num_confianca', flowt.confianca(x.qtd_juntos, x.qtd_produto),
                   'num_lift', flowt.lift(x.qtd_juntos, x.qtd_produto, x.qtd_outro, x.qtd_pedidos)) ORDER BY x.n)
          FROM (SELECT a.*, row_number() OVER (ORDER BY a.qtd_juntos DESC, a.cod_produto, a.cod_outro) AS n FROM flowt.afinidade AS a
                 WHERE a.cod_tenant = v_tenant AND (p_item IS NULL OR a.cod_produto = p_item) ORDER BY n LIMIT flowt.tamanho_pagina(p_limite)) AS x
          LEFT JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = v_tenant AND p.cod_produto = x.cod_produto
          LEFT JOIN flowt.tb_omni8_produto_servico AS o ON o.cod_tenant = v_tenant AND o.cod_produto = x.cod_outro), '{}');
END
$$;
COMMENT ON FUNCTION api.afinidade_listar(bigint, integer, text) IS
$$GET /v1/afinidade
acesso: indicador.ler
modulo: rastreamento
resposta: 200 afinidade_lista
resposta: 200 text/csv
resposta: 403 problema
resposta: 422 problema
etiqueta: Indicadores
Itens comprados juntos nos últimos 180 dias, cada par nos dois sentidos, os mais frequentes antes: de cada item, até 20. Conta-se algumas vezes por dia.
item: só os pares dele. limite: até 100 (20). num_confianca é a parte dos pedidos com o item que tem o outro; num_lift, quantas vezes mais juntos do que por acaso. formato: csv para baixar.$$;

CREATE OR REPLACE FUNCTION api.rfm_listar(p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN flowt.resposta_de_lista(p_formato, 'rfm',
        '{nom_segmento,des_segmento,num_nivel_r,num_nivel_f,qtd_pessoas,qtd_detratores,num_score_medio,qtd_pedidos,vlr_liquido}', (
        SELECT json_agg(json_build_object('nom_segmento', r.nom_segmento, 'des_segmento', s.des_segmento, 'num_nivel_r', r.num_nivel_r,
                   'num_nivel_f', r.num_nivel_f, 'qtd_pessoas', r.qtd_pessoas,
                   'qtd_detratores', r.qtd_detratores, 'num_score_medio', round(r.num_scores::numeric / r.qtd_pessoas, 1),
                   'qtd_pedidos', r.qtd_pedidos, 'vlr_liquido', r.vlr_liquido)
                   ORDER BY r.num_nivel_r DESC NULLS LAST, r.num_nivel_f DESC NULLS LAST, s.num_ordem)
          FROM flowt.rfm AS r JOIN flowt.tb_omni8_segmento AS s ON s.nom_segmento = r.nom_segmento WHERE r.cod_tenant = v_tenant), '{}');
END
$$;
COMMENT ON FUNCTION api.rfm_listar(text) IS
$$GET /v1/rfm
acesso: score.ler
modulo: pessoas
resposta: 200 rfm_lista
resposta: 200 text/csv
etiqueta: Scores
Distribuição RFM: pessoas por segmento e níveis de recência e frequência (5 o melhor; null sem compra), com o score médio e o valor líquido (centavos) em 365 dias. Conta-se de hora em hora. formato: csv para baixar.$$;

SELECT flowt.definir_esquema('afinidade_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["cod_produto", "cod_outro", "qtd_juntos", "num_suporte",
                    "num_confianca", "num_lift"], "properties": {
        "cod_produto": {"type": "string"}, "nom_produto": {"type": ["string", "null"]}, "cod_outro": {"type": "string"},
        "nom_outro": {"type": ["string", "null"]}, "qtd_juntos": {"type": "integer"},
        "qtd_produto": {"type": "integer"}, "qtd_outro": {"type": "integer"}, "qtd_pedidos": {"type": "integer"}, "num_suporte": {"type": "number"},
        "num_confianca": {"type": "number"}, "num_lift": {"type": "number"}}}}}
}$json$);
SELECT flowt.definir_esquema('rfm_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["nom_segmento", "num_nivel_r", "num_nivel_f", "qtd_pessoas"],
                "properties": {
        "nom_segmento": {"type": "string"}, "des_segmento": {"type": "string"}, "num_nivel_r": {"type": ["integer", "null"]},
        "num_nivel_f": {"type": ["integer", "null"]}, "qtd_pessoas": {"type": "integer"},
        "qtd_detratores": {"type": "integer"}, "num_score_medio": {"type": "number"}, "qtd_pedidos": {"type": "integer"},
        "vlr_liquido": {"type": "integer"}}}}}
}$json$);
