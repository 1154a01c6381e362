"""The main job, as a newcomer does it: a company opens, shows its menu, sells, and works the order to its end."""

import httpx

from company import PASSWORD, Company, order_form
from harness import Server
from judge import assert_problem


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
