-- What we add to Procrastinate's schema: indexes, a guard, pinned search paths, rights, comments.
-- Applied again after each of its migrations, for CREATE OR REPLACE drops the settings.

-- Its functions and triggers name nothing with its schema; pinned, they work from any session.
do $$
declare
    routine regprocedure;
begin
    for routine in
        select p.oid::regprocedure
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'procrastinate'::regnamespace
            and p.proname like 'procrastinate\_%'
    loop
        execute format(
            'alter function %s set search_path to procrastinate, pg_temp', routine
        );
        execute format('revoke execute on function %s from public', routine);
    end loop;
end
$$;

-- All that a worker needs of the queue's own functions; fetch, finish and retry are our verbs.
alter function procrastinate.procrastinate_register_worker_v1() security definer;
alter function procrastinate.procrastinate_unregister_worker_v1(bigint) security definer;
alter function procrastinate.procrastinate_update_heartbeat_v1(bigint) security definer;
alter function procrastinate.procrastinate_prune_stalled_workers_v1(double precision)
security definer;

create index if not exists bankagent_jobs_ready_idx
on procrastinate.procrastinate_jobs (queue_name, priority desc, id)
where status = 'todo' and scheduled_at is null;
comment on index procrastinate.bankagent_jobs_ready_idx is
'claim_jobs walks one queue in order, past neither other queues nor jobs that are not due.';

create index if not exists bankagent_jobs_due_idx
on procrastinate.procrastinate_jobs (queue_name, scheduled_at)
where status = 'todo' and scheduled_at is not null;
comment on index procrastinate.bankagent_jobs_due_idx is 'claim_jobs finds what falls due.';

create index if not exists bankagent_jobs_worker_idx
on procrastinate.procrastinate_jobs (worker_id)
where worker_id is not null;
comment on index procrastinate.bankagent_jobs_worker_idx is
'Deleting a worker''s row finds its jobs without reading the history.';

create index if not exists bankagent_jobs_orphaned_idx
on procrastinate.procrastinate_jobs (id)
where status = 'doing' and worker_id is null;
comment on index procrastinate.bankagent_jobs_orphaned_idx is
'rescue_jobs finds jobs whose worker''s row is gone.';

create or replace function bankagent.refuse_stock_door()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    found record;
begin
    found := case when tg_op = 'INSERT' then new else old end;
    raise exception 'job % belongs to request % of bankagent: %',
        found.id,
        coalesce(found.args ->> 'request_id', '(none)'),
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

comment on function bankagent.refuse_stock_door() is
'Refuses to change a request''s job past the verbs, for superusers too, and names the verb.';

-- The WHEN is all that a job of the verbs pays: inside them the user is the owner.
create or replace trigger bankagent_guard_insert
before insert on procrastinate.procrastinate_jobs
for each row
when (new.task_name = 'bankagent.process_request' and current_user <> 'bankagent_owner')
execute function bankagent.refuse_stock_door();

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
execute function bankagent.refuse_stock_door();

create or replace trigger bankagent_guard_delete
before delete on procrastinate.procrastinate_jobs
for each row
when (
    old.task_name = 'bankagent.process_request'
    and old.status in ('todo', 'doing')
    and current_user <> 'bankagent_owner'
)
execute function bankagent.refuse_stock_door();

comment on table procrastinate.procrastinate_jobs is
'The queue: one row per job, of Procrastinate. A request''s job (bankagent.process_request) is '
'changed only by the verbs of schema bankagent; see ops.queue_depth and ops.request_overview.';
comment on column procrastinate.procrastinate_jobs.id is 'The job.';
comment on column procrastinate.procrastinate_jobs.queue_name is 'Which queue it waits in.';
comment on column procrastinate.procrastinate_jobs.task_name is
'What is to be done; bankagent.process_request for ours.';
comment on column procrastinate.procrastinate_jobs.priority is 'Higher runs first.';
comment on column procrastinate.procrastinate_jobs.lock is
'Of jobs with the same lock one runs at a time; null for ours.';
comment on column procrastinate.procrastinate_jobs.queueing_lock is
'Of jobs with the same queueing lock one waits at a time; null for ours.';
comment on column procrastinate.procrastinate_jobs.args is
'The task''s arguments; ours holds only request_id, never client data.';
comment on column procrastinate.procrastinate_jobs.status is
'todo, doing, succeeded, failed, cancelled or aborted.';
comment on column procrastinate.procrastinate_jobs.scheduled_at is
'Not before this time; null for at once.';
comment on column procrastinate.procrastinate_jobs.attempts is
'How often it was ended, retried or handed back; with id and worker_id the fence of a run.';
comment on column procrastinate.procrastinate_jobs.abort_requested is
'A stock request to abort; ours are cancelled by cancel_request instead.';
comment on column procrastinate.procrastinate_jobs.worker_id is
'Who has it in hand; null when nobody has (ours: also once it is over).';
comment on table procrastinate.procrastinate_events is
'When each job was deferred, started, retried and ended; written by triggers of Procrastinate.';
comment on column procrastinate.procrastinate_events.id is 'Order of events.';
comment on column procrastinate.procrastinate_events.job_id is 'The job; its events go with it.';
comment on column procrastinate.procrastinate_events.type is 'What happened to the job.';
comment on column procrastinate.procrastinate_events.at is
'When; for scheduled, when the job falls due.';
comment on table procrastinate.procrastinate_workers is
'One row for each running worker, of Procrastinate; see ops.workers for host and process.';
comment on column procrastinate.procrastinate_workers.id is 'The worker; never used again.';
comment on column procrastinate.procrastinate_workers.last_heartbeat is
'Last sign of life; once a second for ours.';
comment on table procrastinate.procrastinate_periodic_defers is
'Which periodic tasks were deferred when, of Procrastinate; bankagent has none.';
comment on column procrastinate.procrastinate_periodic_defers.id is 'The deferral.';
comment on column procrastinate.procrastinate_periodic_defers.task_name is 'The periodic task.';
comment on column procrastinate.procrastinate_periodic_defers.defer_timestamp is
'For which tick, in seconds since 1970 (UTC).';
comment on column procrastinate.procrastinate_periodic_defers.job_id is 'The job it made.';
comment on column procrastinate.procrastinate_periodic_defers.periodic_id is
'Tells apart several schedules of one task.';
