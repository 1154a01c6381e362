"""Many at once, against a real server and a real database: what may happen once happens once."""

import secrets
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import PASSWORD, Company
from harness import Server
from judge import answered, assert_problem


def all_at_once(
    calls: list[Callable[[httpx.Client], httpx.Response]], company: Company, session: str | None = None
) -> list[httpx.Response]:
    """Each call on a connection of its own; none starts before all of them can."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[httpx.Client], httpx.Response]) -> httpx.Response:
        with company.client(session) as client:
            client.get("/v1/ping")
            start.wait(60)
            return answered(lambda: call(client))

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def confirming(company: Company, cart: str, key: str | None = None) -> Callable[[httpx.Client], httpx.Response]:
    return lambda client: company.confirm(cart, key=key, client=client)


def assert_numbered_without_gaps(company: Company, count: int) -> None:
    assert sorted(row["num_pedido"] for row in company.rows("pedido")) == list(range(1, count + 1))


def test_the_last_unit_is_sold_once(company: Company) -> None:
    product = company.product(qtd_estoque=1)
    carts = [company.cart((product, 1)) for _ in range(30)]
    answers = all_at_once([confirming(company, cart) for cart in carts], company)
    assert statuses(answers) == {201: 1, 409: 29}
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "item_indisponivel")
    assert company.stock(product) == company.stock_movements(product) == 0
    assert_numbered_without_gaps(company, 1)


def test_a_stock_of_fifty_sells_fifty(company: Company) -> None:
    product = company.product(qtd_estoque=50)
    carts = [company.cart((product, 1)) for _ in range(200)]
    answers = all_at_once([confirming(company, cart) for cart in carts], company)
    assert statuses(answers) == {201: 50, 409: 150}
    assert company.stock(product) == company.stock_movements(product) == 0
    assert_numbered_without_gaps(company, 50)
    assert len(company.rows("pedido_item")) == len(company.rows("pedido_evento")) == 50


def test_orders_of_the_same_products_in_any_order_do_not_deadlock(company: Company) -> None:
    products = [company.product(nom_produto=f"Item {number}", qtd_estoque=1000) for number in range(4)]
    carts = []
    for number in range(40):
        turned = products[number % 4 :] + products[: number % 4]
        carts.append(company.cart(*((product, 1) for product in (turned if number % 2 else reversed(turned)))))
    answers = all_at_once([confirming(company, cart) for cart in carts], company)
    assert statuses(answers) == {201: 40}
    assert [company.stock(product) for product in products] == [960] * 4
    assert_numbered_without_gaps(company, 40)


def test_one_key_makes_one_order(company: Company) -> None:
    product = company.product(qtd_estoque=100)
    cart = company.cart((product, 1))
    answers = all_at_once([confirming(company, cart, "uma-so-chave") for _ in range(20)], company)
    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in made}) == 1
    for answer in answers:
        if answer.status_code != 201:
            assert_problem(answer, 409, "requisicao_em_andamento")
    assert len(company.rows("pedido")) == 1
    assert company.stock(product) == 99


def test_one_cart_makes_one_order_whatever_the_key(company: Company) -> None:
    product = company.product(qtd_estoque=100)
    cart = company.cart((product, 2))
    answers = all_at_once([confirming(company, cart, secrets.token_hex(8)) for _ in range(10)], company)
    assert statuses(answers) == {201: 1, 409: 9}
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "carrinho_ja_convertido")
    assert len(company.rows("pedido")) == 1
    assert company.stock(product) == 98


def test_companies_number_their_orders_apart(new_company: Callable[..., Company]) -> None:
    companies = [new_company(), new_company()]
    calls = []
    for company in companies:
        product = company.product()
        calls += [confirming(company, company.cart((product, 1))) for _ in range(15)]
    # The header of the client that confirms must be that of the cart's company.
    start = threading.Barrier(len(calls))

    def run(number: int) -> httpx.Response:
        with companies[number // 15].client() as client:
            start.wait(60)
            return answered(lambda: calls[number](client))

    with ThreadPoolExecutor(len(calls)) as pool:
        assert statuses(list(pool.map(run, range(len(calls))))) == {201: 30}
    for company in companies:
        assert_numbered_without_gaps(company, 15)


def test_a_cart_changed_from_many_sides_keeps_every_change(company: Company) -> None:
    product = company.product(vlr_preco=100)
    cart = company.cart((product, 1))
    body = {"cod_produto": product["cod_produto"], "qtd_item": 1}
    answers = all_at_once([lambda client: client.post(f"/v1/carrinhos/{cart}/itens", json=body)] * 20, company)
    assert statuses(answers) == {201: 20}
    content = company.public.get(f"/v1/carrinhos/{cart}").json()
    assert (len(content["itens"]), content["qtd_itens"], content["vlr_total"]) == (1, 21, 2100)


def test_an_order_is_of_the_cart_as_it_was(company: Company) -> None:
    """Items that arrive while the cart becomes an order are in it or refused, never lost."""
    product = company.product(vlr_preco=100)
    cart = company.cart((product, 1))
    body = {"cod_produto": product["cod_produto"], "qtd_item": 1}
    adding = [lambda client: client.post(f"/v1/carrinhos/{cart}/itens", json=body)] * 15
    answers = all_at_once([*adding[:8], confirming(company, cart), *adding[8:]], company)
    added = statuses(answers[:8] + answers[9:])[201]
    assert answers[8].status_code == 201
    assert answers[8].json()["vlr_total"] == 100 * (1 + added)


def test_parallel_wrong_passwords_still_lock(company: Company, admin: psycopg.Connection) -> None:
    email = company.user("admin")
    wrong = {"email": email, "senha": "errada"}
    answers = all_at_once([lambda client: client.post("/v1/sessoes", json=wrong)] * 5, company)
    assert statuses(answers) == {401: 5}
    answer = company.public.post("/v1/sessoes", json={"email": email, "senha": PASSWORD})
    assert_problem(answer, 401, "credenciais_invalidas")
    user = admin.execute("SELECT * FROM flowt.tb_omni8_usuario WHERE des_email = %s", (email,)).fetchone()
    assert user["qtd_falhas"] == 5 and user["dat_bloqueio"] is not None
    assert company.rows("sessao") == []


def test_of_equal_versions_one_wins(company: Company) -> None:
    path = f"/v1/produtos/{company.product()['cod_produto']}"
    token = company.session("admin")

    def patching(price: int) -> Callable[[httpx.Client], httpx.Response]:
        headers = {"Authorization": f"Bearer {token}"}
        return lambda client: client.patch(path, json={"num_versao": 1, "vlr_preco": price}, headers=headers)

    answers = all_at_once([patching(1000 + number) for number in range(10)], company)
    assert statuses(answers) == {200: 1, 409: 9}
    winner = next(answer for answer in answers if answer.status_code == 200).json()
    now = company.staff().get(path).json()
    assert (now["vlr_preco"], now["num_versao"]) == (winner["vlr_preco"], 2)


def test_one_transition_is_one_event(company: Company) -> None:
    product = company.product(qtd_estoque=10)
    order = company.order((product, 4))
    headers = {"Authorization": f"Bearer {company.session('admin')}"}
    path = f"/v1/pedidos/{order['cod_pedido']}/transicoes"
    calls = [lambda client: client.post(path, json={"para": "CANCELADO"}, headers=headers)] * 10
    assert statuses(all_at_once(calls, company)) == {200: 10}
    assert [row["sta_para"] for row in company.rows("pedido_evento")] == ["RECEBIDO", "CANCELADO"]
    assert company.stock(product) == company.stock_movements(product) == 10


def test_two_servers_share_one_database(company: Company, new_server: Callable[..., Server]) -> None:
    second = new_server()
    token = company.session("admin")
    here, there = company.client(token), company.client(token, url=second.url)
    product = company.product(qtd_estoque=20)
    cart = company.cart((product, 1))
    confirmed = company.confirm(cart, key="duas-portas", client=there)
    assert confirmed.status_code == 201
    assert company.confirm(cart, key="duas-portas", client=here).content == confirmed.content
    carts = [company.cart((product, 1)) for _ in range(40)]

    def buy(number: int) -> httpx.Response:
        return answered(lambda: company.confirm(carts[number], client=(here, there)[number % 2]))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(buy, range(len(carts))))
    assert statuses(answers) == {201: 19, 409: 21}
    assert company.stock(product) == company.stock_movements(product) == 0
    assert there.delete("/v1/sessoes/atual").status_code == 204
    assert_problem(here.get("/v1/produtos"), 401, "sessao_invalida")


# MARK: limits

# How a company comes to have one less than it may, how one more is asked for, and the refusal of who is too late.
FULL = {
    "keys": (
        "INSERT INTO flowt.tb_omni8_chave_api (cod_tenant, nom_chave, des_prefixo, hsh_token, des_escopos, cod_criador)"
        " SELECT a.cod_tenant, 'k' || n, 'fk_x', flowt.digerir(a.cod_tenant || '-' || n), '{catalogo.ler}',"
        " a.cod_usuario FROM flowt.tb_omni8_usuario_tenant a, generate_series(2, flowt.limite_de_chaves()) AS n"
        " WHERE a.cod_tenant = %s",
        "/v1/chaves-api",
        lambda n: {"nom_chave": f"nova {n}", "escopos": ["catalogo.ler"]},
        "chaves_demais",
    ),
    "invitations": (
        "INSERT INTO flowt.tb_omni8_convite (cod_tenant, des_email, nom_convidado, nom_perfil, flg_todas_unidades,"
        " cod_unidades, hsh_token, cod_convidador, dat_expiracao) SELECT a.cod_tenant, n || '@example.com', 'x',"
        " 'cozinha', true, '{}', flowt.digerir('c' || a.cod_tenant || '-' || n), a.cod_usuario, 'infinity'"
        " FROM flowt.tb_omni8_usuario_tenant a, generate_series(2, flowt.limite_de_convites_abertos()) AS n"
        " WHERE a.cod_tenant = %s",
        "/v1/convites",
        lambda n: {"email": f"nova-{n}@example.com", "nome": "Nova", "perfil": "cozinha"},
        "convites_demais",
    ),
    "domains": (
        "INSERT INTO flowt.tb_omni8_dominio_pedido (cod_tenant, nom_dominio, des_token) SELECT t.cod_tenant,"
        " 'd' || n || '.example.com', 'x' || t.cod_tenant || '-' || n FROM flowt.tb_omni8_tenant t,"
        " generate_series(2, flowt.limite_de_dominios()) AS n WHERE t.cod_tenant = %s",
        "/v1/dominios",
        lambda n: {"nom_dominio": f"novo-{n}.example.com"},
        "dominios_demais",
    ),
    "units": (
        "INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) SELECT t.cod_tenant, 'u' || n"
        " FROM flowt.tb_omni8_tenant t, generate_series(3, flowt.limite_unidades()) AS n WHERE t.cod_tenant = %s",
        "/v1/unidades",
        lambda n: {"nom_unidade": f"Nova {n}"},
        "unidades_demais",
    ),
    "areas": (
        "INSERT INTO flowt.tb_omni8_area_entrega (cod_tenant, nom_area, tip_area, nom_bairros, vlr_taxa)"
        " SELECT t.cod_tenant, 'a' || n, 'BAIRRO', ARRAY['b' || n], 1 FROM flowt.tb_omni8_tenant t,"
        " generate_series(2, flowt.limite_areas()) AS n WHERE t.cod_tenant = %s",
        "/v1/areas-entrega",
        lambda n: {"nom_area": f"Nova {n}", "tip_area": "BAIRRO", "nom_bairros": [f"Novo {n}"], "vlr_taxa": 1},
        "areas_demais",
    ),
}


@pytest.mark.parametrize("kind", FULL)
def test_the_last_place_is_taken_once(company: Company, kind: str) -> None:
    fill, path, body, refusal = FULL[kind]
    staff = [company.client(token) for token in [company.session("admin")] * 8]
    company.admin.execute(fill, (company.number,))
    with ThreadPoolExecutor(len(staff)) as pool:
        answers = list(pool.map(lambda n: staff[n].post(path, json=body(n)), range(len(staff))))
    assert sorted(answer.json().get("codigo", "made") for answer in answers) == sorted(["made"] + [refusal] * 7)


# MARK: the same thing sent twice


def test_what_is_sent_many_times_at_once_waits_in_line(company: Company, server: Server) -> None:
    """Each in its turn: none finds the others by a deadlock, which takes a second to be seen."""
    staff = [company.client(token) for token in [company.session("admin")] * 6]
    customer = [company.client(token) for token in [company.customer_session(company.customer())] * 6]
    file = {"content": b"nome\nAna\nBia\n", "headers": {"Content-Type": "text/csv"}}
    before = server.metric("flowt_database_retries_total")
    for clients, ask, expected in (
        (staff, lambda c, n: c.put("/v1/parametros/cardapio_aviso", json={"valor": f"Aviso {n}"}), {200: 6}),
        (staff, lambda c, n: c.post("/v1/pessoas/importacoes", **file), {201: 1, 200: 5}),
        (
            customer,
            lambda c, n: c.post("/v1/clientes/eu/solicitacoes-lgpd", json={"tip_solicitacao": "ACESSO"}),
            {201: 1, 409: 5},
        ),
    ):
        barrier = threading.Barrier(len(clients))

        def run(number: int, clients=clients, ask=ask, barrier=barrier) -> int:
            barrier.wait()
            return ask(clients[number], number).status_code

        with ThreadPoolExecutor(len(clients)) as pool:
            assert Counter(pool.map(run, range(len(clients)))) == expected
    assert server.metric("flowt_database_retries_total") == before
