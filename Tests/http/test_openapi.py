"""The documentation is what runs: a valid OpenAPI 3.1, each documented answer of /v1 given once and held against it."""

import datetime

import httpx
import psycopg
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from test_isolamento import call_with_ones_own, furnish, read_routes

from company import PASSWORD, Company
from judge import Contract
from pictures import PNG


def test_the_document_is_valid(contract: Contract) -> None:
    OpenAPIV31SpecValidator(contract.document).validate()
    assert contract.document["openapi"].startswith("3.1")


def test_the_document_knows_every_route(contract: Contract, admin: psycopg.Connection) -> None:
    routes = {
        (row["metodo"].lower(), row["caminho"])
        for row in admin.execute("SELECT metodo, caminho FROM flowt.rota").fetchall()
    }
    documented = {(method, path) for path, item in contract.document["paths"].items() for method in item}
    assert documented == routes


def test_operations_have_unique_names(contract: Contract) -> None:
    names = [operation["operationId"] for item in contract.document["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(contract: Contract) -> None:
    def references(node: object) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(references, node)) if node else set()
        if isinstance(node, dict):
            found = set().union(*map(references, node.values())) if node else set()
            return found | ({node["$ref"]} if isinstance(node.get("$ref"), str) else set())
        return set()

    schemas = {f"#/components/schemas/{name}" for name in contract.document["components"]["schemas"]}
    assert references(contract.document) <= schemas


def test_a_body_is_documented_by_the_schema_that_checks_it(contract: Contract) -> None:
    operation = contract.document["paths"]["/v1/produtos"]["post"]
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/produto_novo"
    }
    price = contract.document["components"]["schemas"]["produto_novo"]["properties"]["vlr_preco"]
    assert (price["minimum"], price["maximum"]) == (1, 100_000_000)


# Whose refusals are walked through here one by one; those of the others are in the tests of their modules.
WALKED = ("/v1/ping", "/v1/produtos", "/v1/categorias", "/v1/cardapio", "/v1/carrinhos", "/v1/pedidos")


# Every route is asked.
@pytest.mark.timeout(900)
def test_every_documented_answer_is_given_and_fits(url: str, admin: psycopg.Connection, contract: Contract) -> None:
    """Each answer is checked as it arrives; in the end no good one may be missing, nor a refusal of what is walked."""
    contract = Contract(contract.document)
    company = Company(url, admin, hooks=[contract.check])
    public, staff, kitchen = company.public, company.staff(), company.staff("cozinha")
    sessions(company, public)
    catalogue(company, staff)
    stock_and_pictures(company, staff)
    catalogue_parts(company, staff)
    times(company, public, admin)
    shopping(company, public, admin)
    orders(company, staff, kitchen)
    payments(company, staff)
    after_ordering(company, staff, kitchen)
    people(staff)
    people_and_codes(company, staff)
    customers(company, public)
    public.get("/v1/ping")
    for address in ("/v1/auditoria", "/v1/auditoria?registro=1", "/v1/auditoria/acessos"):
        staff.get(address)
    ones_own(company, public, admin)
    company.close()
    missing = contract.documented() - contract.seen
    lacking = sorted(answer for answer in missing if answer[1].startswith(WALKED))
    assert not lacking, "\n".join(map(str, lacking))
    well = {(method, path) for method, path, status in contract.seen if status < "400"}
    assert {(method, path) for method, path, _ in contract.documented()} - well == set()


def ones_own(company: Company, public: httpx.Client, admin: psycopg.Connection) -> None:
    """Each route once with good arguments, as the isolation fuzz knows them: the answers that are not errors."""
    tenant = furnish(company, [])
    for route in read_routes(admin):
        if route.path.startswith("/v1/"):
            call_with_ones_own(public, route, tenant)


def sessions(company: Company, public: httpx.Client) -> None:
    body = {"email": company.user("admin"), "senha": PASSWORD}
    public.post("/v1/sessoes", json={**body, "senha": "errada"})
    session = company.client(public.post("/v1/sessoes", json=body).json()["token"])
    session.get("/v1/sessoes/atual")
    session.delete("/v1/sessoes/atual")


def catalogue(company: Company, staff: httpx.Client) -> None:
    category = staff.post("/v1/categorias", json={"nom_categoria": "Doces"}).json()
    staff.post("/v1/categorias", json={"nom_categoria": "Doces"})
    staff.get("/v1/categorias")
    path = f"/v1/categorias/{category['cod_categoria']}"
    for version, address in ((1, path), (1, path), (1, "/v1/categorias/0")):
        staff.patch(address, json={"num_versao": version, "num_ordem": 1})
    product = company.product(cod_categoria=category["cod_categoria"], num_sku="A")
    for address in (path, "/v1/categorias/0"):
        staff.delete(address)
    staff.post("/v1/produtos", json={"nom_produto": "Outro", "vlr_preco": 1, "num_sku": "A"})
    staff.post("/v1/produtos", json={})
    staff.get("/v1/produtos")
    for address in (f"/v1/produtos/{product['cod_produto']}", "/v1/produtos/0"):
        staff.get(address)
        staff.post(f"{address}/esgotado-hoje")
        staff.patch(address, json={"num_versao": 1, "vlr_preco": 1})
        staff.patch(address, json={"num_versao": 2, "vlr_preco": 2, "cod_categoria": None})
        staff.patch(address, json={})
        staff.delete(address)
    staff.delete(path)


def stock_and_pictures(company: Company, staff: httpx.Client) -> None:
    product, other = (company.product(nom_produto=f"Bolo {name}", num_sku=name) for name in "CD")
    number = product["cod_produto"]
    move = {"cod_produto": number, "tip_movimento": "SAIDA", "quantidade": 1, "des_motivo": "teste"}
    entry = {**move, "tip_movimento": "ENTRADA"}
    for body in (move, entry, {}, {**move, "cod_produto": "999999999"}):
        staff.post("/v1/estoque/movimentos", json=body)
    for path in ("", "/baixo", "/movimentos"):
        staff.get(f"/v1/estoque{path}")
    for code in (number, other["cod_produto"], "999999999"):
        staff.put(f"/v1/estoque/{code}/minimo", json={"qtd_minima": 1})
        staff.delete(f"/v1/produtos/{code}/esgotado-hoje")
    for code in (number, "999999999"):
        path = f"/v1/produtos/{code}/imagens"
        sent = {"content": PNG, "headers": {"Content-Type": "image/png"}}
        answers = [staff.post(path, **sent), staff.post(path, **{**sent, "content": b"x"}), staff.post(path, **sent)]
        picture = answers[0].json().get("cod_imagem", "1")
        staff.get(path)
        staff.patch(f"{path}/{picture}", json={"des_alternativo": "Visto de cima"})
        for order in ([picture], [picture, picture]):
            staff.put(f"{path}/ordem", json={"cod_imagens": order})
        staff.delete(f"{path}/{picture}")
        staff.post(f"/v1/produtos/{code}/duplicacao", json={})
        lot = {"filtro": {"cod_produtos": [code]}}
        rise = {**lot, "ajuste": {"tipo": "PERCENTUAL", "valor": 10}}
        for body in (rise, {**rise, "selo": "x"}, {}):
            staff.post("/v1/produtos/lote/precos", json=body)
        for status in ("RASCUNHO", "ARQUIVADO"):
            staff.post("/v1/produtos/lote/status", json={**lot, "sta_produto": status})
        staff.post("/v1/produtos/lote/esgotado-hoje", json={**lot, "flg_esgotado": False})
        staff.put("/v1/produtos/ordem", json={"cod_produtos": [code]})
    for path in ("status", "esgotado-hoje"):
        staff.post(f"/v1/produtos/lote/{path}", json={})
    lines = "".join(f"Item {line};1,00\n" for line in range(501))
    for file in ("nome;preco\nBala;x\n", f"nome;preco\n{lines}", "cor\nazul"):
        made = staff.post("/v1/catalogo/importacoes", content=file, headers={"Content-Type": "text/csv"})
        for path in (made.headers.get("location", "/v1/catalogo/importacoes/0"),):
            staff.get(path)
            staff.get(f"{path}/erros")
    company.admin.execute("DELETE FROM flowt.tb_omni8_importacao WHERE cod_tenant = %s", (company.number,))
    staff.get("/v1/catalogo/importacoes")
    staff.get("/v1/catalogo/exportacao")
    for term in ("bolo", "b"):
        company.public.get("/v1/cardapio/busca", params={"termo": term})
        staff.get("/v1/produtos/busca", params={"termo": term})


def catalogue_parts(company: Company, staff: httpx.Client) -> None:
    """Prices, variations, add-ons and hours of an item and of a category, and of none."""
    year = datetime.date.today().year + 1
    category = staff.post("/v1/categorias", json={"nom_categoria": "Bolos"}).json()["cod_categoria"]
    staff.post("/v1/categorias", json={})
    staff.patch(f"/v1/categorias/{category}", json={"num_versao": 1, "cod_categoria_mae": category})
    for path in (f"/v1/produtos/{company.product()['cod_produto']}", "/v1/produtos/0"):
        price = {"vlr_preco": 1, "dat_inicio": f"{year}-06-01T00:00", "dat_fim": f"{year}-07-01T00:00"}
        for body in (price, price, {}):
            staff.post(f"{path}/precos", json=body)
        for found in staff.get(f"{path}/precos").json().get("itens", []):
            staff.delete(f"{path}/precos/{found['cod_preco']}")
        staff.delete(f"{path}/precos/0")
        for body in ({"nom_variacao": "M"}, {"nom_variacao": "M"}, {}):
            staff.post(f"{path}/variacoes", json=body)
        for body in ({"grupos": []}, {"grupos": ["1"]}):
            staff.put(f"{path}/complementos", json=body)
        staff.get(f"{path}/variacoes")
        staff.get(f"{path}/complementos")
    for path in (f"/v1/produtos/{company.product()['cod_produto']}", f"/v1/categorias/{category}"):
        for address in (path, f"{path.rsplit('/', 1)[0]}/0"):
            staff.get(f"{address}/disponibilidade")
            for body in ({"janelas": []}, {}):
                staff.put(f"{address}/disponibilidade", json=body)


def times(company: Company, public: httpx.Client, admin: psycopg.Connection) -> None:
    """Holding a time for a line of a cart: taken, badly asked for, of no cart, of one that expired."""
    cut = company.product(tip_item="SERVICO", qtd_duracao_min=60)
    start = f"{datetime.date.today() + datetime.timedelta(days=2)}T15:00:00Z"
    carts = [company.cart((cut, 1)) for _ in range(2)]
    for cart in carts:
        line = public.get(f"/v1/carrinhos/{cart}").json()["itens"][0]["cod_carrinho_item"]
        for body in ({"cod_carrinho_item": line, "dat_inicio": start}, {}):
            public.post(f"/v1/carrinhos/{cart}/horarios", json=body)
    body = {"cod_carrinho_item": line, "dat_inicio": start}
    public.post("/v1/carrinhos/nenhum/horarios", json=body)
    admin.execute(
        "UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - flowt.validade_carrinho() WHERE cod_tenant = %s",
        (company.number,),
    )
    public.post(f"/v1/carrinhos/{carts[1]}/horarios", json=body)


def shopping(company: Company, public: httpx.Client, admin: psycopg.Connection) -> None:
    product, sold_out = company.product(), company.product(qtd_estoque=0)
    public.get("/v1/cardapio")
    cart = company.cart((product, 1))
    path = f"/v1/carrinhos/{cart}"
    content = public.get(path).json()
    line = f"{path}/itens/{content['itens'][0]['cod_carrinho_item']}"

    def every_change(path: str, line: str) -> None:
        public.get(path)
        public.post(f"{path}/itens", json={"cod_produto": product["cod_produto"]})
        public.patch(line, json={"qtd_item": 1})
        public.get(f"{path}/sugestoes")
        public.post(f"{path}/cotacao", json={"tip_atendimento": "RETIRADA"})
        public.post(f"{path}/cupons", json={"des_cupom": "NADA"})
        public.delete(f"{path}/cupons/NADA")
        public.post(f"{path}/reserva")
        buyer.post(f"{path}/identificacao")
        company.confirm(path.rsplit("/", 1)[1])

    buyer = company.client(company.customer_session(company.customer()))
    public.get("/v1/cardapio/unidades")
    public.get("/v1/cardapio/busca", params={"busca": "pastel"})
    public.get("/v1/cardapio/busca", params={"busca": "pastel", "vlr_min": 2, "vlr_max": 1})
    for number in (product["cod_produto"], "0"):
        public.get(f"/v1/cardapio/itens/{number}")
        public.get(f"/v1/cardapio/combos/{number}")
        public.post(f"/v1/cardapio/itens/{number}/avisos", json={"canal": "EMAIL", "destino": "eu@example.com"})
    public.post(f"/v1/cardapio/itens/{sold_out['cod_produto']}/avisos", json={"canal": "FONE", "destino": "x@y.z"})
    for client in (public, buyer):
        for channel in ("BALCAO", "NADA"):
            client.post("/v1/carrinhos", params={"canal": channel})
    bought = company.cart((product, 1))
    company.confirm(bought)
    buyer.post(f"/v1/carrinhos/{bought}/identificacao")
    public.post(f"{path}/cotacao", json={})
    public.post(f"{path}/reserva")
    empty = f"/v1/carrinhos/{company.cart()}"
    public.post(f"{empty}/reserva")
    public.post(f"{empty}/cotacao", json={"tip_atendimento": "ENTREGA"})
    public.delete(empty)
    public.post(f"{path}/itens", json={})
    public.post(f"{path}/itens", json={"cod_produto": sold_out["cod_produto"]})
    public.patch(line, json={})
    company.confirm(cart, nom_cliente="")
    every_change(path, line)
    every_change(path, line)
    every_change("/v1/carrinhos/nenhum", "/v1/carrinhos/nenhum/itens/1")
    for gone in (path, "/v1/carrinhos/nenhum"):
        public.delete(gone)
    expired = company.cart((product, 1))
    admin.execute(
        """
        UPDATE flowt.tb_omni8_carrinho SET dat_alteracao = now() - flowt.validade_carrinho()
         WHERE cod_tenant = %s AND sta_carrinho = 'ATIVO'
        """,
        (company.number,),
    )
    every_change(f"/v1/carrinhos/{expired}", f"/v1/carrinhos/{expired}/itens/1")
    public.delete(f"/v1/carrinhos/{expired}")


def orders(company: Company, staff: httpx.Client, kitchen: httpx.Client) -> None:
    order = company.order()
    for token in (order["token"], "nenhum"):
        company.public.get(f"/v1/pedidos/{token}/linha-do-tempo")
    staff.get("/v1/pedidos")
    for number in (order["cod_pedido"], "0"):
        staff.get(f"/v1/pedidos/{number}")
        path = f"/v1/pedidos/{number}/transicoes"
        kitchen.post(path, json={"para": "CONFIRMADO"})
        staff.post(path, json={"para": "CONFIRMADO"})
        staff.post(path, json={"para": "RECEBIDO"})


def payments(company: Company, staff: httpx.Client) -> None:
    order = company.order()
    for token in (order["token"], "nenhum"):
        path = f"/v1/pedidos/{token}/pagamentos"
        company.public.get(path)
        for what in ("pix", "qr"):
            company.public.get(f"{path}/1/{what}")
    for number in (order["cod_pedido"], "0"):
        path = f"/v1/pedidos/{number}"
        for value in (1, order["vlr_total"]):
            parts = [{"tip_pagamento": "DINHEIRO", "vlr_pagamento": value}]
            staff.put(f"{path}/divisao-pagamento", json={"pagamentos": parts})
        for paid in (0, 1):
            staff.post(f"{path}/estornos", json={"vlr_estorno": 1, "vlr_pago": paid, "des_motivo": "Veio frio"})
    payment = staff.get("/v1/pagamentos", params={"cod_pedido": order["cod_pedido"]}).json()["itens"][0]
    staff.post(f"/v1/pagamentos/{payment['cod_pagamento']}/recebimento")
    staff.put(f"/v1/pedidos/{order['cod_pedido']}/divisao-pagamento", json={"pagamentos": parts})


def after_ordering(company: Company, staff: httpx.Client, kitchen: httpx.Client) -> None:
    """Cancelling, complaining, returning, ordering again: each refusal of what hangs on an order."""
    public, key = company.public, {"Idempotency-Key": "chave-da-devolucao"}
    new, cooking, ready, gone = (company.order() for _ in range(4))
    steps = (
        (cooking, ("CONFIRMADO",)),
        (ready, ("CONFIRMADO",)),
        (gone, ("CONFIRMADO", "PRONTO", "ENTREGUE")),
    )
    for order, path in steps:
        for status in path:
            staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": status})
    for token in (new["token"], cooking["token"], gone["token"], "nenhum"):
        for body in ({}, {"des_motivo": 1}):
            public.post(f"/v1/pedidos/{token}/cancelamento", json=body)
        public.get(f"/v1/pedidos/{token}/cancelamento")
        public.post(f"/v1/pedidos/{token}/repeticao")
    for code in (ready["cod_pedido"], gone["cod_pedido"], "0"):
        for body in ({"des_motivo": "acabou"}, {}):
            staff.post(f"/v1/pedidos/{code}/cancelamentos", json=body)
    for token in (cooking["token"], ready["token"], "nenhum"):
        public.delete(f"/v1/pedidos/{token}/cancelamento")
    for number in range(11):
        said = {"tip_reclamacao": "OUTRO", "des_reclamacao": f"texto {number}"}
        public.post(f"/v1/pedidos/{gone['token']}/reclamacoes", json=said)
    for token in (gone["token"], "nenhum"):
        public.post(f"/v1/pedidos/{token}/reclamacoes", json={"tip_reclamacao": "OUTRO", "des_reclamacao": "texto"})
        public.post(f"/v1/pedidos/{token}/reclamacoes", json={})
        public.get(f"/v1/pedidos/{token}/reclamacoes")
    for code in (gone["cod_pedido"], ready["cod_pedido"], "0"):
        path = f"/v1/pedidos/{code}/devolucoes"
        staff.get(path)
        for body, headers in (
            ({"itens": [{"num_item": 1, "qtd_item": 1}]}, key),
            ({"itens": [{"num_item": 1, "qtd_item": 1}]}, {}),
            ({}, key),
        ):
            staff.post(path, json=body, headers=headers)


def people(staff: httpx.Client) -> None:
    """Each part of a person: added, wrong, changed, gone, of nobody."""
    address = {"des_logradouro": "Rua A", "nom_cidade": "Recife", "sig_uf": "PE"}
    company = {"tip_pessoa": "J", "nom_pessoa": "Firma"}
    mail = {"tip_identificador": "EMAIL", "des_valor": "a@example.com"}
    consent = {"tip_finalidade": "PERFIL", "tip_canal": "SITE", "flg_concedido": True, "num_versao_texto": "1"}
    staff.post("/v1/pessoas", json={})
    staff.post("/v1/pessoas", json={**company, "identificadores": [mail, mail]})
    contact = staff.post("/v1/pessoas", json={"tip_pessoa": "F", "nom_pessoa": "Ana"}).json()["cod_pessoa"]
    person = staff.post("/v1/pessoas", json=company).json()["cod_pessoa"]
    tags = [staff.post("/v1/etiquetas", json={"nom_etiqueta": name}).json() for name in ("A", "B", "A")]
    tag, other = tags[0]["cod_etiqueta"], tags[1]["cod_etiqueta"]
    staff.get("/v1/etiquetas")
    staff.get("/v1/pessoas")
    for code in (person, "0"):
        path = f"/v1/pessoas/{code}"
        for part in ("", "/filiais", "/consentimentos"):
            staff.get(f"{path}{part}")
        for version in (1, 1):
            staff.patch(path, json={"num_versao": version, "nom_fantasia": "F"})
        staff.patch(path, json={})
        for body in (consent, {}):
            staff.post(f"{path}/consentimentos", json=body)
        for body in (mail, mail, {}):
            staff.post(f"{path}/identificadores", json=body)
        for body in (address, {}):
            staff.post(f"{path}/enderecos", json=body)
        found = staff.get(f"/v1/pessoas/{person}").json()
        parts = {"identificadores": "cod_identificador", "enderecos": "cod_endereco"}
        changes = {"identificadores": {"flg_principal": True}, "enderecos": {"num_cep": "01310-100"}}
        for part, name in parts.items():
            part_path = f"{path}/{part}/{found[part][0][name] if found[part] else 0}"
            staff.patch(part_path, json=changes[part])
            staff.patch(part_path, json={"num_cep": "1"})
            staff.delete(part_path)
            staff.delete(part_path)
        for part in ("papeis/LEAD", f"etiquetas/{tag}", f"contatos/{contact}"):
            body = {"json": {}} if part.startswith("contatos") else {}
            staff.put(f"{path}/{part}", **body)
            staff.delete(f"{path}/{part}")
            staff.delete(f"{path}/{part}")
        staff.put(f"{path}/papeis/CHEFE")
        staff.put(f"{path}/contatos/{code}", json={})
    for code, name in ((tag, "C"), (tag, "B"), ("0", "D")):
        staff.patch(f"/v1/etiquetas/{code}", json={"nom_etiqueta": name})
    for code in (other, other):
        staff.delete(f"/v1/etiquetas/{code}")


def people_and_codes(company: Company, staff: httpx.Client) -> None:
    def identified(kind: str, value: str) -> str:
        body = {"tip_pessoa": "F", "nom_pessoa": "Bia", "identificadores": []}
        body["identificadores"].append({"tip_identificador": kind, "des_valor": value})
        made = staff.post("/v1/pessoas", json=body).json()
        return f"/v1/pessoas/{made['cod_pessoa']}/identificadores/{made['identificadores'][0]['cod_identificador']}"

    mail, same, document, same_document = (
        identified("EMAIL", "bia@example.com"),
        identified("EMAIL", "bia@example.com"),
        identified("CPF", "529.982.247-25"),
        identified("CPF", "529.982.247-25"),
    )
    nobody = "/v1/pessoas/0/identificadores/0"
    for path in (document, same_document, mail, nobody):
        staff.post(f"{path}/conferencia")
    for path in (mail, mail, document, nobody):
        staff.post(f"{path}/verificacao")
    code = company.last_code("bia@example.com")
    wrong = f"{(int(code) + 1) % 1000000:06}"
    for path, typed in ((nobody, code), (mail, wrong), (mail, code), (mail, code), (same, code)):
        staff.post(f"{path}/verificacao/confirmacao", json={"codigo": typed})
    staff.post(f"{mail}/verificacao")


def customers(company: Company, public: httpx.Client) -> None:
    entrance = {"canal": "EMAIL", "destino": "rita@example.com"}
    for body in ({}, entrance):
        public.post("/v1/clientes/codigos", json=body)
    entrance["codigo"] = company.last_code("rita@example.com")
    public.post("/v1/clientes/sessoes", json={})
    token = public.post("/v1/clientes/sessoes", json=entrance).json()["token"]
    public.post("/v1/clientes/sessoes", json=entrance)
    customer = company.client(token)
    me = customer.get("/v1/clientes/eu").json()
    for body in ({"num_versao": 1, "nom_pessoa": "Rita"}, {"num_versao": 1}, {}):
        customer.patch("/v1/clientes/eu", json=body)
    address = {"des_logradouro": "Rua A", "nom_cidade": "Recife", "sig_uf": "PE"}
    customer.post("/v1/clientes/eu/enderecos", json={})
    made = customer.post("/v1/clientes/eu/enderecos", json=address).json()["cod_endereco"]
    for body in ({"nom_bairro": "Centro"}, {"sig_uf": "XX"}):
        customer.patch(f"/v1/clientes/eu/enderecos/{made}", json=body)
    customer.patch("/v1/clientes/eu/enderecos/0", json={})
    for _ in range(2):
        customer.delete(f"/v1/clientes/eu/enderecos/{made}")
    consent = {"tip_finalidade": "PERFIL", "tip_canal": "SITE", "flg_concedido": True, "num_versao_texto": "1"}
    for body in (consent, {}):
        customer.post("/v1/clientes/eu/consentimentos", json=body)
    customer.get("/v1/clientes/eu/consentimentos")
    customer.get("/v1/clientes/eu/pedidos")
    other = company.client(company.customer_session(int(me["cod_pessoa"])))
    sessions = other.get("/v1/clientes/sessoes").json()["itens"]
    own = next(row["cod_sessao"] for row in sessions if row["flg_atual"])
    for _ in range(2):
        customer.delete(f"/v1/clientes/sessoes/{own}")
    customer.delete("/v1/clientes/sessoes/atual")
