"""Units, opening hours and delivery areas."""

import datetime
import secrets

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"/v1/unidades/", "caminho id", Id("unidade")),
    (r"/v1/horarios/excecoes/", "caminho id", Id("excecao")),
    (r"/v1/areas-entrega/", "caminho id", Id("area")),
    (r"^/v1/(horarios/excecoes|areas-entrega)$", "consulta apos", None),
    (r"", "consulta cod_unidade", Id("unidade")),
    (r"^/v1/atendimento$", "consulta momento", None),
    (r"^/v1/horarios/feriados$", "consulta ano", None),
    (r"^/v1/entrega$", "consulta cep", "01310-100"),
    (r"^/v1/entrega$", "consulta bairro", "Centro"),
    (r"^/v1/entrega$", "consulta lat", None),
    (r"^/v1/entrega$", "consulta long", None),
]

BODIES: dict[str, dict] = {
    "unidade_criar": {"nom_unidade": "Nova {unique}"},
    "unidade_alterar": {"num_versao": 1, "des_logradouro": "Rua Nova"},
    "horario_gravar": {"cod_unidade": Id("unidade"), "turnos": []},
    "excecao_criar": {"cod_unidade": Id("unidade"), "dat_excecao": "2090-01-02", "nom_excecao": "Balanço"},
    "feriado_aceitar": {"cod_unidade": Id("unidade"), "ano": 2090, "feriados": ["Natal"]},
    "area_entrega_criar": {
        "cod_unidade": Id("unidade"),
        "nom_area": "Nova",
        "tip_area": "BAIRRO",
        "nom_bairros": ["Centro"],
        "vlr_taxa": 500,
    },
    "area_entrega_alterar": {"num_versao": 1, "cod_unidade": Id("unidade"), "vlr_taxa": 900},
}


SILENT = {"horario_ler", "feriado_listar"}


def furnish(tenant: Tenant) -> None:
    tenant.company.admin.execute(
        "INSERT INTO flowt.tb_omni8_unidade_horario SELECT cod_tenant, cod_unidade, day, '00:00', '00:00'"
        " FROM flowt.tb_omni8_unidade, generate_series(0, 6) AS day WHERE cod_tenant = %s",
        (tenant.number,),
    )


made_before: dict[int, list[str]] = {}


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    mark, name = tenant.mark, f"{tenant.mark} {secrets.token_hex(4)}"
    units = made_before.setdefault(tenant.number, [])
    with tenant.company.staff() as staff:
        # A company has a limited number of units. The first is what the tests of both tenants point at.
        if len(units) > 1:
            staff.delete(f"/v1/unidades/{units.pop()}")
        made = staff.post("/v1/unidades", json={"nom_unidade": name})
        assert made.status_code == 201, made.text
        unit = made.json()["cod_unidade"]
        units.append(unit)
        shift = {"hor_abertura": "10:00", "hor_fechamento": "14:00"}
        # Near enough for the public to be told of it.
        day = str(datetime.date.today() + datetime.timedelta(days=3))
        exception = staff.post(
            "/v1/horarios/excecoes",
            json={"cod_unidade": unit, "dat_excecao": day, "nom_excecao": mark, "turnos": [shift]},
        ).json()["cod_excecao"]
        area = {"cod_unidade": unit, "nom_area": mark, "tip_area": "BAIRRO", "nom_bairros": ["Centro"], "vlr_taxa": 0}
        place = staff.post("/v1/areas-entrega", json=area).json()["cod_area"]
    return {"unidade": unit, "excecao": exception, "area": place}
