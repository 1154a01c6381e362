"""Everything of commerce at once, and then the books: orders, stock, offers, payments and tables agree."""

import random
import secrets
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
from test_pagamento import message, tell

from company import Company, order_form
from harness import Cluster

WORKERS = 8
OPERATIONS = 45


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
            self.products = [company.product(vlr_preco=price, qtd_estoque=60) for price in (333, 1999, 777)]
            self.loose = company.product(vlr_preco=101)
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
        self.seen: Counter[str] = Counter()

    def count(self, what: str, answer: httpx.Response) -> httpx.Response:
        self.seen[f"{what} {answer.status_code}"] += 1
        assert answer.status_code < 500, answer.text
        return answer

    def cart(self) -> str:
        token = self.public.post("/v1/carrinhos").json()["token"]
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
        return token

    def buy(self) -> None:
        cart, key = self.cart(), secrets.token_hex(8)
        body = order_form(tip_pagamento=self.chance.choice(["PIX", "PIX", "DINHEIRO", "CARTAO"]))
        for _ in range(self.chance.choice([1, 1, 2])):
            path = f"/v1/carrinhos/{cart}/pedido"
            answer = self.count("pedido", self.public.post(path, json=body, headers={"Idempotency-Key": key}))
        if answer.status_code < 300:
            self.market.remember(self.with_code(answer.json()))

    def with_code(self, order: dict) -> dict:
        statement = "SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE cod_tenant = %s AND des_token = %s"
        row = self.admin.execute(statement, (self.company.number, order["token"])).fetchone()
        return {**order, "cod_pedido": str(row["cod_pedido"])}

    def payments(self, order: dict) -> list[dict]:
        return self.company.rows("pagamento", f"cod_pedido = {order['cod_pedido']}")

    def provider(self, order: dict) -> None:
        kind = self.chance.choice(["pagamento.pago"] * 4 + ["pagamento.recusado", "pagamento.expirado"])
        self.count("aviso", tell(self.company, message(self.company, order, kind), client=self.public))

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

    def run(self, operations: int) -> Counter[str]:
        for _ in range(operations):
            order = self.market.any_order(self.chance)
            what = self.chance.random()
            if order is None or what < 0.35:
                self.buy()
            elif what < 0.45:
                self.dine()
            elif what < 0.5:
                self.expire()
            else:
                acts = [self.provider, self.receive, self.move, self.move, self.divide, self.cancel]
                self.chance.choice([*acts, self.give_back, self.refund])(order)
        return self.seen


def test_after_everything_at_once_the_books_agree(
    company: Company, cluster: Cluster, admin: psycopg.Connection
) -> None:
    market = Market(company)
    before = deadlocks(admin)
    connections = [cluster.connect() for _ in range(WORKERS)]
    workers = [Worker(market, number, connection) for number, connection in enumerate(connections)]
    with ThreadPoolExecutor(WORKERS) as pool:
        seen = sum(pool.map(lambda worker: worker.run(OPERATIONS), workers), Counter())
    for connection in connections:
        connection.close()
    assert books(admin, company) == [], dict(seen)
    assert deadlocks(admin) == before
    # Enough of it went well, and enough was refused, for that to mean something.
    done = (
        "pedido 201",
        "pedido 409",
        "aviso 200",
        "recebimento 200",
        "cancelamento 200",
        "parcela 200",
        "devolucao 201",
        "estorno 200",
        "expirado",
    )
    assert all(seen[what] > 0 for what in done), dict(seen)
