"""Replay: past evaluations, and what became of evaluating them again."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bankagent.domain.evaluation import Outcome
from bankagent.domain.exact_json import JsonValue

# A report names no more differences than these; it counts all.
MOST_SHOWN = 100
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Window:
    """The requests that are replayed: those that came in from `since` until before `until`.

    `until` None is now, and `request_types` None is all of them.
    """

    since: datetime
    until: datetime | None = None
    request_types: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Extent:
    """The number of requests of a window, and the ids that they lie between."""

    requests: int
    after_id: int
    last_id: int


@dataclass(frozen=True, slots=True)
class PastEvaluation:
    """An evaluation as it was recorded, with the payload that its attempt saw.

    A request without an evaluation has one row, whose fields from `job_id` to `known` are None.
    `was_stopped`: automatic decisions of its type were stopped at some time before it.
    """

    request_id: int
    client_id: str
    request_type: str
    payload: str
    job_id: int | None
    attempt: int | None
    outcome: str | None
    policy_key: str | None
    policy_version: int | None
    policy_sha256: str | None
    facts: JsonValue
    fired: JsonValue
    known: JsonValue
    was_stopped: bool

    @property
    def name(self) -> str:
        """The id of the evaluation, as explanations write it: `evaluation:7/1`."""
        return f"evaluation:{self.job_id}/{self.attempt}"

    @property
    def policy(self) -> str | None:
        """The version of the policy that was applied: `trade_review@1001`; None where none was."""
        return f"{self.policy_key}@{self.policy_version}" if self.policy_key else None


class NotReplayable(StrEnum):
    """The reason for which an evaluation, a request or an attempt cannot be replayed."""

    NOT_EVALUATED = "not_evaluated"
    ATTEMPT_ENDED = "attempt_ended"
    NO_INPUTS = "no_inputs"
    POLICY_NOT_KEPT = "policy_not_kept"
    TYPE_NOT_KNOWN = "type_not_known"
    NO_POLICY = "no_policy"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an evaluation that came out in another way: outcome, rules, or a fact."""

    name: str
    recorded: JsonValue
    replayed: JsonValue


@dataclass(frozen=True, slots=True)
class Difference:
    """An evaluation that came out in another way than it was recorded: an incident."""

    request_id: int
    evaluation: str
    policy: str | None
    parts: tuple[Part, ...]


@dataclass(slots=True)
class Change:
    """Requests whose outcome a draft would change because of one rule: how many, and the first."""

    requests: int = 0
    examples: list[int] = field(default_factory=list)

    def add(self, request_id: int) -> None:
        """Count one more request."""
        self.requests += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(request_id)


# A rule, and the outcomes before and after.
ChangeKey = tuple[str, Outcome, Outcome]


@dataclass(slots=True)
class Replay:
    """The counts of a replay; each is bounded, however many requests there are.

    `evaluations` were replayed: they agree, differ, or differ for a reason (`explained`: the engine
    failed then, and does not now). Of a draft, `changed` requests would have another outcome.
    """

    requests: int = 0
    evaluations: int = 0
    agreed: int = 0
    explained: int = 0
    differ: int = 0
    differences: list[Difference] = field(default_factory=list)
    not_replayable: dict[NotReplayable, int] = field(default_factory=dict)
    draft: str | None = None
    changed: int = 0
    changes: dict[ChangeKey, Change] = field(default_factory=dict)

    def leave_out(self, reason: NotReplayable, count: int = 1) -> None:
        """Count what cannot be replayed, under its reason."""
        if count:
            self.not_replayable[reason] = self.not_replayable.get(reason, 0) + count
