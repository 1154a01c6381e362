"""Fixtures of the black-box tests. Those of the session are shared; what a test means to break, it starts itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count

import httpx
import psycopg
import pytest

from company import Company
from harness import Cluster, Server, run_flowt, wait_for
from judge import Contract, answered, nothing_written


def migrated_cluster() -> Cluster:
    cluster = Cluster()
    cluster.start()
    result = run_flowt("migrate", cluster.url())
    if result.returncode != 0:
        cluster.remove()
        pytest.exit(f"flowt migrate failed:\n{result.stdout}{result.stderr}", returncode=1)
    return cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    cluster = migrated_cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def server(cluster: Cluster) -> Iterator[Server]:
    server = Server(cluster.url())
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def url(server: Server) -> str:
    return server.url


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """Without cookies or connections from other tests."""
    with server.client() as client:
        yield client


@pytest.fixture(scope="session")
def admin(cluster: Cluster) -> Iterator[psycopg.Connection]:
    """The superuser, each statement its own transaction."""
    with cluster.connect() as connection:
        yield connection


@pytest.fixture
def api(cluster: Cluster) -> Iterator[Callable[..., psycopg.Connection]]:
    """Opens connections with exactly the rights of the gateway."""
    opened: list[psycopg.Connection] = []

    def connect(**settings) -> psycopg.Connection:
        opened.append(cluster.connect(user="flowt_api", **settings))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture(scope="session")
def create_tenant(admin: psycopg.Connection) -> Callable[..., dict]:
    """create_tenant(p_slug="padaria", …) passes its arguments on by name and returns the row."""

    def create(**arguments) -> dict:
        names = ", ".join(f"{name} => %({name})s" for name in arguments)
        return admin.execute(f"SELECT * FROM admin.criar_tenant({names})", arguments).fetchone()

    return create


@pytest.fixture(scope="session")
def contract(url: str) -> Contract:
    return Contract(answered(lambda: httpx.get(f"{url}/openapi.json", timeout=60)).json())


@pytest.fixture
def new_company(url: str, admin: psycopg.Connection, contract: Contract) -> Iterator[Callable[..., Company]]:
    """Companies whose clients hold every answer against the documentation."""
    made: list[Company] = []

    def make(**settings) -> Company:
        made.append(Company(url, admin, hooks=[contract.check], **settings))
        return made[-1]

    yield make
    for company in made:
        company.close()


@pytest.fixture
def company(new_company: Callable[..., Company]) -> Company:
    return new_company()


@pytest.fixture
def unchanged(admin: psycopg.Connection) -> Callable[[], AbstractContextManager[None]]:
    """`with unchanged():` around requests that must not write a row anywhere."""
    return lambda: nothing_written(admin)


_numbers = count(1)


class Routes:
    """Routes of a test's own, in the database while the servers run."""

    def __init__(self, admin: psycopg.Connection) -> None:
        self.admin = admin
        self.made: list[str] = []

    def add(
        self,
        server: Server,
        name: str,
        body: str,
        *directives: str,
        arguments: str = "",
        path: str = "",
        method: str = "GET",
        returns: str = "flowt.resposta",
        language: str = "plpgsql",
    ) -> str:
        """Defines api.<name>(<arguments>) with a body, and returns its path once `server` knows it."""
        # A path of its own each time: a server may not have heard yet that the last one is gone.
        path = path or f"/v1/{name.replace('_', '-')}-{next(_numbers)}"
        comment = "\n".join([f"{method} {path}", "acesso: aberto", "etiqueta: Teste", *directives, "Só para um teste."])
        if language == "plpgsql" and not body.startswith("BEGIN"):
            body = f"BEGIN {body} END"
        with self.admin.transaction():
            # As the owner of everything else, so that the same default privileges apply.
            self.admin.execute("SET LOCAL ROLE flowt_dono")
            self.admin.execute(
                f"CREATE FUNCTION api.{name}({arguments}) RETURNS {returns} LANGUAGE {language} AS $$ {body} $$"
            )
            self.admin.execute(f"COMMENT ON FUNCTION api.{name} IS $comment${comment}$comment$")
            self.admin.execute("NOTIFY flowt_rota")
        self.made.append(name)
        self.wait(server, path, known=True)
        return path

    def remove(self) -> None:
        for name in self.made:
            self.admin.execute(f"DROP FUNCTION IF EXISTS api.{name}")
        self.admin.execute("NOTIFY flowt_rota")

    @staticmethod
    def wait(server: Server, path: str, known: bool, seconds: float = 60) -> None:
        """Each connection goes to one of the server's threads: that many in a row miss none of them."""
        deadline = time.monotonic() + seconds
        agreeing = 0
        while agreeing < 24:
            assert time.monotonic() < deadline, f"{path} is {'still unknown' if known else 'still there'}"
            # No route takes this method, so 405 says that the path is known without calling the function.
            status = httpx.request("PUT", f"{server.url}{path}", timeout=30).status_code
            agreeing = agreeing + 1 if (status == 405) == known else 0


@pytest.fixture
def routes(admin: psycopg.Connection) -> Iterator[Routes]:
    routes = Routes(admin)
    yield routes
    routes.remove()


def end_left_over(admin: psycopg.Connection) -> None:
    """Ends what runs of the routes of a test before: a server that is killed may not have cancelled it, and PostgreSQL
    goes on with what it was given."""
    running = "FROM pg_stat_activity WHERE usename = 'flowt_api' AND state = 'active'"
    running += " AND starts_with(query, 'SELECT * FROM api.teste_')"
    admin.execute(f"SELECT pg_terminate_backend(pid) {running}")
    wait_for(lambda: admin.execute(f"SELECT {running}").rowcount == 0, "what was left goes on")


@pytest.fixture
def new_server(cluster: Cluster) -> Iterator[Callable[..., Server]]:
    """new_server(FLOWT_RATE_LIMIT="5") runs a second server; cluster=… puts it in front of another database."""
    started: list[Server] = []

    def start(cluster: Cluster = cluster, ready: bool = True, **environment: str) -> Server:
        server = Server(cluster.url(), **environment)
        started.append(server)
        if ready:
            server.start()
        else:
            server.launch()
        return server

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A migrated database for tests that stop or crash it."""
    cluster = migrated_cluster()
    yield cluster
    cluster.remove()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(server, Server):
        report.sections.append(("flowt's log", "\n".join(server.log_text().splitlines()[-20:])))
    return report
