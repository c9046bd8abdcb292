"""Answer of an agent as its readers get it: claims with exact quotes, and what is missing."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

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
class AgentAnswer:
    """The newest answer to a request; `left_out` says why it is not shown, where it is not."""

    request_id: int
    status: str
    decision: str | None
    left_out: Left | None
    claims: tuple[AnsweredClaim, ...]
    missing: tuple[str, ...]
