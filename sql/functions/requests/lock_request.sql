create or replace function bankagent.lock_request(p_request_id bigint)
returns bankagent.banking_requests
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    seen_job bigint;
    request banking_requests;
begin
    loop
        -- Lock job, then request, then compare: a requeue may have given it another job meanwhile.
        begin
            select r.job_id into seen_job from banking_requests as r where r.id = p_request_id;
            perform from procrastinate_jobs as j where j.id = seen_job for no key update;
            select * into request
            from banking_requests as r
            where r.id = p_request_id
            for no key update;
            if request.job_id is distinct from seen_job then
                raise exception 'the job has changed' using errcode = 'BA001';
            end if;
            exit;
        exception
            when sqlstate 'BA001' then
                -- The block has released its locks: waiting for a job with the request locked would
                -- deadlock.
                null;
        end;
    end loop;
    if request.id is null then
        raise exception 'request % does not exist', coalesce(p_request_id::text, 'null')
            using errcode = 'BA404';
    end if;
    return request;
end
$$;

comment on function bankagent.lock_request(bigint) is
'Lock the current job of a request, then the request; return the request. All verbs lock in this '
'order. BA404: there is no such request.';
