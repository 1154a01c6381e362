"""HTTP/1.1 on the wire: what clients may send in any shape, and what nobody may."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from company import Company
from harness import Server
from judge import assert_problem
from raw import RawConnection, request

PING = request("GET", "/v1/ping")


def login(*headers: str, body: bytes = b"") -> bytes:
    return request("POST", "/v1/sessoes", "Content-Type: application/json", *headers, body=body)


def test_pipelined_requests_are_answered_in_order(server: Server, company: Company) -> None:
    tenant = f"X-Flowt-Tenant: {company.slug}"
    with RawConnection(server.port) as connection:
        connection.send(
            PING
            + request("POST", "/v1/carrinhos", tenant)
            + request("GET", "/livez")
            + login(body=b"{")
            + request("GET", "/v1/cardapio", tenant)
            + PING
        )
        answers = [connection.answer() for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200, 201, 200, 400, 200, 200]
        assert answers[0].json() == answers[5].json() == {"situacao": "ok"}
        assert len({answer.headers["x-request-id"] for answer in answers}) == 6


def test_hundreds_of_pipelined_requests_are_answered(server: Server) -> None:
    with RawConnection(server.port) as connection:
        connection.send(PING * 500)
        assert all(connection.answer().status_code == 200 for _ in range(500))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_a_request_may_come_in_any_pieces(server: Server, size: int) -> None:
    body = b'{"email": "a", "senha": ""}'
    whole = login(body=body) + PING
    with RawConnection(server.port) as connection:
        connection.send(*(whole[start : start + size] for start in range(0, len(whole), size)))
        problem = assert_problem(connection.answer(), 422, "corpo_invalido")
        assert {error["campo"] for error in problem["erros"]} == {"email", "senha"}
        assert connection.answer().status_code == 200


@pytest.mark.parametrize(
    "chunks",
    [
        [b"1b\r\n", b'{"email": "a", "senha": ""}', b"\r\n0\r\n\r\n"],
        [b"1B;nome=valor\r\n", b'{"email": "a", "senha": ""}', b"\r\n", b"0;x\r\nTrailer: a\r\n\r\n"],
        [
            b"00",
            b"5",
            b"\r",
            b"\n",
            b'{"ema',
            b"\r",
            b"\n1",
            b"6\r\n",
            b'il": "a", "senha": ""}',
            b"\r\n0",
            b"\r\n\r",
            b"\n",
        ],
        [b"\r\n".join(b"1\r\n" + bytes([byte]) for byte in b'{"email": "a", "senha": ""}'), b"\r\n0\r\n\r\n"],
    ],
)
def test_a_chunked_body_may_be_split_anywhere(server: Server, chunks: list[bytes]) -> None:
    with RawConnection(server.port) as connection:
        connection.send(login("Transfer-Encoding: chunked"), *chunks)
        problem = assert_problem(connection.answer(), 422, "corpo_invalido")
        assert {error["campo"] for error in problem["erros"]} == {"email", "senha"}
        # The next request begins where the body ended.
        connection.send(PING)
        assert connection.answer().json() == {"situacao": "ok"}


@pytest.mark.parametrize(
    "chunks",
    [
        b"x\r\n",
        b"-1\r\n",
        b"1\na\r\n",
        b"1\r\nab\r\n",
        b"\r\n",
        b"1 1\r\n",
        b"0x1\r\n",
        b"1\r\na\n\r\n",
        b"0\r\n bad\r\n",
    ],
)
def test_a_malformed_chunk_is_refused(server: Server, unchanged: Callable, chunks: bytes) -> None:
    with unchanged(), RawConnection(server.port) as connection:
        connection.send(login("Transfer-Encoding: chunked"), chunks)
        assert_problem(connection.answer(), 400, "requisicao_malformada")
        assert connection.ended()


def test_a_client_that_waits_is_told_to_continue(server: Server) -> None:
    body = b'{"email": "a", "senha": ""}'
    head = login("Expect: 100-continue", body=body)[: -len(body)]
    with RawConnection(server.port) as connection:
        connection.send(head)
        assert connection.answer().status_code == 100
        connection.send(body)
        assert_problem(connection.answer(), 422, "corpo_invalido")


def test_a_body_that_is_too_large_is_not_asked_for(server: Server) -> None:
    with RawConnection(server.port) as connection:
        connection.send(login("Expect: 100-continue", "Content-Length: 99999999"))
        assert_problem(connection.answer(), 413, "corpo_grande_demais")


def test_an_unknown_expectation_fails(server: Server) -> None:
    with RawConnection(server.port) as connection:
        connection.send(request("GET", "/v1/ping", "Expect: um-milagre"))
        assert_problem(connection.answer(), 417, "expectativa_desconhecida")


def test_a_connection_stays_open_until_told(server: Server) -> None:
    with RawConnection(server.port) as connection:
        for _ in range(3):
            connection.send(PING)
            assert connection.answer().status_code == 200
        connection.send(request("GET", "/v1/ping", "Connection: close"))
        answer = connection.answer()
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert connection.ended()


def test_http_1_0_closes_unless_told(server: Server) -> None:
    with RawConnection(server.port) as connection:
        connection.send("GET /v1/ping HTTP/1.0\r\n\r\n")
        assert connection.answer().status_code == 200
        assert connection.ended()
    with RawConnection(server.port) as connection:
        for _ in range(2):
            connection.send("GET /v1/ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            answer = connection.answer()
            assert (answer.status_code, answer.headers["connection"].lower()) == (200, "keep-alive")


def test_an_absolute_target_replaces_the_host(server: Server, company: Company) -> None:
    with RawConnection(server.port) as connection:
        connection.send(
            f"GET http://{company.slug}.localhost/v1/cardapio HTTP/1.1\r\nHost: nao-existe.localhost\r\n\r\n"
        )
        assert connection.answer().json()["tenant"]["nom_slug"] == company.slug


def test_options_of_the_whole_server(server: Server) -> None:
    with RawConnection(server.port) as connection:
        connection.send(request("OPTIONS", "*"))
        answer = connection.answer()
        assert answer.status_code == 204 and "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "shape",
    {
        "length and chunks": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
        "two lengths": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "list of lengths": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 5\r\n\r\n",
        "signed length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n",
        "hexadecimal length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n",
        "empty length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
        "two encodings": "POST / HTTP/1.1\r\nHost: a\r\n" + "Transfer-Encoding: chunked\r\n" * 2 + "\r\n",
        "chunks in 1.0": "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        "folded line": "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n continued\r\n\r\n",
        "bare LF": "GET / HTTP/1.1\nHost: a\n\n",
        "bare LF in a header": "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n",
        "bare CR": "GET / HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n",
        "space before the colon": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n",
        "no host": "GET / HTTP/1.1\r\n\r\n",
        "two hosts": "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "host with a path": "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "no version": "GET /\r\n\r\n",
        "two spaces": "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "NUL in a header": "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        "no colon": "GET / HTTP/1.1\r\nHost: a\r\nlixo\r\n\r\n",
        "no name": "GET / HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n",
        "no slash": "GET v1/ping HTTP/1.1\r\nHost: a\r\n\r\n",
        "other bytes": "\x16\x03\x01\x02\0\x01",
    }.items(),
    ids=lambda shape: shape[0],
)
def test_what_two_parsers_could_read_differently_is_refused(
    server: Server, unchanged: Callable, shape: tuple[str, str]
) -> None:
    with unchanged(), RawConnection(server.port) as connection:
        # What is smuggled behind it must not be taken for a request.
        connection.send(shape[1].encode("latin-1"), PING)
        answer = connection.answer()
        assert_problem(answer, 400, "requisicao_malformada")
        assert answer.headers["connection"] == "close"
        assert connection.ended()


@pytest.mark.parametrize("coding", ["gzip, chunked", "identity", "chunked, gzip", "xchunked"])
def test_another_transfer_coding_is_not_implemented(server: Server, coding: str) -> None:
    with RawConnection(server.port) as connection:
        connection.send(login(f"Transfer-Encoding: {coding}"))
        assert_problem(connection.answer(), 501, "nao_implementado")
        assert connection.ended()


@pytest.mark.parametrize("version", ["2.0", "0.9", "3.0"])
def test_another_version_is_refused(server: Server, version: str) -> None:
    with RawConnection(server.port) as connection:
        connection.send(request("GET", "/v1/ping", version=version))
        assert_problem(connection.answer(), 505, "versao_http_desconhecida")


def test_slow_senders_are_cut_off(server: Server) -> None:
    """The deadline is 10 s for the whole request, however busily it dribbles."""

    def dribble(start: bytes) -> None:
        with RawConnection(server.port, seconds=60) as connection:
            connection.send(start)
            connection.socket.settimeout(0.5)
            for _ in range(100):
                try:
                    connection.send(b"a")
                    connection._receive()
                    break
                except TimeoutError:
                    continue
            else:
                raise AssertionError("never cut off")
            connection.socket.settimeout(30)
            assert_problem(connection.answer(), 408, "tempo_esgotado")
            assert connection.ended()

    starts = [
        b"GET /v1/ping HTTP/1.1\r\nX: ",
        login("Content-Length: 1000"),
        login("Transfer-Encoding: chunked") + b"1000\r\n",
    ]
    with ThreadPoolExecutor(len(starts)) as pool:
        list(pool.map(dribble, starts))


def test_clients_that_never_read_do_not_stop_others(server: Server) -> None:
    """Closing them after 30 s is tested on the state machine, with a clock of its own (ClientMachineTests)."""
    idle = []
    for _ in range(20):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        connection.connect(("127.0.0.1", server.port))
        # Far more answers than the kernel buffers, until it takes no more requests.
        connection.settimeout(0.05)
        idle.append(connection)
        try:
            for _ in range(400):
                connection.sendall(request("GET", "/openapi.json"))
        except TimeoutError:
            pass
    try:
        with server.client() as client:
            for _ in range(20):
                assert client.get("/v1/ping").status_code == 200
    finally:
        for connection in idle:
            connection.close()


def test_clients_that_leave_in_every_state_do_no_harm(server: Server) -> None:
    for start in (
        b"",
        b"GET",
        PING[:-1],
        PING,
        PING * 20,
        login("Content-Length: 5") + b"{",
        login("Expect: 100-continue"),
    ):
        for _ in range(5):
            with RawConnection(server.port) as connection:
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                connection.send(start)
    with server.client() as client:
        assert all(client.get("/v1/ping").status_code == 200 for _ in range(50))
        deadline = time.monotonic() + 20
        while "flowt_http_in_flight 0" not in client.get("/metrics").text:
            assert time.monotonic() < deadline, "a request was never finished"
            time.sleep(0.1)
