"""Steps in a trace, as reviewers and auditors read them: searches, quotes, calls and results."""

from typing import ClassVar

from pydantic import Field

from bankagent.api.models.agent_call import (
    AT,
    SHA256,
    ModelCallView,
    Number,
    Part,
    Sha256,
    TextView,
    ToolCallView,
)
from bankagent.api.models.common import JsonObject, Time


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
        "embedding_sha256": None,
        "hits": [HitView.EXAMPLE],
        "withheld": 0,
    }

    searched_for: str
    question_sha256: Sha256
    document_ids: list[int] | None = Field(
        description="The documents that were searched; null for all that the caller may read."
    )
    embedding_sha256: str | None = Field(description="The model of embeddings; null without one.")
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
