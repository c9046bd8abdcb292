"""Errors of a flush: what each one says about the items that were sent."""

from enum import Enum, auto

import psycopg
from psycopg_pool import PoolTimeout, TooManyRequests

from bankagent.db.errors import VALUE, lasts

# Errors of data come from one item.
DATA = (*VALUE, "BA")
# Deadlock, lock, transaction, resources: rolled back for certain, and no item is the cause.
ROLLED_BACK = ("25", "40", "53", "55")
# A standby: a failover makes it the primary after seconds or hours.
READ_ONLY = "25006"


class Effect(Enum):
    """The effect of an error on the items of a flush."""

    ONE_ITEM_IS_BAD = auto()  # nothing was written: split the batch and find the item
    LASTS = auto()  # nothing was written, and sending it again is of no use
    ROLLED_BACK = auto()  # nothing was written: send the same items again
    NOT_NOW = auto()  # nothing was written, and nothing will be for a while
    UNKNOWN = auto()  # the items may have been committed


def effect_of(error: Exception) -> Effect:
    """Return the effect of an error that a flush raised."""
    sqlstate = error.sqlstate if isinstance(error, psycopg.Error) else None
    group = (sqlstate or "")[:2]
    if group in DATA:
        return Effect.ONE_ITEM_IS_BAD
    if lasts(error):
        return Effect.LASTS
    if sqlstate == READ_ONLY:
        return Effect.NOT_NOW
    if group in ROLLED_BACK or isinstance(error, PoolTimeout | TooManyRequests):
        return Effect.ROLLED_BACK
    return Effect.UNKNOWN


def named(error: Exception) -> str:
    """Return the type and SQLSTATE of an error, for the log: its text may hold client data."""
    sqlstate = error.sqlstate if isinstance(error, psycopg.Error) else None
    return f"{type(error).__name__} {sqlstate or ''}".strip()
