"""Fault of a model's provider: its kind, as note_model_fault takes it, and when to ask again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FaultKind = Literal["rate_limited", "unavailable", "timeout", "broken", "rejected"]


@dataclass(eq=False)
class ModelFault(Exception):
    """A call of a model failed. `detail` is for people: it has no client data and no key.

    `until` is the time that the provider named with a 429, in a time zone; None without one.
    """

    kind: FaultKind
    until: datetime | None = None
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind
