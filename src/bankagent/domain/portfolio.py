"""Portfolio snapshots: what a client held at an instant, as one source says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bankagent.domain.exact_json import JsonObject


@dataclass(frozen=True, slots=True)
class NewSnapshot:
    """A snapshot to store; `positions` are JSON objects as store_portfolio_snapshot takes them."""

    client_id: str
    source: str
    as_of: datetime
    positions: Sequence[JsonObject]


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """The number of a snapshot, and whether it was stored now or before."""

    snapshot_id: int
    disposition: Literal["created", "replayed"]


@dataclass(frozen=True, slots=True)
class ListedSnapshot:
    """A snapshot in a list, without its positions."""

    id: int
    client_id: str
    as_of: datetime
    source: str
    maker: str
    created_at: datetime
    position_count: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot with its positions, in the order in which they were sent."""

    id: int
    client_id: str
    as_of: datetime
    source: str
    maker: str
    created_at: datetime
    position_count: int
    positions: list[JsonObject]
