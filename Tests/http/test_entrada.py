"""Bad input at the door: what never reaches a business rule, and leaves nothing behind."""

import json
from collections.abc import Callable

import httpx
import pytest

from company import Company
from harness import Server
from judge import assert_problem
from raw import RawAnswer, RawConnection, request

JSON = {"Content-Type": "application/json"}
MEBIBYTE = 1024 * 1024


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


@pytest.fixture
def exchange(server: Server) -> Callable[..., RawAnswer]:
    """Sends these bytes on a connection of their own and returns the one answer."""

    def exchange(*parts: bytes | str) -> RawAnswer:
        with RawConnection(server.port) as connection:
            connection.send(*parts)
            return connection.answer()

    return exchange


# MARK: bodies


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"nom_produto": "Caf\\u00e9", "vlr_preco": 500',
        b"{'nom_produto': 'Caf'}",
        b'{"nom_produto": "a",}',
        b"nom_produto=Caf&vlr_preco=500",
        b'{"nom_produto": "a" "vlr_preco": 1}',
        b'{"vlr_preco": 01}',
        b'{"vlr_preco": +1}',
        b'{"vlr_preco": NaN}',
        b'{"vlr_preco": Infinity}',
        b'{"nom_produto": "linha\nquebrada"}',
        b'{"a": 1} {"a": 2}',
        b'\xef\xbb\xbf{"nom_produto": "a"}',
        b'{"nom_produto": "\\ud800"}',
        b'{"nom_produto": "\\x41"}',
        b"[" * 10,
    ],
)
def test_malformed_json_is_refused(staff: httpx.Client, unchanged: Callable, body: bytes) -> None:
    with unchanged():
        assert_problem(staff.post("/v1/produtos", content=body, headers=JSON), 400, "corpo_invalido")


@pytest.mark.parametrize(
    "body",
    [
        b'{"nom_produto": "a\\u0000b", "vlr_preco": 500}',
        b'{"nom_produto": "a\x00b", "vlr_preco": 500}',
        b'{"nom_produto": "a", "vlr_preco": 500}\x00',
        b"\x00",
    ],
)
def test_a_nul_in_a_body_is_refused(staff: httpx.Client, unchanged: Callable, body: bytes) -> None:
    with unchanged():
        assert_problem(staff.post("/v1/produtos", content=body, headers=JSON), 400, "corpo_invalido")


@pytest.mark.parametrize("text", [b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"caf\xe9"])
def test_a_body_that_is_not_utf8_is_refused(staff: httpx.Client, unchanged: Callable, text: bytes) -> None:
    body = b'{"nom_produto": "' + text + b'", "vlr_preco": 500}'
    with unchanged():
        assert_problem(staff.post("/v1/produtos", content=body, headers=JSON), 400, "corpo_invalido")


def test_deep_nesting_is_refused(staff: httpx.Client, unchanged: Callable) -> None:
    body = b"[" * 30_000 + b"]" * 30_000
    with unchanged():
        assert_problem(staff.post("/v1/produtos", content=body, headers=JSON), 400, "valor_complexo_demais")


def test_a_mebibyte_of_brackets_is_refused(staff: httpx.Client, unchanged: Callable) -> None:
    with unchanged():
        answer = staff.post("/v1/produtos", content=b"[" * MEBIBYTE, headers=JSON)
        assert_problem(answer, 413, "corpo_grande_demais")
    assert staff.get("/v1/produtos").status_code == 200


@pytest.mark.parametrize("number", ["1" + "0" * 50_000, "1e131072", "-1e999999", "1e-99999", "0." + "0" * 20_000 + "1"])
def test_a_huge_number_is_refused(staff: httpx.Client, unchanged: Callable, number: str) -> None:
    body = f'{{"nom_produto": "Café", "vlr_preco": {number}}}'.encode()
    with unchanged():
        answer = staff.post("/v1/produtos", content=body, headers=JSON)
        assert answer.status_code in (400, 422), answer.text[:300]
        assert_problem(answer, answer.status_code, answer.json()["codigo"])


def test_a_member_given_twice_counts_once(staff: httpx.Client) -> None:
    body = b'{"nom_produto": "Um", "nom_produto": "Dois", "vlr_preco": 500}'
    assert staff.post("/v1/produtos", content=body, headers=JSON).json()["nom_produto"] == "Dois"


@pytest.mark.parametrize("body", [b"", b"   \r\n\t "])
def test_a_missing_body_is_named(staff: httpx.Client, unchanged: Callable, body: bytes) -> None:
    with unchanged():
        assert_problem(staff.post("/v1/produtos", content=body, headers=JSON), 400, "corpo_ausente")


@pytest.mark.parametrize("path", ["/v1/carrinhos", "/v1/produtos/1/esgotado-hoje"])
def test_a_body_where_none_is_taken_is_refused(staff: httpx.Client, unchanged: Callable, path: str) -> None:
    with unchanged():
        assert_problem(staff.post(path, json={}), 400, "corpo_inesperado")
        assert_problem(staff.request("GET", "/v1/produtos", json={}), 400, "corpo_inesperado")


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json-patch+json",
        "multipart/form-data; boundary=x",
        "application/json; charset=iso-8859-1",
    ],
)
def test_a_body_that_is_not_json_is_refused(staff: httpx.Client, unchanged: Callable, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    body = json.dumps({"nom_produto": "Café", "vlr_preco": 500}).encode()
    with unchanged():
        assert_problem(staff.post("/v1/produtos", content=body, headers=headers), 415, "tipo_nao_aceito")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", "application/json; charset=UTF-8"])
def test_json_is_taken_however_it_is_written(staff: httpx.Client, kind: str) -> None:
    body = json.dumps({"nom_produto": "Café", "vlr_preco": 500}, ensure_ascii=False).encode()
    answer = staff.post("/v1/produtos", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["nom_produto"]) == (201, "Café")


def test_a_form_wants_a_form(company: Company, unchanged: Callable) -> None:
    with unchanged():
        answer = company.public.post(f"/{company.slug}/sacola", json={"cod_produto": "1"})
        assert_problem(answer, 415, "tipo_nao_aceito")


# MARK: sizes


def test_a_body_at_the_limit_is_read(staff: httpx.Client) -> None:
    body = b'{"nom_produto": "Caf", "vlr_preco": 500}'.ljust(64 * 1024)
    assert staff.post("/v1/produtos", content=body, headers=JSON).status_code == 201


@pytest.mark.parametrize("length", [MEBIBYTE + 1, 10**12, 10**30])
def test_a_body_over_the_limit_is_refused_before_it_is_sent(
    exchange: Callable, unchanged: Callable, length: int
) -> None:
    with unchanged():
        answer = exchange(request("POST", "/v1/sessoes", "Content-Type: application/json", f"Content-Length: {length}"))
        assert_problem(answer, 413, "corpo_grande_demais")
        assert answer.headers["connection"] == "close"


def test_a_chunked_body_over_the_limit_is_refused(server: Server, unchanged: Callable) -> None:
    with unchanged(), RawConnection(server.port) as connection:
        headers = ["Content-Type: application/json", "Transfer-Encoding: chunked"]
        connection.send(request("POST", "/v1/sessoes", *headers))
        for _ in range(16):
            connection.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        connection.send(b"1\r\n")
        assert_problem(connection.answer(), 413, "corpo_grande_demais")


def test_chunks_that_are_all_framing_are_refused(server: Server, unchanged: Callable) -> None:
    with unchanged(), RawConnection(server.port) as connection:
        headers = ["Content-Type: application/json", "Transfer-Encoding: chunked"]
        connection.send(request("POST", "/v1/sessoes", *headers), b"1\r\n \r\n" * 40_000)
        assert_problem(connection.answer(), 413, "corpo_grande_demais")


def test_headers_over_the_limit_are_refused(exchange: Callable) -> None:
    problem = assert_problem(
        exchange(request("GET", "/v1/ping", f"Cookie: {'a' * 17_000}")), 431, "cabecalhos_grandes_demais"
    )
    assert "16 KiB" in problem["detail"]


def test_too_many_headers_are_refused(exchange: Callable) -> None:
    allowed = [f"X-{number}: 1" for number in range(99)]
    assert exchange(request("GET", "/v1/ping", *allowed)).status_code == 200
    assert_problem(exchange(request("GET", "/v1/ping", *allowed, "X-99: 1")), 431, "cabecalhos_grandes_demais")


def test_an_endless_header_is_refused(exchange: Callable) -> None:
    answer = exchange(b"GET /v1/ping HTTP/1.1\r\nX: " + b"a" * 20_000)
    assert_problem(answer, 431, "cabecalhos_grandes_demais")


def test_a_long_address_is_refused(exchange: Callable) -> None:
    assert_problem(exchange(request("GET", f"/v1/{'a' * 8_200}")), 414, "endereco_longo_demais")
    assert_problem(exchange(b"GET /v1/" + b"a" * 9_000), 414, "endereco_longo_demais")


def test_a_long_query_is_refused(exchange: Callable) -> None:
    assert_problem(exchange(request("GET", f"/v1/ping?{'a' * 8_200}")), 414, "endereco_longo_demais")


# MARK: methods and addresses


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/produtos", "GET, HEAD, POST, OPTIONS"),
        ("PUT", "/v1/produtos/1", "GET, HEAD, PATCH, DELETE, OPTIONS"),
        ("GET", "/v1/carrinhos", "POST, OPTIONS"),
        ("POST", "/metrics", "GET, HEAD, OPTIONS"),
        ("DELETE", "/estatico/flowt.css", "GET, HEAD, OPTIONS"),
    ],
)
def test_an_unsupported_method_names_the_supported(
    company: Company, unchanged: Callable, method: str, path: str, allowed: str
) -> None:
    with unchanged():
        answer = company.public.request(method, path)
        assert_problem(answer, 405, "metodo_nao_permitido")
        assert sorted(answer.headers["allow"].split(", ")) == sorted(allowed.split(", "))


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "get", "PROPFIND"])
def test_an_unknown_method_is_not_implemented(exchange: Callable, unchanged: Callable, method: str) -> None:
    with unchanged():
        assert_problem(exchange(request(method, "/v1/ping")), 501, "nao_implementado")


@pytest.mark.parametrize(
    "path", ["/v1/nada", "/v1", "/v1/produtos/1/2/3", "/v1//produtos", "/v1/produtos//1", "/a" * 40]
)
def test_an_unknown_address_is_not_found(exchange: Callable, path: str) -> None:
    answer = exchange(request("GET", path))
    assert answer.status_code == 404, answer.text
    assert_problem(answer, 404, answer.json()["codigo"])


@pytest.mark.parametrize(
    "path",
    [
        "/v1/carrinhos/a%00b",
        "/v1/carrinhos/%FF",
        "/v1/carrinhos/%C3",
        "/v1/carrinhos/%C0%80",
        "/v1/carrinhos/%ED%A0%80",
        "/v1/carrinhos/%zz",
        "/v1/carrinhos/%4",
        "/v1/carrinhos/%",
        "/%00",
        "/%FF",
    ],
)
def test_an_address_that_is_no_text_is_refused(
    exchange: Callable, company: Company, unchanged: Callable, path: str
) -> None:
    with unchanged():
        answer = exchange(request("GET", path, f"X-Flowt-Tenant: {company.slug}"))
        assert_problem(answer, 400, "endereco_invalido")


@pytest.mark.parametrize("query", ["busca=%00", "busca=%FF", "busca=%C3", "busca=%zz", "%00=1", "%FF=1", "busca=a%"])
def test_a_query_that_is_no_text_is_refused(
    exchange: Callable, company: Company, unchanged: Callable, query: str
) -> None:
    headers = [f"X-Flowt-Tenant: {company.slug}", f"Authorization: Bearer {company.session('admin')}"]
    with unchanged():
        answer = exchange(request("GET", f"/v1/produtos?{query}", *headers))
        assert_problem(answer, 400, "endereco_invalido")


@pytest.mark.parametrize(
    "address", [b"/v1/ping\x00", b"/v1/p\xc3\xadng", b"/v1/pi ng", b"/v1/ping\x01", b"/v1/ping\x7f"]
)
def test_raw_bytes_in_an_address_are_refused(exchange: Callable, unchanged: Callable, address: bytes) -> None:
    with unchanged():
        answer = exchange(b"GET " + address + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert_problem(answer, 400, "requisicao_malformada")


@pytest.mark.parametrize("name", ["X-Flowt-Tenant", "Idempotency-Key", "Authorization"])
def test_headers_that_are_not_utf8_are_refused(
    exchange: Callable, company: Company, unchanged: Callable, name: str
) -> None:
    value = {"Authorization": b"Bearer \xff"}.get(name, b"valor-\xff-longo")
    tenant = [] if name == "X-Flowt-Tenant" else [f"X-Flowt-Tenant: {company.slug}"]
    body = b"{}"
    head = "\r\n".join(
        ["POST /v1/carrinhos/x/pedido HTTP/1.1", "Host: localhost", *tenant, "Content-Type: application/json"]
    )
    with unchanged():
        answer = exchange(
            head.encode() + b"\r\n" + name.encode() + b": " + value + b"\r\nContent-Length: 2\r\n\r\n" + body
        )
        assert_problem(answer, 400, "cabecalho_invalido")


@pytest.mark.parametrize("name", ["X-Flowt-Tenant", "Authorization", "Cookie", "Content-Type", "Host"])
def test_a_header_that_decides_is_given_once(exchange: Callable, name: str) -> None:
    lines = [f"{name}: a", f"{name}: b"]
    assert_problem(exchange(request("GET", "/v1/ping", *lines)), 400, "requisicao_malformada")


def test_a_wrong_parameter_name_comes_back_escaped(staff: httpx.Client) -> None:
    answer = staff.get("/v1/produtos?%22%3E%0A%5C=1")
    assert assert_problem(answer, 400, "parametro_desconhecido")["parametro"] == '">\n\\'
