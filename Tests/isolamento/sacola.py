"""Menu, choices, coupons, favourites, suggestions, and what orders keep of them."""

import json
import secrets

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"^/v1/carrinhos$", "consulta canal", None),
    (r"/cupons/\{cupom\}$", "caminho cupom", Id("codigo_de_cupom")),
    (r"/sacola$", "consulta cupom", "tentado"),
    (r"", "consulta preco_min", None),
    (r"", "consulta preco_max", None),
    (r"", "consulta categoria", None),
    (r"", "consulta aviso", None),
    (r"^/(\{slug\})?$", "consulta apos", None),
]

BODIES: dict[str, dict] = {
    "cardapio_aviso": {"canal": "EMAIL", "destino": "{unique}@example.com"},
    "carrinho_cupom": {"des_cupom": Id("codigo_de_cupom")},
    "carrinho_cotar": {"tip_atendimento": "RETIRADA"},
    "sugestao_criar": {"nom_regra": "Nova {unique}", "cod_categoria": Id("categoria"), "itens": [Id("produto")]},
    "sugestao_alterar": {"num_versao": 1, "cod_produto": Id("produto")},
    "pagina_sacola_cupom": {"des_cupom": Id("codigo_de_cupom")},
    "pagina_item_aviso": {"contato": "{unique}@example.com"},
    "pagina_item_favorito": {"selo": Id("selo"), "acao": "guardar"},
}
NOTHING = {"codigo_de_cupom": "N" * 12}


def product(tenant: Tenant) -> int:
    return tenant.company.admin.execute(
        "INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto)"
        " VALUES (%s, %s, 100, 'PUBLICADO') RETURNING cod_produto",
        (tenant.number, f"Item {tenant.mark} {secrets.token_hex(4)}"),
    ).fetchone()["cod_produto"]


def furnish(tenant: Tenant) -> None:
    admin = tenant.company.admin
    values = {"tenant": tenant.number, "product": product(tenant), "other": product(tenant), "mark": tenant.mark}
    for name, statement in (
        (
            "person",
            "pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (%(tenant)s, 'F', %(mark)s) RETURNING cod_pessoa",
        ),
        (
            "size",
            "variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco)"
            " VALUES (%(tenant)s, %(product)s, %(mark)s, 100) RETURNING cod_variacao",
        ),
        (
            "category",
            "categoria (cod_tenant, nom_categoria) VALUES (%(tenant)s, 'C ' || %(mark)s) RETURNING cod_categoria",
        ),
        (
            "cart",
            "carrinho (cod_tenant, hsh_token, cod_pessoa) VALUES (%(tenant)s, flowt.digerir(%(mark)s), %(person)s)"
            " RETURNING cod_carrinho",
        ),
        (
            "line",
            "carrinho_item (cod_tenant, cod_carrinho, cod_produto, cod_variacao, qtd_item, des_observacao)"
            " VALUES (%(tenant)s, %(cart)s, %(product)s, %(size)s, 1, %(mark)s) RETURNING cod_carrinho_item",
        ),
        (
            "rule",
            "sugestao_regra (cod_tenant, nom_regra, cod_produto) VALUES (%(tenant)s, %(mark)s, %(product)s)"
            " RETURNING cod_regra",
        ),
        (
            "second",
            "sugestao_regra (cod_tenant, nom_regra, cod_categoria) VALUES (%(tenant)s, %(mark)s, %(category)s)"
            " RETURNING cod_regra",
        ),
        (
            "suggested",
            "sugestao_item VALUES (%(tenant)s, %(rule)s, %(other)s, 1) RETURNING cod_regra",
        ),
        (
            "pair",
            "sugestao_par VALUES (%(tenant)s, %(product)s, %(other)s, 5, 0.1, 0.1, 2, now()) RETURNING cod_produto",
        ),
        (
            "kept",
            "favorito VALUES (%(tenant)s, %(person)s, %(product)s) RETURNING cod_produto",
        ),
        (
            "waiting",
            "aviso_disponibilidade (cod_tenant, cod_produto, cod_variacao, cod_pessoa, tip_contato, des_destino)"
            " VALUES (%(tenant)s, %(product)s, %(size)s, %(person)s, 'EMAIL', %(mark)s || '@example.com')"
            " RETURNING cod_aviso",
        ),
        (
            "order",
            "pedido (cod_tenant, num_pedido, des_token, cod_carrinho, cod_unidade, cod_pessoa, sta_pedido,"
            " tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total)"
            " SELECT %(tenant)s, 0, %(mark)s, %(cart)s, flowt.unidade_principal(%(tenant)s), %(person)s, 'CONCLUIDO',"
            " 'RETIRADA', %(mark)s, '+5511912345678', 'PIX', 100, 0, 100 RETURNING cod_pedido",
        ),
        (
            "item",
            "pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, cod_variacao, nom_produto, qtd_item,"
            " vlr_unitario, vlr_bruto, vlr_liquido)"
            " VALUES (%(tenant)s, %(order)s, 1, %(product)s, %(size)s, %(mark)s, 1, 100, 100, 100)"
            " RETURNING cod_pedido",
        ),
        (
            "discount",
            "pedido_desconto (cod_tenant, cod_pedido, num_desconto, num_item, tip_alvo, vlr_desconto, des_motivo)"
            " VALUES (%(tenant)s, %(order)s, 1, 1, 'ITEM', 0, %(mark)s) RETURNING cod_pedido",
        ),
    ):
        with admin.transaction():
            # The lines of an order are checked against it at the end: here they come one statement later.
            if name == "order":
                admin.execute("SET LOCAL session_replication_role = replica")
            row = admin.execute(f"INSERT INTO flowt.tb_omni8_{statement}", values).fetchone()
        values[name] = next(iter(row.values()))


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    admin, number, mark = tenant.company.admin, tenant.number, tenant.mark
    item = product(tenant)
    groups = [
        {
            "num_grupo": 1,
            "nom_grupo": mark,
            "qtd_minima": 1,
            "qtd_maxima": 1,
            "itens": [{"cod_produto": str(item), "cod_variacao": None, "qtd_item": 1}],
        }
    ]
    combo = admin.execute(
        """
        WITH combo AS (
            INSERT INTO flowt.tb_omni8_combo (cod_tenant) VALUES (%(tenant)s) RETURNING cod_tenant, cod_combo
        ), contador AS (
            INSERT INTO flowt.tb_omni8_combo_contador (cod_tenant, cod_combo) SELECT cod_tenant, cod_combo FROM combo
        )
        INSERT INTO flowt.tb_omni8_combo_versao
            (cod_tenant, cod_combo, num_definicao, sta_combo, nom_combo, tip_preco, vlr_preco, js_grupos)
        SELECT cod_tenant, cod_combo, 1, 'PUBLICADO', %(mark)s, 'FIXO', 90, %(groups)s FROM combo RETURNING cod_combo
        """,
        {"tenant": number, "mark": mark, "groups": json.dumps(groups)},
    ).fetchone()["cod_combo"]
    code = f"C{secrets.token_hex(6)}".upper()
    admin.execute(
        """
        WITH oferta AS (
            INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (%(tenant)s) RETURNING cod_tenant, cod_oferta
        ), contador AS (
            INSERT INTO flowt.tb_omni8_oferta_contador (cod_tenant, cod_oferta)
            SELECT cod_tenant, cod_oferta FROM oferta
        ), versao AS (
            INSERT INTO flowt.tb_omni8_oferta_versao
                (cod_tenant, cod_oferta, num_definicao, sta_oferta, nom_oferta, tip_oferta, tip_alvo, vlr_desconto,
                 flg_cupom)
            SELECT cod_tenant, cod_oferta, 1, 'ATIVA', %(mark)s, 'VALOR', 'PEDIDO', 1, true FROM oferta
        )
        INSERT INTO flowt.tb_omni8_cupom (cod_tenant, cod_oferta, des_cupom)
        SELECT cod_tenant, cod_oferta, %(code)s FROM oferta
        """,
        {"tenant": number, "mark": mark, "code": code},
    )
    # There is a limit to rules; those of the times before are of every item.
    of_every_item = (
        "SELECT cod_regra FROM flowt.tb_omni8_sugestao_regra"
        " WHERE cod_tenant = %(tenant)s AND cod_produto IS NULL AND cod_categoria IS NULL"
    )
    for table in ("item", "regra"):
        admin.execute(
            f"DELETE FROM flowt.tb_omni8_sugestao_{table} WHERE cod_tenant = %(tenant)s"
            f" AND cod_regra IN ({of_every_item})",
            {"tenant": number},
        )
    rule = admin.execute(
        "INSERT INTO flowt.tb_omni8_sugestao_regra (cod_tenant, nom_regra) VALUES (%s, %s) RETURNING cod_regra",
        (number, mark),
    ).fetchone()["cod_regra"]
    admin.execute(
        "INSERT INTO flowt.tb_omni8_sugestao_item VALUES (%s, %s, %s, 1)", (number, rule, int(things["produto"]))
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_favorito SELECT cod_tenant, cod_pessoa, %s FROM flowt.tb_omni8_sessao"
        " WHERE cod_tenant = %s AND hsh_token = flowt.digerir(%s)",
        (int(things["produto"]), number, things["cliente"]),
    )
    return {"combo_do_cardapio": str(combo), "codigo_de_cupom": code, "regra": str(rule)}
