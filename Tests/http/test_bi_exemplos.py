"""The examples of docs/bi.md, as a company's analyst runs them: over a login's password, held against the API.

What the views show and hide is in Tests/sql/99_bi*.sql and test_bi.py.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from test_rastreamento import batch, event, send

from company import Company
from harness import ROOT, Cluster, Server, wait_for

EXAMPLE = ROOT / "docs/bi/exemplo_pandas.py"


def trade(company: Company, orders: int) -> None:
    """Visits and orders, some confirmed, some taken back; counted."""
    product = company.product(nom_produto=f"Pastel {company.slug}", vlr_preco=1000 + orders)
    for n in range(orders + 3):
        page = event("pagina_vista", pagina="/cardapio?utm_source=boletim&utm_medium=email&utm_campaign=natal")
        seen = event("item_visto", cod_produto=product["cod_produto"])
        assert send(company.public, batch(page, seen, visitor=f"visitante-{company.slug}-{n:04}")).status_code == 200
    with company.staff() as staff:
        for n in range(orders):
            order = company.order((product, n + 1))
            for status in ("CONFIRMADO",) if n else ("CANCELADO",):
                path = f"/v1/pedidos/{order['cod_pedido']}/transicoes"
                assert staff.post(path, json={"para": status}).status_code == 200
    with company.admin.transaction():
        company.admin.execute("SET LOCAL SESSION AUTHORIZATION flowt_courier")
        # Of whatever company: what others have left is counted first.
        while company.admin.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
            pass


@pytest.fixture(scope="module")
def companies(url: str, admin: psycopg.Connection) -> Iterator[list[Company]]:
    made = [Company(url, admin), Company(url, admin)]
    for company, orders in zip(made, (3, 5), strict=True):
        trade(company, orders)
    yield made
    for company in made:
        company.close()


def lets_in(url: str) -> bool:
    """Whether a wrong password does."""
    try:
        psycopg.connect(wrong(url).replace("+psycopg", "")).close()
    except psycopg.OperationalError:
        return False
    return True


def wrong(url: str) -> str:
    """The address with another password."""
    login, _, rest = url.partition("://")[2].partition(":")
    return f"postgresql+psycopg://{login}:outra-senha@{rest.partition('@')[2]}"


@pytest.fixture(scope="module")
def logins(cluster: Cluster, admin: psycopg.Connection, companies: list[Company]) -> Iterator[list[str]]:
    """One login each, which the server lets in by its password only; the address a tool is given."""
    # Rewritten in place the file stays the server's.
    rules = Path(admin.execute("SHOW hba_file").fetchone()["hba_file"])
    before = rules.read_text()
    urls, lines = [], ""
    for company in companies:
        row = admin.execute("SELECT * FROM admin.criar_acesso_bi(%s, 'pandas')", (company.number,)).fetchone()
        lines += f"local all {row['nom_login']} scram-sha-256\n"
        address = cluster.url().replace("postgresql://postgres@", f"{row['nom_login']}:{row['des_senha']}@")
        urls.append(f"postgresql+psycopg://{address}")
    rules.write_text(lines + before)
    admin.execute("SELECT pg_reload_conf()")
    wait_for(lambda: not any(map(lets_in, urls)), "the rules are not in force")
    yield urls
    rules.write_text(before)
    admin.execute("SELECT pg_reload_conf()")


def run(url: str, server: Server, token: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FLOWT_BI_URL": url, "FLOWT_API_URL": server.url, "FLOWT_API_TOKEN": token}
    return subprocess.run([sys.executable, EXAMPLE], env=environment, capture_output=True, text=True, timeout=120)


def test_the_example_agrees_with_the_api(server: Server, companies: list[Company], logins: list[str]) -> None:
    me, other = companies
    done = run(logins[0], server, me.session("marketing"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tudo confere" in done.stdout and "indicadores conferidos com a API" in done.stdout
    assert me.slug in done.stdout and other.slug not in done.stdout
    # Two orders of 2 and 3 were confirmed; six visits came by e-mail.
    assert "50.15" in done.stdout, done.stdout
    assert done.stdout.count("recusado: ") == 4


def test_the_example_can_fail(server: Server, companies: list[Company], logins: list[str]) -> None:
    """Held against another company's API, its totals differ."""
    done = run(logins[0], server, companies[1].session("marketing"))
    assert done.returncode == 1 and "receita_bruta.num_valor" in done.stdout, done.stdout + done.stderr


def test_without_the_password_there_is_no_way_in(server: Server, logins: list[str]) -> None:
    done = run(wrong(logins[0]), server, "x")
    assert done.returncode != 0 and "password authentication failed" in done.stderr


def test_the_queries_of_the_guide_run(logins: list[str]) -> None:
    guide = (ROOT / "docs/bi.md").read_text(encoding="utf-8")
    queries = ";".join(re.findall(r"```sql\n(.*?)```", guide, re.S)).split(";")
    with psycopg.connect(logins[0].replace("+psycopg", ""), autocommit=True) as analyst:
        answered = [analyst.execute(query).fetchall() for query in queries if query.strip()]
    assert len(answered) == 3 and answered[0][0][2] > 0, "revenue by month and channel"


def test_the_dictionary_is_printed(logins: list[str]) -> None:
    command = [ROOT / "scripts/bi_dictionary.sh", logins[0].replace("+psycopg", "")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert printed.count("\n## vw_omni8_") >= 30
    assert "| `vlr_total` | bigint | Total, em centavos. |" in printed
