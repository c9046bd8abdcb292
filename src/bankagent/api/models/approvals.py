"""What reviewers see and send."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from bankagent.api.models.requests import JsonObject, RequestView, Status, Time
from bankagent.domain.approval import Approval
from bankagent.domain.caller import Reviewer

DIGEST = r"^[0-9a-f]{64}$"


class PolicyView(BaseModel):
    """The version of a policy that was applied."""

    key: str
    version: int
    sha256: str = Field(description="SHA-256 of its document, in hex.")


class FiredView(BaseModel):
    """A rule that fired, and the values that it saw."""

    rule_id: str
    outcome: str
    text: str
    facts: JsonObject


class ApprovalView(BaseModel):
    """A request that waits for people, with all that its digest stands for."""

    request: RequestView
    why: str = Field(description="The rules that asked for people, in words.")
    outcome: str = Field(description="What the policy asks for: review, dual_control or escalate.")
    fired: list[FiredView] = Field(description="All rules that fired.")
    facts: JsonObject = Field(description="What was found out.")
    policy: PolicyView | None = Field(description="null where none could be applied.")
    job_id: int
    attempt: int = Field(description="Which run of the job asked, counted from 1.")
    waiting_since: Time
    digest: str = Field(description="Send it with your vote: it stands for all of the above.")
    you_may_vote: bool
    why_not: str | None = Field(description="Why you may not; null where you may.")

    @classmethod
    def of(cls, row: Approval, reviewer: Reviewer) -> Self:
        """Show what waits to this reviewer."""
        request = {name: getattr(row, name) for name in RequestView.model_fields if name != "id"}
        policy = {
            "key": row.policy_key,
            "version": row.policy_version,
            "sha256": row.policy_sha256,
        }
        same = ("why", "outcome", "fired", "facts", "job_id", "attempt", "waiting_since", "digest")
        why_not = row.why_not(reviewer)
        return cls.model_validate(
            {name: getattr(row, name) for name in same}
            | {
                "request": request | {"id": row.request_id},
                "policy": policy if row.policy_key else None,
                "you_may_vote": why_not is None,
                "why_not": why_not,
            }
        )


class Approvals(BaseModel):
    """What waits for people, the oldest request first."""

    approvals: list[ApprovalView]
    next: str | None = Field(description="Where the next ones are; null where these are the last.")


class NewVote(BaseModel):
    """A vote as a reviewer sends it."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["approve", "reject", "needs_info"] = Field(
        description="needs_info gives the request back to its caller, who must supply something."
    )
    reason: str = Field(
        min_length=1,
        max_length=2000,
        pattern=r"\S",
        description="Why, for colleagues and auditors; with needs_info, what the caller is asked.",
    )
    digest: str = Field(
        pattern=DIGEST,
        description="The digest of what was read: where it stands for it no longer, 412.",
    )


class VoteCast(BaseModel):
    """A vote that is recorded, and what became of the request."""

    request_id: int
    vote_id: int
    status: Status
    decision: Literal["approved", "rejected"] | None = Field(description="null with needs_info.")
