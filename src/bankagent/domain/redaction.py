"""Redactions: texts that are taken away for ever, once a second person has confirmed the ask."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """An ask, and what goes by it: texts of agents, of these requests, and document versions."""

    ask_id: int
    requests: list[int]
    agent_text_count: int
    document_text_count: int


@dataclass(frozen=True, slots=True)
class Redaction(Reach):
    """What a confirmed ask took away, and when; the request or the document is None."""

    request_id: int | None
    document_id: int | None
    redacted_at: datetime


@dataclass(frozen=True, slots=True)
class RedactionAsk:
    """An ask that waits for a second person; the request or the document is None."""

    ask_id: int
    request_id: int | None
    document_id: int | None
    version: int | None
    reason: str
    asked_by: str
    asked_at: datetime
    lapses_at: datetime

    @property
    def what(self) -> str:
        """The request or document whose texts are to go."""
        if self.request_id is not None:
            return f"request {self.request_id}"
        return f"document {self.document_id}"
