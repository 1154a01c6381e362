"""The outbox of a company, couriers that send from it, and a mail server that receives what they send."""

import asyncio
import email
import email.header
import email.policy
import email.utils
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from company import Company
from harness import BINARY, ROOT, Cluster, flowt_environment, free_port, wait_for

SENDER = "naoresponda@flowt.example"


class Outbox:
    """Of one company on a cluster where no job runs by itself."""

    def __init__(self, cluster: Cluster, admin: psycopg.Connection, company: Company) -> None:
        self.cluster = cluster
        self.admin = admin
        self.company = company
        self._couriers: list[subprocess.Popen] = []
        self._keys = count(1)

    def put(self, to: str, channel: str = "EMAIL", text: str | None = None, valid: str = "1 hour", **columns) -> int:
        """Queues a message as everything does, with what is given instead of its own; returns its number."""
        with self.admin.transaction():
            key = f"teste-{next(self._keys)}"
            arguments = (self.company.number, channel, to, key, valid)
            self.admin.execute("SELECT flowt.enfileirar_mensagem(%s, 'teste', %s, %s, '{}', %s, %s)", arguments)
            if text is not None:
                columns["des_texto"] = text
            for name, value in columns.items():
                self.admin.execute(
                    psycopg.sql.SQL("UPDATE flowt.tb_omni8_mensagem SET {} = %s WHERE des_chave = %s").format(
                        psycopg.sql.Identifier(name)
                    ),
                    (value, key),
                )
        return self.company.rows("mensagem", f"des_chave = '{key}'")[0]["cod_mensagem"]

    def put_many(self, number: int) -> None:
        """To c1@example.com, c2@example.com, and so on."""
        self.admin.execute(
            "SELECT flowt.enfileirar_mensagem("
            " %s, 'teste', 'EMAIL', 'c' || n || '@example.com', '{}', 'lote-' || n, '1 hour')"
            " FROM generate_series(1, %s) AS n",
            (self.company.number, number),
        )

    def row(self, message: int) -> dict:
        return self.company.rows("mensagem", f"cod_mensagem = {message}")[0]

    def wait_for(self, message: int, status: str, attempts: int = 0) -> dict:
        def there() -> bool:
            row = self.row(message)
            return row["sta_mensagem"] == status and row["qtd_tentativas"] >= attempts

        try:
            wait_for(there, "")
        except AssertionError:
            raise AssertionError(f"not {status} but {self.row(message)}") from None
        return self.row(message)

    def hasten(self) -> None:
        """What waits for its next attempt is due now; what is claimed counts as forgotten by who claimed it."""
        self.admin.execute(
            "UPDATE flowt.tb_omni8_mensagem SET dat_proxima = now() WHERE sta_mensagem IN ('PENDENTE', 'ENVIANDO')"
        )
        self.admin.execute("NOTIFY flowt_mensagem")

    def first_pause(self, interval: str) -> None:
        """How long a message rests after its first failure; a long one lets a test look at it."""
        self.admin.execute(
            "CREATE OR REPLACE FUNCTION flowt.primeira_espera_de_envio() RETURNS interval"
            f" LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '{interval}'"
        )

    def courier(self, **environment: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [BINARY, "courier"],
            cwd=ROOT,
            env=flowt_environment(self.cluster.url(), environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._couriers.append(process)
        return process

    def close(self) -> None:
        for process in self._couriers:
            process.kill()
            process.communicate()
        self.company.close()


@contextmanager
def new_outbox(cluster: Cluster) -> Iterator[Outbox]:
    """Of a new company; what rests after a failure rests long enough to be looked at."""
    with cluster.connect() as admin:
        outbox = Outbox(cluster, admin, Company("http://127.0.0.1", admin))
        outbox.first_pause("2 minutes")
        yield outbox
        outbox.close()
        admin.execute("DELETE FROM flowt.tb_omni8_mensagem")


def without_jobs(cluster: Cluster) -> Cluster:
    """With nothing to do for a courier but messages."""
    with cluster.connect() as admin:
        admin.execute("UPDATE flowt.tb_omni8_rotina SET flg_ativa = false")
    return cluster


def ended(process: subprocess.Popen, seconds: float = 30) -> str:
    """What a courier that was told to end has written."""
    process.terminate()
    output, _ = process.communicate(timeout=seconds)
    assert process.returncode == 0, output
    return output


def sender_of(message: EmailMessage) -> tuple[str, str]:
    """Name and address. The newer parser of Python puts a space between the encoded words of a name."""
    field = email.message_from_bytes(message.raw)["From"]
    name, address = email.utils.parseaddr(field.replace("\r\n", ""))
    return str(email.header.make_header(email.header.decode_header(name))), address


def own_certificate(directory: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of localhost signed by itself, and what a server needs to show it."""
    key, file = directory / "key", directory / "certificate"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-addext", names, "-keyout", key, "-out", file], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context


class Held:
    """An answer of a mail server that is not given before the test has let go of it."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    async def __call__(self, server) -> str:
        while not self.let_go.is_set():
            await asyncio.sleep(0.01)
        return "250 Ok"


class MailSink:
    """A mail server that keeps what it gets. `answers` are taken in turn for a stage (MAIL, RCPT, DATA): a text is
    said, a function is called with the connection; when there are none left it accepts."""

    def __init__(self, **settings) -> None:
        self.received: list[tuple[str, EmailMessage]] = []
        self.recipients: list[str] = []
        self.senders: set[str] = set()
        self.logins: list[tuple[bytes, bytes]] = []
        self.sessions: set[int] = set()
        self.greeting = ""
        self.answers: dict[str, list] = {"MAIL": [], "RCPT": [], "DATA": []}
        self._lock = threading.Lock()
        self.port = settings.pop("port", None) or free_port()
        if settings.get("auth_required"):
            settings["authenticator"] = self._login
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60, **settings)
        self.controller.start()

    def settings(self, **changes: str) -> dict[str, str]:
        """Of a courier that sends here."""
        return {
            "FLOWT_SMTP_URL": f"smtp://127.0.0.1:{self.port}",
            "FLOWT_SMTP_TLS": "off",
            "FLOWT_MAIL_FROM": SENDER,
            **changes,
        }

    def close(self) -> None:
        self.controller.stop()

    def messages(self, to: str) -> list[EmailMessage]:
        return [message for recipient, message in list(self.received) if recipient == to]

    def _login(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"segredo de teste", handled=False)

    async def _answer(self, stage: str, server) -> str | None:
        with self._lock:
            answer = self.answers[stage].pop(0) if self.answers[stage] else None
        return await answer(server) if callable(answer) else answer

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.greeting = hostname
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.senders.add(address)
        envelope.mail_from = address
        return await self._answer("MAIL", server) or "250 2.1.0 Ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.recipients.append(address)
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server) or "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        self.sessions.add(id(session))
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        message.raw = envelope.original_content
        for to in envelope.rcpt_tos:
            self.received.append((to, message))
        return await self._answer("DATA", server) or "250 2.0.0 Queued"


class Provider:
    """An HTTP server that keeps what it is asked. `answers` are said in turn: a status with headers, or a function that
    is called with the handler; when there are none left it says 202."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.requests.append((self.path, dict(self.headers), body))
                answer = provider.answers.pop(0) if provider.answers else (202, {})
                if callable(answer):
                    answer(self)
                    return
                self.send_response(answer[0])
                for name, value in {"Content-Length": "2", **answer[1]}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST

            def log_message(self, *_) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
