"""A whole company: taken out by itself or by the DBA, into another database, and erased while others work."""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from company import Company
from harness import ROOT, Cluster, Server, run_flowt, wait_for
from judge import assert_problem

SCRIPT = ROOT / "scripts/copiar_tenant.sh"


def export(url: str, tenant: int) -> bytes:
    return subprocess.run(
        [SCRIPT, "exportar", url, str(tenant)], stdout=subprocess.PIPE, check=True, timeout=240
    ).stdout


def take_in(url: str, file: bytes, *slug: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([SCRIPT, "importar", url, *slug], input=file, capture_output=True, timeout=240)


@pytest.fixture(scope="module")
def elsewhere(cluster: Cluster) -> Iterator[tuple[str, psycopg.Connection]]:
    """Another database of the same version, as another server has it."""
    with cluster.connect() as admin:
        admin.execute("CREATE DATABASE outro")
    result = run_flowt("migrate", cluster.url("outro"))
    assert result.returncode == 0, result.stderr
    with cluster.connect(database="outro") as connection:
        yield cluster.url("outro"), connection
    with cluster.connect() as admin:
        admin.execute("DROP DATABASE outro WITH (FORCE)")


@pytest.fixture
def busy(company: Company) -> Company:
    """With something of everything that the API makes."""
    with company.staff() as staff:
        field = {"tip_entidade": "ITEM", "nom_campo": "cor", "des_rotulo": "Cor", "tip_campo": "texto"}
        assert staff.post("/v1/campos-personalizados", json=field).status_code == 201
        category = staff.post("/v1/categorias", json={"nom_categoria": "Doces"}).json()["cod_categoria"]
        body = {
            "tip_pessoa": "F",
            "nom_pessoa": 'Zé "Aspas" \\ ç 🍕\nde duas linhas',
            "etiquetas": ["vip"],
            "identificadores": [{"tip_identificador": "EMAIL", "des_valor": "ze@example.com"}],
        }
        assert staff.post("/v1/pessoas", json=body).status_code == 201
    product = company.product(cod_categoria=category, qtd_estoque=10, campos={"cor": "azul"})
    order = company.order((product, 2))
    with company.staff() as staff:
        moved = staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "CONFIRMADO"})
        assert moved.status_code == 200
    return company


def comparable(file: bytes) -> list:
    """Without what numbers a database: codes, and when the file was made."""

    def plain(value):
        if isinstance(value, dict):
            return {
                key: plain(member)
                for key, member in value.items()
                if not key.startswith("cod_") and key not in ("dat_exportacao", "nom_slug")
            }
        return [plain(member) for member in value] if isinstance(value, list) else value

    lines = [plain(json.loads(line)) for line in file.splitlines()]
    return sorted(lines, key=lambda line: json.dumps(line, sort_keys=True))


def test_a_round_trip_over_two_databases(
    busy: Company, cluster: Cluster, elsewhere: tuple[str, psycopg.Connection]
) -> None:
    url, other = elsewhere
    first = export(cluster.url(), busy.number)
    for _ in range(2):
        # Numbers of its own, so that equal ones prove nothing.
        other.execute("SELECT nextval(pg_get_serial_sequence('flowt.tb_omni8_pessoa', 'cod_pessoa'))")
    result = take_in(url, first)
    assert result.returncode == 0, result.stderr
    number = int(result.stdout)
    second = export(url, number)
    assert comparable(second) == comparable(first)
    assert len(first.splitlines()) > 50
    logins = other.execute("SELECT hsh_senha FROM flowt.tb_omni8_usuario").fetchall()
    assert logins and all(row["hsh_senha"].startswith("$2a$12$") and len(row["hsh_senha"]) == 60 for row in logins)
    for table in ("sessao", "mensagem", "copia_linha", "copia_codigo"):
        assert other.execute(f"SELECT FROM flowt.tb_omni8_{table}").rowcount == 0, table
    # A second time it needs another address; a file cut short is not taken at all.
    again = take_in(url, first)
    assert again.returncode != 0 and b"slug_ja_usado" in again.stderr
    cut = take_in(url, b"\n".join(first.splitlines()[:-1]) + b"\n", "cortada")
    assert cut.returncode != 0 and b"copia_incompleta" in cut.stderr
    assert other.execute("SELECT FROM flowt.tb_omni8_tenant").rowcount == 1
    assert take_in(url, first, "segunda").returncode == 0
    # And what came in works: the menu of the copy is the menu.
    assert other.execute("SELECT FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = %s", (number,)).rowcount == 1


def test_what_is_no_copy_is_refused(elsewhere: tuple[str, psycopg.Connection]) -> None:
    url, _ = elsewhere
    for file, code in ((b"", b"copia_nao_reconhecida"), (b"{}\n", b"copia_nao_reconhecida"), (b"x\n", b"json")):
        result = take_in(url, file)
        assert result.returncode != 0 and code in result.stderr, (file, result.stderr)


def test_a_company_takes_its_own_data(busy: Company, admin: psycopg.Connection) -> None:
    assert_problem(busy.staff("gerente").get("/v1/empresa/exportacao"), 403, "sem_permissao")
    answer = busy.staff().get("/v1/empresa/exportacao")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "application/x-ndjson")
    assert "attachment" in answer.headers["content-disposition"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines[-1] == {"fim": True}
    assert {line["l"]["nom_produto"] for line in lines if line.get("t") == "tb_omni8_produto_servico" and "l" in line}
    assert '"hsh_' not in answer.text
    assert admin.execute(
        "SELECT FROM flowt.tb_omni8_acesso_dado_pessoal WHERE cod_tenant = %s AND nom_funcao = 'api.empresa_exportar'",
        (busy.number,),
    ).rowcount
    busy.set_status("suspender")
    assert busy.staff().get("/v1/empresa/exportacao").text.endswith('{"fim": true}\n')


def test_erasing_one_keeps_nobody_waiting(
    busy: Company, cluster: Cluster, admin: psycopg.Connection, new_company: Callable[..., Company]
) -> None:
    other = new_company()
    product = other.product(qtd_estoque=1000)
    before = other.rows("auditoria")
    slug, number = busy.slug, busy.number
    busy.close_account()
    stop, answers = threading.Event(), []

    def buy() -> None:
        while not stop.is_set():
            started = time.monotonic()
            answer = other.confirm(other.cart((product, 1)))
            answers.append((answer.status_code, time.monotonic() - started))

    buyer = threading.Thread(target=buy)
    buyer.start()
    try:
        with cluster.connect(autocommit=False) as dba:
            dba.execute("SET ROLE flowt_dba")
            gone = {
                row["tabela"]: row["qtd_linhas"]
                for row in dba.execute("SELECT * FROM admin.apagar_tenant(%s, %s)", (number, slug))
            }
            assert gone["tb_omni8_pedido"] == 1
            # Everything is locked that will be, and the other company goes on.
            count = len(answers)
            deadline = time.monotonic() + 60
            while len(answers) < count + 5:
                assert time.monotonic() < deadline, "another company waits for the erasure of this one"
                time.sleep(0.02)
            dba.commit()
    finally:
        stop.set()
        buyer.join()
    assert {status for status, _ in answers} == {201}
    assert other.rows("auditoria")[: len(before)] == before
    tables = admin.execute(
        "SELECT tabela FROM flowt.tabelas_do_tenant() WHERE NOT flg_retida AND tabela <> 'tb_omni8_tenant'"
    ).fetchall()
    for row in tables:
        statement = f"SELECT FROM flowt.{row['tabela']} WHERE cod_tenant = %s"
        assert admin.execute(statement, (number,)).rowcount == 0, row["tabela"]
    assert httpx.get(f"{busy.url}/v1/cardapio", headers={"X-Flowt-Tenant": slug}).status_code == 404


def test_what_was_being_counted_is_erased_too(busy: Company, cluster: Cluster) -> None:
    """The numbers of a run that began before are not seen until it ends: the erasure waits for it before it looks."""
    slug, number = busy.slug, busy.number
    busy.close_account()
    gone = []

    def erase() -> None:
        with cluster.connect() as dba:
            gone.extend(dba.execute("SELECT * FROM admin.apagar_tenant(%s, %s)", (number, slug)).fetchall())

    with cluster.connect(autocommit=False) as job, cluster.connect() as admin:
        for run in ("apurar", "recalcular_scores"):
            assert job.execute(f"SELECT rotina.{run}() AS n").fetchone()["n"] > 0, run
        eraser = threading.Thread(target=erase)
        eraser.start()
        waiting = "SELECT FROM pg_locks WHERE NOT granted AND %s = ANY (pg_blocking_pids(pid))"
        wait_for(lambda: admin.execute(waiting, (job.info.backend_pid,)).rowcount, "the erasure does not wait")
        job.commit()
        eraser.join()
        assert gone
        for table in ("agregado_hora", "agregado_dia", "agregado_total_dia", "agregado_unico", "score_pessoa"):
            statement = f"SELECT FROM flowt.tb_omni8_{table} WHERE cod_tenant = %s"
            assert admin.execute(statement, (number,)).rowcount == 0, table


def anonymous_memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) * 1024


class Watch:
    """The most memory of its own that each of some processes had."""

    def __init__(self, *pids: int) -> None:
        self.start = {pid: anonymous_memory(pid) for pid in pids}
        self.most = dict(self.start)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        while not self.stop.is_set():
            for pid in self.most:
                self.most[pid] = max(self.most[pid], anonymous_memory(pid))
            time.sleep(0.01)

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()

    def growth(self, pid: int) -> int:
        return self.most[pid] - self.start[pid]


def test_a_large_company_streams_in_bounded_memory(
    company: Company, cluster: Cluster, admin: psycopg.Connection, new_server: Callable[..., Server]
) -> None:
    rows = 100_000
    with admin.transaction():
        # As history is loaded: the trail would only cost time here.
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute(
            "INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, des_observacao)"
            " SELECT %s, 'F', 'Pessoa ' || n, rpad('', 300, md5(n::text)) FROM generate_series(1, %s) AS n",
            (company.number, rows),
        )
    admin.execute("ANALYZE flowt.tb_omni8_pessoa")

    # The DBA's: rows leave as they are made.
    with cluster.connect() as dba, Watch(pid := dba.info.backend_pid) as watch:
        size, first, started = 0, None, time.monotonic()
        with dba.cursor().copy(f"COPY (SELECT * FROM admin.exportar_tenant({company.number})) TO STDOUT") as copy:
            for piece in copy:
                first = first or time.monotonic() - started
                size += len(piece)
        took = time.monotonic() - started
    grown = watch.growth(pid)
    print(f"\nCOPY: {size >> 20} MiB in {took:.1f} s, first byte after {first:.2f} s, backend + {grown >> 10} KiB")
    assert size > 50 << 20 and grown < 24 << 20

    # The company's own, through the gateway.
    server = new_server(FLOWT_THREADS="1", FLOWT_CONNECTIONS="1", FLOWT_STREAM_CONNECTIONS="1")
    backends = [
        row["pid"]
        for row in admin.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'flowt_api' ORDER BY backend_start DESC LIMIT 6"
        )
    ]
    with Watch(server.process.pid, *backends) as watch, company.client(company.session("admin"), server.url) as client:
        count, size, started = 0, 0, time.monotonic()
        with client.stream("GET", "/v1/empresa/exportacao") as answer:
            assert answer.status_code == 200
            for piece in answer.iter_bytes():
                count += piece.count(b"\n")
                size += len(piece)
        took = time.monotonic() - started
    backend = max(watch.growth(pid) for pid in backends)
    gateway = watch.growth(server.process.pid)
    print(f"HTTP: {size >> 20} MiB in {took:.1f} s, backend + {backend >> 10} KiB, gateway + {gateway >> 10} KiB")
    assert count > rows and backend < 32 << 20 and gateway < 16 << 20
