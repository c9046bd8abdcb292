-- Work of the one elected worker: rescue, approvals that are overdue, retention, sizes.

-- name: elect
select pg_try_advisory_lock(bankagent.worker_lock_space(), 0) as elected;

-- name: rescue
select job_id, request_id, outcome as disposition
from bankagent.rescue_jobs(p_stuck => %(stuck)s::boolean);

-- name: expire
select request_id, outcome as disposition
from bankagent.expire_approvals();

-- name: end_pauses
select kind, name
from bankagent.end_pauses();

-- name: retain
-- Fewer while requests wait: removing 500 jobs takes as much of the server as deciding 100.
select
    bankagent.note_table_sizes() as noted,
    bankagent.retire_jobs(
        case
            when exists (
                select
                from procrastinate.procrastinate_jobs as j
                where j.status = 'todo' and j.scheduled_at is null
            ) then 100
            else 500
        end
    ) as removed;
