"""Feeds: files of pairs that are sent together, and the summary of what became of one."""

from dataclasses import dataclass
from datetime import datetime

MOST_ROWS = 100_000
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in a list; `rows` is what its first pair says, None where it says no number."""

    name: str
    maker: str
    client_id: str
    rows: int | None
    first_request_id: int
    began_at: datetime


@dataclass(frozen=True, slots=True)
class FeedSummary:
    """Summary of a feed: numbers of its pairs, by match and by status.

    `taken` pairs are stored. `exact` to `unmatched_theirs` and `not_compared` add up to it, and so
    do `approved` to `cancelled`. `repeated` ones are unchanged pairs of an earlier request that is
    open.
    """

    name: str
    maker: str
    rows: int | None
    taken: int
    exact: int
    within_tolerance: int
    forced: int
    broken: int
    unmatched_ours: int
    unmatched_theirs: int
    not_compared: int
    approved: int
    rejected: int
    awaiting_approval: int
    needs_info: int
    received: int
    failed: int
    cancelled: int
    repeated: int
    exceptions_opened: int
    exceptions_open: int
    first_request_id: int
    last_request_id: int
    began_at: datetime
    changed_at: datetime
