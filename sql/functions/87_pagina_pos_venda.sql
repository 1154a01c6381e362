-- After the sale, as pages (guide chapters 7 and 10.3): order again, complain and read the answer.

CREATE OR REPLACE FUNCTION flowt.pedido_da_pagina(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_pedido
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pedido flowt.tb_omni8_pedido;
BEGIN
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = flowt.pedido_do_token(p_tenant, p_token);
    RETURN v_pedido;
END
$$;
COMMENT ON FUNCTION flowt.pedido_da_pagina(bigint, text) IS 'Pedido inteiro do token público; 404 se não existe.';

CREATE OR REPLACE FUNCTION api.pagina_repetir(p_token text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pedido flowt.tb_omni8_pedido := flowt.pedido_da_pagina(v_tenant, p_token);
BEGIN
    RETURN (200, 'text/html; charset=utf-8', NULL,
        flowt.moldura(v_tenant, v_base, 'Pedir de novo', '<h1>Pedir de novo</h1><p>Colocamos na sua sacola o que o pedido nº '
        || v_pedido.num_pedido || ' tinha, aos preços de agora. Você confere antes de confirmar.</p><ul class="recibo">'
        || (SELECT string_agg('<li><span>' || i.qtd_item || ' × ' || flowt.html(i.nom_produto) || '</span></li>', '' ORDER BY i.num_item)
              FROM flowt.tb_omni8_pedido_item AS i WHERE i.cod_tenant = v_tenant AND i.cod_pedido = v_pedido.cod_pedido AND i.num_item_pai IS NULL)
        || '</ul><form method="post" action="' || v_base || '/pedido/' || p_token
        || '/repetir"><p class="campo"><button class="botao largo">Pôr na sacola</button></p></form>'
        || '<p class="mais"><a href="' || v_base || '/pedido/' || p_token || '">Voltar ao pedido</a></p>'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_repetir(text, text) IS
$$GET /{slug}/pedido/{token}/repetir
GET /pedido/{token}/repetir
acesso: publico
modulo: pedidos
consulta: livre
resposta: 200 html
resposta: 404 problema
cache: private, no-store
etiqueta: Páginas
O que um pedido tinha, e o botão que o põe de novo na sacola.$$;

-- An open bag is added to: nothing that was chosen is lost.
CREATE OR REPLACE FUNCTION api.pagina_repetir_enviar(
    p_token text, p_flowt_sacola text, p_esquema text, p_corpo text, p_slug text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL,
        p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pedido bigint := flowt.pedido_do_token(v_tenant, p_token);
    v_sacola text   := p_flowt_sacola;
    v_cookie text;
    v_itens  jsonb;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF flowt.carrinho_aberto(v_tenant, v_sacola) IS NULL THEN
        v_sacola := flowt.novo_carrinho(v_tenant, 'CARDAPIO');
    END IF;
    v_cookie := flowt.cookie_da_sacola(v_sacola, v_base, p_esquema);
    v_itens := flowt.repetir_pedido(v_tenant, v_pedido, v_sacola);
    IF NOT EXISTS (SELECT FROM jsonb_array_elements(v_itens) AS i WHERE i ->> 'codigo' IS NOT NULL) THEN
        RETURN flowt.ver_outra(v_base || '/sacola', v_cookie);
    END IF;
    RETURN (200, 'text/html; charset=utf-8', v_cookie,
        flowt.moldura(v_tenant, v_base, 'Pedir de novo', '<h1>Algumas coisas mudaram</h1><div class="aviso" role="alert"><ul>'
        || (SELECT string_agg('<li><b>' || flowt.html(i ->> 'nom_produto') || '</b>: ' || flowt.html(i ->> 'mensagem') || '</li>',
                              '' ORDER BY (i ->> 'num_item')::integer)
              FROM jsonb_array_elements(v_itens) AS i WHERE i ->> 'codigo' IS NOT NULL) || '</ul></div>'
        || CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(v_itens) AS i WHERE (i ->> 'flg_incluido')::boolean)
                THEN '<p>O resto está na sua sacola.</p><p><a class="botao largo" href="' || v_base || '/sacola">Ver a sacola</a></p>'
                ELSE '<p><a class="botao largo" href="' || coalesce(nullif(v_base, ''), '/') || '">Ver o que temos</a></p>' END))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_repetir_enviar(text, text, text, text, text, text, text, text) IS
$$POST /{slug}/pedido/{token}/repetir
POST /pedido/{token}/repetir
acesso: publico
modulo: pedidos
contexto: esquema, host
cookies: flowt_sacola
cabecalhos: Sec-Fetch-Site, Origin
formulario: sem_campos
resposta: 200 html
resposta: 303
resposta: 404 problema
etiqueta: Páginas
Põe na sacola o que um pedido tinha e leva a ela; o que não há mais, ou mudou de preço, é dito antes.$$;

CREATE OR REPLACE FUNCTION flowt.html_reclamacoes(p_tenant bigint, p_pedido bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce('<ul class="cartoes">' || string_agg('<li><h2>' || flowt.html(t.des_tipo) || '</h2><p class="nota">'
                       || CASE r.sta_reclamacao WHEN 'ABERTA' THEN 'Recebida: respondemos até ' || to_char(r.dat_prazo, 'DD/MM')
                               WHEN 'EM_ANALISE' THEN 'Em análise: respondemos até ' || to_char(r.dat_prazo, 'DD/MM')
                              WHEN 'RESOLVIDA' THEN 'Resolvida' ELSE 'Recusada' END || '</p><p>'
                                  || replace(flowt.html(r.des_reclamacao), E'\n', '<br>') || '</p>'
                       || coalesce('<p><b>Resposta:</b> ' || replace(flowt.html(r.des_resposta), E'\n', '<br>') || '</p>', '') || '</li>',
                       '' ORDER BY r.cod_reclamacao DESC) || '</ul>', '')
              FROM flowt.tb_omni8_reclamacao AS r JOIN flowt.tb_omni8_reclamacao_tipo AS t ON t.tip_reclamacao = r.tip_reclamacao
             WHERE r.cod_tenant = p_tenant AND r.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.html_reclamacoes(bigint, bigint) IS 'Reclamações de um pedido e o que se respondeu; nada se não há.';

CREATE OR REPLACE FUNCTION flowt.pagina_de_reclamar(p_base text, p_pedido flowt.tb_omni8_pedido, p_aviso text, p_dados jsonb, p_erros jsonb)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.moldura((p_pedido).cod_tenant, p_base, 'Reclamar', '<h1>Pedido nº ' || (p_pedido).num_pedido || '</h1>' || coalesce(p_aviso, '')
        || flowt.html_reclamacoes((p_pedido).cod_tenant, (p_pedido).cod_pedido)
        || '<form method="post" action="' || p_base || '/pedido/' || (p_pedido).des_token || '/reclamar">'
        || flowt.html_opcoes('tip_reclamacao', 'O que aconteceu?',
                             (SELECT jsonb_agg(jsonb_build_object('valor', t.tip_reclamacao, 'rotulo', t.des_tipo) ORDER BY t.num_ordem)
                                FROM flowt.tb_omni8_reclamacao_tipo AS t),
                             p_dados, p_erros)
        || flowt.html_campo('des_reclamacao', 'Conte para nós', 'Diga quais itens e o que você espera: outro, o dinheiro de volta, uma resposta.',
                            ' maxlength="2000" required', 4, p_dados, p_erros)
        || '<p class="campo"><button class="botao largo">Enviar</button></p></form><p class="mais"><a href="' || p_base || '/pedido/'
        || (p_pedido).des_token || '">Voltar ao pedido</a></p>');
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_reclamar(text, flowt.tb_omni8_pedido, text, jsonb, jsonb)
    IS 'Página das reclamações de um pedido, com o formulário de fazer outra. p_aviso já é HTML.';

CREATE OR REPLACE FUNCTION api.pagina_reclamar(p_token text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, 'text/html; charset=utf-8', NULL,
            flowt.pagina_de_reclamar(flowt.base_da_pagina(p_slug), flowt.pedido_da_pagina(flowt.exigir_tenant(), p_token), NULL, '{}',
                                     '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_reclamar(text, text) IS
$$GET /{slug}/pedido/{token}/reclamar
GET /pedido/{token}/reclamar
acesso: publico
modulo: pedidos
consulta: livre
resposta: 200 html
resposta: 404 problema
cache: private, no-store
etiqueta: Páginas
As reclamações de um pedido, o que a empresa respondeu, e o formulário de fazer outra.$$;

CREATE OR REPLACE FUNCTION api.pagina_reclamar_enviar(
    p_token text, p_corpo text, p_slug text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL, p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.validar_json('{"$ref": "reclamacao_nova"}', v_dados, '');
    v_pedido  flowt.tb_omni8_pedido := flowt.pedido_da_pagina(v_tenant, p_token);
    v_detalhe text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_erros <> '[]' THEN
        RETURN (422, 'text/html; charset=utf-8', NULL, flowt.pagina_de_reclamar(v_base, v_pedido, NULL, v_dados, v_erros))::flowt.resposta;
    END IF;
    PERFORM flowt.abrir_reclamacao(v_tenant, v_pedido.cod_pedido, 'CLIENTE', v_dados);
    RETURN flowt.ver_outra(v_base || '/pedido/' || p_token || '/reclamar');
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL;
    RETURN (409, 'text/html; charset=utf-8', NULL,
            flowt.pagina_de_reclamar(v_base, v_pedido, flowt.html_aviso(v_detalhe), v_dados, '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_reclamar_enviar(text, text, text, text, text, text) IS
$$POST /{slug}/pedido/{token}/reclamar
POST /pedido/{token}/reclamar
acesso: publico
modulo: pedidos
contexto: host
cabecalhos: Sec-Fetch-Site, Origin
formulario: reclamacao_nova
resposta: 303
resposta: 404 problema
resposta: 409 html
resposta: 422 html
etiqueta: Páginas
Faz uma reclamação e mostra-a.$$;

SELECT flowt.definir_esquema('sem_campos', '{"type": "object", "properties": {}}');
