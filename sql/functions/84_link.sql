-- Short links and QR codes (guide chapter 8): where a link leads, what it says of itself, how its openings are counted.

CREATE OR REPLACE FUNCTION flowt.limite_de_links() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5000;
COMMENT ON FUNCTION flowt.limite_de_links() IS 'Links que uma empresa pode ter sem estarem revogados.';
CREATE OR REPLACE FUNCTION flowt.limite_da_pagina_de_links() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50;
COMMENT ON FUNCTION flowt.limite_da_pagina_de_links() IS 'Links que a página de links mostra.';
CREATE OR REPLACE FUNCTION flowt.contraste_de_qr() RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 4.5;
COMMENT ON FUNCTION flowt.contraste_de_qr() IS 'Contraste mínimo entre o escuro e o claro de um QR code, para que qualquer câmera o leia.';

CREATE OR REPLACE FUNCTION flowt.novo_token_de_link() RETURNS text
LANGUAGE sql VOLATILE
RETURN translate(encode(public.gen_random_bytes(9), 'base64'), '+/', '-_');
COMMENT ON FUNCTION flowt.novo_token_de_link()
    IS 'Token novo de 72 bits em 12 caracteres: curto o bastante para um QR pequeno, longo demais para se adivinhar.';

CREATE OR REPLACE FUNCTION flowt.link_curto(p_tenant bigint, p_token text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT 'https://' || min(d.nom_dominio) FROM flowt.tb_omni8_tenant_dominio d WHERE d.cod_tenant = p_tenant),
                    flowt.parametro_plataforma('endereco_publico')) || '/q/' || p_token;
END
$$;
COMMENT ON FUNCTION flowt.link_curto(bigint, text) IS 'Endereço de um link curto, no domínio da empresa se tem um.';

CREATE OR REPLACE FUNCTION flowt.base_pelo_host(p_tenant bigint, p_host text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_host text := rtrim(lower(split_part(p_host, ':', 1)), '.');
BEGIN
    RETURN (SELECT CASE WHEN v_host = t.nom_slug || '.' || flowt.parametro_plataforma('dominio_base')
                          OR EXISTS (SELECT FROM flowt.tb_omni8_tenant_dominio d
                                      WHERE d.cod_tenant = p_tenant AND d.nom_dominio = v_host) THEN '' ELSE '/' || t.nom_slug END
              FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.base_pelo_host(bigint, text)
    IS 'Começo dos endereços das páginas de uma empresa no site por que se chegou: nada no dela, "/slug" em outro.';

CREATE OR REPLACE FUNCTION flowt.site_permitido(p_tenant bigint, p_url text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM jsonb_array_elements_text(flowt.parametro(p_tenant, 'link_sites_permitidos', now())) AS s (site)
                    WHERE lower(btrim(s.site)) = substring(p_url FROM '^https://([^/?#:@\\]+)(?:[/?]|$)'));
END
$$;
COMMENT ON FUNCTION flowt.site_permitido(bigint, text)
    IS 'Se um endereço de fora é de um site que a empresa permitiu, exatamente: subdomínios são outros sites.';

-- By which way it was opened: what is printed or sent says it, and nothing else of whoever opens it.
CREATE OR REPLACE FUNCTION flowt.meio_do_link(p_o text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_o WHEN 'qr' THEN 'QR' WHEN 'whatsapp' THEN 'WHATSAPP' WHEN 'email' THEN 'EMAIL' WHEN 'instagram' THEN 'INSTAGRAM'
            WHEN 'nativo' THEN 'NATIVO' ELSE 'LINK' END;
COMMENT ON FUNCTION flowt.meio_do_link(text) IS 'Meio por que um link foi aberto, pelo parâmetro o; LINK sem ele, ou com um que não se conhece.';

CREATE OR REPLACE FUNCTION flowt.utm_do_link(p_link flowt.tb_omni8_link, p_meio text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_strip_nulls(jsonb_build_object(
    'utm_source', coalesce((p_link).nom_origem, CASE p_meio WHEN 'NATIVO' THEN 'compartilhamento' ELSE lower(p_meio) END),
    'utm_medium', coalesce((p_link).nom_midia, CASE p_meio WHEN 'WHATSAPP' THEN 'mensagem' WHEN 'INSTAGRAM' THEN 'social' WHEN 'NATIVO' THEN 'social'
                                                    ELSE lower(p_meio) END),
    'utm_campaign', (p_link).nom_campanha, 'utm_content', (p_link).nom_conteudo));
COMMENT ON FUNCTION flowt.utm_do_link(flowt.tb_omni8_link, text)
    IS 'Parâmetros UTM com que um link leva a seu destino; origem e mídia são as do link ou, sem elas, as do meio.';

-- One place says where a link may lead; what is not a page of the company is on a site that it allowed, at this moment.
CREATE OR REPLACE FUNCTION flowt.destino_do_link(p_link flowt.tb_omni8_link, p_base text, p_meio text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_inicio   text := coalesce(nullif(p_base, ''), '/');
    v_caminho  text;
    v_consulta text;
BEGIN
    v_caminho := CASE (p_link).tip_destino
        WHEN 'ITEM' THEN p_base || '/item/' || (p_link).cod_produto
        WHEN 'COMBO' THEN p_base || '/combo/' || (p_link).cod_combo
        WHEN 'MESA' THEN p_base || '/mesa/' || (SELECT m.des_token FROM flowt.tb_omni8_mesa m
                                                 WHERE m.cod_tenant = (p_link).cod_tenant AND m.cod_mesa = (p_link).cod_mesa)
        WHEN 'LINKS' THEN p_base || '/links'
        WHEN 'NPS' THEN p_base || '/nps?canal=' || CASE p_meio WHEN 'QR' THEN 'qr' ELSE 'link' END
            || coalesce('&unidade=' || (p_link).cod_unidade, '') || coalesce('&item=' || (p_link).cod_produto, '')
        WHEN 'EXTERNO' THEN CASE WHEN flowt.site_permitido((p_link).cod_tenant, (p_link).des_url) THEN (p_link).des_url END
        ELSE v_inicio END;
    SELECT string_agg(u.key || '=' || flowt.codificar_url(u.value),
                      '&' ORDER BY array_position('{utm_source,utm_medium,utm_campaign,utm_content}', u.key)) INTO v_consulta
      FROM jsonb_each_text(flowt.utm_do_link(p_link, p_meio)) AS u;
    -- The company's own pages know the way without the visitor's word for it (flowt.toque_da_chegada).
    IF (p_link).tip_destino <> 'EXTERNO' AND p_meio IN ('QR', 'LINK') THEN
        v_consulta := v_consulta || '&meio=' || lower(p_meio);
    END IF;
    RETURN v_caminho || CASE WHEN strpos(v_caminho, '?') > 0 THEN '&' ELSE '?' END || v_consulta
        || CASE (p_link).tip_destino WHEN 'OFERTA' THEN '#titulo-ofertas' ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.destino_do_link(flowt.tb_omni8_link, text, text)
    IS 'Para onde um link leva, com UTM; nulo se é um site que a empresa não permite (mais).';

CREATE OR REPLACE FUNCTION flowt.link_vale(p_link flowt.tb_omni8_link) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (p_link).dat_revogacao IS NULL AND coalesce((p_link).dat_expiracao, 'infinity') > now();
COMMENT ON FUNCTION flowt.link_vale(flowt.tb_omni8_link) IS 'Se um link não foi revogado nem venceu.';

-- Ready links (8.2). What is shared is the short link: nothing of anybody is in it.
CREATE OR REPLACE FUNCTION flowt.json_compartilhar(p_link flowt.tb_omni8_link) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_url     text := flowt.link_curto((p_link).cod_tenant, (p_link).des_token);
    v_empresa record;
    v_texto   text;
BEGIN
    SELECT t.nom_fantasia, t.num_whatsapp INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = (p_link).cod_tenant;
    v_texto := (p_link).nom_link || ' · ' || v_empresa.nom_fantasia;
    RETURN jsonb_build_object('des_copiar', v_url, 'des_qr', v_url || '?o=qr', 'des_instagram', v_url || '?o=instagram',
        'des_whatsapp', 'https://wa.me/?text=' || flowt.codificar_url(v_texto || ': ' || v_url || '?o=whatsapp'),
        'des_whatsapp_empresa', flowt.link_whatsapp(v_empresa.num_whatsapp, 'Olá! Vim por ' || v_url || '?o=whatsapp'),
        'des_email', 'mailto:?subject=' || flowt.codificar_url(v_texto) || '&body='
        || flowt.codificar_url(v_texto || E'\r\n\r\n' || v_url || '?o=email'),
        'nativo', jsonb_build_object('title', v_texto, 'text', v_texto, 'url', v_url || '?o=nativo'));
END
$$;
COMMENT ON FUNCTION flowt.json_compartilhar(flowt.tb_omni8_link)
    IS 'Links prontos: para copiar, compartilhar (Web Share), WhatsApp, e-mail, Instagram e QR; cada um diz por onde foi aberto.';

CREATE OR REPLACE FUNCTION flowt.json_link(p_link flowt.tb_omni8_link) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('cod_link', (p_link).cod_link::text, 'nom_link', (p_link).nom_link, 'tip_link', (p_link).tip_link,
        'tip_destino', (p_link).tip_destino, 'cod_unidade', (p_link).cod_unidade::text,
        'cod_mesa', (p_link).cod_mesa::text, 'cod_produto', (p_link).cod_produto::text, 'cod_combo', (p_link).cod_combo::text,
        'cod_oferta', (p_link).cod_oferta::text, 'des_url', (p_link).des_url,
        'cod_indicador', (p_link).cod_indicador::text, 'tip_canal', (p_link).tip_canal, 'nom_campanha', (p_link).nom_campanha,
        'nom_origem', (p_link).nom_origem, 'nom_midia', (p_link).nom_midia,
        'nom_conteudo', (p_link).nom_conteudo, 'flg_pagina', (p_link).flg_pagina, 'num_ordem', (p_link).num_ordem, 'sta_link', (p_link).sta_link,
        'flg_vale', flowt.link_vale(p_link), 'dat_expiracao', (p_link).dat_expiracao,
        'dat_revogacao', (p_link).dat_revogacao, 'dat_criacao', (p_link).dat_criacao, 'num_versao', (p_link).num_versao,
        'compartilhar', flowt.json_compartilhar(p_link),
        'qtd_cliques', (SELECT coalesce(sum(a.qtd_cliques), 0) FROM flowt.tb_omni8_link_acesso a
                         WHERE a.cod_tenant = (p_link).cod_tenant AND a.cod_link = (p_link).cod_link));
END
$$;
COMMENT ON FUNCTION flowt.json_link(flowt.tb_omni8_link) IS 'Link como a API o mostra à equipe.';

-- What a body says of a link, over what it was; a new destination takes the targets of the old one with it.
CREATE OR REPLACE FUNCTION flowt.link_do_corpo(p_atual flowt.tb_omni8_link, p_corpo jsonb) RETURNS flowt.tb_omni8_link
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_link flowt.tb_omni8_link;
BEGIN
    SELECT x.* INTO v_link FROM jsonb_populate_record(p_atual, (
        SELECT jsonb_object_agg(c.key, CASE jsonb_typeof(c.value) WHEN 'string' THEN coalesce(to_jsonb(nullif(btrim(c.value #>> '{}'), '')), 'null')
                                            ELSE c.value END) FROM jsonb_each(p_corpo) AS c)) AS x;
    IF p_corpo ? 'tip_destino' THEN
        v_link.cod_mesa := CASE v_link.tip_destino WHEN 'MESA' THEN v_link.cod_mesa END;
        v_link.cod_combo := CASE v_link.tip_destino WHEN 'COMBO' THEN v_link.cod_combo END;
        v_link.des_url := CASE v_link.tip_destino WHEN 'EXTERNO' THEN v_link.des_url END;
    END IF;
    IF v_link.cod_mesa IS NOT NULL THEN
        v_link.cod_unidade := (SELECT m.cod_unidade FROM flowt.tb_omni8_mesa m
                                WHERE m.cod_tenant = p_atual.cod_tenant AND m.cod_mesa = v_link.cod_mesa);
    END IF;
    RETURN v_link;
END
$$;
COMMENT ON FUNCTION flowt.link_do_corpo(flowt.tb_omni8_link, jsonb)
    IS 'O link que resulta de um corpo sobre o que era. O de uma mesa é da unidade dela.';

CREATE OR REPLACE FUNCTION flowt.conferir_link(p_tenant bigint, p_link flowt.tb_omni8_link) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_falta text;
BEGIN
    v_falta := CASE
        WHEN (p_link).cod_mesa IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_mesa m
                                                            WHERE m.cod_tenant = p_tenant AND m.cod_mesa = (p_link).cod_mesa) THEN 'esta mesa'
        WHEN (p_link).cod_produto IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                                                               WHERE p.cod_tenant = p_tenant
                                                                 AND p.cod_produto = (p_link).cod_produto) THEN 'este item'
        WHEN (p_link).cod_combo IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_combo c
                                                             WHERE c.cod_tenant = p_tenant AND c.cod_combo = (p_link).cod_combo) THEN 'este combo'
        WHEN (p_link).cod_oferta IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_oferta o
                                                              WHERE o.cod_tenant = p_tenant AND o.cod_oferta = (p_link).cod_oferta) THEN 'esta oferta'
        WHEN (p_link).cod_indicador IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa p
                                                                 WHERE p.cod_tenant = p_tenant
                                                                   AND p.cod_pessoa = (p_link).cod_indicador) THEN 'esta pessoa' END;
    IF v_falta IS NOT NULL THEN
        PERFORM flowt.recusar_registro(v_falta);
    END IF;
    PERFORM flowt.exigir_unidade(p_tenant, (p_link).cod_unidade);
    IF (p_link).des_url IS NOT NULL AND NOT flowt.site_permitido(p_tenant, (p_link).des_url) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'site_nao_permitido',
            DETAIL = 'Este site não está entre os que a empresa permite: quem a administra o acrescenta no parâmetro link_sites_permitidos.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_link(bigint, flowt.tb_omni8_link)
    IS 'Recusa um link para o que não existe (404), de uma unidade que quem age não vê, ou para um site que a empresa não permite (422).';

CREATE OR REPLACE FUNCTION flowt.contar_acesso_ao_link(p_tenant bigint, p_link bigint, p_meio text, p_acesso text, p_visitante bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_dia  date   := flowt.dia_do_tenant(p_tenant, now());
    v_novo bigint := 0;
BEGIN
    IF p_acesso = 'CLIQUE' THEN
        INSERT INTO flowt.tb_omni8_link_visto (cod_tenant, cod_link, dat_dia, hsh_visitante) VALUES (p_tenant, p_link, v_dia, p_visitante)
            ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS v_novo = ROW_COUNT;
    END IF;
    INSERT INTO flowt.tb_omni8_link_acesso AS a (cod_tenant, cod_link, dat_dia, tip_meio, qtd_cliques, qtd_visitantes, qtd_robos, qtd_consultas)
    VALUES (p_tenant, p_link, v_dia, p_meio, (p_acesso = 'CLIQUE')::integer, v_novo, (p_acesso = 'ROBO')::integer, (p_acesso = 'CONSULTA')::integer)
    ON CONFLICT (cod_tenant, cod_link, dat_dia, tip_meio) DO UPDATE
       SET qtd_cliques = a.qtd_cliques + excluded.qtd_cliques, qtd_visitantes = a.qtd_visitantes + excluded.qtd_visitantes,
           qtd_robos = a.qtd_robos + excluded.qtd_robos,
           qtd_consultas = a.qtd_consultas + excluded.qtd_consultas;
END
$$;
COMMENT ON FUNCTION flowt.contar_acesso_ao_link(bigint, bigint, text, text, bytea)
    IS 'Conta uma abertura de um link no dia: CLIQUE (com o resumo do dia de quem), ROBO ou CONSULTA.';

CREATE OR REPLACE FUNCTION rotina.expurgar_visitantes_de_links() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_quantos bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_link_visto v WHERE v.dat_dia < (now() AT TIME ZONE 'UTC')::date - 2;
    GET DIAGNOSTICS v_quantos = ROW_COUNT;
    RETURN v_quantos;
END
$$;
ALTER FUNCTION rotina.expurgar_visitantes_de_links() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expurgar_visitantes_de_links()
    IS 'Apaga os resumos de visitantes de links de antes de anteontem; devolve quantos. As contagens ficam. Para rodar todo dia.';

SELECT flowt.proteger_titulares();
