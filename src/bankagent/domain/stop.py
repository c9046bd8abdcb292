"""Stops of automatic decisions: of one request type, or of all; people decide meanwhile."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop; `request_type` is None for all types, the last four fields until it is lifted."""

    id: int
    request_type: str | None
    reason: str
    stopped_at: datetime
    stopped_by: str
    lift_asked_at: datetime | None
    lift_asked_by: str | None
    lifted_at: datetime | None
    lifted_by: str | None

    @property
    def what(self) -> str:
        """The decisions that are stopped, in words."""
        return f"automatic decisions of {self.request_type or 'all types'}"
