-- Reconciliation (guide chapter 18.1): orders against what was paid for them, day by day, and what must never be true.

CREATE OR REPLACE FUNCTION flowt.dias_de_conciliacao() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 92;
COMMENT ON FUNCTION flowt.dias_de_conciliacao() IS 'Dias que uma conciliação abrange.';
CREATE OR REPLACE FUNCTION flowt.limite_de_diferencas() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 500;
COMMENT ON FUNCTION flowt.limite_de_diferencas() IS 'Diferenças que uma conciliação enumera; as outras só se contam.';

-- Money that came counts whole, though some went back: what went back is its own column.
CREATE OR REPLACE FUNCTION flowt.conciliacao(p_tenant bigint, p_de date, p_ate date)
RETURNS TABLE (dat_dia date, cod_pedido bigint, num_pedido bigint, sta_pedido text, vlr_total bigint, vlr_recebido bigint, vlr_estornado bigint,
               des_diferenca text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso text := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
BEGIN
    RETURN QUERY
    SELECT (p.dat_criacao AT TIME ZONE v_fuso)::date, p.cod_pedido, p.num_pedido, p.sta_pedido, p.vlr_total, s.recebido, s.estornado,
           CASE WHEN s.contestado THEN 'CONTESTADO'
                WHEN x.flg_devolve_estoque AND s.recebido > s.estornado THEN CASE p.sta_pedido WHEN 'DEVOLVIDO' THEN 'DEVOLVIDO_E_NAO_ESTORNADO'
                                                                                  ELSE 'PAGO_E_CANCELADO' END
                WHEN x.flg_devolve_estoque THEN NULL
                WHEN s.recebido - s.estornado > p.vlr_total THEN 'PAGO_A_MAIS'
                WHEN s.recebido > 0 AND s.estornado >= s.recebido THEN 'ESTORNADO_E_NAO_CANCELADO'
                WHEN p.sta_pedido IN ('ENTREGUE', 'CONCLUIDO') AND s.recebido < p.vlr_total THEN 'PAGO_A_MENOS' END
      FROM flowt.tb_omni8_pedido AS p JOIN flowt.tb_omni8_pedido_status AS x ON x.sta_pedido = p.sta_pedido
     CROSS JOIN LATERAL (SELECT coalesce(sum(g.vlr_pagamento), 0)::bigint AS recebido, coalesce(sum(g.vlr_estornado), 0)::bigint AS estornado,
                                coalesce(bool_or(g.sta_pagamento = 'CONTESTADO'), false) AS contestado
                           FROM flowt.tb_omni8_pagamento AS g JOIN flowt.tb_omni8_pagamento_status AS r ON r.sta_pagamento = g.sta_pagamento
                            AND r.flg_recebido
                          WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p.cod_pedido) AS s
     WHERE p.cod_tenant = p_tenant AND p.dat_criacao >= p_de::timestamp AT TIME ZONE v_fuso
       AND p.dat_criacao < (p_ate + 1)::timestamp AT TIME ZONE v_fuso;
END
$$;
COMMENT ON FUNCTION flowt.conciliacao(bigint, date, date)
    IS 'Pedidos feitos de um dia a outro, no fuso do tenant, com o que se recebeu e devolveu de cada um e, se algo não bate, o quê.';

CREATE OR REPLACE FUNCTION api.pagamento_conciliar(p_dat_de date, p_dat_ate date) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_hoje   date   := (SELECT (now() AT TIME ZONE t.des_fuso_horario)::date FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant);
    v_ate    date   := coalesce(p_dat_ate, p_dat_de, v_hoje);
    v_de     date   := coalesce(p_dat_de, v_ate);
    v_corpo  json;
BEGIN
    IF v_de > v_ate OR v_ate - v_de >= flowt.dias_de_conciliacao() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'periodo_invalido',
            DETAIL = format('O período vai de um dia a outro depois dele, e abrange até %s dias.', flowt.dias_de_conciliacao());
    END IF;
    WITH linha AS MATERIALIZED (
        SELECT c.*, row_number() OVER (PARTITION BY c.des_diferenca IS NULL ORDER BY c.cod_pedido) AS posicao
          FROM flowt.conciliacao(v_tenant, v_de, v_ate) AS c
    )
    SELECT json_build_object('dat_de', v_de, 'dat_ate', v_ate,
        'dias', (SELECT coalesce(json_agg(d ORDER BY d.dat_dia), '[]') FROM (
            SELECT l.dat_dia, count(*) AS qtd_pedidos, sum(l.vlr_total)::bigint AS vlr_pedidos, sum(l.vlr_recebido)::bigint AS vlr_recebido,
                   sum(l.vlr_estornado)::bigint AS vlr_estornado,
                   count(l.des_diferenca) AS qtd_diferencas FROM linha AS l GROUP BY l.dat_dia) AS d),
        'qtd_diferencas', (SELECT count(l.des_diferenca) FROM linha AS l),
        'diferencas', (SELECT coalesce(json_agg(json_build_object('dat_dia', l.dat_dia, 'cod_pedido', l.cod_pedido::text, 'num_pedido', l.num_pedido,
            'sta_pedido', l.sta_pedido, 'vlr_total', l.vlr_total,
            'vlr_recebido', l.vlr_recebido, 'vlr_estornado', l.vlr_estornado, 'des_diferenca', l.des_diferenca) ORDER BY l.posicao), '[]')
            FROM linha AS l WHERE l.des_diferenca IS NOT NULL AND l.posicao <= flowt.limite_de_diferencas()))
      INTO v_corpo;
    RETURN (200, NULL, NULL, v_corpo::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagamento_conciliar(date, date) IS
$$GET /v1/pagamentos/conciliacao
acesso: pagamento.ler
modulo: pedidos
faixa: lenta
resposta: 200 conciliacao
resposta: 422 problema
etiqueta: Pagamento
Confere pedidos com pagamentos, por dia da empresa (dat_de a dat_ate, inclusive; sem eles, hoje), e enumera o que não bate:
PAGO_A_MAIS, PAGO_A_MENOS (entregue sem receber tudo), PAGO_E_CANCELADO, DEVOLVIDO_E_NAO_ESTORNADO, ESTORNADO_E_NAO_CANCELADO, CONTESTADO.$$;

-- MARK: what must never be true

CREATE OR REPLACE FUNCTION flowt.pagamentos_inconsistentes(p_tenant bigint) RETURNS TABLE (cod_pedido bigint, cod_pagamento bigint, des_problema text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT g.cod_pedido, g.cod_pagamento, 'o status não é o do último evento' FROM flowt.tb_omni8_pagamento AS g
     WHERE g.cod_tenant = p_tenant AND g.sta_pagamento IS DISTINCT FROM
           (SELECT e.sta_para FROM flowt.tb_omni8_pagamento_evento AS e WHERE e.cod_tenant = p_tenant AND e.cod_pagamento = g.cod_pagamento
             ORDER BY e.num_evento DESC LIMIT 1)
    UNION ALL
    SELECT g.cod_pedido, g.cod_pagamento, 'os estornos não somam o valor estornado' FROM flowt.tb_omni8_pagamento AS g
     WHERE g.cod_tenant = p_tenant AND g.vlr_estornado <>
           (SELECT coalesce(sum(e.vlr_evento), 0) FROM flowt.tb_omni8_pagamento_evento AS e
             WHERE e.cod_tenant = p_tenant AND e.cod_pagamento = g.cod_pagamento AND e.sta_para IN ('ESTORNADO_PARCIAL', 'ESTORNADO', 'CONTESTADO'))
    UNION ALL
    SELECT g.cod_pedido, g.cod_pagamento, 'foi recebido mais de uma vez, ou em outro valor' FROM flowt.tb_omni8_pagamento AS g
     WHERE g.cod_tenant = p_tenant AND (SELECT count(*) > 1 OR bool_or(e.vlr_evento <> g.vlr_pagamento) FROM flowt.tb_omni8_pagamento_evento AS e
                                         WHERE e.cod_tenant = p_tenant AND e.cod_pagamento = g.cod_pagamento AND e.sta_para = 'PAGO'
                                           AND e.sta_de <> 'CONTESTADO')
    UNION ALL
    SELECT p.cod_pedido, NULL, CASE WHEN s.vlr_vivo > p.vlr_total THEN 'os pagamentos passam do total'
                                    WHEN s.vlr_conta < p.vlr_total AND NOT s.flg_desfeito THEN 'os pagamentos não somam o total'
                                    ELSE 'espera um pagamento que não há' END
      FROM flowt.tb_omni8_pedido AS p
     CROSS JOIN LATERAL (SELECT coalesce(sum(g.vlr_pagamento) FILTER (WHERE r.flg_conta AND g.sta_pagamento <> 'ESTORNADO'), 0) AS vlr_vivo,
                                coalesce(sum(g.vlr_pagamento) FILTER (WHERE r.flg_conta), 0) AS vlr_conta,
                                coalesce(bool_or(NOT r.flg_conta), false) AS flg_desfeito,
                                coalesce(bool_or(g.flg_online AND r.flg_conta AND NOT r.flg_recebido), false) AS flg_espera
                           FROM flowt.tb_omni8_pagamento AS g JOIN flowt.tb_omni8_pagamento_status AS r ON r.sta_pagamento = g.sta_pagamento
                          WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p.cod_pedido) AS s
     WHERE p.cod_tenant = p_tenant AND (s.vlr_vivo > p.vlr_total OR s.vlr_conta < p.vlr_total AND NOT s.flg_desfeito
                                        OR p.sta_pedido = 'AGUARDANDO_PAGAMENTO' AND NOT s.flg_espera);
END
$$;
COMMENT ON FUNCTION flowt.pagamentos_inconsistentes(bigint)
    IS 'O que nunca pode ser verdade dos pagamentos de um tenant: nenhuma linha quer dizer em ordem.';

CREATE OR REPLACE FUNCTION admin.conferir_pagamentos() RETURNS TABLE (cod_tenant bigint, cod_pedido bigint, cod_pagamento bigint, des_problema text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT t.cod_tenant, i.cod_pedido, i.cod_pagamento, i.des_problema FROM flowt.tb_omni8_tenant AS t
                  CROSS JOIN LATERAL flowt.pagamentos_inconsistentes(t.cod_tenant) AS i ORDER BY 1, 2, 3;
END
$$;
ALTER FUNCTION admin.conferir_pagamentos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.conferir_pagamentos() IS 'Pagamentos inconsistentes de todos os tenants: nenhuma linha quer dizer em ordem.';

SELECT flowt.definir_esquema('conciliacao', $json${
    "type": "object", "required": ["dat_de", "dat_ate", "dias", "qtd_diferencas", "diferencas"],
    "properties": {
        "dat_de": {"type": "string", "format": "date"}, "dat_ate": {"type": "string", "format": "date"},
        "dias": {"type": "array",
            "items": {"type": "object", "properties": {"dat_dia": {"type": "string", "format": "date"}, "qtd_pedidos": {"type": "integer"},
            "vlr_pedidos": {"type": "integer", "description": "Centavos."}, "vlr_recebido": {"type": "integer"}, "vlr_estornado": {"type": "integer"},
            "qtd_diferencas": {"type": "integer"}}}},
        "qtd_diferencas": {"type": "integer"},
        "diferencas": {"type": "array",
            "items": {"type": "object", "properties": {"dat_dia": {"type": "string", "format": "date"}, "cod_pedido": {"type": "string"},
                "num_pedido": {"type": "integer"},
            "sta_pedido": {"type": "string"}, "vlr_total": {"type": "integer"}, "vlr_recebido": {"type": "integer"},
            "vlr_estornado": {"type": "integer"}, "des_diferenca": {"type": "string"}}}}
    }
}$json$);
