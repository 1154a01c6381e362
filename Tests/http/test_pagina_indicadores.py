"""Dashboards as pages: the staff's session, the numbers of the API, files to download."""

import csv
import io
import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from test_rastreamento import batch, counts, event, send

from company import PASSWORD, Company
from harness import Server
from history import give_history
from judge import assert_problem

AREAS = ("", "/vendas", "/engajamento", "/funil", "/ofertas", "/nps", "/clientes", "/leads")


@pytest.fixture
def company(new_company) -> Company:
    return new_company()


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    with server.client() as browser:
        yield browser


def sign_in(browser: httpx.Client, company: Company, profile: str = "marketing") -> httpx.Response:
    answer = browser.post(
        f"/{company.slug}/equipe/entrar",
        data={"email": company.user(profile), "senha": PASSWORD, "ir": "indicadores"},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/indicadores")
    return answer


def numbers(page: str) -> dict[str, str]:
    """What each card says, by indicator."""
    found = re.findall(r'<li class="numero" id="numero-(\w+)">.*?<p class="valor">(.*?)</p>', page)
    return {name: value.replace("\xa0", " ") for name, value in found}


def count_now(company: Company, admin: psycopg.Connection) -> None:
    """What the job does, for this company alone."""
    admin.execute(
        "SELECT flowt.apurar_baldes(array_agg(cod_tenant), array_agg(dat_hora)) FROM"
        " (SELECT DISTINCT cod_tenant, dat_hora FROM flowt.tb_omni8_balde_sujo WHERE cod_tenant = %s) AS b",
        (company.number,),
    )
    admin.execute("DELETE FROM flowt.tb_omni8_balde_sujo WHERE cod_tenant = %s", (company.number,))


def test_one_session_for_every_page_of_the_staff(browser: httpx.Client, company: Company) -> None:
    page = f"/{company.slug}/indicadores"
    door = f"/{company.slug}/equipe/entrar?ir=indicadores"
    assert browser.get(page).headers["location"] == door
    wrong = browser.post(door.split("?")[0], data={"email": "x@example.com", "senha": "errada", "ir": "indicadores"})
    assert wrong.status_code == 422 and 'name="ir" value="indicadores"' in wrong.text
    sign_in(browser, company, "gerente")
    answer = browser.get(page)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "private, no-store"
    assert browser.get(door).headers["location"] == page
    assert browser.get(f"/{company.slug}/painel").status_code == 200
    # It opens no route of the API.
    token = browser.cookies["flowt_equipe"]
    refused = browser.get(
        "/v1/indicadores", headers={"Cookie": f"flowt_equipe={token}", "X-Flowt-Tenant": company.slug}
    )
    assert_problem(refused, 401, "login_necessario")
    seal = re.search(r'name="selo" value="(\w+)"', answer.text)[1]
    assert (
        browser.post(f"/{company.slug}/equipe/sair", data={"selo": seal, "ir": "indicadores"}).headers["location"]
        == door
    )
    browser.cookies.clear()
    assert browser.get(page, headers={"Cookie": f"flowt_equipe={token}"}).headers["location"] == door


def test_who_may_not_see_numbers(browser: httpx.Client, company: Company, new_company) -> None:
    sign_in(browser, company, "cozinha")
    for area in AREAS:
        assert_problem(browser.get(f"/{company.slug}/indicadores{area}"), 403, "sem_permissao")
    assert_problem(browser.get(f"/{company.slug}/indicadores/csv/funil"), 403, "sem_permissao")
    other = new_company()
    stolen = {"Cookie": f"flowt_equipe={company.session('admin')}"}
    for path in ("", "/vendas", "/csv/itens"):
        answer = browser.get(f"/{other.slug}/indicadores{path}", headers=stolen)
        assert answer.headers["location"].startswith(f"/{other.slug}/equipe/entrar?ir=indicadores")
    # A customer is no staff.
    customer = {"Cookie": f"flowt_equipe={company.customer_session(company.customer())}"}
    assert browser.get(f"/{company.slug}/indicadores", headers=customer).status_code == 303


def test_what_happens_is_on_the_page_as_in_the_api(
    browser: httpx.Client, company: Company, admin: psycopg.Connection
) -> None:
    company.at_noon()
    product = company.product(nom_produto="Pastel <b>de palmito</b>", vlr_preco=1250)
    for number in range(3):
        answer = send(
            company.public,
            batch(
                event(pagina="/x"),
                event("item_visto", cod_produto=product["cod_produto"]),
                visitor=f"visitante-{number:010}",
                chegada={"utm_source": "jornal", "utm_campaign": "Natal"},
            ),
        )
        assert counts(answer) == (2, 2, 0, 0)
    staff = company.staff()
    order = company.order((product, 2))
    staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "CONFIRMADO"}).raise_for_status()
    count_now(company, admin)
    sign_in(browser, company)
    page = browser.get(f"/{company.slug}/indicadores?periodo=hoje").text
    shown = numbers(page)
    assert (shown["receita_bruta"], shown["pedidos_confirmados"], shown["visitas"]) == ("R$ 25,00", "1", "3")
    today = admin.execute("SELECT flowt.hoje(%s)::text AS day", (company.number,)).fetchone()["day"]
    api = staff.get("/v1/indicadores", params={"de": today, "ate": today}).json()["itens"]
    counted = {one["nom_indicador"]: one["num_valor"] for one in api}
    assert (counted["receita_bruta"], counted["pedidos_confirmados"], counted["visitas"]) == (2500, 1, 3)
    sales = browser.get(f"/{company.slug}/indicadores/vendas?periodo=hoje").text
    assert "Pastel &lt;b&gt;de palmito&lt;/b&gt;" in sales and "<b>de palmito" not in sales and "natal" in sales
    funnel = browser.get(f"/{company.slug}/indicadores/funil?periodo=hoje&campanha=natal").text
    assert re.findall(r'<th scope="row">[^<]*</th><td>(\d+)</td>', funnel)[:3] == ["3", "3", "0"]


def test_every_card_can_be_downloaded(browser: httpx.Client, company: Company) -> None:
    company.product(nom_produto="=1+1")
    give_history(company)
    sign_in(browser, company)
    links = set()
    for area in AREAS:
        page = browser.get(f"/{company.slug}/indicadores{area}?periodo=90&canal=QR").text
        assert "style=" not in page.replace("<style>", "") and not re.search(r"\son\w+=", page)
        links |= set(re.findall(r'class="csv" href="([^"]+)"', page))
    assert len(links) >= 15 and all("?periodo=90&amp;canal=QR" in link for link in links)
    for link in links:
        answer = browser.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, link
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        rows = list(csv.reader(io.StringIO(answer.text), delimiter=";"))
        assert len({len(row) for row in rows}) == 1 and len(rows[0]) > 1, link
    items = browser.get(f"/{company.slug}/indicadores/csv/itens").text
    assert "'=1+1" in items
    browser.cookies.clear()
    answer = browser.get(f"/{company.slug}/indicadores/csv/itens")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/equipe/entrar?ir=indicadores")


def test_numbers_of_others_need_their_permissions(browser: httpx.Client, company: Company) -> None:
    give_history(company)
    sign_in(browser, company, "financeiro")
    assert "Seu perfil não vê as respostas de NPS" in browser.get(f"/{company.slug}/indicadores/nps").text
    assert_problem(browser.get(f"/{company.slug}/indicadores/csv/nps-notas"), 403, "sem_permissao")
    statement = "INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (%s, 'rastreamento', false)"
    company.admin.execute(statement, (company.number,))
    for path in ("", "/vendas", "/csv/funil"):
        assert browser.get(f"/{company.slug}/indicadores{path}").status_code == 404


def test_filters_are_in_the_address(browser: httpx.Client, company: Company) -> None:
    give_history(company)
    sign_in(browser, company)
    page = f"/{company.slug}/indicadores/vendas"
    whole, mail = browser.get(page).text, browser.get(f"{page}?canal=EMAIL&comparar=ano").text
    assert numbers(whole)["receita_bruta"] != numbers(mail)["receita_bruta"]
    assert f'href="/{company.slug}/indicadores/funil?comparar=ano&amp;canal=EMAIL"' in mail
    assert '<option value="EMAIL" selected>' in mail and "· canal E-mail" in mail
    wrong = browser.get(f"{page}?periodo=livre&de=2026-02-30&ate=")
    assert wrong.status_code == 422 and "Diga o primeiro e o último dia." in wrong.text
    assert_problem(browser.get(f"{page}?segredo=1"), 400, "parametro_desconhecido")
    assert browser.get(f"/{company.slug}/indicadores/nada").status_code == 404
