"""Suggestion of an agent to the people who decide on a request: advice, and never a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

# none: there is no suggestion. The others are those of texts in a trace.
Left: TypeAlias = Literal["none", "redacted", "withheld", "long", "unreadable"]


@dataclass(frozen=True, slots=True)
class Playbook:
    """A cause of a break: what it means, whose work it is, what to check, what may be done."""

    cause: str
    version: int
    means: str
    team: str
    checks: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """The model that wrote, and the digest of the definition that it worked by."""

    model: str
    definition_sha256: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The newest suggestion on a request; `left_out` says why it is not shown, where it is not.

    `message` is a draft, which is never sent. `run` and `step` say where it stands in the trace.
    `is_current`: it is of the payload and of the recommendation as they are now.
    """

    request_id: int
    left_out: Left | None
    summary: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    message: str | None = None
    cause: str | None = None
    playbook: Playbook | None = None
    written_by: WrittenBy | None = None
    made_at: datetime | None = None
    run: int | None = None
    step: int | None = None
    is_current: bool | None = None
    label: Literal["suggestion"] = "suggestion"
