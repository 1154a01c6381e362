"""What the black-box tests stand on: PostgreSQL clusters of their own and `flowt` processes in front of them."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg

ROOT = Path(__file__).resolve().parent.parent
BINARY = Path(os.environ.get("FLOWT_BINARY", ROOT / ".build/release/flowt"))
# There is no TLS to verify here, and httpx reads every authority of the system for each client and each plain request:
# 30 ms, of which a test that waits for its routes spent a second. It finds none where there are none.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull


def work_directory(prefix: str) -> Path:
    """Inside the directory that Tests/run removes whatever happens, or beside it when pytest runs alone."""
    directory = Path(tempfile.mkdtemp(prefix=prefix, dir=os.environ.get("FLOWT_TEST_DIR")))
    directory.chmod(0o711)
    return directory


def free_port() -> int:
    """None of those that the kernel gives to outgoing connections: one could have it before the port's server does."""
    first, last = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    ports = [*range(10_000, first), *range(last + 1, 65_536)] or range(10_000, 65_536)
    while True:
        port = secrets.choice(ports)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_for(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    """For what comes by itself, however much else the machine has to do."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def run_flowt(command: str, url: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One-shot commands: migrate, check."""
    return subprocess.run(
        [BINARY, command],
        cwd=ROOT,
        env=flowt_environment(url, environment),
        capture_output=True,
        text=True,
        timeout=300,
    )


def flowt_environment(url: str, changes: dict[str, str]) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FLOWT_", "PG")) and name not in ("DATABASE_URL", "PORT", "SSL_CERT_DIR")
    }
    # The rate limit has tests of its own; everywhere else it would only stop the others.
    return {**inherited, "DATABASE_URL": url, "FLOWT_RATE_LIMIT": "0", **changes}


class Cluster:
    """A throw-away PostgreSQL on a unix socket."""

    def __init__(self) -> None:
        self.directory = work_directory("cluster-")

    def _control(self, action: str, *arguments: str) -> str:
        script = [ROOT / "scripts/cluster.sh", action, self.directory, *arguments]
        return subprocess.run(script, stdout=subprocess.PIPE, text=True, check=True, timeout=120).stdout.strip()

    def start(self, settings: str = "postgresql.test.conf") -> None:
        self._control("start", str(ROOT / "scripts" / settings))

    def stop(self) -> None:
        self._control("stop", "fast")

    def crash(self) -> None:
        """As a power cut leaves it: no shutdown checkpoint, recovery at the next start."""
        self._control("stop", "immediate")

    def remove(self) -> None:
        self._control("remove")

    def url(self, database: str = "flowt") -> str:
        return self._control("url", database)

    def connect(self, user: str = "postgres", database: str = "flowt", **settings) -> psycopg.Connection:
        settings = {"autocommit": True, "row_factory": psycopg.rows.dict_row, **settings}
        return psycopg.connect(self.url(database), user=user, **settings)


class Server:
    """One `flowt serve` process; its log goes to a file."""

    def __init__(self, database_url: str, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = work_directory("server-") / "log"
        self.environment = flowt_environment(database_url, {"PORT": str(self.port), **environment})
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Starts the process without waiting for it to serve, for tests of the start itself."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve"], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def start(self) -> None:
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"flowt ended with {self.process.returncode}:\n{self.log_text()}")
            try:
                if httpx.get(f"{self.url}/readyz", timeout=1).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"flowt was not ready after {seconds} s:\n{self.log_text()}")

    def stop(self, seconds: float = 15) -> int:
        """Asks it to end (SIGTERM) and returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def log_lines(self, route: str) -> list[dict]:
        """What is written of the requests of a route so far; a line comes a moment after its answer."""
        # Without the line for people, wherever it stands, and without a last one that is still being written.
        lines = [line for line in self.log_text().split("\n")[:-1] if line.startswith("{")]
        return [line for line in map(json.loads, lines) if line.get("route") == route]

    def metric(self, name: str) -> int:
        text = httpx.get(f"{self.url}/metrics", timeout=30).text
        return int(re.search(rf"^{re.escape(name)} (\d+)$", text, re.MULTILINE)[1])

    def resident(self) -> int:
        """Bytes of memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def client(self, **settings) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, **settings)

    def exchange(self, request: bytes, seconds: float = 5) -> bytes:
        """Sends these very bytes and returns what came back until the server closed or fell silent."""
        answer = bytearray()
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(request)
            try:
                while chunk := connection.recv(65536):
                    answer += chunk
            except TimeoutError:
                pass
        return bytes(answer)
