"""stop_decisions and lift_stop: one person stops, two lift, whoever writes."""

from collections.abc import Iterator

import pytest

from tests.support import people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, refused

STOP = "select * from bankagent.stop_decisions(%s, 'Wrong rates.')"
LIFT = "select * from bankagent.lift_stop(%s)"
TYPE = "trade_review"


@pytest.fixture
def two(db: Database, dba: Conn) -> Iterator[list[Conn]]:
    """The sessions of Anna and Ben, who are operators."""
    with people.logins(dba, db.url, "anna", "ben") as found:
        yield found


@pytest.mark.parametrize("what", [TYPE, None])
def test_one_person_stops_and_two_lift(two: list[Conn], what: str | None) -> None:
    anna, ben = two
    names = [rows.one(one, "select session_user") for one in two]
    (stopped,) = rows.fetch(anna, STOP, what)
    assert (stopped.stopped_by, stopped.lift_asked_by) == (names[0], None)
    with refused("BA409", "are stopped already"):
        ben.execute(STOP, [what])
    (asked,) = rows.fetch(ben, LIFT, what)
    assert (asked.lift_asked_by, asked.lifted_at) == (names[1], None)
    with refused("BA403", f"lifting a stop takes two people, and {names[1]} has asked already"):
        ben.execute(LIFT, [what])
    (lifted,) = rows.fetch(anna, LIFT, what)
    assert (lifted.lift_asked_by, lifted.lifted_by) == (names[1], names[0])
    with refused("BA409", "are not stopped"):
        ben.execute(LIFT, [what])
    ben.execute(STOP, [what])


def test_nobody_lifts_in_the_name_of_another(two: list[Conn], dba: Conn) -> None:
    anna, _ = two
    people.add_reviewers(dba, "ben")
    anna.execute(STOP, [TYPE])
    anna.execute(LIFT, [TYPE])
    for conn in (anna, dba):
        with refused("BA403", "may not name another actor"):
            conn.execute("select bankagent.lift_stop(%s, 'ben')", [TYPE])


def test_raw_sql_lifts_no_stop_for_one_person(dba: Conn) -> None:
    dba.execute(STOP, [TYPE])
    with refused("BA403", "stops is append-only"):
        dba.execute("update bankagent.stops set lifted_at = now(), lifted_by = 'postgres'")
    ask = "update bankagent.stops set lift_asked_at = '2020-01-01', lift_asked_by = "
    with refused("BA403", "append-only"):
        dba.execute(f"{ask} 'postgres', lifted_at = now(), lifted_by = 'postgres'")
    with refused("BA403", "postgres may not stop decisions or lift a stop in the name of mallory"):
        dba.execute(f"{ask} 'mallory'")
    dba.execute(f"{ask} 'postgres'")
    assert rows.one(dba, "select lift_asked_at > now() - interval '1 minute' from bankagent.stops")
    with refused("23514", "stops_lifted_by_a_second_person"):
        dba.execute("update bankagent.stops set lifted_at = now(), lifted_by = 'postgres'")
    with refused("BA403", "in the name of ben"):
        dba.execute("update bankagent.stops set lifted_at = now(), lifted_by = 'ben'")
    for attempt in (
        f"{ask} 'ben'",
        f"{ask} 'postgres'",
        "update bankagent.stops set reason = 'x'",
        "update bankagent.stops set request_type = null",
        "delete from bankagent.stops",
        "truncate bankagent.stops",
    ):
        with refused("BA403", "append-only"):
            dba.execute(attempt)
    with refused("BA403", "a stop begins open"):
        dba.execute(
            "insert into bankagent.stops (reason, stopped_by, lifted_at, lifted_by) "
            "values ('x', 'postgres', now(), 'postgres')"
        )
    with refused("BA403", "in the name of mallory"):
        dba.execute("insert into bankagent.stops (reason, stopped_by) values ('x', 'mallory')")


def test_what_cannot_be_is_one_sentence(dba: Conn, api: Conn) -> None:
    with refused("BA404", "no request type called nonesuch"):
        dba.execute(STOP, ["nonesuch"])
    with refused("BA422", "reason must say why"):
        dba.execute("select bankagent.stop_decisions(null, ' ')")
    with refused("42501"):
        api.execute(STOP, [TYPE])
