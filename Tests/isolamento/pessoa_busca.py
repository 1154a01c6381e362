"""Search, merges and files of people."""

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"/importacoes/", "caminho id", Id("importacao")),
    (r"/distintas/", "caminho outra", Id("distinta")),
    (r"/distintas/", "caminho id", Id("parecida")),
    (r"/(importacoes|duplicadas|erros)$", "consulta apos", None),
    (r"/importacoes$", "consulta simular", None),
    (r"/fusao(/previa)?$", "caminho id", Id("parecida")),
    (r"/fusoes$", "caminho id", Id("fundida")),
]

BODIES: dict[str, dict] = {
    "pessoa_buscar": {"termo": "Pessoa"},
    "pessoa_fundir": {
        "cod_pessoa_origem": Id("distinta"),
        "num_versao": 1,
        "num_versao_origem": 1,
        "des_motivo": "a mesma",
    },
    "pessoa_fundir_previa": {
        "cod_pessoa_origem": Id("distinta"),
        "num_versao": 1,
        "num_versao_origem": 1,
        "des_motivo": "a mesma",
    },
    "importacao_criar": {"tipo": "text/csv", "conteudo": "nome;email\nDe um arquivo;{unique}@example.com"},
}


def person(tenant: Tenant, name: str) -> str:
    row = tenant.company.admin.execute(
        "INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, dat_nascimento)"
        " VALUES (%s, 'F', %s, '1990-01-01') RETURNING cod_pessoa::text",
        (tenant.number, name),
    ).fetchone()
    return row["cod_pessoa"]


def file_of(tenant: Tenant) -> str:
    """An import that waits: with a line, and with an error."""
    values = {"tenant": tenant.number, "mark": tenant.mark}
    admin = tenant.company.admin
    number = admin.execute(
        "INSERT INTO flowt.tb_omni8_importacao (cod_tenant, tip_importacao, hsh_arquivo, flg_simulacao, sta_importacao,"
        " des_codificacao, des_separador, des_colunas, des_ignoradas, qtd_linhas) VALUES (%(tenant)s, 'PESSOA',"
        " sha256(gen_random_uuid()::text::bytea), false, 'PROCESSANDO', 'UTF-8', ';', '{nome}', ARRAY[%(mark)s], 2)"
        " RETURNING cod_importacao",
        values,
    ).fetchone()["cod_importacao"]
    values["file"] = number
    admin.execute(
        "INSERT INTO flowt.tb_omni8_importacao_linha (cod_tenant, cod_importacao, num_linha, des_valores)"
        " VALUES (%(tenant)s, %(file)s, 2, ARRAY[%(mark)s])",
        values,
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_importacao_erro VALUES (%(tenant)s, %(file)s, 3, 1, 'nome', 'x', %(mark)s)", values
    )
    return str(number)


# Somebody else than the other nobody: a person is not compared with herself.
NOTHING = {"distinta": "987654321987653"}


def furnish(tenant: Tenant) -> None:
    file_of(tenant)


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    admin, number = tenant.company.admin, tenant.number
    one, other, merged = (person(tenant, f"Parecida {tenant.mark}") for _ in range(3))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_pessoa_fusao (cod_tenant, cod_pessoa, cod_origem, des_motivo)"
        " VALUES (%s, %s, %s, %s)",
        (number, merged, f"-{merged}", tenant.mark),
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_pessoa_distinta (cod_tenant, cod_pessoa, cod_outra)"
        " VALUES (%(t)s, %(a)s, %(b)s), (%(t)s, %(b)s, %(a)s)",
        {"t": number, "a": merged, "b": one},
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_pessoa_distinta (cod_tenant, cod_pessoa, cod_outra)"
        " VALUES (%(t)s, %(a)s, %(b)s), (%(t)s, %(b)s, %(a)s)",
        {"t": number, "a": one, "b": other},
    )
    return {"importacao": file_of(tenant), "parecida": one, "distinta": other, "fundida": merged}
