"""The order board on a tablet: live where scripts run, whole where they do not."""

import itertools

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from test_acessibilidade import MEASURE_CONTRAST
from test_compra import fill, path_of, submit

from company import PASSWORD, Company
from harness import wait_for


def open_board(browser: WebDriver, shop: Company) -> None:
    browser.get(f"{shop.url}/{shop.slug}/painel")
    assert path_of(browser) == f"/{shop.slug}/equipe/entrar?ir=painel"
    fill(browser, email=shop.user("gerente"), senha=PASSWORD)
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    assert path_of(browser) == f"/{shop.slug}/painel"


def column(browser: WebDriver, status: str) -> list[str]:
    orders = browser.find_elements(By.CSS_SELECTOR, f"[aria-labelledby=coluna-{status}] .comanda")
    return [order.get_attribute("id").removeprefix("pedido-") for order in orders]


def test_a_board_without_javascript_has_buttons_and_loads_itself_again(
    without_javascript: WebDriver, shop: Company
) -> None:
    browser = without_javascript
    order = shop.order(des_observacao="sem <b>cebola</b>")["cod_pedido"]
    open_board(browser, shop)
    assert "sem <b>cebola</b>" in browser.find_element(By.ID, f"pedido-{order}").text
    for status in ("CONFIRMADO", "EM_PREPARO", "PRONTO"):
        button = f"#pedido-{order} button[value={status}]"
        submit(browser.find_element(By.CSS_SELECTOR, button))
        assert column(browser, status) == [order]
    assert f'content="30; url=/{shop.slug}/painel"' in browser.page_source
    submit(browser.find_element(By.CSS_SELECTOR, "form.sair button"))
    assert path_of(browser) == f"/{shop.slug}/equipe/entrar?ir=painel"
    browser.get(f"{shop.url}/{shop.slug}/painel")
    assert path_of(browser) == f"/{shop.slug}/equipe/entrar?ir=painel"


def test_a_board_with_javascript_is_live(browser: WebDriver, shop: Company) -> None:
    browser.get_log("browser")
    open_board(browser, shop)
    browser.execute_script("window.esta = 1")
    order = shop.order()
    wait_for(lambda: column(browser, "RECEBIDO") == [order["cod_pedido"]], "the order does not come")
    staff = shop.staff()
    staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "CONFIRMADO"})
    moved = lambda: column(browser, "CONFIRMADO") == [order["cod_pedido"]] and column(browser, "RECEBIDO") == []  # noqa: E731
    wait_for(moved, "the order does not move")
    said = browser.find_element(By.ID, "novidade").get_attribute("textContent")
    assert said == f"Pedido {order['num_pedido']} mudou."
    # It was the same page all the while.
    assert browser.execute_script("return window.esta") == 1
    shop.admin.execute("UPDATE flowt.tb_omni8_sessao SET dat_revogacao = now() WHERE cod_tenant = %s", (shop.number,))
    shop.order()
    wait_for(lambda: path_of(browser) == f"/{shop.slug}/equipe/entrar?ir=painel", "the board is open without a session")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_board_can_be_read_and_touched(browser: WebDriver, shop: Company, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        open_board(browser, shop)
        shop.order(des_observacao="sem cebola")
        browser.get(f"{shop.url}/{shop.slug}/painel")
        measured, poor = browser.execute_script(MEASURE_CONTRAST)
        assert measured > 10 and poor == []
        small = browser.execute_script(
            "return [...document.querySelectorAll('button')].filter(e => e.getBoundingClientRect().height < 24).length"
        )
        assert small == 0
        # As wide as the phone of these tests: one column below the other.
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390
        levels = [int(heading.tag_name[1]) for heading in browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3")]
        assert max(after - before for before, after in itertools.pairwise(levels)) <= 1
        nameless = [e for e in browser.find_elements(By.CSS_SELECTOR, "a, button") if not e.accessible_name.strip()]
        assert nameless == []
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
