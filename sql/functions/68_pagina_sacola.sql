-- Cart as a page (guide chapters 7 and 9): plain forms, a cookie that holds the cart's token, and the rules of 66_carrinho.

CREATE OR REPLACE FUNCTION flowt.carrinho_aberto(p_tenant bigint, p_token text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_carrinho flowt.tb_omni8_carrinho;
BEGIN
    IF p_token IS NULL THEN
        RETURN NULL;
    END IF;
    v_carrinho := flowt.achar_carrinho(p_tenant, p_token);
    RETURN CASE WHEN flowt.carrinho_vale(v_carrinho) THEN v_carrinho.cod_carrinho END;
EXCEPTION WHEN SQLSTATE 'PT404' THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.carrinho_aberto(bigint, text)
    IS 'Carrinho que ainda se pode mudar; nulo se o token não é de um (expirou, virou pedido ou não existe).';

-- The cookie lives as long as a customer's untouched cart; only the company's own pages send it.
CREATE OR REPLACE FUNCTION flowt.cookie_da_sacola(p_token text, p_base text, p_esquema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'Set-Cookie: flowt_sacola=' || p_token || '; Path=' || coalesce(nullif(p_base, ''), '/') || '; HttpOnly; SameSite=Lax; Max-Age=7776000'
    || CASE WHEN p_esquema = 'https' THEN '; Secure' ELSE '' END;
COMMENT ON FUNCTION flowt.cookie_da_sacola(text, text, text) IS 'Cabeçalho que guarda o token do carrinho no navegador.';

CREATE OR REPLACE FUNCTION flowt.ver_outra(p_endereco text, p_cabecalhos text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (303, 'text/html; charset=utf-8', concat_ws(E'\n', 'Location: ' || p_endereco, p_cabecalhos), '')::flowt.resposta;
COMMENT ON FUNCTION flowt.ver_outra(text, text) IS 'Resposta 303: o formulário foi aceito, o navegador segue para outra página.';

CREATE OR REPLACE FUNCTION flowt.html_aviso(p_aviso text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '<div class="aviso" role="alert"><p>' || flowt.html(p_aviso) || '</p></div>';
COMMENT ON FUNCTION flowt.html_aviso(text) IS 'Aviso do que impediu a ação, lido por leitores de tela.';

CREATE OR REPLACE FUNCTION flowt.html_resumo_dos_erros(p_erros jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT '<div class="aviso" role="alert"><p>Falta pouco: confira ' || CASE count(*) WHEN 1 THEN 'este campo' ELSE 'estes campos' END
            || '.</p><ul>'
               || string_agg('<li>' || CASE WHEN r.rotulo IS NULL THEN flowt.html(e.erro ->> 'campo') ELSE '<a href="#campo-' || r.campo || '">'
                                            || r.rotulo || '</a>' END
                             || ': ' || flowt.html(e.erro ->> 'mensagem') || '</li>', '' ORDER BY r.ordem, e.posicao) || '</ul></div>'
          FROM jsonb_array_elements(p_erros) WITH ORDINALITY AS e (erro, posicao)
          LEFT JOIN (VALUES (1, 'nom_cliente', 'Nome'), (2, 'num_telefone', 'Celular'), (3, 'cod_unidade', 'Unidade'),
                            (4, 'tip_atendimento', 'Como você quer receber'),
                            (5, 'nom_bairro', 'Bairro'), (6, 'num_cep', 'CEP'), (7, 'des_endereco', 'Endereço de entrega'),
                            (8, 'tip_pagamento', 'Pagamento'), (9, 'vlr_troco_para', 'Troco para quanto'), (10, 'des_observacao', 'Observações'))
                 AS r (ordem, campo, rotulo) ON r.campo = e.erro ->> 'campo'
        HAVING count(*) > 0
    );
END
$$;
COMMENT ON FUNCTION flowt.html_resumo_dos_erros(jsonb) IS 'Lista dos campos a corrigir no topo do formulário, com links; nula sem erros.';

-- What was chosen, in words: add-ons with theirs in brackets, or the items of a combo.
CREATE OR REPLACE FUNCTION flowt.escolhas_em_palavras(p_escolhas jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT string_agg(CASE WHEN coalesce((e.escolha ->> 'qtd')::integer, 1) = 1 THEN '' ELSE (e.escolha ->> 'qtd') || ' × ' END
                          || coalesce(e.escolha ->> 'nom_opcao', e.escolha ->> 'nom_item', e.escolha ->> 'nom_produto', '')
                          || coalesce(' (' || flowt.escolhas_em_palavras(CASE jsonb_typeof(e.escolha -> 'opcoes')
                                                                              WHEN 'array' THEN e.escolha -> 'opcoes' END) || ')', ''),
                          ', ' ORDER BY e.ordem)
          FROM jsonb_array_elements(coalesce(p_escolhas, '[]')) WITH ORDINALITY AS e (escolha, ordem));
END
$$;
COMMENT ON FUNCTION flowt.escolhas_em_palavras(jsonb) IS 'Complementos de uma linha cotada ou comprada, em palavras; nulo sem nenhum.';

CREATE OR REPLACE FUNCTION flowt.html_escolhas(p_linhas flowt.linha_cotada[], p_linha bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
        SELECT string_agg('<p class="resumo">' || flowt.html(e.texto) || '</p>', '' ORDER BY e.num_parte)
          FROM (SELECT q.num_parte, CASE WHEN q.num_parte > 0 THEN q.qtd_item || ' × ' || q.nom_item
                                         || coalesce(': ' || flowt.escolhas_em_palavras(q.js_opcoes), '')
                                         WHEN q.cod_combo IS NULL THEN flowt.escolhas_em_palavras(q.js_opcoes) END AS texto
                  FROM unnest(p_linhas) AS q WHERE q.num_linha = p_linha) AS e WHERE e.texto IS NOT NULL);
END
$$;
COMMENT ON FUNCTION flowt.html_escolhas(flowt.linha_cotada[], bigint)
    IS 'O que se escolheu em uma linha: complementos, ou as partes do combo; nulo se nada.';

CREATE OR REPLACE FUNCTION flowt.html_linhas_da_sacola(p_tenant bigint, p_carrinho bigint, p_cotacao flowt.cotacao, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<ul class="linhas" data-visto="carrinho_visto">' || string_agg(
                   '<li' || CASE WHEN q.flg_disponivel THEN '' ELSE ' class="indisponivel"' END || '><div class="dados"><h2>' || n.nome || '</h2>'
                   || coalesce(flowt.html_escolhas((p_cotacao).linhas, q.num_linha), '')
                   || coalesce('<p class="resumo">“' || flowt.html(l.des_observacao) || '”</p>', '')
                   || coalesce('<p class="erro">' || flowt.html(flowt.frase_da_linha(p_tenant, q.cod_produto, q.js_opcoes, q.des_problema))
                               || '</p>', '')
                   || '<p class="nota">' || flowt.reais(q.vlr_unitario) || ' cada</p>'
                   || CASE WHEN l.cod_carrinho_item IS NULL THEN '' ELSE flowt.html_acoes_da_linha(p_tenant, q.num_linha, q.cod_produto, p_base) END
                   || coalesce((SELECT string_agg('<p class="desconto">' || flowt.html(d.des_motivo) || ': −' || flowt.reais(d.vlr_desconto)
                                                  || '</p>', '')
                                  FROM unnest((p_cotacao).descontos) AS d WHERE d.num_linha = q.num_linha AND d.vlr_desconto > 0), '')
                   || '</div><p class="preco">' || flowt.html_preco(q.vlr_bruto - e.desconto, CASE WHEN e.desconto > 0 THEN q.vlr_bruto END)
                   || '</p><div class="acoes">'
                   || CASE WHEN l.cod_carrinho_item IS NULL THEN '' ELSE
                      '<form method="post" action="' || p_base || '/sacola/itens/' || q.num_linha || '"><label class="leitor" for="qtd-'
                      || q.num_linha || '">Quantidade de '
                   || n.nome || '</label><input id="qtd-' || q.num_linha
                   || '" class="quantidade" type="number" inputmode="numeric" name="qtd_item" min="0" max="999" required value="'
                   || q.qtd_item || '"><button class="botao secundario">Atualizar<span class="leitor"> ' || n.nome || '</span></button></form>'
                   || '<div class="discretas"><a class="botao discreto" href="' || p_base || '/sacola/itens/' || q.num_linha
                   || '">Editar<span class="leitor"> ' || n.nome || '</span></a>'
                   || '<form data-evento="carrinho_removido" '
                   || CASE WHEN q.cod_combo IS NULL THEN 'data-produto="' || q.cod_produto ELSE 'data-combo="' || q.cod_combo END
                   || '" method="post" action="' || p_base
                   || '/sacola/itens/' || q.num_linha || '"><button class="botao discreto" name="qtd_item" value="0">Remover<span class="leitor"> '
                   || n.nome || '</span></button></form></div>' END || '</div></li>', '' ORDER BY q.num_linha) || '</ul>'
          FROM unnest((p_cotacao).linhas) AS q
          LEFT JOIN flowt.tb_omni8_carrinho_item AS l ON l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho AND l.cod_carrinho_item = q.num_linha
         CROSS JOIN LATERAL (SELECT flowt.html(q.nom_item) AS nome) AS n
         -- What the order as a whole is given is shown below, not line by line.
         CROSS JOIN LATERAL (SELECT coalesce(sum(d.vlr_desconto), 0)::bigint AS desconto FROM unnest((p_cotacao).descontos) AS d
                              WHERE d.num_linha = q.num_linha) AS e
         WHERE q.num_parte = 0
    );
END
$$;
COMMENT ON FUNCTION flowt.html_linhas_da_sacola(bigint, bigint, flowt.cotacao, text)
    IS 'Itens do carrinho, cada um com suas escolhas, descontos e formulários de mudar e remover; nulo se está vazio.';

-- A code that was made for one person, or for one use, says who it is: the event does not have it.
CREATE OR REPLACE FUNCTION flowt.html_evento_do_cupom(p_tenant bigint, p_cupom jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN format(' data-visto="%s" data-cupom="%s"', CASE WHEN (p_cupom ->> 'flg_aceito')::boolean THEN 'cupom_aplicado' ELSE 'cupom_negado' END,
                  coalesce((SELECT flowt.html(k.des_cupom) FROM flowt.tb_omni8_cupom AS k
                             WHERE k.cod_tenant = p_tenant AND k.des_cupom = p_cupom ->> 'des_cupom' AND k.cod_pessoa IS NULL
                               AND coalesce(k.qtd_limite > 1, true)), 'PESSOAL'))
        || CASE WHEN (p_cupom ->> 'flg_aceito')::boolean THEN '' ELSE ' data-motivo="' || flowt.html(p_cupom ->> 'codigo') || '"' END;
END
$$;
COMMENT ON FUNCTION flowt.html_evento_do_cupom(bigint, jsonb)
    IS 'Atributos com que a página conta que um cupom valeu ou não, sem o código dos que são de alguém.';

-- p_novo: the last one has just been tried.
CREATE OR REPLACE FUNCTION flowt.html_cupons(p_tenant bigint, p_cotacao flowt.cotacao, p_base text, p_novo boolean) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<section class="cupons" aria-labelledby="titulo-cupons"><h2 id="titulo-cupons">Cupom</h2>'
        || coalesce((SELECT '<ul>' || string_agg('<li class="' || CASE WHEN (c.cupom ->> 'flg_aceito')::boolean THEN 'aceito' ELSE 'recusado' END
                              || '"'
                              || CASE WHEN p_novo AND c.ordem = jsonb_array_length((p_cotacao).js_cupons) THEN flowt.html_evento_do_cupom(p_tenant,
                                  c.cupom) ELSE '' END || '><div><b>' || flowt.html(c.cupom ->> 'des_cupom') || '</b><p>'
                              || flowt.html(coalesce(c.cupom ->> 'mensagem', CASE WHEN (c.cupom ->> 'flg_aceito')::boolean THEN 'Cupom aplicado.'
                                                                                  ELSE 'Este cupom não vale para esta compra.' END))
                              || '</p></div><form method="post" action="' || p_base
                              || '/sacola/cupom"><button class="botao discreto" name="retirar" value="' || flowt.html(c.cupom ->> 'des_cupom')
                              || '">Retirar<span class="leitor"> o cupom ' || flowt.html(c.cupom ->> 'des_cupom') || '</span></button></form></li>',
                              '' ORDER BY c.ordem) || '</ul>'
                       FROM jsonb_array_elements((p_cotacao).js_cupons) WITH ORDINALITY AS c (cupom, ordem) HAVING count(*) > 0), '')
        || '<form class="linha" method="post" action="' || p_base || '/sacola/cupom"><label class="leitor" for="des_cupom">Código do cupom</label>'
        || '<input id="des_cupom" name="des_cupom" maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="Tem '
           'um cupom?" required>'
        || '<button class="botao secundario">Usar<span class="leitor"> o cupom</span></button></form></section>';
END
$$;
COMMENT ON FUNCTION flowt.html_cupons(bigint, flowt.cotacao, text, boolean)
    IS 'Cupons da sacola, cada um com o que se diz dele, e o campo para outro.';

CREATE OR REPLACE FUNCTION flowt.unidade_da_sacola(p_tenant bigint, p_dados jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_dita bigint := CASE WHEN flowt.formato_valido('codigo', p_dados ->> 'cod_unidade') THEN (p_dados ->> 'cod_unidade')::bigint END;
BEGIN
    RETURN coalesce((SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u
                      WHERE u.cod_tenant = p_tenant AND u.cod_unidade = v_dita AND u.sta_unidade = 'ATIVA'), flowt.unidade_principal(p_tenant));
END
$$;
COMMENT ON FUNCTION flowt.unidade_da_sacola(bigint, jsonb) IS 'Unidade escolhida no formulário da sacola, ou a principal.';

-- What the form says of the unit and the place decides what delivery costs; until it does, no fee is shown or taken as seen.
CREATE OR REPLACE FUNCTION flowt.entrega_da_sacola(p_tenant bigint, p_itens bigint, p_dados jsonb) RETURNS flowt.entrega_cotada
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cotada flowt.entrega_cotada := flowt.cotar_entrega(p_tenant, flowt.unidade_da_sacola(p_tenant, p_dados),
                                                         p_dados ->> 'num_cep', p_dados ->> 'nom_bairro', NULL, NULL, p_itens);
BEGIN
    IF v_cotada.flg_com_areas AND num_nonnulls(p_dados ->> 'num_cep', p_dados ->> 'nom_bairro') = 0 THEN
        v_cotada.flg_atende := NULL;
    END IF;
    RETURN v_cotada;
END
$$;
COMMENT ON FUNCTION flowt.entrega_da_sacola(bigint, bigint, jsonb)
    IS 'Entrega para o que já foi digitado no formulário; flg_atende nulo: ainda não se sabe para onde.';

-- Offers may depend on how one receives: each way has its total. What is shown line by line is what one pays without delivery.
CREATE OR REPLACE FUNCTION flowt.cotar_sacola(p_empresa flowt.tb_omni8_tenant, p_carrinho bigint, p_dados jsonb, OUT o_cotacao flowt.cotacao,
                                              OUT o_entrega flowt.entrega_cotada, OUT o_totais jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := (p_empresa).cod_tenant;
    v_contexto flowt.contexto_de_compra;
    v_cotacao  flowt.cotacao;
    v_forma    text;
BEGIN
    v_contexto.cod_unidade := flowt.unidade_da_sacola(v_tenant, p_dados);
    v_contexto.tip_pagamento := CASE WHEN p_dados ->> 'tip_pagamento' IN ('PIX', 'DINHEIRO', 'CARTAO') THEN p_dados ->> 'tip_pagamento' END;
    o_totais := '{}';
    FOREACH v_forma IN ARRAY ARRAY['LOCAL', 'RETIRADA', 'ENTREGA'] LOOP
        CONTINUE WHEN NOT flowt.oferece_atendimento((p_empresa).tip_segmento, (p_empresa).flg_entrega, v_forma);
        v_contexto.tip_atendimento := v_forma;
        IF v_forma = 'ENTREGA' THEN
            o_entrega := flowt.entrega_da_sacola(v_tenant, flowt.valor_comprado(o_cotacao), p_dados);
            CONTINUE WHEN o_entrega.vlr_taxa IS NULL;
            v_contexto.vlr_frete := o_entrega.vlr_taxa;
        END IF;
        v_cotacao := flowt.cotar_carrinho(v_tenant, p_carrinho, v_contexto, now());
        o_totais := o_totais || jsonb_build_object(v_forma,
                                                   jsonb_build_object('vlr_total', v_cotacao.vlr_total,
                                                                      'vlr_frete', v_cotacao.vlr_frete - v_cotacao.vlr_desconto_frete));
        IF v_forma = 'LOCAL' OR (v_forma = 'RETIRADA'
                                 AND (o_cotacao.vlr_total IS NULL OR p_dados ->> 'tip_atendimento' IS DISTINCT FROM 'LOCAL')) THEN
            o_cotacao := v_cotacao;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.cotar_sacola(flowt.tb_omni8_tenant, bigint, jsonb)
    IS 'A sacola cotada sem entrega, a entrega para o que já foi digitado, e o total de cada forma de atendimento: {"RETIRADA": {"vlr_total": 3750, '
       '"vlr_frete": 0}}.';

CREATE OR REPLACE FUNCTION flowt.opcoes_de_atendimento(p_empresa flowt.tb_omni8_tenant, p_totais jsonb, p_entrega flowt.entrega_cotada) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('valor', o.valor, 'rotulo', o.rotulo, 'dica',
                   CASE WHEN NOT p_totais ? o.valor THEN CASE WHEN (p_entrega).flg_atende IS NULL THEN 'A taxa depende do bairro ou do CEP'
                                                              ELSE 'Não entregamos neste bairro ou CEP' END
                        ELSE 'Total ' || flowt.reais((p_totais #>> ARRAY[o.valor, 'vlr_total'])::bigint)
                             || CASE WHEN o.valor <> 'ENTREGA' THEN '' WHEN p_totais #>> '{ENTREGA,vlr_frete}' = '0' THEN ', entrega grátis'
                                     ELSE ', com ' || flowt.reais((p_totais #>> '{ENTREGA,vlr_frete}')::bigint) || ' de entrega' END END)
                   ORDER BY o.ordem)
          FROM (VALUES (1, 'ENTREGA', 'Entrega no meu endereço'),
                       (2, 'RETIRADA', 'Retirar no balcão'),
                       (3, 'LOCAL', CASE (p_empresa).tip_segmento WHEN 'SERVICOS' THEN 'Ser atendido no local' ELSE 'Consumir no local' END))
                 AS o (ordem, valor, rotulo)
         WHERE flowt.oferece_atendimento((p_empresa).tip_segmento, (p_empresa).flg_entrega, o.valor)
    );
END
$$;
COMMENT ON FUNCTION flowt.opcoes_de_atendimento(flowt.tb_omni8_tenant, jsonb, flowt.entrega_cotada)
    IS 'Formas de atendimento que a empresa oferece, cada uma com o total a pagar.';

CREATE OR REPLACE FUNCTION flowt.html_unidades(p_tenant bigint, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erro text := flowt.erro_do_campo(p_erros, 'cod_unidade');
BEGIN
    RETURN (
        SELECT '<div class="campo campo-cod_unidade"><label for="campo-cod_unidade">Unidade</label><select id="campo-cod_unidade" name="cod_unidade"'
               || CASE WHEN v_erro IS NULL THEN '' ELSE ' aria-invalid="true" aria-describedby="erro-cod_unidade"' END || '>'
               || string_agg('<option value="' || u.cod_unidade || '"'
                             || CASE WHEN p_dados ->> 'cod_unidade' = u.cod_unidade::text THEN ' selected' ELSE '' END || '>'
                             || flowt.html(concat_ws(' · ', u.nom_unidade, u.nom_bairro)) || '</option>', '') || '</select>'
               || CASE WHEN v_erro IS NULL THEN '' ELSE '<p class="erro" id="erro-cod_unidade">' || flowt.html(v_erro) || '</p>' END || '</div>'
          FROM flowt.unidades_abertas_ao_publico(p_tenant) AS u
        HAVING count(*) > 0
    );
END
$$;
COMMENT ON FUNCTION flowt.html_unidades(bigint, jsonb, jsonb) IS 'Escolha da unidade; nula se a empresa atende em uma só.';

-- The fee is asked for by sending the form with another button: nothing that was typed goes into an address.
CREATE OR REPLACE FUNCTION flowt.html_local_da_entrega(p_tenant bigint, p_entrega flowt.entrega_cotada, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_bairros text;
BEGIN
    IF NOT (p_entrega).flg_com_areas THEN
        RETURN '';
    END IF;
    SELECT '<datalist id="bairros">' || string_agg(DISTINCT '<option value="' || flowt.html(b) || '">', '') || '</datalist>' INTO v_bairros
      FROM flowt.tb_omni8_area_entrega a CROSS JOIN unnest(a.nom_bairros) AS b WHERE a.cod_tenant = p_tenant AND a.sta_area = 'ATIVA';
    RETURN flowt.html_campo('nom_bairro', 'Bairro', NULL,
                            ' type="text" autocomplete="address-level3" maxlength="80"'
                            || CASE WHEN v_bairros IS NULL THEN '' ELSE ' list="bairros"' END, 1, p_dados, p_erros)
        || coalesce(v_bairros, '')
        || flowt.html_campo('num_cep', 'CEP', 'A taxa de entrega depende do bairro ou do CEP: basta um deles.',
                            ' type="text" inputmode="numeric" autocomplete="postal-code" maxlength="9"', 1, p_dados, p_erros)
        || '<p class="campo calcular"><button class="botao secundario" name="acao" value="calcular" formnovalidate>Calcular a entrega</button>'
        || CASE WHEN (p_entrega).flg_atende
                THEN ' <span role="status">' || flowt.html((p_entrega).nom_area) || ': '
                    || CASE (p_entrega).vlr_taxa WHEN 0 THEN 'entrega grátis' ELSE flowt.reais((p_entrega).vlr_taxa) END
                     || coalesce(', em cerca de ' || flowt.minutos_por_extenso((p_entrega).qtd_prazo_min), '') || '</span>' ELSE '' END || '</p>';
END
$$;
COMMENT ON FUNCTION flowt.html_local_da_entrega(bigint, flowt.entrega_cotada, jsonb, jsonb)
    IS 'Bairro, CEP e o botão que calcula a entrega; nada onde a taxa é única.';

CREATE OR REPLACE FUNCTION flowt.html_fechamento(p_empresa flowt.tb_omni8_tenant, p_totais jsonb, p_base text, p_dados jsonb, p_erros jsonb,
                                                 p_chave text, p_entrega flowt.entrega_cotada) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_intencao   boolean := flowt.vende_por_intencao((p_empresa).cod_tenant);
    v_botao      text    := CASE WHEN v_intencao THEN 'Pedir orçamento' ELSE 'Fazer pedido' END;
    v_pagamentos jsonb   := '[{"valor": "PIX", "rotulo": "Pix"}, {"valor": "DINHEIRO", "rotulo": "Dinheiro"}, {"valor": "CARTAO", "rotulo": "Cartão"}]';
BEGIN
    -- The browser shows a total for each way of receiving, so it sends what the buyer saw of each: they are only compared.
    -- "Buy now" leads here, past the list: whoever sees only the form has the cart in the page all the same.
    RETURN '<form id="fechar" class="fechamento" data-visto="carrinho_visto" data-comeco="checkout_iniciado" method="post" action="' || p_base
        || '/sacola/pedido"><h2>' || CASE WHEN v_intencao THEN 'Pedir orçamento' ELSE 'Fechar o pedido' END || '</h2>'
        || '<input type="hidden" name="chave" value="' || flowt.html(p_chave) || '">'
        || (SELECT string_agg('<input type="hidden" name="vlr_' || lower(t.key) || '" value="' || (t.value ->> 'vlr_total') || '">',
                              '' ORDER BY t.key) FROM jsonb_each(p_totais) AS t)
        -- Enter presses the first button of a form: this one, which orders, and not the one that calculates.
        || CASE WHEN (p_empresa).flg_entrega AND (p_entrega).flg_com_areas THEN '<button hidden>' || v_botao || '</button>' ELSE '' END
        || flowt.html_campo('nom_cliente', 'Nome', NULL, ' type="text" autocomplete="name" maxlength="120" required', 1, p_dados, p_erros)
        || flowt.html_campo('num_telefone', 'Celular', 'Com DDD, como (11) 91234-5678.',
                            ' type="tel" inputmode="tel" autocomplete="tel-national" maxlength="30" required', 1, p_dados, p_erros)
        || coalesce(flowt.html_unidades((p_empresa).cod_tenant, p_dados, p_erros), '')
        || flowt.html_opcoes('tip_atendimento', 'Como você quer receber', flowt.opcoes_de_atendimento(p_empresa, p_totais, p_entrega), p_dados,
                             p_erros)
        || CASE WHEN NOT (p_empresa).flg_entrega THEN '' ELSE flowt.html_local_da_entrega((p_empresa).cod_tenant, p_entrega, p_dados, p_erros)
               || flowt.html_campo('des_endereco', 'Endereço de entrega', 'Rua, número, complemento, bairro e um ponto de referência.',
                                   ' autocomplete="street-address" maxlength="300"', 2, p_dados, p_erros) END
        || flowt.html_opcoes('tip_pagamento', CASE WHEN v_intencao THEN 'Como você pretende pagar' ELSE 'Pagamento, ao receber' END, v_pagamentos,
                             p_dados, p_erros)
        || flowt.html_campo('vlr_troco_para', 'Troco para quanto? <small>(opcional)</small>', 'O valor da nota, como 50 ou 100,00.',
                            ' type="text" inputmode="decimal" autocomplete="off" maxlength="20"', 1, p_dados, p_erros)
        || flowt.html_campo('des_observacao', 'Observações <small>(opcional)</small>', NULL, ' maxlength="500"', 2, p_dados, p_erros)
        || '<p class="nota">Seu nome, telefone e endereço servem só para atender este pedido.</p>'
        || CASE WHEN v_intencao THEN '<p class="nota">Nada é cobrado agora: a empresa confere o pedido e responde.</p>' ELSE '' END
        || '<button class="botao largo">' || v_botao || '</button></form>';
END
$$;
COMMENT ON FUNCTION flowt.html_fechamento(flowt.tb_omni8_tenant, jsonb, text, jsonb, jsonb, text, flowt.entrega_cotada)
    IS 'Formulário que fecha o pedido, com o que já foi digitado e os erros ao lado dos campos. A chave é a de idempotência.';

CREATE OR REPLACE FUNCTION flowt.html_somas(p_empresa flowt.tb_omni8_tenant, p_cotacao flowt.cotacao, p_entrega flowt.entrega_cotada) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_itens bigint := flowt.valor_comprado(p_cotacao);
BEGIN
    RETURN '<dl class="somas"><div><dt>Itens</dt><dd>' || flowt.reais((p_cotacao).vlr_itens) || '</dd></div>'
        || coalesce((SELECT string_agg('<div class="desconto"><dt>' || flowt.html(d.motivo) || '</dt><dd>−' || flowt.reais(d.valor) || '</dd></div>',
                                       '' ORDER BY d.ordem)
                       FROM (SELECT min(x.ordem) AS ordem, x.des_motivo AS motivo, sum(x.vlr_desconto)::bigint AS valor
                               FROM unnest((p_cotacao).descontos) WITH ORDINALITY AS x (num_linha, cod_oferta, des_cupom, nom_oferta, tip_alvo,
                                                                                        vlr_desconto, des_motivo, ordem)
                              WHERE x.tip_alvo <> 'FRETE' AND x.vlr_desconto > 0 GROUP BY x.des_motivo) AS d), '')
        || CASE WHEN NOT (p_empresa).flg_entrega THEN ''
                ELSE '<div><dt>Entrega, se escolher</dt><dd>'
                    || CASE WHEN (p_entrega).vlr_taxa = 0 THEN 'grátis' WHEN (p_entrega).flg_atende THEN flowt.reais((p_entrega).vlr_taxa)
                                                                      WHEN (p_entrega).flg_atende IS NULL
                                                                          THEN 'conforme o bairro' ELSE 'fora da área' END || '</dd></div>' END
        || '<div class="total"><dt>Total' || CASE WHEN (p_empresa).flg_entrega
                                                       AND (p_entrega).vlr_taxa IS DISTINCT FROM 0 THEN ' sem entrega</dt><dd>' ELSE '</dt><dd>' END
        || flowt.reais((p_cotacao).vlr_total) || '</dd></div></dl>'
        || CASE WHEN v_itens < (p_empresa).vlr_pedido_minimo
                THEN '<p class="aviso">O pedido mínimo é de ' || flowt.reais((p_empresa).vlr_pedido_minimo) || ': faltam '
                    || flowt.reais((p_empresa).vlr_pedido_minimo - v_itens) || '.</p>'
                WHEN v_itens < (p_entrega).vlr_minimo
                THEN '<p class="aviso">Para entrega, o pedido mínimo é de ' || flowt.reais((p_entrega).vlr_minimo) || ': faltam '
                    || flowt.reais((p_entrega).vlr_minimo - v_itens) || '.</p>' ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.html_somas(flowt.tb_omni8_tenant, flowt.cotacao, flowt.entrega_cotada)
    IS 'Somas da sacola: itens, cada desconto com seu motivo, entrega e total.';

CREATE OR REPLACE FUNCTION flowt.html_sacola(p_tenant bigint, p_base text, p_token text, p_aviso text, p_dados jsonb, p_erros jsonb, p_chave text)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_carrinho bigint := flowt.carrinho_aberto(p_tenant, p_token);
    v_inicio   text   := coalesce(nullif(p_base, ''), '/');
    v_linhas   text;
    v_empresa  flowt.tb_omni8_tenant;
    v_frase    record;
    v_sacola   record;
BEGIN
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant;
    IF v_carrinho IS NOT NULL THEN
        SELECT c.* INTO v_sacola FROM flowt.cotar_sacola(v_empresa, v_carrinho, p_dados) AS c;
        v_linhas := flowt.html_linhas_da_sacola(p_tenant, v_carrinho, v_sacola.o_cotacao, p_base);
    END IF;
    IF v_linhas IS NULL THEN
        RETURN flowt.moldura(p_tenant, p_base, 'Sacola', '<h1>Sua sacola</h1>' || coalesce(p_aviso, '')
            || '<p class="vazia">Sua sacola está vazia.</p><p><a class="botao" href="' || v_inicio || '">Ver o que temos</a></p>');
    END IF;
    SELECT f.* INTO v_frase FROM flowt.frase_atendimento(p_tenant, now()) AS f;
    RETURN flowt.moldura(p_tenant, p_base, 'Sacola',
        '<h1>Sua sacola</h1>' || coalesce(p_aviso, '') || coalesce(flowt.html_resumo_dos_erros(p_erros), '')
        || CASE WHEN v_frase.flg_aberto THEN '' ELSE '<p class="situacao fechado">' || v_frase.des_frase
                || CASE WHEN v_empresa.flg_pedido_fora_do_horario THEN '' ELSE '. Sua sacola fica guardada até lá.' END || '</p>' END
        || v_linhas || coalesce(flowt.html_sugestoes(p_tenant, v_carrinho, p_base), '')
        || flowt.html_cupons(p_tenant, v_sacola.o_cotacao, p_base, p_dados ? 'cupom_tentado')
        || flowt.html_somas(v_empresa, v_sacola.o_cotacao, v_sacola.o_entrega)
        || '<p class="mais"><a href="' || v_inicio || '">Continuar escolhendo</a></p>'
        || coalesce('<p class="campo"><a class="botao largo" href="' || p_base
               || (SELECT flowt.html(c.des_fechamento) FROM flowt.tb_omni8_carrinho AS c
                    WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho) || '">Confirmar o pedido</a></p>',
               flowt.html_fechamento(v_empresa, v_sacola.o_totais, p_base, p_dados, p_erros, p_chave, v_sacola.o_entrega)));
END
$$;
COMMENT ON FUNCTION flowt.html_sacola(bigint, text, text, text, jsonb, jsonb, text)
    IS 'Página da sacola. p_aviso já é HTML; p_dados e p_erros são do formulário de fechar o pedido; com cupom_tentado, o último cupom acabou de ser posto.';
