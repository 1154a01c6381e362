#!/usr/bin/env python3
"""Search among two million people of two thousand companies, in the largest of them, and a whole export.

BENCH_PEOPLE and BENCH_TENANTS shorten it. Part of bench/run; alone: `bench/pessoas.py`.
"""

import os
import statistics
import sys
import threading
import time

import httpx
from tools import HERE, SECONDS, Cluster, report, resident_megabytes

from harness import Server, run_flowt

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "2000000"))
TENANTS = int(os.environ.get("BENCH_TENANTS", "2000"))
# Everybody in the sample is one in so many of the largest company.
SAMPLE = max(PEOPLE // 6 // 200, 1)

COMMON = ["maria", "silva", "jo", "ana", "santos", "mar", "maria silva", "joao santos", "theo yuri", "bernardo sofia"]
TYPOS = ["Joao Siva", "Marai Silva", "Gonsalves", "Olivera", "Fransisco", "Jefersson", "Rodriges", "Brnua Lima", "Siva"]
QUERIES = {
    "name": "SELECT split_part(nom_busca, ' ', 1) || ' ' || left(substring(nom_busca FROM '([^ ]+)$'), 4) FROM pessoa",
    "rare_name": "SELECT max(split_part(t.nom_termo, ' ', 1)) FROM flowt.tb_omni8_pessoa_termo t JOIN pessoa p USING"
    " (cod_tenant, cod_pessoa) WHERE t.nom_termo !~ '^#' GROUP BY t.cod_pessoa",
    "document": "SELECT CASE i.cod_pessoa % 2 WHEN 0 THEN i.des_valor ELSE left(i.des_valor, 6) END FROM pessoa JOIN"
    " flowt.tb_omni8_pessoa_identificador i USING (cod_tenant, cod_pessoa) WHERE i.tip_identificador = 'CPF'",
    "phone": "SELECT CASE i.cod_pessoa % 2 WHEN 0 THEN i.des_valor ELSE right(i.des_valor, 6) END FROM pessoa JOIN"
    " flowt.tb_omni8_pessoa_identificador i USING (cod_tenant, cod_pessoa) WHERE i.tip_identificador = 'FONE'",
}


def load(admin) -> None:
    for name, value in (("people", PEOPLE), ("tenants", TENANTS)):
        admin.execute("SELECT set_config(%s, %s, false)", (f"bench.{name}", str(value)))
    started = time.perf_counter()
    for statement in (HERE / "pessoas.sql").read_text().split(";\n"):
        if statement.strip():
            admin.execute(statement)
    print(f"  people: {PEOPLE} of {TENANTS} companies in {time.perf_counter() - started:.0f} s", flush=True)


def session(admin, slug: str) -> str:
    token = f"bench-people-{slug}"
    admin.execute(
        "WITH u AS (INSERT INTO flowt.tb_omni8_usuario (des_email, nom_usuario, hsh_senha) VALUES (%(email)s, 'B', 'x')"
        " RETURNING cod_usuario), a AS (INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil)"
        " SELECT t.cod_tenant, u.cod_usuario, 'admin' FROM u, flowt.tb_omni8_tenant t WHERE t.nom_slug = %(slug)s"
        " RETURNING cod_tenant, cod_usuario) INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, hsh_token,"
        " dat_expiracao) SELECT cod_tenant, cod_usuario, flowt.digerir(%(token)s), now() + interval '1 day' FROM a",
        {"email": f"{token}@example.com", "slug": slug, "token": token},
    )
    return token


def terms(admin) -> dict[str, list[str]]:
    sample = (
        "WITH pessoa AS MATERIALIZED (SELECT p.* FROM flowt.tb_omni8_pessoa p JOIN flowt.tb_omni8_tenant t"
        f" USING (cod_tenant) WHERE t.nom_slug = 'gente-1' AND p.cod_pessoa % {SAMPLE} = 0)"
    )
    found = {"common_name": COMMON, "typo": TYPOS}
    for kind, query in QUERIES.items():
        found[kind] = [next(iter(row.values())) for row in admin.execute(f"{sample} {query}")]
    return found


def latencies(client: httpx.Client, words: list[str]) -> list[float]:
    """Milliseconds of one search after the other, each word in its turn."""
    found: list[float] = []
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        body = {"termo": words[len(found) % len(words)]}
        start = time.perf_counter()
        assert client.post("/v1/pessoas/busca", json=body).status_code == 200
        found.append((time.perf_counter() - start) * 1000)
    return found


def bench_export(server: Server, token: str) -> bool:
    """The third company has a twentieth of all: what the server grows by while all of them go out."""
    before, peak, done = resident_megabytes(server.process.pid), 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, resident_megabytes(server.process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    started, size, lines = time.perf_counter(), 0, 0
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{server.url}/v1/pessoas/exportacao", headers=headers, timeout=600) as answer:
        assert answer.status_code == 200
        for piece in answer.iter_bytes():
            size += len(piece)
            lines += piece.count(b"\n")
    done.set()
    watcher.join()
    print(f"  export: {lines - 1} people, {size / 1e6:.1f} MB in {time.perf_counter() - started:.1f} s", flush=True)
    return report("export_mb_of_growth", max(peak - before, 0), 8, at_least=False, digits=1)


def bench_people(cluster: Cluster) -> list[bool]:
    with cluster.connect() as admin:
        load(admin)
        largest, third = (session(admin, slug) for slug in ("gente-1", "gente-3"))
        words = terms(admin)
    server = Server(cluster.url())
    server.start()
    good = []
    with server.client(headers={"Authorization": f"Bearer {largest}"}) as client:
        for kind, values in words.items():
            latencies(client, values[:20])
            times = latencies(client, values)
            p95 = statistics.quantiles(times, n=20)[18]
            print(f"  search {kind}: {len(times)} searches, median {statistics.median(times):.2f} ms", flush=True)
            good.append(report(f"search_{kind}_p95_ms", p95, 10, at_least=False))
    good.append(bench_export(server, third))
    server.kill()
    return good


def main() -> int:
    cluster = Cluster()
    cluster.start("postgresql.bench.conf")
    try:
        result = run_flowt("migrate", cluster.url())
        assert result.returncode == 0, result.stdout + result.stderr
        good = bench_people(cluster)
    finally:
        cluster.remove()
    print(f"{sum(good)} ok, {len(good) - sum(good)} short")
    return 0


if __name__ == "__main__":
    sys.exit(main())
