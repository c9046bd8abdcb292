"""Errors of the database as operators read them: the first line that the server or libpq said."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bankagent.errors import SchemaMismatch, Unavailable


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Raise Unavailable, with the first line of its text, for an error of the database inside."""
    try:
        yield
    except psycopg.Error as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise Unavailable(f"The database refused: {first.rstrip('.')}.") from None


@contextmanager
def refusals() -> Iterator[None]:
    """Raise SchemaMismatch, with its own sentence, where a file of sql/ refuses to be applied."""
    try:
        yield
    except psycopg.Error as error:
        if error.sqlstate != "BA409":
            raise
        raise SchemaMismatch(str(error.diag.message_primary)) from None
