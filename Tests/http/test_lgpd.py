"""Rights of the people whose data it is: followed through the API, and against whatever happens at the same time."""

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from test_concorrencia import all_at_once

from company import Company
from harness import Cluster
from judge import assert_problem

IDENTITY = {"des_identificacao": "mostrou a identidade no balcão"}


def erase(company: Company, person: int | str, client=None):
    body = {"confirmacao": f"ANONIMIZAR {person}", **IDENTITY}
    return (client or company.staff()).post(f"/v1/pessoas/{person}/anonimizacao", json=body)


def places(admin: psycopg.Connection, company: Company, *texts: str) -> list[str]:
    """The tables of a company in which one of these texts stands, in any column of any row."""
    tables = admin.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cod_tenant'"
        " WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
    ).fetchall()
    statement = """
        SELECT FROM {} t WHERE cod_tenant = %s
           AND EXISTS (SELECT FROM unnest(%s::text[]) x WHERE strpos(lower(to_jsonb(t)::text), lower(x)) > 0)
    """
    return sorted(
        row["relname"]
        for row in tables
        if admin.execute(
            sql.SQL(statement).format(sql.Identifier("flowt", row["relname"])), (company.number, list(texts))
        ).rowcount
    )


@pytest.fixture
def person(company: Company) -> dict:
    """Somebody who has bought, with a mark of her own on everything the API lets her have."""
    mark = f"quindim{secrets.token_hex(4)}"
    phone = f"+55119{secrets.randbelow(10**8):08}"
    company.change("flg_entrega", True)
    order = company.order(
        nom_cliente=f"Zulmira {mark}",
        num_telefone=phone,
        tip_atendimento="ENTREGA",
        des_endereco=f"Rua {mark}",
        des_observacao=mark,
    )
    number = company.rows("pedido", f"cod_pedido = {order['cod_pedido']}")[0]["cod_pessoa"]
    version = company.rows("pessoa", f"cod_pessoa = {number}")[0]["num_versao"]
    address = {"des_logradouro": f"Rua {mark}", "nom_cidade": "Recife", "sig_uf": "PE"}
    with company.staff() as staff:
        for answer in (
            staff.patch(
                f"/v1/pessoas/{number}",
                json={"num_versao": version, "des_observacao": f"gosta de {mark}", "dat_nascimento": "1987-03-21"},
            ),
            staff.post(
                f"/v1/pessoas/{number}/identificadores",
                json={"tip_identificador": "EMAIL", "des_valor": f"{mark}@example.com"},
            ),
            staff.post(f"/v1/pessoas/{number}/enderecos", json=address),
        ):
            assert answer.status_code < 300, answer.text
    return {"id": str(number), "mark": mark, "phone": phone, "order": order}


def test_from_the_request_to_nothing_left(
    company: Company, admin: psycopg.Connection, person: dict, new_company: Callable[..., Company]
) -> None:
    mark, phone = person["mark"], person["phone"]
    order = person["order"]
    # She signs in as people do, so there is a code, a message and a session of hers; the phone was proven before.
    admin.execute(
        "UPDATE flowt.tb_omni8_pessoa_identificador SET dat_verificacao = now() WHERE cod_pessoa = %s", (person["id"],)
    )
    company.public.post("/v1/clientes/codigos", json={"canal": "FONE", "destino": phone})
    body = {"canal": "FONE", "destino": phone, "codigo": company.last_code(phone)}
    hers = company.client(company.public.post("/v1/clientes/sessoes", json=body).json()["token"])

    export = hers.get("/v1/clientes/eu/exportacao")
    assert export.status_code == 200
    data = export.json()["dados"]
    assert data["pessoa"][0]["nom_pessoa"] == f"Zulmira {mark}"
    assert data["pedido"][0]["num_pedido"] == order["num_pedido"] and data["pedido_item"] and data["pedido_evento"]
    assert "hsh_" not in export.text
    asked = hers.post(
        "/v1/clientes/eu/solicitacoes-lgpd", json={"tip_solicitacao": "ANONIMIZACAO", "des_pedido": f"Sou {mark}."}
    )
    assert asked.status_code == 201, asked.text
    request = asked.json()["cod_solicitacao"]

    staff = company.staff()
    assert staff.get("/v1/solicitacoes-lgpd").json()["itens"][0]["cod_solicitacao"] == request
    assert staff.get(f"/v1/solicitacoes-lgpd/{request}").json()["des_pedido"] == f"Sou {mark}."
    move = f"/v1/solicitacoes-lgpd/{request}/transicoes"
    assert staff.post(move, json={"para": "EM_ANALISE"}).status_code == 200
    yes = {"para": "ATENDIDA", "confirmacao": f"ANONIMIZAR {person['id']}"}
    assert str(order["num_pedido"]) in assert_problem(staff.post(move, json=yes), 409, "pedido_em_aberto")["detail"]
    for step in ("CONFIRMADO", "PRONTO", "ENTREGUE"):
        moved = staff.post(f"/v1/pedidos/{order['cod_pedido']}/transicoes", json={"para": step})
        assert moved.status_code == 200, moved.text
    before = company.rows("pedido")[0]
    assert_problem(staff.post(move, json={"para": "ATENDIDA"}), 422, "confirmacao_nao_confere")
    done = staff.post(move, json=yes)
    assert done.status_code == 200, done.text
    assert done.json()["sta_solicitacao"] == "ATENDIDA"

    assert places(admin, company, mark, phone, phone[3:], "1987-03-21") == []
    after = company.rows("pedido")[0]
    kept = ("num_pedido", "sta_pedido", "vlr_itens", "vlr_taxa_entrega", "vlr_total", "dat_criacao", "cod_pessoa")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    # Documented and answered as ever.
    shown = staff.get(f"/v1/pedidos/{order['cod_pedido']}").json()
    assert (shown["nom_cliente"], shown["num_telefone"]) == ("Cliente anonimizado", None)
    assert staff.get(f"/v1/pessoas/{person['id']}").json()["sta_pessoa"] == "ANONIMIZADA"
    assert_problem(hers.get("/v1/clientes/eu"), 401, "sessao_invalida")
    assert company.public.get(f"/v1/pedidos/{order['token']}/linha-do-tempo").status_code == 404
    assert_problem(erase(company, person["id"]), 409, "pessoa_anonimizada")
    assert_problem(erase(new_company(), person["id"]), 404, "nao_encontrado")
    # Whoever comes back is somebody new.
    again = company.order(nom_cliente="Zulmira", num_telefone=phone)
    assert company.rows("pedido", f"num_pedido = {again['num_pedido']}")[0]["cod_pessoa"] != int(person["id"])


# MARK: at the same time


@contextmanager
def as_request(cluster: Cluster, company: Company) -> Iterator[psycopg.Connection]:
    """A transaction with exactly the rights of a request of this company."""
    with cluster.connect(user="flowt_api", autocommit=False) as connection:
        connection.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
        yield connection


def meanwhile(first: psycopg.Connection, second: Callable[[], object], admin: psycopg.Connection) -> object:
    """Runs `second` in a thread until it waits for `first`, lets `first` commit, and returns what came of it."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(second)
        for _ in range(400):
            waiting = admin.execute("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'").rowcount
            if waiting or running.done():
                break
            threading.Event().wait(0.02)
        assert waiting, f"nothing waited: {running.result() if running.done() else 'still running'}"
        first.commit()
        try:
            return running.result(20)
        except psycopg.Error as error:
            return error


CHANGES = {
    "an order": """
        WITH pedido AS (INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade,
            cod_carrinho, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento,
            vlr_itens, vlr_taxa_entrega, vlr_total)
        SELECT %(tenant)s, 99, 'token-99', u.cod_unidade, c.cod_carrinho, %(person)s, 'RECEBIDO', 'RETIRADA', %(mark)s,
            '+5511912345678', 'PIX', 100, 0, 100 FROM flowt.tb_omni8_carrinho c
          JOIN flowt.tb_omni8_unidade u USING (cod_tenant)
         WHERE c.cod_tenant = %(tenant)s RETURNING cod_tenant, cod_pedido)
        INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_combo, nom_produto, qtd_item,
            vlr_unitario, vlr_bruto, vlr_liquido)
        SELECT cod_tenant, cod_pedido, 1, 1, 'Combo', 1, 100, 100, 100 FROM pedido""",
    "a change of name": """
        UPDATE flowt.tb_omni8_pessoa SET nom_pessoa = %(mark)s
         WHERE cod_tenant = %(tenant)s AND cod_pessoa = %(person)s""",
    "an address": """
        INSERT INTO flowt.tb_omni8_pessoa_endereco (cod_tenant, cod_pessoa, des_logradouro, nom_cidade, sig_uf)
        VALUES (%(tenant)s, %(person)s, %(mark)s, %(mark)s, 'PE')""",
    "another record merged into hers": """
        UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'MESCLADA', cod_pessoa_destino = %(person)s
         WHERE cod_tenant = %(tenant)s AND cod_pessoa = %(twin)s""",
}


@pytest.fixture
def race(company: Company) -> dict:
    company.cart()
    mark = f"quindim{secrets.token_hex(4)}"
    person, twin = company.customer(f"Ana {mark}"), company.customer(f"Gêmea {mark[::-1]}")
    return {"tenant": company.number, "mark": mark, "person": person, "twin": twin, "twins_mark": mark[::-1]}


@pytest.mark.parametrize("change", CHANGES)
def test_erased_first(company: Company, cluster: Cluster, admin: psycopg.Connection, race: dict, change: str) -> None:
    with as_request(cluster, company) as erasing, as_request(cluster, company) as changing:
        erasing.execute("SELECT flowt.anonimizar_pessoa(%s)", (race["person"],))
        result = meanwhile(erasing, lambda: changing.execute(CHANGES[change], race), admin)
        assert isinstance(result, psycopg.Error) and result.sqlstate == "PT409", result
        assert result.diag.message_primary == "pessoa_anonimizada"
    assert places(admin, company, race["mark"]) == []
    assert "tb_omni8_pessoa" in places(admin, company, race["twins_mark"]), "who is somebody else stays"


@pytest.mark.parametrize("change", CHANGES)
def test_changed_first(company: Company, cluster: Cluster, admin: psycopg.Connection, race: dict, change: str) -> None:
    with as_request(cluster, company) as changing, as_request(cluster, company) as erasing:
        changing.execute(CHANGES[change], race)
        result = meanwhile(
            changing, lambda: erasing.execute("SELECT flowt.anonimizar_pessoa(%s)", (race["person"],)), admin
        )
        if change == "an order":
            assert isinstance(result, psycopg.Error) and result.diag.message_primary == "pedido_em_aberto"
            return
        if isinstance(result, psycopg.Error):
            # The gateway makes such a request again by itself.
            assert result.sqlstate == "40001", result
            erasing.rollback()
            erasing.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
            erasing.execute("SELECT flowt.anonimizar_pessoa(%s)", (race["person"],))
        erasing.commit()
    assert places(admin, company, race["mark"]) == []
    assert ("tb_omni8_pessoa" in places(admin, company, race["twins_mark"])) != ("merged" in change)


def test_a_file_being_read_is_waited_for(
    company: Company, cluster: Cluster, admin: psycopg.Connection, race: dict
) -> None:
    admin.execute(
        """
        WITH i AS (
            INSERT INTO flowt.tb_omni8_importacao (cod_tenant, tip_importacao, hsh_arquivo, flg_simulacao,
                sta_importacao, des_codificacao, des_separador, des_colunas, des_ignoradas, qtd_linhas)
            VALUES (%(tenant)s, 'PESSOA', sha256(%(mark)s::text::bytea), false, 'PROCESSANDO', 'UTF-8', ';',
                '{nome,documento}', '{}', 1)
            RETURNING cod_tenant, cod_importacao)
        INSERT INTO flowt.tb_omni8_importacao_linha (cod_tenant, cod_importacao, num_linha, des_valores, des_chave)
        SELECT i.cod_tenant, i.cod_importacao, 2, ARRAY['person ' || %(mark)s, '52998224725'], '52998224725' FROM i
        """,
        race,
    )
    admin.execute(
        """
        INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor)
        VALUES (%(tenant)s, %(person)s, 'CPF', '52998224725')
        """,
        race,
    )
    with as_request(cluster, company) as reading, as_request(cluster, company) as erasing:
        reading.execute("SELECT FROM flowt.tb_omni8_importacao WHERE cod_tenant = %(tenant)s FOR NO KEY UPDATE", race)
        result = meanwhile(
            reading, lambda: erasing.execute("SELECT flowt.anonimizar_pessoa(%s)", (race["person"],)), admin
        )
        assert not isinstance(result, psycopg.Error), result
        erasing.commit()
    assert places(admin, company, race["mark"]) == []
    assert places(admin, company, "52998224725") == []


def test_a_storm(company: Company, admin: psycopg.Connection) -> None:
    """Orders, changes and erasures of the same people, all at once: nobody is half erased, no deadlock is told of."""
    staff = company.session("admin")
    product = company.product()
    people = []
    for _ in range(4):
        mark = f"brigadeiro{secrets.token_hex(4)}"
        number = company.customer(f"Rita {mark}")
        session = company.customer_session(number)
        people.append((number, mark, session))
    calls = []
    for number, mark, session in people:
        for _ in range(3):
            cart = company.cart((product, 1))
            customer = company.client(session)
            calls.append(
                lambda _, cart=cart, mark=mark, customer=customer: company.confirm(
                    cart, client=customer, nom_cliente=mark
                )
            )
        calls.append(
            lambda _, number=number, mark=mark: company.client(staff).post(
                f"/v1/pessoas/{number}/enderecos",
                json={"des_logradouro": mark, "nom_cidade": mark, "sig_uf": "PE"},
            )
        )
        calls.append(lambda _, number=number: erase(company, number, company.client(staff)))
    answers = all_at_once(calls, company)
    assert all(answer.status_code < 500 for answer in answers), [answer.text for answer in answers]
    for number, mark, _ in people:
        status = company.rows("pessoa", f"cod_pessoa = {number}")[0]["sta_pessoa"]
        found = places(admin, company, mark)
        orders = company.rows("pedido", f"cod_pessoa = {number}")
        if status == "ANONIMIZADA":
            hanging = [row for row in orders if mark in str(row)]
            assert not hanging and "tb_omni8_pessoa_endereco" not in found and "tb_omni8_pessoa" not in found
        else:
            assert status == "ATIVA" and "tb_omni8_pessoa" in found
