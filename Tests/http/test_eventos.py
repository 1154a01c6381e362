"""Server-sent events (`fluxo: eventos`): heard at once, nothing lost, nothing twice; whoever is slow, gone or many."""

import signal
import socket
import time
from collections.abc import Callable, Iterator

import httpx
import psycopg
import pytest
from conftest import Routes

from company import Company
from harness import Cluster, Server, wait_for
from hearer import Hearer
from judge import assert_problem
from raw import request

TOPIC = "topico-de-teste"
# What came after the last one, oldest first.
BODY = """BEGIN
    RETURN (SELECT (200, 'text/event-stream', 'Flowt-Topico: outro-topico {topic}',
                    coalesce(string_agg(format(E'id: %s\\ndata: %s\\n\\n', e.numero, e.texto), '' ORDER BY e.numero),
                             '')
                   )::flowt.resposta
              FROM public.teste_evento e WHERE e.numero > coalesce(nullif(p_last_event_id, '')::bigint, 0));
END"""


def add_route(routes: Routes, server: Server, *directives: str, name: str = "teste_eventos", body: str = BODY) -> str:
    return routes.add(
        server,
        name,
        body.replace("{topic}", TOPIC),
        "fluxo: eventos",
        "cabecalhos: Last-Event-ID",
        *directives,
        arguments="p_last_event_id text",
        returns="flowt.resposta STABLE",
    )


class Source:
    """A table of events, and who announces them."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        connection.execute(
            "CREATE TABLE public.teste_evento (numero bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, texto text)"
        )
        connection.execute("GRANT SELECT ON public.teste_evento TO flowt_api")

    def put(self, *texts: str) -> None:
        with self.connection.transaction():
            for text in texts:
                self.connection.execute("INSERT INTO public.teste_evento (texto) VALUES (%s)", (text,))
            self.announce()

    def announce(self, topic: str = TOPIC) -> None:
        self.connection.execute("SELECT pg_notify('flowt_evento', %s)", (topic,))

    def remove(self) -> None:
        self.connection.execute("DROP TABLE public.teste_evento")


@pytest.fixture
def source(admin: psycopg.Connection) -> Iterator[Source]:
    source = Source(admin)
    yield source
    source.remove()


@pytest.fixture
def single(new_server: Callable[..., Server]) -> Server:
    return new_server(FLOWT_THREADS="1")


def texts(hearer: Hearer) -> list[str]:
    return [event.data for event in hearer.events]


# MARK: what is heard


def test_what_happened_and_what_happens_is_heard_once(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    source.put("um", "dois")
    with Hearer(single.port, path) as hearer:
        assert (hearer.status, hearer.head["content-type"]) == (200, "text/event-stream") if hearer.head else False
        assert hearer.head["transfer-encoding"] == "chunked" and hearer.head["cache-control"] == "no-store"
        assert hearer.head["x-accel-buffering"] == "no"
        assert not {"content-length", "etag", "flowt-topico"} & set(hearer.head)
        assert [(event.data, event.identifier) for event in hearer.wait_for(2)] == [("um", "1"), ("dois", "2")]
        assert 2_000 <= hearer.retry <= 4_000
        for number in range(3, 8):
            source.put(f"número {number} 🥐")
            assert hearer.wait_for(number)[-1].data == f"número {number} 🥐"
        assert [event.identifier for event in hearer.events] == [str(number) for number in range(1, 8)]


def test_who_connects_again_goes_on_where_it_was(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    source.put("um", "dois", "três")
    with Hearer(single.port, path) as hearer:
        hearer.wait_for(3)
    source.put("quatro")
    with Hearer(single.port, path, f"Last-Event-ID: {hearer.last}") as again:
        again.wait_for(1)
        source.put("cinco")
        again.wait_for(2)
        assert texts(again) == ["quatro", "cinco"]


def test_announcements_are_gathered_and_those_of_others_cost_nothing(
    single: Server, routes: Routes, source: Source
) -> None:
    path = add_route(routes, single)
    with Hearer(single.port, path) as hearer:
        assert hearer.head
        # The first call gave the topics; from then on they are heard, so the second finds what fell between.
        wait_for(lambda: single.metric("flowt_event_calls_total") == 1, "not called again after the first time")
        for _ in range(200):
            source.announce("de-outra-pessoa")
        assert single.metric("flowt_event_calls_total") == 1
        began = time.monotonic()
        for number in range(300):
            source.put(str(number))
        hearer.wait_for(300)
        calls = single.metric("flowt_event_calls_total")
        most = (time.monotonic() - began) / 0.5 + 2
        assert texts(hearer) == [str(number) for number in range(300)]
        assert calls <= 1 + most


def test_many_hear_the_same(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    hearers = [Hearer(single.port, path) for _ in range(200)]
    try:
        for hearer in hearers:
            assert hearer.head
        wait_for(lambda: single.metric("flowt_event_streams") == 200, "not all of them hear")
        source.put("para todos")
        for hearer in hearers:
            assert hearer.wait_for(1)[0].data == "para todos"
    finally:
        for hearer in hearers:
            hearer.close()
    wait_for(lambda: single.metric("flowt_event_streams") == 0, "they are still kept")


def test_a_quiet_stream_shows_that_it_lives(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    began = time.monotonic()
    with Hearer(single.port, path) as hearer:
        hearer.wait(lambda: hearer.retry)
        hearer.wait(lambda: hearer.comments == 1, seconds=90)
        # Not before its time; how long after it is the machine's affair.
        assert time.monotonic() - began > 14.9
        assert hearer.events == []


# MARK: other answers


def test_head_and_http_1_0(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    source.put("um")
    head = httpx.head(f"{single.url}{path}")
    assert (head.status_code, head.headers["content-type"], head.content) == (200, "text/event-stream", b"")
    assert "flowt-topico" not in head.headers
    with Hearer(single.port, path, version="1.0") as hearer:
        assert "transfer-encoding" not in hearer.head and hearer.head["connection"] == "close"
        hearer.wait_for(1)
        source.put("dois")
        hearer.wait_for(2)
        assert texts(hearer) == ["um", "dois"]
    assert httpx.post(f"{single.url}{path}").status_code == 405


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'painel_fechado';", 409, "painel_fechado"),
        ("RETURN (200, NULL, 'Flowt-Topico: ' || repeat('a ', 9), 'data: x')::flowt.resposta;", 500, "erro_interno"),
        ("RETURN (200, NULL, 'Flowt-Topico: ' || repeat('a', 65), 'data: x')::flowt.resposta;", 500, "erro_interno"),
        ("RETURN (200, NULL, NULL, repeat('x', 300000))::flowt.resposta;", 500, "erro_interno"),
        ("RETURN (200, NULL, NULL, 'id: ' || repeat('x', 3000))::flowt.resposta;", 500, "erro_interno"),
    ],
)
def test_before_the_first_piece_an_error_is_an_ordinary_answer(
    server: Server, routes: Routes, body: str, status: int, code: str
) -> None:
    path = add_route(routes, server, body=f"BEGIN {body} END")
    answer = httpx.get(f"{server.url}{path}")
    assert answer.status_code == status
    if status == 500:
        assert_problem(answer, status, code)
    assert httpx.get(f"{server.url}/v1/ping").status_code == 200


def test_another_status_is_no_stream(server: Server, routes: Routes) -> None:
    path = add_route(routes, server, body="BEGIN RETURN (204, NULL, NULL, NULL)::flowt.resposta; END")
    with server.client() as client:
        for _ in range(3):
            assert client.get(path).status_code == 204
    path = add_route(
        routes, server, name="teste_aviso", body="BEGIN RETURN (403, 'text/plain', NULL, 'não')::flowt.resposta; END"
    )
    answer = httpx.get(f"{server.url}{path}")
    assert (answer.status_code, answer.text, answer.headers["content-length"]) == (403, "não", "4")


@pytest.mark.parametrize(
    "end",
    ["RAISE EXCEPTION USING ERRCODE = 'PT410', MESSAGE = 'fim'", "RETURN (204, NULL, NULL, NULL)::flowt.resposta"],
)
def test_a_function_ends_its_stream(single: Server, routes: Routes, source: Source, end: str) -> None:
    body = BODY.replace(
        "BEGIN", f"BEGIN IF EXISTS (SELECT FROM public.teste_evento WHERE texto = 'fim') THEN {end}; END IF;"
    )
    path = add_route(routes, single, body=body)
    with Hearer(single.port, path) as hearer:
        source.put("um")
        hearer.wait_for(1)
        source.put("fim")
        hearer.wait_for_end()
        assert texts(hearer) == ["um"]
        # The connection serves on.
        hearer.socket.sendall(request("GET", "/v1/ping"))
        assert b" 200 OK" in hearer.socket.recv(4096)
    ended = lambda: [line for line in single.log_lines(path) if line["status"] != 405]  # noqa: E731
    wait_for(ended, "not logged")
    (line,) = ended()
    assert line["status"] == (410 if "RAISE" in end else 200) and line["bytes"] > 300


# MARK: the ends of others


def test_whoever_leaves_is_forgotten(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    for _ in range(5):
        hearers = [Hearer(single.port, path) for _ in range(20)]
        for hearer in hearers:
            assert hearer.head
        # Some at once, some while an answer for them is on its way.
        for hearer in hearers[:10]:
            hearer.close()
        source.put("x")
        for hearer in hearers[10:]:
            hearer.close()
        wait_for(lambda: single.metric("flowt_event_streams") == 0, "they are still kept")
    # What was asked for those who had left is answered yet, to nobody.
    wait_for(lambda: single.metric("flowt_http_in_flight") == 0, "questions are still on their way")
    with Hearer(single.port, path) as hearer:
        hearer.wait_for(5)


def test_a_session_that_ends_ends_its_streams(
    single: Server, routes: Routes, source: Source, company: Company, admin: psycopg.Connection
) -> None:
    path = add_route(routes, single, "acesso: pedido.ler")
    token = company.session("cozinha")
    headers = (f"Authorization: Bearer {token}", f"X-Flowt-Tenant: {company.slug}")
    with Hearer(single.port, path, *headers) as hearer, Hearer(single.port, path, *headers) as other:
        source.put("um")
        hearer.wait_for(1), other.wait_for(1)
        admin.execute(
            "UPDATE flowt.tb_omni8_sessao SET dat_revogacao = now() WHERE hsh_token = flowt.digerir(%s)", (token,)
        )
        source.put("dois")
        hearer.wait_for_end(), other.wait_for_end()
        assert texts(hearer) == texts(other) == ["um"]
    with Hearer(single.port, path, *headers) as again:
        assert again.head["content-type"] == "application/problem+json" and again.status == 401


def test_sigterm_ends_streams_in_order(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    hearers = [Hearer(single.port, path) for _ in range(20)]
    source.put("um")
    for hearer in hearers:
        hearer.wait_for(1)
    single.process.send_signal(signal.SIGTERM)
    for hearer in hearers:
        hearer.wait_for_end()
        hearer.close()
    assert single.process.wait(30) == 0


def test_postgresql_starts_again_and_nothing_is_lost(own_cluster: Cluster, new_server: Callable[..., Server]) -> None:
    server = new_server(cluster=own_cluster, FLOWT_THREADS="1")
    with own_cluster.connect() as connection:
        source, routes = Source(connection), Routes(connection)
        path = add_route(routes, server)
        hearer = Hearer(server.port, path)
        source.put("um")
        hearer.wait_for(1)
    own_cluster.crash()
    hearer.wait_for_end()
    answer = httpx.get(f"{server.url}{path}", headers={"Last-Event-ID": hearer.last})
    assert_problem(answer, 503, "indisponivel")
    own_cluster.start()
    with own_cluster.connect() as connection:
        source.connection = connection
        source.put("dois")
        server.wait_until_ready()
        wait_for(lambda: httpx.head(f"{server.url}{path}").status_code == 200, "no streams again")
        with Hearer(server.port, path, f"Last-Event-ID: {hearer.last}") as again:
            again.wait_for(1)
            source.put("três")
            again.wait_for(2)
            assert texts(again) == ["dois", "três"]
    hearer.close()


def test_new_routes_end_streams_and_confirmed_ones_do_not(
    single: Server, routes: Routes, source: Source, admin: psycopg.Connection
) -> None:
    path = add_route(routes, single)
    with Hearer(single.port, path) as hearer:
        assert hearer.head
        for number in range(1, 4):
            admin.execute("NOTIFY flowt_rota")
            time.sleep(1.1)
            source.put(str(number))
            hearer.wait_for(number)
        add_route(routes, single, name="teste_outros_eventos")
        hearer.wait_for_end()


# MARK: too slow, too many, too often


def test_a_slow_reader_is_waited_for_and_costs_little(single: Server, routes: Routes, source: Source) -> None:
    path = add_route(routes, single)
    large = "x" * 200_000
    with Hearer(single.port, path, window=8_192) as slow, Hearer(single.port, path) as quick:
        assert slow.head and quick.head
        before = single.resident()
        # Each is more than the slow one's network takes; it is not asked for until that is read. At two a second they
        # are over long before the slow one is let go for taking nothing.
        for number in range(20):
            source.put(f"{number} {large}")
            quick.wait_for(number + 1)
        assert single.resident() - before < 3 << 20
        calls = single.metric("flowt_event_calls_total")
        source.put("fim")
        quick.wait_for(21)
        assert single.metric("flowt_event_calls_total") <= calls + 3
        assert httpx.get(f"{single.url}/v1/ping", timeout=30).status_code == 200
        # Its next call asks for 20 at once, which is too much for one piece: it ends, and knows how far it came.
        slow.wait(lambda: slow.is_ended or len(slow.events) >= 21, seconds=60)
        assert texts(slow) == [f"{number} {large}" for number in range(len(slow.events))]


def test_each_company_has_its_places(
    new_server: Callable[..., Server], routes: Routes, source: Source, new_company: Callable[..., Company]
) -> None:
    server = new_server(FLOWT_THREADS="1", FLOWT_LOG="errors")
    path = add_route(routes, server, "acesso: publico")
    one, other = new_company(), new_company()
    hearers = []
    try:
        for _ in range(500):
            hearers.append(Hearer(server.port, path, f"X-Flowt-Tenant: {one.slug}"))
        for hearer in hearers:
            assert hearer.head and hearer.status == 200
        answer = httpx.get(f"{server.url}{path}", headers={"X-Flowt-Tenant": one.slug})
        assert_problem(answer, 429, "muitas_transmissoes")
        hearers.append(Hearer(server.port, path, f"X-Flowt-Tenant: {other.slug}"))
        assert hearers[-1].head and hearers[-1].status == 200
        # A place that is left is free.
        hearers.pop(0).close()
        wait_for(lambda: server.metric("flowt_event_streams") == 500, "its place is kept")
        hearers.append(Hearer(server.port, path, f"X-Flowt-Tenant: {one.slug}"))
        assert hearers[-1].head and hearers[-1].status == 200
    finally:
        for hearer in hearers:
            hearer.close()


def test_a_thousand_idle_streams_are_cheap(
    new_server: Callable[..., Server], routes: Routes, source: Source, new_company: Callable[..., Company]
) -> None:
    server = new_server(FLOWT_THREADS="1", FLOWT_LOG="errors")
    path = add_route(routes, server, "acesso: publico")
    companies = [new_company() for _ in range(2)]
    before = server.resident()
    hearers = []
    try:
        for number in range(1_000):
            hearers.append(Hearer(server.port, path, f"X-Flowt-Tenant: {companies[number % 2].slug}"))
        for hearer in hearers:
            assert hearer.head and hearer.status == 200
        wait_for(lambda: server.metric("flowt_event_calls_total") >= 1_000, "not all are called a second time")
        assert server.resident() - before < 12 << 20

        used, began = server.processor_seconds(), time.monotonic()
        time.sleep(5)
        assert (server.processor_seconds() - used) / (time.monotonic() - began) < 0.1
        source.put("para mil")
        for hearer in hearers:
            assert hearer.wait_for(1)[0].data == "para mil"
    finally:
        for hearer in hearers:
            hearer.close()


def test_a_flood_of_announcements_hurts_nobody(
    single: Server, routes: Routes, source: Source, cluster: Cluster, new_company: Callable[..., Company], admin
) -> None:
    """A BI login announces a topic that is heard, and a hundred thousand that are not."""
    company = new_company()
    login = admin.execute("SELECT * FROM admin.criar_acesso_bi(%s, 'ruido')", (company.number,)).fetchone()["nom_login"]
    path = add_route(routes, single)
    with cluster.connect(user=login) as bi, Hearer(single.port, path) as hearer, single.client() as client:
        assert hearer.head
        before, began = single.metric("flowt_event_calls_total"), time.monotonic()
        for _ in range(10):
            bi.execute("SELECT count(pg_notify('flowt_evento', g::text)) FROM generate_series(1, 10000) AS g")
            for _ in range(20):
                bi.execute(f"NOTIFY flowt_evento, '{TOPIC}'")
                assert client.get("/v1/ping").status_code == 200
        calls = single.metric("flowt_event_calls_total") - before
        assert calls <= (time.monotonic() - began) / 0.5 + 2
        source.put("ainda assim")
        hearer.wait_for(1)
    admin.execute("SELECT admin.revogar_acesso_bi(%s, 'ruido')", (company.number,))


def test_pipelined_requests_wait_for_the_end(single: Server, routes: Routes, source: Source) -> None:
    """What a client sends behind its request for a stream is neither read nor lost."""
    path = add_route(routes, single)
    with socket.create_connection(("127.0.0.1", single.port), timeout=20) as connection:
        connection.sendall(request("GET", path) + request("GET", "/v1/ping"))
        received = b""
        while b"retry" not in received:
            received += connection.recv(65536)
        single.process.send_signal(signal.SIGTERM)
        while part := connection.recv(65536):
            received += part
        assert received.count(b"HTTP/1.1 200 OK") in (1, 2) and b"\r\n0\r\n\r\n" in received
    assert single.process.wait(30) == 0
