"""Users, invitations, forgotten passwords, sessions and incidents over HTTP: the races, the pages, the headers."""

import re
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import psycopg
import pytest

from company import PASSWORD, Company
from harness import Cluster
from judge import assert_problem, assert_wrong_fields

PHRASE = "uma frase so minha"


def last_link(company: Company, model: str = "convite") -> str:
    """The token of the last message, which only its recipient sees."""
    text = company.rows("mensagem", f"nom_modelo = '{model}'")[-1]["des_texto"]
    return re.search(r"/(?:convite|senha)/([\w-]{24})", text)[1]


def invite(company: Company, staff: httpx.Client | None = None, **fields) -> tuple[str, dict]:
    """The token that was sent, and the invitation."""
    body = {"email": f"nova-{secrets.token_hex(6)}@example.com", "nome": "Nova Pessoa", "perfil": "cozinha", **fields}
    answer = (staff or company.staff()).post("/v1/convites", json=body)
    assert answer.status_code == 201, answer.text
    return last_link(company), answer.json()


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], httpx.Response]) -> httpx.Response:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def me(client: httpx.Client) -> str:
    return client.get("/v1/sessoes/atual").json()["cod_usuario"]


def admins(company: Company) -> list[dict]:
    return company.rows("usuario_tenant", "nom_perfil = 'admin' AND flg_ativo")


# MARK: the last administrator


def end(client: httpx.Client, number: str, way: str) -> httpx.Response:
    if way == "remove":
        return client.delete(f"/v1/usuarios/{number}")
    change = {"nom_perfil": "cozinha"} if way == "demote" else {"flg_ativo": False}
    return client.patch(f"/v1/usuarios/{number}", json={"num_versao": 1, **change})


@pytest.mark.parametrize("way", ["demote", "remove", "switch off"] * 3)
def test_two_administrators_cannot_end_each_other(company: Company, way: str) -> None:
    one, other = company.staff(), company.staff()
    numbers = me(one), me(other)
    answers = at_once(lambda: end(one, numbers[1], way), lambda: end(other, numbers[0], way))
    assert len(admins(company)) == 1, [answer.text for answer in answers]
    first, second = sorted(answer.status_code for answer in answers)
    assert first in (200, 204) and second in (401, 403, 409)


def test_two_dbas_cannot_switch_off_the_last_two(company: Company, api: Callable, cluster) -> None:
    emails = [company.user("admin"), company.user("admin")]
    failures = []

    def switch_off(email: str) -> None:
        with cluster.connect() as connection:
            try:
                connection.execute("UPDATE flowt.tb_omni8_usuario SET flg_ativo = false WHERE des_email = %s", (email,))
            except psycopg.Error as error:
                failures.append(error)

    threads = [threading.Thread(target=switch_off, args=(email,)) for email in emails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    active = company.admin.execute(
        "SELECT count(*) AS n FROM flowt.tb_omni8_usuario WHERE flg_ativo AND des_email = ANY (%s)", (emails,)
    ).fetchone()["n"]
    assert (active, len(failures)) == (1, 1)


# MARK: invitations


def test_an_invitation_is_accepted_once_by_one(company: Company) -> None:
    token, _ = invite(company)
    bodies = [{"nome": f"Pessoa {number}", "senha": PHRASE} for number in range(2)]
    answers = at_once(
        *(lambda body=body: company.client().post(f"/v1/convites/{token}/aceite", json=body) for body in bodies)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 410]
    assert len(company.rows("usuario_tenant", "nom_perfil = 'cozinha'")) == 1


def test_who_accepts_enters(company: Company) -> None:
    token, invitation = invite(company)
    answer = company.public.post(f"/v1/convites/{token}/aceite", json={"senha": PHRASE})
    assert answer.json() == {"nom_slug": company.slug, "nom_fantasia": "Loja de Teste", "nom_perfil": "cozinha"}
    login = company.public.post("/v1/sessoes", json={"email": invitation["des_email"], "senha": PHRASE})
    assert (login.status_code, login.json()["usuario"]["nom_usuario"]) == (201, "Nova Pessoa")


def test_an_invitation_and_its_message_come_together(company: Company, unchanged: Callable) -> None:
    staff = company.staff()
    with unchanged():
        answer = staff.post("/v1/convites", json={"email": "x", "nome": "", "perfil": "cozinha", "extra": 1})
        assert_wrong_fields(answer, "email", "nome", "extra")


def test_a_suspended_company_invites_nobody(company: Company) -> None:
    staff = company.staff()
    company.set_status("suspender")
    body = {"email": "a@example.com", "nome": "A", "perfil": "cozinha"}
    assert_problem(staff.post("/v1/convites", json=body), 403, "tenant_suspenso")


def test_the_invitation_page_needs_no_script(company: Company, client: httpx.Client) -> None:
    token, invitation = invite(company)
    page = client.get(f"/convite/{token}")
    assert page.status_code == 200
    assert "<script" not in page.text and '<html lang="pt-BR"' in page.text
    assert invitation["des_email"] not in page.text
    bad = client.post(f"/convite/{token}", data={"nome": "<b>Ana</b>", "senha": "xyz-987"})
    assert bad.status_code == 422
    assert "ao menos 10" in bad.text and "&lt;b&gt;Ana" in bad.text and "xyz-987" not in bad.text
    good = client.post(f"/convite/{token}", data={"nome": "Ana", "senha": f" {PHRASE} "})
    assert (good.status_code, "Tudo certo" in good.text) == (200, True)
    # Every character of a password counts, a space at its end too.
    for password, status in ((PHRASE, 401), (f" {PHRASE} ", 201)):
        body = {"email": invitation["des_email"], "senha": password}
        assert client.post("/v1/sessoes", json=body).status_code == status
    assert client.get(f"/convite/{token}").status_code == 410
    assert client.post(f"/convite/{token}", data={"nome": "Ana", "senha": PHRASE}).status_code == 410
    assert client.get("/convite/nenhum").status_code == 404


# MARK: passwords


def test_a_forgotten_password_is_chosen_on_a_page(company: Company, client: httpx.Client) -> None:
    email = company.user("gerente")
    before = client.post("/v1/sessoes", json={"email": email, "senha": PASSWORD}).json()["token"]
    answers = [client.post("/senha", data={"email": address}) for address in (email, "ninguem@example.com")]
    assert answers[0].text == answers[1].text
    token = last_link(company, "senha_recuperacao")
    assert client.get(f"/senha/{token}").status_code == 200
    assert client.post(f"/senha/{token}", data={"senha": "1234567890"}).status_code == 422
    assert client.post(f"/senha/{token}", data={"senha": PHRASE}).status_code == 200
    assert client.post(f"/senha/{token}", data={"senha": PHRASE}).status_code == 404
    assert_problem(company.client(before).get("/v1/sessoes/atual"), 401, "sessao_invalida")
    assert client.post("/v1/sessoes", json={"email": email, "senha": PHRASE}).status_code == 201


def test_a_link_for_a_new_password_serves_one(company: Company) -> None:
    email = company.user("gerente")
    assert company.public.post("/v1/senhas/recuperacao", json={"email": email}).status_code == 202
    token = last_link(company, "senha_recuperacao")
    answers = at_once(
        *(
            lambda phrase=phrase: company.client().post(f"/v1/senhas/{token}", json={"senha": phrase})
            for phrase in (PHRASE, f"{PHRASE} mesmo")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204, 404]


def test_asking_again_writes_no_more_than_asking_for_nobody(company: Company, api: Callable) -> None:
    # A commit takes milliseconds: asked again and again, they would add up to who is a user.
    email = company.user("gerente")
    wrote = []
    with api(autocommit=False) as connection:
        for address in (email, email, "ninguem@example.com"):
            connection.execute("SELECT flowt.pedir_recuperacao(%s)", (address,))
            row = connection.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote").fetchone()
            wrote.append(row["wrote"])
            connection.commit()
    assert wrote == [True, False, False]


def test_ones_own_password_asks_for_the_old_one(company: Company) -> None:
    staff, other = company.staff(), company.client(company.session("admin"))
    path = "/v1/usuarios/eu/senha"
    answer = staff.put(path, json={"senha_atual": "errada", "senha_nova": PHRASE})
    assert_problem(answer, 403, "senha_atual_nao_confere")
    answer = staff.put(path, json={"senha_atual": PASSWORD, "senha_nova": company.slug + "99"})
    assert_problem(answer, 422, "senha_obvia")
    assert staff.put(path, json={"senha_atual": PASSWORD, "senha_nova": PHRASE}).status_code == 204
    assert staff.get("/v1/sessoes/atual").status_code == 200
    assert other.get("/v1/sessoes/atual").status_code == 200


# MARK: what is under way while a password changes


def of_both(company: Company, other: Company) -> tuple[int, str]:
    """The login of somebody of two companies, and the token of a session in the first."""
    token = company.session("gerente")
    row = company.admin.execute(
        "INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil)"
        " SELECT %s, cod_usuario, 'cozinha' FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(%s)"
        " RETURNING cod_usuario",
        (other.number, token),
    ).fetchone()
    return row["cod_usuario"], token


def blocked_or_done(admin: psycopg.Connection, future: Future) -> None:
    """Until what was begun waits for a lock, or is over because nothing kept it."""
    while not future.done():
        waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        if admin.execute(waiting).fetchone() is not None:
            return
        time.sleep(0.02)


def test_a_login_with_the_old_password_is_too_late(company: Company, cluster: Cluster) -> None:
    email = company.user("gerente")
    body = {"email": email, "senha": PASSWORD}
    change = "SELECT flowt.trocar_senha(cod_usuario, %s, NULL) FROM flowt.tb_omni8_usuario WHERE des_email = %s"
    with cluster.connect(autocommit=False) as owner, ThreadPoolExecutor(1) as pool:
        owner.execute(change, (PHRASE, email))
        login = pool.submit(company.client().post, "/v1/sessoes", json=body)
        blocked_or_done(company.admin, login)
        owner.commit()
        assert_problem(login.result(), 401, "credenciais_invalidas")


def test_a_login_before_the_new_password_is_closed_with_the_others(company: Company, cluster: Cluster) -> None:
    email = company.user("gerente")
    change = "SELECT flowt.trocar_senha(cod_usuario, %s, NULL) FROM flowt.tb_omni8_usuario WHERE des_email = %s"
    with cluster.connect(autocommit=False, user="flowt_api") as gateway, ThreadPoolExecutor(1) as pool:
        row = gateway.execute("SELECT flowt.entrar(%s, %s) AS session", (email, PASSWORD)).fetchone()
        with cluster.connect() as owner:
            reset = pool.submit(owner.execute, change, (PHRASE, email))
            blocked_or_done(company.admin, reset)
            gateway.commit()
            reset.result()
    answer = company.client(row["session"]["token"]).get("/v1/sessoes/atual")
    assert_problem(answer, 401, "sessao_invalida")


def test_a_session_passing_to_another_company_is_too_late(
    new_company: Callable[..., Company], cluster: Cluster
) -> None:
    company, other = new_company(), new_company()
    user, token = of_both(company, other)
    client = company.client(token)
    with cluster.connect(autocommit=False) as owner, ThreadPoolExecutor(1) as pool:
        owner.execute("SELECT flowt.trocar_senha(%s, %s, NULL)", (user, PHRASE))
        passing = pool.submit(client.post, "/v1/sessoes/atual/troca", json={"slug": other.slug})
        blocked_or_done(company.admin, passing)
        owner.commit()
        assert_problem(passing.result(), 401, "sessao_invalida")


@pytest.mark.parametrize("way", ["new password", "all others closed"])
def test_a_session_that_has_just_passed_is_closed_with_the_others(
    new_company: Callable[..., Company], cluster: Cluster, way: str
) -> None:
    company, other = new_company(), new_company()
    user, token = of_both(company, other)
    company.admin.execute(
        "INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_usuario, hsh_token, dat_expiracao)"
        " VALUES (%s, %s, flowt.digerir('victim-' || %s), now() + interval '1 hour')",
        (company.number, user, token),
    )
    victim = company.client(f"victim-{token}")

    def close() -> None:
        if way == "new password":
            company.admin.execute("SELECT flowt.trocar_senha(%s, %s, NULL)", (user, PHRASE))
        else:
            assert victim.delete("/v1/sessoes").status_code == 200

    with (
        cluster.connect() as watcher,
        cluster.connect(autocommit=False, user="flowt_api") as gateway,
        ThreadPoolExecutor(1) as pool,
    ):
        door = "SELECT flowt.abrir('sessao', false, %s, 'localhost', NULL, NULL, 'x')"
        gateway.execute(door, (token,))
        row = gateway.execute("SELECT flowt.trocar_empresa(%s, NULL, NULL) AS session", (other.slug,)).fetchone()
        closing = pool.submit(close)
        blocked_or_done(watcher, closing)
        gateway.commit()
        closing.result()
    answer = other.client(row["session"]["token"]).get("/v1/sessoes/atual")
    assert_problem(answer, 401, "sessao_invalida")


def test_a_stranger_locks_nobody_out_of_where_they_work(company: Company, admin: psycopg.Connection) -> None:
    email = company.user("gerente")
    good = {"email": email, "senha": PASSWORD}
    assert company.public.post("/v1/sessoes", json=good).status_code == 201
    # Guesses from elsewhere, as many as anybody likes.
    for number in range(6):
        admin.execute("SELECT flowt.autenticar(%s, 'chute', %s)", (email, f"203.0.{number}.9"))
    assert company.public.post("/v1/sessoes", json=good).status_code == 201


# MARK: pages and headers


@pytest.mark.parametrize("path", ["/senha", "/senha/{senha}", "/convite/{convite}", "/convite/nenhum", "/senha/nenhum"])
def test_pages_of_access_tell_nobody_their_address(company: Company, client: httpx.Client, path: str) -> None:
    email = company.user("gerente")
    company.public.post("/v1/senhas/recuperacao", json={"email": email})
    path = path.format(senha=last_link(company, "senha_recuperacao"), convite=invite(company)[0])
    answer = client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    # The last policy a browser knows is the one that counts.
    assert answer.headers["referrer-policy"].split(", ")[-1] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert '<meta name="referrer" content="no-referrer">' in answer.text
    policy = answer.headers["content-security-policy"]
    for directive in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert directive in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


def test_no_page_offers_a_field_in_sight_for_a_password(company: Company, client: httpx.Client) -> None:
    page = client.get(f"/convite/{invite(company)[0]}").text
    field = re.search(r'<input [^>]*name="senha"[^>]*>', page)[0]
    assert 'type="password"' in field and 'autocomplete="new-password"' in field and 'value=""' in field


# MARK: sessions, keys, support


def test_a_session_knows_its_device_and_masks_its_address(company: Company) -> None:
    email = company.user("gerente")
    login = company.client(**{"User-Agent": "Navegador de Teste"}).post(
        "/v1/sessoes", json={"email": email, "senha": PASSWORD}
    )
    session = company.client(login.json()["token"]).get("/v1/sessoes").json()["itens"][0]
    assert (session["des_agente"], session["num_ip"], session["flg_atual"]) == ("Navegador de Teste", "127.0.•.•", True)


def test_a_session_passes_to_another_company_of_the_same_person(new_company: Callable[..., Company]) -> None:
    first, second, third = new_company(), new_company(), new_company()
    staff = first.staff("gerente")
    first.admin.execute(
        "INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil) VALUES (%s, %s, 'cozinha')",
        (second.number, me(staff)),
    )
    listed = staff.get("/v1/sessoes/atual").json()["empresas"]
    assert {company["nom_slug"] for company in listed} == {first.slug, second.slug}
    answer = staff.post("/v1/sessoes/atual/troca", json={"slug": third.slug})
    assert_problem(answer, 404, "tenant_nao_encontrado")
    answer = staff.post("/v1/sessoes/atual/troca", json={"slug": second.slug})
    assert (answer.status_code, answer.json()["nom_perfil"]) == (201, "cozinha")
    there = second.client(answer.json()["token"])
    assert there.get("/v1/sessoes/atual").json()["cod_tenant"] == str(second.number)


def test_an_idle_session_ends(company: Company) -> None:
    staff = company.staff()
    assert staff.get("/v1/sessoes/atual").status_code == 200
    company.admin.execute(
        "UPDATE flowt.tb_omni8_sessao SET dat_uso = now() - interval '10 minutes' WHERE cod_tenant = %s",
        (company.number,),
    )
    # Even a request that only reads notes the use.
    assert staff.get("/v1/produtos").status_code == 200
    fresh = "dat_uso > now() - interval '1 minute'"
    assert len(company.rows("sessao", fresh)) == 1
    company.admin.execute(
        "UPDATE flowt.tb_omni8_sessao SET dat_uso = now() - flowt.inatividade_de_sessao() WHERE cod_tenant = %s",
        (company.number,),
    )
    assert_problem(staff.get("/v1/produtos"), 401, "sessao_invalida")


def test_support_is_in_sight_of_the_company(new_company: Callable[..., Company], admin: psycopg.Connection) -> None:
    platform, company = new_company(), new_company()
    company.user("admin")
    admin.execute(
        "INSERT INTO flowt.tb_omni8_parametro_plataforma VALUES ('tenant_da_plataforma', %s, 'Tenant da plataforma.')"
        " ON CONFLICT (nom_parametro) DO UPDATE SET des_valor = excluded.des_valor",
        (str(platform.number),),
    )
    staff = platform.staff("plataforma")
    body = {"slug": company.slug, "motivo": "Chamado de teste 1"}
    assert_problem(company.staff("plataforma").post("/v1/personificacoes", json=body), 403, "sem_permissao")
    made = staff.post("/v1/personificacoes", json=body).json()
    support = company.client(made["token"])
    assert support.get("/v1/sessoes/atual").json()["personificacao"]["des_motivo"] == "Chamado de teste 1"
    support.post("/v1/categorias", json={"nom_categoria": "Do suporte"})
    line = company.rows("auditoria", "nom_tabela = 'tb_omni8_categoria'")[0]
    assert line["cod_personificador"] == int(me(staff))
    key = {"nom_chave": "x", "escopos": ["catalogo.ler"]}
    assert_problem(support.post("/v1/chaves-api", json=key), 403, "so_em_pessoa")
    owner = company.staff()
    assert owner.delete(f"/v1/personificacoes/{made['cod_sessao']}").status_code == 204
    assert_problem(support.get("/v1/categorias"), 401, "sessao_invalida")
    assert owner.get("/v1/personificacoes").json()["itens"][0]["flg_ativa"] is False
