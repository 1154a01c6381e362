"""A company's numbers in Apache Superset, read with its own BI login (docs/bi.md). Runs in Superset's own Python.

It starts a Superset of its own in a temporary directory, makes the connection, a data set and a chart through
Superset's API, as a person does on its screens, and holds what the chart shows against GET /v1/indicadores. Then it
tries, in SQL Lab, what the login may not.

    FLOWT_BI_URL    postgresql+psycopg2://flowt_bi_1_superset:password@server:5432/flowt
    FLOWT_API_URL, FLOWT_API_TOKEN   the API, and who may read its numbers
    SUPERSET_KEEP   with any value, Superset stays up to be looked at: the address and its login are printed
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import requests

HERE = Path(tempfile.mkdtemp(prefix="flowt-superset-"))
SUPERSET = Path(sys.executable).parent / "superset"
PASSWORD = secrets.token_urlsafe(12)
CONFIG = f"""
SECRET_KEY = {secrets.token_urlsafe(42)!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{HERE}/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
BABEL_DEFAULT_LOCALE = "pt_BR"
"""


def superset(*arguments: str) -> None:
    done = subprocess.run([SUPERSET, *arguments], env=environment(), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"superset {' '.join(arguments)}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


def environment() -> dict[str, str]:
    return {**os.environ, "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"), "SUPERSET_HOME": str(HERE)}


class Session:
    """A person at Superset's screens."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        credentials = {"username": "admin", "password": PASSWORD, "provider": "db"}
        token = self.post("security/login", credentials)["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: dict) -> dict:
        answer = self.http.post(f"{self.url}/api/v1/{path}", json=body, timeout=120)
        if answer.status_code >= 300:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:600]}")
        return answer.json()

    def get(self, path: str) -> dict:
        answer = self.http.get(f"{self.url}/api/v1/{path}", timeout=120)
        answer.raise_for_status()
        return answer.json()


def start() -> tuple[subprocess.Popen[bytes], str]:
    (HERE / "superset_config.py").write_text(CONFIG)
    superset("db", "upgrade")
    names = ("--username", "admin", "--firstname", "Ana", "--lastname", "Analista", "--email", "ana@example.com")
    superset("fab", "create-admin", *names, "--password", PASSWORD)
    superset("init")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (HERE / "log").open("wb") as log:
        run = [SUPERSET, "run", "-h", "127.0.0.1", "-p", str(port)]
        server = subprocess.Popen(run, env=environment(), stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            if requests.get(f"{url}/health", timeout=2).ok:
                return server, url
        except requests.RequestException:
            time.sleep(0.5)
    server.kill()
    sys.exit(f"Superset did not come up:\n{(HERE / 'log').read_text()[-4000:]}")


def total(session: Session, dataset: int, since: str, until: str) -> dict[str, float]:
    """What a "big number" chart of the period asks for; `until` is the day after."""
    answer = session.post(
        "chart/data",
        {
            "datasource": {"id": dataset, "type": "table"},
            "queries": [
                {
                    "metrics": [
                        {"expressionType": "SQL", "sqlExpression": f"SUM({column})", "label": column}
                        for column in (
                            "vlr_bruto",
                            "vlr_liquido",
                            "qtd_pedidos",
                            "qtd_visitas",
                            "qtd_visitas_com_pedido",
                        )
                    ],
                    "filters": [{"col": "dat_dia", "op": "TEMPORAL_RANGE", "val": f"{since} : {until}"}],
                    "granularity": "dat_dia",
                    "time_range": f"{since} : {until}",
                    "row_limit": 1,
                }
            ],
            "result_format": "json",
            "result_type": "full",
        },
    )
    return answer["result"][0]["data"][0]


def refused(session: Session, database: int, statement: str) -> str | None:
    """Superset's SQL Lab: the words of the refusal, or None if there was none."""
    body = {"database_id": database, "sql": statement, "runAsync": False, "queryLimit": 10}
    answer = session.http.post(f"{session.url}/api/v1/sqllab/execute/", json=body, timeout=120)
    if answer.ok and answer.json().get("status") == "success":
        return None
    words = " ".join(error["message"] for error in answer.json().get("errors", [])) or answer.text
    return words.splitlines()[0]


def main() -> list[str]:
    server, url = start()
    try:
        session = Session(url)
        version = requests.get(f"{url}/version", timeout=10).json()["version_string"]
        print(f"Superset {version}")
        database = session.post(
            "database/",
            {"database_name": "Flowt", "sqlalchemy_uri": os.environ["FLOWT_BI_URL"], "expose_in_sqllab": True},
        )["id"]
        return look(session, database)
    finally:
        if os.environ.get("SUPERSET_KEEP"):
            print(f"{url}  admin / {PASSWORD}  (pid {server.pid})")
        else:
            server.terminate()
            server.wait(30)
            shutil.rmtree(HERE)


def look(session: Session, database: int) -> list[str]:
    failed = []
    tables = session.get(f"database/{database}/tables/?q=(schema_name:bi)")["result"]
    names = sorted(table["value"] for table in tables)
    print(f"{len(names)} visões: {', '.join(names[:4])}…")
    dataset = session.post(
        "dataset/", {"database": database, "schema": "bi", "table_name": "vw_omni8_fato_indicador_dia"}
    )["id"]
    columns = session.get(f"dataset/{dataset}")["result"]["columns"]
    print(f"{len(columns)} colunas, datas: {[column['column_name'] for column in columns if column['is_dttm']]}")
    # The chart, saved as it would be on a dashboard.
    chart = {"slice_name": "Receita bruta", "viz_type": "big_number_total", "datasource_id": dataset}
    session.post("chart/", {**chart, "datasource_type": "table"})

    api = requests.get(
        f"{os.environ['FLOWT_API_URL']}/v1/indicadores",
        headers={"Authorization": f"Bearer {os.environ['FLOWT_API_TOKEN']}"},
        timeout=30,
    ).json()
    shown = {item["nom_indicador"]: item["num_numerador"] for item in api["itens"]}
    day_after = date.fromisoformat(api["dat_ate"]) + timedelta(days=1)
    sums = total(session, dataset, api["dat_de"], day_after.isoformat())
    pairs = {
        "receita_bruta": "vlr_bruto",
        "receita_liquida": "vlr_liquido",
        "pedidos": "qtd_pedidos",
        "visitas": "qtd_visitas",
        "conversao": "qtd_visitas_com_pedido",
    }
    for indicator, column in pairs.items():
        print(f"{indicator}: {sums[column]} no Superset, {shown[indicator]} na API")
        if float(sums[column]) != float(shown[indicator]):
            failed.append(f"{indicator} differs")

    for statement in (
        "SELECT * FROM flowt.tb_omni8_pedido",
        "SELECT * FROM flowt.mv_omni8_afinidade",
        "SELECT nom_pessoa FROM flowt.tb_omni8_pessoa",
        "SELECT * FROM admin.vw_acesso_bi",
    ):
        words = refused(session, database, statement)
        print(f"recusado: {statement}: {words}")
        if words is None or "permission denied" not in words:
            failed.append(f"not refused by the database: {statement}")
    if refused(session, database, "SELECT nom_slug FROM vw_omni8_dim_tenant") is not None:
        failed.append("the control was refused: nothing works at all")
    return failed


if __name__ == "__main__":
    problems = main()
    print("\n".join(problems) if problems else "tudo confere")
    sys.exit(1 if problems else 0)
