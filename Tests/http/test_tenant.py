"""Which company a request is for: every source, every disagreement, every status a company can be in."""

import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import PASSWORD, Company, order_form
from harness import Server
from judge import assert_problem, assert_wrong_fields


@pytest.fixture
def domain(company: Company, admin: psycopg.Connection) -> str:
    name = f"cardapio-{secrets.token_hex(4)}.com.br"
    admin.execute(
        "INSERT INTO flowt.tb_omni8_tenant_dominio (cod_tenant, nom_dominio) VALUES (%s, %s)", (company.number, name)
    )
    return name


def short_link(company: Company) -> str:
    made = company.staff().post("/v1/links", json={"nom_link": "Cartaz", "tip_destino": "INICIO"})
    return f"/q/{made.json()['compartilhar']['des_copiar'].rpartition('/')[2]}"


def menu_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.json()["tenant"]["nom_slug"]


def key_of(company: Company) -> str:
    made = company.staff().post("/v1/chaves-api", json={"nom_chave": "Caixa", "escopos": ["catalogo.ler"]})
    return made.json()["token"]


def test_the_header_names_the_company(client: httpx.Client, company: Company) -> None:
    assert menu_of(client.get("/v1/cardapio", headers={"X-Flowt-Tenant": company.slug})) == company.slug


@pytest.mark.parametrize("form", ["{}.localhost", "{}.localhost:8080", "{}.LOCALHOST"])
def test_a_subdomain_names_the_company(client: httpx.Client, company: Company, form: str) -> None:
    assert menu_of(client.get("/v1/cardapio", headers={"Host": form.format(company.slug)})) == company.slug


def test_its_own_domain_names_the_company(client: httpx.Client, company: Company, domain: str) -> None:
    for host in (domain, domain.upper(), f"{domain}:443"):
        assert menu_of(client.get("/v1/cardapio", headers={"Host": host})) == company.slug


def test_the_path_of_a_page_names_the_company(client: httpx.Client, company: Company) -> None:
    page = client.get(f"/{company.slug}")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Loja de Teste" in page.text


def test_a_token_names_the_company(client: httpx.Client, company: Company) -> None:
    token = company.session("gerente")
    assert menu_of(client.get("/v1/cardapio", headers={"Authorization": f"Bearer {token}"})) == company.slug
    # So do an API key and a customer's session, by themselves.
    for proof in (key_of(company), company.customer_session(company.customer())):
        assert menu_of(client.get("/v1/cardapio", headers={"Authorization": f"Bearer {proof}"})) == company.slug
    in_cookie = client.get("/v1/cardapio", headers={"Cookie": f"flowt_sessao={token}"})
    # Browsers send cookies with other sites' requests too: a session is never taken from one.
    assert_problem(in_cookie, 400, "tenant_nao_informado")


def test_the_token_of_a_short_link_names_the_company(client: httpx.Client, company: Company, domain: str) -> None:
    answer = client.get(short_link(company), headers={"User-Agent": "Mozilla/5.0"})
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
    assert answer.headers["location"].startswith(f"/{company.slug}?")
    # At its own site, where its pages have no slug, it leads to that site.
    for host in (domain, domain.upper(), f"{company.slug}.localhost:8080"):
        answer = client.get(short_link(company), headers={"User-Agent": "Mozilla/5.0", "Host": host})
        assert (answer.status_code, answer.headers["location"][:2]) == (302, "/?")


def test_sources_that_agree_are_one(client: httpx.Client, company: Company, domain: str) -> None:
    headers = {
        "X-Flowt-Tenant": company.slug,
        "Host": domain,
        "Authorization": f"Bearer {company.session('gerente')}",
    }
    assert menu_of(client.get("/v1/cardapio", headers=headers)) == company.slug
    assert client.get(f"/{company.slug}", headers=headers).status_code == 200
    assert client.get(short_link(company), headers=headers).status_code == 302


def test_sources_that_disagree_are_refused(
    client: httpx.Client, company: Company, domain: str, new_company: Callable[..., Company], unchanged: Callable
) -> None:
    other = new_company()
    theirs = {
        "header": {"X-Flowt-Tenant": other.slug},
        "subdomain": {"Host": f"{other.slug}.localhost"},
        "token": {"Authorization": f"Bearer {other.session('admin')}"},
        "customer": {"Authorization": f"Bearer {other.customer_session(other.customer())}"},
        "key": {"Authorization": f"Bearer {key_of(other)}"},
    }
    mine = {
        "header": {"X-Flowt-Tenant": company.slug},
        "domain": {"Host": domain},
        "token": {"Authorization": f"Bearer {company.session('admin')}"},
    }
    link = short_link(company)
    with unchanged():
        for name, headers in {**theirs, "domain": {"Host": f"{other.slug}.localhost"}}.items():
            assert_problem(client.get(link, headers=headers), 403, "tenants_divergentes")
            assert client.head(link, headers=headers).status_code == 403, name
        for name, headers in theirs.items():
            for own_name, own in mine.items():
                if headers.keys() & own.keys():
                    continue
                answer = client.get("/v1/cardapio", headers={**own, **headers})
                assert answer.status_code == 403, (own_name, name)
                assert_problem(answer, 403, "tenants_divergentes")
            assert_problem(client.get(f"/{company.slug}", headers=headers), 403, "tenants_divergentes")


def test_an_unknown_company_is_not_found(client: httpx.Client, company: Company) -> None:
    for headers in (
        {"X-Flowt-Tenant": "nao-existe"},
        {"X-Flowt-Tenant": ""},
        {"X-Flowt-Tenant": "x' OR 'a'='a"},
        {"Host": "nao-existe.localhost"},
        {"Host": f"x.{company.slug}.localhost"},
    ):
        assert_problem(client.get("/v1/cardapio", headers=headers), 404, "tenant_nao_encontrado")
    assert_problem(client.get("/nao-existe"), 404, "tenant_nao_encontrado")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "localhost:8080", "[::1]:8080", "www.localhost", "example.com"]
)
def test_no_company_is_a_bad_request(client: httpx.Client, host: str) -> None:
    assert_problem(client.get("/v1/cardapio", headers={"Host": host}), 400, "tenant_nao_informado")


def test_a_slug_is_compared_as_it_is(client: httpx.Client, company: Company) -> None:
    answer = client.get("/v1/cardapio", headers={"X-Flowt-Tenant": company.slug.upper()})
    assert_problem(answer, 404, "tenant_nao_encontrado")


# MARK: statuses


@pytest.fixture
def suspended(company: Company) -> Company:
    company.product()
    short_link(company)
    company.set_status("suspender")
    return company


def test_a_suspended_company_is_unavailable_to_the_public(suspended: Company, unchanged: Callable) -> None:
    public = suspended.public
    with unchanged():
        for answer in (
            public.get("/v1/cardapio"),
            public.post("/v1/carrinhos"),
            public.get(f"/{suspended.slug}"),
            public.get(f"/q/{suspended.rows('link')[0]['des_token']}"),
            public.post("/v1/carrinhos/qualquer/itens", json={"cod_produto": "1"}),
            public.post("/v1/carrinhos/qualquer/pedido", json=order_form()),
        ):
            assert_problem(answer, 503, "tenant_indisponivel")


def test_a_person_sees_a_page_that_says_so(suspended: Company) -> None:
    page = suspended.public.get(f"/{suspended.slug}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "indisponível" in page.text
    assert page.headers["x-request-id"] in page.text


def test_its_staff_still_reads_and_leaves(suspended: Company) -> None:
    staff = suspended.staff()
    assert len(staff.get("/v1/produtos").json()["itens"]) == 1
    assert staff.get("/v1/pedidos").status_code == 200
    # And takes its data with it, the whole of it.
    assert staff.get("/v1/empresa/exportacao").text.endswith('{"fim": true}\n')
    assert staff.get("/v1/sessoes/atual").status_code == 200
    assert staff.delete("/v1/sessoes/atual").status_code == 204


def test_its_staff_still_logs_in(suspended: Company) -> None:
    body = {"email": suspended.user("admin"), "senha": PASSWORD}
    assert suspended.public.post("/v1/sessoes", json=body).status_code == 201


def test_its_staff_writes_nothing(suspended: Company, unchanged: Callable) -> None:
    staff = suspended.staff()
    product = staff.get("/v1/produtos").json()["itens"][0]["cod_produto"]
    with unchanged():
        for answer in (
            staff.post("/v1/produtos", json={"nom_produto": "Café", "vlr_preco": 500}),
            staff.patch(f"/v1/produtos/{product}", json={"num_versao": 1, "vlr_preco": 1}),
            staff.delete(f"/v1/produtos/{product}"),
            staff.post("/v1/categorias", json={"nom_categoria": "Nova"}),
            staff.post("/v1/pedidos/1/transicoes", json={"para": "CONFIRMADO"}),
        ):
            assert_problem(answer, 403, "tenant_suspenso")


def test_a_reactivated_company_sells_again(suspended: Company) -> None:
    suspended.set_status("reativar")
    assert suspended.public.get("/v1/cardapio").status_code == 200
    assert suspended.order()["num_pedido"] == 1


def test_a_company_being_set_up_is_not_public_yet(new_company: Callable[..., Company], unchanged: Callable) -> None:
    company = new_company(active=False)
    with unchanged():
        assert_problem(company.public.get("/v1/cardapio"), 503, "tenant_indisponivel")
        assert_problem(company.public.post("/v1/carrinhos"), 503, "tenant_indisponivel")
    # Its staff fills the catalogue before the opening.
    assert company.product()["sta_produto"] == "PUBLICADO"


def test_a_closed_company_is_gone_for_everybody(company: Company, unchanged: Callable) -> None:
    staff = company.staff()
    email = company.user("admin")
    company.close_account()
    with unchanged():
        assert_problem(company.public.get("/v1/cardapio"), 410, "tenant_encerrado")
        assert_problem(staff.get("/v1/produtos"), 410, "tenant_encerrado")
        answer = company.public.post("/v1/sessoes", json={"email": email, "senha": PASSWORD})
        assert_problem(answer, 410, "tenant_encerrado")


def test_nobody_enters_a_closed_company_without_naming_it(
    server: Server, client: httpx.Client, company: Company
) -> None:
    email = company.user("admin")
    company.close_account()
    answer = client.post("/v1/sessoes", json={"email": email, "senha": PASSWORD})
    assert_problem(answer, 401, "credenciais_invalidas")


def test_publishing_needs_the_legal_identification(admin: psycopg.Connection, new_company: Callable) -> None:
    company = new_company(active=False, num_documento=None)
    with pytest.raises(psycopg.Error, match="publicacao_exige_identificacao_legal"):
        company.set_status("ativar")


def test_a_closed_company_is_read_for_thirty_days(
    company: Company, admin: psycopg.Connection, unchanged: Callable
) -> None:
    company.product()
    email = company.user("admin")
    company.set_status("suspender")
    with pytest.raises(psycopg.Error, match="confirmacao_nao_confere"):
        admin.execute("SELECT admin.encerrar_tenant(%s, 'loja')", (company.number,))
    admin.execute("SELECT admin.encerrar_tenant(%s, %s, 'Pediu para sair')", (company.number, company.slug))
    body = {"email": email, "senha": PASSWORD}
    session = company.public.post("/v1/sessoes", json=body)
    assert session.status_code == 201
    staff = company.client(session.json()["token"])
    assert len(staff.get("/v1/produtos").json()["itens"]) == 1
    assert staff.get("/v1/pedidos").status_code == 200
    assert staff.get("/v1/empresa/historico").json()["itens"][0]["des_motivo"] == "Pediu para sair"
    with unchanged():
        for answer in (
            staff.post("/v1/produtos", json={"nom_produto": "Café", "vlr_preco": 500}),
            staff.post("/v1/empresa/publicacao"),
            staff.put("/v1/modulos/pedidos", json={"flg_ativo": False}),
            staff.get("/v1/cardapio"),
            company.public.get("/v1/cardapio"),
            company.public.get(f"/{company.slug}"),
        ):
            assert_problem(answer, 410, "tenant_encerrado")
    admin.execute("ALTER TABLE flowt.tb_omni8_tenant_evento DISABLE TRIGGER so_inclusao")
    admin.execute(
        "UPDATE flowt.tb_omni8_tenant_evento SET dat_evento = now() - interval '31 days' WHERE cod_tenant = %s",
        (company.number,),
    )
    admin.execute("ALTER TABLE flowt.tb_omni8_tenant_evento ENABLE TRIGGER so_inclusao")
    assert_problem(staff.get("/v1/produtos"), 410, "tenant_encerrado")
    assert_problem(company.public.post("/v1/sessoes", json=body), 410, "tenant_encerrado")


def test_a_suspended_company_reads_all_its_settings_and_changes_none(suspended: Company, unchanged: Callable) -> None:
    staff = suspended.staff()
    for path in ("empresa", "empresa/pendencias", "empresa/historico", "modulos", "parametros", "plano", "dominios"):
        assert staff.get(f"/v1/{path}").status_code == 200, path
    with unchanged():
        for answer in (
            staff.patch("/v1/empresa", json={"num_versao": 1, "des_cor": "#000000"}),
            staff.post("/v1/empresa/publicacao"),
            staff.put("/v1/modulos/pedidos", json={"flg_ativo": False}),
            staff.put("/v1/parametros/cardapio_aviso", json={"valor": "Oi"}),
            staff.delete("/v1/parametros/cardapio_aviso"),
            staff.post("/v1/dominios", json={"nom_dominio": "x.example"}),
            staff.delete("/v1/dominios/x.example"),
        ):
            assert_problem(answer, 403, "tenant_suspenso")


# MARK: identity


def test_a_company_completes_itself_and_goes_public(new_company: Callable[..., Company]) -> None:
    company = new_company(active=False, num_documento=None, nom_cidade=None)
    staff = company.staff()
    read = staff.get("/v1/empresa").json()
    assert read["sta_tenant"] == "PROVISIONANDO"
    missing = staff.get("/v1/empresa/pendencias").json()
    assert [entry["campo"] for entry in missing["pendencias"]] == ["num_documento", "nom_cidade"]
    refused = assert_problem(staff.post("/v1/empresa/publicacao"), 422, "publicacao_exige_identificacao_legal")
    assert [error["campo"] for error in refused["erros"]] == ["num_documento", "nom_cidade"]
    changes = {
        "num_versao": read["num_versao"],
        "num_documento": "12.ABC.345/01DE-35",
        "nom_cidade": "Manaus",
        "des_fuso_horario": "America/Manaus",
        "des_logo": "https://cdn.example.com/logo.png",
        "des_cor": "#AA0000",
    }
    changed = staff.patch("/v1/empresa", json=changes)
    assert changed.status_code == 200, changed.text
    assert changed.json()["num_documento"] == "12ABC34501DE35"
    assert_problem(staff.patch("/v1/empresa", json=changes), 409, "versao_desatualizada")
    assert staff.post("/v1/empresa/publicacao").json()["sta_tenant"] == "ATIVO"
    page = company.public.get(f"/{company.slug}").text
    assert 'class="logo" src="https://cdn.example.com/logo.png"' in page
    assert "--marca:#aa0000" in page


def test_every_wrong_field_of_a_company_is_named(company: Company, unchanged: Callable) -> None:
    staff = company.staff()
    with unchanged():
        answer = staff.patch(
            "/v1/empresa",
            json={
                "num_versao": 1,
                "des_fuso_horario": "Etc/GMT+3",
                "des_cor": "azul",
                "des_logo": "javascript:alert(1)",
                "num_documento": "11.222.333/0001-80",
                "nom_slug": "outro",
            },
        )
    assert_wrong_fields(answer, "des_fuso_horario", "des_cor", "des_logo", "num_documento", "nom_slug")


def test_one_of_two_changes_at_once_is_told_to_read_again(company: Company) -> None:
    staff = company.staff()
    version = staff.get("/v1/empresa").json()["num_versao"]

    def change(number: int) -> int:
        with company.client(staff.headers["authorization"].split()[1]) as client:
            body = {"num_versao": version, "des_apresentacao": f"Frase {number}"}
            return client.patch("/v1/empresa", json=body).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(change, range(6))) == [200, 409, 409, 409, 409, 409]


# MARK: modules


def test_every_route_of_a_module_that_is_off_is_gone(
    company: Company, admin: psycopg.Connection, new_company: Callable, unchanged: Callable
) -> None:
    order = company.order()
    other = new_company()
    staff = company.staff()
    link = short_link(company)
    routes = admin.execute(
        "SELECT metodo, caminho, corpo, faixa, arquivo, split_part(acesso, '@', 2) AS modulo FROM flowt.rota"
        " WHERE split_part(acesso, '@', 2) <> ''"
    ).fetchall()
    assert len(routes) > 20

    def asked(route: dict, method: str) -> list[httpx.Response]:
        path = re.sub(r"\{[a-z_]+\}", "1", route["caminho"].replace("{slug}", company.slug).replace("/q/{link}", link))
        kind = (route["arquivo"] or "0 text/csv").split(" ")[1]
        file = {"content": b"nome\nAna\n", "headers": {"Content-Type": kind}}
        body = {"json": {"json": {}}, "formulario": {"data": {"x": "1"}}, "arquivo": file, None: {}}[route["corpo"]]
        return [client.request(method, path, **body) for client in (company.public, staff)]

    for module in {route["modulo"] for route in routes}:
        assert staff.put(f"/v1/modulos/{module}", json={"flg_ativo": False}).status_code == 200
        with unchanged():
            for route in (route for route in routes if route["modulo"] == module):
                for answer in asked(route, route["metodo"]):
                    assert_problem(answer, 404, "modulo_desativado")
                if route["metodo"] == "GET":
                    assert [answer.status_code for answer in asked(route, "HEAD")] == [404, 404]
        # An answer of events that is open has no end to wait for.
        for route in (route for route in routes if route["modulo"] != module and route["faixa"] != "eventos"):
            assert not any("modulo_desativado" in answer.text for answer in asked(route, route["metodo"])), route
        assert staff.put(f"/v1/modulos/{module}", json={"flg_ativo": True}).status_code == 200
    # Nothing is lost, and other companies never noticed.
    assert staff.get(f"/v1/pedidos/{order['cod_pedido']}").json()["num_pedido"] == 1
    assert company.public.get(f"/{company.slug}").status_code == 200
    assert company.order()["num_pedido"] == 2
    assert other.public.get("/v1/cardapio").status_code == 200


def test_a_page_of_a_module_that_is_off_is_a_page_for_people(company: Company) -> None:
    company.staff().put("/v1/modulos/cardapio", json={"flg_ativo": False})
    page = company.public.get(f"/{company.slug}", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


# MARK: plans


@pytest.fixture
def three(company: Company, admin: psycopg.Connection) -> Company:
    """A company whose plan has room for three of everything."""
    admin.execute(
        """
        INSERT INTO flowt.tb_omni8_plano (nom_plano, des_plano, num_ordem) VALUES ('tres', 'Teste', 99)
            ON CONFLICT DO NOTHING;
        INSERT INTO flowt.tb_omni8_plano_limite SELECT 'tres', nom_limite, 3 FROM flowt.tb_omni8_limite
            ON CONFLICT DO NOTHING
        """
    )
    admin.execute("SELECT admin.mudar_plano(%s, 'tres')", (company.number,))
    return company


def test_a_limit_is_never_passed_at_once(three: Company) -> None:
    token = three.session("admin")

    def add(number: int) -> tuple[int, str | None]:
        with three.client(token) as client:
            answer = client.post("/v1/produtos", json={"nom_produto": f"Item {number}", "vlr_preco": 100})
        return answer.status_code, answer.json().get("codigo")

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(add, range(16)))
    assert answers == [(201, None)] * 3 + [(409, "limite_do_plano")] * 13
    assert len(three.rows("produto_servico")) == 3
    refused = three.client(token).post("/v1/produtos", json={"nom_produto": "Outro", "vlr_preco": 100})
    problem = assert_problem(refused, 409, "limite_do_plano")
    assert (problem["nom_limite"], problem["qtd_uso"], problem["qtd_maxima"]) == ("produtos", 3, 3)
    usage = {limit["nom_limite"]: limit for limit in three.client(token).get("/v1/plano").json()["limites"]}
    assert (usage["produtos"]["qtd_uso"], usage["produtos"]["num_proporcao"]) == (3, 1)


def test_who_comes_second_to_the_last_place_waits_and_is_refused(three: Company, api: Callable) -> None:
    """The narrow moment itself: the first has taken the last place and not committed yet."""
    for _ in range(2):
        three.product()
    insert = "INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco) VALUES (%s, 'x', 1)"
    with api(autocommit=False) as first, api(autocommit=False) as second, ThreadPoolExecutor(1) as pool:
        for connection in (first, second):
            connection.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(three.number),))
        first.execute(insert, (three.number,))
        waiting = pool.submit(second.execute, insert, (three.number,))
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        first.commit()
        with pytest.raises(psycopg.Error, match="limite_do_plano"):
            waiting.result(30)
        second.rollback()
    assert len(three.rows("produto_servico")) == 3


def test_orders_of_a_month_are_never_more_than_the_plan_has(three: Company) -> None:
    three.at_noon()
    product = three.product(qtd_estoque=100)
    carts = [three.cart((product, 1)) for _ in range(10)]

    def buy(cart: str) -> int:
        with three.client() as client:
            return three.confirm(cart, client=client).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(buy, carts)) == [201] * 3 + [409] * 7
    # What was refused took neither stock nor a number.
    assert three.stock(product) == 97
    assert sorted(row["num_pedido"] for row in three.rows("pedido")) == [1, 2, 3]


def test_the_other_company_does_not_wait_for_a_limited_one(
    three: Company, new_company: Callable[..., Company], api: Callable
) -> None:
    """The lock is of one tenant and one limit: other companies, and what is not limited in this one, go on."""
    other = new_company()
    insert = "INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco) VALUES (%s, 'x', 1)"
    with api(autocommit=False) as first, api(autocommit=False) as second:
        first.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(three.number),))
        first.execute(insert, (three.number,))
        second.execute("SET statement_timeout = '2s'")
        for company in (other, three):
            second.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(company.number),))
            second.execute(
                "INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (%s, 'x')", (company.number,)
            )
        second.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(other.number),))
        second.execute(insert, (other.number,))
        second.commit()
        with pytest.raises(psycopg.errors.QueryCanceled):
            second.execute("SELECT set_config('flowt.cod_tenant', %s, false)", (str(three.number),))
            second.execute(insert, (three.number,))
        second.rollback()
        first.rollback()


# MARK: parameters


def test_a_notice_on_the_menu_begins_when_it_is_told_to(company: Company, admin: psycopg.Connection) -> None:
    staff = company.staff()
    when = admin.execute(
        "SELECT to_char(now() + interval '1 hour', 'YYYY-MM-DD\"T\"HH24:MI:SSOF:00') AS at"
    ).fetchone()["at"]
    scheduled = staff.put("/v1/parametros/cardapio_aviso", json={"valor": "Amanhã <fechado>", "dat_inicio": when})
    assert scheduled.status_code == 200, scheduled.text
    assert scheduled.json()["valor"] == ""
    assert scheduled.json()["marcados"][0]["valor"] == "Amanhã <fechado>"
    assert "fechado&gt;" not in company.public.get(f"/{company.slug}").text
    assert staff.delete("/v1/parametros/cardapio_aviso").status_code == 204
    assert_problem(staff.delete("/v1/parametros/cardapio_aviso"), 404, "nao_encontrado")
    assert staff.put("/v1/parametros/cardapio_aviso", json={"valor": "Hoje <fechado>"}).status_code == 200
    assert "Hoje &lt;fechado&gt;" in company.public.get(f"/{company.slug}").text
    assert_wrong_fields(staff.put("/v1/parametros/cardapio_aviso", json={"valor": "x" * 201}), "valor")
    assert_problem(staff.put("/v1/parametros/nada", json={"valor": 1}), 404, "nao_encontrado")
    history = staff.get("/v1/parametros/cardapio_aviso/historico").json()["itens"]
    assert [entry["valor"] for entry in history] == ["Hoje <fechado>"]


def test_changes_of_a_parameter_at_once_leave_one_value(company: Company) -> None:
    token = company.session("admin")

    def change(number: int) -> int:
        with company.client(token) as client:
            return client.put("/v1/parametros/cardapio_aviso", json={"valor": f"Aviso {number}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(change, range(24))) == {200}
    open_ended = company.rows("parametro_valor", "dat_fim IS NULL")
    assert len(open_ended) == 1
    shown = next(
        parameter
        for parameter in company.client(token).get("/v1/parametros").json()["itens"]
        if parameter["nom_parametro"] == "cardapio_aviso"
    )
    assert shown["valor"] == open_ended[0]["js_valor"]


# MARK: domains


def test_a_domain_leads_to_its_company_only_when_proven(
    client: httpx.Client, company: Company, admin: psycopg.Connection
) -> None:
    staff = company.staff()
    name = f"loja-{secrets.token_hex(4)}.com.br"
    asked = staff.post("/v1/dominios", json={"nom_dominio": name.upper()})
    assert asked.status_code == 201, asked.text
    assert_problem(client.get("/v1/cardapio", headers={"Host": name}), 400, "tenant_nao_informado")
    # A page asked for by any other way does not claim the domain for its address either.
    assert name not in company.public.get(f"/{company.slug}").text
    token = asked.json()["prova"]["des_valor"].removeprefix("flowt-verificacao=")
    with pytest.raises(psycopg.Error, match="pedido_de_dominio_nao_encontrado"):
        admin.execute("SELECT admin.verificar_dominio(%s, %s, 'outro')", (company.number, name))
    admin.execute("SELECT admin.verificar_dominio(%s, %s, %s)", (company.number, name, token))
    assert menu_of(client.get("/v1/cardapio", headers={"Host": name})) == company.slug
    assert f'<link rel="canonical" href="https://{name}">' in client.get("/", headers={"Host": name}).text
    assert staff.get("/v1/dominios").json()["itens"][0]["sta_dominio"] == "VERIFICADO"
    assert staff.delete(f"/v1/dominios/{name}").status_code == 204
    assert_problem(client.get("/v1/cardapio", headers={"Host": name}), 400, "tenant_nao_informado")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:443", "localhost.evil.example", "203.0.113.7"])
def test_a_page_never_takes_its_address_from_a_stranger_s_host(
    client: httpx.Client, company: Company, host: str
) -> None:
    page = client.get(f"/{company.slug}", headers={"Host": host})
    assert page.status_code == 200
    assert "canonical" not in page.text and "og:url" not in page.text and host not in page.text
    ours = client.get(f"/{company.slug}", headers={"Host": "localhost:8080"})
    assert f'<link rel="canonical" href="http://localhost:8080/{company.slug}">' in ours.text
