"""Locks of a migration: a login that may not migrate stops none, and one runs at a time."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bankagent.db.migrate import migrate
from tests.support import rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect
from tests.support.workers import wait_for

LOCK = "select pg_advisory_lock(1650552427)"
DRIFT = (
    "create or replace function bankagent.worker_lock_space() returns integer "
    "language sql immutable parallel safe return 7"
)
SPACE = "select bankagent.worker_lock_space()"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def thief(db: Database) -> Iterator[Conn]:
    """A session of the worker's login, which holds the lock of migrations."""
    with connect(db.worker_url) as conn:
        conn.execute(LOCK)
        yield conn


def test_a_login_that_may_not_migrate_stops_no_migration(
    db: Database, dba: Conn, thief: Conn
) -> None:
    dba.execute(DRIFT)
    said: list[str] = []
    began = time.monotonic()
    assert migrate(db.url, log=said.append)
    assert time.monotonic() - began < 30
    user = rows.one(thief, "select session_user")
    assert f"the user {user}, who may not migrate, holds the lock of migrations: ignored" in said
    assert rows.one(dba, SPACE) == 1651207534


@pytest.mark.usefixtures("thief")
def test_beside_a_stolen_lock_one_migration_runs_at_a_time(db: Database, dba: Conn) -> None:
    # Gives the owner its right to this database, as each database has it that was migrated once.
    migrate(db.url)
    dba.execute(DRIFT)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(migrate, [db.url] * 3))
    assert sorted(map(bool, done)) == [False, False, True]


def test_a_migration_waits_for_another(db: Database, dba: Conn) -> None:
    dba.execute(DRIFT)
    dba.execute(LOCK)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(migrate, db.url)
        asks = "select from pg_stat_activity where query ~ '^ *select.*may_migrate'"
        wait_for("it asks who holds it", lambda: rows.fetch(dba, asks))
        assert not done.done()
        assert rows.one(dba, SPACE) == 7
        dba.execute("select pg_advisory_unlock_all()")
        assert done.result(timeout=60)
