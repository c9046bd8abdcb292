-- Housekeeping of the workers: rescue, approvals that are overdue, pauses, retention, sizes.

-- name: watched
select w.worker_id, w.heartbeat, w.stands
from bankagent.watched_workers() as w;

-- name: rescue
select job_id, request_id, outcome as disposition
from bankagent.rescue_jobs(
    p_stuck => %(stuck)s::boolean,
    p_watched => %(watched)s::bigint[],
    p_heartbeats => %(heartbeats)s::text[]
);

-- name: rescue_unwatched
-- By the rule for one look, which is all that the schema of the version before has.
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
