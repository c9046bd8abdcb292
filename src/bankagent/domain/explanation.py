"""Explanation of a request: plain sentences, each with the ids of the records that it rests on."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.request_status import Status

Audience = Literal["bank", "client"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All records about a request, as one statement read them; lists are JSON, oldest first.

    `policies` and `references` are the versions that `evaluations` name, `activations` those of the
    policies, `holidays` the recorded ones with their names. `stops` are those of the request's
    type, if a stop held one of the evaluations; `exception` is the trade exception with its state,
    how it was closed, and its proposals, each with its vote. `answers` are the caller's, `comments`
    those for the caller.
    `payload_version` counts from 1.
    """

    request_id: int
    client_id: str
    request_type: str
    status: Status
    maker: str
    on_behalf_of: str | None
    created_at: datetime
    job_id: int | None
    payload_version: int
    payload_sha256: str
    payload: JsonValue
    decision: JsonValue
    entries: JsonValue
    evaluations: JsonValue
    approvals: JsonValue
    votes: JsonValue
    policies: JsonValue
    activations: JsonValue
    references: JsonValue
    holidays: JsonValue
    stops: JsonValue
    exception: JsonValue = None
    answers: JsonValue = None
    comments: JsonValue = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the records that it rests on: at least one.

    An id is `entry:12`, `rule:7/1/TR-010` (job, attempt, rule) and so on; docs/callers.md lists the
    forms. `internal`: it must not reach the client.
    """

    text: str
    rests_on: tuple[str, ...]
    internal: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of a request, for an audience: the four sections, in order."""

    request_id: int
    status: Status
    audience: Audience
    sections: tuple[Section, ...]

    def without_internal(self) -> Self:
        """Return it without the sentences that must not reach the client."""
        sections = tuple(
            replace(one, sentences=tuple(it for it in one.sentences if not it.internal))
            for one in self.sections
        )
        return replace(self, sections=sections)
