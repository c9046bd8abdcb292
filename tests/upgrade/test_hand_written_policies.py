"""A policy version that a bank wrote by hand before authors and checks were recorded."""

from bankagent.db.migrate import migrate
from tests.support import rows
from tests.support.databases import Database
from tests.support.dumps import load
from tests.support.rows import connect

BY_HAND = (
    "insert into bankagent.policies (key, version, description, document, sha256) "
    "select key, 7, 'Limits of the bank.', d, encode(sha256(convert_to(d, 'UTF8')), 'hex') "
    "from bankagent.policies, lateral (select document || ' ') as x (d) "
    "where key = 'trade_review' and version = 1 "
    "returning created_at"
)
PERIODS = (
    "select version, author, active_from = stored_at as since_stored from ops.policy_versions "
    "where key = 'trade_review' and version in (1, 7) order by version"
)

ACTIVE = "select version from ops.policy_versions where key = 'trade_review' and status = 'active'"


def test_it_was_in_force_since_it_was_stored(empty_db: Database) -> None:
    load(empty_db.url, 2)
    with connect(empty_db.url) as conn:
        conn.execute(BY_HAND)
        migrate(empty_db.url)
        assert rows.fetch(conn, PERIODS) == [(1, "bankagent", True), (7, "postgres", True)]
        of_the_key = "from ops.policy_periods where key = 'trade_review' and version"
        ends = f"select active_until {of_the_key} = 1"
        starts = f"select active_from {of_the_key} = 7"
        assert rows.one(conn, ends) == rows.one(conn, starts)
        assert rows.one(conn, ACTIVE) == 7
