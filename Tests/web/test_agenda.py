"""Choosing a time in a browser without JavaScript, on the narrowest of phones, by keyboard."""

import datetime
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from conftest import PHONE
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from test_compra import another_page, named, path_of, press, submit

from company import Company


def furnished(company: Company) -> dict:
    """Open on weekdays and Saturdays, two who serve, and a service with what an item's form asks besides."""
    staff = company.staff()
    company.admin.execute(
        "INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento)"
        " SELECT %s, dia, '08:30', '20:00' FROM generate_series(1, 6) AS dia",
        (company.number,),
    )
    for name in ("Ana Beatriz de Albuquerque", "Caio"):
        staff.post("/v1/recursos", json={"nom_recurso": name}).raise_for_status()
    return company.product(nom_produto="Corte e escova", tip_item="SERVICO", qtd_duracao_min=60)


def first_monday() -> datetime.date:
    """In the second week that is shown; weeks are counted from the company's today."""
    today = datetime.datetime.now(ZoneInfo("America/Sao_Paulo")).date()
    return today + datetime.timedelta(days=7 + -today.weekday() % 7)


def booked(company: Company, product: dict, day: datetime.date) -> str:
    """The token of the time of an order, at ten of that day."""
    company.change("flg_pedido_fora_do_horario", True)
    order = company.order((product, 1), tip_atendimento="LOCAL")
    return company.admin.execute(
        "INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, cod_recurso, cod_produto,"
        " cod_pedido, dat_inicio, dat_fim, sta_agendamento) SELECT r.cod_tenant, flowt.novo_token(), r.cod_unidade,"
        " r.cod_recurso, %s, %s, i, i + interval '1 hour', 'CONFIRMADO' FROM flowt.tb_omni8_recurso AS r,"
        " cast(%s AS timestamptz) AS i WHERE r.cod_tenant = %s ORDER BY r.cod_recurso LIMIT 1 RETURNING des_token",
        (product["cod_produto"], order["cod_pedido"], f"{day}T10:00-03:00", company.number),
    ).fetchone()["des_token"]


def visit_times(browser: WebDriver, company: Company, page: str) -> None:
    product = furnished(company)
    address = f"{company.url}/{company.slug}/item/{product['cod_produto']}/horarios"
    monday = first_monday()
    if page == "time of an order":
        browser.get(f"{company.url}/{company.slug}/agenda/{booked(company, product, monday)}")
        return
    browser.get(f"{address}?dia={monday - datetime.timedelta(days=1) if page == 'no times' else monday}")
    if page == "no times":
        assert browser.find_elements(By.NAME, "dat_inicio") == []
    if page in ("time taken", "bag with a time"):
        first = browser.find_element(By.NAME, "dat_inicio")
        if page == "time taken":
            company.admin.execute(
                "INSERT INTO flowt.tb_omni8_agendamento"
                " (cod_tenant, des_token, cod_unidade, cod_recurso, dat_inicio, dat_fim, sta_agendamento)"
                " SELECT r.cod_tenant, flowt.novo_token(), r.cod_unidade, r.cod_recurso, i, i + interval '1 hour',"
                " 'BLOQUEIO' FROM flowt.tb_omni8_recurso AS r, cast(%s AS timestamptz) AS i WHERE r.cod_tenant = %s",
                (first.get_attribute("value"), company.number),
            )
        press(first.find_element(By.XPATH, "./ancestor::label"))
        submit(browser.find_element(By.CSS_SELECTOR, "form.agenda button"))
        assert (browser.find_elements(By.CSS_SELECTOR, "[role=alert] li a") != []) == (page == "time taken")


@pytest.fixture
def narrow(without_javascript: WebDriver) -> Iterator[WebDriver]:
    without_javascript.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**PHONE, "width": 360})
    yield without_javascript
    without_javascript.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)


@pytest.fixture
def studio(new_company: Callable[..., Company]) -> Company:
    return new_company(tip_segmento="SERVICOS", num_whatsapp="+5511912345678")


def fits(browser: WebDriver) -> bool:
    return browser.execute_script("return document.documentElement.scrollWidth") == 360


def tab_to(browser: WebDriver, wanted: WebElement) -> None:
    for _ in range(60):
        if browser.switch_to.active_element == wanted:
            return
        browser.switch_to.active_element.send_keys(Keys.TAB)
    pytest.fail("the keyboard does not reach it")


def test_a_time_is_chosen_by_keyboard_on_a_narrow_phone(narrow: WebDriver, studio: Company) -> None:
    product = furnished(studio)
    narrow.get(f"{studio.url}/{studio.slug}/item/{product['cod_produto']}")
    submit(narrow.find_element(By.LINK_TEXT, "Escolher o horário"))
    assert fits(narrow) and narrow.find_element(By.TAG_NAME, "h1").text == "Escolha o horário"
    submit(narrow.find_element(By.LINK_TEXT, "Próxima semana"))
    submit(narrow.find_element(By.LINK_TEXT, "Caio"))
    link = narrow.find_element(By.CSS_SELECTOR, ".semana li:has(small) a[href*='dia=" + str(first_monday()) + "']")
    tab_to(narrow, link)
    with another_page(narrow):
        link.send_keys(Keys.ENTER)
    assert narrow.find_element(By.CSS_SELECTOR, "[aria-current=date]").get_attribute("href").count(str(first_monday()))
    assert fits(narrow)
    first = named(narrow, "dat_inicio")
    tab_to(narrow, first)
    first.send_keys(Keys.SPACE, Keys.ARROW_RIGHT)
    chosen = narrow.switch_to.active_element
    hour = chosen.find_element(By.XPATH, "./ancestor::label").text
    assert chosen != first and chosen.is_selected()
    tab_to(narrow, narrow.find_element(By.CSS_SELECTOR, "form.agenda button"))
    submit(narrow.switch_to.active_element)
    assert path_of(narrow) == f"/{studio.slug}/sacola" and fits(narrow)
    assert f", às {hour}, com Caio: reservado até " in narrow.find_element(By.CSS_SELECTOR, ".linhas").text
    submit(narrow.find_element(By.PARTIAL_LINK_TEXT, "Mudar"))
    assert narrow.find_elements(By.NAME, "des_observacao") == []


def test_a_closed_day_leads_to_an_open_one(narrow: WebDriver, studio: Company) -> None:
    product = furnished(studio)
    sunday = first_monday() - datetime.timedelta(days=1)
    narrow.get(f"{studio.url}/{studio.slug}/item/{product['cod_produto']}/horarios?dia={sunday}")
    assert "Não atendemos neste dia." in narrow.find_element(By.TAG_NAME, "main").text and fits(narrow)
    submit(narrow.find_element(By.CSS_SELECTOR, ".do-dia p a"))
    assert str(first_monday()) in path_of(narrow) and narrow.find_elements(By.NAME, "dat_inicio") != []
