-- Plain SQL with no settings, so that the planner inlines it into settle_jobs.
create or replace function bankagent.runs_spent(p_request_id bigint, p_job_id bigint)
returns bigint
language sql stable
as $$
    select 1 + (
        select count(*) from bankagent.agent_audit_log as a
        where a.request_id = p_request_id
            and a.job_id = p_job_id
            and a.action = 'attempt_failed'
    )
    + coalesce(
        (select s.lost_alone from bankagent.suspect_jobs as s where s.job_id = p_job_id), 0
    )
$$;

comment on function bankagent.runs_spent(bigint, bigint) is
'Runs of a job that its budget has spent, the present one included. Attempts that ended in an '
'error count, and so do losses while the job was held alone.';
