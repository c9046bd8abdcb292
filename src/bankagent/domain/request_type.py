"""The shape of a request type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Known, LookedUp


@dataclass(frozen=True, slots=True)
class RequestType:
    """One type of request: its payload, what its facts need, its facts, and its policy.

    `facts` is pure: it takes a valid payload and, of each class in `needs`, the part that is about
    this request. No fact is None, a name or a free text. `fact_names` are the names of all that it
    returns; workers tell them, and get no request that needs another.
    """

    name: str
    description: str
    queue: str
    policy_key: str
    payload: type[BaseModel]
    facts: Callable[[Any, Known], dict[str, JsonValue]]
    example: Mapping[str, JsonValue]
    needs: tuple[type[LookedUp], ...] = ()
    fact_names: tuple[str, ...] = ()
