"""Short links, after what they lead to: tables, items, combos, offers, people."""

from isolamento import Fill, Id, Shared, Tenant

FILL: Fill = [
    # Whoever has the token is led on; that it is another company's than the other sources say has tests of its own.
    (r"^/q/", "caminho link", Shared("link_token")),
    (r"^/q/", "consulta o", "qr"),
    (r"^/q/", "cabecalho user-agent", "Mozilla/5.0"),
    (r"^/q/", "cabecalho sec-purpose", None),
    (r"^/q/", "cabecalho purpose", None),
    (r"^/v1/links/", "caminho id", Id("link")),
    (r"^/v1/links$", "consulta apos", None),
    (r"^/v1/links$", "consulta tip_destino", "ITEM"),
    (r"^/v1/links$", "consulta tip_link", None),
    (r"^/v1/links$", "consulta sta_link", None),
    (r"^/v1/links$", "consulta campanha", None),
    (r"/qr\.(svg|png)$", "consulta tamanho", "pequeno"),
    (r"/qr\.(svg|png)$", "consulta logo", "true"),
    (r"/qr\.(svg|png)$", "consulta cor", "123456"),
    (r"/qr\.(svg|png)$", "consulta fundo", None),
    (r"", "cookie flowt_unidade", None),
]

BODIES: dict[str, dict] = {
    "link_criar": {
        "nom_link": "Novo {unique}",
        "tip_destino": "COMBO",
        "cod_combo": Id("combo"),
        "cod_produto": Id("produto"),
        "cod_oferta": Id("oferta"),
        "cod_unidade": Id("unidade_da_mesa"),
        "cod_indicador": Id("pessoa"),
    },
    "link_alterar": {"num_versao": 1, "tip_destino": "MESA", "cod_mesa": Id("mesa")},
}

# A picture, numbers.
SILENT = {"link_qr_svg", "link_qr_png", "link_acessos"}

INSERT = """
    WITH token AS (INSERT INTO flowt.tb_omni8_link_token VALUES (%(tenant)s, flowt.novo_token_de_link())
        RETURNING des_token)
    INSERT INTO flowt.tb_omni8_link (cod_tenant, des_token, nom_link, tip_destino, cod_unidade, cod_mesa, cod_produto,
        cod_combo, cod_oferta, cod_indicador, flg_pagina, num_ordem)
    SELECT %(tenant)s, des_token, %(name)s, %(kind)s, %(unit)s, %(table)s, %(item)s, %(combo)s, %(offer)s, %(person)s,
        true, %(place)s FROM token
    RETURNING cod_link, des_token
"""


def new_link(tenant: Tenant, kind: str, **targets: str) -> dict:
    """The page shows the newest, of which there is room for so many."""
    admin = tenant.company.admin
    admin.execute("UPDATE flowt.tb_omni8_link SET flg_pagina = false WHERE cod_tenant = %s", (tenant.number,))
    names = dict.fromkeys(("unit", "table", "item", "combo", "offer", "person"))
    values = {"tenant": tenant.number, "name": f"Link {tenant.mark}", "kind": kind, "place": 1}
    return admin.execute(INSERT, {**names, **values, **targets}).fetchone()


def furnish(tenant: Tenant) -> None:
    """Everything is made with the things."""


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    new_link(tenant, "MESA", unit=things["unidade_da_mesa"], table=things["mesa"])
    new_link(tenant, "COMBO", combo=things["combo"])
    link = new_link(tenant, "ITEM", item=things["produto"], offer=things["oferta"], person=things["pessoa"])
    opened = tenant.company.public.get(f"/q/{link['des_token']}", headers={"User-Agent": "Mozilla/5.0"})
    assert opened.status_code == 302, opened.text
    return {"link": str(link["cod_link"]), "link_token": link["des_token"]}
