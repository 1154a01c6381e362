"""Stock: what staff writes over HTTP, and what many real connections may do to it at once."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import Company
from harness import Cluster
from judge import assert_problem, assert_wrong_fields


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def move(staff: httpx.Client, product: dict, kind: str, quantity: int, **fields) -> httpx.Response:
    body = {"cod_produto": product["cod_produto"], "tip_movimento": kind, "quantidade": quantity}
    return staff.post("/v1/estoque/movimentos", json={**body, "des_motivo": "inventário", **fields})


def assert_books_agree(company: Company) -> None:
    wrong = company.admin.execute(
        "SELECT * FROM flowt.estoque_divergente() WHERE cod_tenant = %s", (company.number,)
    ).fetchall()
    assert wrong == []


def test_staff_moves_stock_and_sees_why(staff: httpx.Client, company: Company) -> None:
    product = company.product(qtd_estoque=5)
    answer = move(staff, product, "PERDA", 2, des_motivo="Quebrou na entrega")
    assert (answer.status_code, answer.json()["qtd_disponivel"]) == (201, 3)
    assert_problem(move(staff, product, "SAIDA", 4), 409, "estoque_insuficiente")
    assert_problem(move(staff, company.product(), "SAIDA", 4), 409, "estoque_nao_controlado")
    assert_problem(move(staff, {"cod_produto": "999999999"}, "ENTRADA", 4), 404, "nao_encontrado")
    assert_wrong_fields(move(staff, product, "ROUBO", -1), "tip_movimento", "quantidade")
    movements = staff.get("/v1/estoque/movimentos", params={"cod_produto": product["cod_produto"]}).json()["itens"]
    assert [(m["tip_movimento"], m["qtd_movimento"], m["des_motivo"]) for m in movements] == [
        ("PERDA", -2, "Quebrou na entrega"),
        ("AJUSTE", 5, None),
    ]
    assert all(m["cod_usuario"] for m in movements)
    assert_books_agree(company)


def alerts(company: Company) -> list[str]:
    return [row["des_texto"].split(";")[0] for row in company.rows("mensagem", "nom_modelo = 'estoque_baixo'")]


def test_the_company_is_told_once_each_time_stock_comes_down_to_its_minimum(
    staff: httpx.Client, company: Company
) -> None:
    product = company.product(nom_produto="Caldo de cana", qtd_estoque=8)
    company.product(qtd_estoque=8)
    staff.put(f"/v1/estoque/{product['cod_produto']}/minimo", json={"qtd_minima": 5})
    for kind, quantity in (("SAIDA", 2), ("SAIDA", 1), ("PERDA", 1), ("ENTRADA", 3), ("CONTAGEM", 4)):
        assert move(staff, product, kind, quantity).status_code == 201
    assert alerts(company) == ["Restam 5 de Caldo de cana", "Restam 4 de Caldo de cana"]
    assert {row["des_destino"] for row in company.rows("mensagem")} == {"loja@example.com"}
    staff.put("/v1/parametros/estoque_avisar_minimo", json={"valor": False})
    for kind, quantity in (("ENTRADA", 9), ("SAIDA", 9)):
        assert move(staff, product, kind, quantity).status_code == 201
    assert len(alerts(company)) == 2


def test_many_buyers_crossing_the_minimum_tell_it_once(staff: httpx.Client, company: Company) -> None:
    product = company.product(qtd_estoque=12)
    staff.put(f"/v1/estoque/{product['cod_produto']}/minimo", json={"qtd_minima": 6})
    carts = [company.cart((product, 1)) for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(company.confirm, carts))
    assert Counter(answer.status_code for answer in answers) == {201: 12}
    assert len(alerts(company)) == 1
    assert_books_agree(company)


def test_low_stock_is_listed(staff: httpx.Client, company: Company) -> None:
    low, enough = company.product(qtd_estoque=3), company.product(qtd_estoque=30)
    for product in (low, enough):
        answer = staff.put(f"/v1/estoque/{product['cod_produto']}/minimo", json={"qtd_minima": 5})
        assert answer.status_code == 200
    assert_problem(
        staff.put(f"/v1/estoque/{company.product()['cod_produto']}/minimo", json={"qtd_minima": 5}),
        409,
        "estoque_nao_controlado",
    )
    assert_problem(staff.put("/v1/estoque/999999999/minimo", json={"qtd_minima": 5}), 404, "nao_encontrado")
    assert [item["cod_produto"] for item in staff.get("/v1/estoque/baixo").json()["itens"]] == [low["cod_produto"]]
    assert len(staff.get("/v1/estoque").json()["itens"]) == 2


def test_sold_out_today_is_taken_back(company: Company) -> None:
    product = company.product()
    path = f"/v1/produtos/{product['cod_produto']}/esgotado-hoje"
    with company.staff("cozinha") as kitchen:
        assert kitchen.post(path).json()["dat_esgotado"] is not None
        assert kitchen.delete(path).json()["dat_esgotado"] is None
        assert_problem(kitchen.delete("/v1/produtos/999999999/esgotado-hoje"), 404, "nao_encontrado")


class Buyer:
    """A connection with the gateway's rights, for one company."""

    def __init__(self, connection: psycopg.Connection, company: Company) -> None:
        self.connection = connection
        self.tenant = company.number
        connection.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(self.tenant),))

    def run(self, statement: str, *values: object) -> str:
        """The outcome: 'ok', or the error's name."""
        try:
            self.connection.execute(statement, values)
        except psycopg.Error as error:
            return error.diag.message_primary if (error.sqlstate or "").startswith("PT") else f"{error.sqlstate}"
        return "ok"

    def reserve(self, cart: int, *items: tuple[int, int]) -> str:
        rows = ", ".join(f"({product}, NULL, {quantity})::flowt.item_de_estoque" for product, quantity in items)
        return self.run(
            f"SELECT flowt.reservar_estoque(%s, %s, ARRAY[{rows}]::flowt.item_de_estoque[])", self.tenant, cart
        )

    def move_order(self, order: int, sign: int) -> str:
        return self.run("SELECT flowt.mover_estoque(%s, %s, %s)", self.tenant, order, sign)


def together(buyers: list[Buyer], work: Callable[[int, Buyer], list[str]]) -> Counter[str]:
    start = threading.Barrier(len(buyers))

    def run(number: int) -> list[str]:
        start.wait(60)
        return work(number, buyers[number])

    with ThreadPoolExecutor(len(buyers)) as pool:
        return Counter(outcome for part in pool.map(run, range(len(buyers))) for outcome in part)


def test_the_last_unit_is_promised_once(company: Company, api: Callable[..., psycopg.Connection]) -> None:
    """3,000 attempts over 20 connections at 150 last units."""
    products = [int(company.product(qtd_estoque=1)["cod_produto"]) for _ in range(150)]
    buyers = [Buyer(api(), company) for _ in range(20)]

    def work(number: int, buyer: Buyer) -> list[str]:
        turned = products[number * 7 :] + products[: number * 7]
        return [buyer.reserve(1_000 * number + position, (product, 1)) for position, product in enumerate(turned)]

    assert together(buyers, work) == {"ok": 150, "item_indisponivel": 2850}
    assert all(row["qtd_reservada"] == row["qtd_estoque"] == 1 for row in company.rows("estoque"))
    assert_books_agree(company)


def test_carts_of_many_items_reserve_all_or_nothing(company: Company, api: Callable[..., psycopg.Connection]) -> None:
    """Every cart wants all five, each in an order of its own; three sets are there."""
    products = [int(company.product(qtd_estoque=3)["cod_produto"]) for _ in range(5)]
    buyers = [Buyer(api(), company) for _ in range(20)]

    def work(number: int, buyer: Buyer) -> list[str]:
        chance = random.Random(number)
        outcomes = []
        for cart in range(50):
            items = [(product, 1) for product in products]
            chance.shuffle(items)
            outcomes.append(buyer.reserve(1_000 * number + cart, *items))
        return outcomes

    assert together(buyers, work) == {"ok": 3, "item_indisponivel": 997}
    assert [row["qtd_reservada"] for row in company.rows("estoque")] == [3] * 5
    assert_books_agree(company)


def test_a_mixed_load_ends_with_agreeing_books(
    company: Company, api: Callable[..., psycopg.Connection], cluster: Cluster
) -> None:
    """Reserving, buying, cancelling, counting and expiring at once: 4,800 calls, no deadlock, no unit too many."""
    products = [company.product(qtd_estoque=400) for _ in range(4)]
    codes = [int(product["cod_produto"]) for product in products]
    orders: list[list[tuple[int, int, list[tuple[int, int]]]]] = []
    for number in range(12):
        mine = []
        for _ in range(4):
            wanted = [(product, 1 + number % 3) for product in random.Random(number).sample(products, 2)]
            order = company.order(*wanted)
            cart = company.rows("pedido", f"cod_pedido = {order['cod_pedido']}")[0]["cod_carrinho"]
            items = [(int(product["cod_produto"]), quantity) for product, quantity in wanted]
            mine.append((int(order["cod_pedido"]), cart, items))
        orders.append(mine)
    for code in codes:
        company.admin.execute(
            "SELECT flowt.movimentar_estoque(%s, %s, 0, 'CONTAGEM', 25, 'pouco')", (company.number, code)
        )
    buyers = [Buyer(api(), company) for _ in range(12)]
    buyers += [Buyer(cluster.connect(), company) for _ in range(4)]

    def buy(chance: random.Random, buyer: Buyer, mine: list, bought: dict[int, bool]) -> str:
        order, cart, items = chance.choice(mine)
        what = chance.random()
        if what < 0.3:
            return buyer.reserve(cart, *items)
        if what < 0.4:
            return buyer.reserve(cart)
        if bought[order]:
            outcome = buyer.move_order(order, 1)
            bought[order] = False
        else:
            outcome = buyer.move_order(order, -1)
            bought[order] = outcome == "ok"
        return outcome

    def disturb(chance: random.Random, buyer: Buyer) -> str:
        what = chance.random()
        if what < 0.4:
            return buyer.run("SELECT rotina.expirar_reservas()")
        if what < 0.6:
            return buyer.run(
                "WITH r AS (SELECT * FROM flowt.tb_omni8_estoque WHERE cod_tenant = %s AND cod_produto = %s FOR UPDATE)"
                " UPDATE flowt.tb_omni8_estoque_reserva x SET dat_expiracao = now() FROM r"
                " WHERE x.cod_tenant = r.cod_tenant AND x.cod_produto = r.cod_produto",
                buyer.tenant,
                chance.choice(codes),
            )
        kind = chance.choice(["ENTRADA", "SAIDA", "PERDA", "CONTAGEM"])
        statement = "SELECT flowt.movimentar_estoque(%s, %s, 0, %s, %s, 'carga')"
        return buyer.run(statement, buyer.tenant, chance.choice(codes), kind, chance.randint(1, 20))

    def work(number: int, buyer: Buyer) -> list[str]:
        chance = random.Random(100 + number)
        if number >= 12:
            return [disturb(chance, buyer) for _ in range(300)]
        bought = {order: True for order, _, _ in orders[number]}
        return [buy(chance, buyer, orders[number], bought) for _ in range(300)]

    outcomes = together(buyers, work)
    for buyer in buyers[12:]:
        buyer.connection.close()
    assert outcomes.total() == 4800
    assert set(outcomes) == {"ok", "item_indisponivel", "estoque_insuficiente"}, outcomes
    assert outcomes["ok"] > 1000 and outcomes["item_indisponivel"] > 50, outcomes
    assert_books_agree(company)
    company.admin.execute("UPDATE flowt.tb_omni8_estoque_reserva SET dat_expiracao = now() - interval '1 second'")
    company.admin.execute("SELECT rotina.expirar_reservas()")
    assert [row["qtd_reservada"] for row in company.rows("estoque")] == [0] * 4
    assert_books_agree(company)
