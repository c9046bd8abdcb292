"""Traces of agents' work on requests, as reviewers and auditors read them."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, WithJsonSchema

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.domain.agent_trace import LeftOut

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AT = "2026-11-29T09:30:00.000000Z"
Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
Sha256 = Annotated[str, Field(description="SHA-256 in hex.")]
Content = Annotated[
    Any, Field(description="The JSON that was stored, with exact numbers; null where left out.")
]


class Part(Answer):
    """A part of a trace, made from the domain's own."""

    model_config = ConfigDict(from_attributes=True)

    EXAMPLE: ClassVar[JsonObject] = {}


class TextView(Part):
    """A stored text by its digest, which outlives a redaction."""

    EXAMPLE: ClassVar[JsonObject] = {
        "sha256": SHA256,
        "content": {"question": "What was revenue in 2024?"},
        "left_out": None,
        "redacted_at": None,
    }

    sha256: Sha256
    content: Content
    left_out: LeftOut | None = Field(
        description="Why there is no content: redacted by retention, withheld because it rests on "
        "a document above the reader's clearance, long (over 256 KiB), or unreadable."
    )
    redacted_at: Time | None


class ModelCallView(Part):
    """A request to a model; counts and cost are null where the provider does not tell them."""

    EXAMPLE: ClassVar[JsonObject] = {
        "provider": "embedded",
        "model": "planner",
        "version": "1",
        "input_tokens": 120,
        "output_tokens": 18,
        "cached_tokens": None,
        "cost": None,
        "latency_ms": 4,
        "sent_sha256": SHA256,
    }

    provider: str
    model: str
    version: str | None
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost: Number | None = Field(description="US dollars; null where no price is known.")
    latency_ms: int
    sent_sha256: Sha256


class ToolCallView(Part):
    """A call of a tool with its validated arguments."""

    EXAMPLE: ClassVar[JsonObject] = {
        "name": "search_documents",
        "occurrence": 1,
        "effect": "read",
        "idempotency_key": None,
        "outcome": "success",
        "in_doubt": False,
        "called_at": AT,
        "arguments": TextView.EXAMPLE,
    }

    name: str
    occurrence: int = Field(description="The number among the calls of this tool in the run.")
    effect: str = Field(description="read, write_db or outside.")
    idempotency_key: str | None
    outcome: str | None = Field(
        description="success, refused or repeated; null where no end is recorded."
    )
    in_doubt: bool = Field(description="Whether an earlier attempt may have made the call.")
    called_at: Time
    arguments: TextView


class HitView(Part):
    """A chunk that the agent saw: characters start to end of a document version."""

    EXAMPLE: ClassVar[JsonObject] = {
        "rank": 1,
        "document_id": 1,
        "version": 1,
        "start": 0,
        "end": 32,
        "sha256": SHA256,
        "score": 0.5,
    }

    rank: int
    document_id: int
    version: int
    start: int
    end: int
    sha256: Sha256
    score: Number


class RetrievalView(Part):
    """A search in documents, under the clearance of the caller on whose behalf it was made."""

    EXAMPLE: ClassVar[JsonObject] = {
        "searched_for": "desk-7",
        "question_sha256": SHA256,
        "document_ids": None,
        "hits": [HitView.EXAMPLE],
        "withheld": 0,
    }

    searched_for: str
    question_sha256: Sha256
    document_ids: list[int] | None = Field(
        description="The documents that were searched; null for all that the caller may read."
    )
    hits: list[HitView]
    withheld: int = Field(description="The hits in documents above the reader's clearance.")


class CitationView(Part):
    """A quote of an answer, with the verdict of the stored text when it was recorded."""

    EXAMPLE: ClassVar[JsonObject] = {
        "number": 1,
        "claim": 1,
        "document_id": 1,
        "version": 1,
        "start": 0,
        "end": 32,
        "sha256": SHA256,
        "verdict": "exact",
    }

    number: int
    claim: int
    document_id: int
    version: int
    start: int
    end: int
    sha256: Sha256
    verdict: str = Field(description="exact, not_retrieved or fabricated.")


class StepView(Part):
    """A step of an agent, in the order of its run."""

    EXAMPLE: ClassVar[JsonObject] = {
        "number": 1,
        "kind": "tool",
        "name": "search_documents",
        "occurrence": 1,
        "job_id": 1,
        "attempt": 1,
        "started_at": AT,
        "ended_at": AT,
        "model_call": None,
        "tool_call": ToolCallView.EXAMPLE,
        "retrieval": RetrievalView.EXAMPLE,
        "citations": [],
        "result": TextView.EXAMPLE | {"content": [{"chunk_id": 1}]},
    }

    number: int
    kind: str = Field(description="model, tool, approval or answer.")
    name: str
    occurrence: int
    job_id: int
    attempt: int
    started_at: Time
    ended_at: Time
    model_call: ModelCallView | None
    tool_call: ToolCallView | None
    retrieval: RetrievalView | None
    citations: list[CitationView]
    result: TextView
