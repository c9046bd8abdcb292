"""Demand of an approval: its stages with their votes, and a vote against what the policy says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bankagent.domain.approval import Approval
from bankagent.domain.evaluation import Outcome, recommended
from bankagent.domain.exact_json import JsonValue

# Codes of override_codes() with their words; a test compares both.
CODES: Mapping[str, str] = {
    "facts_wrong": "the facts are wrong",
    "rule_does_not_fit": "the rule does not fit this case",
    "risk_accepted": "the risk is accepted",
    "risk_not_accepted": "the risk is not accepted",
    "other": "another reason, as written",
}
# Codes of escalation_codes() with their words; the same test compares them.
ESCALATION_CODES: Mapping[str, str] = {
    "higher_authority": "a higher level must decide it",
    "expertise_needed": "it needs a specialist",
    "conflict_of_interest": "I have a conflict of interest",
    "unusual_case": "the case is unusual",
    "other": "another reason, as written",
}


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage: the votes that it asks for, those that it has, and whether it is done or waits."""

    number: int
    role: str | None
    votes: int
    cast: Sequence[Mapping[str, Any]]
    state: str
    due_at: datetime | str | None
    expires_at: datetime | str | None


@dataclass(frozen=True, slots=True)
class Override:
    """What the policy recommended of its own, and the verdict that would go against it."""

    recommended: str
    against: str


def stages(approval: Approval) -> list[StageRow]:
    """Return the stages of an approval in their order; the one that waits is marked."""
    return [
        StageRow(
            one["stage"],
            one["role"],
            one["votes"],
            [
                vote
                for vote in approval.votes
                if vote["stage"] == one["stage"] and vote["verdict"] != "escalate"
            ],
            _state(one, approval.stage),
            one["due_at"],
            one["expires_at"],
        )
        for one in approval.stages
    ]


def escalations(approval: Approval) -> list[Mapping[str, Any]]:
    """Return the escalations of an approval by reviewers, with their codes in words."""
    return [
        vote | {"why": ESCALATION_CODES.get(str(vote["escalation_code"]), "")}
        for vote in approval.votes
        if vote["verdict"] == "escalate"
    ]


def stages_of_proposal(proposal: Mapping[str, Any]) -> list[StageRow]:
    """Return the stages of a proposal about an exception; none where one vote of any role does."""
    found, waits = [], True
    for one in _objects(proposal.get("stages")):
        cast = [vote for vote in _objects(proposal.get("votes")) if vote["stage"] == one["stage"]]
        is_done = len(cast) >= one["votes"]
        state = "done" if is_done else "waits" if waits else "later"
        waits = waits and is_done
        found.append(StageRow(one["stage"], one.get("role"), one["votes"], cast, state, None, None))
    return found


def override(approval: Approval) -> Override | None:
    """Return what a vote could go against; None where the policy left it to people."""
    said = recommended(approval.fired)
    if said == Outcome.APPROVE:
        return Override("approve", "reject")
    if said == Outcome.REJECT:
        return Override("reject", "approve")
    return None


def limit(approval: Approval) -> tuple[Decimal, str] | None:
    """Return the limit of the authority that the reader's vote would rest on."""
    found = approval.limit_of_reviewer
    return (Decimal(str(found["amount"])), found["currency"]) if found else None


def why_not(approval: Approval, reader: str) -> str:
    """Return the reason why the reader may not vote, said to them; empty where they may.

    The database names a person as it tells others.
    """
    said = approval.why_not
    if not said or approval.fault is None or not said[1:].startswith(approval.fault[1:]):
        return said or ""
    return said_to(reader, approval.fault)


def said_to(reader: str, fault: str) -> str:
    """Return a clause of the database about a reader as a sentence to them."""
    text = fault
    for of_them, of_you in (
        ("{} has", "you have"),
        ("{} votes", "you vote"),
        ("{} decides", "you decide"),
        ("the limit of {}, ", "your limit of "),
        ("authority of {}", "authority of yours"),
    ):
        text = text.replace(of_them.format(reader), of_you)
    return f"{text[:1].upper()}{text[1:]}."


def _state(stage: Mapping[str, Any], waits: int | None) -> str:
    if stage["given"] >= stage["votes"]:
        return "done"
    return "waits" if stage["stage"] == waits else "later"


def _objects(fired: JsonValue) -> list[Mapping[str, Any]]:
    return [one for one in fired if isinstance(one, Mapping)] if isinstance(fired, list) else []
