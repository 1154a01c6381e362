"""A time chosen on a page, as a browser does: links, a form, a cookie, and somebody who was faster."""

import datetime
import html
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import httpx
import pytest
from test_agenda import MOMENT, overlaps, service
from test_concorrencia import all_at_once, statuses

from company import Company
from judge import assert_problem

DAY = str(MOMENT.date())


@pytest.fixture
def studio(new_company: Callable[..., Company]) -> Company:
    return new_company(tip_segmento="SERVICOS")


def page_of(company: Company, product: dict) -> str:
    return f"/{company.slug}/item/{product['cod_produto']}/horarios"


def instants(page: httpx.Response) -> list[datetime.datetime]:
    values = re.findall(r'name="dat_inicio" value="([^"]+)"', page.text)
    return [datetime.datetime.fromisoformat(value) for value in values]


def form_of(page: httpx.Response, start: datetime.datetime) -> dict[str, str]:
    """What the browser sends when that time is chosen: the hidden fields of the form, and the time."""
    (form,) = re.findall(r'<form class="escolhas agenda".*?</form>', page.text, re.DOTALL)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    return {**hidden, "dat_inicio": start.strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_from_the_item_to_a_confirmed_time(studio: Company) -> None:
    product = service(studio)
    browser = studio.client()
    item = browser.get(f"/{studio.slug}/item/{product['cod_produto']}")
    assert f'href="{page_of(studio, product)}"' in item.text
    page = browser.get(page_of(studio, product), params={"dia": DAY})
    assert page.headers["cache-control"] == "private, no-store"
    assert MOMENT in instants(page)
    # The page and the API offer the same.
    offered = studio.public.get(f"/v1/servicos/{product['cod_produto']}/horarios", params={"dia": DAY}).json()
    assert instants(page) == [datetime.datetime.fromisoformat(slot["dat_inicio"]) for slot in offered["horarios"]]
    answer = browser.post(page_of(studio, product), data=form_of(page, MOMENT))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{studio.slug}/sacola")
    cart = answer.cookies["flowt_sacola"]
    browser.cookies.set("flowt_sacola", cart)
    bag = browser.get(f"/{studio.slug}/sacola").text
    clock = MOMENT.astimezone(ZoneInfo("America/Sao_Paulo"))
    assert f", às {clock:%H:%M}: reservado até " in bag
    # Every link of days and weeks answers.
    for link in re.findall(r'href="([^"]+/horarios\?[^"]+)"', page.text):
        assert browser.get(html.unescape(link)).status_code == 200, link
    order = studio.confirm(cart, tip_atendimento="LOCAL")
    assert order.status_code == 201, order.text
    assert [row["sta_agendamento"] for row in studio.rows("agendamento")] == ["CONFIRMADO"]


def test_two_customers_at_the_same_time(studio: Company) -> None:
    """Both see it free; one gets it, the other the page as it is now, with what is next."""
    product = service(studio)
    ana, beto = studio.client(), studio.client()
    pages = [browser.get(page_of(studio, product), params={"dia": DAY}) for browser in (ana, beto)]
    assert all(MOMENT in instants(page) for page in pages)
    assert ana.post(page_of(studio, product), data=form_of(pages[0], MOMENT)).status_code == 303
    late = beto.post(page_of(studio, product), data=form_of(pages[1], MOMENT))
    assert late.status_code == 409 and late.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in late.headers
    alert = re.search(r'role="alert"><p>Este horário não está livre: escolha outro\..*?</ul>', late.text)[0]
    hour = datetime.timedelta(hours=1)
    assert MOMENT not in instants(late) and MOMENT + hour in instants(late)
    assert f'href="#h-{int((MOMENT + hour).timestamp())}"' in alert
    assert len(studio.rows("carrinho")) == len(studio.rows("carrinho_item")) == 1
    again = beto.post(page_of(studio, product), data=form_of(late, MOMENT + hour))
    assert again.status_code == 303
    assert len(studio.rows("carrinho_item")) == 2


def test_many_at_once_and_one_gets_it(studio: Company, admin) -> None:
    product = service(studio)
    path, form = (
        page_of(studio, product),
        form_of(studio.public.get(page_of(studio, product), params={"dia": DAY}), MOMENT),
    )
    answers = all_at_once([lambda client: client.post(path, data=form) for _ in range(12)], studio)
    assert statuses(answers) == {303: 1, 409: 11}
    # Whoever waited and lost is shown the day as the winner left it.
    assert all(MOMENT not in instants(answer) for answer in answers if answer.status_code == 409)
    assert overlaps(admin, studio) == 0 and len(studio.rows("carrinho")) == 1


def test_the_time_of_a_line_is_changed_by_whoever_has_the_bag(studio: Company) -> None:
    product = service(studio)
    cart = studio.cart((product, 2))
    browser = studio.client()
    browser.cookies.set("flowt_sacola", cart)
    bag = browser.get(f"/{studio.slug}/sacola").text
    link = html.unescape(re.search(r'href="([^"]+/horarios\?item=\d+)"', bag)[1])
    page = browser.get(f"{link}&dia={DAY}")
    assert ", 2 h</p>" in page.text and 'name="des_observacao"' not in page.text
    form = form_of(page, MOMENT)
    assert browser.post(page_of(studio, product), data=form).status_code == 303
    stranger = studio.client().post(page_of(studio, product), data=form)
    assert stranger.status_code == 404 and "text/html" in stranger.headers["content-type"]
    later = MOMENT + datetime.timedelta(minutes=30)
    assert browser.post(page_of(studio, product), data={**form, "dat_inicio": later.isoformat()}).status_code == 303
    held = studio.rows("agendamento", "sta_agendamento = 'RESERVADO'")
    assert [(row["dat_inicio"], row["dat_fim"]) for row in held] == [(later, later + datetime.timedelta(hours=2))]


def test_another_site_and_nonsense(studio: Company, unchanged: Callable) -> None:
    product = service(studio)
    path = page_of(studio, product)
    form = {"dat_inicio": MOMENT.isoformat()}
    with unchanged():
        with studio.client(**{"Sec-Fetch-Site": "cross-site"}) as stranger:
            assert_problem(stranger.post(path, data=form), 403, "envio_de_outro_site")
        for wrong in ({}, {"dat_inicio": "2026-13-45T10:00:00Z"}):
            answer = studio.public.post(path, data=wrong)
            assert answer.status_code == 422 and 'id="erro-dat_inicio"' in answer.text
        for words in ("<script>", "2026-13-45", "0", ""):
            answer = studio.public.post(path, data={"dat_inicio": words, "dia": words, "item": words})
            assert answer.status_code == 422 and "<script>" not in answer.text
        assert studio.public.get(f"/{studio.slug}/item/987654321/horarios").status_code == 404


def booked(company: Company, product: dict, start: datetime.datetime) -> str:
    """The token of an order of a service with a time."""
    cart = company.cart((product, 1))
    line = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"][0]["cod_carrinho_item"]
    held = {"cod_carrinho_item": line, "dat_inicio": start.isoformat()}
    assert company.public.post(f"/v1/carrinhos/{cart}/horarios", json=held).status_code == 201
    answer = company.confirm(cart, tip_atendimento="LOCAL")
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]


def link_of(company: Company, order: str) -> str:
    """Where the order's page leads to change its time."""
    page = company.public.get(f"/{company.slug}/pedido/{order}").text
    return re.search(r'href="([^"]+)">Mudar ou cancelar o horário', page)[1]


def test_a_confirmed_time_is_moved_and_cancelled_from_the_order(studio: Company) -> None:
    product = service(studio)
    order = booked(studio, product, MOMENT)
    path = link_of(studio, order)
    page = studio.public.get(path)
    assert page.headers["cache-control"] == "private, no-store" and MOMENT in instants(page)
    for link in re.findall(rf'href="({path}\?[^"]+)"', page.text):
        assert studio.public.get(html.unescape(link)).status_code == 200, link
    for words in ("2026-13-45T10:00:00Z", "2026-02-30T10:00:00Z", "2026-02-20T25:00:00Z"):
        nonsense = studio.public.post(path, data={"dat_inicio": words})
        assert nonsense.status_code == 422 and 'id="erro-dat_inicio"' in nonsense.text
    later = MOMENT + datetime.timedelta(hours=3)
    with studio.client(**{"Sec-Fetch-Site": "cross-site"}) as stranger:
        assert_problem(stranger.post(path, data=form_of(page, later)), 403, "envio_de_outro_site")
        assert_problem(stranger.post(f"{path}/cancelar"), 403, "envio_de_outro_site")
    answer = studio.public.post(path, data=form_of(page, later))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{studio.slug}/pedido/{order}")
    clock = later.astimezone(ZoneInfo("America/Sao_Paulo"))
    followed = studio.public.get(answer.headers["location"]).text
    assert f", às {clock:%H:%M}.</p>" in followed and "Horário mudado pelo cliente: " in followed
    assert [row["dat_inicio"] for row in studio.rows("agendamento")] == [later]
    assert studio.public.post(f"{path}/cancelar").status_code == 303
    assert "Horário cancelado pelo cliente: " in studio.public.get(f"/{studio.slug}/pedido/{order}").text
    assert [row["sta_agendamento"] for row in studio.rows("agendamento")] == ["CANCELADO"]
    assert [row["sta_pedido"] for row in studio.rows("pedido")] == ["RECEBIDO"]
    assert studio.public.post(path, data=form_of(page, MOMENT)).status_code == 409


def test_many_move_to_the_same_time_while_others_book_it(studio: Company, admin) -> None:
    """One of all of them gets it; whoever had a time keeps it, and is shown the nearest free ones."""
    product = service(studio)
    hour = datetime.timedelta(hours=1)
    wanted = MOMENT + 4 * hour
    paths = [link_of(studio, booked(studio, product, MOMENT + place * hour)) for place in range(3)]
    page = studio.public.get(paths[0])
    moves = [
        lambda client, path=path: client.post(path, data=form_of(page, wanted)) for path in paths for _ in range(2)
    ]
    bookings = [lambda client: client.post(page_of(studio, product), data={"dat_inicio": wanted.isoformat()})] * 4
    answers = all_at_once([*moves, *bookings], studio)
    assert set(statuses(answers)) == {303, 409}
    assert overlaps(admin, studio) == 0
    held = studio.rows("agendamento", "sta_agendamento IN ('CONFIRMADO', 'RESERVADO')")
    assert sum(row["dat_inicio"] == wanted for row in held) == 1
    assert sum(row["sta_agendamento"] == "CONFIRMADO" for row in held) == 3
    lost = [answer for answer in answers[: len(moves)] if answer.status_code == 409]
    assert lost and all("Os mais próximos:</p><ul><li><a href=" in answer.text for answer in lost)


def test_moved_and_the_order_cancelled_at_the_same_moment(studio: Company) -> None:
    """Neither waits for the other in a circle; a cancelled order keeps no time."""
    product = service(studio)
    order = booked(studio, product, MOMENT)
    path = link_of(studio, order)
    page = studio.public.get(path)
    move = [
        lambda client, place=place: client.post(path, data=form_of(page, MOMENT + place * datetime.timedelta(hours=1)))
        for place in range(1, 6)
    ]
    cancel = lambda client: client.post(f"/v1/pedidos/{order}/cancelamento", json={})  # noqa: E731
    answers = all_at_once([*move, cancel], studio)
    assert set(statuses(answers)) <= {200, 303, 409}
    assert [row["sta_pedido"] for row in studio.rows("pedido")] == ["CANCELADO"]
    assert [row["sta_agendamento"] for row in studio.rows("agendamento")] == ["CANCELADO"]
    numbers = [row["num_evento"] for row in studio.rows("pedido_evento")]
    assert numbers == list(range(1, len(numbers) + 1))
