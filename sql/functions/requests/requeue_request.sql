create or replace function bankagent.requeue_request(
    p_request_id bigint, p_actor text default null, p_traceparent text default null
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
    perform set_traceparent(p_traceparent);
    select r.status into now_at from banking_requests as r where r.id = p_request_id;
    if now_at is null then
        raise exception 'request % does not exist', coalesce(p_request_id::text, 'null')
            using errcode = 'BA404';
    end if;
    if now_at in ('failed', 'received') then
        new_job := renew_job(p_request_id, now_at, by_whom);
    end if;
    if new_job is null then
        raise exception 'request % is %; only a failed request, or a received one that lost its '
            'job, can be requeued', p_request_id, now_at using errcode = 'BA409';
    end if;
    return new_job;
end
$$;

comment on function bankagent.requeue_request(bigint, text, text) is
'Give a failed request, or a received one that lost its job, a new job. Returns the job''s id. '
'Example: select bankagent.requeue_request(7). BA404: there is no such request. BA409: it has '
'another status, or an open job.';
