"""Cancellation, tables and their bills, and what comes after the sale."""

import secrets

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"/pedidos?/\{token\}/cancela", "caminho token", Id("cancelavel")),
    (r"/pedidos?/\{token\}/reclama", "caminho token", Id("reclamado")),
    (r"/pedidos/\{id\}/cancelamentos$", "caminho id", Id("confirmado")),
    (r"/pedidos/\{id\}/devolucoes$", "caminho id", Id("entregavel")),
    (r"^/v1/cancelamentos/", "caminho id", Id("cancelamento")),
    (r"^/v1/reclamacoes/", "caminho id", Id("reclamacao")),
    # A number within its bill: 1 is the first part of anybody's.
    (r"^/v1/mesas/sessoes/\{id\}/parcelas/", "caminho num", "1"),
    (r"^/v1/mesas/sessoes/", "caminho id", Id("mesa_sessao")),
    (r"^/v1/mesas/chamados/", "caminho id", Id("chamado")),
    (r"^/v1/mesas/\{id\}/sessoes$", "caminho id", Id("mesa")),
    (r"^/v1/mesas/", "caminho id", Id("mesa")),
    (r"/mesa/\{token\}", "caminho token", Id("mesa_token")),
    (r"^/v1/comandas/", "caminho token", Id("comanda")),
    (r"^/v1/(cancelamentos|reclamacoes|mesas)$", "consulta apos", None),
    (r"", "consulta sta_cancelamento", None),
    (r"", "consulta sta_reclamacao", None),
    (r"", "cookie flowt_mesa", Id("comanda")),
]

BODIES: dict[str, dict] = {
    "cancelamento_pedir": {"des_motivo": "mudei de ideia"},
    "cancelamento_abrir": {"des_motivo": "acabou o gás"},
    "cancelamento_responder": {"flg_aceito": True},
    "pagina_cancelar_enviar": {"des_motivo": "mudei de ideia"},
    "devolucao_criar": {"itens": [{"num_item": 1, "qtd_item": 1}], "cod_reclamacao": Id("reclamacao")},
    "reclamacao_abrir": {"tip_reclamacao": "OUTRO", "des_reclamacao": "texto {unique}"},
    "reclamacao_criar": {"cod_pedido": Id("entregavel"), "tip_reclamacao": "OUTRO", "des_reclamacao": "{unique}"},
    "reclamacao_mover": {"para": "EM_ANALISE"},
    "pagina_reclamar_enviar": {"tip_reclamacao": "OUTRO", "des_reclamacao": "texto {unique}"},
    "pagina_repetir_enviar": {},
    "mesa_criar": {"nom_mesa": "Nova {unique}", "cod_unidade": Id("unidade_da_mesa")},
    "mesa_alterar": {"num_versao": 1, "qtd_lugares": 4},
    "mesa_entrar": {"nom_apelido": "Zé {unique}"},
    "mesa_conta_ajustar": {"flg_taxa_servico": True},
    "mesa_dividir": {"tip_divisao": "IGUAL"},
    "mesa_parcela_pagar": {"tip_pagamento": "CARTAO"},
    "mesa_fechar": {"des_liberacao": "cortesia"},
    "mesa_transferir": {"cod_mesa": Id("mesa_livre")},
    "mesa_juntar": {"cod_mesa_sessao": Id("outra_sessao")},
    "mesa_pedido_incluir": {"cod_pedido": Id("pedido_local"), "cod_comanda": Id("cod_comanda")},
    "comanda_pedir": {"carrinho": Id("carrinho_da_mesa")},
    "comanda_chamar": {"tip_chamado": "GARCOM"},
    "comanda_ajustar": {"flg_taxa_servico": True},
    "pagina_mesa_enviar": {"acao": "garcom"},
}

NOTHING = {
    "cancelavel": "n" * 24,
    "reclamado": "n" * 24,
    "mesa_token": "n" * 24,
    "comanda": "n" * 24,
    "carrinho_da_mesa": "n" * 24,
}


products: dict[int, dict] = {}
tables: dict[int, list[dict]] = {}


def product_of(tenant: Tenant) -> dict:
    if tenant.number not in products:
        products[tenant.number] = tenant.company.product(nom_produto=f"Item {tenant.mark}", vlr_preco=1000)
    return products[tenant.number]


def placed(tenant: Tenant, status: str, **changes) -> dict:
    """An order that has come as far as this."""
    order = tenant.company.order((product_of(tenant), 2), nom_cliente=f"Cliente {tenant.mark}", **changes)
    tenant.company.admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET sta_pedido = %s WHERE cod_tenant = %s AND cod_pedido = %s",
        (status, tenant.number, order["cod_pedido"]),
    )
    return order


def new_table(tenant: Tenant, unique: str) -> dict:
    return tenant.company.admin.execute(
        "INSERT INTO flowt.tb_omni8_mesa (cod_tenant, cod_unidade, nom_mesa, des_token)"
        " SELECT %s, cod_unidade, %s, flowt.novo_token() FROM flowt.tb_omni8_unidade"
        " WHERE cod_tenant = %s AND flg_principal RETURNING cod_mesa, des_token, cod_unidade",
        (tenant.number, f"{tenant.mark} {unique}", tenant.number),
    ).fetchone()


def free_tables(tenant: Tenant) -> list[dict]:
    """The same two each time, for a house has only so many; whoever sat there has gone."""
    if tenant.number not in tables:
        tables[tenant.number] = [new_table(tenant, name) for name in ("A", "B")]
    tenant.company.admin.execute(
        "UPDATE flowt.tb_omni8_mesa_sessao SET sta_sessao = 'FECHADA', vlr_conta = 0, dat_fechamento = now()"
        " WHERE cod_tenant = %s AND cod_mesa = ANY (%s) AND sta_sessao <> 'FECHADA'",
        (tenant.number, [table["cod_mesa"] for table in tables[tenant.number]]),
    )
    return tables[tenant.number]


def furnish(tenant: Tenant) -> None:
    company, mark = tenant.company, tenant.mark
    company.change("flg_pedido_fora_do_horario", True)
    order = placed(tenant, "ENTREGUE")
    complaint = {"tip_reclamacao": "OUTRO", "des_reclamacao": mark, "cod_pedido": order["cod_pedido"]}
    items = {"itens": [{"num_item": 1, "qtd_item": 1}], "des_motivo": mark}
    with company.staff() as staff:
        items["cod_reclamacao"] = staff.post("/v1/reclamacoes", json=complaint).json()["cod_reclamacao"]
        key = {"Idempotency-Key": f"chave-{mark}"}
        given = staff.post(f"/v1/pedidos/{order['cod_pedido']}/devolucoes", json=items, headers=key)
        assert given.status_code == 201, given.text


def seat(tenant: Tenant, table: dict, order: bool) -> dict:
    """Somebody at a table, with a tab of her own."""
    public = tenant.company.public
    tab = public.post(f"/v1/mesa/{table['des_token']}/comandas", json={"nom_apelido": tenant.mark})
    assert tab.status_code == 201, tab.text
    if order:
        ordered = public.post(
            f"/v1/comandas/{tab.json()['token']}/pedidos",
            json={"carrinho": tenant.company.cart((product_of(tenant), 1))},
            headers={"Idempotency-Key": f"chave-{secrets.token_hex(8)}"},
        )
        assert ordered.status_code == 201, ordered.text
    return tab.json()


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, mark, unique = tenant.company, tenant.mark, secrets.token_hex(4)
    admin = company.admin
    asked, sent = placed(tenant, "CONFIRMADO"), placed(tenant, "ENTREGUE")
    company.public.post(f"/v1/pedidos/{asked['token']}/cancelamento", json={"des_motivo": mark})
    cancelling = company.rows("cancelamento", f"cod_pedido = {asked['cod_pedido']}")[0]["cod_cancelamento"]
    complaint = admin.execute(
        "INSERT INTO flowt.tb_omni8_reclamacao (cod_tenant, cod_pedido, tip_reclamacao, tip_origem, des_reclamacao,"
        " dat_prazo) VALUES (%s, %s, 'OUTRO', 'CLIENTE', %s, now()) RETURNING cod_reclamacao",
        (tenant.number, sent["cod_pedido"], f"{mark} {unique}"),
    ).fetchone()["cod_reclamacao"]
    table, (second, free) = new_table(tenant, unique), free_tables(tenant)
    tab, other = seat(tenant, table, order=True), seat(tenant, second, order=False)
    session = tab["cod_mesa_sessao"]
    admin.execute(
        "UPDATE flowt.tb_omni8_comanda SET cod_pessoa = %s WHERE cod_tenant = %s AND cod_mesa_sessao = %s",
        (company.customer(f"Cliente {mark}"), tenant.number, session),
    )
    with company.staff() as staff:
        divided = staff.put(f"/v1/mesas/sessoes/{session}/divisao", json={"tip_divisao": "PESSOA"})
        assert divided.status_code == 200, divided.text
    # Divided, and open again: an order may still come.
    admin.execute(
        "UPDATE flowt.tb_omni8_mesa_sessao SET sta_sessao = 'ABERTA' WHERE cod_tenant = %s AND cod_mesa_sessao = %s",
        (tenant.number, session),
    )
    call = admin.execute(
        "INSERT INTO flowt.tb_omni8_mesa_chamado (cod_tenant, cod_mesa_sessao, cod_comanda, tip_chamado)"
        " VALUES (%s, %s, %s, 'GARCOM') RETURNING cod_chamado",
        (tenant.number, session, tab["comandas"][0]["cod_comanda"]),
    ).fetchone()["cod_chamado"]
    return {
        "cancelavel": asked["token"],
        "confirmado": asked["cod_pedido"],
        "cancelamento": str(cancelling),
        "entregavel": sent["cod_pedido"],
        "reclamado": sent["token"],
        "reclamacao": str(complaint),
        "mesa": str(table["cod_mesa"]),
        "mesa_token": table["des_token"],
        "mesa_livre": str(free["cod_mesa"]),
        "unidade_da_mesa": str(table["cod_unidade"]),
        "mesa_sessao": session,
        "outra_sessao": other["cod_mesa_sessao"],
        "comanda": tab["token"],
        "carrinho_da_mesa": company.cart((product_of(tenant), 1)),
        "cod_comanda": tab["comandas"][0]["cod_comanda"],
        "chamado": str(call),
        "pedido_local": placed(tenant, "RECEBIDO", tip_atendimento="LOCAL")["cod_pedido"],
    }
