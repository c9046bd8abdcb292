"""Holders of keys: callers and reviewers, as operators list and change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.api_key import ApiKey, HolderType
from bankagent.domain.authority import Limit, Scope
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A holder with one of its keys, as an operator sees it; without a key its fields are None.

    `state` is works, revoked, expired, disabled or no key.
    """

    name: str
    scopes: list[str] | None
    role: str | None
    key_id: str | None
    state: str
    created_at: datetime | None
    created_by: str | None
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None


async def listed(conn: Connection, holder_type: HolderType) -> list[ListedKey]:
    """Return all callers or reviewers with their keys, by name, newest key first."""
    async with conn.cursor(row_factory=class_row(ListedKey)) as cursor:
        await cursor.execute(SQL["listed"], {"holder_type": holder_type})
        return await cursor.fetchall()


async def add_caller(conn: Connection, name: str, scopes: Sequence[str] | None) -> bool:
    """Add a caller, or give one that is there these scopes; return whether it is new."""
    cursor = await conn.execute(
        SQL["add_caller"], {"name": name, "scopes": None if scopes is None else list(scopes)}
    )
    return bool((await cursor.fetchone() or (False,))[0])


async def add_reviewer(conn: Connection, name: str, role: str) -> bool:
    """Add a reviewer, or give one who is there this role; return whether they are new."""
    cursor = await conn.execute(SQL["add_reviewer"], {"name": name, "role": role})
    return bool((await cursor.fetchone() or (False,))[0])


async def add_reviewer_with(
    conn: Connection, name: str, role: str, limits: Sequence[Limit], scope: Scope
) -> bool:
    """Add a reviewer who may decide just this, or give it to one who is there; return if new."""
    authorities = [
        {
            "request_type": limit.request_type,
            "max_amount": limit.amount,
            "currency": limit.currency,
            "desk": scope.desk,
            "valid_from": scope.valid_from and scope.valid_from.isoformat(),
            "valid_to": scope.valid_to and scope.valid_to.isoformat(),
        }
        for limit in limits
    ]
    parameters = {"name": name, "role": role, "authorities": exact_json.dumps(authorities)}
    cursor = await conn.execute(SQL["add_reviewer_with"], parameters)
    return bool((await cursor.fetchone() or (False,))[0])


async def set_email(conn: Connection, name: str, email: str | None) -> None:
    """Set the address of a reviewer for summaries, None for none; BA404 or BA422."""
    await conn.execute(SQL["set_email"], {"name": name, "email": email})


async def issue(conn: Connection, name: str, key: ApiKey, lasts: timedelta) -> datetime:
    """Record a new key by the hash of its secret; return when it expires."""
    parameters = {
        "holder_type": key.holder_type,
        "name": name,
        "id": key.id,
        "secret_sha256": key.secret_sha256,
        "lasts": lasts,
    }
    cursor = await conn.execute(SQL["issue"], parameters)
    ends: datetime = (await cursor.fetchone() or ())[0]
    return ends


async def revoke(conn: Connection, id: str) -> None:
    """Revoke a key; BA404 where there is none."""
    await conn.execute(SQL["revoke"], {"id": id})


async def disable(conn: Connection, holder_type: HolderType, name: str, *, disabled: bool) -> None:
    """Disable all keys of a holder, or enable them again; BA404 where there is no such holder."""
    await conn.execute(
        SQL["disable"], {"holder_type": holder_type, "name": name, "disabled": disabled}
    )
