"""Chapter 6 of the guide in plain Python, slow and short: what flowt.cotar is held against. Money in centavos."""

import itertools
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Line:
    number: int
    product: int | None
    quantity: int
    unit: int
    categories: frozenset[int] = frozenset()
    combo: int | None = None

    @property
    def gross(self) -> int:
        return self.unit * self.quantity


@dataclass
class Offer:
    code: int
    kind: str
    target: str
    targets: frozenset[int] = frozenset()
    percent: Fraction = Fraction(0)
    value: int = 0
    price: int = 0
    take: int = 0
    pay: int = 0
    minimum: int | None = None
    maximum: int | None = None
    priority: int = 100
    cumulative: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        return self.priority, self.code

    def lines(self, lines: list[Line]) -> list[int]:
        """Places of the lines it reaches."""
        reaches = {
            "ITEM": lambda line: line.product in self.targets,
            "CATEGORIA": lambda line: bool(line.categories & self.targets),
            "COMBO": lambda line: line.combo in self.targets,
            "PEDIDO": lambda line: True,
        }[self.target]
        return [place for place, line in enumerate(lines) if reaches(line)]


@dataclass
class Quote:
    nets: dict[int, int]
    freight_off: int = 0
    used: set[int] = field(default_factory=set)

    @property
    def total(self) -> int:
        return sum(self.nets.values())


def half_away(value: Fraction) -> int:
    """Rounds a value that is not negative."""
    return int(value + Fraction(1, 2))


def spread(value: int, weights: list[int]) -> list[int]:
    """Largest remainder; of equal remainders the first."""
    weights = weights if sum(weights) else [1] * len(weights)
    exact = [Fraction(value * weight, sum(weights)) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: value - sum(parts)]:
        parts[place] += 1
    return parts


def freed(offer: Offer, left: list[int], quantities: list[int]) -> list[int]:
    """Every unit by itself: sorted, taken in groups, the cheapest of each complete one free."""
    units = []
    for place, (rest, quantity) in enumerate(zip(left, quantities, strict=True)):
        units += [(rest // quantity + (number < rest % quantity), place) for number in range(quantity)]
    units.sort(key=lambda unit: (-unit[0], unit[1]))
    off = [0] * len(left)
    for start in range(0, len(units) - offer.take + 1, offer.take):
        for price, place in units[start + offer.pay : start + offer.take]:
            off[place] += price
    return off


def savings(offer: Offer, left: list[int], quantities: list[int]) -> list[int]:
    if offer.kind == "LEVE_X_PAGUE_Y":
        off = freed(offer, left, quantities)
    else:
        one = {
            "PERCENTUAL": lambda rest, quantity: half_away(rest * offer.percent / 100),
            "VALOR": lambda rest, quantity: min(rest, offer.value * quantity),
            "PRECO_FIXO": lambda rest, quantity: max(rest - offer.price * quantity, 0),
            "FRETE_GRATIS": lambda rest, quantity: rest,
        }[offer.kind]
        off = [one(rest, quantity) for rest, quantity in zip(left, quantities, strict=True)]
    if offer.maximum is not None and sum(off) > offer.maximum:
        return spread(offer.maximum, off)
    return off


def exclusive(offers: list[Offer], reach: dict[int, list[int]], left: list[int], quantities: list[int]) -> dict:
    """(offer, place) → saving, every place given to one offer at most."""
    single: dict[int, tuple] = {}
    joint: dict[int, dict[int, int]] = {}
    by_code = {offer.code: offer for offer in offers}
    for offer in offers:
        places = reach[offer.code]
        off = savings(offer, [left[place] for place in places], [quantities[place] for place in places])
        if not sum(off):
            continue
        if len(places) > 1 and (offer.kind == "LEVE_X_PAGUE_Y" or sum(off) == offer.maximum):
            joint[offer.code] = dict(zip(places, off, strict=True))
            continue
        for place, value in zip(places, off, strict=True):
            if value and (place not in single or (-value, offer.rank) < single[place][:2]):
                single[place] = (-value, offer.rank, offer.code)
    weighed = {}
    for code, places in joint.items():
        gain = sum(places.values()) + sum(single[place][0] for place in places if place in single)
        first = all(by_code[code].rank < single[place][1] for place in places if place in single)
        if gain > 0 or (gain == 0 and first):
            weighed[code] = 2 * gain + first
    ranked = sorted(weighed, key=lambda code: by_code[code].rank)
    best: tuple[int, tuple[int, ...]] = (0, ())
    # In the order of their bits, so that of equals the first is kept.
    for chosen in sorted(
        itertools.product((0, 1), repeat=len(ranked)), key=lambda bits: sum(b << i for i, b in enumerate(bits))
    ):
        codes = [code for code, bit in zip(ranked, chosen, strict=True) if bit]
        taken = [place for code in codes for place in joint[code]]
        worth = sum(weighed[code] for code in codes)
        if len(taken) == len(set(taken)) and worth > best[0]:
            best = (worth, tuple(codes))
    found = {(code, place): value for code in best[1] for place, value in joint[code].items()}
    taken = {place for _, place in found}
    return found | {(entry[2], place): -entry[0] for place, entry in single.items() if place not in taken}


def stage(offers: list[Offer], reach: dict[int, list[int]], left: list[int], quantities: list[int]) -> set[int]:
    """Takes what the offers of one stage give from `left`."""
    ordered = sorted(offers, key=lambda offer: offer.rank)
    found = exclusive([offer for offer in ordered if not offer.cumulative], reach, left, quantities)
    used = set()
    for (code, place), value in found.items():
        left[place] -= value
        if value:
            used.add(code)
    for offer in ordered:
        if offer.cumulative:
            places = reach[offer.code]
            off = savings(offer, [left[place] for place in places], [quantities[place] for place in places])
            for place, value in zip(places, off, strict=True):
                left[place] -= value
            if sum(off):
                used.add(offer.code)
    return used


def quote(lines: list[Line], offers: list[Offer], freight: int) -> Quote:
    # An order of their own, that does not depend on the cart's.
    last = max([line.product or 0 for line in lines], default=0) + 1
    lines = sorted(lines, key=lambda line: (line.product or last, line.combo or 0, line.quantity, line.number))
    gross = sum(line.gross for line in lines)
    offers = [offer for offer in offers if offer.lines(lines) and gross >= (offer.minimum or 0)]
    left = [line.gross for line in lines]
    reach = {offer.code: offer.lines(lines) for offer in offers}
    used = stage([o for o in offers if o.target != "PEDIDO"], reach, left, [line.quantity for line in lines])
    whole = [sum(left)]
    of_order = [o for o in offers if o.target == "PEDIDO" and o.kind != "FRETE_GRATIS"]
    used |= stage(of_order, {o.code: [0] for o in of_order}, whole, [1])
    left = [rest - off for rest, off in zip(left, spread(sum(left) - whole[0], left), strict=True)]
    shipped = [freight]
    of_freight = [o for o in offers if o.kind == "FRETE_GRATIS"]
    used |= stage(of_freight, {o.code: [0] for o in of_freight}, shipped, [1])
    return Quote({line.number: rest for line, rest in zip(lines, left, strict=True)}, freight - shipped[0], used)
