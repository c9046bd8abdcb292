"""Errors of PostgreSQL and of the verbs as our own, by SQLSTATE and data, never by their text."""

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

READ_ONLY = (
    "The database takes no writes at the moment, as a standby does: nothing was stored; try again "
    "in a moment."
)
AWAY = "The database is not reachable or too busy: try again in a moment."
NO_RIGHT = (
    "The database user of this service lacks a right: its operator can grant it the service's "
    "role (see sql/roles.sql)."
)
OTHER_SCHEMA = "The database's schema does not fit this code: its operator runs bankagent migrate."

# Over in a moment, with the same call: connections, transactions, resources, locks, restarts.
PASSING = ("08", "25", "40", "53", "55", "57", "58")
# The value itself: cardinality, data, integrity.
VALUE = ("21", "22", "23")
# Errors of the verbs whose sentence is all that there is to tell.
OF_A_STATE: dict[str, type[BankagentError]] = {
    "BA403": Forbidden,
    "BA404": NotFound,
    "BA409": Conflict,
    "BA412": Stale,
}
MISSING_OBJECT = ("3F000", "42P01", "42703", "42883")


@contextmanager
def translated(*, within: str | None = None) -> Iterator[None]:
    """Raise PostgreSQL's errors inside as our own; an error of no listed SQLSTATE passes through.

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
    """Return our error for one of PostgreSQL's or psycopg's; None for one of no listed SQLSTATE."""
    state = error.sqlstate or ""
    if state.startswith("BA"):
        return _of_a_verb(error, within)
    if state in MISSING_OBJECT:
        return SchemaMismatch(OTHER_SCHEMA)
    if state == "42501":
        return CannotRun(NO_RIGHT)
    if state[:2] in VALUE:
        return BadRequest("The database cannot hold a value of this request.")
    if state[:2] in PASSING or (not state and isinstance(error, psycopg.OperationalError)):
        return Unavailable(READ_ONLY if state == "25006" else AWAY)
    return None


def lasts(error: Exception) -> bool:
    """Whether neither a pause nor leaving out an item would mend this."""
    if not isinstance(error, psycopg.Error):
        return True
    state = error.sqlstate or ""
    return bool(state) and state[:2] not in (*PASSING, *VALUE, "BA")


def _of_a_verb(error: psycopg.Error, within: str | None) -> BankagentError:
    """Return our error for one that a verb raised: SQLSTATE BAxyz is the HTTP status xyz.

    An invalid value comes as data: the field in `column`, what is expected in `hint`, and the item
    of a batch, counted from 0, in `detail`. The message is for people, and is never read.
    """
    message = error.diag.message_primary or ""
    if error.sqlstate in OF_A_STATE:
        return OF_A_STATE[error.sqlstate](_sentence(message))
    field, expected = error.diag.column_name, error.diag.message_hint
    if field is None or expected is None:
        return BadRequest(_sentence(message))
    # The place in a group commit means nothing to its one caller: the message names it.
    finding, detail = Finding(field, expected), _sentence(f"{field} {expected}")
    if within and error.diag.message_detail is not None:
        finding = findings.inside((within, int(error.diag.message_detail)), finding)
    return BadRequest(detail, findings=[finding])


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:].rstrip('.')}."
