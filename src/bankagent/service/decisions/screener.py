"""Screening of a batch's names: the lists in force are held in memory, and answers remembered."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bankagent.db.pool import Connection
from bankagent.domain.known import Case
from bankagent.domain.listed_name import ListedIdentifier, ListedName
from bankagent.facts.screenings import Hits, Screenings, identifiers
from bankagent.screening.identified import Identified, Key
from bankagent.screening.index import ListIndex
from bankagent.screening.words import read
from bankagent.service.decisions.held import InForce, finished
from bankagent.store.decisions import reference
from bankagent.store.decisions.reference import Version

# Each screening list is a dataset of its own: screening:OFAC-SDN.
PREFIX = "screening:"
# Names that are remembered cost a few microseconds each: up to so many the event loop reads itself.
FEW = 200


@dataclass(frozen=True, slots=True)
class ScreeningList:
    """One version of a list, held for search by name and by identifier."""

    names: ListIndex
    identified: Identified
    is_whole: bool

    @classmethod
    def of(
        cls, names: list[ListedName], listed: list[ListedIdentifier], *, is_whole: bool
    ) -> "ScreeningList":
        """Return the list of these rows; `is_whole`: they are all that were imported."""
        return cls(ListIndex(names), Identified(listed), is_whole)


Lists = Mapping[str, ScreeningList]
# Hits by name, and the names that cannot be compared.
Found = tuple[dict[str, Hits], tuple[str, ...]]


class Screener:
    """Screens names against the lists in force; a list is read again when its version changes."""

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force
        self._held: dict[int, asyncio.Task[ScreeningList]] = {}
        # Batches and questions share this: the first of them reads a list, and the others wait.
        self._reading = asyncio.Lock()
        self._begun: dict[tuple[tuple[int, ...], tuple[str, ...]], asyncio.Task[Found]] = {}

    async def find(self, conn: Connection, cases: Sequence[Case]) -> Screenings:
        """Return the hits of the payloads' counterparties; nothing is asked without any."""
        names = sorted({name for case in cases if (name := case.given("counterparty_name"))})
        given = sorted({key for case in cases for key in identifiers(case).values()})
        return (await self.screen(conn, names, given))[0]

    async def screen(
        self, conn: Connection, names: Sequence[str], given: Sequence[Key]
    ) -> tuple[Screenings, list[Version]]:
        """Return the hits of names and of identifiers, with the versions that were asked."""
        if not names and not given:
            return Screenings(), []
        in_force = await self._in_force.all(conn)
        versions = [one for name, one in in_force.items() if name.startswith(PREFIX)]
        lists = {one.dataset: await self._list(conn, one) for one in versions}
        ids = {one.reference_version_id for one in versions}
        self._held = {id_: task for id_, task in self._held.items() if id_ in ids}
        hits, unscreened = await self._hits(lists, tuple(sorted(ids)), tuple(names))
        return Screenings(
            {one.dataset: one.version for one in versions},
            hits,
            unscreened,
            _identified(lists, given),
            tuple(sorted(dataset for dataset, one in lists.items() if not one.is_whole)),
        ), versions

    async def _hits(self, lists: Lists, ids: tuple[int, ...], names: tuple[str, ...]) -> Found:
        """Return the hits by name, and the names that cannot be compared; of many, in a thread.

        A first screening takes a millisecond or more a name, which heartbeats must not wait for. A
        batch of 5,000 names takes longer than a look-up may: begun once, it is remembered until it
        is asked for again.
        """
        if len(names) <= FEW and all(
            one.names.remembers(name) for one in lists.values() for name in names
        ):
            return _screened(lists, names)
        key = (ids, names)
        if key not in self._begun:
            # Those that ended, and that no batch has asked for again.
            self._begun = {of: one for of, one in self._begun.items() if not one.done()}
            made = asyncio.to_thread(_screened, lists, names)
            self._begun[key] = asyncio.create_task(made)
        work = self._begun[key]
        try:
            return await finished(work)
        finally:
            if work.done():
                self._begun.pop(key, None)

    async def _list(self, conn: Connection, one: Version) -> ScreeningList:
        async with self._reading:
            work = self._held.get(one.reference_version_id)
            if work is None or _has_failed(work):
                work = await _read(conn, one.reference_version_id)
                self._held[one.reference_version_id] = work
        # A long list may take longer than a look-up may: the next look-up finds it further on.
        return await finished(work)


async def _read(conn: Connection, id_: int) -> "asyncio.Task[ScreeningList]":
    names = await reference.listed_names(conn, id_)
    listed = await reference.listed_identifiers(conn, id_)
    is_whole = await reference.is_whole(conn, id_)
    made = asyncio.to_thread(ScreeningList.of, names, listed, is_whole=is_whole)
    return asyncio.create_task(made)


def _has_failed(task: "asyncio.Task[ScreeningList]") -> bool:
    # Kept, a task that failed once (memory, a cancelled executor) would fail every batch.
    return task.done() and (task.cancelled() or task.exception() is not None)


def _screened(lists: Lists, names: Sequence[str]) -> Found:
    found: dict[str, Hits] = {
        name: {dataset: hits for dataset, one in lists.items() if (hits := one.names.screen(name))}
        for name in names
    }
    # A name without a letter or a digit that anything can be compared with.
    return found, tuple(name for name in names if not read(name).words)


def _identified(lists: Lists, given: Iterable[Key]) -> dict[Key, Hits]:
    return {
        key: hits
        for key in given
        if (
            hits := {
                dataset: found
                for dataset, one in lists.items()
                if (found := one.identified.screen(key))
            }
        )
    }
