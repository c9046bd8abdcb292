"""Findings and details are sentences that say what to do, in the words of the domain."""

from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from bankagent.api.models.votes import DIGEST_EXAMPLE
from tests.support import cases, exceptions, people
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")
Headers = dict[str, str]
WHY = "must say why, in 1 to 2000 characters"
LABEL = (
    "must have 1 to 40 small letters, digits, hyphens and underscores, first a letter or a digit"
)
DIGEST = "must be the digest as it was read: 64 digits and small letters from a to f"
CODE = "must be a word of 1 to 40 small letters, digits or _"
SHA256 = "must be a SHA-256: 64 digits and small letters from a to f"
PARTY = "must be a party's id: 1 to 64 letters, digits, dots, underscores and hyphens"
TEXT = "must say something, in 1 to 4000 characters"
WHAT = "must say what is to be done, in at least one field"
LONG = "x" * 5000
ZERO_WIDTH = "\u200b"


VERBS = [
    ("move_exception(1, 'trade_cancelled', ' ', null, 'anna')", "reason", WHY),
    (f"propose_on_exception(1, 'repair', '{{}}', '{ZERO_WIDTH}', 'anna')", "reason", WHY),
    ("propose_on_exception(1, 'repair', '{}', 'x', 'anna')", "content", WHAT),
    (f"cast_vote(1, 'approve', ' {ZERO_WIDTH}', '0', 'anna')", "reason", WHY),
    (f"comment_on_exception(1, 'internal', '{ZERO_WIDTH}', 'anna')", "text", TEXT),
    ("label_exception(1, '-late', true, 'anna')", "label", LABEL),
]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def anna(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "anna"))


VOTE = {"proposal_id": 1, "verdict": "approve", "reason": "Seen.", "digest": DIGEST_EXAMPLE}
PROPOSAL = {"proposed": "write_off", "content": {"amount": 1}, "reason": "Small."}
VERDICT = {"sha256": "a" * 64, "verdict": "reject", "reason_code": "unreadable"}
WAIVER = cases.WAIVER
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    *[
        ("requests/1/findings", body, field, expected)
        for body, field, expected in (
            ({"verdicts": [VERDICT | {"sha256": "A" * 64}]}, "verdicts[0].sha256", SHA256),
            ({"verdicts": [VERDICT | {"reason_code": "X"}]}, "verdicts[0].reason_code", CODE),
            ({"waivers": [WAIVER | {"requirement": 5}]}, "waivers[0].requirement", CODE),
            ({"waivers": [WAIVER | {"reason_code": ""}]}, "waivers[0].reason_code", CODE),
            ({"waivers": [WAIVER | {"party": "a b"}]}, "waivers[0].party", PARTY),
            ({"waivers": [WAIVER | {"reason": ZERO_WIDTH}]}, "waivers[0].reason", WHY),
            ({"judgements": [cases.CLEARED | {"reason": " "}]}, "judgements[0].reason", WHY),
        )
    ],
    *[
        (path, body | {"reason": reason}, "reason", WHY)
        for path, body in (
            ("exceptions/1/moves", {"to_state": "trade_cancelled"}),
            ("exceptions/1/reopen", {}),
            ("exceptions/1/proposals", PROPOSAL),
            ("exceptions/1/votes", VOTE),
            ("requests/1/votes", {"verdict": "approve", "digest": DIGEST_EXAMPLE}),
        )
        for reason in ("", " ", LONG, 5)
    ],
    *[
        ("exceptions/1/labels", {"label": label}, "label", LABEL)
        for label in ("Late", "", "-late", LONG, 5)
    ],
    *[
        (path, body | {"digest": digest}, "digest", DIGEST)
        for path, body in (
            ("exceptions/1/votes", VOTE),
            ("requests/1/votes", {"verdict": "approve", "reason": "Seen."}),
        )
        for digest in ("", DIGEST_EXAMPLE.upper(), 5)
    ],
    *[
        ("exceptions/1/comments", {"visibility": "internal", "text": text}, "text", TEXT)
        for text in ("", " ", LONG, ZERO_WIDTH, f" {ZERO_WIDTH}\n", 5)
    ],
    ("exceptions/1/proposals", PROPOSAL | {"content": {}}, "content", WHAT),
    (
        "exceptions/bulk",
        {"exception_ids": list(range(1, 102)), "to_state": "open"},
        "exception_ids",
        "must have at most 100 items",
    ),
    (
        "exceptions/bulk",
        {"exception_ids": [], "to_state": "open"},
        "exception_ids",
        "must have at least 1 item",
    ),
    ("exceptions/1/labels", {"label": "a", "is_set": "perhaps"}, "is_set", "must be true or false"),
    (
        "exceptions/1/moves",
        {"to_state": "assigned", "assignee": 5},
        "assignee",
        "must be a text",
    ),
]


async def test_a_finding_says_what_is_expected(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    exceptions.opened(dba)
    for path, body, field, expected in WRONG:
        answer = await api.post(f"/{path}", json=body, headers=anna)
        told = answer.json().get("errors")
        assert told == [{"field": field, "expected": expected}], (path, body, answer.text)
        assert answer.status_code == 422


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0].partition("(")[0])
def test_the_verbs_say_the_same_to_other_programs(dba: Conn, verb: tuple[str, str, str]) -> None:
    people.add_reviewers(dba, "anna")
    call, field, expected = verb
    dba.execute("set session authorization bankagent_api")
    with pytest.raises(psycopg.Error) as refused:
        dba.execute(f"select bankagent.{call}")
    dba.execute("reset session authorization")
    assert refused.value.sqlstate == "BA422"
    assert refused.value.diag.column_name == field
    assert refused.value.diag.message_hint == expected


async def test_a_filter_says_what_it_takes(api: httpx.AsyncClient, anna: Headers) -> None:
    for query, expected in (
        ("assignee=a%20b", "must be a reviewer's name"),
        ("code=x", "must be a reason code of 4 capitals, as in DQUA"),
        ("label=Late", LABEL),
    ):
        answer = await api.get(f"/exceptions?{query}", headers=anna)
        (finding,) = answer.json()["errors"]
        assert finding["field"] == query.partition("=")[0]
        assert finding["expected"].startswith(expected)


async def test_no_sentence_shows_a_pattern(api: httpx.AsyncClient) -> None:
    call = {"client_id": "C", "request_type": "trade_review", "payload": PAYLOAD}
    headers = {"Idempotency-Key": "a b"}
    answers = [
        await api.post("/requests", json=call, headers=headers),
        await api.post("/requests:batch", json={"requests": [call | {"idempotency_key": "a b"}]}),
    ]
    for answer in answers:
        (finding,) = answer.json()["errors"]
        assert finding["expected"] == "must have 1 to 255 visible ASCII characters, without spaces"


@pytest.mark.parametrize("number", ["0", "abc", "9" * 20])
async def test_what_is_no_number_of_an_exception_is_no_exception(
    api: httpx.AsyncClient, anna: Headers, number: str
) -> None:
    for answer in (
        await api.get(f"/exceptions/{number}", headers=anna),
        await api.post(f"/exceptions/{number}/labels", json={"label": "a"}, headers=anna),
    ):
        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is no such exception."
    other = await api.get(f"/requests/{number}")
    assert other.json()["detail"] == "There is no such request."
