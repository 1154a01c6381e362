-- Short links and QR codes (guide chapter 8): routes of the staff.

CREATE OR REPLACE FUNCTION flowt.travar_link(p_tenant bigint, p_link bigint) RETURNS flowt.tb_omni8_link
LANGUAGE plpgsql AS $$
DECLARE
    v_link flowt.tb_omni8_link;
BEGIN
    SELECT l.* INTO v_link FROM flowt.tb_omni8_link l WHERE l.cod_tenant = p_tenant AND l.cod_link = p_link FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este link');
    END IF;
    -- What is of the whole company is seen from each unit, and changed by who sees them all.
    PERFORM flowt.exigir_unidade(p_tenant, v_link.cod_unidade);
    RETURN v_link;
END
$$;
COMMENT ON FUNCTION flowt.travar_link(bigint, bigint)
    IS 'Trava um link para mudá-lo; 404 se não existe, 403 se é da empresa toda e quem age só vê algumas unidades.';

CREATE OR REPLACE FUNCTION flowt.recusar_link_revogado(p_link flowt.tb_omni8_link) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (p_link).dat_revogacao IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'link_revogado', DETAIL = 'Este link foi revogado, e isso não se desfaz: crie outro.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recusar_link_revogado(flowt.tb_omni8_link) IS 'Levanta 409 se um link foi revogado.';

CREATE OR REPLACE FUNCTION api.link_listar(p_limite integer, p_apos bigint, p_tip_destino text, p_tip_link text, p_sta_link text, p_campanha text)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(
        SELECT l.cod_link FROM flowt.tb_omni8_link l
         WHERE l.cod_tenant = v_tenant AND l.cod_link < coalesce(p_apos, 9223372036854775807)
           AND (p_tip_destino IS NULL OR l.tip_destino = p_tip_destino) AND (p_tip_link IS NULL OR l.tip_link = p_tip_link)
           AND (p_sta_link IS NULL OR l.sta_link = p_sta_link) AND (p_campanha IS NULL OR l.nom_campanha = p_campanha)
         ORDER BY l.cod_link DESC LIMIT v_quantos);
BEGIN
    RETURN (200, NULL, NULL, jsonb_build_object(
        'itens', (SELECT coalesce(jsonb_agg(flowt.json_link(l) ORDER BY l.cod_link DESC), '[]') FROM flowt.tb_omni8_link AS l
                   WHERE l.cod_tenant = v_tenant AND l.cod_link = ANY (v_pagina)),
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.link_listar(integer, bigint, text, text, text, text) IS
$$GET /v1/links
acesso: link.ler
modulo: links
resposta: 200 link_lista
etiqueta: Links
Lista os links e QR codes, do mais novo ao mais antigo, com quantos cliques tiveram.
limite: até 100 por página (20). apos: o "proximo" da página anterior. tip_destino, tip_link (INDICACAO, MESA, CAMPANHA, GERAL), sta_link, campanha: só os que são assim.$$;

CREATE OR REPLACE FUNCTION api.link_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('link_novo', p_corpo);
    v_vazio  flowt.tb_omni8_link;
    v_link   flowt.tb_omni8_link;
BEGIN
    v_vazio.cod_tenant := v_tenant;
    v_link := flowt.link_do_corpo(v_vazio, v_corpo);
    PERFORM flowt.conferir_link(v_tenant, v_link);
    PERFORM flowt.um_de_cada_vez(v_tenant, 'link');
    IF (SELECT count(*) FROM flowt.tb_omni8_link l WHERE l.cod_tenant = v_tenant AND l.dat_revogacao IS NULL) >= flowt.limite_de_links() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'links_demais',
            DETAIL = format('Uma empresa tem até %s links: revogue os que não usa.', flowt.limite_de_links());
    END IF;
    INSERT INTO flowt.tb_omni8_link_token (cod_tenant, des_token) VALUES (v_tenant, flowt.novo_token_de_link())
 RETURNING des_token INTO v_link.des_token;
    INSERT INTO flowt.tb_omni8_link (cod_tenant, des_token, nom_link, tip_destino, cod_unidade, cod_mesa, cod_produto, cod_combo, cod_oferta,
                                     des_url, cod_indicador, tip_canal, nom_campanha, nom_origem,
                                     nom_midia, nom_conteudo, flg_pagina, num_ordem, dat_expiracao)
    VALUES (v_tenant, v_link.des_token, v_link.nom_link, v_link.tip_destino, v_link.cod_unidade, v_link.cod_mesa, v_link.cod_produto,
            v_link.cod_combo, v_link.cod_oferta, v_link.des_url, v_link.cod_indicador,
            v_link.tip_canal, v_link.nom_campanha, v_link.nom_origem, v_link.nom_midia, v_link.nom_conteudo, coalesce(v_link.flg_pagina, false),
            coalesce(v_link.num_ordem, 0), v_link.dat_expiracao)
    RETURNING * INTO v_link;
    RETURN (201, NULL, 'Location: /v1/links/' || v_link.cod_link, flowt.json_link(v_link)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.link_criar(text) IS
$$POST /v1/links
acesso: link.escrever
modulo: links
corpo: link_novo
resposta: 201 link
resposta: 403 problema
resposta: 404 problema
resposta: 422 problema
etiqueta: Links
Cria um link curto, que também é o QR code. tip_destino diz para onde leva: INICIO, ITEM (cod_produto), COMBO (cod_combo), OFERTA (cod_oferta), MESA (cod_mesa), UNIDADE (cod_unidade: comprar nela),
LINKS (a página de links), NPS (a pesquisa da empresa; cod_unidade e cod_produto dizem de que se pergunta)
ou EXTERNO (des_url, em um site do parâmetro link_sites_permitidos). Sem cod_unidade é da empresa toda.$$;

CREATE OR REPLACE FUNCTION api.link_ler(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, flowt.json_link(l)::text FROM flowt.tb_omni8_link AS l
     WHERE l.cod_tenant = flowt.tenant_atual() AND l.cod_link = p_id;
END;
COMMENT ON FUNCTION api.link_ler(bigint) IS
$$GET /v1/links/{id}
acesso: link.ler
modulo: links
resposta: 200 link
resposta: 404 problema
etiqueta: Links
Um link, com os links prontos para compartilhar: copiar, WhatsApp, e-mail, Instagram, QR e o do aparelho (Web Share).$$;

CREATE OR REPLACE FUNCTION api.link_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('link_alteracao', p_corpo);
    v_link   flowt.tb_omni8_link := flowt.travar_link(v_tenant, p_id);
BEGIN
    IF v_link.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_link.num_versao);
    END IF;
    PERFORM flowt.recusar_link_revogado(v_link);
    v_link := flowt.link_do_corpo(v_link, v_corpo);
    PERFORM flowt.conferir_link(v_tenant, v_link);
    UPDATE flowt.tb_omni8_link l
       SET nom_link = v_link.nom_link, tip_destino = v_link.tip_destino, cod_unidade = v_link.cod_unidade, cod_mesa = v_link.cod_mesa,
           cod_produto = v_link.cod_produto, cod_combo = v_link.cod_combo,
           cod_oferta = v_link.cod_oferta, des_url = v_link.des_url, cod_indicador = v_link.cod_indicador, tip_canal = v_link.tip_canal,
           nom_campanha = v_link.nom_campanha, nom_origem = v_link.nom_origem,
           nom_midia = v_link.nom_midia, nom_conteudo = v_link.nom_conteudo, flg_pagina = coalesce(v_link.flg_pagina, l.flg_pagina),
           num_ordem = coalesce(v_link.num_ordem, l.num_ordem), dat_expiracao = v_link.dat_expiracao
     WHERE l.cod_tenant = v_tenant AND l.cod_link = p_id RETURNING * INTO v_link;
    RETURN (200, NULL, NULL, flowt.json_link(v_link)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.link_alterar(bigint, text) IS
$$PATCH /v1/links/{id}
acesso: link.escrever
modulo: links
corpo: link_alteracao
resposta: 200 link
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Links
Muda um link, também para onde leva: o que está impresso continua valendo. num_versao é a que você leu (409 se mudou).$$;

CREATE OR REPLACE FUNCTION api.link_revogar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_link   flowt.tb_omni8_link := flowt.travar_link(v_tenant, p_id);
BEGIN
    IF v_link.dat_revogacao IS NULL THEN
        UPDATE flowt.tb_omni8_link l SET sta_link = 'REVOGADO', dat_revogacao = now() WHERE l.cod_tenant = v_tenant AND l.cod_link = p_id;
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.link_revogar(bigint) IS
$$DELETE /v1/links/{id}
acesso: link.escrever
modulo: links
resposta: 204
resposta: 403 problema
resposta: 404 problema
etiqueta: Links
Revoga um link para sempre: quem o abrir lê que não vale mais. Os acessos ficam; repetir não muda nada.$$;

-- What the gateway draws, and how: colours as a reader needs them, the highest correction where a logo covers the middle.
CREATE OR REPLACE FUNCTION flowt.desenho_do_link(p_link bigint, p_formato text, p_tamanho text, p_logo boolean, p_cor text, p_fundo text)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_link   flowt.tb_omni8_link;
    v_cor    text := lower(coalesce(p_cor, '000000'));
    v_fundo  text := lower(coalesce(p_fundo, 'ffffff'));
    v_cores  text := CASE WHEN num_nonnulls(p_cor, p_fundo) = 0 THEN '' ELSE ';cor=' || v_cor || ';fundo=' || v_fundo END;
BEGIN
    SELECT l.* INTO v_link FROM flowt.tb_omni8_link l WHERE l.cod_tenant = v_tenant AND l.cod_link = p_link;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este link');
    END IF;
    PERFORM flowt.recusar_link_revogado(v_link);
    IF coalesce(p_tamanho, 'medio') NOT IN ('pequeno', 'medio', 'grande') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'tamanho_desconhecido', DETAIL = 'O tamanho é pequeno, medio ou grande.';
    ELSIF v_cor !~ '^[0-9a-f]{6}$' OR v_fundo !~ '^[0-9a-f]{6}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'cor_desconhecida',
            DETAIL = 'Escreva as cores com seis algarismos hexadecimais, sem "#": cor=0f766e.';
    ELSIF flowt.luminancia('#' || v_cor) >= flowt.luminancia('#' || v_fundo)
        OR flowt.contraste('#' || v_cor, '#' || v_fundo) < flowt.contraste_de_qr() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'cores_sem_contraste',
            DETAIL = 'Com estas cores muitas câmeras não leriam o código: use uma cor bem mais escura que o fundo.';
    END IF;
    RETURN (200, p_formato || ';qr;nivel=' || CASE WHEN p_logo THEN 'H' ELSE 'M' END || ';tamanho=' || coalesce(p_tamanho, 'medio') || v_cores, NULL,
            flowt.link_curto(v_tenant, v_link.des_token) || '?o=qr')::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.desenho_do_link(bigint, text, text, boolean, text, text)
    IS 'O QR de um link, para o servidor desenhar; 422 se tamanho ou cores não servem.';

CREATE OR REPLACE FUNCTION api.link_qr_svg(p_id bigint, p_tamanho text, p_logo boolean, p_cor text, p_fundo text) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.desenho_do_link(p_id, 'image/svg+xml', p_tamanho, p_logo, p_cor, p_fundo);
COMMENT ON FUNCTION api.link_qr_svg(bigint, text, boolean, text, text) IS
$$GET /v1/links/{id}/qr.svg
acesso: link.ler
modulo: links
resposta: 200 image/svg+xml
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Links
O QR code de um link, em SVG. tamanho: pequeno, medio (padrão) ou grande. logo=true: correção máxima, para pôr um logotipo no meio. cor e fundo: seis algarismos hexadecimais, com contraste que uma câmera leia.$$;

CREATE OR REPLACE FUNCTION api.link_qr_png(p_id bigint, p_tamanho text, p_logo boolean, p_cor text, p_fundo text) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.desenho_do_link(p_id, 'image/png', p_tamanho, p_logo, p_cor, p_fundo);
COMMENT ON FUNCTION api.link_qr_png(bigint, text, boolean, text, text) IS
$$GET /v1/links/{id}/qr.png
acesso: link.ler
modulo: links
resposta: 200 image/png
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Links
O mesmo código em PNG.$$;
