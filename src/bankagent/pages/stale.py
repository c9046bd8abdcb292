"""Differences between what a reviewer was shown, by the digest sent back, and what waits now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Evidence
from bankagent.domain.work import PayloadVersion
from bankagent.pages.changes import ValueChange, changes


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed since a reviewer read the request; `known` is false for a digest of nothing.

    `unchanged`: the approval is the one that was shown, so that the row was changed by hand.
    `escalated` is who asked for the next level, and why; the stages stand beside the form.
    `demand` is what is asked for: the outcome, the policy's version, what is at stake.
    """

    known: bool = True
    unchanged: bool = False
    payload: list[ValueChange] = field(default_factory=list)
    facts: list[ValueChange] = field(default_factory=list)
    demand: list[ValueChange] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    escalated: list[str] = field(default_factory=list)
    rules_gone: list[str] = field(default_factory=list)
    rules_new: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether all that is compared has the values that were shown."""
        values = (self.payload, self.facts, self.demand, self.answers, self.escalated)
        return not any((*values, self.rules_gone, self.rules_new))


def differences(
    found: Evidence, versions: Sequence[PayloadVersion], digest: str
) -> Differences | None:
    """Return what differs between the approval of this digest and the latest one; None without."""
    approvals = _rows(found.approvals)
    if not approvals:
        return None
    named = ("digest", "shown_digest")
    shown = next((one for one in approvals if digest in map(one.get, named)), None)
    if shown is None:
        return Differences(known=False)
    now = approvals[-1]
    before, after = _evaluation(found, shown), _evaluation(found, now)
    old_rules, new_rules = _rules(before), _rules(after)
    return Differences(
        unchanged=shown == now,
        payload=changes(_payload_at(found, versions, shown), found.payload),
        facts=changes(before.get("facts"), after.get("facts")),
        demand=changes(_demand(shown, before), _demand(now, after)),
        answers=[
            str(one["text"])
            for one in _rows(found.answers)
            if one.get("text")
            and datetime.fromisoformat(str(one.get("answered_at")))
            >= datetime.fromisoformat(str(shown.get("opened_at")))
        ],
        escalated=_escalated(found, now) if digest != now.get("shown_digest") else [],
        rules_gone=[text for name, text in old_rules.items() if name not in new_rules],
        rules_new=[text for name, text in new_rules.items() if name not in old_rules],
    )


def waiting_digest(found: Evidence) -> object:
    """Return the digest of the approval that waits for people; None where none does."""
    approvals = _rows(found.approvals)
    return (
        approvals[-1].get("shown_digest")
        if approvals and found.status == "awaiting_approval"
        else None
    )


def _escalated(found: Evidence, approval: Mapping[str, Any]) -> list[str]:
    of = (approval.get("job_id"), approval.get("attempt"), "escalate")
    return [
        f"{one.get('reviewer')}: {one.get('reason')}"
        for one in _rows(found.votes)
        if (one.get("job_id"), one.get("attempt"), one.get("verdict")) == of
    ]


def _payload_at(
    found: Evidence, versions: Sequence[PayloadVersion], approval: Mapping[str, Any]
) -> Any:
    """Return the payload that the request had when an approval was opened."""
    opened = datetime.fromisoformat(str(approval.get("opened_at")))
    later = [one.payload for one in versions if one.replaced_at >= opened]
    return later[0] if later else found.payload


def _demand(approval: Mapping[str, Any], evaluation: Mapping[str, Any]) -> dict[str, JsonValue]:
    return {
        "policy_asks_for": evaluation.get("outcome"),
        "policy_version": evaluation.get("policy_version"),
        "at_stake": approval.get("exposure_amount"),
        "currency": approval.get("exposure_currency"),
    }


def _evaluation(found: Evidence, approval: Mapping[str, Any]) -> Mapping[str, Any]:
    of = (approval.get("job_id"), approval.get("attempt"))
    for one in _rows(found.evaluations):
        if (one.get("job_id"), one.get("attempt")) == of:
            return one
    return {}


def _rules(evaluation: Mapping[str, Any]) -> dict[str, str]:
    return {
        str(rule.get("rule_id")): f"{rule.get('rule_id')}: {rule.get('text')}"
        for rule in _rows(evaluation.get("fired"))
    }


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
