"""Marks of facts and rules: what of an evaluation may reach the client.

The policy marks facts as public. Of a rejected request a client reads no more than the facts that
the rules saw by which the policy rejected it: each other one would be read as the reason, and be a
false one. People have reasons of their own, so that of what they rejected no rule is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bankagent.domain.evaluation import Outcome
from bankagent.domain.exact_json import JsonValue
from bankagent.policy.jdm import FactSchema

Row = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Marks:
    """The facts that the policy marks as public, and the public rules that led to a rejection.

    `led` is None where the request is not rejected.
    """

    marked: frozenset[str]
    led: tuple[Row, ...] | None = None

    @classmethod
    def of(
        cls, facts: Mapping[str, FactSchema], decision: Row | None, fired: Sequence[Row]
    ) -> "Marks":
        """Return the marks of an evaluation with these fired rules, and of its decision."""
        marks = cls(frozenset(name for name, one in facts.items() if one.public is True))
        if decision is None or decision.get("decision") != "rejected":
            return marks
        by_policy = decision.get("decided_by") == "policy"
        led = (rule for rule in fired if by_policy and rule.get("outcome") == Outcome.REJECT)
        return cls(marks.marked, tuple(rule for rule in led if marks.is_public_rule(rule)))

    def is_public(self, fact: str) -> bool:
        """Whether a fact may reach the client."""
        if fact not in self.marked:
            return False
        return self.led is None or any(fact in _seen(rule) for rule in self.led)

    def is_public_rule(self, rule: Row) -> bool:
        """Whether a fired rule saw only public facts, and led to the rejection, if there is one.

        A rule that saw no fact says what others did not see: it stays internal too.
        """
        if self.led is not None:
            return rule in self.led
        facts = _seen(rule)
        return bool(facts) and facts <= self.marked


def _seen(rule: Row) -> set[str]:
    facts = rule.get("facts")
    return set(facts) if isinstance(facts, Mapping) else set()
