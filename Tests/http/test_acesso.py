"""Sessions and permissions: who gets in, for how long, and what each profile may do."""

import re
import secrets
from collections.abc import Callable

import httpx
import psycopg
import pytest

from company import PASSWORD, Company
from judge import assert_problem, assert_wrong_fields

PROFILES = (
    "plataforma",
    "admin",
    "gerente",
    "atendente",
    "cozinha",
    "entregador",
    "marketing",
    "financeiro",
    "parceiro",
    "api",
    "bi",
)
# What each may do, written down a second time: a change of the matrix must be meant.
READS_CATALOGUE = {*PROFILES} - {"parceiro", "bi"}
WRITES_CATALOGUE = {"plataforma", "admin", "gerente", "marketing", "api"}
READS_ORDERS = {*PROFILES} - {"marketing", "parceiro", "bi"}
MOVES_ORDERS = READS_ORDERS - {"financeiro"}
CONFIRMS = {"plataforma", "admin", "gerente", "atendente", "api"}
CANCELS = {"plataforma", "admin", "gerente"}


def test_a_login_with_one_company_needs_no_other_word(client: httpx.Client, company: Company) -> None:
    answer = client.post("/v1/sessoes", json={"email": company.user("cozinha"), "senha": PASSWORD})
    assert answer.status_code == 201
    session = answer.json()
    assert (session["tenant"]["nom_slug"], session["nom_perfil"]) == (company.slug, "cozinha")
    assert "catalogo.esgotar" in session["permissoes"] and "catalogo.escrever" not in session["permissoes"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_login_with_two_companies_says_which(client: httpx.Client, new_company: Callable[..., Company]) -> None:
    first, second = new_company(), new_company()
    email = first.user("admin")
    second.user("gerente", email)
    body = {"email": email, "senha": PASSWORD}
    assert_problem(client.post("/v1/sessoes", json=body), 409, "escolha_a_empresa")
    assert second.public.post("/v1/sessoes", json=body).json()["nom_perfil"] == "gerente"


def test_a_login_of_another_company_does_not_enter(new_company: Callable[..., Company]) -> None:
    first, second = new_company(), new_company()
    body = {"email": first.user("admin"), "senha": PASSWORD}
    assert_problem(second.public.post("/v1/sessoes", json=body), 401, "credenciais_invalidas")
    assert second.rows("sessao") == []


def test_an_email_is_not_case_sensitive(company: Company) -> None:
    body = {"email": f"  {company.user('admin').upper()} ", "senha": PASSWORD}
    assert company.public.post("/v1/sessoes", json=body).status_code == 201


def test_wrong_and_unknown_cannot_be_told_apart(company: Company) -> None:
    wrong = company.public.post("/v1/sessoes", json={"email": company.user("admin"), "senha": "errada"})
    unknown = company.public.post("/v1/sessoes", json={"email": "ninguem@example.com", "senha": "errada"})
    problems = [assert_problem(answer, 401, "credenciais_invalidas") for answer in (wrong, unknown)]
    assert problems[0]["detail"] == problems[1]["detail"]
    assert company.rows("sessao") == []


def test_five_wrong_passwords_lock_the_login(company: Company, admin: psycopg.Connection) -> None:
    email = company.user("admin")

    def log_in(password: str) -> httpx.Response:
        return company.public.post("/v1/sessoes", json={"email": email, "senha": password})

    for _ in range(4):
        assert_problem(log_in("errada"), 401, "credenciais_invalidas")
    assert log_in(PASSWORD).status_code == 201
    for _ in range(5):
        assert_problem(log_in("errada"), 401, "credenciais_invalidas")
    assert_problem(log_in(PASSWORD), 401, "credenciais_invalidas")
    # It has entered from here before, so here is where the guesses were counted.
    admin.execute(
        """
        UPDATE flowt.tb_omni8_usuario_rede r SET dat_bloqueio = now() - interval '1 second'
          FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = r.cod_usuario AND u.des_email = %s
        """,
        (email,),
    )
    assert log_in(PASSWORD).status_code == 201


def test_a_password_counts_past_72_bytes(company: Company, admin: psycopg.Connection) -> None:
    email = f"longa-{secrets.token_hex(4)}@example.com"
    password = "áé" * 50
    admin.execute("SELECT admin.criar_acesso(%s, %s, 'Ana', 'admin', %s)", (company.number, email, password))
    wrong = {"email": email, "senha": "áé" * 49 + "áe"}
    assert_problem(company.public.post("/v1/sessoes", json=wrong), 401, "credenciais_invalidas")
    assert company.public.post("/v1/sessoes", json={"email": email, "senha": password}).status_code == 201


def test_wrong_fields_of_a_login_are_named(company: Company, unchanged: Callable) -> None:
    with unchanged():
        answer = company.public.post("/v1/sessoes", json={"email": "a", "senha": 1, "lembrar": True})
        assert_wrong_fields(answer, "email", "senha", "lembrar")


def test_a_session_is_told_from_a_key_by_its_first_letters(
    client: httpx.Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the tests too, whatever chance gives them: without fs_, one in 64³ would be sought among the keys."""
    login = client.post("/v1/sessoes", json={"email": company.user("admin"), "senha": PASSWORD}).json()
    assert login["token"].startswith("fs_")
    chance = f"fk_{secrets.token_urlsafe(15)}"
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size: chance)
    assert company.staff().get("/v1/produtos").status_code == 200


def test_a_logged_out_token_is_dead_at_once(company: Company) -> None:
    token = company.session("admin")
    first, second = company.client(token), company.client(token)
    assert first.delete("/v1/sessoes/atual").status_code == 204
    for client in (first, second):
        assert_problem(client.get("/v1/sessoes/atual"), 401, "sessao_invalida")


def test_an_expired_token_is_refused(company: Company) -> None:
    client = company.client(company.session("admin", lifetime="-1 second"))
    assert_problem(client.get("/v1/produtos"), 401, "sessao_invalida")


@pytest.mark.parametrize("token", ["lixo", "a" * 4000, "' OR 1=1 --", "eyJhbGciOiJub25lIn0.e30.", "%00"])
def test_a_garbage_token_is_refused_even_where_none_is_needed(company: Company, token: str) -> None:
    client = company.client(token)
    assert_problem(client.get("/v1/produtos"), 401, "sessao_invalida")
    assert_problem(client.get("/v1/cardapio"), 401, "sessao_invalida")


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Token abc", ""])
def test_no_token_is_a_login_needed(company: Company, header: str) -> None:
    answer = company.public.get("/v1/produtos", headers={"Authorization": header})
    assert_problem(answer, 401, "login_necessario")


def test_the_scheme_of_a_token_is_not_case_sensitive(company: Company) -> None:
    token = company.session("admin")
    assert company.public.get("/v1/produtos", headers={"Authorization": f"bearer {token}"}).status_code == 200


@pytest.mark.parametrize("column", ["usuario", "usuario_tenant"])
def test_a_deactivated_access_ends_its_sessions(company: Company, admin: psycopg.Connection, column: str) -> None:
    staff = company.staff("gerente")
    assert staff.get("/v1/produtos").status_code == 200
    admin.execute(
        f"""
        UPDATE flowt.tb_omni8_{column} SET flg_ativo = false WHERE cod_usuario =
        (SELECT cod_usuario FROM flowt.tb_omni8_usuario_tenant WHERE cod_tenant = %s)
        """,
        (company.number,),
    )
    assert_problem(staff.get("/v1/produtos"), 401, "sessao_invalida")


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_may_do_what_the_matrix_says(company: Company, profile: str) -> None:
    product, order = company.product(), company.order()
    staff = company.staff(profile)
    attempts = {
        "reads catalogue": (READS_CATALOGUE, staff.get(f"/v1/produtos/{product['cod_produto']}"), 200),
        "lists categories": (READS_CATALOGUE, staff.get("/v1/categorias"), 200),
        "reads orders": (READS_ORDERS, staff.get(f"/v1/pedidos/{order['cod_pedido']}"), 200),
        "lists orders": (READS_ORDERS, staff.get("/v1/pedidos"), 200),
        "writes catalogue": (WRITES_CATALOGUE, staff.post("/v1/categorias", json={"nom_categoria": "Nova"}), 201),
        "own session": ({*PROFILES}, staff.get("/v1/sessoes/atual"), 200),
    }
    for what, (allowed, answer, status) in attempts.items():
        assert answer.status_code == (status if profile in allowed else 403), what
        if profile not in allowed:
            assert_problem(answer, 403, "sem_permissao")


@pytest.mark.parametrize("profile", PROFILES)
def test_each_transition_has_its_own_permission(company: Company, profile: str) -> None:
    order = company.order()
    staff = company.staff(profile)
    path = f"/v1/pedidos/{order['cod_pedido']}/transicoes"

    def status(to: str) -> int:
        return staff.post(path, json={"para": to}).status_code

    assert status("CANCELADO") == (200 if profile in CANCELS else 403)
    second = company.order()
    path = f"/v1/pedidos/{second['cod_pedido']}/transicoes"
    assert status("CONFIRMADO") == (200 if profile in CONFIRMS else 403)
    # Repeating a status is no step, so it needs only the right to work on orders at all.
    assert status("CONFIRMADO" if profile in CONFIRMS else "RECEBIDO") == (200 if profile in MOVES_ORDERS else 403)


def test_a_refused_profile_changes_nothing(company: Company, unchanged: Callable) -> None:
    order, product = company.order(), company.product()
    kitchen = company.staff("cozinha")
    with unchanged():
        assert_problem(kitchen.delete(f"/v1/produtos/{product['cod_produto']}"), 403, "sem_permissao")
        answer = kitchen.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": "CONFIRMADO"})
        assert_problem(answer, 403, "sem_permissao")


def test_changes_are_audited_with_user_and_request(company: Company) -> None:
    staff = company.staff()
    trace = secrets.token_hex(16)
    answer = staff.post(
        "/v1/categorias",
        json={"nom_categoria": "Auditada"},
        headers={"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"},
    )
    assert answer.headers["x-request-id"] == trace
    line = company.rows("auditoria", "nom_tabela = 'tb_omni8_categoria'")[0]
    assert (line["tip_operacao"], line["num_requisicao"], line["nom_login"]) == ("I", trace, "flowt_api")
    assert line["cod_usuario"] == company.rows("sessao")[0]["cod_usuario"]


def test_the_audit_names_personal_data_without_its_value(company: Company) -> None:
    company.order(nom_cliente="Zuleica Sigilosa")
    line = company.rows("auditoria", "nom_tabela = 'tb_omni8_pedido'")[0]
    before, after = line["js_diferenca"]["nom_cliente"]
    assert before is None and re.fullmatch(r"\(dado pessoal [0-9a-f]{16}\)", after)
    assert "Zuleica" not in str(line)
