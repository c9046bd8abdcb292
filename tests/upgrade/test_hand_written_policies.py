"""A policy version that a bank wrote by hand before authors and checks were recorded."""

from bankagent.db.migrate import migrate
from tests.support import rows
from tests.support.databases import Database
from tests.support.dumps import load
from tests.support.rows import connect

BY_HAND = (
    "insert into bankagent.policies (key, version, description, document, sha256) "
    "select key, 7, 'Limits of the bank.', d, encode(sha256(convert_to(d, 'UTF8')), 'hex') "
    "from bankagent.policies, lateral (select document || ' ') as x (d) where version = 1 "
    "returning created_at"
)
PERIODS = (
    "select version, author, active_from = stored_at as since_stored from ops.policy_versions "
    "where version in (1, 7) order by version"
)


def test_it_was_in_force_since_it_was_stored(empty_db: Database) -> None:
    load(empty_db.url, 2)
    with connect(empty_db.url) as conn:
        conn.execute(BY_HAND)
        migrate(empty_db.url)
        assert rows.fetch(conn, PERIODS) == [(1, "bankagent", True), (7, "postgres", True)]
        ends = "select active_until from ops.policy_periods where version = 1"
        starts = "select active_from from ops.policy_periods where version = 7"
        assert rows.one(conn, ends) == rows.one(conn, starts)
        assert (
            rows.one(conn, "select version from ops.policy_versions where status = 'active'") == 7
        )
