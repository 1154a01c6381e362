-- Choosing a time of a service on a page: the times of a day, and the routes.

CREATE OR REPLACE FUNCTION flowt.instante_do_formulario(p_momento timestamptz) RETURNS text
LANGUAGE sql STABLE STRICT
RETURN to_char(p_momento AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
COMMENT ON FUNCTION flowt.instante_do_formulario(timestamptz) IS 'Um instante como um formulário o envia de volta, em UTC.';

-- Where the clock goes back an hour comes twice: the zone's distance then tells them apart.
CREATE OR REPLACE FUNCTION flowt.html_horas(p_livres timestamptz[], p_fuso text, p_marcado timestamptz, p_erro text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT string_agg('<fieldset class="campo grupo horas"><legend>' || (ARRAY['Madrugada', 'Manhã', 'Tarde', 'Noite'])[p.parte]
                          || '</legend><div class="opcoes">' || p.horas || '</div></fieldset>', '' ORDER BY p.parte)
          FROM (SELECT extract(hour FROM h.hora)::integer / 6 + 1 AS parte,
                       string_agg(format(
                                             '<label class="opcao"><input type="radio" id="h-%s" name="dat_inicio" value="%s" required%s%s><span>'
                                             '<b>%s</b></span></label>', extract(epoch FROM h.momento)::bigint,
                                         flowt.instante_do_formulario(h.momento), CASE WHEN h.momento = p_marcado THEN ' checked' END,
                                         CASE WHEN p_erro IS NOT NULL THEN ' aria-invalid="true" aria-describedby="erro-dat_inicio"' END,
                                         to_char(h.hora, 'HH24:MI') || CASE WHEN h.vezes > 1 THEN ' <small>UTC'
                                                                            || to_char(extract(epoch FROM h.hora
                                                                                - h.momento AT TIME ZONE 'UTC') / 3600, 'SG00') || '</small>'
                                                                            ELSE '' END), '' ORDER BY h.momento) AS horas
                  FROM (SELECT m AS momento, m AT TIME ZONE p_fuso AS hora, count(*) OVER (PARTITION BY m AT TIME ZONE p_fuso) AS vezes
                          FROM unnest(p_livres) AS m) AS h
                 GROUP BY 1) AS p);
END
$$;
COMMENT ON FUNCTION flowt.html_horas(timestamptz[], text, timestamptz, text)
    IS 'Horários livres de um dia como escolha única, por parte do dia; nulo sem nenhum. p_marcado vem escolhido.';

CREATE OR REPLACE FUNCTION flowt.html_sem_horario(p_empresa flowt.tb_omni8_tenant, p_busca flowt.busca_de_horario, p_nome text, p_base text)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint := (p_empresa).cod_tenant;
    v_excecao text   := (SELECT e.nom_excecao FROM flowt.excecoes_vigentes(v_tenant, (p_busca).cod_unidade, (p_busca).dia, (p_busca).dia) AS e);
    v_outro   date   := flowt.proximo_dia_livre(v_tenant, p_busca, (p_busca).dia + 1);
BEGIN
    RETURN '<p>' || CASE WHEN EXISTS (SELECT FROM flowt.turnos_locais(v_tenant, (p_busca).cod_unidade, (p_busca).dia,
                                                                      (p_busca).dia)) THEN 'Não há mais horário livre neste dia.'
                         ELSE 'Não atendemos neste dia' || coalesce(' (' || flowt.html(v_excecao) || ')', '') || '.' END
        || CASE WHEN v_outro IS NOT NULL THEN ' O próximo dia com horário: <a href="'
                || flowt.link_de_horarios(p_base, p_busca, v_outro, (p_busca).cod_unidade, (p_busca).cod_recurso) || '">'
                || flowt.dia_em_palavras(v_outro) || '</a></p>'
                WHEN (p_busca).cod_recurso IS NOT NULL THEN ' Veja os horários de <a href="'
                    || flowt.link_de_horarios(p_base, p_busca, (p_busca).dia, (p_busca).cod_unidade, NULL) || '">quem estiver livre</a>.</p>'
                ELSE ' Não há outro nas próximas semanas: fale com a gente.</p>' END
        || coalesce('<p class="campo">' || flowt.botao_whatsapp((p_empresa).num_whatsapp, 'Perguntar no WhatsApp',
                                                                'Olá! Procuro um horário para ' || p_nome || '.') || '</p>', '');
END
$$;
COMMENT ON FUNCTION flowt.html_sem_horario(flowt.tb_omni8_tenant, flowt.busca_de_horario, text, text)
    IS 'O que fazer em um dia sem horário livre: o próximo com um, ou outra pessoa, ou perguntar.';

-- What stopped the choice; if the time is gone, the next free ones, a tap away.
CREATE OR REPLACE FUNCTION flowt.html_horario_recusado(p_frase text, p_desejado timestamptz, p_livres timestamptz[], p_fuso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<div class="aviso" role="alert"><p>' || flowt.html(p_frase) || coalesce((
        SELECT ' Os mais próximos:</p><ul>' || string_agg(format('<li><a href="#h-%s">%s</a></li>', extract(epoch FROM m.m)::bigint,
                                                                 to_char(m.m AT TIME ZONE p_fuso, 'HH24:MI')), '' ORDER BY m.m) || '</ul>'
          FROM (SELECT l.m FROM unnest(p_livres) AS l (m) WHERE p_desejado IS NOT NULL ORDER BY abs(extract(epoch FROM l.m - p_desejado)), l.m
                 LIMIT 3) AS m
        HAVING count(*) > 0), '</p>') || '</div>';
END
$$;
COMMENT ON FUNCTION flowt.html_horario_recusado(text, timestamptz, timestamptz[], text)
    IS 'Aviso do que impediu a reserva, com links para os horários livres mais próximos do desejado (nulo: sem eles).';

-- The service may already be in the bag: another time of it is another line only if something tells the two apart.
CREATE OR REPLACE FUNCTION flowt.html_ja_na_sacola(p_tenant bigint, p_busca flowt.busca_de_horario, p_token text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<p class="nota">Este serviço já está na sua sacola'
            || coalesce(' (' || flowt.html(rtrim(string_agg(flowt.frase_do_horario_da_linha(p_tenant, l.cod_carrinho_item), ' '), '.')) || ')', '')
               || '. Para outra pessoa, escreva o nome dela em observação; sem isso, o horário escolhido aqui toma o lugar daquele.</p>'
          FROM flowt.tb_omni8_carrinho_item AS l WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = flowt.carrinho_aberto(p_tenant, p_token)
           AND l.cod_produto = (p_busca).cod_produto AND (p_busca).cod_carrinho_item IS NULL
        HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION flowt.html_ja_na_sacola(bigint, flowt.busca_de_horario, text)
    IS 'Nota a quem escolhe um horário de um serviço que já está em sua sacola; nula se não está.';

-- For a new line, also what the item's own form asks; the quantity of a line that is there multiplies its time.
CREATE OR REPLACE FUNCTION flowt.html_formulario_de_horario(p_busca flowt.busca_de_horario, p_item jsonb, p_base text, p_horas text, p_dados jsonb,
                                                            p_erro text) RETURNS text
LANGUAGE sql STABLE
RETURN '<form class="escolhas agenda"' || CASE WHEN (p_busca).cod_carrinho_item IS NULL THEN ' data-evento="carrinho_adicionado" data-produto="'
                                               || (p_busca).cod_produto || '"' ELSE '' END
    || ' method="post" action="' || p_base || '/item/' || (p_busca).cod_produto || '/horarios"><input type="hidden" name="dia" value="'
    || (p_busca).dia || '"><input type="hidden" name="cod_unidade" value="' || (p_busca).cod_unidade || '">'
    || coalesce('<input type="hidden" name="cod_recurso" value="' || (p_busca).cod_recurso || '">', '')
    || coalesce('<input type="hidden" name="item" value="' || (p_busca).cod_carrinho_item || '">', '')
    || p_horas || CASE WHEN p_erro IS NULL THEN '' ELSE '<p class="erro" id="erro-dat_inicio">' || flowt.html(p_erro) || '</p>' END
    || CASE WHEN (p_busca).cod_carrinho_item IS NOT NULL THEN ''
            ELSE flowt.html_variacoes(p_item -> 'variacoes', p_dados) || flowt.html_grupos(p_item -> 'grupos', '', p_dados)
                 || '<div class="campo"><label for="des_observacao">Alguma observação? <small>(opcional)</small></label><input id="des_observacao" '
                    'name="des_observacao" maxlength="200" autocomplete="off" value="'
                 || coalesce(flowt.html(p_dados ->> 'des_observacao'), '') || '"></div>' END
    || '<p class="campo"><button class="botao largo">Reservar este horário</button></p><p class="nota">O horário fica reservado por '
    || extract(minute FROM flowt.validade_do_horario()) || ' minutos: confirme o pedido na sacola.</p></form>';
COMMENT ON FUNCTION flowt.html_formulario_de_horario(flowt.busca_de_horario, jsonb, text, text, jsonb, text)
    IS 'Formulário que reserva um horário: para a linha da sacola de que se trata, ou para uma nova, com as escolhas do item. p_horas já é HTML.';

-- p_frase is what stopped the choice of p_dados; p_erro, what is missing beside its field.
CREATE OR REPLACE FUNCTION flowt.pagina_dos_horarios(p_tenant bigint, p_busca flowt.busca_de_horario, p_base text, p_token text, p_status integer,
                                                     p_frase text, p_dados jsonb, p_erro text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_item    jsonb := flowt.json_item_do_cardapio(p_tenant, (p_busca).cod_produto, now());
    v_livres  timestamptz[] := ARRAY(SELECT h FROM flowt.horarios_da_busca(p_tenant, p_busca, (p_busca).dia) AS h);
    v_marcado timestamptz := (SELECT a.dat_inicio FROM flowt.tb_omni8_agendamento a
                               WHERE a.cod_tenant = p_tenant AND a.cod_agendamento = (p_busca).cod_exceto AND a.dat_validade > now());
    v_desejo  timestamptz := CASE WHEN p_status = 409 THEN (p_dados ->> 'dat_inicio')::timestamptz END;
    v_volta   text := CASE WHEN (p_busca).cod_carrinho_item IS NULL THEN '/item/' || (p_busca).cod_produto || '">Voltar ao serviço'
                           ELSE '/sacola">Voltar à sacola sem mudar' END;
    v_empresa flowt.tb_omni8_tenant;
BEGIN
    IF v_item IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant;
    RETURN (p_status, 'text/html; charset=utf-8', NULL,
        flowt.moldura(p_tenant, p_base, 'Horários: ' || (v_item ->> 'nom_produto'), '<h1>Escolha o horário</h1>'
        || coalesce(flowt.html_horario_recusado(p_frase, v_desejo, v_livres, (p_busca).des_fuso), '')
        || '<p class="nota">' || flowt.html(v_item ->> 'nom_produto') || ', ' || flowt.minutos_por_extenso((p_busca).qtd_minutos) || '</p>'
        || CASE WHEN (p_busca).cod_carrinho_item IS NULL
                     AND NOT (v_item ->> 'flg_disponivel')::boolean THEN '<p class="aviso">Este serviço não está à venda agora: volte mais tarde, ou '
                                                                         'peça na página dele para ser avisado.</p>'
           ELSE coalesce(flowt.html_ja_na_sacola(p_tenant, p_busca, p_token), '') || flowt.html_onde_e_com_quem(p_tenant, p_busca, p_base)
               || flowt.html_semana(p_tenant, p_busca, p_base)
                || '<section class="do-dia" aria-labelledby="titulo-horas"><h2 id="titulo-horas">Horários de '
                || flowt.dia_em_palavras((p_busca).dia) || '</h2>'
                || CASE WHEN v_livres = '{}' THEN flowt.html_sem_horario(v_empresa, p_busca, v_item ->> 'nom_produto', p_base)
                        ELSE flowt.html_formulario_de_horario(p_busca, v_item, p_base,
                                                              flowt.html_horas(v_livres, (p_busca).des_fuso, v_marcado, p_erro), p_dados, p_erro) END
                            || '</section>' END
        || '<p class="mais"><a href="' || p_base || v_volta || '</a></p>'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_dos_horarios(bigint, flowt.busca_de_horario, text, text, integer, text, jsonb, text)
    IS 'Página em que se escolhe o horário de um serviço; nula se ele não está no cardápio.';

CREATE OR REPLACE FUNCTION api.pagina_horarios(p_id bigint, p_flowt_sacola text, p_flowt_cliente text, p_slug text DEFAULT NULL,
    p_dia date DEFAULT NULL, p_cod_unidade bigint DEFAULT NULL, p_cod_recurso bigint DEFAULT NULL,
    p_item bigint DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_resposta flowt.resposta;
BEGIN
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    v_resposta := flowt.pagina_dos_horarios(v_tenant,
                                            flowt.buscar_horario(v_tenant, p_id, p_flowt_sacola, p_dia, p_cod_unidade, p_cod_recurso, p_item),
                                            flowt.base_da_pagina(p_slug), p_flowt_sacola, 200, NULL, '{}', NULL);
    IF v_resposta.status IS NOT NULL THEN
        RETURN NEXT v_resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_horarios(bigint, text, text, text, date, bigint, bigint, bigint) IS
$$GET /{slug}/item/{id}/horarios
GET /item/{id}/horarios
acesso: publico
modulo: pedidos
consulta: livre
cookies: flowt_sacola, flowt_cliente
resposta: 200 html
resposta: 404 problema
resposta: 422 problema
cache: private, no-store
etiqueta: Páginas
Os horários livres de um serviço: os dias de uma semana como links, os horários de um deles em um formulário que reserva um.
Sem dia, o primeiro com horário livre; item: a linha da sacola cujo horário se escolhe.$$;

-- Holds for the line that was said, for the one in the bag that is the same, or for a new one. Returns the token of the bag.
CREATE OR REPLACE FUNCTION flowt.reservar_pela_pagina(p_tenant bigint, p_produto bigint, p_token text, p_cliente text, p_dados jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_token    text := flowt.sacola_de_quem_compra(p_tenant, p_token, p_cliente);
    v_compra   flowt.linha_de_compra := flowt.linha_do_formulario(p_dados - '{cod_combo,qtd_item}'::text[]
                                                                  || jsonb_build_object('cod_produto', p_produto::text));
    v_carrinho bigint := flowt.travar_carrinho(p_tenant, v_token);
    v_linha    bigint := (p_dados ->> 'item')::bigint;
BEGIN
    IF v_linha IS NULL THEN
        v_linha := flowt.linha_igual(p_tenant, v_carrinho, v_compra, p_dados ->> 'des_observacao');
        IF v_linha IS NULL THEN
            PERFORM flowt.incluir_no_carrinho(p_tenant, v_token, v_compra, p_dados ->> 'des_observacao');
            v_linha := flowt.linha_igual(p_tenant, v_carrinho, v_compra, p_dados ->> 'des_observacao');
        END IF;
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_carrinho_item l
                       WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho AND l.cod_carrinho_item = v_linha
                         AND l.cod_produto = p_produto) THEN
        PERFORM flowt.recusar_registro('este item do carrinho');
    END IF;
    PERFORM flowt.reservar_horario(p_tenant, v_carrinho, p_dados || jsonb_build_object('cod_carrinho_item', v_linha::text));
    RETURN v_token;
END
$$;
COMMENT ON FUNCTION flowt.reservar_pela_pagina(bigint, bigint, text, text, jsonb)
    IS 'Reserva o horário de um formulário já conferido, pondo o serviço na sacola se ainda não está; devolve o token dela.';

CREATE OR REPLACE FUNCTION flowt.horario_recusado(p_tenant bigint, p_produto bigint, p_base text, p_token text, p_dados jsonb, p_status integer,
                                                  p_frase text, p_erro text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_busca flowt.busca_de_horario := flowt.buscar_horario(p_tenant, p_produto, p_token,
        CASE WHEN flowt.formato_valido('date', p_dados ->> 'dia') THEN (p_dados ->> 'dia')::date END,
        CASE WHEN flowt.formato_valido('codigo', p_dados ->> 'cod_unidade') THEN (p_dados ->> 'cod_unidade')::bigint END,
        CASE WHEN flowt.formato_valido('codigo', p_dados ->> 'cod_recurso') THEN (p_dados ->> 'cod_recurso')::bigint END,
        CASE WHEN flowt.formato_valido('codigo', p_dados ->> 'item') THEN (p_dados ->> 'item')::bigint END);
BEGIN
    RETURN flowt.pagina_dos_horarios(p_tenant, v_busca, p_base, p_token, p_status, p_frase, p_dados, p_erro);
END
$$;
COMMENT ON FUNCTION flowt.horario_recusado(bigint, bigint, text, text, jsonb, integer, text, text)
    IS 'A página de horários de onde veio uma escolha que não pôde ser feita, como ela está agora.';

CREATE OR REPLACE FUNCTION api.pagina_horarios_reservar(
    p_id bigint, p_flowt_sacola text, p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text, p_esquema text, p_corpo text,
        p_slug text DEFAULT NULL
) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := flowt.exigir_tenant();
    v_base      text   := flowt.base_da_pagina(p_slug);
    v_dados     jsonb  := flowt.ler_formulario(p_corpo);
    v_erros     jsonb  := flowt.validar_json('{"$ref": "pagina_horario"}', v_dados, '');
    v_erro      text   := flowt.erro_do_campo(v_erros, 'dat_inicio');
    v_status    integer := 422;
    v_frase     text   := CASE WHEN v_erro IS NULL THEN v_erros #>> '{0,mensagem}' ELSE v_erro END;
    v_estado    text;
    v_detalhe   text;
    v_restricao text;
    v_resposta  flowt.resposta;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    PERFORM flowt.servico_a_venda(v_tenant, p_id);
    IF v_erros = '[]' THEN
        BEGIN
            RETURN NEXT flowt.ver_outra(v_base || '/sacola',
                                        flowt.cookie_da_sacola(flowt.reservar_pela_pagina(v_tenant, p_id, p_flowt_sacola, p_flowt_cliente, v_dados),
                                                               v_base, p_esquema));
            RETURN;
        EXCEPTION WHEN SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT410' OR SQLSTATE 'PT422' OR check_violation OR exclusion_violation THEN
            GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
            v_status := CASE WHEN v_estado LIKE 'PT4__' THEN right(v_estado, 3)::integer WHEN v_estado = '23P01' THEN 409 ELSE 422 END;
            v_frase := flowt.frase_do_erro(v_detalhe, v_restricao);
        END;
    END IF;
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    v_resposta := flowt.horario_recusado(v_tenant, p_id, v_base, p_flowt_sacola, v_dados, v_status, v_frase, v_erro);
    IF v_resposta.status IS NOT NULL THEN
        RETURN NEXT v_resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_horarios_reservar(bigint, text, text, text, text, text, text, text, text) IS
$$POST /{slug}/item/{id}/horarios
POST /item/{id}/horarios
acesso: publico
modulo: pedidos
contexto: host, esquema
cookies: flowt_sacola, flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: pagina_horario
resposta: 303
resposta: 404 html
resposta: 404 problema
resposta: 409 html
resposta: 422 html
etiqueta: Páginas
Reserva um horário de um serviço para a linha da sacola, que põe nela se falta, e leva à sacola; se acabou de ser ocupado, mostra os livres.$$;

SELECT flowt.definir_esquema('pagina_horario', $json${
    "type": "object", "required": ["dat_inicio"],
    "description": "Um horário livre; sem item, também as escolhas do serviço, em campos grupo_… e opcao_….",
    "properties": {
        "dat_inicio": {"$ref": "#/components/schemas/momento", "x-mensagem": "Escolha um dos horários."},
        "dia": {"type": "string", "format": "date"},
        "cod_unidade": {"type": "string", "format": "codigo", "x-mensagem": "Escolha uma das unidades."},
        "cod_recurso": {"type": "string", "format": "codigo", "x-mensagem": "Escolha quem atende."},
        "item": {"type": "string", "format": "codigo", "x-mensagem": "Escolha um item da sacola."},
        "cod_variacao": {"type": "string", "format": "codigo", "x-mensagem": "Escolha uma das variações deste item."},
        "des_observacao": {"type": "string", "maxLength": 200}
    }, "additionalProperties": true
}$json$);
