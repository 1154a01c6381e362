"""A menu with everything an item can have: variations, add-ons, combos, offers, coupons, windows."""

import json

from company import Company


def post(staff, path: str, body: dict) -> dict:
    answer = staff.post(path, json=body)
    assert answer.status_code in (200, 201), f"{path}: {answer.text}"
    return answer.json()


def group(staff, name: str, least: int, most: int, *options: tuple[str, int], rule: str = "SOMA") -> dict:
    """An add-on group; its answer has `options`, by their names."""
    made = post(staff, "/v1/complementos", {"nom_grupo": name, "qtd_min": least, "qtd_max": most, "tip_preco": rule})
    path = f"/v1/complementos/{made['cod_grupo']}/opcoes"
    codes = {
        option: post(staff, path, {"nom_opcao": option, "vlr_preco": price, "num_ordem": order})["cod_opcao"]
        for order, (option, price) in enumerate(options)
    }
    return {**made, "options": codes}


def use(staff, product: dict, *groups: dict) -> None:
    answer = staff.put(
        f"/v1/produtos/{product['cod_produto']}/complementos", json={"grupos": [each["cod_grupo"] for each in groups]}
    )
    assert answer.status_code in (200, 204), answer.text


def variations(staff, product: dict, *each: tuple[str, int]) -> dict[str, str]:
    path = f"/v1/produtos/{product['cod_produto']}/variacoes"
    return {
        name: post(staff, path, {"nom_variacao": name, "vlr_preco": price, "num_ordem": order})["cod_variacao"]
        for order, (name, price) in enumerate(each)
    }


def offer(staff, **fields) -> dict:
    """An offer, switched on."""
    made = post(staff, "/v1/ofertas", {"nom_oferta": "Oferta", **fields})
    return post(
        staff, f"/v1/ofertas/{made['cod_oferta']}/transicoes", {"para": "ATIVA", "num_versao": made["num_versao"]}
    )


def coupon(staff, code: str, **fields) -> dict:
    made = offer(staff, flg_cupom=True, **fields)
    post(staff, f"/v1/ofertas/{made['cod_oferta']}/cupons", {"des_cupom": code})
    return made


def combo(company: Company, name: str, price: int, *groups: tuple[str, list[dict]]) -> dict:
    """A combo at a fixed price: of each group, one of its items."""
    chosen = [
        {
            "num_grupo": number,
            "nom_grupo": group_name,
            "qtd_minima": 1,
            "qtd_maxima": 1,
            "itens": [{"cod_produto": item["cod_produto"], "cod_variacao": None, "qtd_item": 1} for item in items],
        }
        for number, (group_name, items) in enumerate(groups, 1)
    ]
    row = company.admin.execute(
        """
        WITH combo AS (
            INSERT INTO flowt.tb_omni8_combo (cod_tenant) VALUES (%(tenant)s) RETURNING cod_tenant, cod_combo
        ), contador AS (
            INSERT INTO flowt.tb_omni8_combo_contador (cod_tenant, cod_combo) SELECT cod_tenant, cod_combo FROM combo
        )
        INSERT INTO flowt.tb_omni8_combo_versao
            (cod_tenant, cod_combo, num_definicao, sta_combo, nom_combo, tip_preco, vlr_preco, js_grupos)
        SELECT cod_tenant, cod_combo, 1, 'PUBLICADO', %(name)s, 'FIXO', %(price)s, %(groups)s FROM combo
        RETURNING cod_combo
        """,
        {"tenant": company.number, "name": name, "price": price, "groups": json.dumps(chosen)},
    ).fetchone()
    return {"cod_combo": str(row["cod_combo"])}


def pizzeria(company: Company) -> dict:
    """What the tests buy: a pizza in two sizes with add-ons, a drink, a combo of both, offers and a coupon."""
    with company.staff() as staff:
        category = post(staff, "/v1/categorias", {"nom_categoria": "Pizzas"})
        drinks = post(staff, "/v1/categorias", {"nom_categoria": "Bebidas", "num_ordem": 2})
        pizza = company.product(
            nom_produto="Pizza da casa",
            vlr_preco=4000,
            cod_categoria=category["cod_categoria"],
            des_resumo="Muçarela, manjericão e tomate",
            des_alergenos=["glúten", "leite"],
        )
        juice = company.product(nom_produto="Suco de caju", vlr_preco=1000, cod_categoria=drinks["cod_categoria"])
        soda = company.product(nom_produto="Guaraná", vlr_preco=800, cod_categoria=drinks["cod_categoria"])
        plain = company.product(nom_produto="Pão de alho", vlr_preco=1500)
        sizes = variations(staff, pizza, ("Média", 4000), ("Grande", 5500))
        flavours = group(staff, "Sabores", 1, 2, ("Calabresa", 0), ("Portuguesa", 300), rule="MAIOR")
        extras = group(staff, "Adicionais", 0, 3, ("Borda recheada", 900), ("Azeitona", 200))
        use(staff, pizza, flavours, extras)
        meal = combo(company, "Pão e bebida", 2000, ("Pão", [plain]), ("Bebida", [juice, soda]))
        offer(
            staff,
            nom_oferta="Hora do suco",
            des_selo="-20%",
            tip_oferta="PERCENTUAL",
            num_percentual=20,
            tip_alvo="ITEM",
            cod_produtos=[juice["cod_produto"]],
        )
        coupon(
            staff,
            "DEZ",
            nom_oferta="Dez reais",
            tip_oferta="VALOR",
            vlr_desconto=1000,
            tip_alvo="PEDIDO",
            vlr_minimo=3000,
        )
    return {
        "pizza": pizza,
        "juice": juice,
        "soda": soda,
        "plain": plain,
        "sizes": sizes,
        "flavours": flavours,
        "extras": extras,
        "combo": meal,
    }
