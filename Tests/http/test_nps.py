"""NPS over HTTP: many at once, pages of forms, the courier, erasure and the copy of a company."""

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_concorrencia import all_at_once, statuses
from test_copia import elsewhere, export, take_in  # noqa: F401
from test_lgpd import erase, places

from company import Company
from harness import Cluster
from judge import assert_problem
from menu import offer
from survey import by_phone, deliver, invited, last_link, run_due


@pytest.fixture
def company(new_company) -> Company:
    return new_company()


def page(company: Company, token: str, **fields) -> httpx.Response:
    return company.public.post(f"/{company.slug}/nps/{token}", data=fields)


# MARK: at once


def test_a_token_sent_by_many_at_once_answers_once(company: Company) -> None:
    token = invited(company)
    notes = list(range(11)) * 2
    answers = all_at_once(
        [lambda client, n=n: client.post(f"/v1/nps/{token}", json={"num_nota": n}) for n in notes], company
    )
    assert statuses(answers) == {201: 1, 409: 21}
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "nps_ja_respondido")
    won = next(answer for answer in answers if answer.status_code == 201).json()["num_nota"]
    assert [row["num_nota"] for row in company.rows("nps")] == [won]
    assert len(company.rows("evento_tracking", "nom_tipo = 'nps_respondido'")) == 1
    assert len(company.rows("tarefa")) == (won <= 6)


def test_changed_by_many_at_once_it_is_one_of_them_and_one_task(company: Company) -> None:
    token = invited(company)
    company.public.post(f"/v1/nps/{token}", json={"num_nota": 10}).raise_for_status()
    answers = all_at_once(
        [lambda client, n=n: client.patch(f"/v1/nps/{token}/resposta", json={"num_nota": n}) for n in range(11)],
        company,
    )
    assert statuses(answers) == {200: 11}
    note, tasks = company.rows("nps")[0]["num_nota"], company.rows("tarefa")
    assert len(tasks) == 1
    assert (tasks[0]["sta_tarefa"] == "ABERTA") == (note <= 6)


DUE = "UPDATE flowt.tb_omni8_nps_agenda SET dat_prevista = now() WHERE cod_tenant = %s AND cod_pedido = %s"


def test_two_orders_delivered_at_once_are_one_invitation(company: Company, cluster: Cluster) -> None:
    by_phone(company)
    orders = [company.order() for _ in range(6)]
    assert len({row["cod_pessoa"] for row in company.rows("pedido")}) == 1
    start = threading.Barrier(len(orders))

    def deliver_and_ask(order: dict) -> None:
        """Each sees its own order as due and no other's: so many runs of the job at once."""
        with cluster.connect(autocommit=False) as connection:
            connection.execute(
                "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'ENTREGUE' WHERE cod_tenant = %s AND cod_pedido = %s",
                (company.number, order["cod_pedido"]),
            )
            connection.execute(DUE, (company.number, order["cod_pedido"]))
            start.wait(60)
            connection.execute("SELECT flowt.convidar_do_tenant(%s)", (company.number,))
            time.sleep(0.2)
            connection.commit()

    with ThreadPoolExecutor(len(orders)) as pool:
        list(pool.map(deliver_and_ask, orders))
    fates = sorted(f"{row['sta_agenda']} {row['des_motivo']}" for row in company.rows("nps_agenda"))
    assert fates == ["CONVIDADO None"] + ["SUPRIMIDO EM_DESCANSO"] * 5
    assert len(company.rows("nps")) == len(company.rows("mensagem", "nom_modelo = 'nps_convite'")) == 1


def test_the_job_waits_for_whoever_is_asking_the_same_person(company: Company, cluster: Cluster) -> None:
    """Both decide with her row locked: the second sees what the first did."""
    by_phone(company)
    first, second = company.order(), company.order()
    deliver(company, first)
    deliver(company, second)
    ask = "SELECT flowt.convidar_do_tenant(%s)"
    with cluster.connect(autocommit=False) as one, ThreadPoolExecutor(1) as pool:
        one.execute(DUE, (company.number, first["cod_pedido"]))
        one.execute(ask, (company.number,))
        company.admin.execute(DUE, (company.number, second["cod_pedido"]))
        other = pool.submit(company.admin.execute, ask, (company.number,))
        with pytest.raises(TimeoutError):
            other.result(1)
        one.commit()
        other.result(30)
    assert [row["des_motivo"] for row in company.rows("nps_agenda")] == [None, "EM_DESCANSO"]


def test_staff_asking_at_once_ask_once(company: Company) -> None:
    by_phone(company)
    company.order()
    body = {"cod_pessoa": str(company.rows("pedido")[0]["cod_pessoa"])}
    token = company.session("atendente")
    headers = {"Authorization": f"Bearer {token}"}
    answers = all_at_once(
        [lambda client: client.post("/v1/nps/convites", json=body, headers=headers) for _ in range(8)], company
    )
    assert statuses(answers) == {201: 1, 409: 7}
    assert len(company.rows("nps")) == 1


def test_one_visitor_at_once_answers_the_open_link_once(company: Company) -> None:
    body = {"num_nota": 9, "visitante": secrets.token_hex(16)}
    answers = all_at_once([lambda client: client.post("/v1/nps", json=body) for _ in range(12)], company)
    assert statuses(answers) == {201: 1, 409: 11}
    assert len(company.rows("nps")) == 1


def test_the_second_answer_of_an_open_link_waits_for_the_first(company: Company, cluster: Cluster) -> None:
    answer = "SELECT flowt.responder_nps_aberto(%s, '{\"num_nota\": 9}', 'visitante-0000001', 'token', '::1')"
    with cluster.connect(autocommit=False) as one, ThreadPoolExecutor(1) as pool:
        one.execute(answer, (company.number,))
        other = pool.submit(company.admin.execute, answer, (company.number,))
        with pytest.raises(TimeoutError):
            other.result(1)
        one.commit()
        with pytest.raises(psycopg.Error, match="nps_ja_respondido"):
            other.result(30)
    assert len(company.rows("nps")) == 1


# MARK: bad input


@given(
    note=st.one_of(
        st.integers().filter(lambda n: not 0 <= n <= 10),
        st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer()),
        # A NUL is no text to PostgreSQL: a 400 before anything is looked at.
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
        st.booleans(),
        st.none(),
        st.lists(st.integers(), max_size=2),
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_no_note_is_refused(bad_notes: tuple[Company, str], note) -> None:
    company, token = bad_notes
    answer = company.public.post(f"/v1/nps/{token}", json={"num_nota": note})
    assert_problem(answer, 422, "corpo_invalido")
    assert [error["campo"] for error in answer.json()["erros"]] == ["num_nota"]
    assert company.rows("nps")[0]["num_nota"] is None


@pytest.fixture(scope="module")
def bad_notes(server, admin) -> tuple[Company, str]:
    company = Company(server.url, admin)
    yield company, invited(company)
    company.close()


@pytest.mark.parametrize("note", ["11", "-1", "7.5", "dez", "", "1 0", "٣"])
def test_the_page_refuses_it_too(company: Company, note: str) -> None:
    token = invited(company)
    answer = page(company, token, acao="nota", num_nota=note)
    assert answer.status_code == 422
    assert "Escolha uma nota de 0 a 10." in answer.text
    assert company.rows("nps")[0]["num_nota"] is None


def test_the_page_says_what_a_used_or_old_link_is(company: Company) -> None:
    token = invited(company)
    assert page(company, token, acao="nota", num_nota="10").status_code == 303
    again = page(company, token, acao="nota", num_nota="0")
    assert (again.status_code, "já foi respondida" in again.text) == (409, True)
    company.admin.execute(
        "UPDATE flowt.tb_omni8_nps SET dat_resposta = now() - interval '1 day' WHERE cod_tenant = %s", (company.number,)
    )
    late = page(company, token, acao="alterar", num_nota="0")
    assert (late.status_code, "não muda mais" in late.text) == (409, True)
    assert company.public.get(f"/{company.slug}/nps/{token}").status_code == 200
    assert [row["num_nota"] for row in company.rows("nps")] == [10]
    company.admin.execute(
        "UPDATE flowt.tb_omni8_nps SET num_nota = NULL, dat_resposta = NULL, dat_expiracao = now()"
        " WHERE cod_tenant = %s",
        (company.number,),
    )
    assert company.public.get(f"/{company.slug}/nps/{token}").status_code == 410
    assert page(company, token, acao="nota", num_nota="3").status_code == 410
    assert company.public.get(f"/{company.slug}/nps/{'x' * 24}").status_code == 404


def test_another_site_does_not_answer(company: Company) -> None:
    token = invited(company)
    for path in (f"/{company.slug}/nps/{token}", f"/{company.slug}/nps"):
        answer = company.public.post(
            path, data={"acao": "nota", "num_nota": "0"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403
    assert company.rows("nps", "num_nota IS NOT NULL") == []


@pytest.mark.parametrize("agent", ["WhatsApp/2.23", "Mozilla/5.0 (compatible; Googlebot/2.1)", "Mozilla/5.0"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_link_writes_nothing(company: Company, agent: str, method: str) -> None:
    token = invited(company)
    before = company.rows("nps")
    for path in (f"/{company.slug}/nps/{token}", f"/v1/nps/{token}"):
        answer = company.public.request(method, path, headers={"User-Agent": agent, "Sec-Purpose": "prefetch"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert company.rows("nps") == before


def test_switched_off_there_is_no_survey(company: Company) -> None:
    token = invited(company)
    company.admin.execute("INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (%s, 'nps', false)", (company.number,))
    assert company.public.get(f"/{company.slug}/nps/{token}").status_code == 404
    assert company.public.post(f"/v1/nps/{token}", json={"num_nota": 9}).status_code == 404
    deliver(company, company.order())
    assert len(company.rows("nps_agenda")) == 1


def test_each_route_answers_as_documented(company: Company) -> None:
    """Each answer is checked against the document as it arrives."""
    token = invited(company)
    person = company.rows("nps")[0]["cod_pessoa"]
    with company.staff() as staff:
        rules = staff.get("/v1/nps/configuracao").json()["itens"]
        assert [rule["num_versao"] for rule in rules] == [1, 1]
        change = {"num_versao": 1, "des_pergunta": "Você voltaria?", "des_canais": ["SMS", "EMAIL"]}
        assert staff.patch("/v1/nps/configuracao/relacional", json=change).json()["num_versao"] == 2
        assert staff.post("/v1/nps/convites", json={"cod_pessoa": str(person)}).status_code == 201
        assert company.public.post(f"/v1/nps/{token}/exibicao").status_code == 204
        assert company.public.post(f"/v1/nps/{token}", json={"num_nota": 1}).status_code == 201
        assert company.public.post(f"/v1/nps/{token}/recusa").status_code == 204
        task = staff.get("/v1/nps/tarefas").json()["itens"][0]
        assert (task["num_nota"], task["num_pedido"], task["flg_atrasada"]) == (1, 1, False)
        done = staff.post(f"/v1/nps/tarefas/{task['cod_tarefa']}/conclusao", json={"des_conclusao": "Liguei."})
        assert done.json()["sta_tarefa"] == "CONCLUIDA"
        assert staff.get("/v1/nps/tendencia", params={"formato": "csv"}).status_code == 200
        assert "1;DETRATOR" in staff.get("/v1/nps", params={"formato": "csv"}).text


# MARK: rights and copies


def test_an_erased_person_leaves_the_number_and_no_word(company: Company) -> None:
    secret = f"alergia-{secrets.token_hex(6)}"
    token = invited(company, num_telefone="(11) 97777-6666")
    company.public.post(f"/v1/nps/{token}", json={"num_nota": 2, "des_motivo": secret}).raise_for_status()
    person = company.rows("nps")[0]["cod_pessoa"]
    task = company.rows("tarefa")[0]["cod_tarefa"]
    company.staff().post(f"/v1/nps/tarefas/{task}/conclusao", json={"des_conclusao": secret}).raise_for_status()
    company.admin.execute(
        "UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CONCLUIDO' WHERE cod_tenant = %s", (company.number,)
    )
    assert places(company.admin, company, secret) != []
    erase(company, person).raise_for_status()
    assert places(company.admin, company, secret, token) == []
    assert company.public.patch(f"/v1/nps/{token}/resposta", json={"des_motivo": secret}).status_code == 404
    assert [row["num_nota"] for row in company.rows("nps")] == [2]
    numbers = company.staff().get("/v1/nps/resumo").json()
    assert (numbers["qtd_respostas"], numbers["num_nps"]) == (1, -100)


def test_the_token_is_nowhere_but_in_the_message(company: Company) -> None:
    token = invited(company)
    company.public.post(f"/v1/nps/{token}", json={"num_nota": 9}).raise_for_status()
    assert places(company.admin, company, token) == ["tb_omni8_mensagem"]


def test_a_copy_of_the_company_has_its_surveys_and_asks_nobody_again(
    company: Company,
    cluster: Cluster,
    elsewhere: tuple[str, psycopg.Connection],  # noqa: F811
) -> None:
    token = invited(company)
    company.public.post(f"/v1/nps/{token}", json={"num_nota": 3, "des_motivo": "Fria."}).raise_for_status()
    deliver(company, company.order())
    url, admin = elsewhere
    result = take_in(url, export(cluster.url(), company.number))
    assert result.returncode == 0, result.stderr
    copied = admin.execute(
        "SELECT n.num_nota, n.tip_classe, n.des_motivo, t.sta_tarefa, p.num_pedido,"
        " n.cod_pessoa = p.cod_pessoa AS hers, t.dat_prazo - n.dat_resposta = interval '48 hours' AS deadline"
        " FROM flowt.tb_omni8_nps n"
        " JOIN flowt.tb_omni8_tarefa t USING (cod_tenant, cod_nps)"
        " JOIN flowt.tb_omni8_pedido p USING (cod_tenant, cod_pedido)"
        " JOIN flowt.tb_omni8_tenant e USING (cod_tenant) WHERE e.nom_slug = %s",
        (company.slug,),
    ).fetchall()
    answer = {"num_nota": 3, "tip_classe": "DETRATOR", "des_motivo": "Fria.", "sta_tarefa": "ABERTA"}
    assert copied == [{**answer, "num_pedido": 1, "hers": True, "deadline": True}]
    counts = "SELECT count(*) AS n FROM flowt.tb_omni8_{} x JOIN flowt.tb_omni8_tenant e USING (cod_tenant) {}"
    of_it = f"WHERE e.nom_slug = '{company.slug}'"
    assert admin.execute(counts.format("nps_agenda", of_it)).fetchone()["n"] == 0
    told = admin.execute(counts.format("evento_tracking", f"{of_it} AND x.nom_tipo = 'nps_respondido'")).fetchone()["n"]
    assert told == len(company.rows("evento_tracking", "nom_tipo = 'nps_respondido'")) == 1


def test_everything_agrees(company: Company) -> None:
    """The summary, the list, the breakdowns, the trend and the KPI are one number."""
    notes = [10, 9, 9, 7, 3, 0, 8, 10]
    for note in notes:
        body = {"num_nota": note, "visitante": secrets.token_hex(16), "tip_canal": "QR" if note > 6 else "LINK"}
        company.public.post("/v1/nps", json=body).raise_for_status()
    with company.staff() as staff:
        summary = staff.get("/v1/nps/resumo").json()
        listed = staff.get("/v1/nps", params={"limite": 100}).json()["itens"]
        by_channel = staff.get("/v1/nps/quebra", params={"por": "canal"}).json()["itens"]
        by_unit = staff.get("/v1/nps/quebra", params={"por": "unidade"}).json()["itens"]
        kpi = next(i for i in staff.get("/v1/indicadores").json()["itens"] if i["nom_indicador"] == "nps")
        trend = staff.get("/v1/nps/tendencia").json()["itens"][-1]
        csv = staff.get("/v1/nps/resumo", params={"formato": "csv"}).text.splitlines()
    assert summary["num_nps"] == kpi["num_valor"] == 25
    assert kpi["tip_unidade"] == "PONTOS"
    assert sorted(i["num_nota"] for i in listed) == sorted(notes)
    assert sum(i["qtd_respostas"] for i in by_channel) == len(notes)
    assert [i["num_nps"] for i in by_unit] == [25]
    assert (trend["qtd_respostas"], trend["num_nps"]) == (len(notes), None)
    assert [line.split(";")[1] for line in csv[1:]] == [str(notes.count(n)) for n in range(11)]


def test_the_last_link_is_of_the_company(company: Company) -> None:
    invited(company)
    text = company.rows("mensagem", "nom_modelo = 'nps_convite'")[-1]["des_texto"]
    assert f"/{company.slug}/nps/{last_link(company)}" in text


def test_a_token_opens_nothing_in_another_company(company: Company, new_company) -> None:
    token, other = invited(company), new_company()
    for answer in (
        other.public.get(f"/v1/nps/{token}"),
        other.public.post(f"/v1/nps/{token}", json={"num_nota": 1}),
        other.public.post(f"/v1/nps/{token}/recusa"),
        other.public.post(f"/v1/nps/{token}/exibicao"),
        other.public.get(f"/{other.slug}/nps/{token}"),
    ):
        assert answer.status_code == 404


def test_the_job_and_merges_at_once_do_not_lock_each_other_out(company: Company, cluster: Cluster) -> None:
    by_phone(company)
    orders = [company.order(num_telefone=f"(11) 9{n}111-2222") for n in range(1, 9)]
    for order in orders:
        deliver(company, order)
    people = sorted({row["cod_pessoa"] for row in company.rows("pedido")})

    def merge(pair: tuple[int, int]) -> None:
        with cluster.connect(autocommit=False) as connection:
            connection.execute("SELECT set_config('flowt.cod_tenant', %s, true)", (str(company.number),))
            connection.execute(
                "SELECT flowt.fundir_pessoas(%s, jsonb_build_object('cod_pessoa_origem', %s::text, 'num_versao', 1,"
                " 'num_versao_origem', 1, 'des_motivo', 'é a mesma'))",
                pair,
            )
            connection.commit()

    with ThreadPoolExecutor(5) as pool:
        merges = [pool.submit(merge, (people[n], people[n + 1])) for n in (0, 2, 4, 6)]
        job = pool.submit(run_due, company)
        for done in merges:
            done.result(60)
        try:
            assert job.result(60) == 8
        except psycopg.errors.DeadlockDetected:
            pytest.fail("the job and a merge locked each other out")
    # Each of the four is one person now, asked as often as the two were before they met, and all is hers.
    assert {row["cod_pessoa"] for row in company.rows("nps")} <= {people[n] for n in (0, 2, 4, 6)}


def coupon_offer(company: Company) -> dict:
    with company.staff() as staff:
        made = offer(staff, tip_oferta="PERCENTUAL", num_percentual=50, tip_alvo="PEDIDO", flg_cupom=True)
        assert staff.put("/v1/parametros/nps_detrator_oferta", json={"valor": made["cod_oferta"]}).is_success
    return made


def test_a_detractor_is_given_one_coupon_of_his_own(company: Company) -> None:
    token = invited(company)
    wanted = coupon_offer(company)
    path = f"/v1/nps/{token}"
    assert company.public.post(path, json={"num_nota": 3}).status_code == 201
    # Told otherwise and told again, it is the same answer.
    for note in (8, 2):
        assert company.public.patch(f"{path}/resposta", json={"num_nota": note}).status_code == 200
    [coupon] = company.rows("cupom")
    [answer] = company.rows("nps")
    assert (str(coupon["cod_oferta"]), coupon["cod_pessoa"], coupon["qtd_limite"]) == (
        wanted["cod_oferta"],
        answer["cod_pessoa"],
        1,
    )
    [message] = company.rows("mensagem", "nom_modelo = 'nps_cupom'")
    assert coupon["des_cupom"] in message["des_texto"]
    assert message["des_destino"] == company.rows("pedido")[0]["num_telefone"]


def test_a_coupon_waits_for_the_morning(company: Company) -> None:
    token = invited(company)
    coupon_offer(company)
    company.admin.execute(
        """INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, js_valor)
           SELECT t.cod_tenant, v.n, now() - interval '1 day',
                  to_jsonb(to_char(now() AT TIME ZONE t.des_fuso_horario + v.d, 'HH24:MI'))
             FROM flowt.tb_omni8_tenant t, (VALUES ('mensagem_silencio_inicio', interval '-3 hours'),
                  ('mensagem_silencio_fim', '3 hours')) AS v (n, d) WHERE t.cod_tenant = %s""",
        (company.number,),
    )
    assert company.public.post(f"/v1/nps/{token}", json={"num_nota": 3}).status_code == 201
    [coupon] = company.rows("cupom")
    [message] = company.rows("mensagem", "nom_modelo = 'nps_cupom'")
    assert message["dat_proxima"] - message["dat_criacao"] > timedelta(hours=2)
    assert message["dat_expiracao"] == coupon["dat_fim"]


@pytest.mark.parametrize(
    "why", ["no rule", "a promoter", "wants no surveys", "wants no offers", "wants none there", "an offer that is over"]
)
def test_no_coupon_is_given(company: Company, why: str) -> None:
    token = invited(company)
    if why != "no rule":
        made = coupon_offer(company)
    if why == "wants no surveys":
        assert company.public.post(f"/v1/nps/{token}/recusa").status_code in (200, 204)
    elif why in ("wants no offers", "wants none there"):
        [invitation] = company.rows("mensagem", "starts_with(des_chave, 'nps:')")
        [answer] = company.rows("nps")
        body = {
            "tip_finalidade": "MARKETING",
            "tip_canal": "TODOS" if why == "wants no offers" else invitation["tip_canal"],
            "flg_concedido": False,
            "num_versao_texto": "1",
        }
        with company.staff() as staff:
            assert staff.post(f"/v1/pessoas/{answer['cod_pessoa']}/consentimentos", json=body).is_success
    elif why == "an offer that is over":
        with company.staff() as staff:
            body = {"para": "ENCERRADA", "num_versao": made["num_versao"]}
            assert staff.post(f"/v1/ofertas/{made['cod_oferta']}/transicoes", json=body).is_success
    note = 9 if why == "a promoter" else 3
    assert company.public.post(f"/v1/nps/{token}", json={"num_nota": note}).status_code == 201
    assert (company.rows("cupom"), company.rows("mensagem", "nom_modelo = 'nps_cupom'")) == ([], [])
