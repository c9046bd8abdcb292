create or replace view ops.retention as
select
    s.keep_finished_jobs,
    now() - s.keep_finished_jobs as due_before,
    s.walked_to_at as done_up_to,
    late.behind,
    s.jobs_removed,
    s.last_removed,
    s.last_removed_at,
    case
        when s.keep_finished_jobs is null then 'off: finished jobs are kept for ever'
        when late.behind < interval '1 hour' then 'well'
        when alive.workers = 0
            then 'behind, and no worker is alive who would remove them: start one'
        else 'behind: it removes up to 500 a second; by hand: select bankagent.retire_jobs(10000)'
    end as verdict
from bankagent.retention as s
cross join
    lateral (
        select coalesce(greatest(now() - s.keep_finished_jobs - (
            select a.created_at
            from bankagent.agent_audit_log as a
            where a.id > s.walked_to
            order by a.id
            limit 1
        ), interval '0'), interval '0') as behind
    ) as late
cross join (
    select count(*) as workers
    from ops.workers as w
    where w.alive and w.pid is not null
) as alive;

comment on view ops.retention is
'Retention of finished jobs: the setting, the progress, and the verdict.';
comment on column ops.retention.keep_finished_jobs is
'Age at which a finished job is removed; null for never. To change it: update '
'bankagent.retention set keep_finished_jobs = ….';
comment on column ops.retention.due_before is
'Limit: jobs that ended before it are to be removed (UTC).';
comment on column ops.retention.done_up_to is
'Progress: jobs that ended before it have been removed (UTC).';
comment on column ops.retention.behind is
'Time for which the next job to look at has been due; seconds when all is well.';
comment on column ops.retention.jobs_removed is 'Number of jobs removed so far.';
comment on column ops.retention.last_removed is 'Number of jobs that the last batch removed.';
comment on column ops.retention.last_removed_at is
'Time of the last batch that removed jobs (UTC).';
comment on column ops.retention.verdict is 'Verdict: well, off, or behind and what to do.';
