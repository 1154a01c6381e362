-- Scores of customers as pages (guide chapters 12.2 and 14): who is in a segment, and why one of them has the score she has. What is
-- shown is what the API shows, to whom it shows it, and each reading is kept as one of the API's.

CREATE OR REPLACE FUNCTION flowt.dias_do_historico_de_score() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 90;
COMMENT ON FUNCTION flowt.dias_do_historico_de_score() IS 'Dias do histórico que a página do score de um cliente desenha.';

CREATE OR REPLACE FUNCTION flowt.moldura_dos_clientes(p_tenant bigint, p_base text, p_token text, p_titulo text, p_conteudo text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- The title is kept by browsers: it names nobody.
    RETURN flowt.moldura_da_equipe(p_tenant, p_titulo || ' · Indicadores', flowt.html_sair_da_equipe(p_base, p_token, 'indicadores/clientes'),
        '<div class="indicadores">' || flowt.html_areas_dos_indicadores(p_base, 'clientes', '{}') || '<main id="conteudo">' || p_conteudo
        || '</main></div>', '<link rel="stylesheet" href="/estatico/indicadores.css">');
END
$$;
COMMENT ON FUNCTION flowt.moldura_dos_clientes(bigint, text, text, text, text)
    IS 'Página sobre clientes dentro dos indicadores; o conteúdo já é HTML.';

CREATE OR REPLACE FUNCTION flowt.html_porques_do_score(p_s flowt.tb_omni8_score_pessoa) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<ul class="numeros">' || string_agg('<li class="numero"><h3>' || flowt.html(x.c ->> 'des_componente') || '</h3><p class="valor">'
                       || coalesce(flowt.numero_por_extenso((x.c ->> 'num_pontos')::numeric, 2) || ' <small>pontos: valor '
                                   || flowt.numero_por_extenso((x.c ->> 'num_valor')::numeric, 4) || ', peso ' || (x.c ->> 'num_peso')
                                   || ' (' || flowt.porcentagem((x.c ->> 'num_fracao')::numeric) || ' do que entra)</small>',
                                   '<span aria-hidden="true">–</span><small>não entra na conta</small>')
                       || '</p><p class="nota">' || flowt.html(x.c ->> 'des_frase') || '</p></li>', '' ORDER BY x.n) || '</ul>'
               || flowt.tabela_do_grafico('Por que este score', '{Componente,Valor,Peso,Pontos}', array_agg(flowt.celulas(x.c ->> 'des_componente',
                      ARRAY[flowt.numero_por_extenso((x.c ->> 'num_valor')::numeric, 4),
                            x.c ->> 'num_peso', flowt.numero_por_extenso((x.c ->> 'num_pontos')::numeric, 2)]) ORDER BY x.n))
          FROM jsonb_array_elements(flowt.porques_do_score(p_s)) WITH ORDINALITY AS x (c, n));
END
$$;
COMMENT ON FUNCTION flowt.html_porques_do_score(flowt.tb_omni8_score_pessoa)
    IS 'Valor, peso e pontos de cada componente de um score, com o que se viu dele.';

CREATE OR REPLACE FUNCTION flowt.html_historico_do_score(p_tenant bigint, p_pessoa bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_hoje date := flowt.hoje(p_tenant);
BEGIN
    RETURN coalesce((
        SELECT CASE WHEN count(*) > 0 THEN flowt.grafico_linha('g-score', 'Score dia a dia', 'INTEIRO', array_agg(h.dat_dia ORDER BY h.dat_dia),
                                                               array_agg(h.num_score::numeric ORDER BY h.dat_dia), NULL, NULL, NULL) END
          FROM flowt.historico_do_score(p_tenant, p_pessoa, v_hoje - flowt.dias_do_historico_de_score() + 1, v_hoje) AS h),
        flowt.html_vazio('O histórico começa no dia em que o score se calcula pela primeira vez.'));
END
$$;
COMMENT ON FUNCTION flowt.html_historico_do_score(bigint, bigint)
    IS 'O score de uma pessoa dia a dia, nos últimos flowt.dias_do_historico_de_score().';

-- Where each request stands; what she wrote is read where it is answered.
CREATE OR REPLACE FUNCTION flowt.html_revisoes_do_score(p_tenant bigint, p_pessoa bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT flowt.pode_ver(p_tenant, 'score.revisar', 'pessoas') THEN
        RETURN flowt.html_vazio('Seu perfil não vê pedidos de revisão.');
    END IF;
    RETURN coalesce((
        SELECT '<ul class="revisoes">' || string_agg('<li>'
                   || CASE r.sta_revisao WHEN 'ABERTA' THEN 'Aberto' WHEN 'EM_ANALISE' THEN 'Em análise' WHEN 'ATENDIDA' THEN 'Atendido'
                           ELSE 'Recusado' END
                   || ': pedido ' || CASE r.tip_canal WHEN 'CLIENTE' THEN 'pela própria pessoa' ELSE 'pela equipe' END || ' em '
                   || to_char(flowt.dia_do_tenant(p_tenant, r.dat_criacao), 'DD/MM/YYYY')
                   || coalesce(', com score ' || r.num_score, '')
                   || CASE WHEN r.dat_conclusao IS NOT NULL THEN '; respondido em '
                           || to_char(flowt.dia_do_tenant(p_tenant, r.dat_conclusao), 'DD/MM/YYYY')
                           || coalesce(', com score ' || r.num_score_depois, '')
                           ELSE '; prazo ' || to_char(r.dat_prazo, 'DD/MM/YYYY')
                               || CASE WHEN r.dat_prazo < flowt.dia_do_tenant(p_tenant, now()) THEN ' <strong>atrasado</strong>' ELSE '' END END
                   || '.</li>', '' ORDER BY r.cod_revisao DESC) || '</ul>'
          FROM flowt.tb_omni8_score_revisao AS r
         WHERE r.cod_tenant = p_tenant AND r.cod_pessoa = p_pessoa), flowt.html_vazio('Nenhum pedido de revisão deste score (LGPD art. 20).'));
END
$$;
COMMENT ON FUNCTION flowt.html_revisoes_do_score(bigint, bigint)
    IS 'Em que pé estão os pedidos de revisão do score de uma pessoa, a quem os pode ver.';

CREATE OR REPLACE FUNCTION flowt.html_score_de_cliente(p_tenant bigint, p_base text, p_pessoa bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_score flowt.tb_omni8_score_pessoa := flowt.score_da_pessoa(p_tenant, p_pessoa);
BEGIN
    RETURN (
        SELECT '<p><a href="' || p_base || '/indicadores/segmentos/' || g.nom_segmento || '">Segmento ' || flowt.html(g.des_segmento)
            || '</a></p><h1>Score de '
            || flowt.html(coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa)) || '</h1><p class="destaque">' || v_score.num_score
            || ' <small>de 1.000, contado até ' || to_char(v_score.dat_dia, 'DD/MM/YYYY') || '. Segmento '
            || flowt.html(g.des_segmento) || ': ' || flowt.html(lower(left(g.des_criterio, 1)) || substr(g.des_criterio, 2)) || '.'
            || CASE WHEN v_score.flg_detrator THEN ' A última nota foi de detrator.' ELSE '' END || '</small></p>'
            || flowt.html_quadro('porques', 'Por que este score', flowt.html_porques_do_score(v_score), NULL)
            || '<div class="quadros">' || flowt.html_quadro('historico', 'Dia a dia', flowt.html_historico_do_score(p_tenant, p_pessoa), NULL)
            || flowt.html_quadro('revisoes', 'Pedidos de revisão', flowt.html_revisoes_do_score(p_tenant, p_pessoa), NULL) || '</div>'
          FROM flowt.tb_omni8_pessoa AS p JOIN flowt.tb_omni8_segmento AS g ON g.nom_segmento = v_score.nom_segmento
         WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.html_score_de_cliente(bigint, text, bigint) IS 'O score de uma pessoa: o porquê, a história e os pedidos de revisão.';

CREATE OR REPLACE FUNCTION flowt.html_pessoas_do_segmento(p_base text, p_nome text, p_pagina jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<p><a href="' || p_base || '/indicadores/clientes">Clientes</a></p><h1>' || flowt.html(g.des_segmento) || '</h1><p class="apurado">'
            || flowt.html(g.des_criterio) || '.</p>'
            || coalesce('<ol class="clientes">' || (
                    SELECT string_agg('<li><a href="' || p_base || '/indicadores/clientes/' || (i ->> 'cod_pessoa') || '">'
                                      || flowt.html(i ->> 'nom_pessoa') || '</a><span>' || (i ->> 'num_score') || ' pontos</span><small>'
                                      || flowt.contagem_em_palavras((i ->> 'qtd_pedidos')::bigint, 'pedido', 'pedidos', 'Nenhum pedido') || ', '
                                      || flowt.reais((i ->> 'vlr_liquido')::bigint) || ' em 365 dias'
                                      || coalesce('; última nota ' || (i ->> 'num_nota')
                                                  || CASE WHEN (i ->> 'flg_detrator')::boolean THEN ', de detrator' ELSE '' END, '')
                                      || '</small></li>', '' ORDER BY n)
                      FROM jsonb_array_elements(p_pagina -> 'itens') WITH ORDINALITY AS x (i, n))
                  || '</ol>', flowt.html_vazio('Ninguém está neste segmento, ou não há mais ninguém.'))
            || coalesce('<p><a class="botao" href="' || p_base || '/indicadores/segmentos/' || p_nome || '?apos=' || (p_pagina ->> 'proximo')
                        || '">Ver mais</a></p>', '')
          FROM flowt.tb_omni8_segmento AS g WHERE g.nom_segmento = p_nome);
END
$$;
COMMENT ON FUNCTION flowt.html_pessoas_do_segmento(text, text, jsonb) IS 'As pessoas de uma página de um segmento, cada uma com seu score.';

CREATE OR REPLACE FUNCTION api.pagina_score(p_id bigint, p_flowt_equipe text, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pessoa bigint;
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_flowt_equipe) IS NULL THEN
        RETURN NEXT flowt.pedir_entrada_da_equipe(v_base, 'indicadores/clientes/' || p_id);
        RETURN;
    END IF;
    PERFORM flowt.conferir_modulo(v_tenant, 'pessoas'), flowt.exigir_permissao('score.ler'), flowt.exigir_permissao('pessoa.ler');
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = v_tenant AND p.cod_pessoa = p_id AND p.sta_pessoa <> 'ANONIMIZADA') THEN
        RETURN;
    END IF;
    v_pessoa := flowt.pessoa_vigente(v_tenant, p_id);
    PERFORM flowt.registrar_leitura_pessoal('score', v_pessoa, 1);
    RETURN NEXT (200, 'text/html; charset=utf-8', NULL,
                 flowt.moldura_dos_clientes(v_tenant, v_base, p_flowt_equipe,
                                            'Score de cliente', flowt.html_score_de_cliente(v_tenant, v_base, v_pessoa)))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_score(bigint, text, text) IS
$$GET /{slug}/indicadores/clientes/{id}
GET /indicadores/clientes/{id}
acesso: publico
modulo: rastreamento
leitura: auditada
cookies: flowt_equipe
resposta: 200 html
resposta: 303
resposta: 403 problema
resposta: 404
cache: private, no-store
etiqueta: Páginas
Por que um cliente tem o score que tem: valor, peso e pontos de cada componente, a história dia a dia e os pedidos de revisão. Pede score.ler e pessoa.ler.$$;

CREATE OR REPLACE FUNCTION api.pagina_segmento(p_nome text, p_flowt_equipe text, p_apos bigint, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pagina jsonb;
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_flowt_equipe) IS NULL THEN
        RETURN NEXT flowt.pedir_entrada_da_equipe(v_base, 'indicadores/clientes');
        RETURN;
    END IF;
    PERFORM flowt.conferir_modulo(v_tenant, 'pessoas'), flowt.exigir_permissao('score.ler'), flowt.exigir_permissao('pessoa.ler');
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_segmento g WHERE g.nom_segmento = p_nome) THEN
        RETURN;
    END IF;
    v_pagina := flowt.pessoas_do_segmento(v_tenant, p_nome, flowt.tamanho_pagina(NULL), p_apos);
    PERFORM flowt.registrar_leitura_pessoal('pessoas de um segmento', NULL, jsonb_array_length(v_pagina -> 'itens'));
    RETURN NEXT (200, 'text/html; charset=utf-8', NULL,
                 flowt.moldura_dos_clientes(v_tenant, v_base, p_flowt_equipe,
                                            'Segmento de clientes', flowt.html_pessoas_do_segmento(v_base, p_nome, v_pagina)))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_segmento(text, text, bigint, text) IS
$$GET /{slug}/indicadores/segmentos/{nome}
GET /indicadores/segmentos/{nome}
acesso: publico
modulo: rastreamento
leitura: auditada
cookies: flowt_equipe
resposta: 200 html
resposta: 303
resposta: 403 problema
resposta: 404
cache: private, no-store
etiqueta: Páginas
Os clientes de um segmento, cada um com o caminho a seu score. Pede score.ler e pessoa.ler. apos: o da página seguinte.$$;
