"""Probe of a database on a connection of its own, which can say why a pool gets none."""

from collections.abc import Awaitable, Callable

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bankagent.db.errors import translated
from bankagent.db.gateway import DEADLINE_S, within
from bankagent.db.login_refusal import why_refused
from bankagent.db.pool import Connection, begin, commit, connect_shared
from bankagent.errors import BankagentError, SchemaMismatch, Unavailable

NO_ROLE = (
    "The database answers, but this user cannot become the service's role there: run bankagent "
    "migrate, and give the service a database user of its own that has the role."
)


async def probe(
    conninfo: Callable[[], str], check: Callable[[Connection], Awaitable[None]]
) -> None:
    """Connect and check the database, within the deadline of a question.

    A pooler lets us in, and then keeps us waiting for a server that is away.

    Raises:
        SchemaMismatch: the role that we should become is missing, or the check raises it.
        CannotRun: the check raises it.
        Unavailable: the database cannot be reached, or refuses the connection.
    """
    with translated():
        await within(DEADLINE_S, _probe(conninfo(), check))


async def _probe(conninfo: str, check: Callable[[Connection], Awaitable[None]]) -> None:
    try:
        conn = await connect_shared(conninfo)
    except psycopg.OperationalError:
        raise await why(conninfo) from None
    async with conn:
        await begin(conn)
        await check(conn)
        await commit(conn)


async def why(conninfo: str) -> BankagentError:
    """Return why no connection came: by the SQLSTATE, or the role that we should become."""
    # Tried without the role: a missing one looks like an absent server.
    given = conninfo_to_dict(conninfo)
    if not given.pop("options", None):
        return Unavailable(await why_refused(conninfo))
    try:
        conn = await psycopg.AsyncConnection.connect(make_conninfo("", **given))
    except psycopg.OperationalError:
        return Unavailable(await why_refused(conninfo))
    await conn.close()
    return SchemaMismatch(NO_ROLE)
