create or replace function bankagent.requeue_with_reason(
    p_request_id bigint, p_reason text, p_actor text default null, p_traceparent text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    now_at text;
    new_job bigint;
begin
    if char_length(p_reason) > 500 or is_blank(p_reason) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    perform set_traceparent(p_traceparent);
    select r.status into now_at from banking_requests as r where r.id = p_request_id;
    if now_at is null then
        raise exception 'request % does not exist', coalesce(p_request_id::text, 'null')
            using errcode = 'BA404';
    end if;
    if now_at in ('failed', 'received') then
        new_job := renew_job(
            p_request_id, now_at, by_whom,
            p_result => jsonb_strip_nulls(jsonb_build_object('reason', p_reason))
        );
    end if;
    if new_job is null then
        raise exception 'request % is %; only a failed request, or a received one that lost its '
            'job, can be requeued', p_request_id, now_at using errcode = 'BA409';
    end if;
    return new_job;
end
$$;

comment on function bankagent.requeue_with_reason(bigint, text, text, text) is
'Give a failed request, or a received one that lost its job, a new job. p_reason stands in the '
'audit entry; null for none. Returns the job''s id. Example: '
'select bankagent.requeue_with_reason(7, ''the price feed is back''). BA404: there is no such '
'request. BA409: it has another status, or an open job. BA422: the reason is blank or has '
'more than 500 characters.';

-- A name of its own for the one with a reason: DBAs grant this one by its name alone.
create or replace function bankagent.requeue_request(
    p_request_id bigint, p_actor text default null, p_traceparent text default null
)
returns bigint
language sql security definer
set search_path to bankagent, pg_temp
as $$
    select requeue_with_reason(p_request_id, null, p_actor, p_traceparent)
$$;

comment on function bankagent.requeue_request(bigint, text, text) is
'Give a request a new job, without a reason. Example: select bankagent.requeue_request(7). Errors '
'are those of requeue_with_reason.';
