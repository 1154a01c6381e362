"""What jobs count for BI."""

from isolamento import Fill, Tenant

FILL: Fill = []

BODIES: dict[str, dict] = {}


def furnish(tenant: Tenant) -> None:
    admin, number = tenant.company.admin, tenant.number
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_evento_dia VALUES (%s, '2020-01-01', 'busca', 'DIRETO', 1, 1, 0)",
        (number,),
    )
    admin.execute("INSERT INTO flowt.tb_omni8_segmento_dia VALUES (%s, '2020-01-01', 'novo', 1, 0, 500, 1)", (number,))


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    return {}
