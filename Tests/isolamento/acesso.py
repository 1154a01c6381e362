"""Tenants and access."""

import secrets

from company import PASSWORD
from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"^/v1/usuarios/", "caminho id", Id("usuario")),
    (r"^/v1/convites/", "caminho id", Id("convite")),
    (r"^/v1/sessoes/", "caminho id", Id("sessao")),
    (r"^/v1/chaves-api/", "caminho id", Id("chave")),
    (r"^/v1/personificacoes/", "caminho id", Id("personificacao")),
    (r"^/v1/incidentes/", "caminho id", Id("incidente")),
    (r"^(/v1/convites|/convite)/", "caminho token", Id("convite_token")),
    (r"^(/v1/senhas|/senha)/", "caminho token", Id("recuperacao")),
    (r"^/v1/perfis/", "caminho perfil", "parceiro"),
    (r"^/v1/perfis/", "caminho permissao", "catalogo.ler"),
    (r"^/v1/(usuarios|convites|sessoes|personificacoes|incidentes)$", "consulta apos", None),
    (r"^/v1/sessoes$", "consulta todas", None),
    (r"", "cabecalho user-agent", "Firefox"),
]

NEW_PASSWORD = "uma frase de teste"
RECOVERY_CODE = "CODIGODETESTE"
SUPPORTED = "alvo-de-suporte"

BODIES: dict[str, dict] = {
    "sessao_criar": {"email": Id("email"), "senha": PASSWORD},
    "sessao_trocar": {"slug": Id("slug")},
    "usuario_alterar": {"num_versao": 1, "nom_perfil": "atendente"},
    "usuario_mudar_senha": {"senha_atual": PASSWORD, "senha_nova": NEW_PASSWORD},
    "convite_criar": {"email": "nova-{unique}@example.com", "nome": "Nova", "perfil": "cozinha"},
    "convite_aceitar": {"senha": NEW_PASSWORD},
    "senha_recuperar": {"email": Id("email")},
    "senha_definir": {"senha": NEW_PASSWORD},
    "perfil_permissao_definir": {"flg_concedida": False},
    "segundo_fator_iniciar": {"senha": PASSWORD},
    "segundo_fator_confirmar": {"codigo": RECOVERY_CODE},
    "segundo_fator_desativar": {"senha": PASSWORD, "codigo": RECOVERY_CODE},
    "segundo_fator_exigencia_definir": {"perfis": []},
    "chave_api_criar": {"nom_chave": "Nova", "escopos": ["catalogo.ler"]},
    "personificacao_criar": {"slug": SUPPORTED, "motivo": "Chamado de teste"},
    "incidente_criar": {"nom_incidente": "Novo", "des_incidente": "Houve.", "tip_gravidade": "BAIXA"},
    "incidente_alterar": {"num_versao": 1, "tip_gravidade": "ALTA"},
    "pagina_convite_aceitar": {"nome": "Nova", "senha": NEW_PASSWORD},
    "pagina_senha_definir": {"senha": NEW_PASSWORD},
    "pagina_senha_recuperar": {"email": Id("email")},
}

NOTHING = {"convite_token": "n" * 24, "recuperacao": "n" * 24, "slug": "nada-disso"}
SILENT = {"perfil_listar", "perfil_matriz", "segundo_fator_exigencia_ler"}


def session_for(tenant: Tenant, function: str) -> str | None:
    if function not in ("segundo_fator_confirmar", "segundo_fator_desativar"):
        return None
    token = tenant.company.session("admin")
    tenant.company.admin.execute(
        """
        WITH fator AS (
            INSERT INTO flowt.tb_omni8_segundo_fator (cod_usuario, des_segredo, dat_confirmacao)
            SELECT cod_usuario, '\\x00', now() FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(%s)
            RETURNING cod_usuario)
        INSERT INTO flowt.tb_omni8_codigo_recuperacao (cod_usuario, hsh_codigo)
        SELECT cod_usuario, flowt.digerir(%s) FROM fator
        """,
        (token, RECOVERY_CODE),
    )
    return token


def user_of(tenant: Tenant, token: str) -> dict:
    return tenant.company.admin.execute(
        "SELECT cod_usuario, cod_sessao FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(%s)", (token,)
    ).fetchone()


def furnish(tenant: Tenant) -> None:
    admin, number = tenant.company.admin, tenant.number
    admin.execute("INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (%s, %s)", (number, tenant.domain))
    admin.execute("INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (%s, 'pessoas', true)", (number,))
    admin.execute(
        "SELECT flowt.enfileirar_mensagem(%s, 'teste', 'EMAIL', 'ana@example.com', '{}', 'teste', '1 hour')", (number,)
    )
    email = tenant.company.user("gerente")
    user = admin.execute(
        "UPDATE flowt.tb_omni8_usuario SET nom_usuario = %s WHERE des_email = %s RETURNING cod_usuario",
        (tenant.mark, email),
    ).fetchone()["cod_usuario"]
    admin.execute(
        "INSERT INTO flowt.tb_omni8_permissao_tenant VALUES (%s, 'parceiro', 'catalogo.ler', false)", (number,)
    )
    admin.execute("INSERT INTO flowt.tb_omni8_segundo_fator_exigencia VALUES (%s, 'parceiro')", (number,))
    admin.execute(
        "INSERT INTO flowt.tb_omni8_usuario_unidade SELECT cod_tenant, %s, cod_unidade FROM flowt.tb_omni8_unidade"
        " WHERE cod_tenant = %s",
        (user, number),
    )
    # What the platform's support enters.
    if not admin.execute("SELECT FROM flowt.tb_omni8_tenant WHERE nom_slug = %s", (SUPPORTED,)).rowcount:
        admin.execute(
            "SELECT admin.criar_acesso(admin.criar_tenant(%s, 'Alvo', 'LOJA'), %s, 'Rui', 'admin', %s)",
            (SUPPORTED, f"{secrets.token_hex(6)}@example.com", NEW_PASSWORD),
        )


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, admin = tenant.company, tenant.company.admin
    staff, owner = (user_of(tenant, company.session(profile)) for profile in ("cozinha", "admin"))
    values = {
        "tenant": tenant.number,
        "mark": tenant.mark,
        "owner": owner["cod_usuario"],
        "staff": staff["cod_usuario"],
        "invitation": secrets.token_urlsafe(18),
        "recovery": secrets.token_urlsafe(18),
        "random": secrets.token_hex(8),
    }

    def one(statement: str) -> str:
        return str(next(iter(admin.execute(statement, values).fetchone().values())))

    # There is a limit to living keys, to open invitations and to those of a day.
    admin.execute(
        "UPDATE flowt.tb_omni8_convite SET dat_criacao = dat_criacao - interval '2 days' WHERE cod_tenant = %(tenant)s",
        values,
    )
    for table in ("chave_api", "convite"):
        admin.execute(
            f"UPDATE flowt.tb_omni8_{table} SET dat_revogacao = now() WHERE cod_tenant = %(tenant)s"
            f" AND dat_revogacao IS NULL{' AND dat_aceite IS NULL' if table == 'convite' else ''}",
            values,
        )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_senha_recuperacao (cod_usuario, hsh_token, dat_expiracao)"
        " VALUES (%(staff)s, flowt.digerir(%(recovery)s), now() + interval '1 hour')",
        values,
    )
    incident = one(
        "INSERT INTO flowt.tb_omni8_incidente (cod_tenant, nom_incidente, des_incidente, tip_gravidade, dat_ciencia)"
        " VALUES (%(tenant)s, %(mark)s, 'Houve.', 'BAIXA', now()) RETURNING cod_incidente"
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_incidente_evento (cod_tenant, cod_incidente, num_evento, js_mudanca)"
        " VALUES (%s, %s, 1, '{}')",
        (tenant.number, incident),
    )
    return {
        "usuario": str(staff["cod_usuario"]),
        "sessao": str(staff["cod_sessao"]),
        "slug": tenant.slug,
        "convite_token": values["invitation"],
        "recuperacao": values["recovery"],
        "incidente": incident,
        "convite": one(
            "INSERT INTO flowt.tb_omni8_convite (cod_tenant, des_email, nom_convidado, nom_perfil, flg_todas_unidades,"
            " hsh_token, cod_convidador, dat_expiracao) VALUES (%(tenant)s, %(random)s || '@example.com', %(mark)s,"
            " 'cozinha', true, flowt.digerir(%(invitation)s), %(owner)s, now() + interval '1 day')"
            " RETURNING cod_convite"
        ),
        "chave": one(
            "INSERT INTO flowt.tb_omni8_chave_api (cod_tenant, nom_chave, des_prefixo, hsh_token, des_escopos,"
            " cod_criador) VALUES (%(tenant)s, %(mark)s, 'fk_x', flowt.digerir('fk_' || %(random)s), '{catalogo.ler}',"
            " %(owner)s) RETURNING cod_chave_api"
        ),
        "personificacao": one(
            "INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, cod_personificador, des_motivo, hsh_token,"
            " dat_expiracao) VALUES (%(tenant)s, %(owner)s, %(staff)s, %(mark)s, flowt.digerir('fs_' || %(random)s),"
            " now() + interval '30 minutes') RETURNING cod_sessao"
        ),
    }
