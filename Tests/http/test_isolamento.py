"""Two tenants with the same data: whatever one tries, it neither reads, writes, infers nor locks what is the other's.

Tables and routes come from the catalogue, so those of later modules are tried as well. A table that `furnish` leaves
empty, or a route with an argument that FILL or BODIES does not know, fails the test instead of passing untested: a
module brings both in a file of its own, Tests/isolamento/<module>.py.
"""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import httpx
import psycopg
import pytest
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from company import Company
from harness import Cluster, Server
from isolamento import Id, Shared, Tenant, modules
from raw import RawAnswer, Wire
from things import make_things

# Every route is asked many times over.
pytestmark = pytest.mark.timeout(900)

# MARK: two tenants


def furnish(company: Company, profiles: list[str]) -> Tenant:
    """The same in both tenants: a row in every table, and a session for every profile."""
    tenant = Tenant(company, f"marca{secrets.token_hex(6)}")
    for column in ("nom_fantasia", "nom_razao_social", "des_apresentacao"):
        company.change(column, f"Casa {tenant.mark}")
    tenant.domain = f"{company.slug}.example.com"
    for module in modules:
        module.furnish(tenant)
    tenant.sessions = {profile: company.session(profile) for profile in profiles}
    tenant.sessions["cliente"] = company.customer_session(company.customer(f"Cliente {tenant.mark}"))
    tenant.things = {"email": company.user("admin")}
    tenant.things = make_things(tenant)
    return tenant


@pytest.fixture(scope="module")
def pair(url: str, admin: psycopg.Connection) -> Iterator[tuple[Tenant, Tenant]]:
    profiles = [row["nom_perfil"] for row in admin.execute("SELECT nom_perfil FROM flowt.tb_omni8_perfil ORDER BY 1")]
    companies = Company(url, admin), Company(url, admin)
    yield furnish(companies[0], profiles), furnish(companies[1], profiles)
    for company in companies:
        company.close()


@pytest.fixture(scope="module")
def tables(admin: psycopg.Connection) -> list[str]:
    """Every table of a tenant; partitions apart, which nobody may touch."""
    found = [row["relname"] for row in admin.execute(TABLES.format("NOT c.relispartition"))]
    assert len(found) >= 15
    return found


TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cod_tenant'
     WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind IN ('r', 'p') AND {} ORDER BY 1
"""


def on(statement: str, table: str, **names: str) -> sql.Composed:
    return sql.SQL(statement).format(
        table=sql.Identifier("flowt", table), **{name: sql.Identifier(value) for name, value in names.items()}
    )


def digest(admin: psycopg.Connection, tables: list[str], tenant: Tenant) -> dict[str, str]:
    rows = "string_agg(r.row, ',' ORDER BY r.row)"
    statement = f"""
        SELECT {{name}} AS name, md5({rows}) AS md5
          FROM (SELECT to_jsonb(t)::text AS row FROM {{table}} t WHERE cod_tenant = %(tenant)s) AS r
    """
    parts = [sql.SQL(statement).format(name=table, table=sql.Identifier("flowt", table)) for table in tables]
    found = admin.execute(sql.SQL(" UNION ALL ").join(parts), {"tenant": tenant.number}).fetchall()
    assert len(found) == len(tables)
    return {row["name"]: row["md5"] for row in found}


def row_of(admin: psycopg.Connection, table: str, tenant: Tenant) -> dict:
    statement = "SELECT to_jsonb(t) AS row FROM {table} t WHERE cod_tenant = %s ORDER BY 1 DESC LIMIT 1"
    return admin.execute(on(statement, table), (tenant.number,)).fetchone()["row"]


def enter(connection: psycopg.Connection, tenant: Tenant | None) -> None:
    number = "" if tenant is None else str(tenant.number)
    connection.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (number,))


def may(admin: psycopg.Connection, role: str, table: str, privilege: str) -> bool:
    """On the table or on one of its columns, or on a function."""
    statement = "SELECT has_any_column_privilege(%s, %s, %s) AS may"
    if privilege in ("DELETE", "EXECUTE"):
        kind = "table" if privilege == "DELETE" else "function"
        statement = f"SELECT has_{kind}_privilege(%s, %s, %s) AS may"
    return admin.execute(statement, (role, f"flowt.{table}", privilege)).fetchone()["may"]


def columns(admin: psycopg.Connection, role: str, table: str, privilege: str) -> list[str]:
    rows = admin.execute(
        """
        SELECT a.attname FROM pg_attribute a
         WHERE a.attrelid = %(table)s::regclass AND a.attnum > 0 AND NOT a.attisdropped
           AND has_column_privilege(%(role)s, a.attrelid, a.attnum, %(privilege)s)
           AND (%(privilege)s <> 'UPDATE' OR a.attidentity = '') ORDER BY a.attnum
        """,
        {"table": f"flowt.{table}", "role": role, "privilege": privilege},
    )
    return [row["attname"] for row in rows]


def written(admin: psycopg.Connection, table: str, *qualifier: str) -> sql.Composed:
    """The columns that a row brings: those that are computed from others it does not."""
    rows = admin.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        (f"flowt.{table}",),
    )
    return sql.SQL(", ").join(sql.Identifier(*qualifier, row["attname"]) for row in rows)


# MARK: the database


def test_no_table_is_empty_for_either_tenant(
    admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    empty = [
        table
        for table in tables
        for tenant in pair
        if not admin.execute(on("SELECT FROM {table} WHERE cod_tenant = %s LIMIT 1", table), (tenant.number,)).rowcount
    ]
    assert not empty, f"furnish() leaves these without a row, so they would be tested by nothing: {empty}"


@pytest.mark.parametrize("role", ["flowt_api", "flowt_courier"])
def test_a_tenant_sees_its_own_rows_only(
    role: str, cluster: Cluster, admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    seen = 0
    with cluster.connect(user=role) as connection:
        for me, other in (pair, pair[::-1]):
            for table in tables:
                with connection.transaction(force_rollback=True):
                    enter(connection, me)
                    if not may(admin, role, table, "SELECT"):
                        with pytest.raises(errors.InsufficientPrivilege):
                            connection.execute(on("SELECT cod_tenant FROM {table}", table))
                        continue
                    rows = connection.execute(on("SELECT DISTINCT cod_tenant FROM {table}", table)).fetchall()
                    assert [row["cod_tenant"] for row in rows] == [me.number], f"{role} reading {table}"
                    # An expression that fails on the other's rows would tell that they are there.
                    connection.execute(
                        on("SELECT 1 FROM {table} WHERE 1 / (CASE cod_tenant WHEN %s THEN 0 ELSE 1 END) = 1", table),
                        (other.number,),
                    )
                    seen += 1
    assert seen > 20 or role != "flowt_api", "the positive control saw next to nothing"


@pytest.mark.parametrize("role", ["flowt_api", "flowt_courier"])
def test_without_a_tenant_there_is_nothing(
    role: str, cluster: Cluster, admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    with cluster.connect(user=role) as connection:
        for table in tables:
            if may(admin, role, table, "SELECT"):
                assert connection.execute(on("SELECT count(*) AS n FROM {table}", table)).fetchone()["n"] == 0, table
                with connection.transaction(force_rollback=True):
                    enter(connection, None)
                    assert connection.execute(on("SELECT count(*) AS n FROM {table}", table)).fetchone()["n"] == 0, (
                        table
                    )


def test_partitions_are_reached_through_their_table_only(
    cluster: Cluster, admin: psycopg.Connection, pair: tuple[Tenant, Tenant]
) -> None:
    partitions = [row["relname"] for row in admin.execute(TABLES.format("c.relispartition"))]
    assert partitions
    for role in ("flowt_api", "flowt_courier"):
        with cluster.connect(user=role) as connection:
            for table in partitions:
                with connection.transaction(force_rollback=True), pytest.raises(errors.InsufficientPrivilege):
                    enter(connection, pair[0])
                    connection.execute(on("SELECT FROM {table}", table))


def test_other_logins_see_nothing(
    cluster: Cluster, admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    me, other = pair
    # A BI login reads its tenant's views, whatever it sets; a DBA administers, and reads no tenant's rows.
    logins = {f"flowt_bi_{me.number}_teste": "flowt_bi", f"teste_dba_{me.number}": "flowt_dba"}
    admin.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE flowt_dba").format(sql.Identifier(f"teste_dba_{me.number}")))
    views = [
        row["relname"]
        for row in admin.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'bi'::regnamespace AND relkind = 'v'"
        )
    ]
    for login, group in logins.items():
        try:
            with cluster.connect(user=login) as connection:
                for name in [("flowt", table) for table in tables] + [("bi", view) for view in views]:
                    for context in (None, me, other):
                        with connection.transaction(force_rollback=True):
                            enter(connection, context)
                            try:
                                statement = sql.SQL("SELECT DISTINCT cod_tenant FROM {}").format(sql.Identifier(*name))
                                rows = [row["cod_tenant"] for row in connection.execute(statement).fetchall()]
                            except (errors.InsufficientPrivilege, errors.UndefinedColumn):
                                continue
                            assert rows == [me.number] and group == "flowt_bi", f"{login} reading {name}: {rows}"
                with pytest.raises(errors.InsufficientPrivilege):
                    connection.execute("SET ROLE flowt_rotina")
        finally:
            if group == "flowt_dba":
                admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))


def test_the_owner_of_the_tables_sees_nothing(
    admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    for table in tables:
        with admin.transaction(force_rollback=True):
            admin.execute("SET LOCAL ROLE flowt_dono")
            enter(admin, pair[0])
            assert admin.execute(on("SELECT count(*) AS n FROM {table}", table)).fetchone()["n"] == 0, table


def test_no_update_or_delete_reaches_the_other(
    cluster: Cluster, admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    me, other = pair
    before = digest(admin, tables, other)
    reached = 0
    with cluster.connect(user="flowt_api") as connection:
        for table in tables:
            changeable = columns(admin, "flowt_api", table, "UPDATE")
            for column in changeable:
                with connection.transaction(force_rollback=True):
                    enter(connection, me)
                    there = connection.execute(
                        on("UPDATE {table} SET {column} = {column} WHERE cod_tenant = %s", table, column=column),
                        (other.number,),
                    )
                    assert there.rowcount == 0, f"{table}.{column}"
                    here = connection.execute(on("UPDATE {table} SET {column} = {column}", table, column=column))
                    assert here.rowcount > 0, f"{table}.{column} of one's own"
                    reached += 1
            if "cod_tenant" in changeable:
                with connection.transaction(force_rollback=True), pytest.raises(errors.InsufficientPrivilege):
                    enter(connection, me)
                    connection.execute(on("UPDATE {table} SET cod_tenant = %s", table), (other.number,))
            with connection.transaction(force_rollback=True):
                enter(connection, me)
                if may(admin, "flowt_api", table, "DELETE"):
                    gone = connection.execute(on("DELETE FROM {table} WHERE cod_tenant = %s", table), (other.number,))
                    assert gone.rowcount == 0, table
                else:
                    with pytest.raises(errors.InsufficientPrivilege):
                        connection.execute(on("DELETE FROM {table} WHERE cod_tenant = %s", table), (other.number,))
    assert reached > 20
    assert digest(admin, tables, other) == before


def test_no_insert_for_the_other(
    cluster: Cluster, admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    me, other = pair
    tried = 0
    with cluster.connect(user="flowt_api") as connection:
        for table in tables:
            names = written(admin, table)
            statement = sql.SQL(
                "INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE"
                " SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s)"
            ).format(table=sql.Identifier("flowt", table), names=names)
            with connection.transaction(force_rollback=True), pytest.raises(errors.InsufficientPrivilege):
                enter(connection, me)
                connection.execute(statement, (Jsonb(row_of(admin, table, other)),))
            if may(admin, "flowt_api", table, "INSERT"):
                # One's own row gets past the wall, as far as its key.
                with connection.transaction(force_rollback=True), pytest.raises(errors.UniqueViolation):
                    enter(connection, me)
                    connection.execute(statement, (Jsonb(row_of(admin, table, me)),))
                tried += 1
    assert tried >= 8


def test_no_lock_on_the_other(
    cluster: Cluster, admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    me, other = pair
    nowait = "SELECT FROM {table} WHERE cod_tenant = %s FOR UPDATE NOWAIT"
    locked = 0
    with cluster.connect(user="flowt_api") as connection:
        for table in tables:
            if not (may(admin, "flowt_api", table, "UPDATE") and may(admin, "flowt_api", table, "SELECT")):
                continue
            with connection.transaction(force_rollback=True):
                enter(connection, me)
                connection.execute(on("SELECT FROM {table} FOR UPDATE", table))
                connection.execute(on("SELECT FROM {table} WHERE cod_tenant = %s FOR UPDATE", table), (other.number,))
                with admin.transaction(force_rollback=True):
                    assert admin.execute(on(nowait, table), (other.number,)).rowcount > 0, table
                with admin.transaction(force_rollback=True), pytest.raises(errors.LockNotAvailable):
                    admin.execute(on(nowait, table), (me.number,))
                locked += 1
    assert locked >= 6


def test_no_foreign_key_points_at_the_other(
    admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    me, other = pair
    keys = admin.execute(
        """
        SELECT k.conname, c.relname, array_agg(a.attname ORDER BY p.ordinality) AS names
          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid AND NOT c.relispartition
          CROSS JOIN unnest(k.conkey) WITH ORDINALITY AS p (number, ordinality)
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.number
         WHERE k.contype = 'f' AND k.connamespace = 'flowt'::regnamespace
           AND EXISTS (SELECT FROM pg_attribute r WHERE r.attrelid = k.confrelid AND r.attname = 'cod_tenant')
         GROUP BY k.conname, c.relname HAVING count(*) > 1
        """
    ).fetchall()
    assert len(keys) >= 8
    for key in keys:
        table, names = key["relname"], [name for name in key["names"] if name != "cod_tenant"]
        filled = sql.SQL(" AND ").join(sql.SQL("{} IS NOT NULL").format(sql.Identifier(name)) for name in names)
        listed = sql.SQL(", ").join(map(sql.Identifier, names))
        theirs = admin.execute(
            sql.SQL("SELECT ") + listed + on(" FROM {table} WHERE cod_tenant = %s AND ", table) + filled,
            (other.number,),
        ).fetchone()
        assert theirs, f"furnish() leaves {key['conname']} of {table} without a row"
        assign = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in names)
        one_of_mine = on(" WHERE ctid = (SELECT ctid FROM {table} WHERE cod_tenant = %s AND ", table) + filled
        statement = on("UPDATE {table} SET ", table) + assign + one_of_mine + sql.SQL(" LIMIT 1)")
        refusals = []
        # What is the other's is refused in the same words as what never was.
        for values in ([theirs[name] for name in names], [-1 for _ in names]):
            with admin.transaction(force_rollback=True):
                # History refuses every change; here only the key shall.
                admin.execute(on("ALTER TABLE {table} DISABLE TRIGGER USER", table))
                with pytest.raises(errors.ForeignKeyViolation) as refusal:
                    admin.execute(statement, [*values, me.number])
                detail = refusal.value.diag.message_detail
                refusals.append((refusal.value.diag.constraint_name, re.sub(r"=\([^)]*\)", "", detail)))
        assert refusals[0] == refusals[1], key["conname"]


def test_no_unique_key_tells_of_the_other(
    admin: psycopg.Connection, tables: list[str], pair: tuple[Tenant, Tenant]
) -> None:
    """Every row of the other, taken over as one's own: only what is unique on the whole platform collides."""
    me, other = pair
    collided = []
    for table in tables:
        statement = sql.SQL(
            """
            INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE
            SELECT {mine} FROM {table} t CROSS JOIN jsonb_populate_record(
                   NULL::{table}, to_jsonb(t) || jsonb_build_object('cod_tenant', %s::bigint)) r
             WHERE t.cod_tenant = %s
            """
        ).format(table=sql.Identifier("flowt", table), names=written(admin, table), mine=written(admin, table, "r"))
        with admin.transaction(force_rollback=True):
            # Neither foreign keys nor triggers, so that the unique keys are all that is left.
            admin.execute("SET LOCAL session_replication_role = replica")
            admin.execute(on("DELETE FROM {table} WHERE cod_tenant = %s", table), (me.number,))
            while True:
                try:
                    with admin.transaction():
                        assert admin.execute(statement, (me.number, other.number)).rowcount > 0
                    break
                except errors.UniqueViolation as violation:
                    name = violation.diag.constraint_name
                comment = admin.execute(
                    "SELECT obj_description(oid, 'pg_constraint') AS text FROM pg_constraint WHERE conname = %s",
                    (name,),
                ).fetchone()
                assert comment and "Global:" in (comment["text"] or ""), f"{name} of {table} tells of other tenants"
                admin.execute(on("ALTER TABLE {table} DROP CONSTRAINT {name}", table, name=name))
                collided.append(name)
    assert "slug_ja_usado" in collided, "the positive control: this one does collide"


def test_only_the_door_says_who_the_tenant_is(admin: psycopg.Connection) -> None:
    found = admin.execute(
        """
        SELECT p.oid::regproc::text AS name
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname IN ('flowt', 'api', 'admin', 'rotina', 'bi')
           AND concat_ws(' ', p.prosrc, pg_get_function_sqlbody(p.oid), p.proconfig) ~* %s
        """,
        (r"set_config|\mSET\M(\s+LOCAL|\s+SESSION)?\s+\"?flowt\.",),
    ).fetchall()
    # What goes through a whole person or company says that it does, to triggers; that is no tenant's number.
    whole = {
        *("flowt.anonimizar_pessoa", "flowt.fundir_pessoas", "flowt.mover_pessoa"),
        *("admin.importar_tenant", "admin.apagar_tenant"),
    }
    # Which cart is in hand, so that what it has reserved is free for it.
    others = dict.fromkeys(whole, "'flowt.manutencao'") | {"flowt.usar_carrinho": "'flowt.cod_carrinho'"}
    doors = {"flowt.abrir", "flowt.definir_contexto", "flowt.esquecer_contexto"}
    assert {row["name"] for row in found} == {*doors, *others}
    for name, setting in others.items():
        source = admin.execute("SELECT prosrc FROM pg_proc WHERE oid = %s::regproc", (name,)).fetchone()["prosrc"]
        assert set(re.findall(r"set_config\(([^,]*)", source)) == {setting}, name
    # A page opens the context of a customer, or of the staff, by its cookie, for the tenant that the door has found;
    # a job that imports a file acts as who sent it. Nobody else calls this.
    callers = admin.execute(
        "SELECT oid::regproc::text AS name FROM pg_proc WHERE prosrc ~ %s ORDER BY 1", (r"flowt\.definir_contexto\(",)
    ).fetchall()
    assert [row["name"] for row in callers] == [
        "flowt.abrir",
        "flowt.entrar_pela_pagina",
        "flowt.entrar_pela_pagina_da_equipe",
        "rotina.processar_importacoes",
    ]
    assert not may(admin, "flowt_api", "definir_contexto(flowt.credencial)", "EXECUTE")


# MARK: HTTP


FILL = [line for module in modules for line in module.FILL]
BODIES = {function: body for module in modules for function, body in module.BODIES.items()}
NOTHING = {
    "carrinho": "n" * 24,
    "acompanhamento": "n" * 24,
    "email": "ninguem@example.com",
    "cliente": "fc_" + "n" * 24,
    "selo": "n" * 64,
}
"""What never was, in the form of what is; a number unless said here."""
SILENT = {"pedido_linha_do_tempo"}
for module in modules:
    NOTHING |= getattr(module, "NOTHING", {})
    SILENT |= set(getattr(module, "SILENT", ()))


def session_for(tenant: Tenant, function: str) -> str | None:
    """Somebody for whom this function works, where a module says that it is not just any admin."""
    asked = (module.session_for(tenant, function) for module in modules if hasattr(module, "session_for"))
    return next((token for token in asked if token), None)


@dataclass
class Route:
    method: str
    path: str
    function: str
    access: str
    read_only: bool
    body_kind: str | None
    limit: int | None
    arguments: dict[str, str | None]
    body: dict

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def ids(self) -> list[str]:
        """Where ids are: `caminho id`, `corpo cod_produto`."""
        return [name for name, value in self.slots() if isinstance(value, Id) and not isinstance(value, Shared)]

    @property
    def kinds(self) -> set[str]:
        """Of what there must be one."""
        found = {value for _, value in self.slots() if isinstance(value, Id)}
        return found | ({"cliente"} if self.access == "cliente" else set())

    @property
    def takes_nothing(self) -> bool:
        """After it, all things are as they were: the database lets it write nothing, or HTTP says that it is safe."""
        return self.read_only or self.method == "GET"

    @property
    def is_of_the_platform(self) -> bool:
        return self.access.startswith("plataforma.")

    def slots(self) -> list[tuple[str, object]]:
        body = (slot for name, value in self.body.items() for slot in leaves(f"corpo {name}", value))
        return [*self.arguments.items(), *body]


def leaves(slot: str, value: object) -> Iterator[tuple[str, object]]:
    """What a body holds, however deep: "corpo filtro.cod_produtos.0"."""
    if isinstance(value, (dict, list)):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(f"{slot}.{name}", part)
    else:
        yield slot, value


def read_routes(admin: psycopg.Connection) -> list[Route]:
    routes = []
    for row in admin.execute("SELECT * FROM flowt.rota ORDER BY caminho, metodo").fetchall():
        arguments: dict[str, str | None] = {}
        for argument in filter(None, row["argumentos"].split("\n")):
            if argument in ("caminho slug", "corpo corpo", "arquivo arquivo", "consulta *") or argument.startswith(
                "contexto "
            ):
                continue
            fills = [value for path, name, value in FILL if name == argument and re.search(path, row["caminho"])]
            if not fills:
                pytest.fail(
                    f"{row['metodo']} {row['caminho']} has the argument `{argument}`: say in FILL how to fill it"
                )
            arguments[argument] = fills[0]
        if row["corpo"] and row["funcao"] not in BODIES:
            pytest.fail(f"{row['metodo']} {row['caminho']} has a body: say in BODIES what api.{row['funcao']} takes")
        body = BODIES[row["funcao"]] if row["corpo"] else {}
        names = ("metodo", "caminho", "funcao", "acesso", "somente_leitura", "corpo", "limite_por_minuto")
        row["acesso"] = row["acesso"].split("@")[0]
        routes.append(Route(*(row[name] for name in names), arguments, body))
    # What takes nothing first, while everything that was furnished is still there.
    return sorted(routes, key=lambda route: not route.takes_nothing)


def fill(value: object, slot: str, things: dict[str, str], instead: dict[str, str], unique: str) -> object:
    """What goes out for an argument or a part of a body, however deep; ids are those of `things` or `instead`."""
    if isinstance(value, dict):
        return {name: fill(part, f"{slot}.{name}", things, instead, unique) for name, part in value.items()}
    if isinstance(value, list):
        return [fill(part, f"{slot}.{number}", things, instead, unique) for number, part in enumerate(value)]
    if isinstance(value, Id):
        return instead.get(slot) or things[value]
    return value.replace("{unique}", unique) if isinstance(value, str) else value


def content_of(kind: str | None, body: dict) -> tuple[str | None, bytes]:
    """Content type and bytes of a body."""
    if kind == "json":
        return "application/json", json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    if kind == "formulario":
        return "application/x-www-form-urlencoded", urlencode(body).encode()
    if kind == "arquivo":
        return body["tipo"], str(body["conteudo"]).encode()
    return None, b""


def call(
    client: httpx.Client | Wire,
    route: Route,
    things: dict[str, str],
    *,
    path_slug: str,
    instead: dict[str, str] | None = None,
    token: str | None = None,
    slug: str | None = None,
    host: str | None = None,
) -> httpx.Response | RawAnswer:
    """A request with the ids of `things`; `instead` replaces those of some slots."""
    filling = (things, instead or {}, secrets.token_hex(6))
    path, query, headers, cookies = route.path.replace("{slug}", path_slug), {}, {}, []
    for slot, value in route.arguments.items():
        origin, name = slot.split(" ")
        value = fill(value, slot, *filling)
        if value is None:
            continue
        if origin == "caminho":
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
        elif origin == "consulta":
            query[name] = value
        elif origin == "cabecalho":
            headers[name] = str(value)
        else:
            cookies.append(f"{name}={value}")
    body = {name: fill(value, f"corpo {name}", *filling) for name, value in route.body.items()}
    kind, content = content_of(route.body_kind, body)
    if kind:
        headers["Content-Type"] = kind
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if slug:
        headers["X-Flowt-Tenant"] = slug
    if host:
        headers["Host"] = host
    target = f"{path}?{urlencode(query)}" if query else path
    if isinstance(client, Wire):
        return client.ask(route.method, target, headers, content)
    # A cookie that an answer has set is of that request alone.
    client.cookies.clear()
    with client.stream(route.method, target, headers=headers, content=content) as answer:
        return first_of_stream(answer)


def first_of_stream(answer: httpx.Response) -> httpx.Response:
    """The whole of an answer; of a stream of events, which has no end, what the first call gave."""
    if answer.headers.get("content-type") != "text/event-stream":
        answer.read()
        return answer
    content = b""
    for part in answer.iter_raw():
        content += part
        if b"id: " in content:
            break
    return httpx.Response(answer.status_code, headers=answer.headers, content=content, request=answer.request)


def call_with_ones_own(client: httpx.Client | Wire, route: Route, tenant: Tenant) -> httpx.Response | RawAnswer:
    """As somebody for whom it works. What a request may use up is made for it alone."""
    things = tenant.things if route.takes_nothing else make_things(tenant, route.kinds)
    if route.function == "categoria_excluir":
        things = {**things, "categoria": things["categoria_vazia"]}
    worker, profile = (tenant.platform, "plataforma") if route.is_of_the_platform else (tenant.company, "admin")
    token = None if route.access in ("aberto", "publico") else worker.session(profile)
    if route.access == "cliente":
        token = things["cliente"]
    elif token:
        token = session_for(tenant, route.function) or token
    return call(client, route, things, path_slug=tenant.slug, token=token, slug=worker.slug)


def outcome(answer: httpx.Response | RawAnswer) -> tuple[int, str | None]:
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, answer.json()["codigo"] if is_problem else None


def actors(route: Route, tenant: Tenant) -> dict[str, str | None]:
    """Anonymous and every profile; where a minute has room for few requests, one of each kind, or just one, will do."""
    everybody = {"anonymous": None, **tenant.sessions}
    if route.limit is not None:
        return {name: everybody[name] for name in ("anonymous", "admin")[: 2 if route.limit >= 30 else 1]}
    return everybody


def assert_silent(answer: httpx.Response | RawAnswer, other: Tenant, sent: set[str], what: str) -> None:
    """Nothing of the other is in the answer but what the caller already had."""
    told = f"{answer.text}\n{answer.headers}"
    assert other.mark not in told.lower(), f"{what} shows data of the other tenant: {answer.text[:300]}"
    names = ("carrinho", "acompanhamento", "cliente")
    secrets_of_other = {*(other.things[name] for name in names), *other.sessions.values()}
    assert not any(secret in told for secret in secrets_of_other - sent), what


@pytest.fixture(scope="module")
def all_routes(admin: psycopg.Connection) -> list[Route]:
    return read_routes(admin)


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    wire = Wire(server.port)
    yield wire
    wire.close()


@pytest.fixture
def plain(server: Server) -> Iterator[httpx.Client]:
    with server.client(follow_redirects=False) as client:
        yield client


def test_every_route_works_with_ones_own(wire: Wire, all_routes: list[Route], pair: tuple[Tenant, Tenant]) -> None:
    """The positive control of everything below: with these very arguments, somebody gets in."""
    tenant = pair[0]
    assert len(all_routes) >= 20
    for route in all_routes:
        answer = call_with_ones_own(wire, route, tenant)
        assert answer.status_code < 400, f"{route}: {answer.status_code} {answer.text[:300]}"
        shows = route.read_only and route.access not in ("aberto", "sessao", "cliente") and "busca" not in route.path
        assert not shows or tenant.mark in answer.text.lower() or route.function in SILENT, f"{route} shows nothing"


def test_ids_of_the_other_are_ids_of_nothing(
    wire: Wire,
    admin: psycopg.Connection,
    tables: list[str],
    all_routes: list[Route],
    pair: tuple[Tenant, Tenant],
) -> None:
    """Each id, token and cookie of the other, one at a time and all at once, as everybody of a tenant."""
    me, other = pair
    asked = 0
    me.things = make_things(me)
    before = digest(admin, tables, other)
    for route in (route for route in all_routes if route.ids):
        choices = [[slot] for slot in route.ids] + ([route.ids] if len(route.ids) > 1 else [])
        kinds = dict(route.slots())
        mine = me.things if route.takes_nothing else make_things(me, route.kinds)
        for name, token in actors(route, me).items():
            for slots in choices:
                theirs = {slot: other.things[kinds[slot]] for slot in slots}
                nothings = {slot: NOTHING.get(kinds[slot], "987654321987654") for slot in slots}
                settings = {"path_slug": me.slug, "slug": me.slug, "token": token}
                answer = call(wire, route, mine, instead=theirs, **settings)
                control = call(wire, route, mine, instead=nothings, **settings)
                what = f"{route} as {name} with {slots} of the other"
                assert outcome(answer) == outcome(control), f"{what} differs from nothing at all: {answer.text[:300]}"
                assert_silent(answer, other, set(theirs.values()), what)
                asked += 1
        assert digest(admin, tables, other) == before, f"{route} changed the other tenant"
    assert asked > 100


def test_two_tenants_in_one_request_are_refused(
    wire: Wire,
    admin: psycopg.Connection,
    tables: list[str],
    all_routes: list[Route],
    pair: tuple[Tenant, Tenant],
) -> None:
    """The session of one with header, domain or path of the other, whoever's the ids are."""
    me, other = pair
    before = digest(admin, tables, other)
    for route in all_routes:
        for name, token in {**actors(route, me), "anonymous": None}.items():
            for things in (me.things, other.things):
                contradictions: list[dict] = [
                    {"path_slug": me.slug, "slug": me.slug, "host": other.domain},
                    {"path_slug": me.slug, "slug": other.slug, "host": me.domain},
                ]
                if token:
                    contradictions += [
                        {"path_slug": other.slug, "slug": other.slug},
                        {"path_slug": other.slug, "host": other.domain},
                        {"path_slug": other.slug, "host": f"{other.slug}.localhost"},
                    ]
                for contradiction in contradictions:
                    answer = call(wire, route, things, token=token, **contradiction)
                    what = f"{route} as {name} with {contradiction}"
                    assert outcome(answer)[0] == 403, f"{what}: {answer.status_code} {answer.text[:300]}"
                    if answer.headers["content-type"].startswith("application/problem+json"):
                        assert outcome(answer)[1] == "tenants_divergentes", what
                    assert_silent(answer, other, set(), what)
    assert digest(admin, tables, other) == before


def test_nobody_gets_past_the_staff_door(
    wire: Wire,
    admin: psycopg.Connection,
    tables: list[str],
    all_routes: list[Route],
    pair: tuple[Tenant, Tenant],
) -> None:
    """Anonymous at the other's own address, with the other's own ids: every route that asks for a session."""
    _, other = pair
    before = digest(admin, tables, other)
    doors = [route for route in all_routes if route.access not in ("aberto", "publico")]
    assert doors
    for route in doors:
        for token in (None, "n" * 24):
            answer = call(wire, route, other.things, path_slug=other.slug, slug=other.slug, token=token)
            assert answer.status_code == 401, f"{route}: {answer.status_code}"
            assert_silent(answer, other, set(), str(route))
    assert digest(admin, tables, other) == before


def test_profiles_do_what_the_matrix_says(
    wire: Wire, admin: psycopg.Connection, all_routes: list[Route], pair: tuple[Tenant, Tenant]
) -> None:
    """By ids of nothing, so that no profile changes anything: 403 without the permission, anything else with it."""
    me, _ = pair
    allowed = {
        (row["nom_perfil"], row["nom_permissao"])
        for row in admin.execute("SELECT nom_perfil, nom_permissao FROM flowt.tb_omni8_perfil_permissao").fetchall()
    }
    for route in (route for route in all_routes if "." in route.access):
        things = dict.fromkeys(me.things, "987654321987654")
        for profile, token in me.sessions.items():
            answer = call(wire, route, things, path_slug=me.slug, slug=me.slug, token=token)
            refused = outcome(answer) == (403, "sem_permissao")
            # Operators of the platform are so in its own tenant alone, which this one is not.
            may_enter = (profile, route.access) in allowed and not route.is_of_the_platform
            assert refused != may_enter, f"{route} as {profile}: {answer.status_code}"


def test_an_idempotency_key_is_of_one_tenant(pair: tuple[Tenant, Tenant]) -> None:
    me, other = pair
    key = f"chave-{secrets.token_hex(6)}"
    answers = []
    for tenant in (other, me):
        product = tenant.company.product(nom_produto=f"Item {tenant.mark}")
        answers.append(tenant.company.confirm(tenant.company.cart((product, 1)), key=key))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert_silent(answers[1], other, set(), "the same Idempotency-Key in another tenant")


def test_nothing_in_a_request_sets_the_tenant(plain: httpx.Client, pair: tuple[Tenant, Tenant]) -> None:
    me, other = pair
    headers = {
        "Authorization": f"Bearer {me.sessions['admin']}",
        "flowt.cod_tenant": str(other.number),
        "cod-tenant": str(other.number),
        "PGOPTIONS": f"-c flowt.cod_tenant={other.number}",
    }
    tampering = [
        f"'; SET flowt.cod_tenant = {other.number}; --",
        f"x') || set_config('flowt.cod_tenant', '{other.number}', false) --",
        "%' OR 1=1 --",
    ]
    for text in tampering:
        answer = plain.get("/v1/produtos", params={"busca": text}, headers=headers)
        assert (answer.status_code, answer.json()["itens"]) == (200, [])
    answer = plain.get("/v1/produtos", params={"cod_tenant": str(other.number)}, headers=headers)
    assert outcome(answer) == (400, "parametro_desconhecido")
    answer = plain.post(
        "/v1/produtos", json={"nom_produto": "x", "vlr_preco": 1, "cod_tenant": other.number}, headers=headers
    )
    assert outcome(answer) == (422, "corpo_invalido")
    answer = plain.get("/v1/produtos", headers=headers)
    assert me.mark in answer.text
    assert_silent(answer, other, set(), "after the tampering")


def test_requests_that_share_a_connection_share_no_tenant(new_server, pair: tuple[Tenant, Tenant]) -> None:
    """One thread, one connection to the database: each request sees its own tenant, and the one without sees none."""
    server = new_server(FLOWT_THREADS="1", FLOWT_CONNECTIONS="1", FLOWT_SLOW_CONNECTIONS="1")
    with server.client() as client:
        for _ in range(20):
            for me, other in (pair, pair[::-1]):
                answer = client.get("/v1/produtos", headers={"Authorization": f"Bearer {me.sessions['admin']}"})
                assert me.mark in answer.text and other.mark not in answer.text
                answer = client.get("/v1/cardapio", headers={"X-Flowt-Tenant": other.slug})
                assert other.mark in answer.text and me.mark not in answer.text
                assert outcome(client.get("/v1/cardapio")) == (400, "tenant_nao_informado")
                # A request that fails in the middle leaves nothing behind either.
                assert (
                    client.get(
                        "/v1/produtos/x", headers={"Authorization": f"Bearer {me.sessions['admin']}"}
                    ).status_code
                    == 400
                )
                assert outcome(client.get("/v1/produtos")) == (401, "login_necessario")
