"""A customer's score read from the guide (chapter 14), one fact after the other, in a language without sets.

Slow and plain on purpose: the tests hold flowt.calcular_scores, the job and what it keeps against it.
"""

import datetime
import math
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

WINDOW = 365
WEIGHTS = {"recencia": 30, "frequencia": 25, "valor": 25, "nps": 20}
DAYS = (7, 30, 60, 120)
ORDERS = (12, 6, 3, 2, 1)
# As in the guide: level of recency, level of frequency.
GRID = {
    "campeao": ("5", "45"),
    "fiel": ("34", "45"),
    "potencial_fiel": ("45", "23"),
    "promissor": ("4", "1"),
    "novo": ("5", "1"),
    "precisa_atencao": ("3", "3"),
    "prestes_a_dormir": ("3", "12"),
    "nao_pode_perder": ("12", "5"),
    "em_risco": ("12", "34"),
    "hibernando": ("12", "12"),
}


def rounded(value: float | Decimal, digits: int) -> Decimal:
    """Half away from zero, of the fifteen digits that a double is good for."""
    exact = value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def recency(days: int | None) -> Decimal:
    return Decimal(0) if days is None else rounded(0.5 ** (days / 30), 4)


def frequency(times: int) -> Decimal:
    return min(Decimal(1), rounded(math.log(1 + times) / math.log(13), 4))


def value(cents: int) -> Decimal:
    return min(Decimal(1), rounded(math.log(1 + max(cents, 0) / 100) / math.log(1001), 4))


def satisfaction(note: int | None) -> Decimal | None:
    if note is None:
        return None
    return Decimal(1) if note >= 9 else Decimal("0.5") if note >= 7 else Decimal(0)


def score(parts: dict[str, Decimal | None], weights: dict[str, int]) -> int:
    present = {name: part for name, part in parts.items() if part is not None}
    total = sum(weights[name] for name in present)
    return int(rounded(sum(Decimal(1000 * weights[name]) * part for name, part in present.items()) / total, 0))


def segment(days: int | None, orders: int, day_limits=DAYS, order_limits=ORDERS) -> str:
    if days is None:
        return "sem_compra"
    r = next((5 - place for place, limit in enumerate(day_limits) if days <= limit), 1)
    f = next(5 - place for place, limit in enumerate(order_limits) if orders >= limit)
    return next(name for name, (rs, fs) in GRID.items() if str(r) in rs and str(f) in fs)


@dataclass
class Order:
    total: int
    person: int | None
    confirmed: datetime.date | None = None
    refunds: list[tuple[datetime.date, int]] = field(default_factory=list)
    cancelled: bool = False


@dataclass
class Note:
    person: int
    note: int
    at: datetime.datetime


def person_score(
    person: int,
    orders: list[Order],
    notes: list[Note],
    today: datetime.date,
    weights: dict[str, int] = WEIGHTS,
    day_limits: tuple[int, ...] = DAYS,
) -> dict:
    first = today - datetime.timedelta(days=WINDOW - 1)
    inside = lambda day: day is not None and first <= day <= today  # noqa: E731
    last, count, net = None, 0, 0
    for order in orders:
        # What is undone afterwards was no purchase.
        if order.person != person or order.confirmed is None or order.cancelled:
            continue
        if inside(order.confirmed):
            count += 1
            net += order.total
            last = order.confirmed if last is None else max(last, order.confirmed)
        net -= sum(amount for day, amount in order.refunds if inside(day))
    latest = None
    for note in notes:
        if note.person == person and (latest is None or note.at >= latest.at):
            latest = note
    days, mark = None if last is None else (today - last).days, None if latest is None else latest.note
    parts = {
        "recencia": recency(days),
        "frequencia": frequency(count),
        "valor": value(net),
        "nps": satisfaction(mark),
    }
    return {
        "num_score": score(parts, weights),
        "nom_segmento": segment(days, count, day_limits),
        "flg_detrator": mark is not None and mark <= 6,
        "num_dias": days,
        "qtd_pedidos": count,
        "vlr_liquido": net,
        "num_nota": mark,
        "num_r": parts["recencia"],
        "num_f": parts["frequencia"],
        "num_m": parts["valor"],
        "num_n": parts["nps"],
    }
