-- What must always be true between the modules of commerce: orders, stock, offers, payments and tables agree to the centavo.

CREATE OR REPLACE FUNCTION flowt.pedidos_divergentes(p_tenant bigint) RETURNS TABLE (cod_registro bigint, des_problema text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT p.cod_pedido, x.problema
      FROM flowt.tb_omni8_pedido AS p JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
     CROSS JOIN LATERAL (SELECT coalesce(sum(i.vlr_bruto) FILTER (WHERE i.num_item_pai IS NULL), 0) AS bruto,
                                coalesce(sum(i.vlr_desconto) FILTER (WHERE i.num_item_pai IS NULL), 0) AS desconto
                           FROM flowt.tb_omni8_pedido_item AS i WHERE i.cod_tenant = p_tenant AND i.cod_pedido = p.cod_pedido) AS i
     CROSS JOIN LATERAL (SELECT coalesce(sum(d.vlr_desconto) FILTER (WHERE d.tip_alvo <> 'FRETE'), 0) AS itens,
                                coalesce(sum(d.vlr_desconto) FILTER (WHERE d.tip_alvo = 'FRETE'), 0) AS frete
                           FROM flowt.tb_omni8_pedido_desconto AS d WHERE d.cod_tenant = p_tenant AND d.cod_pedido = p.cod_pedido) AS d
     CROSS JOIN LATERAL (SELECT coalesce(sum(e.vlr_estorno), 0) AS desfeito, coalesce(sum(e.vlr_devolvido), 0) AS devolvido
                           FROM flowt.tb_omni8_pedido_estorno AS e WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p.cod_pedido) AS e
     -- What is authorized has not come, and what is disputed cannot go back yet: flowt.valor_pago counts neither.
     CROSS JOIN LATERAL (SELECT coalesce(sum(g.vlr_estornado), 0) AS estornado, flowt.valor_pago(p_tenant, p.cod_pedido) AS pago
                           FROM flowt.tb_omni8_pagamento AS g WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p.cod_pedido) AS g
     CROSS JOIN LATERAL (VALUES
            ('as linhas não somam os itens', (i.bruto, i.desconto) <> (p.vlr_itens, p.vlr_desconto)),
            ('os descontos não são a soma de seus motivos', (d.itens, d.frete) <> (p.vlr_desconto, p.vlr_desconto_entrega)),
            ('as partes de um combo não o somam', EXISTS (
                SELECT FROM flowt.tb_omni8_pedido_item AS f
                  JOIN flowt.tb_omni8_pedido_item AS c ON c.cod_tenant = p_tenant AND c.cod_pedido = f.cod_pedido AND c.num_item = f.num_item_pai
                 WHERE f.cod_tenant = p_tenant AND f.cod_pedido = p.cod_pedido GROUP BY c.num_item, c.vlr_bruto, c.vlr_desconto
                HAVING (sum(f.vlr_bruto), sum(f.vlr_desconto)) <> (c.vlr_bruto, c.vlr_desconto))),
            ('desfez-se mais do que o total', e.desfeito > p.vlr_total),
            ('foi encerrado sem se desfazer por inteiro', p.sta_pedido IN ('CANCELADO', 'RECUSADO', 'DEVOLVIDO') AND e.desfeito <> p.vlr_total),
            ('devolveu-se menos dinheiro do que seus fatos dizem', e.devolvido > g.estornado),
            ('foi encerrado e há dinheiro dele', p.sta_pedido IN ('CANCELADO', 'RECUSADO', 'EXPIRADO', 'DEVOLVIDO') AND g.pago > 0),
            -- Tips are in the total, change in no payment, and what came too late or for what was undone goes back as it comes.
            ('recebeu-se mais do que se deve', p.sta_pedido NOT IN ('CANCELADO', 'RECUSADO', 'EXPIRADO', 'DEVOLVIDO')
             AND g.pago > p.vlr_total - e.desfeito),
            ('o status não é o do último evento', p.sta_pedido IS DISTINCT FROM (
                SELECT v.sta_para FROM flowt.tb_omni8_pedido_evento AS v WHERE v.cod_tenant = p_tenant AND v.cod_pedido = p.cod_pedido
                 ORDER BY v.num_evento DESC LIMIT 1)),
            ('uma linha foi devolvida mais do que se vendeu', EXISTS (
                SELECT FROM flowt.tb_omni8_devolucao_item AS r
                  JOIN flowt.tb_omni8_pedido_item AS l ON l.cod_tenant = p_tenant AND l.cod_pedido = r.cod_pedido AND l.num_item = r.num_item
                 WHERE r.cod_tenant = p_tenant AND r.cod_pedido = p.cod_pedido GROUP BY l.num_item, l.qtd_item, l.vlr_liquido
                HAVING sum(r.qtd_item) > l.qtd_item OR sum(r.vlr_item) > l.vlr_liquido))
         ) AS x (problema, flg_ha)
     WHERE p.cod_tenant = p_tenant AND x.flg_ha;
END
$$;
COMMENT ON FUNCTION flowt.pedidos_divergentes(bigint)
    IS 'Pedidos de um tenant cujas partes, descontos, estornos e devoluções não fecham: nenhuma linha quer dizer em ordem.';

-- What an order holds of the stock: nothing once it came to nothing; otherwise what it sold, unless some of it came back.
-- Of a line whose control ended nothing is asked.
CREATE OR REPLACE FUNCTION flowt.estoque_de_pedidos_divergente(p_tenant bigint) RETURNS TABLE (cod_registro bigint, des_problema text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH movido AS (
        SELECT m.cod_origem AS cod_pedido, m.cod_produto, m.cod_variacao, sum(m.qtd_movimento) AS saldo FROM flowt.tb_omni8_estoque_movimento AS m
          JOIN flowt.tb_omni8_estoque AS e ON e.cod_tenant = p_tenant AND e.cod_produto = m.cod_produto AND e.cod_variacao = m.cod_variacao
         WHERE m.cod_tenant = p_tenant AND m.tip_movimento IN ('VENDA', 'DEVOLUCAO') GROUP BY 1, 2, 3
    ), vendido AS (
        SELECT i.cod_pedido, i.cod_produto, coalesce(i.cod_variacao, 0) AS cod_variacao, sum(i.qtd_item) AS quantidade
          FROM flowt.tb_omni8_pedido_item AS i
         WHERE i.cod_tenant = p_tenant AND i.cod_produto IS NOT NULL AND (i.cod_combo IS NULL OR i.num_item_pai IS NOT NULL) GROUP BY 1, 2, 3
    )
    SELECT p.cod_pedido, CASE WHEN s.flg_devolve_estoque THEN 'foi encerrado e seu estoque não voltou, ou voltou demais'
                              ELSE 'o estoque não baixou o que ele vendeu' END
      FROM movido AS m JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = p_tenant AND p.cod_pedido = m.cod_pedido
      JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
      LEFT JOIN vendido AS v ON v.cod_pedido = m.cod_pedido AND v.cod_produto = m.cod_produto AND v.cod_variacao = m.cod_variacao
     WHERE CASE WHEN s.flg_devolve_estoque THEN m.saldo <> 0
                WHEN EXISTS (SELECT FROM flowt.tb_omni8_devolucao_item AS r
                              WHERE r.cod_tenant = p_tenant AND r.cod_pedido = p.cod_pedido) THEN m.saldo NOT BETWEEN -coalesce(v.quantidade, 0) AND 0
                ELSE m.saldo <> -coalesce(v.quantidade, 0) END
    UNION ALL
    SELECT p.cod_pedido, 'seu carrinho ainda reserva estoque' FROM flowt.tb_omni8_estoque_reserva AS r
      JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = p_tenant AND p.cod_carrinho = r.cod_carrinho
     WHERE r.cod_tenant = p_tenant;
END
$$;
COMMENT ON FUNCTION flowt.estoque_de_pedidos_divergente(bigint)
    IS 'Pedidos de um tenant que têm do estoque mais ou menos do que venderam: nenhuma linha quer dizer em ordem.';

CREATE OR REPLACE FUNCTION flowt.ofertas_divergentes(p_tenant bigint) RETURNS TABLE (cod_registro bigint, des_problema text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_mortos text[] := '{CANCELADO,RECUSADO,EXPIRADO}';
BEGIN
    RETURN QUERY
    SELECT k.cod_oferta, x.problema
      FROM flowt.tb_omni8_oferta_contador AS k
     CROSS JOIN LATERAL (SELECT count(*) AS usos, coalesce(sum(u.vlr_desconto), 0) AS valor FROM flowt.tb_omni8_oferta_uso AS u
                          WHERE u.cod_tenant = p_tenant AND u.cod_oferta = k.cod_oferta AND u.dat_liberacao IS NULL) AS u
     CROSS JOIN LATERAL (SELECT coalesce(max(v.qtd_limite), 0) AS limite, bool_or(v.qtd_limite IS NULL) AS sem_limite,
                                coalesce(max(v.vlr_orcamento), 0) AS orcamento, bool_or(v.vlr_orcamento IS NULL) AS sem_orcamento
                           FROM flowt.tb_omni8_oferta_versao AS v WHERE v.cod_tenant = p_tenant AND v.cod_oferta = k.cod_oferta) AS v
     CROSS JOIN LATERAL (VALUES ('a oferta não conta seus usos', (k.qtd_uso, k.vlr_usado) <> (u.usos, u.valor)),
            ('a oferta passou de todo limite que já teve', (k.qtd_uso > v.limite AND NOT v.sem_limite)
             OR (k.vlr_usado > v.orcamento AND NOT v.sem_orcamento))) AS x (problema, flg_ha)
     WHERE k.cod_tenant = p_tenant AND x.flg_ha
    UNION ALL
    SELECT c.cod_oferta, 'o cupom passou de seu limite' FROM flowt.tb_omni8_cupom AS c
     WHERE c.cod_tenant = p_tenant AND c.qtd_limite < (SELECT count(*) FROM flowt.tb_omni8_oferta_uso AS u
                                                        WHERE u.cod_tenant = p_tenant AND u.cod_cupom = c.cod_cupom AND u.dat_liberacao IS NULL)
    UNION ALL
    SELECT k.cod_combo, 'o combo não conta seus usos' FROM flowt.tb_omni8_combo_contador AS k
     WHERE k.cod_tenant = p_tenant AND k.qtd_uso <> (SELECT coalesce(sum(u.qtd_uso), 0) FROM flowt.tb_omni8_combo_uso AS u
                                                      WHERE u.cod_tenant = p_tenant AND u.cod_combo = k.cod_combo AND u.dat_liberacao IS NULL)
    UNION ALL
    SELECT p.cod_pedido, 'o pedido não usa as ofertas que o descontaram' FROM flowt.tb_omni8_pedido AS p
      JOIN (SELECT coalesce(d.cod_pedido, u.cod_pedido) AS cod_pedido, coalesce(d.valor, 0) AS dado, u.valor AS contado
              FROM (SELECT t.cod_pedido, t.cod_oferta, sum(t.vlr_desconto) AS valor FROM flowt.tb_omni8_pedido_desconto AS t
                     WHERE t.cod_tenant = p_tenant AND t.cod_oferta IS NOT NULL GROUP BY 1, 2) AS d
              FULL JOIN (SELECT t.cod_pedido, t.cod_oferta, sum(t.vlr_desconto) AS valor FROM flowt.tb_omni8_oferta_uso AS t
                          WHERE t.cod_tenant = p_tenant AND t.dat_liberacao IS NULL GROUP BY 1, 2) AS u
                ON u.cod_pedido = d.cod_pedido AND u.cod_oferta = d.cod_oferta) AS x ON x.cod_pedido = p.cod_pedido
     WHERE p.cod_tenant = p_tenant AND CASE WHEN p.sta_pedido = ANY (v_mortos) THEN x.contado IS NOT NULL ELSE x.contado IS DISTINCT FROM x.dado END
    UNION ALL
    SELECT p.cod_pedido, 'o pedido não usa os combos que vendeu' FROM flowt.tb_omni8_pedido AS p
     CROSS JOIN LATERAL (SELECT coalesce(sum(i.qtd_item), 0) AS vendidos FROM flowt.tb_omni8_pedido_item AS i
                          WHERE i.cod_tenant = p_tenant AND i.cod_pedido = p.cod_pedido AND i.cod_combo IS NOT NULL AND i.num_item_pai IS NULL) AS i
     CROSS JOIN LATERAL (SELECT coalesce(sum(u.qtd_uso), 0) AS contados FROM flowt.tb_omni8_combo_uso AS u
                          WHERE u.cod_tenant = p_tenant AND u.cod_pedido = p.cod_pedido AND u.dat_liberacao IS NULL) AS u
     WHERE p.cod_tenant = p_tenant AND u.contados <> CASE WHEN p.sta_pedido = ANY (v_mortos) THEN 0 ELSE i.vendidos END;
END
$$;
COMMENT ON FUNCTION flowt.ofertas_divergentes(bigint)
    IS 'Ofertas, cupons e combos de um tenant cujos usos não são os dos pedidos que valem: nenhuma linha quer dizer em ordem.';

CREATE OR REPLACE FUNCTION flowt.mesas_divergentes(p_tenant bigint) RETURNS TABLE (cod_registro bigint, des_problema text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT x.cod_pedido, 'a taxa ou a gorjeta da mesa não está no pedido' FROM flowt.tb_omni8_mesa_pedido AS x
      JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = p_tenant AND p.cod_pedido = x.cod_pedido
     WHERE x.cod_tenant = p_tenant AND (x.vlr_taxa_servico, x.vlr_gorjeta) <> (p.vlr_taxa_servico, p.vlr_gorjeta)
    UNION ALL
    SELECT s.cod_mesa_sessao, 'a conta recebeu mais do que seus pedidos' FROM flowt.tb_omni8_mesa_sessao AS s
     WHERE s.cod_tenant = p_tenant
       AND (SELECT coalesce(sum(a.vlr_parcela), 0) FROM flowt.tb_omni8_mesa_parcela AS a
             WHERE a.cod_tenant = p_tenant AND a.cod_mesa_sessao = s.cod_mesa_sessao AND a.sta_parcela = 'PAGA')
         > (SELECT coalesce(sum(g.vlr_pagamento), 0) FROM flowt.tb_omni8_mesa_pedido AS x
              JOIN flowt.tb_omni8_pagamento AS g ON g.cod_tenant = p_tenant AND g.cod_pedido = x.cod_pedido AND g.dat_pagamento IS NOT NULL
             WHERE x.cod_tenant = p_tenant AND x.cod_mesa_sessao = s.cod_mesa_sessao)
    UNION ALL
    -- What somebody let go, or was undone afterwards, is missing on purpose: of a disputed payment it goes back later, by no fact of its own.
    SELECT s.cod_mesa_sessao, 'a conta se fechou sem ter sido paga' FROM flowt.tb_omni8_mesa_sessao AS s
     WHERE s.cod_tenant = p_tenant AND s.sta_sessao = 'FECHADA' AND s.des_liberacao IS NULL
       AND s.vlr_conta > (SELECT coalesce(sum(g.vlr_pagamento - g.vlr_estornado), 0) FROM flowt.tb_omni8_mesa_pedido AS x
                            JOIN flowt.tb_omni8_pagamento AS g ON g.cod_tenant = p_tenant AND g.cod_pedido = x.cod_pedido
                             AND g.dat_pagamento IS NOT NULL
                           WHERE x.cod_tenant = p_tenant AND x.cod_mesa_sessao = s.cod_mesa_sessao)
                       + (SELECT coalesce(sum(e.vlr_estorno), 0) FROM flowt.tb_omni8_mesa_pedido AS x
                            JOIN flowt.tb_omni8_pedido_estorno AS e ON e.cod_tenant = p_tenant AND e.cod_pedido = x.cod_pedido
                           WHERE x.cod_tenant = p_tenant AND x.cod_mesa_sessao = s.cod_mesa_sessao
                             AND (e.tip_estorno = 'PARCIAL' OR e.dat_estorno >= s.dat_fechamento));
END
$$;
COMMENT ON FUNCTION flowt.mesas_divergentes(bigint)
    IS 'Contas de mesa de um tenant que não são o que seus pedidos devem e receberam: nenhuma linha quer dizer em ordem.';

CREATE OR REPLACE FUNCTION flowt.comercio_divergente() RETURNS TABLE (cod_tenant bigint, nom_area text, cod_registro bigint, des_problema text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT e.cod_tenant, 'ESTOQUE', e.cod_produto, 'o saldo não é a soma de seus movimentos e reservas' FROM flowt.estoque_divergente() AS e
    UNION ALL
    SELECT t.cod_tenant, d.nom_area, d.cod_registro, d.des_problema
      FROM flowt.tb_omni8_tenant AS t
     CROSS JOIN LATERAL (
            SELECT 'PEDIDO' AS nom_area, p.cod_registro, p.des_problema FROM flowt.pedidos_divergentes(t.cod_tenant) AS p
            UNION ALL SELECT 'ESTOQUE', s.cod_registro, s.des_problema FROM flowt.estoque_de_pedidos_divergente(t.cod_tenant) AS s
            UNION ALL SELECT 'OFERTA', o.cod_registro, o.des_problema FROM flowt.ofertas_divergentes(t.cod_tenant) AS o
            UNION ALL SELECT 'PAGAMENTO', g.cod_pedido, g.des_problema FROM flowt.pagamentos_inconsistentes(t.cod_tenant) AS g
            UNION ALL SELECT 'MESA', m.cod_registro, m.des_problema FROM flowt.mesas_divergentes(t.cod_tenant) AS m
            UNION ALL
            SELECT 'PEDIDO', n.num_ultimo, 'os números de pedido têm buracos' FROM flowt.tb_omni8_pedido_numerador AS n
             WHERE n.cod_tenant = t.cod_tenant AND n.num_ultimo <> (SELECT count(*) FROM flowt.tb_omni8_pedido AS p
                                                                     WHERE p.cod_tenant = t.cod_tenant)) AS d
     ORDER BY 1, 2, 3, 4;
END
$$;
ALTER FUNCTION flowt.comercio_divergente() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.comercio_divergente() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.comercio_divergente()
    IS 'Confere pedidos, estoque, ofertas, pagamentos e mesas ao centavo: nenhuma linha quer dizer que as contas fecham. Atravessa tenants: o DBA '
       'confere todos.';
