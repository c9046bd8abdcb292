"""The shape of a request type."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, TypeAlias

from pydantic import BaseModel

from bankagent.domain.evaluation import Outcome
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.fact import Fact
from bankagent.domain.known import Case, Known, LookedUp
from bankagent.domain.settlement import Follows

Evidence: TypeAlias = Callable[[Collection[Outcome]], JsonObject]


@dataclass(frozen=True, slots=True)
class RequestType:
    """One type of request: its payload, what its facts need, its facts, and its policy.

    `facts` is pure: it takes a valid payload and, of each class in `needs`, the part that is about
    this request. No fact is None, a name or a free text. `fact_schema` declares all that it
    returns; a policy is linted beside it. `facts_and_evidence` is pure, too: the same facts, and of
    the outcomes of the rules that fired, what evaluation and result have beside the facts, by name.
    So is `follows`: what is submitted and stored with the decision to which approve or reject
    leads, by policy or by people. `approved_means` and `rejected_means` say in one sentence each
    what the two decisions are for this type.

    A type with a `deadline_s` waits for models: a worker runs each of its attempts alone, in one of
    its slots, and ends it after so many seconds. Its queue has no type that does not wait.

    A type of a bank's own package has its policy beside it: `policies` is the folder of
    `<version>.csv`, `.facts.json` and `.tests.csv`. The catalog sets `package`, by the entry point.
    """

    name: str
    description: str
    queue: str
    policy_key: str
    payload: type[BaseModel]
    facts: Callable[[Any, Known], dict[str, JsonValue]]
    example: Mapping[str, JsonValue]
    needs: tuple[type[LookedUp], ...] = ()
    fact_schema: Mapping[str, Fact] = field(default_factory=dict)
    facts_and_evidence: Callable[[Any, Known], tuple[dict[str, JsonValue], Evidence]] | None = None
    follows: Callable[[Case, Known, Outcome], Follows] | None = None
    approved_means: str = ""
    rejected_means: str = ""
    policies: Traversable | None = None
    package: str | None = None
    deadline_s: float | None = None

    @property
    def fact_names(self) -> tuple[str, ...]:
        """The names of its facts; workers tell them, and get no request that needs another."""
        return tuple(self.fact_schema)
