"""History of an approval: questions to the caller, answers, earlier votes, other payloads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bankagent.domain.exact_json import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a reviewer to the caller of a request, with its answer, if it has one.

    Where the policy asked, and the caller answered in words, the fields of the question are None;
    where another payload came without words, those of the answer are. `payload_version` is the
    payload that came with the answer; None for words alone. `role` is the one in which the reviewer
    asked.
    """

    request_id: int
    vote_id: int | None
    question: str | None
    role: str | None
    asked_by: str | None
    asked_at: datetime | None
    answer_id: int | None
    answer: str | None
    payload_version: int | None
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class EarlierVote:
    """A vote on an earlier approval of the request, which is closed."""

    vote_id: int
    reviewer: str
    verdict: str
    reason: str
    stage: int | None
    job_id: int
    attempt: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PayloadStep:
    """A payload, the one after it, and who replaced it when; versions count from 1."""

    version: int
    replaced_by: str
    replaced_at: datetime
    before: JsonObject
    after: JsonObject


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs between two payloads, as a path; a value that is missing is None."""

    field: str
    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, slots=True)
class History:
    """What went before an approval; each part has the oldest first."""

    questions: list[Question]
    votes: list[EarlierVote]
    payloads: list[PayloadStep]


def changed_fields(before: JsonValue, after: JsonValue, path: str = "") -> Iterator[FieldChange]:
    """Yield the fields that differ, in the order of the later payload; lists by position."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in (*after, *(name for name in before if name not in after)):
            inner = f"{path}.{name}" if path else str(name)
            yield from changed_fields(before.get(name), after.get(name), inner)
    elif isinstance(before, list) and isinstance(after, list):
        for n in range(max(len(before), len(after))):
            old = before[n] if n < len(before) else None
            new = after[n] if n < len(after) else None
            yield from changed_fields(old, new, f"{path}[{n}]")
    elif before != after:
        yield FieldChange(path, before, after)
