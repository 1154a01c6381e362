"""Files as bodies (`arquivo:`): any bytes, larger than others, for routes that say so and clients that log in."""

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from conftest import Routes

from company import Company
from harness import Server, wait_for
from judge import assert_problem
from raw import RawConnection, request

MEBIBYTE = 1 << 20
# Claims a login as far as the gateway can see; PostgreSQL is only asked about Bearer.
LOGIN = {"Authorization": "Basic eA=="}
PNG = {"Content-Type": "image/png"}

# What arrived, as PostgreSQL sees it.
SEEN = """RETURN (200, NULL, NULL, json_build_object(
    'bytes', length(p_arquivo), 'digest', encode(sha256(p_arquivo), 'hex'))::text)::flowt.resposta;"""


@pytest.fixture
def add(routes: Routes) -> Callable[..., str]:
    def add(server: Server, *directives: str, limit: str = "16MiB", body: str = SEEN) -> str:
        return routes.add(
            server,
            "teste_arquivo",
            body,
            f"arquivo: image/png, text/csv {limit}",
            *directives,
            arguments="p_arquivo bytea",
            method="POST",
        )

    return add


def seen(content: bytes) -> dict:
    return {"bytes": len(content), "digest": hashlib.sha256(content).hexdigest()}


def start(path: str, *headers: str, login: bool = True, kind: str = "image/png") -> bytes:
    login_line = ["Authorization: Basic eA=="] if login else []
    return request("POST", path, f"Content-Type: {kind}", *login_line, *headers)


# MARK: what arrives


@pytest.mark.parametrize("size", [1, 255, 65_536, MEBIBYTE, MEBIBYTE + 1, 16 * MEBIBYTE])
def test_every_byte_arrives(server: Server, add: Callable[..., str], size: int) -> None:
    path = add(server)
    content = bytes(range(256)) + os.urandom(size)
    content = content[:size]
    with server.client(headers={**LOGIN, **PNG}) as client:
        assert client.post(path, content=content).json() == seen(content)
        pieces = (content[at : at + 50_000] for at in range(0, size, 50_000))
        assert client.post(path, content=pieces).json() == seen(content)
        assert client.get("/v1/ping").status_code == 200


def test_an_empty_file_is_null(server: Server, add: Callable[..., str]) -> None:
    assert httpx.post(f"{server.url}{add(server)}").json() == {"bytes": None, "digest": None}


def test_the_other_arguments_come_as_ever(server: Server, routes: Routes) -> None:
    path = routes.add(
        server,
        "teste_arquivo",
        "RETURN (200, NULL, NULL, json_build_array("
        "p_id, p_q, p_content_type, encode(p_arquivo, 'hex'))::text)::flowt.resposta;",
        "arquivo: text/csv 2MiB",
        "cabecalhos: Content-Type",
        arguments="p_q text, p_arquivo bytea, p_content_type text, p_id bigint",
        path="/v1/teste-arquivo/{id}",
        method="POST",
    )
    answer = httpx.post(
        f"{server.url}{path.replace('{id}', '7')}?q=a",
        content=b"a\x00\xff",
        headers={"Content-Type": "Text/CSV; charset=ISO-8859-1"},
    )
    assert answer.json() == [7, "a", "Text/CSV; charset=ISO-8859-1", "6100ff"]
    answer = httpx.post(f"{server.url}{path.replace('{id}', 'x')}", content=b"a", headers={"Content-Type": "text/csv"})
    assert_problem(answer, 400, "parametro_invalido")


def test_a_file_may_be_streamed_back(server: Server, routes: Routes) -> None:
    """Both ends of a route at once."""
    path = routes.add(
        server,
        "teste_arquivo",
        "RETURN QUERY SELECT 200, 'text/plain', NULL::text, encode(substr(p_arquivo, i, 300000), 'hex')"
        " FROM generate_series(1, length(p_arquivo), 300000) AS i;",
        "arquivo: image/png 4MiB",
        "fluxo: sim",
        arguments="p_arquivo bytea",
        method="POST",
        returns="SETOF flowt.resposta",
    )
    content = os.urandom(3 * MEBIBYTE)
    for _ in range(3):
        answer = httpx.post(f"{server.url}{path}", content=content, headers={**LOGIN, **PNG}, timeout=60)
        assert bytes.fromhex(answer.text) == content


# MARK: what is refused, and when


@pytest.mark.parametrize("size", [3, 2 * MEBIBYTE])
@pytest.mark.parametrize("kind", ["image/gif", "image/pn", "image/png2", "", "multipart/form-data; boundary=x"])
def test_another_type_is_refused(server: Server, add: Callable[..., str], kind: str, size: int) -> None:
    path = add(server)
    with RawConnection(server.port) as connection:
        connection.send(start(path, f"Content-Length: {size}", kind=kind) + b"abc")
        problem = assert_problem(connection.answer(), 415, "tipo_nao_aceito")
        assert "image/png, text/csv" in problem["detail"]


@pytest.mark.parametrize("size", [4 * MEBIBYTE + 1, 32 * MEBIBYTE, 32 * MEBIBYTE + 1, 10**30])
def test_a_file_over_the_limit_is_refused_before_it_is_sent(server: Server, add: Callable[..., str], size: int) -> None:
    path = add(server, limit="4MiB")
    with RawConnection(server.port) as connection:
        connection.send(start(path, f"Content-Length: {size}"))
        problem = assert_problem(connection.answer(), 413, "corpo_grande_demais")
        assert ("4 MiB" in problem["detail"]) == (size <= 32 * MEBIBYTE)
        assert connection.ended()


def test_a_small_limit_holds_too(server: Server, add: Callable[..., str]) -> None:
    path = add(server, limit="10KiB")
    with server.client(headers=PNG) as client:
        assert client.post(path, content=b"x" * 10_240).status_code == 200
        problem = assert_problem(client.post(path, content=b"x" * 10_241), 413, "corpo_grande_demais")
        assert "10 KiB" in problem["detail"]


def test_chunks_over_the_limit_are_refused_as_they_come(server: Server, add: Callable[..., str]) -> None:
    path = add(server, limit="2MiB")
    with RawConnection(server.port) as connection:
        connection.send(start(path, "Transfer-Encoding: chunked"))
        for _ in range(32):
            connection.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        connection.send(b"1\r\n")
        assert_problem(connection.answer(), 413, "corpo_grande_demais")
        assert connection.ended()


@pytest.mark.parametrize("headers", [["Content-Length: 1048577"], ["Transfer-Encoding: chunked"]])
def test_who_does_not_log_in_may_send_no_more_than_others(
    server: Server, add: Callable[..., str], headers: list[str]
) -> None:
    path = add(server)
    with RawConnection(server.port) as connection:
        connection.send(start(path, *headers, login=False))
        if "chunked" in headers[0]:
            connection.send(b"100000\r\n" + b" " * MEBIBYTE + b"\r\n", b"1\r\n")
        assert_problem(connection.answer(), 401, "login_necessario")
        assert connection.ended()


@pytest.mark.parametrize(
    ("method", "target"), [("POST", "/v1/sessoes"), ("POST", "/v1/nada"), ("PUT", ""), ("POST", "/estatico/x")]
)
def test_no_other_route_takes_more(server: Server, add: Callable[..., str], method: str, target: str) -> None:
    target = target or add(server)
    headers = ["Authorization: Bearer x", "Content-Type: image/png", f"Content-Length: {MEBIBYTE + 1}"]
    with RawConnection(server.port) as connection:
        connection.send(request(method, target, *headers))
        problem = assert_problem(connection.answer(), 413, "corpo_grande_demais")
        assert "1 MiB" in problem["detail"]
        assert connection.ended()


def test_a_client_that_waits_is_told_to_continue(server: Server, add: Callable[..., str]) -> None:
    path = add(server, limit="4MiB")
    content = os.urandom(3 * MEBIBYTE)
    with RawConnection(server.port) as connection:
        connection.send(start(path, "Expect: 100-continue", f"Content-Length: {len(content)}"))
        assert connection.answer().status_code == 100
        connection.send(content)
        assert connection.answer().json() == seen(content)


@pytest.mark.parametrize(
    ("length", "kind", "login", "status"),
    [
        (4 * MEBIBYTE + 1, "image/png", True, 413),
        (2 * MEBIBYTE, "image/gif", True, 415),
        (2 * MEBIBYTE, "image/png", False, 401),
    ],
)
def test_a_file_that_is_refused_is_not_asked_for(
    server: Server, add: Callable[..., str], length: int, kind: str, login: bool, status: int
) -> None:
    path = add(server, limit="4MiB")
    with RawConnection(server.port) as connection:
        connection.send(start(path, "Expect: 100-continue", f"Content-Length: {length}", kind=kind, login=login))
        assert connection.answer().status_code == status


def test_permissions_are_checked_as_ever(company: Company, server: Server, add: Callable[..., str]) -> None:
    path = add(server, "acesso: catalogo.escrever")
    content = os.urandom(2 * MEBIBYTE)
    assert company.staff().post(path, content=content, headers=PNG).json() == seen(content)
    answer = company.staff("cozinha").post(path, content=content, headers=PNG)
    assert_problem(answer, 403, "sem_permissao")
    answer = httpx.post(f"{server.url}{path}", content=content, headers={**PNG, "Authorization": "Bearer x"})
    assert_problem(answer, 401, "sessao_invalida")


# MARK: bounds


@pytest.fixture
def single(new_server: Callable[..., Server]) -> Server:
    return new_server(FLOWT_THREADS="1", FLOWT_CONNECTIONS="1", FLOWT_SLOW_CONNECTIONS="1")


def test_files_on_their_way_are_bounded_and_cost_others_nothing(single: Server, add: Callable[..., str]) -> None:
    path = add(single)
    waiting = []
    for _ in range(6):
        connection = RawConnection(single.port)
        connection.send(start(path, f"Content-Length: {16 * MEBIBYTE}") + b"x")
        waiting.append(connection)
    time.sleep(0.3)
    with RawConnection(single.port) as connection:
        connection.send(start(path, f"Content-Length: {16 * MEBIBYTE}"))
        assert_problem(connection.answer(), 503, "sobrecarregado")
    # Small files and ordinary requests in pieces have a place of their own.
    assert httpx.post(f"{single.url}{path}", content=b"a", headers=PNG).status_code == 200
    with RawConnection(single.port) as connection:
        whole = request("POST", "/v1/sessoes", "Content-Type: application/json", body=b"{" + b" " * 900_000 + b"}")
        connection.send(whole[:500_000])
        time.sleep(0.1)
        connection.send(whole[500_000:])
        assert connection.answer().status_code in (413, 422)
    for connection in waiting[:3]:
        connection.socket.close()
    content = os.urandom(16 * MEBIBYTE)
    for _ in range(8):
        answer = httpx.post(f"{single.url}{path}", content=content, headers={**LOGIN, **PNG}, timeout=60)
        assert answer.json() == seen(content)
    for connection in waiting:
        connection.socket.close()


def test_the_memory_of_files_is_given_back(single: Server, add: Callable[..., str]) -> None:
    """Connections to PostgreSQL whose buffers have grown are made again; requests behind them wait, and none fails."""
    path = add(single, "faixa: lenta")
    content = os.urandom(8 * MEBIBYTE)

    def send(_: int) -> bool:
        answer = httpx.post(f"{single.url}{path}", content=content, headers={**LOGIN, **PNG}, timeout=60)
        return answer.status_code == 200 and answer.json() == seen(content)

    def small(_: int) -> bool:
        answer = httpx.post(f"{single.url}{path}", content=b"abc", headers=PNG, timeout=60)
        return answer.status_code == 200 and answer.json() == seen(b"abc")

    assert small(0)
    before = single.resident()
    with ThreadPoolExecutor(6) as pool:
        large, others = pool.map(send, range(24)), pool.map(small, range(100))
        assert all(large) and all(others)
    wait_for(lambda: single.resident() - before < 4 * MEBIBYTE, "it is kept")
    assert single.metric("flowt_database_reconnects_total") == 0
    assert "PostgreSQL is not reachable" not in single.log_text()


def test_clients_that_leave_give_their_place_back(single: Server, add: Callable[..., str]) -> None:
    path = add(single)
    for number in range(40):
        with RawConnection(single.port) as connection:
            connection.send(start(path, f"Content-Length: {16 * MEBIBYTE}") + b"x" * (number * 1000))
            if number % 2:
                time.sleep(0.01)
    content = os.urandom(16 * MEBIBYTE)
    with ThreadPoolExecutor(3) as pool:
        for answer in pool.map(
            lambda _: httpx.post(f"{single.url}{path}", content=content, headers={**LOGIN, **PNG}, timeout=60), range(3)
        ):
            assert answer.json() == seen(content)


def test_a_large_file_has_more_time_than_other_bodies(server: Server, add: Callable[..., str]) -> None:
    path = add(server)
    content = os.urandom(1_500_000)
    with RawConnection(server.port) as connection:
        connection.send(start(path, f"Content-Length: {len(content)}"))
        for at in range(0, len(content), 120_000):
            connection.send(content[at : at + 120_000])
            time.sleep(1)
        assert connection.answer().json() == seen(content)
