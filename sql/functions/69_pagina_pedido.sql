-- Orders as pages (guide chapters 9.3 and 10.2): closing the cart from a form, and following the order by its token.

-- A form's texts become the body of the JSON API. What was typed into a field of another choice (an address with
-- pick-up, change with Pix) was hidden when it was sent, so it does not count.
CREATE OR REPLACE FUNCTION flowt.pedido_do_formulario(p_dados jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p_dados - '{acao,chave,vlr_entrega,vlr_retirada,vlr_local,vlr_troco_para}'::text[]
        - CASE WHEN p_dados ->> 'tip_atendimento' = 'ENTREGA' THEN '{}' ELSE '{des_endereco,nom_bairro,num_cep}' END::text[])
    || jsonb_strip_nulls(jsonb_build_object(
           -- A delivery whose total was not shown yet is expected to cost nothing: if it does, it is shown first.
           'vlr_esperado', CASE p_dados ->> 'tip_atendimento'
                                WHEN 'ENTREGA' THEN coalesce(p_dados ->> 'vlr_entrega', p_dados ->> 'vlr_retirada', p_dados ->> 'vlr_local')
                                                              WHEN 'RETIRADA'
                                                                  THEN p_dados ->> 'vlr_retirada' ELSE p_dados ->> 'vlr_local' END::bigint,
           'vlr_troco_para', CASE WHEN p_dados ->> 'tip_pagamento' = 'DINHEIRO' THEN flowt.centavos_digitados(p_dados ->> 'vlr_troco_para') END));
COMMENT ON FUNCTION flowt.pedido_do_formulario(jsonb) IS 'Corpo de pedido_novo a partir de um formulário já conferido.';

CREATE OR REPLACE FUNCTION flowt.erros_do_formulario(p_dados jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erros jsonb := flowt.validar_json('{"$ref": "sacola_pedido"}', p_dados, '');
BEGIN
    IF p_dados ->> 'tip_atendimento' = 'ENTREGA' AND NOT p_dados ? 'des_endereco' THEN
        v_erros := v_erros || flowt.erro_de_campo('des_endereco', 'campo_obrigatorio', 'Informe onde entregar.');
    END IF;
    IF p_dados ->> 'tip_pagamento' = 'DINHEIRO' AND p_dados ? 'vlr_troco_para' AND flowt.centavos_digitados(p_dados ->> 'vlr_troco_para') IS NULL THEN
        v_erros := v_erros || flowt.erro_de_campo('vlr_troco_para', 'formato_invalido', 'Escreva um valor, como 50 ou 100,00.');
    END IF;
    -- The limits of numbers are those of the JSON body.
    RETURN CASE WHEN v_erros = '[]' THEN flowt.validar_json('{"$ref": "pedido_novo"}', flowt.pedido_do_formulario(p_dados), '') ELSE v_erros END;
END
$$;
COMMENT ON FUNCTION flowt.erros_do_formulario(jsonb) IS 'Todos os campos errados do formulário que fecha o pedido.';

CREATE OR REPLACE FUNCTION flowt.aviso_de_pedido_feito(p_tenant bigint, p_token text, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT format(
                '<div class="aviso" role="alert"><p>Esta sacola já virou o pedido nº %s. <a href="%s/pedido/%s">Acompanhar o pedido</a></p></div>',
                      p.num_pedido, p_base, p.des_token)
          FROM flowt.tb_omni8_carrinho AS c
          JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = p_tenant AND p.cod_carrinho = c.cod_carrinho
         WHERE c.cod_tenant = p_tenant AND c.hsh_token = flowt.digerir(p_token)
    );
END
$$;
COMMENT ON FUNCTION flowt.aviso_de_pedido_feito(bigint, text, text) IS 'Aviso com o caminho do pedido que um carrinho virou; nulo se não virou um.';

-- A rule or constraint that stopped the order: beside its field if it is about one, else at the top of the page.
CREATE OR REPLACE FUNCTION flowt.sacola_recusada(p_tenant bigint, p_base text, p_token text, p_dados jsonb, p_sqlstate text, p_codigo text,
                                                 p_detalhe text, p_restricao text)
RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    -- Where the fee depends on the place, the first sending of the form is what shows it.
    v_frase text  := CASE WHEN p_codigo = 'PRECO_ALTERADO' AND p_dados ->> 'tip_atendimento' = 'ENTREGA'
                               AND NOT p_dados ? 'vlr_entrega' THEN 'Calculamos a entrega: confira o total e confirme o pedido.'
                          ELSE flowt.frase_do_erro(p_detalhe, p_restricao) END;
    v_campo text  := CASE WHEN p_restricao = 'troco_so_em_dinheiro_e_acima_do_total' THEN 'vlr_troco_para'
                          WHEN p_restricao = 'entrega_tem_endereco' THEN 'des_endereco'
                          WHEN p_codigo = 'unidade_indisponivel' THEN 'cod_unidade' WHEN p_codigo = 'local_de_entrega_ausente' THEN 'nom_bairro'
                          WHEN p_codigo = 'fora_da_area_de_entrega' THEN CASE WHEN p_dados ? 'nom_bairro' THEN 'nom_bairro' ELSE 'num_cep' END END;
    v_aviso text  := coalesce(flowt.aviso_de_pedido_feito(p_tenant, p_token, p_base), CASE WHEN v_campo IS NULL THEN flowt.html_aviso(v_frase) END);
    v_erros jsonb := CASE WHEN v_campo IS NULL THEN '[]' ELSE flowt.erro_de_campo(v_campo, coalesce(nullif(p_restricao, ''), p_codigo), v_frase) END;
    -- A request still being served may yet succeed: only its own key finds its answer.
    v_chave text  := CASE p_codigo WHEN 'requisicao_em_andamento' THEN p_dados ->> 'chave' ELSE flowt.novo_token() END;
BEGIN
    RETURN (CASE WHEN p_sqlstate LIKE 'PT4__' THEN right(p_sqlstate, 3)::integer ELSE 422 END, 'text/html; charset=utf-8', NULL,
            flowt.html_sacola(p_tenant, p_base, p_token, v_aviso, p_dados, v_erros, v_chave))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.sacola_recusada(bigint, text, text, jsonb, text, text, text, text)
    IS 'A sacola de volta, com tudo que foi digitado e o que impediu o pedido.';

CREATE OR REPLACE FUNCTION flowt.sacola_calculada(p_tenant bigint, p_base text, p_token text, p_dados jsonb) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_carrinho bigint := flowt.carrinho_aberto(p_tenant, p_token);
    v_itens    bigint := flowt.valor_comprado(flowt.cotar_carrinho(p_tenant, v_carrinho, NULL, now()));
    v_erros    jsonb  := '[]';
BEGIN
    IF p_dados ? 'num_cep' AND NOT flowt.formato_valido('cep', p_dados ->> 'num_cep') THEN
        v_erros := flowt.erro_de_campo('num_cep', 'formato_invalido', 'O CEP tem oito algarismos, como 01310-100.');
    ELSIF (flowt.entrega_da_sacola(p_tenant, v_itens, p_dados)).flg_atende IS NOT TRUE THEN
        v_erros := flowt.erro_de_campo(CASE WHEN p_dados ? 'num_cep' AND NOT p_dados ? 'nom_bairro' THEN 'num_cep' ELSE 'nom_bairro' END,
            'fora_da_area_de_entrega',
            CASE WHEN p_dados ?| '{num_cep,nom_bairro}' THEN 'Não entregamos neste bairro ou CEP.' ELSE 'Informe o bairro ou o CEP da entrega.' END);
    END IF;
    RETURN (CASE v_erros WHEN '[]' THEN 200 ELSE 422 END, 'text/html; charset=utf-8', NULL,
            flowt.html_sacola(p_tenant, p_base, p_token, NULL, p_dados || '{"tip_atendimento": "ENTREGA"}', v_erros,
                              coalesce(p_dados ->> 'chave', flowt.novo_token())))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.sacola_calculada(bigint, text, text, jsonb)
    IS 'A sacola de volta, com tudo que foi digitado e a taxa de entrega ao bairro ou CEP.';

CREATE OR REPLACE FUNCTION api.pagina_pedido_criar(
    p_flowt_sacola text, p_corpo text, p_slug text DEFAULT NULL, p_flowt_cliente text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL,
        p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := flowt.exigir_tenant();
    v_base      text   := flowt.base_da_pagina(p_slug);
    v_dados     jsonb  := flowt.ler_formulario(p_corpo);
    v_erros     jsonb  := flowt.erros_do_formulario(v_dados);
    v_pedido    bigint;
    v_estado    text;
    v_codigo    text;
    v_detalhe   text;
    v_restricao text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    IF v_dados ->> 'acao' = 'calcular' THEN
        RETURN flowt.sacola_calculada(v_tenant, v_base, p_flowt_sacola, v_dados);
    ELSIF v_erros <> '[]' THEN
        RETURN (422, 'text/html; charset=utf-8', NULL,
                flowt.html_sacola(v_tenant, v_base, p_flowt_sacola, NULL, v_dados, v_erros,
                                  coalesce(v_dados ->> 'chave', flowt.novo_token())))::flowt.resposta;
    END IF;
    v_pedido := flowt.fechar_pedido(v_tenant, p_flowt_sacola, v_dados ->> 'chave', flowt.pedido_do_formulario(v_dados));
    RETURN flowt.ver_outra(v_base || '/pedido/' || (SELECT p.des_token FROM flowt.tb_omni8_pedido p
                                                     WHERE p.cod_tenant = v_tenant AND p.cod_pedido = v_pedido));
EXCEPTION WHEN SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT410' OR SQLSTATE 'PT422' OR check_violation THEN
    GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_codigo = MESSAGE_TEXT, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
    RETURN flowt.sacola_recusada(v_tenant, v_base, p_flowt_sacola, v_dados, v_estado, v_codigo, v_detalhe, v_restricao);
END
$$;
COMMENT ON FUNCTION api.pagina_pedido_criar(text, text, text, text, text, text, text) IS
$$POST /{slug}/sacola/pedido
POST /sacola/pedido
acesso: publico
modulo: pedidos
contexto: host
cookies: flowt_sacola, flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: sacola_pedido
resposta: 200 html
resposta: 303
resposta: 404 html
resposta: 409 html
resposta: 410 html
resposta: 422 html
etiqueta: Páginas
Fecha o pedido e leva à página dele. Campos errados e o que impede a compra voltam na própria página, com tudo que foi digitado.
Com acao "calcular", só mostra quanto custa a entrega ao bairro ou CEP.$$;

CREATE OR REPLACE FUNCTION flowt.html_linha_do_tempo(p_tenant bigint, p_pedido bigint, p_fuso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<ol class="tempo">' || string_agg('<li><b>' || flowt.html(s.des_status) || '</b> <time datetime="'
                   || to_char(e.dat_evento AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '">'
                   || to_char(e.dat_evento AT TIME ZONE p_fuso, 'DD/MM "às" HH24:MI') || '</time>'
                   || coalesce('<p>' || flowt.html(e.des_motivo) || '</p>', '') || '</li>', '' ORDER BY e.num_evento) || '</ol>'
          FROM flowt.tb_omni8_pedido_evento AS e JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = e.sta_para
         WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido
    );
END
$$;
COMMENT ON FUNCTION flowt.html_linha_do_tempo(bigint, bigint, text) IS 'Passos de um pedido, com a hora no fuso dado.';

CREATE OR REPLACE FUNCTION flowt.html_somas_do_pedido(p_pedido flowt.tb_omni8_pedido) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<dl class="somas"><div><dt>Itens</dt><dd>' || flowt.reais((p_pedido).vlr_itens) || '</dd></div>'
        || coalesce((SELECT string_agg('<div class="desconto"><dt>' || flowt.html(d.des_motivo) || '</dt><dd>−' || flowt.reais(d.valor)
                                       || '</dd></div>', '' ORDER BY d.ordem)
                       FROM (SELECT x.des_motivo, sum(x.vlr_desconto)::bigint AS valor, min(x.num_desconto) AS ordem
                               FROM flowt.tb_omni8_pedido_desconto AS x
                              WHERE x.cod_tenant = (p_pedido).cod_tenant AND x.cod_pedido = (p_pedido).cod_pedido AND x.tip_alvo <> 'FRETE'
                                AND x.vlr_desconto > 0 GROUP BY x.des_motivo) AS d), '')
        || CASE (p_pedido).tip_atendimento WHEN 'ENTREGA' THEN '<div><dt>Entrega</dt><dd>'
               || CASE WHEN (p_pedido).vlr_desconto_entrega = 0 THEN flowt.reais((p_pedido).vlr_taxa_entrega)
                       WHEN (p_pedido).vlr_desconto_entrega = (p_pedido).vlr_taxa_entrega THEN '<s>' || flowt.reais((p_pedido).vlr_taxa_entrega)
                           || '</s> grátis'
                       ELSE '<s>' || flowt.reais((p_pedido).vlr_taxa_entrega) || '</s> '
                           || flowt.reais((p_pedido).vlr_taxa_entrega - (p_pedido).vlr_desconto_entrega) END || '</dd></div>' ELSE '' END
        || CASE WHEN (p_pedido).vlr_taxa_servico > 0 THEN '<div><dt>Taxa de serviço</dt><dd>' || flowt.reais((p_pedido).vlr_taxa_servico)
                || '</dd></div>' ELSE '' END
        || CASE WHEN (p_pedido).vlr_gorjeta > 0 THEN '<div><dt>Gorjeta</dt><dd>' || flowt.reais((p_pedido).vlr_gorjeta) || '</dd></div>' ELSE '' END
        || '<div class="total"><dt>Total</dt><dd>' || flowt.reais((p_pedido).vlr_total) || '</dd></div></dl>';
END
$$;
COMMENT ON FUNCTION flowt.html_somas_do_pedido(flowt.tb_omni8_pedido)
    IS 'Somas de um pedido: itens, cada desconto com seu motivo, entrega, serviço, gorjeta, total.';

CREATE OR REPLACE FUNCTION flowt.html_itens_do_pedido(p_pedido flowt.tb_omni8_pedido) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<ul class="recibo">' || string_agg(CASE WHEN i.num_item_pai IS NULL
                   THEN '<li><span>' || i.qtd_item || ' × ' || flowt.html(i.nom_produto)
                        || coalesce('<small>' || flowt.html(CASE WHEN i.cod_combo IS NULL THEN flowt.escolhas_em_palavras(i.js_opcoes) END)
                                    || '</small>', '')
                        || coalesce('<small>“' || flowt.html(i.des_observacao) || '”</small>', '') || '</span><span>' || flowt.reais(i.vlr_bruto)
                        || '</span></li>'
                   ELSE '<li class="parte"><span>' || i.qtd_item || ' × ' || flowt.html(i.nom_produto)
                       || coalesce('<small>' || flowt.html(flowt.escolhas_em_palavras(i.js_opcoes)) || '</small>', '') || '</span></li>' END,
                   '' ORDER BY i.num_item) || '</ul>' || flowt.html_somas_do_pedido(p_pedido)
          FROM flowt.tb_omni8_pedido_item AS i
         WHERE i.cod_tenant = (p_pedido).cod_tenant AND i.cod_pedido = (p_pedido).cod_pedido
    );
END
$$;
COMMENT ON FUNCTION flowt.html_itens_do_pedido(flowt.tb_omni8_pedido) IS 'Itens e somas de um pedido.';

CREATE OR REPLACE FUNCTION flowt.html_dados_do_pedido(p_pedido flowt.tb_omni8_pedido) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<dl class="ficha">' || coalesce((SELECT '<div><dt>Unidade</dt><dd>'
                                               || flowt.html(concat_ws(', ', u.nom_unidade, u.des_logradouro, u.num_endereco, u.nom_bairro))
                                               || '</dd></div>'
                                               FROM flowt.unidades_abertas_ao_publico((p_pedido).cod_tenant) AS u
                                              WHERE u.cod_unidade = (p_pedido).cod_unidade),
                                          '') || '<div><dt>Para</dt><dd>' || flowt.html(split_part((p_pedido).nom_cliente, ' ', 1))
                                      || coalesce(', ' || flowt.telefone_mascarado((p_pedido).num_telefone), '') || '</dd></div>'
        || '<div><dt>Atendimento</dt><dd>' || CASE (p_pedido).tip_atendimento WHEN 'ENTREGA' THEN 'Entrega em '
                                                   || flowt.html(flowt.endereco_mascarado((p_pedido).des_endereco))
                                                   WHEN 'RETIRADA' THEN 'Retirada no balcão' ELSE 'No local' END || '</dd></div>'
        || '<div><dt>Pagamento</dt><dd>' || CASE (p_pedido).tip_pagamento WHEN 'PIX' THEN 'Pix' WHEN 'CARTAO' THEN 'Cartão'
               ELSE 'Dinheiro' || coalesce(', troco para ' || flowt.reais((p_pedido).vlr_troco_para), '') END || ', ao receber</dd></div></dl>';
END
$$;
COMMENT ON FUNCTION flowt.html_dados_do_pedido(flowt.tb_omni8_pedido) IS 'Para quem, como e com que pagamento: dados pessoais mascarados.';

CREATE OR REPLACE FUNCTION api.pagina_pedido(p_token text, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_pedido  flowt.tb_omni8_pedido;
    v_empresa record;
BEGIN
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = v_tenant AND p.des_token = p_token;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT t.des_fuso_horario, t.num_whatsapp, t.nom_fantasia, s.des_status, s.flg_final
        OR s.sta_pedido IN ('ENTREGUE', 'CONCLUIDO') AS parou INTO v_empresa
      FROM flowt.tb_omni8_tenant t JOIN flowt.tb_omni8_pedido_status s ON s.sta_pedido = v_pedido.sta_pedido WHERE t.cod_tenant = v_tenant;
    RETURN NEXT (200, 'text/html; charset=utf-8', NULL, flowt.moldura(v_tenant, v_base, 'Pedido nº ' || v_pedido.num_pedido,
        '<h1>Pedido nº ' || v_pedido.num_pedido || '</h1><p class="status">' || flowt.html(v_empresa.des_status) || '</p>'
        || flowt.html_linha_do_tempo(v_tenant, v_pedido.cod_pedido, v_empresa.des_fuso_horario)
        || CASE WHEN v_empresa.parou THEN ''
                ELSE '<p class="nota">Esta página se atualiza sozinha: guarde o endereço dela para acompanhar.</p><p class="mais"><a '
                     'href="">Atualizar agora</a></p>' END
        || '<div class="contato">' || coalesce(flowt.botao_whatsapp(v_empresa.num_whatsapp, 'Falar sobre este pedido',
               format('Olá, %s! É sobre o pedido nº %s.', v_empresa.nom_fantasia, v_pedido.num_pedido)), '') || '</div>'
        || flowt.html_acoes_do_pedido(v_pedido, v_base)
        || '<h2>Resumo</h2>' || flowt.html_itens_do_pedido(v_pedido) || flowt.html_dados_do_pedido(v_pedido)
        || '<p class="mais"><a href="' || coalesce(nullif(v_base, ''), '/') || '">Fazer outro pedido</a></p>',
        CASE WHEN v_empresa.parou THEN '' ELSE '<meta http-equiv="refresh" content="30">' END))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_pedido(text, text) IS
$$GET /{slug}/pedido/{token}
GET /pedido/{token}
acesso: publico
modulo: pedidos
consulta: livre
resposta: 200 html
resposta: 404 problema
cache: private, no-cache
etiqueta: Páginas
A página de acompanhamento de um pedido, pelo seu token público; dados pessoais mascarados.$$;

-- The fields of pedido_novo, but for money: that is typed, and what the buyer saw comes in two parts.
SELECT flowt.definir_esquema('sacola_pedido', jsonb_set(e.js_esquema, '{properties}',
           ((e.js_esquema -> 'properties') - '{vlr_esperado,num_latitude,num_longitude}'::text[]) || '{
               "acao":             {"type": "string", "enum": ["calcular"], "description": "Só calcula a entrega."},
               "chave":            {"type": "string", "pattern": "^[!-~]{8,128}$", "description": "Idempotency-Key do formulário."},
               "vlr_entrega":  {"type": "string", "pattern": "^[0-9]{1,13}$",
                   "description": "Total com entrega que o cliente viu, em centavos: só é comparado."},
               "vlr_retirada": {"type": "string", "pattern": "^[0-9]{1,13}$", "description": "Total para retirar que o cliente viu, em centavos."},
               "vlr_local":    {"type": "string", "pattern": "^[0-9]{1,13}$", "description": "Total no local que o cliente viu, em centavos."},
               "vlr_troco_para":   {"type": "string", "maxLength": 20, "description": "Valor como as pessoas o escrevem, em reais."}}'::jsonb)
           || jsonb_build_object('required', e.js_esquema -> 'required' || '["chave"]'))
  FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'pedido_novo';
