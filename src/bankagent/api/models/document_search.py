"""Passages of documents, as a search answers them."""

from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import Field, WithJsonSchema

from bankagent.api.models.common import Answer, JsonObject
from bankagent.api.models.documents import MARKDOWN, SHA256
from bankagent.api.models.problems import Problem
from bankagent.domain.passage import Passage
from bankagent.service.documents.search import Found

INVALID_QUESTION = Problem.EXAMPLE | {
    "detail": "The question cannot be searched for.",
    "errors": [{"field": "q", "expected": "must have 1 to 1,000 characters, without NUL"}],
}
Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]


class PassageView(Answer):
    """A passage: a piece of a document, with all that a citation needs."""

    EXAMPLE: ClassVar[JsonObject] = {
        "chunk_id": 1,
        "document_id": 1,
        "version": 1,
        "name": "annual report 2024",
        "start": 0,
        "end": 56,
        "text": MARKDOWN,
        "sha256": SHA256,
        "rank": 0.0625,
        "trust": "client",
    }

    chunk_id: int
    document_id: int
    version: int
    name: str
    start: int = Field(description="The offset of the first character in the version's text.")
    end: int = Field(description="The offset behind the last character.")
    text: str
    sha256: str = Field(description="The SHA-256 of the passage's text in UTF-8, in hex.")
    rank: Number = Field(description="Orders the passages of one search; compares with no other.")
    trust: str

    @classmethod
    def of(cls, found: Passage) -> Self:
        """Return a passage as callers see it."""
        fields = {name: getattr(found, name) for name in cls.model_fields}
        return cls(**fields | {"rank": Decimal(str(found.rank))})


class SearchAnswer(Answer):
    """Passages that fit a question, best first."""

    EXAMPLE: ClassVar[JsonObject] = {"passages": [PassageView.EXAMPLE], "unknown_documents": []}

    passages: list[PassageView]
    unknown_documents: list[int] = Field(
        description="Those of document_ids that are not searched: missing, withdrawn, redacted, of "
        "another client, or not for this reader."
    )

    @classmethod
    def of(cls, found: Found) -> Self:
        """Return what a search found as callers see it."""
        return cls(
            passages=[PassageView.of(one) for one in found.passages],
            unknown_documents=found.unknown_documents,
        )
