-- An item and a combo as pages: their routes.

CREATE OR REPLACE FUNCTION flowt.pagina_do_item(p_tenant bigint, p_produto bigint, p_base text, p_esquema text, p_host text, p_sacola text,
                                                p_cliente text, p_status integer, p_aviso text, p_dados jsonb, p_erro text)
RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_item     jsonb := flowt.json_item_do_cardapio(p_tenant, p_produto, now());
    v_endereco text  := flowt.endereco_publico(p_tenant, p_esquema, p_host, p_base) || '/item/' || p_produto;
    v_empresa  flowt.tb_omni8_tenant;
BEGIN
    IF v_item IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant;
    RETURN (p_status, 'text/html; charset=utf-8', NULL, flowt.moldura_aberta(p_tenant, p_base, v_item ->> 'nom_produto', v_item ->> 'des_resumo',
        flowt.html_item(v_empresa, v_item, p_base, v_endereco, p_cliente, p_aviso, p_dados, p_erro), p_sacola,
        coalesce('<link rel="canonical" href="' || v_endereco || '"><meta property="og:url" content="' || v_endereco || '">', '')
        || '<meta property="og:type" content="product">' || flowt.html_cardapio_aberto(p_base)
        || coalesce('<meta property="og:image" content="' || flowt.html(v_item ->> 'des_imagem') || '">', '')
        || flowt.json_em_html(jsonb_strip_nulls(jsonb_build_object('@context', 'https://schema.org', '@type', 'Product',
               'name', v_item ->> 'nom_produto', 'description', coalesce(v_item ->> 'des_resumo', v_item ->> 'des_produto'),
               'image', v_item ->> 'des_imagem', 'url', v_endereco, 'offers', jsonb_build_object('@type', 'Offer', 'priceCurrency', 'BRL',
               'price', ((coalesce(v_item ->> 'vlr_oferta', v_item ->> 'vlr_preco'))::numeric / 100)::numeric(12, 2),
               'availability', 'https://schema.org/' || CASE WHEN (v_item ->> 'flg_disponivel')::boolean THEN 'InStock'
                                                             ELSE 'OutOfStock' END))))))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_do_item(bigint, bigint, text, text, text, text, text, integer, text, jsonb, text)
    IS 'Página de um item do cardápio; nula se não está nele.';

CREATE OR REPLACE FUNCTION flowt.pagina_do_combo(p_tenant bigint, p_combo bigint, p_base text, p_esquema text, p_host text, p_sacola text,
                                                 p_status integer, p_aviso text, p_dados jsonb) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_combo    jsonb := flowt.json_combos(p_tenant, ARRAY[p_combo], now()) -> 0;
    v_endereco text  := flowt.endereco_publico(p_tenant, p_esquema, p_host, p_base) || '/combo/' || p_combo;
BEGIN
    IF v_combo IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN (p_status, 'text/html; charset=utf-8', NULL,
        flowt.moldura_aberta(p_tenant, p_base, v_combo ->> 'nom_combo', v_combo ->> 'des_combo', flowt.html_combo(v_combo, p_base, p_aviso, p_dados),
                             p_sacola,
        coalesce('<link rel="canonical" href="' || v_endereco || '"><meta property="og:url" content="' || v_endereco || '">', '')
        || coalesce('<meta property="og:image" content="' || flowt.html(v_combo ->> 'des_imagem') || '">', '')))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_do_combo(bigint, bigint, text, text, text, text, integer, text, jsonb)
    IS 'Página de um combo do cardápio; nula se não está nele.';

CREATE OR REPLACE FUNCTION api.pagina_item(p_id bigint, p_host text, p_esquema text, p_flowt_sacola text, p_flowt_cliente text,
                                           p_slug text DEFAULT NULL, p_aviso text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_resposta flowt.resposta;
BEGIN
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    v_resposta := flowt.pagina_do_item(v_tenant, p_id, flowt.base_da_pagina(p_slug), p_esquema, p_host, p_flowt_sacola, p_flowt_cliente, 200,
        CASE p_aviso WHEN 'pedido' THEN '<p class="aviso bom" role="status">Anotado: avisaremos quando este item voltar.</p>'
             WHEN 'guardado' THEN '<p class="aviso bom" role="status">Guardado nos seus favoritos.</p>'
                     WHEN 'retirado' THEN '<p class="aviso bom" role="status">Retirado dos seus favoritos.</p>' END, '{}', NULL);
    IF v_resposta.status IS NOT NULL THEN
        RETURN NEXT v_resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_item(bigint, text, text, text, text, text, text) IS
$$GET /{slug}/item/{id}
GET /item/{id}
acesso: publico
modulo: cardapio
consulta: livre
contexto: host, esquema
cookies: flowt_sacola, flowt_cliente
resposta: 200 html
resposta: 404
cache: private, no-cache
etiqueta: Páginas
Um item: preço e oferta de agora, variações e complementos em um formulário que o põe na sacola; se acabou, o pedido de aviso.$$;

CREATE OR REPLACE FUNCTION api.pagina_combo(p_id bigint, p_host text, p_esquema text, p_flowt_sacola text, p_flowt_cliente text,
                                            p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_resposta flowt.resposta;
BEGIN
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    v_resposta := flowt.pagina_do_combo(v_tenant, p_id, flowt.base_da_pagina(p_slug), p_esquema, p_host, p_flowt_sacola, 200, NULL, '{}');
    IF v_resposta.status IS NOT NULL THEN
        RETURN NEXT v_resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_combo(bigint, text, text, text, text, text) IS
$$GET /{slug}/combo/{id}
GET /combo/{id}
acesso: publico
modulo: cardapio
consulta: livre
contexto: host, esquema
cookies: flowt_sacola, flowt_cliente
resposta: 200 html
resposta: 404
cache: private, no-cache
etiqueta: Páginas
Um combo à venda, com os grupos e o formulário que o monta e põe na sacola.$$;

CREATE OR REPLACE FUNCTION api.pagina_item_aviso(p_id bigint, p_flowt_sacola text, p_flowt_cliente text, p_sec_fetch_site text, p_origin text,
                                                 p_host text, p_esquema text, p_corpo text, p_slug text DEFAULT NULL)
RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_base     text   := flowt.base_da_pagina(p_slug);
    v_dados    jsonb  := flowt.ler_formulario(p_corpo);
    v_contato  jsonb  := flowt.corpo_do_contato(coalesce(left(v_dados ->> 'contato', 254), ''));
    v_destino  text   := flowt.identificador_normalizado(v_contato ->> 'canal', v_contato ->> 'destino');
    v_detalhe  text   := 'Use um celular com DDD ou um e-mail.';
    v_resposta flowt.resposta;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    IF v_destino IS NOT NULL THEN
        BEGIN
            PERFORM flowt.pedir_aviso(v_tenant, p_id, NULL, v_contato ->> 'canal', v_destino);
            RETURN NEXT flowt.ver_outra(v_base || '/item/' || p_id || '?aviso=pedido');
            RETURN;
        EXCEPTION WHEN SQLSTATE 'PT422' THEN
            GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL;
        END;
    END IF;
    v_resposta := flowt.pagina_do_item(v_tenant, p_id, v_base, p_esquema, p_host, p_flowt_sacola, p_flowt_cliente, 422, NULL, v_dados, v_detalhe);
    IF v_resposta.status IS NOT NULL THEN
        RETURN NEXT v_resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_item_aviso(bigint, text, text, text, text, text, text, text, text) IS
$$POST /{slug}/item/{id}/aviso
POST /item/{id}/aviso
acesso: publico
modulo: cardapio
contexto: host, esquema
cookies: flowt_sacola, flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: pagina_aviso
resposta: 303
resposta: 404 problema
resposta: 422 html
limite: 30
etiqueta: Páginas
Anota o celular ou e-mail de quem quer saber quando um item voltar.$$;

CREATE OR REPLACE FUNCTION api.pagina_item_favorito(p_id bigint, p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text,
                                                    p_corpo text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_dados  jsonb  := flowt.ler_formulario(p_corpo);
    v_pessoa bigint := flowt.cliente_do_formulario(p_flowt_cliente, v_dados, p_sec_fetch_site, p_origin, p_host);
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    ELSIF v_dados ->> 'acao' = 'retirar' THEN
        DELETE FROM flowt.tb_omni8_favorito f WHERE f.cod_tenant = v_tenant AND f.cod_pessoa = v_pessoa AND f.cod_produto = p_id;
        -- From the account, where the item may no longer have a page, back to it.
        RETURN flowt.ver_outra(v_base || CASE WHEN v_dados ->> 'volta' = 'conta' THEN '/conta#favoritos' ELSE '/item/' || p_id
                                              || '?aviso=retirado' END);
    END IF;
    PERFORM flowt.guardar_favorito(v_tenant, v_pessoa, p_id);
    RETURN flowt.ver_outra(v_base || '/item/' || p_id || '?aviso=guardado');
END
$$;
COMMENT ON FUNCTION api.pagina_item_favorito(bigint, text, text, text, text, text, text) IS
$$POST /{slug}/item/{id}/favorito
POST /item/{id}/favorito
acesso: publico
modulo: pessoas
contexto: host
cookies: flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: pagina_favorito
resposta: 303
resposta: 403 problema
resposta: 404 problema
etiqueta: Páginas
Guarda o item nos favoritos do cliente, ou o retira deles.$$;

SELECT flowt.definir_esquema('pagina_aviso',
                             '{"type": "object", "required": ["contato"], "properties": {"contato": {"type": "string", "maxLength": 254, '
                             '"description": "Celular ou e-mail."}}}');
SELECT flowt.definir_esquema('pagina_favorito',
                             '{"type": "object", "properties": {"selo": {"type": "string"}, "acao": {"type": "string", "enum": ["guardar", '
                             '"retirar"]}, "volta": {"type": "string", "enum": ["conta"]}}}');
