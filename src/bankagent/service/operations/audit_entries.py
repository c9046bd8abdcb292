"""Audit entries that filters leave in, searched on until enough are found or the time is up."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.db.gateway import Gateway
from bankagent.store.operations import audit_search
from bankagent.store.operations.audit_search import AuditFilters, FoundEntry


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, the newest first; older ones are before `next_before`, None where none is left."""

    entries: Sequence[FoundEntry]
    next_before: int | None


async def search(
    gateway: Gateway, filters: AuditFilters, *, before: int, most: int, within_s: float
) -> Found:
    """Return at most so many entries before this one, and where to go on.

    One statement reads 20,000 entries at most; the next one goes on where it ended, unless the time
    is up.

    Raises:
        Unavailable: the database is away or busy.
    """
    found: list[FoundEntry] = []
    ends_at = time.monotonic() + within_s
    while True:
        read = await gateway.ask(
            audit_search.search, filters, before=before, most=most + 1 - len(found)
        )
        found += [one for one in read if one.matches]
        if len(found) > most:
            return Found(found[:most], found[most - 1].id)
        if not read or not read[-1].ends_scan:
            return Found(found, None)
        before = read[-1].id
        if time.monotonic() >= ends_at:
            return Found(found, before)
