#!/usr/bin/env python3
"""Scores of all customers of one company, and of the thousand of them who had something happen.

BENCH_CUSTOMERS says how many (200,000; the bar is of a million, and is scaled to what is measured). Part of bench/run; alone:
`bench/score.py`. The CPU of the backend is printed too: on a machine that others use it says more than the clock.
"""

import os
import re
import sys
import threading
import time
from pathlib import Path

from tools import HERE, Cluster, cpu_seconds, report

from harness import run_flowt

CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "200000"))
CHANGED = 1000
FULL_BAR = 60 * CUSTOMERS / 1_000_000
CHANGED_BAR = 1.0
MEMORY_BAR = 64


def own_megabytes(pid: int) -> float:
    """Memory of the backend's own, without the buffers it shares."""
    return int(re.search(r"RssAnon:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def run_job(admin, pid: int) -> tuple[float, float, float, int]:
    """The job until it has nothing to do: seconds, seconds of CPU, the most memory it held, how many scores."""
    peak, done = own_megabytes(pid), threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, own_megabytes(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    started, cpu, count = time.perf_counter(), cpu_seconds(pid), 0
    while found := admin.execute("SELECT rotina.recalcular_scores() AS n").fetchone()["n"]:
        count += found
    seconds, spent = time.perf_counter() - started, cpu_seconds(pid) - cpu
    done.set()
    watcher.join()
    return seconds, spent, peak, count


def bench_scores(cluster: Cluster) -> list[bool]:
    with cluster.connect() as admin:
        admin.execute("SELECT set_config('bench.customers', %s, false)", (str(CUSTOMERS),))
        started = time.perf_counter()
        for statement in (HERE / "score.sql").read_text().split(";\n"):
            if statement.strip():
                admin.execute(statement)
        tenant = admin.execute("SELECT current_setting('bench.tenant')::bigint AS t").fetchone()["t"]
        orders = admin.execute("SELECT count(*) AS n FROM flowt.tb_omni8_pedido WHERE cod_tenant = %s", (tenant,)).fetchone()
        print(f"  scores: {CUSTOMERS} customers, {orders['n']} orders in {time.perf_counter() - started:.0f} s", flush=True)
        # What making the company marked.
        admin.execute("DELETE FROM flowt.tb_omni8_score_sujo")
    good = []
    with cluster.connect() as admin:
        pid = admin.execute("SELECT pg_backend_pid() AS pid").fetchone()["pid"]
        for what in ("first", "again"):
            admin.execute("SELECT admin.calcular_scores_de_novo(%s)", (tenant,))
            seconds, cpu, peak, _ = run_job(admin, pid)
            print(f"  scores {what}: {CUSTOMERS} in {seconds:.1f} s, {cpu:.1f} s of CPU, {peak:.0f} MB", flush=True)
            good.append(report(f"score_all_{what}_s", seconds, FULL_BAR, at_least=False, digits=1))
            good.append(report(f"score_all_{what}_mb", peak, MEMORY_BAR, at_least=False, digits=0))
        admin.execute("UPDATE flowt.tb_omni8_score_pessoa SET dat_dia = dat_dia - 1 WHERE cod_tenant = %s", (tenant,))
        admin.execute("VACUUM flowt.tb_omni8_score_pessoa")
        admin.execute("SELECT rotina.envelhecer_scores()")
        seconds, cpu, peak, count = run_job(admin, pid)
        print(f"  scores of the day: {count} in {seconds:.1f} s, {cpu:.1f} s of CPU, {peak:.0f} MB", flush=True)
        # One order each is confirmed: marks as the trigger leaves them.
        admin.execute(
            "INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para)"
            " SELECT cod_tenant, min(cod_pedido), 9, 'CONFIRMADO' FROM flowt.tb_omni8_pedido WHERE cod_tenant = %s"
            " GROUP BY cod_tenant, cod_pessoa ORDER BY min(cod_pedido) LIMIT %s",
            (tenant, CHANGED),
        )
        seconds, cpu, _, count = run_job(admin, pid)
        print(f"  scores changed: {count} in {seconds:.3f} s, {cpu:.2f} s of CPU", flush=True)
        good.append(report("score_1000_changed_s", seconds, CHANGED_BAR, at_least=False, digits=3))
    return good


def main() -> int:
    cluster = Cluster()
    cluster.start("postgresql.bench.conf")
    try:
        result = run_flowt("migrate", cluster.url())
        assert result.returncode == 0, result.stdout + result.stderr
        good = bench_scores(cluster)
    finally:
        cluster.remove()
    print(f"{sum(good)} ok, {len(good) - sum(good)} short")
    return 0


if __name__ == "__main__":
    sys.exit(main())
