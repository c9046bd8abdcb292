create or replace function ops.why_waiting(p_request_id bigint)
returns table (
    request_id bigint,
    status text,
    waits_for text,
    since timestamptz,
    held_by text,
    what_to_do text,
    code text
)
language plpgsql stable
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    request banking_requests;
    job procrastinate_jobs;
    worker record;
    paused record;
    locker text;
    before_it bigint;
    missing text;
    off put_offs;
begin
    select * into request from banking_requests as r where r.id = p_request_id;
    if request.id is null then
        raise exception 'request % does not exist', coalesce(p_request_id::text, 'null')
            using errcode = 'BA404';
    end if;
    request_id := request.id;
    status := request.status;
    since := request.updated_at;
    -- The xmax of a row names the session that has it locked.
    select coalesce(
        (select ops.lock_holder(r.xmax) from banking_requests as r where r.id = request.id),
        (select ops.lock_holder(j.xmax) from procrastinate_jobs as j where j.id = request.job_id)
    )
    into locker;
    what_to_do := 'nothing';
    code := request.status;

    case request.status
        when 'awaiting_approval' then
            select 'a reviewer: ' || o.why, o.waiting_since,
                format('a reviewer votes: select * from bankagent.cast_vote(%s, …)', request.id)
            into waits_for, since, what_to_do
            from ops.approvals_open as o
            where o.request_id = request.id;
        when 'needs_info' then
            waits_for := 'the caller, who must supply something';
            what_to_do := format('see what: select * from ops.request_history(%s)', request.id);
        when 'failed' then
            select 'an operator: its attempts ended in ' || coalesce(a.result ->> 'error', 'losses')
            into waits_for
            from agent_audit_log as a
            where a.request_id = request.id and a.action = 'failed'
            order by a.id desc
            limit 1;
            what_to_do := format(
                'mend the cause, then select bankagent.requeue_request(%s)', request.id
            );
        when 'received' then
            select * into job from procrastinate_jobs as j where j.id = request.job_id;
            select p.* into paused
            from ops.pauses_open as p
            where (p.kind, p.name) in (
                ('queue', job.queue_name), ('request_type', request.request_type)
            )
            order by p.paused_at
            limit 1;
            if job.id is null or job.status not in ('todo', 'doing') then
                code := 'no_open_job';
                waits_for := 'a new job: it lost its own';
                what_to_do := 'a worker gives it one within 30 s; by hand: '
                    'select * from bankagent.rescue_jobs()';
            elsif job.status = 'doing' then
                code := 'attempt';
                select w.* into worker from ops.workers as w where w.worker_id = job.worker_id;
                select max(e.at) into since
                from procrastinate_events as e
                where e.job_id = job.id and e.type = 'started';
                waits_for := format('the end of attempt %s', job.attempts + 1);
                held_by := format(
                    'worker %s (%s, process %s), heartbeat %s s ago', job.worker_id,
                    worker.host, worker.pid,
                    greatest(
                        0,
                        floor(extract(epoch from clock_timestamp() - worker.last_heartbeat))
                    )::bigint
                );
                what_to_do := case
                    when worker.alive then 'nothing; cancel_request ends it'
                    else 'its worker gives no sign of life: within a minute another takes the job'
                end;
            elsif paused.id is not null then
                code := 'pause';
                since := paused.paused_at;
                waits_for := format(
                    'the end of a pause: %s paused the %s %s (%s)', paused.paused_by,
                    replace(paused.kind, '_', ' '), paused.name, paused.reason
                );
                what_to_do := format(
                    'when the reason is gone: select * from bankagent.resume(%L, %L)',
                    paused.kind, paused.name
                );
            elsif job.scheduled_at > now() and exists (
                select from put_offs as p where p.job_id = job.id and p.until = job.scheduled_at
            ) then
                select * into off from put_offs as p where p.job_id = job.id;
                code := 'put_off';
                since := off.put_off_at;
                waits_for := format(
                    '%s UTC: %s',
                    to_char(off.until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), off.reason
                );
                what_to_do := 'nothing: a worker goes on then';
            elsif job.scheduled_at > now() then
                code := 'retry';
                waits_for := 'its retry, due at '
                    || to_char(job.scheduled_at at time zone 'UTC', 'HH24:MI:SS') || ' UTC';
                what_to_do := format(
                    'see the error: select * from ops.request_history(%s)', request.id
                );
            elsif not exists (select from ops.workers as w where w.alive and w.pid is not null) then
                code := 'no_worker';
                waits_for := 'a worker: none is alive';
                what_to_do := 'start one: bankagent worker';
            elsif not exists (
                select
                from ops.workers as w
                where w.alive
                    and w.pid is not null
                    and (w.queues is null or job.queue_name = any(w.queues))
            ) then
                code := 'not_served';
                waits_for := format(
                    'a worker that serves the queue %s: no live one does', job.queue_name
                );
                what_to_do := format('start one: bankagent worker -q %s', job.queue_name);
            elsif not exists (
                select
                from ops.workers as w
                where w.alive
                    and w.pid is not null
                    and (w.queues is null or job.queue_name = any(w.queues))
                    and coalesce(request.request_type <> all(ops.unknown_types(w.worker_id)), true)
            ) then
                select t.package into missing
                from request_types as t
                where t.name = request.request_type
                    and not exists (
                        select
                        from ops.workers as w
                        inner join worker_facts as f on f.worker_id = w.worker_id
                        where w.alive and 'type:' || t.name = any(f.facts)
                    );
                code := case when missing is null then 'unknown_fact' else 'missing_package' end;
                waits_for := case
                    when missing is null
                        then 'a worker that finds all facts of its policy: no live one does'
                    else format('a worker with the package %s: no live one has it', missing)
                end;
                what_to_do := case
                    when missing is null then 'start one of the newer version: bankagent worker'
                    else 'install it beside a worker, and start that again: bankagent worker'
                end;
            elsif exists (select from suspect_jobs as s where s.job_id = job.id) then
                code := 'suspect';
                waits_for := 'a worker with nothing else in hand: one died with it in hand';
            else
                code := 'queue';
                select count(*) into before_it
                from (
                    select
                    from procrastinate_jobs as j
                    where j.queue_name = job.queue_name
                        and j.status = 'todo'
                        and j.scheduled_at is null
                        and (j.priority, -j.id) > (job.priority, -job.id)
                    limit 10001
                ) as earlier;
                waits_for := format(
                    'a worker: %s jobs of queue %s are before it',
                    case when before_it > 10000 then 'more than 10000' else before_it::text end,
                    job.queue_name
                );
                what_to_do := case
                    when before_it > 1000 then 'start more workers' else 'nothing'
                end;
            end if;
        else
            waits_for := 'nothing: it is ' || request.status;
    end case;
    if locker is not null then
        held_by := concat_ws('; ', held_by, locker);
        code := 'locked';
        what_to_do := 'have it committed, or end it: no one can write what comes next until then';
    end if;
    return next;
end
$$;

comment on function ops.why_waiting(bigint) is
'Reason why a request does not go on. Says what it waits for, since when, what holds it (a '
'worker, or a session that has its row locked), and what to do. code is awaiting_approval, '
'needs_info, failed, processed, cancelled, no_open_job, attempt, pause, put_off, retry, '
'no_worker, not_served, unknown_fact, missing_package, suspect, queue or locked. Others'' '
'sessions show only to users with the role pg_monitor. Example: select * from '
'ops.why_waiting(7). BA404: there is no such request.';
