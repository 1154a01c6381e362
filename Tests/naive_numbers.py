"""The KPIs of guide chapter 12.1, counted the slow and obvious way: every row of a company read, nothing remembered.

Written from the guide, not from the SQL: what this and flowt.indicadores agree on is what the guide says.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import psycopg

NOT_A_PURCHASE = {"INTENCAO", "AGUARDANDO_PAGAMENTO", "EXPIRADO", "CANCELADO", "RECUSADO"}
STEPS = ("dat_pagina", "dat_item", "dat_carrinho", "dat_revisao", "dat_checkout")
# Of one item: the cart is reviewed as a whole.
ITEM_STEPS = tuple(step for step in STEPS if step != "dat_revisao")
CONVERSION = timedelta(hours=24)
OTHERS = "(outras)"


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
    events: list[dict]
    lines: list[dict]
    visit_of_cart: dict[int, int]
    attributed: dict[int, dict]
    after_sales: list[tuple[int, datetime]]
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
    events = rows("evento_tracking")
    return Facts(
        zone=ZoneInfo(company["des_fuso_horario"]),
        now=admin.execute("SELECT now() AS now").fetchone()["now"],
        visits=visits,
        orders={order["cod_pedido"]: order for order in rows("pedido")},
        steps=rows("pedido_evento"),
        refunds=rows("pedido_estorno"),
        carts=rows("carrinho"),
        offers=[event for event in events if event["cod_oferta"] is not None],
        events=[event for event in events if event["cod_produto"] is not None],
        lines=[line for line in rows("pedido_item") if line["cod_produto"] is not None],
        visit_of_cart={link["cod_carrinho"]: link["cod_visita"] for link in rows("carrinho_visita")},
        attributed={row["cod_pedido"]: row for row in rows("pedido_atribuicao")},
        after_sales=[
            *((answer["cod_pedido"], answer["dat_resposta"]) for answer in rows("nps") if answer["dat_resposta"]),
            *((row["cod_pedido"], row["dat_criacao"]) for table in ("reclamacao", "devolucao") for row in rows(table)),
        ],
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
        if step["sta_para"] in kinds and step["sta_de"] != "INTENCAO":
            found.setdefault((step["cod_pedido"], step["sta_para"]), step)
    return list(found.values())


def made_at(facts: Facts) -> dict[int, datetime]:
    """When each order was made; a quote is one from when it is accepted, and none before."""
    quotes = {step["cod_pedido"] for step in facts.steps if step["sta_para"] == "INTENCAO"}
    found = {code: order["dat_criacao"] for code, order in facts.orders.items() if code not in quotes}
    for step in facts.steps:
        if step["sta_de"] == "INTENCAO" and step["sta_para"] == "RECEBIDO":
            found[step["cod_pedido"]] = step["dat_evento"]
    return found


def reached(visit: dict, last: str, steps: tuple[str, ...] = STEPS) -> bool:
    """This step of the funnel and all before it, each not before the one before it."""
    moments = [visit[step] for step in steps[: steps.index(last) + 1]]
    return None not in moments and moments == sorted(moments)


@dataclass(frozen=True)
class Filter:
    channel: str | None = None
    campaign: str | None = None
    unit: int | None = None
    item: int | None = None

    def takes(self, channel: str | None, campaign: str | None) -> bool:
        return (self.channel is None or (channel or "DIRETO") == self.channel) and (
            self.campaign is None or campaign == self.campaign
        )

    def takes_visit(self, visit: dict) -> bool:
        return self.takes(visit.get("tip_canal_atribuido"), visit.get("nom_campanha_atribuida"))

    def takes_order(self, facts: Facts, code: int) -> bool:
        found = facts.attributed.get(code, {})
        return (
            self.takes(found.get("tip_canal"), found.get("nom_campanha"))
            and (self.unit is None or facts.orders[code]["cod_unidade"] == self.unit)
            and (self.item is None or any(self.of(facts, code)))
        )

    def of(self, facts: Facts, code: int) -> list[dict]:
        """The lines of an order that this is about."""
        return [
            line
            for line in facts.lines
            if line["cod_pedido"] == code and (self.item is None or line["cod_produto"] == self.item)
        ]


def first_event(facts: Facts, visit: dict, item: int, kind: str) -> datetime | None:
    return min(
        (
            event["dat_evento"]
            for event in facts.events
            if event["cod_visita"] == visit["cod_visita"] and event["cod_produto"] == item and event["nom_tipo"] == kind
        ),
        default=None,
    )


def first_after_sale(facts: Facts, visit: dict) -> datetime | None:
    """When somebody first came back about an order of this visit, whatever became of that order."""
    return min(
        (
            moment
            for order, moment in facts.after_sales
            if facts.attributed.get(order, {}).get("cod_visita") == visit["cod_visita"]
        ),
        default=None,
    )


def visits_of(facts: Facts, since: date, until: date, only: Filter) -> list[dict]:
    """Visits that began in these days. Of an item: as if it were the only one there is, seen or not."""
    found = []
    for visit in facts.visits:
        if visit["flg_robo"] or not since <= facts.day(visit["dat_inicio"]) <= until or not only.takes_visit(visit):
            continue
        orders = facts.orders_of(visit)
        if only.item is not None:
            seen, added = (first_event(facts, visit, only.item, kind) for kind in ("item_visto", "carrinho_adicionado"))
            visit = {**visit, "dat_item": seen, "dat_carrinho": added, "visto": seen is not None}
            orders = [order for order in orders if any(only.of(facts, order["cod_pedido"]))]
        found.append({**visit, "first_order": min((order["dat_criacao"] for order in orders), default=None)})
    return found


def funnel(facts: Facts, since: date, until: date, only: Filter | None = None) -> list[int]:
    only = only or Filter()
    visits = visits_of(facts, since, until, only)
    steps = STEPS if only.item is None else ITEM_STEPS
    counts = [sum(reached(visit, step, steps) for visit in visits) for step in steps]
    bought = [
        visit
        for visit in visits
        if reached(visit, "dat_checkout", steps)
        and visit["first_order"] is not None
        and visit["first_order"] >= visit["dat_checkout"]
    ]
    if only.item is not None:
        return [*counts, len(bought)]
    back = [visit for visit in bought if not_later(visit["first_order"], first_after_sale(facts, visit))]
    return [*counts, len(bought), len(back)]


def ranking(facts: Facts, since: date, until: date, only: Filter) -> dict[str, tuple]:
    """Of each item: units sold, what for, visits that saw it; those of which there is something to say."""
    items = {event["cod_produto"] for event in facts.events} | {line["cod_produto"] for line in facts.lines}
    found = {}
    for item in items:
        of_item = Filter(only.channel, only.campaign, only.unit, item)
        sold = [
            line
            for step in first_times(facts, {"CONFIRMADO"})
            if since <= facts.day(step["dat_evento"]) <= until and of_item.takes_order(facts, step["cod_pedido"])
            for line in of_item.of(facts, step["cod_pedido"])
        ]
        seen = sum(visit["visto"] for visit in visits_of(facts, since, until, of_item))
        if sold or seen:
            found[str(item)] = (sum(line["qtd_item"] for line in sold), sum(line["vlr_liquido"] for line in sold), seen)
    return found


def campaigns(facts: Facts, limit: int) -> dict[date, dict[str | None, int]]:
    """Visits of each day by the name of their campaign, of which only so many are told an hour, and then a day."""
    hours: dict[datetime, dict[str | None, list[int]]] = {}

    def count(moment: datetime, name: str | None, orders: int, visits: int) -> None:
        hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        found = hours.setdefault(hour, {}).setdefault(name, [0, 0])
        found[0] += orders
        found[1] += visits

    for visit in facts.visits:
        if not visit["flg_robo"]:
            count(visit["dat_inicio"], visit["nom_campanha_atribuida"], 0, 1)
    for code, moment in made_at(facts).items():
        count(moment, facts.attributed.get(code, {}).get("nom_campanha"), 1, 0)
    for step in first_times(facts, {"CONFIRMADO"}):
        count(step["dat_evento"], facts.attributed.get(step["cod_pedido"], {}).get("nom_campanha"), 1, 0)

    def tell(names: dict[str | None, list[int]]) -> dict[str | None, list[int]]:
        known = sorted((name for name in names if name not in (None, OTHERS)), key=lambda n: n.encode())
        known.sort(key=lambda name: (-names[name][0], -names[name][1]))
        told: dict[str | None, list[int]] = {}
        for name, (orders, visits) in names.items():
            found = told.setdefault(OTHERS if name in known[limit:] else name, [0, 0])
            found[0] += orders
            found[1] += visits
        return told

    days: dict[date, dict[str | None, list[int]]] = {}
    for hour, names in hours.items():
        for name, (orders, visits) in tell(names).items():
            found = days.setdefault(facts.day(hour), {}).setdefault(name, [0, 0])
            found[0] += orders
            found[1] += visits
    return {day: {name: visits for name, (_, visits) in tell(names).items()} for day, names in days.items()}


def indicators(facts: Facts, since: date, until: date, only: Filter | None = None) -> dict[str, Decimal | None]:
    only = only or Filter()

    def inside(moment: datetime) -> bool:
        return since <= facts.day(moment) <= until

    made = [code for code, moment in made_at(facts).items() if inside(moment) and only.takes_order(facts, code)]
    firsts = [
        step
        for step in first_times(facts, {"CONFIRMADO", "CANCELADO", "RECUSADO"})
        if inside(step["dat_evento"]) and only.takes_order(facts, step["cod_pedido"])
    ]
    confirmed = [facts.orders[step["cod_pedido"]] for step in firsts if step["sta_para"] == "CONFIRMADO"]
    undone = [step for step in firsts if step["sta_para"] != "CONFIRMADO"]
    sold = [line for order in confirmed for line in only.of(facts, order["cod_pedido"])]
    ever_confirmed = {step["cod_pedido"] for step in facts.steps if step["sta_para"] == "CONFIRMADO"}
    refunded = sum(
        refund["vlr_estorno"]
        for refund in facts.refunds
        if inside(refund["dat_estorno"])
        and refund["cod_pedido"] in ever_confirmed
        and only.takes_order(facts, refund["cod_pedido"])
    )
    gross = sum(line["vlr_liquido"] for line in sold) if only.item else sum(order["vlr_total"] for order in confirmed)

    steps = visits_of(facts, since, until, only)
    visits = [visit for visit in steps if only.item is None or visit["visto"]]
    engaged = sum(map(is_engaged, visits))
    buying = [visit for visit in visits if visit["first_order"] is not None]
    visitors = {visit["cod_visitante"] for visit in visits}
    checkouts = [visit for visit in visits if visit["dat_checkout"] is not None]
    converted = 0
    for visit in checkouts:
        first, begun = visit["first_order"], visit["dat_checkout"]
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
            and only.takes_visit(visit)
        ):
            carts.append(cart)
    bought = {facts.orders[code]["cod_carrinho"]: moment for code, moment in made_at(facts).items()}
    kept = [cart for cart in carts if not_later(bought.get(cart["cod_carrinho"]), cart["dat_criacao"] + CONVERSION)]

    people: dict[int, int] = {}
    for order in confirmed:
        if order["cod_pessoa"] is not None:
            people[order["cod_pessoa"]] = people.get(order["cod_pessoa"], 0) + 1
    seen, chosen = set(), set()
    for event in facts.offers:
        visit = facts.visit.get(event["cod_visita"] or -1)
        if visit and not visit["flg_robo"] and inside(visit["dat_inicio"]) and only.takes_visit(visit):
            pair = (event["cod_visita"], event["cod_oferta"])
            if event["nom_tipo"] == "oferta_vista":
                seen.add(pair)
            elif event["nom_tipo"] == "oferta_clicada":
                chosen.add(pair)

    of_orders: dict[str, Decimal | None] = {
        "receita_bruta": Decimal(gross),
        "pedidos": Decimal(len(made)),
        "pedidos_confirmados": Decimal(len(confirmed)),
        "unidades_vendidas": Decimal(sum(line["qtd_item"] for line in sold)),
        "ticket_medio": ratio(gross, len(confirmed), 0),
        "cancelamento": ratio(len(undone), len(made)),
    }
    of_visits = {
        "visitas": Decimal(len(visits)),
        "engajamento": ratio(engaged, len(visits)),
        "rejeicao": ratio(len(visits) - engaged, len(visits)),
        "conversao": ratio(len(buying), len(visits)),
        "adicao_carrinho": ratio(
            sum(reached(v, "dat_carrinho") for v in steps), sum(reached(v, "dat_item") for v in steps)
        ),
    }
    of_the_whole = {
        "abandono_carrinho": ratio(len(carts) - len(kept), len(carts)),
        "abandono_checkout": ratio(len(checkouts) - converted, len(checkouts)),
        "ctr_ofertas": ratio(len(seen & chosen), len(seen)),
    }
    of_people = {
        "visitantes_unicos": Decimal(len(visitors)),
        "conversao_visitantes": ratio(len({visit["cod_visitante"] for visit in buying}), len(visitors)),
    }
    net = {"receita_liquida": Decimal(gross - refunded)}
    again = {"recompra": ratio(sum(orders >= 2 for orders in people.values()), len(people))}
    # What a filter does not apply to is null: a visit is of no unit, a refund of no item, who is unique of the whole.
    found = dict.fromkeys([*of_orders, *net, *of_visits, *of_the_whole, *of_people, *again])
    found |= of_orders
    found |= net if only.item is None else {}
    found |= of_visits if only.unit is None else {}
    found |= of_the_whole if only.unit is None and only.item is None else {}
    found |= of_people if only.unit is None and only.item is None and only.campaign is None else {}
    found |= again if only == Filter() else {}
    return found


def not_later(moment: datetime | None, limit: datetime | None) -> bool:
    return moment is not None and limit is not None and moment <= limit
