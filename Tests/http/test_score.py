"""Scores: held against Tests/naive_score.py over random histories and beside writers; over HTTP."""

import datetime
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from test_copia import elsewhere, export, take_in  # noqa: F401
from test_lgpd import erase

import naive_score as naive
from company import Company
from harness import Cluster
from judge import assert_problem

EXAMPLES = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
PEOPLE = 4


@pytest.fixture(scope="module")
def shop(url: str, admin: psycopg.Connection) -> Iterator[Company]:
    company = Company(url, admin)
    company.at_noon()
    yield company
    company.close()


def run_job(admin: psycopg.Connection) -> None:
    while admin.execute("SELECT rotina.recalcular_scores() AS n").fetchone()["n"]:
        pass


def today(company: Company) -> datetime.date:
    return company.admin.execute("SELECT flowt.dia_do_tenant(%s, now()) AS d", (company.number,)).fetchone()["d"]


def noon(company: Company, days: int) -> datetime.datetime:
    """A moment of the company's day, so many days ago, far from midnight."""
    return company.admin.execute(
        "SELECT (%s::date + time '12:00') AT TIME ZONE des_fuso_horario AS m FROM flowt.tb_omni8_tenant"
        " WHERE cod_tenant = %s",
        (today(company) - datetime.timedelta(days=days), company.number),
    ).fetchone()["m"]


def order(company: Company, person: int | None, total: int, days: int) -> int:
    """An order of so many days ago, received only; without lines, which would have to add up."""
    at = noon(company, days)
    with company.admin.transaction():
        company.admin.execute("SET LOCAL session_replication_role = replica")
        number = company.admin.execute(
            "INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho,"
            " cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens,"
            " vlr_taxa_entrega, vlr_total, dat_criacao) SELECT t, n, flowt.novo_token(), flowt.unidade_principal(t),"
            " -n, %(person)s, 'RECEBIDO', 'RETIRADA', 'Ana', '+5511912345678', 'PIX', %(total)s, 0, %(total)s, %(at)s"
            " FROM (SELECT %(tenant)s::bigint AS t, flowt.proximo_numero_de_pedido(%(tenant)s) AS n) AS x"
            " RETURNING cod_pedido",
            {"tenant": company.number, "person": person, "total": total, "at": at},
        ).fetchone()["cod_pedido"]
    step(company.admin, company, number, "RECEBIDO", at)
    return number


def step(connection: psycopg.Connection, company: Company, number: int, to: str, at: datetime.datetime) -> None:
    connection.execute(
        "INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento)"
        " SELECT %s, %s, 1 + count(*), %s, %s FROM flowt.tb_omni8_pedido_evento"
        " WHERE cod_tenant = %s AND cod_pedido = %s",
        (company.number, number, to, at, company.number, number),
    )


def refund(company: Company, number: int, amount: int, at: datetime.datetime) -> None:
    company.admin.execute(
        "INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno,"
        " vlr_devolvido, dat_estorno) SELECT %s, %s, 1 + count(*), 'PARCIAL', %s, 0, %s"
        " FROM flowt.tb_omni8_pedido_estorno WHERE cod_tenant = %s AND cod_pedido = %s",
        (company.number, number, amount, at, company.number, number),
    )


def answer(company: Company, person: int, note: int, at: datetime.datetime) -> int:
    return company.admin.execute(
        "INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pessoa, tip_pesquisa, tip_canal, num_nota, dat_resposta)"
        " VALUES (%s, %s, 'RELACIONAL', 'LINK', %s, %s) RETURNING cod_nps",
        (company.number, person, note, at),
    ).fetchone()["cod_nps"]


# MARK: against the plain reading


@EXAMPLES
@given(
    facts=some.lists(
        some.tuples(
            some.none() | some.integers(0, 364),
            some.integers(0, 40),
            some.integers(-5000, 300_000),
            some.none() | some.integers(0, 10),
            some.tuples(*[some.integers(0, 50)] * 4).filter(lambda w: w[0] + w[1] + w[2] > 0),
        ),
        min_size=1,
        max_size=50,
    )
)
def test_the_formulas(admin: psycopg.Connection, facts: list) -> None:
    for days, orders, cents, note, weights in facts:
        row = admin.execute(
            "SELECT r, f, m, n, flowt.score_ponderado(ARRAY[r, f, m, n], %s::integer[]) AS s FROM (SELECT"
            " flowt.score_recencia(%s) AS r, flowt.score_frequencia(%s) AS f, flowt.score_valor(%s) AS m,"
            " flowt.score_nota(%s) AS n) AS x",
            (list(weights), days, orders, cents, note),
        ).fetchone()
        parts = {
            "recencia": naive.recency(days),
            "frequencia": naive.frequency(orders),
            "valor": naive.value(cents),
            "nps": naive.satisfaction(note),
        }
        assert (row["r"], row["f"], row["m"], row["n"]) == tuple(parts.values())
        assert row["s"] == naive.score(parts, dict(zip(parts, weights, strict=True)))


acts = some.one_of(
    some.tuples(some.just("sell"), some.integers(0, PEOPLE), some.integers(1, 200_000), some.integers(0, 380)),
    some.tuples(some.just("sell"), some.integers(0, PEOPLE), some.integers(1, 200_000), some.integers(0, 9)),
    some.tuples(some.just("refund"), some.integers(0, 30), some.integers(1, 100), some.integers(0, 380)),
    some.tuples(some.just("move"), some.integers(0, 30), some.integers(0, PEOPLE)),
    some.tuples(some.just("cancel"), some.integers(0, 30)),
    some.tuples(some.just("note"), some.integers(0, PEOPLE - 1), some.integers(0, 10), some.integers(0, 400)),
    some.tuples(some.just("edit"), some.integers(0, 30), some.integers(0, 10)),
    some.tuples(some.just("wait"), some.sampled_from([1, 2, 7, 30, 200])),
    some.tuples(some.just("weigh"), some.sampled_from([(30, 25, 25, 20), (100, 0, 0, 0), (10, 20, 30, 40)])),
    some.tuples(some.just("run")),
)


class History:
    """The same things done to the database and to a list."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.people = [company.customer(f"Pessoa {number}") for number in range(PEOPLE)]
        self.orders: list[tuple[int, naive.Order]] = []
        self.notes: list[tuple[int, naive.Note]] = []
        self.weights = (30, 25, 25, 20)
        self.today = today(company)

    def person(self, place: int) -> int | None:
        return self.people[place] if place < PEOPLE else None

    def day(self, ago: int) -> datetime.date:
        return self.today - datetime.timedelta(days=ago)

    def sell(self, place: int, total: int, ago: int) -> None:
        number = order(self.company, self.person(place), total, ago)
        confirmed = total % 5 != 0
        if confirmed:
            step(self.company.admin, self.company, number, "CONFIRMADO", noon(self.company, ago))
            # A second time counts for nothing.
            step(self.company.admin, self.company, number, "CONFIRMADO", noon(self.company, 0))
        made = naive.Order(total, self.person(place), self.day(ago) if confirmed else None)
        self.orders.append((number, made))

    def refund(self, place: int, percent: int, ago: int) -> None:
        if self.orders:
            number, made = self.orders[place % len(self.orders)]
            refund(self.company, number, made.total * percent // 100, noon(self.company, ago))
            made.refunds.append((self.day(ago), made.total * percent // 100))

    def cancel(self, place: int) -> None:
        if self.orders:
            number, made = self.orders[place % len(self.orders)]
            self.company.admin.execute(
                "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO' WHERE cod_tenant = %s AND cod_pedido = %s",
                (self.company.number, number),
            )
            left = made.total - sum(amount for _, amount in made.refunds)
            if not made.cancelled and left > 0:
                made.refunds.append((self.today, left))
            made.cancelled = True

    def move(self, place: int, to: int) -> None:
        if self.orders:
            number, made = self.orders[place % len(self.orders)]
            made.person = self.person(to)
            self.company.admin.execute(
                "UPDATE flowt.tb_omni8_pedido SET cod_pessoa = %s WHERE cod_tenant = %s AND cod_pedido = %s",
                (made.person, self.company.number, number),
            )

    def note(self, place: int, value: int, ago: int) -> None:
        at = noon(self.company, ago)
        number = answer(self.company, self.people[place], value, at)
        self.notes.append((number, naive.Note(self.people[place], value, at)))

    def edit(self, place: int, value: int) -> None:
        if self.notes:
            number, made = self.notes[place % len(self.notes)]
            made.note = value
            self.company.admin.execute(
                "UPDATE flowt.tb_omni8_nps SET num_nota = %s WHERE cod_tenant = %s AND cod_nps = %s",
                (value, self.company.number, number),
            )

    def wait(self, days: int) -> None:
        """The clock is not ours: everything that happened moves back instead, and the days of scores with it."""
        self.run()
        admin, number = self.company.admin, self.company.number
        admin.execute("SET session_replication_role = replica")
        for table, column in (
            ("pedido_evento", "dat_evento"),
            ("pedido_estorno", "dat_estorno"),
            ("nps", "dat_resposta"),
            ("score_pessoa", "dat_dia"),
        ):
            unit = "" if column == "dat_dia" else " * interval '1 day'"
            admin.execute(
                f"UPDATE flowt.tb_omni8_{table} SET {column} = {column} - %s{unit} WHERE cod_tenant = %s",
                (days, number),
            )
        admin.execute("RESET session_replication_role")
        back = datetime.timedelta(days=days)
        for _, made in self.orders:
            made.confirmed = made.confirmed and made.confirmed - back
            made.refunds = [(day - back, amount) for day, amount in made.refunds]
        for _, made in self.notes:
            made.at -= back
        # As rotina.envelhecer_scores leaves it.
        admin.execute(
            "INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, tip_marca, cod_pessoa_apos) VALUES (%s, 'DIA', 0)",
            (number,),
        )

    def weigh(self, weights: tuple[int, ...]) -> None:
        self.weights = weights
        self.company.admin.execute(
            "INSERT INTO flowt.tb_omni8_score_configuracao AS c (cod_tenant, num_peso_recencia, num_peso_frequencia,"
            " num_peso_valor, num_peso_nps, num_peso_engajamento, num_peso_indicacao, num_dias_r, qtd_pedidos_f)"
            " VALUES (%s, %s, %s, %s, %s, 0, 0, '{7,30,60,120}', '{12,6,3,2,1}') ON CONFLICT (cod_tenant) DO UPDATE SET"
            " num_peso_recencia = excluded.num_peso_recencia, num_peso_frequencia = excluded.num_peso_frequencia,"
            " num_peso_valor = excluded.num_peso_valor, num_peso_nps = excluded.num_peso_nps",
            (self.company.number, *weights),
        )

    def run(self) -> None:
        run_job(self.company.admin)

    def expected(self, person: int) -> dict:
        weights = dict(zip(naive.WEIGHTS, self.weights, strict=True))
        orders, notes = [made for _, made in self.orders], [made for _, made in self.notes]
        return naive.person_score(person, orders, notes, self.today, weights)


def differences(company: Company) -> int:
    """Rows that differ between what is kept and a recount of everybody, in anything but the day it was done."""
    return company.admin.execute(
        """
        WITH tudo AS (SELECT array_agg(cod_pessoa) AS p FROM flowt.tb_omni8_pessoa WHERE cod_tenant = %(tenant)s),
        certo AS (SELECT to_jsonb(c) - '{dat_dia,dat_calculo}'::text[] AS l FROM tudo, flowt.calcular_scores(
                      %(tenant)s, tudo.p, flowt.dia_do_tenant(%(tenant)s, now())) AS c),
        guardado AS (SELECT to_jsonb(s) - '{dat_dia,dat_calculo}'::text[] AS l FROM flowt.tb_omni8_score_pessoa AS s
                      WHERE s.cod_tenant = %(tenant)s)
        SELECT (SELECT count(*) FROM (TABLE certo EXCEPT TABLE guardado) AS x)
             + (SELECT count(*) FROM (TABLE guardado EXCEPT TABLE certo) AS x) AS n
        """,
        {"tenant": company.number},
    ).fetchone()["n"]


@settings(EXAMPLES, max_examples=25)
@given(history=some.lists(acts, min_size=8, max_size=30))
def test_a_random_history_equals_the_plain_reading(shop: Company, history: list[tuple]) -> None:
    played = History(shop)
    for name, *arguments in history:
        getattr(played, name)(*arguments)
    played.run()
    assert differences(shop) == 0
    for person in played.people:
        kept = shop.rows("score_pessoa", f"cod_pessoa = {person}")[0]
        expected = played.expected(person)
        assert {name: kept[name] for name in expected} == expected, history
        points = sum(kept[f"num_pontos_{name}"] or Decimal(0) for name in "rfmn")
        assert abs(points - kept["num_score"]) <= Decimal("0.52")
    shop.admin.execute("DELETE FROM flowt.tb_omni8_score_configuracao WHERE cod_tenant = %s", (shop.number,))
    shop.admin.execute("SELECT admin.calcular_scores_de_novo(%s)", (shop.number,))


# MARK: at the same time


def test_a_writer_that_has_not_committed_loses_nothing(company: Company, cluster: Cluster) -> None:
    person = company.customer()
    first, second = (order(company, person, 5000, 3) for _ in range(2))
    run_job(company.admin)
    with cluster.connect(autocommit=False) as writer:
        step(writer, company, first, "CONFIRMADO", noon(company, 2))
        step(company.admin, company, second, "CONFIRMADO", noon(company, 2))
        # The job neither waits for the writer nor takes its mark.
        company.admin.execute("SET lock_timeout = '5s'")
        run_job(company.admin)
        company.admin.execute("RESET lock_timeout")
        assert company.rows("score_pessoa", f"cod_pessoa = {person}")[0]["qtd_pedidos"] == 1
        writer.commit()
    run_job(company.admin)
    assert company.rows("score_pessoa", f"cod_pessoa = {person}")[0]["qtd_pedidos"] == 2


def test_many_writers_beside_the_job(company: Company, cluster: Cluster) -> None:
    people = [company.customer() for _ in range(3)]
    orders = [[order(company, person, 1000, 1) for _ in range(8)] for person in people for _ in range(2)]
    done = threading.Event()

    def work() -> int:
        with cluster.connect() as connection:
            runs = 0
            while not done.is_set():
                connection.execute("SELECT rotina.recalcular_scores()")
                runs += 1
            return runs

    def write(numbers: list[int]) -> None:
        with cluster.connect() as connection:
            for number in numbers:
                step(connection, company, number, "CONFIRMADO", noon(company, 1))

    with ThreadPoolExecutor(8) as pool:
        workers = [pool.submit(work) for _ in range(2)]
        list(pool.map(write, orders))
        done.set()
        assert all(worker.result() > 0 for worker in workers)
    run_job(company.admin)
    assert differences(company) == 0
    counted = [company.rows("score_pessoa", f"cod_pessoa = {person}")[0]["qtd_pedidos"] for person in people]
    assert counted == [16, 16, 16]


def test_two_who_write_for_one_person_do_not_wait(company: Company, cluster: Cluster) -> None:
    person = company.customer()
    first, second = (order(company, person, 5000, 3) for _ in range(2))
    with cluster.connect(autocommit=False) as one, cluster.connect(autocommit=False) as other:
        other.execute("SET lock_timeout = '2s'")
        step(one, company, first, "CONFIRMADO", noon(company, 2))
        step(other, company, second, "CONFIRMADO", noon(company, 2))
        other.commit()
        one.commit()


# MARK: over HTTP


@pytest.fixture
def bought(company: Company) -> Callable[..., int]:
    def make(name: str, *sales: tuple[int, int]) -> int:
        person = company.customer(name)
        for total, ago in sales:
            number = order(company, person, total, ago)
            step(company.admin, company, number, "CONFIRMADO", noon(company, ago))
        return person

    return make


def test_a_score_and_its_reasons(company: Company, bought: Callable[..., int]) -> None:
    company.at_noon()
    person = bought("Rita", (10_000, 30), (10_000, 40), (5_000, 50))
    answer(company, person, 7, noon(company, 5))
    with company.staff("marketing") as staff:
        # Before the job was there, it is counted on the spot.
        fresh = staff.get(f"/v1/pessoas/{person}/score").raise_for_status().json()
        run_job(company.admin)
        kept = staff.get(f"/v1/pessoas/{person}/score").raise_for_status().json()
    assert fresh | {"dat_calculo": kept["dat_calculo"]} == kept
    assert (kept["num_score"], kept["des_segmento"]) == (585, "Potencial fiel")
    assert [(part["num_valor"], part["num_peso"], part["num_pontos"]) for part in kept["componentes"]] == [
        (0.5, 30, 150),
        (0.5405, 25, 135.13),
        (0.7998, 25, 199.95),
        (0.5, 20, 100),
    ]
    assert kept["componentes"][3]["des_frase"] == "A última nota foi 7, de neutro."
    with company.client(company.customer_session(person)) as herself:
        own = herself.get("/v1/clientes/eu/score").raise_for_status().json()
        assert own["componentes"] == kept["componentes"] and "LGPD art. 20" in own["des_revisao"]
    assert_problem(company.public.get("/v1/clientes/eu/score"), 401, "login_necessario")
    with company.staff("atendente") as staff:
        assert_problem(staff.get(f"/v1/pessoas/{person}/score"), 403, "sem_permissao")


def test_segments_page_by_page(company: Company, bought: Callable[..., int]) -> None:
    people = [bought(f"Nova {number}", (1000 + number % 3, 1)) for number in range(7)]
    run_job(company.admin)
    with company.staff() as staff:
        counts = {row["nom_segmento"]: row for row in staff.get("/v1/segmentos").json()["itens"]}
        assert counts["novo"]["qtd_pessoas"] == 7 and counts["novo"]["vlr_liquido"] == 7006
        assert staff.get("/v1/segmentos", params={"formato": "csv"}).text.startswith("nom_segmento;des_segmento;")
        seen, after = [], None
        while True:
            page = staff.get(
                "/v1/segmentos/novo/pessoas", params={"limite": 3} | ({"apos": after} if after else {})
            ).json()
            seen += page["itens"]
            if (after := page["proximo"]) is None:
                break
        assert [int(row["cod_pessoa"]) for row in seen] == people
        assert_problem(staff.get("/v1/segmentos/inexistente/pessoas"), 404, "nao_encontrado")
    # People ask for both permissions.
    company.admin.execute(
        "INSERT INTO flowt.tb_omni8_permissao_tenant (cod_tenant, nom_perfil, nom_permissao, flg_concedida)"
        " VALUES (%s, 'financeiro', 'pessoa.ler', false)",
        (company.number,),
    )
    with company.staff("financeiro") as staff:
        assert staff.get("/v1/segmentos").status_code == 200
        assert_problem(staff.get("/v1/segmentos/novo/pessoas"), 403, "sem_permissao")


def test_weights(company: Company, bought: Callable[..., int]) -> None:
    company.at_noon()
    person = bought("Rita", (10_000, 30))
    run_job(company.admin)
    with company.staff() as staff:
        refused = staff.patch("/v1/score/configuracao", json={"num_versao": 0, "pesos": {"valor": 30}})
        problem = assert_problem(refused, 422, "corpo_invalido")
        assert problem["erros"][0]["mensagem"] == "Os pesos somam 100, e estes somam 105: tire 5."
        body = {"num_versao": 0, "pesos": {"recencia": 100, "frequencia": 0, "valor": 0, "nps": 0}}
        assert staff.patch("/v1/score/configuracao", json=body).json()["num_versao"] == 1
        assert_problem(staff.patch("/v1/score/configuracao", json=body), 409, "versao_desatualizada")
        run_job(company.admin)
        assert staff.get(f"/v1/pessoas/{person}/score").json()["num_score"] == 500
        days = staff.get(f"/v1/pessoas/{person}/score/historico").json()["itens"]
        assert [day["num_score"] for day in days] == [500]
        table = staff.get(f"/v1/pessoas/{person}/score/historico", params={"formato": "csv"}).text
        assert table.splitlines()[0] == "dat_dia;num_score;nom_segmento;flg_detrator"


def test_a_review_from_the_question_to_the_answer(company: Company, bought: Callable[..., int]) -> None:
    person = bought("Rita", (10_000, 30))
    run_job(company.admin)
    with company.client(company.customer_session(person)) as herself, company.staff("gerente") as staff:
        path = "/v1/clientes/eu/score/revisoes"
        asked = herself.post(path, json={"des_pedido": "Comprei três vezes."})
        assert asked.status_code == 201
        asked = asked.json()
        assert (datetime.date.fromisoformat(asked["dat_prazo"]) - today(company)).days == 15
        assert asked["num_score"] > 0 and len(asked["componentes"]) == 4
        again = herself.post(path, json={"des_pedido": "De novo."})
        assert_problem(again, 409, "revisao_de_score_em_andamento")
        assert_problem(
            staff.post(f"/v1/pessoas/{person}/score/revisoes", json={"des_pedido": "Por telefone."}),
            409,
            "revisao_de_score_em_andamento",
        )
        waiting = staff.get("/v1/score/revisoes", params={"sta_revisao": "ABERTA"}).json()["itens"]
        assert [row["cod_revisao"] for row in waiting] == [asked["cod_revisao"]]
        move = f"/v1/score/revisoes/{asked['cod_revisao']}/transicoes"
        assert_problem(staff.post(move, json={"para": "ATENDIDA"}), 409, "transicao_ilegal")
        staff.post(move, json={"para": "EM_ANALISE"}).raise_for_status()
        silent = staff.post(move, json={"para": "ATENDIDA", "des_resposta": "ok"})
        assert_problem(silent, 422, "revisao_concluida_tem_resposta")
        # What was missing is entered where it belongs, and the score follows.
        bought_again = order(company, person, 20_000, 2)
        step(company.admin, company, bought_again, "CONFIRMADO", noon(company, 2))
        reply = "Faltava a compra de anteontem, já registrada."
        done = staff.post(move, json={"para": "ATENDIDA", "des_resposta": reply}).raise_for_status().json()
        assert done["num_score_depois"] > done["num_score"]
        assert staff.get(f"/v1/score/revisoes/{asked['cod_revisao']}").json() == done
        mine = herself.get(path).json()["itens"][0]
        assert (mine["sta_revisao"], mine["des_resposta"]) == ("ATENDIDA", reply)
        assert [(row["sta_para"], row["flg_equipe"]) for row in mine["historico"]] == [
            ("ABERTA", False),
            ("EM_ANALISE", True),
            ("ATENDIDA", True),
        ]
        # Concluded, another may be asked for.
        assert (
            staff.post(f"/v1/pessoas/{person}/score/revisoes", json={"des_pedido": "Por telefone."}).status_code == 201
        )
    with company.staff("marketing") as other:
        assert_problem(other.get("/v1/score/revisoes"), 403, "sem_permissao")


def test_erased_with_the_person(company: Company, bought: Callable[..., int]) -> None:
    person = bought("Zenóbia", (10_000, 30))
    company.admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CONCLUIDO' WHERE cod_tenant = %s", (company.number,)
    )
    run_job(company.admin)
    with company.staff() as staff:
        staff.post(f"/v1/pessoas/{person}/score/revisoes", json={"des_pedido": "Sou Zenóbia."}).raise_for_status()
        everything = staff.get(f"/v1/pessoas/{person}/exportacao").json()["dados"]
        assert {"score_pessoa", "score_pessoa_dia", "score_revisao"} <= everything.keys()
        assert "score_sujo" not in everything
        assert erase(company, person, staff).status_code == 200
        run_job(company.admin)
        assert company.rows("score_pessoa") == [] and company.rows("score_pessoa_dia") == []
        review = company.rows("score_revisao")[0]
        assert (review["des_pedido"], review["js_score"]) == (None, {})
        assert_problem(staff.get(f"/v1/pessoas/{person}/score"), 404, "sem_score")


def test_a_copy_scores_its_people_itself(
    company: Company,
    cluster: Cluster,
    elsewhere: tuple[str, psycopg.Connection],  # noqa: F811
) -> None:
    url, other = elsewhere
    # With its cart and lines, which a copy asks for.
    made = company.order()
    person = company.rows("pedido")[0]["cod_pessoa"]
    answer(company, person, 3, noon(company, 1))
    company.admin.execute(
        "INSERT INTO flowt.tb_omni8_score_pessoa_dia SELECT %s, %s, current_date - 9, 77, 'novo', false",
        (company.number, person),
    )
    with company.staff() as staff:
        body = {"num_versao": 0, "pesos": {"recencia": 60, "frequencia": 10, "valor": 10}}
        staff.patch("/v1/score/configuracao", json=body).raise_for_status()
        staff.post(f"/v1/pedidos/{made['cod_pedido']}/transicoes", json={"para": "CONFIRMADO"}).raise_for_status()
    run_job(company.admin)
    assert [row["qtd_pedidos"] for row in company.rows("score_pessoa")] == [1]
    taken = take_in(url, export(cluster.url(), company.number))
    assert taken.returncode == 0, taken.stderr
    assert other.execute("SELECT FROM flowt.tb_omni8_score_pessoa").rowcount == 0
    run_job(other)
    columns = "num_score, nom_segmento, flg_detrator, qtd_pedidos, vlr_liquido, num_peso_r"
    there = other.execute(f"SELECT {columns} FROM flowt.tb_omni8_score_pessoa").fetchall()
    assert there == [{name: row[name] for name in there[0]} for row in company.rows("score_pessoa")]
    days = "SELECT num_score, dat_dia FROM flowt.tb_omni8_score_pessoa_dia ORDER BY dat_dia"
    assert other.execute(days).fetchall() == [
        {"num_score": row["num_score"], "dat_dia": row["dat_dia"]} for row in company.rows("score_pessoa_dia")
    ]


def test_the_company_has_one_of_its_own(company: Company, bought: Callable[..., int]) -> None:
    bought("Rita", *[(10_000, ago) for ago in range(1, 41)])
    company.admin.execute(
        "UPDATE flowt.tb_omni8_tenant SET dat_criacao = now() - interval '60 days' WHERE cod_tenant = %s",
        (company.number,),
    )
    while company.admin.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
        pass
    while company.admin.execute("SELECT rotina.envelhecer_scores() AS n").fetchone()["n"]:
        pass
    with company.staff("financeiro") as staff:
        shown = staff.get("/v1/score").raise_for_status().json()
        parts = {part["nom_componente"]: part for part in shown["componentes"]}
        assert parts["receita"]["num_valor"] == 1 and parts["atividade"]["num_apurado"] == 30
        assert parts["conversao"]["num_valor"] is None and "100" in parts["conversao"]["des_frase"]
        present = [part for part in parts.values() if part["num_valor"] is not None]
        assert abs(sum(part["num_pontos"] for part in present) - shown["num_score"]) <= 0.6
        days = staff.get("/v1/score/historico").json()["itens"]
        assert days[-1]["num_score"] == shown["num_score"] and days[-1]["dat_dia"] == shown["dat_dia"]
        assert_problem(staff.get("/v1/score", params={"dia": "2999-01-01"}), 422, "dia_no_futuro")
