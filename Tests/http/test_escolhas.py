"""Carts and orders with choices, over HTTP: pages that buy them, devices that meet, prices that moved meanwhile."""

import datetime
import html
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from test_concorrencia import all_at_once, confirming, statuses

from company import Company
from judge import assert_problem
from menu import coupon, group, pizzeria


@pytest.fixture
def menu(company: Company) -> dict:
    return pizzeria(company)


def pizza(menu: dict, size: str = "Grande", **more) -> dict:
    return {
        "cod_produto": menu["pizza"]["cod_produto"],
        "cod_variacao": menu["sizes"][size],
        "opcoes": [{"cod_opcao": menu["flavours"]["options"]["Portuguesa"]}],
        **more,
    }


def test_what_a_menu_shows_is_what_a_cart_costs(company: Company, menu: dict) -> None:
    shown = company.public.get("/v1/cardapio").json()
    items = {item["nom_produto"]: item for category in shown["categorias"] for item in category["itens"]}
    juice, whole = items["Suco de caju"], items["Pizza da casa"]
    assert (juice["vlr_preco"], juice["vlr_oferta"], juice["des_selo"]) == (1000, 800, "-20%")
    assert (whole["vlr_preco"], whole["vlr_maior"], whole["flg_escolhas"]) == (4000, 5500, True)
    assert company.public.get(f"/v1/carrinhos/{company.cart((menu['juice'], 3))}").json()["vlr_total"] == 3 * 800
    (meal,) = shown["combos"]
    assert (meal["vlr_preco"], meal["vlr_separado"], meal["flg_disponivel"]) == (2000, 2300, True)


def test_the_menu_by_category_by_words_by_price_and_page_by_page(company: Company, menu: dict) -> None:
    def names(query: str) -> list[str]:
        answer = company.public.get(f"/v1/cardapio?{query}").json()
        return [item["nom_produto"] for category in answer["categorias"] for item in category["itens"]]

    everything = names("")
    assert sorted(everything) == ["Guaraná", "Pizza da casa", "Pão de alho", "Suco de caju"]
    assert names(f"categoria={menu['pizza']['cod_categoria']}") == ["Pizza da casa"]
    assert names("busca=PAO") == ["Pão de alho"]
    assert sorted(names("preco_max=1000")) == ["Guaraná", "Suco de caju"]
    assert names("preco_min=5000") == ["Pizza da casa"]
    walked, after = [], ""
    while True:
        page = company.public.get(f"/v1/cardapio?limite=1{after}").json()
        walked += [item["nom_produto"] for category in page["categorias"] for item in category["itens"]]
        if not page["proximo"]:
            break
        after = f"&apos={page['proximo']}"
    assert walked == everything


def test_the_page_is_filtered_by_prices_in_reais(company: Company, menu: dict) -> None:
    def shown(**query: str) -> str:
        answer = company.public.get(f"/{company.slug}", params=query)
        assert answer.status_code == 200
        return answer.text

    def names(page: str) -> set[str]:
        return {
            name for name in ("Guaraná", "Pizza da casa", "Pão de alho", "Suco de caju") if f">{name}</a></h3>" in page
        }

    assert names(shown(preco_max="10,00")) == {"Guaraná", "Suco de caju"}
    assert names(shown(preco_min="R$ 15", preco_max="39.99")) == {"Pão de alho"}
    assert names(shown(preco_min="1.000,00")) == set()
    # With what was asked for besides, which the form keeps.
    drinks = menu["soda"]["cod_categoria"]
    page = shown(preco_max="9", categoria=drinks, busca="guarana")
    assert names(page) == {"Guaraná"}
    assert f'name="categoria" value="{drinks}"' in page and 'name="preco_max"' in page and 'value="9"' in page
    assert 'content="noindex"' in page
    # What is no price filters nothing.
    assert len(names(shown(preco_max="barato", preco_min="-1"))) == 4


def test_an_item_that_cannot_be_seen_has_no_page(company: Company, menu: dict) -> None:
    draft = company.product(nom_produto="Rascunho", sta_produto="RASCUNHO")
    for path in (f"/item/{draft['cod_produto']}", "/item/999999", "/combo/999999"):
        assert company.public.get(f"/{company.slug}{path}").status_code == 404, path
    for path in (f"itens/{draft['cod_produto']}", "combos/999999"):
        assert_problem(company.public.get(f"/v1/cardapio/{path}"), 404, "nao_encontrado")


def test_choices_that_are_wrong_come_back_on_the_item_page(company: Company, menu: dict) -> None:
    flavour = menu["flavours"]["options"]["Calabresa"]
    answer = company.public.post(
        f"/{company.slug}/sacola",
        data={
            "pagina": "item",
            "cod_produto": menu["pizza"]["cod_produto"],
            f"opcao_{flavour}": "1",
            "des_observacao": "bem <b> assada",
        },
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and "Pizza da casa" in answer.text
    assert re.search(rf'name="opcao_{flavour}" value="1" checked', answer.text)
    assert 'value="bem &lt;b&gt; assada"' in answer.text


def test_choices_within_choices_within_choices(company: Company, menu: dict) -> None:
    """Flavour, its crust, the crust's filling: in one form, refused by the group's name, changed on the line's page."""
    with company.staff() as staff:
        crusts = group(staff, "Borda", 1, 1, ("Fina", 0), ("Recheada", 500))
        fillings = group(staff, "Recheio", 1, 2, ("Catupiry", 300), ("Cheddar", 200))
        opened = {menu["flavours"]["options"]["Portuguesa"]: crusts, crusts["options"]["Recheada"]: fillings}
        for option, opens in opened.items():
            answer = staff.put(f"/v1/opcoes/{option}/complementos", json={"grupos": [opens["cod_grupo"]]})
            assert answer.status_code in (200, 204), answer.text
    flavour, stuffed = opened
    crust, filling = f"grupo_{crusts['cod_grupo']}.{flavour}", f"opcao_{{}}.{flavour}.{stuffed}".format
    catupiry, cheddar = fillings["options"].values()
    page = company.public.get(f"/{company.slug}/item/{menu['pizza']['cod_produto']}").text
    for name in (crust, filling(catupiry), filling(cheddar)):
        assert f'name="{name}"' in page, name
    form = {"pagina": "item", "cod_produto": menu["pizza"]["cod_produto"], "cod_variacao": menu["sizes"]["Média"]}
    form |= {f"opcao_{flavour}": "1"}
    with company.client() as browser:
        add = lambda **more: browser.post(f"/{company.slug}/sacola", data={**form, **more})  # noqa: E731
        for more, sentence in (
            ({}, "Em “Borda” de Portuguesa, escolha 1: falta 1."),
            ({crust: stuffed}, "Em “Recheio” de Recheada, escolha ao menos 1: falta 1."),
            (
                {crust: stuffed, filling(catupiry): "1", f"opcao_{menu['flavours']['options']['Calabresa']}": "2"},
                "Em “Sabores”, cabem até 2 opções: tire 1.",
            ),
        ):
            refused = add(**more)
            assert refused.status_code == 422 and sentence in html.unescape(refused.text), sentence
        assert re.search(rf'name="{re.escape(filling(catupiry))}" value="1" checked', refused.text)
        bought = add(**{crust: stuffed, filling(catupiry): "1"})
        assert bought.status_code == 303
        cart = bought.cookies["flowt_sacola"]
        browser.cookies.set("flowt_sacola", cart)
        (line,) = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"]
        # Size, flavour, crust, filling.
        assert line["vlr_unitario"] == 4000 + 300 + 500 + 300
        path = f"/{company.slug}/sacola/itens/{line['cod_carrinho_item']}"
        page = browser.get(path).text
        assert f'name="{crust}" value="{stuffed}" checked' in page
        assert f'name="{filling(catupiry)}" value="1" checked' in page
        change = {key: value for key, value in form.items() if key != "cod_produto"} | {"pagina": "linha"}
        change |= {"qtd_item": "1", crust: stuffed, filling(cheddar): "1"}
        assert browser.post(path, data=change).status_code == 303
        (line,) = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"]
        assert line["vlr_unitario"] == 4000 + 300 + 500 + 200


def test_buying_now_goes_from_the_item_to_the_checkout(company: Company, menu: dict) -> None:
    juice = menu["juice"]["cod_produto"]
    bought = {"pagina": "item", "cod_produto": juice, "qtd_item": "2", "acao": "comprar"}
    with company.client() as browser:
        assert re.search('name="acao" value="comprar"', browser.get(f"/{company.slug}/item/{juice}").text)
        added = browser.post(f"/{company.slug}/sacola", data={"cod_produto": menu["soda"]["cod_produto"]})
        assert added.headers["location"] == f"/{company.slug}/sacola"
        answer = browser.post(f"/{company.slug}/sacola", data=bought)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/sacola#fechar")
        page = browser.get(f"/{company.slug}/sacola").text
        assert '<form id="fechar"' in page
        # What the bag held stays.
        assert all(name in page for name in ("Guaraná", "Suco de caju"))
        refused = browser.post(f"/{company.slug}/sacola", data={**bought, "acao": "roubar"})
        assert refused.status_code == 422


def test_a_line_of_a_cart_changes_its_choices(company: Company, menu: dict) -> None:
    flavours, extras = menu["flavours"]["options"], menu["extras"]["options"]
    path = f"/v1/carrinhos/{company.cart()}"
    line = company.public.post(f"{path}/itens", json=pizza(menu, qtd_item=2)).json()["itens"][0]
    address = f"{path}/itens/{line['cod_carrinho_item']}"

    def change(**body) -> list[dict]:
        answer = company.public.patch(address, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["itens"]

    assert line["vlr_unitario"] == 5800
    (line,) = change(cod_variacao=menu["sizes"]["Média"])
    assert (line["vlr_unitario"], line["qtd_item"], len(line["opcoes"])) == (4300, 2, 1)
    (line,) = change(opcoes=[{"cod_opcao": flavours["Calabresa"]}, {"cod_opcao": extras["Borda recheada"]}], qtd_item=3)
    assert (line["vlr_unitario"], line["qtd_item"]) == (4900, 3)
    (line,) = change(des_observacao=" bem assada ")
    assert (line["des_observacao"], line["vlr_unitario"]) == ("bem assada", 4900)
    assert change(des_observacao=None)[0]["des_observacao"] is None
    # What nobody could have bought like this stays as it was.
    for body, status, code in (
        ({"opcoes": []}, 422, "opcoes_de_menos"),
        ({"opcoes": [{"cod_opcao": "999999999"}]}, 422, "opcao_desconhecida"),
        ({"cod_variacao": None}, 422, "variacao_obrigatoria"),
        ({"cod_variacao": "999999999"}, 422, "variacao_desconhecida"),
        ({}, 422, "corpo_invalido"),
    ):
        assert_problem(company.public.patch(address, json=body), status, code)
    assert company.public.get(path).json()["itens"] == [{**line, "des_observacao": None}]
    # What becomes like another line goes into it.
    company.public.post(f"{path}/itens", json=pizza(menu, "Média"))
    (other,) = change(opcoes=[{"cod_opcao": flavours["Portuguesa"]}])
    assert (other["qtd_item"], other["cod_carrinho_item"] != line["cod_carrinho_item"]) == (4, True)
    assert_problem(company.public.patch(address, json={"qtd_item": 1}), 404, "nao_encontrado")


def test_a_combo_in_a_cart_changes_its_choices(company: Company, menu: dict) -> None:
    path = f"/v1/carrinhos/{company.cart()}"
    choices = [
        {"cod_grupo": str(n), "cod_produto": menu[name]["cod_produto"]} for n, name in ((1, "plain"), (2, "juice"))
    ]
    body = {"cod_combo": menu["combo"]["cod_combo"], "escolhas": choices}
    line = company.public.post(f"{path}/itens", json=body).json()["itens"][0]
    address = f"{path}/itens/{line['cod_carrinho_item']}"
    choices[1]["cod_produto"] = menu["soda"]["cod_produto"]
    (line,) = company.public.patch(address, json={"escolhas": choices}).json()["itens"]
    assert [part["nom_produto"] for part in line["partes"]] == ["Pão de alho", "Guaraná"]
    assert_problem(company.public.patch(address, json={"escolhas": choices[:1]}), 422, "combo_escolhas_de_menos")


def test_a_line_is_edited_on_a_page_of_its_own(company: Company, menu: dict) -> None:
    flavours, extras = menu["flavours"]["options"], menu["extras"]["options"]
    options = [{"cod_opcao": flavours["Portuguesa"]}, {"cod_opcao": extras["Azeitona"]}]
    cart = company.cart()
    body = {**pizza(menu, des_observacao="bem <b>"), "opcoes": options}
    line = company.public.post(f"/v1/carrinhos/{cart}/itens", json=body).json()["itens"][0]["cod_carrinho_item"]
    path = f"/{company.slug}/sacola/itens/{line}"
    with company.client() as browser:
        browser.cookies.set("flowt_sacola", cart)
        assert f'href="{path}"' in browser.get(f"/{company.slug}/sacola").text
        page = browser.get(path).text
        ticked = {(name, value) for name, value in re.findall(r'name="([^"]+)" value="([^"]+)" checked', page)}
        assert ticked == {
            ("cod_variacao", menu["sizes"]["Grande"]),
            (f"opcao_{flavours['Portuguesa']}", "1"),
            (f"opcao_{extras['Azeitona']}", "1"),
        }
        assert 'name="des_observacao" maxlength="200" autocomplete="off" value="bem &lt;b&gt;"' in page
        form = {"pagina": "linha", "qtd_item": "2", "cod_variacao": menu["sizes"]["Média"], "des_observacao": "fina"}
        # A form without a flavour comes back with what was chosen; one of a quantity alone changes that alone.
        refused = browser.post(path, data=form)
        assert refused.status_code == 422 and 'role="alert"' in refused.text and 'value="fina"' in refused.text
        assert browser.post(path, data={"qtd_item": "3"}).status_code == 303
        (kept,) = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"]
        assert (kept["qtd_item"], kept["vlr_unitario"], kept["des_observacao"]) == (3, 6000, "bem <b>")
        assert browser.post(path, data={**form, f"opcao_{flavours['Calabresa']}": "1"}).status_code == 303
        (changed,) = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"]
        assert (changed["qtd_item"], changed["vlr_unitario"], changed["des_observacao"]) == (2, 4000, "fina")
    assert company.public.get(path).status_code == 404, "of another bag"


def test_a_combo_is_edited_on_a_page_of_its_own(company: Company, menu: dict) -> None:
    cart = company.cart()
    plain, juice, soda = (menu[name]["cod_produto"] for name in ("plain", "juice", "soda"))
    choices = [{"cod_grupo": "1", "cod_produto": plain}, {"cod_grupo": "2", "cod_produto": soda}]
    body = {"cod_combo": menu["combo"]["cod_combo"], "escolhas": choices}
    line = company.public.post(f"/v1/carrinhos/{cart}/itens", json=body).json()["itens"][0]["cod_carrinho_item"]
    path = f"/{company.slug}/sacola/itens/{line}"
    with company.client() as browser:
        browser.cookies.set("flowt_sacola", cart)
        page = browser.get(path).text
        assert set(re.findall(r'name="([^"]+)" value="([^"]+)" checked', page)) == {
            ("grupo_1", plain),
            ("grupo_2", soda),
        }
        form = {"pagina": "linha", "qtd_item": "1", "grupo_1": plain, "grupo_2": juice}
        assert browser.post(path, data=form).status_code == 303
    (changed,) = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"]
    assert [part["nom_produto"] for part in changed["partes"]] == ["Pão de alho", "Suco de caju"]


def test_two_devices_confirm_one_cart_once(company: Company, menu: dict) -> None:
    cart = company.cart((menu["juice"], 1))
    company.public.post(f"/v1/carrinhos/{cart}/itens", json=pizza(menu))
    answers = all_at_once([confirming(company, cart) for _ in range(8)], company)
    assert statuses(answers) == {201: 1, 409: 7}
    won = next(answer.json() for answer in answers if answer.status_code == 201)
    for answer in answers:
        if answer.status_code == 409:
            # The other device is told where its order is.
            assert answer.json()["token_pedido"] == won["token"]
    assert len(company.rows("pedido")) == 1


def test_carts_identified_at_once_become_one(company: Company, menu: dict) -> None:
    customer = company.customer_session(company.customer())
    carts = [company.cart((menu["juice"], 1)) for _ in range(8)]

    def identifying(cart: str) -> Callable[[httpx.Client], httpx.Response]:
        # Each is identified twice: a cart is merged once.
        return lambda client: client.post(
            f"/v1/carrinhos/{cart}/identificacao", headers={"Authorization": f"Bearer {customer}"}
        )

    answers = all_at_once([identifying(cart) for cart in [*carts, *carts]], company)
    assert statuses(answers) == {200: 16}
    states = sorted(row["sta_carrinho"] for row in company.rows("carrinho"))
    assert states == ["ATIVO"] + ["MESCLADO"] * 7
    for cart in carts:
        (line,) = company.public.get(f"/v1/carrinhos/{cart}").json()["itens"]
        assert line["qtd_item"] == 8


def test_a_cart_confirmed_while_it_is_merged_is_bought_once(company: Company, menu: dict) -> None:
    for _ in range(5):
        person = company.customer()
        customer = company.customer_session(person)
        with company.client(customer) as client:
            hers = client.post("/v1/carrinhos").json()["token"]
        company.public.post(f"/v1/carrinhos/{hers}/itens", json={"cod_produto": menu["juice"]["cod_produto"]})
        anonymous = company.cart((menu["soda"], 1))
        before = len(company.rows("pedido"))

        def identify(client: httpx.Client, cart: str = anonymous, token: str = customer) -> httpx.Response:
            return client.post(f"/v1/carrinhos/{cart}/identificacao", headers={"Authorization": f"Bearer {token}"})

        answers = all_at_once([identify, confirming(company, anonymous), confirming(company, hers)], company)
        assert all(answer.status_code in (200, 201, 409) for answer in answers), [a.text for a in answers]
        bought = [row for row in company.rows("pedido_item") if row["cod_pedido"]]
        assert len(bought) == len({(row["cod_pedido"], row["cod_produto"]) for row in bought}), (
            "nothing is in two lines of an order"
        )
        orders = len(company.rows("pedido")) - before
        assert orders == sum(answer.status_code == 201 for answer in answers)


def test_a_coupon_for_one_goes_to_one(company: Company, menu: dict) -> None:
    company.admin.execute(
        "UPDATE flowt.tb_omni8_oferta_versao SET qtd_limite = 1 WHERE cod_tenant = %s AND flg_cupom", (company.number,)
    )
    carts = [company.cart((menu["plain"], 4)) for _ in range(6)]
    for cart in carts:
        company.public.post(f"/v1/carrinhos/{cart}/cupons", json={"des_cupom": "dez"})
    price = company.public.get(f"/v1/carrinhos/{carts[0]}").json()["vlr_total"]

    def confirm(cart: str) -> Callable[[httpx.Client], httpx.Response]:
        return lambda client: company.confirm(cart, client=client, vlr_esperado=price)

    answers = all_at_once([confirm(cart) for cart in carts], company)
    assert statuses(answers) == {201: 1, 409: 5}
    used = [row for row in company.rows("pedido_desconto") if row["des_cupom"] == "DEZ"]
    assert len(used) == 1


def test_coming_in_on_a_page_takes_the_bag_along(company: Company, menu: dict) -> None:
    cart = company.cart((menu["juice"], 2))
    phone = "+5511987650001"
    with company.client(**{"Sec-Fetch-Site": "same-origin"}) as browser:
        browser.cookies.set("flowt_sacola", cart)
        browser.post(f"/{company.slug}/entrar", data={"contato": "(11) 98765-0001"})
        answer = browser.post(
            f"/{company.slug}/entrar/codigo",
            data={"contato": "(11) 98765-0001", "codigo": company.last_code(phone)},
        )
        assert answer.status_code == 303, answer.text
    assert company.public.get(f"/v1/carrinhos/{cart}").json()["flg_identificado"]


def test_favourites_and_waiting_on_pages(company: Company, menu: dict) -> None:
    sold_out = company.product(nom_produto="Cuscuz", qtd_estoque=0)
    path = f"/{company.slug}/item/{sold_out['cod_produto']}"
    page = company.public.get(path)
    assert "Avise-me quando voltar" in page.text and "Adicionar à sacola" not in page.text
    refused = company.public.post(f"{path}/aviso", data={"contato": "ninguém"})
    assert refused.status_code == 422 and 'value="ninguém"' in refused.text
    asked = company.public.post(f"{path}/aviso", data={"contato": "rita@example.com"})
    assert (asked.status_code, asked.headers["location"]) == (303, f"{path}?aviso=pedido")
    assert company.rows("aviso_disponibilidade")[0]["des_destino"] == "rita@example.com"

    token = company.customer_session(company.customer())
    with company.client() as browser:
        browser.cookies.set("flowt_cliente", token)
        seal = re.search(r'name="selo" value="([0-9a-f]+)"', browser.get(path).text)[1]
        assert browser.post(f"{path}/favorito", data={"acao": "guardar"}).status_code == 403
        assert browser.post(f"{path}/favorito", data={"acao": "guardar", "selo": seal}).status_code == 303
        assert "Retirar dos favoritos" in browser.get(path).text
        browser.post(f"{path}/favorito", data={"acao": "retirar", "selo": seal})
        assert company.rows("favorito") == []
    assert company.public.post(f"{path}/favorito", data={}).headers["location"] == f"/{company.slug}/entrar"


def test_favourites_are_in_the_account(company: Company, menu: dict) -> None:
    token = company.customer_session(company.customer())
    gone = company.product(nom_produto="Fora <de> linha")
    with company.client(token) as client:
        for product in (menu["juice"], gone):
            client.put(f"/v1/clientes/eu/favoritos/{product['cod_produto']}").raise_for_status()
    company.staff().patch(f"/v1/produtos/{gone['cod_produto']}", json={"num_versao": 1, "sta_produto": "ARQUIVADO"})
    account = f"/{company.slug}/conta"
    with company.client() as browser:
        browser.cookies.set("flowt_cliente", token)
        page = browser.get(account).text
        assert "Meus favoritos" in page and f'href="/{company.slug}/item/{menu["juice"]["cod_produto"]}"' in page
        # The price of now, the offer in it; what left the menu has neither price nor page.
        assert "8,00" in page and "Fora &lt;de&gt; linha" in page and "Fora do cardápio no momento." in page
        assert f'href="/{company.slug}/item/{gone["cod_produto"]}"' not in page
        form = {"selo": re.search(r'name="selo" value="([0-9a-f]+)"', page)[1], "acao": "retirar", "volta": "conta"}
        answer = browser.post(f"/{company.slug}/item/{gone['cod_produto']}/favorito", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{account}#favoritos")
        assert "Fora &lt;de&gt; linha" not in browser.get(account).text
    other = company.customer_session(company.customer())
    with company.client() as browser:
        browser.cookies.set("flowt_cliente", other)
        assert "Suco de caju" not in browser.get(account).text


def test_a_known_customer_sees_what_is_cheaper_of_hers(company: Company, menu: dict) -> None:
    token = company.customer_session(company.customer())
    with company.client(token) as client:
        client.put(f"/v1/clientes/eu/favoritos/{menu['juice']['cod_produto']}")
    assert "Ofertas do dia" in company.public.get(f"/{company.slug}").text
    assert "Mais vantajosas para você" not in company.public.get(f"/{company.slug}").text
    with company.client() as browser:
        browser.cookies.set("flowt_cliente", token)
        assert "Mais vantajosas para você" in browser.get(f"/{company.slug}").text


def test_offers_of_the_whole_order_and_gifts_are_on_the_menu(company: Company, menu: dict) -> None:
    """What no item's price shows: what it is, of what sum on, until when. Nothing that only some get."""
    offer = {"sta_oferta": "ATIVA", "tip_alvo": "PEDIDO", "flg_cumulativa": True}
    gift = {"tip_oferta": "BRINDE", "cod_brinde": menu["plain"]["cod_produto"], "qtd_brinde": 1}
    soon = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2)).isoformat()
    with company.staff() as staff:
        for more in (
            {"nom_oferta": "Por nossa <conta>", "tip_oferta": "FRETE_GRATIS", "vlr_minimo": 5000, "num_cor": "#1a237e"},
            {"nom_oferta": "Tarde", "tip_oferta": "PERCENTUAL", "num_percentual": 7.5, "dat_fim": soon},
            {"nom_oferta": "Só no Pix", "tip_oferta": "PERCENTUAL", "num_percentual": 3, "tip_pagamentos": ["PIX"]},
            {"nom_oferta": "Com guaraná", **gift, "tip_alvo": "ITEM", "cod_produtos": [menu["soda"]["cod_produto"]]},
        ):
            staff.post("/v1/ofertas", json=offer | more).raise_for_status()

    def told() -> list[str]:
        page = company.public.get(f"/{company.slug}").text
        section = re.search(r'<section class="do-pedido".*?</section>', page)
        lines = re.findall(r"<li.*?</li>", section[0]) if section else []
        return [re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", line))).strip() for line in lines]

    afternoon = "-7,5% termina em 2 h Tarde"
    assert told() == [afternoon], "who does not deliver has no freight to give"
    company.change("flg_entrega", True)
    assert told() == ["Frete grátis Por nossa <conta> em compras a partir de R$ 50,00", afternoon]
    page = company.public.get(f"/{company.slug}").text
    assert page.count("Ganhe um brinde") == 2, "on its card and among the offers of the day"
    assert "background:#1a237e" in page
    assert 'class="do-pedido"' not in company.public.get(f"/{company.slug}?busca=suco").text
    shown = company.public.get(f"/v1/cardapio/itens/{menu['soda']['cod_produto']}").json()
    assert (shown["des_selo"], shown["vlr_oferta"]) == ("Ganhe um brinde", None)


def test_what_a_card_offers_and_tells(company: Company, menu: dict) -> None:
    """Add, buy now, share, refer, ask, keep, be told: each says which event it is, of which item."""
    company.change("num_whatsapp", "+5511987654321")
    product = menu["plain"]["cod_produto"]
    path = f"/{company.slug}/item/{product}"
    # A name of the platform's, so that there is an address to hand on.
    page = company.public.get(path, headers={"Host": "localhost:8080"}).text
    for event in ("carrinho_adicionado", "compartilhado", "indicado", "whatsapp_clicado"):
        assert f'data-evento="{event}" data-produto="{product}"' in page, event
    buyer = company.client(company.customer_session(company.customer()))
    assert "Guardar nos favoritos" in page
    refer = html.unescape(re.search(r'data-evento="indicado"[^>]*href="([^"]+)"', page)[1])
    shared = parse_qs(urlsplit(refer).query)["text"][0]
    assert shared.startswith("Acho que você vai gostar: Pão de alho, em Loja de Teste. http")
    assert shared.endswith(f"{path}?utm_source=indicacao&utm_medium=whatsapp")
    assert company.public.get(f"{path}?utm_source=indicacao&utm_medium=whatsapp").status_code == 200
    form = {"pagina": "item", "cod_produto": product}
    added = buyer.post(f"/{company.slug}/sacola", data=form)
    bought = buyer.post(f"/{company.slug}/sacola", data={**form, "acao": "comprar"})
    assert added.headers["location"] == f"/{company.slug}/sacola"
    assert bought.headers["location"] == f"/{company.slug}/sacola#fechar"
    buyer.cookies.set("flowt_sacola", bought.cookies["flowt_sacola"])
    assert '<form id="fechar" class="fechamento"' in buyer.get(f"/{company.slug}/sacola").text
    gone = company.product(nom_produto="Pamonha", qtd_estoque=0)["cod_produto"]
    page = company.public.get(f"/{company.slug}/item/{gone}").text
    assert f'data-evento="aviso_solicitado" data-produto="{gone}"' in page


def test_a_coupon_that_was_tried_is_told_without_what_was_typed(company: Company, menu: dict) -> None:
    person = company.customer()
    with company.staff() as staff:
        mine = coupon(staff, "SO-DA-RITA", tip_oferta="VALOR", vlr_desconto=100, tip_alvo="PEDIDO")
        codes = f"/v1/ofertas/{mine['cod_oferta']}/cupons"
        assert staff.post(codes, json={"des_cupom": "DE-UMA-SO", "cod_pessoa": str(person)}).status_code == 201
        assert staff.post(codes, json={"des_cupom": "UMA-VEZ", "qtd_limite": 1}).status_code == 201
    cart = company.cart((menu["juice"], 1))
    path = f"/{company.slug}/sacola"
    with company.client() as browser:
        browser.cookies.set("flowt_sacola", cart)

        def told(code: str) -> tuple[str, str, str | None]:
            answer = browser.post(f"{path}/cupom", data={"des_cupom": code})
            if answer.status_code == 303:
                assert answer.headers["location"] == f"{path}?cupom=tentado#titulo-cupons"
                answer = browser.get(answer.headers["location"])
            found = re.findall(r'data-visto="(cupom_\w+)" data-cupom="([^"]*)"(?: data-motivo="([^"]*)")?', answer.text)
            assert len(found) == 1, found
            return found[0]

        assert told("dez") == ("cupom_negado", "DEZ", "abaixo_do_minimo")
        assert told("so-da-rita") == ("cupom_aplicado", "SO-DA-RITA", "")
        # Whose a code is is nobody's business, and what is no code may be a telephone.
        assert told("de-uma-so") == ("cupom_negado", "PESSOAL", "cupom_de_outra_pessoa")
        assert told("uma-vez")[1] == "PESSOAL"
        assert told("11912345678") == ("cupom_negado", "DESCONHECIDO", "cupom_desconhecido")
        # Seen again it is no other event, and a coupon taken away is none.
        assert "data-cupom" not in browser.get(path).text
        assert browser.post(f"{path}/cupom", data={"retirar": "DEZ"}).headers["location"] == f"{path}#titulo-cupons"
