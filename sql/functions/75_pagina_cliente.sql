-- Customer's pages (guide chapters 7 and 17): signing in with a code, and the account: orders, data, addresses, consents.

CREATE OR REPLACE FUNCTION flowt.versao_do_texto_de_ofertas() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 'conta-1';
COMMENT ON FUNCTION flowt.versao_do_texto_de_ofertas() IS 'Versão do texto com que a página da conta pede consentimento: muda com ele.';

CREATE OR REPLACE FUNCTION flowt.corpo_do_contato(p_contato text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_build_object('canal', CASE WHEN strpos(p_contato, '@') > 0 THEN 'EMAIL' ELSE 'FONE' END, 'destino', p_contato);
COMMENT ON FUNCTION flowt.corpo_do_contato(text) IS 'O que se digitou em um campo só, como o cliente_codigo da API.';

-- p_erros are those of the field; p_contato what was typed, kept in the form and out of every address.
CREATE OR REPLACE FUNCTION flowt.html_entrar(p_tenant bigint, p_base text, p_dados jsonb, p_erros jsonb, p_aviso text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.moldura(p_tenant, p_base, 'Entrar', '<h1>Entrar</h1>' || coalesce(flowt.html_aviso(p_aviso), '')
        || '<p>Enviamos um código ao seu celular ou e-mail: não é preciso senha nem cadastro.</p><form class="fechamento" method="post" action="'
        || p_base || '/entrar">'
        || flowt.html_campo('contato', 'Celular ou e-mail', 'Celular com DDD, como (11) 91234-5678.',
                            ' type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" required autofocus',
                            1, p_dados, p_erros)
        || '<p class="nota">Usamos seu contato só para reconhecer você.</p><button class="botao largo">Enviar código</button></form>');
END
$$;
COMMENT ON FUNCTION flowt.html_entrar(bigint, text, jsonb, jsonb, text) IS 'Página que pede o celular ou e-mail de quem quer entrar.';

CREATE OR REPLACE FUNCTION flowt.html_codigo(p_tenant bigint, p_base text, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.moldura(p_tenant, p_base, 'Digite o código',
        '<h1>Digite o código</h1><p>Enviamos um código de seis algarismos a <b>' || flowt.html(p_dados ->> 'contato')
        || '</b>. Ele vale por 10 minutos.</p><form class="fechamento" method="post" action="' || p_base
        || '/entrar/codigo"><input type="hidden" name="contato" value="' || flowt.html(p_dados ->> 'contato') || '">'
        || flowt.html_campo('codigo', 'Código', NULL,
                            ' type="text" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required autofocus', 1,
                            p_dados, p_erros)
        || '<p class="acao"><button class="botao largo">Entrar</button></p></form><form class="reenvio" method="post" action="' || p_base
        || '/entrar"><input type="hidden" name="contato" value="' || flowt.html(p_dados ->> 'contato')
        || '"><p class="nota">Não chegou? Espere um minuto e peça outro.</p><button class="botao secundario">Enviar outro código</button></form><p '
           'class="mais"><a href="'
        || p_base || '/entrar">Usar outro celular ou e-mail</a></p>');
END
$$;
COMMENT ON FUNCTION flowt.html_codigo(bigint, text, jsonb, jsonb) IS 'Página que pede o código enviado.';

CREATE OR REPLACE FUNCTION api.pagina_entrar(p_flowt_cliente text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
BEGIN
    IF flowt.entrar_pela_pagina(p_flowt_cliente) IS NOT NULL THEN
        RETURN flowt.ver_outra(v_base || '/conta');
    END IF;
    RETURN (200, 'text/html; charset=utf-8', NULL, flowt.html_entrar(v_tenant, v_base, '{}', '[]', NULL))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_entrar(text, text) IS
$$GET /{slug}/entrar
GET /entrar
acesso: publico
modulo: pessoas
consulta: livre
cookies: flowt_cliente
resposta: 200 html
resposta: 303
cache: private, no-store
etiqueta: Páginas
A página em que um cliente pede o código para entrar.$$;

CREATE OR REPLACE FUNCTION api.pagina_entrar_codigo(p_sec_fetch_site text, p_origin text, p_host text, p_ip text, p_corpo text,
                                                    p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_corpo   jsonb  := flowt.corpo_do_contato(coalesce(v_dados ->> 'contato', ''));
    v_destino text   := flowt.identificador_normalizado(v_corpo ->> 'canal', v_corpo ->> 'destino');
    v_espera  record;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_destino IS NULL THEN
        RETURN (422, 'text/html; charset=utf-8', NULL, flowt.html_entrar(v_tenant, v_base, v_dados,
            flowt.erro_de_campo('contato', 'formato_invalido', 'Digite um celular com DDD, como (11) 91234-5678, ou um e-mail.'),
            NULL))::flowt.resposta;
    END IF;
    SELECT e.* INTO v_espera FROM flowt.emitir_codigo('LOGIN', v_corpo ->> 'canal', v_destino, NULL, p_ip) AS e;
    IF v_espera.flg_endereco THEN
        RETURN (429, 'text/html; charset=utf-8', 'Retry-After: ' || v_espera.qtd_segundos,
                flowt.html_entrar(v_tenant, v_base, v_dados, '[]',
                                  'Foram pedidos códigos demais deste lugar. Tente de novo mais tarde.'))::flowt.resposta;
    END IF;
    RETURN (200, 'text/html; charset=utf-8', NULL, flowt.html_codigo(v_tenant, v_base, v_dados, '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_entrar_codigo(text, text, text, text, text, text) IS
$$POST /{slug}/entrar
POST /entrar
acesso: publico
modulo: pessoas
cabecalhos: Sec-Fetch-Site, Origin
contexto: host, ip
formulario: pagina_entrar
resposta: 200 html
resposta: 422 html
resposta: 429 html
faixa: lenta
limite: 30
etiqueta: Páginas
Envia o código e pede que se o digite; a página é a mesma para quem já é cliente e para quem não é.$$;

CREATE OR REPLACE FUNCTION api.pagina_entrar_confirmar(p_sec_fetch_site text, p_origin text, p_host text, p_esquema text, p_user_agent text,
                                                       p_ip text, p_corpo text, p_slug text DEFAULT NULL,
                                                       p_flowt_sacola text DEFAULT NULL)
RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_corpo   jsonb  := flowt.corpo_do_contato(coalesce(v_dados ->> 'contato', ''));
    v_destino text   := flowt.identificador_normalizado(v_corpo ->> 'canal', v_corpo ->> 'destino');
    v_codigo  text   := regexp_replace(v_dados ->> 'codigo', '[\s-]', '', 'g');
    v_sessao  json;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_destino IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    IF v_codigo ~ '^[0-9]{6}$' THEN
        v_sessao := flowt.entrar_cliente(v_corpo ->> 'canal', v_destino, v_codigo, p_user_agent, p_ip);
    END IF;
    IF v_sessao IS NULL THEN
        RETURN (422, 'text/html; charset=utf-8', NULL, flowt.html_codigo(v_tenant, v_base, v_dados - 'codigo',
            flowt.erro_de_campo('codigo', 'codigo_invalido',
                                'O código não confere, venceu ou já foi usado: confira-o ou peça outro.')))::flowt.resposta;
    END IF;
    -- What was chosen before coming in goes into the bag the customer already had.
    IF flowt.carrinho_aberto(v_tenant, p_flowt_sacola) IS NOT NULL AND (flowt.achar_carrinho(v_tenant, p_flowt_sacola)).cod_pessoa IS NULL THEN
        PERFORM flowt.sacola_de_quem_compra(v_tenant, p_flowt_sacola, v_sessao ->> 'token');
    END IF;
    RETURN flowt.ver_outra(v_base || '/conta', flowt.cookie_do_cliente(v_sessao ->> 'token', v_base, p_esquema));
END
$$;
COMMENT ON FUNCTION api.pagina_entrar_confirmar(text, text, text, text, text, text, text, text, text) IS
$$POST /{slug}/entrar/codigo
POST /entrar/codigo
acesso: publico
modulo: pessoas
cookies: flowt_sacola
cabecalhos: Sec-Fetch-Site, Origin, User-Agent
contexto: host, esquema, ip
formulario: pagina_entrar
resposta: 303
resposta: 422 html
faixa: lenta
limite: 30
etiqueta: Páginas
Entra com o código e leva à conta; a sacola do navegador passa a ser do cliente, ou vai para a que ele já tinha.$$;

-- A select list over the orders would call a function by row: the rows come from one that inlines.
CREATE OR REPLACE FUNCTION flowt.html_pedidos_da_conta(p_tenant bigint, p_pessoa bigint, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso  text := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_lista text;
BEGIN
    SELECT string_agg('<li><span><a href="' || p_base || '/pedido/' || p.token || '">Pedido nº ' || p.num_pedido || '</a><small>'
                      || to_char(p.dat_criacao AT TIME ZONE v_fuso, 'DD/MM/YYYY "às" HH24:MI') || ' · '
                      || flowt.html(p.des_status) || '</small></span><span>' || flowt.reais(p.vlr_total) || '</span></li>',
                      '' ORDER BY p.cod_pedido DESC)
      INTO v_lista FROM flowt.pedidos_da_pessoa(p_tenant, p_pessoa, 20, NULL) AS p;
    RETURN '<h2>Meus pedidos</h2>' || coalesce('<ul class="recibo">' || v_lista || '</ul>', '<p class="vazia">Você ainda não fez pedidos aqui.</p>');
END
$$;
COMMENT ON FUNCTION flowt.html_pedidos_da_conta(bigint, bigint, text) IS 'Os 20 últimos pedidos do cliente.';

CREATE OR REPLACE FUNCTION flowt.html_formulario(p_acao text, p_token text, p_classe text, p_conteudo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<form class="' || p_classe || '" method="post" action="' || p_acao || '"><input type="hidden" name="selo" value="'
    || flowt.selo_do_formulario(p_token) || '">' || p_conteudo || '</form>';
COMMENT ON FUNCTION flowt.html_formulario(text, text, text, text) IS 'Formulário com o selo da sessão; o conteúdo já é HTML.';

CREATE OR REPLACE FUNCTION flowt.html_dados_da_conta(p_cliente jsonb, p_base text, p_token text, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contatos text;
BEGIN
    SELECT string_agg('<div><dt>' || CASE i ->> 'tip_identificador' WHEN 'FONE' THEN 'Celular' WHEN 'EMAIL' THEN 'E-mail'
                                          ELSE i ->> 'tip_identificador' END || '</dt><dd>'
                      || flowt.html(CASE i ->> 'tip_identificador' WHEN 'FONE' THEN flowt.telefone_formatado(i ->> 'des_valor')
                                         WHEN 'EMAIL' THEN i ->> 'des_valor'
                                         ELSE flowt.documento_formatado(i ->> 'des_valor') END)
                      || CASE WHEN i ->> 'dat_verificacao' IS NULL THEN '' ELSE ' <small>verificado</small>' END || '</dd></div>', '')
      INTO v_contatos FROM jsonb_array_elements(p_cliente -> 'identificadores') AS i;
    RETURN '<h2>Meus dados</h2>' || coalesce('<dl class="ficha">' || v_contatos || '</dl>', '')
        || flowt.html_formulario(p_base || '/conta/dados', p_token, 'fechamento',
               flowt.html_campo('nom_pessoa', 'Nome', NULL, ' type="text" autocomplete="name" minlength="2" maxlength="200" required', 1,
                                p_cliente || p_dados, p_erros)
               || flowt.html_campo('nom_social', 'Nome social <small>(opcional)</small>', 'Se preenchido, é como chamamos você.',
                                   ' type="text" autocomplete="off" maxlength="200"', 1, p_cliente || p_dados, p_erros)
               || flowt.html_campo('dat_nascimento', 'Data de nascimento <small>(opcional)</small>', NULL,
                                   ' type="date" autocomplete="bday" min="1900-01-01"', 1, p_cliente || p_dados, p_erros)
               || '<p class="acao"><button class="botao">Salvar dados</button></p>');
END
$$;
COMMENT ON FUNCTION flowt.html_dados_da_conta(jsonb, text, text, jsonb, jsonb) IS 'Contatos do cliente e o formulário de seus dados.';

CREATE OR REPLACE FUNCTION flowt.html_enderecos_da_conta(p_cliente jsonb, p_base text, p_token text, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_lista text;
BEGIN
    SELECT string_agg('<li><div class="dados"><h3>' || flowt.html(coalesce(e ->> 'nom_endereco', e ->> 'des_logradouro')) || '</h3><p class="resumo">'
                      || flowt.html(concat_ws(', ', e ->> 'des_logradouro', e ->> 'num_endereco', e ->> 'des_complemento', e ->> 'nom_bairro',
                                              (e ->> 'nom_cidade') || ' - ' || (e ->> 'sig_uf'),
                                              'CEP ' || regexp_replace(e ->> 'num_cep', '^(.{5})', '\1-')))
                      || '</p></div><div class="acoes">'
                      || flowt.html_formulario(p_base || '/conta/enderecos/' || (e ->> 'cod_endereco') || '/retirar', p_token, '',
                             '<button class="botao discreto">Retirar<span class="leitor"> '
                             || flowt.html(coalesce(e ->> 'nom_endereco', e ->> 'des_logradouro')) || '</span></button>') || '</div></li>', '')
      INTO v_lista FROM jsonb_array_elements(p_cliente -> 'enderecos') AS e;
    RETURN '<h2>Meus endereços</h2>' || coalesce('<ul class="linhas">' || v_lista || '</ul>', '<p class="vazia">Nenhum endereço guardado.</p>')
        || '<details class="novo"' || CASE WHEN p_erros = '[]' THEN '' ELSE ' open' END || '><summary>Acrescentar um endereço</summary>'
        || flowt.html_formulario(p_base || '/conta/enderecos', p_token, 'fechamento',
               flowt.html_campo('nom_endereco', 'Apelido <small>(opcional)</small>', 'Como Casa ou Trabalho.',
                                ' type="text" autocomplete="off" maxlength="40"', 1, p_dados, p_erros)
               || flowt.html_campo('des_logradouro', 'Rua ou avenida', NULL, ' type="text" autocomplete="address-line1" maxlength="200" required', 1,
                                   p_dados, p_erros)
               || flowt.html_campo('num_endereco', 'Número <small>(opcional)</small>', NULL, ' type="text" autocomplete="off" maxlength="20"', 1,
                                   p_dados, p_erros)
               || flowt.html_campo('des_complemento', 'Complemento <small>(opcional)</small>', NULL,
                                   ' type="text" autocomplete="address-line2" maxlength="120"', 1, p_dados, p_erros)
               || flowt.html_campo('nom_bairro', 'Bairro <small>(opcional)</small>', NULL,
                                   ' type="text" autocomplete="address-level3" maxlength="120"', 1, p_dados, p_erros)
               || flowt.html_campo('nom_cidade', 'Cidade', NULL, ' type="text" autocomplete="address-level2" maxlength="120" required', 1, p_dados,
                                   p_erros)
               || flowt.html_campo('sig_uf', 'Estado', 'A sigla, como SP.',
                                   ' type="text" autocomplete="address-level1" autocapitalize="characters" maxlength="2" required', 1, p_dados,
                                   p_erros)
               || flowt.html_campo('num_cep', 'CEP <small>(opcional)</small>', NULL,
                                   ' type="text" inputmode="numeric" autocomplete="postal-code" maxlength="9"', 1, p_dados, p_erros)
               || '<p class="acao"><button class="botao">Guardar endereço</button></p>') || '</details>';
END
$$;
COMMENT ON FUNCTION flowt.html_enderecos_da_conta(jsonb, text, text, jsonb, jsonb)
    IS 'Endereços do cliente, cada um com seu botão de retirar, e o formulário de um novo.';

CREATE OR REPLACE FUNCTION flowt.html_consentimentos_da_conta(p_tenant bigint, p_pessoa bigint, p_base text, p_token text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<h2>Ofertas e novidades</h2>' || flowt.html_formulario(p_base || '/conta/consentimentos', p_token, 'fechamento',
        '<fieldset class="campo"><legend>Quero receber ofertas por</legend><div class="opcoes">'
        || (SELECT string_agg(format('<label class="opcao"><input type="checkbox" name="%s" value="sim"%s><span><b>%s</b></span></label>', c.canal,
                       CASE WHEN flowt.consentiu(p_tenant, p_pessoa, 'MARKETING', c.canal) THEN ' checked' END, c.rotulo), '' ORDER BY c.ordem)
              FROM (VALUES (1, 'WHATSAPP', 'WhatsApp'), (2, 'EMAIL', 'E-mail'), (3, 'SMS', 'SMS')) AS c (ordem, canal, rotulo))
        || '</div></fieldset><p class="nota">Você muda de ideia quando quiser, aqui mesmo. Avisos dos seus pedidos chegam de qualquer forma.</p><p '
           'class="acao"><button class="botao">Salvar preferências</button></p>');
END
$$;
COMMENT ON FUNCTION flowt.html_consentimentos_da_conta(bigint, bigint, text, text) IS 'Canais por que o cliente aceita ofertas, ligados ou não.';

CREATE OR REPLACE FUNCTION flowt.html_conta(p_tenant bigint, p_pessoa bigint, p_base text, p_token text, p_dados jsonb, p_erros jsonb, p_parte text)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cliente jsonb := flowt.json_cliente(p_tenant, p_pessoa);
    v_nome    text  := coalesce(v_cliente ->> 'nom_social', v_cliente ->> 'nom_pessoa');
BEGIN
    RETURN flowt.moldura(p_tenant, p_base, 'Minha conta',
        '<h1>Olá' || CASE v_nome WHEN 'Cliente' THEN '' ELSE ', ' || flowt.html(split_part(v_nome, ' ', 1)) END || '!</h1>'
        || CASE WHEN p_erros = '[]' THEN '' ELSE flowt.html_aviso('Falta pouco: confira os campos marcados.') END
        || flowt.html_pedidos_da_conta(p_tenant, p_pessoa, p_base) || flowt.html_favoritos_da_conta(p_tenant, p_pessoa, p_base, p_token)
        || flowt.html_dados_da_conta(v_cliente, p_base, p_token, CASE p_parte WHEN 'dados' THEN p_dados ELSE '{}' END,
                                     CASE p_parte WHEN 'dados' THEN p_erros ELSE '[]' END)
        || flowt.html_enderecos_da_conta(v_cliente, p_base, p_token, CASE p_parte WHEN 'enderecos' THEN p_dados ELSE '{}' END,
                                         CASE p_parte WHEN 'enderecos' THEN p_erros ELSE '[]' END)
        || flowt.html_consentimentos_da_conta(p_tenant, p_pessoa, p_base, p_token)
        || '<h2>Meu score</h2><p class="mais"><a href="' || p_base || '/conta/score">Ver meu score e por que é esse</a></p>'
        || '<h2>Sair</h2>' || flowt.html_formulario(p_base || '/conta/sair', p_token, 'reenvio',
                                                    '<button class="botao secundario">Sair desta conta</button>'));
END
$$;
COMMENT ON FUNCTION flowt.html_conta(bigint, bigint, text, text, jsonb, jsonb, text)
    IS 'Página da conta do cliente; p_parte é o formulário que voltou com erros.';
