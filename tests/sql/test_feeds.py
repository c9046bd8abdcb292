"""Feeds: ops.feeds and the summary of one, as far as SQL alone can bring pairs in."""

from typing import Any

import pytest

from tests.support import exceptions, pairs, people, rows, verbs
from tests.support.rows import Conn

pytestmark = pytest.mark.expect_differences("evaluations of a test, which no facts make")
READ = """
select sum(seq_tup_read)::integer as whole, sum(idx_tup_fetch)::integer as by_index
from pg_stat_xact_all_tables
where relname in ('banking_requests', 'evaluations', 'decisions', 'trade_exceptions')
"""


def pair(name: Any, row: Any = 1, of: Any = 3) -> dict[str, Any]:
    feed = {"name": name, "row": row, "rows": of}
    payload = pairs.pair() | {"feed": feed}
    return verbs.item(request_type="trade_exception", payload=payload)


def put(conn: Conn, *items: dict[str, Any], maker: str = "recon") -> list[int]:
    return [one.request_id for one in verbs.put(conn, *(item | {"actor": maker} for item in items))]


def summary(conn: Conn, name: str, maker: str = "recon") -> Any:
    return rows.fetch(conn, "select * from ops.feed_summary(%s, %s)", name, maker)


def with_match(end: dict[str, Any], match: str) -> dict[str, Any]:
    facts = {"match": match, "earlier": "none"}
    return end | {"evaluation": end["evaluation"] | {"facts": facts}}


def test_each_maker_has_its_own_feed_of_a_name(dba: Conn) -> None:
    first, _ = put(dba, pair("eod"), pair("eod", 2))
    (other,) = put(dba, pair("eod"), maker="desk-7")
    put(dba, pair("another"))
    verbs.submit(dba)
    found = rows.fetch(dba, "select * from ops.feeds order by name, maker")
    assert [(one.name, one.maker, one.first_request_id) for one in found] == [
        ("another", "recon", other + 1), ("eod", "desk-7", other), ("eod", "recon", first),
    ]  # fmt: skip
    (mine,) = summary(dba, "eod")
    assert (mine.taken, mine.rows, mine.received, mine.not_compared) == (2, 3, 2, 2)
    assert (mine.first_request_id, mine.last_request_id) == (first, first + 1)
    assert summary(dba, "eod", "nobody") == summary(dba, "none") == []


def test_a_summary_follows_its_pairs_from_receipt_to_the_end(dba: Conn) -> None:
    put(dba, pair("eod"), pair("eod", 2), pair("eod", 3))
    worker_id = verbs.register(dba)
    ends = {
        1: with_match(verbs.approved(), "exact"),
        2: with_match(exceptions.broken(), "broken"),
        3: with_match(verbs.approved(), "a word of a later version"),
    }
    for number, job in enumerate(verbs.claim(dba, worker_id), start=1):
        assert verbs.settle(dba, verbs.fence(job, worker_id) | ends[number]) == ["settled"]
    (found,) = summary(dba, "eod")
    assert (found.exact, found.broken, found.not_compared) == (1, 1, 1)
    assert (found.approved, found.awaiting_approval, found.received) == (2, 1, 0)
    assert (found.exceptions_opened, found.exceptions_open) == (1, 1)
    people.add_reviewers(dba, "anna")
    number = rows.one(dba, "select id from bankagent.trade_exceptions")
    exceptions.move(dba, number, "trade_cancelled", reason="By both sides.")
    (again,) = exceptions.ask(dba, "anna", exceptions.REOPEN, number, "They did not.")
    (after,) = summary(dba, "eod")
    assert (after.rejected, after.exceptions_opened, after.exceptions_open) == (1, 1, 0)
    assert after.taken == 3, f"request {again} reopens an exception, and is no row of the feed"


@pytest.mark.parametrize(
    ("feed", "shown"),
    [
        ({"name": "x" * 5000, "rows": 3}, ("x" * 100, 3)),
        ({"name": "n", "rows": "many"}, ("n", None)),
        ({"name": "n", "rows": 1.5}, ("n", None)),
        ({"name": "n", "rows": 10**20}, ("n", None)),
        ({"name": 7}, ("7", None)),
    ],
    ids=["a long name", "a word for a number", "a fraction", "too many rows", "a number as a name"],
)
def test_a_feed_of_an_odd_form_is_shown_and_harms_no_view(
    dba: Conn, feed: dict[str, Any], shown: tuple[str, int | None]
) -> None:
    item = verbs.item(request_type="trade_exception", payload=pairs.pair() | {"feed": feed})
    put(dba, item)
    (found,) = rows.fetch(dba, "table ops.feed_summaries")
    assert ((found.name, found.rows), found.taken) == (shown, 1)


def test_a_name_that_is_no_text_or_of_another_type_makes_no_feed(dba: Conn) -> None:
    for payload in ({"feed": None}, {"feed": "eod"}, {"feed": {"row": 1}}):
        put(dba, verbs.item(request_type="trade_exception", payload=pairs.pair() | payload))
    put(dba, verbs.item(payload={"feed": {"name": "eod"}}))
    assert rows.fetch(dba, "table ops.feeds") == []


def test_a_summary_reads_the_pairs_of_its_feed_alone(dba: Conn) -> None:
    worker_id = verbs.register(dba)
    verbs.submit(dba, 1500)
    put(dba, *(pair("big", row, 500) for row in range(1, 501)))
    while jobs := verbs.claim(dba, worker_id, limit=500):
        verbs.settle_approved(dba, worker_id, jobs)
    put(dba, *(pair("small", row) for row in (1, 2, 3)))
    for job in verbs.claim(dba, worker_id):
        verbs.settle_approved(dba, worker_id, [job])
    of_view = "select * from ops.feed_summaries where name = 'small'"
    for query in (of_view, "select * from ops.feed_summary('small', 'recon')"):
        with dba.transaction():
            before = rows.fetch(dba, READ)[0]
            (found,) = rows.fetch(dba, query)
            after = rows.fetch(dba, READ)[0]
        assert (found.name, found.approved) == ("small", 3)
        assert after.whole - before.whole == 0, query
        assert after.by_index - before.by_index <= 30, query
