"""Buying in a browser without JavaScript: plain links and forms, from the menu to the order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from company import Company
from menu import offer, pizzeria, variations


def named(browser: WebDriver, name: str, value: str | None = None) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, f'[name="{name}"]' + (f'[value="{value}"]' if value else ""))


def path_of(browser: WebDriver) -> str:
    return "/" + browser.current_url.split("/", 3)[3]


def press(element: WebElement) -> None:
    """Clicks in the middle of the window, clear of what sticks to its edges."""
    element.parent.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    element.click()


@contextmanager
def another_page(browser: WebDriver) -> Iterator[None]:
    """Waits until the page is another one: a click or a key itself returns before the browser has left."""
    page = browser.find_element(By.TAG_NAME, "html")
    yield
    # Between two pages Chromium may answer with errors of several kinds.
    patience = WebDriverWait(browser, 60, ignored_exceptions=[WebDriverException])
    patience.until(lambda browser: browser.find_element(By.TAG_NAME, "html") != page)


def submit(element: WebElement) -> None:
    """Presses what leads to another page, a form's button or a link."""
    with another_page(element.parent):
        press(element)


def open_menu(browser: WebDriver, company: Company) -> None:
    browser.get(f"{company.url}/{company.slug}")


def add(browser: WebDriver, name: str, quantity: int = 1) -> None:
    card = browser.find_element(By.XPATH, f'//li[contains(@class, "item")][.//h3[starts-with(., "{name}")]]')
    field = card.find_element(By.CSS_SELECTOR, '[name="qtd_item"]')
    field.clear()
    field.send_keys(str(quantity))
    submit(card.find_element(By.CSS_SELECTOR, "button"))


def fill(browser: WebDriver, **fields: str) -> None:
    for name, text in fields.items():
        field = named(browser, name)
        field.clear()
        field.send_keys(text)


def choose(browser: WebDriver, name: str, value: str) -> None:
    press(named(browser, name, value).find_element(By.XPATH, "./ancestor::label"))


def send(browser: WebDriver) -> None:
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))


def without_browser_checks(browser: WebDriver) -> None:
    """Takes away what the browser itself would refuse, as a foreign client lacks it: the server must answer."""
    browser.execute_script(
        "for (const form of document.forms) form.noValidate = true;"
        "for (const field of document.querySelectorAll('[maxlength]')) field.removeAttribute('maxlength');"
    )


def test_the_browser_runs_no_javascript(without_javascript: WebDriver, browser: WebDriver) -> None:
    """The control of this file: the same page, with and without."""
    page = "data:text/html,<title>antes</title><script>document.title='depois'</script>"
    without_javascript.get(page)
    browser.get(page)
    assert (without_javascript.title, browser.title) == ("antes", "depois")


def test_from_the_menu_to_the_order(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    open_menu(browser, shop)
    assert browser.find_element(By.TAG_NAME, "h1").text == "Loja de Teste"
    add(browser, "Pastel de palmito", 2)
    assert path_of(browser) == f"/{shop.slug}/sacola"
    assert "25,00" in browser.find_element(By.TAG_NAME, "main").text

    fill(browser, nom_cliente="Maria da Penha", num_telefone="(11) 91234-5678")
    choose(browser, "tip_atendimento", "ENTREGA")
    fill(browser, des_endereco="Rua Augusta, 100, apto 12")
    choose(browser, "tip_pagamento", "DINHEIRO")
    fill(browser, vlr_troco_para="50,00", des_observacao="Sem campainha")
    send(browser)

    assert path_of(browser).startswith(f"/{shop.slug}/pedido/")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Pedido nº 1"
    page = browser.find_element(By.TAG_NAME, "main").text
    assert "Pedido recebido" in page and "32,00" in page and "Pastel de palmito" in page
    # Whoever is shown the link does not learn who and where.
    assert "Penha" not in page and "91234-5678" not in page and "apto" not in page
    order = shop.rows("pedido")[0]
    assert (order["vlr_total"], order["vlr_troco_para"], order["num_telefone"]) == (3200, 5000, "+5511912345678")
    assert (order["des_endereco"], order["des_observacao"]) == ("Rua Augusta, 100, apto 12", "Sem campainha")


def test_the_order_page_follows_the_order(without_javascript: WebDriver, shop: Company) -> None:
    order = shop.order()
    without_javascript.get(f"{shop.url}/{shop.slug}/pedido/{order['token']}")
    shop.staff().post(
        f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "RECUSADO", "des_motivo": "<b>Acabou</b> o gás"}
    )
    without_javascript.refresh()
    page = without_javascript.find_element(By.TAG_NAME, "main").text
    assert "Recusado" in page and "<b>Acabou</b> o gás" in page


def test_quantities_are_changed_and_items_removed(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    open_menu(browser, shop)
    add(browser, "Pastel de palmito")
    open_menu(browser, shop)
    assert "1 item" in browser.find_element(By.CSS_SELECTOR, "nav.sacola").text
    add(browser, "Caldo de cana", 3)
    fields = browser.find_elements(By.CSS_SELECTOR, ".linhas input[name=qtd_item]")
    assert [field.get_attribute("value") for field in fields] == ["1", "3"]
    fields[0].clear()
    fields[0].send_keys("4")
    submit(browser.find_elements(By.CSS_SELECTOR, ".linhas .botao.secundario")[0])
    fields = browser.find_elements(By.CSS_SELECTOR, ".linhas input[name=qtd_item]")
    assert [field.get_attribute("value") for field in fields] == ["4", "3"]
    for _ in range(2):
        submit(browser.find_element(By.CSS_SELECTOR, ".linhas button.botao.discreto"))
    assert "vazia" in browser.find_element(By.TAG_NAME, "main").text


def test_wrong_fields_come_back_with_messages_and_what_was_typed(browser: WebDriver, shop: Company) -> None:
    open_menu(browser, shop)
    add(browser, "Pastel de palmito")
    without_browser_checks(browser)
    fill(browser, nom_cliente="Z", num_telefone="123", des_observacao='<b>"Oi"</b>\n& tchau')
    choose(browser, "tip_atendimento", "ENTREGA")
    choose(browser, "tip_pagamento", "DINHEIRO")
    fill(browser, vlr_troco_para="muito")
    send(browser)
    assert browser.find_element(By.TAG_NAME, "h1").text == "Sua sacola"
    for name in ("nom_cliente", "num_telefone", "des_endereco", "vlr_troco_para"):
        field = named(browser, name)
        assert field.get_attribute("aria-invalid") == "true", name
        described = field.get_attribute("aria-describedby").split()
        messages = [browser.find_element(By.ID, identifier) for identifier in described]
        assert any("erro" in message.get_attribute("class") and message.text for message in messages), name
    assert named(browser, "nom_cliente").get_attribute("value") == "Z"
    assert named(browser, "num_telefone").get_attribute("value") == "123"
    assert named(browser, "vlr_troco_para").get_attribute("value") == "muito"
    assert named(browser, "des_observacao").get_attribute("value") == '<b>"Oi"</b>\n& tchau'
    assert named(browser, "tip_atendimento", "ENTREGA").is_selected()
    assert named(browser, "tip_pagamento", "DINHEIRO").is_selected()
    alert = browser.find_element(By.CSS_SELECTOR, "[role=alert]")
    links = {link.get_attribute("href").split("#")[1] for link in alert.find_elements(By.TAG_NAME, "a")}
    assert {"campo-nom_cliente", "campo-num_telefone"} <= links
    assert shop.rows("pedido") == []


def test_what_went_wrong_is_corrected_and_bought(browser: WebDriver, shop: Company) -> None:
    open_menu(browser, shop)
    add(browser, "Caldo de cana")
    without_browser_checks(browser)
    fill(browser, nom_cliente="Maria", num_telefone="123")
    choose(browser, "tip_atendimento", "RETIRADA")
    choose(browser, "tip_pagamento", "PIX")
    send(browser)
    fill(browser, num_telefone="11912345678")
    send(browser)
    assert path_of(browser).startswith(f"/{shop.slug}/pedido/")
    assert len(shop.rows("pedido")) == 1


def test_a_form_sent_twice_is_one_order(browser: WebDriver, shop: Company) -> None:
    open_menu(browser, shop)
    add(browser, "Caldo de cana")
    fill(browser, nom_cliente="Maria", num_telefone="11912345678")
    choose(browser, "tip_atendimento", "RETIRADA")
    choose(browser, "tip_pagamento", "PIX")
    # The same bytes again, as a second click or a second tab would send them.
    statuses = browser.execute_async_script(
        """
        const done = arguments[0], form = document.querySelector('form.fechamento');
        const body = new URLSearchParams(new FormData(form));
        (async () => {
            const answers = [];
            for (let n = 0; n < 3; n++) answers.push(await fetch(form.action, {method: 'POST', body}));
            done(answers.map(answer => [answer.status, answer.url]));
        })();
        """
    )
    assert [status for status, _ in statuses] == [200] * 3
    assert len({url for _, url in statuses}) == 1
    assert len(shop.rows("pedido")) == 1


def test_a_price_that_changed_is_shown_before_buying(browser: WebDriver, shop: Company) -> None:
    open_menu(browser, shop)
    add(browser, "Pastel de palmito")
    fill(browser, nom_cliente="Maria", num_telefone="11912345678")
    choose(browser, "tip_atendimento", "RETIRADA")
    choose(browser, "tip_pagamento", "PIX")
    staff = shop.staff()
    product = next(
        item for item in staff.get("/v1/produtos").json()["itens"] if item["nom_produto"] == "Pastel de palmito"
    )
    staff.patch(f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, "vlr_preco": 1400})
    send(browser)
    assert "preço mudou" in browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
    assert "14,00" in browser.find_element(By.TAG_NAME, "main").text
    assert named(browser, "nom_cliente").get_attribute("value") == "Maria"
    assert shop.rows("pedido") == []
    send(browser)
    assert shop.rows("pedido")[0]["vlr_total"] == 1400


def test_sold_out_items_cannot_be_put_into_the_bag(without_javascript: WebDriver, shop: Company) -> None:
    open_menu(without_javascript, shop)
    card = without_javascript.find_element(By.CSS_SELECTOR, "li.item.esgotado")
    assert "Pastel de feira" in card.text and "Esgotado" in card.text
    assert card.find_elements(By.TAG_NAME, "button") == []


def test_a_search_finds_without_accents(without_javascript: WebDriver, shop: Company) -> None:
    without_javascript.get(f"{shop.url}/{shop.slug}?busca=GLUTEN%20palmito")
    assert "Nada encontrado" in without_javascript.find_element(By.TAG_NAME, "main").text
    without_javascript.get(f"{shop.url}/{shop.slug}?busca=PALMITO%20azeitona")
    names = [heading.text for heading in without_javascript.find_elements(By.CSS_SELECTOR, "li.item h3")]
    assert names == ["Pastel de palmito"]


def test_names_are_text_and_never_markup(browser: WebDriver, new_company: Callable[..., Company]) -> None:
    attack = '<img src=x onerror="document.title=1">"\'</script><script>document.title=1</script>'
    company = new_company(nom_fantasia=attack[:120], des_apresentacao=attack)
    product = company.product(nom_produto=attack[:120], des_resumo=attack, des_produto=attack, des_alergenos=["<b>"])
    category = company.staff().post("/v1/categorias", json={"nom_categoria": attack[:80]}).json()
    company.staff().patch(
        f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, "cod_categoria": category["cod_categoria"]}
    )
    for path in ("", f"?busca={attack.replace('#', '')[:40]}", "/sacola"):
        browser.get(f"{company.url}/{company.slug}{path}")
        assert browser.title != "1"
        assert browser.find_elements(By.CSS_SELECTOR, "img[src=x]") == []
        assert attack[:40] in browser.find_element(By.TAG_NAME, "body").text


def test_an_item_with_choices_a_combo_and_a_coupon(
    without_javascript: WebDriver, new_company: Callable[..., Company]
) -> None:
    company = new_company()
    menu = pizzeria(company)
    browser = without_javascript
    open_menu(browser, company)
    assert "Ofertas do dia" in browser.find_element(By.TAG_NAME, "main").text
    card = browser.find_element(By.ID, f"item-{menu['pizza']['cod_produto']}")
    submit(card.find_element(By.CSS_SELECTOR, "a.botao"))
    choose(browser, "cod_variacao", menu["sizes"]["Grande"])
    choose(browser, f"opcao_{menu['flavours']['options']['Portuguesa']}", "1")
    choose(browser, f"opcao_{menu['extras']['options']['Borda recheada']}", "1")
    fill(browser, des_observacao="Bem assada")
    submit(browser.find_element(By.CSS_SELECTOR, "form.escolhas button"))
    page = browser.find_element(By.TAG_NAME, "main").text
    assert path_of(browser) == f"/{company.slug}/sacola"
    assert "Portuguesa, Borda recheada" in page and "Bem assada" in page and "67,00" in page

    browser.get(f"{company.url}/{company.slug}/combo/{menu['combo']['cod_combo']}")
    choose(browser, "grupo_2", menu["juice"]["cod_produto"])
    submit(browser.find_element(By.CSS_SELECTOR, "form.escolhas button"))
    assert "1 × Suco de caju" in browser.find_element(By.TAG_NAME, "main").text

    fill(browser, des_cupom="nada")
    submit(browser.find_element(By.CSS_SELECTOR, ".cupons .linha button"))
    assert "Este cupom não existe" in browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
    fill(browser, des_cupom="dez")
    submit(browser.find_element(By.CSS_SELECTOR, ".cupons .linha button"))
    assert "Cupom aplicado." in browser.find_element(By.CSS_SELECTOR, ".cupons").text
    assert "77,00" in browser.find_element(By.CSS_SELECTOR, ".somas .total").text

    fill(browser, nom_cliente="Maria da Penha", num_telefone="(11) 91234-5678")
    choose(browser, "tip_atendimento", "RETIRADA")
    choose(browser, "tip_pagamento", "PIX")
    send(browser)
    page = browser.find_element(By.TAG_NAME, "main").text
    assert "Pizza da casa – Grande" in page and "Borda recheada" in page and "cupom DEZ" in page and "77,00" in page
    order = company.rows("pedido")[0]
    assert (order["vlr_itens"], order["vlr_desconto"], order["vlr_total"]) == (8700, 1000, 7700)
    assert order["tip_canal"] == "CARDAPIO"


def test_choices_left_out_come_back(without_javascript: WebDriver, new_company: Callable[..., Company]) -> None:
    company = new_company()
    menu = pizzeria(company)
    browser = without_javascript
    browser.get(f"{company.url}/{company.slug}/item/{menu['pizza']['cod_produto']}")
    choose(browser, "cod_variacao", menu["sizes"]["Média"])
    choose(browser, f"opcao_{menu['extras']['options']['Azeitona']}", "1")
    submit(browser.find_element(By.CSS_SELECTOR, "form.escolhas button"))
    assert "Em “Sabores”, escolha ao menos 1" in browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
    assert named(browser, "cod_variacao", menu["sizes"]["Média"]).is_selected()
    choose(browser, f"opcao_{menu['flavours']['options']['Calabresa']}", "1")
    submit(browser.find_element(By.CSS_SELECTOR, "form.escolhas button"))
    assert "42,00" in browser.find_element(By.CSS_SELECTOR, ".somas .total").text


# The clock of the page is put ahead, not waited for: what it does every half minute it does at once.
SOON = "const now = Date.now; Date.now = () => now() + 31_000"


def test_an_open_menu_learns_what_sold_out_and_what_came_back(browser: WebDriver, shop: Company) -> None:
    product = next(row["cod_produto"] for row in shop.rows("produto_servico") if "palmito" in row["nom_produto"])
    patience = WebDriverWait(browser, 60)
    path = f"/v1/produtos/{product}/esgotado-hoje"
    with shop.staff() as staff:
        for page, card in ((f"/{shop.slug}", f"#item-{product}"), (f"/{shop.slug}/item/{product}", "form.escolhas")):
            browser.get(shop.url + page)
            held = browser.find_element(By.CSS_SELECTOR, card)
            button = held.find_element(By.CSS_SELECTOR, "button")
            assert button.is_enabled() and "Esgotado" not in held.text
            assert staff.post(path).is_success
            browser.execute_script(SOON)
            patience.until(lambda _, held=held: "Esgotado" in held.text)
            assert not button.is_enabled()
            shop.admin.execute(
                "UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = NULL WHERE cod_tenant = %s", (shop.number,)
            )
            browser.execute_script(SOON)
            patience.until(lambda _, button=button: button.is_enabled())
            assert "Esgotado" not in held.text


def test_a_size_that_ran_out_stays_shut_when_the_item_comes_back(browser: WebDriver, shop: Company) -> None:
    product = shop.product(nom_produto="Camiseta")["cod_produto"]
    patience = WebDriverWait(browser, 60)
    with shop.staff() as staff:
        sizes = variations(staff, {"cod_produto": product}, ("P", 1000), ("G", 1200))
        assert staff.post(f"/v1/variacoes/{sizes['G']}/esgotado-hoje").is_success
        browser.get(f"{shop.url}/{shop.slug}/item/{product}")
        small, large = (named(browser, "cod_variacao", sizes[name]) for name in ("P", "G"))
        assert (small.is_enabled(), large.is_enabled()) == (True, False)
        assert staff.post(f"/v1/produtos/{product}/esgotado-hoje").is_success
        browser.execute_script(SOON)
        patience.until(lambda _: not small.is_enabled())
        assert staff.delete(f"/v1/produtos/{product}/esgotado-hoje").is_success
        browser.execute_script(SOON)
        patience.until(lambda _: small.is_enabled())
        assert not large.is_enabled()


def test_an_offer_counts_its_last_hours(browser: WebDriver, shop: Company) -> None:
    [product] = [row for row in shop.rows("produto_servico") if "palmito" in row["nom_produto"]]
    with shop.staff() as staff:
        offer(
            staff,
            nom_oferta="Relâmpago",
            tip_oferta="PERCENTUAL",
            num_percentual=20,
            tip_alvo="ITEM",
            cod_produtos=[str(product["cod_produto"])],
            num_cor="#FFDD00",
            dat_fim=(datetime.now(UTC) + timedelta(hours=5, minutes=30)).isoformat(),
        )
    open_menu(browser, shop)
    badge = browser.find_element(By.CSS_SELECTOR, f"#item-{product['cod_produto']} .selo.oferta")
    assert "rgba(255, 221, 0, 1)" in badge.value_of_css_property("background-color")
    assert "termina em 5 h" in badge.text
    browser.execute_script("const now = Date.now; Date.now = () => now() + 4 * 3_600_000")
    WebDriverWait(browser, 60).until(lambda _: "termina em 1 h" in badge.text)
    browser.execute_script("const now = Date.now; Date.now = () => now() + 2 * 3_600_000")
    WebDriverWait(browser, 60).until(lambda _: "terminou" in badge.text)
