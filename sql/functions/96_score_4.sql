-- The company's score over HTTP (guide chapter 14): its parts, the figures they come from, and how it went day by day.

CREATE OR REPLACE FUNCTION flowt.porcentagem(p_fracao numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(trim_scale(round(p_fracao * 100, 1))::text, '.', ',') || ' %';
COMMENT ON FUNCTION flowt.porcentagem(numeric) IS 'Uma fração escrita em porcentagem, como "2,4 %".';

CREATE OR REPLACE FUNCTION flowt.porques_do_score_do_tenant(p_s flowt.tb_omni8_score_tenant_dia) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_soma integer;
    v_json jsonb;
BEGIN
    SELECT sum(c.num_peso) FILTER (WHERE x.valor IS NOT NULL),
           jsonb_agg(jsonb_build_object('nom_componente', c.nom_componente, 'des_componente', c.des_componente, 'des_formula', c.des_formula,
               'num_valor', x.valor, 'num_peso', c.num_peso,
               'num_apurado', x.apurado, 'tip_unidade', x.unidade, 'des_frase', coalesce(x.frase, x.ausente)) ORDER BY c.num_ordem)
      INTO v_soma, v_json
      FROM (VALUES
        ('receita', (p_s).num_receita, (p_s).vlr_receita::numeric, 'CENTAVOS',
            CASE WHEN (p_s).num_receita IS NOT NULL THEN format('%s em 30 dias, contra %s nos 30 anteriores.', flowt.reais((p_s).vlr_receita),
                                                                flowt.reais((p_s).vlr_receita_anterior)) END,
            'Sem receita nos 30 dias anteriores: não há com que comparar.'),
        ('conversao', (p_s).num_conversao, (p_s).num_taxa_conversao,
            'FRACAO', CASE WHEN (p_s).num_conversao IS NOT NULL THEN flowt.porcentagem((p_s).num_taxa_conversao) || ' das visitas compraram.' END,
            format('Só %s visitas em 30 dias: com menos de %s não entra.', (p_s).qtd_visitas, flowt.minimo_de_visitas_do_score())),
        ('recompra', (p_s).num_recompra, (p_s).num_taxa_recompra,
            'FRACAO', CASE WHEN (p_s).num_recompra IS NOT NULL THEN flowt.porcentagem((p_s).num_taxa_recompra)
                           || ' de quem comprou comprou de novo.' END,
            'Ninguém identificado comprou em 30 dias.'),
        ('nps', (p_s).num_nps, (p_s).num_nota_nps,
            'PONTOS', CASE WHEN (p_s).num_nps IS NOT NULL THEN format('NPS de %s em %s respostas.', replace((p_s).num_nota_nps::text, '.', ','),
                                                                      (p_s).qtd_respostas) END,
            format('Só %s respostas em 30 dias: com menos de %s não entra.', (p_s).qtd_respostas, flowt.minimo_de_respostas_do_score())),
        ('cancelamento', (p_s).num_cancelamento, (p_s).num_taxa_cancelamento,
            'FRACAO', CASE WHEN (p_s).num_cancelamento IS NOT NULL THEN flowt.porcentagem((p_s).num_taxa_cancelamento)
                           || ' dos pedidos foram cancelados ou recusados.' END,
            'Nenhum pedido em 30 dias.'),
        ('atividade', (p_s).num_atividade, (p_s).qtd_dias_ativos::numeric,
         'INTEIRO', format('Pedidos confirmados em %s de %s dias.', (p_s).qtd_dias_ativos, flowt.periodo_do_score()), NULL)
        ) AS x (nome, valor, apurado, unidade, frase, ausente)
      JOIN flowt.tb_omni8_score_componente AS c ON c.tip_score = 'EMPRESA' AND c.nom_componente = x.nome;
    RETURN (SELECT jsonb_agg(e.parte || jsonb_build_object('num_fracao', CASE
                                                                              WHEN e.parte ->> 'num_valor' IS NOT NULL THEN round((
                                                                                  e.parte ->> 'num_peso')::numeric / v_soma, 4) END,
                   'num_pontos', round(1000 * (e.parte ->> 'num_valor')::numeric * (e.parte ->> 'num_peso')::numeric / v_soma, 2)) ORDER BY e.n)
              FROM jsonb_array_elements(v_json) WITH ORDINALITY AS e (parte, n));
END
$$;
COMMENT ON FUNCTION flowt.porques_do_score_do_tenant(flowt.tb_omni8_score_tenant_dia)
    IS 'Os componentes do score de uma empresa, em números e em palavras; os que não entram vêm sem valor, e com a razão.';

-- The last whole day: today's figures still grow.
CREATE OR REPLACE FUNCTION api.score_ler(p_dia date) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_hoje   date   := flowt.hoje(v_tenant);
    v_linha  flowt.tb_omni8_score_tenant_dia;
BEGIN
    IF p_dia > v_hoje THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'dia_no_futuro', DETAIL = 'O score é de hoje ou de um dia que já passou.';
    END IF;
    IF p_dia IS NOT NULL THEN
        PERFORM flowt.conferir_periodo(p_dia, p_dia);
    END IF;
    SELECT s.* INTO v_linha FROM flowt.score_do_tenant(v_tenant, coalesce(p_dia, v_hoje - 1)) AS s;
    RETURN (200, NULL, NULL, jsonb_build_object('dat_dia', v_linha.dat_dia, 'num_score', v_linha.num_score,
        'dat_apurado', flowt.apurado_ate(v_tenant),
        'componentes', flowt.porques_do_score_do_tenant(v_linha))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.score_ler(date) IS
$$GET /v1/score
acesso: score.ler
modulo: rastreamento
resposta: 200 score_tenant
resposta: 422 problema
etiqueta: Scores
O score da empresa, de 0 a 1000, nos 30 dias até um dia (dia; sem ele, ontem, o último inteiro): cada componente com o número de que sai, valor, peso, pontos e uma frase.
O que não tem base suficiente não entra (num_valor null), e os outros pesam por ele.$$;

CREATE OR REPLACE FUNCTION api.score_historico(p_de date, p_ate date, p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date   := coalesce(p_de, v_ate - 29);
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    RETURN flowt.resposta_de_lista(p_formato, 'score',
        '{dat_dia,num_score,num_receita,num_conversao,num_recompra,num_nps,num_cancelamento,num_atividade}',
        (SELECT json_agg(json_build_object('dat_dia', d.dat_dia, 'num_score', d.num_score, 'num_receita', d.num_receita,
                    'num_conversao', d.num_conversao, 'num_recompra', d.num_recompra,
                    'num_nps', d.num_nps, 'num_cancelamento', d.num_cancelamento, 'num_atividade', d.num_atividade) ORDER BY d.dat_dia)
           FROM flowt.tb_omni8_score_tenant_dia AS d WHERE d.cod_tenant = v_tenant AND d.dat_dia BETWEEN v_de AND v_ate),
        jsonb_build_object('dat_de', v_de, 'dat_ate', v_ate));
END
$$;
COMMENT ON FUNCTION api.score_historico(date, date, text) IS
$$GET /v1/score/historico
acesso: score.ler
modulo: rastreamento
resposta: 200 score_tenant_historico
resposta: 200 text/csv
resposta: 422 problema
etiqueta: Scores
O score da empresa ao fim de cada dia já guardado (de e ate; sem eles, os últimos 30), com os componentes, de 0 a 1. formato: csv para baixar.$$;

SELECT flowt.definir_esquema('score_pessoa', $json${
    "type": "object", "required": ["cod_pessoa", "num_score", "nom_segmento", "des_segmento", "flg_detrator", "dat_dia", "des_frase", "componentes"],
    "properties": {
        "cod_pessoa": {"type": "string"}, "num_score": {"type": "integer", "minimum": 0, "maximum": 1000}, "nom_segmento": {"type": "string"},
        "des_segmento": {"type": "string"}, "des_criterio": {"type": "string"},
        "flg_detrator": {"type": "boolean"}, "num_nivel_r": {"type": ["integer", "null"]}, "num_nivel_f": {"type": ["integer", "null"]},
        "dat_dia": {"type": "string", "format": "date"},
        "dat_calculo": {"type": "string", "format": "date-time"}, "des_frase": {"type": "string"}, "des_revisao": {"type": "string"},
        "componentes": {"type": "array", "items": {"type": "object", "required": ["nom_componente", "des_componente", "num_valor", "num_peso",
                    "num_pontos", "des_frase"], "properties": {
            "nom_componente": {"type": "string"}, "des_componente": {"type": "string"}, "num_valor": {"type": ["number", "null"]},
            "num_peso": {"type": ["integer", "null"]},
            "num_fracao": {"type": ["number", "null"]}, "num_pontos": {"type": ["number", "null"]}, "des_frase": {"type": "string"}}}}}
}$json$);
SELECT flowt.definir_esquema('score_pessoa_historico', $json${
    "type": "object", "required": ["cod_pessoa", "dat_de", "dat_ate", "itens"],
    "properties": {"cod_pessoa": {"type": "string"}, "dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "itens": {"type": "array", "items": {"type": "object", "required": ["dat_dia", "num_score", "nom_segmento"],
                "properties": {"dat_dia": {"type": "string", "format": "date"}, "num_score": {"type": "integer"},
            "nom_segmento": {"type": "string"}, "flg_detrator": {"type": "boolean"}}}}}
}$json$);
SELECT flowt.definir_esquema('segmento_lista',
                             $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object",
        "required": ["nom_segmento", "des_segmento", "qtd_pessoas", "qtd_detratores", "vlr_liquido"], "properties": {
            "nom_segmento": {"type": "string"}, "des_segmento": {"type": "string"}, "des_criterio": {"type": "string"},
            "qtd_pessoas": {"type": "integer"}, "qtd_detratores": {"type": "integer"}, "vlr_liquido": {"type": "integer"}}}}}
}$json$);
SELECT flowt.definir_esquema('segmento_pessoa_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["cod_pessoa", "nom_pessoa", "num_score", "flg_detrator"],
                "properties": {
        "cod_pessoa": {"type": "string"}, "nom_pessoa": {"type": "string"}, "num_score": {"type": "integer"}, "flg_detrator": {"type": "boolean"},
        "num_dias": {"type": ["integer", "null"]},
        "qtd_pedidos": {"type": "integer"}, "vlr_liquido": {"type": "integer"}, "num_nota": {"type": ["integer", "null"]}}}},
        "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('score_tenant', $json${
    "type": "object", "required": ["dat_dia", "num_score", "componentes"],
    "properties": {"dat_dia": {"type": "string", "format": "date"}, "num_score": {"type": "integer"},
        "dat_apurado": {"type": "string", "format": "date-time"},
        "componentes": {"type": "array", "items": {"type": "object", "required": ["nom_componente", "des_componente", "num_valor", "num_peso",
                    "num_pontos", "des_frase"], "properties": {
            "nom_componente": {"type": "string"}, "des_componente": {"type": "string"}, "des_formula": {"type": "string"},
            "num_valor": {"type": ["number", "null"]}, "num_peso": {"type": "integer"},
            "num_fracao": {"type": ["number", "null"]}, "num_pontos": {"type": ["number", "null"]}, "num_apurado": {"type": ["number", "null"]},
            "tip_unidade": {"type": "string", "enum": ["INTEIRO", "FRACAO", "CENTAVOS", "PONTOS"]}, "des_frase": {"type": "string"}}}}}
}$json$);
SELECT flowt.definir_esquema('score_tenant_historico', $json${
    "type": "object", "required": ["dat_de", "dat_ate", "itens"],
    "properties": {"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "itens": {"type": "array", "items": {"type": "object", "required": ["dat_dia", "num_score"],
                "properties": {"dat_dia": {"type": "string", "format": "date"}, "num_score": {"type": "integer"},
            "num_receita": {"type": ["number", "null"]}, "num_conversao": {"type": ["number", "null"]}, "num_recompra": {"type": ["number", "null"]},
            "num_nps": {"type": ["number", "null"]},
            "num_cancelamento": {"type": ["number", "null"]}, "num_atividade": {"type": ["number", "null"]}}}}}
}$json$);
