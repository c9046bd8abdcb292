"""The same record under another number of its source: a break, which people look at."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import exceptions, people, recon, rows, verbs
from tests.support.databases import Database
from tests.support.pairs import pair
from tests.support.rows import Conn, connect

COMPARISON = "select known -> 'comparison' from bankagent.evaluations where request_id = %s"
SOURCE = {"ours": "OMS", "theirs": "BROKER-A"}


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        people.add_reviewers(conn, "anna", "ben")
        yield conn


async def decided(db: Database, conn: Conn, *payloads: dict[str, Any], **item: Any) -> list[int]:
    """Submit pairs of one client and decide them; return their ids."""
    return await recon.decided(db, conn, *payloads, **item)


def booked(ours: str, theirs: str, **fields: Any) -> dict[str, Any]:
    """Return a pair that agrees, with these numbers of its records."""
    payload = pair(**fields)
    payload["ours"]["record_number"] = ours
    payload["theirs"]["record_number"] = theirs
    return payload


def compared(conn: Conn, request_id: int) -> Any:
    return rows.one(conn, COMPARISON, request_id)


async def test_a_booking_under_another_number_is_a_break_that_names_the_first(
    db: Database, dba: Conn
) -> None:
    first, second = await decided(db, dba, booked("1", "9"), booked("2", "9"))
    assert rows.status(dba, first) == "processed"
    found = exceptions.row(dba, exceptions.of_request(dba, second))
    assert (found.primary_code, found.primary_field) == ("OTHR", "duplicate")
    comparison = compared(dba, second)
    assert (comparison["match"], len(comparison["breaks"])) == ("broken", 1)
    (found,) = comparison["breaks"]
    assert (found["ours"], found["theirs"]) == ("2", None)
    assert found["findings"] == [f"ours: OMS has the same record as 1, in request {first}"]


@pytest.mark.parametrize("side", ["ours", "theirs"])
async def test_a_duplicate_without_its_counterpart_says_both(
    db: Database, dba: Conn, side: str
) -> None:
    other = "theirs" if side == "ours" else "ours"
    ids = await decided(db, dba, *[booked(n, n) | {other: None} for n in ("1", "2")])
    first, second = (compared(dba, one) for one in ids)
    assert [one["field"] for one in first["breaks"]] == [other]
    assert [one["field"] for one in second["breaks"]] == [other, "duplicate"]
    assert second["match"] == f"unmatched_{side}"
    said = f"{side}: {SOURCE[side]} has the same record as 1, in request {ids[0]}"
    assert second["breaks"][1]["findings"] == [said]


NO_DUPLICATE: dict[str, dict[str, Any]] = {
    "another UTI": {"uti": "5493001KJTIIGC8Y1R12TRADE4712"},
    "another quantity": {"quantity": 7},
    "another source": {"source": "EMS"},
    "neither UTI nor reference": {"uti": None},
}


@pytest.mark.parametrize("own", NO_DUPLICATE.values(), ids=NO_DUPLICATE)
async def test_a_record_that_is_not_the_same_is_no_duplicate(
    db: Database, dba: Conn, own: dict[str, Any]
) -> None:
    payloads = [booked("1", "1"), booked("2", "2")]
    for side in ("ours", "theirs"):
        payloads[1][side] |= own
        if "uti" in own and own["uti"] is None:
            for one in payloads:
                del one[side]["uti"]
    ids = await decided(db, dba, *payloads)
    assert [compared(dba, one)["match"] for one in ids] == ["exact", "exact"]


async def test_the_reference_tells_duplicates_where_there_is_no_uti(
    db: Database, dba: Conn
) -> None:
    payloads = [booked("1", "1"), booked("2", "2")]
    for one in payloads:
        del one["ours"]["uti"], one["theirs"]["uti"]
        one["ours"]["reference"] = "R-1"
    _, second = await decided(db, dba, *payloads)
    assert [one["ours"] for one in compared(dba, second)["breaks"]] == ["2"]


async def test_an_unchanged_file_makes_no_duplicate_of_its_first_record(
    db: Database, dba: Conn
) -> None:
    first, second = await decided(db, dba, booked("1", "9"), booked("2", "9"))
    exceptions.vote(dba, exceptions.propose(dba, exceptions.of_request(dba, second), "write_off"))
    again = await decided(db, dba, booked("1", "9"), booked("2", "9"))
    assert [compared(dba, one)["match"] for one in again] == ["exact", "forced"]
    assert [rows.status(dba, one) for one in again] == ["processed", "processed"]
    assert first < second < again[0]


async def test_a_record_of_a_cancelled_request_or_another_client_is_no_duplicate(
    db: Database, dba: Conn
) -> None:
    await decided(db, dba, booked("1", "1"), client_id="OTHER")
    held = verbs.put(
        dba,
        {"client_id": "RECON", "request_type": "trade_exception", "payload": booked("3", "3")},
    )[0].request_id
    dba.execute("select bankagent.cancel_request(%s)", [held])
    (found,) = await decided(db, dba, booked("2", "2"))
    assert compared(dba, found)["match"] == "exact"


async def test_the_record_that_people_cancelled_makes_no_duplicate_of_the_other(
    db: Database, dba: Conn
) -> None:
    first, second = await decided(
        db, dba, *[booked("1", "1") | {"theirs": None}, booked("2", "2") | {"theirs": None}]
    )
    number = exceptions.of_request(dba, first)
    exceptions.move(dba, number, "trade_cancelled", reason="Booked twice.")
    (both,) = await decided(db, dba, booked("2", "2"))
    assert compared(dba, both)["match"] == "exact"
    assert exceptions.row(dba, exceptions.of_request(dba, second)).state == "rematched"
