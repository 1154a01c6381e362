"""The order board: no step is lost to a screen, in whatever order transactions commit; the staff's session."""

import json
import re
import secrets
import threading
import time
from collections.abc import Callable

import httpx
import psycopg
import pytest
from test_unidade import limited, unit

from company import PASSWORD, Company
from harness import Cluster, Server
from hearer import Hearer
from judge import assert_problem

BOARD = "/v1/pedidos/painel"


def board(client: httpx.Client, **query) -> dict:
    answer = client.get(BOARD, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def hear(company: Company, token: str, **more) -> Hearer:
    """From where the board is now."""
    place = board(company.client(token))["posicao"]
    port = int(company.url.rsplit(":", 1)[1])
    return Hearer(port, f"{BOARD}/eventos?apos={place}", f"Authorization: Bearer {token}", **more)


def steps(hearer: Hearer) -> list[tuple[int, str]]:
    heard = [json.loads(event.data) for event in hearer.events if event.name == "pedido"]
    return [(step["num_pedido"], step["sta_pedido"]) for step in heard]


def move(client: httpx.Client, order: dict, *statuses: str) -> None:
    for status in statuses:
        answer = client.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": status})
        assert answer.status_code == 200, answer.text


def test_every_step_is_heard_at_once(company: Company) -> None:
    staff = company.staff()
    with hear(company, company.session("cozinha")) as kitchen:
        assert kitchen.head["content-type"] == "text/event-stream"
        order = company.order()
        kitchen.wait_for(1)
        move(staff, order, "CONFIRMADO", "EM_PREPARO", "PRONTO")
        kitchen.wait_for(4)
        number = order["num_pedido"]
        assert steps(kitchen) == [(number, status) for status in ("RECEBIDO", "CONFIRMADO", "EM_PREPARO", "PRONTO")]
        # Nobody's name is in them.
        assert all("Maria" not in event.data for event in kitchen.events)
    columns = {column["sta_pedido"]: column["pedidos"] for column in board(staff)["colunas"]}
    assert [order["num_pedido"] for order in columns["PRONTO"]] == [number]


def test_a_step_that_commits_late_is_not_lost(company: Company, api: Callable[..., psycopg.Connection]) -> None:
    """Of two steps, the one with the lower number commits last: after the other was sent, and its identifier taken."""
    first, second = company.order(), company.order()
    token = company.session("cozinha")
    late = api(autocommit=False)
    with hear(company, token) as kitchen:
        late.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
        late.execute(
            "SELECT flowt.registrar_evento(%s, %s, 'RECEBIDO', 'CONFIRMADO', NULL)",
            (company.number, int(first["cod_pedido"])),
        )
        move(company.staff(), second, "CONFIRMADO")
        kitchen.wait_for(1)
        assert steps(kitchen) == [(second["num_pedido"], "CONFIRMADO")]
        position = kitchen.wait(lambda: kitchen.last) or kitchen.last
        late.commit()
        kitchen.wait_for(2)
        assert steps(kitchen)[1] == (first["num_pedido"], "CONFIRMADO")
    # One who was cut off in between hears it too.
    port = int(company.url.rsplit(":", 1)[1])
    with Hearer(port, f"{BOARD}/eventos", f"Authorization: Bearer {token}", f"Last-Event-ID: {position}") as again:
        again.wait_for(1)
        assert steps(again) == [(first["num_pedido"], "CONFIRMADO")]


def test_nothing_is_lost_and_nothing_comes_twice_under_concurrency(
    company: Company, cluster: Cluster, admin: psycopg.Connection
) -> None:
    """Eight writers with transactions of all lengths, three screens, one of which is cut off again and again."""
    orders = [company.order() for _ in range(8)]
    token = company.session("cozinha")
    screens = [hear(company, token) for _ in range(2)]
    port = int(company.url.rsplit(":", 1)[1])
    torn: list[tuple[int, str]] = []
    position = board(company.client(token))["posicao"]
    rounds = 30
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with cluster.connect(user="flowt_api", autocommit=False) as connection:
                for step in range(rounds):
                    connection.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
                    connection.execute(
                        "SELECT flowt.registrar_evento(%s, %s, NULL, 'CONFIRMADO', %s)",
                        (company.number, int(orders[number]["cod_pedido"]), str(step)),
                    )
                    time.sleep((number * 7 + step) % 5 * 0.02)
                    connection.rollback() if step % 10 == 9 else connection.commit()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    expected = 8 * (rounds - rounds // 10)
    deadline = time.monotonic() + 120
    try:
        while len(torn) < expected:
            assert time.monotonic() < deadline, f"{len(torn)} of {expected}"
            with Hearer(
                port, f"{BOARD}/eventos", f"Authorization: Bearer {token}", f"Last-Event-ID: {position}"
            ) as one:
                one.wait(lambda one=one: one.events and one.last, seconds=30)
                # Only what came before an identifier counts as heard.
                torn += steps(one)
                position = one.last
        for screen in screens:
            screen.wait_for(expected, seconds=30)
    finally:
        for thread in threads:
            thread.join(60)
    assert failures == []
    each = {order["num_pedido"]: rounds - rounds // 10 for order in orders}
    time.sleep(1.5)
    for heard in (steps(screens[0]), steps(screens[1]), torn):
        counted = {number: sum(1 for step in heard if step[0] == number) for number in each}
        assert counted == each
    for screen in screens:
        screen.close()


def test_a_flood_of_steps_is_one_reload(company: Company, admin: psycopg.Connection) -> None:
    order = company.order()
    with hear(company, company.session("cozinha")) as kitchen:
        admin.execute(
            "INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para)"
            " SELECT %s, %s, 100 + g, 'CONFIRMADO' FROM generate_series(1, 150) AS g",
            (company.number, int(order["cod_pedido"])),
        )
        kitchen.wait_for(1)
        assert [event.name for event in kitchen.events] == ["recarregar"]
        move(company.staff(), order, "CONFIRMADO")
        kitchen.wait_for(2)
        assert steps(kitchen) == [(order["num_pedido"], "CONFIRMADO")]


def test_units_and_companies_hear_their_own(new_company: Callable[..., Company]) -> None:
    one, other = new_company(), new_company()
    staff = one.staff()
    south = unit(staff, "Filial Sul")
    sees_south = limited(one, "cozinha", south).headers["Authorization"].removeprefix("Bearer ")
    order = one.order()
    one.admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET cod_unidade = %s WHERE cod_tenant = %s AND cod_pedido = %s",
        (int(south), one.number, int(order["cod_pedido"])),
    )
    with (
        hear(one, one.session("cozinha")) as everything,
        hear(one, sees_south) as southern,
        hear(other, other.session("admin")) as foreign,
    ):
        elsewhere = one.order()
        move(staff, order, "CONFIRMADO")
        everything.wait_for(2)
        southern.wait_for(1)
        own = other.order()
        foreign.wait_for(1)
        assert steps(southern) == [(order["num_pedido"], "CONFIRMADO")]
        assert sorted(number for number, _ in steps(everything)) == sorted(
            [order["num_pedido"], elsewhere["num_pedido"]]
        )
        assert steps(foreign) == [(own["num_pedido"], "RECEBIDO")]


def test_what_is_announced_tells_nothing(company: Company, admin: psycopg.Connection, cluster: Cluster) -> None:
    with cluster.connect() as listener:
        listener.execute("LISTEN flowt_evento")
        company.order()
        heard = [note.payload for note in listener.notifies(timeout=60, stop_after=1)]
    assert re.fullmatch(r"[0-9a-f]{32}", heard[0])
    period = admin.execute("SELECT extract(epoch FROM now())::bigint / flowt.duracao_de_topico() AS n").fetchone()["n"]
    names = [
        admin.execute("SELECT flowt.topico('painel', %s, %s) AS t", (company.number, period + step)).fetchone()["t"]
        for step in (-1, 0)
    ]
    assert heard[0] in names


def test_reading_needs_the_right_and_is_noted(company: Company) -> None:
    company.order()
    assert_problem(company.public.get(BOARD), 401, "login_necessario")
    assert_problem(company.staff("marketing").get(BOARD), 403, "sem_permissao")
    assert_problem(company.staff("marketing").get(f"{BOARD}/eventos"), 403, "sem_permissao")
    board(company.staff("cozinha"))
    noted = company.rows("acesso_dado_pessoal", "nom_funcao = 'api.painel_ler'")
    assert [row["qtd_pessoas"] for row in noted] == [1]


# MARK: the page


@pytest.fixture
def tablet(server: Server) -> httpx.Client:
    with server.client(headers={"Sec-Fetch-Site": "same-origin"}) as client:
        yield client


def sign_in(tablet: httpx.Client, company: Company, profile: str = "cozinha") -> str:
    email = company.user(profile)
    form = {"email": email, "senha": PASSWORD, "ir": "painel"}
    answer = tablet.post(f"/{company.slug}/equipe/entrar", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/painel"), answer.text
    return email


def test_a_session_of_a_page_is_a_cookie_of_that_page(tablet: httpx.Client, company: Company) -> None:
    answer = tablet.get(f"/{company.slug}/painel")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/equipe/entrar?ir=painel")
    wrong = tablet.post(f"/{company.slug}/equipe/entrar", data={"email": "x@example.com", "senha": "errada"})
    assert wrong.status_code == 422 and "não conferem" in wrong.text and "errada" not in wrong.text
    elsewhere = tablet.post(
        f"/{company.slug}/equipe/entrar",
        data={"email": "x@example.com", "senha": "x"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert_problem(elsewhere, 403, "envio_de_outro_site")
    email = company.user("cozinha")
    answer = tablet.post(f"/{company.slug}/equipe/entrar", data={"email": email, "senha": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(
        rf"flowt_equipe=fs_[\w-]+; Path=/{company.slug}; HttpOnly; SameSite=Strict; Max-Age=43200", cookie
    )
    page = tablet.get(f"/{company.slug}/painel")
    assert page.status_code == 200 and page.headers["cache-control"] == "private, no-store"
    assert tablet.get(f"/{company.slug}/equipe/entrar?ir=painel").headers["location"] == f"/{company.slug}/painel"
    # It opens no route of the API.
    token = tablet.cookies["flowt_equipe"]
    refused = tablet.get(BOARD, headers={"Cookie": f"flowt_equipe={token}", "X-Flowt-Tenant": company.slug})
    assert_problem(refused, 401, "login_necessario")
    seal = re.search(r'name="selo" value="(\w+)"', page.text)[1]
    assert tablet.post(f"/{company.slug}/equipe/sair", data={"selo": seal}).status_code == 303
    tablet.cookies.clear()
    again = tablet.get(f"/{company.slug}/painel", headers={"Cookie": f"flowt_equipe={token}"})
    assert again.headers["location"] == f"/{company.slug}/equipe/entrar?ir=painel"


def test_buttons_move_orders(tablet: httpx.Client, company: Company) -> None:
    order = company.order()
    sign_in(tablet, company, "gerente")
    page = tablet.get(f"/{company.slug}/painel").text
    seal = re.search(r'name="selo" value="(\w+)"', page)[1]
    path = f"/{company.slug}/painel/pedidos/{order['cod_pedido']}"
    assert f'action="{path}"' in page
    answer = tablet.post(path, data={"selo": seal, "para": "CONFIRMADO"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/painel")
    late = tablet.post(path, data={"selo": seal, "para": "RECUSADO"})
    assert late.status_code == 409 and "Um pedido não passa de CONFIRMADO a RECUSADO." in late.text
    assert_problem(tablet.post(path, data={"para": "EM_PREPARO"}), 403, "envio_de_outro_site")
    assert company.rows("pedido")[0]["sta_pedido"] == "CONFIRMADO"


def test_a_page_hears_with_its_cookie_and_keeps_its_session(
    tablet: httpx.Client, company: Company, server: Server, admin: psycopg.Connection
) -> None:
    sign_in(tablet, company)
    page = tablet.get(f"/{company.slug}/painel").text
    address = re.search(r'data-eventos="([^"]+)" data-posicao="([^"]+)"', page)
    cookie = f"Cookie: flowt_equipe={tablet.cookies['flowt_equipe']}"
    with Hearer(server.port, f"{address[1]}?apos={address[2]}", cookie) as hearer:
        order = company.order()
        hearer.wait_for(1)
        assert steps(hearer) == [(order["num_pedido"], "RECEBIDO")]
        # A screen that is looked at is a session in use.
        admin.execute(
            "UPDATE flowt.tb_omni8_sessao SET dat_uso = now() - interval '1 hour' WHERE cod_tenant = %s",
            (company.number,),
        )
        tablet.get(f"/{company.slug}/painel")
        used = admin.execute(
            "SELECT dat_uso > now() - interval '1 minute' AS now FROM flowt.tb_omni8_sessao"
            " WHERE hsh_token = flowt.digerir(%s)",
            (tablet.cookies["flowt_equipe"],),
        )
        assert used.fetchone()["now"]
        admin.execute("UPDATE flowt.tb_omni8_sessao SET dat_revogacao = now() WHERE cod_tenant = %s", (company.number,))
        company.order()
        hearer.wait_for_end()
    refused = tablet.get(address[1], headers={"Accept": "text/event-stream"})
    assert_problem(refused, 401, "sessao_invalida")


def test_another_companys_cookie_opens_nothing(tablet: httpx.Client, new_company: Callable[..., Company]) -> None:
    one, other = new_company(), new_company()
    sign_in(tablet, one, "admin")
    token = tablet.cookies["flowt_equipe"]
    key = f"fk_{secrets.token_urlsafe(18)}"
    for cookie in (token, key, "nada"):
        answer = tablet.get(f"/{other.slug}/painel", headers={"Cookie": f"flowt_equipe={cookie}"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{other.slug}/equipe/entrar?ir=painel")
