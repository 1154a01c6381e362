-- The bill of a table (guide chapter 10): what was had, the service fee and the tip, and its division in exact centavos.

-- Largest remainder: floors first, then a centavo each to the largest fractions, the first among equals. Sums to the value.
CREATE OR REPLACE FUNCTION flowt.repartir(p_valor bigint, p_pesos bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_soma  numeric := (SELECT sum(p) FROM unnest(p_pesos) AS p);
    v_pesos bigint[] := p_pesos;
BEGIN
    IF v_soma = 0 THEN
        v_pesos := array_fill(1::bigint, ARRAY[cardinality(p_pesos)]);
        v_soma := cardinality(p_pesos);
    END IF;
    RETURN (
        WITH parte AS (
            SELECT u.n, div(p_valor * u.p::numeric, v_soma) AS piso, mod(p_valor * u.p::numeric, v_soma) AS resto
              FROM unnest(v_pesos) WITH ORDINALITY AS u (p, n)
        ), ordem AS (
            SELECT t.n, t.piso, row_number() OVER (ORDER BY t.resto DESC, t.n) AS vez, p_valor - sum(t.piso) OVER () AS faltam FROM parte AS t
        )
        SELECT array_agg((o.piso + CASE WHEN o.vez <= o.faltam THEN 1 ELSE 0 END)::bigint ORDER BY o.n) FROM ordem AS o);
END
$$;
COMMENT ON FUNCTION flowt.repartir(bigint, bigint[])
    IS 'Reparte um valor em centavos na proporção dos pesos, pelo método dos maiores restos: as partes somam exatamente o valor. Pesos todos zero: '
       'em partes iguais.';

-- What an order adds to the bill: its items, less discounts, less what was returned; nothing if it came to nothing.
CREATE OR REPLACE FUNCTION flowt.pedidos_da_conta(p_tenant bigint, p_sessao bigint)
    RETURNS TABLE (cod_pedido bigint, cod_comanda bigint, vlr_consumo bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT p.cod_pedido, x.cod_comanda,
           p.vlr_itens - p.vlr_desconto - coalesce((SELECT sum(e.vlr_estorno) FROM flowt.tb_omni8_pedido_estorno AS e
                                                     WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p.cod_pedido AND e.tip_estorno = 'DEVOLUCAO'),
                                                 0)::bigint
      FROM flowt.tb_omni8_mesa_pedido AS x JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = p_tenant AND p.cod_pedido = x.cod_pedido
      JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido AND NOT s.flg_devolve_estoque
     WHERE x.cod_tenant = p_tenant AND x.cod_mesa_sessao = p_sessao ORDER BY p.cod_pedido;
END
$$;
COMMENT ON FUNCTION flowt.pedidos_da_conta(bigint, bigint) IS 'Pedidos que contam na conta de uma mesa, de quem são e quanto somam, em centavos.';

-- What an order of the bill has been paid and not given back. Money given back as a courtesy (PARCIAL) is not owed again.
CREATE OR REPLACE FUNCTION flowt.recebido_na_conta(p_tenant bigint, p_sessao bigint)
    RETURNS TABLE (cod_pedido bigint, vlr_taxa_servico bigint, vlr_gorjeta bigint, vlr_recebido bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT c.cod_pedido, x.vlr_taxa_servico, x.vlr_gorjeta, (g.valor + coalesce((SELECT sum(e.vlr_devolvido) FROM flowt.tb_omni8_pedido_estorno AS e
                                                     WHERE e.cod_tenant = p_tenant AND e.cod_pedido = c.cod_pedido AND e.tip_estorno = 'PARCIAL'),
                                                 0))::bigint
      FROM flowt.pedidos_da_conta(p_tenant, p_sessao) AS c
      JOIN flowt.tb_omni8_mesa_pedido AS x ON x.cod_tenant = p_tenant AND x.cod_pedido = c.cod_pedido
     CROSS JOIN LATERAL (SELECT sum(r.vlr_pagamento - r.vlr_estornado) AS valor FROM flowt.tb_omni8_pagamento AS r
                           JOIN flowt.tb_omni8_pagamento_status AS s ON s.sta_pagamento = r.sta_pagamento AND s.flg_recebido
                          WHERE r.cod_tenant = p_tenant AND r.cod_pedido = c.cod_pedido) AS g
     WHERE g.valor IS NOT NULL;
END
$$;
COMMENT ON FUNCTION flowt.recebido_na_conta(bigint, bigint)
    IS 'Pedidos da conta de uma mesa de que já se recebeu algo, com sua parte da taxa e da gorjeta (que já não muda) e quanto deles está pago, em centavos.';

-- Of an order that was paid, if only in part, fee and tip stay as they were: what changes afterwards is the others' share.
CREATE OR REPLACE FUNCTION flowt.somar_conta(p_sessao flowt.tb_omni8_mesa_sessao)
    RETURNS TABLE (vlr_consumo bigint, vlr_taxa_servico bigint, vlr_gorjeta bigint, vlr_total bigint, vlr_pago bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fixo  record;
    v_todos bigint;
BEGIN
    SELECT coalesce(sum(c.vlr_consumo), 0)::bigint, count(*) INTO vlr_consumo, v_todos
      FROM flowt.pedidos_da_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS c;
    SELECT count(*) AS pedidos, coalesce(sum(r.vlr_taxa_servico), 0)::bigint AS taxa, coalesce(sum(r.vlr_gorjeta), 0)::bigint AS gorjeta,
           coalesce(sum(r.vlr_recebido), 0)::bigint AS recebido INTO v_fixo
      FROM flowt.recebido_na_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS r;
    vlr_taxa_servico := CASE WHEN (p_sessao).flg_taxa_servico THEN (vlr_consumo * (p_sessao).num_taxa_servico + 50) / 100 ELSE 0 END;
    vlr_gorjeta := CASE WHEN vlr_consumo > 0 THEN (p_sessao).vlr_gorjeta ELSE 0 END;
    IF v_fixo.pedidos > 0 THEN
        vlr_taxa_servico := CASE WHEN v_fixo.pedidos = v_todos THEN v_fixo.taxa ELSE greatest(vlr_taxa_servico, v_fixo.taxa) END;
        vlr_gorjeta := CASE WHEN v_fixo.pedidos = v_todos THEN v_fixo.gorjeta ELSE greatest(vlr_gorjeta, v_fixo.gorjeta) END;
    END IF;
    vlr_total := vlr_consumo + vlr_taxa_servico + vlr_gorjeta;
    vlr_pago := v_fixo.recebido;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION flowt.somar_conta(flowt.tb_omni8_mesa_sessao)
    IS 'Somas da conta de uma mesa, em centavos: consumo, taxa de serviço (meio centavo para cima), gorjeta, total e o que dos pedidos dela já se '
       'recebeu e não se devolveu.';

CREATE OR REPLACE FUNCTION flowt.travar_pedidos_da_conta(p_tenant bigint, p_sessao bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_pedido AS p WHERE p.cod_tenant = p_tenant
        AND p.cod_pedido IN (SELECT x.cod_pedido FROM flowt.tb_omni8_mesa_pedido AS x WHERE x.cod_tenant = p_tenant AND x.cod_mesa_sessao = p_sessao)
      ORDER BY p.cod_pedido FOR UPDATE;
END
$$;
COMMENT ON FUNCTION flowt.travar_pedidos_da_conta(bigint, bigint)
    IS 'Trava os pedidos de uma sessão de mesa já travada, em ordem: ninguém os cancela nem recebe enquanto a conta se faz.';

-- The session is locked. Fee and tip go to the orders, so that each order's own total and payments are whole.
CREATE OR REPLACE FUNCTION flowt.fixar_conta(p_sessao flowt.tb_omni8_mesa_sessao) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_conta   record;
    v_fixo    record;
    v_pedidos bigint[];
    v_pesos   bigint[];
    v_taxas   bigint[];
    v_extras  bigint[];
BEGIN
    PERFORM flowt.travar_pedidos_da_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao);
    SELECT s.* INTO v_conta FROM flowt.somar_conta(p_sessao) AS s;
    SELECT coalesce(sum(r.vlr_taxa_servico), 0)::bigint AS taxa, coalesce(sum(r.vlr_gorjeta), 0)::bigint AS gorjeta,
           coalesce(array_agg(r.cod_pedido), '{}') AS pedidos INTO v_fixo
      FROM flowt.recebido_na_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS r;
    SELECT array_agg(c.cod_pedido ORDER BY c.cod_pedido), array_agg(c.vlr_consumo ORDER BY c.cod_pedido) INTO v_pedidos, v_pesos
      FROM flowt.pedidos_da_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS c WHERE c.cod_pedido <> ALL (v_fixo.pedidos);
    v_taxas := flowt.repartir(v_conta.vlr_taxa_servico - v_fixo.taxa, v_pesos);
    v_extras := flowt.repartir(v_conta.vlr_gorjeta - v_fixo.gorjeta, v_pesos);
    UPDATE flowt.tb_omni8_mesa_pedido x SET vlr_taxa_servico = n.taxa, vlr_gorjeta = n.gorjeta
      FROM unnest(v_pedidos, v_taxas, v_extras) AS n (pedido, taxa, gorjeta)
     WHERE x.cod_tenant = (p_sessao).cod_tenant AND x.cod_pedido = n.pedido AND (x.vlr_taxa_servico, x.vlr_gorjeta) <> (n.taxa, n.gorjeta);
    RETURN v_conta.vlr_total;
END
$$;
COMMENT ON FUNCTION flowt.fixar_conta(flowt.tb_omni8_mesa_sessao)
    IS 'Reparte a taxa e a gorjeta da conta de uma sessão travada entre os pedidos dela, e devolve o total.';

-- Of an order requests change nothing but its status: what a bill adds to it comes through here.
CREATE OR REPLACE FUNCTION flowt.levar_taxas_ao_pedido() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_pedido p
       SET vlr_taxa_servico = NEW.vlr_taxa_servico, vlr_gorjeta = NEW.vlr_gorjeta,
           vlr_total = p.vlr_total - p.vlr_taxa_servico - p.vlr_gorjeta + NEW.vlr_taxa_servico + NEW.vlr_gorjeta
     WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pedido = NEW.cod_pedido;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.levar_taxas_ao_pedido() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.levar_taxas_ao_pedido() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.levar_taxas_ao_pedido() IS 'Gatilho: a parte de um pedido na taxa e na gorjeta da mesa vai a ele e a seu total.';
CREATE OR REPLACE TRIGGER taxas_do_pedido AFTER UPDATE OF vlr_taxa_servico, vlr_gorjeta ON flowt.tb_omni8_mesa_pedido FOR EACH ROW
    WHEN ((OLD.vlr_taxa_servico, OLD.vlr_gorjeta) IS DISTINCT FROM (NEW.vlr_taxa_servico,
                                                                    NEW.vlr_gorjeta)) EXECUTE FUNCTION flowt.levar_taxas_ao_pedido();

-- By person: one's own orders, and an equal share of what the whole table had.
CREATE OR REPLACE FUNCTION flowt.pesos_por_pessoa(p_tenant bigint, p_sessao bigint) RETURNS TABLE (cod_comanda bigint, vlr_peso bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_comandas bigint[] := ARRAY(SELECT c.cod_comanda FROM flowt.pedidos_da_conta(p_tenant, p_sessao) AS c WHERE c.cod_comanda IS NOT NULL
                                  GROUP BY c.cod_comanda HAVING sum(c.vlr_consumo) > 0 ORDER BY 1);
    v_comum    bigint   := (SELECT coalesce(sum(c.vlr_consumo), 0) FROM flowt.pedidos_da_conta(p_tenant, p_sessao) AS c WHERE c.cod_comanda IS NULL);
BEGIN
    IF v_comandas = '{}' THEN
        v_comandas := ARRAY(SELECT c.cod_comanda FROM flowt.tb_omni8_comanda AS c WHERE c.cod_tenant = p_tenant AND c.cod_mesa_sessao = p_sessao
                             ORDER BY c.cod_comanda);
    END IF;
    IF v_comandas = '{}' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'mesa_sem_comandas',
            DETAIL = 'Ninguém desta mesa tem comanda: divida em partes iguais ou por valores.';
    END IF;
    RETURN QUERY
    SELECT u.comanda, u.parte + coalesce((SELECT sum(c.vlr_consumo) FROM flowt.pedidos_da_conta(p_tenant, p_sessao) AS c
                                           WHERE c.cod_comanda = u.comanda), 0)::bigint
      FROM unnest(v_comandas, flowt.repartir(v_comum, array_fill(1::bigint, ARRAY[cardinality(v_comandas)]))) AS u (comanda, parte)
     ORDER BY u.comanda;
END
$$;
COMMENT ON FUNCTION flowt.pesos_por_pessoa(bigint, bigint) IS 'Quanto cada comanda consumiu, com sua parte igual no que é da mesa toda.';

-- By item: each line in one part, or split equally among those that name it.
CREATE OR REPLACE FUNCTION flowt.pesos_por_item(p_tenant bigint, p_sessao bigint, p_partes jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha  record;
    v_pesos  bigint[] := array_fill(0::bigint, ARRAY[jsonb_array_length(p_partes)]);
    v_faltam jsonb := '[]';
    v_ditas  integer := 0;
    v_cotas  bigint[];
BEGIN
    FOR v_linha IN
        SELECT l.cod_pedido, l.num_item, l.valor, ARRAY(SELECT DISTINCT t.n::integer
                                                          FROM jsonb_array_elements(p_partes) WITH ORDINALITY AS t (parte, n),
                                                               jsonb_array_elements(t.parte -> 'itens') AS i
                   WHERE (i ->> 'cod_pedido')::bigint = l.cod_pedido AND (i ->> 'num_item')::integer = l.num_item ORDER BY 1) AS partes
          FROM (SELECT c.cod_pedido, i.num_item, i.vlr_liquido - coalesce((SELECT sum(d.vlr_item) FROM flowt.tb_omni8_devolucao_item AS d
                          WHERE d.cod_tenant = p_tenant AND d.cod_pedido = c.cod_pedido AND d.num_item = i.num_item), 0)::bigint AS valor
                  FROM flowt.pedidos_da_conta(p_tenant, p_sessao) AS c
                  JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = p_tenant AND i.cod_pedido = c.cod_pedido AND i.num_item_pai IS NULL) AS l
    LOOP
        v_ditas := v_ditas + cardinality(v_linha.partes);
        IF v_linha.partes = '{}' THEN
            v_faltam := v_faltam || jsonb_build_object('cod_pedido', v_linha.cod_pedido::text, 'num_item', v_linha.num_item);
            CONTINUE;
        END IF;
        v_cotas := flowt.repartir(v_linha.valor, array_fill(1::bigint, ARRAY[cardinality(v_linha.partes)]));
        FOR v_n IN 1 .. cardinality(v_linha.partes) LOOP
            v_pesos[v_linha.partes[v_n]] := v_pesos[v_linha.partes[v_n]] + v_cotas[v_n];
        END LOOP;
    END LOOP;
    IF v_faltam <> '[]' OR v_ditas <> (SELECT count(*) FROM jsonb_array_elements(p_partes) AS t, jsonb_array_elements(t -> 'itens')) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'itens_da_conta_nao_conferem',
            DETAIL = 'Cada item da conta fica em uma parte, ou em várias que o dividem; nenhum falta, se repete em uma parte, nem é de outra mesa.',
            HINT = jsonb_build_object('faltam', v_faltam)::text;
    END IF;
    RETURN v_pesos;
END
$$;
COMMENT ON FUNCTION flowt.pesos_por_item(bigint, bigint, jsonb)
    IS 'Consumo de cada parte, pelos itens que ela nomeia; 422 se algum item falta, sobra ou se repete.';
