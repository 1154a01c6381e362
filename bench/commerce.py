#!/usr/bin/env python3
"""What prices cost: a cart of twelve lines in a company of 5,000 items and 200 offers, among a thousand companies.

BENCH_TENANTS shortens it. Part of bench/run; alone: `bench/commerce.py`.
"""

import os
import statistics
import sys
import time

from tools import HERE, Cluster, cpu_seconds, report

from harness import run_flowt

TENANTS = int(os.environ.get("BENCH_TENANTS", "1000"))
QUOTES = 300

LINES = """
    ARRAY(SELECT (n, (%(first)s + (%(at)s * 37 + n * 411) %% 5000), NULL, NULL, '[]', 1 + n %% 3)::flowt.linha_de_compra
            FROM generate_series(1, 12) AS n)
"""
CART = f"""
    SELECT (flowt.cotar(%(tenant)s, {LINES},
                        (NULL, NULL, 'CARDAPIO', 'ENTREGA', 'PIX', %(coupons)s, 700)::flowt.contexto_de_compra,
                        now() + %(ahead)s::interval)).vlr_total
"""
BADGES = """
    SELECT count(*) FROM flowt.ofertas_de_vitrine(
        %(tenant)s, ARRAY(SELECT generate_series(%(first)s, %(first)s + %(many)s - 1)), now())
"""


def load(admin) -> dict:
    admin.execute("SELECT set_config('bench.tenants', %s, false)", (str(TENANTS),))
    started = time.perf_counter()
    for statement in (HERE / "commerce.sql").read_text().split(";\n"):
        if statement.strip():
            admin.execute(statement)
    print(f"  commerce: {TENANTS} companies in {time.perf_counter() - started:.0f} s", flush=True)
    return admin.execute(
        "SELECT t.cod_tenant AS tenant, min(p.cod_produto) AS first FROM flowt.tb_omni8_tenant t"
        " JOIN flowt.tb_omni8_produto_servico p USING (cod_tenant) WHERE t.nom_slug = 'preco-1' GROUP BY 1"
    ).fetchone()


def milliseconds(cluster: Cluster, company: dict, statement: str, **arguments) -> tuple[list[float], float]:
    """As the gateway asks: its role, its settings, prepared statements; the first thirty warm the caches. How long each
    took, and the CPU of one, which is the same on a busy machine."""
    found, spent = [], 0.0
    with cluster.connect(user="flowt_api") as connection:
        connection.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(company["tenant"]),))
        for number in range(QUOTES + 30):
            if number == 30:
                spent = cpu_seconds(connection.info.backend_pid)
            started = time.perf_counter()
            connection.execute(statement, {**company, "at": number, **arguments}, prepare=True)
            found.append((time.perf_counter() - started) * 1000)
        spent = cpu_seconds(connection.info.backend_pid) - spent
    return found[30:], spent * 1000 / QUOTES


def bench_commerce(cluster: Cluster) -> list[bool]:
    with cluster.connect() as admin:
        company = load(admin)
    good = []
    for name, ahead, coupons in (
        ("quote", "0", None),
        ("quote_with_coupons", "0", ["PRECO10", "NADA"]),
        ("preview", "30 days", None),
    ):
        times, spent = milliseconds(cluster, company, CART, ahead=ahead, coupons=coupons)
        print(f"  {name}: p95 {statistics.quantiles(times, n=20)[18]:.2f} ms, {spent:.2f} ms of CPU", flush=True)
        good.append(report(f"{name}_12_lines_p50_ms", statistics.median(times), 5, at_least=False))
    times, spent = milliseconds(cluster, company, BADGES, many=24)
    print(f"  badges: {spent:.2f} ms of CPU", flush=True)
    good.append(report("badges_24_items_p50_ms", statistics.median(times), 10, at_least=False))
    return good


def main() -> int:
    cluster = Cluster()
    cluster.start("postgresql.bench.conf")
    try:
        result = run_flowt("migrate", cluster.url())
        assert result.returncode == 0, result.stdout + result.stderr
        good = bench_commerce(cluster)
    finally:
        cluster.remove()
    print(f"{sum(good)} ok, {len(good) - sum(good)} short")
    return 0


if __name__ == "__main__":
    sys.exit(main())
