-- A link is opened (guide chapters 3.2, 8.1 and 11.1): the token says whose it is, the opening is counted, and it is a touch.

-- Without a word from the visitor: a digest of the day, as for whoever did not agree (92_rastreamento).
CREATE OR REPLACE FUNCTION flowt.rastrear_clique(p_link flowt.tb_omni8_link, p_meio text, p_visitante bytea, p_agente text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint      := (p_link).cod_tenant;
    v_agora     timestamptz := clock_timestamp();
    v_utm       jsonb       := flowt.utm_do_link(p_link, p_meio);
    v_toque     flowt.toque := flowt.toque_da_chegada(v_utm || jsonb_build_object('link', (p_link).des_token, 'meio',
        CASE WHEN p_meio IN ('QR', 'LINK') THEN p_meio END));
    v_visitante flowt.tb_omni8_visitante;
    v_visita    flowt.tb_omni8_visita;
    v_evento    flowt.evento_lido;
BEGIN
    IF p_meio = 'LINK' AND (p_link).tip_canal IS NOT NULL THEN
        v_toque.tip_canal := (p_link).tip_canal;
    END IF;
    v_evento := ROW (1, 'link:' || flowt.novo_token(), CASE p_meio WHEN 'QR' THEN 'qr_lido' ELSE 'link_clicado' END, NULL, false, v_agora,
        (p_link).cod_produto, (p_link).cod_combo, (p_link).cod_oferta, (p_link).des_token, NULL,
        '/q', NULL, v_utm || jsonb_strip_nulls(jsonb_build_object('meio', p_meio, 'unidade', (p_link).cod_unidade::text)), NULL)::flowt.evento_lido;
    v_visitante := flowt.achar_visitante(v_tenant, p_visitante, NULL, v_toque, v_agora, v_agora);
    v_visita := flowt.anotar_visita(v_tenant, v_visitante, NULL, v_toque, p_agente, flowt.resumir_trecho(ARRAY[v_evento]));
    PERFORM flowt.guardar_trecho(v_tenant, v_visita, ARRAY[v_evento], false, v_agora);
END
$$;
COMMENT ON FUNCTION flowt.rastrear_clique(flowt.tb_omni8_link, text, bytea, text)
    IS 'Registra a abertura de um link como evento e toque: a visita que começa por ela tem seu canal e sua campanha. Sem consentimento nem pessoa.';

CREATE OR REPLACE FUNCTION flowt.tipo_de_acesso(p_metodo text, p_agente text, p_antecipado text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_metodo = 'HEAD' OR p_antecipado ~* 'prefetch|preview|prerender' THEN 'CONSULTA'
            WHEN flowt.motivo_de_robo(p_agente) IS NOT NULL THEN 'ROBO' ELSE 'CLIQUE' END;
COMMENT ON FUNCTION flowt.tipo_de_acesso(text, text, text)
    IS 'O que é uma abertura de link: CLIQUE de gente, ROBO (também a pré-visualização de uma conversa) ou CONSULTA (HEAD, carregamento antecipado).';

CREATE OR REPLACE FUNCTION flowt.pagina_de_link_encerrado(p_link flowt.tb_omni8_link, p_base text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (410, 'text/html; charset=utf-8', NULL, flowt.moldura((p_link).cod_tenant, p_base, 'Link encerrado', '<h1>Este link não vale mais</h1><p>'
        || CASE WHEN (p_link).dat_revogacao IS NULL AND (p_link).dat_expiracao <= now() THEN 'O prazo dele acabou.' ELSE 'A empresa o retirou.' END
        || ' Se quiser algo, fale com a gente: os contatos estão no fim da página.</p><p class="mais"><a href="' || coalesce(nullif(p_base, ''), '/')
        || '">Ver o que temos</a></p>'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_link_encerrado(flowt.tb_omni8_link, text)
    IS 'Página de um link revogado, vencido ou para um site que a empresa deixou de permitir.';

-- Which unit one buys in is kept for the bag, where it is chosen.
CREATE OR REPLACE FUNCTION flowt.cookie_da_unidade(p_link flowt.tb_omni8_link, p_base text, p_esquema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE (p_link).tip_destino WHEN 'UNIDADE' THEN 'Set-Cookie: flowt_unidade=' || (p_link).cod_unidade || '; Path='
            || coalesce(nullif(p_base, ''), '/') || '; HttpOnly; SameSite=Lax; Max-Age=86400'
    || CASE WHEN p_esquema = 'https' THEN '; Secure' ELSE '' END END;
COMMENT ON FUNCTION flowt.cookie_da_unidade(flowt.tb_omni8_link, text, text)
    IS 'Cabeçalho que lembra por um dia a unidade em que um link leva a comprar; nulo para os outros links.';

CREATE OR REPLACE FUNCTION api.link_abrir(p_link text, p_o text, p_metodo text, p_host text, p_esquema text, p_ip text, p_user_agent text,
                                          p_sec_purpose text, p_purpose text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_pelo_host(v_tenant, p_host);
    v_meio    text   := flowt.meio_do_link(p_o);
    v_acesso  text   := flowt.tipo_de_acesso(p_metodo, p_user_agent, coalesce(p_sec_purpose, p_purpose));
    v_quem    bytea  := CASE v_acesso WHEN 'CLIQUE' THEN flowt.resumo_do_visitante(v_tenant, NULL, p_ip, p_user_agent) END;
    v_link    flowt.tb_omni8_link;
    v_destino text;
BEGIN
    SELECT l.* INTO v_link FROM flowt.tb_omni8_link l WHERE l.cod_tenant = v_tenant AND l.des_token = p_link;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este link');
    END IF;
    v_destino := flowt.destino_do_link(v_link, v_base, v_meio);
    IF v_destino IS NULL OR NOT flowt.link_vale(v_link) THEN
        RETURN flowt.pagina_de_link_encerrado(v_link, v_base);
    END IF;
    PERFORM flowt.contar_acesso_ao_link(v_tenant, v_link.cod_link, v_meio, v_acesso, v_quem);
    IF v_acesso = 'CLIQUE' AND flowt.modulo_ativo(v_tenant, 'rastreamento') THEN
        PERFORM flowt.rastrear_clique(v_link, v_meio, v_quem, p_user_agent);
    END IF;
    RETURN (302, 'text/html; charset=utf-8', concat_ws(E'\n', 'Location: ' || v_destino, flowt.cookie_da_unidade(v_link, v_base, p_esquema)),
            '')::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.link_abrir(text, text, text, text, text, text, text, text, text) IS
$$GET /q/{link}
acesso: publico
modulo: links
leitura: contada
consulta: livre
contexto: metodo, host, esquema, ip
cabecalhos: User-Agent, Sec-Purpose, Purpose
limite: 300
resposta: 302
resposta: 404
resposta: 410 html
cache: no-store
etiqueta: Links
Abre um link curto ou QR code: leva (302) a seu destino, com UTM. De que empresa é, o token diz; outra fonte que diga outra é recusada (403).
o: por onde foi aberto (qr, whatsapp, email, instagram, nativo). HEAD, carregamentos antecipados e robôs, também os de pré-visualização, são contados à parte e não são cliques.$$;

CREATE OR REPLACE FUNCTION api.link_acessos(p_id bigint, p_de date, p_ate date) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ate    date   := coalesce(p_ate, flowt.dia_do_tenant(v_tenant, now()));
    v_de     date   := coalesce(p_de, v_ate - 29);
BEGIN
    PERFORM flowt.conferir_periodo(v_de, v_ate);
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_link l WHERE l.cod_tenant = v_tenant AND l.cod_link = p_id) THEN
        PERFORM flowt.recusar_registro('este link');
    END IF;
    RETURN (SELECT (200, NULL, NULL, json_build_object('de', v_de, 'ate', v_ate,
                'total', json_build_object('qtd_cliques', coalesce(sum(a.qtd_cliques), 0), 'qtd_robos', coalesce(sum(a.qtd_robos), 0),
                                           'qtd_consultas', coalesce(sum(a.qtd_consultas), 0)),
                'dias', coalesce(json_agg(json_build_object('dat_dia', a.dat_dia, 'tip_meio', a.tip_meio, 'qtd_cliques', a.qtd_cliques,
                    'qtd_visitantes', a.qtd_visitantes, 'qtd_robos', a.qtd_robos,
                    'qtd_consultas', a.qtd_consultas) ORDER BY a.dat_dia, a.tip_meio), '[]'))::text)::flowt.resposta
              FROM flowt.tb_omni8_link_acesso a WHERE a.cod_tenant = v_tenant AND a.cod_link = p_id AND a.dat_dia BETWEEN v_de AND v_ate);
END
$$;
COMMENT ON FUNCTION api.link_acessos(bigint, date, date) IS
$$GET /v1/links/{id}/acessos
acesso: link.ler
modulo: links
resposta: 200 link_acessos
resposta: 404 problema
resposta: 422 problema
etiqueta: Links
Aberturas de um link por dia e meio, no fuso da empresa: cliques, visitantes (de cada dia; não se somam), robôs e consultas (HEAD).
de, ate: o período, inclusive; sem eles, os últimos 30 dias.$$;
