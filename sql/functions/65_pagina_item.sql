-- An item and a combo as pages (guide chapters 5.3, 7.3 and 9.1): choices in plain forms, and what else one may do with an item.

CREATE OR REPLACE FUNCTION flowt.moldura_aberta(p_tenant bigint, p_base text, p_titulo text, p_descricao text, p_conteudo text, p_sacola text,
                                                p_cabeca text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT flowt.pagina(p_titulo || ' · ' || t.nom_fantasia, coalesce(p_descricao, t.des_apresentacao), t.des_cor,
                   '<a class="pular" href="#conteudo">Pular para o conteúdo</a><header class="barra"><div class="miolo"><a href="'
                   || coalesce(nullif(p_base, ''), '/')
                   || '" class="volta"><span aria-hidden="true">←</span> ' || flowt.html(t.nom_fantasia)
                   || '</a></div></header><main id="conteudo" class="miolo estreito ficha-item">'
                   || p_conteudo || '</main>' || flowt.html_rodape(t) || flowt.html_barra_sacola(p_tenant, p_sacola, p_base, now()),
                   flowt.html_rastreio(p_tenant, p_base) || p_cabeca)
          FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant
    );
END
$$;
COMMENT ON FUNCTION flowt.moldura_aberta(bigint, text, text, text, text, text, text)
    IS 'Página de uma empresa que os buscadores podem mostrar, com a barra da sacola, em volta de um conteúdo já escapado.';

CREATE OR REPLACE FUNCTION flowt.quantas_escolhas(p_min integer, p_max integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_min = p_max THEN 'escolha ' || p_min WHEN p_min = 0 AND p_max = 1 THEN 'opcional' WHEN p_min = 0 THEN 'até ' || p_max
            || ', opcional' ELSE 'de ' || p_min || ' a ' || p_max END;
COMMENT ON FUNCTION flowt.quantas_escolhas(integer, integer) IS 'Quantas opções um grupo pede, em palavras.';

-- One choice: a radio button where only one may be taken, a box, or how many where an option may be taken more than once.
CREATE OR REPLACE FUNCTION flowt.html_escolha(p_nome text, p_valor text, p_tipo text, p_maximo integer, p_rotulo text, p_dica text, p_dados jsonb,
                                              p_pode boolean, p_exige boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_tipo
    WHEN 'number' THEN '<label class="opcao quantas' || CASE WHEN p_pode THEN '' ELSE ' falta' END || '"><span><b>' || p_rotulo || '</b>' || p_dica
        || '</span><input class="quantidade" type="number" inputmode="numeric" name="'
        || p_nome || '" min="0" max="' || p_maximo || '" value="' || flowt.html(coalesce(p_dados ->> p_nome, '0')) || '"'
        || CASE WHEN p_pode THEN '' ELSE ' disabled' END || '></label>'
    ELSE '<label class="opcao' || CASE WHEN p_pode THEN '' ELSE ' falta' END || '"><input type="' || p_tipo || '" name="' || p_nome || '" value="'
        || p_valor || '"'
        || CASE WHEN p_dados ->> p_nome = p_valor THEN ' checked' ELSE '' END || CASE WHEN p_exige THEN ' required' ELSE '' END
        || CASE WHEN p_pode THEN '' ELSE ' disabled' END
        || '><span><b>' || p_rotulo || '</b>' || p_dica || '</span></label>' END;
COMMENT ON FUNCTION flowt.html_escolha(text, text, text, integer, text, text, jsonb, boolean, boolean)
    IS 'Uma opção de um formulário de item, com o que já foi escolhido; rótulo e dica já são HTML.';

-- The groups an option opens are written below it, named after it: they count only if it is chosen.
CREATE OR REPLACE FUNCTION flowt.html_grupos(p_grupos jsonb, p_pai text, p_dados jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT coalesce(string_agg('<fieldset class="campo grupo"><legend>' || flowt.html(g.grupo ->> 'nom_grupo') || ' <small>'
                   || flowt.quantas_escolhas(q.minimo, q.maximo)
                   || CASE g.grupo ->> 'tip_preco' WHEN 'MAIOR' THEN '; vale o preço da mais cara' WHEN 'MEDIA' THEN '; vale a média dos preços'
                           ELSE '' END || '</small></legend><div class="opcoes">'
                   || CASE WHEN q.maximo = 1 AND q.minimo = 0 THEN flowt.html_escolha('grupo_' || (g.grupo ->> 'cod_grupo') || p_pai, '', 'radio', 1,
                                                                                      'Nenhum', '', p_dados, true, false) ELSE '' END
                   || (SELECT string_agg(flowt.html_escolha(CASE WHEN q.maximo = 1 THEN 'grupo_' || (g.grupo ->> 'cod_grupo') ELSE 'opcao_'
                                                                 || (o.opcao ->> 'cod_opcao') END || p_pai,
                                   CASE WHEN q.maximo = 1 THEN o.opcao ->> 'cod_opcao' ELSE '1' END,
                                   CASE WHEN q.maximo = 1 THEN 'radio' WHEN (o.opcao ->> 'qtd_max')::integer > 1 THEN 'number' ELSE 'checkbox' END,
                                       (o.opcao ->> 'qtd_max')::integer,
                                   flowt.html(o.opcao ->> 'nom_opcao'),
                                   CASE WHEN NOT (o.opcao ->> 'flg_disponivel')::boolean THEN ' <small>em falta</small>'
                                        WHEN (o.opcao ->> 'vlr_preco')::bigint > 0 THEN ' <small>+ '
                                        || flowt.reais((o.opcao ->> 'vlr_preco')::bigint) || '</small>' ELSE '' END
                                   || coalesce('<small>' || flowt.html(o.opcao ->> 'des_opcao') || '</small>', '')
                                   || CASE WHEN o.opcao -> 'des_alergenos' = '[]' THEN '' ELSE '<small>Contém: '
                                           || flowt.html((SELECT string_agg(a, ', ')
                                                            FROM jsonb_array_elements_text(o.opcao -> 'des_alergenos') AS a)) || '</small>' END,
                                   p_dados, (o.opcao ->> 'flg_disponivel')::boolean, q.maximo = 1 AND q.minimo = 1 AND p_pai = '')
                               || CASE WHEN o.opcao -> 'grupos' <> '[]' THEN '<div class="aberto">'
                                       || flowt.html_grupos(o.opcao -> 'grupos', p_pai || '.' || (o.opcao ->> 'cod_opcao'), p_dados) || '</div>'
                                       ELSE '' END, '' ORDER BY o.n)
                         FROM jsonb_array_elements(g.grupo -> 'opcoes') WITH ORDINALITY AS o (opcao, n))
                   || '</div></fieldset>', '' ORDER BY g.n), '')
          FROM jsonb_array_elements(p_grupos) WITH ORDINALITY AS g (grupo, n)
         CROSS JOIN LATERAL (SELECT (g.grupo ->> 'qtd_min')::integer AS minimo, (g.grupo ->> 'qtd_max')::integer AS maximo) AS q
    );
END
$$;
COMMENT ON FUNCTION flowt.html_grupos(jsonb, text, jsonb)
    IS 'Grupos de complementos como campos de formulário; p_pai é "." e o código de cada opção que os abre, da primeira à última, ou vazio.';

CREATE OR REPLACE FUNCTION flowt.html_variacoes(p_variacoes jsonb, p_dados jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF p_variacoes = '[]' THEN
        RETURN '';
    END IF;
    RETURN (
        SELECT '<fieldset class="campo grupo"><legend>Escolha uma opção</legend><div class="opcoes">'
               || string_agg(flowt.html_escolha('cod_variacao', v.v ->> 'cod_variacao', 'radio', 1, flowt.html(v.v ->> 'nom_variacao'),
                      ' <small>' || CASE WHEN (v.v ->> 'flg_disponivel')::boolean THEN flowt.html_preco((v.v ->> 'vlr_preco')::bigint,
                          (v.v ->> 'vlr_preco_de')::bigint) ELSE 'esgotada' END || '</small>',
                      p_dados, (v.v ->> 'flg_disponivel')::boolean, true), '' ORDER BY v.n) || '</div></fieldset>'
          FROM jsonb_array_elements(p_variacoes) WITH ORDINALITY AS v (v, n)
    );
END
$$;
COMMENT ON FUNCTION flowt.html_variacoes(jsonb, jsonb) IS 'Variações de um item como escolha única; vazio se não as tem.';

CREATE OR REPLACE FUNCTION flowt.html_observacao_e_quantidade(p_dados jsonb, p_botao text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<div class="campo"><label for="des_observacao">Alguma observação? <small>(opcional)</small></label><input id="des_observacao" '
       'name="des_observacao" maxlength="200" autocomplete="off" value="'
    || coalesce(flowt.html(p_dados ->> 'des_observacao'), '') || '"></div><div class="acao"><label class="leitor" for="qtd_item">Quantidade</label>'
    || '<input id="qtd_item" class="quantidade" type="number" inputmode="numeric" name="qtd_item" value="'
    || flowt.html(coalesce(p_dados ->> 'qtd_item', '1')) || '" min="1" max="999" required>'
    || '<button class="botao largo">' || p_botao || '</button></div>';
COMMENT ON FUNCTION flowt.html_observacao_e_quantidade(jsonb, text)
    IS 'Fim de um formulário de item: observação, quantidade e um botão, que já é HTML.';

CREATE OR REPLACE FUNCTION flowt.html_fim_do_formulario(p_dados jsonb, p_nome text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN flowt.html_observacao_e_quantidade(p_dados, 'Adicionar à sacola<span class="leitor">: ' || flowt.html(p_nome) || '</span>')
    || '<p class="campo"><button class="botao secundario largo" name="acao" value="comprar" data-ao-enviar="compra_direta">Comprar agora<span '
       'class="leitor">: ' || flowt.html(p_nome) || '</span></button></p>';
COMMENT ON FUNCTION flowt.html_fim_do_formulario(jsonb, text)
    IS 'Observação, quantidade e os botões que põem na sacola: um leva a ela, o outro a fechar o pedido.';

CREATE OR REPLACE FUNCTION flowt.frase_das_janelas(p_janelas jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT 'Servido ' || string_agg(coalesce((SELECT string_agg((flowt.dias_da_semana())[d::integer + 1], ', ' ORDER BY d::integer)
                                                    FROM jsonb_array_elements_text(CASE jsonb_typeof(j.j -> 'num_dias_semana')
                                                                                        WHEN 'array' THEN j.j -> 'num_dias_semana' END) AS d),
                                                 'todos os dias')
                   || CASE WHEN j.j ->> 'hor_inicio' = j.j ->> 'hor_fim' THEN '' ELSE ', das ' || (j.j ->> 'hor_inicio') || ' às '
                           || (j.j ->> 'hor_fim') END, '; ' ORDER BY j.n) || '.'
          FROM jsonb_array_elements(p_janelas) WITH ORDINALITY AS j (j, n) HAVING count(*) > 0
    );
END
$$;
COMMENT ON FUNCTION flowt.frase_das_janelas(jsonb) IS 'Quando um item se vende, em palavras; nula se sempre.';

-- What one may do with an item besides buying it: share, ask, keep, be told.
CREATE OR REPLACE FUNCTION flowt.html_acoes_do_item(p_empresa flowt.tb_omni8_tenant, p_item jsonb, p_base text, p_endereco text, p_cliente text,
                                                    p_pessoa bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_caminho text := p_base || '/item/' || (p_item ->> 'cod_produto');
    v_guardado boolean := EXISTS (SELECT FROM flowt.tb_omni8_favorito f
                                   WHERE f.cod_tenant = (p_empresa).cod_tenant AND f.cod_pessoa = p_pessoa
                                     AND f.cod_produto = (p_item ->> 'cod_produto')::bigint);
BEGIN
    RETURN '<div class="acoes-item">'
        || coalesce('<a class="botao discreto" data-evento="compartilhado" data-produto="' || (p_item ->> 'cod_produto')
                    || '" rel="noopener" href="https://wa.me/?text='
                    || flowt.codificar_url((p_item ->> 'nom_produto') || ' em ' || (p_empresa).nom_fantasia || ': ' || p_endereco)
                    || '">Compartilhar</a>', '')
        -- Whose it was is not known before there are programmes of referral (guide chapter 15): the link says by what it came.
        || coalesce('<a class="botao discreto" data-evento="indicado" data-produto="' || (p_item ->> 'cod_produto')
                    || '" rel="noopener" href="https://wa.me/?text='
                    || flowt.codificar_url('Acho que você vai gostar: ' || (p_item ->> 'nom_produto') || ', em ' || (p_empresa).nom_fantasia || '. '
                                           || p_endereco || '?utm_source=indicacao&utm_medium=whatsapp') || '">Indicar a alguém</a>', '')
        || coalesce('<a class="botao discreto" data-evento="whatsapp_clicado" data-produto="' || (p_item ->> 'cod_produto')
                    || '" rel="noopener" href="' || flowt.html(flowt.link_whatsapp((p_empresa).num_whatsapp,
                                                                                   format('Olá! Tenho uma pergunta sobre %s.',
                                                                                          p_item ->> 'nom_produto')))
                    || '">Perguntar no WhatsApp</a>', '')
        || CASE WHEN NOT flowt.modulo_ativo((p_empresa).cod_tenant, 'pessoas') THEN ''
                WHEN p_pessoa IS NULL THEN '<a class="botao discreto" href="' || p_base || '/entrar">Guardar nos favoritos</a>'
                ELSE flowt.html_formulario(v_caminho || '/favorito', p_cliente, 'em-linha',
                                           '<button class="botao discreto" name="acao" value="'
                                           || CASE WHEN v_guardado THEN 'retirar">Retirar dos favoritos'
                                                   ELSE 'guardar" data-evento="favoritado" data-produto="' || (p_item ->> 'cod_produto')
                                                   || '">Guardar nos favoritos' END || '</button>') END
        || '</div>';
END
$$;
COMMENT ON FUNCTION flowt.html_acoes_do_item(flowt.tb_omni8_tenant, jsonb, text, text, text, bigint)
    IS 'Compartilhar, indicar, perguntar no WhatsApp e guardar nos favoritos.';

CREATE OR REPLACE FUNCTION flowt.html_pedir_aviso(p_item jsonb, p_base text, p_erro text, p_dados jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<form class="aviso-volta" data-evento="aviso_solicitado" data-produto="' || (p_item ->> 'cod_produto') || '" method="post" action="'
    || p_base || '/item/' || (p_item ->> 'cod_produto') || '/aviso"><h2>Avise-me quando voltar</h2>'
    || flowt.html_campo('contato', 'Celular ou e-mail', 'Uma mensagem só, quando este item voltar a se vender.',
                        ' type="text" autocomplete="email" maxlength="254" required', 1, p_dados,
                        CASE WHEN p_erro IS NULL THEN '[]' ELSE flowt.erro_de_campo('contato', 'formato_invalido', p_erro) END)
    || '<p class="acao"><button class="botao secundario">Avisar</button></p></form>';
COMMENT ON FUNCTION flowt.html_pedir_aviso(jsonb, text, text, jsonb) IS 'Formulário de quem quer saber quando um item voltar.';

-- The cover stands above the name.
CREATE OR REPLACE FUNCTION flowt.html_outras_imagens(p_item jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT '<ul class="fotos">' || string_agg('<li><img loading="lazy" src="' || flowt.html(m.m ->> 'des_endereco') || '" alt="'
                       || flowt.html(m.m ->> 'des_alternativo') || '" width="' || (m.m ->> 'qtd_largura') || '" height="' || (m.m ->> 'qtd_altura')
                       || '"></li>', '' ORDER BY m.n) || '</ul>'
              FROM jsonb_array_elements(p_item -> 'imagens') WITH ORDINALITY AS m (m, n)
             WHERE m.m ->> 'des_endereco' IS DISTINCT FROM p_item ->> 'des_imagem');
END
$$;
COMMENT ON FUNCTION flowt.html_outras_imagens(jsonb) IS 'As imagens de um item além da capa, na ordem; nulo se não há.';

CREATE OR REPLACE FUNCTION flowt.html_item(p_empresa flowt.tb_omni8_tenant, p_item jsonb, p_base text, p_endereco text, p_cliente text, p_aviso text,
                                           p_dados jsonb, p_erro text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso   text := (p_empresa).des_fuso_horario;
    v_pessoa bigint := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
BEGIN
    RETURN coalesce('<img class="foto" src="' || flowt.html(p_item ->> 'des_imagem') || '" alt="" width="640" height="360">', '')
        || '<h1 data-visto="item_visto" data-produto="' || (p_item ->> 'cod_produto') || '">' || flowt.html(p_item ->> 'nom_produto') || '</h1>'
        || coalesce(p_aviso, '')
        || flowt.html_selo_da_oferta(p_item ->> 'des_selo', p_item ->> 'nom_oferta', p_item ->> 'num_cor_oferta',
                                     (p_item ->> 'dat_fim_oferta')::timestamptz, now(), v_fuso)
        || '<p class="preco">' || flowt.html_preco_do_item((p_item ->> 'vlr_preco')::bigint, (p_item ->> 'vlr_preco_de')::bigint,
                                                           (p_item ->> 'vlr_oferta')::bigint, (p_item ->> 'vlr_maior')::bigint) || '</p>'
        || coalesce('<p class="texto">' || replace(flowt.html(coalesce(p_item ->> 'des_produto', p_item ->> 'des_resumo')), E'\n', '<br>') || '</p>',
                    '')
        || coalesce(flowt.html_outras_imagens(p_item), '')
        || coalesce('<p class="nota">Duração: ' || flowt.minutos_por_extenso((p_item ->> 'qtd_duracao_min')::integer) || '</p>', '')
        || CASE WHEN p_item -> 'des_alergenos' = '[]' THEN '' ELSE '<p class="nota">Contém: '
                || flowt.html((SELECT string_agg(a, ', ') FROM jsonb_array_elements_text(p_item -> 'des_alergenos') AS a)) || '</p>' END
        || coalesce('<p class="nota">' || flowt.frase_das_janelas(p_item -> 'janelas') || '</p>', '')
        || CASE WHEN (p_item ->> 'flg_disponivel')::boolean THEN
               flowt.html_outras_acoes_do_item(p_item, p_base) || '<form class="escolhas" data-evento="carrinho_adicionado" data-produto="'
                   || (p_item ->> 'cod_produto') || '" method="post" action="' || p_base
                   || '/sacola"><input type="hidden" name="pagina" value="item"><input type="hidden" name="cod_produto" value="'
                   || (p_item ->> 'cod_produto') || '">'
               || flowt.html_variacoes(p_item -> 'variacoes', p_dados) || flowt.html_grupos(p_item -> 'grupos', '', p_dados)
                   || flowt.html_fim_do_formulario(p_dados, p_item ->> 'nom_produto') || '</form>'
           ELSE '<p class="selo">' || flowt.frase_de_indisponivel(p_item ->> 'tip_item', p_item ->> 'des_indisponivel') || '</p>'
               || flowt.html_pedir_aviso(p_item, p_base, p_erro, p_dados) END
        || flowt.html_acoes_do_item(p_empresa, p_item, p_base, p_endereco, p_cliente, v_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.html_item(flowt.tb_omni8_tenant, jsonb, text, text, text, text, jsonb, text)
    IS 'Conteúdo da página de um item. p_aviso já é HTML; p_dados é o que o formulário tinha, p_erro o do pedido de aviso.';

CREATE OR REPLACE FUNCTION flowt.html_grupos_do_combo(p_grupos jsonb, p_dados jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT string_agg('<fieldset class="campo grupo"><legend>' || flowt.html(g.g ->> 'nom_grupo') || ' <small>'
                   || flowt.quantas_escolhas((g.g ->> 'qtd_min')::integer, (g.g ->> 'qtd_max')::integer)
                   || '</small></legend><div class="opcoes">' || (
                       SELECT string_agg(flowt.html_escolha(CASE WHEN g.g ->> 'qtd_max' = '1' THEN 'grupo_' || (g.g ->> 'cod_grupo') ELSE 'opcao_'
                                                                 || concat_ws('-', g.g ->> 'cod_grupo', i.i ->> 'cod_produto',
                                                                              i.i ->> 'cod_variacao') END,
                                  CASE WHEN g.g ->> 'qtd_max' = '1' THEN concat_ws('-', i.i ->> 'cod_produto', i.i ->> 'cod_variacao') ELSE '1' END,
                                  CASE WHEN g.g ->> 'qtd_max' = '1' THEN 'radio' ELSE 'number' END, (g.g ->> 'qtd_max')::integer,
                                  CASE WHEN i.i ->> 'qtd_item' = '1' THEN '' ELSE (i.i ->> 'qtd_item') || ' × ' END
                                      || flowt.html(concat_ws(' · ', i.i ->> 'nom_produto', i.i ->> 'nom_variacao')), '',
                                  -- What cannot be chosen otherwise is chosen.
                                  CASE WHEN jsonb_array_length(g.g -> 'itens') = 1 AND g.g ->> 'qtd_max' = '1' AND g.g ->> 'qtd_min' = '1'
                                       THEN jsonb_build_object('grupo_' || (g.g ->> 'cod_grupo'),
                                                               concat_ws('-', i.i ->> 'cod_produto', i.i ->> 'cod_variacao')) ELSE p_dados END,
                                  true, g.g ->> 'qtd_max' = '1' AND g.g ->> 'qtd_min' = '1'), '' ORDER BY i.n)
                         FROM jsonb_array_elements(g.g -> 'itens') WITH ORDINALITY AS i (i, n)) || '</div></fieldset>', '' ORDER BY g.n)
              FROM jsonb_array_elements(p_grupos) WITH ORDINALITY AS g (g, n)
    );
END
$$;
COMMENT ON FUNCTION flowt.html_grupos_do_combo(jsonb, jsonb) IS 'Grupos de um combo como campos de formulário, com o que já foi escolhido.';

CREATE OR REPLACE FUNCTION flowt.html_combo(p_combo jsonb, p_base text, p_aviso text, p_dados jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce('<img class="foto" src="' || flowt.html(p_combo ->> 'des_imagem') || '" alt="" width="640" height="360">', '')
        || '<h1 data-visto="item_visto" data-combo="' || (p_combo ->> 'cod_combo') || '">' || flowt.html(p_combo ->> 'nom_combo') || '</h1>'
        || coalesce(p_aviso, '')
        || '<p class="preco">' || flowt.html_preco((p_combo ->> 'vlr_preco')::bigint,
                                                   nullif((p_combo ->> 'vlr_separado')::bigint, (p_combo ->> 'vlr_preco')::bigint)) || '</p>'
        || coalesce('<p class="texto">' || replace(flowt.html(p_combo ->> 'des_combo'), E'\n', '<br>') || '</p>', '')
        || CASE WHEN NOT (p_combo ->> 'flg_disponivel')::boolean THEN '<p class="selo">Indisponível agora</p>' ELSE
           '<form class="escolhas" data-evento="carrinho_adicionado" data-combo="' || (p_combo ->> 'cod_combo') || '" method="post" action="'
           || p_base || '/sacola"><input type="hidden" name="pagina" value="combo"><input type="hidden" name="cod_combo" value="'
           || (p_combo ->> 'cod_combo') || '">'
           || flowt.html_grupos_do_combo(p_combo -> 'grupos', p_dados)
           || flowt.html_fim_do_formulario(p_dados, p_combo ->> 'nom_combo') || '</form>' END;
END
$$;
COMMENT ON FUNCTION flowt.html_combo(jsonb, text, text, jsonb) IS 'Conteúdo da página de um combo, com o formulário que o monta.';
