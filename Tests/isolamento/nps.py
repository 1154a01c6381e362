"""Surveys: invitations, answers, rules and detractors' tasks."""

import secrets

from isolamento import Fill, Id, Tenant
from isolamento.atendimento import placed
from survey import RULE, last_link, run_due

FILL: Fill = [
    (r"/nps/\{token\}/resposta$", "caminho token", Id("nps_respondido")),
    (r"/nps/\{token\}", "caminho token", Id("nps_token")),
    (r"^/v1/nps/configuracao/", "caminho pesquisa", "transacional"),
    (r"^/v1/nps/tarefas/", "caminho id", Id("nps_tarefa")),
    (r"^/v1/nps/quebra$", "consulta por", "item"),
    (r"^/v1/nps", "consulta item", None),
    (r"^/v1/nps", "consulta pesquisa", None),
    (r"^/v1/nps$", "consulta classe", None),
    (r"^/v1/nps(/tarefas)?$", "consulta apos", None),
    (r"^/v1/nps/tarefas$", "consulta sta_tarefa", None),
    (r"/nps$", "consulta canal", "qr"),
    (r"/nps$", "consulta unidade", Id("unidade_do_nps")),
    (r"/nps$", "consulta item", None),
    (r"", "cookie flowt_nps", None),
]

BODIES: dict[str, dict] = {
    "nps_responder": {"num_nota": 9, "des_motivo": "texto {unique}"},
    "nps_alterar": {"des_motivo": "texto {unique}"},
    "nps_responder_aberto": {
        "num_nota": 9,
        "visitante": "visitante-{unique}-0000",
        "cod_unidade": Id("unidade_do_nps"),
        "cod_produto": Id("item_do_nps"),
    },
    "nps_configurar": {"num_versao": 1, "des_pergunta": "Pergunta {unique}?"},
    "nps_convidar": {"cod_pessoa": Id("pessoa_do_nps")},
    "nps_tarefa_concluir": {"des_conclusao": "texto {unique}"},
    "pagina_nps_enviar": {"acao": "nota", "num_nota": "9"},
    "pagina_nps_aberto_enviar": {"num_nota": "9"},
}

NOTHING = {"nps_token": "n" * 24, "nps_respondido": "n" * 24}

# Numbers only.
SILENT = {"nps_resumo", "nps_tendencia"}


def new_phone() -> str:
    return f"+55119{secrets.randbelow(10**8):08}"


def new_rules(tenant: Tenant) -> None:
    """In their first version, with this tenant's words."""
    admin = tenant.company.admin
    admin.execute("DELETE FROM flowt.tb_omni8_nps_regra WHERE cod_tenant = %s", (tenant.number,))
    question = f"O que achou, {tenant.mark}?"
    admin.execute(
        RULE.replace("r.qtd_dias_descanso", "0").replace("r.des_pergunta,", f"'{question}',"), (tenant.number,)
    )


def furnish(tenant: Tenant) -> None:
    new_rules(tenant)
    token = invited(tenant)
    answer = {"num_nota": 2, "des_motivo": f"motivo {tenant.mark}"}
    tenant.company.public.post(f"/v1/nps/{token}", json=answer).raise_for_status()


def invited(tenant: Tenant) -> str:
    # Somebody new each time: one of the routes says that she wants no more of these.
    placed(tenant, "ENTREGUE", num_telefone=new_phone())
    run_due(tenant.company)
    return last_link(tenant.company)


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company = tenant.company
    new_rules(tenant)
    person = company.customer(f"Cliente {tenant.mark}")
    company.admin.execute(
        "INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor)"
        " VALUES (%s, %s, 'FONE', %s)",
        (tenant.number, person, new_phone()),
    )
    item = company.rows("produto_servico", "sta_produto = 'PUBLICADO'")[0]["cod_produto"]
    detractor = company.admin.execute(
        "INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pessoa, cod_produto, tip_pesquisa, tip_canal, num_nota,"
        " des_motivo, dat_resposta) VALUES (%s, %s, %s, 'RELACIONAL', 'LINK', 0, %s, now()) RETURNING cod_nps",
        (tenant.number, person, item, f"motivo {tenant.mark}"),
    ).fetchone()["cod_nps"]
    task = company.rows("tarefa", f"cod_nps = {detractor}")[0]["cod_tarefa"]
    answered = invited(tenant)
    company.public.post(f"/v1/nps/{answered}", json={"num_nota": 9}).raise_for_status()
    unit = company.rows("unidade", "flg_principal")[0]["cod_unidade"]
    return {
        "nps_token": invited(tenant),
        "nps_respondido": answered,
        "nps_tarefa": str(task),
        "pessoa_do_nps": str(person),
        "unidade_do_nps": str(unit),
        "item_do_nps": str(item),
    }
