"""Errors of a flush: what each one says about the items that were sent."""

from enum import Enum, auto

import psycopg
from psycopg_pool import PoolTimeout, TooManyRequests

from bankagent.db.errors import VALUE, lasts

# Rolled back for certain: deadlock, transaction, resources, locks. Most often no item is the cause.
ROLLED_BACK = ("25", "40", "53", "55")
# A standby: a failover makes it the primary after seconds or hours.
READ_ONLY = "25006"
LOCK_NOT_AVAILABLE = "55P03"
# Raised while items are written as JSON or text, before anything is sent.
NOT_WRITTEN = (psycopg.DataError, ValueError, RecursionError)


class Effect(Enum):
    """The effect of an error on the items of a flush."""

    ONE_ITEM_IS_BAD = auto()  # nothing was written: split the batch and find the item
    ONE_ITEM_WAITS = auto()  # the same, for an item that needs a lock of another session
    LASTS = auto()  # our own check refuses the database: no item is the cause
    ROLLED_BACK = auto()  # nothing was written: send the same items again
    NOT_NOW = auto()  # nothing was written, and nothing will be for a while
    UNKNOWN = auto()  # the items may have been committed


SINGLED_OUT = {LOCK_NOT_AVAILABLE: Effect.ONE_ITEM_WAITS, READ_ONLY: Effect.NOT_NOW}


def effect_of(error: Exception) -> Effect:
    """Return the effect of an error that a flush raised.

    An error that lasts is searched for in the items, whatever its SQLSTATE: a bank's trigger may
    raise any, for the row of one caller.
    """
    sqlstate = error.sqlstate if isinstance(error, psycopg.Error) else None
    if sqlstate in SINGLED_OUT:
        return SINGLED_OUT[sqlstate]
    if isinstance(error, PoolTimeout | TooManyRequests):
        return Effect.ROLLED_BACK
    if sqlstate is None:
        return _effect_without_sqlstate(error)
    if sqlstate[:2] in ROLLED_BACK:
        return Effect.ROLLED_BACK
    is_of_an_item = sqlstate[:2] in (*VALUE, "BA") or lasts(error)
    return Effect.ONE_ITEM_IS_BAD if is_of_an_item else Effect.UNKNOWN


def _effect_without_sqlstate(error: Exception) -> Effect:
    if isinstance(error, NOT_WRITTEN):
        return Effect.ONE_ITEM_IS_BAD
    return Effect.UNKNOWN if isinstance(error, psycopg.Error) else Effect.LASTS


def named(error: Exception) -> str:
    """Return the type and SQLSTATE of an error, for the log: its text may hold client data."""
    sqlstate = error.sqlstate if isinstance(error, psycopg.Error) else None
    return f"{type(error).__name__} {sqlstate or ''}".strip()
