"""Approvals, which wait for people, and the votes of reviewers."""

from dataclasses import dataclass
from datetime import datetime

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.request_status import Decision, Status


@dataclass(frozen=True, slots=True)
class Approval:
    """A request that waits for people, with all that reviewers are shown, and its digest.

    `is_made_by_reviewer`, `is_reviewers_own`: the reviewer who reads it made it, or it was made on
    their behalf, by bankagent.person_key.
    `why` is the rules that asked for people, in words; `attempt` counts the job's attempts from 1.
    `causes` is what a decision submits and stores, by decision; None where nothing follows.
    `exception_id` is the open exception of the request, which then is decided with it.
    """

    request_id: int
    client_id: str
    request_type: str
    payload: JsonObject
    status: Status
    maker: str
    on_behalf_of: str | None
    is_made_by_reviewer: bool
    is_reviewers_own: bool
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime
    why: str
    outcome: str
    fired: JsonValue
    facts: JsonObject
    policy_key: str | None
    policy_version: int | None
    policy_sha256: str | None
    job_id: int
    attempt: int
    digest: str
    causes: JsonObject | None
    exception_id: int | None

    @property
    def why_not(self) -> str | None:
        """The reason why the reviewer may not vote on it; None where they may."""
        if self.is_made_by_reviewer:
            return "You made this request: another reviewer must vote on it."
        if self.is_reviewers_own:
            return "This request was made on your behalf: another reviewer must vote on it."
        if self.exception_id is not None:
            return (
                f"The request is decided with its exception {self.exception_id}: work on that one."
            )
        return None


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of a reviewer on a request: approve, reject or needs_info, with its reason.

    `digest` names the state of the request that the reviewer was shown.
    """

    request_id: int
    reviewer: str
    verdict: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class Expired:
    """A request whose approval was overdue; `disposition` is escalated or expired."""

    request_id: int
    disposition: str


@dataclass(frozen=True, slots=True)
class Voted:
    """The state of a request after a vote; the decision is None where the request goes on."""

    vote_id: int
    status: Status
    decision: Decision | None
    request_type: str
