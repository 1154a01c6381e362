"""Prices over time, variations and add-ons: what is scheduled begins, and what many change at once stays whole."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import Company
from judge import assert_problem, assert_wrong_fields

DAY = datetime.timedelta(days=1)


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def in_days(days: float) -> str:
    return (datetime.datetime.now(datetime.UTC) + days * DAY).isoformat()


def gaps_and_overlaps(company: Company) -> list[dict]:
    """Where an item's prices leave a moment without one, or end otherwise than open; the constraint sees the rest."""
    return company.admin.execute(
        """
        SELECT * FROM (SELECT cod_produto, cod_variacao, cod_opcao, dat_fim::text AS ends,
                              coalesce(lead(dat_inicio) OVER (PARTITION BY cod_produto, cod_variacao, cod_opcao
                                                              ORDER BY dat_inicio), 'infinity')::text AS next
                         FROM flowt.tb_omni8_preco WHERE cod_tenant = %s) AS p
         WHERE p.ends <> p.next
        """,
        (company.number,),
    ).fetchall()


def test_a_changed_price_leaves_the_old_one_in_the_history(company: Company, staff: httpx.Client) -> None:
    product = company.product(vlr_preco=900)
    path = f"/v1/produtos/{product['cod_produto']}"
    assert staff.patch(path, json={"num_versao": 1, "vlr_preco": 1100}).status_code == 200
    now, before = staff.get(f"{path}/precos").json()["itens"]
    assert (now["vlr_preco"], now["sta_periodo"], now["dat_fim"]) == (1100, "VIGENTE", None)
    assert (before["vlr_preco"], before["sta_periodo"], before["dat_fim"]) == (900, "PASSADO", now["dat_inicio"])
    assert gaps_and_overlaps(company) == []


def test_a_scheduled_price_begins_by_itself(company: Company, staff: httpx.Client, admin: psycopg.Connection) -> None:
    product = company.product(vlr_preco=900)
    path = f"/v1/produtos/{product['cod_produto']}"
    made = staff.post(f"{path}/precos", json={"vlr_preco": 700, "dat_inicio": in_days(1), "dat_fim": in_days(2)}).json()
    assert (made["tip_periodo"], made["vlr_preco_de"]) == ("PROMOCAO", 900)
    # A day and a half goes by; the oldest first, so that none overlaps another on the way.
    for price in reversed(staff.get(f"{path}/precos").json()["itens"]):
        with admin.transaction():
            admin.execute("SET LOCAL session_replication_role = replica")
            admin.execute(
                "UPDATE flowt.tb_omni8_preco SET dat_inicio = dat_inicio - interval '36 hours',"
                " dat_fim = dat_fim - interval '36 hours' WHERE cod_preco = %s",
                (price["cod_preco"],),
            )
    admin.execute("SELECT rotina.aplicar_precos()")
    shown = staff.get(path).json()
    assert (shown["vlr_preco"], shown["vlr_preco_de"], shown["num_versao"]) == (700, 900, 2)
    assert [price["sta_periodo"] for price in staff.get(f"{path}/precos").json()["itens"]] == [
        "AGENDADO",
        "VIGENTE",
        "PASSADO",
    ]


def test_a_price_is_scheduled_once_for_a_time(company: Company, staff: httpx.Client) -> None:
    """Twenty at once for overlapping days: one is taken, and nothing is left torn."""
    path = f"/v1/produtos/{company.product()['cod_produto']}/precos"
    bodies = [
        {"vlr_preco": 100 + number, "dat_inicio": in_days(1 + number / 100), "dat_fim": in_days(3)}
        for number in range(20)
    ]
    clients = [company.staff() for _ in bodies]
    with ThreadPoolExecutor(len(bodies)) as pool:
        answers = list(pool.map(lambda pair: pair[0].post(path, json=pair[1]), zip(clients, bodies, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "preco_ja_agendado")
    assert gaps_and_overlaps(company) == []


def test_prices_changed_and_scheduled_at_once_stay_whole(company: Company, staff: httpx.Client) -> None:
    product = company.product()
    path = f"/v1/produtos/{product['cod_produto']}"

    def change(number: int) -> int:
        with company.staff() as client:
            if number % 2:
                version = client.get(path).json()["num_versao"]
                return client.patch(path, json={"num_versao": version, "vlr_preco": 500 + number}).status_code
            body = {"vlr_preco": 100 + number, "dat_inicio": in_days(number + 1), "dat_fim": in_days(number + 1.5)}
            return client.post(f"{path}/precos", json=body).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = set(pool.map(change, range(24)))
    assert statuses <= {200, 201, 409}
    assert gaps_and_overlaps(company) == []
    scheduled = [price for price in staff.get(f"{path}/precos", params={"limite": 100}).json()["itens"]]
    assert [price["tip_periodo"] for price in scheduled].count("PROMOCAO") == 12
    # Whatever the last normal price is, it is what every promotion returns to.
    current = staff.get(path).json()["vlr_preco"]
    assert {price["vlr_preco"] for price in scheduled if price["tip_periodo"] == "RETORNO"} == {current}


def test_a_sku_is_one_items_alone(company: Company, staff: httpx.Client) -> None:
    """A product and a variation that want the same SKU at the same moment."""
    products = [company.product()["cod_produto"] for _ in range(10)]

    def want(number: int) -> int:
        with company.staff() as client:
            if number % 2:
                path, body = "/v1/produtos", {"nom_produto": "Outro", "vlr_preco": 1, "num_sku": "UNICO"}
            else:
                path = f"/v1/produtos/{products[number // 2]}/variacoes"
                body = {"nom_variacao": "M", "num_sku": "UNICO"}
            return client.post(path, json=body).status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(want, range(20)))
    assert statuses == [201] + [409] * 19
    assert len(company.rows("sku", "num_sku = 'UNICO'")) == 1


def opens(connection: psycopg.Connection, company: Company, option: str, group: str) -> None:
    connection.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
    connection.execute(
        "INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_opcao) VALUES (%s, %s, %s)",
        (company.number, group, option),
    )


def test_two_groups_cannot_open_each_other(
    company: Company, staff: httpx.Client, admin: psycopg.Connection, api: Callable[..., psycopg.Connection]
) -> None:
    """Both halves of a circle at once: the second waits for the first, and then sees it."""
    groups = [staff.post("/v1/complementos", json={"nom_grupo": name}).json()["cod_grupo"] for name in "AB"]
    options = [
        staff.post(f"/v1/complementos/{group}/opcoes", json={"nom_opcao": "x"}).json()["cod_opcao"] for group in groups
    ]
    first, second = api(), api()

    def close() -> None:
        with second.transaction():
            opens(second, company, options[1], groups[0])

    with ThreadPoolExecutor(1) as pool:
        with first.transaction():
            opens(first, company, options[0], groups[1])
            closing = pool.submit(close)
            while not closing.done() and not admin.execute("SELECT FROM pg_locks WHERE NOT granted").rowcount:
                pass
        with pytest.raises(psycopg.Error, match="complemento_em_laco"):
            closing.result(60)
    uses = "SELECT FROM flowt.tb_omni8_complemento_uso WHERE cod_tenant = %s"
    assert admin.execute(uses, (company.number,)).rowcount == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("variacoes", {"nom_variacao": "M", "vlr_preco": 0}, "vlr_preco"),
        ("variacoes", {"nom_variacao": "M", "vlr_preco": 10**30}, "vlr_preco"),
        ("variacoes", {"nom_variacao": "M", "vlr_preco": 1.5}, "vlr_preco"),
        ("precos", {"vlr_preco": -1, "dat_inicio": "2030-01-01T00:00"}, "vlr_preco"),
        ("precos", {"vlr_preco": 1, "dat_inicio": "01/02/2030"}, "dat_inicio"),
    ],
)
def test_bad_prices_are_refused(
    company: Company, staff: httpx.Client, unchanged, path: str, body: dict, field: str
) -> None:
    product = company.product()
    with unchanged():
        assert_wrong_fields(staff.post(f"/v1/produtos/{product['cod_produto']}/{path}", json=body), field)
