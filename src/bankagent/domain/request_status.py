"""Request statuses: who acts next at each of them, and which are final.

The only list in Python. The words of a request's decision are here too, for the models and rows
that show both.
"""

from dataclasses import dataclass
from typing import Literal

Status = Literal["received", "awaiting_approval", "needs_info", "failed", "processed", "cancelled"]
WhoActsNext = Literal["a worker", "reviewers", "the caller", "an operator", "nobody"]
Decision = Literal["approved", "rejected"]
DecidedBy = Literal["policy", "people"]


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """A status, and who acts next there; a request at a final status never moves again."""

    name: Status
    who_acts_next: WhoActsNext
    is_final: bool = False

    @property
    def is_open(self) -> bool:
        """Whether someone has to act: a worker, a reviewer, the caller or an operator."""
        return not self.is_final


STATUSES = {
    status.name: status
    for status in (
        RequestStatus("received", "a worker"),
        RequestStatus("awaiting_approval", "reviewers"),
        RequestStatus("needs_info", "the caller"),
        RequestStatus("failed", "an operator"),
        RequestStatus("processed", "nobody", is_final=True),
        RequestStatus("cancelled", "nobody", is_final=True),
    )
}
OPEN = tuple(status.name for status in STATUSES.values() if status.is_open)
FINAL = frozenset(status.name for status in STATUSES.values() if status.is_final)
