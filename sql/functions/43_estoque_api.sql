-- Stock (guide chapters 5.1, 5.2): routes.

CREATE OR REPLACE FUNCTION flowt.saldos(p_tenant bigint, p_produtos bigint[])
RETURNS TABLE (cod_produto text, cod_variacao text, num_sku text, nom_produto text, nom_variacao text, sta_produto text, qtd_estoque bigint,
               qtd_reservada bigint, qtd_disponivel bigint,
               qtd_minima bigint, flg_baixo boolean, dat_alteracao timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.cod_produto::text, nullif(e.cod_variacao, 0)::text, CASE e.cod_variacao WHEN 0 THEN p.num_sku ELSE v.num_sku END, p.nom_produto,
           v.nom_variacao, p.sta_produto, e.qtd_estoque, e.qtd_estoque - d.qtd_disponivel, d.qtd_disponivel,
           e.qtd_minima, d.qtd_disponivel <= e.qtd_minima, e.dat_alteracao
      FROM flowt.tb_omni8_estoque AS e
      JOIN flowt.disponivel_em_estoque(p_tenant, p_produtos) AS d ON d.cod_produto = e.cod_produto AND d.cod_variacao = e.cod_variacao
      JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = e.cod_produto
      LEFT JOIN flowt.tb_omni8_variacao AS v ON v.cod_tenant = p_tenant AND v.cod_variacao = e.cod_variacao
     WHERE e.cod_tenant = p_tenant AND e.cod_produto = ANY (p_produtos) AND p.dat_exclusao IS NULL AND v.dat_exclusao IS NULL
     ORDER BY e.cod_produto, e.cod_variacao;
END;
COMMENT ON FUNCTION flowt.saldos(bigint, bigint[])
    IS 'Saldos destes produtos, e de suas variações, como a API os mostra; reservas vencidas já não contam.';

CREATE OR REPLACE FUNCTION api.estoque_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT DISTINCT e.cod_produto FROM flowt.tb_omni8_estoque e
                                 WHERE e.cod_tenant = v_tenant AND e.cod_produto > coalesce(p_apos, 0) ORDER BY e.cod_produto LIMIT v_quantos);
    v_itens   json;
BEGIN
    SELECT coalesce(json_agg(s), '[]') INTO v_itens FROM flowt.saldos(v_tenant, v_pagina) AS s;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_pagina[v_quantos]::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.estoque_listar(integer, bigint) IS
$$GET /v1/estoque
acesso: estoque.ler
resposta: 200 estoque_lista
etiqueta: Estoque
Lista os saldos dos itens com estoque controlado, na ordem em que os itens foram criados.
limite: até 100 itens por página (20), cada um com todas as suas variações. apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.estoque_baixo(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[];
    v_itens   json;
BEGIN
    -- What reservations leave is never more than what there is: the first condition is the cheap one.
    v_pagina := ARRAY(SELECT DISTINCT e.cod_produto FROM flowt.tb_omni8_estoque e
                        JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = v_tenant AND p.cod_produto = e.cod_produto AND p.dat_exclusao IS NULL
                         AND p.sta_produto <> 'ARQUIVADO'
                       WHERE e.cod_tenant = v_tenant AND e.cod_produto > coalesce(p_apos, 0) AND e.qtd_estoque - e.qtd_reservada <= e.qtd_minima
                         AND EXISTS (SELECT FROM flowt.disponivel_em_estoque(v_tenant, ARRAY[e.cod_produto]) AS d
                                      WHERE d.cod_variacao = e.cod_variacao AND d.qtd_disponivel <= e.qtd_minima)
                       ORDER BY e.cod_produto LIMIT v_quantos);
    SELECT coalesce(json_agg(s), '[]') INTO v_itens FROM flowt.saldos(v_tenant, v_pagina) AS s WHERE s.flg_baixo;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_pagina[v_quantos]::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.estoque_baixo(integer, bigint) IS
$$GET /v1/estoque/baixo
acesso: estoque.ler
resposta: 200 estoque_lista
etiqueta: Estoque
Lista os saldos que chegaram ao mínimo, de itens não arquivados: o alerta de estoque baixo.
limite: até 100 itens por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION flowt.exigir_item(p_tenant bigint, p_produto bigint, p_variacao bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                    WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.dat_exclusao IS NULL) THEN
        PERFORM flowt.recusar_registro('este item');
    ELSIF p_variacao <> 0 AND NOT EXISTS (SELECT FROM flowt.tb_omni8_variacao v
                                           WHERE v.cod_tenant = p_tenant AND v.cod_produto = p_produto AND v.cod_variacao = p_variacao
                                             AND v.dat_exclusao IS NULL) THEN
        PERFORM flowt.recusar_registro('esta variação do item');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_item(bigint, bigint, bigint)
    IS 'Levanta 404 se o produto, ou a variação dele (0: nenhuma), não existe ou foi excluído.';

CREATE OR REPLACE FUNCTION flowt.resposta_saldo(p_tenant bigint, p_produto bigint, p_variacao bigint, p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (p_status, NULL, NULL, to_json(s)::text)::flowt.resposta FROM flowt.saldos(p_tenant, ARRAY[p_produto]) AS s
             WHERE coalesce(s.cod_variacao, '0') = p_variacao::text);
END
$$;
COMMENT ON FUNCTION flowt.resposta_saldo(bigint, bigint, bigint, integer) IS 'Resposta com um saldo recém-alterado.';

CREATE OR REPLACE FUNCTION api.estoque_movimentar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_corpo    jsonb  := flowt.ler_corpo('estoque_movimento_novo', p_corpo);
    v_produto  bigint := (v_corpo ->> 'cod_produto')::bigint;
    v_variacao bigint := coalesce((v_corpo ->> 'cod_variacao')::bigint, 0);
    v_minimo   bigint := CASE v_corpo ->> 'tip_movimento' WHEN 'CONTAGEM' THEN 0 ELSE 1 END;
BEGIN
    IF (v_corpo ->> 'quantidade')::bigint < v_minimo THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('quantidade', 'numero_pequeno', 'Informe ao menos 1 unidade.'));
    END IF;
    PERFORM flowt.exigir_item(v_tenant, v_produto, v_variacao);
    PERFORM flowt.movimentar_estoque(v_tenant, v_produto, v_variacao, v_corpo ->> 'tip_movimento', (v_corpo ->> 'quantidade')::bigint,
                                     btrim(v_corpo ->> 'des_motivo'));
    RETURN flowt.resposta_saldo(v_tenant, v_produto, v_variacao, 201);
END
$$;
COMMENT ON FUNCTION api.estoque_movimentar(text) IS
$$POST /v1/estoque/movimentos
acesso: estoque.movimentar
corpo: estoque_movimento_novo
resposta: 201 estoque_saldo
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Estoque
Registra uma entrada, saída, perda ou contagem, com seu motivo, e devolve o saldo.
Uma CONTAGEM diz quantas unidades há; as outras, quantas entraram ou saíram. Uma SAIDA não toca no que está reservado para compras em andamento; uma PERDA ou CONTAGEM que não as deixa caber libera as mais novas.$$;

CREATE OR REPLACE FUNCTION api.estoque_minimo(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_corpo    jsonb  := flowt.ler_corpo('estoque_minimo', p_corpo);
    v_variacao bigint := coalesce((v_corpo ->> 'cod_variacao')::bigint, 0);
BEGIN
    PERFORM flowt.exigir_item(v_tenant, p_id, v_variacao);
    UPDATE flowt.tb_omni8_estoque e SET qtd_minima = (v_corpo ->> 'qtd_minima')::bigint
     WHERE e.cod_tenant = v_tenant AND e.cod_produto = p_id AND e.cod_variacao = v_variacao;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'estoque_nao_controlado',
            DETAIL = 'Este item não tem estoque controlado: registre antes uma entrada ou uma contagem.';
    END IF;
    RETURN flowt.resposta_saldo(v_tenant, p_id, v_variacao, 200);
END
$$;
COMMENT ON FUNCTION api.estoque_minimo(bigint, text) IS
$$PUT /v1/estoque/{id}/minimo
acesso: estoque.movimentar
corpo: estoque_minimo
resposta: 200 estoque_saldo
resposta: 404 problema
resposta: 409 problema
etiqueta: Estoque
Define a partir de quantas unidades disponíveis o estoque de um item está baixo.$$;

CREATE OR REPLACE FUNCTION api.estoque_movimentos(p_limite integer, p_apos bigint, p_cod_produto bigint, p_tip_movimento text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    bigint  := coalesce(p_apos, 9223372036854775807);
    v_itens   json;
    v_ultimo  bigint;
BEGIN
    SELECT coalesce(json_agg(json_build_object('cod_movimento', m.cod_movimento::text, 'cod_produto', m.cod_produto::text,
               'cod_variacao', nullif(m.cod_variacao, 0)::text,
               'nom_produto', p.nom_produto, 'tip_movimento', m.tip_movimento, 'qtd_movimento', m.qtd_movimento, 'des_motivo', m.des_motivo,
               'cod_pedido', m.cod_origem::text,
               'cod_usuario', m.cod_usuario::text, 'dat_criacao', m.dat_criacao) ORDER BY m.cod_movimento DESC), '[]'),
           CASE WHEN count(*) = v_quantos THEN min(m.cod_movimento) END
      INTO v_itens, v_ultimo
      FROM unnest(CASE WHEN p_cod_produto IS NULL THEN ARRAY(
                           SELECT x.cod_movimento FROM flowt.tb_omni8_estoque_movimento x
                            WHERE x.cod_tenant = v_tenant AND x.cod_movimento < v_apos
                              AND (p_tip_movimento IS NULL OR x.tip_movimento = p_tip_movimento)
                            ORDER BY x.cod_movimento DESC LIMIT v_quantos)
                       ELSE ARRAY(
                           SELECT x.cod_movimento FROM flowt.tb_omni8_estoque_movimento x
                            WHERE x.cod_tenant = v_tenant AND x.cod_produto = p_cod_produto AND x.cod_movimento < v_apos
                              AND (p_tip_movimento IS NULL OR x.tip_movimento = p_tip_movimento)
                            ORDER BY x.cod_movimento DESC LIMIT v_quantos) END) AS pagina (cod_movimento)
      JOIN flowt.tb_omni8_estoque_movimento AS m ON m.cod_tenant = v_tenant AND m.cod_movimento = pagina.cod_movimento
      LEFT JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = v_tenant AND p.cod_produto = m.cod_produto;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_ultimo::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.estoque_movimentos(integer, bigint, bigint, text) IS
$$GET /v1/estoque/movimentos
acesso: estoque.ler
resposta: 200 estoque_movimento_lista
etiqueta: Estoque
Lista os movimentos de estoque, os últimos primeiro.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtros: cod_produto, tip_movimento.$$;

CREATE OR REPLACE FUNCTION api.produto_voltar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    UPDATE flowt.tb_omni8_produto_servico p SET dat_esgotado = NULL WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    RETURN flowt.resposta_produto(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.produto_voltar(bigint) IS
$$DELETE /v1/produtos/{id}/esgotado-hoje
acesso: catalogo.esgotar
resposta: 200 produto
resposta: 404 problema
etiqueta: Catálogo
Volta a vender um item marcado como esgotado hoje.$$;

SELECT flowt.definir_esquema('estoque_movimento_novo', $json${
    "type": "object", "required": ["cod_produto", "tip_movimento", "quantidade", "des_motivo"],
    "properties": {
        "cod_produto": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."},
        "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\"."},
        "tip_movimento": {"type": "string", "enum": ["ENTRADA", "SAIDA", "PERDA", "CONTAGEM"]},
        "quantidade": {"type": "integer", "minimum": 0, "maximum": 1000000000,
            "description": "Unidades que entraram ou saíram; de uma CONTAGEM, quantas há."},
        "des_motivo": {"type": "string", "minLength": 3, "maxLength": 200}
    }
}$json$);
SELECT flowt.definir_esquema('estoque_minimo', $json${
    "type": "object", "required": ["qtd_minima"],
    "properties": {
        "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\"."},
        "qtd_minima": {"type": "integer", "minimum": 0, "maximum": 1000000000}
    }
}$json$);
SELECT flowt.definir_esquema('estoque_saldo', $json${
    "type": "object", "required": ["cod_produto", "cod_variacao", "nom_produto", "qtd_estoque", "qtd_reservada", "qtd_disponivel", "qtd_minima",
        "flg_baixo"],
    "properties": {
        "cod_produto": {"type": "string"}, "cod_variacao": {"type": ["string", "null"]}, "num_sku": {"type": ["string", "null"]},
        "nom_produto": {"type": "string"},
        "nom_variacao": {"type": ["string", "null"]}, "sta_produto": {"type": "string"},
        "qtd_estoque": {"type": "integer", "description": "Unidades que há."},
        "qtd_reservada": {"type": "integer", "description": "Destas, as prometidas a compras em andamento."}, "qtd_disponivel": {"type": "integer"},
        "qtd_minima": {"type": "integer"}, "flg_baixo": {"type": "boolean"}, "dat_alteracao": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('estoque_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/estoque_saldo"}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}}
}$json$);
SELECT flowt.definir_esquema('estoque_movimento_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["cod_movimento", "cod_produto", "tip_movimento", "qtd_movimento",
                    "dat_criacao"], "properties": {
            "cod_movimento": {"type": "string"}, "cod_produto": {"type": "string"}, "cod_variacao": {"type": ["string", "null"]},
            "nom_produto": {"type": ["string", "null"]},
            "tip_movimento": {"type": "string", "enum": ["ENTRADA", "SAIDA", "AJUSTE", "PERDA", "VENDA", "DEVOLUCAO", "RESERVA", "LIBERACAO"]},
            "qtd_movimento": {"type": "integer", "description": "De RESERVA e LIBERACAO, as unidades que passam a reservadas ou deixam de o ser."},
            "des_motivo": {"type": ["string", "null"]},
            "cod_pedido": {"type": ["string", "null"]}, "cod_usuario": {"type": ["string", "null"]},
            "dat_criacao": {"type": "string", "format": "date-time"}}}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
