"""What `make run` does once the server is built: a newcomer's first start, a second one, and the end."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from company import order_form
from harness import BINARY, ROOT, Cluster, free_port, work_directory

# A database is made, migrated and filled more than once.
pytestmark = pytest.mark.timeout(600)

PASSWORD = "flowt-demo-2026"
PROFILES = [
    "admin",
    "plataforma",
    "gerente",
    "atendente",
    "cozinha",
    "entregador",
    "marketing",
    "financeiro",
    "parceiro",
]


class Checkout:
    """The files of a clone, and what its scripts say."""

    def __init__(self) -> None:
        self.root = work_directory("partida-") / "flowt"
        for part in ("scripts", "sql", "web"):
            shutil.copytree(ROOT / part, self.root / part)
        for directory in (self.root, *self.root.rglob("*")):
            if directory.is_dir():
                directory.chmod(0o755)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.running: subprocess.Popen[bytes] | None = None
        self.said = ""

    def script(self, name: str, *arguments: str | Path) -> list[str]:
        return [str(self.root / "scripts" / name), *map(str, arguments)]

    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("FLOWT_", "PG", "DATABASE"))}
        return {**clean, "PORT": str(self.port)}

    def start(self, until: str = "Documentação da API", **settings: str) -> None:
        log = self.root / "said"
        environment = {**self.environment(), **settings}
        with log.open("wb") as out:
            self.running = subprocess.Popen(
                self.script("run.sh", BINARY),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # Tests in the background ignore Ctrl-C, and what they start would too.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        deadline = time.monotonic() + 300
        while until not in (said := log.read_text()):
            assert self.running.poll() is None and time.monotonic() < deadline, said
            time.sleep(0.1)
        self.said = said

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=300)

    def leave(self) -> int:
        """Ctrl-C."""
        self.running.send_signal(signal.SIGINT)
        return self.running.wait(120)

    def remove(self) -> None:
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()
            self.running.wait(60)
        subprocess.run(self.script("cluster.sh", "remove", self.root / ".flowt/pg"), check=True, timeout=60)


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    checkout = Checkout()
    yield checkout
    checkout.remove()


def test_a_newcomer_has_menus_logins_and_keeps_what_was_sold(checkout: Checkout) -> None:
    checkout.start()
    slugs = re.findall(rf"{checkout.url}/([a-z-]+)  ", checkout.said)
    assert slugs == ["cantina-da-praca", "papelaria-aurora", "studio-bela"]
    sizes = []
    for slug in slugs:
        page = httpx.get(f"{checkout.url}/{slug}", timeout=60)
        assert page.status_code == 200 and '<html lang="pt-BR"' in page.text
        menu = httpx.get(f"{checkout.url}/v1/cardapio", headers={"X-Flowt-Tenant": slug}, timeout=60).json()
        items = [item for category in menu["categorias"] for item in category["itens"]]
        assert len(menu["categorias"]) >= 3 and all(item["vlr_preco"] > 0 for item in items)
        hours = httpx.get(f"{checkout.url}/v1/atendimento", headers={"X-Flowt-Tenant": slug}, timeout=60).json()
        assert hours["flg_aberto"] or hours["dat_proxima_abertura"]
        sizes.append(len(items))
    assert max(sizes) >= 60

    # As the terminal says: who logs in, and with what.
    assert PASSWORD in checkout.said
    for profile in PROFILES:
        assert profile in checkout.said
        login = {"email": f"{profile}@cantina-da-praca.example", "senha": PASSWORD}
        answer = httpx.post(f"{checkout.url}/v1/sessoes", json=login, timeout=60)
        assert (answer.status_code, answer.json().get("nom_perfil")) == (201, profile)

    # A sale, in the company that takes orders at any hour.
    public = httpx.Client(base_url=checkout.url, headers={"X-Flowt-Tenant": "papelaria-aurora"}, timeout=60)
    product = public.get("/v1/cardapio").json()["categorias"][0]["itens"][0]["cod_produto"]
    cart = public.post("/v1/carrinhos").json()["token"]
    public.post(f"/v1/carrinhos/{cart}/itens", json={"cod_produto": product, "qtd_item": 1})
    sold = public.post(f"/v1/carrinhos/{cart}/pedido", json=order_form(), headers={"Idempotency-Key": "primeira-venda"})
    assert sold.status_code == 201, sold.text

    # The port is taken: a second server would get half of the requests.
    second = checkout.run(*checkout.script("run.sh", BINARY))
    assert second.returncode == 1 and "Já existe um servidor" in second.stderr

    # Again: nothing is migrated nor loaded anew, and nothing is lost.
    assert checkout.leave() == 0
    with pytest.raises(httpx.ConnectError):
        public.get("/livez")
    checkout.start()
    assert ": 0 files run" in checkout.said and "Carregando" not in checkout.said
    timeline = public.get(f"/v1/pedidos/{sold.json()['token']}/linha-do-tempo")
    assert timeline.status_code == 200, timeline.text

    # And `make stop`, from another terminal, ends server and database.
    assert checkout.run(*checkout.script("stop.sh")).returncode == 0
    assert checkout.running.wait(60) == 0
    running = checkout.run(*checkout.script("cluster.sh", "running", checkout.root / ".flowt/pg"))
    assert running.returncode != 0


def test_another_postgresql_is_used_and_left_alone(checkout: Checkout, cluster: Cluster) -> None:
    with cluster.connect() as admin:
        before = admin.execute("SELECT count(*) AS n FROM flowt.tb_omni8_tenant").fetchone()
        checkout.start("Flowt no ar", DATABASE_URL=cluster.url(), FLOWT_DEMO="0")
        assert ": 0 files run" in checkout.said and not (checkout.root / ".flowt/pg").exists()
        assert httpx.get(f"{checkout.url}/readyz").status_code == 200
        assert checkout.leave() == 0
        # It is not ours to stop, and without a demonstration nothing is put into it.
        assert admin.execute("SELECT count(*) AS n FROM flowt.tb_omni8_tenant").fetchone() == before
