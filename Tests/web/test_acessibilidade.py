"""Every page on a phone: nothing cut off, everything named, everything legible, in light and in dark."""

import itertools
import secrets
from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from test_agenda import visit_times
from test_compra import add, choose, fill, open_menu, send, submit, without_browser_checks
from test_conta import add_address, ask_for_code, sign_in

from company import PASSWORD, Company
from history import give_history
from links import publish_links
from menu import pizzeria
from survey import invited

PAGES = (
    "menu",
    "search",
    "empty bag",
    "bag",
    "bag with errors",
    "order",
    "payment",
    "cancellation",
    "complaint",
    "order again",
    "survey",
    "survey with errors",
    "survey answered",
    "survey closed",
    "survey too late",
    "open survey",
    "table",
    "table with a bill",
    "sign in",
    "code",
    "account",
    "account with errors",
    "own score",
    "own score with errors",
    "own score under review",
    "documentation",
    "not found",
    "item",
    "item with errors",
    "sold out",
    "combo",
    "bag of offers",
    "line of a bag",
    "times",
    "time taken",
    "no times",
    "bag with a time",
    "time of an order",
    "sign in of staff",
    "sales",
    "surveys",
    "customers",
    "nothing to count",
    "links",
    "link that is over",
)

DASHBOARDS = {
    "sign in of staff": "",
    "sales": "/vendas",
    "surveys": "/nps?canal=QR",
    "customers": "/clientes",
    "nothing to count": "",
}

# WCAG 2.2: 4.5 for text, 3 for text from 24 px (or 18.66 px bold) on.
MEASURE_CONTRAST = """
    const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    // The canvas understands every way of writing a colour.
    const rgba = text => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
    };
    const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
    const background = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) {
            const style = getComputedStyle(e);
            if (style.backgroundImage !== 'none') return null;
            layers.push(rgba(style.backgroundColor));
            if (layers.at(-1)[3] === 1) break;
        }
        const base = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
        return layers.reverse().reduce((under, top) => over(top, under), base);
    };
    const poor = [];
    let measured = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        if (!walker.currentNode.data.trim() || box.width <= 1) continue;
        if (!element.checkVisibility({opacityProperty: true})) continue;
        if (element.closest('[aria-hidden=true], script, style')) continue;
        const under = background(element);
        if (!under) continue;
        const size = parseFloat(style.fontSize), bold = style.fontWeight >= 600;
        const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
        const [light, dark] = [luminance(over(rgba(style.color), under)), luminance(under)].sort((a, b) => b - a);
        const contrast = (light + 0.05) / (dark + 0.05);
        measured++;
        const shown = walker.currentNode.data.trim().slice(0, 40);
        if (contrast < needed - 0.005) poor.push(`${contrast.toFixed(2)} < ${needed}: ${shown}`);
    }
    return [measured, poor];
"""


@pytest.fixture
def show(browser: WebDriver, shop: Company) -> Callable[[str], WebDriver]:
    """Opens one of PAGES."""

    def show(page: str) -> WebDriver:
        visit(page)
        # What is folded away counts too.
        browser.execute_script("for (const part of document.querySelectorAll('details')) part.open = true")
        return browser

    def sit_at_a_table(with_a_bill: bool) -> None:
        with shop.staff() as staff:
            table = staff.post("/v1/mesas", json={"nom_mesa": f"Varanda {secrets.token_hex(4)}"}).json()
        browser.get(f"{shop.url}/{shop.slug}/mesa/{table['token']}")
        if with_a_bill:
            fill(browser, nom_apelido="Ana")
            submit(browser.find_element(By.CSS_SELECTOR, "main form button"))
            tab = shop.public.post(f"/v1/mesa/{table['token']}/comandas", json={"nom_apelido": "Beto"}).json()
            cart = {"carrinho": shop.cart((shop.product(), 2))}
            key = {"Idempotency-Key": secrets.token_hex(8)}
            assert shop.public.post(f"/v1/comandas/{tab['token']}/pedidos", json=cart, headers=key).status_code == 201
            open_menu(browser, shop)
            add(browser, "Pastelão")
            browser.get(f"{shop.url}/{shop.slug}/mesa/{table['token']}")

    def survey(page: str, base: str) -> None:
        token = invited(shop)
        if page in ("survey answered", "survey closed"):
            shop.public.post(f"/v1/nps/{token}", json={"num_nota": 8})
        when = {
            "survey closed": "dat_resposta = now() - interval '25 hours'",
            "survey too late": "dat_expiracao = now()",
        }
        if page in when:
            shop.admin.execute(f"UPDATE flowt.tb_omni8_nps SET {when[page]} WHERE cod_tenant = {shop.number}")
        browser.get(f"{base}/nps" if page == "open survey" else f"{base}/nps/{token}")
        if page == "survey with errors":
            without_browser_checks(browser)
            submit(browser.find_element(By.CSS_SELECTOR, "main form button"))
            assert browser.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]") != []

    def own_score(page: str, base: str) -> None:
        sign_in(browser, shop, "rita@example.com")
        browser.get(f"{base}/conta/score")
        if page != "own score":
            without_browser_checks(browser)
            fill(browser, des_pedido="x" if page == "own score with errors" else "Comprei " + "mais" * 40)
            submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
            if page == "own score with errors":
                assert browser.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]") != []
            else:
                assert "Pedido de revisão nº" in browser.find_element(By.TAG_NAME, "main").text

    def visit(page: str) -> None:
        base = f"{shop.url}/{shop.slug}"
        if page in ("bag", "bag with errors"):
            open_menu(browser, shop)
            add(browser, "Pastel de palmito")
            open_menu(browser, shop)
            add(browser, "Pastelão")
            if page == "bag with errors":
                without_browser_checks(browser)
                fill(browser, nom_cliente="Z", num_telefone="123")
                choose(browser, "tip_atendimento", "ENTREGA")
                choose(browser, "tip_pagamento", "DINHEIRO")
                send(browser)
                assert browser.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]") != []
            return
        if page == "code":
            ask_for_code(browser, shop, "rita@example.com")
            return
        if page in ("item", "item with errors", "sold out", "combo", "bag of offers", "line of a bag"):
            visit_choices(page, base)
            return
        if "time" in page:
            visit_times(browser, shop, page)
            return
        if page in DASHBOARDS:
            visit_numbers(page, f"{base}/indicadores")
            return
        if page.startswith("account"):
            shop.order()
            sign_in(browser, shop, "(11) 91234-5678")
            shop.admin.execute(
                "INSERT INTO flowt.tb_omni8_favorito SELECT s.cod_tenant, s.cod_pessoa, i.cod_produto"
                " FROM flowt.tb_omni8_sessao s JOIN flowt.tb_omni8_produto_servico i USING (cod_tenant)"
                " WHERE s.cod_tenant = %s AND s.cod_pessoa IS NOT NULL",
                (shop.number,),
            )
            add_address(browser)
            if page == "account with errors":
                without_browser_checks(browser)
                fill(browser, nom_pessoa="Z")
                submit(browser.find_element(By.CSS_SELECTOR, "form[action$='/conta/dados'] button"))
                assert browser.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]") != []
            return
        if page.startswith("own score"):
            own_score(page, base)
            return
        if "survey" in page:
            survey(page, base)
            return
        if page.startswith("link"):
            over = publish_links(shop)
            browser.get(f"{base}/links" if page == "links" else f"{shop.url}/q/{over}")
            return
        if page.startswith("table"):
            sit_at_a_table(page == "table with a bill")
            return
        addresses = {
            "menu": base,
            "search": f"{base}?busca=pastel",
            "empty bag": f"{base}/sacola",
            "sign in": f"{base}/entrar",
            "documentation": f"{shop.url}/docs",
            "not found": f"{shop.url}/nao/ha/nada",
        }
        if page == "payment":
            key = {"tip_chave": "EMAIL", "des_chave": "loja@example.com"}
            shop.staff().put("/v1/pix", json=key).raise_for_status()
            addresses["payment"] = f"{base}/pedido/{shop.order()['token']}/pagamento"
        steps = {"order": "", "cancellation": "/cancelar", "complaint": "/reclamar", "order again": "/repetir"}
        if page in steps:
            token = shop.order()["token"]
            complaint = {"tip_reclamacao": "OUTRO", "des_reclamacao": "Veio fria."}
            shop.public.post(f"/v1/pedidos/{token}/reclamacoes", json=complaint)
            addresses[page] = f"{base}/pedido/{token}{steps[page]}"
        browser.get(addresses[page])

    def visit_numbers(page: str, base: str) -> None:
        if page != "nothing to count":
            give_history(shop)
        browser.get(base)
        if page != "sign in of staff":
            fill(browser, email=shop.user("gerente"), senha=PASSWORD)
            submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
            browser.get(f"{base}{DASHBOARDS[page]}")

    def visit_choices(page: str, base: str) -> None:
        menu = pizzeria(shop)
        pizza = f"{base}/item/{menu['pizza']['cod_produto']}"
        sold_out = next(row["cod_produto"] for row in shop.rows("produto_servico") if "feira" in row["nom_produto"])
        browser.get(
            {"sold out": f"{base}/item/{sold_out}", "combo": f"{base}/combo/{menu['combo']['cod_combo']}"}.get(
                page, pizza
            )
        )
        if page in ("item with errors", "bag of offers", "line of a bag"):
            choose(browser, "cod_variacao", menu["sizes"]["Grande"])
            if page != "item with errors":
                choose(browser, f"opcao_{menu['flavours']['options']['Portuguesa']}", "1")
            submit(browser.find_element(By.CSS_SELECTOR, "form.escolhas button"))
        if page == "line of a bag":
            submit(browser.find_element(By.PARTIAL_LINK_TEXT, "Editar"))
        if page == "bag of offers":
            shop.staff().post(
                "/v1/sugestoes", json={"nom_regra": "Sempre", "itens": [menu["juice"]["cod_produto"]]}
            ).raise_for_status()
            fill(browser, des_cupom="DEZ")
            submit(browser.find_element(By.CSS_SELECTOR, ".cupons .linha button"))
            assert browser.find_elements(By.CSS_SELECTOR, ".sugestoes li") != []

    return show


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wider_than_the_phone(show: Callable[[str], WebDriver], page: str) -> None:
    browser = show(page)
    assert browser.execute_script("return document.documentElement.scrollWidth") == 390


def test_a_word_without_end_is_broken(browser: WebDriver, shop: Company) -> None:
    word = "umapalavrasemfim" * 7
    product = shop.product(nom_produto=word, des_resumo=word, des_alergenos=[word[:40]])
    shop.change("des_apresentacao", word)
    browser.get(f"{shop.url}/{shop.slug}")
    assert browser.execute_script("return document.documentElement.scrollWidth") == 390
    order = shop.order((product, 1))
    browser.get(f"{shop.url}/{shop.slug}/pedido/{order['token']}")
    assert browser.execute_script("return document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_it_is(show: Callable[[str], WebDriver], page: str) -> None:
    browser = show(page)
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "pt-BR"
    assert browser.title.strip() != ""
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert len(browser.find_elements(By.TAG_NAME, "main")) == 1
    levels = [int(heading.tag_name[1]) for heading in browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4")]
    jumps = [after - before for before, after in itertools.pairwise(levels)]
    assert max(jumps, default=0) <= 1, levels


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_can_be_used_has_a_name(show: Callable[[str], WebDriver], page: str) -> None:
    browser = show(page)
    nameless = [
        element.get_attribute("outerHTML")
        for element in browser.find_elements(
            By.CSS_SELECTOR, "a, button, summary, input:not([type=hidden]), textarea, select"
        )
        # What assistive technology hears, computed by Chromium itself; of what is hidden it computes nothing.
        if element.is_displayed() and not element.accessible_name.strip()
    ]
    assert nameless == []
    assert browser.find_elements(By.CSS_SELECTOR, "img:not([alt])") == []


@pytest.mark.parametrize("page", PAGES)
def test_every_field_has_a_label_that_is_seen_or_heard(show: Callable[[str], WebDriver], page: str) -> None:
    without = show(page).execute_script(
        """
        return [...document.querySelectorAll('input:not([type=hidden]), textarea, select')]
            .filter(field => !field.labels.length && !field.ariaLabel).map(field => field.outerHTML);
        """
    )
    assert without == []


@pytest.mark.parametrize("page", PAGES)
def test_ids_are_unique_and_links_lead_somewhere(show: Callable[[str], WebDriver], page: str) -> None:
    twice, broken = show(page).execute_script(
        """
        const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        const anchors = [...document.querySelectorAll('a[href^="#"]')].map(a => decodeURIComponent(a.hash.slice(1)));
        const described = [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
            .flatMap(e => [e.getAttribute('aria-describedby'), e.getAttribute('aria-labelledby')])
            .flatMap(value => (value || '').split(' ')).filter(id => id);
        const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
        return [twice, [...anchors, ...described].filter(id => !ids.includes(id))];
        """
    )
    assert (twice, broken) == ([], [])


@pytest.mark.parametrize("page", PAGES)
def test_every_link_is_reached_by_keyboard(show: Callable[[str], WebDriver], page: str) -> None:
    unreachable = show(page).execute_script(
        """
        return [...document.querySelectorAll('a, button, input:not([type=hidden]), textarea, summary')]
            .filter(e => e.checkVisibility()).filter(e => { e.focus(); return document.activeElement !== e; })
            .map(e => e.outerHTML);
        """
    )
    assert unreachable == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_text_is_legible(show: Callable[[str], WebDriver], browser: WebDriver, page: str, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        measured, poor = show(page).execute_script(MEASURE_CONTRAST)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert measured > 0
    assert poor == []


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffff00", "#0f766e", "#808080", "#ff0000"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_legible_in_any_brand_colour(browser: WebDriver, shop: Company, colour: str, scheme: str) -> None:
    shop.change("des_cor", colour)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        browser.get(f"{shop.url}/{shop.slug}")
        measured, poor = browser.execute_script(MEASURE_CONTRAST)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert measured > 10
    assert poor == []


@pytest.mark.parametrize(
    "page",
    [
        "menu",
        "bag",
        "code",
        "account",
        "item",
        "sold out",
        "bag of offers",
        "line of a bag",
        "times",
        "sales",
        "survey",
    ],
)
def test_what_is_tapped_is_large_enough(show: Callable[[str], WebDriver], page: str) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 px, except links inside a sentence."""
    small = show(page).execute_script(
        """
        const fields = 'input:not([type=hidden], [type=radio], [type=checkbox]), textarea, label.opcao, label.grau';
        const tapped = `button, .botao, summary, ${fields}`;
        return [...document.querySelectorAll(tapped)]
            .filter(e => e.checkVisibility())
            .filter(e => { const box = e.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
            .map(e => e.outerHTML);
        """
    )
    assert small == []


def test_the_documentation_can_be_read_without_styles(browser: WebDriver, shop: Company) -> None:
    browser.get(f"{shop.url}/docs")
    assert "/v1/carrinhos/{token}/pedido" in browser.find_element(By.TAG_NAME, "main").text


def test_a_page_loads_nothing_from_elsewhere_and_fails_nothing(browser: WebDriver, shop: Company) -> None:
    browser.get_log("browser")
    browser.get(f"{shop.url}/{shop.slug}")
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert any(name.endswith(".css") for name in loaded)
    assert [name for name in loaded if not name.startswith(shop.url)] == []
    severe = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []


def test_the_measure_of_contrast_sees_what_is_poor(browser: WebDriver) -> None:
    """The control of the tests above."""
    browser.get("data:text/html,<body style='background:white;color:%23777'><p>pouco</p><p style='color:black'>muito")
    measured, poor = browser.execute_script(MEASURE_CONTRAST)
    assert measured == 2
    assert poor == ["4.48 < 4.5: pouco"]
