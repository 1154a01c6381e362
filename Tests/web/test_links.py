"""The links page on a phone, without a script."""

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from test_compra import submit

from company import Company
from links import publish_links


def test_it_works_without_javascript(without_javascript: WebDriver, shop: Company) -> None:
    publish_links(shop)
    browser = without_javascript
    browser.get(f"{shop.url}/{shop.slug}/links")
    buttons = browser.find_elements(By.CSS_SELECTOR, ".links a")
    assert len(buttons) == 3 and all(button.size["height"] >= 44 for button in buttons)
    assert buttons[0].text == "Ver o cardápio"
    assert "instagram.com" in buttons[2].text
    assert browser.find_elements(By.CSS_SELECTOR, ".whatsapp") != []
    submit(buttons[0])
    assert browser.find_element(By.TAG_NAME, "h1").text == "Loja de Teste"
    assert f"/{shop.slug}?utm_source=link" in browser.current_url
    # Headless, and it says so: that is a robot's opening.
    assert [(row["qtd_cliques"], row["qtd_robos"]) for row in shop.rows("link_acesso")] == [(0, 1)]
