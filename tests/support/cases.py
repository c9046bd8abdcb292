"""Cases of onboarding that wait, as a settlement leaves them, and findings on them."""

from typing import Any

from psycopg.types.json import Jsonb

from tests.support import onboarding, people, policies, rows, verbs
from tests.support.rows import Conn

GIVE = "select * from bankagent.give_findings(%s, %s, %s)"
CONFIRM = "select bankagent.confirm_waiver(%s, %s, %s) as status"
IDENTITY = {
    "requirement": "owner_identity", "whose": "beneficial_owner", "party": "anna", "must": True,
    "state": "met", "document": "D-1", "reason": None, "until": None, "accepted": False,
}  # fmt: skip
EXTRACT = IDENTITY | {
    "requirement": "register_extract", "whose": "client", "party": "client", "document": "D-2",
}  # fmt: skip
ARTICLES = EXTRACT | {"requirement": "articles", "document": "D-3"}
DIRECTOR = IDENTITY | {"requirement": "director_identity", "whose": "director"}
# What the shipped requirements ask of the company of the payload.
MUSTS = (IDENTITY, EXTRACT, ARTICLES, DIRECTOR)
HIT = {
    "list": "screening:TEST", "version": 1, "entry_id": "36", "date_of_birth": "agrees",
    "identifier": "unknown", "country": "differs", "entry_sha256": "e" * 64, "judgement": "cleared",
    "word": "cleared",
}  # fmt: skip
SCREENING = {"party": "anna", "party_sha256": "d" * 64, "word": "cleared", "hits": [HIT]}
REJECT = {"sha256": "a" * 64, "verdict": "reject", "reason_code": "unreadable"}
ACCEPT = {"sha256": "a" * 64, "verdict": "accept"}
WAIVER = {
    "requirement": "owner_identity", "party": "anna", "kind": "waived",
    "reason_code": "listed_company", "reason": "Its parent is listed.",
}  # fmt: skip
CLEARED = {
    "party": "anna", "list": "screening:TEST", "entry_id": "36", "party_sha256": "d" * 64,
    "entry_sha256": "e" * 64, "verdict": "cleared", "reason": "Another day of birth.",
}  # fmt: skip


def payload() -> dict[str, Any]:
    """Return a case with all that the shipped requirements ask for."""
    articles = onboarding.document(
        "D-3", type="articles_of_association", meets=["articles"], sha256="c" * 64
    )
    return onboarding.case(documents=[onboarding.PASSPORT, onboarding.EXTRACT, articles])


def _all_of(requirements: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """Return these, and each must that none of them is about."""
    named = {(one["requirement"], one["party"]) for one in requirements}
    left = [one for one in MUSTS if (one["requirement"], one["party"]) not in named]
    return [*requirements, *left]


def end(
    *requirements: dict[str, Any],
    outcome: str = "review",
    screenings: Any = (SCREENING,),
    next_review: str = "2027-11-28",
) -> dict[str, Any]:
    """Return how the attempt of a case ends whose requirements stand so; the others are met."""
    usual = verbs.approved() if outcome == "approve" else people.asks_for_people()
    if outcome == "needs_info":
        usual = verbs.to_people("needs_info")
    evaluation = usual["evaluation"] | {
        "policy_key": "client_onboarding",
        "policy_sha256": policies.shipped("client_onboarding", 1).sha256,
        "outcome": outcome,
        "fired": [],
        "reference": {"document_requirements": 1},
        "known": {
            "case": {
                "day": "2026-11-28",
                "requirements": _all_of(requirements),
                "screenings": list(screenings),
                "next_review": next_review,
                "rating": {"rating": "medium"},
            }
        },
    }
    return usual | {"evaluation": evaluation}


def submit(conn: Conn, **fields: Any) -> int:
    """Submit a case; return its id."""
    usual = {"request_type": "client_onboarding", "payload": payload()}
    return verbs.submit(conn, **(usual | fields))[0]


def settle(conn: Conn, request_id: int, ends: dict[str, Any]) -> list[str]:
    """Claim and settle a case; return the dispositions."""
    worker_id = verbs.register(conn)
    claimed = verbs.claim(conn, worker_id, queues=["client_onboarding"])
    (job,) = (one for one in claimed if one.request_id == request_id)
    verbs.hand_back(conn, worker_id, [one for one in claimed if one is not job])
    return verbs.settle(conn, verbs.fence(job, worker_id) | ends)


def waiting(conn: Conn, *requirements: dict[str, Any], **said: Any) -> int:
    """Submit a case of desk-7 and settle it; return its id."""
    people.add_reviewers(conn, "anna", "ben", "eva")
    request_id = submit(conn, actor="desk-7")
    assert settle(conn, request_id, end(*requirements, **said)) == ["settled"]
    return request_id


def give(conn: Conn, request_id: int, *, by: str = "eva", **findings: Any) -> Any:
    """Give findings as the API does for this reviewer; return the verb's row."""
    with verbs.naming(conn, by):
        (found,) = rows.fetch(conn, GIVE, request_id, Jsonb(findings), by)
    return found


def confirm(conn: Conn, request_id: int, waiver_id: int, *, by: str = "ben") -> Any:
    """Confirm a waiver as the API does for this reviewer; return the status."""
    with verbs.naming(conn, by):
        return rows.one(conn, CONFIRM, request_id, waiver_id, by)


def again(conn: Conn, request_id: int, *requirements: dict[str, Any], **said: Any) -> None:
    """Settle a case that went back to evaluation."""
    assert settle(conn, request_id, end(*requirements, **said)) == ["settled"]
