"""Audit entries: as a request's trail shows them, and as its followers get them."""

from dataclasses import dataclass
from datetime import datetime

from bankagent.domain.exact_json import JsonObject
from bankagent.domain.request_status import FINAL, Status


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of an audit trail; `attempt` counts the attempts of the job from 1.

    `trace_id` is the W3C trace of the call or attempt that wrote it. `words` are what a reviewer
    said to the caller with it, as ops.words_to_caller has it; None where people said nothing.
    """

    id: int
    action: str
    actor: str
    from_status: str
    to_status: str
    created_at: datetime
    job_id: int | None
    attempt: int | None
    trace_id: str | None
    result: JsonObject
    words: JsonObject | None


def told(action: str, result: JsonObject, sees: str | None) -> JsonObject:
    """Return the result of an entry as its reader is told it; `sees` is Caller.sees.

    A caller of its own requests reads no number, verdict or digest of a vote: a vote that does not
    decide, or an escalation, is between reviewers. What the vote decided stands beside it.
    """
    if sees is None:
        return result
    hidden = {"vote_id", *(("verdict", "digest") if action == "voted" else ())}
    return {name: value for name, value in result.items() if name not in hidden}


@dataclass(frozen=True, slots=True)
class FollowedEntry(AuditEntry):
    """An audit entry that came after the one (`after`) that a follower had seen last."""

    request_id: int
    after: int


@dataclass(frozen=True, slots=True)
class FollowPoint:
    """The audit entry from which a follower goes on, and the request's status.

    `has_entry`: the entry is one of the request's trail; `goes_on`: others came after it.
    """

    maker: str
    status: Status
    has_entry: bool
    goes_on: bool

    @property
    def is_over(self) -> bool:
        """Whether no entry will ever come after this one."""
        return self.status in FINAL and not self.goes_on
