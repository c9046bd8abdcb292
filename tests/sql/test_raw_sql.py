"""Raw SQL of each role and of superusers on policies, reference data and stops: nothing changes.

No trigger is switched off: an owner or a superuser who does that is named by `bankagent doctor`.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.support import people, policies, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

SERVICES = {"api": "api_url", "worker": "worker_url", "auditor": "auditor_url"}
NEVER_CHANGE = """
select c.relname
from pg_catalog.pg_class as c
where
    c.relnamespace = 'bankagent'::regnamespace
    and c.relkind = 'r'
    and (
        c.relname in ('policies', 'policy_checks', 'policy_activations', 'stops')
        or exists (
            select
            from pg_catalog.pg_attribute as a
            where a.attrelid = c.oid and a.attname = 'reference_version_id'
        )
        or c.relname = 'reference_versions'
    )
order by 1
"""
# What a row-level trigger looks at: a change that is one.
CHANGES = {
    "reference_versions": "source = 'altered'",
    "stops": "reason = 'altered'",
}
A_COLUMN = (
    "select min(attname::text) from pg_catalog.pg_attribute "
    "where attrelid = %s::regclass and attnum > 0 and attidentity = ''"
)


@contextmanager
def session(db: Database, dba: Conn, role: str) -> Iterator[Conn]:
    """Give a session of a service's login, of an operator's own login, or of a superuser."""
    with ExitStack() as left:
        if role in SERVICES:
            yield left.enter_context(connect(getattr(db, SERVICES[role])))
        elif role == "owner":
            (found,) = left.enter_context(people.logins(dba, db.url, "olga"))
            yield found
        else:
            yield dba


EACH_ROLE = pytest.mark.parametrize("role", [*SERVICES, "owner", "superuser"])


def state(role: str) -> str:
    """Return the SQLSTATE: a service has no grant, and a trigger refuses all others."""
    return "42501" if role in SERVICES else "BA403"


@pytest.fixture
def names(dba: Conn) -> list[str]:
    """The tables whose rows never change, each with a row, and a version of each kind in use."""
    dba.execute("select bankagent.stop_decisions(null, 'Wrong rates.')")
    found = [row.relname for row in rows.fetch(dba, NEVER_CHANGE)]
    assert len(found) == 17
    return found


def an_update(conn: Conn, name: str) -> str:
    column = rows.one(conn, A_COLUMN, f"bankagent.{name}")
    return f"update bankagent.{name} set {CHANGES.get(name, f'{column} = {column}')}"


STATEMENTS: dict[str, Callable[[Conn, str], str]] = {
    "update": an_update,
    "delete": lambda _, name: f"delete from bankagent.{name}",
    "truncate": lambda _, name: f"truncate bankagent.{name} cascade",
}


@EACH_ROLE
@pytest.mark.parametrize("kind", STATEMENTS)
def test_no_raw_statement_changes_or_removes_a_row(
    db: Database, dba: Conn, names: list[str], role: str, kind: str
) -> None:
    statements = {name: STATEMENTS[kind](dba, name) for name in names}
    with session(db, dba, role) as conn:
        for statement in statements.values():
            with refused(state(role)):
                conn.execute(statement)


@EACH_ROLE
def test_no_row_is_added_to_a_version_that_is_in_force(db: Database, dba: Conn, role: str) -> None:
    in_force = "select reference_version_id from ops.reference_in_force where dataset = 'fx_rates'"
    version_id = rows.one(dba, in_force)
    with session(db, dba, role) as conn, refused(state(role)):
        insert = "insert into bankagent.fx_rates values (%s, '2020-01-02', 'USD', 2)"
        conn.execute(insert, [version_id])


@EACH_ROLE
def test_no_version_is_activated_by_its_author_or_in_the_name_of_another(
    db: Database, dba: Conn, role: str
) -> None:
    theirs = drafted(dba)
    raw = (
        "insert into bankagent.policy_activations "
        "(key, version, author, active_from, activated_at, activated_by, reason) "
        "values ('trade_review', %s, %s, clock_timestamp() + interval '1 hour', now(), %s, 'Raw.')"
    )
    with session(db, dba, role) as conn:
        me = rows.one(conn, "select session_user")
        for author, name in (("anna", "anna"), ("anna", "ben"), ("anna", "bankagent")):
            with refused(state(role)):
                conn.execute(raw, [theirs, author, name])
        if role not in SERVICES:
            mine = drafted(conn, author=None)
            with refused("23514", "policy_activations_activator_is_not_the_author"):
                conn.execute(raw, [mine, me, me])
            with refused("23503", "policy_activations_author_is_the_versions"):
                conn.execute(raw, [mine, "anna", me])
    after = "select 1 from bankagent.policy_activations where version > 1000"
    assert rows.fetch(dba, after) == []


def drafted(conn: Conn, author: str | None = "anna") -> int:
    """Store a version with its checks passed, whose author is anna or the session's user."""
    limit = 6_000_000 if author else 7_000_000
    table = policies.shipped("trade_review", 1).table_json.replace("> 5000000", f"> {limit}")
    store = "select * from bankagent.store_policy_version('trade_review', %s, 'x', %s)"
    if author:
        people.add_reviewers(conn, author)
    with verbs.naming(conn, *filter(None, [author])):
        version: int = rows.fetch(conn, store, table, author)[0].version
    for kind in ("lint", "test"):
        check = "select bankagent.record_policy_check('trade_review', %s, %s, true, '{}')"
        conn.execute(check, [version, kind])
    return version


@pytest.mark.parametrize("role", ["owner", "superuser"])
@pytest.mark.parametrize("claimed", ["bankagent", "ben"])
def test_an_author_is_not_made_another_one_afterwards(
    db: Database, dba: Conn, role: str, claimed: str
) -> None:
    version = drafted(dba)
    with session(db, dba, role) as conn, refused("BA403", "append-only"):
        conn.execute(
            "update bankagent.policies set created_by = %s where version = %s", [claimed, version]
        )
