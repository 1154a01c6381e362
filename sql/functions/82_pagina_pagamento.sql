-- The page on which an order is paid (guide chapters 10.1 and 18.1): the code to copy, its picture, what is
-- paid already and what was undone.

CREATE OR REPLACE FUNCTION flowt.html_pix(p_pagamento flowt.tb_omni8_pagamento, p_endereco text, p_fuso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_campo text := 'pix-' || (p_pagamento).num_pagamento;
    v_frase text;
BEGIN
    -- Selected whole by one tap (user-select: all), so that it can be copied without JavaScript.
    RETURN '<p><img class="qr" src="' || p_endereco || '/pagamentos/' || (p_pagamento).num_pagamento
        || '/qr" width="240" height="240" alt="Código QR deste Pix"></p><div class="campo"><label for="' || v_campo
        || '">Pix copia e cola</label><textarea id="' || v_campo || '" class="pix" rows="4" readonly spellcheck="false" aria-describedby="'
        || v_campo || '-ajuda">' || E'\n'
        || flowt.html(flowt.pix_do_pagamento(p_pagamento)) || '</textarea></div><p class="nota" id="' || v_campo
        || '-ajuda">Toque no código, selecione tudo e copie. No aplicativo do seu banco, escolha Pix copia e cola.</p>'
        || coalesce('<p class="nota">Pague até ' || to_char((p_pagamento).dat_expiracao AT TIME ZONE p_fuso, 'HH24:MI "de" DD/MM') || '.</p>', '');
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    GET STACKED DIAGNOSTICS v_frase = PG_EXCEPTION_DETAIL;
    RETURN '<p class="nota">' || flowt.html(v_frase) || '</p>';
END
$$;
COMMENT ON FUNCTION flowt.html_pix(flowt.tb_omni8_pagamento, text, text)
    IS 'Código PIX de um pagamento em aberto, com figura e texto a copiar; uma frase, se ainda não há.';

CREATE OR REPLACE FUNCTION flowt.html_pagamento(p_pagamento flowt.tb_omni8_pagamento, p_endereco text, p_fuso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<section class="pagamento"><h2>' || CASE (p_pagamento).tip_pagamento WHEN 'PIX' THEN 'Pix' WHEN 'CARTAO' THEN 'Cartão'
                                                     ELSE 'Dinheiro' END || ', ' || flowt.reais((p_pagamento).vlr_pagamento) || '</h2>'
        || CASE WHEN (p_pagamento).sta_pagamento = 'PENDENTE'
                     AND (p_pagamento).tip_pagamento = 'PIX' THEN flowt.html_pix(p_pagamento, p_endereco, p_fuso)
                WHEN (p_pagamento).sta_pagamento = 'PENDENTE' THEN '<p>A pagar ao receber'
                    || coalesce(', com troco para ' || flowt.reais((p_pagamento).vlr_troco_para) || ' ('
                                || flowt.reais((p_pagamento).vlr_troco_para - (p_pagamento).vlr_pagamento) || ' de troco)', '') || '.</p>'
                ELSE '<p>' || (SELECT flowt.html(s.des_status) FROM flowt.tb_omni8_pagamento_status s
                                WHERE s.sta_pagamento = (p_pagamento).sta_pagamento)
                     || coalesce(' em ' || to_char((p_pagamento).dat_pagamento AT TIME ZONE p_fuso, 'DD/MM "às" HH24:MI'), '') || '.'
                     || CASE WHEN (p_pagamento).vlr_estornado > 0 THEN ' Devolvido: ' || flowt.reais((p_pagamento).vlr_estornado) || '.' ELSE '' END
                     || '</p>' END
        || '</section>';
END
$$;
COMMENT ON FUNCTION flowt.html_pagamento(flowt.tb_omni8_pagamento, text, text) IS 'Um pagamento na página em que se paga o pedido.';

-- Why something was undone is not told here: staff and customers write what they like there.
CREATE OR REPLACE FUNCTION flowt.html_desfeito(p_tenant bigint, p_pedido bigint, p_fuso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<section class="desfeito"><h2>O que se desfez</h2><ul>' || string_agg('<li>'
                    || CASE e.tip_estorno WHEN 'CANCELAMENTO' THEN 'Pedido cancelado' WHEN 'DEVOLUCAO' THEN 'Itens devolvidos'
                            ELSE 'Parte do valor devolvida' END
                    || ' em ' || to_char(e.dat_estorno AT TIME ZONE p_fuso, 'DD/MM "às" HH24:MI') || ': ' || flowt.reais(e.vlr_estorno)
                    || CASE e.vlr_devolvido WHEN 0 THEN ', que já não se cobra.' WHEN e.vlr_estorno THEN ', que volta a quem pagou.'
                            ELSE ', de que ' || flowt.reais(e.vlr_devolvido) || ' voltam a quem pagou e '
                                || flowt.reais(e.vlr_estorno - e.vlr_devolvido) || ' já não se cobram.' END
                    || '</li>', '' ORDER BY e.num_estorno) || '</ul></section>'
          FROM flowt.tb_omni8_pedido_estorno AS e WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido AND e.vlr_estorno > 0);
END
$$;
COMMENT ON FUNCTION flowt.html_desfeito(bigint, bigint, text)
    IS 'O que se desfez de um pedido, em palavras e valores, na página em que se paga; nulo se nada.';

CREATE OR REPLACE FUNCTION flowt.html_somas_do_pagamento(p_tenant bigint, p_pedido flowt.tb_omni8_pedido) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_desfeito bigint := flowt.vlr_estornado(p_tenant, (p_pedido).cod_pedido);
    v_falta    bigint := flowt.valor_em_aberto(p_tenant, (p_pedido).cod_pedido);
BEGIN
    RETURN '<dl class="somas"><div class="total"><dt>Total</dt><dd>' || flowt.reais((p_pedido).vlr_total) || '</dd></div>'
        || CASE WHEN v_desfeito > 0 THEN '<div><dt>Desfeito</dt><dd>− ' || flowt.reais(v_desfeito) || '</dd></div>' ELSE '' END
        || '<div><dt>Pago</dt><dd>' || flowt.reais(flowt.valor_pago(p_tenant, (p_pedido).cod_pedido)) || '</dd></div>'
        || CASE WHEN v_desfeito > 0 AND v_falta > 0 THEN '<div><dt>Falta pagar</dt><dd>' || flowt.reais(v_falta) || '</dd></div>' ELSE '' END
        || '</dl>';
END
$$;
COMMENT ON FUNCTION flowt.html_somas_do_pagamento(bigint, flowt.tb_omni8_pedido)
    IS 'Total, o que se desfez, o que está pago e o que falta de um pedido, na página em que se paga.';

CREATE OR REPLACE FUNCTION api.pagina_pagamento(p_token text, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_base     text   := flowt.base_da_pagina(p_slug);
    v_fuso     text   := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant);
    v_pedido   flowt.tb_omni8_pedido;
    v_endereco text;
    v_espera   boolean;
    v_partes   text;
BEGIN
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = v_tenant AND p.des_token = p_token;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    v_endereco := v_base || '/pedido/' || flowt.html(v_pedido.des_token);
    SELECT coalesce(bool_or(g.sta_pagamento = 'PENDENTE' AND g.tip_pagamento = 'PIX'), false),
           string_agg(flowt.html_pagamento(g, v_endereco, v_fuso), '' ORDER BY g.num_pagamento) INTO v_espera, v_partes
      FROM flowt.tb_omni8_pagamento g JOIN flowt.tb_omni8_pagamento_status s ON s.sta_pagamento = g.sta_pagamento
       -- What was replaced by another way of paying is nobody's concern any more; how an order ended is.
     WHERE g.cod_tenant = v_tenant AND g.cod_pedido = v_pedido.cod_pedido
       AND (s.flg_conta OR v_pedido.sta_pedido IN ('CANCELADO', 'EXPIRADO', 'RECUSADO'));
    RETURN NEXT (200, 'text/html; charset=utf-8', NULL, flowt.moldura(v_tenant, v_base, 'Pagamento do pedido nº ' || v_pedido.num_pedido,
        '<h1>Pagamento do pedido nº ' || v_pedido.num_pedido || '</h1>' || flowt.html_somas_do_pagamento(v_tenant, v_pedido)
        || coalesce(v_partes, '<p>Não há o que pagar.</p>') || coalesce(flowt.html_desfeito(v_tenant, v_pedido.cod_pedido, v_fuso), '')
        || CASE WHEN v_espera THEN '<p class="nota">Assim que o pagamento chegar, esta página mostra.</p>' ELSE '' END
        || '<p class="mais"><a href="' || v_endereco || '">Acompanhar o pedido</a></p>',
        CASE WHEN v_espera THEN '<meta http-equiv="refresh" content="20">' ELSE '' END))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_pagamento(text, text) IS
$$GET /{slug}/pedido/{token}/pagamento
GET /pedido/{token}/pagamento
acesso: publico
modulo: pedidos
consulta: livre
resposta: 200 html
resposta: 404 problema
cache: private, no-cache
etiqueta: Páginas
A página em que se paga um pedido, pelo seu token público: código PIX em figura e texto, o que já foi pago e o que se desfez (cancelado, devolvido, estornado), em palavras e valores. Sem dados pessoais.$$;

CREATE OR REPLACE FUNCTION api.pagina_pagamento_qr(p_token text, p_num integer, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN api.pedido_pix_qr(p_token, p_num);
COMMENT ON FUNCTION api.pagina_pagamento_qr(text, integer, text) IS
$$GET /{slug}/pedido/{token}/pagamentos/{num}/qr
GET /pedido/{token}/pagamentos/{num}/qr
acesso: publico
modulo: pedidos
resposta: 200 image/svg+xml
resposta: 404 problema
resposta: 409 problema
cache: private, no-cache
etiqueta: Páginas
A figura do código PIX, para a página em que se paga o pedido.$$;
