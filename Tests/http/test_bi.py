"""A BI login over a connection of its own: what it reads, and everything it tries beyond that.

Each attack has its positive control, mostly the superuser: what fails for the login does work for somebody.
"""

import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import errors, sql

from company import Company
from harness import Cluster, Server, run_flowt, wait_for

ORDERS = "bi.vw_omni8_fato_pedido"
ITEMS = "bi.vw_omni8_dim_item"


@dataclass
class Reader:
    company: Company
    login: str
    password: str
    mark: str


@pytest.fixture(scope="module")
def readers(url: str, admin: psycopg.Connection) -> Iterator[tuple[Reader, Reader]]:
    """Two tenants of which one's number begins with the other's, as 1 and 11: each with its orders and its login."""
    companies = [Company(url, admin)]
    number = "SELECT setval(pg_get_serial_sequence('flowt.tb_omni8_tenant', 'cod_tenant'), %s)"
    admin.execute(number, (companies[0].number * 10,))
    companies.append(Company(url, admin))
    pair = (companies[0], companies[1])
    assert str(pair[1].number).startswith(str(pair[0].number))
    yield furnish(pair[0], orders=2), furnish(pair[1], orders=3)
    for company in companies:
        company.close()


def furnish(company: Company, orders: int) -> Reader:
    mark = f"marca{secrets.token_hex(6)}"
    product = company.product(nom_produto=f"Item {mark}", num_sku=mark[:20], vlr_preco=1000 + orders)
    for _ in range(orders):
        company.order((product, 1), nom_cliente=f"Cliente {mark}")
    row = company.admin.execute("SELECT * FROM admin.criar_acesso_bi(%s, 'teste')", (company.number,)).fetchone()
    return Reader(company, row["nom_login"], row["des_senha"], mark)


@pytest.fixture
def bi(cluster: Cluster, readers: tuple[Reader, Reader]) -> Iterator[psycopg.Connection]:
    with cluster.connect(user=readers[0].login) as connection:
        yield connection


def count(connection: psycopg.Connection, view: str = ORDERS) -> int:
    return connection.execute(f"SELECT count(*) AS n FROM {view}").fetchone()["n"]


def refused(connection: psycopg.Connection, statement: str, *kinds: type[Exception]) -> None:
    kinds = kinds or (errors.InsufficientPrivilege,)
    # Its holder may write as far as this setting goes; the walls stand behind it.
    connection.execute("SET default_transaction_read_only = off")
    with pytest.raises(kinds), connection.transaction(force_rollback=True):
        connection.execute(statement)


def works(admin: psycopg.Connection, statement: str) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute(statement)


# MARK: what it reads


def test_a_login_reads_its_tenant(cluster: Cluster, admin: psycopg.Connection, readers: tuple[Reader, Reader]) -> None:
    for reader, orders in zip(readers, (2, 3), strict=True):
        with cluster.connect(user=reader.login) as connection:
            assert count(connection) == orders
            assert count(connection, ITEMS) == 1
            # search_path is bi: a tool needs no schema.
            assert connection.execute("SELECT nom_produto FROM vw_omni8_dim_item").fetchone()["nom_produto"] == (
                f"Item {reader.mark}"
            )
    assert count(admin) >= 5, "the positive control: there is more to see"


def test_no_view_shows_who_bought(
    bi: psycopg.Connection, admin: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    me, other = readers
    views = bi.execute("SELECT DISTINCT nom_visao FROM vw_omni8_dicionario").fetchall()
    text = str([bi.execute(f"SELECT v::text FROM {view['nom_visao']} v").fetchall() for view in views])
    assert len(views) >= 30 and me.mark in text
    assert "Cliente" not in text and "912345678" not in text and other.mark not in text
    works(admin, "SELECT nom_cliente, num_telefone FROM flowt.tb_omni8_pedido")


def test_the_password_is_the_one_shown(admin: psycopg.Connection, readers: tuple[Reader, Reader]) -> None:
    reader = readers[0]
    kept = admin.execute("SELECT rolpassword AS kept FROM pg_authid WHERE rolname = %s", (reader.login,)).fetchone()
    again = admin.execute(
        "SELECT flowt.verificador_scram(%s, decode(split_part(split_part(%s, '$', 2), ':', 2), 'base64')) AS again",
        (reader.password, kept["kept"]),
    ).fetchone()
    assert kept["kept"] == again["again"] and kept["kept"].startswith("SCRAM-SHA-256$4096:")


# MARK: being somebody else


@pytest.mark.parametrize("scope", ["SESSION", "LOCAL"])
def test_settings_do_not_choose_the_tenant(
    scope: str, cluster: Cluster, bi: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    other = readers[1].company.number
    with bi.transaction():
        for name in ("flowt.cod_tenant", "flowt.perfil", "flowt.cod_usuario"):
            bi.execute(f"SET {scope} {name} = '{other}'")
        assert count(bi) == 2 and count(bi, ITEMS) == 1
    with cluster.connect(user="flowt_api") as control, control.transaction():
        control.execute(f"SET {scope} flowt.cod_tenant = '{other}'")
        assert control.execute("SELECT count(*) AS n FROM flowt.tb_omni8_pedido").fetchone()["n"] == 3


def test_no_other_role(bi: psycopg.Connection, admin: psycopg.Connection, readers: tuple[Reader, Reader]) -> None:
    roles = [
        row["rolname"]
        for row in admin.execute(
            "SELECT rolname FROM pg_roles WHERE rolname NOT IN ('flowt_bi', %s)", (readers[0].login,)
        )
    ]
    assert {"flowt_rotina", "flowt_api", "flowt_dono", "flowt_papeis", "postgres", readers[1].login} <= set(roles)
    for role in roles:
        refused(bi, f'SET ROLE "{role}"')
        refused(bi, f'SET SESSION AUTHORIZATION "{role}"')
        works(admin, f'SET ROLE "{role}"')
    # Its own group it may become: the tenant still comes from the login.
    bi.execute("SET ROLE flowt_bi")
    assert count(bi) == 2
    bi.execute("RESET ROLE")
    # Without row security there is an error, not more rows.
    bi.execute("SET row_security = off")
    refused(bi, f"SELECT * FROM {ORDERS}")


def test_a_login_keeps_its_name(bi: psycopg.Connection, readers: tuple[Reader, Reader]) -> None:
    me, other = readers[0].login, readers[1].login
    for statement in (
        f"ALTER ROLE {me} RENAME TO flowt_bi_{readers[1].company.number}_outro",
        f"ALTER ROLE {me} CONNECTION LIMIT 100",
        f"ALTER ROLE {me} BYPASSRLS",
        f"ALTER ROLE {other} PASSWORD 'x'",
        f"CREATE ROLE flowt_bi_{readers[1].company.number}_outro LOGIN IN ROLE flowt_bi",
        f"GRANT flowt_rotina TO {me}",
        f"GRANT {other} TO {me}",
        f"DROP ROLE {other}",
    ):
        # Nobody renames the role he is.
        refused(bi, statement, errors.InsufficientPrivilege, errors.FeatureNotSupported)
    # What it may: its own limits. The walls are none of them.
    bi.execute(f"ALTER ROLE {me} SET statement_timeout = 0")
    bi.execute(f"ALTER ROLE {me} SET search_path = flowt, admin")
    assert count(bi) == 2
    bi.execute(f"ALTER ROLE {me} RESET ALL")


def test_another_database_of_the_server_is_closed(cluster: Cluster, admin: psycopg.Connection, readers) -> None:
    """There the same number is another company."""
    admin.execute("CREATE DATABASE vizinho")
    try:
        assert run_flowt("migrate", cluster.url("vizinho")).returncode == 0
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            cluster.connect(user=readers[0].login, database="vizinho")
        cluster.connect(user="flowt_api", database="vizinho").close()
    finally:
        admin.execute("DROP DATABASE vizinho WITH (FORCE)")


# MARK: reaching past the views


def test_no_table_nor_function_behind_the_views(
    bi: psycopg.Connection, admin: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    tables = admin.execute(
        "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S')"
        " AND relnamespace::regnamespace::text IN ('flowt', 'admin')"
    ).fetchall()
    assert len(tables) > 40 and any(re.search(r"auditoria_\d{4}_\d\d$", table["name"]) for table in tables)
    for table in tables:
        refused(bi, f"SELECT * FROM {table['name']}")
        refused(bi, f"SELECT count(*) FROM ONLY {table['name']}")
    functions = admin.execute(
        """
        SELECT p.oid::regproc::text AS name, has_function_privilege(%s, p.oid, 'EXECUTE') AS may FROM pg_proc p
         WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina')
        """,
        (readers[0].login,),
    ).fetchall()
    assert len(functions) > 150
    assert {row["name"] for row in functions if row["may"]} == {
        # Of the login's own company, or of none.
        *(f"flowt.{name}_bi" for name in ("tenant", "fuso", "lugares", "indicadores")),
        *(f"flowt.{name}" for name in ("pedido_valido", "minimo_de_engajamento", "prazo_de_conversao")),
        *(f"flowt.{name}" for name in ("feriados", "pascoa", "suporte", "confianca", "lift")),
    }
    for call in (
        "flowt.tenant_bi()",
        "flowt.lugares_bi()",
        "flowt.indicadores_bi()",
        "flowt.exigir_tenant()",
        "api.ping()",
    ):
        refused(bi, f"SELECT {call}")
    for call in ("rotina.selar_auditoria()", "admin.verificar_auditoria()"):
        refused(bi, f"SELECT {call}")
    works(admin, "SELECT flowt.tenant_bi(), admin.verificar_auditoria()")
    # Nor by text that is only read when it runs.
    refused(bi, "SELECT query_to_xml('SELECT * FROM flowt.tb_omni8_pedido', true, true, '')")
    refused(bi, "SELECT table_to_xml('flowt.tb_omni8_pedido', true, true, '')")
    refused(bi, "SELECT currval('flowt.tb_omni8_pedido_cod_pedido_seq')")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE t AS SELECT 1",
        "CREATE TEMP VIEW v AS SELECT 1",
        "SELECT 1 INTO TEMP t",
        "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.001 AS 'BEGIN RETURN true; END'",
        "CREATE FUNCTION bi.leak(text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'",
        "CREATE TABLE bi.t (x integer)",
        "CREATE TABLE public.t (x integer)",
        "CREATE VIEW public.v AS SELECT 1",
        "CREATE OPERATOR public.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
        "CREATE SCHEMA meu",
        "CREATE EXTENSION dblink SCHEMA public",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/flowt-bi-teste'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT pg_logical_emit_message(false, 'x', 'x')",
        "SELECT pg_advisory_lock(60221408)",
        "SELECT pg_try_advisory_xact_lock(1, 2)",
        "SELECT pg_reload_conf()",
        "CREATE PUBLICATION p FOR ALL TABLES",
        "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION x()",
    ],
)
def test_nothing_to_create_nor_to_hold(statement: str, bi: psycopg.Connection) -> None:
    refused(bi, statement, errors.InsufficientPrivilege, errors.UndefinedFunction)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE t AS SELECT 1",
        "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'",
        "SELECT lo_create(0)",
        "SELECT pg_advisory_xact_lock(1)",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_somebody_else_does(statement: str, admin: psycopg.Connection) -> None:
    works(admin, statement)


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO {ITEMS} (cod_produto) VALUES (1)",
        f"UPDATE {ORDERS} SET vlr_total = 0",
        f"DELETE FROM {ORDERS}",
        f"SELECT * FROM {ORDERS} FOR UPDATE",
        f"LOCK TABLE {ORDERS} IN EXCLUSIVE MODE",
        f"LOCK TABLE {ORDERS} IN SHARE MODE",
        f"TRUNCATE {ORDERS}",
        f"COMMENT ON VIEW {ORDERS} IS 'x'",
        f"CREATE OR REPLACE VIEW {ORDERS} AS SELECT 1",
    ],
)
def test_nothing_to_write_nor_to_lock(statement: str, bi: psycopg.Connection) -> None:
    # A view that joins is not writable in the first place.
    refused(bi, statement, errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState, errors.WrongObjectType)


def test_nothing_to_hand_on(bi: psycopg.Connection, admin: psycopg.Connection) -> None:
    """PostgreSQL only warns of such a GRANT, so what counts is that nothing came of it."""
    bi.execute("SET default_transaction_read_only = off")
    for grant in (f"GRANT SELECT ON {ORDERS} TO PUBLIC", "GRANT USAGE ON SCHEMA bi TO PUBLIC"):
        bi.execute(grant)
    acl = "SELECT relacl::text AS acl FROM pg_class WHERE oid = %s::regclass"
    assert ",=r/" not in admin.execute(acl, (ORDERS,)).fetchone()["acl"]
    refused(bi, "GRANT SELECT ON flowt.tb_omni8_pedido TO PUBLIC")


# MARK: inferring


def test_errors_show_no_row_of_another(
    bi: psycopg.Connection, admin: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    """An expression that fails on a row tells that the row is there, and an error often quotes it."""
    me, other = readers
    theirs = f"SELECT 1 FROM {ORDERS} WHERE 1 / (CASE vlr_total WHEN 1003 THEN 0 ELSE 1 END) = 1"
    bi.execute(theirs)
    with pytest.raises(errors.DivisionByZero):
        admin.execute(theirs)
    with pytest.raises(errors.DivisionByZero):
        bi.execute(theirs.replace("1003", "1002"))
    for cast in (f"SELECT 1 FROM {ITEMS} WHERE nom_produto::integer = 1", f"SELECT max(num_sku::date) FROM {ITEMS}"):
        with pytest.raises(psycopg.DataError) as failure:
            bi.execute(cast)
        assert other.mark[:10] not in str(failure.value) and me.mark[:10] in str(failure.value)
    named = f"SELECT 1 FROM {ITEMS} WHERE nom_produto LIKE '%{other.mark}%' AND nom_produto::integer = 1"
    assert bi.execute(named).fetchall() == []
    with pytest.raises(psycopg.DataError, match=other.mark):
        admin.execute(named)


def test_statistics_stay_hidden(
    bi: psycopg.Connection, admin: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    other = readers[1]
    admin.execute(
        """
        INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, num_sku)
        SELECT %s, 'Rascunho secreto', 4321, 'S' || n FROM generate_series(1, 2000) AS n
        """,
        (other.company.number,),
    )
    admin.execute("ANALYZE flowt.tb_omni8_produto_servico, flowt.tb_omni8_pedido")
    seen = "SELECT count(*) AS n FROM pg_stats WHERE schemaname = 'flowt' AND most_common_vals::text LIKE '%secreto%'"
    assert admin.execute(seen).fetchone()["n"] == 1
    assert bi.execute(seen).fetchone()["n"] == 0
    assert bi.execute("SELECT count(*) AS n FROM pg_stats_ext").fetchone()["n"] == 0
    for catalogue in ("pg_statistic", "pg_authid", "pg_statistic_ext_data", "pg_largeobject", "pg_hba_file_rules"):
        refused(bi, f"SELECT * FROM {catalogue}")

    def estimate(connection: psycopg.Connection, source: str, name: str) -> float:
        plan = connection.execute(
            sql.SQL(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {source} WHERE nom_produto = {{}}").format(name)
        ).fetchone()["QUERY PLAN"]
        return plan[0]["Plan"]["Plan Rows"]

    table = "flowt.tb_omni8_produto_servico"
    assert estimate(admin, table, "Rascunho secreto") > 100 * estimate(admin, table, "o que nunca houve")
    assert estimate(bi, ITEMS, "Rascunho secreto") == estimate(bi, ITEMS, "o que nunca houve")
    # A condition on the tenant would tell its size: the column is not there.
    for view in (ORDERS, ITEMS):
        refused(bi, f"EXPLAIN SELECT 1 FROM {view} WHERE cod_tenant = 1", errors.UndefinedColumn)


def test_the_statements_of_others_stay_hidden(
    cluster: Cluster, bi: psycopg.Connection, admin: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    with cluster.connect(user=readers[1].login) as other:
        other.execute("SELECT 'um segredo do vizinho'")
        seen = "SELECT coalesce(string_agg(query, '|'), '') AS text FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        assert "segredo do vizinho" in admin.execute(seen).fetchone()["text"]
        assert "segredo do vizinho" not in bi.execute(seen).fetchone()["text"]
        refused(bi, f"SELECT pg_cancel_backend({other.info.backend_pid})")
        refused(bi, f"SELECT pg_terminate_backend({other.info.backend_pid})")


# MARK: getting in the way


def test_connections_end_at_the_limit(
    cluster: Cluster, admin: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    # Of a login of its own: a connection that somebody has just closed may count a moment longer.
    company = (readers[0].company.number, "cheio")
    login = admin.execute("SELECT * FROM admin.criar_acesso_bi(%s, %s)", company).fetchone()["nom_login"]
    opened = []
    try:
        opened = [cluster.connect(user=login) for _ in range(3)]
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            cluster.connect(user=login)
        cluster.connect(user=readers[1].login).close()
    finally:
        for connection in opened:
            connection.close()
        admin.execute("SELECT admin.revogar_acesso_bi(%s, %s)", company)


@pytest.fixture
def limits(admin: psycopg.Connection) -> Iterator[Callable[..., None]]:
    """Lets the watchdog's limits pass in no time."""
    define = (
        "CREATE OR REPLACE FUNCTION flowt.limite_{}_bi() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '{}'"
    )
    before = {
        name: admin.execute(f"SELECT flowt.limite_{name}_bi()::text AS t").fetchone()["t"]
        for name in ("consulta", "transacao")
    }
    yield lambda name, limit: admin.execute(define.format(name, limit))
    for name, limit in before.items():
        admin.execute(define.format(name, limit))


def watched(admin: psycopg.Connection, login: str, seconds: float = 60) -> list[dict]:
    """What the watchdog did to a login, as soon as it does anything."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with admin.transaction():
            # As the courier runs it; only the function's owner may signal others.
            admin.execute("SET LOCAL SESSION AUTHORIZATION flowt_courier")
            done = [row for row in admin.execute("SELECT * FROM rotina.vigiar_bi()") if row["nom_login"] == login]
        if done:
            return done
        time.sleep(0.1)
    raise AssertionError("the watchdog did nothing")


def test_a_query_that_never_ends_is_cancelled(
    cluster: Cluster, admin: psycopg.Connection, readers: tuple[Reader, Reader], limits
) -> None:
    with cluster.connect(user=readers[0].login) as runaway:
        runaway.execute("SET statement_timeout = 0")
        outcome: list[type] = []

        def sleep() -> None:
            try:
                runaway.execute("SELECT pg_sleep(60)")
            except psycopg.Error as error:
                outcome.append(type(error))

        thread = threading.Thread(target=sleep)
        thread.start()
        with admin.transaction():
            admin.execute("SELECT * FROM rotina.vigiar_bi()")
        assert thread.is_alive(), "below the limit it runs on"
        limits("consulta", "0.2 seconds")
        done = watched(admin, readers[0].login)
        thread.join(60)
        assert outcome == [errors.QueryCanceled] and done[0]["flg_feito"]
        assert count(runaway) == 2, "the connection lives on"


def test_a_transaction_left_open_is_ended(
    cluster: Cluster, admin: psycopg.Connection, readers: tuple[Reader, Reader], limits
) -> None:
    connection = cluster.connect(user=readers[0].login, autocommit=False)
    connection.execute("SET idle_in_transaction_session_timeout = 0")
    count(connection)
    limits("transacao", "0.2 seconds")
    assert watched(admin, readers[0].login)[0]["des_excesso"] == "transação aberta há tempo demais"
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


def test_an_advisory_lock_is_not_kept(
    cluster: Cluster, admin: psycopg.Connection, readers: tuple[Reader, Reader]
) -> None:
    """Where no superuser could take the functions away, a login gets its lock, and loses it with its connection."""
    with admin.transaction(force_rollback=True):
        admin.execute("SELECT pg_advisory_xact_lock(7)")
    admin.execute("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO flowt_bi")
    try:
        connection = cluster.connect(user=readers[0].login)
        connection.execute("SELECT pg_advisory_lock(7)")
        assert watched(admin, readers[0].login)[0]["des_excesso"] == "segura trava consultiva"
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    finally:
        admin.execute("REVOKE EXECUTE ON FUNCTION pg_advisory_lock(bigint) FROM flowt_bi")


def test_announcing_routes_stops_nobody(server: Server, bi: psycopg.Connection, admin: psycopg.Connection) -> None:
    """Anybody connected may NOTIFY; the gateway then reads its routes again, and serves all the while."""
    heard: list[str] = []
    with server.client() as client:
        for _ in range(300):
            bi.execute("NOTIFY flowt_rota, 'x'")
        assert [client.get("/v1/ping").status_code for _ in range(50)] == [200] * 50
        # Of what others announce a login hears no more than the name.
        bi.execute("LISTEN flowt_rota")
        admin.execute("NOTIFY flowt_rota")
        heard.extend(note.payload for note in bi.notifies(timeout=60, stop_after=1))
    assert heard == [""]


def test_a_flood_of_announcements_is_one_loading_per_second(
    new_server: Callable[..., Server], admin: psycopg.Connection, bi: psycopg.Connection
) -> None:
    """The first after a quiet time acts at once; those that follow act together, the last of them too."""
    server = new_server(FLOWT_THREADS="1")

    def loadings() -> int:
        return server.log_text().count("routes loaded")

    def quiet() -> bool:
        """As many as before, for longer than the pause."""
        before = loadings()
        time.sleep(1.5)
        return loadings() == before

    wait_for(quiet, "it loads again and again")
    began, before = time.monotonic(), loadings()
    admin.execute("NOTIFY flowt_rota")
    wait_for(lambda: loadings() == before + 1, "not at once")
    flooding = time.monotonic()
    while time.monotonic() - flooding < 3:
        bi.execute("NOTIFY flowt_rota")
        time.sleep(0.005)
    # Announced in the pause: heard when it is over, without another announcement.
    wait_for(lambda: loadings() >= before + 2, "what was announced in the pause is not heard")
    wait_for(quiet, "it loads again and again")
    assert loadings() - before <= 2 + (time.monotonic() - began)


# MARK: the end


def test_a_revoked_login_is_out_at_once(cluster: Cluster, admin: psycopg.Connection, url: str) -> None:
    company = Company(url, admin)
    login = admin.execute("SELECT * FROM admin.criar_acesso_bi(%s, 'sai')", (company.number,)).fetchone()["nom_login"]
    connection = cluster.connect(user=login)
    assert count(connection) == 0
    ended = admin.execute("SELECT admin.revogar_acesso_bi(%s, 'sai') AS n", (company.number,)).fetchone()["n"]
    assert ended == 1
    with pytest.raises(psycopg.OperationalError):
        for _ in range(20):
            connection.execute("SELECT 1")
            time.sleep(0.1)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        cluster.connect(user=login)
    company.close()
