"""The measuring instruments: pgbench, nginx, wrk and /proc, each giving one number."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Tests"))

from harness import Cluster, free_port  # noqa: E402

PGBENCH_CLIENTS = 8
WRK_CONNECTIONS = 16
SECONDS = int(os.environ.get("BENCH_SECONDS", "6"))
TICKS = os.sysconf("SC_CLK_TCK")


def binary(name: str) -> str:
    """pgbench lives beside the server, where PATH does not look on Debian."""
    return shutil.which(name) or str(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))[-1])


def pgbench(
    cluster: Cluster, script: str, seconds: int = SECONDS, clients: int = PGBENCH_CLIENTS, **variables: int
) -> float:
    """Transactions per second of this script, prepared, as the gateway's role."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [binary("pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds)]
        for name, value in variables.items():
            command += ["-D", f"{name}={value}"]
        command += [
            "-f",
            file.name,
            cluster.url().replace("postgres@", "flowt_api@").replace("user=postgres", "user=flowt_api"),
        ]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", result.stdout)
    if result.returncode != 0 or not found or "ERROR" in result.stderr:
        raise SystemExit(f"pgbench failed:\n{result.stdout}{result.stderr[:2000]}")
    return float(found[1])


def wrk(
    url: str,
    script: Path | None = None,
    seconds: int = SECONDS,
    headers: dict[str, str] | None = None,
    arguments: tuple[str, ...] = (),
) -> float:
    """Good answers per second over kept connections; an error answer stops the benchmark."""
    command = ["wrk", "-t1", f"-c{WRK_CONNECTIONS}", f"-d{seconds}s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    result = subprocess.run(
        [*command, url, *(("--", *arguments) if arguments else ())], capture_output=True, text=True, check=True
    )
    if re.search(r"Non-2xx|Socket errors", result.stdout):
        raise SystemExit(f"wrk met errors:\n{result.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", result.stdout)[1])


class Nginx:
    """Debian's nginx, one worker, no access log, serving one file of the size that the gateway answers with."""

    def __init__(self, size: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/file"
        self.directory = Path(tempfile.mkdtemp(prefix="bench-nginx-"))
        self.directory.chmod(0o755)
        (self.directory / "file").write_bytes(b"x" * size)
        (self.directory / "nginx.conf").write_text(
            f"""worker_processes 1; pid {self.directory}/pid; error_log {self.directory}/error.log; user root;
            events {{ worker_connections 1024; }}
            http {{ access_log off; keepalive_requests 1000000000; open_file_cache max=16; sendfile on; tcp_nopush on;
              default_type application/json;
              server {{ listen 127.0.0.1:{self.port}; root {self.directory}; }} }}"""
        )
        subprocess.run([*self._command(), "-t"], check=True, capture_output=True)
        subprocess.run(self._command(), check=True)
        time.sleep(0.2)

    def _command(self) -> list[str]:
        return [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(self.directory / "nginx.conf")]

    def stop(self) -> None:
        subprocess.run([*self._command(), "-s", "stop"], check=True)
        time.sleep(0.2)
        shutil.rmtree(self.directory)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cluster_cpu_seconds(cluster: Cluster) -> float:
    """User and system time of the connections of a cluster that have ended: its first process has waited for them."""
    # They end a moment after pgbench does.
    time.sleep(1)
    pid = int((Path(cluster.directory).resolve() / "data/postmaster.pid").read_text().split()[0])
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS


def resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def report(name: str, figure: float, bar: float, at_least: bool, digits: int = 2) -> bool:
    good = figure >= bar if at_least else figure <= bar
    print(f"{name} {figure:.{digits}f} {'>=' if at_least else '<='}{bar:g} {'ok' if good else 'short'}", flush=True)
    return good
