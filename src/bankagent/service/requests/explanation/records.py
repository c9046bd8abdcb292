"""Records of a request as an explanation reads them: its evaluation, ids, times and marks.

A row that was written past the constraints is read for what it has: an explanation of the others
must not fail by it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from bankagent.domain.caller import ANONYMOUS
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Audience, Evidence
from bankagent.errors import BadJson
from bankagent.policy.jdm import DecisionModel, FactSchema
from bankagent.service.requests.explanation.marks import Marks

Row = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a request, with the evaluation that counts for it now, if there is one.

    `facts` are the facts that the policy of that evaluation knows, with their marks. `hidden` are
    the numbers of other callers' requests, of which the reader may learn nothing.
    """

    given: Evidence
    audience: Audience
    entries: tuple[Row, ...]
    evaluations: tuple[Row, ...]
    approvals: tuple[Row, ...]
    votes: tuple[Row, ...]
    references: tuple[Row, ...]
    holidays: tuple[Row, ...]
    stops: tuple[Row, ...]
    policies: tuple[Row, ...]
    activations: tuple[Row, ...]
    decision: Row | None
    evaluation: Row | None
    facts: Mapping[str, FactSchema]
    marks: Marks
    hidden: Collection[int] = ()

    @classmethod
    def of(cls, given: Evidence, audience: Audience, hidden: Collection[int] = ()) -> "Records":
        """Return the records with what follows from them."""
        evaluations = rows(given.evaluations)
        decision = given.decision if isinstance(given.decision, Mapping) else None
        evaluation = _counting(given, evaluations, decision)
        facts = _facts(rows(given.policies), evaluation)
        return cls(
            given=given,
            audience=audience,
            entries=rows(given.entries),
            evaluations=evaluations,
            approvals=rows(given.approvals),
            votes=rows(given.votes),
            references=rows(given.references),
            holidays=rows(given.holidays),
            stops=rows(given.stops),
            policies=rows(given.policies),
            activations=rows(given.activations),
            decision=decision,
            evaluation=evaluation,
            facts=facts,
            marks=Marks.of(facts, decision, rows(evaluation["fired"]) if evaluation else ()),
            hidden=hidden,
        )

    @property
    def request(self) -> str:
        """The id of the request."""
        return f"request:{self.given.request_id}"

    @property
    def payload(self) -> str:
        """The id of the payload's version now."""
        return f"payload:{self.given.request_id}@{self.given.payload_version}"

    @property
    def last_entry(self) -> str:
        """The id of the latest audit entry; that of the request where it has none."""
        return entry_id(self.entries[-1]) if self.entries else self.request

    def payload_field(self, name: str) -> JsonValue:
        """Return a field of the payload's version now; None where it has none."""
        return mapping(self.given.payload).get(name)

    def is_public(self, fact: str) -> bool:
        """Whether this fact may reach the client."""
        return self.marks.is_public(fact)

    def is_public_rule(self, rule: Row) -> bool:
        """Whether this fired rule may reach the client."""
        return self.marks.is_public_rule(rule)


def rows(value: JsonValue) -> tuple[Row, ...]:
    """Return the objects of a list; of another value nothing."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(one for one in value if isinstance(one, Mapping))


def mapping(value: JsonValue) -> Row:
    """Return an object; of another value an empty one."""
    return value if isinstance(value, Mapping) else {}


def entry_id(entry: Row) -> str:
    """Return the id of an audit entry."""
    return f"entry:{entry['id']}"


def evaluation_id(row: Row, prefix: str = "evaluation") -> str:
    """Return the id of the evaluation, or of what has its job and attempt."""
    return f"{prefix}:{row['job_id']}/{row['attempt']}"


def rule_id(evaluation: Row, rule: Row) -> str:
    """Return the id of a rule that fired in an evaluation."""
    return f"{evaluation_id(evaluation, 'rule')}/{rule.get('rule_id')}"


def actor(name: JsonValue) -> str:
    """Return a maker or an actor as the subject of a sentence."""
    return "A caller without a key" if name == ANONYMOUS.name else str(name)


def policy_id(evaluation: Row) -> str | None:
    """Return the id of the policy's version that was applied; None where none was."""
    if evaluation["policy_key"] is None:
        return None
    return f"policy:{evaluation['policy_key']}@{evaluation['policy_version']}"


def at(row: Row, name: str = "created_at") -> str:
    """Return the time in a record, in UTC; when it was written, unless another one is named."""
    return time(datetime.fromisoformat(str(row[name])))


def time(instant: datetime) -> str:
    """Return an instant in UTC, to the second."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _counting(given: Evidence, evaluations: tuple[Row, ...], decision: Row | None) -> Row | None:
    """Return the evaluation on which the decision rests, else the last one of the current job."""
    if decision is not None:
        wanted = (decision["job_id"], decision["attempt"])
        found = [one for one in evaluations if (one["job_id"], one["attempt"]) == wanted]
    else:
        found = [one for one in evaluations if one["job_id"] == given.job_id]
    return found[-1] if found else None


def of_result(entry: Row, name: str) -> JsonValue:
    """Return a value of an entry's result; None where it has none of this name."""
    result = entry["result"]
    return result.get(name) if isinstance(result, dict) else None


def _facts(policies: tuple[Row, ...], evaluation: Row | None) -> Mapping[str, FactSchema]:
    if evaluation is None:
        return {}
    wanted = (evaluation["policy_key"], evaluation["policy_version"])
    for policy in policies:
        if (policy["key"], policy["version"]) == wanted:
            try:
                return DecisionModel.read(str(policy["document"])).facts().properties
            except (BadJson, ValidationError, StopIteration):
                return {}  # without marks all stays internal
    return {}
