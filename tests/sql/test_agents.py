"""record_steps and its neighbours: steps once, under the fence, and nothing that no step can be."""

from typing import Any

import pytest

from tests.support import agent_verbs, models, rows, verbs
from tests.support.agent_verbs import DEFINITION, Held, digest, held
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

TABLES = ("agent_runs", "agent_steps", "model_calls", "agent_messages", "tool_calls")


@pytest.fixture
def work(worker: Conn, dba: Conn) -> Held:
    """A job that the workers' user holds, with an agent run."""
    found = held(worker, dba)
    assert tuple(found.begin()) == (1, "begun", "first")
    return found


def counts(conn: Conn) -> list[int]:
    return [rows.one(conn, f"select count(*) from bankagent.{name}") for name in TABLES]


def test_a_step_is_recorded_once_and_replayed_afterwards(work: Held, dba: Conn) -> None:
    first = work.record('{"b":1,"a":1E+999999999,"nul":"\\u0000"}')
    again = work.record('{"other":1}')
    assert (first.disposition, again.disposition) == ("recorded", "replayed")
    assert again.result == first.result == '{"b":1,"a":1E+999999999,"nul":"\\u0000"}'
    (step,) = agent_verbs.trace(dba, work.request)
    assert (step.kind, step.number, step.attempt, step.definition_sha256) == (
        "answer", 1, 1, digest(DEFINITION),
    )  # fmt: skip


def test_an_attempt_whose_fence_is_gone_writes_nothing(work: Held, dba: Conn) -> None:
    before = counts(dba)
    for stale in (
        Held(work.conn, work.job, work.worker, work.attempts + 1, work.request),
        Held(work.conn, work.job, work.worker + 1, work.attempts, work.request),
        Held(work.conn, work.job, work.worker, work.attempts, work.request + 1),
    ):
        assert stale.record().disposition == "lost"
        assert stale.call().disposition == "lost"
        assert stale.begin('{"another":1}').disposition == "lost"
        assert stale.put_off("2027-01-01", "Later.") == "lost"
    assert counts(dba) == before


def test_a_cancelled_request_takes_no_step(work: Held, dba: Conn) -> None:
    dba.execute("select bankagent.cancel_request(%s)", [work.request])
    assert work.record().disposition == "lost"


def test_an_attempt_owns_its_request_until_its_transaction_ends(
    db: Database, work: Held, dba: Conn
) -> None:
    with connect(db.worker_url) as other, work.conn.transaction():
        assert work.record().disposition == "recorded"
        with refused("55P03"):
            other.execute("set lock_timeout to '50ms'")
            Held(other, work.job, work.worker, work.attempts, work.request).record()


def test_a_model_step_keeps_its_call_and_each_message_once(work: Held, dba: Conn) -> None:
    assert work.model(cost="0.000123", version="planner-1").disposition == "recorded"
    assert work.model().disposition == "replayed"
    (step,) = agent_verbs.trace(dba, work.request)
    assert (step.provider, step.version, str(step.cost)) == ("embedded", "planner-1", "0.000123")
    assert (step.input_tokens, step.output_tokens, step.cached_tokens) == (12, 3, None)
    messages = rows.fetch(dba, "select * from bankagent.agent_messages order by id")
    assert [(one.position, one.role) for one in messages] == [(1, "request"), (2, "response")]
    assert messages[1].parent_id == messages[0].id


@pytest.mark.parametrize(
    "wrong",
    [
        {"cost": "NaN"}, {"cost": "Infinity"}, {"cost": -1}, {"cost": "1e-400"}, {"cost": "money"},
        {"input_tokens": -1}, {"output_tokens": 1e400}, {"cached_tokens": 2**31},
        {"latency_ms": -1}, {"latency_ms": None}, {"provider": ""}, {"model": "m" * 201},
        {"parameters": []}, {"parameters": None}, {"sent_sha256": "abc"}, {"messages": []},
        {"messages": [{"sha256": digest("elsewhere"), "role": "request"}] * 2},
        {"messages": None}, {"call_id": 7}, {"call_id": "x"}, {"call_id": 2**64},
    ],
    ids=str,
)  # fmt: skip
def test_a_model_call_that_cannot_be_is_refused(
    work: Held, dba: Conn, wrong: dict[str, Any]
) -> None:
    if wrong.get("output_tokens"):
        wrong = {"output_tokens": "1e400"}
    with refused("BA422"):
        work.model(**wrong)
    assert counts(dba) == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "guess"}, {"kind": None}, {"name": "a b"}, {"name": None}, {"occurrence": 0},
        {"occurrence": "x"}, {"input_sha256": "x"}, {"started_at": "infinity"},
        {"ended_at": "2026-11-29T07:00:00Z"}, {"ended_at": None}, {"run": 2}, {"run": None},
        {"result": "no json"}, {"result": None}, {"texts": ["no json"]}, {"kind": "tool"},
    ],
    ids=str,
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused(work: Held, dba: Conn, wrong: dict[str, Any]) -> None:
    with refused("BA422"):
        work.record(**wrong)
    assert counts(dba) == [1, 0, 0, 0, 0]


def test_a_step_that_was_recorded_with_another_input_is_no_replay(work: Held) -> None:
    work.record()
    with refused("BA422", "keeps its input"):
        work.record(input_sha256=digest("else"))


def test_a_message_of_another_request_is_no_part_of_a_prompt(
    work: Held, worker: Conn, dba: Conn
) -> None:
    work.model()
    other = held(worker, dba)
    other.begin()
    prompt = '{"user":"May it stand?"}'
    messages = [{"sha256": digest(prompt), "role": role} for role in ("request", "response")]
    with refused("BA422", "agent messages content fkey"):
        other.record('"x"', kind="model", name="model", model_call={
            "provider": "p", "model": "m", "parameters": {}, "latency_ms": 1,
            "sent_sha256": digest(prompt), "messages": messages,
        })  # fmt: skip


def test_a_model_call_names_the_call_that_its_budget_began_for_its_request(
    work: Held, worker: Conn, dba: Conn
) -> None:
    fence = (work.job, work.worker, work.attempts, work.request)
    begun = models.begin(worker, fence, "embedded", provider="embedded").call_id
    other = held(worker, dba)
    other.begin()
    with refused("BA422", "was begun for its request"):
        other.model(call_id=begun)
    assert work.model(call_id=begun).disposition == "recorded"
    assert rows.one(dba, "select call_id from bankagent.model_calls") == begun


def test_a_changed_definition_or_input_begins_a_run_of_its_own(work: Held, dba: Conn) -> None:
    work.record()
    assert tuple(work.begin()) == (1, "resumed", "first")
    assert tuple(work.begin('{"new":1}')) == (2, "begun", "definition_changed")
    assert tuple(work.begin(given="[2]")) == (3, "begun", "definition_changed")
    assert tuple(work.begin()) == (4, "begun", "input_changed")
    assert work.record(run=4).disposition == "recorded"
    with refused("BA422", "latest"):
        work.record(run=1)
    found = [(one.run, one.superseded) for one in agent_verbs.trace(dba, work.request)]
    assert found == [(1, True), (4, False)]


@pytest.mark.parametrize("wrong", ["", "[1]", "no json", '{"a":"' + "x" * 2**20 + '"}', None])
def test_a_definition_that_is_none_is_refused(work: Held, wrong: Any) -> None:
    with refused("BA422"):
        work.begin(wrong)


def test_an_effect_has_one_key_in_all_attempts_and_runs(work: Held, dba: Conn) -> None:
    begun = work.call('{"amount":1000000.10}')
    assert begun.disposition == "begun"
    assert work.call('{"amount":1000000.10}').disposition == "in_doubt"
    with refused("BA422", "keeps its arguments"):
        work.call('{"amount":1000000.1}')
    told = {"kind": "tool", "name": "book", "outcome": "success"}
    assert work.record('"booked"', **told).disposition == "recorded"
    assert work.call('{"amount":1000000.10}').disposition == "ended"
    work.begin('{"new":1}')
    again = work.call('{"amount":1000000.10}', run=2)
    assert (again.disposition, again.result) == ("repeated", '"booked"')
    assert work.call('{"amount":2}', run=2, occurrence=2).disposition == "begun"
    keys = rows.fetch(dba, "select idempotency_key as k from bankagent.tool_calls order by id")
    arguments = digest('{"amount":1000000.10}')
    assert keys[0].k == keys[1].k == f"request/{work.request}/book/1/{arguments}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"effect": "none"}, {"effect": None}, {"occurrence": 0}, {"name": ""}, {"name": None},
        {"tool_call_id": ""}, {"effect_number": "x"}, {"run": 7}, {"arguments": "no json"},
    ],
    ids=str,
)  # fmt: skip
def test_a_tool_call_that_cannot_be_is_refused(
    work: Held, dba: Conn, wrong: dict[str, Any]
) -> None:
    with refused("BA422"):
        work.call(**wrong)
    assert counts(dba) == [1, 0, 0, 0, 0]


def test_a_text_is_redacted_once_and_its_digest_stays(work: Held, dba: Conn) -> None:
    work.record()
    take = "update bankagent.agent_texts set content = null, redacted_at = now()"
    with refused("BA403"):
        dba.execute("update bankagent.agent_texts set content = '1'")
    with rows.triggers_off(dba):
        dba.execute(take)
    (step,) = agent_verbs.trace(dba, work.request)
    assert (step.result, step.result_sha256) == (None, digest('"answer"'))
    with refused("BA403"):
        dba.execute(take)
    for table in (*TABLES, "agent_definitions", "tool_results", "agent_texts"):
        with refused("BA403"):
            dba.execute(f"delete from bankagent.{table}")


def test_a_put_off_job_waits_at_no_cost_and_says_why(work: Held, dba: Conn) -> None:
    assert work.put_off("2026-12-31 10:00:00+00", "The day's budget is used up.") == "put_off"
    job = rows.job(dba, work.request)
    assert (job.status, job.attempts, job.worker_id) == ("todo", 1, None)
    (why,) = rows.fetch(dba, "select * from ops.why_waiting(%s)", work.request)
    assert (why.code, why.waits_for) == (
        "put_off", "2026-12-31 10:00:00 UTC: The day's budget is used up.",
    )  # fmt: skip
    assert rows.actions(dba, work.request) == ["received"]
    verbs.make_due(dba)
    again = agent_verbs.claimed(work.conn, dba, work.request)
    assert again.attempts == 1
    assert again.begin().disposition == "resumed"


@pytest.mark.parametrize("until", [None, "infinity", "-infinity", "2999-01-01"])
def test_a_job_is_put_off_until_a_time(work: Held, until: Any) -> None:
    with refused("BA422", "until"):
        work.put_off(until, "Later.")


@pytest.mark.parametrize("reason", [None, "", "  ", "x" * 501])
def test_a_put_off_has_a_reason(work: Held, reason: Any) -> None:
    with refused("BA422", "reason"):
        work.put_off("2027-01-01", reason)
