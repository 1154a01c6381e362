"""A company with a history: rollups put where the job puts them, answers to surveys, scores."""

from company import Company

DAYS = """
    INSERT INTO flowt.tb_omni8_agregado_dia (cod_tenant, dat_dia, tip_canal, nom_campanha, cod_unidade, qtd_visitas,
        qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item,
        qtd_funil_carrinho, qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos,
        qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos, qtd_pedidos_confirmados, vlr_bruto, qtd_estornos,
        vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda)
    SELECT %(tenant)s, flowt.hoje(%(tenant)s) - d, c, k, u, v * f, v * f / 2, v * f / 10, v * f * 2, v * f, v * f / 2,
           v * f / 4, v * f / 8, v * f / 10, v * f / 8, v * f / 10, v * f / 4, v * f / 10, v / 8 * (1 - f),
           v / 10 * (1 - f), v * 431 * (1 - f), 0, 0, v / 40 * (1 - f), v * f / 6, v * f / 20
      FROM generate_series(0, 75) AS d, (VALUES ('DIRETO', NULL), ('EMAIL', 'natal'), ('QR', NULL)) AS o (c, k),
           (VALUES (NULL::bigint, 1), (flowt.unidade_principal(%(tenant)s), 0)) AS x (u, f),
           LATERAL (SELECT 100 + (75 - d) * 3 + length(c) + d %% 7 * 20 AS v) AS s
"""
BUYERS = """
    INSERT INTO flowt.tb_omni8_agregado_comprador_dia
    SELECT %(tenant)s, flowt.hoje(%(tenant)s) - d, (d * d + n * 7) %% 60 + 1, 1
      FROM generate_series(0, 200, 3) AS d, generate_series(1, 5) AS n ON CONFLICT DO NOTHING
"""
ITEMS = """
    INSERT INTO flowt.tb_omni8_agregado_produto_dia
    SELECT %(tenant)s, flowt.hoje(%(tenant)s) - d, p.cod_produto, 30, 9, 5, 6, 6 * p.vlr_preco
      FROM generate_series(0, 40) AS d, flowt.tb_omni8_produto_servico AS p WHERE p.cod_tenant = %(tenant)s
"""
# The same by channel.
PARTS = """
    INSERT INTO flowt.tb_omni8_agregado_item_dia (cod_tenant, dat_dia, cod_produto, tip_canal, nom_campanha,
        cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_funil_item, qtd_funil_carrinho,
        qtd_funil_checkout, qtd_funil_pedido, qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados,
        qtd_vendidos, vlr_vendido)
    SELECT d.cod_tenant, d.dat_dia, d.cod_produto, 'DIRETO', NULL, u, 30 * f, 20 * f, 5 * f, 28 * f, 9 * f, 6 * f,
           5 * f, 9 * f, 5 * (1 - f), 5 * (1 - f), 0, 6 * (1 - f), d.vlr_vendido * (1 - f)
      FROM flowt.tb_omni8_agregado_produto_dia AS d,
           (VALUES (NULL::bigint, 1), (flowt.unidade_principal(%(tenant)s), 0)) AS x (u, f)
     WHERE d.cod_tenant = %(tenant)s
"""
ANSWERS = """
    INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_unidade, tip_pesquisa, tip_canal, num_nota, hsh_token, dat_convite,
        dat_resposta, dat_criacao, dat_expiracao)
    SELECT %(tenant)s, flowt.unidade_principal(%(tenant)s), 'RELACIONAL', (ARRAY['QR', 'EMAIL', 'SMS'])[n %% 3 + 1],
           (ARRAY[10, 9, 9, 8, 7, 10, 6, 3, 10, 9, 0])[n %% 11 + 1], sha256((%(tenant)s::text || n)::bytea), m, m, m,
           now() + interval '1 day'
      FROM generate_series(1, 120) AS n, LATERAL (SELECT now() - n * interval '9 hours' AS m) AS t
"""
SCORES = """
    INSERT INTO flowt.tb_omni8_score_tenant_dia
    SELECT s.* FROM generate_series(flowt.hoje(%(tenant)s) - 9, flowt.hoje(%(tenant)s) - 1, interval '1 day') AS d,
           flowt.score_do_tenant(%(tenant)s, d::date) AS s
"""


def give_history(company: Company) -> None:
    for statement in (DAYS, BUYERS, ITEMS, PARTS, ANSWERS, SCORES, "REFRESH MATERIALIZED VIEW flowt.mv_omni8_coorte"):
        company.admin.execute(statement, {"tenant": company.number})
