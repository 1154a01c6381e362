"""Invitations to answer: an order is delivered, the rule's time passes, the job runs."""

import re

from company import Company

RULE = """INSERT INTO flowt.tb_omni8_nps_regra (cod_tenant, tip_pesquisa, flg_ativa, qtd_minutos_espera, num_amostra,
    qtd_dias_validade, qtd_dias_descanso, qtd_dias_compra, des_canais, des_pergunta, des_pergunta_detrator,
    des_pergunta_neutro, des_pergunta_promotor)
    SELECT r.cod_tenant, r.tip_pesquisa, r.flg_ativa, r.qtd_minutos_espera, r.num_amostra, r.qtd_dias_validade,
    r.qtd_dias_descanso, r.qtd_dias_compra, '{SMS}', r.des_pergunta, r.des_pergunta_detrator, r.des_pergunta_neutro,
    r.des_pergunta_promotor FROM unnest('{TRANSACIONAL,RELACIONAL}'::text[]) AS p (nome)
    CROSS JOIN LATERAL flowt.nps_regra_padrao(%s, p.nome) AS r ON CONFLICT DO NOTHING"""


def deliver(company: Company, order: dict) -> None:
    company.admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'ENTREGUE' WHERE cod_tenant = %s AND cod_pedido = %s",
        (company.number, order["cod_pedido"]),
    )


def by_phone(company: Company) -> None:
    """Customers of tests leave a phone and no e-mail."""
    company.admin.execute(RULE, (company.number,))


def run_due(company: Company) -> int:
    """The job, for this company and as if the delay had passed; how many were decided."""
    company.admin.execute(
        "UPDATE flowt.tb_omni8_nps_agenda SET dat_prevista = now() WHERE cod_tenant = %s AND sta_agenda = 'PENDENTE'",
        (company.number,),
    )
    row = company.admin.execute("SELECT flowt.convidar_do_tenant(%s) AS n", (company.number,)).fetchone()
    return row["n"]


def last_link(company: Company) -> str:
    """The token of the last invitation that left."""
    text = company.rows("mensagem", "des_chave LIKE 'nps:%%'")[-1]["des_texto"]
    return re.search(r"/nps/([A-Za-z0-9_-]{24})", text)[1]


def invited(company: Company, **changes) -> str:
    """The token of an invitation, the way it comes to be."""
    by_phone(company)
    deliver(company, company.order(**changes))
    assert run_due(company) == 1
    return last_link(company)
