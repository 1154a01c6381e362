"""A real Chromium, with and without JavaScript, as wide as a phone."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

from company import Company
from harness import Cluster, Server, run_flowt

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
BLOCKED = 2


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    cluster.start()
    result = run_flowt("migrate", cluster.url())
    if result.returncode != 0:
        cluster.remove()
        pytest.exit(f"flowt migrate failed:\n{result.stdout}{result.stderr}", returncode=1)
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def server(cluster: Cluster) -> Iterator[Server]:
    server = Server(cluster.url())
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def admin(cluster: Cluster) -> Iterator[psycopg.Connection]:
    with cluster.connect() as connection:
        yield connection


def open_browser(javascript: bool, *more: str) -> WebDriver:
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    # No sandbox as root, as CI runs; the pages are our own.
    # Reduced motion: a page that scrolls smoothly moves away under the click.
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--lang=pt-BR",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        *more,
    ):
        options.add_argument(argument)
    if not javascript:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": BLOCKED})
    # Debian's driver, named: Selenium would otherwise look for one on the internet.
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    browser.set_page_load_timeout(60)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    return browser


@pytest.fixture(scope="session")
def _plain_browser() -> Iterator[WebDriver]:
    browser = open_browser(javascript=False)
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def _full_browser() -> Iterator[WebDriver]:
    browser = open_browser(javascript=True)
    yield browser
    browser.quit()


@pytest.fixture
def without_javascript(_plain_browser: WebDriver) -> WebDriver:
    _plain_browser.delete_all_cookies()
    return _plain_browser


@pytest.fixture
def browser(_full_browser: WebDriver) -> WebDriver:
    """With JavaScript, which the measurements themselves need."""
    _full_browser.delete_all_cookies()
    return _full_browser


@pytest.fixture
def new_company(server: Server, admin: psycopg.Connection) -> Iterator[Callable[..., Company]]:
    made: list[Company] = []

    def make(**settings) -> Company:
        made.append(Company(server.url, admin, **settings))
        return made[-1]

    yield make
    for company in made:
        company.close()


@pytest.fixture
def shop(new_company: Callable[..., Company]) -> Company:
    """A menu with everything a card can show."""
    company = new_company(
        flg_entrega=True, vlr_taxa_entrega=700, des_apresentacao="Pastéis fritos na hora.", des_cor="#9b2226"
    )
    staff = company.staff()
    category = staff.post("/v1/categorias", json={"nom_categoria": "Pastéis"}).json()["cod_categoria"]
    company.product(
        nom_produto="Pastel de palmito",
        vlr_preco=1250,
        vlr_preco_de=1500,
        des_resumo="Com azeitona",
        des_produto="Massa fina, palmito da casa.\nServe uma pessoa.",
        des_alergenos=["glúten", "leite"],
        cod_categoria=category,
        flg_destaque=True,
    )
    company.product(nom_produto="Caldo de cana " + "com limão e gengibre " * 4, vlr_preco=800)
    company.product(nom_produto="Pastelão", vlr_preco=100_000_000, cod_categoria=category)
    company.product(nom_produto="Pastel de feira", qtd_estoque=0)
    return company
