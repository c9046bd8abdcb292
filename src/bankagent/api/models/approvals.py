"""Approvals: requests that wait for people, as reviewers see them."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, ValidationError

from bankagent.api.models.approval_history import AskedView, HistoryView
from bankagent.api.models.approval_stages import DemandView
from bankagent.api.models.common import Answer, JsonObject, ShownObject, Time
from bankagent.api.models.overview import RequestView
from bankagent.api.models.votes import DIGEST_EXAMPLE
from bankagent.api.models.worklist import ItemView
from bankagent.domain.approval import Approval
from bankagent.domain.approval_history import History, Question
from bankagent.domain.evaluation import recommended
from bankagent.domain.exact_json import JsonValue

UNREADABLE = "a part of the evaluation that is no rule"


class PolicyView(Answer):
    """The version of a policy that was applied."""

    EXAMPLE: ClassVar[JsonObject] = {"key": "trade_review", "version": 1, "sha256": "29d4256d…"}

    key: str
    version: int
    sha256: str = Field(description="SHA-256 of the policy's table, in hex.")


class FiredView(Answer):
    """A rule that fired, and the values that it saw."""

    EXAMPLE: ClassVar[JsonObject] = {
        "rule_id": "TR-010",
        "outcome": "review",
        "text": "the notional is above 5,000,000 USD",
        "facts": {"notional": 6000000, "notional_usd_known": "yes"},
    }

    rule_id: str
    outcome: str
    text: str
    facts: JsonObject

    @classmethod
    def all_of(cls, fired: JsonValue) -> list[Self]:
        """Return the fired rules of an evaluation; a part that is no rule is shown as it stands."""
        return [cls._of(rule) for rule in (fired if isinstance(fired, list) else [fired])]

    @classmethod
    def _of(cls, rule: JsonValue) -> Self:
        try:
            return cls.model_validate(rule)
        except ValidationError:
            return cls(rule_id="?", outcome="?", text=UNREADABLE, facts={"unreadable": rule})


class ApprovalView(Answer):
    """A request that waits for people, with all that a reviewer needs for a vote."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request": {
            "id": 7,
            "client_id": "CUST-1042",
            "request_type": "trade_review",
            "payload": {"symbol": "AAPL", "notional": 6000000},
            "status": "awaiting_approval",
            "maker": "desk-7",
            "on_behalf_of": "Jan Nowak",
            "created_at": "2026-11-24T09:30:00.000000Z",
            "updated_at": "2026-11-24T09:30:00.009000Z",
        },
        "why": "the notional is above 5,000,000 USD (TR-010)",
        "outcome": "review",
        "recommended": "review",
        "fired": [FiredView.EXAMPLE],
        "facts": {"notional": 6000000, "currency": "USD", "notional_usd_known": "yes"},
        "policy": PolicyView.EXAMPLE,
        "job_id": 7,
        "attempt": 1,
        "waiting_since": "2026-11-24T09:30:00.009000Z",
        "digest": DIGEST_EXAMPLE,
        "causes": None,
        "demand": DemandView.EXAMPLE,
        "questions": [AskedView.EXAMPLE],
        "work": ItemView.EXAMPLE,
        "you_may_vote": True,
        "why_not": None,
    }

    request: RequestView
    why: str = Field(description="The rules that asked for people, in words.")
    outcome: str = Field(
        description="The policy's strictest outcome: review, dual_control or escalate."
    )
    recommended: str | None = Field(
        description="What the policy recommended of its own, without a stop of automatic "
        "decisions. A vote against approve or reject needs override_code; null where no rule fired."
    )
    fired: list[FiredView] = Field(description="All rules that fired.")
    facts: ShownObject = Field(description="The facts that the policy decided on.")
    policy: PolicyView | None = Field(
        description="The policy that was applied; null where there was none."
    )
    job_id: int
    attempt: int = Field(
        description="The attempt of the job that asked for people, counted from 1."
    )
    waiting_since: Time
    digest: str = Field(
        description="SHA-256 of the request (id, client_id, request_type, payload, maker, "
        "created_at, on_behalf_of), the job and attempt, the policy, the outcome, the fired rules, "
        "the facts, what a decision causes and, where more than one vote is asked for, the stages "
        "and the exposure, and the questions with their answers; after an escalation its words and "
        "stages too. Send it with your vote."
    )
    causes: ShownObject | None = Field(
        description="What a decision causes, as approved and rejected: follow_ups, which are "
        "submitted with it, and trade, which is stored with it. Null where nothing follows."
    )
    demand: DemandView
    questions: list[AskedView] = Field(
        description="What the caller was asked before, and its answers, the oldest first."
    )
    work: ItemView
    you_may_vote: bool
    why_not: str | None = Field(description="The reason why you may not vote; null where you may.")

    @classmethod
    def of(cls, row: Approval, questions: Sequence[Question] = ()) -> Self:
        """Return the database's row of an approval as its reviewer sees it."""
        why_not = row.why_not
        return cls(
            request=_request(row),
            why=row.why,
            outcome=row.outcome,
            recommended=recommended(row.fired),
            fired=FiredView.all_of(row.fired),
            facts=row.facts,
            policy=_policy(row),
            job_id=row.job_id,
            attempt=row.attempt,
            waiting_since=row.waiting_since,
            digest=row.digest,
            causes=row.causes,
            demand=DemandView.of(row),
            questions=[AskedView.of(one) for one in questions if one.request_id == row.request_id],
            work=ItemView.of(row),
            you_may_vote=why_not is None,
            why_not=why_not,
        )


class ApprovalWithHistory(ApprovalView):
    """A request that waits for people, with all that a vote needs, and what went before."""

    EXAMPLE: ClassVar[JsonObject] = ApprovalView.EXAMPLE | {"history": HistoryView.EXAMPLE}

    history: HistoryView

    @classmethod
    def with_history(cls, row: Approval, before: History) -> Self:
        """Return the database's row of an approval, and what went before it."""
        shown = ApprovalView.of(row, before.questions)
        return cls(**dict(shown), history=HistoryView.of(before))


class Approvals(Answer):
    """A page of the requests that wait for people, the oldest first."""

    EXAMPLE: ClassVar[JsonObject] = {"approvals": [ApprovalView.EXAMPLE], "next": None}

    approvals: list[ApprovalView]
    next: str | None = Field(description="The next page's path; null on the last page.")


def _request(row: Approval) -> RequestView:
    return RequestView(
        id=row.request_id,
        client_id=row.client_id,
        request_type=row.request_type,
        payload=row.payload,
        status=row.status,
        maker=row.maker,
        on_behalf_of=row.on_behalf_of,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _policy(row: Approval) -> PolicyView | None:
    if row.policy_key is None or row.policy_version is None or row.policy_sha256 is None:
        return None
    return PolicyView(key=row.policy_key, version=row.policy_version, sha256=row.policy_sha256)
