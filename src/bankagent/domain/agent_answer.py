"""Answer of an agent as its readers get it: claims with exact quotes, and what is missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bankagent.domain.exact_json import JsonValue

# held: people have not released it to callers. The others are those of texts in a trace.
Left: TypeAlias = Literal["none", "held", "redacted", "withheld", "long", "unreadable"]


@dataclass(frozen=True, slots=True)
class AnsweredQuote:
    """Characters `start` to `end` of a document version; `text` is as the answer has it."""

    document_id: int
    version: int
    start: int
    end: int
    sha256: str
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class AnsweredClaim:
    """A statement with its quotes."""

    text: str
    quotes: tuple[AnsweredQuote, ...]


@dataclass(frozen=True, slots=True)
class AskedCall:
    """A tool call that the agent asked people for; an approval binds to the arguments' digest.

    `verdict` is waiting, approved or denied; `left_out` says why the arguments are not shown.
    """

    name: str
    arguments: JsonValue
    left_out: str | None
    sha256: str
    verdict: str
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgentAnswer:
    """The newest answer to a request; `left_out` says why it is not shown, where it is not.

    `sha256` is of the whole answer as it is stored: what a reviewer approved is what a caller gets.
    `written_by` names the models, and is empty where the answer is made of quotes alone. `calls`
    are those that people were asked for; a caller gets none of them.
    """

    request_id: int
    status: str
    decision: str | None
    left_out: Left | None
    sha256: str | None
    written_by: tuple[str, ...]
    answered_at: datetime | None
    decided_at: datetime | None
    first_used_at: datetime | None
    claims: tuple[AnsweredClaim, ...]
    missing: tuple[str, ...]
    calls: tuple[AskedCall, ...] = ()
