"""An upgrade beside services at work: they hold locks in another order than the migration."""

import time
from concurrent.futures import ThreadPoolExecutor

from bankagent.db import schema
from bankagent.db.migrate import migrate
from tests.support import rows
from tests.support.databases import Database
from tests.support.dumps import load
from tests.support.rows import connect

WAITS = """
select exists (
    select
    from pg_locks as l
    where l.relation = 'bankagent.votes'::regclass and not l.granted
)
"""


def test_a_migration_that_meets_a_deadlock_is_tried_again(
    template: str, empty_db: Database
) -> None:
    load(empty_db.url, 2)
    said: list[str] = []
    with (
        connect(empty_db.url) as service,
        connect(empty_db.url) as watch,
        ThreadPoolExecutor(1) as pool,
    ):
        # PostgreSQL ends the one that looks for a deadlock first, and so not the service.
        service.execute("set deadlock_timeout to '1min'")
        service.execute("begin; lock table bankagent.votes in row exclusive mode")
        done = pool.submit(migrate, empty_db.url, log=said.append)
        while not rows.one(watch, WAITS):
            time.sleep(0.01)
        service.execute("lock table bankagent.agent_audit_log in row exclusive mode; commit")
        assert done.result(timeout=60)
        assert (
            rows.one(watch, "select max(version) from bankagent.schema_versions")
            == schema.version()
        )
    assert said.count("a deadlock with a service: trying again") == 1
