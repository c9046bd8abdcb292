"""Calls of models and tools in a trace, with the texts that went and came."""

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


class MessageView(Part):
    """A message to or from a model."""

    EXAMPLE: ClassVar[JsonObject] = {
        "position": 1,
        "role": "request",
        "text": TextView.EXAMPLE,
    }

    position: int = Field(description="The place in the conversation, from 1.")
    role: str = Field(description="request (to the model) or response.")
    text: TextView


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
        "messages": None,
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
    messages: list[MessageView] | None = Field(
        description="With prompts=true the messages that this call was the first of its run to "
        "send; else null. The answer is the result of the step."
    )


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
