"""A survey on a phone: answered without a script and without a pointer, seen only by who looks at it."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from test_compra import fill, submit, without_browser_checks

from company import Company
from survey import invited


def page_of(shop: Company, token: str) -> str:
    return f"{shop.url}/{shop.slug}/nps/{token}"


def heading(browser: WebDriver) -> str:
    return browser.find_element(By.TAG_NAME, "h1").text


def give(browser: WebDriver, note: int, within: str = "main form") -> None:
    form = browser.find_element(By.CSS_SELECTOR, within)
    form.find_element(By.CSS_SELECTOR, f"[name=num_nota][value='{note}']").find_element(By.XPATH, "..").click()
    submit(form.find_element(By.TAG_NAME, "button"))


def test_it_is_answered_without_javascript(without_javascript: WebDriver, shop: Company) -> None:
    browser, token = without_javascript, invited(shop)
    browser.get(page_of(shop, token))
    assert heading(browser).startswith("De 0 a 10")
    give(browser, 6)
    assert heading(browser) == "Obrigado!"
    question = browser.find_element(By.CSS_SELECTOR, "label[for=campo-des_motivo]").text
    assert question.startswith("Sentimos muito. O que deu errado?")
    fill(browser, des_motivo="Veio <b>fria</b>.")
    submit(browser.find_element(By.CSS_SELECTOR, "main form button"))
    assert "Anotamos também" in browser.find_element(By.CSS_SELECTOR, "[role=status]").text
    row = shop.rows("nps")[0]
    assert (row["num_nota"], row["tip_classe"], row["des_motivo"]) == (6, "DETRATOR", "Veio <b>fria</b>.")
    assert row["dat_exibicao"] == row["dat_resposta"]
    # Changed, and asked what it was.
    browser.find_element(By.TAG_NAME, "summary").click()
    give(browser, 10, "details form")
    row = shop.rows("nps")[0]
    assert (row["num_nota"], row["des_motivo"], row["dat_edicao"] is None) == (10, "Veio <b>fria</b>.", False)
    assert browser.find_element(By.CSS_SELECTOR, "[role=status] b").text == "10"


def test_the_keyboard_is_enough(without_javascript: WebDriver, shop: Company) -> None:
    browser, token = without_javascript, invited(shop)
    browser.get(page_of(shop, token))
    first = browser.find_element(By.ID, "campo-num_nota")
    # Arrows go through the notes, Tab leaves them, Enter sends.
    first.send_keys(Keys.SPACE, *[Keys.ARROW_RIGHT] * 9)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    submit(browser.switch_to.active_element)
    assert shop.rows("nps")[0]["num_nota"] == 9
    assert browser.find_element(By.CSS_SELECTOR, "label[for=campo-des_motivo]").text.startswith("Que bom!")


def test_no_note_is_no_answer(browser: WebDriver, shop: Company) -> None:
    token = invited(shop)
    browser.get(page_of(shop, token))
    without_browser_checks(browser)
    submit(browser.find_element(By.CSS_SELECTOR, "main form button"))
    assert browser.find_element(By.ID, "erro-num_nota").text == "Escolha uma nota de 0 a 10."
    assert len(browser.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]")) == 11
    assert shop.rows("nps")[0]["num_nota"] is None


def test_seen_is_by_who_looks(browser: WebDriver, shop: Company) -> None:
    token = invited(shop)
    shop.public.get(f"/{shop.slug}/nps/{token}")
    assert shop.rows("nps")[0]["dat_exibicao"] is None
    browser.get(page_of(shop, token))
    # A beacon is answered after it is sent, and a page is left before that.
    browser.get(f"{shop.url}/{shop.slug}")
    for _ in range(300):
        if seen := shop.rows("nps")[0]["dat_exibicao"]:
            break
        browser.execute_async_script("setTimeout(arguments[0], 100)")
    assert seen is not None
    assert shop.rows("nps")[0]["dat_resposta"] is None


def test_who_wants_no_more_says_so(without_javascript: WebDriver, shop: Company) -> None:
    browser, token = without_javascript, invited(shop)
    browser.get(page_of(shop, token))
    submit(browser.find_element(By.CSS_SELECTOR, "form.mais button"))
    assert heading(browser) == "Pronto"
    consent = shop.rows("consentimento")[-1]
    assert (consent["tip_finalidade"], consent["flg_concedido"], consent["tip_origem"]) == ("PESQUISA", False, "LINK")


def test_the_open_link_answers_once_a_browser(without_javascript: WebDriver, shop: Company) -> None:
    browser = without_javascript
    browser.get(f"{shop.url}/{shop.slug}/nps?canal=qr&utm_source=balcao")
    give(browser, 8)
    assert heading(browser) == "Obrigado!"
    row = shop.rows("nps")[0]
    assert (row["num_nota"], row["tip_canal"], row["cod_pessoa"], row["tip_pesquisa"]) == (8, "QR", None, "RELACIONAL")
    browser.get(f"{shop.url}/{shop.slug}/nps")
    assert heading(browser) == "Obrigado!"
    assert len(shop.rows("nps")) == 1


def test_too_late(browser: WebDriver, shop: Company) -> None:
    token = invited(shop)
    shop.admin.execute("UPDATE flowt.tb_omni8_nps SET dat_expiracao = now() WHERE cod_tenant = %s", (shop.number,))
    browser.get(page_of(shop, token))
    assert heading(browser) == "O prazo acabou"
    assert browser.find_elements(By.CSS_SELECTOR, "main form") == []
    browser.get(page_of(shop, "x" * 24))
    assert "404" in browser.title or "encontra" in browser.page_source
