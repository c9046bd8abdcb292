"""Decide one request: its type's facts, its policy's outcome, and what is to be recorded.

Nothing here asks a database, a clock or a model: the same request and policy give the same answer.
"""

from collections.abc import Sequence
from decimal import Decimal

from bankagent import catalog
from bankagent.domain import exact_json
from bankagent.domain.evaluation import Evaluation, FiredRule, Outcome, Policy
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.findings import first_name
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.errors import BadJson, BadRequest, Finding
from bankagent.policy import engine

ENDS = {
    Outcome.APPROVE: ("processed", "approved"),
    Outcome.REJECT: ("processed", "rejected"),
    Outcome.NEEDS_INFO: ("needs_info", None),
    Outcome.REVIEW: ("awaiting_approval", None),
    Outcome.DUAL_CONTROL: ("awaiting_approval", None),
    Outcome.ESCALATE: ("awaiting_approval", None),
}

SUMMARIES = {
    Outcome.APPROVE: "Approved by policy",
    Outcome.REJECT: "Rejected by policy",
    Outcome.NEEDS_INFO: "Waiting for the caller to correct or complete the payload",
    Outcome.REVIEW: "Waiting for a reviewer",
    Outcome.DUAL_CONTROL: "Waiting for two reviewers",
    Outcome.ESCALATE: "Waiting for a senior reviewer",
}


def decide(
    request: ClaimedRequest, policy: Policy | None, types: Sequence[RequestType] = catalog.TYPES
) -> Settlement:
    """Return how this run ends; an error of `facts` is a bug of ours and is raised."""
    return _settlement(request, _evaluate(request, policy, types))


def _evaluate(
    request: ClaimedRequest, policy: Policy | None, types: Sequence[RequestType]
) -> Evaluation:
    try:
        known = catalog.request_type(request.request_type, types)
    except BadRequest:
        text = "this request type is not known here, so a person must look"
        return _without_policy("TYPE-UNKNOWN", Outcome.REVIEW, text)
    try:
        payload = catalog.parse_payload(known, exact_json.loads(request.payload))
    except (BadJson, BadRequest) as error:
        fields = sorted({_named(finding, known) for finding in error.findings})
        text = f"the payload is not a valid {known.name}"
        return _without_policy("PAYLOAD-INVALID", Outcome.NEEDS_INFO, text, {"fields": fields})
    if policy is None:
        text = f"no policy of the key {known.policy_key} is in force, so a person must look"
        return _without_policy("POLICY-MISSING", Outcome.REVIEW, text)
    return engine.evaluate(policy, known.facts(payload))


def _named(finding: Finding, known: RequestType) -> str:
    # The audit log outlives the payload: a name that is not one of our fields stays out of it.
    name = first_name(finding.field, within="payload")
    if not name:
        return "payload"
    return name if name in known.payload.model_fields else "(a field that is not known)"


def _without_policy(
    rule_id: str, outcome: Outcome, text: str, facts: dict[str, JsonValue] | None = None
) -> Evaluation:
    fired = FiredRule(rule_id, outcome, text, facts or {})
    return Evaluation(None, None, None, outcome, {}, (fired,))


def _settlement(request: ClaimedRequest, evaluation: Evaluation) -> Settlement:
    status, decision = ENDS[evaluation.outcome]
    return Settlement(
        status=status,
        decision=decision,
        evaluation=evaluation,
        result={
            "client_id": request.client_id,
            "request_type": request.request_type,
            "decision": decision,
            **_confidence(status),
            "summary": _summary(evaluation),
            "reasons": [rule.as_json() for rule in evaluation.fired],
            "policy": _policy(evaluation),
            "outcome": str(evaluation.outcome),
        },
    )


def _confidence(status: str) -> dict[str, JsonValue]:
    """Return how sure the decision is: certain when rules alone decided, else not a number."""
    if status == "processed":
        return {"confidence": Decimal("1.0"), "confidence_basis": {"method": "rule"}}
    reason = "information is missing" if status == "needs_info" else "a person decides"
    return {"confidence": None, "confidence_basis": {"method": None, "reason": reason}}


def _summary(evaluation: Evaluation) -> str:
    """Return one sentence from the texts of those rules whose outcome it became."""
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
