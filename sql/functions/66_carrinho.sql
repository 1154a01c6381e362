-- Cart (guide chapter 9.2): ids, choices, quantities and notes are kept; the price is computed anew each time it is shown.

CREATE OR REPLACE FUNCTION flowt.validade_carrinho() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '30 days';
COMMENT ON FUNCTION flowt.validade_carrinho() IS 'Validade de um carrinho anônimo desde a última mudança (guia 9.2).';
CREATE OR REPLACE FUNCTION flowt.validade_carrinho_identificado() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '90 days';
COMMENT ON FUNCTION flowt.validade_carrinho_identificado() IS 'Validade do carrinho de um cliente que entrou, desde a última mudança (guia 9.2).';
CREATE OR REPLACE FUNCTION flowt.limite_linhas_carrinho() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 100;
COMMENT ON FUNCTION flowt.limite_linhas_carrinho() IS 'Linhas que um carrinho aceita.';

CREATE OR REPLACE FUNCTION flowt.fim_do_carrinho(p_pessoa bigint, p_alteracao timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE
RETURN p_alteracao + CASE WHEN p_pessoa IS NULL THEN flowt.validade_carrinho() ELSE flowt.validade_carrinho_identificado() END;
COMMENT ON FUNCTION flowt.fim_do_carrinho(bigint, timestamptz)
    IS 'Quando expira o carrinho desta pessoa (nula: anônimo), mudado pela última vez neste momento.';

CREATE OR REPLACE FUNCTION flowt.carrinho_vale(p_carrinho flowt.tb_omni8_carrinho) RETURNS boolean
LANGUAGE sql STABLE
RETURN (p_carrinho).sta_carrinho = 'ATIVO' AND flowt.fim_do_carrinho((p_carrinho).cod_pessoa, (p_carrinho).dat_alteracao) > now();
COMMENT ON FUNCTION flowt.carrinho_vale(flowt.tb_omni8_carrinho) IS 'Se um carrinho ainda aceita mudanças.';

-- The token of a cart that was merged opens the one it went into: it is the same buyer's, on another device.
CREATE OR REPLACE FUNCTION flowt.achar_carrinho(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_carrinho
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_carrinho flowt.tb_omni8_carrinho;
BEGIN
    SELECT c.* INTO v_carrinho FROM flowt.tb_omni8_carrinho c WHERE c.cod_tenant = p_tenant AND c.hsh_token = flowt.digerir(p_token);
    WHILE v_carrinho.sta_carrinho = 'MESCLADO' LOOP
        SELECT c.* INTO v_carrinho FROM flowt.tb_omni8_carrinho c WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho.cod_destino;
    END LOOP;
    IF v_carrinho.cod_carrinho IS NULL THEN
        PERFORM flowt.recusar_registro('este carrinho');
    END IF;
    RETURN v_carrinho;
END
$$;
COMMENT ON FUNCTION flowt.achar_carrinho(bigint, text) IS 'Carrinho do token, em qualquer situação; o de um carrinho mesclado é aquele em que foi.';

CREATE OR REPLACE FUNCTION flowt.recusar_carrinho(p_carrinho flowt.tb_omni8_carrinho) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (p_carrinho).sta_carrinho = 'CONVERTIDO' THEN
        -- Whoever has the cart's token may follow what became of it: a second device finds the order of the first.
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'carrinho_ja_convertido',
            DETAIL = 'Este carrinho já virou pedido. Para comprar mais, comece outro carrinho.',
            HINT = coalesce((SELECT json_build_object('token_pedido', p.des_token, 'num_pedido', p.num_pedido)::text FROM flowt.tb_omni8_pedido p
                              WHERE p.cod_tenant = (p_carrinho).cod_tenant AND p.cod_carrinho = (p_carrinho).cod_carrinho), '');
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'PT410', MESSAGE = 'carrinho_expirado', DETAIL = 'Este carrinho expirou. Comece outro carrinho.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_carrinho(flowt.tb_omni8_carrinho)
    IS 'Levanta o erro de um carrinho que não se muda mais: 409 se já virou pedido, 410 se expirou.';

-- What only refers to a cart (the beacon that tells in which visit it is) does not wait here: it holds what a purchase comes to later.
CREATE OR REPLACE FUNCTION flowt.travar_carrinho(p_tenant bigint, p_token text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_carrinho flowt.tb_omni8_carrinho;
BEGIN
    SELECT c.* INTO v_carrinho FROM flowt.tb_omni8_carrinho c WHERE c.cod_tenant = p_tenant AND c.hsh_token = flowt.digerir(p_token)
       FOR NO KEY UPDATE;
    WHILE v_carrinho.sta_carrinho = 'MESCLADO' LOOP
        SELECT c.* INTO v_carrinho FROM flowt.tb_omni8_carrinho c WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho.cod_destino
           FOR NO KEY UPDATE;
    END LOOP;
    IF v_carrinho.cod_carrinho IS NULL THEN
        PERFORM flowt.recusar_registro('este carrinho');
    ELSIF NOT flowt.carrinho_vale(v_carrinho) THEN
        PERFORM flowt.recusar_carrinho(v_carrinho);
    END IF;
    RETURN v_carrinho.cod_carrinho;
END
$$;
COMMENT ON FUNCTION flowt.travar_carrinho(bigint, text)
    IS 'Trava o carrinho do token para mudá-lo; recusa o que já virou pedido (409) ou expirou (410).';

CREATE OR REPLACE FUNCTION flowt.tocar_carrinho(p_tenant bigint, p_carrinho bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_carrinho c SET dat_alteracao = now() WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = p_carrinho;
END
$$;
COMMENT ON FUNCTION flowt.tocar_carrinho(bigint, bigint) IS 'Conta a validade de um carrinho outra vez, a partir de agora.';

-- The same choices in another order are the same choices.
CREATE OR REPLACE FUNCTION flowt.escolhas_em_ordem(p_escolhas jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF p_escolhas IS NULL OR p_escolhas = '[]' THEN
        RETURN '[]';
    END IF;
    RETURN (
        SELECT jsonb_agg(e.escolha ORDER BY e.escolha::text)
          FROM (SELECT jsonb_strip_nulls(v) - 'opcoes' || jsonb_build_object('qtd', coalesce(v -> 'qtd', '1'))
                       || CASE WHEN coalesce(jsonb_typeof(v -> 'opcoes'), 'null') = 'null' OR v -> 'opcoes' = '[]' THEN '{}'
                               ELSE jsonb_build_object('opcoes', flowt.escolhas_em_ordem(v -> 'opcoes')) END AS escolha
                  FROM jsonb_array_elements(p_escolhas) AS v
                -- Pulled up, the call would stand in both places that name it, and each level would ask twice for the one below.
                OFFSET 0) AS e);
END
$$;
COMMENT ON FUNCTION flowt.escolhas_em_ordem(jsonb) IS 'Complementos ou escolhas de combo em uma só forma: quantidade dita, sem nulos, em ordem.';

-- Strangers send these: what is deeper than any choice there is, is refused before anything looks into it.
CREATE OR REPLACE FUNCTION flowt.conferir_niveis_das_escolhas(p_escolhas jsonb, p_combo boolean) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- What is chosen in a combo has add-ons of its own.
    v_niveis integer := flowt.limite_niveis_de_complemento() + CASE WHEN p_combo THEN 1 ELSE 0 END;
BEGIN
    IF jsonb_path_exists(p_escolhas, ('$[*]' || repeat('.opcoes[*]', v_niveis))::jsonpath) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'escolhas_fundas_demais',
            DETAIL = format('Há até %s níveis de escolhas, umas dentro das outras: tire as que passam disso.', v_niveis);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_niveis_das_escolhas(jsonb, boolean) IS 'Recusa (422) escolhas mais fundas do que um item, ou um combo, tem.';

CREATE OR REPLACE FUNCTION flowt.linhas_do_carrinho(p_tenant bigint, p_carrinho bigint) RETURNS flowt.linha_de_compra[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT (l.cod_carrinho_item, l.cod_produto, l.cod_variacao, l.cod_combo, l.js_opcoes, l.qtd_item)::flowt.linha_de_compra
                   FROM flowt.tb_omni8_carrinho_item AS l WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho ORDER BY l.cod_carrinho_item);
END
$$;
COMMENT ON FUNCTION flowt.linhas_do_carrinho(bigint, bigint)
    IS 'O que um carrinho quer comprar, como flowt.cotar o pede: num_linha é o código do item no carrinho.';

-- What the cart itself knows (channel, coupons) goes over what the caller says; whose it is does not count, only who is here.
CREATE OR REPLACE FUNCTION flowt.cotar_carrinho(p_tenant bigint, p_carrinho bigint, p_contexto flowt.contexto_de_compra, p_momento timestamptz)
    RETURNS flowt.cotacao
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contexto flowt.contexto_de_compra := p_contexto;
BEGIN
    -- What this cart has reserved is free for it (43_estoque).
    PERFORM flowt.usar_carrinho(p_carrinho);
    v_contexto.cod_pessoa := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
    SELECT c.tip_canal, c.des_cupons INTO v_contexto.tip_canal, v_contexto.des_cupons FROM flowt.tb_omni8_carrinho AS c
     WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = p_carrinho;
    RETURN flowt.cotar(p_tenant, flowt.linhas_do_carrinho(p_tenant, p_carrinho), v_contexto, p_momento);
END
$$;
COMMENT ON FUNCTION flowt.cotar_carrinho(bigint, bigint, flowt.contexto_de_compra, timestamptz)
    IS 'Preço de um carrinho em um momento, com os cupons e o canal dele, para o cliente da sessão.';

CREATE OR REPLACE FUNCTION flowt.frase_do_problema(p_problema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN coalesce(flowt.frase_de_opcoes(p_problema), CASE p_problema
    WHEN 'item_nao_esta_a_venda' THEN 'Este item não está à venda: escolha outro do cardápio.'
    WHEN 'item_esgotado'         THEN 'Este item acabou, ou não há mais esta quantidade: diminua ou escolha outro.'
    WHEN 'item_fora_do_horario'  THEN 'Este item não é servido agora: veja os dias e horários dele.'
    WHEN 'variacao_obrigatoria'  THEN 'Escolha uma das variações deste item.'
    WHEN 'variacao_indisponivel' THEN 'A variação escolhida está em falta: escolha outra.'
    WHEN 'variacao_desconhecida' THEN 'A variação escolhida saiu do cardápio: escolha outra.'
    WHEN 'combo_nao_esta_a_venda'       THEN 'Este combo não está à venda: escolha outro do cardápio.'
    WHEN 'combo_fora_do_horario'        THEN 'Este combo não é servido agora: veja os dias e horários dele.'
    WHEN 'combo_esgotado'               THEN 'Este combo acabou, ou não há mais esta quantidade: diminua ou escolha outro.'
    WHEN 'combo_com_item_indisponivel'  THEN 'Um dos itens escolhidos neste combo está em falta: escolha outro.'
    WHEN 'combo_escolhas_de_menos'      THEN 'Faltam escolhas neste combo: escolha o que cada grupo pede.'
    WHEN 'combo_escolhas_demais'        THEN 'Há escolhas demais neste combo: retire algumas.'
    WHEN 'combo_escolha_desconhecida'   THEN 'Uma das escolhas não é deste combo: escolha de novo.'
    WHEN 'combo_pede_identificacao'     THEN 'Este combo é só para clientes: entre na sua conta para comprá-lo.'
    WHEN 'combo_nao_e_para_esta_pessoa' THEN 'Este combo não vale para o seu cadastro: escolha outro.'
    WHEN 'combo_no_limite_da_pessoa'    THEN 'Você já comprou este combo quantas vezes se pode: escolha outro.'
    ELSE 'Este item não pode ser comprado assim: confira as escolhas.' END);
COMMENT ON FUNCTION flowt.frase_do_problema(text) IS 'O que impede uma linha de ser comprada, em palavras.';

CREATE OR REPLACE FUNCTION flowt.frase_da_linha(p_tenant bigint, p_produto bigint, p_opcoes jsonb, p_problema text) RETURNS text
LANGUAGE sql STABLE
RETURN coalesce(CASE WHEN p_problema IN ('opcoes_demais', 'opcoes_de_menos',
                                         'opcao_indisponivel') THEN flowt.frase_das_escolhas(p_tenant, p_produto, 0, coalesce(p_opcoes, '[]'),
                                             now()) END,
                flowt.frase_do_problema(p_problema));
COMMENT ON FUNCTION flowt.frase_da_linha(bigint, bigint, jsonb, text)
    IS 'O que impede uma linha de ser comprada, em palavras, com o grupo de complementos de que se trata; nula sem problema.';

CREATE OR REPLACE FUNCTION flowt.json_linha_do_carrinho(p_linha flowt.linha_cotada) RETURNS jsonb
LANGUAGE sql STABLE
RETURN jsonb_build_object('cod_produto', (p_linha).cod_produto::text, 'cod_variacao', (p_linha).cod_variacao::text,
    'cod_combo', (p_linha).cod_combo::text, 'nom_produto', (p_linha).nom_item,
    'qtd_item', (p_linha).qtd_item, 'opcoes', coalesce((p_linha).js_opcoes, '[]'), 'vlr_opcoes', (p_linha).vlr_opcoes,
        'vlr_unitario', (p_linha).vlr_unitario, 'vlr_bruto', (p_linha).vlr_bruto,
    'vlr_desconto', (p_linha).vlr_desconto, 'vlr_liquido', (p_linha).vlr_liquido, 'flg_disponivel', (p_linha).flg_disponivel,
    'problema', CASE WHEN (p_linha).des_problema IS NULL THEN NULL
                     ELSE jsonb_build_object('codigo', (p_linha).des_problema, 'mensagem', flowt.frase_do_problema((p_linha).des_problema)) END);
COMMENT ON FUNCTION flowt.json_linha_do_carrinho(flowt.linha_cotada) IS 'Linha cotada como a API a mostra.';

-- A quote over its cart: what was asked for (note, token of the line) beside what it costs and why.
CREATE OR REPLACE FUNCTION flowt.json_carrinho_cotado(p_tenant bigint, p_carrinho bigint, p_cotacao flowt.cotacao) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_itens     jsonb;
    v_descontos jsonb;
    v_soma      bigint;
BEGIN
    SELECT coalesce(jsonb_agg(flowt.json_linha_do_carrinho(q) || jsonb_build_object('cod_carrinho_item', q.num_linha::text,
                                                                                    'des_observacao', l.des_observacao)
                   || CASE WHEN q.cod_combo IS NULL THEN '{}'
                           ELSE jsonb_build_object('partes', (SELECT coalesce(jsonb_agg(flowt.json_linha_do_carrinho(f) ORDER BY f.num_parte), '[]')
                        FROM unnest((p_cotacao).linhas) AS f WHERE f.num_linha = q.num_linha AND f.num_parte > 0)) END ORDER BY q.num_linha), '[]'),
                    coalesce(sum(q.qtd_item), 0)
      INTO v_itens, v_soma
      FROM unnest((p_cotacao).linhas) AS q LEFT JOIN flowt.tb_omni8_carrinho_item AS l ON l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho
       AND l.cod_carrinho_item = q.num_linha
     WHERE q.num_parte = 0;
    SELECT coalesce(jsonb_agg(jsonb_build_object('cod_carrinho_item', d.num_linha::text, 'cod_oferta', d.cod_oferta::text, 'des_cupom', d.des_cupom,
               'nom_oferta', d.nom_oferta,
               'tip_alvo', d.tip_alvo, 'vlr_desconto', d.vlr_desconto, 'des_motivo', d.des_motivo) ORDER BY d.ordem), '[]') INTO v_descontos
      FROM unnest((p_cotacao).descontos) WITH ORDINALITY AS d (num_linha, cod_oferta, des_cupom, nom_oferta, tip_alvo, vlr_desconto, des_motivo,
                                                               ordem);
    RETURN jsonb_build_object('itens', v_itens, 'qtd_itens', v_soma, 'descontos', v_descontos, 'cupons', coalesce((p_cotacao).js_cupons, '[]'),
        'vlr_itens', (p_cotacao).vlr_itens,
        'vlr_desconto', (p_cotacao).vlr_desconto, 'vlr_frete', (p_cotacao).vlr_frete, 'vlr_desconto_frete', (p_cotacao).vlr_desconto_frete,
        'vlr_total', (p_cotacao).vlr_total,
        'flg_disponivel', (p_cotacao).flg_disponivel);
END
$$;
COMMENT ON FUNCTION flowt.json_carrinho_cotado(bigint, bigint, flowt.cotacao)
    IS 'Um carrinho com uma cotação dele: linhas e problemas, descontos e motivos, cupons, frete e total.';

CREATE OR REPLACE FUNCTION flowt.json_carrinho(p_tenant bigint, p_carrinho bigint, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contexto flowt.contexto_de_compra;
    v_carrinho flowt.tb_omni8_carrinho;
BEGIN
    SELECT c.* INTO v_carrinho FROM flowt.tb_omni8_carrinho AS c WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = p_carrinho;
    v_contexto.cod_unidade := flowt.unidade_principal(p_tenant);
    RETURN flowt.json_carrinho_cotado(p_tenant, p_carrinho, flowt.cotar_carrinho(p_tenant, p_carrinho, v_contexto, p_momento))
        || jsonb_build_object('sta_carrinho', v_carrinho.sta_carrinho, 'tip_canal', v_carrinho.tip_canal,
               'flg_identificado', v_carrinho.cod_pessoa IS NOT NULL,
               'dat_expiracao', flowt.fim_do_carrinho(v_carrinho.cod_pessoa, v_carrinho.dat_alteracao),
               'dat_reserva', CASE WHEN v_carrinho.dat_reserva > p_momento THEN v_carrinho.dat_reserva END);
END
$$;
COMMENT ON FUNCTION flowt.json_carrinho(bigint, bigint, timestamptz) IS 'Carrinho cotado, como a API o mostra.';

-- The channel is of whoever opens the cart: only staff sells over the counter.
CREATE OR REPLACE FUNCTION flowt.novo_carrinho(p_tenant bigint, p_canal text DEFAULT 'API') RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_token text := flowt.novo_token();
BEGIN
    IF p_canal = 'BALCAO' THEN
        PERFORM flowt.exigir_permissao('pedido.operar');
    END IF;
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, tip_canal) VALUES (p_tenant, flowt.digerir(v_token), p_canal);
    RETURN v_token;
END
$$;
COMMENT ON FUNCTION flowt.novo_carrinho(bigint, text) IS 'Cria um carrinho vazio, de ninguém ainda, e devolve seu token.';

-- Asked of the one price function: what it would not sell, no cart takes.
CREATE OR REPLACE FUNCTION flowt.conferir_linha(p_tenant bigint, p_carrinho bigint, p_linha flowt.linha_de_compra) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contexto flowt.contexto_de_compra;
    v_cotada   flowt.linha_cotada;
    v_problema text;
BEGIN
    v_contexto.tip_canal := (SELECT c.tip_canal FROM flowt.tb_omni8_carrinho AS c WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = p_carrinho);
    v_contexto.cod_pessoa := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
    v_contexto.cod_unidade := flowt.unidade_principal(p_tenant);
    SELECT q.* INTO v_cotada FROM unnest((flowt.cotar(p_tenant, ARRAY[p_linha], v_contexto, now())).linhas) AS q
     ORDER BY q.num_linha DESC, q.num_parte LIMIT 1;
    -- What never was is told apart from what is not for sale by nothing.
    v_problema := CASE WHEN v_cotada.num_parte IS NULL OR v_cotada.des_problema = 'item_nao_encontrado' THEN 'item_nao_esta_a_venda'
                       WHEN v_cotada.des_problema = 'combo_nao_encontrado' THEN 'combo_nao_esta_a_venda' WHEN NOT v_cotada.flg_disponivel
                           THEN coalesce(v_cotada.des_problema, 'item_esgotado') END;
    IF v_problema IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = CASE WHEN v_problema ~ '_(esgotado|indisponivel|fora_do_horario|no_limite_da_pessoa)$' THEN 'PT409'
                                             ELSE 'PT422' END,
            MESSAGE = v_problema, DETAIL = flowt.frase_da_linha(p_tenant, p_linha.cod_produto, p_linha.js_opcoes, v_problema);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_linha(bigint, bigint, flowt.linha_de_compra)
    IS 'Recusa o que não se vende agora: 409 o que acabou, 422 o que não existe ou tem escolhas erradas.';

-- The same item with the same choices and note is one line.
CREATE OR REPLACE FUNCTION flowt.linha_igual(p_tenant bigint, p_carrinho bigint, p_linha flowt.linha_de_compra, p_observacao text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT l.cod_carrinho_item FROM flowt.tb_omni8_carrinho_item l
         WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho
           AND (l.cod_produto, l.cod_variacao, l.cod_combo) IS NOT DISTINCT FROM ((p_linha).cod_produto, (p_linha).cod_variacao, (p_linha).cod_combo)
           AND l.js_opcoes = flowt.escolhas_em_ordem((p_linha).js_opcoes) AND l.des_observacao IS NOT DISTINCT FROM nullif(btrim(p_observacao), '')
         ORDER BY l.cod_carrinho_item LIMIT 1);
END
$$;
COMMENT ON FUNCTION flowt.linha_igual(bigint, bigint, flowt.linha_de_compra, text)
    IS 'Linha do carrinho com o mesmo item, as mesmas escolhas e a mesma observação; nula se não há.';

CREATE OR REPLACE FUNCTION flowt.incluir_no_carrinho(p_tenant bigint, p_token text, p_linha flowt.linha_de_compra, p_observacao text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_carrinho   bigint := flowt.travar_carrinho(p_tenant, p_token);
    v_linha      flowt.linha_de_compra := p_linha;
    v_observacao text := nullif(btrim(p_observacao), '');
BEGIN
    v_linha.num_linha := 0;
    v_linha.qtd_item := 1;
    PERFORM flowt.conferir_niveis_das_escolhas(p_linha.js_opcoes, p_linha.cod_combo IS NOT NULL);
    v_linha.js_opcoes := flowt.escolhas_em_ordem(p_linha.js_opcoes);
    PERFORM flowt.conferir_linha(p_tenant, v_carrinho, v_linha);
    UPDATE flowt.tb_omni8_carrinho_item l SET qtd_item = l.qtd_item + p_linha.qtd_item
     WHERE l.cod_tenant = p_tenant AND l.cod_carrinho_item = flowt.linha_igual(p_tenant, v_carrinho, v_linha, v_observacao);
    IF NOT FOUND THEN
        IF (SELECT count(*) FROM flowt.tb_omni8_carrinho_item l
             WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho) >= flowt.limite_linhas_carrinho() THEN
            RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'carrinho_cheio',
                DETAIL = format('Um carrinho tem até %s itens diferentes.', flowt.limite_linhas_carrinho());
        END IF;
        INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, cod_variacao, cod_combo, js_opcoes, qtd_item, des_observacao)
        VALUES (p_tenant, v_carrinho, v_linha.cod_produto, v_linha.cod_variacao, v_linha.cod_combo, v_linha.js_opcoes, p_linha.qtd_item,
                v_observacao);
    END IF;
    PERFORM flowt.tocar_carrinho(p_tenant, v_carrinho);
    RETURN v_carrinho;
END
$$;
COMMENT ON FUNCTION flowt.incluir_no_carrinho(bigint, text, flowt.linha_de_compra, text)
    IS 'Põe um item ou combo à venda no carrinho e devolve o número do carrinho.';

-- What is not said stays. Choices are checked as when they were first made; a line that becomes like another goes into it.
CREATE OR REPLACE FUNCTION flowt.mudar_linha_do_carrinho(p_tenant bigint, p_token text, p_item bigint, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_carrinho bigint := flowt.travar_carrinho(p_tenant, p_token);
    v_item     flowt.tb_omni8_carrinho_item;
    v_outra    bigint;
BEGIN
    SELECT l.* INTO v_item FROM flowt.tb_omni8_carrinho_item l
     WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho AND l.cod_carrinho_item = p_item;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item do carrinho');
    END IF;
    v_item.qtd_item := coalesce((p_corpo ->> 'qtd_item')::integer, v_item.qtd_item);
    IF p_corpo ? 'des_observacao' THEN
        v_item.des_observacao := nullif(btrim(p_corpo ->> 'des_observacao'), '');
    END IF;
    IF v_item.qtd_item > 0 AND p_corpo ?| '{cod_variacao,opcoes,escolhas}' THEN
        v_item.cod_variacao := CASE WHEN p_corpo ? 'cod_variacao' THEN (p_corpo ->> 'cod_variacao')::bigint ELSE v_item.cod_variacao END;
        v_item.js_opcoes := coalesce(CASE WHEN v_item.cod_combo IS NULL THEN p_corpo -> 'opcoes' ELSE p_corpo -> 'escolhas' END, v_item.js_opcoes);
        PERFORM flowt.conferir_niveis_das_escolhas(v_item.js_opcoes, v_item.cod_combo IS NOT NULL);
        v_item.js_opcoes := flowt.escolhas_em_ordem(v_item.js_opcoes);
        PERFORM flowt.conferir_linha(p_tenant, v_carrinho,
                                     (0, v_item.cod_produto, v_item.cod_variacao, v_item.cod_combo, v_item.js_opcoes, 1)::flowt.linha_de_compra);
    END IF;
    SELECT l.cod_carrinho_item INTO v_outra FROM flowt.tb_omni8_carrinho_item l
     WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho AND l.cod_carrinho_item <> p_item AND v_item.qtd_item > 0
       AND l.js_opcoes = v_item.js_opcoes
       AND (l.cod_produto, l.cod_variacao, l.cod_combo,
            l.des_observacao) IS NOT DISTINCT FROM (v_item.cod_produto, v_item.cod_variacao, v_item.cod_combo, v_item.des_observacao);
    IF v_outra IS NOT NULL THEN
        UPDATE flowt.tb_omni8_carrinho_item l SET qtd_item = least(l.qtd_item + v_item.qtd_item, 999)
         WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho AND l.cod_carrinho_item = v_outra;
    END IF;
    IF v_outra IS NOT NULL OR v_item.qtd_item = 0 THEN
        DELETE FROM flowt.tb_omni8_carrinho_item l WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho AND l.cod_carrinho_item = p_item;
    ELSE
        UPDATE flowt.tb_omni8_carrinho_item l
           SET qtd_item = v_item.qtd_item, cod_variacao = v_item.cod_variacao, js_opcoes = v_item.js_opcoes, des_observacao = v_item.des_observacao
         WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho AND l.cod_carrinho_item = p_item;
    END IF;
    PERFORM flowt.tocar_carrinho(p_tenant, v_carrinho);
    RETURN v_carrinho;
END
$$;
COMMENT ON FUNCTION flowt.mudar_linha_do_carrinho(bigint, text, bigint, jsonb) IS
    'Muda quantidade (zero retira), variação, complementos ou escolhas e observação de um item do carrinho, o que o corpo disser. Devolve o número '
    'do carrinho.';

CREATE OR REPLACE FUNCTION flowt.cupom_digitado(p_cupom text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(flowt.cupom_normalizado(p_cupom), '');
COMMENT ON FUNCTION flowt.cupom_digitado(text) IS 'Código de cupom em maiúsculas, sem espaços em volta: não se distingue de outro modo.';

CREATE OR REPLACE FUNCTION flowt.mudar_cupons_do_carrinho(p_tenant bigint, p_token text, p_por text, p_tirar text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_carrinho bigint := flowt.travar_carrinho(p_tenant, p_token);
    v_por      text   := flowt.cupom_digitado(p_por);
BEGIN
    IF v_por IS NOT NULL AND (SELECT cardinality(c.des_cupons) >= flowt.limite_de_cupons() AND NOT v_por = ANY (c.des_cupons)
                                FROM flowt.tb_omni8_carrinho c
                               WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'cupons_demais',
            DETAIL = format('Um carrinho leva até %s cupons: retire um para usar outro.', flowt.limite_de_cupons());
    END IF;
    IF v_por IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_cupom k WHERE k.cod_tenant = p_tenant AND k.des_cupom = v_por) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'cupom_desconhecido', DETAIL = 'Este cupom não existe: confira o código.';
    END IF;
    UPDATE flowt.tb_omni8_carrinho c
       SET des_cupons = array_remove(array_remove(c.des_cupons, flowt.cupom_digitado(p_tirar)), v_por)
           || CASE WHEN v_por IS NULL THEN '{}' ELSE ARRAY[v_por] END, dat_alteracao = now()
     WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho;
    RETURN v_carrinho;
END
$$;
COMMENT ON FUNCTION flowt.mudar_cupons_do_carrinho(bigint, text, text, text)
    IS 'Põe um cupom no carrinho, ou retira um (o que não se quer é nulo). Devolve o número do carrinho.';
