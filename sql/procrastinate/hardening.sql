-- Additions to Procrastinate's schema: indexes, guards, pinned search paths, rights, comments.
-- Apply it again after each migration of Procrastinate: CREATE OR REPLACE drops the settings.

-- Its functions name no schema; with a pinned search path they work from any session.
do $$
declare
    routine regprocedure;
begin
    for routine in
        select p.oid::regprocedure
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'procrastinate'::regnamespace
            and starts_with(p.proname, 'procrastinate_')
    loop
        execute format(
            'alter function %s set search_path to procrastinate, pg_temp', routine
        );
        execute format('revoke execute on function %s from public', routine);
    end loop;
end
$$;

-- Workers call only these four of its functions; verbs of bankagent fetch, finish and retry.
alter function procrastinate.procrastinate_register_worker_v1() security definer;
alter function procrastinate.procrastinate_unregister_worker_v1(bigint) security definer;
alter function procrastinate.procrastinate_update_heartbeat_v1(bigint) security definer;
alter function procrastinate.procrastinate_prune_stalled_workers_v1(double precision)
security definer;

create index if not exists bankagent_jobs_ready_idx
on procrastinate.procrastinate_jobs (queue_name, priority desc, id)
where status = 'todo' and scheduled_at is null;
comment on index procrastinate.bankagent_jobs_ready_idx is
'Ready jobs of one queue in the order of claims. claim_jobs reads past neither other queues nor '
'jobs that are not due.';

create index if not exists bankagent_jobs_due_idx
on procrastinate.procrastinate_jobs (queue_name, scheduled_at)
where status = 'todo' and scheduled_at is not null;
comment on index procrastinate.bankagent_jobs_due_idx is
'Scheduled jobs of one queue by due time, for claim_jobs.';

create index if not exists bankagent_jobs_worker_idx
on procrastinate.procrastinate_jobs (worker_id)
where worker_id is not null;
comment on index procrastinate.bankagent_jobs_worker_idx is
'Jobs of one worker, so that its row can be deleted without a full scan.';

create index if not exists bankagent_jobs_orphaned_idx
on procrastinate.procrastinate_jobs (id)
where status = 'doing' and worker_id is null;
comment on index procrastinate.bankagent_jobs_orphaned_idx is
'Running jobs whose worker''s row is gone, for rescue_jobs.';

create or replace function bankagent.refuse_job_change()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    job record;
begin
    job := case when tg_op = 'INSERT' then new else old end;
    raise exception 'job % belongs to request % of bankagent: %',
        job.id,
        coalesce(job.args ->> 'request_id', '(none)'),
        case tg_op
            when 'INSERT' then 'submit it with bankagent.submit_requests(…), '
                'or give it a new job with bankagent.requeue_request(…)'
            when 'DELETE' then 'cancel it with bankagent.cancel_request(…) before its job is deleted'
            else case
                when old.status = 'todo' and new.status = 'doing'
                    then 'only bankagent workers claim it (bankagent.claim_jobs); '
                    'start other workers with -q and their own queues'
                when old.status = 'failed'
                    then 'requeue it with bankagent.requeue_request(…)'
                else 'cancel it with bankagent.cancel_request(…); '
                    'its worker ends it by bankagent.settle_jobs'
            end
        end
        using errcode = 'BA403';
end
$$;

comment on function bankagent.refuse_job_change() is
'Refuse a change of a request''s job that bypasses the verbs, and name the verb. Superusers are '
'refused too.';

-- A write by a verb pays for the WHEN alone: inside a verb the user is bankagent_owner.
create or replace trigger bankagent_guard_insert
before insert on procrastinate.procrastinate_jobs
for each row
when (new.task_name = 'bankagent.process_request' and current_user <> 'bankagent_owner')
execute function bankagent.refuse_job_change();

create or replace trigger bankagent_guard_update
before update on procrastinate.procrastinate_jobs
for each row
when (
    'bankagent.process_request' in (old.task_name, new.task_name)
    and current_user <> 'bankagent_owner'
    and (
        new.status <> old.status
        or new.attempts <> old.attempts
        or new.abort_requested <> old.abort_requested
        or new.worker_id is distinct from old.worker_id
        or new.lock is not null
        or new.queueing_lock is not null
        or new.task_name <> old.task_name
        or new.args <> old.args
    )
)
execute function bankagent.refuse_job_change();

create or replace trigger bankagent_guard_delete
before delete on procrastinate.procrastinate_jobs
for each row
when (
    old.task_name = 'bankagent.process_request'
    and old.status in ('todo', 'doing')
    and current_user <> 'bankagent_owner'
)
execute function bankagent.refuse_job_change();

comment on table procrastinate.procrastinate_jobs is
'Job queue of Procrastinate, one row for each job. The verbs of schema bankagent alone change '
'the job of a request (task bankagent.process_request). See ops.queue_depth and '
'ops.request_overview.';
comment on column procrastinate.procrastinate_jobs.id is 'Number of the job.';
comment on column procrastinate.procrastinate_jobs.queue_name is 'Queue that the job waits in.';
comment on column procrastinate.procrastinate_jobs.task_name is
'Task to run; bankagent.process_request for jobs of requests.';
comment on column procrastinate.procrastinate_jobs.priority is 'Priority; higher runs first.';
comment on column procrastinate.procrastinate_jobs.lock is
'Lock name: jobs with the same one run one at a time; null for ours.';
comment on column procrastinate.procrastinate_jobs.queueing_lock is
'Queueing lock name: jobs with the same one wait one at a time; null for ours.';
comment on column procrastinate.procrastinate_jobs.args is
'Arguments of the task as JSON; ours hold only request_id, never client data.';
comment on column procrastinate.procrastinate_jobs.status is
'Status: todo, doing, succeeded, failed, cancelled or aborted.';
comment on column procrastinate.procrastinate_jobs.scheduled_at is
'Earliest start (UTC); null for at once.';
comment on column procrastinate.procrastinate_jobs.attempts is
'Times the job was ended, retried or handed back; part of the fence. The fence of an attempt is '
'id, worker_id and attempts.';
comment on column procrastinate.procrastinate_jobs.abort_requested is
'Abort request of stock Procrastinate; ours are cancelled by cancel_request.';
comment on column procrastinate.procrastinate_jobs.worker_id is
'Worker that has the job in hand; null if none has. Also null for ours once they ended.';
comment on table procrastinate.procrastinate_events is
'Events of jobs: deferred, started, retried, ended. Written by Procrastinate''s triggers.';
comment on column procrastinate.procrastinate_events.id is 'Number of the event.';
comment on column procrastinate.procrastinate_events.job_id is
'Job of the event; its events are deleted with it.';
comment on column procrastinate.procrastinate_events.type is 'Type of the event.';
comment on column procrastinate.procrastinate_events.at is
'Time of the event (UTC); for type scheduled, the time when the job falls due.';
comment on table procrastinate.procrastinate_workers is
'Registered workers of Procrastinate, one row each. See ops.workers for host and process.';
comment on column procrastinate.procrastinate_workers.id is
'Number of the worker, never used again.';
comment on column procrastinate.procrastinate_workers.last_heartbeat is
'Time of the last heartbeat (UTC); ours send one a second.';
comment on table procrastinate.procrastinate_periodic_defers is
'Periodic tasks that Procrastinate deferred. bankagent has none.';
comment on column procrastinate.procrastinate_periodic_defers.id is 'Number of the deferral.';
comment on column procrastinate.procrastinate_periodic_defers.task_name is
'Name of the periodic task.';
comment on column procrastinate.procrastinate_periodic_defers.defer_timestamp is
'Tick of the schedule, in seconds since 1970 (UTC).';
comment on column procrastinate.procrastinate_periodic_defers.job_id is
'Job that the deferral made.';
comment on column procrastinate.procrastinate_periodic_defers.periodic_id is
'Id that tells apart several schedules of one task.';
