"""Combos, offers, coupons and quotes."""

import secrets

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"/v1/ofertas/", "caminho id", Id("oferta")),
    (r"/v1/cupons/", "caminho id", Id("cupom")),
    (r"/v1/combos/", "caminho id", Id("combo")),
    (r"^/v1/(ofertas|combos)", "consulta apos", None),
    (r"^/v1/ofertas", "consulta sta_oferta", None),
    (r"^/v1/combos", "consulta sta_combo", None),
]

GROUPS = [{"nom_grupo": "Grupo", "qtd_minima": 1, "qtd_maxima": 1, "itens": [{"cod_produto": Id("produto")}]}]
PURCHASE = [
    {"cod_produto": Id("produto"), "qtd_item": 1},
    {"cod_combo": Id("combo"), "qtd_item": 1},
]

BODIES: dict[str, dict] = {
    "oferta_criar": {
        "nom_oferta": "Nova",
        "tip_oferta": "PERCENTUAL",
        "num_percentual": 10,
        "tip_alvo": "ITEM",
        "cod_produtos": [Id("produto")],
    },
    "oferta_alterar": {
        "num_versao": 1,
        "tip_alvo": "CATEGORIA",
        "cod_produtos": None,
        "cod_categorias": [Id("categoria")],
    },
    "oferta_mover": {"num_versao": 1, "para": "PAUSADA"},
    "cupom_criar": {"des_cupom": "C{unique}", "qtd_limite": 3},
    "combo_criar": {"nom_combo": "Novo", "tip_preco": "FIXO", "vlr_preco": 500, "grupos": GROUPS},
    "combo_alterar": {"num_versao": 1, "grupos": GROUPS},
    "cotacao": {"itens": PURCHASE},
    "cotacao_cupons": {"itens": PURCHASE, "cupons": ["NENHUM"]},
    "cotacao_simular": {"itens": PURCHASE, "cod_pessoa": Id("pessoa")},
}


def furnish(tenant: Tenant) -> None:
    """Everything is made with the things."""


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, mark = tenant.company, tenant.mark
    person = company.customer(f"Cliente {mark}")
    # Those of before would win against the new one, or fill the page of the public.
    company.admin.execute(
        "UPDATE flowt.tb_omni8_oferta_versao SET sta_oferta = 'ENCERRADA' WHERE cod_tenant = %s", (tenant.number,)
    )
    company.admin.execute(
        "UPDATE flowt.tb_omni8_combo_versao SET sta_combo = 'ARQUIVADO' WHERE cod_tenant = %s", (tenant.number,)
    )
    offer = {"nom_oferta": mark, "sta_oferta": "ATIVA", "tip_oferta": "PERCENTUAL", "num_percentual": 10}
    groups = [{**GROUPS[0], "nom_grupo": mark, "itens": [{"cod_produto": things["produto"]}]}]
    combo = {"nom_combo": mark, "sta_combo": "PUBLICADO", "tip_preco": "FIXO", "vlr_preco": 500, "grupos": groups}
    with company.staff() as staff:
        made = staff.post("/v1/ofertas", json={**offer, "tip_alvo": "ITEM", "cod_produtos": [things["produto"]]})
        assert made.status_code == 201, made.text
        number = made.json()["cod_oferta"]
        drawn = {"des_cupom": f"{mark}-{secrets.token_hex(4)}", "cod_pessoa": str(person)}
        coupon = staff.post(f"/v1/ofertas/{number}/cupons", json=drawn).json()["itens"][0]["cod_cupom"]
        made = staff.post("/v1/combos", json=combo)
        assert made.status_code == 201, made.text
    bought = made.json()["cod_combo"]
    order = (tenant.number, things["pedido"], person)
    company.admin.execute("SELECT flowt.contar_oferta(%s, %s, %s, %s, %s, 1)", (*order, number, coupon))
    company.admin.execute("SELECT flowt.contar_combo(%s, %s, %s, %s, 1)", (*order, bought))
    return {"oferta": number, "cupom": coupon, "combo": bought}
