"""Cancellation, tables and returns, with many at once: what may happen once happens once, and no centavo is lost."""

import re
import secrets
from collections import Counter
from collections.abc import Callable

import httpx
import psycopg
import pytest
from test_concorrencia import all_at_once, statuses

from company import Company
from judge import assert_problem

Call = Callable[[httpx.Client], httpx.Response]


def posting(path: str, token: str | None = None, json: dict | None = None, **headers: str) -> Call:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return lambda client: client.post(path, json=json, headers=headers)


def order_at(company: Company, status: str, *items: tuple[dict, int]) -> dict:
    order = company.order(*items)
    company.admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET sta_pedido = %s WHERE cod_pedido = %s", (status, order["cod_pedido"])
    )
    return order


def status_of(company: Company, order: dict) -> str:
    return company.rows("pedido", f"cod_pedido = {order['cod_pedido']}")[0]["sta_pedido"]


def facts(company: Company, order: dict) -> list[tuple[str, int, int]]:
    rows = company.rows("pedido_estorno", f"cod_pedido = {order['cod_pedido']}")
    return [(row["tip_estorno"], row["vlr_estorno"], row["vlr_devolvido"]) for row in rows]


def paid(company: Company, order: dict) -> dict:
    with company.staff() as staff:
        for payment in company.rows("pagamento", f"cod_pedido = {order['cod_pedido']}"):
            assert staff.post(f"/v1/pagamentos/{payment['cod_pagamento']}/recebimento").status_code == 200
    return order


def held(company: Company, order: dict) -> int:
    """What the company has received for an order and not given back."""
    rows = company.rows("pagamento", f"cod_pedido = {order['cod_pedido']}")
    return sum(row["vlr_pagamento"] - row["vlr_estornado"] for row in rows if row["dat_pagamento"])


# MARK: cancellation


def test_a_new_order_is_cancelled_by_who_made_it(company: Company, unchanged: Callable) -> None:
    product = company.product(qtd_estoque=5)
    order = company.order((product, 3))
    path = f"/v1/pedidos/{order['token']}/cancelamento"
    answer = company.public.post(path, json={"des_motivo": "mudei de ideia"})
    assert (answer.status_code, answer.json()["sta_cancelamento"]) == (200, "ACEITO")
    assert (status_of(company, order), company.stock(product)) == ("CANCELADO", 5)
    with unchanged():
        assert company.public.post(path, json={}).json() == answer.json()
        assert company.public.get(path).json() == answer.json()


def test_after_confirmation_it_is_asked_and_answered(company: Company, unchanged: Callable) -> None:
    order = order_at(company, "EM_PREPARO")
    path = f"/v1/pedidos/{order['token']}/cancelamento"
    assert company.public.post(path, json={"des_motivo": "demorou"}).json()["sta_cancelamento"] == "ABERTO"
    staff, waiter = company.staff(), company.staff("atendente")
    asked = staff.get("/v1/cancelamentos").json()["itens"][0]
    answer = f"/v1/cancelamentos/{asked['cod_cancelamento']}/resposta"
    with unchanged():
        assert_problem(waiter.post(answer, json={"flg_aceito": True}), 403, "sem_permissao")
    assert staff.post(answer, json={"flg_aceito": True}).json()["sta_pedido"] == "CANCELADO"
    line = company.public.get(f"/v1/pedidos/{order['token']}/linha-do-tempo").json()["eventos"]
    assert [event["des_motivo"] for event in line[-2:]] == [
        "Cancelamento pedido pelo cliente: demorou",
        "Cancelamento aceito",
    ]
    with unchanged():
        assert staff.post(answer, json={"flg_aceito": True}).status_code == 200
        assert_problem(
            staff.post(answer, json={"flg_aceito": False, "des_resposta": "não"}), 409, "cancelamento_ja_respondido"
        )


def test_a_delivered_order_is_past_cancelling(company: Company, unchanged: Callable) -> None:
    order = order_at(company, "ENTREGUE")
    with unchanged():
        answer = company.public.post(f"/v1/pedidos/{order['token']}/cancelamento", json={})
        assert_problem(answer, 409, "cancelamento_fora_de_hora")


@pytest.mark.parametrize("round_", range(3))
def test_cancelled_and_confirmed_at_the_same_moment(company: Company, round_: int) -> None:
    """Whoever comes first decides; what comes second is asked for, or refused, never lost."""
    product = company.product(qtd_estoque=10)
    order = company.order((product, 1))
    token = company.session("admin")
    move = posting(f"/v1/pedidos/{order['cod_pedido']}/transicoes", token, {"para": "CONFIRMADO"})
    cancel = posting(f"/v1/pedidos/{order['token']}/cancelamento", json={})
    answers = all_at_once([cancel, *([move] * 3), *([cancel] * 3)], company)
    request = company.rows("cancelamento")
    events = [row["sta_para"] for row in company.rows("pedido_evento")]
    assert len(request) == 1
    if status_of(company, order) == "CANCELADO":
        assert (request[0]["sta_cancelamento"], events) == ("ACEITO", ["RECEBIDO", "CANCELADO"])
        assert statuses(answers) == {200: 4, 409: 3}
        assert company.stock(product) == 10
    else:
        assert (request[0]["sta_cancelamento"], events) == ("ABERTO", ["RECEBIDO", "CONFIRMADO", "CONFIRMADO"])
        assert statuses(answers) == {200: 7}


@pytest.mark.parametrize("round_", range(3))
def test_accepted_and_moved_on_at_the_same_moment(company: Company, round_: int) -> None:
    """The order is cancelled or delivered; in neither case is a request left open, and the stock is right."""
    product = company.product(qtd_estoque=10)
    order = order_at(company, "PRONTO", (product, 4))
    company.public.post(f"/v1/pedidos/{order['token']}/cancelamento", json={})
    request = company.rows("cancelamento")[0]["cod_cancelamento"]
    token = company.session("admin")
    accept = posting(f"/v1/cancelamentos/{request}/resposta", token, {"flg_aceito": True})
    refuse = posting(f"/v1/cancelamentos/{request}/resposta", token, {"flg_aceito": False, "des_resposta": "não"})
    deliver = posting(f"/v1/pedidos/{order['cod_pedido']}/transicoes", token, {"para": "ENTREGUE"})
    answers = all_at_once([accept, deliver, refuse, accept, deliver], company)
    assert set(statuses(answers)) <= {200, 409}
    outcome = company.rows("cancelamento")[0]["sta_cancelamento"]
    cancelled = status_of(company, order) == "CANCELADO"
    assert (outcome == "ACEITO") == cancelled and outcome != "ABERTO"
    assert company.stock(product) == (10 if cancelled else 6)
    assert len(facts(company, order)) == (1 if cancelled else 0)


# MARK: returns


def test_the_same_unit_is_returned_once(company: Company) -> None:
    product = company.product(vlr_preco=1000, qtd_estoque=10)
    order = paid(company, order_at(company, "ENTREGUE", (product, 3)))
    token = company.session("gerente")
    path, body = f"/v1/pedidos/{order['cod_pedido']}/devolucoes", {"itens": [{"num_item": 1, "qtd_item": 1}]}
    calls = [posting(path, token, body, **{"Idempotency-Key": secrets.token_hex(8)}) for _ in range(12)]
    answers = all_at_once(calls, company)
    assert statuses(answers) == {201: 3, 409: 9}
    assert (status_of(company, order), company.stock(product), held(company, order)) == ("DEVOLVIDO", 10, 0)
    assert facts(company, order) == [("DEVOLUCAO", 1000, 1000)] * 3


def test_the_same_return_sent_many_times_is_one(company: Company) -> None:
    product = company.product(vlr_preco=1000, qtd_estoque=10)
    order = paid(company, order_at(company, "ENTREGUE", (product, 3)))
    token = company.session("gerente")
    path, body = f"/v1/pedidos/{order['cod_pedido']}/devolucoes", {"itens": [{"num_item": 1, "qtd_item": 2}]}
    call = posting(path, token, body, **{"Idempotency-Key": "a-mesma-chave"})
    answers = all_at_once([call] * 10, company)
    assert statuses(answers) == {201: 10}
    assert len({answer.json()["cod_devolucao"] for answer in answers}) == 1
    assert (company.stock(product), held(company, order), facts(company, order)) == (
        9,
        1000,
        [("DEVOLUCAO", 2000, 2000)],
    )


def test_a_return_and_a_refund_never_give_back_more_than_was_paid(company: Company) -> None:
    order = paid(company, order_at(company, "ENTREGUE", (company.product(vlr_preco=999), 5)))
    token = company.session("admin")
    total = order["vlr_total"]
    give = {"itens": [{"num_item": 1, "qtd_item": 5}]}
    refund = {"vlr_estorno": 1500, "vlr_pago": total, "des_motivo": "demorou muito"}
    path = f"/v1/pedidos/{order['cod_pedido']}"
    calls = [posting(f"{path}/estornos", token, refund)] * 5
    calls += [posting(f"{path}/devolucoes", token, give, **{"Idempotency-Key": f"chave-{n}-longa"}) for n in range(5)]
    answers = all_at_once(calls, company)
    assert statuses(answers[5:]) == {201: 1, 409: 4}
    assert held(company, order) == 0
    assert sum(given for _, _, given in facts(company, order)) == total


# MARK: tables


class House:
    """A company with one table, and people at it."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.token = company.session("admin")
        self.staff = company.client(self.token)
        self.table = self.staff.post("/v1/mesas", json={"nom_mesa": "12"}).json()
        self.product = company.product(vlr_preco=3333)

    def sit(self, name: str) -> dict:
        answer = self.company.public.post(f"/v1/mesa/{self.table['token']}/comandas", json={"nom_apelido": name})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def have(self, tab: dict, quantity: int = 1) -> dict:
        answer = self.company.public.post(
            f"/v1/comandas/{tab['token']}/pedidos",
            json={"carrinho": self.company.cart((self.product, quantity))},
            headers={"Idempotency-Key": secrets.token_hex(8)},
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    def path(self, tab: dict, rest: str = "") -> str:
        return f"/v1/mesas/sessoes/{tab['cod_mesa_sessao']}{rest}"

    def bill(self, tab: dict) -> dict:
        return self.staff.get(self.path(tab)).json()

    def divide(self, tab: dict, **how) -> list[dict]:
        answer = self.staff.put(self.path(tab, "/divisao"), json=how)
        assert answer.status_code == 200, answer.text
        return [part for part in answer.json()["parcelas"] if part["sta_parcela"] == "PENDENTE"]


@pytest.fixture
def house(company: Company) -> House:
    return House(company)


def test_a_table_opened_by_many_is_one_table(house: House) -> None:
    path = f"/v1/mesa/{house.table['token']}/comandas"
    names = [f"Pessoa {n}" for n in range(12)]
    answers = all_at_once([posting(path, json={"nom_apelido": name}) for name in names], house.company)
    assert statuses(answers) == {201: 12}
    assert len({answer.json()["cod_mesa_sessao"] for answer in answers}) == 1
    assert len(house.company.rows("mesa_sessao")) == 1
    assert sorted(row["nom_apelido"] for row in house.company.rows("comanda")) == sorted(names)


def test_one_name_is_one_person_at_a_table(house: House) -> None:
    path = f"/v1/mesa/{house.table['token']}/comandas"
    answers = all_at_once([posting(path, json={"nom_apelido": "Ana"})] * 8, house.company)
    assert statuses(answers) == {201: 1, 409: 7}
    assert len(house.company.rows("comanda")) == 1


def test_a_part_of_the_bill_is_paid_once(house: House) -> None:
    ana, beto = house.sit("Ana"), house.sit("Beto")
    house.have(ana, 2), house.have(beto)
    parts = house.divide(ana, tip_divisao="IGUAL", qtd_partes=2)
    pay = [
        posting(house.path(ana, f"/parcelas/{part['num_parcela']}/pagamento"), house.token, {"tip_pagamento": how})
        for part in parts
        for how in ("PIX", "CARTAO", "DINHEIRO", "PIX")
    ]
    answers = all_at_once(pay, house.company)
    assert statuses(answers) == {200: 2, 409: 6}
    bill = house.bill(ana)
    assert (bill["vlr_total"], bill["vlr_pago"], bill["vlr_restante"]) == (10999, 10999, 0)
    received = [row for row in house.company.rows("pagamento") if row["sta_pagamento"] == "PAGO"]
    assert sum(row["vlr_pagamento"] for row in received) == 10999
    by_order = Counter()
    for row in received:
        by_order[row["cod_pedido"]] += row["vlr_pagamento"]
    assert by_order == {row["cod_pedido"]: row["vlr_total"] for row in house.company.rows("pedido")}


def test_two_close_the_bill_at_once(house: House) -> None:
    ana = house.sit("Ana")
    house.have(ana)
    (part,) = house.divide(ana, tip_divisao="IGUAL")
    pay = house.path(ana, f"/parcelas/{part['num_parcela']}/pagamento")
    assert house.staff.post(pay, json={"tip_pagamento": "CARTAO"}).status_code == 200
    answers = all_at_once([posting(house.path(ana, "/fechamento"), house.token, {})] * 6, house.company)
    assert statuses(answers) == {200: 1, 409: 5}
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "mesa_fechada")
    assert_problem(house.company.public.get(f"/v1/comandas/{ana['token']}"), 410, "mesa_encerrada")


def test_whoever_orders_while_the_bill_is_closed_is_on_it_or_told(house: House) -> None:
    """No order slips past a bill that is being closed: what is in it was paid, what is not was refused."""
    ana = house.sit("Ana")
    house.have(ana)
    carts = [house.company.cart((house.product, 1)) for _ in range(4)]
    ordering = [
        posting(f"/v1/comandas/{ana['token']}/pedidos", json={"carrinho": cart}, **{"Idempotency-Key": f"chave-{cart}"})
        for cart in carts
    ]
    closing = [posting(house.path(ana, "/fechamento"), house.token, {"des_liberacao": "cortesia"})]
    answers = all_at_once([*ordering[:2], *closing, *ordering[2:]], house.company)
    assert answers[2].status_code == 200
    ordered = statuses(answers[:2] + answers[3:])
    assert set(ordered) <= {201, 409, 410}
    closed = house.company.rows("mesa_sessao")[0]
    consumed = 3333 * (1 + ordered[201])
    assert closed["vlr_conta"] == consumed + (consumed * 10 + 50) // 100
    assert len(house.company.rows("pedido")) == 1 + ordered[201]


def test_two_tables_that_join_each_other_do_not_deadlock(house: House) -> None:
    second = house.staff.post("/v1/mesas", json={"nom_mesa": "13"}).json()
    ana = house.sit("Ana")
    beto = house.company.public.post(f"/v1/mesa/{second['token']}/comandas", json={"nom_apelido": "Beto"}).json()
    house.have(ana), house.have(beto)
    join = [
        posting(house.path(one, "/uniao"), house.token, {"cod_mesa_sessao": other["cod_mesa_sessao"]})
        for one, other in ((ana, beto), (beto, ana), (ana, beto), (beto, ana))
    ]
    answers = all_at_once(join, house.company)
    assert statuses(answers) == {200: 1, 409: 3}
    open_now = [row for row in house.company.rows("mesa_sessao") if row["sta_sessao"] != "FECHADA"]
    assert len(open_now) == 1
    bill = house.staff.get(f"/v1/mesas/sessoes/{open_now[0]['cod_mesa_sessao']}").json()
    assert (bill["vlr_consumo"], len(bill["comandas"])) == (6666, 2)


def test_the_table_s_page_needs_no_script_and_keeps_who_sits_there(house: House) -> None:
    page = f"/{house.company.slug}/mesa/{house.table['token']}"
    with httpx.Client(base_url=house.company.url, timeout=60, follow_redirects=True, verify=False) as browser:
        assert "nom_apelido" in browser.get(page).text
        seated = browser.post(page, data={"acao": "entrar", "nom_apelido": "Ana"})
        assert (seated.status_code, "como <b>Ana</b>" in seated.text) == (200, True)
        # Nothing here needs a script; what counts visits is not the page's.
        scripts = re.findall(r"<script[^>]*>", seated.text.replace('<script type="application/ld+json">', ""))
        assert all("/flowt.js" in script for script in scripts)
        browser.post(f"/{house.company.slug}/sacola", data={"cod_produto": house.product["cod_produto"], "qtd_item": 2})
        waiting = browser.get(page).text
        key = waiting.split('name="chave" value="')[1].split('"')[0]
        sent = browser.post(page, data={"acao": "pedir", "chave": key, "vlr_esperado": "6666"})
        assert (sent.status_code, "73,33" in sent.text) == (200, True)
        assert browser.post(page, data={"acao": "conta"}).status_code == 200
    assert house.company.rows("mesa_sessao")[0]["sta_sessao"] == "CONTA"


# MARK: personal data


def test_an_erased_person_leaves_words_and_nicknames_behind(house: House, admin: psycopg.Connection) -> None:
    company = house.company
    mark = f"quindim{secrets.token_hex(4)}"
    order = order_at(company, "ENTREGUE", (house.product, 2))
    person = company.rows("pedido", f"cod_pedido = {order['cod_pedido']}")[0]["cod_pessoa"]
    token = order["token"]
    company.admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'PRONTO' WHERE cod_pedido = %s", (order["cod_pedido"],)
    )
    company.public.post(f"/v1/pedidos/{token}/cancelamento", json={"des_motivo": mark})
    asked = company.rows("cancelamento")[0]["cod_cancelamento"]
    no = {"flg_aceito": False, "des_resposta": f"não, {mark}"}
    assert house.staff.post(f"/v1/cancelamentos/{asked}/resposta", json=no).status_code == 200
    house.staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "ENTREGUE"})
    company.public.post(
        f"/v1/pedidos/{token}/reclamacoes", json={"tip_reclamacao": "OUTRO", "des_reclamacao": f"sou {mark}"}
    )
    complaint = company.rows("reclamacao")[0]["cod_reclamacao"]
    for step in ({"para": "EM_ANALISE"}, {"para": "RESOLVIDA", "des_resposta": f"desculpe, {mark}"}):
        assert house.staff.post(f"/v1/reclamacoes/{complaint}/transicoes", json=step).status_code == 200
    house.staff.post(
        f"/v1/pedidos/{order['cod_pedido']}/devolucoes",
        json={"itens": [{"num_item": 1, "qtd_item": 1}], "des_motivo": mark},
        headers={"Idempotency-Key": "uma-chave-longa"},
    )
    tab = house.sit(mark)
    admin.execute("UPDATE flowt.tb_omni8_comanda SET cod_pessoa = %s WHERE cod_tenant = %s", (person, company.number))
    exported = house.staff.get(f"/v1/pessoas/{person}/exportacao").json()["dados"]
    assert {"cancelamento", "reclamacao", "devolucao", "comanda", "pedido_estorno"} <= set(exported)
    erased = house.staff.post(
        f"/v1/pessoas/{person}/anonimizacao",
        json={"confirmacao": f"ANONIMIZAR {person}", "des_identificacao": "mostrou a identidade"},
    )
    assert erased.status_code == 204 or erased.status_code == 200, erased.text
    for table in ("cancelamento", "reclamacao", "devolucao", "comanda", "pedido_estorno", "pedido_evento"):
        assert mark not in str(company.rows(table)), table
    assert company.rows("comanda")[0]["nom_apelido"] == "(anonimizado)"
    assert house.bill(tab)["comandas"][0]["nom_apelido"] == "(anonimizado)"
    assert [row["vlr_estorno"] for row in company.rows("pedido_estorno")] == [3333]


def test_a_paid_order_that_is_cancelled_no_longer_pays_the_bill(house: House, admin: psycopg.Connection) -> None:
    """Half the bill is paid, and what it paid for is cancelled and given back: the other half is still owed."""
    ana, beto = house.sit("Ana"), house.sit("Beto")
    first, second = house.have(ana), house.have(beto)
    parts = house.divide(ana, tip_divisao="PESSOA")
    pay = house.path(ana, f"/parcelas/{parts[0]['num_parcela']}/pagamento")
    assert house.staff.post(pay, json={"tip_pagamento": "CARTAO"}).status_code == 200
    row = house.company.rows("pedido", f"des_token = '{first['token']}'")[0]
    move = f"/v1/pedidos/{row['cod_pedido']}/transicoes"
    assert house.staff.post(move, json={"para": "CANCELADO"}).status_code == 200
    bill = house.bill(ana)
    assert (bill["vlr_total"], bill["vlr_pago"], bill["vlr_restante"]) == (3666, 0, 3666)
    assert_problem(house.staff.post(house.path(ana, "/fechamento"), json={}), 409, "conta_nao_paga")
    late = house.path(ana, f"/parcelas/{parts[1]['num_parcela']}/pagamento")
    assert_problem(house.staff.post(late, json={"tip_pagamento": "CARTAO"}), 409, "conta_mudou")
    # What this table paid stays in its own bill, though it went back: the bill joins no other.
    other = house.staff.post("/v1/mesas", json={"nom_mesa": "13"}).json()
    opened = house.staff.post(f"/v1/mesas/{other['cod_mesa']}/sessoes").json()
    join = f"/v1/mesas/sessoes/{opened['cod_mesa_sessao']}/uniao"
    answer = house.staff.post(join, json={"cod_mesa_sessao": ana["cod_mesa_sessao"]})
    assert_problem(answer, 409, "conta_em_pagamento")
    (part,) = house.divide(ana, tip_divisao="IGUAL")
    pay = house.path(ana, f"/parcelas/{part['num_parcela']}/pagamento")
    assert house.staff.post(pay, json={"tip_pagamento": "DINHEIRO"}).status_code == 200
    assert house.staff.post(house.path(ana, "/fechamento"), json={}).status_code == 200
    row = house.company.rows("pedido", f"des_token = '{second['token']}'")[0]
    assert held(house.company, {"cod_pedido": row["cod_pedido"]}) == row["vlr_total"] == 3666
    wrong = "SELECT * FROM flowt.comercio_divergente() WHERE cod_tenant = %s"
    assert admin.execute(wrong, (house.company.number,)).fetchall() == []


def test_what_was_paid_outside_the_bill_is_not_paid_again(house: House, admin: psycopg.Connection) -> None:
    ana = house.sit("Ana")
    order = house.have(ana, 3)
    (part,) = house.divide(ana, tip_divisao="IGUAL")
    row = house.company.rows("pedido", f"des_token = '{order['token']}'")[0]
    (payment,) = house.company.rows("pagamento", f"cod_pedido = {row['cod_pedido']} AND sta_pagamento = 'PENDENTE'")
    assert house.staff.post(f"/v1/pagamentos/{payment['cod_pagamento']}/recebimento").status_code == 200
    pay = house.path(ana, f"/parcelas/{part['num_parcela']}/pagamento")
    assert_problem(house.staff.post(pay, json={"tip_pagamento": "PIX"}), 409, "conta_mudou")
    bill = house.bill(ana)
    assert (bill["vlr_total"], bill["vlr_pago"], bill["vlr_restante"]) == (10999, 10999, 0)
    # A dish that comes back afterwards is not owed, and its service stays with the house.
    move = f"/v1/pedidos/{row['cod_pedido']}/transicoes"
    for to in ("CONFIRMADO", "PRONTO", "ENTREGUE"):
        assert house.staff.post(move, json={"para": to}).status_code == 200
    body = {"itens": [{"num_item": 1, "qtd_item": 1}]}
    give = f"/v1/pedidos/{row['cod_pedido']}/devolucoes"
    assert house.staff.post(give, json=body, headers={"Idempotency-Key": "devolvido"}).status_code == 201
    bill = house.bill(ana)
    assert (bill["vlr_total"], bill["vlr_pago"], bill["vlr_restante"]) == (7666, 7666, 0)
    assert house.staff.post(house.path(ana, "/fechamento"), json={}).status_code == 200
    wrong = "SELECT * FROM flowt.comercio_divergente() WHERE cod_tenant = %s"
    assert admin.execute(wrong, (house.company.number,)).fetchall() == []
