"""Properties of flowt.cotar over random catalogues, combos and offers, held against Tests/naive_price.py."""

import datetime
from collections.abc import Iterator
from fractions import Fraction

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from psycopg.types.json import Jsonb

from company import Company
from harness import Cluster
from naive_price import Line, Offer, quote

EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True, database=None)
PRODUCTS, CATEGORIES, COMBOS = 5, 2, 2
CODES = {
    "tb_omni8_categoria": "cod_categoria",
    "tb_omni8_produto_servico": "cod_produto",
    "tb_omni8_combo": "cod_combo",
    "tb_omni8_oferta": "cod_oferta",
}
BEGINNING = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

prices = some.integers(1, 4000) | some.sampled_from([100, 1000, 1070, 2990])
subset = lambda size: some.sets(some.integers(0, size - 1), min_size=1, max_size=size)  # noqa: E731


@some.composite
def offers(draw, cumulative: bool | None = None) -> dict:
    kind = draw(some.sampled_from(["PERCENTUAL", "VALOR", "PRECO_FIXO", "LEVE_X_PAGUE_Y", "FRETE_GRATIS"]))
    targets = ["ITEM", "ITEM", "CATEGORIA", "COMBO", "PEDIDO"]
    if kind in ("PRECO_FIXO", "LEVE_X_PAGUE_Y"):
        targets = targets[:-1]
    target = "PEDIDO" if kind == "FRETE_GRATIS" else draw(some.sampled_from(targets))
    take = draw(some.integers(2, 4))
    return {
        "tip_oferta": kind,
        "tip_alvo": target,
        "alvos": draw(subset({"ITEM": PRODUCTS, "CATEGORIA": CATEGORIES, "COMBO": COMBOS, "PEDIDO": 1}[target])),
        "num_percentual": draw(some.integers(1, 10000)) if kind == "PERCENTUAL" else None,
        "vlr_desconto": draw(some.integers(1, 1500)) if kind == "VALOR" else None,
        "vlr_preco": draw(some.integers(0, 2000)) if kind == "PRECO_FIXO" else None,
        "qtd_leve": take if kind == "LEVE_X_PAGUE_Y" else None,
        "qtd_pague": draw(some.integers(1, take - 1)) if kind == "LEVE_X_PAGUE_Y" else None,
        "vlr_minimo": draw(some.none() | some.integers(1, 8000)),
        "vlr_maximo": draw(some.none() | some.none() | some.integers(1, 2000)),
        "num_prioridade": draw(some.integers(1, 4)),
        "flg_cumulativa": draw(some.booleans()) if cumulative is None else cumulative,
    }


catalogues = some.fixed_dictionaries(
    {
        "prices": some.lists(prices, min_size=PRODUCTS, max_size=PRODUCTS),
        "categories": some.lists(some.integers(0, CATEGORIES - 1), min_size=PRODUCTS, max_size=PRODUCTS),
        # Each combo: its price and how many of each product it takes.
        "combos": some.lists(
            some.tuples(
                some.integers(1, 9000),
                some.dictionaries(some.integers(0, PRODUCTS - 1), some.integers(1, 3), min_size=1, max_size=3),
            ),
            min_size=COMBOS,
            max_size=COMBOS,
        ),
    }
)
# Products, then combos; a pair twice is two lines.
purchases = some.lists(
    some.tuples(some.integers(0, PRODUCTS + COMBOS - 1), some.integers(1, 4)), min_size=1, max_size=7
)
freights = some.sampled_from([0, 1, 700])


class Shop:
    """One company whose catalogue is another in every example: what is made is rolled back."""

    def __init__(self, connection: psycopg.Connection, number: int) -> None:
        self.connection, self.number = connection, number

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
        self.catalogue = catalogue
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
        self.connection.execute(
            "UPDATE flowt.tb_omni8_preco SET dat_inicio = %s WHERE cod_tenant = %s", (BEGINNING, self.number)
        )
        self.combos = [self.combo(price, parts) for price, parts in catalogue["combos"]]

    def combo(self, price: int, parts: dict[int, int]) -> int:
        groups = [
            {
                "num_grupo": place + 1,
                "nom_grupo": "G",
                "qtd_minima": 1,
                "qtd_maxima": 1,
                "itens": [{"cod_produto": str(self.products[product]), "cod_variacao": None, "qtd_item": many}],
            }
            for place, (product, many) in enumerate(parts.items())
        ]
        number = self.one("tb_omni8_combo", {})
        self.one("tb_omni8_combo_contador", {"cod_combo": number})
        definition = {"nom_combo": "X", "tip_preco": "FIXO", "vlr_preco": price, "js_grupos": Jsonb(groups)}
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
        columns = {name: value for name, value in offer.items() if name != "alvos"}
        if offer["num_percentual"]:
            columns["num_percentual"] = offer["num_percentual"] / 100
        if column[offer["tip_alvo"]]:
            columns[column[offer["tip_alvo"]]] = sorted(self.targets(offer))
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

    def offer(self, offer: dict) -> Offer:
        number = self.one("tb_omni8_oferta", {})
        self.one("tb_omni8_oferta_contador", {"cod_oferta": number})
        self.define(number, 1, offer, BEGINNING)
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
        )

    def lines(self, purchase: list[tuple[int, int]]) -> list[Line]:
        found = []
        for number, (what, many) in enumerate(purchase, 1):
            if what < PRODUCTS:
                category = frozenset([self.categories[self.catalogue["categories"][what]]])
                price = self.catalogue["prices"][what]
                found.append(Line(number, self.products[what], many, price, category))
            else:
                combo = what - PRODUCTS
                price = self.catalogue["combos"][combo][0]
                found.append(Line(number, None, many, price, combo=self.combos[combo]))
        return found

    def quote(self, lines: list[Line], freight: int, moment: datetime.datetime | None = None) -> dict:
        return self.row(
            """
            SELECT to_jsonb(flowt.cotar(%s,
                ARRAY(SELECT (l.n, l.produto, NULL, l.combo, '[]', l.qtd)::flowt.linha_de_compra
                        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::integer[])
                             WITH ORDINALITY AS l (n, produto, combo, qtd, posicao) ORDER BY l.posicao),
                (NULL, NULL, NULL, NULL, NULL, NULL, %s)::flowt.contexto_de_compra, coalesce(%s, now()))) AS quote
            """,
            self.number,
            [line.number for line in lines],
            [line.product for line in lines],
            [line.combo for line in lines],
            [line.quantity for line in lines],
            freight,
            moment,
        )["quote"]


@pytest.fixture(scope="module")
def shop(cluster: Cluster, url: str, admin: psycopg.Connection) -> Iterator[Shop]:
    company = Company(url, admin)
    with cluster.connect(autocommit=False) as connection:
        yield Shop(connection, company.number)
    company.close()


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


@EXAMPLES
@given(catalogues, some.lists(offers(), max_size=6), purchases, freights)
def test_a_quote_is_what_the_guide_says(shop: Shop, catalogue: dict, given_offers, purchase, freight: int) -> None:
    shop.stock_up(catalogue)
    known = [shop.offer(offer) for offer in given_offers]
    lines = shop.lines(purchase)
    quoted, expected = shop.quote(lines, freight), quote(lines, known, freight)
    shop.connection.rollback()
    assert nets(quoted) == expected.nets
    assert quoted["vlr_desconto_frete"] == expected.freight_off
    assert {discount["cod_oferta"] for discount in quoted["descontos"]} == expected.used
    assert_sums(quoted)


@EXAMPLES
@given(catalogues, some.lists(offers(), max_size=5), purchases, some.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(shop: Shop, catalogue: dict, given_offers, purchase, chance) -> None:
    shop.stock_up(catalogue)
    for offer in given_offers:
        shop.offer(offer)
    lines = shop.lines(purchase)
    shuffled = lines[:]
    chance.shuffle(shuffled)
    numbers = [line.number for line in lines]
    chance.shuffle(numbers)
    renumbered = [
        Line(number, line.product, line.quantity, line.unit, line.categories, line.combo)
        for number, line in zip(numbers, lines, strict=True)
    ]
    before, moved, other = (shop.quote(some_lines, 700) for some_lines in (lines, shuffled, renumbered))
    shop.connection.rollback()
    assert before == moved
    assert sorted(nets(before).values()) == sorted(nets(other).values())
    assert before["vlr_total"] == other["vlr_total"]


@EXAMPLES
@given(catalogues, some.lists(offers(False), min_size=1, max_size=6), purchases)
def test_one_more_exclusive_offer_never_raises_the_price(shop: Shop, catalogue: dict, given_offers, purchase) -> None:
    shop.stock_up(catalogue)
    lines = shop.lines(purchase)
    # Of one stage each: an order's minimum counts before discounts, but its percentage acts on what is left.
    stages = {"FRETE": [], "PEDIDO": [], "ITEM": []}
    for offer in given_offers:
        kind = "FRETE" if offer["tip_oferta"] == "FRETE_GRATIS" else offer["tip_alvo"]
        stages[kind if kind in stages else "ITEM"].append(offer)
    for same in stages.values():
        before = shop.quote(lines, 700)["vlr_total"]
        for offer in same:
            shop.offer(offer)
            after = shop.quote(lines, 700)["vlr_total"]
            assert after <= before
            before = after
        shop.connection.execute("UPDATE flowt.tb_omni8_oferta_versao SET sta_oferta = 'PAUSADA'")
    shop.connection.rollback()


@EXAMPLES
@given(catalogues, some.lists(offers(), min_size=1, max_size=4), some.lists(offers(), max_size=4), purchases)
def test_the_past_answers_what_it_answered(shop: Shop, catalogue: dict, old, new, purchase) -> None:
    shop.stock_up(catalogue)
    known = [shop.offer(offer) for offer in old]
    lines = shop.lines(purchase)
    now = shop.row("SELECT now() AS now")["now"]
    then, changed = now - datetime.timedelta(days=5), now - datetime.timedelta(days=2)
    answered = shop.quote(lines, 700, then)
    # Every offer becomes another, every price doubles, every combo is paused.
    for table in ("oferta", "combo"):
        shop.connection.execute(f"UPDATE flowt.tb_omni8_{table}_versao SET dat_vigor_fim = %s", (changed,))
    for place, offer in enumerate(new):
        if place < len(known):
            shop.define(known[place].code, 2, offer, changed)
        else:
            shop.offer(offer)
            shop.connection.execute(
                "UPDATE flowt.tb_omni8_oferta_versao SET dat_vigor_inicio = %s"
                " WHERE dat_vigor_fim = 'infinity' AND num_definicao = 1",
                (changed,),
            )
    shop.connection.execute(
        "UPDATE flowt.tb_omni8_produto_servico SET vlr_preco = vlr_preco * 2 WHERE cod_tenant = %s", (shop.number,)
    )
    again, today = shop.quote(lines, 700, then), shop.quote(lines, 700)
    shop.connection.rollback()
    assert again == answered
    assert_sums(today)
