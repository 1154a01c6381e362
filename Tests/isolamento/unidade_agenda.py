"""Who serves in a unit, and when."""

import datetime

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"^/v1/servicos/", "caminho id", Id("servico")),
    (r"/item/\{id\}/horarios$", "caminho id", Id("servico")),
    (r"/item/\{id\}/horarios$", "consulta item", Id("linha_de_servico")),
    (r"^/v1/recursos/", "caminho id", Id("recurso")),
    (r"^/v1/agendamentos/", "caminho id", Id("agendamento")),
    (r"/agenda/\{token\}", "caminho token", Id("horario")),
    (r"/\{id\}/horarios$|^/v1/agendamentos$|/agenda/\{token\}$", "consulta cod_recurso", Id("recurso")),
    (
        r"/\{id\}/horarios$|^/v1/agendamentos$|/agenda/\{token\}$",
        "consulta dia",
        str(datetime.date.today() + datetime.timedelta(days=1)),
    ),
]

# In the afternoon, so that it is the same day in Brazil.
TOMORROW = datetime.datetime.now(datetime.UTC).replace(hour=15, minute=0, second=0, microsecond=0) + datetime.timedelta(
    days=1
)


def at(hours: int) -> str:
    return (TOMORROW + datetime.timedelta(hours=hours)).isoformat()


BODIES: dict[str, dict] = {
    "recurso_criar": {"nom_recurso": "Novo {unique}", "cod_unidade": Id("unidade")},
    "recurso_alterar": {"num_versao": 1, "num_ordem": 3},
    "horario_reservar": {
        "cod_carrinho_item": Id("linha_de_servico"),
        "cod_unidade": Id("unidade"),
        "cod_recurso": Id("recurso"),
        "dat_inicio": at(2),
    },
    "pagina_horarios_reservar": {
        "dat_inicio": at(8),
        "item": Id("linha_de_servico"),
        "cod_unidade": Id("unidade"),
        "cod_recurso": Id("recurso"),
    },
    "agenda_remarcar": {"dat_inicio": at(4), "cod_recurso": Id("recurso")},
    "pagina_agendamento_mudar": {"dat_inicio": at(9), "cod_recurso": Id("recurso")},
    "agendamento_criar": {
        "cod_unidade": Id("unidade"),
        "cod_recurso": Id("recurso"),
        "dat_inicio": at(6),
        "dat_fim": at(7),
    },
    "agendamento_alterar": {"num_versao": 1, "dat_inicio": at(4), "cod_recurso": Id("recurso")},
}

NOTHING = {"horario": "n" * 24}


def furnish(tenant: Tenant) -> None:
    pass


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    values = {
        "tenant": tenant.number,
        "unit": things["unidade"],
        "order": things["pedido"],
        "cart": things["carrinho"],
        "mark": tenant.mark,
        "from": at(0),
    }

    def one(statement: str) -> dict:
        return tenant.company.admin.execute(statement, values).fetchone()

    values |= one(
        "INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, tip_item, qtd_duracao_min, vlr_preco,"
        " sta_produto) VALUES (%(tenant)s, %(mark)s, 'SERVICO', 30, 5000, 'PUBLICADO') RETURNING cod_produto"
    )
    values |= one(
        "INSERT INTO flowt.tb_omni8_recurso (cod_tenant, cod_unidade, nom_recurso)"
        " VALUES (%(tenant)s, %(unit)s, %(mark)s) RETURNING cod_recurso"
    )
    one(
        "INSERT INTO flowt.tb_omni8_recurso_servico (cod_tenant, cod_recurso, cod_produto)"
        " VALUES (%(tenant)s, %(cod_recurso)s, %(cod_produto)s) RETURNING cod_recurso"
    )
    one(
        "INSERT INTO flowt.tb_omni8_recurso_turno (cod_tenant, cod_recurso, num_dia_semana, hor_inicio, hor_fim)"
        " SELECT %(tenant)s, %(cod_recurso)s, dia, '00:00', '00:00' FROM generate_series(0, 6) AS dia"
        " RETURNING cod_recurso"
    )
    values |= one(
        "INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, qtd_item)"
        " SELECT %(tenant)s, c.cod_carrinho, %(cod_produto)s, 1 FROM flowt.tb_omni8_carrinho AS c"
        " WHERE c.hsh_token = flowt.digerir(%(cart)s) RETURNING cod_carrinho_item"
    )
    values |= one(
        "INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, cod_recurso, cod_produto,"
        " cod_pedido, dat_inicio, dat_fim, sta_agendamento) VALUES (%(tenant)s, flowt.novo_token(), %(unit)s,"
        " %(cod_recurso)s, %(cod_produto)s, %(order)s, %(from)s, %(from)s::timestamptz + interval '30 minutes',"
        " 'CONFIRMADO') RETURNING cod_agendamento, des_token"
    )
    return {
        "servico": str(values["cod_produto"]),
        "recurso": str(values["cod_recurso"]),
        "linha_de_servico": str(values["cod_carrinho_item"]),
        "agendamento": str(values["cod_agendamento"]),
        "horario": values["des_token"],
    }
