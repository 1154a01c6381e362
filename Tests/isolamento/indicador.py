"""Rollups and KPIs."""

from isolamento import Fill, Tenant

FILL: Fill = [
    (r"^/v1/indicadores/\{nome\}", "caminho nome", "receita_bruta"),
    (r"^/v1/rankings/", "caminho nome", "itens"),
    (r"", "consulta de", None),
    (r"", "consulta ate", None),
    (r"", "consulta comparar", None),
    (r"", "consulta canal", None),
    (r"", "consulta campanha", None),
    (r"", "consulta unidade", None),
    (r"", "consulta item", None),
    (r"", "consulta formato", None),
]

BODIES: dict[str, dict] = {}

# Numbers only, or nothing: what was sold is counted once confirmed.
SILENT = {
    "indicador_ler",
    "indicador_serie",
    "funil_ler",
    "coorte_listar",
    "ranking_ler",
    "afinidade_listar",
    "rfm_listar",
}


def furnish(tenant: Tenant) -> None:
    admin, number = tenant.company.admin, tenant.number
    # This company's numbers alone: the job would take the other's marks too.
    admin.execute("SELECT flowt.apurar_baldes(ARRAY[%s]::bigint[], ARRAY[flowt.hora_cheia(now())])", (number,))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_visitante_dia VALUES (%s, '2020-01-01', 'DIRETO', 1, false)", (number,)
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_produto_dia VALUES (%s, '2020-01-01', 1, 1, 1, 1, 1, 1)", (number,)
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_item_dia VALUES"
        " (%s, DEFAULT, '2020-01-01', 1, 'DIRETO', NULL, NULL, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)",
        (number,),
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_oferta_dia VALUES"
        " (%s, DEFAULT, '2020-01-01', 1, 'DIRETO', NULL, NULL, 1, 1, 1, 1)",
        (number,),
    )
    admin.execute("INSERT INTO flowt.tb_omni8_agregado_dia_aberto VALUES (%s, '2020-01-01')", (number,))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_item_hora VALUES"
        " (%s, DEFAULT, '2020-01-01', 1, 'DIRETO', NULL, NULL, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,"
        " '2020-01-01 12:00Z')",
        (number,),
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_oferta_hora VALUES"
        " (%s, DEFAULT, '2020-01-01', 1, 'DIRETO', NULL, NULL, 1, 1, 1, 1, '2020-01-01 12:00Z')",
        (number,),
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_agregado_evento_hora VALUES"
        " (%s, '2020-01-01 12:00Z', 'busca', 'DIRETO', '2020-01-01', 1, 1, 1)",
        (number,),
    )
    admin.execute("INSERT INTO flowt.tb_omni8_agregado_comprador_dia VALUES (%s, '2020-01-01', 1, 1)", (number,))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_rotina_falha (cod_tenant, nom_rotina, des_erro, dat_proxima)"
        " VALUES (%s, 'apurar_unicos', 'SQLSTATE 22003', now() + interval '1 day')",
        (number,),
    )
    admin.execute("INSERT INTO flowt.tb_omni8_nps_volta (cod_tenant, dat_fim) VALUES (%s, now())", (number,))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) VALUES (%s, '2020-01-01 00:00Z')", (number,)
    )


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    return {}
