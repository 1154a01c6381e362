"""What every answer carries: HEAD, entity tags, CORS, caching, the addresses of operation, files."""

import re
import secrets
from collections.abc import Callable

import httpx
import pytest

from company import Company
from harness import ROOT, Server
from judge import assert_problem
from raw import RawConnection, request


@pytest.mark.parametrize("path", ["/v1/cardapio", "/v1/produtos", "/livez", "/openapi.json", "/v1/nada"])
def test_head_is_get_without_the_body(company: Company, server: Server, path: str) -> None:
    staff = company.staff()
    get = staff.get(path)
    with RawConnection(server.port) as connection:
        headers = [f"X-Flowt-Tenant: {company.slug}", f"Authorization: {staff.headers['authorization']}"]
        connection.send(request("HEAD", path, *headers))
        head = connection.answer(to="HEAD")
        # Whatever followed the head would be taken for the answer to this one.
        connection.send(request("GET", "/livez"))
        assert connection.answer().content == b"ok\n"
    assert head.status_code == get.status_code
    for name in ("content-length", "content-type", "cache-control", "etag", "vary"):
        # A menu says until when it is open, which does not change its length.
        assert head.headers.get(name) == get.headers.get(name), name


def test_an_unchanged_answer_is_304(company: Company) -> None:
    company.product()
    staff = company.staff()
    first = staff.get("/v1/produtos")
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{16}"', tag)
    for condition in (tag, f"W/{tag}", f'"outra", {tag}', "*"):
        again = staff.get("/v1/produtos", headers={"If-None-Match": condition})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), condition
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert staff.get("/v1/produtos", headers={"If-None-Match": '"outra"'}).status_code == 200


def test_a_changed_answer_has_another_tag(company: Company) -> None:
    product = company.product()
    staff = company.staff()
    tag = staff.get("/v1/produtos").headers["etag"]
    staff.patch(f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, "vlr_preco": 901})
    again = staff.get("/v1/produtos", headers={"If-None-Match": tag})
    assert again.status_code == 200 and again.headers["etag"] != tag


def test_a_condition_does_not_stop_a_write(company: Company) -> None:
    answer = company.public.post("/v1/carrinhos", headers={"If-None-Match": "*"})
    assert answer.status_code == 201
    assert len(company.rows("carrinho")) == 1


def test_what_belongs_to_a_session_is_private(company: Company) -> None:
    answer = company.staff().get("/v1/produtos")
    assert answer.headers["cache-control"] == "private, no-cache"
    varies = {name.strip().lower() for name in answer.headers["vary"].split(",")}
    assert {"authorization", "cookie", "x-flowt-tenant"} <= varies


def test_an_error_is_not_stored(company: Company) -> None:
    assert company.public.get("/v1/produtos").headers["cache-control"] == "no-store"


def test_a_preflight_allows_what_the_route_takes(client: httpx.Client) -> None:
    answer = client.options(
        "/v1/produtos/1",
        headers={
            "Origin": "https://loja.example.com",
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    methods = {name.strip() for name in answer.headers["access-control-allow-methods"].split(",")}
    assert methods == {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}
    allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "idempotency-key", "x-flowt-tenant", "if-none-match"} <= allowed
    # With credentials a foreign page could act in somebody's session.
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/cardapio", "/v1/produtos", "/v1/nada"])
def test_any_origin_may_read_any_answer_of_the_api(company: Company, path: str) -> None:
    answer = company.public.get(path, headers={"Origin": "https://loja.example.com"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]


def test_a_page_belongs_to_its_origin(company: Company) -> None:
    page = company.public.get(f"/{company.slug}")
    assert "access-control-allow-origin" not in page.headers
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/livez", "/v1/ping", "/v1/nada", "/docs"])
def test_every_answer_has_its_own_request_id(client: httpx.Client, path: str) -> None:
    identifiers = {client.get(path).headers["x-request-id"] for _ in range(5)}
    assert len(identifiers) == 5
    assert all(re.fullmatch("[0-9a-f]{32}", identifier) for identifier in identifiers)


def test_a_traceparent_is_taken_over(client: httpx.Client) -> None:
    trace = secrets.token_hex(16)
    answer = client.get("/v1/ping", headers={"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"})
    assert answer.headers["x-request-id"] == trace


@pytest.mark.parametrize(
    "traceparent",
    [
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "lixo",
    ],
)
def test_a_wrong_traceparent_is_ignored(client: httpx.Client, traceparent: str) -> None:
    identifier = client.get("/v1/ping", headers={"traceparent": traceparent}).headers["x-request-id"]
    assert identifier not in traceparent.lower()


def test_every_answer_forbids_sniffing(client: httpx.Client, company: Company) -> None:
    for path in ("/livez", "/v1/ping", "/v1/nada", f"/{company.slug}"):
        assert client.get(path).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_live_server_says_so(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert_problem(client.post(path), 405, "metodo_nao_permitido")


def figures(client: httpx.Client) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_metrics_count_what_happens(client: httpx.Client) -> None:
    before = figures(client)
    for _ in range(3):
        client.get("/v1/ping")
    client.get("/v1/nada")
    after = figures(client)

    def grown(name: str) -> float:
        return after[name] - before[name]

    # The call of /metrics that gave `before` was counted after its answer was made.
    assert grown('flowt_http_responses_total{class="2xx"}') == 4
    assert grown('flowt_http_responses_total{class="4xx"}') == 1
    assert grown("flowt_http_duration_seconds_count") == 5
    assert grown('flowt_http_duration_seconds_bucket{le="+Inf"}') == 5
    assert after["flowt_database_connections"] > 0
    assert after["process_resident_memory_bytes"] > 1_000_000


def test_metrics_are_prometheus_text(client: httpx.Client) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    names: set[str] = set()
    for line in answer.text.splitlines():
        if line.startswith("# TYPE "):
            names.add(line.split(" ")[2])
        elif not line.startswith("#"):
            assert re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+', line), line
            family = re.sub(r"_(bucket|sum|count)$", "", re.split(r"[{ ]", line)[0])
            assert family in names, line


def test_a_file_has_type_tag_and_condition(client: httpx.Client) -> None:
    answer = client.get("/estatico/flowt.css")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert answer.content == (ROOT / "web/flowt.css").read_bytes()
    again = client.get("/estatico/flowt.css", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/estatico/nada.css",
        "/estatico/../Makefile",
        "/estatico/%2e%2e/Makefile",
        "/estatico/..%2fMakefile",
        "/estatico//etc/passwd",
        "/estatico/",
        "/estatico/erro.html",
    ],
)
def test_nothing_but_the_files_is_served(server: Server, path: str) -> None:
    with RawConnection(server.port) as connection:
        connection.send(request("GET", path))
        assert_problem(connection.answer(), 404, "nao_encontrado")


def test_a_slash_too_many_leads_to_the_page(client: httpx.Client, company: Company) -> None:
    answer = client.get(f"/{company.slug}/?busca=p%C3%A3o")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/{company.slug}?busca=p%C3%A3o")


def test_a_redirect_never_leaves_the_site(server: Server) -> None:
    for path in ("//example.com/", "//example.com/%2e%2e/", "/\\example.com/"):
        with RawConnection(server.port) as connection:
            connection.send(request("GET", path))
            answer = connection.answer()
            assert answer.status_code in (400, 404), path
            assert "location" not in answer.headers


def test_an_error_is_a_page_for_people(client: httpx.Client) -> None:
    answer = client.get("/nao/ha/nada/aqui", headers={"Accept": "text/html,application/xhtml+xml"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="pt-BR"' in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "{{" not in answer.text


def test_what_was_asked_is_never_written_into_an_error_page_as_it_is(client: httpx.Client) -> None:
    answer = client.get("/v1/cardapio?%3Cscript%3Ealert(1)%3C/script%3E=1", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "<script>" not in answer.text and "&lt;script&gt;" in answer.text


def test_a_page_takes_the_parameters_that_links_gather(client: httpx.Client, company: Company) -> None:
    answer = client.get(f"/{company.slug}?utm_source=instagram&fbclid=abc&busca=pastel")
    assert answer.status_code == 200


def test_the_documentation_is_a_page(client: httpx.Client, contract: Callable) -> None:
    page = client.get("/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for path in contract.document["paths"]:
        assert path in page.text, path
