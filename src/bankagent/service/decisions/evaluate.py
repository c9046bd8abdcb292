"""Decide one request: its type's facts, its policy's outcome, and the settlement to record.

Nothing here asks a database, a clock or a model: the same request, policy and looked-up values give
the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bankagent import catalog
from bankagent.domain import exact_json
from bankagent.domain.confidence import Upheld
from bankagent.domain.evaluation import Evaluation, FiredRule, Outcome, Policy, PolicyInForce
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.findings import first_name
from bankagent.domain.known import NOTHING, Case, Known
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest, Follows, Settlement
from bankagent.errors import BadJson, BadRequest, Finding
from bankagent.policy import engine
from bankagent.service.decisions.result import result

ENDS = {
    Outcome.APPROVE: ("processed", "approved"),
    Outcome.REJECT: ("processed", "rejected"),
    Outcome.NEEDS_INFO: ("needs_info", None),
    Outcome.REVIEW: ("awaiting_approval", None),
    Outcome.DUAL_CONTROL: ("awaiting_approval", None),
    Outcome.ESCALATE: ("awaiting_approval", None),
}

DECIDED = ((Outcome.APPROVE, "approved"), (Outcome.REJECT, "rejected"))

TYPE_UNKNOWN = "TYPE-UNKNOWN"


def decide(
    request: ClaimedRequest,
    policy: Policy | None,
    looked_up: Known = NOTHING,
    types: Sequence[RequestType] = catalog.TYPES,
) -> Settlement:
    """Return how the attempt on a request ends; settle_jobs holds stops (under_stops.sql).

    An error of `facts` is a bug of ours and is raised.
    """
    evaluation = evaluated(request, policy, looked_up, types)
    causes = _causes(request, evaluation, looked_up, types)
    return _settlement(request, evaluation, causes, _upheld(request, evaluation, policy))


def evaluated(
    request: ClaimedRequest,
    policy: Policy | None,
    looked_up: Known,
    types: Sequence[RequestType],
) -> Evaluation:
    """Return the machine's recommendation, without what a decision causes."""
    try:
        known = catalog.request_type(request.request_type, types)
    except BadRequest:
        text = "this request type is not known here, so a person must look"
        return _without_policy(TYPE_UNKNOWN, Outcome.REVIEW, text)
    try:
        case = looked_up.case(request.request_id) or parsed(request, known)
    except (BadJson, BadRequest) as error:
        fields = sorted({_named(finding, known) for finding in error.findings}) or ["payload"]
        text = f"the payload is not a valid {known.name}"
        return _without_policy("PAYLOAD-INVALID", Outcome.NEEDS_INFO, text, {"fields": fields})
    if policy is None:
        text = f"no policy of the key {known.policy_key} is in force, so a person must look"
        return _without_policy("POLICY-MISSING", Outcome.REVIEW, text)
    part = looked_up.part(known.needs, case)
    if known.facts_and_evidence is None:
        return engine.evaluate(policy, known.facts(case.payload, part), part)
    facts, evidence = known.facts_and_evidence(case.payload, part)
    found = engine.evaluate(policy, facts, part)
    return replace(found, evidence=evidence([rule.outcome for rule in found.fired]))


def parsed(request: ClaimedRequest, known: RequestType) -> Case:
    """Return a request with its payload as its type's model.

    Raises:
        BadJson, BadRequest: the payload is not valid.
    """
    payload = catalog.parse_payload(known, exact_json.loads(request.payload))
    return Case(request.request_id, request.client_id, payload)


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


def _causes(
    request: ClaimedRequest,
    evaluation: Evaluation,
    looked_up: Known,
    types: Sequence[RequestType],
) -> Mapping[str, Follows]:
    """Return what follows from each decision: a stop, or the policy, may leave it to people."""
    follows = next((one.follows for one in types if one.name == request.request_type), None)
    if follows is None or evaluation.outcome == Outcome.NEEDS_INFO:
        return {}
    known = catalog.request_type(request.request_type, types)
    case = looked_up.case(request.request_id) or parsed(request, known)
    part = looked_up.part(known.needs, case)
    found = {decision: follows(case, part, outcome) for outcome, decision in DECIDED}
    return {decision: one for decision, one in found.items() if one != Follows()}


def _upheld(
    request: ClaimedRequest, evaluation: Evaluation, policy: Policy | None
) -> Upheld | None:
    """Return the votes on the same recommendation; a replay has none, and shows no result."""
    if not isinstance(policy, PolicyInForce):
        return None
    rules = tuple(sorted(rule.rule_id for rule in evaluation.fired))
    return policy.upheld.get((request.request_type, rules)) if evaluation.policy_key else None


def _settlement(
    request: ClaimedRequest,
    evaluation: Evaluation,
    causes: Mapping[str, Follows],
    upheld: Upheld | None,
) -> Settlement:
    status, decision = ENDS[evaluation.outcome]
    return Settlement(
        status=status,
        decision=decision,
        evaluation=evaluation,
        result=result(request, evaluation, decision, upheld),
        causes=causes,
    )
