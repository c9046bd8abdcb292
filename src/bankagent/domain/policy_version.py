"""Versions of policies: their status, author, checks, and time in force."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version, as ops.policy_versions shows it.

    `status` is draft, linted, tested, active or retired. The last four fields tell of its present,
    next or last time in force; they are None where it was never activated.
    """

    key: str
    version: int
    status: str
    description: str
    sha256: str
    author: str
    stored_at: datetime
    linted: bool
    tested: bool
    active_from: datetime | None
    active_until: datetime | None
    activated_by: str | None
    reason: str | None

    @property
    def name(self) -> str:
        """The version as people name it: `trade_review@1001`."""
        return f"{self.key}@{self.version}"


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """The answer of store_policy_version; `disposition` is created, or replayed: it was there."""

    version: int
    sha256: str
    disposition: str


@dataclass(frozen=True, slots=True)
class ScheduledVersion:
    """A version that is activated for a time to come, from which it is in force."""

    key: str
    version: int
    active_from: datetime
    activated_by: str
    reason: str

    @property
    def name(self) -> str:
        """The version as people name it: `trade_review@1001`."""
        return f"{self.key}@{self.version}"
