"""Customers: codes instead of passwords, sessions, and pages whose forms only our own pages may send."""

import re
from collections.abc import Callable

import httpx
import pytest
from test_concorrencia import all_at_once, statuses

from company import Company
from judge import assert_problem, assert_wrong_fields

PHONE = "+5511912345678"


def sign_in(company: Company, channel: str = "FONE", to: str = PHONE) -> httpx.Client:
    company.public.post("/v1/clientes/codigos", json={"canal": channel, "destino": to})
    body = {"canal": channel, "destino": to, "codigo": company.last_code(to)}
    answer = company.public.post("/v1/clientes/sessoes", json=body)
    assert answer.status_code == 201, answer.text
    return company.client(answer.json()["token"])


def test_the_answer_does_not_tell_who_is_a_customer(company: Company) -> None:
    company.order()
    sign_in(company)
    answers = [
        company.public.post("/v1/clientes/codigos", json={"canal": "FONE", "destino": to})
        for to in (PHONE, "11988887777", "11988887777")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    headers = [{name for name in answer.headers if name not in ("x-request-id", "date")} for answer in answers]
    assert headers[0] == headers[1] == headers[2]


def test_a_code_that_is_no_good_lets_nobody_in(company: Company, new_company: Callable[..., Company]) -> None:
    other = new_company()
    for slug in (company, other):
        slug.public.post("/v1/clientes/codigos", json={"canal": "FONE", "destino": PHONE})
    code = company.last_code(PHONE)
    wrong = f"{(int(code) + 1) % 1000000:06}"
    attempts = [(PHONE, wrong), ("11988887777", code), (PHONE, "000000" if code != "000000" else "000001")]
    for to, typed in attempts:
        answer = company.public.post("/v1/clientes/sessoes", json={"canal": "FONE", "destino": to, "codigo": typed})
        assert_problem(answer, 401, "codigo_invalido")
    if other.last_code(PHONE) != code:
        body = {"canal": "FONE", "destino": PHONE, "codigo": code}
        assert_problem(other.public.post("/v1/clientes/sessoes", json=body), 401, "codigo_invalido")
    assert company.rows("sessao", "cod_pessoa IS NOT NULL") == []
    body = {"canal": "FONE", "destino": "x", "codigo": "1"}
    assert_wrong_fields(company.public.post("/v1/clientes/sessoes", json=body), "codigo")


def test_five_wrong_codes_use_it_up(company: Company) -> None:
    company.public.post("/v1/clientes/codigos", json={"canal": "FONE", "destino": PHONE})
    code = company.last_code(PHONE)
    body = {"canal": "FONE", "destino": PHONE, "codigo": f"{(int(code) + 1) % 1000000:06}"}
    for _ in range(5):
        assert_problem(company.public.post("/v1/clientes/sessoes", json=body), 401, "codigo_invalido")
    answer = company.public.post("/v1/clientes/sessoes", json={**body, "codigo": code})
    assert_problem(answer, 401, "codigo_invalido")


def test_one_code_used_at_once_opens_one_session(company: Company) -> None:
    company.public.post("/v1/clientes/codigos", json={"canal": "FONE", "destino": PHONE})
    body = {"canal": "FONE", "destino": PHONE, "codigo": company.last_code(PHONE)}
    answers = all_at_once([lambda client: client.post("/v1/clientes/sessoes", json=body)] * 8, company)
    assert statuses(answers) == {201: 1, 401: 7}
    assert len(company.rows("pessoa")) == 1


def test_an_order_of_a_customer_is_theirs(company: Company) -> None:
    anonymous = company.order()
    customer = sign_in(company)
    answer = company.confirm(company.cart((company.product(), 1)), client=customer, num_telefone="11955554444")
    assert answer.status_code == 201
    mine = customer.get("/v1/clientes/eu/pedidos").json()["itens"]
    assert [row["token"] for row in mine] == [answer.json()["token"], anonymous["token"]]
    assert sign_in(company, "EMAIL", "outra@example.com").get("/v1/clientes/eu/pedidos").json()["itens"] == []


def test_a_customer_is_no_staff_and_staff_no_customer(company: Company) -> None:
    customer = sign_in(company)
    assert_problem(customer.get("/v1/pessoas"), 403, "sem_permissao")
    assert_problem(customer.get("/v1/pedidos"), 403, "sem_permissao")
    assert_problem(company.staff().get("/v1/clientes/eu"), 403, "sem_permissao")
    assert_problem(company.public.get("/v1/clientes/eu"), 401, "login_necessario")


def test_sessions_are_seen_and_ended(company: Company) -> None:
    customer = sign_in(company, "EMAIL", "rita@example.com")
    person = int(customer.get("/v1/clientes/eu").json()["cod_pessoa"])
    lost = company.client(company.customer_session(person))
    session = next(row for row in customer.get("/v1/clientes/sessoes").json()["itens"] if not row["flg_atual"])
    assert customer.delete(f"/v1/clientes/sessoes/{session['cod_sessao']}").status_code == 204
    assert_problem(lost.get("/v1/clientes/eu"), 401, "sessao_invalida")
    assert customer.delete("/v1/clientes/sessoes/atual").status_code == 204
    assert_problem(customer.get("/v1/clientes/eu"), 401, "sessao_invalida")


def test_a_session_ends_with_the_person(company: Company) -> None:
    customer, other = sign_in(company), company.customer()
    company.admin.execute(
        "UPDATE flowt.tb_omni8_sessao SET cod_pessoa = %s WHERE cod_tenant = %s AND cod_pessoa IS NOT NULL",
        (other, company.number),
    )
    assert_problem(customer.get("/v1/clientes/eu"), 401, "sessao_invalida")


# MARK: pages


@pytest.fixture
def browser(company: Company) -> httpx.Client:
    """Keeps cookies and sends what a browser sends with its own forms."""
    client = company.client(**{"Sec-Fetch-Site": "same-origin", "Accept": "text/html"})
    client.headers.pop("X-Flowt-Tenant")
    return client


def enter(browser: httpx.Client, company: Company, contact: str = "rita@example.com") -> None:
    assert browser.post(f"/{company.slug}/entrar", data={"contato": contact}).status_code == 200
    answer = browser.post(
        f"/{company.slug}/entrar/codigo", data={"contato": contact, "codigo": company.last_code(contact)}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/conta"), answer.text


def seal(browser: httpx.Client, company: Company) -> str:
    return re.search(r'name="selo" value="([0-9a-f]+)"', browser.get(f"/{company.slug}/conta").text)[1]


def test_the_cookie_is_for_our_pages_alone(company: Company, browser: httpx.Client) -> None:
    browser.post(f"/{company.slug}/entrar", data={"contato": "rita@example.com"})
    data = {"contato": "rita@example.com", "codigo": company.last_code("rita@example.com")}
    answer = browser.post(f"/{company.slug}/entrar/codigo", data=data)
    token, *attributes = answer.headers["set-cookie"].split("; ")
    assert token.startswith("flowt_cliente=fc_")
    assert attributes == [f"Path=/{company.slug}", "HttpOnly", "SameSite=Lax", "Max-Age=7776000"]
    # It opens no route of the API.
    cookie = {"Cookie": token, "X-Flowt-Tenant": company.slug}
    assert_problem(httpx.get(f"{company.url}/v1/clientes/eu", headers=cookie), 401, "login_necessario")
    # A header has sent it back already: the account is open, and the browser that has none is asked to sign in.
    assert browser.get(f"/{company.slug}/conta").status_code == 200
    answer = httpx.get(f"{company.url}/{company.slug}/conta")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/entrar")


def test_over_https_the_cookie_is_secure(new_server: Callable, company: Company) -> None:
    server = new_server(FLOWT_TRUST_FORWARDED="1")
    company.public.post("/v1/clientes/codigos", json={"canal": "EMAIL", "destino": "rita@example.com"})
    with server.client(headers={"X-Forwarded-Proto": "https"}) as client:
        data = {"contato": "rita@example.com", "codigo": company.last_code("rita@example.com")}
        answer = client.post(f"/{company.slug}/entrar/codigo", data=data)
    assert answer.status_code == 303
    assert answer.headers["set-cookie"].endswith("; Secure")


FORMS = {
    "dados": {"nom_pessoa": "Atacada"},
    "enderecos": {"des_logradouro": "Rua do Mal", "nom_cidade": "Recife", "sig_uf": "PE"},
    "consentimentos": {"EMAIL": "sim"},
    "sair": {},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://mau.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(
    company: Company, browser: httpx.Client, unchanged: Callable, form: str, headers: dict[str, str]
) -> None:
    """Even with the seal, which another site cannot know."""
    enter(browser, company)
    data = {**FORMS[form], "selo": seal(browser, company)}
    del browser.headers["Sec-Fetch-Site"]
    with unchanged():
        answer = browser.post(f"/{company.slug}/conta/{form}", data=data, headers=headers)
        assert answer.status_code == 403, answer.text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("forged", [None, "", "0" * 64])
def test_a_form_without_the_seal_is_refused(
    company: Company, browser: httpx.Client, unchanged: Callable, form: str, forged: str | None
) -> None:
    """Whatever the browser says of where it comes from."""
    enter(browser, company)
    data = {**FORMS[form], **({} if forged is None else {"selo": forged})}
    with unchanged():
        assert browser.post(f"/{company.slug}/conta/{form}", data=data).status_code == 403


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_ours_is_taken(company: Company, browser: httpx.Client, form: str) -> None:
    enter(browser, company)
    data = {**FORMS[form], "selo": seal(browser, company)}
    answer = browser.post(f"/{company.slug}/conta/{form}", data=data)
    assert answer.status_code == 303, answer.text
    host = f"http://{browser.base_url.host}:{browser.base_url.port}"
    del browser.headers["Sec-Fetch-Site"]
    if form != "sair":
        # A browser that does not say Sec-Fetch-Site says Origin; an old one neither.
        for headers in ({"Origin": host}, {}):
            assert browser.post(f"/{company.slug}/conta/{form}", data=data, headers=headers).status_code == 303


def test_signing_in_and_the_bag_refuse_other_sites_too(company: Company, browser: httpx.Client) -> None:
    product = company.product()
    for path, data in (
        ("entrar", {"contato": "rita@example.com"}),
        ("entrar/codigo", {"contato": "rita@example.com", "codigo": "123456"}),
        ("sacola", {"cod_produto": product["cod_produto"]}),
        ("sacola/itens/1", {"qtd_item": "1"}),
        ("sacola/pedido", {}),
    ):
        answer = browser.post(f"/{company.slug}/{path}", data=data, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, f"{path}: {answer.status_code}"
        assert "não veio da nossa página" in answer.text
    assert company.rows("mensagem") == company.rows("carrinho") == []


def test_the_seal_of_one_is_not_of_another(company: Company, browser: httpx.Client) -> None:
    enter(browser, company)
    of_rita = seal(browser, company)
    browser.cookies.clear()
    enter(browser, company, "teo@example.com")
    data = {"nom_pessoa": "Outro", "selo": of_rita}
    assert browser.post(f"/{company.slug}/conta/dados", data=data).status_code == 403


def test_a_cookie_of_another_company_opens_nothing(
    company: Company, browser: httpx.Client, new_company: Callable[..., Company]
) -> None:
    other = new_company()
    token = other.customer_session(other.customer())
    answer = browser.get(f"/{company.slug}/conta", headers={"Cookie": f"flowt_cliente={token}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/entrar")


def test_a_session_of_the_staff_opens_no_account(company: Company, browser: httpx.Client) -> None:
    answer = browser.get(f"/{company.slug}/conta", headers={"Cookie": f"flowt_cliente={company.session('admin')}"})
    assert answer.status_code == 303


def test_an_order_of_the_page_is_the_customers(company: Company, browser: httpx.Client) -> None:
    enter(browser, company)
    product = company.product()
    browser.post(f"/{company.slug}/sacola", data={"cod_produto": product["cod_produto"]})
    data = {
        "nom_cliente": "Rita",
        "num_telefone": "11912345678",
        "tip_atendimento": "RETIRADA",
        "tip_pagamento": "PIX",
        "chave": "uma-chave-so",
    }
    assert browser.post(f"/{company.slug}/sacola/pedido", data=data).status_code == 303
    assert company.rows("pedido")[0]["cod_pessoa"] == company.rows("pessoa", "tip_origem = 'LOGIN'")[0]["cod_pessoa"]
    assert "Pedido nº 1" in browser.get(f"/{company.slug}/conta").text


def test_consents_are_switched_on_and_off(company: Company, browser: httpx.Client) -> None:
    enter(browser, company)
    path, data = f"/{company.slug}/conta/consentimentos", {"selo": seal(browser, company)}
    for channels in ({"EMAIL": "sim", "SMS": "sim"}, {"EMAIL": "sim"}, {"EMAIL": "sim"}, {}):
        assert browser.post(path, data={**data, **channels}).status_code == 303
    facts = [(row["tip_canal"], row["flg_concedido"], row["tip_origem"]) for row in company.rows("consentimento")]
    yes, no = (True, "CLIENTE"), (False, "CLIENTE")
    assert facts == [("EMAIL", *yes), ("SMS", *yes), ("SMS", *no), ("EMAIL", *no)]


def test_nothing_personal_is_in_an_address(company: Company, browser: httpx.Client) -> None:
    enter(browser, company)
    page = browser.get(f"/{company.slug}/conta").text
    for address in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert "rita" not in address and "fc_" not in address
