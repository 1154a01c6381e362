"""What the staff does with a catalogue that is there (guide chapter 5.2), and what the public sees of it."""

import httpx
import pytest

from company import Company
from judge import assert_problem


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def on_the_menu(company: Company) -> list[str]:
    return [
        item["nom_produto"]
        for category in company.public.get("/v1/cardapio").json()["categorias"]
        for item in category["itens"]
    ]


def codes(*products: dict) -> list[str]:
    return [product["cod_produto"] for product in products]


def test_a_copy_is_a_draft_of_its_own(staff: httpx.Client, company: Company) -> None:
    product = company.product(num_sku="PST-1", des_resumo="Crocante", qtd_estoque=5)
    path = f"/v1/produtos/{product['cod_produto']}/duplicacao"
    made = staff.post(path, json={})
    copy = made.json()
    assert made.status_code == 201 and made.headers["location"] == f"/v1/produtos/{copy['cod_produto']}"
    assert copy["cod_produto"] != product["cod_produto"]
    same = ("vlr_preco", "des_resumo", "tip_item")
    assert [copy[field] for field in same] == [product[field] for field in same]
    own = ("nom_produto", "sta_produto", "num_sku", "qtd_estoque")
    assert [copy[field] for field in own] == ["Pastel de feira (cópia)", "RASCUNHO", None, None]
    assert staff.post(path, json={"nom_produto": "Pastel de queijo"}).json()["nom_produto"] == "Pastel de queijo"
    assert on_the_menu(company) == ["Pastel de feira"]
    assert_problem(staff.post("/v1/produtos/999999999/duplicacao", json={}), 404, "nao_encontrado")


def test_a_draft_is_published_and_archived(staff: httpx.Client, company: Company) -> None:
    product = company.product(sta_produto="RASCUNHO")
    path = f"/v1/produtos/{product['cod_produto']}"
    menus = [on_the_menu(company)]
    version = product["num_versao"]
    for status in ("PUBLICADO", "ARQUIVADO"):
        changed = staff.patch(path, json={"num_versao": version, "sta_produto": status})
        assert (changed.status_code, changed.json()["sta_produto"]) == (200, status)
        version = changed.json()["num_versao"]
        menus.append(on_the_menu(company))
        if status == "PUBLICADO":
            back = staff.patch(path, json={"num_versao": version, "sta_produto": "RASCUNHO"})
            assert_problem(back, 409, "transicao_ilegal")
    assert menus == [[], ["Pastel de feira"], []]


def test_many_are_published_at_once(staff: httpx.Client, company: Company) -> None:
    drafts = [company.product(nom_produto=name, sta_produto="RASCUNHO") for name in ("Bolo", "Torta")]
    company.product(nom_produto="Suco", sta_produto="RASCUNHO")
    body = {"filtro": {"cod_produtos": codes(*drafts)}, "sta_produto": "PUBLICADO"}
    assert staff.post("/v1/produtos/lote/status", json=body).json() == {"qtd_itens": 2, "qtd_mudados": 2}
    assert staff.post("/v1/produtos/lote/status", json=body).json() == {"qtd_itens": 2, "qtd_mudados": 0}
    assert sorted(on_the_menu(company)) == ["Bolo", "Torta"]


def test_prices_change_together_as_they_were_shown(staff: httpx.Client, company: Company) -> None:
    cake, pie = company.product(nom_produto="Bolo", vlr_preco=1005), company.product(nom_produto="Torta", vlr_preco=400)
    company.product(nom_produto="Suco", vlr_preco=700)
    body = {"filtro": {"cod_produtos": codes(cake, pie)}, "ajuste": {"tipo": "PERCENTUAL", "valor": 10}}
    trial = staff.post("/v1/produtos/lote/precos", json={**body, "flg_simulacao": True}).json()
    assert [(item["vlr_antes"], item["vlr_depois"]) for item in trial["itens"]] == [(1005, 1106), (400, 440)]
    assert [row["vlr_preco"] for row in company.rows("produto_servico")] == [1005, 400, 700]
    path = f"/v1/produtos/{pie['cod_produto']}"
    assert staff.patch(path, json={"num_versao": 1, "vlr_preco": 500}).status_code == 200
    stale = staff.post("/v1/produtos/lote/precos", json={**body, "selo": trial["selo"]})
    assert_problem(stale, 409, "previa_desatualizada")
    seal = staff.post("/v1/produtos/lote/precos", json={**body, "flg_simulacao": True}).json()["selo"]
    assert staff.post("/v1/produtos/lote/precos", json={**body, "selo": seal}).json()["qtd_mudados"] == 2
    assert [row["vlr_preco"] for row in company.rows("produto_servico")] == [1106, 550, 700]


def test_items_are_put_in_an_order(staff: httpx.Client, company: Company) -> None:
    products = [company.product(nom_produto=name) for name in ("Bolo", "Suco", "Torta")]
    for places in ((2, 0, 1), (1, 2, 0)):
        order = [products[place] for place in places]
        answer = staff.put("/v1/produtos/ordem", json={"cod_produtos": codes(*order)})
        assert answer.status_code == 200, answer.text
        assert on_the_menu(company) == [product["nom_produto"] for product in order]
    assert_problem(staff.put("/v1/produtos/ordem", json={"cod_produtos": ["999999999"]}), 404, "nao_encontrado")


def test_what_was_ordered_is_gone_only_for_those_to_come(staff: httpx.Client, company: Company) -> None:
    product = company.product(num_sku="PST-1")
    order = company.order((product, 2))
    assert staff.delete(f"/v1/produtos/{product['cod_produto']}").status_code == 204
    assert on_the_menu(company) == []
    assert_problem(staff.get(f"/v1/produtos/{product['cod_produto']}"), 404, "nao_encontrado")
    [line] = staff.get(f"/v1/pedidos/{order['cod_pedido']}").json()["itens"]
    assert (line["nom_produto"], line["qtd_item"]) == ("Pastel de feira", 2)
    [row] = company.rows("produto_servico")
    assert row["dat_exclusao"] is not None and str(row["cod_produto"]) == product["cod_produto"]
