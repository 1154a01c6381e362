"""Routes with `confirmacao: conjunta`: concurrent requests share a commit, and nothing else (docs/decisions/0016)."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from conftest import Routes

from company import Company
from harness import Cluster, Server, wait_for
from judge import assert_problem
from raw import RawConnection, request

LOCK = 774411
# Every one of what says who acts, as this request finds it and as it leaves it to those after it.
CONTEXT = ["cod_usuario", "perfil", "cod_sessao", "cod_pessoa", "cod_chave_api", "escopos", "unidades", "cod_carrinho"]
FOUND = "concat_ws(',', " + ", ".join(f"nullif(current_setting('flowt.{name}', true), '')" for name in CONTEXT) + ")"
LEFT = "; ".join(f"PERFORM set_config('flowt.{name}', '7', true)" for name in CONTEXT)
BODY = f"""BEGIN
    IF p_n = 'recusada' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'teste_recusado', DETAIL = 'Recusada de propósito.';
    END IF;
    IF p_n = 'espera' THEN
        PERFORM pg_advisory_xact_lock_shared({LOCK});
    END IF;
    INSERT INTO public.teste_junta (marca) VALUES (p_n);
    DECLARE v_achado text := {FOUND}; BEGIN
        {LEFT};
        RETURN (200, NULL, NULL, json_build_object('n', p_n, 'transacao', pg_current_xact_id()::text,
                'tenant', flowt.tenant_atual(), 'achado', v_achado)::text)::flowt.resposta;
    END;
END"""


@dataclass
class Joint:
    server: Server
    path: str
    admin: psycopg.Connection
    pool: ThreadPoolExecutor
    blocking: str
    other: str

    def ask(self, name: str, slug: str | None = None) -> httpx.Response:
        headers = {"X-Flowt-Tenant": slug} if slug else {}
        return httpx.post(f"{self.server.url}{self.path}", params={"n": name}, headers=headers, timeout=30)

    def queued(self) -> int:
        return self.server.metric('flowt_lane_queue{lane="slow"}')

    def behind_one(self, asked: list[tuple[str, str | None]]) -> list[Future]:
        """Asks all of them while the only connection is busy, and lets it go once all of them wait for it."""
        with self.admin.transaction():
            self.admin.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            first = self.pool.submit(lambda: httpx.get(f"{self.server.url}{self.blocking}", timeout=30))
            wait_for(lambda: self.waiting_for_lock() == 1, "the first never ran")
            answers = [self.pool.submit(self.ask, *one) for one in asked]
            wait_for(lambda: self.queued() == len(asked), "never queued")
        assert first.result().status_code == 200
        return answers

    def waiting_for_lock(self) -> int:
        statement = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
        return self.admin.execute(statement, (LOCK,)).fetchone()["n"]

    def marks(self) -> list[str]:
        return [row["marca"] for row in self.admin.execute("SELECT marca FROM public.teste_junta ORDER BY 1")]


@pytest.fixture
def joint(
    request: pytest.FixtureRequest, new_server: Callable[..., Server], routes: Routes, admin: psycopg.Connection
) -> Iterator[Joint]:
    connections = getattr(request, "param", "1")
    server = new_server(FLOWT_THREADS="1", FLOWT_CONNECTIONS="1", FLOWT_SLOW_CONNECTIONS=connections)
    admin.execute("CREATE TABLE public.teste_junta (marca text NOT NULL)")
    admin.execute("GRANT INSERT ON public.teste_junta TO flowt_api")
    body = f"PERFORM pg_advisory_xact_lock_shared({LOCK}); RETURN (200, NULL, NULL, '1')::flowt.resposta;"
    blocking = routes.add(server, "teste_trava", body, "faixa: lenta")
    other = routes.add(server, "teste_livre", "RETURN (200, NULL, NULL, '1')::flowt.resposta;", "faixa: lenta")
    path = routes.add(
        server,
        "teste_junta",
        BODY,
        "faixa: lenta",
        "confirmacao: conjunta",
        arguments="p_n text",
        method="POST",
    )
    with ThreadPoolExecutor(max_workers=40) as pool:
        yield Joint(server, path, admin, pool, blocking, other)
    admin.execute("DROP TABLE public.teste_junta")


def test_those_that_wait_are_committed_together(joint: Joint) -> None:
    names = [f"n{number:02}" for number in range(12)]
    answers = [future.result() for future in joint.behind_one([(name, None) for name in names])]
    assert [answer.json()["n"] for answer in answers] == names
    assert len({answer.json()["transacao"] for answer in answers}) == 1
    assert joint.marks() == names


def test_a_group_has_a_limit(joint: Joint) -> None:
    answers = [future.result().json() for future in joint.behind_one([(f"n{number:02}", None) for number in range(20)])]
    sizes = [[answer["transacao"] for answer in answers].count(one) for one in {a["transacao"] for a in answers}]
    assert sorted(sizes) == [4, 16]


def test_one_that_fails_fails_alone(joint: Joint) -> None:
    asked = [("a", None), ("b", None), ("recusada", None), ("c", None), ("recusada", None), ("d", None)]
    answers = [future.result() for future in joint.behind_one(asked)]
    for answer, (name, _) in zip(answers, asked, strict=True):
        if name == "recusada":
            assert_problem(answer, 422, "teste_recusado")
        else:
            assert answer.json()["n"] == name
    assert joint.marks() == ["a", "b", "c", "d"], "each of the others once"
    good = [answer.json()["transacao"] for answer in answers if answer.status_code == 200]
    assert len(set(good)) == len(good), "what was undone runs again alone"


def test_a_commit_that_fails_is_the_fault_of_one(joint: Joint) -> None:
    """What only shows at the end, as a deferred key does, is told to whom it belongs: each runs again alone."""
    key = "CONSTRAINT marca_unica UNIQUE (marca) DEFERRABLE INITIALLY DEFERRED"
    joint.admin.execute(f"ALTER TABLE public.teste_junta ADD {key}")
    answers = [future.result() for future in joint.behind_one([(name, None) for name in ("a", "b", "a", "c")])]
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 409]
    assert [answers[1].json()["n"], answers[3].json()["n"]] == ["b", "c"]
    assert joint.marks() == ["a", "b", "c"]


def test_they_share_no_context(joint: Joint, new_company: Callable[..., Company]) -> None:
    first, second = new_company(), new_company()
    asked = [("a", first.slug), ("b", second.slug), ("c", None), ("d", first.slug)]
    answers = [future.result().json() for future in joint.behind_one(asked)]
    assert len({answer["transacao"] for answer in answers}) == 1
    assert [answer["tenant"] for answer in answers] == [first.number, second.number, None, first.number]
    assert [answer["achado"] for answer in answers] == [""] * 4, "what one request set, another found"


@pytest.mark.parametrize("joint", ["2"], indirect=True)
def test_one_connection_takes_them_and_the_others_stay_free(joint: Joint) -> None:
    with joint.admin.transaction():
        joint.admin.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        first = joint.pool.submit(joint.ask, "espera")
        wait_for(lambda: joint.waiting_for_lock() == 1, "the first never ran")
        others = [joint.pool.submit(joint.ask, name) for name in ("a", "b")]
        wait_for(lambda: joint.queued() == 2, "what commits together took another connection")
        assert httpx.get(f"{joint.server.url}{joint.other}").status_code == 200
    assert first.result().status_code == 200
    assert len({other.result().json()["transacao"] for other in others}) == 1


def test_a_client_that_leaves_takes_nobody_with_it(joint: Joint) -> None:
    with joint.admin.transaction():
        joint.admin.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        first = joint.pool.submit(lambda: httpx.get(f"{joint.server.url}{joint.blocking}", timeout=30))
        wait_for(lambda: joint.waiting_for_lock() == 1, "the first never ran")
        before = joint.pool.submit(joint.ask, "a")
        wait_for(lambda: joint.queued() == 1, "never queued")
        with RawConnection(joint.server.port) as leaving:
            leaving.send(request("POST", f"{joint.path}?n=some", "Content-Length: 0"))
            wait_for(lambda: joint.queued() == 2, "never queued")
        after = joint.pool.submit(joint.ask, "b")
        wait_for(lambda: joint.queued() == 3, "never queued")
    assert first.result().status_code == 200
    assert [before.result().json()["n"], after.result().json()["n"]] == ["a", "b"]
    assert joint.marks() == ["a", "b"]


def test_an_answer_means_that_it_is_there(joint: Joint, cluster: Cluster) -> None:
    """From another connection, the moment the first answer of the group has arrived."""
    answers = joint.behind_one([(f"n{number:02}", None) for number in range(10)])
    answers[0].result()
    with cluster.connect() as other:
        assert other.execute("SELECT count(*) AS n FROM public.teste_junta").fetchone()["n"] == 10


def test_the_database_dies_in_the_middle(joint: Joint, admin: psycopg.Connection) -> None:
    """A group whose backend is killed is refused as a whole, and nothing of it is there."""
    admin.execute("ALTER TABLE public.teste_junta ADD CONSTRAINT espera CHECK (pg_sleep(0.3) IS NOT NULL)")
    answers = joint.behind_one([(f"n{number:02}", None) for number in range(8)])
    statement = (
        "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity"
        " WHERE usename = 'flowt_api' AND state = 'active' AND query LIKE '%%teste_junta%%'"
    )
    wait_for(lambda: admin.execute(statement).fetchone()["n"], "the group never ran")
    for answer in answers:
        assert answer.result().status_code == 503
    assert joint.marks() == []
