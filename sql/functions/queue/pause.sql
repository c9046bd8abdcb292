create or replace function bankagent.pause_until(
    p_kind text, p_name text, p_reason text, p_until timestamptz, p_actor text default null
)
returns bankagent.pauses
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    paused pauses;
begin
    if p_kind is null or p_kind not in ('queue', 'request_type') then
        raise exception 'kind must be queue or request_type' using
            errcode = 'BA422', column = 'kind', hint = 'must be queue or request_type';
    end if;
    if not coalesce(char_length(p_reason) between 1 and 500 and not is_blank(p_reason), false) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    if p_until <= now() or p_until = 'infinity' then
        raise exception 'until must be a time to come' using
            errcode = 'BA422', column = 'until', hint = 'must be a time to come';
    end if;
    if not exists (
        select from request_types as t
        where p_name = case p_kind when 'queue' then t.queue else t.name end
    ) then
        raise exception 'there is no % called %', replace(p_kind, '_', ' '), p_name
            using errcode = 'BA404';
    end if;

    insert into pauses (kind, name, reason, paused_by, ends_at)
    values (p_kind, p_name, p_reason, by_whom, p_until)
    on conflict (kind, name) where resumed_at is null do nothing
    returning * into paused;
    if not found then
        raise exception 'the % % is paused already (see ops.pauses_open)',
            replace(p_kind, '_', ' '), p_name using errcode = 'BA409';
    end if;
    return paused;
end
$$;

comment on function bankagent.pause_until(text, text, text, timestamptz, text) is
'Pause a queue or a request type until resume, or until a time. No worker claims its jobs. p_kind '
'is queue or request_type, p_until null for no end. Requests are still accepted, and the jobs that '
'workers hold are finished. Example: select * from bankagent.pause_until(''queue'', '
'''trade_review'', ''late prices'', now() + interval ''1 hour''). BA404: there is no such queue or '
'type. BA409: '
'it is paused already. BA422: the kind, the reason or the time is wrong.';

-- A name of its own for the one with an end: DBAs grant this one by its name alone.
create or replace function bankagent.pause(
    p_kind text, p_name text, p_reason text, p_actor text default null
)
returns bankagent.pauses
language sql security definer
set search_path to bankagent, pg_temp
as $$
    select p.* from pause_until(p_kind, p_name, p_reason, null, p_actor) as p
$$;

comment on function bankagent.pause(text, text, text, text) is
'Pause a queue or a request type until resume. Example: '
'select * from bankagent.pause(''queue'', ''trade_review'', ''wrong limits''). Errors are those of '
'pause_until.';

create or replace function bankagent.ring_held(p_kind text, p_name text)
returns void
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
set enable_seqscan to off
set enable_bitmapscan to off
as $$
begin
    perform ring(array(
        select waited.id
        from request_types as t
        cross join lateral (
            (
                select j.id from procrastinate_jobs as j
                where j.queue_name = t.queue and j.status = 'todo' and j.scheduled_at is null
                order by j.priority desc, j.id
                limit 1
            )
            union all
            (
                select j.id from procrastinate_jobs as j
                where j.queue_name = t.queue and j.status = 'todo' and j.scheduled_at <= now()
                order by j.scheduled_at
                limit 1
            )
        ) as waited
        where p_name = case p_kind when 'queue' then t.queue else t.name end
    ));
end
$$;

comment on function bankagent.ring_held(text, text) is
'Wake the workers of a queue or request type that was paused.';

create or replace function bankagent.resume(
    p_kind text, p_name text, p_actor text default null
)
returns bankagent.pauses
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    resumed pauses;
begin
    update pauses as p
    set resumed_at = now(), resumed_by = by_whom
    where p.kind = p_kind and p.name = p_name and p.resumed_at is null
    returning * into resumed;
    if not found then
        if not exists (
            select from request_types as t
            where p_name = case p_kind when 'queue' then t.queue else t.name end
        ) then
            raise exception 'there is no % called %', replace(p_kind, '_', ' '), p_name
                using errcode = 'BA404';
        end if;
        raise exception 'the % % is not paused', replace(p_kind, '_', ' '), p_name
            using errcode = 'BA409';
    end if;

    perform ring_held(p_kind, p_name);
    return resumed;
end
$$;

comment on function bankagent.resume(text, text, text) is
'Resume a paused queue or request type, and wake its workers. Example: select * from '
'bankagent.resume(''queue'', ''trade_review''). BA404: there is no such queue or type. BA409: it '
'is not paused.';

create or replace function bankagent.end_pauses()
returns setof bankagent.pauses
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    ended pauses;
begin
    for ended in
        update pauses as p
        set resumed_at = now(), resumed_by = p.paused_by
        where p.resumed_at is null and p.ends_at <= now()
        returning *
    loop
        perform ring_held(ended.kind, ended.name);
        return next ended;
    end loop;
end
$$;

comment on function bankagent.end_pauses() is
'End the pauses whose time has come, and wake their workers. Called by one worker each '
'second. Returns them. Example: select kind, name from bankagent.end_pauses().';
