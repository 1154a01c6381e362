-- NPS as pages (guide chapters 7.3 and 13.2): the note, then the question of its class, then thanks. No script is needed; the one
-- there is (web/nps.js) only tells that the question was seen.

CREATE OR REPLACE FUNCTION flowt.html_notas(p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_erro text := flowt.erro_do_campo(p_erros, 'num_nota');
BEGIN
    RETURN '<fieldset class="campo campo-num_nota"><legend>Sua nota</legend><div class="notas">'
        || (SELECT string_agg(format('<label class="grau"><input type="radio" name="num_nota" value="%s"%s%s%s><span>%1$s</span></label>', n,
                       CASE WHEN n = 0 THEN ' id="campo-num_nota" required' END,
                       CASE WHEN p_dados ->> 'num_nota' = n::text THEN ' checked' END,
                           CASE WHEN v_erro IS NOT NULL THEN ' aria-invalid="true" aria-describedby="erro-num_nota"' END), '' ORDER BY n)
              FROM generate_series(0, 10) AS n)
        || '</div><p class="extremos"><span>0: de jeito nenhum</span><span>10: com certeza</span></p>'
        || CASE WHEN v_erro IS NULL THEN '' ELSE format('<p class="erro" id="erro-num_nota">%s</p>', flowt.html(v_erro)) END || '</fieldset>';
END
$$;
COMMENT ON FUNCTION flowt.html_notas(jsonb, jsonb) IS 'As onze notas como escolha única, em botões que cabem no celular e andam pelo teclado.';

CREATE OR REPLACE FUNCTION flowt.html_recusar_pesquisas(p_endereco text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<form method="post" action="' || p_endereco
    || '" class="mais"><input type="hidden" name="acao" value="recusar"><button class="botao discreto">Não quero receber pesquisas</button></form>';
COMMENT ON FUNCTION flowt.html_recusar_pesquisas(text) IS 'O botão de quem não quer mais ser convidado.';

CREATE OR REPLACE FUNCTION flowt.html_nps_aberto(p_nps flowt.tb_omni8_nps, p_json jsonb, p_endereco text, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<h1>' || flowt.html(p_json ->> 'des_pergunta') || '</h1>'
        || coalesce('<p>Sobre o seu pedido nº ' || (p_json ->> 'num_pedido') || '.</p>', '')
        || '<form method="post" action="' || p_endereco || '" data-exibicao="' || p_endereco
        || '/exibicao"><input type="hidden" name="acao" value="nota">' || flowt.html_notas(p_dados, p_erros)
        || '<p class="campo"><button class="botao largo">Enviar a nota</button></p></form>'
        || CASE WHEN (p_nps).cod_pessoa IS NULL THEN '' ELSE flowt.html_recusar_pesquisas(p_endereco) END;
END
$$;
COMMENT ON FUNCTION flowt.html_nps_aberto(flowt.tb_omni8_nps, jsonb, text, jsonb, jsonb) IS 'A pergunta de um convite que ainda se responde.';

CREATE OR REPLACE FUNCTION flowt.html_nps_respondido(p_nps flowt.tb_omni8_nps, p_json jsonb, p_endereco text, p_dados jsonb, p_erros jsonb)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_atual jsonb := jsonb_strip_nulls(jsonb_build_object('num_nota', (p_nps).num_nota::text, 'des_motivo', (p_nps).des_motivo));
    v_nova  boolean := p_dados ->> 'acao' = 'alterar';
BEGIN
    RETURN '<h1>Obrigado!</h1><p role="status">Sua nota: <b>' || (p_nps).num_nota || '</b>.'
        || CASE WHEN (p_nps).des_motivo IS NULL THEN '' ELSE ' Anotamos também o que você contou.' END || '</p>'
        || CASE WHEN (p_nps).des_motivo IS NOT NULL THEN '' ELSE
               '<form method="post" action="' || p_endereco || '"><input type="hidden" name="acao" value="motivo">'
               || flowt.html_campo('des_motivo', flowt.html(p_json ->> 'des_pergunta_seguinte') || ' <small>(opcional)</small>', NULL,
                                   ' maxlength="1000"', 4, CASE WHEN v_nova THEN '{}' ELSE p_dados END, CASE WHEN v_nova THEN '[]' ELSE p_erros END)
               || '<p class="campo"><button class="botao largo">Enviar</button></p></form>' END
        || '<details' || CASE WHEN v_nova THEN ' open' ELSE '' END || '><summary>Mudar a resposta</summary><p class="dica">Dá para mudar até '
        || (SELECT to_char(((p_nps).dat_resposta + flowt.prazo_de_edicao_de_nps()) AT TIME ZONE t.des_fuso_horario, 'DD/MM "às" HH24:MI')
              FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = (p_nps).cod_tenant)
        || '.</p><form method="post" action="' || p_endereco || '"><input type="hidden" name="acao" value="alterar">'
        || flowt.html_notas(CASE WHEN v_nova THEN p_dados ELSE v_atual END, CASE WHEN v_nova THEN p_erros ELSE '[]' END)
        || CASE WHEN (p_nps).des_motivo IS NULL THEN '' ELSE flowt.html_campo('des_motivo', 'O que você contou', NULL, ' maxlength="1000"', 4,
                                                                              CASE WHEN v_nova THEN p_dados ELSE v_atual END,
                                                                              CASE WHEN v_nova THEN p_erros ELSE '[]' END) END
        || '<p class="campo"><button class="botao secundario">Guardar a mudança</button></p></form></details>';
END
$$;
COMMENT ON FUNCTION flowt.html_nps_respondido(flowt.tb_omni8_nps, jsonb, text, jsonb, jsonb)
    IS 'O agradecimento, a pergunta da classe enquanto não se responde, e o formulário que muda a resposta.';

CREATE OR REPLACE FUNCTION flowt.pagina_de_nps(p_tenant bigint, p_base text, p_token text, p_aviso text, p_dados jsonb, p_erros jsonb,
                                               p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_nps      flowt.tb_omni8_nps := flowt.nps_do_token(p_tenant, p_token);
    v_json     jsonb := flowt.json_nps_publico(v_nps);
    v_endereco text  := p_base || '/nps/' || flowt.html(p_token);
    v_situacao text  := v_json ->> 'sta_nps';
BEGIN
    RETURN (CASE WHEN v_situacao = 'VENCIDA' THEN 410 ELSE p_status END, 'text/html; charset=utf-8', NULL,
        flowt.moldura(p_tenant, p_base, 'Sua opinião', coalesce(p_aviso, '')
        || CASE v_situacao WHEN 'ABERTA' THEN flowt.html_nps_aberto(v_nps, v_json, v_endereco, p_dados, p_erros)
            WHEN 'RESPONDIDA' THEN flowt.html_nps_respondido(v_nps, v_json, v_endereco, p_dados, p_erros)
            WHEN 'ENCERRADA' THEN '<h1>Você já respondeu</h1><p>Sua nota foi <b>' || v_nps.num_nota
                || '</b>. Obrigado! Depois de 24 horas a resposta não muda mais.</p>'
            ELSE '<h1>O prazo acabou</h1><p>Esta pesquisa já não recebe respostas. Se quiser contar algo, fale com a gente: os contatos estão no fim '
                 'da página.</p>' END
        || '<p class="mais"><a href="' || coalesce(nullif(p_base, ''), '/') || '">Ver o que temos</a></p>',
        CASE v_situacao WHEN 'ABERTA' THEN '<meta name="referrer" content="no-referrer"><script src="/estatico/nps.js" defer></script>'
             ELSE '<meta name="referrer" content="no-referrer">' END))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_nps(bigint, text, text, text, jsonb, jsonb, integer)
    IS 'Página de uma pesquisa, na situação em que está. p_aviso já é HTML; p_dados e p_erros são do formulário que voltou.';

CREATE OR REPLACE FUNCTION api.pagina_nps(p_token text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.pagina_de_nps(flowt.exigir_tenant(), flowt.base_da_pagina(p_slug), p_token, NULL, '{}', '[]', 200);
END
$$;
COMMENT ON FUNCTION api.pagina_nps(text, text) IS
$$GET /{slug}/nps/{token}
GET /nps/{token}
acesso: publico
modulo: nps
consulta: livre
resposta: 200 html
resposta: 404 problema
resposta: 410 html
cache: private, no-store
etiqueta: Páginas
A página do link de um convite de NPS: a nota e, dada, a pergunta seguinte e como mudar a resposta. Só lê.$$;

-- What the script of the page sends: a beacon has no headers of its own, so the company is in the path.
CREATE OR REPLACE FUNCTION api.pagina_nps_exibida(p_token text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.anotar_exibicao_de_nps(flowt.exigir_tenant(), p_token);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_nps_exibida(text, text) IS
$$POST /{slug}/nps/{token}/exibicao
POST /nps/{token}/exibicao
acesso: publico
modulo: nps
resposta: 204
resposta: 404 problema
etiqueta: Páginas
A página de uma pesquisa está à vista de alguém.$$;

CREATE OR REPLACE FUNCTION flowt.agir_no_nps(p_tenant bigint, p_base text, p_token text, p_dados jsonb, p_ip text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := jsonb_strip_nulls(jsonb_build_object('num_nota', (p_dados ->> 'num_nota')::integer, 'des_motivo', p_dados ->> 'des_motivo'));
BEGIN
    CASE p_dados ->> 'acao'
        WHEN 'recusar' THEN
            PERFORM flowt.recusar_pesquisas(p_tenant, p_token, p_ip);
            RETURN (200, 'text/html; charset=utf-8', NULL, flowt.moldura(p_tenant, p_base, 'Sua opinião',
                '<h1>Pronto</h1><p role="status">Não vamos mais convidar você a responder pesquisas. Avisos dos seus pedidos chegam de qualquer forma.</p>'))::flowt.resposta;
        WHEN 'nota' THEN
            PERFORM flowt.responder_nps(p_tenant, p_token, v_corpo);
        WHEN 'motivo' THEN
            PERFORM flowt.alterar_nps(p_tenant, p_token, v_corpo - 'num_nota');
        ELSE
            -- An emptied field is not sent: here it means that the reason is taken back.
            PERFORM flowt.alterar_nps(p_tenant, p_token, '{"des_motivo": null}' || v_corpo);
    END CASE;
    RETURN flowt.ver_outra(p_base || '/nps/' || flowt.html(p_token));
END
$$;
COMMENT ON FUNCTION flowt.agir_no_nps(bigint, text, text, jsonb, text) IS 'Faz o que um formulário já conferido da página de uma pesquisa pede.';

CREATE OR REPLACE FUNCTION api.pagina_nps_enviar(
    p_token text, p_ip text, p_corpo text, p_slug text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL, p_origin text DEFAULT NULL,
        p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.validar_json('{"$ref": "nps_formulario"}', v_dados, '');
    v_detalhe text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_dados ->> 'acao' IN ('nota', 'alterar') AND v_dados ->> 'num_nota' IS NULL THEN
        v_erros := v_erros || flowt.erro_de_campo('num_nota', 'campo_obrigatorio', 'Escolha uma nota de 0 a 10.');
    END IF;
    IF v_erros <> '[]' THEN
        RETURN flowt.pagina_de_nps(v_tenant, v_base, p_token, NULL, v_dados, v_erros, 422);
    END IF;
    RETURN flowt.agir_no_nps(v_tenant, v_base, p_token, v_dados, p_ip);
EXCEPTION WHEN SQLSTATE 'PT409' OR SQLSTATE 'PT410' THEN
    GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL;
    RETURN flowt.pagina_de_nps(v_tenant, v_base, p_token, flowt.html_aviso(v_detalhe), '{}', '[]', 409);
END
$$;
COMMENT ON FUNCTION api.pagina_nps_enviar(text, text, text, text, text, text, text) IS
$$POST /{slug}/nps/{token}
POST /nps/{token}
acesso: publico
modulo: nps
contexto: ip, host
cabecalhos: Sec-Fetch-Site, Origin
formulario: nps_formulario
limite: 30
resposta: 200 html
resposta: 303
resposta: 404 problema
resposta: 409 html
resposta: 410 html
resposta: 422 html
etiqueta: Páginas
Os formulários da página de uma pesquisa: a nota, o motivo, a mudança e a recusa de pesquisas.$$;

-- MARK: the open link

CREATE OR REPLACE FUNCTION flowt.cookie_de_nps(p_token text, p_base text, p_esquema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'Set-Cookie: flowt_nps=' || p_token || '; Path=' || p_base || '/nps; HttpOnly; SameSite=Lax; Max-Age='
    || extract(epoch FROM flowt.intervalo_de_nps_aberto())::bigint || CASE WHEN p_esquema = 'https' THEN '; Secure' ELSE '' END;
COMMENT ON FUNCTION flowt.cookie_de_nps(text, text, text) IS 'Cabeçalho que guarda no navegador o token de uma resposta pelo link aberto.';

CREATE OR REPLACE FUNCTION flowt.nps_do_cookie(p_tenant bigint, p_token text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_nps n
                    WHERE n.cod_tenant = p_tenant AND n.hsh_token = flowt.digerir(p_token)
                      AND n.dat_criacao > now() - flowt.intervalo_de_nps_aberto());
END
$$;
COMMENT ON FUNCTION flowt.nps_do_cookie(bigint, text) IS 'Se o navegador já respondeu pelo link aberto, há menos que o intervalo.';

CREATE OR REPLACE FUNCTION flowt.pagina_de_nps_aberto(p_tenant bigint, p_base text, p_aviso text, p_dados jsonb, p_erros jsonb, p_status integer)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (p_status, 'text/html; charset=utf-8', NULL, flowt.moldura(p_tenant, p_base, 'Sua opinião', coalesce(p_aviso, '')
        || '<h1>' || flowt.html((flowt.regra_de_nps(p_tenant, 'RELACIONAL')).des_pergunta) || '</h1><form method="post" action="' || p_base
        || '/nps">'
        || coalesce((SELECT string_agg(format('<input type="hidden" name="%s" value="%s">', c, flowt.html(p_dados ->> c)), '')
                       FROM unnest('{canal,unidade,item}'::text[]) AS c WHERE p_dados ->> c IS NOT NULL), '')
        || flowt.html_notas(p_dados, p_erros)
        || '<p class="dica">Não perguntamos quem você é.</p><p class="campo"><button class="botao largo">Enviar a nota</button></p></form>'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_nps_aberto(bigint, text, text, jsonb, jsonb, integer)
    IS 'Página do link de pesquisa da empresa, sem convite. p_aviso já é HTML.';

CREATE OR REPLACE FUNCTION api.pagina_nps_aberto(p_flowt_nps text, p_canal text, p_unidade text, p_item text, p_slug text DEFAULT NULL)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
BEGIN
    IF flowt.nps_do_cookie(v_tenant, p_flowt_nps) THEN
        RETURN flowt.ver_outra(v_base || '/nps/' || flowt.html(p_flowt_nps));
    END IF;
    RETURN flowt.pagina_de_nps_aberto(v_tenant, v_base, NULL,
        jsonb_strip_nulls(jsonb_build_object('canal', left(p_canal, 10), 'unidade', left(p_unidade, 18), 'item', left(p_item, 18))), '[]', 200);
END
$$;
COMMENT ON FUNCTION api.pagina_nps_aberto(text, text, text, text, text) IS
$$GET /{slug}/nps
GET /nps
acesso: publico
modulo: nps
consulta: livre
cookies: flowt_nps
resposta: 200 html
resposta: 303
cache: private, no-store
etiqueta: Páginas
A pesquisa da empresa por um link ou QR, sem convite. canal: qr ou link. unidade, item: de que se pergunta. Quem já respondeu vai à sua resposta.$$;

CREATE OR REPLACE FUNCTION api.pagina_nps_aberto_enviar(
    p_flowt_nps text, p_esquema text, p_ip text, p_corpo text, p_slug text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL,
        p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.validar_json('{"$ref": "nps_formulario_aberto"}', v_dados, '');
    v_token   text   := flowt.novo_token();
    v_detalhe text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF flowt.nps_do_cookie(v_tenant, p_flowt_nps) THEN
        RETURN flowt.ver_outra(v_base || '/nps/' || flowt.html(p_flowt_nps));
    ELSIF v_erros <> '[]' THEN
        RETURN flowt.pagina_de_nps_aberto(v_tenant, v_base, NULL, v_dados,
                                          CASE WHEN v_dados ->> 'num_nota' IS NULL THEN flowt.erro_de_campo('num_nota', 'campo_obrigatorio',
                                              'Escolha uma nota de 0 a 10.') ELSE v_erros END, 422);
    END IF;
    PERFORM flowt.responder_nps_aberto(v_tenant,
        jsonb_strip_nulls(jsonb_build_object('num_nota', (v_dados ->> 'num_nota')::integer, 'cod_unidade', v_dados ->> 'unidade',
                                             'cod_produto', v_dados ->> 'item',
        'tip_canal', CASE upper(v_dados ->> 'canal') WHEN 'QR' THEN 'QR' WHEN 'LINK' THEN 'LINK' ELSE 'PAGINA' END)), v_token, v_token, p_ip);
    RETURN flowt.ver_outra(v_base || '/nps/' || v_token, flowt.cookie_de_nps(v_token, v_base, p_esquema));
EXCEPTION WHEN SQLSTATE 'PT429' THEN
    GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL;
    RETURN flowt.pagina_de_nps_aberto(v_tenant, v_base, flowt.html_aviso(v_detalhe), v_dados, '[]', 429);
END
$$;
COMMENT ON FUNCTION api.pagina_nps_aberto_enviar(text, text, text, text, text, text, text, text) IS
$$POST /{slug}/nps
POST /nps
acesso: publico
modulo: nps
contexto: ip, host, esquema
cookies: flowt_nps
cabecalhos: Sec-Fetch-Site, Origin
formulario: nps_formulario_aberto
limite: 20
resposta: 303
resposta: 422 html
resposta: 429 html
etiqueta: Páginas
Uma nota pelo link da empresa: guarda-a e leva à página que a completa e muda.$$;
