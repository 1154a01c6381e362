"""Rate limits, on servers of their own: one thread, so that one bucket counts."""

import time
from collections.abc import Callable

import httpx
import pytest

from company import Company
from harness import Server
from judge import assert_problem

LIMIT = 5
# Made once: while a client reads the system's authorities, tokens come back.
HTTP = httpx.Client(verify=False, timeout=30)


@pytest.fixture
def limited(new_server: Callable[..., Server]) -> Server:
    return new_server(FLOWT_RATE_LIMIT=str(LIMIT), FLOWT_THREADS="1")


def parts(header: str) -> dict[str, int]:
    return {name: int(value) for name, value in (part.split("=") for part in header.split(";")[1:])}


def test_past_the_limit_a_client_must_wait(limited: Server) -> None:
    answers = [HTTP.get(f"{limited.url}/v1/ping") for _ in range(LIMIT)]
    assert [answer.status_code for answer in answers] == [200] * LIMIT
    assert [parts(answer.headers["ratelimit"])["r"] for answer in answers] == [4, 3, 2, 1, 0]
    assert parts(answers[0].headers["ratelimit-policy"]) == {"q": LIMIT, "w": 60}
    refused = HTTP.get(f"{limited.url}/v1/ping")
    assert_problem(refused, 429, "muitas_requisicoes")
    # A token comes back every 60 ÷ 5 seconds.
    assert 1 <= int(refused.headers["retry-after"]) <= 60 // LIMIT
    assert parts(refused.headers["ratelimit"])["r"] == 0
    assert "flowt_http_rate_limited_total 1" in HTTP.get(f"{limited.url}/metrics").text


def test_a_refused_request_reaches_no_route(limited: Server, unchanged: Callable) -> None:
    for _ in range(LIMIT):
        HTTP.get(f"{limited.url}/v1/ping")
    with unchanged():
        answer = HTTP.post(f"{limited.url}/v1/sessoes", json={"email": "a@b.com", "senha": "x"})
        assert_problem(answer, 429, "muitas_requisicoes")


def test_probes_and_files_are_never_limited(limited: Server) -> None:
    for _ in range(3 * LIMIT):
        for path in ("/livez", "/readyz", "/metrics", "/estatico/flowt.css"):
            assert HTTP.get(f"{limited.url}{path}").status_code == 200
    assert HTTP.get(f"{limited.url}/v1/ping").status_code == 200


def test_unknown_addresses_count_too(limited: Server) -> None:
    for _ in range(LIMIT):
        assert HTTP.get(f"{limited.url}/v1/nada").status_code == 404
    assert_problem(HTTP.get(f"{limited.url}/v1/ping"), 429, "muitas_requisicoes")


def test_a_header_cannot_buy_a_new_bucket(limited: Server) -> None:
    for number in range(LIMIT):
        HTTP.get(f"{limited.url}/v1/ping", headers={"X-Forwarded-For": f"10.0.0.{number}"})
    answer = HTTP.get(f"{limited.url}/v1/ping", headers={"X-Forwarded-For": "10.0.0.99"})
    assert_problem(answer, 429, "muitas_requisicoes")


def test_behind_a_proxy_each_client_has_its_own(new_server: Callable[..., Server]) -> None:
    server = new_server(FLOWT_RATE_LIMIT=str(LIMIT), FLOWT_THREADS="1", FLOWT_TRUST_FORWARDED="1")

    def ask(forwarded: str) -> int:
        return HTTP.get(f"{server.url}/v1/ping", headers={"X-Forwarded-For": forwarded}).status_code

    # Only the last address is the proxy's word; what is before it the client may have made up.
    assert [ask(f"6.6.6.{number}, 10.0.0.1") for number in range(LIMIT + 1)] == [200] * LIMIT + [429]
    assert ask("10.0.0.1, 10.0.0.2") == 200


def test_an_ipv6_network_is_one_client(new_server: Callable[..., Server]) -> None:
    """A subscriber gets a /64: counted by address, everybody would have as many buckets as they like."""
    server = new_server(FLOWT_RATE_LIMIT=str(LIMIT), FLOWT_THREADS="1", FLOWT_TRUST_FORWARDED="1")

    def ask(forwarded: str) -> int:
        return HTTP.get(f"{server.url}/v1/ping", headers={"X-Forwarded-For": forwarded}).status_code

    assert [ask(f"2001:db8:0:7:{number}::1") for number in range(LIMIT + 1)] == [200] * LIMIT + [429]
    assert ask("2001:0DB8::7:ffff:ffff:ffff:ffff") == 429
    assert ask("2001:db8:0:8::1") == 200
    assert [ask("10.0.0.1"), ask("::ffff:10.0.0.1"), ask("10.0.0.2")] == [200] * 3


def test_logins_have_a_limit_of_their_own(new_server: Callable[..., Server]) -> None:
    server = new_server(FLOWT_RATE_LIMIT="0", FLOWT_THREADS="1")
    # A wrong body costs no bcrypt, but counts like any other attempt.
    began, taken = time.monotonic(), 0
    while (answer := HTTP.post(f"{server.url}/v1/sessoes", json={})).status_code == 422:
        taken += 1
    assert_problem(answer, 429, "muitas_requisicoes")
    # Thirty, and one for every two seconds that it took.
    assert 30 <= taken <= 30 + (time.monotonic() - began) / 2
    assert parts(answer.headers["ratelimit-policy"])["q"] == 30
    assert HTTP.get(f"{server.url}/v1/ping").status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "refusal"),
    [
        ("/v1/carrinhos/nenhum/cupons", {"json": {}}, 422),
        ("/v1/cotacoes/cupons", {"json": {}}, 422),
        ("/{slug}/sacola/cupom", {"data": {"des_cupom": "DEZ"}}, 404),
    ],
)
def test_whoever_guesses_coupons_waits_whatever_the_way(
    new_server: Callable[..., Server], company: Company, path: str, body: dict, refusal: int
) -> None:
    server = new_server(FLOWT_RATE_LIMIT="0", FLOWT_THREADS="1")
    address = server.url + path.format(slug=company.slug)
    began, taken = time.monotonic(), 0
    while (answer := HTTP.post(address, headers={"X-Flowt-Tenant": company.slug}, **body)).status_code != 429:
        assert answer.status_code == refusal, answer.text
        taken += 1
        assert taken < 1000
    assert 30 <= taken <= 30 + (time.monotonic() - began) / 2
    assert parts(answer.headers["ratelimit-policy"])["q"] == 30


def test_a_quote_without_coupons_has_no_limit_of_its_own(new_server: Callable[..., Server], company: Company) -> None:
    server = new_server(FLOWT_RATE_LIMIT="0", FLOWT_THREADS="1")
    lines = [{"cod_produto": company.product()["cod_produto"], "qtd_item": 1}]
    headers = {"X-Flowt-Tenant": company.slug}
    for _ in range(40):
        assert HTTP.post(f"{server.url}/v1/cotacoes", json={"itens": lines}, headers=headers).status_code == 200
    guess = {"itens": lines, "cupons": ["DEZ"]}
    assert_problem(HTTP.post(f"{server.url}/v1/cotacoes", json=guess, headers=headers), 422, "corpo_invalido")


def test_without_a_limit_no_header_speaks_of_one(client: httpx.Client) -> None:
    assert "ratelimit" not in client.get("/v1/ping").headers
