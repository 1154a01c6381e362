"""Logins cost a bcrypt each, by design; the menu must not feel them."""

import statistics
import threading
import time

import httpx
from tools import SECONDS, Cluster, pgbench, report

from harness import Server

PASSWORD = "senha-do-bench"
# Below the route's limit of logins per minute and address, which is another thing than what is measured.
LOGINS_PER_ADDRESS = 25
# As many as keep every connection of the slow lane busy all the time.
CLIENTS = 6
MENU_PAUSE = 0.01


def menu_latencies(server: Server, seconds: float) -> list[float]:
    """Milliseconds of menu requests made one by one with a pause, as people make them."""
    found = []
    with server.client(headers={"X-Flowt-Tenant": "bench-0"}) as client:
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            assert client.get("/v1/cardapio").status_code == 200
            found.append((time.perf_counter() - start) * 1000)
            time.sleep(MENU_PAUSE)
    return found


class Flood:
    """Clients that log in without pause; `count` is how many got in."""

    def __init__(self, server: Server) -> None:
        self.count = 0
        self._server = server
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> "Flood":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        body = {"email": f"bench-login-{number}@example.com", "senha": PASSWORD}
        for turn in range(250):
            transport = httpx.HTTPTransport(local_address=f"127.1.{number}.{turn + 1}")
            with httpx.Client(base_url=self._server.url, transport=transport, timeout=60) as client:
                for _ in range(LOGINS_PER_ADDRESS):
                    if self._stop.is_set():
                        return
                    answer = client.post("/v1/sessoes", json=body)
                    assert answer.status_code == 201, answer.text
                    with self._lock:
                        self.count += 1


def bench_logins(cluster: Cluster, database_url: str) -> list[bool]:
    with cluster.connect() as admin:
        for number in range(CLIENTS):
            admin.execute(
                "SELECT admin.criar_acesso(t.cod_tenant, %s, 'Bench', 'admin', %s) FROM flowt.tb_omni8_tenant t"
                " WHERE t.nom_slug = 'bench-1'",
                (f"bench-login-{number}@example.com", PASSWORD),
            )
    server = Server(database_url)
    server.start()
    seconds = max(SECONDS, 6)
    bound = pgbench(cluster, "SELECT flowt.cifrar_senha('x');", clients=2)
    calm = menu_latencies(server, seconds)
    with Flood(server) as flood:
        busy = menu_latencies(server, seconds)
    server.kill()
    rate = flood.count / seconds
    p95 = [statistics.quantiles(times, n=20)[18] for times in (calm, busy)]
    print(f"  logins: bcrypt {bound:.1f}/s, logins {rate:.1f}/s; menu p95 {p95[0]:.1f} ms alone, {p95[1]:.1f} ms in it")
    return [
        report("logins_over_bcrypt", rate / bound, 0.9, at_least=True),
        report("menu_p95_ms_under_logins", p95[1], 25, at_least=False, digits=1),
    ]
