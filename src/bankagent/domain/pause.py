"""Pauses: the stop of a queue or request type by an operator."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pause:
    """A queue or a request type whose jobs no worker claims, until an operator resumes it.

    `queue` is the queue that is paused, or that holds the paused type; `resumed_at` and
    `resumed_by` are None while it is in force. `ends_at` is when it ends by itself, if it does.
    """

    id: int
    kind: str
    name: str
    queue: str | None
    reason: str
    paused_at: datetime
    paused_by: str
    resumed_at: datetime | None
    resumed_by: str | None
    lasts: timedelta
    ends_at: datetime | None

    @property
    def what(self) -> str:
        """The kind and name of what is paused: `queue trade_review` or `type trade_review`."""
        return f"{'queue' if self.kind == 'queue' else 'type'} {self.name}"
