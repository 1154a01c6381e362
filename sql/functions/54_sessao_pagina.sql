-- Sessions of pages (guide chapter 17.2): a customer's cookie, and forms that only our own pages may send.
--
-- Browsers send cookies with other sites' requests too. So a cookie opens no API route; a page takes it as an argument, and
-- every form that changes something is checked twice: where the browser says it comes from, and a seal made of the
-- session's token, which no other site can know.

CREATE OR REPLACE FUNCTION flowt.entrar_pela_pagina(p_token text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_c      flowt.credencial;
BEGIN
    -- A token in Authorization has said already who acts: no cookie changes that.
    IF p_token IS NULL OR p_token NOT LIKE 'fc\_%' OR coalesce(current_setting('flowt.perfil', true), '') <> '' THEN
        RETURN NULL;
    END IF;
    v_c := flowt.ler_credencial(p_token);
    IF v_c.cod_tenant <> v_tenant OR v_c.cod_pessoa IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM flowt.definir_contexto(v_c);
    RETURN v_c.cod_pessoa;
EXCEPTION WHEN SQLSTATE 'PT401' THEN
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.entrar_pela_pagina(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.entrar_pela_pagina(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.entrar_pela_pagina(text)
    IS 'Cliente do cookie de uma página, cujo contexto passa a valer; nulo se o token não é de um cliente deste tenant. Atravessa tenants: acha a '
       'sessão pelo digesto, e só aceita a do tenant da requisição.';

CREATE OR REPLACE FUNCTION flowt.cookie_do_cliente(p_token text, p_base text, p_esquema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'Set-Cookie: flowt_cliente=' || coalesce(p_token, '') || '; Path=' || coalesce(nullif(p_base, ''), '/') || '; HttpOnly; SameSite=Lax; Max-Age='
    || CASE WHEN p_token IS NULL THEN '0' ELSE '7776000' END || CASE WHEN p_esquema = 'https' THEN '; Secure' ELSE '' END;
COMMENT ON FUNCTION flowt.cookie_do_cliente(text, text, text)
    IS 'Cabeçalho que guarda o token da sessão de um cliente no navegador, ou (nulo) o apaga.';

CREATE OR REPLACE FUNCTION flowt.selo_do_formulario(p_token text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN encode(public.hmac('formulario', p_token, 'sha256'), 'hex');
COMMENT ON FUNCTION flowt.selo_do_formulario(text) IS 'Selo dos formulários de uma sessão: HMAC do token, que não se desfaz nele.';

CREATE OR REPLACE FUNCTION flowt.recusar_envio() RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = 'envio_de_outro_site',
        DETAIL = 'Este envio não veio da nossa página: abra-a de novo e repita a ação por ela.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_envio() IS 'Levanta o 403 de um formulário que não saiu das nossas páginas.';

CREATE OR REPLACE FUNCTION flowt.conferir_origem(p_sec_fetch_site text, p_origin text, p_host text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    -- Another subdomain is another company, so same-site is not enough. Origin is for browsers that do not say Sec-Fetch-Site.
    IF coalesce(p_sec_fetch_site NOT IN ('same-origin', 'none'), lower(regexp_replace(p_origin, '^https?://', '')) <> lower(p_host)) THEN
        PERFORM flowt.recusar_envio();
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_origem(text, text, text) IS 'Recusa (403) o formulário que o navegador diz vir de outro site.';

CREATE OR REPLACE FUNCTION flowt.conferir_selo(p_token text, p_selo text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    -- Digests compare in time that tells nothing of the seal itself.
    IF flowt.digerir(flowt.selo_do_formulario(p_token)) IS DISTINCT FROM flowt.digerir(p_selo) THEN
        PERFORM flowt.recusar_envio();
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_selo(text, text) IS 'Recusa (403) o formulário sem o selo da sessão.';
