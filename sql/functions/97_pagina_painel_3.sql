-- Dashboards (guide chapter 12.2): areas put together, and their routes.

-- Cohorts are the company's, not a unit's: whoever sees only some units is told so.
CREATE OR REPLACE FUNCTION flowt.html_grafico_da_area(p_tenant bigint, p_base text, p_area text, p_tipo text, p_nome text, p_titulo text,
                                                      p_unidade text, p_series jsonb, p_pedido jsonb, p_filtro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_tipo = 'calor' AND coalesce(current_setting('flowt.unidades', true), '') <> '' THEN
        RETURN flowt.html_vazio('Este quadro é da empresa inteira, e seu acesso é a algumas unidades.');
    END IF;
    RETURN CASE p_tipo WHEN 'funil' THEN flowt.html_funil_do_painel(p_tenant, p_pedido, p_filtro)
                       WHEN 'barras' THEN flowt.html_ranking_do_painel(p_tenant, p_area, p_nome, p_titulo, p_pedido, p_filtro)
                       WHEN 'calor' THEN flowt.html_coortes(p_tenant)
                       WHEN 'nps' THEN flowt.html_nps_do_painel(p_tenant, p_nome, p_titulo, p_pedido)
                           || CASE p_nome WHEN 'nps-classes' THEN flowt.html_caminho_as_respostas(p_tenant, p_base, p_pedido) ELSE '' END
                       WHEN 'score' THEN flowt.html_score_do_painel(p_tenant, p_base, p_nome, p_titulo, p_pedido)
                       ELSE flowt.html_serie(p_tipo, p_nome, p_titulo, p_unidade, p_series -> p_nome, p_pedido ->> 'comparar') END;
END
$$;
COMMENT ON FUNCTION flowt.html_grafico_da_area(bigint, text, text, text, text, text, text, jsonb, jsonb, jsonb) IS 'Um gráfico de uma área.';

CREATE OR REPLACE FUNCTION flowt.html_numeros_da_area(p_tenant bigint, p_area text, p_base text, p_pedido jsonb, p_filtro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_nomes text[] := flowt.numeros_da_area(p_area);
BEGIN
    IF v_nomes = '{}' THEN
        RETURN '';
    END IF;
    RETURN (
        SELECT flowt.html_quadro('indicadores', 'Números',
                                 '<ul class="numeros">' || string_agg(flowt.html_numero(x.e, i.des_formula),
                                                                      '' ORDER BY array_position(v_nomes, i.nom_indicador)) || '</ul>',
                                 flowt.endereco_do_painel(p_base || '/indicadores/csv/indicadores', p_pedido))
          FROM json_array_elements(flowt.json_indicadores(p_tenant, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_filtro,
                                                          p_pedido ->> 'comparar')) AS x (e)
          JOIN flowt.tb_omni8_indicador AS i ON i.nom_indicador = x.e ->> 'nom_indicador' WHERE i.nom_indicador = ANY (v_nomes));
END
$$;
COMMENT ON FUNCTION flowt.html_numeros_da_area(bigint, text, text, jsonb, jsonb)
    IS 'Os números de uma área, cada um com a mudança; vazio se ela não os tem.';

CREATE OR REPLACE FUNCTION flowt.html_area(p_tenant bigint, p_area text, p_base text, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_filtro jsonb := flowt.filtro_do_painel(p_pedido);
    v_series jsonb := flowt.series_do_painel(p_tenant, ARRAY(SELECT q.nom_quadro FROM flowt.quadros_da_area(p_area) AS q
                                                              WHERE q.tip_quadro IN ('linha', 'colunas')), p_pedido, v_filtro);
BEGIN
    RETURN flowt.html_numeros_da_area(p_tenant, p_area, p_base, p_pedido, v_filtro) || '<div class="quadros">' || coalesce((
        SELECT string_agg(flowt.html_quadro(q.nom_quadro, t.titulo,
                                            flowt.html_grafico_da_area(p_tenant, p_base, p_area, q.tip_quadro, q.nom_quadro, t.titulo, i.tip_unidade,
                                                                       v_series, p_pedido, v_filtro),
                                            flowt.endereco_do_painel(p_base || '/indicadores/csv/' || q.nom_quadro, p_pedido)),
                                        '' ORDER BY q.num_ordem)
          FROM flowt.quadros_da_area(p_area) AS q LEFT JOIN flowt.tb_omni8_indicador AS i ON i.nom_indicador = q.nom_quadro
         CROSS JOIN LATERAL (SELECT CASE q.nom_quadro
                                         WHEN 'funil' THEN CASE WHEN v_filtro ? 'item' THEN 'Da página ao pedido' ELSE 'Da página ao pós-venda' END
                                         WHEN 'itens' THEN 'Itens mais vendidos' WHEN 'canais' THEN 'Canais' WHEN 'campanhas' THEN 'Campanhas'
                                                      WHEN 'ofertas' THEN 'Ofertas mais usadas' WHEN 'coortes' THEN 'Retenção' WHEN 'nps-classes'
                                                          THEN 'Promotores, neutros e detratores' WHEN 'nps-notas' THEN 'Notas'
                                                      WHEN 'nps-tendencia' THEN 'Tendência de 30 dias' WHEN 'nps-item'
                                                          THEN 'NPS por item' WHEN 'nps-unidade' THEN 'NPS por unidade' WHEN 'nps-canal'
                                                              THEN 'NPS por canal'
                                                      WHEN 'segmentos' THEN 'Segmentos de clientes' WHEN 'score'
                                                          THEN 'Score da empresa' ELSE i.des_indicador END AS titulo) AS t), '') || '</div>'
        || coalesce((SELECT '<aside class="dica-da-area"><h2>Como encher esta página</h2><p>' || a.des_vazia || '</p></aside>'
                       FROM flowt.areas_dos_indicadores() AS a WHERE a.nom_area = p_area), '');
END
$$;
COMMENT ON FUNCTION flowt.html_area(bigint, text, text, jsonb) IS 'Conteúdo de uma área: números, gráficos, e como ela se enche.';

CREATE OR REPLACE FUNCTION flowt.pagina_dos_indicadores(p_token text, p_base text, p_area text, p_pedido jsonb) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pedido jsonb;
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_token) IS NULL THEN
        RETURN NEXT flowt.pedir_entrada_da_equipe(p_base, 'indicadores' || CASE p_area WHEN 'geral' THEN '' ELSE '/' || p_area END);
        RETURN;
    END IF;
    PERFORM flowt.exigir_permissao('indicador.ler');
    IF NOT EXISTS (SELECT FROM flowt.areas_dos_indicadores() AS a WHERE a.nom_area = p_area) THEN
        RETURN;
    END IF;
    v_pedido := flowt.pedido_do_painel(v_tenant, p_pedido);
    RETURN NEXT (CASE WHEN v_pedido ? 'aviso' THEN 422 ELSE 200 END, 'text/html; charset=utf-8', NULL,
                 flowt.moldura_dos_indicadores(v_tenant, p_base, p_token, p_area, v_pedido,
                                               flowt.html_area(v_tenant, p_area, p_base, v_pedido)))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_dos_indicadores(text, text, text, jsonb)
    IS 'Página de uma área, de quem tem sessão e permissão; nenhuma linha se a área não existe.';

CREATE OR REPLACE FUNCTION api.pagina_indicadores(p_flowt_equipe text, p_periodo text, p_de text, p_ate text, p_comparar text, p_canal text,
                                                  p_campanha text, p_unidade text, p_item text, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT r.* FROM flowt.pagina_dos_indicadores(p_flowt_equipe, flowt.base_da_pagina(p_slug), 'geral',
        jsonb_build_object('periodo', p_periodo, 'de', nullif(p_de, ''), 'ate', nullif(p_ate, ''), 'comparar', p_comparar, 'canal', p_canal,
                           'campanha', p_campanha, 'unidade', p_unidade, 'item', p_item)) AS r;
END
$$;
COMMENT ON FUNCTION api.pagina_indicadores(text, text, text, text, text, text, text, text, text, text) IS
$$GET /{slug}/indicadores
GET /indicadores
acesso: publico
modulo: rastreamento
cookies: flowt_equipe
resposta: 200 html
resposta: 303
resposta: 403 problema
resposta: 422 html
cache: private, no-store
etiqueta: Páginas
Os indicadores da empresa em uma página; sem sessão da equipe, leva à página que a abre.
periodo: hoje, 7, 30 (o padrão), 90, mes ou livre, com de e ate. comparar: anterior, ano ou nada. Filtros: canal, campanha, unidade, item. Datas que não servem são ditas na página, com 422.$$;

CREATE OR REPLACE FUNCTION api.pagina_indicadores_area(p_area text, p_flowt_equipe text, p_periodo text, p_de text, p_ate text, p_comparar text,
                                                       p_canal text, p_campanha text, p_unidade text, p_item text, p_slug text DEFAULT NULL)
RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT r.* FROM flowt.pagina_dos_indicadores(p_flowt_equipe, flowt.base_da_pagina(p_slug), p_area,
        jsonb_build_object('periodo', p_periodo, 'de', nullif(p_de, ''), 'ate', nullif(p_ate, ''), 'comparar', p_comparar, 'canal', p_canal,
                           'campanha', p_campanha, 'unidade', p_unidade, 'item', p_item)) AS r;
END
$$;
COMMENT ON FUNCTION api.pagina_indicadores_area(text, text, text, text, text, text, text, text, text, text, text) IS
$$GET /{slug}/indicadores/{area}
GET /indicadores/{area}
acesso: publico
modulo: rastreamento
cookies: flowt_equipe
resposta: 200 html
resposta: 303
resposta: 403 problema
resposta: 404
resposta: 422 html
cache: private, no-store
etiqueta: Páginas
Os indicadores de uma área: vendas, engajamento, funil, ofertas, nps, clientes, leads. Filtros como em /{slug}/indicadores.$$;

CREATE OR REPLACE FUNCTION flowt.csv_do_painel(p_tenant bigint, p_quadro text, p_pedido jsonb) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_de     date  := (p_pedido ->> 'de')::date;
    v_ate    date  := (p_pedido ->> 'ate')::date;
    v_filtro jsonb := flowt.filtro_do_painel(p_pedido);
BEGIN
    IF p_quadro = 'indicadores' THEN
        RETURN NEXT api.indicador_ler(v_de, v_ate,
                                      p_pedido ->> 'comparar', v_filtro ->> 'canal', v_filtro ->> 'campanha', (v_filtro ->> 'unidade')::bigint,
                                      (v_filtro ->> 'item')::bigint, 'csv');
    ELSIF p_quadro = 'funil' THEN
        RETURN NEXT api.funil_ler(v_de, v_ate, v_filtro ->> 'canal', v_filtro ->> 'campanha', (v_filtro ->> 'item')::bigint, 'csv');
    ELSIF p_quadro = 'coortes' THEN
        RETURN NEXT api.coorte_listar('csv');
    ELSIF p_quadro IN ('itens', 'ofertas', 'canais', 'campanhas') THEN
        RETURN NEXT api.ranking_ler(p_quadro, v_de, v_ate, v_filtro ->> 'canal', v_filtro ->> 'campanha', (v_filtro ->> 'unidade')::bigint,
                                    (v_filtro ->> 'item')::bigint, flowt.limite_do_csv(), 'csv');
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_indicador i WHERE i.nom_indicador = p_quadro) THEN
        RETURN NEXT api.indicador_serie(p_quadro, v_de, v_ate, v_filtro ->> 'canal', v_filtro ->> 'campanha', (v_filtro ->> 'unidade')::bigint,
                                        (v_filtro ->> 'item')::bigint, 'csv');
    ELSE
        RETURN QUERY SELECT r.* FROM flowt.csv_de_nps_ou_score(p_tenant, p_quadro, p_pedido) AS r;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.csv_do_painel(bigint, text, jsonb)
    IS 'Os números de um quadro em CSV: os mesmos da API; nenhuma linha se o quadro não existe.';

CREATE OR REPLACE FUNCTION api.pagina_indicadores_csv(p_quadro text, p_flowt_equipe text, p_periodo text, p_de text, p_ate text, p_comparar text,
                                                      p_canal text, p_campanha text, p_unidade text, p_item text, p_slug text DEFAULT NULL)
RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_flowt_equipe) IS NULL THEN
        RETURN NEXT flowt.pedir_entrada_da_equipe(flowt.base_da_pagina(p_slug), 'indicadores');
        RETURN;
    END IF;
    PERFORM flowt.exigir_permissao('indicador.ler');
    RETURN QUERY SELECT r.*
                   FROM flowt.csv_do_painel(v_tenant, p_quadro,
                                            flowt.pedido_do_painel(v_tenant,
                                                                   jsonb_build_object('periodo', p_periodo, 'de', nullif(p_de, ''),
                                                                                      'ate', nullif(p_ate, ''),
        'comparar', p_comparar, 'canal', p_canal, 'campanha', p_campanha, 'unidade', p_unidade, 'item', p_item))) AS r;
END
$$;
COMMENT ON FUNCTION api.pagina_indicadores_csv(text, text, text, text, text, text, text, text, text, text, text) IS
$$GET /{slug}/indicadores/csv/{quadro}
GET /indicadores/csv/{quadro}
acesso: publico
modulo: rastreamento
cookies: flowt_equipe
resposta: 200 text/csv
resposta: 303
resposta: 403 problema
resposta: 404
cache: private, no-store
etiqueta: Páginas
Os números de um quadro, para baixar: indicadores, o nome de um deles (dia a dia), funil, coortes, itens, ofertas, canais, campanhas, segmentos, score, nps-notas, nps-tendencia, nps-item, nps-unidade ou nps-canal.$$;
