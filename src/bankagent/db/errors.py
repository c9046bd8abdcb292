"""What the database says when it refuses, in our own errors: SQLSTATE by SQLSTATE."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bankagent.domain import findings
from bankagent.errors import (
    BadRequest,
    BankagentError,
    CannotRun,
    Conflict,
    Finding,
    Forbidden,
    NotFound,
    SchemaMismatch,
    Stale,
    Unavailable,
)

AWAY = "The database is not reachable or too busy: try again in a moment."
NO_RIGHT = (
    "The database user of this service lacks a right: its operator can grant it the service's "
    "role (see sql/roles.sql)."
)
OTHER_SCHEMA = "The database's schema does not fit this code: its operator runs bankagent migrate."

# Nobody's fault and over in a moment: connections, transactions, resources, locks, restarts.
PASSING = ("08", "25", "40", "53", "55", "57", "58")
# The value itself: cardinality, data, integrity.
VALUE = ("21", "22", "23")
ITEM = re.compile(r"item ([0-9]+): ")
MISSING_OBJECT = ("3F000", "42P01", "42703", "42883")


@contextmanager
def translated(*, within: str | None = None) -> Iterator[None]:
    """Raise what PostgreSQL refuses inside as our own error; what nobody foresaw passes through.

    `within`: the caller's name for the items of a batch, whose places its findings then name.
    """
    try:
        yield
    except psycopg.Error as error:
        ours = as_ours(error, within=within)
        if ours is None:
            raise
        # Without its cause: psycopg's text may hold client data, and causes end up in logs.
        raise ours from None


def as_ours(error: psycopg.Error, *, within: str | None = None) -> BankagentError | None:
    """Return our error for one of PostgreSQL's or psycopg's; None for what nobody foresaw."""
    state = error.sqlstate or ""
    if state.startswith("BA"):
        return _of_a_verb(state, error.diag.message_primary or "", within)
    if state in MISSING_OBJECT:
        return SchemaMismatch(OTHER_SCHEMA)
    if state == "42501":
        return CannotRun(NO_RIGHT)
    if state[:2] in VALUE:
        return BadRequest("The database cannot hold a value of this request.")
    if state[:2] in PASSING or (not state and isinstance(error, psycopg.OperationalError)):
        return Unavailable(AWAY)
    return None


def lasts(error: Exception) -> bool:
    """Whether neither a pause nor leaving out an item would mend this."""
    if not isinstance(error, psycopg.Error):
        return True
    state = error.sqlstate or ""
    return bool(state) and state[:2] not in (*PASSING, *VALUE, "BA")


def _of_a_verb(state: str, message: str, within: str | None) -> BankagentError:
    if state == "BA404":
        return NotFound(_sentence(message))
    if state == "BA409":
        return Conflict(_sentence(message))
    if state == "BA412":
        return Stale(_sentence(message))
    if state == "BA403":
        return Forbidden(_sentence(message))
    # "item 3: client_id must have …": the place in a group commit means nothing to its one caller.
    place, said = None, message
    if found := ITEM.match(message):
        place, said = found[1], message[found.end() :]
    field, _, expected = said.partition(" must ")
    if within and place:
        field = findings.path((within, int(place))) + f".{field}"
    wrong = [Finding(field, f"must {expected}")] if expected else []
    return BadRequest(_sentence(said), findings=wrong)


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:].rstrip('.')}."
