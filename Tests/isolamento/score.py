"""Scores, segments and reviews."""

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"^/v1/score/revisoes/\{id\}", "caminho id", Id("revisao")),
    (r"^/v1/segmentos/", "caminho nome", "campeao"),
    (r"^/v1/(score/revisoes|segmentos)", "consulta apos", None),
    (r"^/v1/score", "consulta sta_revisao", None),
    (r"^/v1/score", "consulta dia", None),
]

BODIES: dict[str, dict] = {
    "score_configuracao_alterar": {"num_versao": 1, "pesos": {"recencia": 25, "frequencia": 30}},
    "pessoa_revisao_criar": {"des_pedido": "Comprei mais do que diz aí."},
    "cliente_revisao_criar": {"des_pedido": "Comprei mais do que diz aí."},
    "pagina_conta_score_revisar": {"selo": Id("selo"), "des_pedido": "Comprei mais do que diz aí."},
    "revisao_mover": {"para": "EM_ANALISE"},
}

# Numbers, and the platform's words about them; reviews of a customer that asked for none.
SILENT = {
    "score_configuracao_ler",
    "segmento_listar",
    "score_ler",
    "score_historico",
    "pessoa_score",
    "pessoa_score_historico",
    "cliente_score",
    "cliente_revisao_listar",
    "revisao_listar",
}


def score(tenant: Tenant, person: int) -> None:
    """This company's alone: the job would take the other's marks too."""
    admin = tenant.company.admin
    admin.execute("SELECT flowt.gravar_scores(%s, ARRAY[%s]::bigint[], current_date)", (tenant.number, person))
    admin.execute(
        "UPDATE flowt.tb_omni8_score_pessoa SET nom_segmento = 'campeao' WHERE cod_tenant = %s AND cod_pessoa = %s",
        (tenant.number, person),
    )


def furnish(tenant: Tenant) -> None:
    score(tenant, tenant.company.customer(f"Campeã {tenant.mark}"))
    tenant.company.admin.execute(
        "SELECT flowt.registrar_score_do_tenant(%s, current_date, current_date)", (tenant.number,)
    )


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    admin, number = tenant.company.admin, tenant.number
    person = tenant.company.customer(f"Revista {tenant.mark}")
    score(tenant, person)
    admin.execute("DELETE FROM flowt.tb_omni8_score_configuracao WHERE cod_tenant = %s", (number,))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_score_configuracao (cod_tenant, num_peso_recencia, num_peso_frequencia,"
        " num_peso_valor, num_peso_nps, num_peso_engajamento, num_peso_indicacao, num_dias_r, qtd_pedidos_f)"
        " VALUES (%s, 30, 25, 25, 20, 0, 0, '{7,30,60,120}', '{12,6,3,2,1}')",
        (number,),
    )
    review = admin.execute(
        "INSERT INTO flowt.tb_omni8_score_revisao (cod_tenant, cod_pessoa, tip_canal, des_pedido, dat_prazo)"
        " VALUES (%s, %s, 'CLIENTE', %s, current_date + 15) RETURNING cod_revisao",
        (number, person, f"Não confere {tenant.mark}"),
    ).fetchone()["cod_revisao"]
    return {"revisao": str(review)}
