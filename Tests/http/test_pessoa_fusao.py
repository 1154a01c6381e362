"""Merging people over real connections: who waits for whom, and where what comes meanwhile ends up."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import Company
from harness import wait_for
from judge import assert_problem


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def person(staff: httpx.Client, name: str) -> str:
    return staff.post("/v1/pessoas", json={"tip_pessoa": "F", "nom_pessoa": name}).json()["cod_pessoa"]


def merge(client: httpx.Client, origin: str, target: str, path: str = "fusao") -> httpx.Response:
    body = {"cod_pessoa_origem": origin, "num_versao": 1, "num_versao_origem": 1, "des_motivo": "a mesma pessoa"}
    return client.post(f"/v1/pessoas/{target}/{path}", json=body)


def enter(connection: psycopg.Connection, company: Company) -> None:
    connection.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))


def add_address(connection: psycopg.Connection, company: Company, who: str) -> None:
    connection.execute(
        "INSERT INTO flowt.tb_omni8_pessoa_endereco (cod_tenant, cod_pessoa, des_logradouro, nom_cidade, sig_uf)"
        " VALUES (%s, %s, 'Rua Um', 'Recife', 'PE')",
        (company.number, who),
    )


def waiting(admin: psycopg.Connection) -> bool:
    statement = "SELECT FROM pg_stat_activity WHERE usename = 'flowt_api' AND wait_event_type = 'Lock'"
    return admin.execute(statement).rowcount > 0


def until_waiting(admin: psycopg.Connection) -> None:
    wait_for(lambda: waiting(admin), "nobody waits")


def test_a_preview_says_what_the_merge_does(staff: httpx.Client, company: Company) -> None:
    target, origin = person(staff, "Ana"), person(staff, "Ana P")
    preview = merge(staff, origin, target, "fusao/previa")
    assert preview.status_code == 200
    assert company.rows("pessoa", f"cod_pessoa = {origin}")[0]["sta_pessoa"] == "ATIVA"
    done = merge(staff, origin, target)
    assert done.status_code == 201
    assert {name: done.json()[name] for name in preview.json()} == preview.json()
    assert [row["cod_pessoa_origem"] for row in staff.get(f"/v1/pessoas/{target}/fusoes").json()["itens"]] == [origin]
    assert_problem(merge(staff, origin, target), 409, "pessoa_ja_mesclada")


def test_of_two_merges_that_cross_one_wins(staff: httpx.Client, company: Company) -> None:
    for _ in range(5):
        one, other = person(staff, "Ana"), person(staff, "Eva")
        start = threading.Barrier(2)

        def run(origin: str, target: str, start: threading.Barrier = start) -> tuple[int, str | None]:
            with company.staff() as client:
                start.wait()
                answer = merge(client, origin, target)
            return answer.status_code, answer.json().get("codigo")

        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(run, (one, other), (other, one)), key=str)
        assert outcomes == [(201, None), (409, "pessoa_ja_mesclada")]


def test_what_is_being_added_to_the_origin_comes_along(
    staff: httpx.Client, company: Company, api: Callable[..., psycopg.Connection], admin: psycopg.Connection
) -> None:
    """As an order that is being placed: the merge waits for it, and takes it."""
    target, origin = person(staff, "Ana"), person(staff, "Ana P")
    connection = api()
    with ThreadPoolExecutor(1) as pool:
        with connection.transaction():
            enter(connection, company)
            add_address(connection, company, origin)
            merging = pool.submit(merge, staff, origin, target)
            until_waiting(admin)
        assert merging.result().status_code == 201
    assert [str(row["cod_pessoa"]) for row in company.rows("pessoa_endereco")] == [target]


def test_what_comes_for_the_origin_while_it_is_merged_is_the_targets(
    staff: httpx.Client, company: Company, api: Callable[..., psycopg.Connection], admin: psycopg.Connection
) -> None:
    target, origin = person(staff, "Ana"), person(staff, "Ana P")
    merging, adding = api(), api()

    def add() -> None:
        with adding.transaction():
            enter(adding, company)
            add_address(adding, company, origin)

    with ThreadPoolExecutor(1) as pool:
        with merging.transaction():
            enter(merging, company)
            body = f'{{"cod_pessoa_origem": "{origin}", "num_versao": 1, "num_versao_origem": 1, "des_motivo": "xxx"}}'
            merging.execute("SELECT flowt.fundir_pessoas(%s, %s)", (target, body))
            added = pool.submit(add)
            until_waiting(admin)
        added.result()
    assert [str(row["cod_pessoa"]) for row in company.rows("pessoa_endereco")] == [target]


def test_duplicates_are_listed_until_somebody_says_they_are_not(staff: httpx.Client) -> None:
    phone = {"tip_identificador": "FONE", "des_valor": "11912345678"}
    born = {"tip_pessoa": "F", "dat_nascimento": "1990-05-01", "identificadores": [phone]}
    names = ("Ana Lima Souza", "Ana Lima de Souza", "Pedro Prado")
    ana, again, _ = (
        staff.post("/v1/pessoas", json={**born, "nom_pessoa": name}).json()["cod_pessoa"] for name in names
    )

    def pairs() -> dict[tuple[str, str], dict]:
        page = staff.get("/v1/pessoas/duplicadas").json()
        return {(pair["pessoa"]["cod_pessoa"], pair["outra"]["cod_pessoa"]): pair for pair in page["itens"]}

    found = pairs()
    assert len(found) == 3
    assert set(found[again, ana]["motivos"]) == {"FONE", "NASCIMENTO", "NOME"}
    assert found[again, ana]["pontos"] == max(pair["pontos"] for pair in found.values())
    assert staff.put(f"/v1/pessoas/{ana}/distintas/{again}").status_code == 204
    assert (again, ana) not in pairs()
    assert staff.delete(f"/v1/pessoas/{again}/distintas/{ana}").status_code == 204
    assert (again, ana) in pairs()
    assert_problem(staff.put(f"/v1/pessoas/{ana}/distintas/987654321"), 404, "nao_encontrado")
    assert_problem(staff.put(f"/v1/pessoas/{ana}/distintas/{ana}"), 422, "distinta_e_outra_pessoa")
