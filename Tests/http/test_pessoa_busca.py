"""Searching people over HTTP."""

import httpx
import pytest

from company import Company
from judge import assert_problem


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def person(staff: httpx.Client, name: str, **fields) -> str:
    answer = staff.post("/v1/pessoas", json={"tip_pessoa": "F", "nom_pessoa": name, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["cod_pessoa"]


def search(client: httpx.Client, **body) -> list[tuple[str, str]]:
    answer = client.post("/v1/pessoas/busca", json=body)
    assert answer.status_code == 200, answer.text
    return [(item["cod_pessoa"], item["tip_achado"]) for item in answer.json()["itens"]]


def test_what_was_written_is_found_at_once(staff: httpx.Client) -> None:
    phone = {"tip_identificador": "FONE", "des_valor": "(11) 91234-5678"}
    joao = person(staff, "João da Silva", identificadores=[phone], papeis=["CLIENTE"])
    assert search(staff, termo="JOAO SILVA") == [(joao, "NOME")]
    assert search(staff, termo="Joao Siva") == [(joao, "SEMELHANCA")]
    assert search(staff, termo="1234-5678") == [(joao, "IDENTIFICADOR")]
    assert search(staff, termo="joao", papel="LEAD") == []
    version = staff.get(f"/v1/pessoas/{joao}").json()["num_versao"]
    changed = staff.patch(f"/v1/pessoas/{joao}", json={"num_versao": version, "nom_pessoa": "Xisto"})
    assert changed.status_code == 200
    assert search(staff, termo="silva") == []
    assert search(staff, termo="xis") == [(joao, "NOME")]


def test_pages_reach_everybody_once(staff: httpx.Client) -> None:
    expected = {person(staff, f"Maria {name}") for name in ("Ana", "Maria", "Mariana", "Marta", "Zilda")}
    found, mark = [], None
    for _ in range(20):
        body = {"termo": "mar", "limite": 2, **({"apos": mark} if mark else {})}
        page = staff.post("/v1/pessoas/busca", json=body).json()
        found += [item["cod_pessoa"] for item in page["itens"]]
        mark = page["proximo"]
        if mark is None:
            break
    assert sorted(found) == sorted(expected)


def test_the_term_is_in_no_address_and_in_no_log(staff: httpx.Client, company: Company, server) -> None:
    person(staff, "Inconfundível Sobrenome")
    search(staff, termo="inconfundivel")
    assert "nconfund" not in server.log_text()
    reads = company.rows("acesso_dado_pessoal", "nom_funcao = 'api.pessoa_buscar'")
    assert [(row["des_leitura"], row["qtd_pessoas"]) for row in reads] == [("busca de pessoas", 1)]


@pytest.mark.parametrize("profile", ["cozinha", "entregador", "parceiro"])
def test_who_may_not_read_people_may_not_search_them(company: Company, profile: str) -> None:
    assert_problem(company.staff(profile).post("/v1/pessoas/busca", json={"termo": "ana"}), 403, "sem_permissao")


def test_a_wrong_body_says_what_is_wrong(staff: httpx.Client) -> None:
    answer = staff.post("/v1/pessoas/busca", json={"termo": "x", "limite": 1000})
    assert_problem(answer, 422, "corpo_invalido")
    assert {error["campo"] for error in answer.json()["erros"]} == {"termo", "limite"}
