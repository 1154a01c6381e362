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
]

BODIES: dict[str, dict] = {}

# Items are in it once they are sold.
SILENT = {"pagina_indicadores_csv"}


def furnish(tenant: Tenant) -> None:
    pass


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    return {}
