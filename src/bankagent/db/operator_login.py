"""An operator's own connection, as the user of DATABASE_URL; an error is one sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from bankagent.db.errors import translated
from bankagent.db.operator_errors import in_one_sentence
from bankagent.db.pool import Connection, connect
from bankagent.db.url import DatabaseUrl
from bankagent.errors import Forbidden

OPERATORS_ONLY = (
    "This database user may not do that: it is for members of bankagent_owner, such as "
    "the user of a DBA or of bankagent migrate, and for people to whom a DBA has granted it."
)


@asynccontextmanager
async def as_operator(url: DatabaseUrl) -> AsyncIterator[Connection]:
    """Give a connection for an operator's verbs.

    Raises:
        Forbidden: the database user is no operator.
        Unavailable: the database cannot be reached; the text is what it said.
        BankagentError: the refusal of a verb, in our words.
    """
    with in_one_sentence():
        conn = await connect(url.conninfo(application_name="bankagent/operator"))
        async with conn:
            with translated():
                try:
                    yield conn
                except psycopg.errors.InsufficientPrivilege:
                    raise Forbidden(OPERATORS_ONLY) from None
