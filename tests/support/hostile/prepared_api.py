"""An API with what every route needs to be tried: keys, requests of all statuses, exceptions.

Nothing here knows a route: for each operation of the document the stage finds out which request
its own example is accepted for.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from bankagent.domain.caller import SCOPES
from bankagent.settings import Settings
from tests.support import (
    cases,
    delegations,
    documents,
    exceptions,
    pairs,
    people,
    portfolios,
    rows,
    verbs,
)
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.hostile.access_rules import COMPLIANCE, REVIEWERS, RULES
from tests.support.hostile.operations import Operation
from tests.support.hostile.raw_calls import JSON, Answer, Header, ask
from tests.support.hostile.written_rows import Watched
from tests.support.people import Keyed, keyed_caller, keyed_reviewer

AT_ONCE: Header = (b"prefer", b"wait=0")
# How a run ends, and what a request is then.
ENDS: dict[str, dict[str, Any]] = {
    "awaiting_approval": people.asks_for_people(),
    "needs_info": verbs.undecided("needs_info", "needs_info"),
    "failed": {"error": "RuntimeError"},
    "processed": verbs.approved(),
    "received": {},
    "cancelled": {},
}
OPEN = "an open exception"
# What is done to an exception of each kind.
EXCEPTIONS: dict[str, str | None] = {
    OPEN: None,
    "an exception with a proposal": "propose",
    "a closed exception": "close",
}
WAIVER = "a case with a waiver"
# Cases of onboarding; a waiver has the number of its request.
CASES = ("a case", WAIVER)
OF_CASES = ("/findings", "/confirm", "/file")
# Asks for break-glass: one that waits, and one that was confirmed and is over.
OVER = "break-glass that is over"
ASKS = ("an ask", OVER)
PROPOSAL = """
select p.id, p.digest from bankagent.exception_proposals as p
where p.exception_id = %s and p.closed_at is null
"""
IN_STOCK = 40
# Places of a path that have the number of the request, exception or case that is tried.
NUMBERED = ("request_id", "exception_id", "waiver_id", "ask_id")
# What fills the places of a path beside a request's id; the stage has them.
PLACES = {
    "key": "trade_review",
    "version": 1,
    "snapshot_id": 1,
    "document_id": 1,
    "feed": "eod.csv",
    "action": "claim",
}
# ben is the reviewer to whom the examples assign work.
MAKER, PROPOSER, ASSIGNED = "desk-7", "anna", "ben"

SCHEDULE = """
select bankagent.activate_policy('trade_review', 1, 'x', clock_timestamp() + interval '1 day')
where not exists (
    select from ops.policy_periods as p where p.version = 1 and p.active_from > clock_timestamp()
)
"""


@dataclass(slots=True)
class Stage:
    """One API, its database, who calls, and requests that wait to be tried."""

    client: httpx.AsyncClient
    watched: Watched
    conn: rows.Conn
    keys: dict[str, Keyed]
    stock: dict[str, list[int]] = field(default_factory=dict)
    fitting: dict[str, str] = field(default_factory=dict)
    keys_used: Iterator[int] = field(default_factory=count)

    def key(self, operation: Operation) -> Header:
        """Return the header of somebody who may use this route."""
        people_only = RULES[operation.name].who in (REVIEWERS, COMPLIANCE)
        kind = "reviewer" if people_only else "caller"
        return b"authorization", self.keys[kind].headers["Authorization"].encode()

    def request(self, status: str) -> int:
        """Return the next request, or exception, of this kind, until it is used up."""
        if not self.stock.get(status):
            self.stock[status] = _maker(status)(self.conn, status)
            self.watched.written()  # by the stage itself
        return self.stock[status][-1]

    def once(self, status: str) -> int:
        """Return the next request, or exception, of this kind, and use it up."""
        number = self.request(status)
        self.used_up(number)
        return number

    def scheduled(self, operation: Operation) -> None:
        """Activate version 1 for later, where the operation withdraws it and it is not yet."""
        if operation.path.endswith("/withdraw"):
            self.conn.execute(SCHEDULE)
            self.watched.written()  # by the stage itself

    def used_up(self, request_id: int) -> None:
        for waiting in self.stock.values():
            if request_id in waiting:
                waiting.remove(request_id)

    async def good(self, operation: Operation) -> int:
        """Return a request that this operation works on; 0 where it takes none.

        Raises:
            AssertionError: its own example is accepted for no request of any status.
        """
        if "{" not in operation.path:
            return 0
        if operation.name not in self.fitting:
            self.fitting[operation.name] = await self._find(operation)
        self.scheduled(operation)
        return self.request(self.fitting[operation.name])

    async def _find(self, operation: Operation) -> str:
        said = []
        self.scheduled(operation)
        for status in _kinds(operation):
            request_id = self.request(status)
            example = self.live(operation.examples[0], request_id) if operation.examples else None
            body = b"" if example is None else json.dumps(example).encode()
            answer = await self.call(operation, target(operation, request_id), body=body)
            said.append(f"{status}: {answer.status} {answer.text[:200]}")
            if self.watched.written():
                self.used_up(request_id)
            if answer.status < 300:
                return status
        raise AssertionError(f"{operation.name} works on no request: {said}")

    def live(self, example: Any, request_id: int) -> Any:
        """Return an example with what must be true now: the digest of what waits, and new keys."""
        if isinstance(example, list):
            return [self.live(one, request_id) for one in example]
        if not isinstance(example, dict):
            return example
        now = {name: self.live(one, request_id) for name, one in example.items()}
        if "proposal_id" in now:
            for proposal in rows.fetch(self.conn, PROPOSAL, request_id):
                now |= {"proposal_id": proposal.id, "digest": proposal.digest}
        elif "digest" in now:
            now["digest"] = people.digest(self.conn, request_id) or now["digest"]
        return now | self.unused(now)

    def unused(self, example: dict[str, Any]) -> dict[str, Any]:
        """Return what an example may name once only: what it moves, and its key.

        What was moved is not open any more, or in another person's hands.
        """
        fresh: dict[str, Any] = {}
        if "exception_ids" in example:
            fresh["exception_ids"] = [self.once(OPEN)]
        if "request_id" in example:
            fresh["request_id"] = self.once("awaiting_approval")
        if "idempotency_key" in example:
            fresh["idempotency_key"] = f"key-{next(self.keys_used)}"
        return fresh

    async def call(
        self,
        operation: Operation,
        target: str,
        *,
        headers: Sequence[Header] = (),
        body: bytes = b"",
    ) -> Answer:
        """Call as somebody who may, with these headers in the place of the usual ones."""
        usual = [self.key(operation), AT_ONCE, *[JSON] * bool(operation.body)]
        instead = {name for name, _ in headers}
        sent = [one for one in usual if one[0] not in instead] + list(headers)
        return await ask(self.client, operation.method, _whole(operation, target), sent, body)


def target(operation: Operation, request_id: int | str) -> str:
    """Return the path of an operation; raise where nobody knows how to fill it."""
    others = dict.fromkeys(PLACES, request_id) if isinstance(request_id, str) else PLACES
    return operation.path.format(**dict.fromkeys(NUMBERED, request_id), **others)


def _whole(operation: Operation, target: str) -> str:
    """Return a target with the parameters that the operation requires, where it has not its own."""
    path, _, query = target.partition("?")
    required = RULES[operation.name].query if operation.name in RULES else {}
    missing = [f"{name}={value}" for name, value in required.items() if f"{name}=" not in query]
    return "?".join(filter(None, (path, "&".join(filter(None, (query, *missing))))))


def _kinds(operation: Operation) -> Iterable[str]:
    """Return the kinds of requests, exceptions or cases that an operation may work on."""
    if "{ask_id}" in operation.path:
        return ASKS
    if operation.path.endswith(OF_CASES):
        return CASES
    return EXCEPTIONS if "{exception_id}" in operation.path else ENDS


def _maker(kind: str) -> Callable[[rows.Conn, str], list[int]]:
    if kind in CASES or kind in ASKS:
        return make_asks if kind in ASKS else make_cases
    return make_exceptions if kind in EXCEPTIONS else make


def make_cases(conn: rows.Conn, kind: str) -> list[int]:
    """Make cases that wait, with a waiver of another person's where the kind says so."""
    missing = cases.IDENTITY | {"state": "missing", "document": None}
    made = [cases.waiting(conn, missing) for _ in range(5)]
    for request_id in made if kind == WAIVER else ():
        numbered = "select setval('bankagent.requirement_waivers_id_seq', %s, false)"
        rows.one(conn, numbered, request_id)
        cases.give(conn, request_id, waivers=[cases.WAIVER])
    return made


def make_asks(conn: rows.Conn, kind: str) -> list[int]:
    """Make asks of another person's than the stage's, confirmed and over where the kind says so."""
    asks = [delegations.break_glass(conn, PROPOSER, "senior") for _ in range(IN_STOCK)]
    for ask_id in asks if kind == OVER else ():
        number = delegations.confirm(conn, ask_id, ASSIGNED)
        conn.execute("select bankagent.end_authority(%s, 'Over.')", [number])
    return asks


@asynccontextmanager
async def staged(db: Database) -> AsyncIterator[Stage]:
    """Give a stage on this database, which tells from now on what is written to it."""
    with rows.connect(db.url) as conn:
        conn.execute("update bankagent.request_types set max_attempts = 1")
        keys = {
            "caller": keyed_caller(db.url, MAKER, *SCOPES),
            "reviewer": keyed_reviewer(db.url, "rita", "compliance"),
        }
        people.add_reviewers(conn, PROPOSER, ASSIGNED)
        assert portfolios.store(conn, actor=MAKER) == 1
        assert documents.add(conn, actor=MAKER) == 1
        feed = pairs.pair() | {"feed": {"name": PLACES["feed"], "row": 1, "rows": 1}}
        verbs.put(conn, verbs.item(request_type="trade_exception", payload=feed, actor=MAKER))
        watched = Watched(db.url)
        settings = Settings(api_database_url=db.api_url)
        async with calling(settings) as client:
            yield Stage(client, watched, conn, keys)
        watched.close()


def make(conn: rows.Conn, status: str) -> list[int]:
    """Make requests of this status, more than one, as somebody's whose key the stage has."""
    ids = verbs.submit(conn, IN_STOCK, actor=MAKER)
    if status == "cancelled":
        for request_id in ids:
            conn.execute("select bankagent.cancel_request(%s)", [request_id])
    if ENDS[status]:
        worker_id = verbs.register(conn)
        ends = []
        while jobs := verbs.claim(conn, worker_id, queues=["trade_review"]):
            ends += [verbs.fence(j, worker_id) | ENDS[status] for j in jobs if j.request_id in ids]
        assert set(verbs.settle(conn, *ends)) == {"settled"}
    return ids


def make_exceptions(conn: rows.Conn, kind: str) -> list[int]:
    """Make exceptions of this kind, whose proposals are of another person than the stage's."""
    first = rows.one(conn, "select count(*) from bankagent.banking_requests")
    ends = [
        exceptions.broken(pair=exceptions.pair(number)) for number in range(first, first + IN_STOCK)
    ]
    ids = exceptions.settled(conn, *ends, actor=MAKER)
    numbers = [exceptions.of_request(conn, request_id) for request_id in ids]
    for number in numbers:
        if EXCEPTIONS[kind] == "propose":
            exceptions.propose(conn, number, by=PROPOSER)
        elif EXCEPTIONS[kind] == "close":
            exceptions.move(conn, number, "trade_cancelled", by=PROPOSER, reason="Both sides.")
    return numbers
