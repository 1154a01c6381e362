"""Routes of the tests' own: a new module without a restart, slow queries, and functions that misbehave."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest
from conftest import Routes, end_left_over

from harness import Server, wait_for
from judge import assert_problem
from raw import RawConnection, request

# Longer than any test waits for, shorter than the slow lane's statement timeout.
ASLEEP = "pg_sleep(25)"


@pytest.fixture
def single(new_server: Callable[..., Server]) -> Server:
    """One thread with one connection per lane: what happens to a connection shows in the next request."""
    return new_server(FLOWT_THREADS="1", FLOWT_CONNECTIONS="1", FLOWT_SLOW_CONNECTIONS="1")


def answer(text: str) -> str:
    return f"RETURN (200, NULL, NULL, to_json({text})::text)::flowt.resposta;"


@pytest.fixture
def sleeping(admin: psycopg.Connection) -> Callable[[str], int]:
    """How many backends are running a route."""
    end_left_over(admin)

    def count(route: str) -> int:
        row = admin.execute(
            "SELECT count(*) AS n FROM pg_stat_activity"
            " WHERE usename = 'flowt_api' AND state = 'active' AND query LIKE %s",
            (f"SELECT * FROM api.{route}(%",),
        ).fetchone()
        return row["n"]

    return count


def test_a_new_route_needs_no_restart(server: Server, routes: Routes) -> None:
    path = "/v1/teste-novo"
    assert_problem(httpx.get(f"{server.url}{path}"), 404, "nao_encontrado")
    routes.add(server, "teste_novo", answer("coalesce(p_nome, 'ninguém')"), arguments="p_nome text", path=path)
    assert httpx.get(f"{server.url}{path}").json() == "ninguém"
    assert httpx.get(f"{server.url}{path}", params={"nome": "Zé & Cia"}).json() == "Zé & Cia"
    assert path in httpx.get(f"{server.url}/openapi.json", timeout=60).json()["paths"]
    routes.remove()
    routes.wait(server, path, known=False)


def test_a_replaced_function_is_prepared_again(server: Server, routes: Routes, admin: psycopg.Connection) -> None:
    path = routes.add(server, "teste_trocado", answer("'antes'::text"))
    assert httpx.get(f"{server.url}{path}").json() == "antes"
    with admin.transaction():
        admin.execute("SET LOCAL ROLE flowt_dono")
        comment = admin.execute("SELECT obj_description('api.teste_trocado'::regproc) AS text").fetchone()["text"]
        admin.execute("DROP FUNCTION api.teste_trocado")
        body = answer("'depois'::text")
        admin.execute(
            f"CREATE FUNCTION api.teste_trocado() RETURNS flowt.resposta LANGUAGE plpgsql AS $$BEGIN {body} END$$"
        )
        admin.execute(f"COMMENT ON FUNCTION api.teste_trocado IS $c${comment}$c$")
    # Without a NOTIFY: the prepared statements of the old function are found stale when they are used.
    assert [httpx.get(f"{server.url}{path}").json() for _ in range(20)] == ["depois"] * 20


def test_where_arguments_come_from(server: Server, routes: Routes) -> None:
    path = routes.add(
        server,
        "teste_origens",
        answer("array[p_x, p_q, p_x_marca, p_biscoito, p_ip, p_host, p_esquema, p_requisicao, p_metodo]"),
        "cabecalhos: X-Marca",
        "cookies: biscoito",
        "contexto: ip, host, esquema, requisicao, metodo",
        arguments="p_x text, p_q text, p_x_marca text, p_biscoito text,"
        " p_ip text, p_host text, p_esquema text, p_requisicao text, p_metodo text",
        path="/v1/teste-origens/{x}",
    )
    got = httpx.get(
        f"{server.url}{path.replace('{x}', 'a%2Fb%20c+d')}",
        params={"q": "mais + e %"},
        headers={"X-Marca": "marca", "Cookie": "a=1; biscoito=doce; b=2"},
    )
    assert got.json() == [
        "a/b c+d",
        "mais + e %",
        "marca",
        "doce",
        "127.0.0.1",
        f"127.0.0.1:{server.port}",
        "http",
        got.headers["x-request-id"],
        "GET",
    ]


# MARK: slow queries


def test_a_client_that_leaves_cancels_its_query(single: Server, routes: Routes, sleeping: Callable[[str], int]) -> None:
    slow = routes.add(single, "teste_lenta", f"BEGIN PERFORM {ASLEEP}; {answer('1')} END", "faixa: lenta")
    which = routes.add(single, "teste_qual", answer("pg_backend_pid()"), "faixa: lenta")
    before = httpx.get(f"{single.url}{which}").json()
    for _ in range(3):
        with RawConnection(single.port) as connection:
            connection.send(request("GET", slow))
            wait_for(lambda: sleeping("teste_lenta"), "the query never ran")
        wait_for(lambda: not sleeping("teste_lenta"), "the query was not cancelled")
    # The same connection serves the next request, and the late cancel does not hit it.
    assert [httpx.get(f"{single.url}{which}", timeout=60).json() for _ in range(5)] == [before] * 5
    assert single.metric("flowt_http_cancelled_total") == 3


def test_a_client_that_leaves_the_queue_is_forgotten(
    single: Server, routes: Routes, sleeping: Callable[[str], int], admin: psycopg.Connection
) -> None:
    admin.execute("CREATE SEQUENCE IF NOT EXISTS public.teste_contagem")
    admin.execute("GRANT USAGE ON SEQUENCE public.teste_contagem TO flowt_api")
    admin.execute("SELECT setval('public.teste_contagem', 1, false)")
    slow = routes.add(single, "teste_lenta", f"BEGIN PERFORM {ASLEEP}; {answer('1')} END", "faixa: lenta")
    counted = routes.add(single, "teste_conta", answer("nextval('public.teste_contagem')"), "faixa: lenta")
    try:
        with RawConnection(single.port) as first:
            first.send(request("GET", slow))
            wait_for(lambda: sleeping("teste_lenta"), "the query never ran")
            with RawConnection(single.port) as waiting:
                waiting.send(request("GET", counted))
                wait_for(lambda: single.metric('flowt_lane_queue{lane="slow"}') == 1, "never queued")
        # Both have left; the next one must be the first that counts.
        assert httpx.get(f"{single.url}{counted}", timeout=60).json() == 1
    finally:
        admin.execute("DROP SEQUENCE public.teste_contagem")


def test_slow_routes_do_not_delay_fast_ones(single: Server, routes: Routes, sleeping: Callable[[str], int]) -> None:
    slow = routes.add(single, "teste_lenta", f"BEGIN PERFORM {ASLEEP}; {answer('1')} END", "faixa: lenta")
    with RawConnection(single.port) as first:
        first.send(request("GET", slow))
        wait_for(lambda: sleeping("teste_lenta"), "the query never ran")
        for _ in range(20):
            assert httpx.get(f"{single.url}/v1/ping", timeout=10).status_code == 200
        assert sleeping("teste_lenta") == 1


def test_a_request_that_waits_too_long_for_its_lane_is_refused(
    single: Server, routes: Routes, sleeping: Callable[[str], int]
) -> None:
    slow = routes.add(single, "teste_lenta", f"BEGIN PERFORM {ASLEEP}; {answer('1')} END", "faixa: lenta")
    with RawConnection(single.port) as first:
        first.send(request("GET", slow))
        wait_for(lambda: sleeping("teste_lenta"), "the query never ran")
        # Before the first one ends by itself, so it is the queue's own bound.
        assert_problem(httpx.get(f"{single.url}{slow}", timeout=20), 503, "sobrecarregado")
        assert sleeping("teste_lenta") == 1


def test_a_statement_past_its_time_is_stopped(server: Server, routes: Routes, sleeping: Callable[[str], int]) -> None:
    path = routes.add(server, "teste_lenta", f"BEGIN PERFORM {ASLEEP}; {answer('1')} END")
    assert_problem(httpx.get(f"{server.url}{path}", timeout=60), 504, "demorou_demais")
    wait_for(lambda: not sleeping("teste_lenta"), "the query still runs")


# MARK: repetition


@pytest.fixture
def counter(admin: psycopg.Connection) -> Iterator[Callable[[], int]]:
    """A sequence that counts attempts: it keeps what a rolled back transaction did."""
    admin.execute("CREATE SEQUENCE public.teste_tentativa")
    admin.execute("GRANT USAGE, UPDATE ON SEQUENCE public.teste_tentativa TO flowt_api")
    yield lambda: admin.execute("SELECT last_value AS n FROM public.teste_tentativa").fetchone()["n"]
    admin.execute("DROP SEQUENCE public.teste_tentativa")


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_transaction_that_may_be_repeated_is(
    server: Server, routes: Routes, counter: Callable[[], int], state: str
) -> None:
    body = f"""BEGIN
        IF nextval('public.teste_tentativa') < 3 THEN RAISE EXCEPTION USING ERRCODE = '{state}'; END IF;
        {answer("'enfim'::text")} END"""
    path = routes.add(server, "teste_repete", body)
    assert httpx.get(f"{server.url}{path}").json() == "enfim"
    assert counter() == 3


def test_repetition_is_bounded(server: Server, routes: Routes, counter: Callable[[], int]) -> None:
    body = "BEGIN PERFORM nextval('public.teste_tentativa'); RAISE EXCEPTION USING ERRCODE = '40001'; END"
    path = routes.add(server, "teste_repete", body)
    assert_problem(httpx.get(f"{server.url}{path}"), 503, "indisponivel")
    assert counter() == 4


def test_a_deadlock_ends_well_for_both(server: Server, routes: Routes, counter: Callable[[], int]) -> None:
    def body(first: int, second: int) -> str:
        """Holds the first and, unless it is repeated, waits until the other one holds the second."""
        held = f"SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 77001 AND objid = {second} AND granted"
        return f"""BEGIN
            PERFORM pg_advisory_xact_lock(77001, {first});
            WHILE nextval('public.teste_tentativa') < 1000 AND NOT EXISTS ({held}) LOOP
                PERFORM pg_sleep(0.01);
            END LOOP;
            PERFORM setval('public.teste_tentativa', 1000);
            PERFORM pg_advisory_xact_lock(77001, {second}); {answer("'feito'::text")} END"""

    paths = [routes.add(server, "teste_ida", body(1, 2)), routes.add(server, "teste_volta", body(2, 1))]
    start = threading.Barrier(2)

    def call(path: str) -> httpx.Response:
        start.wait()
        return httpx.get(f"{server.url}{path}", timeout=60)

    before = server.metric("flowt_database_retries_total")
    with ThreadPoolExecutor(2) as pool:
        assert [answer.json() for answer in pool.map(call, paths)] == ["feito", "feito"]
    assert server.metric("flowt_database_retries_total") > before


# MARK: functions that misbehave


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN RETURN (99, NULL, NULL, 'x')::flowt.resposta; END",
        "BEGIN RETURN (600, NULL, NULL, 'x')::flowt.resposta; END",
        "BEGIN RETURN (200, E'text/html\\r\\nX: 1', NULL, 'x')::flowt.resposta; END",
        "BEGIN RETURN (200, NULL, E'X: 1\\r\\n\\r\\nsegredo', 'x')::flowt.resposta; END",
        "BEGIN RETURN (200, NULL, 'sem dois pontos', 'x')::flowt.resposta; END",
        "BEGIN PERFORM 1 / 0; END",
        "BEGIN PERFORM segredo FROM tabela_que_nao_existe; END",
        "BEGIN RAISE EXCEPTION 'segredo interno'; END",
        "BEGIN RAISE EXCEPTION USING ERRCODE = 'PT999', MESSAGE = 'segredo'; END",
    ],
)
def test_a_defect_in_a_function_shows_nothing_of_itself(server: Server, routes: Routes, body: str) -> None:
    path = routes.add(server, "teste_defeito", body)
    answer = httpx.get(f"{server.url}{path}")
    assert answer.status_code in (400, 500), answer.text
    assert_problem(answer, answer.status_code, "erro_interno" if answer.status_code == 500 else "valor_invalido")
    for word in ("segredo", "tabela", "division"):
        assert word not in answer.text and word not in str(answer.headers)
    assert httpx.get(f"{server.url}/v1/ping").status_code == 200


def test_a_reading_route_cannot_write(server: Server, routes: Routes, admin: psycopg.Connection) -> None:
    """A function that says STABLE runs in a read-only transaction, whatever it calls."""
    path = routes.add(server, "teste_escreve", "BEGIN PERFORM set_config('a.b', 'c', false); RETURN NULL; END")
    with admin.transaction():
        admin.execute("SET LOCAL ROLE flowt_dono")
        admin.execute(
            """
            CREATE FUNCTION flowt.teste_grava() RETURNS void LANGUAGE plpgsql VOLATILE AS
            'BEGIN INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) VALUES (1, ''x''); END'
            """
        )
        admin.execute(
            f"""
            CREATE OR REPLACE FUNCTION api.teste_escreve() RETURNS flowt.resposta LANGUAGE plpgsql STABLE AS
            $$BEGIN PERFORM flowt.teste_grava(); {answer("1")} END$$
            """
        )
        admin.execute("NOTIFY flowt_rota")
    try:
        deadline = time.monotonic() + 60
        while (got := httpx.get(f"{server.url}{path}")).status_code != 405:
            assert time.monotonic() < deadline, got.text
        assert_problem(got, 405, "somente_leitura")
    finally:
        admin.execute("DROP FUNCTION flowt.teste_grava")


def test_nothing_of_one_request_is_left_for_the_next(single: Server, routes: Routes) -> None:
    """Settings of a request are local to its transaction, even on the connection that served it."""
    path = routes.add(
        single,
        "teste_sobra",
        answer(
            "array[current_setting('flowt.cod_tenant', true), current_setting('flowt.cod_usuario', true),"
            " current_setting('flowt.perfil', true), current_setting('transaction_read_only')]"
        ),
    )
    got = httpx.get(f"{single.url}{path}").json()
    assert [value or None for value in got] == [None, None, None, "off"]
