"""Dashboards as pages, with the session of the order board's."""

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"/indicadores", "cookie flowt_equipe", Id("sessao_da_equipe")),
    (r"/indicadores/", "caminho area", "vendas"),
    (r"/indicadores/", "caminho quadro", "itens"),
    (r"/indicadores/clientes/", "caminho id", Id("pessoa")),
    (r"/indicadores/segmentos/", "caminho nome", "campeao"),
    (r"/indicadores/segmentos/", "consulta apos", None),
    (r"/indicadores", "consulta periodo", None),
    *((r"/indicadores/nps/", f"consulta {name}", None) for name in ("apos", "tarefa", "classe", "concluida")),
    (r"/indicadores/nps/tarefas/", "caminho id", Id("nps_tarefa")),
]

BODIES: dict[str, dict] = {
    "pagina_nps_tarefa": {"selo": Id("selo_da_equipe"), "des_conclusao": "texto {unique}"},
}

# Items are in it once they are sold.
SILENT = {"pagina_indicadores_csv"}


def furnish(tenant: Tenant) -> None:
    pass


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    return {}
