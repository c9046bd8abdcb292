"""Scopes: one list in the database and one in Python, which are the same."""

import psycopg

from bankagent.domain.caller import SCOPES
from tests.support.databases import Database


def test_the_database_knows_the_same_scopes(db: Database) -> None:
    with psycopg.connect(db.url) as conn:
        (known,) = conn.execute("select bankagent.known_scopes()").fetchone()  # type: ignore[misc]
    assert known == list(SCOPES)
