"""The environment: everything wrong in one message, before anything is opened."""

import subprocess

import pytest

from harness import BINARY, Cluster, Server, run_flowt

WRONG = {
    "PORT": "oitenta",
    "FLOWT_THREADS": "0",
    "FLOWT_CONNECTIONS": "-1",
    "FLOWT_SLOW_CONNECTIONS": "999999",
    "FLOWT_LOG": "tudo",
    "FLOWT_RATE_LIMIT": "1.5",
    "FLOWT_TRUST_FORWARDED": "sim",
    "FLOWT_EXPLICIT_TRANSACTION": "2",
}


@pytest.mark.parametrize("command", ["serve", "migrate", "check"])
def test_every_wrong_value_is_told_at_once(command: str) -> None:
    result = run_flowt(command, "", **WRONG)
    assert result.returncode == 2
    for name, value in WRONG.items():
        assert f'{name} is "{value}"' in result.stderr
    assert "DATABASE_URL is missing" in result.stderr


@pytest.mark.parametrize("value", ["0", "65536", "-1", " 80", "8080x", "99999999999999999999"])
def test_a_port_is_a_port(value: str) -> None:
    result = run_flowt("serve", "postgresql:///flowt", PORT=value)
    assert result.returncode == 2
    assert f'PORT is "{value}"' in result.stderr


def test_a_password_in_the_address_is_never_printed() -> None:
    result = run_flowt("migrate", "postgresql://flowt:segredo123@/flowt?host=/nao/existe")
    assert result.returncode == 1
    assert "segredo123" not in result.stdout + result.stderr


@pytest.mark.parametrize("arguments", [["voar"], ["serve", "agora"], ["--porta"]])
def test_an_unknown_command_is_told(arguments: list[str]) -> None:
    result = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert "flowt serve" in result.stderr


def test_help_names_every_variable() -> None:
    result = subprocess.run([BINARY, "help"], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0
    for name in [*WRONG, "DATABASE_URL", "FLOWT_HOST", "FLOWT_SQL_DIR", "FLOWT_WEB_DIR", "FLOWT_API_PASSWORD_FILE"]:
        assert name in result.stdout


def test_health_asks_the_server(server: Server) -> None:
    assert run_flowt("health", "", PORT=str(server.port)).returncode == 0
    assert run_flowt("health", "", PORT="1").returncode == 1


def test_the_explicit_transaction_serves_the_same(cluster: Cluster, new_server) -> None:
    server = new_server(FLOWT_EXPLICIT_TRANSACTION="1")
    with server.client() as client:
        assert client.get("/v1/ping").json() == {"situacao": "ok"}
        assert client.get("/v1/cardapio").status_code == 400
        assert [client.get("/v1/ping").status_code for _ in range(20)] == [200] * 20
