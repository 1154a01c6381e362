"""Units, opening hours and delivery areas: the wall between units, the one principal, the fee that is paid."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from company import Company
from judge import assert_problem, assert_wrong_fields


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def unit(staff: httpx.Client, name: str, **fields) -> str:
    answer = staff.post("/v1/unidades", json={"nom_unidade": name, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["cod_unidade"]


def limited(company: Company, profile: str, *units: str) -> httpx.Client:
    """Staff of this profile who sees these units only."""
    token = company.session(profile)
    company.admin.execute(
        """
        WITH usuario AS (
            UPDATE flowt.tb_omni8_usuario_tenant a SET flg_todas_unidades = false FROM flowt.tb_omni8_sessao s
             WHERE s.hsh_token = flowt.digerir(%s) AND a.cod_usuario = s.cod_usuario
            RETURNING a.cod_tenant, a.cod_usuario
        )
        INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade)
        SELECT cod_tenant, cod_usuario, unnest(%s::bigint[]) FROM usuario
        """,
        (token, [int(number) for number in units]),
    )
    return company.client(token)


def key(company: Company, *units: str) -> httpx.Client:
    """An API key for orders of these units only."""
    token = f"fk_{company.slug}-{len(units)}-{'-'.join(units)}"
    company.admin.execute(
        """
        INSERT INTO flowt.tb_omni8_chave_api
               (cod_tenant, nom_chave, des_prefixo, hsh_token, des_escopos, cod_unidades, cod_criador)
        SELECT %s, 'Integração', 'fk_x', flowt.digerir(%s), '{pedido.ler,pedido.operar,pedido.confirmar}', %s::bigint[],
               min(cod_usuario)
          FROM flowt.tb_omni8_usuario_tenant WHERE cod_tenant = %s
        """,
        (company.number, token, [int(number) for number in units], company.number),
    )
    return company.client(token)


def principals(staff: httpx.Client) -> list[str]:
    return [item["cod_unidade"] for item in staff.get("/v1/unidades").json()["itens"] if item["flg_principal"]]


# MARK: units


def test_a_unit_is_created_changed_and_deleted(staff: httpx.Client) -> None:
    created = staff.post("/v1/unidades", json={"nom_unidade": "Filial Sul", "num_cep": "90570-020"})
    assert created.status_code == 201
    path = created.headers["location"]
    assert staff.get(path).json() == created.json()
    changed = staff.patch(path, json={"num_versao": 1, "num_latitude": -30.0277, "num_longitude": -51.2287}).json()
    assert (changed["num_latitude"], changed["num_cep"], changed["num_versao"]) == (-30.0277, "90570020", 2)
    assert_problem(staff.patch(path, json={"num_versao": 1, "nom_unidade": "Norte"}), 409, "versao_desatualizada")
    assert staff.delete(path).status_code == 204
    assert_problem(staff.get(path), 404, "nao_encontrado")


def test_a_bad_unit_is_refused_field_by_field(staff: httpx.Client, unchanged: Callable) -> None:
    body = {"nom_unidade": "", "num_cep": "1234567a", "num_latitude": 91, "flg_principal": True}
    with unchanged():
        assert_wrong_fields(
            staff.post("/v1/unidades", json=body), "flg_principal", "nom_unidade", "num_cep", "num_latitude"
        )


def test_two_units_made_principal_at_once_leave_one(company: Company, staff: httpx.Client) -> None:
    first = principals(staff)
    units = [unit(staff, f"Filial {number}") for number in range(6)]
    clients = [company.staff() for _ in units]

    def promote(pair: tuple[httpx.Client, str]) -> int:
        client, number = pair
        return client.patch(f"/v1/unidades/{number}", json={"num_versao": 1, "flg_principal": True}).status_code

    with ThreadPoolExecutor(len(units)) as pool:
        statuses = list(pool.map(promote, zip(clients, units, strict=True)))
    assert set(statuses) == {200}
    assert len(principals(staff)) == 1
    assert principals(staff) != first


def test_the_principal_and_a_unit_with_orders_stay(company: Company, staff: httpx.Client) -> None:
    south = unit(staff, "Sul")
    order = company.order(cod_unidade=south)
    assert order["cod_unidade"] == south
    assert_problem(staff.delete(f"/v1/unidades/{south}"), 409, "unidade_do_pedido")
    (principal,) = principals(staff)
    assert_problem(staff.delete(f"/v1/unidades/{principal}"), 409, "unidade_principal_obrigatoria")


def test_who_sees_one_unit_meets_no_other(company: Company, staff: httpx.Client) -> None:
    (first,), second = principals(staff), unit(staff, "Sul")
    orders = {number: company.order(cod_unidade=number) for number in (first, second)}
    for kind in (limited, key):
        viewer = kind(company, "gerente", second) if kind is limited else kind(company, second)
        seen = viewer.get("/v1/pedidos").json()
        assert [item["cod_pedido"] for item in seen["itens"]] == [orders[second]["cod_pedido"]]
        hidden = f"/v1/pedidos/{orders[first]['cod_pedido']}"
        move = {"para": "CONFIRMADO"}
        assert_problem(viewer.get(hidden), 404, "nao_encontrado")
        # What is another unit's is refused in the same words as what never was.
        refusals = [
            viewer.post(f"{path}/transicoes", json=move).json() | {"requisicao": ""}
            for path in (hidden, "/v1/pedidos/999999999999")
        ]
        assert refusals[0] == refusals[1]
    assert staff.get(f"/v1/pedidos/{orders[first]['cod_pedido']}").json()["sta_pedido"] == "RECEBIDO"
    for viewer in (limited(company, "gerente"), key(company)):
        assert viewer.get("/v1/pedidos").json()["itens"] == []
    assert limited(company, "gerente", first, second).get("/v1/pedidos").json()["itens"] != []


def test_who_sees_one_unit_decides_nothing_for_the_company(
    company: Company, staff: httpx.Client, unchanged: Callable
) -> None:
    south = unit(staff, "Sul")
    viewer = limited(company, "gerente", south)
    with unchanged():
        assert_problem(viewer.post("/v1/unidades", json={"nom_unidade": "X"}), 403, "fora_das_suas_unidades")
        assert_problem(viewer.put("/v1/horarios", json={"turnos": []}), 403, "fora_das_suas_unidades")
        principal = {"num_versao": 1, "flg_principal": True}
        assert_problem(viewer.patch(f"/v1/unidades/{south}", json=principal), 403, "fora_das_suas_unidades")
    assert viewer.put("/v1/horarios", json={"cod_unidade": south, "turnos": []}).status_code == 200


def test_an_administrator_of_one_unit_reaches_nothing_of_the_others(
    company: Company, staff: httpx.Client, unchanged: Callable
) -> None:
    person = company.customer()
    viewer = limited(company, "admin", unit(staff, "Sul"))
    permission = "/v1/perfis/cozinha/permissoes/pedido.ler"
    with unchanged():
        for answer in (
            viewer.get("/v1/empresa/exportacao"),
            viewer.get("/v1/auditoria"),
            viewer.get("/v1/pessoas/exportacao"),
            viewer.get(f"/v1/pessoas/{person}/exportacao"),
            viewer.patch("/v1/empresa", json={"num_versao": 1, "des_apresentacao": "Minha"}),
            viewer.put("/v1/modulos/pedidos", json={"flg_ativo": False}),
            viewer.put("/v1/parametros/aviso", json={"valor": "x"}),
            viewer.put(permission, json={"flg_concedida": False}),
            viewer.delete(permission),
            viewer.put("/v1/acesso/segundo-fator", json={"perfis": []}),
        ):
            assert_problem(answer, 403, "fora_das_suas_unidades")
    assert staff.get("/v1/auditoria").status_code == 200


def test_who_bought_follows_the_order_of_any_unit(company: Company, staff: httpx.Client) -> None:
    order = company.order(cod_unidade=unit(staff, "Sul"))
    assert company.public.get(f"/v1/pedidos/{order['token']}/linha-do-tempo").status_code == 200
    page = company.public.get(f"/{company.slug}/pedido/{order['token']}")
    assert page.status_code == 200
    assert "<dt>Unidade</dt><dd>Sul</dd>" in page.text


# MARK: hours


def test_the_week_is_written_whole(company: Company, staff: httpx.Client) -> None:
    shifts = [{"num_dia_semana": day, "hor_abertura": "00:00", "hor_fechamento": "00:00"} for day in range(7)]
    assert staff.put("/v1/horarios", json={"turnos": shifts}).json()["turnos"] == shifts
    assert "Aberto 24 horas" in company.public.get(f"/{company.slug}").text
    now = company.public.get("/v1/atendimento").json()
    assert (now["flg_aberto"], now["dat_fechamento"]) == (True, None)
    overlapping = [*shifts, {"num_dia_semana": 1, "hor_abertura": "12:00", "hor_fechamento": "13:00"}]
    assert_problem(staff.put("/v1/horarios", json={"turnos": overlapping}), 422, "turnos_sobrepostos")
    for hour in ("24:00", "25:00", "9:00"):
        wrong = [{"num_dia_semana": 1, "hor_abertura": "10:00", "hor_fechamento": hour}]
        assert_wrong_fields(staff.put("/v1/horarios", json={"turnos": wrong}), "turnos[0].hor_fechamento")
    assert len(staff.get("/v1/horarios").json()["turnos"]) == 7


def test_weeks_written_at_once_are_never_mixed(company: Company) -> None:
    weeks = [
        [
            {"num_dia_semana": day, "hor_abertura": f"{hour:02}:00", "hor_fechamento": f"{hour:02}:30"}
            for day in range(7)
        ]
        for hour in range(8)
    ]
    clients = [company.staff() for _ in weeks]
    with ThreadPoolExecutor(len(weeks)) as pool:
        answers = pool.map(
            lambda pair: pair[0].put("/v1/horarios", json={"turnos": pair[1]}), zip(clients, weeks, strict=True)
        )
        assert {answer.status_code for answer in answers} == {200}
    assert clients[0].get("/v1/horarios").json()["turnos"] in weeks


def today_of(company: Company) -> str:
    query = "SELECT (now() AT TIME ZONE %s)::date::text AS day"
    return company.admin.execute(query, (company.at_noon(),)).fetchone()["day"]


def test_a_day_off_is_told_and_keeps_orders_out(company: Company, staff: httpx.Client) -> None:
    today = today_of(company)
    created = staff.post("/v1/horarios/excecoes", json={"dat_excecao": today, "nom_excecao": "Luto"})
    assert created.status_code == 201
    assert "Fechado hoje" in company.public.get(f"/{company.slug}").text
    assert_problem(company.confirm(company.cart((company.product(), 1))), 409, "empresa_fechada")
    assert_problem(
        staff.post("/v1/horarios/excecoes", json={"dat_excecao": today, "nom_excecao": "De novo"}),
        409,
        "excecao_ja_cadastrada",
    )
    assert staff.delete(f"/v1/horarios/excecoes/{created.json()['cod_excecao']}").status_code == 204
    assert company.order()["sta_pedido"] == "RECEBIDO"


def test_an_exception_of_a_unit_closes_that_unit(company: Company, staff: httpx.Client) -> None:
    south = unit(staff, "Sul")
    today = today_of(company)
    staff.post("/v1/horarios/excecoes", json={"cod_unidade": south, "dat_excecao": today, "nom_excecao": "Reforma"})
    product = company.product()
    assert_problem(company.confirm(company.cart((product, 1)), cod_unidade=south), 409, "empresa_fechada")
    assert company.order((product, 1))["sta_pedido"] == "RECEBIDO"


def test_holidays_are_offered_and_accepted(staff: httpx.Client) -> None:
    offered = staff.get("/v1/horarios/feriados", params={"ano": "2030"}).json()["itens"]
    assert {"Carnaval", "Sexta-feira Santa", "Corpus Christi", "Natal"} <= {item["nom_feriado"] for item in offered}
    accepted = staff.post("/v1/horarios/feriados", json={"ano": 2030, "feriados": ["Corpus Christi"]}).json()["itens"]
    assert [item["dat_excecao"] for item in accepted] == ["2030-06-20"]


# MARK: delivery


@pytest.fixture
def delivering(new_company: Callable[..., Company]) -> Company:
    """Delivers to Centro for 5.00 and to the CEPs of 01300 for 9.00."""
    company = new_company(flg_entrega=True, vlr_taxa_entrega=700)
    with company.staff() as staff:
        for area in (
            {"nom_area": "Centro", "tip_area": "BAIRRO", "nom_bairros": ["Centro"], "vlr_taxa": 500},
            {
                "nom_area": "Bela Vista",
                "tip_area": "CEP",
                "num_cep_inicio": "01300-000",
                "num_cep_fim": "01399-999",
                "vlr_taxa": 900,
            },
        ):
            assert staff.post("/v1/areas-entrega", json=area).status_code == 201
    return company


def test_the_fee_quoted_is_the_fee_paid(delivering: Company) -> None:
    place = {"tip_atendimento": "ENTREGA", "des_endereco": "Rua Augusta, 100"}
    product = delivering.product(vlr_preco=2000)
    for question, body in (
        ({"bairro": "CENTRO"}, {"nom_bairro": "centro"}),
        ({"cep": "01310-100"}, {"num_cep": "01310100"}),
    ):
        fee = delivering.public.get("/v1/entrega", params=question).json()["vlr_taxa"]
        order = delivering.order((product, 1), **place, **body, vlr_esperado=2000 + fee)
        assert (order["vlr_taxa_entrega"], order["vlr_total"]) == (fee, 2000 + fee)
    cart = delivering.cart((product, 1))
    assert_problem(delivering.confirm(cart, **place, nom_bairro="Longe"), 422, "fora_da_area_de_entrega")
    assert_problem(delivering.confirm(cart, **place), 422, "local_de_entrega_ausente")
    assert_problem(delivering.confirm(cart, **place, nom_bairro="Centro", vlr_esperado=2700), 409, "PRECO_ALTERADO")


def test_bad_areas_are_refused(delivering: Company, unchanged: Callable) -> None:
    staff = delivering.staff()
    area = {"nom_area": "X", "tip_area": "CEP", "vlr_taxa": 1}
    with unchanged():
        reversed_range = {**area, "num_cep_inicio": "02000-000", "num_cep_fim": "01000-000"}
        assert_problem(staff.post("/v1/areas-entrega", json=reversed_range), 422, "faixa_de_cep_em_ordem")
        letters = {**area, "num_cep_inicio": "0100000a", "num_cep_fim": "01000-000"}
        assert_wrong_fields(staff.post("/v1/areas-entrega", json=letters), "num_cep_inicio")
        for radius in (0, -1, 201):
            body = {**area, "tip_area": "RAIO", "num_raio_km": radius}
            assert_wrong_fields(staff.post("/v1/areas-entrega", json=body), "num_raio_km")


def test_the_bag_shows_the_fee_before_it_is_paid(delivering: Company) -> None:
    delivering.product(vlr_preco=2000)
    base = f"/{delivering.slug}"
    with httpx.Client(base_url=delivering.url, timeout=60) as browser:
        product = delivering.public.get("/v1/cardapio").json()["categorias"][0]["itens"][0]["cod_produto"]
        added = browser.post(f"{base}/sacola", data={"cod_produto": product, "qtd_item": "1"})
        assert added.status_code == 303
        bag = browser.get(f"{base}/sacola").text
        assert "conforme o bairro" in bag
        assert 'name="vlr_retirada" value="2000"' in bag and 'name="vlr_entrega"' not in bag
        form = {
            "chave": "chave-da-sacola",
            "vlr_retirada": "2000",
            "nom_cliente": "Maria",
            "num_telefone": "(11) 91234-5678",
            "tip_atendimento": "ENTREGA",
            "des_endereco": "Rua Augusta, 100",
            "tip_pagamento": "PIX",
            "nom_bairro": "centro",
        }
        calculated = browser.post(f"{base}/sacola/pedido", data={**form, "acao": "calcular"})
        assert calculated.status_code == 200
        assert 'name="vlr_entrega" value="2500"' in calculated.text
        assert 'value="Maria"' in calculated.text
        # Sent without having seen the fee: it is shown, not charged.
        unseen = browser.post(f"{base}/sacola/pedido", data=form)
        assert unseen.status_code == 409
        assert "Calculamos a entrega" in unseen.text
        far = browser.post(f"{base}/sacola/pedido", data={**form, "nom_bairro": "Longe", "vlr_entrega": "2500"})
        assert far.status_code == 422
        assert "Não entregamos neste bairro" in far.text
        bought = browser.post(
            f"{base}/sacola/pedido", data={**form, "vlr_entrega": "2500", "chave": "chave-da-sacola-2"}
        )
        assert bought.status_code == 303
    (order,) = delivering.rows("pedido")
    assert (order["vlr_taxa_entrega"], order["vlr_total"], order["nom_bairro"]) == (500, 2500, "centro")
