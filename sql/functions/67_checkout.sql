-- Checkout (guide chapter 9.3): a cart is quoted, checked and becomes an order, once.

CREATE OR REPLACE FUNCTION flowt.conferir_entrega(p_tenant bigint, p_unidade bigint, p_corpo jsonb, p_itens bigint) RETURNS flowt.entrega_cotada
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cotada flowt.entrega_cotada;
BEGIN
    IF p_corpo ->> 'tip_atendimento' <> 'ENTREGA' THEN
        v_cotada.vlr_taxa := 0;
        RETURN v_cotada;
    END IF;
    v_cotada := flowt.cotar_entrega(p_tenant, p_unidade, p_corpo ->> 'num_cep', p_corpo ->> 'nom_bairro', (p_corpo ->> 'num_latitude')::numeric,
                                    (p_corpo ->> 'num_longitude')::numeric, p_itens);
    IF v_cotada.flg_atende THEN
        RETURN v_cotada;
    ELSIF num_nonnulls(p_corpo ->> 'num_cep', p_corpo ->> 'nom_bairro', p_corpo ->> 'num_latitude') = 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'local_de_entrega_ausente',
            DETAIL = 'Informe o bairro ou o CEP da entrega: a taxa depende dele.';
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'fora_da_area_de_entrega',
        DETAIL = 'Não entregamos neste bairro ou CEP. Confira se estão certos, ou escolha outra forma de receber.';
END
$$;
COMMENT ON FUNCTION flowt.conferir_entrega(bigint, bigint, jsonb, bigint)
    IS 'Taxa e mínimo da entrega que um pedido pede (sem entrega, taxa zero); 422 fora das áreas.';

CREATE OR REPLACE FUNCTION flowt.contexto_da_compra(p_tenant bigint, p_corpo jsonb) RETURNS flowt.contexto_de_compra
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (flowt.unidade_do_pedido(p_tenant, (p_corpo ->> 'cod_unidade')::bigint), NULL, NULL,
            p_corpo ->> 'tip_atendimento', p_corpo ->> 'tip_pagamento', NULL, NULL)::flowt.contexto_de_compra;
END
$$;
COMMENT ON FUNCTION flowt.contexto_da_compra(bigint, jsonb) IS 'Unidade, atendimento e pagamento de uma compra, do que o corpo diz.';

-- Gifts are numbered below zero: what is given is not bought, and opens no delivery nor reaches any minimum.
CREATE OR REPLACE FUNCTION flowt.valor_comprado(p_cotacao flowt.cotacao) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(l.vlr_bruto), 0)::bigint FROM unnest((p_cotacao).linhas) AS l WHERE l.num_parte = 0 AND l.num_linha >= 0);
END
$$;
COMMENT ON FUNCTION flowt.valor_comprado(flowt.cotacao)
    IS 'Quanto somam os itens comprados em uma cotação, sem descontos e sem os brindes, em centavos.';

-- Where it goes depends on what is in it (free above), and offers on where it goes: quoted without the fee, then with it.
CREATE OR REPLACE FUNCTION flowt.cotar_compra(p_tenant bigint, p_carrinho bigint, p_contexto flowt.contexto_de_compra, p_corpo jsonb,
                                              p_momento timestamptz, OUT o_cotacao flowt.cotacao, OUT o_entrega flowt.entrega_cotada)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contexto flowt.contexto_de_compra := p_contexto;
BEGIN
    v_contexto.vlr_frete := 0;
    o_cotacao := flowt.cotar_carrinho(p_tenant, p_carrinho, v_contexto, p_momento);
    o_entrega := flowt.conferir_entrega(p_tenant, v_contexto.cod_unidade, p_corpo, flowt.valor_comprado(o_cotacao));
    IF o_entrega.vlr_taxa > 0 THEN
        v_contexto.vlr_frete := o_entrega.vlr_taxa;
        o_cotacao := flowt.cotar_carrinho(p_tenant, p_carrinho, v_contexto, p_momento);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.cotar_compra(bigint, bigint, flowt.contexto_de_compra, jsonb, timestamptz)
    IS 'Preço de um carrinho como ele seria pedido (atendimento, pagamento, lugar da entrega), e a entrega; 422 fora das áreas.';

CREATE OR REPLACE FUNCTION flowt.recusar_fechada(p_tenant bigint, p_unidade bigint, p_atendimento text, p_momento timestamptz) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant record;
BEGIN
    SELECT t.tip_segmento, t.flg_entrega, t.flg_pedido_fora_do_horario, a.flg_aberto, a.dat_proxima_abertura INTO v_tenant
      FROM flowt.tb_omni8_tenant t CROSS JOIN flowt.atendimento(p_tenant, p_momento, p_unidade) a WHERE t.cod_tenant = p_tenant;
    IF NOT v_tenant.flg_aberto AND NOT v_tenant.flg_pedido_fora_do_horario THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'empresa_fechada',
            DETAIL = 'Estamos fechados agora. Seu carrinho fica guardado: volte no horário de atendimento.',
            HINT = json_build_object('dat_proxima_abertura', v_tenant.dat_proxima_abertura)::text;
    ELSIF p_atendimento = 'ENTREGA' AND NOT v_tenant.flg_entrega THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'sem_entrega', DETAIL = 'Esta empresa não entrega: escolha retirada ou consumo no local.';
    ELSIF NOT flowt.oferece_atendimento(v_tenant.tip_segmento, v_tenant.flg_entrega, p_atendimento) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'atendimento_nao_oferecido',
            DETAIL = 'Esta empresa não atende assim: escolha outra forma de receber.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recusar_fechada(bigint, bigint, text, timestamptz)
    IS 'Levanta 409 se a unidade não aceita pedidos neste momento, 422 se a empresa não atende desta forma.';

CREATE OR REPLACE FUNCTION flowt.conferir_compra(p_tenant bigint, p_carrinho bigint, p_contexto flowt.contexto_de_compra, p_corpo jsonb,
                                                 p_momento timestamptz) RETURNS flowt.cotacao
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cotada record;
    v_minimo bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_carrinho_item l WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'carrinho_vazio', DETAIL = 'O carrinho está vazio: escolha ao menos um item.';
    END IF;
    PERFORM flowt.recusar_fechada(p_tenant, p_contexto.cod_unidade, p_corpo ->> 'tip_atendimento', p_momento);
    SELECT c.* INTO v_cotada FROM flowt.cotar_compra(p_tenant, p_carrinho, p_contexto, p_corpo, p_momento) AS c;
    IF NOT (v_cotada.o_cotacao).flg_disponivel THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'item_indisponivel',
            DETAIL = 'Há itens que esgotaram ou saíram do cardápio: retire-os ou diminua a quantidade.',
            HINT = json_build_object('carrinho', flowt.json_carrinho_cotado(p_tenant, p_carrinho, v_cotada.o_cotacao))::text;
    ELSIF (p_corpo ->> 'vlr_esperado')::bigint <> (v_cotada.o_cotacao).vlr_total THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'PRECO_ALTERADO',
            DETAIL = 'O preço mudou desde que você montou o carrinho: confira o novo total e confirme de novo.',
            HINT = json_build_object('carrinho', flowt.json_carrinho_cotado(p_tenant, p_carrinho, v_cotada.o_cotacao),
                       'vlr_taxa_entrega', (v_cotada.o_cotacao).vlr_frete,
                       'vlr_total', (v_cotada.o_cotacao).vlr_total)::text;
    END IF;
    -- The minimum is of what is bought, whatever offers take off it.
    v_minimo := coalesce((v_cotada.o_entrega).vlr_minimo, (SELECT t.vlr_pedido_minimo FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant));
    IF flowt.valor_comprado(v_cotada.o_cotacao) < v_minimo THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'abaixo_do_pedido_minimo',
            DETAIL = format('O pedido mínimo é de %s: faltam %s.', flowt.reais(v_minimo),
                            flowt.reais(v_minimo - flowt.valor_comprado(v_cotada.o_cotacao)));
    END IF;
    RETURN v_cotada.o_cotacao;
END
$$;
COMMENT ON FUNCTION flowt.conferir_compra(bigint, bigint, flowt.contexto_de_compra, jsonb, timestamptz)
    IS 'Confere tudo que pode impedir uma compra e devolve o preço dela.';

CREATE OR REPLACE FUNCTION flowt.proximo_numero_de_pedido(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_numero bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_pedido_numerador AS n (cod_tenant, num_ultimo) VALUES (p_tenant, 1)
        ON CONFLICT (cod_tenant) DO UPDATE SET num_ultimo = n.num_ultimo + 1
    RETURNING n.num_ultimo INTO v_numero;
    RETURN v_numero;
END
$$;
COMMENT ON FUNCTION flowt.proximo_numero_de_pedido(bigint) IS 'Próximo número de pedido do tenant, sem buracos.';

-- The lines as they were quoted; a combo's parts stand behind it and point to it.
CREATE OR REPLACE FUNCTION flowt.gravar_itens_do_pedido(p_tenant bigint, p_pedido bigint, p_carrinho bigint, p_cotacao flowt.cotacao) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, num_item_pai, cod_produto, cod_variacao, cod_combo, num_sku,
                                            nom_produto, des_observacao, qtd_item, js_opcoes,
                                            vlr_opcoes, vlr_unitario, vlr_bruto, vlr_desconto, vlr_liquido)
    SELECT p_tenant, p_pedido, q.num_item, CASE WHEN q.num_parte > 0 THEN min(q.num_item) OVER (PARTITION BY q.num_linha) END, q.cod_produto,
           q.cod_variacao, q.cod_combo, q.num_sku, q.nom_item,
           CASE q.num_parte WHEN 0 THEN l.des_observacao END, q.qtd_item, coalesce(q.js_opcoes, '[]'), coalesce(q.vlr_opcoes, 0), q.vlr_unitario,
               q.vlr_bruto, q.vlr_desconto, q.vlr_liquido
      FROM (SELECT c.*, row_number() OVER (ORDER BY c.num_linha, c.num_parte) AS num_item FROM unnest((p_cotacao).linhas) AS c) AS q
      LEFT JOIN flowt.tb_omni8_carrinho_item AS l ON l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho AND l.cod_carrinho_item = q.num_linha
     ORDER BY q.num_item;
END
$$;
COMMENT ON FUNCTION flowt.gravar_itens_do_pedido(bigint, bigint, bigint, flowt.cotacao) IS 'Grava as linhas de um pedido como foram cotadas.';

CREATE OR REPLACE FUNCTION flowt.gravar_descontos_do_pedido(p_tenant bigint, p_pedido bigint, p_cotacao flowt.cotacao) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality((p_cotacao).descontos) = 0 THEN
        RETURN;
    END IF;
    INSERT INTO flowt.tb_omni8_pedido_desconto (cod_tenant, cod_pedido, num_desconto, num_item, cod_oferta, des_cupom, nom_oferta, tip_alvo,
                                                vlr_desconto, des_motivo)
    SELECT p_tenant, p_pedido, d.ordem, q.num_item, d.cod_oferta, d.des_cupom, d.nom_oferta, d.tip_alvo, d.vlr_desconto, d.des_motivo
      FROM unnest((p_cotacao).descontos) WITH ORDINALITY AS d (num_linha, cod_oferta, des_cupom, nom_oferta, tip_alvo, vlr_desconto, des_motivo,
                                                               ordem)
      LEFT JOIN (SELECT c.num_linha, c.num_parte, row_number() OVER (ORDER BY c.num_linha, c.num_parte) AS num_item
                   FROM unnest((p_cotacao).linhas) AS c) AS q
             ON q.num_linha = d.num_linha AND q.num_parte = 0;
END
$$;
COMMENT ON FUNCTION flowt.gravar_descontos_do_pedido(bigint, bigint, flowt.cotacao)
    IS 'Grava os descontos de um pedido e seus motivos, cada um na linha que descontou.';

CREATE OR REPLACE FUNCTION flowt.criar_pedido(p_tenant bigint, p_token text, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_carrinho bigint := flowt.travar_carrinho(p_tenant, p_token);
    v_telefone text   := flowt.telefone_e164(p_corpo ->> 'num_telefone');
    v_contexto flowt.contexto_de_compra;
    v_cotacao  flowt.cotacao;
    v_pessoa   bigint;
    v_numero   bigint;
    v_pedido   bigint;
    v_status   text;
BEGIN
    v_contexto := flowt.contexto_da_compra(p_tenant, p_corpo);
    v_cotacao := flowt.conferir_compra(p_tenant, v_carrinho, v_contexto, p_corpo, now());
    v_pessoa := flowt.pessoa_do_pedido(p_tenant, p_corpo ->> 'nom_cliente', v_telefone);
    UPDATE flowt.tb_omni8_carrinho c SET sta_carrinho = 'CONVERTIDO', dat_alteracao = now(), dat_reserva = NULL
     WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho;
    -- As late as it can be: from here to the commit the company's other orders wait for the next number. Its moment is taken after its
    -- number, so both come in the same order and the month's count is exact (71_limite).
    v_numero := flowt.proximo_numero_de_pedido(p_tenant);
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, des_token, cod_carrinho, cod_pessoa, cod_unidade, sta_pedido, tip_canal, tip_atendimento,
                                       nom_cliente, num_telefone, des_endereco,
                                       nom_bairro, num_cep, des_observacao, tip_pagamento, vlr_itens, vlr_desconto, vlr_taxa_entrega,
                                       vlr_desconto_entrega, vlr_total, vlr_troco_para,
                                       js_cotacao, js_campos, num_pedido, dat_criacao)
    SELECT p_tenant, flowt.novo_token(), v_carrinho, v_pessoa, v_contexto.cod_unidade, flowt.primeiro_status(c), c.tip_canal,
           p_corpo ->> 'tip_atendimento',
           btrim(p_corpo ->> 'nom_cliente'), v_telefone, nullif(btrim(p_corpo ->> 'des_endereco'), ''),
           nullif(btrim(p_corpo ->> 'nom_bairro'), ''), replace(p_corpo ->> 'num_cep', '-', ''), nullif(btrim(p_corpo ->> 'des_observacao'), ''),
           p_corpo ->> 'tip_pagamento',
           v_cotacao.vlr_itens, v_cotacao.vlr_desconto, v_cotacao.vlr_frete, v_cotacao.vlr_desconto_frete, v_cotacao.vlr_total,
           (p_corpo ->> 'vlr_troco_para')::bigint,
           CASE WHEN coalesce(v_cotacao.js_cupons, '[]') = '[]' THEN '{}' ELSE jsonb_build_object('cupons', v_cotacao.js_cupons) END,
               flowt.fundir_campos('{}', p_corpo -> 'campos'), v_numero, clock_timestamp()
      FROM flowt.tb_omni8_carrinho AS c WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_carrinho
    RETURNING cod_pedido, sta_pedido INTO v_pedido, v_status;
    PERFORM flowt.gravar_itens_do_pedido(p_tenant, v_pedido, v_carrinho, v_cotacao);
    PERFORM flowt.gravar_descontos_do_pedido(p_tenant, v_pedido, v_cotacao);
    -- Offers, then stock: as an order that is cancelled gives them back, so neither waits for the other in a ring.
    PERFORM flowt.reservar_ofertas(p_tenant, v_pedido, v_pessoa, v_cotacao);
    IF v_status <> 'INTENCAO' THEN
        PERFORM flowt.mover_estoque(p_tenant, v_pedido, -1);
    END IF;
    PERFORM flowt.registrar_evento(p_tenant, v_pedido, NULL, v_status, NULL);
    RETURN v_pedido;
END
$$;
COMMENT ON FUNCTION flowt.criar_pedido(bigint, text, jsonb) IS 'Transforma o carrinho do token em pedido e devolve o número interno.';

CREATE OR REPLACE FUNCTION flowt.fechar_pedido(p_tenant bigint, p_token text, p_chave text, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_hash   bytea := flowt.digerir(p_token || p_corpo::text);
    v_pedido bigint;
BEGIN
    IF p_token IS NULL THEN
        PERFORM flowt.recusar_registro('este carrinho');
    END IF;
    v_pedido := flowt.resultado_da_chave(p_tenant, p_chave, v_hash);
    IF v_pedido IS NULL THEN
        v_pedido := flowt.criar_pedido(p_tenant, p_token, p_corpo);
        INSERT INTO flowt.tb_omni8_idempotencia (cod_tenant, des_chave, hsh_requisicao, cod_resultado, sta_resultado, num_versao)
        SELECT p_tenant, p_chave, v_hash, v_pedido, p.sta_pedido, p.num_versao FROM flowt.tb_omni8_pedido p
         WHERE p.cod_tenant = p_tenant AND p.cod_pedido = v_pedido;
    END IF;
    RETURN v_pedido;
END
$$;
COMMENT ON FUNCTION flowt.fechar_pedido(bigint, text, text, jsonb)
    IS 'Pedido do carrinho do token: novo, ou o que a mesma chave já criou. p_corpo é um pedido_novo já conferido.';

CREATE OR REPLACE FUNCTION flowt.como_foi_respondido(p_tenant bigint, p_chave text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('sta_pedido', g.sta_resultado, 'des_status', s.des_status, 'num_versao', g.num_versao)
              FROM flowt.tb_omni8_idempotencia AS g JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = g.sta_resultado
             WHERE g.cod_tenant = p_tenant AND g.des_chave = p_chave);
END
$$;
COMMENT ON FUNCTION flowt.como_foi_respondido(bigint, text)
    IS 'O que, na resposta de um Idempotency-Key, mudou com o pedido: como era na primeira vez.';

CREATE OR REPLACE FUNCTION api.carrinho_cotar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_corpo    jsonb  := flowt.ler_corpo('carrinho_cotacao', p_corpo);
    v_carrinho flowt.tb_omni8_carrinho := flowt.achar_carrinho(v_tenant, p_token);
    v_cotada   record;
BEGIN
    IF NOT flowt.carrinho_vale(v_carrinho) THEN
        PERFORM flowt.recusar_carrinho(v_carrinho);
    END IF;
    SELECT c.* INTO v_cotada
      FROM flowt.cotar_compra(v_tenant, v_carrinho.cod_carrinho, flowt.contexto_da_compra(v_tenant, v_corpo), v_corpo, now()) AS c;
    RETURN (200, NULL, NULL, flowt.json_carrinho_cotado(v_tenant, v_carrinho.cod_carrinho, v_cotada.o_cotacao)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_cotar(text, text) IS
$$POST /v1/carrinhos/{token}/cotacao
acesso: publico
modulo: pedidos
corpo: carrinho_cotacao
resposta: 200 carrinho
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Carrinho
Quanto custaria pedir o carrinho agora, assim: com a entrega a este lugar e este pagamento. Nada muda; vlr_total é o vlr_esperado do pedido.$$;

CREATE OR REPLACE FUNCTION api.pedido_criar(p_token text, p_idempotency_key text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pedido bigint := flowt.fechar_pedido(v_tenant, p_token, p_idempotency_key, flowt.ler_corpo('pedido_novo', p_corpo));
    v_json   jsonb  := flowt.json_pedido(v_tenant, v_pedido, false);
BEGIN
    -- A new order's moment is within this transaction; another's answer is the one it had, wherever it has got to since.
    IF (v_json ->> 'dat_criacao')::timestamptz < now() THEN
        v_json := v_json || flowt.como_foi_respondido(v_tenant, p_idempotency_key);
    END IF;
    RETURN (201, NULL, 'Location: /v1/pedidos/' || (v_json ->> 'token') || '/linha-do-tempo', v_json::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_criar(text, text, text) IS
$$POST /v1/carrinhos/{token}/pedido
acesso: publico
modulo: pedidos
cabecalhos: Idempotency-Key
corpo: pedido_novo
resposta: 201 pedido
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Pedido
Confirma a compra: o carrinho vira pedido ou, onde a empresa assim vende (parâmetro pedido_por_intencao), um pedido de orçamento (INTENCAO).
Com o mesmo Idempotency-Key a mesma resposta volta, sem outro pedido, mesmo que ele já tenha andado. vlr_esperado, se enviado, precisa ser o total de agora (409 PRECO_ALTERADO, com o carrinho cotado de novo).$$;

SELECT flowt.definir_esquema('pedido_novo', $json${
    "type": "object", "required": ["nom_cliente", "num_telefone", "tip_atendimento", "tip_pagamento"],
    "properties": {
        "nom_cliente": {"type": "string", "minLength": 2, "maxLength": 120, "format": "nome"},
        "num_telefone": {"type": "string", "maxLength": 30, "format": "telefone", "x-mensagem": "Use DDD e número, como (11) 91234-5678."},
        "tip_atendimento": {"type": "string", "enum": ["RETIRADA", "ENTREGA", "LOCAL"]},
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\".",
            "description": "Sem ela, a principal."},
        "des_endereco": {"type": ["string", "null"], "minLength": 5, "maxLength": 300},
        "nom_bairro": {"type": ["string", "null"], "minLength": 2, "maxLength": 80},
        "num_cep": {"type": ["string", "null"], "maxLength": 9, "format": "cep", "x-mensagem": "O CEP tem oito algarismos, como 01310-100."},
        "num_latitude": {"type": ["number", "null"], "minimum": -90, "maximum": 90,
            "description": "Só para achar a área de entrega por raio: não se guarda."},
        "num_longitude": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
        "tip_pagamento": {"type": "string", "enum": ["PIX", "DINHEIRO", "CARTAO"]},
        "vlr_troco_para": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000, "description": "Centavos."},
        "des_observacao": {"type": ["string", "null"], "maxLength": 500},
        "vlr_esperado": {"type": ["integer", "null"], "minimum": 0, "maximum": 1000000000000,
            "description": "Total que o cliente viu, em centavos: só é comparado."},
        "campos": {"$ref": "#/components/schemas/campos"}
    }
}$json$);
SELECT flowt.definir_esquema('carrinho_cotacao', jsonb_build_object('type', 'object', 'required', '["tip_atendimento"]'::jsonb, 'properties',
           (SELECT jsonb_object_agg(p.key, p.value) FROM jsonb_each(e.js_esquema -> 'properties') AS p
             WHERE p.key IN ('tip_atendimento', 'tip_pagamento', 'cod_unidade', 'nom_bairro', 'num_cep', 'num_latitude', 'num_longitude'))))
  FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'pedido_novo';
