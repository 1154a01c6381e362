"""People, their codes and consents, customers and their pages."""

import hashlib
import hmac
import secrets

from isolamento import Fill, Id, Tenant

CODE = "123456"
LOGIN = "entrada@example.com"

FILL: Fill = [
    (r"^/v1/pessoas/(?!importacoes/|\{id\}/(fusao|fusoes|distintas))", "caminho id", Id("pessoa")),
    (r"^/v1/etiquetas/", "caminho id", Id("etiqueta")),
    (r"/conta/enderecos/", "caminho id", Id("meu_endereco")),
    (r"/conferencia$", "caminho identificador", Id("documento")),
    (r"/verificacao$", "caminho identificador", Id("nao_enviado")),
    (r"^/v1/pessoas/", "caminho identificador", Id("identificador")),
    (r"^/v1/clientes/", "caminho endereco", Id("meu_endereco")),
    (r"^/v1/pessoas/", "caminho endereco", Id("endereco")),
    (r"^/v1/pessoas/", "caminho etiqueta", Id("etiqueta")),
    (r"^/v1/pessoas/", "caminho contato", Id("contato")),
    (r"^/v1/pessoas/", "caminho papel", "CLIENTE"),
    (r"^/v1/clientes/sessoes/", "caminho sessao", Id("minha_sessao")),
    (r"^/v1/(pessoas|clientes/eu/pedidos)$", "consulta apos", None),
    (r"^/v1/pessoas$", "consulta cod_etiqueta", Id("etiqueta")),
    (r"^/v1/pessoas$", "consulta tip_pessoa", None),
    (r"^/v1/pessoas$", "consulta tip_papel", None),
    (r"^/v1/pessoas$", "consulta sta_pessoa", None),
    (r"/(entrar|sacola/pedido)$", "cookie flowt_cliente", None),
    (r"", "cookie flowt_cliente", Id("cliente")),
    (r"", "cabecalho sec-fetch-site", None),
    (r"", "cabecalho origin", None),
    (r"", "cabecalho user-agent", "teste"),
]

ADDRESS = {"des_logradouro": "Rua A", "nom_cidade": "Recife", "sig_uf": "PE"}
CONSENT = {"tip_finalidade": "MARKETING", "tip_canal": "EMAIL", "flg_concedido": True, "num_versao_texto": "1"}
SEAL = {"selo": Id("selo")}

BODIES: dict[str, dict] = {
    "pessoa_criar": {"tip_pessoa": "F", "nom_pessoa": "Nova"},
    "pessoa_alterar": {"num_versao": 1, "des_observacao": "x"},
    "identificador_criar": {"tip_identificador": "EMAIL", "des_valor": "{unique}@example.com"},
    "identificador_alterar": {"flg_principal": True},
    "endereco_criar": ADDRESS,
    "endereco_alterar": {"nom_bairro": "Centro"},
    "etiqueta_criar": {"nom_etiqueta": "Nova {unique}"},
    "etiqueta_alterar": {"nom_etiqueta": "Outra {unique}"},
    "contato_ligar": {"des_cargo": "Compras"},
    "verificacao_confirmar": {"codigo": CODE},
    "consentimento_registrar": CONSENT,
    "cliente_codigo": {"canal": "EMAIL", "destino": "{unique}@example.com"},
    "cliente_entrar": {"canal": "EMAIL", "destino": LOGIN, "codigo": CODE},
    "cliente_alterar": {"num_versao": 1, "nom_pessoa": "Outro nome"},
    "cliente_endereco_criar": ADDRESS,
    "cliente_endereco_alterar": {"nom_bairro": "Centro"},
    "cliente_consentir": CONSENT,
    "pagina_entrar_codigo": {"contato": "{unique}@example.com"},
    "pagina_entrar_confirmar": {"contato": LOGIN, "codigo": CODE},
    "pagina_conta_dados": {**SEAL, "nom_pessoa": "Outro nome"},
    "pagina_conta_endereco": {**SEAL, **ADDRESS},
    "pagina_conta_retirar_endereco": SEAL,
    "pagina_conta_consentir": {**SEAL, "EMAIL": "sim"},
    "pagina_conta_sair": SEAL,
}


def companies_of_one_root(count: int) -> list[str]:
    """Valid CNPJs that nobody else has: one root, one for each place."""

    def digit(text: str) -> str:
        weights = [2 + n % 8 for n in range(len(text))][::-1]
        rest = sum(int(sign) * weight for sign, weight in zip(text, weights, strict=True)) % 11
        return str(0 if rest < 2 else 11 - rest)

    root = f"{secrets.randbelow(10**8):08}"
    texts = [f"{root}{place:04}" for place in range(1, count + 1)]
    first = [text + digit(text) for text in texts]
    return [text + digit(text) for text in first]


def furnish(tenant: Tenant) -> None:
    admin, number, mark = tenant.company.admin, tenant.number, tenant.mark
    person, contact = (
        admin.execute(
            "INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (%s, 'F', %s)"
            " RETURNING cod_pessoa",
            (number, f"Pessoa {mark}"),
        ).fetchone()["cod_pessoa"]
        for _ in range(2)
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, sta_pessoa, cod_pessoa_destino)"
        " VALUES (%s, 'F', %s, 'MESCLADA', %s)",
        (number, mark, person),
    )
    both = {"tenant": number, "person": person, "contact": contact, "mark": mark}
    for statement in (
        "pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor)"
        " VALUES (%(tenant)s, %(person)s, 'EMAIL', %(mark)s || '@example.com')",
        "pessoa_endereco (cod_tenant, cod_pessoa, des_logradouro, nom_cidade, sig_uf)"
        " VALUES (%(tenant)s, %(person)s, %(mark)s, 'Recife', 'PE')",
        "pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (%(tenant)s, %(person)s, 'CLIENTE')",
        "etiqueta (cod_tenant, nom_etiqueta) VALUES (%(tenant)s, %(mark)s)",
        "pessoa_etiqueta SELECT cod_tenant, %(person)s, cod_etiqueta FROM flowt.tb_omni8_etiqueta"
        " WHERE cod_tenant = %(tenant)s",
        "pessoa_etiqueta_passada SELECT cod_tenant, %(person)s, cod_etiqueta, now() - interval '1 day', now()"
        " FROM flowt.tb_omni8_etiqueta WHERE cod_tenant = %(tenant)s",
        "pessoa_vinculo (cod_tenant, cod_pessoa, cod_contato) VALUES (%(tenant)s, %(person)s, %(contact)s)",
        "sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao)"
        " VALUES (%(tenant)s, %(person)s, flowt.digerir('fc_' || %(mark)s), now() + interval '1 hour')",
        "consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem)"
        " VALUES (%(tenant)s, %(person)s, 'MARKETING', 'EMAIL', true, '1', 'EQUIPE')",
    ):
        admin.execute(f"INSERT INTO flowt.tb_omni8_{statement}", both)


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, mark = tenant.company, tenant.mark
    headquarters, place = companies_of_one_root(2)
    with company.staff() as staff:
        mail = {"tip_identificador": "EMAIL", "des_valor": f"{secrets.token_hex(6)}@example.com"}
        document = {"tip_identificador": "CPF", "des_valor": "529.982.247-25"}
        body = {"tip_pessoa": "F", "nom_pessoa": f"Contato {mark}", "identificadores": [document]}
        contact = staff.post("/v1/pessoas", json=body).json()
        body = {
            "tip_pessoa": "J",
            "nom_pessoa": f"Firma {mark}",
            "papeis": ["CLIENTE"],
            "identificadores": [
                mail,
                {"tip_identificador": "CNPJ", "des_valor": headquarters},
                {"tip_identificador": "EMAIL", "des_valor": f"{secrets.token_hex(6)}@example.com"},
            ],
            "enderecos": [{**ADDRESS, "nom_bairro": mark}],
            "etiquetas": [f"{mark} {secrets.token_hex(4)}"],
        }
        person = staff.post("/v1/pessoas", json=body).json()
        branch = {**body, "identificadores": [{"tip_identificador": "CNPJ", "des_valor": place}]}
        staff.post("/v1/pessoas", json=branch)
        address = f"/v1/pessoas/{person['cod_pessoa']}"
        staff.put(f"{address}/contatos/{contact['cod_pessoa']}", json={})
        staff.post(f"{address}/consentimentos", json={**CONSENT, "num_versao_texto": mark})
    customer = company.customer(f"Cliente {mark}")
    token = company.customer_session(customer)
    company.customer_session(customer)
    with company.client(token) as client:
        mine = client.post("/v1/clientes/eu/enderecos", json={**ADDRESS, "nom_bairro": mark}).json()
        sessions = client.get("/v1/clientes/sessoes").json()["itens"]
    identifier = person["identificadores"][0]["cod_identificador"]
    for use, to, number in (("IDENTIFICADOR", mail["des_valor"], identifier), ("LOGIN", LOGIN, None)):
        company.admin.execute(
            "INSERT INTO flowt.tb_omni8_codigo_verificacao"
            " (cod_tenant, tip_uso, tip_identificador, des_destino, cod_identificador, hsh_codigo, dat_expiracao)"
            " VALUES (%s, %s, 'EMAIL', %s, %s, crypt(%s, gen_salt('bf', 8)), now() + interval '10 minutes')",
            (tenant.number, use, to, number, CODE),
        )
    return {
        "pessoa": person["cod_pessoa"],
        "contato": contact["cod_pessoa"],
        "identificador": identifier,
        "nao_enviado": person["identificadores"][2]["cod_identificador"],
        "documento": person["identificadores"][1]["cod_identificador"],
        "endereco": person["enderecos"][0]["cod_endereco"],
        "etiqueta": person["etiquetas"][0]["cod_etiqueta"],
        "cliente": token,
        "selo": hmac.new(token.encode(), b"formulario", hashlib.sha256).hexdigest(),
        "meu_endereco": mine["cod_endereco"],
        "minha_sessao": next(session["cod_sessao"] for session in sessions if not session["flg_atual"]),
    }
