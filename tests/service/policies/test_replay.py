"""Replay: what was decided comes out again, and what a draft would change is told by rule."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from bankagent import catalog
from bankagent.db.pool import Connection, connect
from bankagent.domain.evaluation import Outcome
from bankagent.domain.replay import NotReplayable, Replay, Window
from bankagent.errors import Conflict, Forbidden, NotFound
from bankagent.service.policies.replay import replay as module
from bankagent.service.policies.replay.replay import replay
from tests.support import people, policies, portfolios, reference, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.payloads import PAYLOAD
from tests.support.portfolios import position
from tests.support.rows import Conn, triggers_off

KEY = "trade_review"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
ALL = Window(BEGINNING)
# Each tests other facts, and so other inputs.
VARIED: list[dict[str, Any]] = [
    {},
    {"notional": 6_000_000},
    {"currency": "GBP", "trade_date": "2026-10-30"},
    {"currency": "XXX"},
    {"trade_date": "2026-11-24", "settlement_date": "2026-11-20"},
    {"mic": "XNAS", "trade_date": "2026-10-26", "settlement_date": "2026-10-27"},
    {"counterparty_name": "Juan Garcia Lopez"},
    {"counterparty_name": "Granite Ltd", "desk": "eq", "book": "EQ-1"},
    {"symbol": "FICTIONAL.WATCH"},
    {"side": "buy", "quantity": 25000, "price": 100, "executed_at": "2026-11-24T09:30:00Z"},
    {"side": "buy", "quantity": 25000, "price": 100, "executed_at": "2026-11-24T09:30:00Z"},
]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        reference.imported(
            conn,
            "screening:OFAC-SDN",
            screening_entries=[("36", "person", "TEST", None, None, "[]", None)],
            screening_names=[("36", "GARCIA LOPEZ, Juan Carlos", "primary", "strong")],
        )
        reference.activate(conn, "screening:OFAC-SDN")
        yield conn


@pytest.fixture
async def conn(db: Database) -> AsyncIterator[Connection]:
    async with await connect(db.url) as found:
        yield found


async def decided(db: Database, dba: Conn, *payloads: Any) -> list[int]:
    """Submit requests and decide them as a worker does; return their ids."""
    items = [verbs.item(payload=one) for one in payloads]
    ids = [answer.request_id for answer in verbs.put(dba, *items)]
    await decide_all(db)
    return ids


def varied() -> list[dict[str, Any]]:
    return [PAYLOAD | one for one in VARIED]


def altered(dba: Conn, change: str, request_id: int) -> None:
    """Change an evaluation as only a superuser can."""
    with triggers_off(dba):
        dba.execute(
            f"update bankagent.evaluations set {change} where request_id = %s", [request_id]
        )


def drafted(dba: Conn, table_json: str) -> int:
    """Store a version, whose author is the superuser; return its number."""
    stored = "select version from bankagent.store_policy_version('trade_review', %s, 'x')"
    return int(rows.one(dba, stored, table_json))


def agrees(done: Replay) -> bool:
    return (done.differ, done.differences, done.explained) == (0, [], 0)


async def test_what_was_decided_comes_out_again(db: Database, dba: Conn, conn: Connection) -> None:
    held = [position(1_000_000), position(2_000_000, symbol="BNP", currency="EUR")]
    number = portfolios.store(dba, *held)
    dated = {"side": "buy", "trade_date": "2026-10-30"}
    traded = PAYLOAD | dated | {"portfolio_snapshot_id": number}
    ids = await decided(db, dba, *varied(), traded, {"symbol": "no notional"})
    shares = "select count(*) from bankagent.evaluations where facts ->> 'concentration' = 'known'"
    assert rows.one(dba, shares) == 1
    fired = rows.fetch(
        dba,
        "select distinct jsonb_array_elements(fired) ->> 'rule_id' from bankagent.evaluations",
    )
    assert len(fired) >= 5
    screened = "select count(*) from bankagent.evaluations where facts ->> 'counterparty' = 'hit'"
    assert rows.one(dba, screened) == 1
    done = await replay(conn, ALL)
    assert (done.requests, done.evaluations, done.agreed) == (len(ids),) * 3
    assert agrees(done)
    assert done.not_replayable == {}


async def test_an_evaluation_is_replayed_by_its_own_version_and_with_the_payload_that_it_saw(
    db: Database, dba: Conn, conn: Connection
) -> None:
    large = PAYLOAD | {"notional": 6_000_000}
    (request_id, _) = await decided(db, dba, {"symbol": "no notional"}, large)
    table = policies.shipped(KEY).table_json.replace("> 5000000", "> 7000000")
    people.activated(dba, table)
    dba.execute(
        "select bankagent.replace_payload(%s, %s)", [request_id, Jsonb({"symbol": "still"})]
    )
    await decide_all(db)
    dba.execute("select bankagent.replace_payload(%s, %s)", [request_id, Jsonb(large)])
    await decide_all(db)
    of_it = "select outcome from bankagent.evaluations where request_id = %s order by job_id"
    found = [row.outcome for row in rows.fetch(dba, of_it, request_id)]
    assert found == ["needs_info", "needs_info", "approve"]
    done = await replay(conn, ALL)
    assert (done.requests, done.agreed) == (2, 4)
    assert agrees(done)


@pytest.mark.expect_differences("a stop is removed")
async def test_what_a_stop_gave_to_people_agrees_as_long_as_the_stop_is_recorded(
    db: Database, dba: Conn, conn: Connection
) -> None:
    dba.execute("select bankagent.stop_decisions('trade_review', 'x')")
    restricted = PAYLOAD | {"symbol": "FICTIONAL.RESTRICTED"}
    large = PAYLOAD | {"notional": 6_000_000}
    approved, rejected, _ = await decided(db, dba, PAYLOAD, restricted, large)
    with triggers_off(dba):
        dba.execute(
            "update bankagent.stops set lift_asked_at = now(), lift_asked_by = 'anna', "
            "lifted_at = clock_timestamp(), lifted_by = 'ben'"
        )
    await decided(db, dba, PAYLOAD, restricted)
    outcomes = rows.fetch(dba, "select outcome from bankagent.evaluations order by request_id")
    assert [row.outcome for row in outcomes] == [
        "review",
        "escalate",
        "review",
        "approve",
        "reject",
    ]
    done = await replay(conn, ALL)
    assert (done.agreed, done.differ) == (5, 0)
    # A stop that never was explains nothing.
    with triggers_off(dba):
        dba.execute("delete from bankagent.stops")
    done = await replay(conn, ALL)
    assert [one.request_id for one in done.differences] == [approved, rejected]


@pytest.mark.expect_differences("evaluations are altered")
@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("outcome = 'review'", "outcome"),
        ("fired = '[]'", "rules"),
        ("fired = jsonb_set(fired, '{0,text}', '\"another\"')", "rules"),
        ("facts = jsonb_set(facts, '{notional}', '2500000.01')", "fact notional"),
        ('facts = facts || \'{"venue": "known"}\'', "fact venue"),
        ("policy_sha256 = repeat('0', 64)", "policy's SHA-256"),
        ("policy_version = 1", "policy's SHA-256"),
        (
            "known = jsonb_set(known, '{restricted_instruments,version}', 'null')",
            "fact restriction",
        ),
        ("known = jsonb_set(known, '{restricted_instruments}', '7')", "evaluation"),
    ],
)
async def test_an_evaluation_that_was_altered_is_an_incident(
    db: Database, dba: Conn, conn: Connection, change: str, part: str
) -> None:
    before, request_id, _ = await decided(db, dba, PAYLOAD, PAYLOAD, PAYLOAD)
    altered(dba, change, request_id)
    done = await replay(conn, ALL)
    assert (done.agreed, done.differ) == (2, 1)
    (difference,) = done.differences
    assert difference.request_id == request_id != before
    job_id = rows.one(
        dba, "select job_id from bankagent.evaluations where request_id = %s", request_id
    )
    assert difference.evaluation == f"evaluation:{job_id}/1"
    assert part in [one.name for one in difference.parts]
    assert all(one.recorded != one.replayed for one in difference.parts)


@pytest.mark.expect_differences("a payload is altered")
async def test_a_payload_that_was_altered_is_an_incident(
    db: Database, dba: Conn, conn: Connection
) -> None:
    await decided(db, dba, PAYLOAD)
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set payload = payload || '{\"notional\": 7}'"
        )
    (difference,) = (await replay(conn, ALL)).differences
    assert [one.name for one in difference.parts] == ["fact notional", "fact notional_usd"]


async def test_what_cannot_be_replayed_is_counted_with_its_reason(
    db: Database, dba: Conn, conn: Connection
) -> None:
    verbs.process(dba)  # settled by hand
    verbs.fail(dba)  # three attempts, and no evaluation
    gone, other = await decided(db, dba, PAYLOAD, PAYLOAD)
    altered(dba, "policy_version = 77", gone)
    verbs.add_queue(dba, "other")
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set request_type = 'other' where id = %s", [other]
        )
    (unknown,) = verbs.submit(dba, request_type="other")
    await decide_all(db)
    of_it = "select fired -> 0 ->> 'rule_id' from bankagent.evaluations where request_id = %s"
    assert rows.one(dba, of_it, unknown) == "TYPE-UNKNOWN"
    verbs.submit(dba)
    done = await replay(conn, ALL)
    assert done.not_replayable == {
        NotReplayable.NO_INPUTS: 1,
        NotReplayable.ATTEMPT_ENDED: 3,
        NotReplayable.NOT_EVALUATED: 2,
        NotReplayable.POLICY_NOT_KEPT: 1,
        NotReplayable.TYPE_NOT_KNOWN: 1,
    }
    assert (done.requests, done.evaluations, done.agreed) == (6, 1, 1)
    assert agrees(done)


async def test_a_failure_of_the_policy_agrees_or_is_explained(
    db: Database, dba: Conn, conn: Connection
) -> None:
    dba.execute("alter table bankagent.policies drop constraint policies_sha256_matches")
    set_to = (
        "update bankagent.policies set document = %s where key = 'trade_review' and version = %s"
    )
    shipped = policies.shipped(KEY)
    with triggers_off(dba):
        dba.execute(set_to, ["{}", shipped.version])
    (request_id,) = await decided(db, dba, PAYLOAD)
    of_it = "select fired -> 0 ->> 'rule_id' from bankagent.evaluations where request_id = %s"
    assert rows.one(dba, of_it, request_id) == "POLICY-ERROR"
    assert (await replay(conn, ALL)).agreed == 1
    with triggers_off(dba):
        dba.execute(set_to, [shipped.table_json, shipped.version])
    done = await replay(conn, ALL)
    assert (done.explained, done.agreed, done.differ) == (1, 0, 0)


async def test_a_need_that_is_newer_than_the_evaluation_is_empty(
    db: Database, dba: Conn, conn: Connection
) -> None:
    await decided(db, dba, PAYLOAD)
    with triggers_off(dba):
        dba.execute("update bankagent.evaluations set known = known - 'screenings'")
    assert (await replay(conn, ALL)).agreed == 1


async def test_a_window_has_the_requests_that_came_in_during_it(
    db: Database, dba: Conn, conn: Connection
) -> None:
    old, *_ = await decided(db, dba, *[PAYLOAD] * 3)
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set created_at = '2026-01-01T12:00Z' where id = %s",
            [old],
        )
    newer = Window(datetime(2026, 1, 2, tzinfo=UTC))
    older = Window(BEGINNING, datetime(2026, 1, 2, tzinfo=UTC))
    nothing = Window(datetime.now(UTC) + timedelta(days=1))
    other = Window(BEGINNING, request_types=("other",))
    counts = [(await replay(conn, one)).requests for one in (newer, older, nothing, other, ALL)]
    assert counts == [2, 1, 0, 0, 3]


async def test_pages_end_between_requests_and_all_are_seen(
    db: Database, dba: Conn, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    await decided(db, dba, *varied())
    told: list[tuple[int, int]] = []
    done = await replay(conn, ALL, progressed=lambda *of: told.append(of))
    assert done.agreed == len(VARIED)
    assert told == [(2, 11), (4, 11), (6, 11), (8, 11), (10, 11), (11, 11)]


async def test_a_login_that_may_not_read_all_may_not_replay(db: Database) -> None:
    async with await connect(db.worker_url) as conn:
        with pytest.raises(Forbidden, match="may not become bankagent_shadow"):
            await replay(conn, ALL)


# --- drafts ---------------------------------------------------------------------


async def test_a_draft_tells_by_rule_which_outcomes_it_would_change(
    db: Database, dba: Conn, conn: Connection
) -> None:
    payloads = [PAYLOAD | {"notional": n} for n in (1, 5_500_000, 5_600_000, 8_000_000)]
    reversed_dates = {"trade_date": "2026-11-24", "settlement_date": "2026-11-20"}
    _, first, second, _, both = await decided(
        db, dba, *payloads, PAYLOAD | {"notional": 5_700_000} | reversed_dates
    )
    looser = drafted(dba, policies.shipped(KEY).table_json.replace("> 5000000", "> 6000000"))
    done = await replay(conn, ALL, draft=looser)
    assert done.draft == f"{KEY}@{looser}"
    assert {key: (one.requests, one.examples) for key, one in done.changes.items()} == {
        ("TR-010", Outcome.REVIEW, Outcome.APPROVE): (2, [first, second]),
        ("TR-010", Outcome.REVIEW, Outcome.NEEDS_INFO): (1, [both]),
    }
    assert (done.changed, done.differ) == (3, 0)
    stricter = drafted(dba, policies.shipped(KEY).table_json.replace("> 5000000", "> 0"))
    done = await replay(conn, ALL, draft=stricter)
    assert list(done.changes) == [("TR-010", Outcome.APPROVE, Outcome.REVIEW)]
    assert done.changed == 1


async def test_a_draft_is_tried_on_the_last_evaluation_of_a_request(
    db: Database, dba: Conn, conn: Connection
) -> None:
    (request_id,) = await decided(db, dba, {"symbol": "no notional"})
    large = Jsonb(PAYLOAD | {"notional": 5_500_000})
    dba.execute("select bankagent.replace_payload(%s, %s)", [request_id, large])
    await decide_all(db)
    await decided(db, dba, {"symbol": "no notional"})
    draft = drafted(dba, policies.shipped(KEY).table_json.replace("> 5000000", "> 6000000"))
    done = await replay(conn, ALL, draft=draft)
    assert [change.examples for change in done.changes.values()] == [[request_id]]
    assert done.not_replayable == {NotReplayable.NO_POLICY: 1}


@pytest.mark.expect_differences("inputs are altered")
async def test_inputs_that_cannot_be_read_keep_a_draft_from_no_other_request(
    db: Database, dba: Conn, conn: Connection
) -> None:
    altered_one, other = await decided(db, dba, PAYLOAD, PAYLOAD)
    altered(dba, "known = jsonb_set(known, '{restricted_instruments}', '7')", altered_one)
    stricter = drafted(dba, policies.shipped(KEY).table_json.replace("> 5000000", "> 0"))
    done = await replay(conn, ALL, draft=stricter)
    assert [change.examples for change in done.changes.values()] == [[other]]
    assert done.not_replayable == {NotReplayable.UNREADABLE: 1}


async def test_a_version_that_cannot_be_tried_is_refused(dba: Conn, conn: Connection) -> None:
    with pytest.raises(NotFound, match="There is no version 99 of client_onboarding or"):
        await replay(conn, ALL, draft=99)
    broken = drafted(dba, policies.shipped(KEY).table_json.replace("> 5000000", "> > 5"))
    with pytest.raises(Conflict, match=f"bankagent policy lint trade_review --version {broken}"):
        await replay(conn, ALL, draft=broken)


def test_each_need_is_empty_where_it_was_not_looked_up() -> None:
    for need in {need for known in catalog.TYPES for need in known.needs}:
        assert need().versions() == {}
