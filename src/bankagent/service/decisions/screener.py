"""Screening of a batch's names: the lists in force are held in memory, and answers remembered."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from bankagent.db.pool import Connection
from bankagent.domain.known import Case
from bankagent.facts.screenings import Hits, Screenings
from bankagent.screening.index import ListIndex
from bankagent.service.decisions.held import InForce
from bankagent.store.decisions import reference
from bankagent.store.decisions.reference import Version

# Each screening list is a dataset of its own: screening:OFAC-SDN.
PREFIX = "screening:"


class Screener:
    """Screens names against the lists in force; a list is read again when its version changes."""

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force
        self._indexes: dict[int, asyncio.Task[ListIndex]] = {}

    async def find(self, conn: Connection, cases: Sequence[Case]) -> Screenings:
        """Return the hits of the payloads' counterparties; nothing is asked without a name."""
        names = sorted({name for case in cases if (name := case.payload.counterparty_name)})
        if not names:
            return Screenings({}, {})
        in_force = await self._in_force.all(conn)
        lists = [one for name, one in in_force.items() if name.startswith(PREFIX)]
        indexes = {one.dataset: await self._index(conn, one) for one in lists}
        ids = {one.reference_version_id for one in lists}
        self._indexes = {id_: task for id_, task in self._indexes.items() if id_ in ids}
        if all(index.remembers(name) for index in indexes.values() for name in names):
            hits = _screened(indexes, names)
        else:
            # A first screening takes a millisecond or more, which heartbeats must not wait for.
            hits = await asyncio.to_thread(_screened, indexes, names)
        return Screenings({one.dataset: one.version for one in lists}, hits)

    async def _index(self, conn: Connection, one: Version) -> ListIndex:
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
