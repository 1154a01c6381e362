"""Streams (`fluxo: sim`): answers of any size in bounded memory; clients that read fast, slowly, not at all, or go."""

import hashlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from conftest import Routes, end_left_over

from harness import Cluster, Server, wait_for
from judge import assert_problem
from raw import RawConnection, request

SET = {"returns": "SETOF flowt.resposta"}
# Inlined into the plan: rows leave while the query runs. Each piece is 8 kB.
LAZY = {"returns": "SETOF flowt.resposta", "language": "sql STABLE"}
PIECE = 8000


def lazy(pieces: int) -> str:
    return (
        f"SELECT NULL::int, 'text/csv'::text, NULL::text, rpad(g::text, {PIECE}, 'x')"
        f" FROM generate_series(1, {pieces}) AS g"
    )


def body_of(pieces: int) -> bytes:
    return b"".join(str(number).encode().ljust(PIECE, b"x") for number in range(1, pieces + 1))


@pytest.fixture
def single(new_server: Callable[..., Server]) -> Server:
    return new_server(
        FLOWT_THREADS="1", FLOWT_CONNECTIONS="1", FLOWT_SLOW_CONNECTIONS="1", FLOWT_STREAM_CONNECTIONS="1"
    )


@pytest.fixture
def streaming(admin: psycopg.Connection) -> Callable[[str], list[dict]]:
    """The backends that run a route."""
    end_left_over(admin)

    def find(route: str) -> list[dict]:
        return admin.execute(
            "SELECT pid, wait_event FROM pg_stat_activity"
            " WHERE usename = 'flowt_api' AND state = 'active' AND query LIKE %s",
            (f"SELECT * FROM api.{route}(%",),
        ).fetchall()

    return find


def access_lines(server: Server, route: str) -> list[dict]:
    return [line for line in server.log_lines(route) if line["status"] != 405]


class Reader:
    """A client of one stream with a small window, which reads only when told."""

    def __init__(self, server: Server, path: str, version: str = "1.1", method: str = "GET") -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", server.port))
        self.socket.sendall(request(method, path, version=version))
        self.received = bytearray()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def read(self, count: int = 65536) -> bytes:
        part = self.socket.recv(count)
        self.received += part
        return part

    def head(self) -> bytes:
        while b"\r\n\r\n" not in self.received:
            assert self.read(), "no head"
        return bytes(self.received.partition(b"\r\n\r\n")[0])

    def rest(self) -> bytes:
        """What comes until the server closes, or breaks the connection."""
        while self.read():
            pass
        return bytes(self.received.partition(b"\r\n\r\n")[2])

    def body(self) -> bytes:
        """A chunked body up to its end."""
        self.head()
        while not self.received.endswith(b"\r\n0\r\n\r\n"):
            assert self.read(), "truncated"
        coded = self.received.partition(b"\r\n\r\n")[2]
        decoded, position = bytearray(), 0
        while True:
            end = coded.index(b"\r\n", position)
            size = int(coded[position:end], 16)
            if size == 0:
                assert coded[end:] == b"\r\n\r\n"
                return bytes(decoded)
            decoded += coded[end + 2 : end + 2 + size]
            position = end + 2 + size + 2


# MARK: the answer


def test_the_first_row_is_the_head_and_every_row_a_piece(server: Server, routes: Routes) -> None:
    body = """RETURN QUERY SELECT * FROM (VALUES
        (201, 'text/csv; charset=utf-8', 'Content-Disposition: attachment; filename="a.csv"', 'a;b'),
        (500, 'text/html', 'X-Nada: 1', E'\\né;'), (NULL, NULL, NULL, ''), (NULL, NULL, NULL, NULL),
        (NULL, NULL, NULL, 'fim')) AS v;"""
    path = routes.add(server, "teste_fluxo", body, "fluxo: sim", **SET)
    with RawConnection(server.port) as connection:
        connection.send(request("GET", path) + request("GET", "/v1/ping"))
        while b"\r\n0\r\n\r\n" not in connection._received:
            connection._receive()
        head, _, rest = connection._received.partition(b"\r\n\r\n")
        lines = head.decode().lower().split("\r\n")
        assert lines[0] == "http/1.1 201 created"
        assert {
            "content-type: text/csv; charset=utf-8",
            'content-disposition: attachment; filename="a.csv"',
            "transfer-encoding: chunked",
            "cache-control: no-store",
        } <= set(lines)
        assert not any(line.startswith(("content-length", "etag", "x-nada")) for line in lines)
        assert rest.startswith(b"3\r\na;b\r\n4\r\n\n\xc3\xa9;\r\n3\r\nfim\r\n0\r\n\r\n")
        # The request behind it is answered on the same connection.
        connection._received = rest.partition(b"0\r\n\r\n")[2]
        assert connection.answer().json() == {"situacao": "ok"}


def test_http_1_0_ends_with_the_connection(server: Server, routes: Routes) -> None:
    path = routes.add(server, "teste_fluxo", lazy(500), "fluxo: sim", **LAZY)
    with Reader(server, path, version="1.0") as reader:
        head = reader.head().lower()
        assert b"transfer-encoding" not in head and b"content-length" not in head and b"connection: close" in head
        assert reader.rest() == body_of(500)


def test_head_runs_no_further_than_the_first_row(
    single: Server, routes: Routes, streaming: Callable[[str], list[dict]]
) -> None:
    path = routes.add(single, "teste_fluxo", lazy(1_000_000), "fluxo: sim", **LAZY)
    with RawConnection(single.port) as connection:
        for _ in range(3):
            connection.send(request("HEAD", path))
            answer = connection.answer(to="HEAD")
            assert (answer.status_code, answer.headers["transfer-encoding"]) == (200, "chunked")
        connection.send(request("GET", "/v1/ping"))
        assert connection.answer().json() == {"situacao": "ok"}
    wait_for(lambda: not streaming("teste_fluxo"), "it still runs")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("RETURN;", 404, "nao_encontrado"),
        ("RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'exportacao_em_curso';", 409, "exportacao_em_curso"),
        ("RETURN NEXT (99, NULL, NULL, 'x')::flowt.resposta;", 500, "erro_interno"),
        ("RETURN NEXT (200, NULL, E'X: 1\\r\\nY: 2', 'x')::flowt.resposta;", 500, "erro_interno"),
        ("RETURN NEXT (200, NULL, NULL, repeat('x', 2000000))::flowt.resposta;", 500, "erro_interno"),
    ],
)
def test_before_the_first_piece_an_error_is_an_ordinary_answer(
    server: Server, routes: Routes, body: str, status: int, code: str
) -> None:
    path = routes.add(server, "teste_fluxo", body, "fluxo: sim", **SET)
    with server.client() as client:
        for _ in range(3):
            answer = client.get(path)
            assert answer.status_code == status
            if code != "exportacao_em_curso":
                assert_problem(answer, status, code)
            assert client.get("/v1/ping").status_code == 200


def test_a_refusal_at_the_door_is_an_ordinary_answer(server: Server, routes: Routes) -> None:
    path = routes.add(server, "teste_fluxo", lazy(10), "acesso: sessao", "fluxo: sim", **LAZY)
    assert_problem(httpx.get(f"{server.url}{path}"), 401, "login_necessario")
    assert_problem(httpx.get(f"{server.url}{path}", headers={"Authorization": "Bearer nada"}), 401, "sessao_invalida")


def test_an_answer_without_a_body_has_none(server: Server, routes: Routes) -> None:
    path = routes.add(server, "teste_fluxo", "RETURN NEXT (204, NULL, NULL, 'x')::flowt.resposta;", "fluxo: sim", **SET)
    with server.client() as client:
        for _ in range(3):
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (204, b"")


def test_a_transaction_of_its_own_streams_too(new_server: Callable[..., Server], routes: Routes) -> None:
    server = new_server(FLOWT_EXPLICIT_TRANSACTION="1")
    path = routes.add(server, "teste_fluxo", lazy(500), "fluxo: sim", **LAZY)
    for _ in range(3):
        assert httpx.get(f"{server.url}{path}").content == body_of(500)


# MARK: what ends it early


def test_an_error_in_the_middle_leaves_the_body_without_its_end(single: Server, routes: Routes) -> None:
    body = (
        "SELECT NULL::int, 'text/csv'::text, NULL::text, repeat('x', 8000 / CASE WHEN g = 900 THEN 0 ELSE 1 END)"
        " FROM generate_series(1, 1000) AS g"
    )
    path = routes.add(single, "teste_fluxo", body, "fluxo: sim", **LAZY)
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{single.url}{path}")
    with Reader(single, path) as reader:
        assert b" 200 OK" in reader.head()
        rest = reader.rest()
        assert 0 < len(rest) < 900 * 8010 and not rest.endswith(b"0\r\n\r\n")
    with Reader(single, path, version="1.0") as reader, pytest.raises(ConnectionResetError):
        reader.rest()
    assert httpx.get(f"{single.url}/v1/ping").status_code == 200
    wait_for(lambda: len(access_lines(single, path)) == 3, "not logged")
    for line in access_lines(single, path):
        # 22012 is 400 to a client that can still be told.
        assert line["status"] >= 400 and line["bytes"] > 0


def test_a_piece_that_is_too_large_breaks_it_off(single: Server, routes: Routes) -> None:
    body = (
        "SELECT NULL::int, 'text/csv'::text, NULL::text, repeat('x', CASE WHEN g = 30 THEN 2000000 ELSE 8000 END)"
        " FROM generate_series(1, 100000) AS g"
    )
    path = routes.add(single, "teste_fluxo", body, "fluxo: sim", **LAZY)
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{single.url}{path}")
    assert httpx.get(f"{single.url}/v1/ping").status_code == 200


def test_a_lost_backend_breaks_it_off(
    single: Server, routes: Routes, streaming: Callable[[str], list[dict]], admin: psycopg.Connection
) -> None:
    path = routes.add(single, "teste_fluxo", lazy(1_000_000), "fluxo: sim", **LAZY)
    with Reader(single, path) as reader:
        reader.head()
        wait_for(lambda: [1 for row in streaming("teste_fluxo") if row["wait_event"] == "ClientWrite"], "never behind")
        admin.execute("SELECT pg_terminate_backend(%s)", (streaming("teste_fluxo")[0]["pid"],))
        rest = reader.rest()
        assert not rest.endswith(b"0\r\n\r\n")
    short = routes.add(single, "teste_curto", lazy(3), "fluxo: sim", **LAZY)
    wait_for(lambda: httpx.get(f"{single.url}{short}").status_code == 200, "no connection again")


def test_a_client_that_leaves_cancels_it(
    single: Server, routes: Routes, streaming: Callable[[str], list[dict]]
) -> None:
    path = routes.add(single, "teste_fluxo", lazy(1_000_000), "fluxo: sim", **LAZY)
    short = routes.add(single, "teste_curto", lazy(3), "fluxo: sim", **LAZY)
    for _ in range(3):
        with Reader(single, path) as reader:
            reader.head()
            wait_for(
                lambda: [1 for row in streaming("teste_fluxo") if row["wait_event"] == "ClientWrite"], "not behind"
            )
        wait_for(lambda: not streaming("teste_fluxo"), "not cancelled")
        assert httpx.get(f"{single.url}{short}", timeout=60).content == body_of(3)
    wait_for(lambda: len(access_lines(single, path)) == 3, "not logged")
    for line in access_lines(single, path):
        assert (line["status"], line["cancelled"]) == (499, True) and line["bytes"] > PIECE
    assert single.metric("flowt_http_cancelled_total") == 3


def test_what_was_noted_about_a_reader_stays_when_it_leaves(
    single: Server, routes: Routes, streaming: Callable[[str], list[dict]], admin: psycopg.Connection
) -> None:
    admin.execute("CREATE TABLE public.teste_leitura (numero integer)")
    admin.execute("GRANT INSERT ON public.teste_leitura TO flowt_api")
    try:
        body = "BEGIN INSERT INTO public.teste_leitura VALUES (1); RETURN QUERY " + lazy(3_000) + "; END"
        path = routes.add(single, "teste_fluxo", body, "fluxo: sim", **SET)
        for count in (1, 2):
            with Reader(single, path) as reader:
                reader.head()
            wait_for(lambda: not streaming("teste_fluxo"), "it still runs")
            assert admin.execute("SELECT count(*) AS n FROM public.teste_leitura").fetchone()["n"] == count
        short = routes.add(single, "teste_curto", lazy(3), "fluxo: sim", **LAZY)
        assert httpx.get(f"{single.url}{short}").content == body_of(3)
    finally:
        admin.execute("DROP TABLE public.teste_leitura")


# MARK: memory, lanes, time


def test_memory_is_bounded_whatever_the_size(single: Server, routes: Routes) -> None:
    """100 MB to a client that reads in bursts; the server holds less than a hundredth of it."""
    pieces = 12_500
    path = routes.add(single, "teste_fluxo", lazy(pieces), "fluxo: sim", **LAZY)
    httpx.get(f"{single.url}{routes.add(single, 'teste_curto', lazy(3), 'fluxo: sim', **LAZY)}")
    before, peak = single.resident(), 0
    digest, count = hashlib.sha256(), 0
    with httpx.stream("GET", f"{single.url}{path}", timeout=60) as answer:
        for part in answer.iter_bytes(1 << 20):
            digest.update(part)
            count += len(part)
            if count % (10 << 20) < 1 << 20:
                time.sleep(0.05)
            peak = max(peak, single.resident())
    assert count == pieces * PIECE
    assert digest.hexdigest() == hashlib.sha256(body_of(pieces)).hexdigest()
    assert peak - before < 6 << 20, f"{(peak - before) >> 20} MiB more"
    wait_for(lambda: access_lines(single, path), "not logged")
    (line,) = access_lines(single, path)
    assert line["status"] == 200 and count < line["bytes"] < count * 1.01


def test_a_stream_delays_nobody(single: Server, routes: Routes, streaming: Callable[[str], list[dict]]) -> None:
    path = routes.add(single, "teste_fluxo", lazy(1_000_000), "fluxo: sim", **LAZY)
    slow = routes.add(single, "teste_lenta", "RETURN (200, NULL, NULL, '1')::flowt.resposta;", "faixa: lenta")
    with Reader(single, path) as reader:
        reader.head()
        wait_for(lambda: streaming("teste_fluxo"), "never ran")
        for _ in range(20):
            assert httpx.get(f"{single.url}/v1/ping", timeout=30).status_code == 200
            assert httpx.get(f"{single.url}{slow}", timeout=30).status_code == 200


def test_streams_wait_for_each_other(single: Server, routes: Routes) -> None:
    path = routes.add(single, "teste_fluxo", lazy(2_000), "fluxo: sim", **LAZY)
    with Reader(single, path) as first, Reader(single, path) as second:
        first.head()
        wait_for(lambda: single.metric('flowt_lane_queue{lane="stream"}') == 1, "never queued")
        second.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            second.read()
        second.socket.settimeout(60)
        assert first.body() == body_of(2_000)
        assert second.body() == body_of(2_000)


@contextmanager
def in_background(target: Callable[[], None]) -> Iterator[None]:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            target()
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(120)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


def test_slow_clients_are_waited_for_and_stalled_ones_cut_off(
    new_server: Callable[..., Server], routes: Routes, streaming: Callable[[str], list[dict]]
) -> None:
    """A reader of 100 kB/s outlives the slow lane's 30 s; one that stops is let go after as long, with its query."""
    server = new_server(FLOWT_THREADS="1", FLOWT_STREAM_CONNECTIONS="2")
    pieces = 450
    slow = routes.add(server, "teste_devagar", lazy(pieces), "fluxo: sim", **LAZY)
    stalled = routes.add(server, "teste_parado", lazy(1_000_000), "fluxo: sim", **LAZY)

    def read_slowly() -> None:
        with Reader(server, slow) as reader:
            started = time.monotonic()
            while len(reader.received) < pieces * PIECE - 400_000:
                assert reader.read(10_000)
                time.sleep(max(0, started + len(reader.received) / 90_000 - time.monotonic()))
            assert reader.body() == body_of(pieces)
            assert time.monotonic() - started > 34

    with in_background(read_slowly), Reader(server, stalled) as reader:
        reader.head()
        started = time.monotonic()
        wait_for(lambda: streaming("teste_parado"), "never ran")
        wait_for(lambda: not streaming("teste_parado"), "never let go", seconds=90)
        # Not before its time; how long after it is the machine's affair.
        assert time.monotonic() - started > 25
        with pytest.raises((ConnectionResetError, AssertionError)):
            reader.body()


def test_sigterm_waits_for_a_stream(new_server: Callable[..., Server], routes: Routes) -> None:
    server = new_server(FLOWT_THREADS="1")
    path = routes.add(server, "teste_fluxo", lazy(3_000), "fluxo: sim", **LAZY)
    with Reader(server, path) as reader:
        reader.head()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert server.process.poll() is None
        assert reader.body() == body_of(3_000)
        assert reader.read() == b""
    assert server.process.wait(30) == 0


def test_a_hundred_streams_one_after_the_other(single: Server, routes: Routes, cluster: Cluster) -> None:
    """Of every size around the buffers, on one connection, which ends as it began."""
    path = routes.add(
        single,
        "teste_fluxo",
        "SELECT NULL::int, 'text/plain'::text, NULL::text, repeat('x', p_n) FROM generate_series(1, p_m) AS g",
        "fluxo: sim",
        arguments="p_n integer, p_m integer",
        **LAZY,
    )
    with single.client() as client:
        for number in range(100):
            size, count = [(1, 70_000), (65_535, 9), (262_144, 4), (1_000_000, 3), (8_000, 40)][number % 5]
            if size == 1 and number > 20:
                continue
            answer = client.get(path, params={"n": size + number, "m": count})
            assert len(answer.content) == (size + number) * count
