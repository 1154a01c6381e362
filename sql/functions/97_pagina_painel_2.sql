-- Dashboards (guide chapter 12.2): the cards of each area.

-- The line of a change: an arrow, words and a class, so that nobody has to tell colours apart.
CREATE OR REPLACE FUNCTION flowt.html_mudanca(p_indicador json) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_variacao numeric := (p_indicador ->> 'num_variacao')::numeric;
    v_bom      boolean := (v_variacao > 0) = (p_indicador ->> 'flg_maior_melhor')::boolean;
    v_antes    text    := flowt.valor_escrito((p_indicador ->> 'num_valor_anterior')::numeric, p_indicador ->> 'tip_unidade');
    -- Of points, which may be negative, a percentage says nothing.
    v_quanto   text    := CASE p_indicador ->> 'tip_unidade'
                               WHEN 'PONTOS' THEN flowt.numero_por_extenso(abs((p_indicador ->> 'num_valor')::numeric
                                                                               - (p_indicador ->> 'num_valor_anterior')::numeric), 1) || ' pontos'
                               ELSE flowt.numero_por_extenso(abs(v_variacao) * 100, 1) || chr(160) || '%' END;
BEGIN
    IF v_antes IS NULL THEN
        RETURN '';
    ELSIF v_variacao IS NULL THEN
        RETURN '<p class="mudanca">antes: ' || v_antes || '</p>';
    ELSIF round(v_variacao, 3) = 0 THEN
        RETURN '<p class="mudanca"><span aria-hidden="true">=</span> igual <span class="antes">antes: ' || v_antes || '</span></p>';
    END IF;
    RETURN '<p class="mudanca ' || CASE WHEN v_bom THEN 'boa' ELSE 'ruim' END || '"><span aria-hidden="true">'
        || CASE WHEN v_variacao > 0 THEN '▲' ELSE '▼' END || '</span> '
        || CASE WHEN v_variacao > 0 THEN 'subiu ' ELSE 'caiu ' END || v_quanto || ', ' || CASE WHEN v_bom THEN 'melhor' ELSE 'pior' END
        || ' <span class="antes">antes: ' || v_antes || '</span></p>';
END
$$;
COMMENT ON FUNCTION flowt.html_mudanca(json) IS 'Quanto um indicador mudou, se para melhor, e quanto era; vazio se não se compara.';

CREATE OR REPLACE FUNCTION flowt.html_numero(p_indicador json, p_formula text) RETURNS text
LANGUAGE sql STABLE
RETURN '<li class="numero" id="numero-' || (p_indicador ->> 'nom_indicador') || '"><h3>' || flowt.html(p_indicador ->> 'des_indicador')
    || '</h3><p class="valor">'
    || coalesce(flowt.valor_escrito((p_indicador ->> 'num_valor')::numeric, p_indicador ->> 'tip_unidade'),
                '<span aria-hidden="true">–</span><small>'
                || CASE WHEN p_indicador ->> 'num_denominador' IS NULL THEN 'não se mede com este filtro' ELSE 'ainda não há do que calcular' END
                || '</small>')
    || '</p>' || flowt.html_mudanca(p_indicador) || '<p class="nota">' || flowt.html(p_formula) || '</p></li>';
COMMENT ON FUNCTION flowt.html_numero(json, text) IS 'Cartão de um número, com a mudança e como se calcula.';

CREATE OR REPLACE FUNCTION flowt.html_quadro(p_nome text, p_titulo text, p_conteudo text, p_csv text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<section class="quadro" id="quadro-' || p_nome || '" aria-labelledby="titulo-' || p_nome || '"><div class="rosto"><h2 id="titulo-' || p_nome
    || '">' || flowt.html(p_titulo) || '</h2>'
    || coalesce('<a class="csv" href="' || p_csv || '">Baixar CSV<span class="leitor">: ' || flowt.html(p_titulo) || '</span></a>', '') || '</div>'
    || p_conteudo || '</section>';
COMMENT ON FUNCTION flowt.html_quadro(text, text, text, text) IS 'Um cartão do painel, com título e o link para baixar os números.';

CREATE OR REPLACE FUNCTION flowt.html_vazio(p_frase text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<p class="vazio">' || p_frase || '</p>';
COMMENT ON FUNCTION flowt.html_vazio(text) IS 'O que se diz onde ainda não há o que desenhar; já é HTML.';

-- What each area shows: its numbers, and its charts in order ("linha", "colunas" and "barras" say how an indicator or a ranking is drawn).
CREATE OR REPLACE FUNCTION flowt.numeros_da_area(p_area text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_area
    WHEN 'geral' THEN '{receita_bruta,pedidos_confirmados,ticket_medio,visitas,conversao,recompra,nps}'
    WHEN 'vendas' THEN '{receita_bruta,receita_liquida,pedidos,pedidos_confirmados,unidades_vendidas,ticket_medio,cancelamento}'
    WHEN 'engajamento' THEN '{visitantes_unicos,visitas,engajamento,rejeicao,conversao,conversao_visitantes}'
    WHEN 'funil' THEN '{conversao,adicao_carrinho,abandono_carrinho,abandono_checkout}' WHEN 'ofertas' THEN '{ctr_ofertas}' WHEN 'clientes'
        THEN '{recompra}' WHEN 'nps' THEN '{nps}' ELSE '{}' END::text[];
COMMENT ON FUNCTION flowt.numeros_da_area(text) IS 'Indicadores que uma área mostra em números.';

CREATE OR REPLACE FUNCTION flowt.quadros_da_area(p_area text) RETURNS TABLE (num_ordem integer, tip_quadro text, nom_quadro text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.ordem, v.tipo, v.nome
      FROM (VALUES ('geral', 1, 'linha', 'receita_bruta'), ('geral', 2, 'funil', 'funil'), ('vendas', 1, 'linha', 'receita_bruta'),
                   ('vendas', 2, 'colunas', 'pedidos_confirmados'), ('vendas', 3, 'barras', 'itens'),
                   ('vendas', 4, 'barras', 'canais'), ('vendas', 5, 'barras', 'campanhas'), ('engajamento', 1, 'linha', 'visitas'),
                   ('engajamento', 2, 'linha', 'conversao'), ('engajamento', 3, 'barras', 'canais'),
                   ('funil', 1, 'funil', 'funil'), ('funil', 2, 'linha', 'abandono_carrinho'), ('ofertas', 1, 'linha', 'ctr_ofertas'),
                   ('ofertas', 2, 'barras', 'ofertas'),
                   ('nps', 1, 'nps', 'nps-classes'), ('nps', 2, 'nps', 'nps-notas'), ('nps', 3, 'nps', 'nps-tendencia'),
                   ('nps', 4, 'nps', 'nps-item'), ('nps', 5, 'nps', 'nps-unidade'), ('nps', 6, 'nps', 'nps-canal'),
                   ('clientes', 1, 'score', 'segmentos'), ('clientes', 2, 'score', 'score'),
                   ('clientes', 3, 'calor', 'coortes')) AS v (area, ordem, tipo, nome)
     WHERE v.area = p_area;
END;
COMMENT ON FUNCTION flowt.quadros_da_area(text) IS 'Gráficos de uma área, na ordem da tela.';

-- {indicator: {"agora": [...], "antes": [...]}}: every line of a page with one reading of each period.
CREATE OR REPLACE FUNCTION flowt.series_do_painel(p_tenant bigint, p_indicadores text[], p_pedido jsonb, p_filtro jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_antes daterange := flowt.periodo_anterior((p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_pedido ->> 'comparar');
BEGIN
    IF p_indicadores = '{}' THEN
        RETURN '{}';
    END IF;
    RETURN (
        SELECT coalesce(jsonb_object_agg(a.nom_indicador,
                                         jsonb_build_object('dias', a.dias, 'agora', a.valores, 'dias_antes', b.dias, 'antes', b.valores)), '{}')
          FROM (SELECT s.nom_indicador, jsonb_agg(s.dat_dia ORDER BY s.dat_dia) AS dias, jsonb_agg(s.num_valor ORDER BY s.dat_dia) AS valores
                  FROM flowt.series(p_tenant, p_indicadores, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_filtro) AS s
                 GROUP BY s.nom_indicador) AS a
          LEFT JOIN (SELECT s.nom_indicador, jsonb_agg(s.dat_dia ORDER BY s.dat_dia) AS dias, jsonb_agg(s.num_valor ORDER BY s.dat_dia) AS valores
                       FROM flowt.series(p_tenant, CASE WHEN v_antes IS NULL THEN '{}' ELSE p_indicadores END, lower(v_antes), upper(v_antes) - 1,
                                         p_filtro) AS s GROUP BY s.nom_indicador) AS b ON b.nom_indicador = a.nom_indicador);
END
$$;
COMMENT ON FUNCTION flowt.series_do_painel(bigint, text[], jsonb, jsonb)
    IS 'As séries dos gráficos de uma página, do período e do que se compara com ele.';

CREATE OR REPLACE FUNCTION flowt.numeros_de_json(p_lista jsonb) RETURNS numeric[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(p_lista) = 'array' THEN ARRAY(SELECT e::numeric FROM jsonb_array_elements_text(p_lista) WITH ORDINALITY AS x (e, n)
                                                             ORDER BY n) END;
COMMENT ON FUNCTION flowt.numeros_de_json(jsonb) IS 'Lista JSON de números, com seus nulos, como vetor; nula se não é uma lista.';

CREATE OR REPLACE FUNCTION flowt.html_serie(p_tipo text, p_nome text, p_titulo text, p_unidade text, p_serie jsonb, p_comparar text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_valores numeric[] := flowt.numeros_de_json(p_serie -> 'agora');
    v_antes   numeric[] := flowt.numeros_de_json(p_serie -> 'antes');
    v_dias    date[]    := ARRAY(SELECT e::date FROM jsonb_array_elements_text(p_serie -> 'dias') WITH ORDINALITY AS x (e, n) ORDER BY n);
BEGIN
    IF p_serie IS NULL THEN
        RETURN flowt.html_vazio('Isto não se mede com este filtro.');
    ELSIF NOT EXISTS (SELECT FROM unnest(v_valores || coalesce(v_antes, '{}')) AS v WHERE v <> 0) THEN
        RETURN flowt.html_vazio('Ainda não há o que mostrar neste período. Escolha outro, ou volte quando houver movimento.');
    ELSIF p_tipo = 'colunas' THEN
        RETURN flowt.grafico_colunas('g-' || p_nome, p_titulo || ', dia a dia', p_unidade,
                                     'Dia', ARRAY(SELECT to_char(d, 'DD/MM/YYYY') FROM unnest(v_dias) AS d ORDER BY d), v_valores,
                                     ARRAY(SELECT to_char(d, 'DD/MM') FROM unnest(ARRAY[v_dias[1],
                                                                                        CASE WHEN cardinality(v_dias)
                                                                                            > 1 THEN v_dias[cardinality(v_dias)] END]) AS d
                                            WHERE d IS NOT NULL ORDER BY d));
    END IF;
    RETURN flowt.grafico_linha('g-' || p_nome, p_titulo, p_unidade, v_dias, v_valores,
                               ARRAY(SELECT e::date
                                       FROM jsonb_array_elements_text(CASE jsonb_typeof(p_serie -> 'dias_antes')
                                                                           WHEN 'array' THEN p_serie -> 'dias_antes'
                                                                           ELSE '[]' END) WITH ORDINALITY AS x (e, n) ORDER BY n),
                               v_antes, CASE p_comparar WHEN 'ano' THEN 'Ano passado' ELSE 'Período anterior' END);
END
$$;
COMMENT ON FUNCTION flowt.html_serie(text, text, text, text, jsonb, text) IS 'Um indicador dia a dia, em linha ou em colunas.';

CREATE OR REPLACE FUNCTION flowt.html_funil_do_painel(p_tenant bigint, p_pedido jsonb, p_filtro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_rotulos text[];
    v_valores bigint[];
BEGIN
    -- A visit is of no unit.
    IF p_filtro ? 'unidade' THEN
        RETURN flowt.html_vazio('O funil conta visitas, que não são de uma unidade: ele só existe para a empresa inteira.');
    END IF;
    SELECT array_agg(CASE f.nom_passo WHEN 'PAGINA' THEN 'Viu uma página' WHEN 'ITEM' THEN 'Abriu um item' WHEN 'CARRINHO' THEN 'Pôs na sacola'
                          WHEN 'REVISAO' THEN 'Reviu a sacola'
                                     WHEN 'CHECKOUT' THEN 'Começou a fechar' WHEN 'PEDIDO'
                                         THEN 'Fez o pedido' ELSE 'Voltou depois da compra' END ORDER BY f.num_passo),
           array_agg(f.qtd_visitas ORDER BY f.num_passo)
      INTO v_rotulos, v_valores FROM flowt.funil(p_tenant, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_filtro) AS f;
    IF v_valores[1] = 0 THEN
        RETURN flowt.html_vazio(
                'Nenhuma visita neste período viu uma página. O funil conta quem aceita a análise da navegação: divulgue o cardápio e volte em '
                'alguns minutos.');
    END IF;
    RETURN flowt.grafico_funil('g-funil', CASE WHEN p_filtro ? 'item' THEN 'Da página ao pedido' ELSE 'Da página ao pós-venda' END, v_rotulos,
                               v_valores);
END
$$;
COMMENT ON FUNCTION flowt.html_funil_do_painel(bigint, jsonb, jsonb) IS 'O funil de um período.';

CREATE OR REPLACE FUNCTION flowt.limite_do_ranking() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10;
COMMENT ON FUNCTION flowt.limite_do_ranking() IS 'Linhas de um ranking na tela; no CSV vão mais.';

CREATE OR REPLACE FUNCTION flowt.html_ranking_do_painel(p_tenant bigint, p_area text, p_nome text, p_titulo text, p_pedido jsonb, p_filtro jsonb)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_por     text := CASE WHEN p_area = 'engajamento' THEN 'visitas' WHEN p_nome = 'ofertas' THEN 'quantidade' ELSE 'valor' END;
    v_html    text;
BEGIN
    IF p_nome = 'ofertas' AND p_filtro ? 'item' OR v_por = 'visitas' AND p_filtro ? 'unidade' THEN
        RETURN flowt.html_vazio('Isto não se mede com este filtro.');
    END IF;
    SELECT flowt.grafico_barras('g-' || p_nome, p_titulo, CASE v_por WHEN 'valor' THEN 'CENTAVOS' ELSE 'INTEIRO' END,
               CASE v_por WHEN 'valor' THEN '{Nome,Receita,Vendidos e visitas}' WHEN 'visitas' THEN '{Nome,Visitas,Receita}'
                    ELSE '{Nome,Usos,Vistas e desconto}' END::text[],
               array_agg(r.nome ORDER BY r.valor DESC, r.n), array_agg(r.valor ORDER BY r.valor DESC, r.n),
               array_agg(r.nota ORDER BY r.valor DESC, r.n))
      INTO v_html
      FROM (SELECT CASE WHEN p_nome = 'canais' THEN flowt.nome_do_canal(e ->> 'nome') ELSE coalesce(e ->> 'nome', 'sem nome') END AS nome,
                   (e ->> v_por)::numeric AS valor, x.n,
                   CASE v_por WHEN 'valor' THEN flowt.numero_por_extenso((e ->> 'quantidade')::numeric, 0)
                        || CASE p_nome WHEN 'itens' THEN ' vendidos, ' ELSE ' pedidos, ' END
                        || coalesce(flowt.numero_por_extenso((e ->> 'visitas')::numeric, 0) || ' visitas', 'visitas não são de uma unidade')
                              WHEN 'visitas'
                                  THEN flowt.reais((e ->> 'valor')::bigint) ELSE coalesce(flowt.numero_por_extenso((e ->> 'visitas')::numeric, 0)
                                                                                          || ' vistas, ', '') || flowt.reais((e ->> 'valor')::bigint)
                                  || ' de desconto' END AS nota
              FROM json_array_elements(flowt.ranking(p_tenant, p_nome, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_filtro,
                                                     flowt.limite_do_ranking())) WITH ORDINALITY AS x (e, n)) AS r;
    RETURN coalesce(v_html, flowt.html_vazio(CASE p_nome
                                                  WHEN 'ofertas' THEN 'Nenhuma oferta apareceu neste período. Crie uma com datas, selo e desconto, e '
                                                                      'ela vai às “Ofertas do dia” do cardápio.'
               WHEN 'campanhas'
                   THEN 'Nenhuma visita veio de uma campanha. Divulgue o endereço do cardápio com <code>?utm_source=…&amp;utm_campaign=…</code> e '
                        'compare aqui o que cada uma trouxe.'
               WHEN 'itens' THEN 'Nenhum item foi visto ou vendido neste período.' ELSE 'Nenhuma visita nem pedido neste período.' END));
END
$$;
COMMENT ON FUNCTION flowt.html_ranking_do_painel(bigint, text, text, text, jsonb, jsonb)
    IS 'Os primeiros de um período, por receita; na área de engajamento, por visitas; ofertas, por uso.';

CREATE OR REPLACE FUNCTION flowt.meses_de_coorte() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 12;
COMMENT ON FUNCTION flowt.meses_de_coorte() IS 'Meses de primeira compra que o mapa mostra, e meses seguintes de cada um.';

CREATE OR REPLACE FUNCTION flowt.html_coortes(p_tenant bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_mes    date := date_trunc('month', flowt.hoje(p_tenant))::date;
    v_linhas jsonb;
    v_meses  integer;
BEGIN
    SELECT jsonb_agg(jsonb_build_object('rotulo', to_char(c.dat_mes, 'MM/YYYY'), 'total', c.total, 'valores', c.valores) ORDER BY c.dat_mes),
           max(c.meses) + 1 INTO v_linhas, v_meses
      FROM (SELECT i.dat_mes, i.qtd_pessoas AS total, d.meses,
                   -- A month that has come and brought nobody back is 0; one that has not is nothing.
                   (SELECT jsonb_agg(round(coalesce(x.qtd_pessoas, 0) / i.qtd_pessoas::numeric, 4) ORDER BY m) FROM generate_series(0, d.meses) AS m
                      LEFT JOIN flowt.coorte AS x ON x.cod_tenant = p_tenant AND x.dat_mes = i.dat_mes AND x.num_mes = m) AS valores
              FROM flowt.coorte AS i
             CROSS JOIN LATERAL (SELECT (extract(year FROM v_mes) * 12 + extract(month FROM v_mes) - extract(year FROM i.dat_mes) * 12
                                         - extract(month FROM i.dat_mes))::integer AS meses) AS d
             WHERE i.cod_tenant = p_tenant AND i.num_mes = 0 AND i.dat_mes >= v_mes - make_interval(months => flowt.meses_de_coorte())) AS c;
    RETURN '<p class="nota">Cada linha são as pessoas que compraram pela primeira vez em um mês; cada coluna, quantas delas compraram de novo tantos '
           'meses depois. Não segue o período nem os filtros.</p>'
        || coalesce(flowt.grafico_calor('g-coortes', 'Retenção por mês da primeira compra', 'Primeira compra', v_linhas, v_meses),
                    flowt.html_vazio('Ainda não há clientes com pedido confirmado. A primeira linha aparece até uma hora depois do primeiro.'));
END
$$;
COMMENT ON FUNCTION flowt.html_coortes(bigint) IS 'Mapa de retenção: coortes pelo mês da primeira compra.';

CREATE OR REPLACE FUNCTION flowt.limite_do_csv() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100;
COMMENT ON FUNCTION flowt.limite_do_csv() IS 'Linhas de um ranking em CSV, a maior página da API.';
