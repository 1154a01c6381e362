"""Catalogue, menu, cart, order; and the arguments that mean the same everywhere."""

import secrets

from company import order_form
from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"/v1/categorias/", "caminho id", Id("categoria")),
    (r"/v1/produtos/", "caminho id", Id("produto")),
    (r"/v1/cardapio/itens/", "caminho id", Id("produto")),
    (r"/item/\{id\}(?!/horarios)", "caminho id", Id("produto")),
    (r"/v1/cardapio/combos/", "caminho id", Id("combo_do_cardapio")),
    (r"/combo/\{id\}", "caminho id", Id("combo_do_cardapio")),
    (r"/v1/clientes/eu/favoritos/", "caminho id", Id("produto")),
    (r"/v1/sugestoes/", "caminho id", Id("regra")),
    (r"^/v1/cardapio$", "consulta categoria", Id("categoria")),
    (r"^/v1/cardapio$", "consulta apos", None),
    (r"/v1/pedidos/", "caminho id", Id("pedido")),
    (r"/itens/\{id\}$", "caminho id", Id("item")),
    (r"^/v1/carrinhos/", "caminho token", Id("carrinho")),
    (r"/pedidos?/\{token\}", "caminho token", Id("acompanhamento")),
    (r"^/v1/(produtos|pedidos)$", "consulta apos", None),
    (r"^/v1/produtos$", "consulta cod_categoria", Id("categoria")),
    (r"", "cookie flowt_sacola", Id("carrinho")),
    (r"", "cabecalho idempotency-key", "chave-{unique}"),
    (r"", "consulta limite", "100"),
    (r"", "consulta busca", None),
    (r"", "consulta sta_produto", None),
    (r"", "consulta sta_pedido", None),
    (r"", "consulta dat_de", None),
    (r"", "consulta dat_ate", None),
]

BODIES: dict[str, dict] = {
    "categoria_criar": {"nom_categoria": "Nova {unique}"},
    "categoria_alterar": {"num_versao": 1, "num_ordem": 3},
    "produto_criar": {"nom_produto": "Novo", "vlr_preco": 100, "cod_categoria": Id("categoria")},
    "produto_alterar": {"num_versao": 1, "cod_categoria": Id("categoria_vazia")},
    "carrinho_incluir": {"cod_produto": Id("com_imagem")},
    "carrinho_alterar": {"qtd_item": 2},
    "pedido_criar": order_form(),
    "pedido_mover": {"para": "CONFIRMADO"},
    "pagina_sacola_incluir": {"cod_produto": Id("com_imagem"), "qtd_item": "1"},
    "pagina_sacola_alterar": {"qtd_item": "2"},
    "pagina_pedido_criar": {**order_form(), "chave": "chave-{unique}"},
}


SILENT = {"pedido_linha_do_tempo"}


def furnish(tenant: Tenant) -> None:
    admin = tenant.company.admin
    admin.execute(
        "INSERT INTO flowt.tb_omni8_tenant_horario SELECT %s, day, '00:00', '00:00' FROM generate_series(0, 6) AS day",
        (tenant.number,),
    )


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, mark = tenant.company, tenant.mark
    with company.staff() as staff:
        names = [{"nom_categoria": f"{mark} {secrets.token_hex(4)}"} for _ in range(2)]
        category, empty = (staff.post("/v1/categorias", json=name).json()["cod_categoria"] for name in names)
    product = company.product(nom_produto=f"Item {mark}", cod_categoria=category, qtd_estoque=100, des_resumo=mark)
    # What is bought has no variations, that `comercio_catalogo` gives the other.
    bought = company.product(nom_produto=f"Item {mark}", cod_categoria=category, qtd_estoque=100)
    cart = company.cart((bought, 1))
    line = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"][0]["cod_carrinho_item"]
    order = company.order((bought, 1), nom_cliente=f"Cliente {mark}", des_observacao=mark)
    return {
        "categoria": category,
        "categoria_vazia": empty,
        "produto": product["cod_produto"],
        "carrinho": cart,
        "item": line,
        "pedido": order["cod_pedido"],
        "acompanhamento": order["token"],
    }
