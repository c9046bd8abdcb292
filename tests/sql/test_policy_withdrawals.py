"""An activation for a time to come is withdrawn once, before its time; what is in force stays."""

from datetime import datetime
from typing import Any

import pytest

from bankagent.db.pool import new_pool
from bankagent.store.decisions import policies as decided_by
from tests.sql.test_raw_sql import EACH_ROLE, SERVICES, session
from tests.support import people, policies, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

KEY = "trade_review"
WITHDRAW = "select * from bankagent.withdraw_activation('trade_review', %s, %s)"
PERIODS = "select version from ops.policy_periods where key = 'trade_review' order by active_from"
RAW = (
    "update bankagent.policy_activations "
    "set withdrawn_at = now(), withdrawn_by = session_user, withdrawal_reason = 'Raw.' "
    "where version = %s"
)


def scheduled(conn: Conn, limit: int = 6_000_000, after: str = "1 day") -> int:
    table = policies.shipped(KEY, 1).table_json.replace("> 5000000", f"> {limit}")
    return people.activated(conn, table, after=after)


def periods(conn: Conn) -> list[int]:
    return [row.version for row in rows.fetch(conn, PERIODS)]


def test_what_is_withdrawn_before_its_time_never_comes_into_force(dba: Conn) -> None:
    before = periods(dba)
    version = scheduled(dba, after="2 s")
    assert periods(dba) == [*before, version]
    (done,) = rows.fetch(dba, WITHDRAW, version, "The committee has put it off.")
    assert (done.version, done.withdrawn_by) == (version, "postgres")
    assert done.withdrawal_reason == "The committee has put it off."
    assert done.withdrawn_at < done.active_from
    wait_for(
        "its time has come",
        lambda: rows.one(dba, "select %s < clock_timestamp()", done.active_from),
    )
    assert periods(dba) == before
    status = "select status, active_from from ops.policy_versions where version = %s"
    assert rows.fetch(dba, status, version) == [("tested", None)]
    with refused("BA409", f"version {version} of trade_review is not activated for a time to come"):
        dba.execute(WITHDRAW, [version, "Again."])


async def test_workers_do_not_decide_by_what_is_withdrawn(db: Database) -> None:
    with connect(db.url) as conn:
        before = periods(conn)[-1]
        version = scheduled(conn, after="1 s")
        conn.execute(WITHDRAW, [version, "Put off."])
        past = "select max(active_from) < clock_timestamp() from bankagent.policy_activations"
        wait_for("its time has come", lambda: rows.one(conn, past))
        async with new_pool(db.worker_url, least=1, most=1) as pool, pool.connection() as worker:
            assert (await decided_by.in_force(worker))[KEY].version == before
        worker_id = verbs.register(conn)
        assert rows.one(conn, "select ops.unknown_types(%s)", worker_id) is None


def test_the_instant_of_a_withdrawn_activation_is_free_again(dba: Conn) -> None:
    first, second = scheduled(dba), scheduled(dba, limit=7_000_000, after="2 days")
    at: datetime = rows.one(
        dba, "select active_from from ops.policy_periods where version = %s", first
    )
    activate = "select bankagent.activate_policy('trade_review', %s, 'x', %s)"
    with refused("BA409", "another version of policy trade_review is activated from that time on"):
        dba.execute(activate, [second, at])
    dba.execute(WITHDRAW, [first, "Put off."])
    dba.execute(activate, [second, at])
    assert periods(dba)[-2:] == [second, second]
    assert len(rows.fetch(dba, WITHDRAW, second, "Both of them.")) == 2
    assert second not in periods(dba)
    for _ in range(2):
        dba.execute(activate, [first, at])
        dba.execute(WITHDRAW, [first, "Once more."])


def test_a_withdrawal_that_is_committed_too_late_is_refused(dba: Conn) -> None:
    version = scheduled(dba, after="1 s")
    late = "select bool_and(active_from < clock_timestamp()) from bankagent.policy_activations"
    said = "has come into force: activate another version instead"
    with refused("BA409", said), dba.transaction():
        dba.execute(WITHDRAW, [version, "Put off."])
        wait_for("its time has come", lambda: rows.one(dba, late))
    assert periods(dba)[-1] == version
    with refused("BA409", "has come into force"):
        dba.execute(RAW, [version])
    with refused("BA409", "not activated for a time to come"):
        dba.execute(WITHDRAW, [version, "Put off."])


@EACH_ROLE
def test_raw_sql_of_each_role_withdraws_nothing_that_it_may_not(
    db: Database, dba: Conn, role: str
) -> None:
    version = scheduled(dba)
    with session(db, dba, role) as conn:
        if role in SERVICES:
            for attempt in (RAW, RAW.replace("session_user", "'ben'")):
                with refused("42501"):
                    conn.execute(attempt, [version])
            return
        with refused("BA403", "may not withdraw an activation in the name of ben"):
            conn.execute(RAW.replace("session_user", "'ben'"), [version])
        for more in ("version = 1", "active_from = '2098-01-01'", "activated_by = 'x'"):
            with refused("BA403", "policy_activations is append-only"):
                conn.execute(RAW.replace(" set ", f" set {more}, "), [version])
        with refused("23514", "withdrawn_by_somebody_who_says_why"):
            conn.execute(RAW.replace("'Raw.'", "null"), [version])
        conn.execute(RAW.replace("now()", "'2020-01-01'"), [version])
        told = "select withdrawn_at > activated_at from bankagent.policy_activations where {}"
        assert rows.one(dba, told.format("version > 1000"))
        for undo in ("withdrawn_at = null, withdrawn_by = null, withdrawal_reason = null",
                     "withdrawal_reason = 'another'"):  # fmt: skip
            with refused("BA403", "append-only"):
                conn.execute(f"update bankagent.policy_activations set {undo} where version > 1000")


@pytest.mark.parametrize(
    ("version", "reason", "state", "said"),
    [
        (9, "x", "BA404", "there is no version 9"),
        (1, " ", "BA422", "reason must say why"),
        (1, "x", "BA409", "is not activated for a time to come"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    dba: Conn, version: int, reason: Any, state: str, said: str
) -> None:
    with refused(state, said):
        dba.execute(WITHDRAW, [version, reason])


def test_a_service_names_the_person_of_compliance_who_withdraws(dba: Conn, api: Conn) -> None:
    version = scheduled(dba)
    people.add_reviewers(dba, "ben")
    withdraw = "select * from bankagent.withdraw_activation('trade_review', %s, 'x', %s)"
    with refused("BA403", "it must name one"):
        api.execute(withdraw, [version, None])
    (done,) = rows.fetch(api, withdraw, version, "ben")
    assert done.withdrawn_by == "ben"
