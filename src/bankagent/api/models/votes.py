"""Votes, as reviewers send them and see them recorded."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject
from bankagent.api.models.texts import Digest, Reason, Text2000, in_words
from bankagent.domain.approval import Escalated, Voted
from bankagent.domain.request_status import Decision, Status

OverrideCode = Literal[
    "facts_wrong", "rule_does_not_fit", "risk_accepted", "risk_not_accepted", "other"
]

EscalationCode = Literal[
    "higher_authority", "expertise_needed", "conflict_of_interest", "unusual_case", "other"
]

ClientWords = Annotated[Text2000, in_words("must have 1 to 2000 characters, or be left out")]

DIGEST_EXAMPLE = "5f0d3ab1c2a84c1f7be0a2f0b7a8d6d2f6a5f3c0e5b94d1e8c7a6b5d4e3f2a10"


class NewVote(Body):
    """A vote as a reviewer sends it."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "approve": {
            "summary": "Approve what was read.",
            "value": {
                "verdict": "approve",
                "reason": "Within the client's limit; the desk confirmed it by phone.",
                "digest": DIGEST_EXAMPLE,
            },
        },
        "reject": {
            "summary": "Reject, with words for the client.",
            "value": {
                "verdict": "reject",
                "reason": "No borrow located for this short sale.",
                "client_reason": "The shares could not be borrowed.",
                "digest": DIGEST_EXAMPLE,
            },
        },
    }

    verdict: Literal["approve", "reject", "needs_info"] = Field(
        description="needs_info gives the request back to its caller, who must supply something."
    )
    reason: Reason = Field(
        description="The reason, for colleagues and auditors; with needs_info, what the caller is "
        "asked.",
    )
    override_code: OverrideCode | None = Field(
        default=None,
        description="Why in a word, for a vote against what the policy recommended of its own "
        "(approve or reject, which a stop of automatic decisions left to people); else left out.",
    )
    client_reason: ClientWords | None = Field(
        default=None,
        description="With reject, the words that may reach the client, in 1 to 2000 characters; "
        "never a word on a suspicion, a list or a rule. Without them the client is told no reason.",
    )
    digest: Digest = Field(
        description="The digest of the approval that was read; 412 where the approval has changed "
        "since.",
    )


class VoteCast(Answer):
    """A recorded vote, and the request's status after it.

    The status awaiting_approval says that more votes are asked for.
    """

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 7,
        "vote_id": 1,
        "status": "processed",
        "decision": "approved",
    }

    request_id: int
    vote_id: int
    status: Status
    decision: Decision | None = Field(
        description="null with needs_info, and while more votes are asked for."
    )

    @classmethod
    def of(cls, request_id: int, voted: Voted) -> Self:
        """Return the database's answer to a vote as its reviewer sees it."""
        return cls(
            request_id=request_id,
            vote_id=voted.vote_id,
            status=voted.status,
            decision=voted.decision,
        )


class NewEscalation(Body):
    """An escalation as a reviewer sends it."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "escalate": {
            "summary": "Give it to the next level.",
            "value": {
                "code": "unusual_case",
                "reason": "The client has never traded this market: a senior should see it.",
                "digest": DIGEST_EXAMPLE,
            },
        },
    }

    code: EscalationCode = Field(description="Why in a word.")
    reason: Reason = Field(description="Why in words, for those who vote next, and for auditors.")
    digest: Digest = Field(
        description="The digest of the approval that was read; 412 where the approval has changed "
        "since.",
    )


class EscalationMade(Answer):
    """A recorded escalation: it is your vote, and decides nothing."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 7,
        "vote_id": 1,
        "status": "awaiting_approval",
    }

    request_id: int
    vote_id: int
    status: Status

    @classmethod
    def of(cls, request_id: int, made: Escalated) -> Self:
        """Return the database's answer to an escalation as its reviewer sees it."""
        return cls(request_id=request_id, vote_id=made.vote_id, status=made.status)
