"""Dashboards in a browser: phone, desk and paper, without JavaScript, for whoever tells no colours apart."""

import itertools
import re

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import Select
from test_acessibilidade import MEASURE_CONTRAST
from test_compra import fill, named, path_of, press, submit

from company import PASSWORD, Company
from history import give_history

AREAS = ("", "/vendas", "/engajamento", "/funil", "/ofertas", "/nps", "/clientes", "/leads")

# On a heat map a number lies on a colour that is let through: what is seen is a mixture.
MEASURE_HEAT = """
    const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const under = rgb(getComputedStyle(document.querySelector('.quadro')).backgroundColor);
    return [...document.querySelectorAll('.calor rect')].map(rect => {
        const style = getComputedStyle(rect), part = Number(style.fillOpacity);
        const mixed = rgb(style.fill).map((c, i) => c * part + under[i] * (1 - part));
        const text = rgb(getComputedStyle(rect.nextElementSibling).fill);
        const [light, dark] = [luminance(mixed), luminance(text)].sort((a, b) => b - a);
        return (light + 0.05) / (dark + 0.05);
    });
"""


@pytest.fixture
def numbers(shop: Company) -> Company:
    give_history(shop)
    return shop


def enter(browser: WebDriver, shop: Company) -> None:
    browser.get(f"{shop.url}/{shop.slug}/indicadores")
    assert path_of(browser) == f"/{shop.slug}/equipe/entrar?ir=indicadores"
    fill(browser, email=shop.user("gerente"), senha=PASSWORD)
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    assert path_of(browser) == f"/{shop.slug}/indicadores"


def be_wide(browser: WebDriver, width: int) -> None:
    shape = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", shape)


def test_without_javascript_filters_are_a_form(without_javascript: WebDriver, numbers: Company) -> None:
    browser = without_javascript
    enter(browser, numbers)
    submit(browser.find_element(By.LINK_TEXT, "Vendas"))
    whole = browser.find_element(By.CSS_SELECTOR, "#numero-receita_bruta .valor").text
    press(browser.find_element(By.CSS_SELECTOR, ".filtros summary"))
    # Dates are asked for once they are chosen.
    assert not named(browser, "de").is_displayed()
    Select(named(browser, "canal")).select_by_visible_text("QR code")
    Select(named(browser, "comparar")).select_by_visible_text("Nada")
    submit(browser.find_element(By.CSS_SELECTOR, ".filtros button"))
    assert "canal=QR" in browser.current_url and "comparar=nada" in browser.current_url
    assert browser.find_element(By.CSS_SELECTOR, "#numero-receita_bruta .valor").text != whole
    assert browser.find_elements(By.CSS_SELECTOR, ".mudanca") == []
    # Another area, the same filters; another period too.
    submit(browser.find_element(By.LINK_TEXT, "Funil"))
    submit(browser.find_element(By.LINK_TEXT, "7 dias"))
    assert "· canal QR code" in browser.find_element(By.CSS_SELECTOR, ".apurado").text
    assert browser.find_element(By.CSS_SELECTOR, ".periodos [aria-current]").text == "7 dias"
    press(browser.find_element(By.CSS_SELECTOR, ".filtros summary"))
    Select(named(browser, "periodo")).select_by_visible_text("Escolher as datas")
    assert named(browser, "de").is_displayed()
    submit(browser.find_element(By.CSS_SELECTOR, "form.sair button"))
    assert path_of(browser) == f"/{numbers.slug}/equipe/entrar?ir=indicadores"


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_screen(browser: WebDriver, numbers: Company, width: int) -> None:
    enter(browser, numbers)
    be_wide(browser, width)
    try:
        for area in AREAS:
            browser.get(f"{numbers.url}/{numbers.slug}/indicadores{area}")
            browser.execute_script("for (const part of document.querySelectorAll('details')) part.open = true")
            assert browser.execute_script("return document.documentElement.scrollWidth") == width, area
            # A drawing is as wide as its box, and no label stands on another.
            for box in browser.find_elements(By.CSS_SELECTOR, ".eixo-x"):
                spans = box.find_elements(By.TAG_NAME, "span")
                ends = [(span.rect["x"], span.rect["x"] + span.rect["width"]) for span in spans]
                assert all(left[1] <= right[0] for left, right in itertools.pairwise(ends)), area
    finally:
        be_wide(browser, 390)


def test_every_drawing_has_a_name_a_description_and_a_table(browser: WebDriver, numbers: Company) -> None:
    enter(browser, numbers)
    drawings = 0
    for area in AREAS:
        browser.get(f"{numbers.url}/{numbers.slug}/indicadores{area}")
        for figure in browser.find_elements(By.CSS_SELECTOR, "figure.grafico"):
            assert len(figure.find_elements(By.CSS_SELECTOR, "details.numeros table th[scope=row]")) > 0
            for drawing in figure.find_elements(By.TAG_NAME, "svg"):
                assert drawing.aria_role in ("img", "image") and drawing.accessible_name.strip()
                described = drawing.get_attribute("aria-labelledby").split()
                texts = [browser.find_element(By.ID, part).get_attribute("textContent") for part in described]
                assert len(texts) == 2 and all(texts)
                drawings += 1
        ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), area
    assert drawings > 20


def test_a_change_is_said_in_words(browser: WebDriver, numbers: Company) -> None:
    enter(browser, numbers)
    changes = [change.text for change in browser.find_elements(By.CSS_SELECTOR, ".mudanca.boa, .mudanca.ruim")]
    assert len(changes) >= 3
    assert all(re.match(r"(▲ subiu|▼ caiu) [\d.,]+.(%|pontos), (melhor|pior)\n", change) for change in changes), changes
    # Of two lines one is dashed: whoever sees no colours sees which.
    dashes = browser.execute_script(
        "return ['agora', 'antes'].map(c => getComputedStyle(document.querySelector(`path.${c}`)).strokeDasharray)"
    )
    assert dashes[0] == "none" and dashes[1] != "none"


@pytest.mark.parametrize("colour", ["#0f766e", "#000000", "#ffff00", "#ffffff"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_on_a_heat_map_can_be_read(browser: WebDriver, numbers: Company, scheme: str, colour: str) -> None:
    numbers.change("des_cor", colour)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    enter(browser, numbers)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        browser.get(f"{numbers.url}/{numbers.slug}/indicadores/clientes")
        contrasts = browser.execute_script(MEASURE_HEAT)
        measured, poor = browser.execute_script(MEASURE_CONTRAST)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert len(contrasts) > 5 and min(contrasts) >= 4.5
    assert measured > 10 and poor == []


def test_on_paper_there_are_only_numbers_and_drawings(browser: WebDriver, numbers: Company) -> None:
    enter(browser, numbers)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for what in (".barra", ".areas", ".periodos", ".filtros", ".csv"):
            assert not browser.find_element(By.CSS_SELECTOR, what).is_displayed(), what
        for what in ("h1", ".apurado", ".numero .valor", "#quadro-receita_bruta svg"):
            assert browser.find_element(By.CSS_SELECTOR, what).is_displayed(), what
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_empty_pages_teach(browser: WebDriver, shop: Company) -> None:
    enter(browser, shop)
    for area in AREAS:
        browser.get(f"{shop.url}/{shop.slug}/indicadores{area}")
        assert "Como encher esta página" in browser.find_element(By.CSS_SELECTOR, ".dica-da-area").text
        assert browser.find_elements(By.TAG_NAME, "figure") == []


def test_one_item_from_the_filters(without_javascript: WebDriver, numbers: Company) -> None:
    browser = without_javascript
    enter(browser, numbers)
    submit(browser.find_element(By.LINK_TEXT, "Vendas"))
    press(browser.find_element(By.CSS_SELECTOR, ".filtros summary"))
    name = [option.text for option in Select(named(browser, "item")).options][1]
    Select(named(browser, "item")).select_by_visible_text(name)
    submit(browser.find_element(By.CSS_SELECTOR, ".filtros button"))
    assert "item=" in browser.current_url
    assert f"· item {name}" in browser.find_element(By.CSS_SELECTOR, ".apurado").text
    assert browser.find_element(By.CSS_SELECTOR, "#numero-unidades_vendidas .valor").text == "180"
    assert "não se mede com este filtro" in browser.find_element(By.ID, "numero-receita_liquida").text
    submit(browser.find_element(By.LINK_TEXT, "Funil"))
    assert f"· item {name}" in browser.find_element(By.CSS_SELECTOR, ".apurado").text


@pytest.mark.parametrize("width", [360, 1200])
def test_from_the_customers_to_why_one_has_her_score(browser: WebDriver, numbers: Company, width: int) -> None:
    person = numbers.customer("Ana Beatriz de Albuquerque Cavalcanti")
    numbers.admin.execute(
        "SELECT flowt.gravar_scores(%s, ARRAY[%s]::bigint[], flowt.hoje(%s))",
        (numbers.number, person, numbers.number),
    )
    enter(browser, numbers)
    be_wide(browser, width)
    submit(browser.find_element(By.LINK_TEXT, "Clientes"))
    submit(browser.find_element(By.CSS_SELECTOR, ".segmentos a"))
    submit(browser.find_element(By.LINK_TEXT, "Ana Beatriz de Albuquerque Cavalcanti"))
    assert path_of(browser) == f"/{numbers.slug}/indicadores/clientes/{person}"
    assert "Ana" not in browser.title
    assert len(browser.find_elements(By.CSS_SELECTOR, "#quadro-porques .numero")) >= 3
    assert "Nenhum pedido de revisão" in browser.find_element(By.ID, "quadro-revisoes").text
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    measured, poor = browser.execute_script(MEASURE_CONTRAST)
    assert measured > 20 and poor == []
    be_wide(browser, 390)
