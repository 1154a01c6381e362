-- Customer's pages: the account's routes. Every form carries the session's seal (54_sessao_pagina).

CREATE OR REPLACE FUNCTION api.pagina_conta(p_flowt_cliente text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pessoa bigint := flowt.entrar_pela_pagina(p_flowt_cliente);
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    RETURN (200, 'text/html; charset=utf-8', NULL, flowt.html_conta(v_tenant, v_pessoa, v_base, p_flowt_cliente, '{}', '[]', NULL))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_conta(text, text) IS
$$GET /{slug}/conta
GET /conta
acesso: publico
modulo: pessoas
consulta: livre
cookies: flowt_cliente
resposta: 200 html
resposta: 303
cache: private, no-store
etiqueta: Páginas
A conta do cliente: pedidos, favoritos, dados, endereços e consentimentos; sem sessão, leva a entrar.$$;

-- Who sends a form of the account; nobody: the session is over, and the page asks to sign in.
CREATE OR REPLACE FUNCTION flowt.cliente_do_formulario(p_token text, p_dados jsonb, p_sec_fetch_site text, p_origin text, p_host text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa bigint;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    v_pessoa := flowt.entrar_pela_pagina(p_token);
    IF v_pessoa IS NOT NULL THEN
        PERFORM flowt.conferir_selo(p_token, p_dados ->> 'selo');
    END IF;
    RETURN v_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.cliente_do_formulario(text, jsonb, text, text, text)
    IS 'Cliente que envia um formulário da conta: confere origem e selo (403); nulo se a sessão acabou.';

CREATE OR REPLACE FUNCTION api.pagina_conta_dados(p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text, p_corpo text,
                                                  p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_dados  jsonb  := flowt.ler_formulario(p_corpo);
    v_pessoa bigint := flowt.cliente_do_formulario(p_flowt_cliente, v_dados, p_sec_fetch_site, p_origin, p_host);
    v_campos jsonb  := '{"nom_pessoa": "", "nom_social": null, "dat_nascimento": null}'::jsonb || (v_dados - 'selo');
    v_erros  jsonb;
    v_frase  text;
    v_restricao text;
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    v_erros := flowt.validar_json('{"$ref": "cliente_alteracao"}', v_campos || '{"num_versao": 1}', '');
    IF v_erros = '[]' THEN
        PERFORM flowt.alterar_pessoa(flowt.travar_pessoa(v_tenant, v_pessoa), v_campos);
        RETURN flowt.ver_outra(v_base || '/conta');
    END IF;
    RETURN (422, 'text/html; charset=utf-8', NULL,
            flowt.html_conta(v_tenant, v_pessoa, v_base, p_flowt_cliente, v_dados, v_erros, 'dados'))::flowt.resposta;
EXCEPTION WHEN SQLSTATE 'PT422' OR check_violation THEN
    GET STACKED DIAGNOSTICS v_frase = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
    -- What is left to refuse is the date.
    RETURN (422, 'text/html; charset=utf-8', NULL, flowt.html_conta(v_tenant, v_pessoa, v_base, p_flowt_cliente, v_dados,
        flowt.erro_de_campo('dat_nascimento', 'data_invalida', flowt.frase_do_erro(v_frase, v_restricao)), 'dados'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_conta_dados(text, text, text, text, text, text) IS
$$POST /{slug}/conta/dados
POST /conta/dados
acesso: publico
modulo: pessoas
cookies: flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
contexto: host
formulario: pagina_conta
resposta: 303
resposta: 422 html
etiqueta: Páginas
Altera os dados do cliente.$$;

CREATE OR REPLACE FUNCTION api.pagina_conta_endereco(p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text, p_corpo text,
                                                     p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_dados  jsonb  := flowt.ler_formulario(p_corpo);
    v_pessoa bigint := flowt.cliente_do_formulario(p_flowt_cliente, v_dados, p_sec_fetch_site, p_origin, p_host);
    v_campos jsonb  := (v_dados - 'selo') || CASE WHEN v_dados ? 'sig_uf' THEN jsonb_build_object('sig_uf', upper(v_dados ->> 'sig_uf'))
                                                  ELSE '{}' END;
    v_erros  jsonb;
    v_feito  bigint;
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    v_erros := flowt.validar_json('{"$ref": "endereco_novo"}', v_campos, '');
    IF v_erros <> '[]' THEN
        RETURN (422, 'text/html; charset=utf-8', NULL,
                flowt.html_conta(v_tenant, v_pessoa, v_base, p_flowt_cliente, v_dados, v_erros, 'enderecos'))::flowt.resposta;
    END IF;
    v_feito := flowt.gravar_endereco(flowt.travar_pessoa(v_tenant, v_pessoa), NULL, v_campos);
    RETURN flowt.ver_outra(v_base || '/conta');
END
$$;
COMMENT ON FUNCTION api.pagina_conta_endereco(text, text, text, text, text, text) IS
$$POST /{slug}/conta/enderecos
POST /conta/enderecos
acesso: publico
modulo: pessoas
cookies: flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
contexto: host
formulario: pagina_conta
resposta: 303
resposta: 422 html
etiqueta: Páginas
Guarda um endereço do cliente.$$;

CREATE OR REPLACE FUNCTION api.pagina_conta_retirar_endereco(p_id bigint, p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text,
                                                             p_corpo text, p_slug text DEFAULT NULL)
RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pessoa bigint := flowt.cliente_do_formulario(p_flowt_cliente, flowt.ler_formulario(p_corpo), p_sec_fetch_site, p_origin, p_host);
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    PERFORM flowt.travar_pessoa(v_tenant, v_pessoa);
    PERFORM flowt.excluir_endereco(v_tenant, v_pessoa, p_id);
    RETURN flowt.ver_outra(v_base || '/conta');
END
$$;
COMMENT ON FUNCTION api.pagina_conta_retirar_endereco(bigint, text, text, text, text, text, text) IS
$$POST /{slug}/conta/enderecos/{id}/retirar
POST /conta/enderecos/{id}/retirar
acesso: publico
modulo: pessoas
cookies: flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
contexto: host
formulario: pagina_conta
resposta: 303
etiqueta: Páginas
Retira um endereço do cliente.$$;

CREATE OR REPLACE FUNCTION api.pagina_conta_consentir(p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text, p_ip text,
                                                      p_corpo text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_dados  jsonb  := flowt.ler_formulario(p_corpo);
    v_pessoa bigint := flowt.cliente_do_formulario(p_flowt_cliente, v_dados, p_sec_fetch_site, p_origin, p_host);
    v_canal  text;
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    PERFORM flowt.travar_pessoa(v_tenant, v_pessoa);
    -- Only what changes is a fact.
    FOREACH v_canal IN ARRAY '{WHATSAPP,EMAIL,SMS}'::text[] LOOP
        IF flowt.consentiu(v_tenant, v_pessoa, 'MARKETING', v_canal) <> (v_dados ? v_canal) THEN
            PERFORM flowt.registrar_consentimento(v_tenant, v_pessoa,
                jsonb_build_object('tip_finalidade', 'MARKETING', 'tip_canal', v_canal, 'flg_concedido', v_dados ? v_canal,
                'num_versao_texto', flowt.versao_do_texto_de_ofertas()), 'CLIENTE', p_ip);
        END IF;
    END LOOP;
    RETURN flowt.ver_outra(v_base || '/conta');
END
$$;
COMMENT ON FUNCTION api.pagina_conta_consentir(text, text, text, text, text, text, text) IS
$$POST /{slug}/conta/consentimentos
POST /conta/consentimentos
acesso: publico
modulo: pessoas
cookies: flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
contexto: host, ip
formulario: pagina_conta
resposta: 303
etiqueta: Páginas
Liga e desliga os canais por que o cliente aceita ofertas.$$;

CREATE OR REPLACE FUNCTION api.pagina_conta_sair(p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text, p_esquema text,
                                                 p_corpo text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pessoa bigint := flowt.cliente_do_formulario(p_flowt_cliente, flowt.ler_formulario(p_corpo), p_sec_fetch_site, p_origin, p_host);
BEGIN
    IF v_pessoa IS NOT NULL THEN
        PERFORM flowt.sair();
    END IF;
    RETURN flowt.ver_outra(v_base || '/entrar', flowt.cookie_do_cliente(NULL, v_base, p_esquema));
END
$$;
COMMENT ON FUNCTION api.pagina_conta_sair(text, text, text, text, text, text, text) IS
$$POST /{slug}/conta/sair
POST /conta/sair
acesso: publico
modulo: pessoas
cookies: flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
contexto: host, esquema
formulario: pagina_conta
resposta: 303
etiqueta: Páginas
Encerra a sessão do cliente e apaga o cookie.$$;

SELECT flowt.definir_esquema('pagina_entrar', $json${
    "type": "object", "required": ["contato"],
    "properties": {"contato": {"type": "string", "maxLength": 254, "description": "Celular ou e-mail."},
        "codigo": {"type": "string", "maxLength": 20}}
}$json$);
SELECT flowt.definir_esquema('pagina_conta', $json${
    "type": "object", "required": ["selo"], "additionalProperties": true,
    "properties": {"selo": {"type": "string", "description": "Selo da sessão, como a página o dá em cada formulário."}}
}$json$);
