-- Access as pages (guide chapter 17.1-17.2): the two links that arrive by e-mail, and asking for the second. No script.
-- The address holds a token: it is not stored, not indexed, and not told to whatever the page leads to.

CREATE OR REPLACE FUNCTION flowt.resposta_de_acesso(p_status integer, p_titulo text, p_empresa text, p_cor text, p_conteudo text)
    RETURNS flowt.resposta
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p_status, 'text/html; charset=utf-8', E'Referrer-Policy: no-referrer\nX-Robots-Tag: noindex, nofollow\nCache-Control: no-store',
        flowt.pagina(p_titulo || ' · ' || p_empresa, NULL, p_cor,
            '<a class="pular" href="#conteudo">Pular para o conteúdo</a><header class="barra"><div class="miolo"><span class="volta">'
            || flowt.html(p_empresa)
            || '</span></div></header><main id="conteudo" class="miolo estreito"><h1>' || flowt.html(p_titulo) || '</h1>' || p_conteudo || '</main>',
            '<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">'))::flowt.resposta;
COMMENT ON FUNCTION flowt.resposta_de_acesso(integer, text, text, text, text)
    IS 'Página de convite ou senha: sem cópia, sem busca e sem contar seu endereço a ninguém.';

-- ler_formulario trims what people type; of a password every character counts.
CREATE OR REPLACE FUNCTION flowt.senha_do_formulario(p_corpo text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT nullif(flowt.decodificar_formulario(substr(c.par, 7)), '') FROM regexp_split_to_table(coalesce(p_corpo, ''), '&') AS c (par)
             WHERE c.par LIKE 'senha=%' LIMIT 1);
END
$$;
COMMENT ON FUNCTION flowt.senha_do_formulario(text) IS 'Senha de um formulário, sem tirar espaços.';

CREATE OR REPLACE FUNCTION flowt.erros_de_acesso(p_esquema text, p_dados jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.validar_json(jsonb_build_object('$ref', p_esquema), p_dados, '');
END
$$;
COMMENT ON FUNCTION flowt.erros_de_acesso(text, jsonb) IS 'Campos errados de um formulário de acesso.';

CREATE OR REPLACE FUNCTION flowt.html_senha(p_rotulo text, p_nova boolean, p_erros jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- What was typed into it never comes back.
RETURN flowt.html_campo('senha', p_rotulo, CASE
                                                WHEN p_nova THEN 'Ao menos 10 caracteres. Uma frase curta é fácil de lembrar e difícil de adivinhar.' END,
    ' type="password" required maxlength="1024" autocomplete="' || CASE WHEN p_nova THEN 'new-password" minlength="10' ELSE 'current-password' END
        || '"', 1, '{}', p_erros);
COMMENT ON FUNCTION flowt.html_senha(text, boolean, jsonb) IS 'Campo de senha; p_nova, de uma que se escolhe.';

CREATE OR REPLACE FUNCTION flowt.pagina_convite_encerrado(p_status integer) RETURNS flowt.resposta
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN flowt.resposta_de_acesso(p_status, 'Este convite não vale mais', 'Flowt', NULL,
    '<p class="campo">Ele já foi usado, foi revogado ou passou do prazo. Peça outro a quem convidou você.</p>');
COMMENT ON FUNCTION flowt.pagina_convite_encerrado(integer) IS 'Página de um convite que não serve.';

CREATE OR REPLACE FUNCTION flowt.html_convite(p_token text, p_dados jsonb, p_erros jsonb, p_aviso text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_convite record;
BEGIN
    SELECT c.* INTO v_convite FROM flowt.convite_do_token(p_token) AS c;
    IF NOT FOUND THEN
        RETURN flowt.pagina_convite_encerrado(404);
    ELSIF NOT v_convite.flg_vale THEN
        RETURN flowt.pagina_convite_encerrado(410);
    END IF;
    RETURN flowt.resposta_de_acesso(CASE WHEN p_aviso IS NULL AND p_erros = '[]' THEN 200 ELSE 422 END, 'Convite para ' || v_convite.nom_fantasia,
        v_convite.nom_fantasia, v_convite.des_cor,
        coalesce(flowt.html_aviso(p_aviso), '') || '<p class="campo">Você foi convidado como <b>' || flowt.html(v_convite.des_perfil) || '</b>. '
        || CASE WHEN v_convite.flg_tem_login THEN 'Seu e-mail já tem um login do Flowt: confirme com a senha dele.'
                ELSE 'Escolha uma senha para o seu login.' END
        || '</p><form method="post">'
        || CASE WHEN v_convite.flg_tem_login THEN '' ELSE flowt.html_campo('nome', 'Seu nome', NULL,
                ' required maxlength="120" autocomplete="name"', 1,
                jsonb_build_object('nome', coalesce(p_dados ->> 'nome', v_convite.nom_convidado)), p_erros) END
        || flowt.html_senha('Senha', NOT v_convite.flg_tem_login, p_erros)
        || '<div class="campo"><button class="botao">Aceitar convite</button></div></form>');
END
$$;
COMMENT ON FUNCTION flowt.html_convite(text, jsonb, jsonb, text) IS 'Página de um convite, com o formulário que o aceita.';

CREATE OR REPLACE FUNCTION api.pagina_convite(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.html_convite(p_token, '{}', '[]', NULL);
END
$$;
COMMENT ON FUNCTION api.pagina_convite(text) IS
$$GET /convite/{token}
acesso: aberto
resposta: 200 html
resposta: 404 html
resposta: 410 html
cache: no-store
etiqueta: Páginas
A página que aceita um convite, aberta pelo link do e-mail.$$;

CREATE OR REPLACE FUNCTION api.pagina_convite_aceitar(p_token text, p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_dados   jsonb := flowt.ler_formulario(p_corpo);
    v_erros   jsonb := flowt.erros_de_acesso('convite_formulario', v_dados);
    v_acesso  json;
    v_codigo  text;
    v_detalhe text;
BEGIN
    IF v_erros <> '[]' THEN
        RETURN flowt.html_convite(p_token, v_dados, v_erros, NULL);
    END IF;
    v_acesso := flowt.aceitar_convite(p_token, v_dados ->> 'nome', flowt.senha_do_formulario(p_corpo), p_ip);
    IF v_acesso IS NULL THEN
        RETURN flowt.html_convite(p_token, v_dados,
                                  flowt.erro_de_campo('senha', 'credenciais_invalidas',
                                                      'A senha não é a do seu login, ou ele está bloqueado por alguns minutos.'), NULL);
    END IF;
    RETURN flowt.resposta_de_acesso(200, 'Tudo certo', v_acesso ->> 'nom_fantasia', NULL,
        '<p class="campo">Você já pode entrar em <b>' || flowt.html(v_acesso ->> 'nom_fantasia') || '</b> com seu e-mail e sua senha.</p>');
EXCEPTION WHEN SQLSTATE 'PT404' OR SQLSTATE 'PT410' THEN
    RETURN flowt.html_convite(p_token, '{}', '[]', NULL);
WHEN SQLSTATE 'PT422' OR SQLSTATE 'PT403' OR SQLSTATE 'PT409' THEN
    GET STACKED DIAGNOSTICS v_codigo = MESSAGE_TEXT, v_detalhe = PG_EXCEPTION_DETAIL;
    RETURN flowt.html_convite(p_token, v_dados, CASE WHEN v_codigo LIKE 'senha%' THEN flowt.erro_de_campo('senha', v_codigo, v_detalhe) ELSE '[]' END,
                              CASE WHEN v_codigo NOT LIKE 'senha%' THEN v_detalhe END);
END
$$;
COMMENT ON FUNCTION api.pagina_convite_aceitar(text, text, text) IS
$$POST /convite/{token}
acesso: aberto
contexto: ip
formulario: convite_formulario
resposta: 200 html
resposta: 404 html
resposta: 410 html
resposta: 422 html
faixa: lenta
limite: 30
etiqueta: Páginas
Aceita um convite a partir do formulário da página dele.$$;

CREATE OR REPLACE FUNCTION flowt.html_nova_senha(p_token text, p_erros jsonb) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT flowt.recuperacao_vale(p_token) THEN
        RETURN flowt.resposta_de_acesso(404, 'Este link não vale mais', 'Flowt', NULL,
            '<p class="campo">Ele já foi usado ou passou do prazo de 1 hora.</p><p class="mais"><a href="/senha">Pedir outro link</a></p>');
    END IF;
    RETURN flowt.resposta_de_acesso(CASE WHEN p_erros = '[]' THEN 200 ELSE 422 END, 'Nova senha', 'Flowt', NULL,
        '<p class="campo">Escolha a senha nova do seu login. As sessões abertas serão encerradas.</p><form method="post">'
        || flowt.html_senha('Senha nova', true, p_erros)
        || '<div class="campo"><button class="botao">Salvar senha</button></div></form>');
END
$$;
COMMENT ON FUNCTION flowt.html_nova_senha(text, jsonb) IS 'Página que define a senha nova.';

CREATE OR REPLACE FUNCTION api.pagina_senha(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.html_nova_senha(p_token, '[]');
END
$$;
COMMENT ON FUNCTION api.pagina_senha(text) IS
$$GET /senha/{token}
acesso: aberto
resposta: 200 html
resposta: 404 html
cache: no-store
etiqueta: Páginas
A página que define uma senha nova, aberta pelo link do e-mail.$$;

CREATE OR REPLACE FUNCTION api.pagina_senha_definir(p_token text, p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_dados   jsonb := flowt.ler_formulario(p_corpo);
    v_erros   jsonb := flowt.erros_de_acesso('senha_nova', v_dados);
    v_codigo  text;
    v_detalhe text;
BEGIN
    IF v_erros <> '[]' THEN
        RETURN flowt.html_nova_senha(p_token, v_erros);
    END IF;
    PERFORM flowt.recuperar_senha(p_token, flowt.senha_do_formulario(p_corpo), p_ip);
    RETURN flowt.resposta_de_acesso(200, 'Senha alterada', 'Flowt', NULL,
                                    '<p class="campo">Pronto: entre com seu e-mail e a senha nova. As outras sessões foram encerradas.</p>');
EXCEPTION WHEN SQLSTATE 'PT404' THEN
    RETURN flowt.html_nova_senha(NULL, '[]');
WHEN SQLSTATE 'PT422' THEN
    GET STACKED DIAGNOSTICS v_codigo = MESSAGE_TEXT, v_detalhe = PG_EXCEPTION_DETAIL;
    RETURN flowt.html_nova_senha(p_token, flowt.erro_de_campo('senha', v_codigo, v_detalhe));
END
$$;
COMMENT ON FUNCTION api.pagina_senha_definir(text, text, text) IS
$$POST /senha/{token}
acesso: aberto
contexto: ip
formulario: senha_nova
resposta: 200 html
resposta: 404 html
resposta: 422 html
faixa: lenta
limite: 30
etiqueta: Páginas
Define a senha nova a partir do formulário da página.$$;

CREATE OR REPLACE FUNCTION flowt.html_pedir_senha(p_dados jsonb, p_erros jsonb) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.resposta_de_acesso(CASE WHEN p_erros = '[]' THEN 200 ELSE 422 END, 'Esqueci a senha', 'Flowt', NULL,
    '<p class="campo">Enviaremos um link para escolher outra.</p><form method="post">'
    || flowt.html_campo('email', 'Seu e-mail', NULL, ' type="email" required maxlength="254" autocomplete="email"', 1, p_dados, p_erros)
    || '<div class="campo"><button class="botao">Enviar link</button></div></form>');
COMMENT ON FUNCTION flowt.html_pedir_senha(jsonb, jsonb) IS 'Página que pede o link de uma senha nova.';

CREATE OR REPLACE FUNCTION api.pagina_senha_pedir() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.html_pedir_senha('{}', '[]');
END
$$;
COMMENT ON FUNCTION api.pagina_senha_pedir() IS
$$GET /senha
acesso: aberto
resposta: 200 html
cache: no-store
etiqueta: Páginas
A página que pede o link de uma senha nova.$$;

CREATE OR REPLACE FUNCTION api.pagina_senha_recuperar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_dados jsonb := flowt.ler_formulario(p_corpo);
    v_erros jsonb := flowt.erros_de_acesso('senha_pedido', v_dados);
BEGIN
    IF v_erros <> '[]' THEN
        RETURN flowt.html_pedir_senha(v_dados, v_erros);
    END IF;
    PERFORM flowt.pedir_recuperacao(v_dados ->> 'email');
    RETURN flowt.resposta_de_acesso(200, 'Confira seu e-mail', 'Flowt', NULL,
        '<p class="campo">Se houver um login com este e-mail, o link chega em instantes e vale 1 hora. Não chegou? Olhe a caixa de spam antes de '
        'pedir outro.</p>');
END
$$;
COMMENT ON FUNCTION api.pagina_senha_recuperar(text) IS
$$POST /senha
acesso: aberto
formulario: senha_pedido
resposta: 200 html
resposta: 422 html
faixa: lenta
limite: 30
etiqueta: Páginas
Pede o link de uma senha nova a partir do formulário. A página é a mesma exista ou não o login.$$;

SELECT flowt.definir_esquema('convite_formulario', $json${
    "type": "object", "required": ["senha"],
    "properties": {"nome": {"type": "string", "minLength": 1, "maxLength": 120}, "senha": {"type": "string", "minLength": 1, "maxLength": 1024}}
}$json$);
