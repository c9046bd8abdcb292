"""Authorities of reviewers, as they read their own, and what people asked for."""

from typing import ClassVar, Self

from pydantic import Field

from bankagent.api.models.approval_stages import AmountView
from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.domain.authority import AskKind, Authority, AuthorityAsk, ReviewVerdict


class AuthorityView(Answer):
    """An authority of yours that is in force."""

    EXAMPLE: ClassVar[JsonObject] = {
        "authority_id": 7,
        "role": "senior",
        "request_type": None,
        "desk": None,
        "limit": {"amount": "50000000", "currency": "USD"},
        "valid_from": "2026-11-24T10:00:00.000000Z",
        "valid_to": None,
        "granted_by": "dba",
    }

    authority_id: int
    role: str
    request_type: str | None = Field(description="null for all types.")
    desk: str | None = Field(description="null for all desks.")
    limit: AmountView | None = Field(description="The largest exposure; null for no limit.")
    valid_from: Time
    valid_to: Time | None
    granted_by: str = Field(description="The operator, or the reviewer who confirmed it.")

    @classmethod
    def of(cls, row: Authority) -> Self:
        """Return a row as it is shown."""
        return cls(
            authority_id=row.authority_id,
            role=row.role,
            request_type=row.request_type,
            desk=row.desk,
            limit=AmountView.of(row.max_amount, row.currency),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            granted_by=row.granted_by,
        )


class OwnAuthorities(Answer):
    """Your authorities that are in force."""

    EXAMPLE: ClassVar[JsonObject] = {"authorities": [AuthorityView.EXAMPLE]}

    authorities: list[AuthorityView]


class AskView(Answer):
    """A delegation or break-glass: who asked, who confirmed, and its review."""

    EXAMPLE: ClassVar[JsonObject] = {
        "ask_id": 3,
        "kind": "break_glass",
        "holder": "ben",
        "asked_by": "ben",
        "from_authority_id": None,
        "role": "senior",
        "request_type": None,
        "desk": None,
        "limit": None,
        "valid_from": "2026-11-24T15:00:00.000000Z",
        "valid_to": "2026-11-24T17:00:00.000000Z",
        "reason": "No senior is here.",
        "asked_at": "2026-11-24T15:00:00.000000Z",
        "confirmed_by": "cleo",
        "confirmed_at": "2026-11-24T15:02:00.000000Z",
        "authority_id": 12,
        "state": "past",
        "reviewed_by": None,
        "verdict": None,
        "note": None,
        "reviewed_at": None,
        "review_due_at": "2026-11-25T17:00:00.000000Z",
        "is_review_overdue": False,
    }

    ask_id: int
    kind: AskKind
    holder: str = Field(description="The reviewer who gets it.")
    asked_by: str
    from_authority_id: int | None = Field(description="The authority that is delegated.")
    role: str
    request_type: str | None
    desk: str | None
    limit: AmountView | None
    valid_from: Time
    valid_to: Time
    reason: str
    asked_at: Time
    confirmed_by: str | None = Field(description="null while it is not in force.")
    confirmed_at: Time | None
    authority_id: int | None
    state: str = Field(description="asked, lapsed, in force, future, past, ended or disabled.")
    reviewed_by: str | None
    verdict: ReviewVerdict | None
    note: str | None
    reviewed_at: Time | None
    review_due_at: Time | None = Field(description="A business day after the end of break-glass.")
    is_review_overdue: bool

    @classmethod
    def of(cls, row: AuthorityAsk) -> Self:
        """Return a row as it is shown."""
        said = {name: getattr(row, name) for name in cls.model_fields if name != "limit"}
        return cls(limit=AmountView.of(row.max_amount, row.currency), **said)


class Asks(Answer):
    """Delegations and break-glass, the newest first."""

    EXAMPLE: ClassVar[JsonObject] = {"asks": [AskView.EXAMPLE], "next": None}

    asks: list[AskView]
    next: str | None = Field(description="The path of the next page; null on the last one.")
