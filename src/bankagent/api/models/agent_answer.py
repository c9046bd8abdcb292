"""Answer of an agent: claims with exact quotes."""

from typing import ClassVar

from pydantic import Field

from bankagent.api.models.agent_call import AT, SHA256, Content, Part, Sha256
from bankagent.api.models.common import JsonObject, Time

QUOTE = "The board proposes a dividend of USD 0.45 per share for 2025."


class QuoteView(Part):
    """A quote: characters of the stored text of a document version."""

    EXAMPLE: ClassVar[JsonObject] = {
        "document_id": 1,
        "version": 1,
        "start": 90,
        "end": 151,
        "sha256": SHA256,
        "verdict": "exact",
        "text": QUOTE,
    }

    document_id: int
    version: int
    start: int = Field(description="The offset of the first character in the version's text.")
    end: int = Field(description="The offset behind the last character.")
    sha256: Sha256
    verdict: str = Field(description="exact, not_retrieved or fabricated.")
    text: str


class ClaimView(Part):
    """A statement with the quotes that it rests on."""

    EXAMPLE: ClassVar[JsonObject] = {"text": QUOTE, "quotes": [QuoteView.EXAMPLE]}

    text: str
    quotes: list[QuoteView]


class AskedCallView(Part):
    """A tool call that the agent asked people for."""

    EXAMPLE: ClassVar[JsonObject] = {
        "name": "submit_request",
        "arguments": {"request_type": "trade_review", "payload": {"symbol": "AAPL"}},
        "left_out": None,
        "sha256": SHA256,
        "verdict": "approved",
        "decided_by": "anna",
        "decided_at": AT,
    }

    name: str = Field(description="The name of the tool.")
    arguments: Content = Field(description="The arguments; null where left_out says why.")
    left_out: str | None
    sha256: Sha256 = Field(
        description="SHA-256 in hex of the arguments; the call is made with these alone."
    )
    verdict: str = Field(description="waiting, approved, denied or ended.")
    decided_by: str | None
    decided_at: Time | None


class AgentAnswerView(Part):
    """The newest answer of the agent to a request."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 1,
        "status": "processed",
        "decision": "approved",
        "left_out": None,
        "sha256": SHA256,
        "written_by": [],
        "answered_at": AT,
        "decided_at": AT,
        "first_used_at": None,
        "claims": [ClaimView.EXAMPLE],
        "missing": [],
        "calls": [AskedCallView.EXAMPLE],
    }

    request_id: int
    status: str
    decision: str | None
    left_out: str | None = Field(
        description="Why no claim is shown: none (there is no answer), held (people decide first), "
        "redacted, withheld (above your clearance), long or unreadable; null where all is shown."
    )
    sha256: Sha256 | None = Field(
        description="SHA-256 in hex of the whole answer as it is stored; the evaluation that "
        "people decide on names it, so that what they approved is what is read here."
    )
    written_by: list[str] = Field(
        description="The models that wrote it; empty where it is made of quotes alone."
    )
    answered_at: Time | None = Field(description="When the agent gave this answer, the draft.")
    decided_at: Time | None = Field(description="When the request was decided.")
    first_used_at: Time | None = Field(
        description="When a caller first read the approved answer; null where none has."
    )
    claims: list[ClaimView]
    missing: list[str] = Field(description="What the documents lack, in sentences.")
    calls: list[AskedCallView] = Field(
        description="The tool calls that people are asked for, in order; callers get none."
    )
