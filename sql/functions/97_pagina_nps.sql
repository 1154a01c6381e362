-- Dashboards of NPS and of customers (guide chapters 12.2, 13.3 and 14): for whoever may read those numbers in the API too.

CREATE OR REPLACE FUNCTION flowt.pode_ver(p_tenant bigint, p_permissao text, p_modulo text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM flowt.exigir_permissao(p_permissao);
    RETURN flowt.modulo_ativo(p_tenant, p_modulo);
EXCEPTION WHEN SQLSTATE 'PT403' THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION flowt.pode_ver(bigint, text, text) IS 'Se quem age tem uma permissão e a empresa usa um módulo: para partes de uma página.';

CREATE OR REPLACE FUNCTION flowt.html_classes_de_nps(p_tenant bigint, p_titulo text, p_pedido jsonb, p_filtro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_antes daterange := flowt.periodo_anterior((p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_pedido ->> 'comparar');
    v_atual record;
    v_outro record;
BEGIN
    SELECT n.* INTO v_atual FROM flowt.nps_do_periodo(p_tenant, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_filtro) AS n;
    SELECT n.* INTO v_outro FROM flowt.nps_do_periodo(p_tenant, lower(v_antes), upper(v_antes) - 1, p_filtro) AS n;
    IF coalesce(v_atual.qtd_respostas, 0) = 0 THEN
        RETURN flowt.html_vazio(
                'Nenhuma resposta neste período. Depois de uma entrega, cada cliente recebe o convite que as regras de NPS dizem; também se responde '
                'pelo QR code ou link da empresa.');
    END IF;
    RETURN '<p class="destaque">NPS ' || flowt.valor_escrito(v_atual.num_nps, 'PONTOS') || ' <small>margem de '
        || flowt.valor_escrito(v_atual.num_margem, 'PONTOS') || '; com 95 % de confiança, de ' || flowt.valor_escrito(v_atual.num_minimo, 'PONTOS')
        || ' a ' || flowt.valor_escrito(v_atual.num_maximo, 'PONTOS') || '. ' || flowt.numero_por_extenso(v_atual.qtd_respostas, 0) || ' respostas, '
        || flowt.numero_por_extenso(v_atual.qtd_convites, 0) || ' convites.'
        || CASE flowt.nps_mudou(v_atual.num_nps, v_atual.num_margem, v_outro.num_nps, v_outro.num_margem)
                WHEN true THEN ' A diferença para o período comparado é significativa.'
                WHEN false THEN ' A diferença para o período comparado pode ser acaso.' ELSE '' END || '</small></p>'
        || flowt.grafico_partes('g-nps-classes', p_titulo, 'Classe',
                                '{Detratores,Neutros,Promotores}', ARRAY[v_atual.qtd_detratores, v_atual.qtd_neutros, v_atual.qtd_promotores],
                                '{ruim,neutra,boa}');
END
$$;
COMMENT ON FUNCTION flowt.html_classes_de_nps(bigint, text, jsonb, jsonb) IS 'O NPS de um período com sua margem, e as respostas por classe.';

CREATE OR REPLACE FUNCTION flowt.html_quebra_de_nps(p_tenant bigint, p_por text, p_titulo text, p_pedido jsonb, p_filtro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((
        SELECT flowt.grafico_barras('g-nps-' || p_por, p_titulo, 'INTEIRO', '{Nome,Respostas,NPS}', array_agg(q.des_rotulo ORDER BY q.n),
                   array_agg(q.qtd_respostas::numeric ORDER BY q.n),
                   array_agg('respostas; NPS ' || coalesce(flowt.valor_escrito(q.num_nps, 'PONTOS') || ', margem de '
                                                           || flowt.valor_escrito(q.num_margem, 'PONTOS'), '–') ORDER BY q.n))
          FROM (SELECT CASE WHEN p_por <> 'canal' THEN x.des_rotulo WHEN x.des_rotulo = 'PAGINA' THEN 'Página'
                            ELSE flowt.nome_do_canal(x.des_rotulo) END AS des_rotulo, x.qtd_respostas, x.num_nps, x.num_margem,
                       row_number() OVER (ORDER BY x.qtd_respostas DESC, x.chave) AS n
                  FROM flowt.nps_quebra(p_tenant, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_filtro, p_por) AS x
                 WHERE x.qtd_respostas > 0 ORDER BY n LIMIT flowt.limite_do_ranking()) AS q
        HAVING count(*) > 0), flowt.html_vazio('Nenhuma resposta para comparar neste período.'));
END
$$;
COMMENT ON FUNCTION flowt.html_quebra_de_nps(bigint, text, text, jsonb, jsonb)
    IS 'O NPS por item, unidade ou canal da pesquisa, dos que têm mais respostas.';

-- A survey has a channel of its own, and no campaign.
CREATE OR REPLACE FUNCTION flowt.filtro_de_nps_do_painel(p_pedido jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_filtro jsonb := flowt.filtro_do_painel(p_pedido);
BEGIN
    RETURN v_filtro - '{canal,campanha,item}'::text[] || jsonb_strip_nulls(jsonb_build_object('produto', v_filtro -> 'item'));
END
$$;
COMMENT ON FUNCTION flowt.filtro_de_nps_do_painel(jsonb) IS 'Filtro de NPS do que se pede em uma página: a unidade e o item.';

CREATE OR REPLACE FUNCTION flowt.html_nps_do_painel(p_tenant bigint, p_nome text, p_titulo text, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_filtro jsonb := flowt.filtro_de_nps_do_painel(p_pedido);
    v_html   text;
BEGIN
    IF NOT flowt.pode_ver(p_tenant, 'nps.ler', 'nps') THEN
        RETURN flowt.html_vazio(
                'Seu perfil não vê as respostas de NPS, ou a empresa não usa as pesquisas: quem a administra pode ligá-las em Módulos.');
    ELSIF p_nome = 'nps-classes' THEN
        v_html := flowt.html_classes_de_nps(p_tenant, p_titulo, p_pedido, v_filtro);
    ELSIF p_nome = 'nps-notas' THEN
        SELECT CASE WHEN sum(n.qtd) > 0 THEN flowt.grafico_colunas('g-nps-notas', p_titulo, 'INTEIRO',
                                                                   'Nota', array_agg(n.num_nota::text ORDER BY n.num_nota),
                                                                   array_agg(n.qtd::numeric ORDER BY n.num_nota),
                                                                   array_agg(n.num_nota::text ORDER BY n.num_nota))
                    ELSE flowt.html_vazio('Nenhuma nota neste período.') END
          INTO v_html FROM flowt.nps_por_nota(p_tenant, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, v_filtro) AS n;
    ELSIF p_nome = 'nps-tendencia' THEN
        SELECT CASE WHEN count(t.num_nps) > 0 THEN flowt.grafico_linha('g-nps-tendencia', p_titulo,
                                                                       'PONTOS', array_agg(t.dat_dia ORDER BY t.dat_dia),
                                                                       array_agg(t.num_nps ORDER BY t.dat_dia), NULL, NULL, NULL)
                    ELSE flowt.html_vazio(
                            format('A tendência é o NPS dos %s dias que terminam em cada dia, e só aparece com %s respostas ou mais neles.',
                                   flowt.janela_da_tendencia(), flowt.minimo_da_tendencia())) END
          INTO v_html FROM flowt.nps_tendencia(p_tenant, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, v_filtro) AS t;
    ELSE
        v_html := flowt.html_quebra_de_nps(p_tenant, substr(p_nome, 5), p_titulo, p_pedido, v_filtro);
    END IF;
    RETURN CASE WHEN p_pedido ?| '{canal,campanha}' THEN '<p class="nota">Respostas não seguem os filtros de canal e campanha.</p>' ELSE '' END
        || v_html;
END
$$;
COMMENT ON FUNCTION flowt.html_nps_do_painel(bigint, text, text, jsonb)
    IS 'Um gráfico da área de NPS: classes, notas, tendência, ou quebra por item, unidade ou canal.';

CREATE OR REPLACE FUNCTION flowt.html_caminho_aos_clientes(p_tenant bigint, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT flowt.pode_ver(p_tenant, 'pessoa.ler', 'pessoas') THEN
        RETURN '';
    END IF;
    RETURN (SELECT '<nav class="segmentos" aria-label="Clientes de cada segmento"><p>Ver os clientes e o porquê do score de cada um:</p><ul>'
                || string_agg('<li><a href="' || p_base || '/indicadores/segmentos/' || s.nom_segmento || '">' || flowt.html(s.des_segmento)
                              || '</a></li>', '' ORDER BY s.n) || '</ul></nav>'
              FROM flowt.segmentos_do_tenant(p_tenant) WITH ORDINALITY AS s (nom_segmento, des_segmento, qtd_pessoas, qtd_detratores, vlr_liquido, n)
             WHERE s.qtd_pessoas > 0);
END
$$;
COMMENT ON FUNCTION flowt.html_caminho_aos_clientes(bigint, text)
    IS 'Caminhos aos clientes de cada segmento que tem algum, de quem pode ver pessoas.';

CREATE OR REPLACE FUNCTION flowt.html_score_do_painel(p_tenant bigint, p_base text, p_nome text, p_titulo text, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_dias  date[];
    v_notas numeric[];
BEGIN
    IF NOT flowt.pode_ver(p_tenant, 'score.ler', 'pessoas') THEN
        RETURN flowt.html_vazio('Segmentos e scores são da empresa inteira: seu perfil ou suas unidades não os alcançam.');
    ELSIF p_nome = 'segmentos' THEN
        RETURN '<p class="nota">Como estão hoje: não segue o período nem os filtros.</p>' || coalesce((
            SELECT flowt.grafico_barras('g-segmentos', p_titulo, 'INTEIRO',
                       '{Segmento,Pessoas,Valor em 365 dias}', array_agg(s.des_segmento ORDER BY s.n), array_agg(s.qtd_pessoas::numeric ORDER BY s.n),
                       array_agg(flowt.reais(s.vlr_liquido) || CASE WHEN s.qtd_detratores > 0 THEN ', '
                                                                    || flowt.numero_por_extenso(s.qtd_detratores, 0)
                                                                    || CASE s.qtd_detratores WHEN 1 THEN ' detrator' ELSE ' detratores' END
                                                                    ELSE '' END ORDER BY s.n))
              FROM flowt.segmentos_do_tenant(p_tenant) WITH ORDINALITY AS s (nom_segmento, des_segmento, qtd_pessoas, qtd_detratores, vlr_liquido, n)
            HAVING sum(s.qtd_pessoas) > 0) || coalesce(flowt.html_caminho_aos_clientes(p_tenant, p_base), ''),
            flowt.html_vazio('Ainda não há clientes com pedido confirmado: cada um entra em um segmento pelo que compra, quando e quanto.'));
    END IF;
    SELECT array_agg((i ->> 'dat_dia')::date ORDER BY n), array_agg((i ->> 'num_score')::numeric ORDER BY n) INTO v_dias, v_notas
      FROM jsonb_array_elements((api.score_historico((p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date,
                                                     NULL)).corpo::jsonb -> 'itens') WITH ORDINALITY AS x (i, n);
    RETURN coalesce('<p class="destaque">' || v_notas[cardinality(v_notas)] || ' <small>de 1.000, em '
               || to_char(v_dias[cardinality(v_dias)], 'DD/MM/YYYY') || '</small></p>'
               || flowt.grafico_linha('g-score', p_titulo, 'INTEIRO', v_dias, v_notas, NULL, NULL, NULL),
               flowt.html_vazio(
                   'O score da empresa junta receita, conversão, recompra, NPS, cancelamento e atividade dos últimos 30 dias. O primeiro aparece um '
                   'dia depois de a empresa abrir.'));
END
$$;
COMMENT ON FUNCTION flowt.html_score_do_painel(bigint, text, text, text, jsonb) IS 'Segmentos de clientes, ou o score da empresa dia a dia.';

CREATE OR REPLACE FUNCTION flowt.csv_de_nps_ou_score(p_tenant bigint, p_quadro text, p_pedido jsonb) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_de      date   := (p_pedido ->> 'de')::date;
    v_ate     date   := (p_pedido ->> 'ate')::date;
    v_unidade bigint := (flowt.filtro_de_nps_do_painel(p_pedido) ->> 'unidade')::bigint;
    v_item    bigint := (flowt.filtro_de_nps_do_painel(p_pedido) ->> 'produto')::bigint;
BEGIN
    IF p_quadro IN ('segmentos', 'score') THEN
        PERFORM flowt.exigir_permissao('score.ler'), flowt.conferir_modulo(p_tenant, 'pessoas');
        RETURN NEXT CASE p_quadro WHEN 'score' THEN api.score_historico(v_de, v_ate, 'csv') ELSE api.segmento_listar('csv') END;
    ELSIF p_quadro LIKE 'nps-%' THEN
        PERFORM flowt.exigir_permissao('nps.ler'), flowt.conferir_modulo(p_tenant, 'nps');
        IF p_quadro = 'nps-tendencia' THEN
            RETURN NEXT api.nps_tendencia(v_de, v_ate, v_unidade, NULL, v_item, NULL, 'csv');
        ELSIF p_quadro IN ('nps-classes', 'nps-notas') THEN
            RETURN NEXT api.nps_resumo(v_de, v_ate, p_pedido ->> 'comparar', v_unidade, NULL, v_item, NULL, 'csv');
        ELSIF p_quadro IN ('nps-item', 'nps-unidade', 'nps-canal') THEN
            RETURN NEXT api.nps_quebra(substr(p_quadro, 5), v_de, v_ate, v_unidade, NULL, v_item, NULL, 'csv');
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.csv_de_nps_ou_score(bigint, text, jsonb)
    IS 'Os números de um quadro de NPS ou de clientes em CSV, de quem os pode ler; nenhuma linha se não é um deles.';
