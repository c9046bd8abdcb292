"""Trail of a request as one timeline: audit entries in words, with the votes and their reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bankagent.domain.explanation import Evidence

MOST = 200
# What each action says of its actor.
SAID = {
    "received": "made the request",
    "attempt_failed": "an attempt failed; it is tried again",
    "attempt_lost": "an attempt was lost with its worker; it is tried again",
    "requeued": "gave it a new job",
    "processed": "ended it",
    "awaiting_approval": "left it to people",
    "needs_info": "asks the caller for more",
    "failed": "gave up; an operator must look at it",
    "voted": "voted",
    "payload_replaced": "corrected the payload",
    "answered": "answered the question",
    "cancelled": "cancelled it",
    "findings_given": "gave findings; the case is evaluated again",
    "findings_noted": "noted findings",
    "claimed": "took it in hand",
    "released": "released it to the team",
    "assigned": "gave it to a person",
    "handed_back": "handed it back",
    "moved": "gave it to a team",
    "snoozed": "left it out of the lists for a time",
    "commented": "commented for the caller",
    "calls_approved": "approved tool calls of its agent, which goes on",
    "calls_denied": "denied tool calls of its agent, which goes on",
    "escalated": "escalated it, since it is overdue",
    "exception_moved": "worked on its exception",
    "exception_reopened": "reopened its exception",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the timeline: when, by whom, what, and in which words of theirs."""

    id: int
    at: str
    actor: str
    says: str
    detail: str
    to_status: str


def steps(given: Evidence) -> tuple[list[Step], int]:
    """Return the latest steps of a request, the oldest first, and how many were left out."""
    entries = [one for one in _list(given.entries) if isinstance(one, Mapping)]
    votes = {one.get("id"): one for one in _list(given.votes) if isinstance(one, Mapping)}
    shown = entries[-MOST:]
    return [_step(one, votes) for one in shown], len(entries) - len(shown)


def _step(entry: Mapping[str, Any], votes: Mapping[Any, Mapping[str, Any]]) -> Step:
    action = str(entry.get("action"))
    result = entry.get("result")
    result = result if isinstance(result, Mapping) else {}
    said, detail = SAID.get(action, action.replace("_", " ")), ""
    vote = votes.get(result.get("vote_id"))
    if action == "voted" and vote:
        verdict = _word(vote.get("verdict"))
        said = "escalated it to the next level" if verdict == "escalate" else f"voted {verdict}"
        detail = str(vote.get("reason", ""))
    elif action == "processed":
        said = f"ended it: {_word(result.get('decision'))}"
    elif action == "requeued":
        detail = str(result.get("reason", ""))
    elif action in {"attempt_failed", "failed"}:
        detail = str(result.get("error", ""))
    elif "summary" in result and action in {"awaiting_approval", "needs_info"}:
        detail = str(result["summary"])
    return Step(
        int(entry.get("id", 0)),
        str(entry.get("created_at")),
        str(entry.get("actor")),
        said,
        detail,
        str(entry.get("to_status")),
    )


def _word(value: object) -> str:
    return str(value).replace("_", " ")


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
