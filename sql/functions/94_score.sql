-- Scores (guide chapter 14): the formulas, each company's weights and limits, and what marks somebody's score as out of date.
-- What is counted of orders and visits, and how, is 96_score*.

SELECT flowt.proteger_titulares();

CREATE OR REPLACE FUNCTION flowt.janela_de_score() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 365;
COMMENT ON FUNCTION flowt.janela_de_score() IS 'Dias do tenant, até hoje inclusive, que o score de um cliente olha (guia 14.1).';
CREATE OR REPLACE FUNCTION flowt.pessoas_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 20000;
COMMENT ON FUNCTION flowt.pessoas_por_vez()
    IS 'Pessoas que a rotina de scores pontua de uma vez: com elas cresce a memória que usa, não com o tamanho do tenant.';

-- Logarithm and power are of double precision (numeric ones cost ten times as much); what comes out is numeric of 4 decimals,
-- rounded half away from zero, and from there on everything is numeric and exact.
CREATE OR REPLACE FUNCTION flowt.score_recencia(p_dias integer) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_dias IS NULL THEN 0 ELSE round((0.5::double precision ^ (p_dias / 30::double precision))::numeric, 4) END;
COMMENT ON FUNCTION flowt.score_recencia(integer) IS 'Recência: 0,5 elevado a (dias ÷ 30); 0 sem compra.';
CREATE OR REPLACE FUNCTION flowt.score_frequencia(p_vezes bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_vezes IS NOT NULL THEN least(1, round((ln(1 + p_vezes::double precision) / ln(13::double precision))::numeric, 4)) END;
COMMENT ON FUNCTION flowt.score_frequencia(bigint) IS 'Frequência: ln(1 + vezes) ÷ ln(13), até 1.';
CREATE OR REPLACE FUNCTION flowt.score_valor(p_centavos bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(1, round((ln(1 + greatest(p_centavos, 0) / 100::double precision) / ln(1001::double precision))::numeric, 4));
COMMENT ON FUNCTION flowt.score_valor(bigint) IS 'Valor: ln(1 + reais) ÷ ln(1001), até 1; o negativo conta como 0.';
CREATE OR REPLACE FUNCTION flowt.score_nota(p_nota integer) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_nota >= 9 THEN 1 WHEN p_nota >= 7 THEN 0.5 WHEN p_nota >= 0 THEN 0 END;
COMMENT ON FUNCTION flowt.score_nota(integer) IS 'Satisfação pela última nota de NPS: promotor 1, neutro 0,5, detrator 0; nulo sem nota.';

-- A component that is absent takes its weight out of the sum: the others share it.
CREATE OR REPLACE FUNCTION flowt.score_ponderado(p_valores numeric[], p_pesos integer[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(round(1000 * sum(x.peso * x.valor) / nullif(sum(x.peso), 0)), 0)::integer FROM unnest(p_valores, p_pesos) AS x (valor, peso)
     WHERE x.valor IS NOT NULL;
END;
COMMENT ON FUNCTION flowt.score_ponderado(numeric[], integer[])
    IS 'Score de 0 a 1000 de componentes de 0 a 1 e seus pesos; os nulos ficam de fora, e com eles o seu peso.';

-- MARK: weights and limits

CREATE OR REPLACE FUNCTION flowt.configuracao_do_score(p_tenant bigint) RETURNS flowt.tb_omni8_score_configuracao
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha flowt.tb_omni8_score_configuracao;
BEGIN
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_score_configuracao c WHERE c.cod_tenant = p_tenant;
    IF NOT FOUND THEN
        SELECT p_tenant, max(c.num_peso) FILTER (WHERE c.nom_componente = 'recencia'), max(c.num_peso) FILTER (WHERE c.nom_componente = 'frequencia'),
               max(c.num_peso) FILTER (WHERE c.nom_componente = 'valor'), max(c.num_peso) FILTER (WHERE c.nom_componente = 'nps'),
               max(c.num_peso) FILTER (WHERE c.nom_componente = 'engajamento'), max(c.num_peso) FILTER (WHERE c.nom_componente = 'indicacao'),
               (SELECT array_agg(n.num_dias ORDER BY n.num_nivel DESC) FROM flowt.tb_omni8_score_nivel n WHERE n.num_dias IS NOT NULL),
               (SELECT array_agg(n.qtd_pedidos ORDER BY n.num_nivel DESC) FROM flowt.tb_omni8_score_nivel n), 0
          INTO v_linha FROM flowt.tb_omni8_score_componente c WHERE c.tip_score = 'CLIENTE';
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.configuracao_do_score(bigint) IS 'Pesos e limites de um tenant: os que escolheu ou os da plataforma, com versão 0.';

CREATE OR REPLACE FUNCTION flowt.json_configuracao_do_score(p_c flowt.tb_omni8_score_configuracao) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('num_versao', (p_c).num_versao, 'flg_escolhida', (p_c).num_versao > 0,
        'pesos', jsonb_build_object('recencia', (p_c).num_peso_recencia, 'frequencia', (p_c).num_peso_frequencia, 'valor', (p_c).num_peso_valor,
                                    'nps', (p_c).num_peso_nps,
                                    'engajamento', (p_c).num_peso_engajamento, 'indicacao', (p_c).num_peso_indicacao),
        'num_dias_r', (p_c).num_dias_r, 'qtd_pedidos_f', (p_c).qtd_pedidos_f,
        'componentes', (SELECT jsonb_agg(jsonb_build_object('nom_componente', c.nom_componente, 'des_componente', c.des_componente,
                                                            'des_formula', c.des_formula, 'num_peso_padrao', c.num_peso) ORDER BY c.num_ordem)
                          FROM flowt.tb_omni8_score_componente c WHERE c.tip_score = 'CLIENTE'),
        'segmentos', (SELECT jsonb_agg(jsonb_build_object('nom_segmento', s.nom_segmento, 'des_segmento', s.des_segmento,
                          'des_criterio', s.des_criterio,
                          'niveis', (SELECT coalesce(jsonb_agg(jsonb_build_array(g.num_nivel_r, g.num_nivel_f) ORDER BY g.num_nivel_r DESC,
                                                               g.num_nivel_f DESC), '[]')
                                       FROM flowt.tb_omni8_segmento_grade g
                                      WHERE g.nom_segmento = s.nom_segmento)) ORDER BY s.num_ordem) FROM flowt.tb_omni8_segmento s));
END
$$;
COMMENT ON FUNCTION flowt.json_configuracao_do_score(flowt.tb_omni8_score_configuracao)
    IS 'Pesos, limites, componentes e segmentos como a API os mostra.';

-- Every wrong field in one answer; the constraints say the same to whoever comes another way.
CREATE OR REPLACE FUNCTION flowt.conferir_configuracao_do_score(p_c flowt.tb_omni8_score_configuracao) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_soma  integer := (p_c).num_peso_recencia + (p_c).num_peso_frequencia + (p_c).num_peso_valor + (p_c).num_peso_nps + (p_c).num_peso_engajamento
        + (p_c).num_peso_indicacao;
    v_erros jsonb   := '[]';
BEGIN
    IF v_soma <> 100 THEN
        v_erros := v_erros || flowt.erro_de_campo('pesos', 'pesos_somam_100', format('Os pesos somam 100, e estes somam %s: %s.', v_soma,
            CASE WHEN v_soma > 100 THEN format('tire %s', v_soma - 100) ELSE format('acrescente %s', 100 - v_soma) END));
    ELSIF (p_c).num_peso_recencia + (p_c).num_peso_frequencia + (p_c).num_peso_valor = 0 THEN
        v_erros := v_erros || flowt.erro_de_campo('pesos', 'compras_tem_peso',
                                                  'Dê peso a ao menos um entre recência, frequência e valor: são o que se sabe de todo cliente.');
    END IF;
    IF EXISTS (SELECT FROM unnest((p_c).num_dias_r) WITH ORDINALITY AS x (dias, n) WHERE x.dias <= (p_c).num_dias_r[x.n - 1]) THEN
        v_erros := v_erros || flowt.erro_de_campo('num_dias_r', 'limites_de_dias_crescentes',
                                                  'Cada limite de dias é maior que o anterior: o nível 5 é o de quem comprou há menos tempo.');
    END IF;
    IF EXISTS (SELECT FROM unnest((p_c).qtd_pedidos_f) WITH ORDINALITY AS x (pedidos, n) WHERE x.pedidos >= (p_c).qtd_pedidos_f[x.n - 1])
        OR (p_c).qtd_pedidos_f[5] <> 1 THEN
        v_erros := v_erros || flowt.erro_de_campo('qtd_pedidos_f', 'limites_de_pedidos_decrescentes',
                                                  'Cada limite de pedidos é menor que o anterior, e o último é 1: o nível 5 é o de quem compra mais.');
    END IF;
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_configuracao_do_score(flowt.tb_omni8_score_configuracao)
    IS 'Recusa (422) pesos que não somam 100 e limites fora de ordem, nomeando todos.';

CREATE OR REPLACE FUNCTION api.score_configuracao_ler() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, flowt.json_configuracao_do_score(flowt.configuracao_do_score(flowt.exigir_tenant()))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.score_configuracao_ler() IS
$$GET /v1/score/configuracao
acesso: score.ler
modulo: pessoas
resposta: 200 score_configuracao
etiqueta: Scores
Pesos do score de clientes, limites dos níveis de recência e frequência, o que é cada componente e a grade dos segmentos.
Enquanto a empresa nada escolheu valem os da plataforma: flg_escolhida false, num_versao 0.$$;

CREATE OR REPLACE FUNCTION api.score_configuracao_alterar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('score_configuracao_alteracao', p_corpo);
    v_pesos  jsonb  := coalesce(v_corpo -> 'pesos', '{}');
    v_c      flowt.tb_omni8_score_configuracao;
BEGIN
    PERFORM flowt.um_de_cada_vez(v_tenant, 'score');
    v_c := flowt.configuracao_do_score(v_tenant);
    IF v_c.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_c.num_versao);
    END IF;
    v_c.num_peso_recencia    := coalesce((v_pesos ->> 'recencia')::smallint, v_c.num_peso_recencia);
    v_c.num_peso_frequencia  := coalesce((v_pesos ->> 'frequencia')::smallint, v_c.num_peso_frequencia);
    v_c.num_peso_valor       := coalesce((v_pesos ->> 'valor')::smallint, v_c.num_peso_valor);
    v_c.num_peso_nps         := coalesce((v_pesos ->> 'nps')::smallint, v_c.num_peso_nps);
    v_c.num_peso_engajamento := coalesce((v_pesos ->> 'engajamento')::smallint, v_c.num_peso_engajamento);
    v_c.num_peso_indicacao   := coalesce((v_pesos ->> 'indicacao')::smallint, v_c.num_peso_indicacao);
    IF jsonb_typeof(v_corpo -> 'num_dias_r') = 'array' THEN
        v_c.num_dias_r := ARRAY(SELECT e.v::integer FROM jsonb_array_elements_text(v_corpo -> 'num_dias_r') WITH ORDINALITY AS e (v, n) ORDER BY e.n);
    END IF;
    IF jsonb_typeof(v_corpo -> 'qtd_pedidos_f') = 'array' THEN
        v_c.qtd_pedidos_f := ARRAY(SELECT e.v::integer FROM jsonb_array_elements_text(v_corpo -> 'qtd_pedidos_f') WITH ORDINALITY AS e (v, n)
                                    ORDER BY e.n);
    END IF;
    PERFORM flowt.conferir_configuracao_do_score(v_c);
    INSERT INTO flowt.tb_omni8_score_configuracao AS c (cod_tenant, num_peso_recencia, num_peso_frequencia, num_peso_valor, num_peso_nps,
                                                        num_peso_engajamento, num_peso_indicacao, num_dias_r, qtd_pedidos_f)
    SELECT v_tenant, v_c.num_peso_recencia, v_c.num_peso_frequencia, v_c.num_peso_valor, v_c.num_peso_nps, v_c.num_peso_engajamento,
           v_c.num_peso_indicacao, v_c.num_dias_r, v_c.qtd_pedidos_f
    ON CONFLICT (cod_tenant) DO UPDATE SET num_peso_recencia = excluded.num_peso_recencia, num_peso_frequencia = excluded.num_peso_frequencia,
       num_peso_valor = excluded.num_peso_valor,
        num_peso_nps = excluded.num_peso_nps, num_peso_engajamento = excluded.num_peso_engajamento, num_peso_indicacao = excluded.num_peso_indicacao,
        num_dias_r = excluded.num_dias_r, qtd_pedidos_f = excluded.qtd_pedidos_f;
    RETURN (200, NULL, NULL, flowt.json_configuracao_do_score(flowt.configuracao_do_score(v_tenant))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.score_configuracao_alterar(text) IS
$$PATCH /v1/score/configuracao
acesso: score.configurar
modulo: pessoas
corpo: score_configuracao_alteracao
resposta: 200 score_configuracao
resposta: 409 problema
resposta: 422 problema
etiqueta: Scores
Muda pesos e limites; o que não vem no corpo fica. Os scores de todos os clientes se calculam de novo em seguida.
Os pesos somam 100; os limites de dias crescem, os de pedidos decrescem até 1. 409 se num_versao não é a atual (0 enquanto nada foi escolhido).$$;

SELECT flowt.definir_esquema('score_configuracao_alteracao', $json${
    "type": "object", "required": ["num_versao"],
    "properties": {
        "num_versao": {"type": "integer", "minimum": 0, "maximum": 2147483647, "description": "A que foi lida; 0 enquanto nada foi escolhido."},
        "pesos": {"type": ["object", "null"], "description": "Somam 100, com os que não vierem.", "properties": {
            "recencia": {"type": "integer", "minimum": 0, "maximum": 100}, "frequencia": {"type": "integer", "minimum": 0, "maximum": 100},
            "valor": {"type": "integer", "minimum": 0, "maximum": 100},
            "nps": {"type": "integer", "minimum": 0, "maximum": 100}, "engajamento": {"type": "integer", "minimum": 0, "maximum": 100},
            "indicacao": {"type": "integer", "minimum": 0, "maximum": 100}}},
        "num_dias_r": {"type": ["array", "null"], "minItems": 4, "maxItems": 4,
            "description": "Dias até os quais se está nos níveis 5, 4, 3 e 2 de recência.",
            "items": {"type": "integer", "minimum": 0, "maximum": 364}},
        "qtd_pedidos_f": {"type": ["array", "null"], "minItems": 5, "maxItems": 5,
            "description": "Pedidos a partir dos quais se está nos níveis 5, 4, 3, 2 e 1 de frequência; o último é 1.",
            "items": {"type": "integer", "minimum": 1, "maximum": 10000}}
    }
}$json$);
SELECT flowt.definir_esquema('score_configuracao', $json${
    "type": "object", "required": ["num_versao", "flg_escolhida", "pesos", "num_dias_r", "qtd_pedidos_f", "componentes", "segmentos"],
    "properties": {
        "num_versao": {"type": "integer"}, "flg_escolhida": {"type": "boolean"},
        "pesos": {"type": "object", "properties": {"recencia": {"type": "integer"}, "frequencia": {"type": "integer"}, "valor": {"type": "integer"},
                "nps": {"type": "integer"},
            "engajamento": {"type": "integer"}, "indicacao": {"type": "integer"}}},
        "num_dias_r": {"type": "array", "items": {"type": "integer"}}, "qtd_pedidos_f": {"type": "array", "items": {"type": "integer"}},
        "componentes": {"type": "array",
            "items": {"type": "object", "properties": {"nom_componente": {"type": "string"}, "des_componente": {"type": "string"},
                "des_formula": {"type": "string"},
            "num_peso_padrao": {"type": "integer"}}}},
        "segmentos": {"type": "array",
            "items": {"type": "object", "properties": {"nom_segmento": {"type": "string"}, "des_segmento": {"type": "string"},
                "des_criterio": {"type": "string"},
            "niveis": {"type": "array", "description": "Pares de nível de recência e de frequência.",
                "items": {"type": "array", "items": {"type": "integer"}}}}}}
    }
}$json$);
