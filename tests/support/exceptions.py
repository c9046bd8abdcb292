"""Trade exceptions: pairs settled with their breaks, and the work of people on them."""

from typing import Any

from psycopg.types.json import Jsonb

from tests.support import people, rows, verbs
from tests.support.rows import Conn

PAIR = {"our_source": "OMS", "our_record": "4711", "their_source": "BROKER-A", "their_record": "9"}
QUANTITY = {
    "field": "quantity",
    "code": "DQUA",
    "source_code": None,
    "ours": "1000",
    "theirs": "900",
    "difference": "-100",
    "tolerance": None,
    "within": False,
    "findings": [],
}
COMPARISON = {
    "pair": PAIR,
    "match": "broken",
    "primary_code": "DQUA",
    "primary_field": "quantity",
    "breaks": [QUANTITY],
    "severity": "high",
    "priority": 2,
    "outcome": "review",
    "exposure": "100000.50",
    "currency": "EUR",
    "exposure_usd": "110000.55",
    "value_date": "2026-11-24",
    "days_open": 2,
    "cut_off_at": "2026-11-24T02:00:00+00:00",
    "expected_penalty": {"basis_points": "1", "amount": "20", "currency": "EUR"},
    "earlier": None,
}
MOVE = "select * from bankagent.move_exception(%s, %s, %s, %s, %s)"
PROPOSE = "select * from bankagent.propose_on_exception(%s, %s, %s, %s, %s)"
VOTE = "select * from bankagent.vote_on_proposal(%s, %s, %s, %s, %s)"
REOPEN = "select bankagent.reopen_exception(%s, %s, %s)"
COMMENT = "select bankagent.comment_on_exception(%s, %s, %s, %s)"
LABEL = "select bankagent.label_exception(%s, %s, %s, %s)"


def pair(number: int | str, **sides: Any) -> dict[str, Any]:
    """Return the pair of our record of this number; a side that is given as None is missing."""
    return PAIR | {"our_record": str(number), "their_record": f"T{number}"} | sides


def broken(**fields: Any) -> dict[str, Any]:
    """Return how an attempt ends that leaves the breaks of a pair to people."""
    return with_comparison(people.asks_for_people(), COMPARISON | fields)


def matched(match: str = "exact", **fields: Any) -> dict[str, Any]:
    """Return how an attempt ends whose pair matches."""
    none = {"match": match, "breaks": [], "primary_code": None, "primary_field": None}
    return with_comparison(verbs.approved(), COMPARISON | none | fields)


def with_comparison(end: dict[str, Any], comparison: dict[str, Any]) -> dict[str, Any]:
    """Return an end of an attempt whose evaluation has this comparison."""
    return end | {"evaluation": end["evaluation"] | {"known": {"comparison": comparison}}}


def settled(conn: Conn, *ends: dict[str, Any], **fields: Any) -> list[int]:
    """Submit a request for each end, and settle them in one call; return their ids.

    A payload names the records of its end's comparison.
    """
    ids = [verbs.submit(conn, **({"payload": payload_of(end)} | fields))[0] for end in ends]
    worker_id = verbs.register(conn)
    claimed = verbs.claim(conn, worker_id, queues=[fields.get("request_type", "trade_review")])
    jobs = {job.request_id: job for job in claimed if job.request_id in ids}
    verbs.hand_back(conn, worker_id, [job for job in claimed if job.request_id not in ids])
    items = [verbs.fence(jobs[id_], worker_id) | end for id_, end in zip(ids, ends, strict=True)]
    assert set(verbs.settle(conn, *items)) == {"settled"}
    return ids


def payload_of(end: dict[str, Any]) -> dict[str, Any]:
    """Return a payload with the records that the end of an attempt compares."""
    pair = end["evaluation"].get("known", {}).get("comparison", {}).get("pair", {})
    sides = {"ours": "our", "theirs": "their"}
    return {
        side: {"source": pair[f"{name}_source"], "record_number": pair[f"{name}_record"]}
        for side, name in sides.items()
        if pair.get(f"{name}_record")
    }


def opened(conn: Conn, **fields: Any) -> int:
    """Open an exception; return its number."""
    comparison = fields.pop("comparison", {})
    return of_request(conn, settled(conn, broken(**comparison), **fields)[0])


def of_request(conn: Conn, request_id: int) -> int:
    """Return the number of the exception that a request opened."""
    query = "select id from bankagent.trade_exceptions where request_id = %s"
    number: int = rows.one(conn, query, request_id)
    return number


def request_of(conn: Conn, number: int) -> int:
    """Return the number of the request that opened an exception."""
    query = "select request_id from bankagent.trade_exceptions where id = %s"
    request_id: int = rows.one(conn, query, number)
    return request_id


def row(conn: Conn, number: int) -> Any:
    """Return the row of an exception."""
    (found,) = rows.fetch(conn, "select * from bankagent.trade_exceptions where id = %s", number)
    return found


def actions(conn: Conn, number: int) -> list[str]:
    """Return the actions of an exception's moves, in order."""
    query = "select action from bankagent.exception_moves where exception_id = %s order by id"
    return [one.action for one in rows.fetch(conn, query, number)]


def ask(conn: Conn, by: str, query: str, *parameters: Any) -> Any:
    """Call a verb as the API does for this person; return its row."""
    with verbs.naming(conn, by):
        (found,) = rows.fetch(conn, query, *parameters, by)
    return found


def move(
    conn: Conn,
    number: int,
    to_state: str,
    *,
    by: str = "anna",
    reason: str | None = None,
    assignee: str | None = None,
) -> Any:
    return ask(conn, by, MOVE, number, to_state, reason, assignee)


def propose(conn: Conn, number: int, kind: str = "repair", *, by: str = "anna") -> Any:
    return ask(conn, by, PROPOSE, number, kind, Jsonb({"quantity": 900}), "As they booked it.")


def vote(
    conn: Conn, proposal: Any, verdict: str = "approve", *, by: str = "ben", digest: str = ""
) -> Any:
    shown = digest or proposal.digest
    return ask(conn, by, VOTE, proposal.proposal_id, verdict, "Agreed.", shown)


def repaired(conn: Conn, **fields: Any) -> int:
    """Open an exception whose repair is proposed by anna and approved by ben."""
    number = opened(conn, **fields)
    assert vote(conn, propose(conn, number)).state == "repaired"
    return number


def written_off(conn: Conn, **fields: Any) -> int:
    """Open an exception whose write-off is proposed by anna and approved by ben."""
    number = opened(conn, **fields)
    assert vote(conn, propose(conn, number, "write_off")).decision == "approved"
    return number
