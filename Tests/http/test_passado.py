"""A price of the past: whatever has been moved since, it is explained as it was."""

from collections.abc import Callable

import pytest

from company import Company
from menu import offer, post


class Shop:
    """An item two categories deep, a person with a tag, and an offer for each."""

    def __init__(self, company: Company) -> None:
        self.company, self.staff = company, company.staff()
        self.root, self.other = (
            post(self.staff, "/v1/categorias", {"nom_categoria": n}) for n in ("Comidas", "Outras")
        )
        child = {"nom_categoria": "Pizzas", "cod_categoria_mae": self.root["cod_categoria"]}
        self.child = post(self.staff, "/v1/categorias", child)
        self.item = company.product(vlr_preco=10000, cod_categoria=self.child["cod_categoria"])
        self.person = company.customer()
        self.tag = post(self.staff, "/v1/etiquetas", {"nom_etiqueta": "vip"})
        kind = {"tip_oferta": "PERCENTUAL", "flg_cumulativa": True}
        offer(self.staff, **kind, num_percentual=10, tip_alvo="CATEGORIA", cod_categorias=[self.root["cod_categoria"]])
        offer(self.staff, **kind, num_percentual=50, tip_alvo="PEDIDO", cod_etiqueta=self.tag["cod_etiqueta"])

    def now(self) -> str:
        return self.company.admin.execute("SELECT clock_timestamp() AS t").fetchone()["t"].isoformat()

    def price(self, moment: str | None = None) -> int:
        body = {"itens": [{"cod_produto": self.item["cod_produto"], "qtd_item": 1}], "cod_pessoa": str(self.person)}
        return post(self.staff, "/v1/cotacoes/simulacao", {**body, "momento": moment})["vlr_total"]

    def move(self) -> None:
        body = {"num_versao": 1, "cod_categoria": self.other["cod_categoria"]}
        assert self.staff.patch(f"/v1/produtos/{self.item['cod_produto']}", json=body).is_success

    def hang(self) -> None:
        body = {"num_versao": 1, "cod_categoria_mae": self.other["cod_categoria"]}
        assert self.staff.patch(f"/v1/categorias/{self.child['cod_categoria']}", json=body).is_success

    def tagging(self, method: Callable) -> None:
        assert method(f"/v1/pessoas/{self.person}/etiquetas/{self.tag['cod_etiqueta']}").is_success

    def put_tag(self) -> None:
        self.tagging(self.staff.put)

    def take_tag(self) -> None:
        self.tagging(self.staff.delete)


@pytest.fixture
def shop(company: Company) -> Shop:
    return Shop(company)


@pytest.mark.parametrize(
    ("change", "before", "after"), [(Shop.move, 9000, 10000), (Shop.hang, 9000, 10000), (Shop.put_tag, 9000, 4500)]
)
def test_what_was_moved_is_priced_as_it_was(shop: Shop, change: Callable, before: int, after: int) -> None:
    assert shop.price() == before
    then = shop.now()
    change(shop)
    assert (shop.price(), shop.price(then)) == (after, before)


def test_every_step_of_a_history_has_its_price(shop: Shop) -> None:
    history = []
    for change in (shop.put_tag, shop.move, shop.take_tag, shop.hang, shop.put_tag):
        change()
        history.append((shop.now(), shop.price()))
    assert [price for _, price in history] == [4500, 5000, 10000, 10000, 5000]
    assert [shop.price(moment) for moment, _ in history] == [price for _, price in history]


def test_a_category_that_is_gone_still_explains(shop: Shop) -> None:
    then = shop.now()
    shop.move()
    for category in (shop.child, shop.root):
        shop.company.admin.execute(
            "DELETE FROM flowt.tb_omni8_categoria WHERE cod_tenant = %s AND cod_categoria = %s",
            (shop.company.number, category["cod_categoria"]),
        )
    assert (shop.price(), shop.price(then)) == (10000, 9000)
