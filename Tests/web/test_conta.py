"""The customer's account in a browser without JavaScript: a code instead of a password, plain forms for the rest."""

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from test_compra import add, choose, fill, named, open_menu, path_of, press, send, submit, without_browser_checks

from company import Company


def ask_for_code(browser: WebDriver, company: Company, contact: str) -> None:
    browser.get(f"{company.url}/{company.slug}/entrar")
    fill(browser, contato=contact)
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))


def sign_in(browser: WebDriver, company: Company, contact: str) -> None:
    ask_for_code(browser, company, contact)
    digits = "".join(sign for sign in contact if sign.isdigit())
    fill(browser, codigo=company.last_code(contact if "@" in contact else f"+55{digits}"))
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    assert path_of(browser) == f"/{company.slug}/conta"


def add_address(browser: WebDriver) -> None:
    press(browser.find_element(By.CSS_SELECTOR, "details.novo summary"))
    fill(browser, nom_endereco="Casa", des_logradouro="Rua Augusta", nom_cidade="São Paulo", sig_uf="sp")
    submit(browser.find_element(By.CSS_SELECTOR, "details.novo button"))


def main(browser: WebDriver) -> str:
    return browser.find_element(By.TAG_NAME, "main").text


def test_a_customer_signs_in_and_finds_the_orders(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    shop.order()
    browser.get(f"{shop.url}/{shop.slug}/conta")
    assert path_of(browser) == f"/{shop.slug}/entrar"
    ask_for_code(browser, shop, "(11) 91234-5678")
    # Nothing of who one is stands in the address.
    assert path_of(browser) == f"/{shop.slug}/entrar"
    assert browser.switch_to.active_element.get_attribute("name") == "codigo"
    fill(browser, codigo="000000" if shop.last_code("+5511912345678") != "000000" else "000001")
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    field = named(browser, "codigo")
    assert field.get_attribute("aria-invalid") == "true"
    assert "confere" in browser.find_element(By.ID, field.get_attribute("aria-describedby")).text
    fill(browser, codigo=shop.last_code("+5511912345678"))
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    assert browser.find_element(By.TAG_NAME, "h1").text == "Olá, Maria!"
    submit(browser.find_element(By.LINK_TEXT, "Pedido nº 1"))
    assert browser.find_element(By.TAG_NAME, "h1").text == "Pedido nº 1"


def test_data_and_addresses_are_kept(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    sign_in(browser, shop, "rita@example.com")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Olá!"
    fill(browser, nom_pessoa='Rita <b>"Lee"</b>', nom_social="Ritinha")
    submit(browser.find_element(By.CSS_SELECTOR, "form[action$='/conta/dados'] button"))
    assert browser.find_element(By.TAG_NAME, "h1").text == "Olá, Ritinha!"
    assert named(browser, "nom_pessoa").get_attribute("value") == 'Rita <b>"Lee"</b>'
    add_address(browser)
    assert "Rua Augusta, São Paulo - SP" in main(browser)
    submit(browser.find_element(By.XPATH, "//button[starts-with(., 'Retirar')]"))
    assert "Nenhum endereço guardado" in main(browser)


def test_consents_are_switched_and_remembered(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    sign_in(browser, shop, "rita@example.com")
    for chosen in (True, False):
        press(named(browser, "EMAIL").find_element(By.XPATH, "./ancestor::label"))
        submit(browser.find_element(By.CSS_SELECTOR, "form[action$='/conta/consentimentos'] button"))
        assert named(browser, "EMAIL").is_selected() is chosen
        assert not named(browser, "SMS").is_selected()


def test_an_order_while_signed_in_is_in_the_account(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    sign_in(browser, shop, "rita@example.com")
    open_menu(browser, shop)
    add(browser, "Pastel de palmito")
    fill(browser, nom_cliente="Rita", num_telefone="11955554444")
    choose(browser, "tip_atendimento", "RETIRADA")
    choose(browser, "tip_pagamento", "PIX")
    send(browser)
    submit(browser.find_element(By.LINK_TEXT, "Minha conta"))
    assert "Pedido nº 1" in main(browser)


def test_a_customer_reads_her_score_and_has_it_reviewed(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    shop.order()
    browser.get(f"{shop.url}/{shop.slug}/conta/score")
    assert path_of(browser) == f"/{shop.slug}/entrar"
    sign_in(browser, shop, "(11) 91234-5678")
    submit(browser.find_element(By.PARTIAL_LINK_TEXT, "Ver meu score"))
    assert path_of(browser) == f"/{shop.slug}/conta/score"
    parts = [part.text for part in browser.find_elements(By.CSS_SELECTOR, "ul[aria-labelledby=porques] b")]
    assert parts == ["Recência", "Frequência", "Valor", "Satisfação"]
    assert "0 de 1.000 pontos" in main(browser)
    assert "Nenhum pedido confirmado em 365 dias." in main(browser)
    without_browser_checks(browser)
    fill(browser, des_pedido="é")
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    field = named(browser, "des_pedido")
    assert (field.get_attribute("aria-invalid"), field.get_attribute("value")) == ("true", "é")
    fill(browser, des_pedido="Comprei <b>ontem</b>\ne não aparece.")
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    review = shop.rows("score_revisao")[0]
    assert review["des_pedido"] == "Comprei <b>ontem</b>\ne não aparece."
    assert browser.find_element(By.TAG_NAME, "h3").text == f"Pedido de revisão nº {review['cod_revisao']}"
    assert f"respondemos até {review['dat_prazo']:%d/%m/%Y}" in main(browser)
    assert "Comprei <b>ontem</b>\ne não aparece." in main(browser)
    # Not a second one while it is open.
    assert browser.find_elements(By.CSS_SELECTOR, "main form") == []
    submit(browser.find_element(By.LINK_TEXT, "Voltar à conta"))
    assert path_of(browser) == f"/{shop.slug}/conta"


def test_signing_out_is_signing_out(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    sign_in(browser, shop, "rita@example.com")
    submit(browser.find_element(By.XPATH, "//button[. = 'Sair desta conta']"))
    assert path_of(browser) == f"/{shop.slug}/entrar"
    assert browser.get_cookie("flowt_cliente") is None
    browser.get(f"{shop.url}/{shop.slug}/conta")
    assert path_of(browser) == f"/{shop.slug}/entrar"
