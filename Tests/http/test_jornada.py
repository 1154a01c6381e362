"""The main job, as a newcomer does it: a company opens, shows its menu, sells, and works the order to its end."""

import html
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from test_rastreamento import batch, event, send

from company import PASSWORD, Company, order_form
from harness import Cluster, Server, wait_for
from judge import assert_problem
from survey import by_phone, deliver, last_link, run_due


def test_a_company_opens_and_sells(server: Server, company: Company) -> None:
    email = company.user("admin")
    with company.client() as staff:
        login = staff.post("/v1/sessoes", json={"email": email, "senha": PASSWORD})
        assert login.status_code == 201
        assert login.json()["tenant"]["nom_slug"] == company.slug
        staff.headers["Authorization"] = f"Bearer {login.json()['token']}"

        category = staff.post("/v1/categorias", json={"nom_categoria": "Pastéis"}).json()
        product = staff.post(
            "/v1/produtos",
            json={
                "nom_produto": "Pastel de palmito",
                "vlr_preco": 1250,
                "sta_produto": "PUBLICADO",
                "cod_categoria": category["cod_categoria"],
                "qtd_estoque": 10,
            },
        ).json()

        public = company.public
        menu = public.get("/v1/cardapio").json()
        assert menu["tenant"]["nom_fantasia"] == "Loja de Teste"
        assert [(part["nom_categoria"], len(part["itens"])) for part in menu["categorias"]] == [("Pastéis", 1)]
        item = menu["categorias"][0]["itens"][0]
        assert (item["nom_produto"], item["vlr_preco"], item["flg_disponivel"]) == ("Pastel de palmito", 1250, True)

        created = public.post("/v1/carrinhos")
        assert created.status_code == 201
        cart = created.headers["location"]
        added = public.post(
            f"{cart}/itens", json={"cod_produto": item["cod_produto"], "qtd_item": 2, "des_observacao": "bem quente"}
        )
        assert added.status_code == 201
        assert public.get(cart).json()["vlr_total"] == 2500

        confirmed = public.post(
            f"{cart}/pedido",
            json=order_form(vlr_esperado=2500, tip_pagamento="DINHEIRO", vlr_troco_para=5000),
            headers={"Idempotency-Key": "jornada-0001"},
        )
        assert confirmed.status_code == 201
        order = confirmed.json()
        assert (order["num_pedido"], order["vlr_total"], order["sta_pedido"]) == (1, 2500, "RECEBIDO")
        assert order["num_telefone"] == "+5511912345678"
        assert order["itens"][0]["des_observacao"] == "bem quente"
        assert "cod_pedido" not in order
        assert company.stock(product) == 8

        timeline = confirmed.headers["location"]
        followed = public.get(timeline).json()
        assert [event["sta_pedido"] for event in followed["eventos"]] == ["RECEBIDO"]

        listed = staff.get("/v1/pedidos").json()["itens"]
        assert [row["num_pedido"] for row in listed] == [1]
        number = listed[0]["cod_pedido"]
        steps = ["CONFIRMADO", "EM_PREPARO", "PRONTO", "ENTREGUE", "CONCLUIDO"]
        for step in steps:
            moved = staff.post(f"/v1/pedidos/{number}/transicoes", json={"para": step})
            assert (moved.status_code, moved.json()["sta_pedido"]) == (200, step)
        read = staff.get(f"/v1/pedidos/{number}").json()
        assert [event["sta_pedido"] for event in read["eventos"]] == ["RECEBIDO", *steps]
        assert [event["sta_pedido"] for event in public.get(timeline).json()["eventos"]] == ["RECEBIDO", *steps]

        assert staff.delete("/v1/sessoes/atual").status_code == 204
        assert_problem(staff.get("/v1/pedidos"), 401, "sessao_invalida")


def test_each_step_is_measured_and_goes_on_in_another_session(company: Company, admin: psycopg.Connection) -> None:
    """What is left off is taken up by its address, its cookie or its token: every session here is a new one."""
    product = company.product(nom_produto="Pastel de palmito", vlr_preco=1250)
    code = product["cod_produto"]
    cart = None

    def tell(kind: str) -> None:
        of_item = {"cod_produto": code} if kind in ("item_visto", "carrinho_adicionado") else {}
        more = {"carrinho": cart} if cart else {}
        answer = send(company.client(), batch(event(kind, **of_item), **more))
        assert answer.json()["qtd_guardados"] == 1, answer.text

    def funnel() -> list[int]:
        while admin.execute("SELECT rotina.apurar() AS n").fetchone()["n"]:
            pass
        with company.staff() as staff:
            return [step["qtd_visitas"] for step in staff.get("/v1/funil").json()["itens"]]

    search = f"/{company.slug}?busca=palmito"
    assert "Pastel de palmito" in company.client().get(search).text
    tell("pagina_vista")
    assert funnel() == [1, 0, 0, 0, 0, 0, 0]

    assert "Pastel de palmito" in company.client().get(f"/{company.slug}/item/{code}").text
    tell("item_visto")
    assert funnel() == [1, 1, 0, 0, 0, 0, 0]

    cart = company.cart((product, 2))
    tell("carrinho_adicionado")
    assert funnel() == [1, 1, 1, 0, 0, 0, 0]

    assert company.client().get(f"/v1/carrinhos/{cart}").json()["vlr_total"] == 2500
    assert company.client().get(f"/v1/carrinhos/{cart}/sugestoes").status_code == 200
    tell("carrinho_visto")
    assert funnel() == [1, 1, 1, 1, 0, 0, 0]

    bag = {"Cookie": f"flowt_sacola={cart}"}
    typed = order_form(nom_cliente="Zuleica", num_telefone="123")
    back = company.client().post(f"/{company.slug}/sacola/pedido", data={**typed, "chave": "chave-1"}, headers=bag)
    assert back.status_code == 422
    assert 'value="Zuleica"' in html.unescape(back.text)
    tell("checkout_iniciado")
    assert funnel() == [1, 1, 1, 1, 1, 0, 0]

    confirmed = company.confirm(cart, "jornada-0001", company.client())
    again = company.confirm(cart, "jornada-0001", company.client())
    assert (confirmed.status_code, again.status_code) == (201, 201)
    assert again.json() == confirmed.json()
    assert funnel() == [1, 1, 1, 1, 1, 1, 0]

    followed = company.client().get(confirmed.headers["location"]).json()
    assert [step["sta_pedido"] for step in followed["eventos"]] == ["RECEBIDO"]
    [order] = company.rows("pedido")
    by_phone(company)
    deliver(company, order)
    assert run_due(company) == 1
    assert funnel() == [1, 1, 1, 1, 1, 1, 0]
    assert company.client().post(f"/v1/nps/{last_link(company)}", json={"num_nota": 9}).status_code == 201
    assert funnel() == [1, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("why", ["reclamacoes", "repeticao", "repetir", "devolucoes"])
def test_what_follows_a_sale_is_of_the_visit_that_bought(company: Company, why: str) -> None:
    product = company.product()
    cart = company.cart((product, 1))
    company.confirm(company.cart((product, 1)))
    assert send(company.public, batch(event("checkout_iniciado"), carrinho=cart)).status_code == 200
    token = company.confirm(cart).json()["token"]
    [visit] = company.rows("visita")
    [order] = company.rows("pedido", f"des_token = '{token}'")
    assert visit["dat_pos_venda"] is None
    if why == "repetir":
        assert company.client().post(f"/{company.slug}/pedido/{token}/repetir").status_code == 303
    elif why == "devolucoes":
        deliver(company, order)
        with company.staff() as staff:
            [payment] = company.rows("pagamento", f"cod_pedido = {order['cod_pedido']}")
            staff.post(f"/v1/pagamentos/{payment['cod_pagamento']}/recebimento")
            lines = {"itens": [{"num_item": 1, "qtd_item": 1}]}
            path = f"/v1/pedidos/{order['cod_pedido']}/devolucoes"
            answer = staff.post(path, json=lines, headers={"Idempotency-Key": "devolucao-1"})
            assert answer.status_code == 201, answer.text
    else:
        body = {"tip_reclamacao": "ATRASO", "des_reclamacao": "Não chegou"} if why == "reclamacoes" else None
        answer = company.client().post(f"/v1/pedidos/{token}/{why}", json=body)
        assert answer.status_code == 201, answer.text
    [visit] = company.rows("visita")
    assert visit["dat_pos_venda"] > visit["dat_pedido"]


@contextmanager
def half_bought(company: Company, cluster: Cluster, admin: psycopg.Connection, bag: str) -> Iterator[Callable]:
    """The bag is being bought, short of its number; what is given runs beside that, until it ends or waits."""
    waiting = "SELECT FROM pg_stat_activity WHERE usename = 'flowt_api' AND wait_event_type = 'Lock'"

    def start(call: Callable[[httpx.Client], httpx.Response]) -> Future[httpx.Response]:
        before = admin.execute(waiting).rowcount
        running = pool.submit(lambda: call(company.client(Cookie=f"flowt_sacola={bag}")))
        wait_for(lambda: running.done() or admin.execute(waiting).rowcount > before, "neither done nor waiting")
        return running

    with ThreadPoolExecutor(2) as pool, cluster.connect(autocommit=False) as holder:
        numbers = "SELECT FROM flowt.tb_omni8_pedido_numerador WHERE cod_tenant = %s FOR UPDATE"
        holder.execute(numbers, (company.number,))
        buying = start(lambda client: company.confirm(bag, client=client))
        try:
            assert not buying.done(), buying.result().text
            yield start
        finally:
            holder.rollback()
        assert buying.result().status_code == 201, buying.result().text


def test_an_order_asked_for_again_into_a_bag_that_is_being_bought(
    company: Company, cluster: Cluster, admin: psycopg.Connection
) -> None:
    """Both want the bag and the visit that bought before: one after the other, or each would wait for the other."""
    product = company.product()
    first, bag = company.cart((product, 1)), company.cart((product, 2))
    assert send(company.public, batch(event("checkout_iniciado"), carrinho=first)).status_code == 200
    token = company.confirm(first).json()["token"]
    assert send(company.public, batch(event("checkout_iniciado"), carrinho=bag)).status_code == 200
    [visit] = company.rows("visita")
    with half_bought(company, cluster, admin, bag) as start:
        again = start(lambda client: client.post(f"/{company.slug}/pedido/{token}/repetir"))
        assert not again.done(), again.result().text
        # It waits for the bag, without the visit: the purchase will want that.
        untouched = "SELECT FROM flowt.tb_omni8_visita WHERE cod_visita = %s FOR UPDATE NOWAIT"
        admin.execute(untouched, (visit["cod_visita"],))
    # The bag is an order by now, so nothing more goes into it.
    assert "já virou pedido" in again.result().text
    assert len(company.rows("pedido")) == 2
    [visit] = company.rows("visita")
    assert visit["dat_pos_venda"] > visit["dat_pedido"]


def test_what_is_told_of_a_bag_waits_for_no_purchase(
    company: Company, cluster: Cluster, admin: psycopg.Connection
) -> None:
    """A beacon that names the bag holds its visit: waiting, it would stand in the way of who wants both."""
    company.confirm(company.cart((company.product(), 1)))
    bag = company.cart((company.product(), 1))
    with half_bought(company, cluster, admin, bag) as start:
        told = start(lambda client: send(client, batch(event("checkout_iniciado"))))
        assert told.done(), "the beacon waits"
        assert told.result().json()["qtd_guardados"] == 1
    [linked] = company.rows("carrinho_visita")
    [visit] = company.rows("visita")
    assert linked["cod_visita"] == visit["cod_visita"]
    # It came in time for the order.
    assert visit["dat_pedido"] is not None


def test_the_timeline_shows_no_personal_data(company: Company) -> None:
    order = company.order(nom_cliente="Zuleica Sigilosa", num_telefone="21987654321")
    text = company.public.get(f"/v1/pedidos/{order['token']}/linha-do-tempo").text
    assert "Zuleica" not in text and "987654321" not in text


def test_what_was_bought_keeps_its_name_and_price(company: Company) -> None:
    product = company.product(nom_produto="Coxinha", vlr_preco=700)
    order = company.order((product, 1))
    with company.staff() as staff:
        changed = {"num_versao": 1, "nom_produto": "Coxinha nova", "vlr_preco": 9900}
        assert staff.patch(f"/v1/produtos/{product['cod_produto']}", json=changed).status_code == 200
        line = staff.get(f"/v1/pedidos/{order['cod_pedido']}").json()["itens"][0]
    assert (line["nom_produto"], line["vlr_unitario"]) == ("Coxinha", 700)


def test_a_session_knows_whose_it_is(company: Company) -> None:
    with company.staff("cozinha") as staff:
        session = staff.get("/v1/sessoes/atual").json()
    assert (session["cod_tenant"], session["nom_perfil"]) == (str(company.number), "cozinha")


def test_ping_needs_no_company(server: Server) -> None:
    answer = httpx.get(f"{server.url}/v1/ping")
    assert (answer.status_code, answer.json()) == (200, {"situacao": "ok"})
