"""Judge one evaluation: whether it agrees with itself, or what a draft would change."""

from collections.abc import Mapping, Sequence

from bankagent.domain.evaluation import STRICTNESS, Evaluation, Outcome, Policy
from bankagent.domain.replay import Change, Difference, NotReplayable, Part, PastEvaluation, Replay
from bankagent.domain.request_type import RequestType
from bankagent.service.policies.replay.again import (
    differing,
    evaluated_again,
    is_explained,
    unable,
)


def compare(
    done: Replay,
    past: PastEvaluation,
    policy: Policy | None,
    types: Sequence[RequestType],
    most_shown: int,
) -> None:
    """Evaluate again by the evaluation's own version, and count whether it agrees."""
    if reason := unable(past, policy, types):
        done.leave_out(reason)
        return
    done.evaluations += 1
    try:
        found = evaluated_again(past, policy, types)
    except Exception as error:  # noqa: BLE001 - inputs that were altered fail in any way
        parts = [Part("evaluation", past.outcome, f"ends in {type(error).__name__}")]
    else:
        parts = differing(past, found)
        if parts and is_explained(past, found, parts):
            done.explained += 1
            return
    if not parts:
        done.agreed += 1
        return
    done.differ += 1
    if len(done.differences) < most_shown:
        done.differences.append(Difference(past.request_id, past.name, past.policy, tuple(parts)))


def try_draft(
    done: Replay, past: PastEvaluation, draft: Policy, types: Sequence[RequestType]
) -> None:
    """Evaluate again by a draft, and count the rules by which the outcome would change."""
    reason = unable(past, draft, types)
    if reason is None and past.policy_key is None:
        reason = NotReplayable.NO_POLICY
    if reason:
        done.leave_out(reason)
        return
    try:
        found, before = evaluated_again(past, draft, types), Outcome(str(past.outcome))
        causes = _causes(past, found, before)
    except Exception:  # noqa: BLE001 - as above; without a draft it is an incident
        done.leave_out(NotReplayable.UNREADABLE)
        return
    done.evaluations += 1
    if found.outcome == before:
        return
    done.changed += 1
    for rule_id in dict.fromkeys(causes):
        key = (rule_id, before, found.outcome)
        done.changes.setdefault(key, Change()).add(past.request_id)


def _causes(past: PastEvaluation, found: Evaluation, before: Outcome) -> list[str]:
    """Return the rules that make it stricter, or the stricter ones that do not fire any more."""
    if STRICTNESS[found.outcome] > STRICTNESS[before]:
        return [rule.rule_id for rule in found.fired if rule.outcome == found.outcome]
    recorded = past.fired if isinstance(past.fired, list | tuple) else ()
    return [
        str(rule["rule_id"])
        for rule in recorded
        if isinstance(rule, Mapping)
        and STRICTNESS[Outcome(str(rule["outcome"]))] > STRICTNESS[found.outcome]
    ]
