"""A tenant of its own for a test: made the way a DBA makes one, used the way its public and its staff use it."""

import secrets
from collections.abc import Callable
from itertools import count

import httpx
import psycopg

PASSWORD = "uma-senha-de-teste"
# Valid by its check digits; nobody's.
CNPJ = "11.222.333/0001-81"

_numbers = count(1)
_hashes: dict[str, str] = {}


def order_form(**changes) -> dict:
    """A body that POST /v1/carrinhos/{token}/pedido takes."""
    return {
        "nom_cliente": "Maria da Penha",
        "num_telefone": "(11) 91234-5678",
        "tip_atendimento": "RETIRADA",
        "tip_pagamento": "PIX",
        **changes,
    }


class Company:
    def __init__(
        self,
        url: str,
        admin: psycopg.Connection,
        *,
        active: bool = True,
        hooks: list[Callable[[httpx.Response], None]] | None = None,
        **columns,
    ) -> None:
        self.admin = admin
        self.url = url
        self._hooks = hooks or []
        self._clients: list[httpx.Client] = []
        self.slug = f"loja-{next(_numbers)}-{secrets.token_hex(4)}"
        self.number = admin.execute(
            """
            SELECT admin.criar_tenant(%s, 'Loja de Teste', 'RESTAURANTE', 'Loja de Teste Ltda', %s, 'loja@example.com',
                '(11) 98765-4321', 'Rua Augusta', '100', 'Consolação', 'São Paulo', 'SP', '01304-000') AS number
            """,
            (self.slug, CNPJ),
        ).fetchone()["number"]
        for name, value in columns.items():
            self.change(name, value)
        if active:
            admin.execute("SELECT admin.ativar_tenant(%s)", (self.number,))
        self.public = self.client()

    def change(self, column: str, value) -> None:
        statement = psycopg.sql.SQL("UPDATE flowt.tb_omni8_tenant SET {} = %s WHERE cod_tenant = %s")
        self.admin.execute(statement.format(psycopg.sql.Identifier(column)), (value, self.number))

    def at_noon(self) -> str:
        """Moves to where the day has hours before and behind it, so that no midnight comes in the middle of a test;
        returns the zone."""
        zones = (
            "Pacific/Auckland",
            "Asia/Tokyo",
            "Asia/Dubai",
            "Africa/Lagos",
            "America/Sao_Paulo",
            "Pacific/Honolulu",
        )
        hour = "abs(extract(hour FROM now() AT TIME ZONE z) + extract(minute FROM now() AT TIME ZONE z) / 60 - 12)"
        zone = self.admin.execute(
            f"SELECT z FROM unnest(%s::text[]) AS z ORDER BY {hour} LIMIT 1", (list(zones),)
        ).fetchone()["z"]
        self.change("des_fuso_horario", zone)
        return zone

    def set_status(self, function: str) -> None:
        """suspender, reativar or ativar, by the DBA's own function."""
        statement = psycopg.sql.SQL("SELECT admin.{}(%s)").format(psycopg.sql.Identifier(f"{function}_tenant"))
        self.admin.execute(statement, (self.number,))

    def close_account(self) -> None:
        self.set_status("suspender")
        self.change("sta_tenant", "ENCERRADO")

    # MARK: clients

    def client(self, token: str | None = None, url: str | None = None, **headers: str) -> httpx.Client:
        """One that names this company by its header and, with a token, a session."""
        headers = {"X-Flowt-Tenant": self.slug, **headers}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        client = httpx.Client(
            base_url=url or self.url,
            headers=headers,
            timeout=60,
            event_hooks={"response": list(self._hooks)},
            # There is no TLS to verify, and reading every authority of the system takes longer than most tests.
            verify=False,
        )
        self._clients.append(client)
        return client

    def staff(self, profile: str = "admin") -> httpx.Client:
        return self.client(self.session(profile))

    def close(self) -> None:
        # A contact gets only so many codes a day from the whole platform, and the next test's customer has the same.
        self.admin.execute(
            "UPDATE flowt.tb_omni8_codigo_verificacao SET dat_criacao = dat_criacao - interval '2 days'"
            " WHERE cod_tenant = %s",
            (self.number,),
        )
        self.close_clients()

    def close_clients(self) -> None:
        for client in self._clients:
            client.close()

    # MARK: access

    def user(self, profile: str, email: str | None = None) -> str:
        """A login with PASSWORD, by the DBA's own function; bcrypt makes it slow."""
        email = email or f"{profile}-{secrets.token_hex(4)}@example.com"
        self.admin.execute(
            "SELECT admin.criar_acesso(%s, %s, 'Ana de Teste', %s, %s)", (self.number, email, profile, PASSWORD)
        )
        return email

    def session(self, profile: str, lifetime: str = "1 hour") -> str:
        """The token of a session that is simply there, of a login with PASSWORD: without the time both would take."""
        # With the prefix of real ones: one in 64³ tokens of chance begins with fk_, and is taken for an API key.
        token = f"fs_{secrets.token_urlsafe(18)}"
        if PASSWORD not in _hashes:
            row = self.admin.execute("SELECT flowt.cifrar_senha(%s) AS hash", (PASSWORD,)).fetchone()
            _hashes[PASSWORD] = row["hash"]
        self.admin.execute(
            """
            WITH usuario AS (
                INSERT INTO flowt.tb_omni8_usuario (des_email, nom_usuario, hsh_senha)
                VALUES (%(email)s, 'Ana de Teste', %(hash)s) RETURNING cod_usuario
            ), acesso AS (
                INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil)
                SELECT %(tenant)s, cod_usuario, %(profile)s FROM usuario RETURNING cod_usuario
            )
            INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, hsh_token, dat_expiracao)
            SELECT %(tenant)s, cod_usuario, flowt.digerir(%(token)s), now() + %(lifetime)s::interval FROM acesso
            """,
            {
                "email": f"{token.lower().replace('_', '-')}@example.com",
                "tenant": self.number,
                "profile": profile,
                "hash": _hashes[PASSWORD],
                "token": token,
                "lifetime": lifetime,
            },
        )
        return token

    def customer(self, name: str = "Rita de Teste") -> int:
        """A person that has signed in some time, without the codes it takes."""
        return self.admin.execute(
            "INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, tip_origem)"
            " VALUES (%s, 'F', %s, 'LOGIN') RETURNING cod_pessoa",
            (self.number, name),
        ).fetchone()["cod_pessoa"]

    def customer_session(self, person: int) -> str:
        token = f"fc_{secrets.token_urlsafe(18)}"
        self.admin.execute(
            "INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao)"
            " VALUES (%s, %s, flowt.digerir(%s), now() + interval '1 hour')",
            (self.number, person, token),
        )
        return token

    def last_code(self, to: str) -> str:
        """The code of the last message that left for a phone or e-mail."""
        row = self.admin.execute(
            "SELECT substring(des_texto FROM '[0-9]{6}') AS code FROM flowt.tb_omni8_mensagem"
            " WHERE cod_tenant = %s AND des_destino = %s ORDER BY cod_mensagem DESC LIMIT 1",
            (self.number, to),
        ).fetchone()
        return row["code"]

    # MARK: catalogue, cart, order

    def product(self, **fields) -> dict:
        """A product on sale, unless told otherwise."""
        body = {"nom_produto": "Pastel de feira", "vlr_preco": 900, "sta_produto": "PUBLICADO", **fields}
        with self.staff() as staff:
            answer = staff.post("/v1/produtos", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def cart(self, *items: tuple[dict, int]) -> str:
        """The token of a new cart with these products and quantities."""
        token = self.public.post("/v1/carrinhos").json()["token"]
        for product, quantity in items:
            answer = self.public.post(
                f"/v1/carrinhos/{token}/itens", json={"cod_produto": product["cod_produto"], "qtd_item": quantity}
            )
            assert answer.status_code == 201, answer.text
        return token

    def confirm(
        self, cart: str, key: str | None = None, client: httpx.Client | None = None, **changes
    ) -> httpx.Response:
        return (client or self.public).post(
            f"/v1/carrinhos/{cart}/pedido",
            json=order_form(**changes),
            headers={"Idempotency-Key": key or secrets.token_hex(8)},
        )

    def order(self, *items: tuple[dict, int], **changes) -> dict:
        """A confirmed order with the number only the staff sees."""
        answer = self.confirm(self.cart(*(items or [(self.product(), 1)])), **changes)
        assert answer.status_code == 201, answer.text
        order = answer.json()
        row = self.admin.execute(
            "SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE des_token = %s", (order["token"],)
        ).fetchone()
        return {**order, "cod_pedido": str(row["cod_pedido"])}

    # MARK: what is in the database

    def rows(self, table: str, condition: str = "true") -> list[dict]:
        statement = f"SELECT * FROM flowt.tb_omni8_{table} WHERE cod_tenant = %s AND {condition} ORDER BY 1, 2, 3"
        return self.admin.execute(statement, (self.number,)).fetchall()

    def stock(self, product: dict) -> int:
        return self.rows("estoque", f"cod_produto = {int(product['cod_produto'])}")[0]["qtd_estoque"]

    def stock_movements(self, product: dict) -> int:
        found = self.rows("estoque_movimento", f"cod_produto = {int(product['cod_produto'])}")
        return sum(row["qtd_movimento"] for row in found)
