"""Documents, their versions, and the reader on whose behalf they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bankagent.domain.caller import Caller, Reviewer
from bankagent.domain.exact_json import JsonObject

CLASSIFICATIONS = ("public", "internal", "confidential", "mnpi")
TRUST_LEVELS = ("house", "client", "external")

Classification = Literal["public", "internal", "confidential", "mnpi"]
Trust = Literal["house", "client", "external"]


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """The caller or reviewer who reads: a clearance is of kind and name.

    `maker` is the only maker whose documents it sees, beside those of the house; None where it sees
    those of all makers.
    """

    kind: Literal["caller", "reviewer"]
    name: str
    maker: str | None

    @classmethod
    def of(cls, holder: Caller | Reviewer) -> "DocumentReader":
        """Return the reader that the holder of a key is."""
        kind: Literal["caller", "reviewer"] = "caller" if isinstance(holder, Caller) else "reviewer"
        return cls(kind, holder.name, holder.sees)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to store: its text as chunks, and the hash of the bytes that it was made from.

    `client_id` is None for a document of the house.
    """

    client_id: str | None
    name: str
    classification: Classification
    trust: Trust
    media_type: str
    bytes_sha256: str
    chunks: Sequence[str]
    removed: dict[str, int]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The number and version of a document, and whether they were stored now or before."""

    document_id: int
    version: int
    disposition: Literal["created", "new_version", "replayed"]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The version up to which a document is withdrawn, since when, and what rests on it.

    `answers` are the requests whose newest answer quotes the document, as far as the actor sees
    requests.
    """

    document_id: int
    version: int
    withdrawn_at: datetime
    answers: Sequence[int]


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document with its newest version, without its text."""

    document_id: int
    client_id: str | None
    name: str
    maker: str
    version: int
    classification: str
    trust: str
    media_type: str
    text_sha256: str
    character_count: int
    created_at: datetime
    version_created_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawal_reason: str | None
    is_redacted: bool


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with the versions that the reader may read, newest first, and one text.

    `version` is the version that was asked for, else the newest; None where there is none such.
    """

    document_id: int
    client_id: str | None
    name: str
    maker: str
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawal_reason: str | None
    version: int | None
    text: str | None
    versions: list[JsonObject]


@dataclass(frozen=True, slots=True)
class Clearance:
    """A clearance in force: up to which classification a holder reads documents of a client."""

    id: int
    kind: str
    holder: str
    client_id: str | None
    classification: str
    reason: str
    granted_by: str
    granted_at: datetime
