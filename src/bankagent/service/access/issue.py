"""Issue a key: it is made here and shown once; the database keeps only the hash of its secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bankagent.db.pool import Connection
from bankagent.domain.api_key import ApiKey
from bankagent.domain.authority import Limit, Scope
from bankagent.store.access import holders


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key: its holder must be given it now, since it cannot be shown again."""

    holder: str
    key: ApiKey
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a reviewer may decide: up to each of these limits, within one scope."""

    limits: Sequence[Limit]
    scope: Scope


async def issue_to_caller(
    conn: Connection, name: str, scopes: Sequence[str] | None, *, days: int
) -> Issued:
    """Issue a key to a caller, which is added where it is not there; None leaves its scopes.

    Raises:
        psycopg.Error: BA409 where it is disabled or has two keys that work, BA422 where a name
            or a scope is invalid.
    """
    async with conn.transaction():
        await holders.add_caller(conn, name, scopes)
        return await _issue(conn, ApiKey.new("caller"), name, days)


async def issue_to_reviewer(
    conn: Connection, name: str, role: str, allowed: Allowed | None = None, *, days: int
) -> Issued:
    """Issue a key to a reviewer with this role; a reviewer who is not there is added.

    With `allowed` they may decide just that from now on. Without it a new reviewer, or one of
    another role, may decide all without a limit, and one of the same role what they could before.

    Raises:
        psycopg.Error: as for a caller.
    """
    async with conn.transaction():
        if allowed is None:
            await holders.add_reviewer(conn, name, role)
        else:
            await holders.add_reviewer_with(conn, name, role, allowed.limits, allowed.scope)
        return await _issue(conn, ApiKey.new("reviewer"), name, days)


async def _issue(conn: Connection, key: ApiKey, name: str, days: int) -> Issued:
    return Issued(name, key, await holders.issue(conn, name, key, timedelta(days=days)))
