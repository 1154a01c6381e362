"""Audit trails and BI logins."""

from isolamento import Fill, Tenant

FILL: Fill = [
    (r"^/v1/auditoria", f"consulta {name}", None)
    for name in ("apos", "tabela", "registro", "pessoa", "usuario", "dat_de", "dat_ate")
]

BODIES: dict[str, dict] = {}


def furnish(tenant: Tenant) -> None:
    admin, number = tenant.company.admin, tenant.number
    admin.execute("SELECT flowt.gravar_leitura_pessoal(%s, %s, NULL, 1)", (number, f"ficha de {tenant.mark}"))
    admin.execute("SELECT flowt.segredo_da_auditoria(%s)", (number,))
    # Sealing takes two runs: one marks, one seals.
    for _ in range(2):
        admin.execute("SELECT rotina.selar_auditoria()")
    admin.execute("SELECT admin.criar_acesso_bi(%s, 'teste')", (number,))


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    return {}
