"""A stop of automatic decisions: what a policy would decide goes to people, with its rules."""

import json
from collections.abc import Iterator

import pytest

from tests.support import people, workers
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for


@pytest.fixture
def crew(db: Database) -> Iterator[Crew]:
    with workers.crew(db.url, db.worker_url) as found:
        yield found


def decisions(crew: Crew, *command: str) -> str:
    done = in_process("decisions", *command, DATABASE_URL=crew.url, COLUMNS=160)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("what", [("trade_review",), ()], ids=["one type", "all"])
def test_after_a_stop_no_request_is_decided_by_policy_until_two_people_lift_it(
    crew: Crew, what: tuple[str, ...]
) -> None:
    crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
    said = decisions(crew, "stop", *what, "--reason", "Wrong rates.")
    assert said == (
        f"Automatic decisions of {'trade_review' if what else 'all types'} are stopped; "
        "two people lift it.\n"
    )
    shown = in_process("status", DATABASE_URL=crew.url, COLUMNS=160)
    assert shown.returncode == 0
    assert "are stopped by postgres: Wrong rates." in shown.stdout
    stopped = crew.submit(*[PAYLOAD] * 150)
    wait_for("people are asked", lambda: crew.statuses(stopped) == {"awaiting_approval"})
    (fired,) = crew.rows(
        "select distinct fired::text from bankagent.evaluations where request_id = any(%s)", stopped
    )
    assert [rule["rule_id"] for rule in json.loads(fired[0])] == ["DECISIONS-STOPPED", "TR-000"]
    assert "You have asked;" in decisions(crew, "lift", *what)
    again = in_process("decisions", "lift", *what, DATABASE_URL=crew.url)
    assert (again.returncode, "takes two people" in again.stderr) == (1, True)
    with people.logins(crew.conn, crew.url, "ben") as (ben,):
        ben.execute("select bankagent.lift_stop(%s)", [what[0] if what else None])
    crew.wait_processed(crew.submit(PAYLOAD))


def test_a_trade_that_the_policy_rejects_goes_to_people_too(crew: Crew) -> None:
    crew.conn.execute("select bankagent.stop_decisions(null, 'Wrong list.')")
    crew.hire()
    (request_id,) = crew.submit(PAYLOAD | {"symbol": "FICTIONAL.RESTRICTED"})
    wait_for("people are asked", lambda: crew.statuses([request_id]) == {"awaiting_approval"})
    (seen,) = crew.rows("select outcome, fired from bankagent.evaluations")
    assert (seen.outcome, [rule["outcome"] for rule in seen.fired]) == (
        "escalate",
        ["escalate", "reject"],
    )
    assert crew.actions(request_id) == ["received", "awaiting_approval"]


def test_a_stop_of_one_type_leaves_the_others(crew: Crew) -> None:
    crew.conn.execute(
        "insert into bankagent.request_types (name, queue, policy_key, description) "
        "values ('other', 'other', 'other', 'For a test.')"
    )
    crew.conn.execute("select bankagent.stop_decisions('other', 'x')")
    crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
