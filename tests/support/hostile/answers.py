"""What must hold for every answer, whatever was sent."""

import json
import re
from typing import Any

from bankagent.domain import exact_json
from tests.support.hostile.operations import Operation
from tests.support.hostile.raw_calls import Answer
from tests.support.hostile.values import CANARY
from tests.support.hostile.written_rows import (
    Watched,
    besides_readings,
    is_stored,
    refusal_may_leave,
)

# Headers of every answer.
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
INTERNALS = ("Traceback", "psycopg", "bankagent/", ".py", "select ", "procrastinate", "pydantic")
NO_FIELD = {"is not a field here: leave it out", "is not a parameter here"}
UNKNOWN_NAME = re.compile(r"(^|\.)[A-Za-z_][A-Za-z0-9_-]{0,39}$")
# Who sends a well-formed id of its own call gets it back.
GIVEN_BACK = {"x-request-id": re.compile(r"[A-Za-z0-9._-]{8,64}")}


def is_a_problem(answer: Answer, status: int) -> None:
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = json.loads(answer.text)
    assert problem.keys() == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert problem["detail"].endswith("."), problem
    assert all(one.keys() == {"field", "expected"} for one in problem["errors"])
    assert not [word for word in INTERNALS if word in answer.text], answer.text
    # Where a name looks like a field's, it is told which one is none: the caller's only own word.
    for finding in problem["errors"]:
        if finding["expected"] in NO_FIELD and UNKNOWN_NAME.search(finding["field"]):
            finding["field"] = ""
    assert CANARY not in str(problem), answer.text
    for name, value in answer.headers.items():
        if CANARY in value:
            assert GIVEN_BACK[name].fullmatch(value), name


def no_harm(
    operation: Operation,
    answer: Answer,
    watched: Watched,
    sent: bytes = b"",
    *,
    or_else: frozenset[int] = frozenset(),
) -> bool:
    """Look at an answer and at what was written; return whether the call was accepted.

    An answer has a status of the operation's document, or one of `or_else`. What is refused writes
    nothing and is a problem; what is accepted is stored as it was sent. A GET writes at most who
    read a case about a person. Of many moves those that were done are stored, and no others.
    """
    rows = watched.written()
    assert answer.status in operation.statuses | or_else, answer.text
    assert answer.status < 500, answer.text
    if answer.status >= 400:
        is_a_problem(answer, answer.status)
    if answer.status < 400 and operation.method == "GET":
        rows = besides_readings(rows)
    if answer.status >= 400 or operation.method == "GET":
        assert refusal_may_leave(rows, answer.status), (
            f"it wrote {sorted({table for table, _ in rows})}"
        )
        return False
    if '"disposition":"unchanged"' in answer.text:
        assert rows == []  # what was asked for was so already
    elif operation.body and "idempotency-replayed" not in answer.headers:
        accepted = _accepted(exact_json.loads(sent), answer)
        assert accepted != [] or rows == [], f"{sent[:200]!r} was not done and wrote {rows[:3]}"
        stored = is_stored(accepted, [row for _, row in rows])
        assert stored, f"{sent[:200]!r} became {[row for _, row in rows][:3]}"
    return True


def _accepted(sent: Any, answer: Answer) -> Any:
    """Return the part of a body that was accepted: of many moves those that were done."""
    if not (isinstance(sent, dict) and "items" in sent):
        return sent
    pairs = list(zip(sent["items"], json.loads(answer.text)["items"], strict=True))
    assert {done["disposition"] for _, done in pairs} <= {"done", "not_eligible"}, answer.text
    return [item for item, done in pairs if done["disposition"] == "done"]
