"""Prices, variations, add-ons and the hours in which things are sold."""

import datetime

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"^/v1/produtos/\{id\}/precos/", "caminho preco", Id("preco")),
    (r"^/v1/variacoes/\{id\}/precos/", "caminho preco", Id("preco_variacao")),
    (r"^/v1/opcoes/\{id\}/precos/", "caminho preco", Id("preco_opcao")),
    (r"^/v1/variacoes/", "caminho id", Id("variacao")),
    (r"^/v1/complementos/", "caminho id", Id("grupo")),
    (r"^/v1/opcoes/", "caminho id", Id("opcao")),
    (r"(/precos|^/v1/complementos)$", "consulta apos", None),
]

# Prices are scheduled for two years at most.
NEXT = datetime.date.today().year + 1
PRICE = {"vlr_preco": 700, "dat_inicio": f"{NEXT}-09-01T00:00"}
WINDOWS = {"janelas": [{"num_dias_semana": [5], "hor_inicio": "22:00", "hor_fim": "02:00"}]}

BODIES: dict[str, dict] = {
    "produto_preco_agendar": PRICE,
    "variacao_criar": {"nom_variacao": "Nova {unique}"},
    "variacao_alterar": {"num_versao": 1, "vlr_preco": 800},
    "variacao_preco_agendar": PRICE,
    "complemento_criar": {"nom_grupo": "Novo"},
    "complemento_alterar": {"num_versao": 1, "qtd_max": 3},
    "opcao_criar": {"nom_opcao": "Nova {unique}"},
    "opcao_alterar": {"num_versao": 1, "vlr_preco": 50},
    "opcao_preco_agendar": PRICE,
    "opcao_complemento_definir": {"grupos": []},
    "produto_complemento_definir": {"grupos": []},
    "produto_disponibilidade_definir": WINDOWS,
    "categoria_disponibilidade_definir": WINDOWS,
}

# Codes, prices and hours: no words of a tenant are in them.
SILENT = {
    "produto_preco_listar",
    "variacao_preco_listar",
    "opcao_preco_listar",
    "produto_complemento_ler",
    "produto_disponibilidade_ler",
    "cardapio_disponibilidade",
    "categoria_disponibilidade_ler",
}


def furnish(tenant: Tenant) -> None:
    pass


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    values = {
        "tenant": tenant.number,
        "product": things["produto"],
        "category": things["categoria"],
        "mark": tenant.mark,
        "schedule": f'{{"vlr_preco": 500, "dat_inicio": "{NEXT}-06-01T00:00", "dat_fim": "{NEXT}-07-01T00:00"}}',
    }

    def one(statement: str) -> str:
        return str(next(iter(tenant.company.admin.execute(statement, values).fetchone().values())))

    values["variation"] = one(
        "INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, num_sku)"
        " VALUES (%(tenant)s, %(product)s, %(mark)s, md5(random()::text)) RETURNING cod_variacao"
    )
    for name in ("group", "nested"):
        values[name] = one(
            "INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo) VALUES (%(tenant)s, %(mark)s)"
            " RETURNING cod_grupo"
        )
    values["option"] = one(
        "INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco)"
        " VALUES (%(tenant)s, %(group)s, %(mark)s, 100) RETURNING cod_opcao"
    )
    one(
        "INSERT INTO flowt.tb_omni8_produto_categoria_passada (cod_tenant, cod_produto, dat_fim, cod_categoria)"
        " VALUES (%(tenant)s, %(product)s, now(), %(category)s) RETURNING cod_produto"
    )
    one(
        "INSERT INTO flowt.tb_omni8_categoria_mae_passada (cod_tenant, cod_categoria, dat_fim)"
        " VALUES (%(tenant)s, %(category)s, now()) RETURNING cod_categoria"
    )
    one(
        "INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto)"
        " VALUES (%(tenant)s, %(group)s, %(product)s) RETURNING cod_uso"
    )
    one(
        "INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_opcao)"
        " VALUES (%(tenant)s, %(nested)s, %(option)s) RETURNING cod_uso"
    )
    one(
        "INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto, hor_inicio, hor_fim)"
        " VALUES (%(tenant)s, %(product)s, '00:00', '00:00') RETURNING cod_disponibilidade"
    )
    one(
        "INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_categoria, hor_inicio, hor_fim)"
        " VALUES (%(tenant)s, %(category)s, '00:00', '00:00') RETURNING cod_disponibilidade"
    )
    one(
        "INSERT INTO flowt.tb_omni8_categoria (cod_tenant, cod_categoria_mae, nom_categoria)"
        " VALUES (%(tenant)s, %(category)s, 'Dentro') RETURNING cod_categoria"
    )

    def scheduled(target: str) -> str:
        return one(f"SELECT p.cod_preco FROM flowt.agendar_preco(%(tenant)s, {target}, %(schedule)s) AS p")

    return {
        "variacao": values["variation"],
        "grupo": values["group"],
        "opcao": values["option"],
        "preco": scheduled("%(product)s, NULL, NULL"),
        "preco_variacao": scheduled("%(product)s, %(variation)s, NULL"),
        "preco_opcao": scheduled("NULL, NULL, %(option)s"),
    }
