"""Thresholds of the doctor's checks, and the machine that the checks run on."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

# Age from which a dataset is stale; calendars end instead. Rates of the Thursday before Easter are
# 5.6 days old when the ECB publishes the next ones.
STALE_AFTER = {
    "fx_rates": timedelta(days=6),
    "screening": timedelta(days=7),
    "restricted_instruments": timedelta(days=7),
    "country_risk": timedelta(days=366),
    "trading_limits": timedelta(days=366),
    "tolerances": timedelta(days=366),
    "document_requirements": timedelta(days=366),
    "product_risk": timedelta(days=366),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Values from which on a check reports a finding; fractions are of 1."""

    connections_used: float = 0.8
    clock_apart_s: float = 2.0
    disk_free: float = 0.1
    disk_free_bytes: int = 2 * 1024**3
    long_transaction: timedelta = timedelta(minutes=5)
    notification_queue: float = 0.1
    sequence_used: float = 0.7
    keys_expire_within: timedelta = timedelta(days=14)
    forgotten_pause: timedelta = timedelta(days=1)
    reference_stale_after: Mapping[str, timedelta] = field(default_factory=lambda: STALE_AFTER)
    calendar_ends_within: timedelta = timedelta(days=90)
    # From here on approvals of today may have no due time: demands count up to weeks.
    demand_ends_within: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The machine that the doctor runs on: whether the database is on it too, and its clock."""

    database_is_local: bool
    now: Callable[[], float] = time.time
    thresholds: Thresholds = field(default_factory=Thresholds)
