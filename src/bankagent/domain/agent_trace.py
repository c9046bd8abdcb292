"""Trace of agents' work on a request: runs, steps with their calls, searches, quotes and texts.

W3C's trace context is another thing (domain/trace.py).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from bankagent.domain.exact_json import JsonValue

# Why a text is not shown: taken away by retention, above the reader's clearance, longer than a
# trace shows, or no JSON that this service reads.
LeftOut: TypeAlias = Literal["redacted", "withheld", "long", "unreadable"]


@dataclass(frozen=True, slots=True)
class TracedText:
    """A stored JSON text by its digest; `content` is its exact value unless it is left out."""

    sha256: str
    content: JsonValue
    left_out: LeftOut | None
    redacted_at: datetime | None


@dataclass(frozen=True, slots=True)
class TracedMessage:
    """A message to or from a model: its place in the conversation, and its role there."""

    position: int
    role: str
    text: TracedText


@dataclass(frozen=True, slots=True)
class TracedModelCall:
    """A request to a model; counts and cost are None where the provider does not tell them.

    `messages` are those that this call was the first of its run to send; None where a reader did
    not ask for prompts. The answer is the result of the step.
    """

    provider: str
    model: str
    version: str | None
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost: Decimal | None
    latency_ms: int
    sent_sha256: str
    messages: tuple[TracedMessage, ...] | None


@dataclass(frozen=True, slots=True)
class TracedToolCall:
    """A call of a tool; `outcome` is None where no end of it is recorded: it may have happened."""

    name: str
    occurrence: int
    effect: str
    idempotency_key: str | None
    outcome: str | None
    in_doubt: bool
    called_at: datetime
    arguments: TracedText


@dataclass(frozen=True, slots=True)
class TracedHit:
    """A chunk that the agent saw: characters `start` to `end` of a document version."""

    rank: int
    document_id: int
    version: int
    start: int
    end: int
    sha256: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class TracedRetrieval:
    """A search in documents on behalf of a caller; `withheld` counts hits above a clearance.

    `embedding_sha256` is the model whose embeddings were compared; None where words were, alone.
    """

    searched_for: str
    question_sha256: str
    document_ids: tuple[int, ...] | None
    embedding_sha256: str | None
    hits: tuple[TracedHit, ...]
    withheld: int


@dataclass(frozen=True, slots=True)
class TracedCitation:
    """A quote of an answer, with the verdict of the stored text when it was recorded."""

    number: int
    claim: int
    document_id: int
    version: int
    start: int
    end: int
    sha256: str
    verdict: str


@dataclass(frozen=True, slots=True)
class TracedStep:
    """A step of an agent, in the order of its run."""

    number: int
    kind: str
    name: str
    occurrence: int
    job_id: int
    attempt: int
    input_sha256: str
    started_at: datetime
    ended_at: datetime
    model_call: TracedModelCall | None
    tool_call: TracedToolCall | None
    retrieval: TracedRetrieval | None
    citations: tuple[TracedCitation, ...]
    result: TracedText


@dataclass(frozen=True, slots=True)
class TracedWork:
    """An agent run: the work under one definition and one input, and calls without an end."""

    run: int
    reason: str
    agent: str
    definition_sha256: str
    input_sha256: str
    job_id: int
    attempt: int
    begun_at: datetime
    steps: tuple[TracedStep, ...]
    unfinished: tuple[TracedToolCall, ...]


@dataclass(frozen=True, slots=True)
class AgentTrace:
    """All that agents did on a request; without an agent's work it has no runs."""

    request_id: int
    runs: tuple[TracedWork, ...]
