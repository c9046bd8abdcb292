"""Roles of bankagent in a cluster: made where they are missing, before a migration acts as one."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg

from bankagent.db import schema
from bankagent.errors import SchemaMismatch

OWNER = "bankagent_owner"
MAY_CREATE = """
select coalesce((
    select has_database_privilege(r.oid, current_database(), 'create')
    from pg_roles as r
    where r.rolname = 'bankagent_owner'
), false)
"""
# A cluster of the version before has all but the newest.
MISSING = """
select wanted.role_name
from unnest(array[
    'bankagent_owner', 'bankagent_api', 'bankagent_worker', 'bankagent_auditor', 'bankagent_shadow'
]) with ordinality as wanted (role_name, n)
where not exists (select from pg_roles as r where r.rolname = wanted.role_name)
order by wanted.n
limit 1
"""

Connection = psycopg.Connection[tuple[Any, ...]]


def become_owner(conn: Connection, log: Callable[[str], None]) -> None:
    """Act as bankagent_owner until the transaction ends; make the roles first where it may.

    Raises:
        SchemaMismatch: a role or a right is missing, and this user may not give it.
    """
    if value(conn, MISSING):
        _make(conn)
        log("created the roles")
    # Since PostgreSQL 16 a member may lack the right to act as the role.
    may = "member" if conn.info.server_version < 160000 else "set"  # noqa: PLR2004
    if not value(conn, f"select pg_has_role(current_user, '{OWNER}', '{may}')"):
        raise SchemaMismatch(f"This user may not migrate: a DBA can grant it the role {OWNER}.")
    if not value(conn, MAY_CREATE):
        # Roles belong to the cluster, this right to the database.
        _make(conn)
    conn.execute(f"set local role {OWNER}")


def value(conn: Connection, query: str) -> object:
    """Return the first column of a query's first row; None where it has none."""
    row = conn.execute(query.encode()).fetchone()
    return row[0] if row else None


def _make(conn: Connection) -> None:
    with suppress(psycopg.errors.InsufficientPrivilege), conn.transaction():
        conn.execute(schema.read("roles.sql").text)
    if missing := value(conn, MISSING):
        raise SchemaMismatch(
            f"The role {missing} does not exist: ask a DBA to run sql/roles.sql in this database."
        )
    # PostgreSQL answers a grant without the right to grant with an error or only a warning.
    if not value(conn, MAY_CREATE):
        raise SchemaMismatch(
            "This user may not grant the roles of bankagent their rights: ask a DBA to run "
            "sql/roles.sql in this database."
        )
