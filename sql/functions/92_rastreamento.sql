-- Tracking (guide chapter 11.1): reading a batch of events, knowing the visitor and where it came from.

CREATE OR REPLACE FUNCTION flowt.limite_de_eventos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.limite_de_eventos() IS 'Eventos de um lote.';
CREATE OR REPLACE FUNCTION flowt.limite_de_propriedades() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 8192;
COMMENT ON FUNCTION flowt.limite_de_propriedades() IS 'Bytes das propriedades de um evento.';
CREATE OR REPLACE FUNCTION flowt.tolerancia_de_evento() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '5 minutes';
COMMENT ON FUNCTION flowt.tolerancia_de_evento() IS 'Quanto um evento corrigido pode estar no futuro.';
CREATE OR REPLACE FUNCTION flowt.idade_de_evento() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '7 days';
COMMENT ON FUNCTION flowt.idade_de_evento() IS 'Quanto um evento pode demorar a chegar.';
CREATE OR REPLACE FUNCTION flowt.inatividade_de_visita() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '30 minutes';
COMMENT ON FUNCTION flowt.inatividade_de_visita() IS 'Tempo sem eventos que acaba com uma visita.';
CREATE OR REPLACE FUNCTION flowt.janela_de_atribuicao() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '30 days';
COMMENT ON FUNCTION flowt.janela_de_atribuicao() IS 'Por quanto tempo vale o último toque não direto.';

DO $$
BEGIN
    IF to_regtype('flowt.evento_lido') IS NULL THEN
        CREATE TYPE flowt.evento_lido AS (num_ordem integer, des_id text, nom_tipo text, nom_passo text, flg_chave boolean, dat_evento timestamptz,
            cod_produto bigint,
            cod_combo bigint, cod_oferta bigint, des_link text, vlr_evento bigint, des_pagina text, des_referencia text, js_propriedades jsonb,
            des_motivo text);
        CREATE TYPE flowt.trecho AS (dat_inicio timestamptz, dat_fim timestamptz, qtd_eventos integer, qtd_paginas integer, flg_chave boolean,
            dat_pagina timestamptz, dat_item timestamptz,
            dat_carrinho timestamptz, dat_checkout timestamptz, dat_revisao timestamptz);
        CREATE TYPE flowt.toque AS (tip_canal text, nom_origem text, nom_midia text, nom_campanha text);
    ELSIF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = 'flowt.trecho'::regclass AND a.attname = 'dat_revisao') THEN
        ALTER TYPE flowt.trecho ADD ATTRIBUTE dat_revisao timestamptz;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = 'flowt.toque'::regclass AND a.attname = 'nom_conteudo') THEN
        ALTER TYPE flowt.toque ADD ATTRIBUTE nom_conteudo text, ADD ATTRIBUTE nom_termo text, ADD ATTRIBUTE tip_clique text,
            ADD ATTRIBUTE des_link text;
    END IF;
END
$$;
COMMENT ON TYPE flowt.evento_lido IS 'Evento de um lote, com o motivo de não ser guardado, se há um.';
COMMENT ON TYPE flowt.trecho IS 'O que eventos seguidos de um visitante somam a uma visita.';
COMMENT ON TYPE flowt.toque IS 'De onde uma visita veio.';

-- Known by their own word; who lies about it is found by behaviour, and can be reclassified.
CREATE OR REPLACE FUNCTION flowt.motivo_de_robo(p_agente text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN coalesce(btrim(p_agente), '') = '' THEN 'sem User-Agent'
            WHEN p_agente ~* '(whatsapp|telegrambot|slackbot|facebookexternalhit|twitterbot|linkedinbot|discordbot|skypeuripreview|preview)'
                THEN 'pré-visualização de link'
            WHEN p_agente ~* '(bot|crawl|spider|slurp|archiver|monitor|lighthouse|pingdom|uptime)' THEN 'robô declarado'
            WHEN p_agente ~* '(headless|phantomjs|selenium|puppeteer|playwright)' THEN 'navegador sem tela'
            WHEN p_agente ~* '^(curl|wget|python|java|go-http|okhttp|node|axios|libwww|httpie|ruby|perl)' THEN 'programa' END;
COMMENT ON FUNCTION flowt.motivo_de_robo(text) IS 'Por que um User-Agent é de robô; nulo se parece de gente.';

CREATE OR REPLACE FUNCTION flowt.sitio(p_endereco text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN left(regexp_replace(lower(substring(p_endereco FROM '^(?:https?://)?([^/?#:@\s]+)')), '^(www|m|l|lm)\.', ''), 100);
COMMENT ON FUNCTION flowt.sitio(text) IS 'Site de um endereço, sem o caminho nem os parâmetros, que podem ter dados de alguém.';

-- Not STRICT, as the one of what is typed: CASE is not, and what is stricter than its body is called instead of inlined, 3 µs an event.
-- A page says which it is by words and numbers; anything else in its address is somebody's (a token) and is not kept.
CREATE OR REPLACE FUNCTION flowt.pagina_reduzida(p_caminho text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_caminho ~ '^(/[a-z]+(-[a-z]+)*)+$' THEN left(p_caminho, 300)
            ELSE left(regexp_replace(split_part(split_part(p_caminho, '?', 1), '#', 1),
                                     '^/[^/]*[^a-z0-9/-][^/]*|(?<=.)/(?!([a-z]+(-[a-z]+)*(-\d{1,4})?|\d{1,18})?(/|$))[^/]*', '/-', 'g'), 300) END;
COMMENT ON FUNCTION flowt.pagina_reduzida(text) IS 'Caminho de uma página sem parâmetros nem o que é de uma pessoa só: tokens viram um traço.';

CREATE OR REPLACE FUNCTION flowt.texto_de_campanha(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(left(lower(btrim(p_texto)), 100), '');
COMMENT ON FUNCTION flowt.texto_de_campanha(text) IS 'Origem, mídia ou campanha como se guarda: "Verão" e "verão " são a mesma.';

CREATE OR REPLACE FUNCTION flowt.tipo_de_clique(p_clique text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN coalesce(p_clique, '') <> '' THEN coalesce(substring(lower(p_clique) FROM '^(?:gclid|gbraid|wbraid|fbclid|ttclid|msclkid)'),
                                                            'outro') END;
COMMENT ON FUNCTION flowt.tipo_de_clique(text) IS 'De que rede de anúncios é um identificador de clique, pelo nome do parâmetro; nulo sem ele.';

-- What the link says goes before what the browser says. Of a click it is kept whose, and not its number: that is one person's.
CREATE OR REPLACE FUNCTION flowt.toque_da_chegada(p_chegada jsonb) RETURNS flowt.toque
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_origem text := flowt.texto_de_campanha(p_chegada ->> 'utm_source');
    v_midia  text := flowt.texto_de_campanha(p_chegada ->> 'utm_medium');
    v_site   text := flowt.sitio(nullif(p_chegada ->> 'referencia', ''));
    v_canal  text;
BEGIN
    v_canal := CASE
        WHEN p_chegada ->> 'meio' IN ('QR', 'LINK') THEN p_chegada ->> 'meio'
        WHEN v_midia ~ '^(cpc|ppc|paid|cpm|display|anuncio|ads)' OR nullif(p_chegada ->> 'clique', '') IS NOT NULL THEN 'PAGO'
        WHEN v_midia ~ 'mail' OR v_origem ~ 'mail' THEN 'EMAIL'
        WHEN v_midia = 'whatsapp' OR v_origem IN ('whatsapp', 'wa') OR v_site ~ '(^|\.)(whatsapp\.com|wa\.me)$' THEN 'WHATSAPP'
        WHEN v_midia = 'qr' OR v_origem = 'qr' THEN 'QR'
        WHEN v_midia ~ '^(social|organic_social)' OR coalesce(v_origem,
                                                              v_site) ~ '(instagram|facebook|tiktok|twitter|linkedin|youtube|pinterest|t\.co$|fb\.me$)' THEN 'SOCIAL'
        WHEN num_nonnulls(v_origem, v_midia, flowt.texto_de_campanha(p_chegada ->> 'utm_campaign')) > 0 THEN 'CAMPANHA'
        WHEN v_site ~ '(^|\.)(google|bing|duckduckgo|yahoo|ecosia|yandex|baidu)\.' THEN 'BUSCA'
        WHEN v_site IS NOT NULL THEN 'REFERENCIA' ELSE 'DIRETO' END;
    RETURN (v_canal, coalesce(v_origem, v_site), v_midia, flowt.texto_de_campanha(p_chegada ->> 'utm_campaign'),
            flowt.texto_de_campanha(p_chegada ->> 'utm_content'), flowt.texto_de_campanha(flowt.texto_digitado(p_chegada ->> 'utm_term')),
            flowt.tipo_de_clique(p_chegada ->> 'clique'), left(p_chegada ->> 'link', 64))::flowt.toque;
END
$$;
COMMENT ON FUNCTION flowt.toque_da_chegada(jsonb)
    IS 'Canal, origem, mídia, campanha, conteúdo e termo de como um visitante chegou (UTM, QR, link, identificador de clique, site de referência).';

CREATE OR REPLACE FUNCTION flowt.sal_de_hoje() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_dia date := (now() AT TIME ZONE 'UTC')::date;
    v_sal text;
BEGIN
    SELECT s.des_sal INTO v_sal FROM flowt.tb_omni8_sal_do_dia s WHERE s.dat_dia = v_dia;
    IF NOT FOUND THEN
        INSERT INTO flowt.tb_omni8_sal_do_dia (dat_dia, des_sal) VALUES (v_dia, encode(public.gen_random_bytes(32), 'hex'))
            ON CONFLICT (dat_dia) DO NOTHING;
        SELECT s.des_sal INTO v_sal FROM flowt.tb_omni8_sal_do_dia s WHERE s.dat_dia = v_dia;
    END IF;
    RETURN v_sal;
END
$$;
ALTER FUNCTION flowt.sal_de_hoje() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.sal_de_hoje() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.sal_de_hoje()
    IS 'Sal dos visitantes sem consentimento, um por dia. Atravessa tenants: é da plataforma, e cada resumo leva também o tenant.';

CREATE OR REPLACE FUNCTION flowt.resumo_do_visitante(p_tenant bigint, p_visitante text, p_ip text, p_agente text) RETURNS bytea
LANGUAGE plpgsql AS $$
BEGIN
    RETURN sha256(convert_to(CASE WHEN p_visitante IS NOT NULL THEN concat_ws('|', p_tenant, p_visitante)
                                  ELSE concat_ws('|', p_tenant, flowt.sal_de_hoje(), p_ip, p_agente) END, 'UTF8'));
END
$$;
COMMENT ON FUNCTION flowt.resumo_do_visitante(bigint, text, text, text)
    IS 'Resumo de um visitante: do identificador que consentiu em guardar ou, sem ele, de endereço e navegador com o sal do dia (ninguém é seguido '
       'de um dia ao outro).';

CREATE OR REPLACE FUNCTION flowt.codigo_do_evento(p_texto text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_texto IS NULL THEN NULL WHEN length(p_texto) <= 18 AND p_texto ~ '^[1-9]\d*$' THEN p_texto::bigint ELSE 0 END;
COMMENT ON FUNCTION flowt.codigo_do_evento(text) IS 'Código de um evento; 0 se não é um código.';

CREATE OR REPLACE FUNCTION flowt.limite_de_texto_digitado() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100;
COMMENT ON FUNCTION flowt.limite_de_texto_digitado() IS 'Caracteres do que se procurou que se guardam.';

-- People type a phone, a document or an address into whatever field there is.
CREATE OR REPLACE FUNCTION flowt.texto_digitado(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_texto !~ '[0-9@]' THEN left(p_texto, flowt.limite_de_texto_digitado())
            ELSE left(regexp_replace(regexp_replace(left(p_texto, 4 * flowt.limite_de_texto_digitado()), '[^[:space:]@]+@[^[:space:]]+', '***', 'g'),
                                     '[0-9](?:[^0-9[:alpha:]]{0,3}[0-9]){7,}', '***', 'g'),
                      flowt.limite_de_texto_digitado()) END;
COMMENT ON FUNCTION flowt.texto_digitado(text) IS 'O que alguém digitou em uma busca, cortado e sem o que parece telefone, documento ou e-mail.';

CREATE OR REPLACE FUNCTION flowt.falta_no_evento(p_evento jsonb, p_propriedades jsonb, p_nome text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_nome IS NOT NULL AND coalesce(p_evento ->> p_nome, p_propriedades ->> p_nome,
                                       CASE p_nome WHEN 'cod_produto' THEN p_evento ->> 'cod_combo' END, '') = '';
COMMENT ON FUNCTION flowt.falta_no_evento(jsonb, jsonb, text) IS 'Se um membro que o tipo exige não está no evento nem em suas propriedades.';

-- Each event as it can be kept, or why it cannot. One pass over the batch; what an event refers to is looked for by its key:
-- joined, it would be read of the whole company for a batch of one.
CREATE OR REPLACE FUNCTION flowt.ler_eventos(p_tenant bigint, p_lote jsonb, p_consente boolean, p_recebido timestamptz,
                                             OUT aceitos flowt.evento_lido[], OUT recusados flowt.evento_lido[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_enviado bigint := (p_lote ->> 'enviado')::bigint;
BEGIN
    -- Counted repetitions ({8,64}) cost ten times as much as a length beside the pattern. OFFSET 0: what is computed here is used
    -- many times, and would be computed as many.
    WITH bruto AS NOT MATERIALIZED (
        SELECT e.posicao::integer AS ordem, e.v, e.v ->> 'id' AS id, e.v ->> 'tipo' AS tipo,
               coalesce(nullif(e.v -> 'propriedades', 'null'), '{}') AS propriedades,
               CASE WHEN length(e.v ->> 'momento') <= 14
                         AND e.v ->> 'momento' ~ '^\d+$' THEN p_recebido - (v_enviado - (e.v ->> 'momento')::bigint)
                    * interval '1 millisecond' END AS momento,
               flowt.codigo_do_evento(e.v ->> 'cod_produto') AS produto, flowt.codigo_do_evento(e.v ->> 'cod_combo') AS combo,
               flowt.codigo_do_evento(e.v ->> 'cod_oferta') AS oferta
          FROM jsonb_array_elements(p_lote -> 'eventos') WITH ORDINALITY AS e (v, posicao) OFFSET 0
    ), lido AS NOT MATERIALIZED (
        SELECT b.*, t.nom_passo, t.flg_chave,
               CASE WHEN jsonb_typeof(b.v) <> 'object' THEN 'evento_invalido'
                    WHEN b.id IS NULL OR length(b.id) NOT BETWEEN 8 AND 64 OR b.id ~ '[^A-Za-z0-9_.:-]' THEN 'id_invalido'
                    WHEN t.nom_tipo IS NULL THEN 'tipo_desconhecido'
                    WHEN t.flg_servidor THEN 'tipo_so_do_servidor'
                    WHEN b.momento IS NULL THEN 'momento_invalido'
                    WHEN b.momento > p_recebido + flowt.tolerancia_de_evento() THEN 'no_futuro'
                    WHEN b.momento < p_recebido - flowt.idade_de_evento() THEN 'antigo_demais'
                    WHEN jsonb_typeof(b.propriedades) <> 'object' THEN 'propriedades_invalidas'
                    WHEN b.propriedades <> '{}' AND octet_length(b.propriedades::text) > flowt.limite_de_propriedades()
                        THEN 'propriedades_grandes_demais'
                    WHEN 0 IN (b.produto, b.combo, b.oferta) THEN 'codigo_invalido'
                    WHEN flowt.falta_no_evento(b.v, b.propriedades, t.des_obrigatorias[1]) OR t.des_obrigatorias[2] IS NOT NULL
                     AND EXISTS (SELECT FROM unnest(t.des_obrigatorias) AS o (nome)
                                  WHERE flowt.falta_no_evento(b.v, b.propriedades, o.nome)) THEN 'propriedade_ausente'
                    WHEN b.produto IS NOT NULL AND (SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico AS p
                                                     WHERE p.cod_tenant = p_tenant AND p.cod_produto = b.produto) IS NULL
                      OR b.combo IS NOT NULL AND (SELECT c.cod_combo FROM flowt.tb_omni8_combo AS c
                                                   WHERE c.cod_tenant = p_tenant AND c.cod_combo = b.combo) IS NULL
                      OR b.oferta IS NOT NULL AND (SELECT f.cod_oferta FROM flowt.tb_omni8_oferta AS f
                                                    WHERE f.cod_tenant = p_tenant AND f.cod_oferta = b.oferta) IS NULL THEN 'item_desconhecido'
                    WHEN NOT p_consente AND t.des_base_legal = 'CONSENTIMENTO' THEN 'sem_consentimento' END AS motivo
          FROM bruto AS b LEFT JOIN flowt.tb_omni8_tipo_evento AS t ON t.nom_tipo = b.tipo OFFSET 0
    )
    SELECT array_agg((l.ordem, l.id, l.tipo, l.nom_passo, l.flg_chave, l.momento, l.produto, l.combo, l.oferta, left(l.v ->> 'link', 64),
                      CASE WHEN length(l.v ->> 'vlr_evento') <= 15 AND l.v ->> 'vlr_evento' ~ '^\d+$' THEN (l.v ->> 'vlr_evento')::bigint END,
                          flowt.pagina_reduzida(l.v ->> 'pagina'),
                      flowt.sitio(nullif(l.v ->> 'referencia', '')),
                      CASE WHEN l.propriedades ? 'busca' THEN l.propriedades
                           || jsonb_build_object('busca', flowt.texto_digitado(l.propriedades ->> 'busca')) ELSE l.propriedades END,
                      NULL)::flowt.evento_lido) FILTER (WHERE l.motivo IS NULL),
           array_agg((l.ordem, l.id, l.tipo, NULL, NULL, l.momento, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                      l.motivo)::flowt.evento_lido) FILTER (WHERE l.motivo IS NOT NULL)
      INTO aceitos, recusados FROM lido AS l;
END
$$;
COMMENT ON FUNCTION flowt.ler_eventos(bigint, jsonb, boolean, timestamptz)
    IS 'Eventos de um lote, com o momento corrigido (recebimento − (enviado − momento)): os que se guardam e, com o motivo, os outros.';
