"""Payments over HTTP: what a provider tells many times at once, what two people do at once, what no log may show."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable

import httpx
import psycopg
import pytest
from test_concorrencia import all_at_once

from company import Company
from harness import Server
from judge import assert_problem, assert_wrong_fields


@pytest.fixture
def shop(company: Company) -> Company:
    """With a PIX key and an account with a provider that charges what is bought by PIX."""
    with company.staff() as staff:
        staff.put("/v1/pix", json={"tip_chave": "EMAIL", "des_chave": "loja@example.com"}).raise_for_status()
        body = {"nom_conta": "Banco", "des_url": "https://api.example.com", "des_credencial": "Bearer muito-secreto"}
        account = staff.post("/v1/contas-pagamento", json=body).raise_for_status().json()
        change = {"num_versao": 1, "sta_conta": "ATIVA"}
        staff.patch(f"/v1/contas-pagamento/{account['cod_conta_pagamento']}", json=change).raise_for_status()
    company.account = account
    return company


def payment_of(shop: Company, order: dict) -> dict:
    return shop.rows("pagamento", f"cod_pedido = {int(order['cod_pedido'])}")[-1]


def message(shop: Company, order: dict, kind: str = "pagamento.pago", **data) -> bytes:
    payment = payment_of(shop, order)
    told = {
        "txid": payment["des_txid"],
        "vlr_pagamento": payment["vlr_pagamento"],
        "empresa": shop.slug,
        "pedido": str(order["num_pedido"]),
        "id": f"E{payment['cod_pagamento']}",
    }
    return json.dumps({"type": kind, "data": {**told, **data}}, ensure_ascii=False).encode()


def headers_of(shop: Company, body: bytes, identifier: str, **changes: str) -> dict[str, str]:
    moment = str(int(time.time()))
    key = base64.b64decode(shop.account["des_segredo"].removeprefix("whsec_"))
    signature = base64.b64encode(hmac.new(key, f"{identifier}.{moment}.".encode() + body, hashlib.sha256).digest())
    return {
        "Content-Type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature.decode()}",
        **changes,
    }


def token_of(shop: Company) -> str:
    return shop.account["des_caminho_webhook"].rsplit("/", 1)[1]


def tell(shop: Company, body: bytes, identifier: str | None = None, client: httpx.Client | None = None, **changes: str):
    headers = headers_of(shop, body, identifier or f"m-{secrets.token_hex(8)}", **changes)
    return (client or shop.public).post(f"/v1/webhooks/pagamentos/{token_of(shop)}", content=body, headers=headers)


def history(shop: Company, order: dict) -> list[str]:
    payment = payment_of(shop, order)["cod_pagamento"]
    return [row["sta_para"] for row in shop.rows("pagamento_evento", f"cod_pagamento = {payment}")]


def status_of(shop: Company, order: dict) -> str:
    return shop.rows("pedido", f"cod_pedido = {int(order['cod_pedido'])}")[0]["sta_pedido"]


def assert_consistent(shop: Company) -> None:
    """Of this company: other tests write orders that nobody paid, by the thousand."""
    statement = "SELECT * FROM admin.conferir_pagamentos() WHERE cod_tenant = %s"
    assert shop.admin.execute(statement, (shop.number,)).fetchall() == []


# MARK: a provider


def test_five_deliveries_of_one_message_pay_once(shop: Company, admin: psycopg.Connection) -> None:
    order = shop.order()
    assert status_of(shop, order) == "AGUARDANDO_PAGAMENTO"
    body = message(shop, order)
    answers = all_at_once([lambda client: tell(shop, body, "m-1", client)] * 5, shop)
    assert [answer.status_code for answer in answers] == [200] * 5
    assert sorted(answer.json()["flg_repetido"] for answer in answers) == [False, True, True, True, True]
    assert history(shop, order) == ["CRIADO", "PENDENTE", "PAGO"]
    assert status_of(shop, order) == "RECEBIDO"
    assert [row["qtd_entregas"] for row in shop.rows("webhook_pagamento")] == [5]
    assert_consistent(shop)


def test_five_messages_of_one_payment_pay_once(shop: Company, admin: psycopg.Connection) -> None:
    order = shop.order()
    body = message(shop, order)
    answers = all_at_once([lambda client: tell(shop, body, None, client)] * 5, shop)
    assert [answer.status_code for answer in answers] == [200] * 5
    assert history(shop, order) == ["CRIADO", "PENDENTE", "PAGO"]
    assert len(shop.rows("webhook_pagamento", "sta_webhook = 'PROCESSADO'")) == 5
    assert_consistent(shop)


def test_five_messages_of_one_dispute_dispute_once(shop: Company, admin: psycopg.Connection) -> None:
    """What is left of it: part has gone back already, and more does while it is disputed."""
    order = shop.order()
    assert tell(shop, message(shop, order)).status_code == 200
    assert tell(shop, message(shop, order, "pagamento.estornado", vlr_estornado=100)).status_code == 200
    for kind, more in (
        ("pagamento.contestado", {}),
        ("pagamento.estornado", {"vlr_estornado": 250}),
        ("contestacao.ganha", {}),
    ):
        body = message(shop, order, kind, **more)
        answers = all_at_once([lambda client, body=body: tell(shop, body, None, client)] * 5, shop)
        assert [answer.status_code for answer in answers] == [200] * 5
    payment = payment_of(shop, order)
    assert (payment["sta_pagamento"], payment["vlr_estornado"]) == ("ESTORNADO_PARCIAL", 250)
    assert history(shop, order)[3:] == ["ESTORNADO_PARCIAL", "CONTESTADO", "CONTESTADO", "ESTORNADO_PARCIAL"]
    assert_consistent(shop)


def test_a_replay_is_answered_the_same(shop: Company) -> None:
    body = message(shop, shop.order())
    headers = headers_of(shop, body, "m-1")
    path = f"/v1/webhooks/pagamentos/{token_of(shop)}"
    first = shop.public.post(path, content=body, headers=headers)
    again = shop.public.post(path, content=body, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["sta_webhook"], again.json()["sta_webhook"]) == ("PROCESSADO", "PROCESSADO")


def test_the_very_bytes_are_signed(shop: Company) -> None:
    order = shop.order()
    body = message(shop, order, nome="Zenóbia  🙂").replace(b'{"type"', b'\n{\t"type"') + b" \r\n"
    assert tell(shop, body).status_code == 200
    kept = shop.rows("webhook_pagamento")[0]["des_corpo"]
    assert kept.encode() == body
    assert_problem(tell(shop, b'{"type": "\xff"}'), 400, "corpo_invalido")


def test_what_is_not_signed_is_counted_and_nothing_else(shop: Company) -> None:
    order = shop.order()
    body = message(shop, order)
    old = str(int(time.time()) - 301)
    for changes, code in (
        ({"webhook-signature": "v1,AAAA"}, "assinatura_invalida"),
        ({"webhook-signature": "v1,AAAA"}, "assinatura_invalida"),
        ({"webhook-timestamp": old}, "assinatura_invalida"),
        ({"webhook-id": ""}, "webhook_malformado"),
    ):
        assert_problem(tell(shop, body, **changes), 401, code)
    path = f"/v1/webhooks/pagamentos/{token_of(shop)}"
    unsigned = shop.public.post(path, content=body, headers={"Content-Type": "application/json"})
    assert_problem(unsigned, 401, "webhook_sem_assinatura")
    assert shop.rows("webhook_pagamento") == []
    counted = {row["des_motivo"]: row["qtd_recusas"] for row in shop.rows("webhook_recusado")}
    assert counted == {"assinatura_invalida": 3, "webhook_malformado": 1, "webhook_sem_assinatura": 1}
    assert history(shop, order) == ["CRIADO", "PENDENTE"]


def test_a_flood_of_forgeries_is_one_row(shop: Company) -> None:
    forged = {"webhook-signature": "v1,AAAA"}
    answers = all_at_once([lambda client: tell(shop, b"{}", None, client, **forged)] * 20, shop)
    assert {answer.status_code for answer in answers} == {401}
    assert [row["qtd_recusas"] for row in shop.rows("webhook_recusado")] == [20]


def test_an_account_answers_at_the_address_of_its_company_alone(
    shop: Company, new_company: Callable[..., Company], unchanged: Callable
) -> None:
    body = message(shop, shop.order())
    headers = headers_of(shop, body, "m-1")
    other = new_company()
    with unchanged(), httpx.Client(base_url=shop.url) as plain:
        path = f"/webhooks/pagamentos/{token_of(shop)}"
        assert_problem(plain.post(f"/{other.slug}{path}", content=body, headers=headers), 404, "nao_encontrado")
        assert_problem(plain.post(f"/v1{path}", content=body, headers=headers), 400, "tenant_nao_informado")
    with httpx.Client(base_url=shop.url) as plain:
        answer = plain.post(shop.account["des_caminho_webhook"], content=body, headers=headers)
        assert (answer.status_code, answer.json()["sta_webhook"]) == (200, "PROCESSADO")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"vlr_pagamento": 1}, "valor_divergente"),
        ({"empresa": "outra-loja"}, "empresa_divergente"),
        ({"pedido": "999"}, "pedido_divergente"),
        ({"txid": "x" * 32}, "cobranca_desconhecida"),
    ],
)
def test_what_does_not_match_pays_nothing_and_is_kept(shop: Company, wrong: dict, code: str) -> None:
    order = shop.order()
    assert_problem(tell(shop, message(shop, order, **wrong)), 422, code)
    assert history(shop, order) == ["CRIADO", "PENDENTE"]
    kept = shop.staff("financeiro").get("/v1/webhooks/pagamentos", params={"sta_webhook": "FALHA"}).json()["itens"]
    assert [row["des_erro"] for row in kept] == [code]


def test_a_payment_and_its_deadline_at_once(shop: Company, admin: psycopg.Connection, cluster) -> None:
    product = shop.product(qtd_estoque=50)
    orders = [shop.order((product, 1)) for _ in range(6)]
    bodies = [message(shop, order) for order in orders]
    admin.execute(
        "UPDATE flowt.tb_omni8_pagamento SET dat_expiracao = now() - interval '1 second' WHERE cod_tenant = %s",
        (shop.number,),
    )

    def expire(_: httpx.Client) -> httpx.Response:
        with cluster.connect(user="flowt_courier") as courier:
            while courier.execute("SELECT rotina.expirar_pagamentos() AS n").fetchone()["n"]:
                pass
        return httpx.Response(200)

    paying = [lambda client, body=body: tell(shop, body, None, client) for body in bodies]
    answers = all_at_once([*paying, expire], shop)
    assert {answer.status_code for answer in answers} == {200}
    # Whoever was first, the money has come: every order goes on, with its stock.
    assert [status_of(shop, order) for order in orders] == ["RECEBIDO"] * 6
    assert shop.stock(product) == shop.stock_movements(product) == 44
    assert_consistent(shop)


def test_the_last_unit_is_of_who_buys_it_before_a_late_payment(
    shop: Company, admin: psycopg.Connection, cluster
) -> None:
    product = shop.product(qtd_estoque=1)
    late = shop.order((product, 1))
    body = message(shop, late)
    admin.execute(
        "UPDATE flowt.tb_omni8_pagamento SET dat_expiracao = now() - interval '1 second' WHERE cod_tenant = %s",
        (shop.number,),
    )
    with cluster.connect(user="flowt_courier") as courier:
        courier.execute("SELECT rotina.expirar_pagamentos()")
    assert (status_of(shop, late), shop.stock(product)) == ("EXPIRADO", 1)
    cart = shop.cart((product, 1))
    buying = lambda client: shop.confirm(cart, client=client, tip_pagamento="DINHEIRO")  # noqa: E731
    answers = all_at_once([buying, lambda client: tell(shop, body, None, client)], shop)
    bought = answers[0].status_code == 201
    assert (answers[1].status_code, shop.stock(product)) == (200, 0)
    assert status_of(shop, late) == ("EXPIRADO" if bought else "RECEBIDO")
    assert history(shop, late)[-1] == ("ESTORNADO" if bought else "PAGO")
    assert_consistent(shop)


def test_refusals_of_what_is_signed(shop: Company) -> None:
    body = message(shop, shop.order())
    assert tell(shop, body, "m-1").status_code == 200
    assert_problem(tell(shop, b'{"type": "ping"}', "m-1"), 409, "webhook_id_de_outro_aviso")
    assert_problem(tell(shop, b'{"type": "' + b"x" * 65536 + b'"}'), 413, "corpo_grande_demais")
    assert tell(shop, b'{"type": "saque.concluido"}').json()["sta_webhook"] == "IGNORADO"


def test_refusals_of_accounts_and_keys(shop: Company, unchanged: Callable) -> None:
    staff, path = shop.staff(), f"/v1/contas-pagamento/{shop.account['cod_conta_pagamento']}"
    with unchanged():
        assert_wrong_fields(staff.post("/v1/contas-pagamento", json={"nom_conta": ""}), "des_url", "nom_conta")
        assert_problem(staff.patch(path, json={"num_versao": 1}), 409, "versao_desatualizada")
        moved = {"num_versao": 2, "des_url": "https://b.example.com"}
        assert_wrong_fields(staff.patch(path, json=moved), "des_credencial")
        assert_problem(staff.patch("/v1/contas-pagamento/0", json={"num_versao": 1}), 404, "nao_encontrado")
        assert_wrong_fields(staff.post(f"{path}/segredo", json={"des_segredo": "curto"}), "des_segredo")
        assert_problem(staff.post("/v1/webhooks/pagamentos/0/reprocessamento"), 404, "nao_encontrado")
        period = {"dat_de": "2020-01-01", "dat_ate": "2020-12-31"}
        assert_problem(staff.get("/v1/pagamentos/conciliacao", params=period), 422, "periodo_invalido")
        key = {"tip_chave": "CPF", "des_chave": "529.982.247-25"}
        assert_problem(staff.put("/v1/pix", json=key), 409, "versao_desatualizada")
        assert_wrong_fields(staff.put("/v1/pix", json={**key, "des_chave": "1"}), "des_chave")
    other = staff.post("/v1/contas-pagamento", json={"nom_conta": "Outro", "des_url": "https://b.example.com"}).json()
    change = {"num_versao": 1, "sta_conta": "ATIVA", "des_credencial": "Bearer outra"}
    with unchanged():
        answer = staff.patch(f"/v1/contas-pagamento/{other['cod_conta_pagamento']}", json=change)
        assert_problem(answer, 409, "outra_conta_ja_ativa")


# MARK: staff


def test_many_confirm_one_receipt(shop: Company) -> None:
    order = shop.order(tip_pagamento="DINHEIRO", vlr_troco_para=2000)
    path = f"/v1/pagamentos/{payment_of(shop, order)['cod_pagamento']}/recebimento"
    answers = all_at_once([lambda client: client.post(path)] * 8, shop, shop.session("atendente"))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert history(shop, order) == ["CRIADO", "PENDENTE", "PAGO"]


def test_two_refunds_of_all_give_back_once(shop: Company, admin: psycopg.Connection) -> None:
    order = shop.order()
    assert tell(shop, message(shop, order)).status_code == 200
    total = order["vlr_total"]
    body = {"vlr_estorno": total, "vlr_pago": total, "des_motivo": "Desistiu"}
    path = f"/v1/pedidos/{order['cod_pedido']}/estornos"
    answers = all_at_once([lambda client: client.post(path, json=body)] * 6, shop, shop.session("financeiro"))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 5}
    assert history(shop, order) == ["CRIADO", "PENDENTE", "PAGO", "ESTORNADO"]
    asked = shop.rows("requisicao_pagamento", "tip_requisicao = 'ESTORNO'")
    assert [json.loads(row["des_corpo"]) for row in asked] == [{"valor": f"{total / 100:.2f}"}]
    assert_consistent(shop)


def test_refusals_of_staff(shop: Company, unchanged: Callable) -> None:
    order = shop.order(tip_pagamento="CARTAO")
    staff, kitchen = shop.staff("gerente"), shop.staff("cozinha")
    payment, path = payment_of(shop, order)["cod_pagamento"], f"/v1/pedidos/{order['cod_pedido']}"
    with unchanged():
        part = {"tip_pagamento": "PIX", "vlr_pagamento": 1}
        answer = staff.put(f"{path}/divisao-pagamento", json={"pagamentos": [part]})
        problem = assert_problem(answer, 422, "pagamentos_nao_somam")
        assert (problem["vlr_a_pagar"], problem["vlr_informado"]) == (order["vlr_total"], 1)
        answer = staff.put(f"{path}/divisao-pagamento", json={"pagamentos": [{**part, "vlr_pagamento": "1"}]})
        assert_wrong_fields(answer, "pagamentos[0].vlr_pagamento")
        refund = {"vlr_estorno": 1, "vlr_pago": 0, "des_motivo": "Nada foi pago"}
        assert_problem(staff.post(f"{path}/estornos", json=refund), 422, "estorno_acima_do_pago")
        assert_problem(staff.post("/v1/pagamentos/0/recebimento"), 404, "nao_encontrado")
        answer = kitchen.post(f"/v1/pagamentos/{payment}/recebimento")
        assert_problem(answer, 403, "sem_permissao")
    assert staff.post(f"/v1/pagamentos/{payment}/recebimento").status_code == 200
    problem = assert_problem(
        staff.post(f"/v1/pagamentos/{payment}/recusa", json={"des_motivo": "Não passou"}), 409, "transicao_ilegal"
    )
    assert problem["permitidas"] == ["CONTESTADO", "ESTORNADO", "ESTORNADO_PARCIAL"]


# MARK: the buyer


def test_the_code_to_copy(company: Company) -> None:
    order = company.order()
    path = f"/v1/pedidos/{order['token']}/pagamentos"
    assert_problem(company.public.get(f"{path}/1/pix"), 409, "pix_nao_configurado")
    key = {"tip_chave": "CNPJ", "des_chave": "11.222.333/0001-81", "nom_cidade": "São Paulo"}
    company.staff().put("/v1/pix", json=key).raise_for_status()
    code = company.public.get(f"{path}/1/pix").json()
    assert code["copia_e_cola"].startswith("00020126360014br.gov.bcb.pix011411222333000181")
    assert f"54{len(amount(order)):02}{amount(order)}" in code["copia_e_cola"]
    picture = company.public.get(f"{path}/1/qr")
    assert picture.status_code == 200
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.headers["cache-control"] == "private, no-cache"
    assert_problem(company.public.get(f"{path}/2/pix"), 404, "nao_encontrado")
    seen = company.public.get(path).json()
    assert [(row["sta_pagamento"], row["vlr_pagamento"]) for row in seen["itens"]] == [("PENDENTE", order["vlr_total"])]
    assert "cod_pagamento" not in seen["itens"][0] and "des_txid" not in seen["itens"][0]


def amount(order: dict) -> str:
    return f"{order['vlr_total'] / 100:.2f}"


# MARK: logs


def test_no_secret_is_in_the_log(shop: Company, server: Server, admin: psycopg.Connection) -> None:
    order = shop.order()
    body = message(shop, order, nome="pagador-zz-secreto")
    headers = headers_of(shop, body, "m-zz-1")
    path = f"/v1/webhooks/pagamentos/{token_of(shop)}"
    for changes in ({}, {"webhook-signature": "v1,zzAAAA"}):
        shop.public.post(path, content=body, headers={**headers, **changes})
    tell(shop, message(shop, order, vlr_pagamento=7))
    shop.staff().put("/v1/pix", json={"tip_chave": "EMAIL", "des_chave": "zz-nova@example.com", "num_versao": 9})
    last = shop.public.get("/v1/ping").headers["x-request-id"]
    deadline = time.monotonic() + 20
    while last not in server.log_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    text = server.log_text()
    secret_texts = [
        token_of(shop),
        shop.account["des_segredo"],
        "muito-secreto",
        "pagador-zz-secreto",
        "zz-nova",
        headers["webhook-signature"],
        "zzAAAA",
        payment_of(shop, order)["des_txid"],
    ]
    for value in secret_texts:
        assert value not in text, value
    assert '"route":"/v1/webhooks/pagamentos/{conta}"' in text
