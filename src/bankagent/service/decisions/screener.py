"""Screening of a batch's names: the lists in force are held in memory, and answers remembered."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from bankagent.db.pool import Connection
from bankagent.domain.known import Case
from bankagent.facts.screenings import Hits, Screenings
from bankagent.screening.index import ListIndex
from bankagent.store.decisions import reference
from bankagent.store.decisions.reference import ListRow


class Screener:
    """Screens names against the lists in force; a list is read again when its version changes."""

    def __init__(self) -> None:
        self._indexes: dict[int, asyncio.Task[ListIndex]] = {}

    async def look_up(self, conn: Connection, cases: Sequence[Case]) -> Screenings:
        """Return the hits of the payloads' counterparties; nothing is asked without a name."""
        names = sorted({name for case in cases if (name := case.payload.counterparty_name)})
        if not names:
            return Screenings({}, {})
        lists = await reference.screening_lists(conn)
        indexes = {one.dataset: await self._index(conn, one) for one in lists}
        in_force = {one.reference_version_id for one in lists}
        self._indexes = {id_: task for id_, task in self._indexes.items() if id_ in in_force}
        if all(index.remembers(name) for index in indexes.values() for name in names):
            hits = _screened(indexes, names)
        else:
            # A first screening takes a millisecond or more, which heartbeats must not wait for.
            hits = await asyncio.to_thread(_screened, indexes, names)
        return Screenings({one.dataset: one.version for one in lists}, hits)

    async def _index(self, conn: Connection, one: ListRow) -> ListIndex:
        id_ = one.reference_version_id
        if id_ not in self._indexes:
            names = await reference.listed_names(conn, id_)
            self._indexes[id_] = asyncio.create_task(asyncio.to_thread(ListIndex, names))
        # A long list may take longer than a look-up may: the next look-up finds it further on.
        return await asyncio.shield(self._indexes[id_])


def _screened(indexes: Mapping[str, ListIndex], names: Iterable[str]) -> dict[str, Hits]:
    return {
        name: {dataset: hits for dataset, index in indexes.items() if (hits := index.screen(name))}
        for name in names
    }
