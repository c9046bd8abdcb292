"""stop_decisions and lift_stop: one person stops, two lift, whoever writes."""

import pytest

from tests.support import rows
from tests.support.rows import Conn, refused

STOP = "select * from bankagent.stop_decisions(%s, 'Wrong rates.', %s)"
LIFT = "select * from bankagent.lift_stop(%s, %s)"
TYPE = "trade_review"


@pytest.mark.parametrize("what", [TYPE, None])
def test_one_person_stops_and_two_lift(dba: Conn, what: str | None) -> None:
    dba.execute(STOP, [what, "anna"])
    with refused("BA409", "are stopped already"):
        dba.execute(STOP, [what, "ben"])
    (asked,) = rows.fetch(dba, LIFT, what, "ben")
    assert (asked.lift_asked_by, asked.lifted_at) == ("ben", None)
    with refused("BA403", "lifting a stop takes two people, and ben has asked already"):
        dba.execute(LIFT, [what, "ben"])
    (lifted,) = rows.fetch(dba, LIFT, what, "anna")
    assert (lifted.lift_asked_by, lifted.lifted_by) == ("ben", "anna")
    with refused("BA409", "are not stopped"):
        dba.execute(LIFT, [what, "ben"])
    dba.execute(STOP, [what, "ben"])


def test_raw_sql_lifts_no_stop_for_one_person(dba: Conn) -> None:
    dba.execute(STOP, [TYPE, "anna"])
    with refused("BA403", "stops is append-only"):
        dba.execute("update bankagent.stops set lifted_at = now(), lifted_by = 'mallory'")
    lift = "update bankagent.stops set lift_asked_at = now(), lift_asked_by = 'mallory'"
    with refused("BA403", "append-only"):
        dba.execute(f"{lift}, lifted_at = now(), lifted_by = 'mallory'")
    dba.execute(lift)
    with refused("23514", "stops_lifted_by_a_second_person"):
        dba.execute("update bankagent.stops set lifted_at = now(), lifted_by = 'mallory'")
    with refused("BA403", "append-only"):
        dba.execute("update bankagent.stops set lift_asked_by = 'ben'")
    for attempt in (
        "update bankagent.stops set reason = 'x'",
        "update bankagent.stops set request_type = null",
        "delete from bankagent.stops",
        "truncate bankagent.stops",
    ):
        with refused("BA403", "append-only"):
            dba.execute(attempt)
    with refused("23514", "stops_lifted_by_a_second_person"):
        dba.execute(
            "insert into bankagent.stops (reason, stopped_by, lifted_at, lifted_by) "
            "values ('x', 'mallory', now(), 'mallory')"
        )


def test_what_cannot_be_is_one_sentence(dba: Conn, api: Conn) -> None:
    with refused("BA404", "no request type called nonesuch"):
        dba.execute(STOP, ["nonesuch", None])
    with refused("BA422", "reason must say why"):
        dba.execute("select bankagent.stop_decisions(null, ' ')")
    with refused("42501"):
        api.execute(STOP, [TYPE, "anna"])
