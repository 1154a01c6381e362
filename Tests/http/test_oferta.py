"""Offers over HTTP, and their limits under many connections at once."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import Company
from harness import Cluster
from judge import assert_problem

CONNECTIONS = 12
OFFER = {"nom_oferta": "Oferta", "sta_oferta": "ATIVA", "tip_oferta": "PERCENTUAL", "num_percentual": 10}


@pytest.fixture
def staff(company: Company) -> Iterator[httpx.Client]:
    with company.staff() as client:
        yield client


def create(staff: httpx.Client, **fields) -> dict:
    answer = staff.post("/v1/ofertas", json={**OFFER, "tip_alvo": "PEDIDO", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def quote(client: httpx.Client, *items: tuple[dict, int], **fields) -> dict:
    lines = [{"cod_produto": product["cod_produto"], "qtd_item": quantity} for product, quantity in items]
    answer = client.post("/v1/cotacoes", json={"itens": lines, **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_offer_from_draft_to_end(company: Company, staff: httpx.Client) -> None:
    product = company.product(vlr_preco=1070)
    offer = create(staff, num_percentual=25, sta_oferta="RASCUNHO")
    path = f"/v1/ofertas/{offer['cod_oferta']}"
    assert quote(company.public, (product, 1))["vlr_total"] == 1070
    move = {"para": "ATIVA", "num_versao": 1}
    assert staff.post(f"{path}/transicoes", json=move).json()["sta_oferta"] == "ATIVA"
    told = quote(company.public, (product, 1))
    assert (told["vlr_total"], told["descontos"][0]["des_motivo"]) == (802, "Oferta: 25% de desconto")
    assert_problem(staff.patch(path, json={"num_versao": 1}), 409, "versao_desatualizada")
    changed = staff.patch(path, json={"num_versao": 2, "num_percentual": 50}).json()
    assert (changed["num_versao"], quote(company.public, (product, 1))["vlr_total"]) == (3, 535)
    assert staff.post(f"{path}/transicoes", json={"para": "ENCERRADA", "num_versao": 3}).status_code == 200
    assert quote(company.public, (product, 1))["vlr_total"] == 1070
    history = staff.get(f"{path}/historico").json()["itens"]
    assert [row["sta_oferta"] for row in history] == ["RASCUNHO", "ATIVA", "ATIVA", "ENCERRADA"]


def test_the_past_is_explained_and_the_future_previewed(company: Company, staff: httpx.Client) -> None:
    product = company.product(vlr_preco=1000)
    offer = create(staff)
    then = quote(company.public, (product, 1))["momento"]
    body = {"num_versao": 1, "num_percentual": 40}
    assert staff.patch(f"/v1/ofertas/{offer['cod_oferta']}", json=body).status_code == 200
    create(staff, num_percentual=70, dat_inicio="2090-01-01T00:00:00-03:00")
    lines = [{"cod_produto": product["cod_produto"], "qtd_item": 1}]

    def asked(moment: str | None) -> int:
        answer = staff.post("/v1/cotacoes/simulacao", json={"itens": lines, "momento": moment})
        assert answer.status_code == 200, answer.text
        return answer.json()["vlr_total"]

    assert [asked(moment) for moment in (then, None, "2090-01-02T00:00:00Z")] == [900, 600, 300]
    assert_problem(company.public.post("/v1/cotacoes/simulacao", json={"itens": lines}), 401, "login_necessario")


def test_a_customer_is_known_by_the_session(company: Company, staff: httpx.Client) -> None:
    product, person = company.product(vlr_preco=1000), company.customer()
    create(staff, flg_primeira_compra=True)
    assert quote(company.public, (product, 1))["vlr_total"] == 1000
    customer = company.client(company.customer_session(person))
    assert quote(customer, (product, 1))["vlr_total"] == 900


def test_a_gift_reaches_no_minimum(company: Company, staff: httpx.Client) -> None:
    """What is given away is not bought: it opens no delivery, and no order either."""
    gift, product = company.product(vlr_preco=9000), company.product(vlr_preco=1000)
    brinde = {"tip_oferta": "BRINDE", "cod_brinde": gift["cod_produto"], "qtd_brinde": 1, "num_percentual": None}
    create(staff, **brinde)
    company.change("vlr_pedido_minimo", 2000)
    assert quote(company.public, (product, 1))["vlr_itens"] == 10000
    assert_problem(company.confirm(company.cart((product, 1))), 422, "abaixo_do_pedido_minimo")
    answer = company.confirm(company.cart((product, 2)))
    assert answer.status_code == 201, answer.text
    assert (answer.json()["vlr_itens"], answer.json()["vlr_desconto"], answer.json()["vlr_total"]) == (
        11000,
        9000,
        2000,
    )


def test_choices_within_choices_are_quoted(company: Company, staff: httpx.Client) -> None:
    product = company.product(vlr_preco=1000)
    options = []
    for name in ("Sabor", "Adicional"):
        group = staff.post("/v1/complementos", json={"nom_grupo": name, "qtd_min": 0, "qtd_max": 3}).json()["cod_grupo"]
        path = f"/v1/complementos/{group}/opcoes"
        option = staff.post(path, json={"nom_opcao": name, "vlr_preco": 150, "qtd_max": 3}).json()["cod_opcao"]
        options.append((group, option))
    (first, flavour), (second, extra) = options
    staff.put(f"/v1/produtos/{product['cod_produto']}/complementos", json={"grupos": [first]}).raise_for_status()
    staff.put(f"/v1/opcoes/{flavour}/complementos", json={"grupos": [second]}).raise_for_status()
    chosen = [{"cod_opcao": flavour, "opcoes": [{"cod_opcao": extra, "qtd": 2}]}]
    line = {"cod_produto": product["cod_produto"], "qtd_item": 2, "opcoes": chosen}
    answer = company.public.post("/v1/cotacoes", json={"itens": [line]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["vlr_total"] == 2 * (1000 + 150 + 2 * 150)
    # What a quote says is what a cart costs.
    cart = company.cart()
    assert company.public.post(f"/v1/carrinhos/{cart}/itens", json=line).json()["vlr_total"] == 2900


def test_bad_bodies_name_all_that_is_wrong(company: Company, staff: httpx.Client) -> None:
    body = {
        **OFFER,
        "tip_alvo": "ITEM",
        "cod_produtos": ["1", "x"],
        "num_percentual": 0,
        "qtd_limite": 0,
        "num_cor": "x",
    }
    problem = assert_problem(staff.post("/v1/ofertas", json=body), 422, "corpo_invalido")
    assert {error["campo"] for error in problem["erros"]} == {
        "cod_produtos[1]",
        "num_percentual",
        "qtd_limite",
        "num_cor",
    }


# MARK: many at once


def numbered_orders(company: Company, count: int) -> list[int]:
    """So many orders of the company, each like a real one, without the time it takes to shop for them."""
    real = company.order()["cod_pedido"]
    # It bought with the offers there are: those uses are not of the orders that follow.
    company.admin.execute("SELECT flowt.liberar_ofertas(%s, %s)", (company.number, real))
    with company.admin.transaction():
        company.admin.execute("SET LOCAL session_replication_role = replica")
        found = company.admin.execute(
            """
            INSERT INTO flowt.tb_omni8_pedido OVERRIDING SYSTEM VALUE
            SELECT (jsonb_populate_record(p, jsonb_build_object('cod_pedido', nextval(pg_get_serial_sequence('flowt.tb_omni8_pedido', 'cod_pedido')),
                        'num_pedido', p.num_pedido + n, 'des_token', p.des_token || n, 'cod_carrinho', -p.cod_carrinho * 10000 - n))).*
              FROM flowt.tb_omni8_pedido p CROSS JOIN generate_series(1, %s) AS n
             WHERE p.cod_tenant = %s AND p.cod_pedido = %s
            RETURNING cod_pedido
            """,  # noqa: E501
            (count, company.number, real),
        ).fetchall()
    return [row["cod_pedido"] for row in found]


Buy = Callable[[psycopg.Connection, int], str]


def all_at_once(cluster: Cluster, company: Company, orders: list[int], buy: Buy) -> Counter[str]:
    """Every order bought, a dozen at any time, each in a transaction of the gateway's role."""

    def run(share: list[int]) -> Counter[str]:
        outcomes: Counter[str] = Counter()
        with cluster.connect(user="flowt_api") as connection:
            for order in share:
                try:
                    with connection.transaction():
                        connection.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
                        outcomes[buy(connection, order)] += 1
                except psycopg.Error as error:
                    outcomes[error.diag.message_primary] += 1
        return outcomes

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(run, [orders[start::CONNECTIONS] for start in range(CONNECTIONS)]), Counter())


def buying(company: Company, product: dict, *, person: int | None = None, coupon: str | None = None) -> Buy:
    """Quotes one unit and claims its offers, as the checkout does; says whether there was a discount."""

    def buy(connection: psycopg.Connection, order: int) -> str:
        row = connection.execute(
            """
            SELECT flowt.reservar_ofertas(%(tenant)s, %(order)s, %(person)s, q.quote), (q.quote).vlr_desconto > 0 AS used
              FROM (SELECT flowt.cotar(%(tenant)s, ARRAY[(1, %(product)s, NULL, NULL, '[]', 1)::flowt.linha_de_compra],
                           (NULL, %(person)s, NULL, NULL, NULL, %(coupons)s, 0)::flowt.contexto_de_compra, now()) AS quote OFFSET 0) AS q
            """,  # noqa: E501
            {
                "tenant": company.number,
                "order": order,
                "person": person,
                "product": int(product["cod_produto"]),
                "coupons": [coupon] if coupon else None,
            },
        ).fetchone()
        return "used" if row["used"] else "without"

    return buy


def uses(company: Company, offer: dict) -> tuple[int, int]:
    """What the counter says, after what the uses say."""
    number = int(offer["cod_oferta"])
    counter = company.rows("oferta_contador", f"cod_oferta = {number}")[0]
    alive = company.rows("oferta_uso", f"cod_oferta = {number} AND dat_liberacao IS NULL")
    assert (counter["qtd_uso"], counter["vlr_usado"]) == (len(alive), sum(use["vlr_desconto"] for use in alive))
    return counter["qtd_uso"], counter["vlr_usado"]


def test_a_coupon_of_a_thousand_uses_is_used_a_thousand_times(
    cluster: Cluster, company: Company, staff: httpx.Client
) -> None:
    product, offer = company.product(vlr_preco=1000), create(staff, flg_cupom=True, qtd_limite=1000)
    orders = numbered_orders(company, 2000)
    assert staff.post(f"/v1/ofertas/{offer['cod_oferta']}/cupons", json={"des_cupom": "MIL"}).status_code == 201
    outcomes = all_at_once(cluster, company, orders, buying(company, product, coupon="mil"))
    assert outcomes["used"] == 1000
    assert outcomes["used"] + outcomes["without"] + outcomes["oferta_esgotada"] == 2000
    assert uses(company, offer) == (1000, 100_000)


def test_a_budget_is_never_exceeded(cluster: Cluster, company: Company, staff: httpx.Client) -> None:
    product, offer = company.product(vlr_preco=1000), create(staff, vlr_orcamento=10_050)
    outcomes = all_at_once(cluster, company, numbered_orders(company, 300), buying(company, product))
    assert outcomes["used"] == 100
    assert uses(company, offer) == (100, 10_000)


def test_once_a_person_is_once(cluster: Cluster, company: Company, staff: httpx.Client) -> None:
    product, person, offer = company.product(), company.customer(), create(staff, qtd_limite_pessoa=3)
    outcomes = all_at_once(cluster, company, numbered_orders(company, 100), buying(company, product, person=person))
    assert outcomes["used"] == 3
    assert uses(company, offer)[0] == 3


def test_cancelled_orders_make_room_and_no_more(cluster: Cluster, company: Company, staff: httpx.Client) -> None:
    product, offer = company.product(), create(staff, qtd_limite=20)
    buy = buying(company, product)

    def buy_or_cancel(connection: psycopg.Connection, order: int) -> str:
        outcome = buy(connection, order)
        if outcome == "used" and order % 2:
            connection.execute(
                "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CANCELADO' WHERE cod_tenant = %s AND cod_pedido = %s",
                (company.number, order),
            )
            return "cancelled"
        return outcome

    outcomes = all_at_once(cluster, company, numbered_orders(company, 400), buy_or_cancel)
    assert outcomes["used"] == 20
    assert uses(company, offer)[0] == 20


def test_two_offers_are_claimed_without_waiting_in_a_ring(
    cluster: Cluster, company: Company, staff: httpx.Client
) -> None:
    product = company.product(vlr_preco=1000)
    first = create(staff, flg_cumulativa=True, qtd_limite=1000, num_prioridade=2)
    second = create(staff, flg_cumulativa=True, qtd_limite=1000, num_prioridade=1)
    outcomes = all_at_once(cluster, company, numbered_orders(company, 300), buying(company, product))
    assert outcomes == {"used": 300}
    assert uses(company, first)[0] == uses(company, second)[0] == 300


def test_offers_changed_while_they_are_sold(cluster: Cluster, company: Company, staff: httpx.Client) -> None:
    """Whoever edits an offer and whoever buys with it wait for each other at most, and every use is counted."""
    product, offer = company.product(vlr_preco=1000), create(staff)
    path, orders = f"/v1/ofertas/{offer['cod_oferta']}", numbered_orders(company, 200)
    with ThreadPoolExecutor(1) as editor:
        edits = editor.submit(
            lambda: [
                staff.patch(path, json={"num_versao": number, "num_percentual": 10 + number}).status_code
                for number in range(1, 11)
            ]
        )
        outcomes = all_at_once(cluster, company, orders, buying(company, product))
    assert edits.result() == [200] * 10
    assert outcomes == {"used": 200}
    assert uses(company, offer)[0] == 200
    moments = staff.get(f"{path}/historico").json()["itens"]
    ends = [datetime.datetime.fromisoformat(row["dat_vigor_fim"]) for row in moments[:-1]]
    starts = [datetime.datetime.fromisoformat(row["dat_vigor_inicio"]) for row in moments[1:]]
    assert ends == starts
