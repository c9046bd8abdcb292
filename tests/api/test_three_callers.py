"""Whatever three callers do, in any order: nobody sees another's data, and the trail has no gap.

CALLS=2000 in the environment makes it the long version.
"""

import json
import os
from itertools import count
from typing import Any

import httpx
import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.support import portfolios
from tests.support.api_process import serving
from tests.support.databases import Database, gaps
from tests.support.people import Keyed, keyed_caller
from tests.support.verbs import approved, to_people
from tests.support.worker import WorkerByHand, worker_by_hand

CALLS = int(os.environ.get("CALLS", "100"))
STEPS = 25
NAMES = ("ann", "bob", "cyd")
NUMBERS = count()
# All three have portfolios of this client.
SHARED = "CUST-1042"

a_caller = st.sampled_from(NAMES)
a_key = st.sampled_from([None, "k1", "k2"])
a_request = st.integers(0, 2**31)
an_end = st.sampled_from(["approved", "awaiting_approval", "needs_info", "failed"])


class ThreeCallers(RuleBasedStateMachine):
    """Three callers, a worker and a DBA; `owners` is what must be true."""

    db: Database
    client: httpx.Client
    worker: WorkerByHand
    dba: "psycopg.Connection[Any]"

    def __init__(self) -> None:
        super().__init__()
        run = next(NUMBERS)
        self.callers: dict[str, Keyed] = {
            name: keyed_caller(self.db.url, f"{name}-{run}") for name in NAMES
        }
        self.owners: dict[int, str] = {}
        self.keys: dict[tuple[str, str], int] = {}
        self.portfolios: dict[tuple[str, int], tuple[int, int]] = {}

    def call(self, name: str, method: str, path: str, **more: Any) -> httpx.Response:
        """Call as somebody; the answer must hold no word of the others."""
        headers = self.callers[name].headers | {"Prefer": "wait=0"} | more.pop("headers", {})
        answer = self.client.request(method, path, headers=headers, **more)
        assert answer.status_code < 500, answer.text
        for other in set(NAMES) - {name}:
            assert f"of-{other}" not in answer.text
            assert self.callers[other].name not in answer.text
        return answer

    @initialize()
    def each_has_a_request(self) -> None:
        for name in NAMES:
            self.submits(name, None)

    @rule(name=a_caller, key=a_key)
    def submits(self, name: str, key: str | None) -> None:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.call(name, "POST", "/requests", json=self.body(name), headers=headers)
        replayed = self.must_be_stored(name, key, answer.json()["request_id"])
        assert answer.status_code == (200 if replayed else 201)

    @rule(name=a_caller, keys=st.lists(a_key, min_size=1, max_size=4))
    def submits_together(self, name: str, keys: list[str | None]) -> None:
        items = [self.body(name) | {"idempotency_key": key} for key in keys]
        answer = self.call(name, "POST", "/requests:batch", json={"requests": items})
        rows = answer.json()["requests"]
        replayed = [
            self.must_be_stored(name, key, row["request_id"])
            for key, row in zip(keys, rows, strict=True)
        ]
        assert replayed == [row["replayed"] for row in rows]
        assert answer.status_code == (200 if all(replayed) else 201)

    @rule(name=a_caller, pick=a_request, path=st.sampled_from(["", "/audit"]))
    def reads(self, name: str, pick: int, path: str) -> None:
        request_id = self.some(pick)
        answer = self.call(name, "GET", f"/requests/{request_id}{path}")
        self.must_be(answer, name, request_id, {200})
        known = {"If-None-Match": answer.headers.get("etag", "*")}
        again = self.call(name, "GET", f"/requests/{request_id}{path}", headers=known)
        assert again.status_code == (304 if answer.status_code == 200 else 404)

    @rule(name=a_caller, about=a_caller, limit=st.integers(1, 9))
    def lists(self, name: str, about: str, limit: int) -> None:
        mine = sorted((i for i, owner in self.owners.items() if owner == name), reverse=True)
        for client, expected in ((None, mine), (f"of-{about}", mine if about == name else [])):
            client_id = f"&client_id={client}" if client else ""
            following = f"/requests?limit={limit}{client_id}"
            found = []
            while following:
                answer = self.call(name, "GET", following)
                assert answer.status_code == 200
                found += [row["id"] for row in answer.json()["requests"]]
                following = answer.json()["next"]
            assert found == expected

    @rule(name=a_caller, day=st.integers(1, 9), value=st.integers(1, 2))
    def stores_a_portfolio(self, name: str, day: int, value: int) -> None:
        body = {
            "client_id": SHARED,
            "as_of": f"2025-11-0{day}T18:00:00Z",
            "source": f"of-{name}",
            "positions": [portfolios.position(value)],
        }
        answer = self.call(name, "POST", "/portfolio-snapshots", json=body)
        known = self.portfolios.get((name, day))
        if known is None:
            assert answer.status_code == 201
            number = answer.json()["portfolio_snapshot_id"]
            assert number not in {number for number, _ in self.portfolios.values()}
            self.portfolios[name, day] = (number, value)
        else:
            assert answer.status_code == (200 if known[1] == value else 409)

    @rule(name=a_caller, limit=st.integers(1, 3), day=st.integers(1, 9))
    def reads_portfolios(self, name: str, limit: int, day: int) -> None:
        for (owner, _), (number, _) in self.portfolios.items():
            answer = self.call(name, "GET", f"/portfolio-snapshots/{number}")
            assert answer.status_code == (200 if owner == name else 404)
        mine = {
            day: number for (owner, day), (number, _) in self.portfolios.items() if owner == name
        }
        as_of = f"2025-11-0{day}T18:00:00Z"
        following = f"/portfolio-snapshots?client_id={SHARED}&limit={limit}&as_of={as_of}"
        found = []
        while following:
            answer = self.call(name, "GET", following)
            found += [row["id"] for row in answer.json()["portfolio_snapshots"]]
            following = answer.json()["next"]
        assert found == [mine[one] for one in sorted(mine, reverse=True) if one <= day]

    @rule(name=a_caller, pick=a_request)
    def corrects(self, name: str, pick: int) -> None:
        request_id = self.some(pick)
        better = {"payload": {"symbol": "MSFT", "notional": 2, "book": f"of-{name}"}}
        answer = self.call(name, "PUT", f"/requests/{request_id}/payload", json=better)
        self.must_be(answer, name, request_id, {200, 409})

    @rule(name=a_caller, pick=a_request)
    def cancels(self, name: str, pick: int) -> None:
        request_id = self.some(pick)
        answer = self.call(name, "POST", f"/requests/{request_id}/cancel")
        self.must_be(answer, name, request_id, {200, 409})

    @rule(name=a_caller, pick=a_request)
    def processes(self, name: str, pick: int) -> None:
        request_id = self.some(pick)
        answer = self.call(name, "POST", f"/requests/{request_id}/process")
        self.must_be(answer, name, request_id, {200, 202, 409})

    @rule(name=a_caller, pick=a_request)
    def tries_to_vote(self, name: str, pick: int) -> None:
        path = f"/requests/{self.some(pick)}"
        for way in ("votes", "escalations"):
            answer = self.call(name, "POST", f"{path}/{way}", json={"verdict": "approve"})
            assert answer.status_code == 403
        assert self.call(name, "GET", "/approvals").status_code == 403

    @rule(end=an_end)
    def a_worker_ends_a_run(self, end: str) -> None:
        for request_id in self.worker.claim() & self.owners.keys():
            if end == "failed":
                self.worker.settle(request_id, error="RuntimeError")
            else:
                self.worker.settle(
                    request_id, **(approved() if end == "approved" else to_people(end))
                )

    @rule(pick=a_request, verb=st.sampled_from(["cancel_request", "requeue_request"]))
    def a_dba_steps_in(self, pick: int, verb: str) -> None:
        try:
            self.dba.execute(f"select bankagent.{verb}(%s)", [self.some(pick)])
        except psycopg.DatabaseError as error:
            if error.sqlstate not in {"BA404", "BA409"}:
                raise

    @invariant()
    def the_trail_has_no_gap(self) -> None:
        assert gaps(self.db) == []

    def body(self, name: str) -> dict[str, Any]:
        payload = {"symbol": "AAPL", "notional": 1, "book": f"of-{name}"}
        return {"client_id": f"of-{name}", "request_type": "trade_review", "payload": payload}

    def must_be_stored(self, name: str, key: str | None, request_id: int) -> bool:
        """Keep whose it is; return whether its key stood for it before."""
        if key and (name, key) in self.keys:
            assert request_id == self.keys[name, key]
            return True
        assert request_id not in self.owners
        self.owners[request_id] = name
        if key:
            self.keys[name, key] = request_id
        return False

    def some(self, pick: int) -> int:
        """Return the number of a request, mostly one that is there."""
        known = list(self.owners)
        return known[pick % len(known)] if known and pick % 7 else 1 + pick % 50

    def must_be(self, answer: httpx.Response, name: str, request_id: int, good: set[int]) -> None:
        """Its owner sees it; for everybody else it is not there."""
        if self.owners.get(request_id) == name:
            assert answer.status_code in good
            assert json.loads(answer.text)
        else:
            assert answer.status_code == 404
            assert f"of-{self.owners.get(request_id)}" not in answer.text


def test_no_sequence_of_calls_shows_one_caller_anothers_data(db: Database, free_port: int) -> None:
    with (
        serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api,
        httpx.Client(base_url=api.url) as client,
        worker_by_hand(db.worker_url) as worker,
        psycopg.connect(db.url, autocommit=True) as dba,
    ):
        ThreeCallers.db, ThreeCallers.client = db, client
        ThreeCallers.worker, ThreeCallers.dba = worker, dba
        run_state_machine_as_test(
            ThreeCallers,
            settings=settings(
                max_examples=max(1, CALLS // STEPS),
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
