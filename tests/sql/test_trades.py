"""Versions of trades: stored by settle_jobs with the approval of a capture, and by nothing else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support import captures, rows, verbs
from tests.support.captures import stored, stores
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

INSERT = (
    "insert into bankagent.trades (id, number, version, action, source, record_number, client_id, "
    "maker, request_id, trade) overriding system value values (%(id)s, %(number)s, %(version)s, "
    "%(action)s, 'OMS', '4711', 'CUST-1042', %(maker)s, %(request_id)s, %(trade)s)"
)
CHANGES = (
    "update bankagent.trades set trade = '{}'",
    "delete from bankagent.trades",
    "truncate bankagent.trades",
)
# Gives two sessions the time to meet.
SLOW = """
create function public.slow() returns trigger language plpgsql as
$$ begin perform pg_sleep(0.01); return new; end $$;
create trigger slow before insert on bankagent.trades for each row execute function public.slow();
"""
ROLES = ["api_url", "worker_url", "auditor_url", "shadow_url"]


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def claimed(dba: Conn, worker_id: int, **fields: Any) -> dict[str, Any]:
    """Submit a capture and claim it; return its fence."""
    captures.submit(dba, **fields)
    (job,) = verbs.claim(dba, worker_id)
    return verbs.fence(job, worker_id)


@pytest.fixture
def captured(dba: Conn, worker_id: int) -> dict[str, Any]:
    """A trade that is stored; the row of a second version, for a test that goes past the verb."""
    verbs.settle(dba, claimed(dba, worker_id) | verbs.approved() | stores())
    (trade,) = stored(dba)
    return {
        "id": 1000, "number": trade.number, "version": 2, "action": "amend", "maker": trade.maker,
        "request_id": trade.request_id, "trade": Jsonb({}),
    }  # fmt: skip


def rejected() -> dict[str, Any]:
    end = verbs.approved() | {"decision": "rejected"}
    end["evaluation"] |= {"outcome": "reject"}
    end["result"] |= {"decision": "rejected"}
    return end


NOT_APPROVED = {
    "rejected": rejected(),
    "left to people": verbs.to_people(),
    "left to the caller": verbs.to_people("needs_info"),
    "an error": {"error": "Boom"},
}


@pytest.mark.parametrize("end", NOT_APPROVED.values(), ids=NOT_APPROVED)
def test_what_is_not_approved_stores_no_trade(
    dba: Conn, worker_id: int, end: dict[str, Any]
) -> None:
    item = claimed(dba, worker_id) | end | stores()
    assert verbs.settle(dba, item) == ["settled"]
    assert stored(dba) == []
    assert "trade" not in rows.entries(dba, item["request_id"])[-1].result


def test_an_attempt_that_lost_its_job_stores_no_trade(dba: Conn, worker_id: int) -> None:
    item = claimed(dba, worker_id) | verbs.approved() | stores()
    assert verbs.settle(dba, item | {"attempts": 7}) == ["lost"]
    assert stored(dba) == []
    assert verbs.settle(dba, item, item) == ["settled", "lost"]
    assert len(stored(dba)) == 1


def test_neither_a_result_nor_an_item_tells_of_a_trade_by_itself(dba: Conn, worker_id: int) -> None:
    item = claimed(dba, worker_id) | verbs.approved()
    lie = {"trade": {"id": 1, "number": 1, "version": 1}}
    with refused("BA422", "neither follow_ups, trade"):
        verbs.settle(dba, item | {"result": item["result"] | lie})
    assert verbs.settle(dba, item | {"told": lie}) == ["settled"]
    assert "trade" not in rows.entries(dba, item["request_id"])[-1].result


def test_a_request_of_another_type_stores_no_trade(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    item = verbs.fence(job, worker_id) | verbs.approved() | stores()
    with rows.nothing_written(dba), refused("BA403", "settle_jobs stores it"):
        verbs.settle(dba, item)


def test_two_sessions_that_store_one_trade_store_it_once(
    db: Database, dba: Conn, worker_id: int
) -> None:
    items = [claimed(dba, worker_id) | verbs.approved() | stores() for _ in range(2)]
    with connect(db.url) as one, connect(db.url) as two, ThreadPoolExecutor(1) as pool:
        with one.transaction():
            assert verbs.settle(one, items[0]) == ["settled"]
            second = pool.submit(verbs.settle, two, items[1])
            waits = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
            wait_for("it waits", lambda: rows.one(dba, waits, two.info.backend_pid))
        with pytest.raises(psycopg.errors.UniqueViolation):
            second.result()
    assert len(stored(dba)) == 1
    assert rows.status(dba, items[1]["request_id"]) == "received"


@pytest.mark.parametrize("role", [*ROLES, "url"])
@pytest.mark.parametrize("change", CHANGES)
def test_no_role_and_no_superuser_alters_or_removes_a_version(
    db: Database, captured: dict[str, Any], role: str, change: str
) -> None:
    state = "BA403" if role == "url" else "42501"
    with connect(getattr(db, role)) as conn, refused(state):
        conn.execute(change)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_makes_a_version(db: Database, captured: dict[str, Any], role: str) -> None:
    with connect(getattr(db, role)) as conn, refused("42501"):
        conn.execute(INSERT, captured)


def approved_alone(dba: Conn, row: dict[str, Any]) -> dict[str, Any]:
    """A capture that was approved in another transaction, and stored nothing."""
    worker_id = verbs.register(dba)
    item = claimed(dba, worker_id)
    verbs.settle(dba, item | verbs.approved())
    return row | {"request_id": item["request_id"]}


Change = Callable[[Conn, dict[str, Any]], dict[str, Any]]
MADE_UP: dict[str, tuple[Change, str]] = {
    "of a request that has one": (lambda _, row: row, "23505"),
    "of an approval that is over": (approved_alone, "BA403"),
    "of a request that is not decided": (
        lambda dba, row: row | {"request_id": captures.submit(dba)},
        "23503",
    ),
    "a second first one": (
        lambda dba, row: approved_alone(dba, row) | {"version": 1, "action": "new", "number": 1000},
        "23505",
    ),
    "a first one with another's number": (
        lambda dba, row: approved_alone(dba, row) | {"version": 1, "action": "new"},
        "23514",
    ),
    "without its trade": (lambda dba, row: approved_alone(dba, row) | {"trade": None}, "23514"),
}


@pytest.mark.parametrize(("made_up", "state"), MADE_UP.values(), ids=MADE_UP)
def test_a_superuser_makes_no_version_up(
    dba: Conn, captured: dict[str, Any], made_up: Change, state: str
) -> None:
    with refused(state):
        dba.execute(INSERT, made_up(dba, captured))


def test_two_sessions_that_meet_at_many_trades_never_wait_in_a_circle(
    db: Database, dba: Conn, worker_id: int
) -> None:
    utis = [f"5493001KJTIIGC8Y1R12U{n:03}" for n in range(50)]
    for _ in range(100):
        captures.submit(dba)
    jobs = verbs.claim(dba, worker_id)
    ends = [verbs.fence(job, worker_id) | verbs.approved() for job in jobs]
    # By record one goes up the identifiers, the other goes down.
    sides = [
        [
            end | stores(source=source, record_number=f"{n:03}", uti=uti)
            for n, (end, uti) in enumerate(zip(half, ordered, strict=True))
        ]
        for source, half, ordered in (("A", ends[:50], utis), ("B", ends[50:], utis[::-1]))
    ]
    dba.execute(SLOW)
    barrier = Barrier(2)

    def settle(items: list[dict[str, Any]]) -> str:
        with connect(db.url, options="-c deadlock_timeout=50ms") as conn:
            barrier.wait(10)
            try:
                verbs.settle(conn, *items)
            except psycopg.Error as error:
                return str(error.sqlstate)
            return "settled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(settle, sides)) == ["23505", "settled"]
    assert len(stored(dba)) == 50
