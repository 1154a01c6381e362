"""Chapter 6 of the guide in plain Python, slow and short: what flowt.cotar is held against. Money in centavos."""

import datetime
import itertools
import json
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Choice:
    """So many of an option of a group, and what is chosen of the groups that it opens."""

    option: int
    group: int
    rule: str
    price: int
    quantity: int
    opened: tuple["Choice", ...] = ()


def half_away(value: Fraction) -> int:
    """Rounds a value that is not negative."""
    return int(value + Fraction(1, 2))


def extras(choices: tuple[Choice, ...]) -> int:
    """Of one unit: every group by its rule, and what an option opens as often as it is chosen."""
    found = sum(choice.quantity * extras(choice.opened) for choice in choices)
    for group in {choice.group for choice in choices}:
        chosen = [choice for choice in choices if choice.group == group]
        each = [choice.price for choice in chosen for _ in range(choice.quantity)]
        mean = half_away(Fraction(sum(each), len(each)))
        found += {"SOMA": sum(each), "MAIOR": max(each), "MEDIA": mean}[chosen[0].rule]
    return found


def in_order(choices: tuple[Choice, ...]) -> tuple:
    """What one line's choices are sorted by among another's, however they were given."""
    ordered = sorted(choices, key=lambda c: (c.group, c.option, in_order(c.opened), c.quantity))
    return len(ordered), [(c.quantity, in_order(c.opened), str(c.group), str(c.option)) for c in ordered]


@dataclass(frozen=True)
class Part:
    """So many of an item in one combo, chosen in this group of it, and the add-ons of each."""

    group: int
    product: int
    variation: int | None
    quantity: int
    price: int
    choices: tuple[Choice, ...] = ()
    sent: bool = True
    """A group that leaves no choice need not be answered."""

    @property
    def kept(self) -> dict:
        """As a cart keeps it, members in the order of PostgreSQL's."""
        opened = kept(self.choices)
        found = {"qtd": 1} | ({"opcoes": opened} if opened else {})
        found |= {"cod_grupo": str(self.group), "cod_produto": str(self.product)}
        return found | ({"cod_variacao": str(self.variation)} if self.variation else {})


def kept(choices: tuple[Choice, ...]) -> list[dict]:
    """Add-ons of a part of a combo as a cart keeps them: in the order of what they look like."""
    found = [(choice.quantity, kept(choice.opened), str(choice.option)) for choice in choices]
    members = [
        {"qtd": many} | ({"opcoes": below} if below else {}) | {"cod_opcao": code} for many, below, code in found
    ]
    return sorted(members, key=json.dumps)


def json_order(value: list | dict | str | int) -> object:
    """What PostgreSQL sorts jsonb by: the longer is the greater."""
    if isinstance(value, list):
        return len(value), [json_order(member) for member in value]
    if isinstance(value, dict):
        return len(value), [(name, json_order(member)) for name, member in value.items()]
    return value


@dataclass
class Line:
    number: int
    product: int | None
    quantity: int
    price: int
    categories: frozenset[int] = frozenset()
    combo: int | None = None
    variation: int | None = None
    choices: tuple[Choice, ...] = ()
    parts: tuple[Part, ...] = ()
    """Of a combo, whose add-ons are paid besides its price."""

    @property
    def extra_unit(self) -> int:
        return extras(self.choices) + sum(part.quantity * extras(part.choices) for part in self.parts)

    @property
    def unit(self) -> int:
        return self.price + self.extra_unit

    @property
    def extra(self) -> int:
        return self.extra_unit * self.quantity

    @property
    def kept(self) -> list[dict]:
        """What was chosen in a combo, as a cart keeps it."""
        return sorted((part.kept for part in self.parts if part.sent), key=json.dumps)

    @property
    def parts_gross(self) -> list[int]:
        """The combo's price spread over its items by theirs; add-ons are of the item they are on."""
        parts = sorted(
            self.parts, key=lambda p: (p.group, p.product, p.variation or 0, json_order(p.kept.get("opcoes", [])))
        )
        many = [part.quantity * self.quantity for part in parts]
        shares = spread(self.price * self.quantity, [p.price * n for p, n in zip(parts, many, strict=True)])
        return [share + extras(p.choices) * n for share, p, n in zip(shares, parts, many, strict=True)]

    @property
    def gross(self) -> int:
        return self.unit * self.quantity


@dataclass
class Buyer:
    """Who buys, by where, and when (local time)."""

    moment: datetime.datetime
    person: int | None = None
    bought_before: bool = False
    in_segment: bool = False
    channel: str | None = None
    payment: str | None = None
    coupons: list[str] = field(default_factory=list)


@dataclass
class Use:
    """One that counts: neither given back nor of later."""

    value: int
    person: int | None = None
    coupon: str | None = None


@dataclass
class Coupon:
    code: str
    limit: int | None = None
    person: int | None = None
    ended: bool = False
    ends: datetime.datetime | None = None


@dataclass
class Gift:
    product: int
    quantity: int
    unit: int
    available: bool


@dataclass
class Window:
    """Days from 0, Sunday; hours of the day, the second not later than the first when it is of the next day."""

    days: frozenset[int] | None
    hours: tuple[int, int] | None

    def holds(self, moment: datetime.datetime) -> bool:
        start, end = self.hours or (0, 0)
        for begun in (moment.date(), moment.date() - datetime.timedelta(days=1)):
            if self.days is None or begun.isoweekday() % 7 in self.days:
                begin = datetime.datetime.combine(begun, datetime.time(start))
                if begin <= moment < begin + datetime.timedelta(hours=(end - start) % 24 or 24):
                    return True
        return False


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
    gift: Gift | None = None
    limit: int | None = None
    person_limit: int | None = None
    budget: int | None = None
    starts: datetime.datetime | None = None
    ends: datetime.datetime | None = None
    window: Window = field(default_factory=lambda: Window(None, None))
    first_purchase: bool = False
    segment: bool = False
    channels: frozenset[str] | None = None
    payments: frozenset[str] | None = None
    by_coupon: bool = False
    coupons: list[Coupon] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    @property
    def stage(self) -> str:
        if self.kind in ("FRETE_GRATIS", "BRINDE"):
            return self.kind
        return "PEDIDO" if self.target == "PEDIDO" else "ITEM"

    @property
    def left(self) -> int | None:
        """Of its budget."""
        return None if self.budget is None else self.budget - sum(use.value for use in self.uses)

    def refusals(self, buyer: Buyer, reached: bool, gross: int) -> set[str]:
        """Why it is not for this purchase: every reason there is."""
        personal = self.first_purchase or self.segment or self.person_limit is not None
        known = buyer.person is not None
        mine = sum(use.person == buyer.person for use in self.uses)
        reasons = {
            "cupom_ainda_nao_vale": self.starts is not None and buyer.moment < self.starts,
            "cupom_vencido": self.ends is not None and buyer.moment >= self.ends,
            "fora_do_horario": not self.window.holds(buyer.moment),
            "outro_canal": self.channels is not None and buyer.channel not in self.channels,
            "outro_pagamento": self.payments is not None and buyer.payment not in self.payments,
            "nenhum_item_participa": not reached,
            "abaixo_do_minimo": self.minimum is not None and gross < self.minimum,
            "oferta_esgotada": (self.limit is not None and len(self.uses) >= self.limit)
            or (self.left is not None and self.left <= 0),
            "identificacao_necessaria": personal and not known,
            "so_na_primeira_compra": self.first_purchase and known and buyer.bought_before,
            "fora_do_segmento": self.segment and known and not buyer.in_segment,
            "ja_usada": self.person_limit is not None and known and mine >= self.person_limit,
        }
        return {reason for reason, is_so in reasons.items() if is_so}

    def refusals_of(self, coupon: Coupon, buyer: Buyer) -> set[str]:
        used = sum(use.coupon == coupon.code for use in self.uses)
        reasons = {
            "cupom_encerrado": coupon.ended,
            "cupom_vencido": coupon.ends is not None and buyer.moment >= coupon.ends,
            "cupom_de_outra_pessoa": coupon.person not in (None, buyer.person),
            "cupom_esgotado": coupon.limit is not None and used >= coupon.limit,
        }
        return {reason for reason, is_so in reasons.items() if is_so}

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
    units: dict[int, int]
    parts: dict[int, list[int]]
    nets: dict[int, int]
    freight_off: int = 0
    used: set[int] = field(default_factory=set)
    coupons: dict[str, set[str]] = field(default_factory=dict)
    """What may be answered of each coupon."""

    @property
    def total(self) -> int:
        return sum(self.nets.values())


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


def savings(offer: Offer, places: list[int], left: list[int], lines: list[Line]) -> list[int]:
    left = [left[place] for place in places]
    quantities = [lines[place].quantity for place in places]
    if offer.kind == "LEVE_X_PAGUE_Y":
        off = freed(offer, left, quantities)
    else:
        # A fixed price is the item's: add-ons are paid besides.
        fixed = [offer.price * lines[place].quantity + lines[place].extra for place in places]
        one = {
            "PERCENTUAL": lambda rest, quantity, _: half_away(rest * offer.percent / 100),
            "VALOR": lambda rest, quantity, _: min(rest, offer.value * quantity),
            "PRECO_FIXO": lambda rest, _, price: max(rest - price, 0),
            "FRETE_GRATIS": lambda rest, *_: rest,
        }[offer.kind]
        off = [one(*line) for line in zip(left, quantities, fixed, strict=True)]
    if offer.maximum is not None and sum(off) > offer.maximum:
        off = spread(offer.maximum, off)
    # A budget gives the whole or nothing.
    return off if offer.left is None or sum(off) <= offer.left else [0] * len(off)


def exclusive(offers: list[Offer], reach: dict[int, list[int]], left: list[int], lines: list[Line]) -> dict:
    """(offer, place) → saving, every place given to one offer at most."""
    single: dict[int, tuple] = {}
    joint: dict[int, dict[int, int]] = {}
    by_code = {offer.code: offer for offer in offers}
    for offer in offers:
        places = reach[offer.code]
        off = savings(offer, places, left, lines)
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


def stage(offers: list[Offer], reach: dict[int, list[int]], left: list[int], lines: list[Line]) -> set[int]:
    """Takes what the offers of one stage give from `left`."""
    ordered = sorted(offers, key=lambda offer: offer.rank)
    found = exclusive([offer for offer in ordered if not offer.cumulative], reach, left, lines)
    used = set()
    for (code, place), value in found.items():
        left[place] -= value
        if value:
            used.add(code)
    for offer in ordered:
        if offer.cumulative:
            places = reach[offer.code]
            off = savings(offer, places, left, lines)
            for place, value in zip(places, off, strict=True):
                left[place] -= value
            if sum(off):
                used.add(offer.code)
    return used


COUPONS_AT_MOST = 5


def opened(
    offers: list[Offer], buyer: Buyer, lines: list[Line]
) -> tuple[list[Offer], dict[str, set[str]], dict[int, str]]:
    """The offers for this purchase, why each coupon opens none, and which coupon opened which offer."""
    gross = sum(line.gross for line in lines)
    named = list(dict.fromkeys("".join(code.split()).upper() for code in buyer.coupons))
    counted = set(named[:COUPONS_AT_MOST])
    answers = {code: {"cupom_desconhecido"} if code in counted else {"cupons_demais"} for code in named}
    valid, by = [], {}
    for offer in offers:
        refusals = offer.refusals(buyer, bool(offer.lines(lines)), gross)
        coupons = sorted((c for c in offer.coupons if c.code in counted), key=lambda coupon: coupon.code)
        for coupon in coupons:
            answers[coupon.code] = refusals | offer.refusals_of(coupon, buyer)
            if not answers[coupon.code]:
                answers[coupon.code] = {"mesma_oferta"} if offer.code in by else set()
                by.setdefault(offer.code, coupon.code)
        if offer.code in by or (not offer.by_coupon and not refusals):
            valid.append(offer)
    return valid, answers, by


def gifts(offers: list[Offer]) -> list[Offer]:
    """Those whose gifts are given: of the exclusive the dearest, and every cumulative one."""
    worth = {offer.code: offer.gift.unit * offer.gift.quantity for offer in offers}
    able = [o for o in offers if o.gift.available and (o.left is None or worth[o.code] <= o.left)]
    exclusives = sorted((o for o in able if not o.cumulative), key=lambda o: (-worth[o.code], o.rank))
    return [o for o in able if o.cumulative] + exclusives[:1]


def quote(lines: list[Line], offers: list[Offer], freight: int, buyer: Buyer) -> Quote:
    # An order of their own, that does not depend on the cart's.
    last = max([line.product or 0 for line in lines], default=0) + 1
    lines = sorted(
        lines,
        key=lambda line: (
            *(line.product or last, line.variation or 0, line.combo or 0),
            *(json_order(line.kept) if line.combo else in_order(line.choices), line.quantity, line.number),
        ),
    )
    known, (offers, coupons, by) = offers, opened(offers, buyer, lines)
    left = [line.gross for line in lines]
    given = gifts([offer for offer in offers if offer.gift])
    offers = [offer for offer in offers if not offer.gift]
    reach = {offer.code: offer.lines(lines) for offer in offers}
    used = stage([o for o in offers if o.target != "PEDIDO"], reach, left, lines)
    whole, one = [sum(left)], [Line(0, None, 1, 0)]
    of_order = [o for o in offers if o.target == "PEDIDO" and o.kind != "FRETE_GRATIS"]
    used |= stage(of_order, {o.code: [0] for o in of_order}, whole, one)
    left = [rest - off for rest, off in zip(left, spread(sum(left) - whole[0], left), strict=True)]
    shipped = [freight]
    of_freight = [o for o in offers if o.kind == "FRETE_GRATIS"]
    used |= stage(of_freight, {o.code: [0] for o in of_freight}, shipped, one)
    used |= {offer.code for offer in given}
    stage_of = {offer.code: offer.stage for offer in known}
    for offer in known:
        if offer.code in by:
            beaten = not offer.cumulative and any(stage_of[code] == offer.stage for code in used)
            coupons[by[offer.code]] = (
                {"cupom_aceito"}
                if offer.code in used
                else {"sem_frete"}
                if offer.kind == "FRETE_GRATIS" and not freight
                else {"outra_oferta_melhor"}
                if beaten
                else {"oferta_esgotada" if offer.gift else "nada_a_descontar"}
            )
    nets = {line.number: rest for line, rest in zip(lines, left, strict=True)} | {-offer.code: 0 for offer in given}
    parts = {line.number: line.parts_gross for line in lines if line.parts}
    return Quote({line.number: line.unit for line in lines}, parts, nets, freight - shipped[0], used, coupons)
