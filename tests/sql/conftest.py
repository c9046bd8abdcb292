"""Connections of each kind of user to this test's database."""

from collections.abc import Iterator

import pytest

from tests.support import people
from tests.support.databases import Database
from tests.support.rows import Conn, connect


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    """A superuser."""
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def api(db: Database) -> Iterator[Conn]:
    """The HTTP service's user."""
    with connect(db.api_url) as conn:
        yield conn


@pytest.fixture
def worker(db: Database) -> Iterator[Conn]:
    """The workers' user."""
    with connect(db.worker_url) as conn:
        yield conn


@pytest.fixture
def auditor(db: Database) -> Iterator[Conn]:
    """The auditors' user."""
    with connect(db.auditor_url) as conn:
        yield conn


@pytest.fixture
def shadow(db: Database) -> Iterator[Conn]:
    """A user that replays."""
    with connect(db.shadow_url) as conn:
        yield conn


@pytest.fixture
def request_id(dba: Conn) -> int:
    """A request of desk-7 that waits for people, between others of which nothing must be said."""
    people.add_reviewers(dba, "anna", "ben", "desk-7")
    _, found, _ = people.waiting(dba, 3, actor="desk-7")
    return found
