"""Views of ops as a whole: the bench asks each, on a database as the verbs leave it."""

from bench import million
from tests.support import rows, verbs
from tests.support.rows import Conn


def test_the_database_of_the_bench_is_as_the_verbs_would_have_left_it(dba: Conn) -> None:
    million.load(dba, 2000)
    assert rows.gaps(dba) == []
    assert rows.fetch(dba, "table ops.stuck_requests") == []
    assert verbs.submit(dba) == [2001]
    worker_id = verbs.register(dba)
    assert set(verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id))) == {"settled"}


def test_the_bench_asks_every_view_of_ops(dba: Conn) -> None:
    asked = " ".join((million.WATCHED | million.NOT_WATCHED).values())
    views = rows.fetch(dba, "select viewname from pg_views where schemaname = 'ops'")
    assert [row.viewname for row in views if f"ops.{row.viewname}" not in asked] == []
