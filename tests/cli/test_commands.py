"""The operators' door, run as operators do."""

import os
import shutil
import signal
import subprocess

import psycopg
import pytest

from bankagent.db.embedded import EmbeddedServer
from tests.support.cli import COMMAND, SOURCE, bankagent, environment, in_process
from tests.support.workers import wait_for

SUBMIT = """select bankagent.submit_requests('[{"client_id": "CUST-1", "request_type":
"trade_review", "payload": {"symbol": "AAPL", "notional": 1}}]')"""


def test_help_lists_what_an_operator_can_do():
    said = bankagent("--help").stdout
    for command in ("run", "worker", "migrate", "url", "psql", "version"):
        assert f" {command} " in said
    assert "--concurrency" in in_process("worker", "--help").stdout


def test_version_is_the_installed_one():
    assert bankagent("version").stdout == "0.1.0\n"


def test_a_bad_setting_is_one_sentence_and_exit_code_2():
    for command in ("run", "worker"):
        done = in_process(command, BANKAGENT_PORT=1)
        said = "bankagent: BANKAGENT_PORT is not a setting of bankagent; did you mean PORT?\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_production_does_not_run_on_an_embedded_database(folder):
    done = in_process("migrate", APP_ENV="production", BANKAGENT_DATA=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("bankagent: APP_ENV=production needs DATABASE_URL")


def test_a_data_folder_that_cannot_be_made_is_one_sentence(folder):
    (folder / "file").write_text("")
    for command in ("run", "url"):
        done = in_process(command, BANKAGENT_DATA=folder / "file" / "data")
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "set BANKAGENT_DATA" in done.stderr


def test_a_server_that_is_away_is_one_sentence_without_the_password(free_port):
    url = f"postgresql://ann:s3cret@127.0.0.1:{free_port}/bank"
    for command in ("migrate", "run"):
        done = in_process(command, DATABASE_URL=url, PORT=free_port)
        assert done.returncode == 1
        assert done.stderr.startswith("bankagent: The database refused: connection")
        assert "s3cret" not in done.stderr
        assert done.stderr.count("\n") == 1


def test_migrate_may_run_again_and_says_when_there_was_nothing_to_do(empty_db):
    first = in_process("migrate", DATABASE_URL=empty_db.url)
    assert first.returncode == 0, first.stderr
    assert "applied" in first.stdout
    assert in_process("migrate", DATABASE_URL=empty_db.url).stdout == "The schema is up to date.\n"
    assert in_process("migrate", "--quiet", DATABASE_URL=empty_db.url).stdout == ""


def test_url_prints_the_url_alone(empty_db):
    done = in_process("url", DATABASE_URL=empty_db.url)
    assert (done.stdout, done.stderr) == (f"{empty_db.url}\n", "")


def test_the_url_of_an_embedded_server_is_there_before_the_first_run_and_works_when_held(folder):
    first = in_process("url", BANKAGENT_DATA=folder / "d")
    assert first.stdout.startswith("postgresql://postgres:")
    assert first.stderr.startswith("The server is stopped")
    server = EmbeddedServer(folder / "d")
    assert server.start() == first.stdout.strip()
    second = in_process("url", BANKAGENT_DATA=folder / "d")
    assert (second.stdout, second.stderr) == (first.stdout, "")
    assert server.release()


def test_psql_holds_the_embedded_server_while_it_runs(folder):
    done = bankagent("psql", "-Atc", "select current_database()", BANKAGENT_DATA=folder / "d")
    assert (done.returncode, done.stdout) == (0, "bankagent\n"), done.stderr
    assert EmbeddedServer(folder / "d").pid is None


def test_psql_finds_our_schemas_and_passes_arguments_and_exit_code_on(db):
    query = "select count(*) from banking_requests"
    done = bankagent("psql", "-At", "-c", query, DATABASE_URL=db.url)
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
    assert bankagent("psql", "-c", "select 1/0", DATABASE_URL=db.url).returncode == 1
    assert bankagent("psql", "-At", stdin="select 6 * 7;", DATABASE_URL=db.url).stdout == "42\n"


def test_the_password_is_not_among_the_arguments_that_everybody_can_read(db):
    # -ww: ps cuts at the terminal's width, and the path of the embedded psql is longer.
    ps = r"\! ps -ww -o args= -p $PPID"
    if not shutil.which("ps"):
        pytest.skip("no ps here")
    done = bankagent("psql", "-c", ps, DATABASE_URL=db.url)
    assert "--dbname=" in done.stdout
    assert "password" not in done.stdout


def test_worker_takes_the_options_of_the_queues_own_command_and_ends_when_it_does(db):
    with psycopg.connect(db.url) as conn:
        conn.execute(SUBMIT)
    options = ("--one-shot", "-q", "trade_review")
    done = bankagent("worker", *options, BANKAGENT_WORKER_DATABASE_URL=db.worker_url)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(db.url) as conn:
        row = conn.execute("select status from bankagent.banking_requests").fetchone()
    assert row == ("processed",)


def test_worker_does_not_start_again_with_an_option_that_does_not_exist(db):
    done = bankagent("worker", "--no-such-option", BANKAGENT_WORKER_DATABASE_URL=db.worker_url)
    assert done.returncode == 2
    assert "--no-such-option" in done.stderr


def test_worker_starts_again_when_it_dies_and_stops_when_asked(db):
    env = environment(BANKAGENT_WORKER_DATABASE_URL=db.worker_url)
    with psycopg.connect(db.url, autocommit=True) as conn:

        def alive(*but: int) -> int:
            query = "select pid from bankagent.worker_processes order by worker_id desc limit 1"
            row = conn.execute(query).fetchone()
            return row[0] if row and row[0] not in but else 0

        with subprocess.Popen([*COMMAND, "worker"], env=env, cwd=SOURCE) as launcher:
            first = wait_for("a worker", alive)
            os.kill(first, signal.SIGKILL)
            wait_for("another worker", lambda: alive(first))
            launcher.send_signal(signal.SIGTERM)
            assert launcher.wait(timeout=20) == 0
