"""The result of a request, which callers read: the one place in Python that writes it.

After a vote the database writes it (sql/functions/approvals/voted_result.sql): it takes this result
and changes the values that people decide. A test holds that both have the same names.
"""

from decimal import Decimal

from bankagent.domain.confidence import Upheld
from bankagent.domain.evaluation import Evaluation, Outcome
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.settlement import ClaimedRequest
from bankagent.facts.onboarding.compared import for_callers

# In reading order. jsonb orders names by their length, so the API sorts a result by this.
NAMES = (
    "client_id",
    "request_type",
    "decision",
    "decided_by",
    "confidence",
    "confidence_basis",
    "summary",
    "reasons",
    "policy",
    "outcome",
)

# One vote decides, whatever the outcome asks for: no summary promises a second reviewer.
SUMMARIES = {
    Outcome.APPROVE: "Approved by policy",
    Outcome.REJECT: "Rejected by policy",
    Outcome.NEEDS_INFO: "Waiting for the caller to correct or complete the payload",
    Outcome.REVIEW: "Waiting for a reviewer",
    Outcome.DUAL_CONTROL: "Waiting for a reviewer; the policy asks for dual control",
    Outcome.ESCALATE: "Waiting for a reviewer; the policy asks for escalation",
}


def result(
    request: ClaimedRequest,
    evaluation: Evaluation,
    decision: str | None,
    upheld: Upheld | None = None,
) -> dict[str, JsonValue]:
    """Return the result, with all names in reading order, and the type's evidence after them.

    Args:
        request: the request that was evaluated.
        evaluation: the machine's recommendation.
        decision: approved or rejected where the policy decides alone, else None.
        upheld: how often people upheld the same recommendation; None where cases are too few.
    """
    own: dict[str, JsonValue] = {
        "client_id": request.client_id,
        "request_type": request.request_type,
        "decision": decision,
        "decided_by": "policy" if decision else None,
        **_confidence(evaluation, decision, upheld),
        "summary": _summary(evaluation),
        "reasons": [rule.as_json() for rule in evaluation.fired],
        "policy": _policy(evaluation),
        "outcome": str(evaluation.outcome),
    }
    # A bank's own type names its evidence: it takes the place of none of these.
    return own | {
        name: value for name, value in for_callers(evaluation.evidence).items() if name not in own
    }


def _confidence(
    evaluation: Evaluation, decision: str | None, upheld: Upheld | None
) -> dict[str, JsonValue]:
    """Return the bound that votes give; else 1 where rules alone decided, and null where people do.

    It is about the recommendation, which is the outcome: of `review`, how often people did not let
    such a request pass.
    """
    if upheld:
        basis: JsonValue = {"method": "wilson", "n": upheld.cases, "upheld": upheld.upheld}
        return {"confidence": upheld.wilson(), "confidence_basis": basis}
    if decision:
        return {"confidence": Decimal("1.0"), "confidence_basis": {"method": "rule"}}
    asks_caller = evaluation.outcome == Outcome.NEEDS_INFO
    reason = "information is missing" if asks_caller else "a person decides"
    return {"confidence": None, "confidence_basis": {"method": None, "reason": reason}}


def _summary(evaluation: Evaluation) -> str:
    """Return one sentence from the texts of the rules that have the evaluation's outcome."""
    clauses = "; ".join(
        f"{rule.text.rstrip('.')} ({rule.rule_id})"
        for rule in evaluation.fired
        if rule.outcome == evaluation.outcome
    )
    return f"{SUMMARIES[evaluation.outcome]}: {clauses}."


def _policy(evaluation: Evaluation) -> JsonValue:
    if evaluation.policy_key is None:
        return None
    return {
        "key": evaluation.policy_key,
        "version": evaluation.policy_version,
        "sha256": evaluation.policy_sha256,
    }
