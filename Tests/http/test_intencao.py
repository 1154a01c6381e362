"""A bag that ends in a request for a quote: nothing is paid or taken until the company accepts it, at its price."""

import psycopg
import pytest
from test_concorrencia import all_at_once, statuses

from company import Company
from judge import assert_problem


@pytest.fixture
def quoting(company: Company) -> Company:
    with company.staff() as staff:
        assert staff.put("/v1/parametros/pedido_por_intencao", json={"valor": True}).is_success
    return company


def move(company: Company, order: dict, to: str):
    with company.staff() as staff:
        return staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": to})


def test_an_accepted_quote_becomes_an_order_at_its_price(quoting: Company) -> None:
    product = quoting.product(qtd_estoque=5, vlr_preco=1000)
    order = quoting.order((product, 2))
    assert (order["sta_pedido"], order["vlr_total"]) == ("INTENCAO", 2000)
    assert (quoting.stock(product), quoting.rows("pagamento")) == (5, [])
    with quoting.staff() as staff:
        assert staff.patch(
            f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, "vlr_preco": 1500}
        ).is_success
        [column] = [c for c in staff.get("/v1/pedidos/painel").json()["colunas"] if c["sta_pedido"] == "INTENCAO"]
        assert [each["cod_pedido"] for each in column["pedidos"]] == [order["cod_pedido"]]
        assert column["pedidos"][0]["acoes"] == [{"para": "RECEBIDO", "nom_acao": "Aceitar"}]
    accepted = move(quoting, order, "RECEBIDO")
    assert (accepted.status_code, accepted.json()["vlr_total"]) == (200, 2000)
    assert quoting.stock(product) == 3
    assert [(row["vlr_pagamento"], row["sta_pagamento"]) for row in quoting.rows("pagamento")] == [(2000, "PENDENTE")]


def test_a_quote_is_not_a_sale(quoting: Company) -> None:
    order = quoting.order()
    number = "SELECT flowt.pedido_valido(sta_pedido) AS sold FROM flowt.tb_omni8_pedido WHERE cod_pedido = %s"
    assert quoting.admin.execute(number, (order["cod_pedido"],)).fetchone()["sold"] is False
    move(quoting, order, "RECEBIDO")
    assert quoting.admin.execute(number, (order["cod_pedido"],)).fetchone()["sold"] is True


def test_a_quote_is_tracked_as_an_order_when_it_is_accepted(quoting: Company) -> None:
    accepted, dropped = quoting.order(), quoting.order()
    events = "nom_tipo IN ('pedido_concluido', 'pedido_cancelado')"
    assert quoting.rows("evento_tracking", events) == []
    assert move(quoting, accepted, "RECEBIDO").status_code == 200
    assert move(quoting, dropped, "CANCELADO").status_code == 200
    [event] = quoting.rows("evento_tracking", events)
    found = (event["nom_tipo"], event["cod_pedido"], event["vlr_evento"])
    assert found == ("pedido_concluido", int(accepted["cod_pedido"]), accepted["vlr_total"])
    assert all(event["dat_evento"] > row["dat_criacao"] for row in quoting.rows("pedido"))
    assert move(quoting, accepted, "CANCELADO").status_code == 200
    assert [row["nom_tipo"] for row in quoting.rows("evento_tracking", events)] == [
        "pedido_concluido",
        "pedido_cancelado",
    ]


def test_what_ran_out_meanwhile_is_not_accepted(quoting: Company) -> None:
    product = quoting.product(qtd_estoque=3)
    first, second = quoting.order((product, 2)), quoting.order((product, 2))
    answers = all_at_once(
        [lambda _, order=order: move(quoting, order, "RECEBIDO") for order in (first, second)], quoting
    )
    assert statuses(answers) == {200: 1, 409: 1}
    assert quoting.stock(product) == 1
    books = quoting.admin.execute("SELECT count(*) AS n FROM flowt.estoque_divergente()").fetchone()
    assert books["n"] == 0


def test_a_quote_expires_and_is_then_no_longer_accepted(quoting: Company, admin: psycopg.Connection) -> None:
    product = quoting.product(qtd_estoque=3)
    old, new = quoting.order((product, 1)), quoting.order((product, 1))
    admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET dat_criacao = now() - interval '10 days' WHERE cod_pedido = %s",
        (old["cod_pedido"],),
    )
    assert_problem(move(quoting, old, "RECEBIDO"), 409, "orcamento_vencido")
    while admin.execute("SELECT rotina.expirar_intencoes() AS n").fetchone()["n"]:
        pass
    found = {row["cod_pedido"]: row["sta_pedido"] for row in quoting.rows("pedido")}
    assert found == {int(old["cod_pedido"]): "EXPIRADO", int(new["cod_pedido"]): "INTENCAO"}
    assert quoting.stock(product) == 3
    assert move(quoting, new, "CANCELADO").status_code == 200
    assert quoting.stock(product) == 3


def test_one_company_whose_quotes_cannot_expire_keeps_nobody(new_company, admin: psycopg.Connection) -> None:
    poisoned, healthy = new_company(), new_company()
    for company in (poisoned, healthy):
        with company.staff() as staff:
            assert staff.put("/v1/parametros/pedido_por_intencao", json={"valor": True}).is_success
        company.order()
        admin.execute(
            "UPDATE flowt.tb_omni8_pedido SET dat_criacao = now() - interval '10 days' WHERE cod_tenant = %s",
            (company.number,),
        )
    admin.execute(
        "ALTER TABLE flowt.tb_omni8_pedido ADD CONSTRAINT veneno"
        f" CHECK (cod_tenant <> {poisoned.number} OR sta_pedido <> 'EXPIRADO') NOT VALID"
    )
    try:
        while admin.execute("SELECT rotina.expirar_intencoes() AS n").fetchone()["n"]:
            pass
    finally:
        admin.execute("ALTER TABLE flowt.tb_omni8_pedido DROP CONSTRAINT veneno")
    assert [company.rows("pedido")[0]["sta_pedido"] for company in (poisoned, healthy)] == ["INTENCAO", "EXPIRADO"]
    failed = "SELECT cod_tenant FROM admin.vw_rotina_falhas WHERE nom_rotina = 'expirar_intencoes'"
    assert [row["cod_tenant"] for row in admin.execute(failed)] == [poisoned.number]
    admin.execute(
        "UPDATE flowt.tb_omni8_rotina_falha SET dat_proxima = now() WHERE cod_tenant = %s", (poisoned.number,)
    )
    assert admin.execute("SELECT rotina.expirar_intencoes() AS n").fetchone()["n"] == 1
    assert admin.execute(failed).fetchall() == []


def test_the_bag_says_what_it_ends_in(quoting: Company) -> None:
    with quoting.client() as browser:
        browser.post(f"/{quoting.slug}/sacola", data={"cod_produto": quoting.product()["cod_produto"]})
        page = browser.get(f"/{quoting.slug}/sacola").text
    assert "Pedir orçamento</button>" in page and "Nada é cobrado agora" in page
    assert "Fazer pedido" not in page and "Pagamento, ao receber" not in page
