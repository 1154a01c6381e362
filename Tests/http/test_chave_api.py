"""API keys over HTTP: what they open, and that no change elsewhere widens them."""

import httpx
import pytest

from company import Company
from judge import assert_problem


def make(staff: httpx.Client, *scopes: str, **fields) -> dict:
    answer = staff.post("/v1/chaves-api", json={"nom_chave": "Integração", "escopos": list(scopes), **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_key_opens_its_scopes(company: Company) -> None:
    key = make(company.staff(), "catalogo.ler")
    program = company.client(key["token"])
    assert program.get("/v1/produtos").status_code == 200
    assert_problem(program.post("/v1/categorias", json={"nom_categoria": "x"}), 403, "sem_permissao")
    assert_problem(program.get("/v1/pedidos"), 403, "sem_permissao")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/usuarios"),
        ("GET", "/v1/sessoes"),
        ("GET", "/v1/sessoes/atual"),
        ("DELETE", "/v1/sessoes/atual"),
        ("GET", "/v1/chaves-api"),
        ("GET", "/v1/perfis/matriz"),
        ("GET", "/v1/usuarios/eu/segundo-fator"),
        ("DELETE", "/v1/usuarios/1"),
        ("GET", "/v1/incidentes"),
    ],
)
def test_a_key_manages_no_access(company: Company, method: str, path: str) -> None:
    program = company.client(make(company.staff(), "catalogo.ler", "pedido.ler")["token"])
    assert_problem(program.request(method, path), 403, "sem_permissao")


def test_a_change_of_the_matrix_does_not_widen_a_key(company: Company) -> None:
    staff = company.staff()
    program = company.client(make(staff, "catalogo.ler")["token"])
    path = "/v1/perfis/api/permissoes/pedido.cancelar"
    assert staff.put(path, json={"flg_concedida": True}).status_code == 200
    assert_problem(program.get("/v1/pedidos"), 403, "sem_permissao")
    assert_problem(program.post("/v1/categorias", json={"nom_categoria": "x"}), 403, "sem_permissao")
    assert staff.put("/v1/perfis/api/permissoes/catalogo.ler", json={"flg_concedida": False}).status_code == 200
    assert_problem(program.get("/v1/produtos"), 403, "sem_permissao")


def test_a_key_dies_with_its_creator(company: Company) -> None:
    owner, creator = company.staff(), company.staff()
    program = company.client(make(creator, "catalogo.ler")["token"])
    number = creator.get("/v1/sessoes/atual").json()["cod_usuario"]
    assert owner.patch(f"/v1/usuarios/{number}", json={"num_versao": 1, "nom_perfil": "parceiro"}).status_code == 200
    assert_problem(program.get("/v1/produtos"), 403, "sem_permissao")
    assert owner.delete(f"/v1/usuarios/{number}").status_code == 204
    assert_problem(program.get("/v1/produtos"), 401, "sessao_invalida")


def test_an_exchanged_key_has_one_token(company: Company) -> None:
    staff = company.staff()
    key = make(staff, "catalogo.ler")
    fresh = staff.post(f"/v1/chaves-api/{key['cod_chave_api']}/rotacao").json()
    assert company.client(fresh["token"]).get("/v1/produtos").status_code == 200
    assert_problem(company.client(key["token"]).get("/v1/produtos"), 401, "sessao_invalida")
    assert staff.delete(f"/v1/chaves-api/{key['cod_chave_api']}").status_code == 204
    assert_problem(company.client(fresh["token"]).get("/v1/produtos"), 401, "sessao_invalida")


def test_a_token_is_shown_once(company: Company) -> None:
    staff = company.staff()
    key = make(staff, "catalogo.ler")
    company.client(key["token"]).get("/v1/produtos")
    listed = staff.get("/v1/chaves-api")
    assert key["token"] not in listed.text
    assert listed.json()["itens"][0]["dat_uso"] is not None
    assert key["token"] not in str(company.rows("chave_api"))
