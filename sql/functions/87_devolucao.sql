-- Returns and partial refunds (guide chapter 10.3). What comes back of a line is worth its share of what was really paid for
-- it: after r of Q units, the next k are worth floor(L·(r+k)/Q) − floor(L·r/Q), so however a line comes back, in the end
-- exactly its net price L has been refunded. With the last line comes back the rest of what was paid: freight, fees and tip were
-- paid for an order of which nothing is left (Código de Defesa do Consumidor, art. 49: what was paid "a qualquer título").

CREATE OR REPLACE FUNCTION flowt.parte_devolvida(p_liquido bigint, p_quantidade integer, p_antes integer, p_agora integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_liquido * (p_antes + p_agora) / p_quantidade - p_liquido * p_antes / p_quantidade;
COMMENT ON FUNCTION flowt.parte_devolvida(bigint, integer, integer, integer)
    IS 'Quanto do líquido de uma linha cabe a mais unidades que voltam, depois de outras: somadas as unidades todas, o líquido exato.';

CREATE OR REPLACE FUNCTION flowt.linhas_devolviveis(p_tenant bigint, p_pedido bigint)
RETURNS TABLE (num_item integer, nom_produto text, qtd_item integer, vlr_liquido bigint, qtd_devolvida integer, vlr_devolvido bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT i.num_item, i.nom_produto, i.qtd_item, i.vlr_liquido, coalesce(d.quantidade, 0)::integer, coalesce(d.valor, 0)::bigint
      FROM flowt.tb_omni8_pedido_item AS i
      LEFT JOIN (SELECT x.num_item, sum(x.qtd_item) AS quantidade, sum(x.vlr_item) AS valor FROM flowt.tb_omni8_devolucao_item AS x
                  WHERE x.cod_tenant = p_tenant AND x.cod_pedido = p_pedido GROUP BY x.num_item) AS d ON d.num_item = i.num_item
     WHERE i.cod_tenant = p_tenant AND i.cod_pedido = p_pedido AND i.num_item_pai IS NULL
     ORDER BY i.num_item;
END
$$;
COMMENT ON FUNCTION flowt.linhas_devolviveis(bigint, bigint) IS 'Linhas de um pedido (um combo é uma só) e quanto de cada uma já foi devolvido.';

CREATE OR REPLACE FUNCTION flowt.conferir_devolucao(p_tenant bigint, p_pedido bigint, p_itens jsonb) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_faltam jsonb;
BEGIN
    IF (SELECT count(DISTINCT (i ->> 'num_item')::integer) FROM jsonb_array_elements(p_itens) AS i) < jsonb_array_length(p_itens) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'item_repetido',
            DETAIL = 'Cada linha do pedido aparece uma vez na devolução: some as quantidades.';
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(p_itens) AS i
                   WHERE (i ->> 'num_item')::integer NOT IN (SELECT l.num_item FROM flowt.linhas_devolviveis(p_tenant, p_pedido) AS l)) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'item_de_outro_pedido',
            DETAIL = 'O pedido não tem uma destas linhas: confira num_item (um combo se devolve inteiro).';
    END IF;
    SELECT jsonb_agg(jsonb_build_object('num_item', l.num_item, 'qtd_restante', l.qtd_item - l.qtd_devolvida) ORDER BY l.num_item) INTO v_faltam
      FROM flowt.linhas_devolviveis(p_tenant, p_pedido) AS l JOIN jsonb_array_elements(p_itens) AS i ON (i ->> 'num_item')::integer = l.num_item
     WHERE (i ->> 'qtd_item')::integer > l.qtd_item - l.qtd_devolvida;
    IF v_faltam IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'item_ja_devolvido',
            DETAIL = 'Não resta tanto a devolver desta linha: parte dela já foi devolvida.',
            HINT = jsonb_build_object('itens', v_faltam)::text;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_devolucao(bigint, bigint, jsonb)
    IS 'Recusa (422, 409) itens que não são do pedido, repetidos, ou mais do que resta de uma linha.';

-- Goods that cannot be sold again come back and are lost: the ledger tells both.
CREATE OR REPLACE FUNCTION flowt.receber_devolvidos(p_tenant bigint, p_pedido bigint, p_devolucao bigint, p_destino text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_itens flowt.item_de_estoque[];
    v_antes bigint := (SELECT coalesce(max(m.cod_movimento), 0) FROM flowt.tb_omni8_estoque_movimento m
                        WHERE m.cod_tenant = p_tenant AND m.cod_origem = p_pedido);
BEGIN
    -- A part of a combo is there so many times for each combo.
    v_itens := ARRAY(
        SELECT (i.cod_produto, i.cod_variacao, CASE WHEN i.num_item_pai IS NULL THEN d.qtd_item
                                                    ELSE i.qtd_item / p.qtd_item * d.qtd_item END)::flowt.item_de_estoque
          FROM flowt.tb_omni8_devolucao_item AS d
          JOIN flowt.tb_omni8_pedido_item AS p ON p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido AND p.num_item = d.num_item
          JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = p_tenant AND i.cod_pedido = p_pedido
           AND coalesce(i.num_item_pai, i.num_item) = d.num_item
         WHERE d.cod_tenant = p_tenant AND d.cod_devolucao = p_devolucao AND d.tip_destino = p_destino AND i.cod_produto IS NOT NULL
           AND (i.cod_combo IS NULL OR i.num_item_pai IS NOT NULL));
    IF v_itens = '{}' THEN
        RETURN;
    END IF;
    PERFORM flowt.devolver_estoque(p_tenant, p_pedido, v_itens);
    IF p_destino = 'PERDA' THEN
        WITH perdido AS (
            UPDATE flowt.tb_omni8_estoque e SET qtd_estoque = e.qtd_estoque - m.qtd_movimento, dat_alteracao = now()
              FROM flowt.tb_omni8_estoque_movimento m
             WHERE m.cod_tenant = p_tenant AND m.cod_origem = p_pedido AND m.tip_movimento = 'DEVOLUCAO' AND m.cod_movimento > v_antes
               AND e.cod_tenant = p_tenant AND e.cod_produto = m.cod_produto AND e.cod_variacao = m.cod_variacao
            RETURNING m.cod_produto, m.cod_variacao, m.qtd_movimento
        )
        INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, cod_variacao, qtd_movimento, tip_movimento, cod_origem)
        SELECT p_tenant, p.cod_produto, p.cod_variacao, -p.qtd_movimento, 'PERDA', p_pedido FROM perdido AS p ORDER BY 2, 3;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.receber_devolvidos(bigint, bigint, bigint, text)
    IS 'Devolve ao estoque, ou registra como perda, os itens de uma devolução com este destino.';

-- The order's row is locked by whoever calls.
CREATE OR REPLACE FUNCTION flowt.incluir_devolucao(p_tenant bigint, p_pedido bigint, p_itens jsonb, p_corpo jsonb, p_chave text, p_hash bytea)
    RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_devolucao bigint;
    v_valor     bigint;
BEGIN
    SELECT sum(flowt.parte_devolvida(l.vlr_liquido, l.qtd_item, l.qtd_devolvida, (i ->> 'qtd_item')::integer))::bigint INTO v_valor
      FROM flowt.linhas_devolviveis(p_tenant, p_pedido) AS l JOIN jsonb_array_elements(p_itens) AS i ON (i ->> 'num_item')::integer = l.num_item;
    INSERT INTO flowt.tb_omni8_devolucao (cod_tenant, cod_pedido, cod_reclamacao, vlr_devolucao, des_motivo, des_chave, hsh_requisicao, cod_usuario)
    VALUES (p_tenant, p_pedido, (p_corpo ->> 'cod_reclamacao')::bigint, v_valor, nullif(btrim(p_corpo ->> 'des_motivo'), ''), p_chave, p_hash,
            nullif(current_setting('flowt.cod_usuario', true), '')::bigint)
    RETURNING cod_devolucao INTO v_devolucao;
    INSERT INTO flowt.tb_omni8_devolucao_item (cod_tenant, cod_devolucao, num_item, cod_pedido, qtd_item, vlr_item, tip_destino)
    SELECT p_tenant, v_devolucao, l.num_item, p_pedido, (i ->> 'qtd_item')::integer,
           flowt.parte_devolvida(l.vlr_liquido, l.qtd_item, l.qtd_devolvida, (i ->> 'qtd_item')::integer), coalesce(i ->> 'tip_destino', 'ESTOQUE')
      FROM flowt.linhas_devolviveis(p_tenant, p_pedido) AS l JOIN jsonb_array_elements(p_itens) AS i ON (i ->> 'num_item')::integer = l.num_item
     ORDER BY l.num_item;
    -- Never more than is left of the order, whatever was refunded of it before; with its last line, all that is left.
    SELECT CASE WHEN EXISTS (SELECT FROM flowt.linhas_devolviveis(p_tenant, p_pedido) AS l
                              WHERE l.qtd_devolvida < l.qtd_item) THEN least(v_valor, r.resto) ELSE r.resto END INTO v_valor
      FROM (SELECT p.vlr_total - flowt.vlr_estornado(p_tenant, p_pedido) AS resto FROM flowt.tb_omni8_pedido p
             WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido) AS r;
    IF v_valor > 0 THEN
        PERFORM flowt.estornar_pedido(p_tenant, p_pedido, 'DEVOLUCAO', v_valor, nullif(btrim(p_corpo ->> 'des_motivo'), ''));
    END IF;
    RETURN v_devolucao;
END
$$;
COMMENT ON FUNCTION flowt.incluir_devolucao(bigint, bigint, jsonb, jsonb, text, bytea)
    IS 'Registra a devolução de itens já conferidos e estorna a parte do líquido que levam; com os últimos, tudo que resta do pedido (entrega, '
       'taxas, gorjeta).';

CREATE OR REPLACE FUNCTION flowt.exigir_chave(p_chave text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_chave IS NULL OR p_chave !~ '^[!-~]{8,128}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT400', MESSAGE = 'idempotency_key_ausente',
            DETAIL = 'Envie o cabeçalho Idempotency-Key com um valor único desta operação (8 a 128 caracteres, como um UUID): se a conexão cair, '
                     'repita com o mesmo.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_chave(text) IS 'Levanta 400 sem um Idempotency-Key na forma certa.';

CREATE OR REPLACE FUNCTION flowt.recusar_chave() RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'idempotency_key_de_outra_requisicao',
        DETAIL = 'Este Idempotency-Key já foi usado com outros dados. Para uma operação nova, use uma chave nova.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_chave() IS 'Levanta 422: a chave é de outra requisição.';

CREATE OR REPLACE FUNCTION flowt.devolver_itens(p_tenant bigint, p_pedido bigint, p_chave text, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido    flowt.tb_omni8_pedido := flowt.travar_pedido(p_tenant, p_pedido);
    v_hash      bytea := flowt.digerir(p_corpo::text);
    v_devolucao record;
BEGIN
    PERFORM flowt.exigir_chave(p_chave);
    -- Whoever sends the same twice waits for the order, and finds it done.
    SELECT d.cod_devolucao, d.hsh_requisicao INTO v_devolucao FROM flowt.tb_omni8_devolucao d
     WHERE d.cod_tenant = p_tenant AND d.cod_pedido = p_pedido AND d.des_chave = p_chave;
    IF FOUND THEN
        IF v_devolucao.hsh_requisicao <> v_hash THEN
            PERFORM flowt.recusar_chave();
        END IF;
        RETURN v_devolucao.cod_devolucao;
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_transicao x WHERE x.sta_de = v_pedido.sta_pedido AND x.sta_para = 'DEVOLVIDO') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'devolucao_fora_de_hora',
            DETAIL = 'Só se devolve o que foi entregue: antes disso, cancele o pedido.',
            HINT = json_build_object('sta_pedido', v_pedido.sta_pedido)::text;
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_reclamacao r
                       WHERE r.cod_tenant = p_tenant AND r.cod_pedido = p_pedido AND r.cod_reclamacao = (p_corpo ->> 'cod_reclamacao')::bigint)
          AND p_corpo ->> 'cod_reclamacao' IS NOT NULL THEN
        PERFORM flowt.recusar_registro('esta reclamação deste pedido');
    END IF;
    PERFORM flowt.conferir_devolucao(p_tenant, p_pedido, p_corpo -> 'itens');
    v_devolucao.cod_devolucao := flowt.incluir_devolucao(p_tenant, p_pedido, p_corpo -> 'itens', p_corpo, p_chave, v_hash);
    PERFORM flowt.receber_devolvidos(p_tenant, p_pedido, v_devolucao.cod_devolucao, t.destino) FROM unnest('{ESTOQUE,PERDA}'::text[]) AS t (destino);
    IF NOT EXISTS (SELECT FROM flowt.linhas_devolviveis(p_tenant, p_pedido) AS l WHERE l.qtd_devolvida < l.qtd_item) THEN
        PERFORM flowt.mover_pedido_pelo_sistema(p_tenant, p_pedido, 'DEVOLVIDO', nullif(btrim(p_corpo ->> 'des_motivo'), ''));
    ELSE
        PERFORM flowt.registrar_evento(p_tenant, p_pedido, v_pedido.sta_pedido, v_pedido.sta_pedido, 'Devolução de ' || (
            SELECT string_agg(x.qtd_item || ' × ' || i.nom_produto, ', ' ORDER BY x.num_item)
              FROM flowt.tb_omni8_devolucao_item AS x JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = p_tenant AND i.cod_pedido = p_pedido
               AND i.num_item = x.num_item
             WHERE x.cod_tenant = p_tenant AND x.cod_devolucao = v_devolucao.cod_devolucao));
    END IF;
    RETURN v_devolucao.cod_devolucao;
END
$$;
COMMENT ON FUNCTION flowt.devolver_itens(bigint, bigint, text, jsonb)
    IS 'Registra a devolução de itens de um pedido entregue, ou acha a que a mesma chave já registrou; com tudo devolvido, o pedido passa a DEVOLVIDO.';

-- Whoever moves an order to DEVOLVIDO returns what is left of it; the step itself gives the stock back.
CREATE OR REPLACE FUNCTION flowt.devolver_o_resto() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_itens jsonb := (SELECT jsonb_agg(jsonb_build_object('num_item', l.num_item, 'qtd_item', l.qtd_item - l.qtd_devolvida))
                        FROM flowt.linhas_devolviveis(NEW.cod_tenant, NEW.cod_pedido) AS l
                       WHERE l.qtd_devolvida < l.qtd_item);
BEGIN
    IF v_itens IS NOT NULL THEN
        PERFORM flowt.incluir_devolucao(NEW.cod_tenant, NEW.cod_pedido, v_itens, '{}', NULL, NULL);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.devolver_o_resto() IS 'Gatilho: um pedido que passa a DEVOLVIDO devolve tudo que ainda não foi devolvido.';
CREATE OR REPLACE TRIGGER devolucao AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NEW.sta_pedido = 'DEVOLVIDO' AND OLD.sta_pedido IS DISTINCT FROM NEW.sta_pedido) EXECUTE FUNCTION flowt.devolver_o_resto();
