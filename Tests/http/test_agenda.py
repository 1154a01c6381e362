"""Appointments over HTTP: a time is sold once, however many want it, and the order of it is the one that has it."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from test_concorrencia import all_at_once, statuses

from company import Company
from harness import Cluster, wait_for
from judge import assert_problem

# In the afternoon, so that it is the same day in Brazil; the company never closes.
MOMENT = datetime.datetime.now(datetime.UTC).replace(hour=15, minute=0, second=0, microsecond=0) + datetime.timedelta(
    days=2
)
DAY = {"dia": str(MOMENT.date())}


@pytest.fixture
def studio(new_company: Callable[..., Company]) -> Company:
    return new_company(tip_segmento="SERVICOS")


def service(company: Company, minutes: int = 60) -> dict:
    return company.product(nom_produto="Corte", tip_item="SERVICO", qtd_duracao_min=minutes)


def line_of(company: Company, cart: str) -> str:
    return company.public.get(f"/v1/carrinhos/{cart}").json()["itens"][0]["cod_carrinho_item"]


def holding(cart: str, line: str, start: datetime.datetime, **more: str) -> Callable[[httpx.Client], httpx.Response]:
    body = {"cod_carrinho_item": line, "dat_inicio": start.isoformat(), **more}
    return lambda client: client.post(f"/v1/carrinhos/{cart}/horarios", json=body)


def carts_for(company: Company, product: dict, many: int) -> list[tuple[str, str]]:
    carts = [company.cart((product, 1)) for _ in range(many)]
    return [(cart, line_of(company, cart)) for cart in carts]


def overlaps(admin: psycopg.Connection, company: Company) -> int:
    return admin.execute(
        """
        SELECT count(*) AS n FROM flowt.tb_omni8_agendamento a JOIN flowt.tb_omni8_agendamento b
            ON b.cod_tenant = a.cod_tenant AND b.cod_agendamento > a.cod_agendamento AND b.cod_unidade = a.cod_unidade
           AND b.cod_recurso IS NOT DISTINCT FROM a.cod_recurso
           AND b.dat_inicio < a.dat_fim AND b.dat_fim > a.dat_inicio
         WHERE a.cod_tenant = %s AND a.sta_agendamento NOT IN ('CANCELADO', 'EXPIRADO')
           AND b.sta_agendamento NOT IN ('CANCELADO', 'EXPIRADO')
        """,
        (company.number,),
    ).fetchone()["n"]


def test_one_time_is_held_once(studio: Company, admin: psycopg.Connection) -> None:
    carts = carts_for(studio, service(studio), 40)
    answers = all_at_once([holding(cart, line, MOMENT) for cart, line in carts], studio)
    assert statuses(answers) == {201: 1, 409: 39}
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "horario_indisponivel")
    assert len(studio.rows("agendamento")) == 1


def test_times_that_overlap_are_not_both_held(studio: Company, admin: psycopg.Connection) -> None:
    """Sixty buyers, starting every quarter of an hour: nobody waits for nobody in a circle, and no two overlap."""
    carts = carts_for(studio, service(studio), 60)
    quarter = datetime.timedelta(minutes=15)
    answers = all_at_once(
        [holding(cart, line, MOMENT + number % 12 * quarter) for number, (cart, line) in enumerate(carts)], studio
    )
    assert set(statuses(answers)) == {201, 409}
    assert overlaps(admin, studio) == 0


def test_as_many_as_serve_are_served(studio: Company, admin: psycopg.Connection) -> None:
    product = service(studio)
    with studio.staff() as staff:
        for name in ("Ana", "Bia", "Caio"):
            assert staff.post("/v1/recursos", json={"nom_recurso": name}).status_code == 201
    carts = carts_for(studio, product, 20)
    answers = all_at_once([holding(cart, line, MOMENT) for cart, line in carts], studio)
    assert statuses(answers) == {201: 3, 409: 17}
    assert Counter(answer.json()["nom_recurso"] for answer in answers if answer.status_code == 201) == {
        "Ana": 1,
        "Bia": 1,
        "Caio": 1,
    }


def test_holding_confirming_moving_and_cancelling_at_once(studio: Company, admin: psycopg.Connection) -> None:
    product = service(studio, 30)
    half = datetime.timedelta(minutes=30)
    ready = carts_for(studio, product, 12)
    tokens = []
    for number, (cart, line) in enumerate(ready):
        answer = holding(cart, line, MOMENT + number * half)(studio.public)
        assert answer.status_code == 201, answer.text
        tokens.append(answer.json()["token"])
    new = carts_for(studio, product, 24)
    calls: list[Callable[[httpx.Client], httpx.Response]] = []
    for number, (cart, line) in enumerate(new):
        calls.append(holding(cart, line, MOMENT + number % 14 * half))
    for number, token in enumerate(tokens):
        body = {"dat_inicio": (MOMENT + (number + 1) % 14 * half).isoformat()}
        calls.append(lambda client, token=token, body=body: client.patch(f"/v1/agenda/{token}", json=body))
    calls += [lambda client, token=token: client.delete(f"/v1/agenda/{token}") for token in tokens[:4]]
    calls += [
        lambda client, cart=cart: studio.confirm(cart, client=client, tip_atendimento="LOCAL") for cart, _ in ready
    ]
    answers = all_at_once(calls, studio)
    assert max(answer.status_code for answer in answers) < 500, [answer.text for answer in answers][:3]
    assert overlaps(admin, studio) == 0


def test_a_day_of_the_public_and_of_the_staff(studio: Company) -> None:
    product = service(studio)
    path = f"/v1/servicos/{product['cod_produto']}/horarios"
    free = {slot["dat_inicio"] for slot in studio.public.get(path, params=DAY).json()["horarios"]}
    assert len(free) > 40
    ((cart, line),) = carts_for(studio, product, 1)
    held = holding(cart, line, MOMENT)(studio.public).json()
    assert held["dat_inicio"] in free
    left = {slot["dat_inicio"] for slot in studio.public.get(path, params=DAY).json()["horarios"]}
    assert held["dat_inicio"] not in left and len(free - left) == 7
    order = studio.confirm(cart, tip_atendimento="LOCAL")
    assert order.status_code == 201, order.text
    with studio.staff() as staff:
        (booked,) = staff.get("/v1/agendamentos", params=DAY).json()["itens"]
        assert (booked["sta_agendamento"], booked["token"]) == ("CONFIRMADO", held["token"])
        number = booked["cod_agendamento"]
        done = staff.patch(
            f"/v1/agendamentos/{number}", json={"num_versao": booked["num_versao"], "sta_agendamento": "REALIZADO"}
        )
        assert done.json()["sta_agendamento"] == "REALIZADO"
        assert_problem(staff.delete(f"/v1/agendamentos/{number}"), 409, "transicao_ilegal")
    assert_problem(studio.public.delete(f"/v1/agenda/{held['token']}"), 409, "horario_encerrado")


def test_what_is_asked_badly_is_refused(studio: Company, unchanged: Callable) -> None:
    product = service(studio)
    ((cart, line),) = carts_for(studio, product, 1)
    with unchanged():
        for start, status, code in (
            (MOMENT + datetime.timedelta(minutes=7), 409, "horario_indisponivel"),
            (MOMENT - datetime.timedelta(days=9), 422, "horario_em_cima_da_hora"),
            (MOMENT + datetime.timedelta(days=900), 422, "horario_longe_demais"),
        ):
            assert_problem(holding(cart, line, start)(studio.public), status, code)
        assert_problem(holding(cart, "987654321", MOMENT)(studio.public), 404, "nao_encontrado")
        assert_problem(holding("nenhum", line, MOMENT)(studio.public), 404, "nao_encontrado")
        assert_problem(studio.public.get("/v1/agenda/nenhum"), 404, "nao_encontrado")


@contextmanager
def agenda_taken(cluster: Cluster, company: Company) -> Iterator[psycopg.Connection]:
    """Somebody is taking a time of the company's unit, and whoever else wants one waits, until this is left."""
    with cluster.connect(autocommit=False) as holder:
        unit = "SELECT flowt.travar_agenda(%(t)s, flowt.unidade_principal(%(t)s))"
        holder.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
        holder.execute(unit, {"t": company.number})
        yield holder
        holder.rollback()


def waiting_for_the_agenda(admin: psycopg.Connection) -> int:
    statement = "SELECT FROM pg_stat_activity WHERE usename = 'flowt_api' AND wait_event = 'advisory'"
    return admin.execute(statement).rowcount


@pytest.mark.parametrize("way", ["held", "moved"])
@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        ("agenda_antecedencia_min", 4320, "horario_em_cima_da_hora"),
        ("agenda_horizonte_dias", 1, "horario_longe_demais"),
    ],
)
def test_a_booking_that_waits_obeys_what_was_changed_meanwhile(
    studio: Company, cluster: Cluster, admin: psycopg.Connection, parameter: str, value: int, code: str, way: str
) -> None:
    """Notice and horizon are those of the moment in which the time is taken."""
    product = service(studio)
    (cart, line), (other, other_line) = carts_for(studio, product, 2)
    call = holding(cart, line, MOMENT)
    if way == "moved":
        token = holding(other, other_line, MOMENT + datetime.timedelta(hours=3))(studio.public).json()["token"]
        call = lambda client: client.patch(f"/v1/agenda/{token}", json={"dat_inicio": MOMENT.isoformat()})  # noqa: E731
    with studio.staff() as staff, ThreadPoolExecutor(1) as pool:
        with agenda_taken(cluster, studio):
            running = pool.submit(lambda: call(studio.client()))
            wait_for(lambda: running.done() or waiting_for_the_agenda(admin), "nothing waited")
            assert not running.done(), running.result().text
            answer = staff.put(f"/v1/parametros/{parameter}", json={"valor": value})
            assert answer.status_code == 200, answer.text
        assert_problem(running.result(), 422, code)
    assert MOMENT not in [row["dat_inicio"] for row in studio.rows("agendamento")]


@pytest.mark.parametrize("kept", [True, False])
def test_behind_the_agenda_s_lock_stands_the_constraint(
    studio: Company, cluster: Cluster, admin: psycopg.Connection, kept: bool
) -> None:
    """A time that is being written by what takes no lock: it is waited for, and told as any time that is gone."""
    ((cart, line),) = carts_for(studio, service(studio), 1)
    waiting = "SELECT FROM pg_stat_activity WHERE usename = 'flowt_api' AND wait_event_type = 'Lock'"
    with ThreadPoolExecutor(1) as pool, cluster.connect(autocommit=False) as holder:
        holder.execute(
            "INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, dat_inicio, dat_fim,"
            " sta_agendamento) SELECT %(t)s, 'bloqueio', flowt.unidade_principal(%(t)s), %(m)s,"
            " %(m)s::timestamptz + interval '1 hour', 'BLOQUEIO'",
            {"t": studio.number, "m": MOMENT},
        )
        running = pool.submit(lambda: holding(cart, line, MOMENT)(studio.client()))
        wait_for(lambda: running.done() or admin.execute(waiting).rowcount, "nothing waited")
        assert not running.done(), running.result().text
        holder.commit() if kept else holder.rollback()
        if kept:
            assert_problem(running.result(), 409, "horario_ja_reservado")
        else:
            assert running.result().status_code == 201, running.result().text
    assert overlaps(admin, studio) == 0
