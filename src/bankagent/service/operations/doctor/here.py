"""Where the doctor stands, and from when on a check speaks."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on each check speaks; fractions are of 1."""

    connections_used: float = 0.8
    clock_apart_s: float = 2.0
    disk_free: float = 0.1
    disk_free_bytes: int = 2 * 1024**3
    long_transaction: timedelta = timedelta(minutes=5)
    notification_queue: float = 0.1
    sequence_used: float = 0.7
    keys_expire_within: timedelta = timedelta(days=14)
    forgotten_pause: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Here:
    """The machine that the doctor runs on: whether the database is on it too, and its clock."""

    database_is_here: bool
    now: Callable[[], float] = time.time
    limits: Limits = field(default_factory=Limits)
