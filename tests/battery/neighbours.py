"""A bank's own Procrastinate in the schema public, with jobs that look like ours."""

from procrastinate import schema

from tests.support import rows
from tests.support.rows import Conn

JOBS = """
insert into public.procrastinate_jobs (queue_name, task_name, args)
select q.name, t.name, '{"request_id": 1}'
from unnest(array['trade_review', 'reports']) as q (name)
cross join unnest(array['bankagent.process_request', 'bank.report']) as t (name)
"""
UNTOUCHED = """
select count(*) from public.procrastinate_jobs as j
where j.status = 'todo' and j.attempts = 0 and j.worker_id is null
"""


def install(dba: Conn) -> None:
    """Install it as its own command does, and defer jobs that no worker of ours may take."""
    with dba.transaction():
        dba.execute("set local search_path to public")
        dba.execute(schema.SchemaManager.get_schema())
        dba.execute(JOBS)


def are_untouched(dba: Conn) -> bool:
    """Whether all its jobs are as they were."""
    return bool(rows.one(dba, UNTOUCHED) == 4)
