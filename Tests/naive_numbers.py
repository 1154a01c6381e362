"""The KPIs of guide chapter 12.1, counted the slow and obvious way: every row of a company read, nothing remembered.

Written from the guide, not from the SQL: what this and flowt.indicadores agree on is what the guide says.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import psycopg

NOT_A_PURCHASE = {"INTENCAO", "AGUARDANDO_PAGAMENTO", "EXPIRADO", "CANCELADO", "RECUSADO"}
STEPS = ("dat_pagina", "dat_item", "dat_carrinho", "dat_checkout")
CONVERSION = timedelta(hours=24)
OF_ORDERS = {"receita_bruta", "receita_liquida", "pedidos", "pedidos_confirmados", "ticket_medio", "cancelamento"}


@dataclass
class Facts:
    """All rows of one company, as dictionaries."""

    zone: ZoneInfo
    now: datetime
    visits: list[dict]
    orders: dict[int, dict]
    steps: list[dict]
    refunds: list[dict]
    carts: list[dict]
    offers: list[dict]
    visit_of_cart: dict[int, int]
    attributed: dict[int, dict]
    visit: dict[int, dict] = field(default_factory=dict)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def orders_of(self, visit: dict) -> list[dict]:
        """Valid ones that are attributed to this visit."""
        return [
            order
            for code, order in self.orders.items()
            if self.attributed.get(code, {}).get("cod_visita") == visit["cod_visita"]
            and order["sta_pedido"] not in NOT_A_PURCHASE
        ]


def read(admin: psycopg.Connection, tenant: int) -> Facts:
    def rows(table: str) -> list[dict]:
        return admin.execute(f"SELECT * FROM flowt.tb_omni8_{table} WHERE cod_tenant = %s", (tenant,)).fetchall()

    company = rows("tenant")[0]
    visits = rows("visita")
    return Facts(
        zone=ZoneInfo(company["des_fuso_horario"]),
        now=admin.execute("SELECT now() AS now").fetchone()["now"],
        visits=visits,
        orders={order["cod_pedido"]: order for order in rows("pedido")},
        steps=rows("pedido_evento"),
        refunds=rows("pedido_estorno"),
        carts=rows("carrinho"),
        offers=[event for event in rows("evento_tracking") if event["cod_oferta"] is not None],
        visit_of_cart={link["cod_carrinho"]: link["cod_visita"] for link in rows("carrinho_visita")},
        attributed={row["cod_pedido"]: row for row in rows("pedido_atribuicao")},
        visit={visit["cod_visita"]: visit for visit in visits},
    )


def ratio(numerator: int, denominator: int, digits: int = 4) -> Decimal | None:
    if denominator == 0:
        return None
    return (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def is_engaged(visit: dict) -> bool:
    return (
        visit["dat_fim"] - visit["dat_inicio"] > timedelta(seconds=10)
        or visit["qtd_paginas"] >= 2
        or visit["flg_evento_chave"]
    )


def first_times(facts: Facts, kinds: set[str]) -> list[dict]:
    """The first time that each order reached each of these states."""
    found: dict[tuple, dict] = {}
    for step in sorted(facts.steps, key=lambda step: step["num_evento"]):
        if step["sta_para"] in kinds:
            found.setdefault((step["cod_pedido"], step["sta_para"]), step)
    return list(found.values())


def reached(visit: dict, steps: int) -> bool:
    """So many steps of the funnel, each not before the one before it."""
    moments = [visit[step] for step in STEPS[:steps]]
    return None not in moments and moments == sorted(moments)


def funnel(facts: Facts, since: date, until: date) -> list[int]:
    visits = [v for v in facts.visits if not v["flg_robo"] and since <= facts.day(v["dat_inicio"]) <= until]
    counts = [sum(reached(visit, steps) for visit in visits) for steps in (1, 2, 3, 4)]
    bought = 0
    for visit in visits:
        first = min((order["dat_criacao"] for order in facts.orders_of(visit)), default=None)
        bought += reached(visit, 4) and first is not None and first >= visit["dat_checkout"]
    return [*counts, bought]


def indicators(facts: Facts, since: date, until: date, channel: str | None = None) -> dict[str, Decimal | None]:
    def inside(moment: datetime) -> bool:
        return since <= facts.day(moment) <= until

    def of_channel(found: str | None) -> bool:
        return channel is None or (found or "DIRETO") == channel

    def order_channel(code: int) -> str | None:
        return facts.attributed.get(code, {}).get("tip_canal")

    made = [o for c, o in facts.orders.items() if inside(o["dat_criacao"]) and of_channel(order_channel(c))]
    firsts = [
        step
        for step in first_times(facts, {"CONFIRMADO", "CANCELADO", "RECUSADO"})
        if inside(step["dat_evento"]) and of_channel(order_channel(step["cod_pedido"]))
    ]
    confirmed = [facts.orders[step["cod_pedido"]] for step in firsts if step["sta_para"] == "CONFIRMADO"]
    undone = [step for step in firsts if step["sta_para"] != "CONFIRMADO"]
    ever_confirmed = {step["cod_pedido"] for step in facts.steps if step["sta_para"] == "CONFIRMADO"}
    refunded = sum(
        refund["vlr_estorno"]
        for refund in facts.refunds
        if inside(refund["dat_estorno"])
        and refund["cod_pedido"] in ever_confirmed
        and of_channel(order_channel(refund["cod_pedido"]))
    )
    gross = sum(order["vlr_total"] for order in confirmed)

    visits = [
        v
        for v in facts.visits
        if not v["flg_robo"] and inside(v["dat_inicio"]) and of_channel(v["tip_canal_atribuido"])
    ]
    engaged = sum(map(is_engaged, visits))
    buying = [visit for visit in visits if facts.orders_of(visit)]
    visitors = {visit["cod_visitante"] for visit in visits}
    checkouts = [visit for visit in visits if visit["dat_checkout"] is not None]
    converted = 0
    for visit in checkouts:
        first = min((order["dat_criacao"] for order in facts.orders_of(visit)), default=None)
        begun = visit["dat_checkout"]
        converted += first is not None and begun <= first <= begun + CONVERSION

    carts = []
    for cart in facts.carts:
        visit = facts.visit.get(facts.visit_of_cart.get(cart["cod_carrinho"], -1), {})
        hour_is_old = cart["dat_criacao"].replace(minute=0, second=0, microsecond=0) + timedelta(hours=25) <= facts.now
        if (
            inside(cart["dat_criacao"])
            and hour_is_old
            and cart["sta_carrinho"] != "MESCLADO"
            and not visit.get("flg_robo", False)
            and of_channel(visit.get("tip_canal_atribuido"))
        ):
            carts.append(cart)
    bought = {order["cod_carrinho"]: order["dat_criacao"] for order in facts.orders.values()}
    kept = [cart for cart in carts if not_later(bought.get(cart["cod_carrinho"]), cart["dat_criacao"] + CONVERSION)]

    people: dict[int, int] = {}
    for order in confirmed:
        if order["cod_pessoa"] is not None:
            people[order["cod_pessoa"]] = people.get(order["cod_pessoa"], 0) + 1
    seen, chosen = set(), set()
    for event in facts.offers:
        visit = facts.visit.get(event["cod_visita"] or -1)
        if visit and not visit["flg_robo"] and inside(visit["dat_inicio"]):
            pair = (event["cod_visita"], event["cod_oferta"])
            if event["nom_tipo"] == "oferta_vista":
                seen.add(pair)
            elif event["nom_tipo"] == "oferta_clicada":
                chosen.add(pair)

    found: dict[str, Decimal | None] = {
        "receita_bruta": Decimal(gross),
        "receita_liquida": Decimal(gross - refunded),
        "pedidos": Decimal(len(made)),
        "pedidos_confirmados": Decimal(len(confirmed)),
        "ticket_medio": ratio(gross, len(confirmed), 0),
        "cancelamento": ratio(len(undone), len(made)),
        "visitantes_unicos": Decimal(len(visitors)),
        "visitas": Decimal(len(visits)),
        "engajamento": ratio(engaged, len(visits)),
        "rejeicao": ratio(len(visits) - engaged, len(visits)),
        "conversao": ratio(len(buying), len(visits)),
        "conversao_visitantes": ratio(len({visit["cod_visitante"] for visit in buying}), len(visitors)),
        "abandono_carrinho": ratio(len(carts) - len(kept), len(carts)),
        "abandono_checkout": ratio(len(checkouts) - converted, len(checkouts)),
    }
    if channel is None:
        found["ctr_ofertas"] = ratio(len(seen & chosen), len(seen))
        found["recompra"] = ratio(sum(orders >= 2 for orders in people.values()), len(people))
    return found


def not_later(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment <= limit
