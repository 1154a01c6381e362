"""`flowt courier` and mail: real couriers, a real mail server, and what may go wrong between them."""

import asyncio
import re
import signal
import ssl
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import migrated_cluster

from company import Company
from harness import Cluster, Server, wait_for
from outbox import (
    SENDER,
    Held,
    MailSink,
    Outbox,
    ended,
    new_outbox,
    own_certificate,
    sender_of,
    without_jobs,
)

PASSWORD = "segredo de teste"
# Mails that one courier has on their way.
AT_A_TIME = 8


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    cluster = without_jobs(migrated_cluster())
    yield cluster
    cluster.remove()


@pytest.fixture
def outbox(own_cluster: Cluster) -> Iterator[Outbox]:
    with new_outbox(own_cluster) as outbox:
        yield outbox


@pytest.fixture
def sink() -> Iterator[MailSink]:
    sink = MailSink()
    yield sink
    sink.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return own_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def guarded(certificate: tuple[Path, ssl.SSLContext]) -> Iterator[MailSink]:
    """A mail server that wants STARTTLS and a login."""
    sink = MailSink(tls_context=certificate[1], require_starttls=True, auth_required=True)
    yield sink
    sink.close()


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "senha"
    file.write_text(f"{PASSWORD}\n")
    return file


def test_a_message_arrives_whole(outbox: Outbox, sink: MailSink) -> None:
    outbox.company.change("nom_fantasia", "Pão & Cia: açaí, pastéis e caldo de cana da Praça da Sé 🥟")
    text = "Olá, Conceição!\n.\n..dois pontos\nFrom aqui\n" + "linha comprida " * 100 + "\nfim"
    subject = "Açaí à vista: 20% na compra de dois, só até amanhã à noite, em toda a loja"
    message = outbox.put("ana@example.com", text=text, des_assunto=subject)
    courier = outbox.courier(**sink.settings())
    row = outbox.wait_for(message, "ENVIADA")
    assert row["qtd_tentativas"] == 1 and row["dat_envio"] is not None and row["des_erro"] is None
    # This template says that its text may be kept.
    assert row["des_texto"] == text
    (mail,) = sink.messages("ana@example.com")
    assert sink.senders == {SENDER} and sink.greeting == "flowt.example"
    assert sender_of(mail) == ("Pão & Cia: açaí, pastéis e caldo de cana da Praça da Sé 🥟", SENDER)
    assert mail["Reply-To"] == "loja@example.com" and mail["To"] == "ana@example.com"
    assert mail["Subject"] == subject
    assert mail["Auto-Submitted"] == "auto-generated" and mail["MIME-Version"] == "1.0"
    assert mail["Date"].datetime == row["dat_criacao"].replace(microsecond=0)
    assert mail.get_content_type() == "text/plain" and mail.get_content_charset() == "utf-8"
    assert mail.get_content().replace("\r\n", "\n") == text
    assert not mail.defects
    # RFC 5322 and 2047: lines end in CRLF and are short.
    assert b"\n" not in mail.raw.replace(b"\r\n", b"") and max(map(len, mail.raw.split(b"\r\n"))) <= 76
    output = ended(courier)
    assert '"state":"ENVIADA"' in output and "ana@" not in output and "Olá" not in output


def test_what_strangers_write_stays_in_its_header(outbox: Outbox, sink: MailSink) -> None:
    evil = "Loja\r\nBcc: vitima@example.com\r\n\r\ncorpo"
    outbox.company.change("nom_fantasia", evil)
    message = outbox.put("ana@example.com", des_assunto=f"Oi {evil}")
    bad = [
        outbox.put(to)
        for to in (
            "ana@example.com>\r\nRCPT TO:<vitima@example.com",
            "ana@example.com\nBcc: x@example.com",
            "a b@c.d",
            "",
        )
    ]
    outbox.courier(**sink.settings())
    outbox.wait_for(message, "ENVIADA")
    for number in bad:
        row = outbox.wait_for(number, "FALHA")
        assert row["des_erro"] == "destino inválido" and row["qtd_tentativas"] == 0
    assert sink.recipients == ["ana@example.com"]
    ((_, mail),) = sink.received
    assert mail["Bcc"] is None and mail["Subject"] == "Oi Loja Bcc: vitima@example.com corpo"
    assert sender_of(mail) == ("Loja Bcc: vitima@example.com corpo", SENDER)


def test_starttls_and_a_login(
    outbox: Outbox, guarded: MailSink, certificate: tuple[Path, ssl.SSLContext], password_file: Path
) -> None:
    settings = guarded.settings(
        FLOWT_SMTP_URL=f"smtp://loja%40flowt@localhost:{guarded.port}",
        FLOWT_SMTP_PASSWORD_FILE=str(password_file),
        FLOWT_SMTP_TLS="required",
    )
    message = outbox.put("ana@example.com")
    # A certificate that nobody vouches for: nothing is said to that server, the password least of all.
    stranger = outbox.courier(**settings)
    row = outbox.wait_for(message, "PENDENTE", attempts=1)
    assert row["des_erro"] == "certificado recusado (60)"
    ended(stranger)
    assert guarded.logins == [] and guarded.received == []
    # A wrong password is for us to put right: the message waits.
    password_file.write_text("outra senha")
    courier = outbox.courier(FLOWT_CA_FILE=str(certificate[0]), **settings)
    outbox.hasten()
    row = outbox.wait_for(message, "PENDENTE", attempts=2)
    assert row["des_erro"].startswith("SMTP 535")
    # The file is read anew for each message.
    password_file.write_text(PASSWORD)
    outbox.hasten()
    outbox.wait_for(message, "ENVIADA")
    assert guarded.logins[-1] == (b"loja@flowt", PASSWORD.encode())
    assert PASSWORD not in ended(courier)


def test_a_server_without_tls_gets_nothing(outbox: Outbox, sink: MailSink) -> None:
    message = outbox.put("ana@example.com")
    outbox.courier(**sink.settings(FLOWT_SMTP_TLS="required"))
    row = outbox.wait_for(message, "PENDENTE", attempts=1)
    assert row["des_erro"] == "sem TLS (64)" and sink.recipients == []


@pytest.mark.parametrize(
    ("stage", "answer", "error"),
    [
        ("MAIL", "451 4.3.0 Later", "SMTP 451 4.3.0"),
        # Our sender, not this message: somebody must put it right, then it leaves.
        ("MAIL", "550 5.7.1 <naoresponda@flowt.example> may not send", "SMTP 550 5.7.1"),
        ("RCPT", "450 4.2.1 <ana@example.com> greylisted", "SMTP 450 4.2.1"),
        ("DATA", "452 no room for ana@example.com", "SMTP 452"),
    ],
)
def test_a_refusal_for_now_is_tried_again(outbox: Outbox, sink: MailSink, stage: str, answer: str, error: str) -> None:
    sink.answers[stage] = [answer]
    message = outbox.put("ana@example.com")
    courier = outbox.courier(**sink.settings())
    row = outbox.wait_for(message, "PENDENTE", attempts=1)
    assert row["des_erro"] == error and 0 < (row["dat_proxima"] - row["dat_criacao"]).total_seconds() < 180
    outbox.hasten()
    row = outbox.wait_for(message, "ENVIADA")
    assert row["qtd_tentativas"] == 2 and row["des_erro"] is None
    assert "ana@" not in ended(courier)
    # Whoever got it twice can tell by this.
    assert len({mail["Message-ID"] for mail in sink.messages("ana@example.com")}) == 1


@pytest.mark.parametrize(
    ("stage", "answer", "error"),
    [("RCPT", "550 5.1.1 <ana@example.com> unknown", "SMTP 550 5.1.1"), ("DATA", "554 spam to ana", "SMTP 554")],
)
def test_a_refusal_for_good_is_the_end(outbox: Outbox, sink: MailSink, stage: str, answer: str, error: str) -> None:
    sink.answers[stage] = [answer]
    message = outbox.put("ana@example.com", nom_modelo="senha_recuperacao", text="abra /senha/abc")
    courier = outbox.courier(**sink.settings())
    row = outbox.wait_for(message, "FALHA")
    assert row["des_erro"] == error and row["qtd_tentativas"] == 1
    # It carried a link that serves once.
    assert row["des_texto"] == "(apagado)" and row["des_assunto"] is None
    assert "ana@" not in ended(courier)


def test_a_server_that_is_not_there_yet(outbox: Outbox) -> None:
    sink = MailSink()
    sink.close()
    outbox.first_pause("5 seconds")
    message = outbox.put("ana@example.com")
    outbox.courier(**sink.settings())
    wait_for(lambda: outbox.row(message)["des_erro"] == "conexão recusada (7)", "it was not tried")
    again = MailSink(port=sink.port)
    try:
        # Without anybody's help: the pause is over by itself.
        outbox.wait_for(message, "ENVIADA")
        assert len(again.received) == 1
    finally:
        again.close()


def test_a_server_that_dies_before_it_answers(outbox: Outbox, sink: MailSink) -> None:
    async def die(server) -> str:
        server.transport.abort()
        return "250 Ok"

    sink.answers["DATA"] = [die]
    message = outbox.put("ana@example.com")
    outbox.courier(**sink.settings())
    row = outbox.wait_for(message, "PENDENTE", attempts=1)
    assert row["des_erro"].startswith("rede (")
    outbox.hasten()
    outbox.wait_for(message, "ENVIADA")
    # Nobody could know that the first had arrived: at least once, and the same.
    first, second = sink.messages("ana@example.com")
    assert first.raw == second.raw and first["Message-ID"].endswith("@flowt.example>")


def test_a_server_that_takes_its_time(outbox: Outbox, sink: MailSink) -> None:
    async def dawdle(server) -> str:
        await asyncio.sleep(30)
        return "250 Ok"

    sink.answers["RCPT"] = [dawdle]
    slow = outbox.put("ana@example.com")
    courier = outbox.courier(**sink.settings(FLOWT_SEND_TIMEOUT="20"))
    wait_for(lambda: sink.recipients, "it never came")
    other = outbox.put("bia@example.com")
    # The others do not wait for it.
    outbox.wait_for(other, "ENVIADA")
    assert outbox.row(slow)["sta_mensagem"] == "ENVIANDO"
    row = outbox.wait_for(slow, "PENDENTE", attempts=1)
    assert row["des_erro"] == "tempo esgotado (28)"
    outbox.hasten()
    outbox.wait_for(slow, "ENVIADA")
    ended(courier)


def test_what_comes_into_the_outbox_wakes_the_courier(outbox: Outbox, own_cluster: Cluster) -> None:
    with own_cluster.connect() as listener:
        listener.execute("LISTEN flowt_mensagem")
        outbox.put("ana@example.com")
        assert [notice.channel for notice in listener.notifies(timeout=30, stop_after=1)] == ["flowt_mensagem"]


def test_what_has_expired_is_never_sent(outbox: Outbox, sink: MailSink) -> None:
    late = outbox.put("ana@example.com", valid="-1 second", nom_modelo="codigo_verificacao", text="123456")
    good = outbox.put("bia@example.com")
    outbox.courier(**sink.settings())
    outbox.wait_for(good, "ENVIADA")
    row = outbox.wait_for(late, "EXPIRADA")
    assert row["des_texto"] == "(apagado)" and row["qtd_tentativas"] == 0
    assert sink.recipients == ["bia@example.com"]


def test_without_mail_settings_messages_wait_and_the_log_says_so(outbox: Outbox) -> None:
    message = outbox.put("ana@example.com", dat_proxima="2026-01-01")
    courier = outbox.courier()
    line = courier.stdout.readline()
    while "no way out" not in line:
        assert line, "it ended"
        line = courier.stdout.readline()
    assert '"channel":"EMAIL","due":"1"' in line and '"level":"warning"' in line
    assert outbox.row(message)["sta_mensagem"] == "PENDENTE" and outbox.row(message)["qtd_tentativas"] == 0
    seen = outbox.admin.execute("SELECT * FROM admin.vw_mensagem WHERE tip_canal = 'EMAIL'").fetchone()
    assert seen["flg_parado"] and seen["qtd_na_hora"] == 1 and seen["num_espera_s"] > 60


def test_two_couriers_send_hundreds_once_each(outbox: Outbox, sink: MailSink) -> None:
    # Until both send none gets further, for one may be there long before the other.
    held = Held()
    sink.answers["DATA"] = [held] * 2 * AT_A_TIME
    couriers = [outbox.courier(**sink.settings(FLOWT_SEND_TIMEOUT="120")) for _ in range(2)]
    outbox.put_many(400)
    wait_for(lambda: len(sink.received) == 2 * AT_A_TIME, "they do not both send")
    held.let_go.set()
    wait_for(lambda: not outbox.company.rows("mensagem", "sta_mensagem <> 'ENVIADA'"), "not all left", seconds=180)
    outputs = [ended(courier) for courier in couriers]
    assert Counter(to for to, _ in sink.received) == Counter(f"c{n}@example.com" for n in range(1, 401))
    assert len({mail["Message-ID"] for _, mail in sink.received}) == 400
    assert all('"state":"ENVIADA"' in output for output in outputs)
    # Over few connections.
    assert len(sink.sessions) <= 2 * 32


def test_a_company_with_thousands_holds_up_nobody(outbox: Outbox, sink: MailSink, own_cluster: Cluster) -> None:
    async def dawdle(server) -> str:
        await asyncio.sleep(1)
        return "250 Ok"

    sink.answers["DATA"] = [dawdle] * 500
    outbox.put_many(500)
    outbox.courier(**sink.settings())
    wait_for(lambda: len(sink.received) >= 20, "it does not begin")
    other = Outbox(own_cluster, outbox.admin, Company("http://127.0.0.1", outbox.admin))
    message = other.put("bia@example.com")
    other.wait_for(message, "ENVIADA")
    # Five hundred of the other company were before it.
    assert len(outbox.company.rows("mensagem", "sta_mensagem = 'PENDENTE'")) > 200
    other.close()


def test_killed_in_the_middle_it_is_sent_again_when_the_claim_ends(outbox: Outbox, sink: MailSink) -> None:
    async def hang(server) -> str:
        await asyncio.sleep(60)
        return "250 Ok"

    sink.answers["DATA"] = [hang]
    message = outbox.put("ana@example.com")
    courier = outbox.courier(**sink.settings())
    wait_for(lambda: sink.received, "it never came")
    courier.kill()
    courier.wait()
    second = outbox.courier(**sink.settings())
    other = outbox.put("bia@example.com")
    outbox.wait_for(other, "ENVIADA")
    # The claim of the dead one still holds.
    row = outbox.row(message)
    assert (row["sta_mensagem"], row["qtd_tentativas"]) == ("ENVIANDO", 1)
    held = outbox.admin.execute("SELECT %s > now() AS held", (row["dat_proxima"],)).fetchone()["held"]
    assert held
    outbox.hasten()
    assert outbox.wait_for(message, "ENVIADA")["qtd_tentativas"] == 2
    first, again = sink.messages("ana@example.com")
    assert first["Message-ID"] == again["Message-ID"]
    ended(second)


def test_sigterm_lets_what_is_being_sent_arrive(outbox: Outbox, sink: MailSink) -> None:
    held = Held()
    sink.answers["DATA"] = [held]
    message = outbox.put("ana@example.com")
    courier = outbox.courier(**sink.settings())
    wait_for(lambda: sink.received, "it never came")
    courier.send_signal(signal.SIGTERM)
    outbox.put("bia@example.com")
    with pytest.raises(subprocess.TimeoutExpired):
        courier.wait(1)
    held.let_go.set()
    assert courier.wait(30) == 0
    assert outbox.row(message)["sta_mensagem"] == "ENVIADA"
    assert len(sink.received) == 1, "it took another after SIGTERM"


def test_postgresql_restarts_while_a_message_is_on_its_way(outbox: Outbox, sink: MailSink) -> None:
    """The outcome waits for the connection: the message is not sent again."""

    held = Held()
    sink.answers["DATA"] = [held]
    message = outbox.put("ana@example.com")
    outbox.courier(**sink.settings())
    wait_for(lambda: sink.received, "it never came")
    outbox.admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'flowt_courier'")
    held.let_go.set()
    row = outbox.wait_for(message, "ENVIADA")
    assert row["qtd_tentativas"] == 1 and len(sink.received) == 1


def test_somebody_erased_meanwhile_stays_erased(outbox: Outbox, sink: MailSink) -> None:
    held = Held()
    sink.answers["DATA"] = [held]
    message = outbox.put("ana@example.com")
    courier = outbox.courier(**sink.settings())
    wait_for(lambda: sink.received, "it never came")
    outbox.admin.execute(
        "UPDATE flowt.tb_omni8_mensagem SET sta_mensagem = 'SUPRIMIDA', des_destino = '(anonimizado)'"
        " WHERE cod_mensagem = %s",
        (message,),
    )
    held.let_go.set()
    output = ended(courier)
    assert "not ours any more" in output and outbox.row(message)["sta_mensagem"] == "SUPRIMIDA"


def test_a_customer_signs_in_with_the_code_from_the_mail(own_cluster: Cluster, sink: MailSink) -> None:
    server = Server(own_cluster.url())
    server.start()
    with own_cluster.connect() as admin:
        outbox = Outbox(own_cluster, admin, Company(server.url, admin))
        try:
            outbox.courier(**sink.settings())
            company = outbox.company
            body = {"canal": "EMAIL", "destino": "cliente@example.com"}
            assert company.public.post("/v1/clientes/codigos", json=body).status_code == 202
            wait_for(lambda: sink.messages("cliente@example.com"), "no mail")
            (mail,) = sink.messages("cliente@example.com")
            assert sender_of(mail)[0] == "Loja de Teste"
            code = re.search(r"é ([0-9]{6})\.", mail.get_content())[1]
            assert mail["Subject"] == f"{code} é o seu código"
            answer = company.public.post("/v1/clientes/sessoes", json={**body, "codigo": code})
            assert answer.status_code == 201, answer.text
            wait_for(lambda: company.rows("mensagem", "sta_mensagem = 'ENVIADA'"), "not recorded")
            # Nobody who reads the table afterwards learns the code.
            (row,) = company.rows("mensagem")
            assert row["des_texto"] == "(apagado)" and row["des_assunto"] is None
        finally:
            outbox.close()
            server.kill()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (
            {
                "FLOWT_SMTP_URL": "smtp://user:senha@host",
                "FLOWT_MAIL_FROM": "eu\r\nBcc: x@y.z",
                "FLOWT_SMTP_TLS": "maybe",
            },
            ["FLOWT_SMTP_URL", "FLOWT_MAIL_FROM", "FLOWT_SMTP_TLS"],
        ),
        ({"FLOWT_SMTP_URL": "smtp://eu@host"}, ["FLOWT_MAIL_FROM", "FLOWT_SMTP_PASSWORD_FILE"]),
        (
            {
                "FLOWT_SMTP_URL": "smtp://eu@host",
                "FLOWT_MAIL_FROM": SENDER,
                "FLOWT_SMTP_PASSWORD_FILE": "/nao/existe",
            },
            ["no password in /nao/existe"],
        ),
    ],
)
def test_wrong_settings_are_said_at_once(outbox: Outbox, environment: dict[str, str], words: list[str]) -> None:
    courier = outbox.courier(**environment)
    output, _ = courier.communicate(timeout=20)
    assert courier.returncode == 2 and all(word in output for word in words) and "senha@" not in output
