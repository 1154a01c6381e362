-- NPS in numbers over HTTP (guide chapter 13.3): after the indicators, whose periods, units and CSV it shares.

CREATE OR REPLACE FUNCTION flowt.opcao_de_nps(p_campo text, p_valor text, p_opcoes text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF NOT upper(p_valor) = ANY (p_opcoes) THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo(p_campo, 'opcao_invalida',
                                                        'Use uma das opções: ' || lower(array_to_string(p_opcoes, ', ')) || '.'));
    END IF;
    RETURN upper(p_valor);
END
$$;
COMMENT ON FUNCTION flowt.opcao_de_nps(text, text, text[])
    IS 'Valor de um filtro de NPS, em maiúsculas; 422 se não é uma das opções. Nulo: sem filtro.';

CREATE OR REPLACE FUNCTION flowt.filtro_de_nps(p_canal text, p_unidade bigint, p_produto bigint, p_pesquisa text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.filtro_de_indicadores(flowt.opcao_de_nps('canal', p_canal, '{WHATSAPP,EMAIL,SMS,QR,LINK,PAGINA}'), NULL, p_unidade, NULL)
        || jsonb_strip_nulls(jsonb_build_object('produto', p_produto,
                                                'pesquisa', flowt.opcao_de_nps('pesquisa', p_pesquisa, '{TRANSACIONAL,RELACIONAL}')));
END
$$;
COMMENT ON FUNCTION flowt.filtro_de_nps(text, bigint, bigint, text) IS 'Filtro de NPS de uma requisição, dentro das unidades de quem pede.';

CREATE OR REPLACE FUNCTION api.nps_resumo(p_de date, p_ate date, p_comparar text, p_unidade bigint, p_canal text, p_item bigint, p_pesquisa text,
                                          p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint    := flowt.exigir_tenant();
    v_ate    date      := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date      := coalesce(p_de, v_ate - 29);
    v_antes  daterange;
    v_filtro jsonb     := flowt.filtro_de_nps(p_canal, p_unidade, p_item, p_pesquisa);
    v_notas  json;
    v_atual  record;
    v_outro  record;
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    v_antes := flowt.periodo_anterior(v_de, v_ate, coalesce(p_comparar, 'anterior'));
    v_notas := (SELECT json_agg(n ORDER BY n.num_nota) FROM flowt.nps_por_nota(v_tenant, v_de, v_ate, v_filtro) AS n);
    IF p_formato = 'csv' THEN
        RETURN flowt.resposta_de_lista('csv', 'nps-notas', '{num_nota,qtd}', v_notas, NULL);
    END IF;
    SELECT x.* INTO v_atual FROM flowt.nps_do_periodo(v_tenant, v_de, v_ate, v_filtro) AS x;
    -- An empty range has no answers: nothing to compare with.
    SELECT x.* INTO v_outro FROM flowt.nps_do_periodo(v_tenant, lower(v_antes), upper(v_antes) - 1, v_filtro) AS x;
    RETURN (200, NULL, NULL, (jsonb_build_object('dat_de', v_de, 'dat_ate', v_ate, 'filtro', v_filtro, 'notas', v_notas, 'num_taxa_de_resposta',
        (SELECT round(count(*) FILTER (WHERE c.flg_respondido)::numeric / nullif(count(*), 0), 4)
           FROM flowt.nps_convites(v_tenant, v_de, v_ate, v_filtro) AS c),
        'anterior', CASE WHEN v_antes IS NOT NULL THEN to_jsonb(v_outro)
                         || jsonb_build_object('dat_de', lower(v_antes), 'dat_ate', upper(v_antes) - 1) END,
        'num_diferenca', v_atual.num_nps - v_outro.num_nps,
        'flg_significativa', flowt.nps_mudou(v_atual.num_nps, v_atual.num_margem, v_outro.num_nps, v_outro.num_margem))
        || to_jsonb(v_atual))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_resumo(date, date, text, bigint, text, bigint, text, text) IS
$$GET /v1/nps/resumo
acesso: nps.ler
modulo: nps
resposta: 200 nps_resumo
resposta: 200 text/csv
resposta: 422 problema
etiqueta: NPS
O NPS de um período (dias da empresa, inclusive; sem ele, os últimos 30): margem e intervalo de 95 %, quantas respostas de cada nota, e a diferença para o período com que se compara (anterior, o padrão; ano; nada), significativa se passa de √(m₁² + m₂²). Sem respostas, null.
Filtros: unidade, canal, item, pesquisa (transacional ou relacional). formato: csv baixa as notas.$$;

CREATE OR REPLACE FUNCTION api.nps_tendencia(p_de date, p_ate date, p_unidade bigint, p_canal text, p_item bigint, p_pesquisa text, p_formato text)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date   := coalesce(p_de, v_ate - 29);
    v_filtro jsonb  := flowt.filtro_de_nps(p_canal, p_unidade, p_item, p_pesquisa);
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    RETURN flowt.resposta_de_lista(p_formato, 'nps-tendencia',
        '{dat_dia,qtd_respostas,num_nps}', (SELECT json_agg(t ORDER BY t.dat_dia) FROM flowt.nps_tendencia(v_tenant, v_de, v_ate, v_filtro) AS t),
        jsonb_build_object('dat_de', v_de, 'dat_ate', v_ate, 'filtro', v_filtro, 'qtd_dias', flowt.janela_da_tendencia(),
                           'qtd_minima', flowt.minimo_da_tendencia()));
END
$$;
COMMENT ON FUNCTION api.nps_tendencia(date, date, bigint, text, bigint, text, text) IS
$$GET /v1/nps/tendencia
acesso: nps.ler
modulo: nps
resposta: 200 nps_tendencia
resposta: 200 text/csv
resposta: 422 problema
etiqueta: NPS
Dia a dia, o NPS dos 30 dias que terminam nele; null com menos de 30 respostas. Filtros: unidade, canal, item, pesquisa. formato: csv para baixar.$$;

CREATE OR REPLACE FUNCTION api.nps_quebra(p_por text, p_de date, p_ate date, p_unidade bigint, p_canal text, p_item bigint, p_pesquisa text,
                                          p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de     date   := coalesce(p_de, v_ate - 29);
    v_filtro jsonb  := flowt.filtro_de_nps(p_canal, p_unidade, p_item, p_pesquisa);
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    IF p_por IS NULL OR p_por NOT IN ('item', 'unidade', 'canal') THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('por', 'opcao_invalida', 'Use uma das opções: item, unidade, canal.'));
    END IF;
    RETURN flowt.resposta_de_lista(p_formato, 'nps-por-' || p_por,
        '{chave,des_rotulo,qtd_convites,qtd_respostas,qtd_promotores,qtd_neutros,qtd_detratores,num_nps,num_margem,num_minimo,num_maximo}',
        (SELECT json_agg(q ORDER BY q.qtd_respostas DESC, q.qtd_convites DESC, q.chave)
           FROM flowt.nps_quebra(v_tenant, v_de, v_ate, v_filtro, p_por) AS q),
        jsonb_build_object('por', p_por, 'dat_de', v_de, 'dat_ate', v_ate, 'filtro', v_filtro));
END
$$;
COMMENT ON FUNCTION api.nps_quebra(text, date, date, bigint, text, bigint, text, text) IS
$$GET /v1/nps/quebra
acesso: nps.ler
modulo: nps
resposta: 200 nps_quebra
resposta: 200 text/csv
resposta: 422 problema
etiqueta: NPS
O NPS de um período por item, unidade ou canal (por). Uma resposta sobre um pedido conta em cada item dele. Filtros: unidade, canal, item, pesquisa. formato: csv para baixar.$$;

-- MARK: the answers themselves

CREATE OR REPLACE FUNCTION flowt.pagina_de_nps_respondidos(p_tenant bigint, p_de date, p_ate date, p_filtro jsonb, p_classe text, p_quantos integer,
                                                           p_apos bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_apos record;
BEGIN
    SELECT n.dat_resposta, n.cod_nps INTO v_apos FROM flowt.tb_omni8_nps n WHERE n.cod_tenant = p_tenant AND n.cod_nps = p_apos;
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('cod_nps', l.cod_nps::text, 'num_nota', l.num_nota, 'tip_classe', l.tip_classe,
                   'des_motivo', l.des_motivo, 'tip_pesquisa', l.tip_pesquisa, 'tip_canal', l.tip_canal,
                   'cod_pessoa', l.cod_pessoa::text, 'nom_pessoa', (SELECT coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa)
                                                                      FROM flowt.tb_omni8_pessoa p
                                                                     WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = l.cod_pessoa),
                   'cod_pedido', l.cod_pedido::text, 'num_pedido', (SELECT d.num_pedido FROM flowt.tb_omni8_pedido d
                                                                     WHERE d.cod_tenant = p_tenant AND d.cod_pedido = l.cod_pedido),
                   'cod_produto', l.cod_produto::text, 'cod_unidade', l.cod_unidade::text, 'dat_convite', l.dat_convite,
                   'dat_exibicao', l.dat_exibicao, 'dat_resposta', l.dat_resposta,
                   'dat_edicao', l.dat_edicao) ORDER BY l.dat_resposta DESC, l.cod_nps DESC), '[]')
          FROM (SELECT n.* FROM flowt.nps_respostas(p_tenant, p_de, p_ate, p_filtro) AS r
                  JOIN flowt.tb_omni8_nps AS n ON n.cod_tenant = p_tenant AND n.cod_nps = r.cod_nps
                 WHERE (p_classe IS NULL OR r.tip_classe = p_classe)
                   AND (v_apos.cod_nps IS NULL OR (n.dat_resposta, n.cod_nps) < (v_apos.dat_resposta, v_apos.cod_nps))
                 ORDER BY n.dat_resposta DESC, n.cod_nps DESC LIMIT p_quantos) AS l);
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_nps_respondidos(bigint, date, date, jsonb, text, integer, bigint)
    IS 'Respostas de NPS de um período, das últimas às primeiras, depois de p_apos.';

CREATE OR REPLACE FUNCTION api.nps_listar(p_limite integer, p_apos bigint, p_de date, p_ate date, p_classe text, p_unidade bigint, p_canal text,
                                          p_item bigint, p_pesquisa text, p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_ate     date    := coalesce(p_ate, flowt.hoje(v_tenant));
    v_de      date    := coalesce(p_de, v_ate - 29);
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   jsonb;
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    v_itens := flowt.pagina_de_nps_respondidos(v_tenant, v_de, v_ate, flowt.filtro_de_nps(p_canal, p_unidade, p_item, p_pesquisa),
                                               flowt.opcao_de_nps('classe', p_classe, '{DETRATOR,NEUTRO,PROMOTOR}'), v_quantos, p_apos);
    PERFORM flowt.registrar_leitura_pessoal('respostas de NPS', NULL, jsonb_array_length(v_itens));
    RETURN flowt.resposta_de_lista(p_formato, 'nps-respostas',
        '{cod_nps,dat_resposta,num_nota,tip_classe,des_motivo,tip_pesquisa,tip_canal,nom_pessoa,num_pedido,cod_unidade}', v_itens::json,
        jsonb_build_object('dat_de', v_de, 'dat_ate', v_ate,
                           'proximo', CASE WHEN jsonb_array_length(v_itens) = v_quantos THEN v_itens -> -1 ->> 'cod_nps' END));
END
$$;
COMMENT ON FUNCTION api.nps_listar(integer, bigint, date, date, text, bigint, text, bigint, text, text) IS
$$GET /v1/nps
acesso: nps.ler
modulo: nps
leitura: auditada
resposta: 200 nps_lista
resposta: 200 text/csv
resposta: 422 problema
etiqueta: NPS
As respostas de um período (sem ele, os últimos 30 dias), das últimas às primeiras. Filtros: classe (detrator, neutro, promotor), unidade, canal, item, pesquisa.
limite: até 100 por página (20). apos: o "proximo" da página anterior. formato: csv para baixar a página.$$;

SELECT flowt.definir_esquema('nps_numeros', $json${
    "type": "object", "required": ["qtd_convites", "qtd_respostas", "qtd_promotores", "qtd_neutros", "qtd_detratores", "num_nps", "num_margem",
        "num_minimo", "num_maximo"],
    "properties": {"qtd_convites": {"type": "integer"}, "qtd_respostas": {"type": "integer"}, "qtd_promotores": {"type": "integer"},
        "qtd_neutros": {"type": "integer"}, "qtd_detratores": {"type": "integer"},
        "num_nps": {"type": ["number", "null"]}, "num_margem": {"type": ["number", "null"]}, "num_minimo": {"type": ["number", "null"]},
        "num_maximo": {"type": ["number", "null"]}}
}$json$);
-- The same numbers in each answer, with what each adds.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', (n.js_esquema -> 'required') || e.obrigatorios,
                                                        'properties', (n.js_esquema -> 'properties') || e.proprios))
  FROM flowt.tb_omni8_esquema_json AS n
 CROSS JOIN (VALUES ('nps_do_periodo', '["dat_de", "dat_ate"]'::jsonb,
                     '{"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"}}'::jsonb),
                    ('nps_da_quebra', '["chave", "des_rotulo"]',
                     '{"chave": {"type": "string", "description": "Código ou canal; vazia: sem unidade."}, "des_rotulo": {"type": ["string", "null"]}}'),
                    ('nps_resumo', '["dat_de", "dat_ate", "notas"]',
                     $json${"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
                        "filtro": {"type": "object", "additionalProperties": true},
                        "num_taxa_de_resposta": {"type": ["number", "null"], "description": "Fração dos convites do período que foram respondidos."},
                        "notas": {"type": "array", "items": {"type": "object", "required": ["num_nota", "qtd"],
                                "properties": {"num_nota": {"type": "integer"}, "qtd": {"type": "integer"}}}},
                        "anterior": {"anyOf": [{"$ref": "#/components/schemas/nps_do_periodo"}, {"type": "null"}]},
                        "num_diferenca": {"type": ["number", "null"]}, "flg_significativa": {"type": ["boolean", "null"]}}$json$))
       AS e (nome, obrigatorios, proprios)
 WHERE n.nom_esquema = 'nps_numeros';
SELECT flowt.definir_esquema('nps_tendencia', $json${
    "type": "object", "required": ["dat_de", "dat_ate", "itens"],
    "properties": {"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "filtro": {"type": "object", "additionalProperties": true}, "qtd_dias": {"type": "integer"}, "qtd_minima": {"type": "integer"},
        "itens": {"type": "array", "items": {"type": "object", "required": ["dat_dia", "qtd_respostas", "num_nps"],
                "properties": {"dat_dia": {"type": "string", "format": "date"}, "qtd_respostas": {"type": "integer"},
            "num_nps": {"type": ["number", "null"]}}}}}
}$json$);
SELECT flowt.definir_esquema('nps_quebra', $json${
    "type": "object", "required": ["por", "itens"],
    "properties": {"por": {"type": "string"}, "dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "filtro": {"type": "object", "additionalProperties": true},
        "itens": {"type": "array", "items": {"$ref": "#/components/schemas/nps_da_quebra"}}}
}$json$);
SELECT flowt.definir_esquema('nps_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "proximo": {"type": ["string", "null"]},
        "itens": {"type": "array", "items": {"type": "object", "required": ["cod_nps", "num_nota", "tip_classe", "tip_pesquisa", "tip_canal",
                    "dat_resposta"], "properties": {
            "cod_nps": {"type": "string"}, "num_nota": {"type": "integer"}, "tip_classe": {"type": "string"},
            "des_motivo": {"type": ["string", "null"]}, "tip_pesquisa": {"type": "string"}, "tip_canal": {"type": "string"},
            "cod_pessoa": {"type": ["string", "null"]}, "nom_pessoa": {"type": ["string", "null"]}, "cod_pedido": {"type": ["string", "null"]},
            "num_pedido": {"type": ["integer", "null"]},
            "cod_produto": {"type": ["string", "null"]}, "cod_unidade": {"type": ["string", "null"]},
            "dat_convite": {"type": ["string", "null"], "format": "date-time"},
            "dat_exibicao": {"type": ["string", "null"], "format": "date-time"}, "dat_resposta": {"type": "string", "format": "date-time"},
            "dat_edicao": {"type": ["string", "null"], "format": "date-time"}}}}}
}$json$);
