"""Orders: confirming a cart once and only once, moving an order only where it may go."""

from collections.abc import Callable

import psycopg
import pytest

from company import Company, order_form
from judge import assert_problem, assert_wrong_fields


def test_the_same_key_gives_the_same_answer(company: Company, unchanged: Callable) -> None:
    cart = company.cart((company.product(qtd_estoque=5), 2))
    first = company.confirm(cart, key="chave-0001")
    with unchanged():
        second = company.confirm(cart, key="chave-0001")
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["location"] == first.headers["location"]


def test_the_same_answer_wherever_the_order_has_got_to(company: Company) -> None:
    cart = company.cart((company.product(), 1))
    first = company.confirm(cart, key="chave-0001")
    [row] = company.rows("pedido", f"num_pedido = {first.json()['num_pedido']}")
    for to in ("CONFIRMADO", "EM_PREPARO"):
        assert move(company, {"cod_pedido": row["cod_pedido"]}, to).status_code == 200
    second = company.confirm(cart, key="chave-0001")
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["location"] == first.headers["location"]


def test_the_order_of_members_is_not_another_request(company: Company) -> None:
    cart = company.cart((company.product(), 1))
    company.confirm(cart, key="chave-0001")
    reversed_form = dict(reversed(order_form().items()))
    answer = company.public.post(
        f"/v1/carrinhos/{cart}/pedido", json=reversed_form, headers={"Idempotency-Key": "chave-0001"}
    )
    assert answer.status_code == 201


def test_a_key_with_another_payload_is_refused(company: Company, unchanged: Callable) -> None:
    product = company.product()
    cart, another = company.cart((product, 1)), company.cart((product, 1))
    assert company.confirm(cart, key="chave-0001").status_code == 201
    with unchanged():
        answer = company.confirm(cart, key="chave-0001", nom_cliente="Outra Pessoa")
        assert_problem(answer, 422, "idempotency_key_de_outra_requisicao")
        assert_problem(company.confirm(another, key="chave-0001"), 422, "idempotency_key_de_outra_requisicao")


def test_a_key_belongs_to_one_company(new_company: Callable[..., Company]) -> None:
    for company in (new_company(), new_company()):
        assert company.confirm(company.cart((company.product(), 1)), key="chave-0001").status_code == 201


def test_a_key_in_progress_is_refused(company: Company, admin: psycopg.Connection, unchanged: Callable) -> None:
    cart = company.cart((company.product(), 1))
    with unchanged(), admin.transaction():
        # Holds the lock as a request would that is still being served.
        admin.execute("SELECT pg_advisory_xact_lock(hashtextextended('chave-0001', %s))", (company.number,))
        assert_problem(company.confirm(cart, key="chave-0001"), 409, "requisicao_em_andamento")
    assert company.confirm(cart, key="chave-0001").status_code == 201


def test_a_refused_order_does_not_use_up_its_key(company: Company) -> None:
    product = company.product(qtd_estoque=1)
    cart = company.cart((product, 1))
    staff = company.staff()
    path = f"/v1/produtos/{product['cod_produto']}"
    staff.patch(path, json={"num_versao": 1, "qtd_estoque": 0})
    assert_problem(company.confirm(cart, key="chave-0001"), 409, "item_indisponivel")
    version = staff.get(path).json()["num_versao"]
    staff.patch(path, json={"num_versao": version, "qtd_estoque": 1})
    assert company.confirm(cart, key="chave-0001").status_code == 201


@pytest.mark.parametrize("key", [None, "", "curta", "x" * 129, "com espaço no meio", "acentuação-é"])
def test_an_order_needs_a_key(company: Company, unchanged: Callable, key: str | None) -> None:
    cart = company.cart((company.product(), 1))
    headers = {} if key is None else {"Idempotency-Key": key.encode()}
    with unchanged():
        answer = company.public.post(f"/v1/carrinhos/{cart}/pedido", json=order_form(), headers=headers)
        assert_problem(answer, 400, "idempotency_key_ausente")


def test_an_empty_cart_is_no_order(company: Company, unchanged: Callable) -> None:
    cart = company.cart()
    with unchanged():
        assert_problem(company.confirm(cart), 422, "carrinho_vazio")


def test_a_cart_becomes_one_order(company: Company, unchanged: Callable) -> None:
    cart = company.cart((company.product(), 1))
    assert company.confirm(cart).status_code == 201
    with unchanged():
        assert_problem(company.confirm(cart), 409, "carrinho_ja_convertido")


def test_wrong_fields_are_all_named(company: Company, unchanged: Callable) -> None:
    cart = company.cart((company.product(), 1))
    with unchanged():
        answer = company.confirm(
            cart,
            nom_cliente="",
            num_telefone="123",
            tip_atendimento="POMBO",
            tip_pagamento="FIADO",
            vlr_troco_para=-1,
            cupom="X",
        )
        names = ("nom_cliente", "num_telefone", "tip_atendimento", "tip_pagamento", "vlr_troco_para", "cupom")
        assert_wrong_fields(answer, *names)


@pytest.mark.parametrize("telephone", ["(00) 91234-5678", "912345678", "(11) 1234-5678", "+1 212 555 0100", "1" * 30])
def test_a_telephone_that_cannot_exist_is_refused(company: Company, unchanged: Callable, telephone: str) -> None:
    cart = company.cart((company.product(), 1))
    with unchanged():
        assert_wrong_fields(company.confirm(cart, num_telefone=telephone), "num_telefone")


def test_a_price_that_changed_is_told(company: Company, unchanged: Callable) -> None:
    product = company.product(vlr_preco=900)
    cart = company.cart((product, 2))
    company.staff().patch(f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, "vlr_preco": 950})
    with unchanged():
        problem = assert_problem(company.confirm(cart, vlr_esperado=1800), 409, "PRECO_ALTERADO")
        assert (problem["vlr_total"], problem["carrinho"]["itens"][0]["vlr_unitario"]) == (1900, 950)
    assert company.confirm(cart, vlr_esperado=1900).status_code == 201


@pytest.mark.parametrize("change", [{"sta_produto": "ARQUIVADO"}, {"qtd_estoque": 1}])
def test_what_left_the_menu_since_is_not_sold(company: Company, unchanged: Callable, change: dict) -> None:
    product = company.product(qtd_estoque=10)
    cart = company.cart((product, 2))
    company.staff().patch(f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, **change})
    with unchanged():
        problem = assert_problem(company.confirm(cart), 409, "item_indisponivel")
        assert problem["carrinho"]["itens"][0]["flg_disponivel"] is False


def test_a_deleted_product_is_not_sold(company: Company, unchanged: Callable) -> None:
    product = company.product()
    cart = company.cart((product, 1))
    company.staff().delete(f"/v1/produtos/{product['cod_produto']}")
    with unchanged():
        assert_problem(company.confirm(cart), 409, "item_indisponivel")


def test_delivery_has_its_rules(new_company: Callable[..., Company], unchanged: Callable) -> None:
    shop = new_company(flg_entrega=True, vlr_taxa_entrega=700, vlr_pedido_minimo=2000)
    pastry = shop.product(vlr_preco=1000)
    small, cart = shop.cart((pastry, 1)), shop.cart((pastry, 2))
    with unchanged():
        assert_problem(shop.confirm(small), 422, "abaixo_do_pedido_minimo")
        assert_problem(shop.confirm(cart, tip_atendimento="ENTREGA"), 422, "entrega_tem_endereco")
        assert_problem(shop.confirm(cart, des_endereco="Rua Augusta, 100"), 422, "entrega_tem_endereco")
    order = shop.confirm(cart, tip_atendimento="ENTREGA", des_endereco="Rua Augusta, 100", vlr_esperado=2700).json()
    assert (order["vlr_itens"], order["vlr_taxa_entrega"], order["vlr_total"]) == (2000, 700, 2700)


def test_a_company_that_does_not_deliver_says_so(company: Company, unchanged: Callable) -> None:
    cart = company.cart((company.product(), 1))
    with unchanged():
        answer = company.confirm(cart, tip_atendimento="ENTREGA", des_endereco="Rua Augusta, 100")
        assert_problem(answer, 422, "sem_entrega")


@pytest.mark.parametrize(("payment", "change"), [("PIX", 5000), ("DINHEIRO", 899), ("DINHEIRO", 2_000_000)])
def test_change_is_for_cash_and_enough(company: Company, unchanged: Callable, payment: str, change: int) -> None:
    cart = company.cart((company.product(vlr_preco=900), 1))
    with unchanged():
        answer = company.confirm(cart, tip_pagamento=payment, vlr_troco_para=change)
        assert_problem(answer, 422, "troco_so_em_dinheiro_e_acima_do_total")


def test_a_closed_company_takes_no_order(company: Company, admin: psycopg.Connection, unchanged: Callable) -> None:
    cart = company.cart((company.product(), 1))
    # Open for one minute per week, on the day before yesterday.
    admin.execute(
        """
        INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento)
        VALUES (%s, extract(dow FROM now() - interval '2 days'), '03:00', '03:01')
        """,
        (company.number,),
    )
    assert company.public.get("/v1/cardapio").json()["tenant"]["flg_aberto"] is False
    with unchanged():
        problem = assert_problem(company.confirm(cart), 409, "empresa_fechada")
        assert problem["dat_proxima_abertura"]
    company.change("flg_pedido_fora_do_horario", True)
    assert company.confirm(cart).status_code == 201


def test_a_large_order_keeps_its_centavos(company: Company) -> None:
    cart = company.cart((company.product(vlr_preco=100_000_000), 999))
    assert company.confirm(cart).json()["vlr_total"] == 99_900_000_000


# MARK: transitions


def move(company: Company, order: dict, to: str, profile: str = "admin", **members: str):
    return company.staff(profile).post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": to, **members})


def test_an_illegal_transition_names_the_legal_ones(company: Company, unchanged: Callable) -> None:
    order = company.order()
    staff = company.staff()
    with unchanged():
        answer = staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "ENTREGUE"})
        problem = assert_problem(answer, 409, "transicao_ilegal")
        assert (problem["sta_pedido"], problem["permitidas"]) == ("RECEBIDO", ["CANCELADO", "CONFIRMADO", "RECUSADO"])


def test_a_final_status_is_final(company: Company) -> None:
    order = company.order()
    assert move(company, order, "RECUSADO", des_motivo="Acabou o gás").status_code == 200
    problem = assert_problem(move(company, order, "CONFIRMADO"), 409, "transicao_ilegal")
    assert problem["permitidas"] == []


def test_repeating_a_transition_adds_no_event(company: Company) -> None:
    order = company.order()
    for _ in range(2):
        assert move(company, order, "CONFIRMADO").status_code == 200
    assert [row["sta_para"] for row in company.rows("pedido_evento")] == ["RECEBIDO", "CONFIRMADO"]


def test_a_refused_order_returns_its_stock(company: Company) -> None:
    product = company.product(qtd_estoque=5)
    order = company.order((product, 3))
    assert company.stock(product) == 2
    move(company, order, "RECUSADO")
    assert company.stock(product) == company.stock_movements(product) == 5


@pytest.mark.parametrize("to", ["", "confirmado", "VOANDO", 1, None])
def test_an_unknown_status_is_a_wrong_field(company: Company, unchanged: Callable, to: object) -> None:
    order = company.order()
    staff = company.staff()
    with unchanged():
        answer = staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": to})
        assert_wrong_fields(answer, "para")


def test_an_order_of_another_company_does_not_exist(new_company: Callable[..., Company], unchanged: Callable) -> None:
    mine, other = new_company(), new_company()
    order = other.order()
    staff = mine.staff()
    with unchanged():
        assert_problem(staff.get(f"/v1/pedidos/{order['cod_pedido']}"), 404, "nao_encontrado")
        answer = staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "CONFIRMADO"})
        assert_problem(answer, 404, "nao_encontrado")
        assert_problem(mine.public.get(f"/v1/pedidos/{order['token']}/linha-do-tempo"), 404, "nao_encontrado")


def test_orders_are_listed_newest_first_page_by_page(company: Company) -> None:
    product = company.product()
    for _ in range(5):
        company.order((product, 1))
    staff = company.staff()
    numbers, after = [], None
    for _ in range(5):
        page = staff.get("/v1/pedidos", params={"limite": 2, **({"apos": after} if after else {})}).json()
        numbers += [row["num_pedido"] for row in page["itens"]]
        after = page["proximo"]
        if after is None:
            break
    assert numbers == [5, 4, 3, 2, 1]


def test_orders_are_filtered_by_status_and_day(company: Company, admin: psycopg.Connection) -> None:
    product = company.product()
    first, second = company.order((product, 1)), company.order((product, 1))
    move(company, second, "CONFIRMADO")
    # 23:30 of the 31st in São Paulo is already the 1st in UTC: the company's day counts.
    admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET dat_criacao = '2026-02-01T02:30:00Z' WHERE des_token = %s", (first["token"],)
    )
    staff = company.staff()

    def numbers(**filters: str) -> list[int]:
        return [row["num_pedido"] for row in staff.get("/v1/pedidos", params=filters).json()["itens"]]

    assert numbers(sta_pedido="CONFIRMADO") == [2]
    assert numbers(dat_de="2026-01-31", dat_ate="2026-01-31") == [1]
    assert numbers(dat_de="2026-02-01", dat_ate="2026-02-01") == []


@pytest.mark.parametrize("day", ["ontem", "2026-02-30", "31/01/2026x", ""])
def test_a_filter_that_is_no_day_is_named(company: Company, day: str) -> None:
    answer = company.staff().get("/v1/pedidos", params={"dat_de": day})
    assert assert_problem(answer, 400, "parametro_invalido")["parametro"] == "dat_de"
