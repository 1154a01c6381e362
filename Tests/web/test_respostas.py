"""Answers to surveys and the tasks of detractors, on a phone as at a desk, without a script."""

import itertools

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from test_acessibilidade import MEASURE_CONTRAST
from test_compra import fill, path_of, press, submit, without_browser_checks
from test_indicadores import be_wide

from company import PASSWORD, Company
from survey import invited

WHY = "Veio <b>fria</b>,\ne " + "muito" * 30 + " tarde."


@pytest.fixture
def answered(shop: Company) -> Company:
    """A detractor whose time is over, another, and a promoter."""
    for note, why in ((2, WHY), (5, None), (9, "Chegou quente.")):
        token = invited(shop, nom_cliente=f"Rita Nota {note}", num_telefone=f"(11) 91234-560{note}")
        shop.public.post(f"/v1/nps/{token}", json={"num_nota": note, "des_motivo": why}).raise_for_status()
    shop.admin.execute(
        "UPDATE flowt.tb_omni8_tarefa t SET dat_prazo = now() - interval '1 hour' FROM flowt.tb_omni8_nps n"
        " WHERE n.cod_nps = t.cod_nps AND n.num_nota = 5 AND t.cod_tenant = %s",
        (shop.number,),
    )
    return shop


def enter(browser: WebDriver, shop: Company, profile: str = "gerente") -> None:
    browser.get(f"{shop.url}/{shop.slug}/indicadores/nps/respostas")
    assert path_of(browser) == f"/{shop.slug}/equipe/entrar?ir=indicadores/nps/respostas"
    fill(browser, email=shop.user(profile), senha=PASSWORD)
    submit(browser.find_element(By.CSS_SELECTOR, "form.fechamento button"))
    assert path_of(browser) == f"/{shop.slug}/indicadores/nps/respostas"


def notes(browser: WebDriver, of: str) -> list[str]:
    return [heading.text for heading in browser.find_elements(By.CSS_SELECTOR, f"#quadro-{of} h3")]


def test_from_the_numbers_to_the_answers_and_a_task_is_done(without_javascript: WebDriver, answered: Company) -> None:
    browser = without_javascript
    enter(browser, answered)
    submit(browser.find_element(By.LINK_TEXT, "Números de NPS"))
    assert path_of(browser) == f"/{answered.slug}/indicadores/nps"
    submit(browser.find_element(By.LINK_TEXT, "Ver as respostas uma a uma e as tarefas"))
    assert notes(browser, "tarefas") == ["Nota 5 detrator", "Nota 2 detrator"]
    assert notes(browser, "respostas") == ["Nota 9 promotor", "Nota 5 detrator", "Nota 2 detrator"]
    late, other = browser.find_elements(By.CSS_SELECTOR, "#quadro-tarefas .respostas > li")
    assert late.text.splitlines()[1:3] == ["Rita Nota 5", "Não disse por quê."] and "atrasada" in late.text
    assert "· Pastel de feira ·" in late.text
    assert WHY in other.text and "atrasada" not in other.text
    assert not other.find_element(By.TAG_NAME, "textarea").is_displayed()
    press(other.find_element(By.TAG_NAME, "summary"))
    other.find_element(By.TAG_NAME, "textarea").send_keys("Liguei,\nvai outra.")
    submit(other.find_element(By.TAG_NAME, "button"))
    assert browser.find_element(By.CSS_SELECTOR, "[role=status]").text == "Tarefa concluída."
    assert notes(browser, "tarefas") == ["Nota 5 detrator"]
    done = answered.rows("tarefa", "sta_tarefa = 'CONCLUIDA'")
    assert [task["des_conclusao"] for task in done] == ["Liguei,\nvai outra."]
    # A class, and with it another period.
    submit(browser.find_element(By.LINK_TEXT, "Promotores"))
    submit(browser.find_element(By.LINK_TEXT, "Hoje"))
    assert path_of(browser) == f"/{answered.slug}/indicadores/nps/respostas?periodo=hoje&classe=promotor"
    assert notes(browser, "respostas") == ["Nota 9 promotor"]
    current = [link.text for link in browser.find_elements(By.CSS_SELECTOR, ".periodos [aria-current]")]
    assert current == ["Hoje", "Promotores"]


def test_a_form_that_says_nothing_comes_back(browser: WebDriver, answered: Company) -> None:
    enter(browser, answered, "atendente")
    assert browser.find_elements(By.CSS_SELECTOR, ".areas") == []
    without_browser_checks(browser)
    task = browser.find_elements(By.CSS_SELECTOR, "#quadro-tarefas .respostas > li")[1]
    press(task.find_element(By.TAG_NAME, "summary"))
    task.find_element(By.TAG_NAME, "textarea").send_keys("o")
    submit(task.find_element(By.TAG_NAME, "button"))
    field = browser.find_element(By.CSS_SELECTOR, "[aria-invalid=true]")
    assert field.is_displayed() and field.get_attribute("value") == "o"
    assert notes(browser, "tarefas") == ["Nota 2 detrator", "Nota 5 detrator"]
    for part in field.get_attribute("aria-describedby").split():
        assert browser.find_element(By.ID, part).text
    assert "não foi concluída" in browser.find_element(By.CSS_SELECTOR, "[role=alert]").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_can_be_read_and_touched(browser: WebDriver, answered: Company, width: int, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    be_wide(browser, width)
    try:
        enter(browser, answered)
        browser.execute_script("for (const part of document.querySelectorAll('details')) part.open = true")
        assert browser.execute_script("return document.documentElement.scrollWidth") == width
        measured, poor = browser.execute_script(MEASURE_CONTRAST)
        assert measured > 20 and poor == []
        small = browser.execute_script(
            "return [...document.querySelectorAll('main :is(a, button, summary, select, input:not([type=hidden]))')]"
            ".filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
        )
        assert small == []
        levels = [int(heading.tag_name[1]) for heading in browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3")]
        assert levels[0] == 1 and max(after - before for before, after in itertools.pairwise(levels)) <= 1
        controls = browser.find_elements(By.CSS_SELECTOR, "a, button, summary, textarea, select, input")
        seen = [control for control in controls if control.is_displayed()]
        assert len(seen) > 20 and [control for control in seen if not control.accessible_name.strip()] == []
        ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))
    finally:
        be_wide(browser, 390)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
