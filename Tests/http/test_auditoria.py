"""The audit trails over real connections: what commits late is sealed too, and no answer comes without its line."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from company import Company
from harness import Cluster


@pytest.fixture
def sealed(admin: psycopg.Connection) -> None:
    """Everything before is sealed, so that a test counts its own."""
    for _ in range(3):
        admin.execute("SELECT rotina.selar_auditoria()")


def seal(admin: psycopg.Connection) -> int:
    with admin.transaction():
        admin.execute("SET LOCAL SESSION AUTHORIZATION flowt_courier")
        return admin.execute("SELECT rotina.selar_auditoria() AS n").fetchone()["n"]


def verdict(admin: psycopg.Connection, company: Company) -> str | None:
    rows = admin.execute("SELECT des_falha FROM admin.verificar_auditoria(%s)", (company.number,)).fetchall()
    assert len(rows) == 2
    return next((row["des_falha"] for row in rows if row["des_falha"]), None)


def unsealed(admin: psycopg.Connection, company: Company) -> int:
    statement = """
        SELECT count(*) AS n FROM flowt.tb_omni8_auditoria a
         WHERE a.cod_tenant = %s AND NOT EXISTS (SELECT FROM flowt.tb_omni8_auditoria_selo s
               WHERE s.cod_tenant = a.cod_tenant AND s.nom_trilha = 'mudancas'
                 AND a.cod_auditoria > s.cod_de AND a.cod_auditoria <= s.cod_ate)
    """
    return admin.execute(statement, (company.number,)).fetchone()["n"]


def category(connection: psycopg.Connection, company: Company, name: str) -> None:
    connection.execute(
        "INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (%s, %s)", (company.number, name)
    )


@pytest.fixture
def slow(cluster: Cluster) -> Iterator[psycopg.Connection]:
    with cluster.connect(autocommit=False) as connection:
        yield connection
        connection.rollback()


# MARK: sealing


def test_a_transaction_still_open_slips_in_behind_no_seal(
    cluster: Cluster, admin: psycopg.Connection, company: Company, sealed: None, slow: psycopg.Connection
) -> None:
    category(slow, company, "A primeira a receber número")
    category(admin, company, "A primeira a valer")
    # The second has the higher number and is visible; sealing up to it now would leave the first out for ever.
    seal(admin)
    assert unsealed(admin, company) > 0, "what is undecided is not sealed"
    seal(admin)
    assert unsealed(admin, company) > 0, "however often"
    slow.commit()
    seal(admin)
    assert unsealed(admin, company) == 0, "what the mark covered is sealed as soon as it is decided"
    assert verdict(admin, company) is None


def test_lines_written_meanwhile_wait_for_the_next_mark(
    admin: psycopg.Connection, company: Company, sealed: None, slow: psycopg.Connection
) -> None:
    category(slow, company, "Aberta")
    seal(admin)
    category(admin, company, "Depois da marca")
    slow.rollback()
    seal(admin)
    seal(admin)
    assert unsealed(admin, company) == 0 and verdict(admin, company) is None


def test_a_long_transaction_that_writes_no_line_holds_nothing_up(
    admin: psycopg.Connection, company: Company, sealed: None, slow: psycopg.Connection
) -> None:
    slow.execute("CREATE TEMP TABLE x AS SELECT count(*) FROM flowt.tb_omni8_auditoria")
    category(admin, company, "Enquanto outro trabalha")
    seal(admin)
    assert unsealed(admin, company) == 0


def test_an_older_snapshot_may_not_seal(admin: psycopg.Connection, slow: psycopg.Connection) -> None:
    slow.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
    with pytest.raises(psycopg.Error, match="isolamento_de_transacao"):
        slow.execute("SELECT rotina.selar_auditoria()")


def test_writers_and_sealers_at_once(cluster: Cluster, admin: psycopg.Connection, company: Company) -> None:
    """Transactions of all lengths, some taken back, while two sealers work: every line is in one seal, and once."""
    ends = time.monotonic() + 4
    failures: list[BaseException] = []
    written = threading.Event()

    def write(number: int) -> None:
        try:
            with cluster.connect(autocommit=False) as connection:
                turn = 0
                # A slow machine gets more time.
                while time.monotonic() < ends or turn < 20:
                    turn += 1
                    category(connection, company, f"Escrita {number} {turn} a")
                    time.sleep(0.001 * ((number * 7 + turn) % 13))
                    category(connection, company, f"Escrita {number} {turn} b")
                    connection.rollback() if turn % 5 == 0 else connection.commit()
        except BaseException as failure:
            failures.append(failure)

    def sealing() -> None:
        try:
            with cluster.connect() as connection:
                while not written.is_set():
                    connection.execute("SELECT rotina.selar_auditoria()")
        except BaseException as failure:
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    sealers = [threading.Thread(target=sealing) for _ in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    written.set()
    for thread in sealers:
        thread.join()
    assert not failures
    for _ in range(3):
        seal(admin)
    lines = admin.execute(
        "SELECT count(*) AS n FROM flowt.tb_omni8_auditoria WHERE cod_tenant = %s", (company.number,)
    ).fetchone()["n"]
    seals = admin.execute(
        "SELECT count(*) AS n, sum(qtd_linhas) AS lines FROM flowt.tb_omni8_auditoria_selo"
        " WHERE cod_tenant = %s AND nom_trilha = 'mudancas'",
        (company.number,),
    ).fetchone()
    assert seals["n"] > 5 and lines > 50 and seals["lines"] == lines
    assert unsealed(admin, company) == 0 and verdict(admin, company) is None


# MARK: reading


def lines_of(company: Company) -> list[dict]:
    return company.rows("acesso_dado_pessoal")


def test_a_reading_is_logged_with_its_answer(company: Company) -> None:
    order = company.order(nom_cliente="Zenóbia Quintela")
    path = f"/v1/pedidos/{order['cod_pedido']}"
    with company.staff("gerente") as staff:
        answer = staff.get(path)
        assert answer.status_code == 200 and answer.json()["nom_cliente"] == "Zenóbia Quintela"
        assert answer.headers["cache-control"] == "no-store"
        lines = lines_of(company)
        assert [(line["nom_funcao"], line["qtd_pessoas"], line["nom_login"]) for line in lines] == [
            ("api.pedido_ler", 1, "flowt_api")
        ]
        assert lines[0]["num_requisicao"] == answer.headers["x-request-id"]
        # An answer that the caller has already is an answer all the same; HEAD runs the same query.
        staff.get(path, headers={"If-None-Match": answer.headers.get("etag", '"x"')})
        assert len(lines_of(company)) == 2
        staff.head(path)
        assert len(lines_of(company)) == 3
        staff.get("/v1/pedidos/0")
        assert len(lines_of(company)) == 3


def test_without_its_line_there_is_no_answer(company: Company, admin: psycopg.Connection) -> None:
    order = company.order(nom_cliente="Zenóbia Quintela")
    path = f"/v1/pedidos/{order['cod_pedido']}"
    with company.staff() as staff:
        # As if the line could not be written.
        admin.execute(
            "ALTER TABLE flowt.tb_omni8_acesso_dado_pessoal ADD CONSTRAINT sem_espaco"
            f" CHECK (cod_tenant <> {company.number})"
        )
        try:
            answer = staff.get(path)
        finally:
            admin.execute("ALTER TABLE flowt.tb_omni8_acesso_dado_pessoal DROP CONSTRAINT sem_espaco")
        assert answer.status_code >= 400 and "Zen" not in answer.text and "Quintela" not in answer.text
        assert not lines_of(company)
        assert staff.get(path).status_code == 200


def test_the_trail_over_http(company: Company) -> None:
    with company.staff() as staff:
        made = staff.post("/v1/categorias", json={"nom_categoria": "Doces"})
        code = made.json()["cod_categoria"]
        staff.patch(f"/v1/categorias/{code}", json={"num_versao": 1, "nom_categoria": "Doces finos"})
        found = staff.get("/v1/auditoria", params={"tabela": "tb_omni8_categoria", "registro": code}).json()["itens"]
        assert [line["tip_operacao"] for line in found] == ["ALTERACAO", "INCLUSAO"]
        assert found[0]["mudancas"] == [
            {"coluna": "nom_categoria", "descricao": "Nome", "antes": "Doces", "depois": "Doces finos"}
        ]
        assert found[1]["requisicao"] == made.headers["x-request-id"]
        order = company.order()
        staff.get(f"/v1/pedidos/{order['cod_pedido']}")
        reads = staff.get("/v1/auditoria/acessos").json()["itens"]
        assert [read["nom_funcao"] for read in reads] == ["api.pedido_ler"]
    with company.staff("gerente") as staff:
        assert staff.get("/v1/auditoria").status_code == 403
