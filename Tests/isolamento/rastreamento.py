"""Tracking: visits and what the public sends."""

import json
import time

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"^/v1/visitas/\{id\}", "caminho id", Id("visita")),
    (r"^/v1/visitas$", "consulta apos", None),
    (r"", "consulta flg_robo", None),
    (r"/eventos$", "cabecalho user-agent", "Mozilla/5.0"),
]

BODIES: dict[str, dict] = {
    "visita_classificar": {"flg_robo": True, "des_robo": "teste"},
    # An event of long ago: the batch is taken, the event refused.
    "evento_receber": {
        "tipo": "text/plain",
        "conteudo": '{"enviado": 1764000000000, "eventos": [{"id": "{unique}", "tipo": "pagina_vista", "momento": 0}]}',
    },
}

SILENT = {"evento_receber", "rejeitado_resumo", "tipo_evento_listar", "visita_listar"}


def batch(*kinds: str, mark: str = "", **more) -> bytes:
    now = int(time.time() * 1000)
    events = [
        {
            "id": f"{kind}-{time.monotonic_ns()}",
            "tipo": kind,
            "momento": now,
            "pagina": "/",
            "propriedades": {"marca": mark},
        }
        for kind in kinds
    ]
    return json.dumps(
        {
            "enviado": now,
            "visitante": f"visitante-{time.monotonic_ns()}",
            "consentimento": True,
            **more,
            "eventos": events,
        }
    ).encode()


def send(tenant: Tenant, *kinds: str, cookie: str = "", **more) -> None:
    answer = tenant.company.public.post(
        "/v1/eventos",
        content=batch(*kinds, mark=tenant.mark, **more),
        headers={"Content-Type": "text/plain", "User-Agent": "Mozilla/5.0", "Cookie": cookie},
    )
    assert answer.status_code == 200, answer.text


def furnish(tenant: Tenant) -> None:
    person = tenant.company.customer()
    send(tenant, "pagina_vista", "nada", cookie=f"flowt_cliente={tenant.company.customer_session(person)}")


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    send(tenant, "checkout_iniciado", carrinho=things["carrinho"])
    visit = tenant.company.admin.execute(
        "SELECT max(cod_visita) AS n FROM flowt.tb_omni8_visita WHERE cod_tenant = %s", (tenant.number,)
    ).fetchone()
    return {"visita": str(visit["n"])}
