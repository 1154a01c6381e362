"""Companies: identity, settings, plan, domains, onboarding, the platform's operators."""

import secrets

from company import CNPJ, PASSWORD, Company
from isolamento import Fill, Id, Shared, Tenant

PARAMETER = "cardapio_aviso"

FILL: Fill = [
    (r"^/v1/parametros/", "caminho nome", PARAMETER),
    (r"^/v1/parametros/", "consulta dat_inicio", None),
    (r"^/v1/modulos/", "caminho nome", "pessoas"),
    (r"^/v1/dominios/", "caminho dominio", Id("dominio_pedido")),
    (r"^/v1/adesoes/enderecos/", "caminho nome", "padaria-do-ze"),
    (r"^/v1/adesoes/\{token\}/conclusao", "caminho token", Shared("adesao_confirmada")),
    (r"^/v1/adesoes/", "caminho token", Shared("adesao")),
    (r"^/v1/tenants/\{id\}/(encerramento|reativacao)", "caminho id", Shared("tenant_suspenso")),
    (r"^/v1/tenants/\{id\}/dominios", "caminho dominio", Shared("dominio_do_tenant")),
    (r"^/v1/tenants/\{id\}$", "caminho id", Id("tenant")),
    (r"^/v1/tenants/", "caminho id", Shared("tenant_novo")),
    (r"^/v1/tenants$", "consulta apos", Shared("tenant_anterior")),
    (r"^/v1/tenants$", "consulta sta_tenant", None),
]

BODIES: dict[str, dict] = {
    "empresa_alterar": {"num_versao": Shared("versao"), "des_cor": "#0f766e"},
    "modulo_alterar": {"flg_ativo": True},
    "parametro_alterar": {"valor": "Aviso"},
    "dominio_criar": {"nom_dominio": "d{unique}.example"},
    "implantacao_criar": {
        "nom_slug": "nova-{unique}",
        "nom_fantasia": "Nova",
        "tip_segmento": "LOJA",
        "num_documento": CNPJ,
        "administrador": {"des_email": "dona@nova.example", "nom_usuario": "Dona"},
    },
    "adesao_criar": {"nom_pessoa": "Ana", "des_email": "ana{unique}@nova.example", "num_documento": CNPJ},
    "adesao_confirmar": {"codigo": Shared("codigo")},
    "adesao_concluir": {
        "nom_slug": "nova-{unique}",
        "nom_fantasia": "Nova",
        "tip_segmento": "LOJA",
        "senha": PASSWORD,
    },
    "tenant_suspender": {"des_motivo": "Teste"},
    "tenant_reativar": {"des_motivo": "Teste"},
    "tenant_encerrar": {"des_motivo": "Teste", "confirmacao": Shared("slug_suspenso")},
    "tenant_mudar_plano": {"nom_plano": "livre"},
    "tenant_verificar_dominio": {"des_valor": Shared("prova")},
}

SILENT = {"modulo_listar", "plano_ler"}


def platform(company: Company) -> Company:
    """The platform's own tenant, made with the first company that asks."""
    found = company.admin.execute(
        "SELECT t.nom_slug, t.cod_tenant FROM flowt.tb_omni8_tenant t"
        " WHERE t.cod_tenant::text = flowt.parametro_plataforma('tenant_da_plataforma')"
    ).fetchone()
    if found is None:
        made = Company(company.url, company.admin)
        company.admin.execute("SELECT admin.definir_tenant_da_plataforma(%s)", (made.number,))
        return made
    known = Company.__new__(Company)
    known.__dict__.update(company.__dict__, slug=found["nom_slug"], number=found["cod_tenant"], _clients=[])
    return known


def furnish(tenant: Tenant) -> None:
    admin, number, mark = tenant.company.admin, tenant.number, tenant.mark
    tenant.platform = platform(tenant.company)
    for statement in (
        "tenant_plano (cod_tenant, dat_inicio, nom_plano) VALUES (%(tenant)s, now() - interval '1 day', 'livre')",
        "parametro_valor (cod_tenant, nom_parametro, dat_inicio, dat_fim, js_valor)"
        " VALUES (%(tenant)s, 'cardapio_aviso', now() - interval '2 days', now() - interval '1 day',"
        " to_jsonb(%(mark)s::text))",
        "tenant_evento (cod_tenant, sta_de, sta_para, des_motivo, nom_login)"
        " VALUES (%(tenant)s, 'PROVISIONANDO', 'ATIVO', %(mark)s, 'teste')",
        "tenant_modelo (cod_tenant, tip_segmento) VALUES (%(tenant)s, 'RESTAURANTE')",
        "dominio_pedido (cod_tenant, nom_dominio, des_token) VALUES (%(tenant)s, %(mark)s || '.example', %(mark)s)",
        "adesao (cod_tenant, hsh_token, nom_pessoa, des_email, num_documento)"
        " VALUES (%(tenant)s, flowt.digerir(%(mark)s), %(mark)s, %(mark)s || '@example.com', '11222333000181')",
    ):
        admin.execute(f"INSERT INTO flowt.tb_omni8_{statement}", {"tenant": number, "mark": mark})


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, admin = tenant.company, tenant.company.admin
    # Companies of the operators' own, so that what they do to one is not done to the pair.
    made = {name: f"descartavel-{secrets.token_hex(4)}" for name in ("novo", "suspenso")}
    numbers = {
        name: admin.execute(
            "SELECT admin.criar_tenant(%s, 'Descartável', 'LOJA', 'Descartável Ltda', %s, 'd@example.com', NULL,"
            " 'Rua A', '1', NULL, 'Recife', 'PE', '50000-000') AS n",
            (slug, CNPJ),
        ).fetchone()["n"]
        for name, slug in made.items()
    }
    for number in numbers.values():
        admin.execute("SELECT admin.ativar_tenant(%s)", (number,))
    admin.execute("SELECT admin.suspender_tenant(%s)", (numbers["suspenso"],))
    domain = f"{secrets.token_hex(6)}.example"
    # One at a time, besides the one that carries the mark: their number is limited.
    admin.execute(
        "DELETE FROM flowt.tb_omni8_dominio_pedido WHERE cod_tenant = %s AND des_token <> %s",
        (company.number, tenant.mark),
    )
    for number in (company.number, numbers["novo"]):
        admin.execute(
            "INSERT INTO flowt.tb_omni8_dominio_pedido (cod_tenant, nom_dominio, des_token) VALUES (%s, %s, %s)",
            (number, domain, domain),
        )
    # The parameter has something scheduled to be undone.
    admin.execute(
        "SELECT flowt.definir_parametro(%s, %s, to_jsonb(%s::text), now() + interval '1 day')",
        (company.number, PARAMETER, tenant.mark),
    )
    tokens = {"adesao": f"fa_{secrets.token_hex(12)}", "adesao_confirmada": f"fa_{secrets.token_hex(12)}"}
    code = "123456" if secrets.randbelow(2) else "654321"
    for name, token in tokens.items():
        admin.execute(
            "INSERT INTO flowt.tb_omni8_adesao (cod_tenant, hsh_token, nom_pessoa, des_email, num_documento,"
            " hsh_codigo, dat_confirmacao) VALUES (%s, flowt.digerir(%s), 'Ana', %s, '11222333000181',"
            " flowt.digerir(%s), CASE WHEN %s THEN now() END)",
            (
                tenant.platform.number,
                token,
                f"{token.removeprefix('fa_')}@example.com",
                f"{token}:{code}",
                name == "adesao_confirmada",
            ),
        )
    return {
        **tokens,
        "tenant": str(company.number),
        "tenant_anterior": str(company.number - 1),
        "versao": company.rows("tenant")[0]["num_versao"],
        "codigo": code,
        "dominio_pedido": domain,
        "dominio_do_tenant": domain,
        "prova": domain,
        "tenant_novo": str(numbers["novo"]),
        "tenant_suspenso": str(numbers["suspenso"]),
        "slug_suspenso": made["suspenso"],
    }
