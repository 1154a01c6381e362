"""Tracking in a real browser: what is done in the public pages reaches the events, as far as the visitor agreed."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from conftest import open_browser
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from test_acessibilidade import MEASURE_CONTRAST
from test_compra import add, choose, fill, open_menu, path_of, press, send, submit

from company import Company
from harness import wait_for
from links import new_link

# The one of headless Chromium says that it is a robot, which counts for nothing.
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
BAR = ".consentimento"
# The whole number, however written: five digits of it stand by chance in a moment's microseconds or an identifier.
TYPED = ("91234-5678", "912345678")
ACCEPT, REFUSE = f"{BAR} button:last-child", f"{BAR} button"


@pytest.fixture(scope="module")
def phone() -> Iterator[WebDriver]:
    # Told at the start: what is changed later, beacons do not say.
    browser = open_browser(True, f"--user-agent={PHONE}")
    yield browser
    browser.quit()


@pytest.fixture
def visitor(phone: WebDriver, shop: Company) -> WebDriver:
    """Somebody who was never here."""
    phone.delete_all_cookies()
    phone.get(f"{shop.url}/estatico/favicon.svg")
    phone.execute_script("localStorage.clear()")
    return phone


@pytest.fixture
def happened(shop: Company) -> Callable[..., list[str]]:
    """The kinds of events so far, in order, waiting until there are so many."""

    def happened(at_least: int = 0) -> list[str]:
        deadline = time.monotonic() + 60
        while len(found := events(shop)) < at_least:
            assert time.monotonic() < deadline, found
            time.sleep(0.05)
        return [event["nom_tipo"] for event in found]

    return happened


def events(shop: Company) -> list[dict]:
    """Batch by batch as they came, and by their moments within one: those of two batches are told by when each came,
    and one may be longer under way than the next."""
    return sorted(shop.rows("evento_tracking"), key=lambda event: (event["dat_recebimento"], event["dat_evento"]))


def of_pages(kinds: list[str]) -> list[str]:
    """What pages told: what the server notes by itself may come before or after what was sent at the same moment."""
    return [kind for kind in kinds if kind != "pedido_concluido"]


def leave(browser: WebDriver) -> None:
    """As closing the tab does: the page is hidden."""
    browser.get("about:blank")


def answer(browser: WebDriver, button: str) -> None:
    press(browser.find_element(By.CSS_SELECTOR, button))
    assert browser.find_elements(By.CSS_SELECTOR, BAR) == []


def buy(browser: WebDriver, shop: Company) -> str:
    """From the menu to the order; returns the address of its page."""
    submit(browser.find_element(By.LINK_TEXT, "Pastel de palmito"))
    assert "/item/" in browser.current_url
    submit(browser.find_element(By.CSS_SELECTOR, "form.escolhas button"))
    assert path_of(browser) == f"/{shop.slug}/sacola"
    fill(browser, nom_cliente="Maria da Penha", num_telefone="(11) 91234-5678")
    choose(browser, "tip_atendimento", "RETIRADA")
    choose(browser, "tip_pagamento", "PIX")
    send(browser)
    assert path_of(browser).startswith(f"/{shop.slug}/pedido/")
    return path_of(browser)


def test_a_visit_is_followed_from_the_first_page_to_the_order(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    way = "utm_source=Jornal&utm_medium=banner&utm_campaign=Natal&utm_content=Topo&utm_term=Pastel"
    visitor.get(f"{shop.url}/{shop.slug}?{way}")
    answer(visitor, ACCEPT)
    order = buy(visitor, shop)
    token = order.rsplit("/", 1)[1]
    leave(visitor)
    kinds = [
        "pagina_vista",
        "lista_vista",
        "item_clicado",
        "pagina_vista",
        "item_visto",
        "carrinho_adicionado",
        "pagina_vista",
        "carrinho_visto",
        "checkout_iniciado",
        "pagamento_informado",
        "pagina_vista",
    ]
    happened(len(kinds) + 1)
    assert of_pages(happened()) == kinds and len(happened()) == len(kinds) + 1
    stored = events(shop)
    product = next(row["cod_produto"] for row in shop.rows("produto_servico") if "palmito" in row["nom_produto"])
    of_items = ("item_clicado", "item_visto", "carrinho_adicionado")
    assert {event["cod_produto"] for event in stored if event["nom_tipo"] in of_items} == {product}
    base = f"/{shop.slug}"
    assert [event["des_pagina"] for event in stored if event["nom_tipo"] == "pagina_vista"] == [
        base,
        f"{base}/item/{product}",
        f"{base}/sacola",
        # Whose order it is stays out.
        f"{base}/pedido/-",
    ]
    assert {event["flg_consentimento"] for event in stored if event["nom_tipo"] != "pedido_concluido"} == {True}
    # One visit of one visitor, to whom the order belongs, and to where he came from.
    [visit] = shop.rows("visita")
    assert (visit["tip_canal"], visit["nom_campanha"], visit["flg_robo"]) == ("CAMPANHA", "natal", False)
    assert (visit["nom_conteudo"], visit["nom_termo"], visit["tip_clique"]) == ("topo", "pastel", None)
    steps = [visit[f"dat_{step}"] for step in ("pagina", "item", "carrinho", "revisao", "checkout", "pedido")]
    assert None not in steps and steps == sorted(steps)
    [attribution] = shop.rows("pedido_atribuicao")
    assert (attribution["cod_visita"], attribution["nom_campanha"]) == (visit["cod_visita"], "natal")
    # Nothing in any event says who it was.
    text = repr(stored)
    for secret in (token, "Penha", *TYPED):
        assert secret not in text


def test_a_coupon_that_is_no_coupon_is_told_without_what_was_typed(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    open_menu(visitor, shop)
    answer(visitor, REFUSE)
    add(visitor, "Pastel de palmito")
    fill(visitor, des_cupom="91234-5678")
    submit(visitor.find_element(By.CSS_SELECTOR, ".cupons form.linha button"))
    leave(visitor)
    happened(3)
    told = [event["js_propriedades"] for event in events(shop) if event["nom_tipo"] == "cupom_negado"]
    assert told == [{"cupom": "DESCONHECIDO", "motivo": "cupom_desconhecido"}]
    text = repr(shop.rows("evento_tracking"))
    assert not any(typed in text for typed in TYPED)


def test_what_is_done_with_an_item_is_told(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    """Buying now puts it into the cart, too; asking to be told of what is sold out is of that item."""
    [product] = [row for row in shop.rows("produto_servico") if "palmito" in row["nom_produto"]]
    page = f"{shop.url}/{shop.slug}/item/{product['cod_produto']}"
    visitor.get(page)
    answer(visitor, ACCEPT)
    submit(visitor.find_element(By.CSS_SELECTOR, "button[name=acao][value=comprar]"))
    assert path_of(visitor) == f"/{shop.slug}/sacola#fechar"
    with shop.staff() as staff:
        staff.post(f"/v1/produtos/{product['cod_produto']}/esgotado-hoje")
    visitor.get(page)
    visitor.find_element(By.NAME, "contato").send_keys("rita@example.com")
    submit(visitor.find_element(By.CSS_SELECTOR, ".aviso-volta button"))
    leave(visitor)
    kinds = happened(9)
    assert [kind for kind in kinds if kind in ("carrinho_adicionado", "compra_direta", "aviso_solicitado")] == [
        "carrinho_adicionado",
        "compra_direta",
        "aviso_solicitado",
    ]
    told = [event for event in events(shop) if event["nom_tipo"] in ("compra_direta", "aviso_solicitado")]
    assert {event["cod_produto"] for event in told} == {product["cod_produto"]}


def test_what_is_handed_on_asked_kept_and_taken_out_is_told(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    shop.change("num_whatsapp", "+5511987654321")
    [product] = [row for row in shop.rows("produto_servico") if "palmito" in row["nom_produto"]]
    # By a name of the platform's, so that there is an address to hand on.
    home = f"http://localhost:{urlsplit(shop.url).port}/{shop.slug}"
    visitor.get(home)
    answer(visitor, ACCEPT)
    session = shop.customer_session(shop.customer())
    visitor.add_cookie({"name": "flowt_cliente", "value": session, "path": f"/{shop.slug}"})
    visitor.get(f"{home}/item/{product['cod_produto']}")
    # What leads out of the shop is pressed all the same, and not followed.
    stay = "document.addEventListener('click', (e) => { if (e.target.closest('.acoes-item a')) e.preventDefault(); })"
    visitor.execute_script(stay)
    for words in ("Compartilhar", "Indicar a alguém", "Perguntar no WhatsApp"):
        press(visitor.find_element(By.LINK_TEXT, words))
    submit(visitor.find_element(By.CSS_SELECTOR, ".acoes-item form button"))
    submit(visitor.find_element(By.CSS_SELECTOR, "form.escolhas button"))
    submit(visitor.find_element(By.CSS_SELECTOR, "ul.linhas form[data-evento] button"))
    assert "Sua sacola está vazia" in visitor.find_element(By.TAG_NAME, "main").text
    leave(visitor)
    told = ["compartilhado", "indicado", "whatsapp_clicado", "favoritado", "carrinho_adicionado", "carrinho_removido"]
    wait_for(lambda: set(told) <= set(happened()), "not all of it is told")
    assert sorted(kind for kind in happened() if kind in told) == sorted(told)
    assert {event["cod_produto"] for event in events(shop) if event["nom_tipo"] in told} == {product["cod_produto"]}


def test_who_buys_now_has_reviewed_the_cart(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    """Right at the form, with the list out of sight above it: the page of the cart all the same."""
    [product] = [row for row in shop.rows("produto_servico") if "palmito" in row["nom_produto"]]
    size = visitor.get_window_size()
    visitor.set_window_size(400, 400)
    try:
        visitor.get(f"{shop.url}/{shop.slug}/item/{product['cod_produto']}")
        answer(visitor, ACCEPT)
        submit(visitor.find_element(By.CSS_SELECTOR, "button[name=acao][value=comprar]"))
        fill(visitor, nom_cliente="Maria da Penha")
        where = "return document.querySelector('ul.linhas').getBoundingClientRect().bottom"
        assert visitor.execute_script(where) < 0
        leave(visitor)
    finally:
        visitor.set_window_size(size["width"], size["height"])
    assert [kind for kind in happened(7) if kind.startswith(("carrinho", "checkout"))] == [
        "carrinho_adicionado",
        "carrinho_visto",
        "checkout_iniciado",
    ]


def test_who_comes_back_is_the_same_visitor_whose_first_touch_is_kept(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    visitor.get(f"{shop.url}/{shop.slug}?utm_source=jornal&utm_campaign=natal")
    answer(visitor, ACCEPT)
    leave(visitor)
    happened(2)
    # Another day, by another way.
    shop.admin.execute(
        "UPDATE flowt.tb_omni8_visita SET dat_inicio = dat_inicio - interval '1 day',"
        " dat_fim = dat_fim - interval '1 day' WHERE cod_tenant = %s",
        (shop.number,),
    )
    visitor.get(f"{shop.url}/{shop.slug}?utm_source=loja&utm_medium=email")
    assert visitor.find_elements(By.CSS_SELECTOR, BAR) == []
    leave(visitor)
    happened(4)
    [known] = shop.rows("visitante")
    assert known["js_primeiro_toque"]["nom_campanha"] == "natal"
    visits = sorted(shop.rows("visita"), key=lambda visit: visit["dat_inicio"])
    assert [visit["tip_canal"] for visit in visits] == ["CAMPANHA", "EMAIL"]


def test_who_refuses_is_counted_for_a_day_and_known_to_nobody(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]], admin: psycopg.Connection
) -> None:
    open_menu(visitor, shop)
    answer(visitor, REFUSE)
    buy(visitor, shop)
    leave(visitor)
    kinds = ["carrinho_adicionado", "carrinho_visto", "checkout_iniciado", "pagamento_informado"]
    happened(len(kinds) + 1)
    assert of_pages(happened()) == kinds and len(happened()) == len(kinds) + 1
    stored = events(shop)
    assert {event["flg_consentimento"] for event in stored} == {False}
    assert {event["cod_pessoa"] for event in stored} == {None}
    [known] = shop.rows("visitante")
    assert known["cod_pessoa"] is None
    # Its digest is that of address and browser with a salt that is thrown away.
    salted = admin.execute(
        "SELECT sha256(convert_to(concat_ws('|', %s::bigint, flowt.sal_de_hoje(), '127.0.0.1', %s::text), 'UTF8'))"
        " AS h",
        (shop.number, PHONE),
    ).fetchone()["h"]
    assert bytes(known["hsh_visitante"]) == bytes(salted)
    # Nothing was even sent that had to be refused, and nothing is kept but the answer.
    assert shop.rows("evento_rejeitado") == []
    open_menu(visitor, shop)
    kept = visitor.execute_script("return {...localStorage}")
    assert kept == {f"flowt/{shop.slug}_consentimento": "nao"}


def test_until_there_is_an_answer_nothing_else_leaves(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    open_menu(visitor, shop)
    assert visitor.execute_script("return localStorage.length") == 0
    add(visitor, "Pastel de palmito")
    leave(visitor)
    happened(2)
    assert happened() == ["carrinho_adicionado", "carrinho_visto"]
    # An answer of one company is none of another.
    open_menu(visitor, shop)
    answer(visitor, ACCEPT)
    other = f"flowt/{shop.slug}x_consentimento"
    assert visitor.execute_script("return localStorage.getItem(arguments[0])", other) is None


def test_an_answer_can_be_taken_back(visitor: WebDriver, shop: Company) -> None:
    open_menu(visitor, shop)
    answer(visitor, ACCEPT)
    leave(visitor)
    open_menu(visitor, shop)
    assert visitor.execute_script("return localStorage.length") == 2
    press(visitor.find_element(By.XPATH, "//footer//button[.='Privacidade']"))
    assert visitor.switch_to.active_element.text == "Só o essencial"
    answer(visitor, REFUSE)
    assert visitor.execute_script("return {...localStorage}") == {f"flowt/{shop.slug}_consentimento": "nao"}


def test_batches_leave_at_twenty_and_after_five_seconds(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    open_menu(visitor, shop)
    answer(visitor, ACCEPT)
    first = len(happened(2))
    # When each leaves, and with how many.
    visitor.execute_script(
        "const send = fetch; window.batches = []; window.fetch = (where, what) => {"
        "batches.push([Date.now(), JSON.parse(what.body).eventos.length]); return send(where, what); }"
    )
    began = visitor.execute_script("flowt.track('carrinho_visto'); return Date.now()")
    happened(first + 1)
    [[left, many]] = visitor.execute_script("return batches")
    assert left - began > 4_900 and many == 1
    # The twentieth takes them all, at once.
    left = visitor.execute_script(
        "for (let n = 0; n < 19; n++) flowt.track('carrinho_visto');"
        "const before = batches.length; flowt.track('carrinho_visto'); return [before, ...batches.map(b => b[1])]"
    )
    assert left == [1, 1, 20]
    happened(first + 21)


def test_a_hidden_page_sends_a_beacon(visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]) -> None:
    open_menu(visitor, shop)
    visitor.execute_script(
        "const send = navigator.sendBeacon.bind(navigator); window.beacons = [];"
        "navigator.sendBeacon = (...what) => { beacons.push(what[0]); return send(...what); };"
        "flowt.track('carrinho_visto');"
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'));"
    )
    assert visitor.execute_script("return beacons") == [f"/{shop.slug}/eventos"]
    happened(1)


def test_an_order_that_loads_itself_again_is_one_view(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    open_menu(visitor, shop)
    answer(visitor, ACCEPT)
    order = shop.order()
    visitor.get(f"{shop.url}/{shop.slug}/pedido/{order['token']}")
    # The token does not even leave the browser.
    sent = visitor.execute_async_script(
        "const done = arguments[0]; const send = navigator.sendBeacon.bind(navigator);"
        "navigator.sendBeacon = (where, what) => { what.text().then(done); return send(where, what); };"
        "flowt.flush(true)"
    )
    assert f'"/{shop.slug}/pedido/-"' in sent and order["token"] not in sent
    # Sooner than the page would.
    visitor.execute_script(
        "window.esta = 1; const again = document.createElement('meta');"
        "again.httpEquiv = 'refresh'; again.content = '0'; document.head.append(again)"
    )
    deadline = time.monotonic() + 60
    while visitor.execute_script("return window.esta ?? 0") == 1:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    leave(visitor)
    happened(4)
    time.sleep(0.5)
    assert happened().count("pagina_vista") == 2


def test_offers_are_seen_when_they_are_and_clicked(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    product = next(row["cod_produto"] for row in shop.rows("produto_servico") if "palmito" in row["nom_produto"])
    offer = {
        "nom_oferta": "Palmito mais barato",
        "sta_oferta": "ATIVA",
        "tip_oferta": "PERCENTUAL",
        "num_percentual": 20,
        "tip_alvo": "ITEM",
        "cod_produtos": [str(product)],
    }
    made = shop.staff().post("/v1/ofertas", json=offer)
    made.raise_for_status()
    open_menu(visitor, shop)
    answer(visitor, ACCEPT)
    submit(visitor.find_element(By.CSS_SELECTOR, ".ofertas a"))
    leave(visitor)
    happened(5)
    found = [event for event in events(shop) if event["nom_tipo"].startswith("oferta")]
    assert [event["nom_tipo"] for event in found] == ["oferta_vista", "oferta_clicada"]
    assert {event["cod_oferta"] for event in found} == {int(made.json()["cod_oferta"])}


def test_without_javascript_nothing_is_tracked(without_javascript: WebDriver, shop: Company) -> None:
    open_menu(without_javascript, shop)
    assert without_javascript.find_elements(By.CSS_SELECTOR, BAR) == []
    add(without_javascript, "Pastel de palmito")
    leave(without_javascript)
    time.sleep(0.5)
    assert events(shop) == [] and shop.rows("evento_rejeitado") == []


def test_a_company_without_the_module_has_no_script(visitor: WebDriver, shop: Company) -> None:
    shop.admin.execute("INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (%s, 'rastreamento', false)", (shop.number,))
    for path in ("", "/sacola"):
        visitor.get(f"{shop.url}/{shop.slug}{path}")
        assert visitor.find_elements(By.CSS_SELECTOR, "script[src*='flowt.js']") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_question_can_be_read_reached_and_refused(visitor: WebDriver, shop: Company, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    visitor.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        open_menu(visitor, shop)
        measured, poor = visitor.execute_script(MEASURE_CONTRAST)
        assert measured > 10 and poor == []
        assert visitor.execute_script("return document.documentElement.scrollWidth") == 390
        boxes = visitor.execute_script(
            f"return [...document.querySelectorAll('{BAR} button')].map(b => {{ const r = b.getBoundingClientRect();"
            " const s = getComputedStyle(b); return [r.width, r.height, s.color, s.backgroundColor, s.fontWeight] })"
        )
        # Neither answer is larger or louder than the other.
        assert boxes[0] == boxes[1] and boxes[0][1] >= 44
        # The second press of Tab is there: before it only the link that skips to the content.
        visitor.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB, Keys.TAB)
        assert visitor.switch_to.active_element.text == "Só o essencial"
        visitor.switch_to.active_element.send_keys(Keys.ENTER)
        assert visitor.find_elements(By.CSS_SELECTOR, BAR) == []
    finally:
        visitor.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_the_script_knows_what_is_essential(admin: psycopg.Connection) -> None:
    """Its list is the table's: a type that needs no consent and is not only the server's."""
    source = (Path(__file__).parents[2] / "web/flowt.js").read_text()
    listed = set(re.findall(r'"(\w+)"', re.search(r"essential = new Set\(\[(.*?)\]\)", source, re.DOTALL)[1]))
    rows = admin.execute(
        "SELECT nom_tipo FROM flowt.tb_omni8_tipo_evento WHERE des_base_legal <> 'CONSENTIMENTO' AND NOT flg_servidor"
    )
    assert listed == {row["nom_tipo"] for row in rows}


# MARK: codes that are read


@pytest.mark.parametrize("before", [False, True])
def test_a_code_that_is_read_begins_the_visit_of_who_agreed(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]], before: bool
) -> None:
    """Whether the visitor says so on that page or did on another day: the visit is one, and the code's."""
    token = new_link(shop, "Cartaz", nom_campanha="Verão")
    if before:
        visitor.get(f"{shop.url}/{shop.slug}")
        answer(visitor, ACCEPT)
        leave(visitor)
        happened(2)
        long_ago = "dat_inicio = dat_inicio - interval '2 days', dat_fim = dat_fim - interval '2 days'"
        shop.admin.execute(f"UPDATE flowt.tb_omni8_visita SET {long_ago} WHERE cod_tenant = {shop.number}")
        shop.admin.execute(f"DELETE FROM flowt.tb_omni8_evento_tracking WHERE cod_tenant = {shop.number}")
    visitor.get(f"{shop.url}/q/{token}?o=qr")
    if not before:
        answer(visitor, ACCEPT)
    leave(visitor)
    assert happened(3) == ["qr_lido", "pagina_vista", "lista_vista"]
    found = events(shop)
    visit = shop.rows("visita")[-1]
    assert len(shop.rows("visita")) == 1 + before
    assert (visit["tip_canal"], visit["nom_campanha"], visit["qtd_paginas"]) == ("QR", "verão", 1)
    assert {(event["cod_visita"], event["cod_visitante"]) for event in found} == {
        (visit["cod_visita"], visit["cod_visitante"])
    }
    assert [event["des_link"] for event in found] == [token, None, None]


def test_a_code_read_by_who_does_not_agree_is_counted_all_the_same(
    visitor: WebDriver, shop: Company, happened: Callable[..., list[str]]
) -> None:
    visitor.get(f"{shop.url}/q/{new_link(shop, 'Cartaz')}?o=qr")
    answer(visitor, REFUSE)
    leave(visitor)
    assert happened(1) == ["qr_lido"]
    assert [(visit["tip_canal"], visit["cod_pessoa"]) for visit in shop.rows("visita")] == [("QR", None)]
    assert [event["flg_consentimento"] for event in events(shop)] == [False]
