"""New companies: made by the platform's operators in one call, or by themselves step by step."""

import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import CNPJ, PASSWORD, Company
from judge import assert_problem, assert_wrong_fields


@pytest.fixture
def platform(company: Company, admin: psycopg.Connection) -> Company:
    admin.execute("SELECT admin.definir_tenant_da_plataforma(%s)", (company.number,))
    return company


@pytest.fixture
def operator(platform: Company) -> httpx.Client:
    return platform.staff("plataforma")


def new_slug() -> str:
    return f"nova-{secrets.token_hex(4)}"


def deployment(slug: str, **changes) -> dict:
    return {
        "nom_slug": slug,
        "nom_fantasia": "Nova Casa",
        "tip_segmento": "RESTAURANTE",
        "num_documento": CNPJ,
        "administrador": {"des_email": f"dona@{slug}.example", "nom_usuario": "Dona", "senha": PASSWORD},
        **changes,
    }


LEGAL = {
    "nom_razao_social": "Nova Casa Ltda",
    "des_email": "oi@nova.example",
    "des_logradouro": "Rua A",
    "num_endereco": "1",
    "nom_cidade": "Recife",
    "sig_uf": "PE",
    "num_cep": "50000-000",
}


def count(admin: psycopg.Connection, slug: str) -> int:
    return admin.execute("SELECT FROM flowt.tb_omni8_tenant WHERE nom_slug = %s", (slug,)).rowcount


# MARK: by an operator


def test_one_call_makes_a_company_that_works(operator: httpx.Client, client: httpx.Client) -> None:
    slug = new_slug()
    made = operator.post("/v1/implantacoes", json=deployment(slug, flg_publicar=True, nom_plano="inicial", **LEGAL))
    assert made.status_code == 201, made.text
    assert made.json()["sta_tenant"] == "ATIVO"
    # Published, with its example products not on sale; its administrator logs in and puts one there.
    assert client.get(f"/{slug}").status_code == 200
    body = {"email": f"dona@{slug}.example", "senha": PASSWORD}
    token = client.post("/v1/sessoes", json=body).json()["token"]
    staff = {"Authorization": f"Bearer {token}"}
    products = client.get("/v1/produtos", headers=staff).json()["itens"]
    assert {product["sta_produto"] for product in products} == {"RASCUNHO"}
    assert products[0]["nom_produto"] not in client.get(f"/{slug}").text
    published = client.patch(
        f"/v1/produtos/{products[0]['cod_produto']}",
        json={"num_versao": products[0]["num_versao"], "sta_produto": "PUBLICADO"},
        headers=staff,
    )
    assert published.status_code == 200
    assert products[0]["nom_produto"] in client.get(f"/{slug}").text
    assert client.get("/v1/plano", headers=staff).json()["nom_plano"] == "inicial"
    # And the operator sees it, where the answer said.
    seen = operator.get(made.headers["location"]).json()
    assert (seen["nom_slug"], seen["pendencias"]) == (slug, [])


def test_all_of_it_or_nothing(operator: httpx.Client, unchanged: Callable) -> None:
    with unchanged():
        for changes, code in (
            ({"flg_publicar": True}, "publicacao_exige_identificacao_legal"),
            ({"nom_slug": "sacola"}, "slug_reservado"),
        ):
            answer = operator.post("/v1/implantacoes", json={**deployment(new_slug()), **changes})
            assert_problem(answer, 422, code)
        answer = operator.post("/v1/implantacoes", json=deployment(new_slug(), nom_plano="nenhum"))
        assert_problem(answer, 404, "plano_nao_encontrado")
        assert_wrong_fields(
            operator.post("/v1/implantacoes", json=deployment("Nova", num_documento="1", des_fuso_horario="BRT")),
            "nom_slug",
            "num_documento",
            "des_fuso_horario",
        )


def test_one_of_many_at_once_gets_the_address(platform: Company, admin: psycopg.Connection) -> None:
    slug, token = new_slug(), platform.session("plataforma")

    def make(number: int) -> int:
        with platform.client(token) as client:
            body = deployment(slug, administrador={"des_email": f"d{number}@{slug}.example", "nom_usuario": "Dona"})
            return client.post("/v1/implantacoes", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(4))) == [201, 409, 409, 409]
    assert count(admin, slug) == 1
    made = admin.execute(
        "SELECT count(*) AS n FROM flowt.tb_omni8_usuario WHERE des_email LIKE %s", (f"%@{slug}.example",)
    ).fetchone()
    assert made["n"] == 1


def test_nobody_else_makes_or_sees_companies(
    platform: Company, new_company: Callable[..., Company], unchanged: Callable
) -> None:
    stranger = new_company()
    clients = [stranger.staff("plataforma"), stranger.staff("admin"), platform.staff("admin")]
    with unchanged():
        for client in clients:
            for answer in (
                client.post("/v1/implantacoes", json=deployment(new_slug())),
                client.get("/v1/tenants"),
                client.get(f"/v1/tenants/{stranger.number}"),
                client.post(f"/v1/tenants/{platform.number}/suspensao", json={"des_motivo": "x"}),
                client.post(f"/v1/tenants/{stranger.number}/plano", json={"nom_plano": "livre"}),
            ):
                assert_problem(answer, 403, "sem_permissao")


def test_an_operator_suspends_reactivates_and_closes(operator: httpx.Client, new_company: Callable) -> None:
    company = new_company()
    path = f"/v1/tenants/{company.number}"
    assert_wrong_fields(operator.post(f"{path}/suspensao", json={}), "des_motivo")
    assert operator.post(f"{path}/suspensao", json={"des_motivo": "Atraso"}).json()["sta_tenant"] == "SUSPENSO"
    assert_problem(company.public.get("/v1/cardapio"), 503, "tenant_indisponivel")
    assert operator.post(f"{path}/reativacao", json={"des_motivo": "Pagou"}).json()["sta_tenant"] == "ATIVO"
    assert company.public.get("/v1/cardapio").status_code == 200
    closing = {"des_motivo": "Pediu", "confirmacao": company.slug}
    assert_problem(operator.post(f"{path}/encerramento", json=closing), 409, "transicao_de_tenant_ilegal")
    operator.post(f"{path}/suspensao", json={"des_motivo": "Vai sair"})
    wrong = {**closing, "confirmacao": "loja"}
    assert_problem(operator.post(f"{path}/encerramento", json=wrong), 422, "confirmacao_nao_confere")
    closed = operator.post(f"{path}/encerramento", json=closing).json()
    assert [entry["sta_para"] for entry in closed["historico"]] == [
        "ENCERRADO",
        "SUSPENSO",
        "ATIVO",
        "SUSPENSO",
        "ATIVO",
    ]
    assert_problem(company.public.get("/v1/cardapio"), 410, "tenant_encerrado")


# MARK: by oneself


def code_for(admin: psycopg.Connection, email: str) -> str:
    text = admin.execute(
        "SELECT des_texto FROM flowt.tb_omni8_mensagem WHERE des_destino = %s ORDER BY cod_mensagem DESC LIMIT 1",
        (email,),
    ).fetchone()["des_texto"]
    return re.search(r"é (\d{6})\.", text)[1]


def joining(email: str) -> dict:
    return {"nom_pessoa": "Zélia", "des_email": email, "num_documento": CNPJ}


def test_three_steps_to_a_company_of_one_s_own(
    client: httpx.Client, platform: Company, admin: psycopg.Connection
) -> None:
    slug = new_slug()
    email = f"zelia@{slug}.example"
    begun = client.post("/v1/adesoes", json=joining(email))
    assert begun.status_code == 201, begun.text
    path = f"/v1/adesoes/{begun.json()['token']}"
    ending = {"nom_slug": slug, "nom_fantasia": "Loja da Zélia", "tip_segmento": "LOJA", "senha": PASSWORD}
    assert_problem(client.post(f"{path}/conclusao", json=ending), 409, "email_nao_confirmado")
    code = code_for(admin, email)
    wrong = f"{(int(code) + 1) % 1000000:06}"
    assert_problem(client.post(f"{path}/confirmacao", json={"codigo": wrong}), 422, "codigo_invalido")
    tries = admin.execute("SELECT qtd_tentativas FROM flowt.tb_omni8_adesao WHERE des_email = %s", (email,)).fetchone()
    assert tries["qtd_tentativas"] == 1, "what is refused is counted all the same"
    assert client.post(f"{path}/confirmacao", json={"codigo": code}).status_code == 204
    assert_problem(client.post(f"{path}/confirmacao", json={"codigo": code}), 422, "codigo_invalido")
    free = client.get(f"/v1/adesoes/enderecos/{slug}").json()
    assert free["flg_disponivel"] and free["sugestoes"][0] == slug
    # An address taken meanwhile costs nothing but another try.
    taken = {**ending, "nom_slug": platform.slug}
    assert_problem(client.post(f"{path}/conclusao", json=taken), 409, "slug_ja_usado")
    made = client.post(f"{path}/conclusao", json=ending)
    assert made.status_code == 201, made.text
    staff = {"Authorization": f"Bearer {made.json()['token']}"}
    company = client.get("/v1/empresa", headers=staff).json()
    assert (company["nom_slug"], company["sta_tenant"], company["des_email"]) == (slug, "PROVISIONANDO", email)
    assert not client.get(f"/v1/adesoes/enderecos/{slug}").json()["flg_disponivel"]
    assert_problem(
        client.post(f"{path}/conclusao", json={**ending, "nom_slug": new_slug()}), 404, "adesao_nao_encontrada"
    )
    assert client.post("/v1/sessoes", json={"email": email, "senha": PASSWORD}).status_code == 201


def test_nothing_tells_who_is_a_user_already(
    client: httpx.Client, platform: Company, admin: psycopg.Connection
) -> None:
    known = platform.user("gerente")
    answers = []
    for email in (known, f"ninguem-{secrets.token_hex(4)}@example.com"):
        begun = client.post("/v1/adesoes", json=joining(email))
        path = f"/v1/adesoes/{begun.json()['token']}"
        confirmed = client.post(f"{path}/confirmacao", json={"codigo": code_for(admin, email)})
        ending = {"nom_slug": new_slug(), "nom_fantasia": "X", "tip_segmento": "LOJA", "senha": "outra-senha-qualquer"}
        made = client.post(f"{path}/conclusao", json=ending)
        answers.append([(a.status_code, sorted(a.json()) if a.content else []) for a in (begun, confirmed, made)])
    assert answers[0] == answers[1]
    # The password of the one who had a login is the one it was.
    headers = {"X-Flowt-Tenant": platform.slug}
    for password, status in ((PASSWORD, 201), ("outra-senha-qualquer", 401)):
        assert (
            client.post("/v1/sessoes", json={"email": known, "senha": password}, headers=headers).status_code == status
        )


def test_a_code_has_five_tries_in_all_however_many_ask(
    url: str, client: httpx.Client, platform: Company, admin: psycopg.Connection
) -> None:
    email = f"alvo-{secrets.token_hex(4)}@example.com"
    path = f"/v1/adesoes/{client.post('/v1/adesoes', json=joining(email)).json()['token']}"
    code = code_for(admin, email)

    def attempt(number: int) -> int:
        wrong = f"{(int(code) + 1 + number) % 1000000:06}"
        return httpx.post(f"{url}{path}/confirmacao", json={"codigo": wrong}, timeout=30).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(attempt, range(6))) == {422}
    assert_problem(client.post(f"{path}/confirmacao", json={"codigo": code}), 422, "codigo_invalido")


def test_codes_are_neither_logged_nor_kept(server, client: httpx.Client, platform: Company, admin) -> None:
    email = f"segredo-{secrets.token_hex(4)}@example.com"
    token = client.post("/v1/adesoes", json=joining(email)).json()["token"]
    code = code_for(admin, email)
    assert client.post(f"/v1/adesoes/{token}/confirmacao", json={"codigo": code}).status_code == 204
    log = server.log_text()
    assert email not in log and token not in log
    row = admin.execute("SELECT a::text AS row FROM flowt.tb_omni8_adesao a WHERE des_email = %s", (email,)).fetchone()
    assert token not in row["row"]


def test_joining_is_limited_by_address(new_server: Callable, platform: Company) -> None:
    limited = new_server(FLOWT_RATE_LIMIT="1000", FLOWT_THREADS="1")
    with limited.client() as client:
        statuses = [client.post("/v1/adesoes", json={}).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
