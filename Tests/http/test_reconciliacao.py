"""Everything of commerce at once, and then the books: orders, stock, offers, payments, tables and appointments agree.

FLOWT_TEST_LOAD lengthens the time that the workers work (seconds); `pytest -s` shows what they did."""

import datetime
import os
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
from test_agenda import MOMENT, overlaps
from test_catalogo_arquivo import send
from test_pagamento import message, tell

from company import Company, order_form
from harness import Cluster
from judge import answered, is_busy

WORKERS = 8
# Enough of it goes well, and enough is refused, for the books to mean something: until all of this was seen they go on.
EXPECTED = (
    "aviso 200",
    "cancelamento 200",
    "cupom 200",
    "devolucao 201",
    "estoque 201",
    "estorno 200",
    "expirado",
    "horario 201",
    "importacao 201",
    "linha 200",
    "parcela 200",
    "pedido 201",
    "pedido 409",
    "precos 200",
    "recebimento 200",
)


def books(admin: psycopg.Connection, company: Company) -> list[dict]:
    statement = "SELECT nom_area, cod_registro, des_problema FROM flowt.comercio_divergente() WHERE cod_tenant = %s"
    return admin.execute(statement, (company.number,)).fetchall()


def deadlocks(admin: psycopg.Connection) -> int:
    admin.execute("SELECT pg_stat_clear_snapshot()")
    statement = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return admin.execute(statement).fetchone()["deadlocks"]


class Market:
    """A company that sells scarce things in every way there is."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.orders: list[dict] = []
        self.lock = threading.Lock()
        with company.staff() as staff:
            staff.put("/v1/pix", json={"tip_chave": "EMAIL", "des_chave": "loja@example.com"}).raise_for_status()
            body = {"nom_conta": "Banco", "des_url": "https://api.example.com", "des_credencial": "Bearer segredo"}
            company.account = staff.post("/v1/contas-pagamento", json=body).raise_for_status().json()
            account = f"/v1/contas-pagamento/{company.account['cod_conta_pagamento']}"
            staff.patch(account, json={"num_versao": 1, "sta_conta": "ATIVA"}).raise_for_status()
            self.products = [
                company.product(vlr_preco=price, qtd_estoque=60, num_sku=f"P-{price}") for price in (333, 1999, 777)
            ]
            self.loose = company.product(vlr_preco=101)
            self.service = company.product(vlr_preco=5001, tip_item="SERVICO", qtd_duracao_min=30)
            groups = [
                {
                    "nom_grupo": f"Parte {number}",
                    "qtd_minima": 1,
                    "qtd_maxima": 1,
                    "itens": [{"cod_produto": product["cod_produto"], "qtd_item": number}],
                }
                for number, product in enumerate(self.products[:2], 1)
            ]
            combo = {"nom_combo": "Dupla", "tip_preco": "FIXO", "vlr_preco": 3001, "sta_combo": "PUBLICADO"}
            answer = staff.post("/v1/combos", json={**combo, "grupos": groups, "qtd_limite": 40})
            self.combo = answer.raise_for_status().json()
            offer = {"nom_oferta": "Oferta", "sta_oferta": "ATIVA", "tip_oferta": "PERCENTUAL", "flg_cumulativa": True}
            order = {**offer, "tip_alvo": "PEDIDO", "num_percentual": 7, "vlr_orcamento": 5000}
            staff.post("/v1/ofertas", json=order).raise_for_status()
            item = {**offer, "tip_alvo": "ITEM", "cod_produtos": [self.products[2]["cod_produto"]]}
            coupon = staff.post("/v1/ofertas", json={**item, "num_percentual": 33, "flg_cupom": True})
            path = f"/v1/ofertas/{coupon.raise_for_status().json()['cod_oferta']}/cupons"
            staff.post(path, json={"des_cupom": "DEZ", "qtd_limite": 10}).raise_for_status()
            self.tables = [
                staff.post("/v1/mesas", json={"nom_mesa": str(number)}).raise_for_status().json() for number in range(3)
            ]

    def remember(self, order: dict) -> None:
        with self.lock:
            self.orders.append(order)

    def any_order(self, chance: random.Random) -> dict | None:
        with self.lock:
            return chance.choice(self.orders[-40:]) if self.orders else None


class Worker:
    """Somebody who buys, works and gets in the way, with a chance of its own; its answers are counted."""

    def __init__(self, market: Market, number: int, connection: psycopg.Connection) -> None:
        self.market, self.company = market, market.company
        self.chance = random.Random(number)
        self.admin = connection
        self.public = self.company.client(
            self.company.customer_session(self.company.customer()) if number % 2 else None
        )
        self.staff = self.company.staff()
        self.hands = ThreadPoolExecutor(5)
        self.seen: Counter[str] = Counter()

    def at_once(self, what: str, calls: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
        return [self.count(what, answer) for answer in self.hands.map(lambda call: call(), calls)]

    def count(self, what: str, answer: httpx.Response) -> httpx.Response:
        self.seen[f"{what} {answer.status_code}"] += 1
        assert answer.status_code < 500 or is_busy(answer), answer.text
        return answer

    def cart(self) -> str:
        token = answered(lambda: self.public.post("/v1/carrinhos")).json()["token"]
        path = f"/v1/carrinhos/{token}"
        products = [*self.market.products, self.market.loose]
        for product in self.chance.sample(products, self.chance.randint(1, 3)):
            body = {"cod_produto": product["cod_produto"], "qtd_item": self.chance.randint(1, 3)}
            self.count("item", self.public.post(f"{path}/itens", json=body))
        if self.chance.random() < 0.3:
            choices = [
                {"cod_grupo": group["cod_grupo"], "cod_produto": group["itens"][0]["cod_produto"]}
                for group in self.market.combo["grupos"]
            ]
            body = {"cod_combo": self.market.combo["cod_combo"], "escolhas": choices}
            self.count("combo", self.public.post(f"{path}/itens", json=body))
        if self.chance.random() < 0.6:
            self.count("cupom", self.public.post(f"{path}/cupons", json={"des_cupom": "dez"}))
        if self.chance.random() < 0.5:
            self.count("reserva", self.public.post(f"{path}/reserva"))
        if self.chance.random() < 0.4:
            self.change_lines(path)
        return token

    def change_lines(self, path: str) -> None:
        for line in self.public.get(path).json()["itens"]:
            body = {"qtd_item": self.chance.choice([0, 1, 2, 4])}
            self.count("linha", self.public.patch(f"{path}/itens/{line['cod_carrinho_item']}", json=body))
        product = self.chance.choice(self.market.products)
        self.count("item", self.public.post(f"{path}/itens", json={"cod_produto": product["cod_produto"]}))
        if self.chance.random() < 0.3:
            self.count("sem cupom", self.public.delete(f"{path}/cupons/DEZ"))

    def buy(self) -> None:
        cart, kind = self.cart(), self.chance.choice(["PIX", "PIX", "DINHEIRO", "CARTAO"])
        body = order_form(tip_pagamento=kind)
        if self.chance.random() < 0.3:
            quote = self.public.post(f"/v1/carrinhos/{cart}/cotacao", json={"tip_atendimento": "RETIRADA"})
            if self.count("cotacao", quote).status_code == 200:
                body["vlr_esperado"] = quote.json()["vlr_total"]
        self.confirm(cart, body)

    def confirm(self, cart: str, body: dict) -> None:
        """Once, or again and again with one key, or from two devices; whichever, it is one order."""
        first, second = secrets.token_hex(8), secrets.token_hex(8)

        def call(key: str) -> Callable[[], httpx.Response]:
            path = f"/v1/carrinhos/{cart}/pedido"
            return lambda: self.public.post(path, json=body, headers={"Idempotency-Key": key})

        keys = self.chance.choice([[first], [first], [first, first], [first, second], [first, first, second]])
        made = self.at_once("pedido", [call(key) for key in keys])
        made += self.at_once("pedido repetido", [call(self.chance.choice(keys))]) if len(keys) > 1 else []
        orders = {answer.json()["token"]: answer.json() for answer in made if answer.status_code < 300}
        assert len(orders) <= 1
        for order in orders.values():
            self.market.remember(self.with_code(order))

    def book(self) -> None:
        token = answered(lambda: self.public.post("/v1/carrinhos")).json()["token"]
        path = f"/v1/carrinhos/{token}"
        body = {"cod_produto": self.market.service["cod_produto"]}
        item = answered(lambda: self.public.post(f"{path}/itens", json=body))
        moment = MOMENT + self.chance.randint(0, 3) * datetime.timedelta(days=1)
        start = moment + self.chance.randint(0, 13) * datetime.timedelta(minutes=30)
        line = self.count("item", item).json()["itens"][0]["cod_carrinho_item"]
        body = {"cod_carrinho_item": line, "dat_inicio": start.isoformat()}
        held = self.count("horario", self.public.post(f"{path}/horarios", json=body))
        if held.status_code == 201:
            self.confirm(token, order_form(tip_atendimento="LOCAL"))
            appointment = f"/v1/agenda/{held.json()['token']}"
            if self.chance.random() < 0.3:
                body = {"dat_inicio": (start + datetime.timedelta(minutes=30)).isoformat()}
                self.count("outro horario", self.public.patch(appointment, json=body))
            if self.chance.random() < 0.5:
                self.count("sem horario", self.public.delete(appointment))

    def keep_shop(self) -> None:
        """What the company does meanwhile to what is being sold."""
        products = [product["cod_produto"] for product in self.market.products]
        what = self.chance.choice(["precos", "estoque", "estoque", "esgotado", "importacao"])
        if what == "precos":
            change = {"tipo": "VALOR", "valor": self.chance.choice([-3, -1, 2, 5])}
            body = {"filtro": {"cod_produtos": self.chance.sample(products, 3)}, "ajuste": change}
            self.count(what, self.staff.post("/v1/produtos/lote/precos", json=body))
        elif what == "estoque":
            body = {"cod_produto": self.chance.choice(products), "des_motivo": "do dia"}
            kind = self.chance.choice(["ENTRADA", "ENTRADA", "ENTRADA", "SAIDA", "PERDA", "CONTAGEM"])
            body |= {"tip_movimento": kind, "quantidade": self.chance.randint(1, 30 if kind == "ENTRADA" else 9)}
            self.count(what, self.staff.post("/v1/estoque/movimentos", json=body))
        elif what == "esgotado":
            for out in (True, False):
                body = {"filtro": {"cod_produtos": products[:1]}, "flg_esgotado": out}
                self.count(what, self.staff.post("/v1/produtos/lote/esgotado-hoje", json=body))
        else:
            prices = {sku: price + self.chance.randint(0, 9) for sku, price in (("P-333", 333), ("P-1999", 1999))}
            lines = "".join(f"{sku};Pastel;{price // 100},{price % 100:02};40\n" for sku, price in prices.items())
            self.count(what, send(self.staff, f"sku;nome;preco;estoque\n{lines}".encode()))

    def with_code(self, order: dict) -> dict:
        statement = "SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE cod_tenant = %s AND des_token = %s"
        row = self.admin.execute(statement, (self.company.number, order["token"])).fetchone()
        return {**order, "cod_pedido": str(row["cod_pedido"])}

    def payments(self, order: dict) -> list[dict]:
        return self.company.rows("pagamento", f"cod_pedido = {order['cod_pedido']}")

    def provider(self, order: dict) -> None:
        kind = self.chance.choice(["pagamento.pago"] * 4 + ["pagamento.recusado", "pagamento.expirado"])
        body, identifier = message(self.company, order, kind), f"m-{secrets.token_hex(8)}"
        self.at_once("aviso", [lambda: tell(self.company, body, identifier, client=self.public)] * 5)

    def receive(self, order: dict) -> None:
        for payment in self.payments(order):
            self.count("recebimento", self.staff.post(f"/v1/pagamentos/{payment['cod_pagamento']}/recebimento"))

    def divide(self, order: dict) -> None:
        left = order["vlr_total"]
        first = left // 3 or left
        parts = [{"tip_pagamento": "CARTAO", "vlr_pagamento": first}]
        if left > first:
            parts.append({"tip_pagamento": "PIX", "vlr_pagamento": left - first})
        path = f"/v1/pedidos/{order['cod_pedido']}/divisao-pagamento"
        self.count("divisao", self.staff.put(path, json={"pagamentos": parts}))

    def move(self, order: dict) -> None:
        for to in ("CONFIRMADO", "PRONTO", "ENTREGUE")[: self.chance.randint(1, 3)]:
            path = f"/v1/pedidos/{order['cod_pedido']}/transicoes"
            self.count(to, self.staff.post(path, json={"para": to}))

    def cancel(self, order: dict) -> None:
        path = f"/v1/pedidos/{order['token']}/cancelamento"
        if self.chance.random() < 0.5:
            self.count("cancelamento", self.public.post(path, json={"des_motivo": "mudei de ideia"}))
            for asked in self.company.rows("cancelamento", f"cod_pedido = {order['cod_pedido']}"):
                answer = {"flg_aceito": self.chance.random() < 0.7, "des_resposta": "certo"}
                path = f"/v1/cancelamentos/{asked['cod_cancelamento']}/resposta"
                self.count("resposta", self.staff.post(path, json=answer))
        else:
            to = self.chance.choice(["CANCELADO", "RECUSADO", "DEVOLVIDO"])
            path = f"/v1/pedidos/{order['cod_pedido']}/transicoes"
            self.count(to, self.staff.post(path, json={"para": to}))

    def give_back(self, order: dict) -> None:
        self.receive(order)
        for to in ("CONFIRMADO", "PRONTO", "ENTREGUE"):
            path = f"/v1/pedidos/{order['cod_pedido']}/transicoes"
            self.count(to, self.staff.post(path, json={"para": to}))
        path = f"/v1/pedidos/{order['cod_pedido']}/devolucoes"
        where = self.chance.choice(["ESTOQUE", "PERDA"])
        body = {"itens": [{"num_item": 1, "qtd_item": 1, "tip_destino": where}]}
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        self.count("devolucao", self.staff.post(path, json=body, headers=headers))

    def refund(self, order: dict) -> None:
        self.receive(order)
        paid = self.staff.get(f"/v1/pedidos/{order['token']}/pagamentos").json()["vlr_pago"]
        body = {"vlr_estorno": max(1, paid // 3), "vlr_pago": paid, "des_motivo": "demorou"}
        self.count("estorno", self.staff.post(f"/v1/pedidos/{order['cod_pedido']}/estornos", json=body))

    def expire(self) -> None:
        self.admin.execute(
            "UPDATE flowt.tb_omni8_pagamento SET dat_expiracao = now() WHERE cod_tenant = %s AND cod_pagamento ="
            " (SELECT min(cod_pagamento) FROM flowt.tb_omni8_pagamento WHERE cod_tenant = %s AND flg_online"
            " AND sta_pagamento = 'PENDENTE' AND dat_expiracao > now())",
            (self.company.number, self.company.number),
        )
        self.seen["expirado"] += self.admin.execute("SELECT rotina.expirar_pagamentos() AS n").fetchone()["n"]
        self.admin.execute("SELECT rotina.expirar_reservas()")

    def dine(self) -> None:
        table = self.chance.choice(self.market.tables)
        name = {"nom_apelido": f"Pessoa {secrets.token_hex(4)}"}
        tab = self.count("comanda", self.public.post(f"/v1/mesa/{table['token']}/comandas", json=name))
        if tab.status_code >= 300:
            return
        session = f"/v1/mesas/sessoes/{tab.json()['cod_mesa_sessao']}"
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        path = f"/v1/comandas/{tab.json()['token']}/pedidos"
        answer = self.count("mesa", self.public.post(path, json={"carrinho": self.cart()}, headers=headers))
        if answer.status_code < 300:
            self.market.remember(self.with_code(answer.json()))
        if self.chance.random() < 0.5:
            change = {"flg_taxa_servico": self.chance.random() < 0.5, "vlr_gorjeta": self.chance.randint(0, 501)}
            self.count("ajuste", self.staff.patch(f"{session}/conta", json=change))
        body = {"tip_divisao": "IGUAL", "qtd_partes": self.chance.randint(1, 3)}
        divided = self.count("conta", self.staff.put(f"{session}/divisao", json=body))
        if divided.status_code == 200:
            parts = [part for part in divided.json()["parcelas"] if part["sta_parcela"] == "PENDENTE"]
            for part in parts[: self.chance.randint(1, 3)]:
                how = {"tip_pagamento": self.chance.choice(["PIX", "CARTAO", "DINHEIRO"])}
                path = f"{session}/parcelas/{part['num_parcela']}/pagamento"
                self.count("parcela", self.staff.post(path, json=how))
        self.count("fechamento", self.staff.post(f"{session}/fechamento", json={}))
        self.count("reabertura", self.staff.post(f"{session}/reabertura"))

    def work(self) -> None:
        order = self.market.any_order(self.chance)
        what = self.chance.random()
        if order is None or what < 0.3:
            self.buy()
        elif what < 0.4:
            self.dine()
        elif what < 0.45:
            self.book()
        elif what < 0.52:
            self.keep_shop()
        elif what < 0.56:
            self.expire()
        else:
            acts = [self.provider, self.receive, self.move, self.move, self.divide, self.cancel]
            self.chance.choice([*acts, self.give_back, self.refund])(order)
        self.seen["operacoes"] += 1


def test_after_everything_at_once_the_books_agree(
    company: Company, cluster: Cluster, admin: psycopg.Connection
) -> None:
    market = Market(company)
    before = deadlocks(admin)
    connections = [cluster.connect() for _ in range(WORKERS)]
    workers = [Worker(market, number, connection) for number, connection in enumerate(connections)]
    seconds = float(os.environ.get("FLOWT_TEST_LOAD", "20"))
    started = time.monotonic()

    def seen() -> Counter[str]:
        return sum((worker.seen.copy() for worker in workers), Counter())

    def work(worker: Worker) -> None:
        while (
            (passed := time.monotonic() - started) < seconds
            # A slow machine gets more time, not an endless one.
            or (passed < seconds + 120 and any(seen()[what] == 0 for what in EXPECTED))
        ):
            worker.work()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, workers))
    for worker in workers:
        worker.hands.shutdown()
    for connection in connections:
        connection.close()
    report = {"seconds": round(time.monotonic() - started), **dict(sorted(seen().items()))}
    print(f"\n{report}\n{deadlocks(admin) - before} deadlocks, none shown to a client")
    assert books(admin, company) == [], report
    assert overlaps(admin, company) == 0, report
    # The gateway would repeat one, and no client be shown it (Worker.count); locks are taken in one order all the same.
    assert deadlocks(admin) == before, report
    assert all(seen()[what] > 0 for what in EXPECTED), report
