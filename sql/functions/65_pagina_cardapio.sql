-- Digital menu as a page (guide chapter 7): server-rendered, whole without JavaScript. Route per slug and per own domain.

-- Opening hours, in words. The moment is a parameter, so that midnight can be tested at any hour.
CREATE OR REPLACE FUNCTION flowt.quando(p_alvo timestamptz, p_momento timestamptz, p_fuso text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE STRICT
RETURN (
    SELECT CASE WHEN d.dias = 0 THEN 'hoje'
                WHEN d.dias = 1 THEN 'amanhã'
                WHEN d.dias BETWEEN 2 AND 6 THEN (flowt.dias_da_semana())[extract(dow FROM d.alvo)::integer + 1]
                ELSE 'em ' || to_char(d.alvo, 'DD/MM') END || ' às ' || to_char(d.alvo, 'HH24:MI')
      FROM (SELECT p_alvo AT TIME ZONE p_fuso AS alvo, (p_alvo AT TIME ZONE p_fuso)::date - (p_momento AT TIME ZONE p_fuso)::date AS dias) AS d
);
COMMENT ON FUNCTION flowt.quando(timestamptz, timestamptz, text)
    IS 'Um instante próximo como as pessoas o dizem, no fuso dado: "hoje às 18:00", "amanhã às 11:00", "segunda-feira às 9:00".';

CREATE OR REPLACE FUNCTION flowt.frase_atendimento(p_tenant bigint, p_momento timestamptz) RETURNS TABLE (flg_aberto boolean, des_frase text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT a.flg_aberto,
           CASE WHEN a.flg_aberto
                THEN 'Aberto' || coalesce(' até ' || CASE
                                                          WHEN a.dat_fechamento < p_momento
                                                          + interval '1 day' THEN to_char(a.dat_fechamento AT TIME ZONE f.fuso, 'HH24:MI')
                                                          ELSE flowt.quando(a.dat_fechamento, p_momento, f.fuso) END, ' 24 horas')
                ELSE 'Fechado' || coalesce(' · abre ' || flowt.quando(a.dat_proxima_abertura, p_momento, f.fuso), '')
                     || CASE WHEN t.flg_pedido_fora_do_horario THEN ' · aceita pedidos agora' ELSE '' END END
      FROM flowt.tb_omni8_tenant AS t CROSS JOIN flowt.atendimento(p_tenant, p_momento) AS a
     CROSS JOIN flowt.fuso_da_unidade(p_tenant, NULL) AS f (fuso)
     WHERE t.cod_tenant = p_tenant;
END;
COMMENT ON FUNCTION flowt.frase_atendimento(bigint, timestamptz)
    IS 'Se a empresa está aberta em um momento, e a frase que o diz: "Aberto até 23:00", "Aberto 24 horas", "Fechado · abre amanhã às 11:00".';

CREATE OR REPLACE FUNCTION flowt.html_horarios(p_tenant bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<details class="horarios"><summary>Horários de atendimento</summary><dl>'
               || string_agg('<div><dt>' || (flowt.dias_da_semana())[d.dia + 1] || '</dt><dd>' || coalesce(d.turnos, 'fechado') || '</dd></div>',
                             '' ORDER BY (d.dia + 6) % 7) || '</dl></details>'
          FROM (SELECT s.dia, string_agg(flowt.horas(h.hor_abertura, h.hor_fechamento), ' e ' ORDER BY h.hor_abertura) AS turnos
                  FROM generate_series(0, 6) AS s (dia)
                  LEFT JOIN flowt.semana(p_tenant, flowt.unidade_principal(p_tenant)) AS h ON h.num_dia_semana = s.dia
                 GROUP BY s.dia) AS d
        HAVING bool_or(d.turnos IS NOT NULL)
    );
END
$$;
COMMENT ON FUNCTION flowt.html_horarios(bigint) IS 'Horário semanal da unidade principal, de segunda a domingo; nulo se a empresa não tem horário.';

CREATE OR REPLACE FUNCTION flowt.html_avisos_de_horario(p_tenant bigint, p_momento timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg('<p class="aviso">' || flowt.html(a.des_aviso) || '</p>', '' ORDER BY a.dia)
              FROM flowt.avisos_de_horario(p_tenant, p_momento) AS a);
END
$$;
COMMENT ON FUNCTION flowt.html_avisos_de_horario(bigint, timestamptz)
    IS 'Exceções dos próximos dias no horário da unidade principal; nulo se não há.';

CREATE OR REPLACE FUNCTION flowt.html_fatos_da_entrega(p_empresa flowt.tb_omni8_tenant) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_area bigint := (SELECT min(a.vlr_taxa) FROM flowt.tb_omni8_area_entrega a WHERE a.cod_tenant = (p_empresa).cod_tenant AND a.sta_area = 'ATIVA');
    v_taxa bigint := coalesce(v_area, (p_empresa).vlr_taxa_entrega);
BEGIN
    RETURN CASE WHEN NOT (p_empresa).flg_entrega THEN ''
                ELSE '<li>Entrega: ' || CASE WHEN v_area IS NOT NULL THEN 'a partir de ' || flowt.reais(v_taxa) WHEN v_taxa = 0 THEN 'grátis'
                                             ELSE flowt.reais(v_taxa) END || '</li>' END
        || coalesce((SELECT '<li>' || CASE WHEN count(*) > 5 THEN count(*) || ' unidades' ELSE 'Unidades: '
                                           || string_agg(flowt.html(u.nom_unidade), ', ') END || '</li>'
                       FROM flowt.unidades_abertas_ao_publico((p_empresa).cod_tenant) AS u HAVING count(*) > 0), '');
END
$$;
COMMENT ON FUNCTION flowt.html_fatos_da_entrega(flowt.tb_omni8_tenant)
    IS 'Por quanto a empresa entrega (com áreas, a menor taxa) e de que unidades atende.';

CREATE OR REPLACE FUNCTION flowt.base_da_pagina(p_slug text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce('/' || flowt.html(p_slug), '');
COMMENT ON FUNCTION flowt.base_da_pagina(text) IS 'Começo dos links de uma página: "/slug", ou nada no domínio da própria empresa.';

-- Search engines get one address: the company's own proven domain if it has one, else the one asked for if it is the platform's.
-- Any other Host is a stranger's word: whoever sends it may not choose what the page says its address is.
CREATE OR REPLACE FUNCTION flowt.endereco_publico(p_tenant bigint, p_esquema text, p_host text, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(
        (SELECT 'https://' || min(d.nom_dominio) FROM flowt.tb_omni8_tenant_dominio AS d WHERE d.cod_tenant = p_tenant),
        CASE WHEN p_esquema IN ('http', 'https') AND p_host ~ '^[A-Za-z0-9.-]+(:[0-9]{1,5})?$'
                  AND flowt.dominio_da_plataforma(lower(split_part(p_host, ':', 1))) THEN p_esquema || '://' || lower(p_host) || p_base END);
END
$$;
COMMENT ON FUNCTION flowt.endereco_publico(bigint, text, text, text)
    IS 'Endereço canônico da página inicial de uma empresa, sem a barra final; nulo se não se sabe.';

CREATE OR REPLACE FUNCTION flowt.html_rodape(p_empresa flowt.tb_omni8_tenant) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<footer class="rodape"><div class="miolo"><h2>' || flowt.html((p_empresa).nom_fantasia) || '</h2>'
        || coalesce(flowt.html_horarios((p_empresa).cod_tenant), '') || '<address>'
        || flowt.html(concat_ws(' · ', (p_empresa).nom_razao_social,
               CASE length((p_empresa).num_documento) WHEN 11 THEN 'CPF ' ELSE 'CNPJ ' END || flowt.documento_formatado((p_empresa).num_documento)))
           || '<br>'
        || flowt.html(concat_ws(', ', (p_empresa).des_logradouro, (p_empresa).num_endereco, (p_empresa).nom_bairro,
               (p_empresa).nom_cidade || '/' || (p_empresa).sig_uf,
               'CEP ' || regexp_replace((p_empresa).num_cep, '^(.....)(...)$', '\1-\2'))) || '<br>'
        || concat_ws(' ', '<a href="mailto:' || flowt.html((p_empresa).des_email) || '">' || flowt.html((p_empresa).des_email) || '</a>',
               '<a href="tel:' || (p_empresa).num_telefone || '">' || flowt.telefone_formatado((p_empresa).num_telefone) || '</a>')
        || '</address><p class="assinatura">Página feita com Flowt</p></div></footer>';
END
$$;
COMMENT ON FUNCTION flowt.html_rodape(flowt.tb_omni8_tenant)
    IS 'Rodapé com horários e a identificação que o Decreto 7.962/2013 exige: nome, CPF ou CNPJ, endereço físico e eletrônico.';

-- Without JavaScript nothing is tracked; with it, what the visitor agreed to.
CREATE OR REPLACE FUNCTION flowt.html_rastreio(p_tenant bigint, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN flowt.modulo_ativo(p_tenant, 'rastreamento') THEN '<script src="/estatico/flowt.js" data-base="' || p_base
                || '" defer></script>' ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.html_rastreio(bigint, text) IS 'O que rastreia a navegação nas páginas do público; vazio com o módulo desligado.';

CREATE OR REPLACE FUNCTION flowt.html_cardapio_aberto(p_base text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<script src="/estatico/cardapio.js" data-base="' || p_base || '" defer></script>';
COMMENT ON FUNCTION flowt.html_cardapio_aberto(text)
    IS 'O que conta o tempo das ofertas e diz o que esgotou ou voltou em uma página aberta; sem ele, ela diz o que era ao abrir.';

CREATE OR REPLACE FUNCTION flowt.moldura(p_tenant bigint, p_base text, p_titulo text, p_conteudo text, p_cabeca text DEFAULT '') RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT flowt.pagina(p_titulo || ' · ' || t.nom_fantasia, t.des_apresentacao, t.des_cor,
                   '<a class="pular" href="#conteudo">Pular para o conteúdo</a><header class="barra"><div class="miolo"><a href="'
                   || coalesce(nullif(p_base, ''), '/')
                   || '" class="volta"><span aria-hidden="true">←</span> ' || flowt.html(t.nom_fantasia) || '</a>'
                   || CASE WHEN flowt.modulo_ativo(p_tenant, 'pessoas') THEN '<a href="' || p_base || '/conta" class="volta">Minha conta</a>'
                           ELSE '' END
                   || '</div></header><main id="conteudo" class="miolo estreito">'
                   || p_conteudo || '</main>' || flowt.html_rodape(t),
                   '<meta name="robots" content="noindex">' || flowt.html_rastreio(p_tenant, p_base) || p_cabeca)
          FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant
    );
END
$$;
COMMENT ON FUNCTION flowt.moldura(bigint, text, text, text, text)
    IS 'Página interna de uma empresa (sacola, pedido), fora dos buscadores, em volta de um conteúdo já escapado.';

CREATE OR REPLACE FUNCTION flowt.botao_whatsapp(p_telefone text, p_rotulo text, p_mensagem text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '<a class="botao secundario whatsapp" data-evento="whatsapp_clicado" href="' || flowt.html(flowt.link_whatsapp(p_telefone, p_mensagem))
    || '" rel="noopener">' || flowt.html(p_rotulo) || '</a>';
COMMENT ON FUNCTION flowt.botao_whatsapp(text, text, text) IS 'Botão que abre uma conversa no WhatsApp; nulo sem telefone.';

CREATE OR REPLACE FUNCTION flowt.minutos_por_extenso(p_minutos integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_minutos < 60 THEN p_minutos || ' min' WHEN p_minutos % 60 = 0 THEN p_minutos / 60 || ' h' ELSE p_minutos / 60 || ' h '
            || p_minutos % 60 || ' min' END;
COMMENT ON FUNCTION flowt.minutos_por_extenso(integer) IS 'Duração como "1 h 30 min".';

CREATE OR REPLACE FUNCTION flowt.html_preco(p_preco bigint, p_de bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_de IS NULL THEN '<strong>' || flowt.reais(p_preco) || '</strong>'
            ELSE '<s><span class="leitor">de </span>' || flowt.reais(p_de) || '</s> <strong><span class="leitor">por </span>' || flowt.reais(p_preco)
                || '</strong>' END;
COMMENT ON FUNCTION flowt.html_preco(bigint, bigint) IS 'Preço de um item, com o preço "de" riscado.';

-- What a menu is filtered by, as it was typed and as far as it can be understood.
CREATE OR REPLACE FUNCTION flowt.filtros_do_cardapio(p_busca text, p_categoria text, p_preco_min text, p_preco_max text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_strip_nulls(jsonb_build_object('busca', nullif(btrim(left(p_busca, 80)), ''),
                                            'categoria', CASE WHEN flowt.formato_valido('codigo', p_categoria) THEN p_categoria END,
                                            'preco_min', CASE WHEN flowt.centavos_digitados(p_preco_min) IS NOT NULL THEN btrim(p_preco_min) END,
                                            'preco_max', CASE WHEN flowt.centavos_digitados(p_preco_max) IS NOT NULL THEN btrim(p_preco_max) END));
COMMENT ON FUNCTION flowt.filtros_do_cardapio(text, text, text, text)
    IS 'Filtros do cardápio que valem: busca, categoria, preco_min e preco_max, estes como foram digitados.';

CREATE OR REPLACE FUNCTION flowt.parametros_do_cardapio(p_filtros jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT coalesce(string_agg(f.key || '=' || flowt.codificar_url(f.value) || '&amp;', '' ORDER BY f.key), '')
          FROM jsonb_each_text(p_filtros) AS f);
COMMENT ON FUNCTION flowt.parametros_do_cardapio(jsonb) IS 'Filtros do cardápio para um link já em HTML, cada um seguido de "&amp;".';

CREATE OR REPLACE FUNCTION flowt.html_busca(p_segmento text, p_base text, p_filtros jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<form class="busca" role="search" method="get" action="' || coalesce(nullif(p_base, ''), '/')
    || '"><label class="leitor" for="busca">Buscar</label>'
    || '<input id="busca" type="search" name="busca" maxlength="80" value="' || coalesce(flowt.html(p_filtros ->> 'busca'), '') || '" placeholder="'
    || CASE p_segmento WHEN 'RESTAURANTE' THEN 'Buscar no cardápio' WHEN 'LOJA' THEN 'Buscar na loja' ELSE 'Buscar serviços' END
    || '"><button class="botao secundario">Buscar</button>'
    || coalesce('<input type="hidden" name="categoria" value="' || (p_filtros ->> 'categoria') || '">', '')
    || '<details class="por-preco"' || CASE WHEN p_filtros ?| '{preco_min,preco_max}' THEN ' open' ELSE '' END
    || '><summary>Filtrar por preço</summary><div>'
    || '<label for="preco_min">De R$</label><input id="preco_min" name="preco_min" inputmode="decimal" maxlength="20" autocomplete="off" '
       'placeholder="0,00" value="' || coalesce(flowt.html(p_filtros ->> 'preco_min'), '') || '">'
    || '<label for="preco_max">até R$</label><input id="preco_max" name="preco_max" inputmode="decimal" maxlength="20" autocomplete="off" '
       'placeholder="15,00" value="' || coalesce(flowt.html(p_filtros ->> 'preco_max'), '') || '">'
    || '<button class="botao secundario">Filtrar</button></div></details></form>';
COMMENT ON FUNCTION flowt.html_busca(text, text, jsonb) IS 'Busca e filtro de preço do cardápio, com o que já se pediu; a categoria escolhida fica.';

CREATE OR REPLACE FUNCTION flowt.html_apresentacao(p_empresa flowt.tb_omni8_tenant, p_momento timestamptz, p_base text, p_filtros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce('<div class="miolo"><p class="aviso">'
                        || flowt.html(nullif(flowt.parametro((p_empresa).cod_tenant, 'cardapio_aviso', p_momento) #>> '{}', '')) || '</p></div>', '')
            || '<header class="topo"><div class="miolo">'
            || coalesce('<img class="logo" src="' || flowt.html((p_empresa).des_logo) || '" alt="" width="72" height="72">', '') || '<h1>'
            || flowt.html((p_empresa).nom_fantasia) || '</h1>'
            || coalesce('<p class="apresentacao">' || flowt.html((p_empresa).des_apresentacao) || '</p>', '')
            || '<p class="situacao ' || CASE WHEN f.flg_aberto THEN 'aberto' ELSE 'fechado' END || '">' || f.des_frase || '</p></div></header>'
            || '<div class="miolo abertura">' || coalesce(flowt.html_avisos_de_horario((p_empresa).cod_tenant, p_momento), '') || '<ul class="fatos">'
            || flowt.html_fatos_da_entrega(p_empresa)
            || CASE (p_empresa).tip_segmento WHEN 'RESTAURANTE' THEN '<li>Retirada ou consumo no local</li>'
                    WHEN 'LOJA' THEN '<li>Retirada na loja</li>' ELSE '<li>Atendimento no local</li>' END
            || CASE WHEN (p_empresa).vlr_pedido_minimo > 0 THEN '<li>Pedido mínimo: ' || flowt.reais((p_empresa).vlr_pedido_minimo) || '</li>'
                    ELSE '' END
            || coalesce('<li>' || CASE (p_empresa).tip_segmento WHEN 'RESTAURANTE' THEN 'Preparo' ELSE 'Prazo' END || ': cerca de '
                        || flowt.minutos_por_extenso((p_empresa).qtd_preparo_min) || '</li>', '')
            || '</ul><div class="contato">' || coalesce(flowt.botao_whatsapp((p_empresa).num_whatsapp, 'Falar no WhatsApp',
                                                                             'Olá! Vim pelo cardápio digital.'), '') || '</div>'
            || flowt.html_busca((p_empresa).tip_segmento, p_base, p_filtros) || '</div>'
          FROM flowt.frase_atendimento((p_empresa).cod_tenant, p_momento) AS f
    );
END
$$;
COMMENT ON FUNCTION flowt.html_apresentacao(flowt.tb_omni8_tenant, timestamptz, text, jsonb)
    IS 'Topo do cardápio: quem é a empresa, se está aberta, como atende, e a busca com seus filtros.';

CREATE OR REPLACE FUNCTION flowt.dados_estruturados(p_empresa flowt.tb_omni8_tenant, p_endereco text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object('@context', 'https://schema.org',
        '@type', CASE (p_empresa).tip_segmento WHEN 'RESTAURANTE' THEN 'Restaurant' WHEN 'LOJA' THEN 'Store' ELSE 'LocalBusiness' END,
        'name', (p_empresa).nom_fantasia, 'legalName', (p_empresa).nom_razao_social, 'description', (p_empresa).des_apresentacao, 'url', p_endereco,
        'telephone', (p_empresa).num_telefone, 'email', (p_empresa).des_email, 'taxID', (p_empresa).num_documento, 'currenciesAccepted', 'BRL',
        'hasMenu', CASE (p_empresa).tip_segmento WHEN 'RESTAURANTE' THEN p_endereco END,
        'address', jsonb_build_object('@type', 'PostalAddress',
            'streetAddress', concat_ws(', ', (p_empresa).des_logradouro, (p_empresa).num_endereco, (p_empresa).nom_bairro),
            'addressLocality', (p_empresa).nom_cidade, 'addressRegion', (p_empresa).sig_uf, 'postalCode', (p_empresa).num_cep, 'addressCountry',
            'BR'),
        'openingHoursSpecification', (
            SELECT jsonb_agg(jsonb_build_object('@type', 'OpeningHoursSpecification', 'opens', to_char(h.hor_abertura, 'HH24:MI'),
                       -- schema.org's way of saying the whole day.
                       'closes', CASE WHEN h.hor_abertura = h.hor_fechamento AND h.hor_abertura = '00:00' THEN '23:59'
                                      ELSE to_char(h.hor_fechamento, 'HH24:MI') END,
                       'dayOfWeek',
                       'https://schema.org/'
                       || ('{Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday}'::text[])[h.num_dia_semana + 1]) ORDER BY h.num_dia_semana,
                   h.hor_abertura)
              FROM flowt.semana((p_empresa).cod_tenant, flowt.unidade_principal((p_empresa).cod_tenant)) AS h)));
END
$$;
COMMENT ON FUNCTION flowt.dados_estruturados(flowt.tb_omni8_tenant, text) IS 'A empresa em schema.org, para buscadores (JSON-LD).';
