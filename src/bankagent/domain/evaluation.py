"""Evaluations: facts, fired rules, and their strictest outcome, which the machine recommends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import version

from bankagent.domain.confidence import Upheld
from bankagent.domain.exact_json import JsonValue

# The name under which the version of bankagent stands beside the looked-up values: where a replay
# differs, it tells another version of the code from an incident.
VERSION = "bankagent"
BANKAGENT = version("bankagent")


class Outcome(StrEnum):
    """The word that a row of a policy says, in rising strictness."""

    APPROVE = "approve"
    NEEDS_INFO = "needs_info"
    REVIEW = "review"
    DUAL_CONTROL = "dual_control"
    ESCALATE = "escalate"
    REJECT = "reject"


STRICTNESS = {outcome: rank for rank, outcome in enumerate(Outcome)}


def strictest(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the strictest outcome; `review` of none, since no finding is no approval."""
    return max(outcomes, key=STRICTNESS.__getitem__, default=Outcome.REVIEW)


# What they ask for is the work of people.
OF_PEOPLE = (Outcome.REVIEW, Outcome.DUAL_CONTROL, Outcome.ESCALATE)


def of_people(said: Iterable[Outcome]) -> Outcome | None:
    """Return the strictest outcome that asks for people; None where none of them does.

    It is told where another rule rejects, too: of `escalate` and `reject` it is `escalate`.
    """
    asking = [one for one in said if one in OF_PEOPLE]
    return strictest(asking) if asking else None


STOPPED = "DECISIONS-STOPPED"  # a stop of automatic decisions, which recommends nothing


def recommended(fired: JsonValue) -> Outcome | None:
    """Return what the policy recommended of its own, by the rules that fired; None of none.

    As the function recommendation of the database: a stop is no rule of the policy.
    """
    said = [
        Outcome(str(one["outcome"]))
        for one in (fired if isinstance(fired, list) else [])
        if isinstance(one, Mapping)
        and one.get("rule_id") != STOPPED
        and one.get("outcome") in set(Outcome)
    ]
    return strictest(said) if said else None


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a decision table: its JSON text, and the SHA-256 of that text in hex."""

    key: str
    version: int
    sha256: str
    table_json: str


@dataclass(frozen=True, slots=True)
class PolicyInForce(Policy):
    """The version that decides now, and how often people upheld what it recommended.

    `upheld` has this by request type and fired rules (in order of their ids), where there are votes
    enough.
    """

    upheld: Mapping[tuple[str, tuple[str, ...]], Upheld]


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that fired, and the facts that it tested."""

    rule_id: str
    outcome: Outcome
    text: str
    facts: Mapping[str, JsonValue]

    def as_json(self) -> dict[str, JsonValue]:
        """Return it as it stands in evaluations and results."""
        return {
            "rule_id": self.rule_id,
            "outcome": str(self.outcome),
            "text": self.text,
            "facts": dict(self.facts),
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The machine's recommendation for one attempt; the policy is None where none was applied.

    `reference` has the version of each dataset that was used, and `known` the looked-up values that
    the facts saw, so that replay finds the same facts. `evidence` is what a request type shows
    beside them, by name; it is recorded with `known`, and results have it.
    """

    policy_key: str | None
    policy_version: int | None
    policy_sha256: str | None
    outcome: Outcome
    facts: Mapping[str, JsonValue]
    fired: tuple[FiredRule, ...]
    reference: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, JsonValue] = field(default_factory=dict)
    evidence: Mapping[str, JsonValue] = field(default_factory=dict)

    def as_json(self) -> dict[str, JsonValue]:
        """Return it as settle_jobs takes it."""
        return {
            "policy_key": self.policy_key,
            "policy_version": self.policy_version,
            "policy_sha256": self.policy_sha256,
            "outcome": str(self.outcome),
            "facts": dict(self.facts),
            "fired": [rule.as_json() for rule in self.fired],
            "reference": dict(self.reference),
            "known": {**self.evidence, **self.known, VERSION: BANKAGENT},
        }
