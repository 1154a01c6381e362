"""Short links of a company, made as its staff makes them."""

from company import Company


def new_link(shop: Company, name: str, **fields) -> str:
    """Its token."""
    with shop.staff() as staff:
        made = staff.post("/v1/links", json={"nom_link": name, "tip_destino": "INICIO", **fields})
    assert made.status_code == 201, made.text
    return made.json()["compartilhar"]["des_copiar"].rpartition("/")[2]


def publish_links(shop: Company) -> str:
    """A page with something of everything; returns the token of a link that is over."""
    allowed = '["www.instagram.com"]'
    shop.admin.execute("SELECT flowt.definir_parametro(%s, 'link_sites_permitidos', %s, now())", (shop.number, allowed))
    names = ("Ver o cardápio", "Peça pelo nosso site, sem taxa, e receba em casa no horário que preferir")
    for place, name in enumerate(names):
        new_link(shop, name, flg_pagina=True, num_ordem=place)
    site = {"tip_destino": "EXTERNO", "des_url": "https://www.instagram.com/loja"}
    new_link(shop, "Instagram", flg_pagina=True, num_ordem=9, **site)
    return new_link(shop, "Antigo", dat_expiracao="2020-01-01T00:00:00Z")
