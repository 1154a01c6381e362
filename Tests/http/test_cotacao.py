"""Properties of flowt.cotar over random catalogues, combos and offers, held against Tests/naive_price.py."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from psycopg.types.json import Jsonb

from company import Company
from harness import Cluster
from naive_price import Buyer, Choice, Coupon, Gift, Line, Offer, Part, Quote, Use, Window, half_away, quote

EXAMPLES = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
PRODUCTS, CATEGORIES, COMBOS, PEOPLE = 5, 2, 2, 2
# Of the products, those that may have variations: what is given away may not.
VARIED = 3
# Groups of a combo, at most. Of every other one two may be chosen; the rest leave no choice.
PARTS, MOST = 3, (1, 2, 1)
# Add-ons: two groups of the items; the first option of the first opens the third, whose first option opens the fourth.
OFFERED, OPENED = (0, 1), {0: 2, 2: 3}
CODES = {
    "tb_omni8_categoria": "cod_categoria",
    "tb_omni8_cupom": "cod_cupom",
    "tb_omni8_etiqueta": "cod_etiqueta",
    "tb_omni8_pessoa": "cod_pessoa",
    "tb_omni8_produto_servico": "cod_produto",
    "tb_omni8_combo": "cod_combo",
    "tb_omni8_variacao": "cod_variacao",
    "tb_omni8_complemento_grupo": "cod_grupo",
    "tb_omni8_complemento_opcao": "cod_opcao",
    "tb_omni8_oferta": "cod_oferta",
}
BEGINNING = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
CHANNELS, PAYMENTS = ("CARDAPIO", "MESA"), ("PIX", "DINHEIRO")
CODE = "CUPOM-{}".format
# What a drawn offer says that is no column of it.
OF_THE_TEST = {
    "alvos",
    "cod_brinde",
    "flg_segmento",
    "horas",
    "tip_canais",
    "tip_pagamentos",
    "validade",
    "cupons",
    "usos",
}

prices = some.integers(1, 4000) | some.sampled_from([100, 1000, 1070, 2990])
subset = lambda size: some.sets(some.integers(0, size - 1), min_size=1, max_size=size)  # noqa: E731


KINDS = ["PERCENTUAL", "VALOR", "PRECO_FIXO", "LEVE_X_PAGUE_Y", "FRETE_GRATIS", "BRINDE"]
rarely = lambda value: some.one_of(some.none(), some.none(), some.none(), value)  # noqa: E731


@some.composite
def offers(draw, cumulative: bool | None = None, conditions: bool = True) -> dict:
    """`conditions` that a purchase may not meet; without them, whoever buys gets it."""
    kind = draw(some.sampled_from(KINDS))
    targets = ["ITEM", "ITEM", "CATEGORIA", "COMBO", "PEDIDO"]
    if kind in ("PRECO_FIXO", "LEVE_X_PAGUE_Y"):
        targets = targets[:-1]
    target = "PEDIDO" if kind == "FRETE_GRATIS" else draw(some.sampled_from(targets))
    take = draw(some.integers(2, 4))
    offer = {
        "tip_oferta": kind,
        "tip_alvo": target,
        "alvos": draw(subset({"ITEM": PRODUCTS, "CATEGORIA": CATEGORIES, "COMBO": COMBOS, "PEDIDO": 1}[target])),
        "num_percentual": draw(some.integers(1, 10000)) if kind == "PERCENTUAL" else None,
        "vlr_desconto": draw(some.integers(1, 1500)) if kind == "VALOR" else None,
        "vlr_preco": draw(some.integers(0, 2000)) if kind == "PRECO_FIXO" else None,
        "qtd_leve": take if kind == "LEVE_X_PAGUE_Y" else None,
        "qtd_pague": draw(some.integers(1, take - 1)) if kind == "LEVE_X_PAGUE_Y" else None,
        "cod_brinde": draw(some.integers(VARIED, PRODUCTS - 1)) if kind == "BRINDE" else None,
        "qtd_brinde": draw(some.integers(1, 2)) if kind == "BRINDE" else None,
        "vlr_minimo": draw(some.none() | some.integers(1, 8000)),
        "vlr_maximo": None if kind == "BRINDE" else draw(some.none() | some.none() | some.integers(1, 2000)),
        "num_prioridade": draw(some.integers(1, 4)),
        "flg_cumulativa": draw(some.booleans()) if cumulative is None else cumulative,
    }
    return offer | (draw(conditions_of_offers()) if conditions else {})


CONDITIONS = {
    "qtd_limite": some.integers(1, 3),
    "qtd_limite_pessoa": some.integers(1, 2),
    "vlr_orcamento": some.integers(1, 4000),
    "flg_primeira_compra": some.just(True),
    "flg_segmento": some.just(True),
    "tip_canais": some.sets(some.sampled_from(CHANNELS), min_size=1),
    "tip_pagamentos": some.sets(some.sampled_from(PAYMENTS), min_size=1),
    # Days from now, none of which a quote of the past or of the week to come falls on.
    "validade": some.sampled_from([(-200, None), (-3.5, 300), (2.5, None), (None, 4.5), (-200, -100)]),
    "num_dias_semana": some.sets(some.integers(0, 6), min_size=2).map(sorted),
    "horas": some.tuples(some.integers(0, 23), some.integers(0, 23)),
    "flg_cupom": some.just(True),
}
# What counts uses is drawn more often than the rest, for it needs them to matter.
OFTEN = [*CONDITIONS, *["qtd_limite", "qtd_limite_pessoa", "vlr_orcamento"] * 2]
# Whose it is, of how many uses, how it ended.
coupons = some.tuples(
    rarely(some.integers(0, PEOPLE - 1)),
    rarely(some.integers(1, 2)),
    rarely(some.sampled_from(["ENDED", -100])),
)
# Whose, how much, by which coupon, given back.
uses = some.tuples(
    some.integers(0, PEOPLE - 1), some.integers(1, 800), some.none() | some.integers(0, 1), some.booleans()
)


@some.composite
def conditions_of_offers(draw) -> dict:
    """Few, so that an offer often is for a purchase."""
    names = draw(some.sets(some.sampled_from(OFTEN), max_size=2))
    met = {name: draw(CONDITIONS[name]) for name in sorted(names)}
    met["cupons"] = draw(some.lists(coupons, min_size="flg_cupom" in met, max_size=2))
    if names & {"qtd_limite", "qtd_limite_pessoa", "vlr_orcamento"} or met["cupons"]:
        met["usos"] = draw(some.lists(uses, min_size=1, max_size=3))
    return met


# Each: has bought before, is in the segment.
people = some.lists(some.tuples(some.booleans(), some.booleans()), min_size=PEOPLE, max_size=PEOPLE)
buyers = some.fixed_dictionaries(
    {
        "person": some.none() | some.integers(0, PEOPLE - 1),
        "hours": some.integers(0, 7 * 24),
        "channel": some.sampled_from(CHANNELS),
        "payment": some.none() | some.sampled_from(PAYMENTS),
        # Some that there are, some that there are not, more than count, and written as people write.
        "coupons": some.lists(
            some.builds(
                lambda number, written: written(CODE(number)),
                some.sampled_from([1, 1, 1, 2, 2, 3, 4, 5, 6, 7]),
                some.sampled_from([str, str.lower, " {} ".format]),
            ),
            max_size=8,
        ),
    }
)

several_buyers = some.lists(buyers, min_size=3, max_size=5)

catalogues = some.fixed_dictionaries(
    {
        "prices": some.lists(prices, min_size=PRODUCTS, max_size=PRODUCTS),
        "categories": some.lists(some.integers(0, CATEGORIES - 1), min_size=PRODUCTS, max_size=PRODUCTS),
        "people": people,
        "sold_out": some.sets(some.integers(0, PRODUCTS - 1), max_size=1),
        # Each with the prices of its variations, the product's where they have none.
        "variations": some.dictionaries(
            some.integers(0, VARIED - 1), some.lists(some.none() | prices, min_size=1, max_size=3)
        ),
        "with_groups": some.sets(some.integers(0, PRODUCTS - 1)),
        "groups": some.lists(
            some.tuples(
                some.sampled_from(["SOMA", "MAIOR", "MEDIA"]),
                some.lists(some.integers(0, 900), min_size=1, max_size=3),
            ),
            min_size=len(OFFERED) + len(OPENED),
            max_size=len(OFFERED) + len(OPENED),
        ),
        # Each combo: how it is priced, a number for it, and how many of each product it takes.
        "combos": some.lists(
            some.tuples(
                some.sampled_from(["FIXO", "FIXO", "SOMA_MENOS_PERC", "SOMA_MENOS_VALOR"]),
                some.integers(1, 9000),
                some.dictionaries(some.integers(0, PRODUCTS - 1), some.integers(1, 3), min_size=1, max_size=PARTS),
            ),
            min_size=COMBOS,
            max_size=COMBOS,
        ),
    }
)


def choices_of(below: some.SearchStrategy, most: int) -> some.SearchStrategy:
    """Which of the options there are, how many, and what is chosen of what it opens."""
    return some.lists(some.tuples(some.integers(0, 5), some.integers(1, 3), below), max_size=most)


choices = some.just([]) | choices_of(choices_of(choices_of(some.just([]), 2), 2), 3)
# Of a combo's groups, one after the other: the add-ons of each item that is chosen in it.
chosen = some.lists(some.lists(choices, min_size=1, max_size=2), min_size=PARTS, max_size=PARTS)
# Products, then combos; how many, which variation, add-ons. One twice is two lines.
purchases = some.lists(
    some.tuples(some.integers(0, PRODUCTS + COMBOS - 1), some.integers(1, 4), some.integers(0, 2), choices, chosen),
    min_size=1,
    max_size=7,
)
freights = some.sampled_from([0, 1, 700])


class Shop:
    """One company whose catalogue is another in every example: what is made is rolled back."""

    def __init__(self, connection: psycopg.Connection, number: int) -> None:
        self.connection, self.number, self.keys = connection, number, 0
        self.now = self.row("SELECT now() AS now")["now"]
        self.zone = ZoneInfo(
            self.row("SELECT des_fuso_horario AS zone FROM flowt.tb_omni8_tenant WHERE cod_tenant = %s", number)["zone"]
        )

    def row(self, statement: str, *values) -> dict:
        return self.connection.execute(statement, values).fetchone()

    def one(self, table: str, columns: dict) -> int:
        names = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, ("cod_tenant", *columns)))
        places = psycopg.sql.SQL(", ").join(psycopg.sql.Placeholder() * (len(columns) + 1))
        statement = psycopg.sql.SQL("INSERT INTO flowt.{} ({}) VALUES ({}) RETURNING {} AS code").format(
            psycopg.sql.Identifier(table), names, places, psycopg.sql.Identifier(CODES.get(table, "cod_tenant"))
        )
        return self.connection.execute(statement, (self.number, *columns.values())).fetchone()["code"]

    def stock_up(self, catalogue: dict) -> None:
        # An example that failed left its transaction behind.
        self.connection.rollback()
        self.now = self.row("SELECT now() AS now, set_config('flowt.cod_tenant', %s, true)", str(self.number))["now"]
        self.catalogue, self.coupons = catalogue, 0
        self.categories = [self.one("tb_omni8_categoria", {"nom_categoria": f"C{n}"}) for n in range(CATEGORIES)]
        self.products = [
            self.one(
                "tb_omni8_produto_servico",
                {
                    "nom_produto": f"P{n}",
                    "vlr_preco": price,
                    "sta_produto": "PUBLICADO",
                    "cod_categoria": self.categories[catalogue["categories"][n]],
                },
            )
            for n, price in enumerate(catalogue["prices"])
        ]
        self.variations = {
            place: [
                self.one(
                    "tb_omni8_variacao",
                    {"cod_produto": self.products[place], "nom_variacao": f"V{n}", "vlr_preco": price},
                )
                for n, price in enumerate(found)
            ]
            for place, found in catalogue["variations"].items()
        }
        self.groups = [self.group(*group) for group in catalogue["groups"]]
        for group in OFFERED:
            for place in catalogue["with_groups"]:
                self.offers_group(group, "cod_produto", self.products[place])
        for opening, group in OPENED.items():
            self.offers_group(group, "cod_opcao", self.groups[opening][1][0])
        self.connection.execute(
            "UPDATE flowt.tb_omni8_preco SET dat_inicio = %s WHERE cod_tenant = %s", (BEGINNING, self.number)
        )
        self.connection.execute(
            "UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = (now() AT TIME ZONE %s)::date"
            " WHERE cod_produto = ANY (%s)",
            (self.zone.key, [self.products[place] for place in catalogue["sold_out"]]),
        )
        self.combos = [self.combo(*combo) for combo in catalogue["combos"]]
        self.segment = self.one("tb_omni8_etiqueta", {"nom_etiqueta": "Segmento"})
        self.people = [self.one("tb_omni8_pessoa", {"tip_pessoa": "F", "nom_pessoa": "Rita"}) for _ in range(PEOPLE)]
        for person, (bought_before, in_segment) in zip(self.people, catalogue["people"], strict=True):
            if in_segment:
                self.one("tb_omni8_pessoa_etiqueta", {"cod_pessoa": person, "cod_etiqueta": self.segment})
            if bought_before:
                self.bought(person, BEGINNING)

    def group(self, rule: str, option_prices: list[int]) -> tuple[int, list[int]]:
        columns = {"nom_grupo": "G", "qtd_max": 99, "tip_preco": rule, "dat_criacao": BEGINNING}
        number = self.one("tb_omni8_complemento_grupo", columns)
        return number, [
            self.one(
                "tb_omni8_complemento_opcao",
                {"cod_grupo": number, "nom_opcao": f"O{n}", "vlr_preco": price, "qtd_max": 99},
            )
            for n, price in enumerate(option_prices)
        ]

    def offers_group(self, place: int, where: str, number: int) -> None:
        columns = {"cod_grupo": self.groups[place][0], where: number, "dat_inicio": BEGINNING}
        self.one("tb_omni8_complemento_uso", columns)

    def choices(self, groups: tuple[int, ...], wanted: list[tuple]) -> tuple[Choice, ...]:
        options = [(group, n) for group in groups for n in range(len(self.groups[group][1]))]
        found = []
        for pick, many, below in wanted:
            place, n = options[pick % len(options)]
            (rule, option_prices), (group, numbers) = self.catalogue["groups"][place], self.groups[place]
            opened = (OPENED[place],) if n == 0 and place in OPENED else ()
            below = self.choices(opened, below) if opened else ()
            found.append(Choice(numbers[n], group, rule, option_prices[n], many, below))
        return tuple(found)

    def price(self, place: int, pick: int) -> tuple[int | None, int]:
        """Which variation, and what it costs."""
        if place not in self.variations:
            return None, self.catalogue["prices"][place]
        pick %= len(self.variations[place])
        own = self.catalogue["variations"][place][pick]
        return self.variations[place][pick], self.catalogue["prices"][place] if own is None else own

    def combo(self, kind: str, price: int, parts: dict[int, int]) -> int:
        groups = [
            {
                "num_grupo": place + 1,
                "nom_grupo": "G",
                "qtd_minima": 1,
                "qtd_maxima": MOST[place],
                "itens": [
                    {
                        "cod_produto": str(self.products[product]),
                        "cod_variacao": self.price(product, 0)[0] and str(self.price(product, 0)[0]),
                        "qtd_item": many,
                    }
                ],
            }
            for place, (product, many) in enumerate(parts.items())
        ]
        number = self.one("tb_omni8_combo", {})
        self.one("tb_omni8_combo_contador", {"cod_combo": number})
        column = {"FIXO": "vlr_preco", "SOMA_MENOS_PERC": "num_percentual", "SOMA_MENOS_VALOR": "vlr_desconto"}[kind]
        definition = {"nom_combo": "X", "tip_preco": kind, "js_grupos": Jsonb(groups)}
        definition[column] = price / 100 if kind == "SOMA_MENOS_PERC" else price
        self.one(
            "tb_omni8_combo_versao",
            {
                "cod_combo": number,
                "num_definicao": 1,
                "dat_vigor_inicio": BEGINNING,
                "sta_combo": "PUBLICADO",
                **definition,
            },
        )
        return number

    def targets(self, offer: dict) -> frozenset[int]:
        known = {"ITEM": self.products, "CATEGORIA": self.categories, "COMBO": self.combos, "PEDIDO": [0]}
        return frozenset(known[offer["tip_alvo"]][place] for place in offer["alvos"])

    def define(self, number: int, version: int, offer: dict, since: datetime.datetime) -> None:
        column = {"ITEM": "cod_produtos", "CATEGORIA": "cod_categorias", "COMBO": "cod_combos", "PEDIDO": None}
        columns = {name: value for name, value in offer.items() if name not in OF_THE_TEST}
        if offer["num_percentual"]:
            columns["num_percentual"] = offer["num_percentual"] / 100
        if column[offer["tip_alvo"]]:
            columns[column[offer["tip_alvo"]]] = sorted(self.targets(offer))
        if offer["cod_brinde"] is not None:
            columns["cod_brinde"] = self.products[offer["cod_brinde"]]
        if offer.get("flg_segmento"):
            columns["cod_etiqueta"] = self.segment
        if offer.get("horas"):
            columns["hor_inicio"], columns["hor_fim"] = (datetime.time(hour) for hour in offer["horas"])
        for name in ("tip_canais", "tip_pagamentos"):
            if offer.get(name):
                columns[name] = sorted(offer[name])
        columns["dat_inicio"], columns["dat_fim"] = map(self.days, offer.get("validade", (None, None)))
        self.one(
            "tb_omni8_oferta_versao",
            {
                "cod_oferta": number,
                "num_definicao": version,
                "dat_vigor_inicio": since,
                "sta_oferta": "ATIVA",
                "nom_oferta": "O",
                **columns,
            },
        )

    def days(self, count: float | None) -> datetime.datetime | None:
        return None if count is None else self.now + datetime.timedelta(days=count)

    def local(self, moment: datetime.datetime | None) -> datetime.datetime | None:
        return moment and moment.astimezone(self.zone).replace(tzinfo=None)

    def offer(self, offer: dict) -> Offer:
        number = self.one("tb_omni8_oferta", {})
        self.one("tb_omni8_oferta_contador", {"cod_oferta": number})
        self.define(number, 1, offer, BEGINNING)
        coupons = self.give_out(number, offer.get("cupons", []))
        starts, ends = (self.local(self.days(count)) for count in offer.get("validade", (None, None)))
        gift = offer["cod_brinde"]
        return Offer(
            code=number,
            kind=offer["tip_oferta"],
            target=offer["tip_alvo"],
            targets=self.targets(offer),
            percent=Fraction(offer["num_percentual"] or 0, 100),
            value=offer["vlr_desconto"] or 0,
            price=offer["vlr_preco"] or 0,
            take=offer["qtd_leve"] or 0,
            pay=offer["qtd_pague"] or 0,
            minimum=offer["vlr_minimo"],
            maximum=offer["vlr_maximo"],
            priority=offer["num_prioridade"],
            cumulative=offer["flg_cumulativa"],
            gift=None
            if gift is None
            else Gift(
                self.products[gift],
                offer["qtd_brinde"],
                self.catalogue["prices"][gift],
                gift not in self.catalogue["sold_out"],
            ),
            limit=offer.get("qtd_limite"),
            person_limit=offer.get("qtd_limite_pessoa"),
            budget=offer.get("vlr_orcamento"),
            starts=starts,
            ends=ends,
            window=Window(offer.get("num_dias_semana"), offer.get("horas")),
            first_purchase=offer.get("flg_primeira_compra", False),
            segment=offer.get("flg_segmento", False),
            channels=offer.get("tip_canais"),
            payments=offer.get("tip_pagamentos"),
            by_coupon=offer.get("flg_cupom", False),
            coupons=coupons,
            uses=self.use(number, coupons, offer.get("usos", [])),
        )

    def give_out(self, offer: int, wanted: list[tuple]) -> list[Coupon]:
        coupons = []
        for whose, limit, ended in wanted:
            self.coupons += 1
            ends = self.days(None if ended == "ENDED" else ended)
            columns = {
                "cod_oferta": offer,
                "des_cupom": CODE(self.coupons),
                "cod_pessoa": None if whose is None else self.people[whose],
                "qtd_limite": limit,
                "dat_fim": ends,
                "dat_criacao": BEGINNING,
                "dat_encerramento": self.days(-100) if ended == "ENDED" else None,
            }
            self.one("tb_omni8_cupom", columns)
            coupons.append(Coupon(CODE(self.coupons), limit, whose, ended == "ENDED", self.local(ends)))
        return coupons

    def use(self, offer: int, coupons: list[Coupon], wanted: list[tuple], since: datetime.datetime = BEGINNING) -> list:
        """Uses by orders that nobody made; those that count."""
        if not wanted:
            return []
        uses = []
        # Without the keys to orders, which have no part in this.
        self.connection.execute("SET LOCAL session_replication_role = replica")
        for whose, value, coupon, released in wanted:
            code = coupons[coupon].code if coupon is not None and coupon < len(coupons) else None
            row = {"tenant": self.number, "offer": offer, "coupon": code, "value": value, "since": since}
            row |= {"person": self.people[whose], "released": self.days(-50) if released else None}
            self.connection.execute(
                """
                INSERT INTO flowt.tb_omni8_oferta_uso (cod_tenant, cod_oferta, cod_cupom, cod_pedido, cod_pessoa,
                    vlr_desconto, dat_uso, dat_liberacao)
                SELECT %(tenant)s, %(offer)s, (SELECT c.cod_cupom FROM flowt.tb_omni8_cupom AS c
                        WHERE c.cod_tenant = %(tenant)s AND c.des_cupom = %(coupon)s),
                       -1 - count(*), %(person)s, %(value)s, %(since)s, %(released)s
                  FROM flowt.tb_omni8_oferta_uso WHERE cod_tenant = %(tenant)s
                """,
                row,
            )
            if not released:
                uses.append(Use(value, whose, code))
        self.connection.execute("SET LOCAL session_replication_role = origin")
        self.connection.execute(
            "UPDATE flowt.tb_omni8_oferta_contador SET qtd_uso = qtd_uso + %s, vlr_usado = vlr_usado + %s"
            " WHERE cod_tenant = %s AND cod_oferta = %s",
            (len(uses), sum(use.value for use in uses), self.number, offer),
        )
        return uses

    def give_back(self, moment: datetime.datetime) -> None:
        self.connection.execute("SET LOCAL session_replication_role = replica")
        self.connection.execute(
            "UPDATE flowt.tb_omni8_oferta_uso SET dat_liberacao = %s WHERE cod_tenant = %s AND dat_liberacao IS NULL",
            (moment, self.number),
        )
        self.connection.execute("SET LOCAL session_replication_role = origin")

    def buyer(self, wanted: dict, since: datetime.datetime | None = None) -> Buyer:
        """So many hours after that moment, or from now."""
        moment = (since or self.now) + datetime.timedelta(hours=wanted["hours"])
        person = wanted["person"]
        known = (False, False) if person is None else self.catalogue["people"][person]
        return Buyer(self.local(moment), person, *known, wanted["channel"], wanted["payment"], wanted["coupons"])

    def bought(self, person: int, moment: datetime.datetime) -> None:
        self.connection.execute("SET LOCAL session_replication_role = replica")
        columns = {"num_pedido": -person, "des_token": f"de-{person}", "cod_carrinho": -person, "cod_unidade": 0}
        columns |= {"sta_pedido": "CONCLUIDO", "tip_atendimento": "RETIRADA", "nom_cliente": "Rita"}
        columns |= {"num_telefone": "+5511912345678", "tip_pagamento": "PIX", "vlr_taxa_entrega": 0}
        self.one(
            "tb_omni8_pedido", {**columns, "cod_pessoa": person, "vlr_itens": 1, "vlr_total": 1, "dat_criacao": moment}
        )
        self.connection.execute("SET LOCAL session_replication_role = origin")

    def lines(self, purchase: list[tuple]) -> list[Line]:
        found = []
        for number, (what, many, pick, wanted, parts) in enumerate(purchase, 1):
            if what < PRODUCTS:
                category = frozenset([self.categories[self.catalogue["categories"][what]]])
                variation, price = self.price(what, pick)
                found.append(
                    Line(
                        number, self.products[what], many, price, category, None, variation, self.add_ons(what, wanted)
                    )
                )
            else:
                combo = what - PRODUCTS
                taken = self.parts(combo, parts)
                price = self.combo_price(combo, taken)
                found.append(Line(number, None, many, price, combo=self.combos[combo], parts=taken))
        return found

    def add_ons(self, product: int, wanted: list[tuple]) -> tuple[Choice, ...]:
        return self.choices(OFFERED, wanted) if product in self.catalogue["with_groups"] else ()

    def parts(self, combo: int, wanted: list[list]) -> tuple[Part, ...]:
        found = []
        for place, (product, many) in enumerate(self.catalogue["combos"][combo][2].items()):
            variation, price = self.price(product, 0)
            for choices in wanted[place][: MOST[place]]:
                add_ons = self.add_ons(product, choices)
                sent = MOST[place] > 1 or bool(add_ons)
                found.append(Part(place + 1, self.products[product], variation, many, price, add_ons, sent))
        return tuple(found)

    def combo_price(self, place: int, parts: tuple[Part, ...]) -> int:
        kind, number, _ = self.catalogue["combos"][place]
        whole = sum(part.price * part.quantity for part in parts)
        less = {"SOMA_MENOS_PERC": half_away(Fraction(whole * number, 10000)), "SOMA_MENOS_VALOR": number}
        return number if kind == "FIXO" else max(whole - less[kind], 0)

    def quote(self, lines: list[Line], freight: int, by: Buyer) -> dict:
        return self.row(
            """
            SELECT to_jsonb(flowt.cotar(%s,
                ARRAY(SELECT (l.n, l.produto, l.variacao, l.combo, l.opcoes, l.qtd)::flowt.linha_de_compra
                        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::jsonb[], %s::integer[])
                             WITH ORDINALITY AS l (n, produto, variacao, combo, opcoes, qtd, posicao)
                       ORDER BY l.posicao),
                (NULL, %s, %s, NULL, %s, %s, %s)::flowt.contexto_de_compra, %s)) AS quote
            """,
            self.number,
            [line.number for line in lines],
            [line.product for line in lines],
            [line.variation for line in lines],
            [line.combo for line in lines],
            [Jsonb(written(line)) for line in lines],
            [line.quantity for line in lines],
            None if by.person is None else self.people[by.person],
            by.channel,
            by.payment,
            by.coupons,
            freight,
            by.moment.replace(tzinfo=self.zone),
        )["quote"]

    def order(self, lines: list[Line], by: Buyer) -> int:
        """Made as the gateway makes it, paid and delivered."""
        number, form = self.number, {"nom_cliente": "Rita", "num_telefone": "(11) 91234-5678"}
        person = "" if by.person is None else str(self.people[by.person])
        self.row("SELECT set_config('flowt.cod_pessoa', %s, true)", person)
        cart = self.row("SELECT flowt.novo_carrinho(%s, %s) AS token", number, by.channel)["token"]
        for line in lines:
            self.row(
                "INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, cod_variacao,"
                " cod_combo, js_opcoes, qtd_item) SELECT %s, cod_carrinho, %s, %s, %s, %s, %s"
                " FROM flowt.tb_omni8_carrinho WHERE hsh_token = flowt.digerir(%s) RETURNING 1 AS done",
                *(number, line.product, line.variation, line.combo),
                *(Jsonb(written(line)), line.quantity, cart),
            )
        self.connection.execute(
            "UPDATE flowt.tb_omni8_carrinho SET des_cupons = %s WHERE hsh_token = flowt.digerir(%s)",
            (sorted({code.strip().upper() for code in by.coupons})[:5], cart),
        )
        body = Jsonb(form | {"tip_atendimento": "RETIRADA", "tip_pagamento": by.payment or "DINHEIRO"})
        order = self.row("SELECT flowt.criar_pedido(%s, %s, %s) AS code", number, cart, body)["code"]
        self.connection.execute(
            "SELECT flowt.receber_pagamento(%s, cod_pagamento, NULL, false) FROM flowt.tb_omni8_pagamento"
            " WHERE cod_pedido = %s",
            (number, order),
        )
        for status in ("CONFIRMADO", "PRONTO", "ENTREGUE"):
            self.row("SELECT flowt.mover_pedido_pelo_sistema(%s, %s, %s, NULL)", number, order, status)
        return order

    def pieces(self, order: int, chance) -> list[tuple[int, int]]:
        """Every unit of an order, in pieces of some, in any order: (line, how many)."""
        rows = self.connection.execute(
            "SELECT num_item, qtd_item FROM flowt.tb_omni8_pedido_item WHERE cod_pedido = %s AND num_item_pai IS NULL",
            (order,),
        )
        found = []
        for row in rows.fetchall():
            left = row["qtd_item"]
            while left:
                found.append((row["num_item"], chance.randint(1, left)))
                left -= found[-1][1]
        chance.shuffle(found)
        return found

    def give_back_goods(self, order: int, line: int, quantity: int) -> None:
        self.keys += 1
        goods = Jsonb({"itens": [{"num_item": line, "qtd_item": quantity}]})
        key = f"devolucao-{self.keys}"
        self.row("SELECT flowt.devolver_itens(%s, %s, %s, %s)", self.number, order, key, goods)


@pytest.fixture(scope="module")
def shop(cluster: Cluster, url: str, admin: psycopg.Connection) -> Iterator[Shop]:
    company = Company(url, admin)
    with cluster.connect(autocommit=False) as connection:
        yield Shop(connection, company.number)
    company.close()


def written_choices(wanted: tuple[Choice, ...]) -> list[dict]:
    """As a cart keeps them."""
    return [
        {"cod_opcao": str(choice.option), "qtd": choice.quantity, "opcoes": written_choices(choice.opened)}
        for choice in wanted
    ]


def written(line: Line) -> list[dict]:
    return line.kept if line.combo else written_choices(line.choices)


def nets(quoted: dict) -> dict[int, int]:
    return {line["num_linha"]: line["vlr_liquido"] for line in quoted["linhas"] if not line["num_parte"]}


def assert_sums(quoted: dict) -> None:
    """Everything adds up, and nothing is below zero."""
    lines = [line for line in quoted["linhas"] if not line["num_parte"]]
    for line in quoted["linhas"]:
        assert line["vlr_liquido"] == line["vlr_bruto"] - line["vlr_desconto"]
        assert min(line["vlr_bruto"], line["vlr_desconto"], line["vlr_liquido"]) >= 0
    for line in lines:
        assert line["vlr_bruto"] == line["vlr_unitario"] * line["qtd_item"]
        parts = [part for part in quoted["linhas"] if part["num_parte"] and part["num_linha"] == line["num_linha"]]
        for column in ("vlr_bruto", "vlr_desconto", "vlr_liquido"):
            assert not parts or sum(part[column] for part in parts) == line[column]
    assert quoted["vlr_itens"] == sum(line["vlr_bruto"] for line in lines)
    assert quoted["vlr_desconto"] == sum(line["vlr_desconto"] for line in lines)
    told = sum(discount["vlr_desconto"] for discount in quoted["descontos"])
    assert told == quoted["vlr_desconto"] + quoted["vlr_desconto_frete"]
    off = quoted["vlr_desconto"] + quoted["vlr_desconto_frete"]
    assert quoted["vlr_total"] == quoted["vlr_itens"] + quoted["vlr_frete"] - off >= 0
    assert all(discount["vlr_desconto"] > 0 and discount["des_motivo"] for discount in quoted["descontos"])


def in_stock(offer: Offer) -> Offer:
    """As it is on another day: sold out is sold out today."""
    return offer if offer.gift is None else replace(offer, gift=replace(offer.gift, available=True))


def assert_agrees(quoted: dict, expected: Quote) -> None:
    bought = [line for line in quoted["linhas"] if line["num_linha"] > 0 and not line["num_parte"]]
    assert {line["num_linha"]: line["vlr_unitario"] for line in bought} == expected.units
    parts = {line: [] for line in expected.parts}
    for line in quoted["linhas"]:
        if line["num_parte"]:
            parts[line["num_linha"]].append(line["vlr_bruto"])
    assert parts == expected.parts
    assert nets(quoted) == expected.nets
    assert quoted["vlr_desconto_frete"] == expected.freight_off
    assert {discount["cod_oferta"] for discount in quoted["descontos"]} == expected.used
    told = {coupon["des_cupom"]: coupon["codigo"] for coupon in quoted["js_cupons"]}
    assert told.keys() == expected.coupons.keys()
    assert all(told[code] in may_be for code, may_be in expected.coupons.items()), (told, expected.coupons)
    assert_sums(quoted)


@EXAMPLES
@given(catalogues, some.lists(offers(), min_size=2, max_size=6), purchases, freights, several_buyers)
def test_a_quote_is_what_the_guide_says(
    shop: Shop, catalogue: dict, given_offers, purchase, freight: int, wanted: list[dict]
) -> None:
    """Now and at any hour of the week to come, by whoever buys."""
    shop.stock_up(catalogue)
    known = [shop.offer(offer) for offer in given_offers]
    lines = shop.lines(purchase)
    compared = []
    for buyer in map(shop.buyer, wanted):
        today = buyer.moment.date() == shop.local(shop.now).date()
        expected = quote(lines, known if today else [in_stock(offer) for offer in known], freight, buyer)
        compared.append((shop.quote(lines, freight, buyer), expected))
    shop.connection.rollback()
    for quoted, expected in compared:
        assert_agrees(quoted, expected)


@EXAMPLES
@given(catalogues, some.lists(offers(), max_size=5), purchases, some.randoms(use_true_random=False), buyers)
def test_the_order_of_the_lines_does_not_matter(
    shop: Shop, catalogue: dict, given_offers, purchase, chance, wanted: dict
) -> None:
    shop.stock_up(catalogue)
    for offer in given_offers:
        shop.offer(offer)
    lines = shop.lines(purchase)
    buyer = shop.buyer(wanted)
    # Nor that of a line's add-ons.
    shuffled = [replace(line, choices=line.choices[::-1]) for line in lines]
    chance.shuffle(shuffled)
    numbers = [line.number for line in lines]
    chance.shuffle(numbers)
    renumbered = [replace(line, number=number) for number, line in zip(numbers, lines, strict=True)]
    before, moved, other = (shop.quote(some_lines, 700, buyer) for some_lines in (lines, shuffled, renumbered))
    shop.connection.rollback()
    assert before == moved
    assert sorted(nets(before).values()) == sorted(nets(other).values())
    assert before["vlr_total"] == other["vlr_total"]


@EXAMPLES
@given(catalogues, some.lists(offers(False), min_size=1, max_size=6), purchases, buyers)
def test_one_more_exclusive_offer_never_raises_the_price(
    shop: Shop, catalogue: dict, given_offers, purchase, wanted: dict
) -> None:
    shop.stock_up(catalogue)
    lines = shop.lines(purchase)
    buyer = shop.buyer(wanted)
    # Of one stage each: an order's minimum counts before discounts, but its percentage acts on what is left.
    stages = {"FRETE": [], "PEDIDO": [], "ITEM": []}
    for offer in given_offers:
        kind = "FRETE" if offer["tip_oferta"] == "FRETE_GRATIS" else offer["tip_alvo"]
        stages[kind if kind in stages else "ITEM"].append(offer)
    for same in stages.values():
        before = shop.quote(lines, 700, buyer)["vlr_total"]
        for offer in same:
            shop.offer(offer)
            after = shop.quote(lines, 700, buyer)["vlr_total"]
            assert after <= before
            before = after
        shop.connection.execute(
            "UPDATE flowt.tb_omni8_oferta_versao SET sta_oferta = 'PAUSADA' WHERE cod_tenant = %s", (shop.number,)
        )
    shop.connection.rollback()


@EXAMPLES
@given(
    catalogues,
    some.lists(offers(), min_size=1, max_size=4),
    some.lists(offers(), max_size=4),
    purchases,
    several_buyers,
)
def test_the_past_answers_what_it_answered(shop: Shop, catalogue: dict, old, new, purchase, wanted: list[dict]) -> None:
    """What was sold, used, given back, ended, bought and priced since then changes nothing."""
    shop.stock_up(catalogue)
    known = [in_stock(shop.offer(offer)) for offer in old]
    lines = shop.lines(purchase)
    then, changed = shop.now - datetime.timedelta(days=5), shop.now - datetime.timedelta(days=2)
    those = [shop.buyer(buyer | {"hours": buyer["hours"] % 48}, then) for buyer in wanted]
    answered = [shop.quote(lines, 700, buyer) for buyer in those]
    for buyer, quoted in zip(those, answered, strict=True):
        assert_agrees(quoted, quote(lines, known, 700, buyer))
    # Every offer becomes another, every price doubles, every group has another rule and opens nothing any more, every
    # combo is paused, and they have bought again.
    for table in ("oferta", "combo"):
        statement = f"UPDATE flowt.tb_omni8_{table}_versao SET dat_vigor_fim = %s WHERE cod_tenant = %s"
        shop.connection.execute(statement, (changed, shop.number))
    shop.connection.execute(
        "UPDATE flowt.tb_omni8_cupom SET dat_encerramento = coalesce(dat_encerramento, %s) WHERE cod_tenant = %s",
        (changed, shop.number),
    )
    shop.give_back(changed)
    for offer in known:
        shop.use(offer.code, offer.coupons, [(0, 900, None, False), (1, 900, 0, False)], changed)
    for person, (bought_before, _) in zip(shop.people, catalogue["people"], strict=True):
        if not bought_before:
            shop.bought(person, changed)
    for place, offer in enumerate(new):
        if place < len(known):
            shop.define(known[place].code, 2, offer, changed)
        else:
            shop.offer(offer)
            shop.connection.execute(
                "UPDATE flowt.tb_omni8_oferta_versao SET dat_vigor_inicio = %s"
                " WHERE cod_tenant = %s AND dat_vigor_fim = 'infinity' AND num_definicao = 1",
                (changed, shop.number),
            )
            shop.connection.execute(
                "UPDATE flowt.tb_omni8_cupom SET dat_criacao = %s WHERE cod_tenant = %s AND dat_encerramento IS NULL",
                (changed, shop.number),
            )
    for table in ("produto_servico", "variacao", "complemento_opcao"):
        shop.connection.execute(
            f"UPDATE flowt.tb_omni8_{table} SET vlr_preco = vlr_preco * 2 WHERE cod_tenant = %s", (shop.number,)
        )
    shop.connection.execute(
        "UPDATE flowt.tb_omni8_complemento_grupo SET tip_preco = CASE tip_preco WHEN 'SOMA' THEN 'MAIOR' ELSE 'SOMA'"
        " END WHERE cod_tenant = %s",
        (shop.number,),
    )
    shop.connection.execute(
        "UPDATE flowt.tb_omni8_complemento_uso SET dat_fim = %s WHERE cod_tenant = %s AND cod_opcao IS NOT NULL",
        (changed, shop.number),
    )
    again = [shop.quote(lines, 700, buyer) for buyer in those]
    today = shop.quote(lines, 700, shop.buyer(wanted[0]))
    shop.connection.rollback()
    assert again == answered
    assert_sums(today)


@settings(EXAMPLES, max_examples=30)
@given(catalogues, some.lists(offers(), min_size=1, max_size=4), purchases, buyers, some.randoms(use_true_random=False))
def test_all_lines_returned_refund_what_was_paid(
    shop: Shop, catalogue: dict, given_offers, purchase, wanted: dict, chance
) -> None:
    """In whatever pieces they come back, the gifts among them."""
    shop.stock_up(catalogue | {"sold_out": set()})
    for offer in given_offers:
        shop.offer(offer)
    bought = shop.lines(purchase)
    assume(sum(line.gross for line in bought))
    order = shop.order(bought, shop.buyer(wanted))
    for number, quantity in shop.pieces(order, chance):
        shop.give_back_goods(order, number, quantity)
    books = shop.row(
        """
        SELECT p.sta_pedido, p.vlr_total, (SELECT sum(i.vlr_liquido) FROM flowt.tb_omni8_pedido_item AS i
                WHERE i.cod_pedido = p.cod_pedido AND i.num_item_pai IS NULL) AS bought,
               flowt.vlr_estornado(p.cod_tenant, p.cod_pedido) AS undone,
               (SELECT coalesce(sum(g.vlr_estornado), 0) FROM flowt.tb_omni8_pagamento AS g
                 WHERE g.cod_pedido = p.cod_pedido) AS given_back
          FROM flowt.tb_omni8_pedido AS p WHERE p.cod_pedido = %s
        """,
        order,
    )
    shop.connection.rollback()
    assert books["sta_pedido"] == "DEVOLVIDO"
    assert books["vlr_total"] == books["bought"] == books["undone"] == books["given_back"]
