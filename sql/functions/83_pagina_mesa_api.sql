-- A table as a page (guide chapters 7.1 and 10): its address, and all its forms, which come to the same address.

CREATE OR REPLACE FUNCTION api.pagina_mesa(p_token text, p_flowt_mesa text, p_flowt_sacola text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, 'text/html; charset=utf-8', NULL,
            flowt.html_mesa(v_tenant, flowt.base_da_pagina(p_slug), flowt.mesa_do_token(v_tenant, p_token), p_flowt_mesa, p_flowt_sacola, NULL, '{}',
                            '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_mesa(text, text, text, text) IS
$$GET /{slug}/mesa/{token}
GET /mesa/{token}
acesso: publico
modulo: pedidos
consulta: livre
cookies: flowt_mesa, flowt_sacola
resposta: 200 html
resposta: 404 problema
cache: private, no-store
etiqueta: Páginas
A página que o QR de uma mesa abre: entrar com um nome e, depois, pedir, ver a conta e chamar.$$;

CREATE OR REPLACE FUNCTION flowt.agir_na_mesa(p_tenant bigint, p_comanda flowt.tb_omni8_comanda, p_dados jsonb, p_sacola text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_acao text := p_dados ->> 'acao';
BEGIN
    CASE v_acao
        WHEN 'pedir' THEN
            PERFORM flowt.pedir_na_mesa(p_tenant, p_comanda, p_sacola,
                                        p_dados ->> 'chave', jsonb_build_object('vlr_esperado', (p_dados ->> 'vlr_esperado')::bigint));
        WHEN 'garcom' THEN
            PERFORM flowt.chamar_garcom(p_tenant, p_comanda, 'GARCOM');
        WHEN 'conta' THEN
            PERFORM flowt.chamar_garcom(p_tenant, p_comanda, 'CONTA');
        WHEN 'gorjeta' THEN
            PERFORM flowt.ajustar_conta_pela_comanda(p_comanda,
                                                     jsonb_build_object('vlr_gorjeta', flowt.centavos_digitados(p_dados ->> 'vlr_gorjeta')));
        ELSE
            PERFORM flowt.ajustar_conta_pela_comanda(p_comanda, jsonb_build_object('flg_taxa_servico', v_acao = 'com_taxa'));
    END CASE;
END
$$;
COMMENT ON FUNCTION flowt.agir_na_mesa(bigint, flowt.tb_omni8_comanda, jsonb, text)
    IS 'Faz o que um formulário já conferido da página da mesa pede em nome de uma comanda.';

CREATE OR REPLACE FUNCTION flowt.erros_da_mesa(p_dados jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erros jsonb := flowt.validar_json('{"$ref": "mesa_formulario"}', p_dados, '');
BEGIN
    IF p_dados ->> 'acao' = 'entrar' AND length(btrim(coalesce(p_dados ->> 'nom_apelido', ''))) < 2 THEN
        v_erros := v_erros || flowt.erro_de_campo('nom_apelido', 'texto_curto', 'Diga seu nome ou apelido, com ao menos 2 letras.');
    ELSIF p_dados ->> 'acao' = 'gorjeta' AND coalesce(flowt.centavos_digitados(p_dados ->> 'vlr_gorjeta'), -1) NOT BETWEEN 0 AND 10000000 THEN
        v_erros := v_erros || flowt.erro_de_campo('vlr_gorjeta', 'formato_invalido', 'Escreva um valor, como 5 ou 7,50.');
    END IF;
    RETURN v_erros;
END
$$;
COMMENT ON FUNCTION flowt.erros_da_mesa(jsonb) IS 'Campos errados de um formulário da página da mesa.';

CREATE OR REPLACE FUNCTION api.pagina_mesa_enviar(
    p_token text, p_flowt_mesa text, p_flowt_sacola text, p_esquema text, p_corpo text, p_slug text DEFAULT NULL, p_flowt_cliente text DEFAULT NULL,
    p_sec_fetch_site text DEFAULT NULL, p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.erros_da_mesa(v_dados);
    v_mesa    flowt.tb_omni8_mesa := flowt.mesa_do_token(v_tenant, p_token);
    v_comanda flowt.tb_omni8_comanda := flowt.comanda_nesta_mesa(v_tenant, v_mesa.cod_mesa, p_flowt_mesa);
    v_cookies text;
    v_estado  text;
    v_detalhe text;
    v_restricao text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    IF v_erros <> '[]' THEN
        RETURN (422, 'text/html; charset=utf-8', NULL,
                flowt.html_mesa(v_tenant, v_base, v_mesa, p_flowt_mesa, p_flowt_sacola, NULL, v_dados, v_erros))::flowt.resposta;
    ELSIF v_comanda.cod_comanda IS NULL AND v_dados ->> 'acao' <> 'entrar' THEN
        RETURN (410, 'text/html; charset=utf-8', NULL, flowt.html_mesa(v_tenant, v_base, v_mesa, NULL, p_flowt_sacola,
                flowt.html_aviso('A conta em que você estava foi fechada. Para pedir mais, entre de novo.'), '{}', '[]'))::flowt.resposta;
    ELSIF v_dados ->> 'acao' <> 'entrar' THEN
        PERFORM flowt.agir_na_mesa(v_tenant, v_comanda, v_dados, p_flowt_sacola);
    ELSIF v_comanda.cod_comanda IS NULL THEN
        v_cookies := flowt.cookie_da_mesa(flowt.entrar_na_mesa(v_tenant, v_mesa.cod_mesa, v_dados ->> 'nom_apelido'), v_base, p_esquema);
    END IF;
    IF v_dados ->> 'acao' IN ('entrar', 'pedir') THEN
        v_cookies := concat_ws(E'\n', v_cookies, flowt.cookie_da_sacola(flowt.sacola_da_mesa(v_tenant, p_flowt_sacola, p_token), v_base, p_esquema));
    END IF;
    RETURN flowt.ver_outra(v_base || '/mesa/' || p_token, v_cookies);
EXCEPTION WHEN SQLSTATE 'PT400' OR SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT410' OR SQLSTATE 'PT422' OR check_violation THEN
    GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
    RETURN (CASE WHEN v_estado LIKE 'PT4__' THEN right(v_estado, 3)::integer ELSE 422 END, 'text/html; charset=utf-8', NULL,
            flowt.html_mesa(v_tenant, v_base, v_mesa, p_flowt_mesa, p_flowt_sacola, flowt.html_aviso(flowt.frase_do_erro(v_detalhe, v_restricao)),
                            v_dados, '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_mesa_enviar(text, text, text, text, text, text, text, text, text, text) IS
$$POST /{slug}/mesa/{token}
POST /mesa/{token}
acesso: publico
modulo: pedidos
contexto: esquema, host
cookies: flowt_mesa, flowt_sacola, flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: mesa_formulario
resposta: 303
resposta: 400 html
resposta: 404 html
resposta: 409 html
resposta: 410 html
resposta: 422 html
etiqueta: Páginas
Entra na mesa, manda a sacola à cozinha, chama alguém, pede a conta, muda a taxa de serviço e a gorjeta; e volta à página dela.$$;

SELECT flowt.definir_esquema('mesa_formulario', $json${
    "type": "object", "required": ["acao"],
    "properties": {
        "acao": {"type": "string", "enum": ["entrar", "pedir", "garcom", "conta", "sem_taxa", "com_taxa", "gorjeta"]},
        "nom_apelido": {"type": "string", "maxLength": 40, "format": "nome"}, "vlr_gorjeta": {"type": "string", "maxLength": 20},
        "chave": {"type": "string", "pattern": "^[!-~]{8,128}$", "description": "Idempotency-Key do formulário."},
        "vlr_esperado": {"type": "string", "pattern": "^[0-9]{1,13}$", "description": "Total que o cliente viu, em centavos: só é comparado."}
    }
}$json$);
