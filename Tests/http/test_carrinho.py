"""The cart: what an anonymous visitor may put into it, and what the database holds after a refusal."""

from collections.abc import Callable

import psycopg
import pytest

from company import Company
from judge import assert_problem, assert_wrong_fields


def test_the_same_item_with_the_same_note_is_one_line(company: Company) -> None:
    product = company.product(vlr_preco=900)
    cart = company.cart((product, 1), (product, 2))
    items = f"/v1/carrinhos/{cart}/itens"
    company.public.post(items, json={"cod_produto": product["cod_produto"], "des_observacao": "sem sal"})
    content = company.public.get(f"/v1/carrinhos/{cart}").json()
    assert [(line["qtd_item"], line["des_observacao"]) for line in content["itens"]] == [(3, None), (1, "sem sal")]
    assert (content["qtd_itens"], content["vlr_total"]) == (4, 3600)


def test_a_quantity_is_changed_and_zero_removes(company: Company) -> None:
    cart = company.cart((company.product(), 1))
    path = f"/v1/carrinhos/{cart}"
    line = company.public.get(path).json()["itens"][0]["cod_carrinho_item"]
    assert company.public.patch(f"{path}/itens/{line}", json={"qtd_item": 7}).json()["qtd_itens"] == 7
    assert company.public.patch(f"{path}/itens/{line}", json={"qtd_item": 0}).json()["itens"] == []


def test_a_cart_shows_the_prices_of_now(company: Company) -> None:
    product = company.product(vlr_preco=900)
    cart = company.cart((product, 2))
    company.staff().patch(f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, "vlr_preco": 1000})
    assert company.public.get(f"/v1/carrinhos/{cart}").json()["vlr_total"] == 2000


def test_a_cart_is_never_cached(company: Company) -> None:
    answer = company.public.get(f"/v1/carrinhos/{company.cart()}")
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("quantity", [-1, 0, 1000, 10**30, 1.5, "2", True, []])
def test_a_quantity_is_a_whole_number_within_bounds(company: Company, unchanged: Callable, quantity: object) -> None:
    product, cart = company.product(), company.cart()
    with unchanged():
        answer = company.public.post(
            f"/v1/carrinhos/{cart}/itens", json={"cod_produto": product["cod_produto"], "qtd_item": quantity}
        )
        assert_wrong_fields(answer, "qtd_item")


@pytest.mark.parametrize("quantity", [-1, 1000, 10**30, 0.5, "2", None])
def test_a_changed_quantity_has_the_same_bounds(company: Company, unchanged: Callable, quantity: object) -> None:
    cart = company.cart((company.product(), 1))
    line = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"][0]["cod_carrinho_item"]
    with unchanged():
        answer = company.public.patch(f"/v1/carrinhos/{cart}/itens/{line}", json={"qtd_item": quantity})
        assert_wrong_fields(answer, "qtd_item")


def test_one_line_never_exceeds_its_bound(company: Company, unchanged: Callable) -> None:
    product = company.product()
    cart = company.cart((product, 999))
    with unchanged():
        body = {"cod_produto": product["cod_produto"], "qtd_item": 1}
        answer = company.public.post(f"/v1/carrinhos/{cart}/itens", json=body)
        assert_problem(answer, 422, "quantidade_entre_1_e_999")


@pytest.mark.parametrize("identifier", ["abc", "-1", "0", "1.0", "9" * 19, "", 12, None])
def test_an_item_is_named_by_its_code(company: Company, unchanged: Callable, identifier: object) -> None:
    cart = company.cart()
    with unchanged():
        answer = company.public.post(f"/v1/carrinhos/{cart}/itens", json={"cod_produto": identifier})
        assert_wrong_fields(answer, "cod_produto")


@pytest.mark.parametrize("status", ["RASCUNHO", "ARQUIVADO"])
def test_what_is_not_on_sale_is_refused(company: Company, unchanged: Callable, status: str) -> None:
    product, cart = company.product(sta_produto=status), company.cart()
    with unchanged():
        body = {"cod_produto": product["cod_produto"]}
        answer = company.public.post(f"/v1/carrinhos/{cart}/itens", json=body)
        assert_problem(answer, 422, "item_nao_esta_a_venda")


def test_an_item_of_another_company_is_not_on_sale(new_company: Callable[..., Company], unchanged: Callable) -> None:
    mine, other = new_company(), new_company()
    product, cart = other.product(), mine.cart()
    with unchanged():
        body = {"cod_produto": product["cod_produto"]}
        assert_problem(mine.public.post(f"/v1/carrinhos/{cart}/itens", json=body), 422, "item_nao_esta_a_venda")


def test_an_item_of_a_hidden_category_is_not_on_sale(company: Company, unchanged: Callable) -> None:
    staff = company.staff()
    category = staff.post("/v1/categorias", json={"nom_categoria": "Verão"}).json()["cod_categoria"]
    product, cart = company.product(cod_categoria=category), company.cart()
    staff.patch(f"/v1/categorias/{category}", json={"num_versao": 1, "sta_categoria": "INATIVA"})
    with unchanged():
        body = {"cod_produto": product["cod_produto"]}
        assert_problem(company.public.post(f"/v1/carrinhos/{cart}/itens", json=body), 422, "item_nao_esta_a_venda")


def test_a_sold_out_item_is_refused(company: Company, unchanged: Callable) -> None:
    empty, today, cart = company.product(qtd_estoque=0), company.product(), company.cart()
    company.staff().post(f"/v1/produtos/{today['cod_produto']}/esgotado-hoje")
    with unchanged():
        for product in (empty, today):
            body = {"cod_produto": product["cod_produto"]}
            assert_problem(company.public.post(f"/v1/carrinhos/{cart}/itens", json=body), 409, "item_esgotado")


def test_a_cart_of_another_company_does_not_exist(new_company: Callable[..., Company], unchanged: Callable) -> None:
    mine, other = new_company(), new_company()
    cart = other.cart((other.product(), 1))
    with unchanged():
        body = {"cod_produto": "1"}
        assert_problem(mine.public.get(f"/v1/carrinhos/{cart}"), 404, "nao_encontrado")
        assert_problem(mine.public.post(f"/v1/carrinhos/{cart}/itens", json=body), 404, "nao_encontrado")
        assert_problem(mine.confirm(cart), 404, "nao_encontrado")


@pytest.mark.parametrize("token", ["nada", "%F0%9F%8D%95", "a" * 2000])
def test_an_unknown_cart_does_not_exist(company: Company, unchanged: Callable, token: str) -> None:
    with unchanged():
        assert_problem(company.public.get(f"/v1/carrinhos/{token}"), 404, "nao_encontrado")


def age(company: Company, admin: psycopg.Connection) -> None:
    admin.execute(
        "UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - flowt.validade_carrinho() WHERE cod_tenant = %s",
        (company.number,),
    )


def test_an_expired_cart_is_gone(company: Company, admin: psycopg.Connection, unchanged: Callable) -> None:
    product = company.product()
    cart = company.cart((product, 1))
    path = f"/v1/carrinhos/{cart}"
    line = company.public.get(path).json()["itens"][0]["cod_carrinho_item"]
    age(company, admin)
    with unchanged():
        assert_problem(company.public.get(path), 410, "carrinho_expirado")
        body = {"cod_produto": product["cod_produto"]}
        assert_problem(company.public.post(f"{path}/itens", json=body), 410, "carrinho_expirado")
        assert_problem(company.public.patch(f"{path}/itens/{line}", json={"qtd_item": 2}), 410, "carrinho_expirado")
        assert_problem(company.confirm(cart), 410, "carrinho_expirado")


def test_a_converted_cart_takes_nothing_more(company: Company, unchanged: Callable) -> None:
    product = company.product()
    cart = company.cart((product, 1))
    path = f"/v1/carrinhos/{cart}"
    line = company.public.get(path).json()["itens"][0]["cod_carrinho_item"]
    assert company.confirm(cart).status_code == 201
    with unchanged():
        body = {"cod_produto": product["cod_produto"]}
        assert_problem(company.public.post(f"{path}/itens", json=body), 409, "carrinho_ja_convertido")
        answer = company.public.patch(f"{path}/itens/{line}", json={"qtd_item": 2})
        assert_problem(answer, 409, "carrinho_ja_convertido")


def test_a_line_of_another_cart_is_not_found(company: Company, unchanged: Callable) -> None:
    product = company.product()
    first, second = company.cart((product, 1)), company.cart((product, 1))
    line = company.public.get(f"/v1/carrinhos/{first}").json()["itens"][0]["cod_carrinho_item"]
    with unchanged():
        answer = company.public.patch(f"/v1/carrinhos/{second}/itens/{line}", json={"qtd_item": 0})
        assert_problem(answer, 404, "nao_encontrado")


def test_a_cart_holds_a_bounded_number_of_lines(company: Company, unchanged: Callable) -> None:
    product, cart = company.product(), company.cart()
    path = f"/v1/carrinhos/{cart}/itens"
    for number in range(100):
        body = {"cod_produto": product["cod_produto"], "des_observacao": f"mesa {number}"}
        assert company.public.post(path, json=body).status_code == 201
    with unchanged():
        body = {"cod_produto": product["cod_produto"], "des_observacao": "mais uma"}
        assert_problem(company.public.post(path, json=body), 422, "carrinho_cheio")


def test_merged_carts_hold_no_more_lines_than_one(company: Company) -> None:
    product, customer = company.product(), company.client(company.customer_session(company.customer()))
    for number in range(2):
        cart = company.cart()
        for line in range(60):
            body = {"cod_produto": product["cod_produto"], "des_observacao": f"{number}-{line}"}
            assert company.public.post(f"/v1/carrinhos/{cart}/itens", json=body).status_code == 201
        answer = customer.post(f"/v1/carrinhos/{cart}/identificacao")
        assert answer.status_code == 200, answer.text
    notes = [line["des_observacao"] for line in answer.json()["itens"]]
    assert notes == [f"0-{line}" for line in range(60)] + [f"1-{line}" for line in range(40)]


def test_a_long_note_is_refused(company: Company, unchanged: Callable) -> None:
    product, cart = company.product(), company.cart()
    path = f"/v1/carrinhos/{cart}/itens"
    # Counted in characters, not in bytes.
    body = {"cod_produto": product["cod_produto"], "des_observacao": "é" * 200}
    assert company.public.post(path, json=body).status_code == 201
    with unchanged():
        body["des_observacao"] += "é"
        assert_wrong_fields(company.public.post(path, json=body), "des_observacao")
