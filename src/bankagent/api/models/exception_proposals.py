"""Proposals on trade exceptions and the votes on them, as reviewers send them and see them."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject
from bankagent.api.models.exception_work import MoveMade, example_of
from bankagent.api.models.texts import Digest, Reason
from bankagent.api.models.votes import DIGEST_EXAMPLE
from bankagent.domain.trade_exception import Proposed, State


class NewProposal(Body):
    """A repair, or a way to close the exception, that other people vote on."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Amend our record.",
        {
            "proposed": "repair",
            "content": {"ours": {"quantity": 900}},
            "reason": "The trader confirmed 900.",
        },
    )

    proposed: Proposed = Field(
        description="cancellation: the trade is gone; forced_match: people accept the pair after "
        "its repair."
    )
    content: JsonObject = Field(
        default_factory=dict,
        description="What is to be done: the fields to amend, or the amount to write off. May be "
        "left out with a cancellation or a forced match.",
    )
    reason: Reason


class ProposalWaits(Answer):
    """A proposal that waits for the vote of another person."""

    EXAMPLE: ClassVar[JsonObject] = {
        "exception_id": 3,
        "proposal_id": 2,
        "digest": DIGEST_EXAMPLE,
        "state": "repair_proposed",
    }

    exception_id: int
    proposal_id: int
    digest: str = Field(description="The digest that a vote must name.")
    state: State


class NewProposalVote(Body):
    """A vote on the proposal that waits."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Approve what was read.",
        {
            "proposal_id": 2,
            "verdict": "approve",
            "reason": "As the trader says.",
            "digest": DIGEST_EXAMPLE,
        },
    )

    proposal_id: int = Field(ge=1, le=2**63 - 1)
    verdict: Literal["approve", "reject"]
    reason: Reason
    digest: Digest = Field(description="The digest of the proposal that was read.")


class ProposalVoteCast(MoveMade):
    """A recorded vote on a proposal, and the exception and its request after it."""

    EXAMPLE: ClassVar[JsonObject] = MoveMade.EXAMPLE | {
        "vote_id": 1,
        "state": "written_off",
        "status": "processed",
        "decision": "approved",
    }

    vote_id: int
