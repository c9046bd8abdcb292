"""A policy that needs a new fact, with workers of the version before and of the next at work."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import policies, rows, verbs, workers
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.people import activated
from tests.support.policies import content, rule
from tests.support.rows import Conn, connect
from tests.support.workers import Crew, Worker, wait_for

ONE_FACT_MORE = pytest.mark.expect_differences("code of the version to come finds one fact more")


@pytest.fixture
def conn(db: Database) -> Iterator[Conn]:
    with connect(db.url) as found:
        yield found


def needs_venue(model: Any) -> None:
    """Add the fact venue, and a rule that tests it."""
    schema = content(model, "inputNode")["schema"]
    schema["required"].append("venue")
    schema["properties"]["venue"] = {"type": "string", "enum": ["known", "unknown", "closed"]}
    content(model)["inputs"].append({"id": "venue", "name": "Venue", "field": "venue"})
    closed = dict(rule(model, "TR-040"), _id="TR-090", dates="", venue="'closed'")
    content(model)["rules"].append(closed | {"rule_id": "'TR-090'"})


def newer() -> str:
    return policies.changed(policies.shipped("trade_review", version=1), needs_venue).table_json


@pytest.fixture
def crew(db: Database) -> Iterator[Crew]:
    with workers.crew(db.url, db.worker_url) as found:
        yield found


@ONE_FACT_MORE
def test_old_and_new_workers_side_by_side_send_no_request_to_people(crew: Crew) -> None:
    crew.hire()
    newer_one = Worker(crew.worker_url, app="tests.support.newer_worker_app.app")
    crew.workers.append(newer_one)
    wait_for(
        "both have told their facts",
        lambda: crew.one("select count(*) from bankagent.worker_facts") == 2,
    )
    submitted = crew.submit(*[PAYLOAD] * 200)
    version = activated(crew.conn, newer())
    by_the_new_one = "select 1 from bankagent.decisions where actor = %s limit 1"

    def decided() -> bool:
        submitted.extend(crew.submit(*[PAYLOAD] * 20))
        return bool(crew.one(by_the_new_one, f"policy:trade_review@{version}"))

    wait_for("the new version decides", decided)
    crew.wait_processed(submitted)
    assert crew.statuses(submitted) == {"processed"}
    decisions = crew.rows("select distinct decided_by from bankagent.decisions")
    assert decisions == [("policy",)]


def test_beside_the_next_version_a_worker_of_the_one_before_sends_nothing_to_people(
    crew: Crew,
) -> None:
    crew.workers.append(Worker(crew.worker_url, app="tests.support.older_worker_app.app"))
    told = "select count(*) from bankagent.worker_facts"
    wait_for("the older one has told its facts", lambda: crew.one(told) == 1)
    submitted = crew.submit(*[PAYLOAD] * 200)
    # It gives a sign of life, which it does after each look for work, and takes none of them.
    beat = "select max(last_heartbeat) from procrastinate.procrastinate_workers"
    before = crew.one(beat)
    wait_for("it has lived on", lambda: crew.one(beat) > before)
    assert crew.statuses(submitted) == {"received"}
    crew.hire()
    submitted += crew.submit(*[PAYLOAD] * 200)
    crew.wait_processed(submitted)
    actors = crew.rows("select distinct decided_by, actor from bankagent.decisions")
    assert actors == [("policy", policies.actor("trade_review"))]


@ONE_FACT_MORE
def test_without_a_worker_that_finds_the_fact_requests_wait_and_it_is_said(crew: Crew) -> None:
    crew.hire()
    wait_for("facts are told", lambda: crew.one("select 1 from bankagent.worker_facts"))
    activated(crew.conn, newer())
    (request,) = crew.submit(PAYLOAD)
    (why,) = crew.rows("select * from ops.why_waiting(%s)", request)
    assert why.code == "unknown_fact"
    assert why.waits_for == ("a worker that finds all facts of its policy: no live one does")
    said = in_process("status", DATABASE_URL=crew.url, COLUMNS=200)
    assert said.returncode == 1
    assert "no live worker finds all facts that the policy of trade_review needs" in said.stdout
    newer_one = Worker(crew.worker_url, app="tests.support.newer_worker_app.app")
    crew.workers.append(newer_one)
    crew.wait_processed([request])
    told = in_process("status", DATABASE_URL=crew.url, COLUMNS=200).stdout
    assert "no live worker finds" not in told


# --- by hand ----------------------------------------------------------------------


def test_a_worker_gets_no_request_whose_policy_needs_more_than_it_told(conn: Conn) -> None:
    told, silent = verbs.register(conn), rows.one(
        conn, "select worker_id from procrastinate.procrastinate_register_worker_v1()"
    )  # fmt: skip
    first, second = verbs.submit(conn, 2)
    assert len(verbs.claim(conn, told, limit=1)) == 1
    activated(conn, newer())
    assert verbs.claim(conn, told) == []
    assert verbs.claim(conn, silent) == []
    facts = "select bankagent.tell_facts(%s, facts || '{venue}') from bankagent.worker_facts"
    conn.execute(facts, [told])
    assert [job.request_id for job in verbs.claim(conn, told)] == [second]
    assert first < second


def test_a_worker_gets_no_suspect_whose_policy_needs_more_than_it_told(conn: Conn) -> None:
    lost = verbs.register(conn)
    (request_id,) = verbs.submit(conn)
    assert len(verbs.claim(conn, lost)) == 1
    verbs.silence(conn, lost)
    verbs.rescue(conn)
    told = verbs.register(conn)
    activated(conn, newer())
    with rows.nothing_written(conn):
        assert verbs.claim(conn, told, alone=True) == []
    conn.execute(
        "select bankagent.tell_facts(%s, facts || '{venue}') from bankagent.worker_facts "
        "where worker_id = %s",
        [told, told],
    )
    assert [job.request_id for job in verbs.claim(conn, told, alone=True)] == [request_id]


def test_other_types_of_the_queue_are_claimed_all_the_same(conn: Conn) -> None:
    worker_id = verbs.register(conn)
    verbs.add_queue(conn, "other")
    conn.execute(
        "update bankagent.request_types set queue = 'trade_review', policy_key = 'other' "
        "where name = 'other'"
    )
    activated(conn, newer())
    verbs.submit(conn, 3)
    (other,) = verbs.submit(conn, request_type="other")
    assert [job.request_id for job in verbs.claim(conn, worker_id)] == [other]


def test_a_worker_of_the_version_before_works_while_the_highest_version_is_in_force(
    conn: Conn,
) -> None:
    silent = rows.one(
        conn, "select worker_id from procrastinate.procrastinate_register_worker_v1()"
    )
    first = policies.shipped("trade_review", version=1)
    same_facts = first.table_json.replace("> 5000000", "> 6000000")
    version = activated(conn, same_facts)
    verbs.submit(conn, 2)
    assert len(verbs.claim(conn, silent, limit=1)) == 1
    # A draft above it: the old worker would decide by that.
    conn.execute(
        "select bankagent.store_policy_version('trade_review', %s, 'x')",
        [first.table_json.replace("> 5000000", "> 7000000")],
    )
    assert verbs.claim(conn, silent) == []
    assert rows.one(conn, "select max(version) from bankagent.policies") == version + 1


def test_an_activation_for_later_changes_nothing_before_its_time(conn: Conn) -> None:
    worker_id = verbs.register(conn)
    activated(conn, newer(), after="1 hour")
    verbs.submit(conn)
    assert len(verbs.claim(conn, worker_id)) == 1


def test_telling_again_writes_nothing_and_a_pruned_worker_tells_anew(conn: Conn) -> None:
    worker_id = verbs.register(conn)
    told = "select xmin, told_at from bankagent.worker_facts where worker_id = %s"
    before = rows.fetch(conn, told, worker_id)
    tell = "select bankagent.tell_facts(w.worker_id, w.facts) from bankagent.worker_facts as w"
    conn.execute(tell)
    assert rows.fetch(conn, told, worker_id) == before
    conn.execute("delete from procrastinate.procrastinate_workers")
    assert rows.fetch(conn, told, worker_id) == []
