"""Audit entries and audit trails, as callers see them."""

from typing import ClassVar, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Result, Time
from bankagent.api.models.words import ClientReason, Question, Reason, said
from bankagent.domain.audit import AuditEntry, told

RESULT: JsonObject = {
    "client_id": "CUST-1042",
    "request_type": "trade_review",
    "decision": "approved",
    "decided_by": "policy",
    "confidence": 1.0,
    "confidence_basis": {"method": "rule"},
    "summary": "Approved by policy: no restricting rule fired (TR-000).",
    "reasons": [
        {
            "rule_id": "TR-000",
            "outcome": "approve",
            "text": "no restricting rule fired",
            "facts": {},
        }
    ],
    "policy": {"key": "trade_review", "version": 1, "sha256": "29d4256d…"},
    "outcome": "approve",
}
RECEIVED: JsonObject = {
    "id": 1,
    "action": "received",
    "actor": "anonymous",
    "from_status": "new",
    "to_status": "received",
    "created_at": "2026-11-24T09:30:00.000000Z",
    "job_id": 1,
    "attempt": None,
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "result": {},
    "reason": None,
    "client_reason": None,
    "question": None,
}


class EntryView(Answer):
    """An entry of the audit log."""

    EXAMPLE: ClassVar[JsonObject] = {
        "id": 2,
        "action": "processed",
        "actor": "policy:trade_review@1",
        "from_status": "received",
        "to_status": "processed",
        "created_at": "2026-11-24T09:30:00.009000Z",
        "job_id": 1,
        "attempt": 1,
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "result": RESULT,
        "reason": None,
        "client_reason": None,
        "question": None,
    }

    id: int
    action: str
    actor: str
    from_status: str
    to_status: str
    created_at: Time
    job_id: int | None
    attempt: int | None = Field(
        description="The attempt of the job that wrote the entry: the number of its claim, counted "
        "from 1. null where no attempt wrote it."
    )
    trace_id: str | None = Field(
        description="The W3C trace of the call or attempt that wrote the entry."
    )
    result: Result
    reason: Reason
    client_reason: ClientReason
    question: Question

    @classmethod
    def of(cls, entry: AuditEntry, sees: str | None) -> Self:
        """Return an entry of the database as a reader sees it, of own requests (sees) or all."""
        return cls(
            id=entry.id,
            action=entry.action,
            actor=entry.actor,
            from_status=entry.from_status,
            to_status=entry.to_status,
            created_at=entry.created_at,
            job_id=entry.job_id,
            attempt=entry.attempt,
            trace_id=entry.trace_id,
            result=told(entry.action, entry.result, sees),
            **said(entry.words),
        )


class AuditTrail(Answer):
    """The audit trail of a request: all of its entries, the oldest first."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 1, "audit": [RECEIVED, EntryView.EXAMPLE]}

    request_id: int
    audit: list[EntryView]

    @classmethod
    def of(cls, request_id: int, entries: list[AuditEntry], sees: str | None) -> Self:
        """Return the database's entries of a request as a reader of own requests, or all, does."""
        return cls(request_id=request_id, audit=[EntryView.of(entry, sees) for entry in entries])
