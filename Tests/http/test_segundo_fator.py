"""The second factor over HTTP: enrolment as an application does it, and one login for one code, however many try."""

import base64
import hmac
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from company import PASSWORD, Company
from judge import assert_problem

OWN = "/v1/usuarios/eu/segundo-fator"


def code(secret: str, offset: int = 0) -> str:
    """RFC 6238, as an authenticator application computes it."""
    step = int(time.time()) // 30 + offset
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    cut = digest[-1] & 15
    return f"{(int.from_bytes(digest[cut : cut + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def log_in(company: Company, email: str, **fields: str) -> httpx.Response:
    return company.client().post("/v1/sessoes", json={"email": email, "senha": PASSWORD, **fields})


def enrol(company: Company, email: str) -> tuple[httpx.Client, str, list[str]]:
    """Confirmed with the code of this step, which leaves the next one: both are good whichever step it is by then."""
    client = company.client(log_in(company, email).json()["token"])
    seed = client.post(OWN, json={"senha": PASSWORD})
    assert seed.status_code == 201, seed.text
    secret = seed.json()["segredo"]
    answer = client.post(f"{OWN}/confirmacao", json={"codigo": code(secret)})
    assert answer.status_code == 200, answer.text
    return client, secret, answer.json()["codigos_recuperacao"]


def test_a_login_asks_for_the_code_after_the_password(company: Company) -> None:
    email = company.user("gerente")
    client, secret, recovery = enrol(company, email)
    assert client.get(OWN).json()["qtd_codigos_recuperacao"] == 10
    wrong = company.public.post("/v1/sessoes", json={"email": email, "senha": "errada", "codigo": code(secret, 1)})
    assert_problem(wrong, 401, "credenciais_invalidas")
    assert_problem(log_in(company, email), 401, "segundo_fator_necessario")
    assert_problem(log_in(company, email, codigo=code(secret, -20)), 401, "codigo_invalido")
    assert log_in(company, email, codigo=code(secret, 1)).status_code == 201
    assert log_in(company, email, codigo=recovery[0]).status_code == 201
    assert_problem(log_in(company, email, codigo=recovery[0]), 401, "codigo_invalido")


def test_one_code_opens_one_session_however_many_try_at_once(company: Company) -> None:
    email = company.user("gerente")
    _, secret, recovery = enrol(company, email)
    for shared in (code(secret, 1), recovery[1]):
        barrier = threading.Barrier(4)

        def attempt(_: int, shared: str = shared, barrier: threading.Barrier = barrier) -> int:
            barrier.wait()
            return log_in(company, email, codigo=shared).status_code

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(attempt, range(4))) == [201, 401, 401, 401]
        company.admin.execute("UPDATE flowt.tb_omni8_segundo_fator SET qtd_falhas = 0, dat_bloqueio = NULL")


def test_a_reset_password_does_not_go_round_the_second_factor(company: Company) -> None:
    email = company.user("gerente")
    enrol(company, email)
    company.public.post("/v1/senhas/recuperacao", json={"email": email})
    text = company.rows("mensagem", "nom_modelo = 'senha_recuperacao'")[-1]["des_texto"]
    token = text.split("/senha/")[1][:24]
    assert company.public.post(f"/v1/senhas/{token}", json={"senha": PASSWORD + " nova"}).status_code == 204
    answer = company.public.post("/v1/sessoes", json={"email": email, "senha": PASSWORD + " nova"})
    assert_problem(answer, 401, "segundo_fator_necessario")


def test_a_company_that_demands_it_lets_nobody_work_without(company: Company) -> None:
    owner = company.staff()
    assert owner.put("/v1/acesso/segundo-fator", json={"perfis": ["gerente"]}).status_code == 200
    email = company.user("gerente")
    login = log_in(company, email).json()
    assert (login["flg_restrita"], login["permissoes"]) == (True, [])
    client = company.client(login["token"])
    assert_problem(client.get("/v1/produtos"), 403, "segundo_fator_obrigatorio")
    secret = client.post(OWN, json={"senha": PASSWORD}).json()["segredo"]
    assert_problem(client.post(f"{OWN}/confirmacao", json={"codigo": "000000"}), 403, "prova_nao_confere")
    assert client.post(f"{OWN}/confirmacao", json={"codigo": code(secret)}).status_code == 200
    assert client.get("/v1/produtos").status_code == 200


def test_the_seed_is_nowhere_in_the_clear(company: Company) -> None:
    email = company.user("gerente")
    _, secret, _ = enrol(company, email)
    raw = base64.b32decode(secret)
    rows = company.admin.execute("SELECT des_segredo FROM flowt.tb_omni8_segundo_fator").fetchall()
    assert rows and all(raw not in bytes(row["des_segredo"]) for row in rows)
