-- Answers of NPS and the tasks of detractors as a page (guide chapters 12.2 and 13.3): what was said, one by one, and who is still to be
-- looked for. What is shown is what the API shows, to whom it shows it, and each reading is kept as one of the API's.

CREATE OR REPLACE FUNCTION flowt.pedido_das_respostas(p_tenant bigint, p_pedido jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (flowt.pedido_do_painel(p_tenant, p_pedido) - '{comparar,canal,campanha}'::text[])
        || jsonb_strip_nulls(jsonb_build_object(
               'classe', CASE WHEN upper(p_pedido ->> 'classe') IN ('DETRATOR', 'NEUTRO', 'PROMOTOR') THEN lower(p_pedido ->> 'classe') END,
               'apos', p_pedido ->> 'apos', 'tarefa', p_pedido ->> 'tarefa'));
END
$$;
COMMENT ON FUNCTION flowt.pedido_das_respostas(bigint, jsonb)
    IS 'O que se pede na URL da página de respostas de NPS, conferido: período, unidade e item como nos indicadores; classe, e onde cada lista '
       'continua.';

CREATE OR REPLACE FUNCTION flowt.endereco_das_respostas(p_base text, p_pedido jsonb, p_troca jsonb DEFAULT '{}') RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p_base || '/indicadores/nps/respostas' || coalesce((
        SELECT '?' || string_agg(v.nome || '=' || flowt.codificar_url(v.valor), '&amp;' ORDER BY v.n)
          FROM (SELECT x.nome, x.n, (p_pedido || p_troca) ->> x.nome AS valor
                  FROM unnest('{periodo,de,ate,classe,unidade,item,apos,tarefa}'::text[]) WITH ORDINALITY AS x (nome, n)) AS v
         WHERE v.valor IS NOT NULL AND (v.nome, v.valor) <> ('periodo', '30')
           AND (v.nome NOT IN ('de', 'ate') OR (p_pedido || p_troca) ->> 'periodo' = 'livre')), '');
END
$$;
COMMENT ON FUNCTION flowt.endereco_das_respostas(text, jsonb, jsonb)
    IS 'Endereço da página de respostas de NPS com os mesmos filtros, ou com alguns trocados.';

-- MARK: what is read

CREATE OR REPLACE FUNCTION flowt.tarefas_abertas_de_nps(p_tenant bigint, p_quantos integer, p_apos bigint, p_primeira bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_apos record;
BEGIN
    SELECT t.dat_prazo, t.cod_tarefa INTO v_apos FROM flowt.tb_omni8_tarefa t WHERE t.cod_tenant = p_tenant AND t.cod_tarefa = p_apos;
    RETURN (
        SELECT coalesce(jsonb_agg(flowt.json_tarefa(l.t) ORDER BY l.n), '[]')
          FROM (SELECT t, row_number() OVER (ORDER BY t.cod_tarefa IS DISTINCT FROM p_primeira, t.dat_prazo, t.cod_tarefa) AS n
                  FROM flowt.tb_omni8_tarefa AS t
                 WHERE t.cod_tenant = p_tenant AND t.tip_tarefa = 'NPS_DETRATOR' AND t.sta_tarefa = 'ABERTA'
                   AND (flowt.ve_empresa_toda() OR t.cod_unidade IS NOT NULL)
                   AND (v_apos.cod_tarefa IS NULL OR (t.dat_prazo, t.cod_tarefa) > (v_apos.dat_prazo, v_apos.cod_tarefa))
                 ORDER BY n LIMIT p_quantos) AS l);
END
$$;
COMMENT ON FUNCTION flowt.tarefas_abertas_de_nps(bigint, integer, bigint, bigint)
    IS 'Tarefas abertas por detratores, da mais atrasada à mais folgada, depois de p_apos; p_primeira, se é uma delas, vem antes de todas.';

CREATE OR REPLACE FUNCTION flowt.conteudo_das_respostas(p_tenant bigint, p_pedido jsonb, p_primeira bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantos integer := flowt.tamanho_pagina(NULL);
    v_itens   jsonb   := flowt.pagina_de_nps_respondidos(p_tenant, (p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date,
                                                         flowt.filtro_de_nps_do_painel(p_pedido), upper(p_pedido ->> 'classe'), v_quantos,
                                                         (p_pedido ->> 'apos')::bigint);
    v_tarefas jsonb;
BEGIN
    IF flowt.pode_ver(p_tenant, 'nps.tratar', 'nps') THEN
        v_tarefas := flowt.tarefas_abertas_de_nps(p_tenant, v_quantos, (p_pedido ->> 'tarefa')::bigint, p_primeira);
    END IF;
    RETURN jsonb_strip_nulls(jsonb_build_object('respostas', v_itens, 'tarefas', v_tarefas,
        'pessoas', flowt.pode_ver(p_tenant, 'pessoa.ler', 'pessoas'),
        'proxima_resposta', CASE WHEN jsonb_array_length(v_itens) = v_quantos THEN v_itens -> -1 ->> 'cod_nps' END,
        'proxima_tarefa', CASE WHEN jsonb_array_length(v_tarefas) = v_quantos THEN v_tarefas -> -1 ->> 'cod_tarefa' END));
END
$$;
COMMENT ON FUNCTION flowt.conteudo_das_respostas(bigint, jsonb, bigint)
    IS 'Respostas e, de quem cuida delas, tarefas de uma página; se quem lê vê pessoas; e onde cada lista continua.';

-- MARK: how it is shown

CREATE OR REPLACE FUNCTION flowt.html_momento(p_momento timestamptz, p_fuso text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE STRICT
RETURN '<time datetime="' || to_char(p_momento AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '">'
    || to_char(p_momento AT TIME ZONE p_fuso, 'DD/MM/YYYY "às" HH24:MI') || '</time>';
COMMENT ON FUNCTION flowt.html_momento(timestamptz, text) IS 'Um momento como se lê na tela, em um fuso, e como uma máquina o lê.';

-- Of a task there is no class: whoever opened one is a detractor.
CREATE OR REPLACE FUNCTION flowt.html_nota_de_nps(p_item jsonb, p_pessoas boolean) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<h3>Nota ' || (p_item ->> 'num_nota') || ' '
        || CASE p_item ->> 'tip_classe' WHEN 'PROMOTOR' THEN '<span class="classe boa">promotor</span>'
                                        WHEN 'NEUTRO' THEN '<span class="classe">neutro</span>'
                                        ELSE '<span class="classe ruim">detrator</span>' END || '</h3>'
        || CASE WHEN p_pessoas THEN '<p class="quem">' || coalesce(flowt.html(p_item ->> 'nom_pessoa'), 'Não se sabe quem respondeu') || '</p>'
                ELSE '' END
        || coalesce('<blockquote>' || flowt.html(p_item ->> 'des_motivo') || '</blockquote>', '<p class="nota">Não disse por quê.</p>');
END
$$;
COMMENT ON FUNCTION flowt.html_nota_de_nps(jsonb, boolean)
    IS 'A nota, de quem é (de quem pode ver pessoas) e o que se respondeu à pergunta que a segue.';

CREATE OR REPLACE FUNCTION flowt.html_de_que_se_perguntou(p_tenant bigint, p_item jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Of an order one is asked about all that was in it, as the numbers by item count it.
    RETURN concat_ws(' · ', 'Pedido nº ' || (p_item ->> 'num_pedido'),
        coalesce((SELECT flowt.html(p.nom_produto) FROM flowt.tb_omni8_produto_servico AS p
                   WHERE p.cod_tenant = p_tenant AND p.cod_produto = (p_item ->> 'cod_produto')::bigint),
                 (SELECT string_agg(flowt.html(i.nom_produto), ', ' ORDER BY i.num_item) FROM flowt.tb_omni8_pedido_item AS i
                   WHERE i.cod_tenant = p_tenant AND i.cod_pedido = (p_item ->> 'cod_pedido')::bigint AND i.num_item_pai IS NULL)),
        (SELECT 'Unidade ' || flowt.html(u.nom_unidade) FROM flowt.tb_omni8_unidade AS u
          WHERE u.cod_tenant = p_tenant AND u.cod_unidade = (p_item ->> 'cod_unidade')::bigint),
        CASE p_item ->> 'tip_canal' WHEN 'PAGINA' THEN 'Página' ELSE flowt.nome_do_canal(p_item ->> 'tip_canal') END);
END
$$;
COMMENT ON FUNCTION flowt.html_de_que_se_perguntou(bigint, jsonb)
    IS 'Pedido, item, unidade e canal de uma resposta ou tarefa de NPS, os que ela tem; já é HTML.';

-- p_erro: {cod_tarefa, des_conclusao, mensagem} of a form that came back.
CREATE OR REPLACE FUNCTION flowt.html_conclusao_da_tarefa(p_base text, p_token text, p_tarefa text, p_erro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_errou boolean := coalesce(p_erro ->> 'cod_tarefa' = p_tarefa, false);
BEGIN
    RETURN '<details' || CASE WHEN v_errou THEN ' open' ELSE '' END || '><summary>Concluir<span class="leitor"> a tarefa ' || p_tarefa
        || '</span></summary>'
        || flowt.html_formulario(p_base || '/indicadores/nps/tarefas/' || p_tarefa, p_token, 'conclusao',
               '<div class="campo"><label for="conclusao-' || p_tarefa || '">O que foi feito?</label><textarea id="conclusao-' || p_tarefa
               || '" name="des_conclusao" rows="3" minlength="3" maxlength="1000" required aria-describedby="'
               || CASE WHEN v_errou THEN 'erro-' || p_tarefa || ' ' ELSE '' END || 'dica-' || p_tarefa || '"'
               || CASE WHEN v_errou THEN ' aria-invalid="true"' ELSE '' END || '>' || E'\n'
               || CASE WHEN v_errou THEN coalesce(flowt.html(p_erro ->> 'des_conclusao'), '') ELSE '' END || '</textarea><p class="dica" id="dica-'
               || p_tarefa || '">O que se falou com o cliente e o que se resolveu. Fica guardado com a tarefa.</p>'
               || CASE WHEN v_errou THEN '<p class="erro" id="erro-' || p_tarefa || '">' || flowt.html(p_erro ->> 'mensagem') || '</p>' ELSE '' END
               || '</div><p class="campo"><button class="botao">Concluir tarefa</button></p>')
        || '</details>';
END
$$;
COMMENT ON FUNCTION flowt.html_conclusao_da_tarefa(text, text, text, jsonb) IS 'Formulário que conclui uma tarefa, dobrado até que se abra.';

CREATE OR REPLACE FUNCTION flowt.html_tarefas_de_nps(p_tenant bigint, p_base text, p_token text, p_fuso text, p_pedido jsonb, p_conteudo jsonb,
                                                     p_erro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT p_conteudo ? 'tarefas' THEN
        RETURN flowt.html_vazio('Seu perfil não cuida de quem não recomendaria a empresa: as tarefas ficam com quem cuida.');
    END IF;
    RETURN coalesce((
        SELECT '<ol class="respostas">' || string_agg('<li id="tarefa-' || (i ->> 'cod_tarefa') || '">'
                   || flowt.html_nota_de_nps(i, (p_conteudo ->> 'pessoas')::boolean) || '<p class="nota">'
                   || concat_ws(' · ', nullif(flowt.html_de_que_se_perguntou(p_tenant, i), ''),
                                'Prazo: ' || flowt.html_momento((i ->> 'dat_prazo')::timestamptz, p_fuso))
                   || CASE WHEN (i ->> 'flg_atrasada')::boolean THEN ' <strong>atrasada</strong>' ELSE '' END || '</p>'
                   || flowt.html_conclusao_da_tarefa(p_base, p_token, i ->> 'cod_tarefa', p_erro) || '</li>', '' ORDER BY n) || '</ol>'
          FROM jsonb_array_elements(p_conteudo -> 'tarefas') WITH ORDINALITY AS x (i, n)),
        flowt.html_vazio(CASE WHEN p_pedido ? 'tarefa' THEN 'Não há mais tarefas abertas.'
            ELSE format('Nenhuma tarefa aberta. Quando um cliente dá de 0 a 6, abre-se uma aqui: fale com ele em até %s horas e escreva o que foi '
                        'feito.', (extract(epoch FROM flowt.prazo_de_detrator()) / 3600)::integer) END))
        || CASE WHEN p_conteudo ? 'proxima_tarefa'
                THEN '<p class="campo"><a class="botao" href="'
                     || flowt.endereco_das_respostas(p_base, p_pedido, jsonb_build_object('tarefa', p_conteudo -> 'proxima_tarefa'))
                     || '">Ver mais tarefas</a></p>' ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.html_tarefas_de_nps(bigint, text, text, text, jsonb, jsonb, jsonb)
    IS 'As tarefas abertas por detratores, cada uma com o formulário que a conclui.';

CREATE OR REPLACE FUNCTION flowt.html_respostas_de_nps(p_tenant bigint, p_base text, p_fuso text, p_pedido jsonb, p_conteudo jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((
        SELECT '<ol class="respostas">' || string_agg('<li>' || flowt.html_nota_de_nps(i, (p_conteudo ->> 'pessoas')::boolean) || '<p class="nota">'
                   || concat_ws(' · ', nullif(flowt.html_de_que_se_perguntou(p_tenant, i), ''),
                                flowt.html_momento((i ->> 'dat_resposta')::timestamptz, p_fuso),
                                'alterada em ' || flowt.html_momento((i ->> 'dat_edicao')::timestamptz, p_fuso))
                   || '</p></li>', '' ORDER BY n) || '</ol>'
          FROM jsonb_array_elements(p_conteudo -> 'respostas') WITH ORDINALITY AS x (i, n)),
        flowt.html_vazio(CASE WHEN p_pedido ? 'apos' THEN 'Não há mais respostas neste período.'
            WHEN p_pedido ? 'classe' THEN 'Nenhuma resposta de ' || (p_pedido ->> 'classe') || ' neste período.'
            ELSE 'Nenhuma resposta neste período. Depois de uma entrega, cada cliente recebe o convite que as regras de NPS dizem; também se '
                 'responde pelo QR code ou link da empresa.' END))
        || CASE WHEN p_conteudo ? 'proxima_resposta'
                THEN '<p class="campo"><a class="botao" href="'
                     || flowt.endereco_das_respostas(p_base, p_pedido, jsonb_build_object('apos', p_conteudo -> 'proxima_resposta'))
                     || '">Ver mais respostas</a></p>' ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.html_respostas_de_nps(bigint, text, text, jsonb, jsonb) IS 'As respostas de NPS de uma página, das últimas às primeiras.';

CREATE OR REPLACE FUNCTION flowt.html_filtros_das_respostas(p_tenant bigint, p_base text, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pedido jsonb := p_pedido - '{apos,tarefa}'::text[];
BEGIN
    RETURN '<nav class="periodos" aria-label="Período das respostas"><ul>' || (
            SELECT string_agg('<li><a href="' || flowt.endereco_das_respostas(p_base, v_pedido, jsonb_build_object('periodo', p.nom_periodo)) || '"'
                              || CASE WHEN p.nom_periodo = p_pedido ->> 'periodo' THEN ' aria-current="true"' ELSE '' END
                              || '>' || p.des_periodo || '</a></li>', '' ORDER BY p.num_ordem) FROM flowt.periodos_do_painel() AS p)
        || '</ul></nav><nav class="periodos" aria-label="Classe das respostas"><ul>' || (
            SELECT string_agg('<li><a href="' || flowt.endereco_das_respostas(p_base, v_pedido, jsonb_build_object('classe', c.classe)) || '"'
                              || CASE WHEN c.classe IS NOT DISTINCT FROM p_pedido ->> 'classe' THEN ' aria-current="true"' ELSE '' END
                              || '>' || c.rotulo || '</a></li>', '' ORDER BY c.n)
              FROM (VALUES (1, NULL, 'Todas'), (2, 'detrator', 'Detratores'), (3, 'neutro', 'Neutros'), (4, 'promotor', 'Promotores'))
                   AS c (n, classe, rotulo))
        || '</ul></nav><details class="filtros"' || CASE WHEN p_pedido ? 'aviso' THEN ' open' ELSE '' END
        || '><summary>Datas e filtros</summary><form method="get" action="' || p_base || '/indicadores/nps/respostas">'
        || coalesce('<input type="hidden" name="classe" value="' || (p_pedido ->> 'classe') || '">', '')
        || (SELECT flowt.html_escolha_do_painel('periodo', 'Período', array_agg(p.nom_periodo ORDER BY p.num_ordem) || ARRAY['livre'],
                                                array_agg(p.des_periodo ORDER BY p.num_ordem) || ARRAY['Escolher as datas'], p_pedido ->> 'periodo')
              FROM flowt.periodos_do_painel() AS p)
        || '<div class="campo campo-de"><label for="campo-de">De</label><input id="campo-de" name="de" type="date" value="' || (p_pedido ->> 'de')
        || '"></div><div class="campo campo-ate"><label for="campo-ate">Até</label><input id="campo-ate" name="ate" type="date" value="'
        || (p_pedido ->> 'ate') || '"></div>' || coalesce(flowt.html_unidade_do_painel(p_tenant, p_pedido), '')
        || coalesce(flowt.html_item_do_painel(p_tenant, p_pedido), '')
        || '<p class="campo acao"><button class="botao">Aplicar</button> <a class="botao discreto" href="' || p_base
        || '/indicadores/nps/respostas">Limpar</a></p></form></details>';
END
$$;
COMMENT ON FUNCTION flowt.html_filtros_das_respostas(bigint, text, jsonb) IS 'Período, classe, unidade e item das respostas, que vão na URL.';

-- The dashboards are shown to those who may open them: whoever answers customers may read this page and no indicators.
CREATE OR REPLACE FUNCTION flowt.pagina_das_respostas(p_tenant bigint, p_base text, p_token text, p_pedido jsonb, p_conteudo jsonb, p_aviso text,
                                                      p_erro jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso   text    := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant);
    v_volta  boolean := flowt.pode_ver(p_tenant, 'indicador.ler', 'rastreamento');
    v_pedido jsonb   := p_pedido - '{classe,apos,tarefa}'::text[];
BEGIN
    RETURN flowt.moldura_da_equipe(p_tenant, 'Respostas de NPS · Indicadores',
        flowt.html_sair_da_equipe(p_base, p_token, 'indicadores/nps/respostas'),
        '<div class="indicadores">' || CASE WHEN v_volta THEN flowt.html_areas_dos_indicadores(p_base, 'nps', v_pedido) ELSE '' END
        || '<main id="conteudo">'
        || CASE WHEN v_volta THEN '<p class="volta-ao-nps"><a href="' || flowt.endereco_do_painel(p_base || '/indicadores/nps', v_pedido)
                                  || '">Números de NPS</a></p>' ELSE '' END
        || '<h1>Respostas de NPS</h1>' || coalesce(p_aviso, '')
        || flowt.html_quadro('tarefas', 'Tarefas abertas',
                             flowt.html_tarefas_de_nps(p_tenant, p_base, p_token, v_fuso, p_pedido, p_conteudo, p_erro), NULL)
        || flowt.html_quadro('respostas', 'Respostas',
               coalesce('<p class="aviso" role="alert">' || flowt.html(p_pedido ->> 'aviso') || '</p>', '')
               || flowt.html_filtros_das_respostas(p_tenant, p_base, p_pedido) || '<p class="apurado">'
               || to_char((p_pedido ->> 'de')::date, 'DD/MM/YYYY')
               || CASE WHEN p_pedido ->> 'de' = p_pedido ->> 'ate' THEN '' ELSE ' a ' || to_char((p_pedido ->> 'ate')::date, 'DD/MM/YYYY') END
               || coalesce(' · unidade ' || (SELECT flowt.html(u.nom_unidade) FROM flowt.tb_omni8_unidade AS u
                                              WHERE u.cod_tenant = p_tenant AND u.cod_unidade = (p_pedido ->> 'unidade')::bigint), '')
               || coalesce(' · item ' || (SELECT flowt.html(p.nom_produto) FROM flowt.tb_omni8_produto_servico AS p
                                           WHERE p.cod_tenant = p_tenant AND p.cod_produto = (p_pedido ->> 'item')::bigint), '') || '.</p>'
               || flowt.html_respostas_de_nps(p_tenant, p_base, v_fuso, p_pedido, p_conteudo), NULL)
        || '</main></div>', '<link rel="stylesheet" href="/estatico/indicadores.css">');
END
$$;
COMMENT ON FUNCTION flowt.pagina_das_respostas(bigint, text, text, jsonb, jsonb, text, jsonb)
    IS 'A página de respostas e tarefas de NPS. p_aviso já é HTML; p_erro, o que voltou de um formulário de tarefa.';

CREATE OR REPLACE FUNCTION flowt.html_caminho_as_respostas(p_tenant bigint, p_base text, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN flowt.pode_ver(p_tenant, 'nps.ler', 'nps')
                THEN '<p class="mais"><a href="' || flowt.endereco_das_respostas(p_base, p_pedido) || '">Ver as respostas uma a uma'
                     || CASE WHEN flowt.pode_ver(p_tenant, 'nps.tratar', 'nps') THEN ' e as tarefas' ELSE '' END || '</a></p>'
                ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.html_caminho_as_respostas(bigint, text, jsonb)
    IS 'Caminho dos números de NPS às respostas, com os mesmos filtros; vazio de quem não as pode ler.';
