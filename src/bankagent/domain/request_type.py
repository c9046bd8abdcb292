"""The shape that every type of request must have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bankagent.domain.exact_json import JsonValue


@dataclass(frozen=True, slots=True)
class RequestType:
    """One type of request: what it takes, what is found out about it, and which policy decides.

    `facts` is deterministic and takes a valid payload; no fact is None, a name or a free text.
    """

    name: str
    description: str
    queue: str
    policy_key: str
    payload: type[BaseModel]
    facts: Callable[[Any], dict[str, JsonValue]]
    example: Mapping[str, JsonValue]
