-- Stock (guide chapters 5.1, 9.2, 10.2): what is free, reservations with a time limit, and what orders take and give back.
--
-- Whoever changes a balance holds its row, taken in the order (product, variation): two purchases of the same products never
-- wait for each other in a ring. Reservations are only touched under that lock. One past its time is free at once for whoever
-- looks, and is written off by whoever holds the row next.

CREATE OR REPLACE FUNCTION flowt.limite_de_reservas_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;
COMMENT ON FUNCTION flowt.limite_de_reservas_por_vez() IS 'Reservas vencidas que uma chamada de rotina.expirar_reservas libera.';
CREATE OR REPLACE FUNCTION flowt.estoque_maximo() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000000000;
COMMENT ON FUNCTION flowt.estoque_maximo() IS 'Unidades que um saldo tem, no máximo: o que passa disso não entra.';

-- Set, for the transaction, by whoever has a cart in hand: its own reservation is not another's.
CREATE OR REPLACE FUNCTION flowt.usar_carrinho(p_carrinho bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('flowt.cod_carrinho', p_carrinho::text, true);
END
$$;
COMMENT ON FUNCTION flowt.usar_carrinho(bigint)
    IS 'Diz, até o fim da transação, de que carrinho se trata: para ele o que ele mesmo reservou está livre. De nenhum tenant é número.';

-- A sub-select instead of a join: most rows have nothing reserved, and then it is never run.
CREATE OR REPLACE FUNCTION flowt.disponivel_em_estoque(p_tenant bigint, p_produtos bigint[])
RETURNS TABLE (cod_produto bigint, cod_variacao bigint, qtd_disponivel bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.cod_produto, e.cod_variacao,
           CASE WHEN e.qtd_reservada = 0 THEN e.qtd_estoque
                ELSE e.qtd_estoque - coalesce((
                    SELECT sum(r.qtd_reservada) FROM flowt.tb_omni8_estoque_reserva AS r
                     WHERE r.cod_tenant = p_tenant AND r.cod_produto = e.cod_produto AND r.cod_variacao = e.cod_variacao AND r.dat_expiracao > now()
                       AND r.cod_carrinho IS DISTINCT FROM nullif(current_setting('flowt.cod_carrinho', true), '')::bigint), 0)::bigint END
      FROM flowt.tb_omni8_estoque AS e
     WHERE e.cod_tenant = p_tenant AND e.cod_produto = ANY (p_produtos);
END;
COMMENT ON FUNCTION flowt.disponivel_em_estoque(bigint, bigint[])
    IS 'Unidades livres de cada produto e variação com estoque controlado (variação 0: o próprio produto). O que o carrinho em flowt.cod_carrinho '
       'reservou conta como livre para ele.';

CREATE OR REPLACE FUNCTION flowt.recusar_estoque(p_itens jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'item_indisponivel',
        DETAIL = 'Um dos itens acabou de esgotar: confira o carrinho e tente de novo.',
        HINT = jsonb_build_object('itens', p_itens)::text;
END
$$;
COMMENT ON FUNCTION flowt.recusar_estoque(jsonb) IS 'Levanta o erro 409 de itens que não há: [{cod_produto, cod_variacao, qtd_disponivel}].';

-- MARK: reservations

CREATE OR REPLACE FUNCTION flowt.baixar_reservas(p_tenant bigint, p_reservas flowt.tb_omni8_estoque_reserva[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_estoque e SET qtd_reservada = e.qtd_reservada - s.quantidade, dat_alteracao = now()
      FROM (SELECT r.cod_produto, r.cod_variacao, sum(r.qtd_reservada) AS quantidade FROM unnest(p_reservas) AS r GROUP BY 1, 2) AS s
     WHERE e.cod_tenant = p_tenant AND e.cod_produto = s.cod_produto AND e.cod_variacao = s.cod_variacao;
    INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, cod_variacao, qtd_movimento, tip_movimento, cod_carrinho)
    SELECT p_tenant, r.cod_produto, r.cod_variacao, -r.qtd_reservada, 'LIBERACAO', r.cod_carrinho FROM unnest(p_reservas) AS r ORDER BY 2, 3, 6;
END
$$;
COMMENT ON FUNCTION flowt.baixar_reservas(bigint, flowt.tb_omni8_estoque_reserva[])
    IS 'Tira dos saldos, já travados, reservas que deixaram de existir, e o registra.';

CREATE OR REPLACE FUNCTION flowt.liberar_reservas(p_tenant bigint, p_produtos bigint[], p_carrinho bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_reservas flowt.tb_omni8_estoque_reserva[];
BEGIN
    WITH fim AS (
        DELETE FROM flowt.tb_omni8_estoque_reserva r
         WHERE r.cod_tenant = p_tenant AND r.cod_produto = ANY (p_produtos) AND (r.dat_expiracao <= clock_timestamp() OR r.cod_carrinho = p_carrinho)
        RETURNING r
    )
    SELECT array_agg(f.r) INTO v_reservas FROM fim AS f;
    IF v_reservas IS NOT NULL THEN
        PERFORM flowt.baixar_reservas(p_tenant, v_reservas);
    END IF;
    RETURN coalesce(cardinality(v_reservas), 0);
END
$$;
COMMENT ON FUNCTION flowt.liberar_reservas(bigint, bigint[], bigint)
    IS 'De produtos com o saldo travado, libera as reservas vencidas e as de um carrinho (nulo: só as vencidas); devolve quantas.';

-- How many of these products are controlled; 0 is what most purchases of a restaurant pay for.
CREATE OR REPLACE FUNCTION flowt.travar_estoque(p_tenant bigint, p_produtos bigint[], p_carrinho bigint) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v_saldos record;
BEGIN
    SELECT count(*) AS linhas, sum(t.qtd_reservada) AS reservadas INTO v_saldos
      FROM (SELECT e.qtd_reservada FROM flowt.tb_omni8_estoque e WHERE e.cod_tenant = p_tenant AND e.cod_produto = ANY (p_produtos)
             ORDER BY e.cod_produto, e.cod_variacao FOR UPDATE) AS t;
    IF v_saldos.reservadas > 0 THEN
        PERFORM flowt.liberar_reservas(p_tenant, p_produtos, p_carrinho);
    END IF;
    RETURN v_saldos.linhas;
END
$$;
COMMENT ON FUNCTION flowt.travar_estoque(bigint, bigint[], bigint)
    IS 'Trava os saldos destes produtos, em ordem, e libera as reservas vencidas e as do carrinho; devolve quantos saldos há.';

-- The caller holds the cart. Whoever asks again for the same is only given more time.
CREATE OR REPLACE FUNCTION flowt.reservar_estoque(p_tenant bigint, p_carrinho bigint, p_itens flowt.item_de_estoque[]) RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
    v_minutos  integer := (flowt.parametro(p_tenant, 'estoque_reserva_minutos', now()))::integer;
    v_produtos bigint[];
    v_falta    jsonb;
    v_fim      timestamptz;
BEGIN
    PERFORM flowt.usar_carrinho(p_carrinho);
    v_produtos := ARRAY(SELECT i.cod_produto FROM unnest(p_itens) AS i WHERE i.cod_produto IS NOT NULL
                        UNION SELECT r.cod_produto FROM flowt.tb_omni8_estoque_reserva r
                        WHERE r.cod_tenant = p_tenant AND r.cod_carrinho = p_carrinho);
    IF flowt.travar_estoque(p_tenant, v_produtos, NULL) = 0 THEN
        RETURN NULL;
    END IF;
    v_fim := clock_timestamp() + v_minutos * interval '1 minute';
    IF v_minutos > 0 AND flowt.reserva_do_carrinho(p_tenant, p_carrinho) = flowt.itens_controlados(p_tenant, p_itens) THEN
        UPDATE flowt.tb_omni8_estoque_reserva r SET dat_expiracao = v_fim WHERE r.cod_tenant = p_tenant AND r.cod_carrinho = p_carrinho;
        RETURN v_fim;
    END IF;
    PERFORM flowt.liberar_reservas(p_tenant, v_produtos, p_carrinho);
    v_falta := flowt.itens_em_falta(p_tenant, p_itens);
    IF v_falta IS NOT NULL THEN
        PERFORM flowt.recusar_estoque(v_falta);
    ELSIF v_minutos = 0 THEN
        RETURN NULL;
    END IF;
    WITH nova AS (
        INSERT INTO flowt.tb_omni8_estoque_reserva AS r (cod_tenant, cod_produto, cod_variacao, cod_carrinho, qtd_reservada, dat_expiracao)
        SELECT p_tenant, i.cod_produto, i.cod_variacao, p_carrinho, i.quantidade, v_fim FROM flowt.soma_dos_itens(p_tenant, p_itens) AS i
        RETURNING r.cod_produto, r.cod_variacao, r.qtd_reservada
    ), saldo AS (
        UPDATE flowt.tb_omni8_estoque e SET qtd_reservada = e.qtd_reservada + n.qtd_reservada, dat_alteracao = now() FROM nova n
         WHERE e.cod_tenant = p_tenant AND e.cod_produto = n.cod_produto AND e.cod_variacao = n.cod_variacao
    )
    INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, cod_variacao, qtd_movimento, tip_movimento, cod_carrinho)
    SELECT p_tenant, n.cod_produto, n.cod_variacao, n.qtd_reservada, 'RESERVA', p_carrinho FROM nova n ORDER BY 2, 3;
    RETURN CASE WHEN FOUND THEN v_fim END;
END
$$;
COMMENT ON FUNCTION flowt.reservar_estoque(bigint, bigint, flowt.item_de_estoque[])
    IS 'Reserva estes itens para um carrinho travado, no lugar do que ele tinha reservado, e diz até quando (nulo: nada a reservar); 409 '
       'item_indisponivel se não há.';

-- Few rows, and it says so: whoever joins them to the stock looks each up instead of reading all that a company has.
CREATE OR REPLACE FUNCTION flowt.soma_dos_itens(p_tenant bigint, p_itens flowt.item_de_estoque[])
RETURNS TABLE (cod_produto bigint, cod_variacao bigint, quantidade bigint, livre bigint)
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY
    SELECT e.cod_produto, e.cod_variacao, s.quantidade, e.qtd_estoque - e.qtd_reservada
      FROM (SELECT i.cod_produto, coalesce(i.cod_variacao, 0) AS cod_variacao, sum(i.qtd_item)::bigint AS quantidade FROM unnest(p_itens) AS i
             GROUP BY 1, 2) AS s
      JOIN flowt.tb_omni8_estoque AS e ON e.cod_tenant = p_tenant AND e.cod_produto = s.cod_produto AND e.cod_variacao = s.cod_variacao
     ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION flowt.soma_dos_itens(bigint, flowt.item_de_estoque[]) IS 'Quanto se quer de cada saldo controlado, e quanto está livre nele.';

CREATE OR REPLACE FUNCTION flowt.itens_em_falta(p_tenant bigint, p_itens flowt.item_de_estoque[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_agg(jsonb_build_object('cod_produto', i.cod_produto::text, 'cod_variacao', nullif(i.cod_variacao, 0)::text,
                                                'qtd_disponivel', i.livre) ORDER BY i.cod_produto, i.cod_variacao)
              FROM flowt.soma_dos_itens(p_tenant, p_itens) AS i WHERE i.quantidade > i.livre);
END
$$;
COMMENT ON FUNCTION flowt.itens_em_falta(bigint, flowt.item_de_estoque[])
    IS 'Itens de que se quer mais do que está livre, como flowt.recusar_estoque os diz; nulo se nenhum.';

CREATE OR REPLACE FUNCTION flowt.itens_controlados(p_tenant bigint, p_itens flowt.item_de_estoque[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(concat_ws('.', i.cod_produto, i.cod_variacao, i.quantidade), ' ' ORDER BY i.cod_produto, i.cod_variacao)
              FROM flowt.soma_dos_itens(p_tenant, p_itens) AS i);
END
$$;
COMMENT ON FUNCTION flowt.itens_controlados(bigint, flowt.item_de_estoque[])
    IS 'Os itens de saldo controlado em texto, para comparar com flowt.reserva_do_carrinho.';

CREATE OR REPLACE FUNCTION flowt.reserva_do_carrinho(p_tenant bigint, p_carrinho bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(concat_ws('.', r.cod_produto, r.cod_variacao, r.qtd_reservada), ' ' ORDER BY r.cod_produto, r.cod_variacao)
              FROM flowt.tb_omni8_estoque_reserva r WHERE r.cod_tenant = p_tenant AND r.cod_carrinho = p_carrinho);
END
$$;
COMMENT ON FUNCTION flowt.reserva_do_carrinho(bigint, bigint) IS 'O que um carrinho tem reservado, em texto; nulo se nada.';

-- MARK: orders

-- An order's rows that stand for things on a shelf: a combo is its parts, which are rows of their own.
CREATE OR REPLACE FUNCTION flowt.itens_do_pedido(p_tenant bigint, p_pedido bigint) RETURNS flowt.item_de_estoque[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT (i.cod_produto, i.cod_variacao, i.qtd_item)::flowt.item_de_estoque
          FROM flowt.tb_omni8_pedido_item AS i
         WHERE i.cod_tenant = p_tenant AND i.cod_pedido = p_pedido AND i.cod_produto IS NOT NULL
           AND (i.cod_combo IS NULL OR i.num_item_pai IS NOT NULL));
END
$$;
COMMENT ON FUNCTION flowt.itens_do_pedido(bigint, bigint)
    IS 'O que um pedido tira do estoque: suas linhas com produto, sem os combos, que são suas partes.';

CREATE OR REPLACE FUNCTION flowt.vender_estoque(p_tenant bigint, p_pedido bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_itens    flowt.item_de_estoque[] := flowt.itens_do_pedido(p_tenant, p_pedido);
    v_carrinho bigint;
    v_falta    jsonb;
BEGIN
    SELECT p.cod_carrinho INTO v_carrinho FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido;
    -- With whatever else the cart had reserved: it is over.
    IF flowt.travar_estoque(p_tenant, ARRAY(SELECT i.cod_produto FROM unnest(v_itens) AS i
                                            UNION SELECT r.cod_produto FROM flowt.tb_omni8_estoque_reserva r
                                            WHERE r.cod_tenant = p_tenant AND r.cod_carrinho = v_carrinho), v_carrinho) = 0 THEN
        RETURN;
    END IF;
    v_falta := flowt.itens_em_falta(p_tenant, v_itens);
    IF v_falta IS NOT NULL THEN
        PERFORM flowt.recusar_estoque(v_falta);
    END IF;
    WITH vendido AS (
        UPDATE flowt.tb_omni8_estoque e SET qtd_estoque = e.qtd_estoque - s.quantidade, dat_alteracao = now()
          FROM flowt.soma_dos_itens(p_tenant, v_itens) AS s
         WHERE e.cod_tenant = p_tenant AND e.cod_produto = s.cod_produto AND e.cod_variacao = s.cod_variacao
        RETURNING e.cod_produto, e.cod_variacao, s.quantidade
    )
    INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, cod_variacao, qtd_movimento, tip_movimento, cod_origem)
    SELECT p_tenant, v.cod_produto, v.cod_variacao, -v.quantidade, 'VENDA', p_pedido FROM vendido v ORDER BY 2, 3;
END
$$;
COMMENT ON FUNCTION flowt.vender_estoque(bigint, bigint)
    IS 'Tira do estoque os itens de um pedido, usando antes o que seu carrinho reservou; 409 item_indisponivel se não há.';

-- What comes back is what was taken and is not back yet, whatever has been done to the stock since.
CREATE OR REPLACE FUNCTION flowt.devolver_estoque(p_tenant bigint, p_pedido bigint, p_itens flowt.item_de_estoque[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_produtos bigint[] := ARRAY(SELECT DISTINCT m.cod_produto FROM flowt.tb_omni8_estoque_movimento m
                                  WHERE m.cod_tenant = p_tenant AND m.cod_origem = p_pedido);
BEGIN
    IF flowt.travar_estoque(p_tenant, v_produtos, NULL) = 0 THEN
        RETURN;
    END IF;
    WITH fora AS (
        SELECT m.cod_produto, m.cod_variacao, -sum(m.qtd_movimento)::bigint AS quantidade FROM flowt.tb_omni8_estoque_movimento m
         WHERE m.cod_tenant = p_tenant AND m.cod_origem = p_pedido AND m.tip_movimento IN ('VENDA', 'DEVOLUCAO') GROUP BY 1, 2
        HAVING sum(m.qtd_movimento) < 0
    ), volta AS (
        SELECT f.cod_produto, f.cod_variacao, least(f.quantidade, CASE WHEN p_itens IS NULL THEN f.quantidade ELSE s.quantidade END,
                                                    flowt.estoque_maximo() - e.qtd_estoque) AS quantidade
          FROM fora AS f JOIN flowt.tb_omni8_estoque AS e ON e.cod_tenant = p_tenant AND e.cod_produto = f.cod_produto
           AND e.cod_variacao = f.cod_variacao
          LEFT JOIN flowt.soma_dos_itens(p_tenant, p_itens) AS s ON s.cod_produto = f.cod_produto AND s.cod_variacao = f.cod_variacao
         WHERE p_itens IS NULL OR s.quantidade > 0
    ), devolvido AS (
        UPDATE flowt.tb_omni8_estoque e SET qtd_estoque = e.qtd_estoque + v.quantidade, dat_alteracao = now() FROM volta v
         WHERE e.cod_tenant = p_tenant AND e.cod_produto = v.cod_produto AND e.cod_variacao = v.cod_variacao AND v.quantidade > 0
        RETURNING e.cod_produto, e.cod_variacao, v.quantidade
    )
    INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, cod_variacao, qtd_movimento, tip_movimento, cod_origem)
    SELECT p_tenant, d.cod_produto, d.cod_variacao, d.quantidade, 'DEVOLUCAO', p_pedido FROM devolvido d ORDER BY 2, 3;
END
$$;
COMMENT ON FUNCTION flowt.devolver_estoque(bigint, bigint, flowt.item_de_estoque[])
    IS 'Devolve ao estoque itens que um pedido tirou dele (nulo: todos), nunca mais do que tirou.';

CREATE OR REPLACE FUNCTION flowt.mover_estoque(p_tenant bigint, p_pedido bigint, p_sinal integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_sinal < 0 THEN
        PERFORM flowt.vender_estoque(p_tenant, p_pedido);
    ELSE
        PERFORM flowt.devolver_estoque(p_tenant, p_pedido, NULL);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.mover_estoque(bigint, bigint, integer) IS 'Baixa (−1) ou devolve (1) o estoque dos itens de um pedido; 409 se não há.';
