"""The staff's way in and out of its pages; order board: its page, what it hears."""

from company import PASSWORD
from isolamento import Fill, Id, Tenant

FILL: Fill = [
    # Where nobody is signed in yet.
    (r"/equipe/entrar$", "cookie flowt_equipe", None),
    (r"/equipe/entrar$", "consulta ir", "indicadores"),
    (r"", "cookie flowt_equipe", Id("sessao_da_equipe")),
    (r"/painel/pedidos/", "caminho id", Id("pedido")),
    (r"", "cabecalho last-event-id", None),
    (r"/painel/eventos$", "consulta apos", None),
    (r"/painel", "consulta cod_unidade", None),
]

BODIES: dict[str, dict] = {
    "pagina_equipe_sessao": {"email": Id("email"), "senha": PASSWORD},
    "pagina_equipe_sair": {"selo": Id("selo_da_equipe")},
    "pagina_painel_mover": {"selo": Id("selo_da_equipe"), "para": "CONFIRMADO"},
}

NOTHING = {"sessao_da_equipe": "n" * 24, "selo_da_equipe": "n" * 64}
# Steps and numbers of orders: nobody's words are in them.
SILENT = {"painel_eventos", "pagina_painel_eventos"}


def furnish(tenant: Tenant) -> None:
    pass


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    token = tenant.company.session("admin")
    seal = tenant.company.admin.execute("SELECT flowt.selo_do_formulario(%s) AS seal", (token,)).fetchone()["seal"]
    return {"sessao_da_equipe": token, "selo_da_equipe": seal}
