"""Feeds of pairs and their summaries, as callers read them."""

from typing import ClassVar, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.domain.feed import Feed, FeedSummary


class FeedShown(Answer):
    """A feed in a list."""

    EXAMPLE: ClassVar[JsonObject] = {
        "name": "pairs.csv-3f9a1c04b2d7",
        "maker": "recon",
        "client_id": "CUST-1042",
        "rows": 10000,
        "first_request_id": 7,
        "began_at": "2026-11-27T18:00:00.000000Z",
    }

    name: str
    maker: str = Field(description="The caller who sent it.")
    client_id: str = Field(description="The client of its first pair.")
    rows: int | None = Field(description="How many rows the file has, as its first pair says.")
    first_request_id: int
    began_at: Time = Field(description="When its first pair was stored.")

    @classmethod
    def of(cls, row: Feed) -> Self:
        """Return the database's row as callers see it."""
        return cls.model_validate(row, from_attributes=True)


class FeedList(Answer):
    """A page of feeds, the newest first."""

    EXAMPLE: ClassVar[JsonObject] = {"feeds": [FeedShown.EXAMPLE], "next": None}

    feeds: list[FeedShown]
    next: str | None = Field(description="The next page's path; null on the last page.")


class FeedMatches(Answer):
    """Numbers of pairs by their match; they add up to `taken`."""

    EXAMPLE: ClassVar[JsonObject] = {
        "exact": 9500,
        "within_tolerance": 200,
        "forced": 0,
        "broken": 280,
        "unmatched_ours": 12,
        "unmatched_theirs": 8,
        "not_compared": 0,
    }

    exact: int
    within_tolerance: int
    forced: int = Field(description="They differ as people accepted before.")
    broken: int
    unmatched_ours: int = Field(description="Theirs is missing.")
    unmatched_theirs: int = Field(description="Ours is missing.")
    not_compared: int = Field(description="No worker has compared them, yet or at all.")


class FeedStatuses(Answer):
    """Numbers of pairs by decision and status; they add up to `taken`."""

    EXAMPLE: ClassVar[JsonObject] = {
        "approved": 9700,
        "rejected": 0,
        "awaiting_approval": 300,
        "needs_info": 0,
        "received": 0,
        "failed": 0,
        "cancelled": 0,
    }

    approved: int
    rejected: int
    awaiting_approval: int = Field(description="They wait for people.")
    needs_info: int = Field(description="They wait for the caller.")
    received: int = Field(description="They wait for a worker.")
    failed: int = Field(description="They wait for an operator.")
    cancelled: int


class FeedView(Answer):
    """Summary of a feed: what its pairs came to."""

    EXAMPLE: ClassVar[JsonObject] = {
        "name": "pairs.csv-3f9a1c04b2d7",
        "maker": "recon",
        "rows": 10000,
        "taken": 10000,
        "matches": FeedMatches.EXAMPLE,
        "statuses": FeedStatuses.EXAMPLE,
        "repeated": 0,
        "exceptions_opened": 300,
        "exceptions_open": 300,
        "first_request_id": 7,
        "last_request_id": 10006,
        "began_at": "2026-11-27T18:00:00.000000Z",
        "changed_at": "2026-11-27T18:00:21.000000Z",
    }

    name: str
    maker: str = Field(description="The caller who sent it.")
    rows: int | None = Field(description="How many rows the file has, as its pairs say.")
    taken: int = Field(description="How many of them are stored.")
    matches: FeedMatches
    statuses: FeedStatuses
    repeated: int = Field(
        description="Pairs that an earlier request, still open, has unchanged: they open nothing "
        "twice."
    )
    exceptions_opened: int
    exceptions_open: int = Field(description="How many of these are open now.")
    first_request_id: int
    last_request_id: int
    began_at: Time = Field(description="When its first pair was stored.")
    changed_at: Time = Field(description="When one of its requests moved last.")

    @classmethod
    def of(cls, row: FeedSummary) -> Self:
        """Return the database's row as callers see it."""
        own = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls(
            matches=FeedMatches.model_validate(row, from_attributes=True),
            statuses=FeedStatuses.model_validate(row, from_attributes=True),
            **own,
        )
