"""`flowt migrate` and `flowt check`: all or nothing, once, and never a half-made schema."""

import re
import secrets
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from conftest import Routes

from harness import ROOT, Cluster, Server, run_flowt
from judge import is_busy

NEW_ROUTE = """
CREATE OR REPLACE FUNCTION api.teste_modulo() RETURNS SETOF flowt.resposta LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, '"novo"'::text;
END;
COMMENT ON FUNCTION api.teste_modulo() IS
$$GET /v1/teste-modulo
acesso: aberto
resposta: 200 situacao
etiqueta: Teste
Só para um teste.$$;
"""


class Database:
    """An empty database of its own on the shared cluster, with its own copy of the SQL files."""

    def __init__(self, cluster: Cluster, admin: psycopg.Connection, directory: Path) -> None:
        self.cluster = cluster
        self.name = f"migra_{secrets.token_hex(4)}"
        self.url = cluster.url(self.name)
        self.sql = directory / "sql"
        shutil.copytree(ROOT / "sql", self.sql)
        admin.execute(f"CREATE DATABASE {self.name}")

    def run(self, command: str = "migrate") -> subprocess.CompletedProcess[str]:
        return run_flowt(command, self.url, FLOWT_SQL_DIR=str(self.sql))

    def migrate(self) -> str:
        result = self.run()
        assert result.returncode == 0, result.stderr
        return result.stdout

    def refused(self) -> str:
        result = self.run()
        assert result.returncode == 1, result.stdout
        assert "nothing was changed" in result.stderr
        return result.stderr

    def write(self, path: str, text: str, append: bool = False) -> None:
        file = self.sql / path
        file.write_text((file.read_text() if append else "") + text)

    def query(self, statement: str) -> list[dict]:
        with self.cluster.connect(database=self.name) as connection:
            return connection.execute(statement).fetchall()

    def recorded(self) -> list[dict]:
        return self.query("SELECT * FROM flowt.tb_omni8_migracao ORDER BY nom_arquivo")

    def has_function(self, name: str) -> bool:
        return self.query(f"SELECT to_regproc('{name}') IS NOT NULL AS found")[0]["found"]


@pytest.fixture
def empty(cluster: Cluster, admin: psycopg.Connection, tmp_path: Path) -> Iterator[Database]:
    database = Database(cluster, admin, tmp_path)
    yield database
    admin.execute(f"DROP DATABASE {database.name} WITH (FORCE)")


@pytest.fixture
def migrated(empty: Database) -> Database:
    empty.migrate()
    return empty


def test_no_file_replaces_what_another_defines() -> None:
    """The later one would win, and whoever calls the first would never hear of it."""
    pattern = re.compile(r"^CREATE OR REPLACE FUNCTION ([a-z_]+\.[a-z0-9_]+)", re.MULTILINE)
    files = (ROOT / "sql/functions").glob("*.sql")
    defined = Counter(name for file in files for name in pattern.findall(file.read_text()))
    assert len(defined) > 1000
    assert [name for name, times in defined.items() if times > 1] == []


def test_every_file_is_run_and_recorded(migrated: Database) -> None:
    files = {
        f"{kind}/{file.name}"
        for kind in ("schema", "functions", "views", "rls")
        for file in (migrated.sql / kind).glob("*.sql")
    }
    assert {row["nom_arquivo"] for row in migrated.recorded()} == files


def test_a_second_run_does_nothing(migrated: Database) -> None:
    before = (migrated.recorded(), migrated.query("SELECT oid, xmin FROM pg_proc ORDER BY oid"))
    assert "0 files run" in migrated.migrate()
    assert (migrated.recorded(), migrated.query("SELECT oid, xmin FROM pg_proc ORDER BY oid")) == before


def test_a_changed_schema_file_is_refused_by_name(migrated: Database) -> None:
    before = migrated.recorded()
    migrated.write("schema/30_catalogo.sql", "\n-- mudou\n", append=True)
    migrated.write("functions/95_teste.sql", NEW_ROUTE)
    message = migrated.refused()
    assert "schema/30_catalogo.sql" in message and "30_catalogo_2.sql" in message
    assert migrated.recorded() == before
    assert not migrated.has_function("api.teste_modulo")


def test_a_removed_schema_file_is_refused_by_name(migrated: Database) -> None:
    (migrated.sql / "schema/50_carrinho.sql").unlink()
    assert "schema/50_carrinho.sql" in migrated.refused()


def test_all_that_is_wrong_with_the_files_is_told_at_once(migrated: Database) -> None:
    migrated.write("schema/30_catalogo.sql", "\n", append=True)
    (migrated.sql / "schema/50_carrinho.sql").unlink()
    migrated.write("functions/sem_numero.sql", "SELECT 1;")
    message = migrated.refused()
    for name in ("30_catalogo.sql", "50_carrinho.sql", "sem_numero.sql"):
        assert name in message


def test_a_second_schema_file_changes_the_table(migrated: Database) -> None:
    migrated.write(
        "schema/30_catalogo_2.sql",
        """
        ALTER TABLE flowt.tb_omni8_categoria ADD COLUMN des_teste text;
        COMMENT ON COLUMN flowt.tb_omni8_categoria.des_teste IS 'Teste.';
        """,
    )
    functions = migrated.query("SELECT oid, xmin FROM pg_proc ORDER BY oid")
    migrated.migrate()
    assert migrated.query("SELECT des_teste FROM flowt.tb_omni8_categoria") == []
    # Nothing else was touched, so no prepared statement of a running server went stale.
    assert migrated.query("SELECT oid, xmin FROM pg_proc ORDER BY oid") == functions


def test_broken_sql_names_file_and_line_and_changes_nothing(migrated: Database) -> None:
    before = migrated.recorded()
    migrated.write("functions/10_tenant.sql", "\n", append=True)
    migrated.write("functions/95_teste.sql", f"{NEW_ROUTE}\nSELECT 1;\nSELEKT 2;\n")
    line = NEW_ROUTE.count("\n") + 3
    assert f"functions/95_teste.sql:{line}: " in migrated.refused()
    assert migrated.recorded() == before
    assert not migrated.has_function("api.teste_modulo")
    assert migrated.has_function("api.cardapio")


def test_a_failed_first_migration_leaves_an_empty_database(empty: Database) -> None:
    empty.write("schema/90_teste.sql", "SELECT 1 / 0;")
    assert "schema/90_teste.sql" in empty.refused()
    assert empty.query("SELECT nspname FROM pg_namespace WHERE nspname IN ('flowt', 'api', 'admin', 'bi')") == []


def test_a_breach_of_the_house_rules_rolls_back_and_names_the_rule(migrated: Database) -> None:
    migrated.write(
        "schema/90_teste.sql", "CREATE TABLE flowt.tb_omni8_teste (cod_tenant bigint NOT NULL, cod_teste bigint);"
    )
    message = migrated.refused()
    for rule in ("rls_ligada_e_forcada", "politica_de_isolamento", "chave_primaria_comeca_por_cod_tenant"):
        assert rule in message
    assert "tb_omni8_teste" in message
    assert migrated.query("SELECT to_regclass('flowt.tb_omni8_teste') AS found") == [{"found": None}]


def test_a_route_without_access_is_refused(migrated: Database) -> None:
    migrated.write("functions/95_teste.sql", NEW_ROUTE.replace("acesso: aberto\n", ""))
    assert "teste_modulo" in migrated.refused()


def test_a_function_that_left_its_file_leaves_the_database(migrated: Database) -> None:
    migrated.write("functions/95_teste.sql", NEW_ROUTE)
    migrated.migrate()
    assert migrated.has_function("api.teste_modulo")
    migrated.write("functions/95_teste.sql", "SELECT 1;\n")
    migrated.migrate()
    assert not migrated.has_function("api.teste_modulo")


def test_a_removed_function_file_takes_its_functions_along(migrated: Database) -> None:
    migrated.write("functions/95_teste.sql", NEW_ROUTE)
    migrated.migrate()
    (migrated.sql / "functions/95_teste.sql").unlink()
    migrated.migrate()
    assert not migrated.has_function("api.teste_modulo")
    assert "functions/95_teste.sql" not in {row["nom_arquivo"] for row in migrated.recorded()}


def test_two_migrations_at_once_are_one(empty: Database) -> None:
    start = threading.Barrier(4)

    def run(_: int) -> subprocess.CompletedProcess[str]:
        start.wait()
        return empty.run()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, range(4)))
    assert [result.returncode for result in results] == [0] * 4, [result.stderr for result in results]
    # However long the one takes, the others wait for it.
    assert not any("lock timeout" in result.stderr for result in results)
    assert sum(": 0 files run" in result.stdout for result in results) == 3


def test_a_lock_is_waited_for_with_retries(migrated: Database) -> None:
    migrated.write(
        "schema/30_catalogo_2.sql",
        """
        ALTER TABLE flowt.tb_omni8_categoria ADD COLUMN des_teste text;
        COMMENT ON COLUMN flowt.tb_omni8_categoria.des_teste IS 'Teste.';
        """,
    )
    with (
        migrated.cluster.connect(database=migrated.name, autocommit=False) as holder,
        ThreadPoolExecutor(1) as pool,
    ):
        holder.execute("LOCK TABLE flowt.tb_omni8_categoria IN ACCESS SHARE MODE")
        running = pool.submit(migrated.run)
        with migrated.cluster.connect(database=migrated.name) as reader:
            waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            while reader.execute(waiting).fetchone() is None:
                assert not running.done(), running.result().stderr
                time.sleep(0.02)
            # Its lock time-out is 2 s: readers who queue behind it wait no longer, then it has given way.
            reader.execute("SET lock_timeout = '5s'")
            reader.execute("SELECT count(*) FROM flowt.tb_omni8_categoria")
        holder.rollback()
        result = running.result()
    assert result.returncode == 0, result.stderr
    assert "attempt 1 of 5" in result.stderr


def test_a_running_server_takes_up_a_new_module(migrated: Database) -> None:
    server = Server(migrated.url)
    server.start()
    try:
        assert httpx.get(f"{server.url}/v1/teste-modulo").status_code == 404
        migrated.write("functions/95_teste.sql", NEW_ROUTE)
        migrated.migrate()
        Routes.wait(server, "/v1/teste-modulo", known=True)
        assert httpx.get(f"{server.url}/v1/teste-modulo").json() == "novo"
        (migrated.sql / "functions/95_teste.sql").unlink()
        migrated.migrate()
        Routes.wait(server, "/v1/teste-modulo", known=False)
    finally:
        server.kill()


def test_a_migration_under_load_fails_no_request(migrated: Database) -> None:
    server = Server(migrated.url)
    server.start()
    stop = threading.Event()
    seen: set[int] = set()

    def ask(number: int) -> None:
        with server.client() as client:
            while not stop.is_set():
                seen.add(client.get("/v1/ping").status_code)
                # It reads the catalogue for more than a second: four at once would fill its lane by themselves.
                if number == 0 and not is_busy(answer := client.get("/openapi.json")):
                    seen.add(answer.status_code)

    try:
        with ThreadPoolExecutor(4) as pool:
            asking = [pool.submit(ask, number) for number in range(4)]
            try:
                for number in range(5):
                    migrated.write("functions/95_teste.sql", f"{NEW_ROUTE}-- {number}\n")
                    migrated.migrate()
            finally:
                stop.set()
            for future in asking:
                future.result()
    finally:
        server.kill()
    assert seen == {200}


def test_check_tells_by_its_exit_code(migrated: Database) -> None:
    good = migrated.run("check")
    assert (good.returncode, "the house rules hold" in good.stdout) == (0, True)
    with migrated.cluster.connect(database=migrated.name) as connection:
        connection.execute("ALTER TABLE flowt.tb_omni8_pedido NO FORCE ROW LEVEL SECURITY")
    broken = migrated.run("check")
    assert broken.returncode == 1
    assert "rls_ligada_e_forcada" in broken.stdout and "tb_omni8_pedido" in broken.stdout


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_an_unreachable_postgresql_is_an_error(command: str) -> None:
    result = run_flowt(command, "postgresql://flowt@/flowt?host=/nao/existe")
    assert result.returncode == 1
    assert "PostgreSQL is not reachable" in result.stderr


def test_a_check_without_a_migration_is_an_error(empty: Database) -> None:
    result = empty.run("check")
    assert result.returncode == 1
    assert result.stderr


def test_a_directory_without_sql_is_an_error(empty: Database, tmp_path: Path) -> None:
    result = run_flowt("migrate", empty.url, FLOWT_SQL_DIR=str(tmp_path / "nada"))
    assert result.returncode == 1
    assert "FLOWT_SQL_DIR" in result.stderr


def test_a_file_that_is_not_utf8_is_named(empty: Database, unchanged: Callable) -> None:
    (empty.sql / "functions/95_teste.sql").write_bytes(b"SELECT '\xff';")
    with unchanged():
        assert "95_teste.sql" in empty.refused()
