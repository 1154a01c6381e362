"""Tracking over HTTP: beacons, retries at once, many writers, erasure."""

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest
from test_lgpd import erase, places

from company import Company
from judge import assert_problem

BROWSER = {"User-Agent": "Mozilla/5.0 (Android 14) Chrome/130"}


@pytest.fixture
def company(new_company) -> Company:
    return new_company()


def event(kind: str = "pagina_vista", **more) -> dict:
    return {"id": secrets.token_hex(8), "tipo": kind, "momento": int(time.time() * 1000), "pagina": "/x", **more}


def batch(*events: dict, visitor: str | None = "visitante-0000000000", **more) -> bytes:
    envelope = {"enviado": int(time.time() * 1000), "visitante": visitor, "consentimento": visitor is not None}
    return json.dumps({**envelope, **more, "eventos": events}).encode()


def send(client: httpx.Client, body: bytes, path: str = "/v1/eventos", kind: str = "text/plain") -> httpx.Response:
    return client.post(path, content=body, headers={**BROWSER, "Content-Type": kind})


def counts(answer: httpx.Response) -> tuple[int, int, int, int]:
    assert answer.status_code == 200, answer.text
    return tuple(answer.json()[f"qtd_{name}"] for name in ("recebidos", "guardados", "repetidos", "rejeitados"))


def stored(company: Company) -> int:
    return len(company.rows("evento_tracking"))


def test_a_beacon_and_a_fetch_are_the_same(company: Company, client: httpx.Client) -> None:
    body = batch(event(), event())
    assert counts(send(company.public, body)) == (2, 2, 0, 0)
    # A beacon has no headers of its own: the company is in the path.
    assert counts(send(client, body, f"/{company.slug}/eventos", "text/plain;charset=UTF-8")) == (2, 0, 2, 0)
    assert counts(send(company.public, body, kind="application/json")) == (2, 0, 2, 0)
    assert stored(company) == 2


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", "text/plain", 400, "corpo_ausente"),
        (b"{", "text/plain", 400, None),
        (b"\xff\xfe", "text/plain", 400, None),
        (b"[]", "text/plain", 422, "corpo_invalido"),
        (b"{}", "image/png", 415, None),
        # Larger bodies are for those who have logged in.
        (b" " * (1 << 20) + b"{}", "text/plain", 401, "login_necessario"),
    ],
)
def test_what_is_no_batch(company: Company, body: bytes, kind: str, status: int, code: str | None) -> None:
    answer = send(company.public, body, kind=kind)
    assert_problem(answer, status, code or answer.json()["codigo"])
    assert stored(company) == 0


def test_switched_off_nothing_is_taken(company: Company) -> None:
    statement = "INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (%s, 'rastreamento', false)"
    company.admin.execute(statement, (company.number,))
    assert send(company.public, batch(event())).status_code == 404


def test_a_batch_sent_at_once_by_many_counts_once(company: Company) -> None:
    body = batch(*(event() for _ in range(40)))

    def deliver(_: int) -> tuple[int, int, int, int]:
        with company.client() as client:
            return counts(send(client, body))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(deliver, range(16)))
    assert sum(answer[1] for answer in answers) == 40 == stored(company)
    assert all(answer[1] + answer[2] == 40 for answer in answers)
    assert company.rows("visita")[0]["qtd_eventos"] == 40


def test_batches_that_overlap_in_every_order_never_deadlock(company: Company) -> None:
    events = [event() for _ in range(60)]

    def deliver(number: int) -> int:
        part = events[number % 31 : number % 31 + 30]
        with company.client() as client:
            body = batch(*(part if number % 2 else reversed(part)), visitor=f"visitante-{number % 5:010}")
            answer = send(client, body)
            assert answer.status_code == 200, answer.text
            return answer.json()["qtd_guardados"]

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(deliver, range(120))) == len(events) == stored(company)


def test_a_visitor_in_many_tabs_has_one_visit(company: Company) -> None:
    def deliver(_: int) -> None:
        with company.client() as client:
            counts(send(client, batch(event())))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver, range(48)))
    assert [visit["qtd_eventos"] for visit in company.rows("visita")] == [48]
    assert len(company.rows("visitante")) == 1


def test_an_erased_person_is_no_visitor_any_more(company: Company, admin: psycopg.Connection) -> None:
    person = company.customer()
    cookie = {"Cookie": f"flowt_cliente={company.customer_session(person)}"}
    answer = company.public.post(
        "/v1/eventos",
        content=batch(event("busca", propriedades={"busca": "remédio da Rita"})),
        headers={**BROWSER, **cookie, "Content-Type": "text/plain"},
    )
    assert counts(answer) == (1, 1, 0, 0)
    assert company.rows("evento_tracking", "nom_tipo = 'busca'")[0]["cod_pessoa"] == person
    assert erase(company, person).status_code in (200, 204)
    assert places(admin, company, "remédio da Rita") == []
    # The visit is still a visit, of somebody nobody knows any more.
    assert [(row["qtd_eventos"], row["cod_pessoa"]) for row in company.rows("visita")] == [(1, person)]
    assert company.rows("pessoa", f"cod_pessoa = {person}")[0]["sta_pessoa"] == "ANONIMIZADA"


def test_pages_do_not_need_it(company: Company) -> None:
    assert company.public.get("/estatico/flowt.js").headers["content-type"].startswith("text/javascript")
