"""People over HTTP: what one body makes, who sees it, and what may happen once when many try."""

from collections import Counter
from collections.abc import Callable

import httpx
import psycopg
import pytest
from test_concorrencia import all_at_once, statuses

from company import Company
from judge import assert_problem, assert_wrong_fields

CPF, OTHER_CPF = "529.982.247-25", "111.444.777-35"


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def person(staff: httpx.Client, **fields) -> dict:
    answer = staff.post("/v1/pessoas", json={"tip_pessoa": "F", "nom_pessoa": "Ana Souza", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def identifier(kind: str, value: str) -> dict:
    return {"tip_identificador": kind, "des_valor": value}


def test_a_person_is_at_its_location(staff: httpx.Client) -> None:
    body = {
        "tip_pessoa": "F",
        "nom_pessoa": "José da Silva",
        "identificadores": [identifier("CPF", CPF), identifier("FONE", "(11) 91234-5678")],
        "enderecos": [{"des_logradouro": "Rua A", "nom_cidade": "Recife", "sig_uf": "PE"}],
        "papeis": ["CLIENTE"],
        "etiquetas": ["VIP"],
    }
    created = staff.post("/v1/pessoas", json=body)
    assert created.status_code == 201
    assert staff.get(created.headers["location"]).json() == created.json()
    assert [row["des_valor"] for row in created.json()["identificadores"]] == ["52998224725", "+5511912345678"]


def test_profiles_see_what_is_theirs_to_see(company: Company, staff: httpx.Client) -> None:
    path = f"/v1/pessoas/{person(staff, identificadores=[identifier('CPF', CPF)])['cod_pessoa']}"
    seen = {}
    for profile in ("gerente", "atendente", "marketing", "financeiro"):
        with company.staff(profile) as client:
            answer = client.get(path).json()
            seen[profile] = (answer["identificadores"][0]["des_valor"], answer["flg_mascarada"])
            assert client.get("/v1/pessoas").json()["itens"][0]["num_documento"] == seen[profile][0]
    whole, masked = ("52998224725", False), ("***.982.247-**", True)
    assert seen == {"gerente": whole, "atendente": whole, "marketing": masked, "financeiro": masked}
    with company.staff("cozinha") as kitchen:
        assert_problem(kitchen.get(path), 403, "sem_permissao")


def test_every_reading_is_logged(company: Company, staff: httpx.Client) -> None:
    code = person(staff)["cod_pessoa"]
    for path in (f"/v1/pessoas/{code}", "/v1/pessoas", f"/v1/pessoas/{code}/consentimentos"):
        assert staff.get(path).headers["cache-control"] == "no-store"
    logged = [(row["nom_funcao"], row["qtd_pessoas"]) for row in company.rows("acesso_dado_pessoal")]
    assert logged == [("api.pessoa_ler", 1), ("api.pessoa_listar", 1), ("api.consentimento_ler", 1)]


def test_a_suspended_company_still_reads_its_people(company: Company, staff: httpx.Client) -> None:
    path = f"/v1/pessoas/{person(staff)['cod_pessoa']}"
    company.set_status("suspender")
    assert staff.get(path).status_code == 200
    assert_problem(staff.patch(path, json={"num_versao": 1, "nom_pessoa": "Outra"}), 403, "tenant_suspenso")


def test_a_wrong_identifier_is_named_by_its_place(staff: httpx.Client, unchanged: Callable) -> None:
    body = {
        "tip_pessoa": "F",
        "nom_pessoa": "Ana",
        "identificadores": [identifier("CPF", "1"), identifier("EMAIL", "a@b.co"), identifier("FONE", "2")],
    }
    with unchanged():
        answer = staff.post("/v1/pessoas", json=body)
        assert_wrong_fields(answer, "identificadores[0].des_valor", "identificadores[2].des_valor")
        assert "52998224725" not in answer.text and "529.982" not in answer.text


@pytest.mark.parametrize("query", ["busca=ana", "cpf=52998224725", "nome=ana", "sta_pessoa=ATIVA&telefone=11"])
def test_no_personal_data_in_an_address(staff: httpx.Client, query: str) -> None:
    assert_problem(staff.get(f"/v1/pessoas?{query}"), 400, "parametro_desconhecido")


def test_a_stale_version_is_refused(staff: httpx.Client, unchanged: Callable) -> None:
    path = f"/v1/pessoas/{person(staff)['cod_pessoa']}"
    assert staff.patch(path, json={"num_versao": 1, "des_observacao": "Prefere ligação"}).json()["num_versao"] == 2
    with unchanged():
        answer = staff.patch(path, json={"num_versao": 1, "des_observacao": None})
        assert assert_problem(answer, 409, "versao_desatualizada")["num_versao_atual"] == 2


def test_one_of_many_changes_at_once_wins(company: Company, staff: httpx.Client) -> None:
    path = f"/v1/pessoas/{person(staff)['cod_pessoa']}"
    headers = {"Authorization": f"Bearer {company.session('gerente')}"}

    def change(number: int) -> Callable[[httpx.Client], httpx.Response]:
        body = {"num_versao": 1, "nom_pessoa": f"Nome {number}"}
        return lambda client: client.patch(path, json=body, headers=headers)

    assert statuses(all_at_once([change(number) for number in range(8)], company)) == {200: 1, 409: 7}


def test_identifiers_added_at_once_have_one_preferred(company: Company, staff: httpx.Client) -> None:
    path = f"/v1/pessoas/{person(staff)['cod_pessoa']}/identificadores"
    headers = {"Authorization": f"Bearer {company.session('gerente')}"}
    calls = [
        lambda client, n=n: client.post(
            path, json={**identifier("EMAIL", f"{n}@example.com"), "flg_principal": True}, headers=headers
        )
        for n in range(8)
    ]
    assert statuses(all_at_once(calls, company)) == {201: 8}
    assert sum(row["flg_principal"] for row in company.rows("pessoa_identificador")) == 1


def test_two_confirmations_verify_once(company: Company, staff: httpx.Client) -> None:
    made = person(staff, identificadores=[identifier("EMAIL", "ana@example.com")])
    path = (
        f"/v1/pessoas/{made['cod_pessoa']}/identificadores/{made['identificadores'][0]['cod_identificador']}"
        "/verificacao"
    )
    assert staff.post(path).status_code == 202
    code = company.last_code("ana@example.com")
    headers = {"Authorization": f"Bearer {company.session('gerente')}"}
    calls = [lambda client: client.post(f"{path}/confirmacao", json={"codigo": code}, headers=headers)] * 8
    answers = all_at_once(calls, company)
    assert Counter(answer.json().get("codigo") for answer in answers) == {None: 1, "codigo_vencido": 7}
    changes = [row["js_diferenca"] for row in company.rows("auditoria", "tip_operacao = 'U'")]
    assert sum("dat_verificacao" in change for change in changes) == 1


def test_wrong_codes_at_once_are_all_counted(company: Company, staff: httpx.Client) -> None:
    made = person(staff, identificadores=[identifier("EMAIL", "ana@example.com")])
    path = (
        f"/v1/pessoas/{made['cod_pessoa']}/identificadores/{made['identificadores'][0]['cod_identificador']}"
        "/verificacao"
    )
    staff.post(path)
    code = company.last_code("ana@example.com")
    wrong = f"{(int(code) + 1) % 1000000:06}"
    headers = {"Authorization": f"Bearer {company.session('gerente')}"}
    calls = [lambda client: client.post(f"{path}/confirmacao", json={"codigo": wrong}, headers=headers)] * 12
    assert statuses(all_at_once(calls, company)) == {422: 5, 410: 7}
    assert_problem(staff.post(f"{path}/confirmacao", json={"codigo": code}), 410, "codigo_vencido")


def test_asking_at_once_sends_one_code(company: Company, staff: httpx.Client) -> None:
    made = person(staff, identificadores=[identifier("FONE", "11912345678")])
    path = (
        f"/v1/pessoas/{made['cod_pessoa']}/identificadores/{made['identificadores'][0]['cod_identificador']}"
        "/verificacao"
    )
    headers = {"Authorization": f"Bearer {company.session('gerente')}"}
    answers = all_at_once([lambda client: client.post(path, headers=headers)] * 8, company)
    assert statuses(answers) == {202: 1, 429: 7}
    for answer in answers:
        if answer.status_code == 429:
            assert_problem(answer, 429, "codigo_enviado_ha_pouco")
    assert len(company.rows("mensagem")) == 1


def test_first_orders_of_one_phone_make_one_person(company: Company) -> None:
    product = company.product()
    carts = [company.cart((product, 1)) for _ in range(8)]
    calls = [lambda client, cart=cart: company.confirm(cart, client=client) for cart in carts]
    assert statuses(all_at_once(calls, company)) == {201: 8}
    assert len(company.rows("pessoa")) == len(company.rows("pessoa_identificador")) == 1
    assert {row["cod_pessoa"] for row in company.rows("pedido")} == {company.rows("pessoa")[0]["cod_pessoa"]}


def test_orders_while_their_phone_is_proven_are_all_found(company: Company) -> None:
    """Some before, some after: none stays with a registration that is no more."""
    product = company.product()
    phone = "11912345678"
    company.public.post("/v1/clientes/codigos", json={"canal": "FONE", "destino": phone})
    entrance = {"canal": "FONE", "destino": phone, "codigo": company.last_code(f"+55{phone}")}
    carts = [company.cart((product, 1)) for _ in range(10)]
    calls: list[Callable[[httpx.Client], httpx.Response]] = [
        lambda client, cart=cart: company.confirm(cart, client=client, num_telefone=phone) for cart in carts
    ]
    calls.insert(5, lambda client: client.post("/v1/clientes/sessoes", json=entrance))
    answers = all_at_once(calls, company)
    assert statuses(answers) == {201: 11}
    alive = {row["cod_pessoa"] for row in company.rows("pessoa", "sta_pessoa = 'ATIVA'")}
    assert {row["cod_pessoa"] for row in company.rows("pedido")} <= alive


def test_an_erased_person_keeps_its_orders(company: Company, admin: psycopg.Connection) -> None:
    order = company.order()
    admin.execute(
        "UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'ANONIMIZADA' WHERE cod_tenant = %s", (company.number,)
    )
    assert company.staff().get(f"/v1/pedidos/{order['cod_pedido']}").json()["vlr_total"] == order["vlr_total"]
    # Whoever orders with that phone again is somebody new.
    company.order()
    assert len(company.rows("pessoa")) == 2
