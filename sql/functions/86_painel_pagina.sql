-- Order board as a page: for a tablet in the kitchen. Without JavaScript it loads itself again; with it, it hears what changes.

CREATE OR REPLACE FUNCTION flowt.html_itens_do_painel(p_itens jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT '<ul class="itens">' || string_agg('<li' || CASE WHEN (i ->> 'flg_parte')::boolean THEN ' class="parte"' ELSE '' END || '><b>'
                       || (i ->> 'qtd_item') || ' ×</b> ' || flowt.html(i ->> 'nom_produto')
                       || coalesce('<small>' || flowt.html(i ->> 'des_opcoes') || '</small>', '')
                       || coalesce('<em>' || flowt.html(i ->> 'des_observacao') || '</em>', '') || '</li>', '' ORDER BY n) || '</ul>'
              FROM jsonb_array_elements(p_itens) WITH ORDINALITY AS l (i, n));
END
$$;
COMMENT ON FUNCTION flowt.html_itens_do_painel(jsonb) IS 'O que preparar de um pedido.';

CREATE OR REPLACE FUNCTION flowt.html_comanda(p_pedido jsonb, p_base text, p_token text, p_sufixo text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_botoes text;
BEGIN
    SELECT string_agg('<button class="botao' || CASE WHEN n > 1 THEN ' secundario' ELSE '' END || '" name="para" value="' || flowt.html(a ->> 'para')
                      || '">' || flowt.html(a ->> 'nom_acao')
                      || '<span class="leitor"> pedido ' || (p_pedido ->> 'num_pedido') || '</span></button>', '' ORDER BY n)
      INTO v_botoes FROM jsonb_array_elements(p_pedido -> 'acoes') WITH ORDINALITY AS l (a, n);
    RETURN '<li class="comanda" id="pedido-' || (p_pedido ->> 'cod_pedido') || '"><div class="rosto"><h3>nº ' || (p_pedido ->> 'num_pedido')
        || '</h3><p class="tempo" data-desde="'
        || (p_pedido ->> 'dat_criacao') || '">' || flowt.minutos_por_extenso((p_pedido ->> 'qtd_minutos')::integer) || '</p></div><p class="quem">'
        || CASE p_pedido ->> 'tip_atendimento' WHEN 'ENTREGA' THEN 'Entrega' WHEN 'RETIRADA' THEN 'Retirada'
                ELSE coalesce('Mesa ' || flowt.html(p_pedido ->> 'nom_mesa'), 'No local') || coalesce(', ' || (p_pedido ->> 'des_horario'), '') END
        || ' · '
        || flowt.html(p_pedido ->> 'nom_cliente') || '</p>'
        || coalesce(flowt.html_itens_do_painel(p_pedido -> 'itens'), '')
        || coalesce('<p class="obs">' || flowt.html(p_pedido ->> 'des_observacao') || '</p>', '')
        || coalesce(flowt.html_formulario(p_base || '/painel/pedidos/' || (p_pedido ->> 'cod_pedido') || p_sufixo, p_token, 'passos', v_botoes), '')
        || '</li>';
END
$$;
COMMENT ON FUNCTION flowt.html_comanda(jsonb, text, text, text) IS 'Um pedido no painel, com os botões dos passos seguintes.';

CREATE OR REPLACE FUNCTION flowt.html_colunas_do_painel(p_painel jsonb, p_base text, p_token text, p_sufixo text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT string_agg('<section class="coluna" aria-labelledby="coluna-' || (c ->> 'sta_pedido') || '"><h2 id="coluna-'
                       || (c ->> 'sta_pedido') || '">' || flowt.html(c ->> 'nom_coluna')
                       || ' <span class="conta">' || jsonb_array_length(c -> 'pedidos') || '</span></h2>'
                       || coalesce((SELECT '<ul class="comandas">' || string_agg(flowt.html_comanda(p, p_base, p_token, p_sufixo), '' ORDER BY m)
                                    || '</ul>' FROM jsonb_array_elements(c -> 'pedidos') WITH ORDINALITY AS k (p, m)),
                                   '<p class="vazia">Nenhum pedido.</p>') || '</section>', '' ORDER BY n)
              FROM jsonb_array_elements(p_painel -> 'colunas') WITH ORDINALITY AS l (c, n)
              -- What rarely happens takes no room until it does.
             WHERE c ->> 'sta_pedido' NOT IN ('INTENCAO', 'FALHA_ENTREGA') OR jsonb_array_length(c -> 'pedidos') > 0);
END
$$;
COMMENT ON FUNCTION flowt.html_colunas_do_painel(jsonb, text, text, text) IS 'As colunas do painel.';

-- The tenant's units the one who acts may see, if there is a choice.
CREATE OR REPLACE FUNCTION flowt.html_unidades_do_painel(p_tenant bigint, p_base text, p_unidade bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT '<nav class="unidades" aria-label="Unidades"><a href="' || p_base || '/painel"'
                   || CASE WHEN p_unidade IS NULL THEN ' aria-current="page"' ELSE '' END || '>Todas</a>'
                   || string_agg('<a href="' || p_base || '/painel?cod_unidade=' || u.cod_unidade || '"'
                                 || CASE WHEN u.cod_unidade = p_unidade THEN ' aria-current="page"' ELSE '' END || '>'
                                 || flowt.html(u.nom_unidade) || '</a>', '' ORDER BY u.nom_unidade, u.cod_unidade) || '</nav>'
              FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant AND u.sta_unidade = 'ATIVA' AND flowt.na_unidade(u.cod_unidade)
            HAVING count(*) > 1);
END
$$;
COMMENT ON FUNCTION flowt.html_unidades_do_painel(bigint, text, bigint) IS 'Escolha da unidade que o painel mostra; nulo se há uma só.';

CREATE OR REPLACE FUNCTION flowt.html_painel(p_tenant bigint, p_base text, p_token text, p_unidade bigint, p_painel jsonb, p_posicao text,
                                             p_aviso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_sufixo text := coalesce('?cod_unidade=' || p_unidade, '');
BEGIN
    RETURN flowt.moldura_da_equipe(p_tenant, 'Painel de pedidos',
        coalesce(flowt.html_unidades_do_painel(p_tenant, p_base, p_unidade), '') || flowt.html_sair_da_equipe(p_base, p_token, 'painel'),
        '<main id="conteudo" class="painel" data-pagina="' || p_base || '/painel' || v_sufixo || '" data-eventos="' || p_base
        || '/painel/eventos" data-posicao="' || p_posicao || '"><h1 class="leitor">Painel de pedidos</h1>'
        || '<p class="leitor" role="status" id="novidade"></p>' || coalesce(flowt.html_aviso(p_aviso), '')
        || CASE WHEN (
                    p_painel ->> 'flg_ha_mais')::boolean THEN '<p class="aviso">Só os 200 pedidos abertos mais novos estão aqui: conclua ou cancele '
                                                              'os antigos.</p>' ELSE '' END
        || '<div id="colunas">' || flowt.html_colunas_do_painel(p_painel, p_base, p_token, v_sufixo) || '</div></main>',
        '<noscript><meta http-equiv="refresh" content="30; url=' || p_base || '/painel' || v_sufixo
        || '"></noscript><script src="/estatico/painel.js" defer></script>');
END
$$;
COMMENT ON FUNCTION flowt.html_painel(bigint, text, text, bigint, jsonb, text, text) IS 'A página do painel.';

CREATE OR REPLACE FUNCTION api.pagina_painel(p_flowt_equipe text, p_cod_unidade bigint, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_posicao text   := flowt.posicao_do_painel();
    v_painel  jsonb;
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_flowt_equipe) IS NULL THEN
        RETURN flowt.pedir_entrada_da_equipe(v_base, 'painel');
    END IF;
    PERFORM flowt.exigir_permissao('pedido.ler');
    v_painel := flowt.json_painel(v_tenant, p_cod_unidade);
    PERFORM flowt.registrar_leitura_pessoal('painel de pedidos', NULL, (v_painel ->> 'qtd_pedidos')::bigint);
    RETURN (200, 'text/html; charset=utf-8', NULL,
            flowt.html_painel(v_tenant, v_base, p_flowt_equipe, p_cod_unidade, v_painel, v_posicao, NULL))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_painel(text, bigint, text) IS
$$GET /{slug}/painel
GET /painel
acesso: publico
modulo: pedidos
leitura: auditada
cookies: flowt_equipe
resposta: 200 html
resposta: 303
resposta: 403 problema
cache: private, no-store
etiqueta: Páginas
O painel de pedidos, para a cozinha e o balcão; sem sessão, leva à página que a abre.$$;

CREATE OR REPLACE FUNCTION api.pagina_painel_mover(p_id bigint, p_flowt_equipe text, p_cod_unidade bigint, p_sec_fetch_site text, p_origin text,
                                                   p_host text, p_corpo text, p_slug text DEFAULT NULL)
RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_posicao text   := flowt.posicao_do_painel();
    v_painel  jsonb;
    v_detalhe text;
BEGIN
    IF flowt.usuario_do_formulario(p_flowt_equipe, v_dados, p_sec_fetch_site, p_origin, p_host) IS NULL THEN
        RETURN flowt.pedir_entrada_da_equipe(v_base, 'painel');
    END IF;
    PERFORM flowt.exigir_permissao('pedido.operar');
    BEGIN
        PERFORM flowt.mover_pedido(v_tenant, p_id, v_dados ->> 'para', NULL);
    EXCEPTION WHEN SQLSTATE 'PT409' OR SQLSTATE 'PT403' OR SQLSTATE 'PT404' THEN
        GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL;
    END;
    IF v_detalhe IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/painel' || coalesce('?cod_unidade=' || p_cod_unidade, ''));
    END IF;
    -- Somebody else was faster, more often than not: the board as it is now says more than the error.
    v_painel := flowt.json_painel(v_tenant, p_cod_unidade);
    PERFORM flowt.registrar_leitura_pessoal('painel de pedidos', NULL, (v_painel ->> 'qtd_pedidos')::bigint);
    RETURN (409, 'text/html; charset=utf-8', NULL,
            flowt.html_painel(v_tenant, v_base, p_flowt_equipe, p_cod_unidade, v_painel, v_posicao, v_detalhe))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_painel_mover(bigint, text, bigint, text, text, text, text, text) IS
$$POST /{slug}/painel/pedidos/{id}
POST /painel/pedidos/{id}
acesso: publico
modulo: pedidos
cookies: flowt_equipe
cabecalhos: Sec-Fetch-Site, Origin
contexto: host
formulario: pagina_painel
resposta: 303
resposta: 403 problema
resposta: 409 html
etiqueta: Páginas
Dá um passo a um pedido e volta ao painel; se não dá, mostra o painel como está e por quê.$$;

CREATE OR REPLACE FUNCTION api.pagina_painel_eventos(p_flowt_equipe text, p_last_event_id text, p_apos text, p_slug text DEFAULT NULL)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_flowt_equipe) IS NULL THEN
        PERFORM flowt.recusar_acesso('sessao_invalida');
    END IF;
    PERFORM flowt.exigir_permissao('pedido.ler');
    RETURN flowt.eventos_do_painel(v_tenant, coalesce(p_last_event_id, p_apos));
END
$$;
COMMENT ON FUNCTION api.pagina_painel_eventos(text, text, text, text) IS
$$GET /{slug}/painel/eventos
GET /painel/eventos
acesso: publico
modulo: pedidos
fluxo: eventos
cookies: flowt_equipe
cabecalhos: Last-Event-ID
resposta: 200 text/event-stream
resposta: 401 problema
resposta: 403 problema
etiqueta: Páginas
O que a página do painel ouve.$$;

SELECT flowt.definir_esquema('pagina_painel', $json${
    "type": "object", "required": ["selo"],
    "properties": {"selo": {"type": "string", "maxLength": 64, "description": "Selo da sessão, como a página o dá em cada formulário."},
        "para": {"type": "string", "maxLength": 40, "description": "Status a que o pedido vai."}}
}$json$);
