-- A table as a page (guide chapters 7.1 and 10): sit down, order, see the bill, call. Plain forms, two cookies: one's tab
-- (flowt_mesa) and one's bag, which knows that it is closed here.

CREATE OR REPLACE FUNCTION flowt.cookie_da_mesa(p_token text, p_base text, p_esquema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'Set-Cookie: flowt_mesa=' || p_token || '; Path=' || coalesce(nullif(p_base, ''), '/') || '; HttpOnly; SameSite=Lax; Max-Age=43200'
    || CASE WHEN p_esquema = 'https' THEN '; Secure' ELSE '' END;
COMMENT ON FUNCTION flowt.cookie_da_mesa(text, text, text) IS 'Cabeçalho que guarda o token da comanda no navegador, por meio dia.';

CREATE OR REPLACE FUNCTION flowt.comanda_nesta_mesa(p_tenant bigint, p_mesa bigint, p_token text) RETURNS flowt.tb_omni8_comanda
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_comanda flowt.tb_omni8_comanda;
BEGIN
    SELECT c.* INTO v_comanda FROM flowt.tb_omni8_comanda c
     WHERE c.cod_tenant = p_tenant AND c.hsh_token = flowt.digerir(p_token) AND c.cod_mesa_sessao = flowt.sessao_da_mesa(p_tenant, p_mesa);
    RETURN v_comanda;
END
$$;
COMMENT ON FUNCTION flowt.comanda_nesta_mesa(bigint, bigint, text) IS 'Comanda do cookie, se é da sessão em curso desta mesa; nula se não é.';

-- The bag one has goes on at the table; without one, or with one that is over, there is a new one.
CREATE OR REPLACE FUNCTION flowt.sacola_da_mesa(p_tenant bigint, p_sacola text, p_mesa text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_sacola   text   := p_sacola;
    v_carrinho bigint := flowt.carrinho_aberto(p_tenant, p_sacola);
BEGIN
    IF v_carrinho IS NULL THEN
        v_sacola := flowt.novo_carrinho(p_tenant, 'MESA');
        v_carrinho := flowt.carrinho_aberto(p_tenant, v_sacola);
    END IF;
    UPDATE flowt.tb_omni8_carrinho c SET tip_canal = 'MESA', des_fechamento = '/mesa/' || p_mesa
     WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho;
    RETURN v_sacola;
END
$$;
COMMENT ON FUNCTION flowt.sacola_da_mesa(bigint, text, text)
    IS 'Token de uma sacola que se confirma na página desta mesa: a que já se tinha, ou outra.';

CREATE OR REPLACE FUNCTION flowt.html_botao_da_mesa(p_acao text, p_rotulo text, p_classe text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<form method="post"><button class="botao ' || p_classe || '" name="acao" value="' || p_acao || '">' || p_rotulo || '</button></form>';
COMMENT ON FUNCTION flowt.html_botao_da_mesa(text, text, text) IS 'Formulário de um botão só, enviado à própria página da mesa.';

CREATE OR REPLACE FUNCTION flowt.html_entrar_na_mesa(p_tenant bigint, p_mesa flowt.tb_omni8_mesa, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF flowt.sessao_da_mesa(p_tenant, (p_mesa).cod_mesa) IS NULL AND NOT (flowt.parametro(p_tenant, 'mesa_abertura_publica', now()))::boolean THEN
        RETURN '<p>Esta mesa ainda não foi aberta. Chame alguém da equipe e leia o código de novo.</p>';
    END IF;
    RETURN '<p>Cada pessoa pede do seu celular, em uma conta só.</p><form method="post"><input type="hidden" name="acao" value="entrar">'
        || flowt.html_campo('nom_apelido', 'Seu nome ou apelido', 'É como a mesa e a equipe vão chamar você.',
                            ' type="text" autocomplete="given-name" minlength="2" maxlength="40" required', 1, p_dados, p_erros)
        || '<p class="campo"><button class="botao largo">Sentar e pedir</button></p></form>';
END
$$;
COMMENT ON FUNCTION flowt.html_entrar_na_mesa(bigint, flowt.tb_omni8_mesa, jsonb, jsonb) IS 'Formulário de quem ainda não entrou na mesa.';

CREATE OR REPLACE FUNCTION flowt.html_sacola_da_mesa(p_tenant bigint, p_sacola text, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_carrinho bigint := flowt.carrinho_aberto(p_tenant, p_sacola);
    v_cotacao  flowt.cotacao;
    v_itens    bigint;
BEGIN
    IF v_carrinho IS NULL THEN
        RETURN '';
    END IF;
    v_cotacao := flowt.cotar_carrinho(p_tenant, v_carrinho,
                                      flowt.contexto_da_compra(p_tenant, '{"tip_atendimento": "LOCAL", "tip_pagamento": "CARTAO"}'), now());
    v_itens := (SELECT coalesce(sum(l.qtd_item), 0) FROM unnest(v_cotacao.linhas) AS l WHERE l.num_parte = 0);
    IF v_itens = 0 THEN
        RETURN '';
    END IF;
    RETURN '<section class="cartao" aria-labelledby="a-pedir"><h2 id="a-pedir">Na sua sacola</h2><ul class="recibo">'
        || (SELECT string_agg('<li><span>' || l.qtd_item || ' × ' || flowt.html(l.nom_item)
                || CASE WHEN l.flg_disponivel THEN '' ELSE '<small class="erro">indisponível</small>' END || '</span><span>'
                || flowt.reais(l.vlr_liquido) || '</span></li>', '' ORDER BY l.num_linha) FROM unnest(v_cotacao.linhas) AS l WHERE l.num_parte = 0)
        || '</ul><form method="post"><input type="hidden" name="acao" value="pedir"><input type="hidden" name="chave" value="' || flowt.novo_token()
        || '"><input type="hidden" name="vlr_esperado" value="' || v_cotacao.vlr_total
        || '"><p class="campo"><button class="botao largo">Enviar para a cozinha · ' || flowt.reais(v_cotacao.vlr_total)
        || '</button></p></form><p class="mais"><a href="' || p_base || '/sacola">Mudar a sacola</a></p></section>';
END
$$;
COMMENT ON FUNCTION flowt.html_sacola_da_mesa(bigint, text, text) IS 'O que está na sacola, e o botão que o manda à cozinha; nada se está vazia.';

CREATE OR REPLACE FUNCTION flowt.html_pedidos_da_mesa(p_conta jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce('<ul class="cartoes">' || string_agg('<li><h3>' || coalesce(flowt.html(p ->> 'nom_apelido'), 'Da mesa toda') || ' <small>nº '
                   || (p ->> 'num_pedido') || ' · ' || flowt.html(p ->> 'des_status') || '</small></h3><ul class="recibo">'
                   || (SELECT string_agg('<li><span>' || (i ->> 'qtd_item') || ' × ' || flowt.html(i ->> 'nom_produto')
                           || coalesce('<small>' || flowt.html(i ->> 'des_observacao') || '</small>', '') || '</span><span>'
                           || flowt.reais((i ->> 'vlr_liquido')::bigint) || '</span></li>',
                           '' ORDER BY (i ->> 'num_item')::integer) FROM jsonb_array_elements(p -> 'itens') AS i) || '</ul></li>',
                       '' ORDER BY (p ->> 'num_pedido')::bigint) || '</ul>',
                   '<p class="vazia">Ninguém pediu nada ainda.</p>')
          FROM jsonb_array_elements(p_conta -> 'pedidos') AS p);
END
$$;
COMMENT ON FUNCTION flowt.html_pedidos_da_mesa(jsonb) IS 'Quem pediu o quê em uma mesa.';

CREATE OR REPLACE FUNCTION flowt.html_somas_da_mesa(p_conta jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN '<dl class="somas"><div><dt>Consumo</dt><dd>' || flowt.reais((p_conta ->> 'vlr_consumo')::bigint) || '</dd></div>'
        || CASE WHEN (p_conta ->> 'num_taxa_servico')::integer = 0 THEN '' ELSE '<div><dt>Serviço (' || (p_conta ->> 'num_taxa_servico')
                || '%, opcional)</dt><dd>'
                || CASE WHEN (p_conta ->> 'flg_taxa_servico')::boolean THEN flowt.reais((p_conta ->> 'vlr_taxa_servico')::bigint) ELSE 'retirado' END
                || '</dd></div>' END
        || CASE WHEN (p_conta ->> 'vlr_gorjeta')::bigint = 0 THEN '' ELSE '<div><dt>Gorjeta</dt><dd>'
                || flowt.reais((p_conta ->> 'vlr_gorjeta')::bigint) || '</dd></div>' END
        || CASE WHEN (p_conta ->> 'vlr_pago')::bigint = 0 THEN '' ELSE '<div><dt>Já pago</dt><dd>−' || flowt.reais((p_conta ->> 'vlr_pago')::bigint)
                || '</dd></div>' END
        || '<div class="total"><dt>' || CASE WHEN (p_conta ->> 'vlr_pago')::bigint = 0 THEN 'Total' ELSE 'Falta pagar' END || '</dt><dd>'
        || flowt.reais((p_conta ->> 'vlr_restante')::bigint) || '</dd></div></dl>'
        || coalesce((SELECT '<h3>Divisão</h3><ul class="recibo">'
                   || string_agg('<li><span>' || coalesce((SELECT flowt.html(c ->> 'nom_apelido')
                                                             FROM jsonb_array_elements(p_conta -> 'comandas') AS c
                                                            WHERE c ->> 'cod_comanda' = q ->> 'cod_comanda'),
                   'Parte ' || (q ->> 'num_parcela')) || CASE q ->> 'sta_parcela' WHEN 'PAGA' THEN ' <small>paga</small>' ELSE '' END
               || '</span><span>' || flowt.reais((q ->> 'vlr_parcela')::bigint) || '</span></li>', ''
                   ORDER BY (q ->> 'num_parcela')::integer) || '</ul>' FROM jsonb_array_elements(p_conta -> 'parcelas') AS q HAVING count(*) > 0),
               '');
END
$$;
COMMENT ON FUNCTION flowt.html_somas_da_mesa(jsonb) IS 'Somas da conta de uma mesa, e a divisão dela se há.';

CREATE OR REPLACE FUNCTION flowt.html_acoes_da_mesa(p_conta jsonb, p_base text, p_principal boolean, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_aberta   boolean := p_conta ->> 'sta_sessao' = 'ABERTA';
    v_chamados text[]  := ARRAY(SELECT h ->> 'tip_chamado' FROM jsonb_array_elements(p_conta -> 'chamados') AS h);
BEGIN
    RETURN CASE WHEN v_aberta THEN '<p class="campo"><a class="botao largo' || CASE WHEN p_principal THEN '' ELSE ' secundario' END || '" href="'
                || coalesce(nullif(p_base, ''), '/') || '">Ver o cardápio</a></p>'
                ELSE '<p class="aviso" role="status">A conta foi pedida: alguém da equipe vem até a mesa. Para pedir mais, fale com ela.</p>' END
        || '<div class="acoes-do-pedido">' || CASE WHEN 'GARCOM' = ANY (v_chamados) THEN '<p role="status">Chamamos: alguém vem logo.</p>'
                                                   ELSE flowt.html_botao_da_mesa('garcom', 'Chamar alguém', 'secundario') END
        || CASE WHEN v_aberta AND (p_conta ->> 'vlr_total')::bigint > 0 THEN flowt.html_botao_da_mesa('conta', 'Pedir a conta', 'secundario')
                ELSE '' END || '</div>'
        || CASE WHEN (p_conta ->> 'vlr_pago')::bigint > 0 OR (p_conta ->> 'vlr_consumo')::bigint = 0 THEN ''
                ELSE '<details' || CASE WHEN p_erros = '[]' THEN '' ELSE ' open' END
                    || '><summary>Serviço e gorjeta</summary><p class="nota">A taxa de serviço é opcional (Lei 13.419/2017).</p>'
                     || CASE WHEN (p_conta ->> 'num_taxa_servico')::integer = 0 THEN ''
                             WHEN (p_conta ->> 'flg_taxa_servico')::boolean THEN flowt.html_botao_da_mesa('sem_taxa', 'Retirar a taxa de serviço',
                                 'secundario')
                            ELSE flowt.html_botao_da_mesa('com_taxa', 'Pôr a taxa de serviço', 'secundario') END
                     || '<form method="post"><input type="hidden" name="acao" value="gorjeta">'
                     || flowt.html_campo('vlr_gorjeta', 'Gorjeta da mesa', 'Em reais, como 5 ou 7,50; zero a retira.',
                                         ' type="text" inputmode="decimal" autocomplete="off" maxlength="20" required', 1, p_dados, p_erros)
                     || '<p class="campo"><button class="botao secundario">Mudar a gorjeta</button></p></form></details>' END;
END
$$;
COMMENT ON FUNCTION flowt.html_acoes_da_mesa(jsonb, text, boolean, jsonb, jsonb)
    IS 'O que se faz à mesa: cardápio (em destaque, se é o próximo passo), chamar, pedir a conta, serviço e gorjeta.';

CREATE OR REPLACE FUNCTION flowt.html_mesa(p_tenant bigint, p_base text, p_mesa flowt.tb_omni8_mesa, p_comanda text, p_sacola text, p_aviso text,
                                           p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_comanda flowt.tb_omni8_comanda := flowt.comanda_nesta_mesa(p_tenant, (p_mesa).cod_mesa, p_comanda);
    v_titulo  text := 'Mesa ' || (p_mesa).nom_mesa;
    v_conta   jsonb;
    v_pedir   text := '';
BEGIN
    IF v_comanda.cod_comanda IS NULL THEN
        RETURN flowt.moldura(p_tenant, p_base, v_titulo,
                             '<h1>' || flowt.html(v_titulo) || '</h1>' || coalesce(p_aviso, '')
                             || flowt.html_entrar_na_mesa(p_tenant, p_mesa, p_dados, p_erros));
    END IF;
    v_conta := flowt.conta_da_comanda(v_comanda);
    IF v_conta ->> 'sta_sessao' = 'ABERTA' THEN
        v_pedir := flowt.html_sacola_da_mesa(p_tenant, p_sacola, p_base);
    END IF;
    RETURN flowt.moldura(p_tenant, p_base, v_titulo,
        '<h1>' || flowt.html(v_titulo) || '</h1><p class="apresentacao">Você está aqui como <b>' || flowt.html(v_comanda.nom_apelido) || '</b>.</p>'
        || coalesce(p_aviso, '')
        || v_pedir || flowt.html_acoes_da_mesa(v_conta, p_base, v_pedir = '', p_dados, p_erros)
        || '<h2>A conta da mesa</h2>' || flowt.html_pedidos_da_mesa(v_conta) || flowt.html_somas_da_mesa(v_conta)
        || '<p class="mais"><a href="">Atualizar</a></p>');
END
$$;
COMMENT ON FUNCTION flowt.html_mesa(bigint, text, flowt.tb_omni8_mesa, text, text, text, jsonb, jsonb)
    IS 'Página de uma mesa: a de entrar ou, para quem entrou, a conta. p_aviso já é HTML.';
