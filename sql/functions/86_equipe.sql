-- The staff's session in a browser (guide chapter 17.2): a cookie of the company's pages alone, kept as that of customers is, and
-- the one way in and out of all pages of the staff.

CREATE OR REPLACE FUNCTION flowt.cookie_da_equipe(p_token text, p_base text, p_esquema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- Strict: nobody comes to a page of the staff by a link of another site.
RETURN 'Set-Cookie: flowt_equipe=' || coalesce(p_token, '') || '; Path=' || coalesce(nullif(p_base, ''), '/')
    || '; HttpOnly; SameSite=Strict; Max-Age='
    || CASE WHEN p_token IS NULL THEN '0' ELSE extract(epoch FROM flowt.validade_sessao())::bigint::text END
    || CASE WHEN p_esquema = 'https' THEN '; Secure' ELSE '' END;
COMMENT ON FUNCTION flowt.cookie_da_equipe(text, text, text)
    IS 'Cabeçalho que guarda no navegador o token da sessão de quem é da equipe, para as páginas da empresa, ou (nulo) o apaga.';

CREATE OR REPLACE FUNCTION flowt.entrar_pela_pagina_da_equipe(p_token text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_c      flowt.credencial;
BEGIN
    -- A token in Authorization has said already who acts: no cookie changes that.
    IF coalesce(p_token, '') = '' OR coalesce(current_setting('flowt.perfil', true), '') <> '' THEN
        RETURN NULL;
    END IF;
    v_c := flowt.ler_credencial(p_token);
    -- Keys are for programs, and one that may only enrol its second factor does that elsewhere.
    IF v_c.cod_tenant <> v_tenant OR v_c.cod_usuario IS NULL OR v_c.cod_chave_api IS NOT NULL OR v_c.flg_restrita THEN
        RETURN NULL;
    END IF;
    PERFORM flowt.definir_contexto(v_c);
    IF current_setting('transaction_read_only') = 'off' THEN
        PERFORM flowt.anotar_uso(v_c);
    END IF;
    RETURN v_c.cod_usuario;
EXCEPTION WHEN SQLSTATE 'PT401' THEN
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.entrar_pela_pagina_da_equipe(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.entrar_pela_pagina_da_equipe(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.entrar_pela_pagina_da_equipe(text)
    IS 'Usuário do cookie de uma página da equipe, cujo contexto passa a valer; nulo se o token não é de uma sessão inteira da equipe deste tenant. '
       'Atravessa tenants: acha a sessão pelo digesto, e só aceita a do tenant da requisição.';

CREATE OR REPLACE FUNCTION flowt.usuario_do_formulario(p_token text, p_dados jsonb, p_sec_fetch_site text, p_origin text, p_host text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_usuario bigint := flowt.entrar_pela_pagina_da_equipe(p_token);
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_usuario IS NOT NULL THEN
        PERFORM flowt.conferir_selo(p_token, p_dados ->> 'selo');
    END IF;
    RETURN v_usuario;
END
$$;
COMMENT ON FUNCTION flowt.usuario_do_formulario(text, jsonb, text, text, text)
    IS 'Quem da equipe envia um formulário da página; nulo sem sessão, 403 se ele não veio da nossa página.';

CREATE OR REPLACE FUNCTION flowt.moldura_da_equipe(p_tenant bigint, p_titulo text, p_barra text, p_conteudo text, p_cabeca text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT flowt.pagina(p_titulo || ' · ' || t.nom_fantasia, NULL, t.des_cor,
                   '<a class="pular" href="#conteudo">Pular para o conteúdo</a><header class="barra"><div class="miolo largo"><span class="volta">'
                   || flowt.html(t.nom_fantasia)
                   || '</span>' || p_barra || '</div></header>' || p_conteudo,
                   '<meta name="robots" content="noindex, nofollow"><link rel="stylesheet" href="/estatico/painel.css">' || p_cabeca)
          FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant
    );
END
$$;
COMMENT ON FUNCTION flowt.moldura_da_equipe(bigint, text, text, text, text)
    IS 'Página da equipe de uma empresa, fora dos buscadores, em volta de um conteúdo já escapado.';

-- Always below the company's own pages: whatever a link says, one does not leave them.
CREATE OR REPLACE FUNCTION flowt.caminho_da_equipe(p_ir text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN substring(p_ir FROM '^[a-z][a-z0-9/-]{0,80}$');
COMMENT ON FUNCTION flowt.caminho_da_equipe(text) IS 'Caminho de uma página da equipe, a partir da empresa; nulo se o texto não é um.';

CREATE OR REPLACE FUNCTION flowt.ir_da_equipe(p_base text, p_ir text, p_cabecalho text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN flowt.ver_outra(p_base || '/' || coalesce(flowt.caminho_da_equipe(p_ir), 'painel'), p_cabecalho);
COMMENT ON FUNCTION flowt.ir_da_equipe(text, text, text) IS 'Leva quem entrou à página que queria; sem uma que sirva, ao painel de pedidos.';

CREATE OR REPLACE FUNCTION flowt.pedir_entrada_da_equipe(p_base text, p_ir text, p_cabecalho text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN flowt.ver_outra(p_base || '/equipe/entrar' || coalesce('?ir=' || flowt.caminho_da_equipe(p_ir), ''), p_cabecalho);
COMMENT ON FUNCTION flowt.pedir_entrada_da_equipe(text, text, text)
    IS 'Leva quem não tem sessão da equipe à página que a abre, e de lá à que queria.';

CREATE OR REPLACE FUNCTION flowt.html_sair_da_equipe(p_base text, p_token text, p_ir text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN flowt.html_formulario(p_base || '/equipe/sair', p_token, 'sair',
                             '<input type="hidden" name="ir" value="' || p_ir || '"><button class="botao discreto">Sair</button>');
COMMENT ON FUNCTION flowt.html_sair_da_equipe(text, text, text)
    IS 'Botão que encerra a sessão da equipe; quem entra de novo volta à página em que estava.';

CREATE OR REPLACE FUNCTION flowt.html_entrar_da_equipe(p_tenant bigint, p_base text, p_dados jsonb, p_erros jsonb, p_aviso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.moldura_da_equipe(p_tenant, 'Entrar', '',
        '<main id="conteudo" class="miolo estreito"><h1>Entrada da equipe</h1>' || coalesce(flowt.html_aviso(p_aviso), '')
        || '<form class="fechamento" method="post" action="' || p_base || '/equipe/entrar"><input type="hidden" name="ir" value="'
        || flowt.html(coalesce(p_dados ->> 'ir', '')) || '">'
        || flowt.html_campo('email', 'E-mail', NULL, ' type="email" autocomplete="username" maxlength="254" required autofocus', 1, p_dados, p_erros)
        || flowt.html_senha('Senha', false, p_erros)
        || flowt.html_campo('codigo', 'Código do segundo fator <small>(se você tem)</small>', NULL,
                            ' type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="20"', 1, '{}', p_erros)
        || '<p class="acao"><button class="botao largo">Entrar</button></p></form></main>', '');
END
$$;
COMMENT ON FUNCTION flowt.html_entrar_da_equipe(bigint, text, jsonb, jsonb, text) IS 'Página em que a equipe entra.';

CREATE OR REPLACE FUNCTION flowt.entrar_da_equipe(p_tenant bigint, p_base text, p_esquema text, p_user_agent text, p_ip text, p_corpo text)
    RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_dados  jsonb := flowt.ler_formulario(p_corpo);
    v_sessao json;
    v_aviso  text  := 'E-mail ou senha não conferem, ou o login está bloqueado por alguns minutos após várias tentativas.';
    v_erros  jsonb := '[]';
BEGIN
    IF num_nonnulls(v_dados ->> 'email', v_dados ->> 'senha') = 2 THEN
        v_sessao := flowt.entrar(v_dados ->> 'email', flowt.senha_do_formulario(p_corpo), regexp_replace(v_dados ->> 'codigo', '[\s-]', '', 'g'),
                                 p_user_agent, p_ip);
    END IF;
    IF v_sessao ->> 'token' IS NOT NULL AND NOT (v_sessao ->> 'flg_restrita')::boolean THEN
        RETURN flowt.ir_da_equipe(p_base, v_dados ->> 'ir', flowt.cookie_da_equipe(v_sessao ->> 'token', p_base, p_esquema));
    ELSIF v_sessao ->> 'falta' IS NOT NULL THEN
        v_aviso := NULL;
        v_erros := flowt.erro_de_campo('codigo', v_sessao ->> 'falta',
                                       'Digite o código que seu aplicativo mostra agora, ou um de recuperação, e a senha de novo.');
    ELSIF v_sessao IS NOT NULL THEN
        v_aviso := 'A empresa exige um segundo fator no login: cadastre o seu antes de usar esta página.';
    END IF;
    RETURN (422, 'text/html; charset=utf-8', NULL,
            flowt.html_entrar_da_equipe(p_tenant, p_base, v_dados - 'senha' - 'codigo', v_erros, v_aviso))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.entrar_da_equipe(bigint, text, text, text, text, text)
    IS 'Entra com o que se digitou e leva à página que se queria, ou mostra de novo o formulário e por quê.';

CREATE OR REPLACE FUNCTION api.pagina_equipe_entrar(p_flowt_equipe text, p_ir text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_flowt_equipe) IS NOT NULL THEN
        RETURN flowt.ir_da_equipe(v_base, p_ir);
    END IF;
    RETURN (200, 'text/html; charset=utf-8', NULL,
            flowt.html_entrar_da_equipe(v_tenant, v_base, jsonb_build_object('ir', p_ir), '[]', NULL))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_equipe_entrar(text, text, text) IS
$$GET /{slug}/equipe/entrar
GET /equipe/entrar
acesso: publico
cookies: flowt_equipe
resposta: 200 html
resposta: 303
cache: private, no-store
etiqueta: Páginas
A página em que a equipe entra; quem já entrou segue adiante.
ir: caminho da página que se quer, a partir da empresa; sem ele, o painel de pedidos.$$;

CREATE OR REPLACE FUNCTION api.pagina_equipe_sessao(p_sec_fetch_site text, p_origin text, p_host text, p_esquema text, p_user_agent text, p_ip text,
                                                    p_corpo text, p_slug text DEFAULT NULL)
RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    RETURN flowt.entrar_da_equipe(v_tenant, flowt.base_da_pagina(p_slug), p_esquema, p_user_agent, p_ip, p_corpo);
END
$$;
COMMENT ON FUNCTION api.pagina_equipe_sessao(text, text, text, text, text, text, text, text) IS
$$POST /{slug}/equipe/entrar
POST /equipe/entrar
acesso: publico
cabecalhos: Sec-Fetch-Site, Origin, User-Agent
contexto: host, esquema, ip
formulario: pagina_equipe_entrar
resposta: 303
resposta: 422 html
faixa: lenta
limite: 30
etiqueta: Páginas
Entra com e-mail, senha e, de quem tem, o código do segundo fator, e leva à página que se queria. A sessão vale em todas as páginas da equipe.$$;

CREATE OR REPLACE FUNCTION api.pagina_equipe_sair(p_flowt_equipe text, p_sec_fetch_site text, p_origin text, p_host text, p_esquema text,
                                                  p_corpo text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_base  text  := flowt.base_da_pagina(p_slug);
    v_dados jsonb := flowt.ler_formulario(p_corpo);
BEGIN
    IF flowt.usuario_do_formulario(p_flowt_equipe, v_dados, p_sec_fetch_site, p_origin, p_host) IS NOT NULL THEN
        PERFORM flowt.sair();
    END IF;
    RETURN flowt.pedir_entrada_da_equipe(v_base, v_dados ->> 'ir', flowt.cookie_da_equipe(NULL, v_base, p_esquema));
END
$$;
COMMENT ON FUNCTION api.pagina_equipe_sair(text, text, text, text, text, text, text) IS
$$POST /{slug}/equipe/sair
POST /equipe/sair
acesso: publico
cookies: flowt_equipe
cabecalhos: Sec-Fetch-Site, Origin
contexto: host, esquema
formulario: pagina_equipe
resposta: 303
etiqueta: Páginas
Encerra a sessão e apaga o cookie.$$;

SELECT flowt.definir_esquema('pagina_equipe_entrar', $json${
    "type": "object", "required": ["email", "senha"],
    "properties": {"email": {"type": "string", "maxLength": 254}, "senha": {"type": "string", "maxLength": 1024},
        "codigo": {"type": "string", "maxLength": 20},
                   "ir": {"type": "string", "maxLength": 200, "description": "Caminho da página que se quer, a partir da empresa."}}
}$json$);
SELECT flowt.definir_esquema('pagina_equipe', $json${
    "type": "object", "required": ["selo"],
    "properties": {"selo": {"type": "string", "maxLength": 64, "description": "Selo da sessão, como a página o dá em cada formulário."},
        "ir": {"type": "string", "maxLength": 200, "description": "Página a que voltar ao entrar de novo."}}
}$json$);
