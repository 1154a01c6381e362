"""The catalogue in files, over HTTP: in, out, and as many lines as there may be.

FLOWT_TEST_LINES lengthens the file that the job works off to its end (100000 is as many as one may have); `pytest -s`
shows what it cost."""

import os
import re
from pathlib import Path

import httpx
import psycopg
import pytest

from company import Company
from harness import Cluster
from judge import answered, assert_problem

CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def send(client: httpx.Client, file: bytes, **query: str) -> httpx.Response:
    return client.post("/v1/catalogo/importacoes", content=file, headers=CSV, params=query)


def counts(answer: httpx.Response) -> tuple[int, int, int]:
    result = answer.json()
    return result["qtd_criadas"], result["qtd_alteradas"], result["qtd_recusadas"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_a_file_in_any_encoding(staff: httpx.Client, company: Company, encoding: str) -> None:
    file = 'SKU;Nome;Preço;Descrição\r\nPM-1;Pão de mel;4,50;"Com\r\nrecheio; e ""cobertura"""\r\nX;;1;\r\n'.encode(
        encoding
    )
    assert counts(send(staff, file, simular="true")) == (1, 0, 1)
    assert company.rows("produto_servico") == []
    answer = send(staff, file)
    assert (answer.status_code, counts(answer)) == (201, (1, 0, 1))
    product = company.rows("produto_servico")[0]
    assert (product["nom_produto"], product["des_produto"]) == ("Pão de mel", 'Com\nrecheio; e "cobertura"')
    errors = staff.get(f"{answer.headers['location']}/erros").json()["itens"]
    assert [(line["num_linha"], line["erros"][0]["campo"]) for line in errors] == [(4, "nome")]
    assert counts(send(staff, file)) == (0, 1, 1)
    assert len(company.rows("produto_servico")) == 1


def test_a_long_file_is_done_by_the_job(staff: httpx.Client, company: Company, admin: psycopg.Connection) -> None:
    lines = "".join(f"S-{number};Item {number};{number + 1},00;{number}\n" for number in range(600))
    answer = send(staff, f"sku;nome;preco;estoque\n{lines}".encode())
    assert (answer.status_code, answer.json()["sta_importacao"]) == (202, "RECEBIDO")
    for _ in range(10):
        admin.execute("SELECT rotina.processar_importacoes()")
        result = staff.get(answer.headers["location"])
        if result.json()["sta_importacao"] == "CONCLUIDO":
            break
    assert counts(result) == (600, 0, 0)
    assert [item["cod_importacao"] for item in staff.get("/v1/catalogo/importacoes").json()["itens"]] == [
        result.json()["cod_importacao"]
    ]
    assert sum(row["qtd_estoque"] for row in company.rows("estoque")) == sum(range(600))


def test_a_file_of_100_000_lines_is_taken_in_time(staff: httpx.Client, company: Company) -> None:
    lines = "".join(f'"L-{number}";"Item ""{number}"", {"x" * 60}";"1,00"\n' for number in range(100_000))
    answer = answered(lambda: send(staff, f"sku;nome;preco\n{lines}".encode()))
    assert (answer.status_code, answer.json()["qtd_linhas"]) == (202, 100_000)
    company.admin.execute("DELETE FROM flowt.tb_omni8_importacao WHERE cod_tenant = %s", (company.number,))


def private_memory(connection: psycopg.Connection) -> int:
    """What the backend of a connection holds by itself, in KiB: without what it shares with the others."""
    status = Path(f"/proc/{connection.info.backend_pid}/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+) kB", status)[1])


def cpu_seconds(connection: psycopg.Connection) -> float:
    """What the backend of a connection has worked so far."""
    fields = Path(f"/proc/{connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_whole_catalogue_in_a_file_as_people_have_it(staff: httpx.Client, company: Company, cluster: Cluster) -> None:
    """Latin-1, names in quotes, descriptions of two lines; of every hundred lines three are wrong, each in its way."""
    many = int(os.environ.get("FLOWT_TEST_LINES", "10000"))
    wrong = {10: ("preco", "tipo_invalido"), 20: ("nome", "campo_obrigatorio"), 30: (None, "colunas_diferentes")}
    lines, expected = ["SKU;Nome;Descrição;Preço;Categoria;Cor"], {}
    for number in range(many):
        row = [f"Ç-{number}", f'"Pão ""{number}"""', f'"Linha 1;\nlinha 2 de {number}"', f"{number % 90 + 1},90"]
        row += [f"Açougue > Balcão {number % 7}", "azul"]
        match number % 100:
            case 10:
                row[3] = "caro"
            case 20:
                row[1] = ""
            case 30:
                row.pop()
        if number % 100 in wrong:
            # Every item takes two lines of the file, and the header one.
            expected[2 + 2 * number] = wrong[number % 100]
        lines.append(";".join(row))
    answer = send(staff, "\r\n".join(lines).encode("latin-1"))
    assert (answer.status_code, answer.json()["qtd_linhas"]) == (202, many)
    assert answer.json()["colunas_ignoradas"] == ["Cor"]
    with cluster.connect() as job:
        job.execute("SELECT rotina.processar_importacoes()")
        memory = [private_memory(job)]
        while job.execute("SELECT rotina.processar_importacoes() AS done").fetchone()["done"]:
            memory.append(private_memory(job))
        print(f"{many} lines: {cpu_seconds(job):.1f} s of CPU, {max(memory) // 1024} MiB")
    # What the first lines took is enough for the last.
    assert max(memory) < memory[0] + 32 * 1024
    result = staff.get(answer.headers["location"])
    assert result.json()["sta_importacao"] == "CONCLUIDO"
    assert counts(result) == (many - len(expected), 0, len(expected))
    found, after = {}, "0"
    while after is not None:
        page = staff.get(f"{answer.headers['location']}/erros", params={"limite": 100, "apos": after}).json()
        found |= {line["num_linha"]: (line["erros"][0]["campo"], line["erros"][0]["codigo"]) for line in page["itens"]}
        after = page["proximo"]
    assert found == expected
    assert len(company.rows("categoria")) == 8
    last = company.rows("produto_servico", f"num_sku = 'Ç-{many - 1}'")[0]
    assert (last["nom_produto"], last["des_produto"]) == (
        f'Pão "{many - 1}"',
        f"Linha 1;\nlinha 2 de {many - 1}",
    )


def test_what_is_no_file_of_a_catalogue(staff: httpx.Client) -> None:
    assert_problem(send(staff, b"cor\nazul"), 422, "coluna_obrigatoria_ausente")
    assert_problem(send(staff, b"PK\x03\x04\x00\x00"), 422, "arquivo_nao_e_texto")
    assert staff.post("/v1/catalogo/importacoes", json={}).status_code == 415
    assert_problem(staff.get("/v1/catalogo/importacoes/999999999"), 404, "nao_encontrado")
    assert_problem(staff.get("/v1/catalogo/importacoes/999999999/erros"), 404, "nao_encontrado")


def test_what_goes_out_comes_back_and_is_no_formula(staff: httpx.Client, company: Company) -> None:
    for name in ("=HYPERLINK(1)", 'Torta; a "boa"', "@SOMA", "-1+1"):
        company.product(nom_produto=name, qtd_estoque=3)
    answer = staff.get("/v1/catalogo/exportacao")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeffcódigo;sku;nome;")
    for field in (";'=HYPERLINK(1);", ";'@SOMA;", ";'-1+1;", ';"Torta; a ""boa""";'):
        assert field in text
    before = company.rows("produto_servico")
    assert counts(send(staff, answer.content)) == (0, 4, 0)
    assert company.rows("produto_servico") == before
