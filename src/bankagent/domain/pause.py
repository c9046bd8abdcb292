"""What an operator has paused."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pause:
    """A queue or a request type whose jobs no worker claims, until somebody lets it go on.

    `queue` is the queue that it concerns, in whole or in part; `resumed_at` and `resumed_by` are
    None while it is in force.
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

    @property
    def what(self) -> str:
        """What is paused, in words: `queue trade_review` or `type trade_review`."""
        return f"{'queue' if self.kind == 'queue' else 'type'} {self.name}"
