"""Verification of agents' work on a request: what was checked again, and the faults found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkFault:
    """A fault of stored work: where it is, such as `run 1 step 3`, and what is wrong there."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Counts of what was checked again; `redacted` counts texts that are gone, hashes left."""

    request_id: int
    runs: int
    steps: int
    texts: int
    redacted: int
    hits: int
    quotes: int
    figures: int
    faults: tuple[WorkFault, ...]
