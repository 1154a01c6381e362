"""Numbers are exact (guide chapter 12): whatever happens, in whatever order, rollups equal Tests/naive_numbers.py; and
writers with open transactions lose nothing while the job runs beside them.

FLOWT_TEST_WRITING lengthens the time that the writers write (seconds)."""

import json
import os
import random
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import naive_numbers
from company import Company
from harness import Cluster
from naive_numbers import Filter

ZONES = ("America/Sao_Paulo", "America/Noronha", "America/Rio_Branco", "Asia/Kolkata", "Pacific/Auckland")
CHANNELS = (
    {},
    {"utm_medium": "email", "utm_campaign": "Natal"},
    {"meio": "QR"},
    {"clique": "x"},
    {"utm_medium": "email", "utm_campaign": "Verão"},
)
PERSON = "Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0"
KINDS = (
    "pagina_vista",
    "item_visto",
    "carrinho_adicionado",
    "carrinho_visto",
    "checkout_iniciado",
    "oferta_vista",
    "oferta_clicada",
)
STEPS = KINDS[:5]
AFTER_SALES = {
    "nps": "(cod_tenant, cod_pedido, dat_resposta, tip_pesquisa, tip_canal, num_nota)"
    " VALUES (%s, %s, %s, 'TRANSACIONAL', 'EMAIL', 9) ON CONFLICT DO NOTHING",
    "reclamacao": "(cod_tenant, cod_pedido, dat_criacao, tip_reclamacao, tip_origem, des_reclamacao, dat_prazo)"
    " VALUES (%s, %s, %s, 'ATRASO', 'CLIENTE', 'Atrasou', current_date)",
    "devolucao": "(cod_tenant, cod_pedido, dat_criacao, vlr_devolucao) VALUES (%s, %s, %s, 0)",
}
OF_AN_ITEM = ("item_visto", "carrinho_adicionado")
BEGIN = datetime.now(UTC) - timedelta(days=6)

# Half of what happens does so today and yesterday: those days are added up from their hours, older ones are counted
# whole.
minutes = st.one_of(st.integers(0, 6 * 24 * 60 - 60), st.integers(4 * 24 * 60, 6 * 24 * 60 - 60))
# What happens, and when; each is a method of History. Numbers point at what has happened before, whichever that is.
steps = st.one_of(
    st.tuples(
        st.just("visit"),
        minutes,
        st.integers(0, 5),
        st.integers(0, 4),
        st.booleans(),
        st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2400), st.integers(0, 1)), min_size=1, max_size=6),
    ),
    st.tuples(
        st.just("journey"),
        minutes,
        st.integers(0, 4),
        st.integers(1, len(STEPS)),
        st.sampled_from((None, 0, 1, 2, 3)),
        st.booleans(),
    ),
    st.tuples(st.just("come_back"), st.integers(0, 99), st.sampled_from(tuple(AFTER_SALES)), minutes),
    st.tuples(st.just("send_again"), st.integers(0, 99)),
    st.tuples(st.just("order"), minutes, st.integers(0, 99), st.integers(1, 10_000), st.integers(0, 4), st.booleans()),
    st.tuples(
        st.just("move"),
        st.integers(0, 99),
        st.sampled_from(("RECEBIDO", "CONFIRMADO", "CANCELADO", "RECUSADO", "ENTREGUE")),
        minutes,
    ),
    st.tuples(st.just("refund"), st.integers(0, 99), st.integers(1, 500), minutes),
    st.tuples(st.just("judge"), st.integers(0, 99), st.booleans()),
    st.tuples(st.just("erase"), st.integers(0, 3)),
    st.tuples(st.just("move_to"), st.sampled_from(ZONES)),
    st.tuples(st.just("count")),
)


ORDER = """
    WITH pedido AS (
        INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, cod_pessoa,
            sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega,
            vlr_total, dat_criacao)
        VALUES (%s, flowt.proximo_numero_de_pedido(%s), flowt.novo_token(), flowt.unidade_principal(%s), %s, %s,
            %s, 'RETIRADA', 'Ana', %s, 'DINHEIRO', %s, 0, %s, %s)
        RETURNING cod_pedido, sta_pedido
    ), evento AS (
        INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento)
        SELECT %s, cod_pedido, 1, sta_pedido, %s FROM pedido
    )
    INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, qtd_item,
        vlr_unitario, vlr_bruto, vlr_liquido)
    SELECT flowt.tenant_atual(), p.cod_pedido, n, i, 'Pastel', n, %s, n * %s, n * %s
      FROM pedido AS p, unnest(%s::bigint[]) WITH ORDINALITY AS x (i, n) RETURNING cod_pedido AS code
"""


# Which is the rollup's and which the events' own is told by the sign.
EVENTS = """
    WITH apurado AS (
        SELECT d.dat_dia, d.nom_tipo, d.tip_canal, d.qtd_eventos, d.qtd_visitas, d.vlr_eventos
          FROM flowt.tb_omni8_agregado_evento_dia AS d WHERE d.cod_tenant = %(tenant)s
    ), contado AS (
        SELECT (e.dat_evento AT TIME ZONE t.des_fuso_horario)::date, e.nom_tipo, e.tip_canal, count(*),
               count(DISTINCT e.cod_visita), coalesce(sum(e.vlr_evento), 0)::bigint
          FROM flowt.tb_omni8_evento_tracking AS e JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = e.cod_tenant
         WHERE e.cod_tenant = %(tenant)s AND NOT e.flg_robo GROUP BY 1, 2, 3
    )
    SELECT '-' AS sign, x.* FROM (TABLE contado EXCEPT TABLE apurado) AS x
    UNION ALL SELECT '+', x.* FROM (TABLE apurado EXCEPT TABLE contado) AS x
"""


# A visit that sees an item and an offer, so many hours ago.
VISIT = """
    WITH visita AS (
        INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, tip_canal,
                                           tip_canal_atribuido)
        SELECT %(tenant)s, %(visitor)s, m, m + interval '70 minutes', 'DIRETO', 'DIRETO'
          FROM (SELECT now() - make_interval(hours => %(hours)s)) AS x (m) RETURNING cod_visita, dat_inicio
    )
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita,
                                                cod_visitante, cod_produto, cod_oferta, tip_canal, flg_consentimento)
    SELECT %(tenant)s, w.dat_inicio, t.kind || w.cod_visita, t.kind, w.cod_visita, %(visitor)s, t.item, t.offer,
           'DIRETO', true
      FROM visita AS w, (VALUES ('item_visto', 7, NULL), ('oferta_vista', NULL, 9)) AS t (kind, item, offer)
"""
GOES_ON = """
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita,
                                                cod_visitante, cod_produto, tip_canal, flg_consentimento)
    SELECT w.cod_tenant, w.dat_inicio + random() * interval '70 minutes', gen_random_uuid(), 'item_visto', w.cod_visita,
           %(visitor)s, 7, 'DIRETO', true
      FROM flowt.tb_omni8_visita AS w WHERE w.cod_tenant = %(tenant)s ORDER BY w.cod_visita DESC LIMIT 1
"""


class History:
    """What happens to one company, put there by the functions that requests call, or as they leave it."""

    def __init__(self, admin: psycopg.Connection, company: Company) -> None:
        self.admin = admin
        self.company = company
        self.tenant = company.number
        self.sent: list[tuple[str, str]] = []
        self.orders: list[int] = []
        self.products = [company.product()["cod_produto"] for _ in range(2)]
        self.offer = admin.execute(
            "INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (%s) RETURNING cod_oferta::text AS code",
            (self.tenant,),
        ).fetchone()["code"]
        self.people = [company.customer(f"Pessoa {n}") for n in range(4)]
        self.erased: set[int] = set()

    def run(self, statement: str, *values: object) -> dict | None:
        with self.admin.transaction():
            self.admin.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(self.tenant),))
            cursor = self.admin.execute(statement, values)
            return cursor.fetchone() if cursor.description else None

    def one_of(self, table: str, number: int) -> dict | None:
        rows = self.admin.execute(
            f"SELECT * FROM flowt.tb_omni8_{table} WHERE cod_tenant = %s ORDER BY 2", (self.tenant,)
        ).fetchall()
        return rows[number % len(rows)] if rows else None

    def at(self, minute: int, second: float = 0) -> datetime:
        return BEGIN + timedelta(minutes=minute, seconds=second)

    def receive(self, body: str, agent: str) -> None:
        self.run("SELECT flowt.receber_eventos(%s, %s::jsonb, '10.0.0.1', %s)", self.tenant, body, agent)

    def visit(self, minute: int, visitor: int, channel: int | dict, is_robot: bool, events: list[tuple]) -> None:
        now = int(time.time() * 1000)
        shift = int((datetime.now(UTC) - self.at(minute)).total_seconds() * 1000)
        body = json.dumps(
            {
                "enviado": now,
                "visitante": f"visitante-de-teste-{visitor}",
                "consentimento": True,
                "chegada": channel if isinstance(channel, dict) else CHANNELS[channel],
                "eventos": [
                    {
                        "id": f"evento-{secrets.token_hex(6)}",
                        "tipo": kind,
                        "momento": now - shift + second * 1000,
                        "pagina": "/cardapio",
                        **({"cod_produto": self.products[item]} if kind in OF_AN_ITEM else {}),
                        **({"cod_oferta": self.offer} if kind.startswith("oferta") else {}),
                    }
                    for kind, second, item in events
                ],
            }
        )
        agent = "Googlebot/2.1" if is_robot else PERSON
        self.sent.append((body, agent))
        self.receive(body, agent)

    def send_again(self, number: int) -> None:
        if self.sent:
            self.receive(*self.sent[number % len(self.sent)])

    def journey(self, minute: int, channel: int, depth: int, swapped: int | None, buys: bool) -> None:
        """Somebody new goes so many steps, a minute each, perhaps two of them the other way round."""
        kinds = list(STEPS[:depth])
        if swapped is not None and swapped + 1 < depth:
            kinds[swapped], kinds[swapped + 1] = kinds[swapped + 1], kinds[swapped]
        events = [(kind, 60 * number, 0) for number, kind in enumerate(kinds)]
        self.visit(minute, 100 + len(self.sent), channel, False, events)
        if buys:
            # The last visit there is, by a number that `order` does not leave without one.
            visits = len(self.company.rows("visita"))
            self.order(minute + depth, 2 * visits - 1, 500, 4)

    def come_back(self, order: int, why: str, minute: int) -> None:
        if self.orders:
            code = self.orders[order % len(self.orders)]
            self.run(f"INSERT INTO flowt.tb_omni8_{why} {AFTER_SALES[why]}", self.tenant, code, self.at(minute))

    def order(self, minute: int, visit: int, total: int, person: int, is_quote: bool = False) -> None:
        at = self.at(minute)
        cart = self.run(
            "INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, dat_criacao, sta_carrinho)"
            " VALUES (%s, %s, %s, 'CONVERTIDO') RETURNING cod_carrinho AS code",
            self.tenant,
            secrets.token_bytes(32),
            at - timedelta(hours=visit % 30),
        )["code"]
        seen = self.one_of("visita", visit)
        if seen and visit % 4:
            statement = "INSERT INTO flowt.tb_omni8_carrinho_visita VALUES (%s, %s, %s)"
            self.run(statement, self.tenant, cart, seen["cod_visita"])
        buyer = self.people[person] if person < 4 and person not in self.erased else None
        items = [self.products[person % 2], *self.products[: visit % 3]]
        # Of the second line two, of the third three.
        value = sum(number * total for number in range(1, len(items) + 1))
        status = "INTENCAO" if is_quote else "RECEBIDO"
        # Orders with one phone are of one person.
        phone = f"+55119{secrets.randbelow(10**8):08}"
        row = self.run(
            ORDER,
            *(self.tenant, self.tenant, self.tenant, cart, buyer, status, phone, value, value, at),
            *(self.tenant, at, total, total, total, [int(item) for item in items]),
        )
        self.orders.append(row["code"])

    def move(self, order: int, status: str, minute: int) -> None:
        if self.orders:
            code = self.orders[order % len(self.orders)]
            since = self.run("SELECT sta_pedido FROM flowt.tb_omni8_pedido WHERE cod_pedido = %s", code)["sta_pedido"]
            if since == "INTENCAO" and status not in ("RECEBIDO", "CANCELADO"):
                return
            self.run(
                "UPDATE flowt.tb_omni8_pedido SET sta_pedido = %s WHERE cod_tenant = %s AND cod_pedido = %s",
                status,
                self.tenant,
                code,
            )
            self.run(
                "INSERT INTO flowt.tb_omni8_pedido_evento"
                " (cod_tenant, cod_pedido, num_evento, sta_de, sta_para, dat_evento)"
                " SELECT cod_tenant, cod_pedido, max(num_evento) + 1, %s, %s, %s FROM flowt.tb_omni8_pedido_evento"
                " WHERE cod_tenant = %s AND cod_pedido = %s GROUP BY 1, 2",
                since,
                status,
                self.at(minute),
                self.tenant,
                code,
            )

    def refund(self, order: int, value: int, minute: int) -> None:
        if self.orders:
            self.run(
                "INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno,"
                " vlr_estorno, vlr_devolvido, dat_estorno) SELECT %s, %s, coalesce(max(num_estorno), 0) + 1, 'PARCIAL',"
                " %s, 0, %s FROM flowt.tb_omni8_pedido_estorno WHERE cod_tenant = %s AND cod_pedido = %s",
                self.tenant,
                self.orders[order % len(self.orders)],
                value,
                self.at(minute),
                self.tenant,
                self.orders[order % len(self.orders)],
            )

    def judge(self, visit: int, is_robot: bool) -> None:
        if seen := self.one_of("visita", visit):
            reason = "classificada pela equipe" if is_robot else None
            self.run("SELECT flowt.classificar_visita(%s, %s, %s)", self.tenant, seen["cod_visita"], reason)

    def erase(self, person: int) -> None:
        if person not in self.erased:
            self.erased.add(person)
            statement = (
                "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CONCLUIDO' WHERE cod_tenant = %s AND cod_pessoa = %s"
            )
            self.run(statement, self.tenant, self.people[person])
            self.run("SELECT flowt.anonimizar_pessoa(%s)", self.people[person])

    def move_to(self, zone: str) -> None:
        self.company.change("des_fuso_horario", zone)

    def count(self) -> None:
        self.admin.execute("SELECT rotina.apurar()")

    def count_all(self) -> None:
        while self.admin.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
            pass


def assert_same(history: History) -> None:
    # At one moment: with every hour that ends a few more carts are old enough to count.
    with history.admin.transaction():
        compare(history)


def compare(history: History) -> None:
    admin, tenant = history.admin, history.tenant
    assert admin.execute(EVENTS, {"tenant": tenant}).fetchall() == []
    facts = naive_numbers.read(admin, tenant)
    today = facts.day(facts.now)
    unit = admin.execute("SELECT flowt.unidade_principal(%s) AS code", (tenant,)).fetchone()["code"]
    one, other = map(int, history.products)
    filters = [Filter(), Filter("EMAIL"), Filter("DIRETO"), Filter(campaign="natal"), Filter(unit=unit)]
    filters += [Filter(item=one), Filter(item=other), Filter("EMAIL", "verão", item=other), Filter(unit=unit, item=one)]
    periods = [(today - timedelta(days=n), today - timedelta(days=n)) for n in range(8)]
    periods += [(today - timedelta(days=6), today), (today - timedelta(days=29), today), (today, today)]
    for since, until in periods:
        for only in filters:
            asked = {"canal": only.channel, "campanha": only.campaign, "unidade": only.unit, "item": only.item}
            asked = json.dumps({name: value for name, value in asked.items() if value is not None})
            arguments = (tenant, since, until, asked)
            rows = admin.execute("SELECT * FROM flowt.indicadores(%s, %s, %s, %s)", arguments).fetchall()
            found = {row["nom_indicador"]: row["num_valor"] for row in rows if row["nom_indicador"] != "nps"}
            assert found == naive_numbers.indicators(facts, since, until, only), f"{since}..{until} {only}"
            if only.unit is not None:
                continue
            rows = admin.execute("SELECT qtd_visitas FROM flowt.funil(%s, %s, %s, %s)", arguments).fetchall()
            assert [row["qtd_visitas"] for row in rows] == naive_numbers.funnel(facts, since, until, only)
            if only.item is None:
                rows = admin.execute("SELECT * FROM flowt.ranking_de_itens(%s, %s, %s, %s, 100)", arguments).fetchall()
                ranks = {row["codigo"]: (row["quantidade"], row["valor"], row["visitas"]) for row in rows}
                ranks = {item: counts for item, counts in ranks.items() if any(counts)}
                assert ranks == naive_numbers.ranking(facts, since, until, only), f"{since}..{until} {only}"


def test_random_histories_count_as_the_guide_says(url: str, admin: psycopg.Connection) -> None:
    kinds: set[str] = set()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(st.lists(steps, min_size=5, max_size=40))
    def check(happened: list[tuple]) -> None:
        company = Company(url, admin)
        try:
            history = History(admin, company)
            for name, *arguments in happened:
                kinds.add(name)
                getattr(history, name)(*arguments)
            history.count_all()
            assert_same(history)
        finally:
            company.close()

    check()
    assert len(kinds) >= 8, "hardly anything happened"


def test_a_journey_counts_as_far_as_it_went(admin: psycopg.Connection, new_company: Callable[..., Company]) -> None:
    history = History(admin, new_company())
    for depth in range(1, len(STEPS) + 1):
        history.journey(1000 + 60 * depth, 0, depth, None, False)
    # Five that buy: nobody comes back, one does for each reason there is, one asks in the minute before the order.
    for number in range(5):
        history.journey(2000 + 60 * number, 0, len(STEPS), None, True)
    for number, why in enumerate(AFTER_SALES):
        history.come_back(number, why, 4000)
    history.come_back(3, "reclamacao", 2180 + len(STEPS) - 1)
    # Three of which a step comes before the one it follows: the last two that count are the item and the cart.
    for swapped in (1, 2, 3):
        history.journey(3000 + 60 * swapped, 0, len(STEPS), swapped, True)
    history.count_all()
    facts = naive_numbers.read(admin, history.tenant)
    period = (facts.day(BEGIN), facts.day(facts.now))
    funnel = admin.execute("SELECT * FROM flowt.funil(%s, %s, %s, '{}')", (history.tenant, *period)).fetchall()
    assert [row["nom_passo"] for row in funnel[3:]] == ["REVISAO", "CHECKOUT", "PEDIDO", "POS_VENDA"]
    assert [row["qtd_visitas"] for row in funnel] == [13, 12, 10, 8, 6, 5, 3]
    assert_same(history)


def test_one_item_is_seen_and_another_bought(admin: psycopg.Connection, new_company: Callable[..., Company]) -> None:
    history = History(admin, new_company())
    for minute, item in ((1000, 0), (3000, 1)):
        events = [("pagina_vista", 0, 0), ("item_visto", 5, item), ("carrinho_adicionado", 9, item)]
        events.append(("carrinho_visto", 15, 0))
        history.visit(minute, item + 1, item, False, [*events, ("checkout_iniciado", 20, 0)])
    # In the second visit, the first item alone.
    history.order(3030, 3, 700, 0)
    history.move(0, "CONFIRMADO", 3040)
    history.count_all()
    facts = naive_numbers.read(admin, history.tenant)
    assert [str(line["cod_produto"]) for line in facts.lines] == [str(history.products[0])]
    assert_same(history)


LIMIT = (
    "CREATE OR REPLACE FUNCTION flowt.campanhas_por_dia() RETURNS integer"
    " LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {}"
)


def test_names_of_campaigns_beyond_the_limit(
    admin: psycopg.Connection, cluster: Cluster, new_company: Callable[..., Company]
) -> None:
    """Anybody may invent them: those told by name, and what the others sum up to, are the reference's."""
    history = History(admin, new_company())
    chance = random.Random(7)
    for _ in range(60):
        arrival = {"utm_medium": "email", "utm_campaign": f"campanha {chance.choice('aábçdefgh')}"}
        history.visit(chance.randrange(3000), chance.randrange(40), arrival, False, [("pagina_vista", 0, 0)])
    for number in range(12):
        history.order(chance.randrange(3000), number, 100, number % 5)
        history.move(number, "CONFIRMADO", chance.randrange(3000, 4000))
    usual = admin.execute("SELECT flowt.campanhas_por_dia() AS n").fetchone()["n"]
    for limit in (2, usual):
        with cluster.connect() as connection:
            connection.execute(LIMIT.format(limit))
            connection.execute("SELECT admin.apurar_de_novo(%s)", (history.tenant,))
            while connection.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
                pass
        rows = admin.execute(
            "SELECT dat_dia, nom_campanha, sum(qtd_visitas)::integer AS n FROM flowt.tb_omni8_agregado_dia"
            " WHERE cod_tenant = %s GROUP BY 1, 2",
            (history.tenant,),
        ).fetchall()
        found: dict = {}
        for row in rows:
            found.setdefault(row["dat_dia"], {})[row["nom_campanha"]] = row["n"]
        expected = naive_numbers.campaigns(naive_numbers.read(admin, history.tenant), limit)
        told = [{name for name, visits in day.items() if visits} for day in expected.values()]
        assert any(naive_numbers.OTHERS in names for names in told) == (limit == 2)
        # Days of carts alone have no name and no visit.
        for day in found.keys() | expected.keys():
            counts = {name: visits for name, visits in found.get(day, {}).items() if visits}
            assert counts == {name: visits for name, visits in expected.get(day, {}).items() if visits}, day


def test_writers_with_open_transactions_lose_nothing(
    url: str, admin: psycopg.Connection, cluster: Cluster, new_company: Callable[..., Company]
) -> None:
    """Sixteen connections write visits and what they see, and commit early and late, in many hours; the job runs
    beside them."""
    companies = [new_company(), new_company()]
    visitors = {
        company.number: admin.execute(
            "INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira,"
            " dat_ultima) VALUES (%s, %s, '{}', now(), now()) RETURNING cod_visitante AS code",
            (company.number, secrets.token_bytes(32)),
        ).fetchone()["code"]
        for company in companies
    }
    end = time.monotonic() + float(os.environ.get("FLOWT_TEST_WRITING", "10"))
    written: dict[int, int] = dict.fromkeys(visitors, 0)
    lock = threading.Lock()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        with cluster.connect() as connection:
            while time.monotonic() < end:
                tenant = chance.choice(list(visitors))
                many = chance.randint(1, 5)
                with connection.transaction(force_rollback=(undone := chance.random() < 0.1)):
                    for _ in range(many):
                        hours = chance.choice((0, 0, 0, 1, 5, 30))
                        connection.execute(VISIT, {"tenant": tenant, "visitor": visitors[tenant], "hours": hours})
                    # Somebody's goes on into the next hour.
                    connection.execute(GOES_ON, {"tenant": tenant, "visitor": visitors[tenant]})
                    time.sleep(chance.choice((0, 0, 0.01, 0.1, 0.4)))
                if not undone:
                    with lock:
                        written[tenant] += many

    def count() -> int:
        runs = 0
        with cluster.connect() as connection:
            while time.monotonic() < end:
                connection.execute("SELECT rotina.apurar()")
                runs += 1
        return runs

    with ThreadPoolExecutor(max_workers=17) as pool:
        writers = [pool.submit(write, seed) for seed in range(16)]
        counter = pool.submit(count)
        for writer in writers:
            writer.result()
        assert counter.result() > 5
    assert min(written.values()) > 100
    while admin.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
        pass
    for tenant, many in written.items():
        for table in ("agregado_hora", "agregado_dia"):
            row = admin.execute(
                f"SELECT sum(qtd_visitas) AS n FROM flowt.tb_omni8_{table} WHERE cod_tenant = %s", (tenant,)
            ).fetchone()
            assert row["n"] == many, table
        assert admin.execute(EVENTS, {"tenant": tenant}).fetchall() == []
        row = admin.execute(
            "SELECT (SELECT sum(qtd_visitas) FROM flowt.tb_omni8_agregado_produto_dia WHERE cod_tenant = %(tenant)s)"
            " AS items, (SELECT sum(qtd_vistas) FROM flowt.tb_omni8_agregado_oferta_dia WHERE cod_tenant = %(tenant)s)"
            " AS offers",
            {"tenant": tenant},
        ).fetchone()
        assert list(row.values()) == [many, many], "items and offers"


@pytest.mark.parametrize(
    "change",
    [
        "SELECT flowt.apurar_periodos(%(tenant)s, flowt.hoje(%(tenant)s))",
        "UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = 'Asia/Kolkata' WHERE cod_tenant = %(tenant)s",
    ],
)
def test_unique_visitors_are_counted_of_days_that_stay_as_they_are(
    cluster: Cluster, new_company: Callable[..., Company], change: str
) -> None:
    """What a run adds to a period's count must be missing in it: it waits for whoever is counting, or moving days."""
    counted, marked = new_company(), new_company()
    with cluster.connect() as other, cluster.connect() as job:
        job.execute("INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) VALUES (%s, now())", (marked.number,))
        with other.transaction():
            other.execute(change, {"tenant": counted.number})
            job.execute("SET lock_timeout = '100ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                job.execute("SELECT rotina.apurar()")
        job.execute("SET lock_timeout = 0")
        assert job.execute("SELECT rotina.apurar() AS n").fetchone()["n"] > 0
