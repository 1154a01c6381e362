"""Appointments over HTTP: a time is sold once, however many want it, and the order of it is the one that has it."""

import datetime
from collections import Counter
from collections.abc import Callable

import httpx
import psycopg
import pytest
from test_concorrencia import all_at_once, statuses

from company import Company
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
