"""Work list of reviewers: moves of items of work, and what an item is after one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# The moves of `move_work`; a vote is none, so that no list of moves approves anything.
Action = Literal["claim", "release", "assign", "hand_back", "move", "snooze"]
Visibility = Literal["internal", "caller"]


@dataclass(frozen=True, slots=True)
class WorkMove:
    """A move of the item of a request by a reviewer.

    `to` is the reviewer with assign, the role of a team with move; `until` the end of a snooze,
    None where it ends now.
    """

    request_id: int
    action: Action
    to: str | None = None
    until: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An item after a move: who has it, until when by a claim, its team, and its snooze."""

    owner: str | None
    owned_until: datetime | None
    team: str | None
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class WorkMoved:
    """Disposition of one move of many: done with the item, else not_eligible or failed, and why."""

    move: WorkMove
    disposition: Literal["done", "not_eligible", "failed"]
    item: WorkItem | None
    why: str | None
