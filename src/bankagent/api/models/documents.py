"""Documents, as callers store, list and read them."""

from typing import Any, ClassVar, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.api.models.problems import Problem
from bankagent.domain.document import ListedDocument, ReadDocument

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
MARKDOWN = "# Annual report 2024\n\nRevenue rose to EUR 12.4 million.\n"
FILES = {
    "text/markdown": MARKDOWN,
    "text/plain": "Revenue rose to EUR 12.4 million.\n",
    "text/html": "<h1>Annual report 2024</h1><p>Revenue rose to EUR 12.4 million.</p>",
    "application/pdf": "",
}
UNREADABLE = Problem.EXAMPLE | {
    "detail": "The document cannot be read.",
    "errors": [{"field": "body", "expected": "must be a PDF without encryption"}],
}


class DocumentStored(Answer):
    """The number of a document and its version."""

    EXAMPLE: ClassVar[JsonObject] = {"document_id": 1, "version": 1}

    document_id: int
    version: int = Field(description="The version that these bytes are, counted from 1.")


class DocumentWithdrawn(Answer):
    """The version up to which a document is withdrawn, and since when."""

    EXAMPLE: ClassVar[JsonObject] = {
        "document_id": 1,
        "version": 1,
        "withdrawn_at": "2025-11-28T09:30:00.000000Z",
        "answers": [7],
    }

    document_id: int
    version: int = Field(description="The newest version, which is withdrawn with all before it.")
    withdrawn_at: Time
    answers: list[int] = Field(
        description="The requests whose answer quotes the document: your own or, for an operator, "
        "all."
    )


class DocumentRow(Answer):
    """A document in a list: its newest version, without its text."""

    EXAMPLE: ClassVar[JsonObject] = {
        "document_id": 1,
        "client_id": "CUST-1042",
        "name": "annual report 2024",
        "maker": "anonymous",
        "version": 1,
        "classification": "confidential",
        "trust": "client",
        "media_type": "text/markdown",
        "text_sha256": SHA256,
        "character_count": 56,
        "created_at": "2025-11-27T18:05:00.000000Z",
        "version_created_at": "2025-11-27T18:05:00.000000Z",
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawal_reason": None,
        "is_redacted": False,
    }

    document_id: int
    client_id: str | None = Field(description="Null for a document of the house.")
    name: str
    maker: str = Field(description="The caller that stored the document.")
    version: int = Field(description="The newest version.")
    classification: str
    trust: str
    media_type: str = Field(description="The media type of the bytes as uploaded.")
    text_sha256: str = Field(description="The SHA-256 of the stored text in UTF-8, in hex.")
    character_count: int
    created_at: Time
    version_created_at: Time
    withdrawn_at: Time | None = Field(description="Null while search finds the document.")
    withdrawn_by: str | None
    withdrawal_reason: str | None
    is_redacted: bool = Field(description="Whether the text was taken away.")

    @classmethod
    def of(cls, found: ListedDocument) -> Self:
        """Return the database's row as callers see it."""
        return cls.model_validate(found, from_attributes=True)


class DocumentList(Answer):
    """A page of documents, newest first."""

    EXAMPLE: ClassVar[JsonObject] = {"documents": [DocumentRow.EXAMPLE], "next": None}

    documents: list[DocumentRow]
    next: str | None = Field(description="The next page's path; null on the last page.")


class VersionView(Answer):
    """A version of a document: hashes, and what cleaning removed."""

    EXAMPLE: ClassVar[JsonObject] = {
        "version": 1,
        "classification": "confidential",
        "trust": "client",
        "media_type": "text/markdown",
        "bytes_sha256": SHA256,
        "text_sha256": SHA256,
        "character_count": 56,
        "removed": {"zero_width": 3},
        "maker": "anonymous",
        "created_at": "2025-11-27T18:05:00.000000Z",
    }

    version: int
    classification: str
    trust: str
    media_type: str
    bytes_sha256: str = Field(description="The SHA-256 of the bytes as uploaded, in hex.")
    text_sha256: str
    character_count: int
    removed: dict[str, Any] = Field(description="Counts of what no reader sees, by its kind.")
    maker: str
    created_at: str = Field(json_schema_extra={"format": "date-time"})


class DocumentView(Answer):
    """A document with its versions and the text of one."""

    EXAMPLE: ClassVar[JsonObject] = {
        "document_id": 1,
        "client_id": "CUST-1042",
        "name": "annual report 2024",
        "maker": "anonymous",
        "created_at": "2025-11-27T18:05:00.000000Z",
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawal_reason": None,
        "version": 1,
        "text": MARKDOWN,
        "versions": [VersionView.EXAMPLE],
    }

    document_id: int
    client_id: str | None
    name: str
    maker: str
    created_at: Time
    withdrawn_at: Time | None
    withdrawn_by: str | None
    withdrawal_reason: str | None
    version: int = Field(description="The version whose text this is.")
    text: str | None = Field(description="Offsets count its characters from 0; null once redacted.")
    versions: list[VersionView] = Field(description="Those that the reader may read, newest first.")

    @classmethod
    def of(cls, found: ReadDocument) -> Self:
        """Return the database's row as callers see it."""
        return cls.model_validate(found, from_attributes=True)
