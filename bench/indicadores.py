#!/usr/bin/env python3
"""What numbers cost: events in, rollups kept true, dashboards out; the naive way (a view over raw events) beside it.

BENCH_EVENTS says how many events there are (a million unless said), BENCH_COMPANIES of how many companies (a thousand).
The bars are meant for ten million: `BENCH_EVENTS=10000000 bench/indicadores.py`, some fifteen minutes and 8 GB of disk.
Part of bench/run; alone: `bench/indicadores.py`.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from tools import HERE, TICKS, WRK_CONNECTIONS, Cluster, cpu_seconds, report, wrk

from harness import Server, run_flowt

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
COMPANIES = int(os.environ.get("BENCH_COMPANIES", "1000"))
# The largest batch that is taken, and what a page sends at once.
BATCHES = (500, 20)
NEW_EVENTS = 10_000
COPIED = 100_000
COPY_COLUMNS = (
    "cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, cod_visitante, cod_produto, tip_canal, des_pagina,"
    " js_propriedades, flg_robo, flg_consentimento, dat_recebimento"
)

# One statement each for visits and events, as a busy minute would leave them: over companies by their size, just now.
NEW = """
    WITH visita AS (
        INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, qtd_eventos, tip_canal,
                                           tip_canal_atribuido, dat_pagina)
        SELECT w.cod_tenant, w.cod_visitante, now() - interval '2 minutes', now(), 8, 'DIRETO', 'DIRETO', now()
          FROM flowt.tb_omni8_visita w WHERE w.cod_visita %% %(step)s = %(number)s AND w.cod_visita <= %(last)s
         LIMIT %(visits)s
        RETURNING cod_tenant, cod_visita, cod_visitante
    )
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita,
                                                cod_visitante, cod_produto, tip_canal, flg_consentimento)
    SELECT v.cod_tenant, now() - interval '10 seconds' * n, %(mark)s || v.cod_visita || n,
           CASE n %% 2 WHEN 0 THEN 'item_visto' ELSE 'pagina_vista' END, v.cod_visita, v.cod_visitante,
           CASE n %% 2 WHEN 0 THEN 1 + v.cod_visita %% 200 END, 'DIRETO', true
      FROM visita v CROSS JOIN generate_series(1, 8) n
"""
# What a dashboard would read without rollups: the same sums by day, over the raw rows.
NAIVE = """
    CREATE MATERIALIZED VIEW naive AS
    SELECT w.cod_tenant, (w.dat_inicio AT TIME ZONE t.des_fuso_horario)::date AS dia, w.tip_canal_atribuido,
           count(DISTINCT w.cod_visita) AS visitas, count(DISTINCT w.cod_visitante) AS visitantes, count(*) AS eventos,
           count(*) FILTER (WHERE e.nom_tipo = 'pagina_vista') AS paginas,
           count(DISTINCT w.cod_visita) FILTER (WHERE e.nom_tipo = 'carrinho_adicionado') AS carrinhos
      FROM flowt.tb_omni8_evento_tracking e
      JOIN flowt.tb_omni8_visita w ON w.cod_tenant = e.cod_tenant AND w.cod_visita = e.cod_visita AND NOT w.flg_robo
      JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = w.cod_tenant
     GROUP BY 1, 2, 3
"""


def load(admin: psycopg.Connection) -> None:
    started = time.perf_counter()
    for name, value in (("events", EVENTS), ("tenants", COMPANIES)):
        admin.execute("SELECT set_config(%s, %s, false)", (f"bench.{name}", str(value)))
    for statement in (HERE / "indicadores.sql").read_text().split(";\n"):
        admin.execute(statement)
    loaded = time.perf_counter()
    hours = 0
    while done := admin.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
        hours += done
    admin.execute("VACUUM ANALYZE")
    print(
        f"  {EVENTS} events of {COMPANIES} companies in {loaded - started:.0f} s, {hours} hours counted in"
        f" {time.perf_counter() - loaded:.0f} s",
        flush=True,
    )


def seconds(admin: psycopg.Connection, statement: str, *arguments: object) -> float:
    started = time.perf_counter()
    admin.execute(statement, arguments)
    return time.perf_counter() - started


def bench_refresh(admin: psycopg.Connection) -> list[bool]:
    last = admin.execute("SELECT max(cod_visita) AS last FROM flowt.tb_omni8_visita").fetchone()["last"]
    visits = NEW_EVENTS // 8
    step = max(1, last // visits)
    found, spent = [], []
    for number in range(5):
        values = {"step": step, "number": number, "last": last, "visits": visits, "mark": f"n{number}:"}
        admin.execute(NEW, values)
        before = cpu_seconds(admin.info.backend_pid)
        # So many companies at a time: until there is no more.
        started = time.perf_counter()
        while admin.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
            pass
        found.append(time.perf_counter() - started)
        spent.append(cpu_seconds(admin.info.backend_pid) - before)
    print(
        f"  refresh after {NEW_EVENTS} events: {', '.join(f'{t:.2f}' for t in found)} s;"
        f" {statistics.median(spent):.2f} s of CPU",
        flush=True,
    )
    admin.execute(NAIVE)
    naive = seconds(admin, "REFRESH MATERIALIZED VIEW naive")
    admin.execute("DROP MATERIALIZED VIEW naive")
    print(f"  the naive way takes {naive:.1f} s, {naive / statistics.median(found):.0f} times as long", flush=True)
    return [report("refresh_after_10000_events_s", statistics.median(found), 0.5, at_least=False)]


def bench_dashboard(cluster: Cluster, largest: int) -> list[bool]:
    """The numbers of thirty days with their change, as the gateway asks for them; the first times warm the caches."""
    found = []
    with cluster.connect(user="flowt_api") as connection:
        connection.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(largest),))
        today = connection.execute("SELECT flowt.hoje(%s) AS day", (largest,)).fetchone()["day"]
        for _ in range(120):
            started = time.perf_counter()
            connection.execute(
                "SELECT flowt.json_indicadores(%s, %s - 29, %s, '{}', 'anterior')",
                (largest, today, today),
                prepare=True,
            )
            found.append((time.perf_counter() - started) * 1000)
    return [report("dashboard_30_days_p50_ms", statistics.median(found[20:]), 5, at_least=False)]


def batch(size: int) -> str:
    """Events of one visitor, as flowt.js sends them."""
    now = int(time.time() * 1000)
    kinds = ("pagina_vista", "item_visto", "carrinho_visto", "busca", "checkout_iniciado")
    events = [
        {
            "id": f"bench-%NUMBER%-{n}",
            "tipo": kinds[n % 5],
            "momento": now - 1000 * (size - n),
            "pagina": "/cardapio",
            **({"cod_produto": "%PRODUCT%"} if n % 5 == 1 else {}),
            **({"propriedades": {"busca": "pastel"}} if n % 5 == 3 else {}),
        }
        for n in range(size)
    ]
    return json.dumps({"enviado": now, "visitante": "%VISITOR%", "consentimento": True, "eventos": events})


def bench_ingestion(cluster: Cluster, admin: psycopg.Connection, largest: int) -> list[bool]:
    """Durable answers over HTTP against COPY: the very rows they left, into the same table, in transactions of as many
    rows, over as many connections. COPY at its best, all in one transaction, is printed beside it."""
    slug = admin.execute("SELECT nom_slug FROM flowt.tb_omni8_tenant WHERE cod_tenant = %s", (largest,)).fetchone()
    product = admin.execute(
        "INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto)"
        " VALUES (%s, 'Pastel', 900, 'PUBLICADO') RETURNING cod_produto::text AS code",
        (largest,),
    ).fetchone()["code"]
    server = Server(cluster.url())
    server.start()
    good = []
    for size in BATCHES:
        ratios, costs = [], []
        for number in range(3):
            run = f"{number}-{size}"
            os.environ |= {"BENCH_BODY": batch(size).replace("%PRODUCT%", product), "BENCH_RUN": run}
            before, served = cluster_cpu(cluster), cpu_seconds(server.process.pid)
            last = admin.execute("SELECT max(cod_evento) AS n FROM flowt.tb_omni8_evento_tracking").fetchone()["n"]
            over_http = size * wrk(f"{server.url}/{slug['nom_slug']}/eventos", script=HERE / "eventos.lua")
            database, served = cluster_cpu(cluster) - before, cpu_seconds(server.process.pid) - served
            stored = admin.execute(
                "SELECT count(*) AS n FROM flowt.tb_omni8_evento_tracking WHERE cod_tenant = %s AND cod_evento > %s",
                (largest, last),
            ).fetchone()["n"]
            copied, copy_cpu = copy_batches(cluster, admin, largest, last, size, WRK_CONNECTIONS, f"{run}-c")
            at_once, _ = copy_batches(cluster, admin, largest, last, COPIED, 1, f"{run}-d")
            ratios.append(over_http / copied)
            costs.append(database / stored / copy_cpu)
            print(
                f"  ingestion by {size}: {over_http:.0f} events/s, COPY {copied:.0f}/s, at once {at_once:.0f}/s; CPU of"
                f" an event {database / stored * 1e6:.1f} µs of PostgreSQL and {served / stored * 1e6:.1f} of the"
                f" server, COPY {copy_cpu * 1e6:.1f}",
                flush=True,
            )
        good.append(report(f"ingestion_by_{size}_over_copy", statistics.median(ratios), 0.8, at_least=True))
        print(f"  cpu of PostgreSQL by {size}: {statistics.median(costs):.2f} times that of COPY", flush=True)
    server.kill()
    return good


def cluster_cpu(cluster: Cluster) -> float:
    """CPU of all processes of this PostgreSQL, of those that have ended too."""
    postmaster = int((cluster.directory / "data/postmaster.pid").read_text().split()[0])
    ended = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()[13:15]
    total = sum(map(int, ended)) / TICKS + cpu_seconds(postmaster)
    for child in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
        # One that has ended since is missing once, and counts with the ended ones the next time.
        with contextlib.suppress(FileNotFoundError):
            total += cpu_seconds(int(child))
    return total


def copy_batches(
    cluster: Cluster, admin: psycopg.Connection, tenant: int, last: int, size: int, clients: int, mark: str
) -> tuple[float, float]:
    """Rows a second, and CPU of PostgreSQL for a row, of psql copying what came after this event, a transaction for
    every `size` of them."""
    rows = admin.execute(
        "SELECT concat_ws(E'\\t', cod_tenant, dat_evento, %s || des_id_cliente, nom_tipo, cod_visita, cod_visitante,"
        " coalesce(cod_produto::text, '\\N'), tip_canal, des_pagina, js_propriedades, flg_robo, flg_consentimento,"
        " dat_recebimento) AS line FROM flowt.tb_omni8_evento_tracking"
        " WHERE cod_tenant = %s AND cod_evento > %s ORDER BY cod_evento LIMIT %s",
        (mark, tenant, last, COPIED),
    ).fetchall()
    lines = [row["line"] + "\n" for row in rows]
    groups = [lines[n : n + size] for n in range(0, len(lines), size)]
    copy = f"COPY flowt.tb_omni8_evento_tracking ({COPY_COLUMNS}) FROM STDIN;\n"
    scripts = ["".join(copy + "".join(group) + "\\.\n" for group in groups[n::clients]) for n in range(clients)]
    with tempfile.TemporaryDirectory(prefix="bench-copy-") as directory:
        files = [Path(directory) / f"{number}.sql" for number in range(clients)]
        for file, script in zip(files, scripts, strict=True):
            file.write_text(script)
        before, started = cluster_cpu(cluster), time.perf_counter()
        command = ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", cluster.url(), "-f"]
        running = [subprocess.Popen([*command, file]) for file in files]
        assert [process.wait() for process in running] == [0] * clients
        rate = len(lines) / (time.perf_counter() - started)
    # Backends outlive their clients for a moment.
    while admin.execute("SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'psql'").fetchone()["n"]:
        time.sleep(0.01)
    return rate, (cluster_cpu(cluster) - before) / len(lines)


def bench_indicators(cluster: Cluster) -> list[bool]:
    with cluster.connect() as admin:
        load(admin)
        largest = admin.execute("SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'ind-1'").fetchone()[
            "cod_tenant"
        ]
        return [
            *bench_refresh(admin),
            *bench_dashboard(cluster, largest),
            *bench_ingestion(cluster, admin, largest),
        ]


def main() -> int:
    cluster = Cluster()
    cluster.start("postgresql.bench.conf")
    try:
        result = run_flowt("migrate", cluster.url())
        assert result.returncode == 0, result.stdout + result.stderr
        good = bench_indicators(cluster)
    finally:
        cluster.remove()
    print(f"{sum(good)} ok, {len(good) - sum(good)} short")
    return 0


if __name__ == "__main__":
    sys.exit(main())
