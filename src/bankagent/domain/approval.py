"""Approvals, which wait for people, and the votes of reviewers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

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
    `stages` are what it asks for, each with the votes that are given; `votes` are those, oldest
    first. `stage`, `due_at` and `expires_at` are of the stage that waits. `fault` is the reason for
    which the reviewer who reads it may not vote, as a clause, and `limit_of_reviewer` the amount
    and currency up to which their authority covers it; None where there is no limit.
    `owner` is the reviewer who has it in hand, until a time by a claim, or assigned; `team` the
    role of the team to which it was moved, and `snoozed_until` the time until which lists leave it
    out.
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
    exposure_amount: Decimal | None
    exposure_currency: str | None
    stages: list[dict[str, Any]]
    votes: list[dict[str, Any]]
    stage: int | None
    due_at: datetime | None
    expires_at: datetime | None
    fault: str | None
    limit_of_reviewer: dict[str, Any] | None
    owner: str | None
    owned_until: datetime | None
    team: str | None
    snoozed_until: datetime | None

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
        return self.fault and f"{self.fault[:1].upper()}{self.fault[1:]}."


Show = Literal["all", "mine", "team", "unassigned", "second"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the approvals that wait, as one reviewer reads them.

    `show` is all; mine, which they have in hand; team, on which they may vote, or which was moved
    to a team of theirs; unassigned, which no reviewer has; second, which has a vote and waits for
    more. All but the first leave out what is decided with its exception. What is snoozed is left
    out unless `snoozed`. By number, or with `by_due` by due time; `after` is the last one of the
    page before, and `after_due` its due time. With `request_id` it has that request alone,
    also while it is snoozed. `at_least_usd` leaves out what is not known to be at stake with so
    much, by the newest rates.
    """

    reviewer: str
    show: Show = "all"
    by_due: bool = False
    after: int | None = None
    after_due: datetime | None = None
    request_id: int | None = None
    snoozed: bool = False
    most: int = 1
    request_type: str | None = None
    client_id: str | None = None
    outcome: str | None = None
    at_least_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OwnVote:
    """A vote of the reviewer who reads it, and what became of the request."""

    vote_id: int
    request_id: int
    request_type: str
    client_id: str
    status: Status
    verdict: str
    reason: str
    override_code: str | None
    escalation_code: str | None
    client_reason: str | None
    stage: int | None
    digest: str
    created_at: datetime
    decision: Decision | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of a reviewer on a request: approve, reject or needs_info, with its reason.

    `digest` names the state of the request that the reviewer was shown. `override_code` says in a
    word why the vote goes against what the policy recommended; None where it does not.
    `client_reason` has the words of a rejection that may reach the client; None: none may.
    `escalation_code` is that of a form whose verdict is to escalate.
    """

    request_id: int
    reviewer: str
    verdict: str
    reason: str
    digest: str
    override_code: str | None = None
    client_reason: str | None = None
    escalation_code: str | None = None


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


@dataclass(frozen=True, slots=True)
class Escalation:
    """A request that a reviewer may vote on, given to the next level, with `code` and reason.

    `digest` names the state of the request that the reviewer was shown.
    """

    request_id: int
    reviewer: str
    code: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class Escalated:
    """An escalation that is recorded: it is the vote of its reviewer, and decides nothing."""

    vote_id: int
    status: Status
