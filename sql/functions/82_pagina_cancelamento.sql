-- Cancellation as a page (guide chapters 7 and 10.2): one form, with or without the company's consent.

CREATE OR REPLACE FUNCTION flowt.pagina_de_cancelar(p_tenant bigint, p_base text, p_pedido flowt.tb_omni8_pedido, p_aviso text, p_dados jsonb,
                                                    p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_direto boolean := EXISTS (SELECT FROM flowt.tb_omni8_cancelamento_direto d WHERE d.sta_pedido = (p_pedido).sta_pedido);
    v_volta  text    := p_base || '/pedido/' || (p_pedido).des_token;
    v_titulo text    := CASE WHEN v_direto THEN 'Cancelar o pedido' ELSE 'Pedir o cancelamento' END;
BEGIN
    RETURN flowt.moldura(p_tenant, p_base, v_titulo, '<h1>' || v_titulo || ' nº ' || (p_pedido).num_pedido || '</h1>' || coalesce(p_aviso, '')
        || CASE WHEN NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_transicao x
                                  WHERE x.sta_de = (p_pedido).sta_pedido AND x.sta_para = 'CANCELADO') THEN ''
                ELSE '<p>' || CASE WHEN v_direto THEN 'O pedido ainda não foi confirmado: você pode cancelá-lo agora.'
                                   ELSE 'O pedido já foi confirmado: a empresa vai aceitar ou recusar o cancelamento, e a resposta aparece na página do pedido.' END || '</p>'
                     || '<form method="post" action="' || v_volta || '/cancelar">'
                     || flowt.html_campo('des_motivo', 'Motivo <small>(opcional)</small>', NULL, ' maxlength="200"', 2, p_dados, p_erros)
                     || '<p class="campo"><button class="botao largo">' || v_titulo || '</button></p></form>' END
        || '<p class="mais"><a href="' || v_volta || '">Voltar ao pedido</a></p>');
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_cancelar(bigint, text, flowt.tb_omni8_pedido, text, jsonb, jsonb)
    IS 'Página que cancela um pedido ou pede o cancelamento. p_aviso já é HTML.';

CREATE OR REPLACE FUNCTION api.pagina_cancelar(p_token text, p_slug text DEFAULT NULL) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pedido flowt.tb_omni8_pedido;
BEGIN
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = v_tenant AND p.des_token = p_token;
    IF FOUND THEN
        RETURN NEXT (200, 'text/html; charset=utf-8', NULL, flowt.pagina_de_cancelar(v_tenant, flowt.base_da_pagina(p_slug), v_pedido,
            CASE WHEN EXISTS (SELECT FROM flowt.tb_omni8_pedido_transicao x
                               WHERE x.sta_de = v_pedido.sta_pedido AND x.sta_para = 'CANCELADO') THEN NULL
                 ELSE flowt.html_aviso('Este pedido não se cancela mais.') END, '{}', '[]'))::flowt.resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_cancelar(text, text) IS
$$GET /{slug}/pedido/{token}/cancelar
GET /pedido/{token}/cancelar
acesso: publico
modulo: pedidos
consulta: livre
resposta: 200 html
resposta: 404 problema
cache: private, no-store
etiqueta: Páginas
Formulário que cancela um pedido ou, depois de confirmado, pede o cancelamento.$$;

CREATE OR REPLACE FUNCTION api.pagina_cancelar_enviar(
    p_token text, p_corpo text, p_slug text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL, p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.validar_json('{"$ref": "cancelamento_novo"}', v_dados, '');
    v_pedido  flowt.tb_omni8_pedido;
    v_detalhe text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = v_tenant AND p.cod_pedido = flowt.pedido_do_token(v_tenant, p_token);
    IF v_erros <> '[]' THEN
        RETURN (422, 'text/html; charset=utf-8', NULL, flowt.pagina_de_cancelar(v_tenant, v_base, v_pedido, NULL, v_dados, v_erros))::flowt.resposta;
    END IF;
    PERFORM flowt.pedir_cancelamento(v_tenant, v_pedido.cod_pedido, 'CLIENTE', v_dados ->> 'des_motivo');
    RETURN flowt.ver_outra(v_base || '/pedido/' || p_token);
EXCEPTION WHEN SQLSTATE 'PT409' THEN
    GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL;
    RETURN (409, 'text/html; charset=utf-8', NULL,
            flowt.pagina_de_cancelar(v_tenant, v_base, v_pedido, flowt.html_aviso(v_detalhe), v_dados, '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_cancelar_enviar(text, text, text, text, text, text) IS
$$POST /{slug}/pedido/{token}/cancelar
POST /pedido/{token}/cancelar
acesso: publico
modulo: pedidos
contexto: host
cabecalhos: Sec-Fetch-Site, Origin
formulario: cancelamento_novo
resposta: 303
resposta: 404 problema
resposta: 409 html
resposta: 422 html
etiqueta: Páginas
Cancela o pedido, ou pede o cancelamento, e volta à página dele.$$;
