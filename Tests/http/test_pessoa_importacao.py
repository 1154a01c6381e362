"""Files of people in and out over HTTP."""

import contextlib
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from company import Company
from judge import answered, assert_problem

CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def send(client: httpx.Client, file: bytes, **query: str) -> httpx.Response:
    return client.post("/v1/pessoas/importacoes", content=file, headers=CSV, params=query)


def counts(answer: httpx.Response) -> tuple[int, int, int]:
    result = answer.json()
    return result["qtd_criadas"], result["qtd_alteradas"], result["qtd_recusadas"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_a_file_in_any_encoding(staff: httpx.Client, company: Company, encoding: str) -> None:
    file = "nome;cpf;e-mail\r\nJoão;529.982.247-25;joao@example.com\r\nErrado;1;\r\n".encode(encoding)
    assert counts(send(staff, file, simular="true")) == (1, 0, 1)
    assert company.rows("pessoa") == []
    answer = send(staff, file)
    assert answer.status_code == 201
    assert counts(answer) == (1, 0, 1)
    assert [row["nom_pessoa"] for row in company.rows("pessoa")] == ["João"]
    errors = staff.get(f"{answer.headers['location']}/erros").json()["itens"]
    assert [(line["num_linha"], line["erros"][0]["campo"]) for line in errors] == [(3, "documento")]
    again = send(staff, file)
    assert (again.status_code, again.json()) == (200, answer.json())
    assert len(company.rows("pessoa")) == 1


def test_a_long_file_is_done_by_the_job(staff: httpx.Client, admin: psycopg.Connection) -> None:
    lines = "".join(f"Pessoa {number};p{number}@example.com\n" for number in range(600))
    answer = send(staff, f"nome;email\n{lines}".encode())
    assert (answer.status_code, answer.json()["sta_importacao"]) == (202, "RECEBIDO")
    for _ in range(10):
        admin.execute("SELECT rotina.processar_importacoes()")
        result = staff.get(answer.headers["location"])
        if result.json()["sta_importacao"] == "CONCLUIDO":
            break
    assert counts(result) == (600, 0, 0)


def test_a_file_of_100_000_lines_is_taken_in_time(staff: httpx.Client, company: Company) -> None:
    lines = "".join(f'"Pessoa, {number}";"disse ""oi"" {"x" * 80}"\n' for number in range(100_000))
    answer = answered(lambda: send(staff, f"nome;obs\n{lines}".encode()))
    assert (answer.status_code, answer.json()["qtd_linhas"]) == (202, 100_000)
    company.admin.execute("DELETE FROM flowt.tb_omni8_importacao WHERE cod_tenant = %s", (company.number,))


def peak_while(admin: psycopg.Connection, call: Callable[[], httpx.Response]) -> int:
    """The most that a backend of the gateway had by itself, in KiB, while a request ran."""
    query = "SELECT pid FROM pg_stat_activity WHERE usename = 'flowt_api'"
    peak = 0
    with ThreadPoolExecutor(1) as pool:
        request = pool.submit(call)
        while not request.done():
            for row in admin.execute(query):
                with contextlib.suppress(FileNotFoundError):
                    status = Path(f"/proc/{row['pid']}/status").read_text()
                    # A process that is ending has none any more.
                    if found := re.search(r"RssAnon:\s+(\d+) kB", status):
                        peak = max(peak, int(found[1]))
            time.sleep(0.02)
        assert request.result().status_code == 201, request.result().text
    return peak


def test_a_line_of_millions_of_separators_costs_no_more_than_its_size(
    staff: httpx.Client, admin: psycopg.Connection
) -> None:
    # Cut first and refused then, it took more than twice as much.
    plain = peak_while(admin, lambda: send(staff, b"nome;email\n" + b"a" * 12_000_000, simular="true"))
    bomb = peak_while(admin, lambda: send(staff, b"nome;email\na" + b";" * 12_000_000, simular="true"))
    assert bomb < plain * 1.4


def test_what_is_no_file_of_people(staff: httpx.Client) -> None:
    assert_problem(send(staff, b"email\na@example.com"), 422, "coluna_obrigatoria_ausente")
    assert_problem(send(staff, b"PK\x03\x04\x00\x00"), 422, "arquivo_nao_e_texto")
    assert staff.post("/v1/pessoas/importacoes", json={}).status_code == 415


def test_what_goes_out_comes_back_and_is_no_formula(staff: httpx.Client, company: Company) -> None:
    for name in ("=HYPERLINK(1)", 'Ana; a "boa"', "Zé"):
        assert staff.post("/v1/pessoas", json={"tip_pessoa": "F", "nom_pessoa": name}).status_code == 201
    answer = staff.get("/v1/pessoas/exportacao")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeffcodigo;nome;")
    assert ";'=HYPERLINK(1);" in text
    assert ';"Ana; a ""boa""";' in text
    assert text.count("\r\n") == 4
    reads = company.rows("acesso_dado_pessoal", "nom_funcao = 'api.pessoas_exportar'")
    assert [row["qtd_pessoas"] for row in reads] == [3]
    assert_problem(company.staff("gerente").get("/v1/pessoas/exportacao"), 403, "sem_permissao")
