"""Evaluate one request again with the inputs that its evaluation recorded.

This calls what workers call, `evaluate.evaluated`: there is no second evaluator.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from bankagent import catalog
from bankagent.domain.evaluation import Evaluation, Policy
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import NOTHING, Known, Recorded
from bankagent.domain.replay import NotReplayable, Part, PastEvaluation
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest
from bankagent.errors import BadRequest
from bankagent.policy.engine import ERROR
from bankagent.service.decisions import evaluate
from bankagent.service.policies.replay import stop


def unable(
    past: PastEvaluation, policy: Policy | None, types: Sequence[RequestType]
) -> NotReplayable | None:
    """Return why an evaluation cannot be replayed by this code; None where it can."""
    if past.job_id is None:
        return NotReplayable.NOT_EVALUATED
    # Before migration 0040, and where rows were settled by hand, no inputs were recorded.
    if not isinstance(past.known, Mapping):
        return NotReplayable.NO_INPUTS
    was_unknown = rules(past.fired) == [evaluate.TYPE_UNKNOWN]
    is_known = type_of(past, types) is not None
    if was_unknown == is_known:
        return NotReplayable.TYPE_NOT_KNOWN
    if past.policy_key is not None and policy is None:
        return NotReplayable.POLICY_NOT_KEPT
    return None


def evaluated_again(
    past: PastEvaluation, policy: Policy | None, types: Sequence[RequestType]
) -> Evaluation:
    """Return what the recorded inputs give by a policy, or without one.

    Raises:
        Exception: the inputs are not those that an evaluation records, or `facts` fails.
    """
    request = ClaimedRequest(past.request_id, past.client_id, past.request_type, past.payload)
    inputs = _inputs(past, types)
    found = evaluate.evaluated(request, policy, inputs, types)
    if failed(found) and ERROR not in rules(past.fired):
        # The engine's budget of CPU time may run out on a busy machine.
        found = evaluate.evaluated(request, policy, inputs, types)
    is_stopped = past.was_stopped and stop.RULE in rules(past.fired)
    return stop.under_a_stop(found) if is_stopped else found


def differing(past: PastEvaluation, found: Evaluation) -> list[Part]:
    """Return the parts that came out in another way; numbers are compared by their value.

    A fact that only this code finds is newer than the evaluation, and no difference.
    """
    fired: list[JsonValue] = [rule.as_json() for rule in found.fired]
    parts = [
        Part("outcome", past.outcome, str(found.outcome)),
        Part("rules", past.fired, fired),
        Part("policy's SHA-256", past.policy_sha256, found.policy_sha256),
    ]
    recorded = past.facts if isinstance(past.facts, Mapping) else {}
    parts += [
        Part(f"fact {name}", value, found.facts.get(name, "(not found)"))
        for name, value in recorded.items()
    ]
    return [part for part in parts if part.recorded != part.replayed]


def is_explained(past: PastEvaluation, found: Evaluation, parts: Sequence[Part]) -> bool:
    """Whether the engine failed then, on the same facts, and does not now."""
    same_facts = all(part.name in ("outcome", "rules") for part in parts)
    return ERROR in rules(past.fired) and not failed(found) and same_facts


def failed(found: Evaluation) -> bool:
    """Whether the policy gave no reliable answer."""
    return any(rule.rule_id == ERROR for rule in found.fired)


def rules(fired: JsonValue) -> list[str]:
    """Return the ids of recorded rules; none of what is no list of rules."""
    if not isinstance(fired, list | tuple):
        return []
    return [str(one["rule_id"]) for one in fired if isinstance(one, Mapping) and "rule_id" in one]


def type_of(past: PastEvaluation, types: Sequence[RequestType]) -> RequestType | None:
    """Return the type of a request; None where this code does not know it."""
    with suppress(BadRequest):
        return catalog.request_type(past.request_type, types)
    return None


def _inputs(past: PastEvaluation, types: Sequence[RequestType]) -> Known:
    known = type_of(past, types)
    if known is None or past.policy_key is None or not isinstance(past.known, Mapping):
        return NOTHING
    return Recorded.from_json(known.needs, past.known)
