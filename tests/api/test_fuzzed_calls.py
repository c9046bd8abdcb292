"""Hostile and fuzzed calls from many clients at once, to a server of its own.

CALLS=20000 in the environment makes it the long version; SEED=8 is another run of the same kind.
"""

import asyncio
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from bankagent.api.app import app
from bankagent.domain import exact_json
from bankagent.domain.api_key import ApiKey
from bankagent.domain.caller import SCOPES
from tests.support import rows
from tests.support.api_process import serving
from tests.support.databases import Database
from tests.support.hostile.access_rules import REVIEWERS, RULES
from tests.support.hostile.answers import is_a_problem
from tests.support.hostile.operations import Operation, operations
from tests.support.hostile.prepared_api import ENDS, MAKER, make
from tests.support.hostile.random_calls import BROKEN, Call, World, a_call
from tests.support.hostile.raw_calls import Answer
from tests.support.hostile.raw_http import PATIENCE_S, Wire
from tests.support.hostile.written_rows import is_stored
from tests.support.people import Keyed, keyed_caller, keyed_reviewer

CALLS = int(os.environ.get("CALLS", "400"))
SEED = int(os.environ.get("SEED", "7"))
CLIENTS = 8
ELSEWHERE = {404, 405}
MAY_BE_ELSEWHERE = {"method", "path", "route", BROKEN}
NOT_HTTP = b"Invalid HTTP request received."
A_BROKEN_HEAD_S = 1.0
MOVES = "POST /work:batch"
COMMENT = "POST /requests/{request_id}/comments"
# What is entered of each move of many that was done.
MOVED = {
    "claim": "claimed",
    "release": "released",
    "assign": "assigned",
    "hand_back": "handed_back",
    "move": "moved",
    "snooze": "snoozed",
}
# What an operation that is accepted writes once, each time; those that make requests need no word.
WRITES = {
    # random_calls.py claims.
    "POST /approvals/{request_id}/{action}": "claimed",
    "POST /requests/{request_id}/process": None,
    "POST /portfolio-snapshots": None,
    # Of numbers that no exception has: each item is answered, and nothing is written.
    "POST /exceptions/bulk": None,
    # The audit log is about requests; the trail of documents is their own rows.
    "POST /documents": None,
    "DELETE /documents/{document_id}": None,
    "PUT /requests/{request_id}/payload": "payload_replaced",
    "POST /requests/{request_id}/answers": "payload_replaced",
    "POST /requests/{request_id}/cancel": "cancelled",
    "POST /requests/{request_id}/requeue": "requeued",
    "POST /requests/{request_id}/votes": "voted",
    "POST /requests/{request_id}/escalations": "voted",
}
MAKE_REQUESTS = {one.name for one in operations(app) if "request_type" in str(one.body)}


@dataclass(slots=True)
class Report:
    """What came out of many calls."""

    statuses: Counter[int | None] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    entered: Counter[str] = field(default_factory=Counter)
    made: dict[int, Any] = field(default_factory=dict)

    def note(self, call: Call, answer: Answer | None, seconds: float) -> None:
        """Look at one answer, and keep what must be found in the database."""
        self.statuses[answer.status if answer else None] += 1
        if answer is None:
            assert call.fault == BROKEN, call
            return
        self.seconds.append(seconds)
        look_at(call, answer)
        if answer.status < 300 and call.operation.method != "GET":
            self.accepted[call.operation.name] += 1
            self.made |= made(call, answer)
            self.entered.update(entered(call, answer))

    def __str__(self) -> str:
        ordered = sorted(self.seconds)
        return (
            f"{self.statuses.total()} calls: {dict(sorted(self.statuses.items(), key=str))}\n"
            f"median {statistics.median(ordered) * 1000:.1f} ms, "
            f"p99 {ordered[len(ordered) * 99 // 100] * 1000:.1f} ms, "
            f"longest {ordered[-1] * 1000:.0f} ms\n"
            f"{len(self.made)} requests made; accepted: {dict(self.accepted)}"
        )


def look_at(call: Call, answer: Answer) -> None:
    """Fail unless this answer may come to this call."""
    said = (call.fault, call.whole[:500], answer)
    assert answer.status < 500, said
    if call.fault == BROKEN and answer.body == NOT_HTTP:
        return  # the server below the app read no HTTP there
    elsewhere = ELSEWHERE if call.fault in MAY_BE_ELSEWHERE else set()
    assert answer.status in call.operation.statuses | elsewhere, said
    if answer.status >= 400 and not call.whole.startswith(b"HEAD "):
        assert answer.headers.get("content-type") == "application/problem+json", said
        try:
            is_a_problem(answer, answer.status)
        except AssertionError as error:
            error.add_note(str(said))
            raise


def made(call: Call, answer: Answer) -> dict[int, Any]:
    """Return the requests of an accepted body, by the numbers that the answer gives them."""
    if call.operation.name not in MAKE_REQUESTS:
        return {}
    items = [one for one in _objects(exact_json.loads(call.body)) if "client_id" in one]
    numbers = [
        one["request_id"] for one in _objects(json.loads(answer.body)) if "request_id" in one
    ]
    return dict(zip(numbers, items, strict=True))


def entered(call: Call, answer: Answer) -> list[str]:
    """Return what the audit trail must say of an accepted call, beside the requests it made."""
    name = call.operation.name
    if name in MAKE_REQUESTS:
        return []
    if name == MOVES:
        items = json.loads(answer.body)["items"]
        return [MOVED[one["action"]] for one in items if one["disposition"] == "done"]
    if name == COMMENT:  # an internal one has no entry
        sent = exact_json.loads(call.body)["visibility"]
        return ["commented"] if sent == "caller" else []
    return [action] if (action := WRITES[name]) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] * isinstance(value, dict) + [one for x in inner for one in _objects(x)]


def worlds(conn: rows.Conn, db: Database) -> list[World]:
    """Make requests of all statuses, and for each client a world with keys of its own."""
    conn.execute("update bankagent.request_types set max_attempts = 1")
    ids = [one for _ in range(1 + CALLS // 5_000) for status in ENDS for one in make(conn, status)]
    digests = dict(rows.fetch(conn, "select request_id, digest from ops.approvals_open"))
    risk = keyed_caller(db.url, "risk", "requests:read_all", "operate")
    found = []
    for number in range(CLIENTS):
        desk = keyed_caller(db.url, f"desk-{number}", *SCOPES)
        key = keys_of(desk, risk, keyed_reviewer(db.url, f"anna-{number}"))
        found.append(World(operations(app), key, [*ids, 2**40], digests))
    assert MAKER in {f"desk-{number}" for number in range(CLIENTS)}
    return found


def keys_of(desk: Keyed, risk: Keyed, reviewer: Keyed) -> Callable[[Random, Operation], bytes]:
    """Return what gives a key for an operation: mostly one that may."""

    def key(r: Random, operation: Operation) -> bytes:
        for_people = RULES[operation.name].who == REVIEWERS
        right = r.choice([reviewer] if for_people else [desk, desk, risk]).key.text
        wrong = r.choice([(desk if for_people else reviewer).key.text, ApiKey.new("caller").text])
        return f"Bearer {right if r.random() < 0.9 else wrong}".encode()

    return key


async def call_all(port: int, of_clients: list[World]) -> Report:
    report = Report()

    async def client(number: int, world: World) -> None:
        r = Random(SEED * CLIENTS + number)
        with closing(Wire(port)) as wire:
            for _ in range(CALLS // CLIENTS):
                call = a_call(r, world)
                broken = call.fault == BROKEN
                timed = await wire.send(call.whole, A_BROKEN_HEAD_S if broken else PATIENCE_S)
                report.note(call, timed.answer, timed.seconds)
                if broken:
                    wire.close()  # what was left over would be the beginning of another call

    async with asyncio.TaskGroup() as clients:
        for number, world in enumerate(of_clients):
            clients.create_task(client(number, world))
    return report


@pytest.mark.timeout(max(300, CALLS // 20))
def test_no_call_does_harm_and_what_is_stored_is_what_was_accepted(
    db: Database, free_port: int
) -> None:
    with (
        rows.connect(db.url) as conn,
        serving(
            free_port, BANKAGENT_API_DATABASE_URL=db.api_url, UVICORN_LOG_LEVEL="warning"
        ) as api,
    ):
        of_clients = worlds(conn, db)
        before = rows.one(conn, "select max(id) from bankagent.agent_audit_log")
        began = time.monotonic()
        report = asyncio.run(call_all(free_port, of_clients))
        print(f"\n{report}\n{CALLS / (time.monotonic() - began):.0f} calls a second")
        assert api.answers()
        assert "Traceback" not in api.said()
        assert "ERROR" not in api.said()
        stored_is_what_was_accepted(conn, report, before)


def stored_is_what_was_accepted(conn: rows.Conn, report: Report, before: int) -> None:
    """Fail unless the database holds each accepted call's work, and no other."""
    born = rows.fetch(
        conn,
        "select r.id, r.client_id, r.request_type, r.payload::text, r.on_behalf_of, k.key "
        "from bankagent.banking_requests as r "
        "join bankagent.agent_audit_log as a on a.request_id = r.id and a.action = 'received' "
        "left join bankagent.idempotency_keys as k on k.request_id = r.id "
        "where a.id > %s",
        before,
    )
    assert {row.id for row in born} == set(report.made)
    for row in born:
        stored = row._asdict() | {"payload": exact_json.loads(row.payload)}
        assert is_stored(report.made[row.id], [stored]), row.id
    query = "select action from bankagent.agent_audit_log where id > %s"
    written = Counter(row.action for row in rows.fetch(conn, query, before))
    expected = Counter({"received": len(born)})
    expected.update(report.entered)
    expected.update(dict.fromkeys(MOVED.values(), 0))
    assert {action: written[action] for action in expected} == expected
    with_votes = rows.one(conn, "select count(*) from bankagent.votes")
    assert with_votes == expected["voted"]
