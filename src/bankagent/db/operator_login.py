"""An operator's own connection: as whoever DATABASE_URL says, and errors in one sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from bankagent.db.errors import translated
from bankagent.db.pool import Connection, connect
from bankagent.db.server import in_one_sentence
from bankagent.db.url import conninfo
from bankagent.errors import Forbidden

OPERATORS_ONLY = (
    "This database user may not do that: it is for members of bankagent_owner, as whom a DBA or "
    "bankagent migrate comes."
)


@asynccontextmanager
async def as_operator(url: str) -> AsyncIterator[Connection]:
    """Give a connection for an operator's verbs.

    Raises:
        Forbidden: the database user is no operator.
        Unavailable: the database cannot be reached; the text is what it said.
        BankagentError: what a verb refused, in our words.
    """
    with in_one_sentence():
        conn = await connect(conninfo(url, application_name="bankagent/operator"))
        async with conn:
            with translated():
                try:
                    yield conn
                except psycopg.errors.InsufficientPrivilege:
                    raise Forbidden(OPERATORS_ONLY) from None
