-- The links page of a company (guide chapter 7.3): what it chose to show, for the address in a profile or on a card.

CREATE OR REPLACE FUNCTION flowt.html_links(p_tenant bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<ul class="links">' || string_agg('<li><a class="botao largo" href="/q/' || l.des_token || '"'
                   || CASE l.tip_destino WHEN 'EXTERNO' THEN ' rel="noopener"' ELSE '' END || '>' || flowt.html(l.nom_link)
                   || CASE l.tip_destino WHEN 'EXTERNO' THEN '<small> ' || substring(l.des_url FROM '^https://(?:www\.)?([^/?]+)') || '</small>'
                           ELSE '' END || '</a></li>', '' ORDER BY l.num_ordem, l.cod_link) || '</ul>'
          FROM (SELECT x.* FROM flowt.tb_omni8_link x
                 WHERE x.cod_tenant = p_tenant AND x.flg_pagina AND flowt.link_vale(x)
                   AND (x.des_url IS NULL OR flowt.site_permitido(p_tenant, x.des_url))
                 ORDER BY x.num_ordem, x.cod_link LIMIT flowt.limite_da_pagina_de_links()) AS l
        HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION flowt.html_links(bigint) IS 'Os links que a empresa escolheu mostrar, na ordem dela, como botões; nulo se não há.';

CREATE OR REPLACE FUNCTION api.pagina_links(p_host text, p_esquema text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_base     text   := flowt.base_da_pagina(p_slug);
    v_endereco text   := flowt.endereco_publico(v_tenant, p_esquema, p_host, v_base) || '/links';
    v_empresa  flowt.tb_omni8_tenant;
    v_titulo   text;
BEGIN
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant;
    v_titulo := coalesce(nullif(btrim(flowt.parametro(v_tenant, 'link_pagina_titulo', now()) #>> '{}'), ''), v_empresa.nom_fantasia);
    RETURN (200, 'text/html; charset=utf-8', NULL, flowt.pagina(v_titulo, v_empresa.des_apresentacao, v_empresa.des_cor,
        '<a class="pular" href="#conteudo">Pular para o conteúdo</a><header class="topo"><div class="miolo estreito">'
        || coalesce('<img class="logo" src="' || flowt.html(v_empresa.des_logo) || '" alt="" width="72" height="72">', '')
        || '<h1>' || flowt.html(v_titulo) || '</h1>' || coalesce('<p class="apresentacao">' || flowt.html(v_empresa.des_apresentacao) || '</p>', '')
        || '</div></header><main id="conteudo" class="miolo estreito">'
        || coalesce(flowt.html_links(v_tenant), '<p class="resultado">Ainda não há links aqui. Volte em breve.</p>')
        || CASE WHEN flowt.modulo_ativo(v_tenant, 'cardapio') THEN '<p class="mais"><a href="' || coalesce(nullif(v_base, ''), '/') || '">'
               || CASE v_empresa.tip_segmento WHEN 'RESTAURANTE' THEN 'Ver o cardápio' WHEN 'LOJA' THEN 'Ver o catálogo' ELSE 'Ver os serviços' END
               || '</a></p>' ELSE '' END
        || coalesce('<p>' || flowt.botao_whatsapp(v_empresa.num_whatsapp, 'Falar no WhatsApp', 'Olá! Vim pela página de links.') || '</p>', '')
        || '</main>' || flowt.html_rodape(v_empresa),
        coalesce('<link rel="canonical" href="' || v_endereco || '"><meta property="og:url" content="' || v_endereco || '">', '')
        || '<meta property="og:type" content="website">'
        || coalesce('<meta property="og:image" content="' || flowt.html(v_empresa.des_logo) || '">', '')
        || flowt.html_rastreio(v_tenant, v_base)))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_links(text, text, text) IS
$$GET /{slug}/links
GET /links
acesso: publico
modulo: links
consulta: livre
contexto: host, esquema
resposta: 200 html
etiqueta: Páginas
A página de links da empresa: os que ela escolheu mostrar (flg_pagina), na ordem dela. Cada um passa por seu link curto, que o conta.$$;
