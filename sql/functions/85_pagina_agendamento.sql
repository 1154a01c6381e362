-- Moving or cancelling an appointment on a page (guide chapters 5.1 and 10): by its token, to which the order's page leads. The rules
-- are those of the API.

CREATE OR REPLACE FUNCTION flowt.frase_do_agendamento(p_tenant bigint, p_linha flowt.tb_omni8_agendamento) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT p.nom_produto || ': ' FROM flowt.tb_omni8_produto_servico AS p
                      WHERE p.cod_tenant = p_tenant AND p.cod_produto = (p_linha).cod_produto), '')
        || flowt.horario_em_palavras(p_tenant, p_linha)
        || coalesce((SELECT ', em ' || u.nom_unidade FROM flowt.unidades_abertas_ao_publico(p_tenant) AS u
                      WHERE u.cod_unidade = (p_linha).cod_unidade), '')
        || CASE (p_linha).sta_agendamento WHEN 'CONFIRMADO' THEN '.' WHEN 'REALIZADO' THEN ' (feito).' WHEN 'FALTOU' THEN ' (ninguém veio).'
                ELSE ' (cancelado).' END;
END
$$;
COMMENT ON FUNCTION flowt.frase_do_agendamento(bigint, flowt.tb_omni8_agendamento)
    IS 'O que é um agendamento, quando, com quem e onde, em uma frase.';

-- By html_acoes_do_pedido.
CREATE OR REPLACE FUNCTION flowt.horarios_do_pedido(p_tenant bigint, p_pedido bigint) RETURNS TABLE (des_frase text, des_endereco text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT flowt.frase_do_agendamento(p_tenant, a)
        || CASE r.codigo WHEN 'tarde_para_mudar_o_horario' THEN ' Para mudar agora, fale com a gente.' ELSE '' END,
           CASE WHEN r.codigo IS NULL THEN '/agenda/' || a.des_token END
      FROM flowt.tb_omni8_agendamento AS a CROSS JOIN LATERAL (SELECT flowt.recusa_de_mudanca(p_tenant, a)) AS r (codigo)
     WHERE a.cod_tenant = p_tenant AND a.cod_pedido = p_pedido AND a.sta_agendamento IN ('CONFIRMADO', 'REALIZADO', 'FALTOU')
     ORDER BY a.dat_inicio, a.cod_agendamento;
END
$$;
COMMENT ON FUNCTION flowt.horarios_do_pedido(bigint, bigint)
    IS 'Horários de um pedido em palavras, e a página em que se muda ou cancela cada um (nula se já não se muda).';

-- Without a day, what the appointment has: its day, and who serves; the place stays.
CREATE OR REPLACE FUNCTION flowt.buscar_outro_horario(p_tenant bigint, p_linha flowt.tb_omni8_agendamento, p_dia date, p_recurso bigint)
    RETURNS flowt.busca_de_horario
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_busca   flowt.busca_de_horario;
    v_recurso bigint := CASE WHEN p_dia IS NULL THEN (p_linha).cod_recurso ELSE p_recurso END;
BEGIN
    v_busca.cod_produto := (p_linha).cod_produto;
    v_busca.cod_unidade := (p_linha).cod_unidade;
    v_busca.cod_recurso := (SELECT r.cod_recurso FROM flowt.recursos_do_servico(p_tenant, v_busca.cod_unidade, v_busca.cod_produto, v_recurso) AS r
                             WHERE r.cod_recurso = v_recurso);
    v_busca.cod_exceto := (p_linha).cod_agendamento;
    v_busca.qtd_minutos := extract(epoch FROM (p_linha).dat_fim - (p_linha).dat_inicio)::integer / 60;
    v_busca.des_caminho := '/agenda/' || (p_linha).des_token;
    v_busca.flg_remarca := true;
    RETURN flowt.situar_busca(p_tenant, v_busca,
                              coalesce(p_dia, ((p_linha).dat_inicio AT TIME ZONE flowt.fuso_da_unidade(p_tenant, v_busca.cod_unidade))::date));
END
$$;
COMMENT ON FUNCTION flowt.buscar_outro_horario(bigint, flowt.tb_omni8_agendamento, date, bigint)
    IS 'O que se procura para mudar um agendamento: o mesmo serviço, pelo mesmo tempo, na mesma unidade.';

CREATE OR REPLACE FUNCTION flowt.html_mudanca_de_horario(p_empresa flowt.tb_omni8_tenant, p_linha flowt.tb_omni8_agendamento,
                                                         p_busca flowt.busca_de_horario, p_base text, p_livres timestamptz[],
                                                         p_erro text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint := (p_empresa).cod_tenant;
    v_caminho text   := p_base || (p_busca).des_caminho;
    v_nome    text   := (SELECT p.nom_produto FROM flowt.tb_omni8_produto_servico p
                          WHERE p.cod_tenant = v_tenant AND p.cod_produto = (p_linha).cod_produto);
BEGIN
    RETURN flowt.html_onde_e_com_quem(v_tenant, p_busca, p_base) || flowt.html_semana(v_tenant, p_busca, p_base)
        || '<section class="do-dia" aria-labelledby="titulo-horas"><h2 id="titulo-horas">Horários de ' || flowt.dia_em_palavras((p_busca).dia)
        || '</h2>'
        || CASE WHEN p_livres = '{}' THEN flowt.html_sem_horario(p_empresa, p_busca, v_nome, p_base)
                ELSE '<form class="escolhas agenda" method="post" action="' || v_caminho || '"><input type="hidden" name="dia" value="'
                    || (p_busca).dia || '">'
                     || coalesce('<input type="hidden" name="cod_recurso" value="' || (p_busca).cod_recurso || '">', '')
                     || flowt.html_horas(p_livres, (p_busca).des_fuso, (p_linha).dat_inicio, p_erro)
                     || coalesce('<p class="erro" id="erro-dat_inicio">' || flowt.html(p_erro) || '</p>', '')
                     || '<p class="campo"><button class="botao largo">Mudar para este horário</button></p></form>' END
        || '</section><details><summary>Cancelar este horário</summary><p>O horário fica livre para outra pessoa; o pedido continua, com o que se '
           'pagou dele.</p><form method="post" action="' || v_caminho
        || '/cancelar"><p class="campo"><button class="botao secundario largo">Cancelar o horário</button></p></form></details>';
END
$$;
COMMENT ON FUNCTION flowt.html_mudanca_de_horario(flowt.tb_omni8_tenant, flowt.tb_omni8_agendamento, flowt.busca_de_horario, text, timestamptz[],
                                                  text) IS 'Dias e horários livres para onde levar um agendamento, e como cancelá-lo.';

-- p_frase is what stopped a change to p_desejado; p_erro, what is missing beside the times.
CREATE OR REPLACE FUNCTION flowt.pagina_do_agendamento(p_tenant bigint, p_token text, p_base text, p_dia date, p_recurso bigint, p_status integer,
                                                       p_frase text, p_desejado timestamptz, p_erro text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha   flowt.tb_omni8_agendamento;
    v_empresa flowt.tb_omni8_tenant;
    v_busca   flowt.busca_de_horario;
    v_livres  timestamptz[];
    v_recusa  text;
    v_pedido  text;
BEGIN
    SELECT a.* INTO v_linha FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = p_tenant AND a.des_token = p_token AND a.cod_pedido IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant;
    v_pedido := (SELECT p.des_token FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = v_linha.cod_pedido);
    v_recusa := flowt.recusa_de_mudanca(p_tenant, v_linha);
    v_busca := flowt.buscar_outro_horario(p_tenant, v_linha, p_dia, p_recurso);
    v_livres := CASE WHEN v_recusa IS NULL THEN ARRAY(SELECT h FROM flowt.horarios_da_busca(p_tenant, v_busca, v_busca.dia) AS h) ELSE '{}' END;
    RETURN (p_status, 'text/html; charset=utf-8', NULL, flowt.moldura(p_tenant, p_base, 'Seu horário', '<h1>Seu horário</h1>'
        || CASE WHEN v_recusa IS NULL THEN coalesce(flowt.html_horario_recusado(p_frase, p_desejado, v_livres, v_busca.des_fuso), '') ELSE '' END
        || '<p class="status">' || flowt.html(flowt.frase_do_agendamento(p_tenant, v_linha)) || '</p>'
        || CASE WHEN v_recusa IS NULL THEN flowt.html_mudanca_de_horario(v_empresa, v_linha, v_busca, p_base, v_livres, p_erro)
                ELSE flowt.html_aviso(flowt.frase_da_recusa_de_mudanca(v_recusa))
                    || coalesce('<p class="campo">' || flowt.botao_whatsapp(v_empresa.num_whatsapp, 'Falar no WhatsApp',
                                                                            'Olá! É sobre o meu horário.') || '</p>', '') END
        || '<p class="mais"><a href="' || p_base || '/pedido/' || v_pedido || '">Voltar ao pedido</a></p>'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_do_agendamento(bigint, text, text, date, bigint, integer, text, timestamptz, text)
    IS 'Página em que o cliente muda ou cancela o horário do token; nula se não é de um pedido.';

CREATE OR REPLACE FUNCTION api.pagina_agendamento(p_token text, p_slug text DEFAULT NULL, p_dia date DEFAULT NULL, p_cod_recurso bigint DEFAULT NULL)
    RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_resposta flowt.resposta := flowt.pagina_do_agendamento(flowt.exigir_tenant(), p_token, flowt.base_da_pagina(p_slug), p_dia, p_cod_recurso, 200,
                                                             NULL, NULL, NULL);
BEGIN
    IF v_resposta.status IS NOT NULL THEN
        RETURN NEXT v_resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_agendamento(text, text, date, bigint) IS
$$GET /{slug}/agenda/{token}
GET /agenda/{token}
acesso: publico
modulo: pedidos
consulta: livre
resposta: 200 html
resposta: 404 problema
resposta: 422 problema
cache: private, no-store
etiqueta: Páginas
O horário de um pedido, em palavras, e os horários livres de um dia (o dele, se não dito) para onde o levar. Em cima da hora, só diz com quem falar.$$;

CREATE OR REPLACE FUNCTION api.pagina_agendamento_mudar(
    p_token text, p_sec_fetch_site text, p_origin text, p_host text, p_corpo text, p_slug text DEFAULT NULL
) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := flowt.exigir_tenant();
    v_base      text   := flowt.base_da_pagina(p_slug);
    v_dados     jsonb  := flowt.ler_formulario(p_corpo);
    v_erros     jsonb  := flowt.validar_json('{"$ref": "pagina_remarcacao"}', v_dados, '');
    v_erro      text   := flowt.erro_do_campo(v_erros, 'dat_inicio');
    v_status    integer := 422;
    v_frase     text   := CASE WHEN v_erro IS NULL THEN v_erros #>> '{0,mensagem}' ELSE v_erro END;
    v_pedido    text   := (SELECT p.des_token FROM flowt.tb_omni8_agendamento a
                             JOIN flowt.tb_omni8_pedido p ON p.cod_tenant = v_tenant AND p.cod_pedido = a.cod_pedido
                            WHERE a.cod_tenant = v_tenant AND a.des_token = p_token);
    v_estado    text;
    v_detalhe   text;
    v_restricao text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_pedido IS NULL THEN
        RETURN;
    ELSIF v_erros = '[]' THEN
        BEGIN
            PERFORM flowt.remarcar_pelo_cliente(v_tenant, p_token, (v_dados ->> 'dat_inicio')::timestamptz, (v_dados ->> 'cod_recurso')::bigint);
            RETURN NEXT flowt.ver_outra(v_base || '/pedido/' || v_pedido);
            RETURN;
        EXCEPTION WHEN SQLSTATE 'PT409' OR SQLSTATE 'PT422' OR exclusion_violation THEN
            GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
            v_status := CASE WHEN v_estado LIKE 'PT4__' THEN right(v_estado, 3)::integer ELSE 409 END;
            v_frase := flowt.frase_do_erro(v_detalhe, v_restricao);
        END;
    END IF;
    RETURN NEXT flowt.pagina_do_agendamento(v_tenant, p_token, v_base,
        CASE WHEN flowt.formato_valido('date', v_dados ->> 'dia') THEN (v_dados ->> 'dia')::date END,
        CASE WHEN flowt.formato_valido('codigo', v_dados ->> 'cod_recurso') THEN (v_dados ->> 'cod_recurso')::bigint END, v_status, v_frase,
        CASE WHEN v_status = 409 THEN (v_dados ->> 'dat_inicio')::timestamptz END, v_erro);
END
$$;
COMMENT ON FUNCTION api.pagina_agendamento_mudar(text, text, text, text, text, text) IS
$$POST /{slug}/agenda/{token}
POST /agenda/{token}
acesso: publico
modulo: pedidos
contexto: host
cabecalhos: Sec-Fetch-Site, Origin
formulario: pagina_remarcacao
resposta: 303
resposta: 404 problema
resposta: 409 html
resposta: 422 html
etiqueta: Páginas
Leva o horário de um pedido a outro, livre, conta-o na linha do tempo e leva à página do pedido; se acabou de ser ocupado, mostra os mais próximos.$$;

CREATE OR REPLACE FUNCTION api.pagina_agendamento_cancelar(
    p_token text, p_sec_fetch_site text, p_origin text, p_host text, p_slug text DEFAULT NULL
) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pedido text   := (SELECT p.des_token FROM flowt.tb_omni8_agendamento a
                          JOIN flowt.tb_omni8_pedido p ON p.cod_tenant = v_tenant AND p.cod_pedido = a.cod_pedido
                         WHERE a.cod_tenant = v_tenant AND a.des_token = p_token);
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_pedido IS NOT NULL THEN
        PERFORM flowt.cancelar_horario(v_tenant, flowt.travar_agendamento_do_cliente(v_tenant, p_token), 'Cancelado pelo cliente.');
        RETURN NEXT flowt.ver_outra(v_base || '/pedido/' || v_pedido);
    END IF;
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    -- The page itself says why it cannot be any more.
    RETURN NEXT flowt.pagina_do_agendamento(v_tenant, p_token, v_base, NULL, NULL, 409, NULL, NULL, NULL);
END
$$;
COMMENT ON FUNCTION api.pagina_agendamento_cancelar(text, text, text, text, text) IS
$$POST /{slug}/agenda/{token}/cancelar
POST /agenda/{token}/cancelar
acesso: publico
modulo: pedidos
contexto: host
cabecalhos: Sec-Fetch-Site, Origin
resposta: 303
resposta: 404 problema
resposta: 409 html
etiqueta: Páginas
Cancela o horário de um pedido, que continua, conta-o na linha do tempo e leva à página do pedido.$$;

SELECT flowt.definir_esquema('pagina_remarcacao', $json${
    "type": "object", "required": ["dat_inicio"],
    "properties": {
        "dat_inicio": {"$ref": "#/components/schemas/momento", "x-mensagem": "Escolha um dos horários."},
        "dia": {"type": "string", "format": "date"},
        "cod_recurso": {"type": "string", "format": "codigo", "x-mensagem": "Escolha quem atende."}
    }
}$json$);
