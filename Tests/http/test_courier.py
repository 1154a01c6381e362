"""`flowt courier`: real processes that share the schedule of a database of their own."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from conftest import migrated_cluster

from harness import BINARY, ROOT, Cluster, flowt_environment, wait_for

# Notes who runs when. Two at a time would show as an overlap.
JOB = """
    CREATE FUNCTION rotina.{name}() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE v_began timestamptz := clock_timestamp();
    BEGIN
        PERFORM pg_sleep({seconds});
        INSERT INTO public.corrida VALUES ('{name}', v_began, clock_timestamp());
        RETURN {done};
    END $$;
    GRANT EXECUTE ON FUNCTION rotina.{name}() TO flowt_courier;
    INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES ('{name}', 'Teste', '{interval}')
"""


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    cluster = migrated_cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def db(own_cluster: Cluster) -> Iterator[psycopg.Connection]:
    own_cluster.start()
    with own_cluster.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS public.corrida")
        connection.execute("CREATE TABLE public.corrida (nome text, inicio timestamptz, fim timestamptz)")
        connection.execute("DELETE FROM flowt.tb_omni8_log_execucao")
        connection.execute("DELETE FROM flowt.tb_omni8_rotina WHERE nom_rotina LIKE 'teste_%'")
        connection.execute("UPDATE flowt.tb_omni8_rotina SET flg_ativa = false")
        yield connection


@pytest.fixture
def courier(own_cluster: Cluster) -> Iterator[Callable[..., subprocess.Popen]]:
    started: list[subprocess.Popen] = []

    def start(**environment: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [BINARY, "courier"],
            cwd=ROOT,
            env=flowt_environment(own_cluster.url(), environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def add(db: psycopg.Connection, name: str, seconds: float = 0, done: int = 0, interval: str = "1 hour") -> None:
    db.execute(
        JOB.format(name=name, seconds=seconds, done=done, interval=interval).replace(
            "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
        )
    )
    db.execute("GRANT INSERT ON public.corrida TO flowt_dono; NOTIFY flowt_rotina")


def runs(db: psycopg.Connection, name: str) -> int:
    return db.execute("SELECT count(*) AS n FROM public.corrida WHERE nome = %s", (name,)).fetchone()["n"]


def states(db: psycopg.Connection, name: str) -> list[str]:
    rows = db.execute(
        "SELECT sta_execucao FROM flowt.tb_omni8_log_execucao WHERE nom_rotina = %s ORDER BY cod_execucao", (name,)
    )
    return [row["sta_execucao"] for row in rows]


def test_what_is_due_runs_and_an_idle_courier_ends_with_0(db: psycopg.Connection, courier: Callable) -> None:
    process = courier()
    add(db, "teste_uma")
    wait_for(lambda: states(db, "teste_uma") == ["CONCLUIDA"], "it never ran")
    assert runs(db, "teste_uma") == 1
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert '"routine":"teste_uma"' in output and '"done":"0"' in output


def test_many_processes_run_a_job_one_at_a_time(db: psycopg.Connection, courier: Callable) -> None:
    # Always more to do: every thread of every process would like to have it.
    for name in ("teste_a", "teste_b"):
        add(db, name, seconds=0.02, done=1)
    processes = [courier(FLOWT_COURIER_THREADS="3") for _ in range(3)]
    wait_for(lambda: min(runs(db, "teste_a"), runs(db, "teste_b")) >= 30, "they do not take turns")
    for process in processes:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(30) for process in processes] == [0, 0, 0]
    overlaps = db.execute(
        "SELECT count(*) AS n FROM public.corrida a JOIN public.corrida b"
        " ON a.nome = b.nome AND a.ctid <> b.ctid AND a.inicio < b.fim AND b.inicio < a.fim"
    ).fetchone()["n"]
    assert overlaps == 0
    # The two did run beside each other, or this would show nothing.
    together = db.execute(
        "SELECT count(*) AS n FROM public.corrida a JOIN public.corrida b"
        " ON a.nome < b.nome AND a.inicio < b.fim AND b.inicio < a.fim"
    ).fetchone()["n"]
    assert together > 0
    for name in ("teste_a", "teste_b"):
        assert set(states(db, name)) == {"CONCLUIDA"} and len(states(db, name)) == runs(db, name)


def test_killed_in_the_middle_the_job_runs_again(db: psycopg.Connection, courier: Callable) -> None:
    add(db, "teste_longa", seconds=8)
    process = courier()
    wait_for(lambda: states(db, "teste_longa") == ["EXECUTANDO"], "it never began")
    process.kill()
    db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'flowt courier'")
    wait_for(
        lambda: not db.execute("SELECT 1 FROM pg_stat_activity WHERE usename = 'flowt_courier'").fetchall(),
        "there still",
    )
    assert runs(db, "teste_longa") == 0 and states(db, "teste_longa") == ["EXECUTANDO"]
    courier()
    wait_for(lambda: states(db, "teste_longa") == ["INTERROMPIDA", "CONCLUIDA"], "never made good")
    assert runs(db, "teste_longa") == 1


def test_a_courier_that_dies_alone_leaves_the_job_whole(db: psycopg.Connection, courier: Callable) -> None:
    """PostgreSQL goes on with what it was given; the job and its record are one transaction."""
    add(db, "teste_longa", seconds=2)
    process = courier()
    wait_for(lambda: states(db, "teste_longa") == ["EXECUTANDO"], "it never began")
    process.kill()
    wait_for(lambda: states(db, "teste_longa") != ["EXECUTANDO"], "never decided")
    assert (states(db, "teste_longa"), runs(db, "teste_longa")) == (["CONCLUIDA"], 1)


def test_sigterm_lets_a_job_finish(db: psycopg.Connection, courier: Callable) -> None:
    add(db, "teste_longa", seconds=2)
    process = courier()
    wait_for(lambda: states(db, "teste_longa") == ["EXECUTANDO"], "it never began")
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert (states(db, "teste_longa"), runs(db, "teste_longa")) == (["CONCLUIDA"], 1)


def test_a_failing_job_is_tried_again_and_stops_nobody(db: psycopg.Connection, courier: Callable) -> None:
    add(db, "teste_falha")
    add(db, "teste_boa", interval="1 second")
    db.execute(
        "CREATE OR REPLACE FUNCTION rotina.teste_falha() RETURNS bigint LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'Maria da Penha, 123' USING ERRCODE = '23514'; END$$"
    )
    process = courier(FLOWT_COURIER_THREADS="1")
    wait_for(lambda: states(db, "teste_falha")[:2] == ["FALHA", "FALHA"], "not tried again")
    wait_for(lambda: runs(db, "teste_boa") >= 3, "the other one waits")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert "SQLSTATE 23514" in output and "Maria" not in output


def test_a_job_over_its_time_is_stopped(db: psycopg.Connection, courier: Callable) -> None:
    add(db, "teste_longa", seconds=30)
    db.execute("UPDATE flowt.tb_omni8_rotina SET des_prazo = '1 second' WHERE nom_rotina = 'teste_longa'")
    courier()
    wait_for(lambda: "FALHA" in states(db, "teste_longa"), "it runs and runs")
    row = db.execute("SELECT des_erro FROM flowt.tb_omni8_log_execucao ORDER BY cod_execucao LIMIT 1").fetchone()
    assert row["des_erro"].startswith("SQLSTATE 57014")


def test_postgresql_may_come_and_go(own_cluster: Cluster, db: psycopg.Connection, courier: Callable) -> None:
    add(db, "teste_boa", interval="1 second")
    db.close()
    own_cluster.stop()
    process = courier()
    time.sleep(1)
    assert process.poll() is None
    for _ in range(2):
        own_cluster.start()
        with own_cluster.connect() as again:
            before = runs(again, "teste_boa")
            wait_for(lambda again=again, before=before: runs(again, "teste_boa") > before, "it does not run again")
        own_cluster.crash()
    own_cluster.start()
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
