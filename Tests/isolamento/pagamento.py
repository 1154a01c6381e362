"""Payments: PIX key, payments of an order, accounts with providers and what these tell."""

import base64
import hashlib
import hmac
import json
import secrets
import time

from psycopg.types.json import Jsonb

from isolamento import Fill, Id, Shared, Tenant

FILL: Fill = [
    (r"^/v1/pagamentos/\{id\}", "caminho id", Id("pagamento")),
    (r"^/v1/contas-pagamento/", "caminho id", Id("conta")),
    (r"^/v1/webhooks/pagamentos/\{id\}/", "caminho id", Id("aviso")),
    (r"/webhooks/pagamentos/\{conta\}$", "caminho conta", Id("conta_token")),
    (r"/pagamentos/\{num\}/", "caminho num", "2"),
    (r"^/v1/(pagamentos|webhooks/pagamentos)$", "consulta apos", None),
    (r"^/v1/pagamentos$", "consulta cod_pedido", Id("pedido")),
    (r"^/v1/pagamentos$", "consulta sta_pagamento", None),
    (r"^/v1/webhooks/pagamentos$", "consulta sta_webhook", None),
    (r"", "cabecalho webhook-id", Shared("webhook_id")),
    (r"", "cabecalho webhook-timestamp", Shared("webhook_timestamp")),
    (r"", "cabecalho webhook-signature", Shared("webhook_signature")),
]

WEBHOOK = {"type": "ping"}

BODIES: dict[str, dict] = {
    "pix_definir": {"tip_chave": "EVP", "des_chave": "f47ac10b-58cc-4372-a567-0e02b2c3d479", "num_versao": 1},
    "pagamento_recusar": {"des_motivo": "Não veio"},
    "pedido_dividir": {"pagamentos": [{"tip_pagamento": "PIX", "vlr_pagamento": 5}]},
    "pedido_estornar": {"vlr_estorno": 1, "vlr_pago": 4, "des_motivo": "Veio frio"},
    "conta_pagamento_criar": {"nom_conta": "Nova", "des_url": "https://api.example.com/pix"},
    "conta_pagamento_alterar": {"num_versao": 1, "nom_conta": "Outra"},
    "conta_pagamento_segredo": {},
    "webhook_pagamento_receber": WEBHOOK,
}

NOTHING = {"conta_token": "n" * 24}

# A picture says it without letters.
SILENT = {"pedido_pagamentos", "pagamento_listar", "pagamento_conciliar", "pedido_pix_qr", "pagina_pagamento_qr"}


def signed(secret: str, body: bytes, identifier: str) -> dict[str, str]:
    """The headers of Standard Webhooks."""
    moment = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{identifier}.{moment}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {"webhook-id": identifier, "webhook-timestamp": moment, "webhook-signature": f"v1,{signature}"}


def compact(body: dict) -> bytes:
    """As httpx writes JSON."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def furnish(tenant: Tenant) -> None:
    pass


SECRET = f"whsec_{base64.b64encode(b'x' * 24).decode()}"

accounts: dict[int, list[int]] = {}


def make_account(tenant: Tenant) -> dict:
    """A company has a limited number of them. The first is what the tests of both tenants point at."""
    made, admin = accounts.setdefault(tenant.number, []), tenant.company.admin
    if len(made) > 1:
        admin.execute("DELETE FROM flowt.tb_omni8_conta_pagamento WHERE cod_conta_pagamento = %s", (made.pop(),))
    account = admin.execute(
        "INSERT INTO flowt.tb_omni8_conta_pagamento (cod_tenant, nom_conta, des_url, des_token)"
        " VALUES (%s, %s, 'https://api.example.com', flowt.novo_token()) RETURNING cod_conta_pagamento, des_token",
        (tenant.number, tenant.mark),
    ).fetchone()
    admin.execute(
        "INSERT INTO flowt.tb_omni8_conta_pagamento_segredo (cod_tenant, cod_conta_pagamento, des_segredo)"
        " VALUES (%s, %s, flowt.cifrar_segredo_de_pagamento(flowt.bytes_do_segredo(%s)))",
        (tenant.number, account["cod_conta_pagamento"], SECRET),
    )
    made.append(account["cod_conta_pagamento"])
    return account


def charge_once(tenant: Tenant, account: dict) -> None:
    """An order that waits for a provider; the account rests again, so that the orders of other tests do not."""
    statement = "UPDATE flowt.tb_omni8_conta_pagamento SET sta_conta = %s WHERE cod_conta_pagamento = %s"
    tenant.company.admin.execute(statement, ("ATIVA", account["cod_conta_pagamento"]))
    tenant.company.order(nom_cliente=f"Cliente {tenant.mark}")
    tenant.company.admin.execute(statement, ("INATIVA", account["cod_conta_pagamento"]))


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    """By the functions that the routes call: every test of every route asks for these."""
    number, order, admin = tenant.number, int(things["pedido"]), tenant.company.admin
    admin.execute("DELETE FROM flowt.tb_omni8_pix WHERE cod_tenant = %s", (number,))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_pix (cod_tenant, tip_chave, des_chave, nom_recebedor, nom_cidade)"
        " VALUES (%s, 'EMAIL', 'loja@example.com', %s, 'Itu')",
        (number, tenant.mark),
    )
    # Of the common order, whatever it costs, five centavos are open, four are paid, and the rest was given back.
    rest = tenant.company.rows("pedido", f"cod_pedido = {order}")[0]["vlr_total"] - 9
    values = (("PIX", 5), ("DINHEIRO", 4), ("CARTAO", rest))
    parts = [{"tip_pagamento": kind, "vlr_pagamento": value} for kind, value in values]
    admin.execute("SELECT flowt.dividir_pagamento(%s, %s, %s)", (number, order, Jsonb(parts)))
    payments = tenant.company.rows("pagamento", f"cod_pedido = {order}")
    for payment in payments[2:]:
        admin.execute("SELECT flowt.receber_pagamento(%s, %s, NULL, false)", (number, payment["cod_pagamento"]))
    admin.execute("SELECT flowt.estornar(%s, %s, %s, NULL)", (number, order, rest))
    first = number not in accounts
    account = make_account(tenant)
    if first:
        charge_once(tenant, account)
    code, name = account["cod_conta_pagamento"], f"{tenant.mark}{secrets.token_hex(6)}"
    admin.execute("SELECT flowt.receber_webhook(%s, %s, %s, '1700000000', '{\"type\": 1}')", (number, code, name))
    admin.execute("SELECT flowt.recusar_webhook(%s, %s, 'assinatura_invalida', 'x')", (number, code))
    webhook = tenant.company.rows("webhook_pagamento", f"des_id = '{name}'")[0]
    headers = signed(SECRET, compact(WEBHOOK), f"m-{secrets.token_hex(8)}")
    return {
        "pagamento": str(payments[1]["cod_pagamento"]),
        "conta": str(code),
        "conta_token": account["des_token"],
        "aviso": str(webhook["cod_webhook_pagamento"]),
        **{header.replace("-", "_"): value for header, value in headers.items()},
    }
