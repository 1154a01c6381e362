"""Custom fields, rights of the people whose data it is, and the copy of a whole company."""

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"/anonimizacao$", "caminho id", Id("titular")),
    (r"^/v1/solicitacoes-lgpd/", "caminho id", Id("solicitacao")),
    (r"^/v1/campos-personalizados/", "caminho id", Id("campo")),
    (r"^/v1/solicitacoes-lgpd$", "consulta apos", None),
    (r"^/v1/solicitacoes-lgpd$", "consulta sta_solicitacao", None),
    (r"^/v1/campos-personalizados$", "consulta tip_entidade", None),
]

BODIES: dict[str, dict] = {
    "campo_personalizado_criar": {
        "tip_entidade": "ITEM",
        "nom_campo": "c{unique}",
        "des_rotulo": "Novo",
        "tip_campo": "texto",
    },
    "campo_personalizado_alterar": {"num_versao": 1, "des_rotulo": "Outro"},
    "pessoa_anonimizar": {"confirmacao": Id("frase"), "des_identificacao": "mostrou a identidade"},
    "solicitacao_criar": {"tip_solicitacao": "CORRECAO", "tip_canal": "EMAIL", "des_identificacao": "respondeu"},
    "solicitacao_mover": {"para": "EM_ANALISE"},
    "cliente_solicitacao_criar": {"tip_solicitacao": "CORRECAO"},
}

NOTHING = {"frase": "ANONIMIZAR 987654321987654"}
# Steps and dates: nobody's words are in them.
SILENT = {"solicitacao_listar"}


def furnish(tenant: Tenant) -> None:
    pass


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, mark = tenant.company, tenant.mark
    person = company.customer(f"Titular {mark}")
    field = company.admin.execute(
        "INSERT INTO flowt.tb_omni8_campo_personalizado (cod_tenant, tip_entidade, nom_campo, des_rotulo, tip_campo)"
        " SELECT %s, 'PESSOA', 'c' || md5(clock_timestamp()::text || random()), %s, 'texto' RETURNING cod_campo",
        (tenant.number, f"Campo {mark}"),
    ).fetchone()["cod_campo"]
    asked = company.admin.execute(
        "INSERT INTO flowt.tb_omni8_solicitacao_titular (cod_tenant, cod_pessoa, tip_solicitacao, tip_canal,"
        " des_pedido, dat_prazo) VALUES (%s, %s, 'ACESSO', 'CLIENTE', %s, now() + interval '15 days')"
        " RETURNING cod_solicitacao",
        (tenant.number, person, mark),
    ).fetchone()["cod_solicitacao"]
    return {
        "titular": str(person),
        "frase": f"ANONIMIZAR {person}",
        "campo": str(field),
        "solicitacao": str(asked),
    }
