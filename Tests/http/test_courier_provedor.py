"""`flowt courier` and providers of SMS and WhatsApp: one POST of JSON, and what a provider may answer."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import migrated_cluster

from harness import Cluster, free_port, wait_for
from outbox import MailSink, Outbox, Provider, ended, new_outbox, own_certificate, without_jobs

PHONE = "+5511912345678"
SECRET = "chave-do-provedor"


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    cluster = without_jobs(migrated_cluster())
    with cluster.connect() as admin:
        admin.execute(
            "INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_texto)"
            " VALUES ('teste', 'SMS', 'Oi')"
        )
    yield cluster
    cluster.remove()


@pytest.fixture
def outbox(own_cluster: Cluster) -> Iterator[Outbox]:
    with new_outbox(own_cluster) as outbox:
        yield outbox
        outbox.admin.execute("SELECT admin.remover_canal('SMS')")


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Of a courier whose providers may be on this machine."""
    (tmp_path / "sms").write_text(f"{SECRET}\n")
    return {"FLOWT_PROVIDER_SECRETS": str(tmp_path), "FLOWT_PROVIDER_PRIVATE": "1", "FLOWT_SEND_TIMEOUT": "30"}


def configure(outbox: Outbox, url: str, **changes) -> None:
    values = {
        "p_canal": "SMS",
        "p_url": url,
        "p_corpo": json.dumps(
            {"to": "{{digitos}}", "mensagem": {"texto": "{{empresa}}: {{texto}}", "lista": ["{{destino}}", 1, None]}}
        ),
        "p_cabecalhos": ["Authorization: Bearer {{segredo}}", "X-Conta: 42"],
        "p_segredo": "sms",
        **changes,
    }
    names = ", ".join(f"{name} => %({name})s" for name in values)
    outbox.admin.execute(f"SELECT admin.configurar_canal({names})", values)


def test_a_message_is_one_post(outbox: Outbox, provider: Provider, settings: dict[str, str]) -> None:
    outbox.company.change("nom_fantasia", 'Loja "do Zé" \\ {{texto}}')
    text = 'Seu código: 1\\2\n"até já", {{segredo}} {"a": 1} 🥟'
    # Where no way out was, one is made while the courier runs.
    courier = outbox.courier(**settings)
    message = outbox.put(PHONE, "SMS", text=text)
    configure(outbox, f"http://127.0.0.1:{provider.port}/v1/envios?conta=1")
    row = outbox.wait_for(message, "ENVIADA")
    assert row["qtd_tentativas"] == 1 and row["dat_envio"] is not None
    ((path, headers, body),) = provider.requests
    assert path == "/v1/envios?conta=1"
    assert headers["Authorization"] == f"Bearer {SECRET}" and headers["X-Conta"] == "42"
    assert headers["Content-Type"] == "application/json" and headers["Host"] == f"127.0.0.1:{provider.port}"
    assert len(headers["Idempotency-Key"]) == 32
    assert json.loads(body) == {
        "to": "5511912345678",
        "mensagem": {"texto": f'Loja "do Zé" \\ {{{{texto}}}}: {text}', "lista": [PHONE, 1, None]},
    }
    output = ended(courier)
    assert SECRET not in output and "91234" not in output and '"code":"202"' in output


@pytest.mark.parametrize("status", [400, 410, 422])
def test_a_refusal_is_the_end(outbox: Outbox, provider: Provider, settings: dict[str, str], status: int) -> None:
    provider.answers = [(status, {})]
    configure(outbox, f"http://127.0.0.1:{provider.port}/")
    message = outbox.put(PHONE, "SMS")
    outbox.courier(**settings)
    assert outbox.wait_for(message, "FALHA")["des_erro"] == f"HTTP {status}"


@pytest.mark.parametrize("status", [401, 408, 429, 500, 503])
def test_a_provider_that_cannot_now_is_asked_again(
    outbox: Outbox, provider: Provider, settings: dict[str, str], status: int
) -> None:
    provider.answers = [(status, {"Retry-After": "600"})]
    configure(outbox, f"http://127.0.0.1:{provider.port}/")
    message = outbox.put(PHONE, "SMS")
    outbox.courier(**settings)
    row = outbox.wait_for(message, "PENDENTE", attempts=1)
    assert row["des_erro"] == f"HTTP {status}"
    # As long as it wants, not the few seconds of a first failure.
    assert (row["dat_proxima"] - row["dat_criacao"]).total_seconds() > 590
    outbox.hasten()
    outbox.wait_for(message, "ENVIADA")
    assert provider.requests[0][1]["Idempotency-Key"] == provider.requests[1][1]["Idempotency-Key"]


def test_a_redirect_is_not_followed(outbox: Outbox, provider: Provider, settings: dict[str, str]) -> None:
    other = Provider()
    provider.answers = [(307, {"Location": f"http://127.0.0.1:{other.port}/"})]
    configure(outbox, f"http://127.0.0.1:{provider.port}/")
    message = outbox.put(PHONE, "SMS")
    outbox.courier(**settings)
    assert outbox.wait_for(message, "PENDENTE", attempts=1)["des_erro"] == "HTTP 307"
    assert other.requests == []
    other.close()


def test_private_addresses_are_refused(
    outbox: Outbox, provider: Provider, settings: dict[str, str], tmp_path: Path
) -> None:
    file, context = own_certificate(tmp_path)
    secure = Provider(context)
    settings["FLOWT_CA_FILE"] = str(file)
    # By its name too: what counts is where it leads.
    configure(outbox, f"https://localhost:{secure.port}/")
    message = outbox.put(PHONE, "SMS")
    strict = outbox.courier(**{**settings, "FLOWT_PROVIDER_PRIVATE": "0"})
    assert outbox.wait_for(message, "PENDENTE", attempts=1)["des_erro"] == "endereço privado (-2)"
    configure(outbox, f"http://127.0.0.1:{provider.port}/")
    outbox.hasten()
    assert outbox.wait_for(message, "PENDENTE", attempts=2)["des_erro"] == "rede (1)"
    ended(strict)
    assert secure.requests == [] and provider.requests == []
    # Where that is allowed, the certificate still counts.
    configure(outbox, f"https://localhost:{secure.port}/")
    outbox.courier(**settings)
    outbox.hasten()
    outbox.wait_for(message, "ENVIADA")
    assert len(secure.requests) == 1
    secure.close()


def test_a_certificate_nobody_vouches_for(outbox: Outbox, settings: dict[str, str], tmp_path: Path) -> None:
    secure = Provider(own_certificate(tmp_path)[1])
    configure(outbox, f"https://localhost:{secure.port}/")
    message = outbox.put(PHONE, "SMS")
    outbox.courier(**settings)
    assert outbox.wait_for(message, "PENDENTE", attempts=1)["des_erro"] == "certificado recusado (60)"
    assert secure.requests == []
    secure.close()


def test_a_secret_that_is_not_there(
    outbox: Outbox, provider: Provider, settings: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "sms").unlink()
    configure(outbox, f"http://127.0.0.1:{provider.port}/")
    message = outbox.put(PHONE, "SMS")
    outbox.courier(**settings)
    assert outbox.wait_for(message, "PENDENTE", attempts=1)["des_erro"] == "segredo ausente (-1)"
    (tmp_path / "sms").write_text(SECRET)
    outbox.hasten()
    outbox.wait_for(message, "ENVIADA")
    assert [headers["Authorization"] for _, headers, _ in provider.requests] == [f"Bearer {SECRET}"]


def test_a_provider_that_hangs_or_talks_without_end(
    outbox: Outbox, provider: Provider, settings: dict[str, str]
) -> None:
    def talk(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 30))
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            handler.close_connection = True

    def hang(handler) -> None:
        time.sleep(30)
        handler.close_connection = True

    # Eight of them, which is all that may be on their way; and mail goes on beside them.
    provider.answers = [talk, *[hang] * 8]
    configure(outbox, f"http://127.0.0.1:{provider.port}/")
    endless = outbox.put(PHONE, "SMS")
    sink = MailSink()
    outbox.courier(**{**settings, **sink.settings(), "FLOWT_SEND_TIMEOUT": "20"})
    # Its status had come: it has the message.
    outbox.wait_for(endless, "ENVIADA")
    slow = [outbox.put(f"+551191234567{n}", "SMS") for n in range(9)]
    wait_for(lambda: len(provider.requests) == 9, "they are not asked beside each other")
    mail = outbox.put("ana@example.com")
    outbox.wait_for(mail, "ENVIADA")
    assert len(provider.requests) == 9
    for message in slow[:8]:
        assert outbox.wait_for(message, "PENDENTE", attempts=1)["des_erro"] == "tempo esgotado (28)"
    outbox.wait_for(slow[8], "ENVIADA")
    sink.close()


def test_a_phone_that_is_none_is_not_sent(outbox: Outbox, provider: Provider, settings: dict[str, str]) -> None:
    configure(outbox, f"http://127.0.0.1:{provider.port}/")
    bad = [outbox.put(to, "SMS") for to in ("11912345678", "ana@example.com", f"{PHONE}\n")]
    good = outbox.put(PHONE, "SMS")
    outbox.courier(**settings)
    outbox.wait_for(good, "ENVIADA")
    assert {outbox.wait_for(message, "FALHA")["des_erro"] for message in bad} == {"destino inválido"}
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"p_url": "http://sms.example/"}, "url_de_canal_em_https"),
        ({"p_url": "https://eu:senha@sms.example/"}, "url_de_canal_em_https"),
        ({"p_url": "https://sms.example/ \r\nX: y"}, "url_de_canal_em_https"),
        ({"p_url": "file:///etc/passwd"}, "url_de_canal_em_https"),
        ({"p_cabecalhos": ["Authorization: {{segredo}}\r\nX: y"]}, "cabecalhos_de_canal_simples"),
        ({"p_cabecalhos": ["Host: outro.example", "X: {{segredo}}"]}, "cabecalhos_de_canal_simples"),
        ({"p_segredo": None}, "segredo_de_canal_em_um_cabecalho"),
        ({"p_segredo": "../../etc/passwd"}, "segredo_de_canal_em_um_cabecalho"),
        ({"p_cabecalhos": []}, "segredo_de_canal_em_um_cabecalho"),
        ({"p_corpo": '{"to": "{{destino}}"}'}, "corpo_de_canal_com_destino_e_texto"),
        ({"p_corpo": '["{{destino}}{{texto}}"]'}, "corpo_de_canal_com_destino_e_texto"),
        ({"p_corpo": '{"to": "{{destino}}{{texto}}{{senha}}"}'}, "variavel_de_mensagem_ausente"),
        ({"p_canal": "EMAIL"}, "canal_por_provedor"),
    ],
)
def test_what_cannot_be_a_provider(outbox: Outbox, changes: dict, error: str) -> None:
    with pytest.raises(psycopg.Error) as caught:
        configure(outbox, f"https://sms.example:{free_port()}/", **changes)
    assert error in (caught.value.diag.constraint_name, caught.value.diag.message_primary)
