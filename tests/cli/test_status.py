"""`bankagent status`, as an operator and as a script read it."""

import json
import subprocess
from collections.abc import Iterator

import pytest

from bankagent import catalog
from tests.support import delegations, people, policies, rows, workers
from tests.support.cli import bankagent, in_process
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for


@pytest.fixture
def crew(db: Database) -> Iterator[Crew]:
    with workers.crew(db.url, db.worker_url) as found:
        yield found


def ask(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    return in_process("status", *options, DATABASE_URL=url, COLUMNS=120)


def test_an_empty_service_is_well(db: Database) -> None:
    answer = bankagent("status", DATABASE_URL=db.url)
    assert answer.returncode == 0, answer.stderr
    assert "No queue has open jobs." in answer.stdout
    assert "All is well." in answer.stdout


def test_a_policy_that_no_person_of_the_bank_has_activated_is_named(crew: Crew) -> None:
    name = policies.actor("trade_review").removeprefix("policy:")
    said = f"The policy {name} is in force as shipped: no person of the bank has activated it.\n"
    answer = ask(crew.url)
    assert (answer.returncode, said in answer.stdout) == (0, True)
    assert json.loads(ask(crew.url, "--json").stdout)["unsigned"] == sorted(
        policies.actor(known.policy_key).removeprefix("policy:") for known in catalog.TYPES
    )
    version = int(name.partition("@")[2])
    sign = "select bankagent.activate_policy('trade_review', %s, 'Read and signed.')"
    crew.conn.execute(sign, [version])
    assert said not in ask(crew.url).stdout


def test_break_glass_that_was_not_reviewed_in_a_business_day_is_named_with_what_to_type(
    crew: Crew,
) -> None:
    people.add_reviewers(crew.conn, "anna", "ben")
    ask_id = delegations.break_glass(crew.conn, "anna", "senior", hours=1)
    delegations.confirm(crew.conn, ask_id, "ben")
    told = f"bankagent authority review {ask_id}"
    assert told not in ask(crew.url).stdout
    delegations.let_pass(crew.conn, days=12)
    assert told in ask(crew.url).stdout
    assert json.loads(ask(crew.url, "--json").stdout)["unreviewed"] == [ask_id]
    doctor = in_process("doctor", "--json", DATABASE_URL=crew.url)
    codes = {
        one["code"] for check in json.loads(doctor.stdout)["checks"] for one in check["findings"]
    }
    assert "break_glass_not_reviewed" in codes
    delegations.review(crew.conn, ask_id, "ben")
    assert told not in ask(crew.url).stdout


def test_work_without_a_worker_calls_a_person(crew: Crew) -> None:
    crew.submit(*[PAYLOAD] * 3)
    answer = ask(crew.url)
    assert answer.returncode == 1
    assert "3 jobs wait and no worker is alive: start one (bankagent worker)." in answer.stdout
    told = json.loads(ask(crew.url, "--json").stdout)
    assert told["well"] is False
    assert told["queues"][0] | {"oldest_wait": 0} == {
        "queue": "trade_review",
        "ready": 3,
        "scheduled": 0,
        "doing": 0,
        "oldest_wait": 0,
        "workers": 0,
    }
    assert told["open"] == [{"status": "received", "requests": 3}]


def test_a_pause_is_shown_and_calls_nobody(crew: Crew) -> None:
    crew.submit(*[PAYLOAD] * 3)
    crew.conn.execute("select bankagent.pause('queue', 'trade_review', 'Prices [red] are late.')")
    answer = ask(crew.url)
    assert answer.returncode == 0, answer.stdout
    assert "The queue trade_review has been paused for 0 min" in answer.stdout
    assert "by postgres: Prices [red] are late." in answer.stdout
    (pause,) = json.loads(ask(crew.url, "--json").stdout)["pauses"]
    assert (pause["kind"], pause["name"], pause["paused_by"]) == (
        "queue",
        "trade_review",
        "postgres",
    )


def test_a_session_that_holds_rows_is_named_with_what_ends_it(crew: Crew) -> None:
    crew.submit(*[PAYLOAD] * 2)
    with rows.connect(crew.url, application_name="forgotten [psql]") as holder:
        holder.execute("begin")
        holder.execute("select from bankagent.banking_requests for update")
        pid = holder.info.backend_pid
        named = f"Session {pid} of postgres (forgotten [psql]) has held rows of "
        said = wait_for(
            "it is named", lambda: named in (said := ask(crew.url).stdout) and said.split()
        )
        assert "bankagent.banking_requests for" in " ".join(said)
        assert f"select pg_terminate_backend({pid})" in " ".join(said)
        (told,) = json.loads(ask(crew.url, "--json").stdout)["row_holders"]
        assert (told["pid"], told["state"]) == (pid, "idle in transaction")
        assert told["tables"] == ["bankagent.banking_requests"]
    assert named not in ask(crew.url).stdout


def test_a_stuck_request_is_named(crew: Crew) -> None:
    (request,) = crew.submit(PAYLOAD)
    with crew.conn.transaction():
        crew.conn.execute("set local session_replication_role = replica")
        crew.conn.execute("delete from procrastinate.procrastinate_jobs")
    answer = ask(crew.url)
    assert answer.returncode == 1
    assert f"request {request}: stuck: no open job" in answer.stdout
    crew.conn.execute("select bankagent.rescue_jobs()")
    assert json.loads(ask(crew.url, "--json").stdout)["troubles"] == []


def test_a_database_that_is_away_is_one_sentence() -> None:
    answer = ask("postgresql://nobody@127.0.0.1:1/gone")
    assert answer.returncode == 1
    assert answer.stderr.startswith("bankagent: ")
    assert len(answer.stderr.strip().splitlines()) == 1
