"""What breaks around the server: PostgreSQL not there, killed, restarted, full; the server itself told to end."""

import json
import os
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from conftest import Routes, migrated_cluster

from company import Company, order_form
from harness import Cluster, Server, wait_for
from judge import assert_problem
from raw import RawConnection, request


@pytest.fixture(scope="module")
def faulty_of_module() -> Iterator[Cluster]:
    cluster = migrated_cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def faulty(faulty_of_module: Cluster) -> Cluster:
    """A database that may be killed; running, whatever the test before did."""
    faulty_of_module.start()
    return faulty_of_module


@pytest.fixture
def selling(faulty: Cluster, new_server: Callable[..., Server]) -> Iterator[tuple[Server, Company]]:
    server = new_server(faulty)
    with faulty.connect() as admin:
        company = Company(server.url, admin)
        yield server, company
        # The connection may have gone with the database.
        company.close_clients()


def status(server: Server, path: str) -> int:
    return httpx.get(f"{server.url}{path}", timeout=30).status_code


def wait_until_lost(server: Server) -> None:
    wait_for(lambda: status(server, "/readyz") != 200, "never noticed")


class Buyers:
    """Threads that buy without pause and keep what they were answered. As good clients do, they repeat after a 503.
    Without a cart they look at the menu."""

    def __init__(self, company: Company, carts: list[str], threads: int = 8) -> None:
        self.company = company
        self.carts: list[tuple[str, str]] = []
        self.give(carts)
        self.answers: list[httpx.Response] = []
        self.orders: list[str] = []
        self.strange: list[str] = []
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._buy) for _ in range(threads)]

    def __enter__(self) -> "Buyers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a request hangs"

    def give(self, carts: list[str]) -> None:
        self.carts += [(cart, secrets.token_hex(8)) for cart in carts]

    def wait_for(self, count: int, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        start = len(self.orders)
        while len(self.orders) < start + count:
            assert time.monotonic() < deadline, Counter(answer.status_code for answer in self.answers)
            time.sleep(0.01)

    def _buy(self) -> None:
        with self.company.client() as client:
            while not self._stop.is_set():
                with self._lock:
                    cart, key = self.carts.pop() if self.carts else (None, None)
                try:
                    if cart is None:
                        answer = client.get("/v1/cardapio")
                    else:
                        answer = self.company.confirm(cart, key=key, client=client)
                except httpx.HTTPError as error:
                    self.strange.append(repr(error))
                    continue
                self.answers.append(answer)
                if answer.status_code == 201:
                    self.orders.append(answer.json()["token"])
                elif answer.status_code == 503:
                    if cart is not None:
                        self.carts.append((cart, key))
                    self._stop.wait(0.05)


def assert_only_answers_or_unavailable(buyers: Buyers) -> None:
    assert buyers.strange == []
    assert {answer.status_code for answer in buyers.answers} <= {200, 201, 503}
    for answer in buyers.answers:
        if answer.status_code == 503:
            assert_problem(answer, 503, "indisponivel")


def test_the_server_starts_without_postgresql(faulty: Cluster, new_server: Callable[..., Server]) -> None:
    faulty.stop()
    server = new_server(faulty, ready=False)
    deadline = time.monotonic() + 60
    while True:
        try:
            assert status(server, "/livez") == 200
            break
        except httpx.TransportError:
            assert time.monotonic() < deadline, server.log_text()
            time.sleep(0.05)
    for path in ("/readyz", "/v1/ping", "/v1/cardapio", "/"):
        assert_problem(httpx.get(f"{server.url}{path}"), 503, "indisponivel")
    assert status(server, "/estatico/flowt.css") == 200
    # It waits for PostgreSQL without turning in circles: a tenth of a second of processor in two, where one takes two.
    before = server.processor_seconds()
    time.sleep(2)
    assert server.processor_seconds() - before < 0.1
    # One line per thread and outage, not one per attempt.
    assert 1 <= server.log_text().count("PostgreSQL is not reachable") <= (os.cpu_count() or 1)
    assert server.process.poll() is None
    faulty.start()
    server.wait_until_ready()
    assert status(server, "/v1/ping") == 200


def test_the_server_waits_for_the_migration(faulty: Cluster, new_server: Callable[..., Server]) -> None:
    with faulty.connect(database="postgres") as admin:
        admin.execute("DROP DATABASE IF EXISTS vazia")
        admin.execute("CREATE DATABASE vazia")
    server = Server(faulty.url("vazia"))
    try:
        server.launch()
        wait_for(lambda: "flowt migrate" in server.log_text(), "it does not say what it waits for")
        assert status(server, "/readyz") == 503
    finally:
        server.kill()


def test_killed_under_load_nothing_answered_is_lost(faulty: Cluster, selling: tuple[Server, Company]) -> None:
    server, company = selling
    product = company.product(qtd_estoque=100_000)
    carts = [company.cart((product, 1)) for _ in range(300)]
    with Buyers(company, carts[:200]) as buyers:
        buyers.wait_for(50)
        faulty.crash()
        wait_until_lost(server)
        for _ in range(10):
            assert_problem(company.public.get("/v1/cardapio"), 503, "indisponivel")
        faulty.start()
        server.wait_until_ready()
        # Those before may all have been sold before it went down.
        buyers.give(carts[200:])
        buyers.wait_for(50)
    assert_only_answers_or_unavailable(buyers)
    assert any(answer.status_code == 503 for answer in buyers.answers)
    with faulty.connect() as admin:
        kept = {row["des_token"] for row in admin.execute("SELECT des_token FROM flowt.tb_omni8_pedido").fetchall()}
        assert set(buyers.orders) <= kept
        company.admin = admin
        sold = len(company.rows("pedido"))
        assert company.stock(product) == company.stock_movements(product) == 100_000 - sold
        assert sorted(row["num_pedido"] for row in company.rows("pedido")) == list(range(1, sold + 1))
    # A repeated key is the same order: none was made twice.
    assert len(set(buyers.orders)) == len(buyers.orders)


def test_a_restart_is_survived(faulty: Cluster, selling: tuple[Server, Company]) -> None:
    server, company = selling
    with Buyers(company, []) as buyers:
        faulty.stop()
        faulty.start()
        server.wait_until_ready()
    assert_only_answers_or_unavailable(buyers)
    assert company.public.get("/v1/cardapio").status_code == 200


def test_terminated_backends_are_replaced(faulty: Cluster, selling: tuple[Server, Company]) -> None:
    server, company = selling
    product = company.product(qtd_estoque=100_000)
    carts = [company.cart((product, 1)) for _ in range(300)]
    with Buyers(company, []) as buyers, faulty.connect() as admin:
        for number in range(0, 250, 50):
            buyers.give(carts[number : number + 50])
            buyers.wait_for(20)
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'flowt'")
        server.wait_until_ready()
        buyers.give(carts[250:])
        buyers.wait_for(20)
        company.admin = admin
        assert_only_answers_or_unavailable(buyers)
    with faulty.connect() as admin:
        company.admin = admin
        tokens = {row["des_token"] for row in company.rows("pedido")}
        assert set(buyers.orders) <= tokens
        assert company.stock(product) == 100_000 - len(tokens)


def test_a_full_postgresql_is_waited_for(faulty: Cluster, new_server: Callable[..., Server]) -> None:
    taken: list[psycopg.Connection] = []
    try:
        while True:
            try:
                taken.append(faulty.connect(user="flowt_courier"))
            except psycopg.OperationalError:
                break
        server = new_server(faulty, ready=False)
        wait_for(lambda: "PostgreSQL is not reachable" in server.log_text(), "it does not say so")
        assert_problem(httpx.get(f"{server.url}/v1/ping"), 503, "indisponivel")
    finally:
        for connection in taken:
            connection.close()
    server.wait_until_ready()
    assert status(server, "/v1/ping") == 200


def test_sigterm_under_load_drops_nothing(faulty: Cluster, selling: tuple[Server, Company]) -> None:
    """Kept-alive connections: every request that was sent gets its whole answer, the last one says so."""
    server, company = selling
    product = company.product(qtd_estoque=100_000)
    carts = [company.cart((product, 1)) for _ in range(400)]
    counts: Counter[int] = Counter()
    lock = threading.Lock()
    warm = threading.Barrier(9)

    def buy() -> None:
        with RawConnection(server.port) as connection:
            for number in range(1_000_000):
                with lock:
                    cart = carts.pop() if carts else None
                tenant = f"X-Flowt-Tenant: {company.slug}"
                if cart is None:
                    connection.send(request("GET", "/v1/cardapio", tenant))
                else:
                    key = f"Idempotency-Key: {secrets.token_hex(8)}"
                    body = json.dumps(order_form())
                    kind = "Content-Type: application/json"
                    connection.send(request("POST", f"/v1/carrinhos/{cart}/pedido", tenant, key, kind, body=body))
                answer = connection.answer()
                with lock:
                    counts[answer.status_code] += 1
                if number == 10:
                    warm.wait(60)
                if answer.headers.get("connection", "") == "close":
                    assert connection.ended()
                    return

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(buy) for _ in range(8)]
        warm.wait(60)
        server.process.send_signal(signal.SIGTERM)
        for future in running:
            future.result(60)
    assert server.process.wait(30) == 0
    assert set(counts) <= {200, 201}
    with faulty.connect() as admin:
        company.admin = admin
        assert len(company.rows("pedido")) == counts[201]


LOCK = 778899
# It runs until who holds the lock lets go of it.
HELD = f"BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN (200, NULL, NULL, '\"inteira\"')::flowt.resposta; END"


@contextmanager
def running(server: Server, path: str, admin: psycopg.Connection) -> Iterator[RawConnection]:
    """A request that runs as long as this does; its answer is still to be read then."""
    waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    with RawConnection(server.port) as connection:
        with admin.transaction():
            admin.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            connection.send(request("GET", path))
            wait_for(lambda: admin.execute(waiting, (LOCK,)).rowcount == 1, "it does not run")
            yield connection
        answer = connection.answer()
        assert (answer.status_code, answer.json()) == (200, "inteira")
        assert answer.headers["connection"] == "close"


def test_sigterm_waits_for_what_runs(
    new_server: Callable[..., Server], routes: Routes, admin: psycopg.Connection
) -> None:
    server = new_server()
    path = routes.add(server, "teste_demora", HELD, "faixa: lenta")
    with running(server, path, admin):
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(2)
    assert server.process.wait(30) == 0


def test_an_ending_server_takes_no_new_connections(
    new_server: Callable[..., Server], routes: Routes, admin: psycopg.Connection
) -> None:
    server = new_server()
    path = routes.add(server, "teste_demora", HELD, "faixa: lenta")
    with running(server, path, admin):
        server.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 10
        # Reset, if the kernel had just accepted it for a listener that was being closed.
        with pytest.raises((ConnectionRefusedError, ConnectionResetError)):
            while time.monotonic() < deadline:
                RawConnection(server.port).socket.close()
                time.sleep(0.02)
        # Refused by one that still works, not by nobody.
        assert server.process.poll() is None


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_server_ends_with_0(new_server: Callable[..., Server], kind: signal.Signals) -> None:
    server = new_server()
    with server.client() as client:
        assert client.get("/v1/ping").status_code == 200
        server.process.send_signal(kind)
        assert server.process.wait(30) == 0


def test_a_port_that_is_taken_is_an_error(new_server: Callable[..., Server], cluster: Cluster) -> None:
    """Of another program."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = Server(cluster.url(), PORT=str(taken.getsockname()[1]))
        server.launch()
        try:
            assert server.process.wait(60) == 1
        finally:
            server.kill()
        assert str(taken.getsockname()[1]) in server.log_text() or "address" in server.log_text().lower()


def test_a_second_server_on_the_same_port_is_an_error(server: Server, cluster: Cluster) -> None:
    """The threads of one server share a port, and the kernel would let another process of the same user in too."""
    second = Server(cluster.url(), PORT=str(server.port))
    second.launch()
    try:
        assert second.process.wait(60) == 1
    finally:
        second.kill()
    assert str(server.port) in second.log_text()
    with server.client() as client:
        assert all(client.get("/v1/ping").status_code == 200 for _ in range(20))
