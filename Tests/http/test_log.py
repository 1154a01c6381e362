"""The log: one JSON line per request, and nothing in it that is somebody's."""

import json
import os
import secrets
import subprocess
import time
from collections.abc import Callable

import httpx
import pytest

from company import Company, order_form
from harness import BINARY, ROOT, Cluster, Server
from raw import RawConnection, request


@pytest.fixture
def line_of(server: Server) -> Callable[[str], dict]:
    """The access line of a request; it is written a moment after the answer."""

    def find(identifier: str) -> dict:
        deadline = time.monotonic() + 20
        while True:
            for line in server.log_text().splitlines():
                if identifier in line and '"status"' in line:
                    return json.loads(line)
            assert time.monotonic() < deadline, f"no line for {identifier}"
            time.sleep(0.05)

    return find


def test_a_request_is_one_line(company: Company, line_of: Callable[[str], dict], server: Server) -> None:
    answer = company.staff().get(f"/v1/produtos/{company.product()['cod_produto']}?")
    line = line_of(answer.headers["x-request-id"])
    assert line["route"] == "/v1/produtos/{id}"
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert line["tenant"] == company.number
    assert line["bytes"] >= len(answer.content) and line["duration_us"] > 0
    assert server.log_text().count(answer.headers["x-request-id"]) == 1


def test_a_traceparent_is_the_request_id(client: httpx.Client, line_of: Callable[[str], dict]) -> None:
    trace = secrets.token_hex(16)
    client.get("/v1/ping", headers={"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"})
    assert line_of(trace)["request"] == trace


@pytest.mark.parametrize(
    ("path", "status", "route"),
    [("/v1/nada/segredo-do-caminho", 404, ""), ("/livez", 200, "(own)"), ("/v1/cardapio", 400, "/v1/cardapio")],
)
def test_refusals_are_logged_by_template(
    client: httpx.Client, line_of: Callable[[str], dict], path: str, status: int, route: str
) -> None:
    line = line_of(client.get(path).headers["x-request-id"])
    assert (line["status"], line["route"]) == (status, route)


def test_every_line_is_json(server: Server, client: httpx.Client) -> None:
    client.get("/v1/ping")
    # All but what is still being written, and one line for whoever started it: somebody may have asked before that.
    lines = server.log_text().split("\n")[:-1]
    told = [line for line in lines if line.startswith("flowt: listening on http://127.0.0.1:")]
    assert len(told) == 1
    for line in lines:
        assert line in told or {"time", "level"} <= json.loads(line).keys(), line


def test_nothing_personal_and_no_secret_is_written(company: Company, server: Server) -> None:
    marks = {
        name: f"zz{name}{secrets.token_hex(6)}"
        for name in ("email", "senha", "nome", "nota", "busca", "campo", "cookie", "chave", "caminho", "slug", "agente")
    }
    telephone = "11988887777"
    staff, public = company.staff(), company.public
    product = company.product()
    agent = {"User-Agent": marks["agente"], "Referer": f"https://example.com/?{marks['agente']}"}
    cart = company.cart((product, 1))
    public.post("/v1/sessoes", json={"email": f"{marks['email']}@example.com", "senha": marks["senha"]}, headers=agent)
    public.post("/v1/sessoes", content=f'{{"email": "{marks["email"]}', headers={"Content-Type": "application/json"})
    staff.get("/v1/produtos", params={"busca": marks["busca"]})
    staff.get("/v1/produtos", params={marks["campo"]: "1"})
    staff.get(f"/v1/produtos/{marks['caminho']}")
    public.get("/v1/cardapio", headers={"X-Flowt-Tenant": marks["slug"]})
    public.get("/v1/produtos", headers={"Cookie": f"flowt_sessao={marks['cookie']}"})
    company.confirm(cart, key=marks["chave"], nom_cliente=marks["nome"], num_telefone=telephone[:-1] + "x")
    order = company.confirm(
        cart, key=marks["chave"], nom_cliente=marks["nome"], num_telefone=telephone, des_observacao=marks["nota"]
    ).json()
    company.confirm(cart, key=marks["chave"], **order_form(nom_cliente=marks["nome"] + "2"))
    public.get(f"/v1/pedidos/{order['token']}/linha-do-tempo")
    public.get(f"/{company.slug}/pedido/{order['token']}")
    staff.get("/v1/pedidos/0")
    last = public.get("/v1/ping").headers["x-request-id"]
    deadline = time.monotonic() + 20
    while last not in server.log_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    text = server.log_text()
    secrets_of_clients = [staff.headers["authorization"].removeprefix("Bearer "), cart, order["token"], telephone]
    for value in [*marks.values(), *secrets_of_clients, telephone[2:], "127.0.0.1:", company.slug]:
        found = [line for line in text.splitlines() if value in line and not line.startswith("flowt: listening")]
        assert found == [], value
    # The other way round: the requests themselves are in it.
    assert text.count('"route":"/v1/produtos"') >= 2


def test_only_errors_when_told_so(new_server: Callable[..., Server]) -> None:
    server = new_server(FLOWT_LOG="errors")
    for _ in range(5):
        assert httpx.get(f"{server.url}/v1/ping").status_code == 200
        assert httpx.get(f"{server.url}/v1/nada").status_code == 404
    server.stop()
    lines = [json.loads(line) for line in server.log_text().splitlines() if line.startswith("{")]
    # /readyz may have said 503 while the server was starting.
    assert [line for line in lines if line.get("status", 500) < 500] == []
    assert lines != []


def test_a_reader_that_stalls_stops_nobody(cluster: Cluster) -> None:
    """A pipe takes 64 KiB and the server holds another MiB; then lines are dropped, never requests."""
    stalled = Server(cluster.url(), FLOWT_THREADS="1")
    with stalled.log.open("ab") as errors:
        stalled.process = subprocess.Popen(
            [BINARY, "serve"], cwd=ROOT, env=stalled.environment, stdout=subprocess.PIPE, stderr=errors
        )
    try:
        stalled.wait_until_ready()
        with RawConnection(stalled.port) as connection:
            for _ in range(20):
                connection.send(request("GET", "/livez") * 500)
                assert all(connection.answer().status_code == 200 for _ in range(500))
            # Now somebody reads: what was kept, a line that says what happened, and what follows.
            os.set_blocking(stalled.process.stdout.fileno(), False)
            text = ""
            deadline = time.monotonic() + 20
            while "lines were dropped" not in text or not text.endswith("}\n"):
                assert time.monotonic() < deadline, "not a word about the lines that are missing"
                connection.send(request("GET", "/livez"))
                assert connection.answer().status_code == 200
                text += (stalled.process.stdout.read() or b"").decode()
                time.sleep(0.01)
    finally:
        stalled.kill()
    lines = [json.loads(line) for line in text.splitlines()]
    assert 1000 < len(lines) < 10_000
