"""Import a version of reference data: all of its rows in one transaction, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bankagent.db.pool import Connection
from bankagent.domain.reference import ReferenceVersion
from bankagent.errors import BadRequest, Finding
from bankagent.reference.read import Content
from bankagent.store.reference import versions

# Rows in one statement: 0.1 s, so that a progress bar moves.
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Origin:
    """What an operator says of the files; without `as_of` it is the newest rate's day, or today."""

    source: str
    description: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """What an import came to: a new version, or the earlier one that has all this already."""

    version: ReferenceVersion
    is_new: bool


class _Unchanged(Exception):
    """The import is given up: this earlier version has its rows as of its day."""

    def __init__(self, version: int) -> None:
        super().__init__()
        self.version = version


async def load(
    conn: Connection,
    dataset: str,
    content: Content,
    origin: Origin,
    *,
    stored: Callable[[int], None] = lambda _: None,
) -> Import:
    """Store the rows as the next version of the dataset, which is not yet in force.

    `stored` is told how many more rows are stored. Where the newest version has the same rows as
    of the same day, nothing is stored, so that a feed may be imported again.

    Raises:
        BadRequest: a rate is of a later day than `as_of`.
        psycopg.Error: BA422 where what the operator says is not valid.
    """
    as_of = _as_of(content, origin)
    try:
        async with conn.transaction():
            new = await versions.begin(
                conn, dataset, source=origin.source, as_of=as_of, description=origin.description
            )
            for table, rows in content.rows.items():
                for at in range(0, len(rows), CHUNK):
                    stored(await versions.add_rows(conn, new, table, rows[at : at + CHUNK]))
            await _give_up_where_unchanged(conn, new)
            return Import(await versions.finish(conn, new), is_new=True)
    except _Unchanged as same:
        found = await versions.listed(conn, dataset)
        (there,) = [one for one in found if one.version == same.version]
        return Import(there, is_new=False)


async def _give_up_where_unchanged(conn: Connection, new: int) -> None:
    earlier = await versions.earlier(conn, new)
    if earlier is not None:
        raise _Unchanged(earlier)


def _as_of(content: Content, origin: Origin) -> date:
    newest = date.fromisoformat(content.newest_day) if content.newest_day else None
    if origin.as_of is None:
        return newest or datetime.now(UTC).date()
    if newest and newest > origin.as_of:
        expected = f"must be {newest} or later: the newest rate is of that day"
        raise BadRequest(f"--as-of {expected}.", findings=[Finding("as_of", expected)])
    return origin.as_of
