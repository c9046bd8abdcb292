"""A backend that is killed at any statement of a settle leaves both requests or neither."""

import itertools
from typing import Any

import psycopg
import pytest

from tests.support import captures, rows, verbs
from tests.support.databases import Database
from tests.support.follow_ups import approved, caused_by
from tests.support.rows import Conn, connect

# Ends its own backend at the n-th statement that it sees; a sequence counts past a rollback.
KILLER = """
create sequence public.statements_seen;
create function public.end_backend() returns trigger language plpgsql security definer as $$
begin
    if nextval('public.statements_seen') = current_setting('test.end_at')::bigint then
        perform pg_terminate_backend(pg_backend_pid());
        perform pg_sleep(30);
    end if;
    return null;
end
$$;
"""
TABLES = (
    "select format('%I.%I', schemaname, tablename) as name from pg_tables "
    "where schemaname in ('bankagent', 'procrastinate')"
)
AT_EACH_STATEMENT = (
    "create trigger a_killer_before before insert or update or delete on {0} "
    "for each statement execute function public.end_backend(); "
    "create trigger z_killer_after after insert or update or delete on {0} "
    "for each statement execute function public.end_backend()"
)
AT_THE_COMMIT = (
    "create constraint trigger killer_at_commit after insert on bankagent.agent_audit_log "
    "deferrable initially deferred for each row execute function public.end_backend()"
)


@pytest.fixture
def claimed(dba: Conn) -> dict[str, Any]:
    """The fence of a claimed job, in a database whose every write may end its backend."""
    worker_id = verbs.register(dba)
    captures.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    dba.execute(KILLER)
    for table in rows.fetch(dba, TABLES):
        dba.execute(AT_EACH_STATEMENT.format(table.name))
    dba.execute(AT_THE_COMMIT)
    return verbs.fence(job, worker_id)


def test_a_kill_at_each_statement_leaves_both_requests_or_neither(
    db: Database, dba: Conn, claimed: dict[str, Any]
) -> None:
    before = rows.everything(dba)
    kills = 0
    for end_at in itertools.count(1):
        dba.execute("alter sequence public.statements_seen restart")
        if settled(db, claimed, end_at):
            break
        kills = end_at
        assert rows.everything(dba) == before
        assert captures.stored(dba) == []
    # Evaluation, decision, status, entry, job and events of the cause, and those of what follows.
    assert kills >= 26
    (found,) = caused_by(dba, claimed["request_id"])
    assert rows.status(dba, claimed["request_id"]) == "processed"
    assert rows.actions(dba, found.request_id) == ["received"]
    assert rows.job(dba, found.request_id).status == "todo"
    assert rows.gaps(dba) == []
    assert [one.request_id for one in captures.stored(dba)] == [claimed["request_id"]]


def settled(db: Database, claimed: dict[str, Any], end_at: int) -> bool:
    """Settle by a worker whose backend ends at this statement; return whether it is settled."""
    options = f"-c test.end_at={end_at}"
    try:
        with connect(db.worker_url, options=options) as worker:
            end = approved()
            end["causes"]["approved"] |= {"trade": captures.version()}
            assert verbs.settle(worker, claimed | end) == ["settled"]
    except psycopg.errors.AdminShutdown:
        return False
    return True
