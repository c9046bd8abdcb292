"""Each call's id and trace: taken, made, answered, logged, and gone on with in the database."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from bankagent.domain.caller import OPERATE, READ, WRITE
from bankagent.domain.trace import Trace
from bankagent.logs.line import LineFormatter
from bankagent.settings import Settings
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
OTHER = "0af7651916cd43dd8448eb211c80319c"


class Lines(logging.Handler):
    """Keeps our lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(LineFormatter("json"))
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))

    def calls(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == "call"]


@pytest.fixture
def logged() -> Iterator[Lines]:
    lines, ours = Lines(), logging.getLogger("bankagent")
    ours.addHandler(lines)
    ours.setLevel(logging.DEBUG)
    yield lines
    ours.removeHandler(lines)
    ours.setLevel(logging.NOTSET)


async def test_an_id_that_can_do_no_harm_is_kept_and_any_other_made(api: httpx.AsyncClient) -> None:
    for kept in ("abcdefgh", "A.b-c_1234", "x" * 64):
        answer = await api.get("/livez", headers={"X-Request-Id": kept})
        assert answer.headers["x-request-id"] == kept
    wrong = [
        "",
        "short",
        "x" * 65,
        "with space",
        "new\tline",
        "<script>",
        "änderung",
        "a/b/c/d/e/f",
    ]
    made = set()
    for sent in wrong:
        headers = [(b"X-Request-Id", sent.encode())]
        made.add((await api.get("/livez", headers=headers)).headers["x-request-id"])
    twice = [(b"X-Request-Id", b"abcdefgh"), (b"X-Request-Id", b"abcdefgh")]
    made.add((await api.get("/livez", headers=twice)).headers["x-request-id"])
    made.add((await api.get("/livez")).headers["x-request-id"])
    assert len(made) == len(wrong) + 2
    assert all(len(one) == 32 and one.isalnum() for one in made)


async def test_a_trace_is_gone_on_with_and_without_one_begun(api: httpx.AsyncClient) -> None:
    answered = (await api.get("/livez", headers={"traceparent": PARENT})).headers["traceparent"]
    ours = Trace.parse(answered)
    assert ours is not None
    assert (ours.trace_id, ours.recorded) == (TRACE, True)
    assert ours.span_id not in PARENT
    begun = set()
    for sent in ([], ["nonsense"], [PARENT.upper()], [PARENT, PARENT]):
        headers = [(b"traceparent", one.encode()) for one in sent]
        other = Trace.parse((await api.get("/livez", headers=headers)).headers["traceparent"])
        assert other is not None
        begun.add(other.trace_id)
    assert len(begun - {TRACE}) == 4


async def test_every_answer_has_both_and_no_problem_repeats_what_was_sent(
    api: httpx.AsyncClient,
) -> None:
    sent = {"X-Request-Id": "canary-call-id", "traceparent": PARENT, "tracestate": "canary=1"}
    for answer in (
        await api.get("/nowhere", headers=sent),
        await api.get("/requests/9", headers=sent),
        await api.delete("/requests", headers=sent),
        await api.post("/requests", json={}, headers=sent),
        await api.post("/requests", content=b"{", headers=sent),
        await api.get("/requests/1", headers=sent | {"Authorization": "Bearer x"}),
    ):
        assert answer.status_code >= 400
        assert answer.headers["x-request-id"] == "canary-call-id"
        assert TRACE in answer.headers["traceparent"]
        assert "tracestate" not in answer.headers
        assert "canary" not in answer.text
        assert TRACE not in answer.text


async def test_a_call_is_one_line_that_says_which_route_and_never_the_path(
    db: Database, logged: Lines
) -> None:
    desk = keyed_caller(db.url, "desk-7")
    async with calling(Settings(api_database_url=db.api_url)) as api:
        sent = desk.headers | {"X-Request-Id": "call-0001", "traceparent": PARENT}
        await api.post("/requests", json=TRADE, headers=sent)
        await api.get("/requests/1", headers=desk.headers)
        await api.get("/requests/canary", headers=desk.headers)
        await api.request("BREW", "/canary?canary=1")
        await api.get("/livez")
    first, *others, brewed, probed = logged.calls()
    expected = {
        "level": "info",
        "logger": "bankagent.api.http.access_log",
        "call_id": "call-0001",
        "trace_id": TRACE,
        "request_id": 1,
        "caller": "desk-7",
        "method": "POST",
        "route": "/requests",
        "status": 201,
    }
    assert first.items() >= expected.items()
    assert 0 < first["duration_ms"] < 10_000
    assert [(one["route"], one["status"], one.get("request_id")) for one in others] == [
        ("/requests/{request_id}", 200, 1),
        ("/requests/{request_id}", 404, None),
    ]
    assert (brewed["method"], brewed["route"]) == ("(other)", "(no route)")
    assert "caller" not in brewed
    assert (probed["level"], probed["route"]) == ("debug", "/livez")
    assert "canary" not in str(logged.lines)


async def test_what_fails_without_being_foreseen_is_logged_with_its_call(
    db: Database, logged: Lines
) -> None:
    async with calling(Settings(api_database_url=db.api_url)) as api:
        with psycopg.connect(db.url, autocommit=True) as conn:
            conn.execute(
                "create or replace function bankagent.submit_requests(items jsonb) returns "
                "table (item int, request_id bigint, status text, outcome text) language plpgsql "
                "as $$begin raise exception 'canary %', items using errcode = 'XX001'; end$$"
            )
        await api.post("/requests", json=TRADE, headers={"X-Request-Id": "call-0500"})
    failed, call = logged.lines[-2:]
    assert (failed["level"], failed["error"]) == ("error", "DataCorrupted")
    assert "requests/verbs.py:" in failed["where"]
    assert failed["call_id"] == call["call_id"] == "call-0500"
    assert (call["level"], call["status"]) == ("warning", 500)
    assert "canary" not in str(logged.lines)


async def test_each_entry_of_the_trail_names_the_trace_of_the_call_that_made_it(
    db: Database, hand: WorkerByHand
) -> None:
    desk = keyed_caller(db.url, "desk-7", WRITE, READ, OPERATE)
    anna = keyed_reviewer(db.url, "anna")
    said = {"traceparent": PARENT}
    later = {"traceparent": f"00-{OTHER}-00f067aa0ba902b7-00"}
    async with calling(Settings(api_database_url=db.api_url)) as api:
        for _ in range(2):
            await api.post("/requests", json=TRADE, headers=desk.headers | said)
        await api.post("/requests", json=TRADE, headers=desk.headers | later)
        hand.claim()
        hand.settle(1, **to_people())
        hand.settle(2, error="Boom", status=None)
        shown = (await api.get("/approvals/1", headers=anna.headers)).json()
        vote = {"verdict": "approve", "reason": "Fine.", "digest": shown["digest"]}
        await api.post("/requests/1/votes", json=vote, headers=anna.headers | later)
        await api.post("/requests/2/cancel", headers=desk.headers | later)

        async def traces(request_id: int) -> list[tuple[str, str]]:
            trail = await api.get(f"/requests/{request_id}/audit", headers=desk.headers)
            return [(entry["action"], entry["trace_id"]) for entry in trail.json()["audit"]]

        assert await traces(1) == [
            ("received", TRACE),
            ("awaiting_approval", TRACE),
            ("voted", OTHER),
            ("processed", OTHER),
        ]
        assert await traces(2) == [
            ("received", TRACE),
            ("attempt_failed", TRACE),
            ("cancelled", OTHER),
        ]
        latest = (await api.get("/requests/3", headers=desk.headers)).json()["latest_audit"]
        assert latest["trace_id"] == OTHER
